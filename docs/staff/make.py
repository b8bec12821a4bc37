"""The staff guide made true: every command in ``README.md`` is run, its output quoted anew, the screens photographed.

    python docs/staff/make.py

Run it when what the program prints or shows has changed; ``tests/test_guide.py`` says when that is so.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.cells import chop_cells

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GUIDE = HERE / "README.md"
BLOCK = re.compile(r"```console\n\$ nianbao (.*)\n((?:.*\n)*?)```\n")
RECEIVED = "收到的文件"
COLUMNS = 92
# What differs from run to run, or whenever any page of the site does: times, ports, counts.
UNSTEADY = (
    (re.compile(r"\d+\.\d 秒"), "0.5 秒"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:8000"),
    (re.compile(r"/[\w-]{32}/"), "/口令/"),
    (re.compile(r"[1-9]\d* 组页面"), "40 组页面"),
    (re.compile(r"生成网页…（\d+）"), "生成网页…（40）"),
    (re.compile(r"打包 \d+ 个文件（\d+\.\d MB）"), "打包 100 个文件（0.5 MB）"),
)


def scene(folder: Path) -> None:
    """An office in January: the archive as it was published last year, and a folder with what came in."""
    for name in ("mkdocs.yml", "content", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    received = folder / RECEIVED
    received.mkdir()
    fixtures = ROOT / "tests/fixtures/reports"
    shutil.copy(fixtures / "t08_text_interleaved.txt", received / "己乡年报.txt")
    whole = (fixtures / "o01_office_suite.pdf").read_bytes()
    (received / "庚区人民政府2023年年报.pdf").write_bytes(whole)
    (received / "下载没完成.pdf").write_bytes(whole[:20000])
    for command in ("build", "package"):
        output(command, folder)


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextmanager
def served(folder: Path, command: str = "serve") -> Iterator[str]:
    """``nianbao serve`` or ``nianbao review`` at work: all that it says until it can be opened."""
    words = [sys.executable, "-m", "build_scripts", command, "--port", "0"]
    running = subprocess.Popen(
        words, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        assert running.stdout is not None
        said = ""
        while "http://" not in said:
            line = running.stdout.readline()
            assert line, said
            said += line
        yield said
    finally:
        running.kill()
        running.communicate()


def output(command: str, folder: Path) -> str:
    """What a command prints, on both streams; nobody answers its questions."""
    words = shlex.split(command)
    if words[0] in ("serve", "review"):
        with served(folder, words[0]) as said:
            return said
    done = subprocess.run(
        [sys.executable, "-m", "build_scripts", *words],
        cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", check=False,
    )  # fmt: skip
    return done.stdout


def steady(text: str) -> str:
    for pattern, instead in UNSTEADY:
        text = pattern.sub(instead, text)
    return text.strip("\n") + "\n"


def played(text: str, folder: Path) -> str:
    """The guide with what its commands, run one after another in that folder, print today."""

    def again(block: re.Match[str]) -> str:
        return f"```console\n$ nianbao {block[1]}\n{steady(output(block[1], folder))}```\n"

    return BLOCK.sub(again, text)


# --------------------------------------------------------------------------- pictures


def terminal(command: str, printed: str) -> str:
    """A terminal as SVG: text that any browser can draw, and no font from elsewhere."""
    lines = [f"$ nianbao {command}", *printed.splitlines()]
    rows = [row for line in lines for row in (chop_cells(line, COLUMNS) or [""])]
    texts = "".join(
        f'<text x="16" y="{32 + 20 * at}" xml:space="preserve">{escape(row)}</text>\n' for at, row in enumerate(rows)
    )
    width, height = 32 + 8 * COLUMNS, 32 + 20 * len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#1e2430"/>\n'
        f'<g fill="#e6e9ef" font-family="monospace" font-size="14">\n{texts}</g>\n</svg>\n'
    )


def photographs(folder: Path) -> None:
    """The pages that the guide shows, as they stand in the preview of that folder."""
    sys.path.insert(0, str(ROOT / "tests"))
    from browser import SWITCHES, chromium_path

    output("undo", folder)  # the guide took the site back; what it shows is the new one
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
        page = browser.new_page(viewport={"width": 960, "height": 620}, locale="zh-CN")
        with served(folder, "review") as said:
            page.goto(f"{_address(said)}report/reports/shilishigengqu/2023/")
            page.screenshot(path=HERE / "review.png")
        _preview(page, folder)
        browser.close()


def _address(said: str) -> str:
    found = re.search(r"http://\S+/", said)
    assert found
    return found[0]


def _preview(page: Page, folder: Path) -> None:
    with served(folder) as said:
        address = _address(said)
        page.goto(f"{address}reports/shilixianji/2024/")
        page.screenshot(path=HERE / "report.png")
        page.goto(f"{address}about/help/")
        page.screenshot(path=HERE / "help.png")
        shutil.copy(folder / RECEIVED / "下载没完成.pdf", folder / "content/reports/2024")
        page.locator("#nb-preview").wait_for()
        page.goto(address)
        page.screenshot(path=HERE / "preview.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene(folder)
        text = played(GUIDE.read_text(encoding="utf-8"), folder)
        GUIDE.write_text(text, encoding="utf-8", newline="\n")
        command, printed = next(block for block in BLOCK.findall(text) if block[0] == "build")
        (HERE / "build.svg").write_text(terminal(command, printed), encoding="utf-8", newline="\n")
        photographs(folder)


if __name__ == "__main__":
    main()
