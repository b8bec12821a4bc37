"""Write pages and data to files, in several processes when there are many.

``write`` writes the files of keys: a page that is ready in the store, because nothing on it changed, is only put into
the layout; the other pages are made. ``render_again`` refills the site when only the layout changed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast

from build_scripts import faults
from build_scripts.archive.pictures import Sizes, all_sizes
from build_scripts.archive.store import Store
from build_scripts.model import Refusal
from build_scripts.site import disk
from build_scripts.site.layout import Site, file_of, render
from build_scripts.site.prepared_page import (
    PreparedPage,
    markdown,
    pack_markdown,
    pack_page,
    prepare,
    unpack_markdown,
    unpack_page,
)
from build_scripts.site.routes import dispatch
from build_scripts.site.routes.keys import Context, Key
from build_scripts.site.routes.search import Indexed, index_files
from build_scripts.workers.processes import WorkerProvider, map_in_batches, workers, worth_sharing

BATCH = 32  # keys per task of a worker


@dataclass(frozen=True, slots=True)
class OutputFolders:
    """The two output folders.

    ``docs`` takes Markdown and data; ``folder``, the site under construction, takes everything except Markdown.
    ``fresh`` means that both began empty."""

    docs: Path
    folder: Path
    fresh: bool

    def write(self, address: str, data: bytes | Path) -> bool:
        """Write a file; return whether the file of the site is new or changed."""
        if address.endswith("index.md"):
            disk.write(self.docs, address, data, self.fresh)
            if not self.fresh:  # a redirect page may have stood here
                disk.remove(self.docs, address.removesuffix("md") + "html")
            return False
        new = disk.write(self.folder, address, data, self.fresh)
        if not address.endswith(".html"):
            self.link_in_docs(address, new)
        return new

    def link_in_docs(self, address: str, new: bool) -> None:
        """Link a file of the site into ``docs``: a file without Markdown is identical in both folders."""
        if new or not os.path.lexists(f"{self.docs}/{address}"):
            disk.link(f"{self.folder}/{address}", f"{self.docs}/{address}", self.fresh)

    def read(self, address: str) -> bytes | None:
        """Return the current bytes of a file of the site; ``None`` when it does not exist."""
        try:
            return (self.folder / address).read_bytes()
        except FileNotFoundError:
            return None


@dataclass(slots=True)
class Written:
    """The result of one key.

    ``changed`` and ``removed`` are addresses of files; ``pages`` are the pages to save: (address, page, Markdown), both
    packed. ``failed`` is the reason why the key could not be made; its public files then stay."""

    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    pages: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    failed: Refusal | None = None


# --------------------------------------------------------------------------- keys


def write(context: Context, site: Site, keys: Collection[Key], output: OutputFolders) -> Iterator[tuple[Key, Written]]:
    """Yield (key, result) for every page key, and one pair for the whole search index."""
    index = sorted(key for key in keys if isinstance(key, Indexed))
    pages = sorted((k for k in keys if not isinstance(k, Indexed)), key=_sort_key)
    if not worth_sharing(pages):
        yield from ((key, _page(key, context, site, output)) for key in pages)
        if index:
            yield index[0], _index(index, context.store, output)
        return
    with workers(_open_worker, context.store.path, context.root, site, output) as pool:
        indexed = pool.submit(_index_in_worker, index) if index else None  # submitted first because it takes longest
        yield from zip(pages, map_in_batches(pool, _page_in_worker, pages, BATCH), strict=True)
        if indexed:
            yield index[0], indexed.result()


def _sort_key(key: Key) -> tuple[str, str]:
    return key.locality, key.text()


def _page(key: Key, context: Context, site: Site, output: OutputFolders) -> Written:
    """Make all files of a key before the first one is written, so that a page that fails affects no other page."""
    made = faults.isolated(partial(_make, key, context, site))
    if isinstance(made, Refusal):
        return Written(failed=made)
    written, files, own_pages = made
    for address, data in files:
        if data is None:
            if not output.fresh:
                written.removed.append(address)
            continue
        new = output.write(address, data)
        if new:
            written.changed.append(address)
        if address.endswith(".html") and address not in own_pages:
            output.link_in_docs(address, new)  # a redirect page
    return written


def _make(key: Key, context: Context, site: Site) -> tuple[Written, list[tuple[str, bytes | Path | None]], set[str]]:
    """Return what to record about a key, its files, and the addresses of those files that are its own pages."""
    written = Written()
    pages = [(unpack_page(page), unpack_markdown(text)) for page, text in context.store.ready(key.text())]
    gone: list[tuple[str, None]] = []
    if not pages:
        for address, page in dispatch.pages(key, context):
            if page is None:
                gone += ((file, None) for file in _files_of_removed_page(address))
            else:
                pages.append((prepare(page), markdown(page)))
                written.pages.append((address, pack_page(pages[-1][0]), pack_markdown(pages[-1][1])))
    files = [*gone, *_files(pages, site), *dispatch.files(key, context)]
    return written, files, {file_of(page.address) for page, _ in pages}


def _files_of_removed_page(address: str) -> tuple[str, str]:
    """Return the two files of a page that no longer exists."""
    return file_of(address), f"{address}index.md"


def _files(pages: Sequence[tuple[PreparedPage, bytes]], site: Site) -> Iterator[tuple[str, bytes]]:
    for page, text in pages:
        yield file_of(page.address), render(page, site)
        yield f"{page.address}index.md", text


def _index(keys: Sequence[Indexed], store: Store, output: OutputFolders) -> Written:
    whole, files = index_files(keys, store, output.read)
    base = output.folder / "search"
    stale = {p.relative_to(output.folder).as_posix() for p in base.rglob("*.bin")} if whole else set()
    written = Written()
    for address, data in files:
        stale.discard(address)
        if data is None:
            written.removed.append(address)
        elif output.write(address, data):
            written.changed.append(address)
    written.removed += sorted(stale)
    return written


# --------------------------------------------------------------------------- pages that other machines make


def made_on_other_machines(
    context: Context, keys: Collection[Key], provider: WorkerProvider
) -> Iterator[tuple[Key, Written]]:
    """Yield (key, pages made by other machines) for page keys without a ready page in the store. The result is empty
    for a key whose pages cannot be made, or not from the store alone: this computer makes them."""
    pages = (key for key in keys if not isinstance(key, Indexed) and not any(context.store.ready(key.text())))
    wanted = sorted(pages, key=_sort_key)
    if provider.worth_sharing(wanted):
        arguments = (context.site_url, all_sizes(context.root))
        with provider.workers(_open_snapshot, context.store, *arguments) as pool:
            yield from zip(wanted, map_in_batches(pool, _page_from_snapshot, wanted, BATCH), strict=True)


class _NoRoot:
    """Stand in for the project root on a machine that has none.

    Every access fails, and such pages are made on the computer that has the root."""

    def __truediv__(self, name: object) -> Path:
        raise FileNotFoundError(name)


def _open_snapshot(database: Path, site_url: str, pictures: Mapping[str, Sizes]) -> None:
    _worker["context"] = Context(Store(database, readonly=True), cast(Path, _NoRoot()), site_url, pictures)


def _page_from_snapshot(key: Key) -> Written:
    made = faults.isolated(lambda: list(dispatch.pages(key, _worker["context"])))
    if isinstance(made, Refusal):
        return Written()
    prepared = [(address, pack_page(prepare(page)), pack_markdown(markdown(page))) for address, page in made if page]
    return Written(
        pages=prepared,
        removed=[file for address, page in made if page is None for file in _files_of_removed_page(address)],
    )


# --------------------------------------------------------------------------- the same pages in another layout


def docs_complete(docs: Path, store: Store, pages: Sequence[str]) -> bool:
    """Return whether ``docs`` holds every page and file of the last generation except those of dirty keys.

    The files of ``pages`` are checked one by one."""
    whole = store.meta("docs") == "whole" and (docs / "index.md").is_file()
    return whole and all(Path(f"{docs}/{address}index.md").is_file() for address in pages)


def render_again(pages: Sequence[str], context: Context, site: Site, output: OutputFolders) -> Iterator[str]:
    """Fill the empty folder of the site with the ready pages and the data in ``docs``; yield the file addresses."""
    data = _link_data(output)
    if not worth_sharing(pages):
        yield from (_render(address, context.store, site, output) for address in pages)
    else:
        with workers(_open_worker, context.store.path, context.root, site, output) as pool:
            for address in map_in_batches(pool, _render_in_worker, pages, BATCH):
                yield address
                yield from islice(data, 2)  # while the workers render
    yield from data


def _link_data(output: OutputFolders) -> Iterator[str]:
    """Link every file of ``docs`` that is no page into the site and yield its address."""
    for address in disk.addresses(output.docs):
        if not address.endswith("index.md"):
            disk.link(f"{output.docs}/{address}", f"{output.folder}/{address}", fresh=True)
            yield address


def _render(address: str, store: Store, site: Site, output: OutputFolders) -> str:
    file = file_of(address)
    disk.write(output.folder, file, render(unpack_page(store.page(address)), site), fresh=True)
    return file


# --------------------------------------------------------------------------- processes

_worker: dict[str, Any] = {}


def _open_worker(database: Path, root: Path, site: Site, output: OutputFolders) -> None:
    context = Context(Store(database, readonly=True), root, site.site_url)
    _worker.update(context=context, site=site, output=output)


def _page_in_worker(key: Key) -> Written:
    return _page(key, **_worker)


def _index_in_worker(keys: Sequence[Indexed]) -> Written:
    return _index(keys, _worker["context"].store, _worker["output"])


def _render_in_worker(address: str) -> str:
    return _render(address, _worker["context"].store, _worker["site"], _worker["output"])
