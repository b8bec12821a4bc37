"""One agency, one year: which of its files is shown, at which address, with which findings.

A group is settled again when one of its files changed, when last year's report did, when a correction or an answer was
written, or when another agency's report is found to be like its own. What a group comes to (``_settled``) is found out
without writing to the store, in several processes when there are many; one process keeps it (``_keep``). Reports
are loaded group by group: the memory does not grow with the archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from build_scripts import checks, messages, search, versions
from build_scripts.archive import similar
from build_scripts.archive.current import Choice, choose
from build_scripts.archive.export_cache import export_rows
from build_scripts.archive.identity import version_mark
from build_scripts.archive.similar import Key
from build_scripts.archive.store import ExportRows, HoldingRow, Store, holding_row
from build_scripts.checks.reuse import sentences
from build_scripts.content import divisions
from build_scripts.content.amendments import NONE, Amendments, answered, corrected
from build_scripts.content.ledger import Entry, Ledger
from build_scripts.content.registry import Registry
from build_scripts.extraction.identify import identify
from build_scripts.findings import finding
from build_scripts.indicators import packed, values
from build_scripts.model import Agency, Finding, Holding, Refusal, Report, Shown
from build_scripts.progress import Progress
from build_scripts.serialize import from_json, pack, to_json, unpack
from build_scripts.workers.processes import each, workers, worth_sharing

_AGENCIES = 4  # handed over at a time: two tenths of a second


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the originals: the register, the ledger, corrections and answers."""

    registry: Registry
    ledger: Ledger
    said: Mapping[Key, Amendments]


# --------------------------------------------------------------------------- groups


