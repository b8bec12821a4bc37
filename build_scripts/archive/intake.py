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
from build_scripts.archive.current import invalid_successors
from build_scripts.archive.file_changes import FileChanges, detect_changes, digest_of
from build_scripts.archive.groups import update_groups
from build_scripts.archive.identity import Claim, identify_all, ledger_entries, renumbered_versions, updated_ledger
from build_scripts.archive.overlooked import other_years, overlooked, unsigned_amendments
from build_scripts.archive.rescue import rescue
from build_scripts.archive.resolve import BuildContext
from build_scripts.archive.store import FileState, Store
from build_scripts.content.amendments import Amendments, Key, read_amendments
from build_scripts.content.ledger import Entry, Ledger, add_ids, assigned_ids, read_ledger, today, write_rows
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


def read_new(root: Path, store: Store, files: Mapping[str, FileState], read_all: ReadAll) -> None:
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
    ledger, ids, registry = read_ledger(root), assigned_ids(root), read_registry(root / project.REGISTRY)
    if _has_no_folder(root) and not ledger.entries:
        raise Refusal("no-reports-folder")
    renumbered = renumbered_versions(ledger)
    renamed = tuple(ledger.entries[sha256] for sha256 in renumbered)
    ledger = updated_ledger(ledger, (), renumbered)
    guard.refuse_lost_agencies(ledger, registry, ids)
    file_changes = detect_changes(root, store.files())
    inventory = _inventory(file_changes, ledger)
    if not allow_removal:
        _refuse_removal(root, guard.lost_entries(ledger, inventory.existing | inventory.replaced.keys(), ()), {})
    failed_before = [path for path, code, _ in store.refused() if code in faults.TRANSIENT | {"file-encoding"}]
    touched = _files_to_identify(root, store, ledger, file_changes, inventory, failed_before)
    for path in failed_before:
        store.accept(path)
    read_new(root, store, touched, read_all)
    found = identify_all(store, touched, ledger, registry, {*ids, *ledger.agency_ids()}, progress)
    rows, filled = ledger_entries(found, touched, ledger)
    filled |= {sha256: filled.get(sha256, {}) | cells for sha256, cells in renumbered.items()}
    written_ledger = updated_ledger(ledger, rows, filled)  # a new version replaces another
    gone = guard.lost_entries(written_ledger, inventory.existing, inventory.replaced)
    if rescued := rescue(root, _overwritten(inventory, ledger, gone if allow_removal else ())):
        remarks = [messages.text("notice", "rescued", path=p, new=n, version=e.version) for p, n, e in rescued]
        changes = update(root, store, read_all, progress, allow_removal, provider)
        return replace(changes, remarks=(*remarks, *changes.remarks))
    if not allow_removal:
        _refuse_removal(root, gone, found.claims)
    _record_files(store, file_changes, inventory)
    for sha256, day in _removal_days(ledger, gone, inventory, store.unreadable()):
        filled.setdefault(sha256, {})["removed"] = day
    registry = _record_decisions(root, registry, found.registered, rows, filled, ids)
    ledger = updated_ledger(ledger, rows, filled)
    changed_entries = store.replace_ledger(ledger.entries.values())
    _forget_withdrawn(store, ledger, changed_entries)
    written, broken = read_amendments(root)
    dirty_groups = _dirty_groups(store, written, changed_entries, failed_before)
    context = BuildContext(registry, ledger, written)
    affected_paths = [p for p in touched if p in found.keys or not found.claims[p].fault] + [*inventory.removed]
    before, after, failed = update_groups(store, found.keys, affected_paths, dirty_groups, context, progress, provider)
    for path, refusal in (*file_changes.unreadable.items(), *found.failed, *failed):
        store.refuse(path, "", refusal.code, messages.of(faults.with_log(root, refusal)))
    _refuse_amendments(store, written, broken)
    _record_state(root, store, ledger)
    notices = (*other_years(file_changes.new, found.keys), *unsigned_amendments(written), *overlooked(root))
    return Changes(
        tuple(path for path in file_changes.new if path not in inventory.withdrawn_paths),
        tuple(file_changes.changed),
        tuple(inventory.removed),
        found.registered,
        registry,
        before,
        after,
        version_keys(changed_entries),
        (*_remarks(inventory, renamed, renumbered, ledger), *notices),
    )


