"""Convert aligned lines into a table of the form: all rows in order, with findings on the reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from build_scripts.extraction.alignment import CERTAIN, PrintedRow, RowMatch, is_split_row
from build_scripts.extraction.columns import cells_of
from build_scripts.extraction.labels import (
    EXACT,
    contains_wording,
    figures_in_label,
    is_row_label,
    names_group,
    row_likeness,
)
from build_scripts.extraction.lines import Line
from build_scripts.extraction.outline import PAGE_MARK
from build_scripts.extraction.placing import CHOSEN_BY_SUM, Reading, choose_reading, fits_columns
from build_scripts.extraction.spelling import normalize
from build_scripts.extraction.unplaced import doubt_blank_rows
from build_scripts.forms import FormRow, FormTable, Identity
from build_scripts.model import ABSENT, Cell, Finding, GridCell, GridKind, Place, Row, State, Table, finding
from build_scripts.wording import is_value, printed_unit, squeeze, with_parted_digits

# minimum number of blank cells before figures in a table that prints both 0 and blanks; test files of this kind have 30
MIN_BLANKS_KEPT = 3
PRINTED_TWICE = "原件另有一行标签与它相同，填的不同"
NAMES_OTHER_ROW = "标签“{label}”同样像另一行「{other}」，原件里没有找到那一行"
SECOND_LINE = "同一个标签旁另有一行数字“{figures}”，没有归列，可能是这一行的数字"
BELOW_BLANKS = "下面另有一行没有标签的数字“{figures}”，没有归列，可能是这一行空白处的数字"
NEXT_GRID = "后面的表开头另有一行没有标签的数字“{figures}”，可能是这一行的数字"
NEXT_LINE = "下面一行数字“{figures}”没有标签，按所在位置归入了另一行，可能是这一行的数字"
FIGURES_FIRST = "这张表先印数字“{figures}”，再印第一个标签，各行的数字可能在标签的前面，而不是后面"
FIGURES_ABOVE = "标签前面另有一行没有标签的数字“{figures}”，可能是这一行的数字"
SPLIT_ROW = "标签与数字分在两处，已接回"
_NOTE_MARK = re.compile(
    "格内另有(?:上标或下标|注释标记)“(.+)”，没有并入"
)  # beside the exact wording of a row this is no doubt about its figures
# a figure inside a label that is no item number: 予以公开,5,9 of a torn CSV
_FIGURE = re.compile(r"[^\s\d]\s*\d+[^\d.．、]")


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table, the findings on its reading, and the lines that matched no row. ``partly_unplaced``: lines of rows with
    figures that fit no column; the findings of these rows report them."""

    table: Table
    findings: tuple[Finding, ...] = ()
    unclaimed: tuple[Line, ...] = ()
    partly_unplaced: tuple[Line, ...] = ()


def build_table(
    shape: FormTable,
    form_id: str,
    items: Sequence[PrintedRow],
    matches: Sequence[RowMatch],
    total: int | None,
    identities: Sequence[Identity] = (),
) -> Aligned:
    """Return the table with all rows of the form in order. Doubts become findings on their row."""
    by_row = {shape.rows[match.row].key: match for match in matches}
    figure_parts = {name: _figure_part([items[i] for i in match.items]) for name, match in by_row.items()}
    found = {name: choose_reading(item.split.readings, total) for name, item in figure_parts.items()}
    _choose_by_columns(found, figure_parts, [i for i in identities if i.table == shape.key and i.each == "column"])
    findings: list[Finding] = []
    partly_unplaced: list[Line] = []
    rows = []
    for row in shape.rows:
        match = by_row.get(row.key)
        if match is None:
            rows.append(Row(row.key, "", tuple(ABSENT for _ in row.columns)))
            continue
        built = build_row(shape, row, [items[i] for i in match.items], match, found[row.key], total)
        rows.append(built.row)
        findings += built.findings
        partly_unplaced += built.partly_unplaced
    findings += without_total(shape, rows, total)
    used = {i for match in matches for i in match.items}
    strays = [item.split.label for i, item in enumerate(items) if i not in used and item.filled]
    # all figures of a table in one line without a label, matched by its place with one row
    strays += [item.split.label for name, item in figure_parts.items() if not item.label and found[name][0] is None]
    findings += doubt_blank_rows(shape, rows, strays)
    findings += _doubt_second_lines(shape, items, matches, rows)
    findings += _figures_before_labels(shape, items, rows)
    findings += _figures_above_labels(shape, items, matches)
    findings += _names_other_row(shape, rows, matches)
    findings += _printed_twice(shape, rows, [item for i, item in enumerate(items) if i not in used])
    unclaimed = tuple(
        item.line for i, item in enumerate(items) if i not in used and (item.filled or _is_agency_label(item))
    )
    return Aligned(
        Table(shape.key, form_id, bool(matches), tuple(rows)), tuple(findings), unclaimed, tuple(partly_unplaced)
    )


