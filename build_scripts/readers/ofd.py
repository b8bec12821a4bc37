"""Read OFD, the Chinese standard for fixed-layout documents (GB/T 33190): pages of text, paths and pictures in
millimetres.

Each page is converted to the input of the PDF reader, so that both formats share the code for tables and paragraphs. No
well-maintained library reads OFD. Seals on top of a page are not text of the report.
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
from build_scripts.readers.pdf.marks import BELOW, UPRIGHT, Box, Glyph, Painted, Patch, without_frames
from build_scripts.readers.pdf.visibility import HIDDEN
from build_scripts.readers.recognition import OFD_ROOT

POINTS = 72 / 25.4  # points per millimetre
MAX_MARKS = 400_000  # maximum characters and path points of a file; a report has about 20,000
_SLANT = 0.05  # minimum share of a rotated axis at which text counts as slanted, as watermarks are
_TOKEN = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ENDS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # operator → number of points; the last point is the end point
_CHANNEL = re.compile(r"#[0-9a-fA-F]+|[\d.]+")
_FALSE = ("false", "0")
_DEPTH = {"Background": 0, "Foreground": 2}  # order of painting of layers and templates; the text of a page is 1
_WRITTEN = ("Path", "Stamp")  # kinds of annotations that are no link, highlight or watermark
_CHAIN = 12  # maximum number of drawing parameters that refer to another


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

    def after(self, first: _Matrix) -> _Matrix:
        """Return the transformation that applies ``first`` and then this one."""
        a, b, c, d, e, f = first
        along, across = (
            (self.a * a + self.c * b, self.b * a + self.d * b),
            (self.a * c + self.c * d, self.b * c + self.d * d),
        )
        return _Matrix(*along, *across, *self.of(e, f))

    def box(self, element: Any) -> Box:
        """Return the place of an object."""
        x, y, wide, high = _numbers(element.get("Boundary"), 4)
        corners = [self.of(px, py) for px in (x, x + wide) for py in (y, y + high)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        return min(xs), min(ys), max(xs), max(ys)


class _Scope(NamedTuple):
    """What a layer passes on to its objects. ``param``: ID of its DrawParam."""

    matrix: _Matrix
    param: str = ""
    hidden: bool = False


@dataclass(slots=True)
class _Resources:
    """Resources of a document or a page by ID: drawing parameters, and graphics that pages place."""

    params: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)

    def of(self, archive: zipfile.ZipFile, names: set[str], name: str, root: Any) -> _Resources:
        """Return these and the resources that the file ``name`` refers to."""
        params, units = dict(self.params), dict(self.units)
        for found in root.iter("{*}PublicRes", "{*}DocumentRes", "{*}PageRes"):
            if (resource := _resolve_path(posixpath.dirname(name), found.text or "")) in names:
                held = part(archive, resource)
                params |= {item.get("ID", ""): item for item in held.iter("{*}DrawParam")}
                units |= {item.get("ID", ""): item for item in held.iter("{*}CompositeGraphicUnit")}
        return _Resources(params, units)


@dataclass(slots=True)
class _Painter:
    painted: Painted
    resources: _Resources
    left: list[int]  # remaining number of marks that the file may create
    order: int = 0

    def layer(self, parent: Any, scope: _Scope) -> None:
        for child in sorted(parent, key=lambda part: _DEPTH.get(part.get("Type"), 1)):
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            hidden = scope.hidden or child.get("Visible", "true").lower() in _FALSE
            inner = scope._replace(param=child.get("DrawParam", scope.param), hidden=hidden)
            self.order += 1
            if name in ("Layer", "PageBlock", "Content"):
                self.layer(child, inner)
            elif name == "TextObject":
                self.text(child, inner)
            elif name == "PathObject" and not hidden:
                self.path(child, inner)
            elif name in ("ImageObject", "CompositeObject", "VideoObject"):
                unit = self.resources.units.pop(ident := child.get("ResourceID", ""), None)
                if unit is not None:  # it is in no resource while it is painted: none contains itself
                    self.count(1)
                    self.layer(unit, inner._replace(matrix=scope.matrix.after(_matrix(child))))
                    self.resources.units[ident] = unit
                elif not hidden:
                    self.painted.pictures.append(Patch(*scope.matrix.box(child), self.order))

    def annotate(self, root: Any, scope: _Scope) -> None:
        """Paint the words and lines that were written on the page. Their pictures are seals, which hide nothing."""
        pictures, rules = len(self.painted.pictures), len(self.painted.rules)
        for note in root.iter("{*}Annot"):
            drawn = note.find("{*}Appearance")
            if drawn is not None and note.get("Type") in _WRITTEN and note.get("Visible", "true").lower() not in _FALSE:
                self.layer(drawn, scope._replace(matrix=scope.matrix.after(_matrix(drawn))))
        del self.painted.pictures[pictures:]
        self.painted.rules[rules:] = without_frames(self.painted.rules[rules:])

    def count(self, marks: int) -> None:
        self.left[0] -= marks
        if self.left[0] < 0:
            raise Refusal("too-large")

    def colour(self, element: Any, param: str, kind: str) -> Any:
        """Return the colour of an object: its own, or that of its drawing parameter, which may refer to another."""
        for _ in range(_CHAIN):
            if (found := element.find(f"{{*}}{kind}")) is not None:
                return found
            element = self.resources.params.get(param)
            if element is None:
                return None
            param = element.get("Relative", "")
        return None

    def lightness(self, element: Any, scope: _Scope, kind: str) -> float | None:
        """Return the brightness on white paper, with opacity applied: 0 black … 1 white; ``None`` for a pattern or a
        gradient."""
        colour = self.colour(element, scope.param, kind)
        if colour is not None and len(colour) and not colour.get("Value"):
            return None
        values = [_channel(v) for v in _CHANNEL.findall(colour.get("Value", ""))] if colour is not None else []
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

    def text(self, element: Any, scope: _Scope) -> None:
        matrix, size = scope.matrix.after(_matrix(element)), float(element.get("Size", "0"))
        across = float(element.get("HScale", "1"))
        turned = abs(matrix.b) > _SLANT * abs(matrix.a) and abs(matrix.a) > _SLANT * abs(matrix.b)
        unpainted = element.get("Fill", "true").lower() in _FALSE and element.get("Stroke", "false").lower() in _FALSE
        why = HIDDEN if scope.hidden or unpainted else ""
        tone = self.lightness(element, scope, "FillColor") or 0.0
        rotated = round(float(element.get("CharDirection", "0")) / 90)  # clockwise, each character in its place
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
                    self.glyph(letter, matrix, (at, low, wide, size), (tone, why, rotated))
                at += step
                low += downs[n] if n < len(downs) else 0.0

    def glyph(self, text: str, matrix: _Matrix, box: Box, look: tuple[float, str, int]) -> None:
        (x, y, wide, size), (tone, why, rotated) = box, look
        corners = [matrix.of(px, py) for px in (x, x + wide) for py in (y + BELOW * size - size, y + BELOW * size)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        turn = UPRIGHT
        if abs(matrix.b) > abs(matrix.a):
            turn = 3 if matrix.b > 0 else 1  # y points downwards: b > 0 reads downwards
        elif matrix.a < 0:
            turn = 2
        turn = (turn - rotated) % 4
        high = max(ys) - min(ys) if turn in (0, 2) else max(xs) - min(xs)
        if high > 1:
            self.painted.glyphs.append(
                Glyph(min(xs), min(ys), max(xs), max(ys), text, high, turn, tone, self.order, why)
            )

    # ------------------------------------------------------------------- rules

    def path(self, element: Any, scope: _Scope) -> None:
        matrix = scope.matrix.after(_matrix(element))
        stroke = element.get("Stroke", "true").lower() not in _FALSE
        fill = element.get("Fill", "false").lower() not in _FALSE
        if not stroke and not fill:
            return
        tone = self.lightness(element, scope, "FillColor" if fill else "StrokeColor")
        patch = Patch(-1e9, -1e9, 1e9, 1e9, self.order, float(element.get("Alpha", "255")) > 230, tone)
        shapes: list[list[tuple[float, float] | None]] = [[]]
        operator, values = "", list[float]()
        for token in _TOKEN.findall(element.findtext("{*}AbbreviatedData") or ""):
            self.count(1)
            if token.isalpha():
                if token in "SM":
                    shapes.append([])
                elif token == "C" and shapes[-1]:
                    shapes[-1].append(shapes[-1][0])
                operator, values = token, []
                continue
            values.append(float(token))
            if len(values) == (7 if operator == "A" else 2 * _ENDS.get(operator, 1)):
                if operator in "QBA":
                    shapes[-1].append(None)
                shapes[-1].append(matrix.of(values[-2], values[-1]))
                values = []
        self.painted.path([shape for shape in shapes if len(shape) > 1], stroke, fill, patch)


def _channel(word: str) -> float:
    return float(int(word[1:], 16)) if word.startswith("#") else float(word)


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
    return _Matrix(a, b, c, d, e + x, f + y)


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
    resources = _Resources().of(archive, names, name, root)
    templates = {
        item.get("ID", ""): (_resolve_path(folder, item.get("BaseLoc", "")), item.get("ZOrder", ""))
        for item in root.iterfind("{*}CommonData/{*}TemplatePage")
    }
    annotations = _annotations(archive, folder, root, names)
    for number, page in enumerate(root.iterfind("{*}Pages/{*}Page")):
        if number >= MAX_PAGES:
            raise Refusal("too-large")
        at = _resolve_path(folder, page.get("BaseLoc", ""))
        made = part(archive, at)
        x, y, wide, high = _numbers(made.findtext("{*}Area/{*}PhysicalBox") or usual or "0 0 210 297", 4)
        scope = _Scope(_Matrix(POINTS, 0, 0, POINTS, -x * POINTS, -y * POINTS))
        trees = [(1, at, made)]
        for template in made.iterfind("{*}Template"):
            below, depth = templates.get(template.get("TemplateID", ""), ("", ""))
            if below in names:
                trees.append((_DEPTH.get(template.get("ZOrder", depth), 0), below, part(archive, below)))
        painter = _Painter(Painted(wide * POINTS, high * POINTS), resources, left)
        for _, tree_name, tree in sorted(trees, key=lambda found: found[0]):
            painter.resources = resources.of(archive, names, tree_name, tree)
            painter.layer(tree, scope)
        painter.painted.typed = painter.order + 1
        if (name := annotations.get(page.get("ID", ""), "")) in names:
            painter.annotate(part(archive, name), scope)
        yield painter.painted


def _annotations(archive: zipfile.ZipFile, folder: str, root: Any, names: set[str]) -> dict[str, str]:
    """Return ID of a page → name of the file with its annotations."""
    index = _resolve_path(folder, root.findtext("{*}Annotations") or "")
    pages = part(archive, index).iter("{*}Page") if index in names else ()
    return {
        page.get("PageID", ""): _resolve_path(posixpath.dirname(index), page.findtext("{*}FileLoc") or "")
        for page in pages
    }
