"""Word the content of cells, and render our own tables and those of agencies as HTML. ``statutory`` renders the
official tables.

A cell names its state in words for eyes and screen readers alike: 空白 (printed and empty), 无此格 (the original has no such
cell), and 存疑 beside printed text that is no number; ``0`` and ``/`` are printed text. The class (``b`` ``a`` ``u``
``s``) only adds colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape

from build_scripts.model import Cell, State
from build_scripts.render.blocks import DataCell, DataTable, Inlines, OwnTable

_FIRST_NUMBER = re.compile(r"[+\-]?\d+(?:\.\d+)?")
_SAFE = re.compile(r"^(?:https?://|#|[A-Za-z0-9_./?=&%,~-]*$)")
_PLAIN = re.compile(r"[A-Za-z0-9_./?=#,%~-]*")  # needs no escaping
_BREAK = "\n"
_MARK = '<a class="nb-mark"'
BLANK, ABSENT, DOUBT = "空白", "无此格", "存疑"
UNFILLED = frozenset({BLANK, "未填报"})  # our words for a cell that is present and empty


def attribute(href: str) -> str:
    """Return an address as an attribute value; an address with a scheme other than http(s) becomes ``#``."""
    if _PLAIN.fullmatch(href):  # the usual case
        return href
    return escape(href) if _SAFE.match(href) or ":" not in href else "#"


def mark(sign: str, href: str) -> str:
    """Return a mark beside a figure. The style sheet draws its sign: a digit in the cell would be copied, and parsed by
    programs, as part of the figure."""
    label = f"核验提示 {sign}" if sign.isdigit() else "这里有核验提示"
    return f'{_MARK} href="{attribute(href)}" aria-label="{label}" data-n="{escape(sign)}"></a>'


def text_of(cell: Cell) -> str:
    """Return the content of a cell as plain text."""
    if cell.state is State.BLANK:
        return BLANK
    return ABSENT if cell.state is State.ABSENT else cell.raw or ""


def span(size: int, name: str = "colspan") -> str:
    return f' {name}="{size}"' if size > 1 else ""


def data_table(table: DataTable, inline: Callable[[Inlines], str]) -> str:
    """Render a comparison or an index: row headers first, states as classes, the leading number in ``data-v``."""
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
    numbers = [column.number for column in table.columns]
    for row in rows:
        cells = []
        for at, (cell, number) in enumerate(zip(row, numbers, strict=True)):
            cells.append(_cell(inline(cell.content), cell.state, number, at == 0))
        yield f"<tr>{''.join(cells)}</tr>\n"


@lru_cache(maxsize=1 << 14)
def _cell(text: str, state: str, number: bool, first: bool) -> str:
    value = _value(text) if number else ""
    names = ["n"] if number else []
    if state in (State.BLANK, State.ABSENT):
        word, begin, marks = text.partition(_MARK)
        word = word or (BLANK if state == State.BLANK else ABSENT)
        names.append("b" if word in UNFILLED else "a")
        text = f"<i>{word}</i>{begin}{marks}"
    elif state == State.UNREADABLE:
        names.append("u")
        text += f"<i>{DOUBT}</i>"
    kind = f' class="{" ".join(names)}"' if names else ""
    name = "th" if first else "td"
    scope = ' scope="row"' if first else ""
    return f"<{name}{scope}{kind}{value}>{text}</{name}>"


def _value(html: str) -> str:
    """Return the attribute used for sorting: the number at the beginning of the cell, "" for none."""
    if html.isascii() and html.isdigit():
        return f' data-v="{html}"'
    number = _FIRST_NUMBER.match(re.sub("<[^>]*>|,", "", html))
    return f' data-v="{number[0]}"' if number else ""


def own_table(table: OwnTable) -> str:
    """Render a table of the agency's own cell for cell, with line breaks kept and merged cells as spans."""
    name = escape(table.caption or "原件中的表格")
    caption = f"<caption>{escape(table.caption, quote=False)}</caption>\n" if table.caption else ""
    rows = []
    for row in _merged(table.rows):
        cells = (
            f"<td{span(wide)}{span(tall, 'rowspan')}>{escape(text, quote=False).replace(_BREAK, '<br>')}</td>"
            for text, wide, tall in row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return (
        f'<div class="nb-scroll" role="region" tabindex="0" aria-label="{name}">\n'
        f'<table class="nb-own">\n{caption}<tbody>\n{"".join(rows)}</tbody>\n</table>\n</div>'
    )


def _merged(rows: tuple[tuple[str | None, ...], ...]) -> Iterator[list[tuple[str, int, int]]]:
    """Return (text, column span, row span) of every cell. A covered cell belongs to the text on its left (合计 across the
    table), else to the text above; a covered cell with neither is shown empty."""
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
