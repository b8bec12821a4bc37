"""Test the agency's own words, columns, rows and notes.

They are distinguished from those of the form by their headers, shown, and reported where they contain figures."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import product
from typing import Literal

import pytest
from made_files import zipped
from made_up import report as made_up
from made_up import with_tables
from styles import OUTCOMES, Rows, grid, proactive_rows, raws, request_rows, review_rows, review_values

from build_scripts import readers
from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.extraction import proactive, requests, review
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.identify import identify
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.tables import Aligned
from build_scripts.findings import message
from build_scripts.model import Block, Grid, GridKind, Paragraph, Place, Report, State
from build_scripts.wording import _TRADITIONAL_PAIRS, cell, fold

BUSY = next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells))
REPORT = made_up(BUSY)
PACKAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Target='
    '"word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    "</Relationships>"
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
TITLE = "示例县东河镇人民政府2024年政府信息公开工作年度报告"


def of(blocks: list[Block], key: str) -> Aligned:
    lines = [line for line in lines_of(repair_grids(blocks)) if line.table == key]
    return {"proactive": proactive.proactive, "requests": requests.requests, "review": review.review}[key](lines)


def prints(aligned: Aligned) -> dict[str, list[str]]:
    return {row.key: [cell.raw or "" for cell in row.cells] for row in aligned.table.rows}


def kept(aligned: Aligned) -> list[str]:
    return [text for line in (*aligned.unclaimed, *aligned.partly_unplaced) for text in line.texts]


def renamed(rows: Rows, words: dict[str, str]) -> Rows:
    return [[words.get(c, c) if c else c for c in row] for row in rows]


HEADS = {
    "自然人": "自然人（件）",
    "商业企业": "商业企业数",
    "社会公益组织": "社会公益机构",
    "总计": "合计（件）",
    "本年制发件数": "制发件数",
    "本年废止件数": "本年度废止件数",
    "现行有效件数": "现行有效数量",
    "本年收费金额（单位：万元）": "收费金额（万元）",
    "结果维持": "维持",
    "结果纠正": "纠正",
    "尚未审结": "未审结",
    "未经复议直接起诉": "直接起诉",
    "复议后起诉": "经复议后起诉",
}


def test_heads_from_which_letters_are_lost_are_the_heads_of_the_form() -> None:
    """本年发件: 制 and 数 are lost on the pages of several sites."""
    rows = renamed(proactive_rows(REPORT), {"本年制发件数": "本年发件", "现行有效件数": "现行有效件"})
    aligned = of([grid(rows)], "proactive")
    assert prints(aligned) == raws(REPORT, "proactive")
    assert not aligned.findings


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("proactive", proactive_rows(REPORT)),
        ("requests", request_rows(REPORT)),
        ("review", review_rows(REPORT)),
    ],
)
def test_heads_in_other_words_are_the_heads_of_the_form(key: str, rows: Rows) -> None:
    aligned = of([grid(renamed(rows, HEADS))], key)
    assert prints(aligned) == raws(REPORT, key)
    assert not aligned.findings


@pytest.mark.parametrize("cut", [("本年新", "本年新", "对外公开总数量"), ("本年新制作数量", "本年新", "对外公开")])
def test_heads_that_a_converter_cut_are_those_of_their_columns(cut: tuple[str, str, str]) -> None:
    """A header of two lines of which one is left; the columns have the order of the form."""
    rows: Rows = [["第二十条第（一）项", None, None, None], ["信息内容", *cut]]
    rows += [["规章", "1", "2", "30"], ["规范性文件", "4", "5", "60"]]
    aligned = of([grid(rows)], "proactive")
    assert [prints(aligned)[key] for key in ("1.rules", "1.docs")] == [["1", "2", "30"], ["4", "5", "60"]]
    assert not {f.code for f in aligned.findings} & {"row.surplus", "table.truncated"}
    other = of([grid(renamed(rows, {"本年新": "上年末"}))], "proactive")
    assert "row.surplus" in {f.code for f in other.findings}


def test_the_instructions_of_a_province_beside_the_words_of_the_form() -> None:
    """The reports of Hubei on 2020: 规章（设区的市、自治州人民政府应提供相关数据） stood in no row."""
    rules = "规章（设区的市、自治州人民政府应提供相关数据）"
    rows: Rows = [["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"], [rules, "1", "2", "30"]]
    rows += [["规范性文件（行政机关制定发布的决定、公告、通告、意见、通知）", "4", "5", "60"]]
    aligned = of([grid(rows)], "proactive")
    assert [prints(aligned)[key] for key in ("1.rules", "1.docs")] == [["1", "2", "30"], ["4", "5", "60"]]
    assert not aligned.unclaimed


def test_a_column_of_its_own_between_the_figures_is_said_beside_each_row() -> None:
    rows = [[*row[:9], "小计" if n < 3 else str(500 + n), *row[9:]] for n, row in enumerate(request_rows(REPORT))]
    aligned = of([grid(rows)], "requests")
    assert prints(aligned) == raws(REPORT, "requests")
    said = {f.row: message(f) for f in aligned.findings if f.code == "row.surplus"}
    assert said.keys() == {row.key for row in aligned.table.rows}
    assert "503" in said["1"]


@pytest.mark.parametrize("head", ["序号", "指标代码", "行次"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_column_that_numbers_the_rows_is_shown_and_needs_no_finding(head: str, at: int) -> None:
    rows = [
        [*row[:at], str(n) if (row[0] or "")[:2] not in ("第二", "信息") else head, *row[at:]]
        for n, row in enumerate(proactive_rows(REPORT))
    ]
    aligned = of([grid(rows)], "proactive")
    assert prints(aligned) == raws(REPORT, "proactive")
    assert not aligned.findings
    numbers = {row[at] for row in rows if row[at] != head}
    assert numbers <= set(kept(aligned))


def test_a_finding_quotes_every_figure_of_a_row_even_where_they_are_alike() -> None:
    words = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    lines = [
        "申请人情况",
        words,
        "一、本年新收政府信息公开申请数量 0 0 4 4",
        "二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0",
    ]
    aligned = of([Paragraph(text, Place(line=n)) for n, text in enumerate(lines, 1)], "requests")
    said = next(message(f) for f in aligned.findings if f.code == "row.unplaced")
    assert "0、0、4、4" in said


def _torn_far(at: int, cut: int, whole: bool) -> Rows:
    """Return table 3 with the figures of row ``at`` beside the beginning of its label; the blank rest is two rows
    below."""
    rows = request_rows(REPORT)
    place = max(n for n, text in enumerate(rows[at]) if text and not text.isdigit())
    label = rows[at][place] or ""
    blank = [None if text is None else "" for text in rows[at]]
    blank[place] = label if whole else label[cut:]
    rows[at][place] = label[:cut]
    return [*rows[: at + 2], blank, *rows[at + 2 :]]


@pytest.mark.parametrize("whole", [True, False])
def test_a_blank_row_says_that_figures_beside_it_found_no_row(whole: bool) -> None:
    at = next(n for n, row in enumerate(request_rows(REPORT)) if any((text or "").startswith("4.无") for text in row))
    rows = _torn_far(at, 3, whole)
    aligned = of([grid(rows)], "requests")
    assert any("4.无" in line.texts for line in aligned.unclaimed)
    assert [f.row for f in aligned.findings if "4.无" in message(f)] == ["3.5.4"]


def test_a_blank_row_beside_a_row_of_the_agencys_own_is_not_doubted() -> None:
    rows = request_rows(REPORT)
    at = next(n for n, row in enumerate(rows) if any((text or "").startswith("4.无") for text in row))
    rows[at] = [text if text is None or not text.isdigit() else "" for text in rows[at]]
    own = [None, None, "其中通过门户网站收到的", *"1234560"]
    aligned = of([grid([*rows[: at + 2], own, *rows[at + 2 :]])], "requests")
    assert any("其中通过门户网站收到的" in line.texts for line in aligned.unclaimed)
    assert not [f for f in aligned.findings if f.row == "3.5.4"]


def test_a_note_below_table_4_is_no_figure_and_stays() -> None:
    rows = review_rows(REPORT)
    note = "注：其中网上申请12件。"
    for last in ([note, *[None] * 14], [note, *[""] * 14], [note] * 15):
        aligned = of([grid([*rows, last])], "review")
        assert prints(aligned) == raws(REPORT, "review")
        assert note in kept(aligned)


BLANK_GROUP = replace(REPORT.review.rows[2], cells=(cell(""),) * 5)
NOTES = [
    "注：行政复议3件为上年结转",
    "以上总计不含信访件12件",
    "复议机关为县人民政府，案号12",
    "其中：行政复议维持3",
    "行政复议、行政诉讼的其他结果均为经调解后由申请人自行撤回申请的案件",
]


def test_figures_of_many_digits_are_no_notes() -> None:
    """A row of table 4 in text whose figures all have five digits or more was read as a note."""
    groups = [str(123456 + at) for at in range(3)]
    rows: Rows = [["", "行政复议", "未经复议直接起诉", "复议后起诉"]]
    rows += [[name, *groups] for name in OUTCOMES]
    aligned = of([grid(rows, GridKind.PACKED)], "review")
    assert list(prints(aligned).values()) == [[figure] * 5 for figure in groups] and not aligned.unclaimed


@pytest.mark.parametrize("note", NOTES)
def test_a_note_in_table_4_with_words_of_the_form_is_no_header_and_stays(note: str) -> None:
    """A cell with 行政复议 or 总计 was taken for a header, and stood nowhere; beside the figures, it put each in doubt."""
    rows, values = review_rows(REPORT), review_values(REPORT)
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    labelled = [[label, *values[5 * at : 5 * at + 5]] for at, label in enumerate(labels)]
    tall: Rows = [
        [label, name, labelled[at][1 + of]] for at, label in enumerate(labels) for of, name in enumerate(OUTCOMES)
    ]
    shapes: list[list[Block]] = [
        [grid([*rows, [note, *[None] * 14]])],
        [grid([*([*row, head] for row, head in zip(rows, ["备注", None, None, note], strict=True))])],
        [grid([["类别", *OUTCOMES, "备注"], *([*row, note] for row in labelled)])],
        [grid([*tall, [note, None, None]])],
        [grid([*([*row, ""] for row in tall[:-1]), [*tall[-1], note]])],
        [grid([*([cell or "" for cell in row] for row in rows), [note, *[""] * 14]], GridKind.PACKED)],
    ]
    for blocks in shapes:
        aligned = of(blocks, "review")
        assert prints(aligned) == raws(REPORT, "review")
        assert note in kept(aligned)
        assert not aligned.findings


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize("word", ["合计", "小计"])
def test_a_row_that_adds_up_groups_of_table_4_is_no_group(word: str, kind: GridKind) -> None:
    """小计 below a blank row 复议后起诉 was published as the figures of that row; in text, 合计 put each row in doubt."""
    report = with_tables(REPORT, replace(REPORT.review, rows=(*REPORT.review.rows[:2], BLANK_GROUP)))
    values = raws(report, "review")
    labels: Rows = [["行政复议", None], ["行政诉讼", "未经复议直接起诉"], [None, "复议后起诉"]]
    rows: Rows = [[*label, *row] for label, row in zip(labels, values.values(), strict=True)]
    whole: Rows = [["类别", None, *OUTCOMES], *rows, [None, word, "7", "0", "1", "0", "8"]]
    cells: Rows = whole if kind is GridKind.RULED else [[cell or "" for cell in row] for row in whole]
    aligned = of([grid(cells, kind)], "review")
    assert prints(aligned) == values
    assert "8" in kept(aligned)


def test_a_row_of_table_4_with_a_short_label_and_words_stays() -> None:
    """其中：网上 has four letters, fewer than a note: the row stood nowhere."""
    aligned = of([grid([*review_rows(REPORT), ["其中：网上", *[""] * 13, "均由县政府受理"]])], "review")
    assert prints(aligned) == raws(REPORT, "review")
    assert "均由县政府受理" in kept(aligned)


def test_text_that_an_open_table_swallowed_names_no_columns() -> None:
    """The end tag of table 4 is missing, and the last cell holds the rest of the page: it contains 其他."""
    values = review_values(REPORT)
    rest = f"{values[14]}\n五、存在的主要问题及改进情况\n一是公开的深度不够。\n六、其他需要报告的事项\n无。"
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    rows = [[label, *values[5 * at : 5 * at + 5]] for at, label in enumerate(labels)]
    aligned = of([grid([["类别", *OUTCOMES], *rows[:2], [*rows[2][:-1], rest]])], "review")
    want = raws(REPORT, "review")
    assert {key: row for key, row in prints(aligned).items() if key != "suit_after_review"} == {
        key: row for key, row in want.items() if key != "suit_after_review"
    }
    assert aligned.table.row("suit_after_review").cells[4].state is State.UNREADABLE


@pytest.mark.parametrize("key", ["proactive", "requests"])
def test_a_note_below_a_table_that_speaks_of_a_row_stays(key: str) -> None:
    """It was taken for a piece of that row's label, and stood nowhere."""
    rows, note = {
        "proactive": (proactive_rows(REPORT), "注：行政许可含委托乡镇办理的数量。"),
        "requests": (request_rows(REPORT), "注：重复申请由两个窗口分别登记的只算作一件。"),
    }[key]
    for last in ([note, *[None] * (len(rows[0]) - 1)], [note, *[""] * (len(rows[0]) - 1)]):
        aligned = of([grid([*rows, last])], key)
        assert prints(aligned) == raws(REPORT, key)
        assert note in kept(aligned)
        assert not aligned.findings


