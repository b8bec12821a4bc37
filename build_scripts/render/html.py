"""Render pages as HTML. This module, ``tables`` and ``statutory`` are the only ones that turn blocks into HTML; all
text is escaped here."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from build_scripts.render.blocks import (
    Bar,
    Block,
    Bullets,
    Chart,
    Code,
    DataTable,
    Facts,
    Figure,
    Fold,
    Group,
    Heading,
    Inlines,
    Link,
    Mark,
    Notice,
    OwnTable,
    Page,
    Para,
    Rows,
    Span,
    Statutory,
    Widget,
)
from build_scripts.render.statutory import statutory_table
from build_scripts.render.tables import attribute, data_table, mark, own_table

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\\/:*?\"'<>|{}&`]")
ELEMENTS = {"strong": "strong", "code": "code", "dropped": "del", "added": "ins", "small": "small"}


def relative(page: str, href: str) -> str:
    """Return a site address relative to ``page`` (an address that is "" or ends with ``/``), other addresses as is."""
    if href.startswith(("#", "http://", "https://")):
        return href
    for folder, up in _folders(page):
        if href.startswith(folder):
            rest = href[len(folder) :]
            if not up and rest[:1] in ("#", "?") and "#" in rest:  # an anchor on the same page
                return rest[rest.index("#") :]
            return up + rest if up or rest[:1] not in ("", "#", "?") else f"./{rest}"
    raise AssertionError("every address lies below the root")


@lru_cache(maxsize=1 << 6)
def _folders(page: str) -> tuple[tuple[str, str], ...]:
    """Return the folders above a page, nearest first, each with the relative path to it."""
    parts = page.split("/")[:-1]
    return tuple(
        ("".join(f"{part}/" for part in parts[:n]), "../" * (len(parts) - n)) for n in range(len(parts), -1, -1)
    )


def file_name(name: str) -> str:
    """Return a file name without the characters that an operating system, HTML or Markdown would misinterpret."""
    return _UNSAFE_NAME.sub("_", name)


def inline(content: Inlines, page: str) -> str:
    """Render the text, links and spans of one paragraph."""
    if len(content) == 1 and isinstance(content[0], str):  # the usual case: a cell
        return _escaped(content[0])
    parts = []
    for item in content:
        if isinstance(item, str):
            parts.append(_escaped(item))
        elif isinstance(item, Span):
            parts.append(_span(item.text, item.kind, item.label))
        elif isinstance(item, Link):
            saved = f'="{file_name(item.name)}"' if item.name else ""
            download = f" download{saved}" if item.download else ""
            parts.append(f'<a href="{attribute(relative(page, item.href))}"{download}>{_escaped(item.text)}</a>')
        elif isinstance(item, Mark):
            parts.append(mark(item.sign, relative(page, item.href)))
        else:
            parts.append(bar(item))
    return "".join(parts)


def bar(item: Bar) -> str:
    return (
        '<svg class="nb-share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{item.percent}" height="8"/></svg>'
    )


def _escaped(text: str) -> str:
    """Escape a text. Most texts need no escaping, and checking for the characters is faster than replacing them."""
    return escape(text, quote=False) if "<" in text or "&" in text or ">" in text else text


@lru_cache(maxsize=1 << 12)  # most spans are cells
def _span(text: str, kind: str, label: str) -> str:
    text = _escaped(text)
    if element := ELEMENTS.get(kind):
        return f"<{element}>{text}</{element}>"
    hidden = f'<span class="nb-hear">（{escape(label, quote=False)}）</span>' if label else ""
    return f'<span class="nb-{escape(kind)}">{text}{hidden}</span>'


def code(block: Code) -> str:
    """Render commands; the result is the same in HTML and in Markdown, which passes HTML through."""
    return f'<pre class="nb-code" tabindex="0"><code>{escape(block.text, quote=False)}</code></pre>'


def to_html(page: Page) -> str:
    """Return the body of a page including its title."""
    return f'<h1 id="content">{escape(page.title, quote=False)}</h1>\n' + blocks_html(page.blocks, page.address)


def chart_html(chart: Chart) -> str:
    """Render a chart; Markdown contains the same HTML."""
    below = f"<figcaption>{escape(chart.caption, quote=False)}</figcaption>" if chart.caption else ""
    return f'<figure class="nb-chart">{chart.svg}{below}</figure>'


def blocks_html(blocks: tuple[Block, ...], page: str) -> str:
    return "\n".join(block_html(block, page) for block in blocks)


def block_html(block: Block, page: str) -> str:
    """Render one block; ``page`` is the address of its page."""
    match block:
        case Heading():
            return f'<h{block.level} id="{escape(block.id)}">{escape(block.text, quote=False)}</h{block.level}>'
        case Para():
            kind = f' class="nb-{escape(block.kind)}"' if block.kind else ""
            return f"<p{kind}>{inline(block.content, page)}</p>"
        case Bullets():
            name = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{inline(item, page)}</li>\n" for item in block.items)
            listed = f"<{name}>\n{items}</{name}>"
            return f'<div class="nb-{escape(block.kind)}">\n{listed}\n</div>' if block.kind else listed
        case Facts():
            pairs = "".join(f"<dt>{escape(k, quote=False)}</dt><dd>{inline(v, page)}</dd>\n" for k, v in block.pairs)
            return f"<dl>\n{pairs}</dl>"
        case Statutory():
            return statutory_table(block, lambda href: relative(page, href))
        case DataTable():
            return data_table(block, lambda content: inline(content, page))
        case OwnTable():
            return own_table(block)
        case Notice():
            mark = f' id="{escape(block.id)}"' if block.id else ""
            inner = blocks_html(block.blocks, page)
            return (
                f'<div class="nb-notice nb-{block.kind}"{mark}>\n<p class="nb-notice-title"><span class="nb-tag">{escape(block.word)}</span>'
                f"{escape(block.title, quote=False)}</p>\n{inner}\n</div>"
            )
        case Fold():
            inner = blocks_html(block.blocks, page)
            is_open = " open" if block.open else ""
            return f"<details{is_open}>\n<summary>{escape(block.title, quote=False)}</summary>\n{inner}\n</details>"
        case Rows():
            return rows(block, page)
        case Figure():
            return figure(block, page)
        case Group():
            mark = f' id="{escape(block.id)}"' if block.id else ""
            return f'<div class="nb-{escape(block.kind)}"{mark}>\n{blocks_html(block.blocks, page)}\n</div>'
        case Chart():
            return chart_html(block)
        case Code():
            return code(block)
        case Widget():
            data = "".join(f' data-{escape(k)}="{escape(relative(page, v))}"' for k, v in block.data.items())
            inner = blocks_html(block.fallback, page)
            return f'<div class="nb-widget" id="nb-{escape(block.name)}"{data}>\n{inner}\n</div>'


# --------------------------------------------------------------------------- the same in Markdown: each on one line


@lru_cache(maxsize=1)  # HTML and Markdown of a page ask for it one after the other
def rows(block: Rows, page: str) -> str:
    marks = (f' id="{escape(id_)}"' if id_ else "" for id_, _ in block.rows)
    contents = (_on_one_line(inline(content, page)) for _, content in block.rows)
    items = "".join(f"<li{mark}>{content}</li>" for mark, content in zip(marks, contents, strict=True))
    return f'<ul class="nb-rows">{items}</ul>'


def figure(block: Figure, page: str) -> str:
    """Render a picture. Its links are an SVG of the same size on top: no inline styles are needed, and each link is
    reachable by keyboard."""
    links = "".join(
        f'<a id="{escape(r.id)}" href="{attribute(relative(page, r.href))}" aria-label="{escape(r.label)}">'
        f'<rect x="{r.box[0]}" y="{r.box[1]}" width="{r.box[2]}" height="{r.box[3]}"/></a>'
        for r in block.regions
    )
    over = f'<svg viewBox="0 0 {block.width} {block.height}">{links}</svg>' if links else ""
    caption = f"<figcaption>{inline(block.caption, page)}</figcaption>" if block.caption else ""
    return _on_one_line(
        f'<figure class="nb-{"sheet" if links else "crop"}"><div>'
        f'<img src="{attribute(relative(page, block.src))}" width="{block.width}" height="{block.height}" '
        f'alt="{escape(block.alt)}" loading="lazy" decoding="async">{over}</div>{caption}</figure>'
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split("\n"))
