"""Test the index pages: what the archive has and what it lacks, distinguished in words, within the size of a page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from archives import project, small_built_project
from made_up import agency, holding, table_from_print

from build_scripts.build import build
from build_scripts.content.divisions import Division, path_of
from build_scripts.findings import catalogue, message
from build_scripts.forms import form, forms
from build_scripts.model import Agency, Holding, State, finding
from build_scripts.pages.counts import AgencyLine, Coverage, Tally, coverage_of
from build_scripts.pages.findings import anchor
from build_scripts.pages.overviews.about import about_pages
from build_scripts.pages.overviews.agencies import agency_page
from build_scripts.pages.overviews.coverage import Refused, coverage_page, refused_page
from build_scripts.pages.overviews.directory import agencies_index, directory_pages
from build_scripts.pages.overviews.guide import glossary
from build_scripts.pages.overviews.home import home as home_page
from build_scripts.pages.overviews.home import nothing_legend
from build_scripts.pages.overviews.parts import LIST_LIMIT
from build_scripts.pages.overviews.places import place_pages, places_index
from build_scripts.pages.overviews.quality import (
    FindingOfReport,
    code_page,
    codes_page,
    quality_page,
    quality_place_pages,
)
from build_scripts.pages.overviews.years import year_page, years_index
from build_scripts.progress import Progress
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataTable,
    Facts,
    Fold,
    Group,
    Inlines,
    Link,
    Notice,
    Page,
    Para,
    Widget,
)
from build_scripts.render.html import to_html
from build_scripts.render.markdown import to_markdown

FIXTURES = Path(__file__).parent / "fixtures" / "reports"
COUNTY = path_of(agency(0))


def text(content: Inlines) -> str:
    return "".join(item if isinstance(item, str) else getattr(item, "text", "") for item in content)


def inlines(blocks: tuple[Block, ...]) -> Iterator[Inlines]:
    """Yield every inline text of a page, wherever it is."""
    for block in blocks:
        match block:
            case Para():
                yield block.content
            case Bullets():
                yield from block.items
            case Facts():
                yield from (value for _, value in block.pairs)
            case DataTable():
                yield from (cell.content for row in (*block.rows, *block.foot) for cell in row)
            case Notice() | Fold() | Group():
                yield from inlines(block.blocks)
            case Widget():
                yield from inlines(block.fallback)
            case _:
                continue


def links(page: Page) -> set[str]:
    return {i.href for content in inlines(page.blocks) for i in content if isinstance(i, Link)}


def tables(page: Page) -> list[DataTable]:
    return [b for b in page.blocks if isinstance(b, DataTable)]


def cell(page: Page, row: str, column: str) -> DataCell:
    """Return the cell in the row with this beginning, under this column."""
    for table in tables(page):
        names = [c.label for c in table.columns]
        for cells in table.rows:
            if text(cells[0].content).startswith(row) and column in names:
                return cells[names.index(column)]
    raise KeyError((row, column))


def with_requests(item: Holding, cells: list[str | None]) -> Holding:
    return replace(item, requests=table_from_print(form("2021").requests, "2021", {"1": cells}))


# --------------------------------------------------------------------------- no number is not zero


@pytest.mark.parametrize(
    ("print_", "shown", "state"),
    [
        ("0", "0", ""),
        ("", "空白", "blank"),
        ("/", "/", "slash"),
        (None, "无此格", "absent"),
        ("1 2", "“1 2”读不成数字", ""),
    ],
)
def test_each_kind_of_no_number_has_its_own_word(print_: str | None, shown: str, state: str) -> None:
    item = with_requests(holding(0), ["0", "0", "0", "0", "0", "0", print_])
    page = agency_page(item.agency, [item])
    found = cell(page, "2024", "新收申请")
    assert (text(found.content), found.state) == (shown, state)


def test_a_cell_whose_figure_could_not_be_placed_quotes_nothing() -> None:
    item = with_requests(holding(0), ["0", "0", "0", "0", "0", "0", "1 2"])
    row = item.requests.row("1")
    unplaced = replace(row, cells=tuple(replace(c, raw="", number=None, state=State.UNREADABLE) for c in row.cells))
    rows = tuple(unplaced if r.key == "1" else r for r in item.requests.rows)
    page = agency_page(item.agency, [replace(item, requests=replace(item.requests, rows=rows))])
    assert text(cell(page, "2024", "新收申请").content) == "存疑"


def test_the_page_of_an_agency_says_how_often_it_refused_and_where_the_reasons_are() -> None:
    item = holding(3)
    for column, rows in (("不予公开", 8), ("无法提供", 3), ("不予处理", 5)):
        page = agency_page(item.agency, [item, replace(item, year=2023)])
        key = {"不予公开": "3.3.", "无法提供": "3.4.", "不予处理": "3.5."}[column]
        printed = [row.cells[-1].number for row in item.requests.rows if row.key.startswith(key)]
        assert len(printed) == rows
        assert text(cell(page, "2024", column).content) == str(sum(n for n in printed if n is not None))
    assert f"compare/agencies/{item.agency.agency_id}/#reasons" in links(page)
    blank = replace(item, requests=table_from_print(form("2021").requests, "2021", {"3.3.1": [""] * 7}))
    assert text(cell(agency_page(item.agency, [blank]), "2024", "不予公开").content) == "无此格", "never a smaller sum"


def test_years_without_a_report_between_reports_are_named() -> None:
    items = [replace(holding(0), year=year) for year in (2025, 2022, 2021)]
    assert "2023 年、2024 年未收录。" in to_html(agency_page(agency(0), items))
    assert "未收录。" not in to_html(agency_page(agency(0), items[1:]))


def test_a_row_that_the_form_lacks_is_not_said_to_be_blank() -> None:
    other = replace(
        holding(0), proactive=table_from_print(form("2019").proactive, "2019", {"5.permit": ["1", "2", "3"]})
    )
    assert text(cell(agency_page(other.agency, [other]), "2024", "行政许可").content) == "3"


# --------------------------------------------------------------------------- agencies × years


def test_the_grid_tells_four_states_apart_in_words() -> None:
    line = AgencyLine(
        agency(0),
        {
            2024: Coverage("archived", "reports/a/2024/"),
            2023: Coverage("blank", "reports/a/2023/", ("proactive", "requests", "review")),
            2022: Coverage("refused"),
            2020: Coverage("archived", "reports/a/2020/", ("requests",)),
        },
    )
    [page] = place_pages(COUNTY, Tally(3, 1), [], [line], [2024, 2023, 2022, 2021, 2020])
    shown = {year: text(cell(page, "东城镇人民政府", f"{year} 年").content) for year in range(2020, 2025)}
    assert shown == {2024: "已收录", 2023: "未填报", 2022: "未能收录", 2021: "未收录", 2020: "已收录（表3未填报）"}
    assert cell(page, "东城镇人民政府", "2021 年").state == "absent"  # the name of the county is not repeated
    assert "不等于机关没有公布" in to_html(page)


def test_a_report_is_blank_only_when_no_table_says_anything() -> None:
    def blank(*keys: str) -> Coverage:
        return coverage_of("x/", [finding("table.blank", table=k, number="3", title="t") for k in keys])

    assert blank("requests").state == "archived" and blank("requests").unfilled == ("requests",)
    assert blank("proactive", "requests", "review").state == "blank"
    missing = finding("table.missing", table="review", number="4", title="t")
    two = [finding("table.blank", table=k, number="3", title="t") for k in ("proactive", "requests")]
    assert coverage_of("x/", [*two, missing]).state == "blank"
    # A free text of 2015 has no tables at all, so nothing was left blank.
    assert (
        coverage_of("x/", [replace(missing, table=k) for k in ("proactive", "requests", "review")]).state == "archived"
    )


def test_an_inferred_place_is_marked_wherever_the_agency_is_listed() -> None:
    who = replace(agency(0), basis="只有这一个县有这个名字的乡")
    item = replace(holding(0), agency=who)
    line = AgencyLine(who, {2024: Coverage("archived", item.address)})
    county = place_pages(COUNTY, Tally(1, 1), [], [line], [2024])[0]
    pages = [
        county,
        agency_page(who, [item]),
        agencies_index(1, [], [line], [2024], {}, 0),
        year_page(2024, Tally(1, 1), [], [item], 0),
        home_page(Tally(1, 1), [(2024, Tally(1, 1))], [], [item]),
        coverage_page([(COUNTY[0], 1, {2024: 1})], [line], [2024]),
    ]
    assert all("nb-inferred" in to_html(page) for page in pages)
    assert who.basis in to_html(pages[1])
    assert "nb-inferred" not in to_html(agency_page(agency(0), [holding(0)]))


def test_a_town_with_the_code_of_its_county_is_said_to_have_no_code_of_its_own() -> None:
    town = Agency("yecheng-heyuan", "叶城县河园镇人民政府", division_code="653126", level="乡")
    assert "没有列出这个乡镇" in to_html(agency_page(town, []))
    assert "没有列出这个乡镇" not in to_html(agency_page(agency(0), []))


def test_an_agency_without_reports_is_not_said_to_have_published_nothing() -> None:
    assert "不表示它没有公布" in to_html(agency_page(agency(0), []))
    [page] = place_pages(COUNTY, Tally(), [], [AgencyLine(agency(0))], [])
    assert "不表示当地没有公布" in to_html(page)


# --------------------------------------------------------------------------- bounded at any size


def test_a_place_with_very_many_agencies_is_split_and_every_agency_is_on_one_part() -> None:
    many = [AgencyLine(replace(agency(n), agency_id=f"a{n:05d}")) for n in range(LIST_LIMIT * 2 + 1)]
    pages = place_pages(COUNTY, Tally(), [], many, [2024])
    assert [p.address for p in pages] == ["places/990121/", "places/990121/2/", "places/990121/3/"]
    listed = [href for page in pages for href in links(page) if href.startswith("agencies/")]
    assert sorted(listed) == [f"agencies/a{n:05d}/" for n in range(len(many))]
    assert pages[1].address in links(pages[0])


def test_a_directory_is_by_the_agencys_own_name_and_its_parts_say_which_letters_they_hold() -> None:
    many = [
        AgencyLine(replace(agency(n), agency_id=f"a{n:05d}"), {2024: Coverage("archived", "x/")}, chr(97 + n // 40))
        for n in range(LIST_LIMIT * 2 + 1)
    ]
    pages = directory_pages(COUNTY, [], many)
    assert [p.address for p in pages] == [f"agencies/places/990121/{part}" for part in ("", "2/", "3/")]
    assert "A–J" in to_html(pages[1]) and "（K–T）" in pages[1].title
    assert all(table.sortable for page in pages for table in tables(page)), "the script has a filter for such tables"
    assert not any("compare/agencies/" in href for page in pages for href in links(page)), (
        "one year: nothing to compare"
    )


@pytest.mark.parametrize("n", [1, 3000])
def test_national_pages_do_not_grow_with_the_number_of_reports(n: int) -> None:
    """``n`` counties: the archive of the whole country has about 2,900."""
    provinces = [(Division(f"{p}0000", f"第{p}省", ""), Tally(n, n)) for p in range(11, 45)]
    years = [(year, Tally(n * 30, n * 30)) for year in range(2030, 2007, -1)]
    pages = [
        home_page(Tally(n * 1000, n), years, provinces, [holding(i) for i in range(10)]),
        years_index(years),
        places_index(provinces, {}, n),
        agencies_index(n * 30, provinces, [], [], {"h": n}, n),
        coverage_page([(d, n, {y: n for y, _ in years}) for d, _ in provinces], [], [y for y, _ in years]),
        year_page(2024, Tally(n * 30, n), provinces, [], n),
    ]
    assert all(len(to_html(page).encode()) < 60_000 for page in pages)


# --------------------------------------------------------------------------- quality


def remark(code: str, **values: object) -> FindingOfReport:
    item = holding(0)
    return FindingOfReport(item.agency, item.year, item.address, finding(code, **values))  # type: ignore[arg-type]


def test_every_code_has_its_meaning_and_its_list() -> None:
    codes = codes_page()
    html = to_html(codes)
    for code, kind in catalogue().items():
        assert f'id="{anchor(code)}"' in html and kind.meaning in html.replace("&amp;", "&") and kind.advice in html
        page = code_page(kind, 0, [], [], [])
        assert page.address == f"quality/codes/{anchor(code)}/" and page.address in links(codes)


def test_a_finding_is_listed_with_its_report_its_rule_and_its_numbers() -> None:
    r = remark("table.blank", table="requests", number="3", title="收到和处理")
    [page] = quality_place_pages(COUNTY, [], [r])
    assert r.address in links(page) and "quality/codes/table-blank/" in links(page)
    assert message(r.finding) in to_html(page)


def test_findings_are_counted_by_rule_and_year_and_never_ranked() -> None:
    page = quality_page(
        Tally(9, 5, 1, 4), {"table.blank": {2024: 3, 2022: 1}}, {"table.blank": 2}, [2024, 2023, 2022],
        [(COUNTY[0], Tally(9, 5, 1, 4))], 0, 12,
    )  # fmt: skip
    row = [text(c.content) for c in tables(page)[0].rows[0]]
    assert row[1:] == ["2", "4", "3", "0", "1"]
    assert "12 处数字与表格对照过" in to_html(page)
    assert not any(table.sortable for table in tables(page))


def test_the_page_of_what_is_missing_names_agency_year_and_cause_and_counts_what_is_no_report() -> None:
    page = refused_page(
        [Refused("2024/坏.pdf", "文件不完整。", agency(0), 2024), Refused("2023/x.pdf", "文件是空的。")], 3
    )
    first, second = ([text(c.content) for c in row] for row in tables(page)[0].rows)
    assert first == [agency(0).name, "2024 年", "坏.pdf", "文件不完整。"]
    assert second == ["不能确定", "不能确定", "x.pdf", "文件是空的。"]
    assert "另有 3 个文件不是年度报告" in to_html(page)


# --------------------------------------------------------------------------- standing pages


def test_every_row_and_column_of_the_forms_is_explained_in_plain_words() -> None:
    words = glossary()
    for f in forms():
        for table in f.tables:
            for row in table.rows:
                assert words["row"][row.key]
                assert all(words["column"][c.key] for c in row.columns)


def test_the_identities_are_those_of_the_forms() -> None:
    page = next(p for p in about_pages() if p.address == "about/rules/")
    html = to_html(page)
    for f in forms():
        assert all(catalogue()[i.code].meaning in html for i in f.identities)
    assert "（三）不予公开的 8 项" in html and "（六）其他处理的 3 项" in html and "（2019年格式（试行））" in html


def test_hostile_names_are_text_on_every_index_page() -> None:
    evil = "<script>alert(1)</script>]( javascript:x"
    who = replace(agency(0), name=evil, aliases=(evil,), basis=evil, kind=evil)
    item = replace(holding(0), agency=who, title=evil)
    line = AgencyLine(who, {2024: Coverage("archived", item.address)})
    pages = [
        agency_page(who, [item], [(evil, item.address)], [(2023, evil)]),
        *place_pages(COUNTY, Tally(1, 1), [], [line], [2024]),
        home_page(Tally(1, 1), [(2024, Tally(1, 1))], [], [item]),
        refused_page([Refused(evil, evil)], 0),
    ]
    for page in pages:
        assert "<script" not in to_html(page)
        front, body = to_markdown(page).split("\n---\n", 1)
        assert "<script" not in re.sub("<!-- [^>]* -->", "", body)  # no comment remains
        assert all(re.fullmatch(r'\w+: (".*"|\[.*\])', line) for line in front.splitlines()[1:])


def test_page_addresses_are_ascii_and_permanent() -> None:
    pages = [*about_pages(), codes_page(), years_index([]), refused_page([], 0)]
    assert all(re.fullmatch(r"(?:[a-z0-9-]+/)*", page.address) for page in pages)


# --------------------------------------------------------------------------- the archive around them


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return small_built_project(tmp_path)


def made(folder: Path) -> dict[str, bytes]:
    build(folder, Progress(quiet=True), jobs=1, allow_removal=True)
    site = folder / "site"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def anew(folder: Path) -> dict[str, bytes]:
    """Build the same content from scratch."""
    for name in ("build", "site", "site.previous"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return made(folder)


def shown(site: dict[str, bytes]) -> dict[str, bytes]:
    """Return all files except the pages that redirect from an old address."""
    listed = "manifest-sha256.txt"  # it also lists the redirect pages
    return {path: data for path, data in site.items() if b'http-equiv="refresh"' not in data and path != listed}


def test_agencies_without_reports_and_files_that_cannot_be_read_are_in_the_grid(archive: Path) -> None:
    made(archive)
    register = archive / "content/agencies.csv"
    row = "haiyuan-sanhe,海原县三河镇人民政府,三河镇人民政府,宁夏回族自治区,中卫市,海原县,640522101,乡,乡镇街道,\n"
    register.write_text(register.read_text(encoding="utf-8") + row, encoding="utf-8")
    (archive / "content/reports/2023").mkdir()
    (archive / "content/reports/2023/三河镇人民政府2023年政府信息公开工作年度报告.pdf").write_bytes(b"%PDF-1.4 broken")
    step = made(archive)
    county = step["places/640522/index.html"].decode()
    row_of_it = next(part for part in county.split("<tr>") if "agencies/haiyuan-sanhe/" in part)
    assert re.sub("<[^>]*>|\\s", "", row_of_it).startswith("三河镇人民政府未收录未能收录")  # 2024, 2023
    assert "三河镇人民政府2023年" in step["agencies/haiyuan-sanhe/index.html"].decode()
    assert "海原县三河镇人民政府" in step["data/agencies.csv"].decode()
    assert step == anew(archive)
    register.write_text(
        register.read_text(encoding="utf-8").replace("海原县,640522101", "海原县,640521101"), encoding="utf-8"
    )
    outcome = build(archive, Progress(quiet=True), jobs=1)
    assert any("第 4 行（海原县三河镇人民政府）" in remark for remark in outcome.remarks)
    public = re.sub("<[^>]*>", " ", (archive / "site/quality/refused/index.html").read_text(encoding="utf-8"))
    assert (
        "海原县三河镇人民政府" in public
        and "2023 年" in public
        and "第 4 行" not in public
        and "请" not in public.split("没有收录的原因")[1].split("本馆")[0]
    )
    register.write_text(register.read_text(encoding="utf-8").replace("640521101", "640522101"), encoding="utf-8")
    assert shown(made(archive)) == shown(step)
    # The file is removed again, and the agency leaves the register.
    (archive / "content/reports/2023/三河镇人民政府2023年政府信息公开工作年度报告.pdf").unlink()
    register.write_text(register.read_text(encoding="utf-8").replace(row, ""), encoding="utf-8")
    step = made(archive)
    assert not any("sanhe" in path for path in shown(step))
    assert step == anew(archive)


def test_a_place_corrected_in_the_register_moves_the_agency_and_leaves_no_page_behind(archive: Path) -> None:
    before = made(archive)
    assert "places/410526/index.html" in before
    register = archive / "content/agencies.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [
        "xiaopu,小铺乡,小铺乡人民政府,青海省,海东市,平安区,630203299,乡,乡镇街道,\n" if x.startswith("xiaopu,") else x
        for x in lines
    ]
    register.write_text("".join(lines), encoding="utf-8")
    after = made(archive)
    left = {path: data for path, data in shown(after).items() if "4105" in path or "410000" in path}
    assert not [path for path, data in left.items() if b"xiaopu" in data or "小铺乡".encode() in data]
    feeds = {path for path, data in left.items() if "不再更新".encode() in data}
    assert feeds == {f"places/{code}/updates/atom.xml" for code in ("410000", "410500", "410526")}
    assert all(data.count(b"\n") <= 1 for path, data in left.items() if path not in feeds), (
        "what was published stays, empty"
    )
    assert b'href="../"' in after["places/410526/index.html"], "who kept the address is led on"
    assert "小铺乡" in after["places/630203/index.html"].decode()
    assert "nb-inferred" not in after["agencies/xiaopu/index.html"].decode()
    assert after == anew(archive)


def test_the_five_reports_stand_where_a_reader_looks_for_them(tmp_path: Path) -> None:
    site = made(project(tmp_path))
    home = site["index.html"].decode()
    assert all(f'href="places/{code}/"' in home for code in ("410000", "630000", "640000", "650000"))
    assert 'href="years/2024/"' in home and "5</span> 份报告" in home
    assert "未填报" in site["places/630106/index.html"].decode()  # 上新庄镇 left everything blank
    assert 'href="../../../reports/xiaopu/2024/"' in site["years/2024/410000/index.html"].decode()
    assert 'href="../../places/640522/"' in site["agencies/az/h/index.html"].decode()
    town = site["agencies/places/640522/index.html"].decode()
    assert 'href="../../haiyuan-haicheng/"' in town and "历年比较" not in town, "one year is nothing to compare"


def test_the_legend_tells_zero_and_each_kind_of_no_number_apart() -> None:
    assert [name for name, _ in nothing_legend().pairs] == ["0", "空白", "/", "无此格", "读不成数字"]
    assert len(nothing_legend().pairs) == len(State)
