"""Read PDF with a text layer: ruled tables, tables without rules by position, and the surrounding text.

Two engines interpret the pages (``pdf.pdfium_engine``, ``pdf.pdfminer_engine``). ``pdf.visibility`` keeps the visible
marks. Rules form tables (``pdf.lattice``, ``pdf.tables``). Characters outside of tables form lines and paragraphs
(``pdf.lines``). Lines aligned in columns form tables without rules (``pdf.loose``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from build_scripts.model import Block, Document, Grid, Paragraph, Place, Refusal
from build_scripts.readers.pdf import ocr, pdfium_engine, pdfminer_engine
from build_scripts.readers.pdf.agreement import compare_engines
from build_scripts.readers.pdf.confidence import doubtful_boxes
from build_scripts.readers.pdf.exclusions import may_hold_figures, without_struck, without_underlines
from build_scripts.readers.pdf.extra_content import extra_content
from build_scripts.readers.pdf.lattice import Lattice, join_rules, lattices, to_page_end, with_columns_of
from build_scripts.readers.pdf.lines import (
    VALUE,
    TextLine,
    column_of,
    paragraphs,
    rows_of,
    text_lines,
)
from build_scripts.readers.pdf.loose import loose_grids
from build_scripts.readers.pdf.margin import without_binding, without_line_numbers
from build_scripts.readers.pdf.marks import UNKNOWN, Glyph, Marks, Painted, upright
from build_scripts.readers.pdf.page_parts import PageParts, without_margins
from build_scripts.readers.pdf.rendering import render_page, shift_of
from build_scripts.readers.pdf.tables import grid_of
from build_scripts.readers.pdf.two_up import pages_of_sheets
from build_scripts.readers.pdf.visibility import COVERED, HIDDEN, visible_marks
from build_scripts.readers.set_aside import comment_doubts
from build_scripts.wording import printed, squeeze

# Exceptions that pdfminer and pypdfium2 raise for a damaged file, besides their own.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError)
MAX_PAGES = 500
MIN_CHARACTERS = 20  # characters: a page number, a stamp
# drawings on a page without characters that show text converted to outlines (转曲), several per character
MAX_DRAWINGS = 300
LARGEST = 1300.0  # points: pages larger than A3 are rendered at a lower resolution
_QUOTED = 60  # maximum quoted letters of each invisible row
HEAD_ROWS = 4  # maximum header rows: three in table 3, and a caption
# A word of every report. If it is readable, only some fonts lack a character map (often the font of the figures, a
# third of the characters of a dense report). Then text in these fonts is unreadable, but the file is not refused.
SUBJECT = "信息公开"
_HAN = re.compile("[\u4e00-\u9fff]")
_ODD = re.compile(f"[\ue000-\uf8ff{UNKNOWN}]")


_B = TypeVar("_B", bound=Block)
# arguments: number of the sheet, number of the page, number of tables before it
Recognise = Callable[[int, int, int], PageParts]


def read_pdf(data: bytes) -> Document:
    """Read a PDF with pdfium if pdfium supports the file and no doubt arises. Otherwise read it with pdfminer as well;
    a figure on which the engines disagree is unreadable.

    Raises ``Refusal``: truncated, damaged, encrypted, scanned, unrecognised, garbage, too-large.
    """
    if b"%%EOF" not in data[-4096:]:
        raise Refusal("truncated")
    document = _read(data)
    names = "、".join(extra_content(data))
    return replace(document, doubts=(*document.doubts, ("source.active", names))) if names else document


def _read(data: bytes) -> Document:
    fast: Document | None = None
    recognise = partial(_recognised, data) if ocr.name() else None
    painted = pdfium_engine.pages(data, MAX_PAGES)
    if painted is not None:
        with suppress(Refusal):  # pdfminer, the reference engine, decides
            fast = painted_document(painted, "pdf", recognise)
    if fast and not _has_doubts(fast):
        return fast
    reference = painted_document(pdfminer_engine.pages(data, MAX_PAGES), "pdf", recognise)
    return compare_engines(reference, fast) if fast else reference


def painted_document(painted: Sequence[Painted], reader: str, recognise: Recognise | None = None) -> Document:
    """Convert painted fixed-layout pages into a document. A page that is a picture is read from the hidden text layer
    of the scanner, as a draft. Without a text layer the page is recognized by OCR, or listed as unread if OCR is not
    installed.

    Raises ``Refusal``: damaged, scanned, unrecognised, garbage.
    """
    pages: list[PageParts] = []
    pictures: list[int] = []
    layered: list[int] = []
    try:
        tables = 0
        on_sheets = pages_of_sheets([upright(page) for page in visible_marks(painted)])
        whole = without_line_numbers([page for _, _, page in on_sheets])
        for (number, left, _), marks in zip(on_sheets, whole, strict=True):
            picture = len(marks.glyphs) < MIN_CHARACTERS and _is_picture(marks)
            if picture and (layer := _hidden_text_layer(marks)):
                layered.append(number)
                parts = _page(layer, len(pages) + 1, tables)
            elif picture:
                pictures.append(number)
                at = len(pages) + 1
                parts = recognise(number, at, tables) if recognise else _page(marks, at, tables)
            else:
                before = pages[-1].columns if pages else ()
                parts = _page(without_struck(without_underlines(marks)), len(pages) + 1, tables, before)
                parts = replace(parts, shift=(left, 0.0))
            tables += len(parts.grids)
            pages.append(replace(parts, sheet=number))
    except _BROKEN as error:
        raise Refusal("damaged", why="页面结构损坏") from error
    _refuse_unreadable(pages, pictures, bool(recognise))
    doubts = []
    if layered:
        doubts.append(("source.scan", f"{spans(layered)}是图片，下面另有一层看不见的文字，本馆读的是这一层"))
    if pictures:
        doubts.append(("source.scan", f"{spans(pictures)}是图片") if recognise else ("source.picture", spans(pictures)))
    hidden = [f"第 {part.sheet} 页的表格里看不见的一行“{text[:_QUOTED]}”" for part in pages for text in part.hidden]
    doubts += [("source.hidden", "、".join(hidden))] if hidden else []
    doubts += comment_doubts(text for page in painted for text in page.comments)
    reader = f"{reader}+{ocr.name()}" if pictures and recognise else reader
    unread = () if recognise else tuple(Place(page=number) for number in pictures)
    kept = without_margins(pages)
    margins = tuple(paragraph for page in kept for paragraph in _margins(page))
    return Document(tuple(_blocks(kept)), reader, doubts=tuple(doubts), unread=unread, margins=margins)


def _has_doubts(document: Document) -> bool:
    cells = (c for b in document.blocks if isinstance(b, Grid) for row in b.rows for c in row if c)
    return bool(document.doubts) or any(cell.doubt or cell.opaque for cell in cells)


def spans(numbers: Iterable[int]) -> str:
    """Format page numbers as ``第 1–3、5 页``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"第 {'、'.join(f'{run[0]}–{run[-1]}' if len(run) > 1 else str(run[0]) for run in runs)} 页"


