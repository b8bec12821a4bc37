"""Test the built site: the fast and the plain build agree, no other host is needed, the bytes are reproducible."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from archives import FIXTURES, ROOT, digests, make, small_project
from trees import tree_of

pytestmark = pytest.mark.usefixtures("every_page")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("archive"))
    blank = "content/reports/2024/西宁市湟中区上新庄镇人民政府.txt"
    shutil.copy(ROOT / blank, folder / blank)
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
    """What readers and screen readers get of the main part: text, headings, links, tables with their relations."""

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


@cache  # the pages of the fast way are compared with those of several builders
def seen(path: Path) -> list[str]:
    parser = Seen()
    parser.feed(path.read_text(encoding="utf-8"))
    return [re.sub(r"\s+", "", item) for item in parser.items]


@cache
def frame(site: Path, page: Path) -> str:
    """Return a page without its main part: head, tags, menus, contents, footer, with addresses relative to the site's
    root. The hidden switches of Material's drawer, invisible and silent, are left out of both, and so is Material's
    style sheet, which ours contains in the fast build."""
    html = (site / page).read_text(encoding="utf-8")
    html = re.sub(r'<(input class="md-toggle"|label class="md-overlay")[^>]*>(</label>)?', "", html)
    html = re.sub(r'<link rel="stylesheet" href="[^"]*assets/stylesheets/[^"]*">', "", html)
    html = re.sub(r'<div data-md-component="announce">\s*</div>', "", html)
    html = re.sub(r"(<article[^>]*>).*</article>", r"\1", html, flags=re.S)

    def whole(match: re.Match[str]) -> str:
        return f'{match[1]}="{posixpath.normpath(posixpath.join(page.parent.as_posix(), match[2]))}"'

    html = re.sub(r'(href|src)="([^"#]*)"', whole, html)
    return re.sub(r">\s+<", "><", " ".join(html.split()))


# MkDocs, its continuation and its successor: a later maintainer builds the archive with any of them. Those that are not
# installed are skipped; MkDocs always is installed.
BUILDERS = {
    "mkdocs": ["build", "--strict", "-q", "-d"],
    "properdocs": ["build", "--strict", "-q", "-f", "mkdocs.yml", "-d"],
    "zensical": ["build", "-f", "mkdocs.yml"],  # writes where ``site_dir`` says
}


@pytest.mark.parametrize("builder", [name for name in BUILDERS if name == "mkdocs" or find_spec(name)])
def test_the_plain_way_shows_what_the_fast_way_shows(built: Path, tmp_path: Path, builder: str) -> None:
    """The generated Markdown builds with ``strict`` and gives readers the same pages, with any of these programs."""
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
        if builder != "zensical":  # which has its own layout
            assert frame(built / "site", page) == frame(plain, page), page


def test_no_page_needs_another_host_or_runs_anything_inline(built: Path) -> None:
    for path in (built / "site").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in html
        for tag in re.findall(r"<(?:script|link|img|iframe|form)\b[^>]*>", html):
            assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", tag), (path, tag)
        for script in re.findall(r"<script\b[^>]*>", html):
            # It is shown at any address, so no relative link is certain.
            alone = path.name == "404.html" and "'sha256-" in html
            assert "src=" in script or "application/" in script or alone, (path, script)
        assert not re.search(r"""<[^>]+\son\w+\s*=""", html), path


def test_the_head_of_every_page_says_what_it_is(built: Path) -> None:
    """For screen readers, search engines, and programs that look for data: on every page of every kind."""
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
        titles[title] += "reports" not in path.relative_to(site).parts  # versions of one report have the same title
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


def test_the_original_stands_beside_the_page(built: Path) -> None:
    page = (built / "site/reports/haiyuan-haicheng/2024/index.html").read_text(encoding="utf-8")
    original = (built / "site/reports/haiyuan-haicheng/2024/original.txt").read_bytes()
    assert original == (built / "content/reports/2024/海原县海城镇人民政府.txt").read_bytes()
    assert hashlib.sha256(original).hexdigest() in page


def test_a_page_stays_small(built: Path) -> None:
    for path in (built / "site/reports").rglob("index.html"):
        # The largest page has only blanks (上新庄镇): each of its 191 cells contains a word; each row has two links (原, #).
        assert len(path.read_bytes()) <= 64 * 1024, path
        assert len(gzip.compress(path.read_bytes())) <= 12 * 1024, path
