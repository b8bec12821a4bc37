"""Report files in ``content/`` that a build ignores, or whose names are invalid on another computer.

Each kind is reported once, with the remedy. Files that systems leave are not reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from build_scripts import faults, messages, project
from build_scripts.content import file_names
from build_scripts.content.amendments import Amendments, Key, unsigned

MAX_NAMED = 3  # a message names at most this many files of one kind and counts the others
_IGNORED = re.compile(
    r"^(?:\.DS_Store|\._.*|\.git\w*|\.~lock.*|\..*\.part|~\$.*|Thumbs\.db|desktop\.ini|README.*)$", re.IGNORECASE
)
_FOLDERS = {project.REPORTS, project.LEDGER, project.CORRECTIONS, project.ANSWERS}
_FILES = {project.REGISTRY, project.ORIGINALS, project.ROLLBACK_MARK}
_AMENDMENT = re.compile(r"^[^/]+/[^/]+\.toml$")  # a name that is not a year is read, and refused
_YEAR = re.compile(r"^\d{4}年?/")
_TABLE = re.compile(r"^(?:\d{4}|agencies|redirects)\.csv$")


def overlooked(root: Path) -> Iterator[str]:
    """Yield one message for each kind of file or folder that a build ignores."""
    base = root / project.CONTENT
    others = [p for p in _entries(base) if p.relative_to(root) not in (_FOLDERS if p.is_dir() else _FILES)]
    below = _below(root / project.REPORTS)
    reports = [p for p in below if p.is_symlink() or p.name[0] == "."]
    named = {_name(p, root / project.REPORTS): p for p in below}
    folders = (root / project.CORRECTIONS, root / project.ANSWERS)
    amendments = [p for f in folders for p in _below(f) if p.is_file() and not _AMENDMENT.match(_name(p, f))]
    ledger = [p for p in _entries(root / project.LEDGER) if not _TABLE.match(p.name)]
    if others:
        yield messages.text("notice", "beside-content", files=_listed(base, others))
    if reports:
        yield messages.text("notice", "passed-over", files=_listed(base, reports))
    if not_portable := [p for name, p in named.items() if not file_names.is_portable(name)]:
        yield messages.text("notice", "not-portable", files=_listed(base, not_portable))
    if colliding := [named[name] for name in file_names.colliding(named)]:
        yield messages.text("notice", "one-elsewhere", files=_listed(base, colliding))
    if amendments:
        yield messages.text("notice", "misnamed-amendment", files=_listed(base, amendments))
    if ledger:
        yield messages.text("notice", "misnamed-ledger", files=_listed(base, ledger))


def other_years(new: Iterable[str], keys: Mapping[str, Key]) -> Iterator[str]:
    """New originals that lie in the folder of another year than theirs: perhaps somebody took the wrong file."""
    in_folder = {path: int(path[:4]) for path in new if path in keys and _YEAR.match(path)}
    if other := sorted(path for path, year in in_folder.items() if year != keys[path][1]):
        named = [f"content/reports/{faults.printable(path)}（{keys[path][1]} 年）" for path in other]
        yield messages.text("notice", "other-year", files=_few(named))


def unsigned_amendments(written: Mapping[Key, Amendments]) -> Iterator[str]:
    if found := list(unsigned(written)):
        yield messages.text("notice", "unsigned-amendment", files=_few(found))


def _entries(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if not _IGNORED.match(p.name)) if folder.is_dir() else []


def _below(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if not _IGNORED.match(p.name))


def _name(path: Path, folder: Path) -> str:
    return faults.printable(path.relative_to(folder).as_posix())


def _listed(base: Path, paths: list[Path]) -> str:
    return _few([f"content/{_name(path, base)}" for path in paths])


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:MAX_NAMED]) + (f" 等 {len(names)} 个" if len(names) > MAX_NAMED else "")
