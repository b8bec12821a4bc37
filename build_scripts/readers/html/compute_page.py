"""Compute a web page as displayed: style of each element, non-text elements, generated content, invisible text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from build_scripts.readers.html import css
from build_scripts.readers.html.collapsed import collapsed_boxes
from build_scripts.readers.html.computed_style import PLAIN, ComputedStyle, compute_style
from build_scripts.readers.html.geometry import clips_figure, is_cover, is_masked_by_picture, is_moved, is_strike_line
from build_scripts.readers.html.non_text import NON_TEXT_TAGS, non_text_pieces
from build_scripts.readers.html.page import BLOCKS, Page, exclusion_of
from build_scripts.readers.html.rules import Declarations, data_sheet, declarations, matches_desktop
from build_scripts.readers.html.tree import tree_of
from build_scripts.readers.pieces import Exclusion, Piece
from build_scripts.wording import is_value, squeeze

_NON_CONTENT = (
    "script style noscript template head link meta title map datalist area param source track rp frameset noframes"
)
_OF_TABLES = frozenset(["tr", "td", "th", "tbody", "thead", "tfoot", "col", "colgroup"])
_STYLE_ATTRIBUTES = ("bgcolor", "background", "color", "text", "size", "face", "hidden")
_NOTE = re.compile(r"#.|.*#_?(?:ftn|edn|fn|note|cite)", re.I)
_QUOTED_NAME = re.compile(r"[\"'`]#?([\w-]{1,60})[\"'`]")  # names by which a script may reference an element
_FIRST_LETTER_RATIO = 0.7  # ratio to the size of the other letters below which a first letter is a mark
_CUTTING = {"overflow", "overflow-x", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image"}
_MEANINGFUL = re.compile(r"[\w/]|[-–—]")


def compute_page(tree: Any, linked: Mapping[str, str]) -> Page:
    """Compute the styles of all elements. Non-text and invisible elements are replaced by pieces."""
    page = _with_styles(Page(css.StyleSheets(_sheets(tree, linked), tree)), tree)
    if boxes := collapsed_boxes(tree, page.styles):
        page = _with_styles(Page(page.sheets, collapsed=boxes), tree)
    for holder in page.covered | page.struck:
        for node in holder.iter():
            style = page.styles.get(node, PLAIN)
            page.styles[node] = replace(
                style, distorted=style.distorted or holder in page.covered, struck=style.struck or holder in page.struck
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
    inline_style = element.get("style")
    own = declarations(inline_style) if inline_style else ((), ())
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
    style = compute_style(above, "body" if element in page.collapsed else name, given, own_style)
    laid = dict(own_style)
    style = _adjusted_for_layout(style, element, laid, declared)
    page.styles[element] = style
    if any(key in ("display", "order", "position") or key.startswith("grid") for key in laid):
        page.layouts[element] = laid
    _note_overlays(page, element, style, laid, declared)
    if _is_background_picture(element, name, style, own_style):
        page.replacements[element] = (Piece("", opaque="背景图片"),)
    for pseudo, pieces in (("before", page.before), ("after", page.after)):
        if pseudo in declared and not style.invisible:
            generated = _generated(style, _in_cascade_order(declared[pseudo]), element)
            if generated is not None:
                pieces[element] = generated


def _note_overlays(
    page: Page, element: Any, style: ComputedStyle, declared_style: Mapping[str, str], declared: _Declared
) -> None:
    """Note the element whose text is covered by a box or a line: an empty box in it, or a pseudo-element."""
    if style.invisible or not declared_style.keys() | declared.keys() - {""} or not _is_in_cell(element):
        return
    boxes = [
        (element, dict(_in_cascade_order(declared[pseudo]))) for pseudo in ("before", "after") if pseudo in declared
    ]
    if element.tag not in _OF_TABLES and not squeeze("".join(element.itertext())):
        boxes.append((element.getparent(), dict(declared_style)))
    for holder, laid in boxes:
        if is_strike_line(laid) and holder is not element:
            page.struck.add(holder)
        elif not is_strike_line(laid) and is_cover(laid, style.size):
            page.covered.add(holder)


def _is_in_cell(element: Any) -> bool:
    return element.tag in ("td", "th") or next(element.iterancestors("td", "th"), None) is not None


def _adjusted_for_layout(
    style: ComputedStyle, element: Any, laid: dict[str, str], declared: _Declared
) -> ComputedStyle:
    """Return the style adjusted for layout: text displayed elsewhere in its cell, a first letter that is displayed
    differently, a line drawn over the text."""
    aside = laid.get("float") == "right" or laid.get("order", "0") != "0" or is_moved(laid, style.size)
    if aside and (cell := next(element.iterancestors("td", "th"), None)) is not None:
        alone = squeeze("".join(element.itertext())) == squeeze("".join(cell.itertext()))
        style = style if alone else replace(style, positioned=True)
    if "reverse" in laid.get("flex-direction", "") and _is_in_cell(element):
        style = replace(style, distorted=len(element) > 1)
    text = squeeze("".join(element.itertext())) if laid.keys() & _CUTTING else ""
    if is_value(text) and (clips_figure(element.tag, laid, style.size, len(text)) or is_masked_by_picture(laid)):
        style = replace(style, distorted=style.distorted or _is_in_cell(element))
    for pseudo in ("first-letter", "first-line"):
        if pseudo in declared and not any(node.tag in BLOCKS for node in element.iterdescendants()):
            first = compute_style(style, "::", (), _in_cascade_order(declared[pseudo]))
            odd = exclusion_of(first) is not exclusion_of(style) or first.size < _FIRST_LETTER_RATIO * style.size
            style = replace(style, distorted=style.distorted or odd)
    for pseudo in ("before", "after"):
        if pseudo in declared and is_strike_line(dict(_in_cascade_order(declared[pseudo]))):
            style = replace(style, struck=True)
    return style


def _in_cascade_order(declared: tuple[Declarations, Declarations]) -> Declarations:
    return (*declared[0], *declared[1])


def _is_background_picture(element: Any, name: str, style: ComputedStyle, declared: Declarations) -> bool:
    """Return True for an empty box in a cell with a background picture: a figure may be drawn in this way."""
    if name in _OF_TABLES or name in NON_TEXT_TAGS or style.invisible or len(element) or squeeze(element.text or ""):
        return False
    pictured = any(key.startswith("background") and "url(" in value for key, value in declared)
    return pictured and _is_in_cell(element)


def _has_coloured_columns(table: Any) -> bool:
    """Return True if columns have a background: their cells do not have the background of row or table."""
    columns = (c for c in table.iter("col", "colgroup"))
    return any("bgcolor" in c.attrib or "background" in c.get("style", "") for c in columns)


def _generated(style: ComputedStyle, declared: Declarations, element: Any) -> Piece | None:
    """Return the piece generated before or after an element; an ornament has no meaning beside a figure."""
    text, counted, pictured = css.generated_content(declared, element)
    if not (squeeze(text) or counted or pictured):
        return None
    own = compute_style(style, "::", (), tuple(d for d in declared if d[0] != "content"))
    if own.invisible:
        return None
    if counted or not _MEANINGFUL.search(text):
        return Piece("", opaque="样式表生成的编号" if counted else "样式表放上的图标", always_reported=counted)
    return Piece(text, exclusion_of(own), source="样式表生成的内容", size=own.size)


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
        name, style = element.tag.lower(), page.styles.get(element, PLAIN)
        pieces: tuple[Piece, ...] | None = None
        if name in NON_TEXT_TAGS:
            pieces = non_text_pieces(element, name, lambda node: page.styles.get(node, PLAIN).invisible)
            if pieces is not None and style.invisible:
                pieces = tuple(Piece(piece.text, Exclusion.INVISIBLE) for piece in pieces)
        elif (style.removed or style.covered) and name not in _OF_TABLES and name not in ("html", "body"):
            pieces = (Piece(" ".join("".join(element.itertext()).split()), Exclusion.INVISIBLE),)
        if pieces is None:
            stack += reversed(element)
            continue
        page.replacements[element] = pieces
        if name in BLOCKS:
            page.blocks.add(element)
        _clear_element(element)
