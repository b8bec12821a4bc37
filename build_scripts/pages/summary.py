"""Summarize a report at the top of its page: requests received, outcomes, complaints. All figures come from cells and
carry their findings.

A blank is shown as blank, never as zero. A sum computed by the archive (the form has no row for 不予公开 in all) is
labelled 本馆相加 and appears only where every cell has a number. Where a printed total contradicts its parts, both are
shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.findings import Doubts, doubts
from build_scripts.forms import FormRow, form
from build_scripts.forms.figures import figure
from build_scripts.indicators import add
from build_scripts.model import Cell, Report, Row, State, Table
from build_scripts.render.blocks import (
    Bar,
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Group,
    Inline,
    Inlines,
    Link,
    Mark,
    Para,
    Span,
)

STATE_WORDS = {
    State.BLANK: "未填报",
    State.ABSENT: "原件无此格",
    State.SLASH: "原件印为“/”",
    State.UNREADABLE: "原件此格读不成数字",
}
# Number of requests below which no share is given: two of nine is not a meaningful 22 % (the indicators' rates use the
# same limit).
MIN_REQUESTS = 20
GROUPS = (("不予公开", "3.3"), ("无法提供", "3.4"), ("不予处理", "3.5"), ("其他处理", "3.6"))
_REVIEWS = (("行政复议", "reconsideration"), ("未经复议直接起诉", "direct_suit"), ("复议后起诉", "suit_after_review"))
_DECISIONS = (("行政许可", "5.permit"), ("行政处罚", "6.penalty"), ("行政强制", "6.coercion"))


def summary(report: Report) -> Iterator[Block]:
    """Yield the blocks between the facts of a report and its text."""
    if not any(table.present for table in report.tables):
        yield Group("summary", (Para(("这份报告没有法定表格，只有文字。",)),))
        return
    doubted = doubts(report.findings)
    requests = report.requests
    if unfilled := _unfilled(requests):
        yield Group("summary", (Para((f"信息公开申请（表3）：{unfilled}",)),))
    else:
        yield Group("outcomes", tuple(_outcomes(requests, doubted)))
        yield from _reasons(requests, doubted)
    lines = (_review(report.review, doubted), _proactive(report.proactive, doubted))
    yield Group("summary", tuple(Para(line) for line in lines))


def description(report: Report) -> str:
    """Return one sentence of plain text for search engines and shared links."""
    if not any(table.present for table in report.tables):
        return "这份报告没有法定表格，只有文字。"
    if unfilled := _unfilled(report.requests):
        return f"信息公开申请（表3）：{unfilled}"
    pairs = (("新收申请", "1"), ("予以公开", "3.1"), ("部分公开", "3.2"), ("结转下年度", "4"))
    doubted = doubts(report.findings)
    text = (
        _labelled_text(label, figure(report.requests, row, "total"))
        + ("（有核验提示）" if doubted.of("requests", row, "total") else "")
        for label, row in pairs
    )
    return f"政府信息公开申请：{'，'.join(text)}。"


# --------------------------------------------------------------------------- cells in words


def _unfilled(table: Table) -> str:
    """Return why a table has no figures; "" when any cell has a value, even if other cells are absent."""
    if not table.present:
        return "原件中没有这张表。"
    states = {cell.state for row in table.rows for cell in row.cells}
    return "整张表未填报。" if State.BLANK in states and states <= {State.BLANK, State.ABSENT} else ""


def cell_text(cell: Cell | None, unit: str = "件") -> str:
    """Return ``12 件``, or the words for the state of a cell without a number."""
    if cell is None:
        return "该格式无此项"
    if cell.state is State.STATED:
        return f"{cell.raw} {unit}" if (cell.raw or "")[-1:].isdigit() else cell.raw or ""
    return STATE_WORDS[cell.state]


def _labelled_text(label: str, cell: Cell | None) -> str:
    """Return ``新收申请 12 件`` for a number, ``新收申请（未填报）`` without a unit otherwise."""
    return (
        f"{label} {cell_text(cell)}"
        if cell is not None and cell.state is State.STATED
        else f"{label}（{cell_text(cell)}）"
    )


def marks(doubted: Doubts, table: str, rows: Sequence[str], column: str) -> tuple[Mark, ...]:
    """Return the marks of the findings that doubt the cells of these rows in that column."""
    numbers = sorted({n for row in rows for n in doubted.of(table, row, column)})
    return tuple(Mark(str(n), f"#f{n}") for n in numbers)


# --------------------------------------------------------------------------- table 3


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the overview: its ``number`` if there is one, else ``words``; ``rows`` are its rows of table 3."""

    label: str
    rows: tuple[str, ...]
    number: Decimal | None
    words: str
    outcome: bool = False


