"""Publishing in one step: ``site/`` is always one whole generation, whatever kills the process.

Two complete folders take turns. ``site.previous/`` is brought up to the state of ``site/`` (only the files that the last
run changed, by hard links), the changes are written into it, and the two swap names. Files are replaced, never
written in place, so a hard-linked twin never changes. After that ``site.previous/`` is the generation before,
kept for ``nianbao undo``. A first generation has none before it: its twin is made at once, so that the first
addition to a large archive is as quick as any other.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from build_scripts import faults, messages
from build_scripts.content import durable
from build_scripts.model import Refusal
from build_scripts.project import BUILD, CHANGED, HELD, LOCK, PARKED, PREVIOUS, PUBLICATION, SITE
from build_scripts.site import disk

MANIFEST = "manifest-sha256.txt"
_HELD_BEFORE = "site.held"  # where earlier versions wrote that the site is taken back
_DIGEST = re.compile(r"[0-9a-f]{64}$")


@dataclass(slots=True)
class Publication:
    """A generation in the making: ``folder`` is where it grows; nobody sees it before ``publish`` ends well."""

    root: Path
    folder: Path
    fresh: bool = False
    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def write(self, address: str, data: bytes) -> None:
        """Write one file when its bytes are new. ``ValueError`` for an address that leaves the site."""
        if disk.write(self.folder, address, data, self.fresh):
            self.note(address)

    def note(self, address: str) -> None:
        """A file that another process wrote."""
        self.changed.add(address)
        self.removed.discard(address)

    def remove(self, address: str) -> None:
        """Take one file away."""
        if disk.remove(self.folder, address):
            self.removed.add(address)
            self.changed.discard(address)


# --------------------------------------------------------------------------- state


def _state(root: Path) -> dict[str, object]:
    try:
        state = json.loads((root / PUBLICATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _save_state(root: Path, **state: object) -> None:
    durable.write(root / PUBLICATION, json.dumps(state, ensure_ascii=False).encode())


@contextmanager
def build_lock(root: Path) -> Iterator[None]:
    """Two builds exclude each other. The system lets go of the lock when the process ends, however it ends."""
    (root / BUILD).mkdir(exist_ok=True)
    lock = FileLock(root / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refusal("busy") from None
    try:
        recover(root)
        yield
    finally:
        lock.release()


def recover(root: Path) -> None:
    """Finish a swap that was cut off where names cannot be exchanged in one step."""
    public, previous, parked = root / SITE, root / PREVIOUS, root / PARKED
    if (root / _HELD_BEFORE).is_file():
        _hold(root, public)
        (root / _HELD_BEFORE).unlink()
    if parked.exists():
        if not public.exists():
            parked.rename(public)
        elif not previous.exists():
            parked.rename(previous)
        else:
            shutil.rmtree(parked)


def must_be_fresh(root: Path) -> bool:
    """True when no folder is at the state of the store, so that every page has to be written again."""
    state = _state(root)
    return not (root / SITE).is_dir() or bool(state.get("undone") and not state.get("whole"))


def is_undone(root: Path) -> bool:
    """True when somebody took the site back, here or on another computer: nothing is published until somebody says
    otherwise."""
    return (root / HELD).is_file()


def is_swapped(root: Path) -> bool:
    """True when ``site.previous`` is the newer generation, the one that the store knows."""
    return bool(_state(root).get("undone"))


def is_other(root: Path) -> bool:
    """True when the site that somebody took back is not the one that stands here."""
    words = (root / HELD).read_text(encoding="utf-8", errors="replace").split() if is_undone(root) else []
    return any(map(_DIGEST.match, words)) and _digest(root / SITE) not in words


def _hold(root: Path, public: Path) -> None:
    """Write into ``content/`` that the site is taken back to the generation in this folder."""
    words = f"{messages.text('notice', 'undone')}\nmanifest-sha256.txt {_digest(public)}\n"
    durable.write(root / HELD, words.encode())


def _digest(site: Path) -> str:
    path = site / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def taken_back(root: Path) -> list[str]:
    """The addresses of files in which the generation that was taken back differs from the public one."""
    last = _state(root).get("last")
    return [str(address) for address in last] if isinstance(last, list) and is_swapped(root) else []


def forget_previous(root: Path) -> None:
    """The generation before the public one is given up, because something of it must not be kept anywhere."""
    _save_state(root, whole=False, undone=False)
    shutil.rmtree(root / PREVIOUS, ignore_errors=True)
    _clone(root / SITE, root / PREVIOUS)
    _save_state(root, whole=True, undone=False, last=[], first=True)


# --------------------------------------------------------------------------- a generation


@contextmanager
def publish(root: Path, fresh: bool = False) -> Iterator[Publication]:
    """Make the next generation: fill the publication inside the block; leaving it without an exception publishes.

    ``fresh``: begin with an empty folder, so that nothing of an older layout survives.
    """
    folder = root / PREVIOUS
    state = _state(root)
    whole, undone = bool(state.get("whole")), bool(state.get("undone"))
    last = state.get("last")
    _save_state(root, whole=False, undone=undone)
    try:
        if fresh or not (root / SITE).is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        elif undone and folder.is_dir():
            pass  # after ``undo`` the folder is the newer generation, and the store is at its state
        elif whole and isinstance(last, list) and folder.is_dir():
            _catch_up(root / SITE, folder, last)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            _clone(root / SITE, folder)
        first = not (root / SITE).is_dir()
        publication = Publication(root, folder, fresh or first)
        yield publication
        if fresh and not first:
            publication.removed |= set(disk.addresses(root / SITE)) - set(disk.addresses(folder))
        news = sorted(publication.changed | publication.removed)
        if news or undone:
            durable.flush(folder, [a for a in publication.changed if (folder / a).is_file()])
            _list_changes(root, publication)
            _swap(root)
            durable.flush_folder(root)
        if first:
            _clone(root / SITE, root / PREVIOUS)
        first = first or bool(state.get("first") and not news)
        _save_state(root, whole=True, undone=False, last=[] if first else news, first=first)
        (root / HELD).unlink(missing_ok=True)
    except OSError as error:
        raise disk_refusal(error) from error


def disk_refusal(error: OSError) -> Refusal:
    """What to say to staff when a file could not be written."""
    return faults.of_environment(error) or Refusal("disk-full")


def _clone(public: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for address in disk.addresses(public):
        disk.link(f"{public}/{address}", f"{folder}/{address}", fresh=True)


def _catch_up(public: Path, folder: Path, behind: Iterable[str]) -> None:
    for address in behind:
        source = public / disk.safe(address)
        if source.exists():
            disk.link(source, folder / address)
        else:
            disk.remove(folder, address)


def _list_changes(root: Path, publication: Publication) -> None:
    """For those who upload by hand: what this publication changed."""
    lines = [f"改 {a}\n" for a in sorted(publication.changed)] + [f"删 {a}\n" for a in sorted(publication.removed)]
    (root / CHANGED).write_text("".join(lines), encoding="utf-8", newline="\n")


# --------------------------------------------------------------------------- the swap


def _swap(root: Path) -> None:
    """``site`` and ``site.previous`` change names, in one step where the system can."""
    public, previous, parked = root / SITE, root / PREVIOUS, root / PARKED
    if not public.exists():
        previous.rename(public)
    elif not _exchange(public, previous):
        public.rename(parked)
        previous.rename(public)
        parked.rename(previous)


def _exchange(a: Path, b: Path) -> bool:
    """renameat2(RENAME_EXCHANGE) on Linux, renamex_np(RENAME_SWAP) on macOS; false where there is neither."""
    try:
        if sys.platform == "linux":
            call = ctypes.CDLL(None, use_errno=True).renameat2
            return bool(call(-100, os.fsencode(a), -100, os.fsencode(b), 2) == 0)
        if sys.platform == "darwin":
            call = ctypes.CDLL(None, use_errno=True).renamex_np
            return bool(call(os.fsencode(a), os.fsencode(b), 2) == 0)
    except (AttributeError, OSError):
        return False
    return False


def undo(root: Path) -> None:
    """Bring the generation before back; once more brings the new one back. Refuses when it is not whole."""
    state = _state(root)
    if not state.get("whole") or state.get("first") or not (root / PREVIOUS).is_dir():
        raise Refusal("undone-already" if is_undone(root) else "nothing-to-undo")
    undone = not state.get("undone")
    if undone:
        _hold(root, root / PREVIOUS)  # first: whatever happens in between, nothing is published
    _swap(root)
    _save_state(root, **state | {"undone": undone})
    if not undone:
        (root / HELD).unlink(missing_ok=True)
