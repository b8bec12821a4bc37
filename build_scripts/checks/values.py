"""Find cells whose print is not a number, or is a number in an implausible notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from build_scripts.checks.history import History
from build_scripts.forms import Column, form
from build_scripts.forms.names import cell_name
from build_scripts.model import Cell, Finding, Report, State, finding
from build_scripts.wording import MAX_DIGITS, fold, printed_unit, unit_differs

_GLUED = re.compile(r"[一-鿿].*\d|\d.*[一-鿿]")


class _Spot(NamedTuple):
    """A cell of a statutory table; ``raw`` is its print, ``table`` and ``row`` are keys."""

    table: str
    row: str
    form_id: str
    column: Column
    cell: Cell
    raw: str


def _cells(report: Report) -> Iterator[_Spot]:
    for table in report.tables:
        for row, spec in zip(table.rows, form(table.form).table(table.key).rows, strict=True):
            for cell, column in zip(row.cells, spec.columns, strict=True):
                yield _Spot(table.key, row.key, table.form, column, cell, cell.raw or "")


def unreadable_values(report: Report, _: History) -> Iterator[Finding]:
    """Report cells that are neither number nor blank nor slash: ``1 2``, ``? 0``, ``四、政府88``."""
    known = {(f.table, f.row, f.column) for f in report.findings if f.code == "value.unit"}
    for at in _cells(report):
        # A cell without print has a finding of the extraction already.
        if at.cell.state is State.UNREADABLE and at.raw and (at.table, at.row, at.column.key) not in known:
            yield _finding("value.unreadable", at, cause=_why(at.raw, at.column))


def _finding(code: str, at: _Spot, **values: str) -> Finding:
    return finding(
        code,
        table=at.table,
        row=at.row,
        column=at.column.key,
        numbers=(at.raw,),
        place=at.cell.place,
        label=cell_name(at.form_id, at.table, at.row, at.column.key),
        raw=at.raw,
        **values,
    )


def _why(raw: str, column: Column) -> str:
    """Return the likely reason. The only white space of ``raw`` is between digits that are separated in print."""
    if (unit := printed_unit(raw)) and unit_differs(unit, column.unit):
        return f"：印的单位是“{unit}”，这一列的单位是“{column.unit}”，本馆不换算"
    if sum(character.isdecimal() for character in raw) > MAX_DIGITS:
        return f"，它有 {sum(character.isdecimal() for character in raw)} 位，不像一个统计数"
    if " " in raw:
        return "，数字之间有空格或换行，可能是一个数被拆开，也可能是两个数挤在一起"
    if any(character.isdigit() and not re.match("[0-9０-９]", character) for character in raw):
        return "，里面有上标、带圈等不是普通数字的字符，可能是注释的记号"
    return "，可能是邻近的文字挤进了这一格" if _GLUED.search(raw) else ""


def odd_values(report: Report, _: History) -> Iterator[Finding]:
    """Report numbers in an implausible notation for a count: 00, −3 件, 2.5 件."""
    for at in _cells(report):
        if at.cell.state is State.STATED and (why := _odd(at.cell, at.column)):
            yield _finding("value.odd", at, why=why)


def _odd(cell: Cell, column: Column) -> str:
    assert cell.number is not None
    text = fold(cell.raw or "")
    if re.match(r"[+\-]?0[0-9]", text):
        return "以 0 开头，可能是几格的数字连在了一起"
    if column.signed:
        return ""
    if cell.number < 0:
        return "这一格不应为负数"
    if not column.decimal and cell.number % 1:
        return "这一格应当是整数"
    return ""
