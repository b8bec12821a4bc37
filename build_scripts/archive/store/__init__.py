"""The record store: extracted reports, agencies and cached page data, in one SQLite file under ``build/``.

All SQL of the project is in this folder: ``schema`` (tables), ``rows`` (row formats and selections), and one module for
each group of queries. Extracted reports are keyed by the SHA-256 of the original and the version of the reader, so an
original is parsed again only when one of them changes. The whole store can be deleted; a build makes it again from
``content/``."""

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
    ExportedReport,
    ExportRows,
    FileState,
    HeldReport,
    HoldingRow,
    Selection,
    column_of,
    holding_row,
)
from build_scripts.archive.store.schema import opened
from build_scripts.archive.store.sentences import Sentences
from build_scripts.archive.store.sums import PlaceYear, Sums

__all__ = [
    "ALL",
    "LEVELS",
    "Damaged",
    "ExportRows",
    "ExportedReport",
    "FileState",
    "HeldReport",
    "HoldingRow",
    "PlaceYear",
    "Selection",
    "Store",
    "column_of",
    "faults_of",
    "holding_row",
    "is_sound",
    "set_aside",
]


class Store(Files, Register, LedgerCopy, Holdings, Derived, Sentences, Sums, Pages):
    """A thin interface to the database with one method for each query."""

    def __init__(self, path: Path, readonly: bool = False) -> None:
        self.path = path
        uri = f"{path.resolve().as_uri()}?mode=ro"
        self.db = sqlite3.connect(uri, uri=True) if readonly else opened(path)
        self.db.execute("pragma cache_size = -65536")  # KB: look-ups in a large archive are scattered over the file

    def close(self) -> None:
        self.db.close()

    def commit(self) -> None:
        self.db.commit()

    def snapshot(self, to: Path) -> None:
        """Copy all committed data into one file."""
        with closing(Store(self.path, readonly=True)) as committed, closing(sqlite3.connect(to)) as copy:
            committed.db.backup(copy)

    def shrink(self) -> None:
        """Remove deleted data from the file on disk: a withdrawn report must not remain in free pages."""
        self.db.commit()
        self.db.execute("vacuum")
        self.db.execute("pragma wal_checkpoint(truncate)")

    def meta(self, key: str) -> str:
        """Return a value that the last build stored, or "" when there is none."""
        row = self.db.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values (?, ?)", (key, value))
