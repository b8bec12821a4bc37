"""The row formats of the store, packing and unpacking, and the selections of rows."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from build_scripts.content.divisions import UNRESOLVED
from build_scripts.content.ledger import Entry
from build_scripts.findings import finding_with_message
from build_scripts.model import Agency, Finding, Holding, Report, Source
from build_scripts.serialize import figures_from_json, figures_to_json, finding_from_json, from_json

LEVELS = ("province", "city", "county")  # columns with the codes of a place, outermost first


def column_of(code: str) -> str:
    """Return the level (and column) of a six-digit code."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of reports (or, without ``year`` and ``code``, of agencies); an empty field selects all.

    ``place`` selects the place and the places below; with ``own``, only the place itself. ``code`` selects reports with
    such a finding."""

    agency_id: str = ""
    place: str = ""
    own: bool = False
    year: int = 0
    code: str = ""

    def condition(self) -> tuple[str, tuple[object, ...]]:
        """Return the SQL condition and the values of its placeholders."""
        asked: list[tuple[str, tuple[object, ...]]] = []
        if self.agency_id:
            asked.append(("agency_id = ?", (self.agency_id,)))
        if self.place == UNRESOLVED:
            asked.append(("province = ''", ()))
        elif self.place:
            column = column_of(self.place)
            below = LEVELS[LEVELS.index(column) + 1 :] if self.own else ()
            asked.append((f"{column} = ?" + "".join(f" and {level} = ''" for level in below), (self.place,)))
        if self.year:
            asked.append(("year = ?", (self.year,)))
        if self.code:
            asked.append(("address in (select address from findings where code = ?)", (self.code,)))
        # The plus in ``+main`` prevents SQLite from using an index on ``main``, which selects far more rows.
        return " and ".join(text for text, _ in asked) or "1", tuple(v for _, values in asked for v in values)


ALL = Selection()


def part_condition(code: str) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition for the agencies of one part (see ``divisions.part_of``).

    A part is a city, a province or county without a city around or below it, or ``UNRESOLVED``."""
    if code == UNRESOLVED:
        return " and ".join(f"{level} = ''" for level in LEVELS), ()
    others = {"province": " and city = ''", "city": "", "county": " and city = '' and province = ''"}
    return f"{column_of(code)} = ?{others[column_of(code)]}", (code,)


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was last seen: size in bytes, modification and change time in nanoseconds, SHA-256."""

    size: int
    mtime_ns: int
    changed_ns: int
    sha256: str


class HeldReport(NamedTuple):
    """The facts of a report at an address, without its text."""

    agency: Agency
    year: int
    is_current: bool
    path: str
    source: Source
    title: str
    published: date | None


class ExportRows(NamedTuple):
    """The rows that a report adds to the data files.

    They are the lines of ``reports.csv``, ``findings.csv``, ``table.csv``, the manifest and the report's own
    ``tables.csv``. The lines of ``cells``, the list of cells in ``report.json`` and their values
    (``exports.cell_values``) are compressed."""

    address: str
    report: str
    findings: str
    wide: str
    manifest: str
    tables: str
    cells: bytes
    document: bytes
    cell_values: bytes


class ExportedReport(NamedTuple):
    """One version of a report with the data for files of the whole archive; ``county`` is a code, ``entry`` the ledger
    entry.

    Each file needs one part of ``packed``, so a part is unpacked on access."""

    address: str
    county: str
    media_type: str
    report: str
    findings: str
    tables: str
    packed: Mapping[str, bytes]
    entry: Entry | None

    @property
    def record(self) -> bytes:
        return zlib.decompress(self.packed["record"])

    @property
    def cells(self) -> str:
        return zlib.decompress(self.packed["cells"]).decode("utf-8")

    @property
    def document(self) -> str:
        return zlib.decompress(self.packed["document"]).decode("utf-8")

    @property
    def cell_values(self) -> str:
        return zlib.decompress(self.packed["cell_values"]).decode("utf-8")


class HoldingRow(NamedTuple):
    """One row of the table ``holdings``."""

    address: str
    path: str
    sha256: str
    digest: str
    agency_id: str
    year: int
    main: int
    province: str
    city: str
    county: str
    agency: str
    source: str
    title: str
    form: str
    published: str | None
    figures: str
    compared: str
    findings: str
    statements: int
    record: bytes


def holding_row(
    holding: Holding,
    path: str,
    is_current: bool,
    places: tuple[str, str, str],
    record: bytes,
    packed_indicators: Sequence[object],
) -> HoldingRow:
    """Return the row of a report with an empty digest.

    ``places`` are the codes of province, city and county, "" where unknown; ``record`` is a packed report,
    ``packed_indicators`` its indicators."""
    return HoldingRow(
        holding.address,
        path,
        holding.source.sha256,
        "",
        holding.agency.agency_id,
        holding.year,
        int(is_current),
        *places,
        packed_agency(holding.agency),
        json.dumps([getattr(holding.source, name) for name in Source.__slots__], ensure_ascii=False),
        holding.title,
        holding.form,
        holding.published.isoformat() if holding.published else None,
        json.dumps(figures_to_json(holding.tables), ensure_ascii=False, separators=(",", ":")),
        json.dumps(packed_indicators, ensure_ascii=False, separators=(",", ":")),
        json.dumps([finding_with_message(f) for f in holding.findings], ensure_ascii=False, separators=(",", ":")),
        holding.statements,
        record,
    )


HOLDING = "address, agency, year, title, form, published, source, figures, findings, statements"


def holding_from(row: tuple[Any, ...]) -> Holding:
    """Return a row of the columns ``HOLDING`` as a holding."""
    address, agency, year, title, form, published, source, figures, findings, statements = row
    proactive, requests, review = figures_from_json(json.loads(figures))
    return Holding(
        address=address,
        agency=agency_of(agency),
        year=year,
        title=title,
        form=form,
        published=date.fromisoformat(published) if published else None,
        source=source_of(source),
        proactive=proactive,
        requests=requests,
        review=review,
        findings=findings_of(findings),
        statements=statements,
    )


def packed_agency(agency: Agency) -> str:
    """Return the agency as text for a row."""
    return json.dumps([getattr(agency, name) for name in Agency.__slots__], ensure_ascii=False)


@lru_cache(maxsize=4096)  # each list of a page requests the agencies of its place
def agency_of(packed: str) -> Agency:
    """Return the agency in a row's column ``agency``."""
    fields = json.loads(packed)
    fields[2] = tuple(fields[2])  # aliases
    return Agency(*fields)


@lru_cache(maxsize=4096)  # pages of versions, news, manifests and data files request the same entries
def entry_of(packed: str) -> Entry:
    """Return the entry in a row's column ``entry``."""
    return Entry(*json.loads(packed))


def source_of(packed: str) -> Source:
    """Return the source in a row's column ``source``."""
    return Source(*json.loads(packed))


def findings_of(packed: str) -> tuple[Finding, ...]:
    """Return the findings in a row's column ``findings``."""
    return tuple(finding_from_json(item) for item in json.loads(packed))


@lru_cache(maxsize=4)
def report_of(record: bytes) -> Report:
    """Return the report of a record, cached: the pages of one agency (its report and its comparisons) are made one
    after another."""
    return from_json(json.loads(record))
