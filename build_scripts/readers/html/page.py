"""Compute a web page as displayed: look of each element, non-text elements, generated content, invisible text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from build_scripts.readers.html import css
from build_scripts.readers.html.folded import folded
from build_scripts.readers.html.looks import PLAIN, Look, look
from build_scripts.readers.html.parts import PARTS, pieces_of
from build_scripts.readers.html.places import cuts, hides, is_masked_by_picture, is_moved, strikes
from build_scripts.readers.html.rules import Declarations, data_sheet, declarations, is_at_desk
from build_scripts.readers.html.tree import tree_of
from build_scripts.readers.pieces import Exclusion, Piece
from build_scripts.wording import is_value, squeeze

WHITE = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul caption details summary dialog hgroup legend "
    "menu search listing xmp plaintext"
)
BLOCKS = frozenset(_BLOCKS.split())
_MACHINERY = (
    "script style noscript template head link meta title map datalist area param source track rp frameset noframes"
)
_OF_TABLES = frozenset(["tr", "td", "th", "tbody", "thead", "tfoot", "col", "colgroup"])
_LOOKS = ("bgcolor", "background", "color", "text", "size", "face", "hidden")
_NOTE = re.compile(r"#.|.*#_?(?:ftn|edn|fn|note|cite)", re.I)
_QUOTED = re.compile(r"[\"'`]#?([\w-]{1,60})[\"'`]")  # names by which a script may reference an element
_FIGURE = re.compile("[0-9０-９]")
_FIRST = 0.7  # ratio to the size of the other letters below which a first letter is a mark
_CUTTING = {"overflow", "overflow-x", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image"}
_SAYS = re.compile(r"[\w/]|[-–—]")


@dataclass(slots=True)
class Page:
    """A page as displayed. ``looks``: look of every element. ``held``: the pieces that replace a non-text or invisible
    element, which is emptied. ``blocks``: those of these elements that stood on lines of their own. ``before``,
    ``after``: generated content."""

    sheets: css.Sheets
    looks: dict[Any, Look] = field(default_factory=dict)
    links: dict[Any, str] = field(default_factory=dict)
    ruby: set[Any] = field(default_factory=set)
    held: dict[Any, tuple[Piece, ...]] = field(default_factory=dict)
    blocks: set[Any] = field(default_factory=set)
    before: dict[Any, Piece] = field(default_factory=dict)
    after: dict[Any, Piece] = field(default_factory=dict)
    folded: dict[Any, None] = field(default_factory=dict)  # boxes whose hiding is ignored
    laid: dict[Any, Mapping[str, str]] = field(default_factory=dict)  # style properties of grids and their items
    hidden: set[Any] = field(default_factory=set)  # elements whose text is covered by an empty box
    struck: set[Any] = field(default_factory=set)

    def piece(self, owner: Any, text: str, spaced: bool = False) -> Piece:
        """Return the piece for text directly in ``owner``. ``spaced``: keep white space."""
        seen = self.looks.get(owner, PLAIN)
        text = text if spaced else WHITE.sub(" ", text)
        exclusion = (Exclusion.RUBY if owner in self.ruby and not seen.unseen else None) if text else None
        exclusion = exclusion or (_exclusion_of(seen) if text else None)
        if exclusion is None and (odd := _odd(seen, text)):
            return Piece("", opaque=odd, quoted=squeeze(text), always_reported=True)
        return Piece(text, exclusion, link=self.links.get(owner, ""), size=seen.size, lowered=seen.raised < 0)

    def pieces(self, element: Any, spaced: bool = False) -> list[Piece]:
        """Return all content of an element. Blocks and ``<br>`` are line breaks, so two numbers in one cell stay
        two."""
        parts: list[Piece] = []
        numbers: dict[Any, int] = {}
        for event, node in etree.iterwalk(element, events=("start", "end")):
            name = node.tag.lower() if isinstance(node.tag, str) else ""
            if event == "start":
                if node is not element and (name in BLOCKS or name == "br"):
                    parts.append(Piece("\n"))
                    numbers |= self._numbers(node) if name == "ol" else {}
                    parts += self._number(node, numbers) if node in numbers else ()
                parts += (self.before[node],) if node in self.before else ()
                parts += self.held.get(node, ())
                parts += (self.piece(node, node.text, spaced),) if name and node.text else ()
                continue
            parts += (self.after[node],) if node in self.after else ()
            if node is not element:
                parts += (Piece("\n"),) if name in BLOCKS else ()
                parts += (self.piece(node.getparent(), node.tail, spaced),) if node.tail else ()
        return parts

    def _numbers(self, items: Any) -> dict[Any, int]:
        """Return the number displayed before each item of ``<ol>``."""
        found: dict[Any, int] = {}
        number = _whole(items.get("start"), 1) - 1
        for item in items:
            if item.tag == "li" and items.get("type", "1") == "1" and not self.looks.get(item, PLAIN).unnumbered:
                found[item] = number = _whole(item.get("value"), number + 1)
        return found

    def _number(self, item: Any, numbers: Mapping[Any, int]) -> tuple[Piece, ...]:
        """Return the item number; it is the only visible content of an empty item."""
        empty = not squeeze("".join(item.itertext())) and not any(node in self.held for node in item.iter())
        return (Piece(str(numbers[item]), None if empty else Exclusion.NUMBER, source="列表的自动编号"),)


def _odd(seen: Look, text: str) -> str:
    """Return a description of text that is displayed differently from its characters, "" for other text."""
    if seen.turned and squeeze(text):
        return "显示得与文字不一样的内容"
    return "用图形字体显示的内容" if seen.drawn and _FIGURE.search(text) else ""


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default


def _exclusion_of(seen: Look) -> Exclusion | None:
    if seen.unseen:
        return Exclusion.INVISIBLE
    if seen.struck:
        return Exclusion.STRUCK
    if seen.raised:
        return Exclusion.RAISED
    return Exclusion.POSITIONED if seen.lifted else None


# --------------------------------------------------------------------------- look of elements


def look_at(tree: Any, linked: Mapping[str, str]) -> Page:
    """Compute the looks of all elements. Non-text and invisible elements are emptied, and their pieces are held."""
    page = _looked_at(Page(css.Sheets(_sheets(tree, linked), tree)), tree)
    if boxes := folded(tree, page.looks):
        page = _looked_at(Page(page.sheets, folded=boxes), tree)
    for holder in page.hidden | page.struck:
        for node in holder.iter():
            seen = page.looks.get(node, PLAIN)
            page.looks[node] = replace(
                seen, turned=seen.turned or holder in page.hidden, struck=seen.struck or holder in page.struck
            )
    _hold_what_scripts_fill(page, tree)
    for element in list(tree.iter(*_MACHINERY.split())):
        _empty(element)
    _hold(page, tree)
    return page


def _looked_at(page: Page, tree: Any) -> Page:
    for element, declared in page.sheets.walk(tree):
        _look_at(page, element, declared)
    return page


def _hold_what_scripts_fill(page: Page, tree: Any) -> None:
    """Hold the place of cells without text that a script fills. Scripts are never run here."""
    named = {name for script in tree.iter("script") for name in _QUOTED.findall(script.text or "")}
    for cell in tree.iter("td", "th"):
        inner = [element for element in cell.iter() if isinstance(element.tag, str)]
        machinery = {node for element in inner if element.tag in ("script", "noscript") for node in element.iter()}
        texts = (text for e in inner if e not in machinery for text in (e.text, *(child.tail for child in e)))
        if any(squeeze(text) for text in texts if text):
            continue
        for element in inner:
            if element.tag == "noscript" and (text := " ".join(element.itertext()).strip()):
                page.held[element] = (Piece(text, opaque="没有脚本时才显示的内容"),)
            elif _is_filled(element, named, machinery):
                page.held[element] = (Piece("", opaque="程序写入的内容"),)


def _is_filled(element: Any, named: set[str], machinery: set[Any]) -> bool:
    if element in machinery:
        return element.tag == "script" and "write" in (element.text or "")
    return "-" in element.tag or element.get("id") in named


def fragment(source: str) -> list[Piece]:
    """Return the pieces of an HTML fragment inside other text."""
    tree = tree_of(f"<html><body>{source}</body></html>")
    return look_at(tree, {}).pieces(tree) if tree is not None else []


def _sheets(tree: Any, linked: Mapping[str, str]) -> list[str]:
    """Return the style sheets of the page and those saved in the same file, in order."""
    found = []
    for element in tree.iter("style", "link"):
        if not is_at_desk(element.get("media", "")) or element.getparent().tag in ("noscript", "template"):
            continue
        if element.tag == "style" and element.get("type", "text/css").lower() in ("", "text/css"):
            found.append(element.text or "")
        elif element.tag == "link" and "stylesheet" in element.get("rel", "").lower():
            found.append(linked.get(element.get("href", ""), "") or data_sheet(element.get("href", "")))
    return [sheet for sheet in found if sheet.strip()]


_Declared = Mapping[str, tuple[Declarations, Declarations]]


def _look_at(page: Page, element: Any, declared: _Declared) -> None:
    parent = element.getparent()
    above = page.looks.get(parent, PLAIN)
    name = element.tag.lower()
    style = element.get("style")
    own = declarations(style) if style else ((), ())
    plain, important = declared.get("", ((), ()))
    given: Declarations = ()
    if element.attrib:
        given = tuple((key, value) for key in _LOOKS if (value := element.get(key)) is not None)
    if name == "a" and (target := element.get("href")):
        given += (("href", ""),)
        page.links[element] = "#" if _NOTE.match(target) else "to"
    elif parent in page.links:
        page.links[element] = page.links[parent]
    if name in ("rt", "rtc") or parent in page.ruby:
        page.ruby.add(element)
    if name == "table" and above.back is not None and _has_coloured_columns(element):
        above = look(above, "table", (("background", "columns"),), ())
    if (name == "dialog" and "open" not in element.attrib) or "popover" in element.attrib:
        given += (("hidden", ""),)
    given += (("dir", element.get("dir", "")),) if name == "bdo" else ()
    own_looks = page.sheets.resolved((*plain, *own[0], *important, *own[1]))
    seen = look(above, "body" if element in page.folded else name, given, own_looks)
    laid = dict(own_looks)
    seen = _as_laid_out(seen, element, laid, declared)
    page.looks[element] = seen
    if any(key in ("display", "order", "position") or key.startswith("grid") for key in laid):
        page.laid[element] = laid
    _lay_over(page, element, seen, laid, declared)
    if _is_background_picture(element, name, seen, own_looks):
        page.held[element] = (Piece("", opaque="背景图片"),)
    for pseudo, pieces in (("before", page.before), ("after", page.after)):
        if pseudo in declared and not seen.unseen:
            generated = _generated(seen, _all(declared[pseudo]), element)
            if generated is not None:
                pieces[element] = generated


def _lay_over(page: Page, element: Any, seen: Look, own: Mapping[str, str], declared: _Declared) -> None:
    """Note the element whose text is covered by a box or a line: an empty box in it, or a pseudo-element."""
    if seen.unseen or not own.keys() | declared.keys() - {""} or not _in_cell(element):
        return
    boxes = [(element, dict(_all(declared[pseudo]))) for pseudo in ("before", "after") if pseudo in declared]
    if element.tag not in _OF_TABLES and not squeeze("".join(element.itertext())):
        boxes.append((element.getparent(), dict(own)))
    for holder, laid in boxes:
        if strikes(laid) and holder is not element:
            page.struck.add(holder)
        elif not strikes(laid) and hides(laid, seen.size):
            page.hidden.add(holder)


def _in_cell(element: Any) -> bool:
    return element.tag in ("td", "th") or next(element.iterancestors("td", "th"), None) is not None


def _as_laid_out(seen: Look, element: Any, laid: dict[str, str], declared: _Declared) -> Look:
    """Return the look adjusted for layout: text displayed elsewhere in its cell, a first letter that looks different, a
    line drawn over the text."""
    aside = laid.get("float") == "right" or laid.get("order", "0") != "0" or is_moved(laid, seen.size)
    if aside and (cell := next(element.iterancestors("td", "th"), None)) is not None:
        alone = squeeze("".join(element.itertext())) == squeeze("".join(cell.itertext()))
        seen = seen if alone else replace(seen, lifted=True)
    if "reverse" in laid.get("flex-direction", "") and _in_cell(element):
        seen = replace(seen, turned=len(element) > 1)
    text = squeeze("".join(element.itertext())) if laid.keys() & _CUTTING else ""
    if is_value(text) and (cuts(element.tag, laid, seen.size, len(text)) or is_masked_by_picture(laid)):
        seen = replace(seen, turned=seen.turned or _in_cell(element))
    for pseudo in ("first-letter", "first-line"):
        if pseudo in declared and not any(node.tag in BLOCKS for node in element.iterdescendants()):
            first = look(seen, "::", (), _all(declared[pseudo]))
            odd = _exclusion_of(first) is not _exclusion_of(seen) or first.size < _FIRST * seen.size
            seen = replace(seen, turned=seen.turned or odd)
    for pseudo in ("before", "after"):
        if pseudo in declared and strikes(dict(_all(declared[pseudo]))):
            seen = replace(seen, struck=True)
    return seen


def _all(declared: tuple[Declarations, Declarations]) -> Declarations:
    return (*declared[0], *declared[1])


def _is_background_picture(element: Any, name: str, seen: Look, declared: Declarations) -> bool:
    """Return True for an empty box in a cell with a background picture: a figure may be drawn in this way."""
    if name in _OF_TABLES or name in PARTS or seen.unseen or len(element) or squeeze(element.text or ""):
        return False
    pictured = any(key.startswith("background") and "url(" in value for key, value in declared)
    return pictured and _in_cell(element)


def _has_coloured_columns(table: Any) -> bool:
    """Return True if columns have a background: their cells do not have the background of row or table."""
    columns = (c for c in table.iter("col", "colgroup"))
    return any("bgcolor" in c.attrib or "background" in c.get("style", "") for c in columns)


def _generated(seen: Look, declared: Declarations, element: Any) -> Piece | None:
    """Return the piece generated before or after an element; an ornament has no meaning beside a figure."""
    text, counted, pictured = css.generated(declared, element)
    if not (squeeze(text) or counted or pictured):
        return None
    own = look(seen, "::", (), tuple(d for d in declared if d[0] != "content"))
    if own.unseen:
        return None
    if counted or not _SAYS.search(text):
        return Piece("", opaque="样式表生成的编号" if counted else "样式表放上的图标", always_reported=counted)
    return Piece(text, _exclusion_of(own), source="样式表生成的内容", size=own.size)


# --------------------------------------------------------------------------- non-text content


def _empty(element: Any) -> None:
    """Empty an element instead of removing it: lxml does not join texts that contain control characters."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _hold(page: Page, tree: Any) -> None:
    stack = [tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        name, seen = element.tag.lower(), page.looks.get(element, PLAIN)
        pieces: tuple[Piece, ...] | None = None
        if name in PARTS:
            pieces = pieces_of(element, name, lambda node: page.looks.get(node, PLAIN).unseen)
            if pieces is not None and seen.unseen:
                pieces = tuple(Piece(piece.text, Exclusion.INVISIBLE) for piece in pieces)
        elif (seen.removed or seen.covered) and name not in _OF_TABLES and name not in ("html", "body"):
            pieces = (Piece(" ".join("".join(element.itertext()).split()), Exclusion.INVISIBLE),)
        if pieces is None:
            stack += reversed(element)
            continue
        page.held[element] = pieces
        if name in BLOCKS:
            page.blocks.add(element)
        _empty(element)
