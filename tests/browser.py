"""A real browser and a plain static server under a sub-path, for tests of what readers do.

Fixtures: ``page`` (a Playwright page; a script error or a violation of the Content-Security-Policy fails the test) and
``serve`` (``serve(folder)`` → ``Served`` with the address and every requested path)."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, ViewportSize, expect, sync_playwright

# The headless shell has the same engine without a window: a new page takes 0.4 seconds of processor time, 1.4 in the
# full browser. It has no PDF viewer.
SHELL = "chromium-headless-shell"
FULL_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
expect.set_options(timeout=30_000)  # generous, because the tests check results and not the speed of the machine
SIZE: ViewportSize = {"width": 1280, "height": 900}
SWITCHES = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]


def chromium_path(*names: str) -> str:
    """Return the installed Chromium (or ``CHROMIUM`` from the environment), "" for the one installed by Playwright."""
    names = names or (SHELL, *FULL_BROWSERS)
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
    yield started
    started.close()


@pytest.fixture(scope="session")
def full_browser(playwright: Playwright, browser: Browser) -> Iterator[Browser]:
    """Yield a browser that can display PDFs, for tests of PDF viewers; where none is installed, the other browser."""
    path = chromium_path(*FULL_BROWSERS)
    started = playwright.chromium.launch(executable_path=path, args=SWITCHES) if path else browser
    yield started
    started.close()


def watched(page: Page, errors: list[str]) -> Page:
    """Return the page with script errors and policy violations appended to ``errors``."""

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", on_console)
    return page


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Yield the page of all tests of a file, and its errors: a new page takes a fifth of a second of processor time."""
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    errors: list[str] = []
    yield watched(context.new_page(), errors), errors
    context.close()


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """Yield the page as if it were new: nothing of an earlier test is left. Every test has a server of its own, so that
    nothing is in the cache or in the storage either."""
    page, errors = window
    yield page
    page.unroute_all()
    page.emulate_media(media="null", color_scheme="null")
    page.set_viewport_size(SIZE)
    page.context.clear_cookies()
    found = [*errors]
    errors.clear()
    assert not found


@dataclass
class Served:
    """A served folder.

    ``url`` ends with a slash and contains a sub-path; ``requests`` are the requested paths below it, in order."""

    url: str
    requests: list[str] = field(default_factory=list)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, under: str, requests: list[str], **kwargs: object) -> None:
        self.under, self.requests = f"/{under}/", requests
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if not self.path.startswith(self.under):
            self.send_error(404)
            return
        self.path = "/" + self.path.removeprefix(self.under)
        self.requests.append(self.path.partition("?")[0].removeprefix("/"))
        super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    running: list[ThreadingHTTPServer] = []

    def start(folder: Path, under: str = "gongkai/nianbao") -> Served:
        requests: list[str] = []
        handler = functools.partial(_Handler, directory=str(folder), under=under, requests=requests)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        # ``shutdown`` waits for the end of one poll, by default half a second.
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        running.append(server)
        return Served(f"http://127.0.0.1:{server.server_port}/{under}/", requests)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