def _refuse_unreadable(pages: Sequence[PageParts], pictures: Sequence[int], recognised: bool) -> None:
    if not pages:
        raise Refusal("damaged", why="PDF 里没有一页")
    characters = sum(p.characters for p in pages)
    han, odd = sum(p.han for p in pages), sum(p.odd for p in pages)
    if characters < 20 * len(pages) and han < 100:
        empty = spans(pictures or range(1, len(pages) + 1))
        raise Refusal("unrecognised", pages=empty) if pictures and recognised else Refusal("scanned", pages=empty)
    if han * 10 < characters or (odd * 5 > characters and not any(p.subject for p in pages)):
        raise Refusal("garbage")


# --------------------------------------------------------------------------- one page


def _page(marks: Marks, number: int, tables_before: int, columns: Sequence[float] = ()) -> PageParts:
    """Return tables and lines of one page. ``columns``: column sides of the last table on the previous page."""
    found: list[tuple[Lattice, Grid, list[Glyph]]] = []
    outside = marks.glyphs
    frames = lattices(marks.rules, marks.shades)
    first = min(frames, key=lambda lattice: lattice.ys[0], default=None)
    for frame in frames:
        lattice = to_page_end(frame, marks.rules, outside)
        inside = lattice.inside(outside)
        grid = grid_of(lattice, inside, marks, number)
        if grid is None and frame is first and (rest := with_columns_of(lattice, columns)):
            lattice, grid = rest, grid_of(rest, inside, marks, number, goes_on=True)
        if grid is not None:
            found.append((lattice, grid, inside))
            taken = set(map(id, inside))
            outside = [g for g in outside if id(g) not in taken]
    lines = _lines(outside, marks, number, found)
    heads = [item for item in found if not _has_figures(item[1]) and _continues_below(item[0], lines)]
    if heads:
        found = [item for item in found if item not in heads]
        outside = [*outside, *(glyph for _, _, inside in heads for glyph in inside)]
        lines = _lines(outside, marks, number, found)
    text = printed("".join(g.text for g in marks.glyphs))
    grids = [(lattice.ys[0], grid) for lattice, grid, _ in found]
    parts = _parts(marks.width, marks.height, grids, lines, text, tables_before)
    pictures = tuple(p.box for p in marks.pictures if may_hold_figures(p, marks))
    level = tuple(join_rules([r for r in marks.rules if r.horizontal]))
    last = max((lattice for lattice, _, _ in found), key=lambda lattice: lattice.ys[0], default=None)
    columns = last.xs if last else ()
    doubtful = doubtful_boxes(marks, outside)
    hidden = tuple(text for _, grid, _ in found for text in _hidden_rows(grid, marks.invisible))
    return replace(
        parts, turn=marks.turn, pictures=pictures, rules=level, columns=columns, doubtful=doubtful, hidden=hidden
    )


