"""The sums of the indicators by place and year, so that a page of the country need not read each report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from build_scripts.archive.store.rows import Selection
from build_scripts.archive.store.schema import Database

PlaceYear = tuple[int, str, str, str]
"""(year, code of the province, of the city, of the county)"""


class Sums(Database):
    """Packed sums by year and place. A change of a report deletes the sums of its place and year (``Holdings``)."""

    def places_without_sums(self) -> list[PlaceYear]:
        query = (
            "select distinct year, province, city, county from holdings where main = 1 "
            "except select year, province, city, county from sums order by 1, 2, 3, 4"
        )
        return list(self.db.execute(query))

    def indicators_at(self, place_year: PlaceYear) -> list[list[Any]]:
        """Return the packed indicators of the current versions of a place (not below it) and year."""
        query = "select compared from holdings where main = 1 and year = ? and province = ? and city = ? and county = ?"
        return [json.loads(packed) for (packed,) in self.db.execute(f"{query} order by address", place_year)]

    def save_sums(self, place_year: PlaceYear, sums: list[list[Any]]) -> None:
        self.db.execute(
            "insert or replace into sums values (?, ?, ?, ?, ?)", (*place_year, json.dumps(sums, separators=(",", ":")))
        )

    def forget_sums(self) -> None:
        self.db.execute("delete from sums")

    def sums(self, selection: Selection) -> Iterator[tuple[int, tuple[str, str, str], str]]:
        """Yield (year, place, packed sums as text) of a place, a year or both."""
        where, values = selection.condition()
        query = f"select year, province, city, county, sums from sums where {where} order by 1, 2, 3, 4"
        for year, province, city, county, packed in self.db.execute(query, values):
            yield year, (province, city, county), packed
