"""Split a sheet on which two pages of a report are printed side by side.

Programs that print two pages a sheet draw them on a wide sheet, left page first. Nothing crosses the empty strip between
them, and both sides are text: most lines of each have Chinese characters. (A table without rules may have the same strip
between its labels and its figures, but then one side has only figures.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from build_scripts.readers.pdf.lines import rows_of
from build_scripts.readers.pdf.marks import Box, Glyph, Marks, Patch, Rule

_STRIP = 0.03  # share of the width: minimum width of the strip; two margins of A4 on A4 are 0.05 to 0.09
_LEAST = 8  # minimum lines of each side
_TEXT = 0.5  # minimum share of the lines of each side that have Chinese characters
_HAN = re.compile("[\u4e00-\u9fff\u2e80-\u2fdf]")


def pages_of_sheets(sheets: Sequence[Marks]) -> list[tuple[int, float, Marks]]:
    """Return the pages on the sheets of a file, each with the number of its sheet and its distance from the left side.

    If one sheet shows two pages, all sheets with an empty strip do: the last page may have only a few lines."""
    parted = [_has_strip(sheet) for sheet in sheets]
    if not any(strip and all(map(_is_text, _sides(sheet))) for sheet, strip in zip(sheets, parted, strict=True)):
        return [(number, 0.0, sheet) for number, sheet in enumerate(sheets, 1)]
    pages: list[tuple[int, float, Marks]] = []
    for number, (sheet, strip) in enumerate(zip(sheets, parted, strict=True), 1):
        sides = (0.0, sheet.width / 2, sheet.width) if strip else (0.0, sheet.width)
        pages += [(number, left, _part(sheet, left, right)) for left, right in pairwise(sides)]
    return pages


def _has_strip(sheet: Marks) -> bool:
    """Return True for a wide sheet that nothing crosses in the middle."""
    if sheet.width <= sheet.height:
        return False
    left, right = ((0.5 + side * _STRIP / 2) * sheet.width for side in (-1, 1))
    if any(rule.horizontal and rule.start < left and rule.end > right for rule in sheet.rules):
        return False
    if any(glyph.x0 < right and glyph.x1 > left for glyph in (*sheet.glyphs, *sheet.invisible)):
        return False
    return not any(patch.x0 < right and patch.x1 > left for patch in (*sheet.pictures, *sheet.drawings))


def _sides(sheet: Marks) -> tuple[list[Glyph], list[Glyph]]:
    middle = sheet.width / 2
    return [g for g in sheet.glyphs if g.x0 < middle], [g for g in sheet.glyphs if g.x0 >= middle]


def _is_text(glyphs: Sequence[Glyph]) -> bool:
    lines = rows_of(glyphs)
    text = sum(any(_HAN.match(g.text) for g in line) for line in lines)
    return len(lines) >= _LEAST and text >= _TEXT * len(lines)


def _part(sheet: Marks, left: float, right: float) -> Marks:
    """Return the marks between two vertical lines as a page of its own."""

    def inside(box: Box) -> bool:
        return left <= (box[0] + box[2]) / 2 < right

    def glyphs(found: Sequence[Glyph]) -> list[Glyph]:
        return [g._replace(x0=g.x0 - left, x1=g.x1 - left) for g in found if inside(g[:4])]

    def patches(found: Sequence[Patch]) -> list[Patch]:
        return [p._replace(x0=p.x0 - left, x1=p.x1 - left) for p in found if inside(p.box)]

    def rule(old: Rule) -> Rule:
        return (
            old._replace(start=old.start - left, end=old.end - left)
            if old.horizontal
            else old._replace(at=old.at - left)
        )

    return replace(
        sheet,
        width=right - left,
        glyphs=glyphs(sheet.glyphs),
        invisible=glyphs(sheet.invisible),
        struck=glyphs(sheet.struck),
        crossed=frozenset(glyphs([*sheet.crossed])),
        rules=[rule(r) for r in sheet.rules if left <= ((r.start + r.end) / 2 if r.horizontal else r.at) < right],
        shades=[
            (x0 - left, top, x1 - left, bottom) for x0, top, x1, bottom in sheet.shades if inside((x0, top, x1, bottom))
        ],
        pictures=patches(sheet.pictures),
        drawings=patches(sheet.drawings),
        strips=patches(sheet.strips),
        cuts=frozenset(x - left for x in sheet.cuts if left < x < right),
    )
