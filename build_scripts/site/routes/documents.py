"""Build the published JSON line of a report from the store."""

from __future__ import annotations

from build_scripts.archive.export_cache import original_of
from build_scripts.archive.store import ExportedReport
from build_scripts.exports.document import Parts, document


def document_of(exported: ExportedReport) -> bytes:
    original = original_of(exported.address, exported.media_type)
    return document(Parts(exported.address, original, exported.record, exported.document), exported.entry)
