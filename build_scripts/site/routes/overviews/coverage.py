"""Make the coverage page (which reports exist and which are missing) and the page of refused files."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.pages.overviews.coverage import coverage_page, refused_page
from build_scripts.pages.overviews.parts import LIST_LIMIT
from build_scripts.site.routes.counts import place_years, years_of
from build_scripts.site.routes.divisions import division
from build_scripts.site.routes.keys import Context, Key, Kind, Pages
from build_scripts.site.routes.register import grid_lines, refused_files


@dataclass(frozen=True, slots=True, order=True)
class CoveragePage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class RefusedPage(Key):
    pass


def _coverage(context: Context, _: CoveragePage) -> Pages:
    store = context.store
    held: dict[str, dict[int, int]] = {}
    for item in place_years(store):
        years = held.setdefault(item.place[0], {})
        years[item.year] = years.get(item.year, 0) + item.reports
    registered = store.agencies_by_province()
    provinces = [(division(store, code) if code else None, n, held.get(code, {})) for code, n in registered.items()]
    lines_if_few = grid_lines(store) if sum(registered.values()) <= LIST_LIMIT else ()
    page = coverage_page(provinces, lines_if_few, years_of(place_years(store)))
    yield page.address, page


def _refused(context: Context, _: RefusedPage) -> Pages:
    page = refused_page(*refused_files(context.store))
    yield page.address, page


KINDS = (
    Kind(CoveragePage, _coverage, other_keys=lambda _: [CoveragePage()], on_reports=True, on_register=True),
    Kind(RefusedPage, _refused, other_keys=lambda _: [RefusedPage()], on_reports=True, on_register=True),
)
