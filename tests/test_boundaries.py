"""Both sides of the bounds that decide what a finding says; found by ``benchmarks/mutants.py``."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up import report

from build_scripts.checks import check
from build_scripts.forms import form
from build_scripts.model import Finding
from build_scripts.serialize import table_from_print


def results(counts: int, printed: str) -> list[Finding]:
    """What is said of a 总计 column in which so many results print 1 and 办理结果总计 prints ``printed``."""
    shape = form("2021").requests
    keys = [row.key for row in shape.rows if row.key not in ("1", "2", "3.7", "4")]
    rows: dict[str, list[str | None]] = {row.key: [""] * 7 for row in shape.rows}
    for key in keys[:counts]:
        rows[key][6] = "1"
    rows["3.7"][6] = printed
    found = check(replace(report(1), requests=table_from_print(shape, "2021", rows)))
    return [f for f in found.findings if f.code == "requests.results"]


@pytest.mark.parametrize(("counts", "named"), [(2, True), (7, True), (8, False)])
def test_seven_operands_are_named_and_no_more(counts: int, named: bool) -> None:
    (found,) = results(counts, "99")
    assert ("＋" in found.message) is named


def test_a_blank_sum_and_blank_parts_are_not_checked() -> None:
    assert results(3, "") == []
    assert results(0, "5") == []
    assert results(3, "3") == []
    assert [f.numbers for f in results(3, "4")] == [("4", "3")]
