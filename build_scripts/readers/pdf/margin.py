"""Remove margin text from a page: the binding mark 装 订 线 and line numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from build_scripts.readers.pdf.lines import TextLine, rows_of
from build_scripts.readers.pdf.marks import UPRIGHT, Glyph, Marks

BINDING = "装订线"
APART = 3.0  # points from the adjacent text; a word on the same line would be closer than half its size
NUMBERS = 5  # minimum lines with increasing numbers; items of a list have their signs (1. （1）) beside the number
MOST = 4  # maximum digits of a line number


def without_binding(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines without first words that are the letters of the binding mark, left of all other text."""
    letters = [line for line in lines if line.words and line.words[0][2] in BINDING and len(line.words[0][2]) == 1]
    ids = set(map(id, letters))
    edge = min((x0 for line in lines for x0, _, _ in line.words[id(line) in ids :]), default=0.0) - APART
    letters.sort(key=lambda line: line.top)
    spelt = "".join(line.words[0][2] for line in letters) == BINDING
    if not spelt or any(line.words[0][1] > edge for line in letters):
        return list(lines)
    made = (_without_first(line) if id(line) in ids else line for line in lines)
    return [line for line in made if line.words]


def _without_first(line: TextLine) -> TextLine:
    words = line.words[1:]
    text = line.text.removeprefix(line.words[0][2]).lstrip()
    return replace(line, words=words, text=text, x0=words[0][0] if words else line.x0)


def without_line_numbers(pages: Sequence[Marks]) -> list[Marks]:
    """Return the pages without line numbers, which stand left of all words and rules and increase by a constant step.
    LibreOffice and Word number no lines of tables. The numbers restart on each page or continue. LibreOffice numbers
    running heads and page numbers separately."""
    numbers = [_margin_digits(page) for page in pages]
    if not any(map(_are_of_lines, numbers)):
        return list(pages)
    numbering = [{glyph for line in found for glyph in line} for found in numbers]
    return [
        replace(page, glyphs=[g for g in page.glyphs if g not in removed])
        for page, removed in zip(pages, numbering, strict=True)
    ]


def _margin_digits(page: Marks) -> list[list[Glyph]]:
    """Return the digits left of all other marks, line by line."""
    words = [g.x0 for g in page.glyphs if not g.text.isdecimal() and not g.text.isspace()]
    edge = min([*words, *(rule.start if rule.horizontal else rule.at for rule in page.rules)], default=0.0) - APART
    return rows_of(g for g in page.glyphs if g.text.isdecimal() and g.turn == UPRIGHT and g.x1 < edge)


def _are_of_lines(lines: Sequence[Sequence[Glyph]]) -> bool:
    """Return True if enough numbers increase by the same step."""
    numbers = [int("".join(g.text for g in line[:MOST])) for line in lines]
    steps = groupby(below - above for above, below in pairwise(numbers))
    return any(step > 0 and len([*same]) + 1 >= NUMBERS for step, same in steps)
