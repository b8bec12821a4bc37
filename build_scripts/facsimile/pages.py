"""Render the pages of an original as grey pictures, rotated as they were read, so that the boxes of ``Place`` match."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
from PIL import Image

from build_scripts.model import A4
from build_scripts.readers.pdf.native import whole_sheet
from build_scripts.readers.recognition import is_pdf

SCALE = 2.0  # pixels per point: a figure of 9 points is sharp on a phone
MAX_PIXELS = 3200  # pixels: a longer page is rendered smaller
_CACHE_SIZE = 4  # number of cached pages: rows come in page order

Page = tuple[Image.Image, float]  # a picture and its pixels per point


class Pages:
    """The pages of one original. Library exceptions for a damaged file are passed on to the caller."""

    def __init__(self, data: bytes) -> None:
        self._render: Callable[[int], Page] = _pdf_renderer(data) if is_pdf(data) else _picture_renderer(data)
        self._cache: dict[tuple[int, float], Page] = {}

    def page(self, number: int, turn: float = 0.0) -> Page:
        """Return a page (from 1), rotated as in ``Place``."""
        key = number, turn
        if key not in self._cache:
            image, scale = self._render(number)
            if len(self._cache) == _CACHE_SIZE:
                del self._cache[next(iter(self._cache))]
            self._cache[key] = _rotated(image, turn), scale
        return self._cache[key]


def _rotated(image: Image.Image, turn: float) -> Image.Image:
    quarters = round(turn / 90)
    skew = turn - 90 * quarters
    if skew:
        image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    ways = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    way = ways[quarters % 4]
    return image.transpose(way) if way is not None else image


def _pdf_renderer(data: bytes) -> Callable[[int], Page]:
    document: Any = pypdfium2.PdfDocument(data)

    def render(number: int) -> Page:
        page = whole_sheet(document, number)
        scale = min(SCALE, MAX_PIXELS / max(*page.get_size(), 1))
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        page.close()
        return image, scale

    return render


def _picture_renderer(data: bytes) -> Callable[[int], Page]:
    picture = Image.open(io.BytesIO(data))
    dots = picture.width / A4 / 72  # pixels per point, as assumed by ``readers.pdf.picture``

    def render(number: int) -> Page:
        picture.seek(number - 1)
        scale = min(SCALE, MAX_PIXELS * dots / max(picture.size))
        size = (max(1, round(picture.width * scale / dots)), max(1, round(picture.height * scale / dots)))
        return picture.convert("L").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), scale

    return render
