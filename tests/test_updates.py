"""Test the news: dated by ledger and corrections, on a page and in a feed, for the archive, a place, an agency."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from archives import small_built_project
from test_overviews import anew, made

from build_scripts import cli

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "haiyuan-haicheng"
CORRECTION = """[[correction]]
cell = "requests/1/total"
is = "77"
why = "原件第 3 页印的是 77"
who = "县政务公开办 李明"
when = 2026-12-24
"""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_built_project(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798700000")  # 2026-12-31
    monkeypatch.chdir(tmp_path)
    return tmp_path


def feed(site: dict[str, bytes], address: str) -> ElementTree.Element:
    return ElementTree.fromstring(site[f"{address}atom.xml"])


def entries(site: dict[str, bytes], address: str = "updates/") -> list[tuple[str, str, str]]:
    """Return (title, day, link) in the order of the feed."""
    return [
        (e.findtext(f"{ATOM}title", ""), e.findtext(f"{ATOM}updated", "")[:10], e.find(f"{ATOM}link").get("href"))  # type: ignore[union-attr, misc]
        for e in feed(site, address).iter(f"{ATOM}entry")
    ]


def test_a_feed_is_whole_and_leads_to_pages_that_are_there(archive: Path) -> None:
    site = made(archive)
    for address in ("updates/", "places/640522/updates/", f"agencies/{HERE}/updates/"):
        root = feed(site, address)
        assert root.tag == f"{ATOM}feed" and root.findtext(f"{ATOM}author/{ATOM}name") == "年报馆"
        assert all(root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        items = list(root.iter(f"{ATOM}entry"))
        ids = [e.findtext(f"{ATOM}id", "") for e in items]
        assert ids and len(set(ids)) == len(ids) and all(i.startswith("urn:uuid:") for i in ids)
        days = [e.findtext(f"{ATOM}updated", "") for e in items]
        assert days == sorted(days, reverse=True) and root.findtext(f"{ATOM}updated") == days[0]
        for link in root.iter(f"{ATOM}link"):
            target = (archive / "site" / address / link.get("href", "")).resolve()
            assert target.is_file() or (target / "index.html").is_file(), "a relative link, from where the feed lies"
    assert entries(site)[0][1] == "2026-11-20", "the day of the ledger, not of the build"
    for page, of in (
        ("index.html", "updates/"),
        ("places/640522/index.html", "updates/"),
        (f"agencies/{HERE}/index.html", "updates/"),
    ):
        assert f'<link rel="alternate" type="application/atom+xml" href="{of}atom.xml">' in site[page].decode()
        assert f'href="{of}"' in site[page].decode()


def test_with_an_address_of_its_own_the_links_are_whole_and_the_ids_stay(archive: Path) -> None:
    before = feed(made(archive), "updates/")
    config = archive / "mkdocs.yml"
    config.write_text(
        "site_url: https://nianbao.example.gov.cn/a/\n" + config.read_text(encoding="utf-8"), encoding="utf-8"
    )
    root = feed(made(archive), "updates/")
    assert all(
        link.get("href", "").startswith("https://nianbao.example.gov.cn/a/") for link in root.iter(f"{ATOM}link")
    )
    assert [e.text for e in root.iter(f"{ATOM}id")] == [e.text for e in before.iter(f"{ATOM}id")]


def test_added_revised_corrected_withdrawn_are_told_and_a_fresh_build_tells_the_same(archive: Path) -> None:
    site = made(archive)
    assert [title for title, *_ in entries(site, f"agencies/{HERE}/updates/")] == ["新增：海原县海城镇人民政府 2024 年"]
    report = archive / "content/corrections" / HERE / "2024.toml"
    report.parent.mkdir(parents=True)
    report.write_text(CORRECTION, encoding="utf-8")
    site = made(archive)
    title, day, link = entries(site, "places/640522/updates/")[0]
    assert (title, day) == ("更正：海原县海城镇人民政府 2024 年", "2026-12-24")
    assert link.endswith(f"reports/{HERE}/2024/#requests-1")
    assert "更正为 77" in site["updates/index.html"].decode()
    assert site == anew(archive)

    source = next((archive / "content/reports/2024").glob("*海城*"))
    (archive / "content/reports/2024/海城镇（修订）.txt").write_bytes(source.read_bytes() + "\n附注。\n".encode())
    site = made(archive)
    assert ("新版：海原县海城镇人民政府 2024 年", "2026-12-31") in [e[:2] for e in entries(site)]

    assert cli.main(["withdraw", "reports/xiaopu/2024/", "--why", "机关要求", "--who", "李明"]) == 0
    site = made(archive)
    gone = next(e for e in entries(site) if e[0].startswith("撤回"))
    assert gone[:2] == ("撤回：小铺乡 2024 年", "2026-12-31") and gone[2].startswith("../reports/xiaopu/2024/")
    assert site == anew(archive)
