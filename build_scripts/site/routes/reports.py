"""Make a report: its page, its original, and its own data files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts import project, readers
from build_scripts.archive.export_cache import original_of
from build_scripts.archive.store import HeldReport, Store
from build_scripts.content.divisions import path_of
from build_scripts.exports import own_tables
from build_scripts.exports.rows import cells_file
from build_scripts.model import Agency, PageFacts, Refusal
from build_scripts.pages import citation
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.site.routes import facsimile, versions
from build_scripts.site.routes.compare.pair_keys import PairPage, pairs_of_change
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages

_ORIGINALS = frozenset(f"original.{ending}" for ending in readers.published_suffixes())
NEIGHBOURS = 3  # reports of the same place that a page links to, before and after it


@dataclass(frozen=True, slots=True, order=True)
class ReportPage(Key):
    address: str

    @property
    def locality(self) -> str:
        return self.address.split("/")[1]  # the agency


def _of_change(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys of the pages that name a changed report: its neighbours, and the reports before and after it."""
    for facts in (*before, *after):
        yield from _near(store, facts)
        if (own := versions.version_address(store, facts.address)) != facts.address:
            yield ReportPage(own)
    for pair in pairs_of_change(store, before, after):
        yield from (ReportPage(f"reports/{pair.agency_id}/{year}/") for year in (pair.older, pair.newer))


def _near(store: Store, facts: PageFacts) -> Iterator[Key]:
    """Yield the keys of the pages that name a report as their neighbour. The neighbours of an agency of the city come
    from the whole city, so each candidate's own place is checked."""
    for division in path_of(facts.agency):
        for address, other in store.neighbours(division.code, facts.year, facts.agency.agency_id, NEIGHBOURS):
            if path_of(other)[-1].code == division.code:
                yield ReportPage(address)
                entries = store.versions(other.agency_id, facts.year)
                yield from (ReportPage(entry.address) for entry in entries if len(entries) > 1)


def _pages(context: Context, key: ReportPage) -> Pages:
    store = context.store
    held = store.held_at(key.address)
    report = store.report(key.address) if held else None
    if held is None or report is None:
        if versions.redirection(store, key.address, context.site_url) is None:
            versions.refuse_unread(context, key.address, key.address)
            yield key.address, versions.absent_page(store, key.address)
        return
    agency_id, year = held.agency.agency_id, held.year
    years = store.years(agency_id) if held.is_current else []
    previous = next((item for item in reversed(years) if item[0] < year), None)
    page_context = ReportContext(
        address=key.address,
        original=original_of(key.address, report.source.media_type),
        previous=previous,
        following=next((item for item in years if item[0] > year), None),
        neighbours=_neighbours(store, held.agency, year),
        revisions=versions.revisions(store, key.address),
        now=store.agency(agency_id),
        entry=store.ledger_entry(report.source.sha256),
        comparison=PairPage(agency_id, previous[0], year).address if previous else "",
        site_url=context.site_url,
        pictures=context.picture_sizes(report.source.sha256),
    )
    yield key.address, report_page(report, held.agency, page_context)


def _neighbours(store: Store, agency: Agency, year: int) -> tuple[tuple[str, str], ...]:
    """Return (name, address) of the neighbouring reports of the same place and year."""
    place = path_of(agency)
    if not place:
        return ()
    near = store.neighbours(place[-1].code, year, agency.agency_id, NEIGHBOURS)
    return tuple((other.name, address) for address, other in near)


def _files(context: Context, key: ReportPage) -> Files:
    store, address = context.store, key.address
    if held := store.held_at(address):
        yield from _files_of(context, held, address, address)
        yield from facsimile.pictures_in(context, address, held.source.sha256, "row")
        return
    yield from facsimile.pictures_in(context, address, "", "row")
    page = versions.redirection(store, address, context.site_url)
    shown_at = versions.year_address(address)
    if page is None or len(store.versions(*versions.parse_address(address)[:2])) < 2:
        made = ("report.json", "report.csv", own_tables.FILE, *citation.FILES)
        yield from ((f"{address}{name}", None) for name in (*made, *sorted(_ORIGINALS)))
    elif held := store.held_at(shown_at):
        # A file cannot redirect as a page can: the files at the address of a version stay there.
        yield from _files_of(context, held, shown_at, address)
    if page is not None:
        yield f"{address}index.html", page
        yield f"{address}index.md", None


def _files_of(context: Context, held: HeldReport, address: str, folder: str) -> Files:
    """Yield, into ``folder``, the files of the report shown at ``address``.

    At the address of a year, originals of earlier versions with another file type stay: ``original.docx`` beside
    today's ``original.pdf``."""
    store = context.store
    originals = {original_of(folder, held.source.media_type): held}
    if not versions.parse_address(folder)[2]:
        for entry in reversed(store.versions(*versions.parse_address(folder)[:2])):
            if earlier := store.held_at(entry.address):
                originals.setdefault(original_of(folder, earlier.source.media_type), earlier)
    for name, holding in originals.items():
        yield name, _bytes_of(context, holding)
    yield from ((f"{folder}{n}", None) for n in sorted(_ORIGINALS) if f"{folder}{n}" not in originals)
    if exported := store.exported_at(address):
        yield f"{folder}report.json", document_of(exported) + b"\n"
        yield f"{folder}report.csv", cells_file([exported.cells])
        yield f"{folder}{own_tables.FILE}", own_tables.tables_file(exported.tables)
    url = context.site_url.rstrip("/") + "/" + address if context.site_url else ""
    yield from ((f"{folder}{n}", data) for n, data in citation.files(held, held.agency, url).items())


def _bytes_of(context: Context, held: HeldReport) -> bytes:
    data = (context.root / project.REPORTS / held.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != held.source.sha256:
        # A page must never stand beside another original than the one it was read from.
        raise Refusal("original-changed")
    return data


KINDS = (
    Kind(
        ReportPage,
        _pages,
        _files,
        of_report=lambda facts: [ReportPage(facts.address)],
        of_change=_of_change,
        other_keys=lambda store: (ReportPage(a) for a in versions.addresses_of(store, list(store.version_keys()))),
        input_stages=("export rows", "pictures"),
    ),
)
