"""A page as pdfium interprets it: five times as fast as pdfminer, for pages of plain text, rules, areas and pictures.

What asks for a closer look (transparency, invisible text, form fields and comments, layers, text on its side, pictures
over text, characters without a code) it does not serve: such a file is read by ``pdf_miner`` alone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw

from build_scripts.readers.pdf_marks import BELOW, THIN, Box, Glyph, Matrix, Painted, Patch, glyph
from build_scripts.readers.pdf_seen import CLIPPED

if TYPE_CHECKING:
    import numpy as np

_DEEPEST = 8  # forms in forms
_LINKS = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_BUFFER = (raw.FPDF_WCHAR * 64)()
_INKED = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
_OPEN = (-1e6, -1e6, 1e6, 1e6)
_NO_SIZE = (0, 0, 612, 792)  # of pages that have none
_NO_CODE = (0xFFFE, 0xFFFF)


class _NotServed(Exception):
    """This file needs the other engine."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What the characters of one text object share."""

    order: int
    size: float
    matrix: Matrix
    tone: float
    clip: Box
    replaced: bool
    widths: dict[int, float]


def pages(data: bytes, most: int) -> list[Painted] | None:
    """All that the pages of a file paint; ``None`` when it is none that pdfium serves."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        if len(document) > most:
            return None
        return [_Page(document, number).painted for number in range(len(document))]
    except (_NotServed, pypdfium2.PdfiumError):
        return None
    finally:
        document.close()


def picture_of(data: bytes, number: int, dpi: float, longest: float) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A page drawn in grey; one longer than ``longest`` points is drawn smaller."""
    import numpy as np

    page = pypdfium2.PdfDocument(data)[number - 1]
    scale = min(dpi, dpi * longest / max(*page.get_size(), 1)) / 72
    return np.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"))


