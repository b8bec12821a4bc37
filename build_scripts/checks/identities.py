"""勾稽关系: check the identities of the form, each given by two lists of keys.

A blank or ``/`` operand counts as nothing only when the result prints a number and another operand is a number. An
identity with an absent or unreadable cell, or whose result prints no number, is not checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_scripts.checks.causes import Operand, cause, miscounted_operand, shifted
from build_scripts.checks.history import History
from build_scripts.forms import FormTable, Identity, form
from build_scripts.forms.names import column_name, row_name
from build_scripts.model import Cell, Finding, Report, State, Table, finding

_MAX_OPERANDS = 7  # operands in a message; a list of twenty would not help


def identities(report: Report, history: History) -> Iterator[Finding]:
    """Check every identity of the form on which each table was printed."""
    for table in report.tables:
        shape = form(table.form).table(table.key)
        before = _same_table(history.previous, table)
        for identity in form(table.form).identities:
            if identity.table == table.key:
                yield from (_by_row if identity.each == "row" else _by_column)(identity, table, shape, before)


def _same_table(previous: Report | None, table: Table) -> Table | None:
    """Return last year's table, if it was printed on the same form."""
    tables = previous.tables if previous else ()
    return next((t for t in tables if (t.key, t.form) == (table.key, table.form)), None)


def _sum(cells: Sequence[Cell]) -> Decimal | None:
    """Return the sum without blanks and slashes; ``None`` when it is undefined."""
    if any(c.state in (State.ABSENT, State.UNREADABLE) for c in cells) or all(c.number is None for c in cells):
        return None
    return sum((c.number for c in cells if c.number is not None), Decimal(0))


def _compare(left: Sequence[Operand], right: Sequence[Operand]) -> tuple[Decimal, Decimal] | None:
    """Return both sums when they are defined and differ. A single cell on the left is the result and must be a
    number."""
    a, b = _sum([o.cell for o in left]), _sum([o.cell for o in right])
    return (a, b) if a is not None and b is not None and a != b else None


def _sum_in_words(total: Decimal, operands: Sequence[Operand]) -> str:
    """Return ``5（自然人 3＋商业企业 2）``; a single cell is quoted as printed."""
    if len(operands) == 1:
        return operands[0].cell.raw or ""
    named = [f"{o.name} {o.cell.raw}" for o in operands if o.cell.number]
    return f"{total:f}（{'＋'.join(named)}）" if 1 < len(named) <= _MAX_OPERANDS else f"{total:f}"


def _by_row(identity: Identity, table: Table, shape: FormTable, before: Table | None) -> Iterator[Finding]:
    for at, (row, spec) in enumerate(zip(table.rows, shape.rows, strict=True)):
        keys = [c.key for c in spec.columns]
        named = {
            key: Operand(column_name(table.form, table.key, row.key, key), cell)
            for key, cell in zip(keys, row.cells, strict=True)
        }
        left, right = [named[k] for k in identity.left], [named[k] for k in identity.right]
        if found := _compare(left, right):
            then = before.rows[at].cells[keys.index(identity.left[0])].number if before else None
            moved = shifted(row.cells) if table.key == "requests" else ""
            yield finding(
                identity.code,
                table=table.key,
                row=row.key,
                column=identity.left[0],
                group=row.key if table.key == "review" else "",
                numbers=(f"{found[0]:f}", f"{found[1]:f}"),
                place=left[0].cell.place,
                label=row_name(table.form, table.key, row.key),
                left=_sum_in_words(found[0], left),
                right=_sum_in_words(found[1], right),
                cause=moved or cause(*found, right, then),
            )


def _by_column(identity: Identity, table: Table, shape: FormTable, before: Table | None) -> Iterator[Finding]:
    rows = {row.key: row for row in table.rows}
    names = {key: row_name(table.form, table.key, key).removesuffix("政府信息公开申请数量") for key in rows}
    single = len(identity.left) == 1
    for at, column in enumerate(shape.rows[0].columns):
        left = [Operand(names[k], rows[k].cells[at]) for k in identity.left]
        right = [Operand(names[k], rows[k].cells[at]) for k in identity.right]
        if found := _compare(left, right):
            then = before.row(identity.left[0]).cells[at].number if before else None
            why = (
                cause(*found, right, then) if single else miscounted_operand(abs(found[0] - found[1]), [*left, *right])
            )
            yield finding(
                identity.code,
                table=table.key,
                row=identity.left[0],
                column=column.key,
                numbers=(f"{found[0]:f}", f"{found[1]:f}"),
                place=left[0].cell.place,
                heading=column_name(table.form, table.key, identity.left[0], column.key),
                left=_sum_in_words(found[0], left),
                right=_sum_in_words(found[1], right),
                cause=why,
            )
