"""Test figures with spaced digits and headers in vertical lines: read if the header proves the place, else doubted."""

from __future__ import annotations

import pytest
from made_pdf import Sheet, pdf
from test_pdf import PROSE, cells, doubts

from build_scripts.readers import read

HEAD = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
ROWS = [["规章", "12", "0", "345"], ["行政规范性文件", "7", "1,067", "29"]]
LEFT, TOP, WIDE, HIGH = 60, 100, 90, 20


def table(rows: list[list[str]], gap: float) -> Sheet:
    """Return a ruled table with letter-spaced figures centred in their cells."""
    sheet = Sheet()
    sheet.table([["" if r and c else text for c, text in enumerate(row)] for r, row in enumerate(rows)], wide=WIDE)
    for r, row in enumerate(rows[1:], 1):
        for c, text in enumerate(row[1:], 1):
            x = LEFT + c * WIDE + (WIDE - 5 * len(text) - gap * (len(text) - 1)) / 2
            for char in text:
                sheet.text(x, TOP + r * HIGH + 5, char)
                x += 5 if char == " " else 5 + gap
    sheet.prose(PROSE)
    return sheet


@pytest.mark.parametrize("gap", [2.2, 6.0, 12.0])
def test_figures_set_wide_under_the_names_of_their_columns_are_whole(gap: float) -> None:
    document = read(pdf(table([HEAD, *ROWS], gap)))
    assert cells(document) == [HEAD, *ROWS]
    assert not any(doubts(document))


@pytest.mark.parametrize(
    "rows",
    [
        [["信息内容", "甲", "乙", "丙"], *ROWS],  # no known column name
        [HEAD, ["规章", "12", "0", "3"], ["行政规范性文件", "7", "1", "29"]],  # only two cells
    ],
    ids=["other heads", "few"],
)
def test_digits_that_stand_apart_without_proof_are_doubted(rows: list[list[str]]) -> None:
    document = read(pdf(table(rows, 6)))
    assert any("1" in text and "12" not in text for row in doubts(document) for text in row)
    assert not any(text == "12" for row in cells(document) for text in row)


def test_two_figures_in_a_cell_are_not_one() -> None:
    """The gap between the two figures differs from the gaps inside them: 3 4 5 and 29."""
    document = read(pdf(table([HEAD, ["规章", "12", "0", "345"], ["行政规范性文件", "7", "67", "2 9 31"]], 2.2)))
    assert cells(document)[1] == ["规章", "12", "0", "345"]
    assert any("2" in text and "2931" not in text for row in doubts(document) for text in row)


def test_heads_in_two_upright_lines_are_read_from_either_side() -> None:
    sheet = Sheet()
    sheet.table([["信息内容", "", ""], ["规章", "3", "12"], ["行政规范性文件", "4", "5"]], wide=WIDE, high=60)
    for x, letters in ((205, "本年制"), (193, "发件数"), (283, "现行有"), (295, "效件数")):
        for k, char in enumerate(letters):
            sheet.text(x, TOP + 8 + 12 * k, char)
    sheet.prose(PROSE)
    assert cells(read(pdf(sheet)))[0] == ["信息内容", "本年制发件数", "现行有效件数"]
