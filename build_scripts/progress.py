"""Progress output: a bar on a terminal, plain lines elsewhere. Each step is a point where Ctrl-C ends the command."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from build_scripts.interrupts import raise_if_interrupted

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


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
        raise_if_interrupted()
        if self.bars:
            if self.task is not None:
                self.bars.remove_task(self.task)
            self.task = self.bars.add_task(name, total=total, name="")
        elif not self.quiet and total != 0:
            print(f"{name}…" + (f"（{total}）" if total else ""), file=sys.stderr, flush=True)

    def step(self, name: str) -> None:
        raise_if_interrupted()
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
