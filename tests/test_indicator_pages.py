"""Test the pages of indicators: sums over the reports that state a figure, no rank for a blank, doubts that travel."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from archives import small_built_project
from made_up import agency
from made_up_years import held
from test_compare import seen, tables
from test_doubts import contradicted
from test_overviews import anew, made

from build_scripts.archive.resolve import holding_of
from build_scripts.archive.store import Store
from build_scripts.content.divisions import path_of
from build_scripts.exports.indicators import Line, figures_csv
from build_scripts.indicators import indicator, indicators, packed, value, values
from build_scripts.model import Holding, PageFacts
from build_scripts.pages.indicators.parts import AgencyValue, PlaceSum
from build_scripts.pages.indicators.places import QUESTIONS, question_page
from build_scripts.pages.indicators.year import year_page
from build_scripts.render.blocks import Page
from build_scripts.render.html import to_html
from build_scripts.site.routes.compare.places import ComparePlacePage
from build_scripts.site.routes.dispatch import of_changed_reports, of_reports
from build_scripts.site.routes.indicators import IndicatorPages, IndicatorProvince, IndicatorYear
from build_scripts.site.routes.questions import QuestionPages
from build_scripts.site.routes.reports import ReportPage
from build_scripts.sums import EMPTY_SUM, add_up, packed_sums, sum_of, unpacked_sums

pytestmark = pytest.mark.usefixtures("every_page")

RECEIVED, REVIEWED = indicator("received"), indicator("reconsideration")
PROVINCE = path_of(agency(0))[0]


def stated(items: list[Holding], key: str) -> list[AgencyValue]:
    return [AgencyValue(h.agency, h.address, values(h)[key]) for h in items]


def page_of(items: list[Holding], key: str = "received") -> Page:
    members = stated(items, key)
    total = sum_of((m.value for m in members), indicator(key))
    place = PlaceSum(PROVINCE, total, PROVINCE.address)
    return year_page(indicator(key), 2024, total, [place], [], [], members, [2023, 2024])


def doubted() -> Holding:
    item = contradicted()
    return holding_of(f"reports/{item.agency_id}/2024/", agency(3), item)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


# --------------------------------------------------------------------------- sums


def test_sums_of_sums_are_the_sums_over_all_reports() -> None:
    items = [held(n) for n in range(30)]
    parts = [packed_sums([packed(values(h)) for h in items[at : at + 10]]) for at in (0, 10, 20)]
    for item in indicators():
        found = add_up(unpacked_sums(part)[item.key] for part in parts)
        assert found == sum_of((value(h, item) for h in items), item)
    received = add_up(unpacked_sums(part)["received"] for part in parts)
    numbers = [n for h in items if (n := value(h, RECEIVED).number) is not None]
    assert (received.reports, received.stated, received.above) == (30, len(numbers), sum(numbers)) and len(numbers) < 30


def test_a_sum_is_only_over_those_who_state_a_figure_and_says_of_how_many() -> None:
    page = page_of([held(n) for n in range(20)])
    numbers = [n for k in range(20) if (n := value(held(k), RECEIVED).number) is not None]
    assert seen(tables(page)[0].foot[0][1]) == f"{sum(numbers)} （12/20）"
    assert "12 份有数字" in to_html(page) and "其余 8 份没有数字，不当作零" in to_html(page)
    assert ">12/20</text>" in to_html(page) and f">{sum(numbers)}</text>" in to_html(page), "the tile prints both"


def test_a_blank_has_no_value_to_sort_by_and_zero_has() -> None:
    html = to_html(page_of([held(n) for n in range(20)]))
    rows = re.findall(r'<tr><th scope="row"><a href="[^"]*reports/.*?</tr>', html)
    cells = [re.search(r"<td[^>]*>", row)[0] for row in rows]  # type: ignore[index]
    assert len(rows) == 20
    assert ["data-v" in cell for cell in cells[3:8]] == [False, False, False, False, True]  # blank / absent torn 0


def test_every_figure_leads_to_its_row_and_carries_the_marks_of_its_cells() -> None:
    html = to_html(page_of([doubted()], "reconsideration"))
    assert 'href="../../../reports/shili-0-3/2024/#review-reconsideration"' in html
    assert re.search(r'class="nb-mark" href="[^"]*reports/shili-0-3/2024/#f\d+"', html)
    assert "（1/1，※1）" in html and "示例※" in html, "the sum and the tile say that a figure in them is doubted"


def test_the_download_has_a_column_for_the_findings_and_no_zero_for_a_blank() -> None:
    members = [*stated([held(3)], "received"), *stated([doubted()], "received")]
    total = sum_of((m.value for m in members), RECEIVED)
    lines = [Line("全部", "", "全部", 2024, total)]
    lines += [Line("机关", m.agency.agency_id, m.agency.name, 2024, m.value, m.address) for m in members]
    whole, blank, figure = rows_of(figures_csv(RECEIVED, lines))
    assert (blank["state"], blank["value"], blank["findings"]) == ("blank", "", "")
    assert (figure["state"], figure["value"]) == ("stated", "7777") and "reports/shili-0-3/2024/#f" in figure[
        "findings"
    ]
    assert (whole["value"], whole["stated"], whole["reports"], whole["doubted"]) == ("7777", "1", "2", "1")


def test_a_place_says_who_had_a_case_and_never_counts_a_blank_as_none() -> None:
    question = QUESTIONS[1]
    items = [held(n) for n in range(8)]
    agencies = [(h.agency, {2024: {i.key: AgencyValue(h.agency, h.address, values(h)[i.key]) for i in indicators()}}) for h in items]  # fmt: skip
    totals = {i.key: {2024: sum_of((value(h, i) for h in items), i)} for i in indicators()}
    page = question_page(question, path_of(agency(0)), [2024], totals, agencies, [])
    assert page.address == "places/990121/refused/"
    some, unknown = (next(t for t in tables(page) if t.caption == c) for c in ("示例甲县各机关历年不予公开", "示例甲县没有不予公开数字的机关"))  # fmt: skip
    numbers = {h.agency.name.removeprefix("示例甲县"): value(h, indicator("refused")).number for h in items}
    assert {seen(row[0]) for row in some.rows} == {name for name, n in numbers.items() if n}
    assert {seen(row[0]) for row in unknown.rows} == {name for name, n in numbers.items() if n is None} != set()
    assert list(numbers.values())[7] == Decimal(0), "who prints 0 is counted, not listed"


def test_a_doubt_about_a_blank_or_a_zero_makes_no_case() -> None:
    """A doubted blank is no figure, and is marked; a doubted zero is shown with its finding and distinguished in words."""
    item, held_by = indicator("refused"), [held(n) for n in (0, 3, 7)]
    found = {h.agency.agency_id: value(h, item) for h in held_by}
    doubts = {"shili-0-3": (2,), "shili-0-7": (5,)}
    agencies = [
        (h.agency, {2024: {i.key: AgencyValue(h.agency, h.address, replace(found[h.agency.agency_id], doubts=doubts.get(h.agency.agency_id, ()))) for i in indicators()}})
        for h in held_by
    ]  # fmt: skip
    totals = {i.key: {2024: EMPTY_SUM} for i in indicators()}
    page = question_page(QUESTIONS[1], path_of(agency(0)), [2024], totals, agencies, [])
    assert "3 个机关里，1 个至少有一年有不予公开；1 个印的 0 有核验提示，一并列出；0 个收录的各年都印着 0；1 个有的年度没有数字" in to_html(page)  # fmt: skip
    (unknown,) = (t for t in tables(page) if t.caption == "示例甲县没有不予公开数字的机关")
    assert [seen(row[0]) for row in unknown.rows] == [agency(3).name.removeprefix("示例甲县")]
    assert '<i>空白</i><a class="nb-mark" href="../../../reports/shili-0-3/2024/#f2"' in to_html(page)


def test_a_reason_names_the_outcome_that_it_is_counted_in() -> None:
    totals = {i.key: {2024: EMPTY_SUM} for i in indicators()}
    total, *_ = tables(question_page(QUESTIONS[1], path_of(agency(0)), [2024], totals, [], []))
    labels = [seen(row[0]) for row in total.rows]
    assert (
        labels[:2] == ["不予公开（件）", "不予公开 › 属于国家秘密（件）"] and "无法提供 › 本机关不掌握（件）" in labels
    )


def test_hostile_names_stay_text() -> None:
    evil = "<script>alert(1)</script>=1+1"
    item = replace(held(2), agency=replace(agency(2), name=evil))
    assert "<script" not in to_html(page_of([item]))
    row = rows_of(figures_csv(RECEIVED, [Line("机关", "x", "=1+1", 2024, value(item, RECEIVED))]))[0]
    assert row["name"] == "'=1+1"


# --------------------------------------------------------------------------- in the archive


@pytest.mark.parametrize(
    ("change", "again"),
    [({}, False), ({"packed_indicators": "[1]"}, True), ({"agency": agency(1)}, True), ({"is_current": False}, True)],
)
def test_the_pages_of_indicators_are_made_again_when_the_figures_or_who_states_them_changed_and_not_for_another_text(
    tmp_path: Path, change: dict[str, Any], again: bool
) -> None:
    was = PageFacts("reports/a/2024/", agency(0), 2024, True, (), "[0]")
    now = replace(was, **change)
    of_figures = {IndicatorPages, IndicatorYear, IndicatorProvince, QuestionPages, ComparePlacePage}
    with closing(Store(tmp_path / "store.sqlite")) as store:
        keys = {type(key) for key in (*of_changed_reports(store, [was], [now]), *of_reports(store, [was], [now]))}
        gone = {type(key) for key in (*of_changed_reports(store, [was], []), *of_reports(store, [was], []))}
    assert keys & of_figures == (of_figures if again else set()) and ReportPage in keys
    assert gone >= of_figures


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return small_built_project(tmp_path)


def test_a_year_that_comes_and_goes_leaves_the_same_site_as_a_fresh_build(archive: Path) -> None:
    before = made(archive)
    assert (
        "历年" not in before["indicators/received/2024/index.html"].decode().split("nb-toolbar")[1].split("</div>")[0]
    )
    assert 'href="received/2024/"' in before["indicators/index.html"].decode(), "one year: no page through the years is offered"  # fmt: skip
    source = next((archive / "content/reports/2024").glob("*海城*"))
    text = source.read_text(encoding="utf-8").replace("2024", "2023").replace("2025", "2024")
    extra = archive / "content/reports/2023" / source.name
    extra.parent.mkdir()
    extra.write_text(text, encoding="utf-8")
    step = made(archive)
    assert 'href="../2023/"' in step["indicators/received/2024/index.html"].decode(), (
        "pages of other years name the new one"
    )
    assert "places/640522/refused/index.html" in step
    assert step == anew(archive)
    extra.unlink()
    after = made(archive)
    assert after["indicators/received/2024/index.html"] == before["indicators/received/2024/index.html"]
    assert after["indicators/received/2024/figures.csv"] == before["indicators/received/2024/figures.csv"]
