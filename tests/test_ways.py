"""Test the paths of readers from the home page, in a browser, under a sub-path: at most three clicks to an answer.

One small archive serves all tests: three towns of a county over four years, and agencies of other provinces."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from browser import Served, watched
from playwright.sync_api import Browser, Locator, Page, expect

from build_scripts.build import build
from build_scripts.progress import Progress

ROOT = Path(__file__).parent.parent
TOWNS = ("海城镇", "史店乡", "曹洼乡")
YEARS = (2021, 2022, 2023, 2024)
PHONE = "0955-4011434"
CLICKS = 3


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ways")
    for name in ("content", "overrides"):
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{settings}\nextra:\n  correction: jiucuo@example.gov.cn\n", encoding="utf-8")
    reports = folder / "content/reports"
    text = (reports / "2024/海原县海城镇人民政府.txt").read_text(encoding="utf-8")
    for year in YEARS:
        (reports / str(year)).mkdir(exist_ok=True)
        for town in TOWNS:
            written = text.replace("海城镇", town).replace("2025", str(year + 1)).replace("2024", str(year))
            path = reports / f"{year}/海原县{town}人民政府.txt"
            if not path.exists():
                path.write_text(written.replace("425 条", f"{year - 1700} 条"), encoding="utf-8")
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


@dataclass
class Reader:
    """A reader at the home page who counts clicks; typing and reading count as none."""

    page: Page
    url: str
    clicks: int = 0

    def click(self, target: str | Locator) -> None:
        found = self.page.get_by_role("link", name=target, exact=True) if isinstance(target, str) else target
        found.first.click()
        self.clicks += 1

    def search(self, words: str) -> None:
        self.page.get_by_role("searchbox").fill(words)
        self.click(self.page.locator("main").get_by_role("button", name="搜索", exact=True))

    def result(self, words: str) -> Locator:
        return self.page.locator(".nb-search-results li").filter(has_text=words).first

    def heading(self, words: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(words)


@pytest.fixture
def reader(site: Path, browser: Browser, serve: Callable[..., Served]) -> Iterator[Reader]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", permissions=["clipboard-read", "clipboard-write"]
    )
    wrong: list[str] = []
    one = Reader(watched(context.new_page(), wrong), serve(site, "sub/folder").url)
    one.page.goto(one.url)
    yield one
    assert 0 < one.clicks <= CLICKS
    context.close()
    assert not wrong


def test_what_my_town_refused(reader: Reader) -> None:
    for words in ("按地区", "海原县", "哪些申请没有给"):
        reader.click(words)
    reader.heading("哪些申请没有给")
    expect(reader.page.locator("table.nb-data tbody tr").filter(has_text="海城镇").first).to_be_visible()


def test_who_was_sued_in_this_county(reader: Reader) -> None:
    """The path starts at a province, as when there are so many places that the list shows no counties."""
    for words in ("宁夏回族自治区", "海原", "谁被复议、被起诉"):
        reader.click(words)
    reader.heading("谁被复议、被起诉")
    row = reader.page.locator("table.nb-data tbody tr").filter(has_text="海城镇").first
    expect(row.get_by_role("link", name="1", exact=True).first).to_be_visible()


def test_three_towns_over_four_years_sent_to_a_colleague(reader: Reader, browser: Browser) -> None:
    for words in ("按地区", "海原县", "自选比较"):
        reader.click(words)
    expect(reader.page.locator("#nb-choose table").first).to_be_visible()
    colleague = browser.new_page()
    colleague.goto(reader.page.url)
    rows = colleague.locator("#nb-choose table tbody tr")
    expect(rows).to_have_count(len(TOWNS) * len(YEARS))
    for town in TOWNS:
        expect(rows.filter(has_text=town)).to_have_count(len(YEARS))
    colleague.close()


@pytest.mark.parametrize("words", ["海城镇 电话", f"海城镇 {PHONE}"])
def test_a_telephone_number(reader: Reader, words: str) -> None:
    """The number of a town, and the owner of a number."""
    reader.search(words)
    reader.click(reader.result("海城镇人民政府").get_by_role("link"))
    expect(reader.page.get_by_text(PHONE).first).to_be_visible()
    reader.heading("海城镇")


def test_a_figure_is_held_against_the_original(reader: Reader) -> None:
    """The row as printed is beside the report, with its place in the original."""
    reader.click("海原县海城镇人民政府 2021 年")
    figure = reader.page.locator("tr", has=reader.page.locator("[id='proactive-6.penalty']"))
    expect(figure.locator("td")).to_have_text("8")
    reader.click(figure.get_by_label("原件中的本行"))
    printed = reader.page.locator("[id='at-proactive-6.penalty']")
    expect(printed).to_be_in_viewport()
    expect(printed).to_contain_text("行政处罚")
    expect(printed).to_contain_text(re.compile("第 [0-9]+ 行"))


def test_a_report_is_cited(reader: Reader) -> None:
    reader.click("海原县海城镇人民政府 2021 年")
    reader.click(reader.page.get_by_role("button", name="复制引用"))
    expect(reader.page.get_by_role("button", name="已复制")).to_be_visible()
    cited = reader.page.evaluate("navigator.clipboard.readText()")
    assert cited.startswith("海原县海城镇人民政府. ") and "[R/OL]" in cited
    assert f"{reader.url}reports/haiyuan-haicheng/2021/" in cited
    assert re.search(r"\[20\d\d-\d\d-\d\d\]", cited)


def test_what_changed_since_last_year(reader: Reader) -> None:
    reader.click("海原县海城镇人民政府 2023 年")
    reader.click("与上一年对比")
    reader.heading("2022")
    expect(reader.page.locator("del").filter(has_text="2").first).to_be_visible()


def test_what_is_missing(reader: Reader) -> None:
    reader.click("收录情况")
    reader.heading("收录")
    row = reader.page.locator("table.nb-data tbody tr").filter(has_text="河园镇").first
    expect(row.get_by_text("未收录").first).to_be_visible()


def test_the_news_are_subscribed_to(reader: Reader, site: Path) -> None:
    reader.click("最近变动")
    feed = reader.page.get_by_role("link", name="订阅（Atom）")
    expect(feed).to_be_visible()
    entries = ElementTree.parse(site / "updates" / str(feed.get_attribute("href"))).getroot()
    assert len(entries.findall("{http://www.w3.org/2005/Atom}entry")) > len(TOWNS) * len(YEARS)
    reader.click("按地区")  # the feed of a county takes at most three clicks
    reader.click("海原县")
    (own,) = reader.page.locator("link[type='application/atom+xml']").all()
    assert "海原县" in (site / "places/640522" / str(own.get_attribute("href"))).read_text(encoding="utf-8")


def test_an_error_is_told_with_the_row_and_the_original(reader: Reader) -> None:
    reader.click("海原县海城镇人民政府 2021 年")
    reader.page.goto(f"{reader.page.url}#proactive-6.penalty")
    link = reader.page.get_by_role("link", name="报告有误")
    reader.page.evaluate(
        "document.addEventListener('click', (event) => event.preventDefault())"
    )  # there is no mail program here
    reader.click(link)
    told = unquote(str(link.get_attribute("href")))
    assert told.startswith("mailto:jiucuo@example.gov.cn?") and re.search("SHA-256：[0-9a-f]{64}\n", told)
    assert told.endswith(f"行政处罚\n{reader.url}reports/haiyuan-haicheng/2021/#proactive-6.penalty")


def test_one_figure_over_the_country(reader: Reader) -> None:
    reader.click("按指标")
    reader.click("行政诉讼（件）")
    reader.heading("行政诉讼")
    expect(reader.page.locator("table.nb-data tbody tr").first).to_be_visible()


def test_the_agencies_of_a_province_from_a_to_z(reader: Reader) -> None:
    reader.click("按机关")
    reader.click(reader.page.locator("main").get_by_role("link", name="宁夏回族自治区", exact=True))
    expect(reader.page.locator("table.nb-data tbody tr").first).to_be_visible()


def test_a_tile_leads_to_the_province_and_says_its_number_in_words(reader: Reader) -> None:
    reader.click("收录情况")
    reader.click("宁夏回族自治区 2024 年收录 3 个机关的报告，登记了 3 个机关")
    expect(reader.page.locator("h1")).to_have_text("宁夏回族自治区")
