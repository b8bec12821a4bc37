"""Test table 3 printed as several tables whose rows are as long as their own labels and figures."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from made_up import report as made_up
from styles import grid, raws, request_rows

from build_scripts.extraction import requests
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.ragged_sides import even_out_side
from build_scripts.extraction.spelling import APPLICANTS
from build_scripts.model import Grid, Report

REPORT = made_up(next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells)))


def sides(report: Report, cuts: tuple[int, int]) -> list[Grid]:
    """Print the columns of the form up to each cut as a table of their own, without the cells that a merge covers."""
    rows = request_rows(report)[3:]
    found = []
    for table, (first, end) in enumerate(pairwise((0, *cuts, len(APPLICANTS)))):
        names = APPLICANTS[first:end]
        firms = [name for name in names if name not in ("自然人", "总计")]
        above = ["法人或其他组织"] if firms else []
        upper = [*names[: names[0] == "自然人"], *above, *names[len(names) - (names[-1] == "总计") :]]
        shown = [[*(text for text in row[:3] if text), *row[3 + first : 3 + end]] for row in rows]
        found.append(grid([["申请人情况"], upper, firms, *shown], table=table))
    return found


@pytest.mark.parametrize("cuts", [(1, 6), (2, 5), (1, 3), (4, 6)])
def test_sides_without_covered_cells_are_one_table(cuts: tuple[int, int]) -> None:
    lines = [line for line in lines_of(repair_grids(sides(REPORT, cuts))) if line.table == "requests"]
    made = requests.requests(lines)
    assert {row.key: [cell.raw for cell in row.cells] for row in made.table.rows} == raws(REPORT, "requests")
    assert not made.findings


@pytest.mark.parametrize("at", [3, 5, 7, 12])
@pytest.mark.parametrize("more", [False, True])
def test_a_row_with_a_figure_too_few_or_too_many_leaves_the_side_as_it_is(at: int, more: bool) -> None:
    firms = sides(REPORT, (1, 6))[1]
    assert even_out_side(firms) != firms
    rows = list(firms.rows)
    rows[at] = (*rows[at], rows[at][-1]) if more else rows[at][:-1]
    torn = replace(firms, rows=tuple(rows))
    assert even_out_side(torn) == torn


def test_a_side_in_another_order_stays_as_it_is() -> None:
    firms = sides(REPORT, (1, 6))[1]
    other = replace(firms, rows=(*firms.rows[:2], firms.rows[2][::-1], *firms.rows[3:]))
    assert even_out_side(other) == other
