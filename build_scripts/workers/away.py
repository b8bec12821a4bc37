"""What a machine that helps does: whatever is handed to it runs in processes of its own that can be killed.

Whatever hangs, crashes or eats memory there ends such a process, never the worker of Dask: whoever asked does that piece
of work himself. What the work is made from stands in one file, a copy of the record store, which lies on the disk of the machine until
another takes its place.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pebble import ProcessPool

from build_scripts import faults, versions
from build_scripts.model import Refusal
from build_scripts.workers import limits
from build_scripts.workers.sandbox import MEMORY, SECONDS, read_bytes


@dataclass(frozen=True, slots=True)
class Stage:
    """Work of one kind: each process does ``begin(copy of the store, *arguments)`` first. ``name``: of its content."""

    name: str
    begin: Callable[..., None]
    arguments: tuple[Any, ...]


def version() -> str:
    """Asked of every worker: another version would make some things otherwise, and nobody would see it."""
    return versions.version_of(("build",))


def may_start_processes() -> bool:
    """A worker under a nanny of Dask may not."""
    return not multiprocessing.current_process().daemon


def read(originals: Sequence[bytes]) -> list[bytes | Refusal | None]:
    """``read_bytes`` of each, with the limits of the local pool; ``None`` where its process hung or died."""
    futures = [_scheduled("", _nothing, (), read_bytes, (data,)) for data in originals]
    return [found[0] if (found := _result(future)) else None for future in futures]


def run(stage: Stage, parts: Sequence[bytes], work: Callable[..., Any], *arguments: Any) -> tuple[Any] | None:
    """(what comes of the work,); ``None`` when it failed, hung or died. ``parts``: the copy of the store."""
    with _lock:
        if stage.name not in _files:
            _forget_stages()
            _files[stage.name] = _written(parts)
        begun = (_files[stage.name], *stage.arguments)
    return _result(_scheduled(stage.name, stage.begin, begun, work, arguments))


# --------------------------------------------------------------------------- processes

_lock = threading.Lock()  # tasks of one worker run in threads
_folder: list[str] = []
_files: dict[str, Path] = {}
_pools: dict[tuple[str, int], ProcessPool] = {}  # name of the stage, thread: each has one process
_METHODS = multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context(
    "forkserver" if "forkserver" in _METHODS else "spawn"
)  # not "fork": there are threads
if "forkserver" in _METHODS:
    _CONTEXT.set_forkserver_preload(["__main__", __name__])


def _nothing() -> None:
    pass


def _start(memory: int, begin: Callable[..., None], *arguments: Any) -> None:
    limits.bind(memory)
    begin(*arguments)


def _within(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    limits.allow(SECONDS)
    return work(*arguments)


def _scheduled(
    name: str, begin: Callable[..., None], begun: tuple[Any, ...], work: Callable[..., Any], arguments: tuple[Any, ...]
) -> Future[Any]:
    with _lock:
        pool = _pools.get(at := (name, threading.get_ident()))
        if pool is None:
            first = (MEMORY, begin, *begun)
            pool = _pools[at] = ProcessPool(max_workers=1, initializer=_start, initargs=first, context=_CONTEXT)
        future: Future[Any] = pool.schedule(_within, args=(work, arguments), timeout=SECONDS)
    return future


def _result(future: Future[Any]) -> tuple[Any] | None:
    made = faults.isolated(lambda: (future.result(),))
    return None if isinstance(made, Refusal) else made


def _written(parts: Sequence[bytes]) -> Path:
    if not _folder:
        _folder.append(tempfile.mkdtemp(prefix="nianbao-"))
        atexit.register(shutil.rmtree, _folder[0], ignore_errors=True)
    descriptor, name = tempfile.mkstemp(suffix=".sqlite", dir=_folder[0])
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(parts)
    return Path(name)


def _forget_stages() -> None:
    """One copy of the store is enough for the disk."""
    for at in [at for at in _pools if at[0] in _files]:
        _pools.pop(at).stop()  # type: ignore[no-untyped-call]
    for path in _files.values():
        path.unlink(missing_ok=True)
    _files.clear()
