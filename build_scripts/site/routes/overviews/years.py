"""Make the pages of all years, of one year, and of one year in one province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import path_of
from build_scripts.model import Holding, PageFacts
from build_scripts.pages.counts import Tally
from build_scripts.pages.overviews.parts import LIST_LIMIT
from build_scripts.pages.overviews.years import year_page, year_place_page, years_index
from build_scripts.site.routes.counts import by_place, by_year, place_years, tally
from build_scripts.site.routes.divisions import division, named
from build_scripts.site.routes.keys import Context, Key, Kind, Pages


@dataclass(frozen=True, slots=True, order=True)
class YearsPage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class YearPage(Key):
    year: int

    @property
    def address(self) -> str:
        return f"years/{self.year}/"


@dataclass(frozen=True, slots=True, order=True)
class YearPlacePage(Key):
    year: int
    code: str

    @property
    def address(self) -> str:
        return f"years/{self.year}/{self.code}/"


def _provinces(facts: PageFacts) -> Iterator[Key]:
    if path := path_of(facts.agency):
        yield YearPlacePage(facts.year, path[0].code)


def _years(context: Context, _: YearsPage) -> Pages:
    page = years_index(by_year(context.store))
    yield page.address, page


def _year(context: Context, key: YearPage) -> Pages:
    store = context.store
    found = place_years(store, year=key.year)
    total = tally(store, found, key.year)
    if not total.reports:
        yield key.address, None
        return
    provinces = named(store, by_place(store, "province", found, key.year))
    unresolved = sum(item.reports for item in found if not item.place[0])
    holdings = _holdings_if_few(store, total, Selection(year=key.year))
    yield key.address, year_page(key.year, total, provinces, holdings, unresolved)


def _year_place(context: Context, key: YearPlacePage) -> Pages:
    store = context.store
    found = place_years(store, key.code, key.year)
    total = tally(store, found, key.year)
    if not total.reports:
        yield key.address, None
        return
    holdings = _holdings_if_few(store, total, Selection(place=key.code, year=key.year))
    below = {} if holdings else by_place(store, "city", found, key.year) | by_place(store, "county", found, key.year)
    children = sorted(named(store, below), key=lambda item: item[0].code)
    yield key.address, year_place_page(key.year, division(store, key.code), total, children, holdings)


def _holdings_if_few(store: Store, total: Tally, selection: Selection) -> tuple[Holding, ...]:
    return store.holdings(selection) if total.reports <= LIST_LIMIT else ()


KINDS = (
    Kind(YearsPage, _years, other_keys=lambda _: [YearsPage()], on_reports=True),
    Kind(YearPage, _year, of_report=lambda facts: [YearPage(facts.year)]),
    Kind(YearPlacePage, _year_place, of_report=_provinces),
)
