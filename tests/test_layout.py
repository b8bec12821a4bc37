"""Test the layout around every page, and its style sheet."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from made_up import agency, report
from trees import Tree, tree_of

from build_scripts import __version__
from build_scripts.archive.store import Store
from build_scripts.forms import FORM_IDS
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.render.blocks import Heading, Page, Para
from build_scripts.site import layout as site_module
from build_scripts.site import layout_cache
from build_scripts.site.layout import Site, load_site, render, sitemaps
from build_scripts.site.layout_cache import cached_site
from build_scripts.site.prepared_page import prepare
from build_scripts.site.stylesheet import drop_unused_rules, names_of

ROOT = Path(__file__).parent.parent
EMPTY = Site({}, {}, "", "", False)


def project(folder: Path, site_url: str) -> Path:
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"site_url: {site_url}\n{text}" if site_url else text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return load_site(project(tmp_path_factory.mktemp("local"), ""))


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return load_site(project(tmp_path_factory.mktemp("public"), "https://nianbao.example.cn/archive/"))


def tree(page: Page, site: Site) -> Tree:
    return tree_of(render(prepare(page), site))


def a_report(site: Site) -> Page:
    address = "reports/shili-0-1/2024/"
    return report_page(report(1), agency(1), ReportContext(address, address + "original.txt", site_url=site.site_url))


def test_addresses_are_relative_unless_the_site_knows_its_own(local: Site, public: Site) -> None:
    page = tree(a_report(local), local)
    assert not page.xpath("//link[@rel='canonical']")
    for value in page.xpath("//@href | //@src"):
        assert not value.startswith(("/", "http")), value
    page = tree(a_report(public), public)
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == "https://nianbao.example.cn/archive/reports/shili-0-1/2024/"
    assert page.xpath("//meta[@name='Url']/@content") == [canonical]


def test_not_found_works_from_any_address(local: Site, public: Site) -> None:
    for site, base in ((local, "/"), (public, "/archive/")):
        page = tree_of(site.not_found)
        links = [href for href in page.xpath("//@href | //@src") if not href.startswith("#")]
        assert links and all(href.startswith(base) for href in links)
        assert "没有这一页" in page.text_content()


def test_every_page_has_the_landmarks_that_screen_readers_jump_by(local: Site) -> None:
    page = tree(a_report(local), local)
    for path in ("//header", "//main", "//footer", "//nav[@aria-label='主导航']", "//nav[@aria-label='本页内容']"):
        assert len(page.xpath(path)) == 1, path
    (skip,) = page.xpath("//a[@class='md-skip']/@href")
    assert page.xpath(f"//main//h1[@id='{skip[1:]}']")
    assert page.get("lang") == "zh-CN" and page.xpath("//title/text()")[0].endswith(" - 年报馆")
    assert [a.get("href") for a in page.xpath("//nav[@aria-label='本页内容']//a")] == [
        f"#{h.get('id')}" for h in page.xpath("//article//h2")
    ]
    assert skip == "#content" and "跳到正文" in page.xpath("//a[@class='md-skip']")[0].text_content()


def test_pages_that_are_no_reports_do_not_pass_for_one(local: Site) -> None:
    page = tree(Page("years/", "按年份", "year", "各年度", (Heading(2, "2024", "y2024"),)), local)
    assert not page.xpath("//script[@type='application/ld+json'] | //link[@rel='alternate']")
    assert page.xpath("//meta[@property='og:type']/@content") == ["website"]
    assert page.xpath("//article/@class")[0].endswith("nb-page-year")


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "</title><img src=x>", "&amp; {{ x }} </script>", "\\u003c"]
)
def test_titles_tags_and_data_are_escaped(text: str, local: Site) -> None:
    page = replace(
        a_report(local), title=text, description=text, meta=(("ArticleTitle", text),), structured=f'{{"name":"{text}"}}'
    )
    made = tree(replace(page, blocks=(Heading(2, text, "a"), Para((text,)))), local)
    assert made.xpath("//h1/text()") == [text] and made.xpath("//h2/text()") == [text]
    assert made.xpath("//meta[@name='ArticleTitle']/@content") == [text]
    assert made.xpath("//nav[@aria-label='本页内容']//a/text()") == [text]
    assert not made.xpath("//img") and len(made.xpath("//script")) == 2
    (data,) = made.xpath("//script[@type='application/ld+json']/text()")
    assert "<" not in data


def test_site_maps_are_split_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_module, "SITEMAP_LIMIT", 2)
    files = dict(sitemaps("https://x.cn/a/", ["", "a/", "b/?q=1&r", "c/", "d/"], {"a/": "2026-02-03", "c/": ""}))
    assert (
        files["sitemap-1.xml"].count(b"<lastmod>") == 1 and b"<lastmod>2026-02-03</lastmod>" in files["sitemap-1.xml"]
    )
    assert b"lastmod" not in files["sitemap-2.xml"]
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = etree.fromstring(files["sitemap.xml"])
    assert [e.text for e in index.iter(f"{space}loc")] == [f"https://x.cn/a/sitemap-{n}.xml" for n in (1, 2, 3)]
    urls = [e.text for n in (1, 2, 3) for e in etree.fromstring(files[f"sitemap-{n}.xml"]).iter(f"{space}loc")]
    assert urls == [f"https://x.cn/a/{a}" for a in ("", "a/", "b/?q=1&r", "c/", "d/")]
    assert not dict(sitemaps("", ["a/"], {}))


def test_a_shared_link_and_a_machine_learn_what_the_page_is(local: Site, public: Site) -> None:
    for site, base in ((local, "../../../"), (public, public.site_url)):
        page = tree(a_report(site), site)
        assert page.xpath("//link[@rel='alternate']/@href") == ["report.json", "report.csv"]
        assert page.xpath("//meta[@property='og:title']/@content") == [a_report(site).title]
        (data,) = page.xpath("//script[@type='application/ld+json']/text()")
        item, figures, way = json.loads(data)["@graph"]
        assert item["@id"] == f"{base}reports/shili-0-1/2024/" and figures["isBasedOn"] == {"@id": item["@id"]}
        assert way["itemListElement"][0]["item"] == base
        assert figures["distribution"][1]["contentUrl"] == f"{item['@id']}report.csv"
    assert page.xpath("//meta[@property='og:url']/@content") == page.xpath("//link[@rel='canonical']/@href")


def test_who_runs_the_archive_is_told_only_when_set(tmp_path: Path, local: Site) -> None:
    plain = render(prepare(a_report(local)), local).decode()
    assert not re.search("主办单位|纠错|报告有误|SiteIDCode|SiteDomain|备案", plain)
    folder = project(tmp_path, "")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write('extra:\n  organizer: "甲&乙"\n  site_id_code: "1234567890"\n  correction: a@b.gov.cn\n')
    site = load_site(folder)
    page = tree(a_report(site), site)
    assert "主办单位：甲&乙" in page.text_content() and "电话" not in page.xpath("//footer")[0].text_content()
    (wrong,) = page.xpath("//a[text()='报告有误']/@href")
    assert wrong.startswith("mailto:a@b.gov.cn?") and report(1).source.sha256 in unquote(wrong)
    other = tree(Page("years/", "按年份", "year", "各年度", (Heading(2, "2024", "y2024"),)), site)
    assert "1234567890" in other.xpath("//footer")[0].text_content() and not other.xpath("//a[text()='报告有误']")


def test_every_page_names_the_software_and_the_forms_that_it_was_made_with(local: Site) -> None:
    """On the screen, on paper and for machines. The theme contains the text, so every builder prints it."""
    page = tree(Page("years/", "按年份", "year", "各年度", (Heading(2, "2024", "y2024"),)), local)
    (footer,) = page.xpath("//footer")
    assert f"nianbao {__version__} 生成" in footer.text_content()
    assert all(f"{form} 年" in footer.text_content() for form in FORM_IDS)
    assert page.xpath("//meta[@name='generator']/@content") == [f"nianbao {__version__}"]
    assert f"nianbao {__version__}" in page.xpath("//p[@class='nb-print']")[0].text_content()
    assert f"nianbao {__version__} 生成" in tree_of(local.not_found).xpath("//footer")[0].text_content()


def test_the_script_of_the_page_not_found_is_the_one_that_its_policy_allows(local: Site) -> None:
    page = tree_of(local.not_found)
    (script,) = page.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


# --------------------------------------------------------------------------- style sheet


def test_rules_that_no_page_can_use_are_left_out() -> None:
    css = (
        '@charset "UTF-8";html{color:red}.a,.b>p{x:1}.a .gone{x:2}[data-md-x=y] .a{x:3}[data-md-gone]{x:4}'
        ".a:not(.gone){x:5}@media print{.gone{x:6}.a{x:7}}@media screen{.gone{x:8}}/* } .a{ */td:is(.gone,.a){x:9}"
        "[dir=rtl] .a{x:10}.a{}@keyframes go{to{x:11}}@keyframes go-on{to{x:12}}.a{animation:1s go-on}"
    )
    assert drop_unused_rules(css, {"a", "data-md-x"}) == (
        '@charset "UTF-8";html{color:red}.a{x:1}[data-md-x=y] .a{x:3}.a:not(.gone){x:5}@media print{.a{x:7}}td:is(.gone,.a){x:9}'
        "@keyframes go-on{to{x:12}}.a{animation:1s go-on}"
    )


def test_braces_in_pictures_are_no_blocks_and_unused_pictures_go() -> None:
    css = ':root{--used:url("data:image/svg+xml;utf8,<path d=\'}{;\'/>");--idle:url("data:,{}");--x:1}.a{background:var(--used)}.b{x:1}'
    assert drop_unused_rules(css, {"a"}) == (
        ":root{--used:url(\"data:image/svg+xml;utf8,<path d='}{;'/>\");--x:1}.a{background:var(--used)}"
    )


def test_the_published_sheet_holds_every_rule_for_what_a_page_carries(local: Site) -> None:
    """One style sheet: the needed rules of Material's, then ours, which take precedence."""
    assert [n for n in local.assets if n.endswith(".css")] == ["assets/search/search.css", "assets/nianbao.css"]
    html = local.not_found + render(prepare(a_report(local)), local).decode()
    assert re.findall(r'<link rel="stylesheet" href="([^"]*)"', html) == [
        "/assets/nianbao.css", "../../../assets/nianbao.css"
    ]  # fmt: skip
    whole = local.assets["assets/nianbao.css"].decode()
    assert len(gzip.compress(whole.encode(), 1)) < 14_000
    sheet, begin, ours = whole.partition("\n:root {\n--nb-ink")
    assert begin and ".md-typeset .nb-scroll" in ours and "/*" not in ours
    assert sheet.count("{") == sheet.count("}")
    names = names_of(render(prepare(a_report(local)), local).decode())
    for rule in (".md-typeset", ".md-grid", ".md-skip:focus", ".md-typeset details"):
        assert rule in sheet
    assert {"md-typeset", "md-grid", "nb-data" if "nb-data" in names else "nb-requests"} <= names
    assert drop_unused_rules(sheet, names | set(re.findall(r"[\w-]+", sheet))) == sheet


