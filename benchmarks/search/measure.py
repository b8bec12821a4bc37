"""Run queries one after another in a real browser with an empty cache: bytes, seconds, the first ten results."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path += [str(ROOT), str(ROOT / "tests")]
from browser import SWITCHES, chromium_path  # noqa: E402

from benchmarks.wire import served  # noqa: E402

Ask = Callable[[Page, str, str], list[str]]  # page, address of the site, query → addresses of the first ten results
LEVEL = 6  # gzip level, the default of most hosts
PATIENCE = 60.0  # maximum seconds for one answer


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a query. ``data`` and ``scripts`` are bytes over the wire, without the page around the search and
    its style."""

    data: int
    scripts: int
    seconds: float
    precision: float
    recall: float


def measure(folder: Path, ask: Ask, truths: dict[str, Set[str]]) -> list[Measured]:
    """Run every query with its true addresses, each in a separate browser profile. A query without an answer in time
    counts as nothing found."""
    found: list[Measured] = []
    with sync_playwright() as playwright, served(folder, LEVEL) as (url, sent):
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
