"""Write an Atom feed (RFC 4287). Its ids derive from the events, never from an address or a clock: an event keeps its
id when the archive moves to another site."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from build_scripts.exports.document import LICENCE, software
from build_scripts.render.html import relative

NAME = "atom.xml"
MEDIA_TYPE = "application/atom+xml"
AUTHOR = "年报馆"
RIGHTS = f"本馆写的条目：{LICENCE}；引用数字时请注明公布报告的机关和年度"
_SPACE = uuid.UUID("5ed1a6a7-3f0c-5c44-9a9d-6f1d2c5b7e10")  # namespace of the event ids; it must never change
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. ``key`` identifies the event permanently; ``day`` is an ISO date; ``href`` is a site address, "" where
    there is no page; ``term`` is the kind of event."""

    key: str
    day: str
    title: str
    summary: str
    term: str
    href: str


def atom(key: str, title: str, address: str, site_url: str, items: Sequence[Item]) -> bytes:
    """Return the feed beside the page at ``address``. ``items`` are sorted newest first and not empty. Links are
    absolute if the site's URL is configured, else relative to the feed."""

    def link(rel: str, href: str) -> str:
        whole = site_url.rstrip("/") + "/" + href if site_url else relative(address, href)
        return f'<link rel="{rel}" href="{escape(whole)}"/>\n'

    entries = "".join(
        f"<entry>\n<id>{_id(item.key)}</id>\n<title>{_text(item.title)}</title>\n<updated>{_time(item.day)}</updated>\n"
        f'<category term="{item.term}"/>\n{link("alternate", item.href) if item.href else ""}'
        f"<summary>{_text(item.summary)}</summary>\n</entry>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<id>{_id(key)}</id>\n<title>{_text(title)}</title>\n<updated>{_time(items[0].day)}</updated>\n"
        f'<generator version="{software()["version"]}">{software()["name"]}</generator>\n'
        f"<author><name>{AUTHOR}</name></author>\n<rights>{RIGHTS}</rights>\n{link('self', address + NAME)}{link('alternate', address)}{entries}</feed>\n"
    ).encode()


def _id(key: str) -> str:
    return uuid.uuid5(_SPACE, key).urn


def _time(day: str) -> str:
    """Return the first moment of the day in China, because Atom has timestamps only."""
    return f"{day}T00:00:00+08:00"


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("", text), quote=False)
