"""Test that columns come from the printed header; a line whose columns nothing proves gets no column, but a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from made_up import report as made_up
from made_up import table_from_print
from styles import (
    NAMES,
    OUTCOMES,
    grid,
    joined_labels,
    one_cell_a_line,
    proactive_rows,
    raws,
    request_rows,
    review_rows,
    review_values,
)

from build_scripts.extraction import proactive, requests, review
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.headers import ASSUMED_ORDER
from build_scripts.extraction.labels import figures_in_label
from build_scripts.extraction.lines import Line, lines_of
from build_scripts.extraction.printed_places import with_printed_places
from build_scripts.extraction.review_grids import assign_by_words
from build_scripts.extraction.review_words import ReviewCells, group_of
from build_scripts.extraction.spelling import APPLICANTS
from build_scripts.extraction.tables import Aligned
from build_scripts.extraction.years import other_years, split_years, summaries
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import Block, Grid, GridKind, Paragraph, Place, Report, State

BUSY = next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells))
REPORT = made_up(BUSY)
Rows = list[list[str | None]]


def aligned(blocks: list[Block], key: str) -> Aligned:
    lines = [line for line in lines_of(repair_grids(blocks)) if line.table == key]
    return {"proactive": proactive.proactive, "requests": requests.requests, "review": review.review}[key](lines)


def printed(made: Aligned) -> dict[str, list[str | None]]:
    return {row.key: [cell.raw for cell in row.cells] for row in made.table.rows}


def codes(made: Aligned) -> set[tuple[str, str]]:
    return {(f.code, f.row) for f in made.findings}


def with_row(rows: Sequence[Sequence[str | None]], label: str, values: Sequence[str | None]) -> Rows:
    return [[*row[: row.index(label) + 1], *values] if label in row else list(row) for row in rows]


# --------------------------------------------------------------------------- the words of the head


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1), (2, 1, 0)])
@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
def test_table_2_follows_its_head(order: tuple[int, ...], kind: GridKind) -> None:
    rows = [[row[0], *(row[1 + i] for i in order)] if row[3] else row for row in proactive_rows(REPORT)]
    made = aligned([grid([[c or "" for c in row] for row in rows], kind)], "proactive")
    assert printed(made) == raws(REPORT, "proactive")
    assert codes(made) == {("table.columns", "1.rules")}


def test_a_merged_cell_written_into_each_column_that_it_covers_is_one_figure() -> None:
    """A program that dissolves merged cells copies both headers and figures. Different figures under the same header
    stay in doubt."""
    rows = [[c if c is not None else row[1] for c in row] if row[1] else row for row in proactive_rows(REPORT)]
    made = aligned([grid(rows)], "proactive")
    assert printed(made) == raws(REPORT, "proactive") and not codes(made)
    assert {cell.text for line in made.partly_unplaced for cell in line.cells if cell} <= {
        c for row in rows for c in row
    }
    rows[-1] = [*rows[-1][:2], "77", "78"]
    assert {code for code, _ in codes(aligned([grid(rows)], "proactive"))} == {"row.surplus"}


def test_a_sheet_wider_than_table_3_gives_it_no_column() -> None:
    """The columns of table 4 are beside a table 3 that lost its totals: these are lost, not blank."""
    rows = [[*(c for at, c in enumerate(row) if at != 9), *[""] * 6] for row in request_rows(REPORT)]
    made = aligned([grid(rows)], "requests")
    want = {key: [*values[:6], None] for key, values in raws(REPORT, "requests").items()}
    assert printed(made) == want
    assert not codes(made)


@pytest.mark.parametrize("first", [False, True])
def test_a_grand_total_beside_the_groups_of_table_4_in_text(first: bool) -> None:
    rows: Rows = [["合计", *row] if first else [*row, "合计"] for row in review_rows(REPORT)[:1]]
    rows += [[None, *row] if first else [*row, None] for row in review_rows(REPORT)[1:3]]
    values = list(review_values(REPORT))
    rows.append(["987", *values] if first else [*values, "987"])
    made = aligned([grid([[c for c in row if c] for row in rows], GridKind.PACKED)], "review")
    assert printed(made) == raws(REPORT, "review") and not codes(made)
    assert any(cell.text == "987" for line in (*made.unclaimed, *made.partly_unplaced) for cell in line.cells if cell)


def test_a_grand_total_beside_blank_groups_is_no_figure_of_a_group() -> None:
    """1 under 合计, in a row that begins and ends with a blank group, was the total of 复议后起诉."""
    rows: Rows = [[*review_rows(REPORT)[0], "合计"], *([*row, None] for row in review_rows(REPORT)[1:3])]
    rows = [[c for c in row if c] for row in rows]
    suit = ["1", "0", "0", "0", "1"]
    made = aligned([grid([*rows, [*[""] * 5, *suit, *[""] * 5, "1"]], GridKind.PACKED)], "review")
    assert list(printed(made).values()) == [[""] * 5, suit, [""] * 5] and not codes(made)


HEAD_OF_ALL: list[str | None] = [
    "信息内容",
    "本年制发件数",
    "本年废止件数",
    "现行有效件数",
    "本年处理决定数量",
    "本年收费金额（单位：万元）",
]
NOT_OF_THE_ROW = (frozenset({3, 4}), frozenset({0, 1, 2, 4}), frozenset({0, 1, 2, 3}))


def under_one_head(sign: str, *figures: list[str], is_dropped: bool) -> tuple[set[str], dict[str, list[str | None]]]:
    """Return the rows in doubt and the figures of a table 2 under one header, with this sign in the columns that are
    not of the row; blank cells are kept, or dropped."""
    labels = ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    rows: Rows = [HEAD_OF_ALL]
    for at, (label, own) in enumerate(zip(labels, figures, strict=True)):
        others = NOT_OF_THE_ROW[0 if at < 2 else 2 if at == 5 else 1]
        rest = iter(own)
        cells = [sign if column in others else next(rest) for column in range(5)]
        kept = [cell for cell in cells if cell] if is_dropped else cells
        rows.append([label, *kept, *[""] * (5 - len(kept))])
    made = aligned([grid(rows)], "proactive")
    return {row for _, row in codes(made)}, printed(made)


@pytest.mark.parametrize("sign", ["/", "—", ""])
def test_blank_cells_dropped_under_the_header_of_all_rows_are_doubted(sign: str) -> None:
    figures = [["", "0", "9"], ["1", "0", "3"], [""], ["7"], ["0"], ["5.5"]]
    doubted, read = under_one_head(sign, *figures, is_dropped=False)
    assert not doubted and list(read.values()) == figures
    doubted, read = under_one_head(sign, *figures, is_dropped=True)
    wrong = {key for (key, own), want in zip(read.items(), figures, strict=True) if own != want}
    assert "1.rules" in wrong <= doubted


def test_a_row_that_lost_the_cell_of_its_article_is_doubted() -> None:
    head = ["第二十条第（一）项", "信息内容", *HEAD_OF_ALL[1:4], "备注"]
    rules = ["", "规章", "0", "0", "3", ""]
    lost = ["行政规范性文件", "", "3", "2", "见官网", ""]
    made = aligned([grid([head, rules, lost])], "proactive")
    assert codes(made) == {("value.low-confidence", "1.docs")}
    assert not codes(aligned([grid([head, rules, ["行政规范性文件", None, "", "3", "2", ""]])], "proactive"))


def test_a_header_that_is_repeated_in_another_order_inside_a_grid_begins_another_part() -> None:
    """A sheet whose pages stand below each other without a blank line: half of the rows had their figures under the
    header of the page above, without a finding."""
    rows = request_rows(REPORT)
    order = [0, 1, 2, 9, 3, 8, 4, 5, 6, 7]
    below = [[row[at] for at in order] for row in [[None, None, None, *NAMES], *rows[15:]]]
    made = aligned([grid([[None, None, None, *NAMES], *rows[3:15], *below])], "requests")
    assert printed(made) == raws(REPORT, "requests") and codes(made) == {("table.columns", "")}


def test_the_cases_across_the_top_of_a_turned_table_are_no_row() -> None:
    cases = [row.label for row in form("2021").requests.rows[2:20]]
    assert cases[-1].startswith("5.要求")  # the last of these names had blank cells beside it
    made = aligned([grid([[*cases, "", "", ""], [*["自然人"] * 3, *["1"] * len(cases)]])], "requests")
    assert {cell.state for row in made.table.rows for cell in row.cells} == {State.ABSENT}


def test_the_total_of_another_year_is_not_the_total() -> None:
    rows = [[*row[:9], "上年总计" if at == 0 else row[9]] for at, row in enumerate(request_rows(REPORT)[2:])]
    rows[0][3] = "自然人"
    made = aligned([grid(rows)], "requests")
    assert printed(made) == {key: [*row[:6], None] for key, row in raws(REPORT, "requests").items()}
    assert {code for code, _ in codes(made)} == {"row.surplus"}


def test_zeros_without_a_total_are_doubted_beside_figures_without_one() -> None:
    """0 and blank cells may lack a total of 0, unless a row of other figures shows that cells were dropped."""
    rows = [list(row) for row in request_rows(REPORT)]
    zeros = ["0", "", "0", "0", "", "", ""]
    rows[8][3:], rows[9][3:] = zeros, ["0", "", "", "0", "", "", "0"]
    assert "row.total-missing" not in {code for code, _ in codes(aligned([grid(rows)], "requests"))}
    rows[10][3:] = ["0", "2", "", "2", "", "", ""]
    missing = {row for code, row in codes(aligned([grid(rows)], "requests")) if code == "row.total-missing"}
    assert missing == {"3.3.2", "3.3.4"}


def test_figures_whose_label_is_similar_to_a_blank_row_may_be_those_of_the_row() -> None:
    """The template stands above the filled table: its blank 规章 was published, and 规章（件） 3 was listed."""
    rows = proactive_rows(REPORT)
    blank = [[row[0], "", "", ""] if row[0] == "规章" else row for row in rows]
    at = next(i for i, row in enumerate(rows) if row[0] == "规章")
    made = aligned([grid([*blank, *rows[at - 1 : at], ["规章（件）", "3", "0", "3"]])], "proactive")
    assert ("value.low-confidence", "1.rules") in codes(made)


def test_a_word_beside_a_blank_figure_of_table_4_may_be_a_remark() -> None:
    """A remark column without a header: 无 was published as the figure of the row."""
    rows: Rows = []
    for group in ("行政复议", "未经复议直接起诉", "复议后起诉"):
        rows += [[group, outcome, "1" if outcome in ("结果维持", "总计") else "0", ""] for outcome in OUTCOMES]
    assert not codes(aligned([grid(rows)], "review"))
    rows[1][2:] = ["", "无"]
    assert codes(aligned([grid(rows)], "review")) == {("value.low-confidence", "reconsideration")}


@pytest.mark.parametrize("turned", [True, False])
def test_blank_rows_above_figures_laid_out_in_another_way_may_own_them(turned: bool) -> None:
    """The blank template of the form stands above the filled table, which is turned, or has all figures in one row."""
    blank = [[c if c and not c.isdigit() else "" if c else c for c in row] for row in proactive_rows(REPORT)]
    names = ["本年制发件数", "本年废止件数", "现行有效件数"]
    rows: Rows = [["项目", "规章", "行政规范性文件"]]
    rows += [[name, "3", "0"] for name in names]
    if not turned:
        rows = [["规章", None, None, "行政规范性文件", None, None], [*names, *names], [*"303101"]]
    made = aligned([grid(blank), grid(rows, table=2)], "proactive")
    assert {("value.low-confidence", "1.docs")} <= codes(made) or printed(made)["1.docs"] != [""] * 3


def test_a_column_that_table_2_lost_is_absent() -> None:
    rows = [[row[0], row[1], row[3]] if row[3] else row[:3] for row in proactive_rows(REPORT)]
    want: dict[str, list[str | None]] = {k: list(v) for k, v in raws(REPORT, "proactive").items()}
    for key in ("1.rules", "1.docs"):
        want[key][1] = None
    assert printed(aligned([grid(rows)], "proactive")) == want


@pytest.mark.parametrize("swap", [(3, 4), (4, 5), (3, 9), (7, 8)])
def test_table_3_follows_its_head(swap: tuple[int, int]) -> None:
    a, b = swap
    rows = [list(row) for row in request_rows(REPORT)[3:]]
    rows.insert(0, ["项目", None, None, *NAMES])
    for row in rows:
        row[a], row[b] = row[b], row[a]
    made = aligned([grid(rows)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert codes(made) == {("table.columns", "")}


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize("heads", [("总计",), ("自然人", "法人或其他组织", "总计"), ("自然人", "总计")])
def test_a_short_table_3_has_the_columns_that_it_names(heads: tuple[str, ...], kind: GridKind) -> None:
    """Towns that had few requests print 总计 alone; all other columns are not in the file, and none of them is blank."""
    rows: Rows = [["项目", *heads]]
    for row in request_rows(REPORT)[3:]:
        label = [c for c in row[:3] if c][-1]
        rows.append([label, *({"自然人": row[3], "总计": row[9]}.get(head, "77") for head in heads)])
    made = aligned([grid(rows, kind)], "requests")
    want = {
        key: [values[0] if "自然人" in heads else None, *[None] * 5, values[6]]
        for key, values in raws(REPORT, "requests").items()
    }
    assert printed(made) == want
    beside = {("row.surplus", key) for key in want} if "法人或其他组织" in heads else set()
    assert codes(made) == beside and not made.unclaimed


def test_a_row_with_tabs_that_ends_before_the_total_of_a_short_table_3_proves_no_column() -> None:
    """Its blank may have been dropped before the last figure: 自然人 may be blank, and 3 an organisation's."""
    rows: Rows = [["项目", "自然人", "法人或其他组织", "总计"]]
    for row in request_rows(REPORT)[3:]:
        rows.append([[c for c in row[:3] if c][-1], "3", "0", "3"])
    rows[2] = [rows[2][0], "3", "3", ""]
    made = aligned([grid(rows, GridKind.PACKED)], "requests")
    doubted = {f.row for f in made.findings if f.code in ("value.low-confidence", "row.unplaced")}
    assert doubted >= {row.key for row in made.table.rows}


