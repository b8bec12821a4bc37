"""Write the cells of one report as lines of ``cells.csv`` and as the list in ``report.json``.

Numbers stay as printed: no digit of a CSV passes through a float. Because people open any CSV with Excel, text that a
spreadsheet would execute as a formula or display differently gets a leading apostrophe in every CSV
(``spreadsheet_safe``). Nothing is lost: the rest of the field is the exact printed text. JSON, Parquet and the database
hold the printed text itself."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from build_scripts.exports.columns import AS_PRINTED
from build_scripts.findings import by_severity, doubts
from build_scripts.forms import Column, form
from build_scripts.model import Cell, Place, Report
from build_scripts.wording import cell as typed
from build_scripts.wording import printed_unit

PLACE = ("page", "line", "table", "row", "column")
_DIGITS = re.compile("^(?:0|[1-9][0-9]*)$")  # the usual case: the printed text is the number
# The apostrophe is included so that every leading apostrophe is an added one.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
# ``_SHOWN_UNCHANGED``: numbers that a spreadsheet displays unchanged (longer ones become powers of ten). ``_RETYPED``:
# text that it turns into a date (1-2, 1/2), a time, a fraction, a negative number ((5)), a power of ten (1e5), or a
# number without leading zeros (007).
_SHOWN_UNCHANGED = re.compile(r"-|-?(?:0|[1-9][0-9]{0,10}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]+)?")
_RETYPED = re.compile(r"(?=.*[0-9０-９])[0-9０-９.,:/()+\-%¥$eE 　．，：／（）＋－％￥]+")


def spreadsheet_safe(text: str) -> str:
    """Add an apostrophe before text that a spreadsheet would execute or display differently.

    ``original_text`` removes it. ``overrides/assets/data.js`` implements the same rule."""
    if not text or _SHOWN_UNCHANGED.fullmatch(text):
        return text
    return f"'{text}" if text.startswith(_FORMULA_STARTS) or _RETYPED.fullmatch(text) else text


def original_text(field: str) -> str:
    """Return the original text of a field made by ``spreadsheet_safe``."""
    return field.removeprefix("'")


def number_of(cell: Cell) -> str:
    """Return the number as plain digits exactly as stated; "" when there is none."""
    if cell.number is None:
        return ""
    return cell.raw if cell.raw and _DIGITS.match(cell.raw) else f"{cell.number:f}"


def raw_of(cell: Cell) -> str:
    """Return the printed text as a CSV field."""
    return spreadsheet_safe(cell.raw or "")


# --------------------------------------------------------------------------- lines of cells.csv


@cache
def columns_of(table: str, form_id: str) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    """Return the form and the columns of every row of a table."""
    return tuple((row.form, row.columns) for row in form(form_id).table(table).rows)


def cell_lines(report: Report, address: str) -> str:
    """Return one line for each cell. Lines are formatted here because the writer of the csv module takes twice as long."""
    lines = []
    doubted, codes = doubts(report.findings), [f.code for f in by_severity(report.findings)]
    current = current_at(address)
    lead = f"{address},{report.agency_id},{report.year}"
    for table in report.tables:
        read = {(c.row, c.column): c.was for c in report.corrections if c.table == table.key}
        for row, (form_id, columns) in zip(table.rows, columns_of(table.key, table.form), strict=True):
            for cell, column in zip(row.cells, columns, strict=True):
                where = cell.place
                place_fields = _place_fields(where) if where else ",,,,"
                before = ","
                if read and (row.key, column.key) in read:
                    original = typed(read[row.key, column.key], unit=column.unit)
                    before = f"{original.state},{_field(original.raw or '')}"
                numbers = doubted.of(table.key, row.key, column.key)
                why = " ".join(dict.fromkeys(codes[n - 1] for n in numbers)) if numbers else ""
                lines.append(
                    f"{lead},{form_id},{table.key},{row.key},{column.key},{cell.state},{number_of(cell)},{_field(cell.raw or '')},{place_fields},{before},{unit_of(cell, column)},{why},{current}\n"
                )
    return "".join(lines)


def current_at(address: str) -> int:
    """Return 1 for the address of a year, which shows the current version; 0 for the address of an older version."""
    return int(address.count("/") == 3)


def unit_of(cell: Cell, column: Column) -> str:
    """Return the unit of a cell's number; "" when there is no number or no unit is given."""
    if cell.number is None:
        return ""
    return printed_unit(cell.raw or "") if column.unit == AS_PRINTED else column.unit


def _place_fields(place: Place) -> str:
    counts = (place.page, place.line, place.table, place.row, place.column)
    return ",".join(["" if count is None else str(count) for count in counts])


@lru_cache(maxsize=8192)  # most cells repeat the text of others
def _field(raw: str) -> str:
    """Return ``raw_of`` quoted as by the csv module."""
    text = spreadsheet_safe(raw)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n\r') else text


# --------------------------------------------------------------------------- the list in report.json


def cells_json(report: Report) -> str:
    """Return the list of all cells as compact JSON."""
    doubted, codes = doubts(report.findings), [f.code for f in by_severity(report.findings)]
    corrected = {(c.table, c.row, c.column): c for c in report.corrections}
    cells = []
    for table in report.tables:
        for row, (form_id, columns) in zip(table.rows, columns_of(table.key, table.form), strict=True):
            for cell, column in zip(row.cells, columns, strict=True):
                numbers = doubted.of(table.key, row.key, column.key)
                item: dict[str, Any] = {
                    "table": table.key,
                    "row": row.key,
                    "column": column.key,
                    "form": form_id,
                    "state": cell.state,
                    "value": value_of(cell),
                    "raw": cell.raw,
                    "unit": unit_of(cell, column) or None,
                    "place": _place(cell.place),
                    "findings": [{"number": n, "code": codes[n - 1]} for n in numbers],
                }
                if change := corrected.get((table.key, row.key, column.key)):
                    item["correction"] = {name: getattr(change, name) for name in ("was", "now", "why", "who", "when")}
                cells.append(item)
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def value_of(cell: Cell) -> int | float | None:
    """Return the number. It has at most 15 digits, which a double keeps, so its decimal form is exact."""
    return None if cell.number is None else _plain(cell.number)


@lru_cache(maxsize=8192)
def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    where = {
        "page": place.page,
        "line": place.line,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "box": list(place.box) if place.box else None,
    }
    return where | {"turn": place.turn} if place.box else where
