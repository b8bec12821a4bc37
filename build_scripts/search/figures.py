"""Figures of the statutory tables as search terms: ``行政处罚=8``, ``不予公开≥10``, ``公开比例≥50``.

A figure is one cell of a row, or an indicator (``indicators.toml``): a sum of cells, or a rate of two sums. Above zero it gives
the terms ``=<key>=8``, ``=<key>>0`` and, for every step at or below it, ``=<key>>10``; zero and blank give none. A cell
that is not the last of its row (``requests-1.natural_person``) has ``>0`` and the powers of ten alone. The browser knows figures by every name that the site shows (``known``) and works them out from the lines as it is done here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from build_scripts.forms import FORM_IDS, Column, form
from build_scripts.indicators import Indicator, add, addresses, indicator, indicators, rate
from build_scripts.wording import number

ABSENT = "\x01"  # the cell of a row that has none
UNREADABLE = "\x02"  # before a print that states no number, whatever it looks like

# What people type, where neither the form nor the indicators have a short name.
_NAMES = {
    "requests-3.6.1": "逾期不补正",
    "requests-3.6.2": "逾期未缴费",
    "requests-3.6.3": "其他处理中的其他",
    "requests-3.7": "办理结果总计",
}
# And what they say instead of the name.
_WORDS = {
    "requests-1": ("收到申请", "收到政府信息公开申请"),
    "review-reconsideration": ("被复议", "被行政复议"),
    "suits": ("被起诉", "被告", "打官司"),
}
_NUMBERING = re.compile(r"^(?:[（(].[)）]|\d\.|[一二三四]、)")  # the browser leaves it out of what was typed, too
_NOTE = re.compile(r"（.*")
_THIS_YEAR = "本年"
_COUNT = "件数"

Cell = tuple[str, int]  # anchor of the row (``requests-3.1``), place counted from the row's end (-1)
Rows = Mapping[str, tuple[str, ...]]  # anchor → the cells of each row that is comparable, as the lines hold them


@dataclass(frozen=True, slots=True)
class Figure:
    """``names``: the first is the one to say. ``of``: denominator of a rate, withheld when it is less than ``least``."""

    key: str
    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    of: tuple[Cell, ...] = ()
    least: int = 0

    @property
    def computed(self) -> bool:
        return bool(self.of) or len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class Named:
    """A column that can be asked for together with a row: 予以公开 自然人. ``rows`` begins the anchors of its rows."""

    key: str
    names: tuple[str, ...]
    at: int
    rows: str


def columns(table: str, row: str) -> tuple[Column, ...]:
    """The columns under which the figures of a row are asked for: those of the present form."""
    shape = form("2021").table(table)
    if shape.has(row):
        return shape.row(row).columns
    return shape.rows[0].columns if table == "requests" else ()  # （六）其他处理 was one row in the form of 2019


def comparable(form_id: str, table: str, row: str) -> bool:
    """True when the last columns of that form's row mean what those of the present form mean."""
    wanted = [c.key for c in columns(table, row)]
    return bool(wanted) and [c.key for c in form(form_id).table(table).row(row).columns][-len(wanted) :] == wanted


@cache
def figures() -> tuple[Figure, ...]:
    """The last cell of every row, then the indicators that are not one such cell."""
    single = {_cells(item.cells): item for item in indicators() if not item.of}
    found = []
    for table in form("2021").tables:
        for row in table.rows:
            cells: tuple[Cell, ...] = ((f"{table.key}-{row.key}", -1),)
            item = single.pop(cells, None)
            anchor = cells[0][0]
            labels = (_NUMBERING.sub("", label) for label in (row.label, *row.aliases))
            short = (item.name if item else "", _NAMES.get(anchor, ""))
            names = (*short, *(_NOTE.sub("", label) for label in labels), *_WORDS.get(anchor, ()))
            found.append(Figure(anchor, tuple(dict.fromkeys(n for n in names if n)), cells))
    rest = (item for item in indicators() if item.of or _cells(item.cells) in single)
    return (
        *found,
        *(Figure(_key(i), (i.name, *_WORDS.get(i.key, ())), _cells(i.cells), _cells(i.of), i.least) for i in rest),
    )


def _key(item: Indicator) -> str:
    """A single cell has the key of a cell."""
    if item.of or len(_cells(item.cells)) > 1:
        return item.key
    table, _, rest = item.cells[0].partition(".")
    return f"{table}-{rest}"


