"""The reports: every published version with its findings and the data for overviews."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from build_scripts.archive.store.rows import (
    ALL,
    HOLDING,
    HeldReport,
    HoldingRow,
    Selection,
    agency_of,
    column_of,
    findings_of,
    holding_from,
    report_of,
    source_of,
)
from build_scripts.archive.store.schema import Database
from build_scripts.model import Agency, Finding, Holding, PageFacts, Report

# The plus in ``+main`` prevents SQLite from using an index on ``main``, which selects far more rows.
_OF_AGENCY = "from holdings where agency_id = ? and +main = 1"


class Holdings(Database):
    """Reports by site address; ``main`` marks those at the address of their year."""

    def save_holding(self, holding: HoldingRow, codes: Iterable[str]) -> None:
        """Store one report; ``codes`` are the codes of its findings, with repetitions."""
        self.remove(holding.path)
        self._forget_sums("address = ?", holding.address)
        self.db.execute("delete from holdings where address = ?", (holding.address,))
        self.db.execute("delete from findings where address = ?", (holding.address,))
        self.db.execute(f"insert into holdings values ({','.join('?' * len(holding))})", holding)
        self.db.executemany("insert into findings values (?, ?)", ((holding.address, code) for code in codes))
        self._forget_sums("address = ?", holding.address)

    def remove(self, path: str) -> None:
        self._forget_sums("path = ?", path)
        for table in ("findings", "export_rows", "search_lines"):
            self.db.execute(
                f"delete from {table} where address in (select address from holdings where path = ?)", (path,)
            )
        self.db.execute("delete from holdings where path = ?", (path,))

    def _forget_sums(self, where: str, value: str) -> None:
        """Invalidate the sums of the place and year of these reports."""
        place_year = "year, province, city, county"
        self.db.execute(
            f"delete from sums where ({place_year}) in (select {place_year} from holdings where {where})", (value,)
        )

    # ------------------------------------------------------------------- by file

    def key_of(self, path: str) -> tuple[str, int] | None:
        """Return agency and year of the report in a file."""
        row = self.db.execute("select agency_id, year from holdings where path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else None

    def holding_key(self, path: str) -> tuple[str, str] | None:
        """Return (address, digest) of the report in a file."""
        row = self.db.execute("select address, digest from holdings where path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else None

    def sources(self, agency_id: str, year: int) -> dict[str, str]:
        """Return path → SHA-256 of the files held for an agency and year."""
        return dict(
            self.db.execute("select path, sha256 from holdings where agency_id = ? and year = ?", (agency_id, year))
        )

    def keys(self) -> list[tuple[str, int]]:
        """Return (agency id, year) of all reports."""
        return list(self.db.execute("select distinct agency_id, year from holdings order by 1, 2"))

    def originals(self) -> list[tuple[str, str, str]]:
        """Return (address, SHA-256, media type) of every report."""
        rows = self.db.execute("select address, sha256, source from holdings order by address")
        return [(address, sha256, source_of(source).media_type) for address, sha256, source in rows]

    # ------------------------------------------------------------------- by address

    def addresses(self) -> list[str]:
        return [address for (address,) in self.db.execute("select address from holdings order by address")]

    def held_at(self, address: str) -> HeldReport | None:
        query = "select agency, year, main, path, source, title, published from holdings where address = ?"
        row = self.db.execute(query, (address,)).fetchone()
        if row is None:
            return None
        agency, year, main, path, source, title, published = row
        day = date.fromisoformat(published) if published else None
        return HeldReport(agency_of(agency), year, bool(main), path, source_of(source), title, day)

    def record(self, address: str) -> bytes | None:
        """Return the report at a site address as compact JSON (UTF-8); ``None`` when there is none."""
        row = self.db.execute("select record from holdings where address = ?", (address,)).fetchone()
        return zlib.decompress(row[0]) if row else None

    def report(self, address: str) -> Report | None:
        """Return the whole report at a site address; ``None`` when there is none."""
        record = self.record(address)
        return report_of(record) if record else None

    # ------------------------------------------------------------------- many

    def holdings(self, selection: Selection = ALL) -> tuple[Holding, ...]:
        """Return the current versions by year (newest first), place and agency."""
        where, values = selection.condition()
        order = "year desc, province, city, county, agency_id, address"
        rows = self.db.execute(f"select {HOLDING} from holdings where +main = 1 and {where} order by {order}", values)
        return tuple(holding_from(row) for row in rows)

    def newest(self, count: int) -> tuple[Holding, ...]:
        """Return the current versions with the latest dates of publication."""
        query = f"select {HOLDING} from holdings where main = 1 order by published desc, address limit ?"
        return tuple(holding_from(row) for row in self.db.execute(query, (count,)))

    def page_facts(self) -> Iterator[PageFacts]:
        """Yield the facts of every version, by agency and year."""
        yield from self._page_facts("1", ())

    def page_facts_of(self, path: str, address: str = "") -> Iterator[PageFacts]:
        """Yield the facts of the report in a file and of the report at an address."""
        yield from self._page_facts("path = ? or address = ?", (path, address))

    def _page_facts(self, where: str, values: tuple[Any, ...]) -> Iterator[PageFacts]:
        columns = "address, agency, year, main, findings, compared"
        query = f"select {columns} from holdings where {where} order by agency_id, year, address"
        for address, agency, year, main, findings, compared in self.db.execute(query, values):
            codes = tuple(item["code"] for item in json.loads(findings))
            yield PageFacts(address, agency_of(agency), year, bool(main), codes, compared)

    def findings(self, selection: Selection = ALL) -> Iterator[tuple[Agency, int, str, tuple[Finding, ...]]]:
        """Yield (agency, year, address, all findings) of the current versions, newest year first."""
        where, values = selection.condition()
        query = f"select agency, year, address, findings from holdings where +main = 1 and {where}"
        for packed, year, address, findings in self.db.execute(
            f"{query} order by year desc, agency_id, address", values
        ):
            yield agency_of(packed), year, address, findings_of(findings)

    def unanswered(self) -> Iterator[tuple[str, Agency, int, bool, int, int]]:
        """Yield (address, agency, year, is current, errors, warnings) of the reports with unanswered findings.

        A note needs no answer. A finding that repeats the doubt about an agency's place is excluded: its register row
        is the item to settle."""
        query = (
            "select address, min(agency), min(year), min(main), sum(s = 'error') errors, sum(s = 'warning') warnings from "
            "(select h.address, agency, year, main, json_extract(f.value, '$.severity') s from holdings h, json_each(h.findings) f "
            "where json_extract(f.value, '$.answer') is null "
            "and json_extract(f.value, '$.message') <> json_extract(agency, '$[9]')) group by address having errors + warnings > 0 order by address"
        )
        for address, packed, year, main, errors, warnings in self.db.execute(query):
            yield address, agency_of(packed), year, bool(main), errors, warnings

    def blank_tables(self, selection: Selection = ALL) -> Iterator[tuple[str, int, str, tuple[Finding, ...]]]:
        """Yield (agency id, year, address, findings) of the current versions; the findings are empty unless one says
        that a table is blank.

        Most reports have no blank table, so their findings are not parsed."""
        where, values = selection.condition()
        query = f"select agency_id, year, address, findings from holdings where +main = 1 and {where}"
        for agency_id, year, address, findings in self.db.execute(query, values):
            yield agency_id, year, address, findings_of(findings) if '"table.blank"' in findings else ()

    # ------------------------------------------------------------------- one agency

    def years(self, agency_id: str) -> list[tuple[int, str]]:
        """Return (year, address) of the agency's current versions, oldest first."""
        return list(self.db.execute(f"select year, address {_OF_AGENCY} order by year", (agency_id,)))

    def other_versions(self, agency_id: str) -> list[tuple[str, str, int]]:
        """Return (path, address, year) of the versions that are not current, newest year first."""
        query = "select path, address, year from holdings where agency_id = ? and main = 0 order by year desc, address"
        return list(self.db.execute(query, (agency_id,)))

    def agencies_with_report(self, code: str, year: int, limit: int = -1) -> list[str]:
        """Return the ids of the agencies of a place with a report of a year, at most ``limit``."""
        query = f"select agency_id from holdings where {column_of(code)} = ? and year = ? and +main = 1"
        rows = self.db.execute(f"{query} order by agency_id limit ?", (code, year, limit))
        return [agency_id for (agency_id,) in rows]

    def neighbours(self, code: str, year: int, agency_id: str, near: int) -> list[tuple[str, Agency]]:
        """Return (address, agency) of the reports of a place and year next to an agency, by agency id."""
        query = (
            f"select address, agency from holdings where {column_of(code)} = ? and year = ? and +main = 1 and agency_id"
        )
        of = (code, year, agency_id, near)
        before = self.db.execute(f"{query} < ? order by agency_id desc limit ?", of).fetchall()
        after = self.db.execute(f"{query} > ? order by agency_id limit ?", of)
        return [(address, agency_of(packed)) for address, packed in (*reversed(before), *after)]

    # ------------------------------------------------------------------- indicators

    def indicators(self, agency_id: str) -> tuple[Agency | None, dict[int, list[Any]]]:
        """Return the agency and its packed indicators by year."""
        held = list(self.db.execute(f"select agency, year, compared {_OF_AGENCY}", (agency_id,)))
        return agency_of(held[0][0]) if held else None, {year: json.loads(packed) for _, year, packed in held}

    def indicators_in(self, code: str, year: int) -> Iterator[tuple[Agency, str, int, list[Any]]]:
        """Yield (agency, address, number of findings, packed indicators) of a place and year: a comparison of thousands
        needs no tables."""
        where, values = Selection(place=code, year=year).condition()
        query = (
            f"select agency, address, json_array_length(findings), compared from holdings where +main = 1 and {where}"
        )
        for agency, address, findings, packed in self.db.execute(
            f"{query} order by province, city, county, agency_id, address", values
        ):
            yield agency_of(agency), address, findings, json.loads(packed)

    def packed_indicators(self, selection: Selection) -> Iterator[tuple[Agency, int, str, list[Any]]]:
        """Yield (agency, year, address, packed indicators) of the current versions, by place and agency, newest year
        first."""
        where, values = selection.condition()
        query = f"select agency, year, address, compared from holdings where +main = 1 and {where}"
        order = "province, city, county, agency_id, year desc"
        for agency, year, address, packed in self.db.execute(f"{query} order by {order}", values):
            yield agency_of(agency), year, address, json.loads(packed)

    def with_several_years(self, limit: int) -> list[tuple[Agency, int]]:
        """Return (agency, number of years) of the agencies with several years, by id, at most ``limit``."""
        query = "select min(agency), count(*) from holdings where +main = 1 group by agency_id having count(*) > 1"
        rows = self.db.execute(f"{query} order by agency_id limit ?", (limit,))
        return [(agency_of(packed), count) for packed, count in rows]

    # ------------------------------------------------------------------- counts

    def count_statements(self) -> int:
        """Return the number of statements in the texts that were compared with the tables."""
        query = "select coalesce(sum(statements), 0) from holdings where main = 1"
        return int(self.db.execute(query).fetchone()[0])

    def count_reports(self) -> Iterator[tuple[int, tuple[str, str, str], int]]:
        """Yield (year, place, number of reports)."""
        query = "select year, province, city, county, count(*) from holdings where main = 1 group by 1, 2, 3, 4"
        for year, p, c, k, count in self.db.execute(query):
            yield year, (p, c, k), count

    def count_findings(self) -> Iterator[tuple[str, int, tuple[str, str, str], int, int]]:
        """Yield (code, year, place, number of findings, number of reports with this finding)."""
        query = (
            "select f.code, h.year, province, city, county, count(*), count(distinct f.address) "
            "from holdings h cross join findings f on f.address = h.address where +h.main = 1 group by 1, 2, 3, 4, 5"
        )
        for code, year, p, c, k, findings, reports in self.db.execute(query):
            yield code, year, (p, c, k), findings, reports

    def count_agencies_with_reports(self) -> Iterator[tuple[tuple[str, str, str], int]]:
        """Yield (place, number of agencies with a report)."""
        query = "select province, city, county, count(distinct agency_id) from holdings where main = 1 group by 1, 2, 3"
        for p, c, k, count in self.db.execute(query):
            yield (p, c, k), count
