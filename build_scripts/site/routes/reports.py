"""A report: its page, its original, and its own data files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts import project, readers
from build_scripts.archive import pictures
from build_scripts.archive.export_cache import original_of
from build_scripts.archive.store import Store
from build_scripts.content.divisions import path_of
from build_scripts.exports import own_tables
from build_scripts.exports.rows import cells_file
from build_scripts.model import Agency, Refusal, Shown
from build_scripts.pages import citation
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.site.routes import facsimile, versions
from build_scripts.site.routes.compare.pair_keys import PairPage, pairs_of_change
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages

NEAR = 3  # reports of the same place that a page names, before it and after it


@dataclass(frozen=True, slots=True, order=True)
class ReportPage(Key):
    address: str

    @property
    def neighbourhood(self) -> str:
        return self.address.split("/")[1]  # the agency


def _of_change(store: Store, before: Sequence[Shown], after: Sequence[Shown]) -> Iterator[Key]:
    """The pages that name a report which changed: its neighbours, and those of the years before and after."""
    for shown in (*before, *after):
        if path := path_of(shown.agency):
            yield from (ReportPage(address) for _, address, _ in store.neighbours(path[-1].code, shown.year))
    for pair in pairs_of_change(store, before, after):
        yield from (ReportPage(f"reports/{pair.agency_id}/{year}/") for year in (pair.older, pair.newer))


def _pages(context: Context, key: ReportPage) -> Pages:
    store = context.store
    held, report = store.held_at(key.address), store.report(key.address)
    if held is None or report is None:
        if versions.redirection(store, key.address, context.site_url) is None:
            yield key.address, versions.absent_page(store, key.address)
        return
    agency_id, year = held.agency.agency_id, held.year
    years = store.years(agency_id) if held.main else []
    previous = next((item for item in reversed(years) if item[0] < year), None)
    page_context = ReportContext(
        address=key.address,
        original=original_of(key.address, report.source.media_type),
        previous=previous,
        following=next((item for item in years if item[0] > year), None),
        neighbours=_neighbours(store, held.agency, year),
        revisions=versions.listed(store, key.address),
        now=store.agency(agency_id),
        entry=store.ledger_entry(report.source.sha256),
        comparison=PairPage(agency_id, previous[0], year).address if previous else "",
        site_url=context.site_url,
        pictures=pictures.sizes_of(context.root, report.source.sha256),
    )
    yield key.address, report_page(report, held.agency, page_context)


def _neighbours(store: Store, agency: Agency, year: int) -> tuple[tuple[str, str], ...]:
    """(name, address) of the reports that stand beside it in the same place and year."""
    place = path_of(agency)
    if not place:
        return ()
    near = store.neighbours(place[-1].code, year)
    at = next((i for i, (agency_id, *_) in enumerate(near) if agency_id == agency.agency_id), 0)
    around = near[max(0, at - NEAR) : at + NEAR + 1]
    return tuple((other.name, address) for agency_id, address, other in around if agency_id != agency.agency_id)


def _files(context: Context, key: ReportPage) -> Files:
    store, address = context.store, key.address
    held, exported = store.held_at(address), store.exported_at(address)
    originals = {f"{address}original.{ending}" for ending in readers.published_endings()}
    if held is None or exported is None:
        made = ("report.json", "report.csv", own_tables.FILE, *citation.FILES)
        yield from ((name, None) for name in (*(address + name for name in made), *sorted(originals)))
        yield from facsimile.pictures_in(context, address, "", "row")
        if (page := versions.redirection(store, address, context.site_url)) is not None:
            yield f"{address}index.html", page
            yield f"{address}index.md", None
        return
    original = original_of(address, held.source.media_type)
    data = (context.root / project.REPORTS / held.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != held.source.sha256:
        raise Refusal("original-changed")  # no page stands beside another original than it was read from
    yield original, data
    yield from facsimile.pictures_in(context, address, held.source.sha256, "row")
    yield from ((name, None) for name in sorted(originals - {original}))  # of a file exchanged for another kind
    yield f"{address}report.json", document_of(exported) + b"\n"
    yield f"{address}report.csv", cells_file([exported.cells])
    if report := store.report(address):
        yield f"{address}{own_tables.FILE}", own_tables.tables_file(report)
        url = context.site_url.rstrip("/") + "/" + address if context.site_url else ""
        yield from ((f"{address}{n}", data) for n, data in citation.files(report, held.agency, url).items())


KINDS = (
    Kind(
        ReportPage,
        _pages,
        _files,
        of_report=lambda shown: [ReportPage(shown.address)],
        of_change=_of_change,
        every=lambda store: (ReportPage(a) for a in versions.addresses_of(store, list(store.version_keys()))),
        below=("export rows", "pictures"),
    ),
)
