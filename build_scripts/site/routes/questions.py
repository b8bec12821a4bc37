"""Make the question pages of a place over the years: which agencies were sued, and which requests were refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import Division, path_of
from build_scripts.indicators import indicators
from build_scripts.pages.indicators.parts import AGENCIES
from build_scripts.pages.indicators.places import QUESTIONS, question_page
from build_scripts.site.routes.counts import place_years, tally, years_of
from build_scripts.site.routes.divisions import children, division_path
from build_scripts.site.routes.keys import Context, Key, Kind, Pages
from build_scripts.site.routes.place_sums import SumByIndicator, sums_by_year, values_by_year
from build_scripts.sums import Sum


@dataclass(frozen=True, slots=True, order=True)
class QuestionPages(Key):
    """Both questions for one place: which agencies were sued, and which requests were refused."""

    code: str


def _questions(context: Context, key: QuestionPages) -> Pages:
    store = context.store
    found = place_years(store, key.code)
    path = division_path(store, key.code)
    if not found or not path:
        yield from ((question.address(key.code), None) for question in QUESTIONS)
        return
    below = children(store, key.code)
    selection = Selection(place=key.code)
    many = tally(store, found).agencies > AGENCIES and bool(below)
    totals = _by_key({year: places.total for year, places in sums_by_year(store, selection).items()})
    members = [] if many else values_by_year(store, selection)
    agencies = [(store.agency(agency.agency_id) or agency, years) for agency, years in members]
    parts = [(place, _by_key(_totals(store, place))) for place, _ in below] if many else []
    for question in QUESTIONS:
        page = question_page(question, path, years_of(found), totals, agencies, parts)
        yield question.address(key.code), page


def _totals(store: Store, place: Division) -> dict[int, SumByIndicator]:
    return {year: found.total for year, found in sums_by_year(store, Selection(place=place.code)).items()}


def _by_key(years: Mapping[int, SumByIndicator]) -> dict[str, dict[int, Sum]]:
    return {item.key: {year: sums[item.key] for year, sums in years.items()} for item in indicators()}


KINDS = (
    Kind(
        QuestionPages,
        _questions,
        of_report=lambda facts: (QuestionPages(place.code) for place in path_of(facts.agency)),
        figures_only=True,
    ),
)
