"""Sums of the indicators over many reports. Each sum carries the number of reports and the number of reports that state
a figure.

The sums of the reports of one place and year are computed once and stored. The sums of a province or of the country add
up stored sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from build_scripts.indicators import Indicator, IndicatorValue, Packed, add, indicators, unpacked

PackedSums = list[list[Any]]
"""For every indicator in order: [reports, stated, doubted, above, below]; the last two are text."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``stated`` of ``reports`` state a figure, and ``doubted`` of the stated figures are in doubt.

    For a count, ``above`` is the sum of the figures. For a rate, ``above`` is the sum of the numerators and ``below``
    the sum of the denominators, over the reports that state both."""

    reports: int = 0
    stated: int = 0
    doubted: int = 0
    above: Decimal = Decimal(0)
    below: Decimal = Decimal(0)


EMPTY_SUM = Sum()


def sum_of(values: Iterable[IndicatorValue], item: Indicator) -> Sum:
    """Sum an indicator over some reports. A report without a figure counts in ``reports`` and adds nothing: it is not
    zero."""
    values = tuple(values)
    if item.of:
        stated = [v for v in values if v.numerator is not None and v.denominator is not None]
        above, below = add(v.numerator for v in stated), add(v.denominator for v in stated)
    else:
        stated = [v for v in values if v.number is not None]
        above, below = add(v.number for v in stated), Decimal(0)
    return Sum(len(values), len(stated), sum(1 for v in stated if v.doubts), above, below)


def add_up(sums: Iterable[Sum]) -> Sum:
    """Return the sum of some sums."""
    sums = tuple(sums)
    return Sum(
        sum(s.reports for s in sums),
        sum(s.stated for s in sums),
        sum(s.doubted for s in sums),
        add(s.above for s in sums),
        add(s.below for s in sums),
    )


def packed_sums(reports: Sequence[Packed]) -> PackedSums:
    """Return the sums of all indicators over some reports, for the store."""
    figures = [unpacked(kept) for kept in reports]
    made = (sum_of((values[item.key] for values in figures), item) for item in indicators())
    return [[s.reports, s.stated, s.doubted, f"{s.above:f}", f"{s.below:f}"] for s in made]


def unpacked_sums(kept: PackedSums) -> dict[str, Sum]:
    """Return the sums that ``packed_sums`` stored, by indicator key."""
    return {
        item.key: Sum(reports, stated, doubted, Decimal(above), Decimal(below))
        for item, (reports, stated, doubted, above, below) in zip(indicators(), kept, strict=True)
    }
