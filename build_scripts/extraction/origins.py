"""Where each row of a statutory table was printed: all that stands in it, its frame on the page, that of its heads.

Nothing is decided about figures: this is for whoever holds them against the original.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from build_scripts.extraction.lines import Line
from build_scripts.model import Place, Row, Table
from build_scripts.readers.frames import band, bounding_box, boxes_on
from build_scripts.wording import is_value

MOST_HEADS = 6  # lines above the first row: the form has three, and wrapped heads of loose tables make more


def with_origins(tables: Iterable[Table], lines: Sequence[Line]) -> tuple[Table, ...]:
    """The tables with ``printed``, ``head`` and the frame of each of their rows."""
    tables = tuple(tables)
    at_place: dict[Place, int] = {}
    for at, line in enumerate(lines):
        for cell in line.cells:
            if cell and cell.place != Place():
                at_place.setdefault(cell.place, at)
    of_row = {(t.key, row.key): _lines_of(row, at_place) for t in tables for row in t.rows}
    used = {at for ats in of_row.values() for at in ats}
    return tuple(_with_origins(table, of_row, lines, used) for table in tables)


def _lines_of(row: Row, at_place: Mapping[Place, int]) -> list[int]:
    places = (row.place, *(cell.place for cell in row.cells))
    return sorted({at_place[place] for place in places if place and place in at_place})


def _with_origins(
    table: Table, of_row: Mapping[tuple[str, str], list[int]], lines: Sequence[Line], used: set[int]
) -> Table:
    mine = {at for row in table.rows for at in of_row[table.key, row.key]}
    head: Place | None = None
    above: tuple[tuple[str | None, ...], ...] = ()
    rows = []
    for row in table.rows:
        ats = of_row[table.key, row.key]
        if not ats:
            rows.append(row)
            continue
        heads = _heads(table.key, ats[-1], lines, mine, used)
        above = above or tuple(_print(line) for line in reversed(heads))
        place = _place(row, [lines[at] for at in ats])
        head = _frame(heads) or head
        printed = tuple(text for at in ats for text in _print(lines[at]))
        rows.append(replace(row, place=place, printed=printed, head=head if place and place.box else None))
    return replace(table, rows=tuple(rows), head=above)


def _print(line: Line) -> tuple[str | None, ...]:
    return tuple(cell.print if cell else None for cell in line.cells)


# --------------------------------------------------------------------------- frames


def _place(row: Row, lines: Sequence[Line]) -> Place | None:
    """The row as a whole. One torn by the end of a page is where most of its figures stand."""
    places = [cell.place for cell in row.cells if cell.place] or [p for p in (row.place,) if p]
    pages = Counter(place.page for place in places)
    page = max(pages, key=lambda p: pages[p], default=None)
    first = next((place for place in places if place.page == page), None)
    frames = [frame for line in lines if (frame := band(line.cells, page))]
    if first is None or not frames:
        return row.place and replace(row.place, column=None)
    return replace(first, column=None, box=bounding_box(frames))


# --------------------------------------------------------------------------- heads


def _heads(table: str, at: int, lines: Sequence[Line], mine: set[int], used: set[int]) -> list[Line]:
    """From below: the lines without figures right above the first line of the table in its grid; in table 2, which has a head for
    each article, right above the row and those that follow one another to it. The head of a row at the top of a page may
    stand at the bottom of the one before."""
    if table == "proactive":
        while at - 1 in mine:
            at -= 1
    else:
        at = next(other for other in sorted(mine) if lines[other].block == lines[at].block)
    heads: list[Line] = []
    while at and len(heads) < MOST_HEADS:
        line = lines[at - 1]
        if line.table != table or at - 1 in used or any(map(is_value, line.texts)):
            break
        heads.append(line)
        at -= 1
    return heads if any(line.head for line in heads) else []  # else the rest of a label that the end of a page tore


def _frame(heads: Sequence[Line]) -> Place | None:
    """Of heads that the end of a page tore, the part next to the row, which names its columns."""
    first = next((cell.place for line in heads for cell in line.cells if cell and cell.place.box), None)
    if first is None:
        return None
    boxes = [box for line in heads for box in boxes_on(line.cells, first.page)]
    return replace(first, row=None, column=None, box=bounding_box(boxes))
