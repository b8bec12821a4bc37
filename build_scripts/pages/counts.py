"""What lists and grids say of many reports: how many there are, and what the archive has of one agency and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from build_scripts.model import Agency, Finding

TABLE_NAMES = {"proactive": "表2", "requests": "表3", "review": "表4"}


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of the archive lies in one place, year or both.

    ``reports``: one for each agency and year (older versions of a report are not counted twice);
    ``agencies``: those with at least one of these reports; ``unfilled``: reports with a table left blank
    throughout; ``findings``: remarks of all severities."""

    reports: int = 0
    agencies: int = 0
    unfilled: int = 0
    findings: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive has of one agency and year.

    ``state``: ``archived``, ``blank`` (archived, and all of its tables are left blank) or ``refused`` (a file
    came and could not be read). ``address`` is the report's, "" for a refused one; ``unfilled`` are the keys
    of the tables left blank."""

    state: str
    address: str = ""
    unfilled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One registered agency and what the archive has of it, by year. A missing year is "not in the archive". ``pinyin`` is
    that of its own name."""

    agency: Agency
    years: Mapping[int, Coverage] = field(default_factory=dict)
    pinyin: str = ""


def unfilled(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The keys of the tables that are there and left blank throughout."""
    return tuple(dict.fromkeys(f.table for f in findings if f.code == "table.blank"))


def coverage_of(address: str, findings: Iterable[Finding]) -> Coverage:
    """Of an archived report. It is blank when no statutory table says anything and one is there to say it."""
    findings = tuple(findings)
    blank = unfilled(findings)
    silent = {f.table for f in findings if f.code in ("table.blank", "table.missing")}
    state = "blank" if blank and silent >= set(TABLE_NAMES) else "archived"
    return Coverage(state, address, blank)
