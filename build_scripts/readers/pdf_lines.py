"""Characters to lines, lines to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_scripts.model import Paragraph, Place
from build_scripts.readers.pdf_marks import DOWN, UNKNOWN, UP, UPRIGHT, Glyph
from build_scripts.wording import printed

_ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}\s?、|[（(][一二三四五六七八九十]{1,3}[)）])")
_SENTENCE_END = re.compile(r"[。！？；：.;:]$")
UNDECODED = "有的字在原件里没有编码，读不出来"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text outside ruled tables: positions in points, ``words`` as (x0, x1, text)."""

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    words: tuple[tuple[float, float, str], ...]
    height: float


# --------------------------------------------------------------------------- characters to lines


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters by line, left to right: those whose middles are within half a character height.

    A character printed twice at one place (a poor man's bold, a shadow) stands once."""
    lines: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=_reading):
        middle = glyph.middle
        if lines and middle - base < 0.5 * max(glyph.bottom - glyph.top, 1):
            lines[-1].append(glyph)
            base += (middle - base) / len(lines[-1])
        else:
            lines.append([glyph])
            base = middle
    return [_once(sorted(line)) for line in lines]


def _reading(glyph: Glyph) -> tuple[float, float]:
    return glyph.top + glyph.bottom, glyph.x0


def _once(line: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        near = 0.25 * glyph.size
        if not any(k.text == glyph.text and glyph.x0 - k.x0 < near for k in kept[-3:]):
            kept.append(glyph)
    return kept


def overprinted(line: Sequence[Glyph]) -> bool:
    """Two different characters at one place: one was printed over the other."""
    for a, b in pairwise(line):
        size = min(a.x1 - a.x0, b.x1 - b.x0)
        if min(a.x1, b.x1) - b.x0 > 0.6 * size > 0:
            return True
    return False


def tracking(lines: Iterable[Sequence[Glyph]]) -> float:
    """The letterspacing of some lines in parts of the size: the usual gap between two ideographs."""
    gaps = sorted(
        (b.x0 - a.x1) / b.size for line in lines for a, b in pairwise(line) if a.text >= "\u2e80" and b.text >= "\u2e80"
    )
    return max(0.0, min(gaps[len(gaps) // 2], 1.5)) if len(gaps) > 3 else 0.0


def words_of(line: Sequence[Glyph], spacing: float) -> list[tuple[float, float, str]]:
    """(x0, x1, text) of the words of a line, which a gap parts; ``spacing`` is the letterspacing around."""
    words: list[tuple[float, float, str]] = []
    before: Glyph | None = None
    for glyph in line:
        least = spacing + (0.2 if before and before.text < "\u2e80" and glyph.text < "\u2e80" else 0.45)
        if before and glyph.x0 - before.x1 <= least * max(glyph.size, 1):
            words[-1] = (words[-1][0], glyph.x1, words[-1][2] + glyph.text)
        else:
            words.append((glyph.x0, glyph.x1, glyph.text))
        before = glyph
    return [(x0, x1, printed(text)) for x0, x1, text in words]


def set_upright(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """A label set vertically or on its side, as if it ran to the right: its columns are its lines."""
    upwards = 2 * sum(g.turn == UP for g in glyphs) > len(glyphs)
    downwards = 2 * sum(g.turn == DOWN for g in glyphs) > len(glyphs)
    if upwards:
        return [Glyph(-g.bottom, g.x0, -g.top, g.x1, g.text, g.size, UPRIGHT) for g in glyphs]
    if downwards:
        return [Glyph(g.top, -g.x1, g.bottom, -g.x0, g.text, g.size, UPRIGHT) for g in glyphs]
    return list(glyphs)


def text_lines(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """The lines of a page."""
    rows = rows_of(g for g in glyphs if g.turn == UPRIGHT)
    spacing = tracking(rows)
    found = []
    for row in rows:
        words = tuple(words_of(row, max(spacing, tracking([row]))))
        top, bottom = min(g.top for g in row), max(g.bottom for g in row)
        size = sorted(g.size for g in row)[len(row) // 2]
        text = " ".join(text for _, _, text in words)
        found.append(TextLine(page, row[0].x0, row[-1].x1, top, bottom, text, words, size))
    return found


# --------------------------------------------------------------------------- lines to paragraphs


@dataclass(frozen=True, slots=True)
class Column:
    """The text column of the pages: where lines go on that another one begins, where full lines end, and the usual
    gap between two lines."""

    left: float
    right: float
    gap: float


def column_of(lines: Sequence[TextLine]) -> Column:
    long = [line for line in lines if len(line.text) > 18] or list(lines)
    if not long:
        return Column(0.0, 0.0, 0.0)
    right = max(line.x1 for line in long)
    pairs = [(a, b) for a, b in pairwise(lines) if a.page == b.page and a.bottom <= b.top + 0.5 * b.height]
    # A full line that ends no sentence goes on: whether first lines are indented or stand out, this is the edge.
    going_on = [b for a, b in pairs if a.x1 > right - 2.2 * a.height and not _SENTENCE_END.search(a.text)]
    left = Counter(round(line.x0 / 4) * 4 for line in going_on or long).most_common(1)[0][0]
    gaps = sorted(b.top - a.bottom for a, b in pairs if b in going_on)
    return Column(float(left), right, gaps[len(gaps) // 2] if gaps else long[0].height)


def paragraphs(lines: Sequence[TextLine], column: Column, last: bool) -> Iterator[Paragraph]:
    """Lines to paragraphs: a new one begins with an indent, after a short line, or after a wide gap.

    ``last``: the page ends after these lines, so that the last paragraph may go on."""
    gathered: list[TextLine] = []

    def made(end_of_page: bool) -> Paragraph:
        first = gathered[0]
        text = "".join(_joint(a.text) for a in gathered).strip()
        middle = (first.x0 + first.x1) / 2
        centred = abs(middle - (column.left + column.right) / 2) < 12 and first.x0 > column.left + 2.5 * first.height
        full = gathered[-1].x1 > column.right - 2.2 * gathered[-1].height
        doubt = UNDECODED if UNKNOWN in text else ""
        return Paragraph(
            text, Place(page=first.page, line=None), centred=centred, breaks=end_of_page and full, doubt=doubt
        )

    for line in lines:
        if gathered and _begins(gathered[-1], line, column):
            yield made(False)
            gathered = []
        gathered.append(line)
    if gathered:
        yield made(last)


def _begins(before: TextLine, line: TextLine, column: Column) -> bool:
    short = before.x1 < column.right - 2.2 * before.height
    indented = line.x0 > column.left + 1.2 * line.height
    # A first line may stand out to the left instead; the lines after it are those that share an edge.
    outdented = line.x0 < column.left - 1.2 * line.height
    # A heading without an indent after a full last line: only its number tells (六、其他需要报告的事项).
    numbered = _ENUMERATED.match(line.text) and _SENTENCE_END.search(before.text)
    return bool(short or indented or outdented or numbered) or _apart(before, line, column)


def _apart(before: TextLine, line: TextLine, column: Column) -> bool:
    gap = line.top - before.bottom
    return gap > column.gap + max(0.4 * line.height, 3) or abs(line.height - before.height) > 2.5


def _joint(text: str) -> str:
    """A space at the joint of two Latin words only."""
    return text + " " if re.search(r"[A-Za-z]$", text) else text
