"""Test both sides of the thresholds that decide what a finding says; the cases come from ``benchmarks/mutants.py``."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from made_up import report, table_from_print, with_tables
from styles import NAMES, OUTCOMES, Rows, grid, proactive_rows, request_rows

from benchmarks.bugs import BUGS
from build_scripts.checks import NO_HISTORY, History, check
from build_scripts.checks.history import SimilarReport
from build_scripts.checks.reuse import closest, sentences
from build_scripts.extraction import proactive, requests
from build_scripts.extraction.columns import blanks_shifted
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.tables import Aligned
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import Evidence, Finding, GridKind, Paragraph, Place, Report, Section, State, finding
from build_scripts.serialize import empty_table
from build_scripts.wording import cell, chinese_number, chinese_year, number

PACKAGE = Path(__file__).parent.parent / "build_scripts"
Printed = dict[str, list[str | None]]
ROWS = [row.key for row in form("2021").requests.rows]


@pytest.mark.parametrize("file", BUGS)
def test_the_list_of_bugs_is_of_the_code_as_it_stands(file: str) -> None:
    source = (PACKAGE / file).read_text(encoding="utf-8")
    known = _names(source) | set(dir(builtins))
    for old, new in BUGS[file]:
        assert source.count(old) == 1, f"{file}: {old!r} no longer stands there once: mend benchmarks/bugs.py"
        (part,) = (part for part in source.split("\n\n\n") if old in part)  # a function or a type
        unknown = _names(part.replace(old, new)) - known
        assert not unknown, f"{file}: {new!r} fails for a name that is not there: mend benchmarks/bugs.py"


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def table(item: Report, key: str, form_id: str = "2021", /, **rows: Sequence[str | None]) -> Report:
    printed = {name.replace("_", ".") if name[0].isdigit() else name: cells for name, cells in rows.items()}
    return with_tables(item, table_from_print(form(form_id).table(key), form_id, printed))


def of(code: str, item: Report, history: History = NO_HISTORY) -> list[Finding]:
    return [f for f in check(item, history).findings if f.code == code]


def text(key: str, *paragraphs: str, item: Report | None = None) -> Report:
    item = item or report(1)
    made = tuple(Paragraph(words, Place(line=n)) for n, words in enumerate(paragraphs, 1))
    return replace(item, sections=tuple(replace(s, blocks=made) if s.key == key else s for s in item.sections))


# --------------------------------------------------------------------------- sums of the tables


def results(counts: int, printed: str) -> list[Finding]:
    """Return the finding about a 总计 column with these results whose 办理结果总计 prints ``printed``."""
    shape = form("2021").requests
    keys = [row.key for row in shape.rows if row.key not in ("1", "2", "3.7", "4")]
    rows: Printed = {row.key: [""] * 7 for row in shape.rows}
    for key in keys[:counts]:
        rows[key][6] = "1"
    rows["3.7"][6] = printed
    return of("requests.results", replace(report(1), requests=table_from_print(shape, "2021", rows)))


@pytest.mark.parametrize(("counts", "named"), [(2, True), (7, True), (8, False)])
def test_seven_operands_are_named_and_no_more(counts: int, named: bool) -> None:
    (found,) = results(counts, "99")
    assert ("＋" in message(found)) is named


def test_a_blank_sum_and_blank_parts_are_not_checked() -> None:
    assert results(3, "") == []
    assert results(0, "5") == []
    assert results(3, "3") == []
    assert [f.numbers for f in results(3, "4")] == [("4", "3")]


@pytest.mark.parametrize("cell_of_it", [None, "?", "1 2"])
def test_a_row_with_an_absent_or_unreadable_cell_is_not_summed(cell_of_it: str | None) -> None:
    item = table(report(1), "requests", **{"3_1": ["5", cell_of_it, "", "", "", "", "7"]})
    assert of("requests.row-total", item) == []
    assert of("requests.row-total", table(item, "requests", **{"3_1": ["5", "/", "", "", "", "", "7"]}))


CAUSES = {
    ("5", "0", "0", "0", "0", "0", "0"): "可能没有填写",
    ("5", "0", "0", "0", "0", "0", "50"): "正好相差十倍",
    ("25", "25", "0", "0", "0", "0", "5"): "正好相差十倍",
    ("3", "4", "5", "0", "0", "0", "9"): "「自然人」的数字，可能漏加",
    ("3", "3", "4", "0", "0", "0", "7"): "",  # a 3 was left out, and it may be either one
    ("5", "7", "0", "0", "0", "0", "21"): "可能写颠倒了",
    ("12", "3", "1", "0", "0", "0", "124"): "一个数被拆成了两格",
    ("１２", "３", "1", "0", "0", "0", "124"): "一个数被拆成了两格",
    ("123", "456", "1", "0", "0", "0", "123457"): "一个数被拆成了两格",
    ("3", "1.5", "5", "0", "0", "0", "22"): "",  # 3 and 1.5 are no halves of a number
    ("1234", "567", "1", "0", "0", "0", "1234568"): "",
    ("105", "0", "0", "0", "0", "0", "15"): "两格的数字连在了一起",
    ("105", "0", "0", "0", "0", "0", "6"): "",  # 1 and 05: 05 is never printed
    ("26", "0", "0", "0", "0", "0", "8"): "两格的数字连在了一起",
    ("0", "0", "0", "0", "2", "2", "9"): "整行错了一格",
    ("2", "/", "", "0", "0", "2", "9"): "整行错了一格",
    ("2", "2", "4", "0", "0", "3", "20"): "",
    ("1", "0", "0", "0", "0", "1", "9"): "",  # 1 and 1 is possible
}


@pytest.mark.parametrize(("cells", "why"), CAUSES.items())
def test_the_cause_of_a_contradiction_is_named_where_only_one_fits(cells: tuple[str, ...], why: str) -> None:
    (found,) = of("requests.row-total", table(report(1), "requests", **{"3_1": list(cells)}))
    assert why in message(found) if why else "可能" not in message(found)


def test_a_total_of_last_year_is_named_only_if_it_was_the_same_cell_of_the_same_form() -> None:
    item = table(report(1), "requests", **{"3_1": ["3", "1", "1", "0", "0", "0", "9"]})
    before = table(report(1, 2023), "requests", **{"3_1": ["9", "0", "0", "0", "0", "0", "9"]})
    (found,) = of("requests.row-total", item, History(before))
    assert "沿用了上一年" in message(found)
    last = table(report(1), "requests", **{"4": ["3", "1", "1", "0", "0", "0", "9"]})
    older = table(report(1, 2020), "requests", "2019", **{"4": ["9", "0", "0", "0", "0", "0", "9"]})
    (found,) = of("requests.row-total", last, History(older))
    assert "沿用了上一年" not in message(found)
    other = table(report(1, 2023), "requests", **{"3_1": ["8", "0", "0", "0", "0", "0", "8"]})
    (found,) = of("requests.row-total", item, History(other))
    assert "沿用了上一年" not in message(found)


def test_a_total_of_last_years_column_is_named() -> None:
    def of_year(year: int, part: str) -> Report:
        rows: Printed = {key: ["0"] * 7 for key in ROWS}
        rows["3.1"][6], rows["3.7"][6] = part, "12"
        return replace(report(1, year), requests=table_from_print(form("2021").requests, "2021", rows))

    item, before = of_year(2024, "5"), of_year(2023, "12")
    (found,) = of("requests.results", item, History(before))
    assert "沿用了上一年" in message(found) and "沿用了上一年" not in message(*of("requests.results", item))


def test_a_row_of_table_4_is_not_said_to_be_shifted() -> None:
    (found,) = of("review.total", table(report(1), "review", reconsideration=["1", "0", "1", "2", "9"]))
    assert "错了一格" not in message(found)
    assert (found.row, found.group, found.column) == ("reconsideration", "reconsideration", "total")


def test_a_single_figure_is_quoted_as_printed() -> None:
    (found,) = of(
        "requests.row-total", table(report(1), "requests", **{"3_1": ["1", "2", "0", "0", "0", "0", "1,234"]})
    )
    assert "印的是 1,234，" in message(found) and found.numbers == ("1234", "3")


def test_a_finding_on_a_cell_has_the_place_of_that_cell() -> None:
    """Staff open the original at this place; a reader sees the picture of this row."""
    rows: Printed = {row.key: ["0"] * 7 for row in form("2021").requests.rows}
    rows |= {"1": ["?", *["0"] * 4, "-5", "9"], "2": ["3", *["0"] * 6], "3.1": ["0", "4", *["0"] * 4, "9"]}
    then = table(report(1, 2023), "proactive", **{"1_docs": ["0", "0", "9"], "5_permit": ["1"]})
    item = replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows))
    item = table(item, "proactive", **{"1_docs": ["1", "0", "99"], "5_permit": ["5000"]})
    item = table(item, "review", reconsideration=["1", "0", "0", "0", "9"])
    places: dict[tuple[str, str, str], Place] = {}
    for printed in item.tables:
        made = []
        for row, spec in zip(printed.rows, form("2021").table(printed.key).rows, strict=True):
            at = [Place(table=1, row=len(places) + n, column=1) for n in range(len(row.cells))]
            places |= {(printed.key, row.key, c.key): p for c, p in zip(spec.columns, at, strict=True)}
            made.append(replace(row, cells=tuple(replace(c, place=p) for c, p in zip(row.cells, at, strict=True))))
        item = with_tables(item, replace(printed, rows=tuple(made)))
    found = [f for f in check(item, History(then)).findings if f.column and f.code != "prose.table"]
    assert {f.code for f in found} == {
        "requests.row-total", "requests.results", "requests.flow", "requests.carry-over", "review.total",
        "proactive.stock", "figure.jump", "value.unreadable", "value.odd",
    }  # fmt: skip
    assert [f.place for f in found] == [places[f.table, f.row, f.column] for f in found]


def test_the_balance_of_the_year_has_no_total_that_could_be_ten_times_too_much() -> None:
    rows: Printed = {"1": ["50", *["0"] * 5, "50"], "2": ["0"] * 7, "3.7": ["5", *["0"] * 5, "5"], "4": ["0"] * 7}
    item = replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows))
    assert len(found := of("requests.flow", item)) == 2
    assert not any("十倍" in message(f) for f in found)


def test_the_balance_of_the_year_names_what_came_and_what_became_of_it() -> None:
    rows: Printed = {
        "1": ["5", *["0"] * 5, "5"],
        "2": ["2", *["0"] * 5, "2"],
        "3.7": ["3", *["0"] * 5, "7"],
        "4": ["0"] * 7,
    }
    (found,) = of("requests.flow", replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows)))
    assert found.numbers == ("7", "3") and found.column == "natural_person"
    assert "上年结转是 7（一、本年新收 5＋二、上年结转 2）" in message(found) and "结转下年度是 3" in message(found)
    rows |= {"3.7": ["9", *["0"] * 5, "7"]}
    (found,) = of("requests.flow", replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows)))
    assert "相差 2，正好等于「二、上年结转」的数字" in message(found)


def test_a_single_part_is_not_named_beside_its_sum() -> None:
    (found,) = of("requests.row-total", table(report(1), "requests", **{"3_1": ["5", "", "", "", "", "", "8"]}))
    assert "（自然人" not in message(found)


# --------------------------------------------------------------------------- last year's report


@pytest.mark.parametrize(
    ("then", "now", "jumps"),
    [("12", "120", True), ("12", "119", False), ("10", "110", True), ("10", "109", False),
     ("0", "1000", True), ("0", "999", False), ("1000", "0", True), ("/", "1000", False), ("1000", "", False)],
)  # fmt: skip
def test_a_jump_is_ten_times_and_a_hundred_apart(then: str, now: str, jumps: bool) -> None:
    item = table(report(1), "proactive", **{"5_permit": [now]})
    before = table(report(1, 2023), "proactive", **{"5_permit": [then]})
    assert bool(of("figure.jump", item, History(before))) is jumps


@pytest.mark.parametrize(
    ("then", "now", "jumps"),
    [("1", "1000", True), ("1", "999", False), ("0", "90000", False), ("0.05", "50", True), ("50", "0.05", True)],
)
def test_an_amount_jumps_a_thousand_times(then: str, now: str, jumps: bool) -> None:
    item = table(report(1), "proactive", **{"8_fee": [now]})
    before = table(report(1, 2023), "proactive", **{"8_fee": [then]})
    found = of("figure.jump", item, History(before))
    assert bool(found) is jumps
    assert all("1000 倍左右；请留意单位是元还是万元" in message(f) for f in found)


def test_the_unit_is_no_cause_of_a_jump_of_counts() -> None:
    before = table(report(1, 2023), "proactive", **{"5_permit": ["10"]})
    (found,) = of("figure.jump", table(report(1), "proactive", **{"5_permit": ["1000"]}), History(before))
    assert "100 倍左右" in message(found) and "单位" not in message(found)


def test_of_table_3_only_the_totals_of_what_came_and_what_became_of_it_jump() -> None:
    """An item of table 3 goes from 0 to 3 and back; 总计 of 新收 and of the results tells of the whole year."""

    def of_year(year: int, first: str, total: str, received: str) -> Report:
        rows: Printed = {key: [first, *["0"] * 5, total] for key in ROWS}
        rows["1"][6] = received
        return replace(report(1, year), requests=table_from_print(form("2021").requests, "2021", rows))

    item, before = of_year(2024, "1000", "1", "1000"), of_year(2023, "1", "1000", "10")
    assert {(f.row, f.column) for f in of("figure.jump", item, History(before)) if f.table == "requests"} == {
        ("1", "total"), ("3.7", "total"),
    }  # fmt: skip


def test_of_two_forms_the_cells_of_the_same_name_are_compared() -> None:
    new = table(report(1), "proactive", **{"5_permit": ["5000"], "1_docs": ["1", "0", "9"]})
    old = table(report(1, 2020), "proactive", "2019", **{"5_permit": ["7", "0", "5"], "1_docs": ["1", "0", "5000"]})
    assert [f.row for f in of("figure.jump", new, History(old))] == ["5.permit"]
    assert [f.row for f in of("figure.jump", old, History(new))] == ["5.permit"]
    assert not of("proactive.stock", new, History(old)) and not of("proactive.stock", old, History(new))


def test_a_decrease_is_as_far_from_last_years_as_an_increase() -> None:
    item, before = (
        table(report(1, year), "proactive", "2019", **{"8_fee": ["3", change]})
        for year, change in ((2020, "减4000"), (2019, "+4"))
    )
    assert "1000 倍左右" in message(*of("figure.jump", item, History(before)))
    assert "1000 倍左右" in message(*of("figure.jump", before, History(item)))


def test_what_is_blank_is_not_compared_with_last_years_carried_over_requests() -> None:
    def found(now: str, then: str) -> list[str]:
        item, before = (
            table(report(1, year), "requests", **{row: ["0"] * 6 + [total]})
            for year, row, total in ((2024, "2", now), (2023, "4", then))
        )
        return [f.column for f in of("requests.carry-over", item, History(before))]

    assert found("3", "4") == ["total"]
    assert found("3", "") == found("/", "4") == found("3", "3") == []


@pytest.mark.parametrize(("last", "again"), [("2", True), ("0", False)])
def test_ten_figures_that_are_all_last_years_are_no_chance(last: str, again: bool) -> None:
    rows: Printed = {"3.1": [*["1"] * 6, "6"], "3.2": ["1", "1", "0", "0", "0", "0", last]}
    shape = form("2021").requests
    item = replace(report(1), requests=table_from_print(shape, "2021", rows))
    assert bool(of("table.repeated", item, History(replace(item, year=2023)))) is again


def test_a_nought_of_last_year_that_is_blank_now_is_the_same_table() -> None:
    item, before = (
        table(report(1, year), "requests", **{"3_1": [*["1"] * 6, "6"], "3_2": ["1", "1", "1", nought, "", "0", "3"]})
        for year, nought in ((2024, ""), (2023, "0"))
    )
    assert of("table.repeated", item, History(before))


def test_table_4_is_the_same_on_both_forms() -> None:
    rows: Printed = {
        name: ["1", "2", "3", "4", "10"] for name in ("reconsideration", "direct_suit", "suit_after_review")
    }
    new = replace(report(1, 2021), review=table_from_print(form("2021").review, "2021", rows))
    old = replace(report(1, 2020), review=table_from_print(form("2019").review, "2019", rows))
    assert [f.table for f in of("table.repeated", new, History(old))] == ["review"]


def test_the_stock_is_last_years_and_what_was_issued_less_what_was_abolished() -> None:
    def said(*cells: str) -> bool:
        item = table(report(1), "proactive", **{"1_docs": list(cells)})
        return bool(
            of("proactive.stock", item, History(table(report(1, 2023), "proactive", **{"1_docs": ["0", "0", "9"]})))
        )

    assert not said("3", "2", "10") and said("3", "2", "12")
    assert not said("3", "", "11") and not said("", "2", "11") and not said("3", "2", "")
    item = table(report(1), "proactive", **{"1_docs": ["3", "2", "12"], "1_rules": ["1", "0", "4"]})
    before = table(report(1, 2023), "proactive", **{"1_docs": ["0", "0", ""], "1_rules": ["0", "0", "4"]})
    assert [f.row for f in of("proactive.stock", item, History(before))] == ["1.rules"], "a blank is no stock of 0"


@pytest.mark.parametrize(("kept", "total", "told"), [(240, 300, True), (230, 300, False), (290, 290, False)])
def test_four_fifths_of_a_text_of_three_hundred_letters_are_a_copy(kept: int, total: int, told: bool) -> None:
    def lines(year: int) -> list[str]:
        same = [f"村务公开栏第{chr(0x4E00 + n)}已更新。" for n in range(kept // 10)]
        first = 0x5000 + 400 * (year - 2020)
        own = ["".join(chr(first + 10 * n + k) for k in range(10)) + "。" for n in range((total - kept) // 10)]
        return same + own

    bare = replace(report(1), sections=(Section("overview", "一、总体情况", 0, ()),))
    item, before = (text("overview", *lines(year), item=replace(bare, year=year)) for year in (2024, 2023))
    assert bool(of("report.reused-text", item, History(before))) is told


def test_the_share_of_a_copied_text_is_named_with_the_other_report() -> None:
    (found,) = of("report.reused-text", report(1), History(similar=SimilarReport("示例甲县", 200, 300)))
    assert "66%（200/300 字）" in message(found) and "示例甲县同一年度的报告" in message(found)


def test_a_sentence_that_moved_to_another_section_is_not_repeated() -> None:
    words = [f"村务公开栏第{chr(0x4E00 + n)}已更新。" for n in range(40)]
    bare = replace(report(1), sections=(Section("overview", "", 0, ()), Section("problems", "", 0, ())))
    item = text("overview", *words, item=bare)
    before = replace(text("problems", *words, item=bare), year=2023)
    assert not of("report.reused-text", item, History(before))


def test_whose_text_is_much_the_same() -> None:
    assert closest({"甲": 180, "乙": 200}, 300) == ("乙", 200)
    assert closest({"甲": 180}, 300) == ("甲", 180) and closest({"甲": 179}, 300) is None
    assert closest({"甲": 299}, 299) is None and closest({}, 300) is None


def test_a_sentence_of_twelve_letters_tells_whose_it_is() -> None:
    bare = replace(report(1), sections=(Section("overview", "", 0, ()),))
    assert sorted(sentences(text("overview", "一二三四五六七八九十甲乙。", item=bare)).values()) == [12, 12]
    assert list(sentences(text("overview", "一二三四五六七八九十甲。", item=bare)).values()) == [11]


# --------------------------------------------------------------------------- tables and sections that are there


@pytest.mark.parametrize(("lost", "counted"), [(6, False), (7, True)])
def test_six_lost_rows_are_named_and_more_are_counted(lost: int, counted: bool) -> None:
    rows: Printed = {key: ["0"] * 7 for key in ROWS[lost:]}
    (found,) = of("table.truncated", replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows)))
    assert message(found).count("」一行") == 6 and (f"等 {lost} 行" in message(found)) is counted
    assert "列（" not in message(found), "a lost row is not told again as lost columns"


def test_the_cells_of_a_lost_column_are_counted() -> None:
    rows: Printed = {key: ["0"] * 6 + [None] for key in ROWS}
    rows["4"] = [None] * 7
    (found,) = of("table.truncated", replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows)))
    assert message(found).count("「") == 2 and f"「总计」列（{len(ROWS) - 1} 格）" in message(found)
    item = replace(report(1), requests=table_from_print(form("2021").requests, "2021", {}))
    assert "缺少：数据行" in message(*of("table.truncated", item))


def test_a_missing_table_is_not_said_to_be_blank_or_cut() -> None:
    item = replace(report(1), review=empty_table(form("2021").review, "2021"))
    assert {f.code for f in check(item).findings if f.table == "review"} == {"table.missing"}
    bare = (
        Section("overview", "", 0, (Paragraph("我镇平稳有序地开展了各项公开工作，没有其他事项。", Place()),)),
        Section("problems", "", 0, ()),
    )
    told = {"table.missing", "section.missing", "section.assessment"}
    assert {f.code for f in check(replace(item, sections=bare)).findings} >= told
    assert not {f.code for f in check(replace(item, sections=bare, form="free")).findings} & told


def test_a_lost_row_whose_words_are_in_the_file_is_not_called_missing() -> None:
    rows: Printed = {key: ["0"] * 7 for key in ROWS if key != "3.7"}
    item = replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows))
    (found,) = of("table.truncated", text("overview", "（七）总计", item=item))
    assert "文字在原件里" in message(found)
    (found,) = of("table.truncated", item)
    assert "文字在原件里" not in message(found)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("（一）予以公开", "1.属于国家秘密", "四、结转下年度继续办理"), "table.unplaced"),
        (("（一）予以公开", "1.属于国家秘密"), "table.missing"),
        (("信访举报投诉类的申请", "重复性申请", "予以公开的信息", "国家秘密的保护"), "table.missing"),
    ],
)
def test_three_rows_in_the_text_are_a_table_that_could_not_be_placed(words: tuple[str, ...], code: str) -> None:
    item = replace(report(1), requests=replace(report(1).requests, present=False))
    found = {f.code for f in check(text("requests", *words, item=item)).findings if f.table == "requests"}
    assert found == {code}


def test_a_blank_table_is_said_once_and_not_where_its_figures_stand_elsewhere() -> None:
    rows: Printed = {key: [""] * 6 + [None] for key in ROWS}
    item = replace(report(1), requests=table_from_print(form("2021").requests, "2021", rows))
    assert of("table.blank", item)
    lost = finding("table.unclaimed", table="requests", raw="其他事项 12")
    assert of("table.unplaced", replace(item, findings=(lost,))) and not of(
        "table.blank", replace(item, findings=(lost,))
    )
    other = finding("table.unclaimed", table="proactive", raw="其他事项 12")
    assert of("table.blank", replace(item, findings=(other,))), "the figures are those of another table"
    words = finding("table.unclaimed", table="requests", raw="其他事项", row_number="3")
    assert of("table.blank", replace(item, findings=(words,))), "a row of words has no figures"
    doubt = finding("value.low-confidence", table="requests", raw="12")
    assert of("table.blank", replace(item, findings=(doubt,))), "the figure has its place"


@pytest.mark.parametrize(
    ("section", "words", "code"),
    [
        ("review", "0 0 1,234 0 1.5", "table.unplaced"),
        ("review", "0；0、3／0 0", "table.unplaced"),
        ("review", "；0, 0, 3, 0, 0。", "table.unplaced"),
        ("review", "0 0 1,234 0", "table.blank"),  # four figures may be anything
        ("review", "0 0 1 0 总计", "table.blank"),
        ("requests", "0 0 1 0 0", "table.blank"),  # figures below another table
    ],
)
def test_five_figures_in_a_paragraph_below_a_blank_table_are_its_figures(section: str, words: str, code: str) -> None:
    rows: Printed = {name: [""] * 5 for name in ("reconsideration", "direct_suit", "suit_after_review")}
    item = replace(report(1), review=table_from_print(form("2021").review, "2021", rows))
    found = [f.code for f in check(text(section, words, item=item)).findings if f.table == "review"]
    assert found == [code]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("三、本年度办理结果；（一）予以公开；1；0；2.属于国家秘密；3；4；一、本年新收；1；2", "table.unplaced"),
        ("部分予以公开；1；属于行政查询；3；信访投诉类申请；1", "table.missing"),  # one figure each, and other words
        ("部分予以公开,1；0；属于行政查询；3；4；信访投诉类申请；1；2", "table.unplaced"),
    ],
)
def test_labels_followed_by_figures_in_one_paragraph_are_rows(words: str, code: str) -> None:
    item = text("requests", words, item=replace(report(1), requests=empty_table(form("2021").requests, "2021")))
    assert {f.code for f in check(item).findings if f.table == "requests"} == {code}


@pytest.mark.parametrize(
    ("words", "code"),
    [(("结果维持", "结果纠正", "尚未审结"), "table.unplaced"), (("结果维持", "结果纠正"), "table.missing")],
)
def test_three_words_of_the_header_of_table_4_are_the_table(words: tuple[str, ...], code: str) -> None:
    item = replace(report(1), review=empty_table(form("2021").review, "2021"), unplaced=(grid([list(words)]),))
    assert {f.code for f in check(item).findings if f.table == "review"} == {code}


@pytest.mark.parametrize(
    ("words", "thin"), [("一二三四五六七八九十甲乙丙丁", True), ("一二三四五六七八九十甲乙丙丁戊", False)]
)
def test_fifteen_letters_on_problems_are_the_least(words: str, thin: bool) -> None:
    assert bool(of("section.thin", text("problems", words))) is thin


def test_a_section_without_a_word_has_its_heading_alone() -> None:
    for section in ("problems", "overview"):
        (found,) = of("section.thin", text(section))
        assert "只有标题，没有内容" in message(found)
    assert "只有 3 个字" in message(*of("section.thin", text("problems", "没有。", "无")))
    assert not of("section.thin", text("other_matters"))


def test_a_section_that_is_a_table_is_neither_missing_nor_thin() -> None:
    item = report(1)
    bare = tuple(replace(s, heading="", blocks=()) if s.key in ("requests", "problems") else s for s in item.sections)
    assert {f.section for f in of("section.missing", replace(item, sections=bare))} == {"problems"}
    own = tuple(replace(s, blocks=(grid([["网站", "12"]]),)) if s.key == "overview" else s for s in item.sections)
    assert not of("section.thin", replace(item, sections=own))


def test_a_section_without_its_heading_is_not_missing_where_its_words_are() -> None:
    item = report(1)
    bare = tuple(replace(s, heading="") if s.key == "problems" else s for s in item.sections)
    assert not of("section.missing", replace(item, sections=bare))


@pytest.mark.parametrize(
    "words",
    [
        "该部分以表格形式报告", "本部分以表格形式", "此处填写本机关名称", "此处填报数字", "此处填名称", "此处略去", "请在此填写", "请填写数字",
        "示例文字", "XX镇人民政府", "某某县××镇", "某某县ＸＸ镇", "〔填写说明〕",
    ],
)  # fmt: skip
def test_words_of_the_template_are_quoted_with_their_place(words: str) -> None:
    (found,) = of("section.placeholder", text("other_matters", "没有其他事项。", f"（{words}）"))
    assert found.place == Place(line=2) and dict(found.values)["raw"] in words


@pytest.mark.parametrize("words", ["请填写《政府信息公开申请表》", "网址 wwwXX@example.gov.cn", "共计3×2件"])
def test_what_only_looks_like_a_template(words: str) -> None:
    assert not of("section.placeholder", text("other_matters", words))


@pytest.mark.parametrize("word", ["考核", "考评", "评议", "追究", "问责", "追责", "责任制"])
def test_each_word_on_assessment_will_do(word: str) -> None:
    bare = replace(report(1), sections=(Section("overview", "一、总体情况", 0, ()),))
    assert not of("section.assessment", text("overview", f"我镇平稳有序地开展了各项公开工作和{word}。", item=bare))
    cells = (Section("overview", "一、总体情况", 0, (grid([["各项公开工作平稳有序地开展情况", word]]),)),)
    assert not of("section.assessment", replace(bare, sections=cells))
    assert not of(
        "section.assessment",
        replace(
            text("overview", "我镇平稳有序地开展了各项公开工作。", item=bare), unplaced=(Paragraph(word, Place()),)
        ),
    )


def test_only_a_government_that_wrote_something_owes_words_on_assessment() -> None:
    bare = replace(report(1), sections=(Section("overview", "一、总体情况", 0, ()),))
    told = text("overview", "我镇平稳有序地开展了各项公开工作，没有其他事项。", item=bare)
    assert of("section.assessment", told)
    assert not of("section.assessment", replace(told, agency="示例县教育局"))
    assert not of("section.assessment", text("overview", "平稳有序。", item=bare))
    fifteen = "我镇平稳地开展了各项公开工作。"
    assert not of("section.assessment", text("overview", fifteen, item=bare))
    assert of("section.assessment", text("overview", "又" + fifteen, item=bare))


# --------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("公开信息100条，其中网站60条，微信50条。", True),  # a typing error: ten of a hundred too many
        ("公开信息100条，其中网站60条，微信51条。", False),  # published in several places
        ("公开信息100条，其中微信5条，网站100条。", False),
        ("公开信息123456条，其中网站100000条，微信23466条。", True),
        ("公开信息100条：网站90条。", False),
        ("公开信息100条：其中网站60条，微信30条。", False),
        ("公开信息100条：主要网站60条，微信30条。", False),
        ("公开信息100条：网站60条，微信30次。", False),
        ("网站发布动态5条，公开信息100条：网站60条，微信30条。", False),
        ("公开信息100条：网站60条，微信30条，同比增加20条。", False),
        ("公开信息100条：网站60条，微信40条，解读5条。", False),  # the list of places ended with 微信
    ],
)
def test_parts_are_summed_where_the_sentence_says_that_they_are_all(words: str, told: bool) -> None:
    assert bool(of("prose.sum", text("overview", words))) is told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("上年结转政府信息公开申请3，100件已办结。", False),  # a Chinese comma is no thousands separator
        ("上年结转政府信息公开申请3,100件。", True),
        ("办理提案20件；新收政府信息公开申请17000件。", True),
        ("因政府信息公开被提起行政诉讼5000件。", True),
    ],
)
def test_what_a_sentence_states_of_a_table(words: str, told: bool) -> None:
    assert bool(of("prose.table", text("overview", words))) is told


def test_a_sentence_on_two_rows_is_held_only_against_both() -> None:
    item = table(report(1), "review", direct_suit=["0", "0", "0", "0", "0"], suit_after_review=["", "", "", "", ""])
    told = text("overview", "因政府信息公开被提起行政诉讼5件。", item=item)
    assert not of("prose.table", told)
    assert check(told).statements == 0, "what was compared with nothing is not counted as compared"


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("联系人身份证11010519491231002X。", ["身份证号码"]),
        ("联系人身份证110105194912310021。", []),
        ("开户行为示例银行示例县支行营业部，号码是6250000000000004。", ["银行卡号"]),
        ("账户的事情另行通知，本年度还在政务服务大厅设立了查阅点，编号6250000000000004。", []),
        ("账号6250000000000005。", []),
        ("账号620100198001010129。", ["身份证号码"]),
        ("手机19912345678。", ["手机号码"]),
        ("网址https://www.example.gov.cn/x?id=13812345678&n=1。", []),
        ("网址http://example.gov.cn/x?id=13812345678。", []),
        ("网址www.example.gov.cn/x?id=13812345678。", []),
        ("索引号13812345678-1，编码13812345678A，档号A13812345678。", []),
        ("身份证34262319881226118x。", ["身份证号码"]),
        ("身份证342623201212261375。", ["身份证号码"]),
        ("身份证342623198811124378，另一人34262319880930437X。", ["身份证号码", "身份证号码"]),
        ("账号4123456789123450。", ["银行卡号"]),
        ("账号624844434245464746。", ["银行卡号"]),
        ("账号" + "的" * 22 + "5354555657585950。", ["银行卡号"]),
        ("账号" + "的" * 24 + "5354555657585950。", []),
        *(
            (f"{word}6250000000000004。", ["银行卡号"])
            for word in ("卡号", "账号", "帐号", "开户行", "户名张某", "存折", "汇款至", "收款方")
        ),
    ],
)
def test_personal_numbers_are_told_by_their_check_digit_and_never_shown_whole(words: str, kinds: list[str]) -> None:
    found = of("privacy.personal", text("other_matters", words))
    assert [kind for kind in ("手机号码", "身份证号码", "银行卡号") for f in found if kind in message(f)] == kinds
    assert all(f.section == "other_matters" and f.place == Place(line=1) for f in found)
    digits = "".join(filter(str.isdigit, words))
    assert not any(digits in "".join(message(f).split()) for f in found)


@pytest.mark.parametrize(
    ("agency", "day", "late"),
    [
        ("示例县河店镇人民政府", date(2025, 3, 31), True),
        ("示例县人民政府", date(2025, 3, 31), False),
        ("示例县人民政府", date(2025, 4, 1), True),
        ("示例县教育局", date(2025, 1, 31), False),
        ("示例县教育局", date(2025, 2, 1), True),
        ("示例高新区管委会", date(2025, 6, 1), False),
        ("示例县人民医院", date(2025, 6, 1), False),
        ("示例高新区管理委员会", date(2025, 6, 1), False),
        ("示例地区行政公署", date(2025, 3, 31), False),
        ("示例县人民政府办公室", date(2025, 3, 31), False),
    ],
)
def test_a_report_is_late_the_day_after_it_was_due(agency: str, day: date, late: bool) -> None:
    item = replace(report(1), agency=agency, published=day)
    assert bool(of("published.late", item)) is late


@pytest.mark.parametrize(
    ("year", "due", "article"),
    [(2018, date(2019, 3, 31), "2008 年《条例》第三十一条"), (2019, date(2020, 1, 31), "《条例》第四十九条")],
)
def test_the_article_that_sets_the_day_is_that_of_the_year(year: int, due: date, article: str) -> None:
    printed = Evidence("published", "", "落款", place=Place(line=9))
    item = replace(report(1), agency="示例县教育局", year=year, evidence=(Evidence("year", "", "标题"), printed))
    (found,) = of("published.late", replace(item, published=due + timedelta(1)))
    assert f"晚于{article}" in message(found) and found.place == Place(line=9)
    assert not of("published.late", replace(item, published=due))


def test_a_report_of_an_unknown_year_has_no_day() -> None:
    assert not {f.code for f in check(replace(report(1), year=0)).findings} & {"published.late", "published.unknown"}
    assert of("published.unknown", replace(report(1), published=None))


def test_personal_data_in_a_table_or_outside_the_sections_are_found_with_their_place() -> None:
    own = grid([["联系人", "13812345678"]])
    sections = tuple(replace(s, blocks=(own,)) if s.key == "overview" else s for s in report(1).sections)
    (found,) = of("privacy.personal", replace(report(1), sections=sections))
    cell_with_it = own.rows[0][1]
    assert cell_with_it and (found.section, found.place) == ("overview", cell_with_it.place)
    assert dict(found.values)["raw"] == "138…78"
    (found,) = of("privacy.personal", replace(report(1), unplaced=(Paragraph("手机13812345678", Place(line=7)),)))
    assert (found.section, found.place) == ("", Place(line=7))


# --------------------------------------------------------------------------- printed values


@pytest.mark.parametrize(
    ("column", "raw", "words"),
    [("5_permit", "-1", "负数"), ("5_permit", "2.5", "整数"), ("5_permit", "05", "以 0 开头"), ("5_permit", "0", "")],
)
def test_a_count_is_no_odd_number(column: str, raw: str, words: str) -> None:
    found = of("value.odd", table(report(1), "proactive", **{column: [raw]}))
    assert [words in message(f) for f in found] == ([True] if words else [])


def test_a_change_may_be_negative_and_an_amount_a_fraction() -> None:
    item = table(report(1), "proactive", "2019", **{"5_permit": ["103", "减4", "1685"]})
    assert not of("value.odd", item)
    assert not of("value.odd", table(report(1), "proactive", **{"8_fee": ["2.5"]}))


def test_a_count_in_full_width_digits_begins_with_0_too() -> None:
    (found,) = of("value.odd", table(report(1), "proactive", **{"5_permit": ["０５"]}))
    assert "以 0 开头" in message(found)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("四、政府88", "邻近的文字挤进了这一格"),
        ("88四、政府", "邻近的文字挤进了这一格"),
        ("?0", ""),
        ("12②", "上标、带圈"),
        ("1 2", "数字之间有空格或换行"),
        ("1 " + "2" * 14, "数字之间有空格或换行"),
        ("1 2件", "数字之间有空格或换行"),
        ("12元", "印的单位是“元”，这一列的单位是“件”"),
    ],
)
def test_the_likely_reason_why_a_cell_is_no_number_is_named(raw: str, why: str) -> None:
    (found,) = of("value.unreadable", table(report(1), "proactive", **{"5_permit": [raw]}))
    assert why in message(found) if why else message(found).endswith("读不成数字")


def test_sixteen_digits_are_no_count() -> None:
    assert number("9" * 15) == int("9" * 15) and number("9" * 16) is None
    (found,) = of("value.unreadable", table(report(1), "proactive", **{"5_permit": ["9" * 16]}))
    assert "16 位" in message(found)


def test_a_cell_is_told_once() -> None:
    item = table(report(1), "proactive", **{"8_fee": ["251000元"]})
    assert of("value.unreadable", item)
    said = finding(
        "value.unit",
        table="proactive",
        row="8.fee",
        column="amount",
        raw="251000",
        printed="元",
        unit="万元",
        label="x",
    )
    keys = [column.key for column in form("2021").proactive.row("8.fee").columns]
    assert not of("value.unreadable", replace(item, findings=(replace(said, column=keys[0]),)))
    other = finding("value.low-confidence", table="proactive", row="8.fee", column=keys[0], label="x", why="")
    assert of("value.unreadable", replace(item, findings=(other,)))


def test_a_cell_with_a_picture_has_the_finding_of_the_extraction_alone() -> None:
    item = table(report(1), "proactive", **{"5_permit": [""]})
    row = item.proactive.row("5.permit")
    opaque = replace(row, cells=(replace(row.cells[0], state=State.UNREADABLE),))
    rows = tuple(opaque if r.key == "5.permit" else r for r in item.proactive.rows)
    assert not of("value.unreadable", replace(item, proactive=replace(item.proactive, rows=rows)))


def test_words_for_nothing_and_for_years() -> None:
    assert cell("暂无").state is cell("不涉及").state is cell("/").state
    assert cell("1  2").number is None
    assert number("0元", "万元") == 0 and number("1元", "万元") is None
    assert (chinese_year("二〇二四"), chinese_year("二〇二")) == (2024, None)
    assert (chinese_number("十五"), chinese_number("二十"), chinese_number("十二三")) == (15, 20, None)


# --------------------------------------------------------------------------- rows of the grids


BUSY = next(n for n in range(40) if any(c.number for c in report(n).requests.row("3.3.1").cells))
REPORT = report(BUSY)
LABEL = "1.本机关不掌握相关政府信息"  # row 3.4.1


def aligned(
    rows: Rows, key: str = "requests", kind: GridKind = GridKind.RULED, doubts: dict[str, str] | None = None
) -> Aligned:
    """Return the aligned table; ``doubts`` maps the text of a cell to the doubt of its reader."""
    whole = grid(rows, kind)
    marked = (tuple(c and replace(c, doubt=(doubts or {}).get(c.text, "")) for c in row) for row in whole.rows)
    lines = [line for line in lines_of(repair_grids([replace(whole, rows=tuple(marked))])) if line.table == key]
    return {"proactive": proactive.proactive, "requests": requests.requests}[key](lines)


def said(made: Aligned) -> list[tuple[str, str, str]]:
    return [(f.code, f.row, f.column) for f in made.findings]


def with_row(label: str, values: list[str], rows: Rows | None = None, instead: str = "") -> Rows:
    rows = rows or [[c or "" for c in row] for row in request_rows(REPORT)]
    return [
        [*(instead if c == label and instead else c for c in row[: row.index(label) + 1]), *values]
        if label in row
        else row
        for row in rows
    ]


def test_a_doubt_of_one_cell_is_said_on_it_and_the_same_doubt_of_two_on_their_row() -> None:
    one = with_row(LABEL, ["901", "0", "0", "0", "0", "0", "901"])
    assert said(aligned(one, doubts={"901": "格内另有划去的“9”"})) == [("value.low-confidence", "3.4.1", "")]
    two = with_row(LABEL, ["901", "1", "0", "0", "0", "0", "902"])
    made = aligned(two, doubts={"901": "格内另有划去的“9”"})
    assert [(code, row, bool(column)) for code, row, column in said(made)] == [("value.low-confidence", "3.4.1", True)]


def test_a_figure_too_many_is_said_beside_its_row() -> None:
    made = aligned(with_row(LABEL, ["1", "2", "3", "4", "5", "6", "21", "9"]))
    assert ("row.surplus", "3.4.1", "") in said(made) or ("row.unplaced", "3.4.1", "") in said(made)
    assert not [c for c in made.table.row("3.4.1").cells if c.raw == "9"]


def test_figures_without_a_label_are_placed_with_a_doubt() -> None:
    rows: Rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    at = next(i for i, row in enumerate(rows) if LABEL in row)
    rows[at] = ["", "", "", *rows[at][3:]]
    made = aligned(rows)
    assert [c.raw for c in made.table.row("3.4.1").cells] == rows[at][3:]
    assert [f.row for f in made.findings if "没有标签" in message(f)] == ["3.4.1"]


def test_a_row_of_words_alone_that_is_none_of_the_form_does_not_vanish() -> None:
    rows: Rows = [[c or "" for c in row] for row in request_rows(REPORT)]
    rows.insert(-1, ["", "（八）网络舆情处置", *[""] * 8])
    assert [line.texts for line in aligned(rows).unclaimed] == [("（八）网络舆情处置",)]


def test_a_label_without_its_item_number_is_said() -> None:
    made = aligned(
        with_row(
            "（一）予以公开",
            [c or "" for c in next(r for r in request_rows(REPORT) if "（一）予以公开" in r)[2:]],
            instead="予以公开",
        )
    )
    assert ("label.variant", "3.1", "") in said(made)


def test_nothing_is_nothing_in_another_unit() -> None:
    rows = [[c.replace("万元", "元") if c else c for c in row] for row in proactive_rows(REPORT)]
    made = aligned(with_row("行政事业性收费", ["0", "", ""], rows), "proactive")
    assert made.table.row("8.fee").cells[0].number == 0 and not made.findings


@pytest.mark.parametrize(("behind", "between", "slid"), [(1, 0, False), (2, 0, True), (3, 1, False)])
def test_blanks_that_all_stand_behind_the_figures_are_a_doubt_of_the_table(
    behind: int, between: int, slid: bool
) -> None:
    rows: Rows = [["项目", *NAMES]]
    for n, key in enumerate(("（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开")):
        row = ["1", "2", "3", "4", "5", "6", "21"]
        rows.append(
            [key, *(row[:2] + [""] * 5 if n < behind else ["1", "", *row[2:]] if n < behind + between else row)]
        )
    assert blanks_shifted([line for line in lines_of([grid(rows)]) if line.table == "requests"]) is slid


@pytest.mark.parametrize(
    ("rules", "docs", "cases", "doubted"),
    [
        (["3"], ["2", "0", "5"], "1 0 0 0 1 2 0 0 0 2 0 0 0 0 0", {"1.rules"}),
        ([], ["2", "5"], "1 0 0 0 1 2 0 0 0 2", {"1.docs", "reconsideration", "direct_suit", "suit_after_review"}),
    ],
)
def test_a_converter_that_drops_blanks_leaves_tables_2_and_4_in_doubt(
    rules: list[str], docs: list[str], cases: str, doubted: set[str]
) -> None:
    """Two rows of table 3 show that it did; those of table 2 with figures before blanks, and the only line of table 4,
    may begin in any column, even where the figures add up."""

    def padded(*cells: str, width: int = 8) -> str:
        return "\t".join([*cells, *[""] * (width - len(cells))])

    made = read(
        "\n".join(
            [
                "示例县河店镇人民政府2024年政府信息公开工作年度报告",
                "\t".join(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
                padded("规章", *rules, width=4),
                padded("行政规范性文件", *docs, width=4),
                "\t".join(["项目", *NAMES]),
                padded("一、本年新收政府信息公开申请数量", "5", "4", "9"),
                padded("二、上年结转政府信息公开申请数量", "1", "1"),
                "\t".join(["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉"]),
                "\t".join([*OUTCOMES] * 3),
                padded(*cases.split(), width=15),
            ]
        ).encode()
    )
    told = [f for f in made.findings if f.table != "requests"]
    assert {f.row for f in told} == doubted and len(told) == len(doubted)
    assert all("数字可能向左移了" in message(f) for f in told)


def test_a_number_that_wraps_where_nothing_sums_it_is_one_number_in_doubt() -> None:
    made = aligned(
        with_row("行政许可", ["12\n3", "", ""], [[c or "" for c in row] for row in proactive_rows(REPORT)]), "proactive"
    )
    assert made.table.row("5.permit").cells[0].number == 123
    assert any("换行，合并后无法核对" in message(f) and f.row == "5.permit" for f in made.findings)


@pytest.mark.parametrize(
    ("values", "number", "doubted"),
    [
        (["124\n7", "0", "0", "0", "0", "0", "1247"], 1247, True),
        (["124\n7", "?", "0", "0", "0", "0", "1247"], None, False),
        (["124\n7", "3", "0", "0", "0", "0", "1247"], None, False),
        (["124\n7", "0", "0", "0", "0", "0", "1250"], None, False),
    ],
)
def test_a_wrapped_number_is_joined_where_the_row_adds_up_and_said(
    values: list[str], number: int | None, doubted: bool
) -> None:
    made = aligned(with_row(LABEL, values))
    assert made.table.row("3.4.1").cells[0].number == number
    assert any("合并后与总计相符" in message(f) for f in made.findings) is doubted


@pytest.mark.parametrize(("opaque", "doubt"), [("图片", ""), ("", "格内另有划去的“9”，没有算进去")])
def test_a_cell_of_no_text_is_never_just_blank(opaque: str, doubt: str) -> None:
    whole = grid(with_row(LABEL, ["§", "0", "0", "0", "0", "0", "0"]))
    made = [
        tuple(replace(c, text="", opaque=opaque, doubt=doubt) if c and c.text == "§" else c for c in row)
        for row in whole.rows
    ]
    found = requests.requests([x for x in lines_of([replace(whole, rows=tuple(made))]) if x.table == "requests"])
    cell_of_it = found.table.row("3.4.1").cells[0]
    assert cell_of_it.number is None and (cell_of_it.state is State.UNREADABLE) is bool(opaque)
    assert any(f.row == "3.4.1" and (opaque or "划去") in message(f) for f in found.findings)
