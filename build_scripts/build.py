"""From ``content/`` to ``site/``, top to bottom: take stock, read, settle, write pages, publish."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from build_scripts import __version__, project
from build_scripts.archive import export_cache, intake
from build_scripts.archive.intake import Changes
from build_scripts.archive.store import Store
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import publish, write
from build_scripts.site.layout import Site, load_site, sitemaps
from build_scripts.site.routes import dispatch, register
from build_scripts.workers import dask, sandbox


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


def build(root: Path, progress: Progress, strict: bool = False, jobs: int = 0, scheduler: str = "") -> Outcome:
    """Bring ``site/`` up to date. ``strict``: publish nothing when a file is refused. New originals are read by ``jobs``
    processes (0: one a processor), or by the workers of the ``scheduler`` at that address."""
    with publish.alone(root), closing(Store(root / project.STORE)) as store:
        clock = _Clock()
        progress.stage("查看原件")
        changes = intake.update(root, store, lambda items: _read_all(items, jobs, scheduler, progress), progress)
        export_cache.refresh(store, {shown.address for shown in changes.after})
        registered = register.register(root, store, changes.registry)
        refused = store.refused()
        site = load_site(root)
        made_by, shown_in = _makers(site.site_url), _look(site)
        store.mark((*registered, *register.refused_keys(store)))
        store.mark(dispatch.touched(store, changes.before, changes.after))
        if changes.before or changes.after or refused != _kept_refusals(store):
            store.mark(dispatch.STANDING)
        store.set_meta("refused", _digest(repr(refused)))
        if made_by != store.meta("made by"):
            store.forget_pages()
            store.set_meta("docs", "")
            store.set_meta("made by", made_by)
        store.forget_marked()
        store.commit()
        clock.lap("读取")
        outcome = Outcome(changes, refused, register.remarks(store))
        if not (strict and refused):
            anew = shown_in != store.meta("shown in") or publish.must_be_fresh(root)
            _write(root, store, site, anew, progress, outcome)
            store.set_meta("shown in", shown_in)
            store.set_meta("docs", "whole")
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


def _makers(site_url: str) -> str:
    """A digest of what every page is made by beside its data: our own code and words."""
    digest = hashlib.sha256(f"{__version__} {site_url}".encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml", ".csv", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _look(site: Site) -> str:
    """A digest of what surrounds every page: theme, templates, style."""
    digest = hashlib.sha256((metadata.version("mkdocs-material") + site.not_found).encode())
    for shell in site.shells.values():
        digest.update("".join((*shell.pieces, *shell.repeated.values())).encode())
    for name, data in sorted(site.assets.items()):
        digest.update(name.encode() + data)
    return digest.hexdigest()


def _all_keys(store: Store) -> Iterator[str]:
    yield from dispatch.STANDING
    yield from register.all_keys(store)
    yield from dispatch.all_keys(store)


# --------------------------------------------------------------------------- reading


def _read_all(
    items: Iterable[tuple[str, Path]], jobs: int, scheduler: str, progress: Progress
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Every original that was never read, with progress; each in a process that can be killed."""
    wanted = list(items)
    progress.stage("读取原件", len(wanted))
    here = jobs or os.cpu_count() or 1
    for key, path, result in dask.read_all(wanted, scheduler) if scheduler else sandbox.read_all(wanted, here):
        progress.step(path.name)
        yield key, result


# --------------------------------------------------------------------------- writing


def _write(root: Path, store: Store, site: Site, anew: bool, progress: Progress, outcome: Outcome) -> None:
    """Publish a new generation: what marked keys name is written, and all else when it does not ``stand``; or it is
    shown ``anew``."""
    docs = root / project.DOCS
    ready = store.pages() if anew else []
    stand = write.stand(docs, store, ready)
    keys = {*store.marked(), *(() if stand else _all_keys(store))}
    made = sum(not key.startswith(dispatch.INDEX) for key in keys)
    outcome.pages = made + len(ready) if stand else made
    if not (keys or anew or publish.is_undone(root)):
        return  # the generation before stays, for ``nianbao undo``
    if not stand:
        store.set_meta("docs", "")
        store.commit()
        shutil.rmtree(docs, ignore_errors=True)
    with publish.publish(root, anew or not stand) as publication:
        place = write.Place(docs, publication.folder, not stand)
        if anew and stand:
            progress.stage("换上新的页面框架", len(ready))
            for address in write.show_again(ready, store, site, place):
                progress.step(address)
                publication.note(address)
        progress.stage("生成网页", made + 1)
        for key, written in write.write(store, site, keys, root, place):
            progress.step(key)
            for address in written.put:
                publication.note(address)
            for address in written.removed:
                publication.remove(address)
                publish.remove(docs, address)
                store.forget_page(address.removesuffix("index.html"))
            for address, *page in written.ready:
                store.keep_page(address, key, *page)
        for address, data in site.assets.items():
            publication.put(address, data)
        publication.put("404.html", site.not_found.encode())
        if site.site_url and (keys or anew):
            addresses = [a for (a,) in store.rows("select address from holdings order by address")]
            for address, data in sitemaps(site.site_url, addresses):
                publication.put(address, data)
    outcome.published = bool(publication.changed or publication.removed)
