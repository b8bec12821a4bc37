"""Ctrl-C at every step: it ends the command, and never in the middle of code that holds a lock."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

SECONDS_BETWEEN_LOOKS = 0.1  # the longest time that Ctrl-C waits for while a result is awaited
_interrupted = threading.Event()


@contextmanager
def recording_interrupts() -> Iterator[None]:
    """Record Ctrl-C, so that ``raise_if_interrupted`` raises ``KeyboardInterrupt`` again.

    Python drops a Ctrl-C that arrives in the destructor of an object (it prints ``Exception ignored in ZipFile.__del__``
    and a traceback, not here), and a build was seen to go on. Where Ctrl-C is ignored, as in the background of a shell,
    it stays ignored."""
    if not _is_main() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        _interrupted.set()
        signal.default_int_handler(number, frame)

    def print_other(dropped: sys.UnraisableHookArgs) -> None:
        if not issubclass(dropped.exc_type, KeyboardInterrupt):
            before(dropped)

    before = sys.unraisablehook
    sys.unraisablehook = print_other
    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = before
        _interrupted.clear()


def raise_if_interrupted() -> None:
    """Raise ``KeyboardInterrupt`` in the main thread if Ctrl-C was pressed since the command began."""
    if _interrupted.is_set() and _is_main():
        raise KeyboardInterrupt


@contextmanager
def deferring_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait until the end of the block, which must be short.

    Python raises ``KeyboardInterrupt`` between any two steps. Between taking a lock and the block that releases it, the
    lock stayed locked, and a thread of a pool waited for it for ever; in a fork, the Ctrl-C was lost."""
    before = signal.getsignal(signal.SIGINT)
    if not _is_main() or not callable(before):  # ignored, as in the background of a shell
        yield
        return
    arrived: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: arrived.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if arrived:
        before(*arrived[0])


def result_of(future: Future[T], seconds: float = float("inf")) -> T:
    """Wait for a result, as ``future.result(seconds)`` does; Ctrl-C ends the wait and leaves no lock locked.

    Raises ``TimeoutError`` after so many seconds, and what the task raised."""
    end = monotonic() + seconds
    while True:
        with deferring_interrupts():
            left = max(0.0, end - monotonic())
            if wait((future,), min(left, SECONDS_BETWEEN_LOOKS)).done:
                return future.result()
        if not left:
            raise TimeoutError


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
