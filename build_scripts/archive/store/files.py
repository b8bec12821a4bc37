"""The originals as they were last seen, the data extracted from them, and the refused originals."""

from __future__ import annotations

from collections.abc import Iterable

from build_scripts.archive.store.rows import FileState
from build_scripts.archive.store.schema import Database


class Files(Database):
    """Files by path; extracted records by SHA-256 of the original and version of the reader."""

    def files(self) -> dict[str, FileState]:
        query = "select path, size, mtime_ns, changed_ns, sha256 from files"
        return {path: FileState(*rest) for path, *rest in self.db.execute(query)}

    def save_file(self, path: str, state: FileState) -> None:
        self.db.execute(
            "insert or replace into files values (?, ?, ?, ?, ?)",
            (path, state.size, state.mtime_ns, state.changed_ns, state.sha256),
        )

    def forget_file(self, path: str) -> None:
        self.db.execute("delete from files where path = ?", (path,))

    def sha256_of(self, path: str) -> str:
        """Return the SHA-256 of a known file, or ""."""
        row = self.db.execute("select sha256 from files where path = ?", (path,)).fetchone()
        return row[0] if row else ""

    # ------------------------------------------------------------------- readings

    def reading(self, sha256: str, version: str) -> tuple[bytes | None, str] | None:
        """Return (record, refusal as JSON) of an original; ``None`` when it was never parsed with this version."""
        row = self.db.execute(
            "select record, refusal from readings where sha256 = ? and version = ?", (sha256, version)
        ).fetchone()
        return (row[0], row[1] or "") if row else None

    def save_reading(self, sha256: str, version: str, record: bytes | None, refusal: str) -> None:
        self.db.execute(
            "insert or replace into readings values (?, ?, ?, ?)", (sha256, version, record, refusal or None)
        )

    def forget_readings(self, sha256s: Iterable[str]) -> None:
        self.db.executemany("delete from readings where sha256 = ?", ((sha256,) for sha256 in sha256s))

    # ------------------------------------------------------------------- refused files

    def refuse(self, path: str, sha256: str, code: str, message: str) -> None:
        self.db.execute("insert or replace into refused values (?, ?, ?, ?)", (path, sha256, code, message))

    def accept(self, path: str) -> None:
        self.db.execute("delete from refused where path = ?", (path,))

    def unreadable(self) -> set[str]:
        """Return the SHA-256 of the refused originals, without duplicates of a published original."""
        query = "select sha256 from refused where code <> 'duplicate' and sha256 <> ''"
        return {sha256 for (sha256,) in self.db.execute(query)}

    def refused(self) -> tuple[tuple[str, str, str], ...]:
        """Return (path, code, message) of every refused file."""
        return tuple(self.db.execute("select path, code, message from refused order by path"))
