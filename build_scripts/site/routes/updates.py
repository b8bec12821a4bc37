"""Make the page and the feed of news: of the whole archive, of a place, of an agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import path_of
from build_scripts.content.ledger import Entry, Redirect
from build_scripts.exports.atom import NAME
from build_scripts.model import Agency, PageFacts
from build_scripts.pages.overviews.parts import LIST_LIMIT
from build_scripts.pages.updates import (
    Event,
    Scope,
    closed_feed,
    newest,
    of_corrections,
    of_entry,
    updates_feed,
    updates_page,
)
from build_scripts.site.routes.divisions import division_path
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages
from build_scripts.site.routes.overviews.home import HomePage
from build_scripts.site.routes.overviews.places import PlacePage
from build_scripts.site.routes.versions import Versions

ALL, PLACE, AGENCY = "all", "place", "agency"


@dataclass(frozen=True, slots=True, order=True)
class UpdatesPage(Key):
    """``of`` is the kind of scope; ``id`` is "" for the whole archive, the code of a place, or the id of an agency."""

    of: str
    id: str

    @property
    def address(self) -> str:
        return {ALL: "", PLACE: f"places/{self.id}/", AGENCY: f"agencies/{self.id}/"}[self.of] + "updates/"

    @property
    def selection(self) -> Selection:
        return Selection(agency_id=self.id if self.of == AGENCY else "", place=self.id if self.of == PLACE else "")


WHOLE = UpdatesPage(ALL, "")


def _of_agency(agency: Agency) -> Iterator[Key]:
    yield UpdatesPage(AGENCY, agency.agency_id)
    yield from (UpdatesPage(PLACE, place.code) for place in path_of(agency))


def _of_change(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys for the agency's present place, where news appear, not for its place in the year of the report."""
    for agency_id in {facts.agency.agency_id for facts in (*before, *after)}:
        if agency := store.agency(agency_id):
            yield from _of_agency(agency)
            yield from (PlacePage(place.code) for place in path_of(agency))


def of_versions(store: Store, changed: Versions) -> Iterator[Key]:
    """Yield the keys of all news with a changed ledger entry, and of the pages that link to the news.

    A page links to its news once there are any."""
    if changed:
        yield from (WHOLE, HomePage())
    for agency in filter(None, (store.agency(agency_id) for agency_id, *_ in changed)):
        yield from _of_agency(agency)
        yield from (PlacePage(place.code) for place in path_of(agency))


# --------------------------------------------------------------------------- events


def _events(store: Store, selection: Selection) -> list[Event]:
    found: list[Event] = []
    for entry in store.latest(selection, LIST_LIMIT):
        if agency := store.agency(entry.agency_id):
            found += of_entry(entry, agency, _target_address(store, entry))
    for agency_id, address, report in store.corrected(selection):
        if agency := store.agency(agency_id):
            found += of_corrections(report, agency, address)
    return newest(found)[:LIST_LIMIT]


def _target_address(store: Store, entry: Entry) -> str:
    """Return the address of the report or of the notice that it is gone; "" if the original became unreadable."""
    held = store.held_versions(*entry.key)
    gone = entry.withdrawn or entry.removed
    return f"reports/{entry.agency_id}/{entry.year}/" if held else entry.address if gone else ""


def _scope(store: Store, key: UpdatesPage) -> Scope | None:
    if key.of == ALL:
        return Scope()
    if key.of == AGENCY:
        agency = store.agency(key.id)
        return Scope(agency=agency) if agency else None
    path = division_path(store, key.id)
    return Scope(path) if path else None


def _news(store: Store, key: UpdatesPage) -> tuple[Scope | None, list[Event]]:
    return _scope(store, key), _events(store, key.selection)


def _pages(context: Context, key: UpdatesPage) -> Pages:
    scope, events = context.shared(key, lambda: _news(context.store, key))
    yield key.address, updates_page(scope, events) if scope and events else None


def _files(context: Context, key: UpdatesPage) -> Files:
    scope, events = context.shared(key, lambda: _news(context.store, key))
    feed = updates_feed(scope, events, context.site_url) if scope and events else None
    yield f"{key.address}{NAME}", feed


def _empty(context: Context, address: str, redirect: Redirect) -> Files:
    """Return the closed feed of a place or an agency that has no more news."""
    if address.endswith("/updates/"):
        yield f"{address}{NAME}", closed_feed(address, redirect.to, redirect.since, context.site_url)


KINDS = (
    Kind(
        UpdatesPage,
        _pages,
        _files,
        _empty,
        of_agency=_of_agency,
        of_change=_of_change,
        other_keys=lambda _: [WHOLE],
        on_reports=True,
        on_register=True,
    ),
)
