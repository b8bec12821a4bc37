"""CSV: a table whose fields a comma, a semicolon or a tab parts. Merged cells and formats are gone; blanks are kept."""

from __future__ import annotations

import csv
import io
import re

from build_scripts.model import Document, Refusal
from build_scripts.readers.html.tables import TABLE_WORDS
from build_scripts.readers.sheets.cells import Sheet, SheetCell, document_of

_WIDE = 3  # fields of a record that prose with a comma or two has not
_FEWEST = 6  # records of that width: table 4 alone has fewer, but a report has more than that
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DELIMITERS = (",", ";", "\t")


def is_csv(text: str) -> bool:
    """True when nearly all of the text are records of a statutory table."""
    return _records(text) is not None


def read_csv(text: str) -> Document:
    """The records as one sheet; prose above and below the tables is text. Raises ``Refusal``."""
    records = _records(text)
    if records is None:
        raise Refusal("damaged", why="CSV 文件的引号没有成对")
    sheet = Sheet("", ragged=True)
    for row, fields in enumerate(records, 1):
        for column, field in enumerate(fields, 1):
            sheet.cells[row, column] = SheetCell(field)
    return document_of([sheet], "csv")


def _parted(line: str, delimiter: str) -> bool:
    """False when every comma of a line parts thousands: 1,234,567 is one figure of a text file."""
    return delimiter in _THOUSANDS.sub("", line) or delimiter not in line


def _records(text: str) -> list[list[str]] | None:
    """The records under the only delimiter that makes sense of all of them: each is one field of prose or a row of
    several, and none has a quote that does not close."""
    if not TABLE_WORDS.search(text):
        return None
    for delimiter in _DELIMITERS:
        if text.count(delimiter) < _FEWEST * (_WIDE - 1):
            continue
        try:
            records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        widths = [len(record) for record in records if record and _parted(delimiter.join(record), delimiter)]
        wide = sum(width >= _WIDE for width in widths)
        even = len(set(widths)) == 1
        if wide >= _FEWEST and (even or (delimiter != "\t" and widths.count(2) * 10 <= wide)):
            return records
    return None
