"""Publish in one step: ``site/`` is always one complete generation, even if the process is killed at any moment.

Two complete folders alternate. ``site.previous/`` is first brought to the state of ``site/`` by hard links, for the
files that the last run changed. The changes are then written into it, and the two folders swap names. Files are
replaced, never written in place, so a file never changes through a hard link. Afterwards ``site.previous/`` is the
previous generation, kept for ``nianbao undo``. The first generation has no previous one: its copy is made at once, so
that the first addition to a large archive is as fast as any other."""

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
from build_scripts.project import BUILD, CHANGED, LOCK, PREVIOUS, PUBLICATION, ROLLBACK_MARK, SITE, SWAP
from build_scripts.site import disk

MANIFEST = "manifest-sha256.txt"
_LEGACY_TAKEN_BACK = "site.held"  # where older versions of nianbao recorded that the site is taken back
_DIGEST = re.compile(r"[0-9a-f]{64}$")


@dataclass(slots=True)
class Publication:
    """A generation under construction. ``folder`` is where it is written; it is not public before ``publish`` ends
    without an exception."""

    root: Path
    folder: Path
    fresh: bool = False
    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def write(self, address: str, data: bytes) -> None:
        """Write one file when its bytes are new. Raises ``ValueError`` for an address outside the site."""
        if disk.write(self.folder, address, data, self.fresh):
            self.note(address)

    def note(self, address: str) -> None:
        """Record a file that another process wrote."""
        self.changed.add(address)
        self.removed.discard(address)

    def remove(self, address: str) -> None:
        """Delete one file and record the removal."""
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
    """Make builds exclude each other. The operating system releases the lock when the process ends, however it ends."""
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
    """Finish a swap that was interrupted on a system that cannot exchange names in one step."""
    public, previous, parked = root / SITE, root / PREVIOUS, root / SWAP
    if (root / _LEGACY_TAKEN_BACK).is_file():
        _record_undo(root, public)
        (root / _LEGACY_TAKEN_BACK).unlink()
    if parked.exists():
        if not public.exists():
            parked.rename(public)
        elif not previous.exists():
            parked.rename(previous)
        else:
            shutil.rmtree(parked)


def must_be_fresh(root: Path) -> bool:
    """Return whether no folder matches the state of the store, so that every page has to be written again."""
    state = _state(root)
    return not (root / SITE).is_dir() or bool(state.get("undone") and not state.get("whole"))


def is_undone(root: Path) -> bool:
    """Return whether somebody took the site back, on this or another computer. Nothing is published until a person
    lifts this."""
    return (root / ROLLBACK_MARK).is_file()


def is_swapped(root: Path) -> bool:
    """Return whether ``site.previous`` is the newer generation, the one that the store describes."""
    return bool(_state(root).get("undone"))


def differs_from_taken_back(root: Path) -> bool:
    """Return whether the local site differs from the generation that the site was taken back to."""
    words = (root / ROLLBACK_MARK).read_text(encoding="utf-8", errors="replace").split() if is_undone(root) else []
    return any(map(_DIGEST.match, words)) and _digest(root / SITE) not in words


def _record_undo(root: Path, public: Path) -> None:
    """Record in ``content/`` that the site is taken back to the generation in the folder ``public``."""
    words = f"{messages.text('notice', 'undone')}\nmanifest-sha256.txt {_digest(public)}\n"
    durable.write(root / ROLLBACK_MARK, words.encode())


def _digest(site: Path) -> str:
    path = site / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def undone_addresses(root: Path) -> list[str]:
    """Return the addresses of the files that differ between the public generation and the one that was taken back."""
    last = _state(root).get("last")
    return [str(address) for address in last] if isinstance(last, list) and is_swapped(root) else []


def forget_previous(root: Path) -> None:
    """Replace the previous generation by a copy of the public one, because some of its content must not be kept."""
    _save_state(root, whole=False, undone=False)
    shutil.rmtree(root / PREVIOUS, ignore_errors=True)
    _clone(root / SITE, root / PREVIOUS)
    _save_state(root, whole=True, undone=False, last=[], first=True)


# --------------------------------------------------------------------------- a generation


@contextmanager
def publish(root: Path, fresh: bool = False) -> Iterator[Publication]:
    """Build the next generation: fill the publication inside the ``with`` block, which publishes it at its end.

    An exception inside the block prevents publication. ``fresh`` starts from an empty folder, so that no file of an
    older layout survives."""
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
            pass  # after ``undo`` the folder is the newer generation and matches the store
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
        changes = sorted(publication.changed | publication.removed)
        if changes or undone:
            durable.flush(folder, [a for a in publication.changed if (folder / a).is_file()])
            _list_changes(root, publication)
            _swap(root)
            durable.flush_folder(root)
        if first:
            _clone(root / SITE, root / PREVIOUS)
        first = first or bool(state.get("first") and not changes)
        _save_state(root, whole=True, undone=False, last=[] if first else changes, first=first)
        (root / ROLLBACK_MARK).unlink(missing_ok=True)
    except OSError as error:
        raise disk_refusal(error) from error


def disk_refusal(error: OSError) -> Refusal:
    """Return the message for staff about a file that could not be written."""
    return faults.environment_refusal(error) or Refusal("disk-full")


def _clone(public: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for address in disk.addresses(public):
        disk.link(f"{public}/{address}", f"{folder}/{address}", fresh=True)


def _catch_up(public: Path, folder: Path, addresses: Iterable[str]) -> None:
    for address in addresses:
        source = public / disk.safe(address)
        if source.exists():
            disk.link(source, folder / address)
        else:
            disk.remove(folder, address)


def _list_changes(root: Path, publication: Publication) -> None:
    """List what this publication changed, for people who upload by hand."""
    lines = [f"改 {a}\n" for a in sorted(publication.changed)] + [f"删 {a}\n" for a in sorted(publication.removed)]
    (root / CHANGED).write_text("".join(lines), encoding="utf-8", newline="\n")


# --------------------------------------------------------------------------- the swap


def _swap(root: Path) -> None:
    """Exchange the names of ``site`` and ``site.previous``, in one step where the system supports this."""
    public, previous, parked = root / SITE, root / PREVIOUS, root / SWAP
    if not public.exists():
        previous.rename(public)
    elif not _exchange(public, previous):
        public.rename(parked)
        previous.rename(public)
        parked.rename(previous)


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot.

    The calls are renameat2(RENAME_EXCHANGE) on Linux and renamex_np(RENAME_SWAP) on macOS."""
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
    """Bring the previous generation back; a second call brings the newer one back. Raises ``Refusal`` when the previous
    generation is not complete."""
    state = _state(root)
    if not state.get("whole") or state.get("first") or not (root / PREVIOUS).is_dir():
        raise Refusal("undone-already" if is_undone(root) else "nothing-to-undo")
    undone = not state.get("undone")
    if undone:
        _record_undo(
            root, root / PREVIOUS
        )  # written before the swap: if the process dies in between, nothing is published
    _swap(root)
    _save_state(root, **state | {"undone": undone})
    if not undone:
        (root / ROLLBACK_MARK).unlink(missing_ok=True)
