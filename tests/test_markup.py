"""Test pages as Markdown and as HTML: nothing is lost, and both have the same content."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import made_up
import pytest
import yaml
from markdown import Markdown
from markdown_it import MarkdownIt
from markdown_it.token import Token
from trees import Tree, tree_of

from build_scripts.extraction.extract import read
from build_scripts.forms import FORM_IDS, form
from build_scripts.model import Cell, State, Table
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Chart,
    Code,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Figure,
    Fold,
    Group,
    Heading,
    Link,
    Mark,
    Notice,
    OwnTable,
    Page,
    Para,
    Region,
    Rows,
    Span,
    Statutory,
    Widget,
)
from build_scripts.render.html import block_html, relative, to_html
from build_scripts.render.markdown import block_markdown, to_markdown
from build_scripts.wording import cell as typed

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "reports"
TABLES = ("proactive", "requests", "review")

# --------------------------------------------------------------------------- tables there and back

# Every state, and printed text that imitates a state or markup. "12" is unreadable: two separate digits in the
# original.
PRINTS: tuple[str | None, ...] = (
    *("0", "", "/", None, "1,234", "251000元", "减4", "-", "无", "空白", "无此格", "存疑", "*空白*", "*无此格*", "3 *存疑*"),
    *("<td>9</td>", "a|b", "\\", "`7`", "&nbsp;", "&lt;", "[1](x)", "〔1〕", "**5**", "_", "1.", "- 2", "<del>", "{: .b }", "~~4~~"),
)  # fmt: skip


def strange(key: str, form_id: str, start: int) -> Table:
    """Return a table whose cells iterate over ``PRINTS``; every fifth number is split and therefore unreadable."""
    made = []
    at = start
    for row in made_up_empty(key, form_id).rows:
        cells = []
        for _ in row.cells:
            at += 1
            printed = PRINTS[at % len(PRINTS)]
            torn = at % 5 == 0 and printed is not None and printed.isdigit()
            cells.append(Cell(printed, None, State.UNREADABLE) if torn else typed(printed))
        made.append(replace(row, cells=tuple(cells)))
    return Table(key, form_id, True, tuple(made))


def made_up_empty(key: str, form_id: str) -> Table:
    from build_scripts.serialize import empty_table

    return empty_table(form(form_id).table(key), form_id)


def facts_of(table: Table) -> list[list[tuple[str, str]]]:
    """Return what a reader learns: (state, printed text) of every cell."""
    return [[(c.state.value, c.raw or "") for c in row.cells] for row in table.rows]


def squeezed(text: str) -> str:
    return "".join(text.split())


def state_of(text: str, state_words: list[str]) -> tuple[str, str]:
    """Parse (state, printed text) from the text of a cell and the words that the table adds."""
    if state_words == ["空白"]:
        return "blank", ""
    if state_words == ["无此格"]:
        return "absent", ""
    if state_words == ["存疑"]:
        return "unreadable", squeezed(text)
    assert not state_words
    return typed(squeezed(text)).state.value, squeezed(text)


def read_inline(token: Token) -> tuple[str, str]:
    text, words, depth, em = "", [], 0, 0
    for child in token.children or ():
        if child.type in ("em_open", "em_close"):
            em += child.nesting
        elif child.type in ("link_open", "link_close"):
            depth += child.nesting
        elif child.type in ("text", "text_special", "code_inline") and not depth:
            if em:
                words.append(child.content)
            else:
                text += child.content
    return state_of(text, words)


def markdown_tables(source: str) -> list[list[list[Token]]]:
    """Return the tables as any CommonMark viewer with pipe tables sees them: rows of inline tokens."""
    tables: list[list[list[Token]]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open" and tables:
            tables[-1].append([])
        elif token.type == "inline" and tables and token.level > 3:
            tables[-1][-1].append(token)
    return tables


def from_markdown(key: str, rows: list[list[Token]]) -> list[list[tuple[str, str]]]:
    body = rows[1:]
    if key != "proactive":
        return [[read_inline(t) for t in row[1:]] for row in body]
    found: list[list[tuple[str, str]]] = []
    last = ""
    for row in body:
        label = row[0].content + "›" + row[1].content.split(" [〔")[0]
        if label != last:
            found.append([])
        last = label
        found[-1].append(read_inline(row[3]))
    return found


def from_html(key: str, text: str) -> list[list[tuple[str, str]]]:
    """Return the cells of the table with that id by the relations that a screen reader follows."""
    page = tree_of(text)
    (table,) = page.xpath(f"//table[@id='table-{key}']")
    cells = []
    for td in table.xpath(".//tbody//td"):
        for mark in td.xpath(".//a[@class='nb-mark']"):
            mark.drop_tree()
        classes = (td.get("class") or "").split()
        words = ["空白"] if "b" in classes else ["无此格"] if "a" in classes else []
        if "u" in classes:
            (doubt,) = td.xpath("./i")
            assert doubt.text == "存疑"
            doubt.drop_tree()
            words = ["存疑"]
        shown = td.text_content()
        if words in (["空白"], ["无此格"]):
            assert shown == words[0]
        cells.append(state_of(shown, words))
    found = []
    for row in form("2021" if key == "review" else _form_of(table)).table(key).rows:
        found.append([cells.pop(0) for _ in row.columns])
    assert not cells
    return found


def _form_of(table: Tree) -> str:
    return "2019" if "2019年格式" in table.xpath("./caption")[0].text_content() else "2021"


@pytest.mark.parametrize("form_id", FORM_IDS)
@pytest.mark.parametrize("key", TABLES)
@pytest.mark.parametrize("start", range(0, len(PRINTS), 7))
def test_every_kind_of_print_comes_back_from_markdown_and_html(form_id: str, key: str, start: int) -> None:
    table = strange(key, form_id, start)
    block = Statutory(table)
    (rows,) = markdown_tables(block_markdown(block, "reports/x/2024/"))
    assert from_markdown(key, rows) == facts_of(table)
    assert from_html(key, block_html(block, "reports/x/2024/")) == facts_of(table)


@cache
def originals() -> tuple[Path, ...]:
    names = (
        "h01_html_cms.html",
        "d08_docx_city.docx",
        "l04_lo_2019.pdf",
        "o01_office_suite.pdf",
        "b07_missing_table3.txt",
    )
    towns = (
        "海原县海城镇人民政府",
        "叶城县河园镇人民政府",
        "海东市平安区古城回族乡人民政府",
        "西宁市湟中区上新庄镇人民政府",
        "小铺乡",
    )
    seeds = [ROOT / f"content/reports/2024/{town}.txt" for town in towns]
    return (*seeds, *(FIXTURES / name for name in names))


@pytest.mark.parametrize("at", range(10))
def test_the_tables_of_a_page_are_those_of_the_report(at: int) -> None:
    report = read(originals()[at].read_bytes())
    page = report_page(report, made_up.agency(3), ReportContext("reports/x/2024/", "reports/x/2024/original.txt"))
    present = [t for t in report.tables if t.present]
    found = markdown_tables(to_markdown(page))
    statutory = [rows for rows in found if rows[0][0].content in ("条款", "项目", "类别")]
    assert len(statutory) == len(present)
    for table, rows in zip(present, statutory, strict=True):
        assert from_markdown(table.key, rows) == facts_of(table)
        assert from_html(table.key, to_html(page)) == facts_of(table)


def test_pipe_tables_have_one_layout_for_all_reports_of_a_form() -> None:
    layouts = {
        tuple(
            tuple(t.content for t in rows[0]) + tuple(row[0].content for row in rows)
            for rows in markdown_tables(to_markdown(_page(made_up.report(n))))
            if rows[0][0].content in ("条款", "项目", "类别")
        )
        for n in range(20)
    }
    assert len(layouts) == 1


def _page(report: object) -> Page:
    return report_page(report, made_up.agency(3), ReportContext("reports/x/2024/", "reports/x/2024/original.txt"))  # type: ignore[arg-type]


# --------------------------------------------------------------------------- the official table for all readers


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_a_screen_reader_hears_every_head_of_a_cell(form_id: str) -> None:
    tables = "".join(block_html(Statutory(strange(key, form_id, 0)), "") for key in TABLES)
    page = tree_of(f"<main>{tables}</main>")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    texts = {element.get("id"): element.text_content() for element in page.xpath("//th[@id]")}
    for element in page.xpath("//*[@headers]"):
        assert all(i in texts for i in element.get("headers").split())
    for key in TABLES:
        (table,) = page.xpath(f"//table[@id='table-{key}']")
        assert table.xpath("./caption")[0].text_content().startswith("表")
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0") and region.get("aria-label")
        assert all(th.get("scope") for th in table.xpath(".//th"))
        heard = [[texts[i] for i in td.get("headers").split()] for td in table.xpath(".//tbody//td")]
        expected = [(row, column) for row in form(form_id).table(key).rows for column in row.columns]
        for words, (row, column) in zip(heard, expected, strict=True):
            wanted = {row.label, column.name, *row.groups, *([column.group] if column.group else [])}
            assert wanted <= set(words), (words, wanted)


def test_rows_and_tables_keep_their_permanent_anchors() -> None:
    text = "".join(block_html(Statutory(strange(key, "2021", 0)), "") for key in TABLES)
    for anchor in ("table-proactive", "table-requests", "table-review", "requests-3.3.1", "proactive-1.docs", "review-direct_suit"):  # fmt: skip
        assert f'id="{anchor}"' in text


def test_the_table_has_the_shape_of_the_form() -> None:
    """Every row of the grid is as wide as the table once spans are counted."""
    for form_id in FORM_IDS:
        for key, width in zip(TABLES, (4, 10, 15), strict=True):
            table = tree_of(block_html(Statutory(strange(key, form_id, 0)), "")).xpath("//table")[0]
            below: dict[int, int] = {}
            for y, row in enumerate(table.xpath(".//tr")):
                wide = below.get(y, 0)
                for cell in row.xpath("./td|./th"):
                    span, tall = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
                    wide += span
                    for later in range(y + 1, y + tall):
                        below[later] = below.get(later, 0) + span
                assert wide == width, (form_id, key, y)


def test_findings_and_corrections_stand_in_the_cell_they_speak_of() -> None:
    table = made_up.report(1).requests
    block = Statutory(table, {("3.7", "total"): ("f1", "f2"), ("1", ""): ("f3",)}, {("4", "total"): "9<9"})
    text = block_html(block, "")
    page = tree_of(text)
    (row,) = page.xpath("//tr[@id='requests-3.7']")
    assert [a.get("href") for a in row.xpath("./td[last()]/a")] == ["#f1", "#f2"]
    assert page.xpath("//tr[@id='requests-1']/th/a/@href") == ["#f3", "#requests-1"]
    assert [e.text for e in page.xpath("//tr[@id='requests-4']/td[last()]/*")] == [table.row("4").cells[-1].raw, "9<9"]
    assert from_markdown("requests", markdown_tables(block_markdown(Statutory(table, block.marks), ""))[0]) == facts_of(table)  # fmt: skip


# --------------------------------------------------------------------------- both ways say the same


@cache
def converter() -> Markdown:
    """Return Python-Markdown as configured in ``mkdocs.yml``."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    names, configs = [], {}
    for item in settings["markdown_extensions"]:
        name, config = next(iter(item.items())) if isinstance(item, dict) else (item, {})
        names.append(name)
        configs[name] = config
    return Markdown(extensions=names, extension_configs=configs)