def _line(table: Table, label: str, key: str, outcome: bool = False) -> _Line:
    cell = figure(table, key, "total")
    stated = cell is not None and cell.state is State.STATED
    return _Line(
        label,
        (key,),
        cell.number if cell and stated else None,
        (cell.raw or "") if cell and stated else cell_text(cell),
        outcome,
    )


def _group(table: Table, label: str, prefix: str) -> _Line:
    """Return the line of a whole group such as （三）不予公开: the form prints only its items. The form of 2019 prints （六）其他处理
    as one row."""
    rows = [row for row in form(table.form).requests.rows if row.key.startswith(prefix)]
    if len(rows) == 1:
        return _line(table, label, rows[0].key, outcome=True)
    cells = [cell for row in rows if (cell := figure(table, row.key, "total"))]
    keys = tuple(row.key for row in rows)
    lacking = [cell for cell in cells if cell.number is None]
    if not lacking:
        total = add(cell.number for cell in cells)
        return _Line(f"{label}（{len(cells)} 项，本馆相加）", keys, total, f"{total:f}", True)
    kinds = "、".join(dict.fromkeys(STATE_WORDS[cell.state] for cell in lacking))
    many = f"{len(lacking)} 项" if len(lacking) < len(cells) else "各项"
    return _Line(f"{label}（{len(cells)} 项）", keys, None, f"{many}{kinds}，不相加", True)


def _outcomes(table: Table, doubted: Doubts) -> Iterator[Block]:
    outcomes = [
        _line(table, "予以公开", "3.1", outcome=True),
        _line(table, "部分公开", "3.2", outcome=True),
        *(_group(table, label, prefix) for label, prefix in GROUPS),
    ]
    total = _line(table, "办理结果总计", "3.7")
    lines = (
        _line(table, "本年新收申请", "1"),
        _line(table, "上年结转", "2"),
        *outcomes,
        total,
        _line(table, "结转下年度", "4"),
    )
    why = _why_no_shares(outcomes, total)
    columns = (DataColumn("情形"), DataColumn("件数", number=True), DataColumn("占办理结果", number=True))
    rows = [_row(line, doubted, total.number) for line in lines]
    kept = 2 if why else 3
    title = "政府信息公开申请的收到和办理"
    yield DataTable(title, columns[:kept], tuple(row[:kept] for row in rows))
    if why:
        yield Para((f"{why}。",), "meaning")


def _why_no_shares(outcomes: Sequence[_Line], total: _Line) -> str:
    """Return why no shares are given; "" when the outcomes add up to the printed total."""
    if total.number is None or any(line.number is None for line in outcomes):
        return "有的格没有数字，不计算比例"
    if add(line.number for line in outcomes) != total.number:
        return "各项相加不等于总计，不计算比例"
    return f"不足 {MIN_REQUESTS} 件，不计算比例" if total.number < MIN_REQUESTS else ""


