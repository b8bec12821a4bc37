"""Group characters into lines, and lines into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from build_scripts.model import Paragraph, Place
from build_scripts.readers.cell_boxes import Box, bounding_box
from build_scripts.readers.pdf.marks import DOWN, UNKNOWN, UP, UPRIGHT, Glyph, Rule
from build_scripts.readers.pieces import Exclusion, Piece, exclusion_doubts
from build_scripts.wording import COUNTS, MONEY, printed

_ENUMERATED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}\s?、|第[一二三四五六七八九十]{1,3}部分|[（(][一二三四五六七八九十]{1,3}[)）])"
)
_SENTENCE_END = re.compile(r"[。！？；：.;:]$")
_WORD = re.compile(
    r"[（(“《]?[!-~]{8,}[）)”》，。；、]?"
)  # of eight letters and more: shorter words fit into the space of two ideographs
HALF = 0.5  # ratio to the size: width of most Latin letters
_COLUMN = 8  # minimum lines that begin at the same position in a column
_PHRASE = 8  # characters: a line of a column has at least so many, a figure has fewer
# text in place of a figure
VALUE = re.compile(rf"^[+\-]?[\d,.]+$|^[/／\-—–]+$|^[增减]\d+$|^\d[\d.,]*(?:{'|'.join((*MONEY, *COUNTS))})$")
Word = tuple[float, float, str]  # x0, x1, text
SMALLER = 0.9  # ratio to the figure size: browsers set notes at 0.83, word processors at 0.58 to 0.65
MUCH_SMALLER = 0.6  # ratio to the size: a box beside a title is set at 0.4, a remark behind a heading at 0.7
RAISED = 0.08  # ratio to the size, from the baseline: browsers raise notes by 0.33, word processors by 0.15 to 0.4
# Ratio to the size, between baselines. Note marks are raised by up to 0.4 (``RAISED``). A figure centred between two
# lines of a cell is 0.55 away from them. Not a round number, because two engines round such values differently.
SAME_LINE = 0.49
STRUCK_LINE = "原件把这一行文字划去了"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNDECODED = "有的字在原件里没有编码，读不出来"
MISCODED = "有的字在原件里编码有误，这段文字可能不是印出来的"
# ç in 本ç告; × and ÷ stand between figures and Chinese
_FOREIGN = r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
_MISCODED = re.compile(f"[\u2e80-\u9fff]{_FOREIGN}|{_FOREIGN}[\u2e80-\u9fff]")


def doubt_on_codes(text: str) -> str:
    """Return the doubt on a text if its font has no characters, or wrong ones, for some of its glyphs; "" if not."""
    if UNKNOWN in text:
        return UNDECODED
    return MISCODED if _MISCODED.search(text) else ""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text outside ruled tables. Positions are in points; ``words`` are (x0, x1, text).

    ``order`` is the vertical position, except on pages with two text columns. ``marks`` are note marks; they occur in
    ``text`` as raised digits (353¹) and in no word. Text that is ``struck`` out occurs in neither.
    """

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    words: tuple[Word, ...]
    height: float
    order: float
    marks: tuple[Word, ...] = ()
    struck: tuple[Word, ...] = ()
    doubt: str = ""

    @property
    def box(self) -> Box:
        """The box of the line. ``x0`` and ``x1`` of a second column are shifted to the first, so the words are used."""
        x0, x1 = (self.words[0][0], self.words[-1][1]) if self.words else (self.x0, self.x1)
        return x0, self.top, x1, self.bottom


