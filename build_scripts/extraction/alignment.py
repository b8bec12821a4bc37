"""Lines to statutory tables: label by label against the form, in order.

A monotone alignment: each printed row is matched with a row of the form, both may be skipped, and up to
three printed lines may make one row (a label cut by a page break: ``3.补正`` + ``后申请内容仍不明确``).
Leaving out a line that holds numbers is dear, leaving out one without is free.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from build_scripts.extraction.columns import (
    Split,
    cells_of,
)
from build_scripts.extraction.labels import (
    best_row,
    group_likeness,
    key,
    row_likeness,
)
from build_scripts.extraction.lines import GLUED, Line
from build_scripts.findings import finding
from build_scripts.forms import FormRow, FormTable
from build_scripts.model import ABSENT, Finding, GridCell, Place, Row, Table
from build_scripts.wording import is_value

CERTAIN = 0.8  # a label that names one row so well names no other
LOST_LINE = 1.0  # cost of leaving out a printed line that holds numbers
EMPTY_LABEL = 0.35  # likeness of a missing label: position alone decides
GROUP_BONUS = 0.3


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table, what is to be said about its reading, and the lines that found no row."""

    table: Table
    findings: tuple[Finding, ...] = ()
    unclaimed: tuple[Line, ...] = ()


@dataclass(slots=True)
class PrintedRow:
    """One printed line on its way to a row."""

    line: Line
    split: Split
    label: str = field(init=False)
    groups: tuple[tuple[str, bool], ...] = field(init=False)  # merged labels, and whether one may be a row's own label
    filled: bool = field(init=False)

    def __post_init__(self) -> None:
        self.label = key(self.split.label)
        words = [key(group) for group in self.split.groups]
        self.groups = tuple((word, best_row("requests", word)[0] >= 0.6) for word in words)
        self.filled = any(v and v.text for v in self.split.values) or bool(self.split.surplus)


@dataclass(frozen=True, slots=True)
class RowMatch:
    """``out_of_order``: the line stands out of the form's order and was placed by its label alone."""

    items: tuple[int, ...]
    row: int
    likeness: float
    out_of_order: bool = False


# --------------------------------------------------------------------------- the alignment


