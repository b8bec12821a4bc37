"""Build lattices from rules: find the cells enclosed by the lines on a page.

Rules that touch form a frame. The lines of a frame give a lattice of small cells; cells without a rule between them
form one merged cell. An open side (a table cut by the page edge, a table without outer lines) is closed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from build_scripts.readers.pdf.marks import Box, Glyph, Rule

SNAP = 4.0  # points: double lines, and adjacent cell frames, count as one rule
MIN_LENGTH = 5.0  # a rule of at most this length separates no cells
MIN_COVERAGE = 0.9  # minimum share of a cell side covered by a rule: an underline of a word is no rule


@dataclass(frozen=True, slots=True)
class Lattice:
    """A frame of rules. ``xs`` and ``ys``: boundaries of columns and rows. ``cells``: (row, column) of the upper left
    corner of a cell → (rows, columns) spanned. ``owner``: each (row, column) → the corner of its cell.

    ``odd``: corners of cells with incomplete rules; their content may belong to a neighbour. ``shaded``: without rules,
    recognized by the cell colours.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[tuple[int, int], tuple[int, int]]
    owner: dict[tuple[int, int], tuple[int, int]]
    odd: frozenset[tuple[int, int]]
    shaded: bool = False

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, corner: tuple[int, int]) -> Box:
        """Return the box of the cell with that upper left corner."""
        (r, c), (tall, wide) = corner, self.cells[corner]
        return self.xs[c], self.ys[r], self.xs[c + wide], self.ys[r + tall]

    def holds(self, x: float, y: float) -> bool:
        x0, top, x1, bottom = self.box
        return x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1

    def inside(self, glyphs: Iterable[Glyph]) -> list[Glyph]:
        """Return the characters inside the lattice."""
        x0, top, x1, bottom = self.box
        left, high, right, low = 2 * (x0 - 1), 2 * (top - 1), 2 * (x1 + 1), 2 * (bottom + 1)
        return [g for g in glyphs if left <= g[0] + g[2] <= right and high <= g[1] + g[3] <= low]

    def column(self, x: float) -> int:
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Return the corner of the cell at a point inside the lattice."""
        column = self.column(x)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.owner[row, column]


def to_page_end(lattice: Lattice, rules: Sequence[Rule], glyphs: Iterable[Glyph]) -> Lattice:
    """Return a frame that the page edge cuts with the lines of its last row that overflow it: Chromium ends the vertical
    rules above the last line of a cell that continues on the next page."""
    x0, _, x1, bottom = lattice.box
    closing = join_rules([rule for rule in rules if rule.horizontal and abs(rule.at - bottom) <= SNAP])
    low = bottom
    for glyph in glyphs:
        middle = (glyph.x0 + glyph.x1) / 2
        cut = glyph.top <= bottom + 1 and glyph.bottom > bottom and x0 <= glyph.x0 and glyph.x1 <= x1
        if cut and not any(rule.start <= middle <= rule.end for rule in closing):
            low = max(low, glyph.bottom)
    return replace(lattice, ys=(*lattice.ys[:-1], low))


def with_columns_of(lattice: Lattice, xs: Sequence[float]) -> Lattice | None:
    """Return the frame with the columns of the table on the previous page, some of which merged cells may hide;
    ``None`` if its columns differ."""
    if len(lattice.xs) < 3 or len(lattice.xs) > len(xs):
        return None
    at = [min(range(len(xs)), key=lambda k: abs(xs[k] - x)) for x in lattice.xs]
    if (at[0], at[-1]) != (0, len(xs) - 1) or any(abs(xs[k] - x) > SNAP for k, x in zip(at, lattice.xs, strict=True)):
        return None
    cells = {(r, at[c]): (tall, at[c + wide] - at[c]) for (r, c), (tall, wide) in lattice.cells.items()}
    owner = {(r + y, c + x): (r, c) for (r, c), (tall, wide) in cells.items() for y in range(tall) for x in range(wide)}
    odd = frozenset((r, at[c]) for r, c in lattice.odd)
    return replace(lattice, xs=tuple(xs), cells=cells, owner=owner, odd=odd)


def lattices(rules: Sequence[Rule], shades: Sequence[Box]) -> list[Lattice]:
    """Return the frames of a page with more than one cell, smallest first, because a table may stand inside a frame."""
    drawn = _lattices_of([rule for rule in rules if not rule.edge])
    shaded = [s for s in _shaded_lattices(rules, shades) if not any(_overlap(s.box, d.box) for d in drawn)]
    return sorted(drawn + shaded, key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))


def _shaded_lattices(rules: Sequence[Rule], shades: Sequence[Box]) -> list[Lattice]:
    """Return tables whose cells are recognized by colour only. If only every second row, one row or a few words are
    shaded, the shades do not separate cells reliably."""
    found = []
    for lattice in _lattices_of([rule for rule in rules if rule.edge]):
        x0, top, x1, bottom = lattice.box
        inside = [s for s in shades if _overlap(s, lattice.box)]
        if sum((s[2] - s[0]) * (s[3] - s[1]) for s in inside) > 0.8 * (x1 - x0) * (bottom - top):
            found.append(replace(lattice, shaded=True))
    return found if any(len(lattice.ys) > 3 and len(lattice.xs) > 2 for lattice in found) else []


def _lattices_of(rules: Sequence[Rule]) -> list[Lattice]:
    across = join_rules([r for r in rules if r.horizontal])
    down = join_rules([r for r in rules if not r.horizontal])
    return [lattice for a, d in _frames(across, down) if len((lattice := _lattice(a, d)).cells) > 1]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] - SNAP and b[0] < a[2] - SNAP and a[1] < b[3] - SNAP and b[1] < a[3] - SNAP


def join_rules(rules: Sequence[Rule], least: float = MIN_LENGTH) -> list[Rule]:
    """Join the pieces of a line (dashes, dots, sides of adjacent cells); drop lines that remain short."""
    found: list[Rule] = []
    rules = sorted(rules, key=lambda r: r.at)
    begin = 0
    for end in range(1, len(rules) + 1):
        if end < len(rules) and rules[end].at - rules[begin].at <= 1:
            continue
        pieces = sorted(rules[begin:end], key=lambda r: r.start)
        begin = end
        whole = pieces[0]
        for piece in pieces[1:]:
            if piece.start <= whole.end + SNAP:
                whole = whole._replace(end=max(whole.end, piece.end))
            else:
                found.append(whole)
                whole = piece
        found.append(whole)
    return [rule for rule in found if rule.end - rule.start > least]


def _frames(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group rules into frames: rules that cross or touch one another."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, a in enumerate(across):
        for j, d in enumerate(down, len(across)):
            if a.start - SNAP <= d.at <= a.end + SNAP and d.start - SNAP <= a.at <= d.end + SNAP:
                parent[root(i)] = root(j)
    frames: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        frames.setdefault(root(i), ([], []))[0 if rule.horizontal else 1].append(rule)
    return [(a, d) for a, d in frames.values() if a and d]


def _snapped(places: Iterable[float]) -> list[float]:
    """Merge positions that are close together."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= SNAP:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(g) / len(g) for g in groups]


