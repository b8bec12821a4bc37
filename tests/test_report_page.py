"""Test the page of one report: it shows the complete report, and says in words what is missing."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from made_up import agency, report, with_tables
from trees import Tree, tree_of

from build_scripts.checks import check
from build_scripts.exports import own_tables
from build_scripts.extraction.extract import read
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import (
    ABSENT,
    Agency,
    Answer,
    Evidence,
    Grid,
    GridCell,
    GridKind,
    Paragraph,
    Place,
    Report,
    Row,
    Section,
    State,
    finding,
)
from build_scripts.pages import citation as cited
from build_scripts.pages.citation import citation
from build_scripts.pages.provenance import ReportContext, whereabouts
from build_scripts.pages.report import DOUBT, report_page
from build_scripts.pages.summary import MIN_REQUESTS
from build_scripts.render import blocks
from build_scripts.render.blocks import Bullets, Link
from build_scripts.render.html import to_html
from build_scripts.site.layout import load_site, render
from build_scripts.site.prepared_page import prepare
from build_scripts.wording import cell

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "reports"
HOLDINGS = ROOT / "content/reports/2024"
ADDRESS = "reports/shili-0-1/2024/"
CONTEXT = ReportContext(ADDRESS, ADDRESS + "original.txt")


@cache
def holding(name: str) -> Report:
    (path,) = HOLDINGS.glob(f"*{name}*")
    return check(replace(read(path.read_bytes()), year=2024))


def shown(item: Report, who: Agency | None = None, context: ReportContext = CONTEXT) -> Tree:
    return tree_of(f"<main>{to_html(report_page(item, who or agency(1), context))}</main>")


def words(element: Tree) -> str:
    return "".join(element.text_content().split())


def fact(page: Tree, label: str) -> str:
    (found,) = page.xpath(f"//dt[text()='{label}']/following-sibling::dd[1]")
    return words(found)


# --------------------------------------------------------------------------- all of it


def originals() -> list[Path]:
    return [*sorted(HOLDINGS.glob("*.txt")), *sorted(p for p in FIXTURES.iterdir() if p.suffix != ".json")]


@pytest.mark.parametrize("path", originals(), ids=lambda p: p.name)
def test_nothing_of_the_report_is_lost_on_its_page(path: Path) -> None:
    item = read(path.read_bytes())
    text = words(shown(item))
    printed = [b for s in item.sections for b in s.blocks] + list(item.unplaced)
    for block in printed:
        for part in [block.text] if isinstance(block, Paragraph) else [c.text for row in block.rows for c in row if c]:
            assert "".join(part.split()) in text, part
    for section in item.sections:
        assert "".join(section.heading.split()) in text


def test_sections_stand_in_statutory_order_whatever_the_original_does() -> None:
    """古城回族乡 prints 三 before 二."""
    page = shown(holding("古城"))
    keys = [s.key for s in form("2021").sections]
    assert [h.get("id") for h in page.xpath("//h2") if h.get("id") in keys] == keys
    notices = [words(n) for n in page.xpath("//div[contains(@class,'nb-notice')]")]
    assert any("一、三、二、四、五、六" in n for n in notices)


def test_what_is_said_of_many_rows_is_said_once() -> None:
    """A county's report printed 数据1, 数据2 … above table 3: 25 boxes said the same. A finding with an answer stays
    alone, and every mark leads to its own row."""
    text = (FIXTURES / "m01_md_pipe.md").read_text(encoding="utf-8")
    numbered = re.sub(r"\| *自然人.*", "| 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |", text)
    item = check(read(numbered.encode()))
    [answered, *_] = [f for f in item.findings if f.code == DOUBT and f.row == "3.1"]
    answer = replace(answered, answer=Answer("explained", "没有印表头", "张三", "2026-01-05"))
    page = shown(replace(item, findings=tuple(answer if f is answered else f for f in item.findings)))
    boxes = [b for b in page.xpath("//div[contains(@class,'nb-notice')]") if "没有可以辨认的表头" in words(b)]
    assert len(boxes) == 2
    [together] = [b for b in boxes if "等24行：" in words(b)]
    assert "「一、本年新收政府信息公开申请数量」等24行：" in words(together)
    ids = set(page.xpath("//@id"))
    marks = page.xpath("//table[@id='table-requests']//a[@class='nb-mark']/@href")
    assert len(marks) >= 25 and all(mark[1:] in ids for mark in marks)
    for row in together.xpath(".//div[@class='nb-doubtful-row']"):
        [label] = page.xpath(f"//table[@id='table-requests']//a[@href='#{row.get('id')}' and @class='nb-mark']/..")
        assert words(label)[:4] in words(row)


def test_findings_that_speak_of_their_row_stay_apart() -> None:
    """「规章」等 5 行一行印的是 0 is no sentence."""
    rows = form("2021").requests.rows[:5]
    found = tuple(finding("row.unplaced", table="requests", row=r.key, label=r.label, printed="0") for r in rows)
    page = shown(replace(report(1), findings=found))
    boxes = [words(b) for b in page.xpath("//div[contains(@class,'nb-notice')]")]
    assert sum("一行印的是0" in box for box in boxes) == 5 and not any("等5行" in box for box in boxes)


@pytest.mark.parametrize(
    "name", ["m01_md_pipe.md", "h01_html_cms.html", "d01_docx_official.docx", "t01_text_seedlike.txt"]
)
def test_every_word_of_a_header_is_on_the_page(name: str) -> None:
    """Headers in other words (科研院所, 公民, 本年度处理决定数量) name their columns and were nowhere on the page."""
    item = read((FIXTURES / name).read_bytes())
    [first, *_], [_, *blocks_below] = item.requests.header_rows, item.proactive.header_rows
    assert "".join("".join(c or "" for c in first[1]).split()) and len(blocks_below) >= 3
    page = words(shown(item))
    for table in item.tables:
        for _, line in table.header_rows:
            assert all("".join((cell or "").split()) in page for cell in line)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("科研机构", "科研院所"),
        ("自然人", "公民"),
        ("第二十条第（五）项", "第20条第五项"),
        ("本年处理决定数量", "本年度处理决定数量"),
    ],
)
def test_a_header_in_other_words_is_on_the_page_as_printed(own: str, other: str) -> None:
    text = (FIXTURES / "m01_md_pipe.md").read_text(encoding="utf-8")
    assert other in words(shown(read(text.replace(own, other).encode())))


def test_permanent_anchors_are_there() -> None:
    page = shown(holding("河园"))
    ids = set(page.xpath("//@id"))
    assert {
        "overview",
        "proactive",
        "requests",
        "review",
        "problems",
        "other_matters",
        "findings",
        "source",
        "cite",
    } <= ids
    assert {"table-proactive", "table-requests", "table-review", "requests-3.3.1", "requests-4"} <= ids
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", i) for i in ids)
    assert len(page.xpath("//@id")) == len(ids)


def test_content_without_a_place_is_listed_as_printed() -> None:
    place = Place(line=9)
    odd = Grid(((GridCell("甲", place), None), (GridCell("1", place), GridCell("2\n3", place))), GridKind.RULED, place)
    item = replace(report(1), unplaced=(Paragraph("一段没有去处的话", place), odd))
    page = shown(item)
    (heading,) = page.xpath("//h2[@id='unplaced']")
    assert heading.text == "未能归位的内容"
    assert "一段没有去处的话" in words(page) and page.xpath("//table[@class='nb-own']//td[@colspan='2']/text()") == [
        "甲"
    ]


# --------------------------------------------------------------------------- the summary


def outcomes(page: Tree) -> dict[str, tuple[str, str]]:
    """Return the overview at the top of a page: label → (number, share)."""
    (table,) = page.xpath("//div[@class='nb-outcomes']//table")
    rows = [[words(cell) for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]
    return {row[0]: (row[1], row[2] if len(row) == 3 else "") for row in rows}


def said(page: Tree) -> str:
    return "".join(words(part) for part in page.xpath("//div[@class='nb-summary']"))


def test_the_summary_says_blank_where_the_original_is_blank() -> None:
    """上新庄镇 filled in nothing."""
    page = shown(holding("上新庄"))
    assert not page.xpath("//div[@class='nb-outcomes']")
    assert said(page).startswith("信息公开申请（表3）：整张表未填报。")
    assert "行政复议、行政诉讼（表4）：原件无此格。" in said(page) and "主动公开（表2）：整张表未填报。" in said(page)


def test_the_summary_says_absent_where_the_column_is_lost() -> None:
    """海城镇 lost the column 总计."""
    page = shown(holding("海城"))
    rows = outcomes(page)
    assert {number for number, _ in rows.values()} == {"原件无此格", "各项原件无此格，不相加"}
    assert not any(share for _, share in rows.values())
    assert "未经复议直接起诉1件" in said(page) and "行政处罚8件" in said(page)


def test_the_summary_answers_what_became_of_the_applications() -> None:
    """Each outcome has its number, its share of the printed total and, where the form has no row, the computed sum."""
    busy = next(report(n) for n in range(50) if (report(n).requests.row("3.7").cells[-1].number or 0) >= MIN_REQUESTS)
    rows = outcomes(shown(busy))
    total = busy.requests.row("3.7").cells[-1].number or 0
    refused = sum(row.cells[-1].number or 0 for row in busy.requests.rows if row.key.startswith("3.3."))
    assert rows["不予公开（8项，本馆相加）"] == (f"{refused}", f"{100 * refused / total:.1f}%")
    assert rows["办理结果总计"] == (f"{total}", "")
    shares: list[Decimal] = [Decimal(share.removesuffix("%")) for _, share in rows.values() if share]
    assert len(shares) == 6 and abs(sum(shares, Decimal()) - 100) < 1
    assert "不计算比例" in words(shown(report(1, quiet=1)).xpath("//div[@class='nb-outcomes']")[0])


def test_reasons_are_a_list_of_what_is_above_zero() -> None:
    busy = next(report(n) for n in range(50) if report(n).requests.row("3.3.1").cells[-1].number)
    listed = "".join(words(item) for item in shown(busy).xpath("//div[@class='nb-reasons']//li"))
    assert f"不予公开：属于国家秘密{busy.requests.row('3.3.1').cells[-1].raw}件" in listed
    for row in busy.requests.rows:
        if row.cells[-1].number == 0 and row.key.startswith(("3.3.", "3.4.", "3.5.")):
            assert row.label.partition(".")[2] not in listed
    assert "没有这张表" in said(shown(read((FIXTURES / "b07_missing_table3.txt").read_bytes())))


def test_a_total_that_contradicts_its_parts_stands_beside_their_sum() -> None:
    """A district's report of 2023 prints 维持 10, 纠正 1, 0, 0 and 总计 0: its page said only 行政复议 0 件."""
    whole = report(3)
    first = Row("reconsideration", "行政复议", tuple(map(cell, ("10", "1", "0", "0", "0"))))
    page = shown(check(replace(whole, review=replace(whole.review, rows=(first, *whole.review.rows[1:])))))
    (line,) = [p for p in page.xpath("//div[@class='nb-summary']/p") if "行政复议" in words(p)]
    assert "行政复议：总计印的是0件，各项相加11件（本馆相加：结果维持10、结果纠正1）" in words(line)
    (mark,) = line.xpath("./a[@class='nb-mark']")
    (notice,) = page.xpath(f"//div[@id='{mark.get('href').removeprefix('#')}']")
    assert "行政复议" in words(notice) and "nb-error" in notice.get("class")


