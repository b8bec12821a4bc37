"""Test hostile originals, names and registers in a real browser: they have no effect in either build."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from archives import FIXTURES, ROOT, project
from browser import Served
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from build_scripts.build import build
from build_scripts.progress import Progress

# Attacks in running text, names, headings and cells. Each of them, if interpreted as markup, makes a request or leaves
# a trace.
TRICKS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    "\"><svg/onload=window.pwned=3>'><b onmouseover=window.pwned=3 style=position:fixed;inset:0>",
    "</title></script></textarea></style><script>window.pwned=4</script>",
    "[点我](javascript:window.pwned=5)",
    "<javascript:window.pwned=5>",
    "![图](http://evil.invalid/picture.png)",
    "[网址]: http://evil.invalid/ '题'",
    "<http://evil.invalid/auto>",
    "{{ config.site_name }}{% include 'main.html' %}{# x #}{{7*7}}",
    '--8<-- "mkdocs.yml"',
    "{: onclick=window.pwned=6 style=display:none }",
    "{ .nb-notice #content onclick=window.pwned=6 }",
    "&lt;script&gt;window.pwned=7&lt;/script&gt;&#60;img src=x onerror=window.pwned=7&#62;",
    "<style>body{display:none}</style><link rel=stylesheet href=http://evil.invalid/x.css>",
    "<iframe src=data:text/html,<script>parent.pwned=8</script>></iframe>",
    "<base href=http://evil.invalid/><input autofocus onfocus=window.pwned=9>",
    "<a href=data:text/html,x>甲</a><form action=http://evil.invalid/></form>",
    "<details open ontoggle=window.pwned=10><math><mi xlink:href=javascript:window.pwned=10>",
    "`</code><script>window.pwned=11</script>` *_~ ``` ~~~ <!-- --> ]]> \\",
    "\ue102\ue103\ue109t\ue109\ue111\ue112\ue113",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)",
    "+1+cmd|'/c calc'!A1",
    "-2+3+cmd|'/c calc'!A1",
)
ALL = " ".join(TRICKS)
OUTSIDE = re.compile(
    rb"pwned|evil|HYPERLINK|cmd\||7\*7|SUM\(1"
)  # every attack and name contains one of these, escaped or not
NAME = "示例县<svg/onload=pwned=20//镇人民政府"
FILE = NAME.replace("/", " ")
FORMULA = "=HYPERLINK(1)县人民政府"


def text_of(year: int, trick: str) -> str:
    """Return a complete report whose title, headings, paragraphs, cells and signature are attacks."""
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    text = text.replace("2025", str(year + 1)).replace("2024", str(year))
    text = text.replace("示例县己乡人民政府", NAME)
    text = text.replace("一、总体情况", f"一、总体情况{trick}").replace(
        "明确专人负责", f"{ALL}\x02stx:0\x03wzxhzdk:0\x03\x1b[31m，{year}"
    )
    text = text.replace("（一）主动公开情况。", f"（一）{trick}\n\n" + "\n\n".join(TRICKS) + "\n\n")
    text = (
        text.replace("4532", trick).replace("825", "=1+1").replace("267", TRICKS[0]).replace("\t41\t", f"\t{trick}\t")
    )
    own = "\n".join("\t".join(TRICKS[n : n + 3]) for n in range(0, 24, 3))
    return text.replace("六、其他需要报告的事项", f"六、其他需要报告的事项\n\n{own}\n\n")


def word(path: Path) -> None:
    document = docx.Document(str(FIXTURES / "d01_docx_official.docx"))
    properties = document.core_properties
    properties.title = properties.author = properties.keywords = ALL[:250]
    for n, paragraph in enumerate(document.paragraphs):
        if n and paragraph.text.strip():
            paragraph.add_run(TRICKS[n % len(TRICKS)])
    for table in document.tables:
        for n, row in enumerate(table.rows):
            row.cells[-1].text = TRICKS[n % len(TRICKS)]
    document.save(str(path))


def web(raw: str) -> str:
    """Return attacks as the text of a web page, and ``raw`` as markup."""
    text = (FIXTURES / "h13_html_plain.html").read_text(encoding="utf-8").replace("</body>", f"{raw}</body>")
    text = re.sub(r"(?<=\d条)", escape(TRICKS[2]), text).replace("优化网站栏目", escape(ALL))
    return text.replace("</h1>", f"{escape(TRICKS[3])}</h1>").replace(">4119<", f">{escape(TRICKS[21])}<")


def register(path: Path) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        trick = TRICKS[2]
        writer.writerow(["pwned-a", NAME, trick, f"省{trick}", "=1+1", f"县{trick}", "", "乡", trick, trick])
        writer.writerow(["pwned-b", FORMULA, "示例县人民政府", *[f"地{TRICKS[0]}"] * 3, "", "", "+1", "@x"])


def fill(folder: Path, browser: Browser) -> None:
    """Write hostile versions of every outside input."""
    register(folder / "content/agencies.csv")
    for year, trick in ((2022, TRICKS[1]), (2023, TRICKS[2]), (2024, TRICKS[4])):
        (folder / f"content/reports/{year}").mkdir(exist_ok=True)
        (folder / f"content/reports/{year}/{FILE}.txt").write_text(text_of(year, trick), encoding="utf-8")
    reports = folder / "content/reports/2023"
    (reports / "'\"><script>window.pwned=40<&script>.html").write_text(
        web(f"{ALL}\x02&#2;&#27;\ufffe<meta http-equiv=refresh content=0;url=http://evil.invalid/>"), encoding="utf-8"
    )
    (reports / "=cmd{{7*7}}[a](javascript:x).md").write_text(
        (FIXTURES / "m01_md_pipe.md").read_text(encoding="utf-8").replace("明确专人负责", "\n\n".join(TRICKS)),
        encoding="utf-8",
    )
    word(reports / "<img src=x onerror=window.pwned=41>.docx")
    page = browser.new_context(java_script_enabled=False, offline=True).new_page()
    page.set_content(web("").replace("示例区", "示例县"))
    page.pdf(path=reports / "示例县人民政府`${7*7}`.pdf")
    page.context.close()
    (reports / "坏<img src=x onerror=window.pwned=42>.pdf").write_bytes(b"%PDF-1.7\n broken")
    (reports / "通知.txt").write_text(f"{ALL}\n通知\n" * 9, encoding="utf-8")
    amend(folder / "content")


def amend(content: Path) -> None:
    """Write a correction and an answer that are attacks themselves, and a side file that cannot be used."""
    said = json.dumps(ALL, ensure_ascii=False)
    sha256 = hashlib.sha256((content / f"reports/2024/{FILE}.txt").read_bytes()).hexdigest()
    for kind, lines in (
        ("corrections", f'cell = "requests/1/total"\nwas = "155"\nis = "50"\nwhy = {said}'),
        (
            "answers",
            f'sha256 = "{sha256}"\ncode = "requests.flow"\nplace = "requests/1/total"\nverdict = "confirmed"\ntext = {said}',
        ),
    ):
        path = content / kind / "pwned-a/2024.toml"
        path.parent.mkdir(parents=True)
        path.write_text(f"[[{kind[:-1]}]]\n{lines}\nwho = {said}\nwhen = 2026-02-01\n", encoding="utf-8")
    path.with_name(f"{TRICKS[1]}.toml").write_text(ALL, encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """Return a project built from such a ``content/``, with the site of the plain build in ``plain/``."""
    folder = project(tmp_path_factory.mktemp("hostile"))
    fill(folder, browser)
    outcome = build(folder, Progress(quiet=True), jobs=1)
    assert {code for _, code, _ in outcome.refused} == {"truncated", "other-document", "amendment"}, outcome.refused
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder / "plain")],
        cwd=folder, env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}, check=True,
    )  # fmt: skip
    return folder


AUDIT = """() => {
  const wrong = [];
  if (window.pwned !== undefined) wrong.push(`ran: ${window.pwned}`);
  for (const e of document.querySelectorAll("*")) {
    if (/^(iframe|object|embed|base|style|audio|video|math|marquee|template|meta)$/.test(e.localName) && !e.closest("head")) wrong.push(e.outerHTML);
    if (e.localName === "script" && !e.src && e.type !== "application/ld+json") wrong.push(e.outerHTML);
    if ((e.localName === "img" && !/^(row|page)-[0-9a-f-]+[.]webp$/.test(e.getAttribute("src"))) || (e.localName === "link" && !e.href.startsWith(location.origin))) wrong.push(e.outerHTML);
    for (const { name, value } of e.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || (name === "style" && e.closest("article"))) wrong.push(e.outerHTML);
      if (/^(href|src|action|formaction|xlink:href)$/.test(name) && /^\\s*(?!https?:)[a-z]+:/i.test(value) && !value.startsWith("blob:")) wrong.push(e.outerHTML);
      if (/^(href|src|action)$/.test(name) && /evil/.test(new URL(value, location.href).host)) wrong.push(e.outerHTML);
    }
  }
  if (getComputedStyle(document.body).display === "none") wrong.push("the page is hidden");
  return wrong;
}"""


class Watch:
    """A page whose side effects are all appended to ``wrong``."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.wrong = page, origin, list[str]()
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        page.on("popup", lambda other: self.wrong.append(f"popup {other.url}"))
        page.on("console", self.hear)
        page.on("request", self.ask)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Security Policy" in message.text:
            self.wrong.append(f"console {message.text}")

    def ask(self, request: Request) -> None:
        if not request.url.startswith((self.origin, f"blob:{self.origin}")):
            self.wrong.append(f"request {request.url}")

    def look(self, where: str) -> None:
        self.wrong += self.page.evaluate(AUDIT)
        assert not self.wrong, (where, self.wrong)


