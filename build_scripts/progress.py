"""Progress for people: a bar on a terminal, plain lines elsewhere; and Ctrl-C, which is heeded at the latest at the next step."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


_interrupted = threading.Event()


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Python drops a Ctrl-C that comes while some object is being taken down (``Exception ignored in ZipFile.__del__``), and
    a build went on: it is noted, and raised again at the next step. Where Ctrl-C is ignored it stays so."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or not _is_main():
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        _interrupted.set()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _interrupted.clear()


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _heed() -> None:
    if _interrupted.is_set() and _is_main():
        raise KeyboardInterrupt


class Progress:
    """One stage after another; ``step`` says what is being worked on. Everything goes to standard error."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.bars = _bars() if not quiet and sys.stderr.isatty() else None
        self.task: TaskID | None = None

    def __enter__(self) -> Progress:
        if self.bars:
            self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bars:
            self.bars.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps (``None``: unknown)."""
        _heed()
        if self.bars:
            if self.task is not None:
                self.bars.remove_task(self.task)
            self.task = self.bars.add_task(name, total=total, name="")
        elif not self.quiet and total != 0:
            print(f"{name}…" + (f"（{total}）" if total else ""), file=sys.stderr, flush=True)

    def step(self, name: str) -> None:
        _heed()
        if self.bars and self.task is not None:
            self.bars.update(self.task, advance=1, name=name[-40:])


def _bars() -> Bars:
    from rich.console import Console  # a library that takes a tenth of a second, and a command without a bar none of it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
        console=Console(stderr=True),
        transient=True,
    )