def test_a_mirror_in_traditional_characters_prints_the_words_of_the_form() -> None:
    """The gateways of some governments convert every page; 3.5.2 (2.重復申請) and all of table 2 were lost."""
    pairs = _TRADITIONAL_PAIRS
    traditional = str.maketrans(dict(zip(pairs[1::2], pairs[::2], strict=True)))
    for key, rows in (
        ("proactive", proactive_rows(REPORT)),
        ("requests", request_rows(REPORT)),
        ("review", review_rows(REPORT)),
    ):
        made = of([grid([[c and c.translate(traditional) for c in row] for row in rows])], key)
        assert prints(made) == raws(REPORT, key)
        assert not made.findings
    assert fold("三、收到和處理政府信息公開申請情況") == fold("三、收到和处理政府信息公开申请情况")


def _stacked(rows: Rows, first: int, count: int, at: int, wrapped: bool = False) -> Rows:
    """Put the labels of some rows into one cell, as where no rule separates them."""
    labels = [row[at] or "" for row in rows[first : first + count]]
    labels = [f"{label[:5]}\n{label[5:]}" if wrapped and len(label) > 8 else label for label in labels]
    made = [list(row) for row in rows]
    for row in made[first : first + count]:
        row[at] = None
    made[first][at] = "\n".join(labels)
    return made


