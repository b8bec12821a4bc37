"""How soon a reader on a slow phone and a slow line sees a page: the largest paint and what was fetched for it.

    python benchmarks/first_view.py SITE [PATH …] [--runs 3]

A fresh profile for each run, the processor four times slower, 400 kbit/s and 400 ms for each request (Chromium's own
emulation), a phone's screen. The server keeps connections open and compresses what ``hosting/nginx.conf`` compresses, at
nginx's own level. Given is the run with the least largest paint: what else this machine does only ever adds to it.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))
from browser import SWITCHES, chromium_path  # noqa: E402

CPU = 4  # times slower
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SCREEN = {"width": 390, "height": 844}
LIMIT = 3.0  # seconds for the largest paint (issue 18)
QUIET = 2_500  # milliseconds without a request after which nothing more is expected
GZIPPED = (".html", ".js", ".css", ".json", ".svg", ".csv", ".txt")
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
    """``first`` and ``largest`` paint in seconds, requests and bytes over the wire until the page was quiet."""

    first: float
    largest: float
    what: str
    requests: int
    sent: int


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, sent: list[int], **kwargs: object) -> None:
        self.sent = sent
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in GZIPPED:
            data = gzip.compress(data, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.sent.append(len(data))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[int]]]:
    sent: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder), sent=sent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()


def view(browser: Browser, address: str, sent: list[int]) -> View:
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
    return View(first / 1000, largest / 1000, what, len(sent), sum(sent))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("paths", nargs="*", default=PATHS)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    slow = 0
    print("first  largest  requests     kB  page")
    with sync_playwright() as playwright, served(given.site) as (url, sent):
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
