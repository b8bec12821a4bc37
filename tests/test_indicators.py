"""Test indicators: a number only when every needed cell states one, a rate with both parts, forms never mixed up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made_up import report
from made_up_years import on_form_2019, with_cells, without

from build_scripts.forms import FORM_IDS, form
from build_scripts.indicators import (
    NOT_COMPARABLE,
    OTHER_UNIT,
    WITHHELD,
    addresses,
    by_topic,
    comparable,
    indicator,
    indicators,
    value,
)
from build_scripts.wording import MAX_DIGITS

R = report(0, 2024, quiet=0)


def test_every_indicator_is_declared_whole() -> None:
    assert len({i.key for i in indicators()}) == len(indicators())
    assert [i for _, chosen in by_topic() for i in chosen] == list(indicators())
    for item in indicators():
        assert item.meaning.endswith("。") and item.form_2019.endswith("。") and item.unit
        assert any(addresses(item.cells, form_id) for form_id in FORM_IDS), item.key
        tables = {pattern.partition(".")[0] for pattern in item.cells}
        assert len(tables) == 1, f"{item.key}: a sum over two tables would hide which of them lacks the number"
        assert not item.of or item.least > 1, f"{item.key}: a rate says from how many cases on it is shown"


def test_form_2019_says_that_it_cannot_be_compared_where_no_cell_means_the_same() -> None:
    for item in indicators():
        assert comparable(item) != ("不能比较" in item.form_2019), item.key


def test_cells_mean_the_same_exactly_when_row_and_column_keys_do() -> None:
    for item in indicators():
        if not comparable(item) or item.key == "other-outcome":
            continue
        old, new = ({a for a, *_ in addresses(item.cells, form_id)} for form_id in FORM_IDS)
        assert old == new, item.key


@pytest.mark.parametrize(
    ("printed", "state"), [("", "blank"), ("/", "slash"), ("－", "slash"), ("约三件", "unreadable"), (None, "absent")]
)
def test_a_sum_that_lacks_one_cell_is_no_number(printed: str | None, state: str) -> None:
    broken = with_cells(R, "requests", {"3.3.4": ["0"] * 6 + [printed]})
    found = value(broken, indicator("refused"))
    assert found.number is None and found.state == state
    assert found.missing == ("requests.3.3.4.total",) and len(found.cells) == 8


def test_zero_is_a_number() -> None:
    zero = with_cells(R, "requests", {"1": ["0"] * 7})
    assert value(zero, indicator("received")).number == 0


def test_what_hinders_most_is_named() -> None:
    broken = with_cells(R, "requests", {"3.3.1": ["0"] * 6 + ["/"], "3.3.2": ["0"] * 6 + [""], "3.3.3": [None] * 7})
    assert value(broken, indicator("refused")).state == "absent"


def test_a_missing_table_has_no_figures() -> None:
    assert value(without(R, "review"), indicator("suits")).state == "absent"


def test_sums_follow_the_print() -> None:
    rows = {row.key: row.cells[-1].number for row in R.requests.rows}
    refused = sum((n for k, n in rows.items() if n is not None and k.startswith("3.3.")), Decimal(0))
    assert value(R, indicator("refused")).number == refused
    assert value(R, indicator("results")).number == rows["3.7"]


def test_other_outcome_compares_at_group_level() -> None:
    """（六）其他处理 has three items in the form of 2021 and one row in that of 2019."""
    old = on_form_2019(R)
    assert old.requests.form == "2019"
    now, then = value(R, indicator("other-outcome")), value(old, indicator("other-outcome"))
    assert now.number == then.number is not None
    assert now.cells == ("requests.3.6.1.total", "requests.3.6.2.total", "requests.3.6.3.total")
    assert then.cells == ("requests.3.6.total",)


def test_a_table_keeps_the_form_it_was_printed_in() -> None:
    """Real reports of 2023 print table 2 of 2021 with table 3 of 2019."""
    mixed = with_cells(R, "requests", {"3.6": ["0"] * 6 + ["4"]}, "2019")
    assert value(mixed, indicator("other-outcome")).number == 4
    assert value(mixed, indicator("documents-in-force")).number is not None


def test_the_stock_of_documents_cannot_be_compared_with_form_2019() -> None:
    """对外公开总数量 is not 现行有效件数."""
    assert value(on_form_2019(R), indicator("documents-in-force")).state == NOT_COMPARABLE
    assert value(on_form_2019(R), indicator("permits")).number == 812


def test_a_rate_shows_its_parts() -> None:
    found = value(
        with_cells(R, "requests", {"3.1": ["0"] * 6 + ["10"], "3.2": ["0"] * 6 + ["3"], "3.7": ["0"] * 6 + ["40"]}),
        indicator("granted-rate"),
    )
    assert (found.number, found.numerator, found.denominator) == (Decimal("32.5"), Decimal(13), Decimal(40))


def test_a_rate_over_few_cases_is_withheld_with_its_parts() -> None:
    row = ["0"] * 6
    few = with_cells(R, "requests", {"3.1": [*row, "1"], "3.2": [*row, "0"], "3.7": [*row, "19"]})
    found = value(few, indicator("granted-rate"))
    assert (found.number, found.state, found.numerator, found.denominator) == (None, WITHHELD, Decimal(1), Decimal(19))
    none = with_cells(R, "requests", {"3.1": [*row, "0"], "3.2": [*row, "0"], "3.7": [*row, "0"]})
    assert value(none, indicator("granted-rate")).state == WITHHELD


def test_a_rate_without_one_of_its_parts_is_none() -> None:
    assert value(with_cells(R, "requests", {"3.7": ["0"] * 6 + [""]}), indicator("granted-rate")).state == "blank"


@pytest.mark.parametrize(("fee", "number"), [("103.3879", "103.3879"), ("103.3879万元", "103.3879"), ("1,234", "1234")])
def test_no_digit_is_lost(fee: str, number: str) -> None:
    assert value(with_cells(R, "proactive", {"8.fee": [fee]}), indicator("fee")).number == Decimal(number)


def test_yuan_under_a_heading_of_ten_thousand_yuan_is_not_added_up() -> None:
    found = value(with_cells(R, "proactive", {"8.fee": ["251000元"]}), indicator("fee"))
    assert found.number is None and found.state == OTHER_UNIT


def test_absurd_sizes_are_no_numbers_and_the_largest_does_not_round() -> None:
    row, most = ["0"] * 6, "9" * MAX_DIGITS
    big = with_cells(R, "requests", {"3.1": [*row, most], "3.2": [*row, "1"], "3.7": [*row, "1000"]})
    assert value(big, indicator("granted-rate")).numerator == Decimal(10**MAX_DIGITS)
    absurd = with_cells(R, "requests", {"3.1": [*row, most + "9"], "3.2": [*row, "1"], "3.7": [*row, "1000"]})
    assert value(absurd, indicator("granted-rate")).state == "unreadable"


def test_the_documented_formula_names_real_cells() -> None:
    for item in indicators():
        for address, row, column, unit in addresses(item.cells, "2021"):
            table, _, rest = address.partition(".")
            key, _, name = rest.rpartition(".")
            spec = form("2021").table(table).rows[row]
            assert (spec.key, spec.columns[column].key, spec.columns[column].unit) == (key, name, unit)
            assert item.of or item.unit == unit, f"{item.key} is shown in another unit than its cells"