@pytest.mark.parametrize("wrapped", [False, True])
def test_labels_that_no_rule_parts_are_those_of_the_rows_beside_them(wrapped: bool) -> None:
    """规章 over 行政规范性文件 in one cell was read as one label, and the figures of the first row were assigned to the second."""
    rows = proactive_rows(REPORT)
    at = next(i for i, row in enumerate(rows) if row[0] == "规章")
    made = of([grid(_stacked(rows, at, 2, 0, wrapped))], "proactive")
    assert prints(made) == raws(REPORT, "proactive") and not made.findings
    rows = request_rows(REPORT)
    at = next(i for i, row in enumerate(rows) if row[2] == "1.属于国家秘密")
    rows = _stacked(_stacked(rows, at, 8, 2, wrapped), at + 8, 3, 2, wrapped)
    made = of([grid(rows)], "requests")
    assert prints(made) == raws(REPORT, "requests") and not made.findings


def test_a_cell_of_labels_ends_above_the_row_below_its_box() -> None:
    """（七）总计 is merged with the column of the labels above it; it has no label in their cell."""
    rows = request_rows(REPORT)
    at = next(i for i, row in enumerate(rows) if row[1] == "（六）其他处理")
    made = grid(_stacked(rows, at, 3, 2))
    cells = [
        [
            c and replace(c, place=replace(c.place, box=(k, r, k + 1.0, r + 3.0 if (r, k) == (at, 2) else r + 1.0)))
            for k, c in enumerate(row)
        ]
        for r, row in enumerate(made.rows)
    ]
    made = replace(made, rows=tuple(map(tuple, cells)))
    table = of([made], "requests")
    assert prints(table) == raws(REPORT, "requests") and not table.findings


