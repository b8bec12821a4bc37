"""Test golden pairs: every original in ``fixtures/reports`` (and the five holdings) against its expected content.

A new pair is two files, ``NAME.<any format>`` and ``NAME.json``; nothing else has to be written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from made_office import office
from made_office import truth as office_truth
from made_up import agency as made_agency
from styles import NAMES

from build_scripts.checks import check
from build_scripts.content.registry import read_registry
from build_scripts.exports.cells import cell_lines
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import Grid, Paragraph, Refusal, Report, State
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.render.html import to_html
from build_scripts.serialize import from_json, to_json
from build_scripts.wording import fold

ROOT = Path(__file__).parent.parent
PAIRS = Path(__file__).parent / "fixtures" / "reports"
CORPUS = ROOT.parent / "shared" / "corpus"  # documents of third parties, beside the repository of the developers
HOLDINGS = {
    "seed000": "西宁市湟中区上新庄镇人民政府.txt",
    "seed001": "叶城县河园镇人民政府.txt",
    "seed002": "海原县海城镇人民政府.txt",
    "seed003": "小铺乡.txt",
    "seed004": "海东市平安区古城回族乡人民政府.txt",
}
REGISTRY = read_registry(ROOT / "content" / "agencies.csv")


def truths() -> dict[str, Path]:
    """Return name → expected content: the pairs of the project, and those of the corpus if present."""
    known = {path.stem for path in CORPUS.glob("*.*")} | {path.stem for path in PAIRS.iterdir()}
    found = {path.stem: path for folder in (CORPUS / "truth", PAIRS) for path in folder.glob("*.json")}
    return {name: path for name, path in found.items() if name in known}


def original(name: str) -> Path:
    if name in HOLDINGS:
        return ROOT / "content" / "reports" / "2024" / HOLDINGS[name]
    found = (path for folder in (PAIRS, CORPUS) for path in folder.glob(f"{name}.*") if path.suffix != ".json")
    return next(found)


def read_file(path: Path) -> Any:
    return check(identify(read(path.read_bytes()), path.name, REGISTRY))


@pytest.mark.parametrize("name", sorted(truths()))
def test_golden_pair(name: str) -> None:
    truth = json.loads(truths()[name].read_text(encoding="utf-8"))
    report = read_file(original(name))
    found = to_json(report)
    assert from_json(found) == report
    for table in ("table2", "table3"):
        for key, row in truth[table].items():
            assert [fold(cell or "") for cell in found[table][key]] == [fold(cell or "") for cell in row], (table, key)
            if any(row):  # in a row without any text, padding and cells are indistinguishable
                assert [cell is None for cell in found[table][key]] == [cell is None for cell in row], (table, key)
    assert [fold(cell or "") for cell in found["table4"]] == [fold(cell or "") for cell in truth["table4"]]
    assert (found["year"], found["published_date"], found["form"]) == (
        truth["year"],
        truth["published_date"],
        truth["format"],
    )
    assert fold(found["title"]) == fold(truth["title"])
    assert fold(found["agency"]) in [fold(name) for name in truth["agency_accept"]]
    for section, paragraphs in (truth.get("narrative") or {}).items():
        printed = "".join(found["narrative"].get(section, [])).replace("*", "")
        assert fold(printed) == fold("".join(paragraphs)).replace("*", ""), section
    names = {
        "t3.rowsum": "requests.row-total",
        "t3.results": "requests.results",
        "t3.flow": "requests.flow",
        "t4.total": "review.total",
    }
    identities = sorted(f.code for f in report.findings if f.code in names.values())
    assert identities == sorted(names[failure["id"]] for failure in truth["identity_failures"])


def test_blank_is_not_zero_and_a_missing_data_row_is_not_blank() -> None:
    report = read_file(original("seed000"))
    assert {cell.state for row in report.requests.rows for cell in row.cells[:6]} == {State.BLANK}
    assert {cell.state for row in report.requests.rows for cell in row.cells} <= {State.BLANK, State.ABSENT}
    assert {cell.state for row in report.review.rows for cell in row.cells} == {State.ABSENT}


def test_a_lost_column_is_absent_not_shifted() -> None:
    report = read_file(original("seed002"))
    assert [cell.state for cell in report.requests.row("1").cells] == [State.STATED] * 6 + [State.ABSENT]
    assert [cell.state for cell in report.requests.row("3.3.1").cells] == [State.STATED] * 5 + [State.ABSENT] * 2
    assert report.proactive.row("6.penalty").cells[0].number == 8


@pytest.mark.parametrize("name", ["t01_text_seedlike", "t08_text_interleaved"])
def test_a_cell_left_blank_is_blank_or_doubted_wherever_it_is(name: str) -> None:
    """In these two files ``一、本年新收…⇥⇥125`` is beside ``（七）总计⇥128``: a blank before or after shifted the row silently."""

    def cells(report: Report) -> dict[tuple[str, str, int], tuple[str | None, State]]:
        tables = ((t.key, row) for t in report.tables for row in t.rows)
        return {(key, row.key, i): (c.raw, c.state) for key, row in tables for i, c in enumerate(row.cells)}

    text = (PAIRS / f"{name}.txt").read_text(encoding="utf-8")
    whole = cells(read(text.encode()))
    lines = [line.split("\t") for line in text.split("\n")]
    figures = [
        (at, i) for at, parts in enumerate(lines) if len(parts) >= 8 for i, x in enumerate(parts) if x.strip().isdigit()
    ]
    assert len(figures) > 150
    apart = len(figures) // 3  # three rows at a time, far from each other: a doubt belongs to a row
    for blanked in zip(*(figures[n * apart : (n + 1) * apart + 2] for n in range(3)), strict=False):
        assert len({at for at, _ in blanked}) == 3
        less = [["" if (at, i) in blanked else x for i, x in enumerate(parts)] for at, parts in enumerate(lines)]
        report = read("\n".join(map("\t".join, less)).encode())
        now = cells(report)
        other = [key for key in whole if now[key] != whole[key]]
        rows = {row for _, row, _ in other}
        assert len(rows) >= 3, blanked
        codes = ("value.low-confidence", "row.unplaced", "row.total-missing")
        doubted = {f.row for f in report.findings if f.code in codes}
        for row in rows:
            shown = [now[key] for key in other if key[1] == row]
            assert shown == [("", State.BLANK)] or row in doubted, (row, blanked)


def test_every_number_knows_where_it_was_printed() -> None:
    path = original("seed002")
    lines = path.read_text(encoding="utf-8").splitlines()
    report = read_file(path)
    for table in report.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell.state is State.STATED:
                    assert cell.place and cell.place.line and cell.place.column
                    printed = lines[cell.place.line - 1].split("\t")[cell.place.column - 1]
                    assert printed.strip() == cell.raw


@pytest.mark.parametrize("name", sorted(HOLDINGS))
def test_nothing_of_the_text_is_lost(name: str) -> None:
    """Every line without a tab is title, heading, paragraph, signature or unplaced."""
    path = original(name)
    report = read_file(path)
    kept = fold(
        report.title
        + "".join(s.heading + "".join(p.text for p in s.paragraphs) for s in report.sections)
        + "".join(getattr(block, "text", "") for block in report.unplaced)
    )
    for line in path.read_text(encoding="utf-8").splitlines():
        if "\t" not in line and line.strip():
            assert fold(line.replace("*", "").lstrip("# ")) in kept, line


# --------------------------------------------------------------------------- what stands around the report


def with_above_its_title(page: str) -> Any:
    original = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    start = original.index("<h1")
    return read((original[:start] + page + original[start:]).encode())


def words(report: Any) -> list[tuple[str, str, list[str]]]:
    return [(s.key, s.heading, [p.text for p in s.paragraphs]) for s in report.sections]


@pytest.mark.parametrize(
    "page",
    [
        "<dl><dt>索引号：</dt><dd>1123/2025-012</dd><dt>名称：</dt><dd>{title}</dd></dl>",
        "<table><tr><td>索引号</td><td>1123/2025-012</td></tr><tr><td>名称</td><td>{title}</td></tr></table>",
        "<table><tr><td>标题</td><td>{title}</td></tr><tr><td>关键词</td><td>年报</td></tr></table>",
        "<p>县办公室文件</p>",
    ],
)
def test_what_stands_above_the_title_is_no_preamble(page: str) -> None:
    plain = read(original("h13_html_plain").read_bytes())
    report = with_above_its_title(page.format(title=plain.title))
    assert (report.title, words(report)) == (plain.title, words(plain))
    assert report.unplaced and not [f for f in report.findings if f.code == "table.unclaimed"]


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        ("", ""),
        ("诉讼情况", "诉讼情 况"),
        ("二、", "（一）政务公开........1 （二）平台建设\u2003\u2003\u20032 二、"),
        ("6", "6 附表……7"),
    ],
)
def test_a_list_of_contents_begins_no_section(whole: str, cut: str) -> None:
    """Entries of a second level stand between its headings, and one is cut in two."""
    contents = "目录 一、总体情况……1 二、主动公开政府信息情况……2 三、收到和处理政府信息公开申请情况……3 四、政府信息公开行政复议、行政诉讼情况……4 五、存在的主要问题及改进情况……5 六、其他需要报告的事项……6"
    plain = read(original("h13_html_plain").read_bytes())
    listed = contents.replace(whole, cut) if whole else contents
    report = with_above_its_title("".join(f"<p>{line}</p>" for line in listed.split(" ")))
    assert words(report) == words(plain)
    assert not any("……" in paragraph.text for section in report.sections for paragraph in section.paragraphs)


@pytest.mark.parametrize("above", ["", "<p>首页</p><p>政务公开</p>"])
def test_a_copy_of_the_whole_report_is_read_once(above: str) -> None:
    """A page prints its article a second time for phones, and only a script hides the copy. Nothing is dropped without
    a finding."""
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    start, end = page.index("<h1"), page.index("</body>")
    twice = read((page[:start] + above + page[start:end] * 2 + page[end:]).encode())
    once = read((page[:start] + above + page[start:]).encode())
    *findings, said = twice.findings
    assert (words(twice), twice.unplaced, tuple(findings)) == (words(once), once.unplaced, once.findings)
    assert said.code == "source.repeated" and said.place is not None and "一字不差" in message(said)


@pytest.mark.parametrize("times", [1, 2])
def test_a_list_of_the_sections_beside_the_report_is_no_copy_of_it(times: int) -> None:
    """Above the report, and below it too: the headings are the same, the text is not."""
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    listed = "".join(f"<p>{name}</p>" for name in re.findall(r"<[hp][^>]*>([一二三四五六]、[^<]*)<", page))
    start, end = page.index("<h1"), page.index("</body>")
    plain = read(page.encode())
    report = read((page[:start] + listed + page[start:end] + listed * (times - 1) + page[end:]).encode())
    assert (words(report), report.tables, report.findings) == (words(plain), plain.tables, plain.findings)
    assert len(report.unplaced) - len(plain.unplaced) == listed.count("<p>") * times


def test_three_tables_of_outcomes_that_are_alike_are_no_copies() -> None:
    """Only a caption could say of which group each is; none of their fifteen figures is dropped."""
    table = "<table><tr><td>结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计<tr><td>0<td>0<td>0<td>0<td>0</table>"
    page = "<h1>示例县河店镇人民政府2024年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>平稳有序。</p>"
    report = read(f"{page}<h2>四、政府信息公开行政复议、行政诉讼情况</h2>{table * 3}".encode())
    assert "source.repeated" not in {finding.code for finding in report.findings}
    assert "、".join("0" * 15) in " ".join(map(message, report.findings))


def test_a_table_printed_twice_is_read_once_and_that_is_said() -> None:
    """One copy for desktops and one for phones; the style sheet that hides one was not saved. With a different figure
    it is another table."""
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    tables = re.findall(r"<table.*?</table>", page, re.S)
    twice = page
    for table in tables:
        twice = twice.replace(table, table + table)
    once, read_twice = read(page.encode()), read(twice.encode())
    *findings, said = read_twice.findings
    assert (words(read_twice), tuple(findings)) == (words(once), once.findings)
    assert (said.code, "3 段、表" in message(said)) == ("source.repeated", True) and len(tables) == 3
    other = page.replace(tables[1], tables[1] + re.sub(r"(?<=>)\d(?=<)", "9", tables[1]))
    with pytest.raises(Refusal, match="two-reports"):
        read(other.encode())


OWN_TABLES = {
    "two years": "| 指标 | 2020年 | 2021年 |\n|-|-|-|\n| 新收政府信息公开申请数量 | 6 | 102 |\n| 重复申请 | 3 | 1 |",
    "one year": "| 类别 | 数量 |\n|-|-|\n| 行政许可 | 1190 |\n| 规范性文件 | 5 |",
}


@pytest.mark.parametrize("own", OWN_TABLES.values(), ids=OWN_TABLES)
@pytest.mark.parametrize("above", ["（三）政府信息管理", "下一步"])
def test_an_own_table_that_prints_some_rows_again_is_no_second_report(own: str, above: str) -> None:
    """A comparison of two years in the text: the whole report was refused, or a row of table 2 was in doubt."""
    text = (PAIRS / "m01_md_pipe.md").read_text(encoding="utf-8")
    plain, report = read(text.encode()), read(text.replace(above, f"\n\n{own}\n\n{above}", 1).encode())
    assert [to_json(report)[name] for name in ("table2", "table3")] == [
        to_json(plain)[name] for name in ("table2", "table3")
    ]
    found = {finding.code for finding in report.findings if finding not in plain.findings}
    assert found - {"table.other-year"} == {"table.unclaimed"}


def test_what_page_breaks_leave_in_a_text_stands_apart() -> None:
    """— 3 — between the halves of a sentence and of a table, （续表） above the second half."""
    text = (PAIRS / "t01_text_seedlike.txt").read_text(encoding="utf-8")
    plain = read(text.encode())
    torn = text.replace("贯彻执行", "贯彻\n\n— 3 —\n\n执行", 1).replace(
        "（四）无法提供", "\n第 4 页 共 6 页\n（续表）\n（四）无法提供"
    )
    report = read(torn.encode())
    assert (words(report), to_json(report)["table3"]) == (words(plain), to_json(plain)["table3"])
    assert [b.text for b in report.unplaced if isinstance(b, Paragraph)] == ["— 3 —", "第 4 页 共 6 页", "（续表）"]


# --------------------------------------------------------------------------- headings and signatures as they are written


def headings_as(written: dict[str, str]) -> Any:
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    for was, now in written.items():
        assert was in page
        page = page.replace(was, now)
    return read(page.encode())


HEADINGS = [section.heading for section in form("2021").sections]


@pytest.mark.parametrize("style", ["（{0}）{1}", "【{0}、{1}】", "第{0}部分 {1}", "{0}．{1}"])
def test_sections_are_known_however_they_are_numbered(style: str) -> None:
    """（一） also numbers the parts of a section: it counts only with both the number and the wording of the form."""
    plain = words(read(original("h13_html_plain").read_bytes()))
    report = headings_as({heading: style.format(*heading.split("、", 1)) for heading in HEADINGS})
    assert [(key, text) for key, _, text in words(report)] == [(key, text) for key, _, text in plain]


def test_numbered_parts_of_a_section_begin_no_section() -> None:
    """1.主动公开 resembles 二 and 二、改进情况 resembles 五, but they are parts of 一 and 五; nothing of them is lost."""
    parts = "<p>1.主动公开</p><p>甲。</p><p>2.依申请公开</p>"
    first, last = f"<h2>{HEADINGS[0]}</h2>", f"<h2>{HEADINGS[5]}</h2>"
    report = headings_as({first: f"<h2>一、总体概况</h2>{parts}", last: f"<p>二、改进情况</p><p>乙。</p>{last}"})
    assert report.section("overview").heading == "一、总体概况"
    assert [p.text for p in report.section("overview").paragraphs][:3] == ["1.主动公开", "甲。", "2.依申请公开"]
    assert [p.text for p in report.section("problems").paragraphs][-2:] == ["二、改进情况", "乙。"]


def test_a_short_section_may_follow_its_heading_in_the_same_paragraph() -> None:
    report = headings_as({f"<h2>{HEADINGS[5]}</h2>": f"<p>{HEADINGS[5]}。无其他事项。</p>"})
    assert report.section("other_matters").heading == f"{HEADINGS[5]}。"
    assert report.section("other_matters").paragraphs[0].text == "无其他事项。"


@pytest.mark.parametrize(
    "lines",
    [
        ("示例区人民政府（盖章）", "2024年2月26日"),
        ("发布机关：示例区人民政府", "发布日期：2024年2月26日"),
        ("示例区人民政府2024年2月26日",),
        ("示例区人民政府（印章）2024年2月26日",),
        ("示例区人民政府（公章）", "2024年2月26日"),
        ("（盖章）示例区人民政府", "二O二四年二月二十六日"),
        ("示例区第一中学", "二〇二四年元月二十六日"),
    ],
)
def test_signatures_are_known_however_they_are_written(lines: tuple[str, ...]) -> None:
    signed = "".join(f"<p>{line}</p>" for line in lines)
    report = headings_as({"<p>示例区人民政府</p>\n<p>2024年2月26日</p>": signed})
    assert [p.text for p in report.section("signature").paragraphs] == list(lines)
    assert identify(report, "x.html", REGISTRY).published is not None
    assert not any("章" in e.value for e in report.evidence if e.about == "agency")


def test_the_made_up_office_document_is_what_its_maker_draws() -> None:
    path = PAIRS / "o01_office_suite.pdf"
    assert (path.read_bytes(), json.loads(path.with_suffix(".json").read_bytes())) == (office(), office_truth())


def test_another_year_beside_its_own_is_listed_and_said() -> None:
    rows = [
        "| 项目 | 2023年 | | | | | | | 2024年 | | | | | | |",
        "|---|" + "---|" * 14,
        "| | " + " | ".join([*NAMES, *NAMES]) + " |",
        "| 一、本年新收政府信息公开申请数量 | "
        + " | ".join(["9", "0", "0", "0", "0", "0", "9", "4", "1", "0", "0", "0", "0", "5"])
        + " |",
        "| 二、上年结转政府信息公开申请数量 | "
        + " | ".join(["1", "0", "0", "0", "0", "0", "1", "2", "0", "0", "0", "0", "0", "2"])
        + " |",
    ]
    text = "\n".join(
        [
            "# 示例县某镇人民政府2024年政府信息公开工作年度报告",
            "",
            "## 一、总体情况",
            "",
            "无。",
            "",
            "## 三、收到和处理政府信息公开申请情况",
            "",
            *rows,
            "",
        ]
    )
    report = read(text.encode())
    assert [c.raw for c in report.requests.row("1").cells] == ["4", "1", "0", "0", "0", "0", "5"]
    assert "table.other-year" in {f.code for f in report.findings}
    assert any(isinstance(b, Grid) and "9" in [c.text for row in b.rows for c in row if c] for b in report.unplaced)


def test_a_table_2_on_two_forms_is_shown_as_that_block_by_block() -> None:
    rows = [
        "| 信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |",
        "|---|---|---|---|",
        "| 规章 | 0 | 0 | 0 |",
    ]
    rows += ["| 行政规范性文件 | 4 | 5 | 23 |", "| 信息内容 | 本年处理决定数量 |  |  |", "| 行政许可 | 318 |  |  |"]
    text = "\n".join(
        [
            "# 示例县某镇人民政府2024年政府信息公开工作年度报告",
            "",
            "## 二、主动公开政府信息情况",
            "",
            *rows,
            "",
            "## 一、总体情况",
            "",
            "无。",
        ]
    )
    report = check(identify(read(text.encode()), "x.md", read_registry(Path("content/agencies.csv"))))
    assert (report.form, report.proactive.form) == ("2021", "2021+1=2019")
    assert from_json(to_json(report)) == report
    page = to_html(report_page(report, made_agency(1), ReportContext("reports/x/2024/", "reports/x/2024/x.md")))
    assert "对外公开总数量" in page and "本年处理决定数量" in page and "本年制发件数" not in page
    lines = [line.split(",") for line in cell_lines(report, "reports/x/2024/").splitlines()]
    assert {(line[3], line[5].partition(".")[0]) for line in lines if line[4] == "proactive"} == {
        ("2019", "1"),
        ("2021", "5"),
        ("2021", "6"),
        ("2021", "8"),
    }


def without_labels(report: Report) -> tuple[list[Any], list[str]]:
    """Return the cells, and the findings except those on the wording of labels."""
    cells = [[cell.raw for row in table.rows for cell in row.cells] for table in report.tables]
    return cells, [message(f) for f in report.findings if f.code != "label.variant"]


@pytest.mark.parametrize("name", ["t08_text_interleaved.txt", "t03_text_cell_per_line.txt", "h01_html_cms.html"])
@pytest.mark.parametrize(
    "article",
    [
        "第20条第（{}）项",
        "《条例》第20条第{}项",
        "第二十条第{}项",
        "第二十条第一款第（{}）项",
        "第二十条第（{}）款",
        "第二十条（{}）",
    ],
)
def test_the_number_of_an_article_may_be_in_digits(name: str, article: str) -> None:
    """第20条第（一）项 and 第二十条第1项 were no header: all of table 3 was in doubt, or the articles were listed as unplaced."""
    text = (PAIRS / name).read_text(encoding="utf-8")
    numbers = "一二三四五六七八九"
    item = str if "20" in article or "（" in article else lambda number: str(numbers.index(number) + 1)
    written, count = re.subn("第二十条第（?([一二三四五六七八九])）?项", lambda m: article.format(item(m[1])), text)
    assert count >= 4
    assert without_labels(read(written.encode())) == without_labels(read(text.encode()))


@pytest.mark.parametrize("name", ["t08_text_interleaved.txt", "t03_text_cell_per_line.txt", "h01_html_cms.html"])
@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("其他", "其它"),
        ("法人或其他组织", "法人或者其他组织"),
        ("法人或其他组织", "法人和其它组织"),
        ("法人或其他组织", "法人、其他组织"),
        ("法人或其他组织", "法人和非法人组织"),
        ("申请人情况", "申请人类型"),
        ("总计", "总 计"),
        ("总计", "合计"),
        ("结果维持", "维持结果"),
        ("结果纠正", "结果被纠正"),
        ("其他结果", "其他处理结果"),
        ("尚未审结", "尚未结案"),
        ("未经复议直接起诉", "未经行政复议直接起诉"),
        ("复议后起诉", "行政复议后起诉"),
        ("法人或其他组织", "法人以及其他组织"),
        ("社会公益组织", "社会公益性机构"),
        ("结果纠正", "结果更正"),
        ("二、上年结转政府信息公开申请数量", "二、上年度结转数"),
    ],
)
def test_a_word_of_the_form_may_be_spelt_in_another_way(name: str, own: str, other: str) -> None:
    """其它 in the header of table 3 doubted all of its rows, and the figures of table 4 were in no column."""
    text = (PAIRS / name).read_text(encoding="utf-8")
    at = text.index("三、收到")
    written = text[:at] + text[at:].replace(own, other)
    assert without_labels(read(written.encode())) == without_labels(read(text.encode()))


@pytest.mark.parametrize("name", ["t08_text_interleaved.txt", "t03_text_cell_per_line.txt", "h01_html_cms.html"])
@pytest.mark.parametrize("word", ["信息类别", "项目", "内容"])
def test_the_header_above_the_labels_of_table_2_may_be_another_word(name: str, word: str) -> None:
    """项目 was taken for 上一年项目数量: the figures of 行政许可 were in no column."""
    text = (PAIRS / name).read_text(encoding="utf-8")
    assert without_labels(read(text.replace("信息内容", word).encode())) == without_labels(read(text.encode()))


def test_two_header_lines_of_table_2_are_read_together() -> None:
    """项目 below 上一年 is a part of the name, although it is the first word of its line."""
    rows = [
        ("信息内容", "上一年", "本年", "处理决定"),
        ("", "项目数量", "增/减", "数量"),
        ("行政许可", "7", "2", "9"),
    ]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    headings = "".join(f"<h2>{section.heading}</h2>" for section in form("2019").sections)
    page = f"<h1>示例县人民政府2019年政府信息公开工作年度报告</h1>{headings}<table><tr><td colspan=4>第二十条第（五）项</td></tr>{cells}</table>"
    for text in (page, page.replace("项目数量", "项目")):
        assert [cell.raw for cell in read(text.encode()).proactive.row("5.permit").cells] == ["7", "2", "9"]


@pytest.mark.parametrize("name", ["t08_text_interleaved.txt", "t03_text_cell_per_line.txt", "h01_html_cms.html"])
@pytest.mark.parametrize("own", ["本年制发件数", "本年处理决定数量"])
def test_a_header_of_table_2_may_name_the_year(name: str, own: str) -> None:
    """2024年处理决定数量 is the column only of a report on 2024; the year of another one is doubted, and shown."""
    text = (PAIRS / name).read_text(encoding="utf-8")
    expected = read(text.encode())
    year = next(y for y in range(2020, 2026) if f"{y}年政府信息公开" in expected.title)
    found = read(text.replace(own, f"{year}年{own.removeprefix('本年')}").encode())
    assert without_labels(found) == without_labels(expected)
    other = f"{year - 1}年{own.removeprefix('本年')}"
    of_another_year = read(text.replace(own, other).encode())
    doubted = {(f.table, f.row) for f in of_another_year.findings}
    assert {("proactive", "1.docs" if "制发" in own else "5.permit")} <= doubted
    grids = [block for block in of_another_year.unplaced if isinstance(block, Grid)]
    printed = [c for _, line in of_another_year.proactive.header_rows for c in line]
    printed += [cell.text for grid in grids for row in grid.rows for cell in row if cell]
    printed += [b.text for s in of_another_year.sections for b in s.blocks if isinstance(b, Paragraph)]
    assert other in printed


@pytest.mark.parametrize(
    ("key", "own", "other"),
    [
        ("3.7", "（七）总计", "（七）合计"),
        ("4", "四、结转下年度继续办理", "四、结转2025年继续办理"),
        ("3.3.1", "1.属于国家秘密", "1.涉及国家秘密"),
        ("8.fee", "行政事业性收费", "行政性收费"),
    ],
)
def test_a_row_of_one_cell_a_line_is_read_by_a_label_in_other_words(key: str, own: str, other: str) -> None:
    """四、结转2025年继续办理 and its figures were only text: the row was absent, without a finding."""
    text = (PAIRS / "t03_text_cell_per_line.txt").read_text(encoding="utf-8")
    assert f"\n{own}\n" in text
    found = read(text.replace(f"\n{own}\n", f"\n{other}\n").encode())
    assert without_labels(found) == without_labels(read(text.encode()))
    assert other in {row.label for table in found.tables for row in table.rows}


@pytest.mark.parametrize("word", ["本年制定件数", "今年制发件数", "印发数量"])
def test_a_header_of_table_2_may_use_another_verb(word: str) -> None:
    """本年制定件数: the figures of 规章 and 行政规范性文件 below it were in no column."""
    text = (PAIRS / "h01_html_cms.html").read_text(encoding="utf-8")
    assert without_labels(read(text.replace("本年制发件数", word).encode())) == without_labels(read(text.encode()))
    both = read(text.replace("本年废止件数", word).encode())  # beside 本年制发件数 it is another column
    expected = read(text.encode()).proactive.row("1.docs").cells
    assert [cell.raw for cell in both.proactive.row("1.docs").cells] == [expected[0].raw, None, expected[2].raw]
    moved = read(
        text.replace("本年制发件数", "甲").replace("本年废止件数", "本年制发件数").replace("甲", word).encode()
    )
    assert [cell.raw for cell in moved.proactive.row("1.docs").cells] == [expected[1].raw, None, expected[2].raw]


@pytest.mark.parametrize("name", ["t01_text_seedlike.txt", "t03_text_cell_per_line.txt", "m01_md_pipe.md"])
def test_the_only_figure_of_a_row_with_one_column_needs_no_header(name: str) -> None:
    """The header is printed above the first block only, which shows the form; an amount of money needs its unit. 数量 says
    no more."""
    text = (PAIRS / name).read_text(encoding="utf-8")
    expected = read(text.encode())

    def without(*words: str, of: str = text) -> Report:
        return read("".join(s for s in of.splitlines(True) if not any(word in s for word in words)).encode())

    found = without("本年处理决定数量")
    assert without_labels(found) == without_labels(expected)
    counted = read(text.replace("本年处理决定数量", "数量").encode())
    assert without_labels(counted) == without_labels(expected)
    assert {f.row for f in without("本年收费金额").findings} - {f.row for f in expected.findings} == {"8.fee"}
    rows = {"5.permit", "6.penalty", "6.coercion"}
    unknown = without("本年处理决定数量", "本年制发件数", "本年废止件数", "现行有效件数")
    assert rows <= {f.row for f in unknown.findings}
    other = read(text.replace("本年处理决定数量", "上年末数量").encode())
    assert rows <= {f.row for f in other.findings}
