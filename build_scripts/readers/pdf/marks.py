"""What a page of a PDF paints: characters, rules, shades and pictures, upright and in points from its upper left corner.

Two engines paint a page (``pdf.miner``, ``pdf.fium``); both give ``Painted``, every mark in the order of painting.
``pdf.seen`` decides what of it a reader of the paper sees, and gives ``Marks``, which all that follows works on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot
from typing import NamedTuple

UPRIGHT, UP, OVER, DOWN = range(4)  # reading direction in quarter turns to the left: a spine label reads upwards
UNKNOWN = "\ufffd"  # a glyph that its font gives no character for
THIN = 3.5  # points: a filled shape no thicker is a rule
WHITE = 0.985  # lightness
BELOW = 0.12  # of the size: how far the box of a character reaches below its baseline, whatever its font claims

OVERFLOW = 4.0  # of the size: so far beyond its frame a label goes on that a cell has no room for
CLIPPED = "被裁去"
SLANTED = "斜着印"  # why a character counts for nothing: it is of a watermark, or nobody can tell

Box = tuple[float, float, float, float]  # x0, top, x1, bottom
Points = Sequence[tuple[float, float] | None]  # ``None`` before a point: a curve leads there


class Glyph(NamedTuple):
    """A character on the page; a tuple, because a report has thousands. ``turn``: its reading direction.

    Its box stands on its baseline and is as high as its size: what a font says of its own height differs from font to
    font, and would tear the punctuation of another font out of its line. ``tone`` is its lightness as it appears, from
    0 (black) to 1 (white); ``why`` says why nobody sees it, "" for what is seen."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    size: float
    turn: int
    tone: float = 0.0
    order: int = 0
    why: str = ""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def base(self) -> float:
        return self.bottom - BELOW * self.size

    def within(self, box: Box) -> bool:
        return box[0] <= (self.x0 + self.x1) / 2 <= box[2] and box[1] <= self.middle <= box[3]

    def clipped(self, box: Box) -> Glyph:
        """The character as nobody sees it, because it lies outside that frame. Where it stands just beside, it is what the
        frame had no room for (a row of fixed height), and belongs to what stands in the frame, not behind it."""
        across = _into((self.x0 + self.x1) / 2, box[0], box[2], self.size)
        down = _into(self.middle, box[1], box[3], self.size)
        if max(abs(across), abs(down)) > OVERFLOW * self.size:
            return self._replace(why=CLIPPED)
        x0, top, x1, bottom = self[:4]
        return self._replace(x0=x0 + across, x1=x1 + across, top=top + down, bottom=bottom + down, why=CLIPPED)


def _into(middle: float, start: float, end: float, size: float) -> float:
    """How far what is ``size`` large is to be moved to lie between ``start`` and ``end``."""
    least, most = start + size / 2, end - size / 2
    return min(max(middle, least), most) - middle if least < most else (start + end) / 2 - middle


Matrix = tuple[float, float, float, float, float, float]


def glyph(matrix: Matrix, frame: Box, text: str, height: float, look: tuple[float, int], sideways: bool) -> Glyph:
    """A character whose ``frame`` (left, low, right, high, in its own space) a matrix puts on a page of some height,
    origin at the lower left. ``sideways``: it runs downwards."""
    a, b, c, d, e, f = matrix
    across, along = abs(a), abs(b)
    left, low, right, high = frame
    if across > 0.05 * along + 0.02 and along > 0.05 * across + 0.02:
        x, y, size = a * right / 2 + e, height - b * right / 2 - f, hypot(c, d) * (high - low)
        return Glyph(x - size / 2, y - size / 2, x + size / 2, y + size / 2, text, size, UPRIGHT, *look, SLANTED)
    x0, x1 = a * left + c * low + e, a * right + c * high + e
    y0, y1 = b * left + d * low + f, b * right + d * high + f
    if along > across:
        turn = UP if b > 0 else DOWN
    elif sideways:
        turn = DOWN
    else:
        turn = UPRIGHT if a > 0 else OVER
    x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
    top, bottom = (height - y1, height - y0) if y0 <= y1 else (height - y0, height - y1)
    size = bottom - top if turn in (UPRIGHT, OVER) else x1 - x0
    return Glyph(x0, top, x1, bottom, text, size, turn, *look)


