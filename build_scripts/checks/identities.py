"""勾稽关系: the identities printed in the form, from its two lists of keys.

A blank or ``/`` operand counts as nothing only when the result prints a number and another operand is a number;
an identity that touches an absent or unreadable cell, or whose result prints no number, is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_scripts.checks.history import History
from build_scripts.findings import finding
from build_scripts.forms import FormTable, Identity, form
from build_scripts.model import Cell, Finding, Report, State, Table


def identities(report: Report, _: History) -> Iterator[Finding]:
    """Every identity of the form that each table was printed on."""
    for table in report.tables:
        if not table.present:
            continue
        shape = form(table.form).table(table.key)
        for identity in form(table.form).identities:
            if identity.table == table.key:
                yield from (
                    _by_row(identity, table, shape) if identity.each == "row" else _by_column(identity, table, shape)
                )


def _sum(cells: Sequence[Cell]) -> Decimal | None:
    """The sum, blanks and slashes left out; ``None`` when nothing can be said."""
    if any(c.state in (State.ABSENT, State.UNREADABLE) for c in cells) or all(c.number is None for c in cells):
        return None
    return sum((c.number for c in cells if c.number is not None), Decimal(0))


def _compare(left: Sequence[Cell], right: Sequence[Cell]) -> tuple[Decimal, Decimal] | None:
    """Both sums when they can be told and differ. A single cell on the left is the result and must be a number."""
    a, b = _sum(left), _sum(right)
    return (a, b) if a is not None and b is not None and a != b else None


def _cause(left: Decimal, right: Decimal, cells: Sequence[Cell]) -> str:
    """The likely cause in words, "" when none suggests itself."""
    difference = abs(left - right)
    if any(c.number == difference and difference for c in cells):
        return f"；相差 {difference:f}，正好等于其中一格，可能漏加或多加了这一格"
    if left and right and (left == 10 * right or right == 10 * left):
        return "；相差十倍，可能有一个数字多写或少写了一位"
    return ""


def _by_row(identity: Identity, table: Table, shape: FormTable) -> Iterator[Finding]:
    for row, spec in zip(table.rows, shape.rows, strict=True):
        keys = [c.key for c in spec.columns]
        left = [row.cells[keys.index(k)] for k in identity.left]
        right = [row.cells[keys.index(k)] for k in identity.right]
        if found := _compare(left, right):
            yield finding(
                identity.code,
                table=table.key,
                row=row.key,
                column=identity.left[0],
                group=row.key if table.key == "review" else "",
                numbers=(f"{found[0]:f}", f"{found[1]:f}"),
                place=left[0].place,
                label=spec.label,
                left=f"{found[0]:f}",
                right=f"{found[1]:f}",
                cause=_cause(*found, right),
            )


def _by_column(identity: Identity, table: Table, shape: FormTable) -> Iterator[Finding]:
    rows = {row.key: row for row in table.rows}
    for at, column in enumerate(shape.rows[0].columns):
        left = [rows[k].cells[at] for k in identity.left]
        right = [rows[k].cells[at] for k in identity.right]
        if found := _compare(left, right):
            yield finding(
                identity.code,
                table=table.key,
                row=identity.left[0],
                column=column.key,
                numbers=(f"{found[0]:f}", f"{found[1]:f}"),
                place=left[0].place,
                heading=column.name,
                left=f"{found[0]:f}",
                right=f"{found[1]:f}",
                cause=_cause(*found, [*left, *right]),
            )
