"""The store's copy of the register: agencies and their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts.archive.store.rows import ALL, Selection, agency_of, column_of, packed_agency, part_condition
from build_scripts.archive.store.schema import Database
from build_scripts.model import Agency

# The plus in ``+h.main`` prevents SQLite from using an index on ``main``, where one agency is looked up.
_HAS_REPORT = "exists (select 1 from holdings h where h.agency_id = a.agency_id and +h.main = 1)"


class Register(Database):
    """Agencies by id; queries about places use the six-digit codes of province, city and county."""

    def save_agency(
        self, agency: Agency, places: Sequence[str], names: Sequence[str], pinyin: str, search_terms: str, row: int
    ) -> None:
        """Store a row of the register.

        ``places`` are the codes of province, city and county, "" where unknown. ``names`` are the normalized names that
        files about the agency may use. ``pinyin`` is that of its own name, ``search_terms`` those of all its names
        as JSON. ``row`` counts from 0."""
        self.remove_agency(agency.agency_id)
        self.db.execute(
            "insert into agencies values (?, ?, ?, ?, ?, ?, ?, ?)",
            (agency.agency_id, packed_agency(agency), *places, pinyin, search_terms, row),
        )
        self.db.executemany("insert into agency_names values (?, ?)", ((name, agency.agency_id) for name in names))

    def move_agency(self, agency_id: str, row: int) -> None:
        self.db.execute("update agencies set row = ? where agency_id = ?", (row, agency_id))

    def remove_agency(self, agency_id: str) -> None:
        self.db.execute("delete from agencies where agency_id = ?", (agency_id,))
        self.db.execute("delete from agency_names where agency_id = ?", (agency_id,))

    def forget_agencies(self) -> None:
        self.db.execute("delete from agencies")
        self.db.execute("delete from agency_names")

    # ------------------------------------------------------------------- agencies

    def agency(self, agency_id: str) -> Agency | None:
        row = self.db.execute("select agency from agencies where agency_id = ?", (agency_id,)).fetchone()
        return agency_of(row[0]) if row else None

    def search_terms(self, agency_id: str) -> str:
        """Return the search terms of the agency's names as JSON, or "" when it is not in the register."""
        row = self.db.execute("select heard from agencies where agency_id = ?", (agency_id,)).fetchone()
        return row[0] if row else ""

    def agencies(self, selection: Selection = ALL) -> Iterator[Agency]:
        """Yield the agencies in the order of their ids."""
        where, values = selection.condition()
        for (packed,) in self.db.execute(f"select agency from agencies where {where} order by agency_id", values):
            yield agency_of(packed)

    def agencies_by_name(self, selection: Selection) -> Iterator[tuple[Agency, str]]:
        """Yield (agency, pinyin of its own name) by place, then alphabetically."""
        where, values = selection.condition()
        query = f"select agency, pinyin from agencies where {where}"
        for packed, pinyin in self.db.execute(f"{query} order by province, city, county, pinyin, agency_id", values):
            yield agency_of(packed), pinyin

    def agency_rows(self) -> dict[str, tuple[Agency, int]]:
        """Return id → (agency, row)."""
        return {i: (agency_of(p), row) for i, p, row in self.db.execute("select agency_id, agency, row from agencies")}

    def agency_ids(self) -> list[str]:
        """Return the ids in the order of the register."""
        return [agency_id for (agency_id,) in self.db.execute("select agency_id from agencies order by row")]

    def agencies_named(self, name: str) -> list[str]:
        """Return the ids of the agencies with a (normalized) name."""
        return [i for (i,) in self.db.execute("select agency_id from agency_names where name = ?", (name,))]

    # ------------------------------------------------------------------- counts

    def count_agencies(self, selection: Selection = ALL) -> int:
        where, values = selection.condition()
        return int(self.db.execute(f"select count(*) from agencies where {where}", values).fetchone()[0])

    def count_counties(self) -> int:
        return int(self.db.execute("select count(distinct county) from agencies").fetchone()[0])

    def agencies_by_province(self) -> dict[str, int]:
        """Return code ("" where the place is unknown) → number of agencies, in the order of the codes."""
        return dict(self.db.execute("select province, count(*) from agencies group by 1 order by 1"))

    # ------------------------------------------------------------------- places

    def agency_in(self, code: str) -> Agency | None:
        """Return an agency that lies in a place, or lay there in the year of a report, for the names of the surrounding
        places."""
        for table in ("agencies", "holdings"):
            query = f"select agency from {table} where {column_of(code)} = ? limit 1"
            if row := self.db.execute(query, (code,)).fetchone():
                return agency_of(row[0])
        return None

    def places(self, level: str, within: str = "", gap: str = "") -> list[str]:
        """Return the codes of the places of a level (in one place) that have agencies; ``gap`` names a level that must
        be missing between."""
        where = (
            f"{level} <> ''" + (f" and {column_of(within)} = ?" if within else "") + (f" and {gap} = ''" if gap else "")
        )
        query = f"select distinct {level} from agencies where {where} order by 1"
        return [code for (code,) in self.db.execute(query, (within,) if within else ())]

    def own_places(self) -> list[str]:
        """Return the codes of the places with agencies of their own, not only below them."""
        own = "case when county <> '' then county when city <> '' then city else province end"
        return [code for (code,) in self.db.execute(f"select distinct {own} from agencies where province <> ''")]

    # ------------------------------------------------------------------- agencies with a report

    def agencies_to_compare(self, part: str) -> list[Agency]:
        """Return the agencies of one part that have a report, by id."""
        where, values = part_condition(part)
        query = f"select agency from agencies a where {where} and {_HAS_REPORT} order by agency_id"
        return [agency_of(packed) for (packed,) in self.db.execute(query, values)]

    def parts(self) -> Iterator[tuple[Agency, int]]:
        """Yield (one agency, number of agencies with a report) of every part."""
        query = (
            f"select min(agency), count(*) from agencies a where {_HAS_REPORT} "
            "group by province, city, case when province || city = '' then county else '' end"
        )
        for packed, count in self.db.execute(query):
            yield agency_of(packed), count
