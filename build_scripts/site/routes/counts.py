"""Count the reports of every place and year once per build; all other counts are sums of these.

Every index page needs counts by year, by place or by both. Three queries over the whole archive answer all of them,
because a report belongs to one place and one year, and an agency to one place. Separate queries for every page took
seconds at a hundred thousand reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from build_scripts.archive.store import LEVELS, Store, column_of
from build_scripts.pages.counts import Tally

Place = tuple[str, str, str]


class PlaceYear(NamedTuple):
    """The counts of one place and year. ``place`` holds the codes of province, city and county, "" where there is none."""

    year: int
    place: Place
    reports: int
    unfilled: int
    findings: int


@dataclass(slots=True)
class Counts:
    """All counts of a store. ``agencies``: place → number of agencies with a report; ``codes``: (code, year, place) →
    (findings, reports)."""

    place_years: list[PlaceYear] = field(default_factory=list)
    by_code: dict[str, list[PlaceYear]] = field(default_factory=lambda: defaultdict(list))
    by_year: dict[int, list[PlaceYear]] = field(default_factory=lambda: defaultdict(list))
    agencies: dict[Place, int] = field(default_factory=dict)
    codes: dict[tuple[str, int, Place], tuple[int, int]] = field(default_factory=dict)


_COUNTED: WeakKeyDictionary[Store, Counts] = WeakKeyDictionary()


def counts(store: Store) -> Counts:
    """Return the cached counts of a store: it is constant while pages are written, and each build opens its own."""
    if store not in _COUNTED:
        _COUNTED[store] = _count(store)
    return _COUNTED[store]


def _count(store: Store) -> Counts:
    made = Counts(agencies=dict(store.count_agencies_with_reports()))
    sums: dict[tuple[int, Place], tuple[int, int]] = {}
    for code, year, at, n, reports in store.count_findings():
        made.codes[code, year, at] = (n, reports)
        unfilled, findings = sums.get((year, at), (0, 0))
        sums[year, at] = (unfilled + (reports if code == "table.blank" else 0), findings + n)
    for year, at, n in store.count_reports():
        item = PlaceYear(year, at, n, *sums.get((year, at), (0, 0)))
        made.place_years.append(item)
        made.by_year[year].append(item)
        for code in dict.fromkeys(filter(None, at)):
            made.by_code[code].append(item)
    return made


# --------------------------------------------------------------------------- adding up


def place_years(store: Store, code: str = "", year: int = 0, own_only: bool = False) -> Sequence[PlaceYear]:
    """Return the counts of a place, of a year or of both. ``own_only`` leaves out the counts of places below."""
    made = counts(store)
    found: Iterable[PlaceYear] = (
        made.by_code.get(code, ()) if code else made.by_year.get(year, ()) if year else made.place_years
    )
    if code and year:
        found = (item for item in found if item.year == year)
    if own_only:
        at = LEVELS.index(column_of(code))
        found = (item for item in found if not any(item.place[at + 1 :]))
    return tuple(found)


def tally(store: Store, found: Iterable[PlaceYear], year: int = 0) -> Tally:
    """Return the sum of some counts. Within one ``year`` every report belongs to a different agency."""
    found = tuple(found)
    reports = sum(item.reports for item in found)
    known = counts(store).agencies
    agencies = reports if year else sum(known[place] for place in {item.place for item in found})
    return Tally(reports, agencies, sum(s.unfilled for s in found), sum(s.findings for s in found))


def by_year(store: Store) -> list[tuple[int, Tally]]:
    """Return every year with its counts, newest first."""
    years = counts(store).by_year
    return [(year, tally(store, years[year], year)) for year in sorted(years, reverse=True)]


def by_place(store: Store, level: str, found: Iterable[PlaceYear], year: int = 0) -> dict[str, Tally]:
    """Return code → counts for the places of one level, ordered by code."""
    at = LEVELS.index(level)
    groups: dict[str, list[PlaceYear]] = {}
    for item in found:
        if item.place[at]:
            groups.setdefault(item.place[at], []).append(item)
    return {code: tally(store, groups[code], year) for code in sorted(groups)}


def years_of(found: Iterable[PlaceYear]) -> list[int]:
    """Return the years of some counts, newest first."""
    return sorted({item.year for item in found}, reverse=True)
