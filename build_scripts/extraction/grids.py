"""Repair grids before the statutory parsing: rejoin the sides of split tables, transpose rotated tables, rejoin split
rows.

All repairs rely on the wording of the form (自然人 … 总计, the labels of table 3), never on the individual file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, islice, takewhile

from build_scripts.extraction.header_words import header_words, is_header_word
from build_scripts.extraction.labels import (
    EXACT,
    best_row,
    names_group,
    row_beginnings,
    row_name_likeness,
    row_wordings,
)
from build_scripts.extraction.long_tables import lay_out_long_table, turn_rows_of_table_2
from build_scripts.extraction.ragged_sides import even_out_side
from build_scripts.extraction.spelling import APPLICANTS, applicant, normalize
from build_scripts.extraction.split_rows import (
    doubt_half_rows,
    rejoin_headers,
    rejoin_rows,
    share_columns,
    without_repeated_rows,
)
from build_scripts.extraction.stacked_labels import split_stacked_labels
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph
from build_scripts.wording import fold, is_value

_Row = tuple[GridCell | None, ...]
_MAX_PIECES = 3  # maximum number of lines over which a header word is split
_MAX_HEADER_ROWS = 4  # maximum number of header rows: 申请人情况, 法人或其他组织, the applicants, and a caption
_MAX_LABEL_COLUMNS = 3  # maximum number of label columns: a group label, a row label, and （三）不予公开 between them
_ITEM_NUMBER = re.compile(r"\s*(?:[（(][一二三四五六七\d][)）]|[一二三四五六七\d][、.．])\s*")
_MAX_LABEL_LINES = 8  # maximum number of lines over which the label of a row is split: 38 letters in a narrow column
_MAX_ROW = 200  # maximum number of characters of a line of a row: the longest label has 40, and seven figures follow
_MAX_NOTE = 20  # maximum number of characters of （续表） or 表2 法人或其他组织申请情况 between two sides of a table


def repair_grids(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with each grid complete and upright. No cell is created; only repeated headers are removed."""
    whole = [
        part
        for block in _join_row_labels(list(_join_header_words(list(blocks))))
        for part in (
            _split_sides(split_stacked_labels(_transpose_rotated(_join_item_numbers(_lay_out(block)))))
            if isinstance(block, Grid)
            else [block]
        )
    ]
    joined = share_columns(rejoin_headers(without_repeated_rows(_join_sides(whole))))
    return tuple(doubt_half_rows(rejoin_rows(joined)))


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


