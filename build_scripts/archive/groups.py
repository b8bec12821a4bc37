"""Decide which groups (one agency, one year) are resolved again, and store the results.

A group is resolved again when one of its files or the report of the previous year changed; when its ledger entries,
corrections or answers changed; when another agency's report turns out to be similar; or when the code of the checks
changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from build_scripts import faults, messages
from build_scripts.archive import derived, similar
from build_scripts.archive.derived import Rows
from build_scripts.archive.resolve import BuildContext, Group, Resolved, resolve, row_of
from build_scripts.archive.similar import Key
from build_scripts.archive.store import HoldingRow, Store
from build_scripts.model import PageFacts, Refusal, Report
from build_scripts.progress import Progress
from build_scripts.workers.processes import WorkerProvider, map_in_batches

_AGENCIES = 4  # agencies per batch: two tenths of a second


@dataclass(frozen=True, slots=True)
class _Update:
    """A report that differs from the stored one, with all its derived rows."""

    facts: PageFacts
    row: HoldingRow
    codes: tuple[str, ...]
    derived: Rows


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result of resolving a group, without the reports that equal the stored ones.

    With a ``refusal``, the group could not be resolved and stays as it is stored."""

    key: Key
    paths: tuple[str, ...]
    duplicates: tuple[tuple[str, str, str], ...] = ()
    updates: tuple[_Update, ...] = ()
    sentences: Mapping[int, int] | None = None
    refusal: Refusal | None = None


@dataclass(slots=True)
class _ReportChanges:
    """Reports before and after by address, and the groups that failed and stay as they were."""

    before: dict[str, PageFacts]
    after: dict[str, PageFacts]
    failed: list[tuple[str, Refusal]] = field(default_factory=list)


def update_groups(
    store: Store,
    keys: Mapping[str, Key],
    touched_paths: Iterable[str],
    dirty_groups: Iterable[Key],
    context: BuildContext,
    progress: Progress,
    provider: WorkerProvider,
) -> tuple[tuple[PageFacts, ...], tuple[PageFacts, ...], list[tuple[str, Refusal]]]:
    """Resolve every group with a touched path and every dirty group.

    ``keys``: path → agency and year of the originals that were just identified. Return the reports as they were shown
    before, the reports as they are shown now, and (path, refusal) of the groups that failed."""
    changes = _ReportChanges({}, {})
    paths: dict[Key, list[str]] = {}
    for path, key in keys.items():
        paths.setdefault(key, []).append(path)
    for path in touched_paths:
        if held_key := store.key_of(path):
            paths.setdefault(held_key, [])
            if path not in keys:
                _remove(store, path, changes)
    for key in dirty_groups:
        paths.setdefault(key, [])
    for agency_id, year in list(paths):
        paths.setdefault((agency_id, year + 1), [])  # its checks look at the year before
    groups = [Group(key, _sources(store, key, paths[key], keys)) for key in sorted(paths)]
    filled = {group.key for group in groups if group.sources}
    progress.stage("归档与核验", len(filled))
    maybe_similar: set[Key] = set()
    for outcome in _outcomes(store, context, groups, provider):
        if outcome.key in filled:
            progress.step(f"{outcome.key[0]} {outcome.key[1]}")
        _save_outcome(store, outcome, changes)
        if outcome.sentences is not None:
            maybe_similar |= similar.update_sentences(store, outcome.key, outcome.sentences)
    for key in similar.update_similar(store, maybe_similar):
        for outcome in _resolve(store, context, [Group(key, _sources(store, key, paths.get(key, ()), keys))]):
            _save_outcome(store, outcome, changes)
    return tuple(changes.before.values()), tuple(changes.after.values()), changes.failed


def _sources(store: Store, key: Key, paths: Iterable[str], keys: Mapping[str, Key]) -> dict[str, str]:
    """Return path → SHA-256 of the group's originals: those just identified, and those already held."""
    found = {path: sha256 for path in paths if (sha256 := store.sha256_of(path))}
    return found | {path: sha256 for path, sha256 in store.sources(*key).items() if path not in keys}


# --------------------------------------------------------------------------- resolving


def _outcomes(
    store: Store, context: BuildContext, groups: Sequence[Group], provider: WorkerProvider
) -> Iterator[_Outcome]:
    agencies = [list(years) for _, years in groupby(groups, lambda group: group.key[0])]
    if provider.worth_sharing(groups):
        with provider.workers(_open_worker, store, context) as pool:
            for outcomes in map_in_batches(pool, _resolve_in_worker, agencies, _AGENCIES):
                yield from outcomes
    else:
        for years in agencies:
            yield from _resolve(store, context, years)


def _resolve(store: Store, context: BuildContext, groups: Iterable[Group]) -> list[_Outcome]:
    """Resolve groups of one agency, earlier years first. An error in one group does not affect the others."""
    reports: dict[int, Report | None] = {}
    outcomes = []
    for group in groups:
        made = faults.isolated(partial(_outcome, store, context, group, reports))
        outcomes.append(_Outcome(group.key, tuple(group.sources), refusal=made) if isinstance(made, Refusal) else made)
    return outcomes


def _outcome(store: Store, context: BuildContext, group: Group, reports: dict[int, Report | None]) -> _Outcome:
    """Resolve one group. ``reports``: year → current version, for the groups of this agency that are already
    resolved."""
    agency_id, year = group.key
    before = year - 1
    previous = reports[before] if before in reports else store.report(f"reports/{agency_id}/{before}/")
    resolution = resolve(store, context, group, previous)
    rows = ((resolved, row_of(resolved)) for resolved in resolution.reports)
    changed = ((resolved, row) for resolved, row in rows if store.holding_key(row.path) != (row.address, row.digest))
    updates = tuple(_update(resolved, row) for resolved, row in changed)
    reports[year] = resolution.reports[0].report if resolution.reports else None
    return _Outcome(group.key, tuple(group.sources), resolution.duplicates, updates, resolution.sentences)


def _update(resolved: Resolved, row: HoldingRow) -> _Update:
    facts = PageFacts(row.address, resolved.agency, row.year, bool(row.main), resolved.codes, row.compared)
    return _Update(facts, row, resolved.codes, derived.rows(resolved.report, resolved.agency, row.address))


_worker: dict[str, Any] = {}


def _open_worker(database: Path, context: BuildContext) -> None:
    _worker.update(store=Store(database, readonly=True), context=context)


def _resolve_in_worker(groups: Sequence[Group]) -> list[_Outcome]:
    return _resolve(groups=groups, **_worker)


# --------------------------------------------------------------------------- storing


def _save_outcome(store: Store, outcome: _Outcome, changes: _ReportChanges) -> None:
    if outcome.refusal:
        names = outcome.paths or (f"{outcome.key[0]}/{outcome.key[1]}",)
        changes.failed += [(path, outcome.refusal) for path in names]
        return
    for path, sha256, first in outcome.duplicates:
        duplicate = Refusal("duplicate", other=first)
        _remove(store, path, changes)
        store.refuse(path, sha256, duplicate.code, messages.of(duplicate))
    for update in outcome.updates:
        for facts in store.page_facts_of(update.row.path, update.row.address):
            changes.before.setdefault(facts.address, facts)
        store.save_holding(update.row, update.codes)
        derived.save(store, update.row.address, update.derived)
        changes.after[update.row.address] = update.facts


def _remove(store: Store, path: str, changes: _ReportChanges) -> None:
    for facts in store.page_facts_of(path):
        changes.before.setdefault(facts.address, facts)
        changes.after.pop(facts.address, None)
    store.remove(path)
