"""Write ``versions.csv``: every version of the reports of a year, which one is current, what happened to the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from build_scripts.content.ledger import Entry
from build_scripts.exports.cells import spreadsheet_safe
from build_scripts.exports.columns import VERSION_COLUMNS
from build_scripts.exports.rows import BOM


def versions_file(entries: Iterable[Entry], held: Mapping[str, tuple[str, str]]) -> bytes:
    """Return the file. ``held``: SHA-256 → (address at which the version is shown, its date of publication) of the
    readable versions."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(VERSION_COLUMNS)
    for e in entries:
        address, published = held.get(e.sha256, ("", ""))
        state = "withdrawn" if e.withdrawn else "removed" if e.removed else "held"
        current = "1" if address.count("/") == 3 else "0"
        line = (e.agency_id, e.year, e.version, current, state, address or e.address, e.address, e.sha256, e.size or "")
        rest = (published, e.archived, spreadsheet_safe(e.source_url), e.retrieved, e.withdrawn or e.removed)
        writer.writerow((*line, *rest))
    return (BOM + out.getvalue()).encode()
