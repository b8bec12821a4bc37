"""Make the page of one agency through the years, and its figures for comparisons chosen by the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass

from build_scripts.content.ledger import Redirect
from build_scripts.indicators import unpacked
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import figures_json, no_figures
from build_scripts.pages.history import created_of_agency, end_of_agency
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages

_PAGE = re.compile(r"compare/agencies/([^/]+)/$")
_FIGURES = "figures.json"


@dataclass(frozen=True, slots=True, order=True)
class CompareAgencyPage(Key):
    agency_id: str

    @property
    def address(self) -> str:
        return f"compare/agencies/{self.agency_id}/"


def _pages(context: Context, key: CompareAgencyPage) -> Pages:
    agency, years = context.store.indicators(key.agency_id)
    page = agency_page(agency, {year: unpacked(packed) for year, packed in years.items()}) if agency else None
    yield key.address, page


def _files(context: Context, key: CompareAgencyPage) -> Files:
    agency, years = context.store.indicators(key.agency_id)
    today = context.store.agency(key.agency_id)
    ended = end_of_agency(today) if today else None
    created = created_of_agency(today) if today else None
    yield f"{key.address}{_FIGURES}", figures_json(agency, years, ended, created) if agency else None


def _empty(context: Context, address: str, _: Redirect) -> Files:
    """Return the figures file, without figures, of an agency that has no report left."""
    if match := _PAGE.match(address):
        agency = context.store.agency(match[1])
        yield f"{address}{_FIGURES}", no_figures(match[1], agency.name if agency else "")


KINDS = (
    Kind(
        CompareAgencyPage,
        _pages,
        _files,
        _empty,
        of_report=lambda facts: [CompareAgencyPage(facts.agency.agency_id)],
        of_agency=lambda agency: [CompareAgencyPage(agency.agency_id)],
    ),
)
