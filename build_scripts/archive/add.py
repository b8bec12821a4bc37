"""``nianbao add``: inspect files and file them under ``content/reports/<year>/``.

No file is ever overwritten. The same bytes are recognised as a duplicate; a different file for the same agency and year
is filed as the next version."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from build_scripts import faults, project, readers
from build_scripts.archive.current import Choice, choose
from build_scripts.archive.file_changes import is_litter, scan
from build_scripts.archive.identity import updated_ledger
from build_scripts.checks import check
from build_scripts.content import durable, file_names
from build_scripts.content.ledger import Entry, Ledger, add_ids, assigned_ids, read_ledger, today, write_rows
from build_scripts.content.new_agency import append_agencies, propose_agency
from build_scripts.content.registry import Registry, agency_key
from build_scripts.extraction.identify import identify
from build_scripts.model import Agency, Refusal, Report
from build_scripts.workers import sandbox


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was extracted from one file and where it would be filed; ``refusal`` when it cannot be filed.

    ``relatives`` are agencies that the name may also mean; only a person can decide. ``choice`` is the version that
    would be shown first, when there are several; ``earlier_versions`` are the ledger entries of the versions that are
    already filed."""

    source: Path
    report: Report | None = None
    agency: Agency | None = None
    registered: bool = False
    target: str = ""
    duplicate_of: str = ""
    version: int = 1
    refusal: Refusal | None = None
    relatives: tuple[Agency, ...] = ()
    earlier_versions: tuple[Entry, ...] = ()
    choice: Choice | None = None

    @property
    def entry(self) -> Entry:
        """The ledger entry for this file."""
        assert self.report is not None and self.agency is not None
        source = self.report.source
        return Entry(
            self.target, source.sha256, source.size, today(), self.agency.agency_id, self.report.year, self.version
        )


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the given files and those inside the given folders, in order of name, without the auxiliary files of
    systems and editors."""
    for path in paths:
        if path.is_dir():
            below = sorted(p for p in path.rglob("*") if p.is_file())
            yield from (p for p in below if not any(map(is_litter, p.relative_to(path).parts)))
        elif not is_litter(path.name):
            yield path


@dataclass(slots=True)
class FilingState:
    """The originals that are filed already and those that this run of the command adds, so that later files see earlier
    ones."""

    root: Path
    registry: Registry
    ledger: Ledger
    used_ids: Collection[str]
    by_digest: dict[str, str]
    used_paths: set[str]
    new_agencies: dict[tuple[str, str], Agency]  # by ``agency_key``

    @classmethod
    def of(cls, root: Path, registry: Registry) -> FilingState:
        filed = {path: digest for path in scan(root) if (digest := _digest(root / project.REPORTS / path))}
        ledger = read_ledger(root)
        used_ids = {*assigned_ids(root), *ledger.agency_ids()}
        by_digest = {digest: p for p, digest in filed.items()}
        return cls(root, registry, ledger, used_ids, by_digest, {p.casefold() for p in filed}, {})


def propose(state: FilingState, paths: Iterable[Path]) -> Iterator[Proposal]:
    """Inspect every file, one after another. The caller must ``accept`` a proposal before it requests the next one."""
    files = list(files_of(paths))
    for path, read in zip(files, list(sandbox.reports(files)), strict=True):
        made = read if isinstance(read, Refusal) else faults.isolated(partial(_proposal, state, path, read))
        yield Proposal(path, refusal=faults.with_log(state.root, made)) if isinstance(made, Refusal) else made


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or "" for an original that cannot be opened: the next build reports it."""
    digest = faults.isolated(lambda: hashlib.sha256(path.read_bytes()).hexdigest())
    return "" if isinstance(digest, Refusal) else digest


