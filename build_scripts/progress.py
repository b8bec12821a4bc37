"""Progress output (a bar on a terminal, plain lines elsewhere), and Ctrl-C handling at every step."""

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
def recording_interrupts() -> Iterator[None]:
    """Record Ctrl-C, so that the next step of a ``Progress`` raises ``KeyboardInterrupt`` again.

    Python drops a Ctrl-C that arrives in the destructor of an object (``Exception ignored in ZipFile.__del__``), and a
    build was seen to go on. Where Ctrl-C is ignored, as in the background of a shell, it stays ignored."""
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


def _raise_if_interrupted() -> None:
    if _interrupted.is_set() and _is_main():
        raise KeyboardInterrupt


class Progress:
    """Print one stage after another to standard error; ``step`` names the current item."""

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
        _raise_if_interrupted()
        if self.bars:
            if self.task is not None:
                self.bars.remove_task(self.task)
            self.task = self.bars.add_task(name, total=total, name="")
        elif not self.quiet and total != 0:
            print(f"{name}…" + (f"（{total}）" if total else ""), file=sys.stderr, flush=True)

    def step(self, name: str) -> None:
        _raise_if_interrupted()
        if self.bars and self.task is not None:
            self.bars.update(self.task, advance=1, name=name[-40:])


def _bars() -> Bars:
    from rich.console import Console  # this import takes a tenth of a second, which a command without a bar saves
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
