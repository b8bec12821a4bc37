"""Places of the store as pages name them, with what the archive holds of each."""

from __future__ import annotations

from collections.abc import Mapping

from build_scripts.archive.store import LEVELS, Store, column_of
from build_scripts.content import divisions
from build_scripts.content.divisions import Division, path_of
from build_scripts.pages.counts import Tally
from build_scripts.site.routes.counts import by_place, shelves


def division_path(store: Store, code: str) -> tuple[Division, ...]:
    """The place of that code and those around it, outermost first; empty when no registered agency lies there."""
    agency = store.agency_in(code)
    path = path_of(agency) if agency else ()
    return path[: next((at for at, d in enumerate(path, 1) if d.code == code), 0)]


def division(store: Store, code: str) -> Division:
    """The place of that code, from the table or, for one that it does not hold, from an agency that lies there."""
    return divisions.table().get(code) or division_path(store, code)[-1]


def named(store: Store, tallies: Mapping[str, Tally]) -> list[tuple[Division, Tally]]:
    """Places for their codes."""
    return [(division(store, code), item) for code, item in tallies.items()]


def places(store: Store, level: str, within: str = "", gap: str = "") -> list[tuple[Division, Tally]]:
    """The places of a level (in one place) that have registered agencies, with what the archive holds of each;
    ``gap`` names a level that must be missing between."""
    tallies = by_place(store, level, shelves(store, within))
    return [(division(store, code), tallies.get(code, Tally())) for code in store.places(level, within, gap)]


def children(store: Store, code: str) -> list[tuple[Division, Tally]]:
    """The places directly below: a county may lie under a province without a city between (直辖市)."""
    below = LEVELS[LEVELS.index(column_of(code)) + 1 :]
    found = [item for level in below for item in places(store, level, code, "" if level == below[0] else below[0])]
    return sorted(found, key=lambda item: item[0].code)
