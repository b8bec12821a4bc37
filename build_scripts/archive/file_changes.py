"""The originals in ``content/reports``, and which of them changed since the last build.

A file is opened only when its size, its modification time or its change time (ctime) differs. A program that copies a
file with its dates cannot reset the change time (on Windows this is the creation time). Clocks have a limited
resolution, so a file that changed shortly before the scan is opened again by the next build, as in ``git``."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from build_scripts import faults, project
from build_scripts.archive.store import FileState
from build_scripts.model import Refusal

# Files that systems and editors leave beside the originals: hidden files, the lock file of a document open in Word or
# WPS.
_LITTER = re.compile(r"^(?:\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_TICK = 2_000_000_000  # nanoseconds: FAT stores even seconds, other file systems are finer
_UNSURE = -1  # equals no time of a file


def is_litter(name: str) -> bool:
    """Return whether the file is an auxiliary file (``~$年报.docx``, ``Thumbs.db``, ``.DS_Store``)."""
    return bool(_LITTER.match(name))


def scan(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return every original: path under ``content/reports`` (with ``/``) → (size, modification time, change time),
    times in ns."""
    found: dict[str, tuple[int, int, int]] = {}
    base = root / project.REPORTS
    waiting = [""] if base.is_dir() else []
    while waiting:  # strings, because pathlib takes five times as long, in every build of a large archive
        inside = waiting.pop()
        with os.scandir(base / inside) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and entry.name[0] != ".":  # old copies of sync clients
                    waiting.append(f"{inside}{entry.name}/")
                elif entry.is_file(follow_symlinks=False) and not is_litter(entry.name):
                    stat = entry.stat(follow_symlinks=False)
                    found[inside + entry.name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return {path: found[path] for path in sorted(found, key=lambda path: path.split("/"))}


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The files of the last build (``known``), the files to record (``to_record``), and the new, changed and removed
    paths.

    ``unreadable``: path → refusal of files that cannot be opened; their stored state stays."""

    known: Mapping[str, FileState]
    to_record: dict[str, FileState]
    new: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]
    unreadable: Mapping[str, Refusal]


def detect_changes(root: Path, known: Mapping[str, FileState]) -> FileChanges:
    """Compare the files on disk with those of the last build (``known``). Nothing is written."""
    present, now = scan(root), time.time_ns()
    to_record: dict[str, FileState] = {}
    new, changed = [], []
    unreadable: dict[str, Refusal] = {}
    for path, (size, mtime_ns, changed_ns) in present.items():
        if not faults.is_printable(path):
            unreadable[faults.printable(path)] = Refusal(
                "file-encoding", name=faults.printable(path).rpartition("/")[2]
            )
            continue
        before = known.get(path)
        if before and (before.size, before.mtime_ns, before.changed_ns) == (size, mtime_ns, changed_ns):
            continue
        sha256 = faults.isolated(partial(digest_of, root / project.REPORTS / path))
        if isinstance(sha256, Refusal):
            unreadable[path] = sha256
            continue
        settled = all(abs(now - moment) > _TICK for moment in (mtime_ns, changed_ns))
        to_record[path] = FileState(size, mtime_ns, changed_ns if settled else _UNSURE, sha256)
        if before is None:
            new.append(path)
        elif before.sha256 != sha256:
            changed.append(path)
    return FileChanges(known, to_record, new, changed, [path for path in known if path not in present], unreadable)


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
