"""Sums of the indicators over many reports: of what is stated, with how many of how many state it.

The reports of one place and year are summed once and kept; a province or the country only adds such sums up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from build_scripts.indicators import Indicator, IndicatorValue, Packed, add, indicators, unpacked

PackedSums = list[list[Any]]
"""For every indicator in their order: [reports, stated, doubted, above, below], the last two as text."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``stated`` of ``reports`` have a figure, ``doubted`` of these in doubt. ``above`` is the sum of a count; of a rate
    that of its numerators, ``below`` that of its denominators, over the reports that state both."""

    reports: int = 0
    stated: int = 0
    doubted: int = 0
    above: Decimal = Decimal(0)
    below: Decimal = Decimal(0)


NOTHING = Sum()


def sum_of(values: Iterable[IndicatorValue], item: Indicator) -> Sum:
    """A report without a figure is counted among the reports and adds nothing: it is not zero."""
    values = tuple(values)
    if item.of:
        stated = [v for v in values if v.numerator is not None and v.denominator is not None]
        above, below = add(v.numerator for v in stated), add(v.denominator for v in stated)
    else:
        stated = [v for v in values if v.number is not None]
        above, below = add(v.number for v in stated), Decimal(0)
    return Sum(len(values), len(stated), sum(1 for v in stated if v.doubts), above, below)


def add_up(sums: Iterable[Sum]) -> Sum:
    """The sum of sums."""
    sums = tuple(sums)
    return Sum(
        sum(s.reports for s in sums),
        sum(s.stated for s in sums),
        sum(s.doubted for s in sums),
        add(s.above for s in sums),
        add(s.below for s in sums),
    )


def packed_sums(reports: Sequence[Packed]) -> PackedSums:
    """The sums of all indicators over some reports, for the store."""
    figures = [unpacked(kept) for kept in reports]
    made = (sum_of((values[item.key] for values in figures), item) for item in indicators())
    return [[s.reports, s.stated, s.doubted, f"{s.above:f}", f"{s.below:f}"] for s in made]


def unpacked_sums(kept: PackedSums) -> dict[str, Sum]:
    """What ``packed_sums`` kept, by the keys of the indicators."""
    return {
        item.key: Sum(reports, stated, doubted, Decimal(above), Decimal(below))
        for item, (reports, stated, doubted, above, below) in zip(indicators(), kept, strict=True)
    }
