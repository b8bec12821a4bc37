"""No published address is lost: what a new generation no longer has leads to what took its place, or stops the build.

A page made of others (two years side by side, a place without reports) leads to the page above it. A report that somebody
gave to another agency or year leads to its new address. A report or an agency that is gone altogether is for a person to
allow. A data file of a city or a year of which nothing is left cannot lead elsewhere: it stays, with its head and no rows, so
that whoever reads it every night reads that there is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from build_scripts import project
from build_scripts.archive.guard import listing
from build_scripts.archive.store import Store
from build_scripts.content.ledger import DATA_FILE, add_redirects, redirects
from build_scripts.model import Refusal
from build_scripts.site.publish import Publication, addresses, remove
from build_scripts.site.redirect import redirect
from build_scripts.site.routes import versions
from build_scripts.site.routes.data import without_rows
from build_scripts.site.routes.indicators import without_lines
from build_scripts.site.routes.keys import Context
from build_scripts.site.write import Place

SHARE = 10  # a build that moves more than one report of so many is taken for a mistake
_PAGE = "index.html"


def pages_of(folder: Path) -> Iterator[str]:
    """The addresses of all pages of a site."""
    yield from (a.removesuffix(_PAGE) for a in addresses(folder) if _is_page(a))


def _is_page(file: str) -> bool:
    return file == _PAGE or file.endswith(f"/{_PAGE}")


def _kept(folder: Path) -> Iterator[str]:
    """The addresses that may not go: pages, and data files of a city."""
    yield from (a.removesuffix(_PAGE) for a in addresses(folder) if DATA_FILE.match(a) or _is_page(a))


def keep_addresses(
    root: Path, store: Store, publication: Publication, removed: Collection[str], allow_removal: bool
) -> dict[str, str]:
    """Every address that leads to another one → that one, now that the pages are made; what is new among them is written
    into ``content/``. ``removed``: addresses of pages that were taken away; for a publication that began empty all of the
    public site are looked through. ``Refusal`` (``addresses-gone``) when a report or an agency would be lost, or too many
    would move."""
    known, public = redirects(root), root / project.SITE
    candidates = _kept(public) if publication.fresh and public.is_dir() else removed
    gone = sorted(
        a for a in set(candidates) if a not in known and not _stands(publication.folder, a) and _stands(public, a)
    )
    moved: dict[str, str] = {}
    holes = []
    for address in gone:
        target = _new_address(public, store, address) if _is_own(address) else _above(publication.folder, address)
        if target is None:
            holes.append(address)
            target = _above(publication.folder, address)
        moved[address] = target
    reports = [a for a in moved if a.startswith("reports/") and a.count("/") == 3]
    many = len(reports) * SHARE > store.count_current()
    if (holes or many) and not allow_removal:
        what = holes + [a for a in reports if many and a not in holes]
        raise Refusal("addresses-gone", count=len(what), what=listing(what))
    if moved:
        add_redirects(root, moved)
    return known | moved


def _stands(folder: Path, address: str) -> bool:
    return (folder / address).is_file() if DATA_FILE.match(address) else (folder / address / _PAGE).is_file()


def _above(folder: Path, address: str) -> str:
    """The nearest page above that is there."""
    while address and not _stands(folder, address):
        address = address.rstrip("/").rpartition("/")[0]
        address += "/" if address else ""
    return address


def _is_own(address: str) -> bool:
    """True for the address of a report, a version or an agency: no other page can stand for it."""
    parts = address.split("/")
    return (parts[0] == "reports" and len(parts) in (4, 5) and parts[-2] not in ("changes", "original")) or (
        parts[0] == "agencies" and len(parts) == 3
    )


def _new_address(public: Path, store: Store, address: str) -> str | None:
    """Where the report that stood there stands now; ``None`` when it is gone, and for an agency."""
    kind, *rest = address.strip("/").split("/")
    if kind != "reports":
        return None
    digits = rest[2] if len(rest) > 2 else ""
    try:
        sha256 = str(json.loads((public / address / "report.json").read_text(encoding="utf-8"))["source"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        sha256 = digits  # it led elsewhere, or told that it was gone
    entry = store.ledger_entry(sha256) if sha256 else None
    if entry is None:
        return None
    return entry.address if digits else f"reports/{entry.agency_id}/{entry.year}/"


def write(context: Context, place: Place, publication: Publication, known: Mapping[str, str]) -> None:
    """The pages that lead elsewhere, wherever no page of ours stands, and the data files of which nothing is left."""
    store = context.store
    before: Iterable[str] = json.loads(store.meta("redirects") or "[]")
    wanted = [address for address in sorted(known) if not _alive(store, address)]
    for address in set(before) - set(wanted):
        if not _alive(store, address):
            for file in (f"{address}{_PAGE}", *_files_at(publication.folder, address)):
                publication.remove(file)
                remove(place.docs, file)
    for address in wanted:
        target = _followed(known, address)
        files = dict(chain(without_rows(context, address), without_lines(address)))
        if not DATA_FILE.match(address):
            files[f"{address}{_PAGE}"] = redirect(address, target, context.site_url)
        if (
            address.startswith("reports/") and _is_own(address) and target.startswith("reports/")
        ):  # a page leads elsewhere, a file cannot: the files stand at both
            shown_at = target if versions.redirection(store, target, "") is None else versions.year_address(target)
            there = _files_at(publication.folder, shown_at)
            files |= {address + f.rpartition("/")[2]: (publication.folder / f).read_bytes() for f in there}
        for file in set(_files_at(publication.folder, address)) - files.keys():
            publication.remove(file)
            remove(place.docs, file)
        for file, data in files.items():
            publication.put(file, data)
            place.show_plain(file, True)
    store.set_meta("redirects", json.dumps(wanted))


def _files_at(folder: Path, address: str) -> list[str]:
    """The files of a report that stand at an address, but for its pages and pictures; or the data file that it is."""
    there = folder / address
    if DATA_FILE.match(address):
        return [address] if there.is_file() else []
    if not address.startswith("reports/"):
        return []
    names = sorted(p.name for p in there.iterdir() if p.is_file()) if there.is_dir() else []
    return [f"{address}{n}" for n in names if n != _PAGE and not n.endswith(".webp")]


def _alive(store: Store, address: str) -> bool:
    if store.has_page(address):
        return True
    if match := DATA_FILE.match(address):
        return any(store.exported(int(match["year"]), match["part"]))
    parts = address.strip("/").split("/")
    return parts[0] == "reports" and len(parts) == 4 and versions.redirection(store, address, "") is not None


def _followed(known: Mapping[str, str], address: str) -> str:
    seen = {address}
    target = known[address]
    while target in known and target not in seen:
        seen.add(target)
        target = known[target]
    return target