class Rule(NamedTuple):
    """A straight line: ``across`` is true for a horizontal one at height ``at``, which runs from ``start`` to ``end``.

    ``edge``: nobody drew it, it is the side of a shaded area."""

    across: bool
    at: float
    start: float
    end: float
    edge: bool = False


class Patch(NamedTuple):
    """A picture, a filled area or a drawing. ``solid``: it hides what was painted before it; ``tone`` as in ``Glyph``,
    ``None`` where it has many; ``line``: a single line, neither level nor upright."""

    x0: float
    top: float
    x1: float
    bottom: float
    order: int
    solid: bool = True
    tone: float | None = None
    line: bool = False

    @property
    def box(self) -> Box:
        return self[:4]


@dataclass(slots=True)
class Painted:
    """All marks of one page as an engine gives them. ``fills`` are areas of one colour; ``drawings`` are shapes that
    are neither rule nor rectangle. Characters from ``typed`` on stand in form fields and comments."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Patch] = field(default_factory=list)
    pictures: list[Patch] = field(default_factory=list)
    drawings: list[Patch] = field(default_factory=list)
    typed: int | None = None

    def path(self, shapes: Sequence[Points], stroke: bool, fill: bool, patch: Patch) -> None:
        """The shapes that one stroke of the brush paints. A frame may be drawn as two areas, the inner one left out:
        its sides are lines that somebody drew."""
        ring = fill and not stroke and _is_ring(shapes)
        for shape in shapes[:1] if ring else shapes:
            self.shape(shape, stroke or ring, fill and not ring, patch)

    def shape(self, points: Points, stroke: bool, fill: bool, patch: Patch) -> None:
        """A filled strip is one rule; a line, or the outline of an area, gives a rule for each straight side.

        ``patch`` tells how it was painted; its box is that of the clip around it."""
        corners = [p for p in points if p]
        if len(corners) < 2:
            return
        x0, top, x1, bottom = _around(corners)
        if not stroke and (x1 - x0 <= THIN or bottom - top <= THIN):
            self.strip(x0, top, x1, bottom)
            return
        straight = None not in points and all(
            min(abs(p[0] - q[0]), abs(p[1] - q[1])) <= 0.5 for p, q in pairwise(corners)
        )
        inside = patch._replace(
            x0=max(x0, patch.x0), top=max(top, patch.top), x1=min(x1, patch.x1), bottom=min(bottom, patch.bottom)
        )
        sides = _sides(points, not stroke)
        if stroke and not straight and _is_rounded(sides, (x0, top, x1, bottom)):
            self.rules += _sides([(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)], False)
            return
        if not straight:
            self.drawings.append(inside._replace(line=len(points) == 2))
        if fill:
            self.fills.append(inside._replace(solid=patch.solid and straight))
        if not stroke and patch.tone is not None and patch.tone >= WHITE:
            return  # hzq2023 draws a white box behind each run of text: no rule
        self.rules += sides

    def strip(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A filled area so thin that it is a rule, or one dot of a dotted one."""
        dot = max(x1 - x0, bottom - top) <= THIN
        if dot or x1 - x0 > bottom - top:
            self.rules.append(Rule(True, (top + bottom) / 2, x0, x1))
        if dot or bottom - top >= x1 - x0:
            self.rules.append(Rule(False, (x0 + x1) / 2, top, bottom))


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(points: Points, edge: bool) -> list[Rule]:
    """The level and the upright sides of a shape."""
    found = []
    for p, q in pairwise(points):
        if p is None or q is None:
            continue
        if abs(p[1] - q[1]) <= 0.5 < abs(p[0] - q[0]):
            found.append(Rule(True, p[1], min(p[0], q[0]), max(p[0], q[0]), edge))
        elif abs(p[0] - q[0]) <= 0.5 < abs(p[1] - q[1]):
            found.append(Rule(False, p[0], min(p[1], q[1]), max(p[1], q[1]), edge))
    return found


