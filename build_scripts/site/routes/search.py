"""Define the key of one report in the search index.

The index is no page: all its dirty keys are merged into the published index files together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from build_scripts.archive.store import Store
from build_scripts.search.build import Document, build
from build_scripts.search.document import DocumentHead
from build_scripts.search.document_terms import names_in
from build_scripts.search.update import update
from build_scripts.site.routes.keys import Files, Key, Kind


@dataclass(frozen=True, slots=True, order=True)
class Indexed(Key):
    """The current version of one agency and year."""

    year: int
    agency_id: str


# Dirty when the register changes, whose rows number the reports, or when the newest reports change.
INDEX_HEADER = Indexed(0, "")


def index_files(keys: Iterable[Indexed], store: Store, read: Callable[[str], bytes | None]) -> tuple[bool, Files]:
    """Return whether the whole index is rebuilt, and its files. ``keys`` are the reports that were added, changed or
    removed; ``read`` returns the current files of the index."""
    agency_ids = store.agency_ids()
    rows = {agency_id: row for row, agency_id in enumerate(agency_ids)}
    entries = [
        Document(key.year, rows[key.agency_id], store.search_lines(key.agency_id, key.year))
        for key in keys
        if key.agency_id in rows
    ]
    newest = [(year, rows[agency_id]) for agency_id, year in store.newest_keys() if agency_id in rows]
    names = partial(_names, store)
    updated = update(read, entries, agency_ids, newest, names)
    if updated is not None:
        return False, iter(updated)
    return True, iter(build((Document(*row) for row in store.all_search_lines()), agency_ids, newest, names))


def _names(store: Store, head: DocumentHead) -> Iterable[str]:
    """Return a report's name terms as ``register.update`` stored them: the pinyin dictionary loads in 0.2 seconds."""
    agency, places, *terms = json.loads(store.search_terms(head.address.split("/")[1]) or "[null, null]")
    return terms if [agency, places] == [head.agency, [list(place) for place in head.places]] else names_in(head)


KINDS = (
    Kind(
        Indexed,
        of_report=lambda facts: [Indexed(facts.year, facts.agency.agency_id)],
        other_keys=lambda _: [INDEX_HEADER],
        on_register=True,
        input_stages=("search lines",),
    ),
)
