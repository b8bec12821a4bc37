"""Draw images of originals in subprocesses: an image that cannot be drawn is left out and reported, without other
effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from build_scripts import faults
from build_scripts.facsimile.crop import Picture, crop, page_picture
from build_scripts.facsimile.pages import Pages
from build_scripts.facsimile.picture_plan import PicturePlan
from build_scripts.model import Refusal
from build_scripts.workers.guarded import guarded

SECONDS = 120.0  # for one original: 45 rows and 8 pages of the slowest in the corpus take four seconds
MEMORY = 1024**3  # bytes of address space: a page of 3200 x 3200 pixels takes forty million with its copies


@dataclass(slots=True)
class DrawResult:
    """Images by name, and the refusals of images that could not be drawn."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    failed: list[Refusal] = field(default_factory=list)


def draw_all(items: Sequence[tuple[Path, PicturePlan]], jobs: int) -> Iterator[DrawResult]:
    """Yield the requested images of each original, in the given order."""
    for result in guarded(_draw, items, jobs, SECONDS, MEMORY):
        yield DrawResult(failed=[result]) if isinstance(result, Refusal) else result


def _draw(item: tuple[Path, PicturePlan]) -> DrawResult:
    path, wanted = item
    drawn = DrawResult()
    opened = faults.isolated(lambda: Pages(path.read_bytes()))
    if isinstance(opened, Refusal):
        return DrawResult(failed=[opened])
    pages: Pages = opened
    work: Mapping[str, object] = {**wanted.rows, **wanted.pages}
    for name in work:
        made = faults.isolated(lambda name=name: _picture(pages, wanted, name))  # type: ignore[misc]
        if isinstance(made, Refusal):
            drawn.failed.append(made)
        else:
            drawn.pictures[name] = made
    return drawn


def _picture(pages: Pages, wanted: PicturePlan, name: str) -> Picture:
    if name in wanted.pages:
        return page_picture(pages, *wanted.pages[name])
    origin = wanted.rows[name]
    return crop(pages, origin.row, origin.head, origin.column_edges, origin.column)
