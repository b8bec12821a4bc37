"""Test that every message of the program is in the table, is used, and is explained on the site."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from archives import FIXTURES, project, run, small_project
from test_layers import nodes

from build_scripts import messages
from build_scripts.pages.overviews.about import about_pages
from build_scripts.pages.overviews.troubles import plain
from build_scripts.render.html import to_html

PACKAGE = Path(__file__).parent.parent / "build_scripts"


def constants(node: ast.expr) -> Iterator[str]:
    """Return the possible texts of an expression: a constant, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


FILLED_LATER = {"report-fault": {"log"}}  # faults.with_log writes the traceback and fills in its path


@cache
def said() -> tuple[tuple[str, str, frozenset[str] | None], ...]:
    return tuple(_said())


def _said() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Return (section, code, names of the given values if the source shows them) of every message in the source."""
    for path in PACKAGE.rglob("*.py"):
        for node in nodes(path):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            given = names if len(names) == len(node.keywords) else None
            if name == "Refusal":
                yield from (("refusal", code, given) for code in constants(node.args[0]))
            elif name == "text" and len(node.args) == 2:
                for section in constants(node.args[0]):
                    yield from ((section, code, given) for code in constants(node.args[1]))


def test_the_table_holds_just_what_the_program_can_say() -> None:
    every = {(section, code) for section, codes in messages.catalogue().items() for code in codes}
    assert {(section, code) for section, code, _ in said()} == every


def test_each_message_is_given_all_that_it_names() -> None:
    for section, code, given in said():
        entry = messages.catalogue()[section][code]
        names = set(re.findall(r"\{(\w+)", entry["text"] + entry["advice"])) - FILLED_LATER.get(code, set())
        assert given is None or names <= given, code


def test_every_message_has_cause_and_advice_in_chinese() -> None:
    for codes in messages.catalogue().values():
        for code, entry in codes.items():
            assert set(entry) == {"topic", "text", "advice"}, code
            for text in entry.values():
                assert re.search("[\u4e00-\u9fff]", text) and not text.endswith("。"), code


def test_every_message_is_on_the_page_of_troubles_and_the_page_can_be_reached() -> None:
    pages = {page.address: page for page in about_pages()}
    html = to_html(pages["about/help/"])
    for codes in messages.catalogue().values():
        for code, entry in codes.items():
            for text in (entry["text"], entry["advice"]):
                shown = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                assert shown in html and "{" not in shown, code
            assert entry["topic"] in html
    assert "help/" in to_html(pages["about/"])


def test_rows_of_the_register_to_look_at_are_shown_by_a_build(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    with (folder / "content/agencies.csv").open("a", encoding="utf-8") as file:
        file.write("nowhere,某某局,,,,,,,,\n" + "".join(f"n{n},第{n}局,,,,,,,,\n" for n in range(9)))
    done = run(folder, "build", "--quiet")
    assert done.returncode == 0
    assert "content/agencies.csv 第 4 行（某某局）、第 5 行（第0局）、第 6 行（第1局）" in done.stderr
    assert done.stderr.count("没有区划代码") == 1, "the same is said once"
    assert "还有 5 处请核对" in done.stderr
    assert run(folder, "check").stdout.count("没有区划代码") == 10, "staff read them all in a list"
    again = run(folder, "build", "--quiet")
    assert "没有区划代码" not in again.stderr and "还有 10 处请核对" in again.stderr, "told once, then counted"


def test_new_rows_of_the_register_are_told_in_one_sentence(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    for n, name in enumerate("甲乙丙丁戊庚辛"):
        (folder / f"content/reports/2024/{n}.txt").write_text(text.replace("己乡", f"{name}乡"), encoding="utf-8")
    said = run(folder, "build", "--quiet").stderr
    (line,) = [line for line in said.splitlines() if "登记簿新增" in line]
    assert line.startswith("登记簿新增 7 行：") and "示例县丁乡人民政府、" in line and " 等。" in line


def test_a_build_counts_what_came_and_what_of_it_was_not_taken_in(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
    first = run(folder, "build", "--quiet")
    assert first.returncode == 3
    assert "新增 6 份，改动 0 份（其中 1 份没有收录，原因见下），移走 0 份" in first.stderr
    assert "没有收录：2024/坏文件.pdf：" in first.stderr
    (folder / "content/answers/xiaopu").mkdir(parents=True)
    (folder / "content/answers/xiaopu/20.toml").write_text("x", encoding="utf-8")
    again = run(folder, "build", "--quiet")
    assert "新增 0 份，改动 0 份，移走 0 份" in again.stderr and "2024/坏文件.pdf" in again.stderr
    assert "没有采用：content/answers/xiaopu/20.toml：" in again.stderr, "an answer is no report"
    assert again.stderr.count("20.toml") == 2, (
        "in this line, which repeats the name, and not as a file that was not looked at"
    )
    checked = run(folder, "check").stdout
    assert checked.endswith("共核对 6 个文件，其中 1 个没有任何提示，1 个读不了。\n")


@pytest.mark.parametrize("section", ["refusal", "remark", "notice"])
def test_filling_a_message_needs_no_more_than_its_names(section: str) -> None:
    for code, entry in messages.catalogue()[section].items():
        names = re.findall(r"\{(\w+)\}", entry["text"] + entry["advice"])
        assert "甲" in messages.text(section, code, **dict.fromkeys(names, "甲")) or not names
