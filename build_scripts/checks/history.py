"""Checks across years: carried-over requests, the stock of documents, figures far from last year's, repeated tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.forms import Column, form
from build_scripts.forms.figures import figure
from build_scripts.forms.names import cell_name
from build_scripts.model import Cell, Finding, Report, Table, finding

# a jump is ten times and a difference of 100; townships often go from 0 to 3 and back
_MIN_RATIO, _MIN_DIFFERENCE = 10, 100
_MIN_RATIO_OF_AMOUNTS = 1000  # amounts: 元 printed for 万元 gives a factor of ten thousand, while ten times happens
_MIN_EQUAL_NUMBERS = 10  # non-zero numbers that must all be equal


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """Another agency's report of the same year: the number of our characters in shared sentences, and of all our
    characters."""

    agency: str
    shared: int
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """The other reports that a check may use.

    They are the previous year's report of the same agency, if archived, and the report of another agency with most of
    the same sentences."""

    previous: Report | None = None
    similar: SimilarReport | None = None


def carry_over(report: Report, history: History) -> Iterator[Finding]:
    """Compare 上年结转 with last year's 结转下年度, by column (forms.md, identities)."""
    before = history.previous
    if before is None:
        return
    for column in form(report.requests.form).requests.row("2").columns:
        now = figure(report.requests, "2", column.key)
        then = figure(before.requests, "4", column.key)
        if now is None or then is None or now.number is None or then.number is None or now.number == then.number:
            continue
        yield finding(
            "requests.carry-over",
            table="requests",
            row="2",
            column=column.key,
            numbers=(now.raw or "", then.raw or ""),
            place=now.place,
            heading=column.name,
            left=now.raw,
            right=then.raw,
            year=before.year,
        )


def stock(report: Report, history: History) -> Iterator[Finding]:
    """Compare 现行有效 with last year's + 制发 − 废止 (form 2021 in both years): a note."""
    before = history.previous
    if before is None:
        return
    for row in form("2021").proactive.rows[:2]:
        cells = (
            figure(report.proactive, row.key, "in_force"),
            figure(report.proactive, row.key, "issued"),
            figure(report.proactive, row.key, "abolished"),
            figure(before.proactive, row.key, "in_force"),
        )
        now, issued, abolished, then = (cell.number if cell else None for cell in cells)
        if now is None or issued is None or abolished is None or then is None:
            continue
        expected = then + issued - abolished
        if now != expected:
            yield finding(
                "proactive.stock",
                table="proactive",
                row=row.key,
                column="in_force",
                numbers=(f"{now:f}", f"{expected:f}"),
                place=cells[0].place if cells[0] else None,
                label=row.label,
                left=f"{now:f}",
                then=f"{then:f}",
                issued=f"{issued:f}",
                abolished=f"{abolished:f}",
                right=f"{expected:f}",
            )


def jumps(report: Report, history: History) -> Iterator[Finding]:
    """Find totals far from last year's. Cells of different forms are comparable when row and column keys are the
    same."""
    before = history.previous
    if before is None:
        return
    for table, older in zip(report.tables, before.tables, strict=True):
        for row in form(table.form).table(table.key).rows:
            if table.key == "requests" and row.key not in ("1", "3.7"):
                continue
            column = row.columns[-1]
            now, then = figure(table, row.key, column.key), figure(older, row.key, column.key)
            if now and then and (times := _jump(now, then, column)):
                yield finding(
                    "figure.jump",
                    table=table.key,
                    row=row.key,
                    column=column.key,
                    numbers=(now.raw or "", then.raw or ""),
                    place=now.place,
                    label=cell_name(table.form, table.key, row.key, column.key),
                    left=now.raw,
                    right=then.raw,
                    year=before.year,
                    times=times,
                    cause="；请留意单位是元还是万元" if column.decimal else "",
                )


def _jump(now: Cell, then: Cell, column: Column) -> str:
    """Return ``12 倍左右`` when two numbers are far apart, else "". A number that is 0 in one year has no multiple."""
    if now.number is None or then.number is None:
        return ""
    low, high = sorted((abs(now.number), abs(then.number)))
    if low == 0:
        return "" if column.decimal or high < _MIN_DIFFERENCE * _MIN_RATIO else f"{high:f}"
    times = high / low
    if times < (_MIN_RATIO_OF_AMOUNTS if column.decimal else _MIN_RATIO) or high - low < (
        0 if column.decimal else _MIN_DIFFERENCE
    ):
        return ""
    return f"{int(times)} 倍左右"


def repeated(report: Report, history: History) -> Iterator[Finding]:
    """Find tables with all numbers equal to last year's. Zeros prove nothing; ten other numbers are no coincidence."""
    before = history.previous
    if before is None:
        return
    for table, older in zip(report.tables, before.tables, strict=True):
        if table.form != older.form or not table.present or not older.present:
            continue
        numbers, same = _numbers(table), _numbers(older)
        stated = [n for n in numbers if n]
        if numbers == same and len(stated) >= _MIN_EQUAL_NUMBERS:
            shape = form(table.form).table(table.key)
            yield finding(
                "table.repeated",
                table=table.key,
                number=shape.number,
                title=shape.title,
                count=len(stated),
                year=before.year,
            )


def _numbers(table: Table) -> list[Decimal]:
    return [cell.number or Decimal(0) for row in table.rows for cell in row.cells]
