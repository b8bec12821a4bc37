"""Make the rows that one report adds to the data files, and the files made of such rows.

A ``.csv`` starts with a byte order mark so that Excel reads UTF-8: people open these files with a double click. Gzipped
files are for programs and have none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from build_scripts.content.divisions import Division, path_of
from build_scripts.exports.cells import (
    cell_lines,
    cells_json,
    columns_of,
    current_at,
    number_of,
    raw_of,
    spreadsheet_safe,
)
from build_scripts.exports.columns import (
    AGENCY_COLUMNS,
    AS_PRINTED,
    CELL_COLUMNS,
    FINDING_COLUMNS,
    REPORT_COLUMNS,
    FormCell,
    form_cells,
    wide_columns,
)
from build_scripts.findings import doubts, message, severity
from build_scripts.forms import Column
from build_scripts.model import Agency, Cell, Place, Report, State

BOM = "\ufeff"
WIDE_WORDS = {State.BLANK: "（空白）", State.ABSENT: "（无此格）"}
WIDE_UNREADABLE = "（读不成数字）"  # before the printed text, so that ``10.`` or ``1,2`` is not mistaken for a number


@dataclass(frozen=True, slots=True)
class ReportRows:
    r"""The lines of one report for the data files.

    They are one line of ``reports.csv``, one of ``table.csv``, any number of ``findings.csv``, one for each cell in
    ``cells``, one of the manifest. Every line ends with ``\n``. ``document`` is the list of cells in ``report.json``.
    """

    report: str
    findings: str
    table: str
    cells: str
    manifest: str
    document: str


def report_rows(report: Report, agency: Agency, address: str, original: str) -> ReportRows:
    """Return all rows that this report adds; ``original`` is the site address of the original file."""
    path = path_of(agency)
    return ReportRows(
        report=_lines([_report_row(report, agency, path, address, original)]),
        findings=_lines(_finding_rows(report, address)),
        table=_lines([_wide_row(report, agency, path, address)]),
        cells=cell_lines(report, address),
        document=cells_json(report),
        manifest=f"{report.source.sha256}  ../../{original}\n",
    )


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


# --------------------------------------------------------------------------- rows


def _place(counts: Iterable[int | None]) -> list[object]:
    return ["" if count is None else count for count in counts]


def place_state(agency: Agency, path: Sequence[Division]) -> str:
    """Return ``confirmed``, ``inferred`` or ``unresolved``; ``path`` is the place of the agency."""
    if not path:
        return "unresolved"
    return "inferred" if agency.basis else "confirmed"


def _report_row(report: Report, agency: Agency, path: Sequence[Division], address: str, original: str) -> list[object]:
    return [
        *(
            address,
            agency.agency_id,
            spreadsheet_safe(agency.name),
            spreadsheet_safe(agency.province),
            spreadsheet_safe(agency.city),
        ),
        *(
            spreadsheet_safe(agency.county),
            agency.division_code,
            place_state(agency, path),
            spreadsheet_safe(agency.basis),
        ),
        *(report.year, spreadsheet_safe(report.title), report.form),
        *(report.published.isoformat() if report.published else "", len(report.findings), report.statements),
        *(original, report.source.media_type, report.source.sha256, report.source.size),
        *(spreadsheet_safe(report.source.sha256[:12]), current_at(address)),
    ]


def _finding_rows(report: Report, address: str) -> Iterator[list[object]]:
    for f in report.findings:
        place = f.place or Place()
        yield [
            *(address, report.agency_id, report.year, f.code, severity(f).value, f.table, f.row, f.column, f.group),
            *(
                f.section,
                spreadsheet_safe("；".join(f.numbers)),
                spreadsheet_safe(message(f)),
                *_place((place.page, place.line)),
            ),
            *(
                (a.verdict, spreadsheet_safe(a.text), spreadsheet_safe(a.who), a.when)
                if (a := f.answer)
                else ("", "", "", "")
            ),
            current_at(address),
        ]


def _wide_row(report: Report, agency: Agency, path: Sequence[Division], address: str) -> list[object]:
    cells: dict[tuple[str, str, str], str] = {}
    for table in report.tables:
        for row, (_, columns) in zip(table.rows, columns_of(table.key, table.form), strict=True):
            for cell, column in zip(row.cells, columns, strict=True):
                cells[table.key, row.key, column.key] = _wide(cell, column)
    place = " ".join(division.name for division in path) or "未定"
    doubted = doubts(report.findings)
    return [
        *(
            address,
            spreadsheet_safe(agency.name),
            spreadsheet_safe(f"推断：{place}" if path and agency.basis else place),
        ),
        *(report.year, spreadsheet_safe(report.title), report.published.isoformat() if report.published else ""),
        *(
            report.agency_id,
            agency.division_code,
            report.form,
            spreadsheet_safe(report.source.sha256[:12]),
            len(report.findings),
        ),
        "；".join(cell.heading for cell in form_cells() if (key := _key(cell)) in cells and doubted.of(*key)),
        *(cells.get(key, "") for key in _wide_keys()),  # "": the form of this table has no such cell
    ]


def _wide(cell: Cell, column: Column) -> str:
    if cell.state is State.STATED:
        return raw_of(cell) if column.unit == AS_PRINTED else number_of(cell)
    if cell.state is State.UNREADABLE:
        return WIDE_UNREADABLE + (cell.raw or "")
    return WIDE_WORDS.get(cell.state) or raw_of(cell)


@cache
def _wide_keys() -> tuple[tuple[str, str, str], ...]:
    return tuple(map(_key, form_cells()))


def _key(cell: FormCell) -> tuple[str, str, str]:
    return cell.table.key, cell.row.key, cell.column.key


# --------------------------------------------------------------------------- files


def head_of(columns: Iterable[str]) -> bytes:
    """Return the header line."""
    return _lines([list(columns)]).encode("utf-8")


def _file(columns: Iterable[str], rows: Iterable[str]) -> bytes:
    return BOM.encode("utf-8") + head_of(columns) + "".join(rows).encode("utf-8")


def cells_file(rows: Iterable[str]) -> bytes:
    return _file(CELL_COLUMNS, rows)


def reports_file(rows: Iterable[str]) -> bytes:
    return _file(REPORT_COLUMNS, rows)


def findings_file(rows: Iterable[str]) -> bytes:
    return _file(FINDING_COLUMNS, rows)


def table_file(rows: Iterable[str]) -> bytes:
    """Return the wide table."""
    return _file(wide_columns(), rows)


def manifest_file(rows: Iterable[str]) -> bytes:
    """Return a manifest that ``sha256sum -c`` accepts in the folder of the year."""
    return "".join(sorted(rows)).encode("utf-8")


def jsonl_file(records: Iterable[bytes]) -> bytes:
    """Return one report a line; ``records`` are reports as compact JSON."""
    return b"".join(record + b"\n" for record in records)


def agencies_csv(agencies: Iterable[Agency]) -> bytes:
    """Return the register as open data."""
    rows = (
        [
            *(
                a.agency_id,
                spreadsheet_safe(a.name),
                spreadsheet_safe("；".join(a.aliases)),
                spreadsheet_safe(a.province),
                spreadsheet_safe(a.city),
            ),
            *(
                spreadsheet_safe(a.county),
                a.division_code,
                a.level,
                spreadsheet_safe(a.kind),
                place_state(a, path_of(a)),
                spreadsheet_safe(a.basis),
            ),
            spreadsheet_safe(a.history),
        ]
        for a in agencies
    )
    return _file(AGENCY_COLUMNS, [_lines(rows)])
