"""Write, link, remove and list the files of a site by address."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def safe(address: str) -> str:
    if {"", ".", ".."} & {*address.split("/")} or "\\" in address or ":" in address:
        raise ValueError(f"not a site address: {address}")
    return address


def write(folder: Path, address: str, data: bytes | Path, fresh: bool = False) -> bool:
    """Write a file atomically (a temporary file, then a rename); return False when the same bytes already stand there.

    ``data`` may be a path: a file too large for memory, which is moved. ``fresh`` means that the folder began empty and
    is not public yet, so the file is written directly."""
    path = Path(f"{folder}/{safe(address)}")  # pathlib's joining part by part takes as long as the write itself
    if isinstance(data, Path):
        return _move(data, path)
    if not fresh:
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return False
        except OSError:
            pass
    aside = path if fresh else path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
    if not fresh:
        aside.replace(path)
    return True


def _move(source: Path, path: Path) -> bool:
    if path.exists() and filecmp.cmp(source, path, shallow=False):
        source.unlink()
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    source.replace(path)
    return True


def remove(folder: Path, address: str) -> bool:
    """Delete one file and the folders that become empty; return False when there is no such file."""
    name = f"{folder}/{safe(address)}"
    # The usual case: most addresses name a file that an earlier report may have had there.
    if not os.path.lexists(name):
        return False
    path = Path(name)
    path.unlink()
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True


def addresses(folder: Path) -> Iterator[str]:
    """Yield the address of every file below a folder, grouped by folder."""
    return (address for address, _ in entries(folder))


def entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (address, directory entry) of every file below a folder. Paths are strings because pathlib takes five times
    as long."""
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(f"{folder}/{inside}") as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{inside}{entry.name}/")
                else:
                    yield inside + entry.name, entry


def link(source: Path | str, target: Path | str, fresh: bool = False) -> None:
    """Hard-link a file to another path (a twentieth of the cost of a write); copy where hard links are not supported.

    ``fresh`` means that nothing stands at the target yet."""
    if not fresh:
        Path(target).unlink(missing_ok=True)
    try:
        try:
            os.link(source, target)
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
    except OSError:  # the file system has no hard links
        shutil.copy2(source, target)
