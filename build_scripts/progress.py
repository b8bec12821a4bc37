"""Progress for people: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


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
        if self.bars:
            if self.task is not None:
                self.bars.remove_task(self.task)
            self.task = self.bars.add_task(name, total=total, name="")
        elif not self.quiet and total != 0:
            print(f"{name}…" + (f"（{total}）" if total else ""), file=sys.stderr, flush=True)

    def step(self, name: str) -> None:
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
