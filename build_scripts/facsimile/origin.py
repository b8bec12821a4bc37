"""What of the original a row or a finding speaks of: its place on the page with its heads, and its print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.model import Finding, Grid, GridCell, Place, Report, Row
from build_scripts.readers.frames import Box, band, boxes_on


@dataclass(frozen=True, slots=True)
class Origin:
    """``row`` and ``head`` as in ``Row``; ``cuts`` are where its columns part, those first that part figures from all
    else; ``printed`` are its cells as they stand, ``None`` for one that a merged cell covers."""

    row: Place
    head: Place | None
    cuts: tuple[float, ...]
    printed: tuple[str | None, ...]


def origin_of_row(row: Row) -> Origin | None:
    """Of a row of a statutory table; ``None`` when the original has no such row."""
    if row.place is None:
        return None
    boxes = [c.place.box for c in row.cells if c.place and c.place.box and c.place.page == row.place.page]
    return Origin(row.place, row.head, _cuts(boxes, row.place.box), row.printed)


def origin_of(report: Report, finding: Finding) -> Origin | None:
    """Of a finding: its row, or else the line of a table of no form at its place; ``None`` when it speaks of no line."""
    if finding.table and (key := finding.row or finding.group):
        table = next(t for t in report.tables if t.key == finding.table)
        return next((origin_of_row(row) for row in table.rows if row.key == key), None)
    if finding.place is None or finding.place.row is None:
        return None
    lines = (line for grid in _grids(report) for line in grid.rows)
    return next((_of_line(line, finding.place) for line in lines if _holds(line, finding.place)), None)


def quoted_row(origin: Origin) -> tuple[str, ...]:
    """The cells of the printed row one by one, "" for a blank one."""
    return tuple(text for text in origin.printed if text is not None)


def _grids(report: Report) -> Iterator[Grid]:
    for blocks in (report.unplaced, *(section.blocks for section in report.sections)):
        yield from (block for block in blocks if isinstance(block, Grid))


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
