"""Open data: every printed cell with its state and its place, for one report, one city and year, or one year.

``cells`` is canonical and tidy: one line a cell. ``table`` is the same turned wide for Excel. What a report adds to the
files of its year is a ``Fragment``: it is computed once, and the files are nothing but headers and fragments.
"""

from build_scripts.exports.columns import CELL_COLUMNS, FILES, schemas, wide_columns
from build_scripts.exports.datapackage import citation, datapackage, readme
from build_scripts.exports.fragments import (
    Fragment,
    agencies_csv,
    cells_file,
    findings_file,
    fragment,
    jsonl_file,
    manifest_file,
    report_csv,
    report_json,
    reports_file,
    table_file,
)
from build_scripts.exports.page import data_page, dictionary_page
from build_scripts.exports.totals import totals_csv
from build_scripts.exports.versions import versions_file

__all__ = [
    "CELL_COLUMNS",
    "FILES",
    "Fragment",
    "agencies_csv",
    "cells_file",
    "citation",
    "data_page",
    "datapackage",
    "dictionary_page",
    "findings_file",
    "fragment",
    "jsonl_file",
    "manifest_file",
    "readme",
    "report_csv",
    "report_json",
    "reports_file",
    "schemas",
    "table_file",
    "totals_csv",
    "versions_file",
    "wide_columns",
]
