"""Test search in a real browser on the real reports: text of a report is found, other text is not."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from archives import built_project, make, project
from browser import Served
from made_up import agency, report
from playwright.sync_api import Browser, Page, expect

from build_scripts.archive.identity import updated_ledger
from build_scripts.content.ledger import Entry, Ledger, read_ledger, write_rows
from build_scripts.search.build import Document, build
from build_scripts.search.dictionary import pack
from build_scripts.search.document import lines_of
from build_scripts.search.document_terms import document_terms
from build_scripts.search.figures import figure_terms
from build_scripts.search.newest import MIN_ORIGINALS, NEWEST, newest
from build_scripts.search.normalize import normalize
from build_scripts.search.shards import shard_of
from build_scripts.search.terms import terms_of
from build_scripts.search.update import Written, update

FIXTURE = Path(__file__).parent / "fixtures" / "search" / "terms.json"
FIXTURES = Path(__file__).parent / "fixtures" / "reports"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = built_project(tmp_path_factory.mktemp("search"))
    return folder / "site"


@pytest.fixture
def address(site: Path, serve: Callable[[Path], Served]) -> str:
    return serve(site).url


def hits(page: Page, address: str, query: str) -> list[str]:
    """Return the displayed titles of the results."""
    page.goto(f"{address}search/?q={quote(query)}")
    expect(page.locator(".nb-search-results")).to_have_attribute("aria-busy", "false")
    return page.locator(".nb-search-results li > a").all_inner_texts()


def test_both_tokenisers_agree(page: Page, address: str) -> None:
    modules = Path(__file__).parent.parent / "overrides/assets/search"
    page.route("**/modules/search/*", lambda route: route.fulfill(path=modules / route.request.url.rpartition("/")[2]))
    page.goto(address)
    texts = json.loads(FIXTURE.read_text(encoding="utf-8"))
    holdings = Path(__file__).parent.parent / "content/reports/2024"
    texts += [path.read_text(encoding="utf-8") for path in sorted(holdings.glob("*.txt"))]
    script = """async ([at, texts]) => {
        const [{ openSearch }, { shardOf }] = await Promise.all([import(`${at}engine.js`), import(`${at}files.js`)]);
        const search = await openSearch();
        const words = (t) => search.terms(t).sort((a, b) => (a < b ? -1 : 1));
        return texts.map((t) => [search.fold(t), words(t), words(t).map((term) => shardOf(term, 300))]);
    }"""
    found = page.evaluate(script, [address + "modules/search/", texts])
    for text, (plain, words, shards) in zip(texts, found, strict=True):
        assert plain == normalize(text)
        assert set(words) == terms_of(normalize(text))
        assert shards == [shard_of(term, 300) for term in words]


def test_what_is_copied_over_a_full_stop_tells_reports_apart_that_hold_the_same_words() -> None:
    """At 100,000 reports “开。二是主动公开” cost 223 KB: all its pairs are in most reports, but not one after another."""
    term = "开·二是主"
    assert term in terms_of(normalize("及时公开。二是主动公开到位。"))
    assert term not in terms_of(normalize("及时公开。二、其他；二是主动公开到位。"))


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
        ("行政处罚≤8 海城", ["海原县海城镇"]),
        ("行政处罚<8 海城", []),
        ("行政诉讼 >= 1", ["海原县海城镇"]),
        ("海城 镇", ["海原县海城镇"]),  # a single character among other words
        ("青海", ["上新庄镇", "古城回族乡"]),
        ("42", []),
        ("行政处罚=9", []),
        ("从来没有人写过这句话", []),
        ("“海域镇”", []),  # in quotation marks: exact match only
    ],
)
def test_what_people_type(page: Page, address: str, query: str, where: list[str]) -> None:
    titles = hits(page, address, query)
    assert len(titles) == len(where)
    for name in where:
        assert any(name in title for title in titles), (query, titles)


def test_an_excerpt_tells_zero_blank_and_absent_apart(page: Page, address: str) -> None:
    """上新庄镇 left table 2 blank, 海城镇 lost two columns of table 3 (the excerpt of 属于国家秘密 shows the row)."""
    hits(page, address, "行政处罚")
    shown = {" ".join(text.split()) for text in page.locator(".nb-search-excerpt").all_inner_texts()}
    assert {"行政处罚 8", "行政处罚 0", "行政处罚 （空白）"} <= shown
    hits(page, address, "海城镇 属于国家秘密")
    assert "1.属于国家秘密 0 0 0 0 0 （无此格） （无此格）" in {
        " ".join(text.split()) for text in page.locator(".nb-search-excerpt").all_inner_texts()
    }


@pytest.mark.parametrize(
    ("query", "where", "said"),
    [
        ("海域镇", "海原县海城镇", "“海域镇”改作“海城镇”"),
        ("海原县海域镇", "海原县海城镇", "“海原县海域镇”改作“海原县海城镇”"),
        ("铺小乡", "小铺乡", "“铺小乡”改作“小铺乡”"),
        ("政府信息工开", "海原县海城镇", "“政府信息工开”改作“政府信息公开”"),
        ("三审三校制度", "海原县海城镇", "不计标点"),
        ("国办函〔2020〕10", "叶城县河园镇", "“10”当作号码的开头"),
        ("政府資訊公開", "海原县海城镇", "改作“政府信息公开”"),
        ("haiyuan", "海原县海城镇", "拼音"),
        ("hcz", "海原县海城镇", "拼音"),
        ("行政处罚8件", "海原县海城镇", "“行政处罚8件”按表中的数字“行政处罚=8”"),
        ("海城镇2024年年报", "海原县海城镇", "“海城镇”、2024 年度"),
        ("宁夏海原县", "海原县海城镇", "分作“宁夏”、“海原县”"),
        ("上新庄政府", "上新庄镇", "按“上新庄”、“人民政府”"),
    ],
)
def test_what_is_not_exact_finds_what_was_meant_and_says_so(
    page: Page, address: str, query: str, where: str, said: str
) -> None:
    assert any(where in title for title in hits(page, address, query))
    expect(page.locator(".nb-search-status")).to_contain_text("没有与所写完全相同的")
    expect(page.locator(".nb-search-status")).to_contain_text(said)


def test_who_asks_for_the_most_is_shown_where_figures_are_compared(page: Page, address: str) -> None:
    assert hits(page, address, "被起诉最多的")
    expect(page.locator(".nb-search-status").get_by_role("link", name="按指标查看")).to_have_attribute(
        "href", re.compile("/indicators/$")
    )
    hits(page, address, "<b>x</b>")
    expect(page.locator(".nb-search-status")).not_to_contain_text("网络")


def test_who_names_a_place_is_led_to_its_page(page: Page, address: str) -> None:
    """Its agencies and years stand there side by side; the hits are single reports."""
    hits(page, address, "海原县 行政处罚")
    named = page.locator(".nb-search-status").get_by_role("link", name="宁夏回族自治区中卫市海原县：各机关、历年比较")
    expect(named).to_have_attribute("href", re.compile("/places/640522/$"))
    hits(page, address, "海原")
    expect(page.locator(".nb-search-facets")).to_be_visible()
    expect(named).to_have_count(0)


def test_what_stands_to_the_letter_is_not_guessed_at(page: Page, address: str) -> None:
    assert hits(page, address, "乡村振兴 村")
    assert "没有与所写" not in page.locator(".nb-search-status").inner_text()
    expect(page.locator(".nb-search-meant")).to_have_count(0)


def test_what_stands_in_quotation_marks_is_not_guessed_at_but_on_request(page: Page, address: str) -> None:
    assert hits(page, address, "“海域镇” 行政处罚") == []
    expect(page.locator(".nb-search-status")).to_contain_text("没有一份报告写有“海域镇”")
    page.get_by_role("button", name="去掉引号再找").click()
    expect(page.locator(".nb-search-status")).to_contain_text("“海域镇”改作“海城镇”")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_search_says_and_offers_is_legible(page: Page, address: str, scheme: Literal["light", "dark"]) -> None:
    """Its buttons appear only after an answer: the pages that axe checks elsewhere have none."""
    page.emulate_media(color_scheme=scheme)
    assert hits(page, address, "“海域镇” 行政处罚") == []
    expect(page.get_by_role("button", name="去掉引号再找")).to_be_visible()
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['color-contrast']}).then((found) => found.violations)")
    assert not [node["html"] for rule in found for node in rule["nodes"]]


def test_choices_are_counted_for_what_was_meant(page: Page, address: str) -> None:
    hits(page, address, "海域镇")
    expect(page.locator("select[name=year] option")).to_have_text(["不限", "2024 年（1）"])


def test_a_name_that_no_figure_has_is_answered_with_those_that_exist(page: Page, address: str) -> None:
    assert hits(page, address, "行政拘留>=1") == []
    status = page.locator(".nb-search-status")
    expect(status).to_contain_text("没有名为“行政拘留”的数字")
    expect(status.locator("details")).to_contain_text("信访举报投诉")
    status.get_by_role("button", name="行政处罚>=1").click()
    expect(page.locator(".nb-search-results li > a")).to_have_count(1)


def test_advice_is_worked_out(page: Page, address: str) -> None:
    """Two words occur only in different reports: the advice says which one to leave out, and how many reports remain."""
    assert hits(page, address, "连心桥 三审三校") == []
    status = page.locator(".nb-search-status")
    expect(status.get_by_role("button")).to_have_text(["去掉“连心桥”：约 1 份", "去掉“三审三校”：约 1 份"])
    status.get_by_role("button", name="去掉“连心桥”").click()
    expect(page.locator(".nb-search-results li > a")).to_have_count(1)
    hits(page, address, "海城镇 齉龘")
    expect(status).to_contain_text("没有一份报告写有“齉龘”")


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
            # Numbers match only completely.
            piece = re.sub(r'["“”\s]', "", line[start : start + 10]).strip("0123456789")
            assert hits(page, address, f'"{piece}"'), piece


def test_choices_live_in_the_address_and_narrow_the_hits(page: Page, address: str, browser: Browser) -> None:
    hits(page, address, "政府信息公开")
    page.get_by_label("地区").select_option(label="青海省（2）")
    expect(page.locator(".nb-search-results li > a")).to_have_count(2)
    shared = page.url
    other = browser.new_context().new_page()
    other.goto(shared)
    expect(other.locator(".nb-search-results li > a")).to_have_count(2)
    assert other.get_by_label("地区").input_value() == "630000"
    other.context.close()


def test_a_hit_shows_every_word_and_leads_to_its_place(page: Page, address: str) -> None:
    hits(page, address, "三审三校 行政处罚")
    assert page.locator(".nb-search-results mark").all_inner_texts() == ["三审三校", "行政处罚"]
    place = page.locator(".nb-search-excerpt").first.get_attribute("href") or ""
    page.goto(place)
    anchor = page.locator(f"[id='{place.partition('#')[2]}']")
    expect(anchor).to_have_count(1)
    assert "三审三校" in page.locator("article").inner_text()


def test_counts_stand_beside_the_choices(page: Page, address: str) -> None:
    hits(page, address, "")
    expect(page.locator("select[name=year] option")).to_have_text(["不限", "2024 年（5）"])
    assert "青海省（2）" in page.locator("select[name=place] option").all_inner_texts()
    expect(page.locator("select[name=findings] option")).to_have_count(3)
    page.get_by_label("地区").select_option(label="青海省（2）")
    expect(page.locator("select[name=place] option")).to_contain_text(
        ["不限", "青海省（2）", "西宁市（1）", "海东市（1）"]
    )
    page.locator("select[name=findings]").select_option(label="有提示（2）")
    expect(page.locator(".nb-search-status")).to_have_text("共 2 份")


def test_the_dialog_opens_on_every_page_and_gives_the_focus_back(page: Page, address: str) -> None:
    page.goto(address + "years/2024/")
    page.keyboard.press("/")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.type("连心桥")
    expect(page.locator("dialog .nb-search-results li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog .nb-search-results li > a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.locator("a[data-search]").click()
    page.locator("dialog").get_by_role("link", name="全部结果和筛选").click()
    expect(page).to_have_url(re.compile("/search/\\?q="))
    expect(page.locator("#nb-search .nb-search-results li")).to_have_count(1)


def test_nothing_is_asked_while_an_input_method_is_choosing(page: Page, address: str) -> None:
    hits(page, address, "海城镇")
    box = page.locator("#nb-search input")
    box.evaluate("""(input) => {
        input.value = "lian xin";
        input.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
    }""")
    page.wait_for_timeout(600)
    assert "海城镇" in page.locator(".nb-search-results li > a").inner_text()
    box.evaluate("""(input) => {
        input.value = "连心桥";
        input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    }""")
    expect(page.locator(".nb-search-results li > a")).to_contain_text("古城回族乡")


def test_a_page_that_stood_open_while_the_site_was_published_goes_on(
    page: Page, site: Path, tmp_path: Path, serve: Callable[[Path], Served]
) -> None:
    shutil.copytree(site, tmp_path / "site")
    served = serve(tmp_path / "site")
    assert len(hits(page, served.url, "海城镇")) == 1
    for path in (tmp_path / "site/search/p").rglob("*.bin"):
        path.unlink()
    held = [
        (int(p.parent.parent.name), int(p.stem), p.read_bytes()) for p in (tmp_path / "site/search/text").rglob("*.bin")
    ]
    order = sorted((Document(*entry) for entry in held), key=lambda e: (-e.year, e.row))
    rows = (Path(__file__).parent.parent / "content/agencies.csv").read_text(encoding="utf-8").splitlines()[1:]
    for name, data in build(order[1:], [row.partition(",")[0] for row in rows]):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(data)
    page.locator("#nb-search input").fill("政府信息公开")
    expect(page.locator(".nb-search-results li > a")).to_have_count(4)


def test_the_report_that_came_in_last_is_found_beside_the_others_and_leaves_their_index_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Page, serve: Callable[[Path], Served]
) -> None:
    monkeypatch.setattr("build_scripts.search.newest.MIN_ORIGINALS", 2)
    monkeypatch.setattr("build_scripts.search.newest.NEWEST", 5)
    folder = project(tmp_path / "one")
    before = make(folder)
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", folder / "content/reports/2024/示例县己乡.txt")
    after = make(folder)
    large = {address for address in before if address.startswith(("search/p/", "search/g/"))}
    assert large and all(after[address] == before[address] for address in large)
    shutil.copytree(folder / "content", tmp_path / "two/content")
    shutil.copytree(folder / "overrides", tmp_path / "two/overrides")
    shutil.copy(folder / "mkdocs.yml", tmp_path / "two")
    assert make(tmp_path / "two") == after, "a fresh build gives the same bytes"
    served = serve(folder / "site")
    assert len(hits(page, served.url, "政府信息公开")) == 6
    assert ["己乡" in title for title in hits(page, served.url, "示例县己乡")] == [True]
    expect(page.locator("select[name=year] option", has_text="2024")).to_contain_text("（1）")


def test_without_javascript_the_page_points_at_the_lists(address: str, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address + "search/")
    plain.get_by_role("link", name="按地区").last.click()
    assert plain.url.endswith("/places/")
    plain.context.close()


# --------------------------------------------------------------------------- terms


def test_names_are_indexed_as_people_mistype_and_sound_them() -> None:
    lines = "\n".join(
        ("t", "海原县海城镇人民政府", "", "640000 宁夏回族自治区\t640522 海原县", "reports/x/2024/\t2024\t\t2021\t0")
    )
    found = document_terms(lines)
    assert {"~海*镇", "~*城镇", "~" + "".join(sorted("海城镇")), "~" + "".join(sorted("海原县"))} <= found
    assert {"'haiyuan", "'haiyuanxian", "'hyx", "'haicheng", "'haichengzhen", "'hcz", "'haiyuanhaicheng"} <= found
    assert {"'ningxia", "'nx"} <= found
    lines = "\n".join(
        ("t", "黄山区汤口镇人民政府", "", "341000 黄山市\t341003 黄山区", "reports/x/2024/\t2024\t\t2021\t0")
    )
    assert {"'tangkou", "'tkz", "~*口镇"} <= document_terms(lines), "a county that is called as its city"


def test_figures_are_sums_and_columns_as_well() -> None:
    """行政诉讼 is both kinds of lawsuits. Where one of its cells states no number, the other is a lower bound; a row that
    the form does not have is ignored."""
    rows = {"review-direct_suit": ("0", "1", "0", "0", "1"), "review-suit_after_review": ("0", "0", "0", "0", "20")}
    found = set(figure_terms(rows))
    assert {"=suits=21", "=suits>0", "=suits>10", "=suits>20", "=review-direct_suit.corrected>0"} <= found
    assert "=suits>50" not in found
    for nothing in ("", "/", "\x01", "\x0220元"):
        doubted = set(figure_terms(rows | {"review-suit_after_review": ("0", "0", "0", "0", nothing)}))
        assert {t for t in doubted if t.startswith(("=suits=", "=suits>"))} == {"=suits>0"}, nothing
    assert "=other-outcome=3" in set(figure_terms({"requests-3.6": ("0",) * 6 + ("3",)})), "one row in the form of 2019"
    rate = {"requests-3.1": ("0",) * 6 + ("15",), "requests-3.2": ("0",) * 7, "requests-3.7": ("0",) * 6 + ("30",)}
    assert "=granted-rate=50" in set(figure_terms(rate))
    assert not any("rate" in t for t in figure_terms(rate | {"requests-3.7": ("0",) * 6 + ("19",)})), "too few cases"


def test_a_sentence_copied_without_its_marks_costs_no_more_files() -> None:
    assert all(shard_of("度·全", n) == shard_of("度全", n) == shard_of("^度全", n) for n in (56, 300, 1999))


def test_common_traditional_characters_are_folded() -> None:
    assert normalize("網路輿情、鄉鎮衛生院、魯鐘萬陸") == "网路舆情·乡镇卫生院·鲁钟万陆"


# --------------------------------------------------------------------------- the files of the index


AGENCIES = [agency(n).agency_id for n in range(160)]


def entry(number: int, year: int, quiet: float = 0.4) -> Document:
    who = agency(number)
    return Document(year, number, pack(lines_of(report(number, year, quiet), who, f"reports/{who.agency_id}/{year}/")))


def whole(
    entries: dict[tuple[int, int], Document], agencies: int = 150, newest: Collection[tuple[int, int]] = ()
) -> dict[str, bytes]:
    order = sorted(entries, key=lambda at: (-at[0], at[1]))
    return dict(build((entries[at] for at in order), AGENCIES[:agencies], newest))


def brought_up_to_date(site: dict[str, bytes], files: list[Written] | None) -> dict[str, bytes]:
    assert files is not None
    after = dict(site)
    for address, data in files:
        if data is None:
            del after[address]
        else:
            after[address] = data
    return after


def test_an_index_brought_up_to_date_is_the_one_made_at_once() -> None:
    """Reports are added, changed and removed, the number of shards grows and shrinks, agencies are registered."""
    held = {(e.year, e.row): e for e in (entry(n, year) for year in (2024, 2023) for n in range(70))}
    dice = random.Random(7)
    some = dice.sample(sorted(held), 30)
    site = whole({at: e for at, e in held.items() if at not in some}, 70)
    now = {at: e for at, e in held.items() if at not in some}
    steps = [
        [held[at] for at in some[:1]],
        [held[at] for at in some[1:7]],
        [Document(*at, None) for at in some[:5]],
        [held[at] for at in some[10:20]] + [Document(*at, None) for at in dice.sample(sorted(now), 3)],
        [entry(number, year, quiet=0) for year, number in dice.sample(sorted(now), 3)],
        [],
        [entry(75, 2024)],
    ]
    for agencies, changed in zip((70, 70, 70, 70, 70, 78, 78), steps, strict=True):
        site = brought_up_to_date(site, update(site.get, changed, AGENCIES[:agencies]))
        now |= {(e.year, e.row): e for e in changed}
        now = {at: e for at, e in now.items() if e.data is not None}
        assert site == whole(now, agencies)


def test_the_newest_reports_have_an_index_of_their_own_whatever_was_built_before() -> None:
    """The set of newest reports changes by one, completely, and with reports that change or disappear."""
    held = {(e.year, e.row): e for e in (entry(n, 2024) for n in range(80))}
    order = random.Random(3).sample(sorted(held), 80)
    site, now = whole({at: held[at] for at in order[:60]}), set(order[:60])
    steps: list[tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]] = [
        (order[60:61], order[60:61], []),
        (order[61:70], order[60:70], order[40:42]),
        ([], order[65:70], []),
        ([], order[65:72], order[66:68]),
        (order[70:77], order[76:77], []),
        ([], [], order[76:77]),
    ]
    for came, young, gone in steps:
        changed = [*(held[at] for at in came), *(Document(*at, None) for at in gone)]
        before = site
        site = brought_up_to_date(site, update(site.get, changed, AGENCIES[:150], young))
        now = now - set(gone) | set(came)
        assert site == whole({at: held[at] for at in now}, newest=young)
        if came == order[60:61]:
            large = {a for a in before if a.startswith(("search/p/", "search/g/"))}
            assert all(site[a] == before[a] for a in large), "one report more leaves the large index alone"
            assert len({a for a in {*site, *before} if site.get(a) != before.get(a)}) < 40
    assert not [a for a in site if a.startswith("search/n/")]


def test_which_reports_are_newest_follows_from_the_ledger() -> None:
    entries = {
        f"{n:064}": Entry("x", f"{n:064}", agency_id=f"a{n}", year=2024) for n in range(MIN_ORIGINALS + NEWEST + 3)
    }
    keys = [entry.key for entry in entries.values()]
    assert newest(Ledger(entries, {})) == keys[-3:]
    assert newest(Ledger(dict(list(entries.items())[:-3]), {})) == []
    assert newest(Ledger(dict(list(entries.items())[: MIN_ORIGINALS - 1]), {})) == [], "a small archive has one index"
    last = f"{MIN_ORIGINALS + NEWEST + 2:064}"
    known = entries | {last: replace(entries[last], agency_id="a7")}
    assert newest(Ledger(known, {})) == keys[-3:-1], "a new version of a known report is not new"
    undecided = entries | {last: replace(entries[last], agency_id="", year=0)}
    assert newest(Ledger(undecided, {})) == keys[-3:-1]


def test_the_ledger_keeps_the_order_in_which_reports_of_a_day_came(tmp_path: Path) -> None:
    """A report that is added last is last, whatever its name: in memory and in the file that is read again."""
    day = "2026-11-29"
    first = [Entry("2024/乙.txt", "b" * 64, archived=day), Entry("2024/丙.txt", "c" * 64, archived="2026-11-30")]
    write_rows(tmp_path, first, {})
    more = [Entry("2024/甲.txt", "a" * 64, archived=day)]
    in_memory = updated_ledger(read_ledger(tmp_path), more, {})
    write_rows(tmp_path, more, {})
    assert list(in_memory.entries) == list(read_ledger(tmp_path).entries) == ["b" * 64, "a" * 64, "c" * 64]


def test_a_register_in_another_order_or_a_broken_index_is_made_anew() -> None:
    held = {(2024, n): entry(n, 2024) for n in range(150)}
    site = whole(held)
    more = [entry(151, 2024)]
    assert update(site.get, more, AGENCIES) is not None
    assert update(site.get, more, [AGENCIES[1], AGENCIES[0], *AGENCIES[2:]]) is None
    assert update(dict[str, bytes]().get, more, AGENCIES) is None
    other = site | {"search/current.json": site["search/current.json"].replace(b'"made":"', b'"made":"0')}
    assert update(other.get, more, AGENCIES) is None, "another version made other terms of the same lines"
    broken = {a: d for a, d in site.items() if not a.startswith("search/p/")}
    assert update(broken.get, more, AGENCIES) is None


def test_one_report_more_leaves_most_of_a_large_index_alone() -> None:
    """The browser caches of readers stay valid, and staff upload little."""
    held = {(2024, n): entry(n, 2024) for n in range(150)}
    before, after = whole(held), whole(held | {(2023, 3): entry(3, 2023)})
    assert "search/text/2024/0/3.bin" in before
    texts = {a for a in before if "/text/" in a}
    assert all(before[a] == after[a] for a in texts)
