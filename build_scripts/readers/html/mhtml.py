"""Web pages saved in one file (.mht, .mhtml; also .doc of some office systems): the first page in the message."""

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
    """The page itself, as the style sheets beside it lay it out. Raises ``Refusal``."""
    try:
        parts = list(message_from_bytes(data.lstrip(), policy=compat32).walk())
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        content = page.get_payload(decode=True) if page is not None else None
        charset = page.get_content_charset("") if page is not None else ""
        linked = _sheets(parts, page.get("Content-Location", "")) if page is not None else {}
    except (MessageError, ValueError, LookupError) as error:
        raise Refusal("damaged", why="网页存档（.mht）结构损坏") from error
    if not isinstance(content, bytes) or not content.strip():
        raise Refusal("damaged", why="网页存档（.mht）里没有网页")
    return read_html(decode(content, declared=True, header=charset), linked)


def _sheets(parts: Sequence[Message], base: str) -> dict[str, str]:
    """Style sheets by the addresses that the page may call them: whole, from its own folder, or by their number."""
    found: dict[str, str] = {}
    for part in parts:
        content = part.get_payload(decode=True) if part.get_content_type() == "text/css" else None
        if isinstance(content, bytes):
            where = part.get("Content-Location", "")
            folder = base.rpartition("/")[0] + "/"
            names = (where, where.removeprefix(folder), f"cid:{part.get('Content-ID', '').strip('<> ')}")
            found |= dict.fromkeys(names, content.decode(part.get_content_charset("utf-8"), "replace"))
    return found
