"""Render the official three-level tables: each form's template is compiled once, a report only fills in its cells.

Ids inside the tables have one or two letters because ``headers`` repeats them in every cell. The permanent anchors are
``table-requests``, ``requests-3.3.1``, ``proactive-1.docs``, ``review-direct_suit``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

from build_scripts.forms import FormTable, form
from build_scripts.model import Cell, State
from build_scripts.render.blocks import Statutory
from build_scripts.render.tables import DOUBT, attribute, mark, span, text_of

_CLASS = {State.BLANK: "b", State.ABSENT: "a", State.UNREADABLE: "u", State.SLASH: "s"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"  # ids of the rows of table 3, which has at most 25

# --------------------------------------------------------------------------- templates

# Private-use characters as placeholders for a report's own content: marks beside a row label, class of a cell, text of
# a cell.
LABEL, KIND, TEXT = "\ue120", "\ue121", "\ue122"
_PLACEHOLDERS = re.compile(f"([{LABEL}{KIND}{TEXT}])")


@dataclass(frozen=True, slots=True)
class Template:
    """A table with placeholders as indices into ``pieces``: ``labels`` by row, ``kinds`` and ``texts`` by cell."""

    pieces: tuple[str, ...]
    labels: tuple[int, ...]
    kinds: tuple[int, ...]
    texts: tuple[int, ...]


def template(text: str) -> Template:
    """Compile a table that contains ``LABEL``, ``KIND`` and ``TEXT`` in the order of its rows and cells."""
    pieces = _PLACEHOLDERS.split(text)
    labels, kinds, texts = (tuple(i for i, p in enumerate(pieces) if p == hole) for hole in (LABEL, KIND, TEXT))
    return Template(tuple("" if p in (LABEL, KIND) else p for p in pieces), labels, kinds, texts)


def fill(
    made: Template,
    block: Statutory,
    render_cell: Callable[[str | None, State], tuple[str, str]],
    render_correction: Callable[[str, str], str],
    render_mark: Callable[[str], str],
    render_origin: Callable[[str], str],
) -> str:
    """Fill the template with the table of one report.

    ``render_cell``: printed text and state → (class, text); ``render_correction``: text and corrected value → both;
    ``render_mark``: id of a finding → link beside the cell or label; ``render_origin``: place of a row in the original
    → link beside its label."""
    pieces = list(made.pieces)
    cells = [render_cell(cell.raw, cell.state) for row in block.table.rows for cell in row.cells]
    for at, (_, text) in zip(made.texts, cells, strict=True):
        pieces[at] = text
    for at, (kind, _) in zip(made.kinds, cells, strict=False):  # Markdown templates have no placeholders for classes
        pieces[at] = kind
    for at, row in zip(made.labels, block.table.rows, strict=True):
        printed = block.places.get(row.key)
        pieces[at] = "".join(map(render_mark, block.marks.get((row.key, ""), ()))) + (
            render_origin(printed) if printed else ""
        )
    if block.marks or block.corrections:
        places = [(row.key, column.key) for row in _shape(block).rows for column in row.columns]
        for at, place in zip(made.texts, places, strict=True):
            if corrected := block.corrections.get(place, ""):
                pieces[at] = render_correction(pieces[at], corrected)
            pieces[at] += "".join(map(render_mark, block.marks.get(place, ())))
    return "".join(pieces)


def _shape(block: Statutory) -> FormTable:
    return form(block.table.form).table(block.table.key)


# --------------------------------------------------------------------------- HTML


def anchor(table: str, row: str) -> str:
    """Return the permanent anchor of a row."""
    return f"{table}-{row}"


def statutory_table(block: Statutory, relative: Callable[[str], str] = str) -> str:
    """Render table 2, 3 or 4 as in the form, in a region that scrolls horizontally on narrow screens. ``relative``
    makes an address relative to the page."""
    made = _html_template(block.table.key, block.table.form)
    return fill(made, block, _rendered_cell, _correct, _mark, lambda place: _origin(relative(place)))


def _origin(place: str) -> str:
    """Return the link to a row in the original. The style sheet draws its sign, so that it adds no text to what is
    copied."""
    return f'<a class=nb-at href="{attribute(place)}" aria-label=原件中的本行></a>'


def _label(text: str, row: str) -> str:
    """Return a row label with the placeholder for its marks and the link to the row's own address."""
    here = f'<a class=nb-row href="#{row}" aria-label=本行网址></a>'
    return f"{escape(text, quote=False)}{LABEL}{here}"


