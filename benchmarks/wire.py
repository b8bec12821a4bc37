"""A static server that compresses like ``hosting/nginx.conf`` and counts the bytes over the wire."""

from __future__ import annotations

import functools
import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GZIPPED = (".html", ".js", ".mjs", ".css", ".json", ".svg", ".csv", ".txt")
Sent = list[tuple[str, int]]  # (suffix, bytes of the body) of each answer


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open

    def __init__(self, *args: object, sent: Sent, level: int, **kwargs: object) -> None:
        self.sent, self.level = sent, level
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
            data = gzip.compress(data, self.level)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.sent.append((path.suffix, len(data)))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path, level: int) -> Iterator[tuple[str, Sent]]:
    """Yield the address of ``folder`` on this machine, served with that gzip level, and the growing response list."""
    sent: Sent = []
    handler = functools.partial(_Handler, directory=str(folder), sent=sent, level=level)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    server.server_close()
