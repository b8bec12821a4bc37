"""Totals of a city and its counties: sums of what is stated, and beside each how many stated it and how many are in doubt.

A blank is not zero and is not summed as zero: every sum says over how many reports it was taken and what the others
hold instead.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter

from build_scripts.exports.columns import AS_PRINTED, TOTAL_COLUMNS, form_cells
from build_scripts.exports.rows import BOM
from build_scripts.model import State

ALL = "all"
KEYS = ("place", "table", "row", "column")

Place = tuple[str, ...]  # one cell of the form in one place


def totals_csv(cells: bytes, places: Mapping[str, str]) -> bytes:
    """Where every report may print another unit nothing is added.

    ``cells``: a file of ``cells_file``; ``places``: report → code of its county, "" for the city's own reports.

    Rows in the order of the places (``all`` first) and of the form; sums are exact decimals."""
    counts: dict[Place, Counter[str]] = defaultdict(Counter)
    sums: dict[Place, Decimal] = defaultdict(Decimal)
    doubted: Counter[Place] = Counter()
    lines = csv.reader(io.StringIO(cells.decode("utf-8-sig"), newline=""))
    head = next(lines)
    report = head.index("report")
    said = itemgetter(*(head.index(name) for name in ("table", "row", "column", "state", "value", "doubts")))
    alike = Counter((places.get(line[report], ""), *said(line)) for line in lines)  # most cells of a place say the same
    for (county, *key, state, value, doubts), n in alike.items():
        for place in {ALL, county}:
            at = (place, *key)
            counts[at][state] += n
            if value:
                sums[at] += n * Decimal(value)
            if doubts and state == State.STATED.value:
                doubted[at] += n
    order: dict[Place, tuple[int, str]] = {
        (c.table.key, c.row.key, c.column.key): (at, c.column.unit) for at, c in enumerate(form_cells())
    }
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TOTAL_COLUMNS)
    for at in sorted((at for at in counts if at[0]), key=lambda at: (at[0] != ALL, at[0], order[at[1:]][0])):
        found = counts[at]
        added = found[State.STATED.value] and order[at[1:]][1] != AS_PRINTED
        numbers = {state.value: found[state.value] for state in State}
        row = (
            dict(zip(KEYS, at, strict=True))
            | numbers
            | {"sum": f"{sums[at]:f}" if added else "", "reports": found.total(), "doubted": doubted[at]}
        )
        writer.writerow(row[name] for name in TOTAL_COLUMNS)
    return (BOM + text.getvalue()).encode("utf-8")
