"""What is made of each report for data files and for search, kept beside it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from build_scripts.archive.store.rows import Exported, ExportRows, part_condition, source_of
from build_scripts.archive.store.schema import Database
from build_scripts.content.ledger import Entry


class Derived(Database):
    """Export rows and search lines by the address of the report."""

    def keep_export_rows(self, rows: ExportRows) -> None:
        self.db.execute("insert or replace into export_rows values (?, ?, ?, ?, ?, ?, ?)", rows)

    def export_rows(self, year: int) -> list[tuple[str, str, str, str]]:
        """(report, findings, wide, manifest) of the reports of a year, in the order of the files."""
        # The address follows from agency and year: an index tells both and the order, and no report is looked at.
        query = (
            "select r.report, r.findings, r.wide, r.manifest from holdings h "
            "join export_rows r on r.address = 'reports/' || h.agency_id || '/' || h.year || '/' "
            "where h.main = 1 and h.year = ? order by h.province, h.city, h.county, h.agency_id"
        )
        return list(self.db.execute(query, (year,)))

    def exported(self, year: int, part: str = "") -> Iterator[Exported]:
        """Every version of the reports of a year, or of that only the current ones of one part, in the order of the files.
        One report is in memory at a time."""
        found = (address for address, _ in self.export_digests(year, part))
        yield from (item for address in found if (item := self.exported_at(address)))

    def export_digests(self, year: int = 0, part: str = "") -> list[tuple[str, str]]:
        """(address, digest of all that its pages and files show) of every version of every report, or of those that
        ``exported`` gives; by year, then in the order of the files."""
        asked: list[tuple[str, tuple[object, ...]]] = [("year = ?", (year,))] if year else []
        if part:
            where, values = part_condition(part)
            asked.append((f"+main = 1 and {where}", values))
        query = (
            f"select address, digest from holdings where {' and '.join(text for text, _ in asked) or '1'} "
            "order by year, province, city, county, agency_id, address"
        )
        return list(self.db.execute(query, tuple(value for _, values in asked for value in values)))

    def exported_at(self, address: str) -> Exported | None:
        """What files are made of, of the report at an address."""
        query = (
            "select h.county, h.source, h.record, r.report, r.findings, r.cells, r.document, l.entry "
            "from holdings h join export_rows r on r.address = h.address left join ledger l on l.sha256 = h.sha256 "
            "where h.address = ?"
        )
        row = self.db.execute(query, (address,)).fetchone()
        if row is None:
            return None
        county, source, record, report, findings, cells, document, entry = row
        return Exported(
            address=address,
            county=county,
            media_type=source_of(source).media_type,
            record=zlib.decompress(record),
            report=report,
            findings=findings,
            cells=zlib.decompress(cells).decode("utf-8"),
            document=zlib.decompress(document).decode("utf-8"),
            entry=Entry(*json.loads(entry)) if entry else None,
        )

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
