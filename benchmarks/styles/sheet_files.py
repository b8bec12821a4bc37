"""Write spreadsheets: the tables of a report in cells, its text in rows of their own."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from benchmarks.styles.sheets import Job, Table, boxes
from benchmarks.styles.text import matrix


@dataclass(frozen=True)
class Csv:
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    merged: str = "blank"
    proves: bool = True
    padded: bool = False  # every record as wide as the widest, as in files written by Excel
    quoted: bool = False
    suffix: str = ".csv"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        made = StringIO(newline="")
        writer = csv.writer(made, delimiter=self.delimiter, quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL)
        width = max(len(row) for block in job.blocks if isinstance(block, Table) for row in block.rows)
        for block in job.blocks:
            for row in matrix(block, self.merged) if isinstance(block, Table) else [[block.text]]:
                writer.writerow([*row, *[""] * (width - len(row) if self.padded else 0)])
        return made.getvalue().encode(self.encoding)


@dataclass(frozen=True)
class Excel:
    """A writer of workbooks. ``numbers`` writes figures as numbers, else as text; ``sheets`` puts each part of the
    report on its own sheet."""

    numbers: bool = False
    merged: bool = True
    sheets: bool = False
    left: int = 0
    proves: bool = True
    shown: str = ""  # the number format of figures
    unseen: bool = False  # adds hidden rows and columns with figures of their own
    formulas: bool = False  # each figure is the cached result of a formula
    suffix: str = ".xlsx"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        from openpyxl import Workbook

        book: Any = Workbook()
        sheet = book.active
        at = 1
        for block in job.blocks:
            if self.unseen:
                sheet.row_dimensions[at].hidden = True
                for column in range(1, 12):
                    sheet.cell(at, column, 9)
                at += 1
            if not isinstance(block, Table):
                if self.sheets and block.role == "heading":
                    sheet, at = book.create_sheet(block.text[:20].replace("/", "")), 1
                sheet.cell(at, 1 + self.left, block.text)
                at += 1
                continue
            for r, c, text, high, wide in self._cells(block):
                cell = sheet.cell(at + r, 1 + self.left + c)
                cell.value = (
                    int(text)
                    if self.numbers and text.isascii() and text.isdigit() and str(int(text)) == text
                    else text or None
                )
                if self.shown and isinstance(cell.value, int):
                    cell.number_format = self.shown
                if self.merged and high * wide > 1:
                    sheet.merge_cells(
                        start_row=at + r, end_row=at + r + high - 1,
                        start_column=1 + self.left + c, end_column=self.left + c + wide,
                    )  # fmt: skip
            at += len(block.rows) + 1
        made = BytesIO()
        book.save(made)
        return _timeless(made, self.formulas)

    def _cells(self, table: Table) -> Iterator[tuple[int, int, str, int, int]]:
        for r, c, cell, high, wide in boxes(table.rows):
            yield r, c, cell.text, high, wide


def _timeless(made: BytesIO, formulas: bool) -> bytes:
    """Return the workbook without its creation time; its numbers become results of formulas if requested."""
    new = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as file:
        for name in old.namelist():
            data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2025-01-01T00:00:00Z", old.read(name))
            if formulas and "worksheets" in name:
                data = re.sub(rb'(<c r="[A-Z]+\d+"[^>]* t="n">)<v>', rb"\1<f>SUM(A1:A2)</f><v>", data)
            file.writestr(zipfile.ZipInfo(name), data)
    return new.getvalue()


SHEETS: dict[str, Csv | Excel] = {
    "csv": Csv(),
    "csv, gb18030": Csv("gb18030"),
    "csv, semicolons": Csv(delimiter=";"),
    "csv, merged gone": Csv(merged="gone", proves=False),
    "csv, padded": Csv(padded=True),
    "csv, quoted": Csv(quoted=True, encoding="utf-8"),
    "csv, tabs": Csv(delimiter="\t"),
    "csv, tabs, quoted": Csv(delimiter="\t", quoted=True),
    "csv, bars": Csv(delimiter="|", encoding="utf-8"),
    "xlsx": Excel(),
    "xlsx, numbers": Excel(numbers=True),
    "xlsx, unmerged": Excel(merged=False),
    "xlsx, a sheet a section": Excel(sheets=True),
    "xlsx, formulas": Excel(numbers=True, formulas=True),
    "xlsx, whole numbers": Excel(numbers=True, shown="0_ "),
    "xlsx, hidden rows": Excel(numbers=True, unseen=True),
    "xlsx, indented": Excel(left=2, numbers=True),
}
