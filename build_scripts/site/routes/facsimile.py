"""Make 对照原件, the page below a report that shows the pages of its original beside the extracted data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from build_scripts import project
from build_scripts.archive import pictures
from build_scripts.archive.export_cache import original_of
from build_scripts.archive.store import Store
from build_scripts.pages.facsimile import facsimile_page
from build_scripts.pages.provenance import ReportContext
from build_scripts.site.routes import versions
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages


@dataclass(frozen=True, slots=True, order=True)
class FacsimilePage(Key):
    report: str  # the address of the report

    @property
    def locality(self) -> str:
        return self.report.split("/")[1]  # the agency

    @property
    def address(self) -> str:
        return f"{self.report}original/"


def pictures_in(context: Context, folder: str, sha256: str, kind: str) -> Files:
    """Yield the pictures of an original for a folder of the site, and ``None`` for stale pictures of another one."""
    names = [name for name in context.picture_sizes(sha256) if name.startswith(kind)] if sha256 else []
    for name, data in pictures.pictures_of(context.root, sha256, names).items():
        yield f"{folder}{name}", data
    yield from ((f"{folder}{name}", None) for name in sorted(_stale(context, folder, kind, names)))


def _stale(context: Context, folder: str, kind: str, names: Collection[str]) -> set[str]:
    public = (context.root / base / folder for base in (project.SITE, project.PREVIOUS))
    return {path.name for there in public if there.is_dir() for path in there.glob(f"{kind}-*.webp")} - {*names}


def _pages(context: Context, key: FacsimilePage) -> Pages:
    held = context.store.held_at(key.report)
    page = None
    if held is None:
        versions.refuse_unread(context, key.report, key.address)
    picture_sizes = context.picture_sizes(held.source.sha256) if held else {}
    if held and picture_sizes and (report := context.store.report(key.report)):
        original = original_of(key.report, held.source.media_type)
        page = facsimile_page(report, held.agency, ReportContext(key.report, original, pictures=picture_sizes))
    yield key.address, page


def _files(context: Context, key: FacsimilePage) -> Files:
    held = context.store.held_at(key.report)
    yield from pictures_in(context, key.address, held.source.sha256 if held else "", "page")


def _other_keys(store: Store) -> Iterator[Key]:
    return (FacsimilePage(address) for address in versions.addresses_of(store, list(store.version_keys())))


KINDS = (
    Kind(
        FacsimilePage,
        _pages,
        _files,
        of_report=lambda facts: [FacsimilePage(facts.address)],
        other_keys=_other_keys,
        input_stages=("check", "pictures"),
    ),
)
