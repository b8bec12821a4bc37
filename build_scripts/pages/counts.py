"""Define the summaries that lists and grids show: counts of reports, and the coverage of one agency and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from build_scripts.model import Agency, Finding

TABLE_NAMES = {"proactive": "表2", "requests": "表3", "review": "表4"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of reports in one place, one year or both.

    ``reports`` counts one report for each agency and year (older versions are not counted); ``agencies`` are those with
    at least one of these reports; ``unfilled`` counts reports with a table left blank throughout; ``findings`` counts
    findings of all severities."""

    reports: int = 0
    agencies: int = 0
    unfilled: int = 0
    findings: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one agency and year.

    ``state`` is ``archived``, ``blank`` (archived, and all of its tables are left blank) or ``refused`` (a file was
    handed in and could not be read). ``address`` is that of the report, "" for a refused file; ``unfilled`` are the
    keys of the tables left blank."""

    state: str
    address: str = ""
    unfilled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One registered agency and its coverage by year. A missing year means "not in the archive". ``pinyin`` is the
    pinyin of the agency's own name."""

    agency: Agency
    years: Mapping[int, Coverage] = field(default_factory=dict)
    pinyin: str = ""


def unfilled(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the keys of the tables that are present and blank throughout."""
    return tuple(dict.fromkeys(f.table for f in findings if f.code == "table.blank"))


def coverage_of(address: str, findings: Iterable[Finding]) -> Coverage:
    """Return the coverage of an archived report. It is ``blank`` when every statutory table is blank or missing and at
    least one is blank."""
    findings = tuple(findings)
    blank = unfilled(findings)
    silent = {f.table for f in findings if f.code in ("table.blank", "table.missing")}
    state = "blank" if blank and silent >= set(TABLE_NAMES) else "archived"
    return Coverage(state, address, blank)
