"""The rows that a report adds to the data files, cached in the store.

They are made when the report is stored, and concatenated when the files are written: a file of a year is a header and
the rows of its reports. Adding one report computes only its own rows."""

from __future__ import annotations

import zlib

from build_scripts import readers
from build_scripts.archive.store.rows import ExportRows
from build_scripts.exports.cell_values import packed_values
from build_scripts.exports.own_tables import tables_lines
from build_scripts.exports.rows import report_rows
from build_scripts.model import Agency, Report


def original_of(address: str, media_type: str) -> str:
    """Return the address of the original beside its page."""
    return f"{address}original.{readers.format_of(media_type).published}"


def export_rows(report: Report, agency: Agency, address: str) -> ExportRows:
    """Return the export rows of a report at its address."""
    made = report_rows(report, agency, address, original_of(address, report.source.media_type))
    texts = (made.cells, made.document, packed_values(made.cells))
    cells, document, cell_values = (zlib.compress(text.encode("utf-8"), 1) for text in texts)
    tables = tables_lines(report)
    return ExportRows(
        address, made.report, made.findings, made.table, made.manifest, tables, cells, document, cell_values
    )
