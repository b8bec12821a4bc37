"""The Python-Markdown extension named in ``mkdocs.yml``: pipe tables preceded by a comment become our tables.

It rebuilds the blocks from the file (``tables_of``), so the file is the only input, and renders them with the same
functions as the fast build. It is also several times faster than Python-Markdown's own tables, which would take most of
the time of a build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from build_scripts.forms import form
from build_scripts.model import Cell, Row, State, Table
from build_scripts.render.blocks import (
    Bar,
    DataCell,
    DataColumn,
    DataTable,
    Inline,
    Inlines,
    Link,
    Mark,
    OwnTable,
    Span,
    Statutory,
)
from build_scripts.render.html import ELEMENTS, inline
from build_scripts.render.statutory import statutory_table
from build_scripts.render.tables import ABSENT, BLANK, DOUBT, UNFILLED, data_table, mark, own_table
from build_scripts.wording import cell as typed

_MARKER = re.compile(r"^<!-- nianbao:(\w+) (.*) -->$")
_CELL = re.compile(r"(?<!\\)\|")
_MARK = re.compile(r" ?\[〔(\d+)〕\]\(#f\d+\)")
_PLACE = re.compile(r" \[〔原〕\]\(([^)]*)\)")
_SIGN = re.compile(r"^〔(\d+|※)〕$")
_UNSTATED = re.compile(r"^\*((?:\\.|[^*\\])+)\*(?!\*)(.*)$")
_DOUBTED = f" *{DOUBT}*"
_CORRECTED = re.compile(r"^<del>(.*)</del> <ins>(.*)</ins>$")
_INLINE = re.compile(
    r"(?P<escaped>\\.)|"
    r"(?P<link>\[(?P<text>(?:\\.|[^\]\\])*)\]\((?P<href>[^)]*)\)"
    r'(?P<download>\{: download(?:="(?P<saved>[^"]*)")? \})?)'
    r'|(?P<bar><svg class="nb-share".*?<rect width="(?P<percent>\d+)".*?</svg>)'
    r"|(?P<bold>\*\*(?P<strong>(?:\\.|[^*\\])+)\*\*)"
    r"|(?P<tick>`(?P<code>[^`]*)`)"
    r"|(?P<element><(?P<name>del|ins|small|strong|code)>(?P<inside>.*?)</(?P=name)>)"
    r'|(?P<span><span class="nb-(?P<kind>[\w-]+)">(?P<words>.*?)(?:<span class="nb-hear">（(?P<label>.*?)）</span>)?</span>)'
)


def plain(value: str) -> str:
    """Return the text before ``markdown.text`` escaped it."""
    return unescape(re.sub(r"\\(.)", r"\1", value))


def _rows(lines: list[str]) -> list[list[str]]:
    return [[part.strip() for part in _CELL.split(line.strip())[1:-1]] for line in lines]


def _state(value: str) -> Cell:
    if value == f"*{BLANK}*":
        return Cell("", None, State.BLANK)
    if value == f"*{ABSENT}*":
        return Cell(None, None, State.ABSENT)
    if value.endswith(_DOUBTED):
        return Cell(plain(value.removesuffix(_DOUBTED)), None, State.UNREADABLE)
    return typed(plain(value))


def statutory_of(key: str, form_id: str, lines: list[str]) -> Statutory:
    """Parse the table that ``markdown`` wrote, with marks and corrections; the lines are header, separator, rows."""
    shape = form(form_id).table(key)
    rows = _rows(lines[2:])
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    corrections: dict[tuple[str, str], str] = {}
    places: dict[str, str] = {}

    def read(row: str, column: str, value: str) -> Cell:
        if found := _MARK.findall(value):
            marks[row, column] = tuple(f"f{n}" for n in found)
        value = _MARK.sub("", value)
        if place := _PLACE.search(value):
            places[row] = unescape(place[1])
        if match := _CORRECTED.match(value):
            value, corrections[row, column] = match[1], plain(match[2])
        return _state(value)

    made = []
    at = 0
    for spec in shape.rows:
        if key == "proactive":
            part = rows[at : at + len(spec.columns)]
            at += len(spec.columns)
            label, values = part[0][1], [line[3] for line in part]
        else:
            label, values = rows[at][0], rows[at][1:]
            at += 1
        read(spec.key, "", label)
        cells = tuple(read(spec.key, c.key, v) for c, v in zip(spec.columns, values, strict=True))
        made.append(Row(spec.key, spec.label, cells))
    return Statutory(Table(key, form_id, True, tuple(made)), marks, corrections, places)


def _inlines(value: str) -> Inlines:
    parts: list[Inline] = []
    at = 0
    for match in _INLINE.finditer(value):
        if match["escaped"]:
            continue
        if match.start() > at:
            parts.append(plain(value[at : match.start()]))
        if match["link"]:
            href = re.sub(r"(^|/)index\.md(?=$|[#?])", r"\1", unescape(match["href"])) or "./"
            sign = _SIGN.match(match["text"])
            saved = (bool(match["download"]), match["saved"] or "")
            parts.append(Mark(sign[1], href) if sign else Link(plain(match["text"]), href, *saved))
        elif match["bar"]:
            parts.append(Bar(int(match["percent"])))
        elif match["bold"]:
            parts.append(Span(plain(match["strong"]), "strong"))
        elif match["tick"]:
            parts.append(Span(match["code"], "code"))
        elif match["element"]:
            kind = {name: kind for kind, name in ELEMENTS.items()}[match["name"]]
            parts.append(Span(plain(match["inside"]), kind))
        else:
            parts.append(Span(plain(match["words"]), match["kind"], plain(match["label"] or "")))
        at = match.end()
    if at < len(value):
        parts.append(plain(value[at:]))
    return tuple(parts)


def _data_of(about: dict[str, Any], lines: list[str]) -> DataTable:
    columns = tuple(
        DataColumn(plain(label), number, note)
        for label, number, note in zip(_rows(lines[:1])[0], about["number"], about["notes"], strict=True)
    )
    rows = tuple(tuple(_data_cell(value) for value in row) for row in _rows(lines[2:]))
    body = len(rows) - about["foot"]
    return DataTable(about["caption"], columns, rows[:body], about["sortable"], rows[body:])


def _data_cell(value: str) -> DataCell:
    if match := _UNSTATED.match(value):
        word = plain(match[1])
        return DataCell((word, *_inlines(match[2])), State.BLANK if word in UNFILLED else State.ABSENT)
    if value.endswith(_DOUBTED):
        return DataCell(_inlines(value.removesuffix(_DOUBTED)), State.UNREADABLE)
    return DataCell(_inlines(value))


def _own_of(about: dict[str, Any], lines: list[str]) -> OwnTable:
    rows = zip(_rows(lines[2:]), about["widths"], strict=True)
    return OwnTable(about["caption"], tuple(tuple(_own_cell(v) for v in row[:n]) for row, n in rows))


def _own_cell(value: str) -> str | None:
    return None if value == "*并*" else "\n".join(map(plain, value.split("<br>")))


def _same(content: Inlines) -> str:
    """Render inline content; links in a Markdown file are already relative."""
    return inline(content, "")


class _Tables(Preprocessor):
    """Replace the tables before Python-Markdown extracts raw HTML, because each table is preceded by a comment."""

    def run(self, lines: list[str]) -> list[str]:
        return list(self._out(lines))

    def _out(self, lines: list[str]) -> Iterator[str]:
        at = 0
        while at < len(lines):
            match = _MARKER.match(lines[at])
            if not match:
                yield lines[at]
                at += 1
                continue
            end = at + 1
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield self.md.htmlStash.store(_html(match[1], match[2], lines[at + 1 : end]))
            at = end


def _html(kind: str, rest: str, lines: list[str]) -> str:
    if kind == "data":
        return data_table(_data_of(json.loads(rest), lines), _same)
    if kind == "own":
        return own_table(_own_of(json.loads(rest), lines))
    return statutory_table(statutory_of(kind, rest, lines))


class _Marks(Treeprocessor):
    """Turn ``[〔6〕](#f6)`` in a paragraph into a mark without text; the style sheet draws it."""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if sign := _SIGN.match(link.text or ""):
                made = fromstring(mark(sign[1], link.get("href", "")))
                link.text = None
                link.attrib.clear()
                link.attrib.update(made.attrib)


class TablesExtension(Extension):
    """Register the two processors."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Tables(md), "nianbao_tables", 25)
        md.treeprocessors.register(
            _Marks(md), "nianbao_marks", 5
        )  # after the inline patterns, before MkDocs makes links relative


def makeExtension(**_: Any) -> TablesExtension:  # the entry point that Python-Markdown looks up by name
    return TablesExtension()
