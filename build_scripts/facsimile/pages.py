"""The pages of an original as pictures in grey, turned as they were read, so that the boxes of ``Place`` fit them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
from PIL import Image

from build_scripts.model import A4
from build_scripts.readers.pdf.native import whole_sheet
from build_scripts.readers.recognition import is_pdf

SCALE = 2.0  # pixels a point: a figure of 9 points is sharp on a telephone
LARGEST = 3200  # pixels: a longer page is drawn smaller
_KEPT = 4  # pages drawn that are kept: rows come in the order of pages

Page = tuple[Image.Image, float]  # a picture, and how many pixels of it make a point


class Pages:
    """The pages of one original. Raises what its libraries raise over a damaged one: it is opened where it may fail."""

    def __init__(self, data: bytes) -> None:
        self._draw: Callable[[int], Page] = _of_pdf(data) if is_pdf(data) else _of_picture(data)
        self._kept: dict[tuple[int, float], Page] = {}

    def page(self, number: int, turn: float = 0.0) -> Page:
        """A page (from 1), turned as ``Place`` says."""
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
    dots = picture.width / A4 / 72  # a point, as ``readers.pdf.picture`` takes it to be

    def draw(number: int) -> Page:
        picture.seek(number - 1)
        scale = min(SCALE, LARGEST * dots / max(picture.size))
        size = (max(1, round(picture.width * scale / dots)), max(1, round(picture.height * scale / dots)))
        return picture.convert("L").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), scale

    return draw
