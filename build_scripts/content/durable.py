"""Files are written beside their place, flushed to the disk and only then moved there.

A power cut or a full disk at any moment leaves the old file or the new one, never half of one.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

_BEGINNING = 60  # characters of a name, of up to four bytes each: a name may have 255 bytes


def write(path: Path, data: bytes) -> None:
    """The file holds ``data``, or what it held before (``OSError``)."""
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


EACH = 256  # files that are flushed one by one, a thousandth of a second each; more of them go with all that waits


def flush(folder: Path, names: Collection[str]) -> None:
    """Files that others wrote reach the disk, and the folders that name them."""
    if len(names) > EACH and hasattr(os, "sync"):
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
    """Names that were changed in a folder reach the disk. Windows keeps them without being asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