def test_a_group_label_on_two_lines_names_no_rows() -> None:
    rows = [[f"{c[:5]}\n{c[5:]}" if c and at < 2 else c for at, c in enumerate(row)] for row in request_rows(REPORT)]
    made = of([grid(rows)], "requests")
    assert prints(made) == raws(REPORT, "requests") and not made.findings


def test_the_rest_of_a_label_with_its_figure_on_another_page_goes_on_with_the_table() -> None:
    """行政事 ends a page; the next page has only 业性收费 with its figure: the fee was read as blank."""
    rows = proactive_rows(REPORT)
    assert rows[-1][0] == "行政事业性收费"
    pages = [*rows[:-1], ["行政事", "", None, None]], [["业性收费", rows[-1][1]]]
    made = of([grid(page, page=at) for at, page in enumerate(pages, 1)], "proactive")
    assert prints(made) == raws(REPORT, "proactive")


@pytest.mark.parametrize("wrapped", [False, True])
def test_names_of_several_rows_in_a_cell_that_covers_others_doubt_all_of_them(wrapped: bool) -> None:
    rows = request_rows(REPORT)
    at = next(i for i, row in enumerate(rows) if row[2] == "1.属于国家秘密")
    rows = _stacked(rows, at, 8, 2, wrapped)
    rows[at][2] = (rows[at][2] or "").replace("查询事项", "见附件清单")
    made = of([grid(rows)], "requests")
    doubted = {f.row for f in made.findings if "几行的名称" in message(f)}
    assert doubted >= {row for row, figures in prints(made).items() if "3.3." in row and any(figures)}


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("label", ["培训次数", "行政事业性收费"])
def test_a_small_table_below_table_4_is_none_of_it(kind: GridKind, apart: bool, label: str) -> None:
    """In a separate table, or directly below in one sheet: what was collected, how many people were trained."""
    other: Rows = [["项目", "数量（个）"], ["信息处理费", "12"], [label, "3"]]
    rows = [row + [""] * (15 - len(row)) for row in other] if kind is GridKind.RULED and not apart else other
    grids = (
        [grid(review_rows(REPORT), kind), grid(other, kind)] if apart else [grid([*review_rows(REPORT), *rows], kind)]
    )
    made = of(list(grids), "review")
    assert prints(made) == raws(REPORT, "review")
    assert not made.findings


def test_a_row_without_figures_in_text_is_a_blank_row_and_stands_twice_like_any_other() -> None:
    """本级 leaves 规章 blank, 全市合计 below does not: with one cell a line, the blank row is only a label."""
    texts = ["规章", "规范性文件", "3", "1", "9", "规章", *"555", "规范性文件", *"777", "行政许可", "4"]
    made = of([Paragraph(text, Place()) for text in texts], "proactive")
    assert prints(made)["1.rules"] == [*"555"]
    assert any(f.row == "1.rules" and "标签与它相同" in message(f) for f in made.findings)


@pytest.mark.parametrize(
    ("groups", "total", "placed"), [((0, 1, 2), 4, True), ((0, 2, 1), 4, False), ((0, 1, 2), 0, False)]
)
def test_figures_of_table_4_that_add_up_under_a_head_in_pieces_are_told_by_their_order(
    groups: tuple[int, ...], total: int, placed: bool
) -> None:
    """Without rules the wrapped words of a header are displaced (持纠 over 其他尚); the groups are recognizable, and the
    sums hold."""
    names = [["行政复议", "未经复议直接起诉", "复议后起诉"][group] for group in groups]
    figures = [*"12306", *"20103", *"00404"]
    for at in (0, 5, 10):
        figures.insert(at + total, figures.pop(at + 4))
    rows: Rows = [
        [None, names[0], *[None] * 5, names[1], *[None] * 5, names[2], None, None],
        ["", "结果维", "果纠", "", "", "", "持结", "正果结", "", "审", "", "", "", "", "", ""],
        [*figures[:5], "", *figures[5:]],
    ]
    made = of([grid(rows, GridKind.LOOSE)], "review")
    found = [text for row in prints(made).values() for text in row]
    assert found == (figures if placed else [""] * 15)
    assert {f.row for f in made.findings} == {row.key for row in made.table.rows}


