"""Test ``nianbao package``: what to upload, and the offline copy opened from a folder in a real browser."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from pathlib import Path

import pytest
from archives import digests, make, run, small_built_project, small_project
from playwright.sync_api import Browser, Page, expect
from test_publish import shown, write

from build_scripts.model import Refusal
from build_scripts.project import ZIPS
from build_scripts.site import publish, zip

pytestmark = pytest.mark.usefixtures("every_page")


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "build").mkdir()
    write(tmp_path, {"index.html": b"1", "a/index.html": b"1", "b/original.pdf": b"1"})
    return tmp_path


def test_the_zip_is_the_site_and_the_same_site_gives_the_same_bytes(small: Path) -> None:
    made = zip.package(small)
    assert made.path and unpacked(made.path) == shown(small)
    first = made.path.read_bytes()
    for path in (small / "site").rglob("*"):
        os.utime(path, (1, 1))
    made.path.unlink()
    assert zip.package(small).path.read_bytes() == first  # type: ignore[union-attr]


def test_who_packs_a_site_that_does_not_know_its_address_is_told(small: Path) -> None:
    """Citations for reference managers had no address, and nobody knew."""
    (small / "mkdocs.yml").touch()
    assert "site_url" in run(small, "package").stderr
    assert "site_url" not in run(small, "package", "--offline").stderr
    write(small, {"sitemap.xml": b"1"})
    assert "site_url" not in run(small, "package", "--changed").stderr


def test_changes_since_the_last_zip_whatever_happened_between(small: Path) -> None:
    assert zip.package(small, "changed").first
    write(small, {"a/index.html": b"2", "c/index.html": b"2"})
    write(small, {"b/original.pdf": None})  # two builds without a package in between
    made = zip.package(small, "changed")
    assert made.path and unpacked(made.path) == {"a/index.html": b"2", "c/index.html": b"2"}
    assert made.removed == ("b/",)
    publish.undo(small)
    back = zip.package(small, "changed")
    assert back.path and unpacked(back.path) == {"b/original.pdf": b"1"} and not back.removed
    assert back.path != made.path and made.path.exists(), "the ZIP before may not be uploaded yet"
    assert zip.package(small, "changed").path is None
    assert zip.package(small).files == tuple(sorted(shown(small)))


def test_a_failure_leaves_the_zip_and_the_record_before(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = zip.package(small).path.read_bytes()  # type: ignore[union-attr]
    write(small, {"a/index.html": b"2"})

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patched, pytest.raises(Refusal, match="disk-full"):
        patched.setattr(zipfile.ZipFile, "writestr", full)
        zip.package(small)
    assert (small / ZIPS["whole"]).read_bytes() == before
    assert not list((small / "build").glob("*.part"))
    assert zip.package(small, "changed").files == ("a/index.html",)


def test_staff_are_told_what_to_upload_and_what_to_delete(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    refused = run(folder, "package")
    assert refused.returncode == 2 and "请先运行 nianbao build" in refused.stderr
    make(folder)
    assert "以前没有打过包" in run(folder, "package", "--changed").stderr
    (folder / "content/reports/2024/小铺乡.txt").unlink()
    make(folder)
    done = run(folder, "package", "--changed")
    assert "build/nianbao-changed-2.zip" in done.stderr and "请在服务器上把它们删去" in done.stderr
    removed = tuple(done.stdout.split())
    assert "reports/xiaopu/2024/report.json" in removed and len(removed) < 20  # the page remains as a notice
    # A person who uploads both in order and deletes the listed files has the complete site, plus old unused parts of
    # the index.
    server: dict[str, bytes] = {}
    for n in (1, 2):
        server |= unpacked(folder / f"build/nianbao-changed-{n}.zip")
    left = {name: hashlib.sha256(data).hexdigest() for name, data in server.items() if not name.startswith(removed)}
    site = digests(folder / "site")
    assert {name: digest for name, digest in left.items() if name in site} == site
    assert all(name.startswith("search/") and name.endswith(".bin") for name in left.keys() - site.keys())
    assert "不用上传" in run(folder, "package", "--changed").stderr


# --------------------------------------------------------------------------- without a server


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_built_project(tmp_path_factory.mktemp("offline"))
    made = zip.package(folder, "offline")
    target = folder / "解压 后#的"  # a folder name with a space and special characters
    with zipfile.ZipFile(made.path) as archive:  # type: ignore[arg-type]
        archive.extractall(target)
    return target


@pytest.fixture
def reader(browser: Browser) -> Page:
    return browser.new_context(locale="zh-CN", offline=True).new_page()


def test_every_link_of_every_page_leads_to_a_file(disk: Path) -> None:
    for path in disk.rglob("*.html"):
        for href in re.findall(r'<a [^>]*href="([^"]*)"', path.read_text(encoding="utf-8")):
            if path.name == "404.html" or href.startswith(("#", "http")):
                continue  # only a server shows 404.html
            goal = path.parent / re.split("[?#]", href)[0]
            assert goal.is_file(), (path, href)


def test_a_copy_on_a_disk_is_verified_by_its_own_lists(disk: Path) -> None:
    """Links to folders name their index.html in the copy: whoever verified it found every page changed."""
    for name in ("manifest-sha256.txt", "data/tagmanifest-sha256.txt"):
        folder = (disk / name).parent
        lines = [line.partition("  ") for line in (disk / name).read_text(encoding="utf-8").splitlines()]
        assert any(path.endswith(".html") for *_, path in lines)
        wrong = [path for sha, _, path in lines if hashlib.sha256((folder / path).read_bytes()).hexdigest() != sha]
        assert not wrong, name


def test_reading_and_browsing_from_a_disk(disk: Path, reader: Page) -> None:
    reader.goto((disk / "index.html").as_uri())
    assert reader.evaluate("getComputedStyle(document.querySelector('.nb-bar')).display") == "flex", "styled"
    reader.get_by_role("link", name="按地区").first.click()
    reader.get_by_role("link", name="海原县", exact=True).first.click()
    reader.get_by_role("link", name=re.compile("海城镇")).first.click()
    expect(reader.locator("h1")).to_contain_text("海城镇")
    if "/reports/" not in reader.url:
        reader.locator("article a[href*='reports/']").first.click()
    assert reader.url.endswith("/2024/index.html") and reader.locator("table").count() >= 3
    reader.get_by_role("link", name="年报馆", exact=True).first.click()
    expect(reader.locator("h1")).to_contain_text("一份一份读")


@pytest.mark.parametrize("page", ["search", "compare/choose"])
def test_what_needs_a_server_says_so(disk: Path, reader: Page, page: str) -> None:
    reader.goto((disk / page / "index.html").as_uri())
    expect(reader.locator("article")).to_contain_text("从文件夹里直接打开时不能用")
    reader.locator("article .nb-widget a").first.click()
    expect(reader.locator("h1")).to_be_visible()
