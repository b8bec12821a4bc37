"""What a report adds to the data files, kept in the store: made when the report is put there, joined when files are written.

A file of a year is then a header and the fragments of its reports; adding one report computes one fragment.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from build_scripts import exports, readers
from build_scripts.archive.store import Store, agency_of
from build_scripts.model import Agency, Report


def original_of(address: str, media_type: str) -> str:
    """The address of the original beside its page."""
    return f"{address}original.{readers.format_of(media_type).published}"


class FragmentRow(NamedTuple):
    """A fragment as the store keeps it: the lines of ``reports.csv``, ``findings.csv``, ``table.csv`` and the manifest,
    and the packed lines of ``cells``."""

    address: str
    report: str
    findings: str
    wide: str
    manifest: str
    cells: bytes


def fragment_row(report: Report, agency: Agency, address: str) -> FragmentRow:
    """The fragment of a report at its address."""
    made = exports.fragment(report, agency, address, original_of(address, report.source.media_type))
    cells = zlib.compress(made.cells.encode("utf-8"), 1)
    return FragmentRow(address, made.report, made.findings, made.table, made.manifest, cells)


def refresh(store: Store, made: Collection[str]) -> None:
    """Make all fragments again, but for the addresses whose fragment was ``made`` just now, when the code that makes them,
    or a form, is another than last time."""
    version = _version()
    if store.meta("fragments") == version:
        return
    for address, packed in list(store.rows("select address, agency from holdings")):
        if address in made:
            continue
        report = store.report(address)
        assert report is not None
        store.keep_fragment(fragment_row(report, agency_of(packed), address))
    store.set_meta("fragments", version)


@cache
def _version() -> str:
    here = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in (
        *sorted(here.joinpath("exports").glob("*.py")),
        *sorted(here.joinpath("forms").glob("*.*")),
        *(
            here / name
            for name in (
                "archive/export_cache.py",
                "serialize.py",
                "model.py",
                "wording.py",
                "readers/__init__.py",
                "content/divisions.py",
                "content/divisions.csv",
            )
        ),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
