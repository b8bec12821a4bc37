"""Make the home page and the search page."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.archive.store import ALL
from build_scripts.pages.overviews.home import home, search_page
from build_scripts.pages.updates import Scope
from build_scripts.site.routes.counts import by_year, place_years, tally
from build_scripts.site.routes.divisions import places
from build_scripts.site.routes.keys import Context, Key, Kind, Pages

NEWEST = 10  # number of newest reports on the home page


@dataclass(frozen=True, slots=True, order=True)
class HomePage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class SearchPage(Key):
    pass


def _home(context: Context, _: HomePage) -> Pages:
    store = context.store
    total = tally(store, place_years(store))
    news = Scope() if store.has_news(ALL) else None
    page = home(total, by_year(store), places(store, "province"), store.newest(NEWEST), news)
    yield page.address, page


def _search(_: Context, __: SearchPage) -> Pages:
    page = search_page()
    yield page.address, page


KINDS = (
    Kind(HomePage, _home, other_keys=lambda _: [HomePage()], on_reports=True),
    Kind(SearchPage, _search, other_keys=lambda _: [SearchPage()]),
)
