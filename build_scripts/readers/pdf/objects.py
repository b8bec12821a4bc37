"""Query pdfium about a page object: its position, its painting, its tags.

pdfium writes results to preallocated variables; a report needs tens of thousands of queries.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as raw

from build_scripts.readers.pdf import native
from build_scripts.readers.pdf.marks import Box, Matrix

_X, _Y, _SIZE = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
_POINT = ctypes.byref(_X), ctypes.byref(_Y)
_AT_SIZE = ctypes.byref(_SIZE)
_LEFT, _BASE = ctypes.c_double(), ctypes.c_double()
_ORIGIN = ctypes.byref(_LEFT), ctypes.byref(_BASE)
_FILL, _STROKE = ctypes.c_int(), ctypes.c_int()
_MODES = ctypes.byref(_FILL), ctypes.byref(_STROKE)
_COLOUR = (ctypes.c_uint * 4)()
_COLOURS = [ctypes.byref(_COLOUR, 4 * k) for k in range(4)]
_EDGES = (ctypes.c_float * 4)()
_FOUR = [ctypes.byref(_EDGES, 4 * k) for k in range(4)]
_SIX = raw.FS_MATRIX()
_AT_SIX = ctypes.byref(_SIX)
_BOX = raw.FS_RECTF()
_AT_BOX = ctypes.byref(_BOX)
_LENGTH = ctypes.c_ulong()
_AT_LENGTH = ctypes.byref(_LENGTH)
_BUFFER = (raw.FPDF_WCHAR * 64)()
_OPAQUE = 229  # of 255: an area that lets a tenth shine through still hides


def address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def page_objects(page: Any) -> Iterator[int]:
    handle = address(page.raw)
    return (native.page_get_object(handle, at) for at in range(native.page_count_objects(handle)))


def form_objects(form: int) -> Iterator[int]:
    return (native.form_obj_get_object(form, at) for at in range(native.form_obj_count_objects(form)))


# --------------------------------------------------------------------------- position


def matrix_of(item: int) -> Matrix:
    native.page_obj_get_matrix(item, _AT_SIX)
    return _SIX.a, _SIX.b, _SIX.c, _SIX.d, _SIX.e, _SIX.f


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
    )  # fmt: skip


def transformed(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def corners(matrix: Matrix, box: Box) -> list[tuple[float, float]]:
    return [transformed((x, y), matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]


def bounds(points: Sequence[tuple[float, float]], height: float) -> Box:
    """Return the bounding box in top-left coordinates of points in bottom-left coordinates."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), height - max(ys), max(xs), height - min(ys)


def clip_paths(item: int) -> list[list[tuple[float, float]]]:
    """Return the points of each clip path of an object."""
    path = native.page_obj_get_clip_path(item)
    return [
        [
            point_of(native.clip_path_get_path_segment(path, at, k))
            for k in range(native.clip_path_count_path_segments(path, at))
        ]
        for at in range(native.clip_path_count_paths(path) if path else 0)
    ]


def is_holed(item: int) -> bool:
    """Return whether a clip path of the object has several shapes: a box with a shadow is cut out of the clip."""
    path = native.page_obj_get_clip_path(item)
    return any(
        sum(
            native.path_segment_get_type(native.clip_path_get_path_segment(path, at, k)) == raw.FPDF_SEGMENT_MOVETO
            for k in range(native.clip_path_count_path_segments(path, at))
        )
        > 1
        for at in range(native.clip_path_count_paths(path) if path else 0)
    )


def point_of(segment: int) -> tuple[float, float]:
    native.path_segment_get_point(segment, *_POINT)
    return _X.value, _Y.value


def has_ink(item: int) -> bool:
    left, _, right, _ = ink_of(item)
    return right > left


def ink_of(item: int) -> Box:
    """Return the box of what an object paints (left, low, right, high), in the space of the objects beside it."""
    if not native.page_obj_get_bounds(item, *_FOUR):
        return 0.0, 0.0, 0.0, 0.0
    left, low, right, high = _EDGES
    return left, low, right, high


def origin(handle: int, at: int) -> tuple[float, float]:
    """Return the origin of a character on its baseline."""
    native.text_get_char_origin(handle, at, *_ORIGIN)
    return _LEFT.value, _BASE.value


def loose_width(handle: int, at: int) -> float:
    """Return the width that pdfium assumes for a character, independent of the font data."""
    native.text_get_loose_char_box(handle, at, _AT_BOX)
    return float(_BOX.right - _BOX.left)


# --------------------------------------------------------------------------- painting


def draw_mode(path: int) -> tuple[bool, bool]:
    """Return (filled, stroked)."""
    native.path_get_draw_mode(path, *_MODES)
    return bool(_FILL.value), bool(_STROKE.value)


def font_size(text: int) -> float:
    native.text_obj_get_font_size(text, _AT_SIZE)
    return _SIZE.value


def colour(item: int) -> tuple[float | None, bool]:
    """Return (visible lightness, whether the object hides content under it)."""
    if not native.page_obj_get_fill_color(item, *_COLOURS):
        return None, False
    red, green, blue, opacity = _COLOUR
    return 1 - (1 - (red + green + blue) / 765) * opacity / 255, opacity > _OPAQUE


def blended(item: int) -> bool:
    return bool(native.page_obj_has_transparency(item))


class Widths(dict[int, float]):
    """The advance width of each character of a font, relative to its size."""

    def __init__(self, font: int) -> None:
        self.font = font

    def __missing__(self, code: int) -> float:
        native.font_get_glyph_width(self.font, code, 1000.0, _AT_SIZE)
        self[code] = found = _SIZE.value / 1000
        return found


# --------------------------------------------------------------------------- tags


def marks_of(item: int) -> list[int]:
    return [native.page_obj_get_mark(item, at) for at in range(native.page_obj_count_marks(item))]


def mark_name(mark: int) -> str:
    if not native.page_obj_mark_get_name(mark, _BUFFER, ctypes.sizeof(_BUFFER), _AT_LENGTH):
        return ""
    return bytes(_BUFFER)[: _LENGTH.value].decode("utf-16-le", "replace").rstrip("\0")


def mark_has(mark: int, key: bytes) -> bool:
    return bool(native.page_obj_mark_get_param_value_type(mark, key) != raw.FPDF_OBJECT_UNKNOWN)
