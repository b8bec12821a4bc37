"""Test the comparisons in a real browser, from a static server under a sub-path, with the site's own policy."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from browser import Served, watched
from made_up import agency, holding
from made_up_years import YEARS, by_year, held, history, member, packed_by_year
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from build_scripts.content.divisions import path_of
from build_scripts.indicators import indicator, indicators, value, values
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import agencies_json, choose_page, figures_json, places_json
from build_scripts.pages.compare.places import place_year_page
from build_scripts.pages.history import end_of_agency
from build_scripts.site.layout import file_of, load_site, render
from build_scripts.site.prepared_page import prepare

ROOT = Path(__file__).parent.parent
COUNTY = path_of(agency(0))
PLACE, BIG = "compare/places/990121/2024/", "compare/places/990121/2023/"
CHOOSE = "compare/choose/"
AGENCIES = 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of fictional agencies with the comparisons and slices in the real layout."""
    project, out = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site")
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / "overrides", project / "overrides")
    shell = load_site(project)
    files = dict(shell.assets)
    for page in (
        place_year_page(COUNTY, 2024, [member(held(n)) for n in range(AGENCIES)]),
        place_year_page(COUNTY, 2023, [member(holding(n % 200, 2023)) for n in range(500)]),
        agency_page(agency(0), by_year(history(0))),
        choose_page(),
    ):
        files[file_of(page.address)] = render(prepare(page), shell)
    for n in range(AGENCIES):
        files[f"compare/agencies/{agency(n).agency_id}/figures.json"] = figures_json(
            agency(n), packed_by_year(history(n))
        )
    files["compare/choose/places.json"] = places_json([(COUNTY[0], 0), (COUNTY[1], AGENCIES)], 0, YEARS)
    files["compare/choose/990100.json"] = agencies_json([agency(n) for n in range(AGENCIES)])
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return out


@pytest.fixture
def served(site: Path, serve: Callable[[Path], Served]) -> Served:
    return serve(site)


def at(found: Locator) -> FloatRect:
    """Return the position in pixels."""
    box = found.bounding_box()
    assert box
    return box


def texts(page: Page, selector: str) -> list[str]:
    return [" ".join(t.split()) for t in page.locator(selector).all_inner_texts()]


def result(page: Page) -> list[str]:
    expect(page.locator(".nb-result table")).to_be_visible()
    return [*texts(page, ".nb-result tbody tr"), *page.locator(".nb-result svg > .nb-name").all_text_contents()]


# --------------------------------------------------------------------------- the reader's own choice


def test_pick_three_agencies_and_two_years_and_share_the_address(page: Page, served: Served, browser: Browser) -> None:
    page.goto(served.url + CHOOSE)
    for n in (0, 3, 7):
        page.get_by_role("checkbox", name=agency(n).name).check()
    page.get_by_role("checkbox", name="2023 年").uncheck()
    page.get_by_role("checkbox", name="2021 年").check()
    rows = result(page)
    assert [row[: len(agency(0).name)] for row in rows[:6]] == [agency(n).name for n in (0, 0, 3, 3, 7, 7)]
    shared = page.get_by_label("网址").input_value()
    assert shared == page.url.replace("%2C", ",") and shared.startswith(served.url)
    asked = parse_qs(urlsplit(shared).query)
    assert asked["a"] == ["shili-0-0,shili-0-3,shili-0-7"] and asked["y"] == ["2024,2021"]

    wrong: list[str] = []
    window = watched(browser.new_context().new_page(), wrong)
    served.requests.clear()
    window.goto(shared)
    assert result(window) == rows and not wrong
    assert [window.get_by_role("checkbox", name=f"{y} 年").is_checked() for y in (2024, 2023, 2021)] == [
        True,
        False,
        True,
    ]
    fetched = {path for path in served.requests if path.endswith("figures.json")}
    assert fetched == {f"compare/agencies/shili-0-{n}/figures.json" for n in (0, 3, 7)}, "only the slices that it needs"
    window.context.close()


