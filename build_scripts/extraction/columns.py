"""Split a line into label cells and figure cells, and convert printed values into cells.

In a ruled grid the columns decide. In text with tabs the cells are packed to the left and padded at the end: row 一 of
a report is ``label, "", 7 values, ""`` and an item row is ``"", group, label, 7 values``. Taking the last seven cells
would shift half of the rows. In packed text the values therefore start after the last label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from build_scripts.extraction.headers import TableHeader
from build_scripts.extraction.labels import best_row, row_name_likeness
from build_scripts.extraction.lines import GLUED_DOUBT, Line
from build_scripts.extraction.placing import Reading, Values, adds_up, place_in_columns, readings
from build_scripts.extraction.spelling import normalize
from build_scripts.forms import Column
from build_scripts.model import ABSENT, Cell, GridCell, GridKind, State
from build_scripts.wording import cell as typed
from build_scripts.wording import fold, is_value

WRAPPED = "数字在单元格内换行，合并后与总计相符"
MISALIGNED = "本行的列与表头没有对齐，按顺序识别"
AMBIGUOUS_BLANKS = "这一行的空白可能在别的列：行中的数字也可以从另一格起"
# likeness of a label to a row name from which a following text is an odd value (见附件) and not another label
ODD_TEXT = 0.8
SHIFTED = "这一行的空白都在数字后面，全表都是如此：转换时空白可能丢失，数字可能向左移了"
# rows with blanks behind their figures and without a blank between them; seed004 has one such row, shifted test files
# have 2 to 20
_MIN_SHIFTED = 2
# number of figures in a complete row; in table 2 the number differs by block
_ROW_FIGURES = {"proactive": 0, "requests": 7, "review": 15}
# minimum number of rows wider than the columns; one or two such rows may hold a remark or a glued figure
_MIN_WIDE_ROWS = 3
# maximum number of lost columns with which the widest rows still show where the figures begin (seed002 lost 2)
_MAX_LOST_COLUMNS = 2
_MAX_CUT_COLUMNS = 1  # columns cut off at the edge of the text in rows with the most labels (seed002: 1, 其他)
# minimum share of lines with equal width in text that kept all tabs (seed002: all of 28; with blanks dropped: 0.3)
_MIN_EQUAL_WIDTH = 0.8


@dataclass(frozen=True, slots=True)
class Split:
    """A line split into parts: the merged labels (``groups``), the label, and the possible readings of the figures,
    most likely first. ``extra_cells``: cells under a header that is not in the form. ``numbering``: cells under a
    header that numbers the rows. ``units``: columns whose header prints another unit."""

    groups: tuple[str, ...]
    label: str
    readings: tuple[Reading, ...]
    doubt: str = ""
    extra_cells: tuple[GridCell, ...] = ()
    numbering: tuple[GridCell, ...] = ()
    units: Mapping[int, str] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        return any(reading.filled for reading in self.readings)


def label_end(line: Line, before: int | None = None) -> int:
    """Return the index of the last label cell: the last text before the first figure, -1 if the line has no label. A
    text after the name of a row (见附件) is a value of the row. ``before`` is the first column of figures."""
    texts: list[tuple[int, str]] = []
    for at, cell in enumerate(line.cells):
        if cell and cell.text:
            if is_value(cell.text) and (texts or before is None or at >= before):
                break
            if not is_value(cell.text):
                texts.append((at, normalize(cell.text)))
    names = [at for at, word in texts if row_name_likeness(word) >= ODD_TEXT]
    if before is not None and names and any(at < before for at, _ in texts) and texts[-1][0] >= before:
        return names[-1]
    if line.stream and names:  # all labels of a stream line are words of the form: see ``lines``
        return names[-1]
    return texts[-1][0] if texts else -1


def _split(line: Line, end: int, found: tuple[Reading, ...], doubt: str = "") -> Split:
    texts = [cell.text for cell in line.cells[: end + 1] if cell and cell.text and not is_value(cell.text)]
    return Split(tuple(texts[:-1]), texts[-1] if texts else "", found, doubt)


def split_glued_figure(cells: Sequence[GridCell | None], count: int) -> tuple[GridCell | None, ...]:
    """Split ``规章000`` into cells if it has exactly one digit per column."""
    filled = [cell for cell in cells if cell and cell.text]
    if len(filled) == 1 and filled[0].doubt == GLUED_DOUBT:
        digits = fold(filled[0].text)
        if re.fullmatch(f"[0-9]{{{count}}}", digits):
            return tuple(replace(filled[0], text=digit) for digit in digits)
    return tuple(cells)


# --------------------------------------------------------------------------- ruled grids


def usual_ends(lines: Sequence[Line], head: TableHeader) -> dict[int, int]:
    """Return: number of merged labels of a row in the form → the column in which such labels usually end."""
    seen: dict[int, Counter[int]] = {}
    for line in lines:
        end = label_end(line, head.columns[0])
        if not line.is_header and (depth := _depth(line, end)) is not None:
            seen.setdefault(depth, Counter())[end] += 1
    return {depth: ends.most_common(1)[0][0] for depth, ends in seen.items()}


def _depth(line: Line, end: int) -> int | None:
    """Return the number of merged labels before the label in column ``end``, ``None`` if no row of table 3 has it."""
    cell = line.cells[end] if end >= 0 else None
    likeness, row = best_row("requests", normalize(cell.text)) if cell else (0.0, "")
    return row.count(".") if likeness >= ODD_TEXT else None


def cells_below(line: Line, end: int, heads: Sequence[int]) -> tuple[GridCell, ...]:
    """Return the cell below each header, () if the cells behind the label (column ``end``) are not one for each header.

    A table that was drawn by hand has edges of its own in each row: 行政许可 | 7 over two columns | 8 | 9 below 信息内容 |
    上一年项目数量 | 本年增/减 over two columns | 处理决定数量. The row has a cell for each of the ``heads`` (their first
    columns), and each cell overlaps its header."""
    cells = [(at, cell) for at, cell in enumerate(line.cells) if at > end and cell]
    if line.kind is not GridKind.RULED or line.stream or len(cells) != len(heads):
        return ()
    places = [at for at, _ in cells], sorted(heads)
    if places[0] == places[1]:  # drawn like the header: edges apart explain nothing that is wrong with the row
        return ()
    ends = [(*starts[1:], max(len(line.cells), places[1][-1] + 1)) for starts in places]
    overlap = all(max(a, b) < min(c, d) for a, b, c, d in zip(*places, *ends, strict=True))
    return tuple(cell for _, cell in cells) if overlap else ()


def split_by_columns(line: Line, head: TableHeader, count: int, ends: Mapping[int, int]) -> Split:
    """Split a line of a ruled grid: each figure belongs to its column header, unless the line contradicts it."""
    cells, first = line.cells, min(head.columns)
    end = label_end(line, first)
    other = {
        at: c
        for at, c in enumerate(cells)
        if at > end and at not in head.columns and at not in head.extra_columns and c and c.text
    }
    remarks = tuple(c for at, c in other.items() if at > max(head.columns) and not is_value(c.text))
    stray = len(remarks) < len(other)  # words behind the last column move no figure
    extra = [(at, c) for at, c in enumerate(cells) if at > end and at in head.extra_columns and c and c.text]
    extra_cells = tuple(c for at, c in extra if at not in head.numbering)
    numbering = tuple(c for at, c in extra if at in head.numbering)
    covered = any(at >= len(cells) or cells[at] is None for at in head.columns)
    filled = any(at < len(cells) and (cell := cells[at]) and cell.text for at in head.columns)
    depth = _depth(line, end)
    moved = depth is not None and ends.get(depth, end) != end
    by_place = Reading(
        place_in_columns([cells[at] if at < len(cells) else None for at in head.columns], head.order, count)
    )
    below = () if head.extra_columns else cells_below(line, end, head.columns)
    if below and (stray or covered or moved):
        own = Reading(place_in_columns(below, head.order, count))
        return _split(line, end, (own,), head.doubt if own.filled else "")
    if not stray and end < first and (not filled or not (covered or moved)):
        split = _split(line, end, (by_place,), head.doubt if by_place.filled else "")
        return replace(split, extra_cells=(*extra_cells, *remarks), numbering=numbering)
    run = [cell for at, cell in enumerate(cells[end + 1 :], end + 1) if at not in head.extra_columns]
    found = readings(run, head.order, count)
    doubt = head.doubt if len(found) > 1 else MISALIGNED
    split = _split(line, end, found, doubt if any(r.filled for r in found) else "")
    return replace(split, extra_cells=extra_cells, numbering=numbering)


# --------------------------------------------------------------------------- packed text


_Labels = tuple[int, int | None]  # last label column, number of merged labels before the label


def usual_starts(lines: Sequence[Line], count: int) -> dict[_Labels, tuple[int, ...]]:
    """Return where the labels end → first value columns, most frequent first, learned from the widest runs of values.
    （一）予以公开 may have a second cell of its own where the labels below it have none.

    The best evidence is a run (first to last filled cell) as wide as the table, with or without blanks inside. In a
    table that lost columns (seed002) the widest runs count, down to two columns less. One table may have two starts:
    ``一、本年新收…⇥⇥125`` beside ``（七）总计⇥128``.
    """
    seen: dict[_Labels, Counter[tuple[int, int]]] = {}
    wide_rows = 0
    for line in lines:
        last = label_end(line)
        labels = last, _depth(line, last)
        filled = [at for at, cell in enumerate(line.cells) if at > last and cell and cell.text]
        if filled and count - _MAX_LOST_COLUMNS <= filled[-1] - filled[0] + 1 <= count:
            seen.setdefault(labels, Counter())[filled[-1] - filled[0], filled[0]] += 1
        wide_rows += bool(filled) and filled[-1] - filled[0] >= count
    whole = any(width == count - 1 for runs in seen.values() for width, _ in runs)
    if wide_rows >= _MIN_WIDE_ROWS or (wide_rows and not whole):
        return {}  # blank columns between the figures: no run shows where the figures begin
    starts = {}
    for labels, runs in seen.items():
        widest = max(width for width, _ in runs)
        starts[labels] = tuple(start for (width, start), _ in runs.most_common() if width == widest)
    return starts


def common_width(lines: Sequence[Line]) -> int:
    """Return the common width of lines that kept all tabs and blank cells; 0 if the widths differ."""
    widths = Counter(len(line.cells) for line in lines)
    width, often = widths.most_common(1)[0]
    return width if often >= _MIN_EQUAL_WIDTH * len(lines) and width == max(widths) else 0


def keeps_blanks(lines: Sequence[Line], least: int = 1) -> bool:
    """Return True if the lines hold at least ``least`` blank cells between figures: blanks were kept, not dropped."""
    found = 0
    for line in lines:
        end = label_end(line)
        tail = [bool(cell and cell.text) for cell in line.cells[end + 1 :]]
        if True in tail:
            found += tail[tail.index(True) : len(tail) - tail[::-1].index(True)].count(False)
        if found >= least:
            return True
    return False


def split_packed(
    line: Line,
    starts: Mapping[_Labels, tuple[int, ...]],
    head: TableHeader,
    count: int,
    usual_width: int,
    blanks_kept: bool,
) -> Split:
    """Split a line of packed text. The start of the figures is learned from the complete rows. A line is marked
    AMBIGUOUS_BLANKS if it ends before the last column and has fewer tabs than the other lines. ``blanks_kept``: result
    of ``keeps_blanks``."""
    end, size = label_end(line), len(head.order)
    tail = split_glued_figure(line.cells[end + 1 :], size)
    filled = [end + 1 + at for at, cell in enumerate(tail) if cell and cell.text]
    if line.stream or not filled or len(tail) != len(line.cells) - end - 1:
        return _split(line, end, readings(tail, head.order, count), head.doubt)
    last = filled[-1]
    usual = starts.get((end, _depth(line, end)), ())
    fitting = [s for s in usual if s <= filled[0] and last < s + size]
    whole = [
        s
        for s in fitting
        if len(line.cells) >= s + size or s + size - _MAX_CUT_COLUMNS <= len(line.cells) == usual_width
    ]
    if len(whole) == 1:
        start = whole[0]
        reading = Reading(place_in_columns(line.cells[start : start + size], head.order, count))
        to_the_end = Reading(place_in_columns(line.cells[last - size + 1 : last + 1], head.order, count))
        unsure = end < last - size + 1 < start and adds_up(to_the_end.values, head.order[-1])
        # ``一、本年新收⇥⇥⇥14`` beside ``（七）总计⇥⇥20``: the third tab is a blank cell or part of the label
        unsure = unsure or len(fitting) > 1 or (not blanks_kept and filled[0] > start)
        # beside rows that begin one cell earlier: in ``2.重复申请||||0||0|无|`` the last cell may be a remark, in
        # ``1.申请人…|||0|||0|||0`` any blank may be one too many; a sum proves the total, and no place of a blank
        earlier = any(s < start for s in usual)
        unsure = unsure or (earlier and len(reading.filled) < size)
        # ``二、上年结转⇥⇥⇥⇥⇥⇥⇥305`` under a header with 同比增减: the last figure may be that of the other column
        unsure = unsure or (head.has_other_words and not adds_up(reading.values, head.order[-1]))
        return _split(line, end, (reading,), AMBIGUOUS_BLANKS if unsure else head.doubt)
    # the rest of a merged label before a figure for each column: ``一、本年新收 | | | 53 | 28 …`` beside ``2.重复申请 | 21 …``
    figures = tail[filled[0] - end - 1 :] if len(filled) == size else tail
    if not usual and len(figures) == size:
        found = readings(figures, head.order, count)
        # ``2.重复申请⇥⇥⇥⇥⇥⇥⇥68`` under a header with 小计, beside rows of eight figures: 68 may be the 小计
        unsure = head.has_other_words and not any(adds_up(reading.values, head.order[-1]) for reading in found)
        return _split(line, end, found, AMBIGUOUS_BLANKS if unsure else head.doubt)
    if not whole and len(tail) == size:
        return _split(line, end, readings(tail, head.order, count), head.doubt or MISALIGNED)
    windows = tuple(Reading(place_in_columns(line.cells[s : s + size], head.order, count)) for s in whole)
    found = windows or readings(tail, head.order, count)
    return _split(line, end, found, head.doubt or (MISALIGNED if len(found) == 1 else ""))


def blanks_shifted(lines: Sequence[Line]) -> bool:
    """Return True if blank cells only follow the figures of rows, or are left out, and never stand between figures. A
    converter that drops blanks and pads the row produces such tables; no cell shows its original column."""
    between = behind = 0
    for line in lines:
        end = label_end(line)
        tail = [bool(cell and cell.text) for cell in line.cells[end + 1 :]]
        if line.is_header or line.stream or True not in tail:
            continue
        last, figures = len(tail) - tail[::-1].index(True), _ROW_FIGURES.get(line.table, 0)
        between += False in tail[tail.index(True) : last]
        behind += sum(tail) < figures and (last < len(tail) or last < figures)
    return not between and behind >= _MIN_SHIFTED


# --------------------------------------------------------------------------- values


def cells_of(values: Values, columns: Sequence[Column], total: int | None) -> tuple[tuple[Cell, str], ...]:
    """Return typed cells, each with its doubt ("" = none). ``total`` is the index of the cell that sums the other
    cells.

    ``124⏎7`` in a narrow cell is read as 1247 only if 1247 fits the total of the row; otherwise the cell is unreadable.
    In narrow columns several cells of a row wrap, most often the total. All wrapped cells of a row are joined together,
    unless the upper and lower lines each add up and may be two rows.
    """
    cells: list[tuple[Cell, str]] = [_cell(v, column.unit) for v, column in zip(values, columns, strict=True)]
    wrapped: dict[int, Cell] = {}
    upper: dict[int, Cell] = {}
    lower: dict[int, Cell] = {}
    for at, value in enumerate(values):
        if value is None or cells[at][0].state is not State.UNREADABLE or not re.search(r"\d\s*\n\s*[\d.]", value.text):
            continue
        joined = typed(re.sub(r"\s*\n\s*", "", value.text), value.place, columns[at].unit)
        if joined.state is State.STATED:
            above, _, below = value.text.rpartition("\n")
            wrapped[at], upper[at], lower[at] = joined, typed(above), typed(below)
    if total is None:
        # A single value has no sum to check against. A number wrapped in a narrow cell contains no space.
        doubt = "数字在单元格内换行，合并后无法核对"
    else:
        whole = {at: wrapped.get(at, cell) for at, (cell, _) in enumerate(cells)}
        if any(c.state is State.UNREADABLE for c in whole.values()) or not _adds_up(whole, total):
            return tuple(cells)
        rest = {at: cell for at, cell in whole.items() if at not in wrapped}
        rows = ((lower, {**rest, **upper}), (upper, {**rest, **lower}))
        if total in wrapped and any(_adds_up(one, total) and _adds_up(other, total) for one, other in rows):
            return tuple(cells)
        doubt = WRAPPED
    for at, joined in wrapped.items():
        cells[at] = joined, doubt
    return tuple(cells)


def _adds_up(cells: Mapping[int, Cell], total: int) -> bool:
    return cells[total].number == sum((cell.number or 0) for at, cell in cells.items() if at != total)


def _cell(value: GridCell | None, unit: str) -> tuple[Cell, str]:
    if value is None:
        return ABSENT, ""
    cell = typed(value.text, value.place, unit)
    if value.opaque and cell.state is State.BLANK:
        return Cell(
            "", None, State.UNREADABLE, value.place
        ), value.doubt or f"格内是{value.opaque}，不是文字，读不出数字"
    return cell, value.doubt
