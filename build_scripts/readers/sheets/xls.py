"""Read workbooks of Excel 97–2003 and WPS (.xls, .et) with xlrd.

xlrd is preferred over python-calamine because xlrd provides number formats, hidden rows and columns, and raised or
struck-out runs of text; calamine provides only values.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from build_scripts.model import Document, Place, Refusal
from build_scripts.readers.colours import BLACK, WHITE, Colour, is_invisible
from build_scripts.readers.pieces import Exclusion, Piece, build_cell
from build_scripts.readers.sheets.biff import SheetExtras, extras_of
from build_scripts.readers.sheets.cells import MAX_CELLS, UNSEEN, ZERO_HIDDEN, Corner, Sheet, SheetCell, document_of
from build_scripts.readers.sheets.conditions import Condition
from build_scripts.readers.sheets.number_format import formatted, formatted_text

# xlrd passes over conditional formats, but refuses a workbook with one that changes a number format or an alignment:
# it expects no such part in the record. ``sheets.biff`` reads the records.
vars(xlrd.sheet)["XL_CF"] = -1

# Exceptions that xlrd raises for a damaged file, besides its own.
_BROKEN = (XLRDError, struct.error, LookupError, ValueError, TypeError, AttributeError, AssertionError, OSError)


def read_xls(data: bytes) -> Document:
    """Read all worksheets. Raises ``Refusal``: encrypted, damaged, too-large."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > MAX_CELLS:
            raise Refusal("too-large")
        extras = extras_of(data, lambda index: _known(book, index))
        sheets = [_sheet(book, sheet, extras.get(sheet.name, SheetExtras())) for sheet in book.sheets()]
    except Refusal:
        raise
    except _BROKEN as error:
        if "encrypted" in str(error):
            raise Refusal("encrypted") from error
        raise Refusal("damaged", why="Excel 文件结构损坏") from error
    return document_of(sheets, "xls")


def _sheet(book: Any, source: Any, extras: SheetExtras) -> Sheet:
    sheet = Sheet(source.name, boxes=extras.boxes, comments=extras.comments, hidden=source.visibility != 0)
    sheet.merged = [(r0 + 1, c0 + 1, r1, c1) for r0, r1, c0, c1 in source.merged_cells]
    sheet.hidden_rows = {r + 1 for r, row in source.rowinfo_map.items() if row.hidden or row.height == 0}
    sheet.hidden_columns = [
        range(c + 1, c + 2) for c, column in source.colinfo_map.items() if column.hidden or column.width == 0
    ]
    for r in range(source.nrows):
        for c in range(source.row_len(r)):
            kind = source.cell_type(r, c)
            if kind != xlrd.XL_CELL_EMPTY:
                cell = _cell(book, source, r, c, kind)
                sheet.cells[r + 1, c + 1] = _conditioned(book, source, (r + 1, c + 1), cell, extras.conditions)
    sheet.cover(extras.pictures)
    return sheet


def _conditioned(book: Any, sheet: Any, at: Corner, cell: SheetCell, conditions: Sequence[Condition]) -> SheetCell:
    """Return the cell with the doubt from its conditional formats."""
    if not conditions or not cell.text.strip() or cell.doubt:
        return cell
    style = book.xf_list[sheet.cell_xf_index(at[0] - 1, at[1] - 1)]
    colour = _colour(book, book.font_list[style.font_index].colour_index, BLACK)
    doubts = (c.doubt(at, cell.text, colour, _background(book, style.background)) for c in conditions)
    return replace(cell, doubt=next(filter(None, doubts), ""))


def _cell(book: Any, sheet: Any, r: int, c: int, kind: int) -> SheetCell:
    value = sheet.cell_value(r, c)
    style = book.xf_list[sheet.cell_xf_index(r, c)]
    if kind == xlrd.XL_CELL_BLANK:
        return SheetCell()
    if kind == xlrd.XL_CELL_BOOLEAN:
        return SheetCell("TRUE" if value else "FALSE")
    if kind == xlrd.XL_CELL_ERROR:
        return SheetCell(error_text_from_code.get(value, "#ERR"))
    background = _background(book, style.background)
    code = book.format_map[style.format_key].format_str
    if kind == xlrd.XL_CELL_TEXT:
        runs = sheet.rich_text_runlist_map.get((r, c), ())
        text, doubt = (value, "") if runs else formatted_text(value, code)
    elif not value and not sheet.show_zero_values:
        return SheetCell(doubt=ZERO_HIDDEN)
    else:
        text, doubt = formatted(repr(value), code, bool(book.datemode))
        runs = ()
    edges = [(0, style.font_index), *runs, (len(text), 0)]
    pieces = [_piece(book, text[start:end], font, background) for (start, font), (end, _) in pairwise(edges)]
    if all(piece.exclusion is Exclusion.INVISIBLE for piece in pieces if piece.text.strip()):
        return SheetCell(text, UNSEEN if text.strip() else doubt)
    if all(piece.exclusion is None for piece in pieces) and len({piece.size for piece in pieces if piece.text}) < 2:
        return SheetCell(text, doubt)
    made = build_cell(pieces, Place())
    return SheetCell(made.text, "；".join(filter(None, (doubt, made.doubt))))


def _piece(book: Any, text: str, at: int, background: Colour | None) -> Piece:
    font = book.font_list[at]
    exclusion = Exclusion.STRUCK if font.struck_out else Exclusion.RAISED if font.escapement else None
    if is_invisible(_colour(book, font.colour_index, BLACK), background):
        exclusion = Exclusion.INVISIBLE
    return Piece(text, exclusion, size=float(font.height))


def _colour(book: Any, index: int, usual: Colour) -> Colour:
    return _known(book, index) or usual


def _known(book: Any, index: int) -> Colour | None:
    found = book.colour_map.get(index)  # ``None``: the system colour
    return (found[0] / 255, found[1] / 255, found[2] / 255, 1.0) if found else None


def _background(book: Any, background: Any) -> Colour | None:
    """Return the background of the text; ``None`` for a pattern."""
    if background.fill_pattern == 0:
        return WHITE
    return _colour(book, background.pattern_colour_index, WHITE) if background.fill_pattern == 1 else None
