"""Read web pages saved from government sites: the visible content of the article, in order.

Hidden elements, navigation, sidebars and footers are not content. The page tags (ArticleTitle, PubDate, ContentSource)
are the most reliable evidence. Nothing is loaded from the network and no script is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Hints, Paragraph, Place, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.html.boxes import Rows, box_table
from build_scripts.readers.html.compute_page import compute_page
from build_scripts.readers.html.frames import insert_frames
from build_scripts.readers.html.page import BLOCKS, WHITE, Page
from build_scripts.readers.html.tables import table_rows
from build_scripts.readers.html.tree import tree_of
from build_scripts.readers.objects import resolve_objects, split_spots
from build_scripts.readers.pieces import Exclusion, Piece, build_line, build_lines, is_figure, opaque_kinds
from build_scripts.readers.recognition import TABLE_WORDS
from build_scripts.readers.text import blocks_of_lines
from build_scripts.wording import is_value, printed, squeeze

MAX_ELEMENTS = 300_000
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumb|crumb|crumbs|sidebar|side|footer|foot|header|share|related|recommend|list|links|toolbar|tools|comment|copyright|position|location|pager|print|qrcode|hidden(?!-(?:xs|sm|phone|mobile|print)\b)|hide|sr-only|visually-hidden)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
# invisible text worth reporting; share buttons and menus do not match
_SENTENCE = re.compile(r"[一-鿿][^。]*(?:\d|。)")
_DATED = re.compile("(?:发布|公布|公开|发文)(?:日期|时间)")
# maximum letters of the lines beside the title; the metadata table 索引号 … 有效性 of a site has about 120
_MAX_IMPRINT = 300
_QUOTED = 200  # maximum quoted letters of each invisible text
_BEGINNING, _QUOTED_OF = 16, 3  # quoted letters of a collapsed box, and number of quoted boxes
_LINES_OF_ARTICLE = 8  # minimum number of lines of an article inside one table cell
_MIN_FIGURES = 3  # minimum figures in one row; a box of links or a visitor counter has one or two
_IN_PROSE = (
    "输入框",
    "文本框",
    "公式",
    "样式表生成的内容",
)  # controls that are part of the text; menus and buttons are not


_BAR_ROW = re.compile(r"[|｜│┃║]|^[\s+\-=─━═┌-╬]+$")  # a bar, or a rule between two rows
_MIN_BAR_ROWS = 3  # minimum lines of a table of bars; 首页 | 政务公开 is one line

_EMPTY: Mapping[str, str] = MappingProxyType({})


def read_html(source: bytes | str, linked: Mapping[str, str] = _EMPTY, pages: Mapping[str, str] = _EMPTY) -> Document:
    """Read the article of a web page. ``linked``: address → style sheet, ``pages``: address → framed page, both saved
    in the same file. Raises ``Refusal`` for pages that are too large or nested too deeply."""
    text = source if isinstance(source, str) else decode(source, declared=True)
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    tree = tree_of(text)
    if tree is None:
        raise Refusal("damaged", why="网页无法解析")
    insert_frames(tree, pages)
    if sum(1 for _ in zip(tree.iter(), range(MAX_ELEMENTS + 1), strict=False)) > MAX_ELEMENTS:
        raise Refusal("too-large")
    hints = _hints(tree)
    try:
        page = compute_page(tree, linked)
    except RecursionError as error:
        raise Refusal("damaged", why="网页的样式表嵌套过深") from error
    _drop_furniture(tree)
    reader = _Reader(page)
    root = _article(tree)
    for element in (*_article_head(root), root):
        reader.walk(element)
        reader.flush()
        reader.read_bar_rows()
    doubts = [("source.hidden", text) for text in reader.invisible]
    if page.collapsed:
        beginnings = "”“".join(squeeze(_text(box))[:_BEGINNING] for box in list(page.collapsed)[:_QUOTED_OF])
        doubts.append(
            (
                "source.folded",
                f"“{beginnings}”{'等' * (len(page.collapsed) > _QUOTED_OF)}共 {len(page.collapsed)} 块内容",
            )
        )
    return Document(tuple(reader.blocks), "html", hints, tuple(doubts))


# --------------------------------------------------------------------------- content and furniture


def _drop_furniture(tree: Any) -> None:
    """Empty the page furniture around the article, unless it contains a table of the report."""
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and element is not tree and _is_furniture(element, element.tag.lower()):
            element.clear(keep_tail=True)
            element.tag = "span"


def _is_furniture(element: Any, name: str) -> bool:
    """Return True for navigation, sidebars and footers: class or id says so, the text is short or has many links, and
    the element contains no part of the report."""
    if name in ("nav", "footer"):
        return True
    if name in ("body", "table", "tr", "td", "th", "tbody", "p", "span", "h1", "article", "main"):
        return False
    if not (_FURNITURE.search(element.get("class", "")) or _FURNITURE.search(element.get("id", ""))):
        return False
    text = _text(element)
    if TABLE_WORDS.search(squeeze(text)) or element.find(".//h1") is not None or _has_figures(element):
        return False
    return len(text.strip()) < 200 or len(element.findall(".//a")) >= 3


def _has_figures(element: Any) -> bool:
    """Return True if the element has rows of figures: the rest of a split table may hold no header words."""
    return any(sum(is_value(_text(cell)) for cell in tr.iter("td", "th")) >= _MIN_FIGURES for tr in element.iter("tr"))


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _article(tree: Any) -> Any:
    """Return the smallest element with all statutory words and the report title; otherwise the body."""
    body = tree.find("body")
    root = body if body is not None else tree
    wanted = len(TABLE_WORDS.findall(_text(root)))
    while wanted:
        inner = [
            c
            for c in root
            if isinstance(c.tag, str) and c.tag != "table" and len(TABLE_WORDS.findall(_text(c))) == wanted
        ]
        if not inner or "年度报告" not in _text(inner[0]).replace("\n", "").replace(" ", "")[:4000]:
            break
        if inner[0].tag.lower() not in ("div", "article", "main", "section", "form", "center", "body"):
            break
        root = inner[0]
    return root


def _article_head(root: Any) -> list[Any]:
    """Return the parts that a site prints above the article element: the headline, lines or a table with the date."""
    found = []
    while root.getparent() is not None and root.tag != "body":
        before = [e for e in root.itersiblings(preceding=True) if isinstance(e.tag, str)]
        found += [
            e for e in before if e.tag == "h1" or (_DATED.search(t := squeeze(_text(e))) and len(t) < _MAX_IMPRINT)
        ]
        root = root.getparent()
    return found[::-1]


def _hints(tree: Any) -> Hints:
    tags: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name and meta.get("content"):
            tags.setdefault(name, meta.get("content").strip())
    title = tree.find(".//title")
    return Hints(
        title=tags.get("articletitle", "")
        or ((title.text or "").strip().split("_")[0].split("-")[0] if title is not None else ""),
        agency=tags.get("contentsource", ""),
        published=tags.get("pubdate", ""),
        url=tags.get("url", ""),
    )


# --------------------------------------------------------------------------- blocks


class _Reader:
    """Walks the article once; text accumulates until a block element ends it. ``invisible``: reports on invisible
    text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.blocks: list[Block] = []
        self.invisible: list[str] = []
        self.pieces: list[Piece] = []
        self.level = 0
        self.centred = False
        self.tables = 0
        self.last_box_table: Any = None  # the last table made of boxes

    def flush(self) -> None:
        words, doubt = build_line(self.pieces)
        text, spots = split_spots(printed(WHITE.sub(" ", words)))
        if text:
            if not _BAR_ROW.search(text):
                self.read_bar_rows()
            place, opaque = Place(line=len(self.blocks) + 1), opaque_kinds(self.pieces)
            self.blocks.append(Paragraph(text, place, self.level, False, self.centred, doubt, opaque, spots))
        else:
            self.invisible += [
                f"正文里看不见的“{squeeze(piece.text)[:_QUOTED]}”"
                for piece in self.pieces
                if piece.exclusion is not None and _SENTENCE.search(piece.text)
            ]
        self.pieces = []

    def walk(self, root: Any) -> None:
        """Walk depth-first without recursion: a page may nest a hundred thousand tags."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            name = element.tag.lower() if isinstance(element.tag, str) else ""
            if done:
                self.add_non_text(self.page.after.get(element))
                if name in BLOCKS:
                    self.flush()
                    self.level, self.centred = 0, False
                if element is not root:
                    self.add_tail(element)
                continue
            if element in self.page.replacements:
                self.add_replacements(element)
            elif name == "table" and not _is_layout(element):
                self.flush()
                self.add_table(element)
            elif name in ("div", "section", "ul", "ol") and (found := self.box_table(element))[0]:
                self.flush()
                self.add_grid(*found)
                self.last_box_table = element
                self.report_hidden(
                    [
                        piece.text
                        for node in element.iter()
                        for piece in self.page.replacements.get(node, ())
                        if node in self.page.blocks
                    ]
                )
            elif name == "pre" and not any(
                isinstance(c.tag, str) and c.tag.lower() in BLOCKS for c in element.iter() if c is not element
            ):
                self.flush()
                self.add_preformatted(element)
            elif name == "br":
                self.flush()
            else:
                if name in BLOCKS:
                    self.flush()
                    self.level = int(name[1]) if re.fullmatch("h[1-6]", name) else 0
                    self.centred = element.get("align") == "center" or "text-align:center" in element.get(
                        "style", ""
                    ).replace(" ", "")
                self.add_non_text(self.page.before.get(element))
                if name and element.text:
                    self.pieces.append(self.page.piece(element, element.text))
                stack.append((element, True))
                stack += [(child, False) for child in reversed(element)]
                continue
            self.add_tail(element)

    def read_bar_rows(self) -> None:
        """Read the last lines like a text file if they are a table of bars, a row in each line (<br> between them)."""
        start = len(self.blocks)
        lines: list[str] = []
        while start and isinstance(row := self.blocks[start - 1], Paragraph) and _is_bar_row(row):
            lines.append(row.text)
            start -= 1
        found = list(blocks_of_lines(lines[::-1], 1)) if len(lines) >= _MIN_BAR_ROWS else []
        grids = [block for block in found if isinstance(block, Grid)]
        if not grids or len(grids) < len(found):
            return
        del self.blocks[start:]
        for grid in grids:
            self.tables += 1
            rows = tuple(tuple(c and self._cell_of_bar_row(c) for c in row) for row in grid.rows)
            self.blocks.append(replace(grid, rows=rows, place=Place(line=len(self.blocks) + 1, table=self.tables)))

    def _cell_of_bar_row(self, cell: GridCell) -> GridCell:
        return replace(cell, place=replace(cell.place, line=None, table=self.tables))

    def add_tail(self, element: Any) -> None:
        if element.tail:
            self.pieces.append(self.page.piece(element.getparent(), element.tail))

    def add_non_text(self, piece: Piece | None) -> None:
        """Add non-text content that is part of the article; a figure may belong to a table."""
        if piece is None:
            return
        if piece.exclusion is Exclusion.INVISIBLE or piece.source in _IN_PROSE or piece.opaque or is_figure(piece.text):
            self.pieces.append(piece)

    def add_replacements(self, element: Any) -> None:
        if element in self.page.blocks:
            self.flush()
        for piece in self.page.replacements[element]:
            self.add_non_text(piece)
        if element in self.page.blocks:
            self.flush()

    def box_table(self, element: Any) -> tuple[Rows, GridKind]:
        """Return the rows of a table of boxes. Its continuation is directly below, with the same class and style."""
        self.read_bar_rows()
        goes_on = self.last_box_table is not None and bool(self.blocks) and isinstance(self.blocks[-1], Grid)
        goes_on = goes_on and all(self.last_box_table.get(name) == element.get(name) for name in ("class", "style"))
        return box_table(
            element, self.tables + 1, self.page, goes_on and not squeeze("".join(p.text for p in self.pieces))
        )

    def report_hidden(self, texts: list[str]) -> None:
        """Report rows and columns of the last table that are not displayed."""
        if quoted := [squeeze(text)[:_QUOTED] for text in texts if squeeze(text)]:
            self.invisible.append(f"第 {self.tables} 个表格中不显示的行或列“{'”“'.join(quoted)}”")

    def add_preformatted(self, element: Any) -> None:
        """Read preformatted text like a text file: its tables are columns of tabs or spaces."""
        self.read_bar_rows()
        pieces = self.page.pieces(element, spaced=True)
        opaque = opaque_kinds(pieces)
        found = list(build_lines(pieces))
        for block in blocks_of_lines([words for words, _ in found], 1):
            place = Place(line=len(self.blocks) + 1)
            if isinstance(block, Grid):
                self.tables += 1
                place = replace(place, table=self.tables)
                rows = (tuple(c and self._cell_of_line(c, found, opaque) for c in row) for row in block.rows)
                self.blocks.append(replace(block, rows=tuple(rows), place=place))
                continue
            doubt = found[(block.place.line or 1) - 1][1]
            text, spots = split_spots(block.text)
            if text:
                shown = opaque if spots else ""
                self.blocks.append(
                    replace(block, text=text, place=place, doubt=doubt, opaque=shown, opaque_offsets=spots)
                )

    def _cell_of_line(self, cell: GridCell, found: Sequence[tuple[str, str]], opaque: str) -> GridCell:
        """Return a cell of preformatted text with the doubt on struck-out text or pictures in its line."""
        doubts = cell.doubt, found[(cell.place.line or 1) - 1][1]
        place = replace(cell.place, line=None, table=self.tables)
        return resolve_objects(replace(cell, doubt="；".join(filter(None, doubts)), place=place), opaque)

    def add_table(self, element: Any) -> None:
        caption = element.find("caption")
        label = " ".join(_text(caption).split()) if caption is not None else ""
        self.read_bar_rows()
        rows, hidden = table_rows(element, self.tables + 1, self.page)
        self.add_grid(rows, GridKind.RULED, label)
        self.report_hidden(hidden)

    def add_grid(self, rows: Rows, kind: GridKind, label: str = "") -> None:
        self.tables += 1
        if rows:
            place = Place(line=len(self.blocks) + 1, table=self.tables)
            self.blocks.append(Grid(tuple(rows), kind, place, printed(label)))


def _is_bar_row(row: Paragraph) -> bool:
    """Return True for a line with a bar or a rule between rows, without anything that only a paragraph can state."""
    return bool(_BAR_ROW.search(row.text)) and not (row.level or row.doubt or row.opaque or row.opaque_offsets)


def _is_layout(table: Any) -> bool:
    """Return True for a layout table: it holds other tables, or one of its cells holds the whole article."""
    if any(
        sum(bool(_text(cell).strip()) for cell in inner.iter("td", "th")) > 1 for inner in table.iterfind(".//table")
    ):
        return True
    articles = [cell for cell in table.iter("td", "th") if len(list(cell.iter("p", "div", "br"))) > _LINES_OF_ARTICLE]
    return any(2 * len(squeeze(_text(cell))) > len(squeeze(_text(table))) for cell in articles)
