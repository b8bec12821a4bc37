"""Read Excel and WPS workbooks (.xlsx) from their XML.

The available libraries return stored values, not the display: none provides the displayed form of a number, raised or
struck-out runs, or the cells under a picture. Formulas are never computed; the stored result counts.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from build_scripts.model import Document, Place, Refusal
from build_scripts.readers.colours import BLACK, WHITE, Colour, from_hex, is_invisible
from build_scripts.readers.opc import part, relationships
from build_scripts.readers.pieces import Exclusion, Piece, build_cell
from build_scripts.readers.recognition import WORKBOOK
from build_scripts.readers.sheets.cells import (
    EMPTY,
    MAX_CELLS,
    UNSEEN,
    ZERO_HIDDEN,
    Area,
    Corner,
    Sheet,
    SheetCell,
    document_of,
)
from build_scripts.readers.sheets.conditions import Change, Condition, change_of, conditions_of
from build_scripts.readers.sheets.number_format import BUILT_IN, UNKNOWN, formatted, formatted_text

_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_PICTURE = re.compile(r"DISPIMG\(|\bIMAGE\(", re.IGNORECASE)  # WPS stores pictures in cells as such formulas
_COMMENTS = re.compile(r"[Cc]omments?\d*\.xml$")
# codes in page headers: number of the page, number of pages; a part (left, middle, right), a font, a size, a colour
_PAGE_CODE = re.compile("&[PN]")
_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&.')
_TINT = 0.1  # maximum tint of a theme colour; a larger tint makes another colour
_ON = ("1", "true")
_TEXTS = ("s", "str", "inlineStr")  # types of cells that hold text


@dataclass(frozen=True, slots=True)
class _Font:
    exclusion: Exclusion | None = None  # struck out, raised
    size: float = 0.0
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = "General"
    font: _Font = _Font()
    background: Colour | None = WHITE

    @property
    def unseen(self) -> bool:
        return is_invisible(self.font.colour, self.background)


_Run = tuple[str, _Font | None]  # ``None``: in the font of the cell


@dataclass(frozen=True, slots=True)
class _Book:
    styles: tuple[_Style, ...]
    strings: tuple[tuple[_Run, ...], ...]
    since_1904: bool
    changes: tuple[Change, ...] = ()


def read_xlsx(data: bytes) -> Document:
    """Read all worksheets in tab order. Raises ``Refusal``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        workbook = part(archive, WORKBOOK)
        parts = relationships(archive, WORKBOOK)
        look = part(archive, "xl/styles.xml") if "xl/styles.xml" in names else None
        book = _Book(
            _styles(look) if look is not None else (),
            _strings(part(archive, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else (),
            any(found.get("date1904") in _ON for found in workbook.iter("{*}workbookPr")),
            tuple(change_of(dxf, _colour_alone) for dxf in look.iterfind("{*}dxfs/{*}dxf")) if look is not None else (),
        )
        sheets, seen = [], set[str]()
        for tab in workbook.iter("{*}sheet"):
            ident = next((value for name, value in tab.attrib.items() if name.endswith("}id")), "")
            source = parts.get(ident, "")
            if source in names and "sheets/" in source and "chartsheets/" not in source:
                if source in seen:  # a small file can show one sheet five thousand times
                    raise ValueError(source)
                seen.add(source)
                sheet = _sheet(archive, source, tab.get("name", ""), book)
                sheet.hidden = tab.get("state", "visible") != "visible"
                sheets.append(sheet)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="Excel 文件结构损坏") from error
    return document_of(sheets, "xlsx")


def corner_of(reference: str) -> Corner:
    """Parse ``B3`` into (3, 2). Raises ``ValueError`` for any other text."""
    match = _REFERENCE.match(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


# --------------------------------------------------------------------------- shared styles and strings


def _styles(root: Any) -> tuple[_Style, ...]:
    codes = dict(BUILT_IN)
    for made in root.iter("{*}numFmt"):
        if made.getparent().tag.endswith("}numFmts"):
            codes[int(made.get("numFmtId", 0))] = made.get("formatCode", "General")
    fonts = [_font(font) for font in root.iterfind("{*}fonts/{*}font")]
    backgrounds = [_background(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    styles = []
    for cell in root.iterfind("{*}cellXfs/{*}xf"):
        font, fill, code = (int(cell.get(name, 0)) for name in ("fontId", "fillId", "numFmtId"))
        own = fonts[font] if font < len(fonts) else _Font()
        styles.append(_Style(codes.get(code, UNKNOWN), own, backgrounds[fill] if fill < len(backgrounds) else WHITE))
    return tuple(styles)


def _font(font: Any) -> _Font:
    """Return the look of letters from ``font`` of a cell or ``rPr`` of a run."""
    struck, raised, size = (font.find(f"{{*}}{name}") for name in ("strike", "vertAlign", "sz"))
    exclusion = Exclusion.STRUCK if struck is not None and struck.get("val", "1") in _ON else None
    if raised is not None and raised.get("val") in ("superscript", "subscript"):
        exclusion = Exclusion.RAISED
    colour = _colour(font.find("{*}color"), BLACK) or BLACK
    return _Font(exclusion, float(size.get("val", "0")) if size is not None else 0.0, colour)


def _colour(node: Any, usual: Colour) -> Colour | None:
    """Return the colour; ``None`` for a theme colour other than plain background or text colour."""
    if node is None or node.get("auto") in _ON:
        return usual
    tinted = abs(float(node.get("tint", "0"))) > _TINT
    if rgb := node.get("rgb"):
        return from_hex(rgb[-6:])
    if "theme" in node.attrib:
        return None if tinted else {"0": WHITE, "1": BLACK}.get(node.get("theme"))
    return {"0": BLACK, "1": WHITE, "8": BLACK, "9": WHITE, "64": usual, "65": usual}.get(node.get("indexed"))


def _colour_alone(node: Any) -> Colour | None:
    return _colour(node, BLACK)


def _background(fill: Any) -> Colour | None:
    """Return the background of the text; ``None`` if unknown."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None if len(fill) else WHITE
    if pattern.get("patternType", "none") == "none":
        return WHITE
    return _colour(pattern.find("{*}fgColor"), WHITE) if pattern.get("patternType") == "solid" else None


def _strings(root: Any) -> tuple[tuple[_Run, ...], ...]:
    return tuple(_runs(item) for item in root.iterfind("{*}si"))


def _runs(item: Any) -> tuple[_Run, ...]:
    """Return the runs of a text without its phonetic text."""
    runs: list[_Run] = []
    for child in item:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            runs.append((_unescaped(child.text or ""), None))
        elif name == "r":
            look = child.find("{*}rPr")
            text = "".join(t.text or "" for t in child.iterfind("{*}t"))
            runs.append((_unescaped(text), _font(look) if look is not None else None))
    return tuple(runs)


def _rich_text_cell(runs: Sequence[_Run], style: _Style) -> SheetCell:
    """Return the text of a cell; text set apart is quoted in the doubt."""
    if all(font is None for _, font in runs):
        return SheetCell("".join(text for text, _ in runs))
    pieces = []
    for text, font in runs:
        font = font or style.font
        exclusion = Exclusion.INVISIBLE if is_invisible(font.colour, style.background) else font.exclusion
        pieces.append(Piece(text, exclusion, size=font.size or style.font.size))
    made = build_cell(pieces, Place())
    return SheetCell(made.text, made.doubt)


def _unescaped(text: str) -> str:
    """Decode escaped control characters such as ``_x000D_``."""
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
    conditions = list(conditions_of(root, book.changes, area_of, _colour_alone))
    at = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        at = int(row.get("r", at + 1))
        tall = row.get("ht")
        if row.get("hidden") in _ON or (tall is not None and float(tall) == 0) or (only_spoken and tall is None):
            sheet.hidden_rows.add(at)
        column = 0
        for cell in row.iterfind("{*}c"):
            _, column = corner_of(cell.get("r")) if cell.get("r") else (at, column + 1)
            sheet.cells[at, column] = _conditioned(_cell(cell, book, zeros), cell, (at, column), book, conditions)
        if len(sheet.cells) > MAX_CELLS:
            raise Refusal("too-large")
    for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
        sheet.merged.append(area_of(merged.get("ref", "")))
    parts = relationships(archive, source)
    for drawing in root.iterfind("{*}drawing"):
        ident = next((value for key, value in drawing.attrib.items() if key.endswith("}id")), "")
        if parts.get(ident) in archive.namelist():
            _drawing(part(archive, parts[ident]), sheet)
    sheet.comments += _comments(archive, parts.values())
    for margin in root.iterfind("{*}headerFooter/*"):
        words = _PAGE_CODE.sub("1", margin.text or "")
        sheet.margins += (text for line in _CODE.sub("\n", words).split("\n") if (text := line.strip()))
    return sheet


def _comments(archive: zipfile.ZipFile, names: Iterable[str]) -> Iterator[str]:
    """Yield the comments of a sheet. Excel stores a threaded comment a second time, under a text for older versions."""
    roots = [part(archive, name) for name in names if _COMMENTS.search(name) and name in archive.namelist()]
    threaded = [thread for root in roots for thread in root.iterfind("{*}threadedComment/{*}text")]
    for comment in threaded or [text for root in roots for text in root.iterfind("{*}commentList/{*}comment/{*}text")]:
        yield "".join(comment.itertext())


def area_of(reference: str) -> Area:
    """Parse ``A1:C3`` into (1, 1, 3, 3)."""
    first, _, last = reference.partition(":")
    return (*corner_of(first), *corner_of(last or first))


def _cell(cell: Any, book: _Book, zeros: bool) -> SheetCell:
    at = int(cell.get("s", 0))
    style = book.styles[at] if at < len(book.styles) else _Style()
    made = _value(cell, book, style, zeros)
    if cell.get("t") in _TEXTS:
        text, doubt = formatted_text(made.text, style.code)
        made = replace(made, text=text, doubt=made.doubt or doubt)
    if not made.text.strip():
        return made
    if style.unseen:
        return replace(made, doubt=UNSEEN)
    if style.font.exclusion and not made.doubt:
        return replace(made, doubt=build_cell([Piece(made.text, style.font.exclusion)], Place()).doubt)
    return made


def _conditioned(made: SheetCell, cell: Any, corner: Corner, book: _Book, conditions: Sequence[Condition]) -> SheetCell:
    """Return the cell with the doubt from its conditional formats."""
    if not conditions or not made.text.strip() or made.doubt:
        return made
    at = int(cell.get("s", 0))
    style = book.styles[at] if at < len(book.styles) else _Style()
    doubts = (c.doubt(corner, made.text, style.font.colour, style.background) for c in conditions)
    return replace(made, doubt=next(filter(None, doubts), ""))


def _value(cell: Any, book: _Book, style: _Style, zeros: bool) -> SheetCell:
    kind = cell.get("t", "n")
    formula = cell.find("{*}f")
    if cell.get("vm") or (formula is not None and _PICTURE.search(formula.text or "")):
        return SheetCell(opaque="图片")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich_text_cell(_runs(inline) if inline is not None else (), style)
    value = cell.find("{*}v")
    stored = (value.text or "") if value is not None else ""
    if not stored:
        return SheetCell(opaque="没有算出值的公式") if formula is not None and kind != "str" else EMPTY
    if kind == "s":
        return _rich_text_cell(book.strings[int(stored)] if int(stored) < len(book.strings) else (), style)
    if kind == "b":
        return SheetCell("TRUE" if stored in _ON else "FALSE")
    if kind != "n":  # str, e (#REF! is kept), d
        return SheetCell(_unescaped(stored))
    text, doubt = formatted(stored, style.code, book.since_1904)
    if not zeros and not float(stored):
        return SheetCell(doubt=ZERO_HIDDEN)
    return SheetCell(text, doubt)


def _drawing(root: Any, sheet: Sheet) -> None:
    """Record pictures on empty cells as their content, and the text of text boxes."""
    for anchor in root:
        start, end = anchor.find("{*}from"), anchor.find("{*}to")
        if anchor.find("{*}pic") is not None and start is not None:
            sheet.cover([(*_anchored(start), *_anchored(end if end is not None else start))])
        for body in anchor.iter("{*}txBody"):
            texts = ("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iterfind("{*}p"))
            sheet.boxes.append("\n".join(texts))


def _anchored(mark: Any) -> Corner:
    row, column = (int(mark.findtext(f"{{*}}{name}") or 0) for name in ("row", "col"))
    return row + 1, column + 1
