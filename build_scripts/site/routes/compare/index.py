"""Make the entry page of comparisons, and the page that explains how the indicators are calculated."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.pages.compare.about import index_page, indicators_page
from build_scripts.site.routes.counts import by_place, counts, place_years, years_of
from build_scripts.site.routes.divisions import division_path
from build_scripts.site.routes.keys import Context, Key, Kind, Pages

COUNTIES = 40  # above this number the page lists provinces
AGENCIES = 200  # above this number the page lists no agencies


@dataclass(frozen=True, slots=True, order=True)
class ComparePage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class IndicatorsPage(Key):
    pass


def _index(context: Context, _: ComparePage) -> Pages:
    store = context.store
    level = "county" if len({item.place[2] for item in place_years(store)}) <= COUNTIES else "province"
    held: dict[str, dict[int, int]] = {}
    for year in counts(store).by_year:
        for code, tally in by_place(store, level, place_years(store, year=year), year).items():
            held.setdefault(code, {})[year] = tally.reports
    places = [(division_path(store, code)[-1], held[code]) for code in sorted(held)]
    agencies = store.with_several_years(AGENCIES + 1)
    page = index_page(places, years_of(place_years(store)), agencies if len(agencies) <= AGENCIES else None)
    yield page.address, page


def _indicators(_: Context, __: IndicatorsPage) -> Pages:
    page = indicators_page()
    yield page.address, page


KINDS = (
    Kind(ComparePage, _index, other_keys=lambda _: [ComparePage()], on_reports=True),
    Kind(IndicatorsPage, _indicators, other_keys=lambda _: [IndicatorsPage()]),
)