@lru_cache(maxsize=4096)
def _rendered_cell(raw: str | None, state: State) -> tuple[str, str]:
    text = escape(text_of(Cell(raw, None, state)), quote=False)
    if state is State.UNREADABLE:
        text += f"<i>{DOUBT}</i>"
    return f" class={_CLASS[state]}" if state in _CLASS else "", text


def _correct(text: str, corrected: str) -> str:
    return f"<del>{text}</del> <ins>{escape(corrected, quote=False)}</ins>"


def _mark(finding: str) -> str:
    return mark(finding[1:], f"#{finding}")


@cache
def _html_template(key: str, form_id: str) -> Template:
    shape = form(form_id).table(key)
    body = {"proactive": _proactive, "requests": _requests, "review": _review}[key](shape)
    caption = f"表{shape.number} {shape.title}（{form(form_id).name}）"
    return template(
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{caption}">\n'
        f'<table class="nb-{key}" id="table-{key}">\n<caption>{caption}</caption>\n{body}</table>\n</div>'
    )


def _cell(headers: str, wide: int = 1) -> str:
    # The optional </td> is omitted: 234 of them are a thirtieth of a page.
    return f'<td{KIND}{span(wide)} headers="{headers}">{TEXT}'


# Number of value columns of a block of table 2 → their column spans: the table has three columns.
_SPANS = {1: (3,), 2: (2, 1), 3: (1, 1, 1)}


def _proactive(shape: FormTable) -> str:
    """Return table 2: one block for each article with its own header; a single value spans the three columns."""
    parts = ['<colgroup><col class="nb-stub"></colgroup><colgroup span="3"></colgroup>\n']
    article, number = "", 0
    for row in shape.rows:
        spans = _SPANS[len(row.columns)]
        if row.block != article:
            parts.append("</tbody>\n" if article else "")
            article, number = row.block, number + 1
            heads = "".join(
                f'<th scope="col" id="p{number}-{i}"{span(s)}>{escape(c.name, quote=False)}</th>'
                for i, (c, s) in enumerate(zip(row.columns, spans, strict=True))
            )
            parts.append(
                f'<tbody>\n<tr><th colspan="4" scope="rowgroup" id="p{number}">{row.block}</th></tr>\n'
                f'<tr><th scope="col" id="p{number}s">{shape.stub}</th>{heads}</tr>\n'
            )
        tag, name = f"p{number}", anchor("proactive", row.key)
        cells = "".join(_cell(f"{tag} {name} {tag}-{i}", s) for i, s in enumerate(spans))
        label = _label(row.label, name)
        parts.append(f'<tr><th scope="row" id="{name}" headers="{tag} {tag}s">{label}</th>{cells}</tr>\n')
    return "".join(parts) + "</tbody>\n"