def _figures_before_labels(shape: FormTable, items: Sequence[PrintedRow], rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield a finding for each row with figures if text with one cell per line begins with figures and ends with a label.

    pdftotext takes cells from top to bottom: where figures stand a little higher than their labels, those of each row
    come before its label, and the label had those of the next row."""
    told = [item for item in items if item.label or item.filled]
    if not told or told[0].label or told[-1].filled or not told[0].line.stream:
        return
    first = told[0]
    reason = FIGURES_FIRST.format(figures="、".join(text for text in first.line.texts if is_value(text)))
    for row in rows:
        if any(cell.state is State.STATED for cell in row.cells):
            label = shape.row(row.key).label
            yield finding(
                "value.low-confidence", table=shape.key, row=row.key, place=row.place, reason=reason, label=label
            )


def _figures_above_labels(
    shape: FormTable, items: Sequence[PrintedRow], matches: Sequence[RowMatch]
) -> Iterator[Finding]:
    """Yield a finding for each row of text with one cell per line that has other figures without a label above its label:
    6 | 行政处罚 | 0 | 行政强制, where pdfplumber prints a figure that stands a little higher than its label above it."""
    row_of = {i: shape.rows[match.row] for match in matches for i in match.items}
    for at, (above, item) in enumerate(pairwise(items), 1):
        is_stream = item.line.stream and above.line.stream
        if is_stream and above.filled and not above.label and at in row_of and item.label and item.filled:
            yield _second_line(shape, row_of[at], above, FIGURES_ABOVE)


def _doubt_second_lines(
    shape: FormTable, items: Sequence[PrintedRow], matches: Sequence[RowMatch], rows: Sequence[Row]
) -> Iterator[Finding]:
    """Yield a finding for each row that may own a following line of figures, which has no label and matched no row: its
    label cell spans both lines (the frame of a stamp cuts some cells of the row), the line begins another grid (a page
    cuts the row), or the row itself has blank cells (one figure a line, each in its column)."""
    row_of = {i: shape.rows[match.row] for match in matches for i in match.items}
    printed = {row.key: row for row in rows}
    row: FormRow | None = None  # the row of the last label, with the grid and the column of the label
    block, column = -1, -1
    for at, item in enumerate(items):
        cells, own = item.line.cells, item.line.block
        if at in row_of:
            # figures that no label names, below a label without figures of another row or in another grid, may be those
            # of that label
            unnamed = row and item.filled and not item.label and not items[at - 1].filled
            if row and unnamed and own != items[at - 1].line.block:
                yield _second_line(shape, row, item, NEXT_GRID)
            elif row and unnamed and row_of[at] is not row:
                yield _second_line(shape, row, item, NEXT_LINE)
            row, block = row_of[at], own
            column = max((k for k, c in enumerate(cells) if c and c.text and c.text == item.split.label), default=-1)
            continue
        spanned = block == own and 0 <= column < len(cells) and cells[column] is None
        begins = block != own != items[at - 1].line.block and item.line.kind is GridKind.RULED
        is_mark = all(
            PAGE_MARK.fullmatch(squeeze(text)) for text in item.line.texts
        )  # — 3 — between two rows of a sheet
        blank = row is not None and any(cell.state is State.BLANK for cell in printed[row.key].cells)
        lacks = blank and own == block
        if row and (spanned or begins or lacks) and item.filled and not item.label and not is_mark:
            yield _second_line(shape, row, item, SECOND_LINE if spanned else NEXT_GRID if begins else BELOW_BLANKS)


def _second_line(shape: FormTable, row: FormRow, item: PrintedRow, reason: str) -> Finding:
    figures = [cell for cell in item.line.cells if cell and is_value(cell.text)]
    return finding(
        "value.low-confidence",
        table=shape.key,
        row=row.key,
        place=figures[0].place if figures else None,
        reason=reason.format(figures="、".join(cell.text for cell in figures)),
        label=row.label,
    )


def _names_other_row(shape: FormTable, rows: Sequence[Row], matches: Sequence[RowMatch]) -> Iterator[Finding]:
    """Yield a finding for each row whose printed label (息公开申请数量) is as similar to a row of the same group that no
    line matched, or contains the wording of one (…其政府信息公开申请3.其他, where the label above runs into the cell): the
    figures may be those of that row."""
    matched = {match.row for match in matches}
    missing = [row for at, row in enumerate(shape.rows) if at not in matched]
    for match in matches:
        row, printed = shape.rows[match.row], rows[match.row]
        word = normalize(printed.label)
        beside = [other for other in missing if other.groups == row.groups]
        others = [
            (1.0 if contains_wording(word, other) else row_likeness(word, other), other.label) for other in beside
        ]
        alike, name = max(others, default=(0.0, ""))
        if word and match.likeness < EXACT and alike >= match.likeness:
            yield finding(
                "value.low-confidence",
                table=shape.key,
                row=row.key,
                place=printed.place,
                reason=NAMES_OTHER_ROW.format(label=printed.label, other=name),
                label=row.label,
            )


def _printed_twice(shape: FormTable, rows: Sequence[Row], others: Sequence[PrintedRow]) -> Iterator[Finding]:
    """Yield a finding for each row whose label, or its exact wording, is printed again with other figures: it is open
    which counts."""
    labels = {normalize(row.label): row.key for row in rows if row.label}
    printed: dict[str, list[tuple[str, ...]]] = {}
    for item in others:
        for reading in item.split.readings[:1]:
            alike, at = max((row_likeness(item.label, row), at) for at, row in enumerate(shape.rows))
            key = shape.rows[at].key if alike >= EXACT else labels.get(item.label, "")
            if key:  # in text with one cell per line, a label alone is a row of blank cells
                values = tuple(squeeze(cell.text) for cell in reading.values if cell is not None)
                printed.setdefault(key, []).append(values)
    for row in rows:
        own = tuple(cell.raw for cell in row.cells if cell.raw is not None)
        if any(values != own and any((*values, *own)) for values in printed.get(row.key, ())):
            label = shape.row(row.key).label
            yield finding(
                "value.low-confidence", table=shape.key, row=row.key, place=row.place, reason=PRINTED_TWICE, label=label
            )


def _figure_part(parts: Sequence[PrintedRow]) -> PrintedRow:
    return next((part for part in parts if part.filled), parts[0])


def _choose_by_columns(
    found: dict[str, tuple[Reading | None, str]], figure_parts: dict[str, PrintedRow], identities: Sequence[Identity]
) -> None:
    """Decide rows that their own total leaves ambiguous: the column sums may leave one reading once all other rows of
    the sum are placed."""
    for name, (reading, _) in list(found.items()):
        if reading is None:
            others = {row: r.values for row, (r, _) in found.items() if r is not None}
            fitting = [r for r in figure_parts[name].split.readings if fits_columns(name, r.values, others, identities)]
            if len(fitting) == 1:
                found[name] = (fitting[0], CHOSEN_BY_SUM)


def without_total(
    shape: FormTable, rows: Sequence[Row], total: int | None, other_table_keeps_blanks: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each row with figures and a blank total, because such a row may have shifted. Exceptions: a
    table without total cells; a row of only 0 and blank cells in a table that prints both (or if
    ``other_table_keeps_blanks``), because the total of zeros is 0 or blank, and no row with other figures lacks it."""
    if total is None:
        return
    filled = [row for row in rows if any(c.number is not None for at, c in enumerate(row.cells) if at != total)]
    if all(row.cells[total].state is State.ABSENT for row in rows):
        return
    printed = [[cell for row in rows for cell in row.cells]] if shape.key == "review" else [row.cells for row in rows]
    mixed = other_table_keeps_blanks or sum(map(_blanks_before, printed)) >= MIN_BLANKS_KEPT
    lacking = [row for row in filled if row.cells[total].state in (State.BLANK, State.ABSENT)]
    nothing = [row for row in lacking if all(cell.state is State.BLANK or cell.number == 0 for cell in row.cells)]
    for row in lacking:
        if not (mixed and len(nothing) == len(lacking)):
            label = shape.row(row.key).label
            group = row.key if shape.key == "review" else ""
            yield finding("row.total-missing", table=shape.key, row=row.key, group=group, place=row.place, label=label)


def _blanks_before(cells: Sequence[Cell]) -> int:
    """Count the blank cells of a line before its last figure: these blanks were printed, not dropped."""
    last = max((at for at, cell in enumerate(cells) if cell.number is not None), default=0)
    return sum(cell.state is State.BLANK for cell in cells[:last])


def _is_agency_label(item: PrintedRow) -> bool:
    """Return True if the label is no row label or merged label of the form, or holds figures: such text must be
    kept."""
    if any(map(figures_in_label, item.line.texts)):
        return True
    if item.line.stream or not item.label:
        return bool(_FIGURE.search("".join(item.line.texts)))
    if names_group(item.label, CERTAIN):
        return False
    return len(item.label) > 1 and not any(is_row_label(table, item.label) for table in ("proactive", "requests"))


@dataclass(frozen=True, slots=True)
class BuiltRow:
    row: Row
    findings: tuple[Finding, ...]
    partly_unplaced: tuple[Line, ...]


def build_row(
    shape: FormTable,
    row: FormRow,
    parts: Sequence[PrintedRow],
    match: RowMatch,
    found: tuple[Reading | None, str],
    total: int | None,
) -> BuiltRow:
    """Build a row of the form from its printed lines, with all its findings."""
    reading, why = found
    main = _figure_part(parts)
    label = "".join(part.split.label for part in parts)
    place = next((c.place for part in parts for c in part.line.cells if c), None)
    about = _RowFindings(shape.key, row, place)
    noted = _note_marks(parts, match, reading)
    for reason in _reasons(shape, parts, match, label, why):
        about.doubt(reason)
    if label and (noted or 0.5 <= match.likeness < 0.9):
        about.add("label.variant", printed=label + "".join(f"〔{note[1]}〕" for note in noted))
    if reading is None:
        printed = "、".join(_ambiguous_figures(main))
        about.add("row.unplaced", printed=printed)
        unread = tuple(Cell("", None, State.UNREADABLE, place) for _ in row.columns)
        return BuiltRow(Row(row.key, label, unread, place), tuple(about.found), (main.line,))
    typed = _in_unit_of_column(list(cells_of(reading.values, row.columns, total)), main, about)
    beside_label = [words.doubt for part in parts for words in _label_cells(part, reading) if words.doubt]
    _doubt_cells(typed, [doubt for doubt in beside_label if doubt not in {note[0] for note in noted}], about)
    partly_unplaced = _extra_line(parts, reading, about)
    return BuiltRow(Row(row.key, label, tuple(cell for cell, _ in typed), place), tuple(about.found), partly_unplaced)


@dataclass(slots=True)
class _RowFindings:
    """The findings on one row, in order. ``place``: the place of the first cell."""

    table: str
    row: FormRow
    place: Place | None
    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, column: str = "", at: Place | None = None, **values: object) -> None:
        group = self.row.key if self.table == "review" else ""
        spot = {"table": self.table, "row": self.row.key, "column": column, "group": group}
        self.found.append(finding(code, **spot, place=at or self.place, label=self.row.label, **values))  # type: ignore[arg-type]

    def doubt(self, reason: str, column: str = "", at: Place | None = None) -> None:
        self.add("value.low-confidence", column, at, reason=reason)