@pytest.mark.parametrize("named", [("总计",), ("自然人", "总计")])
def test_names_above_fewer_columns_than_hold_figures_are_no_head(named: tuple[str, ...]) -> None:
    """The other names cannot be read, but their columns have figures."""
    head = [name if name in named else f"数据{at}" for at, name in enumerate(NAMES)]
    made = aligned([grid([["类别", None, None, *head], *request_rows(REPORT)[3:]])], "requests")
    assert {f.row for f in made.findings if "没有可以辨认的表头" in message(f)} == {row.key for row in made.table.rows}


def test_packed_text_follows_its_head() -> None:
    rows: Rows = [["项目", "", "", "总计", *NAMES[:6]]]
    for row in request_rows(REPORT)[3:]:
        rows.append([*(c for c in row[:3] if c), row[9], *row[3:9]])
    made = aligned([grid(rows, GridKind.PACKED)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert codes(made) == {("table.columns", "")}


@pytest.mark.parametrize("groups", [(1, 2, 0), (2, 1, 0), (0, 2, 1)])
@pytest.mark.parametrize("outcomes", [(0, 1, 2, 3, 4), (4, 0, 1, 2, 3), (1, 0, 2, 3, 4)])
@pytest.mark.parametrize("shape", ["across", "down", "turned", "list", "list with an empty column"])
def test_table_4_follows_its_words(groups: tuple[int, ...], outcomes: tuple[int, ...], shape: str) -> None:
    values = review_values(REPORT)
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    words = [OUTCOMES[o] for o in outcomes]
    at = [[values[g * 5 + o] for o in outcomes] for g in groups]
    shapes: dict[str, Rows] = {
        "across": [
            [c for g in groups for c in (names[g], None, None, None, None)],
            [*words, *words, *words],
            [c for row in at for c in row],
        ],
        "down": [["", *words], *(list[str | None]([names[g], *row]) for g, row in zip(groups, at, strict=True))],
        "turned": [
            ["情形", *(names[g] for g in groups)],
            *(list[str | None]([w, *(row[i] for row in at)]) for i, w in enumerate(words)),
        ],
        "list": [
            [names[g] if not i else None, w, row[i]]
            for g, row in zip(groups, at, strict=True)
            for i, w in enumerate(words)
        ],
    }
    shapes["list with an empty column"] = [[*row[:2], "", row[2]] for row in shapes["list"]]
    assert printed(aligned([grid(shapes[shape])], "review")) == raws(REPORT, "review")


@pytest.mark.parametrize("before", ["《条例》", "《政府信息公开条例》", "《中华人民共和国政府信息公开条例》"])
def test_the_articles_may_name_their_regulations(before: str) -> None:
    rows = [[f"{before}{c}" if c and c.startswith("第二十条") else c for c in row] for row in proactive_rows(REPORT)]
    made = aligned([grid(rows)], "proactive")
    assert printed(made) == raws(REPORT, "proactive") and not made.findings and not made.unclaimed


def test_a_label_of_table_4_may_be_merged_over_two_columns() -> None:
    first, second, third = (list[str | None](review_values(REPORT)[at : at + 5]) for at in (0, 5, 10))
    rows: Rows = [
        ["类别", None, *OUTCOMES],
        ["行政复议", None, *first],
        ["行政诉讼", "未经复议直接起诉", *second],
        [None, "复议后起诉", *third],
    ]
    assert printed(aligned([grid(rows)], "review")) == raws(REPORT, "review")


@pytest.mark.parametrize("kind", list(GridKind))
def test_two_parts_of_table_4_may_stand_in_one_grid(kind: GridKind) -> None:
    """A sheet has no border between 行政复议 and 行政诉讼 below its figures."""
    values = list[str | None](review_values(REPORT))
    rows: Rows = [
        ["行政复议", *[None] * 9],
        [*OUTCOMES, *[None] * 5],
        [*values[:5], *[None] * 5],
        ["行政诉讼", *[None] * 9],
        ["未经复议直接起诉", *[None] * 4, "复议后起诉", *[None] * 4],
        [*OUTCOMES, *OUTCOMES],
        values[5:],
    ]
    if kind is GridKind.PACKED:
        rows = [[cell for cell in row if cell is not None] for row in rows]
    made = aligned([grid(rows, kind)], "review")
    assert printed(made) == raws(REPORT, "review")
    assert not made.findings


def test_a_sum_of_all_three_groups_moves_no_figure() -> None:
    rows: Rows = [list[str | None](row) for row in review_rows(REPORT)]
    for row, more in zip(rows, ("合计", None, None, "45"), strict=True):
        row.append(more)
    made = aligned([grid(rows)], "review")
    assert printed(made) == raws(REPORT, "review") and [line.texts for line in made.unclaimed] == [("合计", "45")]


def test_a_line_of_outcomes_may_be_labelled() -> None:
    labels = ("类别", "", "结果", "数量")
    rows: Rows = [[label, *row] for label, row in zip(labels, review_rows(REPORT), strict=True)]
    made = aligned([grid(rows, GridKind.PACKED)], "review")
    assert printed(made) == raws(REPORT, "review") and not made.findings


def test_a_labelled_row_of_blanks_is_a_row_that_was_left_blank() -> None:
    rows: Rows = [["", *row] for row in review_rows(REPORT)[:3]]
    made = aligned([grid([*rows, ["件数", *[""] * 15]])], "review")
    assert list(printed(made).values()) == [[""] * 5] * 3


def test_where_no_head_can_be_read_every_row_says_so() -> None:
    rows = [["类别", None, None, *(f"数据{n}" for n in range(1, 8))], *request_rows(REPORT)[3:]]
    made = aligned([grid(rows)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert {f.row for f in made.findings if "没有可以辨认的表头" in message(f)} == {row.key for row in made.table.rows}


def test_a_row_short_of_figures_beside_rows_with_blank_label_cells_is_doubted() -> None:
    """A Markdown row that lost a sign at its beginning puts the header a cell aside. The row of 二 lost two blank cells:
    those behind its label are the rest of it, as in the row of 一, and no figures of 自然人 and 商业企业."""
    text = """# 示例县河店镇人民政府2024年政府信息公开工作年度报告
## 一、总体情况
本镇认真贯彻落实《中华人民共和国政府信息公开条例》，全年主动公开信息二百条。
## 三、收到和处理政府信息公开申请情况
|  |  |  | 申请人情况 |  |  |  |  |  |  |
|---|---|---|---|---|---|---|---|---|---|
 |  |  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |
|  |  |  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |
| 一、本年新收政府信息公开申请数量 |  |  | 34 | 8 | 19 | 13 | 9 | 14 | 97 |
二、上年结转政府信息公开申请数量 |  |  | 0 | 0 | 5 | 0 | 5 |
| 三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密 | 6 |  | 6 | 0 | 0 | 0 | 12 |
"""
    assert ("value.low-confidence", "2") in {(f.code, f.row) for f in read(text.encode()).findings}


def test_a_page_whose_head_was_read_before_has_no_doubt() -> None:
    rows = request_rows(REPORT)
    made = aligned([grid(rows[:12]), grid(rows[12:], table=2, page=2)], "requests")
    assert not made.findings


def test_the_two_suits_without_heads_are_said() -> None:
    rows: Rows = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*OUTCOMES, *OUTCOMES, *OUTCOMES],
        list(review_values(REPORT)),
    ]
    made = aligned([grid(rows)], "review")
    assert printed(made) == raws(REPORT, "review")
    assert codes(made) == {("value.low-confidence", "direct_suit"), ("value.low-confidence", "suit_after_review")}


def test_a_block_of_table_2_on_another_form() -> None:
    rows = [
        [
            {"本年制发件数": "本年新制作数量", "本年废止件数": "本年新公开数量", "现行有效件数": "对外公开总数量"}.get(
                c or "", c
            )
            for c in row
        ]
        for row in proactive_rows(REPORT)
    ]
    made = aligned([grid(rows)], "proactive")
    assert made.table.form == "2021+1=2019"
    assert printed(made) == raws(REPORT, "proactive")


def test_a_head_in_another_unit_gives_no_number() -> None:
    rows = [[c.replace("万元", "元") if c else c for c in row] for row in proactive_rows(REPORT)]
    rows = with_row(rows, "行政事业性收费", ["251000", "", ""])
    made = aligned([grid(rows)], "proactive")
    cell = made.table.row("8.fee").cells[0]
    assert (cell.raw, cell.number, cell.state) == ("251000", None, State.UNREADABLE)
    assert ("value.unit", "8.fee") in codes(made)


# --------------------------------------------------------------------------- fewer cells, more cells


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
def test_a_row_of_table_2_with_fewer_cells_than_its_head_is_in_no_column(kind: GridKind) -> None:
    rows = [[c or "" for c in row] for row in proactive_rows(REPORT)]
    made = aligned([grid(with_row(rows, "行政规范性文件", ["3", "40"]), kind)], "proactive")
    row = made.table.row("1.docs")
    assert {(c.raw, c.number, c.state) for c in row.cells} == {("", None, State.UNREADABLE)}
    assert codes(made) == {("row.unplaced", "1.docs")}
    assert [line.texts for line in made.partly_unplaced] == [("行政规范性文件", "3", "40")]


LABEL = "1.本机关不掌握相关政府信息"


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize(
    ("values", "placed"),
    [
        (["1", "2", "3", "4", "5", "6", "21"], True),
        (["1", "2", "3", "4", "5", "21"], False),
        (["4", "4"], False),
        (["1", "2", "3", "4", "5", "6", "21", "9"], False),
    ],
)
def test_a_row_with_fewer_or_more_cells_has_a_doubt(kind: GridKind, values: list[str], placed: bool) -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    made = aligned([grid(with_row(rows, LABEL, values), kind)], "requests")
    said = {f.code for f in made.findings if f.row == "3.4.1"}
    if placed:
        assert not said and printed(made)["3.4.1"] == values
    else:
        assert said
        assert {f.row for f in made.findings} == {"3.4.1"}


def drawn_by_hand(rows: Rows) -> Rows:
    """Draw each row with edges of its own: each column is two columns of the grid, and the second of them belongs, in
    some rows, to the cell before it."""
    made: Rows = []
    for at, row in enumerate(rows):
        wide: list[str | None] = [None] * (2 * len(row))
        for column, text in enumerate(row):
            wide[2 * column + (column > 0 and (at * 5 + column * 3) % 4 == 1)] = text
        made.append(wide)
    return made


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("key", ["proactive", "requests", "review"])
def test_edges_that_differ_from_row_to_row_leave_each_figure_below_its_header(key: str, blank: bool) -> None:
    """A table that was drawn by hand: 行政许可 | 7 over two columns | 8 | 9 below 信息内容 | 上一年项目数量 | 本年增/减
    over two columns | 处理决定数量. Each cell of a row overlaps its header, and there are as many."""
    rows = {"proactive": proactive_rows, "requests": request_rows, "review": review_rows}[key](REPORT)
    rows = [["" if blank and c == "0" else c for c in row] for row in rows]
    made = aligned([grid(drawn_by_hand(rows))], key)
    assert printed(made) == {
        name: ["" if blank and c == "0" else c for c in values] for name, values in raws(REPORT, key).items()
    }
    assert not codes(made) and not made.partly_unplaced


def test_a_header_line_without_a_cell_of_its_own_is_no_fault() -> None:
    """A table in Word whose labels stand in a table beside it: the cells of the header reach over the next row."""
    rows = request_rows(REPORT)
    rows.insert(3, [None] * len(rows[0]))
    lines = [line for line in lines_of(repair_grids([grid(rows)])) if line.table == "requests"]
    [table] = with_printed_places([requests.requests(lines).table], lines)
    assert [row for row, _ in table.header_rows] == ["1"] * 4


def test_a_figure_below_two_names_of_columns_is_doubted() -> None:
    """pdftotext -layout: 本年废止件数 and 现行有效件数 had become one cell above one column, and 1 was 本年废止件数."""
    head = ["信息内容", "本年制发件数", "本年废止件数 现行有效件数"]
    made = aligned(
        [grid([["第二十条第（一）项", "", ""], head, ["规章", "", ""], ["行政规范性文件", "7", "1"]])], "proactive"
    )
    assert "1.docs" in {row for _, row in codes(made)}


def test_a_header_whose_lines_were_joined_moves_no_figure_without_a_doubt() -> None:
    """Markdown with each row a table of its own wrote the two header lines as one: 自然人 | 法人或其他组织 | 总计 | 商业企业
    …; the total was read as that of 商业企业, the first row without a doubt."""
    [above, *joined], rows = request_rows(REPORT)[:3], [[c or "" for c in row] for row in request_rows(REPORT)[3:]]
    header = [[c or "" for c in (*above, *[None] * 6)], [c or "" for c in (*joined[0], *joined[1][4:])]]
    tables: list[Block] = [grid(header, table=1), *(grid([row], table=n) for n, row in enumerate(rows, 2))]
    made = aligned(tables, "requests")
    doubted = {row for _, row in codes(made)}
    wrong = {key for key, values in raws(REPORT, "requests").items() if printed(made)[key] != values}
    assert wrong <= doubted


def test_a_row_drawn_by_hand_that_lost_a_cell_is_doubted() -> None:
    rows = request_rows(REPORT)
    made = aligned([grid(drawn_by_hand(with_row(rows, LABEL, ["1", "2", "3", None, "5", "6", "17"])))], "requests")
    assert {f.row for f in made.findings} == {"3.4.1"}


def test_as_many_cells_as_headers_that_stand_beside_them_are_doubted() -> None:
    """The blank cell beside the label is none of a figure, and a figure is lost."""
    rows = with_row(request_rows(REPORT), LABEL, ["1", "2", "3", "4", "5", "6", None])
    rows = [[None, LABEL, "", *row[3:]] if LABEL in row else row for row in rows]
    made = aligned([grid(rows)], "requests")
    assert {f.row for f in made.findings} == {"3.4.1"}


def test_the_sums_down_the_columns_place_a_row_that_lost_one_cell() -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    values: list[str] = []
    row = next(row for row in rows if LABEL in row)
    filled = [at for at in range(3, 9) if row[at] != "0"]
    lost = next(at for at in range(3, 9) if at not in filled)
    values = [c or "" for at, c in enumerate(row) if at >= 3 and at != lost]
    if not filled:
        pytest.fail("a row with a figure is needed")
    made = aligned([grid(with_row(rows, LABEL, values))], "requests")
    want = [c for at, c in enumerate(row) if at >= 3]
    got = printed(made)["3.4.1"]
    assert {f.row for f in made.findings} == {"3.4.1"}
    assert all(c in (None, "", w) or w == "0" for c, w in zip(got, want, strict=True))


def test_a_row_that_moved_to_the_left_is_placed_by_its_total_or_not_at_all() -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    at = next(i for i, row in enumerate(rows) if LABEL in row)
    rows[at] = [rows[at][1] or "（四）无法提供", LABEL, "", "", "", "", "2", "", "2", ""]
    made = aligned([grid(rows)], "requests")
    assert printed(made)["3.4.1"] == ["", "", "", "", "2", "", "2"]
    assert ("value.low-confidence", "3.4.1") in codes(made)


def test_figures_without_a_total_are_doubted() -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    made = aligned([grid(with_row(rows, LABEL, ["3", "0", "0", "0", "0", "0", ""]))], "requests")
    assert codes(made) == {("row.total-missing", "3.4.1")}
    blank = aligned([grid(with_row(rows, LABEL, [""] * 7))], "requests")
    assert not blank.findings


@pytest.mark.parametrize(("blanks", "doubted"), [(2, True), (3, False)])
def test_a_row_of_zeros_needs_no_total_where_zeros_and_blanks_are_mixed(blanks: int, doubted: bool) -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    mixed = with_row(rows, "2.没有现成信息需要另行制作", [*[""] * blanks, *["0"] * (6 - blanks), "0"])
    made = aligned([grid(with_row(mixed, LABEL, ["0", "0", "0", "0", "0", "", ""]))], "requests")
    assert (("row.total-missing", "3.4.1") in codes(made)) is doubted
    figure = aligned([grid(with_row(mixed, LABEL, ["0", "3", "0", "0", "0", "", ""]))], "requests")
    assert ("row.total-missing", "3.4.1") in codes(figure)


def test_figures_without_a_total_are_doubted_where_no_row_prints_one() -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    rows = [*rows[:3], *([*row[:3], *(["4", "4"] if LABEL in row else []), *[""] * 7][:10] for row in rows[3:])]
    made = aligned([grid(rows)], "requests")
    assert codes(made) == {("row.total-missing", "3.4.1")}


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize(
    "figures", [["6", "6"], ["8", "8", "5", "3", "8"], ["0", "1", "0", "0", "1", "2"]], ids=["short", "no sum", "open"]
)
def test_blanks_that_a_line_of_table_4_dropped_leave_all_its_groups_in_doubt(
    figures: list[str], kind: GridKind
) -> None:
    rows: Rows = [*review_rows(REPORT)[:3], [*figures, *[""] * (15 - len(figures))]]
    made = aligned([grid(rows, kind)], "review")
    assert {f.row for f in made.findings} == {"reconsideration", "direct_suit", "suit_after_review"}


def test_figures_without_the_cells_of_their_blanks_stand_in_no_column_of_table_4() -> None:
    made = aligned([grid([*review_rows(REPORT)[:3], ["0", "0", "7", "7", *[None] * 11]])], "review")
    assert {f.row for f in made.findings if f.code == "row.unplaced"} == {
        "reconsideration",
        "direct_suit",
        "suit_after_review",
    }


@pytest.mark.parametrize(("blanks", "doubted"), [(1, True), (2, False)])
def test_a_group_of_zeros_needs_no_total_where_zeros_and_blanks_are_mixed(blanks: int, doubted: bool) -> None:
    values = [*[""] * blanks, *["0"] * (5 - blanks), "0", "0", "0", "0", "", *["0"] * 5]
    made = aligned([grid([*review_rows(REPORT)[:3], values])], "review")
    assert (("row.total-missing", "direct_suit") in codes(made)) is doubted


def test_a_table_4_each_row_of_which_is_a_table_is_read_by_its_head() -> None:
    rows = [[c or "" for c in row] for row in review_rows(REPORT)]
    made = aligned([grid([row], table=n) for n, row in enumerate(rows, 1)], "review")
    assert printed(made) == raws(REPORT, "review") and not made.findings
    swapped = [
        *rows[:1],
        [*rows[1][:5], *rows[1][10:], *rows[1][5:10]],
        rows[2],
        [*rows[3][:5], *rows[3][10:], *rows[3][5:10]],
    ]
    made = aligned([grid([row], table=n) for n, row in enumerate(swapped, 1)], "review")
    assert printed(made) == raws(REPORT, "review") and {code for code, _ in codes(made)} == {"table.columns"}


def test_blank_groups_of_table_4_beside_one_that_adds_up_are_no_doubt() -> None:
    made = aligned([grid([*review_rows(REPORT)[:3], ["0", "1", "0", "0", "1", *[""] * 10]])], "review")
    assert not made.findings


def test_a_blank_row_of_table_4_is_blank_and_not_missing() -> None:
    rows: Rows = [
        ["", *OUTCOMES],
        ["行政复议", "4", "", "", "", "4"],
        ["未经复议直接起诉", "", "", "", "6", "6"],
        ["复议后起诉", *[""] * 5],
    ]
    made = aligned([grid(rows, GridKind.PACKED)], "review")
    assert {cell.state for cell in made.table.rows[2].cells} == {State.BLANK}
    assert not made.findings


def test_the_last_word_of_the_head_does_not_name_all_the_figures() -> None:
    """One cell a line, blank cells dropped: 1, 6, 7 after 总计 are not the three totals."""
    words = ["行政复议", *OUTCOMES, "行政诉讼", "未经复议直接起诉", *OUTCOMES, "复议后起诉", *OUTCOMES]
    blocks: list[Block] = [Paragraph(text, Place()) for text in (*words, "1", "6", "7")]
    made = aligned(blocks, "review")
    assert {f.code for f in made.findings} == {"row.unplaced"}
    assert {f.row for f in made.findings} == {"reconsideration", "direct_suit", "suit_after_review"}


def test_a_figure_under_a_head_of_its_own_is_shown_beside_its_row() -> None:
    rows = [[*row, "备注" if not at else ""] for at, row in enumerate(request_rows(REPORT))]
    rows[3][-1] = "9"
    made = aligned([grid(rows)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert codes(made) == {("row.surplus", "1")}
    assert "9" in made.partly_unplaced[0].texts


# --------------------------------------------------------------------------- torn rows


def test_a_label_at_the_foot_of_a_page_and_its_figures_on_the_next() -> None:
    rows = request_rows(REPORT)
    at = next(i for i, row in enumerate(rows) if LABEL in row)
    first = [*rows[:at], [*rows[at][:3], *[""] * 7]]
    second: Rows = [[None, "", "", *rows[at][3:]], *rows[at + 1 :]]
    made = aligned([grid(first), grid(second, table=2)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert codes(made) == {("value.low-confidence", "3.4.1")}


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
def test_figures_on_the_line_below_their_label_are_joined_or_doubted(kind: GridKind) -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    at = next(i for i, row in enumerate(rows) if LABEL in row)
    rows[at : at + 1] = [[*rows[at][:3], *[""] * 7], [*[""] * 3, *rows[at][3:]]]
    made = aligned([grid(rows, kind)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert codes(made) == {("value.low-confidence", "3.4.1")}


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize("head", ["单位", ""])
def test_a_column_of_units_before_the_figures_is_no_part_of_the_label(head: str, kind: GridKind) -> None:
    rows = [[*row[:3], "件" if at > 2 else (head, "", "")[at], *row[3:]] for at, row in enumerate(request_rows(REPORT))]
    made = aligned([grid(rows, kind)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings


@pytest.mark.parametrize(
    ("key", "row", "label", "explanation"),
    [
        ("proactive", "1.rules", "规章", "：指省、自治区、直辖市的人民政府根据法律、行政法规制定的规范性文件，规章的名称一般称“规定”、“办法”。"),
        ("proactive", "1.rules", "规章", "（区县不填）"),
        ("requests", "3.6.3", "3.其他", "（申请人撤回、转为咨询等）"),
    ],
)  # fmt: skip
def test_a_label_may_be_explained(key: str, row: str, label: str, explanation: str) -> None:
    rows = {"proactive": proactive_rows, "requests": request_rows}[key](REPORT)
    made = aligned([grid([[label + explanation if c == label else c for c in r] for r in rows])], key)
    assert printed(made) == raws(REPORT, key) and not codes(made)
    assert made.table.row(row).label == label + explanation


def test_a_part_of_a_row_above_it_is_not_the_row() -> None:
    part = ["规章（其中：按照上级要求清理后修改的）", "91", "92", "93"]
    rows: Rows = []
    for row in proactive_rows(REPORT):
        rows += [[*part], row] if row[0] == "规章" else [row]
    made = aligned([grid(rows)], "proactive")
    assert printed(made) == raws(REPORT, "proactive")
    assert [list(line.texts) for line in made.unclaimed] == [part]


def test_rows_without_item_numbers_are_known() -> None:
    rows = request_rows(REPORT)
    blocks: list[Block] = [grid([["类别", *NAMES], ["予以公开", *raws(REPORT, "requests")["3.1"]]])]
    blocks = [grid(rows[:5]), *blocks, grid(rows[6:], table=3)]
    assert printed(aligned(blocks, "requests"))["3.1"] == raws(REPORT, "requests")["3.1"]


def mixed_stream(report: Report) -> list[Block]:
    words = ["第二十条第（一）项", "信息内容", "本年新", "制作数量", "本年新", "公开数量", "对外公开总数量"]
    words += ["规章", "0", "0", "0", "行政规范性文件", "4", "5", "23"]
    words += ["第二十条第（五）项", "信息内容", "本年处理决定数量", "行政许可", "318"]
    return [Paragraph(word, Place(line=n)) for n, word in enumerate(words, 1)]


def test_words_of_the_head_torn_over_two_lines() -> None:
    made = aligned(mixed_stream(REPORT), "proactive")
    assert made.table.form == "2021+1=2019"
    assert [c.raw for c in made.table.row("1.docs").cells] == ["4", "5", "23"]
    assert not [f for f in made.findings if f.row]


def test_a_form_that_fits_no_block_stays_the_newest() -> None:
    report = replace(REPORT, proactive=table_from_print(form("2021").proactive, "2021", {"5.permit": ["7"]}))
    made = aligned([grid([["行政许可", report.proactive.row("5.permit").cells[0].raw]])], "proactive")
    assert made.table.form == "2021"


# --------------------------------------------------------------------------- another year beside it


def test_last_years_table_after_this_years_stays_out_of_the_cells() -> None:
    older = made_up(BUSY, 2023)
    blocks: list[Block] = [
        grid(request_rows(REPORT)),
        Paragraph("附：2023年收到和处理政府信息公开申请情况（供对比）", Place(line=1)),
        grid(request_rows(older)[:12], table=2),
        grid(request_rows(older)[12:], table=3),
    ]
    assert other_years(blocks, lines_of(blocks), 2024) == {2, 3}
    assert other_years(blocks, lines_of(blocks), 0) == set()
    blocks[1] = Paragraph("2024年收到和处理政府信息公开申请情况", Place(line=1))
    assert other_years(blocks, lines_of(blocks), 2024) == set()


def test_a_caption_of_this_year_inside_the_grid_ends_last_years_tables() -> None:
    """A sheet: the table of the county was taken for last year's, and its office's figures stood in the cells."""
    older, office = request_rows(made_up(BUSY, 2023)), request_rows(made_up(BUSY + 1))
    caption: Rows = [["2024年收到和处理政府信息公开申请情况", *[""] * 9]]
    blocks: list[Block] = [
        Paragraph("2023年收到和处理政府信息公开申请情况", Place(line=1)),
        grid(older, table=2),
        grid([*caption, *request_rows(REPORT)], table=3),
        grid([["其中：本级", *[""] * 9], *office], table=4),
    ]
    assert other_years(blocks, lines_of(blocks), 2024) == {1}


def test_a_summary_of_a_table_with_whole_labels_is_no_part_of_it() -> None:
    """三、本年度办理结果（五）不予处理2.重复申请 in the table, 重复申请 in the text."""
    own = grid([["指标", "2024年"], ["新收政府信息公开申请数量", "41"], ["重复申请", "3"]], table=2)
    blocks: list[Block] = [own, Paragraph("三、收到和处理政府信息公开申请情况", Place(line=1)), *joined_labels(REPORT)]
    assert summaries(blocks, lines_of(blocks)) == {0}


def test_a_summary_with_one_cell_a_line_is_no_second_report() -> None:
    """A few rows printed again are in doubt where no grid sets them apart; a second report prints most rows again."""
    words = ["指标", "数量", "新收政府信息公开申请数量", "9876", "重复申请", "543"]
    own = [Paragraph(word, Place(line=line)) for line, word in enumerate(words, 1)]
    made = aligned([*own, *one_cell_a_line(REPORT)], "requests")
    assert printed(made) == raws(REPORT, "requests")


def test_the_header_of_a_table_by_years_is_none_of_table_3() -> None:
    """年度 | 自然人 | … | 总计 in section 二, and table 3 without a header, with the figures of the year before behind:
    every figure stood a column aside, most of them without a finding."""
    years = grid([["年度", *APPLICANTS], ["2024年", *"1234567"], ["2023年", *"7654321"]], table=2)
    rows = [[*row, "3"] for row in request_rows(REPORT)[3:]]
    made = aligned([years, Paragraph("三、申请情况", Place(line=1)), grid(rows, table=3)], "requests")
    assert {f.row for f in made.findings if "没有可以辨认的表头" in message(f)} == {row.key for row in made.table.rows}


@pytest.mark.parametrize("above", [True, False])
def test_a_summary_of_table_4_is_no_part_of_it(above: bool) -> None:
    """Reviews by department: no figure of table 4 had a place. Its parts on two pages are no summaries."""
    own = grid([["单位", *OUTCOMES], ["县教育局", *"10001"], ["县公安局", *"20002"]], table=2)
    blocks: list[Block] = [grid(review_rows(REPORT)), Paragraph("各单位复议情况", Place(line=1)), own]
    assert summaries(blocks[:: -1 if above else 1], lines_of(blocks[:: -1 if above else 1])) == {0 if above else 2}
    parts: list[Block] = [grid(review_rows(REPORT)[:3]), grid(review_rows(REPORT)[3:], table=2)]
    assert summaries(parts, lines_of(parts)) == set()


def test_a_summary_beside_the_table_has_a_header_of_its_own() -> None:
    """Quarters directly above table 3 made two reports of one; documents by kind above table 2, with its words, stood in
    its cells."""
    quarters = grid([["项目", "一季度", "合计"], ["新收政府信息公开申请数量", "4", "41"]], table=2)
    kinds = grid([["类别", "制发", "废止", "现行有效"], ["规章", "7", "1", "9"], ["其他文件", "1", "0", "2"]], table=3)
    blank = [
        [*row[:3], *[""] * 7] if "一、本年新收政府信息公开申请数量" in row else row for row in request_rows(REPORT)
    ]
    for rows in (request_rows(REPORT), blank):
        blocks: list[Block] = [quarters, grid(rows)]
        assert summaries(blocks, lines_of(blocks)) == {0}
    noted = [[text and text.replace("规章", "规章（地方政府规章）") for text in row] for row in proactive_rows(REPORT)]
    for table_2 in (proactive_rows(REPORT), noted):
        blocks = [kinds, Paragraph("二、主动公开政府信息情况", Place(line=1)), grid(table_2)]
        assert summaries(blocks, lines_of(blocks)) == {0}
    blocks = [grid(request_rows(REPORT)[:9]), grid(request_rows(REPORT)[8:], table=2)]
    assert summaries(blocks, lines_of(blocks)) == set()


def test_a_page_with_more_columns_behind_the_last_has_the_columns_of_the_page_before() -> None:
    """A sheet of all tables, printed: table 4 below has 15 columns, and no figure of table 3 beside it had a place."""
    rows = request_rows(REPORT)
    below: Rows = [[*row, *[None] * 5] for row in rows[14:]]
    below[0] = [*rows[14], "", *[None] * 4]
    made = aligned([grid(rows[:14]), grid(below, table=2, page=2)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings


def test_the_figures_of_table_4_in_a_grid_of_their_own_may_stand_behind_a_word() -> None:
    """Text with a blank line after each row: the table was said to be blank, and its figures were in no table."""
    *head, values = [["项目", *row] for row in review_rows(REPORT)]
    figures = grid([["数量（件）", *values[1:]]], GridKind.PACKED, table=2)
    made = aligned([grid(head, GridKind.PACKED), figures], "review")
    assert printed(made) == raws(REPORT, "review")


def test_words_behind_the_last_column_move_no_figure() -> None:
    """A remark in a column without a header: the blanks of its row were taken for figures that moved."""
    rows: Rows = [[*row, ""] for row in request_rows(REPORT)]
    at = next(at for at, row in enumerate(rows) if row[2] and row[2].startswith("5.属于"))
    for row, text in ((rows[at], "由县局办理"), (rows[5], "含网上申请")):
        row[10] = text
    rows[at][3:10] = ["", "", "3", "", "", "", "3"]
    made = aligned([grid(rows)], "requests")
    assert [c.raw for c in made.table.row("3.3.5").cells] == ["", "", "3", "", "", "", "3"]
    assert not [f for f in made.findings if f.code in ("value.low-confidence", "row.unplaced")]
    assert {"由县局办理", "含网上申请"} <= {text for line in made.partly_unplaced for text in line.texts}


@pytest.mark.parametrize("at", [1, 6])
def test_a_sum_of_the_organisations_beside_the_total_is_no_total(at: int) -> None:
    """合计 and 总计 are one name of the form: with both, no header was known, and each figure stood one column aside."""
    rows: Rows = [list(row) for row in request_rows(REPORT)]
    for row, word in zip(rows[:3], [None, None, "合计"], strict=True):
        row.insert(3 + at, word)
    for row in rows[3:]:
        row.insert(3 + at, "17")
    made = aligned([grid(rows)], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert not [f for f in made.findings if f.code == "value.low-confidence"]


def test_last_years_table_4_stays_out_of_the_cells() -> None:
    """It has no labels of rows: both tables were read as one, and each figure was in doubt."""
    blocks: list[Block] = [
        grid(review_rows(REPORT)),
        Paragraph("附：2023年行政复议、行政诉讼情况", Place(line=1)),
        grid(review_rows(made_up(BUSY, 2023)), table=2),
    ]
    assert other_years(blocks, lines_of(blocks), 2024) == {2}
    assert other_years(blocks[1:], lines_of(blocks[1:]), 2024) == set()
    blocks[1] = Paragraph("2024年行政复议、行政诉讼情况", Place(line=1))
    assert other_years(blocks, lines_of(blocks), 2024) == set()


@pytest.mark.parametrize("first", [2023, 2024])
def test_the_years_side_by_side(first: int) -> None:
    older = made_up(BUSY, 2023)
    mine, theirs = request_rows(REPORT)[3:], request_rows(older)[3:]
    left, right = (mine, theirs) if first == 2024 else (theirs, mine)
    rows: Rows = [
        ["项目", None, None, f"{first}年", *[None] * 6, f"{4047 - first}年", *[None] * 6],
        [None, None, None, *NAMES, *NAMES],
        *([*a, *b[3:]] for a, b in zip(left, right, strict=True)),
    ]
    kept, others = split_years([grid(rows)], 2024)
    assert printed(aligned(kept, "requests")) == raws(REPORT, "requests")
    assert [c.text for c in others[0].rows[2][3:] if c] == raws(older, "requests")["1"]


def test_the_years_in_turns_under_each_applicant() -> None:
    mine, theirs = request_rows(REPORT)[3:], request_rows(made_up(BUSY, 2023))[3:]
    rows: Rows = [
        ["项目", None, None, *(part for name in NAMES for part in (name, None))],
        [None, None, None, *["2023年", "2024年"] * 7],
        *(
            [*a[:3], *(c for pair in zip(b[3:], a[3:], strict=True) for c in pair)]
            for a, b in zip(mine, theirs, strict=True)
        ),
    ]
    kept, _ = split_years([grid(rows)], 2024)
    assert printed(aligned(kept, "requests")) == raws(REPORT, "requests")


def test_a_head_that_only_one_form_knows_decides_the_block() -> None:
    """The form of 2019 lost 上一年项目数量: the columns are 本年增/减 and 处理决定数量, and not one column of the form of 2021 plus
    another."""
    rows = (
        ("第二十条第（六）项",),
        ("信息内容", "本年增/减", "处理决定数量"),
        ("行政处罚", "+3", "7"),
        ("行政强制", "-1", "14"),
    )
    text = "示例县河店镇人民政府2024年政府信息公开工作年度报告\n\n一、总体情况\n\n平稳有序。\n\n二、主动公开政府信息情况\n\n"
    table = read((text + "\n".join("\t".join(row) for row in rows) + "\n").encode()).proactive
    assert [cell.raw for cell in table.row("6.penalty").cells] == [None, "+3", "7"]
    assert [cell.raw for cell in table.row("6.coercion").cells] == [None, "-1", "14"]


# --------------------------------------------------------------------------- tables that the end of a page cuts


def over_pages(above: Rows, below: Rows) -> Aligned:
    """Return two ruled grids, one at the end of a page and one at the top of the next."""
    return aligned([grid(above), grid(below, table=2, page=2)], "requests")


def test_a_head_alone_on_its_page_has_fewer_label_columns() -> None:
    """Only the header separates columns on its page: it has one label column, the rows on the next page have three."""
    rows = request_rows(REPORT)
    made = over_pages([[row[0], *row[3:]] for row in rows[:3]], rows[3:])
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings


def test_a_head_cut_in_two_names_the_columns_of_its_second_half() -> None:
    """申请人情况 alone is on the first page, above one cell; row numbers precede the labels."""
    rows = [[str(n), *row] for n, row in enumerate(request_rows(REPORT)[3:], 1)]
    head: Rows = [["序号", *row] for row in request_rows(REPORT)[1:3]]
    made = over_pages([["序号", "（本列数据的勾稽关系为：第一项加第二项之和）", "申请人情况"]], [*head, *rows])
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings


def test_a_label_cut_by_a_page_is_proved_by_its_very_words_and_the_rules_around() -> None:
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if "3.补正后申请内容仍不明确" in row)
    halves = [[None, None, "3.补正后申请", *rows[at][3:]], [None, "", "内容仍不明确", *[""] * 7]]
    assert not over_pages([*rows[:at], halves[0]], [halves[1], *rows[at + 1 :]]).findings
    halves[0][3:], halves[1][3:] = halves[1][3:], halves[0][3:]
    assert not over_pages([*rows[:at], halves[0]], [halves[1], *rows[at + 1 :]]).findings
    halves[1][2] = (
        "内容仍不够明确"  # beside the figures; another row without a name from the form would be treated the same
    )
    made = over_pages([*rows[:at], halves[0]], [halves[1], *rows[at + 1 :]])
    assert any("切成两段" in message(f) for f in made.findings)


@pytest.mark.parametrize(
    ("whole", "above", "rest", "joined"),
    [
        ("3.补正后申请内容仍不明确", "3.补正后申请", "内容仍不够明确", True),
        ("2.没有现成信息需要另行制作", "三、本年度", "办理结果／（四）无法提供／2.没有现成信息需要另行制作", True),
        ("2.申请人逾期未按收费通知要求缴纳费用", "2.申请人逾期未按收费通知要", "求缴费", True),
        ("5.要求行政机关确认或重新出具已获取信息", "5.要求行政机关确认或重", "新出具已获取的信息", True),
        ("3.补正后申请内容仍不明确", "3.补正后申请内容仍不明确", "网上申请", False),
        ("3.补正后申请内容仍不明确", "3.补正后申请", "4.其他无法提供的", False),
        ("3.补正后申请内容仍不明确", "3.补正后申请", "注：含网上申请", False),
    ],
)
def test_the_rest_of_a_label_alone_in_its_row_belongs_to_the_words_above(
    whole: str, above: str, rest: str, joined: bool
) -> None:
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if row[2] and row[2].startswith(whole))
    made = over_pages([*rows[:at], [None, None, above, *rows[at][3:]]], [[None, "", rest, *[""] * 7], *rows[at + 1 :]])
    assert printed(made) == raws(REPORT, "requests")
    assert {f.code for f in made.findings} <= {"label.variant"}
    assert bool(made.unclaimed) is not joined
    strip = [None, *[""] * 9]  # left by Chromium where a merged label continues
    halves = [[None, None, above, *rows[at][3:]], [None, "", rest, *[""] * 7]]
    again = over_pages([*rows[:at], halves[0], strip], [strip, halves[1], *rows[at + 1 :]])
    assert printed(again) == printed(made)
    assert [f.code for f in again.findings] == [f.code for f in made.findings]


def test_a_row_without_figures_on_both_pages_is_doubted_where_each_other_row_has_some() -> None:
    """LibreOffice loses the figures of some rows at a page break. Beside another blank row it is accepted as blank."""
    rows = [row if k < 3 else [*row[:3], *"1234567"] for k, row in enumerate(request_rows(REPORT))]
    at = next(k for k, row in enumerate(rows) if "3.补正后申请内容仍不明确" in row)
    halves = [[None, None, "3.补正后申请", *[""] * 7], [None, "", "内容仍不明确", *[""] * 7]]

    def doubted() -> bool:
        made = over_pages([*rows[:at], halves[0]], [halves[1], *rows[at + 1 :]])
        return any("两段里都没有数字" in message(f) for f in made.findings)

    assert doubted()
    rows[at + 1] = [*rows[at + 1][:3], "", *"234567"]
    assert doubted()
    rows[at + 1] = [*rows[at + 1][:3], *[""] * 7]
    assert not doubted()


@pytest.mark.parametrize(
    ("whole", "half", "is_below", "doubted"),
    [
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "理由逾期不补正、行政机关不再处理其政府信息公开申请", True, True),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "行政机关不再处理其政府信息公开申请", True, False),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.申请人无正当", False, True),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.申请人无正当理由逾期不补正", False, False),
        ("3.危及“三安全一稳定”", "“三安全一稳定”", True, False),
        ("8.属于行政查询事项", "8.属于行政查询", False, False),
        ("7.属于行政执法案卷", "7.属于行政", False, True),
        ("3.补正后申请内容仍不明确", "3.补正后申请内容", False, True),
        ("3.补正后申请内容仍不明确", "申请内容仍不明确", True, True),
        ("3.补正后申请内容仍不明确", "补正后申请内容仍不明确", True, False),
    ],
)  # fmt: skip
def test_a_row_without_figures_and_with_half_of_its_label_at_a_page_s_end_is_doubted(
    whole: str, half: str, is_below: bool, doubted: bool
) -> None:
    """LibreOffice loses the whole content of some rows on one of the two pages. A short name of a row is no such case."""
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if whole in row)
    cut: list[str | None] = [None, None, half, *[""] * 7]
    above, below = (rows[:at], [cut, *rows[at + 1 :]]) if is_below else ([*rows[:at], cut], rows[at + 1 :])
    made = over_pages(above, below)
    assert any("只有一段" in message(f) for f in made.findings) is doubted


def test_the_number_that_an_instruction_of_a_head_gives_for_an_example_is_no_figure() -> None:
    assert not figures_in_label("本年增/减（指2020年增加或减少的事项数，减用负值表示，如-8）")
    assert figures_in_label("行政许可-8") == ["8"]


def torn(
    values: list[str], below: list[str], label: tuple[str, str] = ("一、本年新收政府信息公开申请数量", "")
) -> Aligned:
    """Return row 一 split by a page break in the middle of its figures."""
    rows = request_rows(REPORT)
    rest = [row for row in rows[3:] if row[0] != "一、本年新收政府信息公开申请数量"]
    return over_pages([*rows[:3], [label[0], None, None, *values]], [[label[1], None, None, *below], *rest])


def test_figures_cut_by_a_page_are_whole_where_the_row_adds_up_then() -> None:
    made = torn(["4,605,4", "12", "", "", "", "0", "4,605,4"], ["59", "", "", "", "", "", "71"])
    assert printed(made)["1"] == ["4,605,459", "12", "", "", "", "0", "4,605,471"]
    assert not [f for f in made.findings if f.row == "1"]  # no other split of the digits adds up


def test_a_row_printed_again_with_the_head_of_each_page_stands_once() -> None:
    """Four rows are marked as repeated header, and the fourth is row 一. With different figures it is a separate row."""
    rows = request_rows(REPORT)
    rows[3][3] = "4567"
    made = over_pages(rows[:12], [*rows[:4], *rows[12:]])
    assert printed(made)["1"][0] == "4567" and not made.unclaimed
    assert not [f for f in made.findings if f.code != "requests.row-total"]
    other = [*rows[3][:3], "4568", *rows[3][4:]]
    made = over_pages(rows[:12], [*rows[:3], other, *rows[12:]])
    assert [f.row for f in made.findings if "标签与它相同" in message(f)] == ["1"]


def test_a_row_made_whole_leaves_its_head_over_the_columns() -> None:
    """A header and one row on their page have one label column, the rows on the next page have three."""
    rows = request_rows(REPORT)
    head: Rows = [[row[0], *row[3:]] for row in rows[:3]]
    first: Rows = [["一、本年新收政府信息公开申请数量", "4,605,4", "12", "", "", "", "0", "4,605,4"]]
    rest = [row for row in rows[3:] if row[0] != "一、本年新收政府信息公开申请数量"]
    made = over_pages([*head, *first], [["", None, None, "59", "", "", "", "", "", "71"], *rest])
    assert printed(made)["1"] == ["4,605,459", "12", "", "", "", "0", "4,605,471"]
    assert not made.findings


def test_halves_of_figures_that_add_up_to_nothing_are_no_numbers() -> None:
    label = ("一、本年新收政府信息", "公开申请数量")
    made = torn(["4,605,4", "12", "", "", "", "0", "4,605,4"], ["59", "", "", "", "", "", "72"], label)
    row = made.table.row("1")
    assert [cell.number for cell in row.cells] == [None, 12, None, None, None, 0, None]
    assert [cell.state is State.UNREADABLE for cell in row.cells] == [True, *[False] * 5, True]


@pytest.mark.parametrize(
    ("values", "below", "read"),
    [
        ("402 0 0 0 0 0 402", "1      1", "4021 0 0 0 0 0 4021"),  # a row of its own has no blanks below figures
        ("/  / 0 0 0 /", " 0     ", "/ 0 / 0 0 0 /"),
        ("402 1 0 0 0 0 403", "1      2", "402⏎1 1 0 0 0 0 403⏎2"),
        # two rows without a blank below a figure would add up as well
        ("402      402", "1      1", "402⏎1      402⏎1"),
        ("4 1     5", "5 9     14", "4 1     5"),
    ],
)
def test_figures_without_a_label_at_the_top_of_a_page(values: str, below: str, read: str) -> None:
    """Both halves of 4021 add up, with 一 on the page above: 402 was published without a finding beside it."""
    made = torn(values.split(" "), below.split(" "))
    cells = made.table.row("1").cells
    assert " ".join(cell.raw or "" for cell in cells) == read.replace("⏎", " ")
    cut = [text for text in said(made, "value.low-confidence").values() if "数字被分页切成两段" in text]
    assert bool(cut) is ("⏎" not in read and read != values)
    assert [cell.state is State.UNREADABLE for cell in cells] == ["⏎" in text for text in read.split(" ")]
    assert bool(made.unclaimed) is (read == values)


def test_a_figure_of_table_2_cut_by_a_page_is_whole_with_a_doubt() -> None:
    """The cell of 行政规范性文件 ends on the page above: it was published blank, 5 stood in no table."""
    rows = proactive_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if "行政规范性文件" in row)
    for value, rest, whole in (("", "5", "5"), ("12", "", "12"), ("12", "5", "125")):
        halves: Rows = [["行政规范性文件", value, "0", "2"], ["", rest, "", ""]]
        made = aligned(
            [grid([*rows[:at], halves[0]]), grid([halves[1], *rows[at + 1 :]], table=2, page=2)], "proactive"
        )
        assert printed(made)["1.docs"] == [whole, "0", "2"]
        assert set(said(made, "value.low-confidence")) == ({"1.docs"} if rest else set())
        assert not made.unclaimed


def test_figures_cut_by_a_page_beside_other_words_are_whole_with_a_doubt() -> None:
    """The words beside the second halves do not complete the label: they may belong to another row."""
    label = "一、本年新收政府信息公开申请数量", "（见附件）"
    made = torn(["4,605,4", "12", "", "", "", "0", "4,605,4"], ["59", "", "", "", "", "", "71"], label)
    assert {f.code for f in made.findings if f.row == "1"} & {"value.low-confidence", "row.unplaced"}


@pytest.mark.parametrize("beside", [None, ""])
def test_a_second_line_of_figures_beside_one_label_is_doubted(beside: str | None) -> None:
    """The frame of a stamp cut two cells of the row: their figures stood in no row, and the cells were blank."""
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if "7.属于行政执法案卷" in row)
    upper: list[str | None] = [*rows[at][:3], "0", "", "0", "0", "0", "0", "0"]
    lower: list[str | None] = [None, None, beside, None, "4", None, None, None, None, None]
    made = aligned([grid([*rows[:at], upper, lower, *rows[at + 1 :]])], "requests")
    told = {f.row: message(f) for f in made.findings if "同一个标签旁" in message(f)}
    assert set(told) == ({"3.3.7"} if beside is None else set()) and "“4”" in told.get("3.3.7", "“4”")


def test_a_row_that_adds_up_by_itself_is_whole() -> None:
    """Figures on the next page without a label belong to another row."""
    made = torn(["4", "1", "", "", "", "", "5"], ["5", "9", "", "", "", "", "14"])
    assert printed(made)["1"] == ["4", "1", "", "", "", "", "5"]
    assert [f.row for f in made.findings if "“5、9、14”" in message(f) and "开头另有一行" in message(f)] == ["1"]


def test_figures_at_the_top_of_a_page_below_a_row_outside_of_the_rules_are_doubted() -> None:
    """The page ends within the row, and its rules before it: 665 and 8 were 6658, and 665 had no finding beside it."""
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if "7.属于行政执法案卷" in row)
    apart = grid([["7.属于行政执法案卷", "665", *["0"] * 5, "665"]], kind=GridKind.LOOSE)
    below = grid([["", None, None, "8", *[""] * 5, "8"], *rows[at + 1 :]], table=3, page=2)
    made = aligned([grid(rows[:at]), apart, below], "requests")
    assert [f.row for f in made.findings if "“8、8”" in message(f) and "开头另有一行" in message(f)] == ["3.3.7"]


def boxed(made: Grid, sides: Sequence[float]) -> Grid:
    """Return the grid on a page, each cell as wide as up to the next cell of its row."""
    placed = []
    for row in made.rows:
        starts = [at for at, cell in enumerate(row) if cell] + [len(row)]
        boxes = {a: (30 * sides[a], 0.0, 30 * sides[b], 9.0) for a, b in pairwise(starts)}
        placed.append(tuple(c and replace(c, place=replace(c.place, box=boxes[at])) for at, c in enumerate(row)))
    return replace(made, rows=tuple(placed))


def test_figures_of_table_4_cut_by_a_page_are_whole_with_a_doubt() -> None:
    """Rows of another table without labels are rows of their own."""
    rows = review_rows(REPORT)
    values = ["12", "0", "0", "0", "12", *["0"] * 10]
    rest = ["3", "", "", "", "3", *[""] * 10]
    made = aligned([grid([*rows[:3], values]), grid([rest], table=2, page=2)], "review")
    assert printed(made)["reconsideration"] == ["123", "0", "0", "0", "123"]
    assert set(said(made, "value.low-confidence")) == {"reconsideration"}
    other = [grid([["渠道", "条数"], ["12", "13"]]), grid([["14", ""]], table=2, page=2)]
    assert repair_grids(other) == tuple(other)


def test_the_head_of_table_3_cut_by_a_page_is_spelt_from_both_pages() -> None:
    """自 and 总 end a page, 然人 and 计 begin the next: each row with a merged label was doubted."""
    rows = request_rows(REPORT)
    head: Rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和）", "申请人情况", *[None] * 2],
        ["", "自", "法人或其他组织", "总"],
    ]
    rest: Rows = [["", None, None, "然人", *NAMES[1:6], "计"], *rows[3:]]
    above = boxed(grid(head), (0, 3, 4, 9, 10))
    made = aligned([above, boxed(grid(rest, table=2, page=2), range(11))], "requests")
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings


def test_the_head_of_table_4_cut_within_its_words_is_spelt_from_both_pages() -> None:
    """结果维 ends a page, 持 begins the next: the figures of both suits were in no cell, beside a figure 果."""
    *head, names, values = review_rows(REPORT)
    above: Rows = [*head, [name and (name if name == "总计" else name[:-1]) for name in names]]
    below: Rows = [[name[-1] if name and name != "总计" else "" for name in names], values]
    sides = range(len(values) + 1)
    made = aligned([boxed(grid(above), sides), boxed(grid(below, table=2, page=2), sides)], "review")
    assert printed(made) == raws(REPORT, "review")
    assert not made.findings


def test_the_number_of_an_item_alone_at_the_end_of_a_page_is_no_figure() -> None:
    rows = request_rows(REPORT)
    at = next(k for k, row in enumerate(rows) if "2.重复申请" in row)
    made = over_pages(
        [*rows[:at], [*rows[at][:2], "2.", *rows[at][3:]]], [[None, "", "重复申请", *[""] * 7], *rows[at + 1 :]]
    )
    assert printed(made) == raws(REPORT, "requests")
    assert not made.findings and not made.unclaimed


@pytest.mark.parametrize("cut", [0, 1])
def test_table_2_that_goes_on_without_its_head_has_the_columns_of_both_pages(cut: int) -> None:
    """Each block has columns of its own: the blank cell of 行政强制 was lost, and 317 was doubted."""
    above: Rows = [
        ["第二十条第（一）项", *[None] * 4],
        ["信息内容", "本年制发件数", None, "本年废止件数", "现行有效件数"],
        ["规章", "1", None, "2", "3"],
        ["行政规范性文件", "4", None, "5", "6"],
        ["第二十条第（六）项"[: 9 - cut], *[None] * 4],
        ["信息内容", None, "本年处理决定数量", None, None],
    ]
    below: Rows = [["行政处罚", "317", None], ["行政强制", "", None], ["第二十条第（八）项", None, None]]
    below += [["信息内容", None, "本年收费金额（单位：万元）"], ["行政事业性收费", None, "0"]]
    if cut:
        below[:0] = [["项", None, None], [above.pop()[0], "本年处理决定数量", None]]
    pages = [boxed(grid(above), (0, 3, 4.5, 9, 12, 16)), boxed(grid(below, table=2, page=2), (0, 4.5, 8, 16))]
    made = aligned([*pages], "proactive")
    assert printed(made)["6.penalty"] == ["317"] and printed(made)["6.coercion"] == [""]
    assert printed(made)["8.fee"] == ["0"]
    assert {f.code for f in made.findings} <= {"table.truncated"} and not made.unclaimed
    assert all("行政许可" in message(f) and "行政强制" not in message(f) for f in made.findings)


@pytest.mark.parametrize("middle", [10, 10.5])
def test_the_head_of_table_4_cut_by_a_page_stands_over_the_columns_of_the_next(middle: float) -> None:
    """行政复议 is printed last. Where no column of the next page begins below it, nothing is proved."""
    figures = [*review_values(REPORT)[5:], *review_values(REPORT)[:5]]

    above = boxed(grid([["未经复议直接起诉", "复议后起诉", "行政复议"]]), (0, 5, middle, 15))
    below = boxed(grid([[*OUTCOMES] * 3, figures], table=2, page=2), range(16))
    made = aligned([above, below], "review")
    assert (printed(made) == raws(REPORT, "review")) is (middle == 10)
    assert any("没有可以辨认的表头" in message(f) for f in made.findings) is (middle != 10)


def test_one_figure_below_three_groups_whose_blank_cells_left_no_trace_is_of_none() -> None:
    """One cell a line, each outcome followed by its figures: the figure was assigned to the last group without a
    finding."""
    lines = ["四、行政复议、行政诉讼情况", "行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"]
    lines += [text for outcome in OUTCOMES for text in (outcome, *(["1"] if outcome[:2] in ("其他", "总计") else []))]
    made = aligned([Paragraph(text, Place(line=at)) for at, text in enumerate(lines, 1)], "review")
    assert not any(
        cell.number for row in made.table.rows for cell in row.cells if row.key not in said(made, "row.unplaced")
    )
    assert any(cell.state is State.UNREADABLE for row in made.table.rows for cell in row.cells)


def test_a_group_left_blank_above_another_in_one_grid_takes_none_of_its_figures() -> None:
    groups = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    values = (["", "", "1", "", "1"], [""] * 5, ["", "1", "", "", "1"])
    rows: Rows = []
    for group, figures in zip(groups, values, strict=True):
        rows += [[group, None, None, None, None], [*OUTCOMES], list(figures)]
    made = aligned([grid(rows)], "review")
    doubted = {f.row for f in made.findings if f.row}
    read = [[cell.raw or "" for cell in row.cells] for row in made.table.rows]
    assert all(
        a == list(b) or row.key in doubted or not any(a)
        for a, b, row in zip(read, values, made.table.rows, strict=True)
    )


def test_words_of_the_head_of_table_4_that_a_page_cuts_are_spelt_from_all_their_lines() -> None:
    """Vertical words of narrow columns: 结 ends a page, 果维持 begins the next."""
    cut: Rows = [[*row] for row in review_rows(REPORT)[:2]]
    cut[1] = [*(word[:2] for word in OUTCOMES), *cut[1][5:]]
    pieces: Rows = [[*[None] * 5, *[word[0] for word in OUTCOMES] * 2]]
    rest: Rows = [[*[word[2:] for word in OUTCOMES], *[word[1:] for word in OUTCOMES] * 2]]
    rows: Rows = [*cut, *pieces, *rest, [*review_values(REPORT)]]
    assert printed(aligned([grid(rows)], "review")) == raws(REPORT, "review")


# --------------------------------------------------------------------------- both sides of what decides

FIFTEEN: list[str | None] = [str(n) for n in range(1, 16)]
BESIDE: list[str | None] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def said(made: Aligned, code: str) -> dict[str, str]:
    return {f.row: message(f) for f in made.findings if f.code == code}


def test_a_figure_of_table_4_in_a_column_without_a_head_opens_its_row() -> None:
    head = [[*row, None] for row in review_rows(REPORT)[:3]]
    assert not said(aligned([grid([*head, [*FIFTEEN, ""]])], "review"), "row.unplaced")
    assert len(said(aligned([grid([*head, [*FIFTEEN, "9"]])], "review"), "row.unplaced")) == 3
    groups = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows: Rows = [["类别", *BESIDE, None]]
    rows += [[g, "1", "2", "3", "4", "10", ""] for g in groups]
    assert not said(aligned([grid(rows)], "review"), "row.unplaced")
    rows[2][6] = "9"
    assert set(said(aligned([grid(rows)], "review"), "row.unplaced")) == {"direct_suit"}


def test_two_figures_for_one_cell_of_table_4_stand_in_none() -> None:
    rows: Rows = [*review_rows(REPORT)[:3], [*FIFTEEN], [*FIFTEEN[::-1]]]
    assert len(said(aligned([grid(rows)], "review"), "row.unplaced")) == 3
    groups = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    down: Rows = [[g, o, str(n), ""] for n, g in enumerate(groups) for o in BESIDE]
    down[7][3] = "8"
    assert set(said(aligned([grid(down)], "review"), "row.unplaced")) == {"direct_suit"}


def test_figures_of_table_4_under_no_words_are_in_the_order_of_the_form_and_doubted() -> None:
    for count, placed in ((15, True), (14, False), (16, False)):
        found = ReviewCells()
        cells = grid([[str(n) for n in range(count)]]).rows[0]
        assign_by_words([Line(cells, GridKind.RULED, 0, 0, "review")], {}, found, set())
        assert bool(found.cells) == placed == (set(found.doubts.values()) == {ASSUMED_ORDER})
        assert sorted(found.ambiguous) == ([] if placed else [0, 1, 2])


def test_words_of_table_4_in_text_say_what_they_leave_open() -> None:
    packed = GridKind.PACKED
    unnamed = aligned([grid([["行政复议", "行政诉讼"], BESIDE * 3, FIFTEEN], packed)], "review")
    assert printed(unnamed)["suit_after_review"] == FIFTEEN[10:]
    assert set(said(unnamed, "value.low-confidence")) == {"direct_suit", "suit_after_review"}
    assumed = said(aligned([grid([["行政复议", "行政诉讼"], FIFTEEN], packed)], "review"), "value.low-confidence")
    assert len(assumed) == 3 and all("没有可以辨认的表头" in text for text in assumed.values())
    pairs: Rows = [["行政复议", "行政诉讼"], ["行政复议", "结果维持", "5"], ["未经复议直接起诉", "结果维持", "3"]]
    made = printed(aligned([grid(pairs, packed)], "review"))
    assert (made["reconsideration"][0], made["direct_suit"][0]) == ("5", "3")
    assert group_of("行政复议行政诉讼情况") is None and group_of("行政复议情况") == 0


def test_text_that_prints_the_head_of_table_4_alone_has_no_blank_cells() -> None:
    rows: Rows = [[g, o, ""] for g in ("行政复议", "未经复议直接起诉", "复议后起诉") for o in BESIDE]
    for kind, raw in ((GridKind.PACKED, None), (GridKind.RULED, "")):
        assert printed(aligned([grid(rows, kind)], "review"))["reconsideration"] == [raw] * 5


def test_heads_of_table_2_that_are_nearly_the_forms_name_their_columns() -> None:
    """本年新制发件数 has a similarity of 0.8 to 本年制发件数."""
    rows: Rows = [["信息内容", "现行有效件数", "本年废止件数", "本年新制发件数"], ["规章", "3", "2", "1"]]
    assert printed(aligned([grid(rows)], "proactive"))["1.rules"] == ["1", "2", "3"]


def test_only_rows_of_table_2_with_figures_are_doubted() -> None:
    headless = aligned([grid([["规章", "", "", ""], ["行政规范性文件", "1", "0", "4"]])], "proactive")
    assert set(said(headless, "value.low-confidence")) == {"1.docs"}
    beside: Rows = [["信息内容", None, "本年处理决定数量"], ["行政许可", "7", ""], ["行政处罚", "", "8"]]
    told = said(aligned([grid(beside)], "proactive"), "value.low-confidence")
    assert set(told) == {"5.permit"} and "格数与表头不符" in told["5.permit"]


def test_words_of_a_head_are_joined_only_where_none_is_a_word_of_its_own() -> None:
    def joined(*texts: str) -> list[str]:
        blocks = repair_grids(Paragraph(text, Place(line=at)) for at, text in enumerate(texts))
        return [block.text for block in blocks if isinstance(block, Paragraph)]

    assert joined("本年新", "制作数量") == ["本年新制作数量"]
    assert joined("本年", "处理决定数量") == ["本年", "处理决定数量"]


def test_a_table_is_turned_and_its_sides_are_joined_only_where_its_words_say_so() -> None:
    cases = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开"]
    turned: Rows = [["", *cases]]
    aside = grid([*turned, *[[name, "1", "2", "3"] for name in NAMES]])
    assert repair_grids([aside]) == (aside,)  # three cases are no whole table
    labels = [row.label for row in form("2021").requests.rows[:4]]
    left = grid([["", *NAMES[:4]], *([label, "1", "1", "1", "1"] for label in labels)])
    right = grid([["", *NAMES[4:]], *([label, "1", "1", "1"] for label in labels)])
    assert [len(b.rows[0]) for b in repair_grids([left, right]) if isinstance(b, Grid)] == [8]
    assert len(repair_grids([left, replace(right, rows=right.rows[:-1])])) == 2
    other = grid([["", *NAMES[4:]], *([label, "1", "1", "1"] for label in reversed(labels))])
    assert len(repair_grids([left, other])) == 2
    bare = [[*NAMES[4:]], *[["1", "1", "1"]] * 4]
    assert len(repair_grids([left, grid(bare)])) == 1 and len(repair_grids([left, grid(bare[:-1])])) == 2


ABOVE_REVIEW = """<!doctype html><meta charset=utf-8><h1>示例县2024年政府信息公开工作年度报告</h1>
<h3>一、总体情况</h3><p>平稳有序。</p><h3>二、主动公开政府信息情况</h3><p>无。</p>
<h3>三、收到和处理政府信息公开申请情况</h3><p>无。</p><h3>四、政府信息公开行政复议、行政诉讼情况</h3>"""


@pytest.mark.parametrize(
    "captions",
    [
        ("行政复议", "未经复议直接起诉", "复议后起诉"),
        ("（一）行政复议情况", "（二）行政诉讼（未经复议直接起诉）", "（三）行政诉讼（复议后起诉）"),
        ("3.复议后起诉", "1.行政复议", "2.未经复议直接起诉"),
    ],
)
def test_a_caption_names_the_group_of_the_table_below_it(captions: tuple[str, ...]) -> None:
    """Tools that write reports as Markdown split table 4 in this way; all of it was unplaced."""
    heads = "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    figures = {"行政复议": "1 0 0 2 3", "直接起诉": "0 4 / 0 4", "复议后起诉": "0 0 0 0 0"}
    body = ABOVE_REVIEW
    for caption in captions:
        [row] = [row.split() for name, row in figures.items() if name in caption]
        cells = "".join(f"<td>{text}</td>" for text in row)
        body += f"<p>{caption}</p><table><tr>{heads}</tr><tr>{cells}</tr></table>"
    report = read(body.encode())
    assert [" ".join(str(cell.raw) for cell in row.cells) for row in report.review.rows] == list(figures.values())
    assert not [f for f in report.findings if f.table == "review"]
    shown = [p.text for section in report.sections for p in section.paragraphs]
    assert all(caption in shown for caption in captions if caption[0] in "（123")


def test_a_caption_above_a_table_that_names_its_groups_names_none() -> None:
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    head = "<td colspan=5>复议后起诉</td><td colspan=5>未经复议直接起诉</td>"
    cells = "".join(f"<td>{n}</td>" for n in (1, 0, 0, 0, 1, 0, 2, 0, 0, 2))
    words = "".join(f"<td>{name}</td>" for name in names * 2)
    table = f"<table><tr>{head}</tr><tr>{words}</tr><tr>{cells}</tr></table>"
    body = f"{ABOVE_REVIEW}<p>（二）复议后起诉</p>{table}"
    report = read(body.encode())
    assert [cell.raw for cell in report.review.row("suit_after_review").cells] == ["1", "0", "0", "0", "1"]
    assert [cell.raw for cell in report.review.row("direct_suit").cells] == ["0", "2", "0", "0", "2"]


@pytest.mark.parametrize(
    "fee",
    [
        "<p>行政事业性收费 3000 元</p>",
        "<table><tr><td>信息内容</td><td>单位</td><td>本年收费金额</td></tr>"
        "<tr><td>行政事业性收费</td><td>元</td><td>3000</td></tr></table>",
        "<table><tr><td>信息内容</td><td>本年收费金额</td><td></td></tr>"
        "<tr><td>行政事业性收费</td><td>3000</td><td>元</td></tr></table>",
    ],
)
def test_a_fee_beside_a_unit_of_its_own_is_no_fee_of_ten_thousands(fee: str) -> None:
    """3000 元 was published as 3000 万元 without a finding: the cell of the unit was left out."""
    body = ABOVE_REVIEW.replace("<p>无。</p>\n", f"<p>第二十条第（八）项</p>{fee}")
    report = read(body.encode())
    cell = report.proactive.row("8.fee").cells[0]
    assert (cell.raw, cell.number) == ("3000", None)
    assert "value.unit" in {f.code for f in report.findings if f.row == "8.fee"}
    same = read(body.replace("元", "万元").encode()).proactive.row("8.fee").cells[0]
    assert same.number == 3000


def test_figures_before_the_words_of_a_header_are_listed() -> None:
    """A grid of boxes that is ten cells wide put 0 and 32 of the row above before 第二十条第（六）项: 32 was nowhere on
    the page, as if it numbered the rows."""
    rows = (
        ["第二十条第（五）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量", "其他对外管理服务事项", "30"],
        ["0", "32", "第二十条第（六）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "14", "增68", "46", "行政强制", "0", "7"],
    )
    table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    report = read(ABOVE_REVIEW.replace("<p>无。</p>\n", f"<table>{table}</table>").encode())
    listed = {cell.text for grid in report.unplaced for row in getattr(grid, "rows", ()) for cell in row if cell}
    shown = {cell.raw for row in report.proactive.rows for cell in row.cells}
    assert {"30", "32", "14", "46", "7"} <= listed | shown
    numbered = [["序号", "信息内容", "本年处理决定数量"], ["1", "行政许可", "5"], ["2", "信息内容", "本年处理决定数量"]]
    table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in numbered)
    report = read(ABOVE_REVIEW.replace("<p>无。</p>\n", f"<table>{table}</table>").encode())
    assert "table.unclaimed" not in {f.code for f in report.findings}, "2 numbers the row"


def test_more_figures_than_columns_with_blanks_between_stand_in_none() -> None:
    """A PDF whose letters are spaced gave 8 | | | 0 | | | 2 | 6 | 3 for 8, 0, 263; 2, 6, 3 were published."""
    rows: Rows = [
        ["信息内容", "本年制发件数", "", "", "本年废止件数", "", "", "", "现行有效件数", ""],
        ["规章", "2", "", "", "0", "", "", "", "6", ""],
        ["行政规范性文件", "8", "", "", "0", "", "", "2", "6", "3"],
    ]
    made = proactive.proactive(lines_of([grid(rows, GridKind.LOOSE)]))
    assert [cell.raw for cell in made.table.row("1.rules").cells] == ["2", "0", "6"]
    assert [cell.raw for cell in made.table.row("1.docs").cells] == ["", "", ""]
    assert "row.unplaced" in {f.code for f in made.findings if f.row == "1.docs"}


def test_a_part_without_a_header_below_headers_in_two_orders_is_in_doubt() -> None:
    """A converter repeats the header in another order; the part below （续表） has none: 6 of 1.信访举报 stood under
    科研机构, without a finding."""
    other = [NAMES[0], NAMES[2], NAMES[1], *NAMES[3:]]
    first = grid([["项目", *NAMES], ["一、本年新收政府信息公开申请数量", *"8124016"]])
    second = grid([["项目", *other], ["二、上年结转政府信息公开申请数量", *"5000005"]])
    third = grid([["1.信访举报投诉类申请", *"0600006"], ["2.重复申请", *"0000000"]])
    made = requests.requests(lines_of([first, second, third]))
    doubted = {f.row for f in made.findings if f.code == "value.low-confidence"}
    assert "3.5.1" in doubted and not doubted & {"1", "2"}


def test_a_page_with_a_column_less_than_a_header_with_a_column_of_its_own_is_in_doubt() -> None:
    """The next page lacks 小计: 9 of 商业企业 in 四、结转下年度 stood under 科研机构, without a finding."""
    names = [*NAMES[:6], "小计", NAMES[6]]
    first = grid([["项目", "", *names], ["一、本年新收政府信息公开申请数量", "", *"81240977"]])
    second = grid([["（七）总计", "", *"8124007"], ["四、结转下年度继续办理", "", "", "9", "", "", "", "", "9"]])
    made = requests.requests(lines_of([first, second]))
    doubted = {f.row for f in made.findings if f.code in ("value.low-confidence", "row.unplaced", "row.surplus")}
    assert {"4", "3.7"} <= doubted
