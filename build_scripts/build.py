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
        work = partial(
            _build, _Run(root, progress, strict, jobs or os.cpu_count() or 1, machines, allow_removal, publish_again)
        )
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


@dataclass(frozen=True, slots=True)
class _Run:
    """One build: its folder, where it reports progress, and the options of ``build``."""

    root: Path
    progress: Progress
    strict: bool
    jobs: int
    machines: dask.Machines | None
    allow_removal: bool
    publish_again: bool


def _build(run: _Run, store: Store) -> Outcome:
    root = run.root
    clock = _Clock()
    site = cached_site(root, store)
    outcome = _update_holdings(run, store, site)
    clock.lap("读取")
    is_withdrawal = store.meta("withdrawn") == "pending"
    is_held = publish.is_undone(root) and not (run.publish_again or is_withdrawal)
    if is_held:
        outcome.pending_addresses = _waiting(root, store)
        if publish.differs_from_taken_back(root):
            outcome.notices.append(messages.text("notice", "held-elsewhere"))
    else:
        outcome.edited = _edited_files(root, store)
        if not (run.strict and outcome.refused):
            _publish(run, store, site, outcome)
            if is_withdrawal or outcome.edited:
                _forget_withdrawn_bytes(root, store)
    clock.lap("生成网页")
    outcome.seconds = clock.laps
    return outcome


def _update_holdings(run: _Run, store: Store, site: Site) -> Outcome:
    """Read, identify and check what is new, and mark the pages that show something which changed."""
    root, progress = run.root, run.progress
    progress.stage("查看原件")
    read_all = partial(_read_all, run)
    changes = intake.update(root, store, read_all, progress, run.allow_removal, run.machines or LocalProcesses())
    fresh = {facts.address for facts in changes.after}
    if derived.refresh(store, fresh, progress):
        store.set_meta("docs", "")
    derived.refresh_sums(store)
    refused = store.refused()
    drawn = pictures.refresh(root, store, fresh, site.every_page, run.jobs, progress)
    store.mark_dirty(key.text() for key in _dirty_keys(root, store, changes, refused))
    store.mark_dirty(key.text() for key in dispatch.of_pictures(drawn.addresses))
    _forget_outdated(store, site)
    store.forget_dirty_pages()
    store.commit()
    return Outcome(changes, refused, register.remarks(store), notices=drawn.notices)


def _edited_files(root: Path, store: Store) -> tuple[str, ...]:
    """Return the files that somebody changed in the site of the store; the next site shares no file with it then."""
    site = root / (project.PREVIOUS if publish.is_swapped(root) else project.SITE)
    edited = tuple(manifest.edited(store, site)) if site.is_dir() else ()
    if edited:
        store.set_meta("docs", "")  # a file of the next site may be a hard link to an edited one
    return edited


def _publish(run: _Run, store: Store, site: Site, outcome: Outcome) -> None:
    """Make the dirty pages and publish them; all pages if the layout or a file of the site changed."""
    layout = _digest(f"{versions.version_of(('build',))} {theme_digest(site)}")
    force = bool(outcome.edited) or layout != store.meta("layout") or publish.must_be_fresh(run.root)
    context = Context(store, run.root, site.site_url)
    made = generation.bring_up_to_date(context, site, force, run.strict, run.allow_removal, run.machines, run.progress)
    outcome.pages, outcome.published = made.pages, made.published
    outcome.refused += made.refused
    store.set_meta("layout", layout)
    store.commit()


def _forget_withdrawn_bytes(root: Path, store: Store) -> None:
    """Delete the previous site and the free pages of the store, which may hold withdrawn or edited content."""
    publish.forget_previous(root)
    store.shrink()
    store.set_meta("withdrawn", "")
    store.commit()


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


def _read_all(run: _Run, items: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, bytes | Refusal]]:
    """Parse every original that was never parsed, and report progress. Each runs in a subprocess that can be killed."""
    wanted = list(items)
    run.progress.stage("读取原件", len(wanted))
    read = run.machines.read_all(wanted) if run.machines else sandbox.read_all(wanted, run.jobs)
    for key, path, result in read:
        run.progress.step(path.name)
        yield key, result