class _Page:
    """Reads one page while it is made."""

    def __init__(self, document: Any, number: int) -> None:
        page = document[number]
        try:
            width, height = self._frame(page)
            self.painted = Painted(width, height)
            self.texts: dict[int, _Text] = {}
            self.widths: dict[int, _Widths] = {}
            self.order = 0
            self._objects(_on_page(page), self.ctm, 0)
            self._characters(page)
        finally:
            page.close()
        self._refuse_covered()

    def _frame(self, page: Any) -> tuple[float, float]:
        for note in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, note)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind not in _LINKS:
                raise _NotServed
        shown = page.get_bbox()
        whole = page.get_mediabox(fallback_ok=False)
        if whole is None and (page.get_cropbox(fallback_ok=False) is not None or shown == _NO_SIZE):
            raise _NotServed
        x0, y0, x1, y1 = whole or shown
        if x0 >= x1 or y0 >= y1:
            raise _NotServed
        self.ctm: Matrix = {
            0: (1, 0, 0, 1, -x0, -y0),
            90: (0, -1, 1, 0, -y0, x1),
            180: (-1, 0, 0, -1, x1, y1),
            270: (0, 1, -1, 0, y1, -x0),
        }[page.get_rotation()]
        wide, tall = (y1 - y0, x1 - x0) if page.get_rotation() % 180 else (x1 - x0, y1 - y0)
        left, top, right, bottom = _bounds(_corners(self.ctm, shown), tall)
        self.crop = left - 1, top - 1, right + 1, bottom + 1
        return wide, tall

    # ----------------------------------------------------------------------- objects

    def _objects(self, objects: Iterator[Any], outer: Matrix, depth: int) -> None:
        for item in objects:
            self.order += 1
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
                continue
            if raw.FPDFPageObj_HasTransparency(item):
                raise _NotServed
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._text(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                x0, top, x1, bottom = _bounds(_corners(_times(_matrix(item), outer), (0, 0, 1, 1)), self.painted.height)
                cut = self._clip(item, outer)
                patch = Patch(
                    max(x0, cut[0]), max(top, cut[1]), min(x1, cut[2]), min(bottom, cut[3]), self.order, False
                )
                if patch.x0 < patch.x1 and patch.top < patch.bottom:
                    self.painted.pictures.append(patch)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                if depth == _DEEPEST:
                    raise _NotServed
                self._objects(_in_form(item), _times(_matrix(item), outer), depth + 1)

    def _clip(self, item: Any, outer: Matrix) -> Box:
        """The frame of all that clips an object."""
        path = raw.FPDFPageObj_GetClipPath(item)
        clip = _OPEN
        for at in range(max(raw.FPDFClipPath_CountPaths(path), 0) if path else 0):
            points = []
            for k in range(raw.FPDFClipPath_CountPathSegments(path, at)):
                points.append(_point(raw.FPDFClipPath_GetPathSegment(path, at, k)))
            if points:
                x0, top, x1, bottom = _bounds([_placed(p, outer) for p in points], self.painted.height)
                clip = max(clip[0], x0), max(clip[1], top), min(clip[2], x1), min(clip[3], bottom)
        return clip

    def _path(self, item: Any, outer: Matrix) -> None:
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, filled, stroked)
        count = raw.FPDFPath_CountSegments(item)
        height = self.painted.height
        matrix = _times(_matrix(item), outer)
        fill, stroke = bool(filled.value), bool(stroked.value)
        if not fill and not stroke:
            return
        points: list[tuple[float, float] | None] = []
        shapes = [points]
        curve = 0
        for k in range(count):
            segment = raw.FPDFPath_GetPathSegment(item, k)
            x, y = _placed(_point(segment), matrix)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                points = []
                shapes.append(points)
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                curve += 1
                if curve % 3:
                    continue
                points.append(None)
            points.append((x, height - y))
            if raw.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
                points.append(points[0])
        shapes = [shape for shape in shapes if shape]
        if fill and not stroke and all(map(_is_thin, shapes)):
            patch = Patch(*_OPEN, self.order)  # a rule: neither its colour nor its clip counts
        else:
            tone, opaque = _colour(item)
            solid = fill and len(shapes) == 1 and tone is not None and opaque and not _blended(item)
            patch = Patch(*self._clip(item, outer), self.order, solid, tone)
        for shape in shapes:
            self.painted.shape(shape, stroke, fill, patch)

    def _text(self, item: Any, outer: Matrix) -> None:
        if raw.FPDFTextObj_GetTextRenderMode(item) not in _INKED:
            raise _NotServed
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(item, size)
        tone, _ = _colour(item)
        self.texts[_address(item)] = _Text(
            self.order,
            size.value,
            _times(_matrix(item), outer),
            tone or 0.0,
            self._clip(item, outer),
            _is_replaced(item),
            self._widths_of(raw.FPDFTextObj_GetFont(item)),
        )

    def _widths_of(self, font: Any) -> dict[int, float]:
        return self.widths.setdefault(_address(font), _Widths(font))

    # ----------------------------------------------------------------------- characters

    def _characters(self, page: Any) -> None:
        textpage = page.get_textpage()
        try:
            handle, height, add = textpage.raw, self.painted.height, self.painted.glyphs.append
            x, y = ctypes.c_double(), ctypes.c_double()
            for at in range(raw.FPDFText_CountChars(handle)):
                code = raw.FPDFText_GetUnicode(handle, at)
                text = chr(code)
                if text.isspace() or raw.FPDFText_IsGenerated(handle, at) == 1:
                    continue
                shared = self.texts.get(_address(raw.FPDFText_GetTextObject(handle, at)))
                unsure = not code or code in _NO_CODE or raw.FPDFText_HasUnicodeMapError(handle, at) == 1
                if shared is None or unsure or (shared.replaced and not "\u2e80" < text < "\ufb00"):
                    raise _NotServed
                raw.FPDFText_GetCharOrigin(handle, at, x, y)
                a, b, c, d, _, _ = shared.matrix
                e, f = _placed((x.value, y.value), self.ctm)
                size = shared.size
                width = shared.widths[code] * size
                if width < 0:  # the font is set downwards; pdfium names the lower left corner of its characters
                    frame = 0.0, 0.0, size, -width
                else:
                    frame = 0.0, -BELOW * size, width or self._loose_width(handle, at, shared), (1 - BELOW) * size
                found = glyph((a, b, c, d, e, f), frame, text, height, (shared.tone, shared.order), width < 0)
                if found and found.size > 1 and _within(found, self.crop):
                    add(found if _within(found, shared.clip) else found._replace(why=CLIPPED))
        finally:
            textpage.close()

    def _loose_width(self, handle: Any, at: int, shared: _Text) -> float:
        """For a font that leads from no character back to a glyph."""
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(handle, at, box)
        if shared.replaced or shared.matrix[0] <= 0 or box.right <= box.left:
            raise _NotServed
        return float(box.right - box.left) / shared.matrix[0]

    def _refuse_covered(self) -> None:
        """Whether a picture lets shine through what is printed beneath it, the other engine tells."""
        for picture in self.painted.pictures:
            for g in self.painted.glyphs:
                over = g.x1 > picture.x0 and g.x0 < picture.x1 and g.bottom > picture.top and g.top < picture.bottom
                if over and g.order < picture.order:
                    raise _NotServed


