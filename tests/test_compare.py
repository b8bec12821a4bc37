"""Test the comparison pages with fictional histories: only printed figures are compared, nothing else is a number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from made_up import agency, as_holding, holding, report
from made_up_years import (
    YEARS,
    by_year,
    held,
    history,
    member,
    on_form_2019,
    packed_by_year,
    with_cells,
    with_text,
    without,
    year_of,
)

from build_scripts import __version__
from build_scripts.content.divisions import part_of, path_of
from build_scripts.extraction.extract import read
from build_scripts.indicators import by_topic, indicators, packed, unpacked, value
from build_scripts.model import Paragraph, Place, Report
from build_scripts.pages.compare.about import index_page, indicators_page
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import agencies_json, choose_page, figures_json, places_json
from build_scripts.pages.compare.pairs import pair_page
from build_scripts.pages.compare.places import LIMIT, place_year_page
from build_scripts.render.blocks import (
    Block,
    Chart,
    DataCell,
    DataTable,
    Fold,
    Group,
    Heading,
    Link,
    Notice,
    Page,
    Para,
    Span,
)
from build_scripts.render.html import to_html

ROOT = Path(__file__).parent.parent
COUNTY = path_of(agency(0))


def blocks_of(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Group | Notice | Fold):
            yield from blocks_of(block.blocks)


def tables(page: Page) -> list[DataTable]:
    return [b for b in blocks_of(page.blocks) if isinstance(b, DataTable)]


def seen(cell: DataCell) -> str:
    return "".join(item if isinstance(item, str) else getattr(item, "text", "") for item in cell.content)


def heard(cell: DataCell) -> str:
    return "".join(
        i if isinstance(i, str) else getattr(i, "text", "") + (i.label if isinstance(i, Span) else "")
        for i in cell.content
    )


def said(page: Page) -> str:
    return "\n".join(
        "".join(i if isinstance(i, str) else getattr(i, "text", "") for i in b.content)
        for b in blocks_of(page.blocks)
        if isinstance(b, Para)
    )


def column(table: DataTable, label: str) -> list[DataCell]:
    at = [c.label for c in table.columns].index(label)
    return [row[at] for row in table.rows]


# --------------------------------------------------------------------------- one place, one year


def county(numbers: range = range(20)) -> Page:
    return place_year_page(COUNTY, 2024, [member(held(n)) for n in numbers])


def test_a_place_shows_every_agency_on_every_indicator() -> None:
    page = county()
    assert page.address == "compare/places/990121/2024/"
    assert [b.text for b in page.blocks if isinstance(b, Heading)] == [t.name for t, _ in by_topic()]
    shown = {c.label for t in tables(page) for c in t.columns}
    assert {i.name for i in indicators()} <= shown
    names = [agency(n).name.removeprefix("示例甲县") for n in range(20)]  # the name of the county is not repeated
    for table in tables(page):
        assert table.sortable and [seen(row[0]) for row in table.rows] == names


def test_blank_slash_absent_unreadable_and_zero_are_told_apart_by_eye_and_ear() -> None:
    cells = column(tables(county())[0], "新收申请")
    kinds = {"blank": cells[3], "slash": cells[4], "absent": cells[5], "unreadable": cells[6], "zero": cells[7]}
    assert [seen(c) for c in kinds.values()] == ["空白", "/", "无此格", "读不成数字", "0"]
    assert len({heard(c) for c in kinds.values()}) == 5
    assert "斜线" in heard(kinds["slash"])  # many screen readers skip "/" silently


def test_only_numbers_carry_a_value_to_sort_by() -> None:
    html = to_html(county())
    rows = re.findall(r"<tr><th scope=\"row\"><a.*?</tr>", html)
    first = [re.search(r"<td[^>]*>", row)[0] for row in rows[:20]]  # type: ignore[index]
    assert ["data-v" in cell for cell in first[3:8]] == [False, False, False, False, True]
    assert 'data-v="0"' in first[7]


def test_a_sum_is_over_those_who_stated_a_figure_and_says_how_many() -> None:
    table = tables(county())[0]
    values = [value(held(n), indicators()[0]).number for n in range(20)]
    stated = [v for v in values if v is not None]
    assert len(stated) == 12
    assert seen(table.foot[0][1]) == f"{sum(stated)} （12/20）"


def test_what_the_store_keeps_of_the_indicators_makes_the_same_page() -> None:
    """Thousands of agencies are compared from these stored values, without their tables."""
    whole = [member(held(n)) for n in range(20)]
    kept = [replace(m, figures=unpacked(json.loads(json.dumps(packed(m.figures))))) for m in whole]
    assert to_html(place_year_page(COUNTY, 2024, kept)) == to_html(county())


def test_a_place_where_nobody_stated_a_figure_has_no_sum() -> None:
    page = place_year_page(COUNTY, 2024, [member(held(n)) for n in (3, 4, 5)])
    assert seen(tables(page)[0].foot[0][1]) == "— （0/3）"
    assert "不画图" in said(page) and not any(isinstance(b, Chart) for b in blocks_of(page.blocks))


def test_an_all_zero_place_has_no_chart_but_says_so() -> None:
    page = place_year_page(COUNTY, 2024, [member(held(n)) for n in (7, 17)])
    assert "各类结果都是零，不画图" in said(page)


def test_a_city_with_many_agencies_is_shown_by_its_counties() -> None:
    many = [holding(n, 2022) for n in range(280)] * 3  # seven counties of forty towns, each three times
    assert len(many) > LIMIT
    page = place_year_page(COUNTY[:2], 2022, [member(h) for h in many])
    table = tables(page)[0]
    assert [seen(row[0]) for row in table.rows][:2] == ["示例甲县（120 个机关）", "示例乙县（120 个机关）"]
    assert {i.href for row in table.rows for i in row[0].content if isinstance(i, Link)} == {
        f"compare/places/9901{21 + n}/2022/" for n in range(7)
    }
    sums = [int(seen(c).partition(" ")[0]) for c in column(table, "新收申请")]
    assert seen(table.foot[0][1]) == f"{sum(sums)} （840/840）"


def test_the_page_of_a_county_is_the_same_every_time_and_of_bounded_size() -> None:
    everyone = [member(holding(n % 200)) for n in range(500)]
    html = to_html(place_year_page(COUNTY, 2024, everyone))
    assert html == to_html(place_year_page(COUNTY, 2024, everyone))
    assert html.count("<tr>") > 4 * 500 and len(html.encode()) < 1_200_000


# --------------------------------------------------------------------------- one agency, its years


def page_of(number: int) -> Page:
    return agency_page(agency(number), by_year(history(number)))


def test_the_years_rise_and_the_charts_draw_the_tables() -> None:
    page = page_of(0)
    table = tables(page)[0]
    assert [c.label for c in table.columns][1:] == [f"{y} 年" for y in YEARS]
    received = [seen(c) for c in table.rows[0][1:]]
    chart = next(b for b in blocks_of(page.blocks) if isinstance(b, Chart) and "：新收申请（" in b.svg)
    assert re.findall(r'class="nb-number[^>]*>(\d+)<', chart.svg) == received
    assert f'<a href="../../../reports/{agency(0).agency_id}/2024/#requests-1">' in to_html(page), "to the print"
    order = [type(b).__name__ for b in page.blocks if isinstance(b, DataTable | Group)]
    assert order[:2] == ["DataTable", "Group"], "a chart stands beside the table that it draws"


def test_an_agency_of_zeros_has_words_instead_of_charts() -> None:
    page = page_of(7)
    assert "新收申请、予以公开、不予公开：各年都是零或没有数字，不画图。" in said(page)


def test_years_without_a_number_are_gaps() -> None:
    years = [
        h if h.year != 2022 else as_holding(with_cells(year_of(0, 2022), "requests", {"1": [""] * 7}), agency(0))
        for h in history(0)
    ]
    page = agency_page(agency(0), by_year(years))
    chart = next(b for b in blocks_of(page.blocks) if isinstance(b, Chart) and "：新收申请（" in b.svg)
    assert chart.svg.count("<circle") == 5 and ">空白<" in chart.svg and "2022 年：空白" in chart.svg


def test_a_year_without_a_report_is_named_between_the_others_and_no_line_runs_across_it() -> None:
    """The years 2020, 2021, 2023 stood at equal distances with a line through them, and 2022 was in no table."""
    page = agency_page(agency(0), by_year([h for h in history(0) if h.year != 2022]))
    table = tables(page)[0]
    assert [c.label for c in table.columns][1:] == [f"{y} 年" for y in YEARS]
    assert {seen(row[1 + YEARS.index(2022)]) for row in table.rows} == {"未收录"}
    charts = [b.svg for b in blocks_of(page.blocks) if isinstance(b, Chart)]
    assert len(charts) > 5 and all("2022 年：未收录" in svg for svg in charts)


def test_what_the_older_form_does_not_ask_is_not_compared() -> None:
    table = tables(page_of(0))[3]
    stock = next(row for row in table.rows if seen(row[0]).startswith("现行有效规范性文件"))
    assert [seen(c) for c in stock[1:3]] == ["不可比", "不可比"] and seen(stock[3]).isdigit()


def test_every_rate_shows_its_parts() -> None:
    rates = [row for t in tables(page_of(0)) for row in t.rows if "%" in seen(row[0])]
    assert rates and all(re.search(r"（\d+/\d+）", seen(c)) for row in rates for c in row[1:])


def test_one_year_alone_says_so() -> None:
    page = agency_page(agency(0), by_year([held(0)]))
    assert "只有这个机关 2024 年度的报告" in said(page) and not any(
        isinstance(b, Chart) for b in blocks_of(page.blocks)
    )


# --------------------------------------------------------------------------- two years side by side


def pair(older: Report, newer: Report) -> Page:
    return pair_page(agency(0), older, newer, ("reports/a/2023/", "reports/a/2024/"), "compare/agencies/a/2023-2024/")


def row_of(page: Page, table: int, label: str) -> list[str]:
    return next([seen(c) for c in row] for row in tables(page)[table].rows if label in seen(row[0]))


def test_every_cell_of_both_years_is_on_the_page() -> None:
    older, newer = report(0, 2023, quiet=0), report(0, 2024, quiet=0)
    page = pair(older, newer)
    received = [r.requests.row("1").cells[-1].number or Decimal(0) for r in (older, newer)]
    difference = received[1] - received[0]
    assert row_of(page, 1, "一、本年新收") == [
        "一、本年新收政府信息公开申请数量",
        *map(str, received),
        f"{difference:+}",
    ]
    applicants = tables(page)[2]
    assert len(applicants.rows) == len(newer.requests.rows) and len(applicants.columns) == 7
    old, new = (r.requests.row("1").cells[0].raw for r in (older, newer))
    assert seen(applicants.rows[0][1]) == (f"{old} → {new}" if old != new else new)
    assert len(tables(page)[0].rows) == 10 and len(tables(page)[3].rows) == 15


def test_what_is_no_number_is_not_subtracted() -> None:
    older = with_cells(report(0, 2023), "requests", {"1": ["/"] * 7})
    newer = with_cells(report(0, 2024), "requests", {"1": [""] * 7, "2": ["0"] * 7})
    assert row_of(pair(older, newer), 1, "一、本年新收")[1:] == ["/", "空白", "不能相减"]


def test_text_is_side_by_side_with_marks_and_a_defined_share() -> None:
    older = with_text(report(0, 2023), "problems", ["存在的主要问题是队伍不够稳定。", "下一步加强培训。"])
    newer = with_text(report(0, 2024), "problems", ["存在的主要问题是队伍还不够稳定。", "下一步加强培训。"])
    page = pair(older, newer)
    html = to_html(page)
    assert "存在的主要问题是队伍<ins>还</ins>不够稳定。" in html
    assert "字数÷本年字数" in said(page)
    assert "<dt>五、存在的主要问题及改进情况</dt><dd>95%（21/22 字）</dd>" in html
    assert html.index("2023 年</span>存在的主要问题") < html.index("2024 年</span>存在的主要问题")


def test_carried_over_applications_that_do_not_meet_are_shown() -> None:
    older = with_cells(report(0, 2023), "requests", {"4": ["3", "0", "0", "0", "0", "0", "3"]})
    newer = with_cells(report(0, 2024), "requests", {"2": ["2", "0", "0", "0", "0", "0", "2"]})
    page = pair(older, newer)
    notice = next(b for b in blocks_of(page.blocks) if isinstance(b, Notice) and "结转" in b.title)
    assert notice.kind == "warning" and "总计：2023 年结转下年度 3，2024 年上年结转 2" in said(page)
    newer = with_cells(newer, "requests", {"2": ["3", "0", "0", "0", "0", "0", "3"]})
    assert "7 列相同，0 列不同" in said(pair(older, newer))


def test_the_stock_of_documents_is_followed() -> None:
    older = with_cells(report(0, 2023), "proactive", {"1.docs": ["1", "0", "10"]})
    newer = with_cells(report(0, 2024), "proactive", {"1.docs": ["3", "2", "11"]})
    assert "2023 年现行有效 10＋2024 年制发 3－废止 2＝11，2024 年印的现行有效是 11，相符" in said(pair(older, newer))
    newer = with_cells(newer, "proactive", {"1.docs": ["3", "2", "12"]})
    assert any(isinstance(b, Notice) and b.kind == "note" for b in blocks_of(pair(older, newer).blocks))
    newer = with_cells(newer, "proactive", {"1.docs": ["3", "", "12"]})
    assert "存量不能核对：有的格没有数字（空白）" in said(pair(older, newer))


def test_years_that_are_no_neighbours_are_not_held_against_each_other() -> None:
    page = pair(report(0, 2021), report(0, 2024))
    assert "之间 2 个年度的报告" in said(page) and "列相同" not in said(page)


def test_two_forms_are_compared_only_where_they_mean_the_same() -> None:
    page = pair(on_form_2019(report(0, 2020, quiet=0)), report(0, 2021, quiet=0))
    assert [seen(row[0]) for row in tables(page)[0].rows] == [
        f"{n} 本年处理决定数量" for n in ("行政许可", "行政处罚", "行政强制")
    ]
    only = {seen(row[0]): [seen(c) for c in row[1:]] for row in tables(page)[1].rows}
    assert only["规范性文件 对外公开总数量"] == ["14", "—"] and only["行政处罚 本年增/减"] == ["/", "—"]
    assert "行政规范性文件 现行有效件数" in only
    group = next(row for t in tables(page) for row in t.rows if "各项合计" in seen(row[0]))
    assert seen(group[0]) == "其他处理（各项合计）" and seen(group[3]).lstrip("+-").isdigit()
    assert "只有行和列的含义都相同的格才对比" in said(page)


def test_amounts_in_different_units_are_not_subtracted() -> None:
    older = on_form_2019(report(0, 2019))
    newer = with_cells(on_form_2019(report(0, 2020)), "proactive", {"9.procurement": ["3", "25万元"]}, "2019")
    assert row_of(pair(older, newer), 0, "采购总金额")[1:] == ["251000元", "25万元", "单位不同，不相减"]


def test_a_table_that_one_year_lacks_is_said_to_be_missing() -> None:
    page = pair(without(report(0, 2023), "review"), report(0, 2024))
    assert "2023 年的原件中没有表4" in said(page)
    assert row_of(page, 3, "行政复议 总计")[1] == "无此格"
    both = pair(without(report(0, 2023), "review"), without(report(0, 2024), "review"))
    assert "两年的原件中都没有这张表" in said(both)


def test_figures_that_are_zero_in_both_years_are_no_repetition() -> None:
    quiet = pair(report(1, 2023, quiet=1.0), report(1, 2024, quiet=1.0))
    assert "两年可比的 15 格里，15 格两年都是零；其余 0 格里 0 格数字相同" in said(quiet), "and no “0 格不是…”"


def test_text_that_found_no_section_is_compared_too() -> None:
    stray = (Paragraph("附：公开目录见网站。", Place(line=1)),)
    page = pair(report(0, 2023), replace(report(0, 2024), unplaced=stray))
    assert "<ins>附：公开目录见网站。</ins>" in to_html(page)


def test_hostile_text_stays_text() -> None:
    evil = ["<script>alert(1)</script>[x](javascript:alert(1)) ![](http://x) <img src=x onerror=y>"]
    html = to_html(pair(with_text(report(0, 2023), "overview", evil), with_text(report(0, 2024), "overview", [])))
    assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html


def test_a_real_report_and_the_same_text_a_year_before() -> None:
    """海城镇's real report of 2024, and a copy that differs only in its year and three figures."""
    original = (ROOT / "content/reports/2024/海原县海城镇人民政府.txt").read_text(encoding="utf-8")
    older = original.replace("2024", "2023").replace("425 条", "390 条").replace("112 条", "98 条")
    before, after = (replace(read(t.encode()), year=y) for t, y in ((older, 2023), (original, 2024)))
    page = pair(before, after)
    html = to_html(page)
    changed = re.findall(r"<ins>(.*?)</ins>", html.partition('id="preamble"')[2])
    assert set(changed) == {"2024", "425", "112"}
    assert "<dt>全文</dt><dd>100%" in html
    assert "无此格" in html, "its table 3 has lost the column 总计"


