"""Originals are read in processes that can be killed: one file that hangs, crashes or eats memory stops no other.

``pebble`` kills a worker at its deadline and starts another, which the standard pools cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from build_scripts.contract import to_json
from build_scripts.model import Refusal
from build_scripts.reading import read
from build_scripts.store import pack

SECONDS = 120.0  # for one file; the slowest of the corpus takes two
MEMORY = 2 * 1024**3  # bytes of address space beyond which reading one file is given up


def read_file(path: Path) -> bytes | Refusal:
    """``read_bytes`` of a file."""
    try:
        return read_bytes(path.read_bytes())
    except OSError as error:
        return Refusal("no-file", why=error.strerror or str(error))


def read_bytes(data: bytes) -> bytes | Refusal:
    """One original as a packed record, or why it cannot be published."""
    try:
        return pack(to_json(read(data)))
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Refusal("reading-memory")
    except Exception as error:  # one bad file must not stop the others, whatever it did to us
        return Refusal("reading-failed", why=f"{type(error).__name__}: {error}"[:200])


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit: there the deadline alone holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def read_all(
    items: Iterable[tuple[str, Path]], jobs: int, seconds: float = SECONDS, memory: int = MEMORY
) -> Iterator[tuple[str, Path, bytes | Refusal]]:
    """(key, path, record or refusal) of every file, in the order given."""
    wanted = list(items)
    if not wanted:
        return
    with ProcessPool(max_workers=min(jobs, len(wanted)), initializer=_limit_memory, initargs=(memory,)) as pool:
        futures: list[Future[bytes | Refusal]] = [
            pool.schedule(read_file, args=(path,), timeout=seconds) for _, path in wanted
        ]
        try:
            for (key, path), future in zip(wanted, futures, strict=True):
                yield key, path, _result(future, seconds)
        except BaseException:  # Ctrl-C: no process may outlive the command
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _result(future: Future[bytes | Refusal], seconds: float) -> bytes | Refusal:
    try:
        return future.result()
    except TimeoutError:
        return Refusal("reading-timeout", seconds=round(seconds))
    except ProcessExpired:
        return Refusal("reading-crash")
