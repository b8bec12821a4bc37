"""The ways of readers from the home page, in a browser, below a sub-path: at the answer after three clicks at most."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Served
from playwright.sync_api import Page, expect

from build_scripts.build import build
from build_scripts.progress import Progress

ROOT = Path(__file__).parent.parent
WAYS = {
    "who was sued in this county": ("按地区", "海原县", "谁被复议、被起诉"),
    "what my county refused": ("按地区", "海原县", "哪些申请没有给"),
    "one figure over the country": ("按指标", "行政诉讼（件）"),
    "what is new": ("最近变动",),
    "the agencies of a province from A to Z": ("按机关", "宁夏回族自治区"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ways")
    for name in ("mkdocs.yml", "content", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    source = next((folder / "content/reports/2024").glob("*海城*"))
    text = source.read_text(encoding="utf-8").replace("海城镇", "史店乡")
    (source.parent / "海原县史店乡人民政府.txt").write_text(text, encoding="utf-8")
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


@pytest.mark.parametrize("question", WAYS)
def test_the_answer_is_three_clicks_from_home(
    site: Path, page: Page, serve: Callable[..., Served], question: str
) -> None:
    clicks = WAYS[question]
    assert len(clicks) <= 3
    page.goto(serve(site, "sub/folder").url)
    for text in clicks:
        page.get_by_role("link", name=text, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text(clicks[-1].partition("（")[0])
    expect(page.locator("table.nb-data tbody tr").first).to_be_visible()


def test_a_tile_leads_to_the_province_and_says_its_number_in_words(
    site: Path, page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(f"{serve(site, 'sub/folder').url}quality/coverage/")
    page.get_by_role("link", name="宁夏回族自治区 2024 年收录 2 个机关的报告，登记了 2 个机关").click()
    expect(page.locator("h1")).to_have_text("宁夏回族自治区")
