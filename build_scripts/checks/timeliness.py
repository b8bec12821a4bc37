"""《政府信息公开条例》第四十九条: by 31 January for departments and townships, by 31 March for the government's own.

Reports on the years before 2019 were due under the regulation of 2008, 第三十一条: every organ's by 31 March."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from build_scripts.checks.history import History
from build_scripts.content.organs import kind_of
from build_scripts.model import Finding, Report, finding

# The office of a government publishes both its own report and the government's: the later day holds. What a committee
# (开发区管理委员会) is due to publish when, the article does not say.
_GOVERNMENT = re.compile("(?:[省市县区旗州盟]|地区)(?:人民政府|行政公署)(?:办公[厅室])?$")
_REVISED = 2019  # the first year under the regulation as revised, in force since 15 May 2019
_NOT_NAMED = re.compile("管理委员会$|管委会$")


def due(agency: str, year: int) -> date | None:
    """The day by which the report on ``year`` is due, ``None`` where the article names none."""
    if _NOT_NAMED.search(agency) or kind_of(agency):
        return None
    later = year < _REVISED or _GOVERNMENT.search(agency)
    return date(year + 1, 3, 31) if later else date(year + 1, 1, 31)


def late(report: Report, _: History) -> Iterator[Finding]:
    """A note where a date is known (that of signature need not be that of publication), and where none is."""
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
