"""Apply the same function to many things: in this process when they are few, in several processes when they are many.

``work`` must be a module-level function, because other processes import it by name. ``initializer`` opens the other
inputs once in each process. Results keep the order of the things, and only a few batches are pending at a time, so
memory does not grow with their number."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from build_scripts.interrupts import deferring_interrupts, result_of

T = TypeVar("T")
R = TypeVar("R")
Done = TypeVar("Done", covariant=True)
MAX_PENDING_BATCHES = 8  # pending batches per process
SHARING_THRESHOLD = 400  # things; fewer of them are done by one process before other processes have started


class PendingResult(Protocol[Done]):
    def result(self) -> Done:
        """Wait for the result and return it."""


class Pool(Protocol):
    """A pool of processes; ``width`` is the number of tasks that it runs at a time."""

    @property
    def width(self) -> int: ...

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> PendingResult[T]: ...


class SnapshotSource(Protocol):
    """The interface of the record store for workers."""

    path: Path

    def snapshot(self, to: Path) -> None: ...


class WorkerProvider(Protocol):
    """Provider of processes for work that can be divided: the processors of this computer (``LocalProcesses``), or
    other machines."""

    def worth_sharing(self, things: Sequence[object]) -> bool:
        """Return whether there are enough things for several processes to be faster."""

    def workers(
        self, initializer: Callable[..., None], store: SnapshotSource, *arguments: object
    ) -> AbstractContextManager[Pool]:
        """Return processes that have called ``initializer(path of the store, *arguments)``."""


@dataclass(frozen=True, slots=True)
class _LocalPool:
    """The processes of this computer."""

    executor: ProcessPoolExecutor
    width: int

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> PendingResult[T]:
        with deferring_interrupts():
            return _LocalResult(self.executor.submit(work, *arguments))


@dataclass(frozen=True, slots=True)
class _LocalResult(Generic[T]):
    future: Future[T]

    def result(self) -> T:
        return result_of(self.future)


def _initialize(initializer: Callable[..., None], *arguments: object) -> None:
    """Initialize a worker process; it ignores Ctrl-C, which the main process handles by cancelling pending work.

    A process that Ctrl-C ended while it sent a result would leave an incomplete result in the pipe, and the main
    process would wait forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    initializer(*arguments)


@contextmanager
def workers(initializer: Callable[..., None], *arguments: object) -> Iterator[Pool]:
    """Context manager: one process for each processor, each initialized with ``initializer(*arguments)``.

    If Ctrl-C or an error ends the block early, pending work is cancelled."""
    width = os.cpu_count() or 1
    executor = ProcessPoolExecutor(width, initializer=partial(_initialize, initializer, *arguments))
    ended_early = True
    try:
        yield _LocalPool(executor, width)
        ended_early = False
    finally:
        with deferring_interrupts():
            executor.shutdown(cancel_futures=ended_early)


def worth_sharing(things: Sequence[object]) -> bool:
    """Return whether there are many things and more than one processor."""
    return len(things) >= SHARING_THRESHOLD and (os.cpu_count() or 1) > 1


class LocalProcesses:
    """The processors of this computer."""

    def worth_sharing(self, things: Sequence[object]) -> bool:
        return worth_sharing(things)

    def workers(
        self, initializer: Callable[..., None], store: SnapshotSource, *arguments: object
    ) -> AbstractContextManager[Pool]:
        return workers(initializer, store.path, *arguments)


def map_in_batches(pool: Pool, work: Callable[[T], R], things: Sequence[T], size: int) -> Iterator[R]:
    """Apply ``work`` to every thing, ``size`` things per task, and yield the results in order."""
    waiting: deque[PendingResult[list[R]]] = deque()
    for at in range(0, len(things), size):
        waiting.append(pool.submit(_batch, work, things[at : at + size]))
        if len(waiting) >= MAX_PENDING_BATCHES * pool.width:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _batch(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [work(thing) for thing in things]