# --------------------------------------------------------------------------- slices and documentation


def test_figures_hold_every_value_and_every_kind_of_none() -> None:
    data = json.loads(figures_json(agency(0), packed_by_year(history(0))))
    assert data["id"] == "shili-0-0" and sorted(map(int, data["years"])) == list(YEARS)
    assert data["software"] == {"name": "nianbao", "version": __version__}
    for h in history(0):
        for item, got in zip(indicators(), data["years"][str(h.year)], strict=True):
            found = value(h, item)
            first = got[0] if isinstance(got, list) else got
            assert (Decimal(str(first)) == found.number) if found.number is not None else (first == found.state), (
                item.key
            )
    states = {
        n: json.loads(figures_json(agency(n), packed_by_year([held(n)])))["years"]["2024"][0] for n in (3, 4, 5, 6, 7)
    }
    assert states == {3: "blank", 4: "slash", 5: "absent", 6: "unreadable", 7: 0}


def test_figures_keep_their_digits() -> None:
    item = with_cells(report(0), "proactive", {"8.fee": ["103.3800"], "5.permit": ["9" * 15]})
    data = json.loads(figures_json(agency(0), packed_by_year([as_holding(item, agency(0))])))
    values = dict(zip(data["keys"], data["years"]["2024"], strict=True))
    assert values["fee"] == "103.3800" and values["permits"] == "9" * 15


