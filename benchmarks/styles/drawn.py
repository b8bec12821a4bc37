"""Draw PDFs mark by mark: producers differ in how they write rules, characters and pages into the file."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.styles.sheets import Cell, Job, Para, Table, boxes

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))

from made_pdf import NAMED, NUMBERED, Sheet, pdf

Box = tuple[float, float, float, float]
Pen = Callable[[Sheet, float, float, str, float], None]  # sheet, x, top, text, size
Side = Callable[[Sheet, float, float, float, float], None]
NARROW = "“”‘’…—\u00a0"  # as wide as an ideograph in these fonts, although the code point is lower
_OTHERS = str.maketrans("0123456789", "3456789012")


def wide(char: str, size: float) -> float:
    return 0.5 * size if char < "\u2e80" and char not in NARROW else size


# --------------------------------------------------------------------------- how a run of characters is written


def plain(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    sheet.text(x, top, text, size)


def by_glyph(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    for char in text:
        sheet.text(x, top, char, size)
        x += wide(char, size)


def twice(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Simulate bold by printing twice."""
    sheet.text(x, top, text, size)
    sheet.text(x + 0.3, top, text, size)


def shadowed(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    sheet.text(x + 0.6, top + 0.6, text, size, grey=0.7)
    sheet.text(x, top, text, size)


def drawn_round(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Simulate bold by filling and stroking."""
    sheet.text(x, top, text, size, mode=2)


def coloured(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    sheet.text(x, top, text, size, grey=0.45)


def other_font(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Print figures in a font with another baseline."""
    for char in text:
        sheet.text(x, top, char, size, font=3 if char < "\u2e80" else 0)
        x += wide(char, size)


def large_matrix(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Put the size into the matrix, as office suites do."""
    sheet.marks.append(
        f"BT /F0 1 Tf {size} 0 0 {size} {x} {sheet.height - top - 0.88 * size} Tm <{_codes(text)}> Tj ET"
    )


def kerned(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Write one array whose numbers move every character and move it back."""
    shown = "".join(f"<{_codes(char)}> -20 20 " for char in text)
    sheet.marks.append(f"BT /F0 {size} Tf {x} {sheet.height - top - 0.88 * size} Td [{shown}] TJ ET")


def spaced_back(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Draw characters narrower and space them to their usual width."""
    spaces = [wide(char, size) * 0.1 for char in text]
    for char, space in zip(text, spaces, strict=True):
        sheet.marks.append(
            f"BT /F0 {size} Tf 90 Tz {space} Tc {x} {sheet.height - top - 0.88 * size} Td <{_codes(char)}> Tj ET"
        )
        x += wide(char, size)


def upside_down(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Count heights from the top and flip characters back, as browsers and drawing libraries do."""
    sheet.marks.append(
        f"q 1 0 0 -1 0 {sheet.height} cm BT /F0 {size} Tf 1 0 0 -1 {x} {top + 0.88 * size} Tm <{_codes(text)}> Tj ET Q"
    )


def clipped_to_itself(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    used = sum(wide(char, size) for char in text)
    sheet.text(x, top, text, size, clip=(x - 1, top - 1, x + used + 1, top + size + 1))


def on_white(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    used = sum(wide(char, size) for char in text)
    sheet.fill(x, top, x + used, top + size, grey=1)
    sheet.text(x, top, text, size)


def blanks_between(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Add spaces before and after, as padding of cells."""
    sheet.text(x - size, top, f"  {text}  ", size)


def tagged(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    sheet.text(x, top, text, size, tag="/P <</MCID 0>>")


def hidden(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Write the layer that a scanner puts beneath its picture."""
    sheet.text(x, top, text, size, mode=3)


def _digits(sheet: Sheet, x: float, top: float, text: str, size: float, font: int) -> None:
    """Set only the digits in a separate font."""
    for char in text:
        if char in "0123456789":
            code = f"{ord(char):02x}" if font in (NAMED, NUMBERED) else f"{ord(char):04x}"
            y = sheet.height - top - 0.88 * size
            sheet.marks.append(f"BT /F{font} {size} Tf {x} {y} Td <{code}> Tj ET")
        else:
            sheet.text(x, top, char, size)
        x += wide(char, size)


def drawn_digits(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    _digits(sheet, x, top, text, size, NAMED)


def nameless_digits(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Draw digits as glyphs under the codes of other digits without names: only a person can read them."""
    _digits(sheet, x, top, text.translate(_OTHERS), size, NUMBERED)


def mute_digits(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Remove the character map of only the font of the figures."""
    _digits(sheet, x, top, text, size, 1)


def letterspaced(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Letter-space figures within the width of their cell."""
    digits = text.isdecimal()
    by = 0.22 * size if digits else 0.0
    x -= by * (len(text) - 1) / 2
    sheet.marks.append(f"BT /F0 {size} Tf {by} Tc {x} {sheet.height - top - 0.88 * size} Td <{_codes(text)}> Tj ET")


def spread(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Spread figures over their cell (分散对齐): a gap of more than a digit's width between two digits."""
    by = 0.6 * size if text.isdecimal() else 0.0
    x -= by * (len(text) - 1) / 2
    for char in text:
        sheet.text(x, top, char, size)
        x += wide(char, size) + by


def underlined(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    sheet.text(x, top, text, size)
    if text.isdecimal():
        sheet.line(x, top + 1.02 * size, x + 0.5 * size * len(text), top + 1.02 * size, "0.4 w")


def in_brackets_of_lines(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Print digits in a comb field with a short stroke between each two."""
    sheet.text(x, top, text, size)
    for k in range(1, len(text)) if text.isdecimal() else ():
        sheet.line(x + 0.5 * k * size, top + 0.5 * size, x + 0.5 * k * size, top + size, "0.2 w")


def signs_as_lines(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Draw a slash as a diagonal line and a dash as a horizontal line instead of characters."""
    if text in ("/", "无", "\\", "／", "*", "N/A"):
        sheet.line(x - 3, top + size, x + 5, top, "0.5 w")
    elif re.fullmatch("[-—–]+", text):
        sheet.line(x - 2, top + 0.55 * size, x + 6, top + 0.55 * size, "0.5 w")
    else:
        sheet.text(x, top, text, size)


def with_hidden_copy(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Print visible text and the same text again invisibly, as OCR programs do."""
    sheet.text(x, top, text, size)
    sheet.text(x + 0.6, top + 0.4, text, size, mode=3)


def negative_size(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Set a negative size and a matrix that flips it back."""
    y = sheet.height - top - 0.88 * size
    sheet.marks.append(f"BT /F0 {-size} Tf -1 0 0 -1 {x} {y} Tm <{_codes(text)}> Tj ET")


def by_words(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Position text by leading and next-line operators."""
    y = sheet.height - top - 0.88 * size
    sheet.marks.append(f"BT /F0 {size} Tf {2 * size} TL {x} {y + 2 * size} Td T* <{_codes(text)}> Tj ET")


def raised_all(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Position label and figure alike by text rise."""
    sheet.text(x, top + 0.3 * size, text, size, rise=0.3 * size)


def heavy_shadow(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Print three times, each a little further: bold of some printer drivers."""
    for by in (0, 0.25, 0.5):
        sheet.text(x + by, top, text, size)


def tilted(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Slant by the matrix, as an italic that the font lacks."""
    y = sheet.height - top - 0.88 * size
    sheet.marks.append(f"BT /F0 {size} Tf 1 0 0.25 1 {x} {y} Tm <{_codes(text)}> Tj ET")


def meant(sheet: Sheet, x: float, top: float, text: str, size: float) -> None:
    """Give each run an ActualText."""
    sheet.text(x, top, text, size, tag=f"/Span <</ActualText <feff{_codes(text)}>>>")


def _codes(text: str) -> str:
    return text.encode("utf-16-be").hex()


# --------------------------------------------------------------------------- how a side of a cell is written


def line(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    sheet.line(x0, top, x1, bottom)


def dashed(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    sheet.line(x0, top, x1, bottom, "[2 2] 0 d")


def in_pieces(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Draw each dash as a separate object."""
    across = bottom == top
    length = x1 - x0 if across else bottom - top
    for k in range(int(length / 3) + 1):
        at, end = 3 * k, min(3 * k + 1.5, length)
        if end > at:
            sheet.line(*((x0 + at, top, x0 + end, top) if across else (x0, top + at, x0, top + end)))


def strip(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    sheet.fill(x0 - 0.25, top - 0.25, x1 + 0.25, bottom + 0.25)


def dots(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    across = bottom == top
    length = x1 - x0 if across else bottom - top
    for k in range(int(length / 2.5) + 1):
        x, y = (x0 + 2.5 * k, top) if across else (x0, top + 2.5 * k)
        sheet.fill(x - 0.4, y - 0.4, x + 0.4, y + 0.4)


def double(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    for by in (-0.8, 0.8):
        if bottom == top:
            sheet.line(x0 - 0.8, top + by, x1 + 0.8, top + by, "0.5 w")
        else:
            sheet.line(x0 + by, top - 0.8, x1 + by, bottom + 0.8, "0.5 w")


def hair(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    sheet.line(x0, top, x1, bottom, "0.1 w 0.7 G")


def heavy(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    sheet.line(x0, top, x1, bottom, "2.2 w")


def short(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Draw lines that do not quite meet."""
    if bottom == top:
        sheet.line(x0 + 1.2, top, x1 - 1.2, bottom)
    else:
        sheet.line(x0, top + 1.2, x1, bottom - 1.2)


def box_sides(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Draw a line as a thin stroked rectangle."""
    sheet.marks.append(f"q 0.3 w {x0} {sheet.height - bottom} {x1 - x0} {bottom - top} re S Q")


def doubled_wide(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Give each cell a frame of its own, apart from its neighbours' frames."""
    for by in (-1.5, 1.5):
        if bottom == top:
            sheet.line(x0, top + by, x1, top + by, "0.3 w")
        else:
            sheet.line(x0 + by, top, x0 + by, bottom, "0.3 w")


def pictured_line(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Draw each line as a picture of one grey pixel."""
    sheet.picture(x0 - 0.3, top - 0.3, x1 + 0.3, bottom + 0.3)


def overshooting(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    if bottom == top:
        sheet.line(x0 - 2.5, top, x1 + 2.5, bottom)
    else:
        sheet.line(x0, top - 2.5, x1, bottom + 2.5)


def white_line(sheet: Sheet, x0: float, top: float, x1: float, bottom: float) -> None:
    """Draw white lines between grey cells."""
    sheet.line(x0, top, x1, bottom, "1 G 1.5 w")


# --------------------------------------------------------------------------- what else stands on a page


def folio(sheet: Sheet, number: int, count: int) -> None:
    sheet.text(285, sheet.height - 40, f"— {number} —", 10.5)


def folio_of(sheet: Sheet, number: int, count: int) -> None:
    sheet.text(60, 25, "示例县政府信息公开工作年度报告", 9)
    sheet.text(255, sheet.height - 35, f"第 {number} 页 共 {count} 页", 9)


def bare_folio(sheet: Sheet, number: int, count: int) -> None:
    sheet.text(295, sheet.height - 38, str(number), 9)


def slanted_mark(sheet: Sheet, number: int, count: int) -> None:
    sheet.marks.insert(0, "")
    sheet.text(150, 500, "示例县人民政府2025", 48, turn=45, grey=0.85)


def upright_mark(sheet: Sheet, number: int, count: int) -> None:
    sheet.text(120, 300, "示例县政务公开", 50, grey=0.85)


def many_marks(sheet: Sheet, number: int, count: int) -> None:
    for top in range(120, 760, 110):
        for left in (80, 260, 430):
            sheet.text(left, top, "admin 2025-01-20", 12, turn=45, grey=0.88)


def page_frame(sheet: Sheet, number: int, count: int) -> None:
    x0, top, x1, bottom = 30, 40, sheet.width - 30, sheet.height - 25
    for a, b, c, d in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
        sheet.line(a, b, c, d, "1.5 w")


def red_head(sheet: Sheet, number: int, count: int) -> None:
    sheet.line(60, 52, sheet.width - 60, 52, "1 0 0 RG 1.5 w")


def white_page(sheet: Sheet, number: int, count: int) -> None:
    sheet.marks.insert(0, f"q 1 g 0 0 {sheet.width} {sheet.height} re f Q")


def seal(sheet: Sheet, number: int, count: int) -> None:
    if number == count:
        sheet.picture(380, sheet.height - 160, 480, sheet.height - 60)


def scanned(sheet: Sheet, number: int, count: int) -> None:
    """Put a picture of the page over its text."""
    sheet.marks.insert(0, f"q {sheet.width} 0 0 {sheet.height} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")


def nothing(sheet: Sheet, number: int, count: int) -> None:
    """Leave the page as it is."""


# --------------------------------------------------------------------------- the document


@dataclass(frozen=True)
class Drawn:
    """A way of drawing a PDF.

    - ``across`` and ``down`` draw the horizontal and vertical sides of cells.
    - ``grows``: characters keep their size and rows grow with them; otherwise characters are shrunk until they fit.
    - ``set``: alignment of text in its cell (left, centre, right; top, middle).
    - ``order``: order of the marks of a page.
    - ``shade``: which cells are shaded.
    - ``missing``: a side that is left out, between two columns of figures (down) or two rows (across).
    - ``heads``: how the column names are set: turned or stacked.
    - ``cut``: a row that does not fit on a page begins there all the same, with its figures above or below the cut.
    - ``lost``: the share of the sides that are left out at random.
    - ``rules``: which rules exist (three: 三线表; head: vertical rules only in the header; box: the frame and the header).
    - ``inner``: a frame around each figure in its cell, or around its free space.
    - ``overflow``: a figure keeps its size, whatever the width of its cell.
    - ``nested``: the matrices of nested form XObjects that contain the page."""

    pen: Pen = plain
    across: Side | None = line
    down: Side | None = line
    proves: bool = True
    high: float = 18
    grows: float = 0
    set: str = "centre middle"
    shade: str = ""
    order: str = ""
    page: Callable[[Sheet, int, int], None] = nothing
    width: float = 595
    height: float = 842
    stub: float = 280
    keys: str = ""
    before: str = ""
    head_again: bool = False
    missing: str = ""
    heads: str = ""
    cut: str = ""
    lost: float = 0
    rules: str = ""
    inner: str = ""
    overflow: bool = False
    nested: tuple[str, ...] = ()
    suffix: str = ".pdf"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        sheets = [self._sheet()]
        top = 60.0
        for block in job.blocks:
            top = self._prose(sheets, top, block) if isinstance(block, Para) else self._table(sheets, top, block)
        for number, sheet in enumerate(sheets, 1):
            self.page(sheet, number, len(sheets))
            if self.order == "shuffled":
                random.Random(len(sheet.marks)).shuffle(sheet.marks)
            elif self.order == "reversed":
                sheet.marks.reverse()
            if self.before:
                sheet.marks[:] = [f"q {self.before}", *sheet.marks, "Q"]
        return pdf(*map(self._finished, sheets), layers="/OFF[{off} 0 R]" if _on_layers(job) else "")

    def _sheet(self) -> Sheet:
        return Sheet(width=self.width, height=self.height, keys=self.keys, nested=self.nested)

    def _finished(self, sheet: Sheet) -> Sheet:
        """Turn the paper: the file declares a tall page and rotates its content."""
        if "/Rotate 180" in self.keys:
            return replace(sheet, marks=[f"q -1 0 0 -1 {sheet.width} {sheet.height} cm", *sheet.marks, "Q"])
        if "/Rotate" not in self.keys:
            return sheet
        up = f"0 1 -1 0 {sheet.height} 0" if "/Rotate 90" in self.keys else f"0 -1 1 0 0 {sheet.width}"
        turned = [f"q {up} cm", *sheet.marks, "Q"]
        return replace(sheet, width=sheet.height, height=sheet.width, marks=turned)

    def _prose(self, sheets: list[Sheet], top: float, para: Para) -> float:
        size = 16 if para.role == "title" else 10.5
        text = para.text if para.role != "text" else "　　" + para.text
        count = int((self.width - 125) / size)
        for at in range(0, len(text), count):
            if top > self.height - 82:
                sheets.append(self._sheet())
                top = 60
            part = text[at : at + count]
            left = (self.width - size * len(part)) / 2 if para.role == "title" else 60
            self.pen(sheets[-1], left, top, part, size)
            top += size * 1.7
        return top

    def _widths(self, table: Table) -> list[float]:
        columns, room = max(map(len, table.rows)), self.width - 115
        stub = {0: 0.0, 1: 160.0, 2: 200.0, 3: min(260.0, self.stub)}.get(table.stub, self.stub)
        each = (room - stub) / (columns - table.stub)
        return [stub / max(1, table.stub)] * table.stub + [each] * (columns - table.stub)

    def _heights(self, table: Table, widths: list[float]) -> list[float]:
        heights = [60.0 if self.heads and r + 1 == table.head else self.high for r in range(len(table.rows))]
        if self.grows:
            for r, c, cell, high, span in boxes(table.rows):
                lines = len(_wrapped(cell.text.replace("\n", ""), self.grows, sum(widths[c : c + span]) - 4))
                needed = lines * (self.grows + 2) + 5
                short = needed - sum(heights[r : r + high])
                if short > 0:
                    heights[r + high - 1] += short
        return heights

    def _table(self, sheets: list[Sheet], top: float, table: Table) -> float:
        widths = self._widths(table)
        lefts = [58 + sum(widths[:at]) for at in range(len(widths) + 1)]
        heights = self._heights(table, widths)
        start = 0
        while start < len(table.rows):
            room, end = self.height - 62 - top, start
            while end < len(table.rows) and room >= heights[end]:
                room -= heights[end]
                end += 1
            if end < min(start + 3, len(table.rows)) and top > 60:
                sheets.append(self._sheet())
                top = 60
                continue
            part = table.part(start, max(end, start + 1))
            rows, high = part.rows, heights[start : start + len(part.rows)]
            if self.head_again and start and table.head:
                rows, high = table.part(0, table.head).rows + rows, heights[: table.head] + high
            tops = [top + sum(high[:at]) for at in range(len(high) + 1)]
            for r, c, cell, tall, span in boxes(rows):
                box = lefts[c], tops[r], lefts[min(c + span, len(widths))], tops[r + tall]
                self._cell(sheets[-1], box, cell, r, c == table.stub + 2, table.head + 4 == r + start)
            if self.rules:
                self._few_rules(sheets[-1], lefts, tops, max(0, table.head - start) or (0 if start else 1))
            top = tops[-1]
            start += len(part.rows)
            if self.cut and table.head < start < len(table.rows):
                table = self._cut(sheets[-1], top, table, start, lefts)
        return top + 12

    def _cut(self, sheet: Sheet, top: float, table: Table, at: int, lefts: list[float]) -> Table:
        """Draw the first label line of a row above the cut; return the table with the rest of the labels."""
        rest = [list(row) for row in table.rows]
        above = {id(cell) for row in table.rows[:at] for cell in row}
        for _, c, cell, _, span in boxes([table.rows[at]]):
            text = "" if id(cell) in above else cell.text
            room = lefts[c + span] - lefts[c] - 4
            first = _wrapped(text, self.grows, room)[0][0] if cell.role == "label" else text
            if cell.role == "value" and self.cut == "below":
                first = ""
            box = lefts[c], top, lefts[c + span], top + self.grows + 6
            self._cell(sheet, box, Cell(first, cell.role), at, False, False)
            after = Cell(text[len(first) :], cell.role)
            if id(cell) not in above:
                rest = [[after if one is cell else one for one in row] for row in rest]
        return Table(table.name, rest, table.head, table.stub)

    def _cell(self, sheet: Sheet, box: Box, cell: Cell, row: int, right: bool = False, under: bool = False) -> None:
        """Draw a cell; ``right`` and ``under`` mean that the side that may be missing is its left or its upper one."""
        x0, y0, x1, y1 = box
        if (
            self.shade == "all"
            or (self.shade == "stripes" and row % 2)
            or (self.shade == "head" and cell.role == "head")
        ):
            sheet.fill(x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5, grey=0.85 if cell.role == "head" else 0.93)
        dice = random.Random(f"{box}{cell.role}")
        if self.rules:
            pass
        elif self.lost:
            for side, ends in ((self.across, (x0, y0, x1, y0)), (self.down, (x0, y0, x0, y1))):
                if side and dice.random() >= self.lost:
                    side(sheet, *ends)
        elif self.across:
            for y in () if self.missing else (y0, y1):
                self.across(sheet, x0, y, x1, y)
            if self.missing and not (self.missing == "across" and under):
                self.across(sheet, x0, y0, x1, y0)
        if self.down and not self.lost and not self.rules:
            for x in () if self.missing else (x0, x1):
                self.down(sheet, x, y0, x, y1)
            if self.missing and not (self.missing == "down" and right):
                self.down(sheet, x0, y0, x0, y1)
        if self.heads and cell.role == "head" and y1 - y0 > 50 and x1 - x0 < 60:
            self._upright(sheet, box, cell.text)
            return
        if self.inner and cell.role == "value" and (cell.text or self.inner == "room"):
            by = min(5.0, (x1 - x0) / 4) if self.inner == "room" else (x1 - x0 - 0.5 * 8 * len(cell.text)) / 2 - 1
            high = 5.0 if self.inner == "figure" else 4.5
            for a, b, c, d in (
                (x0 + by, y0 + high, x1 - by, y0 + high), (x0 + by, y1 - high, x1 - by, y1 - high),
                (x0 + by, y0 + high, x0 + by, y1 - high), (x1 - by, y0 + high, x1 - by, y1 - high),
            ):  # fmt: skip
                sheet.line(a, b, c, d, "0.3 w")
        end, size, top = self._text(sheet, box, cell.text.replace("\n", ""), cell.role == "value")
        for kind, mark in cell.marks:
            MARKS[kind](sheet, end, top, size, mark, box)

    def _few_rules(self, sheet: Sheet, lefts: list[float], tops: list[float], head: int) -> None:
        levels = tops if self.rules == "head" else [tops[0], tops[head], tops[-1]]
        for y in levels:
            sheet.line(lefts[0], y, lefts[-1], y)
        for x in {"head": lefts, "box": [lefts[0], lefts[-1]]}.get(self.rules, []):
            sheet.line(x, tops[0], x, tops[head if self.rules == "head" else -1])

    def _upright(self, sheet: Sheet, box: Box, text: str) -> None:
        x, size = (box[0] + box[2]) / 2, 8
        for k, char in enumerate(text):
            if self.heads == "stacked":
                sheet.text(x - size / 2, box[1] + 2 + k * (size + 1), char, size)
            else:
                sheet.text(x - 0.38 * size, box[1] + 2 + k * size - 0.88 * size, char, size, turn=270)

    def _text(self, sheet: Sheet, box: Box, text: str, figure: bool) -> tuple[float, float, float]:
        """Wrap a text and shrink it until it fits; return its end, its size, and its top."""
        x0, y0, x1, y1 = box
        lines: list[tuple[str, float]] = []
        size = self.grows or 8.0
        for size in (self.grows,) if self.grows else (8.0, 6.5, 5.0, 4.0, 3.0, 2.5):
            lines = _wrapped(text, size, x1 - x0 - (4 if self.grows else 2))
            if len(lines) * (size + 1) <= y1 - y0:
                break
        if figure and self.overflow:
            lines, size = [(text, sum(wide(char, 8.0) for char in text))], 8.0
        step = size + (2 if self.grows else 1)
        top = y0 + 2 if "top" in self.set else (y0 + y1) / 2 - len(lines) * step / 2
        left = x0
        for part, used in lines:
            left = x0 + 2 if "left" in self.set else x1 - 2 - used if "right" in self.set else (x0 + x1 - used) / 2
            if part:
                self.pen(sheet, left, top, part, size)
            top, left = top + step, left + used
        return left, size, top - step


def _wrapped(text: str, size: float, room: float) -> list[tuple[str, float]]:
    lines, part, used = [], "", 0.0
    for char in text:
        width = wide(char, size)
        if used + width > room and part:
            lines.append((part, used))
            part, used = "", 0.0
        part, used = part + char, used + width
    return [*lines, (part, used)]


# --------------------------------------------------------------------------- what stands beside a figure


def _raised(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, 0.6 * size)


def _lowered(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top + 0.55 * size, mark, 0.6 * size)


def _white(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size, grey=1)


def _unseen(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size, mode=3)


def _struck(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size)
    middle = top + 0.55 * size
    sheet.line(x, middle, x + 0.5 * size * len(mark), middle, "0.5 w")


def _clipped(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size, clip=(box[0], box[1], x, box[3]))


def _covered(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size)
    sheet.fill(x, top, x + 0.5 * size * len(mark), top + size, grey=1)


def _on_layers(job: Job) -> bool:
    cells = (c for b in job.blocks if isinstance(b, Table) for row in b.rows for c in row)
    return any(kind == "layer" for cell in cells for kind, _ in cell.marks)


def _switched_off(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text(x, top, mark, size, tag="/OC /Off")


def _typed(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.note(box[0] + 4, (box[1] + box[3]) / 2 - 5, mark)


def _comment(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.note(box[0] + 4, (box[1] + box[3]) / 2 - 5, mark, "/Subtype/FreeText")


def _stamp(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.note(x, top, mark, "/Subtype/Stamp")


def _picture(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    x0, y0, x1, y1 = box
    sheet.picture((x0 + x1) / 2 - 6, (y0 + y1) / 2 - 4, (x0 + x1) / 2 + 6, (y0 + y1) / 2 + 4)


def _outline(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    """Draw a figure as a shape."""
    x0, y0, x1, y1 = box
    sheet.curve((x0 + x1) / 2 - 3, (y0 + y1) / 2 - 4, (x0 + x1) / 2 + 3, (y0 + y1) / 2 + 4)


def _undecoded(sheet: Sheet, x: float, top: float, size: float, mark: str, box: Box) -> None:
    sheet.text((box[0] + box[2]) / 2 - 4, top, mark, size, font=1)


MARKS: dict[str, Callable[[Sheet, float, float, float, str, Box], None]] = {
    "sup": _raised,
    "sub": _lowered,
    "white": _white,
    "hidden": _unseen,
    "struck": _struck,
    "clipped": _clipped,
    "covered": _covered,
    "layer": _switched_off,
    "control": _typed,
    "comment": _comment,
    "stamp": _stamp,
    "picture": _picture,
    "outline": _outline,
    "undecoded": _undecoded,
}

DRAWN: dict[str, Drawn] = {
    "pdf, drawn": Drawn(),
    "pdf, drawn, rules across": Drawn(down=None, proves=False),
    "pdf, drawn, rules down": Drawn(across=None, proves=False),
    "pdf, drawn, no rules": Drawn(across=None, down=None, proves=False),
    "pdf, drawn, dashed": Drawn(across=dashed, down=dashed),
    "pdf, drawn, tall": Drawn(high=26),
    "pdf, drawn, rows grow": Drawn(grows=9),
    "pdf, drawn, rows grow, no rules": Drawn(grows=9, across=None, down=None, proves=False),
    "pdf, drawn, rows grow, rules across": Drawn(grows=8, down=None, proves=False),
    "pdf, drawn, rows grow, rules down": Drawn(grows=8, across=None, proves=False),
    "pdf, drawn, narrow figures": Drawn(grows=8, stub=330),
    "pdf, drawn, by glyph": Drawn(pen=by_glyph),
    "pdf, drawn, glyphs shuffled": Drawn(pen=by_glyph, order="shuffled"),
    "pdf, drawn, last first": Drawn(order="reversed"),
    "pdf, drawn, twice": Drawn(pen=twice),
    "pdf, drawn, shadowed": Drawn(pen=shadowed),
    "pdf, drawn, drawn round": Drawn(pen=drawn_round),
    "pdf, drawn, grey print": Drawn(pen=coloured),
    "pdf, drawn, figures of another font": Drawn(pen=other_font, grows=9),
    "pdf, drawn, size in the matrix": Drawn(pen=large_matrix),
    "pdf, drawn, kerned": Drawn(pen=kerned),
    "pdf, drawn, narrowed": Drawn(pen=spaced_back),
    "pdf, drawn, upside down": Drawn(pen=upside_down),
    "pdf, drawn, clipped": Drawn(pen=clipped_to_itself),
    "pdf, drawn, on white": Drawn(pen=on_white),
    "pdf, drawn, padded": Drawn(pen=blanks_between),
    "pdf, drawn, tagged": Drawn(pen=tagged),
    "pdf, drawn, dashes": Drawn(across=in_pieces, down=in_pieces),
    "pdf, drawn, dots": Drawn(across=dots, down=dots),
    "pdf, drawn, strips": Drawn(across=strip, down=strip),
    "pdf, drawn, double": Drawn(across=double, down=double),
    "pdf, drawn, hair lines": Drawn(across=hair, down=hair),
    "pdf, drawn, heavy lines": Drawn(across=heavy, down=heavy),
    "pdf, drawn, lines apart": Drawn(across=short, down=short),
    "pdf, drawn, shaded": Drawn(shade="all"),
    "pdf, drawn, shaded, no rules": Drawn(shade="all", across=None, down=None, proves=False),
    "pdf, drawn, stripes": Drawn(shade="stripes"),
    "pdf, drawn, stripes, no rules": Drawn(shade="stripes", across=None, down=None, proves=False),
    "pdf, drawn, head shaded, rules across": Drawn(shade="head", down=None, proves=False),
    "pdf, drawn, left": Drawn(set="left middle"),
    "pdf, drawn, right": Drawn(set="right middle"),
    "pdf, drawn, left, no rules": Drawn(set="left", across=None, down=None, proves=False),
    "pdf, drawn, right, no rules": Drawn(set="right", across=None, down=None, proves=False),
    "pdf, drawn, top": Drawn(set="centre top", high=26),
    "pdf, drawn, folio": Drawn(page=folio, grows=9),
    "pdf, drawn, folio of": Drawn(page=folio_of),
    "pdf, drawn, bare folio": Drawn(page=bare_folio),
    "pdf, drawn, bare folio, no rules": Drawn(page=bare_folio, across=None, down=None, proves=False),
    "pdf, drawn, folio, no rules": Drawn(page=folio, across=None, down=None, proves=False),
    "pdf, drawn, watermark": Drawn(page=slanted_mark),
    "pdf, drawn, upright watermark": Drawn(page=upright_mark),
    "pdf, drawn, many watermarks": Drawn(page=many_marks),
    "pdf, drawn, watermark, no rules": Drawn(page=slanted_mark, across=None, down=None, proves=False),
    "pdf, drawn, framed": Drawn(page=page_frame),
    "pdf, drawn, framed, no rules": Drawn(page=page_frame, across=None, down=None, proves=False),
    "pdf, drawn, red line": Drawn(page=red_head),
    "pdf, drawn, white page": Drawn(page=white_page),
    "pdf, drawn, seal": Drawn(page=seal),
    "pdf, drawn, landscape": Drawn(width=842, height=595),
    "pdf, drawn, turned": Drawn(width=842, height=595, keys="/Rotate 90"),
    "pdf, drawn, cropped": Drawn(keys="/CropBox[20 20 575 822]"),
    "pdf, drawn, head again": Drawn(grows=9, head_again=True),
    "pdf, drawn, row cut, figures above": Drawn(grows=9, set="centre top", cut="above", proves=False),
    "pdf, drawn, row cut, figures below": Drawn(grows=9, set="centre top", cut="below", proves=False),
    "pdf, drawn, no rule between two columns": Drawn(missing="down", proves=False),
    "pdf, drawn, no rule between two rows": Drawn(missing="across", proves=False),
    "pdf, drawn, heads stacked": Drawn(heads="stacked"),
    "pdf, drawn, heads turned": Drawn(heads="turned"),
    "pdf, drawn, scan over text": Drawn(pen=hidden, across=None, down=None, page=scanned, proves=False),
    "pdf, drawn, digits drawn": Drawn(pen=drawn_digits),
    "pdf, drawn, digits nameless": Drawn(pen=nameless_digits, proves=False),
    "pdf, drawn, digits mute": Drawn(pen=mute_digits, proves=False),
    "pdf, drawn, larger unit": Drawn(keys="/UserUnit 2"),
    "pdf, drawn, on its head": Drawn(keys="/Rotate 180"),
    "pdf, drawn, turned right": Drawn(width=842, height=595, keys="/Rotate 270"),
    "pdf, drawn, scaled": Drawn(before="0.5 0 0 0.5 0 400 cm"),
    "pdf, drawn, two a sheet": Drawn(before="0 0.7 -0.7 0 590 0 cm"),
    "pdf, drawn, letterspaced": Drawn(pen=letterspaced, proves=False),
    "pdf, drawn, spread": Drawn(pen=spread, proves=False),
    "pdf, drawn, underlined": Drawn(pen=underlined, high=26),
    "pdf, drawn, combs": Drawn(pen=in_brackets_of_lines, high=22),
    "pdf, drawn, signs as lines": Drawn(pen=signs_as_lines, proves=False),
    "pdf, drawn, hidden twin": Drawn(pen=with_hidden_copy),
    "pdf, drawn, negative size": Drawn(pen=negative_size),
    "pdf, drawn, next lines": Drawn(pen=by_words),
    "pdf, drawn, raised all": Drawn(pen=raised_all),
    "pdf, drawn, three times": Drawn(pen=heavy_shadow),
    "pdf, drawn, italic": Drawn(pen=tilted),
    "pdf, drawn, actual text": Drawn(pen=meant),
    "pdf, drawn, stroked boxes": Drawn(across=box_sides, down=box_sides),
    "pdf, drawn, cells apart": Drawn(across=doubled_wide, down=doubled_wide, high=26),
    "pdf, drawn, lines of pictures": Drawn(across=pictured_line, down=pictured_line, proves=False),
    "pdf, drawn, lines too long": Drawn(across=overshooting, down=overshooting),
    "pdf, drawn, white lines between shades": Drawn(across=white_line, down=white_line, shade="all"),
    "pdf, drawn, sides lost": Drawn(lost=0.04, proves=False),
    "pdf, drawn, many sides lost": Drawn(lost=0.2, proves=False),
    "pdf, drawn, three rules": Drawn(rules="three", proves=False),
    "pdf, drawn, rules in the head": Drawn(rules="head", proves=False),
    "pdf, drawn, frame and head": Drawn(rules="box", proves=False),
    "pdf, drawn, figures framed": Drawn(inner="figure", high=24, proves=False),
    "pdf, drawn, room framed": Drawn(inner="room", high=24, proves=False),
    "pdf, drawn, overflowing": Drawn(overflow=True, stub=330, proves=False),
    "pdf, drawn, overflowing, left": Drawn(overflow=True, set="left middle", stub=330, proves=False),
    "pdf, drawn, overflowing, right": Drawn(overflow=True, set="right middle", stub=330, proves=False),
    "pdf, drawn, nested": Drawn(nested=("0.5 0 0 0.5 0 0", "2 0 0 2 0 0")),
    "pdf, drawn, nested, turned": Drawn(nested=("0 1 -1 0 842 0", "0 -1 1 0 0 842")),
    "pdf, drawn, origin elsewhere": Drawn(before="1 0 0 1 100 200 cm", keys="/MediaBox[100 200 695 1042]"),
    "pdf, drawn, origin below": Drawn(before="1 0 0 1 -300 -400 cm", keys="/MediaBox[-300 -400 295 442]"),
    "pdf, drawn, askew": Drawn(before="0.99998 0.006 -0.006 0.99998 0 0 cm", proves=False),
}  # fmt: skip
