"""Render pages as a viewer displays them, for OCR."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

import pypdfium2

from build_scripts.readers.pdf import native

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page rendered in grey with its resolution. ``middle``: centre of the whole sheet relative to the centre of the
    displayed part (to the right, downwards), in points."""

    image: np.ndarray[Any, np.dtype[np.uint8]]
    dpi: float
    middle: tuple[float, float]
    sheet: tuple[float, float]
    shown: tuple[float, float]


def render_page(data: bytes, number: int, dpi: float, longest: float) -> RenderedPage:
    """Render a page; a page longer than ``longest`` points is rendered at a lower resolution."""
    import numpy as np

    document = pypdfium2.PdfDocument(data)
    page = document[number - 1]
    dpi = min(dpi, dpi * longest / max(*page.get_size(), 1))
    image = np.asarray(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))
    part, shown = page.get_bbox(), page.get_size()
    page.close()
    sheet = native.whole_sheet(document, number)
    whole = sheet.get_bbox()
    right = (whole[0] + whole[2] - part[0] - part[2]) / 2
    up = (whole[1] + whole[3] - part[1] - part[3]) / 2
    middle = {0: (right, -up), 90: (up, right), 180: (-right, up), 270: (-up, -right)}[sheet.get_rotation()]
    return RenderedPage(image, dpi, middle, sheet.get_size(), shown)


def shift_of(rendered: RenderedPage, turn: float) -> tuple[float, float]:
    """Return the shift between two rotation centres: the displayed part is rotated around its own centre, ``Place``
    refers to the sheet rotated around its centre."""
    (right, down), angle = rendered.middle, radians(turn)
    across, along = right * cos(angle) + down * sin(angle), down * cos(angle) - right * sin(angle)
    wide, high = (whole - part for whole, part in zip(rendered.sheet, rendered.shown, strict=True))
    if round(turn / 90) % 2:
        wide, high = high, wide
    return wide / 2 - across, high / 2 - along
