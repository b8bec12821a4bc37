"""PDF with a text layer: ruled tables by their rules, tables without rules by position, and the text around them.

Each page is parsed once; tables and text come from the same page, which is closed before the next is read.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.readers import ocr
from build_scripts.readers.parts import HAN, PageParts, TextLine, closing_lines
from build_scripts.readers.pdf_loose import loose_grids
from build_scripts.wording import printed, squeeze

MAX_PAGES = 500
FEW = 20  # characters: a page number, a stamp
OUTLINES = 300  # curves: so many are text without characters
LARGEST = 1300.0  # points: larger pages than A3 are drawn smaller
_PAGE_NUMBER = re.compile(
    r"^[-—–·\s]*\d{1,3}[-—–·\s]*$|^第?\d{1,3}页?[/，,共]*\d{0,3}页?$|^-?\d{1,3}/\d{1,3}-?$", re.IGNORECASE
)
_ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}\s?、|[（(][一二三四五六七八九十]{1,3}[)）])")
_SENTENCE_END = re.compile(r"[。！？；：.;:]$")
_SETTINGS = {"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 4}


def read_pdf(data: bytes) -> Document:
    """Raises ``Refusal``: truncated, damaged, encrypted, scanned, garbage, too-large."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # hundreds of lines about fonts otherwise
    if b"%%EOF" not in data[-4096:]:
        raise Refusal("truncated")
    pages: list[PageParts] = []
    bare_pages: list[int] = []
    layered_pages: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise Refusal("too-large")
            tables = 0
            for number, page in enumerate(pdf.pages, 1):
                parts = _page(page, number, tables)
                if _covered(page) > 0.4 or (parts.characters < FEW and len(page.curves) > OUTLINES):
                    bare = parts.characters < FEW
                    if bare or _is_layered(page):
                        (bare_pages if bare else layered_pages).append(number)
                        if ocr.name():
                            parts = _recognised(page, number, tables)
                tables += len(parts.grids)
                pages.append(parts)
                page.close()
    except Refusal:
        raise
    except (PdfminerException, PDFSyntaxError, PDFPasswordIncorrect) as error:
        if isinstance(error, PDFPasswordIncorrect) or isinstance(
            error.args[0] if error.args else None, PDFPasswordIncorrect
        ):
            raise Refusal("encrypted") from error
        raise Refusal("damaged", why="PDF 结构损坏") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, AssertionError) as error:
        raise Refusal("damaged", why="PDF 结构损坏") from error
    _refuse_unreadable(pages, bare_pages)
    blocks = tuple(_blocks(pages))
    if ocr.name() and (bare_pages or layered_pages):
        doubt = ("source.scan", f"{spans((*bare_pages, *layered_pages))}是图片")
        return Document(blocks, f"pdf+{ocr.name()}", doubts=(doubt,))
    doubts = [("source.picture", f"{spans(bare_pages)}是图片，没有文字")] if bare_pages else []
    doubts += [("source.scan", f"{spans(layered_pages)}是图片，文字是扫描软件认的")] if layered_pages else []
    return Document(blocks, "pdf", doubts=tuple(doubts))


def spans(numbers: Iterable[int]) -> str:
    """``第 1–3、5 页``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"第 {'、'.join(f'{run[0]}–{run[-1]}' if len(run) > 1 else str(run[0]) for run in runs)} 页"


def _refuse_unreadable(pages: Sequence[PageParts], pictures: Sequence[int]) -> None:
    if not pages:
        raise Refusal("damaged", why="PDF 里没有一页")
    characters = sum(p.characters for p in pages)
    han, odd = sum(p.han for p in pages), sum(p.odd for p in pages)
    if characters < 20 * len(pages) and han < 100:
        raise Refusal(
            "unrecognised" if ocr.name() and pictures else "scanned", pages=spans(pictures or range(1, len(pages) + 1))
        )
    if odd * 5 > characters or han * 10 < characters:
        raise Refusal("garbage")


# --------------------------------------------------------------------------- one page


def _page(page: Any, number: int, tables_before: int) -> PageParts:
    """Tables and lines of one page. A watermark is slanted: neither ``a`` nor ``b`` of its matrix is near 0."""

    def shown(item: dict[str, Any]) -> bool:
        if item["object_type"] == "rect":  # hzq2023 draws a white box behind each run of text: no rule
            return bool(item.get("stroke")) or not _is_white(item.get("non_stroking_color"))
        if item["object_type"] != "char":
            return True
        a, b = item["matrix"][0], item["matrix"][1]
        slanted = abs(a) > 0.05 * abs(b) + 0.02 and abs(b) > 0.05 * abs(a) + 0.02
        return not slanted and item.get("size", 1) > 1

    visible = page.filter(shown).dedupe_chars(tolerance=0.5)
    grids: list[tuple[float, Grid]] = []
    boxes = []
    for table in visible.find_tables(_SETTINGS | {"explicit_horizontal_lines": closing_lines(visible.edges)}):
        grid = _grid(table, visible, number, tables_before + len(grids) + 1)
        # A box with one filled cell a row is no table.
        if any(sum(1 for cell in row if cell and cell.text) > 1 for row in grid.rows):
            grids.append((table.bbox[1], grid))
            boxes.append(table.bbox)
    outside = visible.filter(lambda o: o["object_type"] != "char" or not _inside(o, boxes)) if boxes else visible
    lines = tuple(_lines(outside, number))
    text = "".join(c["text"] for c in visible.chars)
    odd = len(re.findall("[\ue000-\uf8ff\ufffd]", text)) + 5 * text.count("(cid:")
    characters = len(squeeze(text))
    return PageParts(page.width, page.height, tuple(grids), lines, len(HAN.findall(printed(text))), odd, characters)


def _covered(page: Any) -> float:
    """The share of the page that pictures cover; a scanner may cut one sheet into strips."""
    area = 0.0
    for picture in page.images:
        wide = min(picture["x1"], page.width) - max(picture["x0"], 0)
        tall = min(picture["bottom"], page.height) - max(picture["top"], 0)
        area += max(wide, 0) * max(tall, 0)
    return float(area / max(page.width * page.height, 1))


def _is_layered(page: Any) -> bool:
    """A scanner's software recognised the text and laid it, unseen (``3 Tr``), over its picture."""
    return any(re.search(rb"\b3\s+Tr\b", stream.get_data() or b"") for stream in page.page_obj.contents)


