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
    columns = form(report.requests.form).requests.row("2").columns  # the same in all forms
    for column, now, then in zip(columns, report.requests.row("2").cells, before.requests.row("4").cells, strict=True):
        if now.number is None or then.number is None or now.number == then.number:
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
    if before is None or not report.proactive.form == before.proactive.form == "2021":
        return
    for row in form("2021").proactive.rows[:2]:
        cells = (*report.proactive.row(row.key).cells, before.proactive.row(row.key).cells[-1])
        issued, abolished, now, then = (cell.number for cell in cells)
        if issued is None or abolished is None or now is None or then is None:
            continue
        expected = then + issued - abolished
        if now != expected:
            yield finding(
                "proactive.stock",
                table="proactive",
                row=row.key,
                column="in_force",
                numbers=(f"{now:f}", f"{expected:f}"),
                place=report.proactive.row(row.key).cells[-1].place,
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
        for row, printed in zip(form(table.form).table(table.key).rows, table.rows, strict=True):
            if table.key == "requests" and row.key not in ("1", "3.7"):
                continue
            column, now = row.columns[-1], printed.cells[-1]
            then = figure(older, row.key, column.key)
            if then and (times := _jump(now, then, column)):
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
    ratio, difference = (_MIN_RATIO_OF_AMOUNTS, 0) if column.decimal else (_MIN_RATIO, _MIN_DIFFERENCE)
    return f"{int(high / low)} 倍左右" if high >= ratio * low and high - low >= difference else ""


def repeated(report: Report, history: History) -> Iterator[Finding]:
    """Find tables with all numbers equal to last year's. Zeros prove nothing; ten other numbers are no coincidence."""
    before = history.previous
    if before is None:
        return
    for table, older in zip(report.tables, before.tables, strict=True):
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
