"""Build one generation of the site: write the files of dirty keys, carry over the rest, describe the data, publish.

Other machines first make the pages that they can make. All files then go into a folder that is not public until its
last file is written."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_scripts import faults, messages, project
from build_scripts.archive.store import Store
from build_scripts.content.ledger import redirects
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import descriptions, disk, guard, manifest, publish, write
from build_scripts.site.layout import Site, robots, sitemaps
from build_scripts.site.publish import Publication
from build_scripts.site.routes import dispatch
from build_scripts.site.routes.keys import Context, Key
from build_scripts.site.routes.search import Indexed
from build_scripts.workers import dask


@dataclass(frozen=True, slots=True)
class Generation:
    """The result of a build.

    ``pages`` is the number of pages written; ``refused`` are (original or address, code, message); ``published`` says
    whether anything public changed."""

    pages: int
    refused: tuple[tuple[str, str, str], ...] = ()
    published: bool = False


def bring_up_to_date(
    context: Context,
    site: Site,
    force: bool,
    strict: bool,
    allow_removal: bool,
    machines: dask.Machines | None,
    progress: Progress,
) -> Generation:
    """Publish a new generation if anything changed; else keep the current and the previous one (for ``nianbao undo``).

    With ``force`` every page is rendered again. The store records what was written but is not committed. Raises
    ``Refusal`` when something published would disappear without permission, or when a page cannot be made and
    ``strict`` is set."""
    root, store = context.root, context.store
    plan = _plan(context, force)
    redirects_changed = store.meta("redirects read") != _digest_of_redirects(root)
    undone = publish.is_undone(root) or publish.is_swapped(root)
    generation, failed, whole = Generation(plan.pages), list[Key](), True
    if plan.keys or force or redirects_changed or undone:
        generation, failed, whole = _publish(plan, context, site, strict, allow_removal, machines, progress)
    store.set_meta("docs", "whole" if whole else "")
    store.set_meta("redirects read", _digest_of_redirects(root))
    store.clean()
    store.mark_dirty(key.text() for key in failed)
    return generation


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a build has to write.

    ``keys`` are the dirty keys (every key when ``docs`` is not ``complete``); ``rerender`` are the addresses of pages
    to render from the store; ``pages`` is the resulting number of pages."""

    docs: Path
    keys: Collection[Key]
    complete: bool
    force: bool
    rerender: Sequence[str]

    @property
    def key_count(self) -> int:
        return sum(not isinstance(key, Indexed) for key in self.keys)

    @property
    def pages(self) -> int:
        return self.key_count + (len(self.rerender) if self.complete else 0)


def _plan(context: Context, force: bool) -> _Plan:
    store, docs = context.store, context.root / project.DOCS
    rerender = store.pages() if force else []
    complete = write.docs_complete(docs, store, rerender)
    keys = {key for text in store.dirty() if (key := dispatch.key_of(text))}
    if not complete:
        keys.update(dispatch.all_keys(store))
    return _Plan(docs, keys, complete, force, rerender)


def _digest_of_redirects(root: Path) -> str:
    return hashlib.sha256(repr(redirects(root)).encode()).hexdigest()


