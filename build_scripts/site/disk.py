"""The files of a site on the disk, by their addresses: written when their bytes are new, linked, removed, listed."""

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
    """Write a file beside its place and move it there; false when the same bytes stand there already.

    ``data`` may be a file, too large for the memory, that is moved. ``fresh``: the folder began empty and nobody sees it
    yet, so the file is written where it belongs."""
    path = Path(f"{folder}/{safe(address)}")  # joining paths part by part takes as long as the writing
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
    """Take one file away, and folders that it leaves empty; false when there is none."""
    name = f"{folder}/{safe(address)}"
    if not os.path.lexists(name):  # nearly always: most addresses name what some other report once had there
        return False
    path = Path(name)
    path.unlink()
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True


def addresses(folder: Path) -> Iterator[str]:
    """Every file below a folder, each folder's files together."""
    return (address for address, _ in entries(folder))


def entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The same with what the system says of each. In strings: pathlib takes five times as long."""
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
    """The same file at another place, which costs a twentieth of writing it. ``fresh``: nothing stands there yet."""
    if not fresh:
        Path(target).unlink(missing_ok=True)
    try:
        try:
            os.link(source, target)
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
