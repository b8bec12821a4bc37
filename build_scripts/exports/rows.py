"""What one report adds to the data files, and the files made of such rows.

Numbers stay as printed: no float ever touches them. Text that a spreadsheet could take for a formula is led by an
apostrophe in every CSV, because people open any CSV with Excel; the exact print stands in ``report.json``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from build_scripts.content.divisions import Division, path_of
from build_scripts.exports.columns import (
    AGENCY_COLUMNS,
    CELL_COLUMNS,
    FINDING_COLUMNS,
    REPORT_COLUMNS,
    form_cells,
    wide_columns,
)
from build_scripts.forms import Column, form
from build_scripts.model import Agency, Cell, Place, Report, State
from build_scripts.wording import cell as typed

BOM = "\ufeff"
WIDE_WORDS = {State.BLANK: "（空白）", State.ABSENT: "（无此格）"}
_DIGITS = re.compile("^(?:0|[1-9][0-9]*)$")  # most cells: the print is the number
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class ReportRows:
    """The lines of one report: one of ``reports.csv`` and of ``table.csv``, some of ``findings.csv``, a cell a line of
    ``cells``, one of the manifest. Every line ends with ``\\n``."""

    report: str
    findings: str
    table: str
    cells: str
    manifest: str


def report_rows(report: Report, agency: Agency, address: str, original: str) -> ReportRows:
    """All that this report adds; ``original`` is the site address of the original file."""
    path = path_of(agency)
    return ReportRows(
        report=_lines([_report_row(report, agency, path, address, original)]),
        findings=_lines(_finding_rows(report, address)),
        table=_lines([_wide_row(report, agency, path, address)]),
        cells=_cell_lines(report, address),
        manifest=f"{report.source.sha256}  ../../{original}\n",
    )


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def inert(text: str) -> str:
    """Text that a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{text}" if text.startswith(_RISKY) else text


def number_of(cell: Cell) -> str:
    """The number as plain digits, exactly as stated; "" when there is none."""
    if cell.number is None:
        return ""
    return cell.raw if cell.raw and _DIGITS.match(cell.raw) else f"{cell.number:f}"


def raw_of(cell: Cell) -> str:
    """The print. ``-4`` and ``-`` are what reports print and no formulas; other text is made inert."""
    return inert(cell.raw or "") if cell.state is State.UNREADABLE else cell.raw or ""


# --------------------------------------------------------------------------- rows


@cache
def _columns_of(table: str, form_id: str) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    """The form and the columns of every row of a table."""
    return tuple((row.form, row.columns) for row in form(form_id).table(table).rows)


def _cell_lines(report: Report, address: str) -> str:
    """A line a cell. Written by hand because the writer of the csv module costs twice as much for these many lines."""
    lines = []
    for table in report.tables:
        lead = f"{address},{report.agency_id},{report.year}"
        read = {(c.row, c.column): c.was for c in report.corrections if c.table == table.key}
        for row, (form_id, columns) in zip(table.rows, _columns_of(table.key, table.form), strict=True):
            for cell, column in zip(row.cells, columns, strict=True):
                where = cell.place
                spots = _spots(where) if where else ",,,,"
                before = ","
                if read and (row.key, column.key) in read:
                    was = typed(read[row.key, column.key], unit=column.unit)
                    before = f"{was.state.value},{_quoted(raw_of(was))}"
                lines.append(
                    f"{lead},{form_id},{table.key},{row.key},{column.key},{cell.state.value},{number_of(cell)},{_quoted(raw_of(cell))},{spots},{before}\n"
                )
    return "".join(lines)


def _spots(place: Place) -> str:
    counts = (place.page, place.line, place.table, place.row, place.column)
    return ",".join("" if count is None else str(count) for count in counts)


