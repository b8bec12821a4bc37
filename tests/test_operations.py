"""Test that the work grows linearly and not quadratically with the input: operations are counted, not seconds.

Function calls are counted at two sizes. Where the work would be inside a regular expression, the reader gets a quarter
of a minute of processor time for an input on which quadratic work needs half an hour."""

from __future__ import annotations

import cProfile
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from build_scripts.checks import check
from build_scripts.extraction.doubts import MAX_FINDINGS
from build_scripts.extraction.extract import read
from build_scripts.extraction.lines import Line
from build_scripts.extraction.review import review
from build_scripts.extraction.spelling import OUTCOMES
from build_scripts.findings import message
from build_scripts.model import Grid, GridCell, GridKind, Place, Refusal, Report, State
from build_scripts.readers.pdf.marks import Glyph, Painted, Patch
from build_scripts.readers.pdf.visibility import visible_marks
from build_scripts.textdiff.diff import compare, counted_sentences
from build_scripts.workers import sandbox

REPORTS = Path(__file__).parent.parent / "content/reports/2024"
FORM = Path(__file__).parent / "fixtures/reports"
TEXT = (REPORTS / "小铺乡.txt").read_text(encoding="utf-8")
MORE = 2.5  # maximum factor for twice the size: allows n log n and a constant part

Shape = Callable[[int], str]
PAGE = "<html><body>{}</body></html>".format("".join(f"<p>{line}</p>" for line in TEXT.splitlines()))


def in_page(made: str) -> str:
    return PAGE.replace("</body>", f"{made}</body>")


SHAPES: dict[str, Shape] = {
    "paragraphs": lambda n: TEXT + "\n\n公开信息三条。" * n,
    "a long paragraph": lambda n: TEXT + "\n" + "公开信息，" * n + "。",
    "lines of tabs": lambda n: TEXT + "\n" + "甲\t乙\n" * n,
    "lines of blanks": lambda n: TEXT + "\n" + "甲    乙    丙    丁\n" * n,
    "a row of tabs": lambda n: TEXT + "\n" + "甲\t" * n,
    "a foreign table": lambda n: in_page("<table>" + "<tr><td>甲</td><td>乙</td></tr>" * n + "</table>"),
    "rows of table 3": lambda n: in_page(
        "<table>" + f"<tr><td>1.属于国家秘密</td>{'<td>1</td>' * 7}</tr>" * n + "</table>"
    ),
    "foreign tables": lambda n: in_page("<table><tr><td>甲</td><td>乙</td></tr></table>" * n),
    "pipe tables": lambda n: TEXT + "\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n" * n,
    "spans": lambda n: in_page(f"<table><tr><td rowspan={n} colspan={n}>甲</td></tr>" + "<tr></tr>" * n + "</table>"),
    "lines with a bar": lambda n: TEXT + "\n" + "甲|\n" * n + "丙",
    "rules": lambda n: TEXT + "\n" + "-----\n" * n,
    "lines of commas": lambda n: TEXT + "\n公开\n" + "甲,乙,丙\n" * n,
    "figures alone": lambda n: TEXT + "\n" + "3\n" * n,
    "numbered lines": lambda n: TEXT + "".join(f"\n\n（{at}）公开情况" for at in range(n)),
    "headings": lambda n: in_page("".join(f"<h2>（{at}）公开情况{at}</h2>" for at in range(n))),
    "nested tables": lambda n: in_page("<table><tr><td>甲" * n + "</td></tr></table>" * n),
    "nested lists": lambda n: f"{TEXT}\n\n|a|b|\n|---|---|\n\n" + "- " * n + "甲",
    "notes": lambda n: f"{TEXT}\n\n|a|b|\n|---|---|\n\n" + "".join(f"甲[^{at}]。\n\n" for at in range(n)),
    "quotes": lambda n: f"{TEXT}\n\n|a|b|\n|---|---|\n\n" + "> 甲\n\n" * n,
}


def calls(work: Callable[[], object]) -> int:
    """Return the number of function calls, built-in functions included."""
    counter = cProfile.Profile()
    with counter, suppress(Refusal):
        work()
    return sum(entry.callcount for entry in counter.getstats())


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_takes_twice_the_operations(shape: str) -> None:
    few = 100 if shape.startswith("nested") else 50  # from some depth on, nothing is followed further inside
    sizes = [SHAPES[shape](n * few).encode() for n in (1, 2, 4)]
    with suppress(Refusal):
        read(sizes[0])  # warm-up of one-time setup
    least, less, most = (calls(partial(read, data)) for data in sizes)
    assert most - less <= 2.02 * (less - least) + 600  # work that is done once depends on what is in the caches


