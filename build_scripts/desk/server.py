"""The web server of the desk. It listens only on this machine and only answers requests with the printed address.

The path contains a token, so a page without the token can neither read nor send anything. The host name of a request
and the origin of a form must be the server's own, so other sites cannot reach the server through the browser. The
content security policy allows a page to load only its stylesheet and its images, and to run nothing."""

from __future__ import annotations

import hmac
import re
import secrets
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from build_scripts import faults, messages
from build_scripts.archive.pictures import pictures_of
from build_scripts.desk import agencies, verdicts, views
from build_scripts.desk.pictures import drawing
from build_scripts.desk.state import Desk, Sheet
from build_scripts.model import Refusal
from build_scripts.wording import squeeze

HOSTS = ("127.0.0.1", "localhost")
LONGEST = 1 << 18  # bytes of a form: a whole table has 175 cells
PATIENCE = 30.0  # seconds for a request to arrive
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with ``no-referrer`` a form would not send its origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OPENED = {"application/pdf", "image/png", "image/jpeg"}  # shown by a browser without running; others are saved
_PICTURE = re.compile(r"([0-9a-f]{64})/(row-[0-9a-f]+\.webp)")
_DRAWING = re.compile(r"(reports/.+/)(row-[0-9a-f]+\.webp)")
_FILES = {"desk.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_HTML = "text/html; charset=utf-8"


class Server(ThreadingHTTPServer):
    """The server; ``url`` is the address to print."""

    daemon_threads = True

    def __init__(self, root: Path, port: int = 0) -> None:
        self.desk, self.token, self.notice = Desk(root), secrets.token_urlsafe(24), ""
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise Refusal("port-taken", port=port) from error

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, work: Callable[[str], None]) -> None:
        """Answer an authorised request; every error becomes a page with the remedy."""
        path = self._allowed()
        if path is None:
            return
        done = faults.isolated(partial(work, path))
        if isinstance(done, Refusal):
            self._html(views.refused(self._base, messages.of(faults.with_log(self.server.desk.root, done))), 500)

    def _allowed(self) -> str | None:
        """Return the path after the token, or answer the request with 403 and return ``None``."""
        host = self.headers.get("Host", "")
        origin = self.headers.get("Origin", f"http://{host}" if self.command == "GET" else "")
        token, _, path = urlsplit(self.path).path.lstrip("/").partition("/")
        if host.rpartition(":")[0] not in HOSTS or origin != f"http://{host}":
            self._send("请在这台电脑上打开。".encode(), "text/plain; charset=utf-8", 403)
        elif not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self._send("请用命令窗口里印出的完整网址打开。".encode(), "text/plain; charset=utf-8", 403)
        else:
            return unquote(path)
        return None

    @property
    def _base(self) -> str:
        return f"/{self.server.token}/"

    # ------------------------------------------------------------------- GET

    def _get(self, path: str) -> None:
        desk = self.server.desk
        kind, _, rest = path.partition("/")
        asked = dict(parse_qsl(urlsplit(self.path).query))
        if not path:
            start = asked.get("from", "")
            self._html(views.overview(desk, self._base, self._pop_notice(), int(start) if start.isdecimal() else 0))
        elif path in _FILES:
            self._send(resources.files(__package__).joinpath("templates", path).read_bytes(), _FILES[path])
        elif kind == "report" and (sheet := desk.sheet(rest)):
            self._html(views.report(desk, sheet, self._base, asked.get("item", ""), self._pop_notice()))
        elif kind == "picture" and (match := _PICTURE.fullmatch(rest)):
            self._send(pictures_of(desk.root, match[1], [match[2]])[match[2]], "image/webp")
        elif kind == "drawing" and (match := _DRAWING.fullmatch(rest)) and (made := self._drawing(match)):
            self._send(made, "image/webp")
        elif kind == "original" and (sheet := desk.sheet(rest)):
            self._original(sheet)
        elif kind == "agency" and (found := agencies.proposed(desk, rest.rstrip("/"))):
            self._html(views.agency(desk, found, self._base))
        else:
            self._html(views.refused(self._base, "没有这一页，或者已经核对完了。请回到清单。"), 404)

    def _pop_notice(self) -> str:
        """Return the message on the last save, once."""
        notice, self.server.notice = self.server.notice, ""
        return notice

    def _drawing(self, match: re.Match[str]) -> bytes | None:
        sheet = self.server.desk.sheet(match[1])
        return drawing(sheet, match[2]) if sheet else None

    def _original(self, sheet: Sheet) -> None:
        kind = sheet.report.source.media_type
        name = quote(sheet.path.name)
        shown = kind in OPENED
        how = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}"
        self._send(sheet.path.read_bytes(), kind if shown else "application/octet-stream", disposition=how)

    # ------------------------------------------------------------------- POST

    def _post(self, path: str) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST:
            self._send("表单太长。".encode(), "text/plain; charset=utf-8", 413)
            return
        body = self.rfile.read(int(length)).decode("utf-8", errors="replace")
        form = {name: value.strip() for name, value in parse_qsl(body, keep_blank_values=True)}
        kind, _, rest = path.partition("/")
        with self.server.desk.writing:
            if kind == "report":
                self._save_verdict(rest, form)
            elif kind == "agency":
                self._register(rest.rstrip("/"), form)
            else:
                self._html(views.refused(self._base, "没有这一页。"), 404)

    def _save_verdict(self, address: str, form: Mapping[str, str]) -> None:
        desk = self.server.desk
        sheet = desk.sheet(address)
        if sheet is None:
            self._html(views.refused(self._base, "没有这份报告。"), 404)
            return
        here = f"{self._base}report/{quote(address)}"
        item = next((i for i in sheet.items if i.id == form.get("item")), None)
        if item is None:
            self.server.notice = "没有保存：这一处已经核对过，或者读法变了，请再看一遍"
            self._redirect(here)
            return
        typed = {name.removeprefix("cell:"): value for name, value in form.items() if name.startswith("cell:")}
        who, note = form.get("who", ""), form.get("note", "")
        desk.who = who or desk.who
        after = views.following(sheet, item)
        try:
            files = verdicts.save_verdict(desk, sheet, item, form.get("choice", ""), typed, note, who)
        except (Refusal, OSError) as error:  # the form keeps its input after an error of the disk
            why = messages.of(faults.refusal_of(desk.root, error))
            self._html(views.report(desk, sheet, self._base, item.id, "", why, typed, note), 422)
            return
        names = "、".join(file.relative_to(desk.root).as_posix() for file in files)
        self.server.notice = f"已保存到 {names}：{item.title}"
        self._redirect(f"{here}?item={after.id}" if after else here)

    def _register(self, agency_id: str, form: Mapping[str, str]) -> None:
        desk = self.server.desk
        found = agencies.proposed(desk, agency_id)
        if found is None:
            self._html(views.refused(self._base, "这个机关没有等待核对。"), 404)
            return
        who = form.get("who", "")
        desk.who = who or desk.who
        try:
            if (how := form.get("choice", "")) == "accept":
                agencies.accept(desk, found.agency, form, who)
            else:
                agencies.record_relation(
                    desk, found.agency, form.get("other", ""), how, squeeze(form.get("day", "")), who
                )
        except (Refusal, OSError) as error:
            why = messages.of(faults.refusal_of(desk.root, error))
            self._html(views.agency(desk, found, self._base, why, form), 422)
            return
        self.server.notice = f"已写进登记簿：{found.agency.name}"
        self._redirect(self._base)

    # ------------------------------------------------------------------- responses

    def _html(self, text: str, status: int = 200) -> None:
        self._send(text.encode(), _HTML, status)

    def _redirect(self, address: str) -> None:
        self._send(b"", _HTML, 303, address)

    def _send(self, data: bytes, kind: str, status: int = 200, location: str = "", disposition: str = "") -> None:
        self.send_response(status)
        named = {"Content-Type": kind, "Content-Length": str(len(data)), "Location": location}
        for name, value in (named | {"Content-Disposition": disposition} | HEADERS).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass
