"""Interpret pages with pdfminer: the reference engine, also used for pages with more than text and rules.

Text that the file marks as a running head is dropped while painting; slanted text is kept with a reason (``why``). No
second pass and no objects besides ``Glyph`` are needed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Sequence
from typing import Any

import pdfplumber
from pdfminer.encodingdb import name2unicode
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix
from pdfplumber.utils.exceptions import PdfminerException

from build_scripts.model import Refusal
from build_scripts.readers.pdf.annotations import paint_annotation
from build_scripts.readers.pdf.layers import is_off, off_layers
from build_scripts.readers.pdf.marks import (
    BELOW,
    CLIPPED,
    SEPARATORS,
    UNKNOWN,
    Box,
    Painted,
    Patch,
    glyph,
    without_frames,
)
from build_scripts.readers.pdf.visibility import HIDDEN, MIN_OPACITY, TRANSPARENT

_INKS = ("Separation", "DeviceN")  # 1 is full ink, not white
RUNNING, OFF = "标为页眉页脚", "layer that is off"
_OPEN = (-1e6, -1e6, 1e6, 1e6)
_State = tuple[float, bool, Box, bool]  # of a painter: opacity, blending, clip box, whether the clip has a hole


class _Interpreter(PDFPageInterpreter):
    """Extends pdfminer's interpreter, which ignores opacity (``gs``) and clipping (``W``)."""

    def __init__(self, manager: PDFResourceManager, device: _Painter) -> None:
        super().__init__(manager, device)
        self.painter = device

    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        for name, spec in (resolve1(resources.get("Font")) or {}).items() if resources else ():
            _forget_guesses(self.fontmap[name], resolve1(resolve1(spec).get("Encoding")))

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        # a form object drawn with low opacity is faint, whatever opacity it sets itself
        self.base = self.painter.opacity
        self.states: list[_State] = []

    def do_q(self) -> None:
        super().do_q()
        self.states.append(self.painter.state)

    def do_Q(self) -> None:
        super().do_Q()
        if self.states:
            self.painter.state = self.states.pop()

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if not isinstance(state, dict):
            return
        opacity, blend, mask = (resolve1(state.get(key)) for key in ("ca", "BM", "SMask"))
        if isinstance(opacity, (int, float)):
            self.painter.opacity = self.base * float(opacity)
        if blend is not None or mask is not None:
            plain = blend is None or (isinstance(blend, PSLiteral) and literal_name(blend) in ("Normal", "Compatible"))
            self.painter.blended = not plain or isinstance(mask, dict)

    def do_F(self) -> None:
        self.do_f()

    def do_BDC(self, tag: Any, props: Any) -> None:
        super().do_BDC(tag, props)
        if isinstance(props, PSLiteral) and literal_name(tag) == "OC" and self.painter.tags:
            named = resolve1(self.resources.get("Properties")) or {}
            if is_off(named.get(literal_name(props)), self.painter.off):
                self.painter.tags[-1] = OFF

    def do_W(self) -> None:
        self.painter.clip_to(self.curpath)

    def do_W_a(self) -> None:
        self.painter.clip_to(self.curpath)

    def do_Do(self, xobjid_arg: Any) -> None:
        before = self.painter.state
        given = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        hidden = isinstance(given, PDFStream) and is_off(given.get("OC"), self.painter.off)
        self.painter.tags.append(OFF if hidden else "")
        super().do_Do(xobjid_arg)
        self.painter.tags.pop()
        self.painter.state = before