def test_figures_with_a_finding_carry_its_mark() -> None:
    whole = report(3)
    rows = tuple(
        replace(row, cells=(*row.cells[:-1], cell("82"))) if row.key == "3.1" else row for row in whole.requests.rows
    )
    page = shown(check(replace(whole, requests=replace(whole.requests, rows=rows))))
    marked = page.xpath("//div[@class='nb-outcomes']//tr[.//a[@class='nb-mark']]/th")
    assert "予以公开" in [words(head) for head in marked]
    assert "本年新收申请" not in [words(head) for head in marked]


# --------------------------------------------------------------------------- who, when, where


def test_an_inferred_place_is_marked_and_reasoned() -> None:
    who = Agency("xiaopu", "小铺乡", province="河南省", city="安阳市", county="滑县", division_code="410526212", basis="只有滑县有这个乡，尚待核实。")  # fmt: skip
    page = shown(holding("小铺"), who)
    where = fact(page, "所在地")
    assert where.startswith("河南省安阳市滑县") and "推断（不是原件写明的）" in where and "尚待核实" in where
    assert page.xpath("//p[@class='nb-crumbs']/a/@href")[-1] == "../../../agencies/xiaopu/"


def test_a_place_that_nobody_knows_is_not_called_inferred() -> None:
    item = replace(report(1), findings=(finding("agency.inferred", reason="地点待核实。"),))
    page = shown(item, Agency("jia", "甲镇", basis=message(item.findings[0])))
    assert fact(page, "所在地") == "未定依据"
    assert page.xpath("//dd/a[text()='依据']/@href") == ["#f1"]


