"""Repair grids before the statutory parsing: rejoin the sides of split tables, transpose rotated tables, rejoin split
rows.

All repairs rely on the wording of the form (自然人 … 总计, the labels of table 3), never on the individual file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build_scripts.extraction.labels import APPLICANTS, applicant, best_row, header_words, is_header_word, normalize
from build_scripts.extraction.split_rows import doubt_half_rows, rejoin_headers, rejoin_rows, without_repeated_rows
from build_scripts.extraction.stacked_labels import split_stacked_labels
from build_scripts.model import Block, Grid, GridCell, Paragraph
from build_scripts.wording import fold, is_value

_Row = tuple[GridCell | None, ...]
_MAX_PIECES = 3  # maximum number of lines over which a header word is split
_MAX_HEADER_ROWS = 4  # maximum number of header rows: 申请人情况, 法人或其他组织, the applicants, and a caption
_MAX_LABEL_COLUMNS = 3  # maximum number of label columns: a group label, a row label, and （三）不予公开 between them
_MAX_NOTE = 12  # maximum number of characters of （续表） between the two sides of a table


def repair_grids(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with each grid complete and upright. No cell is created; only repeated headers are removed."""
    whole = [
        part
        for block in _join_header_words(list(blocks))
        for part in (
            _split_sides(split_stacked_labels(_transpose_rotated(block))) if isinstance(block, Grid) else [block]
        )
    ]
    return tuple(doubt_half_rows(rejoin_rows(rejoin_headers(without_repeated_rows(_join_sides(whole))))))


