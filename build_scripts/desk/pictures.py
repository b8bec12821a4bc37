"""Images of the original beside an item: those that the last build drew, and others drawn on request.

A corrected cell, or an agency without a doubt, has places that no finding concerned when the site was built."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

from build_scripts.archive.pictures import sizes_of
from build_scripts.desk.items import Item
from build_scripts.desk.state import Sheet
from build_scripts.facsimile.origin import Origin, origins_of, origins_of_text
from build_scripts.facsimile.picture_plan import DRAWABLE, PicturePlan, picture_name
from build_scripts.model import Report, finding

WHO = finding("agency.unresolved", reason="")  # the evidence for agency and year, when there is no finding on it
KEPT = 64  # cached images: users rarely go back further


def origins(report: Report, item: Item) -> tuple[Origin, ...]:
    """Return the places of an item: those of its findings, and every paragraph of its text."""
    of_findings = (origin for finding in item.findings for origin in origins_of(report, finding))
    of_text = (origin for paragraph in item.text for origin in origins_of_text(paragraph))
    return tuple(dict.fromkeys((*of_findings, *of_text)))


def links(root: Path, report: Report, address: str, places: Sequence[Origin]) -> list[str]:
    """Return the address of the image of each place on the desk, "" for a place that cannot be drawn."""
    drawn = sizes_of(root, report.source.sha256) if places else {}
    found = []
    for origin in places:
        name = picture_name(report, origin)
        can = origin.row.box is not None and report.source.media_type in DRAWABLE
        found.append(
            f"picture/{report.source.sha256}/{name}" if name in drawn else f"drawing/{address}{name}" if can else ""
        )
    return found


def drawing(sheet: Sheet, name: str) -> bytes | None:
    """Return the image with that name if a page of the report on the desk shows its place, else ``None``."""
    asked = (origin for item in sheet.items for origin in origins(sheet.report, item))
    places = (o for o in chain(asked, origins_of(sheet.report, WHO)) if o.row.box)
    origin = next((o for o in places if picture_name(sheet.report, o) == name), None)
    return _drawn(sheet.path, sheet.report.source.sha256, name, origin) if origin else None


@lru_cache(maxsize=KEPT)
def _drawn(path: Path, _: str, name: str, origin: Origin) -> bytes:
    from build_scripts.workers.pictures import draw_all  # imports large libraries that few pages need

    [made] = draw_all([(path, PicturePlan({name: origin}, {}))], 1)
    if made.failed:
        raise made.failed[0]
    return made.pictures[name].data
