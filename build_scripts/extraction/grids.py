"""Grids as the form has them, before anything statutory is read: sides rejoined, turned upright.

Both are told by the form's own words (自然人 … 总计, the labels of table 3), never by the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build_scripts.extraction.labels import APPLICANTS, applicant, best_row, head_words, key
from build_scripts.model import Block, Grid, GridCell, Paragraph

_Row = tuple[GridCell | None, ...]
_PIECES = 3  # lines that a word of a head is torn into
_CONTINUED = 12  # letters: （续表） between the two sides of a table


def mended(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with each grid whole and upright. No cell is lost or made."""
    found: list[Block] = []
    for block in _rejoined(list(blocks)):
        if isinstance(block, Grid):
            block = _upright(block)
            beside = _left_side(found, block)
            if beside is not None:
                left = found[beside]
                assert isinstance(left, Grid)
                found[beside] = _joined(left, block)
                continue
        found.append(block)
    return tuple(found)


def _rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Paragraphs that spell one word of a head together and none of their own (本年新 / 制作数量), made one."""
    at = 0
    while at < len(blocks):
        size = next((n for n in range(_PIECES, 1, -1) if _one_word(blocks[at : at + n], n)), 1)
        block = blocks[at]
        if size > 1 and isinstance(block, Paragraph):
            pieces = [b.text for b in blocks[at : at + size] if isinstance(b, Paragraph)]
            block = replace(block, text="".join(pieces))
        yield block
        at += size


def _one_word(blocks: Sequence[Block], size: int) -> bool:
    texts = [key(b.text) for b in blocks if isinstance(b, Paragraph) and len(b.text) <= _CONTINUED]
    if len(texts) != size or not all(texts):
        return False
    words = head_words()
    return "".join(texts) in words and not any(text in words for text in texts)


def _upright(grid: Grid) -> Grid:
    """Applicants down the side, cases across the top: turned, it is table 3 as the form has it."""
    if len({len(row) for row in grid.rows}) > 1:
        return grid
    side = {applicant(key(cell.text)) for row in grid.rows for cell in row[:2] if cell}
    if len(side & set(APPLICANTS)) < 5:
        return grid
    tops = [[best_row("requests", key(c.text)) for c in row if c and c.text] for row in grid.rows[:4]]
    if max(len({row for score, row in top if score > 0.6}) for top in tops) < 8:
        return grid
    return replace(grid, rows=tuple(zip(*grid.rows, strict=True)))


# --------------------------------------------------------------------------- a table torn down the middle


def _heads(grid: Grid) -> list[str]:
    """The applicants in the head, from left to right."""
    heads = {
        at: w for row in grid.rows[:4] for at, c in enumerate(row) if c and (w := applicant(key(c.text))) in APPLICANTS
    }
    return [heads[at] for at in sorted(heads)]


def _labels(grid: Grid) -> tuple[int, list[str]]:
    """(how many columns stand before the first applicant, the labels in them by row)."""
    at = min(
        (k for row in grid.rows[:4] for k, c in enumerate(row) if c and applicant(key(c.text)) in APPLICANTS), default=0
    )
    return at, ["".join(key(c.text) for c in row[:at] if c) for row in grid.rows]


def _left_side(found: Sequence[Block], right: Grid) -> int | None:
    """The index of the grid whose further columns ``right`` holds: as many rows, the same labels or none, other heads."""
    at = len(found) - 1
    if at >= 0 and isinstance(note := found[at], Paragraph) and len(note.text) <= _CONTINUED:
        at -= 1
    if at < 0 or not isinstance(left := found[at], Grid) or len(left.rows) != len(right.rows):
        return None
    ours, theirs = _heads(left), _heads(right)
    if not ours or not theirs or ours + theirs != list(APPLICANTS):
        return None
    width, labels = _labels(right)
    return at if not width or labels == _labels(left)[1] else None


def _joined(left: Grid, right: Grid) -> Grid:
    width = _labels(right)[0]
    return replace(left, rows=tuple(a + b[width:] for a, b in zip(left.rows, right.rows, strict=True)))
