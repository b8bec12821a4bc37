"""Write the page at an address that redirects to another one: plain HTML without script, with a visible link."""

from __future__ import annotations

import posixpath
from html import escape


def redirect(address: str, target: str, site_url: str = "", words: str = "这个网址的内容现在在") -> bytes:
    """Return the ``index.html`` at ``address`` that redirects to ``target``.

    Both are relative to the root of the site and end with ``/``."""
    href = posixpath.relpath(f"/{target}", f"/{address}") + "/"
    canonical = site_url.rstrip("/") + "/" + target if site_url else href
    return (
        '<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"<title>{escape(words)}别处</title>\n"
        f'<link rel="canonical" href="{escape(canonical)}">\n'
        f'<meta http-equiv="refresh" content="0; url={escape(href)}">\n'
        '<meta name="robots" content="noindex">\n</head>\n<body>\n'
        f'<p>{escape(words)}：<a href="{escape(href)}">{escape(target or "首页")}</a></p>\n</body>\n</html>\n'
    ).encode()
