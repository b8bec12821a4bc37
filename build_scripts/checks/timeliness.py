"""《政府信息公开条例》第四十九条: by 31 January for departments and townships, by 31 March for the government's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from build_scripts.checks.history import History
from build_scripts.findings import finding
from build_scripts.model import Finding, Report


def late(report: Report, _: History) -> Iterator[Finding]:
    """A note where a date is known: the date of signature need not be that of publication."""
    if report.published is None or not report.year:
        return
    own = report.agency.endswith(("市人民政府", "县人民政府", "区人民政府", "省人民政府", "旗人民政府"))
    due = date(report.year + 1, 3, 31) if own else date(report.year + 1, 1, 31)
    if report.published > due:
        yield finding("published.late", date=report.published.isoformat(), due=due.isoformat())