def _recognised(page: Any, number: int, tables_before: int) -> PageParts:
    """The page drawn as a picture and read by machine."""
    import numpy as np

    from build_scripts.readers.scan import DPI, page_parts

    drawn = page.to_image(resolution=min(DPI, DPI * LARGEST / max(page.width, page.height, 1)))
    return page_parts(np.asarray(drawn.original.convert("L")), number, tables_before)


def _is_white(colour: object) -> bool:
    """White in grey (1) or in red, green and blue (1, 1, 1)."""
    values = colour if isinstance(colour, (tuple, list)) else (colour,)
    return len(values) in (1, 3) and all(v == 1 for v in values)


def _inside(char: dict[str, Any], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1 for x0, top, x1, bottom in boxes)


def _grid(table: Any, page: Any, number: int, ordinal: int) -> Grid:
    """Cells of a ruled table with their text; a merged cell stands once, ``None`` where it covers others."""
    rows = []
    for r, row in enumerate(table.rows, 1):
        top, bottom = row.bbox[1], max(c[3] for c in row.cells if c)
        chars = [c for c in page.chars if top - 2 <= (c["top"] + c["bottom"]) / 2 <= bottom + 2]
        cells: list[GridCell | None] = []
        for k, box in enumerate(row.cells, 1):
            cells.append(_cell(chars, box, Place(page=number, table=ordinal, row=r, column=k)) if box else None)
        rows.append(tuple(cells))
    return Grid(tuple(rows), GridKind.RULED, Place(page=number, table=ordinal))


def _cell(chars: Sequence[dict[str, Any]], box: tuple[float, float, float, float], place: Place) -> GridCell:
    x0, top, x1, bottom = box
    mine = [c for c in chars if x0 <= (c["x0"] + c["x1"]) / 2 < x1 and top <= (c["top"] + c["bottom"]) / 2 < bottom]
    lines = _rows_of(mine)
    text = "\n".join("".join(_spaced(line)) for line in lines)
    doubt = "文字重叠，可能有误" if _overprinted(mine) else ""
    return GridCell(printed(text).strip(), place, doubt)


def _overprinted(chars: Sequence[dict[str, Any]]) -> bool:
    """Two different characters at one place: one was printed over the other."""
    placed = sorted((c for c in chars if c["text"].strip()), key=lambda c: (round(c["top"]), c["x0"]))
    for a, b in pairwise(placed):
        overlap = min(a["x1"], b["x1"]) - max(a["x0"], b["x0"])
        level = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
        size = min(a["x1"] - a["x0"], b["x1"] - b["x0"])
        if overlap > 0.6 * size > 0 and level > 0.6 * min(a["bottom"] - a["top"], b["bottom"] - b["top"]):
            return True
    return False