def test_the_download_equals_the_data(page: Page, served: Served) -> None:
    keys = ("received", "granted-rate", "documents-in-force", "fee")
    page.goto(f"{served.url}{CHOOSE}?a=shili-0-0,shili-0-3,shili-0-5&y=2019,2024&i={','.join(keys)}")
    result(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 CSV").click()
    data = waiting.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and waiting.value.suggested_filename.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    expected = []
    for n in (0, 3, 5):
        for h in (held(n, 2019), held(n, 2024)):
            for item in (i for i in indicators() if i.key in keys):
                v = values(h)[item.key]
                both = v.numerator is not None and v.denominator is not None
                expected.append(
                    {
                        "agency_id": h.agency.agency_id,
                        "agency": h.agency.name,
                        "year": str(h.year),
                        "indicator": item.key,
                        "indicator_name": item.name,
                        "unit": item.unit,
                        "state": v.state,
                        "value": "" if v.number is None else f"{v.number:f}",
                        "numerator": f"{v.numerator:f}" if both else "",
                        "denominator": f"{v.denominator:f}" if both else "",
                        "findings": " ".join(f"{served.url}{h.address}#f{number}" for number in v.doubts),
                    }
                )
    assert rows == expected


def test_every_kind_of_no_number_is_told_apart_in_the_own_choice(page: Page, served: Served) -> None:
    ids = ",".join(f"shili-0-{n}" for n in (3, 4, 5, 6, 7))
    page.goto(f"{served.url}{CHOOSE}?a={ids}&y=2024&i=received")
    result(page)
    cells = page.locator(".nb-result tbody td:nth-child(3)")
    assert [t.split("（")[0].strip() for t in cells.all_inner_texts()] == ["空白", "/", "无此格", "读不成数字", "0"]
    heard = cells.all_text_contents()
    assert "斜线" in heard[1] and len(set(heard)) == 5
    assert page.locator(".nb-result svg").count() == 0
    assert "都是零或没有数字，不画图" in page.locator(".nb-result").inner_text()


def test_a_year_that_is_not_held_is_said_to_be_missing(page: Page, served: Served, site: Path) -> None:
    page.route(
        "**/shili-0-1/figures.json",
        lambda r: r.fulfill(body=figures_json(agency(1), packed_by_year([held(1, 2024)])).decode()),
    )
    page.goto(f"{served.url}{CHOOSE}?a=shili-0-1,shili-0-0&y=2024,2023&i=received")
    result(page)
    assert "未收录" in page.locator(".nb-result tbody tr").first.inner_text()


def test_of_an_agency_that_was_merged_no_year_after_its_end_is_missed(page: Page, served: Served) -> None:
    ended = end_of_agency(replace(agency(1), history="2024-03-01 并入 shili-0-0"))
    assert ended == (2024, "已并入其他机关") and end_of_agency(agency(1)) is None
    body = figures_json(agency(1), packed_by_year([held(1, 2023)]), ended).decode()
    page.route("**/shili-0-1/figures.json", lambda r: r.fulfill(body=body))
    page.goto(f"{served.url}{CHOOSE}?a=shili-0-1&y=2024,2023,2022&i=received")
    result(page)
    said = page.locator(".nb-result tbody td:nth-child(3)").all_inner_texts()
    assert "未收录" in said[0] and said[1].isdigit() and said[2] == "已并入其他机关"


def test_an_address_with_nonsense_harms_nothing(page: Page, served: Served) -> None:
    page.goto(
        f"{served.url}{CHOOSE}?a=shili-0-0,../../x,<b>,no-such-agency&y=2024,abc,99999&i=received,constructor,<i>"
    )
    result(page)
    assert "no-such-agency 不在本馆" in page.locator("#nb-choose > [role=status]").inner_text()
    assert page.locator(".nb-result tbody tr").count() == 1
    assert page.locator(".nb-result thead th").count() == 3


def test_back_is_one_step_back(page: Page, served: Served) -> None:
    page.goto(f"{served.url}{CHOOSE}?a=shili-0-0,shili-0-1&y=2024&i=received")
    before = result(page)
    page.get_by_role("button", name=f"去掉 {agency(1).name}").click()
    expect(page.locator(".nb-result tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator(".nb-result tbody tr")).to_have_count(2)
    assert result(page) == before


def test_finding_an_agency_by_part_of_its_name(page: Page, served: Served) -> None:
    page.goto(served.url + CHOOSE)
    page.get_by_label("机关名称含").fill("海城")
    expect(page.locator(".nb-boxes label")).to_have_count(1)
    page.locator(".nb-boxes input").focus()
    page.keyboard.press("Space")
    expect(page.locator(".nb-chosen li")).to_have_count(1)
    assert page.evaluate("document.activeElement.type") == "checkbox", "the keyboard stays where it was"


def test_the_chart_draws_the_table(page: Page, served: Served) -> None:
    page.goto(f"{served.url}{CHOOSE}?a=shili-0-0,shili-0-3&y=2023,2024&i=received")
    result(page)
    numbers = [str(value(held(0, y), indicator("received")).number) for y in (2023, 2024)]
    assert page.locator(".nb-result svg .nb-number").all_text_contents() == numbers
    assert page.locator(".nb-result svg .nb-none").all_text_contents() == ["空白", "空白"]
    label = page.locator(".nb-result svg").get_attribute("aria-label") or ""
    assert all(f"{n} 件" in label for n in numbers) and "2024 年：空白" in label


def test_without_data_the_page_says_what_to_do(page: Page, served: Served) -> None:
    page.route("**/places.json", lambda route: route.fulfill(status=404))
    page.goto(served.url + CHOOSE)
    expect(page.get_by_role("alert")).to_contain_text("数据没有取到")
    assert page.get_by_role("link", name="同一地区各机关").is_visible()


# --------------------------------------------------------------------------- sorting and filtering


def column(page: Page, at: int) -> list[str]:
    return [
        t.strip()
        for t in page.locator("table").first.locator(f"tbody tr:not([hidden]) > :nth-child({at})").all_inner_texts()
    ]


def test_sorting_keeps_what_is_no_number_last_in_both_directions(page: Page, served: Served) -> None:
    page.goto(served.url + PLACE)
    button = page.get_by_role("button", name="新收申请")
    head = page.locator("table").first.locator("th", has=button)
    first = column(page, 2)
    nothing = [t for t in first if not t[0].isdigit()]
    assert len(nothing) == 8 and "0" in first
    button.click()
    falling = column(page, 2)
    assert head.get_attribute("aria-sort") == "descending"
    assert [int(t) for t in falling[:12]] == sorted((int(t) for t in first if t[0].isdigit()), reverse=True)
    assert falling[12:] == nothing, "blank, slash, absent: after zero, in the order of the page"
    button.press("Enter")
    rising = column(page, 2)
    assert head.get_attribute("aria-sort") == "ascending"
    assert rising[:12] == sorted(rising[:12], key=int) and rising[0] == "0" and rising[12:] == nothing
    button.click()
    assert column(page, 2) == first and head.get_attribute("aria-sort") is None


def test_one_filter_works_on_all_tables_of_the_page(page: Page, served: Served) -> None:
    page.goto(served.url + PLACE)
    assert page.locator(".nb-tools").count() == 1
    page.get_by_label("机关名称含").fill("城镇")
    shown = [page.locator("table").nth(t).locator("tbody tr:not([hidden])").count() for t in range(4)]
    assert len(set(shown)) == 1 and page.get_by_text(f"显示 {shown[0]} / {AGENCIES}").is_visible()
    page.get_by_role("button", name="清除").click()
    page.get_by_label("只看").select_option(label="新收申请")
    page.get_by_label("条件").select_option(label="没有数字")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, "the filter has room on the narrowest phone"
    page.set_viewport_size({"width": 1280, "height": 720})
    assert sorted({t.split("（")[0].strip() for t in column(page, 2)}) == ["/", "无此格", "空白", "读不成数字"]
    page.get_by_label("条件").select_option(label="是零")
    assert set(column(page, 2)) == {"0"}
    link = page.get_by_role("link", name="个放进自选比较")
    assert "?a=shili-0-7,shili-0-17&y=2024" in (link.get_attribute("href") or "")


def test_a_picture_shows_and_is_saved_with_its_title_and_the_address_of_its_page(page: Page, served: Served) -> None:
    address = f"{served.url}compare/agencies/{agency(0).agency_id}/?{'chosen-' * 12}"  # longer than a line
    page.goto(address)
    figure = page.locator(".nb-chart").first
    figure.get_by_role("button", name="存为 SVG").wait_for()
    assert (figure.locator(".nb-source").text_content() or "") == f"来源：{address}", "whole, where it is seen too"
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="存为 SVG").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == f"{agency(0).name}：新收申请（件）.svg"
    root = ElementTree.fromstring(text)
    assert "".join(root.itertext()).endswith(f"来源：{address}")
    assert f"{agency(0).name}：新收申请（件）" in text and "currentColor" in text
    lines = list(root.iter("{http://www.w3.org/2000/svg}tspan"))
    (source,) = (text for text in root.iter("{http://www.w3.org/2000/svg}text") if lines[0] in text)
    last = float(source.get("y") or 0) + 15 * (len(lines) - 1)
    assert len(lines) > 2 and last < float(root.get("height") or 0) - 12, "nothing is cut off"
    assert 'font-family="' in text and "class=" not in text, "it looks the same without our style sheet"
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="存为 PNG").click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_it_reads_without_a_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + PLACE)
    assert page.locator("table").first.locator("tbody tr").count() == AGENCIES
    assert page.get_by_role("button").count() == 0
    page.goto(served.url + CHOOSE)
    assert page.get_by_role("link", name="数据下载").first.is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_five_hundred_agencies_stay_usable(browser: Browser, served: Served, width: int) -> None:
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = watched(context.new_page(), wrong)
    page.goto(served.url + BIG)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page itself never scrolls sideways"
    table = page.locator("table").first
    assert table.locator("tbody tr").count() == 500
    box = page.locator(".nb-scroll").first
    assert at(box)["height"] <= 844, "a long table scrolls in a box of its own"
    page.get_by_role("button", name="新收申请").click()
    box.evaluate("e => e.scrollTo(400, e.scrollHeight / 2)")
    head, name = table.locator("thead th").first, table.locator("tbody tr:nth-child(250) th")
    assert at(head)["y"] == pytest.approx(at(box)["y"], abs=3)
    assert at(name)["x"] == pytest.approx(at(box)["x"], abs=3)
    assert not wrong
    context.close()


@pytest.mark.parametrize(
    "address", [PLACE, "compare/agencies/shili-0-0/", CHOOSE + "?a=shili-0-0,shili-0-3&y=2024&i=received"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen_and_none_asks_elsewhere(
    browser: Browser, served: Served, address: str, width: int
) -> None:
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme="dark")
    page = watched(context.new_page(), wrong)
    elsewhere: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((served.url, "blob:")) else elsewhere.append(r.url))
    page.goto(served.url + address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in elsewhere if not url.endswith("/favicon.ico")] == [] and not wrong
    context.close()
