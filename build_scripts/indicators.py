"""比较用的指标: declared in ``indicators.toml``, computed only from stated cells and traceable to them."""

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
from build_scripts.wording import printed_unit, unit_differs


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of related indicators: one table on a comparison page."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """``cells`` (numerator) and ``of`` (denominator, empty for a count) are addresses ``table.row.column``.

    ``meaning`` describes the form of 2021; ``form_2019`` describes how the form of 2019 differs."""

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


# States of a value without a number, in addition to the states of a cell.
NOT_COMPARABLE = "not-comparable"  # this form has no cell with that meaning
WITHHELD = "withheld"  # a rate over too few cases
OTHER_UNIT = "other-unit"  # the printed unit is not that of the column: 251000元 under 万元 is not 251000 万元

# When the cells of a sum lack a number for several reasons, the first of these states is reported.
_STATE_PRIORITY = (State.UNREADABLE, State.ABSENT, State.BLANK, State.SLASH)


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """``number`` is ``None`` unless every required cell states a number; ``state`` (a ``State`` or a constant above)
    gives the reason.

    For a rate, ``number`` is in percent with one decimal; numerator and denominator are given even when the rate is
    withheld. ``cells`` are the addresses of the summed cells, ``missing`` the addresses of those without a number,
    ``doubts`` the numbers of the findings that put one of the cells in doubt (``#f6`` on the report page)."""

    number: Decimal | None
    state: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    cells: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    doubts: tuple[int, ...] = ()


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("build_scripts").joinpath("indicators.toml").read_text(encoding="utf-8"))


@cache
def topics() -> tuple[Topic, ...]:
    """Return all topics in the order of the file."""
    return tuple(Topic(**item) for item in _data()["topic"])


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return all indicators in the order of the file."""
    return tuple(
        Indicator(**(item | {"cells": tuple(item["cells"]), "of": tuple(item.get("of", ()))}))
        for item in _data()["indicator"]
    )


@cache
def by_topic() -> tuple[tuple[Topic, tuple[Indicator, ...]], ...]:
    return tuple((topic, tuple(i for i in indicators() if i.topic == topic.key)) for topic in topics())


@cache
def indicator(key: str) -> Indicator:
    """Return the indicator with that key. Raises ``KeyError`` when there is none."""
    for item in indicators():
        if item.key == key:
            return item
    raise KeyError(key)


# --------------------------------------------------------------------------- cells


@cache
def addresses(patterns: tuple[str, ...], form_id: str) -> tuple[tuple[str, int, int, str], ...]:
    """Return (address, row index, column index, unit) of every cell of the form that matches the patterns; empty when
    there is none."""
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


def operand_addresses(item: Indicator, form_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the cell addresses of numerator and denominator in that form, for the documentation."""
    above, below = addresses(item.cells, form_id), addresses(item.of, form_id)
    return tuple(a for a, *_ in above), tuple(a for a, *_ in below)


@cache
def anchor(item: Indicator) -> str:
    """Return the anchor of the indicator's first cell on a report page; the anchor of the table when the forms
    differ."""
    found = [cells[0][0] for form_id in FORM_IDS if (cells := addresses(item.cells, form_id))]
    table, _, rest = found[0].partition(".")
    return f"{table}-{rest.rpartition('.')[0]}" if len(set(found)) == 1 else f"table-{table}"


def comparable(item: Indicator) -> bool:
    """Return whether every form has cells with that meaning."""
    return all(addresses(item.cells, form_id) for form_id in FORM_IDS)


