"""The whole sentences of every current version by hash, to find agencies that print the same sentences."""

from __future__ import annotations

from collections.abc import Mapping

from build_scripts.archive.store.schema import Database


class Sentences(Database):
    """Sentences by agency and year, and the most similar other agency of each report."""

    def sentences(self, agency_id: str, year: int) -> dict[int, int]:
        """Return hash → number of characters."""
        query = "select hash, letters from sentences where agency_id = ? and year = ?"
        return dict(self.db.execute(query, (agency_id, year)))

    def save_sentences(self, agency_id: str, year: int, sentences: Mapping[int, int]) -> None:
        self.db.execute("delete from sentences where agency_id = ? and year = ?", (agency_id, year))
        rows = ((year, hash_, agency_id, letters) for hash_, letters in sentences.items())
        self.db.executemany("insert into sentences values (?, ?, ?, ?)", rows)

    def agencies_that_print(self, sentence: int, year: int, limit: int) -> list[str]:
        """Return the ids of agencies with this sentence in that year, at most ``limit``."""
        query = "select agency_id from sentences where year = ? and hash = ? limit ?"
        return [agency_id for (agency_id,) in self.db.execute(query, (year, sentence, limit))]

    def most_similar(self, agency_id: str, year: int) -> tuple[str, int, int] | None:
        """Return (other agency, shared characters, characters of the report)."""
        query = "select other, shared, total from alike where agency_id = ? and year = ?"
        row = self.db.execute(query, (agency_id, year)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def save_most_similar(self, agency_id: str, year: int, found: tuple[str, int, int] | None) -> None:
        self.db.execute("delete from alike where agency_id = ? and year = ?", (agency_id, year))
        if found:
            self.db.execute("insert into alike values (?, ?, ?, ?, ?)", (agency_id, year, *found))