def test_what_the_original_does_not_say_is_not_made_up() -> None:
    page = shown(replace(report(1), published=None, agency="某镇"))
    assert fact(page, "公布日期") == "原件没有写明"
    assert "（原件写作“某镇”）" in fact(page, "机关")
    assert fact(shown(report(1)), "公布日期") == "2025-01-02"


def test_mixed_forms_are_named_table_by_table() -> None:
    """Real reports of 2023 print the table 2 of 2021 with the table 3 of 2019."""
    page = shown(read((FIXTURES / "o01_office_suite.pdf").read_bytes()))
    assert fact(page, "表格格式") == "表22021年格式；表32019年格式（试行）；表42021年格式"


def test_evidence_and_places_can_be_looked_up() -> None:
    item = replace(holding("河园"), evidence=(Evidence("year", "2024", "统计期限", "从 2024 年 1 月 1 日起"),))
    page = shown(item)
    assert "年度：2024（统计期限：“从2024年1月1日起”）" in words(page)
    folds = {words(d.xpath("./summary")[0]): words(d) for d in page.xpath("//details")}
    lines = sorted({c.place.line for row in item.requests.rows for c in row.cells if c.place})  # type: ignore[type-var]
    assert f"表3：第{lines[0]}—" in folds["数字在原件中的位置"]
    assert (
        whereabouts([Place(page=2, table=1), Place(page=3, table=2), Place(page=5, table=2)])
        == "第 2—3、5 页，原件第 1—2 张表"
    )


