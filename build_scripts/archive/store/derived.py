"""What is made of each report for data files and for search, kept beside it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from build_scripts.archive.store.rows import ExportRows, part_condition
from build_scripts.archive.store.schema import Database


class Derived(Database):
    """Export rows and search lines by the address of the report."""

    def keep_export_rows(self, rows: ExportRows) -> None:
        self.db.execute("insert or replace into export_rows values (?, ?, ?, ?, ?, ?)", rows)

    def cells(self, address: str) -> Iterator[str]:
        """The lines of ``cells`` of one report."""
        for (packed,) in self.db.execute("select cells from export_rows where address = ?", (address,)):
            yield zlib.decompress(packed).decode("utf-8")

    def export_rows(self, year: int) -> list[tuple[str, str, str, str]]:
        """(report, findings, wide, manifest) of the reports of a year, in the order of the files."""
        # The address follows from agency and year: an index tells both and the order, and no report is looked at.
        query = (
            "select r.report, r.findings, r.wide, r.manifest from holdings h "
            "join export_rows r on r.address = 'reports/' || h.agency_id || '/' || h.year || '/' "
            "where h.main = 1 and h.year = ? order by h.province, h.city, h.county, h.agency_id"
        )
        return list(self.db.execute(query, (year,)))

    def part_rows(self, year: int, part: str) -> list[tuple[str, str, bytes, str]]:
        """(address, county, record as JSON, lines of ``cells``) of the reports of one part in a year, in the order of the
        files."""
        where, values = part_condition(part)
        query = (
            "select h.address, h.county, h.record, r.cells from holdings h join export_rows r on r.address = h.address "
            f"where +h.main = 1 and h.year = ? and {where} "
            "order by h.province, h.city, h.county, h.agency_id, h.address"
        )
        return [
            (address, county, zlib.decompress(record), zlib.decompress(cells).decode("utf-8"))
            for address, county, record, cells in self.db.execute(query, (year, *values))
        ]

    # ------------------------------------------------------------------- search

    def keep_search_lines(self, address: str, lines: bytes) -> None:
        self.db.execute("insert or replace into search_lines values (?, ?)", (address, lines))

    def search_lines(self, agency_id: str, year: int) -> bytes | None:
        """Of the present version, ``None`` when there is none."""
        query = (
            "select lines from holdings join search_lines using (address) "
            "where agency_id = ? and year = ? and +main = 1"
        )
        row = self.db.execute(query, (agency_id, year)).fetchone()
        return row[0] if row else None

    def all_search_lines(self) -> Iterator[tuple[int, int, bytes]]:
        """(year, row of the agency in the register, lines) of all present versions, newest year first, then by row."""
        yield from self.db.execute(
            "select year, row, lines from holdings join agencies using (agency_id) join search_lines using (address) "
            "where main = 1 order by year desc, row"
        )
