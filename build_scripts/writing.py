"""Pages and data to files, in several processes when there are many.

A page that stands ready in the store, because nothing on it changed, is only shown in its frame; the others are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from build_scripts import plan, publish
from build_scripts.site import Ready, Site, file_of, pack_ready, ready, render, unpack_ready
from build_scripts.store import Store
from build_scripts.workers import each, workers, worth_sharing

DOCS = Path("build/docs")
BATCH = 32  # keys handed to a process at a time


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
    """Addresses of files whose bytes are new, of files that are no more, and the pages to keep ready: (address, packed)."""

    put: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    ready: list[tuple[str, bytes]] = field(default_factory=list)


# --------------------------------------------------------------------------- keys


def has_docs(root: Path) -> bool:
    return (root / DOCS / "index.md").is_file()


def write(store: Store, site: Site, keys: Sequence[str], root: Path, place: Place) -> Iterator[tuple[str, Written]]:
    """(key, what was written) of every page key, and of the index as one."""
    index = [key for key in keys if key.startswith(plan.INDEX)]
    pages = [key for key in keys if not key.startswith(plan.INDEX)]
    if not worth_sharing(pages):
        yield from ((key, _page(key, store, site, root, place)) for key in pages)
        if index:
            yield plan.INDEX, _index(index, store, place)
        return
    with workers(_open_worker, store.path, site, root, place) as pool:
        indexed = pool.submit(_index_in_worker, index) if index else None  # first: nothing takes longer
        yield from zip(pages, each(pool, _page_in_worker, pages, BATCH), strict=True)
        if indexed:
            yield plan.INDEX, indexed.result()


def _page(key: str, store: Store, site: Site, root: Path, place: Place) -> Written:
    written = Written()
    pages = [unpack_ready(page) for page in store.ready(key)]
    if not pages:
        for address, page in plan.pages(key, store, site.site_url):
            if page is None:
                written.removed += (file_of(address), f"{address}index.md")
            else:
                pages.append(ready(page))
                written.ready.append((address, pack_ready(pages[-1])))
    for address, data in chain(_files(pages, site), plan.data(key, store, root)):
        if data is None:
            written.removed.append(address)
        elif place.put(address, data):
            written.put.append(address)
    return written


def _files(pages: Sequence[Ready], site: Site) -> Iterator[tuple[str, bytes]]:
    for page in pages:
        yield file_of(page.address), render(page, site)
        yield f"{page.address}index.md", page.markdown.encode("utf-8")


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


# --------------------------------------------------------------------------- processes

_worker: dict[str, Any] = {}


def _open_worker(database: Path, site: Site, root: Path, place: Place) -> None:
    _worker.update(store=Store(database, readonly=True), site=site, root=root, place=place)


def _page_in_worker(key: str) -> Written:
    return _page(key, **_worker)


def _index_in_worker(keys: Sequence[str]) -> Written:
    return _index(keys, _worker["store"], _worker["place"])
