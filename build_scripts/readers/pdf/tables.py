"""A frame of rules and the characters in it to a grid: cells, and the rows or columns that rules forgot to part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.ink import Apart
from build_scripts.readers.pdf.apart import (
    CROSSED,
    LONE,
    TYPED,
    besides,
    figure_of,
    lone_marks,
    pictured,
    unseen_besides,
)
from build_scripts.readers.pdf.bands import NUMBERED
from build_scripts.readers.pdf.lines import (
    UNDECODED,
    VALUE,
    Word,
    overprinted,
    rows_of,
    set_upright,
    tracking,
    words_of,
)
from build_scripts.readers.pdf.marks import UNKNOWN, UPRIGHT, Box, Glyph, Marks
from build_scripts.readers.pdf.parting import parted
from build_scripts.readers.pdf.rules import Lattice
from build_scripts.readers.pdf.seen import PALE
from build_scripts.readers.pdf.spaced import figures_set_wide, upright_lines

OVERPRINTED = "文字重叠，可能有误"
BROKEN = "表格的框线不完整，按位置识别"
HARDLY_SEEN = "印得极浅，可能是水印"
SEVERAL = "格内并排有几个数，之间没有框线"
STRADDLES = "数字跨过框线，可能有误"
_NUMBER = re.compile(r"^(?:\d{4,11}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d+)?$")  # that a narrow cell may break
_WIDE = re.compile(r"^[０-９]{2,5}\n[０-９]{1,5}$")  # digits as wide as ideographs: two fill a cell that holds four
CUT_OFF = "数字紧靠纸边，可能有一部分在纸外"
EDGE = 0.9  # of the size, to the middle of a digit: one more digit would stand beyond the edge of the paper
PADDING = 10.8  # points: what a cell leaves blank on both sides together; Word's default, browsers and WPS leave less
SLACK = 0.3  # points: a rule has a width of its own, and stands so far from where the cell ends
LEADING = 1.75  # of the size: lines of one cell; Word sets 1.3 to 1.56, browsers 1.45
_MANY = 3  # values in a line of one cell, or lines of values in a cell: rules are missing

_Corner = tuple[int, int]


@dataclass(slots=True)
class _Content:
    """What stands in a cell: its lines of characters, why its text may be wrong, and what stands there beside text."""

    lines: list[list[Glyph]]
    doubts: list[str] = field(default_factory=list)
    opaque: str = ""
    parted: list[list[Word]] | None = None  # the words, once asked for: of one grid, with one letterspacing

    def text(self, spacing: float) -> str:
        return "\n".join(" ".join(word for _, _, word in line) for line in self.words(spacing)).strip()

    def figure(self, room: float, spacing: float) -> str:
        """The number that these lines make when each but the last fills its cell, or ends in a comma, so that it had to go
        on below; "" where one of them had room for another digit: two figures that no rule parts."""
        words = self.words(spacing)
        if len(words) < 2 or any(len(line) != 1 for line in words):
            return ""
        pieces = [line[0][2] for line in words]
        joined = "".join(pieces)
        if not (_NUMBER.match(joined) or _WIDE.match("\n".join(pieces))):
            return ""
        if any(g.turn != UPRIGHT for line in self.lines for g in line):
            return ""
        for (above, below), ((_, _, text),) in zip(pairwise(self.lines), words, strict=False):
            size = above[0].size
            digit = max(g.x1 - g.x0 for g in below if g.text.isdecimal())
            least = max(room - PADDING, 0.5 * room) - digit - SLACK
            full = above[-1].x1 - above[0].x0 > least or text.endswith(",")  # office suites break behind a comma
            if not full or below[0].base - above[0].base > LEADING * size:
                return ""
        return joined

    def levels(self) -> list[tuple[float, float]]:
        return [(min(g.top for g in line), max(g.bottom for g in line)) for line in self.lines]

    def words(self, spacing: float) -> list[list[Word]]:
        if self.parted is None:
            self.parted = [words_of(line, spacing) for line in self.lines]
        return self.parted


def grid_of(lattice: Lattice, glyphs: Sequence[Glyph], marks: Marks, page: int, goes_on: bool = False) -> Grid | None:
    """Cells of a ruled table with their text; a merged cell stands once, ``None`` where it covers others.

    Figures in pale characters are read where a cell holds nothing else: a nought printed in light grey is no blank.
    ``None`` where the frame holds no table: one filled cell a row at the most (but for one that ``goes_on`` with the
    table of the page before, of whose last row it may hold the rest), or rows of figures that no rule parts into columns."""
    contents = _contents(lattice, glyphs, marks)
    spacing = tracking(line for content in contents.values() for line in content.lines)
    words = {corner: content.words(spacing) for corner, content in contents.items() if content.lines}
    whole = parted(lattice, words, {corner: contents[corner].levels() for corner in words})
    if whole is not lattice:
        lattice, contents = whole, _contents(whole, glyphs, marks)
    rows: list[list[GridCell | None]] = []
    unparted = 0
    for r in range(len(lattice.ys) - 1):
        row: list[GridCell | None] = []
        for c in range(len(lattice.xs) - 1):
            if (r, c) not in lattice.cells:
                row.append(None)
                continue
            content = contents.get((r, c), _Content([]))
            text = content.text(spacing)
            if "\n" in text and (r, c) not in lattice.odd and not _is_several(contents, r):
                x0, _, x1, _ = lattice.box_of((r, c))
                text = content.figure(x1 - x0, spacing) or text
            doubts = [*content.doubts, UNDECODED if UNKNOWN in text else ""]
            doubts += [SEVERAL] if not any(doubts) and _are_several(text) else []
            doubts += [BROKEN] if (r, c) in lattice.odd and text and not any(doubts) else []
            place = Place(page=page, box=_rounded(lattice.box_of((r, c))))
            row.append(GridCell(text, place, "；".join(filter(None, doubts)), content.opaque))
        for part in _parted(row, lattice, r, contents, spacing):
            unparted += sum(_unparted(cell.text) for cell in part if cell)
            rows.append(part)
    least = 1 if goes_on else 2
    if unparted > 1 or not any(sum(1 for cell in row if cell and cell.text) >= least for row in rows):
        return None
    return Grid(
        tuple(
            tuple(cell and replace(cell, place=replace(cell.place, row=r, column=c)) for c, cell in enumerate(row, 1))
            for r, row in enumerate(rows, 1)
        ),
        GridKind.RULED,
        Place(page=page, box=_rounded(lattice.box)),
    )


def _is_several(contents: dict[_Corner, _Content], r: int) -> bool:
    """Two items stand in one label of the row: the rule between them is missing."""
    return any(
        sum(bool(NUMBERED.match("".join(g.text for g in line))) for line in content.lines) > 1
        for (row, _), content in contents.items()
        if row == r
    )


def _are_several(text: str) -> bool:
    """Nothing but figures, side by side, or signs one below the other, which are not digits of one number: the rule between
    them is missing."""
    words = text.split()
    signs = any(not any(map(str.isdecimal, word)) for word in words)
    return len(words) > 1 and all(map(VALUE.match, words)) and (" " in text or signs)


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(v, 1) for v in box)
    return x0, top, x1, bottom


def _unparted(text: str) -> bool:
    """Figures side by side, or a column of them under its head, in one cell."""
    lines = text.split("\n")
    values = sum(bool(VALUE.match(line)) for line in lines)
    return _MANY <= values < len(lines) or any(
        sum(bool(VALUE.match(word)) for word in line.split(" ")) >= _MANY for line in lines
    )


def _contents(lattice: Lattice, glyphs: Sequence[Glyph], marks: Marks) -> dict[_Corner, _Content]:
    inside, struck, unseen = (_by_cell(lattice, some) for some in (glyphs, marks.struck, marks.unseen))
    opaque = pictured(lattice, marks, inside)
    contents = {}
    for corner in inside.keys() | struck.keys() | unseen.keys() | opaque.keys():
        part, gone, hidden = (some.get(corner, []) for some in (inside, struck, unseen))
        what, beside = opaque.get(corner, ("", ""))
        doubts = [beside]
        if gone and not part:
            part, gone = gone, []
            doubts.append(f"格内只有{Apart.STRUCK}")
        doubts += besides(gone, Apart.STRUCK)
        if not part and (pale := [g for g in hidden if g.why == PALE]):
            part, hidden = pale, [g for g in hidden if g.why != PALE]
            doubts.append(HARDLY_SEEN)
        if "".join(g.text for g in sorted(hidden)) != "".join(g.text for g in sorted(part)):
            doubts.append(unseen_besides(sorted(hidden)))
        typed = [g for g in part if marks.typed is not None and g.order >= marks.typed]
        beneath = [g for g in part if g not in typed] if typed else part
        if typed and any(g.text.isdigit() for g in beneath):
            part = beneath
            doubts += besides(typed, Apart.TYPED)
        elif typed:
            doubts.append(TYPED)
        if any(g.turn != UPRIGHT for g in part):
            part = set_upright(part)
        elif part:
            part, marked = figure_of(part)
            doubts.append(marked)
            part += [g._replace(text="") for g in gone]  # their place is no gap between two numbers
        if any(g.text.isdigit() and not EDGE * g.size < (g.x0 + g.x1) / 2 < marks.width - EDGE * g.size for g in part):
            doubts.append(CUT_OFF)
        if any(g.text.isdigit() and g in marks.crossed for g in part):
            doubts.append(CROSSED)
        lines = rows_of(part)
        if any(map(overprinted, lines)):
            doubts.append(OVERPRINTED)
        contents[corner] = _Content(lines, doubts, what)
    for corner in lone_marks({corner: content.lines for corner, content in contents.items()}):
        contents[corner].doubts.append(LONE)
    _straddling(lattice, contents)
    _join_spaced(lattice, contents)
    return contents


def _join_spaced(lattice: Lattice, contents: dict[_Corner, _Content]) -> None:
    """Figures set wide and heads in upright lines are one word each."""
    lines = {corner: content.lines for corner, content in contents.items()}
    for corner in figures_set_wide(lattice, lines):
        contents[corner].parted = [
            [(line[0].x0, line[-1].x1, "".join(g.text for g in line))] for line in contents[corner].lines
        ]
    for content in contents.values():
        if name := upright_lines(content.lines):
            content.lines = [[g for line in content.lines for g in line]]
            content.parted = [name]


def _by_cell(lattice: Lattice, glyphs: Iterable[Glyph]) -> dict[_Corner, list[Glyph]]:
    found: dict[_Corner, list[Glyph]] = {}
    for glyph in lattice.inside(glyphs):
        corner = lattice.at((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        found.setdefault(corner, []).append(glyph)
    return found


def _straddling(lattice: Lattice, contents: dict[_Corner, _Content]) -> None:
    """A number wider than its cell runs over the rule: which of its digits belong here nobody can tell."""
    starts = {
        (round(line[0].middle), corner[0]): (line[0], content)
        for corner, content in contents.items()
        for line in content.lines
        if line[0].text.isdigit()
    }
    for (r, c), content in contents.items():
        for line in content.lines:
            last = line[-1]
            wide = lattice.cells[r, c][1]
            if not last.text.isdigit() or last.x1 < lattice.xs[c + wide] - 0.1 * last.size:
                continue
            for level in (-1, 0, 1):
                first, other = starts.get((round(last.middle) + level, r), (last, content))
                if other is not content and abs(first.x0 - last.x1) < 0.1 * last.size:
                    content.doubts = other.doubts = [STRADDLES]


# --------------------------------------------------------------------------- rules that are not there


def _parted(
    row: list[GridCell | None], lattice: Lattice, r: int, contents: dict[_Corner, _Content], spacing: float
) -> list[list[GridCell | None]]:
    """The row with its figures in columns of their own, and as the several rows that it may hold."""
    for c, cell in enumerate(row):
        if cell and cell.text and lattice.cells[r, c][1] > 1:
            row = _by_columns(row, lattice, (r, c), contents[r, c], spacing)
    return _by_lines(row, lattice, r, contents, spacing)


def _by_columns(
    row: list[GridCell | None], lattice: Lattice, corner: _Corner, content: _Content, spacing: float
) -> list[GridCell | None]:
    """The upright rules end at the head: figures below it stand in the columns all the same."""
    c, wide = corner[1], lattice.cells[corner][1]
    if len(content.lines) != 1:
        return row
    pieces: dict[int, str] = {}
    for x0, x1, word in content.words(spacing)[0]:
        first, last = (lattice.column(x) for x in (x0 + 1, x1 - 1))
        if first != last or first in pieces:
            return row
        pieces[first] = word
    if sum(1 for word in pieces.values() if VALUE.match(word)) < 2:
        return row
    parted = list(row)
    for k in range(c, c + wide):
        cell = row[c]
        assert cell is not None
        parted[k] = GridCell(pieces.get(k, ""), cell.place, BROKEN)
    return parted


def _by_lines(
    row: list[GridCell | None], lattice: Lattice, r: int, contents: dict[_Corner, _Content], spacing: float
) -> list[list[GridCell | None]]:
    """No rules between the rows: lines of figures at the same heights in several columns are rows.

    A label must have as many lines at least, because figures may be wrapped in their cells; a line of a label goes
    with the nearest figures."""
    levels: list[list[float]] = []
    labels = 0
    for c, cell in enumerate(row):
        if cell is None or (r, c) not in contents:
            continue
        lines = [
            (line[0].middle, len(words) == 1 and bool(VALUE.match(words[0][2])))
            for line, words in zip(contents[r, c].lines, contents[r, c].words(spacing), strict=True)
        ]
        if all(value for _, value in lines):
            levels.append([middle for middle, _ in lines])
        else:
            labels = max(labels, len(lines))
    rows = max(levels, key=len, default=[])
    pair = len(rows) == 2 and _is_pair(row, lattice, r, contents, spacing, labels)
    if not (pair or _MANY <= len(rows) <= labels) or sum(len(values) == len(rows) for values in levels) < 2:
        return [row]
    height = min(b - a for a, b in pairwise(rows))
    if any(min(abs(level - at) for at in rows) > 0.4 * height for values in levels for level in values):
        return [row]
    parted: list[list[GridCell | None]] = [[None] * len(row) for _ in rows]
    for c, cell in enumerate(row):
        if cell is None:
            continue
        texts: list[list[str]] = [[] for _ in rows]
        content = contents.get((r, c), _Content([]))
        for line, words in zip(content.lines, content.words(spacing), strict=True):
            at = min(range(len(rows)), key=lambda k: abs(rows[k] - line[0].middle))
            texts[at].append(" ".join(word for _, _, word in words))
        for k, found in enumerate(texts):
            parted[k][c] = GridCell("\n".join(found), cell.place, BROKEN)
    return parted


def _is_pair(
    row: list[GridCell | None],
    lattice: Lattice,
    r: int,
    contents: dict[_Corner, _Content],
    spacing: float,
    labels: int,
) -> bool:
    """Two lines of figures that no cell forced apart, beside two labels: the rule between two rows is missing."""
    for c, cell in enumerate(row):
        if cell and (content := contents.get((r, c))):
            x0, _, x1, _ = lattice.box_of((r, c))
            if content.figure(x1 - x0, spacing):
                return False
    return labels == 2 or _is_several(contents, r)
