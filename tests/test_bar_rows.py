"""Test tables of bars in a web page whose rows are lines: they are read as in a text file."""

from __future__ import annotations

import pytest

from build_scripts.model import Block, Grid, Paragraph
from build_scripts.readers.html.document import read_html

BARS = ("| 规章 | 0 | 0 | 3 |", "| 行政规范性文件 | 1 |  | 4 |", "| 合计 | 1 | 0 | 7 |")
TABLE = "<table><tr><td>行政许可</td><td>5</td></tr></table>"


def page(body: str) -> tuple[Block, ...]:
    return read_html(f"<!doctype html><html><body>{body}</body></html>").blocks


def shown(blocks: tuple[Block, ...]) -> list[object]:
    return [
        b.text if isinstance(b, Paragraph) else [[c.text if c else None for c in row] for row in b.rows] for b in blocks
    ]


ROWS = [["规章", "0", "0", "3"], ["行政规范性文件", "1", "", "4"], ["合计", "1", "0", "7"]]


@pytest.mark.parametrize("rows", ["<p>{}</p>", "<div>{}</div>", "{}"])
def test_rows_of_bars_with_breaks_between_them_are_a_table(rows: str) -> None:
    blocks = page(f"<p>前</p>{rows.format('<br>'.join(BARS))}<p>后</p>{TABLE}")
    assert shown(blocks) == ["前", ROWS, "后", [["行政许可", "5"]]]
    assert [b.place.table for b in blocks if isinstance(b, Grid)] == [1, 2]
    assert [b.place.line for b in blocks] == [1, 2, 3, 4]


def test_a_table_behind_the_rows_is_the_next_one() -> None:
    blocks = page(f"{'<br>'.join(BARS)}{TABLE}")
    assert shown(blocks) == [ROWS, [["行政许可", "5"]]]
    assert [c.place.table for b in blocks if isinstance(b, Grid) for c in b.rows[0] if c] == [1, 1, 1, 1, 2, 2]


def test_lines_with_bars_that_are_no_table_stay_text() -> None:
    assert shown(page("首页 | 政务公开<br>规章 | 0")) == ["首页 | 政务公开", "规章 | 0"]


def test_rows_with_a_struck_out_figure_stay_text() -> None:
    struck = BARS[1].replace("| 4", "| <s>9</s> 4")
    assert all(isinstance(block, Paragraph) for block in page("<br>".join((BARS[0], struck, BARS[2]))))