@pytest.fixture(params=["site", "plain"])
def watch(request: pytest.FixtureRequest, hostile: Path, serve: Callable[[Path], Served], browser: Browser) -> Iterator[Watch]:  # fmt: skip
    served = serve(hostile / request.param)
    page = browser.new_context(locale="zh-CN").new_page()
    yield Watch(page, served.url)
    page.context.close()


def test_no_page_shows_the_slightest_effect(watch: Watch, hostile: Path) -> None:
    """Open every page that contains outside content; no other page can have an effect."""
    found = ((p, p.read_bytes()) for p in (hostile / "site").rglob("index.html"))
    pages = sorted(
        p.relative_to(hostile / "site").parent.as_posix()
        for p, html in found
        if OUTSIDE.search(html) and b'http-equiv="refresh"' not in html  # without redirect pages
    )
    assert len([p for p in pages if re.fullmatch(r"reports/[^/]+/\d{4}", p)]) == 7
    assert any("pwned-a/2023-2024" in p for p in pages)
    assert {p.split("/")[0] for p in pages} >= {".", "reports", "agencies", "compare", "indicators", "quality", "years"}
    for page in pages:
        watch.page.goto(f"{watch.origin}{'' if page == '.' else page + '/'}")
        watch.look(page)


def test_the_tricks_are_there_to_be_read(watch: Watch) -> None:
    """Escaping must not drop text: each attack appears on the page as printed."""
    watch.page.goto(f"{watch.origin}reports/pwned-a/2024/")
    shown = re.sub(r"\s+", " ", watch.page.locator("article").text_content() or "")
    for trick in TRICKS[:20]:
        assert " ".join(trick.split()) in shown, trick
    assert watch.page.title().startswith(NAME)


