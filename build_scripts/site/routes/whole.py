"""Make the files of whole years (gzipped, Parquet) and the register of all originals."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby

from build_scripts.archive.store import ExportedReport, Store
from build_scripts.content.ledger import Redirect
from build_scripts.exports import parquet
from build_scripts.exports.columns import CELL_COLUMNS, REPORT_COLUMNS
from build_scripts.exports.compressed import gzipped
from build_scripts.exports.page import WHOLE
from build_scripts.exports.rows import head_of
from build_scripts.exports.versions import versions_file
from build_scripts.project import SITE
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Files, Key, Kind
from build_scripts.site.routes.versions import Versions

_FOLDER = re.compile(r"data/(\d{4})/$")


@dataclass(frozen=True, slots=True, order=True)
class WholeYear(Key):
    """Every version of the reports of one year: cells, catalogue, full text."""

    year: int


@dataclass(frozen=True, slots=True, order=True)
class Originals(Key):
    """The register of all originals."""


def whole_names() -> list[str]:
    """Return the names of the files of a whole year; Parquet files only where the library is installed."""
    return [name for name in WHOLE if parquet.is_here() or not name.endswith(".parquet")]


def _year(context: Context, key: WholeYear) -> Files:
    folder = f"data/{key.year}/"
    held = list(context.store.export_digests(key.year))
    if held:
        yield from _of_year(context, key.year, [list(items) for _, items in groupby(held, key=lambda item: item[0])])
    else:
        yield from ((folder + name, None) for name in WHOLE if name.endswith((".gz", ".parquet")))


def _empty(context: Context, address: str, _: Redirect) -> Files:
    """Return the files of a year with their headers and no rows."""
    if match := _FOLDER.match(address):
        yield from ((name, data) for name, data in _of_year(context, int(match[1]), ()) if data is not None)


def _of_year(context: Context, year: int, places: Sequence[_Place]) -> Files:
    folder = f"data/{year}/"
    made = {name: _whole(context, folder + name, places, *of) for name, of in _LINES.items()}
    yield from ((folder + name, data) for name, data in made.items())
    for table in ("cells", "reports"):
        data = parquet.of_csv(made[f"{table}.csv.gz"], table) if parquet.is_here() else None
        yield f"{folder}{table}.parquet", data


# File → (its header, the function that returns the lines of a report).
_LINES: Mapping[str, tuple[bytes, Callable[[ExportedReport], bytes]]] = {
    "cells.csv.gz": (head_of(CELL_COLUMNS), lambda item: item.cells.encode()),
    "reports.csv.gz": (head_of(REPORT_COLUMNS), lambda item: item.report.encode()),
    "reports.jsonl.gz": (b"", lambda item: document_of(item) + b"\n"),
}
# The rows of ``export_digests`` for the reports of one place.
_Place = Sequence[tuple[tuple[str, str, str], str, str, str]]


def _whole(
    context: Context, address: str, places: Sequence[_Place], head: bytes, lines: Callable[[ExportedReport], bytes]
) -> bytes:
    """Build a file of a whole year as a gzip file with one member for the reports of each place."""
    store = context.store

    def content(of: _Place) -> Iterator[bytes]:
        yield from (lines(item) for _, at, *_ in of if (item := store.exported_at(at)))

    columns = slice(1, None if address.endswith(".jsonl.gz") else 3)  # only the full text depends on the ledger
    keys = (_key(address, *(word for item in of for word in item[columns])) for of in places)
    members = ((key, partial(content, of)) for key, of in zip(keys, places, strict=True))
    first = [(_key(address, head.hex()), lambda: [head])] if head else []
    return gzipped(chain(first, members), _published(context, address))


def _published(context: Context, address: str) -> bytes:
    """Return the published bytes of the file, if the same code published it and nobody edited any file since."""
    path = context.root / SITE / address
    return path.read_bytes() if context.store.meta("docs") == "whole" and path.is_file() else b""


def _key(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _versions(store: Store, year: int) -> bytes:
    return versions_file(store.versions_of(year), store.held_in(year))


def _originals(context: Context, _: Originals) -> Files:
    """Join the lines of every year under one header."""
    files = [_versions(context.store, year) for year in context.store.ledger_years()]
    yield "data/data/originals.csv", versions_file((), {}) + b"".join(f.partition(b"\n")[2] for f in files)


def of_versions(changed: Versions) -> Iterator[Key]:
    """Yield the keys of files that contain source and version of these ledger entries."""
    if changed:
        yield Originals()
    yield from (WholeYear(year) for _, year, _ in changed)


KINDS = (
    Kind(
        WholeYear,
        files=_year,
        empty=_empty,
        of_report=lambda facts: [WholeYear(facts.year)],
        input_stages=("export rows",),
    ),
    Kind(
        Originals, files=_originals, other_keys=lambda _: [Originals()], on_reports=True, input_stages=("export rows",)
    ),
)
