"""Make the comparison of the agencies of one place in one year."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.content.divisions import path_of
from build_scripts.indicators import unpacked
from build_scripts.pages.compare.places import Member, place_year_page
from build_scripts.site.routes.keys import Context, Key, Kind, Pages


@dataclass(frozen=True, slots=True, order=True)
class ComparePlacePage(Key):
    code: str
    year: int

    @property
    def address(self) -> str:
        return f"compare/places/{self.code}/{self.year}/"


def _pages(context: Context, key: ComparePlacePage) -> Pages:
    members = [
        Member(agency, address, findings, unpacked(packed))
        for agency, address, findings, packed in context.store.indicators_in(key.code, key.year)
    ]
    if not members:
        yield key.address, None
        return
    path = path_of(members[0].agency)
    place = path[: next(at for at, division in enumerate(path, 1) if division.code == key.code)]
    yield key.address, place_year_page(place, key.year, members)


KINDS = (
    Kind(
        ComparePlacePage,
        _pages,
        of_report=lambda facts: (ComparePlacePage(d.code, facts.year) for d in path_of(facts.agency)),
        figures_only=True,
    ),
)
