"""What is there at all: tables missing, blank or cut; sections missing, thin or left as the template."""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.checks.history import History
from build_scripts.findings import finding
from build_scripts.forms import FormTable, form
from build_scripts.model import Finding, Report, State, Table

_PLACEHOLDERS = ("该部分以表格形式报告", "该部分以表格形式", "此处填写", "请填写", "XX年", "××", "XXX")
_SHORT = 15


def _tables(report: Report) -> Iterator[tuple[Table, FormTable]]:
    if report.form != "free":
        yield from ((t, form(t.form).table(t.key)) for t in report.tables)


def missing_tables(report: Report, _: History) -> Iterator[Finding]:
    for table, shape in _tables(report):
        if not table.present:
            yield finding("table.missing", table=table.key, number=shape.number, title=shape.title)


def blank_tables(report: Report, _: History) -> Iterator[Finding]:
    """All blank is reported once, not cell by cell: seed000 printed the form and filled in nothing."""
    for table, shape in _tables(report):
        states = {c.state for row in table.rows for c in row.cells}
        if table.present and states <= {State.BLANK, State.ABSENT}:
            yield finding("table.blank", table=table.key, number=shape.number, title=shape.title)


def truncated_tables(report: Report, _: History) -> Iterator[Finding]:
    """Rows or columns that the original does not have: seed002 lost 总计, and 其他 with it in the item rows."""
    for table, shape in _tables(report):
        if not table.present:
            continue
        absent = [(row.key, c.key) for row, spec in zip(table.rows, shape.rows, strict=True)
                  for cell, c in zip(row.cells, spec.columns, strict=True) if cell.state is State.ABSENT]  # fmt: skip
        if not absent:
            continue
        rows = [
            spec
            for row, spec in zip(table.rows, shape.rows, strict=True)
            if all(c.state is State.ABSENT for c in row.cells)
        ]
        if len(rows) == len(shape.rows):
            missing = "数据行"
        else:
            lost = {spec.key for spec in rows}
            names = {c.key: c.name for spec in shape.rows for c in spec.columns}
            columns = dict.fromkeys(names[column] for key, column in absent if key not in lost)
            parts = [f"“{spec.label}”一行" for spec in rows[:6]] + ([f"等 {len(rows)} 行"] if len(rows) > 6 else [])
            parts += [
                f"“{name}”列（{sum(1 for k, c in absent if k not in lost and names[c] == name)} 格）"
                for name in columns
            ]
            missing = "、".join(parts)
        yield finding("table.truncated", table=table.key, number=shape.number, title=shape.title, missing=missing)


def unreadable_values(report: Report, _: History) -> Iterator[Finding]:
    for table, shape in _tables(report):
        for row, spec in zip(table.rows, shape.rows, strict=True):
            for cell, column in zip(row.cells, spec.columns, strict=True):
                if cell.state is State.UNREADABLE:
                    digits = (cell.raw or "").isdigit()
                    yield finding(
                        "value.unreadable",
                        table=table.key,
                        row=row.key,
                        column=column.key,
                        numbers=(cell.raw or "",),
                        place=cell.place,
                        label=f"{spec.label} {column.name}",
                        raw=cell.raw,
                        cause="，数字之间有空格或换行，可能是一个数被拆开，也可能是两个数挤在一起" if digits else "",
                    )


def sections(report: Report, _: History) -> Iterator[Finding]:
    """The six sections of the form, and 《条例》第五十条: problems and improvements must be told."""
    if report.form == "free":
        return
    titles = {s.key: s.heading for s in form("2021").sections}
    for section in report.sections:
        if section.key not in titles:
            continue
        text = "".join(p.text for p in section.paragraphs)
        has_table = any(t.present for t in report.tables if t.key == section.key)
        if not section.heading and not has_table and not text:
            yield finding("section.missing", section=section.key, title=titles[section.key])
        elif section.key == "problems" and len(text) < _SHORT:
            yield finding("section.thin", section=section.key, title=titles[section.key], count=len(text))
        for words in _PLACEHOLDERS:
            if words in text:
                yield finding("section.placeholder", section=section.key, title=titles[section.key], raw=words)
                break
