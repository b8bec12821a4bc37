"""Test figures and words that tables print besides the figures of the form.

These are row and column numbers, years, the agency's own sums and remarks, figures within a header. No figure becomes
unplaced or doubted by them, and none of them is lost."""

from __future__ import annotations

from itertools import product

import pytest
from made_files import spans
from made_up import report as made_up
from styles import OUTCOMES, grid, proactive_rows, raws, request_rows, review_rows, review_values

from build_scripts.extraction import review
from build_scripts.extraction.extract import read
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.numbering import column_numbers
from build_scripts.findings import message
from build_scripts.model import Grid, Report

REPORT = made_up(3)
Rows = list[list[str | None]]
GROUPS: Rows = [
    ["", *OUTCOMES],
    *(
        list[str | None]([name, *review_values(REPORT)[at * 5 : at * 5 + 5]])
        for at, name in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉"))
    ),
]


def page(key: str, rows: Rows) -> Report:
    """Return a report of 2024 whose table ``key`` has these rows."""
    tables = {"proactive": proactive_rows(REPORT), "requests": request_rows(REPORT), "review": review_rows(REPORT)}
    tables[key] = rows
    heads = zip(
        ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、行政复议、行政诉讼情况"),
        tables.values(),
        strict=True,
    )
    body = "".join(f"<h2>{head}</h2>{_table(table)}" for head, table in heads)
    title = "示例县河店镇人民政府2024年政府信息公开工作年度报告"
    return read(f"<h1>{title}</h1><h2>一、总体情况</h2><p>平稳有序。</p>{body}".encode())


def _table(rows: Rows) -> str:
    made = [""] * len(rows)
    for at, _, high, wide, text in spans(rows):
        made[at] += f"<td rowspan={high} colspan={wide}>{text}</td>"
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in made) + "</table>"


def printed(report: Report, key: str) -> dict[str, list[str | None]]:
    table = next(table for table in report.tables if table.key == key)
    return {row.key: [cell.raw for cell in row.cells] for row in table.rows}


def unplaced(report: Report) -> str:
    return " ".join(c.text for b in report.unplaced if isinstance(b, Grid) for row in b.rows for c in row if c)


def across(words: list[str], before: list[str] = [], behind: list[str] = []) -> Rows:  # noqa: B006
    """Return table 4 with its groups as columns, with columns of ``words`` before and after the figures."""
    first = len(before)
    heads, figures = review_rows(REPORT)[:-1], review_rows(REPORT)[-1]
    rows: Rows = [
        [*words[:first], *heads[0], *words[first:]],
        *([*[""] * first, *row, *[""] * len(behind)] for row in heads[1:]),
    ]
    return [*rows, [*before, *figures, *behind]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (across(["序号"], ["1"]), ""),
        (across(["年度"], ["2024"]), ""),
        (across(["年份", "单位名称"], ["2024年", "河店镇"]), ""),
        (across(["备注"], [], ["无"]), ""),
        (across(["合计"], [], ["40917"]), "合计 40917"),
        ([["序号" if not at else str(at), *row] for at, row in enumerate(GROUPS)], ""),
        ([["" if not at else str(at), *row] for at, row in enumerate(GROUPS)], ""),
        ([[*row, "备注" if not at else "无"] for at, row in enumerate(GROUPS)], ""),
        ([*GROUPS, ["合计", "9", "8", "7", "6", "30"]], "合计 9 8 7 6 30"),
        ([GROUPS[0], ["栏次", "1", "2", "3", "4", "5"], *GROUPS[1:]], ""),
    ],
)  # fmt: skip
def test_columns_and_rows_of_its_own_leave_table_4_in_place(rows: Rows, told: str) -> None:
    report = page("review", rows)
    assert printed(report, "review") == raws(REPORT, "review")
    assert [message(f).rpartition("：")[2] for f in report.findings] == ([told] if told else [])
    own = {text for row in rows for text in row if text} - {t for row in review_rows(REPORT) for t in row if t}
    assert {text for text in own if text.isdigit()} <= set(unplaced(report).split())


def test_outcomes_down_the_side_with_numbers_and_sums() -> None:
    values = review_values(REPORT)
    rows: Rows = [["序号", "结果", "行政复议", "未经复议直接起诉", "复议后起诉", "合计"]]
    rows += [[str(at + 1), name, values[at], values[at + 5], values[at + 10], "77"] for at, name in enumerate(OUTCOMES)]
    report = page("review", rows)
    assert printed(report, "review") == raws(REPORT, "review")
    assert {message(f).rpartition("：")[2] for f in report.findings} == {"合计 77"}