def _row(line: _Line, doubted: Doubts, whole: Decimal | None) -> tuple[DataCell, ...]:
    found = marks(doubted, "requests", line.rows, "total")
    words: Inline = line.words if line.number is not None else Span(line.words, "none")
    share: Inlines = ("",)
    if whole and line.outcome and line.number is not None:
        percent = 100 * line.number / whole
        share = (f"{percent:.1f}%", " ", Bar(min(100, max(0, round(percent)))))
    label: Inlines = (Link(line.label, f"#requests-{line.rows[0]}"),)
    return (DataCell(label), DataCell((words, *found)), DataCell(share))


def _reasons(table: Table, doubted: Doubts) -> Iterator[Block]:
    """Yield the reasons why requests were not granted: the items above zero, by group."""
    items: list[Inlines] = []
    for label, prefix in GROUPS:
        stated = [
            (row, cell)
            for row in form(table.form).requests.rows
            if row.key.startswith(prefix) and (cell := figure(table, row.key, "total")) and cell.number
        ]
        if stated:
            parts: list[Inline] = [f"{label}："]
            for row, cell in stated:
                name = _name(row)
                parts += [
                    f"{name} " if name else "",
                    cell_text(cell),
                    *marks(doubted, "requests", (row.key,), "total"),
                    "、",
                ]
            items.append(tuple(part for part in parts[:-1] if part))
    if items:
        yield Para(("没有公开的原因：",), "reasons")
        yield Bullets(tuple(items), kind="reasons")


def _name(row: FormRow) -> str:
    """Return ``属于国家秘密`` for ``1.属于国家秘密``; "" for the single row （六）其他处理 of the form of 2019."""
    return row.label.partition(".")[2]


# --------------------------------------------------------------------------- tables 4 and 2


def _review(table: Table, doubted: Doubts) -> Inlines:
    if unfilled := _unfilled(table):
        return (f"行政复议、行政诉讼（表4）：{unfilled}",)
    rows = [table.row(key) for _, key in _REVIEWS]
    states = {row.cells[-1].state for row in rows}
    if len(states) == 1 and State.STATED not in states and all(_parts(row) is None for row in rows):
        return (f"行政复议、行政诉讼（表4）：{STATE_WORDS[states.pop()]}。",)
    parts: list[Inline] = []
    for (label, key), row in zip(_REVIEWS, rows, strict=True):
        parts += [_complaints(label, row), *marks(doubted, "review", (key,), "total"), "；"]
    return (*parts[:-1], "。")


def _parts(row: Row) -> Decimal | None:
    """Return the sum of the four outcomes; ``None`` unless each states a number."""
    numbers = [cell.number for cell in row.cells[:-1]]
    return None if None in numbers else add(numbers)


def _complaints(label: str, row: Row) -> str:
    """Return ``行政复议 3 件``, or both numbers where the printed total differs from the sum of its parts.

    A real report prints 10, 1, 0, 0 and 总计 0."""
    total, parts = row.cells[-1], _parts(row)
    if parts is None or parts == total.number:
        return _labelled_text(label, total)
    names = [column.name for column in form("2021").review.rows[0].columns]
    made = "、".join(f"{n} {c.raw}" for n, c in zip(names[:-1], row.cells, strict=False) if c.number)
    sum_of_ours = f"各项相加 {parts:f} 件（本馆相加{'：' if made else ''}{made}）"
    if total.state is State.STATED:
        return f"{label}：总计印的是 {cell_text(total)}，{sum_of_ours}"
    return f"{label}：总计{STATE_WORDS[total.state]}，{sum_of_ours}"


def _proactive(table: Table, doubted: Doubts) -> Inlines:
    if unfilled := _unfilled(table):
        return (f"主动公开（表2）：{unfilled}",)
    parts: list[Inline] = []
    for label, key in _DECISIONS:
        parts += [
            _labelled_text(label, figure(table, key, "decisions")),
            *marks(doubted, "proactive", (key,), "decisions"),
            "，",
        ]
    return (*parts[:-1], "。")
