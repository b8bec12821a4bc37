"""Add up the stored sums of each place and year over all indicators, and collect the values of each report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from build_scripts.archive.store import LEVELS, Selection, Store
from build_scripts.indicators import indicators, unpacked
from build_scripts.model import Agency
from build_scripts.pages.indicators.parts import AgencyValue
from build_scripts.site.routes.counts import counts
from build_scripts.sums import Sum, add_up, unpacked_sums

SumByIndicator = Mapping[str, Sum]  # indicator key → sum


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """Sums of all indicators, by level and code of a place ("" where the place is unknown), and the total."""

    levels: Mapping[str, Mapping[str, SumByIndicator]]
    total: SumByIndicator


@lru_cache(maxsize=512)  # the pages of a place, of its ancestors and of the year read the same sums
def _unpacked(packed: str) -> SumByIndicator:
    return unpacked_sums(json.loads(packed))


def total_of(found: Iterable[SumByIndicator]) -> SumByIndicator:
    rows = list(found)
    return rows[0] if len(rows) == 1 else {i.key: add_up(row[i.key] for row in rows) for i in indicators()}


def sums_by_year(store: Store, selection: Selection) -> dict[int, PlaceSums]:
    """Return year → sums by place."""
    rows: dict[int, list[tuple[tuple[str, str, str], SumByIndicator]]] = defaultdict(list)
    for year, place, packed in store.sums(selection):
        rows[year].append((place, _unpacked(packed)))
    made = {}
    for year, found in rows.items():
        levels: dict[str, dict[str, list[SumByIndicator]]] = {level: defaultdict(list) for level in LEVELS}
        for place, sums in found:
            for level, code in zip(LEVELS, place, strict=True):
                if code or level == LEVELS[0]:
                    levels[level][code].append(sums)
        by_level = {level: {code: total_of(codes[code]) for code in sorted(codes)} for level, codes in levels.items()}
        made[year] = PlaceSums(by_level, total_of(by_level[LEVELS[0]].values()))
    return made


def year_by_year(store: Store) -> Iterator[tuple[int, PlaceSums]]:
    """Yield every year with its sums, newest first, so that a large archive is never in memory as a whole."""
    for year in sorted(counts(store).by_year, reverse=True):
        yield year, sums_by_year(store, Selection(year=year))[year]


def values_by_year(store: Store, selection: Selection) -> list[tuple[Agency, dict[int, dict[str, AgencyValue]]]]:
    """Return the agencies of a selection, under their newest name and place, each with its values by year."""
    found: dict[str, tuple[Agency, dict[int, dict[str, AgencyValue]]]] = {}
    for agency, year, address, packed in store.packed_indicators(selection):
        _, years = found.setdefault(agency.agency_id, (agency, {}))
        years[year] = {key: AgencyValue(agency, address, value) for key, value in unpacked(packed).items()}
        if year == max(years):
            found[agency.agency_id] = (agency, years)
    return list(found.values())
