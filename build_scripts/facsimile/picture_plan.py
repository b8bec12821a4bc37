"""Determine the pictures on the pages of a report and their file names, which are permanent for an original."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from build_scripts.facsimile.origin import Origin, Part, public_origins
from build_scripts.model import Report

DRAWABLE = (
    "application/pdf",
    "application/x-pdf-with-actions",
    "image/png",
    "image/jpeg",
    "image/tiff",
)  # media types of which pages can be drawn
DIGEST_DIGITS = 16  # number of hexadecimal digits of the digest in a name


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """``rows``: rows, text lines and table beginnings that findings refer to. ``pages``: (number, turn)."""

    rows: dict[str, Origin]
    pages: dict[str, tuple[int, float]]


def plan_pictures(report: Report, every_page: bool) -> PicturePlan:
    """Return the pictures for all findings; with findings or ``every_page``, also the pages with table rows."""
    if report.source.media_type not in DRAWABLE:
        return PicturePlan({}, {})
    found = [origin for finding in report.findings for origin in public_origins(report, finding)]
    rows = {picture_name(report, origin): origin for origin in found if origin.row.box}
    pages = {(o.row.page or 1, o.row.turn) for o in found if o.part is Part.PAGE}
    pages.update(table_pages(report).items() if report.findings or every_page else ())
    return PicturePlan(rows, {page_name(report, *page): page for page in sorted(pages)})


def table_pages(report: Report) -> dict[int, float]:
    """Return the pages with table rows → the rotation of most of these rows."""
    places = [row.place for t in report.tables for row in t.rows if row.place and row.place.box]
    turns: dict[int, Counter[float]] = {}
    for place in places:
        turns.setdefault(place.page or 1, Counter())[place.turn] += 1
    return {page: turns[page].most_common(1)[0][0] for page in sorted(turns)}


def picture_name(report: Report, origin: Origin) -> str:
    if origin.part is Part.PAGE:
        return page_name(report, origin.row.page or 1, origin.row.turn)
    column = (origin.column,) if origin.column else ()
    return _name(report, "row", origin.row, origin.head, origin.column_edges, *column)


def page_name(report: Report, number: int, turn: float) -> str:
    return _name(report, f"page-{number}", turn)


def _name(report: Report, kind: str, *what: object) -> str:
    digest = hashlib.sha256(f"{report.source.sha256} {what!r}".encode()).hexdigest()
    return f"{kind}-{digest[:DIGEST_DIGITS]}.webp"
