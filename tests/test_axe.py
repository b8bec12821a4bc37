"""Test WCAG 2.2 AA with axe on every kind of page, at two widths, in light and dark, and the printed pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from shutil import copy, copytree

import pypdfium2 as pdfium
import pytest
from browser import Served
from playwright.sync_api import Browser, Page, expect

from build_scripts import __version__
from build_scripts.build import build
from build_scripts.progress import Progress

ROOT = Path(__file__).parent.parent
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROWEST = 320
WIDTHS = (1280, 390)
CONTRAST = "color-contrast"  # the only rule whose result differs between light and dark
NAMED = """const named = (violations) => violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" ")}`);
    document.getAnimations().forEach((fading) => fading.finish());"""
STRUCTURE = f"""async (levels) => {{
    {NAMED}
    const options = {{ runOnly: {{ type: "tag", values: levels }}, rules: {{ "{CONTRAST}": {{ enabled: false }} }} }};
    return named((await axe.run(document, options)).violations);
}}"""
# Contrast depends only on the styles of a text and its surroundings: of all texts with the same styles one is checked,
# on the first page that has it. Twenty thousand cells have some hundred combinations of styles. A text that axe cannot
# judge at its position (below a sticky column) does not count for the others. Axe never judges a single digit, the text
# of a drawing, and what is only heard: to ask it again on every page took most of the time.
COLOURS = f"""async (known) => {{
    {NAMED}
    const seen = new Set(known), ways = new Map();
    const walk = (element, around) => {{
        if (element.matches("svg, .nb-hear, .md-skip")) return;
        const style = getComputedStyle(element);
        const painted = `${{around}}>${{[style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
            style.mixBlendMode, style.textShadow, style.position].join()}}`;
        const way = `${{painted}} ${{style.fontSize}} ${{style.fontWeight}} ${{element.localName}}`;
        const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
        const field = element.matches("input:not([type=checkbox]), select, textarea");
        if ((text || field) && !seen.has(way) && element.checkVisibility()) {{
            seen.add(way);
            ways.set(element, way);
        }}
        for (const inner of element.children) walk(inner, painted);
    }};
    walk(document.documentElement, "");
    if (!ways.size) return [[], []];
    const options = {{ runOnly: {{ type: "rule", values: ["{CONTRAST}"] }}, elementRef: true }};
    const {{ violations, passes }} = await axe.run({{ include: [...ways.keys()] }}, options);
    const judged = [...violations, ...passes].flatMap(({{ nodes }}) => nodes.map((node) => ways.get(node.element)));
    return [named(violations), judged.filter(Boolean)];
}}"""
FONT = "parseFloat(getComputedStyle(document.querySelector('table.nb-data')).fontSize)"
YEARS_IN_TWO_LINES = """() => {
    const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT), broken = [];
    while (texts.nextNode()) {
        const at = texts.currentNode.data.search(/\\d{4}\\s年$/);
        if (at < 0 || !texts.currentNode.parentElement.closest("th")) continue;
        const year = document.createRange();
        year.setStart(texts.currentNode, at);
        year.setEnd(texts.currentNode, texts.currentNode.length);
        if (new Set([...year.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(texts.currentNode.data);
    }
    return broken;
}"""
LONE_HEADINGS = """() => [...document.querySelectorAll("h2")].filter((heading) => {
    let next = heading.nextElementSibling;
    while (next && !next.matches("h2") && !next.checkVisibility()) next = next.nextElementSibling;
    return heading.checkVisibility() && (!next || next.matches("h2, .nb-print"));
}).map((heading) => heading.innerText)"""
SEEN = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const x = Math.max(box.x, 0) + Math.min(box.width, innerWidth) / 2;
    return [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2].some((y) => {
        const found = y > 0 && y < innerHeight && document.elementFromPoint(x, y);
        return found && (focused.contains(found) || found.contains(focused));
    });
}"""
KINDS = (
    "", "search/", "places/", "places/640522/", "years/2024/", "agencies/haiyuan-haicheng/", "compare/", "compare/choose/",
    "compare/agencies/haiyuan-haicheng/", "compare/places/640522/2024/", "quality/", "quality/codes/", "quality/coverage/",
    "quality/refused/", "data/", "about/", "about/forms/", "reports/haiyuan-haicheng/2024/", "404.html",
    "indicators/", "indicators/received/", "indicators/granted-rate/2024/", "places/640522/review/", "places/640522/refused/",
    "updates/", "places/640000/", "agencies/", "agencies/places/640000/", "data/ask/", "data/2024/", "data/dictionary/",
    "reports/shilishigengqu/2023/", "reports/shilishigengqu/2023/original/", "about/citation/",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("axe")
    for name in ("content", "overrides"):
        copytree(ROOT / name, folder / name)
    (folder / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")
    # A PDF, so that there are page pictures.
    copy(ROOT / "tests/fixtures/reports/o01_office_suite.pdf", folder / "content/reports/2024")
    # A second agency of a county, so that a report has neighbours.
    town = (folder / "content/reports/2024/海原县海城镇人民政府.txt").read_text(encoding="utf-8")
    (folder / "content/reports/2024/李旺镇.txt").write_text(town.replace("海城镇", "李旺镇"), encoding="utf-8")
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


def violations_on(page: Page, known: set[str]) -> list[str]:
    """Return the violations on the page at each width, in light and in dark.

    ``known`` are the combinations of styles already judged."""
    page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        found += page.evaluate(STRUCTURE, LEVELS)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            pale, judged = page.evaluate(COLOURS, list(known))
            found += pale
            known.update(judged)
    return found


def test_axe_finds_nothing(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    url = serve(site, "sub/folder").url
    context = browser.new_context()
    page = context.new_page()
    found, known = {}, set[str]()
    for kind in KINDS:
        page.goto(f"{url}{kind}")
        if violations := violations_on(page, known):
            found[kind] = violations
    context.close()
    assert not found


def test_what_has_the_focus_is_seen(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    """WCAG 2.2, 2.4.11: no key moves the focus below the sticky header, forwards or backwards."""
    url = serve(site, "sub/folder").url
    context = browser.new_context(viewport={"width": 1280, "height": 400})
    page = context.new_page()
    hidden = []
    for kind in ("compare/", "years/2024/", "agencies/places/640000/", "reports/haiyuan-haicheng/2024/"):
        page.goto(f"{url}{kind}")
        for key in ["Tab"] * 25 + ["Shift+Tab"] * 20:
            page.keyboard.press(key)
            if not page.evaluate(SEEN):
                hidden.append((kind, page.evaluate("document.activeElement.outerHTML.slice(0, 80)")))
    context.close()
    assert not hidden


def test_no_page_is_wider_than_the_narrowest_phone(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    url = serve(site, "sub/folder").url
    context = browser.new_context(viewport={"width": NARROWEST, "height": 700})
    page = context.new_page()
    wide = {}
    for kind in KINDS:
        page.goto(f"{url}{kind}")
        if (wanted := page.evaluate("document.documentElement.scrollWidth")) > NARROWEST:
            wide[kind] = wanted
    context.close()
    assert not wide


def test_text_twice_as_large_needs_no_scrolling_sideways(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    """The cards of the home page had a least width in letters: the page became wider than the phone."""
    url = serve(site, "sub/folder").url
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wide = []
    for kind in KINDS:
        page.goto(f"{url}{kind}")
        page.evaluate("document.documentElement.style.fontSize = '250%'")  # it is 125 %
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(kind)
    context.close()
    assert not wide


def test_a_year_stands_in_one_line_and_the_menu_at_one_place(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    """Narrow columns were headed 2024 above 年; the menu jumped to the edge on pages of comparison."""
    url = serve(site, "sub/folder").url
    context = browser.new_context()
    page = context.new_page()
    broken, places = [], set()
    for kind in ("", "agencies/", "compare/agencies/haiyuan-haicheng/", "years/2024/", "places/640522/", "quality/"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{url}{kind}")
        places.add(page.locator(".nb-brand").evaluate("brand => brand.getBoundingClientRect().x"))
        page.set_viewport_size({"width": 390, "height": 844})
        broken += page.evaluate(YEARS_IN_TWO_LINES)
    context.close()
    assert not broken and len(places) == 1


def test_every_sheet_of_paper_says_where_it_comes_from(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    """Every sheet also contains more than a heading, the address includes the query, and a table of few columns is not
    shrunk."""
    url = serve(site, "sub/folder").url
    context = browser.new_context()
    page = context.new_page()
    wrong = []
    chosen = "compare/choose/?a=haiyuan-haicheng&y=2024&i=received"
    for kind in (*(kind for kind in KINDS if kind != "404.html"), chosen):
        page.goto(f"{url}{kind}")
        printed = pdfium.PdfDocument(page.pdf(format="A4"))
        name = "网址" if kind.startswith("reports/") and "original" not in kind else f"年报馆（nianbao {__version__}）"
        for number, sheet in enumerate(map(printed.get_page, range(len(printed))), 1):
            words = "".join(sheet.get_textpage().get_text_bounded().split("\r\n"))
            rest = words.replace(f"{name} {url}{kind}", "")
            if rest == words or (len(rest) < 20 and not _pictures(sheet)):
                wrong.append(f"{kind} {number}: {words}")
        page.emulate_media(media="print")
        wrong += page.evaluate(LONE_HEADINGS)
        page.emulate_media(media="null")
    page.emulate_media(media="print")
    page.goto(f"{url}years/2024/")
    assert page.evaluate(FONT) >= 10
    context.close()
    assert not wrong


def _pictures(sheet: pdfium.PdfPage) -> int:
    return sum(1 for _ in sheet.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))


def test_a_printed_page_of_the_original_stands_beside_its_rows(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{serve(site, 'sub/folder').url}reports/shilishigengqu/2023/original/")
    pages = page.locator("h2").all_inner_texts()
    printed = pdfium.PdfDocument(page.pdf(format="A4"))
    context.close()
    beside = [
        (sheet.get_textpage().get_text_bounded(), _pictures(sheet))
        for sheet in map(printed.get_page, range(len(printed)))
    ]
    for heading in pages:
        assert any(
            heading in words and "报告" in words.partition(heading)[2] and pictures for words, pictures in beside
        )


def test_large_print_stays_chosen_on_the_next_page(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    url = serve(site, "sub/folder").url
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="大字").click()
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{url}years/2024/")
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(size) > 1.25 * before
    context.close()


def test_the_page_not_found_is_styled_in_any_sub_folder(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    """The server sends the page at an address two folders deep, in a sub-folder that no setting names."""
    url = serve(site, "sub/folder").url
    context = browser.new_context()
    page = context.new_page()
    page.route(
        "**/gone/away/", lambda route: route.fulfill(status=404, path=site / "404.html", content_type="text/html")
    )
    page.goto(f"{url}gone/away/")
    expect(page.locator(".nb-header")).to_have_css("background-color", "rgb(140, 47, 36)")
    page.get_by_role("link", name="按地区").last.click()
    expect(page).to_have_url(f"{url}places/")
    context.close()


def test_table_3_shows_its_totals_on_a_phone(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    """Content wider than the screen fades at the edge, which is the position of the totals. The touch area beside a
    mark must not widen the table."""
    url = serve(site, "sub/folder").url
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wide = {}
    reports = [path.parent.relative_to(site).as_posix() for path in site.glob("reports/*/*/index.html")]
    for report in reports:
        page.goto(f"{url}{report}/")
        over = page.locator(".nb-scroll:has(> .nb-requests)").evaluate("box => box.scrollWidth - box.clientWidth")
        if over > 0:
            wide[report] = over
    context.close()
    assert len(reports) == 7 and not wide


def test_the_name_of_a_wide_table_is_read_without_scrolling(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    """The caption was as wide as the table and ended outside the viewport."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{serve(site, 'sub/folder').url}about/forms/")
    page.locator("details:has(.nb-review)").evaluate("details => { details.open = true; }")
    over = page.locator(".nb-scroll:has(> .nb-review) caption").evaluate("""(caption) => {
        const text = document.createRange();
        text.selectNodeContents(caption);
        return text.getBoundingClientRect().right - caption.closest(".nb-scroll").getBoundingClientRect().right; }""")
    context.close()
    assert over <= 0


def test_a_mark_in_a_table_is_as_wide_as_its_sign(site: Path, browser: Browser, serve: Callable[..., Served]) -> None:
    """The rule for links in tables had removed the padding of the sign, which became an oval, taller than wide."""
    url = serve(site, "sub/folder").url
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{url}agencies/shilishigengqu/")
    boxes = [mark.bounding_box() for mark in page.locator(".nb-data a.nb-mark").all()]
    context.close()
    assert boxes and all(box and box["width"] >= box["height"] for box in boxes)


def test_each_row_shows_its_address_and_copies_as_before(
    site: Path, browser: Browser, serve: Callable[..., Served]
) -> None:
    url = f"{serve(site, 'sub/folder').url}reports/haiyuan-haicheng/2024/"
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(url)
    row = page.locator("th[id='proactive-5.permit']")
    before = row.inner_text()
    row.get_by_label("本行网址").click()
    expect(page).to_have_url(f"{url}#proactive-5.permit")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert row.inner_text() == before and "#" not in before
    page.get_by_role("button", name="复制引用").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert url in page.evaluate("navigator.clipboard.readText()")
    context.close()
