"""Read CSV: fields separated by commas, semicolons or tabs. Merged cells and formats are lost; blanks are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from build_scripts.model import Document, Refusal
from build_scripts.readers.recognition import records_of
from build_scripts.readers.sheets.cells import Sheet, SheetCell, document_of

_INNER = 3  # minimum records with a blank field inside; test files of that kind have 8 to 30
_ONE_LABEL = 8  # fields of a table 3 row with one label column: no blanks of a merged label can be missing
_FORMULA = re.compile('="([^"]*)"')


def read_csv(text: str) -> Document:
    """Read the records as one sheet; prose above and below the tables is text. Raises ``Refusal``."""
    records = records_of(text)
    if records is None:
        raise Refusal("damaged", why="CSV 文件的引号没有成对")
    sheet = Sheet("", ragged=not _is_stripped(records))
    gaps = _gaps(records)
    for row, fields in enumerate(records, 1):
        for column, field in enumerate(fields, 1):
            sheet.cells[row, column] = SheetCell(_without_formula(field))
        if not any(fields) and gaps:
            sheet.hidden_rows.add(row)
    return document_of([sheet], "csv")


def _without_formula(field: str) -> str:
    """Unwrap ``="0123"``, which stops a spreadsheet from converting 0123 to a number."""
    match = _FORMULA.fullmatch(field)
    return match[1] if match else field


def _is_stripped(records: Sequence[Sequence[str]]) -> bool:
    """Return True if the writing program dropped only the blanks at the end of records: blank fields occur inside
    records and at their start (below a merged label), but never at the end."""
    rows = [fields for fields in records if len(fields) > 1]
    inner = [fields for fields in rows if not all(field.strip() for field in fields[1:])]
    before = any(not fields[0].strip() for fields in rows) or max(map(len, rows), default=0) <= _ONE_LABEL
    return len(inner) >= _INNER and before and all(fields[-1].strip() for fields in rows)


def _gaps(records: Sequence[Sequence[str]]) -> bool:
    """Return True if an empty line follows every record (line ends \\r\\r\\n); then empty lines separate nothing."""
    filled = [at for at, fields in enumerate(records) if any(fields)]
    return len(filled) > 1 and all(after - before > 1 for before, after in pairwise(filled))
