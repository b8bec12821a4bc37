"""Compare the results of two engines for one file: a figure on which they disagree is unreadable."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from build_scripts.model import Block, Document, Grid, GridCell
from build_scripts.wording import is_value, squeeze

DISAGREE = "两种读法不同：“{}”与“{}”"
UNSURE = "读不准的数字"
_DIGIT = re.compile(r"\d")


def compare_engines(reference: Document, fast: Document) -> Document:
    """Return the document without the figures that the other engine reads differently; a doubt quotes both."""
    others = {(b.place.page, b.place.table): b for b in fast.blocks if isinstance(b, Grid)}
    blocks: list[Block] = []
    for block in reference.blocks:
        other = others.get((block.place.page, block.place.table)) if isinstance(block, Grid) else None
        blocks.append(_compare_grids(block, other) if isinstance(block, Grid) and other else block)
    return replace(reference, blocks=tuple(blocks))


def _compare_grids(grid: Grid, other: Grid) -> Grid:
    """Compare two grids. A row that only one engine joins does not shift the comparison of the rows below."""
    ours, theirs = ([tuple(squeeze(c.text) if c else "" for c in row) for row in g.rows] for g in (grid, other))
    rows = list(grid.rows)
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        side_by_side = b - a == d - c and {len(row) for row in ours[a:b]} == {len(row) for row in theirs[c:d]}
        known = {text for row in theirs[c:d] for text in row}
        for at in range(a, b):
            row = []
            for k, cell in enumerate(rows[at]):
                text = theirs[c + at - a][k] if side_by_side else ours[at][k] if ours[at][k] in known else ""
                row.append(cell and _agreed(cell, text))
            rows[at] = tuple(row)
    return replace(grid, rows=tuple(rows))


def _agreed(cell: GridCell, other: str) -> GridCell:
    if squeeze(cell.text) == other or not _DIGIT.search(other + cell.text):
        return cell
    doubt = DISAGREE.format(squeeze(cell.text), other)
    if cell.text and not is_value(cell.text):  # a label or a sentence: no figure, and it must not vanish
        return replace(cell, doubt="；".join(filter(None, (cell.doubt, doubt))))
    return replace(cell, text="", doubt="；".join(filter(None, (cell.doubt, doubt))), opaque=cell.opaque or UNSURE)