def _gains(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> list[tuple[float, float]]:
    """(gain, likeness) of making these lines one row of the form, for each row."""
    label = "".join(item.label for item in items)
    groups = [group for item in items for group in item.groups]
    found = []
    likes = [row_likeness(label, row) if label else EMPTY_LABEL for row in rows]
    top = max(likes)
    for row, alike in zip(rows, likes, strict=True):
        if top >= CERTAIN and alike < top - 0.3:
            found.append((0.0, 0.0))
            continue
        gain = 2 * alike - 0.6 - 0.05 * (len(items) - 1)
        for word, own in groups if row.groups else ():
            if group_likeness(word, row) > 0.6:
                gain += GROUP_BONUS
            elif not own:
                gain -= GROUP_BONUS / 3
        found.append((gain, alike))
    return found


def _parts(
    items: Sequence[PrintedRow], end: int, rows: Sequence[FormRow]
) -> list[tuple[int, list[tuple[float, float]]]]:
    """The lines before ``end`` that may be one row, one to three of them: how many, and what each row gains."""
    found = []
    for size in range(1, min(3, end) + 1):
        part = items[end - size : end]
        if sum(item.filled for item in part) > 1 or (size > 1 and not all(item.label for item in part)):
            break
        if size > 1 or part[0].label or part[0].filled:
            found.append((size, _gains(part, rows)))
    return found


def align(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> tuple[float, tuple[RowMatch, ...]]:
    """The best monotone alignment: its score and the matched rows in order."""
    n, m = len(items), len(rows)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    step: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        parts = _parts(items, i, rows)
        for j in range(m + 1):
            if not i and not j:
                continue
            score, move = -math.inf, (0, 0, 0.0)
            if i:
                score, move = best[i - 1][j] - (LOST_LINE if items[i - 1].filled else 0.0), (1, 0, 0.0)
            if j and best[i][j - 1] > score:
                score, move = best[i][j - 1], (0, 1, 0.0)
            for size, gains in parts if j else ():
                gain, alike = gains[j - 1]
                if alike >= EMPTY_LABEL and best[i - size][j - 1] + gain > score:
                    score, move = best[i - size][j - 1] + gain, (size, 1, alike)
            best[i][j], step[i][j] = score, move
    matches: list[RowMatch] = []
    i, j = n, m
    while i or j:
        di, dj, alike = step[i][j]
        if di and dj:
            matches.append(RowMatch(tuple(range(i - di, i)), j - 1, alike))
        i, j = i - di, j - dj
    matches += _out_of_order(items, rows, matches)
    return best[n][m], tuple(sorted(matches, key=lambda match: match.row))


def _out_of_order(
    items: Sequence[PrintedRow], rows: Sequence[FormRow], matches: Sequence[RowMatch]
) -> Iterator[RowMatch]:
    """Lines with figures that stand out of the form's order (上年结转 before 新收): to the row that they name and
    that no other line took."""
    used = {i for match in matches for i in match.items}
    taken = {match.row for match in matches}
    for i, item in enumerate(items):
        if i in used or not item.filled or not item.label:
            continue
        gain, alike, row = max((gain, alike, -at) for at, (gain, alike) in enumerate(_gains([item], rows)))
        if alike >= CERTAIN and gain > 0 and -row not in taken:
            taken.add(-row)
            yield RowMatch((i,), -row, alike, out_of_order=True)


# --------------------------------------------------------------------------- rows to a table


def build_table(
    shape: FormTable, form_id: str, items: Sequence[PrintedRow], matches: Sequence[RowMatch], total: int | None
) -> Aligned:
    """The table with every row of the form in order; doubts become findings beside their row."""
    findings: list[Finding] = []
    by_row = {match.row: match for match in matches}
    rows = []
    for at, row in enumerate(shape.rows):
        match = by_row.get(at)
        if match is None:
            rows.append(Row(row.key, "", tuple(ABSENT for _ in row.columns)))
            continue
        parts = [items[i] for i in match.items]
        rows.append(_row(shape, row, parts, match, total, findings))
    used = {i for match in matches for i in match.items}
    unclaimed = tuple(item.line for i, item in enumerate(items) if i not in used and (item.filled or _own_label(item)))
    return Aligned(Table(shape.key, form_id, bool(matches), tuple(rows)), tuple(findings), unclaimed)


def _own_label(item: PrintedRow) -> bool:
    """A label that is neither a row nor a merged label of the form: text that must not vanish."""
    if item.line.stream or not item.label:
        return False
    return all(best_row(table, item.label)[0] < 0.6 for table in ("proactive", "requests")) and len(item.label) > 1


def _row(
    shape: FormTable,
    row: FormRow,
    parts: Sequence[PrintedRow],
    match: RowMatch,
    total: int | None,
    findings: list[Finding],
) -> Row:
    count = len(row.columns)
    main = next((part for part in parts if part.filled), parts[0])
    values, doubt, surplus = main.split.values, main.split.doubt, main.split.surplus
    if total is None:
        values, doubt, surplus = _fit(values, count)
    typed = cells_of(values, total)
    label = "".join(part.split.label for part in parts)
    place = next((c.place for part in parts for c in part.line.cells if c), None)

    def doubtful(reason: str, column: str = "", at: Place | None = None) -> None:
        findings.append(
            finding(
                "value.low-confidence",
                table=shape.key,
                row=row.key,
                column=column,
                place=at or place,
                reason=reason,
                label=row.label,
            )
        )

    reasons = [doubt] if doubt else []
    if len(parts) > 1:
        reasons.append("这一行的标签被分页拆成几段，已接回")
    if match.out_of_order:
        reasons.append("这一行的次序与格式不同，按标签归位")
    if not label:
        reasons.append("这一行没有标签，按所在位置识别")
    elif match.likeness < 0.5:
        reasons.append(f"标签“{label}”与格式中的名称相差较大")
    elif match.likeness < 0.9:
        findings.append(
            finding("label.variant", table=shape.key, row=row.key, place=place, printed=label, label=row.label)
        )
    for reason in reasons:
        doubtful(reason)
    by_reason: dict[str, list[int]] = {}
    for at, (_, cell_doubt) in enumerate(typed):
        if cell_doubt:
            by_reason.setdefault(cell_doubt, []).append(at)
    for words in (c for part in parts for c in part.line.cells if c and c not in values):
        if words.doubt and not is_value(words.text):  # what is struck out or unseen beside the label
            by_reason.setdefault(words.doubt, [])
    for reason, places in by_reason.items():
        if len(places) == 1:
            doubtful(reason, row.columns[places[0]].key, typed[places[0]][0].place)
        else:
            doubtful(reason)
    for cell in surplus:
        findings.append(
            finding(
                "value.unreadable",
                table=shape.key,
                row=row.key,
                place=cell.place,
                raw=cell.text,
                label=row.label,
                cause="，它落在表头以外的列",
            )
        )
    return Row(row.key, label, tuple(cell for cell, _ in typed), place)


def _fit(
    values: Sequence[GridCell | None], count: int
) -> tuple[tuple[GridCell | None, ...], str, tuple[GridCell, ...]]:
    """Exactly ``count`` values of a row of table 2: the first ones, unless only later ones are filled."""
    filled = [v for v in values if v and v.text]
    if len(filled) == 1 and count > 1 and filled[0].doubt == GLUED and filled[0].text.isdigit():
        if len(filled[0].text) == count:
            return tuple(GridCell(d, filled[0].place, filled[0].doubt) for d in filled[0].text), "", ()
        return (*filled, *(None,) * (count - 1)), "标签与数字连在一起，无法分开", ()
    first = tuple(values[:count]) + (None,) * (count - len(values))
    rest = tuple(v for v in values[count:] if v and v.text)
    if not rest:
        return first, "", ()
    if len(filled) == count:
        return tuple(filled), "本行的格数与表头不符，按顺序识别", ()
    return first, "本行的格数多于表头，多出的内容未采用", rest