def test_a_word_in_place_of_a_figure_of_table_4_moves_no_other() -> None:
    rows = [[c or "" for c in row] for row in review_rows(REPORT)]
    rows[-1][7] = "详见网站"
    want = review_values(REPORT)
    want[7] = "详见网站"
    aligned = of([grid(rows, GridKind.PACKED)], "review")
    assert [text for row in prints(aligned).values() for text in row] == want


def test_table_4_down_the_side_in_text_whose_merged_cells_left_nothing() -> None:
    values = review_values(REPORT)
    rows: Rows = []
    for at, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        for k, outcome in enumerate(OUTCOMES):
            rows.append([*([group] if k == 0 else []), outcome, values[at * 5 + k]])
    aligned = of([grid(rows, GridKind.PACKED)], "review")
    assert prints(aligned) == raws(REPORT, "review")
    assert not aligned.findings


@pytest.mark.parametrize("style", ["{})", "({})", "（{}）", "{}）", "{}、", "{}", "{}:", "［{}］", "①"])
def test_items_numbered_in_any_way_are_labels(style: str) -> None:
    def numbered(text: str | None) -> str | None:
        if not text or not text[:2].strip("12345678").startswith("."):
            return text
        return (chr(ord("①") + int(text[0]) - 1) if style == "①" else style.format(text[0])) + text[2:]

    rows = [[numbered(text) for text in row[:3]] + row[3:] for row in request_rows(REPORT)]
    aligned = of([grid(rows)], "requests")
    assert prints(aligned) == raws(REPORT, "requests")
    assert not [f for f in aligned.findings if f.code != "label.variant"]


def test_groups_of_table_4_in_two_label_columns() -> None:
    """行政复议 spans both of them; 行政诉讼 is in the first and its two groups in the second."""
    values = review_values(REPORT)
    rows: Rows = []
    for at, labels in enumerate((("行政复议", None), ("行政诉讼", "未经复议直接起诉"), (None, "复议后起诉"))):
        for k, outcome in enumerate(OUTCOMES):
            rows.append([*(labels if k == 0 else (None, None)), outcome, values[at * 5 + k]])
    for kind in (GridKind.RULED, GridKind.LOOSE):
        aligned = of([grid(rows, kind)], "review")
        assert prints(aligned) == raws(REPORT, "review")
        assert not aligned.findings


def test_the_mark_of_a_note_at_a_label_is_quoted_and_doubts_no_figure() -> None:
    doubt = "格内另有上标或下标“注1”，没有并入"
    made = grid(request_rows(REPORT))
    rows = tuple(
        tuple(c and (replace(c, doubt=doubt) if c.text.startswith("2.重复申请") else c) for c in row)
        for row in made.rows
    )
    aligned = of([replace(made, rows=rows)], "requests")
    assert [(f.code, f.row) for f in aligned.findings] == [("label.variant", "3.5.2")]
    assert "注1" in message(aligned.findings[0])


def test_what_a_page_break_left_between_two_rows_of_a_sheet_is_no_remark() -> None:
    records = tables(REPORT).split("\n")
    at = next(n for n, record in enumerate(records) if "3.补正" in record)
    assert not read("\n".join([*records[:at], "— 3 —", *records[at:]]).encode()).findings


# --------------------------------------------------------------------------- whole files


def tables(report: Report, *, between: Rows | None = None) -> str:
    """Return the three tables as records of a CSV file under their headings; ``between`` follows table 3."""
    made: list[list[str | None]] = [
        [TITLE],
        ["一、总体情况"],
        ["全年公开信息12条。"],
        ["二、主动公开政府信息情况"],
        *proactive_rows(report),
    ]
    made += [["三、收到和处理政府信息公开申请情况"], *request_rows(report), *(between or [])]
    made += [["四、政府信息公开行政复议、行政诉讼情况"], *review_rows(report), ["五、存在的主要问题及改进情况"]]
    return "\n".join(",".join(f'"{cell or ""}"' for cell in row) for row in made)


@pytest.mark.parametrize("label_first", [False, True])
def test_figures_parted_from_their_label_by_a_page_break_may_stand_beside_the_merged_label(label_first: bool) -> None:
    """A row cut by a page break: its label is on one page, its figures beside a repeated （三）不予公开 are on the other."""
    rows = [list(row) for row in request_rows(REPORT)]
    at = next(n for n, row in enumerate(rows) if "1.属于国家秘密" in row)
    figures = [None, "（三）不予公开", None, *rows[at][3:]]
    label = [None, None, "1.属于国家秘密", *[""] * 7]
    first, second = (label, figures) if label_first else (figures, label)
    aligned = of([grid([*rows[:at], first], table=1), grid([second, *rows[at + 1 :]], table=2, page=2)], "requests")
    assert prints(aligned) == raws(REPORT, "requests")
    assert {f.row for f in aligned.findings} == {"3.3.1"}