TableSource = Holding | Report | tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    number: Decimal | None
    state: str
    cells: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def _sum(patterns: tuple[str, ...], tables: Mapping[str, Table]) -> _Sum:
    """Sum cells of one table (a formula never mixes tables). When a cell lacks a number, the sum is ``None``, never a
    smaller number."""
    table = tables[patterns[0].partition(".")[0]]
    found = addresses(patterns, table.form)
    if not found:
        return _Sum(None, NOT_COMPARABLE)
    names = tuple(address for address, *_ in found)
    cells = [table.rows[row].cells[column] for _, row, column, _ in found]
    if all(cell.number is not None for cell in cells):
        return _Sum(add(cell.number for cell in cells), State.STATED.value, names)
    missing = [(name, cell, unit) for cell, (name, *_, unit) in zip(cells, found, strict=True) if cell.number is None]
    states = {cell.state for _, cell, _ in missing}
    worst = next(s for s in _STATE_PRIORITY if s in states).value
    if any(has_other_unit(cell, unit) for _, cell, unit in missing):
        worst = OTHER_UNIT
    return _Sum(None, worst, names, tuple(name for name, *_ in missing))


def has_other_unit(cell: Cell, unit: str) -> bool:
    """Return whether the cell has no number because its printed unit differs from the unit of the column."""
    return cell.state is State.UNREADABLE and unit_differs(printed_unit(cell.raw or ""), unit)


def add(numbers: Iterable[Decimal | None]) -> Decimal:
    """Return the exact sum of the numbers that are not ``None``. The default context of ``decimal`` would round after
    28 digits."""
    with localcontext(prec=1000):
        return sum((n for n in numbers if n is not None), Decimal(0))


def values(source: TableSource) -> dict[str, IndicatorValue]:
    """Return every indicator of one report by key, with the doubts on its cells."""
    tables = {table.key: table for table in (source if isinstance(source, tuple) else source.tables)}
    found = doubts(() if isinstance(source, tuple) else source.findings)
    return {item.key: with_doubts(_value(tables, item), found) for item in indicators()}


def with_doubts(figure: IndicatorValue, about: Doubts) -> IndicatorValue:
    """Return the value with the numbers of the findings that put its cells in doubt."""
    found: set[int] = set()
    for address in figure.cells if about.numbers else ():
        table, _, rest = address.partition(".")
        row, _, column = rest.rpartition(".")
        found.update(about.of(table, row, column))
    return replace(figure, doubts=tuple(sorted(found))) if found else figure


# --------------------------------------------------------------------------- packed values for comparisons of thousands

Packed = list[Any]
"""For every indicator in order: the number as text for an undoubted count, otherwise [state, number, numerator,
denominator, *numbers of the findings that put it in doubt]."""


def packed(figures: Mapping[str, IndicatorValue]) -> Packed:
    """Return the values of one report for the store. The summed cells are not stored, because the report itself has
    them."""
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
    """Return the values that ``packed`` stored."""
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


def value(source: TableSource, item: Indicator) -> IndicatorValue:
    """Return the indicator of one report (or of the tables that it needs).

    A blank, slash, absent or unreadable cell gives no number, never zero."""
    return _value({table.key: table for table in (source if isinstance(source, tuple) else source.tables)}, item)


def _value(tables: Mapping[str, Table], item: Indicator) -> IndicatorValue:
    above = _sum(item.cells, tables)
    if not item.of:
        return IndicatorValue(above.number, above.state, None, None, above.cells, above.missing)
    below = _sum(item.of, tables)
    cells, missing = above.cells + below.cells, above.missing + below.missing
    if above.number is None or below.number is None:
        state = above.state if above.number is None else below.state
        return IndicatorValue(None, state, above.number, below.number, cells, missing)
    return rate(item, above.number, below.number, cells)


def rate(item: Indicator, above: Decimal, below: Decimal, cells: tuple[str, ...] = ()) -> IndicatorValue:
    """Return a rate in percent, withheld when there are fewer than ``item.least`` cases or none at all."""
    if below < max(item.least, 1):
        return IndicatorValue(None, WITHHELD, above, below, cells)
    tenths = math.floor(1000 * Fraction(above) / Fraction(below) + Fraction(1, 2))  # rounded half up, at any size
    percent = Decimal(tenths).scaleb(-1)
    return IndicatorValue(percent, State.STATED.value, above, below, cells)