def _join_row_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join lines of text that together spell the label of a row, with or without its figures behind, and separately
    spell none, as text copied from a PDF has it: （二）部分公开（区分处理的，只计这一情 / 形，不计其他情形） 447 7 0 0 0 0 454. The last
    line may be the first one of a table with tabs."""
    at = 0
    while at < len(blocks):
        size = next((n for n in range(_MAX_LABEL_LINES, 1, -1) if _spell_row_label(blocks[at : at + n], n)), 1)
        last = blocks[at + size - 1]
        if size > 1 and not _several_rows_follow(blocks, at + size):
            above = "".join(b.text for b in blocks[at : at + size - 1] if isinstance(b, Paragraph))
            last = _with_label_above(last, above)
            yield last
        else:
            yield from blocks[at : at + size]
        at += size


def _several_rows_follow(blocks: Sequence[Block], at: int) -> bool:
    """Return True for several rows of figures alone: a converter wrote labels apart from them, and the label directly
    above is not that of the first row (2.没有现成信息需要另行制作 and 3.补正后申请内容仍不明确 above two rows)."""
    following = (blocks[n] for n in range(at, len(blocks)))
    grids = takewhile(lambda block: isinstance(block, Grid), following)
    rows = (row for grid in grids if isinstance(grid, Grid) for row in grid.rows)
    alone = takewhile(lambda row: all(is_value(c.text) for c in row if c and c.text), rows)
    return len(list(islice(alone, 2))) > 1


def _with_label_above(last: Block, above: str) -> Block:
    """Return the block with the first lines of its label before its first word."""
    if isinstance(last, Paragraph):
        return replace(last, text=above + last.text)
    cells = tuple(replace(c, text=above + c.text) if c and at == 0 else c for at, c in enumerate(last.rows[0]))
    return replace(last, rows=(cells, *last.rows[1:]))


def _spell_row_label(blocks: Sequence[Block], size: int) -> bool:
    first, last = blocks[0], blocks[-1]
    if not isinstance(first, Paragraph) or normalize(first.text) not in row_beginnings():
        return False
    texts = [b.text for b in blocks[:-1] if isinstance(b, Paragraph) and len(b.text) <= _MAX_ROW]
    end = _label_of_line(last)
    if len(blocks) != size or len(texts) != size - 1 or not end:
        return False
    pieces = [*map(normalize, texts), normalize(end)]
    return "".join(pieces) in row_wordings() and row_wordings().isdisjoint(pieces[1:])


def _label_of_line(block: Block) -> str:
    """Return what stands before the figures of a line of text, or in the first cell of a table with tabs."""
    if isinstance(block, Grid):
        cell = block.rows[0][0] if block.kind is GridKind.PACKED and block.rows and block.rows[0] else None
        return cell.text if cell and not is_value(cell.text) else ""
    tokens = block.text.split() if len(block.text) <= _MAX_ROW else []
    while tokens and is_value(tokens[-1]):
        tokens.pop()
    return "".join(tokens)


def _lay_out(grid: Grid) -> Grid:
    return even_out_side(turn_rows_of_table_2(lay_out_long_table(grid)))


def _join_item_numbers(grid: Grid) -> Grid:
    """Join the number of a label, in a cell of its own, with the label in the next cell: 1. | 属于国家秘密."""
    rows = [_with_whole_labels(row) for row in grid.rows]
    return grid if all(a is b for a, b in zip(rows, grid.rows, strict=True)) else replace(grid, rows=tuple(rows))


def _with_whole_labels(row: _Row) -> _Row:
    numbers = [at for at, cell in enumerate(row) if cell and _ITEM_NUMBER.fullmatch(cell.text)]
    for at in numbers:
        after = next((k for k in range(at + 1, len(row)) if (cell := row[k]) and cell.text), at)
        number, label = row[at], row[after]
        if number is None or label is None or after == at:
            continue
        text = number.text + label.text
        if best_row("requests", normalize(text))[0] >= EXACT or names_group(normalize(text), EXACT):
            cells = {at: replace(number, text=""), after: replace(label, text=text)}
            row = tuple(cells.get(k, cell) for k, cell in enumerate(row))
    return row


def _transpose_rotated(grid: Grid) -> Grid:
    """Transpose a grid with the applicants down the side and the cases across the top into the layout of table 3."""
    if len({len(row) for row in grid.rows}) > 1:
        return grid
    side = {applicant(normalize(c.text)) for row in grid.rows for c in row[:_MAX_LABEL_COLUMNS] if c}
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


def _is_header_row(row: _Row, stub: int) -> bool:
    """Return True for a row of header words. 总计 in one of the ``stub`` label columns is a row without figures."""
    words = any(c and is_header_word("requests", normalize(c.text)) for c in row)
    return words or any(at >= stub for at in _row_applicants(row))


def _header_applicants(grid: Grid) -> list[str]:
    """Return the applicants in the header, from left to right."""
    heads = {at: word for row in grid.rows[:_MAX_HEADER_ROWS] for at, word in _row_applicants(row).items()}
    return [heads[at] for at in sorted(heads)]


def _label_columns(grid: Grid) -> int:
    """Return the number of columns before the first applicant."""
    return min((at for row in grid.rows[:_MAX_HEADER_ROWS] for at in _row_applicants(row)), default=0)


def _split_sides(grid: Grid, before: Sequence[str] = ()) -> list[Block]:
    """Split a grid whose table sides stand one below the other, as on a sheet: each header names further applicants, and
    together they name all. ``before``: applicants of the sides above."""
    heads = [*before, *_header_applicants(grid)]
    if not len(before) < len(heads) < len(APPLICANTS):
        return [grid]
    start, stub = 0, _label_columns(grid)
    for at, row in enumerate(grid.rows):
        if not any(cell and is_value(cell.text) for cell in row):
            continue
        words = range(max(start, at - _MAX_HEADER_ROWS), at) if start else ()
        first = next((i for i in words if _is_header_row(grid.rows[i], stub)), at)
        below = replace(grid, rows=grid.rows[first:])
        named = [*heads, *_header_applicants(replace(below, rows=grid.rows[first:at]))] if first < at else heads
        if len(heads) < len(named) == len(set(named)):
            rest = _split_sides(below, heads)
            if len(named) == len(APPLICANTS) or len(rest) > 1:
                rest = rest if len(rest) > 1 else _sides(below.rows, grid)
                return [*_sides(grid.rows[:first], grid), *rest]
        start = at + 1
    return [grid]


def _sides(rows: Sequence[_Row], grid: Grid) -> list[Block]:
    """Return one side of the grid without the blank columns behind it, and the note （续表） in its last row."""
    last = [cell for cell in rows[-1] if cell and cell.text]
    words = {cell.text for cell in last}
    noted = len(words) == 1 and _is_note(last[0].text)
    own = rows[:-1] if noted else rows
    width = max(at + 1 for row in own for at, cell in enumerate(row) if cell and cell.text)
    side = replace(grid, rows=tuple((*row[:width], *[None] * (width - len(row))) for row in own))
    return [side, Paragraph(last[0].text, last[0].place, doubt=last[0].doubt)] if noted else [side]


def _is_note(text: str) -> bool:
    return len(text) <= _MAX_NOTE and not is_value(text) and not row_name_likeness(normalize(text))


def _labels(grid: Grid, stub: int) -> list[str]:
    """Return the row's own label for each row. The merged label before it may be cut by a page break."""
    return [next((normalize(c.text) for c in reversed(row[:stub]) if c and c.text), "") for row in grid.rows]


