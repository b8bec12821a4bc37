"""What of a report is searched, kept in the store as it is published."""

from __future__ import annotations

from build_scripts.model import Agency, Report
from build_scripts.search.dictionary import pack
from build_scripts.search.document import lines_of


def search_lines(report: Report, agency: Agency, address: str) -> bytes:
    """The packed lines of a report at its address."""
    return pack(lines_of(report, agency, address))
