"""The code that runs on a worker machine of Dask: every task runs in a subprocess that can be killed.

A task that hangs, crashes or exhausts memory ends its subprocess, never the Dask worker; the client then does that task
itself. The input of a stage is one file, a copy of the record store, which stays on the disk of the worker until
another copy replaces it."""

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
from typing import Any, TypeVar

from pebble import ProcessPool

from build_scripts import faults, versions
from build_scripts.model import Refusal
from build_scripts.workers import limits
from build_scripts.workers.sandbox import MEMORY, SECONDS, read_bytes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """Work of one kind. Each subprocess first calls ``initializer(copy of the store, *arguments)``. ``name`` is a
    digest of the content."""

    name: str
    initializer: Callable[..., None]
    arguments: tuple[Any, ...]


def version() -> str:
    """Return the version of the program on a worker: another version could give other results unnoticed."""
    return versions.version_of(("build",))


def may_start_processes() -> bool:
    """Return whether this worker may start subprocesses. A worker under a Dask nanny may not."""
    return not multiprocessing.current_process().daemon


def receive(thing: T) -> T:
    """Take what later tasks share: a task depends on the result, so a worker fetches it once."""
    return thing


def read(originals: Sequence[bytes]) -> list[bytes | Refusal | None]:
    """Apply ``read_bytes`` to each original, with the limits of the local pool; ``None`` where the subprocess hung or
    died."""
    futures = [_schedule("", _no_initialization, (), read_bytes, (data,)) for data in originals]
    return [found[0] if (found := _result(future)) else None for future in futures]


def run(stage: Stage, parts: Sequence[bytes], work: Callable[..., Any], *arguments: Any) -> tuple[Any] | None:
    """Return (result of ``work``,), or ``None`` when it failed, hung or died. ``parts`` are the copy of the store."""
    with _lock:
        if stage.name not in _files:
            _forget_stages()
            _files[stage.name] = _write_copy(parts)
        begun = (_files[stage.name], *stage.arguments)
    return _result(_schedule(stage.name, stage.initializer, begun, work, arguments))


# --------------------------------------------------------------------------- processes

_lock = threading.Lock()  # the tasks of one worker run in threads
_folder: list[str] = []
_files: dict[str, Path] = {}
_pools: dict[tuple[str, int], ProcessPool] = {}  # (stage name, thread) → its pool of one process
_METHODS = multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context(
    "forkserver" if "forkserver" in _METHODS else "spawn"
)  # not "fork", because there are threads
if "forkserver" in _METHODS:
    _CONTEXT.set_forkserver_preload(["__main__", __name__])


def _no_initialization() -> None:
    pass


def _initialize(memory: int, initializer: Callable[..., None], *arguments: Any) -> None:
    limits.confine_process(memory)
    initializer(*arguments)


def _with_time_limit(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    limits.limit_cpu_time(SECONDS)
    return work(*arguments)


def _schedule(
    name: str,
    initializer: Callable[..., None],
    initializer_arguments: tuple[Any, ...],
    work: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> Future[Any]:
    with _lock:
        pool = _pools.get(at := (name, threading.get_ident()))
        if pool is None:
            first = (MEMORY, initializer, *initializer_arguments)
            pool = _pools[at] = ProcessPool(max_workers=1, initializer=_initialize, initargs=first, context=_CONTEXT)
        future: Future[Any] = pool.schedule(_with_time_limit, args=(work, arguments), timeout=SECONDS)
    return future


def _result(future: Future[Any]) -> tuple[Any] | None:
    made = faults.isolated(lambda: (future.result(),))
    return None if isinstance(made, Refusal) else made


def _write_copy(parts: Sequence[bytes]) -> Path:
    if not _folder:
        _folder.append(tempfile.mkdtemp(prefix="nianbao-"))
        atexit.register(shutil.rmtree, _folder[0], ignore_errors=True)
    descriptor, name = tempfile.mkstemp(suffix=".sqlite", dir=_folder[0])
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(parts)
    return Path(name)


def _forget_stages() -> None:
    """Delete the copies of earlier stages: the disk should hold only one copy of the store."""
    for at in [at for at in _pools if at[0] in _files]:
        _pools.pop(at).stop()  # type: ignore[no-untyped-call]
    for path in _files.values():
        path.unlink(missing_ok=True)
    _files.clear()
