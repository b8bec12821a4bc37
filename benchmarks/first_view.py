"""Measure how soon a reader on a slow phone and line sees a page: the largest paint, and the data fetched for it.

    python benchmarks/first_view.py SITE [PATH …] [--runs 3]

Each run has a fresh profile, a processor slowed down four times, 400 kbit/s and 400 ms for each request (Chromium's own
emulation), and the screen of a phone. The server keeps connections open and compresses the types that
``hosting/nginx.conf`` compresses, at nginx's default level. The run with the earliest largest paint is reported,
because other load of this machine only adds time."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT), str(ROOT / "tests")]
from browser import SWITCHES, chromium_path  # noqa: E402

from benchmarks.wire import Sent, served  # noqa: E402

CPU = 4  # slowdown factor of the processor
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SCREEN = {"width": 390, "height": 844}
LIMIT = 3.0  # seconds for the largest paint (issue 18)
LEVEL = 1  # gzip level, the default of nginx
QUIET = 2_500  # milliseconds without a request after which the page counts as loaded
PATHS = (
    "",
    "reports/haiyuan-haicheng/2024/",
    "search/",
    "search/?q=%E8%90%A5%E5%95%86%E7%8E%AF%E5%A2%83",
    "compare/",
    "compare/agencies/haiyuan-haicheng/",
    "compare/places/640522/2024/",
    "compare/choose/?a=haiyuan-haicheng,yecheng-heyuan&y=2024&i=received,granted,refused",
)
WATCH = """window.paints = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.paints.push([one.startTime, one.size,
  (one.element?.tagName ?? "") + " " + (one.element?.textContent ?? "").trim().slice(0, 16)]); })
  .observe({type: "largest-contentful-paint", buffered: true});"""


@dataclass(frozen=True, slots=True)
class View:
    """The result: ``first`` and ``largest`` paint in seconds, requests and bytes over the wire until the page was idle."""

    first: float
    largest: float
    what: str
    requests: int
    sent: int


def view(browser: Browser, address: str, sent: Sent) -> View:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
    page.add_init_script(WATCH)
    sent.clear()
    page.goto(address, timeout=60_000)
    known = -1
    while known != len(sent):
        known = len(sent)
        page.wait_for_timeout(QUIET)
    first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    largest, _, what = page.evaluate("window.paints.at(-1) ?? [0, 0, '']")
    context.close()
    return View(first / 1000, largest / 1000, what, len(sent), sum(size for _, size in sent))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("paths", nargs="*", default=PATHS)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    slow = 0
    print("first  largest  requests     kB  page")
    with sync_playwright() as playwright, served(given.site, LEVEL) as (url, sent):
        browser = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
        for path in given.paths:
            best = min((view(browser, url + path, sent) for _ in range(given.runs)), key=lambda one: one.largest)
            slow += best.largest > LIMIT
            print(
                f"{best.first:5.2f}  {best.largest:7.2f}  {best.requests:8}  {best.sent / 1000:5.1f}  /{path}  [{best.what}]"
            )
        browser.close()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
