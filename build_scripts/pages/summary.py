"""A report in plain sentences, computed from cells alone: what is blank is said to be blank, never zero."""

from __future__ import annotations

from functools import cache

from build_scripts.forms import form
from build_scripts.model import Cell, Report, State, Table

_NOTHING = {
    State.BLANK: "未填报",
    State.ABSENT: "原件无此格",
    State.SLASH: "原件印为“/”",
    State.UNREADABLE: "原件此格读不成数字",
}
KEY_FIGURES = (("新收申请", "1"), ("予以公开", "3.1"), ("部分公开", "3.2"), ("结转下年度", "4"))
_REASONS = ("3.3.", "3.4.", "3.5.", "3.6")


def figure(table: Table, row: str, column: str) -> Cell | None:
    """The cell at (row key, column key), ``None`` when the table's form has no such row."""
    at = _index(table.form, table.key, row, column)
    return table.rows[at[0]].cells[at[1]] if at else None


@cache
def _index(form_id: str, key: str, row: str, column: str) -> tuple[int, int] | None:
    for r, spec in enumerate(form(form_id).table(key).rows):
        keys = [c.key for c in spec.columns]
        if spec.key == row and column in keys:
            return r, keys.index(column)
    return None


def say(cell: Cell | None, unit: str) -> str:
    """``12 件``, or in words what kind of nothing it is."""
    if cell is None:
        return "该格式无此项"
    if cell.state is State.STATED:
        return f"{cell.raw} {unit}" if (cell.raw or "")[-1:].isdigit() else cell.raw or ""
    return _NOTHING[cell.state]


def _clause(label: str, cell: Cell | None, unit: str = "件") -> str:
    """``新收申请 12 件``, but ``新收申请（未填报）``: no number, no unit."""
    if cell is not None and cell.state is State.STATED:
        return f"{label} {say(cell, unit)}"
    return f"{label}（{say(cell, unit)}）"


def key_figures(report: Report) -> tuple[tuple[str, Cell | None], ...]:
    """(label, cell in column 总计) of the four figures at the head of the page; empty without table 3 or when nothing
    is printed in it, because then one sentence says so."""
    if not report.requests.present or _unfilled(report.requests):
        return ()
    return tuple((label, figure(report.requests, row, "total")) for label, row in KEY_FIGURES)


def _unfilled(table: Table) -> bool:
    """True when nothing is printed in any cell, even if some cells are not there either."""
    states = {c.state for row in table.rows for c in row.cells}
    return State.BLANK in states and states <= {State.BLANK, State.ABSENT}


def sentences(report: Report) -> tuple[str, ...]:
    """Three to five sentences for the head of the page; the first one says what ``key_figures`` shows."""
    if not any(table.present for table in report.tables):
        return ("这份报告没有法定表格，只有文字。",)
    return tuple(s for s in (*_requests(report.requests), _review(report.review), _proactive(report.proactive)) if s)


def _requests(table: Table) -> tuple[str, ...]:
    if not table.present:
        return ("信息公开申请（表3）：原件中没有这张表。",)
    if _unfilled(table):
        return ("信息公开申请（表3）：整张表未填报。",)

    def total(row: str) -> Cell | None:
        return figure(table, row, "total")

    clauses = [_clause(label, total(row)) for label, row in KEY_FIGURES]
    lines = [f"政府信息公开申请：{'，'.join(clauses)}。", f"{_clause('上年结转', total('2'))}。"]
    reasons: dict[str, list[str]] = {}
    for row in form(table.form).requests.rows:
        cell = total(row.key)
        if row.key.startswith(_REASONS) and cell is not None and cell.number:
            group = row.groups[-1] if len(row.groups) > 1 else row.label
            name = row.label.partition(".")[2] if len(row.groups) > 1 else ""
            reasons.setdefault(group.partition("）")[2], []).append(_clause(name, cell).strip())
    if reasons:
        lines.append(
            "没有公开的原因：" + "；".join(f"{group}：{'、'.join(said)}" for group, said in reasons.items()) + "。"
        )
    return tuple(lines)


def _review(table: Table) -> str:
    if not table.present:
        return "行政复议、行政诉讼（表4）：原件中没有这张表。"
    if _unfilled(table):
        return "行政复议、行政诉讼（表4）：整张表未填报。"
    cells = [table.row(key).cells[-1] for key in ("reconsideration", "direct_suit", "suit_after_review")]
    states = {cell.state for cell in cells}
    if len(states) == 1 and State.STATED not in states:
        return f"行政复议、行政诉讼（表4）：{_NOTHING[states.pop()]}。"
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    return "，".join(_clause(label, cell) for label, cell in zip(labels, cells, strict=True)) + "。"


def _proactive(table: Table) -> str:
    if not table.present:
        return "主动公开（表2）：原件中没有这张表。"
    if _unfilled(table):
        return "主动公开（表2）：整张表未填报。"
    rows = (("行政许可", "5.permit"), ("行政处罚", "6.penalty"), ("行政强制", "6.coercion"))
    return "，".join(_clause(label, figure(table, row, "decisions")) for label, row in rows) + "。"
