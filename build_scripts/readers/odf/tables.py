"""Read tables of OpenDocument sheets and texts: repeated cells, merged cells, default styles of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.model import Place, Refusal
from build_scripts.readers.colours import BLACK, WHITE, Colour
from build_scripts.readers.odf.lists import Lists
from build_scripts.readers.odf.names import CALC, DRAW, OFFICE, TABLE, TEXT, repeats, rows_of
from build_scripts.readers.odf.pieces import SKIPPED, PieceReader
from build_scripts.readers.odf.styles import ResolvedStyle, Styles
from build_scripts.readers.pieces import Piece, build_cell, number_pieces
from build_scripts.readers.sheets.cells import EMPTY, MAX_CELLS, ZERO_HIDDEN, Area, Corner, Sheet, SheetCell
from build_scripts.readers.sheets.conditions import Change, Condition
from build_scripts.readers.sheets.number_format import AS_STORED, format_doubt, general, number_of
from build_scripts.readers.word.pieces import Context
from build_scripts.wording import squeeze

_WIDEST = 1024  # maximum columns that a cell covers for the cells of other rows
_BLANKS = 64  # a longer run of empty cells is the rest of the row, up to the edge of the sheet
_COMPARED = {"=": "equal", "!=": "notEqual", "<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual"}  # fmt: skip
_SIGNED = re.compile(r"(=|!=|<=|>=|<|>)(-?\d+(?:\.\d+)?)")
_BETWEEN = re.compile(r"(not-)?between\((-?[\d.]+)[,;](-?[\d.]+)\)")
_CORNER = re.compile(r"(?:.*\.)?\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(slots=True)
class Tables:
    """Reads the tables of one file. ``every``: keep each cell (in texts), not only cells with content or a style of
    their own (in sheets). ``zeros``: false if the sheets are shown without zeros."""

    styles: Styles
    piece_reader: PieceReader
    lists: Lists
    every: bool
    zeros: bool = True
    cell_styles: dict[Corner, ResolvedStyle] = field(default_factory=dict)  # styles of the cells of the current table
    # pictures that span several cells of the current table
    frames: list[tuple[Corner, Any]] = field(default_factory=list)
    covered: dict[int, int] = field(default_factory=dict)  # column → last row that a merged cell covers

    def sheet(self, element: Any) -> Sheet:
        """Return the cells of a table, its merged areas and hidden parts."""
        self.cell_styles, self.frames, self.covered = {}, [], {}
        shown = self.styles.get("table", element.get(f"{TABLE}style-name", ""))
        sheet = Sheet(element.get(f"{TABLE}name", ""), hidden=not shown.shown, whole=not self.every)
        usual = list(self._columns(element, sheet))
        row = 1
        for line in rows_of(element):
            again = repeats(line, "rows")
            cells = list(self._cells(line, sheet, row, usual, shown.background or WHITE))
            held = any(cell.holds for _, cell, _ in cells)
            if len(cells) * again + len(sheet.cells) > MAX_CELLS and held:
                raise Refusal("too-large")
            for copy in range(again if held else 1):
                for at, cell, style in cells:
                    sheet.cells[row + copy, at] = cell
                    self.cell_styles[row + copy, at] = style
            if line.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.update(range(row, row + (again if held else 1)))
            row += again
        shapes = element.find(f"{TABLE}shapes")
        if shapes is not None:
            sheet.boxes += (_words(box) for box in shapes)
        self._cover(sheet)
        self._condition(sheet, list(self._conditions(element)))
        return sheet

    def _columns(self, element: Any, sheet: Sheet) -> Iterator[tuple[range, str]]:
        """Yield (columns, style of their cells); hidden columns are recorded in the sheet."""
        column = 1
        for made in element.iter(f"{TABLE}table-column"):
            if next(made.iterancestors(f"{TABLE}table")) is not element:
                continue
            these = range(column, column + repeats(made, "columns"))
            if made.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_columns.append(these)
            if name := made.get(f"{TABLE}default-cell-style-name", ""):
                yield these, name
            column = these.stop

    def _cells(
        self, line: Any, sheet: Sheet, row: int, usual: list[tuple[range, str]], background: Colour
    ) -> Iterator[tuple[int, SheetCell, ResolvedStyle]]:
        """Yield (column, cell, style) for the cells to keep.

        pandoc writes no elements for the positions that a merged cell covers: as in Writer, the next cell of a text
        stands behind them."""
        column = 1
        background = self.styles.get("table-row", line.get(f"{TABLE}style-name", "")).background or background
        for element in line:
            if element.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            again = repeats(element, "columns")
            high, wide = (int(element.get(f"{TABLE}number-{n}-spanned", "1") or 1) for n in ("rows", "columns"))
            if element.tag == f"{TABLE}table-cell":
                while self.every and self.covered.get(column, 0) >= row:
                    column += 1
                own = element.get(f"{TABLE}style-name", "")
                by_column = next((name for columns, name in usual if column in columns), "")
                name = own or line.get(f"{TABLE}default-cell-style-name", "") or by_column
                style = self.styles.get("table-cell", name)
                style = replace(style, background=style.background or background)
                cell = self._cell(element, style, (row, column), sheet)
                if max(high, wide) > 1:
                    sheet.merged.append((row, column, row + max(high, 1) - 1, column + max(wide, 1) - 1))
                    these = range(column, column + min(max(wide, 1), _WIDEST))
                    self.covered.update(dict.fromkeys(these, row + max(high, 1) - 1))
                if again > _BLANKS and cell.holds and again > MAX_CELLS:
                    raise Refusal("too-large")
                if cell.holds or (again <= _BLANKS and (self.every or own)):
                    yield from ((column + copy, cell, style) for copy in range(again))
            column += again

    def _cell(self, element: Any, style: ResolvedStyle, at: Corner, sheet: Sheet) -> SheetCell:
        context = Context(style.background or WHITE, style.text_format, in_cell=True)
        pieces: list[Piece] = []
        lines = 0
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if (tag.startswith(TEXT) and tag not in SKIPPED) or (tag == f"{TABLE}table" and is_frame(child)):
                lines += 1
                pieces += self.lines(child, context)
            elif tag.startswith(DRAW):
                if not self.every and (words := _words(child)):
                    sheet.boxes.append(words)  # floats above the cells
                    continue
                pieces += self.piece_reader.drawn(child, context)
                if child.get(f"{TABLE}end-cell-address"):
                    self.frames.append((at, child))
        made = build_cell(pieces, Place())
        text, doubt = made.text, made.doubt
        if (stored := element.get(f"{OFFICE}value")) and not (doubt or made.opaque):
            if not self.zeros and not number_of(stored):
                return SheetCell(doubt=ZERO_HIDDEN)
            if not text and not lines:
                text = general(number_of(stored))
                if element.get(f"{OFFICE}value-type") != "float":
                    doubt = AS_STORED
            elif element.get(f"{OFFICE}value-type") in ("float", "currency", "percentage"):
                doubt = format_doubt(stored, text)
        elif not text and not lines:  # a cell may hold its value alone
            text = next(
                (v for kind in ("string", "date", "boolean") if (v := element.get(f"{OFFICE}{kind}-value"))), ""
            )
        return SheetCell(text, doubt, made.opaque)

    def lines(self, element: Any, context: Context, number: str = "") -> Iterator[Piece]:
        """Yield the pieces of a paragraph in a cell, or of all paragraphs in a list or section of the cell."""
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            pieces = self.piece_reader.of(element, context)
            yield from (Piece("\n"), *number_pieces(number, pieces), *pieces)
        elif element.tag == f"{TEXT}list":
            for block, number in self.lists.items(element, 1, ""):
                yield from self.lines(block, context, number)
        else:
            for child in element:
                if isinstance(child.tag, str) and (child.tag != f"{TABLE}table" or is_frame(child)):
                    yield from self.lines(child, context)

    # ------------------------------------------------------------------- pictures and conditional formats

    def _cover(self, sheet: Sheet) -> None:
        """Record that a picture on empty cells is the content of these cells."""
        for corner, frame in self.frames:
            if sheet.cells.get(corner, EMPTY).opaque:
                sheet.cover([(*corner, *(corner_of(frame.get(f"{TABLE}end-cell-address", "")) or corner))])

    def _condition(self, sheet: Sheet, conditions: list[Condition]) -> None:
        """Apply the doubts from conditional formats that hide or strike out text."""
        for at, cell in sheet.cells.items():
            if not cell.text.strip() or cell.doubt:
                continue
            style = self.cell_styles[at]
            colour = style.text_format.colour if isinstance(style.text_format.colour, tuple) else BLACK
            own = (self._made(test, name, (*at, *at)) for test, name in style.maps)
            doubts = (
                found.doubt(at, cell.text, colour, style.background) for found in (*conditions, *filter(None, own))
            )
            if doubt := next(filter(None, doubts), ""):
                sheet.cells[at] = replace(cell, doubt=doubt)

    def _conditions(self, element: Any) -> Iterator[Condition]:
        for made in element.iter(f"{CALC}conditional-format"):
            areas = [_area(found) for found in made.get(f"{CALC}target-range-address", "").split(" ")]
            if any(shape.get(f"{CALC}show-value") == "false" for shape in made.iter()):  # a bar in place of the figure
                yield Condition(tuple(filter(None, areas)), Change(code=";;;"), "expression", "", ())
            for rule in made.iterfind(f"{CALC}condition"):
                test, name = rule.get(f"{CALC}value", ""), rule.get(f"{CALC}apply-style-name", "")
                if found := self._made(test, name, *filter(None, areas)):
                    yield found

    def _made(self, test: str, name: str, *areas: Area) -> Condition | None:
        """Return the condition for a test and its style; ``None`` if the style changes nothing."""
        style = self.styles.get("table-cell", name)
        colour = style.text_format.colour if isinstance(style.text_format.colour, tuple) else None
        change = Change(colour, style.background, bool(style.text_format.struck), style.code)
        if change == Change() or not areas:
            return None
        test = test.replace("cell-content()", "").replace("cell-content-is-", "").replace(" ", "")
        if found := _SIGNED.fullmatch(test):
            return Condition(areas, change, "cellIs", _COMPARED[found[1]], (found[2],))
        if found := _BETWEEN.fullmatch(test):
            return Condition(areas, change, "cellIs", "notBetween" if found[1] else "between", (found[2], found[3]))
        return Condition(areas, change, "expression", "", ())


def is_frame(table: Any) -> bool:
    """Return True for a table in a cell with at most one text: it is only a frame."""
    return sum(bool(squeeze("".join(cell.itertext()))) for cell in table.iter(f"{TABLE}table-cell")) <= 1


def corner_of(address: str) -> Corner | None:
    """Parse ``年报.B3`` into (3, 2)."""
    found = _CORNER.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _area(address: str) -> Area | None:
    first, _, last = address.partition(":")
    start, end = corner_of(first), corner_of(last or first)
    return (*start, *end) if start and end else None


def _words(box: Any) -> str:
    return "\n".join("".join(p.itertext()) for p in box.iter(f"{TEXT}p"))
