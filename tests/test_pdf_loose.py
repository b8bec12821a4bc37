"""Test tables without complete rules: which lines form one row, and content at the edge of a page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from made_pdf import Sheet, pdf
from test_pdf import PROSE, cells, texts

from build_scripts.model import Grid
from build_scripts.readers import read
from build_scripts.readers.pdf.bands import FULL, NEAR, PITCH, WRAPPED, WordLine, bands, row_rules
from build_scripts.readers.pdf.contents import LEADING, LOOSE
from build_scripts.readers.pdf.lines import SAME_LINE, rows_of
from build_scripts.readers.pdf.marks import BELOW, Glyph, Rule

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LEFTS = [250 + 45 * k for k in range(7)]


def head(sheet: Sheet, top: float = 100) -> None:
    for left, word in zip(LEFTS, HEADS, strict=True):
        sheet.text(left, top, word, 6)


def row(sheet: Sheet, top: float, label: str, figures: Sequence[str]) -> None:
    if label:
        sheet.text(60, top, label, 8)
    for left, figure in zip(LEFTS, figures, strict=True):
        if figure:
            sheet.text(left, top, figure, 8)


def table(*sheets: Sheet) -> list[list[str | None]]:
    document = read(pdf(*sheets))
    return [row for k in range(sum(isinstance(b, Grid) for b in document.blocks)) for row in cells(document, k)]


def figures_of(rows: Sequence[Sequence[str | None]], label: str) -> list[str | None]:
    (found,) = [row for row in rows if label in "".join(cell or "" for cell in row[:2])]
    return list(found[2:])


SEVEN = ("1", "2", "3", "4", "5", "6", "21")


def started() -> Sheet:
    sheet = Sheet()
    sheet.prose(PROSE, top=40)
    head(sheet)
    row(sheet, 118, "一、本年新收政府信息公开申请数量", SEVEN)
    return sheet


def test_a_figure_over_two_lines_is_one_cell() -> None:
    """45,512,065 was read as 065: the figures of the row are centred between its two lines."""
    sheet = started()
    row(sheet, 136, "", ["", "", "", "", "", "", "45,512,0"])
    row(sheet, 140.5, "二、上年结转政府信息公开申请数量", ["12", "7", "3", "4", "5", "6", ""])
    row(sheet, 145, "", ["", "", "", "", "", "", "65"])
    row(sheet, 163, "（一）予以公开", SEVEN)
    assert figures_of(table(sheet), "二、上年") == ["12", "7", "3", "4", "5", "6", "45,512,0\n65"]


def test_a_label_over_two_lines_has_its_figures_between_them() -> None:
    sheet = started()
    sheet.text(130, 136, "2.没有现成信息需要", 8)
    row(sheet, 140.5, "（四）无法提供", SEVEN)
    sheet.text(130, 145, "另行制作", 8)
    rows = table(sheet)
    assert figures_of(rows, "2.没有现成信息需要另行制作") == list(SEVEN)


def test_rules_under_rows_keep_wrapped_figures_together() -> None:
    """Every figure of the row fills its column, so no line is between the two."""
    sheet = started()
    for top in (115, 130, 160):
        sheet.line(60, top, 580, top)
    row(sheet, 134, "二、上年结转政府信息", ["12,345,6"] * 7)
    row(sheet, 146, "公开申请数量", ["78"] * 7)
    row(sheet, 163, "（一）予以公开", SEVEN)
    assert figures_of(table(sheet), "二、上年结转政府信息公开申请数量") == ["12,345,6\n78"] * 7


def test_rules_around_several_rows_make_them_no_single_one() -> None:
    """Three lines: above the header, below it, below the table."""
    sheet = started()
    for top in (96, 112, 200):
        sheet.line(60, top, 580, top)
    row(sheet, 134, "二、上年结转政府信息公开申请数量", SEVEN)
    row(sheet, 150, "（一）予以公开", ("7", "", "", "", "", "", "7"))
    rows = table(sheet)
    assert figures_of(rows, "二、上年") == list(SEVEN)
    assert figures_of(rows, "予以公开") == ["7", "", "", "", "", "", "7"]


def test_figures_at_the_foot_of_a_page_are_no_page_number() -> None:
    """0 0 0 0, without its blanks 0000, was taken for a page number."""
    sheet = started()
    sheet.text(60, 755.5, "2.其他法律行政法规", 8)
    row(sheet, 760, "", ["0", "", "", "0", "0", "0", "0"])
    sheet.text(60, 764.5, "禁止公开", 8)
    sheet.text(290, 800, "— 3 —", 10)
    shown = texts(read(pdf(sheet)))
    assert figures_of(table(sheet), "2.其他法律行政法规禁止公开") == ["0", "", "", "0", "0", "0", "0"]
    assert "— 3 —" not in shown


@pytest.mark.parametrize("unit", ["件", "宗", "人次"])
def test_figures_may_have_their_unit(unit: str) -> None:
    """A table without rules whose figures are printed as 76宗 was not found."""
    sheet = Sheet()
    sheet.prose(PROSE, top=40)
    head(sheet)
    for top, label in ((118, "一、本年新收政府信息公开申请数量"), (136, "二、上年结转政府信息公开申请数量")):
        row(sheet, top, label, [figure + unit for figure in SEVEN])
    assert figures_of(table(sheet), "二、上年") == [figure + unit for figure in SEVEN]


def test_table_2_ends_where_table_3_begins() -> None:
    """收到和处理…情况 without 三 ended nothing: what stands below table 3 became rows of table 2."""
    sheet = Sheet()
    sheet.prose(PROSE, top=40)
    for left, word in zip(
        (60, 250, 340, 430), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), strict=True
    ):
        sheet.text(left, 100, word, 8)
    for top, label in ((116, "规章"), (132, "行政规范性文件")):
        for left, text in zip((60, 270, 360, 450), (label, "1", "2", "3"), strict=True):
            sheet.text(left, top, text, 8)
    for left, text in ((60, "行政处罚"), (270, "17")):
        sheet.text(left, 148, text, 8)
    sheet.text(60, 180, "收到和处理政府信息公开申请情况")
    head(sheet, 210)
    row(sheet, 228, "一、本年新收政府信息公开申请数量", SEVEN)
    sheet.text(60, 260, "行政复议 3 件，行政诉讼 2 件。")
    sheet.text(60, 290, "存在的主要问题及改进情况")
    sheet.text(60, 310, "计划开展 3 期业务学习。")
    shown = texts(read(pdf(sheet)))
    assert "存在的主要问题及改进情况" in shown
    assert any("3 期业务学习" in text for text in shown)


@pytest.mark.parametrize(("gap", "kept"), [(5, True), (9, False)])
def test_a_page_number_stands_apart_from_the_text(gap: float, kept: bool) -> None:
    sheet = Sheet()
    sheet.prose(PROSE, top=760)
    sheet.text(290, 760 + 2 * 16 + 10 + gap, "12", 10)
    assert texts(read(pdf(sheet)))[-1].endswith("12") is kept


def test_a_row_that_comes_back_at_the_foot_of_pages_is_no_running_head() -> None:
    sheets = []
    for _ in range(3):
        sheet = started()
        row(sheet, 790, "", SEVEN)
        sheets.append(sheet)
    assert sum(list(found[2:]) == list(SEVEN) for found in table(*sheets)) == 6


@pytest.mark.parametrize(("step", "inset"), [(33, 0), (25.5, 8)])
def test_the_groups_of_table_4_stand_over_their_columns(step: float, inset: float) -> None:
    """行政诉讼 spans ten columns and has none of its own; narrow columns leave no gap between their headers."""
    sheet = Sheet()
    sheet.prose(PROSE, top=700)
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    sheet.text(110, 106, "行政复议", 6)
    sheet.text(60 + 9.4 * step, 100, "行政诉讼", 6)
    sheet.text(60 + 6.4 * step, 112, "未经复议直接起诉", 6)
    sheet.text(60 + 11.5 * step, 112, "复议后起诉", 6)
    for k in range(15):
        sheet.text(60 + step * k, 124, outcomes[k % 5], 6)
        sheet.text(60 + step * k + inset, 136, str(k + 1), 8)
    rows = table(sheet)
    upper = {at: word for at, word in enumerate(rows[0][2:]) if word}
    below = {at: word for at, word in enumerate(rows[1][2:]) if word}
    assert upper == {0: "行政复议", 5: "行政诉讼"}
    assert below == {5: "未经复议直接起诉", 10: "复议后起诉"}
    assert rows[-1][2:] == [str(k + 1) for k in range(15)]


def test_figures_beside_their_headers_are_below_them() -> None:
    """Right-aligned figures do not stand below their centred headers, whose second lines were taken for groups."""
    sheet = Sheet()
    sheet.prose(PROSE, top=700)
    sheet.text(120, 100, "行政复议", 6)
    sheet.text(350, 100, "行政诉讼", 6)
    sheet.text(280, 108, "未经复议直接起诉", 6)
    sheet.text(440, 108, "复议后起诉", 6)
    for k in range(15):
        first, second = ("结果维", "持") if k % 5 == 0 else ("结果纠", "正") if k % 5 == 1 else ("总计", "")
        if 1 < k % 5 < 4:
            first, second = ("其他结", "果") if k % 5 == 2 else ("尚未审", "结")
        sheet.text(60 + 33 * k, 116, first, 6)
        if second:
            sheet.text(66 + 33 * k, 123, second, 6)
        sheet.text(80 + 33 * k, 136, str(k % 9), 8)
    rows = table(sheet)
    assert {at: word for at, word in enumerate(rows[0][2:]) if word} == {0: "行政复议", 5: "行政诉讼"}
    assert {at: word for at, word in enumerate(rows[1][2:]) if word} == {5: "未经复议直接起诉", 10: "复议后起诉"}
    assert rows[2][2:] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    assert rows[-1][2:] == [str(k % 9) for k in range(15)]


def test_upright_rules_part_headers_that_touch() -> None:
    """Only the rules are between 社会公益组织 and 法律服务机构: they were one word."""
    sheet = Sheet()
    sheet.prose(PROSE, top=700)
    for k, word in enumerate(HEADS):
        sheet.text(250 + 36 * k, 100, word, 6)
        sheet.line(250 + 36 * k, 95, 250 + 36 * k, 160)
        sheet.text(278 + 36 * k, 118, str(k), 8)
        sheet.text(278 + 36 * k, 136, str(k), 8)
    sheet.text(60, 118, "一、本年新收政府信息公开申请数量", 8)
    sheet.text(60, 136, "二、上年结转政府信息公开申请数量", 8)
    rows = table(sheet)
    assert list(HEADS) in [row[2:] for row in rows]
    assert figures_of(rows, "二、上年") == [str(k) for k in range(7)]


def test_a_header_left_of_its_figures_is_no_label() -> None:
    sheet = Sheet()
    sheet.prose(PROSE, top=700)
    sheet.text(60, 100, "信息内容", 8)
    for k, word in enumerate(("本年制发件数", "本年废止件数", "现行有效件数")):
        sheet.text(200 + 100 * k, 100, word, 8)
        sheet.text(280 + 100 * k, 118, str(k), 8)
        sheet.text(280 + 100 * k, 136, str(k + 4), 8)
    sheet.text(60, 118, "规章", 8)
    sheet.text(60, 136, "行政规范性文件", 8)
    rows = table(sheet)
    assert rows[-3][2:] == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert figures_of(rows, "行政规范性文件") == ["4", "5", "6"]


def test_a_shaded_head_over_a_row_with_one_figure_is_read_with_it() -> None:
    sheet = Sheet()
    sheet.prose(PROSE, top=700)
    words = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    for k, word in enumerate(words):
        sheet.fill(60 + 110 * k + 0.5, 100.5, 170 + 110 * k - 0.5, 117.5, grey=0.85)
        sheet.fill(60 + 110 * k + 0.5, 118.5, 170 + 110 * k - 0.5, 135.5, grey=0.85)
        sheet.fill(60 + 110 * k + 0.5, 136.5, 170 + 110 * k - 0.5, 153.5, grey=0.85)
        sheet.text(70 + 110 * k, 140, word, 8)
    sheet.text(70, 104, "第二十条第（一）项", 8)
    sheet.text(70, 158, "规章", 8)
    sheet.text(400, 158, "4", 8)
    sheet.text(70, 176, "行政处罚", 8)
    sheet.text(290, 176, "9", 8)
    rows = table(sheet)
    assert figures_of(rows, "规章")[-1] == "4"


# --------------------------------------------------------------------------- both sides of each bound


def level(middle: float, *figures: str, label: str = "", size: float = 10) -> WordLine:
    values = [(at, (50.0 * at, 50.0 * at + 5 * len(text), text)) for at, text in enumerate(figures) if text]
    return WordLine(
        (0, middle - size / 2, 300, middle + size / 2), size, [(-90.0, -10.0, label)] if label else [], values
    )


def count(*levels: WordLine, parting: Sequence[float] = ()) -> int:
    return len(bands(levels, parting))


@pytest.mark.parametrize(("apart", "rows"), [(10 * NEAR - 0.2, 1), (10 * NEAR + 0.2, 2)])
def test_lines_nearer_than_their_height_are_one_row(apart: float, rows: int) -> None:
    assert 0.88 < NEAR < 1.1
    assert count(level(0, "12", ""), level(apart, "", "7")) == rows
    assert count(level(0, label="3.危及"), level(apart, "12", "7")) == rows


@pytest.mark.parametrize(("apart", "rows"), [(10 * WRAPPED - 0.2, 2), (10 * WRAPPED + 0.2, 3)])
def test_a_figure_that_fills_its_column_goes_on_below(apart: float, rows: int) -> None:
    assert 1.56 <= WRAPPED <= 1.65
    assert count(level(-40, "1234"), level(0, "1234"), level(apart, "5")) == rows


def test_a_figure_close_below_one_that_fills_nothing_is_of_the_next_row() -> None:
    assert count(level(-40, "123456"), level(0, "12"), level(10 * NEAR - 0.2, "34")) == 3
    assert count(level(-40, "123456"), level(0, "123456"), level(10 * NEAR - 0.2, "34")) == 2


@pytest.mark.parametrize(("pitch", "rows"), [(14 / PITCH + 0.3, 3), (14 / PITCH - 0.3, 4)])
def test_the_lines_of_a_figure_are_nearer_than_rows(pitch: float, rows: int) -> None:
    assert 0.8 <= PITCH <= 0.9
    assert count(level(-pitch, "12"), level(0, "1234"), level(pitch, "1234"), level(pitch + 14, "5")) == rows


@pytest.mark.parametrize(("digits", "rows"), [(4, 1), (3, 2)])
def test_fewer_than_four_digits_fill_no_column(digits: int, rows: int) -> None:
    assert 1.5 < FULL <= 2
    assert count(level(0, "9" * digits), level(13, "5"), parting=(-9, 22)) == rows


@pytest.mark.parametrize(("widest", "rows"), [("12345", 2), ("1234567", 3)])
def test_a_figure_with_room_for_a_digit_does_not_go_on(widest: str, rows: int) -> None:
    """Digits are 5 wide: beside 1234 there is room for one more under 12345 only by the tolerance of one digit."""
    assert count(level(-40, widest), level(0, "1234"), level(13, "5")) == rows


@pytest.mark.parametrize(("labels", "rows"), [(("（六）", "3."), 1), (("（六）", "2.", "3."), 3)])
def test_numbers_of_three_items_between_two_rules_are_several_rows(labels: Sequence[str], rows: int) -> None:
    assert count(*(level(20 * k, label=text) for k, text in enumerate(labels)), parting=(-9, 90)) == rows


@pytest.mark.parametrize(("end", "found"), [(82, [4.0]), (78, [])])
def test_a_rule_parts_rows_when_it_runs_under_most_columns(end: float, found: list[float]) -> None:
    assert row_rules([Rule(True, 4.0, 0, end)], [(0, 20), (50, 60), (70, 90), (100, 120)]) == found


@pytest.mark.parametrize(("apart", "lines"), [(10 * SAME_LINE - 0.2, 1), (10 * SAME_LINE + 0.2, 2)])
def test_characters_are_of_one_line_below_half_their_height(apart: float, lines: int) -> None:
    assert 0.4 < SAME_LINE < 0.5
    both = [Glyph(x, y - 10 * (1 - BELOW), x + 10, y + 10 * BELOW, "字", 10, 0) for x, y in ((0, 50), (20, 50 + apart))]
    assert len(rows_of(both)) == lines


# --------------------------------------------------------------------------- a figure over two lines of its cell


def _narrow(figure: Sequence[str], left: float = 0, leading: float = 10, label: str = "规章") -> list[list[str | None]]:
    """Return cells of width 40: characters of 8 points are 4 wide, seven of them fill 29 between paddings of 5.4."""
    sheet = Sheet()
    sheet.prose(PROSE)
    sheet.table([["信息内容", "本年", "现行", "有效"], ["", "", "1", "2"]], wide=40, high=36)
    for k, line in enumerate(label.split("/")):
        sheet.text(62, 140 + 10 * k, line, 8)
    for k, line in enumerate(figure):
        sheet.text(100 + 5.4 + left, 140 + leading * k, line, 8)
    return cells(read(pdf(sheet)))


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (("1234567", "8"), "12345678"),
        (("123456", "7"), "123456\n7"),
        (("12,345,", "678"), "12,345,678"),
        (("1,2345,", "678"), "1,2345,\n678"),
        (("4,6", "95"), "4,695"),
        (("4,695", ",637"), "4,695,637"),
        (("4,695", "637"), "4,695\n637"),
        (("1234567", "12345"), "1234567\n12345"),
    ],
    ids=[
        "full",
        "room for a digit",
        "separators",
        "no number",
        "half a group",
        "a comma first",
        "two numbers",
        "longer than any figure",
    ],
)
def test_a_figure_that_fills_its_cell_goes_on_below(figure: Sequence[str], text: str) -> None:
    """The upper line has no room for another digit, so the rules themselves prove one number."""
    assert _narrow(figure)[1][1] == text


def test_lines_far_apart_are_two_figures() -> None:
    assert 1.56 < LEADING < 2
    assert _narrow(("1234567", "8"), leading=8 * LEADING - 0.2)[1][1] == "12345678"
    assert _narrow(("1234567", "8"), leading=8 * LEADING + 0.2)[1][1] == "1234567\n8"


@pytest.mark.parametrize(
    ("words", "apart", "text"),
    [
        ("行政规/范性文/件和规/章", 17 * LOOSE - 0.2, "12345678"),
        ("行政规/范性文/件和规/章", 17 * LOOSE + 0.2, "1234567\n8"),
        ("行政规/范性文/件", 17, "1234567\n8"),
        ("行政/规范/文件/规章", 17, "1234567\n8"),
    ],
    ids=["as far apart", "farther apart", "two pairs of lines tell nothing", "with room for more"],
)
def test_a_table_set_in_wide_lines_breaks_its_figures_as_its_words(words: str, apart: float, text: str) -> None:
    """A font with a large line height at a spacing of one and a half: words that fill their cell and continue below
    give the line spacing; words with room for another letter are lines of their own."""
    sheet = Sheet()
    sheet.prose(PROSE)
    sheet.table([["信息内容", "本年", "现行", "有效"], ["", "", "1", "2"]], wide=40, high=72)
    for k, line in enumerate(words.split("/")):
        sheet.text(62, 180 + 17 * k, line, 8)
    for k, line in enumerate(("1234567", "8")):
        sheet.text(105.4, 190 + apart * k, line, 8)
    assert cells(read(pdf(sheet)))[1][1] == text


def test_two_items_in_one_label_have_figures_of_their_own() -> None:
    assert _narrow(("1234567", "8"), label="1.秘密/2.其他")[1][1] == "1234567\n8"
