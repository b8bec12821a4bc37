"""Test that each script of a page is bundled into one file.

A reader of one report fetches nothing that the report does not need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from archives import project
from browser import Served
from playwright.sync_api import Page, expect

from build_scripts.build import build
from build_scripts.progress import Progress
from build_scripts.site.bundle import bundle

ROOT = Path(__file__).parent.parent
MODULES = {
    "assets/dom.js": "/** Makes\n * things. */\nexport function make(text) {\n  return `<${text}>`;\n}\n",
    "assets/a/data.js": 'export const ROOT = new URL("../", import.meta.url);\n',
    "assets/a/lists.js": "// lists\nexport class List {}\nexport const size = (l) => l.size;\n",
    "assets/a/a.js": (
        'import { make as made } from "../dom.js";\nimport { List, size } from "./lists.js";\nimport { ROOT } from "./data.js";\n'
        "export const used = [made, List, size, ROOT];\n"
        'export const later = () => import("./later.js");\n'
    ),
    "assets/a/later.js": 'import { size } from "./lists.js";\nimport { own } from "./own.js";\nexport const two = [size, own];\n',
    "assets/a/own.js": "export const own = 1;\n",
    "assets/b.js": 'import { used } from "./a/a.js";\nimport { ROOT } from "./a/data.js";\nexport const b = [used, ROOT];\n',
}


def test_a_file_holds_what_its_module_imports_and_takes_from_others_what_is_there_already() -> None:
    files = bundle(MODULES, ["assets/a/a.js", "assets/b.js"])
    assert sorted(files) == ["assets/a/a.js", "assets/a/later.js", "assets/b.js"]
    assert files["assets/a/a.js"] == (
        "const $dom = (() => {\nfunction make(text) {\nreturn `<${text}>`;\n}\nreturn { make };\n})();\n"
        "const $a_lists = (() => {\nclass List {}\nconst size = (l) => l.size;\nreturn { List, size };\n})();\n"
        'const $a_data = (() => {\nconst ROOT = new URL("../", import.meta.url);\nreturn { ROOT };\n})();\n'
        "const { make: made } = $dom;\nconst { List, size } = $a_lists;\nconst { ROOT } = $a_data;\n"
        "export const used = [made, List, size, ROOT];\n"
        'export const later = () => import("./later.js");\n'
        "export { $a_lists };\n"
    )
    assert files["assets/a/later.js"] == (
        'import { $a_lists } from "./a.js";\n'
        "const $a_own = (() => {\nconst own = 1;\nreturn { own };\n})();\n"
        "const { size } = $a_lists;\nconst { own } = $a_own;\nexport const two = [size, own];\n"
    )
    assert files["assets/b.js"] == (
        'import { used } from "./a/a.js";\n'
        'const $a_data = (() => {\nconst ROOT = new URL("../", new URL("./a/data.js", import.meta.url));\nreturn { ROOT };\n})();\n'
        "const { ROOT } = $a_data;\nexport const b = [used, ROOT];\n"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('import all from "./own.js";\n', "import all"),
        ("export default 1;\n", "export default"),
        ("const text = `a\n  b`;\n", "template"),
        ('import { two } from "./later.js";\n', "circle"),
    ],
)
def test_a_form_that_is_not_known_stops_the_build(text: str, why: str) -> None:
    """An unknown syntax must stop the build; otherwise readers would find a broken script."""
    with pytest.raises(ValueError, match=why):
        bundle(
            {**MODULES, "assets/a/own.js": text, "assets/a/a.js": 'import { own } from "./own.js";\n'}, ["assets/b.js"]
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("scripts"))
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


FRAME = {"assets/nianbao.css", "assets/nianbao.js", "assets/favicon.svg"}


def test_a_report_fetches_its_page_one_style_and_one_script(
    site: Path, page: Page, serve: Callable[..., Served]
) -> None:
    served = serve(site)
    page.goto(f"{served.url}reports/haiyuan-haicheng/2024/", wait_until="networkidle")
    assert set(served.requests) - FRAME == {"reports/haiyuan-haicheng/2024/"}


def test_a_search_fetches_one_script_and_what_answers_it(site: Path, page: Page, serve: Callable[..., Served]) -> None:
    served = serve(site)
    page.goto(f"{served.url}search/?q=海城镇", wait_until="networkidle")
    expect(page.locator(".nb-search-results li > a").first).to_contain_text("海城镇")
    expect(page.locator(".nb-search-results")).to_have_attribute("aria-busy", "false")
    scripts = [path for path in served.requests if path.endswith(".js")]
    later = {f"assets/search/{name}.js" for name in ("facets", "choices", "guesses")}
    assert set(scripts) - later == {"assets/nianbao.js", "assets/search/search.js"}
    assert len(scripts) == len(set(scripts))


def test_the_search_of_every_page_and_the_choice_of_a_comparison_work_in_their_files(
    site: Path, page: Page, serve: Callable[..., Served]
) -> None:
    served = serve(site)
    page.goto(f"{served.url}reports/haiyuan-haicheng/2024/")
    page.get_by_role("link", name="搜索", exact=True).click()
    page.get_by_role("dialog").get_by_role("searchbox").fill("河园镇")
    expect(page.get_by_role("dialog").locator("li > a").first).to_contain_text("河园镇")
    page.goto(f"{served.url}compare/choose/?a=haiyuan-haicheng&y=2024&i=received")
    expect(page.locator("#nb-choose table").first).to_be_visible()