def _join_header_words(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join paragraphs that together spell one header word and separately spell none (本年新 / 制作数量)."""
    at = 0
    while at < len(blocks):
        size = next((n for n in range(_MAX_PIECES, 1, -1) if _spell_header_word(blocks[at : at + n], n)), 1)
        block = blocks[at]
        if size > 1 and isinstance(block, Paragraph):
            pieces = [b.text for b in blocks[at : at + size] if isinstance(b, Paragraph)]
            block = replace(block, text="".join(pieces))
        yield block
        at += size


def _spell_header_word(blocks: Sequence[Block], size: int) -> bool:
    texts = [normalize(b.text) for b in blocks if isinstance(b, Paragraph) and len(b.text) <= _MAX_NOTE]
    if len(texts) != size or not all(texts):
        return False
    words = header_words()
    return "".join(texts) in words and not any(text in words for text in texts)


def _transpose_rotated(grid: Grid) -> Grid:
    """Transpose a grid with the applicants down the side and the cases across the top into the layout of table 3."""
    if len({len(row) for row in grid.rows}) > 1:
        return grid
    side = {applicant(normalize(cell.text)) for row in grid.rows for cell in row[:2] if cell}
    if len(side & set(APPLICANTS)) < 5:
        return grid
    tops = [[best_row("requests", normalize(c.text)) for c in row if c and c.text] for row in grid.rows[:4]]
    if max(len({row for score, row in top if score > 0.6}) for top in tops) < 8:
        return grid
    return replace(grid, rows=tuple(zip(*grid.rows, strict=True)))


# --------------------------------------------------------------------------- tables split down the middle


def _row_applicants(row: _Row) -> dict[int, str]:
    """Return column → applicant named in a header row. （七）总计 is followed by figures, and 3.其他 begins with a
    number: both are excluded."""
    if any(cell and is_value(cell.text) for cell in row):
        return {}
    words = {at: applicant(normalize(c.text)) for at, c in enumerate(row) if c and not fold(c.text)[:1].isdigit()}
    return {at: word for at, word in words.items() if word in APPLICANTS}


def _header_applicants(grid: Grid) -> list[str]:
    """Return the applicants in the header, from left to right."""
    heads = {at: word for row in grid.rows[:_MAX_HEADER_ROWS] for at, word in _row_applicants(row).items()}
    return [heads[at] for at in sorted(heads)]


def _label_columns(grid: Grid) -> int:
    """Return the number of columns before the first applicant."""
    return min((at for row in grid.rows[:_MAX_HEADER_ROWS] for at in _row_applicants(row)), default=0)


def _split_sides(grid: Grid) -> list[Grid]:
    """Split a grid whose two table sides stand one below the other, as on a sheet: the second header holds exactly the
    applicants that the first header lacks."""
    if not 0 < len(heads := _header_applicants(grid)) < len(APPLICANTS):
        return [grid]
    start = 0
    for at, row in enumerate(grid.rows):
        if not any(cell and is_value(cell.text) for cell in row):
            continue
        words = range(max(start, at - _MAX_HEADER_ROWS), at) if start else ()
        first = next(
            (i for i in words if any(c and is_header_word("requests", normalize(c.text)) for c in grid.rows[i])), at
        )
        above, below = (replace(grid, rows=rows) for rows in (grid.rows[:first], grid.rows[first:]))
        if first < at and [*heads, *_header_applicants(replace(below, rows=grid.rows[first:at]))] == list(APPLICANTS):
            return [above, below]
        start = at + 1
    return [grid]


def _labels(grid: Grid, stub: int) -> list[str]:
    """Return the row's own label for each row. The merged label before it may be cut by a page break."""
    return [next((normalize(c.text) for c in reversed(row[:stub]) if c and c.text), "") for row in grid.rows]


def _join_sides(blocks: Sequence[Block]) -> Iterator[Block]:
    at = 0
    while at < len(blocks):
        block, below = _with_split_header(blocks, at)
        if isinstance(block, Grid) and 0 < len(heads := _header_applicants(block)) < len(APPLICANTS):
            for left, end in _with_next_pages(block, len(heads), blocks, below):
                note = _note(blocks, end)
                other, start = _with_split_header(blocks, end + len(note))
                rest = _with_next_pages(other, len(APPLICANTS) - len(heads), blocks, start)
                if found := next((side for side in rest if _holds_further_columns(left, heads, side[0])), None):
                    yield _join(left, found[0])
                    yield from note
                    at = found[1]
                    break
            else:
                yield blocks[at]
                at += 1
            continue
        yield blocks[at]
        at += 1


def _with_split_header(blocks: Sequence[Block], at: int) -> tuple[Block | None, int]:
    """Return the block at ``at`` and the index after it. A header cut by a page break (the applicants of one side over
    two grids) is joined."""
    if at + 1 >= len(blocks):
        return (blocks[at] if at < len(blocks) else None), at + 1
    above, below = blocks[at : at + 2]
    if not isinstance(above, Grid) or not isinstance(below, Grid) or not 0 < _width(above) == _width(below):
        return above, at + 1
    figures = any(is_value(c.text) for row in above.rows for c in row if c)
    both = [*_header_applicants(above), *_header_applicants(below)]
    if figures or not _header_applicants(below) or len(set(both)) < len(both) or len(both) >= len(APPLICANTS):
        return above, at + 1
    return replace(above, rows=(*above.rows, *below.rows)), at + 2


def _note(blocks: Sequence[Block], at: int) -> Sequence[Block]:
    """Return the note （续表） between the two sides, if present."""
    note = blocks[at] if at < len(blocks) else None
    return [note] if isinstance(note, Paragraph) and len(note.text) <= _MAX_NOTE else []


def _with_next_pages(first: Block | None, count: int, blocks: Sequence[Block], end: int) -> Iterator[tuple[Grid, int]]:
    """Yield the grid before ``end``, alone and with one, two, … following grids that continue it over page breaks
    (without a header or with the same header), each with its end index. On a page whose rows all share one merged
    label, fewer columns stand before the ``count`` figures."""
    if not isinstance(first, Grid):
        return
    yield first, end
    heads = _header_applicants(first)
    while end < len(blocks) and isinstance(below := blocks[end], Grid):
        if heads and _header_applicants(below) == heads:
            below = _without_header(below)
        stubs = _width(first) - count, _width(below) - count
        if not below.rows or _header_applicants(below) or not 0 < min(stubs) <= max(stubs) <= _MAX_LABEL_COLUMNS:
            return
        most, end = max(stubs), end + 1
        rows = [
            (*row[:stub], *[None] * (most - stub), *row[stub:])
            for grid, stub in zip((first, below), stubs, strict=True)
            for row in grid.rows
        ]
        first = replace(first, rows=tuple(rows))
        yield first, end


def _without_header(grid: Grid) -> Grid:
    """Return the grid without the repeated header: all rows down to the last header row with applicants."""
    last = max(at for at, row in enumerate(grid.rows[:_MAX_HEADER_ROWS]) if _row_applicants(row))
    return replace(grid, rows=grid.rows[last + 1 :])


def _width(grid: Grid) -> int:
    widths = {len(row) for row in grid.rows}
    return widths.pop() if len(widths) == 1 else 0


def _holds_further_columns(left: Grid, heads: Sequence[str], right: Grid) -> bool:
    """Return True if ``right`` holds the missing columns of ``left``: equal number of rows, equal labels or none, the
    remaining applicants."""
    if len(left.rows) != len(right.rows) or [*heads, *_header_applicants(right)] != list(APPLICANTS):
        return False
    stub = _label_columns(right)
    return not stub or _labels(left, _label_columns(left)) == _labels(right, stub)


def _join(left: Grid, right: Grid) -> Grid:
    stub = _label_columns(right)
    return replace(left, rows=tuple(a + b[stub:] for a, b in zip(left.rows, right.rows, strict=True)))
