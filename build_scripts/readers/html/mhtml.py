"""Read web pages saved in one file (.mht, .mhtml; also .doc of some office systems): the first page in the message."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from build_scripts.model import Document, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.html.document import read_html


def read_mhtml(data: bytes) -> Document:
    """Read the page with the style sheets saved beside it. Raises ``Refusal``."""
    try:
        parts = list(message_from_bytes(data.lstrip(), policy=compat32).walk())
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        content = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset("") if page is not None else ""
        base = page.get("Content-Location", "") if page is not None else ""
        linked = _saved_files(parts, "text/css", base)
        pages = _saved_files([part for part in parts if part is not page], "text/html", base)
    except (MessageError, ValueError, LookupError) as error:
        raise Refusal("damaged", why="网页存档（.mht）结构损坏") from error
    if not isinstance(content, bytes) or not content.strip():
        raise Refusal("damaged", why="网页存档（.mht）里没有网页")
    return read_html(decode(content, declared=True, header=charset), linked, pages)


def _saved_files(parts: Sequence[Message], kind: str, base: str) -> dict[str, str]:
    """Return the files saved beside the page by each possible address: absolute, relative to its folder, content id."""
    found: dict[str, str] = {}
    for part in parts:
        content = part.get_payload(decode=True) if part.get_content_type() == kind else None
        if isinstance(content, bytes):
            where = part.get("Content-Location", "")
            folder = base.rpartition("/")[0] + "/"
            names = (where, where.removeprefix(folder), f"cid:{part.get('Content-ID', '').strip('<> ')}")
            charset = part.get_content_charset("")
            text = content.decode(charset or "utf-8", "replace") if kind == "text/css" else _page(content, charset)
            found |= dict.fromkeys(names, text)
    return found


def _page(content: bytes, charset: str) -> str:
    """Return the text of a framed page, "" if its encoding is unknown: such a page is ignored."""
    try:
        return decode(content, declared=True, header=charset)
    except Refusal:
        return ""