@dataclass(frozen=True, slots=True)
class _Group:
    """One agency and year with its originals: path → SHA-256."""

    key: Key
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Put:
    """A report that is other than the store holds it: the rows that tell of it."""

    shown: Shown
    holding: HoldingRow
    codes: tuple[str, ...]
    export_rows: ExportRows
    search_lines: bytes


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a group comes to. ``twins``: (path, SHA-256, path of the same bytes) of originals that came twice;
    ``sentences`` of the report that is shown."""

    key: Key
    twins: tuple[tuple[str, str, str], ...]
    puts: tuple[_Put, ...]
    sentences: Mapping[int, int]


@dataclass(slots=True)
class _Seen:
    """Reports as they were shown and as they are, address by address."""

    before: dict[str, Shown]
    after: dict[str, Shown]


def settle(
    store: Store,
    whose: Mapping[str, Key],
    touched: Iterable[str],
    asked: Iterable[Key],
    beside: Beside,
    progress: Progress,
) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """Settle every group that is touched or ``asked`` for: what was shown before, what is shown now."""
    touched = list(touched)
    seen = _Seen({}, {})
    paths: dict[Key, list[str]] = {}
    for path, key in whose.items():
        paths.setdefault(key, []).append(path)
    for path in touched:
        if held_key := store.key_of(path):
            paths.setdefault(held_key, [])
            if path not in whose:
                _remove(store, path, seen)
    for key in asked:
        paths.setdefault(key, [])
    for agency_id, year in list(paths):
        paths.setdefault((agency_id, year + 1), [])  # its checks look at the year before
    groups = [_Group(key, _sources(store, key, paths[key], whose)) for key in sorted(paths)]
    filled = {group.key for group in groups if group.sources}
    progress.stage("归档与核验", len(filled))
    likely: set[Key] = set()
    for settled in _all_settled(store, beside, groups):
        if settled.key in filled:
            progress.step(f"{settled.key[0]} {settled.key[1]}")
        _keep(store, settled, seen)
        likely |= similar.note(store, settled.key, settled.sentences)
    for key in similar.changed(store, likely):
        group = _Group(key, _sources(store, key, paths.get(key, ()), whose))
        for settled in _settled(store, beside, [group]):
            _keep(store, settled, seen)
    return tuple(seen.before.values()), tuple(seen.after.values())


def _sources(store: Store, key: Key, paths: Iterable[str], whose: Mapping[str, Key]) -> dict[str, str]:
    """The originals of the group: those whose they are was found out just now, and those held already."""
    found = {path: sha256 for path in paths if (sha256 := store.sha256_of(path))}
    return found | {path: sha256 for path, sha256 in store.sources(*key).items() if path not in whose}


# --------------------------------------------------------------------------- what a group comes to


def _all_settled(store: Store, beside: Beside, groups: Sequence[_Group]) -> Iterator[_Settled]:
    agencies = [list(years) for _, years in groupby(groups, lambda group: group.key[0])]
    if worth_sharing(groups):
        with workers(_open_worker, store.path, beside) as pool:
            for settled in each(pool, _settled_in_worker, agencies, _AGENCIES):
                yield from settled
    else:
        for years in agencies:
            yield from _settled(store, beside, years)


def _settled(store: Store, beside: Beside, groups: Iterable[_Group]) -> list[_Settled]:
    """Groups of one agency, the earlier year first: a report is checked beside the one before."""
    found = []
    reports: dict[int, Report | None] = {}
    for group in groups:
        agency_id, year = group.key
        before = year - 1
        previous = reports[before] if before in reports else store.report(f"reports/{agency_id}/{before}/")
        settled, reports[year] = _one_settled(store, beside, group, previous)
        found.append(settled)
    return found


def _one_settled(
    store: Store, beside: Beside, group: _Group, previous: Report | None
) -> tuple[_Settled, Report | None]:
    """Usually one report; else the highest version is shown, the others kept beside it. With the report that is shown."""
    twins: dict[str, list[str]] = {}
    first_of: dict[str, str] = {}
    for path in sorted(group.sources, key=lambda path: (version_mark(path), path)):
        first = first_of.setdefault(group.sources[path], path)
        if first != path:
            twins.setdefault(first, []).append(path)
    read = {path: _identified(store, path, group, beside.registry) for path in first_of.values()}
    choice = choose([(_entry(beside, path, r), r.published) for path, r in read.items()]) if read else Choice("", "")
    distinct = sorted(read, key=lambda path: (group.sources[path] != choice.sha256, group.sources[path]))
    puts: list[_Put] = []
    main: Report | None = None
    said = beside.said.get(group.key, NONE)
    history = checks.History(previous=previous, alike=similar.likeness(store, group.key, beside.registry))
    letters: Mapping[int, int] = {}
    for path in distinct:
        report = read[path]
        if path == distinct[0]:
            letters = sentences(report)
        notes = _notes(path, report, distinct, twins, beside.ledger, choice.why)
        noted = corrected(replace(report, findings=(*report.findings, *notes)), said)
        checked = answered(checks.check(noted, history if path == distinct[0] else checks.ALONE), said)
        if path == distinct[0]:
            main = checked
        if put := _put(store, path, group.key, path == distinct[0], checked, beside.registry):
            puts.append(put)
    told = tuple((path, group.sources[path], first) for first, paths in twins.items() for path in paths)
    return _Settled(group.key, told, tuple(puts), letters), main


def _identified(store: Store, path: str, group: _Group, registry: Registry) -> Report:
    """The reading of an original, whose agency and year are decided."""
    kept = store.reading(group.sources[path], versions.version("read"))
    assert kept is not None and kept[0] is not None
    agency_id, year = group.key
    return replace(
        identify(from_json(unpack(kept[0])), path, registry, registry.get(agency_id), year), agency_id=agency_id
    )


def _entry(beside: Beside, path: str, report: Report) -> Entry:
    return beside.ledger.entries.get(report.source.sha256) or Entry(path, report.source.sha256)


def _notes(
    path: str, report: Report, distinct: Sequence[str], twins: Mapping[str, Sequence[str]], ledger: Ledger, why: str
) -> Iterator[Finding]:
    for sha256 in ledger.paths.get(path, ()):
        entry = ledger.entries[sha256]
        if sha256 != report.source.sha256 and entry.removed and not (entry.superseded_by or entry.withdrawn):
            yield finding("source.changed", was=sha256, now=report.source.sha256)
            break
    if len(distinct) > 1:
        yield finding("report.conflict", others="、".join(other for other in distinct if other != path), why=why)
    if path in twins:
        yield finding("report.duplicate", others="、".join(twins[path]))


def _put(store: Store, path: str, key: Key, main: bool, checked: Report, registry: Registry) -> _Put | None:
    """The rows of one report, unless everything that a page shows of it is as it was."""
    agency = registry.get(key[0])
    assert agency is not None
    address = f"reports/{key[0]}/{key[1]}/" + ("" if main else f"{checked.source.sha256[:12]}/")
    record = pack(to_json(checked))
    digest = hashlib.sha256(record + f"{agency!r} {versions.version('search lines')}".encode()).hexdigest()
    if store.holding_key(path) == (address, digest):
        return None
    codes = tuple(f.code for f in checked.findings)
    places = {d.level: d.code for d in divisions.path_of(agency)}
    row = holding_row(
        holding_of(address, agency, checked),
        path,
        main,
        (places.get("省", ""), places.get("市", ""), places.get("县", "")),
        record,
        digest,
        packed(values(checked)),
    )
    shown = Shown(address, agency, key[1], main, tuple(dict.fromkeys(codes)))
    lines = search.pack(search.lines_of(checked, agency, address))
    return _Put(shown, row, codes, export_rows(checked, agency, address), lines)


# --------------------------------------------------------------------------- keeping it


def _keep(store: Store, settled: _Settled, seen: _Seen) -> None:
    for path, sha256, first in settled.twins:
        twin = Refusal("duplicate", other=first)
        _remove(store, path, seen)
        store.refuse(path, sha256, twin.code, messages.say(twin))
    for put in settled.puts:
        for shown in store.shown_of(put.holding.path, put.holding.address):
            seen.before.setdefault(shown.address, shown)
        store.put(put.holding, put.codes)
        store.keep_export_rows(put.export_rows)
        store.keep_search_lines(put.holding.address, put.search_lines)
        seen.after[put.shown.address] = put.shown


def _remove(store: Store, path: str, seen: _Seen) -> None:
    for shown in store.shown_of(path):
        seen.before.setdefault(shown.address, shown)
        seen.after.pop(shown.address, None)
    store.remove(path)


# --------------------------------------------------------------------------- processes

_worker: dict[str, Any] = {}


def _open_worker(database: Path, beside: Beside) -> None:
    _worker.update(store=Store(database, readonly=True), beside=beside)


def _settled_in_worker(groups: Sequence[_Group]) -> list[_Settled]:
    return _settled(groups=groups, **_worker)


# --------------------------------------------------------------------------- without its text


def holding_of(address: str, agency: Agency, report: Report) -> Holding:
    """The report as overviews see it."""
    return Holding(
        address=address,
        agency=agency,
        year=report.year,
        title=report.title,
        form=report.form,
        published=report.published,
        source=report.source,
        proactive=report.proactive,
        requests=report.requests,
        review=report.review,
        findings=report.findings,
        statements=report.statements,
    )
