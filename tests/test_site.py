"""The built site: two ways to it agree, it stands alone, it is the same every time, and it survives change."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from archives import FIXTURES, ROOT, built_project, digests, make, project
from trees import tree_of

from build_scripts.archive.store import Store
from build_scripts.build import build
from build_scripts.progress import Progress
from build_scripts.site import write
from build_scripts.workers import processes, sandbox

pytestmark = pytest.mark.usefixtures("every_page")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("archive"))
    (folder / "content/reports/2023").mkdir()
    shutil.copy(FIXTURES / "o01_office_suite.pdf", folder / "content/reports/2023/庚区人民政府.pdf")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", folder / "content/reports/2024/示例县己乡.txt")
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    older = (
        text.replace("2024", "2023")
        .replace("2025", "2024")
        .replace("125\t8\t5\t5\t5\t7\t155", "120\t8\t5\t5\t5\t7\t150")
    )
    (folder / "content/reports/2023/示例县己乡.txt").write_text(older, encoding="utf-8")
    make(folder)
    return folder


class Seen(HTMLParser):
    """What a reader and a screen reader get of the main part: text, headings, links, tables with their relations."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.items = 0, []  # type: int, list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self.depth += 1
        if not self.depth:
            return
        kept = {
            k: v
            for k, v in attrs
            if k in ("href", "id", "headers", "scope", "colspan", "rowspan", "role", "data-v", "download")
        }
        if kept.get("href", "").endswith("index.html"):  # type: ignore[union-attr]
            kept["href"] = kept["href"].removesuffix("index.html")  # type: ignore[union-attr]
        if tag not in ("p", "br", "div", "article"):
            self.items.append(f"<{tag} {sorted(kept.items())}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            if self.items and not self.items[-1].startswith("<"):
                self.items[-1] += " ".join(data.split())
            else:
                self.items.append(" ".join(data.split()))


def seen(path: Path) -> list[str]:
    parser = Seen()
    parser.feed(path.read_text(encoding="utf-8"))
    return [re.sub(r"\s+", "", item) for item in parser.items]


def frame(site: Path, page: Path) -> str:
    """All of a page but its main part: head, tags, menus, contents, footer; addresses counted from the site's root.

    The hidden switches of Material's drawer, which nobody sees or hears, are left out of both, and so is Material's style
    sheet, which the fast way has inside ours."""
    html = (site / page).read_text(encoding="utf-8")
    html = re.sub(r'<(input class="md-toggle"|label class="md-overlay")[^>]*>(</label>)?', "", html)
    html = re.sub(r'<link rel="stylesheet" href="[^"]*assets/stylesheets/[^"]*">', "", html)
    html = re.sub(r'<div data-md-component="announce">\s*</div>', "", html)
    html = re.sub(r"(<article[^>]*>).*</article>", r"\1", html, flags=re.S)

    def whole(match: re.Match[str]) -> str:
        return f'{match[1]}="{posixpath.normpath(posixpath.join(page.parent.as_posix(), match[2]))}"'

    html = re.sub(r'(href|src)="([^"#]*)"', whole, html)
    return re.sub(r">\s+<", "><", " ".join(html.split()))


# MkDocs, its continuation and its successor: whoever inherits the archive builds it with what there is. Those that are not
# installed cannot be tried; MkDocs always is.
BUILDERS = {
    "mkdocs": ["build", "--strict", "-q", "-d"],
    "properdocs": ["build", "--strict", "-q", "-f", "mkdocs.yml", "-d"],
    "zensical": ["build", "-f", "mkdocs.yml"],  # writes where ``site_dir`` says
}


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name == "mkdocs" or find_spec(name)])
def test_the_plain_way_shows_what_the_fast_way_shows(built: Path, tmp_path: Path, builder: str) -> None:
    """The generated Markdown is strict-clean and gives readers the same pages, whichever program builds it."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    arguments, plain = BUILDERS[builder], tmp_path / "plain"
    if arguments[-1] == "-d":
        arguments = [*arguments, str(plain)]
    else:
        settings = (built / "mkdocs.yml").read_text(encoding="utf-8")
        (tmp_path / "mkdocs.yml").write_text(f"{settings}\nsite_dir: plain\n", encoding="utf-8")
        for name in ("build", "overrides"):
            shutil.copytree(built / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-m", builder, *arguments],
        cwd=built if arguments[-1] == str(plain) else tmp_path, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = sorted(p.relative_to(built / "site") for p in (built / "site").rglob("index.html"))
    assert len(pages) > 60
    for page in pages:
        assert seen(built / "site" / page) == seen(plain / page), page
        if builder != "zensical":  # which brings a frame of its own
            assert frame(built / "site", page) == frame(plain, page), page


def test_no_page_needs_another_host_or_runs_anything_inline(built: Path) -> None:
    for path in (built / "site").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in html
        for tag in re.findall(r"<(?:script|link|img|iframe|form)\b[^>]*>", html):
            assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", tag), (path, tag)
        for script in re.findall(r"<script\b[^>]*>", html):
            alone = path.name == "404.html" and "'sha256-" in html  # it stands at any address: no other file is sure
            assert "src=" in script or "application/" in script or alone, (path, script)
        assert not re.search(r"""<[^>]+\son\w+\s*=""", html), path


def test_the_head_of_every_page_says_what_it_is(built: Path) -> None:
    """To readers of screens, search engines, and programs that look for the data: on every page, whatever its kind."""
    site = built / "site"
    titles: Counter[str] = Counter()
    files = 0
    for path in site.rglob("index.html"):
        tree = tree_of(path.read_bytes())
        if tree.xpath("//meta[@http-equiv='refresh']"):
            continue
        named = {
            name: tree.xpath(f"//meta[@name='{name}']/@content") for name in ("description", "SiteName", "ColumnName")
        }
        assert all(len(found) == 1 and found[0].strip() for found in named.values()), (path, named)
        [title], [heading] = tree.xpath("//head/title/text()"), tree.xpath("//h1")
        assert tree.get("lang") == "zh-CN" and title.endswith("年报馆") and heading.text_content().strip(), path
        assert tree.xpath("//meta[@property='og:title']/@content")[0] in heading.text_content(), path
        ids = Counter(tree.xpath("//@id"))
        assert not [name for name, times in ids.items() if times > 1], path
        found = [json.loads(text) for text in tree.xpath("//script[@type='application/ld+json']/text()")]
        ways = [item for data in found for item in data.get("@graph", [data]) if item["@type"] == "BreadcrumbList"]
        shown = tree.xpath("//p[contains(@class, 'nb-crumbs')]//a")
        assert len(ways) == min(1, len(shown)), path
        for way in ways:
            steps = [step["name"] for step in way["itemListElement"]]
            assert steps[: len(shown)] == [a.text_content() for a in shown], path
        for file in tree.xpath("//link[@rel='alternate']/@href"):
            assert (path.parent / file).resolve().is_file(), (path, file)
            files += 1
        titles[title] += "reports" not in path.relative_to(site).parts  # versions of one report share theirs
        if (path.parent / "figures.csv").is_file():
            assert "figures.csv" in tree.xpath("//link[@rel='alternate']/@href"), path
    assert files > 100 and [title for title, times in titles.items() if times > 1] == []


def test_every_link_leads_somewhere_from_any_folder(built: Path) -> None:
    site = built / "site"
    for path in site.rglob("index.html"):
        html = path.read_text(encoding="utf-8")
        for href in re.findall(r'<a [^>]*href="([^"]*)"', html):
            target, _, fragment = href.partition("#")
            target = target.partition("?")[0]
            assert not target.startswith("/"), (path, href)
            goal = (path.parent / target).resolve() if target else path
            goal = goal / "index.html" if goal.is_dir() else goal
            assert goal.is_file(), (path, href)
            if fragment and goal.suffix == ".html":
                assert f'id="{fragment}"' in goal.read_text(encoding="utf-8"), (path, href)


def test_the_same_input_gives_the_same_bytes_elsewhere_and_in_another_time_zone(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "content", tmp_path / "content")
    for name in ("mkdocs.yml", "overrides"):
        source = built / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    code = "import sys; from pathlib import Path; from build_scripts.build import build; from build_scripts.progress import Progress; build(Path.cwd(), Progress(quiet=True), jobs=2)"
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert digests(tmp_path / "site") == digests(built / "site")


FRESH: dict[str, dict[str, str]] = {}  # by what happened: what a build from nothing gives is the same for both


@pytest.mark.parametrize("many", [processes.MANY, 1])
def test_changes_end_in_the_same_site_as_a_full_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Add, change, rename, remove: after each the site equals one built from nothing, by one process or by several."""
    monkeypatch.setattr(processes, "MANY", many)
    step = built_project(tmp_path / "step")
    reports = step / "content/reports"

    def full(name: str) -> dict[str, str]:
        if name in FRESH:
            return FRESH[name]
        other = tmp_path / name
        other.mkdir()
        for part in ("mkdocs.yml", "content", "overrides"):
            source = step / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, other / part)
        with monkeypatch.context() as alone:
            alone.setattr(processes, "MANY", 10**9)
            return FRESH.setdefault(name, make(other))

    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    (reports / "2024/己乡.txt").write_text(text, encoding="utf-8")
    (reports / "2023").mkdir()
    (reports / "2023/己乡.txt").write_text(text.replace("2024", "2023").replace("2025", "2024"), encoding="utf-8")
    assert make(step) == full("added")
    (reports / "2024/己乡.txt").write_text(text.replace("625条", "626条"), encoding="utf-8")
    assert make(step) == full("changed")
    (reports / "2024/己乡.txt").rename(reports / "2024/改名.txt")
    assert make(step) == full("renamed")
    (reports / "2024/第二份（第2版）.txt").write_text(text.replace("4532", "4533"), encoding="utf-8")
    assert make(step) == full("revised")
    for year in (2020, 2021, 2022):
        (reports / str(year)).mkdir()
        older = text.replace("2024", str(year)).replace("2025", str(year + 1))
        (reports / f"{year}/己乡.txt").write_text(older, encoding="utf-8")
    assert make(step) == full("five years")
    (reports / "2022/己乡.txt").unlink()
    assert make(step) == full("a year less")
    (reports / "2022/己乡.txt").write_text(older, encoding="utf-8")
    for year in (2020, 2021):
        (reports / f"{year}/己乡.txt").unlink()
    assert make(step) == full("other years less")
    (reports / "2022/己乡.txt").unlink()
    for path in ("2024/改名.txt", "2024/己乡（第1版）.txt", "2024/第二份（第2版）.txt", "2023/己乡.txt"):
        (reports / path).unlink()
    after = make(step)
    assert after == full("removed")
    # The register keeps the agency and its permanent address; of its reports nothing but a notice at each address is left,
    # and the news that they are gone.
    left = {path for path in after if "shili" in path}
    assert {path.rpartition("/")[2] for path in left if "/updates/" not in path} == {"index.html", "figures.json"}
    figures = json.loads((step / "site/compare/agencies/shilixianji/figures.json").read_bytes())
    assert figures["years"] == figures["doubts"] == {}, "what was published stays, empty"
    assert {f"reports/shilixianji/{year}/index.html" for year in range(2020, 2025)} < left
    assert "不在馆内" in (step / "site/reports/shilixianji/2024/index.html").read_text(encoding="utf-8")
    empty = [
        p for part in ("site", "build/docs") for p in (step / part).rglob("*") if p.is_dir() and not any(p.iterdir())
    ]
    assert not empty


