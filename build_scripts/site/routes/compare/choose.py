"""Make the page for a comparison of the reader's own choice, and the lists to choose from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from build_scripts.content.divisions import Division, part_of, path_of
from build_scripts.content.ledger import Redirect
from build_scripts.pages.compare.choose import agencies_json, choose_page, places_json
from build_scripts.site.routes.counts import counts
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages

_PART = re.compile(r"compare/choose/(\d+|unresolved)\.json$")


@dataclass(frozen=True, slots=True, order=True)
class ChoosePage(Key):
    """The page, and the list of all parts of the archive with the number of their agencies."""


@dataclass(frozen=True, slots=True, order=True)
class ChoosePart(Key):
    """The agencies of one part."""

    part: str


def _page(_: Context, __: ChoosePage) -> Pages:
    page = choose_page()
    yield page.address, page


def _places(context: Context, _: ChoosePage) -> Files:
    places: dict[str, tuple[Division, int]] = {}
    unresolved = 0
    for agency, n in context.store.parts():
        code, path = part_of(agency), path_of(agency)
        unresolved += n if not path else 0
        for division in path[:2]:
            if division.code == code or division.level == "省":
                before = places.get(division.code, (division, 0))[1]
                places[division.code] = (division, before + (n if division.code == code else 0))
    years = list(counts(context.store).by_year)
    yield "compare/choose/places.json", places_json(list(places.values()), unresolved, years)


def _part(context: Context, key: ChoosePart) -> Files:
    agencies = context.store.agencies_to_compare(key.part)
    yield f"compare/choose/{key.part}.json", agencies_json(agencies) if agencies else None


def _empty(context: Context, address: str, _: Redirect) -> Files:
    """Return a list without agencies."""
    if (match := _PART.match(address)) and not context.store.agencies_to_compare(match[1]):
        yield address, agencies_json(())


KINDS = (
    Kind(ChoosePage, _page, _places, other_keys=lambda _: [ChoosePage()], on_reports=True),
    Kind(ChoosePart, files=_part, empty=_empty, of_report=lambda facts: [ChoosePart(part_of(facts.agency))]),
)
