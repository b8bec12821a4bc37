"""Paint the annotations of a PDF page: form field values, comments, lines and areas drawn on the page.

An annotation with an appearance stream paints itself. Without one, viewers generate an appearance: a form filled in by
a program holds only the field values, a comment holds only its text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_rect, decode_text, mult_matrix

from build_scripts.readers.pdf.layers import is_off
from build_scripts.readers.pdf.marks import Painted

_NOT_SHOWN = 2 | 32  # annotation flags: hidden, no view
_WITH_CONTENT = ("Widget", "FreeText", "StrikeOut", "Stamp", "Redact")  # annotations that display content
_SHAPES = ("Line", "Ink", "Square", "Circle", "Polygon", "PolyLine")
_WITH_COMMENT = ("Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", *_SHAPES)
_LARGEST = 12.0  # points: viewers choose this size for a field with automatic size, and a smaller one in a low field
_SHARE = 0.7  # … of the field height
_LEADING = 1.2
_MARGIN = 2.0  # points between the side of a field and its text
_PARENTS = 8  # maximum nesting of fields

_Point = tuple[float, float]


class _Page(Protocol):
    """The page on which annotations are painted."""

    base: Any
    painted: Painted

    @property
    def count(self) -> int: ...
    def outline(self, shapes: Sequence[Sequence[_Point]], stroke: bool, tone: float | None) -> None: ...
    def type_in(self, x: float, y: float, text: str, size: float, advance: Callable[[str], float]) -> None: ...


class _Interpreter(Protocol):
    painter: Any

    def render_contents(self, resources: Any, streams: Any, ctm: Any) -> None: ...


def paint_annotation(annotation: Any, interpreter: _Interpreter, off: frozenset[int]) -> None:
    """Paint the display of an annotation on the page; an appearance stream is scaled into the annotation's frame. Keep
    the text that viewers show only on request."""
    if not isinstance(annotation, dict):
        return
    if int(resolve1(annotation.get("F", 0))) & _NOT_SHOWN or is_off(annotation.get("OC"), off):
        return
    page: _Page = interpreter.painter
    kind = literal_name(annotation.get("Subtype"))
    if kind in _WITH_COMMENT and (comment := _text(annotation.get("Contents"))):
        page.painted.comments.append(comment)
    if kind not in (*_WITH_CONTENT, *_SHAPES):
        return
    appearance = resolve1((resolve1(annotation.get("AP")) or {}).get("N"))
    if isinstance(appearance, dict):  # one appearance for each state of a checkbox
        appearance = resolve1(appearance.get(literal_name(resolve1(annotation.get("AS")) or "")))
    before = page.count
    if isinstance(appearance, PDFStream):
        _paint_appearance(appearance, _numbers(annotation["Rect"]), interpreter)
    elif kind in ("StrikeOut", "Redact"):
        page.outline(list(map(_middle, _frames(annotation))), True, None)
    elif kind in _SHAPES:
        _draw(annotation, kind, page)
    if kind in ("Widget", "FreeText") and page.count == before and (text := _typed(annotation, kind)):
        _type_in(annotation, text, page)


def _paint_appearance(appearance: PDFStream, rect: Any, interpreter: _Interpreter) -> None:
    x0, y0, x1, y1 = rect
    matrix, box = _numbers(appearance.get("Matrix", (1, 0, 0, 1, 0, 0))), _numbers(appearance["BBox"])
    left, low, right, high = apply_matrix_rect(matrix, box)
    wide, tall = (x1 - x0) / ((right - left) or 1), (y1 - y0) / ((high - low) or 1)
    placed = mult_matrix((wide, 0, 0, tall, x0 - wide * left, y0 - tall * low), interpreter.painter.base)
    resources = resolve1(appearance.get("Resources")) or {}
    interpreter.render_contents(resources, [appearance], ctm=mult_matrix(matrix, placed))


# --------------------------------------------------------------------------- lines and areas


def _frames(note: Any) -> list[tuple[float, float, float, float]]:
    """Return the boxes marked by an annotation (left, low, right, high): of the struck-out words, else its own."""
    quads = _numbers(note.get("QuadPoints", ())) or ()
    found = []
    for at in range(0, len(quads) - 7, 8):
        xs, ys = quads[at : at + 8 : 2], quads[at + 1 : at + 8 : 2]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return found or [_numbers(note["Rect"])]


def _middle(frame: tuple[float, float, float, float]) -> list[_Point]:
    """Return the line that crosses text marked as struck out or to be removed."""
    x0, low, x1, high = frame
    return [(x0, (low + high) / 2), (x1, (low + high) / 2)]


def _draw(note: Any, kind: str, page: _Page) -> None:
    tone = _tone(_numbers(note.get("IC", ())))
    if kind in ("Square", "Circle"):
        x0, y0, x1, y1 = _numbers(note["Rect"])
        if tone is not None:
            page.outline([[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]], False, tone)
        return
    given = (
        resolve1(note.get("InkList", ())) if kind == "Ink" else [note.get("L" if kind == "Line" else "Vertices", ())]
    )
    for path in given or ():
        points = _numbers(resolve1(path))
        page.outline([list(zip(points[::2], points[1::2], strict=False))], True, tone if kind == "Polygon" else None)


def _tone(colour: Sequence[float]) -> float | None:
    """Return the lightness of a fill colour, ``None`` without a colour."""
    if len(colour) == 4:
        return (1 - colour[3]) * (1 - sum(colour[:3]) / 3)
    return sum(colour) / len(colour) if colour else None


# --------------------------------------------------------------------------- text


def _typed(note: Any, kind: str) -> str:
    """Return the text of a comment or the value of a field: its own, or that of the parent field."""
    if kind == "FreeText":
        return _text(note.get("Contents"))
    for _ in range(_PARENTS):
        if literal_name(resolve1(note.get("FT")) or "") in ("Btn", "Sig"):
            return ""
        if "V" in note:
            return _text(note["V"])
        note = resolve1(note.get("Parent"))
        if not isinstance(note, dict):
            break
    return ""


def _text(value: Any) -> str:
    value = resolve1(value)
    if isinstance(value, list):
        return "、".join(map(_text, value))
    if isinstance(value, PDFStream):
        value = value.get_data()
    return decode_text(value).strip() if isinstance(value, bytes) else ""


def _type_in(note: Any, text: str, page: _Page) -> None:
    """Draw the lines of a text, centred vertically in its frame, at a smaller size if they do not fit."""
    x0, y0, x1, y1 = _numbers(note["Rect"])
    lines = text.splitlines()
    room = max(x1 - x0 - 2 * _MARGIN, 1.0)
    longest = max(sum(map(_wide, line)) for line in lines)
    size = min(_LARGEST, _SHARE * (y1 - y0) / (1 + _LEADING * (len(lines) - 1)), room / longest)
    alignment = {1: 0.5, 2: 1.0}.get(resolve1(note.get("Q", 0)), 0.0)
    high = (y0 + y1 + _LEADING * size * (len(lines) - 1)) / 2 - 0.35 * size
    for at, line in enumerate(lines):
        left = x0 + _MARGIN + alignment * (room - size * sum(map(_wide, line)))
        page.type_in(left, high - at * _LEADING * size, line, size, _wide)


def _wide(char: str) -> float:
    """Return the width relative to the size."""
    return 1.0 if char >= "\u2e80" else 0.5


def _numbers(array: Any) -> Any:
    return tuple(float(resolve1(value)) for value in resolve1(array))
