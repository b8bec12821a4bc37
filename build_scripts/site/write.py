"""Pages and data to files, in several processes when there are many.

``write`` writes what keys name: a page that stands ready in the store, because nothing on it changed, is only shown in
its frame, the others are made. ``show_again`` fills the site once more when only its frame changed.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from build_scripts.archive.store import Store
from build_scripts.render.markdown import to_markdown
from build_scripts.site import publish
from build_scripts.site.layout import Ready, Site, file_of, pack_ready, ready, render, unpack_ready
from build_scripts.site.routes import dispatch
from build_scripts.workers.processes import each, workers, worth_sharing

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
    """Addresses of files whose bytes are new, of files that are no more, and what to keep ready: (address, page,
    Markdown), both packed."""

    put: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    ready: list[tuple[str, bytes, bytes]] = field(default_factory=list)


# --------------------------------------------------------------------------- keys


def write(store: Store, site: Site, keys: Collection[str], root: Path, place: Place) -> Iterator[tuple[str, Written]]:
    """(key, what was written) of every page key, and of the index as one."""
    index = sorted(key for key in keys if key.startswith(dispatch.INDEX))
    pages = sorted((key for key in keys if not key.startswith(dispatch.INDEX)), key=dispatch.beside)
    if not worth_sharing(pages):
        yield from ((key, _page(key, store, site, root, place)) for key in pages)
        if index:
            yield dispatch.INDEX, _index(index, store, place)
        return
    with workers(_open_worker, store.path, site, root, place) as pool:
        indexed = pool.submit(_index_in_worker, index) if index else None  # first: nothing takes longer
        yield from zip(pages, each(pool, _page_in_worker, pages, BATCH), strict=True)
        if indexed:
            yield dispatch.INDEX, indexed.result()


def _page(key: str, store: Store, site: Site, root: Path, place: Place) -> Written:
    written = Written()
    pages = [(unpack_ready(page), zlib.decompress(markdown)) for page, markdown in store.ready(key)]
    if not pages:
        for address, page in dispatch.pages(key, store, site.site_url):
            if page is None:
                written.removed += (file_of(address), f"{address}index.md")
            else:
                pages.append((ready(page), to_markdown(page).encode("utf-8")))
                written.ready.append((address, pack_ready(pages[-1][0]), zlib.compress(pages[-1][1], 1)))
    for address, data in chain(_files(pages, site), dispatch.data(key, store, root)):
        if data is None:
            written.removed.append(address)
        elif place.put(address, data):
            written.put.append(address)
    return written


def _files(pages: Sequence[tuple[Ready, bytes]], site: Site) -> Iterator[tuple[str, bytes]]:
    for page, markdown in pages:
        yield file_of(page.address), render(page, site)
        yield f"{page.address}index.md", markdown


def _index(keys: Sequence[str], store: Store, place: Place) -> Written:
    whole, files = dispatch.index_files(keys, store, place.read)
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


# --------------------------------------------------------------------------- the same pages in another frame


def stand(docs: Path, store: Store, pages: Sequence[str]) -> bool:
    """True when ``docs`` holds every page and file of the last generation, but for what marked keys name; these pages are
    looked for."""
    whole = store.meta("docs") == "whole" and (docs / "index.md").is_file()
    return whole and all(Path(f"{docs}/{address}index.md").is_file() for address in pages)


def show_again(pages: Sequence[str], store: Store, site: Site, place: Place) -> Iterator[str]:
    """Fill the empty folder of the site with the pages that stand ready and the data in ``docs``: the addresses of the
    files."""
    data = _link_data(place)
    if not worth_sharing(pages):
        yield from (_show(address, store, site, place) for address in pages)
    else:
        with workers(_open_worker, store.path, site, Path(), place) as pool:
            for address in each(pool, _show_in_worker, pages, BATCH):
                yield address
                yield from islice(data, 2)  # while the others work
    yield from data


def _link_data(place: Place) -> Iterator[str]:
    """All but pages stand in ``docs`` as they do on the site."""
    for address in publish.addresses(place.docs):
        if not address.endswith("index.md"):
            publish.link(f"{place.docs}/{address}", f"{place.folder}/{address}", fresh=True)
            yield address


def _show(address: str, store: Store, site: Site, place: Place) -> str:
    file = file_of(address)
    publish.put(place.folder, file, render(unpack_ready(store.page(address)), site), fresh=True)
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