def _quoted(text: str) -> str:
    """A field as the csv module writes it."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n\r') else text


def _place(counts: Iterable[int | None]) -> list[object]:
    return ["" if count is None else count for count in counts]


def place_state(agency: Agency, path: Sequence[Division]) -> str:
    """``confirmed``, ``inferred`` or ``unresolved``; ``path`` is where the agency lies."""
    if not path:
        return "unresolved"
    return "inferred" if agency.basis else "confirmed"


def _report_row(report: Report, agency: Agency, path: Sequence[Division], address: str, original: str) -> list[object]:
    return [
        *(address, agency.agency_id, inert(agency.name), inert(agency.province), inert(agency.city)),
        *(inert(agency.county), agency.division_code, place_state(agency, path), inert(agency.basis)),
        *(report.year, inert(report.title), report.form),
        *(report.published.isoformat() if report.published else "", len(report.findings), report.statements),
        *(original, report.source.media_type, report.source.sha256, report.source.size),
    ]


def _finding_rows(report: Report, address: str) -> Iterator[list[object]]:
    for f in report.findings:
        place = f.place or Place()
        yield [
            *(address, report.agency_id, report.year, f.code, f.severity.value, f.table, f.row, f.column, f.group),
            *(f.section, inert("；".join(f.numbers)), inert(f.message), *_place((place.page, place.line))),
            *((a.verdict, inert(a.text), inert(a.who), a.when) if (a := f.answer) else ("", "", "", "")),
        ]


def _wide_row(report: Report, agency: Agency, path: Sequence[Division], address: str) -> list[object]:
    cells: dict[tuple[str, str, str], str] = {}
    for table in report.tables:
        for row, (_, columns) in zip(table.rows, _columns_of(table.key, table.form), strict=True):
            for cell, column in zip(row.cells, columns, strict=True):
                cells[table.key, row.key, column.key] = _wide(cell)
    place = " ".join(division.name for division in path) or "未定"
    return [
        *(address, inert(agency.name), inert(f"推断：{place}" if path and agency.basis else place)),
        *(report.year, inert(report.title), report.published.isoformat() if report.published else ""),
        *(cells.get(key, "") for key in _wide_keys()),  # "": the form of this table has no such cell
    ]


def _wide(cell: Cell) -> str:
    if cell.state is State.STATED:
        return number_of(cell)
    return WIDE_WORDS.get(cell.state) or inert(cell.raw or "")


@cache
def _wide_keys() -> tuple[tuple[str, str, str], ...]:
    return tuple((cell.table.key, cell.row.key, cell.column.key) for cell in form_cells())


# --------------------------------------------------------------------------- files


def _file(header: Iterable[str], rows: Iterable[str], mark: str = "") -> bytes:
    return (mark + _lines([list(header)]) + "".join(rows)).encode("utf-8")


def cells_file(rows: Iterable[str]) -> bytes:
    return _file(CELL_COLUMNS, rows)


def reports_file(rows: Iterable[str]) -> bytes:
    return _file(REPORT_COLUMNS, rows)


def findings_file(rows: Iterable[str]) -> bytes:
    return _file(FINDING_COLUMNS, rows)


def table_file(rows: Iterable[str]) -> bytes:
    """For Excel: with the mark that makes it read UTF-8."""
    return _file(wide_columns(), rows, BOM)


def manifest_file(rows: Iterable[str]) -> bytes:
    """``sha256sum -c`` accepts this when run in the folder of the year."""
    return "".join(sorted(rows)).encode("utf-8")


def jsonl_file(records: Iterable[bytes]) -> bytes:
    """One report a line; ``records`` are reports as compact JSON."""
    return b"".join(record + b"\n" for record in records)


def agencies_csv(agencies: Iterable[Agency]) -> bytes:
    """The register as open data."""
    rows = (
        [
            *(a.agency_id, inert(a.name), inert("；".join(a.aliases)), inert(a.province), inert(a.city)),
            *(inert(a.county), a.division_code, a.level, inert(a.kind), place_state(a, path_of(a)), inert(a.basis)),
            inert(a.history),
        ]
        for a in agencies
    )
    return _file(AGENCY_COLUMNS, [_lines(rows)])