# --------------------------------------------------------------------------- what pdfium says of an object


def _on_page(page: Any) -> Iterator[Any]:
    return (raw.FPDFPage_GetObject(page.raw, at) for at in range(raw.FPDFPage_CountObjects(page)))


def _in_form(form: Any) -> Iterator[Any]:
    return (raw.FPDFFormObj_GetObject(form, at) for at in range(raw.FPDFFormObj_CountObjects(form)))


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
    )  # fmt: skip


def _placed(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _corners(matrix: Matrix, box: Box) -> list[tuple[float, float]]:
    return [_placed((x, y), matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]


def _bounds(points: list[tuple[float, float]], height: float) -> Box:
    """Points with the origin at the lower left, framed from the upper left."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), height - max(ys), max(xs), height - min(ys)


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _is_thin(points: list[tuple[float, float] | None]) -> bool:
    corners = [p for p in points if p]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN


def _colour(item: Any) -> tuple[float | None, bool]:
    """(lightness as it appears, whether it hides what lies beneath)."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, opacity):
        return None, False
    tone = (red.value + green.value + blue.value) / 765
    return 1 - (1 - tone) * opacity.value / 255, opacity.value > 229


def _blended(item: Any) -> bool:
    return bool(raw.FPDFPageObj_HasTransparency(item))


class _Widths(dict[int, float]):
    """The advance of each character of a font, in parts of its size."""

    def __init__(self, font: Any) -> None:
        self.font = font

    def __missing__(self, code: int) -> float:
        width = ctypes.c_float()
        raw.FPDFFont_GetGlyphWidth(self.font, code, 1000.0, width)
        self[code] = found = width.value / 1000
        return found


def _within(found: Glyph, box: Box) -> bool:
    return box[0] <= (found.x0 + found.x1) / 2 <= box[2] and box[1] <= found.middle <= box[3]


def _is_replaced(item: Any) -> bool:
    """True when the file names another text for an object. Layers may be switched off: not served."""
    found = False
    for at in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, at)
        name = _string(raw.FPDFPageObjMark_GetName, mark)
        if name == "OC":
            raise _NotServed
        if name == "Artifact" and raw.FPDFPageObjMark_GetParamValueType(mark, b"Type") != raw.FPDF_OBJECT_UNKNOWN:
            raise _NotServed  # a running head, perhaps: pdfium does not say
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != raw.FPDF_OBJECT_UNKNOWN:
            found = True
    return found


def _string(ask: Any, *what: Any) -> str:
    length = ctypes.c_ulong()
    if not ask(*what, _BUFFER, ctypes.sizeof(_BUFFER), length):
        return ""
    return bytes(_BUFFER)[: length.value].decode("utf-16-le", "replace").rstrip("\0")
