"""Originals read by other machines: ``nianbao build --scheduler tcp://…`` hands them to Dask.

``distributed`` is an optional extra (``nianbao[scheduler]``): it reassigns the work of a machine that dies and comes with
the standard ``Executor`` interface, so nothing here knows more of it than that. Originals travel by content: workers
need this package in the same version, and no shared disk. What they read is the same, byte for byte.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, TimeoutError
from contextlib import contextmanager
from pathlib import Path

from build_scripts import faults, versions
from build_scripts.model import Refusal
from build_scripts.workers.sandbox import SECONDS, read_bytes

UNDER_WAY = 256  # originals handed over at a time: enough for many workers, little enough for the memory
PATIENCE = 5 * SECONDS  # for the oldest of them, which others may have kept waiting
RETRIES = 3


def read_all(items: Iterable[tuple[str, Path]], address: str) -> Iterator[tuple[str, Path, bytes | Refusal]]:
    """(key, path, record or refusal) of every file, in the order given. ``Refusal`` when no scheduler answers there."""
    wanted = list(items)
    if not wanted:
        return
    with _executor(address) as executor:
        waiting: deque[tuple[str, Path, Future[bytes | Refusal]]] = deque()
        try:
            for key, path in wanted:
                waiting.append((key, path, _submit(executor, path)))
                if len(waiting) >= UNDER_WAY:
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        finally:
            for _, _, future in waiting:
                future.cancel()


def _submit(executor: Executor, path: Path) -> Future[bytes | Refusal]:
    data = faults.isolated(path.read_bytes)
    if not isinstance(data, Refusal):
        return executor.submit(read_bytes, data)
    refused: Future[bytes | Refusal] = Future()
    refused.set_result(data)
    return refused


def _next(waiting: deque[tuple[str, Path, Future[bytes | Refusal]]]) -> tuple[str, Path, bytes | Refusal]:
    key, path, future = waiting.popleft()
    try:
        return key, path, future.result(PATIENCE)
    except TimeoutError:
        future.cancel()
        return key, path, Refusal("reading-timeout", seconds=round(PATIENCE))
    except Exception:  # Dask gives up on a task that took several workers with it
        return key, path, Refusal("reading-crash")


@contextmanager
def _executor(address: str) -> Iterator[Executor]:
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
            found = set(client.run(reader_version).values())
        except Exception as error:  # a worker without this package cannot even find the function
            raise Refusal("scheduler-version", versions=type(error).__name__) from error
        if found != {reader_version()}:
            raise Refusal("scheduler-version", versions="、".join(sorted(found)))
        with client.get_executor(retries=RETRIES, pure=False) as executor:  # type: ignore[no-untyped-call]
            yield executor


def reader_version() -> str:
    """Asked of every worker: another version would read some files otherwise, and nobody would see it."""
    return versions.version("read")
