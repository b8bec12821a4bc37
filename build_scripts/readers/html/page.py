"""A web page with the styles of its elements, and the pieces of its content in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from build_scripts.readers.html import css
from build_scripts.readers.html.computed_style import PLAIN, ComputedStyle
from build_scripts.readers.pieces import Exclusion, Piece
from build_scripts.wording import squeeze

WHITE = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul caption details summary dialog hgroup legend "
    "menu search listing xmp plaintext"
)
BLOCKS = frozenset(_BLOCKS.split())
_FIGURE = re.compile("[0-9０-９]")


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
        style = self.styles.get(owner, PLAIN)
        text = text if spaced else WHITE.sub(" ", text)
        exclusion = (Exclusion.RUBY if owner in self.ruby and not style.invisible else None) if text else None
        exclusion = exclusion or (exclusion_of(style) if text else None)
        if exclusion is None and (odd := _distortion(style, text)):
            return Piece("", opaque=odd, quoted=squeeze(text), always_reported=True)
        return Piece(text, exclusion, link=self.links.get(owner, ""), size=style.size, lowered=style.raised < 0)

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


def _distortion(style: ComputedStyle, text: str) -> str:
    """Return a description of text that is displayed differently from its characters, "" for other text."""
    if style.distorted and squeeze(text):
        return "显示得与文字不一样的内容"
    return "用图形字体显示的内容" if style.symbol_font and _FIGURE.search(text) else ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default


def exclusion_of(style: ComputedStyle) -> Exclusion | None:
    if style.invisible:
        return Exclusion.INVISIBLE
    if style.struck:
        return Exclusion.STRUCK
    if style.raised:
        return Exclusion.RAISED
    return Exclusion.POSITIONED if style.positioned else None
