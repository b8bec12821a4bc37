"""Test what is a table drawn with characters in plain text, and where it ends."""

from __future__ import annotations

import pytest

from build_scripts.model import Grid
from build_scripts.readers import read
from build_scripts.readers.bar_cells import bar_cells
from build_scripts.readers.text_tables import PADDED

Shown = tuple[list[list[str]], str]  # the cells of the only table ([] = none), and the lines outside it


def shown(text: str) -> Shown:
    blocks = read(text.encode()).blocks
    grids = [b for b in blocks if isinstance(b, Grid)]
    assert len(grids) <= 1
    rows = [[cell.text for cell in row if cell] for grid in grids for row in grid.rows]
    return rows, "／".join(b.text for b in blocks if not isinstance(b, Grid))


def kinds(text: str) -> list[tuple[str, list[int | None]]]:
    """Return the kind of each table and the lines of its rows."""
    grids = [b for b in read(text.encode()).blocks if isinstance(b, Grid)]
    return [(g.kind.value, [row[0].place.line for row in g.rows if row[0]]) for g in grids]


TWO = [["规章", "0", "0"], ["许可", "1", "2"]]
BARS: dict[str, Shown] = {
    "第一句。\n规章|0|0\n许可|1|2\n\n没有了。": (TWO, "第一句。／没有了。"),
    "第一句|好\n一段没有竖线的话\n规章|0|0\n许可|1|2": (TWO, "第一句|好／一段没有竖线的话"),
    "见下表|\n规章|0|0\n许可|1|2": ([["见下表", ""], *TWO], ""),
    "| 119 | 25 | 91 |": ([["119", "25", "91"]], ""),
    "| 行政 | 25 | 91 |": ([["行政", "25", "91"]], ""),
    "| 行政 | | 91 |": ([["行政", "", "91"]], ""),
    "| 行政 | 处罚 | 91 |": ([], "| 行政 | 处罚 | 91 |"),
    "行政 | 25 | 91 |": ([], "行政 | 25 | 91 |"),
    "| 行政 | 25 | 91": ([], "| 行政 | 25 | 91"),
    "| 行政 |  |": ([], "| 行政 |  |"),
    "|": ([], "|"),
    "首页 | 公开\n网站地图": ([], "首页 | 公开／网站地图"),
    "+---+---+\n| 规章 | 3 |\n+---+---+\n| 许可 | 4 |\n+---+---+": ([["规章", "3"], ["许可", "4"]], ""),
    "| - | - | - |\n| 0 | / | 0 |": ([["-", "-", "-"], ["0", "/", "0"]], ""),
    "a\\|b | 1\n规章 | 2": ([["a|b", "1"], ["规章", "2"]], ""),
    "｜规章｜0｜\n｜许可｜1｜": ([["规章", "0"], ["许可", "1"]], ""),
}
COMMAS: dict[str, Shown] = {
    "甲,1,2\n乙,2,3\n丙,3,4\n完。": ([["甲", "1", "2"], ["乙", "2", "3"], ["丙", "3", "4"]], "完。"),
    '甲, 1 ,"1,234"\n乙,2,3\n丙,3,4': ([["甲", "1", "1,234"], ["乙", "2", "3"], ["丙", "3", "4"]], ""),
    "甲,1\n乙,2\n丙,3": ([], "甲,1／乙,2／丙,3"),  # two fields are prose
    "甲,1,2\n乙,2,3": ([], "甲,1,2／乙,2,3"),
    "甲,1,2\n乙,2,3\n丙,3\n丁,4,5": ([], "甲,1,2／乙,2,3／丙,3／丁,4,5"),
    "甲,1,2\n乙,2,3\n丙,3,4,5": ([], "甲,1,2／乙,2,3／丙,3,4,5"),
    "甲,子,丑\n乙,寅,卯\n丙,辰,巳": ([], "甲,子,丑／乙,寅,卯／丙,辰,巳"),
    '甲,1,2\n乙,"2,3\n丙,3,4': ([], '甲,1,2／乙,"2,3／丙,3,4'),
    "甲,1,2\n乙。,2,3\n丙,3,4": ([], "甲,1,2／乙。,2,3／丙,3,4"),
    '"甲,1",2\n"乙,2",3\n"丙,3",4': ([], '"甲,1",2／"乙,2",3／"丙,3",4'),
}
HEAD = [["信息内容", "件数"]]
RULES: dict[str, Shown] = {
    "信息内容  件数\n--------  ----\n规章        3\n\n后一段。": ([*HEAD, ["规章", "3"]], "后一段。"),
    "一段。\n\n信息内容  件数\n--------  ----\n规章        3\n": ([*HEAD, ["规章", "3"]], "一段。"),
    "--------  ----\n规章        3\n许可        4\n--------  ----\n": ([["规章", "3"], ["许可", "4"]], ""),
    "------------\n信息内容  件数\n--------  ----\n行政        3\n许可\n\n规章        4\n--------------\n完。": (
        [*HEAD, ["行政\n许可", "3"], ["规章", "4"]], "完。",
    ),
    "信息内容  件数\n--------  ----\n规章        3\n这是一句很长的话跨过了列的空": (
        [*HEAD, ["规章", "3"]], "这是一句很长的话跨过了列的空",
    ),
    "========  ====\n信息内容  件数\n========  ====\n规章        3\n\\           4\n========  ====\n": (
        [*HEAD, ["规章", "3"], ["", "4"]], "",
    ),
    "信息内容  件数\n--------  ----": ([], "信息内容  件数／--------  ----"),
    "信息内容  件数\n--------  ----\n\n后一段。": ([], "信息内容  件数／--------  ----／后一段。"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [*BARS.items(), *COMMAS.items(), *RULES.items()])
def test_the_cells_and_the_end_of_a_table(text: str, found: Shown) -> None:
    assert shown(text) == found


def test_rows_have_the_lines_of_the_file() -> None:
    assert kinds("一。\n+---+---+\n| 规章 | 3 |\n+---+---+\n| 许可 | 4 |\n+---+---+\n") == [("ruled", [3, 5])]
    assert kinds("一。\n\n信息内容  件数\n--------  ----\n规章        3\n") == [("ruled", [3, 5])]
    assert kinds("规章 |\n| 0 |\n") == [("packed", [1, 2])], "rows of different lengths prove no column"


def test_a_quotation_mark_of_unknown_width_makes_its_row_doubtful() -> None:
    text = "---- -- --\n“”    3\n文件  4  5\n---- -- --\n"  # 3 stands in the second or in the third column
    (grid,) = (b for b in read(text.encode()).blocks if isinstance(b, Grid))
    assert [{cell.doubt for cell in row if cell} for row in grid.rows] == [{PADDED}, {""}]


# --------------------------------------------------------------------------- cells below each other


def cells(text: str) -> tuple[list[str], list[int], int]:
    """Return the cells of the table at the first line, the lines on which they begin, and the end of its lines."""
    grid, end = bar_cells(text.split("\n"), 0, 1, 1, lambda words: words)
    rows = [row[0] for row in grid.rows] if grid else []
    return [c.text for c in rows if c], [c.place.line or 0 for c in rows if c], end


ROW = "规章 |\n0 |\n1 |\n2 |\n文件 |\n3 |\n4 |\n5 |"
TEXTS = ["规章", "0", "1", "2", "文件", "3", "4", "5"]


def test_a_bar_ends_a_cell() -> None:
    assert cells(ROW) == (TEXTS, [1, 2, 3, 4, 5, 6, 7, 8], 8)
    assert cells(ROW + "\n后一段。\n\n")[2] == 8
    spaced = ROW.replace(" |\n", "\n\n|\n")
    assert cells(spaced)[0] == TEXTS and cells(spaced)[1][:3] == [1, 4, 7]
    assert cells("| 规章\n|\n0\n|\n1\n|\n2\n|\n" + ROW)[0][:4] == ["规章", "0", "1", "2"]
    assert cells(ROW + "\n|\n6 | |\n| |\n7 |")[0][8:] == ["", "6", "7"], (
        "several bars on a line are the rest of a merged cell"
    )
    assert cells("社会\n公益\n组织 |\n" + ROW)[0] == [], "the text above the first cell is no part of it"
    assert cells("甲 |\n社会\n公益\n组织 |\n" + ROW)[0][:2] == ["甲", "社会\n公益\n组织"]


@pytest.mark.parametrize(
    "text",
    [
        "\n" + ROW,
        ROW.rpartition("\n")[0],  # seven cells
        ROW.replace("0", "甲").replace("1", "乙").replace("2", "丙").replace("3", "丁").replace("4", "戊"),  # one value
        "规章 | 0 | 1\n" + ROW,  # a row on one line
    ],
)
def test_what_is_no_table_of_cells_below_each_other(text: str) -> None:
    assert cells(text)[0] == []


@pytest.mark.parametrize(
    "between",
    ["没有其他情况。", "三、收到和处理政府信息公开申请情况", "字" * 50, "甲\n乙\n丙\n丁\n戊"],
)
def test_such_a_table_ends_before_a_sentence_or_a_heading(between: str) -> None:
    assert cells(f"{ROW}\n{between}\n下一格 |\n{ROW}")[0] == TEXTS


def test_a_cell_of_several_lines_may_be_long() -> None:
    assert cells(f"{ROW}\n{'字' * 40}\n{'字' * 10} |")[0][8:] == ["字" * 40 + "\n" + "字" * 10]
    assert cells(f"{ROW}\n{'字' * 41}\n{'字' * 10} |")[0] == TEXTS


# --------------------------------------------------------------------------- lists behind a colon


LISTS: dict[str, Shown] = {
    "信息内容：本年制发件数、本年废止件数、现行有效件数\n规章：0、、3\n信息内容：本年收费金额（单位：万元）、、\n行政收费：0.3万元、、\n后一段。": (
        [
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "0", "", "3"],
            ["信息内容", "本年收费金额（单位：万元）", "", ""],
            ["行政收费", "0.3万元", "", ""],
        ],
        "后一段。",
    ),
    "二、上年结转 ：6、1、、0、1、0、8": ([["二、上年结转", "6", "1", "", "0", "1", "0", "8"]], ""),
    "：1、0、0、1、2、": ([["1", "0", "0", "1", "2", ""]], ""),
    "一是：甲、乙、丙\n二是：丁、戊\n三是：己、庚": ([], "一是：甲、乙、丙／二是：丁、戊／三是：己、庚"),
    "全年：1、2\n其中：3、4": ([], "全年：1、2／其中：3、4"),
    "收到：15\n办结：14\n结转：1": ([], "收到：15／办结：14／结转：1"),
}


@pytest.mark.parametrize(("text", "found"), LISTS.items())
def test_rows_that_list_their_figures_behind_a_colon(text: str, found: Shown) -> None:
    assert shown(text) == found


def test_a_row_alone_in_its_box_is_a_table() -> None:
    """Each row drawn as a box of its own, with blank cells of merged labels before the label."""
    box = "╔═╦═╗\n║║║2.没有现║59610║0║36390║94║1║69║116164║\n╚═╩═╝\n"
    assert shown(box + "后一段。") == (
        [["", "", "2.没有现", "59610", "0", "36390", "94", "1", "69", "116164"]],
        "后一段。",
    )
    assert shown("║首页║要闻║2024║")[0] == []