def _is_rounded(sides: Sequence[Rule], box: Box) -> bool:
    """A frame with rounded corners: a straight piece on each side, and no others."""
    x0, top, x1, bottom = box
    frame = {(True, top), (True, bottom), (False, x0), (False, x1)}
    return {(r.across, r.at) for r in sides} == frame and all(r.end - r.start > 0.2 * (bottom - top) for r in sides)


def _is_ring(shapes: Sequence[Points]) -> bool:
    if len(shapes) != 2:
        return False
    (x0, top, x1, bottom), inner = (_around([p for p in shape if p]) for shape in shapes)
    sides = inner[0] - x0, inner[1] - top, x1 - inner[2], bottom - inner[3]
    return min(sides) >= 0 and 0 < max(sides) <= THIN


@dataclass(slots=True)
class Marks:
    """What a reader of the page sees. ``shades`` are its coloured areas; ``unseen`` are the characters that nobody who
    looks at it can see, or only a sharp eye, each with its ``why``. ``struck`` are characters struck out; a line that
    is part of the table, or may be, runs through ``crossed``. ``strips`` are areas as low as a line of several strokes. ``turn``:
    as in ``Place``."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    pictures: list[Patch] = field(default_factory=list)
    drawings: list[Patch] = field(default_factory=list)
    unseen: list[Glyph] = field(default_factory=list)
    typed: int | None = None
    strips: list[Patch] = field(default_factory=list)
    struck: list[Glyph] = field(default_factory=list)
    crossed: frozenset[Glyph] = frozenset()
    turn: float = 0.0


def upright(marks: Marks) -> Marks:
    """A wide table printed sideways on a tall page: the page is turned as a person would turn the paper."""
    every = marks.glyphs or marks.unseen
    counts = [sum(1 for g in every if g.turn == turn) for turn in range(4)]
    most = counts.index(max(counts))
    if most == UPRIGHT or 3 * counts[most] < 2 * sum(counts):
        return marks
    width, height = marks.width, marks.height

    def box(x0: float, top: float, x1: float, bottom: float) -> Box:
        if most == UP:
            return height - bottom, x0, height - top, x1
        if most == DOWN:
            return top, width - x1, bottom, width - x0
        return width - x1, height - bottom, width - x0, height - top

    def rule(old: Rule) -> Rule:
        ends = (old.start, old.at, old.end, old.at) if old.across else (old.at, old.start, old.at, old.end)
        x0, top, x1, bottom = box(*ends)
        return Rule(True, top, x0, x1, old.edge) if top == bottom else Rule(False, x0, top, bottom, old.edge)

    wide, tall = (width, height) if most == OVER else (height, width)
    return replace(
        marks,
        width=wide,
        height=tall,
        glyphs=[Glyph(*box(*g[:4]), g.text, g.size, (g.turn - most) % 4, *g[7:]) for g in marks.glyphs],
        unseen=[Glyph(*box(*g[:4]), g.text, g.size, (g.turn - most) % 4, *g[7:]) for g in marks.unseen],
        rules=[rule(r) for r in marks.rules],
        shades=[box(*s) for s in marks.shades],
        pictures=[Patch(*box(*p.box), *p[4:]) for p in marks.pictures],
        drawings=[Patch(*box(*p.box), *p[4:]) for p in marks.drawings],
        strips=[Patch(*box(*p.box), *p[4:]) for p in marks.strips],
        turn=360.0 - 90 * most,
    )
