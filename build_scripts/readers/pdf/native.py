"""Call pdfium functions with handles as plain addresses, for ``pdf.pdfium_engine``; show the whole sheet of a page.

This costs half as much as the typed pointers of pypdfium2, in thousands of calls per page.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

_SHEET = (-20000.0, -20000.0, 20000.0, 20000.0)  # a crop box larger than any page: the whole sheet is shown
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong


def _function(name: str, result: Any, *arguments: Any) -> Any:
    """Return a pdfium function by its name."""
    address = ctypes.cast(getattr(raw, name), _P).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


page_count_objects = _function("FPDFPage_CountObjects", _I, _P)
page_get_object = _function("FPDFPage_GetObject", _P, _P, _I)
form_obj_count_objects = _function("FPDFFormObj_CountObjects", _I, _P)
form_obj_get_object = _function("FPDFFormObj_GetObject", _P, _P, _L)
page_obj_get_type = _function("FPDFPageObj_GetType", _I, _P)
page_obj_get_bounds = _function("FPDFPageObj_GetBounds", _I, _P, _P, _P, _P, _P)
page_obj_has_transparency = _function("FPDFPageObj_HasTransparency", _I, _P)
page_obj_get_matrix = _function("FPDFPageObj_GetMatrix", _I, _P, _P)
page_obj_get_clip_path = _function("FPDFPageObj_GetClipPath", _P, _P)
page_obj_get_fill_color = _function("FPDFPageObj_GetFillColor", _I, _P, _P, _P, _P, _P)
page_obj_count_marks = _function("FPDFPageObj_CountMarks", _I, _P)
page_obj_get_mark = _function("FPDFPageObj_GetMark", _P, _P, _L)
page_obj_mark_get_name = _function("FPDFPageObjMark_GetName", _I, _P, _P, _L, _P)
page_obj_mark_get_param_value_type = _function("FPDFPageObjMark_GetParamValueType", _I, _P, ctypes.c_char_p)
clip_path_count_paths = _function("FPDFClipPath_CountPaths", _I, _P)
clip_path_count_path_segments = _function("FPDFClipPath_CountPathSegments", _I, _P, _I)
clip_path_get_path_segment = _function("FPDFClipPath_GetPathSegment", _P, _P, _I, _I)
path_get_draw_mode = _function("FPDFPath_GetDrawMode", _I, _P, _P, _P)
path_count_segments = _function("FPDFPath_CountSegments", _I, _P)
path_get_path_segment = _function("FPDFPath_GetPathSegment", _P, _P, _I)
path_segment_get_point = _function("FPDFPathSegment_GetPoint", _I, _P, _P, _P)
path_segment_get_type = _function("FPDFPathSegment_GetType", _I, _P)
path_segment_get_close = _function("FPDFPathSegment_GetClose", _I, _P)
text_obj_get_text_render_mode = _function("FPDFTextObj_GetTextRenderMode", _I, _P)
text_obj_get_font_size = _function("FPDFTextObj_GetFontSize", _I, _P, _P)
text_obj_get_font = _function("FPDFTextObj_GetFont", _P, _P)
font_get_is_embedded = _function("FPDFFont_GetIsEmbedded", _I, _P)
font_get_glyph_width = _function("FPDFFont_GetGlyphWidth", _I, _P, ctypes.c_uint32, ctypes.c_float, _P)
text_count_chars = _function("FPDFText_CountChars", _I, _P)
text_get_unicode = _function("FPDFText_GetUnicode", ctypes.c_uint, _P, _I)
text_has_unicode_map_error = _function("FPDFText_HasUnicodeMapError", _I, _P, _I)
text_get_text_object = _function("FPDFText_GetTextObject", _P, _P, _I)
text_get_char_origin = _function("FPDFText_GetCharOrigin", _I, _P, _I, _P, _P)
text_get_loose_char_box = _function("FPDFText_GetLooseCharBox", _I, _P, _I, _P)


def whole_sheet(document: Any, number: int) -> Any:
    """Return a page (from 1) that shows its whole sheet, whatever its own or an inherited CropBox selects: the boxes of
    ``Place`` are measured on the sheet."""
    page = document[number - 1]
    page.set_cropbox(*_SHEET)
    page.close()
    return document[number - 1]
