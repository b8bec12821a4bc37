"""Test tables whose columns are aligned with spaces: the place of a text on its line proves its column."""

from __future__ import annotations

import pytest
from styles import raws

from build_scripts.extraction.extract import read as read_report
from build_scripts.model import Grid, GridKind
from build_scripts.readers import read
from build_scripts.readers.text_tables import PADDED

TITLE = "示例县河店镇人民政府2024年政府信息公开工作年度报告\n\n"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def drawn(text: str) -> tuple[list[list[str]], GridKind, set[str]]:
    """Return the cells of the only grid, its kind, and the doubts on its cells."""
    (grid,) = (b for b in read(text.encode()).blocks if isinstance(b, Grid))
    cells = [cell for row in grid.rows for cell in row if cell]
    return [[cell.text for cell in row if cell] for row in grid.rows], grid.kind, {cell.doubt for cell in cells}


def wide(text: str, letter: int) -> int:
    return sum(letter if char > "⺀" else 1 for char in text)


def lines(rows: list[str], letter: int = 2, right: bool = False, between: str = "\n") -> str:
    """Return the rows (cells between ``|``) aligned for ideographs of that width, figures at the right if ``right``."""
    cells = [row.split("|") for row in rows]
    widths = [max(wide(row[c], letter) for row in cells) for c in range(len(cells[0]))]

    def padded(text: str, at: int) -> str:
        pad = " " * (widths[at] - wide(text, letter))
        return pad + text if right and text[:1].isdigit() else text + pad

    return between.join("  ".join(padded(text, at) for at, text in enumerate(row)).rstrip() for row in cells)


TABLE = [
    f"{NOTE}|||申请人情况|||||",
    "|||自然人|法人或其他组织||||",
    "||||商业企业|科研机构|社会公益组织|法律服务机构|其他",
    "一、本年新收政府信息公开申请数量|||1234567||3||2|",
    "三、本年度办理结果|（三）不予公开|1.属于国家秘密|12||||2|1",
    "||2.其他法律行政法规禁止公开|||||0|",
    "||3.危及“三安全一稳定”||||||",
    "四、结转下年度继续办理|||||1|||",
]


@pytest.mark.parametrize("letter", [2, 1])
@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_blank_cell_has_a_place(letter: int, right: bool, between: str) -> None:
    """Ideographs take two columns in a terminal and one in the text of pdftotext; some programs write a blank line
    after each row; the label of a merged cell is longer than any figure is away from it."""
    assert drawn(lines(TABLE, letter, right, between)) == ([row.split("|") for row in TABLE], GridKind.RULED, {""})


def test_a_table_ends_at_a_heading_or_a_sentence() -> None:
    for after in ("四、政府信息公开行政复议、行政诉讼情况", "以上没有了。", "注：含上年", "示例县河店镇人民政府" * 5):
        assert drawn(lines(TABLE) + "\n" + after)[0] == [row.split("|") for row in TABLE]


def test_blanks_in_a_label_divide_no_cell() -> None:
    rows = [
        "项目名称及内容|自然人|商业企业|总计",
        "（三）不予公  开|1||1",
        "2  .没有现成信息|||2",
        "3.  其他||3|3",
        "行  政  收  费||3|3",
    ]
    found, kind, doubts = drawn(lines(rows))
    assert (kind, doubts) == (GridKind.RULED, {""})
    assert [row[1:] for row in found] == [row.split("|")[1:] for row in rows]
    assert [row[0] for row in found] == [
        "项目名称及内容",
        "（三）不予公 开",
        "2  .没有现成信息",
        "3.  其他",
        "行 政 收 费",
    ]


def test_another_table_shows_how_wide_a_letter_is() -> None:
    """4 stands below the second or the third header."""
    small = "信息内容            本年制发件数                本年废止件数  现行有效件数\n规章                                            4\n文件"
    assert drawn(small)[2] == {"", PADDED}
    report = read((small + "\n\n三、收到和处理\n\n" + lines(TABLE)).encode())
    first, _ = (block for block in report.blocks if isinstance(block, Grid))
    assert [cell.text for cell in first.rows[1] if cell] == ["规章", "", "4", ""]
    assert {cell.doubt for row in first.rows for cell in row if cell} == {""}


def test_figures_without_a_header_are_in_doubt() -> None:
    assert drawn("规章            0     0     3\n行政规范性文件  1           4\n")[2] == {PADDED}


def test_figures_that_stand_below_no_column_are_in_doubt() -> None:
    rows = "项目      自然人  商业企业  科研机构\n一、新收     1     2      3\n二、结转   4     5\n三、办理    6    7    8\n"
    assert drawn(rows)[1:] == (GridKind.LOOSE, {PADDED})


@pytest.mark.parametrize("right", [False, True])
def test_a_report_with_aligned_tables(right: bool) -> None:
    names = "自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
    table = [f"项目|{names}", "一、本年新收政府信息公开申请数量|3||1||||4", "二、上年结转政府信息公开申请数量||||||2|2"]
    docs = ["信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|||", "行政规范性文件||7|"]
    cases = ["|".join(["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4])]
    cases += ["|".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3), "1||||1||2|||2|||||0"]
    headings = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    )
    parts = [f"{head}\n\n{lines(rows, right=right)}" for head, rows in zip(headings, (docs, table, cases), strict=True)]
    report = read_report((TITLE + "\n\n".join(parts)).encode())
    assert raws(report, "requests")["1"] == ["3", "", "1", "", "", "", "4"]
    assert raws(report, "requests")["2"] == ["", "", "", "", "", "2", "2"]
    assert raws(report, "proactive")["1.docs"] == ["", "7", ""]
    assert raws(report, "review")["direct_suit"] == ["", "2", "", "", "2"]
    assert not [found for found in report.findings if found.code == "value.low-confidence"]