def test_figures_parted_from_their_label_may_stand_beside_a_unit() -> None:
    """The row of a table with a column 单位 is cut by a page break: 件 is no label of the figures."""
    rows = [[*row[:3], "件" if row[0] or row[1] or row[2] else None, *row[3:]] for row in request_rows(REPORT)]
    at = next(n for n, row in enumerate(rows) if "2.其他法律行政法规禁止公开" in row)
    figures, label = [None, None, None, "件", *rows[at][4:]], [*rows[at][:3], *[""] * 8]
    aligned = of([grid([*rows[:at], figures], table=1), grid([label, *rows[at + 1 :]], table=2, page=2)], "requests")
    assert prints(aligned)["3.3.2"] == raws(REPORT, "requests")["3.3.2"]
    assert "3.3.2" in {f.row for f in aligned.findings}


def test_a_column_without_figures_says_that_figures_beside_a_part_of_its_name_found_no_column() -> None:
    """An applicant in each row: a page break cut 商业企业 into 商业 with the figures and 企业 with blank cells."""
    rows = request_rows(REPORT)[3:]
    head = ["申请人情况", *(next(c for c in reversed(row[:3]) if c) for row in rows)]
    columns = [[row[at] or "" for row in rows] for at in range(3, 10)]
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    body = [[name, *column] for name, column in zip(names, columns, strict=True)]
    blank = ["企业", *[""] * len(rows)]
    made = [head, body[0], ["商业", *columns[1]]], [head, blank, *body[2:]]
    page = "".join(
        f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in row) + '</tr>' for row in part)}</table>"
        for part in made
    )
    report = read(
        f"<html><meta charset=utf-8><body><h1>{TITLE}</h1><p>一、总体情况</p><p>平稳。</p>{page}</body></html>".encode()
    )
    cells = [row.cells[1] for row in report.requests.rows]
    assert all(cell.number is None for cell in cells)
    assert "commercial" in {f.column for f in report.findings if f.table == "requests"}


def _three_tables(*figures: list[str | None]) -> list[Block]:
    """Return table 4 as three grids, one for each group."""
    names: list[str | None] = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    return [
        grid([[name, None, None, None, None], [*OUTCOMES], row], table=at)
        for at, (name, row) in enumerate(zip(names, figures, strict=True), 1)
    ]


def test_a_blank_table_of_one_group_does_not_join_the_next() -> None:
    """The names of two groups, one below the other, were taken for a label column, and its figures were lost."""
    aligned = of(_three_tables([""] * 5, ["16", "", "14", "", "30"], ["9", "5", "0", "0", "14"]), "review")
    rows = prints(aligned)
    assert rows["direct_suit"] == ["16", "", "14", "", "30"]
    assert rows["reconsideration"] == [""] * 5
    assert not aligned.unclaimed


def test_a_word_in_the_last_cell_of_a_group_makes_its_row_no_foreign_row() -> None:
    """54, 29, 8, 11, null stood below the header of 行政复议, which was published as blank."""
    figures = ["54", "29", "8", "11", "null"]
    aligned = of(_three_tables([*figures], ["1", "2", "3", "4", "10"], ["9", "5", "0", "0", "14"]), "review")
    assert prints(aligned)["reconsideration"] == figures
    assert aligned.table.row("reconsideration").cells[4].state is State.UNREADABLE


def test_a_table_of_several_years_that_counts_reviews_is_not_table_4() -> None:
    """Its header contains 行政复议; its rows were read as rows of table 4, which was then left without figures."""
    years = [["年度", "新收申请", "办结", "行政复议"], ["2023年", "42", "40", "1"], ["2024年", "61", "61", "2"]]
    aligned = of(
        [grid([*years]), Paragraph("四、政府信息公开行政复议、行政诉讼情况", Place()), grid(review_rows(REPORT))],
        "review",
    )
    assert prints(aligned) == raws(REPORT, "review")
    assert not aligned.findings


def test_last_years_table_in_the_same_sheet_is_shown_and_goes_into_no_cell() -> None:
    old = [[f"{c}9" if c and c.isdigit() else c for c in row] for row in request_rows(REPORT)]
    caption = "附：2023年收到和处理政府信息公开申请情况"
    report = read(tables(REPORT, between=[[caption], *old]).encode())
    blocks = [block for section in report.sections for block in section.blocks] + list(report.unplaced)
    assert caption in [block.text for block in blocks if isinstance(block, Paragraph)]
    assert raws(report, "requests") == raws(REPORT, "requests")
    assert "table.other-year" in {f.code for f in report.findings}
    assert not [f for f in report.findings if f.code == "table.unclaimed"]


def test_a_caption_of_the_year_itself_ends_last_years_table_on_the_sheet() -> None:
    """Both tables were one grid below the first caption: two reports in one file, refused."""
    old = [[f"{c}9" if c and c.isdigit() else c for c in row] for row in request_rows(REPORT)]
    heading = "三、收到和处理政府信息公开申请情况"
    parts = tables(REPORT, between=[["2024年收到和处理政府信息公开申请情况"], *request_rows(REPORT)]).split(
        f'"{heading}"\n'
    )
    last_year: Rows = [[heading], ["2023年申请情况"], *old]
    first = "\n".join(",".join(f'"{cell or ""}"' for cell in row) for row in last_year)
    after = parts[1][parts[1].index('"2024年收到') :]
    report = read(f"{parts[0]}{first}\n{after}".encode())
    assert raws(report, "requests") == raws(REPORT, "requests")
    assert "table.other-year" in {f.code for f in report.findings}


