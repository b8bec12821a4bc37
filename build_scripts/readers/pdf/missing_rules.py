"""Add missing rules to a table: a whole rule between two columns, or single cell sides.

Coordinates prove the position of each text: figures and column names on both sides of a gap, or figures that stand
completely in a grid position inside a merged cell. Cells split in this way are marked ``odd``, which produces a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from build_scripts.readers.pdf.bands import NUMBERED
from build_scripts.readers.pdf.lattice import Lattice
from build_scripts.readers.pdf.lines import VALUE, Word, extents
from build_scripts.wording import squeeze

_Corner = tuple[int, int]
_Lines = Sequence[Sequence[Word]]
_Levels = Sequence[tuple[float, float]]  # top and bottom of each line
# Column names as printed in reports.
HEADERS = {
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
_NAMES = frozenset(name for names in HEADERS.values() for name in names)
# minimum cells with words on both sides of a gap, one of them a header: the single row of table 4 and its header
MIN_CELLS = 2
MIN_WITHOUT_HEADER = 3  # minimum cells with figures on each side without a header: a page that continues a table
# ratio to the row or column size: a text closer to the middle of a merged cell may belong to the whole cell
MIDDLE = 0.3
CENTRED = 0.3  # ratio of twice the distance from the middle of a row to its height: lines of one cell have 0.4 or more
_INTO = 0.25  # ratio to the line height: overlap of a line into the next row, where rows are as low as their text
# points: minimum width of a gap without a header; 1 234 leaves 2 to 5, two columns of table 3 at their widest 10
WIDE = 9.0


def with_missing_rules(lattice: Lattice, cells: Mapping[_Corner, _Lines], levels: Mapping[_Corner, _Levels]) -> Lattice:
    """Return the lattice with its missing rules. ``cells``: the words of each cell, line by line."""
    if len(lattice.xs) == 2:
        return lattice  # no vertical rule: columns are read by position
    cuts = [x for c in range(len(lattice.xs) - 1) for x in _gaps(lattice, cells, c)]
    if cuts:
        return _with_columns(lattice, cells, cuts)
    heads = {(c, wide) for (r, c), (_, wide) in lattice.cells.items() if not _has_figures(cells.get((r, c), ()))}
    splits: dict[_Corner, tuple[list[int], list[int]]] = {}
    for corner, lines in cells.items():
        tall, wide = lattice.cells[corner]
        if wide == 1 and _has_own_label(lattice, cells, corner):
            continue
        if (tall, wide) != (1, 1) and _has_figures(lines) and (tall > 1 or (corner[1], wide) not in heads):
            splits[corner] = _split_positions(lattice, corner, lines, levels[corner])
        elif wide > 1 and _between_names(lines):
            splits[corner] = [], _columns(lattice, corner, lines)
    return _with_sides(lattice, splits) if splits else lattice


def _has_own_label(lattice: Lattice, cells: Mapping[_Corner, _Lines], corner: _Corner) -> bool:
    """Return whether the row label is as high as the cell and names a single item. A side that only a merged label has
    (Chromium ends it early at a page break) does not separate rows."""
    row, column = corner
    while column:
        label = lattice.owner[row, column - 1]
        lines = cells.get(label, ())
        if lines and not _has_figures(lines):
            items = sum(bool(NUMBERED.match("".join(word[2] for word in line))) for line in lines)
            return label[0] == row and lattice.cells[label][0] == lattice.cells[corner][0] and items == 1
        column = label[1]
    return False


def _with_columns(lattice: Lattice, cells: Mapping[_Corner, _Lines], cuts: Sequence[float]) -> Lattice:
    xs = sorted((*lattice.xs, *cuts))
    made: dict[_Corner, _Corner] = {}
    odd = set()
    for (r, c), (tall, wide) in lattice.cells.items():
        x0, x1 = lattice.xs[c], lattice.xs[c + wide]
        inner = [x for x in cuts if x0 < x < x1]
        split = inner if wide == 1 and not _is_crossed(cells.get((r, c), ()), inner) else []
        for start, end in pairwise([xs.index(x) for x in (x0, *split, x1)]):
            made[r, start] = (tall, end - start)
            if split or (r, c) in lattice.odd:
                odd.add((r, start))
    return replace(lattice, xs=tuple(xs), cells=made, owner=_owners(made), odd=frozenset(odd))


def _with_sides(lattice: Lattice, splits: Mapping[_Corner, tuple[list[int], list[int]]]) -> Lattice:
    """Cut cells. ``splits``: the rows and columns at which each cell is cut."""
    made: dict[_Corner, _Corner] = {}
    odd = set(lattice.odd)
    for (r, c), (tall, wide) in lattice.cells.items():
        rows, columns = splits.get((r, c), ([], []))
        for top, bottom in pairwise((r, *rows, r + tall)):
            for start, end in pairwise((c, *columns, c + wide)):
                made[top, start] = (bottom - top, end - start)
                odd |= {(top, start)} if (r, c) in splits else set()
    return replace(lattice, cells=made, owner=_owners(made), odd=frozenset(odd))


def _owners(cells: Mapping[_Corner, _Corner]) -> dict[_Corner, _Corner]:
    return {(r + y, c + x): (r, c) for (r, c), (tall, wide) in cells.items() for y in range(tall) for x in range(wide)}


def _has_figures(lines: _Lines) -> bool:
    """Return True for figures alone, or a label followed by figures."""
    return any(VALUE.match(text) for line in lines for _, _, text in line) and not any(
        VALUE.match(a) and not VALUE.match(b) for line in lines for (_, _, a), (_, _, b) in pairwise(line)
    )


def _split_positions(lattice: Lattice, corner: _Corner, lines: _Lines, levels: _Levels) -> tuple[list[int], list[int]]:
    """Return the rows and columns at which a merged cell is cut: all that no word crosses, except if the words stand in
    the middle of the merged cell."""
    r, (tall, wide) = corner[0], lattice.cells[corner]
    x0, top, x1, bottom = lattice.box_of(corner)
    left, right = min(word[0] for line in lines for word in line), max(word[1] for line in lines for word in line)
    high, low = min(a for a, _ in levels), max(b for _, b in levels)
    rows = list(range(r + 1, r + tall))
    columns = [] if abs(left + right - x0 - x1) < MIDDLE * (x1 - x0) / wide else _columns(lattice, corner, lines)
    words = [not any(VALUE.match(text) for _, _, text in line) for line in lines]
    if any(words):  # a header and the figure below it
        between = max(b for (_, b), word in zip(levels, words, strict=True) if word), levels[-1][0]
        return [at for at in rows if not words[-1] and between[0] - 1 <= lattice.ys[at] <= between[1] + 1][-1:], columns
    if len(levels) > 1:
        own = all(_is_own_row(lattice, a, b) for a, b in levels)
    else:
        over = _INTO * (low - high)
        crossed = any(high + over < lattice.ys[at] < low - over for at in rows)
        own = not crossed and abs(high + low - top - bottom) >= MIDDLE * (bottom - top) / tall
    return rows if own else [], columns


def _columns(lattice: Lattice, corner: _Corner, lines: _Lines) -> list[int]:
    """Return the columns that begin inside a merged cell; [] if a word crosses one of their sides."""
    inner = list(range(corner[1] + 1, corner[1] + lattice.cells[corner][1]))
    return [] if _is_crossed(lines, [lattice.xs[at] for at in inner]) else inner


def _is_own_row(lattice: Lattice, high: float, low: float) -> bool:
    """Return whether a line stands in the middle of a row; lines of a wrapped cell are closer together."""
    middle = (high + low) / 2
    return any(abs(a + b - 2 * middle) < CENTRED * (b - a) for a, b in pairwise(lattice.ys))


def _gaps(lattice: Lattice, cells: Mapping[_Corner, _Lines], column: int) -> list[float]:
    """Return the middles of the gaps in a column that nothing crosses: between two column names in one cell, or between
    figures that stand on both sides in several rows."""
    corners = [corner for corner, (_, wide) in lattice.cells.items() if corner[1] == column and wide == 1]
    within = [lines for corner in corners if (lines := cells.get(corner))]
    values = [lines for lines in within if all(VALUE.match(text) for line in lines for _, _, text in line)]
    heads = [lines for lines in within if lines not in values]
    named = next((cuts for lines in heads if (cuts := _between_names(lines))), [])
    found = []
    for cut, wide in named or _middles(extents([word for lines in values for line in lines for word in line])):
        if any(_is_crossed(lines, [cut]) for lines in within):
            continue
        parting = [lines for lines in within if _on_both_sides(lines, cut)]
        by_head = any(lines in parting for lines in heads) and len(parting) >= MIN_CELLS
        sides = [
            sum(any((x0 > cut) == right for line in lines for x0, _, _ in line) for lines in values) for right in (0, 1)
        ]
        # Centred and right-aligned figures of different rows also stand on both sides, but never in one row.
        if named or by_head or (not heads and parting and min(sides) >= MIN_WITHOUT_HEADER and wide >= WIDE):
            found.append(cut)
    return found


def _between_names(lines: _Lines) -> list[tuple[float, float]]:
    """Return the gaps between the names of several columns printed side by side in one cell."""
    spans = extents([word for line in lines for word in line])
    names = ["".join(text for line in lines for x0, x1, text in line if a <= x0 and x1 <= b) for a, b in spans]
    return _middles(spans) if len(spans) > 1 and all(squeeze(name) in _NAMES for name in names) else []


def _middles(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return (middle, width) of the gaps."""
    return [((left + right) / 2, right - left) for (_, left), (right, _) in pairwise(spans)]


def _on_both_sides(lines: _Lines, cut: float) -> bool:
    return len({x0 > cut for line in lines for x0, _, _ in line}) > 1


def _is_crossed(lines: _Lines, cuts: Sequence[float]) -> bool:
    return any(x0 < cut < x1 for line in lines for x0, x1, _ in line for cut in cuts)
