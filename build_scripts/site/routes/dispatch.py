"""The table of all page kinds: which keys exist, which keys a change makes dirty, and what each key publishes.

A full build makes every key, an incremental build only the dirty ones; the resulting pages are identical."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from build_scripts.archive.store import Store
from build_scripts.content.ledger import Redirect
from build_scripts.model import Agency, PageFacts
from build_scripts.site.routes import data, facsimile, indicators, questions, reports, search, updates, versions, whole
from build_scripts.site.routes.compare import agencies as compare_agencies
from build_scripts.site.routes.compare import choose, index, pairs
from build_scripts.site.routes.compare import places as compare_places
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages
from build_scripts.site.routes.overviews import about, agencies, coverage, home, places, quality, years

KINDS: tuple[Kind, ...] = (
    *home.KINDS,
    *years.KINDS,
    *places.KINDS,
    *agencies.KINDS,
    *reports.KINDS,
    *facsimile.KINDS,
    *versions.KINDS,
    *index.KINDS,
    *pairs.KINDS,
    *compare_agencies.KINDS,
    *compare_places.KINDS,
    *choose.KINDS,
    *indicators.KINDS,
    *questions.KINDS,
    *updates.KINDS,
    *quality.KINDS,
    *coverage.KINDS,
    *data.KINDS,
    *whole.KINDS,
    *search.KINDS,
    *about.KINDS,
)
_KIND_BY_KEY: dict[type[Key], Kind] = {kind.key: kind for kind in KINDS}
_KIND_BY_NAME: dict[str, Kind] = {kind.key.__name__: kind for kind in KINDS}


def kind_of(key: Key) -> Kind:
    return _KIND_BY_KEY[type(key)]


def key_of(text: str) -> Key | None:
    """Parse the stored text of a key; return ``None`` when its kind no longer exists."""
    name, *words = text.split("|")
    kind = _KIND_BY_NAME.get(name)
    return kind.key.from_words(words) if kind else None


# --------------------------------------------------------------------------- which keys


def all_keys(store: Store) -> Iterator[Key]:
    """Yield every key, some of them more than once."""
    for kind in KINDS:
        yield from kind.other_keys(store)
    yield from of_agencies(store.agencies())
    for facts in store.page_facts():
        for kind in KINDS:
            yield from kind.of_report(facts)
            yield from kind.of_agency(facts.agency)


def of_agencies(agencies: Iterable[Agency]) -> Iterator[Key]:
    """Yield the keys of the pages that name these agencies."""
    for agency in agencies:
        for kind in KINDS:
            yield from kind.of_agency(agency)


def of_notices(store: Store, agencies: Iterable[Agency]) -> Iterator[Key]:
    """Yield the keys of the notices about these agencies' reports that are gone."""
    for agency in agencies:
        gone = [(*entry.key, entry.sha256) for entry in store.removed_entries(agency.agency_id)]
        yield from (reports.ReportPage(address) for address in versions.addresses_of(store, gone))


def of_register(store: Store) -> Iterator[Key]:
    """Yield the keys that become dirty whenever the register changes."""
    for kind in KINDS:
        if kind.on_register:
            yield from kind.other_keys(store)


def of_reports(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys that become dirty whenever any report or refused file changes."""
    others = {*before} ^ {*after}
    for kind in KINDS:
        if kind.on_reports and (others or not kind.figures_only):
            yield from kind.other_keys(store)


def of_versions(store: Store, changed: versions.Versions) -> Iterator[Key]:
    """Yield the keys of everything that shows these changed ledger entries."""
    yield from versions.of_versions(store, changed)
    yield from data.of_versions(store, changed)
    yield from whole.of_versions(changed)
    yield from (reports.ReportPage(address) for address in versions.addresses_of(store, changed))
    yield from (agencies.AgencyPage(agency_id) for agency_id, *_ in changed)
    yield from updates.of_versions(store, changed)


def of_pictures(addresses: Iterable[str]) -> Iterator[Key]:
    """Yield the keys of the pages that show pictures of the originals of these reports."""
    for address in addresses:
        yield reports.ReportPage(address)
        yield facsimile.FacsimilePage(address)


def of_changed_reports(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys of every page that shows one of these reports, or showed its earlier state."""
    same = {*before} & {*after}
    for kind in KINDS:
        yield from kind.of_change(store, before, after)
        for facts in (*before, *after):
            if not (kind.figures_only and facts in same):
                yield from kind.of_report(facts)
            yield from kind.of_agency(facts.agency)


# --------------------------------------------------------------------------- keys to pages and files


def pages(key: Key, context: Context) -> Pages:
    """Yield (address, page) for the pages of one key."""
    yield from kind_of(key).pages(context, key)


def files(key: Key, context: Context) -> Files:
    """Yield (address, bytes) for the files beside the pages of one key."""
    yield from kind_of(key).files(context, key)


def empty(context: Context, address: str, redirect: Redirect) -> dict[str, bytes]:
    """Return the files that stay, without data, at an address or beside its page after everything there is gone."""
    made = (file for kind in KINDS for file in kind.empty(context, address, redirect))
    return {name: data for name, data in made if isinstance(data, bytes)}
