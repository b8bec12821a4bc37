"""Test content of a PDF cell besides its figure: kept apart and quoted, never joined to it, never read as a blank."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from made_pdf import FIRST, Sheet, pdf
from test_pdf import PROSE, REQUESTS, ROWS, cells, texts

from build_scripts.model import Document, Grid, GridCell, Paragraph
from build_scripts.readers import read
from build_scripts.readers.pdf.contents import CUT_OFF, STRADDLES
from build_scripts.readers.pdf.exclusions import figure_of
from build_scripts.readers.pdf.extra_content import has_layers
from build_scripts.readers.pdf.marks import UPRIGHT, Glyph

Draw = Callable[[Sheet], object]


def sheet_of(figure: str = "353", at: float = 202) -> Sheet:
    """Return a page on which the cell of 规章 / 现行有效 (180–240, 120–140) has the figure; its digits are 5 points wide."""
    sheet = Sheet()
    sheet.table([ROWS[0], ["规章", "0", ""], ROWS[2]])
    sheet.text(at, 125, figure)
    sheet.prose(PROSE)
    return sheet


def the_cell(document: Document) -> GridCell:
    grid = next(b for b in document.blocks if isinstance(b, Grid))
    cell = grid.rows[1][2]
    assert cell
    others = [c for row in grid.rows for c in row if c and c is not cell]
    assert [c.text for c in others] == [*ROWS[0], "规章", "0", *ROWS[2]]
    assert not any(c.doubt or c.opaque for c in others), "no other cell is doubted"
    return cell


def drawn(how: Draw, figure: str = "353") -> GridCell:
    sheet = sheet_of(figure)
    how(sheet)
    return the_cell(read(pdf(sheet)))


# --------------------------------------------------------------------------- struck out


@pytest.mark.parametrize(
    ("how", "left", "said"),
    [
        (lambda s: s.line(202, 131, 207, 131), "53", "3"),
        (lambda s: s.fill(207, 130, 212, 130.8), "33", "5"),
        (lambda s: s.fill(202, 129, 207, 132), "53", "3"),
        (lambda s: [s.line(202, y, 207, y) for y in (129.5, 131)], "53", "3"),
        (lambda s: s.line(202, 131, 207, 131, "[1 1] 0 d"), "53", "3"),
        (lambda s: [s.fill(x, 131, x + 0.6, 131.6) for x in (202, 203.2, 204.4, 205.6, 206.4)], "53", "3"),
        (lambda s: s.note(202, 125, "", "/Subtype/StrikeOut"), "53", "3"),
        (lambda s: s.fill(202, 128.5, 207, 132.5), "53", "3"),
    ],
    ids=["line", "rectangle", "thick", "double", "dashed", "dots", "note", "wave"],
)
def test_struck_out_digits_join_no_figure(how: Draw, left: str, said: str) -> None:
    cell = drawn(how)
    assert cell.text == left
    assert f"“{said}”" in cell.doubt


@pytest.mark.parametrize("how", [lambda s: s.line(201, 130, 218, 130), lambda s: s.fill(202, 129, 217, 132)])
def test_a_figure_struck_out_whole_is_said_to_be(how: Draw) -> None:
    cell = drawn(how)
    assert (cell.text, cell.doubt) == ("353", "格内只有划去的文字")


@pytest.mark.parametrize(
    "how",
    [
        lambda s: s.line(202, 134.5, 217, 134.5),
        lambda s: s.fill(202, 134.2, 217, 134.8),
        lambda s: s.line(202, 124.8, 217, 124.8),
        lambda s: s.marks.insert(0, s.fill(198, 122, 222, 138, grey=0.85).marks.pop()),
        lambda s: [s.line(60, y, 240, y, "0.2 w") for y in (118.5, 121.5)],
        lambda s: s.marks.insert(0, s.fill(202, 129.5, 217, 134, grey=0.85).marks.pop()),
    ],
    ids=["underline", "thin underline", "overline", "highlight", "double rules", "marker"],
)
def test_lines_beside_the_digits_strike_nothing_out(how: Draw) -> None:
    cell = drawn(how)
    assert (cell.text, cell.doubt) == ("353", "")


@pytest.mark.parametrize("top", [299, 303])
def test_small_print_beside_a_title_is_no_part_of_its_line(top: float) -> None:
    """A box beside the title: its two lines fell into the line of the title letter by letter, 索发引布号机：构."""
    sheet = sheet_of()
    sheet.text(60, 300, "示例县东桥镇人民政府2024年", 22)
    sheet.text(400, top, "索引号：11341000", 9)
    sheet.text(400, top + 10, "发布机构：示例县", 9)
    sheet.text(60, 330, "政府信息公开工作年度报告", 22)
    found = [b.text for b in read(pdf(sheet)).blocks if isinstance(b, Paragraph)]
    assert any(text.endswith("索引号：11341000") for text in found)
    assert any(text.endswith("发布机构：示例县") for text in found)
    assert any(text.startswith("示例县东桥镇人民政府2024年") and "索引" not in text for text in found)


def test_letters_of_another_script_within_chinese_are_doubted() -> None:
    """A compressor of PDFs (Ghostscript, after Chromium) confuses the codes of glyphs: 本ç告2 for 本报告。 was published
    as text, without a finding."""
    sheet = sheet_of()
    sheet.text(60, 300, "编制本ç告2")
    sheet.text(60, 340, "长5米×宽3米。")
    found = [b for b in read(pdf(sheet)).blocks if isinstance(b, Paragraph)]
    assert [bool(b.doubt) for b in found if "告" in b.text or "×" in b.text] == [True, False]


def test_letters_drawn_with_a_line_around_them_are_not_struck_out() -> None:
    """cairo draws bold text once more by its outlines, all letters in one path: 示例县 was read as 例."""
    sheet = sheet_of()
    sheet.text(60, 300, "示例县东坪镇人民政府2024年报告")
    letter = "{0} 536 m {1} 536 l {1} 535 l {0} 535 l h {0} 532 m {1} 532 l {2} 530 {2} 529 {0} 528 c h"
    outlines = " ".join(letter.format(x, x + 10, x + 5) for x in range(60, 160, 10))
    sheet.marks.append(f"q 0.5 w {outlines} S Q")
    document = read(pdf(sheet))
    found = next(b for b in document.blocks if isinstance(b, Paragraph) and "报告" in b.text)
    assert (found.text, found.doubt) == ("示例县东坪镇人民政府2024年报告", "")


def test_a_line_that_runs_on_through_the_digits_is_doubted() -> None:
    cell = drawn(lambda s: s.line(184, 131, 236, 131))
    assert cell.text == "353" and "线穿过" in cell.doubt


def test_struck_out_words_leave_the_text_and_are_said() -> None:
    sheet = sheet_of()
    sheet.text(60, 300, "全年公开信息353条2。")
    sheet.line(145, 306, 150, 306)
    found = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Paragraph) and "全年" in b.text)
    assert found.text == "全年公开信息353条。" and "“2”" in found.doubt
    whole = sheet_of()
    whole.text(60, 300, "全年公开信息353条。")
    whole.line(60, 306, 150, 306)
    found = next(b for b in read(pdf(whole)).blocks if isinstance(b, Paragraph) and "全年" in b.text)
    assert found.text == "全年公开信息353条。" and "划去" in found.doubt


# --------------------------------------------------------------------------- note marks


@pytest.mark.parametrize(
    ("how", "mark"),
    [
        (lambda s: s.text(217, 125, "1", 8.3, rise=3), "1"),
        (lambda s: s.text(217, 125, "1", rise=3), "1"),
        (lambda s: s.text(217, 122, "1"), "1"),
        (lambda s: s.text(217, 123.6, "12", 5.8), "12"),
        (lambda s: s.text(217, 119, "1", 5), "1"),
        (lambda s: s.text(217, 130, "2", 6, rise=-1.5), "2"),
        (lambda s: s.text(217, 126.5, "7", 8), "7"),
        (lambda s: s.text(217, 124, "①", 6, rise=2), "①"),
        (lambda s: s.text(220, 123, "[1]", 6), "[1]"),
        (lambda s: s.text(199, 124, "*", 6), "*"),
    ],
    ids=["browser", "raised", "placed", "small", "high", "subscript", "level", "circled", "brackets", "before"],
)
def test_marks_of_notes_join_no_figure(how: Draw, mark: str) -> None:
    cell = drawn(how)
    assert cell.text == "353"
    assert f"“{mark}”" in cell.doubt


@pytest.mark.parametrize("figure", ["353", "1,234", "/", "0", "—", "12.5"])
def test_a_figure_in_one_size_has_no_doubt(figure: str) -> None:
    cell = drawn(lambda s: None, figure)
    assert (cell.text, cell.doubt) == (figure, "")


def test_a_figure_in_two_fonts_of_one_size_is_whole() -> None:
    cell = drawn(lambda s: s.text(217, 125, "1", font=4))
    assert (cell.text, cell.doubt) == ("3531", "")


def test_a_number_wrapped_in_its_cell_is_no_mark() -> None:
    sheet = Sheet()
    sheet.table([["规章", "0", ""], ["规范性文件", "3", "7"]], high=40)
    sheet.text(205, 105, "124")
    sheet.text(205, 117, "7")
    sheet.prose(PROSE)
    (cell,) = (c for b in read(pdf(sheet)).blocks if isinstance(b, Grid) for c in b.rows[0][2:] if c)
    assert (cell.text, cell.doubt) == ("124\n7", "")


@pytest.mark.parametrize(
    ("size", "up", "text", "doubted"),
    [(6, 0, "1", True), (6, 3, "12", True), (8.3, 3.3, "1", True), (8.3, 0, "1", False), (6, 0, "123", False)],
)
def test_digits_alone_in_a_cell_that_look_like_a_note_are_doubted(
    size: float, up: float, text: str, doubted: bool
) -> None:
    """A blank cell with a note mark: ¹ is not 1."""
    cell = drawn(lambda s: s.text(202, 125 + 0.88 * (10 - size) - up, text, size), "")
    assert (cell.text, bool(cell.doubt)) == (text, doubted)


def test_a_label_keeps_its_small_characters() -> None:
    sheet = sheet_of()
    sheet.text(115, 144.5, "2", 6)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert grid.rows[2][0] and grid.rows[2][0].text.replace(" ", "") == "规范性文件2"


def test_a_digit_in_another_colour_is_doubted() -> None:
    cell = drawn(lambda s: s.text(217, 125, "1", grey=0.5))
    assert cell.text == "3531" and "深浅不同" in cell.doubt


def test_the_grey_shadow_of_a_figure_is_no_other_shade() -> None:
    """It is beneath the black text, with a smaller offset than raised marks; pdfium leaves it out, pdfminer does not."""
    black = Glyph(202, 125, 207, 135, "3", 10, UPRIGHT, 0.0, 2)
    grey = Glyph(202.6, 125.6, 207.6, 135.6, "3", 10, UPRIGHT, 0.7, 1)
    assert figure_of([grey, black])[1] == ""
    assert figure_of([grey._replace(text="8"), black])[1]


@pytest.mark.parametrize(("top", "shown"), [(300, "353¹条"), (306, "353₁条")])
def test_a_mark_in_the_text_is_shown_as_one(top: float, shown: str) -> None:
    sheet = sheet_of()
    sheet.text(60, 300, "全年公开信息353")
    sheet.text(135, top, "1", 6)
    sheet.text(138, 300, "条，比上年增加。")
    assert texts(read(pdf(sheet)))[0] == f"全年公开信息{shown}，比上年增加。"


# --------------------------------------------------------------------------- unseen ink


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (lambda s: s.text(217, 125, "8", mode=3), "隐藏"),
        (lambda s: s.text(217, 125, "8", grey=1), "底色"),
        (lambda s: s.text(217, 125, "8", grey=0.9), "极浅"),
        (lambda s: s.text(217, 125, "8", opacity=0.15), "透明"),
        (lambda s: s.text(217, 125, "8", clip=(180, 120, 217, 140)), "裁去"),
        (lambda s: [s.text(217, 125, "8"), s.fill(217, 124, 224, 136, grey=1)], "盖住"),
        (lambda s: [s.text(217, 125, "8"), s.picture(217, 124, 224, 136)], "盖住"),
    ],
    ids=["hidden", "white", "pale", "transparent", "clipped", "covered", "pictured"],
)
def test_unseen_digits_join_no_figure(how: Draw, why: str) -> None:
    cell = drawn(how)
    assert cell.text == "353"
    assert "“8”" in cell.doubt and why in cell.doubt


def test_what_a_row_of_fixed_height_has_no_room_for_is_told_where_it_belongs() -> None:
    """The second line of a figure overlaps the row below and does not belong to it; the rest of a label is no doubt."""
    sheet = Sheet()
    sheet.prose(PROSE)
    sheet.table([["信息内容", "本年制发", "本年废止", "现行"], ["", "", "2", "3"], ["文件", "4", "5", "6"]])
    for x, first, rest in ((62, "行政规范", "性文件"), (122, "1234567", "8")):
        for top, text in ((124, first), (142, rest)):
            sheet.text(x, top, text, clip=(x - 2, 120, x + 58, 140))
    (grid,) = [b for b in read(pdf(sheet)).blocks if isinstance(b, Grid)]
    assert [[c.text for c in row if c] for row in grid.rows[1:]] == [
        ["行政规范", "1234567", "2", "3"],
        ["文件", *"456"],
    ]
    ((doubted, doubt),) = [(c.text, c.doubt) for row in grid.rows for c in row if c and c.doubt]
    assert doubted == "1234567" and "“8”（被裁去）" in doubt


def test_what_is_seen_and_unseen_alike_is_no_doubt() -> None:
    """A text layer for searching is beneath printed figures."""
    cell = drawn(lambda s: s.text(202, 125, "353", mode=3))
    assert (cell.text, cell.doubt) == ("353", "")


def test_an_unseen_figure_alone_is_no_plain_blank() -> None:
    cell = drawn(lambda s: s.text(202, 125, "12", mode=3), " ")
    assert cell.text == "" and "“12”" in cell.doubt


def test_a_slanted_figure_is_no_plain_blank() -> None:
    cell = drawn(lambda s: s.text(205, 131, "35", turn=45), " ")
    assert cell.text == "" and "斜着印的文字“35”" in cell.doubt


@pytest.mark.parametrize(("ground", "ink"), [(0.2, 1), (0.0, 0.6), (0.75, 1), (0.6, 0.0)])
def test_print_on_a_coloured_ground_is_seen(ground: float, ink: float) -> None:
    sheet, grounds = Sheet(), Sheet()
    grounds.fill(60, 100, 240, 120, grey=ground)
    sheet.table([["", "", ""], *ROWS[1:]])
    for c, word in enumerate(ROWS[0]):
        sheet.text(65 + 60 * c, 105, word, grey=ink)
    sheet.prose(PROSE)
    sheet.marks = grounds.marks + sheet.marks
    assert cells(read(pdf(sheet))) == ROWS


def test_print_in_the_colour_of_its_ground_is_not() -> None:
    cell = drawn(lambda s: s.fill(217, 122, 224, 138, grey=0.3).text(217, 125, "8", grey=0.3))
    assert cell.text == "353" and "“8”" in cell.doubt


def test_a_frame_drawn_as_two_areas_covers_nothing() -> None:
    cell = drawn(lambda s: s.marks.append("0 g 180 702 60 20 re 181 703 58 18 re f*"))
    assert (cell.text, cell.doubt) == ("353", "")


def test_the_shadow_of_a_box_lies_around_it_not_under_its_words() -> None:
    """Browsers paint the whole shadow and clip the box out of it."""
    shadow = sheet_of()
    shadow.marks.insert(0, "q 0 0 595 842 re 181 703 58 18 re W* n 0 g 180 702 60 20 re f Q")
    cell = the_cell(read(pdf(shadow)))
    assert (cell.text, cell.doubt) == ("353", "")


def test_values_typed_into_a_form_are_doubted() -> None:
    cell = drawn(lambda s: s.note(202, 125, "12"), " ")
    assert cell.text == "12" and "控件" in cell.doubt


@pytest.mark.parametrize(
    "keys",
    [
        "/Subtype/Widget/FT/Tx/V(12)",
        "/Subtype/Widget/Parent<</FT/Tx/V(12)>>",
        "/Subtype/Widget/FT/Ch/Q 1/V<FEFF00310032>",
        "/Subtype/FreeText/Contents(12)/Q 2",
    ],
    ids=["field", "field of several places", "choice", "comment"],
)
def test_values_of_a_form_that_a_program_filled_in_are_no_blanks(keys: str) -> None:
    """The file contains only the value; the viewer draws it."""
    cell = drawn(lambda s: s.note(184, 125, "", keys, wide=52, look=False), " ")
    assert cell.text == "12" and "控件" in cell.doubt


def test_a_value_wider_than_its_field_is_set_smaller() -> None:
    cell = drawn(lambda s: s.note(184, 125, "", "/Subtype/Widget/FT/Tx/V(35859255)", wide=30, look=False), " ")
    assert cell.text == "35859255" and "控件" in cell.doubt


@pytest.mark.parametrize(
    ("keys", "text", "said"),
    [
        ("/Subtype/Square/IC[0 0 0]", "", "被盖住"),
        ("/Subtype/Circle/IC[0 0 0 1]", "", "被盖住"),
        ("/Subtype/Redact", "353", "划去"),
        ("/Subtype/Line/L[201 712 218 712]", "353", "划去"),
        ("/Subtype/Ink/InkList[[201 712 218 712]]", "353", "划去"),
        ("/Subtype/Square/C[1 0 0]", "353", ""),
        ("/Subtype/Highlight/C[1 1 0]", "353", ""),
        ("/Subtype/Text/Contents(99)", "353", ""),
    ],
    ids=["area", "oval", "marked to be taken out", "line", "ink", "frame", "highlight", "sticky note"],
)
def test_what_a_note_without_a_look_draws_over_a_figure_is_said(keys: str, text: str, said: str) -> None:
    cell = drawn(lambda s: s.note(200, 124, "", keys, wide=20, look=False))
    assert cell.text == text and said in cell.doubt and bool(said) == bool(cell.doubt)


@pytest.mark.parametrize("kind", ["Stamp", "FreeText", "Widget"])
def test_what_is_set_upon_a_printed_figure_takes_no_place_of_it(kind: str) -> None:
    """A stamp in larger letters: the printed figure was taken for its note mark."""
    sheet = Sheet()
    sheet.table([ROWS[0], ["规章", "0", ""], ROWS[2]])
    sheet.text(202, 125, "353", 8)
    sheet.note(216, 124, "78", f"/Subtype/{kind}")
    sheet.prose(PROSE)
    cell = the_cell(read(pdf(sheet)))
    assert cell.text == "353"
    assert "“78”" in cell.doubt and "没有并入" in cell.doubt


def test_the_frame_of_a_stamp_is_no_rule_of_the_table_below_it() -> None:
    """It cut the cells of some columns in two: the label stood beside the upper halves, the figures in the lower."""
    cell = drawn(lambda s: s.note(118, 126, "", "/Subtype/Stamp", wide=124, frame=True))
    assert (cell.text, cell.doubt) == ("353", "")


def test_a_stamp_over_words_that_state_no_figure_takes_no_place_of_them() -> None:
    cell = drawn(lambda s: s.note(216, 124, "78", "/Subtype/Stamp"), "无")
    assert cell.text == "无" and "“78”" in cell.doubt


def test_the_side_of_a_frame_strikes_no_words_out() -> None:
    sheet = sheet_of()
    sheet.text(60, 300, "全年公开信息353条。")
    for x0, top, x1, bottom in ((80, 306, 130, 306), (80, 330, 130, 330), (80, 306, 80, 330), (130, 306, 130, 330)):
        sheet.line(x0, top, x1, bottom)
    found = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Paragraph) and "全年" in b.text)
    assert (found.text, found.doubt) == ("全年公开信息353条。", "")


def test_a_comment_on_a_layer_that_is_off_is_not_seen() -> None:
    sheet = sheet_of()
    sheet.note(216, 124, "78", f"/Subtype/FreeText/OC {FIRST - 1} 0 R")
    cell = the_cell(read(pdf(sheet, layers="/OFF[{off} 0 R]")))
    assert (cell.text, cell.doubt) == ("353", "")


def test_layers_are_found_in_packed_objects() -> None:
    packed = zlib.compress(b"<</Type/Catalog/OCProperties 7 0 R>>")
    assert has_layers(b"5 0 obj<</Type/ObjStm/N 1/Filter/FlateDecode>>stream\r\n" + packed + b"\nendstream")
    assert not has_layers(b"5 0 obj<</Type/ObjStm/N 1>>stream\n" + zlib.compress(b"<</Type/Catalog>>") + b"\nendstream")
    assert has_layers(b"5 0 obj<</Type/ObjStm/N 1/Filter/LZWDecode>>stream\nabc\nendstream")


# --------------------------------------------------------------------------- pictures and drawings


@pytest.mark.parametrize(
    ("how", "what"),
    [
        (lambda s: s.picture(202, 124, 218, 136), "图片"),
        (lambda s: s.picture(180, 120, 240, 140), "图片"),
        (lambda s: s.curve(202, 124, 208, 136), "图形"),
        (lambda s: s.line(182, 138, 238, 122), "图形"),
        (lambda s: [s.line(*a, *b) for a, b in (((202, 126), (206, 126.4)), ((206, 126.4), (203, 134)))], "图形"),
    ],
    ids=["picture", "whole cell", "outlines", "slash", "strokes"],
)
def test_a_cell_that_holds_no_text_is_not_blank(how: Draw, what: str) -> None:
    cell = drawn(how, " ")
    assert (cell.text, cell.opaque) == ("", what) and what in cell.doubt


@pytest.mark.parametrize("how", [lambda s: s.picture(219, 124, 227, 136), lambda s: s.curve(219, 124, 225, 136)])
def test_a_picture_beside_a_figure_is_doubted(how: Draw) -> None:
    cell = drawn(how)
    assert cell.text == "353" and "格内另有图" in cell.doubt


@pytest.mark.parametrize(
    "how",
    [
        lambda s: s.picture(0, 0, 595, 842),
        lambda s: s.picture(58, 98, 242, 162),
        lambda s: s.picture(90, 105, 200, 155),
        lambda s: s.picture(200, 150, 300, 250),
        lambda s: s.picture(181, 121, 239, 139),
        lambda s: s.curve(40, 60, 300, 200),
        lambda s: s.curve(181, 121, 239, 139),
        lambda s: s.curve(200, 123, 219, 137),
        lambda s: s.picture(230, 130, 231, 131),
    ],
    ids=["page", "table", "emblem", "seal", "cell", "blob", "frame", "pill", "dot"],
)
def test_grounds_are_no_content(how: Draw) -> None:
    sheet, ground = sheet_of(), Sheet()
    how(ground)
    sheet.marks = ground.marks + sheet.marks
    cell = the_cell(read(pdf(sheet)))
    assert (cell.text, cell.doubt, cell.opaque) == ("353", "", "")


def test_blank_cells_over_the_ground_of_the_table_are_blank() -> None:
    sheet, ground = sheet_of(" "), Sheet()
    ground.picture(58, 98, 242, 162)
    sheet.marks = ground.marks + sheet.marks
    cell = the_cell(read(pdf(sheet)))
    assert (cell.text, cell.doubt, cell.opaque) == ("", "", "")


def test_one_picture_of_the_figures_of_a_row() -> None:
    sheet = Sheet()
    sheet.table([ROWS[0], ["规章", "", ""], ROWS[2]])
    sheet.picture(125, 122, 235, 138)
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert [c.opaque for c in grid.rows[1] if c] == ["", "图片", "图片"]


def test_marks_strikes_and_pictures_in_a_table_without_rules() -> None:
    sheet = Sheet()
    for r, row in enumerate(REQUESTS):
        for c, text in enumerate(row):
            sheet.text(60 + (c and 110 + 60 * c), 100 + 20 * r, text)
    sheet.text(295, 140, "1", 6)  # beside 5 of 商业企业
    sheet.line(410, 166, 415, 166)  # through the 1 of 12 in the column 其他
    sheet.picture(350, 160, 360, 170)  # 科研机构
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    first, second = ([c for c in row if c] for row in grid.rows[-2:])
    assert [c.text for c in first[2:]] == ["", "5", "1", "0", "6"] and "上标或下标“1”" in first[3].doubt
    assert [c.text for c in second[2:]] == ["", "0", "", "2", "12"] and "划去的文字“1”" in second[5].doubt
    assert [c.opaque for c in second[2:]] == ["", "", "图片", "", ""]


# --------------------------------------------------------------------------- text in order, watermarks


def test_punctuation_of_another_font_stays_in_its_line() -> None:
    sheet = sheet_of()
    sheet.text(60, 300, "全年公开信息")
    sheet.text(120, 300, "：", font=4)
    sheet.text(130, 300, "规章3件")
    sheet.text(165, 300, "，", font=4)
    sheet.text(175, 300, "规范性文件12件")
    sheet.text(242, 300, "。", font=4)
    assert texts(read(pdf(sheet)))[0] == "全年公开信息：规章3件，规范性文件12件。"


@pytest.mark.parametrize(
    "how",
    [
        {"size": 40.0, "opacity": 0.5},
        {"size": 40.0, "grey": 0.5},
        {"size": 12.0, "grey": 0.6},
        {"size": 60.0, "grey": 0.3},
    ],
    ids=["half opaque", "half grey", "small", "dark"],
)
def test_an_upright_watermark_is_no_text(how: dict[str, float]) -> None:
    """It is over the text and over the table, and on the next page over blank paper."""
    sheets = [sheet_of(), sheet_of()]
    for sheet, tops in zip(sheets, ([710, 125], [710, 400]), strict=True):
        for top in tops:
            sheet.text(90, top, "内部样稿", **how)  # type: ignore[arg-type]
    if how["size"] > 30:
        sheets[1].marks = [mark for mark in sheets[1].marks if "规章" not in mark]
    document = read(pdf(*sheets))
    assert "内部样稿" not in "".join(texts(document))
    assert not any("样" in (text or "") for row in cells(document) for text in row)
    assert the_cell(document).text == "353"


def test_grey_titles_and_heads_are_text() -> None:
    sheets = [Sheet(), Sheet()]
    for sheet in sheets:
        sheet.table([["", "", ""], *ROWS[1:]])
        for c, word in enumerate(ROWS[0]):
            sheet.text(65 + 60 * c, 105, word, grey=0.5)
        sheet.prose(PROSE)
    sheets[0].text(150, 200, "政府信息公开工作年度报告", 22, grey=0.5)
    document = read(pdf(*sheets))
    assert cells(document, 0) == cells(document, 1) == ROWS
    assert "政府信息公开工作年度报告" in texts(document)


def test_a_cell_says_where_it_stands() -> None:
    cell = drawn(lambda s: None)
    assert cell.place.box == (180, 120, 240, 140)


def test_a_line_under_words_that_fill_their_cell_parts_no_rows() -> None:
    """LibreOffice underlines a justified line over the whole width of its cell except the padding."""
    sheet = Sheet()
    sheet.table([["项目", "本年"], ["", ""]], wide=42, high=40)
    for x, lines in ((61, ("规章制定", "件数")), (103, ("12345678", ""))):
        for k, line in enumerate(filter(None, lines)):
            wide = sum(5 if char < "\u2e80" else 10 for char in line)
            sheet.text(x, 146 + 14 * k, line)
            sheet.line(x, 156.3 + 14 * k, x + wide + (2 if k else 0), 156.3 + 14 * k)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[0] == ["项目", "本年"]
    assert cells(read(pdf(sheet)))[1] == ["规章制定\n件数", "12345678"]


def test_words_right_beside_the_rules_leave_the_sides_of_their_cells() -> None:
    """A browser prints a table without padding: the lower side of a cell begins and ends with its word."""
    sheet = Sheet()
    rows = [["项目项", "本年数"], ["规章数", "353"], ["文件数", "12"]]
    for r, row in enumerate([*rows, ["", ""]]):
        for c, text in enumerate(row):
            x, y = 60 + 36 * c, 140 + 13 * r
            sheet.line(x + 0.4, y, x + 36, y)
            if text:
                sheet.text(x + 0.4, y + 2.7, text)
                for side in {x, 60 + 36 * (c + 1)}:
                    sheet.line(side, y, side, y + 13)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet))) == rows


def test_the_side_of_a_merged_cell_drawn_in_pieces_is_no_line_under_its_words() -> None:
    """Chromium draws it in one piece for each column; one piece begins and ends where characters of the label do."""
    sheet = Sheet()
    rows = [["一、本年新收申请数", "353"], ["二、上年结转申请数", "12"], ["三、", "不予公开", "国家秘密", "3"]]
    for r, row in enumerate(rows):
        xs = (60, 90, 130, 170, 210) if r == 2 else (60, 170, 210)
        for x in xs:
            sheet.line(x, 100 + 13 * r, x, 113 + 13 * r)
        for x, text in zip(xs, row, strict=False):
            sheet.text(x + 0.4, 102.7 + 13 * r, text)
    for y in (100, 113, 126, 139):
        for a, b in pairwise((60, 90.4, 130.4, 170, 210)):
            sheet.line(a, y, b, y)
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert [[c.text for c in row if c and c.text] for row in grid.rows] == [[t for t in row if t] for row in rows]
    assert not any(c.doubt for row in grid.rows for c in row if c)


@pytest.mark.parametrize(("x", "doubt"), [(573, STRADDLES), (564, "")])
def test_a_digit_beyond_the_last_rule_is_told_in_its_cell(x: float, doubt: str) -> None:
    """An office suite cuts a table that is wider than its page: 84, whose 4 lies over the last rule, was read as 8."""
    sheet = Sheet()
    sheet.table([["项目", "本年", "上年"], ["规章", "7", ""]], left=400, wide=60)
    sheet.text(x, 125, "84")
    sheet.prose(PROSE)
    grid = next(b for b in read(pdf(sheet)).blocks if isinstance(b, Grid))
    assert [[c.doubt for c in row if c] for row in grid.rows] == [["", "", ""], ["", "", doubt]]


def test_digits_at_the_edge_of_the_paper_are_doubted() -> None:
    """A table wider than its sheet: 1249244 is printed as 1249."""
    sheet = Sheet()
    sheet.table([["项目", "本年", "上年"], ["规章", "7", ""]], left=435, wide=60)
    sheet.text(571, 125, "12492")
    sheet.prose(PROSE)
    made = read(pdf(sheet))
    grid = next(b for b in made.blocks if isinstance(b, Grid))
    assert [[c.doubt for c in row if c] for row in grid.rows] == [["", "", ""], ["", "", CUT_OFF]]