@cache
def named_columns() -> tuple[Named, ...]:
    """The columns of the present form, those of table 2 for each of its blocks."""
    found = []
    for table in form("2021").tables:
        heads = {row.key.partition(".")[0] if table.key == "proactive" else "": row.columns for row in table.rows}
        for block, row_columns in heads.items():
            for at, column in enumerate(row_columns, -len(row_columns)):
                short = _NOTE.sub("", column.name)
                plain = short.removeprefix(_THIS_YEAR)
                names = dict.fromkeys((short, plain, *column.aliases, plain.removesuffix(_COUNT)))
                rows = f"{table.key}-{block}." if block else f"{table.key}-"
                found.append(Named(column.key, tuple(names), at, rows))
    return tuple(found)


def known() -> dict[str, object]:
    """What the browser is told. A figure of one last cell is its key and names alone."""
    return {
        "figures": [
            [f.key, f.names] if f.cells == ((f.key, -1),) else [f.key, f.names, f.cells, f.of, f.least]
            for f in figures()
        ],
        "columns": [[c.key, c.names, c.at, c.rows] for c in named_columns()],
    }


@cache
def _cells(patterns: tuple[str, ...]) -> tuple[Cell, ...]:
    """The cells of any form that the patterns of an indicator name."""
    found: dict[Cell, None] = {}
    for form_id in FORM_IDS:
        for address, _, at, _ in addresses(patterns, form_id):
            table, _, rest = address.partition(".")
            row = rest.rpartition(".")[0]
            found[f"{table}-{row}", at - len(form(form_id).table(table).row(row).columns)] = None
    return tuple(found)


# --------------------------------------------------------------------------- terms


def figure_terms(rows: Rows) -> Iterator[str]:
    """The terms of all figures of one report."""
    counted = {anchor: cells for anchor, cells in rows.items() if any(_positive(cell) for cell in cells)}
    if not counted:
        return
    for anchor, cells in counted.items():
        yield from _row_terms(anchor, cells)
    for figure in figures():
        if figure.computed and any(anchor in counted for anchor, _ in figure.cells):
            yield from _computed_terms(figure, rows)


@cache
def _keys(anchor: str) -> tuple[str, ...]:
    table, _, row = anchor.partition("-")
    return tuple(c.key for c in columns(table, row))


def _row_terms(anchor: str, cells: tuple[str, ...]) -> Iterator[str]:
    keys = _keys(anchor)
    for key, cell in zip(keys, cells[-len(keys) :], strict=False):
        value = _number(cell)
        if value is not None:
            yield from _terms(anchor, value) if key == keys[-1] else _coarse_terms(f"{anchor}.{key}", value)


def _coarse_terms(key: str, value: Decimal) -> Iterator[str]:
    """Of a column that few ask for: tens alone, no terms of its own for each number."""
    if value > 0:
        yield f"={key}>0"
        yield from (f"={key}>{10**n}" for n in range(1, len(str(int(value)))))


def _terms(key: str, value: Decimal, least: bool = False) -> Iterator[str]:
    """``least``: there may be more, so that it is no number to be equal to."""
    if value <= 0:
        return
    if not least:
        yield f"={key}={plain(value)}"
    yield f"={key}>0"
    step = 10
    while step <= value:
        yield from (f"={key}>{n}" for n in (step, 2 * step, 5 * step) if n <= value)
        step *= 10


def _computed_terms(figure: Figure, rows: Rows) -> Iterator[str]:
    above, whole = _sum(figure.cells, rows)
    if not figure.of:
        yield from _terms(figure.key, above, least=not whole)
        return
    below, all_below = _sum(figure.of, rows)
    value = rate(indicator(figure.key), above, below).number if whole and all_below else None
    if value is not None:
        yield from _terms(figure.key, value)


def _sum(cells: tuple[Cell, ...], rows: Rows) -> tuple[Decimal, bool]:
    """(what is stated of it, whether that is all of it). Of a sum with a blank cell it is known that it is no less;
    rows that the report's form does not have play no part."""
    numbers = [
        _number(rows[anchor][at]) if -at <= len(rows[anchor]) else None for anchor, at in cells if anchor in rows
    ]
    return add(numbers), bool(numbers) and None not in numbers


def _positive(cell: str) -> bool:
    return cell not in ("0", "", "/", ABSENT)


@lru_cache(maxsize=8192)  # most cells say what others say
def _number(cell: str) -> Decimal | None:
    return None if cell.startswith((ABSENT, UNREADABLE)) else number(cell)


def plain(value: Decimal) -> str:
    """Without zeros that say nothing: 8.50 → 8.5, as the browser prints a number."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