# --------------------------------------------------------------------------- characters to lines


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group characters into lines, left to right: baselines within half a character height form one line.

    A character printed twice at one place (fake bold, a shadow) is kept once.
    """
    lines: list[list[Glyph]] = []
    base = high = 0.0
    for at, _, glyph in sorted((glyph.base, glyph.x0, glyph) for glyph in glyphs):
        size = max(glyph.size, min(high, 1.8 * glyph.size), 1)  # small and raised characters belong to this line
        if lines and at - base < SAME_LINE * size:
            lines[-1].append(glyph)
            base += (at - base) / len(lines[-1])
            high = max(high, glyph.size)
        else:
            lines.append([glyph])
            base, high = at, glyph.size
    return [_without_duplicates(sorted(line)) for line in lines]


def _without_duplicates(line: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        # digits in a narrow column may be scaled to a third of their width: 11 is not 1 printed twice
        text, reach = glyph.text, glyph.x0 - min(0.25 * glyph.size, 0.5 * (glyph.x1 - glyph.x0) or glyph.size)
        for before in kept[-3:]:
            if before.text == text and before.x0 > reach:
                break
        else:
            kept.append(glyph)
    return kept


def overprinted(line: Sequence[Glyph]) -> bool:
    """Return True if two different characters are printed at one place. A bracket may extend far into the box of the
    ideograph below it in a vertical label."""
    for a, b in pairwise(line):
        size = min(a.x1 - a.x0, b.x1 - b.x0)
        meant = (a.text.isalnum() and b.text.isalnum()) or a.text.isdigit() or b.text.isdigit()
        if meant and min(a.x1, b.x1) - b.x0 > 0.6 * size > 0:
            return True
    return False


def tracking(lines: Iterable[Sequence[Glyph]]) -> float:
    """Return the letterspacing of the lines relative to the size: the median gap between two ideographs."""
    gaps = sorted(
        (b.x0 - a.x1) / b.size for line in lines for a, b in pairwise(line) if a.text >= "\u2e80" and b.text >= "\u2e80"
    )
    return max(0.0, min(gaps[len(gaps) // 2], 1.5)) if len(gaps) > 3 else 0.0


def words_of(line: Sequence[Glyph], spacing: float, rules: Sequence[float] = ()) -> list[Word]:
    """Return (x0, x1, text) for the words of a line, separated by gaps or by upright ``rules``; ``spacing`` is the
    letterspacing nearby."""
    words: list[Word] = []
    before: Glyph | None = None
    for glyph in line:
        least = spacing + (0.2 if before and before.text < "\u2e80" and glyph.text < "\u2e80" else 0.45)
        parted = before and any(before.x0 + before.x1 < 2 * x < glyph.x0 + glyph.x1 for x in rules)
        if before and not parted and glyph.x0 - before.x1 <= least * max(glyph.size, 1):
            words[-1] = (words[-1][0], glyph.x1, words[-1][2] + glyph.text)
        else:
            words.append((glyph.x0, glyph.x1, glyph.text))
        before = glyph
    return [(x0, x1, printed(text)) for x0, x1, text in words]


def rotate_upright(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Rotate a vertical or sideways label so that it reads to the right; its columns become lines."""
    upwards = 2 * sum(g.turn == UP for g in glyphs) > len(glyphs)
    downwards = 2 * sum(g.turn == DOWN for g in glyphs) > len(glyphs)
    if upwards:
        return [Glyph(-g.bottom, g.x0, -g.top, g.x1, g.text, g.size, UPRIGHT, *g[7:]) for g in glyphs]
    if downwards:
        return [Glyph(g.top, -g.x1, g.bottom, -g.x0, g.text, g.size, UPRIGHT, *g[7:]) for g in glyphs]
    return list(glyphs)


