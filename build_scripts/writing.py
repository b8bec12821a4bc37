"""Pages and data to files, in several processes when there are many.

``write`` makes the files of marked keys. ``show_again`` fills the site once more from pages that stand ready in the
store, when only what surrounds them changed: no page is made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from build_scripts import plan, publish
from build_scripts.site import Ready, Site, file_of, pack_ready, render, unpack_ready
from build_scripts.store import Store
from build_scripts.workers import each, workers, worth_sharing

DOCS = Path("build/docs")
BATCH = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Markdown and data go to ``docs``, everything but Markdown to ``folder``, the site in the making. ``fresh``: both
    began empty."""

    docs: Path
    folder: Path
    fresh: bool

    def put(self, address: str, data: bytes) -> bool:
        """True when the file of the site is new or other than it was."""
        if address.endswith("index.md"):
            publish.put(self.docs, address, data, self.fresh)
            return False
        new = publish.put(self.folder, address, data, self.fresh)
        if not address.endswith(".html") and (new or not (self.docs / address).exists()):
            publish.link(self.folder / address, self.docs / address, self.fresh)
        return new

    def read(self, address: str) -> bytes | None:
        """A file of the site as it stands."""
        try:
            return (self.folder / address).read_bytes()
        except FileNotFoundError:
            return None


@dataclass(slots=True)
class Written:
    """Addresses of files whose bytes are new, of files that are no more, and the pages to keep: (address, packed)."""

    put: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    ready: list[tuple[str, bytes]] = field(default_factory=list)


# --------------------------------------------------------------------------- marked keys


def write(
    database: Path, store: Store, site: Site, pages: Sequence[str], index: Sequence[str], root: Path, place: Place
) -> Iterator[tuple[str, Written]]:
    """(key, what was written) of every page key, and of the index as one."""
    if not worth_sharing(pages):
        yield from ((key, _page(key, store, site, root, place)) for key in pages)
        if index:
            yield plan.INDEX, _index(index, store, place)
        return
    with workers(_open_worker, database, site, root, place) as pool:
        indexed = pool.submit(_index_in_worker, index) if index else None  # first: nothing takes longer
        yield from zip(pages, each(pool, _page_in_worker, pages, 32), strict=True)
        if indexed:
            yield plan.INDEX, indexed.result()


def _page(key: str, store: Store, site: Site, root: Path, place: Place) -> Written:
    written = Written()
    for address, made in plan.files(key, store, site.site_url, root):
        if made is None:
            written.removed.append(address)
            continue
        if isinstance(made, Ready):
            written.ready.append((made.address, pack_ready(made)))
            made = render(made, site)
        if place.put(address, made):
            written.put.append(address)
    return written


def _index(keys: Sequence[str], store: Store, place: Place) -> Written:
    whole, files = plan.index_files(keys, store, place.read)
    base = place.folder / "search"
    stale = {p.relative_to(place.folder).as_posix() for p in base.rglob("*.bin")} if whole else set()
    written = Written()
    for address, data in files:
        stale.discard(address)
        if data is None:
            written.removed.append(address)
        elif place.put(address, data):
            written.put.append(address)
    written.removed += sorted(stale)
    return written


# --------------------------------------------------------------------------- the same pages in another shell


def count(store: Store) -> int:
    """How many pages stand ready."""
    return int(next(store.rows("select count(*) from pages"))[0])


def has_docs(root: Path) -> bool:
    return (root / DOCS / "index.md").is_file()


def stands_ready(root: Path, store: Store) -> bool:
    """True when the store and ``build/docs`` together hold every page and file of the last generation."""
    pages = count(store)
    return pages > 0 and pages == sum(_is_page(address) for address in publish.addresses(root / DOCS))


def _is_page(address: str) -> bool:
    return address.endswith("index.md")


def show_again(database: Path, store: Store, site: Site, place: Place) -> Iterator[str]:
    """Fill the empty folder of the site: the addresses of all files."""
    addresses = [address for (address,) in store.rows("select address from pages order by address")]
    data = _link_data(place)
    if not worth_sharing(addresses):
        yield from (_show(address, store, site, place) for address in addresses)
    else:
        with workers(_open_worker, database, site, Path(), place) as pool:
            for address in each(pool, _show_in_worker, addresses, BATCH):
                yield address
                yield from islice(data, 2)  # while the others work
    yield from data


def _link_data(place: Place) -> Iterator[str]:
    """All but pages stand in ``docs`` as they do on the site."""
    for address in publish.addresses(place.docs):
        if not _is_page(address):
            publish.link(f"{place.docs}/{address}", f"{place.folder}/{address}", fresh=True)
            yield address


def _show(address: str, store: Store, site: Site, place: Place) -> str:
    (data,) = next(store.rows("select ready from pages where address = ?", (address,)))
    file = file_of(address)
    publish.put(place.folder, file, render(unpack_ready(data), site), fresh=True)
    return file


# --------------------------------------------------------------------------- processes

_worker: dict[str, Any] = {}


def _open_worker(database: Path, site: Site, root: Path, place: Place) -> None:
    _worker.update(store=Store(database, readonly=True), site=site, root=root, place=place)


def _page_in_worker(key: str) -> Written:
    return _page(key, **_worker)


def _index_in_worker(keys: Sequence[str]) -> Written:
    return _index(keys, _worker["store"], _worker["place"])


def _show_in_worker(address: str) -> str:
    return _show(address, _worker["store"], _worker["site"], _worker["place"])
