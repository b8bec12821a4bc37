"""Test every code of the catalogue with a small report that has the finding; a clean report has none."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from made_up import report, table_from_print, with_tables
from styles import raws
from test_layers import nodes

from build_scripts import messages
from build_scripts.checks import CHECKS, NO_HISTORY, History, check
from build_scripts.checks.listing import as_github, as_json, as_text
from build_scripts.findings import catalogue, message, severity
from build_scripts.forms import form
from build_scripts.model import Answer, Finding, Paragraph, Place, Refusal, Report, Section, Severity, finding

PACKAGE = Path(__file__).parent.parent / "build_scripts"
BUSY = next(n for n in range(40) if any(c.number for c in report(n).requests.row("3.3.1").cells))


def clean() -> Report:
    return report(BUSY)


def with_cell(item: Report, table: str, row: str, column: int, raw: str | None) -> Report:
    values: dict[str, list[str | None]] = {k: list(v) for k, v in raws(item, table).items()}
    values[row][column] = raw
    return with_tables(item, table_from_print(form("2021").table(table), "2021", values))


def with_text(item: Report, key: str, *texts: str) -> Report:
    made = tuple(Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1))
    sections = tuple(replace(s, blocks=made) if s.key == key else s for s in item.sections)
    return replace(item, sections=sections)


def without_section(item: Report, key: str) -> Report:
    return replace(item, sections=tuple(Section(key, "", 0, ()) if s.key == key else s for s in item.sections))


def codes(item: Report, history: History = NO_HISTORY) -> set[str]:
    return {f.code for f in check(item, history).findings}


def last_year(item: Report, **cells: str) -> History:
    before = replace(item, year=item.year - 1)
    before = with_text(before, "overview", "上一年完全不同的一段话，说的是另外的事情。")
    carried = raws(item, "requests")["2"]
    values: dict[str, list[str | None]] = {k: list(v) for k, v in raws(item, "requests").items()}
    values["4"] = list(carried)
    before = replace(before, requests=table_from_print(form("2021").requests, "2021", values))
    stock = raws(item, "proactive")["1.docs"]
    in_force = str(int(stock[2]) - int(stock[0]) + int(stock[1]))
    return History(with_cell(before, "proactive", "1.docs", 2, cells.get("stock", in_force)))


def blank(item: Report, table: str) -> Report:
    values: dict[str, list[str | None]] = {k: [""] * len(v) for k, v in raws(item, table).items()}
    return with_tables(item, table_from_print(form("2021").table(table), "2021", values))


FIRES: dict[str, Callable[[], tuple[Report, History]]] = {
    "requests.row-total": lambda: (with_cell(clean(), "requests", "1", 6, "9999"), History()),
    "requests.results": lambda: (with_cell(clean(), "requests", "3.7", 0, "9999"), History()),
    "requests.flow": lambda: (with_cell(clean(), "requests", "4", 0, "9999"), History()),
    "review.total": lambda: (with_cell(clean(), "review", "reconsideration", 4, "99"), History()),
    "requests.carry-over": lambda: (with_cell(clean(), "requests", "2", 0, "77"), last_year(clean())),
    "proactive.stock": lambda: (clean(), last_year(clean(), stock="999")),
    "table.missing": lambda: (replace(clean(), review=replace(clean().review, present=False)), History()),
    "table.blank": lambda: (blank(clean(), "requests"), History()),
    "table.unplaced": lambda: (
        with_text(
            replace(clean(), requests=replace(clean().requests, present=False)),
            "requests",
            *("（一）予以公开", "1.属于国家秘密", "（七）总计", "四、结转下年度继续办理"),
        ),
        History(),
    ),
    "table.truncated": lambda: (with_cell(clean(), "requests", "1", 6, None), History()),
    "value.unreadable": lambda: (with_cell(clean(), "requests", "1", 0, "?0"), History()),
    "prose.sum": lambda: (
        with_text(clean(), "overview", "主动公开政府信息425条，其中网站95条，微信112条，微博129条，公示栏98条。"),
        History(),
    ),
    "prose.table": lambda: (with_text(clean(), "overview", "全年收到政府信息公开申请17000件。"), History()),
    "section.missing": lambda: (without_section(clean(), "problems"), History()),
    "section.thin": lambda: (with_text(clean(), "problems", "无。"), History()),
    "section.placeholder": lambda: (with_text(clean(), "overview", "（该部分以表格形式报告）"), History()),
    "published.late": lambda: (replace(clean(), published=date(2025, 6, 1)), History()),
    "published.unknown": lambda: (replace(clean(), published=None), History()),
    "report.reused-text": lambda: (_long(clean()), History(replace(_long(clean()), year=2023))),
    "figure.jump": lambda: (with_cell(clean(), "proactive", "5.permit", 0, "52000"), last_year(clean())),
    "table.repeated": lambda: (clean(), History(replace(clean(), year=2023))),
    "value.odd": lambda: (with_cell(clean(), "proactive", "5.permit", 0, "-3"), History()),
    "section.assessment": lambda: (_without_words(clean(), "考核|评议|追究|责任"), History()),
    "privacy.personal": lambda: (with_text(clean(), "other_matters", "联系人手机 13812345678。"), History()),
}


def _without_words(item: Report, words: str) -> Report:
    for section in item.sections:
        texts = [re.sub(words, "", p.text) for p in section.paragraphs]
        item = with_text(item, section.key, *texts) if texts else item
    return item


def _long(item: Report) -> Report:
    letters = "我镇把惠农补贴和社会救助的办理过程逐项写在村口公示栏里请群众监督并由专人每周更新"
    return with_text(item, "overview", *(f"第{n}项，{letters[n:]}{letters[:n]}。" for n in range(12)))


# Codes of findings from extraction, identification or resolution, each with the test that covers it.
ELSEWHERE = {
    "table.misplaced": "test_reading",
    "table.unclaimed": "test_align",
    "table.form": "test_reading",
    "value.low-confidence": "test_align",
    "label.variant": "test_reading",
    "table.columns": "test_columns",
    "table.other-year": "test_reading",
    "row.unplaced": "test_columns",
    "row.surplus": "test_columns",
    "row.total-missing": "test_columns",
    "value.unit": "test_columns",
    "agency.conflict": "test_attribution",
    "agency.history": "test_attribution",
    "agency.inferred": "test_reading",
    "agency.unresolved": "test_reading",
    "year.conflict": "test_reading",
    "report.duplicate": "test_changes",
    "report.conflict": "test_changes",
    "source.changed": "test_changes",
    "source.active": "test_originals",
    "source.folded": "test_readers",
    "source.repeated": "test_reading",
    "source.hidden": "test_formats",
    "source.comments": "test_comments",
    "source.scan": "test_scan",
    "source.picture": "test_scan",
    "value.corrected": "test_amendments",
    "correction.unused": "test_amendments",
    "answer.unused": "test_amendments",
}


def test_the_clean_report_is_silent() -> None:
    assert codes(clean()) == set()
    assert codes(clean(), last_year(clean())) == set()


@pytest.mark.parametrize("code", FIRES)
def test_fires(code: str) -> None:
    item, history = FIRES[code]()
    found = [f for f in check(item, history).findings if f.code == code]
    assert found, codes(item, history)
    assert all(re.search("[一-鿿]", message(f)) and "{" not in message(f) for f in found)


def test_every_code_is_documented_used_and_shown_by_a_test() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    forms_of_identity = {i.code for i in form("2021").identities}
    for code in catalogue():
        assert f'"{code}"' in source or code in forms_of_identity, code
        assert code in FIRES or code in ELSEWHERE, code
    assert set(FIRES) | set(ELSEWHERE) == set(catalogue())
    assert len(set(CHECKS)) == len(CHECKS)


def test_both_numbers_and_the_likely_cause_are_named() -> None:
    item = with_cell(clean(), "requests", "3.1", 0, "1000")
    words = next(message(f) for f in check(item).findings if f.code == "requests.row-total")
    total = sum(int(c.raw or 0) for c in item.requests.row("3.1").cells[:6])
    assert str(total) in words and (item.requests.row("3.1").cells[6].raw or "") in words


def test_a_blank_operand_is_no_zero_but_does_not_hide_a_contradiction() -> None:
    values: dict[str, list[str | None]] = {"3.1": ["5", "", "", "", "", "", "7"]}
    item = replace(clean(), requests=table_from_print(form("2021").requests, "2021", values))
    assert [f.row for f in check(item).findings if f.code == "requests.row-total"] == ["3.1"]
    values["3.1"][6] = ""
    item = replace(clean(), requests=table_from_print(form("2021").requests, "2021", values))
    assert "requests.row-total" not in codes(item)


def _calls() -> Iterator[tuple[str, str, set[str]]]:
    """Return (file, code, names of the values) of every finding in the source with a literal code and named values."""
    for path in PACKAGE.rglob("*.py"):
        for node in nodes(path):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "finding":
                continue
            if node.args and all(k.arg for k in node.keywords):
                names = {str(k.arg) for k in node.keywords} - {f.name for f in fields(Finding)}
                for code in (n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)):
                    yield f"{path.name}:{node.lineno}", str(code), names


def test_every_finding_brings_what_its_message_needs() -> None:
    """The store keeps only facts: a message that does not match them would fail only when the report is checked."""
    calls = list(_calls())
    assert len(calls) >= 30
    for where, code, names in calls:
        needed = {name for _, name, _, _ in Formatter().parse(catalogue()[code].message) if name}
        assert needed <= names, (where, code, needed - names)


# --------------------------------------------------------------------------- what ``nianbao check`` prints


def test_people_read_the_errors_first_with_the_place_the_code_and_the_remedy() -> None:
    place = Place(page=3, line=4, table=2, row=5, column=6)
    found = (
        finding("published.unknown", due="2025-01-31"),
        finding("table.missing", table="review", number=4, title="复议", place=Place(row=2)),
        finding(
            "value.odd", table="requests", row="1", column="total", label="甲格", raw="-3", why="负数", place=place
        ),
    )
    settled = replace(found[0], answer=Answer("confirmed", "与原件一致", "李明", "2026-02-01"))
    items: list[tuple[Path, Report | Refusal]] = [
        (Path("甲.txt"), replace(clean(), findings=found)),
        (Path("乙.pdf"), Refusal("encrypted")),
        (Path("丙.txt"), replace(clean(), findings=(settled,))),
        (Path("丁.txt"), replace(clean(), findings=())),
    ]
    lines = as_text(items).splitlines()
    assert lines[0] == f"读不了　乙.pdf：{messages.of(Refusal('encrypted'))}"
    odd, missing, unknown = found[2], found[1], found[0]
    assert severity(odd) is severity(missing) is Severity.WARNING and severity(unknown) is Severity.NOTE
    assert lines[1:] == [
        f"请留意　甲.txt（表内第 2 行）：{message(missing)}",
        "　　　　　代码 table.missing，位置 review",
        f"请留意　甲.txt（第 3 页 第 4 行 第 2 张表 表内第 5 行 第 6 格）：{message(odd)}",
        "　　　　　代码 value.odd，位置 requests/1/total",
        f"供参考　甲.txt：{message(unknown)}",
        "　　　　　代码 published.unknown",
        "另有 1 条已有答复，不再列出。",
        "共核对 4 个文件，其中 1 个没有任何提示，1 个读不了。",
    ]
    wrong = check(with_cell(clean(), "requests", "1", 6, "999"))
    lines = as_text([(Path("甲.txt"), wrong)]).splitlines()
    assert (
        lines[0].startswith("必须核对　")
        and lines[2] == f"　　　　　办法：{catalogue()[wrong.findings[0].code].advice}"
    )
    assert lines[-1] == "共核对 1 个文件，其中 0 个没有任何提示。" and not any("已有答复" in line for line in lines)


def test_the_words_of_a_report_cannot_break_an_annotation() -> None:
    title = finding("value.unreadable", label="甲:乙,丙", raw="1%\r\n2", cause="", place=Place(line=7))
    (line,) = as_github([(Path("甲:乙.txt"), replace(clean(), findings=(title,)))]).splitlines()
    assert line.startswith("::error file=甲%3A乙.txt,line=7,title=") and "“1%25%0D%0A2”" in line and "甲:乙,丙" in line
    (line,) = as_github(
        [(Path("甲.txt"), replace(clean(), findings=(replace(title, place=Place(page=1)),)))]
    ).splitlines()
    assert ",line=" not in line


def test_programs_are_told_every_finding_and_every_file_that_cannot_be_read() -> None:
    wrong = replace(with_cell(clean(), "requests", "1", 6, "999"), findings=())
    item = check(wrong)
    first = item.findings[0]
    checked: list[tuple[Path, Report | Refusal]] = [(Path("甲,乙.txt"), item), (Path("丙.pdf"), Refusal("encrypted"))]
    told = json.loads(as_json(checked))
    assert [entry["file"] for entry in told] == ["甲,乙.txt", "丙.pdf"]
    assert [f["message"] for f in told[0]["findings"]] == [message(f) for f in item.findings]
    assert told[0]["findings"][0]["spot"] == first.location and told[1]["refused"] == "encrypted"
    lines = as_github(checked).splitlines()
    assert len(lines) == len(item.findings) + 1
    assert lines[0].startswith("::error file=甲%2C乙.txt") and lines[0].endswith(f"::{message(first)}")
    assert lines[-1].startswith("::error file=丙.pdf::")