def test_slices_do_not_depend_on_the_order_of_what_they_hold() -> None:
    assert figures_json(agency(0), packed_by_year(history(0))) == figures_json(
        agency(0), packed_by_year(history(0)[::-1])
    )
    some = [agency(n) for n in range(30)]
    assert agencies_json(some) == agencies_json(some[::-1])
    places = [(d, n) for n, d in enumerate(COUNTY)]
    assert places_json(places, 0, YEARS) == places_json(places[::-1], 0, YEARS[::-1])


def test_slices_are_small_at_any_size_of_the_archive() -> None:
    assert len(figures_json(agency(0), packed_by_year(history(0)))) < 4_000
    assert len(agencies_json([agency(n) for n in range(2_000)])) < 200_000
    assert {part_of(agency(n)) for n in range(400)} == {"990100"}
    assert part_of(replace(agency(0), division_code="", county="", city="", province="")) == "unresolved"


def test_places_name_what_the_script_needs() -> None:
    data = json.loads(places_json([(COUNTY[0], 0), (COUNTY[1], 60)], 2, YEARS))
    assert [p[0] for p in data["places"]] == ["990000", "990100", "unresolved"] and data["years"][0] == 2024
    keys = {i["key"] for t in data["topics"] for i in t["indicators"]}
    assert keys == {i.key for i in indicators()} >= set(data["defaults"])
    assert {"blank", "slash", "absent", "unreadable", "withheld", "not-comparable"} <= set(data["words"])


