"""Tables of web pages: rows and cells of ``<table>``, and of boxes that are laid out like one.

Merged cells are expanded to ``None``; what is raised or struck out in a cell is no digit of the number beside it.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from build_scripts.model import GridCell, Place
from build_scripts.wording import besides, printed

MAX_SPAN = 100
Rows = list[tuple[GridCell | None, ...]]
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
WHITE = re.compile(r"[ \t\r\n\f\v]+")
_BREAKING = BLOCKS | {"br"}
TABLE_WORDS = re.compile("申请人情况|新收政府信息公开申请|信息内容|结果维持|处理决定数量")
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_ROWS = frozenset(["div", "ul", "ol", "li", "section", "dl"])
_CELLS = frozenset(["div", "span", "li", "p", "dt", "dd", "label"])
_LONGEST = 80  # letters of a label; more are prose


def is_struck(element: Any, name: str) -> bool:
    """Deleted text that the page still shows, with a line through it."""
    return name in ("del", "s", "strike") or bool(_STRUCK.search(element.get("style", "")))


def table_rows(table: Any, number: int) -> Rows:
    """Rows with merged cells expanded to ``None``; ``rowspan`` and ``colspan`` are bounded."""
    grid: list[list[GridCell | None]] = []
    taken: set[tuple[int, int]] = set()
    trs = sorted((tr for tr in table.iter("tr") if _owner(tr) is table), key=_part)
    for r, tr in enumerate(trs):
        row: dict[int, GridCell | None] = {}
        at = 0
        for cell in (c for c in tr if isinstance(c.tag, str) and c.tag.lower() in ("td", "th")):
            while (r, at) in taken:
                at += 1
            wide, tall = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            row[at] = _cell(cell, Place(table=number, row=r + 1, column=at + 1))
            for dr in range(tall):
                for dc in range(wide):
                    taken.add((r + dr, at + dc))
            at += wide
        width = max([at, *(c + 1 for rr, c in taken if rr == r)], default=0)
        grid.append([row.get(c) for c in range(width)])
    width = max((len(row) for row in grid), default=0)
    return [tuple(row + [None] * (width - len(row))) for row in grid if any(row)]


def _part(tr: Any) -> int:
    """Where browsers show a row: the head above all, the foot below, in whatever order they are written."""
    return {"thead": 0, "tfoot": 2}.get(str(tr.getparent().tag).lower(), 1)


def _owner(tr: Any) -> Any:
    parent = tr.getparent()
    while parent is not None and parent.tag.lower() != "table":
        parent = parent.getparent()
    return parent


def _span(value: str | None) -> int:
    match = re.match(r"\s*(\d+)", value or "")
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1


def _cell(cell: Any, place: Place) -> GridCell:
    """Text with a line break where a block or ``<br>`` parts it: two numbers in one cell stay two."""
    parts: list[str] = []
    aside: list[str] = []
    beside: Any = None  # the element whose text is no part of the number
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        name = element.tag.lower() if isinstance(element.tag, str) else ""
        if element is not cell and name in _BREAKING:
            parts.append("\n")
        if event == "start":
            if beside is None and element is not cell and name and (name == "sup" or is_struck(element, name)):
                beside = element
            (parts if beside is None else aside).append(WHITE.sub(" ", element.text or "") if name else "")
        elif element is not cell:
            beside = None if beside is element else beside
            (parts if beside is None else aside).append(WHITE.sub(" ", element.tail or ""))
    lines = [re.sub("[ \xa0\u3000]+", " ", line).strip() for line in printed("".join(parts)).split("\n")]
    text = "\n".join(line for line in lines if line)
    return GridCell(text or "".join(aside).strip(), place, besides(["".join(aside)]))


# --------------------------------------------------------------------------- boxes laid out as a table


def box_rows(element: Any, number: int) -> Rows:
    """The rows of boxes that a style sheet lays out as a table (``role="row"``, ``class="tr"``); empty for any other.

    Told by their shape, not by their names: every child is a row of two short cells or more, and the words of a
    statutory table stand in them."""
    children = [child for child in element if isinstance(child.tag, str) and _has_text(child)]
    rows = [[cell for cell in child if isinstance(cell.tag, str)] for child in children]
    if len(rows) < 2 or max(map(len, rows)) < 2 or (element.text or "").strip():
        return []
    if not all(_is_row(child, cells) for child, cells in zip(children, rows, strict=True)):
        return []
    if not TABLE_WORDS.search("".join(element.itertext())):
        return []
    return [
        tuple(_cell(cell, Place(table=number, row=r, column=c)) for c, cell in enumerate(cells, 1))
        for r, cells in enumerate(rows, 1)
    ]


def _has_text(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def _is_row(child: Any, cells: list[Any]) -> bool:
    """Nothing but short cells, none of which holds boxes of its own."""
    if child.tag.lower() not in _ROWS or not cells or (child.text or "").strip():
        return False
    return all(
        cell.tag.lower() in _CELLS
        and not (cell.tail or "").strip()
        and sum(map(len, cell.itertext())) <= _LONGEST
        and not any(isinstance(c.tag, str) and c.tag.lower() in ("div", "ul", "table") for c in cell)
        for cell in cells
    )
