"""Parse originals in subprocesses that can be killed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from build_scripts import faults
from build_scripts.extraction.extract import read
from build_scripts.model import Refusal, Report
from build_scripts.readers.pdf import ocr
from build_scripts.serialize import from_json, pack, to_json, unpack
from build_scripts.workers.guarded import guarded

# Seconds for one file. The slowest file of the corpus takes two; a page of a scan takes five, and several times that on
# a busy machine.
SECONDS = 600.0 if ocr.name() else 120.0
MEMORY = 2 * 1024**3  # bytes of address space that parsing one file may take


def read_file(path: Path) -> bytes | Refusal:
    """Parse a file as ``read_bytes`` does."""
    return faults.isolated(lambda: _parse(path.read_bytes()))


def read_bytes(data: bytes) -> bytes | Refusal:
    """Return one original as a packed record, or the refusal."""
    return faults.isolated(lambda: _parse(data))


def _parse(data: bytes) -> bytes:
    try:
        return pack(to_json(read(data)))
    except MemoryError:
        raise Refusal("reading-memory") from None
    except RecursionError:  # deeply nested lists or brackets, which no person writes
        raise Refusal("damaged", why="内容一层套一层，套得太深，读不到末尾") from None


def _file(path: Path) -> bytes | Refusal:
    return read_file(path)


def read_all(
    items: Iterable[tuple[str, Path]], jobs: int, seconds: float = SECONDS, memory: int = MEMORY
) -> Iterator[tuple[str, Path, bytes | Refusal]]:
    """Yield (key, path, record or refusal) of every file, in the given order."""
    wanted = list(items)
    results = guarded(_file, [path for _, path in wanted], jobs, seconds, memory)
    yield from ((key, path, result) for (key, path), result in zip(wanted, results, strict=True))


def reports(paths: Iterable[Path], jobs: int = 0) -> Iterator[Report | Refusal]:
    """Yield each file as a report without agency and year, or the refusal; in the given order.

    The subprocess costs a command a tenth of a second on Linux and one or two seconds on Windows: once, not for each
    file."""
    for _, _, result in read_all([("", path) for path in paths], jobs or os.cpu_count() or 1):
        yield result if isinstance(result, Refusal) else from_json(unpack(result))
