"""比较用的指标: declared in ``indicators.toml``, computed only from stated cells, always traceable to them."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

from build_scripts.forms import form
from build_scripts.model import Cell, Holding, State, Table


@dataclass(frozen=True, slots=True)
class Indicator:
    """``cells`` (numerator) and ``of`` (denominator, empty for a count) are addresses table.row.column."""

    key: str
    name: str
    unit: str
    cells: tuple[str, ...]
    meaning: str
    of: tuple[str, ...] = ()
    least: int = 0
    main: bool = False


class Outcome:
    """Why an indicator has no number: the states of cells, and two of its own."""

    NOT_COMPARABLE = "not-comparable"  # this form has no cell of that meaning
    WITHHELD = "withheld"  # a rate over too few cases


@dataclass(frozen=True, slots=True)
class Value:
    """``number`` is ``None`` unless every cell needed states one; ``state`` then says what is wrong.

    For a rate ``number`` is in percent with one decimal, and both parts are given."""

    number: Decimal | None
    state: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators in the order of the file."""
    text = resources.files(__package__).joinpath("indicators.toml").read_text(encoding="utf-8")
    return tuple(
        Indicator(**(item | {"cells": tuple(item["cells"]), "of": tuple(item.get("of", ()))}))
        for item in tomllib.loads(text)["indicator"]
    )


@cache
def _addresses(pattern: str, form_id: str) -> tuple[tuple[str, int, int], ...]:
    """(table key, row index, column index) of every cell that an address names in that form; empty: none."""
    table, _, rest = pattern.partition(".")
    row_pattern, _, column = rest.rpartition(".")
    found = []
    for at, row in enumerate(form(form_id).table(table).rows):
        keys = [c.key for c in row.columns]
        if fnmatch.fnmatchcase(row.key, row_pattern) and column in keys:
            found.append((table, at, keys.index(column)))
    return tuple(found)


def _cells(patterns: Sequence[str], tables: dict[str, Table]) -> Iterator[Cell | None]:
    for pattern in patterns:
        table = tables[pattern.partition(".")[0]]
        addresses = _addresses(pattern, table.form)
        if not addresses:
            yield None
        for _, row, column in addresses:
            yield table.rows[row].cells[column]


def value(holding: Holding, indicator: Indicator) -> Value:
    """The indicator of one report. A blank, slash, absent or unreadable cell makes it no number, never zero."""
    tables = {table.key: table for table in holding.tables}
    total, state = _sum(_cells(indicator.cells, tables))
    if not indicator.of:
        return Value(total, state)
    below, below_state = _sum(_cells(indicator.of, tables))
    if total is None or below is None:
        return Value(None, state if total is None else below_state)
    if below < max(indicator.least, 1):
        return Value(None, Outcome.WITHHELD, total, below)
    rate = (100 * total / below).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Value(rate, State.STATED.value, total, below)


def _sum(cells: Iterator[Cell | None]) -> tuple[Decimal | None, str]:
    total = Decimal(0)
    for cell in cells:
        if cell is None:
            return None, Outcome.NOT_COMPARABLE
        if cell.number is None:
            return None, cell.state.value
        total += cell.number
    return total, State.STATED.value
