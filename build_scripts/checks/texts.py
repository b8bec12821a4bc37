"""All text that a report prints outside its statutory tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from build_scripts.model import Grid, Place, Report


class PrintedText(NamedTuple):
    """A paragraph, or a cell of a table of the agency's own. ``section`` is "" outside the sections."""

    section: str
    text: str
    place: Place


def printed_texts(report: Report) -> Iterator[PrintedText]:
    """Yield the texts of the sections, then those that have no place in a section."""
    for section, blocks in [*((s.key, s.blocks) for s in report.sections), ("", report.unplaced)]:
        for block in blocks:
            if isinstance(block, Grid):
                yield from (PrintedText(section, cell.text, cell.place) for row in block.rows for cell in row if cell)
            else:
                yield PrintedText(section, block.text, block.place)