class _Painter(PDFTextDevice):
    """Collects ``Painted``. A character's ``matrix`` maps character space to the page, origin at the lower left."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.painted = Painted(0, 0)
        self.opacity = 1.0
        self.blended = False
        self.clip: Box = _OPEN
        self.holed = False
        self.order = 0
        self.tags: list[str] = []  # for each open tag: why its content is dropped or hidden
        self.off: frozenset[int] = frozenset()

    @property
    def state(self) -> _State:
        return self.opacity, self.blended, self.clip, self.holed

    @state.setter
    def state(self, state: _State) -> None:
        self.opacity, self.blended, self.clip, self.holed = state

    def begin_page(self, page: Any, ctm: Any) -> None:
        self.base = ctm
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.painted = Painted(abs(x1 - x0), abs(y1 - y0))
        left, low, right, high = apply_matrix_rect(ctm, page.cropbox or page.mediabox)
        self.crop = (left - 1, self.painted.height - high - 1, right + 1, self.painted.height - low + 1)

    def clip_to(self, path: Sequence[Any]) -> None:
        """Reduce the clip to the bounding box of the path, because content outside of the box is certainly invisible.
        Also note whether the path has a hole, as around a box with a shadow."""
        self.holed = self.holed or sum(part[0] == "m" for part in path) > 1
        points = [part[i : i + 2] for part in path for i in range(1, len(part) - 1, 2)]
        if points and self.ctm is not None:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self._clip(apply_matrix_rect(self.ctm, (min(xs), min(ys), max(xs), max(ys))))

    def begin_figure(self, name: Any, bbox: Any, matrix: Any) -> None:
        assert self.ctm is not None
        self._clip(apply_matrix_rect(mult_matrix(matrix, self.ctm), bbox))

    def _clip(self, rect: Any) -> None:
        x0, y0, x1, y1 = rect
        height, (left, top, right, bottom) = self.painted.height, self.clip
        self.clip = (max(left, x0), max(top, height - y1), min(right, x1), min(bottom, height - y0))

    def _patch(self, solid: bool, tone: float | None) -> Patch:
        solid = solid and self.opacity > 0.9 and not self.blended and not self.holed
        return Patch(*self.clip, self.order, solid, tone)

    # ----------------------------------------------------------------------- tags

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        kind = literal_name(props["Type"]) if isinstance(props, dict) and "Type" in props else ""
        self.tags.append(RUNNING if literal_name(tag) == "Artifact" and kind == "Pagination" else "")

    def end_tag(self) -> None:
        if self.tags:
            self.tags.pop()

    # ----------------------------------------------------------------------- text

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.order += 1
        outlined = textstate.render in (1, 5)
        colour = graphicstate.scolor if outlined else graphicstate.ncolor
        space = graphicstate.scs if outlined else graphicstate.ncs
        self.tone = 1 - (1 - (_lightness(colour, space) or 0.0)) * self.opacity
        self.why = (
            HIDDEN
            if textstate.render in (3, 7) or OFF in self.tags
            else TRANSPARENT
            if self.opacity < MIN_OPACITY
            else RUNNING
            if RUNNING in self.tags
            else ""
        )
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        advance: float = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        if not text or (text.isspace() and text not in SEPARATORS):
            return advance
        wide = advance
        if fontsize < 0:  # mirrored by the matrix, as some drawing programs write it
            matrix = (*(-turn for turn in matrix[:4]), *matrix[4:])
            fontsize, wide, rise = -fontsize, -advance, -rise
        if font.is_vertical():
            vx, vy = font.char_disp(cid)
            left = -fontsize * 0.5 if vx is None else -vx * fontsize * 0.001
            high = (1000 - vy) * fontsize * 0.001 + rise
            frame = left, high + wide, left + fontsize, high
        else:
            low = rise - BELOW * fontsize
            frame = 0.0, low, wide, low + fontsize
        found = glyph(matrix, frame, text, self.painted.height, (self.tone, self.order), font.is_vertical())
        if found.size > 1:
            if why := self.why or found.why or ("" if found.within(self.crop) else CLIPPED):
                found = found._replace(why=why)
            elif not found.within(self.clip):
                found = found.clipped(self.clip)
            self.painted.glyphs.append(found)
        return advance

    # ----------------------------------------------------------------------- rules and pictures

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        assert self.ctm is not None
        if OFF in self.tags:
            return
        self.order += 1
        a, b, c, d, e, f = self.ctm
        height = self.painted.height
        tone = _lightness(graphicstate.ncolor, graphicstate.ncs)
        whole = sum(part[0] == "m" for part in path) == 1  # a frame is painted as two areas with the inner one left out
        patch = self._patch(
            fill and whole and tone is not None, None if tone is None else 1 - (1 - tone) * self.opacity
        )
        shapes: list[list[tuple[float, float] | None]] = []
        for part in path:
            if part[0] == "m":
                shapes.append([])
            points = shapes[-1]
            if part[0] == "h":
                points += points[:1]
                continue
            x, y = part[-2:]
            if part[0] in ("c", "v", "y"):
                points.append(None)
            points.append((a * x + c * y + e, height - (b * x + d * y + f)))
        self.painted.path(shapes, stroke, fill, patch)

    def render_image(self, name: str, stream: Any) -> None:
        """Add a picture. Its box is the clip set by ``begin_figure``."""
        if OFF in self.tags:
            return
        self.order += 1
        sees_through = any(key in stream.attrs for key in ("SMask", "Mask", "ImageMask", "IM"))
        x0, top, x1, bottom = self.clip
        if x0 < x1 and top < bottom:
            self.painted.pictures.append(self._patch(not sees_through, None))

    # ----------------------------------------------------------------------- annotations

    @property
    def count(self) -> int:
        """Number of characters painted so far."""
        return len(self.painted.glyphs)

    def outline(self, shapes: Sequence[Sequence[tuple[float, float]]], stroke: bool, tone: float | None) -> None:
        """Draw the lines of an annotation; with a ``tone``, a filled area."""
        self.order += 1
        height = self.painted.height
        placed = [[self._on_page(point, height) for point in shape] for shape in shapes]
        self.painted.path(placed, stroke, tone is not None, Patch(*_OPEN, self.order, tone is not None, tone))

    def _on_page(self, point: tuple[float, float], height: float) -> tuple[float, float]:
        x, y = apply_matrix_pt(self.base, point)
        return x, height - y

    def type_in(self, x: float, y: float, text: str, size: float, advance: Callable[[str], float]) -> None:
        """Draw a line of text on its baseline. ``advance`` of a character is relative to the size."""
        self.order += 1
        for char in text:
            wide = advance(char) * size
            if not char.isspace():
                matrix = mult_matrix((1, 0, 0, 1, x, y), self.base)
                frame = 0.0, -BELOW * size, wide, (1 - BELOW) * size
                self.painted.glyphs.append(glyph(matrix, frame, char, self.painted.height, (0.0, self.order), False))
            x += wide


def _lightness(colour: object, space: Any) -> float | None:
    """Return the lightness, 0 black … 1 white, of a grey, RGB or CMYK colour; ``None`` for patterns and palettes."""
    given = colour if isinstance(colour, (tuple, list)) else (colour,)
    values = [float(v) for v in given if isinstance(v, (int, float))]
    name = getattr(space, "name", "")
    if len(values) < len(given) or not values or name in ("Pattern", "Indexed"):
        return None
    if name in _INKS:
        return 1 - max(values)
    if len(values) == 4:
        return (1 - values[3]) * (1 - sum(values[:3]) / 3)
    return values[0] / 100 if name == "Lab" else sum(values) / len(values)


def pages(data: bytes, most: int) -> list[Painted]:
    """Return the painted marks of all pages. Raises ``Refusal``: damaged, encrypted, too-large (more than ``most``
    pages)."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # avoids hundreds of log lines about fonts
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > most:
                raise Refusal("too-large")
            off = off_layers(pdf.doc.catalog)
            return [_painted(page.page_obj, pdf.rsrcmgr, off) for page in pdf.pages]
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # any pdfminer error: a page frame with two numbers raised an IndexError
        if any(isinstance(e, PDFEncryptionError) for e in (error, *error.args)):
            raise Refusal("encrypted") from error
        raise Refusal("damaged", why="PDF 结构损坏") from error


