"""Which cells of a line are its values, and how a printed value becomes a cell.

In a true grid the columns decide. In text with tabs the cells are packed to the left and padded at the
end: row 一 of a report is ``label, "", 7 values, ""``, an item row ``"", group, label, 7 values``, so "the
last seven" would shift every other row; there the run of values starts after the last label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.extraction.labels import APPLICANTS, OUTCOMES, key
from build_scripts.extraction.lines import GLUED, Line
from build_scripts.model import ABSENT, Cell, GridCell, State
from build_scripts.wording import cell as typed
from build_scripts.wording import fold, is_value

_MERGED_HEADS = re.compile("法人或其他组织|申请人情况|其他法人|行政复议|行政诉讼|未经复议直接起诉|复议后起诉")
WRAPPED = "数字在单元格内换行，合并后与总计相符"


@dataclass(frozen=True, slots=True)
class Split:
    """A line taken apart: merged labels before, the label, the values (``None`` = no such cell)."""

    groups: tuple[str, ...]
    label: str
    values: tuple[GridCell | None, ...]
    doubt: str = ""
    surplus: tuple[GridCell, ...] = ()


# --------------------------------------------------------------------------- true grids


def header_columns(lines: Sequence[Line], names: Sequence[str]) -> tuple[int | None, ...] | None:
    """The grid columns of ``names`` (repeated names allowed, but in order then) as the head lines of one grid show.

    A head is often torn over several lines (自然 / 人), so the text is collected by column. A name that
    is missing is a lost column, ``None`` in the tuple. ``None`` alone when the head is unclear.
    """
    text: dict[int, str] = {}
    for line in lines:
        if line.head:
            for at, cell in enumerate(line.cells):
                if cell and cell.text:
                    text[at] = text.get(at, "") + key(cell.text)
    found: list[int | None] = []
    position = -1
    for name in names:
        match = next((at for at in sorted(text) if at > position and _names(text[at], name)), None)
        found.append(match)
        position = position if match is None else match
    missing = found.count(None)
    if missing and len(set(names)) < len(names):
        return _by_group(text, names)
    if missing and len(set(names)) == len(names):  # 总计 printed first
        anywhere = [[at for at in text if _names(text[at], name)] for name in names]
        if all(len(places) == 1 for places in anywhere):
            return tuple(places[0] for places in anywhere)
    if missing > 2:
        return None
    return tuple(found)


def _by_group(text: Mapping[int, str], names: Sequence[str]) -> tuple[int | None, ...] | None:
    """Columns of names that come again in each group (结果维持 … 总计, three times), some left out of the groups.

    A group ends where its order starts anew; only when there are as many groups as in ``names`` is it sure which
    group a column belongs to."""
    outcomes = list(dict.fromkeys(names))
    found: list[int | None] = [None] * len(names)
    group, last = 0, -1
    for at in sorted(text):
        place = next((i for i, name in enumerate(outcomes) if _names(text[at], name)), None)
        if place is None:
            continue
        group += place <= last
        last = place
        if group * len(outcomes) + place >= len(names):
            return None
        found[group * len(outcomes) + place] = at
    return tuple(found) if group + 1 == len(names) // len(outcomes) else None


def _names(head: str, name: str) -> bool:
    """The head of a column, alone or under the merged heads that an export repeats."""
    word = _MERGED_HEADS.sub("", head)
    return word == name or (word.endswith(name) and len(word) <= len(name) + 4)


def value_columns(lines: Sequence[Line], names: Sequence[str]) -> tuple[int | None, ...] | None:
    """``header_columns``, or for a grid without head the last ``len(names)`` columns of its data lines."""
    columns = header_columns(lines, names)
    width = max((len(line.cells) for line in lines), default=0)
    if columns and len(set(names)) < len(names):
        return columns
    if columns:
        # A lost column: believe the head only when the grid has no column more than the names it prints.
        known = [at for at in columns if at is not None]
        if len(known) == len(names) or known == list(range(known[0], width)):
            return columns
    if width < len(names):
        return None
    return tuple(range(width - len(names), width))


def split_by_columns(line: Line, columns: Sequence[int | None], count: int) -> Split:
    """A line of a true grid. Where a merged cell hides a column, exactly ``count`` cells after the last
    label are the values all the same."""
    cells = line.cells
    values = tuple(cells[at] if at is not None and at < len(cells) else None for at in columns)
    first = min(at for at in columns if at is not None)
    left = [cell for cell in cells[:first] if cell and cell.text]
    stray = [cell for at, cell in enumerate(cells) if at not in columns and at > first and cell and cell.text]
    covered = any(v is None for v, at in zip(values, columns, strict=True) if at is not None)
    misplaced = [cell for cell in left if is_value(cell.text)]
    doubt = ""
    if misplaced or stray or (covered and any(v and v.text for v in values)):
        last = max((at for at, cell in enumerate(cells) if cell and cell.text and not is_value(cell.text)), default=-1)
        run = [cell for cell in cells[last + 1 :] if cell is not None]
        filled = [cell for cell in run if cell.text]
        if len(run) == count or len(filled) == count:
            values = tuple(run if len(run) == count else filled)
            left = [cell for cell in cells[: last + 1] if cell and cell.text]
            misplaced, stray = [], []
            doubt = "本行的列与表头没有对齐，按顺序识别"
        else:
            doubt = "本行的格数与表头不符，按列的位置识别"
    texts = [cell.text for cell in left if not is_value(cell.text)]
    return Split(tuple(texts[:-1]), texts[-1] if texts else "", values, doubt, (*misplaced, *stray))


# --------------------------------------------------------------------------- packed text


def usual_starts(lines: Sequence[Line], count: int) -> dict[int, tuple[int, ...]]:
    """last label column → first value columns, the most usual first, learned from the lines whose values reach furthest.

    A run from first to last filled cell as wide as the table tells most, blanks inside it or not; in a
    table that lost a column (seed002) the widest runs tell, down to two columns less. One table may have two starts:
    ``一、本年新收…⇥⇥125`` beside ``（七）总计⇥128``."""
    seen: dict[int, Counter[tuple[int, int]]] = {}
    for line in lines:
        last = _last_label(line)
        filled = [at for at, cell in enumerate(line.cells) if at > last and cell and cell.text]
        if filled and count - 2 <= filled[-1] - filled[0] + 1 <= count:
            seen.setdefault(last, Counter())[filled[-1] - filled[0], filled[0]] += 1
    starts = {}
    for last, runs in seen.items():
        widest = max(width for width, _ in runs)
        starts[last] = tuple(start for (width, start), _ in runs.most_common() if width == widest)
    return starts


def split_packed(line: Line, starts: Mapping[int, tuple[int, ...]], count: int) -> Split:
    """A line of packed text: ``count`` values from the start of the run, the rest absent.

    Seed002 lost its 总计 column: its lines end after five or six values, and the values that are there
    count from the left.
    """
    last = _last_label(line)
    labels = [c.text for c in line.cells[: last + 1] if c and c.text]
    doubt = ""
    start = last + 1
    if not line.stream and last in starts:
        start, doubt = _start(line, last, starts[last], count)
    run: list[GridCell | None] = list(line.cells[start:])
    skipped = [c for c in line.cells[last + 1 : start] if c and c.text]
    if skipped or (len(run) > count and any(c and c.text for c in run[count:])):
        run = list(line.cells[last + 1 :])
        while run and len(run) > count and run[0] and not run[0].text:
            run.pop(0)
    filled = [c for c in run if c and c.text]
    if len(run) == 1 and len(filled) == 1 and count > 1 and filled[0].text.isdigit() and filled[0].doubt == GLUED:
        digits = fold(filled[0].text)
        if len(digits) == count:
            run = [GridCell(d, filled[0].place, filled[0].doubt) for d in digits]
        else:
            doubt = "标签与数字连在一起，无法分开"
    elif line.stream and filled and len(filled) != count:
        doubt = "这一行的数字个数与表的列数不符，从左向右填入"
    surplus = tuple(c for c in run[count:] if c and c.text)
    values = tuple(run[:count]) + (None,) * (count - len(run))
    return Split(tuple(labels[:-1]), labels[-1] if labels else "", values, doubt, surplus)


_OPEN = "这一行有空白，而表中各行的数字不都从同一格起，空白是哪一格不能确定"


def _start(line: Line, last: int, starts: Sequence[int], count: int) -> tuple[int, str]:
    """The first of the starts from which ``count`` cells hold all that is filled, with the doubt when the blanks of the
    line may stand elsewhere: another start holds them too (then the one whose last column, the total, is filled), or one
    that no whole line has, with figures that do not exceed their total."""
    filled = [at for at, c in enumerate(line.cells) if at > last and c and c.text]
    fitting = [start for start in starts if filled and start <= filled[0] and filled[-1] < start + count]
    if not fitting:
        return starts[0], ""
    to_the_end = filled[-1] - count + 1
    if len(fitting) > 1:
        return to_the_end if to_the_end in fitting else fitting[0], _OPEN
    *parts, total = (typed(cell.text).number or 0 for at in filled if (cell := line.cells[at]))
    unsure = last < to_the_end < fitting[0] and sum(parts) <= total
    return fitting[0], _OPEN if unsure else ""


def _last_label(line: Line) -> int:
    return max((at for at, c in enumerate(line.cells) if c and c.text and not is_value(c.text)), default=-1)


# --------------------------------------------------------------------------- values


def cells_of(values: Sequence[GridCell | None], total: int | None) -> tuple[tuple[Cell, str], ...]:
    """Typed cells with the doubt about each. ``total`` is the index of the cell that sums the others.

    ``124⏎7`` in a narrow cell is 1247 when only that fits the row's total; otherwise it stays unreadable.
    """
    cells: list[tuple[Cell, str]] = [_cell(value) for value in values]
    for at, value in enumerate(values):
        if value is None or cells[at][0].state is not State.UNREADABLE or not re.search(r"\d\s*\n\s*[\d.]", value.text):
            continue
        joined = typed(re.sub(r"\s*\n\s*", "", value.text), value.place)
        if joined.state is not State.STATED:
            continue
        if total is None:
            # One value, nothing to hold it against: a number wrapped in a narrow cell has no space in its print.
            cells[at] = (joined, "数字在单元格内换行，合并后无法核对")
            continue
        others = [cell for i, (cell, _) in enumerate(cells) if i != at]
        if all(c.state is not State.UNREADABLE for c in others):
            whole = [*(c for c, _ in cells)]
            whole[at] = joined
            parts = sum((c.number or 0) for i, c in enumerate(whole) if i != total)
            if whole[total].number == parts:
                cells[at] = (joined, WRAPPED)
    return tuple(cells)


def _cell(value: GridCell | None) -> tuple[Cell, str]:
    if value is None:
        return ABSENT, ""
    cell = typed(value.text, value.place)
    if value.opaque and cell.state is State.BLANK:
        return Cell("", None, State.UNREADABLE, value.place), value.doubt
    return cell, value.doubt


REVIEW_NAMES = OUTCOMES * 3
REQUEST_NAMES = APPLICANTS
