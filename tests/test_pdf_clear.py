"""Test tables without complete rules whose figures are clearly below their headers: what proves a position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from made_pdf import Sheet, pdf
from made_up import table_from_print
from test_pdf_loose import HEADS, LEFTS, SEVEN, head, row, started

from benchmarks.styles.catalogue import ALL_WRITERS
from benchmarks.styles.documents import job
from benchmarks.styles.sheets import Table
from build_scripts.extraction.confirmed import confirmed
from build_scripts.extraction.extract import read as extract
from build_scripts.extraction.tables import Aligned
from build_scripts.forms import form
from build_scripts.model import Finding, Grid, Report, finding
from build_scripts.readers import read
from build_scripts.readers.pdf.confidence import INSIDE, UNDER_HEADERS
from build_scripts.readers.pdf.loose_rows import DOUBT

Draw = Callable[[Sheet], object]
ZEROS = ["0", "0", "0", "0", "0", "", "0"]
BLANK_AT = LEFTS[5]


def doubts(sheet: Sheet) -> list[str]:
    """Return the distinct doubts of the rows with figures."""
    grids = [b for b in read(pdf(sheet)).blocks if isinstance(b, Grid)]
    rows = [row for grid in grids for row in grid.rows if any(c and c.text == "0" for c in row)]
    return [doubt for row in rows for doubt in dict.fromkeys(c.doubt for c in row if c)]


@pytest.mark.parametrize(
    "how",
    [
        lambda s: s.text(BLANK_AT, 136, "0", 8, grey=0.93),
        lambda s: s.text(BLANK_AT, 136, "0", 8, mode=3),
        lambda s: s.text(BLANK_AT, 136, "0", 5),
        lambda s: s.text(BLANK_AT, 134, "0", 8, turn=90),
        lambda s: s.curve(BLANK_AT, 136, BLANK_AT + 5, 144),
        lambda s: s.picture(BLANK_AT, 136, BLANK_AT + 5, 144),
        lambda s: s.line(BLANK_AT, 141, BLANK_AT + 6, 141),
        lambda s: s.text(BLANK_AT - 20, 136, "0", 8),
        lambda s: s.text(BLANK_AT, 136, "无", 8),
        lambda s: s.text(LEFTS[4] + 1, 136, "3", 8),
    ],
    ids=["pale", "unseen", "small", "turned", "drawn", "pictured", "a dash", "between columns", "a word", "printed over"],
)  # fmt: skip
def test_what_may_be_a_figure_beside_those_of_a_row_leaves_its_place_in_doubt(how: Draw) -> None:
    sheet = started()
    row(sheet, 136, "二、上年结转政府信息公开申请数量", ZEROS)
    assert doubts(sheet) == [UNDER_HEADERS]
    how(sheet)
    assert UNDER_HEADERS not in doubts(sheet)


@pytest.mark.parametrize(("below", "clear"), [(0.8 - 0.02, False), (0.8 + 0.02, True)])
def test_a_short_line_beneath_the_words_of_a_row_is_no_sign(below: float, clear: bool) -> None:
    assert INSIDE == 0.2
    sheet = started()
    row(sheet, 136, "二、上年结转政府信息公开申请数量", ZEROS)
    sheet.line(BLANK_AT, 136 + 8 * below, BLANK_AT + 6, 136 + 8 * below)
    assert (UNDER_HEADERS in doubts(sheet)) is clear


@pytest.mark.parametrize("heads", [HEADS[:5] + HEADS[6:], (*HEADS[:5], "其他", "其他"), (*HEADS[:6], "备注")])
def test_a_head_that_does_not_name_every_column_proves_nothing(heads: tuple[str, ...]) -> None:
    sheet = Sheet()
    for left, word in zip(LEFTS, heads, strict=False):
        sheet.text(left, 100, word, 6)
    row(sheet, 118, "一、本年新收政府信息公开申请数量", SEVEN)
    row(sheet, 136, "二、上年结转政府信息公开申请数量", ["0"] * 7)
    assert doubts(sheet) == [DOUBT]


def test_figures_above_their_label_stand_beside_none() -> None:
    sheet = Sheet()
    head(sheet)
    row(sheet, 118, "一、本年新收政府信息公开申请数量", SEVEN)
    row(sheet, 136, "", ["0"] * 7)
    sheet.text(60, 142, "二、上年结转政府信息公开申请数量", 8)
    assert UNDER_HEADERS not in doubts(sheet)


@pytest.fixture(scope="module")
def half_ruled() -> Callable[[dict[str, str]], Report]:
    def written(changed: dict[str, str]) -> Report:
        item = job("dense", "clear")
        for table in (b for b in item.blocks if isinstance(b, Table)):
            for cells in table.rows:
                values = [cell for cell in cells if cell.role == "value"]
                for label, text in changed.items():
                    if values and any(cell.text.startswith(label) for cell in cells):
                        values[0].text = text
        return extract(ALL_WRITERS["pdf, drawn, rows grow, rules across"](item))

    return written


def places(report: Report) -> set[tuple[str, str]]:
    return {(f.table, f.row) for f in report.findings if f.code == "value.low-confidence"}


def test_what_stands_clearly_and_adds_up_is_no_doubt(half_ruled: Callable[[dict[str, str]], Report]) -> None:
    """Table 2 has no sums: its rows get the finding that no rule shows their columns. One wrong sum puts all of table 3
    in doubt."""
    report = half_ruled({})
    assert {table for table, _ in places(report)} == {"proactive"}
    other = half_ruled({"2.重复申请": "9999"})
    stated = [r for r in other.requests.rows if any(cell.number is not None for cell in r.cells)]
    assert {row for table, row in places(other) if table == "requests"} == {r.key for r in stated}
    assert replace(other, findings=()).review == report.review


# --------------------------------------------------------------------------- which doubts the sums of the form remove


def kept(*found: Finding, **rows: list[str]) -> list[Finding]:
    """Return the findings that are left on a table 3 of zeros but for these rows (``r3_1`` for 3.1)."""
    given = {name[1:].replace("_", "."): values for name, values in rows.items()}
    shape = form("2021").requests
    printed = {row.key: given.get(row.key, ["0"] * 7) for row in shape.rows if given.get(row.key) != []}
    table = table_from_print(shape, "2021", printed)
    return list(confirmed(Aligned(table, found), form("2021").identities, 6).findings)


def clear(row: str, reason: str = UNDER_HEADERS) -> Finding:
    return finding("value.low-confidence", table="requests", row=row, reason=reason, label="x")


ONE = ["1", "", "", "", "", "", "1"]


def test_only_the_doubt_on_the_position_is_removed_and_only_where_all_sums_hold() -> None:
    whole = {"r1": ONE, "r3_1": ONE, "r3_7": ONE}
    assert kept(clear("3.1"), clear("3.2"), **whole) == []
    other, unit = (
        clear("3.1", "格内另有划去的文字"),
        finding("value.unit", table="requests", row="3.1", reason=UNDER_HEADERS),
    )
    assert kept(clear("3.1"), other, unit, **whole) == [other, unit]
    assert kept(clear("3.1"), **(whole | {"r1": ["0"] * 7})) == [clear("3.1")], "一 + 二 = 三（七）+ 四 does not hold"
    assert kept(clear("3.1"), **(whole | {"r3_2": ONE})) == [clear("3.1")], "（一）…（六） do not add up to （七）"
    assert kept(clear("3.1"), **(whole | {"r3_2": []})) == [clear("3.1")], "a row of a sum is not printed"


def test_the_row_itself_adds_up_too() -> None:
    moved = ["1", "", "", "", "", "", "2"]
    rows = {"r1": moved, "r3_1": moved, "r3_7": moved}
    assert kept(clear("3.1"), clear("3.2"), **rows) == [clear("3.1")]
    alone = ["", "", "", "", "", "", "0"]
    assert kept(clear("3.2"), r3_2=alone) == [clear("3.2")], "a total without parts proves no column"
