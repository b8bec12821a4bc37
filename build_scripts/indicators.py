"""比较用的指标: declared in ``indicators.toml``, computed only from stated cells, always traceable to them."""

from __future__ import annotations

import fnmatch
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from build_scripts.findings import Doubts, doubts
from build_scripts.forms import FORM_IDS, form
from build_scripts.model import Cell, Holding, Report, State, Table
from build_scripts.wording import foreign, printed_unit


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of indicators that are read together: one table on a comparison page."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """``cells`` (numerator) and ``of`` (denominator, empty for a count) are addresses ``table.row.column``.

    ``meaning`` is that of the form of 2021, ``form_2019`` how the form of 2019 differs."""

    key: str
    topic: str
    name: str
    unit: str
    cells: tuple[str, ...]
    meaning: str
    form_2019: str
    of: tuple[str, ...] = ()
    least: int = 0
    caveat: str = ""
    main: bool = False


# Reasons of our own for having no number, beside the states of a cell.
NOT_COMPARABLE = "not-comparable"  # this form has no cell of that meaning
WITHHELD = "withheld"  # a rate over too few cases
OTHER_UNIT = "other-unit"  # the cell prints another unit than its column: 251000元 under 万元 is no 251000 万元

# Which kind of nothing is named when the cells of a sum lack a number for several reasons: what hinders most first.
_WORST = (State.UNREADABLE, State.ABSENT, State.BLANK, State.SLASH)


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """``number`` is ``None`` unless every cell needed states one; ``state`` (``State`` or one of ours) says why.

    For a rate ``number`` is in percent with one decimal and both parts are given, also when it is withheld.
    ``cells`` are the addresses summed, ``lacking`` those of them without a number, ``doubts`` the numbers of the findings
    that doubt one of them (``#f6`` on the page of the report)."""

    number: Decimal | None
    state: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    cells: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    doubts: tuple[int, ...] = ()


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("build_scripts").joinpath("indicators.toml").read_text(encoding="utf-8"))


@cache
def topics() -> tuple[Topic, ...]:
    """All topics in the order of the file."""
    return tuple(Topic(**item) for item in _data()["topic"])


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators in the order of the file."""
    return tuple(
        Indicator(**(item | {"cells": tuple(item["cells"]), "of": tuple(item.get("of", ()))}))
        for item in _data()["indicator"]
    )


@cache
def by_topic() -> tuple[tuple[Topic, tuple[Indicator, ...]], ...]:
    return tuple((topic, tuple(i for i in indicators() if i.topic == topic.key)) for topic in topics())


@cache
def indicator(key: str) -> Indicator:
    """The indicator with that key; ``KeyError`` when there is none."""
    for item in indicators():
        if item.key == key:
            return item
    raise KeyError(key)


# --------------------------------------------------------------------------- cells


@cache
def addresses(patterns: tuple[str, ...], form_id: str) -> tuple[tuple[str, int, int, str], ...]:
    """(address, row index, column index, unit) of every cell that the patterns name in that form; empty: it has none."""
    found = []
    for pattern in patterns:
        table, _, rest = pattern.partition(".")
        row_pattern, _, column = rest.rpartition(".")
        for at, row in enumerate(form(form_id).table(table).rows):
            keys = [c.key for c in row.columns]
            if fnmatch.fnmatchcase(row.key, row_pattern) and column in keys:
                where = keys.index(column)
                found.append((f"{table}.{row.key}.{column}", at, where, row.columns[where].unit))
    return tuple(found)


def printed_cells(item: Indicator, form_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses summed above and below in that form: what the documentation prints."""
    above, below = addresses(item.cells, form_id), addresses(item.of, form_id)
    return tuple(a for a, *_ in above), tuple(a for a, *_ in below)


@cache
def anchor(item: Indicator) -> str:
    """Where its first cell stands on the page of a report, whichever form that is on."""
    found = [cells[0][0] for form_id in FORM_IDS if (cells := addresses(item.cells, form_id))]
    table, _, rest = found[0].partition(".")
    return f"{table}-{rest.rpartition('.')[0]}" if len(set(found)) == 1 else f"table-{table}"


def comparable(item: Indicator) -> bool:
    """True when every form has cells of that meaning."""
    return all(addresses(item.cells, form_id) for form_id in FORM_IDS)


