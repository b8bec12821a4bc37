"""Export the tables of an agency's own that are too long for a page, which shows only their first rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from build_scripts.exports.cells import spreadsheet_safe
from build_scripts.exports.rows import BOM
from build_scripts.model import Grid, Report

FILE = "tables.csv"
SHOWN = 200  # maximum rows of one table on a page and in the search index; the longest table of the corpus has 28


def tables_lines(report: Report) -> str:
    """Return every row of the long tables after the number of its table and its row number; "" without such a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, grid in enumerate(_long(report), 1):
        for at, row in enumerate(grid.rows, 1):
            writer.writerow([number, at, *(spreadsheet_safe(cell.text) if cell else "" for cell in row)])
    return text.getvalue()


def tables_file(lines: str) -> bytes | None:
    """Return the file of these lines, ``None`` when there are none."""
    return (BOM + lines).encode() if lines else None


def _long(report: Report) -> Iterator[Grid]:
    blocks = (block for section in report.sections for block in section.blocks)
    yield from (b for b in (*blocks, *report.unplaced) if isinstance(b, Grid) and len(b.rows) > SHOWN)
