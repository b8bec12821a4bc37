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


def test_a_figure_below_a_header_by_chance_is_doubted() -> None:
    """Two blanks for each tab: 4 has two blank cells before it, and stands below 本年制发件数. The next row shows it."""
    text = "信息内容  本年制发件数  本年废止件数  现行有效件数\n\n规章      4\n\n行政规范性文件  1  6  3\n"
    assert drawn(text) == (
        [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "4", "", ""]],
        GridKind.RULED,
        {"", PADDED},
    )


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
    assert drawn(rows)[1:] == (GridKind.RULED, {PADDED})


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


LAYOUT = """
                                                申请人情况
（本列数据的勾稽关系为：第一项加第二        自                法人或其他组织
项之和，等于第三项加第四项之和）            然   商业企  科研机  社会公  法律服  其
                                            人   业      构      益组织  务机构  他   总计
一、本年新收政府信息公开申请数量           3402   99      0       4       5       1   3511
二、上年结转政府信息公开申请数量            91    3       0       0       2       0    96

三、  （一）予以公开                       1175   12      0       3       1       0   1191
本年  （二）部分公开（区分处理的，只计这
度办                                       319    7       0       0       2       0    328
理结  一情形，不计其他情形）
果    （三）不  1.属于国家秘密              0     0       0       0       0       0     0
      予公开    2.其他法律行政法规禁止公    27    0       0       0       0       0     27
                开
                               - 3 -
                3.危及“三安全一稳定”      6   0   0   0   0   0   6
（四）无法提供  1.本机关不掌握相关政府   968  74   0   1   3   1  1047
                信息
                2.没有现成信息需要另行   26   2   0   0   0   0   28
                制作
"""


def test_the_text_of_a_page_with_labels_over_several_lines() -> None:
    """As pdftotext -layout: names stand in the middle above several columns, a label goes on above and below its
    figures, and a page number parts the table; below it, nothing names the columns."""
    above, below = (b for b in read(LAYOUT.encode()).blocks if isinstance(b, Grid))
    rows = [[cell.text for cell in row if cell] for row in (*above.rows, *below.rows)]
    assert [row[-7:] for row in rows[-9:]] == [
        ["3402", "99", "0", "4", "5", "1", "3511"],
        ["91", "3", "0", "0", "2", "0", "96"],
        ["1175", "12", "0", "3", "1", "0", "1191"],
        ["319", "7", "0", "0", "2", "0", "328"],
        ["0", "0", "0", "0", "0", "0", "0"],
        ["27", "0", "0", "0", "0", "0", "27"],
        ["6", "0", "0", "0", "0", "0", "6"],
        ["968", "74", "0", "1", "3", "1", "1047"],
        ["26", "2", "0", "0", "0", "0", "28"],
    ]
    assert [row[-8] for row in rows[-6:]] == [
        "本年度办理结（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "果 （三）不 1.属于国家秘密",
        "予公开2.其他法律行政法规禁止公开",
        "3.危及“三安全一稳定”",
        "1.本机关不掌握相关政府信息",
        "2.没有现成信息需要另行制作",
    ]
    assert {cell.doubt for row in below.rows for cell in row if cell} == {PADDED}


def test_a_row_without_a_number_goes_on_with_no_short_label() -> None:
    """总计 below 3.其他 is a row whose cells are blank: the label above has room for it."""
    rows = ["项目|自然人|商业企业", "1.属于国家秘密|1|", "2.重复申请||2", "3.其他|3|", "总计||"]
    assert drawn(lines(rows) + "\n4.不予公开      4")[0][3:5] == [["3.其他", "3", ""], ["总计", "", ""]]


def test_headers_of_table_4_out_of_their_places_leave_both_suits_in_doubt() -> None:
    """The text of a page may print 复议后起诉 before 未经复议直接起诉, although it stands to the right of it."""
    names = "结果维持 结果纠正 其他结果 尚未审结 总计"
    table = [f"{names} {names} 结果维持 结果纠正 复议后起诉", "未经复议直接起诉", "其他结果 尚未审结 总计"]
    text = TITLE + "四、政府信息公开行政复议、行政诉讼情况\n行政复议 行政诉讼\n" + "\n".join(table)
    report = read_report((text + "\n3 1 0 1 5 2 0 1 0 3 1 0 0 1 2\n五、存在的主要问题及改进情况\n没有。\n").encode())
    assert raws(report, "review")["direct_suit"] == ["2", "0", "1", "0", "3"]
    assert {f.row for f in report.findings if f.code == "value.low-confidence"} >= {"direct_suit", "suit_after_review"}


def test_rules_between_the_rows_are_no_rows() -> None:
    text = "项目      件数\n--------  -\n规章      3\n--------  -\n行政许可  4"
    found, _, _ = drawn(text)
    assert found == [["项目", "件数"], ["规章", "3"], ["行政许可", "4"]]


def test_a_line_with_signs_of_unknown_width_is_in_doubt() -> None:
    """One program draws U+200B without a width, another counts it: 2 of 本年废止件数 stood under 现行有效件数."""
    made = lines(TABLE).replace("1234567", "1\u200b23456")  # as wide as before where the sign is counted
    (grid,) = (block for block in read(made.encode()).blocks if isinstance(block, Grid))
    assert [{cell.doubt for cell in row if cell} for row in grid.rows][2:5] == [{""}, {PADDED}, {""}]