def _hidden_rows(grid: Grid, invisible: Sequence[Glyph]) -> Iterator[str]:
    """Yield the texts of rows with figures of which no letter is visible: the table has no other trace of them."""
    for row in grid.rows:
        boxes = [cell.place.box for cell in row if cell and cell.place.box]
        if not invisible or not boxes or any(cell and (cell.text or cell.opaque) for cell in row):
            continue
        top, bottom = max(box[1] for box in boxes), min(box[3] for box in boxes)
        around = (min(box[0] for box in boxes), top, max(box[2] for box in boxes), bottom)
        text = squeeze("".join(g.text for line in rows_of(g for g in invisible if g.within(around)) for g in line))
        if any(map(str.isdecimal, text)):
            yield text


def _lines(
    glyphs: Sequence[Glyph], marks: Marks, number: int, found: Sequence[tuple[Lattice, Grid, list[Glyph]]]
) -> list[TextLine]:
    frames = [lattice for lattice, _, _ in found]
    struck = [g for g in marks.struck if not any(f.holds((g.x0 + g.x1) / 2, g.middle) for f in frames)]
    uprights = join_rules([rule for rule in marks.rules if not rule.horizontal and not rule.edge])
    return without_binding(text_lines(glyphs, number, [frame.ys[0] for frame in frames], struck, uprights))


def _has_figures(grid: Grid) -> bool:
    """Return True for a table with figures, although a row at the page edge may be outside its rules (hzq2023, table
    3)."""
    return any(sum(bool(cell and VALUE.match(cell.text)) for cell in row) > 1 for row in grid.rows)


def _continues_below(lattice: Lattice, lines: Sequence[TextLine]) -> bool:
    """Return True if figures follow directly below the rules, or words below the shades: then only the table header is
    ruled or shaded, and the whole table is read by position."""
    if len(lattice.ys) > HEAD_ROWS + 1:
        return False
    x0, _, x1, bottom = lattice.box
    below = [line for line in lines if line.top >= bottom - 2 and line.x0 > x0 - 2 and line.x1 < x1 + 2]
    first = min(below, key=lambda line: line.top, default=None)
    return (
        first is not None
        and first.top - bottom < 1.5 * first.height
        and (lattice.shaded or sum(bool(VALUE.match(word)) for _, _, word in first.words) > 1)
    )


def _parts(
    width: float,
    height: float,
    grids: Iterable[tuple[float, Grid]],
    lines: Iterable[TextLine],
    text: str,
    tables_before: int,
) -> PageParts:
    """Build the parts of a page. ``text``: all text of the page, used to check that its characters are decodable."""
    ordered = enumerate(sorted(grids, key=lambda item: item[0]), tables_before + 1)
    numbered = tuple((top, _numbered(grid, at)) for at, (top, grid) in ordered)
    han, odd = len(_HAN.findall(text)), len(_ODD.findall(text))
    return PageParts(width, height, numbered, tuple(lines), han, odd, len(text), SUBJECT in squeeze(text))


