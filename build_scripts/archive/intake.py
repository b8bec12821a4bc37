"""Update the holdings from ``content/``: find new files, identify them, and determine what changes.

The store holds the state of the last build. Only files whose bytes changed are parsed, and only the groups (one agency,
one year) that a change affects are resolved again. A full build and any sequence of incremental builds give the same
holdings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from build_scripts import faults, messages, project, versions
from build_scripts.archive import guard
from build_scripts.archive.current import misnamed
from build_scripts.archive.groups import update_groups
from build_scripts.archive.identity import Claim, entries, identify_all, renumbered, updated
from build_scripts.archive.overlooked import other_years, overlooked
from build_scripts.archive.rescue import rescue
from build_scripts.archive.resolve import BuildContext
from build_scripts.archive.stock import Stock, digest_of, take_stock
from build_scripts.archive.store import Known, Store
from build_scripts.content.amendments import Amendments, Key, amendments
from build_scripts.content.ledger import Entry, Ledger, add_ids, enter, given_ids, read_ledger, today
from build_scripts.content.new_agency import append_agencies
from build_scripts.content.registry import Registry, read_registry
from build_scripts.model import Agency, PageFacts, Refusal
from build_scripts.progress import Progress
from build_scripts.search.newest import newest
from build_scripts.workers.processes import WorkerProvider

ReadAll = Callable[[Iterable[tuple[str, Path]]], Iterator[tuple[str, bytes | Refusal]]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of one run.

    ``new``, ``changed`` and ``removed`` are paths under ``content/reports``. ``registered`` are the newly registered
    agencies, ``registry`` is the register with them. ``before`` and ``after`` describe the reports whose pages must be
    written again. ``versions`` are (agency, year, SHA-256) of changed ledger entries. ``remarks`` are messages for
    staff."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    registered: tuple[Agency, ...]
    registry: Registry
    before: tuple[PageFacts, ...]
    after: tuple[PageFacts, ...]
    versions: tuple[tuple[str, int, str], ...] = ()
    remarks: tuple[str, ...] = ()


# --------------------------------------------------------------------------- the files


def read_new(root: Path, store: Store, files: Mapping[str, Known], read_all: ReadAll) -> None:
    """Parse every original that was never parsed with this version of the reader; each result is stored at once."""
    version = versions.version("read")
    wanted: dict[str, Path] = {}
    for path, file in files.items():
        kept = store.reading(file.sha256, version)
        if kept is None or (kept[0] is None and json.loads(kept[1])["code"] in faults.TRANSIENT):
            wanted.setdefault(file.sha256, root / project.REPORTS / path)
    for sha256, result in read_all(wanted.items()):
        if faults.isolated(partial(digest_of, wanted[sha256])) != sha256:  # being saved: the next build parses it
            result = Refusal("file-changing")
        if isinstance(result, Refusal):
            message = messages.of(faults.with_log(root, result))
            refusal = json.dumps({"code": result.code, "message": message}, ensure_ascii=False)
            store.save_reading(sha256, version, None, refusal)
        else:
            store.save_reading(sha256, version, result, "")
        store.commit()


# --------------------------------------------------------------------------- identification


def update(
    root: Path, store: Store, read_all: ReadAll, progress: Progress, allow_removal: bool, provider: WorkerProvider
) -> Changes:
    """Bring the holdings up to date with ``content/``; the caller commits them together with the dirty keys. Raises
    ``Refusal``, before any change, when published content would be removed without permission (see ``guard``)."""
    ledger, ids, registry = read_ledger(root), given_ids(root), read_registry(root / project.REGISTRY)
    if _has_no_folder(root) and not ledger.entries:
        raise Refusal("no-reports-folder")
    again = renumbered(ledger)
    renamed = tuple(ledger.entries[sha256] for sha256 in again)
    ledger = updated(ledger, (), again)
    guard.refuse_lost_agencies(ledger, registry, ids)
    stock = take_stock(root, store.files())
    present = _present(stock, ledger)
    if not allow_removal:
        _refuse_removal(root, guard.lost(ledger, present.here | present.replaced.keys(), ()), {})
    failed_before = [path for path, code, _ in store.refused() if code in faults.TRANSIENT | {"file-encoding"}]
    touched = _touched(root, store, ledger, stock, present, failed_before)
    for path in failed_before:
        store.accept(path)
    read_new(root, store, touched, read_all)
    found = identify_all(store, touched, ledger, registry, {*ids, *ledger.agency_ids()}, progress)
    rows, filled = entries(found, touched, ledger)
    filled |= {sha256: filled.get(sha256, {}) | cells for sha256, cells in again.items()}
    gone = guard.lost(updated(ledger, rows, filled), present.here, present.replaced)  # a new version replaces another
    if rescued := rescue(root, _overwritten(present, ledger, gone if allow_removal else ())):
        remarks = [messages.text("notice", "rescued", path=p, new=n, version=e.version) for p, n, e in rescued]
        changes = update(root, store, read_all, progress, allow_removal, provider)
        return replace(changes, remarks=(*remarks, *changes.remarks))
    if not allow_removal:
        _refuse_removal(root, gone, found.claims)
    _note_files(store, stock, present)
    for sha256, day in _came_and_went(ledger, gone, present, store.unreadable()):
        filled.setdefault(sha256, {})["removed"] = day
    registry = _write_down(root, registry, found.registered, rows, filled, ids)
    ledger = updated(ledger, rows, filled)
    moved = store.take_ledger(ledger.entries.values())
    _forget_withdrawn(store, ledger, moved)
    written, broken = amendments(root)
    asked = _asked(store, written, moved, failed_before)
    context = BuildContext(registry, ledger, written)
    left = [path for path in touched if path in found.keys or not found.claims[path].fault]
    left += present.removed
    before, after, failed = update_groups(store, found.keys, left, asked, context, progress, provider)
    for path, refusal in (*stock.closed.items(), *found.failed, *failed):
        store.refuse(path, "", refusal.code, messages.of(faults.with_log(root, refusal)))
    _refuse_amendments(store, written, broken)
    _note_state(root, store, ledger)
    return Changes(
        tuple(path for path in stock.new if path not in present.taken_back),
        tuple(stock.changed),
        tuple(present.removed),
        found.registered,
        registry,
        before,
        after,
        asked_keys(moved),
        (*_remarks(present, renamed, again, ledger), *other_years(stock.new, found.keys), *overlooked(root)),
    )


@dataclass(frozen=True, slots=True)
class _Present:
    """The originals that the archive holds from now on, by path.

    ``removed`` are the paths removed since the last build; ``taken_back`` are paths of withdrawn originals. ``here``
    are the SHA-256 of all originals that exist, including files that cannot be opened. ``replaced``: SHA-256 of each
    replaced original → its path."""

    files: Mapping[str, Known]
    removed: Sequence[str]
    taken_back: Sequence[str]
    here: set[str]
    replaced: Mapping[str, str]


def _present(stock: Stock, ledger: Ledger) -> _Present:
    gone = set(stock.removed)
    files = {path: file for path, file in stock.known.items() if path not in gone} | stock.noted
    taken_back = [path for path, file in files.items() if ledger.withdrawn(file.sha256)]
    for path in taken_back:
        del files[path]
    removed = [*stock.removed, *(path for path in taken_back if path in stock.known)]
    here = {file.sha256 for file in files.values()}
    here |= {sha for path in stock.closed for sha in ledger.paths.get(path, ())}  # the file exists but cannot be opened
    replaced = {sha: path for path in files for sha in ledger.paths.get(path, ()) if sha != files[path].sha256}
    return _Present(files, removed, taken_back, here, replaced)


def _touched(
    root: Path, store: Store, ledger: Ledger, stock: Stock, present: _Present, failed_before: Sequence[str]
) -> dict[str, Known]:
    """Return the originals that must be read or identified again."""
    if _inputs(root) != store.meta("inputs"):
        return dict(present.files)
    asked = [*stock.new, *stock.changed, *failed_before]
    touched = {path: present.files[path] for path in asked if path in present.files}
    left = {*present.removed, *stock.changed}
    others = (path for path, file in present.files.items() if not _as_decided(store, ledger, path, file, left))
    return touched | {path: present.files[path] for path in others}


def _has_no_folder(root: Path) -> bool:
    return not (root / project.REPORTS).is_dir()


def _refuse_removal(root: Path, gone: Sequence[Entry], claims: Mapping[str, Claim]) -> None:
    """Raise ``Refusal`` when originals are missing. The message says why files at their paths could not be parsed."""
    if gone:
        causes = {path: claim.refusal[1] for path, claim in claims.items() if claim.refusal}
        guard.refuse_removal(gone, _has_no_folder(root), causes)


def _note_state(root: Path, store: Store, ledger: Ledger) -> None:
    """Store the state that the next build compares first: inputs other than the originals."""
    store.save_newest_keys(newest(ledger))
    store.set_meta("inputs", _inputs(root))
    store.set_meta("check", versions.version("check"))


def _note_files(store: Store, stock: Stock, present: _Present) -> None:
    """Record the files as they are now, so that the next build does not open unchanged files."""
    for path, file in stock.noted.items():
        if path in present.files:
            store.see_file(path, file)
    for path in present.removed:
        store.forget_file(path)
        store.accept(path)


def _forget_withdrawn(store: Store, ledger: Ledger, moved: Iterable[str]) -> None:
    """Delete everything that was extracted from withdrawn originals.

    The mark "withdrawn" stays until the previous generation of the site and the free pages of the store are deleted
    too."""
    if withdrawn := [sha256 for sha256 in moved if ledger.withdrawn(sha256)]:
        store.forget_readings(withdrawn)
        store.set_meta("withdrawn", "pending")


def _asked(
    store: Store,
    written: Mapping[Key, Amendments],
    moved: Mapping[str, Iterable[Key]],
    failed_before: Iterable[str],
) -> list[Key]:
    """Return the groups that are resolved again although none of their files changed; all groups when the checks
    changed."""
    asked = [*_amended(store, written), *{key for keys in moved.values() for key in keys}]
    asked += [key for path in failed_before if (key := store.key_of(path))]
    return [*asked, *store.keys()] if versions.version("check") != store.meta("check") else asked


def _overwritten(present: _Present, ledger: Ledger, allowed: Iterable[Entry]) -> dict[str, Entry]:
    """Return path → version that was overwritten in place without permission (``allowed``)."""
    lost = present.replaced.keys() - present.here - {entry.sha256 for entry in allowed}
    decided = (entry for sha256 in sorted(lost) if (entry := ledger.decided(sha256)))
    return {present.replaced[e.sha256]: e for e in decided if not (e.removed or e.withdrawn)}


def _came_and_went(
    ledger: Ledger, gone: Iterable[Entry], present: _Present, unreadable: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield (SHA-256, day of removal to record); the day is "" when the original is back."""
    absent = {
        *(e.sha256 for e in gone),
        *(sha for sha in present.replaced.keys() - present.here if ledger.decided(sha)),
    }
    back = present.here - unreadable
    for sha256, entry in ledger.entries.items():
        if not entry.agency_id or entry.withdrawn:
            continue
        if sha256 in absent and not entry.removed:
            yield sha256, today()
        elif sha256 in back and entry.removed:
            yield sha256, ""


