"""What a page of a PDF paints: characters, rules, shades and pictures, upright and in points from its upper left corner.

pdfminer interprets the page; the device here keeps what a reader of the paper would see. Invisible text (render mode 3),
text outside the crop box, watermarks (slanted, or nearly transparent) and what the file itself marks as a running
head leave no mark. That needs no second pass and no objects beside ``Glyph``, which is why it is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_rect, mult_matrix
from pdfplumber.utils.exceptions import PdfminerException

UPRIGHT, UP, OVER, DOWN = range(4)  # reading direction in quarter turns to the left: a spine label reads upwards
UNKNOWN = "\ufffd"  # a glyph that its font gives no character for
THIN = 3.5  # points: a filled shape no thicker is a rule
FAINT = 0.35  # opacity below which text is a watermark
WHITE = 0.985
PALE = 0.82  # a grey so light is a watermark, unless it stands on a shade
_HIDDEN = 2 | 32  # flags of a note: hidden, not shown
GREY = 0.4  # a grey so light, in large characters under others, is a watermark too

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class Glyph(NamedTuple):
    """A character on the page; a tuple, because a report has thousands. ``turn``: its reading direction."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    size: float
    turn: int

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A straight line: ``across`` is true for a horizontal one at height ``at``, which runs from ``start`` to ``end``.

    ``edge``: nobody drew it, it is the side of a shaded area."""

    across: bool
    at: float
    start: float
    end: float
    edge: bool = False


@dataclass(slots=True)
class Marks:
    """One page. ``shades`` are its filled areas; ``unseen`` counts the characters that nobody who looks at it can see,
    ``pale`` are those of them that a sharp eye might, of usual size."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    pale: list[Glyph] = field(default_factory=list)
    unseen: int = 0


class _Interpreter(PDFPageInterpreter):
    """pdfminer's, which leaves the opacity of fills (``gs``) to others."""

    def __init__(self, manager: PDFResourceManager, device: _Painter) -> None:
        super().__init__(manager, device)
        self.painter = device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.base = self.painter.opacity  # a form drawn faintly is faint, whatever it says itself
        self.opacities: list[float] = []

    def do_q(self) -> None:
        super().do_q()
        self.opacities.append(self.painter.opacity)

    def do_Q(self) -> None:
        super().do_Q()
        if self.opacities:
            self.painter.opacity = self.opacities.pop()

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        opacity = resolve1(state.get("ca")) if isinstance(state, dict) else None
        if isinstance(opacity, (int, float)):
            self.painter.opacity = self.base * float(opacity)

    def do_Do(self, xobjid_arg: Any) -> None:
        before = self.painter.opacity
        super().do_Do(xobjid_arg)
        self.painter.opacity = before


