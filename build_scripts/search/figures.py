"""Turn figures of the statutory tables into search terms: ``行政处罚=8``, ``不予公开≥10``, ``公开比例≥50``.

A figure is one cell of a row, or an indicator (``indicators.toml``), which is a sum of cells or a rate of two sums. A
figure above zero gives the terms ``=<key>=8``, ``=<key>>0`` and one term such as ``=<key>>10`` for every step up to its
value; zero and blank give none. A cell that is not the last of its row (``requests-1.natural_person``) has only ``>0``
and the powers of ten. The browser knows figures by every name that the site shows (``browser_figures``) and computes
them from the lines in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from build_scripts.forms import FORM_IDS, Column, form
from build_scripts.indicators import Indicator, add, addresses, indicator, indicators, rate
from build_scripts.wording import number

ABSENT = "\x01"  # an absent cell
UNREADABLE = "\x02"  # precedes printed text that states no number, whatever it looks like

# Names that people type, where neither the form nor the indicators have a short name.
_NAMES = {
    "requests-3.6.1": "逾期不补正",
    "requests-3.6.2": "逾期未缴费",
    "requests-3.6.3": "其他处理中的其他",
    "requests-3.7": "办理结果总计",
}
# Synonyms that people use instead of the name.
_WORDS = {
    "requests-1": ("收到申请", "收到政府信息公开申请"),
    "review-reconsideration": ("被复议", "被行政复议"),
    "suits": ("被起诉", "被告", "打官司"),
}
_NUMBERING = re.compile(r"^(?:[（(].[)）]|\d\.|[一二三四]、)")  # the browser removes it from the query, too
_NOTE = re.compile(r"（.*")
_THIS_YEAR = "本年"
_COUNT = "件数"

Cell = tuple[str, int]  # (anchor of the row such as ``requests-3.1``, index from the end of the row such as -1)
Rows = Mapping[str, tuple[str, ...]]  # anchor → the cells of each comparable row, as in the lines


@dataclass(frozen=True, slots=True)
class Figure:
    """A searchable figure. The first of ``names`` is the display name. ``of`` is the denominator of a rate, which is
    withheld when the denominator is below ``least``."""

    key: str
    names: tuple[str, ...]
    cells: tuple[Cell, ...]
    of: tuple[Cell, ...] = ()
    least: int = 0

    @property
    def computed(self) -> bool:
        return bool(self.of) or len(self.cells) > 1


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column that can be queried together with a row: 予以公开 自然人. ``rows`` is the prefix of the anchors of its rows."""

    key: str
    names: tuple[str, ...]
    at: int
    rows: str


def columns(table: str, row: str) -> tuple[Column, ...]:
    """Return the columns under which the figures of a row can be queried: those of the current form."""
    shape = form("2021").table(table)
    if shape.has(row):
        return shape.row(row).columns
    return shape.rows[0].columns if table == "requests" else ()  # （六）其他处理 is one row in the form of 2019


def comparable(form_id: str, table: str, row: str) -> bool:
    """Return whether the last columns of that form's row have the same meaning as those of the current form."""
    wanted = [c.key for c in columns(table, row)]
    return bool(wanted) and [c.key for c in form(form_id).table(table).row(row).columns][-len(wanted) :] == wanted


@cache
def figures() -> tuple[Figure, ...]:
    """Return the last cell of every row, then the indicators that are not one such cell."""
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
    """Return the key of an indicator; an indicator of a single cell has the key of the cell."""
    if item.of or len(_cells(item.cells)) > 1:
        return item.key
    table, _, rest = item.cells[0].partition(".")
    return f"{table}-{rest}"


@cache
def named_columns() -> tuple[FigureColumn, ...]:
    """Return the columns of the current form; table 2 has separate columns for each of its blocks."""
    found = []
    for table in form("2021").tables:
        heads = {row.key.partition(".")[0] if table.key == "proactive" else "": row.columns for row in table.rows}
        for block, row_columns in heads.items():
            for at, column in enumerate(row_columns, -len(row_columns)):
                short = _NOTE.sub("", column.name)
                plain = short.removeprefix(_THIS_YEAR)
                names = dict.fromkeys((short, plain, *column.aliases, plain.removesuffix(_COUNT)))
                rows = f"{table.key}-{block}." if block else f"{table.key}-"
                found.append(FigureColumn(column.key, tuple(names), at, rows))
    return tuple(found)


def browser_figures() -> dict[str, object]:
    """Return the data for the browser. A figure that is one last cell consists of its key and names only."""
    return {
        "figures": [
            [f.key, f.names] if f.cells == ((f.key, -1),) else [f.key, f.names, f.cells, f.of, f.least]
            for f in figures()
        ],
        "columns": [[c.key, c.names, c.at, c.rows] for c in named_columns()],
    }


@cache
def _cells(patterns: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the cells of all forms that match the patterns of an indicator."""
    found: dict[Cell, None] = {}
    for form_id in FORM_IDS:
        for address, _, at, _ in addresses(patterns, form_id):
            table, _, rest = address.partition(".")
            row = rest.rpartition(".")[0]
            found[f"{table}-{row}", at - len(form(form_id).table(table).row(row).columns)] = None
    return tuple(found)


# --------------------------------------------------------------------------- terms


def figure_terms(rows: Rows) -> Iterator[str]:
    """Yield the terms of all figures of one report."""
    with_numbers = {anchor: cells for anchor, cells in rows.items() if any(_positive(cell) for cell in cells)}
    if not with_numbers:
        return
    for anchor, cells in with_numbers.items():
        yield from _row_terms(anchor, cells)
    for figure in figures():
        if figure.computed and any(anchor in with_numbers for anchor, _ in figure.cells):
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
    """Yield the terms of a rarely queried column: powers of ten only, no term for each number."""
    if value > 0:
        yield f"={key}>0"
        yield from (f"={key}>{10**n}" for n in range(1, len(str(int(value)))))


def _terms(key: str, value: Decimal, least: bool = False) -> Iterator[str]:
    """Yield the terms of a value. ``least`` means that the value is a lower bound, so it gets no term for equality."""
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
    """Return (sum of the stated cells, whether it is complete). A sum with a blank cell is a lower bound; rows that the
    report's form does not have are ignored."""
    numbers = [
        _number(rows[anchor][at]) if -at <= len(rows[anchor]) else None for anchor, at in cells if anchor in rows
    ]
    return add(numbers), bool(numbers) and None not in numbers


def _positive(cell: str) -> bool:
    return cell not in ("0", "", "/", ABSENT)


@lru_cache(maxsize=8192)  # most cells repeat the text of others
def _number(cell: str) -> Decimal | None:
    return None if cell.startswith((ABSENT, UNREADABLE)) else number(cell)


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros (8.50 → 8.5), as the browser prints it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
