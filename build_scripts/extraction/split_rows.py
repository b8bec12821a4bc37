"""Rejoin rows cut by a page break: 4,605,4 above and 59 on the next page; 8.属于行政 above and 查询事项 on the next
page.

Word processors and browsers cut a row wherever the page ends, so a figure wrapped in a narrow cell may be split over
two pages. Each half alone would be a wrong number. The halves are joined only if the sums of the form, or the words of
the label, prove that they belong together. The rest of a label or of a header, alone in its row, belongs to the words
above it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from build_scripts.extraction.header_words import is_any_header_word, is_header_word
from build_scripts.extraction.labels import (
    EXACT,
    best_row,
    names_group,
    row_likeness,
    row_name_likeness,
    split_merged_labels,
)
from build_scripts.extraction.spelling import APPLICANTS, normalize
from build_scripts.forms import forms
from build_scripts.model import Block, Grid, GridCell, GridKind
from build_scripts.wording import fold, is_value, number, squeeze

REJOINED = "这一行被分页切成两段，接回后与总计相符"
CUT_FIGURE = "数字被分页切成两段，已接回"
# LibreOffice loses the figures of some cut rows, and in some cases all content of the row on one of the two pages.
NO_FIGURES = "这一行被分页切成两段，两段里都没有数字，而表中其他各行都有数字"
HALF_LABEL = "这一行的标签只有一段，另一段连同数字可能没有印出来"
_MIN_GROUPS = 2  # minimum number of header words of table 4: 行政复议 and 行政诉讼
_COUNT = len(APPLICANTS)
_GROUP_COLUMNS = 5  # number of columns of each of the three groups of table 4; the last column is the sum
_MAX_NAMELESS = 0.5  # likeness below which words name nothing in the form (查询事项 has 0.6 to 8.属于行政查询事项)
_NEW_LABEL = re.compile(
    r"^\W*(?:[一二三四五六七八九十]{1,3}[、)）]|\d{1,2}\D|其中|注|备注)"
)  # the beginning of a separate label or note
_ITEM = re.compile(r"\d{1,2}[.．、]")  # the number of an item, alone
_MIN_PIECE = 3  # minimum letters of half a label and of its missing part; many reports omit the item number (1.) alone
_CLAUSE = "、,("
_SAME_SIDE = 4.0  # points: maximum distance between the sides of one column on two pages
_Row = tuple[GridCell | None, ...]


def rejoin_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join the last row of a grid with the first row of the next grid if both are parts of one row."""
    above: Block | None = None
    for block in blocks:
        if isinstance(above, Grid) and isinstance(block, Grid) and (both := _rejoin(above, block)):
            above, block = both
        if above is not None:
            yield above
        above = block if not isinstance(block, Grid) or block.rows else None
    if above is not None:
        yield above


