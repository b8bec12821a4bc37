"""Serve a preview of ``site/`` on this machine and build again when ``content/`` changes.

The preview adds three parts to each page that the published site never has: a link to the items that wait for a person,
the list of refused files, and a script that reloads the page after a build. They are added to the response; ``site/``
itself is not changed."""

from __future__ import annotations

import functools
import re
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Sequence
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from build_scripts import project
from build_scripts.model import Refusal

PREVIEW_PREFIX = "_preview/"  # no address of the site begins with this
CHECK_INTERVAL = 0.4  # seconds between two checks of content/
HOSTS = ("127.0.0.1", "localhost")
POLL_TIMEOUT = 20.0  # seconds after which a waiting request is answered; the page then asks again
SCRIPT = """\
const seen = new URL(import.meta.url).search;
for (;;) {
  try {
    const now = await (await fetch(new URL("wait" + seen, import.meta.url))).text();
    if (now !== seen.slice(1)) location.reload();
  } catch {
    await new Promise((again) => setTimeout(again, 1000)); // the server was stopped: it may come back
  }
}
"""
_EMPTY_PAGE = "<!doctype html><html lang=zh><head><meta charset=utf-8><title>预览</title></head><body></body></html>"

Rebuild = Callable[[], tuple[bool, Sequence[str]]]  # → (the site changed, lines for staff)


class Preview:
    """State of the preview: the lines shown on its pages, and the build that open pages wait for."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.lines: tuple[str, ...] = ()
        self.build = str(time.time_ns())  # differs from the ids of an earlier server
        self.news = threading.Condition()

    def notify(self, is_new: bool, lines: Sequence[str]) -> None:
        """Record the result of a build and reload open pages when there is anything new to see."""
        with self.news:
            if is_new or tuple(lines) != self.lines:
                self.lines, self.build = tuple(lines), str(time.time_ns())
                self.news.notify_all()

    def wait(self, seen: str) -> str:
        """Return the id of the last build as soon as it differs from ``seen``, or after ``POLL_TIMEOUT`` seconds."""
        with self.news:
            self.news.wait_for(lambda: self.build != seen, POLL_TIMEOUT)
            return self.build

    def decorate(self, html: str, prefix: str) -> str:
        """Return a page with the reload script and the lines for staff at its top."""
        script = f'<script type="module" src="{prefix}{PREVIEW_PREFIX}live.js?{self.build}"></script>\n</head>'
        items = "".join(f"<li>{escape(text)}</li>" for text in self.lines)
        title = '<p class="nb-notice-title"><span class="nb-tag">预览</span>请先处理，公开的网站上没有这一栏</p>'
        notice = f'<div class="nb-notice nb-error" role="alert" id="nb-preview">{title}<ul>{items}</ul></div>'
        desk = f'<p id="nb-desk">　预览：<a href="{escape(self.desk)}">等待核对的内容</a></p>'
        banner = f'<div class="md-grid md-typeset">{desk}{notice if items else ""}</div>'
        html = html.replace("</head>", script, 1)
        return re.sub(r"(<body[^>]*>)", lambda body: body[0] + banner, html, count=1)


class _Handler(SimpleHTTPRequestHandler):
    """Serve text as UTF-8, forbid caching, and answer a missing page with our ``404.html``."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".html": "text/html; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
        ".webp": "image/webp",  # Python before 3.13 does not know this type
    }

    def __init__(self, *args: object, preview: Preview, prefix: str, **kwargs: object) -> None:
        self.preview, self.prefix = preview, prefix
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        # DNS rebinding: a foreign page whose host name resolves to our address.
        if self.headers.get("Host", "").rpartition(":")[0] not in HOSTS:
            self._send("请在这台电脑上打开。".encode(), "text/plain; charset=utf-8", 403)
            return
        path, _, query = self.path.partition("?")
        if not path.startswith(self.prefix):
            if path in ("/", self.prefix[:-1]):
                self._send(b"", "text/html", 302, self.prefix)
            else:
                self._missing()
            return
        path = path.removeprefix(self.prefix)
        if path == f"{PREVIEW_PREFIX}live.js":
            self._send(SCRIPT.encode(), "text/javascript; charset=utf-8")
            return
        if path == f"{PREVIEW_PREFIX}wait":
            self._send(self.preview.wait(query).encode(), "text/plain; charset=utf-8")
            return
        self.path = f"/{path}" + (f"?{query}" if query else "")
        file = Path(self.translate_path(self.path))
        if path.endswith("/") or not path:
            file /= "index.html"
        if file.suffix == ".html" and file.is_file():
            self._page(file.read_text(encoding="utf-8"))
        elif file.is_dir():
            self._send(b"", "text/html", 302, f"{self.prefix}{path}/")
        elif file.is_file():
            super().do_GET()
        else:
            self._missing()

    def _missing(self) -> None:
        page = Path(self.directory) / "404.html"
        self._page(page.read_text(encoding="utf-8") if page.is_file() else _EMPTY_PAGE, 404)

    def _page(self, html: str, status: int = 200) -> None:
        self._send(self.preview.decorate(html, self.prefix).encode(), "text/html; charset=utf-8", status)

    def _send(self, data: bytes, media_type: str, status: int = 200, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a request that waits for the next build must not delay the shutdown

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that disconnects during a response is no error
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Return (path, size, modification time) of everything that people write."""
    found = []
    for path in (root / project.CONFIG, *sorted((root / project.CONTENT).rglob("*"))):
        try:
            stat = path.stat()
        except FileNotFoundError:  # deleted during the scan
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def serve(root: Path, port: int, prefix: str, rebuild: Rebuild, desk: str, in_browser: bool = False) -> None:
    """Build, serve on 127.0.0.1 under the path ``prefix`` (``/`` for none) and build again on change, until Ctrl-C.
    ``desk`` is the address of the review desk; ``in_browser`` opens the home page."""
    prefix = quote(f"/{prefix.strip('/')}/") if prefix.strip("/") else "/"
    preview = Preview(desk)
    before = _state(root)  # taken before the build, so that a change during the build is not missed
    preview.notify(*rebuild())
    handler = functools.partial(_Handler, directory=str(root / project.SITE), preview=preview, prefix=prefix)
    try:
        server = _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise Refusal("port-taken", port=port) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}{prefix}"
    print(f"请在浏览器里打开 {home} ，按 Ctrl-C 结束。", flush=True)
    print(f"核对存疑的内容：{desk}", flush=True)
    if in_browser:
        webbrowser.open(home)
    try:
        while True:
            time.sleep(CHECK_INTERVAL)
            now = _state(root)
            if now != before:
                before = now
                preview.notify(*rebuild())
    except KeyboardInterrupt:
        print("已结束。")
    finally:
        server.shutdown()
