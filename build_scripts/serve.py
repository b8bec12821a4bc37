"""A plain server for ``site/`` on this machine that builds again when ``content/`` changes."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from build_scripts.model import Refusal


class _Handler(SimpleHTTPRequestHandler):
    """Text is UTF-8, nothing is cached, a missing page is our own."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".html": "text/html; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """(path, size, modification time) of everything that people write."""
    found = []
    for path in sorted((root / "content").rglob("*")):
        if path.is_file():
            stat = path.stat()
            found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def serve(root: Path, port: int, rebuild: Callable[[], None]) -> None:
    """Build, serve on 127.0.0.1 and build again on change, until Ctrl-C."""
    before = _state(root)  # seen before the build: what changes while it runs is not missed
    rebuild()
    handler = functools.partial(_Handler, directory=str(root / "site"))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise Refusal("port-taken", port=port) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"请在浏览器里打开 http://127.0.0.1:{port}/ ，按 Ctrl-C 结束。", flush=True)
    try:
        while True:
            time.sleep(0.5)
            now = _state(root)
            if now != before:
                before = now
                rebuild()
    except KeyboardInterrupt:
        print("已结束。")
    finally:
        server.shutdown()
