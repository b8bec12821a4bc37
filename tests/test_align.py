"""Test that the same figures printed in every style are read the same; lost cells are absent, never shifted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from made_up import report as made_up
from made_up import table_from_print
from styles import (
    NAMES,
    OUTCOMES,
    PROACTIVE_STYLES,
    REQUEST_STYLES,
    REVIEW_STYLES,
    Rows,
    grid,
    joined_labels,
    proactive_rows,
    raws,
    request_rows,
    torn_in_three_on_a_sheet,
)

from build_scripts.extraction import proactive, requests, review
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.headers import ASSUMED_ORDER
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.tables import Aligned
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import Block, Grid, Paragraph, Place, Refusal, Report, State, Table

BUSY = [number for number in range(40) if any(c.number for c in made_up(number).requests.row("3.3.1").cells)]


def of(blocks: list[Block], key: str) -> Table:
    lines = [line for line in lines_of(repair_grids(blocks)) if line.table == key]
    return {"proactive": proactive.proactive, "requests": requests.requests, "review": review.review}[key](lines).table


def printed(table: Table) -> dict[str, list[str | None]]:
    return {row.key: [cell.raw for cell in row.cells] for row in table.rows}


def with_blanks(report: Report, every: int) -> Report:
    """Leave zero cells blank, as in t05 of the corpus; ``every`` second one is a slash."""
    values = raws(report, "requests")
    for n, row in enumerate(values.values()):
        for i, cell in enumerate(row):
            if cell == "0":
                row[i] = "/" if (n + i) % every == 0 else ""
    return replace(report, requests=table_from_print(form("2021").requests, "2021", values))


@pytest.mark.parametrize("style", REQUEST_STYLES)
@pytest.mark.parametrize("number", BUSY[:3])
def test_requests(style: str, number: int) -> None:
    report = made_up(number)
    assert printed(of(list(REQUEST_STYLES[style](report)), "requests")) == raws(report, "requests")


@pytest.mark.parametrize("style", [s for s in REQUEST_STYLES if s not in ("one cell a line", "one row a line")])
def test_blank_and_slash_stay_what_they_are(style: str) -> None:
    report = with_blanks(made_up(BUSY[0]), 3)
    assert printed(of(list(REQUEST_STYLES[style](report)), "requests")) == raws(report, "requests")


@pytest.mark.parametrize("style", REQUEST_STYLES)
def test_the_single_row_of_the_2019_form(style: str) -> None:
    values = raws(made_up(BUSY[0]), "requests")
    values["3.6"] = values.pop("3.6.1")
    del values["3.6.2"], values["3.6.3"]
    report = replace(made_up(BUSY[0]), requests=table_from_print(form("2019").requests, "2019", values))
    table = of(list(REQUEST_STYLES[style](report)), "requests")
    assert table.form == "2019"
    assert printed(table) == raws(report, "requests")


@pytest.mark.parametrize("style", PROACTIVE_STYLES)
def test_proactive(style: str) -> None:
    report = made_up(BUSY[0])
    assert printed(of(list(PROACTIVE_STYLES[style](report)), "proactive")) == raws(report, "proactive")


def test_a_row_that_only_the_form_of_2019_has_keeps_its_figure_under_another_head() -> None:
    """其他对外管理服务事项 is printed below the header that 行政许可 has since 2021."""
    rows: Rows = [
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "12"],
        ["其他对外管理服务事项", "3"],
        ["行政处罚", "4"],
    ]
    found = printed(of([grid(rows)], "proactive"))
    assert [found[key][-1] for key in ("5.permit", "5.services", "6.penalty")] == ["12", "3", "4"]


@pytest.mark.parametrize("style", [s for s in PROACTIVE_STYLES if s != "value in a later column"])
def test_proactive_of_2019(style: str) -> None:
    values: dict[str, list[str | None]] = {
        "1.rules": ["0", "0", "3"],
        "1.docs": ["5", "4", "61"],
        "5.permit": ["103", "减4", "1685"],
        "5.services": ["95", "+6", "436"],
        "6.penalty": ["50", "9", "1,340"],
        "6.coercion": ["28", "/", "1796"],
        "8.fee": ["2", "-2"],
        "9.procurement": ["43", "795.77万元"],
    }
    report = replace(made_up(1), proactive=table_from_print(form("2019").proactive, "2019", values))
    table = of(list(PROACTIVE_STYLES[style](report)), "proactive")
    assert table.form == "2019"
    assert printed(table) == values


@pytest.mark.parametrize("style", REVIEW_STYLES)
def test_review(style: str) -> None:
    report = made_up(BUSY[0])
    assert printed(of(list(REVIEW_STYLES[style](report)), "review")) == raws(report, "review")


@pytest.mark.parametrize("key", [row.key for row in form("2021").requests.rows])
def test_a_lost_row_is_absent_and_moves_no_other(key: str) -> None:
    report = made_up(BUSY[0])
    want: dict[str, list[str | None]] = {k: list(v) for k, v in raws(report, "requests").items()}
    label = form("2021").requests.row(key).label
    rows = [row for row in request_rows(report) if label not in row]
    want[key] = [None] * 7
    assert printed(of([grid(rows)], "requests")) == want


@pytest.mark.parametrize("lost", range(1, 3))
def test_lost_columns_are_absent(lost: int) -> None:
    report = made_up(BUSY[0])
    rows = [row[: 10 - lost] for row in request_rows(report)]
    rows[1] = rows[1][:9] if lost == 1 else rows[1][:8]
    want = {k: [*v[: 7 - lost], *[None] * lost] for k, v in raws(report, "requests").items()}
    assert printed(of([grid(rows)], "requests")) == want


@pytest.mark.parametrize("lost", range(4, 9))
def test_a_column_lost_between_others_is_absent(lost: int) -> None:
    report = made_up(BUSY[0])
    rows = [row[:lost] + row[lost + 1 :] for row in request_rows(report)]
    want: dict[str, list[str | None]] = {k: list(v) for k, v in raws(report, "requests").items()}
    for row in want.values():
        row[lost - 3] = None
    assert printed(of([grid(rows)], "requests")) == want


@pytest.mark.parametrize("blank", range(3))
@pytest.mark.parametrize("style", ["a row for each group", "transposed"])
def test_a_group_left_blank_moves_no_other(style: str, blank: int) -> None:
    report = made_up(BUSY[0])
    values = raws(report, "review")
    values[list(values)[blank]] = [""] * 5
    report = replace(report, review=table_from_print(form("2021").review, "2021", values))
    assert printed(of(list(REVIEW_STYLES[style](report)), "review")) == values


def test_a_number_wrapped_in_a_narrow_cell() -> None:
    report = made_up(BUSY[0])
    rows = request_rows(report)
    first = next(row for row in rows if row[0] and row[0].startswith("一、"))
    first[3:10] = ["124\n7", "0", "0", "0", "0", "0", "124\n7"]
    row = of([grid(rows)], "requests").row("1")
    assert row.cells[0].state is State.UNREADABLE  # the cells may hold two rows: 124 = 124, 7 = 7
    first[3:6] = ["124\n7", "1\n5", "9"]
    first[9] = "127\n1"  # 7 and 5 do not equal 1, so there is no second row
    row = of([grid(rows)], "requests").row("1")
    assert [cell.number for cell in row.cells] == [1247, 15, 9, 0, 0, 0, 1271]
    first[3:6] = ["27\n4", "50", "0"]
    first[9] = "32\n4"  # 4 = 4, but 27 and 50 are not 32
    row = of([grid(rows)], "requests").row("1")
    assert (row.cells[0].number, row.cells[6].number) == (Decimal(274), Decimal(324))
    first[3:6] = ["124\n7", "0", "0"]
    first[9] = "1247"
    row = of([grid(rows)], "requests").row("1")
    assert (row.cells[0].number, row.cells[0].raw) == (Decimal(1247), "1247")
    first[9] = "131"  # 124 and 7 are two numbers
    assert of([grid(rows)], "requests").row("1").cells[0].state is State.UNREADABLE


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("other", [[""] * 7, ["/"] * 7, [*"2000002"]])
def test_a_row_that_stands_twice_is_doubted_unless_both_say_the_same(above: bool, other: list[str]) -> None:
    rows = request_rows(made_up(BUSY[0]))
    at = next(i for i, row in enumerate(rows) if "2.重复申请" in row)
    rows[at][3:] = [*"1200003"]
    again = [None, None, "2.重复申请"]
    made = requests.requests(lines_of([grid([*rows[:at], rows[at], [*again, *rows[at][3:]], *rows[at + 1 :]])]))
    assert not any("标签与它相同" in message(f) for f in made.findings)
    rows.insert(at if above else at + 1, [*again, *other])
    made = requests.requests(lines_of([grid(rows)]))
    assert any(f.row == "3.5.2" and not f.column and "标签与它相同" in message(f) for f in made.findings)


def test_a_label_that_stands_twice_is_doubted_whatever_its_wording() -> None:
    """国家秘密 in the tables of a county and of its office: those of the office stood in the cells, without a doubt."""
    rows = [["国家秘密" if c == "1.属于国家秘密" else c for c in row] for row in request_rows(made_up(BUSY[0]))]
    at = next(i for i, row in enumerate(rows) if "国家秘密" in row)
    rows.insert(at + 1, [None, None, "国家秘密", *"2000002"])
    made = requests.requests(lines_of([grid(rows)]))
    assert [f.row for f in made.findings if "标签与它相同" in message(f)] == ["3.3.1"]


def test_two_reports_in_one_file_are_refused() -> None:
    with pytest.raises(Refusal, match="two-reports"):
        of([grid(request_rows(made_up(BUSY[0]))), grid(request_rows(made_up(BUSY[1])), table=2)], "requests")


def halves(report: Report, at: int, cuts: tuple[int, int]) -> list[Block]:
    """Split the form down the middle, and split each side again by a page break before one of its rows."""
    rows = request_rows(report)
    rows[1][4], rows[1][at] = None, "法人或其他组织" if at < 9 else "总计"
    sides = [row[:at] for row in rows], [row[:3] + row[at:] for row in rows]
    found: list[Block] = []
    for side, cut in zip(sides, cuts, strict=True):
        found += [grid(side[:cut], table=len(found)), grid(side[cut:], table=len(found) + 1)]
    return [*found[:2], Paragraph("（续表）", Place()), *found[2:]]


@pytest.mark.parametrize("cuts", [(9, 20), (20, 9), (5, 5)])
def test_sides_of_one_table_over_pages_are_one_table(cuts: tuple[int, int]) -> None:
    report = made_up(BUSY[0])
    assert printed(of(halves(report, 6, cuts), "requests")) == raws(report, "requests")


def test_sides_whose_pages_repeat_the_head_or_end_in_it_are_one_table() -> None:
    report = made_up(BUSY[0])
    first, second, note, third, fourth = halves(report, 6, (9, 20))
    assert isinstance(first, Grid) and isinstance(second, Grid) and isinstance(fourth, Grid)
    again = replace(second, rows=(*first.rows[:3], *second.rows))
    assert printed(of([first, again, note, third, fourth], "requests")) == raws(report, "requests")
    cut, rest = replace(first, rows=first.rows[:2]), replace(first, rows=(*first.rows[2:], *second.rows))
    assert printed(of([cut, rest, note, third, fourth], "requests")) == raws(report, "requests")


def test_a_page_of_rows_with_one_label_goes_on_under_fewer_columns() -> None:
    report = made_up(BUSY[0])
    first, *rest = halves(report, 6, (5, 20))
    assert isinstance(first, Grid)
    narrow = replace(first, rows=tuple((*row[:1], *row[3:]) for row in first.rows))
    assert printed(of([narrow, *rest], "requests")) == raws(report, "requests")


@pytest.mark.parametrize("last", ["3.其他", "（七）总计"])
def test_a_page_that_begins_with_a_row_named_like_an_applicant_has_no_head(last: str) -> None:
    report = made_up(BUSY[0])
    at = next(i for i, row in enumerate(request_rows(report)) if last in row)
    assert printed(of(halves(report, 6, (at, at)), "requests")) == raws(report, "requests")


@pytest.mark.parametrize("blank", [False, True])
def test_sides_one_below_the_other_in_one_sheet_are_one_table(blank: bool) -> None:
    report = made_up(BUSY[0])
    if blank:
        values = {**raws(report, "requests"), "4": [""] * 7}
        report = replace(report, requests=table_from_print(form("2021").requests, "2021", values))
    rows = request_rows(report)
    rows[1][4], rows[1][6] = None, "法人或其他组织"
    sides = [row[:6] for row in rows], [[*row[:3], *row[6:], *[None] * (6 - len(row[6:]) - 3)] for row in rows]
    width = max(len(row) for side in sides for row in side)
    sheet = [[*row, *[None] * (width - len(row))] for side in sides for row in side]
    assert printed(of([grid(sheet)], "requests")) == raws(report, "requests")


@pytest.mark.parametrize("sheet", [False, True])
def test_sides_with_the_total_in_the_first_are_one_table(sheet: bool) -> None:
    """自然人 and 总计, then the organisations under a caption of their own: the report was refused as two reports."""
    report = made_up(BUSY[0])
    rows = request_rows(report)
    left = [[*row[:4], row[9]] for row in rows]
    right = [[*row[:3], *(["法人或其他组织", *[None] * 4] if at == 1 else row[4:9])] for at, row in enumerate(rows)]
    blocks: list[Block] = [grid(left), Paragraph("表2 法人或其他组织申请情况", Place()), grid(right, table=2)]
    if sheet:
        blocks = [grid([*([*row, *[None] * 3] for row in left), *right])]
    assert printed(of(blocks, "requests")) == raws(report, "requests")


@pytest.mark.parametrize("why", ["a row less", "other labels", "an applicant twice", "no labels, and not the next"])
def test_grids_that_are_no_sides_of_one_table_stay_apart(why: str) -> None:
    rows = request_rows(made_up(BUSY[0]))
    left, right = [row[:6] for row in rows], [[*row[:3], *row[6:]] for row in rows]
    if why == "a row less":
        left, right = [row[:9] for row in rows], [row[9:] for row in rows[1:-1]]
    elif why == "other labels":
        right[-1][0] = "（七）总计"
    elif why == "an applicant twice":
        left[2][4] = right[2][3]
    else:
        left, right = [[*row[:3], *row[6:]] for row in rows], [row[3:6] for row in rows]
    blocks = (grid(left), grid(right, table=2))
    assert repair_grids(blocks) == blocks


def test_sides_that_cannot_be_joined_are_no_two_reports() -> None:
    """The right side has one more row: which figures belong together is open, but it is one report."""
    report = made_up(BUSY[0])
    left, lower, note, right, *rest = halves(report, 6, (9, 9))
    assert isinstance(right, Grid)
    more = grid([[c.text if c else None for c in row] for row in (*right.rows, right.rows[-1])])
    assert printed(of([left, lower, note, more, *rest], "requests")) != raws(report, "requests")


def test_a_copy_that_writes_0_for_blank_is_no_second_report() -> None:
    report = made_up(BUSY[0])
    rows, copy = request_rows(report), request_rows(report)
    copy[3] = [*copy[3][:3], *("" if text == "0" else text for text in copy[3][3:])]
    rows[3][8] = copy[3][8] = "0"
    copy[3][8] = ""
    of([grid(rows), grid(copy, table=2)], "requests")


def test_two_years_side_by_side_are_refused() -> None:
    rows = request_rows(made_up(BUSY[0]))
    wide = [[*row, *(NAMES if at == 1 else row[3:])] for at, row in enumerate(rows)]
    with pytest.raises(Refusal, match="two-years"):
        of([grid(wide)], "requests")


@pytest.mark.parametrize("label", ["其中：通过网络申请", "其中：甲", "（不含涉密）", "网上"])
@pytest.mark.parametrize("at", [3, 6, 12])
def test_a_row_of_its_own_below_a_blank_row_is_no_second_half_of_its_label(at: int, label: str) -> None:
    report = made_up(BUSY[0])
    rows = request_rows(report)
    rows[at][3:] = [""] * 7
    rows.insert(at + 1, [None, None, label, *"1234567"])
    table = of([grid(rows)], "requests")
    blank = table.rows[at - 3]
    assert [cell.state for cell in blank.cells] == [State.BLANK] * 7
    assert label not in blank.label
    assert [printed(table)[row.key] for row in table.rows if row is not blank] == [
        raws(report, "requests")[row.key] for row in table.rows if row is not blank
    ]


def test_an_extra_row_is_kept_and_named() -> None:
    report = made_up(BUSY[0])
    rows = request_rows(report)
    rows.insert(-1, [None, "（八）其他主动公开文件", None, *["3"] * 7])
    aligned = requests.requests([line for line in lines_of([grid(rows)]) if line.table == "requests"])
    assert printed(aligned.table) == raws(report, "requests")
    assert [line.texts[0] for line in aligned.unclaimed] == ["（八）其他主动公开文件"]


def test_glued_digits_are_split_only_when_they_must_be() -> None:
    lines: list[Block] = [
        Paragraph(t, Place(line=n))
        for n, t in enumerate(("信息内容", "规章000", "行政规范性文件1234", "行政许可12"), 1)
    ]
    made = proactive.proactive([line for line in lines_of(lines) if line.table == "proactive"])
    assert [c.raw for c in made.table.row("1.rules").cells] == ["0", "0", "0"]
    assert {c.state for c in made.table.row("1.docs").cells} == {State.UNREADABLE}
    assert ("row.unplaced", "1.docs") in {(f.code, f.row) for f in made.findings}
    assert [c.raw for c in made.table.row("5.permit").cells] == ["12"]


def test_table_4_without_its_totals_moves_no_figure() -> None:
    report = made_up(BUSY[0])
    values = raws(report, "review")
    heads = [*["行政复议", *[None] * 3], "行政诉讼", *[None] * 7]
    rows: Rows = [
        heads,
        [*OUTCOMES[:4], "未经复议直接起诉", None, None, None, "复议后起诉", None, None, None],
        [*[None] * 4, *OUTCOMES[:4] * 2],
        [cell for row in values.values() for cell in row[:4]],
    ]
    assert printed(of([grid(rows)], "review")) == {key: [*row[:4], None] for key, row in values.items()}


def test_merged_words_that_lost_their_span_leave_every_group_of_table_4_in_doubt() -> None:
    """A sheet as wide as its last filled cell: 0 | 0 of 未经复议直接起诉 stood below the words of 复议后起诉."""
    rows: Rows = [
        ["行政复议", "行政诉讼", *[None] * 8],
        [*OUTCOMES, "未经复议直接起诉", "复议后起诉", *[None] * 3],
        [*OUTCOMES * 2],
        [*[""] * 6, "0", "", "", "0"],
    ]
    found = review.review(lines_of([grid(rows)])).findings
    assert {f.row for f in found if f.code in ("value.low-confidence", "row.unplaced")} == set(
        raws(made_up(BUSY[0]), "review")
    )


def test_a_figure_at_the_end_of_a_side_is_no_note_between_the_sides() -> None:
    """（续） between the sides of a table on a sheet stands beside it; the second line of a figure there is a row."""
    (sheet,) = torn_in_three_on_a_sheet(made_up(BUSY[0]))
    assert isinstance(sheet, Grid)
    rows: Rows = [[c.text if c else None for c in row] for row in sheet.rows]
    rows[[row[0] for row in rows].index("（续）")] = [None, None, None, "0", *[None] * 4]
    assert not [b for b in repair_grids([grid(rows)]) if isinstance(b, Paragraph) and b.text == "0"]


def test_a_unit_in_a_column_of_its_own_is_no_value() -> None:
    report = made_up(BUSY[0])
    rows = [[row[0], "件" if row[1] else None, *row[1:]] for row in proactive_rows(report)]
    assert printed(of([grid(rows)], "proactive")) == raws(report, "proactive")


def test_a_label_that_leaves_words_out_is_known_and_named() -> None:
    report = made_up(BUSY[0])
    rows = [
        [c and c.replace("申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "逾期不补正") for c in row]
        for row in request_rows(report)
    ]
    aligned = requests.requests([line for line in lines_of([grid(rows)]) if line.table == "requests"])
    assert printed(aligned.table) == raws(report, "requests")
    assert [(f.code, f.row) for f in aligned.findings] == [("label.variant", "3.6.1")]


def test_a_row_out_of_order_is_placed_by_its_label_and_said_where_the_label_is_not_of_the_very_words() -> None:
    report = made_up(BUSY[0])
    lines = [x for x in lines_of(list(REQUEST_STYLES["rows swapped"](report))) if x.table == "requests"]
    assert not requests.requests(lines).findings
    assert printed(requests.requests(lines).table) == raws(report, "requests")
    other = [
        replace(line, cells=tuple(c and replace(c, text=c.text.replace("申请数量", "申请的数量")) for c in line.cells))
        for line in lines
    ]
    assert "value.low-confidence" in {f.code for f in requests.requests(other).findings if f.row in ("1", "2")}


def test_a_line_of_many_head_words_is_read_in_bounded_steps() -> None:
    words = " ".join(["第二十条", "本年", "处理", "决定", "数量"] * 40)
    assert not lines_of([Paragraph(f"{words} 其他内容", Place(line=1)), Paragraph("12", Place(line=2))])


def test_figures_without_a_label_below_a_blank_row_of_another_table_leave_it_in_doubt() -> None:
    """The row 5.属于三类… is left out and the figures of 4.保护… begin the next table: they may be either row's."""
    rows = [[label, *["0"] * 7] for label in ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")]
    above = [
        ["项目", *NAMES],
        ["一、本年新收政府信息公开申请数量", *["3"] * 6, "18"],
        *rows,
        ["4.保护第三方合法权益", *[""] * 7],
    ]
    below = [["", *["1"] * 6, "6"], ["6.属于四类过程性信息", *["0"] * 7], ["7.属于行政执法案卷", *["0"] * 7]]
    made = requests.requests([line for line in lines_of([grid(above), grid(below)]) if line.table == "requests"])
    assert "3.3.4" in {found.row for found in made.findings if found.code == "value.low-confidence"}


@pytest.mark.parametrize(
    ("row", "printed_as", "doubted"),
    [
        ("（七）总计", "合计", False),
        ("一、本年新收政府信息公开申请数量", "新收申请", True),
        ("1.信访举报投诉类申请", "信访投诉", True),
    ],
)
def test_a_short_name_that_fits_one_row_names_it(row: str, printed_as: str, doubted: bool) -> None:
    """A row 合计 was no row of the form; an abbreviation is a guess, and in doubt."""
    report = made_up(BUSY[0])
    rows = [[printed_as if cell == row else cell for cell in cells] for cells in request_rows(report)]
    made = requests.requests(lines_of([grid(rows)]))
    assert printed(made.table) == raws(report, "requests")
    assert doubted == any(f.code == "value.low-confidence" and printed_as in message(f) for f in made.findings)


def paragraphs(*texts: str) -> list[Block]:
    return [Paragraph(text, Place(line=at)) for at, text in enumerate(texts, 1)]


def test_figures_before_their_labels_leave_every_row_in_doubt() -> None:
    """pdftotext of a sheet whose figures stand a little higher than their labels: 规章 had the figures of
    行政规范性文件, without a finding."""
    head = ("第二十条第（一）项", "信息内容 本年制发件数 本年废止件数 现行有效件数")
    lines = lines_of(paragraphs(*head, "19", "77", "8", "规章", "68", "65", "78", "行政规范性文件"))
    made = proactive.proactive([line for line in lines if line.table == "proactive"])
    stated = {row.key for row in made.table.rows if any(cell.state is State.STATED for cell in row.cells)}
    assert stated
    assert stated <= {f.row for f in made.findings if f.code == "value.low-confidence"}


def test_lines_of_figures_below_a_row_with_blank_cells_leave_it_in_doubt() -> None:
    """pdftotext -layout of a page that draws each figure twice, one a line: 规章 was 0, blank, blank."""
    rows = [
        ["第二十条第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "", ""],
        ["", "0", "3", ""],
        ["", "", "3", "8"],
        ["行政规范性文件", "5", "0", "0"],
    ]
    made = proactive.proactive([line for line in lines_of([grid(rows)]) if line.table == "proactive"])
    doubted = {f.row for f in made.findings if f.code == "value.low-confidence"}
    assert "1.rules" in doubted and "1.docs" not in doubted


def test_a_unit_below_its_figure_belongs_to_it() -> None:
    """54.2 and 万元 in the HTML of pdftohtml: the amount was 54.2 of no unit."""
    texts = ("第二十条第（九）项", "信息内容", "采购项目数量", "采购总金额", "政府集中采购", "41", "54.2", "万元")
    lines = lines_of(paragraphs(*texts))
    table = proactive.proactive([line for line in lines if line.table == "proactive"]).table
    assert [cell.raw for cell in table.row("9.procurement").cells] == ["41", "54.2万元"]


def test_a_unit_behind_a_blank_belongs_to_its_figure() -> None:
    """政府集中采购 0 0.9 万元 of pdftotext: the amount was 0.9, and 万元 was nowhere."""
    texts = ("第二十条第（九）项", "信息内容  采购项目数量  采购总金额", "政府集中采购  0  0.9 万元")
    table = proactive.proactive([line for line in lines_of(paragraphs(*texts)) if line.table == "proactive"]).table
    assert [cell.raw for cell in table.row("9.procurement").cells] == ["0", "0.9万元"]


def test_a_label_overprinted_by_the_one_above_is_in_doubt_between_both_rows() -> None:
    """A sheet printed as PDF: labels wider than their cells run into the row below, where 其他 stood under the end of the
    label above, and 3.其他 had its figures in the row 2.申请人逾期…, without a finding."""
    report = made_up(BUSY[0])
    rows = [
        [
            c
            and c.replace("2.申请人逾期未按收费通知", "2.申请关人不逾再期处未理按其收政").replace(
                "要求缴纳费用、行政机关不再处理其政府信息公开申请", "费府通信"
            )
            for c in row
        ]
        for row in request_rows(report)
    ]
    rows = [
        [c and c.replace("3.其他", "、行政机关不再处理其政府信息公开申请\n3.其他") if c == "3.其他" else c for c in row]
        for row in rows
    ]
    made = requests.requests(lines_of([grid(rows)]))
    off = {key for key, row in printed(made.table).items() if row != raws(report, "requests")[key] and any(row)}
    assert off
    assert off <= {found.row for found in made.findings if found.code == "value.low-confidence"}


@pytest.mark.parametrize("whole", [False, True])
def test_items_numbered_through_all_groups_are_the_rows_that_they_name(whole: bool) -> None:
    """三、本年度办理结果（五）不予处理13.重复申请 was no row."""
    report = made_up(BUSY[0])
    blocks = [*joined_labels(report)] if whole else [grid(request_rows(report))]
    cells = [row for block in blocks if isinstance(block, Grid) for row in block.rows]
    rows = [[cell.text.replace("2.重复", "13.重复") if cell else None for cell in row] for row in cells]
    made = requests.requests(lines_of([grid(rows)]))
    assert printed(made.table) == raws(report, "requests")
    assert not [f for f in made.findings if f.code == "value.low-confidence"]


def test_an_abbreviation_that_fits_several_rows_names_none() -> None:
    label = "1.本机关不掌握相关政府信息"
    rows = [["机关信息" if cell == label else cell for cell in cells] for cells in request_rows(made_up(BUSY[0]))]
    made = requests.requests(lines_of([grid(rows)]))
    assert {cell.state for cell in made.table.row("3.4.1").cells} == {State.ABSENT}


def test_a_part_of_one_column_name_heads_that_column() -> None:
    report = made_up(BUSY[0])
    short = {"本年制发件数": "制发", "本年废止件数": "废止", "现行有效件数": "有效"}
    rows = [[short.get(cell or "", cell) for cell in cells] for cells in proactive_rows(report)]
    made = proactive.proactive(lines_of([grid(rows)]))
    assert printed(made.table) == raws(report, "proactive")
    assert not made.findings


def _with_names(names: dict[str, str], behind: int = 0) -> Aligned:
    rows = [[names.get(c or "", c) for c in cells] + [""] * behind for cells in request_rows(made_up(BUSY[0]))]
    return requests.requests(lines_of([grid(rows)]))


@pytest.mark.parametrize("behind", [0, 5])
def test_short_and_translated_names_head_their_columns(behind: int) -> None:
    """On a sheet that is as wide as table 4 no figure of such a table reached a cell."""
    short = {"商业企业": "企业", "科研机构": "科研", "社会公益组织": "公益", "法律服务机构": "法律", "总计": "合计"}
    english = {"自然人": "自然人\nNatural person", "商业企业": "商业企业 Business", "总计": "总计\nTotal"}
    for names in (short, english):
        made = _with_names(names, behind)
        assert printed(made.table) == raws(made_up(BUSY[0]), "requests") and not made.findings


def test_unreadable_names_are_assumed_up_to_the_total() -> None:
    """The columns were counted back from the end of the sheet."""
    unread = dict.fromkeys(("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"), "甲乙")
    made = _with_names(unread, 5)
    assert printed(made.table) == raws(made_up(BUSY[0]), "requests")
    assert any(ASSUMED_ORDER in message(f) for f in made.findings)


@pytest.mark.parametrize("first", [True, False])
def test_the_sums_prove_on_which_side_the_total_stands_that_is_read_before_the_applicants(first: bool) -> None:
    """One cell a line: beside 申请人情况, it stands on the right of them all. Without a proof, the rows are in doubt."""
    report = made_up(BUSY[0])
    values = [raws(report, "requests")]
    values.append({key: [*"0000000"] for key in values[0]} | {"3.1": [*("0000033" if first else "3000003")]})
    for rows, proven in zip(values, (True, False), strict=True):
        words = ["申请人情况", "总计", "自然人", "法人或其他组织", *NAMES[1:6]]
        for row in form("2021").requests.rows:
            cells = rows[row.key]
            words += [row.label, *(cells if not first else [cells[6], *cells[:6]])]
        blocks: list[Block] = [Paragraph(word, Place(line=line)) for line, word in enumerate(words, 1)]
        made = requests.requests(lines_of(blocks))
        doubted = {f.row for f in made.findings if f.code == "value.low-confidence"}
        assert ("3.1" in doubted) != proven
        assert not proven or printed(made.table) == rows


@pytest.mark.parametrize("end", ["", "14\n"], ids=["", "the number of the page"])
def test_figures_above_their_labels_are_never_those_of_the_next_row_without_a_doubt(end: str) -> None:
    """Text that pdfplumber takes from a PDF whose figures stand a little higher than their labels: 行政处罚 had the figure
    of 行政强制, 行政事业性收费 the number of the page."""
    rows = {
        "规章": "1 0 6",
        "行政规范性文件": "2 3 4",
        "行政许可": "250",
        "行政处罚": "6",
        "行政强制": "0",
        "行政事业性收费": "0.5",
    }
    head = {
        "规章": "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n",
        "行政许可": "第二十条第（五）项\n信息内容 本年处理决定数量\n",
        "行政处罚": "第二十条第（六）项\n信息内容 本年处理决定数量\n",
        "行政事业性收费": "第二十条第（八）项\n信息内容 本年收费金额（单位：万元）\n",
    }
    body = "".join(f"{head.get(label, '')}{figures}\n{label}\n" for label, figures in rows.items()) + end
    made = read(f"{ABOVE_TABLE_2}\n{body}{BELOW_TABLE_2}".encode())
    doubted = {f.row for f in made.findings if f.table == "proactive"}
    for row in made.proactive.rows:
        label = form(made.proactive.form).proactive.row(row.key).label
        if [cell.raw for cell in row.cells] != rows.get(label, "").split():
            assert row.key in doubted or label not in rows


ABOVE_TABLE_2 = (
    "示例县海铺镇人民政府2024年政府信息公开工作年度报告\n一、总体情况\n2024年，我镇认真推进政府信息公开工作。\n"
    "二、主动公开政府信息情况"
)
BELOW_TABLE_2 = (
    "三、收到和处理政府信息公开申请情况\n本年度我镇按照要求规范办理流程。\n四、政府信息公开行政复议、行政诉讼情况\n没有。\n"
    "五、存在的主要问题及改进情况\n更新不够及时。\n六、其他需要报告的事项\n无。\n"
)
