"""Make the pages of indicators: all places in one year, one province in one year, and all years.

The pages of all indicators of a year are made together because they use the same rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_scripts.archive.store import LEVELS, Selection, Store
from build_scripts.content.divisions import path_of
from build_scripts.content.ledger import Redirect
from build_scripts.exports.indicators import Line, figures_csv
from build_scripts.indicators import Indicator, indicators, unpacked
from build_scripts.model import Agency, PageFacts
from build_scripts.pages.indicators.parts import (
    AGENCIES,
    FILE,
    UNKNOWN_PLACE,
    AgencyValue,
    PlaceSum,
    comparison_address,
    year_address,
    years_address,
)
from build_scripts.pages.indicators.year import province_page, year_page
from build_scripts.pages.indicators.years import index_page, years_page
from build_scripts.site.routes.counts import counts, place_years, tally
from build_scripts.site.routes.divisions import division
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages
from build_scripts.site.routes.place_sums import PlaceSums, SumByIndicator, sums_by_year, values_by_year, year_by_year

_YEARS = re.compile(r"indicators/([\w-]+)/\d{4}/(?:\d+/)?$")


@dataclass(frozen=True, slots=True, order=True)
class IndicatorPages(Key):
    """The index of indicators, and every indicator through all years."""


@dataclass(frozen=True, slots=True, order=True)
class IndicatorYear(Key):
    """Every indicator in one year."""

    year: int


@dataclass(frozen=True, slots=True, order=True)
class IndicatorProvince(Key):
    """Every indicator in one province and year."""

    year: int
    code: str


def _provinces_with_pages(store: Store, year: int) -> set[str]:
    """Return the provinces with their own indicator pages: those with reports from several counties."""
    counties = {item.place for item in place_years(store, year=year) if item.place[0] and item.place[2]}
    found = Counter(province for province, *_ in {(p, county) for p, _, county in counties})
    return {province for province, n in found.items() if n > 1}


def _sums(
    store: Store, item: Indicator, year: int, found: Mapping[str, SumByIndicator], with_pages: set[str]
) -> list[PlaceSum]:
    """Return the sums of one indicator for each place.

    Provinces in ``with_pages`` link to their page of this indicator; other places link to the comparison of their
    agencies."""
    made = []
    for code, sums in found.items():
        one = sums[item.key]
        if not code:
            made.append(PlaceSum(None, one, "places/unresolved/"))
            continue
        href = (
            year_address(item, year, code)
            if code in with_pages
            else comparison_address(code, year, one.reports, item.topic)
        )
        made.append(PlaceSum(division(store, code), one, href))
    return made


def _members(store: Store, selection: Selection) -> Mapping[str, list[AgencyValue]]:
    """Return indicator key → the value stated by each report of a selection."""
    made = defaultdict[str, list[AgencyValue]](list)
    for agency, _, address, packed in store.packed_indicators(selection):
        for key, value in unpacked(packed).items():
            made[key].append(AgencyValue(agency, address, value))
    return made


# --------------------------------------------------------------------------- one year


@dataclass(frozen=True, slots=True)
class _YearData:
    sums: PlaceSums
    members: Mapping[str, Sequence[AgencyValue]]
    with_pages: set[str]


def _year_data(store: Store, selection: Selection) -> _YearData | None:
    found = sums_by_year(store, selection).get(selection.year)
    if found is None:
        return None
    few = next(iter(found.total.values())).reports <= AGENCIES
    members = _members(store, selection) if few else defaultdict[str, list[AgencyValue]](list)
    return _YearData(found, members, _provinces_with_pages(store, selection.year))


def _year(context: Context, key: IndicatorYear) -> Pages:
    store, years = context.store, list(counts(context.store).by_year)
    data = context.shared(key, lambda: _year_data(store, Selection(year=key.year)))
    for item in indicators():
        page = None
        if data:
            levels = data.sums.levels
            provinces, cities, counties = (
                _sums(store, item, key.year, levels[level], data.with_pages) for level in LEVELS
            )
            total, members = data.sums.total[item.key], data.members[item.key]
            page = year_page(item, key.year, total, provinces, cities, counties, members, years)
        yield year_address(item, key.year), page


def _year_files(context: Context, key: IndicatorYear) -> Files:
    data = context.shared(key, lambda: _year_data(context.store, Selection(year=key.year)))
    for item in indicators():
        lines = list(_lines(context.store, item, key.year, data)) if data else []
        yield f"{year_address(item, key.year)}{FILE}", figures_csv(item, lines) if data else None


def _lines(store: Store, item: Indicator, year: int, data: _YearData, whole: str = "") -> Iterator[Line]:
    """Yield the lines of the data file. ``whole`` is the code of the province that all of them belong to, "" for the
    whole country."""
    if not whole:
        yield Line("全部", "", "全部", year, data.sums.total[item.key])
    for level, word in zip(LEVELS, ("省", "市", "县"), strict=True):
        for code, sums in data.sums.levels[level].items():
            name = division(store, code).name if code else UNKNOWN_PLACE
            yield Line(word, code, name, year, sums[item.key])
    for member in data.members[item.key]:
        yield Line("机关", member.agency.agency_id, member.agency.name, year, member.value, member.address)


def _empty(_: Context, address: str, __: Redirect) -> Files:
    """Return the file beside the page of an indicator and year with its header and no rows."""
    if match := _YEARS.match(address):
        yield from ((f"{address}{FILE}", figures_csv(item, ())) for item in indicators() if item.key == match[1])


# --------------------------------------------------------------------------- one province


def _province_data(store: Store, key: IndicatorProvince) -> _YearData | None:
    if key.code not in _provinces_with_pages(store, key.year):
        return None
    return _year_data(store, Selection(place=key.code, year=key.year))


def _province(context: Context, key: IndicatorProvince) -> Pages:
    store, data = context.store, context.shared(key, lambda: _province_data(context.store, key))
    for item in indicators():
        page = None
        if data:
            levels, total = data.sums.levels, data.sums.total[item.key]
            cities, counties = (_sums(store, item, key.year, levels[level], set()) for level in LEVELS[1:])
            members = data.members[item.key]
            page = province_page(item, key.year, division(store, key.code), total, cities, counties, members)
        yield year_address(item, key.year, key.code), page


def _province_files(context: Context, key: IndicatorProvince) -> Files:
    data = context.shared(key, lambda: _province_data(context.store, key))
    for item in indicators():
        lines = list(_lines(context.store, item, key.year, data, key.code)) if data else []
        yield f"{year_address(item, key.year, key.code)}{FILE}", figures_csv(item, lines) if data else None


# --------------------------------------------------------------------------- through the years


@dataclass(frozen=True, slots=True)
class _AllYears:
    """Years newest first; year → sums of the provinces and of all reports; the agencies, if there are few."""

    totals: Mapping[int, SumByIndicator]
    provinces: Mapping[int, Mapping[str, SumByIndicator]]
    agencies: Sequence[tuple[Agency, Mapping[int, Mapping[str, AgencyValue]]]]

    @property
    def years(self) -> list[int]:
        return list(self.totals)

    @property
    def codes(self) -> list[str]:
        return sorted({code for found in self.provinces.values() for code in found})


def _all_data(store: Store) -> _AllYears:
    totals, provinces = {}, {}
    for year, found in year_by_year(store):
        totals[year], provinces[year] = found.total, found.levels[LEVELS[0]]
    few = tally(store, place_years(store)).agencies <= AGENCIES
    return _AllYears(totals, provinces, values_by_year(store, Selection()) if few else [])


def _all_pages(context: Context, key: IndicatorPages) -> Pages:
    store, data = context.store, context.shared(key, lambda: _all_data(context.store))
    page = index_page(data.totals)
    yield page.address, page
    newest = data.years[0] if data.years else 0
    with_pages = _provinces_with_pages(store, newest) if newest else set()
    for item in indicators():
        places = [
            (
                division(store, code) if code else None,
                {y: found[code][item.key] for y, found in data.provinces.items() if code in found},
            )
            for code in data.codes
        ]
        latest = _sums(store, item, newest, data.provinces.get(newest, {}), with_pages)
        totals = {year: sums[item.key] for year, sums in data.totals.items()}
        agencies = [(agency, {y: values[item.key] for y, values in years.items()}) for agency, years in data.agencies]
        yield years_address(item), years_page(item, data.years, totals, places, agencies, latest)


def _all_files(context: Context, key: IndicatorPages) -> Files:
    store, data = context.store, context.shared(key, lambda: _all_data(context.store))
    for item in indicators():
        lines = []
        for year in data.years:
            lines.append(Line("全部", "", "全部", year, data.totals[year][item.key]))
            for code, sums in data.provinces[year].items():
                name = division(store, code).name if code else UNKNOWN_PLACE
                lines.append(Line("省", code, name, year, sums[item.key]))
        for agency, years in data.agencies:
            for year, values in years.items():
                one = values[item.key]
                lines.append(Line("机关", agency.agency_id, agency.name, year, one.value, one.address))
        yield f"{years_address(item)}{FILE}", figures_csv(item, lines)


# --------------------------------------------------------------------------- what a change touches


def _provinces(facts: PageFacts) -> Iterator[Key]:
    if path := path_of(facts.agency):
        yield IndicatorProvince(facts.year, path[0].code)


def _of_change(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys of all years when a year appears or disappears, because each year's page links to the others."""
    now = Counter({year: sum(item.reports for item in found) for year, found in counts(store).by_year.items()})
    then = now + Counter(s.year for s in before if s.is_current)
    then.subtract(Counter(s.year for s in after if s.is_current))
    if {year for year, n in now.items() if n} != {year for year, n in then.items() if n}:
        yield from (IndicatorYear(year) for year in {*now, *then})


KINDS = (
    Kind(
        IndicatorPages,
        _all_pages,
        _all_files,
        other_keys=lambda _: [IndicatorPages()],
        on_reports=True,
        figures_only=True,
    ),
    Kind(
        IndicatorYear,
        _year,
        _year_files,
        _empty,
        of_report=lambda facts: [IndicatorYear(facts.year)],
        of_change=_of_change,
        figures_only=True,
    ),
    Kind(IndicatorProvince, _province, _province_files, of_report=_provinces, figures_only=True),
)
