"""Keep a page ready in the store: everything except the layout around it, in HTML and in Markdown, packed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from build_scripts.render.blocks import Heading, Page, trail
from build_scripts.render.html import relative, to_html
from build_scripts.render.markdown import to_markdown


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page without the layout around it. ``contents`` are (id, text) of its sections."""

    address: str
    kind: str
    title: str
    description: str
    body: str
    meta: Sequence[Sequence[str]]
    contents: Sequence[Sequence[str]]
    scripts: Sequence[str]
    structured: str
    alternates: Sequence[Sequence[str]]
    concerning: str


_FIELDS = [name for name in PreparedPage.__slots__ if name != "body"]


def prepare(page: Page) -> PreparedPage:
    contents = tuple((b.id, b.text) for b in page.blocks if isinstance(b, Heading) and b.level == 2)
    alternates = tuple((type_, relative(page.address, address)) for type_, address in page.alternates)
    return PreparedPage(
        page.address, page.kind, page.title, page.description, to_html(page), page.meta, contents, page.scripts,
        page.structured or trail(page), alternates, page.concerning,
    )  # fmt: skip


def pack_page(page: PreparedPage) -> bytes:
    """Pack a page as one line of JSON followed by the raw body: a body inside a JSON string is slow to parse."""
    line = json.dumps([getattr(page, name) for name in _FIELDS], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(f"{line}\n{page.body}".encode(), 1)


def unpack_page(data: bytes) -> PreparedPage:
    line, _, body = zlib.decompress(data).decode("utf-8").partition("\n")
    return PreparedPage(body=body, **dict(zip(_FIELDS, json.loads(line), strict=True)))


def markdown(page: Page) -> bytes:
    return to_markdown(page).encode("utf-8")


def pack_markdown(data: bytes) -> bytes:
    return zlib.compress(data, 1)


def unpack_markdown(data: bytes) -> bytes:
    return zlib.decompress(data)
