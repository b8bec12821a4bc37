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
LARGEST = 3200  # pixels: a longer page is rendered smaller
_KEPT = 4  # number of cached pages: rows come in page order

Page = tuple[Image.Image, float]  # a picture and its pixels per point


class Pages:
    """The pages of one original. Library exceptions for a damaged file are passed on to the caller."""

    def __init__(self, data: bytes) -> None:
        self._draw: Callable[[int], Page] = _of_pdf(data) if is_pdf(data) else _of_picture(data)
        self._kept: dict[tuple[int, float], Page] = {}

    def page(self, number: int, turn: float = 0.0) -> Page:
        """Return a page (from 1), rotated as in ``Place``."""
        key = number, turn
        if key not in self._kept:
            image, scale = self._draw(number)
            if len(self._kept) == _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = _turned(image, turn), scale
        return self._kept[key]


def _turned(image: Image.Image, turn: float) -> Image.Image:
    quarters = round(turn / 90)
    askew = turn - 90 * quarters
    if askew:
        image = image.rotate(askew, Image.Resampling.BICUBIC, fillcolor=255)
    ways = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    way = ways[quarters % 4]
    return image.transpose(way) if way is not None else image


def _of_pdf(data: bytes) -> Callable[[int], Page]:
    document: Any = pypdfium2.PdfDocument(data)

    def draw(number: int) -> Page:
        page = whole_sheet(document, number)
        scale = min(SCALE, LARGEST / max(*page.get_size(), 1))
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        page.close()
        return image, scale

    return draw


def _of_picture(data: bytes) -> Callable[[int], Page]:
    picture = Image.open(io.BytesIO(data))
    dots = picture.width / A4 / 72  # pixels per point, as assumed by ``readers.pdf.picture``

    def draw(number: int) -> Page:
        picture.seek(number - 1)
        scale = min(SCALE, LARGEST * dots / max(picture.size))
        size = (max(1, round(picture.width * scale / dots)), max(1, round(picture.height * scale / dots)))
        return picture.convert("L").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), scale

    return draw