# --------------------------------------------------------------------------- findings


def test_findings_stand_beside_what_they_concern_and_at_the_end() -> None:
    found = (
        finding("section.thin", section="problems", title="五", count=3),
        finding("requests.results", table="requests", row="3.7", column="total", heading="总计", left="1", right="2", cause=""),
        finding("requests.results", table="requests", row="3.7", column="other_org", heading="其他", left="3", right="4", cause=""),
        finding("review.total", table="review", group="direct_suit", column="total", label="直接起诉", left="1", right="0", cause=""),
    )  # fmt: skip
    page = shown(replace(report(1), findings=found))
    assert fact(page, "核验提示") == "数字不相符3条，请留意1条"
    (cell,) = page.xpath("//tr[@id='requests-3.7']/td[last()]")
    (mark,) = cell.xpath("./a")
    (notice,) = page.xpath(f"//div[@id='{mark.get('href')[1:]}']")
    assert "「总计」" in words(notice) and mark.get("aria-label").startswith("核验提示")
    order = [
        e.get("id")
        for e in page.xpath("//*[@id]")
        if e.get("id") in {"f1", "f2", "f3", "f4", "review", "problems", "findings"}
    ]
    assert order == ["f1", "f2", "review", "f3", "problems", "f4", "findings"]
    assert [a.get("href") for a in page.xpath("//h2[@id='findings']/following-sibling::ul[1]//a")] == [
        "#f1",
        "#f2",
        "#f3",
        "#f4",
    ]
    assert len(page.xpath("//div[@id='f1']//a")) == 1 and not page.xpath("//div[@id='f2']//a"), (
        "a rule is explained once"
    )


def test_a_draft_says_so_before_its_first_figure() -> None:
    found = (finding("report.duplicate", others="乙.pdf"), finding("source.scan", reason="第 1–3 页是图片"))
    text = words(shown(replace(report(1), findings=found)))
    assert text.index("只是草稿") < text.index("新收申请") < text.index("乙.pdf")
    assert text.count("只是草稿") == 1