@pytest.mark.parametrize("many", [processes.MANY, 1])
def test_a_text_shared_with_another_agency_is_noted_on_both_as_long_as_both_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(processes, "MANY", many)
    folder = project(tmp_path / "step")
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    reports = folder / "content/reports/2024"
    (reports / "己乡.txt").write_text(text, encoding="utf-8")
    alone = make(folder)

    def noted(name: str) -> bool:
        page = (folder / f"site/reports/{name}/2024/index.html").read_text(encoding="utf-8")
        return "同一年度的报告相同" in page

    assert not noted("shilixianji")
    (reports / "庚乡.txt").write_text(text.replace("己乡", "庚乡"), encoding="utf-8")
    both = make(folder)
    assert noted("shilixianji") and noted("shilixiangeng")
    other = project(tmp_path / "full")
    shutil.copytree(folder / "content", other / "content", dirs_exist_ok=True)
    assert make(other) == both
    (reports / "庚乡.txt").unlink()
    assert make(folder).items() >= {a: d for a, d in alone.items() if "shilixianji/2024" in a}.items()


def test_another_look_gives_the_site_that_a_full_build_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when a report comes with it, when the site is lost, and when the plain pages are lost as well. What the pages
    say stands ready: none is made again."""
    step = built_project(tmp_path / "step")
    page = (step / "site/reports/xiaopu/2024/index.html").read_bytes()
    assert make(step) == digests(step / "site")

    def full(name: str) -> dict[str, str]:
        folder = project(tmp_path / name)
        for part in ("overrides", "content"):
            shutil.copytree(step / part, folder / part, dirs_exist_ok=True)
        return make(folder)

    with (step / "overrides/assets/nianbao.css").open("a", encoding="utf-8", newline="\n") as style:
        style.write(".nb-footnote { color: green; }\n")
    footer = step / "overrides/partials/footer.html"
    footer.write_text(footer.read_text(encoding="utf-8") + "<p>又一个页脚</p>\n", encoding="utf-8", newline="\n")
    with monkeypatch.context() as made:
        made.setattr(write, "ready", lambda page: pytest.fail(page.address))
        shown = make(step)
    assert shown == full("look")
    assert (step / "site/reports/xiaopu/2024/index.html").read_bytes() != page
    footer.write_text(footer.read_text(encoding="utf-8") + "<p>再一个页脚</p>\n", encoding="utf-8", newline="\n")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", step / "content/reports/2024/己乡.txt")
    both = make(step)
    assert both == full("look and report")
    docs = digests(tmp_path / "look and report/build/docs")
    for lost in (("site", "site.previous"), ("site", "build/docs"), ("build/docs/reports",)):
        for part in lost:
            shutil.rmtree(step / part)
        words = footer.read_text(encoding="utf-8")
        for look in (words + "<p>他日的页脚</p>\n", words):
            footer.write_text(look, encoding="utf-8", newline="\n")
            after = make(step)
        assert after == both
        assert digests(step / "build/docs") == docs


def test_one_bad_file_stops_nobody_and_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
    outcome = build(folder, Progress(quiet=True), jobs=1)
    assert [(path, code) for path, code, _ in outcome.refused] == [("2024/坏文件.pdf", "truncated")]
    assert "坏文件.pdf" in (folder / "site/quality/refused/index.html").read_text(encoding="utf-8")
    assert (folder / "site/reports/haiyuan-haicheng/2024/index.html").is_file()


def test_strict_publishes_nothing_when_a_file_is_refused(tmp_path: Path) -> None:
    folder = built_project(tmp_path)
    before = digests(folder / "site")
    (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
    (folder / "content/reports/2024/小铺乡.txt").unlink()
    build(folder, Progress(quiet=True), strict=True, jobs=1, allow_removal=True)
    assert digests(folder / "site") == before
    (folder / "content/reports/2024/坏文件.pdf").unlink()
    assert "reports/xiaopu/2024/report.json" not in make(folder)


def test_the_original_stands_beside_the_page(built: Path) -> None:
    page = (built / "site/reports/haiyuan-haicheng/2024/index.html").read_text(encoding="utf-8")
    original = (built / "site/reports/haiyuan-haicheng/2024/original.txt").read_bytes()
    assert original == (built / "content/reports/2024/海原县海城镇人民政府.txt").read_bytes()
    assert hashlib.sha256(original).hexdigest() in page


def test_a_page_stays_small(built: Path) -> None:
    for path in (built / "site/reports").rglob("index.html"):
        # The heaviest prints nothing but blanks (上新庄镇): each of its 191 cells says so in a word; each row has two links (原, #).
        assert len(path.read_bytes()) <= 64 * 1024, path
        assert len(gzip.compress(path.read_bytes())) <= 12 * 1024, path


def test_hostile_reports_come_out_as_text(tmp_path: Path) -> None:
    folder = project(tmp_path)
    hostile = (
        "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}[点我](javascript:window.pwned=1)"
    )
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8").replace("明确专人负责", hostile)
    (folder / "content/reports/2024/'\"><img src=x onerror=alert(1)>.txt").write_text(text, encoding="utf-8")
    make(folder)
    page = next((folder / "site/reports").glob("shili*/2024/index.html")).read_text(encoding="utf-8")
    assert "&lt;script&gt;window.pwned=1&lt;/script&gt;" in page
    assert "{{7*7}}" in page and "[点我](javascript:window.pwned=1)" in page
    assert "<img" not in page and 'href="javascript' not in page


def test_a_changed_a_repeated_and_a_second_original_are_named(tmp_path: Path) -> None:
    folder = project(tmp_path)
    reports = folder / "content/reports/2024"
    make(folder)
    changed = reports / "叶城县河园镇人民政府.txt"
    changed.write_bytes(changed.read_bytes().replace("无".encode(), "没有".encode(), 1) + b"\n")
    shutil.copy(reports / "小铺乡.txt", reports / "小铺乡的副本.txt")
    second = (reports / "海原县海城镇人民政府.txt").read_text(encoding="utf-8").replace("425 条", "426 条")
    (reports / "海原县海城镇人民政府（第2版）.txt").write_text(second, encoding="utf-8")
    make(folder)

    def page(name: str) -> str:
        return (folder / f"site/reports/{name}/2024/index.html").read_text(encoding="utf-8")

    assert "原件被改动过" in page("yecheng-heyuan")
    assert "小铺乡的副本.txt" in page("xiaopu")
    assert "426 条" in page("haiyuan-haicheng") and "同一机关同一年度有不同的原件" in page("haiyuan-haicheng")
    versions = (folder / "site/reports/haiyuan-haicheng/2024").glob("*/index.html")
    assert sum("425 条" in version.read_text(encoding="utf-8") for version in versions) == 1, "the older stands by itself"


def test_a_saved_web_page_never_runs_on_the_site(tmp_path: Path) -> None:
    """Its bytes stand there unchanged, under a name that no server takes for a page."""
    folder = project(tmp_path)
    page = (FIXTURES / "h13_html_plain.html").read_bytes().replace(b"<body>", b"<body><script>window.pwned=1</script>")
    (folder / "content/reports/2024/web.html").write_bytes(page)
    shutil.copy(FIXTURES / "m01_md_pipe.md", folder / "content/reports/2024/page.md")
    make(folder)
    originals = [p for p in (folder / "site/reports").rglob("original.*") if p.name.endswith(("html.txt", "md.txt"))]
    assert {p.name for p in originals} == {"original.html.txt", "original.md.txt"}
    assert page in [p.read_bytes() for p in originals]
    assert not any(p.suffix == ".html" and p.name != "index.html" for p in (folder / "site/reports").rglob("*.html"))


def test_the_store_alone_is_enough_in_a_new_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a CI job that keeps the store and checks everything else out anew: nothing is read, no page is made, no report looked at again."""
    before = make(project(tmp_path / "here"))
    there = project(tmp_path / "there")
    for path in (there / "content").rglob("*.txt"):
        os.utime(path, (1, 1))
    (there / "build").mkdir()
    shutil.copy(tmp_path / "here/build/store.sqlite", there / "build")
    monkeypatch.setattr(sandbox, "read_all", lambda items, jobs: pytest.fail(str(items)) if items else iter(()))
    monkeypatch.setattr(write, "ready", lambda page: pytest.fail(page.address))
    monkeypatch.setattr(Store, "report", lambda _, address: pytest.fail(address))
    assert make(there) == before
    assert digests(there / "build/docs") == digests(tmp_path / "here/build/docs")


def test_a_store_of_another_layout_keeps_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of nianbao makes all pages again; to read a large archive again would take hours."""
    folder = built_project(tmp_path)
    before = digests(folder / "site")
    with closing(sqlite3.connect(folder / "build/store.sqlite")) as db:
        db.execute("drop table agencies")
        db.execute("create table left_over (text)")
        db.execute("pragma user_version = 1")
    monkeypatch.setattr(sandbox, "read_all", lambda items, jobs: pytest.fail(str(items)) if items else iter(()))
    assert make(folder) == before


@pytest.mark.parametrize("leftover", [b"not a database at all", b"SQLite format 3\0" + b"\0" * 500])
def test_a_damaged_or_foreign_store_is_made_again(tmp_path: Path, leftover: bytes) -> None:
    folder = built_project(tmp_path)
    before = digests(folder / "site")
    (folder / "build/store.sqlite").write_bytes(leftover)
    assert make(folder) == before
