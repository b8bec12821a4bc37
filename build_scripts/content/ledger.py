"""台账: ``content/ledger/<year>.csv`` has one row for each original that ever arrived. No command deletes a row.

A row records the decisions at the arrival of an original: agency, year and version. They stay valid whatever changes in
the register. All of this is input: a date is written once and never computed again. Two people may add rows in git at
the same time (``merge=union``): several rows of one original count as one, and a blank cell is filled from the other
row."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

from build_scripts import project
from build_scripts.content import csv_files
from build_scripts.model import Refusal

_SHA = re.compile(r"^[0-9a-f]{64}$")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_DATES = ("archived", "retrieved", "withdrawn", "removed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger row. Dates are ISO, "" where unknown.

    ``version`` counts from 1 in the order of arrival; it is 0 while the original is not identified. ``superseded_by``
    is a person's decision: the SHA-256 (or a prefix) of the version to be shown instead. ``withdrawn`` is the day on
    which the report was withdrawn from the public. ``removed`` is the day on which somebody permitted the original to
    be missing."""

    path: str
    sha256: str
    size: int = 0
    archived: str = ""
    agency_id: str = ""
    year: int = 0
    version: int = 0
    source_url: str = ""
    retrieved: str = ""
    superseded_by: str = ""
    withdrawn: str = ""
    withdrawn_why: str = ""
    withdrawn_by: str = ""
    removed: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """Agency and year; ``("", 0)`` while undecided."""
        return self.agency_id, self.year

    @property
    def address(self) -> str:
        """The permanent address of this version."""
        return f"reports/{self.agency_id}/{self.year}/{self.sha256[:12]}/"

    @property
    def last_day(self) -> str:
        """The day of the latest event of this original, "" when no day is recorded."""
        return max(self.archived, self.withdrawn, self.removed)


COLUMNS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class Ledger:
    """SHA-256 → entry, in the order of arrival (rows of one day in file order), and path → SHA-256 of the files that
    arrived there."""

    entries: Mapping[str, Entry]
    paths: Mapping[str, tuple[str, ...]]

    def decided(self, sha256: str) -> Entry | None:
        """Return the entry of an original if its agency and year are decided."""
        entry = self.entries.get(sha256)
        return entry if entry and entry.agency_id and entry.year else None

    def withdrawn(self, sha256: str) -> bool:
        entry = self.entries.get(sha256)
        return bool(entry and entry.withdrawn)

    def versions(self) -> dict[tuple[str, int], list[Entry]]:
        """Return (agency, year) → originals in the order of their version numbers."""
        found: dict[tuple[str, int], list[Entry]] = {}
        for entry in self.entries.values():
            if entry.agency_id:
                found.setdefault(entry.key, []).append(entry)
        return {key: sorted(items, key=lambda e: (e.version, e.archived, e.sha256)) for key, items in found.items()}

    def agency_ids(self) -> set[str]:
        return {entry.agency_id for entry in self.entries.values() if entry.agency_id}


def today() -> str:
    """Return the day for a new row; ``SOURCE_DATE_EPOCH`` overrides it for repeatable builds."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return date.today().isoformat()


# --------------------------------------------------------------------------- reading


def files(root: Path) -> list[Path]:
    return sorted((root / project.LEDGER).glob("[0-9][0-9][0-9][0-9].csv"))


def read_ledger(root: Path) -> Ledger:
    """Return the ledger of this folder. Raises ``Refusal`` with file and line of an invalid row."""
    rows: list[Entry] = []
    for path in (root / project.ORIGINALS, *files(root)):
        rows += [_entry(path, line, row) for line, row in csv_files.read(path, ("path", "sha256"))]
    entries: dict[str, Entry] = {}
    paths: dict[str, list[str]] = {}
    for row in sorted(rows, key=_order):
        entries[row.sha256] = merged(entries.get(row.sha256), row)
        seen = paths.setdefault(row.path, [])
        if row.sha256 not in seen:
            seen.append(row.sha256)
    return Ledger(
        by_arrival({row.sha256: entries[row.sha256] for row in rows}), {p: tuple(s) for p, s in paths.items()}
    )


def by_arrival(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries by day of arrival; entries of one day keep their order."""
    return dict(sorted(entries.items(), key=lambda item: _arrival(item[1])))


def _order(row: Entry) -> tuple[str, str]:
    """Sort key that orders several rows of one original identically on every computer."""
    return _arrival(row), row.path


def _arrival(entry: Entry) -> str:
    return entry.archived or "9999"


def _entry(path: Path, line: int, row: Mapping[str, str]) -> Entry:
    sha256 = row.get("sha256", "").lower()
    if not row.get("path") or not _SHA.match(sha256):
        raise Refusal("ledger-row", file=path.name, line=line, value=row.get("sha256", ""))
    text = {name: row.get(name, "") for name in COLUMNS}
    for name in _DATES:
        text[name] = _day(path, line, name, text[name])
    numbers = {name: _count(path, line, name, text[name]) for name in ("size", "year", "version")}
    if bool(text["agency_id"]) != bool(numbers["year"]):
        raise Refusal("ledger-half", file=path.name, line=line)
    return Entry(**text | {"sha256": sha256} | numbers)  # type: ignore[arg-type]


def _day(path: Path, line: int, name: str, value: str) -> str:
    """Return an ISO date. Excel's variant 2026/11/28 of 2026-11-28 is accepted."""
    if not value:
        return ""
    match = _DATE.match(value)
    try:
        return (
            date(int(match[1]), int(match[2]), int(match[3])).isoformat()
            if match
            else _refuse_cell(path, line, name, value)
        )
    except ValueError:
        return _refuse_cell(path, line, name, value)