def test_many_findings_fold_but_stay_open() -> None:
    found = tuple(
        finding("requests.row-total", table="requests", row=row.key, label=row.label, left="1", right="0", cause="")
        for row in form("2021").requests.rows
    )
    page = shown(replace(report(1), findings=found))
    (fold,) = page.xpath("//details[@open]")
    assert len(fold.xpath(".//div[contains(@class,'nb-notice')]")) == 25


def test_words_are_neutral() -> None:
    for name in ("海城", "古城", "小铺", "上新庄", "河园"):
        text = words(shown(holding(name)))
        assert "错误" not in text.replace("".join(p.text for s in holding(name).sections for p in s.paragraphs), "")


def test_missing_words_are_explained_only_where_they_stand() -> None:
    legends = [words(p) for p in shown(holding("海城")).xpath("//p[@class='nb-legend']")]
    assert legends == ["无此格：原件没有这一格。"]
    assert not shown(report(1)).xpath("//p[@class='nb-legend']")


# --------------------------------------------------------------------------- the way on


def test_original_data_neighbours_and_versions_are_linked() -> None:
    context = replace(
        CONTEXT,
        previous=(2023, "reports/shili-0-1/2023/"),
        following=(2025, "reports/shili-0-1/2025/"),
        comparison="compare/agencies/shili-0-1/2023-2024/",
        neighbours=(("邻镇", "reports/shili-0-2/2024/"),),
        revisions=(Bullets(((Link("第 1 版", "reports/shili-0-1/2024/v1/"),),)),),
    )
    item = report(1)
    page = shown(item, context=context)
    links = {words(a): a.get("href") for a in page.xpath("//a")}
    assert links["←2023年"] == "../2023/" and links["2025年→"] == "../2025/"
    assert links["与上一年对比"] == "../../../compare/agencies/shili-0-1/2023-2024/"
    assert links["邻镇"] == "../../shili-0-2/2024/" and links["第1版"] == "v1/"
    assert links["report.json"] == "report.json" and links["report.csv"] == "report.csv"
    (button,) = page.xpath("//div[@class='nb-toolbar']//a[@download]")
    assert (button.get("href"), button.get("download")) == ("original.txt", item.source.name)
    assert item.source.sha256 in words(page) and f"{item.source.size:,}字节" in words(page)


def test_the_citation_follows_gbt_7714() -> None:
    item, who = report(1), agency(1)
    context = replace(CONTEXT, site_url="https://nianbao.example.cn")
    said = "".join(p if isinstance(p, str) else getattr(p, "text", "") for p in citation(item, who, context.url))
    assert said == (
        f"{who.name}. {item.title}[R/OL]. (2025-01-02)[引用日期]. https://nianbao.example.cn/reports/shili-0-1/2024/."
    )
    undated = citation(replace(item, published=None), who, context.url)
    assert "".join(p if isinstance(p, str) else getattr(p, "text", "") for p in undated).count("(") == 0


def test_programs_that_keep_literature_are_given_the_same() -> None:
    item, who = replace(report(1), title="A&B_县年度报告"), agency(1)
    made = {name: data.decode() for name, data in cited.files(item, who, "https://x.cn/a/").items()}
    assert set(made) == {"cite.bib", "cite.ris", "cite.json"}
    assert "title = {A\\&B\\_县年度报告}" in made["cite.bib"] and "date = {2025-01-02}" in made["cite.bib"]
    assert (
        made["cite.ris"].startswith("TY  - RPRT\r\n")
        and "DA  - 2025/01/02\r\nLA  - zh-CN\r\nUR  - https://x.cn/a/\r\n" in made["cite.ris"]
    )
    (entry,) = json.loads(made["cite.json"])
    assert entry["issued"] == {"date-parts": [[2025, 1, 2]]} and entry["author"] == [{"literal": who.name}]
    quiet = "".join(data.decode() for data in cited.files(replace(item, published=None), who, "").values())
    assert "2025-01" not in quiet and "issued" not in quiet and "url" not in quiet.lower() and "UR  -" not in quiet


