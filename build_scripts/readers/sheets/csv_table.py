"""CSV: a table whose fields a comma, a semicolon or a tab parts. Merged cells and formats are gone; blanks are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from build_scripts.model import Document, Refusal
from build_scripts.readers.recognition import records_of
from build_scripts.readers.sheets.cells import Sheet, SheetCell, document_of

_FORMULA = re.compile('="([^"]*)"')


def read_csv(text: str) -> Document:
    """The records as one sheet; prose above and below the tables is text. Raises ``Refusal``."""
    records = records_of(text)
    if records is None:
        raise Refusal("damaged", why="CSV 文件的引号没有成对")
    sheet = Sheet("", ragged=True)
    gaps = _gaps(records)
    for row, fields in enumerate(records, 1):
        for column, field in enumerate(fields, 1):
            sheet.cells[row, column] = SheetCell(_shown(field))
        if not any(fields) and gaps:
            sheet.hidden_rows.add(row)
    return document_of([sheet], "csv")


def _shown(field: str) -> str:
    """``="0123"`` keeps a spreadsheet from making a number of it; what it shows is 0123."""
    match = _FORMULA.fullmatch(field)
    return match[1] if match else field


def _gaps(records: Sequence[Sequence[str]]) -> bool:
    """An empty line after every record (written with \\r\\r\\n) parts none from the next."""
    filled = [at for at, fields in enumerate(records) if any(fields)]
    return len(filled) > 1 and all(after - before > 1 for before, after in pairwise(filled))