@pytest.mark.parametrize(
    ("delimiter", "quoting"), [*product(",;", (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)), ("\t", csv.QUOTE_ALL)]
)
def test_records_that_no_program_padded_are_read_by_their_delimiter(delimiter: str, quoting: Literal[0, 1]) -> None:
    """行政许可,127 has two fields like prose with a comma: it was read as text, and the comma ended up in the cell.
    Between tabs, the cells held the quotes ("127")."""
    rows = [[cell or "" for cell in row] for row in csv.reader(io.StringIO(tables(REPORT)))]
    text = io.StringIO()
    shortest = [row[: max((at + 1 for at, cell in enumerate(row) if cell), default=0)] for row in rows]
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(row for row in shortest if row)
    report = read(text.getvalue().encode())
    assert report.source.reader == "csv"
    for table in ("proactive", "requests", "review"):
        assert raws(report, table) == raws(REPORT, table)
    assert not report.findings


def test_a_row_that_names_the_table_is_no_remark() -> None:
    text = tables(REPORT).replace('"信息内容"', '"单位：件"\n"信息内容"', 1)
    text = text.replace('"三、收到和', '"表3"\n"三、收到和', 1)
    assert not [f for f in read(text.encode()).findings if f.code == "table.unclaimed"]


def test_cells_of_text_have_their_line_row_and_column() -> None:
    rows = ["项目  自然人  商业企业  总计", "予以公开  1  2  3", "部分公开  4    4"]
    for gap in ("  ", "\t"):
        text = "\n".join(["说明", "", *rows, "", "完", ""]).replace("  ", gap)
        (table,) = (block for block in readers.read(text.encode()).blocks if isinstance(block, Grid))
        for r, row in enumerate(table.rows, 1):
            assert [(c.place.line, c.place.row, c.place.column) for c in row if c] == [
                (r + 2, r, k) for k in range(1, 5)
            ]


def test_a_word_table_of_tab_stops_keeps_its_blank_cells() -> None:
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    rows[3][4] = rows[7][3] = rows[7][9] = ""
    lines = [[TITLE], ["三、收到和处理政府信息公开申请情况"], *rows]
    tab = "<w:r><w:tab/></w:r>"
    body = "".join(f"<w:p>{tab.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in line)}</w:p>" for line in lines)
    report = read(
        zipped({"[Content_Types].xml": TYPES, "_rels/.rels": PACKAGE, "word/document.xml": WORD.format(body)})
    )
    want, got = raws(REPORT, "requests"), raws(report, "requests")
    want["1"][1] = want["3.3.1"][0] = want["3.3.1"][6] = ""
    assert {key: got[key] for key in ("1", "3.3.1", "4")} == {key: want[key] for key in ("1", "3.3.1", "4")}
    assert not any(isinstance(block, Grid) for block in report.unplaced)


def test_figures_right_behind_a_table_go_on_with_it_or_are_said() -> None:
    """A page break follows the label: its figures are a separate line below the table."""
    rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    at = next(n for n, row in enumerate(rows) if row[2].startswith("3.补正"))
    figures = " ".join(rows[at][3:])
    first = grid([*rows[:at], [*rows[at][:3], *[""] * 7]])
    aligned = of([first, Paragraph(figures, Place(line=99)), grid(rows[at + 1 :], table=2)], "requests")
    assert prints(aligned) == raws(REPORT, "requests")
    assert "value.low-confidence" in {f.code for f in aligned.findings if f.row == "3.4.3"}


def test_a_row_that_stands_in_the_text_is_not_said_to_be_missing_altogether() -> None:
    text = tables(REPORT).split("\n")
    at = next(n for n, record in enumerate(text) if "2.重复申请" in record)
    row = text.pop(at)
    figures = " ".join(part.strip('"') for part in row.split(",")[3:])
    text.append(f"2.重复提出申请的 {figures}")
    made = check(identify(read("\n".join(text).encode()), "a.csv", registry(())))
    said = next(message(f) for f in made.findings if f.code == "table.truncated")
    assert "2.重复申请」一行（文字在原件里" in said


def test_two_rows_in_another_order_are_no_halves_of_one_label() -> None:
    """四、结转下年度 is printed directly below a blank 二、上年结转: its figures remain its own."""
    rows = request_rows(REPORT)
    rows[4][3:] = [""] * 7
    rows.insert(5, rows.pop())
    want = raws(REPORT, "requests")
    want["2"] = [""] * 7
    aligned = of([grid(rows)], "requests")
    assert prints(aligned) == want
    assert not aligned.findings


# --------------------------------------------------------------------------- table 4 in text, a table a group

FIGURES = [str(n) for n in range(1, 16)]