def _note_marks(parts: Sequence[PrintedRow], match: RowMatch, reading: Reading | None) -> list[re.Match[str]]:
    """Return the note marks beside the exact wording of the row."""
    if match.likeness < EXACT:
        return []
    doubts = (cell.doubt for part in parts for cell in _label_cells(part, reading))
    return [mark for doubt in doubts if (mark := _NOTE_MARK.fullmatch(doubt))]


def _ambiguous_figures(main: PrintedRow) -> Iterator[str]:
    """Yield the figures of a line that fit several columns, each once."""
    cells = {id(c): c for r in main.split.readings for c in (*r.values, *r.surplus) if c and c.text}
    return (with_parted_digits(cell.text) for cell in cells.values())


def _in_unit_of_column(typed: list[tuple[Cell, str]], main: PrintedRow, about: _RowFindings) -> list[tuple[Cell, str]]:
    """Return the cells without numbers under a header with another unit: 251000 under 单位：元 is no number of 万元."""
    for at, unit in main.split.units.items():
        cell, cell_doubt = typed[at]
        if cell.number and not printed_unit(cell.raw or ""):
            typed[at] = (replace(cell, number=None, state=State.UNREADABLE), cell_doubt)
            column = about.row.columns[at]
            about.add("value.unit", column.key, cell.place, raw=cell.raw, printed=unit, unit=column.unit)
    return typed


