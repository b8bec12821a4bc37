"""Split a report into items that a person can settle one by one.

The doubts about the extraction of one row are one item, because a person compares the whole row with the original.
Errors come first; then come the rows in the order of the form, the text, and findings on the whole report. The
confirmation of a whole scan comes last, because it answers all remaining doubts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.content.amendments import print_in_words
from build_scripts.findings import catalogue, message, severity
from build_scripts.forms import FormTable, Identity, form
from build_scripts.forms.names import column_name, row_name
from build_scripts.model import Cell, Finding, Paragraph, Report, Severity, State, Table

READING, SCAN = "value.low-confidence", "source.scan"
UNREAD = "读不出"  # shown for a cell whose content is not text
Key = tuple[str, str]  # code, location


@dataclass(frozen=True, slots=True)
class CorrectableCell:
    """A cell that a person can correct. ``at`` is ``table/row/column``; ``read`` is the extracted print, in words."""

    at: str
    name: str
    read: str
    cell: Cell
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the original as it was extracted."""

    label: str
    cells: tuple[CorrectableCell, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item to settle: the findings that share an answer, with the cells and paragraphs that they concern.

    ``id`` changes with the extraction and with the answers. So a person cannot confirm content that was not shown, or
    overwrite an answer that was given in another window in the meantime."""

    id: str
    keys: tuple[Key, ...]
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...] = ()
    text: tuple[Paragraph, ...] = ()

    @property
    def waits(self) -> bool:
        return not all(finding.answer for finding in self.findings)

    @property
    def cells(self) -> tuple[CorrectableCell, ...]:
        return tuple(cell for line in self.lines for cell in line.cells)

    @property
    def title(self) -> str:
        return catalogue()[self.findings[0].code].title


def items(report: Report, basis: str) -> list[Item]:
    """Return all items of a report, settled or not, without notes.

    ``basis`` is the doubt about the agency; it is excluded, because it waits in the list of agencies."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        if severity(finding) is not Severity.NOTE and message(finding) != basis:
            groups.setdefault((finding.code, _group(finding)), []).append(finding)
    made = [_item(report, tuple(found)) for found in groups.values()]
    order = _order(report)
    return sorted(made, key=lambda item: _rank(item.findings[0], order))


def _group(finding: Finding) -> str:
    row = finding.row or finding.group
    return f"{finding.table}/{row}" if finding.code == READING and row else finding.location


def _order(report: Report) -> dict[tuple[str, str], int]:
    rows = [(table.key, row.key) for table in report.tables for row in table.rows]
    return {place: at for at, place in enumerate([*rows, *(("", section.key) for section in report.sections)])}


def _rank(finding: Finding, order: dict[tuple[str, str], int]) -> tuple[int, int, int]:
    if finding.code == SCAN:
        return 2, 0, 0
    gravity = 0 if severity(finding) is Severity.ERROR else 1
    if finding.table:
        first = next((at for (table, _), at in order.items() if table == finding.table), 0)
        return gravity, 0, order.get((finding.table, finding.row or finding.group), first)
    return gravity, 1 if finding.section else 2, order.get(("", finding.section), 0)


def _item(report: Report, findings: tuple[Finding, ...]) -> Item:
    keys = tuple(dict.fromkeys((f.code, f.location) for f in findings))
    lines = tuple(_lines(report, findings[0]))
    text = tuple(dict.fromkeys(t for f in findings for t in _text(report, f)))
    read = [(cell.at, cell.cell.raw, cell.cell.state) for line in lines for cell in line.cells]
    content = repr((report.source.sha256, keys, [(message(f), f.answer) for f in findings], read))
    return Item(hashlib.sha256(content.encode()).hexdigest()[:16], keys, findings, lines, text)


# --------------------------------------------------------------------------- content of an item


def _lines(report: Report, finding: Finding) -> Iterator[Line]:
    """Yield the lines of a finding: its row; for an identity over columns, its cells in that column; otherwise the
    whole table."""
    table = next((t for t in report.tables if t.key == finding.table), None)
    if table is None:
        return
    shape = form(table.form).table(table.key)
    row = finding.row or finding.group
    identity = next((i for i in form(table.form).identities if i.code == finding.code and i.each == "column"), None)
    if identity and finding.column:
        yield from _column(table, shape, identity, finding.column)
    elif row and shape.has(row):
        yield _line(table, row)
    else:
        yield from (_line(table, r.key) for r in table.rows)


def _line(table: Table, row: str) -> Line:
    label = table.row(row).label or row_name(table.form, table.key, row)
    columns = form(table.form).table(table.key).row(row).columns
    named = ((c.key, column_name(table.form, table.key, row, c.key)) for c in columns)
    return Line(label, tuple(_asked(table, row, key, name) for key, name in named))


def _column(table: Table, shape: FormTable, identity: Identity, column: str) -> Iterator[Line]:
    for row in (r.key for r in shape.rows if r.key in (*identity.left, *identity.right)):
        name = row_name(table.form, table.key, row)
        yield Line(name, (_asked(table, row, column, name),))


def _asked(table: Table, row: str, column: str, name: str) -> CorrectableCell:
    columns = form(table.form).table(table.key).row(row).columns
    at = next(i for i, c in enumerate(columns) if c.key == column)
    cell = table.row(row).cells[at]
    read = UNREAD if cell.state is State.UNREADABLE and not cell.raw else print_in_words(cell.raw)
    return CorrectableCell(f"{table.key}/{row}/{column}", name, read, cell, columns[at].unit)


def _text(report: Report, finding: Finding) -> Sequence[Paragraph]:
    """Return the paragraphs that the finding concerns: the one at its place, or those in doubt."""
    if finding.table or not finding.section:
        return ()
    section = next((s for s in report.sections if s.key == finding.section), None)
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)] if section else []
    if finding.code == READING:
        return [p for p in paragraphs if p.doubt] or paragraphs
    return [p for p in paragraphs if finding.place and p.place == finding.place]
