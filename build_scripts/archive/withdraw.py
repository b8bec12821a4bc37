"""``nianbao withdraw``: withdraw a report from publication; only a ledger line stays.

The line is written first, so that no later build publishes the report again even if the command is interrupted. Then
the original is deleted, and so are its corrections and answers when no other version is left. The next build updates
the site."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from build_scripts import project
from build_scripts.archive.file_changes import scan
from build_scripts.content.ledger import Entry, Ledger, read_ledger, today, write_rows
from build_scripts.model import Refusal

_ADDRESS = re.compile(r"reports/([a-z0-9-]+)/(\d{4})/?(?:([0-9a-f]{12})/?)?(?:index\.html)?$")
_DIGITS = re.compile(r"[0-9a-f]{8,64}$")


def withdraw(root: Path, report: str, why: str, who: str) -> list[Entry]:
    """Withdraw the report that ``report`` names, and return its entries as they were.

    ``report`` is an address (of a year with all its versions, or of one version), a path of an original, or a prefix of
    a SHA-256."""
    if not why.strip() or not who.strip():
        raise Refusal("withdraw-reason")
    ledger = read_ledger(root)
    entries = _named(ledger, report)
    if not entries:
        raise Refusal("withdraw-unknown", report=report)
    cells = {"withdrawn": today(), "withdrawn_why": why.strip(), "withdrawn_by": who.strip()}
    write_rows(root, [], {entry.sha256: cells for entry in entries})
    gone = {entry.sha256 for entry in entries}
    for path in scan(root):
        original = root / project.REPORTS / path
        if hashlib.sha256(original.read_bytes()).hexdigest() in gone:
            original.unlink()
    for key in {entry.key for entry in entries}:
        if all(e.withdrawn or e.sha256 in gone for e in ledger.versions()[key]):
            for folder in (project.CORRECTIONS, project.ANSWERS):
                (root / folder / key[0] / f"{key[1]}.toml").unlink(missing_ok=True)
    return entries


def _named(ledger: Ledger, report: str) -> list[Entry]:
    decided = [e for e in ledger.entries.values() if e.agency_id]
    if match := _ADDRESS.search(report):
        agency_id, year, digits = match[1], int(match[2]), match[3] or ""
        return [e for e in decided if e.key == (agency_id, year) and e.sha256.startswith(digits)]
    path = report.replace("\\", "/").removeprefix("./").removeprefix(f"{project.REPORTS.as_posix()}/")
    if shas := ledger.paths.get(path):
        return [ledger.entries[sha] for sha in shas if ledger.entries[sha].agency_id]
    if _DIGITS.match(report):
        return [e for e in decided if e.sha256.startswith(report)]
    return []