def _numbered(grid: Grid, table: int) -> Grid:
    rows = tuple(
        tuple(cell and replace(cell, place=replace(cell.place, table=table)) for cell in row) for row in grid.rows
    )
    return replace(grid, rows=rows, place=replace(grid.place, table=table))


# --------------------------------------------------------------------------- pages without text


def _is_picture(marks: Marks) -> bool:
    """Return True if pictures cover most of the page (a scanner may split a sheet into strips) or drawings fill it."""
    area = 0.0
    for x0, top, x1, bottom in (picture.box for picture in marks.pictures):
        area += max(min(x1, marks.width) - max(x0, 0), 0) * max(min(bottom, marks.height) - max(top, 0), 0)
    return area > 0.4 * marks.width * marks.height or len(marks.drawings) > MAX_DRAWINGS


def _hidden_text_layer(marks: Marks) -> Marks | None:
    """Return the page with the hidden text under its picture (双层 PDF), which was made for searching only."""
    under = [g._replace(why="") for g in marks.invisible if g.why in (HIDDEN, COVERED)]
    return replace(marks, glyphs=[*marks.glyphs, *under], invisible=[]) if len(under) >= MIN_CHARACTERS else None


def _recognised(data: bytes, sheet: int, number: int, tables_before: int) -> PageParts:
    """Render the page as a picture and recognize it by OCR."""
    from build_scripts.readers.pdf.scan import DPI, scanned

    rendered = render_page(data, sheet, DPI, LARGEST)
    found = scanned(rendered.image, number)
    parts = _parts(found.width, found.height, found.grids, found.lines, found.text, tables_before)
    return replace(parts, turn=found.turn, scale=rendered.dpi / DPI, shift=shift_of(rendered, found.turn))


# --------------------------------------------------------------------------- the whole document


def _blocks(pages: Sequence[PageParts]) -> Iterator[Block]:
    """Yield all blocks in reading order."""
    lines = [line for p in pages for line in p.lines]
    ruled = "".join(c.text for p in pages for _, g in p.grids for row in g.rows for c in row if c)
    tables = sum(len(p.grids) for p in pages)
    loose, used = loose_grids(lines, squeeze(ruled), tables, dict(enumerate(pages, 1)))
    column = column_of([line for line in lines if line not in used])
    for number, part in enumerate(pages, 1):
        items: list[tuple[float, Grid | TextLine]] = [*part.grids]
        items += [(top, grid) for page, top, grid in loose if page == number]
        items += [(line.order, line) for line in part.lines if line not in used]
        items.sort(key=lambda item: item[0])
        gathered: list[TextLine] = []
        for _, item in items:
            if isinstance(item, TextLine):
                gathered.append(item)
                continue
            yield from _placed(paragraphs(gathered, column, last=False), part)
            gathered = []
            yield from _placed([item], part)
        yield from _placed(paragraphs(gathered, column, last=True), part)


def _margins(page: PageParts) -> Iterator[Paragraph]:
    for line in page.margins:
        x0, top, x1, bottom = (round(edge, 1) for edge in line.box)
        made = Paragraph(line.text.strip(), Place(page=line.page, box=(x0, top, x1, bottom)), doubt=line.doubt)
        yield from _placed([made], page)


def _placed(blocks: Iterable[_B], page: PageParts) -> Iterator[_B]:
    """Yield the blocks with the numbers of their sheets, and with boxes in coordinates of the sheet."""

    def of(place: Place) -> Place:
        place = replace(place, page=page.sheet)
        if not place.box:
            return place
        x0, top, x1, bottom = (
            round(edge / page.scale + shift, 1) for edge, shift in zip(place.box, page.shift * 2, strict=True)
        )
        return replace(place, box=(x0, top, x1, bottom), turn=page.turn)

    for block in blocks:
        moved = replace(block, place=of(block.place))
        if isinstance(moved, Grid):
            rows = tuple(tuple(cell and replace(cell, place=of(cell.place)) for cell in row) for row in moved.rows)
            moved = replace(moved, rows=rows)
        yield moved