def test_machines_are_told_the_same() -> None:
    item, who = report(1), agency(1)
    page = report_page(item, who, replace(CONTEXT, site_url="https://nianbao.example.cn/"))
    tags = dict(page.meta)
    assert tags["ArticleTitle"] == item.title and tags["PubDate"] == "2025-01-02"
    assert tags["ContentSource"] == who.name and tags["Url"] == "https://nianbao.example.cn/reports/shili-0-1/2024/"
    assert tags["ColumnName"] == who.name and not any(name.startswith("pagefind") for name in tags)
    item_, figures, _ = json.loads(page.structured)["@graph"]
    assert (item_["@type"], item_["datePublished"], item_["temporalCoverage"]) == ("Report", "2025-01-02", "2024")
    assert item_["encoding"]["sha256"] == item.source.sha256 and item_["license"].endswith("about/#licence")
    assert (
        item_["encoding"]["contentUrl"] == f"{blocks.ROOT}{CONTEXT.original}"
        and item_["publisher"] == figures["publisher"]
    )
    quiet = json.loads(report_page(replace(item, published=None), who, CONTEXT).structured)["@graph"][0]
    assert "datePublished" not in quiet


# --------------------------------------------------------------------------- before the form


def test_a_report_from_before_the_form_reads_as_it_was_written() -> None:
    place = Place(line=1)
    text = Section("preamble", "", 0, (Paragraph("一、概述", place), Paragraph("2016年主动公开政府信息35条。", place)))
    empty = tuple(Section(s.key, "", 0, ()) for s in form("2021").sections)
    bare = with_tables(
        replace(report(1, 2016), form="free", sections=(text, *empty), published=date(2017, 3, 1)),
        *(replace(t, present=False, rows=tuple(_absent(r) for r in t.rows)) for t in report(1).tables),
    )
    page = shown(bare)
    assert [words(h) for h in page.xpath("//h2")] == ["正文", "核验提示", "原件与数据", "引用本页"]
    assert fact(page, "表格格式") == "没有统一格式（2019年以前）"
    assert "这份报告没有法定表格，只有文字。" in words(page)
    assert not page.xpath("//table") and "没有这张表" not in words(page)


def _absent(row: Row) -> Row:
    return replace(row, label="", cells=tuple(ABSENT for _ in row.cells))


# --------------------------------------------------------------------------- weight


def test_a_report_page_is_light() -> None:
    """At most 32 KB of HTML, 9 KB gzipped, layout included: for phones on slow lines. The links to the rows, which work
    without a script, are 2 KB of it."""
    site = load_site(ROOT)
    near = tuple((agency(n).name, f"reports/shili-0-{n}/2024/") for n in range(6))
    for n in (1, 2, 3, 9):
        page = report_page(report(n), agency(n), replace(CONTEXT, neighbours=near, previous=(2023, "reports/a/2023/")))
        html = render(prepare(page), site)
        assert len(html) <= 32 * 1024, n
        assert len(gzip.compress(html, 9, mtime=0)) <= 9 * 1024, n


def test_states_are_told_apart_on_the_page() -> None:
    states = {c.state for row in holding("海城").requests.rows for c in row.cells}
    assert states == {State.STATED, State.ABSENT}
    page = shown(holding("海城"))
    assert len(page.xpath("//table[@id='table-requests']//td[@class='a']")) == 44
    assert {words(td) for td in page.xpath("//table[@id='table-requests']//td[@class='a']")} == {"无此格"}


def test_a_long_table_is_shown_where_it_begins_and_is_whole_in_a_file() -> None:
    rows = tuple((GridCell(f"=企业{n}", Place()), None, GridCell(str(n), Place())) for n in range(1, 6_001))
    item = report(1)
    first, *rest = item.sections
    item = replace(item, sections=(replace(first, blocks=(Grid(rows, GridKind.RULED, Place()),)), *rest))
    page = shown(item)
    (table,) = page.xpath("//table[@class='nb-own']")
    assert len(table.xpath(".//tr")) == own_tables.SHOWN
    assert page.xpath("//a[text()='tables.csv']/@href") and "共6,000行" in words(page)
    made = own_tables.tables_file(own_tables.tables_lines(item))
    assert made is not None and made.decode().splitlines()[-1] == "1,6000,'=企业6000,,6000"
    assert own_tables.tables_file(own_tables.tables_lines(report(1))) is None