def _remarks(
    present: _Present, renamed: Iterable[Entry], again: Mapping[str, Mapping[str, str]], ledger: Ledger
) -> Iterator[str]:
    """Yield messages on withdrawn originals that still exist, renumbered versions, and implausible ledger cells."""
    for path in present.taken_back:
        yield messages.text("notice", "withdrawn-here", path=path)
    for entry in renamed:
        number = again[entry.sha256]["version"]
        yield messages.text(
            "notice", "renumbered", path=entry.path, address=entry.address, old=entry.version, new=number
        )
    for entry in misnamed(ledger):
        word, digits = entry.superseded_by, entry.sha256[:12]
        yield messages.text("notice", "superseded-unknown", path=entry.path, sha256=digits, value=word)
    last = max(ledger.entries.values(), key=lambda entry: entry.last_day, default=None)
    if last and last.last_day > today():
        yield messages.text("notice", "clock", today=today(), day=last.last_day, path=last.path)


def asked_keys(moved: Mapping[str, Iterable[Key]]) -> tuple[tuple[str, int, str], ...]:
    """Return (agency, year, SHA-256) of the versions whose ledger entry is new or changed."""
    return tuple(sorted((*key, sha256) for sha256, keys in moved.items() for key in keys))


def _as_decided(store: Store, ledger: Ledger, path: str, file: Known, left: Collection[str]) -> bool:
    """Return whether the store holds an original as the ledger decides.

    It does not when the ledger now has another agency or year. For a duplicate, it does not when the published copy is
    in ``left`` (paths that were removed or now hold other files)."""
    entry = ledger.decided(file.sha256)
    held = store.holding_of(file.sha256)
    if not entry or not held:
        return True
    return held[0] not in left if held[0] != path else held[1:] == entry.key


