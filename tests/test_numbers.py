"""Test what a printed cell counts as: decided once, the same for exports, totals, checks, indicators and search."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from made_up import agency as made_agency
from made_up import report as made_up
from made_up import table_from_print

from build_scripts.checks import NO_HISTORY, check
from build_scripts.checks.values import odd_values, unreadable_values
from build_scripts.exports.cells import number_of
from build_scripts.findings import message
from build_scripts.forms import form, mixed
from build_scripts.model import Report, State, Table
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.render.html import to_html
from build_scripts.render.markdown import to_markdown
from build_scripts.search.document import lines_of
from build_scripts.serialize import from_json, to_json
from build_scripts.wording import MAX_DIGITS, cell, is_value, number, printed

ADDRESS = "reports/x/2024/"
BUSY = next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells))


@pytest.mark.parametrize(
    "raw", ["12①", "7²", "3₂", "٣", "①", "Ⅳ", "1２①", "3½", "12件①", "1 2", "1,23", "3.", "一", "1e5"]
)
def test_only_plain_and_full_width_digits_make_a_number(raw: str) -> None:
    assert cell(raw).state is State.UNREADABLE
    assert cell(raw, unit="件").number is None


@pytest.mark.parametrize("hidden", ["\x07", "\x7f", "\u200b", "\ufeff", "\xad"])
def test_what_prints_nothing_is_no_part_of_a_text(hidden: str) -> None:
    assert printed(f"1{hidden}2") == "12" and printed(f"件{hidden}数") == "件数"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12),
        ("１２", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("+3", 3),
        ("－8", -8),
        ("--253", -253),
        ("减4", -4),
    ],
)
def test_signs_and_separators(raw: str, value: int) -> None:
    assert cell(raw, unit="项").number == value


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("251000元", "万元", None),
        ("2.5亿元", "万元", None),
        ("25千元", "万元", None),
        ("12件", "万元", None),
        ("0.25万元", "万元", "0.25"),
        ("0元", "万元", "0"),
        ("12件", "件", "12"),
        ("12条", "件", "12"),
        ("3万元", "件", None),
        ("12%", "件", None),
        ("795.77万元", "如所印", "795.77"),
        ("3件", "如所印", None),
    ],
)
def test_another_unit_is_no_number_of_the_column(raw: str, unit: str, value: str | None) -> None:
    made = cell(raw, unit=unit)
    assert made.raw == raw
    assert made.number == (None if value is None else Decimal(value))
    assert made.state is (State.UNREADABLE if value is None else State.STATED)


@pytest.mark.parametrize(
    ("text", "raw"), [("34  17", "34 17"), ("12\n47", "12 47"), ("3 件", "3件"), ("３４　１７", "３４ １７")]
)
def test_digits_that_stand_apart_are_shown_apart(text: str, raw: str) -> None:
    """Two figures under a missing rule are shown as 34 17, and nowhere as 3417."""
    assert (cell(text).raw, cell(raw)) == (raw, cell(text))


def test_a_number_of_more_digits_than_a_double_keeps_is_none() -> None:
    assert number("9" * MAX_DIGITS) == int("9" * MAX_DIGITS)
    assert number("9" * (MAX_DIGITS + 1)) is None
    assert number("0." + "1" * MAX_DIGITS) is None


def test_figures_are_told_from_labels_and_dates() -> None:
    assert all(is_value(text) for text in ("12①", "12件①", "3(含上年)", "251000元", "/", "无", "1,234"))
    assert not any(is_value(text) for text in ("1.属于国家秘密", "2024年", "12月31日", "8.属于行政查询事项", "规章"))


def with_cells(report: Report, cells: dict[tuple[str, str, int], str]) -> Report:
    made: dict[str, Table] = {}
    for table in report.tables:
        values: dict[str, list[str | None]] = {row.key: [c.raw for c in row.cells] for row in table.rows}
        for (key, row, at), raw in cells.items():
            if key == table.key:
                values[row][at] = raw
        made[table.key] = table_from_print(form(table.form).table(table.key), table.form, values)
    return replace(report, **made)  # type: ignore[arg-type]


ODD = (
    "3①",
    "²",
    "٣٤",
    "9" * 29,
    "9" * 400,
    "1 2",
    "-0",
    "+",
    "--",
    "0.0",
    "1e400",
    "NaN",
    "Infinity",
    "減4",
    "½",
    "○",
    "\u202e12",
    "12元",
    "%",
    "1,2,3",
    "００",
    "−5",
    "<b>1</b>",
    "|",
    "=1+1",
    "𝟙𝟚",
    "0" * 50,
)


@pytest.mark.parametrize("seed", range(12))
def test_no_print_raises_anywhere_and_all_rooms_agree(seed: int) -> None:
    dice = random.Random(seed)
    report = made_up(BUSY)
    spots = [(t.key, r.key, at) for t in report.tables for r in t.rows for at in range(len(r.cells))]
    chosen = {dice.choice(spots): dice.choice(ODD) + dice.choice(("", "", "件", "①", "7")) for _ in range(25)}
    chosen[("requests", "3.7", 0)] = "97"  # a broken identity, so that its causes are searched
    checked = check(with_cells(report, chosen))
    assert from_json(to_json(checked)) == checked
    agency = made_agency(BUSY)
    page = report_page(checked, agency, ReportContext(ADDRESS, ADDRESS + "original.txt"))
    assert to_html(page) and to_markdown(page)
    assert lines_of(checked, agency, ADDRESS)
    said = {(f.table, f.row, f.column) for f in checked.findings}
    for table in checked.tables:
        for row, spec in zip(table.rows, form(table.form).table(table.key).rows, strict=True):
            for made, column in zip(row.cells, spec.columns, strict=True):
                assert (made.number is not None) == (made.state is State.STATED) == bool(number_of(made))
                if made.state is State.UNREADABLE:
                    assert (table.key, row.key, column.key) in said


def test_the_finding_names_the_unit_and_the_odd_digit() -> None:
    report = with_cells(made_up(BUSY), {("proactive", "8.fee", 0): "251000元", ("proactive", "5.permit", 0): "12①"})
    messages = [message(f) for f in unreadable_values(report, NO_HISTORY)]
    assert len(messages) == 2
    assert "带圈" in messages[0] and "12①" in messages[0]
    assert "单位是“元”" in messages[1] and "万元" in messages[1]
    assert not list(odd_values(report, NO_HISTORY))


def test_the_form_of_a_mixture() -> None:
    made = mixed({"1": "2019", "5": "2021", "6": "2021", "8": "2021"})
    assert made == "2021+1=2019"
    assert mixed(dict.fromkeys("1568", "2021")) == "2021"
    shape = form(made)
    assert shape.base == "2021"
    assert [(r.key, r.form) for r in shape.proactive.rows][:3] == [
        ("1.rules", "2019"),
        ("1.docs", "2019"),
        ("5.permit", "2021"),
    ]
    assert [c.key for c in shape.proactive.row("1.docs").columns] == ["made", "published", "public_total"]
    assert "第二十条第（一）项用2019年格式" in shape.name