def rejoin_headers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join the header of table 3 or 4 at the end of a page with the columns on the next page. The rules of both pages
    prove which columns are below 行政复议 and 行政诉讼, and that 自 and 然人 are one word."""
    above: Block | None = None
    for block in blocks:
        if isinstance(above, Grid) and isinstance(block, Grid) and (rows := _spread_header(above, block)):
            first = block.rows[0]
            cut = None if any(map(_is_figure, first)) else _join_rows(rows[-1], first)  # 结果维 above 持
            rows = (*rows[:-1], cut, *block.rows[1:]) if cut else (*rows, *block.rows)
            above, block = None, replace(block, rows=rows)
        if above is not None:
            yield above
        above = block
    if above is not None:
        yield above


def _spread_header(above: Grid, below: Grid) -> tuple[_Row, ...]:
    """Return the header rows spread over the columns of the grid on the next page; () if their sides do not match."""
    cells = [cell for row in above.rows for cell in row if cell]
    groups = max(sum(is_header_word(table, normalize(cell.text)) for cell in cells) for table in ("requests", "review"))
    if above.place.page == below.place.page or not below.rows or groups < _MIN_GROUPS or any(map(_is_figure, cells)):
        return ()
    sides = _columns([below])
    edges = {_nearest(sides, edge) for cell in cells for edge in _sides(cell)}
    if len(sides) != len(below.rows[0]) + 1 or not {0, len(sides) - 1} <= edges or -1 in edges:
        return ()
    return _on_columns(above, sides).rows


def share_columns(blocks: Iterable[Block]) -> Iterator[Block]:
    """Lay table 2 that continues on the next page without a header on the columns of both pages: where each block has
    columns of its own, the rules of the pages differ, and a figure would not stand below its header."""
    above: Block | None = None
    for block in blocks:
        if isinstance(above, Grid) and isinstance(block, Grid) and _continues_table_2(above, block):
            sides = _columns([above, block])
            above, block = _on_columns(above, sides), _on_columns(block, sides)
        if above is not None:
            yield above
        above = block
    if above is not None:
        yield above


def _continues_table_2(above: Grid, below: Grid) -> bool:
    """Return True if the first row of the grid is a row of table 2, or the end of a caption that the page cuts."""
    if {above.kind, below.kind} != {GridKind.RULED} or above.place.page == below.place.page:
        return False
    upper, lower = _columns([above]), _columns([below])
    if not upper or not lower or max(abs(upper[0] - lower[0]), abs(upper[-1] - lower[-1])) > _SAME_SIDE:
        return False
    first, last = (next((normalize(c.text) for c in row if c), "") for row in (below.rows[0], above.rows[-1]))
    is_rest = is_header_word("proactive", last + first) and not is_header_word("proactive", first)
    return (is_rest or best_row("proactive", first)[0] >= EXACT) and any(
        is_header_word("proactive", normalize(c.text)) for row in above.rows for c in row if c
    )


def _columns(grids: Iterable[Grid]) -> list[float]:
    """Return the sides of all cells, from left to right; sides at most ``_SAME_SIDE`` apart are one."""
    sides: list[float] = []
    for edge in sorted({edge for grid in grids for row in grid.rows for cell in row if cell for edge in _sides(cell)}):
        if not sides or edge - sides[-1] > _SAME_SIDE:
            sides.append(edge)
    return sides


def _on_columns(grid: Grid, sides: Sequence[float]) -> Grid:
    """Return the grid with each cell in the column of its left side; merged cells cover the columns to their right."""
    made = []
    for row in grid.rows:
        wide: list[GridCell | None] = [None] * (len(sides) - 1)
        for cell in filter(None, row):
            wide[_nearest(sides, _sides(cell)[0])] = cell
        made.append(tuple(wide))
    return replace(grid, rows=tuple(made))


def _sides(cell: GridCell) -> tuple[float, float]:
    """Return the left and right side of the cell on the page; infinity if unknown."""
    box = cell.place.box or (math.inf, 0.0, math.inf, 0.0)
    return box[0], box[2]


def _nearest(sides: Sequence[float], edge: float) -> int:
    """Return the index of the side at that position, -1 if there is none."""
    return next((at for at, side in enumerate(sides) if abs(side - edge) <= _SAME_SIDE), -1)


def without_repeated_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Remove rows that a word processor repeats with the header of each page because they were marked as header rows:
    the same words and figures in the same places, directly below the same header."""
    before: Block | None = None
    for block in blocks:
        rows = _repeated_rows(before, block) if isinstance(before, Grid) and isinstance(block, Grid) else 0
        before = block
        if isinstance(block, Grid) and rows:
            kept = [row for at, row in enumerate(block.rows) if at >= rows or not any(map(_is_figure, row))]
            block = replace(block, rows=tuple(kept))
        yield block


def _repeated_rows(above: Grid, below: Grid) -> int:
    """Return how many rows, headers and figures, the grid on the next page repeats from the start of the grid above."""
    if above.place.page == below.place.page or any(map(_is_figure, above.rows[0])):
        return 0
    pairs = zip(above.rows, below.rows, strict=False)
    return next(
        (at for at, (a, b) in enumerate(pairs) if _words(a) != _words(b)), min(len(above.rows), len(below.rows))
    )


