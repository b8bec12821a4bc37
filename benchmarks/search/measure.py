"""One query after another in a real browser that knows nothing yet: bytes, seconds, the first ten results."""

from __future__ import annotations

import functools
import gzip
import sys
import threading
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tests"))
from browser import SWITCHES, chromium_path  # noqa: E402

SQUEEZED = (".html", ".js", ".mjs", ".css", ".json", ".svg")  # what servers compress
Ask = Callable[[Page, str, str], list[str]]  # page, address of the site, query → addresses of the first ten results
PATIENCE = 60.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Measured:
    """``data`` and ``scripts`` are bytes over the wire, the page around the search and its style left out."""

    data: int
    scripts: int
    seconds: float
    precision: float
    recall: float


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, sent: list[tuple[str, int]], **kwargs: object) -> None:
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
        if path.suffix in SQUEEZED:
            data = gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.sent.append((path.suffix, len(data)))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    sent: list[tuple[str, int]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder), sent=sent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()


def measure(folder: Path, ask: Ask, truths: dict[str, Set[str]]) -> list[Measured]:
    """Every query with its true addresses, each in a browser profile of its own. What is not answered in time counts as
    nothing found."""
    found: list[Measured] = []
    with sync_playwright() as playwright, served(folder) as (url, sent):
        browser = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
        for query, truth in truths.items():
            context = browser.new_context(locale="zh-CN")
            page = context.new_page()
            sent.clear()
            began = time.monotonic()
            try:
                hits = ask(page, url, query)[:10]
            except TimeoutError:
                hits = []
            seconds = time.monotonic() - began
            scripts = sum(size for suffix, size in sent if suffix in (".js", ".mjs"))
            data = sum(
                size for suffix, size in sent if suffix not in (".js", ".mjs", ".html", ".css", ".svg", ".woff2")
            )
            right = len(set(hits) & truth)
            precision = right / len(hits) if hits else float(not truth)
            recall = right / min(10, len(truth)) if truth else 1.0
            if "-v" in sys.argv and (precision < 1 or recall < 1):
                print(f"   {query!r}: {len(truth)} stand, {len(hits)} found, {right} right")
            found.append(Measured(data, scripts, seconds, precision, recall))
            context.close()
        browser.close()
    return found
