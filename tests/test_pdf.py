"""Test what a PDF shows, trap by trap, on pages drawn mark by mark (``made_pdf``)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import pytest
from made_pdf import MAPPED, NAMED, NUMBERED, Sheet, pdf

from build_scripts.extraction.outline import outline
from build_scripts.model import Document, Grid, GridKind, Paragraph, Refusal, State
from build_scripts.readers import read
from build_scripts.readers.pdf.lines import overprinted
from build_scripts.readers.pdf.marks import UPRIGHT, Glyph
from build_scripts.wording import cell, printed

ROWS = [["信息内容", "本年制发", "现行有效"], ["规章", "0", "12"], ["规范性文件", "3", "4567"]]
PROSE = ["示例县认真贯彻落实中华人民共和国政府信息公开条例，持续推进政府信息公开工作，及"] * 3


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def cells(document: Document, at: int = 0) -> list[list[str | None]]:
    grid = [b for b in document.blocks if isinstance(b, Grid)][at]
    return [[c.text if c else None for c in row] for row in grid.rows]


def doubts(document: Document) -> list[list[str]]:
    return [[c.text for c in row if c and c.doubt] for b in document.blocks if isinstance(b, Grid) for row in b.rows]


def grids(document: Document) -> list[Grid]:
    return [b for b in document.blocks if isinstance(b, Grid)]


def drawn(**table: bool) -> Sheet:
    sheet = Sheet()
    sheet.table(ROWS, **table)
    sheet.prose(PROSE)
    return sheet


# --------------------------------------------------------------------------- what is to be seen


def test_a_ruled_table_and_the_text_below_it() -> None:
    document = read(pdf(drawn()))
    assert cells(document) == ROWS
    assert texts(document) == ["".join(PROSE)]
    assert not any(doubts(document))


def test_characters_of_a_size_below_nought_run_to_the_right() -> None:
    """The matrix mirrors a negative size back; the characters were read from right to left, and the file was refused."""
    sheet = drawn()
    sheet.marks = [mark.replace(" 10 Tf", " -10 Tf").replace(" 1 0 0 1 ", " -1 0 0 -1 ") for mark in sheet.marks]
    document = read(pdf(sheet))
    assert cells(document) == ROWS
    assert texts(document) == ["".join(PROSE)]


def test_slanted_text_is_a_watermark() -> None:
    sheet = drawn()
    sheet.text(100, 130, "样稿2025样稿", 30, turn=45)
    assert cells(read(pdf(sheet))) == ROWS


@pytest.mark.parametrize(
    "how",
    [
        {"mode": 3},
        {"grey": 1.0},
        {"grey": 0.9},
        {"opacity": 0.15},
        {"tag": "/Artifact <</Type /Pagination>>"},
        {"size": 60.0, "grey": 0.6},
    ],
)
def test_what_nobody_sees_or_reads_is_not_read(how: dict[str, float]) -> None:
    """Cases: invisible, white, pale or faint text, tagged running headers, large grey letters under the text."""
    sheet = drawn()
    sheet.text(125, 122, "99", **how)  # type: ignore[arg-type]
    assert cells(read(pdf(sheet))) == ROWS


def test_a_figure_tagged_as_a_running_head_is_no_blank() -> None:
    sheet = Sheet()
    sheet.table([["信息内容", "本年制发"], ["规章", ""], ["行政规范性文件", "3"]])
    sheet.text(145, 125, "8", tag="/Artifact <</Type /Pagination>>")
    sheet.prose(PROSE)
    (grid,) = grids(read(pdf(sheet)))
    assert grid.rows[1][1] and "看不见的文字“8”" in grid.rows[1][1].doubt


@pytest.mark.parametrize(
    ("figure", "read_as"),
    [
        ("26", "2\ufffd"),
        ("546", "5\ufffd\ufffd"),
        ("62", "\ufffd2"),
        ("562", "5\ufffd2"),
        ("27", "2\ufffd"),
        ("92", "-2"),
    ],
)
def test_a_drawn_digit_that_the_map_makes_invisible_is_part_of_its_figure(figure: str, read_as: str) -> None:
    """The map gives 4 no character, 6 a control character, 7 a space without a width, 9 a soft hyphen: 26 was
    published as 2, and -2 as 2."""
    sheet = Sheet()
    sheet.table([["信息内容", "本年制发"], ["规章", ""], ["行政规范性文件", "3"]])
    sheet.marks.append(f"BT /F{MAPPED} 10 Tf 145 709 Td ({figure}) Tj ET")
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[1][1] == read_as


def test_white_text_on_a_shade_is_seen() -> None:
    sheet = Sheet()
    sheet.table([["", "", ""], *ROWS[1:]])
    sheet.fill(60, 100, 240, 120, grey=0.2)
    for c, word in enumerate(ROWS[0]):
        sheet.text(65 + 60 * c, 105, word, grey=1)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == ROWS


def test_a_pale_nought_is_no_blank() -> None:
    sheet = Sheet()
    sheet.table([["规章", "", "12"], ["规范性文件", "3", ""]])
    sheet.text(150, 105, "0", grey=0.9)
    sheet.text(205, 125, "0", grey=0.9)
    sheet.prose(PROSE)
    document = read(pdf(sheet))
    assert cells(document) == [["规章", "0", "12"], ["规范性文件", "3", "0"]]
    assert doubts(document) == [["0"], ["0"]]


def test_text_outside_the_crop_box_is_not_read() -> None:
    sheet = drawn()
    sheet.keys = "/CropBox[40 20 595 822]"
    sheet.text(10, 200, "88")
    assert texts(read(pdf(sheet))) == ["".join(PROSE)]


def test_a_figure_outside_the_crop_box_leaves_no_blank() -> None:
    """The cell is cut by the crop box; its figure stands beyond and the cell was blank without a finding."""
    sheet = Sheet(keys="/CropBox[0 0 220 842]")
    sheet.table([["规章", "0", ""], ["规范性文件", "3", "4"]])
    sheet.text(228, 105, "7")
    sheet.prose([line[:12] for line in PROSE])
    (grid,) = grids(read(pdf(sheet)))
    assert grid.rows[0][2] and "看不见的文字“7”" in grid.rows[0][2].doubt


@pytest.mark.parametrize(("right", "doubtful"), [(595, True), (620, True), (580, False)])
def test_a_blank_cell_that_the_paper_cuts_is_in_doubt(right: float, doubtful: bool) -> None:
    """Browsers cut a table that is wider than the paper, and leave out the figures beyond."""
    sheet = Sheet()
    sheet.table([["规章", "0", ""], ["规范性文件", "3", ""]], left=right - 360, wide=120)
    sheet.prose(PROSE)
    assert doubts(read(pdf(sheet))) == [[""] if doubtful else []] * 2


@pytest.mark.parametrize("dashed", [False, True])
@pytest.mark.parametrize(("right", "doubtful"), [(560, True), (540, False)])
def test_a_blank_cell_that_the_text_area_cuts_is_in_doubt(right: float, doubtful: bool, dashed: bool) -> None:
    """Chromium cuts content that is wider than the text area, up to 540 here; lines may be dashes one by one."""
    sheet = Sheet()
    sheet.marks.append("q 60 0 480 842 re W n")
    sheet.table([["规章", "0", ""], ["规范性文件", "3", ""]], left=right - 360, wide=120, across=not dashed)
    for top in (100, 120, 140) if dashed else ():
        for at in range(round(right) - 360, round(right), 8):
            sheet.line(at, top, min(at + 6, right), top)
    sheet.marks.append("Q")
    sheet.prose(PROSE)
    assert doubts(read(pdf(sheet))) == [[""] if doubtful else []] * 2


@pytest.mark.parametrize("inside", [2.4, 3.0, 5.0])
def test_a_figure_that_overflows_its_cell_is_in_doubt(inside: float) -> None:
    """The last digit of 399 stands in the next cell, wherever the rule runs between its two digits: 39 was certain."""
    sheet = Sheet()
    sheet.table([["规章", "", ""], ["规范性文件", "3", "4"]])
    sheet.text(170 - inside + 5, 105, "399")
    sheet.text(205, 105, "36")
    sheet.prose(PROSE)
    assert len(doubts(read(pdf(sheet)))[0]) == 2


def test_characters_printed_twice_stand_once() -> None:
    """Simulated bold prints every character twice with a small offset; 11 is two characters."""
    sheet = Sheet()
    sheet.table([["规章", "11"], ["规范性文件", "4567"]])
    sheet.table([["规章", "11"], ["规范性文件", "4567"]], left=60.4)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == [["规章", "11"], ["规范性文件", "4567"]]


@pytest.mark.parametrize("scale", [50, 45, 33])
def test_narrow_characters_beside_each_other_are_not_printed_twice(scale: int) -> None:
    """A word processor scales the digits of a narrow column, to any width: 11 was published as 1."""
    sheet = Sheet()
    sheet.table([["规章", ""], ["规范性文件", "4567"]])
    sheet.text(140, 105, "1100", scale=scale)
    sheet.text(140.3, 105, "1100", scale=scale)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == [["规章", "1100"], ["规范性文件", "4567"]]


def test_text_over_its_shadow_is_the_text() -> None:
    """pdfium keeps the shadow and drops most of the text; grey labels under the rest were taken for a watermark."""
    sheet = Sheet()
    sheet.table([["规章", "—"], ["规范性文件", "4567"]])
    pairs = [(f"q 1 0 0 1 1 -1 cm {mark.replace('0 g BT', '.6 g BT')} Q", mark) for mark in sheet.marks]
    sheet.marks = [mark for pair in pairs for mark in pair]
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == [["规章", "—"], ["规范性文件", "4567"]]


def test_other_characters_at_one_place_are_doubted() -> None:
    sheet = drawn()
    sheet.text(147.5, 125, "8")
    assert doubts(read(pdf(sheet)))[1] == ["08"] or doubts(read(pdf(sheet)))[1] == ["80"]


def test_a_number_that_runs_over_a_rule_is_doubted() -> None:
    sheet = Sheet()
    sheet.table([["规章", "", ""], ["规范性文件", "3", "4"]])
    sheet.text(170, 105, "1234")
    sheet.prose(PROSE)
    assert doubts(read(pdf(sheet)))[0] == ["12", "34"]


@pytest.mark.parametrize(("x", "told"), [(178.6, True), (179.4, False), (221.4, True), (220.6, False)])
def test_a_number_that_leans_over_a_rule_is_doubted(x: float, told: bool) -> None:
    """An office suite moves the text of a cell over its edge, here into the blank cell beside it."""
    sheet = Sheet()
    sheet.table([["规章", "", ""], ["规范性文件", "3", "4"]])
    sheet.text(x, 105, "1234")
    sheet.prose(PROSE)
    document = read(pdf(sheet))
    assert cells(document)[0] == ["规章", "", "1234"]
    assert doubts(document)[0] == ["1234"] * told


def test_a_number_that_is_too_wide_on_either_side_stands_in_the_middle_of_its_cell() -> None:
    sheet = Sheet()
    sheet.table([["规章", "", ""], ["规范性文件", "3", "4"]], wide=27)
    sheet.text(85.5, 105, "123456")
    sheet.prose(PROSE)
    assert doubts(read(pdf(sheet)))[0] == []


def test_figures_typed_into_a_form_are_read() -> None:
    sheet = Sheet()
    sheet.table([["规章", "", ""], ["规范性文件", "3", ""]])
    sheet.note(145, 105, "12")
    sheet.note(205, 125, "7", "/Subtype/FreeText")
    sheet.note(205, 105, "99", "/Subtype/Widget/F 2")  # hidden
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == [["规章", "12", ""], ["规范性文件", "3", "7"]]


# --------------------------------------------------------------------------- turned


@pytest.mark.parametrize("turn", [90, 270, 180])
def test_a_page_printed_sideways_is_turned(turn: int) -> None:
    upright = drawn()
    sheet = Sheet(width=842)
    matrix = {90: "0 1 -1 0 842 0", 270: "0 -1 1 0 0 842", 180: "-1 0 0 -1 842 842"}[turn]
    sheet.marks = [f"q {matrix} cm", *upright.marks, "Q"]
    document = read(pdf(sheet))
    assert cells(document) == ROWS
    assert texts(document) == ["".join(PROSE)]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_label_on_its_side_is_read_along_itself(turn: int) -> None:
    sheet = Sheet()
    sheet.table([["", "1"], ["", "2"]], high=40)
    sheet.text(85, 92 if turn == 270 else 170, "不予公开", turn=turn)
    sheet.prose(PROSE)
    assert "不予公开" in {c for row in cells(read(pdf(sheet))) for c in row}


@pytest.mark.parametrize(("count", "quoted"), [(3, True), (4, False)])
def test_a_number_strewn_slanted_over_the_page_is_a_watermark(count: int, quoted: bool) -> None:
    """So are a user name and the date; slanted text beside a single figure is kept apart."""
    sheet = drawn()
    for k in range(count):
        sheet.text(150 + 90 * k, 130, "250120", 8, turn=45, grey=0.5)
    (table, *_) = grids(read(pdf(sheet)))
    assert any("斜着印" in c.doubt for row in table.rows for c in row if c) is quoted


@pytest.mark.parametrize(
    ("layers", "layer", "seen"),
    [
        ("/OFF[{off} 0 R]", "Off", False),
        ("/OFF[{off} 0 R]", "On", True),
        ("/OFF[{off} 0 R]", "Either", True),
        ("/OFF[{off} 0 R]", "Both", False),
        ("/BaseState/OFF/ON[{on} 0 R]", "Off", False),
        ("/BaseState/OFF/ON[{on} 0 R]", "On", True),
    ],
)
def test_layers_that_are_off_are_not_seen(layers: str, layer: str, seen: bool) -> None:
    sheet = drawn()
    sheet.text(160, 125, "8", tag=f"/OC /{layer}")
    document = read(pdf(sheet, layers=layers))
    assert cells(document)[1][1] == ("0 8" if seen else "0")
    assert any("“8”（隐藏）" in c.doubt for row in grids(document)[0].rows for c in row if c) is not seen


# --------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    "style", ["[3 2] 0 d", "[1 2] 0 d", "2 w", "0 0 1 RG"], ids=["dashed", "dotted", "thick", "coloured"]
)
def test_rules_of_any_style(style: str) -> None:
    sheet = drawn(across=False, down=False)
    for r in range(4):
        sheet.line(60, 100 + 20 * r, 240, 100 + 20 * r, style)
    for c in range(4):
        sheet.line(60 + 60 * c, 100, 60 + 60 * c, 160, style)
    assert cells(read(pdf(sheet))) == ROWS


def test_rules_of_dots_drawn_one_by_one() -> None:
    sheet = drawn(across=False, down=False)
    for r in range(4):
        for at in range(60, 240, 2):
            sheet.fill(at, 100 + 20 * r, at + 1, 101 + 20 * r)
    for c in range(4):
        for at in range(100, 160, 2):
            sheet.fill(60 + 60 * c, at, 61 + 60 * c, at + 1)
    assert cells(read(pdf(sheet))) == ROWS


@pytest.mark.parametrize("gap", [0, 2, 3])
def test_cells_told_by_shades_or_by_frames_of_their_own(gap: float) -> None:
    sheet = drawn(across=False, down=False)
    frames = Sheet()
    for r in range(3):
        for c in range(3):
            frames.fill(60 + 60 * c + gap / 2, 100 + 20 * r, 120 + 60 * c - gap / 2, 120 + 20 * r - gap, grey=0.8)
    sheet.marks = frames.marks + sheet.marks
    assert cells(read(pdf(sheet))) == ROWS


def test_white_cells_on_black_leave_the_rules_between_them() -> None:
    """Web pages colour the table and leave a gap of a pixel between its white cells."""
    sheet, areas = drawn(across=False, down=False), Sheet()
    areas.fill(60, 100, 240.75, 160.75)
    for r in range(3):
        for c in range(3):
            areas.fill(60.75 + 60 * c, 100.75 + 20 * r, 120 + 60 * c, 120 + 20 * r, grey=1)
    sheet.marks = areas.marks + sheet.marks
    document = read(pdf(sheet))
    assert cells(document) == ROWS
    assert not any(doubts(document))


def _round_cells(sheet: Sheet) -> Sheet:
    for r in range(3):
        for c in range(3):
            sheet.rounded(61 + 60 * c, 101 + 20 * r, 119 + 60 * c, 119 + 20 * r)
    return sheet


def test_cells_with_rounded_corners() -> None:
    document = read(pdf(_round_cells(drawn(across=False, down=False))))
    assert cells(document) == ROWS
    assert not any(doubts(document))


def test_cells_framed_by_two_areas_each() -> None:
    sheet = drawn(across=False, down=False)
    for r in range(3):
        for c in range(3):
            x, y = 60 + 60 * c, sheet.height - 120 - 20 * r
            sheet.marks.append(f"0 g {x} {y} 60 20 re {x + 1} {y + 1} 58 18 re f*")
    document = read(pdf(sheet))
    assert cells(document) == ROWS
    assert not any(doubts(document))


def test_the_line_under_a_word_parts_nothing() -> None:
    sheet = drawn()
    sheet.line(62, 116, 100, 116)
    sheet.line(145, 136, 155, 136)
    assert cells(read(pdf(sheet))) == ROWS


def test_a_blur_behind_a_word_makes_no_table() -> None:
    sheet, blurs = drawn(), Sheet()
    for r in range(3):
        blurs.fill(70, 103 + 20 * r, 110, 116 + 20 * r, grey=0.7)
    sheet.marks = blurs.marks + sheet.marks
    assert cells(read(pdf(sheet))) == ROWS


def test_a_table_cut_by_the_page_edge_keeps_its_last_row() -> None:
    sheet = drawn(across=False)
    for r in range(3):
        sheet.line(60, 100 + 20 * r, 240, 100 + 20 * r)
    assert cells(read(pdf(sheet))) == ROWS


def test_the_last_line_of_a_cell_that_the_page_cuts_stays_in_it() -> None:
    """Chromium ends the rules above it: the end of a header was prose, and table 4 had no columns."""
    sheet = Sheet()
    sheet.prose(PROSE, top=40)
    sheet.table([["结果维", "未经复议"], ["", ""]], top=700, down=False)
    for x in (60, 120, 180):
        sheet.line(x, 700, x, 716)
    sheet.marks = [mark for mark in sheet.marks if " 122 m" not in mark and " 102 m" not in mark]
    sheet.line(120, 716, 180, 716)
    sheet.text(70, 715.5, "持")
    document = read(pdf(sheet))
    assert cells(document) == [["结果维\n持", "未经复议"]]
    assert "持" not in texts(document)


def test_upright_rules_that_end_at_the_head() -> None:
    """Below the header the figures of a row are in one wide cell: they are assigned to the columns with a doubt."""
    sheet = drawn(down=False)
    for c in range(4):
        sheet.line(60 + 60 * c, 100, 60 + 60 * c, 120 if 0 < c < 3 else 160)
    document = read(pdf(sheet))
    assert cells(document) == ROWS
    assert doubts(document)[1:] == [["规章", "0", "12"], ["规范性文件", "3", "4567"]]


def test_one_figure_beside_the_label_of_a_row_without_upright_rules() -> None:
    """行政许可 has one figure, below a header as wide as three columns."""
    sheet = Sheet()
    sheet.table([["信息内容", "本年制发", "现行有效"], ["规章", "0", "12"]], down=False)
    sheet.line(60, 160, 240, 160)
    sheet.text(80, 145, "行政许可")
    sheet.text(140, 145, "73")
    for c in range(4):
        sheet.line(60 + 60 * c, 100, 60 + 60 * c, 120 if 0 < c < 3 else 160)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[2] == ["行政许可", "73", ""]


def test_rows_without_rules_below_a_ruled_head_are_no_cell() -> None:
    """Only the header has rules within the frame: all rows were one cell."""
    sheet = drawn(across=False, down=False)
    for y in (100, 120, 160):
        sheet.line(60, y, 240, y)
    for c in range(4):
        sheet.line(60 + 60 * c, 100, 60 + 60 * c, 120 if 0 < c < 3 else 160)
    document = read(pdf(sheet))
    assert [[text for text in row if text] for row in cells(document)] == ROWS
    assert [row[1:] for row in doubts(document)[1:]] == ROWS[1:]


def test_rules_that_forget_to_part_the_rows() -> None:
    rows = [[f"{k}.某项", str(k), str(100 + k)] for k in range(1, 5)]
    sheet = Sheet()
    sheet.table(rows, across=False)
    sheet.line(60, 100, 240, 100)
    sheet.line(60, 180, 240, 180)
    sheet.prose(PROSE)
    document = read(pdf(sheet))
    assert cells(document) == rows
    assert all(len(row) == 3 for row in doubts(document))


def test_a_broken_rule_is_doubted() -> None:
    """The rule between two cells ends half-way, so the cell of the words is a guess."""
    sheet = drawn(down=False)
    for c in (0, 1, 3):
        sheet.line(60 + 60 * c, 100, 60 + 60 * c, 160)
    sheet.line(180, 100, 180, 130)
    assert any(doubts(read(pdf(sheet))))


# --------------------------------------------------------------------------- no rules

REQUESTS = [
    ["申请人情况"],
    ["", "自然人", "商业企业", "科研机构", "其他", "总计"],
    ["一、本年新收政府信息公开申请数量", "", "5", "1", "0", "6"],
    ["二、上年结转政府信息公开申请数量", "", "0", "", "12", "12"],
]


@pytest.mark.parametrize("across", [False, True])
def test_blanks_keep_their_columns_without_rules(across: bool) -> None:
    """A column of only blanks is recognized by its header."""
    sheet = Sheet()
    for r, row in enumerate(REQUESTS):
        for c, text in enumerate(row):
            sheet.text(60 + (c and 110 + 60 * c), 100 + 20 * r, text)
        if across:
            sheet.line(60, 98 + 20 * r, 530, 98 + 20 * r)
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert grid.kind is GridKind.LOOSE
    assert [c.text for c in grid.rows[-1][2:] if c] == ["", "0", "", "12", "12"]
    assert all(c.doubt for row in grid.rows for c in row if c)


def test_a_frame_without_upright_rules_in_it_is_read_by_position() -> None:
    """Two adjacent column names separated these two columns and left the others joined."""
    sheet = Sheet()
    for r, row in enumerate([["", "", "商业企业", "科研机构", "其他", ""], *REQUESTS[2:]]):
        for c, text in enumerate(row):
            sheet.text(60 + (c and 110 + 60 * c), 120 + 20 * r, text)
    for c, head in ((1, "自然人"), (5, "总计")):
        sheet.text(170 + 60 * c, 110, head)
    for top in (108, 138, 158, 178):
        sheet.line(58, top, 530, top)
    for x in (58, 530):
        sheet.line(x, 108, x, 178)
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert [c.text for c in grid.rows[-1][-5:] if c] == ["", "0", "", "12", "12"]


def test_a_table_with_rules_at_its_head_alone_is_read_whole() -> None:
    sheet = Sheet()
    sheet.table([["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]], wide=80)
    for r, row in enumerate((["规章", "0", "0", "12"], ["行政规范性文件", "3", "1", "4567"])):
        for c, text in enumerate(row):
            sheet.text(65 + 80 * c, 125 + 20 * r, text)
    sheet.prose(PROSE)
    (grid,) = (b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert [[c.text for c in row[1:] if c] for row in grid.rows[1:]] == [
        ["规章", "0", "0", "12"],
        ["行政规范性文件", "3", "1", "4567"],
    ]
    assert all(c.doubt for row in grid.rows for c in row if c)


# --------------------------------------------------------------------------- text


def test_letterspaced_text_and_words_apart() -> None:
    sheet = Sheet()
    for at, char in enumerate("政府信息公开工作年度报告"):
        sheet.text(60 + 16 * at, 100, char)
    sheet.prose(PROSE)
    assert texts(read(pdf(sheet)))[0] == "政府信息公开工作年度报告"


@pytest.mark.parametrize("indents", [(2, 0), (0, 2), (0, 0)], ids=["indented", "hanging", "blocks"])
def test_paragraphs_by_indent_or_by_gap(indents: tuple[int, int]) -> None:
    first, rest = indents
    sheet = Sheet()
    top = 100.0
    for _ in range(3):
        for k, line in enumerate(PROSE):
            end = "时公开。" if k == 2 else ""
            indent = rest if k else first
            sheet.text(
                60 + 10 * indent, top, (line + end)[: 41 - indent] if k < 2 else "推进政府信息公开工作，时公开。"
            )
            top += 16
        top += 0 if first or rest else 12
    found = texts(read(pdf(sheet)))
    assert len(found) == 3
    assert all(text.endswith("时公开。") for text in found)


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    for k in range(20):
        sheet.text(60, 100 + 16 * k, f"左栏第{k:02}行示例县政府信息公开工作")
        sheet.text(320, 107 + 16 * k, f"右栏第{k:02}行示例县政府信息公开工作")
    text = "".join(texts(read(pdf(sheet))))
    assert [text.index(f"{side}栏第{k:02}行") for side in "左右" for k in range(20)] == sorted(
        text.index(f"{side}栏第{k:02}行") for side in "左右" for k in range(20)
    )


# --------------------------------------------------------------------------- what cannot be read


def test_characters_without_a_code_are_doubted() -> None:
    sheet = drawn()
    sheet.text(147.5, 145, "5", font=1)
    document = read(pdf(sheet))
    assert any("\ufffd" in text for row in doubts(document) for text in row)
    alone = drawn()
    alone.text(60, 300, "全年公开")
    alone.text(100, 300, "12", font=1)
    assert next(p.doubt for p in read(pdf(alone)).blocks if isinstance(p, Paragraph) and "\ufffd" in p.text)


@pytest.mark.parametrize(("how", "code"), [({"font": 1}, "garbage"), ({"mode": 3}, "scanned")])
def test_files_without_readable_text_are_refused(how: dict[str, int], code: str) -> None:
    """Cases: a font without a character map; a scan over invisible OCR text."""
    sheet = Sheet()
    for k in range(20):
        sheet.text(60, 100 + 16 * k, PROSE[0], **how)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=code):
        read(pdf(sheet))


@pytest.mark.parametrize("heading", ["六、其他需要报告的事项", "第六部分其他需要报告的事项"])
def test_a_heading_behind_a_full_line_begins_a_paragraph(heading: str) -> None:
    sheet = Sheet()
    full = "改进措施是加强学习拓宽渠道提升质量逐项明确公开时限和责任人丰富解读方式每半年组织一次培训"
    for k, line in enumerate((*[full] * 4, full[:-1] + "。", heading, "没有其他需要报告的事项。")):
        sheet.text(60, 100 + 16 * k, line)
    assert heading in texts(read(pdf(sheet)))


@pytest.mark.parametrize(("x", "inside"), [(25, False), (42, True)])
def test_the_line_where_a_sheet_is_bound_is_no_text(x: float, inside: bool) -> None:
    """装, 订 and 线 are in the margin, each beside a line of text; at the edge of the text they are words of it."""
    sentences = [f"第{'一二三四五六七八九十'[k]}季度公开信息若干条。" for k in range(10)]
    sheet = Sheet()
    for k, line in enumerate(sentences):
        sheet.text(42 if inside and k == 9 else 60, 100 + 16 * k, line)
    for k, char in enumerate("装订线"):
        sheet.text(x, 116 + 48 * k, char)
    found = "".join(texts(read(pdf(sheet))))
    assert ("装" in found) is inside
    assert found.translate({ord(char): None for char in "装订线 "}) == "".join(sentences)


def test_a_letter_of_that_line_alone_is_a_word_of_the_text() -> None:
    sheet = Sheet()
    for k, line in enumerate(["第一季度公开信息若干条。", "第二季度公开信息若干条。", "第三季度公开信息若干条。"]):
        sheet.text(60, 100 + 16 * k, line)
    sheet.text(25, 116, "线")
    assert "线" in "".join(texts(read(pdf(sheet))))


@pytest.mark.parametrize(
    ("numbers", "x", "told"),
    [
        ("1 2 3 4 5", 44, False),
        ("5 10 15 20 25", 44, False),
        ("1 2 3 4", 44, True),
        ("7 7 7 7 7", 44, True),
        ("5 4 3 2 1", 44, True),
        ("1 2 3 4 5", 54, True),
    ],
    ids=["lines", "every fifth", "too few", "the same", "downwards", "beside the words"],
)
def test_the_numbers_of_lines_in_the_margin_are_no_text(numbers: str, x: float, told: bool) -> None:
    """LibreOffice and Word print line numbers left of the text (not of tables), and repeat the running headers."""
    sheet, other = drawn(), Sheet()
    lines = [f"第{'一二三四五'[k]}季度公开信息若干条。" for k in range(5)]
    for k, (line, number) in enumerate(zip_longest(lines, numbers.split(), fillvalue="")):
        sheet.text(60, 300 + 16 * k, line)
        sheet.text(x, 300 + 16 * k, number)
    sheet.text(44, 700, "1")
    other.text(60, 100, "其他。")
    other.text(44, 100, "6")
    document = read(pdf(sheet, other))
    found = "".join(texts(document))
    assert cells(document) == ROWS
    assert any(map(str.isdigit, found)) is told
    assert "".join(lines) in "".join(char for char in found if not char.isdigit() and char != " ")


@pytest.mark.parametrize(("bottom", "told"), [(58, 0), (61, 3)])
def test_a_running_head_stands_as_high_on_a_sheet_on_its_side(bottom: float, told: int) -> None:
    """Word measures it in centimetres; as a share of the page height it was not recognized and split table 4."""
    sheets = [Sheet(width=842, height=595) for _ in range(3)]
    for sheet, page in zip(sheets, "甲乙丙", strict=True):
        sheet.text(300, bottom - 10, "2024年政府信息公开工作年度报告")
        sheet.text(60, 80, f"{page}县公开政府信息若干条，持续推进政府信息公开工作，没有其他需要报告的事项。")
    assert sum("年度报告" in text for text in texts(read(pdf(*sheets)))) == told


def test_an_address_that_did_not_fit_goes_on_with_its_line() -> None:
    sheet = Sheet()
    full = "改进措施是加强学习拓宽渠道提升质量逐项明确公开时限和责任人丰富解读方式每半年组织一次培训"
    lines = (*[full] * 4, full[:36], "（http://www.example.gov.cn）下载。", "2024年另有文件。")
    for k, line in enumerate(lines):
        sheet.text(60, 100 + 16 * k, line)
    assert texts(read(pdf(sheet)))[-2:] == ["".join(lines[:-1]), lines[-1]]
    assert printed("〈格式\u232a\u2329") == "〈格式〉〈"  # both code points have the same glyph
    assert (cell("\u2215").raw, cell("\u2215").state) == ("／", State.SLASH)  # Chromium's PDF encodes ／ this way
    assert (cell("\u2e3a").raw, cell("\u2e3a").state) == ("——", cell("——").state)  # and —— this way


def test_a_title_on_the_cover_and_again_above_the_text() -> None:
    cover, sheet = Sheet(), Sheet()
    for k, line in enumerate(("示例县人民政府", "2024年政府信息公开", "工作年度报告")):
        cover.text(150, 300 + 50 * k, line, 30)
    sheet.text(130, 80, "示例县人民政府2024年政府信息公开工作年度报告", 15)
    for k, line in enumerate(
        ("一、总体情况", "全年公开信息12条。", "六、其他需要报告的事项", "无其他需要报告的事项。")
    ):
        sheet.text(80, 120 + 16 * k, line)
    parts = outline(read(pdf(cover, sheet)).blocks)
    assert parts.title == "示例县人民政府2024年政府信息公开工作年度报告"
    assert [p.text for p in parts.sections[0].paragraphs] == []
    assert [p.text for p in parts.sections[1].paragraphs] == ["全年公开信息12条。"]


# --------------------------------------------------------------------------- one rule is missing


def parted(rows: list[list[str]], gone: int, across: bool) -> Sheet:
    """Return a ruled table without the rule ``gone``."""
    sheet = Sheet()
    sheet.table(rows, wide=100)
    at = 100 + 20 * gone if across else 60 + 100 * gone
    line = f"{60} {842 - at} m" if across else f" {at} {842 - 100} m"
    sheet.marks = [mark for mark in sheet.marks if line not in mark]
    sheet.prose(PROSE)
    return sheet


def test_figures_that_no_rule_parts_are_doubted() -> None:
    """34 and 17 in one cell, and two dashes, are neither one number nor one dash."""
    document = read(pdf(parted([["信息内容", "", ""], ["规章", "34", "17"], ["规范性文件", "-", "-"]], 2, False)))
    assert cells(document) == [["信息内容", ""], ["规章", "34 17"], ["规范性文件", "- -"]]
    assert doubts(document)[1:] == [["34 17"], ["- -"]]


def test_two_rows_that_no_rule_parts_are_two_rows() -> None:
    rows = [["信息内容", "制发", "废止"], ["规章", "34", "17"], ["规范性文件", "40", "52"], ["许可", "6", "7"]]
    document = read(pdf(parted(rows, 2, True)))
    assert cells(document) == rows
    assert doubts(document) == [[], rows[1], rows[2], []]


def test_a_figure_that_fills_its_cell_makes_no_second_row() -> None:
    sheet = Sheet()
    sheet.table([["", "", ""], ["许可", "6", "7"]], wide=30, high=40)
    for x, lines in ((61, ("规章", "制定")), (92.5, ("12345", "6789")), (122.5, ("23456", "7890"))):
        for k, line in enumerate(lines):
            sheet.text(x, 106 + 14 * k, line)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[0] == ["规章\n制定", "123456789", "234567890"]


@pytest.mark.parametrize("lines", [("属于国家", "秘密"), ("重复", "大量", "申请")])
def test_figures_of_one_digit_a_line_make_no_rows_where_no_second_digit_has_room(lines: Sequence[str]) -> None:
    """A label may have the same number of lines by chance."""
    sheet = Sheet()
    sheet.table([["", "", ""], ["许可", "6", "7"]], wide=40, high=40)
    for side in (120, 140):
        sheet.line(side, 100, side, 180)
    for x, column in ((61, lines), (102.5, "385"[: len(lines)]), (122.5, "187"[: len(lines)])):
        for k, line in enumerate(column):
            sheet.text(x, 103 + 12 * k, line)
    sheet.prose(PROSE)
    found = cells(read(pdf(sheet)))
    assert [len(found), found[0][0]] == [2, "\n".join(lines)]


@pytest.mark.parametrize(
    ("sides", "rows"),
    [
        ((60, 120, 180, 240), [["事业收费", "", ""]]),  # the rest of the last row
        ((60, 120, 240), [["事业收费", "", None]]),  # … whose figure covers two columns
        ((60, 140, 240), []),
        ((60, 240), []),
    ],
)
def test_a_row_cut_by_the_page_goes_on_in_the_columns_of_its_table(
    sides: tuple[int, ...], rows: list[list[str | None]]
) -> None:
    above, below = Sheet(), Sheet()
    above.table([["信息内容", "制发", "废止"], ["规章", "34", "17"], ["行政性", "4", "5"]], wide=60)
    above.prose(PROSE)
    for y in (60, 80):
        below.line(60, y, 240, y)
    for x in sides:
        below.line(x, 60, x, 80)
    below.text(65, 65, "事业收费")
    below.prose(PROSE)
    found = grids(read(pdf(above, below)))[1:]
    assert [[cell and cell.text for cell in row] for grid in found for row in grid.rows] == rows


def test_a_side_that_only_a_merged_label_has_parts_no_row() -> None:
    """Chromium ends the merged label too early on the page of its last row: 353 is beside both of its halves. Beside
    two items it may belong to either."""
    for label, said in ((("8.属于行", "政查询"), []), (("1.属于甲", "2.属于乙"), ["353"])):
        sheet = Sheet()
        sheet.table([["项目", "情形", "本年"]], wide=60)
        for x in (60, 120, 180, 240):
            sheet.line(x, 120, x, 160)
        for y, right in ((120, 240), (142, 120), (160, 240)):
            sheet.line(60, y, right, y)
        sheet.text(65, 125, "不予公开")
        for k, line in enumerate(label):
            sheet.text(125, 127 + 15 * k, line)
        sheet.text(185, 135, "353")
        sheet.prose(PROSE)
        assert [cell for row in doubts(read(pdf(sheet))) for cell in row if cell.isdigit()] == said


def test_full_width_digits_fill_a_cell_sooner() -> None:
    """２３１ is in a cell where 1234 fits on one line; １ above ２ may be two rows."""
    sheet = Sheet()
    sheet.table([["", "", ""], ["许可", "６", "７"]], wide=30, high=40)
    for x, lines in ((61, ("规章", "制定")), (95, ("２３", "１")), (125, ("１", "２"))):
        for k, line in enumerate(lines):
            sheet.text(x, 106 + 14 * k, line)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[0] == ["规章\n制定", "２３１", "１\n２"]


def test_a_figure_that_breaks_behind_a_comma_goes_on_below() -> None:
    """Office suites break 1,234,567 at a comma although the next digit fits; 12 above 34 are two figures."""
    sheet = Sheet()
    sheet.table([["", "", ""], ["许可", "6", "7"]], wide=40, high=40)
    for x, lines in ((61, ("规章", "制定")), (104, ("1,234,", "567")), (146, ("12", "345"))):
        for k, line in enumerate(lines):
            sheet.text(x, 106 + 14 * k, line)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[0] == ["规章\n制定", "1,234,567", "12\n345"]


def test_drawn_digits_are_read_by_their_names_alone() -> None:
    """A font that names the glyph of code 3 ``three`` is read; a glyph named ``g3`` may draw anything."""
    for font, shown in ((NAMED, "37"), (NUMBERED, "\ufffd\ufffd")):
        sheet = Sheet()
        sheet.table([["信息内容", "制发", "废止"], ["规章", "", "17"]])
        sheet.marks.append(f"BT /F{font} 10 Tf 140 708 Td <3337> Tj ET")
        sheet.prose(PROSE)
        document = read(pdf(sheet))
        assert cells(document)[1] == ["规章", shown, "17"]
        assert doubts(document)[1] == ([] if font == NAMED else [shown])


# --------------------------------------------------------------------------- rules that are not there

LOST = [
    ["", "自然人", "商业企业", "科研机构"],
    ["一、新收", "7", "12", "3"],
    ["二、结转", "1", "", "4"],
    ["三、结果", "6", "8", ""],
]


def lost_rule(rows: list[list[str]]) -> Sheet:
    """Return a table whose third and fourth columns are joined."""
    sheet = Sheet()
    sheet.table(rows, down=False)
    bottom = 100 + 20 * len(rows)
    for x in (60, 120, 180, 300):
        sheet.line(x, 100, x, bottom)
    sheet.prose(PROSE)
    return sheet


def test_columns_that_no_rule_parts_are_parted_below_two_names() -> None:
    document = read(pdf(lost_rule(LOST)))
    assert cells(document) == LOST
    assert doubts(document) == [["商业企业", "科研机构"], ["12", "3"], ["", "4"], ["8", ""]]
    one_side = [[*row[:2], "", row[3]] if at else row for at, row in enumerate(LOST)]  # 3 belongs only to 科研机构
    assert cells(read(pdf(lost_rule(one_side)))) == one_side


def test_two_figures_below_one_name_stay_together() -> None:
    """Either the gap of 1 234, or two figures in one cell: there is no evidence of another column."""
    rows = [[*row[:2], row[2], row[3]] for row in LOST]
    rows[0] = ["", "自然人", "商业企业数量", ""]
    sheet = lost_rule([rows[0], *([row[0], row[1], "", ""] for row in rows[1:])])
    for at, text in enumerate(("12", "1", "8")):
        sheet.text(225, 125 + 20 * at, text)
        sheet.text(243, 125 + 20 * at, "234")
    document = read(pdf(sheet))
    assert [row[2] for row in cells(document)[1:]] == ["12 234", "1 234", "8 234"]
    assert doubts(document)[1:] == [["12 234"], ["1 234"], ["8 234"]]


def test_a_page_of_figures_without_a_head_is_parted_where_they_stand_on_both_sides() -> None:
    rows = [[f"{k}、申请", str(k), str(10 + k), str(20 + k)] for k in range(1, 5)]
    assert cells(read(pdf(lost_rule(rows)))) == rows


def test_figures_that_stand_in_the_middle_here_and_at_the_right_there_are_one_column() -> None:
    """Subtotals are centred, the figures of items are not: no row has figures on both sides of the gap."""
    sheet = Sheet()
    sheet.table([[f"{k}、申请", "", str(10 + k), str(20 + k)] for k in range(1, 9)])
    for k in range(8):
        sheet.text(132 if k % 2 else 170, 105 + 20 * k, str(k + 1))
    document = read(pdf(sheet))
    assert [row[1] for row in cells(document)] == [str(k + 1) for k in range(8)]
    assert {len(row) for row in cells(document)} == {4} and not any(doubts(document))


def without_sides(rows: list[list[str]], *sides: tuple[float, float, float, float]) -> Sheet:
    """Return a table whose rules are drawn cell by cell, without these sides."""
    sheet = Sheet()
    sheet.table(rows, across=False, down=False)
    for r in range(4):
        for c in range(4):
            x, y = 60 + 60 * c, 100 + 20 * r
            for side in (
                (x, y, x + 60, y),
                (x, y + 20, x + 60, y + 20),
                (x, y, x, y + 20),
                (x + 60, y, x + 60, y + 20),
            ):
                if side not in sides:
                    sheet.line(*side)
    sheet.prose(PROSE)
    return sheet


def test_a_figure_in_two_cells_that_no_side_parts_is_of_the_one_that_it_stands_in() -> None:
    """Beside a blank cell it was assigned to the first of both without a finding."""
    rows = [["", "甲", "乙", "丙"], ["规章", "1", "", "3"], ["许可", "", "5", "6"], ["处罚", "7", "8", "9"]]
    beside = read(pdf(without_sides(rows, (180, 120, 180, 140))))
    assert (cells(beside), doubts(beside)[1]) == (rows, ["1", ""])
    below = read(pdf(without_sides(rows, (180, 140, 240, 140))))
    assert (cells(below), doubts(below)[2]) == (rows, ["5"])


def test_a_figure_in_the_middle_of_a_merged_cell_is_of_all_of_it() -> None:
    rows = [["", "甲", "乙", "丙"], ["规章", "1", "", "3"], ["许可", "", "", "6"], ["处罚", "7", "8", "9"]]
    sheet = without_sides(rows, (180, 140, 180, 160))
    sheet.text(177, 145, "5")
    document = read(pdf(sheet))
    assert cells(document)[2] == ["许可", "5", None, "6"]
    assert doubts(document) == [[], [], ["5"], []]


def test_two_signs_that_no_side_parts_are_not_one() -> None:
    rows = [["", "甲", "乙", "丙"], ["规章", "1", "-", "3"], ["许可", "2", "-", "6"], ["处罚", "7", "8", "9"]]
    document = read(pdf(without_sides(rows, (180, 140, 240, 140))))
    assert doubts(document)[1:3] == [["-"], ["-"]]


def test_figures_alone_that_have_no_code_are_unreadable_and_the_rest_is_read() -> None:
    """In a dense report a third of the characters are figures; it was refused as undecodable."""
    sheet = Sheet()
    sheet.table([["政府信息公开", *"甲乙丙丁戊己"], *(["申请数量", *[""] * 6] for _ in range(16))], wide=70)
    for r in range(16):
        for c in range(6):
            sheet.text(150 + 70 * c, 125 + 20 * r, "123", font=1)
    found = read(pdf(sheet))
    assert all(
        cell and cell.doubt and set(cell.text) == {"\ufffd"} for row in grids(found)[0].rows[1:] for cell in row[1:]
    )
    assert cells(found)[0][0] == "政府信息公开"


@pytest.mark.parametrize(("pair", "over"), [("35", True), ("许可", True), ("3）", True), ("（三", False)])
def test_a_bracket_over_an_ideograph_is_no_other_character_printed_over_it(pair: str, over: bool) -> None:
    line = [Glyph(60 + 2 * k, 100, 70 + 2 * k, 110, char, 10, UPRIGHT) for k, char in enumerate(pair)]
    assert overprinted(line) is over


@pytest.mark.parametrize(("wide", "over"), [(5, True), (8, False)])
def test_a_narrow_digit_half_under_a_wide_letter_is_overprinted(wide: float, over: bool) -> None:
    """A 1 is half as wide as 件: the hidden share of the narrower character counts."""
    digit = Glyph(60, 100, 65, 110, "1", 10, UPRIGHT)
    assert overprinted([digit, Glyph(56 + wide, 100, 66 + wide, 110, "件", 10, UPRIGHT)]) is over


def test_a_row_of_which_no_letter_is_visible_is_told() -> None:
    """Browsers draw a border as a shadow, a black box with a hole: its row was taken for black on black, and no output
    said that it was there."""
    sheet = Sheet()
    sheet.table([*ROWS, ["", "", ""]])
    for x, text in zip((70, 140, 200), ("行政许可", "35", "47"), strict=True):
        sheet.text(x, 165, text, grey=1)
    sheet.prose(PROSE)
    document = read(pdf(sheet))
    assert [text for code, text in document.doubts if code == "source.hidden"] == [
        "第 1 页的表格里看不见的一行“行政许可3547”"
    ]
