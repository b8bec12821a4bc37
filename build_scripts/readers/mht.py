"""A web page saved as one file (.mht, 网页归档): the page inside it, as if it had been saved alone."""

from __future__ import annotations

from email import message_from_bytes, policy

from build_scripts.model import Document, Refusal
from build_scripts.readers.html import read_html


def is_mht(data: bytes) -> bool:
    """Mail headers come first, and they name ``multipart/related``."""
    head = data[:4096].lower()
    return (
        b"mime-version:" in head
        and b"multipart/related" in head
        and b"<html" not in head.split(b"multipart/related")[0]
    )


def read_mht(data: bytes) -> Document:
    """Nothing but the page is read: pictures and styles beside it are not. Raises ``Refusal``."""
    for part in message_from_bytes(data, policy=policy.compat32).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            charset = part.get_content_charset() or ""
            if isinstance(page, bytes):
                return read_html(_declared(page, charset))
    raise Refusal("damaged", why="网页归档里没有网页")


def _declared(page: bytes, charset: str) -> bytes | str:
    """The envelope tells the encoding; where it does not, or lies, the page's own bytes decide."""
    try:
        return page.decode(charset) if charset else page
    except (UnicodeDecodeError, LookupError):
        return page
