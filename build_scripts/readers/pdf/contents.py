"""Determine the content of the cells of a lattice: their lines, the figure that the lines form, and doubts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from build_scripts.readers.pdf.exclusions import (
    CROSSED,
    LONE,
    TYPED,
    figure_of,
    glyph_doubts,
    invisible_doubt,
    lone_marks,
    non_text_cells,
)
from build_scripts.readers.pdf.lattice import Lattice
from build_scripts.readers.pdf.letterspacing import spaced_figures, vertical_name
from build_scripts.readers.pdf.lines import Word, overprinted, rotate_upright, rows_of, words_of
from build_scripts.readers.pdf.marks import CLIPPED, UPRIGHT, Glyph, Marks
from build_scripts.readers.pdf.marks import OVER as OVERTURNED
from build_scripts.readers.pdf.visibility import PALE
from build_scripts.readers.pieces import Exclusion
from build_scripts.wording import is_value

OVERPRINTED = "文字重叠，可能有误"
HARDLY_SEEN = "印得极浅，可能是水印"
STRADDLES = "数字跨过框线，可能有误"
# ratio to the size: how far a digit overlaps the adjacent rule, or its distance from the next digit of its number
OVER = 0.1
TURNED = "格内有的数字转了方向，6 和 9 分不清"
CUT_OFF = "数字紧靠纸边，可能有一部分在纸外"
EDGE = 0.9  # ratio to the size, from paper edge to the middle of a digit: another digit would be beyond the edge
PADDING = 10.8  # points: total horizontal padding of a cell; Word's default; browsers and WPS leave less
SLACK = 0.3  # points: tolerance for the width of a rule and its distance from the cell edge
LEADING = 1.75  # ratio to the size: line distance in one cell; Word sets 1.3 to 1.56, browsers 1.45
LOOSE = 1.05  # ratio to the line distance of words in the same table, where it is wider: one and a half lines, two
_PAIRS = 3  # minimum pairs of word lines that show the line distance
_NUMBER = re.compile(r"^(?:\d{4,11}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d+)?$")  # a number that a narrow cell may wrap
_WHOLE = re.compile(r"^\d{1,3}(?:(?:,\d{3})*|\d*)(?:\.\d+)?$")
# full-width digits: two fill a cell that holds four half-width digits
_WIDE = re.compile(r"^[０-９]{2,5}\n[０-９]{1,5}$")
_HAN = re.compile("[一-鿿]")

Corner = tuple[int, int]


@dataclass(slots=True)
class Content:
    """Content of a cell: its lines of characters, doubts on the text, and non-text content."""

    lines: list[list[Glyph]]
    doubts: list[str] = field(default_factory=list)
    opaque: str = ""
    leading: float = LEADING  # ratio to the size: maximum line distance in one cell
    cached_words: list[list[Word]] | None = None  # cached words; they belong to one grid with one letterspacing

    def text(self, spacing: float) -> str:
        return "\n".join(" ".join(word for _, _, word in line) for line in self.words(spacing)).strip()

    def figure(self, room: float, spacing: float) -> str:
        """Return the number formed by the lines, "" if the lines are separate figures. The lines are one number if each
        line but the last fills its cell or ends in a comma, or if a single line is no valid number (4,695,63 over 7).
        """
        words = self.words(spacing)
        if len(words) < 2 or any(len(line) != 1 for line in words):
            return ""
        pieces = [line[0][2] for line in words]
        joined = "".join(pieces)
        if not (_NUMBER.match(joined) or _WIDE.match("\n".join(pieces))):
            return ""
        if "," in joined and not all(map(_WHOLE.match, pieces)):
            return joined if self._upright() else ""
        return joined if self.fills_cell(room, spacing) else ""

    def fills_cell(self, room: float, spacing: float) -> bool:
        """Return True for lines of digits of which each but the last had to wrap."""
        words = self.words(spacing)
        digits = all(g.text.isdecimal() or g.text in ",." for line in self.lines for g in line)
        if not digits or len(words) < 2 or any(len(line) != 1 for line in words) or not self._upright():
            return False
        for (above, below), ((_, _, text),) in zip(pairwise(self.lines), words, strict=False):
            size = above[0].size
            digit = max(g.x1 - g.x0 for g in below)
            least = max(room - PADDING, 0.5 * room) - digit - SLACK
            full = above[-1].x1 - above[0].x0 > least or text.endswith(",")  # office suites break after a comma
            if not full or below[0].base - above[0].base > self.leading * size:
                return False
        return True

    def _upright(self) -> bool:
        return all(g.turn == UPRIGHT for line in self.lines for g in line)

    def levels(self) -> list[tuple[float, float]]:
        return [(min(g.top for g in line), max(g.bottom for g in line)) for line in self.lines]

    def words(self, spacing: float) -> list[list[Word]]:
        if self.cached_words is None:
            self.cached_words = [words_of(line, spacing) for line in self.lines]
        return self.cached_words


def contents_of(lattice: Lattice, glyphs: Sequence[Glyph], marks: Marks) -> dict[Corner, Content]:
    inside, struck, invisible = (_by_cell(lattice, some) for some in (glyphs, marks.struck, marks.invisible))
    opaque = non_text_cells(lattice, marks, inside)
    left, right = marks.shown
    contents = {}
    for corner in inside.keys() | struck.keys() | invisible.keys() | opaque.keys():
        part, struck_here, hidden = (some.get(corner, []) for some in (inside, struck, invisible))
        what, doubt = opaque.get(corner, ("", ""))
        doubts = [doubt]
        if struck_here and not part:
            part, struck_here = struck_here, []
            doubts.append(f"格内只有{Exclusion.STRUCK}")
        doubts += glyph_doubts(struck_here, Exclusion.STRUCK)
        if not part and (pale := [g for g in hidden if g.why == PALE]):
            part, hidden = pale, [g for g in hidden if g.why != PALE]
            doubts.append(HARDLY_SEEN)
        if _is_clipped_label(part, hidden):
            hidden = []
        if "".join(g.text for g in sorted(hidden)) != "".join(g.text for g in sorted(part)):
            doubts.append(invisible_doubt(sorted(hidden)))
        typed = [g for g in part if marks.typed is not None and g.order >= marks.typed]
        beneath = [g for g in part if g not in typed] if typed else part
        if typed and (any(g.text.isdigit() for g in beneath) or is_value("".join(g.text for g in sorted(beneath)))):
            part = beneath
            doubts += glyph_doubts(typed, Exclusion.ANNOTATION)
        elif typed:
            doubts.append(TYPED)
        turns = {g.turn for g in part if g.text.isdigit()}
        if OVERTURNED in turns or len(turns) > 1:
            doubts.append(TURNED)
        if any(g.turn != UPRIGHT for g in part):
            part = rotate_upright(part)
        elif part:
            part, marked = figure_of(part)
            doubts.append(marked)
            part += [g._replace(text="") for g in struck_here]  # keep their space, so that no word gap appears
        if any(g.text.isdigit() and not left + EDGE * g.size < (g.x0 + g.x1) / 2 < right - EDGE * g.size for g in part):
            doubts.append(CUT_OFF)
        if any(g.text.isdigit() and g in marks.crossed for g in part):
            doubts.append(CROSSED)
        lines = rows_of(part)
        if any(map(overprinted, lines)):
            doubts.append(OVERPRINTED)
        contents[corner] = Content(lines, doubts, what)
    for corner in lone_marks({corner: content.lines for corner, content in contents.items()}):
        contents[corner].doubts.append(LONE)
    _mark_straddling(lattice, contents)
    _mark_reaching_out(lattice, contents, (*marks.glyphs, *marks.invisible))
    leading = _leading(lattice, contents)
    for content in contents.values():
        content.leading = leading
    _join_spaced(lattice, contents)
    return contents


def _is_clipped_label(part: Sequence[Glyph], hidden: Sequence[Glyph]) -> bool:
    """Return True for the end of a label that does not fit into a row of fixed height: words without a figure."""
    words = any(_HAN.match(g.text) for g in part) and not any(g.text.isdecimal() for g in hidden)
    return words and all(g.why == CLIPPED for g in hidden)


def _leading(lattice: Lattice, contents: dict[Corner, Content]) -> float:
    """Return the maximum line distance in one cell, measured on words of the table that wrap because they fill their
    cell: authors use one and a half lines and fonts with high lines."""
    found = []
    for corner, content in contents.items():
        x0, _, x1, _ = lattice.box_of(corner)
        for above, below in pairwise(content.lines):
            size = above[-1].size
            is_full = above[-1].x1 - above[0].x0 > x1 - x0 - PADDING - size - SLACK
            if is_full and _HAN.match(above[-1].text) and above[-1].turn == UPRIGHT:
                found.append((below[0].base - above[-1].base) / size)
    return max(LEADING, LOOSE * median(found)) if len(found) >= _PAIRS else LEADING


def _join_spaced(lattice: Lattice, contents: dict[Corner, Content]) -> None:
    """Join figures with wide letterspacing, and headers in vertical lines, into one word each."""
    lines = {corner: content.lines for corner, content in contents.items()}
    for corner in spaced_figures(lattice, lines):
        contents[corner].cached_words = [
            [(line[0].x0, line[-1].x1, "".join(g.text for g in line))] for line in contents[corner].lines
        ]
    for content in contents.values():
        if name := vertical_name(content.lines):
            content.lines = [[g for line in content.lines for g in line]]
            content.cached_words = [name]


def _by_cell(lattice: Lattice, glyphs: Iterable[Glyph]) -> dict[Corner, list[Glyph]]:
    found: dict[Corner, list[Glyph]] = {}
    for glyph in lattice.inside(glyphs):
        corner = lattice.at((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        found.setdefault(corner, []).append(glyph)
    return found


def _mark_straddling(lattice: Lattice, contents: dict[Corner, Content]) -> None:
    """Mark numbers wider than their cell: it is unknown which digits belong to the cell. A number that only overlaps a
    rule may belong to the neighbour."""
    starts = {
        (round(line[0].middle), corner[0]): (line[0], content)
        for corner, content in contents.items()
        for line in content.lines
        if line[0].text.isdigit()
    }
    for (r, c), content in contents.items():
        for line in content.lines:
            first, last = line[0], line[-1]
            x0, _, x1, _ = lattice.box_of((r, c))
            over = OVER * last.size
            if first.turn == UPRIGHT and (
                (first.text.isdigit() and first.x0 < x0 - over) != (last.text.isdigit() and last.x1 > x1 + over)
            ):
                content.doubts.append(STRADDLES)
            if not last.text.isdigit():
                continue
            for level in (-1, 0, 1):
                begin, other = starts.get((round(last.middle) + level, r), (last, content))
                if other is not content and abs(begin.x0 - last.x1) < over:
                    content.doubts = other.doubts = [STRADDLES]


def _mark_reaching_out(lattice: Lattice, contents: Mapping[Corner, Content], glyphs: Iterable[Glyph]) -> None:
    """Mark numbers with a digit beyond the outermost rules: an office suite cuts a table that is wider than its frame, and
    84 was read as 8."""
    left, top, right, bottom = lattice.box
    digits = [(g, (g.x0 + g.x1) / 2) for g in glyphs if g.text.isdigit() and top < g.middle < bottom]
    beyond = [g for g, x in digits if left - g.size < x < left or right < x < right + g.size]
    for content in contents.values() if beyond else ():
        for line in content.lines:
            if any(_touch(line[-1], g) or _touch(g, line[0]) for g in beyond):
                content.doubts.append(STRADDLES)


def _touch(before: Glyph, after: Glyph) -> bool:
    """Return True for two digits of one number."""
    most = OVER * before.size
    is_near = abs(after.x0 - before.x1) < most and abs(after.middle - before.middle) < most
    return is_near and before.text.isdigit() and after.text.isdigit()
