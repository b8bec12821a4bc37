"""From ``content/`` to ``site/``, top to bottom: take stock, read, settle, write pages, publish."""

from __future__ import annotations

import hashlib
import json
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
    """What a build did, for the summary: counts, refused files (path, code, message), rows of the register to look at, and
    seconds by stage."""

    changes: Changes
    refused: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[str, ...] = ()
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
        outcome = Outcome(changes, refused, plan_register.remarks(store))
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
    digest = hashlib.sha256((__version__ + site.not_found).encode())
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
    outcome.pages = len(keys)
    if not (keys or publish.is_undone(root)):
        return  # the generation before stays, for ``nianbao undo``
    docs = root / DOCS
    with publish.publish(root, fresh) as publication:
        progress.stage("生成网页", len(keys))
        for key, put, removed in _written(root, store, site, keys, publication):
            progress.step(key)
            for address in put:
                publication.note(address)
            for address in removed:
                publication.remove(address)
                (docs / address).unlink(missing_ok=True)
        if "index|" in keys:
            _drop_old_indexes(publication, docs)
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
    root: Path, store: Store, site: Site, keys: Sequence[str], publication: publish.Publication
) -> Iterator[Written]:
    """Write the files of every key, in several processes when there are many."""
    place = (root, publication.folder, publication.fresh)
    if len(keys) < PARALLEL_FROM or (os.cpu_count() or 1) < 2:
        yield from (_files_of(key, store, site, *place) for key in keys)
        return
    with ProcessPoolExecutor(
        os.cpu_count(), initializer=_open_worker, initargs=(root / STORE, site, *place)
    ) as writers:
        yield from writers.map(_in_worker, keys, chunksize=32)


_worker: dict[str, Any] = {}


def _open_worker(path: Path, site: Site, root: Path, folder: Path, fresh: bool) -> None:
    _worker["arguments"] = (Store(path, readonly=True), site, root, folder, fresh)


def _in_worker(key: str) -> Written:
    return _files_of(key, *_worker["arguments"])


def _files_of(key: str, store: Store, site: Site, root: Path, folder: Path, fresh: bool) -> Written:
    """Markdown and data go to ``build/docs``, everything but Markdown to the site."""
    put, removed = [], []
    docs = root / DOCS
    for address, data in plan.files(key, store, site, root):
        if data is None:
            removed.append(address)
            continue
        if not address.endswith("index.md") and publish.put(folder, address, data, fresh):
            put.append(address)
        if not address.endswith(".html"):
            publish.put(docs, address, data)
    return key, put, removed


def _drop_old_indexes(publication: publish.Publication, docs: Path) -> None:
    """Only the index that ``current.json`` names stays."""
    folder = json.loads((publication.folder / "search/current.json").read_text(encoding="utf-8"))["folder"]
    for path in sorted((publication.folder / "search").glob("*/*")):
        if path.parent.name != folder:
            publication.remove(path.relative_to(publication.folder).as_posix())
    for path in (docs / "search").glob("*/"):
        if path.name != folder:
            shutil.rmtree(path)