@dataclass(frozen=True, slots=True)
class _Inventory:
    """The originals that the archive holds from now on, by path.

    ``removed`` are the paths removed since the last build; ``withdrawn_paths`` are those of withdrawn originals.
    ``existing`` are the SHA-256 of all originals that exist, including files that cannot be opened. ``replaced``:
    SHA-256 of each replaced original → its path."""

    files: Mapping[str, FileState]
    removed: Sequence[str]
    withdrawn_paths: Sequence[str]
    existing: set[str]
    replaced: Mapping[str, str]


def _inventory(file_changes: FileChanges, ledger: Ledger) -> _Inventory:
    gone = set(file_changes.removed)
    files = {path: file for path, file in file_changes.known.items() if path not in gone} | file_changes.to_record
    withdrawn_paths = [path for path, file in files.items() if ledger.withdrawn(file.sha256)]
    for path in withdrawn_paths:
        del files[path]
    removed = [*file_changes.removed, *(path for path in withdrawn_paths if path in file_changes.known)]
    existing = {file.sha256 for file in files.values()}
    # These files exist but cannot be opened.
    existing |= {sha for path in file_changes.unreadable for sha in ledger.paths.get(path, ())}
    replaced = {sha: path for path in files for sha in ledger.paths.get(path, ()) if sha != files[path].sha256}
    return _Inventory(files, removed, withdrawn_paths, existing, replaced)


def _files_to_identify(
    root: Path,
    store: Store,
    ledger: Ledger,
    file_changes: FileChanges,
    inventory: _Inventory,
    failed_before: Sequence[str],
) -> dict[str, FileState]:
    """Return the originals that must be read or identified again."""
    if _digest_of_inputs(root) != store.meta("inputs"):
        return dict(inventory.files)
    asked = [*file_changes.new, *file_changes.changed, *failed_before]
    touched = {path: inventory.files[path] for path in asked if path in inventory.files}
    unavailable_paths = {*inventory.removed, *file_changes.changed}
    others = (
        path
        for path, file in inventory.files.items()
        if not _matches_ledger(store, ledger, path, file, unavailable_paths)
    )
    return touched | {path: inventory.files[path] for path in others}


def _has_no_folder(root: Path) -> bool:
    return not (root / project.REPORTS).is_dir()


def _refuse_removal(root: Path, gone: Sequence[Entry], claims: Mapping[str, Claim]) -> None:
    """Raise ``Refusal`` when originals are missing. The message says why files at their paths could not be parsed."""
    if gone:
        causes = {path: claim.refusal[1] for path, claim in claims.items() if claim.refusal}
        guard.refuse_removal(gone, _has_no_folder(root), causes)


def _record_state(root: Path, store: Store, ledger: Ledger) -> None:
    """Store the state that the next build compares first: inputs other than the originals."""
    store.save_newest_keys(newest(ledger))
    store.set_meta("inputs", _digest_of_inputs(root))
    store.set_meta("check", versions.version("check"))


def _record_files(store: Store, file_changes: FileChanges, inventory: _Inventory) -> None:
    """Record the files as they are now, so that the next build does not open unchanged files."""
    for path, file in file_changes.to_record.items():
        if path in inventory.files:
            store.save_file(path, file)
    for path in inventory.removed:
        store.forget_file(path)
        store.accept(path)


def _forget_withdrawn(store: Store, ledger: Ledger, changed_entries: Iterable[str]) -> None:
    """Delete everything that was extracted from withdrawn originals.

    The mark "withdrawn" stays until the previous generation of the site and the free pages of the store are deleted
    too."""
    if withdrawn := [sha256 for sha256 in changed_entries if ledger.withdrawn(sha256)]:
        store.forget_readings(withdrawn)
        store.set_meta("withdrawn", "pending")


