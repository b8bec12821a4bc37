"""Align printed lines with the rows of a statutory table by label and in the order of the form.

The alignment is monotone. Each printed line is matched with a form row; lines and form rows may be skipped. Up to three
printed lines may form one row (a label cut by a page break: ``3.补正`` + ``后申请内容仍不明确``). Skipping a line with
numbers has a high cost; skipping a line without numbers costs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from build_scripts.extraction.columns import Split
from build_scripts.extraction.labels import EXACT, best_row, group_likeness, row_likeness, without_explanation
from build_scripts.extraction.lines import Line
from build_scripts.extraction.spelling import normalize
from build_scripts.forms import FormRow

CERTAIN = 0.8  # likeness above which a label names one row and excludes clearly less similar rows
LOST_LINE = 1.0  # cost of skipping a printed line that holds numbers
EMPTY_LABEL = 0.35  # likeness assumed for a missing label: only the position decides
GROUP_BONUS = 0.3


@dataclass(slots=True)
class PrintedRow:
    """A printed line that is a candidate for a row of the form."""

    line: Line
    split: Split
    label: str = field(init=False)
    # merged labels; True if the label is similar to a row's own label
    groups: tuple[tuple[str, bool], ...] = field(init=False)
    filled: bool = field(init=False)

    def __post_init__(self) -> None:
        self.label = normalize(without_explanation(self.split.label))
        words = [normalize(group) for group in self.split.groups]
        self.groups = tuple((word, best_row("requests", word)[0] >= 0.6) for word in words)
        self.filled = self.split.filled


@dataclass(frozen=True, slots=True)
class RowMatch:
    """Printed lines matched with one form row. ``out_of_order``: the line is not in the order of the form and was
    matched by its label alone."""

    items: tuple[int, ...]
    row: int
    likeness: float
    out_of_order: bool = False


# --------------------------------------------------------------------------- the alignment


def _gains(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> list[tuple[float, float]]:
    """Return (gain, likeness) for each form row when these lines are joined into one row."""
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


def _candidates(
    items: Sequence[PrintedRow], end: int, rows: Sequence[FormRow]
) -> list[tuple[int, list[tuple[float, float]]]]:
    """Return the candidate rows of one to three lines ending before ``end``: (number of lines, gain for each form
    row)."""
    found = []
    for size in range(1, min(3, end) + 1):
        part = items[end - size : end]
        if sum(item.filled for item in part) > 1 or (
            size > 1 and not (all(p.label for p in part) or is_split_row(part))
        ):
            break
        if size > 1 and part[0].label and any(_is_exact(item.label, rows) for item in part[1:]):
            break  # 四、结转下年度 printed below 二、上年结转 is not the second half of its label
        if size > 1 and _is_complete_label(part[0].label, "".join(item.label for item in part), rows):
            break  # 其中：通过网络申请 below a blank （一）予以公开 is not the rest of its label
        if size > 1 or part[0].label or part[0].filled:
            found.append((size, _gains(part, rows)))
    return found


def _is_exact(label: str, rows: Sequence[FormRow]) -> bool:
    """Return True if the label has the exact wording of a form row."""
    return bool(label) and max(row_likeness(label, row) for row in rows) >= EXACT


def _is_complete_label(label: str, longer: str, rows: Sequence[FormRow]) -> bool:
    """Return True if ``label`` certainly names a row and ``longer`` (with the text below) matches each row less
    well."""
    alone = max(row_likeness(label, row) for row in rows)
    return alone >= CERTAIN and max(row_likeness(longer, row) for row in rows) < alone


def is_split_row(part: Sequence[PrintedRow]) -> bool:
    """Return True if one line holds a label and the other line holds its figures without a label. A page break or a
    converter splits rows in this way. Within one grid the figures must be on the next line; across two grids either
    part may come first."""
    if len(part) != 2:
        return False
    first, second = (item.line for item in part)
    label, figures = part if first.block == second.block else sorted(part, key=lambda item: item.filled)
    if first.block == second.block and second.row != first.row + 1:
        return False
    return bool(label.label) and not label.filled and figures.filled and not figures.label


def align(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> tuple[float, tuple[RowMatch, ...]]:
    """Return the score of the best monotone alignment and its matches in form order, including out-of-order matches."""
    n, m = len(items), len(rows)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    step: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        parts = _candidates(items, i, rows)
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
    """Match lines that are not in the order of the form (上年结转 before 新收). Each line gets the row that its label
    names if no other line has taken that row."""
    used = {i for match in matches for i in match.items}
    taken = {match.row for match in matches}
    for i, item in enumerate(items):
        if i in used or not item.label:
            continue
        gain, alike, row = max((gain, alike, -at) for at, (gain, alike) in enumerate(_gains([item], rows)))
        if alike >= (CERTAIN if item.filled else EXACT) and gain > 0 and -row not in taken:
            taken.add(-row)
            yield RowMatch((i,), -row, alike, out_of_order=True)
