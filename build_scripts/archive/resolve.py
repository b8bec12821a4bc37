"""Resolve one agency and year: choose the current version, and determine the address and the findings of each version.

Nothing is written to the store here, so that several processes can resolve groups at the same time (``groups``).
Reports are loaded group by group: memory use does not grow with the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts import checks, versions
from build_scripts.archive import similar
from build_scripts.archive.current import Choice, choose
from build_scripts.archive.identity import version_mark
from build_scripts.archive.similar import Key
from build_scripts.archive.store import HoldingRow, Store, holding_row
from build_scripts.checks.reuse import sentences
from build_scripts.content import divisions
from build_scripts.content.amendments import NO_AMENDMENTS, Amendments, answered, corrected
from build_scripts.content.history import as_of
from build_scripts.content.ledger import Entry, Ledger
from build_scripts.content.registry import Registry
from build_scripts.extraction.identify import identify
from build_scripts.findings import finding_with_message
from build_scripts.indicators import packed, values
from build_scripts.model import Agency, Finding, Holding, Report, finding
from build_scripts.serialize import from_json, pack, to_json, unpack


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The inputs from people other than the originals: register, ledger, corrections and answers."""

    registry: Registry
    ledger: Ledger
    amendments: Mapping[Key, Amendments]


@dataclass(frozen=True, slots=True)
class Group:
    """One agency and year with its originals: path → SHA-256."""

    key: Key
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A report as it is published; ``path`` is that of its original."""

    report: Report
    agency: Agency
    path: str
    is_current: bool

    @property
    def address(self) -> str:
        year = f"reports/{self.report.agency_id}/{self.report.year}/"
        return year if self.is_current else f"{year}{self.report.source.sha256[:12]}/"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its findings, with repetitions."""
        return tuple(f.code for f in self.report.findings)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result for a group: its reports, the current version first.

    ``duplicates`` are (path, SHA-256, path with the same bytes) of duplicate originals. ``sentences`` are those of the
    current version."""

    key: Key
    duplicates: tuple[tuple[str, str, str], ...]
    reports: tuple[Resolved, ...]
    sentences: Mapping[int, int]


def resolve(store: Store, context: BuildContext, group: Group, previous: Report | None) -> Resolution:
    """Resolve a group. Usually it has one report; otherwise one version is current, and the others are published beside
    it.

    ``previous`` is the report of the year before, which the checks compare."""
    duplicates: dict[str, list[str]] = {}
    first_of: dict[str, str] = {}
    for path in sorted(group.sources, key=lambda path: (version_mark(path), path)):
        first = first_of.setdefault(group.sources[path], path)
        if first != path:
            duplicates.setdefault(first, []).append(path)
    read = {path: _identified(store, path, group, context.registry) for path in first_of.values()}
    choice = choose([(_entry(context, path, r), r.published) for path, r in read.items()]) if read else Choice("", "")
    distinct = sorted(read, key=lambda path: (group.sources[path] != choice.sha256, group.sources[path]))
    amendments = context.amendments.get(group.key, NO_AMENDMENTS)
    history = checks.History(previous=previous, similar=similar.similar_report(store, group.key, context.registry))
    registered = context.registry.get(group.key[0])
    resolved: list[Resolved] = []
    for path in distinct:
        report, is_current = read[path], path == distinct[0]
        notes = _notes(group.key, path, report, distinct, duplicates, context.ledger, choice.why)
        noted = corrected(replace(report, findings=(*report.findings, *notes)), amendments)
        checked = answered(checks.check(noted, history if is_current else checks.NO_HISTORY), amendments)
        assert registered is not None
        agency = as_of(registered, group.key[1])
        resolved.append(Resolved(checked, agency, path, is_current))
    twice = tuple((path, group.sources[path], first) for first, paths in duplicates.items() for path in paths)
    return Resolution(group.key, twice, tuple(resolved), sentences(read[distinct[0]]) if distinct else {})


def _identified(store: Store, path: str, group: Group, registry: Registry) -> Report:
    """Return the parsed report of an original, with the decided agency and year."""
    kept = store.reading(group.sources[path], versions.version("read"))
    assert kept is not None and kept[0] is not None
    agency_id, year = group.key
    return replace(
        identify(from_json(unpack(kept[0])), path, registry, registry.get(agency_id), year), agency_id=agency_id
    )


def _entry(context: BuildContext, path: str, report: Report) -> Entry:
    return context.ledger.entries.get(report.source.sha256) or Entry(path, report.source.sha256)


def _notes(
    key: Key,
    path: str,
    report: Report,
    distinct: Sequence[str],
    duplicates: Mapping[str, Sequence[str]],
    ledger: Ledger,
    why: str,
) -> Iterator[Finding]:
    here = (ledger.entries[sha256] for sha256 in ledger.paths.get(path, ()) if sha256 != report.source.sha256)
    own = ledger.entries.get(report.source.sha256)
    gone = (e for e in here if e.key == key and not (e.superseded_by or e.withdrawn))
    overwritten = [e for e in gone if e.removed or (own and own.path == e.path == path and e.version < own.version)]
    if overwritten:
        earlier = max(overwritten, key=lambda e: (e.version, e.sha256)).sha256
        yield finding("source.changed", was=earlier, now=report.source.sha256)
    if len(distinct) > 1:
        yield finding("report.conflict", others="、".join(other for other in distinct if other != path), why=why)
    if path in duplicates:
        yield finding("report.duplicate", others="、".join(duplicates[path]))


# --------------------------------------------------------------------------- rows for the store


def row_of(resolved: Resolved) -> HoldingRow:
    """Return the row of a report, which holds everything that pages show; its digest covers every column."""
    report, agency = resolved.report, resolved.agency
    places = {d.level: d.code for d in divisions.path_of(agency)}
    row = holding_row(
        holding_of(resolved.address, agency, report),
        resolved.path,
        resolved.is_current,
        (places.get("省", ""), places.get("市", ""), places.get("县", "")),
        pack(to_json(report, finding_with_message)),
        packed(values(report)),
    )
    return row._replace(digest=hashlib.sha256(repr(row).encode()).hexdigest())


def holding_of(address: str, agency: Agency, report: Report) -> Holding:
    """Return the report as overviews use it."""
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
