"""``nianbao add``: look at files before they are filed, and file them under ``content/reports/<year>/``.

Nothing is ever overwritten: the same bytes are recognised, a different file for the same agency and year is filed as
the next version.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from build_scripts import project, readers
from build_scripts.archive.intake import is_litter, scan
from build_scripts.checks import check
from build_scripts.content.new_agency import propose_agency
from build_scripts.content.registry import Registry
from build_scripts.extraction.identify import identify
from build_scripts.model import Agency, Refusal, Report
from build_scripts.workers import sandbox

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was understood of one file and where it would go; ``refusal`` when it cannot be filed."""

    source: Path
    report: Report | None = None
    agency: Agency | None = None
    registered: bool = False
    target: str = ""
    same_as: str = ""
    version: int = 1
    refusal: Refusal | None = None


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those inside the folders named, in order of name; what systems and editors leave beside them
    is passed over."""
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and not is_litter(p.name))
        elif not is_litter(path.name):
            yield path


def propose(root: Path, paths: Iterable[Path], registry: Registry) -> list[Proposal]:
    """Look at every file; later proposals know of earlier ones, so that no two get the same place."""
    filed = {p: hashlib.sha256((root / project.REPORTS / p).read_bytes()).hexdigest() for p in scan(root)}
    by_digest = {digest: p for p, digest in filed.items()}
    taken = {p.casefold() for p in filed}
    new: list[Agency] = []
    made = []
    files = list(files_of(paths))
    for path, result in zip(files, sandbox.reports(files), strict=True):
        if isinstance(result, Refusal):
            made.append(Proposal(path, refusal=result))
            continue
        report = check(identify(result, path.name, registry))
        if not report.year or not report.agency:
            refusal = Refusal("year-unknown" if report.agency else "agency-unknown", title=report.title)
            made.append(Proposal(path, refusal=refusal))
            continue
        digest = report.source.sha256
        known = registry.get(report.agency_id)
        agency = (
            known
            or next((a for a in new if a.name == report.agency), None)
            or propose_agency(report.agency, registry, new)
        )
        if not known and agency not in new:
            new.append(agency)
        if digest in by_digest:
            made.append(Proposal(path, report, agency, bool(known), same_as=by_digest[digest]))
            continue
        suffix = readers.format_of(report.source.media_type).suffix
        version, target = 1, ""
        while not target or target.casefold() in taken:
            mark = f"（第{version}版）" if version > 1 else ""
            target = f"{report.year}/{_file_name(agency.name)}{mark}{suffix}"
            version += 1
        taken.add(target.casefold())
        by_digest[digest] = target
        made.append(Proposal(path, report, agency, bool(known), target, version=version - 1))
    return made


def _file_name(name: str) -> str:
    """A name that every system can hold: no forbidden characters, no device names, not too long."""
    clean = _FORBIDDEN.sub("_", name).strip(" .")[:60] or "报告"
    return f"{clean}_" if _RESERVED.match(clean) else clean


def file_away(root: Path, proposal: Proposal) -> Path:
    """Copy the original to its place, byte for byte, by way of a temporary name."""
    target = root / project.REPORTS / proposal.target
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    shutil.copyfile(proposal.source, beside)
    beside.rename(target)
    return target
