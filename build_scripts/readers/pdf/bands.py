"""Group the lines of an incompletely ruled table into rows.

A rule below a row ends it. Without rules, lines closer than their own height form one row (a label over two lines has
its figures between them), and a figure that fills its column continues on the next line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from build_scripts.readers.pdf.lines import Word
from build_scripts.readers.pdf.marks import Box, Rule
from build_scripts.readers.pieces import Piece

Span = tuple[float, float]

# Line distances relative to the letter size. Lines of one cell are 1.1 (tight) to 1.75 (wide) apart, so figures centred
# between two of them are 0.55 to 0.88 away from each. Two rows are at least 1.1 apart.
NEAR = 0.95
WRAPPED = 1.6  # browsers set the lines of a cell 1.45 apart, office suites 1.15 to 1.56
PITCH = 0.85  # ratio to the row distance: rows are padded, the lines of a wrapped figure are not
FULL = 1.9  # ratio to the size: at least four digits fill even the narrowest column (table 4 at 9 points: 18 points)
DIGIT = 0.6  # ratio to the size: a digit in any font, with a margin
ITEMS = 3  # item numbers between two rules that show a block instead of a row (a row has two: of its group and its own)
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]、|[（(](?:[一二三四五六七八九十]|\d)[)）]|\d[.、．]|[①-⑨])")


@dataclass(slots=True)
class WordLine:
    """One line of a table with its words by column."""

    box: Box
    size: float
    labels: list[Word] = field(default_factory=list)
    values: list[tuple[int, Word]] = field(default_factory=list)
    excluded: list[tuple[int, Piece]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def row_rules(rules: Sequence[Rule], columns: Sequence[Span]) -> list[float]:
    """Return the heights of rules that run below most columns."""
    middles = [(a + b) / 2 for a, b in columns]
    found: list[float] = []
    for rule in sorted(rules, key=lambda r: r.at):
        under = sum(r.start <= x <= r.end for x in middles for r in rules if abs(r.at - rule.at) <= 1)
        if 2 * under > len(columns) and not (found and rule.at - found[-1] <= 1):
            found.append(rule.at)
    return found


def bands(levels: Sequence[WordLine], parting: Sequence[float]) -> list[list[WordLine]]:
    """Group the lines of a table on one page into rows."""
    widest = _widest(levels)
    pitch = _pitch(levels, widest)
    found: list[list[WordLine]] = []
    for k, part in _parts(levels, parting):
        if 0 < k < len(parting) and _is_row(part, widest):
            found.append(list(part))
            continue
        rows: list[list[WordLine]] = []
        for level in part:
            if rows and _continues_row(rows[-1], level, widest, pitch):
                rows[-1].append(level)
            else:
                rows.append([level])
        found += rows
    return [band for band in found if any(one.labels or one.values or one.excluded for one in band)]


def _parts(levels: Sequence[WordLine], parting: Sequence[float]) -> list[tuple[int, list[WordLine]]]:
    """Return the lines between each two rules."""
    parts: dict[int, list[WordLine]] = {}
    for level in levels:
        parts.setdefault(sum(cut < level.middle for cut in parting), []).append(level)
    return sorted(parts.items())


def _is_row(part: Sequence[WordLine], widest: dict[int, float]) -> bool:
    """Return True if all lines between two rules are one row: figures stand above one another only where they wrap."""
    if sum(bool(NUMBERED.match(text)) for level in part for _, _, text in level.labels) >= ITEMS:
        return False
    held: dict[int, tuple[Word, float]] = {}
    for level in part:
        for at, word in level.values:
            if at in held and not _fills(at, *held[at], widest):
                return False
            held[at] = word, level.size
    return True


def _continues_row(band: Sequence[WordLine], level: WordLine, widest: dict[int, float], pitch: float) -> bool:
    """Decide without rules whether a line belongs to the row above."""
    figures = [one for one in band if one.values]
    if not level.values or not figures:
        return _is_near((figures or band)[-1], level) and bool(figures or level.values)
    near = _is_near(figures[-1], level)
    own = {at for at, _ in level.values}
    above = [(at, word, one) for one in figures for at, word in one.values if at in own]
    if not above:
        return near
    if not all(_fills(at, word, one.size, widest) for at, word, one in above):
        return False
    distance = level.middle - max(one.middle for _, _, one in above)
    return near or distance <= min(WRAPPED * level.size, PITCH * pitch)


def _is_near(above: WordLine, below: WordLine) -> bool:
    return below.middle - above.middle < NEAR * max(above.size, below.size)


def _fills(at: int, word: Word, size: float, widest: dict[int, float]) -> bool:
    """Return True if another digit would not fit beside the word."""
    wide = word[1] - word[0]
    return wide >= FULL * size and wide > widest[at] - DIGIT * size


def _widest(levels: Sequence[WordLine]) -> dict[int, float]:
    found: dict[int, float] = {}
    for level in levels:
        for at, (x0, x1, text) in level.values:
            if any(char.isdigit() for char in text):
                found[at] = max(found.get(at, 0.0), x1 - x0)
    return {at: found.get(at, 1e6) for at in {at for level in levels for at, _ in level.values}}


def _pitch(levels: Sequence[WordLine], widest: dict[int, float]) -> float:
    """Return the minimum distance of two figures in a column of which the upper has room for a digit: two rows."""
    last: dict[int, tuple[Word, WordLine]] = {}
    least = 1e6
    for level in levels:
        for at, word in level.values:
            if at in last and not _fills(at, last[at][0], last[at][1].size, widest):
                least = min(least, level.middle - last[at][1].middle)
            last[at] = word, level
    return least


def labels_of(band: Sequence[WordLine]) -> list[str]:
    """Return the labels of a row from left to right, each joined from its first to its last line."""
    columns: list[tuple[float, float, str]] = []
    for level in band:
        for x0, x1, text in level.labels:
            at = next((k for k, (a, b, _) in enumerate(columns) if overlap((x0, x1), (a, b))), None)
            if at is None:
                columns.append((x0, x1, text))
            else:
                a, b, before = columns[at]
                columns[at] = min(a, x0), max(b, x1), before + text
    return [text for _, _, text in sorted(columns)]


def overlap(a: Word | Span, b: Word | Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
