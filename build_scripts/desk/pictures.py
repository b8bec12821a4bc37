"""Pictures of an original beside what is asked of it: those that the last build drew, and others when they are asked for.

What was corrected, or an agency that nobody doubted, speaks of places that no finding spoke of when the site was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from build_scripts.archive.pictures import sizes_of
from build_scripts.desk.state import Sheet
from build_scripts.facsimile.origin import Origin, origins_of
from build_scripts.facsimile.wanted import PICTURED, Wanted, row_name
from build_scripts.model import Report, finding

WHO = finding("agency.unresolved")  # what tells whose a report is, where nothing is found wanting
KEPT = 64  # pictures drawn that are kept: nobody goes back further


def links(root: Path, report: Report, address: str, origins: Sequence[Origin]) -> list[str]:
    """Where the desk has a picture of each of these places, "" of one that cannot be drawn."""
    drawn = sizes_of(root, report.source.sha256) if origins else {}
    found = []
    for origin in origins:
        name = row_name(report, origin)
        can = origin.row.box is not None and report.source.media_type in PICTURED
        found.append(
            f"picture/{report.source.sha256}/{name}" if name in drawn else f"drawing/{address}{name}" if can else ""
        )
    return found


def drawing(sheet: Sheet, name: str) -> bytes | None:
    """The picture of that name, of a place that the report's page on the desk speaks of; ``None`` of any other."""
    said = [f for item in sheet.items for f in item.findings]
    origins = (origin for f in (*said, WHO) for origin in origins_of(sheet.report, f))
    origin = next((o for o in origins if o.row.box and row_name(sheet.report, o) == name), None)
    return _drawn(sheet.path, sheet.report.source.sha256, name, origin) if origin else None


@lru_cache(maxsize=KEPT)
def _drawn(path: Path, _: str, name: str, origin: Origin) -> bytes:
    from build_scripts.workers.pictures import draw_all  # large libraries, which few pages need

    [made] = draw_all([(path, Wanted({name: origin}, {}))], 1)
    if made.failed:
        raise made.failed[0]
    return made.pictures[name].data
