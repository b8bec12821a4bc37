"""Interpret pages with pdfium, five times as fast as pdfminer, for pages of plain text, rules, areas and pictures.

Files with complex features are not supported here (transparency, invisible text, form fields and comments, layers,
sideways text, pictures over text, characters without a code, fonts that are not embedded); ``pdf.pdfminer_engine``
reads them alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from build_scripts.model import Refusal
from build_scripts.readers.pdf import native
from build_scripts.readers.pdf.extra_content import has_layers
from build_scripts.readers.pdf.marks import (
    BELOW,
    CLIPPED,
    SEPARATORS,
    SIDE,
    THIN,
    UPRIGHT,
    Box,
    Glyph,
    Matrix,
    Painted,
    Patch,
    glyph,
)
from build_scripts.readers.pdf.objects import (
    Widths,
    address,
    blended,
    bounds,
    clip_paths,
    colour,
    corners,
    draw_mode,
    font_size,
    form_objects,
    has_ink,
    ink_of,
    is_holed,
    loose_width,
    mark_has,
    mark_name,
    marks_of,
    matrix_of,
    multiply,
    origin,
    page_objects,
    point_of,
    transformed,
)  # fmt: skip

MAX_CHARACTERS = 50_000  # per page; the densest of 13 real reports has 1,100, a newspaper page fifteen thousand
SAME_TONE = 0.1  # maximum difference of lightness of a character printed twice
_FIGURE = frozenset("0123456789.,")
_LEFT_OUT = 0.3  # ratio to the size: half a digit; a digit that pdfium leaves out takes more
_APART = 1.2  # ratio to the size: figures of two columns that one object draws are further apart
_DEEPEST = 8  # maximum nesting of form objects
_LINKS = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_PAINTED_MODES = (raw.FPDF_TEXTRENDERMODE_FILL, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
_OPEN = (-1e6, -1e6, 1e6, 1e6)
_NO_SIZE = (0, 0, 612, 792)  # pdfium's page size if the file states none
_NO_CODE = (0xFFFE, 0xFFFF)


class _Unsupported(Exception):
    """This file needs the other engine."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Properties shared by the characters of one text object."""

    order: int
    size: float
    matrix: Matrix
    outer: Matrix
    tone: float
    clip: Box
    replaced: bool
    widths: dict[int, float]