def _rows_of(chars: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Characters by line: those whose middles are within half a character height."""
    lines: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if lines:
            last = lines[-1]
            base = sum((c["top"] + c["bottom"]) / 2 for c in last) / len(last)
            if middle - base < 0.5 * max(char["bottom"] - char["top"], 1):
                last.append(char)
                continue
        lines.append([char])
    return [sorted(line, key=lambda c: c["x0"]) for line in lines]


def _spaced(line: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Text of a line with a space where a gap parts two characters."""
    before: dict[str, Any] | None = None
    for char in line:
        if before and char["x0"] - before["x1"] > 0.35 * max(char["size"], 1) and not before["text"].isspace():
            yield " "
        yield char["text"]
        before = char


# --------------------------------------------------------------------------- lines and paragraphs


def _lines(page: Any, number: int) -> Iterator[TextLine]:
    for chars in _rows_of([c for c in page.chars if c["text"].strip()]):
        words: list[tuple[float, float, str]] = []
        size = sorted(c["size"] for c in chars)[len(chars) // 2]
        for char in chars:
            if words and char["x0"] - words[-1][1] <= 0.45 * max(size, 1):
                words[-1] = (words[-1][0], char["x1"], words[-1][2] + char["text"])
            else:
                words.append((char["x0"], char["x1"], char["text"]))
        words = [(a, b, printed(t)) for a, b, t in words]
        text = " ".join(t for _, _, t in words)
        top, bottom = min(c["top"] for c in chars), max(c["bottom"] for c in chars)
        yield TextLine(number, chars[0]["x0"], chars[-1]["x1"], top, bottom, text, tuple(words), size)


def _blocks(pages: Sequence[PageParts]) -> Iterator[Block]:
    """Everything in reading order, running heads and page numbers left out."""
    repeated = _running_heads(pages)
    kept = [replace(p, lines=tuple(line for line in p.lines if not _is_furniture(line, p, repeated))) for p in pages]
    lines = [line for p in kept for line in p.lines]
    ruled = "".join(c.text for p in pages for _, g in p.grids for row in g.rows for c in row if c)
    tables = sum(len(p.grids) for p in pages)
    loose, used = loose_grids(lines, squeeze(ruled), tables)
    margins = _margins([line for line in lines if line not in used])
    for number, part in enumerate(kept, 1):
        items: list[tuple[float, Grid | TextLine]] = [*part.grids]
        items += [(top, grid) for page, top, grid in loose if page == number]
        items += [(line.top, line) for line in part.lines if line not in used]
        items.sort(key=lambda item: item[0])
        gathered: list[TextLine] = []
        for _, item in items:
            if isinstance(item, TextLine):
                gathered.append(item)
                continue
            yield from _paragraphs(gathered, margins, last=False)
            gathered = []
            yield item
        yield from _paragraphs(gathered, margins, last=True)


def _running_heads(pages: Sequence[PageParts]) -> set[str]:
    """Texts that stand in the margin of at least three pages, or of both of two."""
    seen: Counter[str] = Counter()
    for p in pages:
        edge = {squeeze(line.text) for line in p.lines if line.bottom < 0.09 * p.height or line.top > 0.91 * p.height}
        seen.update(re.sub(r"\d+", "#", text) for text in edge)
    return {text for text, n in seen.items() if n >= max(2, min(3, len(pages)))}


def _is_furniture(line: TextLine, page: PageParts, repeated: set[str]) -> bool:
    text = squeeze(line.text)
    in_margin = line.bottom < 0.09 * page.height or line.top > 0.91 * page.height
    if in_margin and re.sub(r"\d+", "#", text) in repeated:
        return True
    near_edge = line.bottom < 0.12 * page.height or line.top > 0.85 * page.height
    return near_edge and bool(_PAGE_NUMBER.match(text))


def _margins(lines: Sequence[TextLine]) -> tuple[float, float]:
    """(left, right) edge of the text column: the edges most long lines share."""
    long = [line for line in lines if len(line.text) > 18] or list(lines)
    if not long:
        return 0.0, 0.0
    left = Counter(round(line.x0 / 4) * 4 for line in long).most_common(1)[0][0]
    return float(left), max(line.x1 for line in long)


def _paragraphs(lines: Sequence[TextLine], margins: tuple[float, float], last: bool) -> Iterator[Paragraph]:
    """Lines to paragraphs: a new one begins with an indent, after a short line, or after a wide gap."""
    left, right = margins
    gathered: list[TextLine] = []

    def made(end_of_page: bool) -> Paragraph:
        first = gathered[0]
        text = "".join(_joint(a.text) for a in gathered).strip()
        middle = (first.x0 + first.x1) / 2
        centred = abs(middle - (left + right) / 2) < 12 and first.x0 > left + 2.5 * first.height
        full = gathered[-1].x1 > right - 2.2 * gathered[-1].height
        return Paragraph(text, Place(page=first.page, line=None), centred=centred, breaks=end_of_page and full)

    for line in lines:
        if gathered and _begins(gathered[-1], line, left, right):
            yield made(False)
            gathered = []
        gathered.append(line)
    if gathered:
        yield made(last)


def _begins(before: TextLine, line: TextLine, left: float, right: float) -> bool:
    short = before.x1 < right - 2.2 * before.height
    indented = line.x0 > left + 1.2 * line.height
    # A heading without an indent after a full last line: only its number tells (六、其他需要报告的事项).
    numbered = _ENUMERATED.match(line.text) and _SENTENCE_END.search(before.text)
    return bool(short or indented or numbered) or _apart(before, line)


def _apart(before: TextLine, line: TextLine) -> bool:
    return line.top - before.bottom > 2.2 * line.height or abs(line.height - before.height) > 2.5


def _joint(text: str) -> str:
    """A space at the joint of two Latin words only."""
    return text + " " if re.search(r"[A-Za-z]$", text) else text
