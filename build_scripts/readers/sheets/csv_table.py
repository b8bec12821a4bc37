"""CSV: a table whose fields a comma, a semicolon or a tab parts. Merged cells and formats are gone; blanks are kept."""

from __future__ import annotations

from build_scripts.model import Document, Refusal
from build_scripts.readers.recognition import records_of
from build_scripts.readers.sheets.cells import Sheet, SheetCell, document_of


def read_csv(text: str) -> Document:
    """The records as one sheet; prose above and below the tables is text. Raises ``Refusal``."""
    records = records_of(text)
    if records is None:
        raise Refusal("damaged", why="CSV 文件的引号没有成对")
    sheet = Sheet("", ragged=True)
    for row, fields in enumerate(records, 1):
        for column, field in enumerate(fields, 1):
            sheet.cells[row, column] = SheetCell(field)
    return document_of([sheet], "csv")