def _doubt_cells(typed: Sequence[tuple[Cell, str]], beside_label: Iterable[str], about: _RowFindings) -> None:
    """Report a doubt on one cell at this cell; report a doubt shared by several cells once for the row.
    ``beside_label``: doubts on struck-out or invisible text beside the label."""
    by_reason: dict[str, list[int]] = {}
    for at, (_, cell_doubt) in enumerate(typed):
        if cell_doubt:
            by_reason.setdefault(cell_doubt, []).append(at)
    for cell_doubt in beside_label:
        by_reason.setdefault(cell_doubt, [])
    for reason, places in by_reason.items():
        if len(places) == 1:
            about.doubt(reason, about.row.columns[places[0]].key, typed[places[0]][0].place)
        else:
            about.doubt(reason)


def _extra_line(parts: Sequence[PrintedRow], reading: Reading, about: _RowFindings) -> tuple[Line, ...]:
    """Return the line of all content beside label and figures, to be shown as printed; () if there is none."""
    own = _extra_cells(parts, reading)
    if not own:
        return ()
    main = _figure_part(parts)
    surplus = [c for c in (*reading.surplus, *main.split.extra_cells) if c.text]
    if reading.surplus or any(character.isdigit() for cell in main.split.extra_cells for character in cell.text):
        raw = "、".join(with_parted_digits(cell.text) for cell in surplus)
        about.add("row.surplus", at=surplus[0].place, raw=raw)
    named = tuple(c for c in main.line.cells if c and c.text and squeeze(c.text) == squeeze(main.split.label))[:1]
    return (replace(main.line, cells=(*named, *own)),)


