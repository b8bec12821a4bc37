"""What one page of a PDF or a scan holds, before its lines become paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.model import Grid

HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text outside ruled tables: positions in points, ``words`` as (x0, x1, text)."""

    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    words: tuple[tuple[float, float, str], ...]
    height: float


@dataclass(frozen=True, slots=True)
class PageParts:
    """``grids``: (top, grid); ``han`` and ``odd`` of its ``characters`` are Chinese, or no character at all."""

    width: float
    height: float
    grids: tuple[tuple[float, Grid], ...]
    lines: tuple[TextLine, ...]
    han: int
    odd: int
    characters: int


def closing_lines(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Top and bottom of each connected run of rules: a table cut by the page edge has no rule there, and its
    last row would vanish (hzq2023 breaks table 3 so over pages 3 and 4)."""
    boxes: list[list[float]] = []
    for edge in sorted((e for e in edges if e["orientation"] in ("h", "v")), key=lambda e: e["top"]):
        box = [edge["x0"], edge["top"], edge["x1"], edge["bottom"]]
        touching = [
            b for b in boxes if box[0] <= b[2] + 3 and box[2] >= b[0] - 3 and box[1] <= b[3] + 3 and box[3] >= b[1] - 3
        ]
        for b in touching:
            boxes.remove(b)
            box = [min(box[0], b[0]), min(box[1], b[1]), max(box[2], b[2]), max(box[3], b[3])]
        boxes.append(box)
    lines = []
    for x0, top, x1, bottom in boxes:
        if x1 - x0 > 60 and bottom - top > 8:
            for y in (top, bottom):
                lines.append(
                    {
                        "object_type": "line",
                        "orientation": "h",
                        "x0": x0,
                        "x1": x1,
                        "top": y,
                        "bottom": y,
                        "width": x1 - x0,
                        "height": 0,
                        "y0": y,
                        "y1": y,
                    }
                )
    return lines
