"""Write files durably: to a temporary file in the same folder, flushed to disk, then renamed.

After a power failure or a full disk at any moment, the path has the old content or the new content, never a part of
it."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

_BEGINNING = 60  # characters of at most four bytes each: a file name may have 255 bytes


def write(path: Path, data: bytes) -> None:
    """Write ``data`` to the file atomically. On ``OSError`` the file keeps its old content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:_BEGINNING]}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    flush_folder(path.parent)


# At most so many files are flushed one by one (1 ms each); above it, one ``sync`` flushes everything.
MAX_SINGLE_FLUSHES = 256


def flush(folder: Path, names: Collection[str]) -> None:
    """Flush files that other code wrote, and the folders that contain them, to disk."""
    if len(names) > MAX_SINGLE_FLUSHES and hasattr(os, "sync"):
        os.sync()
        return
    for name in names:
        handle = os.open(folder / name, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    for inside in {(folder / name).parent for name in names} | {folder}:
        flush_folder(inside)


def flush_folder(folder: Path) -> None:
    """Flush changed names in a folder to disk. On Windows this is not necessary."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
