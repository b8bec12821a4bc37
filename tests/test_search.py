"""Search in a real browser, on the real reports: what stands in a report is found, what does not is not."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import Served
from made_up import agency, report
from playwright.sync_api import Browser, Page, expect
from test_site import make, project

from build_scripts.search import Entry, contribution, write_index
from build_scripts.search.index import fnv1a
from build_scripts.search.terms import normalise, terms

FIXTURE = Path(__file__).parent / "fixtures" / "search" / "terms.json"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("search"))
    make(folder)
    return folder / "site"


@pytest.fixture
def address(site: Path, serve: Callable[[Path], Served]) -> str:
    return serve(site).url


def hits(page: Page, address: str, query: str) -> list[str]:
    """Titles of the results, as a reader sees them."""
    page.goto(f"{address}search/?q={quote(query)}")
    expect(page.locator(".nb-search-status")).to_have_text(re.compile("篇|没有找到"))
    return page.locator(".nb-search-results li > a").all_inner_texts()


def test_both_tokenisers_agree(page: Page, address: str) -> None:
    page.goto(address)
    texts = json.loads(FIXTURE.read_text(encoding="utf-8"))
    holdings = Path(__file__).parent.parent / "content/reports/2024"
    texts += [path.read_text(encoding="utf-8") for path in sorted(holdings.glob("*.txt"))]
    script = (
        "async ([at, texts]) => { const m = await import(at); return texts.map((t) => [m.normalise(t), m.terms(t)]); }"
    )
    found = page.evaluate(script, [address + "assets/search/terms.js", texts])
    for text, (plain, words) in zip(texts, found, strict=True):
        assert (plain, words) == (normalise(text), list(terms(text)))


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("海城镇", ["海原县海城镇"]),
        ("425条", ["海原县海城镇"]),
        ("425 条", ["海原县海城镇"]),
        ("４２５条", ["海原县海城镇"]),
        ("连心桥", ["古城回族乡"]),
        ("“三审三校”", ["海原县海城镇"]),
        ("0955-4011434", ["海原县海城镇"]),
        ("国办函【2020】109号", ["叶城县河园镇"]),
        ("行政处罚=8", ["海原县海城镇"]),
        ("行政处罚≥1", ["海原县海城镇"]),
        ("未经复议直接起诉>=1", ["海原县海城镇"]),
        ("海城鎮", ["海原县海城镇"]),
        ("河南 滑县", ["小铺乡"]),
        ("主动公开 503", ["小铺乡"]),
        ("青海", ["上新庄镇", "古城回族乡"]),
        ("42", []),
        ("行政处罚=9", []),
        ("从来没有人写过这句话", []),
    ],
)
def test_what_people_type(page: Page, address: str, query: str, where: list[str]) -> None:
    titles = hits(page, address, query)
    assert len(titles) == len(where)
    for name in where:
        assert any(name in title for title in titles), (query, titles)


def test_one_wrong_character_is_offered_right(page: Page, address: str) -> None:
    assert hits(page, address, "海域镇") == []
    page.get_by_role("button", name="海城镇").click()
    expect(page.locator(".nb-search-results li > a")).to_have_count(1)


def test_any_run_of_characters_of_any_report_is_found(page: Page, address: str) -> None:
    dice = random.Random(5)
    for path in sorted((Path(__file__).parent.parent / "content/reports/2024").glob("*.txt")):
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if len(line) > 60 and "\t" not in line and "*" not in line
        ]
        for line in dice.sample(lines, 3):
            start = dice.randrange(len(line) - 12)
            piece = re.sub(r'["“”\s]', "", line[start : start + 10]).strip("0123456789")  # numbers are found whole
            assert hits(page, address, f'"{piece}"'), piece


def test_choices_live_in_the_address_and_narrow_the_hits(page: Page, address: str, browser: Browser) -> None:
    hits(page, address, "政府信息公开")
    page.get_by_label("地区").select_option(label="青海省（2）")
    expect(page.locator(".nb-search-results li > a")).to_have_count(2)
    shared = page.url
    other = browser.new_context().new_page()
    other.goto(shared)
    expect(other.locator(".nb-search-results li > a")).to_have_count(2)
    assert other.get_by_label("地区").input_value() == "青海省"
    other.context.close()


def test_without_javascript_the_page_points_at_the_lists(address: str, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address + "search/")
    plain.get_by_role("link", name="按地区").last.click()
    assert plain.url.endswith("/places/")
    plain.context.close()


def entries(numbers: range) -> list[Entry]:
    made = []
    for n in numbers:
        who, item = agency(n), report(n)
        made.append(
            Entry(
                f"reports/{who.agency_id}/2024/", item.title, who.name, who.province, who.city, who.county, who.kind,
                2024, "2021", 0, contribution(item, who),
            )
        )  # fmt: skip
    return made


def test_the_index_is_the_same_every_time_and_finds_every_term() -> None:
    files = dict(write_index(entries(range(150))))
    assert files == dict(write_index(entries(range(150))))
    folder = json.loads(files["search/current.json"])["folder"]
    manifest = json.loads(files[f"search/{folder}/manifest.json"])
    assert manifest["total"] == 150
    import zlib

    wanted = "^" + next(iter(terms(agency(77).name)))
    shard = json.loads(zlib.decompress(files[f"search/{folder}/t{fnv1a(wanted) % manifest['shards']}.bin"], -15))
    assert wanted in shard