def _requests(shape: FormTable) -> str:
    """Return table 3: three header levels over seven columns, and up to three levels of row labels."""
    columns = shape.rows[0].columns
    group = [c for c in columns if c.group]
    head = (
        '<colgroup><col class="nb-group"><col class="nb-group"><col class="nb-stub"></colgroup>'
        f'<colgroup span="{len(columns)}"></colgroup>\n'
        f'<thead>\n<tr><td colspan="3" rowspan="3" class="nb-rule">{shape.note}</td>'
        f'<th colspan="{len(columns)}" scope="colgroup" id="K">{shape.head}</th></tr>\n'
        f'<tr><th rowspan="2" scope="col" id="0" headers="K">{columns[0].name}</th>'
        f'<th colspan="{len(group)}" scope="colgroup" id="L" headers="K">{group[0].group}</th>'
        f'<th rowspan="2" scope="col" id="6" headers="K">{columns[-1].name}</th></tr>\n<tr>'
        + "".join(f'<th scope="col" id="{i}" headers="K L">{c.name}</th>' for i, c in enumerate(group, 1))
        + "</tr>\n</thead>\n"
    )
    heads = ["0", *(f"L {i}" for i in range(1, 6)), "6"]  # 申请人情况 spans all columns and distinguishes none
    paths = [row.groups[:depth] for row in shape.rows for depth in range(1, len(row.groups) + 1)]
    names: dict[tuple[str, ...], str] = {}
    rows = []
    for letter, row in zip(_LETTERS, shape.rows, strict=False):
        lead = []
        for depth in range(1, len(row.groups) + 1):
            path = row.groups[:depth]
            if path not in names:
                names[path] = _LETTERS[len(names)].upper()
                kind = ' class="nb-vertical"' if depth == 1 else ""
                lead.append(
                    f'<th{span(paths.count(path), "rowspan")} scope="rowgroup" id="{names[path]}"{kind}>'
                    f"<span>{path[-1]}</span></th>"
                )
        above = " ".join(names[row.groups[:d]] for d in range(1, len(row.groups) + 1))
        under = f' headers="{above}"' if above else ""
        label = _label(row.label, anchor("requests", row.key))
        lead.append(f'<th scope="row" id="{letter}"{span(3 - len(row.groups))}{under}>{label}</th>')
        cells = "".join(_cell(f"{above} {letter} {h}".lstrip()) for h in heads)
        rows.append(f'<tr id="requests-{row.key}">{"".join(lead)}{cells}</tr>\n')
    return f"{head}<tbody>\n{''.join(rows)}</tbody>\n"


def _review(shape: FormTable) -> str:
    """Return table 4: one row of fifteen values; a row of the model is a group of columns here."""
    names = [c.name for c in shape.rows[0].columns]
    n = len(names)
    v, y, z = (anchor("review", row.key) for row in shape.rows)

    def headers_of_group(tag: str, above: str) -> str:
        return "".join(f'<th scope="col" id="{tag}{i}" headers="{above}">{name}</th>' for i, name in enumerate(names))

    reconsideration, direct, after = (_label(row.label, anchor("review", row.key)) for row in shape.rows)
    head = (
        f'<colgroup span="{n}"></colgroup><colgroup span="{n}"></colgroup><colgroup span="{n}"></colgroup>\n'
        f'<thead>\n<tr><th colspan="{n}" scope="colgroup" id="{v}">{reconsideration}</th>'
        f'<th colspan="{2 * n}" scope="colgroup" id="W">{shape.rows[1].groups[0]}</th></tr>\n<tr>'
        + "".join(f'<th rowspan="2" scope="col" id="X{i}" headers="{v}">{name}</th>' for i, name in enumerate(names))
        + f'<th colspan="{n}" scope="colgroup" id="{y}" headers="W">{direct}</th>'
        f'<th colspan="{n}" scope="colgroup" id="{z}" headers="W">{after}</th></tr>\n'
        f"<tr>{headers_of_group('Y', f'W {y}')}{headers_of_group('Z', f'W {z}')}</tr>\n</thead>\n"
    )
    groups = ((v, "X"), (f"W {y}", "Y"), (f"W {z}", "Z"))
    cells = "".join(_cell(f"{above} {tag}{i}") for above, tag in groups for i in range(n))
    return f"{head}<tbody>\n<tr>{cells}</tr>\n</tbody>\n"
