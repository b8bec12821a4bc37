"""Test ``nianbao serve`` as staff use it: a real process, a real browser, files that are added, change and are bad."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from archives import FIXTURES, ROOT, digests, small_built_project
from playwright.sync_api import Page, expect

BANNER = "#nb-preview"


class Running:
    """A server over a project of its own; ``url`` is the address that it printed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "build_scripts", "serve", "--port", "0", *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        assert self.process.stdout is not None
        said = re.search(r"http://127\.0\.0\.1:\d+/\S*", self.process.stdout.readline())
        assert said
        self.url = said[0]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(*arguments: str) -> Running:
        folder = tmp_path if (tmp_path / "content").exists() else small_built_project(tmp_path)
        running.append(Running(folder, *arguments))
        return running[-1]

    yield begin
    for server in running:
        server.stop()


def test_a_change_shows_without_a_click_and_a_refused_file_on_every_page(
    start: Callable[..., Running], page: Page
) -> None:
    """The fixture ``page`` fails the test on any violation of the Content-Security-Policy."""
    server = start()
    reports = server.folder / "content/reports/2024"
    page.goto(f"{server.url}reports/xiaopu/2024/")
    expect(page.locator("article")).to_contain_text("503 条")
    assert page.locator(BANNER).count() == 0
    report = reports / "小铺乡.txt"
    report.write_text(report.read_text(encoding="utf-8").replace("503 条", "504 条"), encoding="utf-8")
    expect(page.locator("article")).to_contain_text("504 条")

    bad = reports / "坏<b>文件.pdf" if os.name != "nt" else reports / "坏文件.pdf"
    bad.write_bytes(b"%PDF-1.7\n broken")
    expect(page.locator(BANNER)).to_contain_text("PDF 文件不完整")
    expect(page.locator(BANNER)).to_contain_text(bad.name)
    assert page.locator(f"{BANNER} b").count() == 0
    for other in ("", "years/2024/", "search/", "no/such/page/"):
        page.goto(server.url + other)
        expect(page.locator(BANNER)).to_be_visible()
        assert page.locator(BANNER).evaluate("e => getComputedStyle(e).borderLeftWidth") != "0px", "styled"
    assert "nb-preview" not in "".join(p.read_text("utf-8") for p in (server.folder / "site").rglob("*.html"))
    page.goto(server.url)
    bad.unlink()
    expect(page.locator(BANNER)).to_have_count(0)


def test_what_is_settled_at_the_desk_shows_in_the_preview(start: Callable[..., Running], page: Page) -> None:
    server = start()
    report = f"{server.url}reports/haiyuan-haicheng/2024/"
    page.goto(report)
    assert page.locator(".nb-answer").count() == 0
    page.get_by_role("link", name="等待核对的内容").click()
    page.get_by_role("link", name="海原县海城镇人民政府 2024 年").click()
    expect(page.locator("[name=who]")).to_be_focused()
    page.keyboard.type("县政务公开办 李明")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("content/answers/haiyuan-haicheng/2024.toml")
    page.goto(report)
    expect(page.locator(".nb-answer")).to_contain_text("县政务公开办 李明")
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(server.url, headers={"Host": "evil.invalid"}))


def test_what_stops_a_build_is_shown_and_does_not_end_the_preview(start: Callable[..., Running], page: Page) -> None:
    server = start()
    page.goto(server.url)
    register = server.folder / "content/agencies.csv"
    kept = register.read_bytes()
    before = digests(server.folder / "site")
    register.write_bytes(b"agency_id,naam\n" + kept.split(b"\n", 1)[1])
    expect(page.locator(BANNER)).to_contain_text("登记簿 content/agencies.csv 的第一行缺少这些列名")
    assert digests(server.folder / "site") == before
    register.write_bytes(kept)
    expect(page.locator(BANNER)).to_have_count(0)


def test_the_page_comes_back_when_the_server_does(start: Callable[..., Running], page: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = start("--port", port)
    page.goto(f"{server.url}reports/xiaopu/2024/")
    server.stop()
    report = server.folder / "content/reports/2024/小铺乡.txt"
    report.write_text(report.read_text(encoding="utf-8").replace("503 条", "505 条"), encoding="utf-8")
    start("--port", port)
    expect(page.locator("article")).to_contain_text("505 条")


@pytest.mark.parametrize("prefix", ["/zwgk/年报", "zwgk/nianbao/"])
def test_under_a_sub_folder(start: Callable[..., Running], page: Page, prefix: str) -> None:
    server = start("--prefix", prefix)
    origin = server.url.split("/zwgk/")[0]
    assert server.url != origin
    page.goto(origin)
    assert page.url == server.url
    page.get_by_role("link", name="按年份").first.click()
    page.get_by_role("link", name="2024 年").first.click()
    assert page.url == f"{server.url}years/2024/"
    page.goto(f"{server.url}years/2024")
    assert page.url == f"{server.url}years/2024/"
    page.goto(f"{server.url}search/?q=海城镇")
    expect(page.locator("#nb-search")).to_contain_text("海原县海城镇")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", server.folder / "content/reports/2024/己乡.txt")
    page.goto(f"{server.url}years/2024/")
    expect(page.locator("article")).to_contain_text("己乡")
    for outside in ("/years/2024/", "/content/agencies.csv"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(origin + outside)


def test_only_this_machine_can_see_it_and_nothing_beside_the_site(start: Callable[..., Running]) -> None:
    server = start()
    port = int(server.url.split(":")[2].strip("/"))
    for path in ("../content/agencies.csv", "%2e%2e/mkdocs.yml", "/etc/passwd", "assets/", "..%5cmkdocs.yml"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(server.url + path)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # no packet is sent; this only determines our own address in the network
        except OSError:
            return  # a machine without a network has no other address
        own = probe.getsockname()[0]
    with pytest.raises(OSError):
        socket.create_connection((own, port), timeout=2)