def _write_down(
    root: Path,
    registry: Registry,
    registered: Sequence[Agency],
    rows: Sequence[Entry],
    filled: Mapping[str, Mapping[str, str]],
    ids: Mapping[str, str],
) -> Registry:
    """Write the decisions to ``content/`` before anything is published: register, ids, ledger."""
    if registered:
        append_agencies(root / project.REGISTRY, registered)
        registry = read_registry(root / project.REGISTRY)
    new = {a.agency_id: a.name for a in registry.agencies if a.agency_id not in ids}
    add_ids(root, new, {a.agency_id for a in registered})
    if rows or filled or (root / project.ORIGINALS).is_file():
        enter(root, rows, filled)
    return registry


def _amended(store: Store, written: Mapping[Key, Amendments]) -> list[Key]:
    """Return the agencies and years whose corrections or answers changed since the last build."""
    now = {f"{agency_id}/{year}": amendment.digest for (agency_id, year), amendment in written.items()}
    before: dict[str, str] = json.loads(store.meta("amendments") or "{}")
    store.set_meta("amendments", json.dumps(now, sort_keys=True))
    names = sorted(name for name in {*now, *before} if now.get(name) != before.get(name))
    return [(name.rpartition("/")[0], int(name.rpartition("/")[2])) for name in names]


def _refuse_amendments(store: Store, written: Mapping[Key, Amendments], broken: Mapping[str, Refusal]) -> None:
    """List the unusable amendment files: invalid ones, and those for which no report exists."""
    for path, *_ in store.refused():
        if path.endswith(".toml"):
            store.accept(path)
    alone = Refusal("amendment-alone")
    withdrawn = store.withdrawn_keys()
    for (agency_id, year), amendment in written.items():
        if (agency_id, year) in withdrawn:
            continue  # a withdrawn report must not be mentioned in public
        if not store.sources(agency_id, year):
            store.refuse(amendment.path, "", alone.code, messages.of(alone))
    for path, refusal in broken.items():
        store.refuse(path, "", refusal.code, messages.of(refusal))


def _inputs(root: Path) -> str:
    """Return a digest of the inputs of identification other than the originals."""
    digest = hashlib.sha256(versions.version("identify").encode())
    path = root / project.REGISTRY
    if path.is_file():
        digest.update(path.read_bytes())
    return digest.hexdigest()
