"""Create pictures for readers: one row with its headers, or a whole page, as grey WebP."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from build_scripts.facsimile.pages import Page, Pages
from build_scripts.model import Place
from build_scripts.readers.cell_boxes import Box

MAX_WIDTH = 330.0  # points: a wider row is cut in two parts, stacked, to be readable on a phone of 390 pixels
CUT_RANGE = 0.3, 0.7  # share of its width: range in which it may be cut
MARGIN = 3.0  # points around the cropped area
MAX_HEADER_GAP = 4.0  # points: a header closer above its row is cropped together with it
GAP = 12  # pixels between parts
QUALITY = 60
# For pages: (pixels per point, quality); the first step that fits is used. The corpus needs the first two.
STEPS = ((1.5, 50), (1.5, 30), (1.2, 30), (1.2, 15), (1.0, 10), (0.7, 10), (0.5, 5), (0.3, 1))
MAX_BYTES = 60_000  # maximum bytes of a page picture

Spans = tuple[tuple[float, float], ...]  # left and right positions on the page


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file, its size in pixels, and its pixels per point of the original."""

    data: bytes
    width: int
    height: int
    scale: float


def crop(
    pages: Pages,
    row: Place,
    head: Place | None = None,
    column_edges: Sequence[float] = (),
    column: tuple[float, float] | None = None,
) -> Picture:
    """Return the picture of the row (or rows) at that place with the headers above it. ``column_edges``: x positions in
    points, best first; the first is the end of the labels. ``column``: show only this column beside the labels.

    Raises ``ValueError`` for a place without a box or outside of the page.
    """
    left, right = _horizontal_span(row, head)
    strips: list[Spans]
    if column and column_edges:
        strips = [((left, column_edges[0]), (column[0] - MARGIN, column[1] + MARGIN))]
    else:
        low, high = (left + share * (right - left) for share in CUT_RANGE)
        cut = next((x for x in column_edges if low <= x <= high), None)
        strips = (
            [((left, cut),), ((cut, right),)] if cut is not None and right - left > MAX_WIDTH else [((left, right),)]
        )
    parts = []
    for spans in strips:
        for place, (top, bottom) in _vertical_spans(row, head):
            page = pages.page(place.page or 1, place.turn)
            parts.append(_side_by_side([_cropped(page, (x0, top, x1, bottom)) for x0, x1 in spans]))
    made = Image.new("L", (max(p.width for p in parts), sum(p.height for p in parts) + GAP * (len(parts) - 1)), 255)
    at = 0
    for part in parts:
        made.paste(part, (0, at))
        at += part.height + GAP
    return _encoded(made, QUALITY, pages.page(row.page or 1, row.turn)[1])


def _side_by_side(parts: Sequence[Image.Image]) -> Image.Image:
    if len(parts) == 1:
        return parts[0]
    made = Image.new("L", (sum(p.width for p in parts) + GAP * (len(parts) - 1), parts[0].height), 255)
    at = 0
    for part in parts:
        made.paste(part, (at, 0))
        at += part.width + GAP
    return made


def _horizontal_span(row: Place, head: Place | None) -> tuple[float, float]:
    if row.box is None:
        raise ValueError(row)
    boxes = [row.box, *([head.box] if head and head.box else [])]
    return min(box[0] for box in boxes) - MARGIN, max(box[2] for box in boxes) + MARGIN


def _vertical_spans(row: Place, head: Place | None) -> list[tuple[Place, tuple[float, float]]]:
    """Return (place, top and bottom) for headers and row, or for both together."""
    assert row.box
    if not head or not head.box:
        return [(row, (row.box[1] - MARGIN, row.box[3] + MARGIN))]
    if head.page == row.page and -MAX_HEADER_GAP < row.box[1] - head.box[3] < MAX_HEADER_GAP:
        return [(row, (head.box[1] - MARGIN, row.box[3] + MARGIN))]
    return [(place, (box[1] - MARGIN, box[3] + MARGIN)) for place, box in ((head, head.box), (row, row.box))]


def _cropped(page: Page, box: Box) -> Image.Image:
    image, scale = page
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    inside = max(x0, 0), max(top, 0), min(x1, image.width), min(bottom, image.height)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        raise ValueError(box)
    return image.crop(inside)


def page_picture(pages: Pages, number: int, turn: float = 0.0) -> Picture:
    """Return a picture of a whole page, as large and sharp as ``MAX_BYTES`` allows."""
    image, scale = pages.page(number, turn)
    for dots, quality in STEPS:
        size = max(1, round(image.width * dots / scale)), max(1, round(image.height * dots / scale))
        made = _encoded(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), quality, dots)
        if len(made.data) <= MAX_BYTES:
            break
    return made


def _encoded(image: Image.Image, quality: int, scale: float) -> Picture:
    data = io.BytesIO()
    image.save(data, "WEBP", quality=quality, method=4)
    return Picture(data.getvalue(), image.width, image.height, scale)
