"""Tables as HTML: the official three-level tables of the form, and our own.

A cell says in words what kind of nothing it is: 空白 (printed and empty) or 无此格 (the original has no such
cell), and 存疑 beside a print that is no number, for eyes and screen readers alike; ``0`` and ``/`` are the print
itself. The class (``b`` ``a`` ``u`` ``s``) only colours what the words say. Ids inside the tables are one or two
letters because ``headers`` repeats them in every cell; the permanent anchors are ``table-requests``,
``requests-3.3.1``, ``proactive-1.docs``, ``review-direct_suit``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from build_scripts.forms import FormRow, form
from build_scripts.model import Cell, Row, State
from build_scripts.page import DataCell, DataTable, Inlines, OwnTable, Statutory

_BREAK = "\n"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"  # ids of the rows of table 3, which has 25 at most
_LEADING = re.compile(r"[+\-]?\d+(?:\.\d+)?")
BLANK, ABSENT, DOUBT = "空白", "无此格", "存疑"
UNFILLED = frozenset({BLANK, "未填报"})  # words of ours for a cell that is there and empty
_CLASS = {State.BLANK: "b", State.ABSENT: "a", State.UNREADABLE: "u", State.SLASH: "s"}


def text_of(cell: Cell) -> str:
    """What a cell shows as plain text."""
    if cell.state is State.BLANK:
        return BLANK
    return ABSENT if cell.state is State.ABSENT else cell.raw or ""


def _cell(cell: Cell, headers: str, marks: str = "", corrected: str = "", span: int = 1) -> str:
    kind = f' class="{_CLASS[cell.state]}"' if cell.state in _CLASS else ""
    text = escape(text_of(cell), quote=False)
    if cell.state is State.UNREADABLE:
        text += f"<i>{DOUBT}</i>"
    if corrected:
        text = f"<del>{text}</del> <ins>{escape(corrected, quote=False)}</ins>"
    return f'<td{kind}{_span(span)} headers="{headers}">{text}{marks}</td>'


def _marks(block: Statutory, row: str, column: str) -> str:
    """Links to the findings beside a cell (or, with column "", beside a row)."""
    ids = block.marks.get((row, column), ())
    return "".join(
        f'<a class="nb-mark" href="#{escape(i)}" aria-label="核验提示 {escape(i[1:])}">{escape(i[1:])}</a>' for i in ids
    )


def statutory_table(block: Statutory) -> str:
    """Table 2, 3 or 4 as the form prints it, in a region that scrolls sideways on a phone."""
    table = block.table
    body = {"proactive": _proactive, "requests": _requests, "review": _review}[table.key](block)
    caption = escape(caption_of(block), quote=False)
    missing = "" if table.present else "：原件中没有这张表"
    return (
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{caption}">\n'
        f'<table class="nb-{table.key}" id="table-{table.key}">\n<caption>{caption}{missing}</caption>\n'
        f"{body}</table>\n</div>"
    )


def caption_of(block: Statutory) -> str:
    """表3 收到和处理政府信息公开申请情况（2021年格式）"""
    shape = form(block.table.form).table(block.table.key)
    return f"表{shape.number} {shape.title}（{form(block.table.form).name}）"


def _cells(block: Statutory, row: Row, shape: FormRow, headers: list[str], spans: tuple[int, ...] = ()) -> str:
    return "".join(
        _cell(
            cell,
            head,
            _marks(block, row.key, column.key),
            block.corrections.get((row.key, column.key), ""),
            span,
        )
        for cell, column, head, span in zip(
            row.cells, shape.columns, headers, spans or (1,) * len(headers), strict=True
        )
    )


# Each block of table 2 has as many value columns as it needs; the table has three.
_SPANS = {1: (3,), 2: (2, 1), 3: (1, 1, 1)}


def _proactive(block: Statutory) -> str:
    """Blocks by article, each with its own head; a single value spans the three columns."""
    shape = form(block.table.form).proactive
    parts = ['<colgroup><col class="nb-stub"></colgroup><colgroup span="3"></colgroup>\n']
    article, tag = "", "p0"
    for row, spec in zip(block.table.rows, shape.rows, strict=True):
        spans = _SPANS[len(spec.columns)]
        if spec.block != article:
            parts.append("</tbody>\n" if article else "")
            article, tag = spec.block, f"p{int(tag[1:]) + 1}"
            heads = "".join(
                f'<th scope="col" id="{tag}-{i}"{_span(s)}>{escape(c.name, quote=False)}</th>'
                for i, (c, s) in enumerate(zip(spec.columns, spans, strict=True))
            )
            parts.append(
                f'<tbody>\n<tr><th colspan="4" scope="rowgroup" id="{tag}">{spec.block}</th></tr>\n'
                f'<tr><th scope="col" id="{tag}s">{shape.stub}</th>{heads}</tr>\n'
            )
        name = f"proactive-{row.key}"
        label = escape(spec.label, quote=False) + _marks(block, row.key, "")
        cells = _cells(block, row, spec, [f"{tag} {name} {tag}-{i}" for i in range(len(spans))], spans)
        parts.append(f'<tr><th scope="row" id="{name}" headers="{tag} {tag}s">{label}</th>{cells}</tr>\n')
    return "".join(parts) + "</tbody>\n"


def _span(size: int, name: str = "colspan") -> str:
    return f' {name}="{size}"' if size > 1 else ""


def _requests(block: Statutory) -> str:
    shape = form(block.table.form).requests
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
    heads = ["0", *(f"L {i}" for i in range(1, 6)), "6"]  # 申请人情况 stands over all and would tell nothing apart
    counts: dict[tuple[str, ...], int] = {}
    for spec in shape.rows:
        for depth in range(1, len(spec.groups) + 1):
            counts[spec.groups[:depth]] = counts.get(spec.groups[:depth], 0) + 1
    names: dict[tuple[str, ...], str] = {}
    rows = []
    for at, (row, spec) in enumerate(zip(block.table.rows, shape.rows, strict=True)):
        lead = []
        for depth in range(1, len(spec.groups) + 1):
            path = spec.groups[:depth]
            if path not in names:
                names[path] = _LETTERS[len(names)].upper()
                kind = ' class="nb-vertical"' if depth == 1 else ""
                lead.append(
                    f'<th rowspan="{counts[path]}" scope="rowgroup" id="{names[path]}"{kind}><span>{path[-1]}</span></th>'
                )
        above = " ".join(names[spec.groups[:d]] for d in range(1, len(spec.groups) + 1))
        wide = _span(3 - len(spec.groups))
        under = f' headers="{above}"' if above else ""
        label = escape(spec.label, quote=False) + _marks(block, row.key, "")
        lead.append(f'<th scope="row" id="{_LETTERS[at]}"{wide}{under}>{label}</th>')
        before = f"{above} {_LETTERS[at]} ".lstrip()
        cells = _cells(block, row, spec, [before + h for h in heads])
        rows.append(f'<tr id="requests-{row.key}">{"".join(lead)}{cells}</tr>\n')
    return f"{head}<tbody>\n{''.join(rows)}</tbody>\n"


def _review(block: Statutory) -> str:
    shape = form(block.table.form).review
    names = [c.name for c in shape.rows[0].columns]
    n = len(names)
    heads = [_marks(block, row.key, "") for row in shape.rows]
    v, y, z = (f"review-{row.key}" for row in shape.rows)

    def five(tag: str, above: str) -> str:
        return "".join(f'<th scope="col" id="{tag}{i}" headers="{above}">{name}</th>' for i, name in enumerate(names))

    reconsideration, direct, after = shape.rows
    head = (
        f'<colgroup span="{n}"></colgroup><colgroup span="{n}"></colgroup><colgroup span="{n}"></colgroup>\n'
        f'<thead>\n<tr><th colspan="{n}" scope="colgroup" id="{v}">{reconsideration.label}{heads[0]}</th>'
        f'<th colspan="{2 * n}" scope="colgroup" id="W">{direct.groups[0]}</th></tr>\n<tr>'
        + "".join(f'<th rowspan="2" scope="col" id="X{i}" headers="{v}">{name}</th>' for i, name in enumerate(names))
        + f'<th colspan="{n}" scope="colgroup" id="{y}" headers="W">{direct.label}{heads[1]}</th>'
        f'<th colspan="{n}" scope="colgroup" id="{z}" headers="W">{after.label}{heads[2]}</th></tr>\n'
        f"<tr>{five('Y', f'W {y}')}{five('Z', f'W {z}')}</tr>\n</thead>\n"
    )
    cells = "".join(
        _cells(block, row, spec, [f"{above} {tag}{i}" for i in range(n)])
        for row, spec, above, tag in zip(
            block.table.rows, shape.rows, (v, f"W {y}", f"W {z}"), ("X", "Y", "Z"), strict=True
        )
    )
    return f"{head}<tbody>\n<tr>{cells}</tr>\n</tbody>\n"


# --------------------------------------------------------------------------- our own tables


def data_table(table: DataTable, inline: Callable[[Inlines], str]) -> str:
    """A comparison or an index: first column row header, states as classes, the leading number in ``data-v``."""
    heads = "".join(
        f'<th scope="col"{" class=n" if c.number else ""}>{escape(c.label, quote=False)}'
        + (f"<small>{escape(c.note, quote=False)}</small>" if c.note else "")
        + "</th>"
        for c in table.columns
    )
    sortable = " data-sortable" if table.sortable else ""
    body = "".join(_data_rows(table.rows, table, inline))
    foot = f"<tfoot>\n{''.join(_data_rows(table.foot, table, inline))}</tfoot>\n" if table.foot else ""
    return (
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">\n'
        f'<table class="nb-data"{sortable}>\n<caption>{escape(table.caption, quote=False)}</caption>\n'
        f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n{foot}</table>\n</div>"
    )


def _data_rows(
    rows: tuple[tuple[DataCell, ...], ...], table: DataTable, inline: Callable[[Inlines], str]
) -> Iterator[str]:
    for row in rows:
        cells = []
        for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            text = inline(cell.content)
            number = _LEADING.match(re.sub("<[^>]*>|,", "", text)) if column.number else None
            value = f' data-v="{number[0]}"' if number else ""
            names = ["n"] if column.number else []
            if cell.state in (State.BLANK, State.ABSENT):
                text = text or (BLANK if cell.state == State.BLANK else ABSENT)
                names.append("b" if text in UNFILLED else "a")
                text = f"<i>{text}</i>"
            elif cell.state == State.UNREADABLE:
                names.append("u")
                text += f"<i>{DOUBT}</i>"
            kind = f' class="{" ".join(names)}"' if names else ""
            name = "th" if at == 0 else "td"
            scope = ' scope="row"' if at == 0 else ""
            cells.append(f"<{name}{scope}{kind}{value}>{text}</{name}>")
        yield f"<tr>{''.join(cells)}</tr>\n"


def own_table(table: OwnTable) -> str:
    """A table of the agency's own, cell for cell, line breaks kept; merged cells are given back as spans."""
    name = escape(table.caption or "原件中的表格")
    caption = f"<caption>{escape(table.caption, quote=False)}</caption>\n" if table.caption else ""
    rows = []
    for row in _merged(table.rows):
        cells = (
            f"<td{_span(wide)}{_span(tall, 'rowspan')}>{escape(text, quote=False).replace(_BREAK, '<br>')}</td>"
            for text, wide, tall in row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return (
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{name}">\n'
        f'<table class="nb-own">\n{caption}<tbody>\n{"".join(rows)}</tbody>\n</table>\n</div>'
    )


def _merged(rows: tuple[tuple[str | None, ...], ...]) -> Iterator[list[tuple[str, int, int]]]:
    """(text, columns, rows) of every cell. A covered cell belongs to the print on its left (合计 across the table), or
    else to the one above; a covered cell that belongs to none is shown empty."""
    taken: set[tuple[int, int]] = set()

    def covered(r: int, c: int, wide: int) -> bool:
        if r >= len(rows) or len(rows[r]) < c + wide or (c and (r, c - 1) not in taken):
            return False
        return all(rows[r][at] is None and (r, at) not in taken for at in range(c, c + wide))

    for r, row in enumerate(rows):
        line = []
        for c, text in enumerate(row):
            if (r, c) in taken:
                continue
            wide = tall = 1
            while c + wide < len(row) and row[c + wide] is None and (r, c + wide) not in taken:
                wide += 1
            while covered(r + tall, c, wide):
                tall += 1
            taken.update((r + y, c + x) for y in range(tall) for x in range(wide))
            line.append((text or "", wide, tall))
        yield line