def _count(path: Path, line: int, name: str, value: str) -> int:
    return (
        int(value)
        if value.isascii() and value.isdigit()
        else int(_refuse_cell(path, line, name, value))
        if value
        else 0
    )


def _refuse_cell(path: Path, line: int, name: str, value: str) -> str:
    raise Refusal("ledger-cell", file=path.name, line=line, column=name, value=value)


def merged(known: Entry | None, row: Entry) -> Entry:
    """Join two rows of one original: blank cells of the first are filled from the second."""
    first, second = sorted((known or row, row), key=_order)
    blank = {name: getattr(second, name) for name in COLUMNS if not getattr(first, name)}
    if first.agency_id:
        blank = {name: value for name, value in blank.items() if name not in ("agency_id", "year", "version")}
    return replace(first, **blank)


# --------------------------------------------------------------------------- writing


def write_rows(root: Path, new: Iterable[Entry], changed: Mapping[str, Mapping[str, str]]) -> None:
    """Add rows, and fill cells of existing rows: SHA-256 → column → value. The rows of ``originals.csv`` move into the
    ledger."""
    added = [_row(entry) for entry in new]
    first = root / project.ORIGINALS
    if first.is_file():
        here = {(row["path"], row["sha256"]) for row in added}
        taken_over = [_row(_entry(first, line, row)) for line, row in csv_files.read(first, ("path", "sha256"))]
        added = [*(row for row in taken_over if (row["path"], row["sha256"]) not in here), *added]
    for path in files(root):
        known = {row["sha256"].lower() for _, row in csv_files.read(path, ("path", "sha256"))}
        if here_too := {sha: dict(cells) for sha, cells in changed.items() if sha in known}:
            csv_files.update_cells(path, "sha256", here_too)
    if added:
        added = [{**row, **changed.get(row["sha256"], {})} for row in added]
        csv_files.append(root / project.LEDGER / f"{today()[:4]}.csv", COLUMNS, added)
    first.unlink(missing_ok=True)


def _row(entry: Entry) -> dict[str, str]:
    return {name: str(value) if (value := getattr(entry, name)) else "" for name in COLUMNS}


# --------------------------------------------------------------------------- ids of agencies

AGENCIES = "agencies.csv"
AGENCY_COLUMNS = ("agency_id", "name", "since", "checked")
UNCHECKED = "待核实"  # value of ``checked`` until a person has checked an agency that the program registered


def assigned_ids(root: Path) -> dict[str, str]:
    """Return every agency id that was ever in the register → its first name. No id is assigned twice."""
    rows = csv_files.read(root / project.LEDGER / AGENCIES, AGENCY_COLUMNS[:2])
    return {row["agency_id"]: row["name"] for _, row in reversed(list(rows))}


def unchecked_ids(root: Path) -> set[str]:
    """Return the agencies that the program registered and no person has checked."""
    rows = csv_files.read(root / project.LEDGER / AGENCIES, AGENCY_COLUMNS[:2])
    return {row["agency_id"] for _, row in rows if row.get("checked") == UNCHECKED}


def add_ids(root: Path, names: Mapping[str, str], unchecked: Collection[str]) -> None:
    """Record newly assigned ids; those in ``unchecked`` were proposed by the program."""
    rows = [{"agency_id": agency_id, "name": name, "since": today()} for agency_id, name in names.items()]
    if rows:
        csv_files.append(root / project.LEDGER / AGENCIES, AGENCY_COLUMNS, rows)
    if unchecked:
        check_ids(root, dict.fromkeys(unchecked, UNCHECKED))


def check_ids(root: Path, checked: Mapping[str, str]) -> None:
    """Record who checked an agency and when: agency id → text."""
    cells = {agency_id: {"checked": value} for agency_id, value in checked.items()}
    csv_files.update_cells(root / project.LEDGER / AGENCIES, "agency_id", cells)


# --------------------------------------------------------------------------- redirects

REDIRECTS = "redirects.csv"
REDIRECT_COLUMNS = ("address", "to", "since")


@dataclass(frozen=True, slots=True)
class Redirect:
    """The page that replaces an address, and the day of the change, "" when not recorded."""

    to: str
    since: str


def is_file_address(address: str) -> bool:
    """Return whether the address is that of a file; the address of a page ends with ``/``."""
    return not address.endswith("/") and address != ""


def redirects(root: Path) -> dict[str, Redirect]:
    """Return removed address (of a page or a file) → its replacement. Builds and people write this table."""
    found: dict[str, Redirect] = {}
    path = root / project.LEDGER / REDIRECTS
    for line, row in csv_files.read(path, ("address", "to")):
        address, target = (_address(row[name]) for name in ("address", "to"))
        if not address or is_file_address(target) or ".." in address or ".." in target:
            raise Refusal("redirect-row", file=path.name, line=line)
        found[address] = Redirect(target, _day(path, line, "since", row.get("since", "")))
    return found


def _address(written: str) -> str:
    """Return an address in the program's notation; people omit the slashes at its ends."""
    address = written.strip("/").removesuffix("index.html").strip("/")
    return address if not address or "." in address.rpartition("/")[2] else f"{address}/"


def add_redirects(root: Path, moved: Mapping[str, str]) -> None:
    rows: Iterator[Mapping[str, str]] = ({"address": a, "to": moved[a] or "/", "since": today()} for a in sorted(moved))
    csv_files.append(root / project.LEDGER / REDIRECTS, REDIRECT_COLUMNS, rows)