def shape(text: str) -> list[object]:
    """Return elements with their relevant attributes, and text; white space between blocks is ignored."""
    found: list[object] = []

    def words(value: str | None) -> None:
        plain = "".join((value or "").split())
        if plain and found and isinstance(found[-1], str) and not found[-1].startswith("<"):
            found[-1] += plain
        elif plain:
            found.append(plain)

    def walk(element: Tree) -> None:
        if element.tag not in ("p", "br"):  # a tight list item or a dd may contain a paragraph
            kept = sorted((k, "" if k == v else v) for k, v in element.attrib.items() if k != "markdown")
            found.append(f"<{element.tag} {kept}")
        elif element.get("class"):
            found.append(f"<p {element.get('class')}")
        words(element.text)
        for child in element:
            walk(child)
            words(child.tail)

    walk(tree_of(f"<main>{text}</main>"))
    return found


def both(*blocks: Block) -> None:
    address = "compare/agencies/x/"
    page = Page(address, "标题", "other", "", blocks)
    source = to_markdown(page).split("\n---\n", 1)[1]
    plain = converter().reset().convert(source).replace("index.md", "")
    assert shape(plain) == shape(to_html(page))


HOSTILE = (
    "普通文字 2024 年",
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '" onfocus=alert(1) x="',
    "（<http://www.hy.gov.cn/>）",
    "1. 不是列表",
    "- 不是列表",
    "+ 也不是",
    "# 不是标题",
    "> 不是引文",
    "    不是代码",
    "**不是粗体** _也不是_ `不是代码`",
    "{{ 7*7 }} {% raw %}",
    "[点我](javascript:alert(1)) ![图](x)",
    "a | b || c",
    "&nbsp; &amp; &lt;b&gt; &#60;",
    "反斜线 \\ \\* \\\\ 结尾\\",
    "--- *** ===",
    "~~删~~ ==标== ^上^",
    "{: .x onclick=alert(1) } {#id}",
    "<!-- nianbao:requests 2021 -->",
    "</div></details></article>",
    "*[缩写]: 说明",
    "[1]: http://x",
    ": 不是定义",
    "邮箱 a@b.cn http://x.cn/?a=1&b=2 www.x.cn",
    "“引号” '单' \"双\" 〔2021〕30号",
    "①２０２４年　全角　空格",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_printed_text_is_text_everywhere(text: str) -> None:
    blocks: tuple[Block, ...] = (
        Heading(2, text, "a"),
        Para((text,)),
        Para((text, Link(text, "reports/x/2024/"), Span(text, "strong"), Span(text, "dropped"), text), "meaning"),
        Bullets(((text,), (Link(text, "#f1"), text)), kind="toolbar"),
        Bullets(((text,), ("二",)), ordered=True),
        Facts(((text, (text,)), ("第二", (Span(text, "inferred", text),)))),
        Notice("error", text, (Para((text,)), Para((text,), "meaning")), "f1"),
        Fold(text, (Para((text,)), Bullets(((text,),)))),
        DataTable(text, (DataColumn(text), DataColumn("数", True, text)), ((DataCell((text,)), DataCell((text,))),)),
        OwnTable(text, ((text, None), (None, text + "\n" + text))),
        Figure("reports/x/p1.webp", 9, 9, text, (text,), (Region("r", "reports/x/2024/", text, (1, 1, 2, 2)),)),
        Rows((("r1", (text,)),)),
        Chart("<svg></svg>", text),
        Code(text),
    )
    both(*blocks)
    main = tree_of(to_html(Page("x/", text, "other", text, (Para((text,)),))))
    assert squeezed(main.text_content()).count(squeezed(text)) == 2
    whole = tree_of(to_html(Page("x/", text, "other", text, blocks)))
    assert not whole.xpath("//script | //form | //iframe | //img[@src='x'] | //@*[starts-with(name(), 'on')]")


def test_every_kind_of_block_is_the_same_both_ways() -> None:
    cells = (
        (DataCell((Link("甲镇", "reports/jia/2024/"),)), DataCell(("0",)), DataCell(("12.50%（1/8）",))),
        (DataCell(("乙镇",)), DataCell(("空白",), "blank"), DataCell((), "absent")),
        (
            DataCell(("戊镇",)),
            DataCell(("空白", Mark("※", "reports/wu/2024/#f2")), "blank"),
            DataCell(("无此格", Mark("※", "reports/wu/2024/#f3")), "absent"),
        ),
        (DataCell(("丙镇",)), DataCell(("未填报",), "blank"), DataCell(("3 4",), "unreadable")),
        (DataCell(("丁镇",)), DataCell((Span("/", "slash", "斜线"),)), DataCell((Span("−5", "none"), "（", "）"))),
    )
    columns = (DataColumn("机关"), DataColumn("新收", True, "件"), DataColumn("比例", True))
    both(
        Heading(2, "比较", "compare"),
        Chart('<svg xmlns="http://www.w3.org/2000/svg" role="img" width="9" height="9"><title>图</title><rect x="1" y="1" width="2" height="2"/></svg>', "图"),
        Group("columns", (Para(("左",), "year"), Para(("右",), "year"))),
        Group("figures", (Facts((("新收", ("12 件",)), ("公开", (Span("未填报", "none"),)))),)),
        DataTable("各机关", columns, cells, sortable=True, foot=((DataCell(("合计",)), DataCell(("0（1/4）",)), DataCell(("—",))),)),
        Heading(3, "下一级", "next"),
        Fold("展开", (Para(("里面",)), Statutory(made_up.report(5).requests), Notice("note", "提示", (Para(("话",)),), "f9")), open=True),
        OwnTable("", (("事项", "数量", None), ("公开", "1", "2"), (None, "3\n4", None))),
        Widget("choose", {"base": "search/", "max": "8"}, (Para(("没有脚本也能看。", Link("按地区", "places/"))),)),
        Statutory(made_up.report(6).proactive, {("1.docs", "made"): ("f1",)}),
        Statutory(made_up.report(7).review, {("direct_suit", "total"): ("f2", "f3"), ("reconsideration", ""): ("f4",)}),
        Bullets(((Link("下载", "compare/agencies/x/原.txt", True, "原件.txt"),), ("二", Span("码", "code"))), kind="toolbar"),
        Para((Span("增", "added"), Span("删", "dropped"), Span("小", "small"), Span("重", "strong"))),
    )  # fmt: skip


def test_report_pages_are_the_same_both_ways() -> None:
    for path in originals():
        report = read(path.read_bytes())
        page = report_page(report, made_up.agency(8), ReportContext("reports/x/2024/", "reports/x/2024/original.txt"))
        source = to_markdown(page).split("\n---\n", 1)[1]
        plain = converter().reset().convert(source).replace("index.md", "")
        assert shape(plain) == shape(to_html(page)), path.name


def test_merged_cells_of_an_own_table_cover_what_they_covered() -> None:
    table = OwnTable("", (("单位", "数量", None), (None, "收", "办"), ("甲", "1", "2"), ("合计三件", None, None)))
    rows = tree_of(block_html(table, "")).xpath("//tr")
    assert [[(c.text, c.get("colspan"), c.get("rowspan")) for c in row] for row in rows] == [
        [("单位", None, "2"), ("数量", "2", None)],
        [("收", None, None), ("办", None, None)],
        [("甲", None, None), ("1", None, None), ("2", None, None)],
        [("合计三件", "3", None)],
    ]


@pytest.mark.parametrize(
    ("page", "href", "expected"),
    [
        ("", "places/", "places/"),
        ("reports/x/2024/", "", "../../../"),
        ("reports/x/2024/", "reports/x/2024/original.txt", "original.txt"),
        ("reports/x/2024/", "reports/x/2023/", "../2023/"),
        ("reports/x/2024/", "quality/codes/#table-blank", "../../../quality/codes/#table-blank"),
        ("compare/", "compare/choose/?a=x&y=2024", "choose/?a=x&y=2024"),
        ("compare/", "compare/", "./"),
        ("a/", "#f1", "#f1"),
        ("a/", "https://example.cn/", "https://example.cn/"),
    ],
)
def test_addresses_work_from_any_folder(page: str, href: str, expected: str) -> None:
    assert relative(page, href) == expected


def test_no_link_of_a_report_runs_anything() -> None:
    text = block_html(Para((Link("x", "javascript:alert(1)"), Link("y", "data:text/html,1"))), "")
    assert "javascript:" not in text and "data:" not in text


def test_front_matter_is_yaml_and_says_what_the_head_of_the_page_says() -> None:
    page = replace(_page(made_up.report(2)), title='他说："1: 2" # x', scripts=("assets/a.js",))
    data = yaml.safe_load(to_markdown(page).split("---\n")[1])
    assert data["title"] == page.title and data["kind"] == "report"
    assert tuple(map(tuple, data["tags_of_page"])) == page.meta
    assert data["structured"] == page.structured
