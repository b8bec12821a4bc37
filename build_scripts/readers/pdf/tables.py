"""Convert a lattice and its characters into a grid: cells, and rows or columns without rules between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.pdf.bands import NUMBERED
from build_scripts.readers.pdf.contents import Content, Corner, contents_of
from build_scripts.readers.pdf.lattice import Lattice
from build_scripts.readers.pdf.lines import VALUE, Word, doubt_on_codes, tracking
from build_scripts.readers.pdf.marks import Box, Glyph, Marks
from build_scripts.readers.pdf.missing_rules import with_missing_rules

BROKEN = "表格的框线不完整，按位置识别"
SEVERAL = "格内并排有几个数，之间没有框线"
OFF_PAPER = "这一格伸到纸外，格内的数字可能没有印出来"
EDGE = 2.0  # points from the paper edge: browsers cut a table that is wider than the paper
_MANY = 3  # values in one line of a cell, or lines of values in a cell, that show missing rules


def grid_of(lattice: Lattice, glyphs: Sequence[Glyph], marks: Marks, page: int, goes_on: bool = False) -> Grid | None:
    """Return the cells of a ruled table with their text. A merged cell occurs once; covered positions are ``None``.

    Figures in pale characters are read if a cell holds nothing else: a zero printed in light grey is not blank. Return
    ``None`` if the frame holds no table: at most one filled cell per row (allowed with ``goes_on``, because a frame
    that continues a table may hold the rest of its last row), or rows of figures without rules between the columns
    (the header alone may have them).
    """
    contents = contents_of(lattice, glyphs, marks)
    spacing = tracking(line for content in contents.values() for line in content.lines)
    words = {corner: content.words(spacing) for corner, content in contents.items() if content.lines}
    whole = with_missing_rules(lattice, words, {corner: contents[corner].levels() for corner in words})
    if whole is not lattice:
        lattice, contents = whole, contents_of(whole, glyphs, marks)
    if any(_is_unruled(lattice, corner, content.words(spacing)) for corner, content in contents.items()):
        return None
    drawn: list[list[GridCell | None]] = []
    for r in range(len(lattice.ys) - 1):
        row: list[GridCell | None] = []
        for c in range(len(lattice.xs) - 1):
            if (r, c) not in lattice.cells:
                row.append(None)
                continue
            content = contents.get((r, c), Content([]))
            text = content.text(spacing)
            if "\n" in text and (r, c) not in lattice.odd and not _is_several(contents, r):
                text = content.figure(_room(lattice, (r, c)), spacing) or text
            doubts = [*content.doubts, doubt_on_codes(text)]
            doubts += [SEVERAL] if not any(doubts) and _are_several(text) else []
            doubts += [BROKEN] if (r, c) in lattice.odd and text and not any(doubts) else []
            doubts += [OFF_PAPER] if not text and _reaches_edge(lattice.box_of((r, c)), marks) else []
            place = Place(page=page, box=_rounded(lattice.box_of((r, c))))
            row.append(GridCell(text, place, "；".join(filter(None, doubts)), content.opaque))
        drawn.append(row)
    rows: list[list[GridCell | None]] = []
    unsplit = 0
    for r, row in enumerate(_blanks_doubted(drawn, lattice)):
        for part in _split_row(row, lattice, r, contents, spacing):
            unsplit += sum(_is_unsplit(cell.text) for cell in part if cell)
            rows.append(part)
    least = 1 if goes_on else 2
    if unsplit > 1 or not any(sum(1 for cell in row if cell and cell.text) >= least for row in rows):
        return None
    return Grid(
        tuple(
            tuple(cell and replace(cell, place=replace(cell.place, row=r, column=c)) for c, cell in enumerate(row, 1))
            for r, row in enumerate(rows, 1)
        ),
        GridKind.RULED,
        Place(page=page, box=_rounded(lattice.box)),
    )


def _blanks_doubted(rows: list[list[GridCell | None]], lattice: Lattice) -> list[list[GridCell | None]]:
    """Mark a blank cell with incomplete sides as doubtful if the adjacent figure (left, right, above, below) also has
    incomplete sides: the figure may belong to the blank cell."""
    broken = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell and BROKEN in cell.doubt}
    made = [list(row) for row in rows]
    for r, c in lattice.odd - broken:
        cell = rows[r][c]
        if (
            cell
            and not cell.text
            and not cell.doubt
            and not broken.isdisjoint(((r, c - 1), (r, c + 1), (r - 1, c), (r + 1, c)))
        ):
            made[r][c] = replace(cell, doubt=BROKEN)
    return made


def _is_several(contents: dict[Corner, Content], r: int) -> bool:
    """Return True if one label of the row holds two items: the rule between them is missing."""
    return any(
        sum(bool(NUMBERED.match("".join(g.text for g in line))) for line in content.lines) > 1
        for (row, _), content in contents.items()
        if row == r
    )


def _are_several(text: str) -> bool:
    """Return True for figures side by side, or signs stacked in one cell, that are not digits of one number: the rule
    between them is missing."""
    words = text.split()
    signs = any(not any(map(str.isdecimal, word)) for word in words)
    return len(words) > 1 and all(map(VALUE.match, words)) and (" " in text or signs)


def _reaches_edge(box: Box, marks: Marks) -> bool:
    left, right = marks.shown
    return box[0] < left + EDGE or box[2] > right - EDGE


def _rounded(box: Box) -> Box:
    x0, top, x1, bottom = (round(v, 1) for v in box)
    return x0, top, x1, bottom


def _is_unruled(lattice: Lattice, corner: Corner, lines: Sequence[Sequence[Word]]) -> bool:
    """Return True for several rows, each a label and its figures, in a cell as wide as a table of several columns."""
    if len(lattice.xs) == 2 or lattice.cells[corner][1] < len(lattice.xs) - 1:
        return False
    return sum([bool(VALUE.match(text)) for _, _, text in line[:2]] == [False, True] for line in lines) > 1


def _is_unsplit(text: str) -> bool:
    """Return True for figures side by side, or a column of figures under its header, in one cell."""
    lines = text.split("\n")
    values = sum(bool(VALUE.match(line)) for line in lines)
    return _MANY <= values < len(lines) or any(
        sum(bool(VALUE.match(word)) for word in line.split(" ")) >= _MANY for line in lines
    )


# --------------------------------------------------------------------------- missing rules


def _split_row(
    row: list[GridCell | None], lattice: Lattice, r: int, contents: dict[Corner, Content], spacing: float
) -> list[list[GridCell | None]]:
    """Return the row split into columns for its figures, and into the several rows that it may hold."""
    for c, cell in enumerate(row):
        if cell and cell.text and lattice.cells[r, c][1] > 1:
            row = _split_columns(row, lattice, (r, c), contents[r, c], spacing)
    return _split_lines(row, lattice, r, contents, spacing)


def _split_columns(
    row: list[GridCell | None], lattice: Lattice, corner: Corner, content: Content, spacing: float
) -> list[GridCell | None]:
    """Split a cell whose vertical rules end at the header; the figures below still stand in the columns. One figure is
    enough beside the label of a whole row."""
    c, wide = corner[1], lattice.cells[corner][1]
    if len(content.lines) != 1:
        return row
    pieces: dict[int, str] = {}
    for x0, x1, word in content.words(spacing)[0]:
        first, last = (lattice.column(x) for x in (x0 + 1, x1 - 1))
        if first != last or first in pieces:
            return row
        pieces[first] = word
    values = [bool(VALUE.match(word)) for word in pieces.values()]
    if sum(values) < 2 and not (wide == len(lattice.xs) - 1 and values == [False, True]):
        return row
    split = list(row)
    for k in range(c, c + wide):
        cell = row[c]
        assert cell is not None
        split[k] = GridCell(pieces.get(k, ""), cell.place, BROKEN)
    return split


def _split_lines(
    row: list[GridCell | None], lattice: Lattice, r: int, contents: dict[Corner, Content], spacing: float
) -> list[list[GridCell | None]]:
    """Split a row without rules between its rows: figures at equal heights in several columns are rows.

    A label must have at least as many lines, because figures may be wrapped in cells without room for another digit. A
    label line belongs to the nearest figures.
    """
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
        elif lattice.cells[r, c][0] == 1:  # a group label beside several rows has its own lines
            labels = max(labels, len(lines))
    rows = max(levels, key=len, default=[])
    if len(rows) < 2:
        return [row]
    several = _is_several(contents, r)
    if not several and any(c.fills_cell(_room(lattice, at), spacing) for at, c in contents.items() if at[0] == r):
        return [row]
    pair = len(rows) == 2 and (several or labels == 2)  # beside two labels
    if not (pair or _MANY <= len(rows) <= labels) or sum(len(values) == len(rows) for values in levels) < 2:
        return [row]
    height = min(b - a for a, b in pairwise(rows))
    if any(min(abs(level - at) for at in rows) > 0.4 * height for values in levels for level in values):
        return [row]
    split: list[list[GridCell | None]] = [[None] * len(row) for _ in rows]
    for c, cell in enumerate(row):
        if cell is None:
            continue
        texts: list[list[str]] = [[] for _ in rows]
        content = contents.get((r, c), Content([]))
        for line, words in zip(content.lines, content.words(spacing), strict=True):
            at = min(range(len(rows)), key=lambda k: abs(rows[k] - line[0].middle))
            texts[at].append(" ".join(word for _, _, word in words))
        for k, found in enumerate(texts):
            split[k][c] = GridCell("\n".join(found), cell.place, BROKEN)
    return split


def _room(lattice: Lattice, corner: Corner) -> float:
    x0, _, x1, _ = lattice.box_of(corner)
    return x1 - x0
