"""Look up administrative divisions of the store by code, with the counts of each."""

from __future__ import annotations

from collections.abc import Mapping

from build_scripts.archive.store import LEVELS, Store, column_of
from build_scripts.content import divisions
from build_scripts.content.divisions import Division, path_of
from build_scripts.pages.counts import Tally
from build_scripts.site.routes.counts import by_place, place_years


def division_path(store: Store, code: str) -> tuple[Division, ...]:
    """Return the place with that code and its ancestors, outermost first; empty without a registered agency there."""
    agency = store.agency_in(code)
    path = path_of(agency) if agency else ()
    return path[: next((at for at, d in enumerate(path, 1) if d.code == code), 0)]


def division(store: Store, code: str) -> Division:
    """Return the place with that code from the table of divisions or, if missing there, from an agency in it."""
    return divisions.table().get(code) or division_path(store, code)[-1]


def named(store: Store, tallies: Mapping[str, Tally]) -> list[tuple[Division, Tally]]:
    """Replace the codes of places by their divisions."""
    return [(division(store, code), item) for code, item in tallies.items()]


def places(store: Store, level: str, within: str = "", gap: str = "") -> list[tuple[Division, Tally]]:
    """Return the places of one level (within one place) that have registered agencies, with the counts of each. ``gap``
    names a level that must be missing in between."""
    tallies = by_place(store, level, place_years(store, within))
    return [(division(store, code), tallies.get(code, Tally())) for code in store.places(level, within, gap)]


def children(store: Store, code: str) -> list[tuple[Division, Tally]]:
    """Return the places directly below. A county can lie directly under a province without a city in between (直辖市)."""
    below = LEVELS[LEVELS.index(column_of(code)) + 1 :]
    found = [item for level in below for item in places(store, level, code, "" if level == below[0] else below[0])]
    return sorted(found, key=lambda item: item[0].code)
