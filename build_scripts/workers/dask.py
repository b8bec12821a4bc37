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
from build_scripts.interrupts import result_of
from build_scripts.model import Refusal
from build_scripts.workers import processes, remote_worker
from build_scripts.workers.processes import PendingResult, Pool, SnapshotSource
from build_scripts.workers.sandbox import SECONDS

BATCH = 8  # originals per task: half a second of work
MAX_PENDING_TASKS = 32  # tasks submitted at a time: enough for many workers, and memory stays bounded
CONNECT_SECONDS = 10  # for an answer of the scheduler
TIMEOUT = 5 * SECONDS  # timeout of the oldest task, which may have waited for others
RETRIES = 3
_Original = tuple[str, Path, bytes | Refusal]  # key, path, content
PART_SIZE = 8 * 1024**2  # bytes of the store per task; Dask warns above 10 MB


@contextmanager
def machines(address: str) -> Iterator[Machines]:
    """Connect to the workers of the scheduler at that address.

    Raises ``Refusal`` when none answers, or when a worker has another version than this computer."""
    try:
        from distributed import Client
    except ImportError:
        raise Refusal("scheduler-extra") from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=60)
    except (OSError, ValueError) as error:
        raise Refusal("scheduler-away", address=address) from error
    with client:
        try:
            found = set(client.run(remote_worker.version).values())
        except Exception as error:  # a worker without this package cannot import the function
            raise Refusal("scheduler-version", versions=type(error).__name__) from error
        if found != {remote_worker.version()}:
            raise Refusal("scheduler-version", versions="、".join(sorted(found)))
        if not all(client.run(remote_worker.may_start_processes).values()):
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
                waiting.append((opened, self.executor.submit(remote_worker.read, sent)))
                if len(waiting) >= MAX_PENDING_TASKS:
                    yield from _results_of_batch(*waiting.popleft())
            while waiting:
                yield from _results_of_batch(*waiting.popleft())
        finally:
            for _, future in waiting:
                future.cancel()

    def worth_sharing(self, things: Sequence[object]) -> bool:
        return len(things) >= processes.SHARING_THRESHOLD

    @contextmanager
    def workers(self, initializer: Callable[..., None], store: SnapshotSource, *arguments: object) -> Iterator[Pool]:
        """See ``processes.LocalProcesses``. The store is sent first, in parts, once to each machine that takes part.

        Each part is a task of its own, which the scheduler gives to another machine when one dies. ``Client.scatter``
        waited for ever for a machine that died while it received one, and the build with it."""
        with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
            copy = Path(folder) / "store.sqlite"
            store.snapshot(copy)
            whole = hashlib.sha256(pickle.dumps((initializer, arguments)))
            parts = []
            with copy.open("rb") as file:
                for part in iter(partial(file.read, PART_SIZE), b""):
                    whole.update(part)
                    parts.append(self._send(part))
        stage = self._send(remote_worker.Stage(whole.hexdigest(), initializer, arguments))
        yield _RemotePool(self, stage, parts, partial(initializer, store.path, *arguments))

    def _send(self, thing: object) -> Any:
        return self.client.submit(remote_worker.receive, thing, retries=RETRIES, pure=False)


@dataclass(slots=True)
class _RemotePool:
    machines: Machines
    stage: Any
    parts: Sequence[Any]
    initialize: Callable[[], None]
    initialized: bool = False
    silent: bool = False  # a task had no answer in time: whoever lost it, the others are not waited for

    @property
    def width(self) -> int:
        return self.machines.threads

    def submit(self, work: Callable[..., Any], /, *arguments: Any) -> PendingResult[Any]:
        future = self.machines.executor.submit(remote_worker.run, self.stage, self.parts, work, *arguments)
        return _RemoteResult(self, future, partial(work, *arguments))

    def run_locally(self, work: Callable[[], Any]) -> Any:
        if not self.initialized:
            self.initialize()
            self.initialized = True
        return work()


@dataclass(frozen=True, slots=True)
class _RemoteResult:
    pool: _RemotePool
    future: Future[tuple[Any] | None]
    work: Callable[[], Any]

    def result(self) -> Any:
        try:
            found = result_of(self.future, 0 if self.pool.silent else TIMEOUT)
        except Exception as error:  # all machines are gone, or the task crashed several of them
            self.pool.silent |= isinstance(error, TimeoutError)
            self.future.cancel()
            found = None
        return self.pool.run_locally(self.work) if found is None else found[0]


def _results_of_batch(
    batch: Sequence[_Original], future: Future[list[bytes | Refusal | None]]
) -> Iterator[tuple[str, Path, bytes | Refusal]]:
    nothing = Refusal("reading-crash")
    try:
        read = result_of(future, TIMEOUT)
        found = iter(read)
    except TimeoutError:
        future.cancel()
        nothing, found = Refusal("reading-timeout", seconds=round(TIMEOUT)), iter(())
    except Exception:  # Dask gives up a task that crashed several workers
        found = iter(())
    for key, path, data in batch:
        yield key, path, data if isinstance(data, Refusal) else next(found, None) or nothing
