"""Printed lines to the rows of a statutory table: label by label against the form, in order.

A monotone alignment: each printed row is matched with a row of the form, both may be skipped, and up to
three printed lines may make one row (a label cut by a page break: ``3.补正`` + ``后申请内容仍不明确``).
Leaving out a line that holds numbers is dear, leaving out one without is free.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from build_scripts.extraction.columns import Split
from build_scripts.extraction.labels import (
    EXACT,
    best_row,
    group_likeness,
    key,
    row_likeness,
)
from build_scripts.extraction.lines import Line
from build_scripts.forms import FormRow

CERTAIN = 0.8  # a label that names one row so well names no other
LOST_LINE = 1.0  # cost of leaving out a printed line that holds numbers
EMPTY_LABEL = 0.35  # likeness of a missing label: position alone decides
GROUP_BONUS = 0.3


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
        self.filled = self.split.filled


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
        if sum(item.filled for item in part) > 1 or (size > 1 and not (all(p.label for p in part) or is_torn(part))):
            break
        if size > 1 and part[0].label and any(_spelt(item.label, rows) for item in part[1:]):
            break  # 四、结转下年度 printed below 二、上年结转 is no second half of its label
        if size > 1 and _whole(part[0].label, "".join(item.label for item in part), rows):
            break  # nor is 其中：通过网络申请 below a blank （一）予以公开
        if size > 1 or part[0].label or part[0].filled:
            found.append((size, _gains(part, rows)))
    return found


def _spelt(label: str, rows: Sequence[FormRow]) -> bool:
    """A label of the very words of a row."""
    return bool(label) and max(row_likeness(label, row) for row in rows) >= EXACT


def _whole(label: str, longer: str, rows: Sequence[FormRow]) -> bool:
    """A label that names its row, and names it less well with what stands below it."""
    alone = max(row_likeness(label, row) for row in rows)
    return alone >= CERTAIN and max(row_likeness(longer, row) for row in rows) < alone


def is_torn(part: Sequence[PrintedRow]) -> bool:
    """A label and its figures, without a label, on two lines: torn by a page break or by a converter. Inside one grid the
    figures are the very next line; over two grids either may come first."""
    if len(part) != 2:
        return False
    first, second = (item.line for item in part)
    label, figures = part if first.block == second.block else sorted(part, key=lambda item: item.filled)
    if first.block == second.block and second.row != first.row + 1:
        return False
    return bool(label.label) and not label.filled and figures.filled and not figures.label


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
        if i in used or not item.label:
            continue
        gain, alike, row = max((gain, alike, -at) for at, (gain, alike) in enumerate(_gains([item], rows)))
        if alike >= (CERTAIN if item.filled else EXACT) and gain > 0 and -row not in taken:
            taken.add(-row)
            yield RowMatch((i,), -row, alike, out_of_order=True)
