"""A report in plain sentences, computed from cells alone: what is blank is said to be blank, never zero."""

from __future__ import annotations

from build_scripts.forms import form
from build_scripts.model import Cell, Report, State, Table

_NOTHING = {
    State.BLANK: "未填报",
    State.ABSENT: "原件无此格",
    State.SLASH: "原件印为“/”",
    State.UNREADABLE: "原件此格读不成数字",
}


def figure(table: Table, row: str, column: str) -> Cell | None:
    """The cell at (row key, column key), ``None`` when the table's form has no such row."""
    shape = form(table.form).table(table.key)
    if not shape.has(row):
        return None
    keys = [c.key for c in shape.row(row).columns]
    return table.row(row).cells[keys.index(column)] if column in keys else None


def say(cell: Cell | None, unit: str) -> str:
    """``12 件``, or in words what kind of nothing it is."""
    if cell is None:
        return "该格式无此项"
    if cell.state is State.STATED:
        return f"{cell.raw} {unit}" if (cell.raw or "")[-1:].isdigit() else cell.raw or ""
    return _NOTHING[cell.state]


def sentences(report: Report) -> tuple[str, ...]:
    """Three to five sentences for the head of the page."""
    r, v, p = report.requests, report.review, report.proactive
    if not any(table.present for table in report.tables):
        return ("这份报告没有法定表格，只有文字。",)
    lines = []
    if r.present and all(c.state is State.BLANK for row in r.rows for c in row.cells):
        lines.append("信息公开申请（表3）：整张表未填报。")
    elif r.present:
        lines.append(
            f"新收政府信息公开申请：{say(figure(r, '1', 'total'), '件')}；上年结转：{say(figure(r, '2', 'total'), '件')}。"
        )
        lines.append(
            f"办理结果——予以公开：{say(figure(r, '3.1', 'total'), '件')}；部分公开：{say(figure(r, '3.2', 'total'), '件')}；"
            f"结转下年度：{say(figure(r, '4', 'total'), '件')}。"
        )
    else:
        lines.append("信息公开申请（表3）：原件中没有这张表。")
    if v.present:
        reconsideration, direct, after = (
            v.row(k).cells[-1] for k in ("reconsideration", "direct_suit", "suit_after_review")
        )
        if len({c.state for c in (reconsideration, direct, after)}) == 1 and reconsideration.state is not State.STATED:
            lines.append(f"行政复议、行政诉讼（表4）：{_NOTHING[reconsideration.state]}。")
        else:
            lines.append(
                f"行政复议：{say(reconsideration, '件')}；未经复议直接起诉：{say(direct, '件')}；复议后起诉：{say(after, '件')}。"
            )
    else:
        lines.append("行政复议、行政诉讼（表4）：原件中没有这张表。")
    if p.present:
        lines.append(
            f"行政许可：{say(figure(p, '5.permit', 'decisions'), '件')}；行政处罚：{say(figure(p, '6.penalty', 'decisions'), '件')}；"
            f"行政强制：{say(figure(p, '6.coercion', 'decisions'), '件')}。"
        )
    else:
        lines.append("主动公开（表2）：原件中没有这张表。")
    return tuple(lines)
