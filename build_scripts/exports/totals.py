"""Total the figures of a city and its counties, with the number of reports that state a figure and the number in doubt.

A blank is not summed as zero: every sum says how many reports it covers and which states the others have."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from build_scripts.exports.cell_values import CellValues, state_of
from build_scripts.exports.columns import AS_PRINTED, TOTAL_COLUMNS, form_cells
from build_scripts.exports.rows import BOM
from build_scripts.model import State

ALL = "all"
KEYS = ("place", "table", "row", "column")

_STATES = tuple(state.value for state in State)
_STATED = State.STATED.value

Place = tuple[str, str]  # (place, cell of the form)


def totals_csv(reports: Iterable[tuple[str, CellValues]]) -> bytes:
    """Return the totals. A cell whose unit may differ from report to report is not summed.

    ``reports`` are (code of the county, "" for the city's own reports; values of the cells). Rows are ordered by place
    (``all`` first) and form; sums are exact decimals."""
    # County → cell → values of the reports.
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    doubted: Counter[Place] = Counter()
    for county, own in reports:
        inside = values[county]
        for key, value in zip(own.keys, own.values, strict=True):
            inside[key].append(value)
        for key in own.doubts:
            if state_of(inside[key][-1])[0] == _STATED:
                doubted.update((place, key) for place in {ALL, county})
    counts: dict[Place, Counter[str]] = defaultdict(Counter)
    sums: dict[Place, Decimal] = defaultdict(Decimal)
    for county, key, column in ((county, *item) for county, inside in values.items() for item in inside.items()):
        states, total = _added(column)
        for place in {ALL, county}:
            counts[place, key].update(states)
            sums[place, key] += total
    order = {c.key: (at, c.column.unit) for at, c in enumerate(form_cells())}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TOTAL_COLUMNS)
    for at in sorted((at for at in counts if at[0]), key=lambda at: (at[0] != ALL, at[0], order[at[1]][0])):
        (place, key), found = at, counts[at]
        added = found[_STATED] and order[key][1] != AS_PRINTED
        entry = {"sum": f"{sums[at]:f}" if added else "", "reports": found.total(), "doubted": doubted[at]}
        row = dict(zip(KEYS, (place, *_cell(key)), strict=True)) | {state: found[state] for state in _STATES} | entry
        writer.writerow(row[name] for name in TOTAL_COLUMNS)
    return (BOM + text.getvalue()).encode("utf-8")


def _added(column: Sequence[str]) -> tuple[Counter[str], Decimal]:
    """Return the number of reports by state, and the sum of the numbers. Equal values are counted first, because most
    reports state the same."""
    states, total = Counter[str](), Decimal()
    for value, n in Counter(column).items():
        state, number = state_of(value)
        states[state] += n
        if number is not None:
            total += n * number
    return states, total


def _cell(key: str) -> tuple[str, str, str]:
    """Return table, row and column of a key; the row may contain dots (``3.3.1``)."""
    table, _, rest = key.partition(".")
    row, _, column = rest.rpartition(".")
    return table, row, column