def _dirty_groups(
    store: Store,
    written: Mapping[Key, Amendments],
    changed_entries: Mapping[str, Iterable[Key]],
    failed_before: Iterable[str],
) -> list[Key]:
    """Return the groups that are resolved again although none of their files changed; all groups when the checks
    changed."""
    groups = [*_amended_keys(store, written), *{key for keys in changed_entries.values() for key in keys}]
    groups += [key for path in failed_before if (key := store.key_of(path))]
    return [*groups, *store.keys()] if versions.version("check") != store.meta("check") else groups


def _overwritten(inventory: _Inventory, ledger: Ledger, allowed: Iterable[Entry]) -> dict[str, Entry]:
    """Return path → version that was overwritten in place without permission (``allowed``)."""
    lost = inventory.replaced.keys() - inventory.existing - {entry.sha256 for entry in allowed}
    decided = (entry for sha256 in sorted(lost) if (entry := ledger.decided(sha256)))
    return {inventory.replaced[e.sha256]: e for e in decided if not (e.removed or e.withdrawn)}


def _removal_days(
    ledger: Ledger, gone: Iterable[Entry], inventory: _Inventory, unreadable: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield (SHA-256, day of removal to record); the day is "" when the original is back."""
    absent = {
        *(e.sha256 for e in gone),
        *(sha for sha in inventory.replaced.keys() - inventory.existing if ledger.decided(sha)),
    }
    back = inventory.existing - unreadable
    for sha256, entry in ledger.entries.items():
        if not entry.agency_id or entry.withdrawn:
            continue
        if sha256 in absent and not entry.removed:
            yield sha256, today()
        elif sha256 in back and entry.removed:
            yield sha256, ""


def _remarks(
    inventory: _Inventory, renamed: Iterable[Entry], renumbered: Mapping[str, Mapping[str, str]], ledger: Ledger
) -> Iterator[str]:
    """Yield messages on withdrawn originals that still exist, renumbered versions, and implausible ledger cells."""
    for path in inventory.withdrawn_paths:
        yield messages.text("notice", "withdrawn-here", path=path)
    for entry in renamed:
        number = renumbered[entry.sha256]["version"]
        yield messages.text(
            "notice", "renumbered", path=entry.path, address=entry.address, old=entry.version, new=number
        )
    for entry in invalid_successors(ledger):
        word, digits = entry.superseded_by, entry.sha256[:12]
        yield messages.text("notice", "superseded-unknown", path=entry.path, sha256=digits, value=word)
    last = max(ledger.entries.values(), key=lambda entry: entry.last_day, default=None)
    if last and last.last_day > today():
        yield messages.text("notice", "clock", today=today(), day=last.last_day, path=last.path)


def version_keys(changed_entries: Mapping[str, Iterable[Key]]) -> tuple[tuple[str, int, str], ...]:
    """Return (agency, year, SHA-256) of the versions whose ledger entry is new or changed."""
    return tuple(sorted((*key, sha256) for sha256, keys in changed_entries.items() for key in keys))


def _matches_ledger(
    store: Store, ledger: Ledger, path: str, file: FileState, unavailable_paths: Collection[str]
) -> bool:
    """Return whether the store holds an original as the ledger decides.

    It does not when the ledger now has another agency or year. For a duplicate, it does not when the published copy is
    in ``unavailable_paths`` (paths that were removed or now hold other files)."""
    entry = ledger.decided(file.sha256)
    held = store.holding_of(file.sha256)
    if not entry or not held:
        return True
    return held[0] not in unavailable_paths if held[0] != path else held[1:] == entry.key


def _record_decisions(
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
        write_rows(root, rows, filled)
    return registry


def _amended_keys(store: Store, written: Mapping[Key, Amendments]) -> list[Key]:
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


def _digest_of_inputs(root: Path) -> str:
    """Return a digest of the inputs of identification other than the originals."""
    digest = hashlib.sha256(versions.version("identify").encode())
    path = root / project.REGISTRY
    if path.is_file():
        digest.update(path.read_bytes())
    return digest.hexdigest()