@pytest.mark.parametrize("numbers", ["12345", "栏次|1", "甲|1", "甲|2", "甲|（1）", "栏次|①", "列号|7=1+2"])
def test_rows_that_number_the_columns_are_no_rows(numbers: str) -> None:
    first, *others = review_rows(REPORT)[:-1]
    label, _, start = numbers.rpartition("|")
    count = [
        start.replace("1", str(n)) if "（" in start else str(n) for n in range(1 + (start == "2"), 16 + (start == "2"))
    ]
    count = {"①": [chr(0x2460 + n) for n in range(15)], "7=1+2": [*count[:-1], "15=11+12+13+14"]}.get(start, count)
    shift = [label] if label else []
    rows: Rows = [[*[""] * len(shift), *first], *([*[""] * len(shift), *row] for row in others), [*shift, *count]]
    made = lines_of([grid([*rows, [*[""] * len(shift), *review_values(REPORT)]])])
    numbering = column_numbers(made)
    assert [line.texts for line in numbering] == [tuple(rows[-1])]
    table = review.review([line for line in made if line not in numbering]).table
    assert {row.key: [c.raw for c in row.cells] for row in table.rows} == raws(REPORT, "review")


@pytest.mark.parametrize(
    ("key", "label"),  # 1 2 3 alone in table 2 may be the figures of a row
    [*product(("proactive", "requests", "review"), ("栏次", "甲")), ("requests", ""), ("review", "")],
)
def test_a_form_left_blank_does_not_state_the_numbers_of_its_columns(key: str, label: str) -> None:
    """Nothing is filled in below them: 1 2 3 … 15 was published as the figures of table 4."""
    tables = {
        "proactive": (proactive_rows(REPORT)[:4], 2, 1),
        "requests": (request_rows(REPORT), 3, 3),
        "review": ([["", *row] for row in review_rows(REPORT)], len(review_rows(REPORT)) - 1, 1),
    }
    rows, heads, stub = tables[key]
    width = len(rows[-1]) - stub
    numbers: list[str | None] = [label, *[""] * (stub - 1), *(str(at) for at in range(1, width + 1))]
    report = page(key, [*rows[:heads], numbers, *([*row[:stub], *[""] * width] for row in rows[heads:])])
    assert {cell for cells in printed(report, key).values() for cell in cells} <= {"", None}
    assert unplaced(report).split() == " ".join(filter(None, numbers)).split() and not report.findings


@pytest.mark.parametrize(
    "figures", [["1", *[""] * 14], ["1", "0", "0", "0", "1", *["0"] * 10], ["1", "2", "3", "4", "10", *["0"] * 10]]
)
def test_a_row_of_table_4_that_begins_with_1_numbers_no_columns(figures: list[str | None]) -> None:
    report = page("review", [*review_rows(REPORT)[:-1], figures, ["备注：无", *[None] * 14]])
    assert [cell for cells in printed(report, "review").values() for cell in cells] == figures


def test_a_1_that_a_page_break_parted_from_its_label_numbers_no_columns() -> None:
    rows = request_rows(REPORT)
    at = next(at for at, row in enumerate(rows) if "（一）予以公开" in row)
    split: Rows = [[*rows[at][:3], *[""] * 7], ["", "", "", *[""] * 6, "1"]]
    assert printed(page("requests", [*rows[:at], *split, *rows[at + 1 :]]), "requests")["3.1"] == [*[""] * 6, "1"]


@pytest.mark.parametrize("words", ["{}（12家）", "{}（上年41）", "{}2023年7"])
def test_a_figure_within_a_head_is_told_and_doubts_no_row(words: str) -> None:
    rows = [[words.format(c) if c == "商业企业" else c for c in row] for row in request_rows(REPORT)]
    report = page("requests", rows)
    assert printed(report, "requests") == raws(REPORT, "requests")
    assert {f.code for f in report.findings} == {"table.unclaimed"}
    assert words.format("商业企业") in unplaced(report)


def test_numbers_of_the_columns_within_the_heads_are_no_figures() -> None:
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    for number in ("{}.{}", "（{}）{}"):
        heads = {name: number.format(at, name) for at, name in enumerate(names, 1)}
        report = page(
            "requests",
            [[heads.get(c or "", c) for c in row] if at < 3 else row for at, row in enumerate(request_rows(REPORT))],
        )
        assert printed(report, "requests") == raws(REPORT, "requests")
        assert not report.findings


def test_a_figure_within_a_head_of_table_2_is_told() -> None:
    rows = [[f"{c}（2023年5件）" if c == "本年制发件数" else c for c in row] for row in proactive_rows(REPORT)]
    report = page("proactive", rows)
    assert printed(report, "proactive") == raws(REPORT, "proactive")
    assert "2023年5件" in " ".join(map(message, report.findings)) and "2023年5件" in unplaced(report)


def test_rows_of_another_year_in_one_table() -> None:
    older = ["9", "0", "0", "0", "9"] * 3
    both: Rows = [*across(["年度"], ["2023"])[:-1], ["2023", *older], ["2024", *review_values(REPORT)]]
    report = page("review", both)
    assert printed(report, "review") == raws(REPORT, "review")
    assert {f.code for f in report.findings} == {"table.other-year"} and "2023 9 0" in unplaced(report)
    report = page("review", across(["年度"], ["2023"]))
    assert printed(report, "review") == raws(REPORT, "review")
    assert [(f.code, f.row) for f in report.findings] == [
        ("value.low-confidence", row.key) for row in report.review.rows
    ]
