"""Test that a table with a figure in each row, or with its rows across the top, is laid out as the form does, and only
where its words prove it."""

from __future__ import annotations

import pytest
from styles import NAMES, Rows, grid

from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.long_tables import lay_out_long_table, turn_rows_of_table_2
from build_scripts.model import Grid

CASES = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
COLUMNS = ("本年制发件数", "本年废止件数", "现行有效件数")


def texts(made: Grid) -> Rows:
    return [[cell.text if cell else None for cell in row] for row in made.rows]


def long_rows(names: tuple[str, ...] = NAMES) -> Rows:
    return [[case if at == 0 else None, name, str(at)] for case in CASES for at, name in enumerate(names)]


def test_a_figure_a_row_becomes_a_row_a_label_below_what_stands_above() -> None:
    made = lay_out_long_table(grid([["统计表（单位：件）", None, None], ["项目", "申请人", "数量"], *long_rows()]))
    figures = [str(at) for at in range(7)]
    assert texts(made) == [["统计表（单位：件）", None, None], [None, *NAMES], *([case, *figures] for case in CASES)]


@pytest.mark.parametrize(
    "rows",
    [
        long_rows(NAMES[:6]),
        long_rows((*NAMES[:6], "其他")),
        [*long_rows(), ["注：本表数据统计截止12月31日", None, None]],
        [*long_rows()[:-1], [None, "总计", "见附件"]],
        long_rows()[:7],
        [["我县的申请" if cell == CASES[0] else cell for cell in row] for row in long_rows()],
        [["行政许可", "本年处理决定数量", "5"], ["行政处罚", "本年处理决定数量", "3"]],
        [[label, name, "1"] for label in ("我县的文件", "规章") for name in COLUMNS],
        [["规章", name, "1"] for name in (*COLUMNS, COLUMNS[0])] + [["行政规范性文件", name, "1"] for name in COLUMNS],
        [["规章", name, "1"] for name in COLUMNS[:2]] + [["行政规范性文件", name, "1"] for name in COLUMNS],
    ],
)
def test_rows_that_are_not_all_figures_of_whole_rows_stay(rows: Rows) -> None:
    item = grid(rows)
    assert lay_out_long_table(item) is item


def test_rows_of_table_2_across_the_top_are_turned() -> None:
    rows: Rows = [["项目", "规章", "规范性文件", ""]]
    rows += [[name, str(at), "0", ""] for at, name in enumerate(COLUMNS)]
    made = turn_rows_of_table_2(grid([*rows, ["信息内容", "本年处理决定数量", "", ""]]))
    assert texts(made) == [
        ["项目", *COLUMNS],
        ["规章", "0", "1", "2"],
        ["规范性文件", "0", "0", "0"],
        ["信息内容", "本年处理决定数量", "", ""],
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "规章"], *([name, "1"] for name in COLUMNS)],
        [["项目", "规章", "规范性文件"], *([name, "1", "0"] for name in COLUMNS[:2])],
        [["项目", "规章", "规范性文件"], *([name, "1", "见附件"] for name in COLUMNS)],
        [["项目", "规章", "规范性文件", ""], *([name, "1", "0", "7"] for name in COLUMNS)],
        [["项目", "规章", "我县的文件"], *([name, "1", "0"] for name in COLUMNS)],
    ],
)
def test_rows_across_the_top_without_all_columns_below_stay(rows: Rows) -> None:
    item = grid(rows)
    assert turn_rows_of_table_2(item) is item


@pytest.mark.parametrize(
    ("number", "label", "joined"),
    [
        ("1.", "属于国家秘密", "1.属于国家秘密"),
        ("（一）", "予以公开", "（一）予以公开"),
        ("（三）", "不予公开", "（三）不予公开"),
        ("1", "属于国家秘密", ""),
        ("2.", "属于国家秘密", ""),
        ("1.", "我县的申请", ""),
    ],
)
def test_an_item_number_is_joined_with_the_label_that_it_numbers(number: str, label: str, joined: str) -> None:
    [made] = repair_grids([grid([[number, None, label, "1", "2"]])])
    assert isinstance(made, Grid)
    assert texts(made) == [["" if joined else number, None, joined or label, "1", "2"]]