def text_lines(
    glyphs: Iterable[Glyph],
    page: int,
    tables: Sequence[float],
    crossed_out: Iterable[Glyph],
    uprights: Sequence[Rule] = (),
) -> list[TextLine]:
    """Return the lines of a page in reading order. ``tables``: top positions of the ruled tables. ``uprights``: vertical
    rules, which separate the words of tables without other rules."""
    out = set(crossed_out)
    whole = rows_of(g for g in (*glyphs, *out) if g.turn == UPRIGHT)
    rows = [(part, min(g.top for g in row)) for row in whole for part in _small_apart(row)]
    spacing = tracking(row for row, _ in rows)
    found = []
    for row, order in rows:
        around = max(spacing, tracking([row]))
        top, bottom = min(g.top for g in row), max(g.bottom for g in row)
        size = sorted(g.size for g in row)[len(row) // 2]
        words = partial(
            words_of, spacing=around, rules=[r.at for r in uprights if r.start <= top + 1 and r.end >= bottom - 1]
        )
        crossed = [g for g in row if g in out]
        kept = [g._replace(text="") if g in out else g for g in row]  # keep their space, so that no word gap appears
        if len(crossed) == len(row):
            found.append(replace(_line(page, words(row), top, bottom, size, order), doubt=STRUCK_LINE))
            continue
        marks = _raised(kept, size)
        figures = [g for g in kept if g not in marks]
        line = _line(page, words([marks.get(g, g) for g in kept]), top, bottom, size, order)
        if marks or crossed:
            struck = words(crossed)
            pieces = [Piece(text, Exclusion.STRUCK) for _, _, text in struck]
            line = replace(
                line,
                words=tuple(words(figures)),
                marks=tuple(words(sorted(marks))),
                struck=tuple(struck),
                doubt="；".join(exclusion_doubts(pieces, "文中", "没有算进正文")),
            )
        found.append(line)
    return _in_columns(found, tables)


def _small_apart(row: list[Glyph]) -> list[list[Glyph]]:
    """Return the line in parts: one or two lines of much smaller print beside a large one (the box 索引号, 发布机构 beside a
    title), and the large one behind them."""
    most = max(g.size for g in row)
    small, large = [g for g in row if g.size < MUCH_SMALLER * most], [g for g in row if g.size >= MUCH_SMALLER * most]
    lines = rows_of(small)
    gap = max(small[0].x0 - large[-1].x1, large[0].x0 - small[-1].x1) if small else 0.0
    if gap <= 0 or any(len(line) < _PHRASE or overprinted(line) for line in lines):
        return [row]
    return [*lines, large]


def _raised(line: Sequence[Glyph], size: float) -> dict[Glyph, Glyph]:
    """Return the digits of note marks, each with its superscript or subscript character."""
    large = [g for g in line if g.size >= SMALLER * size]
    base = sorted(g.base for g in large)[len(large) // 2]
    found = {}
    for glyph in line:
        above = base - glyph.base
        if glyph.text.isdecimal() and glyph.size < SMALLER * size and abs(above) > RAISED * size:
            found[glyph] = glyph._replace(text=glyph.text.translate(_SUPERSCRIPT if above > 0 else _SUBSCRIPT))
    return found if len(found) < len(line) else {}


def _line(page: int, words: Sequence[Word], top: float, bottom: float, height: float, order: float) -> TextLine:
    text = " ".join(text for _, _, text in words)
    return TextLine(page, words[0][0], words[-1][1], top, bottom, text, tuple(words), height, order)


def _in_columns(lines: list[TextLine], tables: Sequence[float]) -> list[TextLine]:
    """Cut the lines of a page with two text columns at the gutter; the left column comes before the right.

    The gutter is a position in the middle of the page where many phrases begin and no word crosses; figures are no
    phrases.
    """
    phrases = [word for line in lines for word in line.words if len(word[2]) >= _PHRASE]
    edge = max((x1 for _, x1, _ in phrases), default=0.0)
    starts = Counter(round(x0) for x0, _, _ in phrases if 0.3 * edge < x0 < 0.7 * edge)
    if not starts or (most := starts.most_common(1)[0])[1] < _COLUMN:
        return lines
    gutter = most[0] - 1.5
    found: list[TextLine] = []
    run: list[TextLine] = []
    for line in [*lines, None]:
        crosses_gutter = line is None or any(x0 < gutter < x1 for x0, x1, _ in line.words)
        if line and not crosses_gutter and not (run and any(run[-1].top < top < line.top for top in tables)):
            run.append(line)
            continue
        found += _side_by_side(run, gutter)
        run = [line] if line and not crosses_gutter else []
        found += [line] if line and crosses_gutter else []
    return found


def _side_by_side(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    sides: list[list[TextLine]] = [[], []]
    for line in lines:
        for side, beyond in zip(sides, (False, True), strict=True):
            if words := [word for word in line.words if (word[0] > gutter) == beyond]:
                side.append(_line(line.page, words, line.top, line.bottom, line.height, 0))
    if any(sum(len(line.text) >= _PHRASE for line in side) < _COLUMN / 2 for side in sides):
        return list(lines)
    left, right = (min(line.x0 for line in side) for side in sides)
    top, end = lines[0].top, lines[-1].bottom
    shifted = [
        replace(line, x0=line.x0 - right + left, x1=line.x1 - right + left, order=(line.top + end) / 2)
        for line in sides[1]
    ]
    return [*(replace(line, order=(top + line.top) / 2) for line in sides[0]), *shifted]


# --------------------------------------------------------------------------- lines to paragraphs


@dataclass(frozen=True, slots=True)
class Column:
    """The text column: left edge of continuation lines, right edge of full lines, usual gap between lines."""

    left: float
    right: float
    gap: float


def column_of(lines: Sequence[TextLine]) -> Column:
    long = [line for line in lines if len(line.text) > 18] or list(lines)
    if not long:
        return Column(0.0, 0.0, 0.0)
    right = max(line.x1 for line in long)
    pairs = [(a, b) for a, b in pairwise(lines) if a.page == b.page and a.bottom <= b.top + 0.5 * b.height]
    # The line after a full line that ends no sentence is a continuation line: it shows the left edge, whether first
    # lines are indented or outdented.
    going_on = [b for a, b in pairs if a.x1 > right - 2.2 * a.height and not _SENTENCE_END.search(a.text)]
    left = Counter(round(line.x0 / 4) * 4 for line in going_on or long).most_common(1)[0][0]
    gaps = sorted(b.top - a.bottom for a, b in pairs if b in going_on)
    return Column(float(left), right, gaps[len(gaps) // 2] if gaps else long[0].height)


def paragraphs(lines: Sequence[TextLine], column: Column, last: bool) -> Iterator[Paragraph]:
    """Group lines into paragraphs. A paragraph begins with an indent, after a short line, or after a wide gap.

    ``last``: the page ends after these lines, so the last paragraph may continue.
    """
    gathered: list[TextLine] = []

    def made(end_of_page: bool) -> Paragraph:
        first = gathered[0]
        text = "".join(_joint(a.text) for a in gathered).strip()
        middle = (first.x0 + first.x1) / 2
        centred = abs(middle - (column.left + column.right) / 2) < 12 and first.x0 > column.left + 2.5 * first.height
        full = gathered[-1].x1 > column.right - 2.2 * gathered[-1].height
        doubts = dict.fromkeys(filter(None, (doubt_on_codes(text), *(a.doubt for a in gathered))))
        x0, top, x1, bottom = (round(edge, 1) for edge in bounding_box([a.box for a in gathered]))
        return Paragraph(
            text,
            Place(page=first.page, box=(x0, top, x1, bottom)),
            centred=centred,
            breaks=end_of_page and full,
            doubt="；".join(doubts),
        )

    for line in lines:
        if gathered and _begins(gathered[-1], line, column):
            yield made(False)
            gathered = []
        gathered.append(line)
    if gathered:
        yield made(last)


def _begins(before: TextLine, line: TextLine, column: Column) -> bool:
    short = before.x1 < column.right - max(2.2, _unbroken(line.text)) * before.height
    indented = line.x0 > column.left + 1.2 * line.height
    # A first line may be outdented; the following lines share the left edge.
    outdented = line.x0 < column.left - 1.2 * line.height
    # A heading without an indent after a full last line is recognized only by its number (六、其他需要报告的事项).
    numbered = _ENUMERATED.match(line.text) and _SENTENCE_END.search(before.text)
    return bool(short or indented or outdented or numbered) or _is_separated(before, line, column)


def _unbroken(text: str) -> float:
    """Return the width of the first word of a line relative to its size. A URL (http://www.example.gov.cn) is never
    broken and leaves the line before it short."""
    word = _WORD.match(text)
    return sum(HALF if char < "\u2e80" else 1 for char in word[0]) if word else 0.0


def _is_separated(before: TextLine, line: TextLine, column: Column) -> bool:
    gap = line.top - before.bottom
    return gap > column.gap + max(0.4 * line.height, 3) or abs(line.height - before.height) > 2.5


def _joint(text: str) -> str:
    """Add a space only between two Latin words."""
    return text + " " if re.search(r"[A-Za-z]$", text) else text


def extents(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Return the horizontal ranges covered by words on any line; the gaps lie between the ranges."""
    found: list[tuple[float, float]] = []
    for x0, x1, _ in sorted(words):
        if found and x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found
