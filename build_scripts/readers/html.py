"""Web pages as saved from government sites: what a reader would have seen of the article, in order.

Hidden elements, navigation, side lists and footers are no content; the page tags (ArticleTitle, PubDate,
ContentSource) are the best evidence there is. Nothing is fetched and nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree, html

from build_scripts.model import Block, Document, Grid, GridKind, Hints, Paragraph, Place, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.html_tables import BLOCKS, TABLE_WORDS, WHITE, Rows, box_rows, is_struck, table_rows
from build_scripts.readers.text import blocks_of_lines
from build_scripts.wording import printed

MAX_ELEMENTS = 300_000
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "head",
        "link",
        "meta",
        "title",
        "map",
        "applet",
        "nav",
        "footer",
    ]
)
_OUTSIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumb|crumb|crumbs|sidebar|side|footer|foot|header|share|related|recommend|list|links|toolbar|tools|comment|copyright|position|location|pager|print|qrcode|hidden|hide|sr-only|visually-hidden)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_FIELDS = ("", "text", "number", "search", "tel")  # kinds of ``<input>`` whose value is seen as text


def read_html(source: bytes | str) -> Document:
    """The article of a web page. Raises ``Refusal`` for pages that are too large or too deep."""
    text = source if isinstance(source, str) else decode(source, declared=True)
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged", why="网页无法解析") from error
    if sum(1 for _ in zip(tree.iter(), range(MAX_ELEMENTS + 1), strict=False)) > MAX_ELEMENTS:
        raise Refusal("too-large")
    hidden = _hidden_selectors(tree)
    hints = _hints(tree)
    _drop(tree, hidden)
    reader = _Reader()
    reader.walk(_root(tree))
    reader.flush()
    return Document(tuple(reader.blocks), "html", hints)


# --------------------------------------------------------------------------- what is content


def _hidden_selectors(tree: Any) -> set[str]:
    """Simple selectors (``.a``, ``#b``) that a style sheet of the page hides; a hidden ``body`` hides no evidence.

    What only a phone or a printer hides (``@media``), a reader at a desk sees."""
    found = set()
    for style in tree.iter("style"):
        elsewhere = False
        for rule in re.sub(r"/\*.*?(?:\*/|\Z)", "", style.text or "", flags=re.S).split("}"):
            head, brace, body = rule.rpartition("{")
            medium, _, selectors = head.rpartition("{")
            if medium or not brace:  # a lone brace ends the medium
                elsewhere = bool(re.search("@media[^{]*(?:print|max-)", medium))
            if brace and not elsewhere and _HIDDEN_STYLE.search(body):
                found |= {s.strip() for s in selectors.split(",") if re.fullmatch(r"\s*[.#][\w-]+\s*", s)}
    return found


def _is_hidden(element: Any, hidden: set[str]) -> bool:
    if (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style", ""))
    ):
        return True
    names = {f".{c}" for c in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
    return bool(names & hidden)


def _drop(tree: Any, hidden: set[str]) -> None:
    """Take away what a reader does not see, and the furniture around the article unless a table is in it."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element is tree:
            continue
        name = element.tag.lower()
        if name == "input" and element.get("type", "").lower() in _FIELDS and not _is_hidden(element, hidden):
            element.tag, element.text = "span", element.get("value")  # forms filled in and saved as pages
            continue
        unseen = name in _SKIPPED or _is_hidden(element, hidden) or _is_furniture(element, name)
        if unseen:  # emptied, not dropped: lxml joins no texts in which stray control characters stand
            element.clear(keep_tail=True)
            element.tag = "span"


def _is_furniture(element: Any, name: str) -> bool:
    """Navigation, side lists, footers: named so by their class, full of links or short, and without the report."""
    if name in ("body", "table", "tr", "td", "th", "tbody", "p", "span", "h1", "article", "main"):
        return False
    if not (_OUTSIDE.search(element.get("class", "")) or _OUTSIDE.search(element.get("id", ""))):
        return False
    text = _text(element)
    if TABLE_WORDS.search(text) or element.find(".//h1") is not None:
        return False
    return len(text.strip()) < 200 or len(element.findall(".//a")) >= 3


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _root(tree: Any) -> Any:
    """The smallest element that holds all statutory words and the title of the report; else the body."""
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
    """Walks the article once: text gathers until an element of its own line ends it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.level = 0
        self.centred = False
        self.tables = 0

    def flush(self) -> None:
        text = printed(WHITE.sub(" ", "".join(self.words))).strip(" \xa0\u3000")
        self.words = []
        if text:
            self.blocks.append(
                Paragraph(text, Place(line=len(self.blocks) + 1), level=self.level, centred=self.centred)
            )

    def walk(self, root: Any) -> None:
        """Depth-first without recursion: a page may nest a hundred thousand tags."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            name = element.tag.lower() if isinstance(element.tag, str) else ""
            if done:
                if name in BLOCKS:
                    self.flush()
                    self.level, self.centred = 0, False
                if element is not root:
                    self.words.append(element.tail or "")
                continue
            if is_struck(element, name):
                self.words.append(element.tail or "")
                continue
            if name == "table" and not _is_layout(element):
                self.flush()
                self.table(element)
                self.words.append(element.tail or "")
                continue
            if name in ("div", "section", "ul", "ol") and (rows := box_rows(element, self.tables + 1)):
                self.flush()
                even = len({len(row) for row in rows}) == 1
                self.grid(rows, GridKind.RULED if even else GridKind.PACKED)
                self.words.append(element.tail or "")
                continue
            if name == "pre" and not any(
                isinstance(c.tag, str) and c.tag.lower() in BLOCKS for c in element.iter() if c is not element
            ):
                self.flush()
                self.preformatted(element)
                self.words.append(element.tail or "")
                continue
            if name == "br":
                self.flush()
                self.words.append(element.tail or "")
                continue
            if name in BLOCKS:
                self.flush()
                self.level = int(name[1]) if re.fullmatch("h[1-6]", name) else 0
                self.centred = element.get("align") == "center" or "text-align:center" in element.get(
                    "style", ""
                ).replace(" ", "")
            self.words.append((element.text or "") if name else "")
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]

    def preformatted(self, element: Any) -> None:
        """Text as it would stand in a file: its tables are columns of tabs or spaces."""
        for block in blocks_of_lines(_text(element).splitlines(), 1):
            place = Place(line=len(self.blocks) + 1)
            if isinstance(block, Grid):
                self.tables += 1
                place = replace(place, table=self.tables)
                rows = (
                    tuple(c and replace(c, place=replace(c.place, line=None, table=self.tables)) for c in row)
                    for row in block.rows
                )
                block = replace(block, rows=tuple(rows))
            self.blocks.append(replace(block, place=place))

    def table(self, element: Any) -> None:
        caption = element.find("caption")
        label = " ".join(_text(caption).split()) if caption is not None else ""
        self.grid(table_rows(element, self.tables + 1), GridKind.RULED, label)

    def grid(self, rows: Rows, kind: GridKind, label: str = "") -> None:
        self.tables += 1
        if rows:
            place = Place(line=len(self.blocks) + 1, table=self.tables)
            self.blocks.append(Grid(tuple(rows), kind, place, printed(label)))


def _is_layout(table: Any) -> bool:
    """A table that only arranges the page: it holds other tables, or its few cells hold whole articles."""
    if table.find(".//table") is not None:
        return True
    cells = list(table.iter("td", "th"))
    return len(cells) <= 2 and any(len(list(c.iter("p", "div"))) > 8 for c in cells)
