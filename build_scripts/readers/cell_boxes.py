"""Frames of cells on a page: the frame of one row, and the bounding box of several cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from build_scripts.model import GridCell, Place

Box = tuple[float, float, float, float]  # as in ``Place``
MIN_SHARED_HEIGHT = 2.0  # points: minimum shared height of cells on one line


def bounding_box(boxes: Sequence[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def joined_place(places: Sequence[Place]) -> Place | None:
    """Join places into one: the first place, with a frame around all places on its page."""
    if not places or not places[0].box:
        return places[0] if places else None
    frame = bounding_box([place.box for place in places if place.box and place.page == places[0].page])
    return replace(places[0], column=None, box=frame)


def boxes_on(cells: Iterable[GridCell | None], page: int | None) -> list[Box]:
    """Return the frames of the cells on this page."""
    return [cell.place.box for cell in cells if cell and cell.place.box and cell.place.page == page]


def row_box(cells: Iterable[GridCell | None], page: int | None) -> Box | None:
    """Return the frame of a row of cells: the full width of all cells, and the height common to all cells, because a
    merged label extends over several rows."""
    boxes = boxes_on(cells, page)
    if not boxes:
        return None
    x0, top, x1, bottom = bounding_box(boxes)
    shared = max(box[1] for box in boxes), min(box[3] for box in boxes)
    return (x0, shared[0], x1, shared[1]) if shared[1] - shared[0] >= MIN_SHARED_HEIGHT else (x0, top, x1, bottom)
