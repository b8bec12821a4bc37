"""Translate database errors: errors of the disk become ``OSError``, all others mean a damaged store.

A store with flipped bytes can be opened, but a query fails, or unpacking a row. A damaged store is set aside and never
repaired."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from build_scripts.model import Refusal

PARTS = ("", "-wal", "-shm")
# Errors of the environment of a sound database: primary result code of SQLite → errno.
_ENVIRONMENT_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_AUTH: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


class Damaged(Exception):
    """The store is unusable; everything in it is made again from ``content/``."""


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Context manager: a database error at that path becomes ``OSError`` or ``Damaged``."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if number := _ENVIRONMENT_ERRORS.get(code):
            raise OSError(number, "sqlite", str(path)) from error
        raise Damaged from error
    except Exception as error:
        if not isinstance(error, OSError | Refusal | Damaged) and not is_sound(path):
            raise Damaged from error
        raise


def is_sound(path: Path) -> bool:
    """Return whether SQLite's quick check finds the database consistent."""
    try:
        with closing(sqlite3.connect(path)) as db:
            return bool(db.execute("pragma quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def set_aside(path: Path) -> Path:
    """Rename a damaged store and return the new path; an earlier damaged store is replaced."""
    aside = path.with_name(f"{path.stem}.damaged{path.suffix}")
    for part in PARTS:
        old, new = path.with_name(path.name + part), aside.with_name(aside.name + part)
        new.unlink(missing_ok=True)
        if old.exists():
            old.replace(new)
    return aside
