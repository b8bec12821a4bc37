"""Determine the part of the original that a row or a finding refers to: its place on the page with its headers, and its
printed text.

For a whole table: the header and the first rows, because a whole table would be too small on a phone. For figures that
do not add up down a column: that column with the row labels. For agency, year and date: the lines of evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from build_scripts.forms import form
from build_scripts.model import Block, Finding, Grid, GridCell, Paragraph, Place, Report, Row, Table
from build_scripts.readers.cell_boxes import Box, bounding_box, boxes_on, joined_place, row_box

FIRST_ROWS = 3
PRIVATE = "privacy.personal"  # the private text is not displayed again
ORDER = "table.misplaced"  # refers to all headings
UNREAD = "source.picture"  # the first page that is a picture and was not read is displayed as it is
# First part of a finding code → the kinds of evidence that it refers to.
EVIDENCE_OF = {"agency": ("agency",), "year": ("year", "published"), "published": ("published",)}

Printed = tuple[str | None, ...]  # a line cell by cell, ``None`` for a position covered by a merged cell


class Part(StrEnum):
    """The displayed part of the original; the value is the caption beside its picture."""

    ROW = "这一行"
    COLUMN = "这一列的各行"
    TABLE = "这张表的开头"
    TITLE = "标题"
    HEADING = "这一部分的标题"
    TEXT = "这一段"
    END = "正文末尾"  # where the missing content should stand
    PAGE = "没有读出的一页"


@dataclass(frozen=True, slots=True)
class Origin:
    """``row`` and ``head`` as in ``Row``. ``column_edges``: x positions, those between figures and other cells
    first. ``printed``: the printed lines or the text. ``column``: left and right position of the only column displayed
    beside the labels."""

    row: Place
    head: Place | None
    column_edges: tuple[float, ...]
    printed: tuple[Printed, ...]
    part: Part = Part.ROW
    column: tuple[float, float] | None = None


def origin_of_row(row: Row) -> Origin | None:
    """Return the origin of a statutory row; ``None`` if the original has no such row."""
    if row.place is None:
        return None
    return Origin(
        row.place, row.header_place, _column_edges(_boxes(row), row.place.box), (row.printed,) if row.printed else ()
    )


def origins_of_text(paragraph: Paragraph) -> Iterator[Origin]:
    """Yield the origin of a paragraph; one for each part if page breaks split it."""
    yield Origin(paragraph.place, None, (), ((paragraph.text,),), Part.TEXT)
    yield from (Origin(rest, None, (), (), Part.TEXT) for rest in paragraph.continuation_places)


def origins_of(report: Report, finding: Finding) -> tuple[Origin, ...]:
    """Return the origins that a finding refers to; none if it refers to nothing printed."""
    if about := EVIDENCE_OF.get(finding.code.partition(".")[0]):
        return tuple(_evidence(report, about))
    if finding.code == UNREAD and finding.place:
        return (Origin(finding.place, None, (), (), Part.PAGE),)
    if finding.code == ORDER:
        order = sorted(report.sections, key=lambda section: section.heading_position)
        return tuple(origin for section in order for origin in _heading(report, section.key))
    return (*_in_tables(report, finding), *_text_at(report, finding.place))


def public_origins(report: Report, finding: Finding) -> tuple[Origin, ...]:
    """Return the origins that the site displays, without paragraphs in which personal data were found."""
    if finding.code == PRIVATE:
        return ()
    found = {f.place for f in report.findings if f.code == PRIVATE}
    texts = (b for b in _blocks(report) if isinstance(b, Paragraph) and b.place in found)
    private = {place for text in texts for place in (text.place, *text.continuation_places)} if found else set()
    return tuple(origin for origin in origins_of(report, finding) if origin.row not in private)


def printed_cells(origin: Origin) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the printed lines, "" for a blank cell."""
    return tuple(tuple(text for text in line if text is not None) for line in origin.printed)


# --------------------------------------------------------------------------- tables


def _in_tables(report: Report, finding: Finding) -> Iterator[Origin]:
    """Yield the first match: the row or its column; the line at that place of a table of no form, or the beginning of
    that table; the beginning of the statutory table; the heading of the section in which something is missing."""
    table = next((t for t in report.tables if t.key == finding.table), None)
    key = finding.row or finding.group
    if table and key and (found := _column(table, finding) or _row(table, key)):
        yield from found
    elif line := _line_at(report, finding.place):
        yield line
    elif table and (beginning := _table_beginning(table)):
        yield beginning
    elif table or not finding.place:
        yield from _heading(report, finding.table or finding.section)


def _row(table: Table, key: str) -> list[Origin]:
    return [origin for row in table.rows if row.key == key and (origin := origin_of_row(row))]


