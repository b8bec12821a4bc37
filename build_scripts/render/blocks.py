"""The vocabulary of a page: what an overview, a comparison or a report page is made of.

A page is written twice from the same blocks: as Markdown (``markup.to_markdown``, what outlives us and
what ``mkdocs build`` reads) and as HTML (``markup.to_html``, what the fast build puts straight into
Material's layout). No page writer ever builds a string of Markdown or HTML.

Addresses (``href``, ``Page.address``) are written from the site root without a leading slash
(``reports/haiyuan-haicheng/2024/``); the serialiser makes them relative, so that any sub-folder works.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build_scripts.model import Table

# --------------------------------------------------------------------------- inside a paragraph


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``href`` is a site address, a ``#fragment``, or an ``http(s)://`` address of ours (never of a report).

    ``download``: the browser saves it; ``name`` is the file name that it proposes then."""

    text: str
    href: str
    download: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Text with a class of our style sheet: ``strong``, ``kept``, ``dropped``, ``added``, ``blank``, ``code`` …

    ``dropped``/``added`` become ``<del>``/``<ins>``, ``strong`` and ``code`` their elements. ``label`` is
    read by screen readers instead of relying on colour."""

    text: str
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A remark beside a figure, drawn by the style sheet so that it adds no text to what is copied. ``sign`` is the number
    of the finding on its page, or ``※`` where it leads to another page."""

    sign: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar, for eyes only: the number stands beside it. ``percent`` from 0 to 100."""

    percent: int


ROOT = "\ue1f0"  # in ``Page.structured``: the address of the site; no print has it

Inline = str | Link | Span | Mark | Bar
Inlines = tuple[Inline, ...]

# --------------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 2–4 (1 is the page title). ``id`` is the permanent ASCII anchor."""

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
    """Label and value pairs (who, when, where): a definition list on the site."""

    pairs: tuple[tuple[str, Inlines], ...]


@dataclass(frozen=True, slots=True)
class DataColumn:
    label: str
    number: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataCell:
    """``state`` as ``model.State`` or "". In a number column the number that the text begins with is what
    sorting and filtering go by; a cell without one is never ranked as zero."""

    content: Inlines
    state: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of ours (comparison, index). The first column is the row header."""

    caption: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[DataCell, ...], ...]
    sortable: bool = False
    foot: tuple[tuple[DataCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table of the agency's own (no statutory one), cell for cell; ``None`` = covered by a merged cell."""

    caption: str
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Statutory:
    """A statutory table. ``marks``: (row key, column key) → ids of findings beside it; column "" = the row. ``places``: row
    key → where the original prints it."""

    table: Table
    marks: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed remark: ``kind`` is ``error``/``warning``/``note``/``info``; ``id`` lets marks point at it; ``word`` is told
    beside the title."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    id: str = ""
    word: str = "说明"


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that opens on a click (``<details>``), readable without JavaScript."""

    title: str
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Inline SVG made at build time (trusted: ``charts`` and ``tiles`` escape all text), always beside its table; a
    caption where the picture does not carry its title."""

    svg: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Commands to copy, line by line as they stand; without blank lines, at which Markdown would end them."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table one under the other, each with an id that links may lead to: (id, content)."""

    rows: tuple[tuple[str, Inlines], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture that leads somewhere: left, top, width, height in its pixels."""

    id: str
    href: str
    label: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a file of its own, loaded when it comes into view. ``alt`` says what it shows."""

    src: str
    width: int
    height: int
    alt: str
    caption: Inlines = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks in a container of our style sheet (``columns``, ``cards``, ``toolbar`` …)."""

    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Widget:
    """A place where a script of ours goes to work (``search``, ``choose``). ``fallback`` is there without it."""

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
    """``kind`` names the shape (home, report, place, year, agency, compare, quality, data, about, search).

    ``meta`` are page tags (``ArticleTitle`` …) in order; ``description`` is one plain sentence; ``scripts``
    are site addresses of our own modules; ``structured`` is a JSON-LD document for machines, "" for none; ``alternates`` are
    (media type, site address) of the same as data; ``concerning`` says what the page is about to whoever is told of an
    error on it, "" where nothing is to be told."""

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
    """A BreadcrumbList of schema.org; each step is (name, site address)."""
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": ROOT + address}
        for at, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def trail(page: Page) -> str:
    """The way from the home page as JSON-LD, "" for a page without one."""
    crumbs = next((b for b in page.blocks if isinstance(b, Para) and b.kind == "crumbs"), None)
    links = [item for item in crumbs.content if isinstance(item, Link)] if crumbs else []
    if not links:
        return ""
    steps = breadcrumbs([*((link.text, link.href) for link in links), (page.title, page.address)])
    return json.dumps({"@context": "https://schema.org"} | steps, ensure_ascii=False, separators=(",", ":"))
