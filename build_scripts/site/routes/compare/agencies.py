"""One agency through the years, and what it brings to a comparison of the reader's own choice."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.indicators import unpacked
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import figures_json
from build_scripts.pages.history import absent_since
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages


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
    ended = absent_since(today) if today else None
    yield f"{key.address}figures.json", figures_json(agency, years, ended) if agency else None


KINDS = (
    Kind(
        CompareAgencyPage,
        _pages,
        _files,
        of_report=lambda shown: [CompareAgencyPage(shown.agency.agency_id)],
        of_agency=lambda agency: [CompareAgencyPage(agency.agency_id)],
    ),
)