def _column(table: Table, finding: Finding) -> list[Origin]:
    """Return the rows of an identity that applies down the column, page by page; [] for other findings."""
    identity = next((i for i in form(table.form).identities if i.code == finding.code and i.each == "column"), None)
    if identity is None:
        return []
    spec = form(table.form).table(table.key).row(identity.left[0])
    at = next((i for i, column in enumerate(spec.columns) if column.key == finding.column), None)
    rows = [row for row in table.rows if row.key in (*identity.left, *identity.right) and row.place]
    runs: list[list[Row]] = []
    for row in rows:
        if runs and _follows(table, runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [_column_run(run, at) for run in runs]


def _follows(table: Table, before: Row, row: Row) -> bool:
    assert before.place and row.place
    keys = [r.key for r in table.rows]
    same_page = (before.place.page, before.place.turn, before.header_place) == (
        row.place.page,
        row.place.turn,
        row.header_place,
    )
    return same_page and keys.index(row.key) == keys.index(before.key) + 1


def _column_run(rows: Sequence[Row], at: int | None) -> Origin:
    first = rows[0]
    places = [row.place for row in rows if row.place]
    place = places[0] if len(rows) == 1 else replace(joined_place(places) or Place(), row=None)
    cells = [box for row in rows for box in _boxes(row)]
    shown = [row.cells[at].place for row in rows] if at is not None else []
    edges = [(p.box[0], p.box[2]) for p in shown if p and p.box and p.page == place.page]
    column = (min(left for left, _ in edges), max(right for _, right in edges)) if edges else None
    printed = tuple(row.printed for row in rows if row.printed)
    return Origin(place, first.header_place, _column_edges(cells, place.box), printed, Part.COLUMN, column)


def _boxes(row: Row) -> list[Box]:
    """Return the frames of the figures on the page of the row."""
    page = row.place.page if row.place else None
    return [cell.place.box for cell in row.cells if cell.place and cell.place.box and cell.place.page == page]


def _table_beginning(table: Table) -> Origin | None:
    """Return the header and the first rows."""
    rows = list({row.place: row for row in reversed(table.rows) if row.place}.values())[::-1]
    if not rows:
        return None
    places = [row.place for row in rows if row.place and rows[0].place and row.place.page == rows[0].place.page]
    place = joined_place(places[:FIRST_ROWS])
    assert place
    header = (line for key, line in table.header_rows if key == rows[0].key)
    printed = (*header, *(row.printed for row in rows[:FIRST_ROWS] if row.printed))
    return Origin(
        replace(place, row=None), rows[0].header_place, _column_edges(_boxes(rows[0]), place.box), printed, Part.TABLE
    )


def _line_at(report: Report, place: Place | None) -> Origin | None:
    """Return the line at that place of a table of no form, or the first lines of the table at that place."""
    if place is None:
        return None
    grids = [block for block in _blocks(report) if isinstance(block, Grid)]
    line = next((line for grid in grids for line in grid.rows if any(c and c.place == place for c in line)), None)
    if line:
        return _origin_of_lines([line], place, Part.ROW)
    rows = next((grid.rows for grid in grids if grid.place == place), ())
    return _origin_of_lines(rows[:FIRST_ROWS], place, Part.TABLE) if rows else None


def _origin_of_lines(lines: Sequence[tuple[GridCell | None, ...]], place: Place, part: Part) -> Origin:
    frames = [frame for line in lines if (frame := row_box(line, place.page))]
    frame = bounding_box(frames) if frames else None
    cells = [box for line in lines for box in boxes_on(line, place.page)]
    printed = tuple(tuple(cell.print if cell else None for cell in line) for line in lines)
    return Origin(replace(place, column=None, box=frame), None, _column_edges(cells, frame), printed, part)


# --------------------------------------------------------------------------- text


def _evidence(report: Report, about: Sequence[str]) -> Iterator[Origin]:
    """Yield the title and the lines of evidence; without evidence, the end of the text, where it should stand."""
    telling = [e.place for e in report.evidence if e.about in about and e.place]
    places = telling or [p.place for p in _end_of_text(report)]
    if report.title_place and not (telling and about == EVIDENCE_OF["published"]):
        places.insert(0, report.title_place)
    for place in dict.fromkeys(places):
        if place == report.title_place:
            yield Origin(place, None, (), ((report.title,),), Part.TITLE)
        elif found := list(_text_at(report, place)):
            yield from (replace(origin, part=Part.TEXT if telling else Part.END) for origin in found)
        else:
            quotes = (e.quote for e in report.evidence if e.place == place)
            yield Origin(place, None, (), tuple((quote,) for quote in dict.fromkeys(quotes)), Part.TEXT)


def _end_of_text(report: Report) -> Sequence[Paragraph]:
    """Return the signature, or the last paragraph."""
    texts = [section for section in report.sections if section.paragraphs]
    if not texts:
        return ()
    return texts[-1].paragraphs if texts[-1].key == "signature" else texts[-1].paragraphs[-1:]


def _text_at(report: Report, place: Place | None) -> Iterator[Origin]:
    """Yield the paragraph at that place."""
    found = (b for b in _blocks(report) if isinstance(b, Paragraph) and b.place == place)
    if paragraph := next(found, None):
        yield from origins_of_text(paragraph)


def _heading(report: Report, key: str) -> Iterator[Origin]:
    section = next((section for section in report.sections if section.key == key), None)
    if section and section.place:
        yield Origin(section.place, None, (), ((section.heading,),), Part.HEADING)


def _blocks(report: Report) -> Iterable[Block]:
    for blocks in (report.unplaced, *(section.blocks for section in report.sections)):
        yield from blocks


def _column_edges(cells: Sequence[Box], row: Box | None) -> tuple[float, ...]:
    if not cells or row is None:
        return ()
    middle = (row[0] + row[2]) / 2
    inner = sorted({box[0] for box in cells}, key=lambda x: abs(x - middle))
    return (min(box[0] for box in cells), max(box[2] for box in cells), *inner)
