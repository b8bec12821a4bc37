"""Describe non-text elements of a page: pictures, drawings, formulas, controls, frames."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from build_scripts.readers.pieces import Exclusion, Piece
from build_scripts.wording import is_value

MAX_SPACER = 3  # px; pictures for spacing or visit counting are 1 × 1
_FIELDS = ("", "text", "number", "search", "tel", "url", "email", "date", "month", "year", "range")
_BUTTONS = ("button", "submit", "reset")
_FRAMES = {
    "iframe": "嵌入的网页",
    "object": "嵌入的对象",
    "embed": "嵌入的对象",
    "applet": "嵌入的对象",
    "canvas": "程序画的图形",
    "video": "视频",
    "audio": "音频",
}
CONTROLS = frozenset(["input", "select", "textarea", "button", "progress", "meter"])
NON_TEXT_TAGS = frozenset(["img", "svg", "math", *CONTROLS, *_FRAMES])
_SILENT_SVG = frozenset(["title", "desc", "defs", "style", "script", "metadata"])
_ROWS_OF_MATH = frozenset(["math", "mrow", "mstyle", "mpadded", "semantics", "mn", "mi", "mo", "mtext", "ms"])
_SCRIPTS_OF_MATH = frozenset(["msup", "msub", "msubsup", "mmultiscripts"])

IsInvisible = Callable[[Any], bool]


def non_text_pieces(element: Any, name: str, is_invisible: IsInvisible) -> tuple[Piece, ...] | None:
    """Return the pieces for such an element; ``None`` if it is only a box around text."""
    if name == "img":
        return _picture(element)
    if name == "svg":
        return (Piece(_drawing_text(element, is_invisible), opaque="图形"),) if not _is_tiny(element) else ()
    if name == "math":
        return tuple(_math(element, None))
    if name in CONTROLS:
        return _control(element, name)
    if name == "object" and not element.get("data"):
        return None
    if _is_tiny(element):
        return ()
    inner = element.get("srcdoc")
    text = re.sub("<[^>]*>", " ", inner).strip() if name == "iframe" and inner else ""
    return (Piece(text, opaque=_FRAMES[name], always_reported=True),)


def _is_tiny(element: Any) -> bool:
    """Decide by attribute or style; one side is enough."""
    style = element.get("style", "")
    for side in ("width", "height"):
        match = re.match(r"\s*([\d.]+)(?:px)?\s*$", element.get(side, "")) or re.search(
            rf"(?:^|[;\s]){side}\s*:\s*([\d.]+)px", style
        )
        if match and re.fullmatch(r"\d*\.?\d+", match[1]) and float(match[1]) <= MAX_SPACER:
            return True
    return False


def _picture(element: Any) -> tuple[Piece, ...]:
    name = element.get("src", "").rpartition("/")[2].lower()
    if _is_tiny(element) or re.match(r"(?:spacer|blank|transparent|pixel|space|1x1)\b", name):
        return ()
    alternative = element.get("alt", "").strip()
    return (Piece(alternative if is_value(alternative) and re.search(r"\d", alternative) else "", opaque="图片"),)


def _drawing_text(element: Any, is_invisible: IsInvisible) -> str:
    """Return the visible text of a drawing."""
    parts = []
    stack = [element]
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag.lower() in _SILENT_SVG or is_invisible(node):
            continue
        if node.tag.lower() in ("text", "tspan", "textpath"):
            parts.append(node.text or "")
        elif node is not element and node.get("fill") == "none":
            continue
        stack += reversed(node)
        if node.getparent() is not None and node.getparent().tag == "text" and node.tail:
            parts.append(node.tail)
    return "".join(parts).strip()


def _math(element: Any, exclusion: Exclusion | None) -> Iterator[Piece]:
    """Yield the pieces of a formula: rows of signs are text, exponents are raised, any other construct is no number."""
    name = element.tag.lower() if isinstance(element.tag, str) else ""
    if name in _ROWS_OF_MATH or name in _SCRIPTS_OF_MATH:
        if not len(element) or name in ("mn", "mi", "mo", "mtext", "ms"):
            yield Piece("".join(element.itertext()).strip(), exclusion, source="公式")
        for at, child in enumerate(element):
            if name == "semantics" and at:
                break
            if name not in ("mn", "mi", "mo", "mtext", "ms"):
                yield from _math(child, Exclusion.RAISED if name in _SCRIPTS_OF_MATH and at else exclusion)
    elif name not in ("annotation", "annotation-xml", "mspace", ""):
        yield Piece("", opaque="公式", quoted=" ".join(" ".join(element.itertext()).split()), always_reported=True)


def _control(element: Any, name: str) -> tuple[Piece, ...]:
    if name == "textarea":
        return (Piece(element.text or "", source="文本框"),)
    if name == "button":
        return (Piece("".join(element.itertext()), source="按钮"),)
    if name == "select":
        return (Piece(_selected_option(element), source="下拉框的选中项"),)
    if name in ("progress", "meter"):
        return (Piece(element.get("value", ""), opaque="进度条"),)
    kind = element.get("type", "").strip().lower()
    value = element.get("value", "")
    if kind in _FIELDS:
        hint = element.get("placeholder", "")
        return (Piece(value, source="输入框"),) if value.strip() or not hint else (Piece(hint, Exclusion.HINT),)
    if kind in ("checkbox", "radio"):
        return (Piece("☑" if "checked" in element.attrib else "☐", source="勾选框"),)
    if kind in _BUTTONS:
        return (Piece(value, source="按钮"),)
    if kind == "hidden":
        return ()
    return (Piece(element.get("alt", "") if kind == "image" else "", opaque="控件"),)


def _selected_option(select: Any) -> str:
    """Return the displayed option: the last selected one, else the first one of a drop-down list."""
    options = list(select.iter("option"))
    marked = [option for option in options if "selected" in option.attrib]
    is_drop_down = "multiple" not in select.attrib and select.get("size", "1") in ("", "0", "1")
    shown = marked if not is_drop_down else marked[-1:] or options[:1]
    return " ".join(option.get("label") or "".join(option.itertext()).strip() for option in shown)
