"""Separate cell content that is not part of the figure: note marks, struck-out digits, invisible text, pictures.

The decision compares size, baseline and colour of each character with those of its neighbours in the cell. Separated
text is quoted.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from build_scripts.readers.pdf.lattice import MIN_LENGTH, Lattice, join_rules
from build_scripts.readers.pdf.lines import RAISED, SMALLER, rows_of
from build_scripts.readers.pdf.marks import SLANTED, UPRIGHT, Box, Glyph, Marks, Patch, Rule
from build_scripts.readers.pieces import Exclusion, Piece, exclusion_doubts
from build_scripts.wording import is_value

WRAPPED = 0.8  # ratio to the size: a baseline at least so far below belongs to another line
# ratio to the size, above the baseline: a line in this range runs through the character; digits reach up to 0.72
THROUGH = 0.12, 0.62
NARROW = 2.0  # points: the digits of the smallest print are wider
# Ratio to the size, below the baseline: a line in this range is an underline. Calibrated on one LibreOffice export with
# justified text only.
UNDER = 0.04, 0.3
UNDER_MOST = 8  # points: 0.3 of the largest print in tables
# points: an underline begins at the first character of its word; in a cell, browsers leave a margin of 0.75
FLUSH = 0.5
# points: distance from the middle of a rule to the end of a cell side; browsers leave 0.4; words in LibreOffice are at
# least 1.0 away
TOUCH = 0.75
BLANK = 0.7  # ratio to the size: length of the blank after a word, which is underlined with the word
OVERHANG = 0.7  # ratio to the size: maximum overhang of a strike-through line beyond the characters
SHADED = 0.25  # difference of lightness within one number: grey beside black, red beside black
SPECK = 3.0  # points: smaller pictures and drawings are no content
CORNER = 8.0  # points: the rounded corner of a frame
BACKGROUND = 0.4  # share of the page: a larger picture is no cell content
# share of a picture: with a smaller part inside the table, the picture stands beside the table (a seal on the
# signature)
INSIDE = 0.5
COVERS = 0.25  # share of the cell or of the picture: a smaller overlap is the margin of a neighbour

PICTURE, DRAWING = "图片", "图形"
CROSSED = "有线穿过这一格的文字，可能是划去的"
UNEVEN = "同一个数里的字深浅不同，可能有一部分不是数字的内容"
LONE = "格内的数印得比表中别的数小，可能是注释标记"
TYPED = "这一格的内容是表单控件或批注里填的"
COVERED = "格内另有{}，读不出其中的内容"

# Ratio to the usual figure size of a table: a smaller lone figure may be a note mark. Word processors set marks at 0.58
# to 0.65; browsers set them at 0.83 and raise them above the other figures of the row.
TINY = 0.72
HIGHER = 0.15
MARK = 2  # maximum digits of a mark; a longer number is print reduced to fit the cell

_Corner = tuple[int, int]


def invisible_doubt(glyphs: Iterable[Glyph]) -> str:
    """Return the doubt on a cell with invisible characters."""
    words: dict[str, str] = {}
    for glyph in glyphs:
        words[glyph.why] = words.get(glyph.why, "") + glyph.text
    slanted = words.pop(SLANTED, "")
    quoted = "、".join(f"“{text}”（{why}）" for why, text in words.items())
    doubts = [f"格内另有看不见的文字{quoted}，没有并入"] if quoted else []
    return "；".join([*doubts, *([f"格内另有{SLANTED}的文字“{slanted}”，没有并入"] if slanted else [])])


def glyph_doubts(glyphs: Iterable[Glyph], why: Exclusion) -> list[str]:
    """Return the doubts on a cell with characters that are not part of the figure."""
    return exclusion_doubts([Piece("".join(g.text for g in sorted(glyphs)), why)], "格内", "没有并入")


# --------------------------------------------------------------------------- lines under and through characters


def without_underlines(marks: Marks) -> Marks:
    """Return the page without underlines, which would split table rows where words fill their cells. An underline
    begins at a character and ends at a character or at the blank after it; a cell side begins at a rule."""
    lines: dict[int, list[Glyph]] = {}
    for glyph in marks.glyphs:
        if glyph.turn == UPRIGHT:
            lines.setdefault(round(glyph.base), []).append(glyph)

    down: dict[int, list[Rule]] = {}
    across: dict[int, list[Rule]] = {}
    for rule in marks.rules:
        (across if rule.horizontal else down).setdefault(round(rule.at), []).append(rule)

    def near(rules: dict[int, list[Rule]], place: float) -> Iterator[Rule]:
        return (
            r
            for at in range(round(place) - 1, round(place) + 2)
            for r in rules.get(at, ())
            if abs(r.at - place) <= TOUCH
        )

    def at_rule(rule: Rule, end: float) -> bool:
        return any(r.start - TOUCH <= rule.at <= r.end + TOUCH for r in near(down, end))

    def after(rule: Rule) -> Rule | None:
        return next((r for r in near(across, rule.at) if r.end > rule.end and abs(r.start - rule.end) <= TOUCH), None)

    def before(rule: Rule) -> Rule | None:
        return next(
            (r for r in near(across, rule.at) if r.start < rule.start and abs(r.end - rule.start) <= TOUCH), None
        )

    def is_side(rule: Rule) -> bool:
        """Return True if the rule ends at rules of the other direction or continues as the side of the next cell.
        Browsers draw the side of a merged cell in one piece per column (第一项 of table 3, whose label spans three)."""
        starts, ends = at_rule(rule, rule.start), at_rule(rule, rule.end)
        if starts or ends:
            return (starts or before(rule) is not None) and (ends or after(rule) is not None)
        first: Rule | None = rule
        while first and not at_rule(first, first.start):
            first = before(first)
        last: Rule | None = rule if first else None
        while last and not at_rule(last, last.end):
            last = after(last)
        return last is not None

    def is_underline(rule: Rule) -> bool:
        if not rule.horizontal or rule.edge:
            return False
        above = [g for at in range(int(rule.at) - UNDER_MOST, int(rule.at) + 2) for g in lines.get(at, ())]
        words = [g for g in above if UNDER[0] <= (rule.at - g.base) / g.size <= UNDER[1]]
        under = any(abs(g.x0 - rule.start) <= FLUSH for g in words) and any(
            g.x1 - FLUSH <= rule.end <= g.x1 + BLANK * g.size and g.x1 > rule.start for g in words
        )
        return under and not is_side(rule)  # browsers set words without a margin directly beside the rule of their cell

    kept = [rule for rule in marks.rules if not is_underline(rule)]
    return replace(marks, rules=kept) if len(kept) < len(marks.rules) else marks


def without_struck(marks: Marks) -> Marks:
    """Return the page without struck-out characters and the lines that strike them out."""
    glyphs = sorted((g for g in marks.glyphs if g.turn == UPRIGHT), key=lambda g: g.base)
    bases = [g.base for g in glyphs]
    tallest = max((g.size for g in glyphs), default=0.0)
    out: set[Glyph] = set()
    crossed: set[Glyph] = set()
    strikes: list[Rule] = []
    lines = join_rules([r for r in marks.rules if r.horizontal and not r.edge], least=NARROW)
    down = [r for r in marks.rules if not r.horizontal and r.end - r.start > MIN_LENGTH]
    waves = [(Rule(True, (s.top + s.bottom) / 2, s.x0, s.x1), s.order) for s in marks.strips]
    for rule, order in [*((line, sys.maxsize) for line in lines), *waves]:
        near = glyphs[bisect_left(bases, rule.at) : bisect_right(bases, rule.at + THROUGH[1] * tallest)]
        through = [g for g in near if g.order < order and _runs_through(rule, g)]
        if not through:
            continue
        reach = OVERHANG * max(g.size for g in through)
        corners = all(any(_is_corner(rule.at, end, other) for other in down) for end in (rule.start, rule.end))
        if (
            not corners
            and min(g.x0 for g in through) - reach <= rule.start
            and rule.end <= max(g.x1 for g in through) + reach
        ):
            strikes.append(rule)
            out.update(through)
        else:
            crossed.update(through)
    return replace(
        marks,
        glyphs=[g for g in marks.glyphs if g not in out] if out else marks.glyphs,
        rules=[r for r in marks.rules if not any(_part_of(r, strike) for strike in strikes)],
        struck=sorted(out),
        crossed=frozenset(crossed),
    )


def _runs_through(rule: Rule, glyph: Glyph) -> bool:
    height = (glyph.base - rule.at) / glyph.size
    shared = min(rule.end, glyph.x1) - max(rule.start, glyph.x0)
    return THROUGH[0] <= height <= THROUGH[1] and shared >= 0.5 * (glyph.x1 - glyph.x0)


def _is_corner(at: float, end: float, side: Rule) -> bool:
    """Return True if a vertical rule begins or ends where a horizontal one ends: the frame of a stamp strikes nothing
    out."""
    return abs(side.at - end) <= TOUCH and min(abs(side.start - at), abs(side.end - at)) <= TOUCH


def _part_of(rule: Rule, whole: Rule) -> bool:
    return rule.horizontal and abs(rule.at - whole.at) <= 1 and whole.start <= rule.start and rule.end <= whole.end


# --------------------------------------------------------------------------- characters in a cell


def figure_of(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], str]:
    """Return the characters of a cell without note marks (smaller, raised or lowered), and the doubt. Marks are removed
    only beside a figure; a label keeps all its characters."""
    if _is_even(glyphs):
        return list(glyphs), ""
    size = max(g.size for g in glyphs)
    large = [g for g in glyphs if g.size >= SMALLER * size]
    kept = [g for line in _lines(large) for g in _on_main_baseline(line)]
    rows = rows_of(kept)  # without the shadow of each character
    if not all(is_value("".join(g.text for g in line)) for line in rows):
        return list(glyphs), ""
    mine = set(map(id, kept))
    small: list[Glyph] = []
    raised: list[Glyph] = []
    for glyph in glyphs:
        if id(glyph) not in mine:
            (small if glyph.size < SMALLER * size else raised).append(glyph)
    doubts = [*glyph_doubts(small, Exclusion.SMALL), *glyph_doubts(raised, Exclusion.RAISED)]
    tones = [g.tone for line in rows for g in line]
    if max(tones) - min(tones) > SHADED:
        doubts.append(UNEVEN)
    return kept, "；".join(doubts)


def lone_marks(lines: Mapping[_Corner, Sequence[Sequence[Glyph]]]) -> list[_Corner]:
    """Return the cells that hold only digits like those of a note mark: smaller than the other figures of the table."""
    figures = {
        corner: found[0]
        for corner, found in lines.items()
        if len(found) == 1 and all(g.text.isdecimal() and g.turn == UPRIGHT for g in found[0])
    }
    usual = median([line[0].size for line in figures.values()]) if figures else 0.0
    marks = []
    for corner, line in figures.items():
        size, base = line[0].size, line[0].base
        if len(line) > MARK or size >= SMALLER * usual:
            continue
        bases = [o[0].base for (row, _), o in figures.items() if row == corner[0] and o[0].size >= SMALLER * usual]
        if size < TINY * usual or (bases and median(bases) - base > HIGHER * usual):
            marks.append(corner)
    return marks


def _is_even(glyphs: Sequence[Glyph]) -> bool:
    """Return True if all characters have the same size, colour and baseline, as in most cells."""
    first = glyphs[0]
    base, near = first.base, RAISED * first.size
    return all(g.size == first.size and g.tone == first.tone and abs(g.base - base) <= near for g in glyphs)


def _lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Group characters into lines, raised or not."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if lines and glyph.base - lines[-1][0].base < WRAPPED * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return lines


def _on_main_baseline(line: Sequence[Glyph]) -> list[Glyph]:
    """Return the characters on the most frequent baseline; in a tie, on that of the first character, because a mark
    follows its figure."""
    first = min(line, key=lambda g: g.x0)
    bases = [(g, g.base) for g in line]
    choices = dict.fromkeys((first.base, *(base for _, base in bases)))
    return max(([g for g, base in bases if abs(base - at) <= RAISED * g.size] for at in choices), key=len)


# --------------------------------------------------------------------------- pictures and drawings


def non_text_cells(
    lattice: Lattice, marks: Marks, glyphs: dict[_Corner, list[Glyph]]
) -> dict[_Corner, tuple[str, str]]:
    """Return cell → (kind of non-text content, doubt) for cells covered by pictures and drawings."""
    found: dict[_Corner, tuple[str, str]] = {}
    for patch in marks.pictures:
        for corner in _cells_under(patch, lattice, marks, glyphs):
            found[corner] = _content_of_patch(patch, PICTURE, glyphs.get(corner, []))
    for drawing in marks.drawings:
        x, y = (drawing.x0 + drawing.x1) / 2, (drawing.top + drawing.bottom) / 2
        if max(drawing.x1 - drawing.x0, drawing.bottom - drawing.top) < SPECK or not lattice.holds(x, y):
            continue
        corner = lattice.at(x, y)
        if _fits(drawing, lattice.box_of(corner)):
            found.setdefault(corner, _content_of_patch(drawing, DRAWING, glyphs.get(corner, [])))
    return {corner: what for corner, what in found.items() if any(what)}


def _content_of_patch(patch: Patch, what: str, glyphs: Sequence[Glyph]) -> tuple[str, str]:
    """Return the kind of content and the doubt; ("", "") if the patch is the background of the characters."""
    if not glyphs:
        return what, f"格内是{what}，不是文字"
    if all(_holds(patch.box, g) for g in glyphs) and any(g.order > patch.order for g in glyphs):
        return "", ""
    return "", COVERED.format(what)


def may_hold_figures(picture: Patch, marks: Marks) -> bool:
    """Return False for a speck and for the page background."""
    least = min(picture.x1 - picture.x0, picture.bottom - picture.top)
    return least >= SPECK and _area(picture.box) <= BACKGROUND * marks.width * marks.height


def _cells_under(patch: Patch, lattice: Lattice, marks: Marks, glyphs: dict[_Corner, list[Glyph]]) -> list[_Corner]:
    """Return the cells whose content the picture may be: none for a background of page or table, or for a seal beside
    the table."""
    area = _area(patch.box)
    if not may_hold_figures(patch, marks):
        return []
    if _shared(patch.box, lattice.box) < INSIDE * area:
        return []
    cells = []
    for corner in lattice.cells:
        box = lattice.box_of(corner)
        if _shared(patch.box, box) >= COVERS * min(area, _area(box)):
            cells.append(corner)
    printed_over = [corner for corner in cells if any(_holds(patch.box, g) for g in glyphs.get(corner, []))]
    return [] if len(printed_over) > 1 else cells


def _fits(drawing: Patch, cell: Box) -> bool:
    """Return True if the drawing is inside the cell and is neither its frame nor a rounded corner."""
    x0, top, x1, bottom = cell
    if drawing.x0 < x0 - 1 or drawing.top < top - 1 or drawing.x1 > x1 + 1 or drawing.bottom > bottom + 1:
        return False
    wide, tall = drawing.x1 - drawing.x0, drawing.bottom - drawing.top
    if wide > 0.8 * (x1 - x0) and tall > 0.8 * (bottom - top):
        return drawing.line
    at_side = drawing.x0 < x0 + 1.5 or drawing.x1 > x1 - 1.5
    at_end = drawing.top < top + 1.5 or drawing.bottom > bottom - 1.5
    return not (at_side and at_end and max(wide, tall) < CORNER)


def _holds(box: Box, glyph: Glyph) -> bool:
    return box[0] <= (glyph.x0 + glyph.x1) / 2 <= box[2] and box[1] <= glyph.middle <= box[3]


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def _shared(a: Box, b: Box) -> float:
    return _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
