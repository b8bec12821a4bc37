"""The same work on many things: in this process when they are few, in several when they are many.

``work`` is a function of a module (another process finds it by name). What it needs beside the thing itself is opened once
in each process by ``begin``. Results come in the order of the things, and no more of them wait than a few batches:
the memory does not grow with their number.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Done = TypeVar("Done", covariant=True)
BATCHES = 8  # under way for each process
MANY = 400  # things; with fewer, one process is done before others have started


class Answer(Protocol[Done]):
    def result(self) -> Done:
        """Waits for it."""


class Pool(Protocol):
    """``width``: pieces of work that it does at a time."""

    @property
    def width(self) -> int: ...

    def submit(self, work: Callable[..., T], /, *arguments: Any) -> Answer[T]: ...


class Held(Protocol):
    """The record store, as far as it concerns who works from it."""

    path: Path

    def snapshot(self, to: Path) -> None: ...


class Share(Protocol):
    """Who does work that may be parted: the processors of this computer (``Here``), or other machines."""

    def worth_sharing(self, things: Sequence[object]) -> bool:
        """True when there are so many that it is quicker."""

    def workers(self, begin: Callable[..., None], store: Held, *arguments: object) -> AbstractContextManager[Pool]:
        """Processes that have done ``begin(path of the store, *arguments)``."""


class _Pool(ProcessPoolExecutor):
    """Submitting starts processes, and Python drops a Ctrl-C that arrives while one forks: it has to wait meanwhile."""

    width = os.cpu_count() or 1

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        if not hasattr(signal, "pthread_sigmask"):  # Windows, where nothing forks
            return super().submit(fn, *args, **kwargs)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(begin: Callable[..., None], *arguments: object) -> None:
    """What a process does first. Ctrl-C is for the command, which takes back what is not begun: a process that it ended while
    handing over a result would leave half of one in the pipe, and the command would wait for the rest for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin(*arguments)


@contextmanager
def workers(begin: Callable[..., None], *arguments: object) -> Iterator[_Pool]:
    """One process for each processor, each begun with ``begin(*arguments)``. Whatever ends the block early, Ctrl-C or an
    error, what is not begun is not done any more."""
    with _Pool(os.cpu_count(), initializer=partial(_begin, begin, *arguments)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def worth_sharing(things: Sequence[object]) -> bool:
    """True when there are many of them and more than one processor."""
    return len(things) >= MANY and (os.cpu_count() or 1) > 1


class Here:
    """The processors of this computer."""

    def worth_sharing(self, things: Sequence[object]) -> bool:
        return worth_sharing(things)

    def workers(self, begin: Callable[..., None], store: Held, *arguments: object) -> AbstractContextManager[Pool]:
        return workers(begin, store.path, *arguments)


def each(pool: Pool, work: Callable[[T], R], things: Sequence[T], size: int) -> Iterator[R]:
    """``work`` of every thing, handed over ``size`` at a time."""
    waiting: deque[Answer[list[R]]] = deque()
    for at in range(0, len(things), size):
        waiting.append(pool.submit(_batch, work, things[at : at + size]))
        if len(waiting) >= BATCHES * pool.width:
            yield from _result(waiting.popleft())
    while waiting:
        yield from _result(waiting.popleft())


def _result(answer: Answer[list[R]]) -> list[R]:
    try:
        return answer.result()
    except RuntimeError as error:
        # Python 3.11: Ctrl-C between two steps of the lock it waits for ends in "cannot release un-acquired lock".
        if isinstance(error.__context__, KeyboardInterrupt):
            raise error.__context__ from None
        raise


def _batch(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [work(thing) for thing in things]
