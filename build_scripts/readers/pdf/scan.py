"""Read a page that is a picture: rotate it upright, find its rules, recognize the text cell by cell and line by line.

Imported only if ``ocr.name()`` shows that OCR is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.pdf import ocr
from build_scripts.readers.pdf.lattice import Lattice, lattices
from build_scripts.readers.pdf.lines import TextLine
from build_scripts.readers.pdf.marks import Rule
from build_scripts.wording import printed, squeeze

DPI = 200
POINT = 72 / DPI  # pixels to points
SURE = 0.8  # a lower score produces a doubt
ASKEW = 4.0  # points: maximum rise of a rule from end to end
ONE = ("1", "l", "I", "|")  # alone in a cell these can only be a figure: read as such, with a doubt
ZERO = ("O", "o", "〇", "○")
DOUBT = "图片里的字不清楚，识别可能有误"


@dataclass(frozen=True, slots=True)
class Scanned:
    """An upright page in points. ``grids``: (top, grid). ``lines``: text outside of them. ``turn`` as in ``Place``."""

    width: float
    height: float
    turn: float
    grids: tuple[tuple[float, Grid], ...]
    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        words = [line.text for line in self.lines]
        words += [c.text for _, grid in self.grids for row in grid.rows for c in row if c]
        return squeeze("".join(words))


def scanned(image: ocr.Image, number: int) -> Scanned:
    """Return tables and lines of a grey page at ``DPI``."""
    image, turn = _upright(image)
    height, width = image.shape
    rules = _rules(image)
    frames = [f for f in lattices(list(_lines_of(rules)), ()) if f.box[2] - f.box[0] > 60 and f.box[3] - f.box[1] > 8]
    plain = _without_borders(image, rules, frames)
    grids: list[tuple[float, Grid]] = []
    for frame in frames:
        grid = _grid(frame, plain, number)
        # A box with one filled cell per row is no table.
        if any(sum(1 for cell in row if cell and cell.text) > 1 for row in grid.rows):
            grids.append((frame.ys[0], grid))
            x0, top, x1, bottom = _pixels(frame.box)
            plain[top : bottom + 1, x0 : x1 + 1] = 255
    return Scanned(width * POINT, height * POINT, turn, tuple(grids), tuple(_lines(plain, number)))


def _boxes_of(frame: Lattice) -> Iterator[tuple[tuple[int, int], ocr.Box]]:
    """Yield (upper left corner, box in points) of each cell."""
    for (r, c), (tall, wide) in frame.cells.items():
        yield (r, c), (frame.xs[c], frame.ys[r], frame.xs[c + wide], frame.ys[r + tall])


def _pixels(box: ocr.Box) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (round(v / POINT) for v in box)
    return x0, top, x1, bottom


def _without_borders(image: ocr.Image, rules: ocr.Image, frames: Sequence[Lattice]) -> ocr.Image:
    """Return the page without table rules; character strokes of the same length remain."""
    near = np.zeros_like(image)
    for frame in frames:
        for _, cell in _boxes_of(frame):
            x0, top, x1, bottom = _pixels(cell)
            cv2.rectangle(near, (x0, top), (x1, bottom), (255,), 15)
    borders = cv2.bitwise_and(near, cv2.dilate(rules, np.ones((5, 5), np.uint8)))
    return np.asarray(np.where(borders > 0, 255, image), np.uint8)


# --------------------------------------------------------------------------- rotation


def _upright(image: ocr.Image) -> tuple[ocr.Image, float]:
    """Rotate the page by the skew of one or two degrees, then by quarter turns until the text is readable. Return the
    page and the total angle."""
    image, askew = _straight(image)
    boxes = _boxes(image)
    tall = sum(b[3] - b[1] for b in boxes if b[3] - b[1] > 1.5 * (b[2] - b[0]))
    wide = sum(b[2] - b[0] for b in boxes if b[2] - b[0] > 1.5 * (b[3] - b[1]))
    quarters = 1 if tall > wide else 0
    longest = sorted(boxes, key=lambda b: b[1] - b[3] if quarters else b[0] - b[2])[:5]
    crops = [np.rot90(_cut(image, box), quarters) for box in longest]
    standing = sum(score for _, score in ocr.texts_of(crops))
    turned = sum(score for _, score in ocr.texts_of([np.rot90(crop, 2) for crop in crops]))
    quarters += 2 if turned > standing else 0
    return np.ascontiguousarray(np.rot90(image, quarters)), 90 * quarters + askew


def _boxes(image: ocr.Image) -> list[ocr.Box]:
    """Return the boxes of text lines, detected at half size: a quarter of the time with the same result."""
    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return [(2 * x0, 2 * top, 2 * x1, 2 * bottom) for x0, top, x1, bottom in ocr.boxes_of(np.asarray(small, np.uint8))]


def _cut(image: ocr.Image, box: ocr.Box) -> ocr.Image:
    x0, top, x1, bottom = (max(0, round(v)) for v in box)
    return image[top : bottom + 1, x0 : x1 + 1]


def _straight(image: ocr.Image) -> tuple[ocr.Image, float]:
    """Return the image rotated so that the ink forms the sharpest rows (within three degrees), and the angle."""
    scale = 800 / max(image.shape)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = _ink(np.asarray(small, np.uint8))

    def sharpness(angle: float) -> float:
        rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    coarse = max((a / 2 for a in range(-6, 7)), key=sharpness)
    best = max((coarse + a / 10 for a in range(-4, 5)), key=sharpness)
    return (image, 0.0) if abs(best) < 0.1 else (_turned(image, best, 255), round(best, 1))


def _turned(image: ocr.Image, angle: float, border: int) -> ocr.Image:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(border,))
    return np.asarray(turned, np.uint8)


def _ink(image: ocr.Image) -> ocr.Image:
    """Return 255 for ink, which is darker than its surroundings, so that scanner shadows do not count."""
    calm = cv2.GaussianBlur(image, (3, 3), 0)
    ink = cv2.adaptiveThreshold(calm, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 20)
    return np.asarray(ink, np.uint8)


# --------------------------------------------------------------------------- rules and cells


def _rules(image: ocr.Image) -> ocr.Image:
    """Return 255 for rules: longer than any character stroke, horizontally or vertically."""
    ink = _ink(image)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, DPI // 4), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((DPI // 6, 1), np.uint8))
    return np.asarray(cv2.bitwise_or(level, upright), np.uint8)


def _lines_of(rules: ocr.Image) -> Iterator[Rule]:
    """Yield the rules in points. A slightly skewed rule is found in pieces; adjacent pieces are put on one line."""
    for across, kernel in ((True, (1, DPI // 4)), (False, (DPI // 6, 1))):
        alone = cv2.morphologyEx(rules, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(alone, connectivity=8)
        pieces = []
        for x, y, w, h, _ in (stats[1:] * POINT).tolist():
            at, start, end, thick = (y + h / 2, x, x + w, h) if across else (x + w / 2, y, y + h, w)
            if thick <= 6:  # excludes black patches, such as the shadow of a fold
                pieces.append(Rule(across, at, start, end))
        together: list[list[Rule]] = []
        for piece in sorted(pieces, key=lambda r: (r.at, r.start)):
            if together and piece.at - together[-1][-1].at <= 1.5 and piece.at - together[-1][0].at <= ASKEW:
                together[-1].append(piece)
            else:
                together.append([piece])
        for group in together:
            length = sum(r.end - r.start for r in group)
            at = sum(r.at * (r.end - r.start) for r in group) / length
            yield from (r._replace(at=at) for r in group)


def _grid(frame: Lattice, plain: ocr.Image, number: int) -> Grid:
    """Recognize each cell separately, so that text cannot run into the next cell."""
    ink = _ink(plain)
    inked = {corner: list(_parts(ink, box)) for corner, box in _boxes_of(frame)}
    tall = median([b - t for parts in inked.values() for _, t, _, b in parts] or [0])
    lines = [(corner, line) for corner, parts in inked.items() for line in _stacked(parts, tall)]
    read = ocr.texts_of([_framed(_cut(plain, line), tall) for _, line in lines])
    found: dict[tuple[int, int], list[tuple[str, float]]] = {}
    for (corner, line), (text, score) in zip(lines, read, strict=True):
        found.setdefault(corner, []).append(_figure(text.strip(), score, _cut(ink, line)))
    rows: list[list[GridCell | None]] = [[None] * (len(frame.xs) - 1) for _ in frame.ys[1:]]
    for (r, c), box in _boxes_of(frame):
        x0, top, x1, bottom = (round(edge, 1) for edge in box)
        place = Place(page=number, row=r + 1, column=c + 1, box=(x0, top, x1, bottom))
        rows[r][c] = _cell(found.get((r, c), []), place)
    return Grid(tuple(map(tuple, rows)), GridKind.RULED, Place(page=number))


def _cell(lines: Sequence[tuple[str, float]], place: Place) -> GridCell:
    unsure = any(score < SURE or not text.strip() for text, score in lines)
    text = "\n".join(text.strip() for text, _ in lines if text.strip())
    return GridCell(printed(text), place, DOUBT if unsure else "")


def _parts(ink: ocr.Image, box: ocr.Box) -> Iterator[ocr.Box]:
    """Yield the boxes of the marks inside a cell, without dust."""
    x0, top, x1, bottom = _pixels(box)
    x0, top = x0 + 3, top + 3
    inside = ink[top : bottom - 2, x0 : x1 - 2]
    if inside.size == 0:
        return
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(inside), connectivity=8)
    tall, wide = inside.shape
    for x, y, w, h, area in stats[1:].tolist():
        at_edge = x == 0 or y == 0 or x + w == wide or y + h == tall
        rest_of_rule = min(w, h) <= 6 and (at_edge or w > 0.6 * wide)
        if area >= 10 and max(w, h) >= 5 and not rest_of_rule:
            yield x0 + x, top + y, x0 + x + w, top + y + h


def _stacked(parts: Sequence[ocr.Box], tall: float) -> list[ocr.Box]:
    """Group marks into text lines: marks with overlapping heights, and the strokes of one character (二, 三)."""
    lines: list[list[float]] = []
    for x0, top, x1, bottom in sorted(parts, key=lambda p: p[1]):
        last = lines[-1] if lines else None
        if last and (top < last[3] - 1 or bottom - last[1] <= 1.3 * tall):
            last[0], last[2], last[3] = min(last[0], x0), max(last[2], x1), max(last[3], bottom)
        else:
            lines.append([x0, top, x1, bottom])
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in lines]


def _figure(text: str, score: float, ink: ocr.Image) -> tuple[str, float]:
    """Correct a single mark on a line without context: the model reads ``/`` as a one and a one as ``I``."""
    if text in ONE:
        return ("/", score) if _leans(ink) else ("1", score if text == "1" else 0.0)
    return ("0", 0.0) if text in ZERO else (text, score)


def _leans(ink: ocr.Image) -> bool:
    """Return True for a stroke from lower left to upper right: alone in a cell, the model reads a slash as a one."""
    height = len(ink)
    columns = [np.nonzero(part)[1] for part in (ink[: height // 4], ink[-(height // 4) :])] if height >= 8 else []
    return bool(columns and all(c.size for c in columns) and columns[0].mean() - columns[1].mean() > 0.22 * height)


def _framed(image: ocr.Image, tall: float) -> ocr.Image:
    """Add a white border to a line of text, as in the training data of the model."""
    pad = max(4, round(0.25 * tall))
    return np.asarray(cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)


# --------------------------------------------------------------------------- lines


@dataclass(frozen=True, slots=True)
class _Words:
    """A text run on one level: its box in pixels and its text."""

    box: ocr.Box
    text: str

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def ems(self) -> float:
        return sum(1.0 if ord(c) > 0x2E80 else 0.5 for c in self.text if not c.isspace())


def _lines(plain: ocr.Image, number: int) -> Iterator[TextLine]:
    """Yield lines from text runs on one level, from top to bottom. The size is that of most lines unless it clearly
    differs: boxes vary slightly from line to line, and paragraphs are recognized by size."""
    boxes = _boxes(plain) if _ink(plain).any() else []
    read = ocr.texts_of([_cut(plain, box) for box in boxes])
    words = [_Words(box, printed(text.strip())) for box, (text, _) in zip(boxes, read, strict=True) if text.strip()]
    rows: list[list[_Words]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.box[0])):
        if rows and word.middle < median(w.middle for w in rows[-1]) + 0.4 * (word.box[3] - word.box[1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    usual = median([_size(row) for row in rows] or [0])
    for row in rows:
        row.sort(key=lambda w: w.box[0])
        size = _size(row)
        if abs(size - usual) < 0.18 * usual:
            size = usual
        middle = median(w.middle for w in row)
        yield TextLine(
            number,
            row[0].box[0] * POINT,
            row[-1].box[2] * POINT,
            (middle - size / 2) * POINT,
            (middle + size / 2) * POINT,
            " ".join(w.text for w in row),
            tuple((w.box[0] * POINT, w.box[2] * POINT, w.text) for w in row),
            size * POINT,
            order=(middle - size / 2) * POINT,
        )


def _size(row: Sequence[_Words]) -> float:
    """Return the size of a Chinese character in this line: line width divided by the number of characters."""
    return sum(w.box[2] - w.box[0] for w in row) / max(sum(w.ems for w in row), 1.0)
