"""Run work on untrusted files in subprocesses that can be killed: one that hangs, crashes or exhausts memory does not
affect the others.

``pebble`` kills a worker at its deadline and starts another one; the standard pools cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from build_scripts.interrupts import deferring_interrupts, result_of
from build_scripts.model import Refusal
from build_scripts.workers import limits

T = TypeVar("T")
R = TypeVar("R")


def _with_time_limit(work: Callable[[T], R], thing: T, seconds: float) -> R:
    limits.limit_cpu_time(seconds)
    return work(thing)


def guarded(
    work: Callable[[T], R], things: Sequence[T], jobs: int, seconds: float, memory: int
) -> Iterator[R | Refusal]:
    """Apply ``work`` to every thing and yield the results in the given order, with a ``Refusal`` in place of a missing
    result.

    ``work`` must be a module-level function that catches its own exceptions."""
    if not things:
        return
    pool = ProcessPool(max_workers=min(jobs, len(things)), initializer=limits.confine_process, initargs=(memory,))
    try:
        with deferring_interrupts():
            futures = [pool.schedule(_with_time_limit, args=(work, t, seconds), timeout=seconds) for t in things]
        for future in futures:
            try:
                yield result_of(future)
            except TimeoutError:
                yield Refusal("reading-timeout", seconds=round(seconds))
            except ProcessExpired:
                yield Refusal("reading-crash")
    except BaseException:  # Ctrl-C: no process may outlive the command
        with deferring_interrupts():
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        raise
    with deferring_interrupts():
        pool.close()  # type: ignore[no-untyped-call]
        pool.join()