def _label_cells(part: PrintedRow, reading: Reading | None) -> Iterator[GridCell]:
    """Yield the label cells of a line."""
    placed = {id(cell) for cell in reading.values} if reading else set()
    return (c for c in part.line.cells if c and c.text and id(c) not in placed and not is_value(c.text))


def _extra_cells(parts: Sequence[PrintedRow], reading: Reading) -> tuple[GridCell, ...]:
    """Return the content beside label and figures: the row number, a remark, figures under other headers."""
    placed = {id(cell) for cell in reading.values}
    found = []
    for part in parts:
        words = {squeeze(text) for text in (part.split.label, *part.split.groups)}
        cells = part.line.cells
        label = max((at for at, c in enumerate(cells) if c and c.text and squeeze(c.text) in words), default=-1)
        for at, cell in enumerate(cells):
            if cell and cell.text and id(cell) not in placed and (at > label or is_value(cell.text)):
                found.append(cell)
    return tuple(found)


def _reasons(shape: FormTable, parts: Sequence[PrintedRow], match: RowMatch, label: str, why: str) -> Iterator[str]:
    """Yield the reasons why the figures of a row may belong to another row."""
    yield from filter(None, (_figure_part(parts).split.doubt, why))
    if len(parts) > 1 and not _is_exact_over_pages(parts, match):
        yield SPLIT_ROW if is_split_row(parts) else "这一行的标签被分页拆成几段，已接回"
    for text in dict.fromkeys(text for part in parts for text in (*part.split.groups, part.split.label)):
        if figures := figures_in_label(text):
            may_be = "，可能是这一行的数字" if text == _figure_part(parts).split.label else ""
            yield f"标签“{squeeze(text)}”里另有数字“{'、'.join(figures)}”，没有归列{may_be}"
    if match.out_of_order and match.likeness < EXACT:  # no two rows of a table have the same words
        yield "这一行的次序与格式不同，按标签归位"
    if not label:
        yield "这一行没有标签，按所在位置识别"
    elif match.likeness < 0.5:
        yield f"标签“{label}”与格式中的名称相差较大"


def _is_exact_over_pages(parts: Sequence[PrintedRow], match: RowMatch) -> bool:
    """Return True for a label cut in two by a page break with the figures beside one half, if the halves together have
    the exact wording of one row and rules around both prove that the figures belong to them."""
    blocks = [part.line.block for part in parts]
    ruled = all(part.label and part.line.kind is GridKind.RULED for part in parts)
    return match.likeness >= EXACT and ruled and len(set(blocks)) == len(blocks)
