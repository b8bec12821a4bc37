"""Cached data of each report for data files and search."""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.archive.store.rows import ExportedReport, ExportRows, entry_of, part_condition, source_of
from build_scripts.archive.store.schema import Database


class Derived(Database):
    """Export rows and search lines by address of the report."""

    def save_export_rows(self, rows: ExportRows) -> None:
        self.db.execute("insert or replace into export_rows values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def export_rows(self, year: int) -> list[tuple[str, str, str, str]]:
        """Return (report, findings, wide, manifest) of the reports of a year, in the order of the files."""
        # Computing the address from agency and year lets an index give addresses and order, without reading the
        # reports.
        query = (
            "select r.report, r.findings, r.wide, r.manifest from holdings h "
            "join export_rows r on r.address = 'reports/' || h.agency_id || '/' || h.year || '/' "
            "where h.main = 1 and h.year = ? order by h.province, h.city, h.county, h.agency_id"
        )
        return list(self.db.execute(query, (year,)))

    def exported(self, year: int, part: str) -> Iterator[ExportedReport]:
        """Yield the current reports of one part of a year, in the order of the files."""
        where, values = part_condition(part)
        query = (
            f"select address from holdings where year = ? and {where} and +main = 1 "
            "order by province, city, county, agency_id, address"
        )
        found = list(self.db.execute(query, (year, *values)))
        yield from (item for (address,) in found if (item := self.exported_at(address)))

    def export_digests(self, year: int) -> Iterator[tuple[tuple[str, str, str], str, str, str]]:
        """Yield (place, address, digest of the report's content in the files, ledger entry) of every version of a year,
        in the order of the files."""
        query = (
            "select province, city, county, address, h.digest, coalesce(l.entry, '') from holdings h "
            "left join ledger l on l.sha256 = h.sha256 where h.year = ? "
            "order by province, city, county, h.agency_id, address"
        )
        for province, city, county, *rest in self.db.execute(query, (year,)):
            yield (province, city, county), *rest

    def exported_at(self, address: str) -> ExportedReport | None:
        """Return the data for the files of the report at an address."""
        query = (
            "select h.county, h.source, h.record, r.report, r.findings, r.tables, r.cells, r.document, r.cell_values, l.entry "
            "from holdings h join export_rows r on r.address = h.address left join ledger l on l.sha256 = h.sha256 "
            "where h.address = ?"
        )
        row = self.db.execute(query, (address,)).fetchone()
        if row is None:
            return None
        county, source, record, report, findings, tables, cells, document, cell_values, entry = row
        packed = {"record": record, "cells": cells, "document": document, "cell_values": cell_values}
        stated = entry_of(entry) if entry else None
        return ExportedReport(address, county, source_of(source).media_type, report, findings, tables, packed, stated)

    # ------------------------------------------------------------------- search

    def save_search_lines(self, address: str, lines: bytes) -> None:
        self.db.execute("insert or replace into search_lines values (?, ?)", (address, lines))

    def search_lines(self, agency_id: str, year: int) -> bytes | None:
        """Return the search lines of the current version; ``None`` when there is none."""
        query = (
            "select lines from holdings join search_lines using (address) "
            "where agency_id = ? and year = ? and +main = 1"
        )
        row = self.db.execute(query, (agency_id, year)).fetchone()
        return row[0] if row else None

    def all_search_lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield (year, row of the agency in the register, lines) of all current versions, newest year first, then by
        row."""
        yield from self.db.execute(
            "select year, row, lines from holdings join agencies using (agency_id) join search_lines using (address) "
            "where main = 1 order by year desc, row"
        )
