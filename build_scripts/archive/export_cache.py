"""What a report adds to the data files, kept in the store: made when the report is put there, joined when files are written.

A file of a year is then a header and the rows of its reports; adding one report computes its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection

from build_scripts import exports, readers, versions
from build_scripts.archive.store import ExportRows, Store
from build_scripts.model import Agency, Report


def original_of(address: str, media_type: str) -> str:
    """The address of the original beside its page."""
    return f"{address}original.{readers.format_of(media_type).published}"


def export_rows(report: Report, agency: Agency, address: str) -> ExportRows:
    """The export rows of a report at its address."""
    made = exports.fragment(report, agency, address, original_of(address, report.source.media_type))
    cells = zlib.compress(made.cells.encode("utf-8"), 1)
    return ExportRows(address, made.report, made.findings, made.table, made.manifest, cells)


def refresh(store: Store, made: Collection[str]) -> bool:
    """Make all export rows again, but for the addresses whose rows were ``made`` just now, when another version made
    them: true when there was need."""
    version = versions.version("export rows")
    if store.meta("export rows") == version:
        return False
    for address in store.addresses():
        report, held = store.report(address), store.held_at(address)
        if address not in made and report and held:
            store.keep_export_rows(export_rows(report, held.agency, address))
    store.set_meta("export rows", version)
    return True
