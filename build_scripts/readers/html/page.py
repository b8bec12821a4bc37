"""Compute a web page as displayed: style of each element, non-text elements, generated content, invisible text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from build_scripts.readers.html import css
from build_scripts.readers.html.collapsed import collapsed_boxes
from build_scripts.readers.html.computed_style import PLAIN, ComputedStyle, compute_style
from build_scripts.readers.html.geometry import clips_figure, is_cover, is_masked_by_picture, is_moved, is_strike_line
from build_scripts.readers.html.non_text import NON_TEXT_TAGS, non_text_pieces
from build_scripts.readers.html.rules import Declarations, data_sheet, declarations, matches_desktop
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
_NON_CONTENT = (
    "script style noscript template head link meta title map datalist area param source track rp frameset noframes"
)
_OF_TABLES = frozenset(["tr", "td", "th", "tbody", "thead", "tfoot", "col", "colgroup"])
_STYLE_ATTRIBUTES = ("bgcolor", "background", "color", "text", "size", "face", "hidden")
_NOTE = re.compile(r"#.|.*#_?(?:ftn|edn|fn|note|cite)", re.I)
_QUOTED_NAME = re.compile(r"[\"'`]#?([\w-]{1,60})[\"'`]")  # names by which a script may reference an element
_FIGURE = re.compile("[0-9０-９]")
_FIRST_LETTER_RATIO = 0.7  # ratio to the size of the other letters below which a first letter is a mark
_CUTTING = {"overflow", "overflow-x", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image"}
_MEANINGFUL = re.compile(r"[\w/]|[-–—]")


@dataclass(slots=True)
class Page:
    """A page as displayed. ``styles``: computed style of every element. ``replacements``: the pieces that replace a
    non-text or invisible element, which is emptied. ``blocks``: those of these elements that stood on lines of their
    own. ``before``, ``after``: generated content."""

    sheets: css.StyleSheets
    styles: dict[Any, ComputedStyle] = field(default_factory=dict)
    links: dict[Any, str] = field(default_factory=dict)
    ruby: set[Any] = field(default_factory=set)
    replacements: dict[Any, tuple[Piece, ...]] = field(default_factory=dict)
    blocks: set[Any] = field(default_factory=set)
    before: dict[Any, Piece] = field(default_factory=dict)
    after: dict[Any, Piece] = field(default_factory=dict)
    collapsed: dict[Any, None] = field(default_factory=dict)  # boxes whose hiding is ignored
    layouts: dict[Any, Mapping[str, str]] = field(default_factory=dict)  # style properties of grids and their items
    covered: set[Any] = field(default_factory=set)  # elements whose text is covered by an empty box
    struck: set[Any] = field(default_factory=set)

    def piece(self, owner: Any, text: str, spaced: bool = False) -> Piece:
        """Return the piece for text directly in ``owner``. ``spaced``: keep white space."""
        seen = self.styles.get(owner, PLAIN)
        text = text if spaced else WHITE.sub(" ", text)
        exclusion = (Exclusion.RUBY if owner in self.ruby and not seen.invisible else None) if text else None
        exclusion = exclusion or (_exclusion_of(seen) if text else None)
        if exclusion is None and (odd := _distortion(seen, text)):
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
                parts += self.replacements.get(node, ())
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
        number = _integer(items.get("start"), 1) - 1
        for item in items:
            if item.tag == "li" and items.get("type", "1") == "1" and not self.styles.get(item, PLAIN).unnumbered:
                found[item] = number = _integer(item.get("value"), number + 1)
        return found

    def _number(self, item: Any, numbers: Mapping[Any, int]) -> tuple[Piece, ...]:
        """Return the item number; it is the only visible content of an empty item."""
        empty = not squeeze("".join(item.itertext())) and not any(node in self.replacements for node in item.iter())
        return (Piece(str(numbers[item]), None if empty else Exclusion.NUMBER, source="列表的自动编号"),)


def _distortion(seen: ComputedStyle, text: str) -> str:
    """Return a description of text that is displayed differently from its characters, "" for other text."""
    if seen.distorted and squeeze(text):
        return "显示得与文字不一样的内容"
    return "用图形字体显示的内容" if seen.symbol_font and _FIGURE.search(text) else ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default


def _exclusion_of(seen: ComputedStyle) -> Exclusion | None:
    if seen.invisible:
        return Exclusion.INVISIBLE
    if seen.struck:
        return Exclusion.STRUCK
    if seen.raised:
        return Exclusion.RAISED
    return Exclusion.POSITIONED if seen.positioned else None


# --------------------------------------------------------------------------- style of elements


def compute_page(tree: Any, linked: Mapping[str, str]) -> Page:
    """Compute the styles of all elements. Non-text and invisible elements are replaced by pieces."""
    page = _with_styles(Page(css.StyleSheets(_sheets(tree, linked), tree)), tree)
    if boxes := collapsed_boxes(tree, page.styles):
        page = _with_styles(Page(page.sheets, collapsed=boxes), tree)
    for holder in page.covered | page.struck:
        for node in holder.iter():
            seen = page.styles.get(node, PLAIN)
            page.styles[node] = replace(
                seen, distorted=seen.distorted or holder in page.covered, struck=seen.struck or holder in page.struck
            )
    _replace_script_targets(page, tree)
    for element in list(tree.iter(*_NON_CONTENT.split())):
        _clear_element(element)
    _replace_elements(page, tree)
    return page


def _with_styles(page: Page, tree: Any) -> Page:
    for element, declared in page.sheets.walk(tree):
        _add_element(page, element, declared)
    return page


def _replace_script_targets(page: Page, tree: Any) -> None:
    """Insert pieces into cells without text that a script fills. Scripts are never run here."""
    named = {name for script in tree.iter("script") for name in _QUOTED_NAME.findall(script.text or "")}
    for cell in tree.iter("td", "th"):
        inner = [element for element in cell.iter() if isinstance(element.tag, str)]
        machinery = {node for element in inner if element.tag in ("script", "noscript") for node in element.iter()}
        texts = (text for e in inner if e not in machinery for text in (e.text, *(child.tail for child in e)))
        if any(squeeze(text) for text in texts if text):
            continue
        for element in inner:
            if element.tag == "noscript" and (text := " ".join(element.itertext()).strip()):
                page.replacements[element] = (Piece(text, opaque="没有脚本时才显示的内容"),)
            elif _is_filled(element, named, machinery):
                page.replacements[element] = (Piece("", opaque="程序写入的内容"),)


def _is_filled(element: Any, named: set[str], machinery: set[Any]) -> bool:
    if element in machinery:
        return element.tag == "script" and "write" in (element.text or "")
    return "-" in element.tag or element.get("id") in named


def fragment(source: str) -> list[Piece]:
    """Return the pieces of an HTML fragment inside other text."""
    tree = tree_of(f"<html><body>{source}</body></html>")
    return compute_page(tree, {}).pieces(tree) if tree is not None else []


def _sheets(tree: Any, linked: Mapping[str, str]) -> list[str]:
    """Return the style sheets of the page and those saved in the same file, in order."""
    found = []
    for element in tree.iter("style", "link"):
        if not matches_desktop(element.get("media", "")) or element.getparent().tag in ("noscript", "template"):
            continue
        if element.tag == "style" and element.get("type", "text/css").lower() in ("", "text/css"):
            found.append(element.text or "")
        elif element.tag == "link" and "stylesheet" in element.get("rel", "").lower():
            found.append(linked.get(element.get("href", ""), "") or data_sheet(element.get("href", "")))
    return [sheet for sheet in found if sheet.strip()]


_Declared = Mapping[str, tuple[Declarations, Declarations]]


def _add_element(page: Page, element: Any, declared: _Declared) -> None:
    parent = element.getparent()
    above = page.styles.get(parent, PLAIN)
    name = element.tag.lower()
    style = element.get("style")
    own = declarations(style) if style else ((), ())
    plain, important = declared.get("", ((), ()))
    given: Declarations = ()
    if element.attrib:
        given = tuple((key, value) for key in _STYLE_ATTRIBUTES if (value := element.get(key)) is not None)
    if name == "a" and (target := element.get("href")):
        given += (("href", ""),)
        page.links[element] = "#" if _NOTE.match(target) else "to"
    elif parent in page.links:
        page.links[element] = page.links[parent]
    if name in ("rt", "rtc") or parent in page.ruby:
        page.ruby.add(element)
    if name == "table" and above.background is not None and _has_coloured_columns(element):
        above = compute_style(above, "table", (("background", "columns"),), ())
    if (name == "dialog" and "open" not in element.attrib) or "popover" in element.attrib:
        given += (("hidden", ""),)
    given += (("dir", element.get("dir", "")),) if name == "bdo" else ()
    own_style = page.sheets.resolved((*plain, *own[0], *important, *own[1]))
    seen = compute_style(above, "body" if element in page.collapsed else name, given, own_style)
    laid = dict(own_style)
    seen = _adjusted_for_layout(seen, element, laid, declared)
    page.styles[element] = seen
    if any(key in ("display", "order", "position") or key.startswith("grid") for key in laid):
        page.layouts[element] = laid
    _note_overlays(page, element, seen, laid, declared)
    if _is_background_picture(element, name, seen, own_style):
        page.replacements[element] = (Piece("", opaque="背景图片"),)
    for pseudo, pieces in (("before", page.before), ("after", page.after)):
        if pseudo in declared and not seen.invisible:
            generated = _generated(seen, _in_cascade_order(declared[pseudo]), element)
            if generated is not None:
                pieces[element] = generated


def _note_overlays(
    page: Page, element: Any, seen: ComputedStyle, declared_style: Mapping[str, str], declared: _Declared
) -> None:
    """Note the element whose text is covered by a box or a line: an empty box in it, or a pseudo-element."""
    if seen.invisible or not declared_style.keys() | declared.keys() - {""} or not _is_in_cell(element):
        return
    boxes = [
        (element, dict(_in_cascade_order(declared[pseudo]))) for pseudo in ("before", "after") if pseudo in declared
    ]
    if element.tag not in _OF_TABLES and not squeeze("".join(element.itertext())):
        boxes.append((element.getparent(), dict(declared_style)))
    for holder, laid in boxes:
        if is_strike_line(laid) and holder is not element:
            page.struck.add(holder)
        elif not is_strike_line(laid) and is_cover(laid, seen.size):
            page.covered.add(holder)


def _is_in_cell(element: Any) -> bool:
    return element.tag in ("td", "th") or next(element.iterancestors("td", "th"), None) is not None


def _adjusted_for_layout(seen: ComputedStyle, element: Any, laid: dict[str, str], declared: _Declared) -> ComputedStyle:
    """Return the style adjusted for layout: text displayed elsewhere in its cell, a first letter that is displayed
    differently, a line drawn over the text."""
    aside = laid.get("float") == "right" or laid.get("order", "0") != "0" or is_moved(laid, seen.size)
    if aside and (cell := next(element.iterancestors("td", "th"), None)) is not None:
        alone = squeeze("".join(element.itertext())) == squeeze("".join(cell.itertext()))
        seen = seen if alone else replace(seen, positioned=True)
    if "reverse" in laid.get("flex-direction", "") and _is_in_cell(element):
        seen = replace(seen, distorted=len(element) > 1)
    text = squeeze("".join(element.itertext())) if laid.keys() & _CUTTING else ""
    if is_value(text) and (clips_figure(element.tag, laid, seen.size, len(text)) or is_masked_by_picture(laid)):
        seen = replace(seen, distorted=seen.distorted or _is_in_cell(element))
    for pseudo in ("first-letter", "first-line"):
        if pseudo in declared and not any(node.tag in BLOCKS for node in element.iterdescendants()):
            first = compute_style(seen, "::", (), _in_cascade_order(declared[pseudo]))
            odd = _exclusion_of(first) is not _exclusion_of(seen) or first.size < _FIRST_LETTER_RATIO * seen.size
            seen = replace(seen, distorted=seen.distorted or odd)
    for pseudo in ("before", "after"):
        if pseudo in declared and is_strike_line(dict(_in_cascade_order(declared[pseudo]))):
            seen = replace(seen, struck=True)
    return seen


def _in_cascade_order(declared: tuple[Declarations, Declarations]) -> Declarations:
    return (*declared[0], *declared[1])


def _is_background_picture(element: Any, name: str, seen: ComputedStyle, declared: Declarations) -> bool:
    """Return True for an empty box in a cell with a background picture: a figure may be drawn in this way."""
    if name in _OF_TABLES or name in NON_TEXT_TAGS or seen.invisible or len(element) or squeeze(element.text or ""):
        return False
    pictured = any(key.startswith("background") and "url(" in value for key, value in declared)
    return pictured and _is_in_cell(element)


def _has_coloured_columns(table: Any) -> bool:
    """Return True if columns have a background: their cells do not have the background of row or table."""
    columns = (c for c in table.iter("col", "colgroup"))
    return any("bgcolor" in c.attrib or "background" in c.get("style", "") for c in columns)


def _generated(seen: ComputedStyle, declared: Declarations, element: Any) -> Piece | None:
    """Return the piece generated before or after an element; an ornament has no meaning beside a figure."""
    text, counted, pictured = css.generated_content(declared, element)
    if not (squeeze(text) or counted or pictured):
        return None
    own = compute_style(seen, "::", (), tuple(d for d in declared if d[0] != "content"))
    if own.invisible:
        return None
    if counted or not _MEANINGFUL.search(text):
        return Piece("", opaque="样式表生成的编号" if counted else "样式表放上的图标", always_reported=counted)
    return Piece(text, _exclusion_of(own), source="样式表生成的内容", size=own.size)


# --------------------------------------------------------------------------- non-text content


def _clear_element(element: Any) -> None:
    """Empty an element instead of removing it: lxml does not join texts that contain control characters."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _replace_elements(page: Page, tree: Any) -> None:
    stack = [tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        name, seen = element.tag.lower(), page.styles.get(element, PLAIN)
        pieces: tuple[Piece, ...] | None = None
        if name in NON_TEXT_TAGS:
            pieces = non_text_pieces(element, name, lambda node: page.styles.get(node, PLAIN).invisible)
            if pieces is not None and seen.invisible:
                pieces = tuple(Piece(piece.text, Exclusion.INVISIBLE) for piece in pieces)
        elif (seen.removed or seen.covered) and name not in _OF_TABLES and name not in ("html", "body"):
            pieces = (Piece(" ".join("".join(element.itertext()).split()), Exclusion.INVISIBLE),)
        if pieces is None:
            stack += reversed(element)
            continue
        page.replacements[element] = pieces
        if name in BLOCKS:
            page.blocks.add(element)
        _clear_element(element)
