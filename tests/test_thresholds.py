"""Test both sides of the thresholds that assign labels, headers and figures to their places (``benchmarks/bugs.py``)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from made_up import report as made_up_report
from styles import NAMES, Rows, grid, request_rows

from build_scripts.extraction import requests
from build_scripts.extraction.alignment import PrintedRow, align
from build_scripts.extraction.columns import (
    AMBIGUOUS_BLANKS,
    MISALIGNED,
    Split,
    blanks_shifted,
    common_width,
    keeps_blanks,
    label_end,
    split_glued_figure,
    split_packed,
    usual_starts,
)
from build_scripts.extraction.header_words import column_likeness, is_header_word
from build_scripts.extraction.headers import (
    ASSUMED_ORDER,
    TableHeader,
    applicant_columns,
    header_by_position,
    request_header,
)
from build_scripts.extraction.labels import best_row, row_likeness, split_merged_labels
from build_scripts.extraction.lines import GLUED_DOUBT, Line, lines_of
from build_scripts.extraction.placing import CHOSEN_BY_SUM, Reading, adds_up, choose_reading, fits_columns, readings
from build_scripts.extraction.spelling import likeness, normalize
from build_scripts.extraction.tables import Aligned
from build_scripts.findings import message
from build_scripts.forms import Identity, form
from build_scripts.model import Block, Finding, GridCell, GridKind, Paragraph, Place

SHAPE = form("2021").requests
PLACE = Place(line=1)
ZEROS = ["0"] * 7
HEAD: Rows = [["项目", *NAMES]]


def cells(*texts: str | None) -> tuple[GridCell | None, ...]:
    return tuple(None if text is None else GridCell(text, PLACE) for text in texts)


def line(*texts: str | None, kind: GridKind = GridKind.RULED, row: int = 0, head: bool = False) -> Line:
    return Line(cells(*texts), kind, 0, row, "requests", head)


def printed(label: str, *values: str, row: int = 0, groups: tuple[str, ...] = ()) -> PrintedRow:
    run = cells(*(values or [""]))
    return PrintedRow(line(label, *values, row=row), Split(groups, label, (Reading(run),)))


def matched(*items: PrintedRow) -> dict[str, tuple[int, ...]]:
    return {SHAPE.rows[match.row].key: match.items for match in align(items, SHAPE.rows)[1]}


def of(rows: Rows, kind: GridKind = GridKind.RULED) -> Aligned:
    return requests.requests([found for found in lines_of([grid(rows, kind)]) if found.table == "requests"])


def raw(made: Aligned, row: str) -> list[str | None]:
    return [cell.raw for cell in made.table.row(row).cells]


def said(made: Aligned, row: str) -> list[Finding]:
    return [f for f in made.findings if f.row == row]


# --------------------------------------------------------------------------- how alike two labels are


def test_only_the_same_words_are_wholly_alike() -> None:
    assert likeness("予以公开", "予以公开") == 1.0
    assert likeness("不予公开", "予以公开") < 0.99
    assert likeness("公开公布公", "公布公开公") == 0.99  # the same pairs of letters in another order


@pytest.mark.parametrize(
    ("shorter", "longer", "least"),
    [
        ("本机关不掌握", "本机关不掌握相关政府信息", 0.8),  # cut by a page break
        ("不掌握相关政府信息", "本机关不掌握相关政府信息但是另有规定的除外情形", 0.7),  # within more words
    ],
)
def test_a_label_within_another_is_alike(shorter: str, longer: str, least: float) -> None:
    assert least <= likeness(shorter, longer) < 0.9


def test_two_letters_within_a_label_are_not_alike() -> None:
    assert likeness("其他", "其他法律行政法规禁止公开") < 0.5


def test_the_end_of_a_label_is_less_alike_than_its_beginning() -> None:
    words = "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请"
    assert likeness(words[-8:], words) == 0.7
    assert likeness(words[:8], words) == 0.8


def test_a_label_that_leaves_words_out_names_its_row() -> None:
    row = SHAPE.row("3.6.1")
    assert row_likeness("1申请逾期补正", row) == 0.5
    assert row_likeness("申无逾补处理", row) < 0.5  # it begins differently from the row
    assert row_likeness("1补正", row) < 0.5  # too few letters


def test_a_label_without_its_number_is_a_variant_and_certain() -> None:
    assert row_likeness(normalize("予以公开"), SHAPE.row("3.1")) == 0.85
    assert row_likeness("总计", SHAPE.row("3.7")) < 0.85  # it is the header of a column


def test_of_rows_equally_alike_the_first_is_named() -> None:
    assert best_row("requests", "办理公开")[1] == "3.1"  # similarity of 0.36 to 予以公开 and to 部分公开
    assert best_row("requests", normalize("（一）予以公开")) == (1.0, "3.1")


def test_merged_labels_in_one_cell_are_parted_only_where_a_row_follows() -> None:
    assert split_merged_labels("（六）其他处理3.其他") == ("（六）其他处理", "3.其他")
    assert split_merged_labels("本年度办理结果——（七）总计") == ("本年度办理结果", "（七）总计")
    assert split_merged_labels("不予公开：1.属于国家秘密") == ("不予公开", "1.属于国家秘密")
    assert split_merged_labels("（三）不予公开6.属于过程信息") == ("（三）不予公开6.属于过程信息",)  # similarity 0.63
    assert split_merged_labels("（六）其他处理：其他") == ("（六）其他处理", "其他")
    assert split_merged_labels("（三）不予公开：属于国家秘密的") == ("（三）不予公开", "属于国家秘密的")
    assert split_merged_labels("（六）其他处理：其他情形") == ("（六）其他处理", "其他情形")
    for other in ("（三）不予公开：其他", "（三）不予公开：属于案卷"):  # similarity 0.57
        assert split_merged_labels(other) == (other,)


def test_one_letter_names_no_column() -> None:
    assert column_likeness("增", "本年增/减") == 0
    assert column_likeness("制发数", "本年制发件数") == 1.0


def test_words_of_heads() -> None:
    assert is_header_word("requests", "申请人情况")
    assert is_header_word("requests", normalize("自然人（件）"))
    assert is_header_word("proactive", "本年处理决定数")
    assert not is_header_word("proactive", "本年公开件数")


def test_the_sum_has_two_names() -> None:
    made = header_by_position([line("", *NAMES[:6], "合计", head=True)], 8)
    assert made is not None and made.order == tuple(range(7))


# --------------------------------------------------------------------------- which row a line is


def test_a_line_out_of_order_goes_to_the_row_that_it_names_surely() -> None:
    """予以公开 without its number, similarity 0.85, below the last row of the table."""
    items = [printed("（二）部分公开", *ZEROS), printed("四、结转下年度继续办理", *ZEROS), printed("予以公开", *ZEROS)]
    assert matched(*items)["3.1"] == (2,)
    vague = [*items[:2], printed("6.属于过程信息", *ZEROS)]  # similarity 0.63
    assert 2 not in {at for found in matched(*vague).values() for at in found}


def test_a_label_without_figures_out_of_order_takes_a_row_only_by_its_very_words() -> None:
    items = [printed("四、结转下年度继续办理", *ZEROS), printed("予以公开")]
    assert "3.1" not in matched(*items)
    assert matched(items[0], printed("（一）予以公开"))["3.1"] == (1,)


def test_a_label_that_is_hardly_like_a_row_is_none_of_it_whatever_stands_around_it() -> None:
    """2.要求重复提供 has a similarity of 0.29 to 2.重复申请 and is printed between its neighbours; 3.三安全 has 0.4 to its row."""
    around = [printed("1.信访举报投诉类申请", *ZEROS), printed("3.要求提供公开出版物", *ZEROS)]
    assert matched(around[0], printed("2.要求重复提供", *ZEROS), around[1]) == {"3.5.1": (0,), "3.5.3": (2,)}
    assert matched(printed("2.其他法律行政法规禁止公开", *ZEROS), printed("3.三安全"))["3.3.3"] == (1,)


def test_a_row_printed_twice_is_not_taken_for_the_next() -> None:
    label = SHAPE.row("3.6.1").label
    assert matched(printed(label, *ZEROS), printed(label, *ZEROS)) == {"3.6.1": (0,)}


def test_one_row_takes_one_line() -> None:
    items = [
        printed("（一）予以公开", *ZEROS),
        printed("四、结转下年度继续办理", *ZEROS),
        printed("（一）予以公开", *ZEROS),
    ]
    assert sorted(at for found in matched(*items).values() for at in found) == [0, 1]


def test_figures_are_not_left_out_for_a_label_that_is_only_like_a_row() -> None:
    """结转下年度 has no figures; below an empty row there are figures without a label."""
    items = [printed("（七）总计", *ZEROS), printed("结转下年度继续"), printed("", *ZEROS, row=9)]
    assert matched(*items)["4"] == (2,)


def test_a_sure_label_is_no_other_row() -> None:
    """1.属于国家秘密 identifies 3.3.1; 属于 in other rows leaves these to their own lines."""
    items = [printed("2.其他法律行政法规禁止公开", *ZEROS), printed("1.属于国家秘密", *ZEROS)]
    assert matched(*items) == {"3.3.2": (0,), "3.3.1": (1,)}


def test_the_merged_label_tells_where_figures_without_a_label_belong() -> None:
    items = [
        printed("（一）予以公开", *ZEROS),
        printed("", *ZEROS, row=5, groups=("（四）无法提供",)),
        printed("四、结转下年度继续办理", *ZEROS),
    ]
    (name,) = (name for name, found in matched(*items).items() if found == (1,))
    assert name.startswith("3.4.")


def test_a_label_over_three_lines_is_one_row() -> None:
    items = [printed("3.补正后"), printed("申请内容", *ZEROS, row=1), printed("仍不明确", row=2)]
    assert matched(*items) == {"3.4.3": (0, 1, 2)}


def test_two_lines_with_figures_are_no_one_row() -> None:
    items = [printed("3.补正后", *ZEROS), printed("申请内容仍不明确", *ZEROS, row=1)]
    assert all(len(found) == 1 for found in matched(*items).values())


@pytest.mark.parametrize(("row", "joined"), [(1, True), (2, False), (3, False)])
def test_figures_without_a_label_belong_to_the_label_right_above(row: int, joined: bool) -> None:
    below = printed("2.其他法律行政法规禁止公开", *ZEROS, row=row + 1)
    items = [printed("1.属于国家秘密", row=0), printed("", *ZEROS, row=row), below]
    assert (matched(*items).get("3.3.1") == (0, 1)) is joined


# --------------------------------------------------------------------------- what is said of a row


def rows_of(*rows: Sequence[str | None]) -> Rows:
    return [*HEAD, *map(list, rows)]


def test_no_total_is_said_where_other_rows_print_one() -> None:
    full = ["1", "0", "0", "0", "0", "0", "1"]
    made = of(rows_of(["（一）予以公开", *full], ["（二）部分公开", *full[:6], ""], ["（四）无法提供", *ZEROS]))
    assert "row.total-missing" in {f.code for f in said(made, "3.2")}
    assert "row.total-missing" not in {f.code for f in said(made, "3.1")}


def test_a_row_whose_figures_find_no_column_says_so_and_shows_them() -> None:
    made = of(rows_of(["（一）予以公开", "2", "3", "5"]), GridKind.PACKED)
    assert raw(made, "3.1") == [""] * 7
    assert [f.code for f in said(made, "3.1")] == ["row.unplaced"]
    assert made.partly_unplaced[0].texts[-3:] == ("2", "3", "5")


def test_a_label_that_stands_below_a_head_of_figures_is_no_figure() -> None:
    """The row is shifted two columns to the right; fewer cells remain than the form has columns, and nothing tells
    which."""
    label = "一、本年新收政府信息公开申请数量"
    made = of([["项目", *NAMES, ""], ["", "", label, "0", "0", "", "", "0", ""], ["（一）予以公开", *ZEROS, ""]])
    assert not any(label in (text or "") for text in raw(made, "1"))
    assert "row.unplaced" in {f.code for f in said(made, "1")}


@pytest.mark.parametrize(
    ("values", "kept"),
    [(["1", "", "2"], True), (["1", "2"], False), (["", "1", "2"], False), (["1", "2", ""], False), ([""], False)],
)
def test_a_blank_between_figures_shows_that_blanks_were_kept(values: list[str], kept: bool) -> None:
    assert keeps_blanks([line("（一）予以公开", *values, kind=GridKind.PACKED)]) is kept


@pytest.mark.parametrize(("indent", "certain"), [(0, True), (1, False)])
def test_figures_between_tabs_that_all_stand_below_words_of_the_head_are_in_their_columns(
    indent: int, certain: bool
) -> None:
    """Each blank is between two tabs, and no label is below a word of the header."""
    labels = {"1": "一、本年新收政府信息公开申请数量", "2": "二、上年结转政府信息公开申请数量", "3.1": "（一）予以公开"}
    rows: Rows = [
        [text, *[""] * (at + indent), "5", *[""] * (5 - at), "5"] for at, text in enumerate(labels.values(), 1)
    ]
    made = of([["项目", *NAMES], *rows], GridKind.PACKED)
    assert [f.row for f in made.findings if f.code == "value.low-confidence"] == ([] if certain else list(labels))
    if certain:
        assert [raw(made, row).index("5") for row in labels] == [1, 2, 3]


def test_what_stands_under_no_head_is_said_beside_its_row() -> None:
    rows: Rows = [[*HEAD[0], "备注"], ["（一）予以公开", "1", "0", "0", "0", "0", "0", "1", "另有3件"]]
    made = of(rows)
    assert ("row.surplus", "3.1") in {(f.code, f.row) for f in made.findings}
    plain = of([rows[0], [*rows[1][:8], "见附件"]])
    assert not said(plain, "3.1")


def test_a_label_of_other_words_is_said_as_a_variant_until_it_is_nearly_the_forms() -> None:
    nearly = of(rows_of(["2.其他法律、行政法规禁止公开的", *ZEROS]))
    assert {f.code for f in said(nearly, "3.3.2")} <= {"label.variant"}
    variant = of(rows_of(["予以公开", *ZEROS]))
    assert [f.code for f in said(variant, "3.1")] == ["label.variant"]


def test_a_figure_beyond_the_columns_is_said_where_the_total_proves_the_others() -> None:
    made = of(
        [[*HEAD[0], ""], ["（一）予以公开", *ZEROS, ""], ["（二）部分公开", "1", "0", "0", "0", "0", "0", "1", "9"]]
    )
    assert raw(made, "3.2") == ["1", "0", "0", "0", "0", "0", "1"]
    (surplus,) = [f for f in said(made, "3.2") if f.code == "row.surplus"]
    assert "“9”" in message(surplus)


def test_a_label_hardly_like_its_row_is_said() -> None:
    made = of(rows_of(["1.属于国家秘密", *ZEROS], ["2.国家禁止公开", *ZEROS], ["3.危及“三安全一稳定”", *ZEROS]))
    assert any("相差较大" in message(f) for f in said(made, "3.3.2"))
    assert not said(made, "3.3.1")


def test_zeros_that_lost_a_cell_stay_open_though_all_sums_hold() -> None:
    """Whichever cell was lost, the sums of the row and of the columns hold: nothing tells the place."""
    rows: Rows = [[c or "" for c in row] for row in request_rows(made_up_report(2, quiet=1.0))]
    short = next(row for row in rows if "1.属于国家秘密" in row)
    short[3:] = ["0"] * 6
    made = of(rows, GridKind.PACKED)
    assert [f.code for f in said(made, "3.3.1")] == ["row.unplaced"]


def test_a_row_far_out_of_order_says_so_unless_its_words_are_the_forms() -> None:
    last = ["四、结转下年度继续办理", *ZEROS]
    by_words = of(rows_of(last, ["（一）予以公开", *ZEROS]))
    assert not said(by_words, "3.1")
    alike = of(rows_of(last, ["予以公开", *ZEROS]))
    assert any("次序与格式不同" in message(f) for f in said(alike, "3.1"))


def test_a_label_in_pieces_says_so() -> None:
    made = of(rows_of(["3.补正后申请内", *ZEROS], ["容仍不明确", *[""] * 7]))
    assert any("拆成几段" in message(f) for f in said(made, "3.4.3"))


# --------------------------------------------------------------------------- where the figures of a line begin


@pytest.mark.parametrize(("label", "end"), [("予以公开", 0), ("属于什么", 1)])
def test_a_text_after_the_name_of_a_row_stands_in_a_cell(label: str, end: int) -> None:
    assert label_end(line(label, "见附件", "0"), before=1) == end


def test_digits_glued_to_a_label_are_its_cells_only_if_there_are_as_many() -> None:
    for text, count, parts in (
        ("000", 3, ["0", "0", "0"]),
        ("000", 7, ["000"]),
        ("1.5", 3, ["1.5"]),
        ("12", 1, ["12"]),
    ):
        found = split_glued_figure((GridCell(text, PLACE, GLUED_DOUBT),), count)
        assert [(c.text, c.doubt) for c in found if c] == [(part, GLUED_DOUBT) for part in parts]


def packed(*rows: list[str]) -> list[Line]:
    return [line(*row, kind=GridKind.PACKED) for row in rows]


FULL = ["x", "1", "0", "0", "0", "0", "0", "1"]


def test_whole_rows_tell_where_figures_begin() -> None:
    assert usual_starts(packed(FULL, ["x", "", "1", "0", "0", "0", "0", "0", "1"]), 7) == {(0, None): (1, 2)}


@pytest.mark.parametrize(("lost", "told"), [(1, True), (2, True), (3, False)])
def test_rows_that_lost_two_columns_still_tell_where_figures_begin(lost: int, told: bool) -> None:
    assert bool(usual_starts(packed(FULL[: 8 - lost], FULL[: 8 - lost]), 7)) is told


@pytest.mark.parametrize(("wide", "told"), [(2, True), (3, False)])
def test_three_rows_wider_than_the_columns_leave_it_open(wide: int, told: bool) -> None:
    assert bool(usual_starts(packed(FULL, *[[*FULL, "9"]] * wide), 7)) is told


@pytest.mark.parametrize(("even", "width"), [(8, 9), (7, 0)])
def test_eight_of_ten_lines_of_one_width_kept_their_tabs(even: int, width: int) -> None:
    lines = [*packed(*[["x"] * 9] * even), *packed(*[["x"] * 5] * (10 - even))]
    assert common_width(lines) == width


def split(text: list[str], starts: dict[int, tuple[int, ...]], even: int = 0, kept: bool = True) -> Split:
    labels: dict[tuple[int, int | None], tuple[int, ...]] = {(end, None): columns for end, columns in starts.items()}
    return split_packed(line(*text, kind=GridKind.PACKED), labels, TableHeader(tuple(range(7))), 7, even, kept)


def test_a_line_that_the_edge_of_the_text_cut_off_is_read_in_its_place() -> None:
    cut = split(["", "x", "1", "0", "0", "0", "0", "2"], {1: (2,)}, even=8)
    assert [c and c.text for c in cut.readings[0].values] == ["1", "0", "0", "0", "0", "2", None]
    assert len(cut.readings) == 1 and len(split(["", "x", "1", "0", "0", "0", "0"], {1: (2,)}, even=7).readings) > 1


@pytest.mark.parametrize(("total", "doubt"), [("5", AMBIGUOUS_BLANKS), ("6", "")])
def test_figures_that_also_add_up_one_column_to_the_left_are_open(total: str, doubt: str) -> None:
    assert split(["x", "", "", "5", "0", "0", "0", "0", total, ""], {0: (3,)}).doubt == doubt


def test_figures_that_may_begin_in_either_of_two_columns_are_open() -> None:
    assert split(["x", "", "1", "0", "0", "0", "0", "2"], {0: (1, 2)}).doubt == AMBIGUOUS_BLANKS
    assert split(["x", "", "1", "0", "0", "0", "0", "2"], {0: (1,)}).doubt == ""


def test_a_blank_before_the_figures_is_open_where_the_text_dropped_blanks() -> None:
    assert split(["x", "", "1", "0", "0", "0", "0", "2"], {0: (1,)}, kept=False).doubt == AMBIGUOUS_BLANKS


@pytest.mark.parametrize("last", ["无", "5"])
def test_a_row_with_blanks_is_open_where_other_rows_begin_one_cell_before(last: str) -> None:
    """The last cell may be a remark, and any blank may be one too many: a sum proves the total, not their places."""
    assert split(["x", "", "", "", "", "5", "", "0", last], {0: (2, 1)}).doubt == AMBIGUOUS_BLANKS
    assert split(["x", "", "5", "", "", "", "", "0", last], {0: (2, 1)}).doubt == AMBIGUOUS_BLANKS
    assert split(["x", "", "1", "0", "2", "0", "2", "0", "5"], {0: (2, 1)}).doubt == ""


def test_figures_whose_beginning_no_whole_row_tells_are_read_in_their_order_with_a_doubt() -> None:
    assert split(["x", "1", "0", "0", "0", "0", "0", "1", ""], {}).doubt == MISALIGNED
    assert split(["x", "1", "0", "0", "0", "0", "0", "1"], {}).doubt == ""


@pytest.mark.parametrize(("rows", "slid"), [(1, False), (2, True)])
def test_two_rows_that_end_in_blanks_are_a_doubt_where_none_has_a_blank_between(rows: int, slid: bool) -> None:
    lines = packed(FULL, *[["x", "1", "1", "", "", "", "", ""]] * rows)
    assert blanks_shifted(lines) is slid
    assert not blanks_shifted([*lines, *packed(["x", "1", "", "1", "", "", "", "2"])])


# --------------------------------------------------------------------------- true columns


def test_a_merged_cell_over_figures_is_not_read_by_place() -> None:
    made = of([*HEAD, ["（一）予以公开", "1", None, "0", "0", "0", "0", "1"]])
    assert said(made, "3.1")


def test_a_label_one_column_to_the_right_of_the_others_moves_its_figures_with_a_doubt() -> None:
    head: Rows = [["", "", "", *NAMES]]
    usual: Rows = [["", label, "", *ZEROS] for label in ("1.本机关不掌握相关政府信息", "3.要求提供公开出版物")]
    made = of([*head, ["", "", "1.属于国家秘密", *ZEROS], *usual])
    assert [MISALIGNED in message(f) for f in said(made, "3.3.1")] == [True]
    assert not said(made, "3.4.1")


def test_a_figure_between_the_columns_is_never_dropped() -> None:
    head: Rows = [["项目", "自然人", "", *NAMES[1:]]]
    made = of([*head, ["（一）予以公开", "1", "7", "0", "0", "0", "0", "0", "1"]])
    shown = {t for kept in (*made.unclaimed, *made.partly_unplaced) for t in kept.texts} | set(raw(made, "3.1"))
    assert "7" in shown and said(made, "3.1")


# --------------------------------------------------------------------------- heads


def words(*rows: list[str]) -> list[Line]:
    return [line(*row, head=True) for row in rows]


def test_a_name_over_two_columns_is_over_none() -> None:
    assert applicant_columns(words(["", "自然人", "自然人", "总计"])) == {6: 3}


def test_a_long_text_that_ends_with_a_name_is_no_head() -> None:
    assert 6 not in applicant_columns(words(["", "本表所列各项数据的年末总计"]))
    assert 6 in applicant_columns(words(["", "申请人总计"]))


def test_half_of_the_names_tell_the_columns_of_the_rest() -> None:
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "", "", ""]
    made = header_by_position(words(["", *names]), 8)
    assert made is not None and made.columns == tuple(range(1, 8))
    few = header_by_position(words(["", *names[:3], "", "", "", ""]), 8)
    assert few is None


def test_names_that_end_with_the_grid_say_which_columns_were_lost() -> None:
    made = header_by_position(words(["", *NAMES[:5]]), 6)
    assert made is not None and made.order == (0, 1, 2, 3, 4)


def test_another_word_over_a_missing_column_leaves_the_head_unread() -> None:
    names = [*NAMES[:4], "农民合作社", "其他", "总计"]
    assert header_by_position(words(["", *names]), 8) is None


def test_two_letters_of_a_name_are_enough_and_one_is_not() -> None:
    cut = [*NAMES[:4], "法律", "其他", "总计"]
    made = header_by_position(words(["", *cut]), 8)
    assert made is not None and made.columns == tuple(range(1, 8))
    assert header_by_position(words(["", *NAMES[:4], "法", "其他", "总计"]), 8) is None


def test_other_organisations_are_the_last_of_the_five_only_in_a_column_of_their_own() -> None:
    named = header_by_position(words(["项目", *NAMES[:5], "其他组织", "合计"]), 8)
    assert named is not None and named.columns == tuple(range(1, 8))
    head = [
        Line(cells(*texts), GridKind.PACKED, 0, row, "requests", True)
        for row, texts in enumerate((("自然人", "法人或"), ("其他组织", "总计"), NAMES[1:6]))
    ]
    assert (made := request_header(head, 9, 7)) is not None and sorted(made.order) == list(range(7))


def test_a_merged_head_written_again_in_each_row_is_one_word() -> None:
    rows = (["自然人", *["法人或其他组织"] * 5, "合计"], ["自然人", *NAMES[1:5], "其他组织", "合计"])
    head = [Line(cells("项目", *row), GridKind.RULED, 0, at, "requests", True) for at, row in enumerate(rows)]
    made = request_header(head, 8, 7)
    assert made is not None and made.columns == tuple(range(1, 8)) and not made.doubt


def test_columns_beside_the_head_are_foreign_and_those_that_number_rows_are_told_apart() -> None:
    made = header_by_position(words(["序号", "项目", *NAMES, "备注"]), 10)
    assert made is not None and made.extra_columns == {0, 9} and made.numbering == {0}


def test_words_of_packed_text_are_read_in_their_order() -> None:
    head = [Line(cells("申请人情况", *NAMES[::-1]), GridKind.PACKED, 0, 0, "requests", True)]
    made = request_header(head, 9, 7)
    assert made is not None and made.order == (6, 5, 4, 3, 2, 1, 0) and made.contradicts
    short = [Line(cells(*NAMES[:5]), GridKind.PACKED, 0, 0, "requests", True)]
    assumed = request_header(short, 9, 7)
    assert assumed is not None and assumed.doubt == ASSUMED_ORDER
    lost = request_header(short, 9, 5)
    assert lost is not None and lost.order == (0, 1, 2, 3, 4) and not lost.doubt
    other = [Line(cells(*NAMES[:5], "其他组织", "合计"), GridKind.PACKED, 0, 0, "requests", True)]
    named = request_header(other, 9, 7)
    assert named is not None and named.order == tuple(range(7)) and not named.doubt
    mixed = [Line(cells("商业企业", "自然人", *NAMES[2:5]), GridKind.PACKED, 0, 0, "requests", True)]
    assert request_header(mixed, 9, 7) is None


def test_the_five_below_a_merged_head_stand_in_its_place() -> None:
    head = [
        Line(cells("自然人", "法人或其他组织", "总计"), GridKind.PACKED, 0, 0, "requests", True),
        Line(cells(*NAMES[1:6]), GridKind.PACKED, 0, 1, "requests", True),
    ]
    made = request_header(head, 9, 7)
    assert made is not None and made.order == tuple(range(7))
    beside = [
        Line(cells("申请人情况", "总计"), GridKind.PACKED, 0, 0, "requests", True),
        Line(cells("自然人", "法人或其他组织"), GridKind.PACKED, 0, 1, "requests", True),
        Line(cells(*NAMES[1:6]), GridKind.PACKED, 0, 2, "requests", True),
    ]
    made = request_header(beside, 9, 7)
    assert made is not None and made.order == tuple(range(7)) and not made.doubt


def test_a_head_moves_with_the_label_columns_that_a_page_lost() -> None:
    made = header_by_position(words(["序号", "项目", *NAMES]), 9)
    assert made is not None
    assert made.moved(8).columns == tuple(range(1, 8))
    assert made.moved(6).columns == ()


# --------------------------------------------------------------------------- ways to place a run of cells


def test_blank_cells_alone_have_one_reading() -> None:
    (blank,) = readings(cells("", "", ""), range(7), 7)
    assert not blank.filled and not blank.surplus


def test_figures_beyond_the_columns_are_surplus_and_padding_is_not() -> None:
    (one,) = readings(cells("1", "2", "3", ""), range(3), 3)
    assert one.filled == (0, 1, 2) and not one.surplus
    both = readings(cells("1", "2", "3", "4"), range(3), 3)
    assert [[c.text for c in way.surplus] for way in both] == [["4"], ["1"]]


def test_only_one_way_that_adds_up_is_chosen_and_said() -> None:
    ways = readings(cells("1", "2", "3"), range(4), 4)
    assert choose_reading(ways, None) == (None, "")
    found, why = choose_reading([way for way in ways if way.values[3]], 3)
    assert found is None and not why  # several ways add up
    ways = readings(cells("5", "0", "0", "6"), range(3), 3)
    assert choose_reading(ways, 2) == (None, "")
    one = (Reading(cells("1", "2", "3")), Reading(cells("2", "1", "4")))
    assert choose_reading(one, 2) == (one[0], CHOSEN_BY_SUM)


@pytest.mark.parametrize(
    ("values", "holds"),
    [(["1", "2", "3"], True), (["1", "2", "2"], False), (["", "", "0"], False), (["1", "2", ""], False)],
)
def test_a_total_of_nothing_proves_nothing(values: list[str], holds: bool) -> None:
    assert adds_up(cells(*values), 2) is holds


def test_sums_down_the_columns_prove_only_what_they_know_all_of() -> None:
    rule = Identity(table="requests", each="column", code="x", left=("a", "b"), right=("c",))
    others = {"a": cells("1"), "c": cells("3")}
    assert fits_columns("b", cells("2"), others, [rule])
    assert not fits_columns("b", cells("1"), others, [rule])
    assert not fits_columns("b", cells("2"), {"a": cells("1")}, [rule])
    assert not fits_columns("z", cells("2"), others, [rule])


# --------------------------------------------------------------------------- lines of a table


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1)]


def tables_of(*texts: str) -> list[str]:
    return [found.table for found in lines_of(paragraphs(*texts))]


def test_two_labels_and_two_figures_one_a_line_are_a_table() -> None:
    assert tables_of("1.属于国家秘密", "5", "2.重复申请", "3")
    assert not tables_of("1.属于国家秘密", "2.重复申请", "3")
    assert not tables_of("1.属于国家秘密", "5", "3")
    assert tables_of("1.属于国家秘密 5", "2.重复申请")  # a row a line


def test_a_long_table_without_signs_is_no_part_of_the_form() -> None:
    foreign = [["某站", "1"]] * 80
    found = lines_of([grid([*HEAD, ["（一）予以公开", *ZEROS], *[[*row, *[""] * 6] for row in foreign]])])
    tagged = [f.table for f in found]
    assert tagged[:62] == ["requests"] * 62 and set(tagged[62:]) == {""}


def test_letters_parted_by_spaces_spell_a_label() -> None:
    found = lines_of(paragraphs("自 然 人 商 业 企 业 科 研 机 构", "1.属于国家秘密 0 0 0", "2.重复申请 0 0 0"))
    assert found[0].texts == ("自然人", "商业企业", "科研机构")


def test_digits_glued_to_a_label_are_told() -> None:
    (_, found) = lines_of(paragraphs("行政规范性文件 1 2 3", "规章000"))
    assert [c.doubt for c in found.cells if c] == [GLUED_DOUBT, GLUED_DOUBT]
    vague = lines_of(paragraphs("行政规范性文件 1 2 3", "6.属于过程信息000"))  # similarity 0.63
    assert GLUED_DOUBT not in {c.doubt for found in vague for c in found.cells if c}


def test_a_head_of_table_4_is_none_of_table_3() -> None:
    joined = lines_of([grid([["行政复议", "自然人", "5"], ["结果维持", "1", "2"]])])
    assert joined[0].table != "requests"


def test_one_word_of_the_head_of_table_4_beside_a_row_of_table_3_is_a_remark() -> None:
    found = lines_of([grid([*HEAD, ["1.属于国家秘密", *ZEROS, "维持"], ["（一）予以公开", *ZEROS]])])
    assert [f.table for f in found] == ["requests"] * 3


@pytest.mark.parametrize(("label", "table"), [("1.信访投诉类申请", "requests"), ("6.属于过程信息", "")])
def test_a_label_tells_the_table_from_three_quarters_on(label: str, table: str) -> None:
    """Similarities of 0.8 and 0.63 to their rows."""
    assert [f.table for f in lines_of([grid([[label, *ZEROS]])])] == [table]


def test_a_row_of_table_2_within_table_3_stays_there() -> None:
    found = lines_of([grid([*HEAD, ["（一）予以公开", *ZEROS], ["行政许可", *ZEROS]])])
    assert [f.table for f in found] == ["requests"] * 3


def test_figures_alone_go_on_with_the_table_before_and_words_do_not() -> None:
    rows: Rows = [*HEAD, ["（一）予以公开", *ZEROS]]
    numbers, strange = grid([["1", "2"]], table=2), grid([["甲单位", "2"]], table=2)
    assert [f.table for f in lines_of([grid(rows), numbers])][-1] == "requests"
    assert [f.table for f in lines_of([grid(rows), strange])][-1] == ""


def test_a_name_alone_beside_a_grid_is_a_label_only_by_its_very_words() -> None:
    rows: Rows = [*HEAD, ["（一）予以公开", *ZEROS]]
    named = lines_of([grid(rows), *paragraphs("（二）部分公开"), grid([ZEROS], table=2)])
    assert "（二）部分公开" in [t for f in named for t in f.texts]
    vague = lines_of([grid(rows), *paragraphs("予以公开"), grid([ZEROS], table=2)])
    assert "予以公开" not in [t for f in vague for t in f.texts]


def test_a_head_in_another_order_is_said_once() -> None:
    made = of([["项目", *NAMES[::-1]], ["（一）予以公开", *ZEROS]])
    assert [f.code for f in made.findings] == ["table.columns"]
