"""The search lines of a report, cached in the store."""

from __future__ import annotations

from build_scripts.model import Agency, Report
from build_scripts.search.dictionary import pack
from build_scripts.search.document import lines_of


def search_lines(report: Report, agency: Agency, address: str) -> bytes:
    """Return the packed search lines of a report at its address."""
    return pack(lines_of(report, agency, address))
