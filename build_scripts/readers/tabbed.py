"""Convert paragraphs with tab stops, as produced by Word, WPS and mail programs, into tables, for all formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph, Place
from build_scripts.readers.objects import resolve_objects, with_object_signs
from build_scripts.readers.recognition import TABLE_WORDS


def with_tab_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Convert each run of paragraphs with tabs into a grid if it contains words of a statutory table. Other paragraphs
    lose the tabs at their ends."""
    found: list[Block] = []
    for tabs, run in groupby(blocks, _has_inner_tab):
        rows = list(run)
        texts = [row.text for row in rows if isinstance(row, Paragraph)]
        if tabs and len(rows) > 1 and TABLE_WORDS.search("".join(texts)):
            made = tuple(tuple(_cells(row, at)) for at, row in enumerate(rows, 1) if isinstance(row, Paragraph))
            found.append(Grid(made, GridKind.PACKED, rows[0].place))
        else:
            found += (_stripped(row) if isinstance(row, Paragraph) else row for row in rows)
    return tuple(found)


def _has_inner_tab(block: Block) -> bool:
    """Return True for a paragraph with a tab after its first word; a tab before the first word is an indent."""
    return isinstance(block, Paragraph) and "\t" in block.text.lstrip()


def _stripped(row: Paragraph) -> Paragraph:
    by = len(row.text) - len(row.text.lstrip())
    return replace(row, text=row.text.strip(), opaque_offsets=tuple(max(at - by, 0) for at in row.opaque_offsets))


def _cells(row: Paragraph, number: int) -> Iterator[GridCell]:
    for column, text in enumerate(with_object_signs(row).split("\t"), 1):
        place = Place(page=row.place.page, line=row.place.line, row=number, column=column)
        yield resolve_objects(GridCell(text.strip(), place, row.doubt), row.opaque)
