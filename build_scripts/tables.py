"""Tables as HTML: the official three-level tables of the form, and our own.

A cell says in words what kind of nothing it is: 空白 (printed and empty) or 无此格 (the original has no such
cell), for eyes and screen readers alike; ``0`` and ``/`` are the print itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from build_scripts.forms import FormRow, form
from build_scripts.model import Cell, Row, State
from build_scripts.page import DataCell, DataTable, Inlines, OwnTable, Statutory

_LEADING = re.compile(r"[+\-]?\d+(?:\.\d+)?")
BLANK, ABSENT = "空白", "无此格"
_CLASS = {State.BLANK: "b", State.ABSENT: "a", State.UNREADABLE: "u", State.SLASH: "s"}


def text_of(cell: Cell) -> str:
    """What a cell shows as plain text."""
    if cell.state is State.BLANK:
        return BLANK
    return ABSENT if cell.state is State.ABSENT else cell.raw or ""


def _cell(cell: Cell, headers: str, marks: str = "", corrected: str = "", span: int = 1) -> str:
    kind = f' class="{_CLASS[cell.state]}"' if cell.state in _CLASS else ""
    wide = f' colspan="{span}"' if span > 1 else ""
    text = escape(text_of(cell), quote=False)
    if cell.state in (State.BLANK, State.ABSENT):
        text = f"<i>{text}</i>"
    if corrected:
        text = f"<del>{text}</del> <ins>{escape(corrected, quote=False)}</ins>"
    return f'<td{kind}{wide} headers="{headers}">{text}{marks}</td>'


def _marks(block: Statutory, row: str, column: str) -> str:
    """Links to the findings beside a cell (or, with column "", beside a row)."""
    ids = block.marks.get((row, column), ())
    return "".join(
        f'<a class="nb-mark" href="#{escape(i)}" aria-label="核验提示 {escape(i[1:])}">{escape(i[1:])}</a>' for i in ids
    )


def _label(block: Statutory, row: Row, shape: FormRow) -> str:
    """The form's wording, with the print beside it when the original words it differently."""
    return escape(shape.label, quote=False) + _marks(block, row.key, "")


def statutory_table(block: Statutory) -> str:
    """Table 2, 3 or 4 as the form prints it, in a region that scrolls sideways on a phone."""
    table = block.table
    shape = form(table.form).table(table.key)
    body = {"proactive": _proactive, "requests": _requests, "review": _review}[table.key](block)
    caption = f"表{shape.number} {shape.title}（{form(table.form).name}）"
    missing = "" if table.present else "：原件中没有这张表"
    return (
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">\n'
        f'<table class="nb-{table.key}" id="table-{table.key}">\n<caption>{escape(caption + missing, quote=False)}</caption>\n'
        f"{body}</table>\n</div>"
    )


def _cells(block: Statutory, row: Row, shape: FormRow, headers: list[str], span: int = 1) -> str:
    return "".join(
        _cell(
            cell,
            head,
            _marks(block, row.key, column.key),
            block.corrections.get((row.key, column.key), ""),
            span,
        )
        for cell, column, head in zip(row.cells, shape.columns, headers, strict=True)
    )


def _proactive(block: Statutory) -> str:
    """Blocks by article, each with its own head; a single value spans the three columns."""
    shape = form(block.table.form).proactive
    parts: list[str] = []
    article = ""
    for row, spec in zip(block.table.rows, shape.rows, strict=True):
        n = len(spec.columns)
        spans = {1: (3,), 2: (2, 1), 3: (1, 1, 1)}[n]
        tag = f"p{spec.block[5]}"
        if spec.block != article:
            parts.append("</tbody>\n" if article else "")
            article = spec.block
            heads = "".join(
                f'<th scope="col" id="{tag}c{i}"{_span(s)}>{escape(c.name, quote=False)}</th>'
                for i, (c, s) in enumerate(zip(spec.columns, spans, strict=True))
            )
            parts.append(
                f'<tbody>\n<tr><th colspan="4" scope="rowgroup" id="{tag}">{spec.block}</th></tr>\n'
                f'<tr><th scope="col" id="{tag}s">{shape.stub}</th>{heads}</tr>\n'
            )
        cells = "".join(
            _cell(
                cell,
                f"{tag} {row.key} {tag}c{i}",
                _marks(block, row.key, column.key),
                block.corrections.get((row.key, column.key), ""),
                s,
            )
            for i, (cell, column, s) in enumerate(zip(row.cells, spec.columns, spans, strict=True))
        )
        parts.append(
            f'<tr id="proactive-{row.key}"><th scope="row" id="{row.key}" headers="{tag} {tag}s">{_label(block, row, spec)}</th>{cells}</tr>\n'
        )
    return "".join(parts) + "</tbody>\n"


def _span(width: int) -> str:
    return f' colspan="{width}"' if width > 1 else ""


