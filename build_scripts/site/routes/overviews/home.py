"""The home page."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.pages.overviews.home import home
from build_scripts.site.routes.counts import by_year, shelves, tally
from build_scripts.site.routes.divisions import places
from build_scripts.site.routes.keys import Context, Key, Kind, Pages

NEWEST = 10  # reports that were published last


@dataclass(frozen=True, slots=True, order=True)
class HomePage(Key):
    pass


def _pages(context: Context, _: HomePage) -> Pages:
    store = context.store
    total = tally(store, shelves(store))
    page = home(total, by_year(store), places(store, "province"), store.newest(NEWEST))
    yield page.address, page


KINDS = (Kind(HomePage, _pages, every=lambda _: [HomePage()], on_reports=True),)
