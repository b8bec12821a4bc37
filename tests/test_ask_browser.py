"""Test 查数据 in a real browser: queries by form and by address, matching cells, download of the displayed table."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Served
from playwright.sync_api import Page, expect
from test_open_data import published, rows

__all__ = ["published"]
ASK = "data/ask/"
RECEIVED = "?y=2023,2024&t=requests&r=1&c=total"


@pytest.fixture
def served(published: Path, serve: Callable[[Path], Served]) -> Served:
    return serve(published)


def cells(published: Path, year: int) -> list[dict[str, str]]:
    """Return the expected cells of 本年新收 总计 from the CSV files of the cities."""
    found = [row for path in published.glob(f"data/{year}/cells-*.csv") for row in rows(path.read_bytes())]
    return [r for r in found if (r["table"], r["row"], r["column"]) == ("requests", "1", "total")]


def downloaded(page: Page, tmp_path: Path) -> list[dict[str, str]]:
    with page.expect_download() as saved:
        page.locator(".nb-save").click()
    saved.value.save_as(tmp_path / "asked.csv")
    with (tmp_path / "asked.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_address_is_answered_and_the_download_is_the_table(
    page: Page, served: Served, published: Path, tmp_path: Path
) -> None:
    page.goto(served.url + ASK + RECEIVED)
    expect(page.locator(".nb-result table caption")).to_contain_text("查到 18 格")
    wanted = [*cells(published, 2023), *cells(published, 2024)]
    lines = downloaded(page, tmp_path)

    def key(r: dict[str, str]) -> tuple[str, str]:
        return (r["year"], r["report"].split("/reports/")[-1].removeprefix("reports/"))

    shown = {key(r): (r["state"], r["value"], r["raw"], r["unit"], r["doubts"]) for r in lines}
    assert shown == {key(r): (r["state"], r["value"], r["raw"], r["unit"], r["doubts"]) for r in wanted}
    stated = sum(int(r["value"]) for r in wanted if r["state"] == "stated")
    doubted = sum(r["state"] == "stated" and bool(r["doubts"]) for r in wanted)
    assert doubted
    said = f"合计 {stated} 件，里面 {doubted} 格的数字有核验提示"
    expect(page.locator("p[role=status]")).to_contain_text(said)
    assert sorted(path for path in served.requests if path.startswith("data/20")) == [
        "data/2023/ask-990100.json",
        "data/2024/ask-990100.json",
    ]


def test_choosing_writes_the_address_and_back_goes_back(page: Page, served: Served, published: Path) -> None:
    page.goto(served.url + ASK)
    page.get_by_label("表", exact=True).select_option("requests")
    page.get_by_label("行", exact=True).select_option("1")
    page.get_by_label("列", exact=True).select_option("total")
    expect(page.locator(".nb-result table caption")).to_contain_text("查到 9 格")
    page.get_by_label("空白", exact=True).check()
    blank = sum(r["state"] == "blank" for r in cells(published, 2024))
    expect(page.locator(".nb-result table caption")).to_contain_text(f"查到 {blank} 格")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"y": ["2024"], "t": ["requests"], "r": ["1"], "c": ["total"], "s": ["blank"]}
    page.go_back()
    expect(page.locator(".nb-result table caption")).to_contain_text("查到 9 格")


def test_a_county_and_a_finding_narrow_the_answer(page: Page, served: Served, published: Path) -> None:
    page.goto(served.url + ASK + "?y=2024&t=requests&r=1&c=total")
    page.locator(".nb-facets button", has_text="示例乙县").click()
    expect(page.locator(".nb-result table caption")).to_contain_text("查到 2 格")
    assert parse_qs(urlsplit(page.url).query)["p"] == ["990122"]
    page.get_by_label("不限于这个县").click()
    expect(page.locator(".nb-result table caption")).to_contain_text("查到 9 格")
    expect(page.get_by_label("不限于这个县")).to_have_count(0)
    page.goto(served.url + ASK + "?y=2024&t=requests&f=any")
    doubted = [
        r
        for path in published.glob("data/2024/cells-*.csv")
        for r in rows(path.read_bytes())
        if r["table"] == "requests" and r["doubts"]
    ]
    assert doubted
    expect(page.locator(".nb-result table caption")).to_contain_text(f"查到 {len(doubted)} 格")


def test_without_a_script_the_page_says_where_the_same_numbers_are(published: Path) -> None:
    text = (published / ASK / "index.html").read_text(encoding="utf-8")
    assert "JavaScript" in text and "nianbao.sqlite" in text