Source = Holding | Report | tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    number: Decimal | None
    state: str
    cells: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def _sum(patterns: tuple[str, ...], tables: Mapping[str, Table]) -> _Sum:
    """Cells of one table (a formula never mixes tables). A cell without a number makes the sum none, never less."""
    table = tables[patterns[0].partition(".")[0]]
    found = addresses(patterns, table.form)
    if not found:
        return _Sum(None, NOT_COMPARABLE)
    names = tuple(address for address, *_ in found)
    cells = [table.rows[row].cells[column] for _, row, column, _ in found]
    if all(cell.number is not None for cell in cells):
        return _Sum(add(cell.number for cell in cells), State.STATED.value, names)
    lacking = [(name, cell, unit) for cell, (name, *_, unit) in zip(cells, found, strict=True) if cell.number is None]
    states = {cell.state for _, cell, _ in lacking}
    worst = next(s for s in _WORST if s in states).value
    if any(other_unit(cell, unit) for _, cell, unit in lacking):
        worst = OTHER_UNIT
    return _Sum(None, worst, names, tuple(name for name, *_ in lacking))


def other_unit(cell: Cell, unit: str) -> bool:
    """True when the cell has no number because its print states another unit than its column's."""
    return cell.state is State.UNREADABLE and foreign(printed_unit(cell.raw or ""), unit)


def add(numbers: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the numbers that are there (decimal's usual context would round after 28 digits)."""
    with localcontext(prec=1000):
        return sum((n for n in numbers if n is not None), Decimal(0))


def values(source: Source) -> dict[str, IndicatorValue]:
    """Every indicator of one report by its key, with the doubts about the cells that it comes from."""
    tables = {table.key: table for table in (source if isinstance(source, tuple) else source.tables)}
    found = doubts(() if isinstance(source, tuple) else source.findings)
    return {item.key: doubted(_value(tables, item), found) for item in indicators()}


def doubted(figure: IndicatorValue, about: Doubts) -> IndicatorValue:
    """The same with the doubts about the cells that it comes from."""
    found: set[int] = set()
    for address in figure.cells if about.numbers else ():
        table, _, rest = address.partition(".")
        row, _, column = rest.rpartition(".")
        found.update(about.of(table, row, column))
    return replace(figure, doubts=tuple(sorted(found))) if found else figure


# --------------------------------------------------------------------------- kept for comparisons of thousands

Packed = list[Any]
"""For every indicator in their order the number of an undoubted count as text, or what a value is made of otherwise:
[state, number, numerator, denominator], and the numbers of the findings that doubt it after that."""


def packed(figures: Mapping[str, IndicatorValue]) -> Packed:
    """The values of one report for the store. Which cells were summed is not kept: the report itself tells."""
    made: Packed = []
    for item in indicators():
        v = figures[item.key]
        if v.number is not None and v.denominator is None and not v.doubts:
            made.append(f"{v.number:f}")
        else:
            parts = (None if n is None else f"{n:f}" for n in (v.number, v.numerator, v.denominator))
            made.append([v.state, *parts, *v.doubts])
    return made


def unpacked(items: Packed) -> dict[str, IndicatorValue]:
    """The values that ``packed`` kept."""
    return {
        item.key: _count(kept) if isinstance(kept, str) else _other(*kept)
        for item, kept in zip(indicators(), items, strict=True)
    }


@lru_cache(maxsize=4096)
def _count(number: str) -> IndicatorValue:
    return IndicatorValue(Decimal(number), State.STATED.value)


@lru_cache(maxsize=4096)
def _other(state: str, number: str | None, above: str | None, below: str | None, *found: int) -> IndicatorValue:
    numbers = (None if n is None else Decimal(n) for n in (number, above, below))
    return IndicatorValue(next(numbers), state, next(numbers), next(numbers), doubts=found)


# --------------------------------------------------------------------------- one indicator


def value(source: Source, item: Indicator) -> IndicatorValue:
    """The indicator of one report (or of the tables that it needs).

    A blank, slash, absent or unreadable cell makes it no number, never zero."""
    return _value({table.key: table for table in (source if isinstance(source, tuple) else source.tables)}, item)


def _value(tables: Mapping[str, Table], item: Indicator) -> IndicatorValue:
    above = _sum(item.cells, tables)
    if not item.of:
        return IndicatorValue(above.number, above.state, None, None, above.cells, above.lacking)
    below = _sum(item.of, tables)
    cells, lacking = above.cells + below.cells, above.lacking + below.lacking
    if above.number is None or below.number is None:
        state = above.state if above.number is None else below.state
        return IndicatorValue(None, state, above.number, below.number, cells, lacking)
    return rate(item, above.number, below.number, cells)


def rate(item: Indicator, above: Decimal, below: Decimal, cells: tuple[str, ...] = ()) -> IndicatorValue:
    """A share in percent, withheld when there are fewer than ``item.least`` cases (or none at all)."""
    if below < max(item.least, 1):
        return IndicatorValue(None, WITHHELD, above, below, cells)
    tenths = math.floor(1000 * Fraction(above) / Fraction(below) + Fraction(1, 2))  # half up, whatever the size
    percent = Decimal(tenths).scaleb(-1)
    return IndicatorValue(percent, State.STATED.value, above, below, cells)
