"""Join separated characters of a cell into one word: figures with wide letterspacing (字符间距, 分散对齐), headers in
vertical lines.

A gap between two digits may be the place of a missing rule. Widely spaced digits are therefore one figure only if the
table proves it: hardly any figure has tight spacing, the gaps in each figure are even, and the cell stands under the
name of a single column, or the figures fill as many columns as a form has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from build_scripts.forms import forms
from build_scripts.readers.pdf.lattice import Lattice
from build_scripts.readers.pdf.lines import VALUE, Word
from build_scripts.readers.pdf.marks import UPRIGHT, Glyph
from build_scripts.wording import squeeze

_Corner = tuple[int, int]
_Lines = Sequence[Sequence[Glyph]]
# Ratio to the size: minimum gap between two digits of a widely spaced figure. Tight digits are at most 0.05 apart;
# Word's 加宽 1 磅 is 0.1 of its usual size, which separates no words.
WIDE = 0.15
EVEN = (
    # ratio to the size: maximum difference of the gaps in a figure; 1 234 has one gap of 0.25 to 0.5, the others are 0
    0.25
)
# minimum number of widely spaced figures, in total and per tight figure: two could be the figures of four columns
FEWEST = 3
_FIGURE = re.compile(r"[+\-]?\d[\d.,]+|[+\-]\d")
_COLUMNS = (7, 15)  # numbers of figure columns in those tables of the forms that have no header on every page
_UPRIGHT = 0.3  # ratio to the size: maximum sideways distance of characters in a vertical line


@cache
def column_names() -> frozenset[str]:
    """Return the column names of the forms."""
    tables = (table for form in forms() for table in (form.proactive, form.requests, form.review))
    columns = (column for table in tables for row in table.rows for column in row.columns)
    return frozenset(squeeze(name) for column in columns for name in (column.name, *column.aliases))


def spaced_figures(lattice: Lattice, contents: Mapping[_Corner, _Lines]) -> set[_Corner]:
    """Return the cells in which each line is one figure although its digits stand apart."""
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
    """Return whether the words above a cell, over the same columns, are the name of one column."""
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


def vertical_name(lines: _Lines) -> list[Word] | None:
    """Return the column name set in several vertical lines side by side (社公组 beside 会益织), each read from its top.
    Return ``None`` if the characters are arranged otherwise or spell no name in either direction."""
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
