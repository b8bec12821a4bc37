"""``content/`` to holdings: which files are new, what each of them is, and what that changes.

The store holds the state of the last build; only files whose bytes changed are read, and only the
groups (one agency, one year) that a change touches are settled again. A full build and any sequence of
incremental ones end in the same holdings.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_scripts import messages, project, versions
from build_scripts.archive.resolve import Beside, identified, settle
from build_scripts.archive.store import Known, Store
from build_scripts.content.amendments import Amendments, Key, amendments
from build_scripts.content.new_agency import append_agencies, propose_agency
from build_scripts.content.registry import Registry, read_registry
from build_scripts.model import Agency, Refusal, Shown
from build_scripts.progress import Progress

# What systems and editors leave beside the originals: hidden files, the owner mark of an open Word or WPS file.
_LITTER = re.compile(r"^(?:\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)

ReadAll = Callable[[Iterable[tuple[str, Path]]], Iterator[tuple[str, bytes | Refusal]]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one run changed: paths under ``content/reports``, agencies newly registered (and the register with them), and
    the reports whose pages have to be written again, as they were before and as they are now."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    registered: tuple[Agency, ...]
    registry: Registry
    before: tuple[Shown, ...]
    after: tuple[Shown, ...]


# --------------------------------------------------------------------------- the files


def is_litter(name: str) -> bool:
    """True for a file that nobody handed in (``~$年报.docx``, ``Thumbs.db``, ``.DS_Store``)."""
    return bool(_LITTER.match(name))


def scan(root: Path) -> dict[str, tuple[int, int]]:
    """Every original: path under ``content/reports`` (with ``/``) → (size, modification time in ns)."""
    found: dict[str, tuple[int, int]] = {}
    base = root / project.REPORTS
    waiting = [""] if base.is_dir() else []
    while waiting:  # in strings: pathlib takes five times as long, on every build of a large archive
        inside = waiting.pop()
        with os.scandir(base / inside) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{inside}{entry.name}/")
                elif entry.is_file(follow_symlinks=False) and not is_litter(entry.name):
                    stat = entry.stat(follow_symlinks=False)
                    found[inside + entry.name] = (stat.st_size, stat.st_mtime_ns)
    return {path: found[path] for path in sorted(found, key=lambda path: path.split("/"))}


def take_stock(root: Path, known: Mapping[str, Known]) -> tuple[dict[str, Known], list[str], list[str], list[str]]:
    """(files to note, new, changed, removed) since the last build, which knew those; nothing is written yet."""
    present = scan(root)
    noted: dict[str, Known] = {}
    new, changed = [], []
    for path, (size, mtime_ns) in present.items():
        before = known.get(path)
        if before and (before.size, before.mtime_ns) == (size, mtime_ns):
            continue
        sha256 = hashlib.sha256((root / project.REPORTS / path).read_bytes()).hexdigest()
        noted[path] = Known(size, mtime_ns, sha256)
        if before is None:
            new.append(path)
        elif before.sha256 != sha256:
            changed.append(path)
    return noted, new, changed, [path for path in known if path not in present]


def read_new(root: Path, store: Store, files: Mapping[str, Known], read_all: ReadAll) -> None:
    """Read every original that was never read with this reader; readings are kept as they come."""
    version = versions.version("read")
    wanted: dict[str, Path] = {}
    for path, file in files.items():
        if store.reading(file.sha256, version) is None:
            wanted.setdefault(file.sha256, root / project.REPORTS / path)
    for sha256, result in read_all(wanted.items()):
        if isinstance(result, Refusal):
            kept = json.dumps({"code": result.code, "message": messages.say(result)}, ensure_ascii=False)
            store.keep_reading(sha256, version, None, kept)
        else:
            store.keep_reading(sha256, version, result, "")
        store.commit()


# --------------------------------------------------------------------------- who is who


def update(root: Path, store: Store, read_all: ReadAll, progress: Progress) -> Changes:
    """Bring the holdings up to date with ``content/``. The caller commits, together with what has to be rewritten."""
    known = store.files()
    noted, new, changed, removed = take_stock(root, known)
    registry = read_registry(root / project.REGISTRY)
    inputs = _inputs(root)
    files = known | noted
    touched = {path: noted[path] for path in (*new, *changed)}
    if inputs != store.meta("inputs"):
        touched = {path: file for path, file in files.items() if path not in removed}  # who is who is asked again
    read_new(root, store, touched, read_all)
    for path, file in noted.items():
        store.see_file(path, file)
    for path in removed:
        store.forget_file(path)
        store.accept(path)
    whose, registered, registry = _identify(root, store, touched, registry, progress)
    said, broken = amendments(root)
    beside = Beside(registry, _ledger(root, files, removed), said)
    before, after = settle(store, whose, [*touched, *removed], _amended(store, said), beside, progress)
    _refuse_amendments(store, said, broken)
    store.set_meta("inputs", _inputs(root))
    return Changes(tuple(new), tuple(changed), tuple(removed), tuple(registered), registry, before, after)


def _amended(store: Store, said: Mapping[Key, Amendments]) -> list[Key]:
    """The agencies and years whose corrections or answers are others than last time."""
    now = {f"{agency_id}/{year}": amendment.digest for (agency_id, year), amendment in said.items()}
    was: dict[str, str] = json.loads(store.meta("amendments") or "{}")
    store.set_meta("amendments", json.dumps(now, sort_keys=True))
    names = sorted(name for name in {*now, *was} if now.get(name) != was.get(name))
    return [(name.rpartition("/")[0], int(name.rpartition("/")[2])) for name in names]


def _refuse_amendments(store: Store, said: Mapping[Key, Amendments], broken: Mapping[str, Refusal]) -> None:
    """List the files that cannot be used: broken ones, and those that speak of no report."""
    for path, *_ in store.refused():
        if path.endswith(".toml"):
            store.accept(path)
    alone = Refusal("amendment-alone")
    for (agency_id, year), amendment in said.items():
        if not store.sources(agency_id, year):
            store.refuse(amendment.path, "", alone.code, messages.say(alone))
    for path, refusal in broken.items():
        store.refuse(path, "", refusal.code, messages.say(refusal))


def _ledger(root: Path, files: Mapping[str, Known], removed: Iterable[str]) -> dict[str, str]:
    """path → SHA-256 with which each original first came in: ``content/originals.csv``, to which new ones are added.

    An original whose bytes changed keeps its first entry, so that the change shows until somebody decides."""
    path = root / project.ORIGINALS
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:] if path.is_file() else []
    gone = set(removed)
    kept = {row[0]: row[1] for row in rows if len(row) == 2 and row[0] not in gone}
    new = {name: file.sha256 for name, file in files.items() if name not in kept and name not in gone}
    ledger = kept | new
    if new or len(kept) < len(rows):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("path", "sha256"))
        writer.writerows(sorted(ledger.items()))
        path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return ledger


def _inputs(root: Path) -> str:
    """A digest of what tells who is who beside the originals."""
    digest = hashlib.sha256(" ".join(map(versions.version, versions.STAGES)).encode())
    path = root / project.REGISTRY
    if path.is_file():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _identify(
    root: Path, store: Store, files: Mapping[str, Known], registry: Registry, progress: Progress
) -> tuple[dict[str, Key], list[Agency], Registry]:
    """path → agency and year; refused files go to the store's list instead.

    An agency that nobody registered gets its permanent id here and now, and a row in the registry for
    staff to look at: an address, once published, must never change.
    """
    keys: dict[str, Key] = {}
    unregistered: dict[str, list[str]] = {}
    originals = [(path, file.sha256) for path, file in files.items()]
    for (path, sha256), whose in zip(originals, identified(store, originals, registry, progress), strict=True):
        store.accept(path)
        if whose.refusal:
            store.refuse(path, sha256, *whose.refusal)
        elif not whose.year or not whose.agency:
            said = Refusal("year-unknown" if whose.agency else "agency-unknown", title=whose.title)
            store.refuse(path, sha256, said.code, messages.say(said))
        else:
            keys[path] = (whose.agency_id, whose.year)
            if not whose.agency_id:
                unregistered.setdefault(whose.agency, []).append(path)
    registered: list[Agency] = []
    for name in sorted(unregistered):
        registered.append(propose_agency(name, registry, tuple(registered)))
    if registered:
        append_agencies(root / project.REGISTRY, registered)
        registry = read_registry(root / project.REGISTRY)
    for agency in registered:
        for path in unregistered[agency.name]:
            keys[path] = (agency.agency_id, keys[path][1])
    return keys, registered, registry
