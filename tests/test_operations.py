"""The work grows with the size of what comes in, not with its square: operations are counted, never seconds.

Calls of functions are counted at two sizes; where the work would be inside a regular expression, the reader gets a minute
of processor time for an input on which a square needs hours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from build_scripts.extraction.extract import read
from build_scripts.model import Refusal
from build_scripts.textdiff.diff import compare, counted_sentences
from build_scripts.workers import sandbox

REPORTS = Path(__file__).parent.parent / "content/reports/2024"
TEXT = (REPORTS / "小铺乡.txt").read_text(encoding="utf-8")
MORE = 2.5  # calls for twice the size: n log n, and what is bounded by neither

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
    "quotes": lambda n: f"{TEXT}\n\n|a|b|\n|---|---|\n\n" + "> 甲\n\n" * n,
}


def calls(work: Callable[[], object]) -> int:
    count = 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(seen)
    try:
        work()
    except Refusal:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_takes_twice_the_operations(shape: str) -> None:
    sizes = [SHAPES[shape](n).encode() for n in (1, 100, 200, 400)]
    read(sizes[0])  # what is set up once
    _, least, less, most = (calls(lambda data=data: read(data)) for data in sizes)
    assert most - less <= MORE * (less - least) + 5000


def test_texts_are_compared_in_operations_that_grow_with_them() -> None:
    def paragraphs(n: int) -> list[str]:
        return [f"第{at}条，公开信息{at * 7}条，办理申请{at * 3}件。" for at in range(n)]

    few, many = (calls(lambda n=n: compare(paragraphs(n), paragraphs(n)[::-1])) for n in (200, 400))
    assert many <= MORE * few


HEAVY: dict[str, tuple[str, str]] = {
    "blank lines": (".txt", TEXT + "\n" * 100_000),
    "blanks": (
        ".md",
        "# 年报\n\n|a|b|\n|---|---|\n\n" + TEXT + "\n--- | ---" + " " * 50_000 + "x\n" + " " * 50_000 + "x",
    ),
    "dashes": (".md", "|a|b|\n|---|---|\n|" + "---|" * 20_000 + " " * 20_000 + "x\n\n" + TEXT),
    "tables never closed": (".md", "# 年报\n\n|a|b|\n|---|---|\n\n" + TEXT + "\n<table" * 20_000 + "\n<style" * 20_000),
    "front matter never closed": (".md", "---\n" + "\n" * 100_000 + TEXT),
    "marks of bold print": (".txt", TEXT + "\n" + "**甲 " * 20_000),
    "400 digits": (".txt", TEXT.replace("2024", "2024", 1) + "\n主动公开信息" + "4" * 400 + "条。"),
}


def test_nothing_that_comes_in_keeps_a_reader_for_long(tmp_path: Path) -> None:
    items = []
    for name, (ending, text) in HEAVY.items():
        path = tmp_path / f"{name}{ending}"
        path.write_text(text, encoding="utf-8")
        items.append((name, path))
    results = {name: result for name, _, result in sandbox.read_all(items, 2, seconds=60)}
    stopped = {n: r.code for n, r in results.items() if isinstance(r, Refusal) and r.code.startswith("report-")}
    stopped |= {n: r.code for n, r in results.items() if isinstance(r, Refusal) and r.code.startswith("reading-")}
    assert not stopped


def test_a_sentence_is_not_looked_at_again_for_each_sentence_before_it() -> None:
    """Half a million letters in as many sentences: a copy of the rest for each would be a hundred thousand million."""
    assert len(counted_sentences("公开。" * 200_000)) >= 200_000