def _lattice(across: Sequence[Rule], down: Sequence[Rule]) -> Lattice:
    xs = _snapped([r.at for r in down] + [min(r.start for r in across), max(r.end for r in across)])
    ys = _snapped([r.at for r in across] + [min(r.start for r in down), max(r.end for r in down)])
    while True:
        left, top = _drawn_sides(xs, ys, down), _drawn_sides(ys, xs, across)
        # A line that separates no two cells (an underline) bounds no cell.
        kept_xs = [x for k, x in enumerate(xs) if k in (0, len(xs) - 1) or any((k, r) in left for r in range(len(ys)))]
        kept_ys = [y for k, y in enumerate(ys) if k in (0, len(ys) - 1) or any((k, c) in top for c in range(len(xs)))]
        if (kept_xs, kept_ys) == (xs, ys):
            break
        xs, ys = kept_xs, kept_ys
    return _merged(xs, ys, left, top)


def _drawn_sides(lines: Sequence[float], cuts: Sequence[float], rules: Sequence[Rule]) -> set[tuple[int, int]]:
    """Return (line, gap) for the pieces of each line, between two neighbouring cuts, that are covered by rules."""
    found = set()
    for k, line in enumerate(lines):
        here = [r for r in rules if abs(r.at - line) <= SNAP]
        for gap, (a, b) in enumerate(pairwise(cuts)):
            # Rules on one line may overlap: the longest piece counts.
            covered = max((min(r.end, b) - max(r.start, a) for r in here), default=0.0)
            if covered >= min(MIN_COVERAGE * (b - a), b - a - SNAP) and covered > 0:
                found.add((k, gap))
    return found


def _merged(xs: Sequence[float], ys: Sequence[float], left: set[tuple[int, int]], top: set[tuple[int, int]]) -> Lattice:
    """Merge small cells into rectangles, from the upper left; other shapes are cut into several cells, all ``odd``."""
    rows, columns = len(ys) - 1, len(xs) - 1
    cells: dict[tuple[int, int], tuple[int, int]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r in range(rows):
        for c in range(columns):
            if (r, c) in owner:
                continue
            wide = tall = 1
            while c + wide < columns and (c + wide, r) not in left and (r, c + wide) not in owner:
                wide += 1

            def open_below(y: int, c: int = c, wide: int = wide) -> bool:
                if y >= rows or any((y, k) in top or (y, k) in owner for k in range(c, c + wide)):
                    return False
                return all((k, y) not in left for k in range(c + 1, c + wide))

            while open_below(r + tall):
                tall += 1
            cells[r, c] = (tall, wide)
            owner.update(((r + y, c + x), (r, c)) for y in range(tall) for x in range(wide))
    odd = set()
    for r in range(rows):
        for c in range(columns):
            mine = owner[r, c]
            left_of = owner[r, c - 1] if c and (c, r) not in left else mine
            above = owner[r - 1, c] if r and (r, c) not in top else mine
            odd |= {corner for other in (left_of, above) if other != mine for corner in (mine, other)}
    return Lattice(tuple(xs), tuple(ys), cells, owner, frozenset(odd))