class _Painter(PDFTextDevice):
    """Collects ``Marks``. ``matrix`` of a character maps its own space to the page, origin at the lower left."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.marks = Marks(0, 0)
        self.opacity = 1.0
        self.tags: list[bool] = []
        self.white: list[Glyph] = []
        self.pale: list[Glyph] = []
        self.grey: list[Glyph] = []

    def begin_page(self, page: Any, ctm: Any) -> None:
        self.base = ctm
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.marks = Marks(abs(x1 - x0), abs(y1 - y0))
        left, low, right, high = apply_matrix_rect(ctm, page.cropbox or page.mediabox)
        self.crop = (left - 1, self.marks.height - high - 1, right + 1, self.marks.height - low + 1)

    def finish(self) -> None:
        """White or pale text is seen on a shade only: the head of a table, but no note to nobody, no watermark."""
        glyphs = self.marks.glyphs
        usual = sorted(g.size for g in glyphs)[len(glyphs) // 2] if glyphs else 0.0
        seen = [g for g in (*self.white, *self.pale) if any(_on(g, shade) for shade in self.marks.shades)]
        self.marks.pale = [g for g in self.pale if g not in seen and g.size < 1.8 * usual]
        large = [g for g in self.grey if g.size > 1.8 * usual]
        under = {g.size for g in large if any(_on(other, g[:4]) for other in glyphs)}
        seen += [g for g in self.grey if g.size not in under]
        glyphs += seen
        self.marks.unseen += len(self.white) + len(self.pale) + len(self.grey) - len(seen)

    # ----------------------------------------------------------------------- what the file says of itself

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        kind = literal_name(props["Type"]) if isinstance(props, dict) and "Type" in props else ""
        self.tags.append(literal_name(tag) == "Artifact" and kind == "Pagination")

    def end_tag(self) -> None:
        if self.tags:
            self.tags.pop()

    # ----------------------------------------------------------------------- text

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.seen = textstate.render not in (3, 7) and self.opacity >= FAINT and not any(self.tags)
        light = _lightness(graphicstate.ncolor)
        lists = ((WHITE, self.white), (PALE, self.pale), (GREY, self.grey))
        self.target = next((marks for least, marks in lists if light >= least), self.marks.glyphs)
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
        if not self.seen:
            self.marks.unseen += 1
            return advance
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        if not text or text.isspace():
            return advance
        a, b, c, d, e, f = matrix
        across, upright = abs(a), abs(b)
        if across > 0.05 * upright + 0.02 and upright > 0.05 * across + 0.02:
            return advance  # slanted: a watermark
        if font.is_vertical():
            vx, vy = font.char_disp(cid)
            left = -fontsize * 0.5 if vx is None else -vx * fontsize * 0.001
            high = (1000 - vy) * fontsize * 0.001 + rise
            low, right = high + advance, left + fontsize
        else:
            left, right = 0.0, advance
            low = font.get_descent() * fontsize + rise
            high = low + fontsize
        x0, x1 = a * left + c * low + e, a * right + c * high + e
        y0, y1 = b * left + d * low + f, b * right + d * high + f
        if upright > across:
            turn = UP if b > 0 else DOWN
        elif font.is_vertical():
            turn = DOWN
        else:
            turn = UPRIGHT if a > 0 else OVER
        page = self.marks.height
        x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
        top, bottom = (page - y1, page - y0) if y0 <= y1 else (page - y0, page - y1)
        crop = self.crop
        if crop[0] <= (x0 + x1) / 2 <= crop[2] and crop[1] <= (top + bottom) / 2 <= crop[3]:
            size = bottom - top if turn in (UPRIGHT, OVER) else x1 - x0
            if size > 1:
                self.target.append(Glyph(x0, top, x1, bottom, text, size, turn))
        return advance

    # ----------------------------------------------------------------------- rules and pictures

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        assert self.ctm is not None
        a, b, c, d, e, f = self.ctm
        height = self.marks.height
        white = fill and not stroke and _lightness(graphicstate.ncolor) >= WHITE
        points: list[tuple[float, float] | None] = []  # ``None`` before a point: a curve leads there
        for part in path:
            if part[0] == "m":
                self._shape(points, stroke, white)
                points = []
            if part[0] == "h":
                points += points[:1]
                continue
            x, y = part[-2:]
            if part[0] in ("c", "v", "y"):
                points.append(None)
            points.append((a * x + c * y + e, height - (b * x + d * y + f)))
        self._shape(points, stroke, white)

    def _shape(self, points: Sequence[tuple[float, float] | None], stroke: bool, white: bool) -> None:
        """A filled strip is one rule; a line, or the outline of an area, gives a rule for each straight side."""
        corners = [p for p in points if p]
        if len(corners) < 2:
            return
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        rules = self.marks.rules
        if not stroke and (x1 - x0 <= THIN or bottom - top <= THIN):
            dot = max(x1 - x0, bottom - top) <= THIN
            if dot or x1 - x0 > bottom - top:
                rules.append(Rule(True, (top + bottom) / 2, x0, x1))
            if dot or bottom - top >= x1 - x0:
                rules.append(Rule(False, (x0 + x1) / 2, top, bottom))
            return
        if white:  # hzq2023 draws a white box behind each run of text: no rule
            return
        if not stroke:
            self.marks.shades.append((x0, top, x1, bottom))
        for p, q in pairwise(points):
            if p is None or q is None:
                continue
            if abs(p[1] - q[1]) <= 0.5 < abs(p[0] - q[0]):
                rules.append(Rule(True, p[1], min(p[0], q[0]), max(p[0], q[0]), not stroke))
            elif abs(p[0] - q[0]) <= 0.5 < abs(p[1] - q[1]):
                rules.append(Rule(False, p[0], min(p[1], q[1]), max(p[1], q[1]), not stroke))

    def render_image(self, name: str, stream: Any) -> None:
        assert self.ctm is not None
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm, (0, 0, 1, 1))
        self.marks.pictures.append((x0, self.marks.height - y1, x1, self.marks.height - y0))


def _on(glyph: Glyph, box: Box) -> bool:
    return box[0] <= (glyph.x0 + glyph.x1) / 2 <= box[2] and box[1] <= glyph.middle <= box[3]


def _lightness(colour: object) -> float:
    """0 black … 1 white, in grey, in red, green, blue, or in the four inks; patterns count as black."""
    given = colour if isinstance(colour, (tuple, list)) else (colour,)
    values = [float(v) for v in given if isinstance(v, (int, float))]
    if len(values) < len(given):
        return 0.0
    if len(values) == 4:
        return (1 - values[3]) * (1 - sum(values[:3]) / 3)
    return sum(values) / len(values) if values else 0.0


def marks_of(page: Any, manager: PDFResourceManager) -> Marks:
    """The marks of one page of a ``pdfplumber`` document, turned upright when most of its text lies on its side.

    Raises ``PdfminerException``."""
    painter = _Painter(manager)
    try:
        interpreter = _Interpreter(manager, painter)
        interpreter.process_page(page)
        for note in resolve1(page.annots) or ():
            _fill_in(resolve1(note), interpreter)
    except MemoryError:
        raise
    except Exception as error:  # whatever pdfminer stumbles over in a damaged file, as pdfplumber has it
        raise PdfminerException(error) from error
    painter.finish()
    return _upright(painter.marks)


def _fill_in(note: Any, interpreter: _Interpreter) -> None:
    """What is typed into a form, or set on the page as a text of its own: its appearance is painted into its frame."""
    if not isinstance(note, dict) or literal_name(note.get("Subtype")) not in ("Widget", "FreeText"):
        return
    look = resolve1((resolve1(note.get("AP")) or {}).get("N"))
    if not isinstance(look, PDFStream) or int(resolve1(note.get("F", 0))) & _HIDDEN:
        return
    x0, y0, x1, y1 = _numbers(note["Rect"])
    matrix, box = _numbers(look.get("Matrix", (1, 0, 0, 1, 0, 0))), _numbers(look["BBox"])
    left, low, right, high = apply_matrix_rect(matrix, box)
    wide, tall = (x1 - x0) / ((right - left) or 1), (y1 - y0) / ((high - low) or 1)
    placed = mult_matrix((wide, 0, 0, tall, x0 - wide * left, y0 - tall * low), interpreter.painter.base)
    resources = resolve1(look.get("Resources")) or {}
    interpreter.render_contents(resources, [look], ctm=mult_matrix(matrix, placed))


def _numbers(array: Any) -> Any:
    return tuple(float(resolve1(value)) for value in resolve1(array))


def _upright(marks: Marks) -> Marks:
    """A wide table printed sideways on a tall page: the page is turned as a person would turn the paper."""
    counts = [sum(1 for g in marks.glyphs if g.turn == turn) for turn in range(4)]
    most = counts.index(max(counts))
    if most == UPRIGHT or 3 * counts[most] < 2 * sum(counts):
        return marks
    width, height = marks.width, marks.height

    def box(x0: float, top: float, x1: float, bottom: float) -> Box:
        if most == UP:
            return height - bottom, x0, height - top, x1
        if most == DOWN:
            return top, width - x1, bottom, width - x0
        return width - x1, height - bottom, width - x0, height - top

    def rule(old: Rule) -> Rule:
        ends = (old.start, old.at, old.end, old.at) if old.across else (old.at, old.start, old.at, old.end)
        x0, top, x1, bottom = box(*ends)
        return Rule(True, top, x0, x1, old.edge) if top == bottom else Rule(False, x0, top, bottom, old.edge)

    wide, tall = (width, height) if most == OVER else (height, width)
    glyphs, pale = (
        [Glyph(*box(*g[:4]), g.text, g.size, (g.turn - most) % 4) for g in some] for some in (marks.glyphs, marks.pale)
    )
    rules, shades = [rule(r) for r in marks.rules], [box(*s) for s in marks.shades]
    return Marks(wide, tall, glyphs, rules, shades, [box(*p) for p in marks.pictures], pale, marks.unseen)
