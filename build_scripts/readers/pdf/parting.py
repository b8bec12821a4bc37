"""Columns of a ruled table that no rule parts: figures and heads stand over one another on either side of a gap.

What coordinates prove is parted; every cell of such columns is ``odd`` all the same and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from build_scripts.readers.pdf.lines import VALUE, Word
from build_scripts.readers.pdf.rules import Lattice
from build_scripts.wording import squeeze

_Corner = tuple[int, int]
_Lines = Sequence[Sequence[Word]]
# The names of the columns, as reports print them.
HEADS = {
    "requests": (
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "社会公益机构",
        "法律服务机构",
        "其他",
        "总计",
        "合计",
    ),
    "proactive": ("本年制发件数", "本年废止件数", "现行有效件数", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "review": ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "合计"),
}
_NAMES = frozenset(name for names in HEADS.values() for name in names)
LEAST = 2  # cells with words on both sides of a gap, one of them a head: the one row of table 4 and what stands over it
HEADLESS = 3  # cells with figures on either side where no head tells: a page that goes on with a table
WIDE = 9.0  # points, of a gap without a head: 1 234 leaves 2 to 5, two columns of table 3 at their widest figures 10


def parted(lattice: Lattice, cells: Mapping[_Corner, _Lines]) -> Lattice:
    """The lattice with the columns that its rules forgot. ``cells``: the words of each cell, line by line."""
    cuts = [x for c in range(len(lattice.xs) - 1) for x in _gaps(lattice, cells, c)]
    if not cuts:
        return lattice
    xs = sorted((*lattice.xs, *cuts))
    owner: dict[_Corner, _Corner] = {}
    made: dict[_Corner, _Corner] = {}
    odd = set()
    for (r, c), (tall, wide) in lattice.cells.items():
        x0, x1 = lattice.xs[c], lattice.xs[c + wide]
        inner = [x for x in cuts if x0 < x < x1]
        split = inner if wide == 1 and not _crossed(cells.get((r, c), ()), inner) else []
        bounds = [xs.index(x) for x in (x0, *split, x1)]
        for start, end in pairwise(bounds):
            made[r, start] = (tall, end - start)
            owner.update({(r + y, x): (r, start) for y in range(tall) for x in range(start, end)})
            if split or (r, c) in lattice.odd:
                odd.add((r, start))
    return replace(lattice, xs=tuple(xs), cells=made, owner=owner, odd=frozenset(odd))


def _gaps(lattice: Lattice, cells: Mapping[_Corner, _Lines], column: int) -> list[float]:
    """The middles of the gaps in a column that nothing crosses: between two names of columns in one cell, or between
    figures that stand on both sides in row after row."""
    corners = [corner for corner, (_, wide) in lattice.cells.items() if corner[1] == column and wide == 1]
    within = [lines for corner in corners if (lines := cells.get(corner))]
    values = [lines for lines in within if all(VALUE.match(text) for line in lines for _, _, text in line)]
    heads = [lines for lines in within if lines not in values]
    named = next((cuts for lines in heads if (cuts := _between_names(lines))), [])
    found = []
    for cut, wide in named or _middles(_spans([word for lines in values for line in lines for word in line])):
        if any(_crossed(lines, [cut]) for lines in within):
            continue
        parting = [lines for lines in within if _on_both_sides(lines, cut)]
        by_head = any(lines in parting for lines in heads) and len(parting) >= LEAST
        sides = [
            sum(any((x0 > cut) == right for line in lines for x0, _, _ in line) for lines in values) for right in (0, 1)
        ]
        if named or by_head or (not heads and min(sides) >= HEADLESS and wide >= WIDE):
            found.append(cut)
    return found


def _between_names(lines: _Lines) -> list[tuple[float, float]]:
    """The gaps between the names of several columns that stand side by side in one cell."""
    spans = _spans([word for line in lines for word in line])
    names = ["".join(text for line in lines for x0, x1, text in line if a <= x0 and x1 <= b) for a, b in spans]
    return _middles(spans) if len(spans) > 1 and all(squeeze(name) in _NAMES for name in names) else []


def _middles(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """(middle, width) of the gaps."""
    return [((left + right) / 2, right - left) for (_, left), (right, _) in pairwise(spans)]


def _spans(words: Sequence[Word]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for x0, x1, _ in sorted(words):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


def _on_both_sides(lines: _Lines, cut: float) -> bool:
    return len({x0 > cut for line in lines for x0, _, _ in line}) > 1


def _crossed(lines: _Lines, cuts: Sequence[float]) -> bool:
    return any(x0 < cut < x1 for line in lines for x0, x1, _ in line for cut in cuts)
