"""Characters of a cell that stand apart and are one word: figures set wide (字符间距, 分散对齐), heads in upright lines.

A gap between two digits may be the place of a rule that is missing, so that figures set wide are one only where the table
proves it: hardly a figure of it is set tight, the gaps in each are even, and the cell stands under the one name of its
column, or the figures fill as many columns as a form has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from build_scripts.forms import forms
from build_scripts.readers.pdf.lines import VALUE, Word
from build_scripts.readers.pdf.marks import UPRIGHT, Glyph
from build_scripts.readers.pdf.rules import Lattice
from build_scripts.wording import squeeze

_Corner = tuple[int, int]
_Lines = Sequence[Sequence[Glyph]]
# Of the size, between two digits of a figure set wide. Tight ones stand 0.05 apart at the most; Word's 加宽 1 磅 is 0.1 of
# its usual size, which parts no words.
WIDE = 0.15
EVEN = (
    0.25  # of the size: by how much the gaps inside a figure may differ; 1 234 has one of 0.25 to 0.5, the others of 0
)
FEWEST = 3  # figures set wide, and as many for each that is not: two may be the figures of four columns
_FIGURE = re.compile(r"[+\-]?\d[\d.,]+|[+\-]\d")
_COLUMNS = (7, 15)  # of figures, in the tables of the forms that have no head of their own on every page
_UPRIGHT = 0.3  # of the size: how far the characters of an upright line stand from one another to the side


@cache
def column_names() -> frozenset[str]:
    """What the forms call their columns."""
    tables = (table for form in forms() for table in (form.proactive, form.requests, form.review))
    columns = (column for table in tables for row in table.rows for column in row.columns)
    return frozenset(squeeze(name) for column in columns for name in (column.name, *column.aliases))


def figures_set_wide(lattice: Lattice, contents: Mapping[_Corner, _Lines]) -> set[_Corner]:
    """The cells each of whose lines is one figure, though its digits stand apart."""
    wide: set[_Corner] = set()
    tight = 0
    for corner, lines in contents.items():
        figures = [line for line in lines if _FIGURE.fullmatch("".join(g.text for g in line))]
        if not figures:
            continue
        gaps = [list(_gaps(line)) for line in figures]
        if any(min(some) < WIDE for some in gaps):
            tight += 1
        elif len(figures) == len(lines) and all(max(some) - min(some) <= EVEN for some in gaps):
            wide.add(corner)
    if len(wide) < max(FEWEST, FEWEST * tight):
        return set()
    filled = {c for (_, c), lines in contents.items() if lines and _is_value(lines)}
    full = len(filled) in _COLUMNS and not tight
    return {corner for corner in wide if full or _is_named(lattice, corner, contents)}


def _gaps(line: Sequence[Glyph]) -> Iterator[float]:
    return ((b.x0 - a.x1) / b.size for a, b in pairwise(line) if b.size)


def _is_value(lines: _Lines) -> bool:
    return all(VALUE.match("".join(g.text for g in line)) for line in lines)


def _is_named(lattice: Lattice, corner: _Corner, contents: Mapping[_Corner, _Lines]) -> bool:
    """Whether the words above a cell, over the same columns, are the name of one column."""
    row, column = corner
    wide = lattice.cells[corner][1]
    for at in range(row - 1, -1, -1):
        above = lattice.owner[at, column]
        if above[1] != column or lattice.cells[above][1] != wide:
            continue
        lines = contents.get(above, ())
        if lines and not _is_value(lines):
            return squeeze("".join(g.text for line in lines for g in line)) in column_names()
    return False


def upright_lines(lines: _Lines) -> list[Word] | None:
    """The name of a column set in several upright lines side by side (社公组 beside 会益织), each from its top; ``None``
    where the characters stand otherwise or spell no name, from the right or from the left."""
    glyphs = [g for line in lines for g in line]
    if len(lines) < 2 or len(glyphs) < 4 or any(g.turn != UPRIGHT for g in glyphs):
        return None
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.x0):
        if columns and glyph.x0 - columns[-1][0].x0 <= _UPRIGHT * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    if len(columns) < 2:
        return None
    for order in (columns[::-1], columns):
        text = "".join(g.text for column in order for g in sorted(column, key=lambda g: g.top))
        if squeeze(text) in column_names():
            return [(min(g.x0 for g in glyphs), max(g.x1 for g in glyphs), text)]
    return None
