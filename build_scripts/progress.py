"""Progress for people: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """One stage after another; ``step`` says what is being worked on. Everything goes to standard error."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.live = not quiet and sys.stderr.isatty()
        self.bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[name]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> Progress:
        if self.live:
            self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.bars.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps (``None``: unknown)."""
        if self.live:
            if self.task is not None:
                self.bars.remove_task(self.task)
            self.task = self.bars.add_task(name, total=total, name="")
        elif not self.quiet and total != 0:
            print(f"{name}…" + (f"（{total}）" if total else ""), file=sys.stderr, flush=True)

    def step(self, name: str) -> None:
        if self.live and self.task is not None:
            self.bars.update(self.task, advance=1, name=name[-40:])
