"""Write one indicator as a file: sums of places and figures of agencies, each with the findings that doubt it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from build_scripts.exports.cells import spreadsheet_safe
from build_scripts.exports.rows import BOM
from build_scripts.indicators import WITHHELD, Indicator, IndicatorValue, rate
from build_scripts.model import State
from build_scripts.sums import Sum

COLUMNS = (
    *("level", "id", "name", "year", "indicator", "unit", "state", "value", "numerator", "denominator"),
    *("stated", "reports", "doubted", "report", "findings"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``level`` is 全部, 省, 市, 县 or 机关; ``id`` is the code of a place or the id of an agency. The value is a
    sum, or the value in the report at ``address``."""

    level: str
    id: str
    name: str
    year: int
    value: Sum | IndicatorValue
    address: str = ""


def figures_csv(item: Indicator, lines: Iterable[Line]) -> bytes:
    """Return the CSV with a byte order mark, so that Excel reads UTF-8. A sum without any figure has no value, because
    it is not zero."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        values = _summed(item, line.value) if isinstance(line.value, Sum) else _stated(line.value, line.address)
        writer.writerow((line.level, line.id, spreadsheet_safe(line.name), line.year, item.key, item.unit, *values))
    return (BOM + text.getvalue()).encode("utf-8")


def _summed(item: Indicator, made: Sum) -> Sequence[object]:
    counts = (made.stated, made.reports, made.doubted, "", "")
    if not made.stated:
        return ("none", "", "", "", *counts)
    if not item.of:
        return ("sum", f"{made.above:f}", "", "", *counts)
    result = rate(item, made.above, made.below)
    state, value = (WITHHELD, "") if result.number is None else ("sum", str(result.number))
    return (state, value, f"{made.above:f}", f"{made.below:f}", *counts)


def _stated(value: IndicatorValue, address: str) -> Sequence[object]:
    numbers = ("" if n is None else f"{n:f}" for n in (value.number, value.numerator, value.denominator))
    found = " ".join(f"{address}#f{n}" for n in value.doubts)
    stated = int(value.state == State.STATED.value)
    return (value.state, *numbers, stated, 1, int(bool(value.doubts)), address, found)
