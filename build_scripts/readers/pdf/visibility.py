"""Select the visible marks of a page: no covered text, no text in the background colour, no watermark.

Invisible characters are kept separately with the reason; if one stands in a cell beside a figure, the cell gets a
doubt. Watermarks are dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts.readers.pdf.marks import SLANTED, WHITE, Glyph, Marks, Painted, Patch

HIDDEN, TRANSPARENT = "隐藏", "透明"
COVERED, BACKGROUND_COLOUR, PALE = "被盖住", "与底色相同", "印得极浅"

MIN_OPACITY = 0.35  # opacity below which text is transparent
LIGHT = 0.4  # minimum lightness of a watermark: the body text of a report is black or dark
TINTED = 0.2  # … of letters much larger than the text and printed over
LARGE = 1.8  # ratio to the usual size
PALE_ON_WHITE = 0.18  # contrast on white paper up to which text is overlooked: #d1d1d1 is visible, #d2d2d2 is not
# contrast on a coloured background up to which text is invisible; white on light blue is a common table header
MIN_CONTRAST = 0.05
# On a stripe or header at least this light, text with up to this contrast is overlooked as on white: white digits on
# #eee. White words on the light blue of a header (#bdd7ee, 0.17) are readable.
LIGHT_GROUND, PALE_ON_LIGHT = 0.85, 0.1
# Minimum number of slanted characters of one look on a page for a watermark: a name and a date repeated over the page
# (admin 2025-01-20) are many characters; a skewed figure has at most eleven.
MIN_SLANTED = 24
STRIP = 5.0  # points: a browser strikes out 9-point text with a wave 3.8 high
BAND = 24.0  # points: height of the page bands by which areas are indexed

_HAN = re.compile("[\u3400-\u9fff]")
_Look = tuple[str, int, float]  # text, size, tone


class _Areas:
    """Index of areas by page band: a page has a thousand characters and hundreds of areas."""

    def __init__(self, areas: Iterable[Patch], height: float) -> None:
        self.bands: dict[int, list[Patch]] = {}
        for area in areas:
            first, last = (int(min(max(y, 0.0), height) / BAND) for y in (area.top, area.bottom))
            for band in range(first, last + 1):
                self.bands.setdefault(band, []).append(area)

    def at(self, glyph: Glyph) -> Sequence[Patch]:
        """Return the areas under the middle of a character."""
        if not self.bands:
            return ()
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        near = self.bands.get(int(y / BAND))
        return [area for area in near if area[0] <= x <= area[2] and area[1] <= y <= area[3]] if near else ()


class _Middles:
    """A k-d tree of the middles of characters, for areas painted in order: an area is stored at the few nodes that it
    covers completely. A damaged file paints 80,000 areas on top of each other, which page bands cannot separate."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self.points = [((g.x0 + g.x1) / 2, (g.top + g.bottom) / 2) for g in glyphs]
        self.boxes: list[tuple[float, float, float, float]] = []
        self.children: list[tuple[int, int] | None] = []
        self.parents: list[int] = []
        self.leaves = [0] * len(glyphs)
        waiting = [(list(range(len(glyphs))), -1)] if glyphs else []
        while waiting:
            inside, parent = waiting.pop()
            xs, ys = ([self.points[at][axis] for at in inside] for axis in (0, 1))
            box = (min(xs), min(ys), max(xs), max(ys))
            node = len(self.boxes)
            self.boxes.append(box)
            self.parents.append(parent)
            self.children.append(None)
            if parent >= 0:
                known = self.children[parent]
                self.children[parent] = (known[0] if known else node, node)
            wide, tall = box[2] - box[0], box[3] - box[1]
            if not wide and not tall:
                for at in inside:
                    self.leaves[at] = node
                continue
            axis = 0 if wide > tall else 1
            inside.sort(key=lambda at: self.points[at][axis])
            waiting += [(inside[len(inside) // 2 :], node), (inside[: len(inside) // 2], node)]

    def nodes_in(self, area: Patch) -> Iterator[int]:
        """Yield the topmost nodes whose points all lie in an area."""
        x0, top, x1, bottom = area[:4]
        waiting = [0] if self.boxes else []
        while waiting:
            node = waiting.pop()
            left, high, right, low = self.boxes[node]
            if left > x1 or right < x0 or high > bottom or low < top:
                continue
            if x0 <= left and right <= x1 and top <= high and low <= bottom:
                yield node
            elif children := self.children[node]:
                waiting += children

    def above(self, at: int) -> Iterator[int]:
        """Yield the nodes that contain a point, smallest first."""
        node = self.leaves[at] if self.boxes else -1
        while node >= 0:
            yield node
            node = self.parents[node]


@dataclass(slots=True)
class _Background:
    """The background at the middle of a character: the last area painted before it, whether a picture was painted
    before it, and the order of the last mark that hides everything below."""

    fill: Patch | None = None
    on_picture: bool = False
    hidden_by: int = -1


def _backgrounds(page: Painted) -> list[_Background]:
    """Return the background of every character of a page, computed in painting order."""
    middles, found = _Middles(page.glyphs), [_Background() for _ in page.glyphs]
    fills: dict[int, Patch] = {}
    pictured: set[int] = set()
    solid: dict[int, int] = {}
    marks = [*((area, False) for area in page.fills), *((area, True) for area in page.pictures)]
    marks.sort(key=lambda mark: mark[0].order)
    order = sorted(range(len(page.glyphs)), key=lambda at: page.glyphs[at].order)
    waiting = 0
    for area, is_picture in marks:
        while waiting < len(order) and page.glyphs[order[waiting]].order <= area.order:
            _record_painted(found[order[waiting]], middles.above(order[waiting]), fills, pictured)
            waiting += 1
        for node in middles.nodes_in(area):
            if is_picture:
                pictured.add(node)
            else:
                fills[node] = area
            if area.solid:
                solid[node] = area.order
    for at in order[waiting:]:
        _record_painted(found[at], middles.above(at), fills, pictured)
    if solid:
        for at, background in enumerate(found):
            background.hidden_by = max((solid.get(node, -1) for node in middles.above(at)), default=-1)
    return found


def _record_painted(
    background: _Background, nodes: Iterable[int], fills: Mapping[int, Patch], pictured: Collection[int]
) -> None:
    """Record what has been painted so far at a point in these nodes."""
    if not fills and not pictured:
        return
    for node in nodes:
        area = fills.get(node)
        if area and (background.fill is None or area.order > background.fill.order):
            background.fill = area
        background.on_picture = background.on_picture or node in pictured


def visible_marks(pages: Sequence[Painted]) -> list[Marks]:
    """Return the visible marks of all pages; watermarks found on one page are recognized on other pages."""
    found = [_judge_visibility(page) for page in pages]
    sizes = sorted(g.size for marks in found for g in marks.glyphs)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    light = [list(_runs(g for g in marks.glyphs if g.tone >= LIGHT or g.size > LARGE * usual)) for marks in found]
    places = Counter(_place(run) for runs in light for run in runs if run[0].size > LARGE * usual)
    known = {
        _look(run)
        for marks, runs in zip(found, light, strict=True)
        for run in runs
        if _is_watermark(run, marks, usual, places[_place(run)] > 1)
    }
    return [
        _without_watermarks(marks, [run for run in runs if _look(run) in known], usual)
        for marks, runs in zip(found, light, strict=True)
    ]


def _judge_visibility(page: Painted) -> Marks:
    glyphs: list[Glyph] = []
    invisible: list[Glyph] = []
    for glyph, background in zip(page.glyphs, _backgrounds(page), strict=True):
        why = glyph.why or _why_invisible(glyph, background)
        if why:
            invisible.append(glyph._replace(why=why))
        else:
            glyphs.append(glyph)
    shades = [fill.box for fill in page.fills if fill.tone is None or fill.tone < WHITE]
    strips = [fill for fill in page.fills if fill.bottom - fill.top <= STRIP]
    return Marks(
        page.width,
        page.height,
        glyphs,
        page.rules,
        shades,
        page.pictures,
        page.drawings,
        invisible,
        page.typed,
        strips,
        cuts=frozenset(page.cuts),
    )


def _why_invisible(glyph: Glyph, on: _Background) -> str:
    """Return why a character is invisible: covered later, or too similar to its background; "" if visible."""
    fill = on.fill
    if on.hidden_by > glyph.order:
        return COVERED
    if on.on_picture or (fill and (fill.tone is None or not fill.solid)):
        return ""  # the colours of a picture are unknown
    if fill is None or fill.tone is None or fill.tone >= WHITE:
        if glyph.tone >= WHITE:
            return BACKGROUND_COLOUR
        return PALE if 1 - glyph.tone <= PALE_ON_WHITE else ""
    contrast = abs(fill.tone - glyph.tone)
    if contrast <= MIN_CONTRAST:
        return BACKGROUND_COLOUR
    return PALE if fill.tone >= LIGHT_GROUND and contrast <= PALE_ON_LIGHT else ""


# --------------------------------------------------------------------------- watermarks


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Yield runs of characters of one look that were painted consecutively."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and (glyph.size, glyph.tone, glyph.turn) != (run[-1].size, run[-1].tone, run[-1].turn):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _look(run: Sequence[Glyph]) -> _Look:
    return "".join(g.text for g in run), round(run[0].size), round(run[0].tone, 1)


def _place(run: Sequence[Glyph]) -> tuple[_Look, int, int]:
    return _look(run), round(run[0].x0 / 4), round(run[0].top / 4)


def _is_watermark(run: Sequence[Glyph], marks: Marks, usual: float, repeated: bool) -> bool:
    """Return True for light words under other text, and for large words at one place on several pages."""
    first = run[0]
    large = first.size > LARGE * usual
    if first.tone < (TINTED if large else LIGHT) or not (large or any(_HAN.match(g.text) for g in run)):
        return False
    if repeated and first.tone >= LIGHT:
        return True
    mine, areas = set(map(id, run)), _Areas((Patch(*g[:4], 0) for g in run), marks.height)
    others = (g for g in marks.glyphs if g.tone < first.tone and id(g) not in mine)
    return any(areas.at(other) for other in others)


def _without_watermarks(marks: Marks, watermarks: Sequence[Sequence[Glyph]], usual: float) -> Marks:
    """Return the page without watermarks. Slanted or barely visible words, large characters, and text repeated over the
    page are watermarks as well; other faint figures remain in ``invisible``."""
    removed = {id(glyph) for run in watermarks for glyph in run}
    faint = [g for g in marks.invisible if g.why in (PALE, TRANSPARENT, SLANTED)]
    slanted = Counter((g.size, g.tone) for g in faint if g.why == SLANTED)
    words = {(g.size, g.tone) for g in faint if _HAN.match(g.text) or g.size > LARGE * usual}
    words |= {look for look, count in slanted.items() if count >= MIN_SLANTED}
    removed |= {id(g) for g in faint if (g.size, g.tone) in words}
    return replace(
        marks,
        glyphs=[g for g in marks.glyphs if id(g) not in removed],
        invisible=[g for g in marks.invisible if id(g) not in removed],
    )