def _publish(
    plan: _Plan,
    context: Context,
    site: Site,
    strict: bool,
    allow_removal: bool,
    machines: dask.Machines | None,
    progress: Progress,
) -> tuple[Generation, list[Key], bool]:
    """Return the new generation, the keys that failed, and whether all other files are correct.

    The last value is False when files that should be gone may have stayed: the files of a failed key can lie among
    those of other keys."""
    store = context.store
    if not plan.complete:
        store.set_meta("docs", "")
        store.commit()
        shutil.rmtree(plan.docs, ignore_errors=True)
    removed = _make_on_other_machines(context, plan.keys, machines, progress) if machines else []
    with publish.publish(context.root, plan.force or not plan.complete) as publication:
        output = write.OutputFolders(plan.docs, publication.folder, not plan.complete)
        if plan.force and plan.complete:
            _render_again(plan.rerender, context, site, output, publication, progress)
        progress.stage("生成网页", plan.key_count + 1)
        gone, failed = _write_keys(
            plan.keys, () if output.fresh else removed, context, site, output, publication, progress
        )
        refused = tuple((_name(store, key), why.code, messages.of(why)) for key, why in failed.items())
        if failed and strict:
            raise Refusal("pages-failed", files="、".join(name for name, *_ in refused))
        _write_layout_files(site, publication)
        carried_over = guard.carry_over(context.root, publication, output) if failed and publication.fresh else []
        known = guard.keep_addresses(context, publication, gone, allow_removal)
        guard.write(context, output, publication, known)
        if site.site_url and (plan.keys or plan.force):
            for address, data in sitemaps(site.site_url, store.pages(), store.archived()):
                publication.write(address, data)
        manifest.note(store, publication)
        if fault := descriptions.write(store, output, publication, site.site_url):
            if strict:
                raise Refusal("pages-failed", files=descriptions.DATABASE)
            why = faults.with_log(context.root, fault)
            refused += ((descriptions.DATABASE, why.code, messages.of(why)),)
        manifest.write(store, publication)
    own = tuple(address for key in failed if (address := str(getattr(key, "address", ""))))
    whole = all(file.startswith(own) for file in carried_over)
    return Generation(plan.pages, refused, bool(publication.changed or publication.removed)), list(failed), whole


def _make_on_other_machines(
    context: Context, keys: Collection[Key], machines: dask.Machines, progress: Progress
) -> list[str]:
    """Let other machines make their pages and save these in the store before any file is written.

    Return the files of pages that no longer exist."""
    progress.stage("分给别的机器", len(keys))
    removed: list[str] = []
    for key, made in write.made_on_other_machines(context, keys, machines):
        progress.step(key.text())
        removed += made.removed if made.pages else ()
        for address, *page in made.pages:
            context.store.save_page(address, key.text(), dispatch.kind_of(key).version, *page)
    context.store.commit()  # worker processes read the store
    return removed


def _render_again(
    addresses: Sequence[str],
    context: Context,
    site: Site,
    output: write.OutputFolders,
    publication: Publication,
    progress: Progress,
) -> None:
    """Render the pages that are ready in the store with a new layout."""
    progress.stage("换上新的页面框架", len(addresses))
    for address in write.render_again(addresses, context, site, output):
        progress.step(address)
        publication.note(address)


def _write_keys(
    keys: Collection[Key],
    removed: Iterable[str],
    context: Context,
    site: Site,
    output: write.OutputFolders,
    publication: Publication,
    progress: Progress,
) -> tuple[set[str], dict[Key, Refusal]]:
    """Write the files of all keys. Return the addresses of deleted files (``removed`` included) and the keys that
    failed, each with its refusal."""
    store = context.store
    gone: set[str] = set()
    failed: dict[Key, Refusal] = {}

    def remove(address: str) -> None:
        gone.add(address)
        publication.remove(address)
        disk.remove(output.docs, address)
        if address.endswith("index.html"):
            store.forget_page(address.removesuffix("index.html"))

    for address in removed:
        remove(address)
    for key, written in write.write(context, site, keys, output):
        progress.step(key.text())
        if written.failed:
            failed[key] = faults.with_log(context.root, written.failed)
        for address in written.changed:
            publication.note(address)
        for address in written.removed:
            remove(address)
        for address, *page in written.pages:
            store.save_page(address, key.text(), dispatch.kind_of(key).version, *page)
    return gone, failed


def _write_layout_files(site: Site, publication: Publication) -> None:
    """Write the files that belong to the layout: style sheets, scripts, ``404.html`` and ``robots.txt``."""
    for address, data in (*site.assets.items(), ("404.html", site.not_found.encode())):
        publication.write(address, data)
    publication.write("robots.txt", robots(site.site_url))


def _name(store: Store, key: Key) -> str:
    """Return the path of the original that a page is made from, else the address of the page."""
    address = str(getattr(key, "address", "")) or key.text()
    held = store.held_at(address)
    return held.path if held else address