def _painted(page: Any, manager: PDFResourceManager, off: frozenset[int]) -> Painted:
    """Paint one page. Raises ``PdfminerException``."""
    painter = _Painter(manager)
    painter.off = off
    try:
        interpreter = _Interpreter(manager, painter)
        interpreter.process_page(page)
        painter.state = 1.0, False, _OPEN, False
        painter.painted.typed = painter.order + 1
        drawn = len(painter.painted.rules)
        for note in resolve1(page.annots) or ():
            paint_annotation(resolve1(note), interpreter, painter.off)
        painter.painted.rules[drawn:] = without_frames(painter.painted.rules[drawn:])
    except MemoryError:
        raise
    except Exception as error:  # any pdfminer error on a damaged file, wrapped as in pdfplumber
        raise PdfminerException(error) from error
    return painter.painted


def _forget_guesses(font: Any, encoding: Any) -> None:
    """Remove guessed characters from a font. If a font gives its code 48 a meaningless name (g7), the code need not
    print 0, but pdfminer uses the standard encoding."""
    code = 0
    for item in resolve1(encoding.get("Differences")) or () if isinstance(encoding, dict) else ():
        if isinstance(item, int):
            code = item
            continue
        try:
            name2unicode(literal_name(item))
        except (KeyError, ValueError):
            font.cid2unicode.pop(code, None)
        code += 1
