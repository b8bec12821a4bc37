"""How much lies where: counted once for a build, then only added up.

Every index page asks for counts by year, place or both. Three queries over the whole archive answer all of them, because
a report belongs to one place and one year, and an agency to one place; asking anew for every page took seconds at a
hundred thousand reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from build_scripts.archive.store import LEVELS, Store, column_of
from build_scripts.pages.counts import Tally

Place = tuple[str, str, str]


class Shelf(NamedTuple):
    """One place and year. ``place`` are the codes of province, city and county, "" where there is none."""

    year: int
    place: Place
    reports: int
    unfilled: int
    findings: int


@dataclass(slots=True)
class Counts:
    """``agencies``: place → agencies with a report; ``codes``: (code, year, place) → (remarks, reports)."""

    shelves: list[Shelf] = field(default_factory=list)
    by_code: dict[str, list[Shelf]] = field(default_factory=lambda: defaultdict(list))
    by_year: dict[int, list[Shelf]] = field(default_factory=lambda: defaultdict(list))
    agencies: dict[Place, int] = field(default_factory=dict)
    codes: dict[tuple[str, int, Place], tuple[int, int]] = field(default_factory=dict)


_COUNTED: WeakKeyDictionary[Store, Counts] = WeakKeyDictionary()


def counts(store: Store) -> Counts:
    """The counts of a store. Nothing changes in it while pages are written, and each build opens its own."""
    if store not in _COUNTED:
        _COUNTED[store] = _count(store)
    return _COUNTED[store]


def _count(store: Store) -> Counts:
    made = Counts(agencies=dict(store.count_agencies_with_reports()))
    remarks: dict[tuple[int, Place], tuple[int, int]] = {}
    for code, year, at, n, reports in store.count_findings():
        made.codes[code, year, at] = (n, reports)
        unfilled, findings = remarks.get((year, at), (0, 0))
        remarks[year, at] = (unfilled + (reports if code == "table.blank" else 0), findings + n)
    for year, at, n in store.count_reports():
        shelf = Shelf(year, at, n, *remarks.get((year, at), (0, 0)))
        made.shelves.append(shelf)
        made.by_year[year].append(shelf)
        for code in dict.fromkeys(filter(None, at)):
            made.by_code[code].append(shelf)
    return made


# --------------------------------------------------------------------------- adding up


def shelves(store: Store, code: str = "", year: int = 0, own: bool = False) -> Sequence[Shelf]:
    """The shelves of a place, a year or both; ``own``: without those of the places below it."""
    made = counts(store)
    found: Iterable[Shelf] = (
        made.by_code.get(code, ()) if code else made.by_year.get(year, ()) if year else made.shelves
    )
    if code and year:
        found = (shelf for shelf in found if shelf.year == year)
    if own:
        at = LEVELS.index(column_of(code))
        found = (shelf for shelf in found if not any(shelf.place[at + 1 :]))
    return tuple(found)


def tally(store: Store, found: Iterable[Shelf], year: int = 0) -> Tally:
    """The sum of some shelves; of one ``year``, every report is another agency's."""
    found = tuple(found)
    reports = sum(shelf.reports for shelf in found)
    known = counts(store).agencies
    agencies = reports if year else sum(known[place] for place in {shelf.place for shelf in found})
    return Tally(reports, agencies, sum(s.unfilled for s in found), sum(s.findings for s in found))


def by_year(store: Store) -> list[tuple[int, Tally]]:
    """Every year with what it holds, newest first."""
    years = counts(store).by_year
    return [(year, tally(store, years[year], year)) for year in sorted(years, reverse=True)]


def by_place(store: Store, level: str, found: Iterable[Shelf], year: int = 0) -> dict[str, Tally]:
    """Code → what lies there, for the places of a level, in the order of their codes."""
    at = LEVELS.index(level)
    groups: dict[str, list[Shelf]] = {}
    for shelf in found:
        if shelf.place[at]:
            groups.setdefault(shelf.place[at], []).append(shelf)
    return {code: tally(store, groups[code], year) for code in sorted(groups)}


def years_of(found: Iterable[Shelf]) -> list[int]:
    """The years of some shelves, newest first."""
    return sorted({shelf.year for shelf in found}, reverse=True)