@pytest.mark.parametrize(
    "query", ["onerror=window", "javascript:window", "SUM(1+1)", "示例县", TRICKS[1], TRICKS[3], "{{7*7}}"]
)
def test_search_shows_tricks_as_text(watch: Watch, query: str) -> None:
    watch.page.goto(f"{watch.origin}search/?q={quote(query)}")
    expect(watch.page.locator("#nb-search [role=status]")).to_have_text(re.compile("份|没有找到"))
    watch.look(query)
    if query == "示例县":
        assert NAME in watch.page.locator("#nb-search").inner_text()


def test_the_own_choice_shows_tricks_as_text_and_downloads_no_formula(watch: Watch, hostile: Path) -> None:
    watch.page.goto(f"{watch.origin}compare/choose/?a=pwned-a,pwned-b,<img src=x onerror=window.pwned=50>&y=2023,2024")
    expect(watch.page.locator(".nb-result table")).to_be_visible()
    watch.look("choose")
    assert NAME in watch.page.locator(".nb-result").inner_text()
    with watch.page.expect_download() as waiting:
        watch.page.get_by_role("link", name="下载 CSV").click()
    assert not list(formulas(waiting.value.path().read_text(encoding="utf-8-sig")))


def formulas(text: str) -> Iterator[str]:
    """Return the cells that a spreadsheet would evaluate; numbers and the dash for "nothing" are excluded."""
    for row in csv.reader(text.splitlines(keepends=True)):
        for cell in row:
            if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) and not re.fullmatch(
                r"[-－][\d.]*", cell
            ):
                yield cell


def test_no_file_for_spreadsheets_holds_a_formula(hostile: Path) -> None:
    files = sorted((hostile / "site").rglob("*.csv"))
    assert len(files) > 12
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in files)
    assert "'=1+1" in everything and "'=HYPERLINK" in everything and "'=cmd" in everything
    for path in files:
        assert not list(formulas(path.read_text(encoding="utf-8-sig"))), path


def test_nothing_is_written_outside_and_no_original_is_a_page(hostile: Path) -> None:
    assert {p.name for p in hostile.iterdir()} == {
        "mkdocs.yml",
        "content",
        "overrides",
        "build",
        "site",
        "site.previous",
        "plain",
    }
    originals = {p.suffix for p in (hostile / "site").rglob("original.*")}
    assert originals == {".txt", ".pdf", ".docx"}
