"""《政府信息公开条例》第四十九条: 31 January for departments and townships, 31 March for reports of governments.

Reports on the years before 2019 were due under the regulation of 2008, 第三十一条: by 31 March for every organ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from build_scripts.checks.history import History
from build_scripts.content.organs import kind_of
from build_scripts.model import Finding, Report, finding

# The office of a government publishes its own report and the government's, so the later day applies. The article sets
# no date for a committee (开发区管理委员会).
_GOVERNMENT = re.compile("(?:[省市县区旗州盟]|地区)(?:人民政府|行政公署)(?:办公[厅室])?$")
_REVISED = 2019  # the first year under the revised regulation, in force since 15 May 2019
_NOT_NAMED = re.compile("管理委员会$|管委会$")


def due(agency: str, year: int) -> date | None:
    """Return the due date of the report on ``year``; ``None`` where the article sets none."""
    if _NOT_NAMED.search(agency) or kind_of(agency):
        return None
    later = year < _REVISED or _GOVERNMENT.search(agency)
    return date(year + 1, 3, 31) if later else date(year + 1, 1, 31)


def late(report: Report, _: History) -> Iterator[Finding]:
    """Yield a note when the known date (which may be that of the signature) is late, and when no date is known."""
    day = due(report.agency, report.year) if report.year else None
    if day and report.published is None:
        yield finding("published.unknown", due=day.isoformat())
    elif day and report.published and report.published > day:
        place = next((e.place for e in report.evidence if e.about == "published"), None)
        article = "2008 年《条例》第三十一条" if report.year < _REVISED else "《条例》第四十九条"
        yield finding(
            "published.late",
            numbers=(report.published.isoformat(), day.isoformat()),
            place=place,
            date=report.published.isoformat(),
            due=day.isoformat(),
            article=article,
        )
