"""Workbooks of Excel 97 to 2003 and of WPS (.xls, .et), read with xlrd.

xlrd is chosen over python-calamine because it tells number formats, hidden rows and columns, and runs of a text that are
raised or struck out; calamine tells values alone.
"""

from __future__ import annotations

import io
import struct
from itertools import pairwise
from typing import Any

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from build_scripts.model import Document, Refusal
from build_scripts.readers.sheets.cells import MAX_CELLS, Sheet, SheetCell, document_of
from build_scripts.readers.sheets.number_format import shown
from build_scripts.wording import besides

# What xlrd raises over a damaged file beside its own exception.
_BROKEN = (XLRDError, struct.error, LookupError, ValueError, TypeError, AttributeError, AssertionError, OSError)


def read_xls(data: bytes) -> Document:
    """All worksheets. Raises ``Refusal``: encrypted, damaged, too-large."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > MAX_CELLS:
            raise Refusal("too-large")
        sheets = [_sheet(book, sheet) for sheet in book.sheets()]
    except Refusal:
        raise
    except _BROKEN as error:
        if "encrypted" in str(error):
            raise Refusal("encrypted") from error
        raise Refusal("damaged", why="Excel 文件结构损坏") from error
    return document_of(sheets, "xls")


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name, hidden=source.visibility != 0)
    sheet.merged = [(r0 + 1, c0 + 1, r1, c1) for r0, r1, c0, c1 in source.merged_cells]
    sheet.hidden_rows = {r + 1 for r, row in source.rowinfo_map.items() if row.hidden or row.height == 0}
    sheet.hidden_columns = [
        range(c + 1, c + 2) for c, column in source.colinfo_map.items() if column.hidden or column.width == 0
    ]
    for r in range(source.nrows):
        for c in range(source.row_len(r)):
            kind = source.cell_type(r, c)
            if kind != xlrd.XL_CELL_EMPTY:
                sheet.cells[r + 1, c + 1] = _cell(book, source, r, c, kind)
    return sheet


def _cell(book: Any, sheet: Any, r: int, c: int, kind: int) -> SheetCell:
    value = sheet.cell_value(r, c)
    style = book.xf_list[sheet.cell_xf_index(r, c)]
    if kind == xlrd.XL_CELL_BLANK:
        return SheetCell()
    if kind == xlrd.XL_CELL_BOOLEAN:
        return SheetCell("TRUE" if value else "FALSE")
    if kind == xlrd.XL_CELL_ERROR:
        return SheetCell(error_text_from_code.get(value, "#ERR"))
    apart = _is_apart(book.font_list[style.font_index])
    if kind == xlrd.XL_CELL_TEXT:
        if apart:
            return SheetCell(value, besides([value]))
        return _rich(book, value, sheet.rich_text_runlist_map.get((r, c), ()))
    text, doubt = shown(repr(value), book.format_map[style.format_key].format_str, bool(book.datemode))
    return SheetCell(text, besides([text]) if apart else doubt)


def _is_apart(font: Any) -> bool:
    """Struck out, raised or lowered."""
    return bool(font.struck_out or font.escapement)


def _rich(book: Any, text: str, runs: Any) -> SheetCell:
    """``runs``: (offset, font) of each change of font in the text."""
    words: list[str] = []
    aside: list[str] = []
    edges = [(0, None), *runs, (len(text), None)]
    for (start, font), (end, _) in pairwise(edges):
        apart = font is not None and _is_apart(book.font_list[font])
        (aside if apart else words).append(text[start:end])
    plain = "".join(words)
    return SheetCell(plain if plain.strip() else text, besides(aside))
