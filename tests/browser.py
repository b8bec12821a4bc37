"""A real browser for tests, and a plain file server that mounts the site under a sub-path."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SUB_PATH = "sub/folder/"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    os.path.expandvars(r"%ProgramFiles%\Google\Chrome\Application\chrome.exe"),
    os.path.expandvars(r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe"),
)


def browser_path() -> str:
    """The browser on this machine; a clear failure when there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    found = found or next((path for path in _PLACES if Path(path).is_file()), None)
    assert found, "browser tests need Chromium, Chrome or Edge, e.g. apt-get install chromium"
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(site: Path, folder: Path) -> Iterator[str]:
    """The address of ``site`` served under a sub-path of ``folder`` by a plain file server."""
    mount = folder / SUB_PATH
    if not mount.exists():
        shutil.copytree(site, mount)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{SUB_PATH}"
    finally:
        server.shutdown()


@functools.cache
def _browser() -> Browser:
    """One browser for the whole run; it ends with the process."""
    play = sync_playwright().start()
    atexit.register(play.stop)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return play.chromium.launch(executable_path=browser_path(), args=arguments)


@contextmanager
def browser_page(width: int = 1280, javascript: bool = True) -> Iterator[Page]:
    """A fresh page with nothing kept from another."""
    context = _browser().new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    try:
        yield context.new_page()
    finally:
        context.close()
