"""Read OFD, the Chinese standard for fixed-layout documents (GB/T 33190): pages of text, paths and pictures in
millimetres.

Each page is converted to the input of the PDF reader, so that both formats share the code for tables and paragraphs. No
well-maintained library reads OFD. Seals and annotations on top of a page are not text of the report.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from build_scripts.model import Document, Refusal
from build_scripts.readers.opc import part
from build_scripts.readers.pdf.document import MAX_PAGES, painted_document
from build_scripts.readers.pdf.marks import BELOW, UPRIGHT, Glyph, Painted, Patch
from build_scripts.readers.pdf.visibility import HIDDEN
from build_scripts.readers.recognition import OFD_ROOT

POINTS = 72 / 25.4  # points per millimetre
MAX_MARKS = 400_000  # maximum characters and path points of a file; a report has about 20,000
_SLANT = 0.05  # minimum share of a rotated axis at which text counts as slanted, as watermarks are
_TOKEN = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ENDS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # operator → number of points; the last point is the end point
_FALSE = ("false", "0")


class _Matrix(NamedTuple):
    """Transformation from object space to the page, in points."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def of(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


@dataclass(slots=True)
class _Painter:
    painted: Painted
    colours: dict[str, Any]  # ID → DrawParam
    left: list[int]  # remaining number of marks that the file may create
    order: int = 0
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def layer(self, parent: Any, hidden: bool = False) -> None:
        for child in parent:
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            unseen = hidden or child.get("Visible", "true").lower() in _FALSE
            self.order += 1
            if name in ("Layer", "PageBlock", "Content"):
                self.layer(child, unseen)
            elif name == "TextObject":
                self.text(child, unseen)
            elif name == "PathObject" and not unseen:
                self.path(child)
            elif name in ("ImageObject", "CompositeObject", "VideoObject") and not unseen:
                x, y, wide, high = _numbers(child.get("Boundary"), 4)
                box = (x * POINTS, y * POINTS, (x + wide) * POINTS, (y + high) * POINTS)
                self.painted.pictures.append(Patch(*box, self.order))

    def count(self, marks: int) -> None:
        self.left[0] -= marks
        if self.left[0] < 0:
            raise Refusal("too-large")

    def lightness(self, element: Any, kind: str) -> float:
        """Return the brightness on white paper, with opacity applied: 0 black … 1 white."""
        colour = element.find(f"{{*}}{kind}")
        if colour is None and (param := self.colours.get(element.get("DrawParam", ""))) is not None:
            colour = param.find(f"{{*}}{kind}")
        values = [float(v) for v in re.findall(r"[\d.]+", colour.get("Value", ""))] if colour is not None else []
        light = (
            sum(values) / len(values) / 255
            if len(values) in (1, 3)
            else _cmyk_lightness(values)
            if len(values) == 4
            else 0
        )
        alpha = float(element.get("Alpha", "255")) / 255
        alpha *= float(colour.get("Alpha", "255")) / 255 if colour is not None else 1
        return 1 - (1 - min(light, 1.0)) * min(max(alpha, 0.0), 1.0)

    # ------------------------------------------------------------------- text

    def text(self, element: Any, hidden: bool) -> None:
        matrix, size = _matrix(element), float(element.get("Size", "0"))
        across = float(element.get("HScale", "1"))
        turned = abs(matrix.b) > _SLANT * abs(matrix.a) and abs(matrix.a) > _SLANT * abs(matrix.b)
        unpainted = element.get("Fill", "true").lower() in _FALSE and element.get("Stroke", "false").lower() in _FALSE
        why = HIDDEN if hidden or unpainted else ""
        tone = self.lightness(element, "FillColor")
        x = y = 0.0
        for code in element.iterfind("{*}TextCode"):
            text = code.text or ""
            self.count(len(text))
            x, y = float(code.get("X", x)), float(code.get("Y", y))
            steps = list(islice(_deltas(code.get("DeltaX", "")), len(text)))
            downs = list(islice(_deltas(code.get("DeltaY", "")), len(text)))
            at, low = x, y
            for n, letter in enumerate(text):
                usual = size * across * (1 if letter >= "\u2e80" else 0.5)
                step = steps[n] if n < len(steps) else 0.0 if n < len(downs) else usual
                wide = min(usual, step) if step > 0 and n < len(text) - 1 else usual
                if not letter.isspace() and not turned:
                    self.glyph(letter, matrix, (at, low, wide, size), tone, why)
                at += step
                low += downs[n] if n < len(downs) else 0.0

    def glyph(self, text: str, matrix: _Matrix, box: tuple[float, float, float, float], tone: float, why: str) -> None:
        x, y, wide, size = box
        corners = [matrix.of(px, py) for px in (x, x + wide) for py in (y + BELOW * size - size, y + BELOW * size)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        turn = UPRIGHT
        if abs(matrix.b) > abs(matrix.a):
            turn = 3 if matrix.b > 0 else 1  # y points downwards: b > 0 reads downwards
        elif matrix.a < 0:
            turn = 2
        high = max(ys) - min(ys) if turn in (0, 2) else max(xs) - min(xs)
        if high > 1:
            self.painted.glyphs.append(
                Glyph(min(xs), min(ys), max(xs), max(ys), text, high, turn, tone, self.order, why)
            )

    # ------------------------------------------------------------------- rules

    def path(self, element: Any) -> None:
        matrix = _matrix(element)
        stroke = element.get("Stroke", "true").lower() not in _FALSE
        fill = element.get("Fill", "false").lower() not in _FALSE
        if not stroke and not fill:
            return
        tone = self.lightness(element, "FillColor" if fill else "StrokeColor")
        patch = Patch(-1e9, -1e9, 1e9, 1e9, self.order, float(element.get("Alpha", "255")) > 230, tone)
        points: list[tuple[float, float] | None] = []
        operator, values = "", list[float]()
        for token in _TOKEN.findall(element.findtext("{*}AbbreviatedData") or ""):
            self.count(1)
            if token.isalpha():
                if token in "SM":
                    self.painted.shape(points, stroke, fill, patch)
                    points = []
                elif token == "C" and points:
                    points.append(points[0])
                operator, values = token, []
                continue
            values.append(float(token))
            if len(values) == (7 if operator == "A" else 2 * _ENDS.get(operator, 1)):
                if operator in "QBA":
                    points.append(None)
                points.append(matrix.of(values[-2], values[-1]))
                values = []
        self.painted.shape(points, stroke, fill, patch)


def _cmyk_lightness(values: list[float]) -> float:
    cyan, magenta, yellow, black = (v / 255 for v in values)
    return (1 - black) * (1 - (cyan + magenta + yellow) / 3)


def _numbers(text: str | None, count: int) -> list[float]:
    values = [float(v) for v in (text or "").split()]
    if len(values) != count:
        raise ValueError(text)
    return values


def _matrix(element: Any) -> _Matrix:
    x, y, _, _ = _numbers(element.get("Boundary"), 4)
    a, b, c, d, e, f = _numbers(element.get("CTM", "1 0 0 1 0 0"), 6)
    return _Matrix(*(POINTS * value for value in (a, b, c, d, e + x, f + y)))


def _deltas(text: str) -> Iterator[float]:
    """Yield the values of a delta list: ``g 3 5`` means 5 5 5."""
    words = iter(text.split())
    for word in words:
        if word != "g":
            yield float(word)
            continue
        count, value = int(next(words, "0")), float(next(words, "0"))
        for _ in range(count):
            yield value


# --------------------------------------------------------------------------- the package


def read_ofd(data: bytes) -> Document:
    """Read the pages of all documents in the package. Raises ``Refusal``: encrypted, damaged, scanned, garbage,
    too-large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        if any(name.lower().endswith("encryptions.xml") for name in names):
            raise Refusal("encrypted")
        pages: list[Painted] = []
        left = [MAX_MARKS]
        for root in part(archive, OFD_ROOT).iter("{*}DocRoot"):
            pages += _document(archive, _resolve_path("", root.text or ""), names, left)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="OFD 文件结构损坏") from error
    return painted_document(pages, "ofd")


def _resolve_path(folder: str, name: str) -> str:
    """Resolve a name in the package, relative to the root or to the folder of the referring file."""
    return posixpath.normpath(posixpath.join("/" + folder, name.strip())).lstrip("/")


def _document(archive: zipfile.ZipFile, name: str, names: set[str], left: list[int]) -> Iterator[Painted]:
    root, folder = part(archive, name), posixpath.dirname(name)
    common = root.find("{*}CommonData")
    usual = common.findtext("{*}PageArea/{*}PhysicalBox") if common is not None else None
    colours: dict[str, Any] = {}
    for kind in ("PublicRes", "DocumentRes"):
        for found in root.iterfind(f"{{*}}CommonData/{{*}}{kind}"):
            if (resource := _resolve_path(folder, found.text or "")) in names:
                colours |= {item.get("ID", ""): item for item in part(archive, resource).iter("{*}DrawParam")}
    templates = {
        item.get("ID", ""): _resolve_path(folder, item.get("BaseLoc", ""))
        for item in root.iterfind("{*}CommonData/{*}TemplatePage")
    }
    for number, page in enumerate(root.iterfind("{*}Pages/{*}Page")):
        if number >= MAX_PAGES:
            raise Refusal("too-large")
        made = part(archive, _resolve_path(folder, page.get("BaseLoc", "")))
        box = _numbers(made.findtext("{*}Area/{*}PhysicalBox") or usual or "0 0 210 297", 4)
        painter = _Painter(Painted(box[2] * POINTS, box[3] * POINTS), colours, left)
        for template in made.iterfind("{*}Template"):
            if (below := templates.get(template.get("TemplateID", ""), "")) in names:
                painter.layer(part(archive, below))
        painter.layer(made)
        yield painter.painted
