"""Define the blocks that pages are made of.

A page is written twice from the same blocks: as Markdown (``markdown.to_markdown``, the format that outlives this
program and that ``mkdocs build`` reads) and as HTML (``html.to_html``, which the fast build puts directly into
Material's layout). Page modules never build a string of Markdown or HTML.

Addresses (``href``, ``Page.address``) start at the site root without a leading slash
(``reports/haiyuan-haicheng/2024/``). The renderer makes them relative, so the site works in any sub-folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build_scripts.model import Table

# --------------------------------------------------------------------------- inside a paragraph


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``href`` is a site address, a ``#fragment``, or an ``http(s)://`` address written by this program (never
    one from a report).

    ``download`` makes the browser save the target; ``name`` is the file name it then proposes."""

    text: str
    href: str
    download: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Text with a class of our style sheet: ``strong``, ``kept``, ``dropped``, ``added``, ``blank``, ``code`` …

    ``dropped`` and ``added`` become ``<del>`` and ``<ins>``; ``strong`` and ``code`` become their elements. ``label``
    is text for screen readers, which cannot rely on colour."""

    text: str
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark beside a figure that links to a finding. The style sheet draws it, so that it adds no text to what is
    copied. ``sign`` is the number of the finding on its page, or ``※`` for a finding on another page."""

    sign: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A share drawn as a bar, purely visual: the number is printed beside it. ``percent`` ranges from 0 to 100."""

    percent: int


ROOT = "\ue1f0"  # placeholder for the URL of the site in ``Page.structured``; no printed text contains it

Inline = str | Link | Span | Mark | Bar
Inlines = tuple[Inline, ...]

# --------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``level`` 2–4 (1 is the page title). ``id`` is the permanent ASCII anchor."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Para:
    content: Inlines
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Inlines, ...]
    ordered: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of label and value (who, when, where), rendered as a definition list."""

    pairs: tuple[tuple[str, Inlines], ...]


@dataclass(frozen=True, slots=True)
class DataColumn:
    label: str
    number: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataCell:
    """A cell of a ``DataTable``. ``state`` is a ``model.State`` or "". In a number column, sorting and filtering use
    the number at the beginning of the text; a cell without a number is never ranked as zero."""

    content: Inlines
    state: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table made by the archive (comparison, index). The first column is the row header."""

    caption: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[DataCell, ...], ...]
    sortable: bool = False
    foot: tuple[tuple[DataCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of the agency's own (not a statutory one), cell for cell; ``None`` is a cell covered by a merged cell."""

    caption: str
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Statutory:
    """A statutory table. ``marks``: (row key, column key) → ids of its findings, with column "" for the whole row.
    ``places``: row key → address of the row in the original."""

    table: Table
    marks: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed notice. ``kind`` is ``error``, ``warning``, ``note`` or ``info``; ``id`` is the anchor that marks link
    to; ``word`` is shown beside the title."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    id: str = ""
    word: str = "说明"


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that opens on a click (``<details>``), without JavaScript."""

    title: str
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Inline SVG made at build time (trusted: ``charts`` and ``tiles`` escape all text), always beside its table. The
    caption is set when the picture does not carry its title."""

    svg: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Commands to copy, kept line by line. The text has no blank lines, because a blank line would end the block in
    Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table listed one below another, each with an anchor ("": without): (id, content)."""

    rows: tuple[tuple[str, Inlines], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A linked part of a picture: left, top, width and height in pixels of the picture."""

    id: str
    href: str
    label: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in its own file, loaded when it scrolls into view. ``alt`` describes it."""

    src: str
    width: int
    height: int
    alt: str
    caption: Inlines = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks in a container of our style sheet (``columns``, ``cards``, ``toolbar`` …); ``id`` is its anchor."""

    kind: str
    blocks: tuple[Block, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Widget:
    """A placeholder that a script of ours fills (``search``, ``choose``). ``fallback`` is shown without the script."""

    name: str
    data: Mapping[str, str]
    fallback: tuple[Block, ...]


Block = (
    Heading
    | Para
    | Bullets
    | Facts
    | DataTable
    | OwnTable
    | Statutory
    | Notice
    | Fold
    | Chart
    | Code
    | Rows
    | Figure
    | Group
    | Widget
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page. ``kind`` is its type (home, report, place, year, agency, compare, quality, data, about, search).

    ``meta`` are page tags (``ArticleTitle`` …) in order; ``description`` is one plain sentence; ``scripts`` are site
    addresses of our modules; ``structured`` is a JSON-LD document, "" for none; ``alternates`` are (media type, site
    address) of the same content as data; ``concerning`` names the subject of the page in error reports by readers, ""
    for a page without such a link."""

    address: str
    title: str
    kind: str
    description: str
    blocks: tuple[Block, ...]
    meta: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = ()
    structured: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    concerning: str = ""


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return a schema.org BreadcrumbList; each step is (name, site address)."""
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": ROOT + address}
        for at, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def trail(page: Page) -> str:
    """Return the breadcrumb of a page as JSON-LD, "" for a page without one."""
    crumbs = next((b for b in page.blocks if isinstance(b, Para) and b.kind == "crumbs"), None)
    links = [item for item in crumbs.content if isinstance(item, Link)] if crumbs else []
    if not links:
        return ""
    steps = breadcrumbs([*((link.text, link.href) for link in links), (page.title, page.address)])
    return json.dumps({"@context": "https://schema.org"} | steps, ensure_ascii=False, separators=(",", ":"))
