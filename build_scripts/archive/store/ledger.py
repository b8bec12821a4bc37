"""The store's copy of the ledger, for comparison in the next build and for the pages of versions and notices."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter

from build_scripts.archive.store.rows import ALL, Selection, entry_of, report_of
from build_scripts.archive.store.schema import Database
from build_scripts.content.ledger import Entry
from build_scripts.model import Report

_CELLS = attrgetter(*(field.name for field in fields(Entry)))


class LedgerCopy(Database):
    """Ledger entries by SHA-256 and by agency and year."""

    def replace_ledger(self, entries: Iterable[Entry]) -> dict[str, set[tuple[str, int]]]:
        """Store a copy of the ledger. Return SHA-256 of each changed entry → the agencies and years concerned."""
        now = {
            entry.sha256: (*entry.key, entry.last_day, json.dumps(_CELLS(entry), ensure_ascii=False))
            for entry in entries
        }
        query = "select sha256, agency_id, year, day, entry from ledger"
        before = {sha256: tuple(row) for sha256, *row in self.db.execute(query)}
        changed = {sha256 for sha256 in {*now, *before} if now.get(sha256) != before.get(sha256)}
        self.db.executemany("delete from ledger where sha256 = ?", ((sha256,) for sha256 in changed))
        rows = ((sha256, *now[sha256]) for sha256 in changed if sha256 in now)
        self.db.executemany("insert into ledger values (?, ?, ?, ?, ?)", rows)
        return {
            sha256: {(row[0], row[1]) for row in (now.get(sha256), before.get(sha256)) if row and row[0]}
            for sha256 in changed
        }

    def save_newest_keys(self, keys: Sequence[tuple[str, int]]) -> None:
        """Store agency and year of the newest reports, which the search index keeps separate."""
        self.db.execute("insert or replace into meta values ('newest', ?)", (json.dumps(keys),))

    def newest_keys(self) -> list[tuple[str, int]]:
        row = self.db.execute("select value from meta where key = 'newest'").fetchone()
        return [(agency_id, year) for agency_id, year in json.loads(row[0])] if row else []

    def versions(self, agency_id: str, year: int) -> tuple[Entry, ...]:
        """Return the entries of an agency and year in the order of their version numbers."""
        query = "select entry from ledger where agency_id = ? and year = ?"
        found = [entry_of(entry) for (entry,) in self.db.execute(query, (agency_id, year))]
        return tuple(sorted(found, key=lambda e: (e.version, e.archived, e.sha256)))

    def versions_of(self, year: int) -> Iterator[Entry]:
        """Yield every entry of a year, by agency and version number."""
        query = "select entry from ledger where agency_id <> '' and year = ?"
        found = [entry_of(entry) for (entry,) in self.db.execute(query, (year,))]
        yield from sorted(found, key=lambda e: (e.agency_id, e.version, e.archived, e.sha256))

    def version_keys(self) -> Iterator[tuple[str, int, str]]:
        """Yield (agency id, year, SHA-256) of every identified original."""
        yield from self.db.execute("select agency_id, year, sha256 from ledger where agency_id <> '' order by 1, 2, 3")

    def ledger_years(self) -> list[int]:
        """Return the years of all originals that ever arrived."""
        query = "select distinct year from ledger where agency_id <> '' order by year"
        return [year for (year,) in self.db.execute(query)]

    def changed_in(self) -> dict[int, str]:
        """Return year → day of the newest recorded change of its reports (arrival, removal or withdrawal of an
        original, answer, correction); "" when there is none."""
        days: dict[int, str] = {}
        for (row,) in self.db.execute("select entry from ledger where agency_id <> ''"):
            e = entry_of(row)
            days[e.year] = max(days.get(e.year, ""), e.archived, e.withdrawn, e.removed)
        query = (
            "select year, max(json_extract(f.value, '$.answer.when')) from holdings h, json_each(h.findings) f "
            "where h.findings like '%\"answer\":%' group by year"
        )
        for year, day in self.db.execute(query):
            days[year] = max(days.get(year, ""), day or "")
        for _, _, report in self.corrected(ALL):
            days[report.year] = max(days.get(report.year, ""), *(c.when for c in report.corrections))
        return days

    def withdrawn_keys(self) -> set[tuple[str, int]]:
        """Return agency and year of every withdrawn original."""
        query = "select distinct agency_id, year from ledger where json_extract(entry, '$[11]') <> ''"
        return {(agency_id, year) for agency_id, year in self.db.execute(query)}

    def removed_entries(self, agency_id: str) -> list[Entry]:
        """Return the agency's entries that are withdrawn or removed, newest year first."""
        query = "select entry from ledger where agency_id = ? order by year desc"
        entries = (entry_of(entry) for (entry,) in self.db.execute(query, (agency_id,)))
        return [entry for entry in entries if entry.withdrawn or entry.removed]

    def ledger_entry(self, digits: str) -> Entry | None:
        """Return the entry whose SHA-256 has this prefix, if exactly one identified original has it."""
        query = "select entry from ledger where sha256 >= ? and sha256 < ? and agency_id <> '' limit 2"
        found = self.db.execute(query, (digits, digits + "g")).fetchall()
        return entry_of(found[0][0]) if len(found) == 1 else None

    # ------------------------------------------------------------------- news

    def latest(self, selection: Selection, limit: int) -> list[Entry]:
        """Return the entries of the registered agencies (of a place), the latest event first."""
        where, values = _of_agencies(selection)
        order = "day desc, agency_id, year desc, sha256"
        query = f"select entry from ledger where day <> '' and {where} order by {order} limit ?"
        rows = self.db.execute(query, (*values, limit))
        return [entry_of(entry) for (entry,) in rows]

    def corrected(self, selection: Selection) -> Iterator[tuple[str, str, Report]]:
        """Yield (agency id, address, report) of these agencies' current reports with a corrected cell."""
        where, values = _of_agencies(selection)
        query = (
            "select agency_id, address, record from holdings where +main = 1 "
            f"and address in (select address from findings where code = ?) and {where} order by address"
        )
        for agency_id, address, record in self.db.execute(query, ("value.corrected", *values)):
            yield agency_id, address, report_of(zlib.decompress(record))

    def has_news(self, selection: Selection) -> bool:
        """Return whether any dated event of these agencies is known."""
        where, values = _of_agencies(selection)
        dated = self.db.execute(f"select 1 from ledger where day <> '' and {where} limit 1", values).fetchone()
        return dated is not None or next(self.corrected(selection), None) is not None

    # ------------------------------------------------------------------- reports of the entries

    def count_current(self) -> int:
        """Return the number of current reports."""
        return int(self.db.execute("select count(*) from holdings where +main = 1").fetchone()[0])

    def holding_of(self, sha256: str) -> tuple[str, str, int] | None:
        """Return (path, agency id, year) of the report from an original."""
        query = "select path, agency_id, year from holdings where sha256 = ?"
        row = self.db.execute(query, (sha256,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def held_versions(self, agency_id: str, year: int) -> dict[str, tuple[bool, str]]:
        """Return SHA-256 → (is current, ISO date of publication or "") of the reports of an agency and year."""
        query = "select sha256, main, published from holdings where agency_id = ? and year = ?"
        return {sha: (bool(main), day or "") for sha, main, day in self.db.execute(query, (agency_id, year))}

    def held_in(self, year: int) -> dict[str, tuple[str, str]]:
        """Return SHA-256 → (address, ISO date of publication or "") of every report of a year."""
        query = "select sha256, address, published from holdings where year = ?"
        return {sha256: (address, day or "") for sha256, address, day in self.db.execute(query, (year,))}

    def archived(self) -> dict[str, str]:
        """Return address → day of arrival of the report's original, "" when not recorded."""
        entries = (entry_of(row) for (row,) in self.db.execute("select entry from ledger"))
        days = {entry.sha256: entry.archived for entry in entries}
        return {a: days.get(sha, "") for a, sha in self.db.execute("select address, sha256 from holdings")}

    def report_of_original(self, sha256: str) -> Report | None:
        """Return the report from an original."""
        row = self.db.execute("select record from holdings where sha256 = ?", (sha256,)).fetchone()
        return report_of(zlib.decompress(row[0])) if row else None


def _of_agencies(selection: Selection) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition and values for rows of agencies registered in a place today. For the whole archive, an
    index gives the order."""
    if selection == ALL:
        return "agency_id <> ''", ()
    where, values = selection.condition()
    return f"agency_id in (select agency_id from agencies where {where})", values
