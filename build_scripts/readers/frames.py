"""The frames of cells on a page: that of a row of them, and that around several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from build_scripts.model import GridCell, Place

Box = tuple[float, float, float, float]  # as in ``Place``
LEAST = 2.0  # points: cells that share less of their height do not stand on one line


def bounding_box(boxes: Sequence[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def joined_place(places: Sequence[Place]) -> Place | None:
    """What stands in these places, as one: the first, framed with those of its page."""
    if not places or not places[0].box:
        return places[0] if places else None
    frame = bounding_box([place.box for place in places if place.box and place.page == places[0].page])
    return replace(places[0], column=None, box=frame)


def boxes_on(cells: Iterable[GridCell | None], page: int | None) -> list[Box]:
    """The frames of those cells that stand on this page."""
    return [cell.place.box for cell in cells if cell and cell.place.box and cell.place.page == page]


def band(cells: Iterable[GridCell | None], page: int | None) -> Box | None:
    """The frame of a line of cells: as wide as all of them, as high as what they share, because a merged label reaches over
    several lines."""
    boxes = boxes_on(cells, page)
    if not boxes:
        return None
    x0, top, x1, bottom = bounding_box(boxes)
    shared = max(box[1] for box in boxes), min(box[3] for box in boxes)
    return (x0, shared[0], x1, shared[1]) if shared[1] - shared[0] >= LEAST else (x0, top, x1, bottom)
