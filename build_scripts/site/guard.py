"""Keep every published address alive: an address missing in a new generation redirects, or stops the build.

One rule holds for everything published. A page derived from other pages (two years side by side, a place without
reports) redirects to the page above it. A report that a person assigned to another agency or year redirects to its new
address. A file cannot redirect: an empty version of it stays (``dispatch.empty``), so that a program that reads it
every night finds that there is no data. Everything else needs a person's permission: a report or an agency that is gone
altogether, or a file that this program no longer makes. Only files that match ``INTERNAL`` and pictures may disappear:
only pages of the same generation fetch them, and their names or contents differ with every change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from build_scripts import project
from build_scripts.archive.guard import listing
from build_scripts.archive.store import Store
from build_scripts.content.ledger import Redirect, add_redirects, is_file_address, redirects, today
from build_scripts.model import Refusal
from build_scripts.site import descriptions, manifest
from build_scripts.site.disk import addresses, link, remove
from build_scripts.site.manifest import digest_of, read_manifest
from build_scripts.site.publish import MANIFEST, Publication
from build_scripts.site.redirect import redirect
from build_scripts.site.routes import dispatch, versions
from build_scripts.site.routes.keys import Context
from build_scripts.site.write import OutputFolders

REPORTS_PER_MOVE = 10  # a build that moves more than one report in this many is treated as a mistake
INTERNAL = re.compile(r"(?:assets|search)/|sitemap(?:-\d+)?\.xml$")
_REPORT = re.compile(r"reports/[^/]+/\d{4}/(?:[0-9a-f]{12}/)?$")
WRITTEN_LAST = {manifest.SOFTWARE_FILE, MANIFEST}  # written after all other files
_PAGE = "index.html"
_NO_REDIRECT = Redirect("", "")


def permanent_addresses(site: Path) -> Iterator[str]:
    """Yield the permanent addresses (pages and files) of a site. A file that somebody put into its folder by hand is
    not in the manifest, so it is not published."""
    files = read_manifest(site) or addresses(site)
    yield from (_address_of(file) for file in files if not _may_disappear(file))


def _may_disappear(file: str) -> bool:
    return bool(INTERNAL.match(file)) or file.endswith(".webp")


def _address_of(file: str) -> str:
    return file.removesuffix(_PAGE) if file == _PAGE or file.endswith(f"/{_PAGE}") else file


def keep_addresses(
    context: Context, publication: Publication, removed: Collection[str], allow_removal: bool
) -> dict[str, Redirect]:
    """Return every redirected address with its target after all pages are made; write new redirects into ``content/``.

    ``removed`` are the files that this build deleted; for a publication that began empty, every address of the public
    site is checked. Raises ``Refusal`` when an address would be lost, or when too many reports would move."""
    root, store = context.root, context.store
    known, public = redirects(root), root / project.SITE
    gone = {a for a in _candidates(public, publication, removed) if not _exists(publication.folder, a)}
    # Their row in redirects.csv was deleted.
    gone |= {a for a in json.loads(store.meta("redirects") or "[]") if _is_only_redirect(context, a)}
    gone -= known.keys()
    moved: dict[str, str] = {}
    lost = []

    @cache  # several files share a page
    def files_that_stay(address: str) -> Collection[str]:
        return dispatch.empty(context, address, _NO_REDIRECT).keys()

    for address in sorted(gone, key=lambda a: (is_file_address(a), a)):
        redirected = known.keys() | moved.keys()
        if is_file_address(address) and _shares_fate_of_page(context.store, address, redirected, files_that_stay):
            continue
        ancestor = _nearest_ancestor(publication.folder, address, redirected)
        target = _new_address(public, store, address) if _is_irreplaceable(address) else ancestor
        if target is None or (is_file_address(address) and address not in files_that_stay(address)):
            lost.append(address)
        moved[address] = ancestor if target is None else target
    reports = [a for a in moved if a.startswith("reports/") and a.count("/") == 3]
    too_many = len(reports) * REPORTS_PER_MOVE > store.count_current()
    if (lost or too_many) and not allow_removal:
        what = lost + [a for a in reports if too_many and a not in lost]
        if all(a.endswith(".parquet") for a in what):
            raise Refusal("parquet-gone", count=len(what), what=listing(what))
        raise Refusal("addresses-gone", count=len(what), what=listing(what))
    if moved:
        add_redirects(root, moved)
    return known | {address: Redirect(target, today()) for address, target in moved.items()}


def _candidates(public: Path, publication: Publication, removed: Collection[str]) -> Iterator[str]:
    """Yield the published addresses that must be checked for existence."""
    if not public.is_dir():
        return
    if publication.fresh:
        yield from (
            a for a in permanent_addresses(public) if a not in WRITTEN_LAST and not descriptions.is_description(a)
        )
    else:
        files = (file for file in removed if not _may_disappear(file))
        yield from (a for file in files if _exists(public, a := _address_of(file)))


def _exists(folder: Path, address: str) -> bool:
    return (folder / address if is_file_address(address) else folder / address / _PAGE).is_file()


def _nearest_ancestor(folder: Path, address: str, redirected: Collection[str]) -> str:
    """Return the nearest ancestor page that exists or is itself redirected."""
    while address:
        address = address.rstrip("/").rpartition("/")[0]
        address += "/" if address else ""
        if _exists(folder, address) or address in redirected:
            break
    return address


def _is_irreplaceable(address: str) -> bool:
    """Return whether the address belongs to a report, a version or an agency; no other page can replace such a page."""
    parts = address.split("/")
    return (parts[0] == "reports" and len(parts) in (4, 5) and parts[-2] not in ("changes", "original")) or (
        parts[0] == "agencies" and len(parts) == 3
    )


def _new_address(public: Path, store: Store, address: str) -> str | None:
    """Return the current address of the report published at ``address``; ``None`` if it is gone, or for an agency."""
    kind, *rest = address.strip("/").split("/")
    if kind != "reports":
        return None
    digits = rest[2] if len(rest) > 2 else ""
    try:
        sha256 = str(json.loads((public / address / "report.json").read_text(encoding="utf-8"))["source"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        sha256 = digits  # the address held a redirect or a notice of removal
    entry = store.ledger_entry(sha256) if sha256 else None
    if entry is None:
        return None
    return entry.address if digits else f"reports/{entry.agency_id}/{entry.year}/"


def _shares_fate_of_page(
    store: Store, file: str, redirected: Collection[str], files_that_stay: Callable[[str], Collection[str]]
) -> bool:
    """Return whether a file shares the fate of the page beside it, so that it needs no redirect of its own."""
    page = f"{file.rpartition('/')[0]}/"
    if _REPORT.match(page):  # the files of a moved report stand at both addresses, those of a removed report at neither
        agency_id, year, _ = versions.parse_address(page)
        return page in redirected or any(e.withdrawn or e.removed for e in store.versions(agency_id, year))
    ancestors = (file[: cut.end()] for cut in re.finditer("/", file))
    return any(page in redirected and file in files_that_stay(page) for page in ancestors)


def carry_over(root: Path, publication: Publication, output: OutputFolders) -> list[str]:
    """Link the public files that this build failed to make into a publication that began empty; return them."""
    public = root / project.SITE
    files = []
    for file, sha256 in read_manifest(public).items():
        if INTERNAL.match(file) or file in WRITTEN_LAST or descriptions.is_description(file):
            continue
        if (publication.folder / file).exists() or digest_of(public / file) != sha256:
            continue
        files.append(file)
        link(public / file, publication.folder / file)
        publication.note(file)
        if _address_of(file) == file:
            output.link_in_docs(file, True)
    return files


def write(context: Context, output: OutputFolders, publication: Publication, known: Mapping[str, Redirect]) -> None:
    """Write the redirect pages of all addresses without a page of their own, and the empty versions of files."""
    for address in (wanted := [a for a in sorted(known) if not _has_content(context.store, a)]):
        target = _final_target(known, address)
        files = dispatch.empty(context, address, Redirect(target, known[address].since))
        if not is_file_address(address):
            files |= _redirect_files(context, publication.folder, address, target)
        for file in {*_files_at(publication.folder, address)} - files.keys():
            publication.remove(file)
            remove(output.docs, file)
        for file, data in files.items():
            publication.write(file, data)
            output.link_in_docs(file, True)
    context.store.set_meta("redirects", json.dumps(wanted))


def _redirect_files(context: Context, folder: Path, address: str, target: str) -> dict[str, bytes]:
    """Return the redirect page and, for a report that moved, its files: a page can redirect, a file cannot."""
    files = {f"{address}{_PAGE}": redirect(address, target, context.site_url)}
    if address.startswith("reports/") and _is_irreplaceable(address) and target.startswith("reports/"):
        is_redirect = versions.redirection(context.store, target, "") is not None
        moved = _files_at(folder, versions.year_address(target) if is_redirect else target)
        files |= {address + f.rpartition("/")[2]: (folder / f).read_bytes() for f in moved}
    return files


def _files_at(folder: Path, address: str) -> Iterable[str]:
    """Return the files at the address of a report, without its pages and pictures."""
    path = folder / address
    if not address.startswith("reports/") or not path.is_dir():
        return []
    names = sorted(p.name for p in path.iterdir() if p.is_file())
    return [f"{address}{n}" for n in names if n != _PAGE and not n.endswith(".webp")]


def _has_content(store: Store, address: str) -> bool:
    if is_file_address(address) or store.has_page(address):
        # For a file, ``Kind.empty`` decides: it returns nothing while there is something to show.
        return not is_file_address(address)
    parts = address.strip("/").split("/")
    return parts[0] == "reports" and len(parts) == 4 and versions.redirection(store, address, "") is not None


def _is_only_redirect(context: Context, address: str) -> bool:
    """Return whether an address holds nothing but the result of a row in ``redirects.csv``."""
    if is_file_address(address):
        return address in dispatch.empty(context, address, _NO_REDIRECT)
    return not _has_content(context.store, address)


def _final_target(known: Mapping[str, Redirect], address: str) -> str:
    seen = {address}
    target = known[address].to
    while target in known and target not in seen:
        seen.add(target)
        target = known[target].to
    return target