def text(*lines: str | list[str]) -> Aligned:
    """Return lines of words as paragraphs, and consecutive rows of cells as a table whose tabs were kept."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for line in (*lines, ""):
        if isinstance(line, list):
            rows.append(line)
            continue
        if rows:
            blocks.append(grid([list(row) for row in rows], GridKind.PACKED))
            rows = []
        if line:
            blocks.append(Paragraph(line, Place(line=len(blocks))))
    return of(blocks, "review")


def test_each_group_of_table_4_in_text_has_the_head_above_it() -> None:
    """Word puts a merged header on its own line: 行政复议 is a paragraph, and the outcomes are the same in each table."""
    suits = [("行政诉讼（未经复议直接起诉）", FIGURES[5:10]), ("行政诉讼（复议后起诉）", FIGURES[10:])]
    three = [part for name, own in (("行政复议", FIGURES[:5]), *suits) for part in (name, list(OUTCOMES), own)]
    swapped = [part for name, own in (*suits[::-1], ("行政复议", FIGURES[:5])) for part in (name, list(OUTCOMES), own)]
    two = [
        "行政复议",
        list(OUTCOMES),
        FIGURES[:5],
        "行政诉讼",
        ["未经复议直接起诉", "复议后起诉"],
        [*OUTCOMES, *OUTCOMES],
    ]
    want = [FIGURES[:5], FIGURES[5:10], FIGURES[10:]]
    for lines in (three, swapped, [*two, FIGURES[5:]]):
        made = text(*lines)
        assert list(prints(made).values()) == want
        assert {f.code for f in made.findings} <= {"table.columns"}


def test_tables_of_table_4_in_text_without_their_groups_are_not_placed_by_guess() -> None:
    made = text("行政复议", list(OUTCOMES), FIGURES[:5], list(OUTCOMES), FIGURES[5:10])
    assert {f.code for f in made.findings} & {"row.unplaced", "value.low-confidence"}


def test_merged_heads_copied_into_every_cell_of_text_are_one_word() -> None:
    head = [
        [*["行政复议"] * 5, *["行政诉讼"] * 10],
        [*OUTCOMES, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
        [*OUTCOMES] * 3,
    ]
    made = text(*head, FIGURES)
    assert list(prints(made).values()) == [FIGURES[:5], FIGURES[5:10], FIGURES[10:]] and not made.findings


@pytest.mark.parametrize("blanks", [2, 3])
def test_zeros_and_blanks_of_table_4_are_where_the_file_prints_its_blanks(blanks: int) -> None:
    """0 and blank cells without a total are not doubted where table 3 has three or more blank cells before figures."""
    head = review_rows(REPORT)[:3]
    own: list[str | None] = ["0", "", "0", "0", "", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"]
    rows = [list(row) for row in request_rows(REPORT)]
    for row in rows[3:]:
        row[3:] = ["0"] * 7
    for row in rows[4 : 4 + blanks]:
        row[4] = ""
    shown: list[Rows] = [proactive_rows(REPORT), rows, [*head, own]]
    tables = ""
    for table in shown:
        lines = ("".join(f"<td>{c or ''}</td>" for c in row) for row in table)
        tables += f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    page = f"<html><body><h1>{TITLE}</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>{tables}</body></html>"
    told = {f.code for f in read(page.encode()).findings if f.table == "review"}
    assert ("row.total-missing" in told) == (blanks < 3)


def test_a_blank_cell_before_the_figures_of_a_group_moves_none() -> None:
    values = review_values(REPORT)
    rows: Rows = [["", *OUTCOMES]]
    for at, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        rows.append([group, "", *values[5 * at : 5 * at + 5]])
    aligned = of([grid(rows, GridKind.PACKED)], "review")
    assert prints(aligned) == raws(REPORT, "review")
    assert not aligned.findings


@pytest.mark.parametrize("right", [True, False])
def test_figures_of_a_group_one_column_beside_their_headers_are_as_many_as_these(right: bool) -> None:
    values = review_values(REPORT)
    rows: Rows = [["项目", "", *OUTCOMES] if right else ["项目", *OUTCOMES, ""]]
    for at, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        own = values[5 * at : 5 * at + 5]
        rows.append([group, *own, None] if right else [group, None, *own])
    aligned = of([grid(rows)], "review")
    assert prints(aligned) == raws(REPORT, "review")
    assert not aligned.findings


def test_figures_under_litigation_alone_may_be_of_each_group() -> None:
    values = review_values(REPORT)
    rows: Rows = [["", "行政复议", "行政诉讼", ""]]
    rows += [[outcome, *values[at::5]] for at, outcome in enumerate(OUTCOMES)]
    told = of([grid(rows)], "review").findings
    assert {f.row for f in told if f.code == "row.unplaced"} == {"reconsideration", "direct_suit", "suit_after_review"}


def test_a_row_above_the_first_group_is_of_no_group() -> None:
    values = review_values(REPORT)
    groups = ("行政诉讼", "未经复议直接起诉", "复议后起诉")
    rows: Rows = [["", "结果", "件数"]]
    rows += [
        [None if k else group, outcome, values[5 * at + k]]
        for at, group in enumerate(groups)
        for k, outcome in enumerate(OUTCOMES)
    ]
    aligned = of([grid(rows)], "review")
    assert prints(aligned) == raws(REPORT, "review") | {"reconsideration": [""] * 5}
    assert kept(aligned)[:3] == ["行政诉讼", "结果维持", values[0]]