# --------------------------------------------------------------------------- kept


def test_what_the_store_keeps_of_the_layouts_is_what_is_rendered(tmp_path: Path, local: Site) -> None:
    folder = project(tmp_path, "")
    with closing(Store(tmp_path / "build/store.sqlite")) as store:
        assert cached_site(folder, store) == cached_site(folder, store) == local


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "overrides/assets/favicon.svg").write_bytes(b"<svg/>"),
        lambda folder: (folder / "overrides/assets/more.css").write_bytes(b""),
        lambda folder: (folder / "overrides/404.html").unlink(),
        lambda folder: (folder / "mkdocs.yml").write_bytes((folder / "mkdocs.yml").read_bytes() + b"copyright: !ENV TERMS\n"),
        lambda folder: os.environ.update(ORGANIZER="县政府办"),
        lambda folder: (folder / "mkdocs.yml").write_bytes((folder / "mkdocs.yml").read_bytes() + b"hooks: []\n"),
    ],
)  # fmt: skip
def test_layouts_are_rendered_again_when_anything_that_they_are_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    monkeypatch.setenv("ORGANIZER", "县政府")
    folder = project(tmp_path, "")
    config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{config}extra:\n  organizer: !ENV ORGANIZER\n", encoding="utf-8")
    rendered: list[Path] = []
    monkeypatch.setattr(layout_cache, "load_site", lambda root: rendered.append(root) or EMPTY)  # type: ignore[func-returns-value]
    with closing(Store(tmp_path / "build/store.sqlite")) as store:
        cached_site(folder, store)
        cached_site(folder, store)
        assert len(rendered) == 1
        change(folder)
        cached_site(folder, store)
        assert len(rendered) == 2
