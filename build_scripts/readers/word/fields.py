"""Evaluate the fields of a Word paragraph: texts that are only part of an instruction, and the display of fields
without a stored result (带圈字符, 宏按钮, an expression that was never computed)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from build_scripts.readers.opc import W
from build_scripts.readers.pieces import Piece

BUTTON = "宏按钮"
CHOSEN = "下拉框的选中项"
_MACRO = re.compile(r"\s*MACROBUTTON\s+\S+\s+(.*\S)", re.IGNORECASE | re.DOTALL)
_DRAWS = re.compile(r"\s*(?:EQ|SYMBOL|LISTNUM|AUTONUM\w*|BARCODE|DISPLAYBARCODE)\b", re.IGNORECASE)
_COMPUTED = re.compile(
    r"\s*(?:=|(?:QUOTE|REF|DOCVARIABLE|DOCPROPERTY|MERGEFIELD|LINK|DDE|DDEAUTO|INCLUDETEXT|IF|FILLIN)\b)", re.IGNORECASE
)


@dataclass(slots=True)
class Fields:
    """``passed``: texts that Word does not display. ``shown``: end of a field without a result → displayed piece."""

    passed: set[Any] = field(default_factory=set)
    shown: dict[Any, Piece] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    code: list[str] = field(default_factory=list)
    inside: list[Any] = field(default_factory=list)
    result: bool = False
    filled: bool = False


def fields_of(paragraph: Any) -> Fields:
    """Evaluate only fields that begin and end within the paragraph; an incomplete field hides nothing."""
    made = Fields()
    opened: list[_Open] = []
    for node in paragraph.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            opened.append(_Open())
        elif not opened:
            continue
        elif kind == "separate":
            opened[-1].result = True
            made.passed.update(opened[-1].inside)
        elif kind == "end":
            ended = opened.pop()
            if not ended.result:
                made.passed.update(ended.inside)
            if not ended.filled and (piece := field_piece("".join(ended.code))):
                made.shown[node] = piece
        elif node.tag == f"{W}instrText":
            opened[-1].code.append(node.text or "")
        else:
            opened[-1].filled |= opened[-1].result and bool(node.text)
            for outer in opened:
                if not outer.result:
                    outer.inside.append(node)
    return made


def field_piece(code: str) -> Piece | None:
    """Return the display of a field without a result; ``None`` for fields that display nothing (SET, XE, TC)."""
    if button := _MACRO.match(code):
        return Piece(button[1], source=BUTTON)
    if _DRAWS.match(code):
        return Piece("", opaque="域代码", quoted=" ".join(code.split()), always_reported=True)
    return Piece("", opaque="没有算出值的域") if _COMPUTED.match(code) else None