def _join_sides(blocks: Sequence[Block]) -> Iterator[Block]:
    at = 0
    while at < len(blocks):
        block, below = _with_split_header(blocks, at)
        joined = _with_other_sides(block, blocks, below) if isinstance(block, Grid) else None
        if joined:
            grid, notes, at = joined
            yield grid
            yield from notes
        else:
            yield blocks[at]
            at += 1


def _with_other_sides(block: Grid, blocks: Sequence[Block], below: int) -> tuple[Grid, tuple[Block, ...], int] | None:
    """Return the table of all applicants whose left side is ``block``, the notes between its sides and the index after
    it, ``None`` if the other sides do not follow. ``below``: the index after the left side."""
    heads = _header_applicants(block)
    if not 0 < len(heads) < len(APPLICANTS):
        return None
    for left, end in _with_next_pages(block, len(heads), blocks, below):
        notes = tuple(_note(blocks, end))
        other, start = _with_split_header(blocks, end + len(notes))
        if not isinstance(other, Grid):
            continue
        for right, after in _with_next_pages(other, len(_header_applicants(other)), blocks, start):
            if not _holds_further_columns(left, heads, right):
                continue
            whole = _join(left, right)
            if len(_header_applicants(whole)) == len(APPLICANTS):
                return whole, notes, after
            if rest := _with_other_sides(whole, blocks, after):
                return rest[0], (*notes, *rest[1]), rest[2]
    return None


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
    """Return the grid without its header: all rows down to the last header row with applicants, and the blank rest of
    merged cells below it."""
    last = max(at for at, row in enumerate(grid.rows[:_MAX_HEADER_ROWS]) if _row_applicants(row))
    rows = dropwhile(lambda row: not any(cell and cell.text for cell in row), grid.rows[last + 1 :])
    return replace(grid, rows=tuple(rows))


def _width(grid: Grid) -> int:
    widths = {len(row) for row in grid.rows}
    return widths.pop() if len(widths) == 1 else 0


def _holds_further_columns(left: Grid, heads: Sequence[str], right: Grid) -> bool:
    """Return True if ``right`` holds further columns of ``left``: equal number of rows, other applicants, and equal
    labels, or none and the next applicants."""
    named = [*heads, *_header_applicants(right)]
    if len(named) == len(heads) or len(set(named)) < len(named):
        return False
    rows, others = _without_header(left), _without_header(right)
    stub = _label_columns(right)
    if len(rows.rows) != len(others.rows):
        return False
    is_next = named == list(APPLICANTS[: len(named)])
    return _labels(rows, _label_columns(left)) == _labels(others, stub) if stub else is_next


def _join(left: Grid, right: Grid) -> Grid:
    """Return both sides as one grid. The header of 总计 alone has fewer rows than that of several applicants."""
    stub = _label_columns(right)
    high = max(len(left.rows), len(right.rows))
    sides = [((None,) * _width(side),) * (high - len(side.rows)) + side.rows for side in (left, right)]
    return replace(left, rows=tuple(a + b[stub:] for a, b in zip(*sides, strict=True)))