def _words(row: _Row) -> list[str]:
    """Return the non-empty texts of a row: a page whose rows all share one label has fewer cells on the left."""
    return [text for text in _texts(row) if text]


def _is_figure(cell: GridCell | None) -> bool:
    return bool(cell and is_value(cell.text))


def _rejoin(above: Grid, below: Grid) -> tuple[Grid, Grid] | None:
    if above.kind is not GridKind.RULED or below.kind is not GridKind.RULED or above.place.page == below.place.page:
        return None
    heads = _repeated_header(above, below)
    # Chromium leaves an empty strip below the last row, or above the first row, where a merged label continues.
    last = max((at for at, row in enumerate(above.rows) if _has_content(row)), default=None)
    first = next((at for at, row in enumerate(below.rows) if at >= heads and _has_content(row)), None)
    if last is None or first is None:
        return None
    row = _join_rows(above.rows[last], below.rows[first])
    if row is None:
        return None
    others = [*_data_rows(above.rows[:last]), *_data_rows(below.rows[first + 1 :])]
    if (
        _data_rows([row])
        and not any(map(_is_figure, row))
        and others
        and all(any(map(_is_figure, one)) for one in others)
    ):
        row = _with_doubt(row, NO_FIGURES)
    rows = [row if at == last else _pad_left(one, len(row)) for at, one in enumerate(above.rows)]
    return replace(above, rows=tuple(rows)), replace(below, rows=_rows_without(below.rows, first))


