"""Identify originals: agency and year come from the ledger, and for a new original from its content.

A decision is recorded at once and is permanent, because it is part of a published address. An agency that is not in the
register gets its permanent id now, and a row in the register for staff to check."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from build_scripts import faults, messages, versions
from build_scripts.archive.store import FileState, Store
from build_scripts.content.ledger import Entry, Ledger, by_arrival, merged, today
from build_scripts.content.new_agency import propose_agency
from build_scripts.content.registry import Registry, agency_key, core_of
from build_scripts.extraction.attribution import decide_attribution
from build_scripts.model import Agency, Refusal
from build_scripts.progress import Progress
from build_scripts.serialize import evidence_from_json, unpack
from build_scripts.workers.processes import map_in_batches, workers, worth_sharing

Key = tuple[str, int]
VERSION_MARK = re.compile(r"[（(]第(\d+)版[)）]$")
_BATCH = 16  # originals per batch: half a tenth of a second


@dataclass(frozen=True, slots=True)
class Claim:
    """The agency and year that the content of an original gives.

    ``year`` is 0 and ``agency`` is "" when unknown; ``agency_id`` is "" when the register does not have the agency.
    ``refusal`` is (code, message) when the original could not be parsed. ``fault`` is set when an error of the program
    prevented identification."""

    agency: str = ""
    agency_id: str = ""
    year: int = 0
    title: str = ""
    published: date | None = None
    refusal: tuple[str, str] | None = None
    fault: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """The result of identification.

    ``keys``: path → agency and year of every original that can be published; ``claims``: path → claim, for all
    originals; ``registered``: agencies that had to be added to the register."""

    keys: Mapping[str, Key]
    claims: Mapping[str, Claim]
    registered: tuple[Agency, ...]

    @property
    def failed(self) -> list[tuple[str, Refusal]]:
        """Return (path, refusal) of the undecided originals that an error of the program left unidentified."""
        return [(p, c.fault) for p, c in self.claims.items() if c.fault and p not in self.keys]


def identify_all(
    store: Store,
    files: Mapping[str, FileState],
    ledger: Ledger,
    registry: Registry,
    used_ids: Collection[str],
    progress: Progress,
) -> Identified:
    """Identify each original. Refused files are listed in the store instead. ``used_ids``: ids that were assigned
    before."""
    keys: dict[str, Key] = {}
    unregistered: dict[tuple[str, str], list[str]] = {}
    claims = dict(zip(files, _claims(store, files, registry, progress), strict=True))
    for path, claim in claims.items():
        sha256 = files[path].sha256
        store.accept(path)
        if claim.refusal:
            store.refuse(path, sha256, *claim.refusal)
        elif entry := ledger.decided(sha256):
            keys[path] = entry.key
        elif claim.fault:
            continue
        elif not claim.year or not claim.agency:
            unknown = Refusal("year-unknown" if claim.agency else "agency-unknown", title=claim.title)
            store.refuse(path, sha256, unknown.code, messages.of(unknown))
        elif claim.agency_id:
            keys[path] = (claim.agency_id, claim.year)
        else:
            unregistered.setdefault(agency_key(claim.agency), []).append(path)
    registered: list[Agency] = []
    fullest = {
        max((claims[path].agency for path in paths), key=lambda name: (len(name), name)): paths
        for paths in unregistered.values()
    }
    for name in sorted(fullest, key=core_of):
        registered.append(propose_agency(name, registry, tuple(registered), used_ids))
        for path in fullest[name]:
            keys[path] = (registered[-1].agency_id, claims[path].year)
    return Identified(keys, claims, tuple(registered))


def ledger_entries(
    found: Identified, files: Mapping[str, FileState], ledger: Ledger
) -> tuple[list[Entry], dict[str, dict[str, str]]]:
    """Return (new ledger rows, cells to fill in existing rows) for the decisions just made.

    Versions that arrive together are numbered by the marks in their names (第2版), then by their dates of
    publication."""
    new: dict[str, Key] = {}
    for path, key in found.keys.items():
        if not ledger.decided(files[path].sha256):
            new.setdefault(files[path].sha256, key)
    taken = {key: max(e.version for e in items) for key, items in ledger.versions().items()}
    numbers: dict[str, int] = {}
    paths = sorted(found.keys, key=lambda p: (version_mark(p), str(found.claims[p].published or ""), files[p].sha256))
    for path in paths:
        sha256 = files[path].sha256
        if sha256 in new and sha256 not in numbers:
            taken[new[sha256]] = numbers[sha256] = taken.get(new[sha256], 0) + 1
    rows, filled = [], dict[str, dict[str, str]]()
    for path, claim in found.claims.items():
        if claim.fault and path not in found.keys:
            continue
        file = files[path]
        decided = ledger.decided(file.sha256)
        agency_id, year = decided.key if decided else new.get(file.sha256, ("", 0))
        number = decided.version if decided else numbers.get(file.sha256, 0)
        if file.sha256 not in ledger.paths.get(path, ()):
            came = ledger.entries[file.sha256].archived if file.sha256 in ledger.entries else ""
            rows.append(Entry(path, file.sha256, file.size, came or today(), agency_id, year, number))
        if file.sha256 in new and file.sha256 in ledger.entries:
            filled[file.sha256] = {"agency_id": agency_id, "year": str(year), "version": str(number)}
    return rows, filled


def renumbered_versions(ledger: Ledger) -> dict[str, dict[str, str]]:
    """Return SHA-256 → the cells with a new number, for versions that share a number.

    Two people can each add a "version 2" in their own branch. The version that arrived first keeps the number (on the
    same day, the smaller SHA-256); the others get the next free numbers, identically on every computer. No address
    contains the number, so no address changes."""
    found: dict[str, dict[str, str]] = {}
    for items in ledger.versions().values():
        taken, last = set[int](), max(e.version for e in items)
        for entry in items:
            if entry.version in taken:
                last += 1
                found[entry.sha256] = {"version": str(last)}
            taken.add(entry.version)
    return found


def version_mark(path: str) -> int:
    """Return 2 for 某镇（第2版）.pdf, a hint in the file name; 1 without a mark."""
    match = VERSION_MARK.search(Path(path).stem)
    return int(match[1]) if match else 1


def updated_ledger(ledger: Ledger, rows: Iterable[Entry], filled: Mapping[str, Mapping[str, Any]]) -> Ledger:
    """Return the ledger as it is after writing these rows and cells."""
    known = dict(ledger.entries)
    paths = {path: list(seen) for path, seen in ledger.paths.items()}
    for row in rows:
        known[row.sha256] = merged(known.get(row.sha256), row)
        if row.sha256 not in paths.setdefault(row.path, []):
            paths[row.path].append(row.sha256)
    for sha256, cells in filled.items():
        values: dict[str, Any] = {n: int(v) if n in ("year", "version", "size") else v for n, v in cells.items()}
        known[sha256] = replace(known[sha256], **values)
    return Ledger(by_arrival(known), {path: tuple(seen) for path, seen in paths.items()})


# --------------------------------------------------------------------------- one original


def _claims(store: Store, files: Mapping[str, FileState], registry: Registry, progress: Progress) -> Iterator[Claim]:
    originals = [(path, file.sha256) for path, file in files.items()]
    progress.stage("认定机关和年度", len(originals))
    if worth_sharing(originals):
        with workers(_open_worker, store.path, registry) as pool:
            yield from _with_progress(originals, map_in_batches(pool, _claim_in_worker, originals, _BATCH), progress)
    else:
        yield from _with_progress(originals, (_claim(store, registry, original) for original in originals), progress)


def _with_progress(originals: Sequence[tuple[str, str]], found: Iterable[Claim], progress: Progress) -> Iterator[Claim]:
    for (path, _), claim in zip(originals, found, strict=True):
        progress.step(path)
        yield claim


def _claim(store: Store, registry: Registry, original: tuple[str, str]) -> Claim:
    claim = faults.isolated(partial(_identified, store, registry, *original))
    return Claim(fault=claim) if isinstance(claim, Refusal) else claim


def _identified(store: Store, registry: Registry, path: str, sha256: str) -> Claim:
    kept = store.reading(sha256, versions.version("read"))
    assert kept is not None
    if kept[0] is None:
        refusal = json.loads(kept[1])
        return Claim(refusal=(refusal["code"], refusal["message"]))
    data = unpack(kept[0])
    who = decide_attribution(evidence_from_json(data), path, registry)
    agency_id = who.registered.agency_id if who.registered else ""
    return Claim(who.agency, agency_id, who.year, data["title"], who.published)


_worker: dict[str, Any] = {}


def _open_worker(database: Path, registry: Registry) -> None:
    _worker.update(store=Store(database, readonly=True), registry=registry)


def _claim_in_worker(original: tuple[str, str]) -> Claim:
    return _claim(original=original, **_worker)
