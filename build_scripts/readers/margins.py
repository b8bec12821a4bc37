"""Convert what a page header or footer of a Word file holds to paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build_scripts.model import Block, Grid, Paragraph, Place


def margins_of(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Yield the paragraphs, and each row of a table as a paragraph. Headers have no place in the text."""
    for block in blocks:
        if isinstance(block, Grid):
            rows = ("\u3000".join(cell.text for cell in row if cell and cell.text) for row in block.rows)
            yield from (Paragraph(text, Place()) for text in rows if text)
        else:
            yield Paragraph(block.text, Place(), doubt=block.doubt)
