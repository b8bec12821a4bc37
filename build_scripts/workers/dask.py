"""Run a build on other machines: ``nianbao build --scheduler tcp://…`` lets Dask parse originals, check reports and
make pages.

``distributed`` is an optional extra (``nianbao[scheduler]``). It reassigns the work of a machine that dies, and it has
the standard ``Executor`` interface, so this module depends on little else of it. The content of originals and of the
record store is sent to the workers: they need this package in the same version, but no shared disk. Their results are
the same, byte for byte; failed tasks run on this computer."""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, TimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from build_scripts import faults
from build_scripts.model import Refusal
from build_scripts.workers import away, processes
from build_scripts.workers.processes import Answer, Held, Pool
from build_scripts.workers.sandbox import SECONDS

BATCH = 8  # originals per task: half a second of work
UNDER_WAY = 32  # tasks submitted at a time: enough for many workers, and memory stays bounded
PATIENCE = 5 * SECONDS  # timeout of the oldest task, which may have waited for others
RETRIES = 3
_Original = tuple[str, Path, bytes | Refusal]  # key, path, content
PART = 32 * 1024**2  # bytes of the store per message


@contextmanager
def machines(address: str) -> Iterator[Machines]:
    """Connect to the workers of the scheduler at that address.

    Raises ``Refusal`` when none answers, or when a worker has another version than this computer."""
    try:
        from distributed import Client
    except ImportError:
        raise Refusal("scheduler-extra") from None
    try:
        client = Client(address, timeout=10)  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=60)
    except (OSError, ValueError) as error:
        raise Refusal("scheduler-away", address=address) from error
    with client:
        try:
            found = set(client.run(away.version).values())
        except Exception as error:  # a worker without this package cannot import the function
            raise Refusal("scheduler-version", versions=type(error).__name__) from error
        if found != {away.version()}:
            raise Refusal("scheduler-version", versions="、".join(sorted(found)))
        if not all(client.run(away.may_start_processes).values()):
            raise Refusal("scheduler-nanny")
        with client.get_executor(retries=RETRIES, pure=False) as executor:  # type: ignore[no-untyped-call]
            threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
            yield Machines(client, executor, threads)


@dataclass(frozen=True, slots=True)
class Machines:
    """The connected workers; ``threads`` is the number of tasks that they run at a time, in total."""

    client: Any
    executor: Executor
    threads: int

    def read_all(self, items: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path, bytes | Refusal]]:
        """Yield (key, path, record or refusal) of every file, in the given order."""
        waiting: deque[tuple[list[_Original], Future[list[bytes | Refusal | None]]]] = deque()
        left = iter(items)
        try:
            while batch := list(islice(left, BATCH)):
                opened = [(key, path, faults.isolated(path.read_bytes)) for key, path in batch]
                sent = [data for *_, data in opened if isinstance(data, bytes)]
                waiting.append((opened, self.executor.submit(away.read, sent)))
                if len(waiting) >= UNDER_WAY:
                    yield from _read(*waiting.popleft())
            while waiting:
                yield from _read(*waiting.popleft())
        finally:
            for _, future in waiting:
                future.cancel()

    def worth_sharing(self, things: Sequence[object]) -> bool:
        return len(things) >= processes.MANY

    @contextmanager
    def workers(self, begin: Callable[..., None], store: Held, *arguments: object) -> Iterator[Pool]:
        """See ``processes.Here``. The store is sent first, in parts, once to each machine."""
        with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
            copy = Path(folder) / "store.sqlite"
            store.snapshot(copy)
            whole = hashlib.sha256(pickle.dumps((begin, arguments)))
            parts = []
            with copy.open("rb") as file:
                for part in iter(partial(file.read, PART), b""):
                    whole.update(part)
                    parts.append(self.client.scatter(part, broadcast=True))
        stage = self.client.scatter(away.Stage(whole.hexdigest(), begin, arguments), broadcast=True)
        yield _Pool(self, stage, parts, partial(begin, store.path, *arguments))


@dataclass(slots=True)
class _Pool:
    machines: Machines
    stage: Any
    parts: Sequence[Any]
    begin: Callable[[], None]
    begun: bool = False

    @property
    def width(self) -> int:
        return self.machines.threads

    def submit(self, work: Callable[..., Any], /, *arguments: Any) -> Answer[Any]:
        future = self.machines.executor.submit(away.run, self.stage, self.parts, work, *arguments)
        return _Answer(self, future, partial(work, *arguments))

    def do_here(self, work: Callable[[], Any]) -> Any:
        if not self.begun:
            self.begin()
            self.begun = True
        return work()


@dataclass(frozen=True, slots=True)
class _Answer:
    pool: _Pool
    future: Future[tuple[Any] | None]
    work: Callable[[], Any]

    def result(self) -> Any:
        try:
            found = self.future.result(PATIENCE)
        except Exception:  # all machines are gone, or the task crashed several of them
            self.future.cancel()
            found = None
        return self.pool.do_here(self.work) if found is None else found[0]


def _read(
    batch: Sequence[_Original], future: Future[list[bytes | Refusal | None]]
) -> Iterator[tuple[str, Path, bytes | Refusal]]:
    nothing = Refusal("reading-crash")
    try:
        found = iter(future.result(PATIENCE))
    except TimeoutError:
        future.cancel()
        nothing, found = Refusal("reading-timeout", seconds=round(PATIENCE)), iter(())
    except Exception:  # Dask gives up a task that crashed several workers
        found = iter(())
    for key, path, data in batch:
        yield key, path, data if isinstance(data, Refusal) else next(found, None) or nothing
