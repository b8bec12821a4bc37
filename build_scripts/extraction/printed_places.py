"""Record where each row of a statutory table is printed: its full text, its frame on the page, and the frame of its
headers.

This module decides nothing about figures. It serves readers who compare the figures with the original.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from build_scripts.extraction.lines import Line
from build_scripts.model import Place, Row, Table
from build_scripts.readers.cell_boxes import bounding_box, boxes_on, row_box
from build_scripts.wording import is_value

# maximum number of lines above the first row: the form has three; wrapped headers of loose tables have more
MAX_HEADERS = 6


def with_printed_places(tables: Iterable[Table], lines: Sequence[Line]) -> tuple[Table, ...]:
    """Return the tables with ``header_rows``, ``printed``, ``header_place`` and the frame of each row."""
    tables = tuple(tables)
    at_place: dict[Place, int] = {}
    for at, line in enumerate(lines):
        for cell in line.cells:
            if cell and cell.place != Place():
                at_place.setdefault(cell.place, at)
    of_row = {(t.key, row.key): _lines_of(row, at_place) for t in tables for row in t.rows}
    used = {at for ats in of_row.values() for at in ats}
    return tuple(_table_with_places(table, of_row, lines, used) for table in tables)


def _lines_of(row: Row, at_place: Mapping[Place, int]) -> list[int]:
    places = (row.place, *(cell.place for cell in row.cells))
    return sorted({at_place[place] for place in places if place and place in at_place})


def _table_with_places(
    table: Table, of_row: Mapping[tuple[str, str], list[int]], lines: Sequence[Line], used: set[int]
) -> Table:
    own_lines = {at for row in table.rows for at in of_row[table.key, row.key]}
    head: Place | None = None
    headers: dict[tuple[int, int], tuple[str, tuple[str | None, ...]]] = {}
    rows = []
    for row in table.rows:
        ats = of_row[table.key, row.key]
        if not ats:
            rows.append(row)
            continue
        heads = _header_lines(table.key, ats[-1], lines, own_lines, used)
        for line in reversed(heads):
            headers.setdefault((line.block, line.row), (row.key, _print(line)))
        place = _row_place(row, [lines[at] for at in ats])
        head = _header_frame(heads) or head
        printed = tuple(text for at in ats for text in _print(lines[at]))
        rows.append(replace(row, place=place, printed=printed, header_place=head if place and place.box else None))
    return replace(table, rows=tuple(rows), header_rows=tuple(headers.values()))


def _print(line: Line) -> tuple[str | None, ...]:
    return tuple(cell.print if cell else None for cell in line.cells)


# --------------------------------------------------------------------------- frames


def _row_place(row: Row, lines: Sequence[Line]) -> Place | None:
    """Return the place of the whole row. A row split by a page break is where most of its figures are."""
    places = [cell.place for cell in row.cells if cell.place] or [p for p in (row.place,) if p]
    pages = Counter(place.page for place in places)
    page = max(pages, key=lambda p: pages[p], default=None)
    first = next((place for place in places if place.page == page), None)
    frames = [frame for line in lines if (frame := row_box(line.cells, page))]
    if first is None or not frames:
        return row.place and replace(row.place, column=None)
    return replace(first, column=None, box=bounding_box(frames))


# --------------------------------------------------------------------------- headers


def _header_lines(table: str, at: int, lines: Sequence[Line], own_lines: set[int], used: set[int]) -> list[Line]:
    """Return the header lines, from bottom to top: the lines without figures directly above the first line of the table
    in its grid. Table 2 has a header for each article, so there the lines above the run of consecutive rows that ends
    with this row count. The header of a row at the top of a page may stand at the bottom of the previous page."""
    if table == "proactive":
        while at - 1 in own_lines:
            at -= 1
    else:
        at = next(other for other in sorted(own_lines) if lines[other].block == lines[at].block)
    heads: list[Line] = []
    while at and len(heads) < MAX_HEADERS:
        line = lines[at - 1]
        if line.table != table or at - 1 in used or any(map(is_value, line.texts)):
            break
        heads.append(line)
        at -= 1
    # otherwise the lines are the rest of a label split by a page break
    return heads if any(line.is_header for line in heads) else []


def _header_frame(heads: Sequence[Line]) -> Place | None:
    """Return the frame of the headers; if a page break splits them, of the part next to the row, which names its
    columns."""
    first = next((cell.place for line in heads for cell in line.cells if cell and cell.place.box), None)
    if first is None:
        return None
    boxes = [box for line in heads for box in boxes_on(line.cells, first.page)]
    return replace(first, row=None, column=None, box=bounding_box(boxes))
