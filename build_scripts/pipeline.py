"""From ``content/`` to ``site/``, top to bottom: take stock, read, settle, write pages, publish."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from build_scripts import __version__, archive, fragments, plan, plan_register, pool, publish
from build_scripts.archive import Changes
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import Site, load_site, sitemaps
from build_scripts.store import Store

STORE = Path("build/store.sqlite")
DOCS = Path("build/docs")
PARALLEL_FROM = 400  # pages; below that one process is faster than starting others


@dataclass(slots=True)
class Outcome:
    """What a build did, for the summary: counts, refused files, and seconds by stage."""

    changes: Changes
    refused: tuple[tuple[str, str, str], ...] = ()
    pages: int = 0
    published: bool = False
    seconds: dict[str, float] = field(default_factory=dict)


def build(root: Path, progress: Progress, strict: bool = False, jobs: int = 0) -> Outcome:
    """Bring ``site/`` up to date. ``strict``: publish nothing when a file is refused."""
    with publish.alone(root), closing(Store(root / STORE)) as store:
        clock = _Clock()
        progress.stage("查看原件")
        workers = jobs or os.cpu_count() or 1
        changes = archive.update(root, store, lambda items: _read_all(items, workers, progress))
        shown = (*changes.before, *changes.after)
        for holding in shown:
            store.mark(plan.touched(store, holding, shown))
        registered = plan_register.register(root, store)
        store.mark((*registered, *plan_register.refused_keys(store)))
        fragments.refresh(store)
        refused = store.refused()
        site = load_site(root)
        inputs = _shared_inputs(root, site)
        fresh = inputs != store.meta("shared") or publish.must_be_fresh(root)
        if fresh:
            store.mark(_all_keys(store))
        elif changes.before or changes.after or refused != _kept_refusals(store):
            store.mark(plan.STANDING)
        store.set_meta("refused", _digest(repr(refused)))
        store.commit()
        clock.lap("读取")
        outcome = Outcome(changes, refused)
        if not (strict and refused):
            _write(root, store, site, fresh, progress, outcome)
            store.set_meta("shared", inputs)
            store.unmark()
            store.commit()
        clock.lap("生成网页")
        outcome.seconds = clock.laps
        return outcome


class _Clock:
    def __init__(self) -> None:
        self.began, self.laps = time.monotonic(), dict[str, float]()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name], self.began = now - self.began, now


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _kept_refusals(store: Store) -> object:
    """Equal to the present refusals exactly when they are those of the last build."""
    current = store.refused()
    return current if store.meta("refused") == _digest(repr(current)) else None


def _shared_inputs(root: Path, site: Site) -> str:
    """A digest of all that every page depends on: theme, configuration, our own code."""
    digest = hashlib.sha256(__version__.encode())
    for shell in site.shells.values():
        digest.update("".join(shell.pieces).encode())
    for name, data in sorted(site.assets.items()):
        digest.update(name.encode() + data)
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml", ".csv"):
            digest.update(path.read_bytes())
    digest.update(metadata.version("mkdocs-material").encode())
    return digest.hexdigest()


def _all_keys(store: Store) -> Iterator[str]:
    yield from plan.STANDING
    yield from plan_register.all_keys(store)
    for holding in store.holdings("1"):
        yield from plan.touched(store, holding)


# --------------------------------------------------------------------------- reading


def _read_all(
    items: Iterable[tuple[str, Path]], jobs: int, progress: Progress
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Every original that was never read, with progress; each in a process that can be killed."""
    wanted = list(items)
    progress.stage("读取原件", len(wanted))
    for key, path, result in pool.read_all(wanted, jobs):
        progress.step(path.name)
        yield key, result


# --------------------------------------------------------------------------- writing


def _write(root: Path, store: Store, site: Site, fresh: bool, progress: Progress, outcome: Outcome) -> None:
    keys = store.marked()
    docs = root / DOCS
    if fresh:
        shutil.rmtree(docs, ignore_errors=True)
    with publish.publish(root, fresh) as publication:
        index = [key for key in keys if key.startswith(plan.INDEX)]
        pages = [key for key in keys if not key.startswith(plan.INDEX)]
        outcome.pages = len(pages)
        progress.stage("生成网页", len(pages) + 1)
        for key, put, removed in _written(root, store, site, pages, index, publication):
            progress.step(key)
            for address in put:
                publication.note(address)
            for address in removed:
                publication.remove(address)
                (docs / address).unlink(missing_ok=True)
        for address, data in site.assets.items():
            publication.put(address, data)
        publication.put("404.html", site.not_found.encode())
        if site.site_url and keys:
            addresses = [a for (a,) in store.rows("select address from holdings order by address")]
            for address, data in sitemaps(site.site_url, addresses):
                publication.put(address, data)
    outcome.published = bool(publication.changed or publication.removed)


Written = tuple[str, list[str], list[str]]  # key, addresses whose bytes are new, addresses that are no more


def _written(
    root: Path, store: Store, site: Site, pages: Sequence[str], index: Sequence[str], publication: publish.Publication
) -> Iterator[Written]:
    """Write the files of every page key and of the index, in several processes when there are many."""
    place = _Place(root / DOCS, publication.folder, publication.fresh)
    if len(pages) < PARALLEL_FROM or (os.cpu_count() or 1) < 2:
        yield from (_page(key, store, site, root, place) for key in pages)
        if index:
            yield _index(index, store, place)
        return
    with ProcessPoolExecutor(
        os.cpu_count(), initializer=_open_worker, initargs=(root / STORE, site, root, place)
    ) as writers:
        indexed = writers.submit(_index_in_worker, index) if index else None  # first: nothing takes longer
        yield from writers.map(_page_in_worker, pages, chunksize=32)
        if indexed:
            yield indexed.result()


_worker: dict[str, Any] = {}


def _open_worker(path: Path, site: Site, root: Path, place: _Place) -> None:
    _worker.update(store=Store(path, readonly=True), site=site, root=root, place=place)


def _page_in_worker(key: str) -> Written:
    return _page(key, **_worker)


def _index_in_worker(keys: Sequence[str]) -> Written:
    return _index(keys, _worker["store"], _worker["place"])


@dataclass(frozen=True, slots=True)
class _Place:
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


def _page(key: str, store: Store, site: Site, root: Path, place: _Place) -> Written:
    put, removed = [], []
    for address, data in plan.files(key, store, site, root):
        if data is None:
            removed.append(address)
        elif place.put(address, data):
            put.append(address)
    return key, put, removed


def _index(keys: Sequence[str], store: Store, place: _Place) -> Written:
    whole, files = plan.index_files(keys, store, place.read)
    base = place.folder / "search"
    stale = {p.relative_to(place.folder).as_posix() for p in base.rglob("*.bin")} if whole else set()
    put, removed = [], []
    for address, data in files:
        stale.discard(address)
        if data is None:
            removed.append(address)
        elif place.put(address, data):
            put.append(address)
    return plan.INDEX, put, [*removed, *sorted(stale)]