def test_table_4_that_is_printed_again_and_again_takes_operations_that_grow_with_it() -> None:
    """A text that repeated its last part eight hundred times took four minutes."""

    def printed(n: int) -> list[Line]:
        rows = (["行政复议", "行政诉讼"], [*OUTCOMES, "未经复议直接起诉", "复议后起诉"], list(OUTCOMES) * 2, ["1"] * 15)
        cells = (tuple(GridCell(text, Place(line=at)) for text in rows[at % 4]) for at in range(4 * n))
        return [Line(row, GridKind.PACKED, at // 4, at, "review") for at, row in enumerate(cells)]

    few, many = (calls(partial(review, printed(n))) for n in (50, 100))
    assert many <= MORE * few


def test_a_foreign_table_of_thousands_of_rows_is_taken_in_whole() -> None:
    """Checking every row took a minute for sixty thousand rows; one finding says that the table is the agency's own."""
    words = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
    rows = "".join(f"<tr><td>{n}</td><td>{words[n % 17 :][:5]}{n}号</td><td>{7 * n}</td></tr>" for n in range(1, 3001))
    made = read(in_page(f"<table><tr><td>序号</td><td>名称</td><td>金额</td></tr>{rows}</table>").encode())
    alike = read(PAGE.encode())
    assert made.tables == alike.tables
    blocks = [block for section in made.sections for block in section.blocks] + list(made.unplaced)
    (grid,) = (block for block in blocks if isinstance(block, Grid) and len(block.rows) > 3000)
    assert [cell.text for cell in grid.rows[-1] if cell][2] == "21000"
    assert any(f.code == "table.unclaimed" and "序号" in message(f) for f in made.findings)


def test_rows_below_the_form_are_counted_not_told_one_by_one() -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    at = page.rindex("</table>")
    rows = "".join(f"<tr><td>{n}</td><td>某企业{n}</td><td>{n * 7}</td></tr>" for n in range(500))
    made = read((page[:at] + rows + page[at:]).encode())
    assert sum(len(block.rows) for block in made.unplaced if isinstance(block, Grid)) >= 500 - 60
    said = [message(f) for f in made.findings if f.code == "table.unclaimed"]
    assert len(said) <= 2 * MAX_FINDINGS and any(re.search("共 4[0-9]+ 行", message) for message in said)


@pytest.mark.parametrize("digits", [400, 5000])  # ``int`` refuses more than 4300
def test_a_figure_of_very_many_digits_is_shown_and_doubted(digits: int) -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    made = check(replace(read(page.replace(">4119<", f">{'4' * digits}<").encode()), year=2024))
    (cell,) = (c for table in made.tables for row in table.rows for c in row.cells if c.raw == "4" * digits)
    assert cell.state is State.UNREADABLE
    assert any("4" * 60 in message(f) and f.table == "proactive" for f in made.findings)


def test_a_line_that_begins_with_thousands_of_digits_stops_no_reader() -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    made = read(page.replace("<table", f"<table><tr><td>{'4' * 5000}</td><td>1</td></tr></table><table", 1).encode())
    printed, expected = (
        [c.raw for t in r.tables for row in t.rows for c in row.cells] for r in (made, read(page.encode()))
    )
    assert printed == expected
    assert "4" * 5000 in str([section.blocks for section in made.sections])


def test_thousands_of_figures_in_one_row_are_placed_in_no_column() -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    at = page.index(">", page.index("<td", page.index("1.属于国家秘密") + 20)) + 1
    made = read((page[:at] + "<p>|1|2|</p><b>1</b>" * 4000 + page[at:]).encode())
    row = made.requests.row("3.3.1")
    assert {cell.state for cell in row.cells} == {State.UNREADABLE}
    assert any(f.code == "row.unplaced" and f.row == "3.3.1" for f in made.findings)


@pytest.mark.parametrize("style", ["<p style='font:{}px'>x</p>", "<style>.a{{width:{}px}}</style>", "<p style='{}'>"])
def test_a_style_with_thousands_of_digits_stops_no_reader(style: str) -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    styled = page.replace("</body>", style.format("1" * 5000) + "</body>")
    assert styled != page and read(styled.encode()).tables == read(page.encode()).tables


@pytest.mark.parametrize("word", ["colspan", "rowspan"])
def test_a_span_of_thousands_of_digits_stops_no_reader(word: str) -> None:
    page = (FORM / "h13_html_plain.html").read_text(encoding="utf-8")
    cell = '<td colspan="3">4119'
    assert cell in page
    spans = {"colspan": "3", "rowspan": "1"}

    def with_span(value: str) -> Report:
        words = " ".join(f"{name}='{value if name == word else known}'" for name, known in spans.items())
        return read(page.replace(cell, f"<td {words}>4119").encode())

    assert with_span("0" * 5000 + spans[word]).tables == read(page.encode()).tables
    with_span("9" * 5000)


def test_texts_are_compared_in_operations_that_grow_with_them() -> None:
    def paragraphs(n: int) -> list[str]:
        return [f"第{at}条，公开信息{at * 7}条，办理申请{at * 3}件。" for at in range(n)]

    few, many = (calls(partial(compare, paragraphs(n), paragraphs(n)[::-1])) for n in (200, 400))
    assert many <= MORE * few


HEAVY: dict[str, tuple[str, str]] = {
    "blank lines": (".txt", TEXT + "\n" * 50_000),
    "blanks": (
        ".md",
        "# 年报\n\n|a|b|\n|---|---|\n\n" + TEXT + "\n--- | ---" + " " * 25_000 + "x\n" + " " * 25_000 + "x",
    ),
    "dashes": (".md", "|a|b|\n|---|---|\n|" + "---|" * 10_000 + " " * 10_000 + "x\n\n" + TEXT),
    "tables never closed": (".md", "# 年报\n\n|a|b|\n|---|---|\n\n" + TEXT + "\n<table" * 10_000 + "\n<style" * 10_000),
    "front matter never closed": (".md", "---\n" + "\n" * 50_000 + TEXT),
    "marks of bold print": (".txt", TEXT + "\n" + "**甲 " * 10_000),
    "4,000 lines of one paragraph": (".txt", TEXT + "\n" + "合计二行政许可自然人，\n" * 4000),
    "letters without a blank": (".txt", TEXT + "\n" + "字" * 100_000),
    "a bracket never closed": (".txt", TEXT + "\n（" + "字 " * 50_000),
    "100,000 digits": (".txt", TEXT + "\n甲" + "0" * 100_000 + "x"),
    "30,000 cells in a row": (".txt", TEXT.replace("\n三、", "\n" + " /" * 30_000 + "\n三、")),
    "30,000 tabs in a row": (".txt", TEXT.replace("\n三、", "\n甲" + "\t" * 30_000 + "\n三、")),
    "400 digits": (".txt", TEXT.replace("2024", "2024", 1) + "\n主动公开信息" + "4" * 400 + "条。"),
}


def test_nothing_that_comes_in_keeps_a_reader_for_long(tmp_path: Path) -> None:
    items = []
    for name, (ending, text) in HEAVY.items():
        path = tmp_path / f"{name}{ending}"
        path.write_text(text, encoding="utf-8")
        items.append((name, path))
    results = {name: result for name, _, result in sandbox.read_all(items, 2, seconds=15)}
    stopped = {n: r.code for n, r in results.items() if isinstance(r, Refusal) and r.code.startswith("report-")}
    stopped |= {n: r.code for n, r in results.items() if isinstance(r, Refusal) and r.code.startswith("reading-")}
    assert not stopped


def test_a_sentence_is_not_looked_at_again_for_each_sentence_before_it() -> None:
    """Half a million characters in as many sentences: copying the rest for each sentence would be a hundred thousand
    million operations."""
    assert len(counted_sentences("公开。" * 200_000)) >= 200_000


class Looked(float):
    """A coordinate that counts its comparisons."""

    times = 0

    def _compared(self, result: bool) -> bool:
        Looked.times += 1
        return result

    def __le__(self, other: float) -> bool:
        return self._compared(float(self) <= float(other))

    def __lt__(self, other: float) -> bool:
        return self._compared(float(self) < float(other))

    def __ge__(self, other: float) -> bool:
        return self._compared(float(self) >= float(other))

    def __gt__(self, other: float) -> bool:
        return self._compared(float(self) > float(other))


def test_areas_upon_each_other_are_not_looked_at_for_every_character() -> None:
    """A damaged PDF of 4 MB painted 83,000 areas in one place: 2,800 characters were compared with every one of them."""

    def looked(n: int) -> int:
        page = Painted(600, 800)
        page.glyphs += [Glyph(x, y, x + 9, y + 9, "甲", 9.0, 0, order=n) for x in range(0, 500, 25) for y in range(n)]
        page.fills += [Patch(Looked(0), Looked(0), Looked(550), Looked(500), at, tone=1.0) for at in range(n)]
        Looked.times = 0
        assert len(visible_marks([page])[0].glyphs) == len(page.glyphs)
        return Looked.times

    few, many = looked(100), looked(200)
    assert many < MORE * few, f"{few} → {many}"
