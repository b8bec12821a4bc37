"""XML names of OpenDocument, and helpers for its attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE, FORM, CONFIG = (
    f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style", "form", "config")
)
NUMBER = f"{{{_NS}datastyle:1.0}}"
FO, SVG = f"{{{_NS}xsl-fo-compatible:1.0}}", f"{{{_NS}svg-compatible:1.0}}"
LO = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
_ROWS = frozenset(f"{TABLE}{n}" for n in ("table-header-rows", "table-row-group", "table-rows"))


def points(length: str) -> float | None:
    """Convert ``0.5in`` to points; ``None`` for text that is no length."""
    found = re.fullmatch(r"(-?\d*\.?\d+)(pt|in|cm|mm|px|pc)", length.strip())
    return float(found[1]) * _POINTS[found[2]] if found else None


def percent(share: str) -> float | None:
    found = re.fullmatch(r"(-?\d*\.?\d+)%", share.strip())
    return float(found[1]) if found else None


def white(text: str | None) -> str:
    """Collapse white space in the file into one space; significant spaces are elements."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def repeats(element: Any, what: str) -> int:
    return max(int(element.get(f"{TABLE}number-{what}-repeated", "1") or 1), 1)


def rows_of(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from rows_of(child)
