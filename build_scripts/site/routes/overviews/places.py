"""Make the pages of all places, of one place, and of the agencies whose place is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import UNRESOLVED, Division, path_of
from build_scripts.model import Agency
from build_scripts.pages.counts import Tally
from build_scripts.pages.overviews.parts import LIST_LIMIT, numbered
from build_scripts.pages.overviews.places import place_pages, places_index, unresolved_pages
from build_scripts.pages.tiles import Tile, coverage_tile
from build_scripts.pages.updates import Scope
from build_scripts.render.blocks import Page
from build_scripts.site.routes.counts import place_years, tally, years_of
from build_scripts.site.routes.divisions import children, division_path, places
from build_scripts.site.routes.keys import Context, Key, Kind, Pages, numbered_pages
from build_scripts.site.routes.register import grid_lines


@dataclass(frozen=True, slots=True, order=True)
class PlacesPage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class PlacePage(Key):
    """``code`` is the code of a place, or ``UNRESOLVED``."""

    code: str

    def address(self, part: int = 1) -> str:
        return numbered(f"places/{self.code}/", part)


def _of_agency(agency: Agency) -> Iterator[Key]:
    path = path_of(agency)
    yield from (PlacePage(division.code) for division in path)
    if not path:
        yield PlacePage(UNRESOLVED)


def _places(context: Context, _: PlacesPage) -> Pages:
    store = context.store
    provinces = places(store, "province")
    tree: dict[str, list[list[tuple[Division, Tally]]]] = {}
    if store.count_counties() <= LIST_LIMIT:
        for province, _tally in provinces:
            below = children(store, province.code)
            tree[province.code] = [[d, *(children(store, d[0].code) if d[0].level == "市" else ())] for d in below]
    page = places_index(provinces, tree, store.count_agencies(Selection(place=UNRESOLVED)))
    yield page.address, page


def _place(context: Context, key: PlacePage) -> Pages:
    yield from numbered_pages(
        key.address, _unresolved(context) if key.code == UNRESOLVED else _known(context, key.code)
    )


def _known(context: Context, code: str) -> tuple[Page, ...]:
    store = context.store
    path = division_path(store, code)
    if not path:
        return ()
    found = place_years(store, code)
    own = grid_lines(store, Selection(place=code, own=True))
    news = Scope(path) if store.has_news(Selection(place=code)) else None
    several = [year for year in years_of(found) if sum(s.reports for s in found if s.year == year) > 1]
    return place_pages(
        path, tally(store, found), children(store, code), own, years_of(found), several, news, _counties(store, path)
    )


def _counties(store: Store, path: Sequence[Division]) -> list[Tile]:
    """Return the coverage tiles of the counties of a province for the newest year in which the province has reports."""
    province = path[-1]
    years = years_of(place_years(store, province.code))
    if province.level != "省" or not years:
        return []
    made = []
    for county, _ in places(store, "county", province.code):
        registered = store.count_agencies(Selection(place=county.code))
        held = tally(store, place_years(store, county.code, years[0]), years[0]).reports
        made.append(coverage_tile(county, registered, held, years[0]))
    return made


def _unresolved(context: Context) -> tuple[Page, ...]:
    listed = grid_lines(context.store, Selection(place=UNRESOLVED))
    years = years_of(item for item in place_years(context.store) if not item.place[0])
    return unresolved_pages(listed, years) if listed else ()


KINDS = (
    Kind(PlacesPage, _places, other_keys=lambda _: [PlacesPage()], on_reports=True, on_register=True),
    Kind(PlacePage, _place, of_agency=_of_agency),
)
