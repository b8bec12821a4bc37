"""Remove content that an original prints twice, word for word: web pages repeat the report, or a table, for phones."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.extraction.headings import heading
from build_scripts.extraction.labels import row_name_likeness
from build_scripts.extraction.review_words import LITIGATION, group_of
from build_scripts.extraction.spelling import normalize
from build_scripts.model import Block, Grid, Paragraph
from build_scripts.wording import is_value

_MIN_HEADINGS = 3  # minimum number of section headings in a repeated run of blocks
_MIN_LIKENESS = 0.9  # minimum likeness of a label to the form row that it names


def without_copies(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks without repeated content, and the repeated content."""
    once, report = _without_second_report(blocks)
    once, tables = _without_repeated_tables(once)
    return once, [*report, *tables]


def _without_second_report(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks without an identical second copy of the report (pages print one for phones), and that copy."""
    texts = [b.text if isinstance(b, Paragraph) else tuple(c and c.text for row in b.rows for c in row) for b in blocks]
    heads = [at for at, b in enumerate(blocks) if isinstance(b, Paragraph) and heading(b.text, b.level)]
    for second in heads[_MIN_HEADINGS:]:
        step = second - texts.index(texts[second])
        if not step:
            continue
        end = second
        while end < len(texts) and texts[end] == texts[end - step]:
            end += 1
        start = second
        while start > step and texts[start - 1] == texts[start - 1 - step]:
            start -= 1
        if end - start >= step and sum(start <= at < end for at in heads) >= _MIN_HEADINGS:
            return [*blocks[:start], *blocks[end:]], list(blocks[start:end])
    return list(blocks), []


def _without_repeated_tables(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks without repeated tables, and the repeated tables. A table is repeated if the tables directly
    before it, with nothing between, contain an identical one. Its labels must name rows that occur only once in the
    form: the outcomes of table 4 alone are the same in each group."""
    once: list[Block] = []
    copies: list[Block] = []
    above: list[tuple[tuple[str | None, ...], ...]] = []
    for block in blocks:
        if not isinstance(block, Grid):
            above.clear()
            once.append(block)
            continue
        texts = tuple(tuple(cell.text if cell else None for cell in row) for row in block.rows)
        (copies if texts in above and _names_rows(block) else once).append(block)
        above.append(texts)
    return once, copies


def _names_rows(grid: Grid) -> bool:
    texts = [cell.text for row in grid.rows for cell in row if cell and cell.text]
    words = [normalize(text) for text in texts if not is_value(text)]
    named = any(row_name_likeness(word) >= _MIN_LIKENESS for word in words)
    return len(words) < len(texts) and (named or any(group_of(word) not in (None, LITIGATION) for word in words))
