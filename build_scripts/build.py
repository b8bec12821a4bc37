"""The steps of a build from ``content/`` to ``site/``: scan the originals, parse, resolve, write pages, publish."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from build_scripts import messages, project, versions
from build_scripts.archive import derived, intake, pictures
from build_scripts.archive.intake import Changes
from build_scripts.archive.store import Damaged, Store, faults_of, is_sound, set_aside
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import generation, manifest, publish
from build_scripts.site.layout import Site, theme_digest
from build_scripts.site.layout_cache import cached_site
from build_scripts.site.routes import dispatch, register
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Key
from build_scripts.site.routes.reports import ReportPage
from build_scripts.site.routes.search import INDEX_HEADER
from build_scripts.workers import dask, sandbox
from build_scripts.workers.processes import LocalProcesses


@dataclass(slots=True)
class Outcome:
    """The result of a build, for the summary.

    ``refused`` lists (path, code, message) of each refused file. ``remarks`` are rows of the register that staff should
    check, ``notices`` are further messages, and ``seconds`` is the duration of each stage. ``pending_addresses`` is not
    ``None`` when the site is rolled back and the build publishes nothing: it lists the addresses of the reports that
    wait for publication. ``edited`` lists files of the public site that somebody changed there; the build writes them
    again."""

    changes: Changes
    refused: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    pages: int = 0
    published: bool = False
    pending_addresses: tuple[str, ...] | None = None
    edited: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def has_fault(self) -> bool:
        """Return whether a fault of the program made a report fail."""
        return any(code == "report-fault" for _, code, _ in self.refused)


def build(
    root: Path,
    progress: Progress,
    strict: bool = False,
    jobs: int = 0,
    scheduler: str = "",
    allow_removal: bool = False,
    publish_again: bool = False,
) -> Outcome:
    """Bring ``site/`` up to date.

    With ``strict``, publish nothing when a file is refused. ``jobs`` subprocesses parse the new originals (0: one per
    processor). With a ``scheduler`` address, the machines of that scheduler parse originals, check reports and make
    pages instead. Published addresses are removed only with ``allow_removal``. A site that was rolled back stays as it
    is until ``publish_again`` or a withdrawal."""
    if not (root / project.CONFIG).is_file():
        raise Refusal("wrong-folder", folder=root.resolve(), file=project.CONFIG)
    with publish.build_lock(root), dask.machines(scheduler) if scheduler else nullcontext() as machines:
        path = root / project.STORE
        work = partial(_build, root, progress, strict, jobs, machines, allow_removal, publish_again)
        try:
            outcome = _with_store(path, work)
            if not outcome.has_fault or is_sound(path):
                return outcome
        except Damaged:
            pass
        aside = set_aside(path)
        outcome = _with_store(path, work)
        outcome.notices.append(messages.text("notice", "store-damaged", file=aside.relative_to(root).as_posix()))
        return outcome


def _with_store(path: Path, work: Callable[[Store], Outcome]) -> Outcome:
    with faults_of(path), closing(Store(path)) as store:
        return work(store)


def _build(
    root: Path,
    progress: Progress,
    strict: bool,
    jobs: int,
    machines: dask.Machines | None,
    allow_removal: bool,
    publish_again: bool,
    store: Store,
) -> Outcome:
    clock = _Clock()
    progress.stage("查看原件")
    read_all = partial(_read_all, jobs=jobs, machines=machines, progress=progress)
    changes = intake.update(root, store, read_all, progress, allow_removal, machines or LocalProcesses())
    if derived.refresh(store, {facts.address for facts in changes.after}, progress):
        store.set_meta("docs", "")
    derived.refresh_sums(store)
    refused = store.refused()
    site = cached_site(root, store)
    fresh = {facts.address for facts in changes.after}
    drawn = pictures.refresh(root, store, fresh, site.every_page, jobs or os.cpu_count() or 1, progress)
    store.mark_dirty(key.text() for key in _dirty_keys(root, store, changes, refused))
    store.mark_dirty(key.text() for key in dispatch.of_pictures(drawn.addresses))
    _forget_outdated(store, site)
    store.forget_dirty_pages()
    store.commit()
    clock.lap("读取")
    outcome = Outcome(changes, refused, register.remarks(store), notices=drawn.notices)
    withdrawn = store.meta("withdrawn") == "pending"
    is_held = publish.is_undone(root) and not (publish_again or withdrawn)
    current_site = root / (project.PREVIOUS if publish.is_swapped(root) else project.SITE)  # that of the store
    if not is_held and current_site.is_dir():
        outcome.edited = tuple(manifest.edited(store, current_site))
    if outcome.edited:
        store.set_meta("docs", "")  # do not reuse an edited file or one that is hard-linked to it
    if is_held:
        outcome.pending_addresses = _waiting(root, store)
        if publish.differs_from_taken_back(root):
            outcome.notices.append(messages.text("notice", "held-elsewhere"))
    elif not (strict and refused):
        layout = _digest(f"{versions.version_of(('build',))} {theme_digest(site)}")
        force = bool(outcome.edited) or layout != store.meta("layout") or publish.must_be_fresh(root)
        context = Context(store, root, site.site_url)
        made = generation.bring_up_to_date(context, site, force, strict, allow_removal, machines, progress)
        outcome.pages, outcome.published = made.pages, made.published
        outcome.refused += made.refused
        store.set_meta("layout", layout)
        store.commit()
        if withdrawn or outcome.edited:
            publish.forget_previous(root)
            store.shrink()
            store.set_meta("withdrawn", "")
            store.commit()
    clock.lap("生成网页")
    outcome.seconds = clock.laps
    return outcome


def _waiting(root: Path, store: Store) -> tuple[str, ...]:
    """Return the addresses of the reports that would change on the public site if it were not rolled back."""
    keys = (dispatch.key_of(text) for text in store.dirty())
    files = (address.rpartition("/")[0] + "/" for address in publish.undone_addresses(root))
    reports = (address for address in files if address.startswith("reports/"))
    found = {*reports, *(key.address for key in keys if isinstance(key, ReportPage))}
    years = sorted({"/".join(address.split("/")[:3]) + "/" for address in found})
    return tuple(address for address in years if not _is_public(root, store, address))


def _is_public(root: Path, store: Store, address: str) -> bool:
    """Return whether the public ``report.json`` of a report is the one that the next build would write."""
    path, made = root / project.SITE / address / "report.json", store.exported_at(address)
    return made is not None and path.is_file() and path.read_bytes() == document_of(made) + b"\n"


class _Clock:
    def __init__(self) -> None:
        self.began, self.laps = time.monotonic(), dict[str, float]()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name], self.began = now - self.began, now


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --------------------------------------------------------------------------- invalidation


def _dirty_keys(root: Path, store: Store, changes: Changes, refused: object) -> Iterator[Key]:
    """Yield the keys of the pages that show something which changed since the last build."""
    is_other, agencies = register.update(root, store, changes.registry)
    if is_other:
        yield from dispatch.of_register(store)
    yield from dispatch.of_agencies((*agencies, *register.newly_refused(store)))
    yield from dispatch.of_notices(store, agencies)
    yield from dispatch.of_changed_reports(store, changes.before, changes.after)
    yield from dispatch.of_versions(store, changes.versions)
    digest = _digest(repr(refused))
    if changes.before or changes.after or digest != store.meta("refused"):
        yield from dispatch.of_reports(store, changes.before, changes.after)
    store.set_meta("refused", digest)
    newest = _digest(repr(store.newest_keys()))
    if newest != store.meta("newest indexed"):
        yield INDEX_HEADER
    store.set_meta("newest indexed", newest)


def _forget_outdated(store: Store, site: Site) -> None:
    """Forget the pages that were made by other code, so that they are made again.

    Their page kinds may have published other files too, so the build writes all files again."""
    made_by = {kind.key.__name__: kind.version for kind in dispatch.KINDS}
    digest = _digest(f"{made_by} {site.site_url}")
    if digest != store.meta("made by"):
        if site.site_url != store.meta("site address"):
            made_by = {}
        store.forget_pages_but(made_by.values())
        store.set_meta("docs", "")
        store.set_meta("made by", digest)
        store.set_meta("site address", site.site_url)


# --------------------------------------------------------------------------- reading


def _read_all(
    items: Iterable[tuple[str, Path]], jobs: int, machines: dask.Machines | None, progress: Progress
) -> Iterator[tuple[str, bytes | Refusal]]:
    """Parse every original that was never parsed, and report progress. Each runs in a subprocess that can be killed."""
    wanted = list(items)
    progress.stage("读取原件", len(wanted))
    here = jobs or os.cpu_count() or 1
    for key, path, result in machines.read_all(wanted) if machines else sandbox.read_all(wanted, here):
        progress.step(path.name)
        yield key, result
