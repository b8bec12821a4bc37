"""Parse rows and cells of ``<table>``.

Cells covered by a merged cell are ``None``. Rows and columns that the page does not display take no place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from build_scripts.model import GridCell, Place, Refusal
from build_scripts.readers.html.boxes import Rows
from build_scripts.readers.html.page import Page
from build_scripts.readers.pieces import build_cell

MAX_SPAN = 100
# maximum positions covered by merged cells in one table (a second of processing); the form has some fifty
MAX_COVERED = 1_000_000


def table_rows(table: Any, number: int, page: Page) -> tuple[Rows, list[str]]:
    """Return the rows, with covered cells as ``None``, and the texts of rows and columns that are not displayed.
    ``rowspan`` and ``colspan`` are limited. Raises ``Refusal`` for a table with more covered positions than any real
    table."""
    grid: list[dict[int, GridCell | None]] = []
    taken: dict[tuple[int, int], int] = {}  # position → the first column of the cell that covers it
    hidden: list[str] = []
    covered = 0
    for tr in sorted((tr for tr in table.iter("tr") if _nearest_table(tr) is table), key=_display_order):
        if page.styles[tr].removed:
            hidden.append(_words(tr))
            continue
        r, at = len(grid), 0
        row: dict[int, GridCell | None] = {}
        for td in (c for c in tr if isinstance(c.tag, str) and c.tag.lower() in ("td", "th")):
            if page.styles[td].removed:
                hidden.append(_words(td))
                continue
            while (r, at) in taken:
                at += 1
            wide, tall = _span(td.get("colspan")), _span(td.get("rowspan"))
            covered += wide * tall - 1
            if covered > MAX_COVERED:
                raise Refusal("too-large")
            row[at] = build_cell(page.pieces(td), Place(table=number, row=r + 1, column=at + 1))
            for dr in range(tall):
                for dc in range(wide):
                    taken[r + dr, at + dc] = at
            at += wide
        made = [c for c in row.values() if c is not None]
        if any(c.doubt for c in made) and not any(c.text or c.opaque for c in made):
            hidden.append(_words(tr))  # all content of the row is invisible
        grid.append(row)
    width = max((at + 1 for _, at in taken), default=0)
    hidden_columns = _hidden_columns(table, page, width)
    hidden += _hide_columns(grid, taken, hidden_columns, width)
    shown = [at for at in range(width) if at not in hidden_columns]
    ends = [-1] * len(grid)
    for r, at in taken:
        if r < len(grid):
            ends[r] = max(ends[r], at)
    # a cell that is not printed is missing
    rows = [tuple(row.get(at) for at in shown if at <= ends[r]) for r, row in enumerate(grid)]
    return [row for row in rows if any(row)], [text for text in hidden if text.strip()]


def _words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _hide_columns(
    grid: Sequence[dict[int, GridCell | None]],
    taken: Mapping[tuple[int, int], int],
    hidden_columns: Collection[int],
    width: int,
) -> Iterator[str]:
    """Yield the texts removed with the ``hidden_columns``; a cell that extends into a displayed column moves there."""
    for r, row in enumerate(grid):
        for at in hidden_columns:
            covers = at + 1 < width and taken.get((r, at + 1)) == taken.get((r, at), -1)
            if at in row and covers and at + 1 not in hidden_columns:
                row[at + 1] = row[at]
            elif (lost := row.get(at)) is not None and not covers:
                yield lost.text


def _hidden_columns(table: Any, page: Page, width: int) -> list[int]:
    """Return the columns that ``<col>`` hides while their cells still exist; Excel hides the cells as well."""
    hidden: list[bool] = []
    for col in table.iter("col"):
        if _nearest_table(col) is table:
            hidden += [page.styles[col].removed] * _span(col.get("span"))
    return [at for at, is_hidden in enumerate(hidden) if is_hidden] if len(hidden) == width else []


def _display_order(tr: Any) -> int:
    """Return the display order of a row: header rows first, footer rows last, in any source order."""
    return {"thead": 0, "tfoot": 2}.get(str(tr.getparent().tag).lower(), 1)


def _nearest_table(tr: Any) -> Any:
    parent = tr.getparent()
    while parent is not None and parent.tag.lower() != "table":
        parent = parent.getparent()
    return parent


def _span(value: str | None) -> int:
    match = re.match(r"\s*0*(\d{1,5})", value or "")  # ``int`` raises an error at thousands of digits
    return min(max(int(match[1]), 1), MAX_SPAN) if match else 1