def test_every_indicator_is_documented() -> None:
    html = to_html(indicators_page())
    for item in indicators():
        assert f'<h3 id="{item.key}">' in html and item.meaning in html and item.caveat in html
    assert (
        "requests.3.6.1.total + requests.3.6.2.total + requests.3.6.3.total" in html
        and "<code>requests.3.6.total</code>" in html
    )


def test_the_index_leads_everywhere() -> None:
    page = index_page([(COUNTY[-1], {2024: 20, 2023: 1})], [2024, 2023], [(agency(0), 6)])
    html = to_html(page)
    for address in ("choose/", "places/990121/2024/", "agencies/shili-0-0/"):
        assert f'href="{address}"' in html
    assert "places/990121/2023/" not in html, "a single agency is nothing to compare"
    assert "还没有同一机关两个年度的报告" in said(index_page([], [], []))
    assert 'href="../agencies/"' in to_html(index_page([], [], None)), "too many for a list: by place first"


def test_choosing_has_a_way_without_a_script() -> None:
    html = to_html(choose_page())
    assert 'id="nb-choose"' in html and "../#places" in html


@pytest.mark.parametrize("number", [0, 3, 4, 5, 6, 7])
def test_every_pair_of_a_history_can_be_shown(number: int) -> None:
    for before, after in pairwise(YEARS):
        page = pair(year_of(number, before), year_of(number, after))
        assert to_html(page) == to_html(pair(year_of(number, before), year_of(number, after)))
