"""One agency, one year: which of its files is shown, at which address, with which findings.

A group is settled again when one of its files changed, when last year's report did, when a correction or an answer was
written, or when another agency's report is found to be like its own. Reports are loaded group by group: the memory does
not grow with the archive.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from build_scripts import alike, checks, divisions, messages, search
from build_scripts.alike import Key
from build_scripts.amendments import NONE, Amendments, answered, corrected
from build_scripts.contract import from_json, to_json
from build_scripts.findings import finding
from build_scripts.fragments import fragment_row
from build_scripts.indicators import packed, values
from build_scripts.model import Agency, Holding, Refusal, Report, Shown
from build_scripts.reading import READER_VERSION, identify
from build_scripts.registry import Registry
from build_scripts.store import Store, pack, unpack

_VERSION_MARK = re.compile(r"[（(]第(\d+)版[)）]$")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the originals: the register, path → SHA-256 at first sight, corrections and answers."""

    registry: Registry
    ledger: Mapping[str, str]
    said: Mapping[Key, Amendments]


@dataclass(slots=True)
class _Seen:
    """Reports as they were shown and as they are, address by address."""

    before: dict[str, Shown]
    after: dict[str, Shown]


def identified_report(store: Store, path: str, sha256: str, registry: Registry) -> Report:
    """The reading of an original, with agency and year as far as its evidence and the register tell."""
    kept = store.reading(sha256, READER_VERSION)
    assert kept is not None and kept[0] is not None
    return identify(from_json(unpack(kept[0])), path, registry)


def settle(
    store: Store, identified: Mapping[str, Key], touched: Iterable[str], asked: Iterable[Key], beside: Beside
) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """Settle every group that is touched or ``asked`` for: what was shown before, what is shown now."""
    touched = list(touched)
    held = store.held(touched)
    seen = _Seen({}, {})
    groups: dict[Key, list[str]] = {}
    for path, key in identified.items():
        groups.setdefault(key, []).append(path)
    for path in touched:
        if path in held:
            for key in store.rows("select agency_id, year from holdings where path = ?", (path,)):
                groups.setdefault((key[0], key[1]), [])
            if path not in identified:
                _remove(store, path, seen)
    for key in asked:
        groups.setdefault(key, [])
    for agency_id, year in list(groups):
        groups.setdefault((agency_id, year + 1), [])  # its checks look at the year before
    likely: set[Key] = set()
    for key in sorted(groups):
        likely |= _settle_group(store, key, groups[key], identified, beside, seen)
    for key in alike.changed(store, likely):
        _settle_group(store, key, groups.get(key, ()), identified, beside, seen)
    return tuple(seen.before.values()), tuple(seen.after.values())


def _remove(store: Store, path: str, seen: _Seen) -> None:
    for shown in store.shown("path = ?", (path,)):
        seen.before.setdefault(shown.address, shown)
        seen.after.pop(shown.address, None)
    store.remove(path)


def _settle_group(
    store: Store, key: Key, paths: Iterable[str], identified: Mapping[str, Key], beside: Beside, seen: _Seen
) -> set[Key]:
    """Usually one report; else the highest version is shown, the others kept beside it. Gives back the reports whose
    likeness to another may have changed."""
    members = _members(store, key, paths, identified, beside.registry)
    order = sorted(members, key=lambda path: (-_version(path), path))
    first_of: dict[str, str] = {}
    twins: dict[str, list[str]] = {}
    for path in order:
        sha256 = members[path].source.sha256
        first = first_of.setdefault(sha256, path)
        if first != path:
            twins.setdefault(first, []).append(path)
            twin = Refusal("duplicate", other=first)
            _remove(store, path, seen)
            store.refuse(path, sha256, twin.code, messages.say(twin))
    distinct = list(first_of.values())
    for path in distinct:
        report = members[path]
        main = path == distinct[0]
        notes = []
        if (first_seen := beside.ledger.get(path, report.source.sha256)) != report.source.sha256:
            notes.append(finding("source.changed", was=first_seen, now=report.source.sha256))
        if len(distinct) > 1:
            notes.append(finding("report.conflict", others="、".join(other for other in distinct if other != path)))
        if path in twins:
            notes.append(finding("report.duplicate", others="、".join(twins[path])))
        noted = replace(report, findings=(*report.findings, *notes))
        _put(store, path, key, main, corrected(noted, beside.said.get(key, NONE)), beside, seen)
    return alike.note(store, key, members[distinct[0]] if distinct else None)


def _members(
    store: Store, key: Key, paths: Iterable[str], identified: Mapping[str, Key], registry: Registry
) -> dict[str, Report]:
    """The reports of the group by path: those that were identified just now, and those held already."""
    sources = {
        path: sha256 for path in paths for (sha256,) in store.rows("select sha256 from files where path = ?", (path,))
    }
    held = store.rows("select path, sha256 from holdings where agency_id = ? and year = ?", key)
    sources |= {path: sha256 for path, sha256 in held if path not in identified}
    # A new agency's row may say less than the report: its id is the one that was just given.
    return {
        path: replace(identified_report(store, path, sha256, registry), agency_id=key[0])
        for path, sha256 in sources.items()
    }


def _version(path: str) -> int:
    match = _VERSION_MARK.search(Path(path).stem)
    return int(match[1]) if match else 1


def _put(store: Store, path: str, key: Key, main: bool, report: Report, beside: Beside, seen: _Seen) -> None:
    """Check one report and keep it, unless everything that a page shows of it is as it was."""
    agency = beside.registry.get(key[0])
    assert agency is not None
    address = f"reports/{key[0]}/{key[1]}/" + ("" if main else f"{report.source.sha256[:12]}/")
    history = checks.ALONE
    if main:
        previous = store.report(f"reports/{key[0]}/{key[1] - 1}/")
        history = checks.History(previous=previous, alike=alike.likeness(store, key, beside.registry))
    checked = answered(checks.check(report, history), beside.said.get(key, NONE))
    record = pack(to_json(checked))
    digest = hashlib.sha256(record + f"{agency!r} {search.SEARCH_VERSION}".encode()).hexdigest()
    if store.holding_key(path) == (address, digest):
        return
    for shown in store.shown("path = ? or address = ?", (path, address)):
        seen.before.setdefault(shown.address, shown)
    codes = {d.level: d.code for d in divisions.path_of(agency)}
    places = tuple(codes.get(level, "") for level in ("省", "市", "县"))
    lines = search.pack(search.lines_of(checked, agency, address))
    store.put(holding_of(address, agency, checked), path, main, places, record, digest, lines, packed(values(checked)))
    store.keep_fragment(fragment_row(checked, agency, address))
    seen.after[address] = Shown(address, agency, key[1], main, tuple(dict.fromkeys(f.code for f in checked.findings)))


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
