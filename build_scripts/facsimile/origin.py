"""What of the original a row or a finding speaks of: its place on the page with its heads, and its print.

Of a whole table that is its head and first rows: all of it would be too small to read on a telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from build_scripts.model import Block, Finding, Grid, GridCell, Paragraph, Place, Report, Row, Table
from build_scripts.readers.frames import Box, around, band, boxes_on

FIRST_ROWS = 3
PRIVATE = "privacy.personal"  # what it speaks of is not shown once more


class Part(StrEnum):
    """What is shown of the original, as it is called beside its picture."""

    ROW = "这一行"
    TEXT = "这一段"
    TABLE = "这张表的开头"


@dataclass(frozen=True, slots=True)
class Origin:
    """``row`` and ``head`` as in ``Row``; ``cuts`` are where its columns part, those first that part figures from all
    else; ``printed`` are its cells as they stand, ``None`` for one that a merged cell covers, or the text. Of a table
    that has none."""

    row: Place
    head: Place | None
    cuts: tuple[float, ...]
    printed: tuple[str | None, ...]
    part: Part = Part.ROW


def origin_of_row(row: Row) -> Origin | None:
    """Of a row of a statutory table; ``None`` when the original has no such row."""
    if row.place is None:
        return None
    boxes = [c.place.box for c in row.cells if c.place and c.place.box and c.place.page == row.place.page]
    return Origin(row.place, row.head, _cuts(boxes, row.place.box), row.printed)


def origins_of(report: Report, finding: Finding) -> tuple[Origin, ...]:
    """Of a finding: its row, or the line of a table of no form at its place, or the beginning of its table; and the text
    that it quotes. None when it speaks of nothing printed."""
    table = next((t for t in report.tables if t.key == finding.table), None)
    place = finding.place
    found = None
    if table and (key := finding.row or finding.group):
        found = next((origin_of_row(row) for row in table.rows if row.key == key), None)
    elif place and place.row is not None:
        lines = (line for block in _blocks(report) if isinstance(block, Grid) for line in block.rows)
        found = next((_of_line(line, place) for line in lines if _holds(line, place)), None)
    elif table:
        found = _beginning(table)
    return tuple(origin for origin in (found, _text_at(report, place)) if origin)


def _beginning(table: Table) -> Origin | None:
    """The head and first rows of a table on a page of fixed layout."""
    rows = [row for row in table.rows if row.place and row.place.box]
    places = [row.place for row in rows if row.place and rows[0].place and row.place.page == rows[0].place.page]
    frames = list(dict.fromkeys(place.box for place in places if place.box))[:FIRST_ROWS]
    if not frames:
        return None
    cells = [cell.place.box for cell in rows[0].cells if cell.place and cell.place.box]
    frame = around(frames)
    return Origin(replace(places[0], row=None, box=frame), rows[0].head, _cuts(cells, frame), (), Part.TABLE)


def _text_at(report: Report, place: Place | None) -> Origin | None:
    """The paragraph that stands there on a page of fixed layout."""
    if place is None or place.box is None:
        return None
    texts = (b.text for b in _blocks(report) if isinstance(b, Paragraph) and b.place == place)
    text = next(texts, None)
    return None if text is None else Origin(place, None, (), (text,), Part.TEXT)


def quoted_row(origin: Origin) -> tuple[str, ...]:
    """The cells of the printed row one by one, "" for a blank one."""
    return tuple(text for text in origin.printed if text is not None)


def _blocks(report: Report) -> Iterator[Block]:
    for blocks in (report.unplaced, *(section.blocks for section in report.sections)):
        yield from blocks


def _holds(line: tuple[GridCell | None, ...], place: Place) -> bool:
    return any(cell and cell.place == place for cell in line)


def _of_line(line: tuple[GridCell | None, ...], place: Place) -> Origin:
    texts = tuple(None if c is None else f"〔{c.opaque}〕" if c.opaque and not c.text else c.text for c in line)
    frame = band(line, place.page)
    return Origin(replace(place, column=None, box=frame), None, _cuts(boxes_on(line, place.page), frame), texts)


def _cuts(cells: Sequence[Box], row: Box | None) -> tuple[float, ...]:
    if not cells or row is None:
        return ()
    middle = (row[0] + row[2]) / 2
    inner = sorted({box[0] for box in cells}, key=lambda x: abs(x - middle))
    return (min(box[0] for box in cells), max(box[2] for box in cells), *inner)
