"""Test tables without complete rules whose figures are clearly below their headers: what proves a position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from made_pdf import Sheet, pdf
from test_pdf_loose import HEADS, LEFTS, SEVEN, head, row, started

from benchmarks.styles.catalogue import ALL_WRITERS
from benchmarks.styles.documents import job
from benchmarks.styles.sheets import Table
from build_scripts.extraction.extract import read as extract
from build_scripts.model import Grid, Report
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
