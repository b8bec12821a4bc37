"""Marks painted on a PDF page: characters, rules, shades and pictures, upright, in points from the upper left corner.

Two engines (``pdf.pdfminer_engine``, ``pdf.pdfium_engine``) produce ``Painted``, with every mark in painting order.
``pdf.visibility`` keeps what is visible on paper and produces ``Marks``, the input of all later steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from build_scripts.wording import UNSEEN

# reading direction in counterclockwise quarter turns: a label on a book spine reads upwards
UPRIGHT, UP, OVER, DOWN = range(4)
UNKNOWN = "\ufffd"  # a glyph without a character in its font
SOFT_HYPHEN = "\u00ad"  # shown only where a line is broken there: as a glyph it is a hyphen
SEPARATORS = "\x1c\x1d\x1e\x1f"  # control characters that ``str.isspace`` counts as white space
THIN = 3.5  # points: a filled shape of at most this thickness is a rule
SIDE = 0.15  # share of the width: the margins of a page lie within
WHITE = 0.985  # lightness
BELOW = 0.12  # ratio to the size: how far the box of a character extends below the baseline, whatever the font states
_BELOW = 500  # areas below a white one that are searched: a page of a table has 300 cells, a damaged file 80,000 areas

OVERFLOW = 4.0  # ratio to the size: maximum overflow beyond its frame of a label that does not fit into its cell
MAX_LETTER = 72.0  # points: the largest letter that is drawn by its outline
_MIN_POINTS = 5  # of the closed outline of a letter; an arrow or a cross has fewer
CLIPPED = "被裁去"
SLANTED = "斜着印"  # reason why a character is ignored: it belongs to a watermark or cannot be assigned

Box = tuple[float, float, float, float]  # x0, top, x1, bottom
Points = Sequence[tuple[float, float] | None]  # ``None`` before a point: a curve leads to the point


class Glyph(NamedTuple):
    """A character on the page; a tuple, because a report has thousands. ``turn``: its reading direction.

    The box stands on the baseline and is as high as the size. The height stated by a font differs between fonts and
    would separate punctuation of another font from its line. ``tone`` is the visible lightness, from 0 (black) to 1
    (white). ``why`` is the reason why the character is invisible, "" if it is visible.
    """

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
        """Return the character marked as clipped, because it is outside the frame. A character close to the frame did
        not fit (a row of fixed height) and is moved into the frame, so that it stays with the content of the frame."""
        across = _into((self.x0 + self.x1) / 2, box[0], box[2], self.size)
        down = _into(self.middle, box[1], box[3], self.size)
        if max(abs(across), abs(down)) > OVERFLOW * self.size:
            return self._replace(why=CLIPPED)
        x0, top, x1, bottom = self[:4]
        return self._replace(x0=x0 + across, x1=x1 + across, top=top + down, bottom=bottom + down, why=CLIPPED)


def _into(middle: float, start: float, end: float, size: float) -> float:
    """Return the move that places an object of size ``size`` between ``start`` and ``end``."""
    least, most = start + size / 2, end - size / 2
    return min(max(middle, least), most) - middle if least < most else (start + end) / 2 - middle


Matrix = tuple[float, float, float, float, float, float]


def glyph(matrix: Matrix, frame: Box, text: str, height: float, look: tuple[float, int], sideways: bool) -> Glyph:
    """Return a character. ``frame``: left, low, right, high in character space. The matrix maps it to a page of that
    height with the origin at the lower left. ``sideways``: the text runs downwards."""
    a, b, c, d, e, f = matrix
    across, along = abs(a), abs(b)
    left, low, right, high = frame
    if text in UNSEEN and right > left:  # the character map of the font is wrong: such a character has no shape
        text = "-" if text == SOFT_HYPHEN else UNKNOWN
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
    """A straight line. ``horizontal``: at height ``at``, from ``start`` to ``end``; otherwise vertical.

    ``edge``: the line is not drawn; it is the side of a shaded area.
    """

    horizontal: bool
    at: float
    start: float
    end: float
    edge: bool = False


def without_frames(rules: Sequence[Rule]) -> list[Rule]:
    """Return the lines of annotations that may strike out a figure. The frame of a stamp or a form field separates no
    cells of the table below it."""
    down = [rule.at for rule in rules if not rule.horizontal]
    return [r for r in rules if r.horizontal and not any(abs(at - x) <= 1 for at in down for x in (r.start, r.end))]


class Patch(NamedTuple):
    """A picture, a filled area or a drawing. ``solid``: hides earlier marks. ``tone`` as in ``Glyph``, ``None`` for
    several tones. ``line``: a single line, neither horizontal nor vertical."""

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
    """All marks of one page as painted by an engine. ``fills``: areas of one colour. ``drawings``: shapes that are
    neither rule nor rectangle. Characters with an order from ``typed`` on belong to form fields and comments.
    ``comments``: texts that a viewer shows only when a reader opens them. ``cuts``: distances from the left side at
    which a frame cuts horizontal lines: content that is wider than its page."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Patch] = field(default_factory=list)
    pictures: list[Patch] = field(default_factory=list)
    drawings: list[Patch] = field(default_factory=list)
    typed: int | None = None
    comments: list[str] = field(default_factory=list)
    cuts: set[float] = field(default_factory=set)

    def path(self, shapes: Sequence[Points], stroke: bool, fill: bool, patch: Patch) -> None:
        """Add the shapes of one path. A frame may be painted as two areas, one inside the other: its sides are drawn
        lines."""
        ring = fill and not stroke and _is_ring(shapes)
        drawn = len(self.rules)
        for shape in shapes[:1] if ring else shapes:
            self.shape(shape, stroke or ring, fill and not ring, patch)
        if stroke and _are_letters(shapes):
            del self.rules[drawn:]
        for rule in self.rules[drawn:]:
            if rule.horizontal:
                if rule.start + THIN < patch.x0 < SIDE * self.width:
                    self.cuts.add(patch.x0)
                if (1 - SIDE) * self.width < patch.x1 < rule.end - THIN:
                    self.cuts.add(patch.x1)

    def shape(self, points: Points, stroke: bool, fill: bool, patch: Patch) -> None:
        """Add one shape. A thin filled area is one rule; a line or an outline gives a rule for each straight side.

        ``patch`` holds the painting properties; its box is the clip.
        """
        corners = [p for p in points if p]
        if len(corners) < 2:
            return
        x0, top, x1, bottom = _around(corners)
        if not stroke and (x1 - x0 <= THIN or bottom - top <= THIN):
            self.strip(x0, top, x1, bottom)
            return
        straight = _is_straight(points)
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
        if not stroke and patch.tone is not None and patch.tone >= WHITE and not self._is_on_colour(inside):
            return  # hzq2023 draws a white box behind each run of text: no rule
        self.rules += sides

    def _is_on_colour(self, area: Patch) -> bool:
        """Return True for a white area on a coloured one: a cell whose rules are the background that it leaves free."""
        x0, top, x1, bottom = area.box
        for below in self.fills[-2 : -2 - _BELOW : -1]:
            if below.x0 - 1 <= x0 and x1 <= below.x1 + 1 and below.top - 1 <= top and bottom <= below.bottom + 1:
                return below.tone is not None and below.tone < WHITE
        return False

    def strip(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Add a filled area so thin that it is a rule, or one dot of a dotted rule."""
        dot = max(x1 - x0, bottom - top) <= THIN
        if dot or x1 - x0 > bottom - top:
            self.rules.append(Rule(True, (top + bottom) / 2, x0, x1))
        if dot or bottom - top >= x1 - x0:
            self.rules.append(Rule(False, (x0 + x1) / 2, top, bottom))


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(points: Points, edge: bool) -> list[Rule]:
    """Return the horizontal and vertical sides of a shape."""
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
    """Return True for a frame with rounded corners: one straight piece on each side and no others."""
    x0, top, x1, bottom = box
    frame = {(True, top), (True, bottom), (False, x0), (False, x1)}
    return {(r.horizontal, r.at) for r in sides} == frame and all(r.end - r.start > 0.2 * (bottom - top) for r in sides)


def _are_letters(shapes: Sequence[Points]) -> bool:
    """Return True for the outlines of letters: cairo prints bold text, where the font has none, with a line around every
    letter, and the straight sides of 东 would strike out the letter within."""
    sizes = [_around([p for p in shape if p]) for shape in shapes if any(shape)]
    small = all(max(x1 - x0, bottom - top) <= MAX_LETTER for x0, top, x1, bottom in sizes)
    odd = [shape for shape in shapes if len(shape) >= _MIN_POINTS and not _is_straight(shape)]
    return small and any(not _is_rounded(_sides(s, False), _around([p for p in s if p])) for s in odd)


def _is_straight(points: Points) -> bool:
    """Return True if every side is horizontal or vertical."""
    corners = [p for p in points if p]
    return None not in points and all(min(abs(p[0] - q[0]), abs(p[1] - q[1])) <= 0.5 for p, q in pairwise(corners))


def _is_ring(shapes: Sequence[Points]) -> bool:
    if len(shapes) != 2:
        return False
    (x0, top, x1, bottom), inner = (_around([p for p in shape if p]) for shape in shapes)
    sides = inner[0] - x0, inner[1] - top, x1 - inner[2], bottom - inner[3]
    return min(sides) >= 0 and 0 < max(sides) <= THIN


@dataclass(slots=True)
class Marks:
    """The visible marks of a page. ``shades``: coloured areas. ``invisible``: characters that are invisible or barely
    visible, each with its ``why``. ``struck``: struck-out characters. ``crossed``: characters crossed by a line that
    is, or may be, part of the table. ``strips``: areas as thin as a wavy line. ``turn``: as in ``Place``. ``cuts``: as in
    ``Painted``, none on a rotated page."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    pictures: list[Patch] = field(default_factory=list)
    drawings: list[Patch] = field(default_factory=list)
    invisible: list[Glyph] = field(default_factory=list)
    typed: int | None = None
    strips: list[Patch] = field(default_factory=list)
    struck: list[Glyph] = field(default_factory=list)
    crossed: frozenset[Glyph] = frozenset()
    turn: float = 0.0
    cuts: frozenset[float] = frozenset()

    @property
    def shown(self) -> tuple[float, float]:
        """Between which distances from the left side content of tables is shown."""
        left = max((x for x in self.cuts if 2 * x < self.width), default=0.0)
        return left, min((x for x in self.cuts if 2 * x >= self.width), default=self.width)


def upright(marks: Marks) -> Marks:
    """Rotate a page with a wide table printed sideways, so that its text is upright."""
    every = marks.glyphs or marks.invisible
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
        ends = (old.start, old.at, old.end, old.at) if old.horizontal else (old.at, old.start, old.at, old.end)
        x0, top, x1, bottom = box(*ends)
        return Rule(True, top, x0, x1, old.edge) if top == bottom else Rule(False, x0, top, bottom, old.edge)

    wide, tall = (width, height) if most == OVER else (height, width)
    return replace(
        marks,
        width=wide,
        height=tall,
        glyphs=[Glyph(*box(*g[:4]), g.text, g.size, (g.turn - most) % 4, *g[7:]) for g in marks.glyphs],
        invisible=[Glyph(*box(*g[:4]), g.text, g.size, (g.turn - most) % 4, *g[7:]) for g in marks.invisible],
        rules=[rule(r) for r in marks.rules],
        shades=[box(*s) for s in marks.shades],
        pictures=[Patch(*box(*p.box), *p[4:]) for p in marks.pictures],
        drawings=[Patch(*box(*p.box), *p[4:]) for p in marks.drawings],
        strips=[Patch(*box(*p.box), *p[4:]) for p in marks.strips],
        turn=360.0 - 90 * most,
        cuts=frozenset(),
    )