def doubt_half_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Mark rows with half a label as doubtful: the first or last row of a page, without figures, whose other half is on
    no page."""
    whole = tuple(blocks)
    ends = {at: _end_rows(b) for at, b in enumerate(whole) if isinstance(b, Grid) and b.kind is GridKind.RULED}
    labels = [(at, _label(row)) for at, rows in ends.items() for row in rows]
    for at, block in enumerate(whole):
        if isinstance(block, Grid) and (rows := ends.get(at)):
            above = next((label for other, label in reversed(labels) if other < at), "")
            below = next((label for other, label in labels if other > at), "")
            halves = {id(rows[-1])} if below and _is_half(rows[-1], "", below) else set()
            halves |= {id(rows[0])} if above and _is_half(rows[0], above, "") else set()
            block = replace(block, rows=tuple(_with_doubt(r, HALF_LABEL) if id(r) in halves else r for r in block.rows))
        yield block


def _end_rows(grid: Grid) -> tuple[_Row, ...]:
    """Return the first and the last row of a page that have a label and are no header."""
    rows = [
        row
        for row in grid.rows
        if _label(row) and not any(c and is_header_word("requests", normalize(c.text)) for c in row)
    ]
    return (rows[0], rows[-1]) if rows and grid.place.page else ()


def _is_half(row: _Row, above: str, below: str) -> bool:
    """Return True for a row without figures whose label is the end of a form label (with a label ``above``, on the page
    before) or its beginning, cut within a clause: 理由逾期不补正、行政机关…, 1.申请人无正当, but not
    1.申请人无正当理由逾期不补正."""
    label = fold(_label(row))
    if len(label) < _MIN_PIECE or any(map(_is_figure, row)) or _likeness(above + label + below) >= EXACT:
        return False
    wholes = {fold(one.label) for form in forms() for one in form.requests.rows if label in fold(one.label)}
    cuts = [whole.split(label, 1) for whole in wholes]
    if above:
        return any(
            not after and len(normalize(before)) > _MIN_PIECE and before[-1] not in _CLAUSE for before, after in cuts
        )
    return any(not before and len(normalize(after)) >= _MIN_PIECE and after[0] not in _CLAUSE for before, after in cuts)


def _with_doubt(row: _Row, doubt: str) -> _Row:
    """Return the row with that doubt on its label."""
    label = _label(row)
    return tuple(replace(c, doubt=_join_doubts(c.doubt, doubt)) if c and c.text == label else c for c in row)


def _join_doubts(one: str, other: str) -> str:
    return "；".join(dict.fromkeys(filter(None, (one, other))))


def _has_content(row: _Row) -> bool:
    return any(cell and (cell.text or cell.opaque) for cell in row)


def _pad_left(row: _Row, width: int) -> _Row:
    """Pad the row on the left to ``width``: a page whose rows all share one label has fewer columns on the left."""
    return (*[None] * (width - len(row)), *row)


def _rows_without(rows: Sequence[_Row], at: int) -> tuple[_Row, ...]:
    """Return the rows without row ``at``, and none if only the repeated header before it is left."""
    return (*rows[:at], *rows[at + 1 :]) if at + 1 < len(rows) else ()


def _repeated_header(above: Grid, below: Grid) -> int:
    """Return the number of rows at the start of the grid below that repeat the start of the grid above."""
    pairs = zip(above.rows, below.rows, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if _texts(a) != _texts(b)), 0)


def _texts(row: _Row) -> list[str]:
    return [squeeze(cell.text) if cell else "" for cell in row]


def _join_rows(first: _Row, second: _Row) -> _Row | None:
    width = max(len(first), len(second))
    first, second = _pad_left(first, width), _pad_left(second, width)
    if not any(c and is_value(c.text) for c in second):
        rest = [(a, b) for a, b in zip(first, second, strict=True) if b and b.text]
        is_rest = any(a for a, _ in rest) and all(_continues(a, b) for a, b in rest)
        return tuple(_join_cells(a, b, "\n") for a, b in zip(first, second, strict=True)) if is_rest else None
    above, below = _label(first), _label(second)
    if below and _likeness(below) >= EXACT:
        return None
    spelt = above and below and _likeness(above + below) >= EXACT > _likeness(above)
    joined = tuple(_join_cells(a, b) for a, b in zip(first, second, strict=True))
    if not _adds_up(first) and _adds_up(joined) and not (spelt and not any(map(_is_figure, first))):
        joined = tuple(c and replace(c, text=squeeze(c.text)) if c and is_value(c.text) else c for c in joined)
        # The joined figures of both pages prove the row by their sum. Figures of one page alone have the same sum in
        # any row.
        is_proven = any(map(_is_figure, first)) and (spelt or not below)
        return joined if is_proven else _with_doubt(joined, REJOINED)
    return _join_figures(first, second, labelled=bool(spelt))


def _join_figures(first: _Row, second: _Row, labelled: bool) -> _Row | None:
    """Return the row with the figures at the top of the next page, which have no label or the rest of its label
    (``labelled``). ``402`` above ``1`` is 4021, with a doubt, where the row below is blank below another figure, which a
    row of its own is not, and the row adds up. Without that proof, the two lines of a cell may be two rows."""
    label = next((at for at in range(len(first) - 1, -1, -1) if (c := first[at]) and c.text == _label(first)), -1)
    pairs = list(zip(first, second, strict=True))
    if not labelled and not _has_no_label(first, second, label):
        return None
    figures = [(a, b) for at, (a, b) in enumerate(pairs) if at != label and (_is_figure(a) or _is_figure(b))]
    cut = any(_is_figure(a) and _is_figure(b) for a, b in figures)
    blanks = any(_is_figure(a) and not _is_figure(b) for a, b in figures)
    is_sum = not _has_sum(first) or _adds_up(tuple(_join_cells(a, b) for a, b in pairs))
    if (cut and blanks and is_sum) or not (cut or labelled):
        return tuple(_join_figure(a, b) if (a, b) in figures else _join_cells(a, b, "\n") for a, b in pairs)
    return tuple(_join_cells(a, b, "\n") for a, b in pairs) if labelled or blanks or is_sum else None


def _has_no_label(first: _Row, second: _Row, label: int) -> bool:
    """Return True if the row below has figures of the columns above, and no words but the rest of a merged label."""
    named = _names_row(first[label]) if label >= 0 else len(first) == 3 * _GROUP_COLUMNS
    words = any(cell and cell.text and not is_value(cell.text) for cell in second[max(label, 0) :])
    apart = [
        abs(a - b)
        for above, below in zip(first, second, strict=True)
        if above and below and _is_figure(below) and above.place.box and below.place.box
        for a, b in zip(_sides(above), _sides(below), strict=True)
    ]
    placed = all(first[at] for at, cell in enumerate(second) if _is_figure(cell))
    return named and not words and placed and max(apart, default=0) <= _SAME_SIDE


def _names_row(cell: GridCell | None) -> bool:
    return cell is not None and row_name_likeness(normalize(split_merged_labels(squeeze(cell.text))[-1])) >= EXACT


def _join_figure(above: GridCell | None, below: GridCell | None) -> GridCell | None:
    joined = _join_cells(above, below)
    if joined is None or below is None or not below.text:
        return joined
    return replace(joined, text=squeeze(joined.text), doubt=_join_doubts(joined.doubt, CUT_FIGURE))


def _continues(above: GridCell | None, below: GridCell) -> bool:
    """Return True if the words at the top of a page continue those at the end of the previous page in the same column.
    Either the joined words are words of the form or more similar to the form, or the lower words alone name nothing in
    the form. A merged label has no cell in the upper row."""
    if above is None or not above.text:
        return above is None
    apart = max(abs(a - b) for a, b in zip(_sides(above), _sides(below), strict=True))
    if above.place.box and below.place.box and apart > _SAME_SIDE:
        return False
    if _ITEM.fullmatch(squeeze(above.text)):
        return _form_likeness(above.text + below.text) >= EXACT
    if is_value(above.text):
        return False
    own, before, both = _form_likeness(below.text), _form_likeness(above.text), _form_likeness(above.text + below.text)
    if own < EXACT <= both:
        return True
    better = own < _MAX_NAMELESS or both > max(own, before)
    return better and before < EXACT and not _NEW_LABEL.match(squeeze(below.text))


def _form_likeness(text: str) -> float:
    """Return how well the words name a row, a merged label or a header of the form, 0 … 1."""
    word = normalize(split_merged_labels(squeeze(text))[-1])
    if names_group(word, EXACT) or is_any_header_word(word):
        return 1.0
    return row_name_likeness(word)


def _data_rows(rows: Iterable[_Row]) -> list[_Row]:
    """Return the rows that are neither header nor caption: their label names a form row."""
    return [
        row for row in rows if (label := _label(row)) and _likeness(split_merged_labels(squeeze(label))[-1]) >= EXACT
    ]


def _label(row: _Row) -> str:
    """Return the last words before the figures."""
    return next((c.text for c in reversed(row) if c and c.text and not is_value(c.text)), "")


def _likeness(label: str) -> float:
    return max(row_likeness(normalize(label), row) for form in forms() for row in form.requests.rows)


def _join_cells(above: GridCell | None, below: GridCell | None, between: str = "") -> GridCell | None:
    if above is None or below is None or not below.text:
        return above or below
    if not above.text:
        return replace(below, doubt=_join_doubts(above.doubt, below.doubt))
    return replace(above, text=above.text + between + below.text, doubt=_join_doubts(above.doubt, below.doubt))


def _adds_up(row: _Row) -> bool:
    """Return True if the last figure of a table 3 row, or of each group of table 4, is the sum of those before it."""
    figures = [number(squeeze(c.text)) if c else None for c in row]
    if len(row) == 3 * _GROUP_COLUMNS:
        return all(_is_sum(figures[at : at + _GROUP_COLUMNS]) for at in range(0, len(row), _GROUP_COLUMNS))
    return len(row) > _COUNT and _is_sum(figures[-_COUNT:])


def _has_sum(row: _Row) -> bool:
    """Return True for a row of table 3 or 4: rows of table 2 have at most three figures."""
    return sum(map(_is_figure, row)) > 1 and len(row) > _COUNT


def _is_sum(figures: Sequence[Decimal | None]) -> bool:
    *parts, total = figures
    numbers = [n for n in parts if n is not None]
    return total is not None and bool(numbers) and sum(numbers) == total
