"""How applications ended, as parts of a whole: six outcomes of table 3 that add up to its （七）总计."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from build_scripts.charts import whole
from build_scripts.compare.show import numbers, word
from build_scripts.indicators import add, indicator, value
from build_scripts.model import Holding, State
from build_scripts.page import Chart

KEYS = ("granted", "granted-in-part", "refused", "unavailable", "not-processed", "other-outcome")


def by_year(holdings: Sequence[Holding]) -> Chart | None:
    """One agency: a line for each report, in the order given."""
    items = [indicator(key) for key in KEYS]
    rows = []
    for h in holdings:
        values = [value(h, item) for item in items]
        lacking = next((v.state for v in values if v.number is None), State.STATED.value)
        found = numbers(values)
        rows.append((f"{h.year} 年", found, "" if found else word(lacking)))
    return whole("申请怎样办结", "件", [item.name for item in items], rows)


def of_place(name: str, holdings: Sequence[Holding]) -> tuple[Chart | None, int]:
    """A place: the sum over the agencies that state all six outcomes, and how many those are."""
    items = [indicator(key) for key in KEYS]
    complete = [found for h in holdings if (found := numbers([value(h, item) for item in items]))]
    sums: list[Decimal] = [add(parts) for parts in zip(*complete, strict=True)]
    if not sums:
        return None, 0
    return whole("申请怎样办结", "件", [item.name for item in items], [(name, sums, "")]), len(complete)
