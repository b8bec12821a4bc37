"""Make what stands at the address of each version of a report, and the list of versions on the page of the year.

The address of a version never changes. While the version is the current one, its address redirects to the address of
the year, which shows the report. Later it shows the version itself, or a notice when the version is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_scripts import project
from build_scripts.archive.store import Store
from build_scripts.content.history import as_of
from build_scripts.content.ledger import Entry, Redirect
from build_scripts.exports.versions import versions_file
from build_scripts.model import Refusal
from build_scripts.pages.compare.versions import changes_page
from build_scripts.pages.versions import notice_page, version_list
from build_scripts.render.blocks import Block, Page
from build_scripts.site.redirect import redirect
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages

_FOLDER = re.compile(r"data/(\d{4})/$")


@dataclass(frozen=True, slots=True, order=True)
class ChangesPage(Key):
    """What changed between a version and the version before it."""

    version: str  # the address of the version

    @property
    def locality(self) -> str:
        return self.version.split("/")[1]  # the agency


@dataclass(frozen=True, slots=True, order=True)
class VersionsFile(Key):
    """All versions of the reports of one year, as a data file."""

    year: int


Versions = Sequence[tuple[str, int, str]]  # agency id, year, SHA-256


def parse_address(address: str) -> tuple[str, int, str]:
    """Parse an address below ``reports/`` into (agency id, year, the first digits of the SHA-256 or "")."""
    _, agency_id, year, *rest = address.strip("/").split("/")
    return agency_id, int(year), rest[0] if rest else ""


def year_address(address: str) -> str:
    """Return the address of the year that a version belongs to."""
    agency_id, year, _ = parse_address(address)
    return f"reports/{agency_id}/{year}/"


def version_address(store: Store, address: str) -> str:
    """Return the version address of the report shown at ``address``, which may be the address of a year."""
    agency_id, year, _ = parse_address(address)
    held = store.held_at(address)
    return f"reports/{agency_id}/{year}/{held.source.sha256[:12]}/" if held else address


def addresses_of(store: Store, versions: Versions) -> Iterator[str]:
    """Yield the addresses whose pages show what the ledger says of these versions."""
    for agency_id, year, sha256 in versions:
        yield f"reports/{agency_id}/{year}/{sha256[:12]}/"
        yield from (entry.address for entry in store.versions(agency_id, year))
        yield f"reports/{agency_id}/{year}/"


def of_versions(store: Store, versions: Versions) -> Iterator[Key]:
    """Yield the keys of pages of changes and of files that show what the ledger says of these versions."""
    yield from (ChangesPage(a) for a in addresses_of(store, versions) if parse_address(a)[2])
    yield from (VersionsFile(year) for _, year, _ in versions)


def _other_keys(store: Store) -> Iterable[Key]:
    yield from of_versions(store, list(store.version_keys()))


# --------------------------------------------------------------------------- for the page of a report


def revisions(store: Store, address: str) -> tuple[Block, ...]:
    """Return the list of versions for the page of a report."""
    agency_id, year, digits = parse_address(address)
    entries = store.versions(agency_id, year)
    held = store.held_versions(agency_id, year)
    current = next((sha256 for sha256, (main, _) in held.items() if main), "")
    here = next((e.sha256 for e in entries if digits and e.sha256.startswith(digits)), current)
    published = {sha256: day for sha256, (_, day) in held.items()}
    compared = {newer.sha256 for _, newer in _pairs(store, agency_id, year)}
    return tuple(version_list(entries, current, published, compared, here))


def absent_page(store: Store, address: str) -> Page | None:
    """Return the notice for an address where no report is held; ``None`` when no report ever was."""
    agency_id, year, digits = parse_address(address)
    held = store.held_versions(agency_id, year)
    gone = [e for e in store.versions(agency_id, year) if e.sha256.startswith(digits) and e.sha256 not in held]
    agency = store.agency(agency_id)
    if not gone or agency is None:
        return None
    others = [e for e in store.versions(agency_id, year) if e.sha256 in held] if digits else []
    return notice_page(address, as_of(agency, year), year, gone, others)


def refuse_unread(context: Context, report: str, address: str) -> None:
    """Raise ``Refusal`` when the original of an archived report is present but could not be read this time.

    It is raised only if something is public at the address: the public page then stays."""
    agency_id, year, digits = parse_address(report)
    held = context.store.held_versions(agency_id, year)
    here = [e for e in context.store.versions(agency_id, year) if e.sha256.startswith(digits)]
    unread = here and not any(e.sha256 in held or e.withdrawn or e.removed for e in here)
    if unread and (context.root / project.SITE / address).is_dir():
        raise Refusal("original-unread")


def redirection(store: Store, address: str, site_url: str) -> bytes | None:
    """Return the redirect page at the address of the current version, which is shown at the address of the year."""
    agency_id, year, digits = parse_address(address)
    main = next((sha256 for sha256, (main, _) in store.held_versions(agency_id, year).items() if main), "")
    if not digits or not main.startswith(digits):
        return None
    return redirect(address, f"reports/{agency_id}/{year}/", site_url, "这是现行版本，内容在")


# --------------------------------------------------------------------------- pages and files of its own


def _changes(context: Context, key: ChangesPage) -> Pages:
    yield f"{key.version}changes/", _changes_page(context.store, key.version)


def _changes_page(store: Store, address: str) -> Page | None:
    agency_id, year, digits = parse_address(address)
    agency = store.agency(agency_id)
    for older, newer in _pairs(store, agency_id, year):
        if digits and newer.sha256.startswith(digits) and agency is not None:
            before, after = store.report_of_original(older.sha256), store.report_of_original(newer.sha256)
            if before and after:
                first = (f"第 {older.version} 版", before, older.address)
                second = (f"第 {newer.version} 版", after, newer.address)
                return changes_page(agency, first, second, f"{address}changes/")
    return None


def _pairs(store: Store, agency_id: str, year: int) -> list[tuple[Entry, Entry]]:
    held = store.held_versions(agency_id, year)
    return list(pairwise(e for e in store.versions(agency_id, year) if e.sha256 in held))


def _versions_file(context: Context, key: VersionsFile) -> Files:
    held = context.store.held_in(key.year)
    entries = list(context.store.versions_of(key.year))
    yield f"data/{key.year}/versions.csv", versions_file(entries, held) if entries else None


def _empty(context: Context, address: str, _: Redirect) -> Files:
    match = _FOLDER.match(address)
    if match and not any(context.store.versions_of(int(match[1]))):
        yield f"{address}versions.csv", versions_file((), {})


KINDS = (
    Kind(
        ChangesPage,
        _changes,
        of_report=lambda facts: [ChangesPage(facts.address)] if parse_address(facts.address)[2] else [],
        other_keys=_other_keys,
    ),
    Kind(VersionsFile, files=_versions_file, empty=_empty, of_report=lambda facts: [VersionsFile(facts.year)]),
)
