"""Excel and WPS workbooks (.xlsx), read from their XML.

The libraries at hand show values, not print: none tells how a number is shown, which runs of a text are raised or struck
out, and which cells a picture covers. Formulas are never computed: the value that the file keeps is what it shows.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from build_scripts.model import Document, Refusal
from build_scripts.readers.opc import part, related
from build_scripts.readers.recognition import WORKBOOK
from build_scripts.readers.sheets.cells import MAX_CELLS, Area, Corner, Sheet, SheetCell, document_of
from build_scripts.readers.sheets.number_format import BUILT_IN, shown
from build_scripts.wording import besides

_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_PICTURE = re.compile(r"DISPIMG\(|\bIMAGE\(", re.IGNORECASE)  # WPS keeps pictures in cells as such a formula
_WHITE = ("FFFFFFFF", "00FFFFFF")
_ON = ("1", "true")
UNSEEN = "格内文字是白色的，看不见"
_EMPTY = SheetCell()


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = "General"
    struck: bool = False  # or raised, or lowered
    white: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    styles: tuple[_Style, ...]
    strings: tuple[tuple[str, str], ...]  # (text, doubt)
    since_1904: bool


def read_xlsx(data: bytes) -> Document:
    """All worksheets in the order of their tabs. Raises ``Refusal``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        workbook = part(archive, WORKBOOK)
        parts = related(archive, WORKBOOK)
        book = _Book(
            _styles(part(archive, "xl/styles.xml")) if "xl/styles.xml" in names else (),
            _strings(part(archive, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else (),
            any(found.get("date1904") in _ON for found in workbook.iter("{*}workbookPr")),
        )
        sheets = []
        for tab in workbook.iter("{*}sheet"):
            ident = next((value for name, value in tab.attrib.items() if name.endswith("}id")), "")
            source = parts.get(ident, "")
            if source in names and "sheets/" in source and "chartsheets/" not in source:
                sheet = _sheet(archive, source, tab.get("name", ""), book)
                sheet.hidden = tab.get("state", "visible") != "visible"
                sheets.append(sheet)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="Excel 文件结构损坏") from error
    return document_of(sheets, "xlsx")


def corner_of(reference: str) -> Corner:
    """``B3`` as (3, 2). ``ValueError`` for anything else."""
    match = _REFERENCE.match(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


# --------------------------------------------------------------------------- what cells share


def _styles(root: Any) -> tuple[_Style, ...]:
    codes = dict(BUILT_IN)
    for made in root.iter("{*}numFmt"):
        if made.getparent().tag.endswith("}numFmts"):
            codes[int(made.get("numFmtId", 0))] = made.get("formatCode", "General")
    fonts = [(_is_apart(font), _is_white(font)) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [_is_filled(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    styles = []
    for cell in root.iterfind("{*}cellXfs/{*}xf"):
        font, fill = int(cell.get("fontId", 0)), int(cell.get("fillId", 0))
        struck, white = fonts[font] if font < len(fonts) else (False, False)
        dark = fill < len(fills) and fills[fill]
        styles.append(_Style(codes.get(int(cell.get("numFmtId", 0)), "General"), struck, white and not dark))
    return tuple(styles)


def _is_apart(font: Any) -> bool:
    """Struck out, or the mark of a note."""
    struck = font.find("{*}strike")
    raised = font.find("{*}vertAlign")
    return (struck is not None and struck.get("val", "1") in _ON) or (
        raised is not None and raised.get("val") in ("superscript", "subscript")
    )


def _is_white(font: Any) -> bool:
    colour = font.find("{*}color")
    return colour is not None and colour.get("rgb", "").upper() in _WHITE


def _is_filled(fill: Any) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return len(fill) > 0
    colour = pattern.find("{*}fgColor")
    plain = colour is not None and colour.get("rgb", "").upper() in _WHITE
    return pattern.get("patternType", "none") != "none" and not plain


def _strings(root: Any) -> tuple[tuple[str, str], ...]:
    return tuple(_rich(item) for item in root.iterfind("{*}si"))


def _rich(item: Any) -> tuple[str, str]:
    """(text, doubt) of a text that may be made of runs; how it is pronounced is no part of it."""
    words: list[str] = []
    aside: list[str] = []
    for child in item:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            words.append(child.text or "")
        elif name == "r":
            look = child.find("{*}rPr")
            apart = look is not None and _is_apart(look)
            (aside if apart else words).extend(t.text or "" for t in child.iterfind("{*}t"))
    text = _unescaped("".join(words))
    return text if text.strip() else _unescaped("".join(aside)), besides(aside)


def _unescaped(text: str) -> str:
    """``_x000D_`` stands for a control character."""
    return re.sub(r"_x00(0[AaDd]|09)_", lambda match: {"9": "\t", "D": ""}.get(match[1][-1].upper(), "\n"), text)


# --------------------------------------------------------------------------- one sheet


def _sheet(archive: zipfile.ZipFile, source: str, name: str, book: _Book) -> Sheet:
    root = part(archive, source)
    sheet = Sheet(name)
    zeros = all(view.get("showZeros", "1") in _ON for view in root.iter("{*}sheetView"))
    usual = next(root.iter("{*}sheetFormatPr"), None)
    only_spoken = usual is not None and usual.get("zeroHeight") in _ON
    for column in root.iterfind("{*}cols/{*}col"):
        if column.get("hidden") in _ON or float(column.get("width", "8")) == 0:
            sheet.hidden_columns.append(range(int(column.get("min", "1")), int(column.get("max", "1")) + 1))
    at = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        at = int(row.get("r", at + 1))
        tall = row.get("ht")
        if row.get("hidden") in _ON or (tall is not None and float(tall) == 0) or (only_spoken and tall is None):
            sheet.hidden_rows.add(at)
        column = 0
        for cell in row.iterfind("{*}c"):
            _, column = corner_of(cell.get("r")) if cell.get("r") else (at, column + 1)
            sheet.cells[at, column] = _cell(cell, book, zeros)
        if len(sheet.cells) > MAX_CELLS:
            raise Refusal("too-large")
    for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
        sheet.merged.append(area_of(merged.get("ref", "")))
    parts = related(archive, source)
    for drawing in root.iterfind("{*}drawing"):
        ident = next((value for key, value in drawing.attrib.items() if key.endswith("}id")), "")
        if parts.get(ident) in archive.namelist():
            _drawing(part(archive, parts[ident]), sheet)
    return sheet


def area_of(reference: str) -> Area:
    """``A1:C3`` as (1, 1, 3, 3)."""
    first, _, last = reference.partition(":")
    return (*corner_of(first), *corner_of(last or first))


def _cell(cell: Any, book: _Book, zeros: bool) -> SheetCell:
    at = int(cell.get("s", 0))
    style = book.styles[at] if at < len(book.styles) else _Style()
    made = _value(cell, book, style, zeros)
    if not made.text.strip():
        return made
    if style.struck:
        return replace(made, doubt=besides([made.text]))
    return replace(made, doubt=UNSEEN) if style.white else made


def _value(cell: Any, book: _Book, style: _Style, zeros: bool) -> SheetCell:
    kind = cell.get("t", "n")
    formula = cell.find("{*}f")
    if cell.get("vm") or (formula is not None and _PICTURE.search(formula.text or "")):
        return SheetCell(opaque="图片")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        text, doubt = _rich(inline) if inline is not None else ("", "")
        return SheetCell(text, doubt)
    value = cell.find("{*}v")
    stored = (value.text or "") if value is not None else ""
    if not stored:
        return SheetCell(opaque="没有算出值的公式") if formula is not None and kind != "str" else _EMPTY
    if kind == "s":
        text, doubt = book.strings[int(stored)] if int(stored) < len(book.strings) else ("", "")
        return SheetCell(text, doubt)
    if kind == "b":
        return SheetCell("TRUE" if stored in _ON else "FALSE")
    if kind != "n":  # str, e (#REF! as it stands), d
        return SheetCell(_unescaped(stored))
    text, doubt = shown(stored, style.code, book.since_1904)
    if not zeros and not float(stored):
        return SheetCell(doubt="格内存的是 0，这张工作表不显示 0")
    return SheetCell(text, doubt)


def _drawing(root: Any, sheet: Sheet) -> None:
    """A picture that lies on empty cells is what these cells show; the text of a text box is text."""
    for anchor in root:
        start, end = anchor.find("{*}from"), anchor.find("{*}to")
        if anchor.find("{*}pic") is not None and start is not None:
            corner = _anchored(start)
            for at in _spread(corner, _anchored(end) if end is not None else corner):
                if not sheet.cells.get(at, _EMPTY).holds and (at == corner or at in sheet.cells):
                    sheet.cells[at] = SheetCell(opaque="图片")
        for body in anchor.iter("{*}txBody"):
            texts = ("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iterfind("{*}p"))
            sheet.boxes.append("\n".join(texts))


def _anchored(mark: Any) -> Corner:
    row, column = (int(mark.findtext(f"{{*}}{name}") or 0) for name in ("row", "col"))
    return row + 1, column + 1


def _spread(start: Corner, end: Corner) -> Iterator[Corner]:
    """The cells that a picture covers; a large one is an ornament of the sheet, and only its first cell counts."""
    if (end[0] - start[0] + 1) * (end[1] - start[1] + 1) > 20:
        yield start
        return
    yield from ((r, c) for r in range(start[0], end[0] + 1) for c in range(start[1], end[1] + 1))
