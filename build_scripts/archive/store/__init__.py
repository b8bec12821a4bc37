"""The record store: what was read, who it is, and what pages need, in one SQLite file under ``build/``.

All SQL of the project stands in this folder: ``schema`` (tables), ``rows`` (what stands in a row, and which rows a question
is about), and a module for each part that is asked. Readings are keyed by the SHA-256 of the original and the version of
the reader, so an original is parsed once, until either changes. Everything here can be deleted and is made again from
``content/``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from build_scripts.archive.store.damage import Damaged, faults_of, is_sound, set_aside
from build_scripts.archive.store.derived import Derived
from build_scripts.archive.store.files import Files
from build_scripts.archive.store.holdings import Holdings
from build_scripts.archive.store.ledger import LedgerCopy
from build_scripts.archive.store.pages import Pages
from build_scripts.archive.store.register import Register
from build_scripts.archive.store.rows import (
    ALL,
    LEVELS,
    Exported,
    ExportRows,
    HeldReport,
    HoldingRow,
    Known,
    Selection,
    column_of,
    holding_row,
)
from build_scripts.archive.store.schema import opened
from build_scripts.archive.store.sentences import Sentences
from build_scripts.archive.store.sums import Shelf, Sums

__all__ = [
    "ALL",
    "LEVELS",
    "Damaged",
    "ExportRows",
    "Exported",
    "HeldReport",
    "HoldingRow",
    "Known",
    "Selection",
    "Shelf",
    "Store",
    "column_of",
    "faults_of",
    "holding_row",
    "is_sound",
    "set_aside",
]


class Store(Files, Register, LedgerCopy, Holdings, Derived, Sentences, Sums, Pages):
    """A thin hand on the database: one method for each question that the pipeline asks."""

    def __init__(self, path: Path, readonly: bool = False) -> None:
        self.path = path
        uri = f"{path.resolve().as_uri()}?mode=ro"
        self.db = sqlite3.connect(uri, uri=True) if readonly else opened(path)
        self.db.execute("pragma cache_size = -65536")  # KB: a large archive is looked up all over

    def close(self) -> None:
        self.db.close()

    def commit(self) -> None:
        self.db.commit()

    def snapshot(self, to: Path) -> None:
        """A copy of all that is committed, in one file."""
        with closing(Store(self.path, readonly=True)) as committed, closing(sqlite3.connect(to)) as copy:
            committed.db.backup(copy)

    def shrink(self) -> None:
        """What was deleted leaves the file on the disk too: a withdrawn report must not be found in free pages."""
        self.db.commit()
        self.db.execute("vacuum")
        self.db.execute("pragma wal_checkpoint(truncate)")

    def meta(self, key: str) -> str:
        """A word that the last build left for this one, "" when it left none."""
        row = self.db.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values (?, ?)", (key, value))