def _proposal(state: FilingState, path: Path, read: Report) -> Proposal:
    entry = state.ledger.decided(read.source.sha256)
    if entry and entry.withdrawn:
        refusal = Refusal("withdrawn-original", day=entry.withdrawn, why=entry.withdrawn_why or "没有写明")
        return Proposal(path, refusal=refusal)
    agency = state.registry.get(entry.agency_id) if entry else None
    report = check(
        identify(read, faults.printable(path.name), state.registry, agency, entry.year if entry and agency else 0)
    )
    if not report.year or not report.agency:
        refusal = Refusal("year-unknown" if report.agency else "agency-unknown", title=report.title)
        return Proposal(path, refusal=refusal)
    known = state.registry.get(report.agency_id)
    agency = known or state.new_agencies.get(agency_key(report.agency))
    if agency is None:
        taken = tuple(state.new_agencies.values())
        agency = propose_agency(report.agency, state.registry, taken, state.used_ids)
    relatives = () if known else state.registry.relatives(report.agency)
    proposal = Proposal(path, report, agency, bool(known), relatives=relatives)
    if filed := state.by_digest.get(report.source.sha256):
        return replace(proposal, duplicate_of=filed)
    if entry and entry.path.casefold() not in state.used_paths:  # the original was filed before: restore it at its path
        return replace(proposal, target=entry.path, version=entry.version)
    return assigned_to(state, proposal, agency)


def assigned_to(state: FilingState, proposal: Proposal, agency: Agency) -> Proposal:
    """Return the proposal for this agency: path, version number, and the version that would be shown first."""
    report = proposal.report
    assert report is not None
    suffix = readers.format_of(report.source.media_type).suffix
    older = tuple(e for e in state.ledger.versions().get((agency.agency_id, report.year), ()) if not e.withdrawn)
    version, target = max((e.version for e in older), default=0), ""
    while not target or target.casefold() in state.used_paths:
        version += 1
        mark = f"（第{version}版）" if version > 1 else ""
        target = f"{report.year}/{file_names.safe(agency.name)}{mark}{suffix}"
    registered = state.registry.get(agency.agency_id) is not None
    made = replace(
        proposal, agency=agency, registered=registered, target=target, version=version, earlier_versions=older
    )
    return replace(made, choice=_choice(state, made)) if older else made


def _choice(state: FilingState, proposal: Proposal) -> Choice:
    here = state.by_digest
    held = [e for e in proposal.earlier_versions if e.sha256 in here]
    reports = sandbox.reports([state.root / project.REPORTS / here[e.sha256] for e in held])
    dated = []
    for entry, read in zip(held, reports, strict=True):
        who = None if isinstance(read, Refusal) else identify(read, entry.path, state.registry)
        dated.append((entry, who.published if who else None))
    assert proposal.report is not None
    return choose([*dated, (proposal.entry, proposal.report.published)])


def accept(
    state: FilingState, proposal: Proposal, source_url: str = "", retrieved: str = "", current_sha256: str = ""
) -> None:
    """File the original, byte for byte, and record its agency and year in the register and then in the ledger.

    ``current_sha256`` is that of the version that a person wants to be shown first."""
    assert proposal.agency is not None and proposal.report is not None
    original = state.root / project.REPORTS / proposal.target
    durable.write(original, proposal.source.read_bytes())
    try:
        _record(state, proposal, replace(proposal.entry, source_url=source_url, retrieved=retrieved), current_sha256)
    except OSError:
        original.unlink(missing_ok=True)  # file the original with all its records or not at all
        raise
    state.by_digest[proposal.entry.sha256] = proposal.target
    state.used_paths.add(proposal.target.casefold())


def _record(state: FilingState, proposal: Proposal, entry: Entry, current_sha256: str) -> None:
    agency = proposal.agency
    assert agency is not None
    if not proposal.registered and agency_key(agency.name) not in state.new_agencies:
        append_agencies(state.root / project.REGISTRY, [agency])
        state.new_agencies[agency_key(agency.name)] = agency
        add_ids(state.root, {agency.agency_id: agency.name}, {agency.agency_id})
    others = {
        e.sha256: {"superseded_by": current_sha256}
        for e in proposal.earlier_versions
        if current_sha256 and e.sha256 != current_sha256
    }
    if current_sha256 and current_sha256 != entry.sha256:
        entry = replace(entry, superseded_by=current_sha256)
    write_rows(state.root, [entry], others)
    state.ledger = updated_ledger(state.ledger, [entry], others)