def pages(data: bytes, most: int, any_font: bool = False) -> list[Painted] | None:
    """Return the painted marks of all pages; ``None`` if pdfium does not support the file. Raises ``Refusal``
    (too-large) for pages with too many characters: pdfium counts them quickly, but the other engine would read them for
    minutes.

    ``any_font``: support fonts that are not embedded, too. Pdfium takes one of the machine in their place, so that a
    report would be read otherwise on a machine with other fonts: only to compare both engines on one machine."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        if len(document) > most:
            return None
        if not has_layers(data):
            with suppress(_Unsupported):
                return [_Page(document, number, any_font).painted for number in range(len(document))]
        for number in range(len(document)):
            _text_of(page := document[number]).close()
            page.close()
        return None
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _text_of(page: Any) -> Any:
    textpage = page.get_textpage()
    if textpage.count_chars() > MAX_CHARACTERS:
        textpage.close()
        raise Refusal("too-large")
    return textpage


class _Page:
    """Builds the painted marks of one page."""

    def __init__(self, document: Any, number: int, any_font: bool) -> None:
        page = document[number]
        textpage = None
        try:
            width, height = self._frame(page)
            self.painted = Painted(width, height)
            textpage = _text_of(page)
            self.any_font = any_font
            self.texts: dict[int, _Text] = {}
            self.widths: dict[int, Widths] = {}
            self.replaced: dict[int, bool] = {}
            self.order = 0
            self._objects(page_objects(page), self.ctm, 0)
            self._characters(textpage)
        finally:
            if textpage:
                textpage.close()
            page.close()
        self._refuse_covered()

    def _frame(self, page: Any) -> tuple[float, float]:
        for note in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, note)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind not in _LINKS:
                raise _Unsupported
        shown = page.get_bbox()
        whole = page.get_mediabox(fallback_ok=False)
        if whole is None and (page.get_cropbox(fallback_ok=False) is not None or shown == _NO_SIZE):
            raise _Unsupported
        x0, y0, x1, y1 = whole or shown
        if x0 >= x1 or y0 >= y1:
            raise _Unsupported
        self.ctm: Matrix = {
            0: (1, 0, 0, 1, -x0, -y0),
            90: (0, -1, 1, 0, -y0, x1),
            180: (-1, 0, 0, -1, x1, y1),
            270: (0, 1, -1, 0, y1, -x0),
        }[page.get_rotation()]
        wide, tall = (y1 - y0, x1 - x0) if page.get_rotation() % 180 else (x1 - x0, y1 - y0)
        left, top, right, bottom = bounds(corners(self.ctm, shown), tall)
        self.crop = left - 1, top - 1, right + 1, bottom + 1
        return wide, tall

    # ----------------------------------------------------------------------- objects

    def _objects(self, objects: Iterator[int], outer: Matrix, depth: int) -> None:
        for item in objects:
            self.order += 1
            kind = native.page_obj_get_type(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
                continue
            if native.page_obj_has_transparency(item):
                raise _Unsupported
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._text(item, outer)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                x0, top, x1, bottom = bounds(
                    corners(multiply(matrix_of(item), outer), (0, 0, 1, 1)), self.painted.height
                )
                cut = self._clip(item, outer)
                patch = Patch(
                    max(x0, cut[0]), max(top, cut[1]), min(x1, cut[2]), min(bottom, cut[3]), self.order, False
                )
                if patch.x0 < patch.x1 and patch.top < patch.bottom:
                    self.painted.pictures.append(patch)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                if depth == _DEEPEST:
                    raise _Unsupported
                self._objects(form_objects(item), multiply(matrix_of(item), outer), depth + 1)

    def _clip(self, item: int, outer: Matrix) -> Box:
        """Return the intersection of all clip boxes of an object."""
        clip = _OPEN
        for points in clip_paths(item):
            if points:
                x0, top, x1, bottom = bounds([transformed(p, outer) for p in points], self.painted.height)
                clip = max(clip[0], x0), max(clip[1], top), min(clip[2], x1), min(clip[3], bottom)
        return clip

    def _path(self, item: int, outer: Matrix) -> None:
        fill, stroke = draw_mode(item)
        if not fill and not stroke:
            return
        count = native.path_count_segments(item)
        height = self.painted.height
        matrix = multiply(matrix_of(item), outer)
        points: list[tuple[float, float] | None] = []
        shapes = [points]
        curve = 0
        for k in range(count):
            segment = native.path_get_path_segment(item, k)
            x, y = transformed(point_of(segment), matrix)
            kind = native.path_segment_get_type(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                points = []
                shapes.append(points)
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                curve += 1
                if curve % 3:
                    continue
                points.append(None)
            points.append((x, height - y))
            if native.path_segment_get_close(segment) and points[0] != points[-1]:
                points.append(points[0])
        shapes = [shape for shape in shapes if shape]
        if fill and not stroke and all(map(_is_thin, shapes)):
            xs = [point[0] for shape in shapes for point in shape if point]
            near = min(xs) < SIDE * self.painted.width or max(xs) > (1 - SIDE) * self.painted.width
            # A rule: its colour does not matter, its clip only where content may be wider than the page.
            patch = Patch(*(self._clip(item, outer) if near else _OPEN), self.order)
        else:
            tone, opaque = colour(item)
            whole = len(shapes) == 1 and not is_holed(item)
            solid = fill and whole and tone is not None and opaque and not blended(item)
            patch = Patch(*self._clip(item, outer), self.order, solid, tone)
        self.painted.path(shapes, stroke, fill, patch)

    def _text(self, item: int, outer: Matrix) -> None:
        if native.text_obj_get_text_render_mode(item) not in _PAINTED_MODES or font_size(item) < 0:
            raise _Unsupported
        tone, _ = colour(item)
        replaced = self._is_replaced(item)
        if replaced and outer != self.ctm:  # pdfium places replacement text as if no form object moved it
            raise _Unsupported
        self.texts[item] = _Text(
            self.order,
            font_size(item),
            multiply(matrix_of(item), outer),
            outer,
            tone or 0.0,
            self._clip(item, outer),
            replaced,
            self._widths_of(native.text_obj_get_font(item)),
        )

    def _widths_of(self, font: int) -> dict[int, float]:
        if font not in self.widths:
            if not self.any_font and native.font_get_is_embedded(font) != 1:
                raise _Unsupported
            self.widths[font] = Widths(font)
        return self.widths[font]

    def _is_replaced(self, item: int) -> bool:
        """Return True if the file has replacement text for an object; objects between the same tags share a mark."""
        found = False
        for mark in marks_of(item):
            if mark not in self.replaced:
                self.replaced[mark] = _is_other_text(mark)
            found = found or self.replaced[mark]
        return found

    # ----------------------------------------------------------------------- characters

    def _characters(self, textpage: Any) -> None:
        reached: set[int | None] = set()
        ends: list[tuple[int, Glyph, bool]] = []  # figures at the start (True) and at the end of text objects
        current: int | None = None
        before: Glyph | None = None  # the last character of that object, if it is a figure
        handle, height, add = address(textpage.raw), self.painted.height, self.painted.glyphs.append
        last: tuple[int | None, float, float] | None = None
        for at in range(native.text_count_chars(handle)):
            code = native.text_get_unicode(handle, at)
            text = chr(code)
            item = native.text_get_text_object(handle, at)
            reached.add(item)
            if text.isspace() and text not in SEPARATORS:  # includes all characters that pdfium adds
                if item == current or item in self.texts:
                    current, before = item, None
                continue
            shared = self.texts.get(item)
            unsure = code < 0x20 or code in _NO_CODE or native.text_has_unicode_map_error(handle, at) == 1
            if shared is None or unsure or (shared.replaced and not "\u2e80" < text < "\ufb00"):
                raise _Unsupported
            a, b, c, d, _, _ = shared.matrix
            e, f = transformed(origin(handle, at), self.ctm)
            if (item, e, f) == last:  # one glyph for several characters (——, ffi); pdfium does not report its width
                raise _Unsupported
            last = item, e, f
            size = shared.size
            width = shared.widths[code] * size
            if width < 0:  # a vertical font; pdfium reports the lower left corner of its characters
                frame = 0.0, 0.0, size, -width
            else:
                frame = 0.0, -BELOW * size, width or self._loose_width(handle, at, shared), (1 - BELOW) * size
            found = glyph((a, b, c, d, e, f), frame, text, height, (shared.tone, shared.order), width < 0)
            here = found if text in _FIGURE and found.turn == UPRIGHT else None
            if item != current:
                if before and current:
                    ends.append((current, before, False))
                if here:
                    ends.append((item, here, True))
                current = item
            elif here and before and _LEFT_OUT * here.size < here.x0 - before.x1 < _APART * here.size:
                raise _Unsupported
            before = here
            if found.size > 1:
                if not found.why and not found.within(self.crop):
                    found = found._replace(why=CLIPPED)
                add(found if found.why or found.within(shared.clip) else found.clipped(shared.clip))
        if before and current:
            ends.append((current, before, False))
        self._refuse_left_out(reached)
        self._refuse_cut(ends)

    def _refuse_cut(self, ends: Sequence[tuple[int, Glyph, bool]]) -> None:
        """Check for missing digits: pdfium drops characters for which the character map of the font gives none, or one
        without a shape, but it knows how far the object paints."""
        for item, figure, starts in ends:
            left, _, right, _ = bounds(corners(self.texts[item].outer, ink_of(item)), self.painted.height)
            if (figure.x0 - left if starts else right - figure.x1) > _LEFT_OUT * figure.size:
                raise _Unsupported

    def _refuse_left_out(self, reached: set[int | None]) -> None:
        """Check for missing characters. pdfium drops blanks and characters printed twice at one place (fake bold), as
        ``rows_of`` does; no other text may be missing, nor text over its own shadow, which would be read in its place."""
        for item, text in self.texts.items():
            if item in reached or not has_ink(item):
                continue
            x, y = text.matrix[4], self.painted.height - text.matrix[5]
            if not any(
                abs(g.x0 - x) < 0.25 * g.size
                and abs(g.base - y) < 0.25 * g.size
                and abs(g.tone - text.tone) <= SAME_TONE
                for g in self.painted.glyphs
            ):
                raise _Unsupported

    def _loose_width(self, handle: int, at: int, shared: _Text) -> float:
        """Return the width of a character in a font without a mapping from characters to glyphs."""
        wide = loose_width(handle, at)
        if shared.replaced or shared.matrix[0] <= 0 or wide <= 0:
            raise _Unsupported
        return wide / shared.matrix[0]

    def _refuse_covered(self) -> None:
        """Leave pages with text under a picture to the other engine, which knows whether the picture is transparent."""
        for picture in self.painted.pictures:
            for g in self.painted.glyphs:
                over = g.x1 > picture.x0 and g.x0 < picture.x1 and g.bottom > picture.top and g.top < picture.bottom
                if over and g.order < picture.order:
                    raise _Unsupported


def _is_thin(points: list[tuple[float, float] | None]) -> bool:
    corners = [p for p in points if p]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN


def _is_other_text(mark: int) -> bool:
    """Return whether the file has replacement text between two tags. Layers, which may be off, are not supported."""
    name = mark_name(mark)
    if name == "OC" or (name == "Artifact" and mark_has(mark, b"Type")):
        raise _Unsupported  # may be a running head: pdfium does not say
    return mark_has(mark, b"ActualText")