def _requests(block: Statutory) -> str:
    shape = form(block.table.form).requests
    columns = shape.rows[0].columns
    group = [c for c in columns if c.group]
    head = (
        f'<thead>\n<tr><td colspan="3" rowspan="3" class="nb-note">{shape.note}</td>'
        f'<th colspan="{len(columns)}" scope="colgroup" id="k">{shape.head}</th></tr>\n'
        f'<tr><th rowspan="2" scope="col" id="c0">{columns[0].name}</th>'
        f'<th colspan="{len(group)}" scope="colgroup" id="l">{group[0].group}</th>'
        f'<th rowspan="2" scope="col" id="c6">{columns[-1].name}</th></tr>\n<tr>'
        + "".join(f'<th scope="col" id="c{i}" headers="k l">{c.name}</th>' for i, c in enumerate(group, 1))
        + "</tr>\n</thead>\n"
    )
    heads = ["k c0", *(f"k l c{i}" for i in range(1, 6)), "k c6"]
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
                names[path] = f"g{len(names)}"
                kind = ' class="nb-vertical"' if depth == 1 else ""
                lead.append(
                    f'<th rowspan="{counts[path]}" scope="rowgroup" id="{names[path]}"{kind}><span>{path[-1]}</span></th>'
                )
        above = " ".join(names[spec.groups[:d]] for d in range(1, len(spec.groups) + 1))
        wide = _span(3 - len(spec.groups))
        under = f' headers="{above}"' if above else ""
        lead.append(f'<th scope="row" id="r{at}"{wide}{under}>{_label(block, row, spec)}</th>')
        before = f"{above} r{at} ".lstrip()
        cells = _cells(block, row, spec, [before + h for h in heads])
        rows.append(f'<tr id="requests-{row.key}">{"".join(lead)}{cells}</tr>\n')
    return f"{head}<tbody>\n{''.join(rows)}</tbody>\n"


def _review(block: Statutory) -> str:
    shape = form(block.table.form).review
    names = [c.name for c in shape.rows[0].columns]
    n = len(names)

    def five(tag: str, above: str) -> str:
        return "".join(f'<th scope="col" id="{tag}{i}" headers="{above}">{name}</th>' for i, name in enumerate(names))

    reconsideration, direct, after = shape.rows
    head = (
        f'<thead>\n<tr><th colspan="{n}" scope="colgroup" id="v">{reconsideration.label}</th>'
        f'<th colspan="{2 * n}" scope="colgroup" id="w">{direct.groups[0]}</th></tr>\n<tr>'
        + "".join(f'<th rowspan="2" scope="col" id="x{i}" headers="v">{name}</th>' for i, name in enumerate(names))
        + f'<th colspan="{n}" scope="colgroup" id="y" headers="w">{direct.label}</th>'
        f'<th colspan="{n}" scope="colgroup" id="z" headers="w">{after.label}</th></tr>\n'
        f"<tr>{five('y', 'w y')}{five('z', 'w z')}</tr>\n</thead>\n"
    )
    cells = "".join(
        _cells(block, row, spec, [f"{above} {tag}{i}" for i in range(n)])
        for row, spec, above, tag in zip(
            block.table.rows, shape.rows, ("v", "w y", "w z"), ("x", "y", "z"), strict=True
        )
    )
    return f'{head}<tbody>\n<tr id="review-values">{cells}</tr>\n</tbody>\n'


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
            names = [
                n for n in ("n" if column.number else "", _CLASS.get(State(cell.state), "") if cell.state else "") if n
            ]
            kind = f' class="{" ".join(names)}"' if names else ""
            text = inline(cell.content)
            number = _LEADING.match(re.sub("<[^>]*>|,", "", text)) if column.number else None
            value = f' data-v="{number[0]}"' if number else ""
            if cell.state in (State.BLANK, State.ABSENT):
                text = f"<i>{text or (BLANK if cell.state == State.BLANK else ABSENT)}</i>"
            name = "th" if at == 0 else "td"
            scope = ' scope="row"' if at == 0 else ""
            cells.append(f"<{name}{scope}{kind}{value}>{text}</{name}>")
        yield f"<tr>{''.join(cells)}</tr>\n"


def own_table(table: OwnTable) -> str:
    """A table of the agency's own, cell for cell; merged cells are given back as ``colspan``."""
    rows = []
    for row in table.rows:
        cells: list[tuple[str, int]] = []
        for cell in row:
            if cell is None and cells:
                cells[-1] = (cells[-1][0], cells[-1][1] + 1)
            else:
                cells.append((cell or "", 1))
        rows.append("<tr>" + "".join(f"<td{_span(n)}>{escape(t, quote=False)}</td>" for t, n in cells) + "</tr>\n")
    caption = f"<caption>{escape(table.caption, quote=False)}</caption>\n" if table.caption else ""
    return f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{escape(table.caption or "原件中的表格")}">\n<table class="nb-own">\n{caption}<tbody>\n{"".join(rows)}</tbody>\n</table>\n</div>'
