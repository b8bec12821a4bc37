"""Render pages as Markdown that any viewer shows: front matter, headings, paragraphs, pipe tables.

``extension`` turns these files into the same HTML as ``html``. Each table is preceded by a comment that names it
(``<!-- nianbao:requests 2021 -->``). ``*空白*``, ``*无此格*`` and ``*存疑*`` in italics are states, never printed text,
because printed text is escaped."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from html import escape

from build_scripts.forms import form
from build_scripts.model import State
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Chart,
    Code,
    DataCell,
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
    trail,
)
from build_scripts.render.html import ELEMENTS, bar, chart_html, code, figure, file_name, relative, rows
from build_scripts.render.statutory import LABEL, TEXT, Template, fill, template
from build_scripts.render.tables import ABSENT, BLANK, DOUBT

_SPECIAL = re.compile(r"([\\`*_{}\[\]#])")
_UNCODED = re.compile(r"[`|\\<&]|^\s|\s$")  # characters that a code span shows wrongly, or that break a table
_VERSION = re.compile(r"reports/[^/]+/\d{4}/[0-9a-f]{12}/")
_LEADING = re.compile(r"^(\s*)(?:(\d+)([.)])|([-+:>=~]))")


def text(value: str) -> str:
    """Return printed text with everything escaped that Markdown or HTML would take for markup."""
    if value.isalnum():  # the usual case: a number or one word
        return value
    value = " ".join(value.split("\n"))
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", value).replace("|", "&#124;")


def paragraph(value: str) -> str:
    """Escape a text at the beginning of a line, where ``1.`` or ``-`` would start a list."""
    value = value.strip()
    match = _LEADING.match(value)
    if not match:
        return value
    if match[2]:
        return f"{match[1]}{match[2]}\\{value[match.end() - 1 :]}"
    return (
        f"{match[1]}\\{value[match.end() - 1 :]}"
        if match[4] in "-+"
        else f"{match[1]}&#{ord(match[4])};{value[match.end() :]}"
    )


def link(page: str, href: str) -> str:
    """Return a relative address for a Markdown file: a folder becomes its ``index.md``."""
    target = relative(page, href)
    if target.startswith(("#", "http://", "https://")):
        return target
    path, mark, rest = target.partition("#")
    path, query, words = path.partition("?")
    # MkDocs does not resolve a file with a query, and the address of a version may be a plain redirect page.
    if path.endswith("/") and not query and not _VERSION.fullmatch(href):
        path = "index.md" if path == "./" else f"{path}index.md"
    return escape(path + query + words + mark + rest)


def inline(content: Inlines, page: str) -> str:
    if len(content) == 1 and isinstance(content[0], str):  # the usual case: a cell
        return _text(content[0])
    parts = []
    for item in content:
        if isinstance(item, str):
            parts.append(_text(item))
        elif isinstance(item, Span):
            parts.append(_span(item))
        elif isinstance(item, Link):
            saved = f'="{file_name(item.name)}"' if item.name else ""
            download = f"{{: download{saved} }}" if item.download else ""
            parts.append(f"[{text(item.text)}]({link(page, item.href)}){download}")
        elif isinstance(item, Mark):
            parts.append(f"[〔{item.sign}〕]({link(page, item.href)})")
        else:
            parts.append(bar(item))
    return "".join(parts)


@lru_cache(maxsize=1 << 12)
def _text(value: str) -> str:
    return text(value)


def _span(span: Span) -> str:
    if span.kind == "code" and not _UNCODED.search(span.text):
        return f"`{span.text}`"
    # CommonMark does not render **（一）**主动公开 as bold: text with punctuation at its edge needs an element.
    if span.kind == "strong" and span.text[:1].isalnum() and span.text[-1:].isalnum():
        return f"**{text(span.text)}**"
    if name := ELEMENTS.get(span.kind):
        return f"<{name}>{text(span.text)}</{name}>"
    hidden = f'<span class="nb-hear">（{text(span.label)}）</span>' if span.label else ""
    return f'<span class="nb-{escape(span.kind)}">{text(span.text)}{hidden}</span>'


def to_markdown(page: Page) -> str:
    """Return the complete file with front matter; it ends with a line break."""
    front = {"title": page.title, "description": page.description, "kind": page.kind}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    if page.meta:
        lines += [
            "tags_of_page:",
            *(f"  - [{json.dumps(k)}, {json.dumps(v, ensure_ascii=False)}]" for k, v in page.meta),
        ]
    if page.scripts:
        lines.append(f"scripts: {json.dumps(page.scripts)}")
    if page.alternates:
        seen = [(type_, relative(page.address, address)) for type_, address in page.alternates]
        lines.append(f"alternates: {json.dumps(seen)}")
    for key, content in (("structured", page.structured or trail(page)), ("concerning", page.concerning)):
        if content:
            lines.append(f"{key}: {json.dumps(content, ensure_ascii=False)}")
    head = "\n".join(lines)
    return f"---\n{head}\n---\n\n# {text(page.title)} {{#content}}\n\n{blocks_markdown(page.blocks, page.address)}\n"


def blocks_markdown(blocks: tuple[Block, ...], page: str) -> str:
    return "\n\n".join(block_markdown(block, page) for block in blocks)


def block_markdown(block: Block, page: str) -> str:
    """Render one block; ``page`` is the address of its page."""
    match block:
        case Heading():
            return f"{'#' * block.level} {text(block.text)} {{#{block.id}}}"
        case Para():
            kind = f"\n{{: .nb-{block.kind} }}" if block.kind else ""
            return paragraph(inline(block.content, page)) + kind
        case Bullets():
            items = "\n".join(
                f"{'1.' if block.ordered else '-'} {paragraph(inline(item, page))}" for item in block.items
            )
            return _box(f'<div class="nb-{escape(block.kind)}"', items, "div") if block.kind else items
        case Facts():
            return "\n\n".join(f"{paragraph(text(k))}\n:   {paragraph(inline(v, page))}" for k, v in block.pairs)
        case Statutory():
            made = _template(block.table.key, block.table.form)
            return fill(made, block, _rendered_cell, _correct, _mark, lambda href: f" [〔原〕]({link(page, href)})")
        case DataTable():
            return _data(block, page)
        case OwnTable():
            return _own(block)
        case Notice():
            mark = f' id="{escape(block.id)}"' if block.id else ""
            title = f'<p class="nb-notice-title"><span class="nb-tag">{escape(block.word)}</span>{escape(block.title, quote=False)}</p>'
            return _box(
                f'<div class="nb-notice nb-{block.kind}"{mark}',
                f"{title}\n\n{blocks_markdown(block.blocks, page)}",
                "div",
            )
        case Fold():
            opened = " open" if block.open else ""
            inner = f"<summary>{escape(block.title, quote=False)}</summary>\n\n{blocks_markdown(block.blocks, page)}"
            return _box(f"<details{opened}", inner, "details")
        case Rows():
            return rows(block, page)
        case Figure():
            return figure(block, page)
        case Group():
            mark = f' id="{escape(block.id)}"' if block.id else ""
            return _box(f'<div class="nb-{escape(block.kind)}"{mark}', blocks_markdown(block.blocks, page), "div")
        case Code():
            return code(block)
        case Chart():
            return chart_html(block)
        case Widget():
            data = "".join(f' data-{escape(k)}="{escape(relative(page, v))}"' for k, v in block.data.items())
            return _box(
                f'<div class="nb-widget" id="nb-{escape(block.name)}"{data}',
                blocks_markdown(block.fallback, page),
                "div",
            )


def _box(start: str, inner: str, name: str) -> str:
    return f'{start} markdown="1">\n\n{inner}\n\n</{name}>'


# --------------------------------------------------------------------------- tables


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _pipe(marker: str, head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(
        [f"<!-- nianbao:{marker} -->", _row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    )


@lru_cache(maxsize=4096)
def _rendered_cell(raw: str | None, state: State) -> tuple[str, str]:
    if state is State.BLANK:
        return "", f"*{BLANK}*"
    if state is State.ABSENT:
        return "", f"*{ABSENT}*"
    # The model holds a split `1 2` as raw text 12 without a number: without this mark it would be parsed as twelve.
    return "", text(raw or "") + (f" *{DOUBT}*" if state is State.UNREADABLE else "")


def _correct(value: str, corrected: str) -> str:
    return f"<del>{value}</del> <ins>{text(corrected)}</ins>"


def _mark(finding: str) -> str:
    return f" [〔{finding[1:]}〕](#{finding})"


@cache
def _template(key: str, form_id: str) -> Template:
    """Return the table layout, identical for all reports of a form; ``extension`` parses it back."""
    shape = form(form_id).table(key)
    rows = []
    if key == "proactive":
        head = ["条款", shape.stub, "项目", "数字"]
        for row in shape.rows:
            for column in row.columns:
                label = text(row.label) + (LABEL if column is row.columns[0] else "")
                rows.append([row.block, label, text(column.name), TEXT])
    else:
        head = ["项目" if key == "requests" else "类别", *(c.name for c in shape.rows[0].columns)]
        for row in shape.rows:
            rows.append([text(row.path) + LABEL, *(TEXT for _ in row.columns)])
    return template(_pipe(f"{key} {form_id}", head, rows))


def _data(table: DataTable, page: str) -> str:
    def cell_text(cell: DataCell) -> str:
        if cell.state in (State.BLANK, State.ABSENT):
            marks = tuple(item for item in cell.content if isinstance(item, Mark))
            word = inline(cell.content[: len(cell.content) - len(marks)], page)
            return f"*{word or (BLANK if cell.state == State.BLANK else ABSENT)}*{inline(marks, page)}"
        return inline(cell.content, page) + (f" *{DOUBT}*" if cell.state == State.UNREADABLE else "")

    about = {
        "caption": table.caption,
        "notes": [c.note for c in table.columns],
        "number": [c.number for c in table.columns],
        "foot": len(table.foot),
        "sortable": table.sortable,
    }
    head = [text(c.label) for c in table.columns]
    rows = [[cell_text(cell) for cell in row] for row in (*table.rows, *table.foot)]
    return _pipe(f"data {_in_comment(json.dumps(about, ensure_ascii=False))}", head, rows)


def _own(table: OwnTable) -> str:
    width = max((len(row) for row in table.rows), default=1)
    rows = [
        [("*并*" if cell is None else "<br>".join(map(text, cell.split("\n")))) for cell in row]
        + [""] * (width - len(row))
        for row in table.rows
    ]
    about = json.dumps({"caption": table.caption, "widths": [len(row) for row in table.rows]}, ensure_ascii=False)
    return _pipe(f"own {_in_comment(about)}", [" "] * width, rows)


def _in_comment(value: str) -> str:
    """Return JSON that cannot end the comment that contains it."""
    return value.replace("--", "-\\u002d").replace(">", "\\u003e")
