"""Totals of a city and its counties: sums of what is stated, and beside each how many stated it.

A blank is not zero and is not summed as zero: every sum says over how many reports it was taken and what the others
hold instead.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

from build_scripts.exports.columns import AS_PRINTED, TOTAL_COLUMNS, form_cells
from build_scripts.model import State

ALL = "all"


def totals_csv(cells: bytes, places: Mapping[str, str]) -> bytes:
    """Where every report may print another unit nothing is added.

    ``cells``: a file of ``cells_file``; ``places``: report → code of its county, "" for the city's own reports.

    Rows in the order of the places (``all`` first) and of the form; sums are exact decimals."""
    import pandas as pd  # takes a third of a second to load, and only changed cities need it

    keys = ["table", "row", "column"]
    kinds = dict.fromkeys(["report", *keys, "state"], "category") | {"value": "string"}
    frame = pd.read_csv(io.BytesIO(cells), usecols=list(kinds), dtype=kinds, keep_default_na=False)
    frame["place"] = frame["report"].map({name: places.get(name, "") for name in frame["report"].cat.categories})
    by_place = frame.groupby(["place", *keys, "state"], observed=True).size().unstack(fill_value=0)
    by_place = by_place.reindex(columns=[state.value for state in State], fill_value=0)
    everywhere = by_place.groupby(keys, observed=True).sum()
    everywhere.index = pd.MultiIndex.from_tuples([(ALL, *key) for key in everywhere.index])
    counts = pd.concat([everywhere, by_place.drop(index="", level="place", errors="ignore")])
    # Zeros need no adding: most cells are zero, and exact decimals are slow.
    added = frame[(frame["state"] == State.STATED.value) & (frame["value"] != "0")]
    sums: dict[tuple[str, ...], Decimal] = {}
    for place, *key, value in added[["place", *keys, "value"]].itertuples(index=False, name=None):
        for at in ((ALL, *key), (place, *key)):
            sums[at] = sums.get(at, Decimal(0)) + Decimal(value)
    order = {(c.table.key, c.row.key, c.column.key): at for at, c in enumerate(form_cells())}
    index = sorted(counts.index, key=lambda key: (key[0] != ALL, key[0], order[key[1:]]))
    counts = counts.loc[index].astype("Int64").reset_index(names=["place", *keys])
    stated = zip(index, counts[State.STATED.value], strict=True)
    mixed = {(c.table.key, c.row.key, c.column.key) for c in form_cells() if c.column.unit == AS_PRINTED}
    counts["sum"] = [f"{sums.get(tuple(key), Decimal(0)):f}" if n and key[1:] not in mixed else "" for key, n in stated]
    counts["reports"] = counts[[state.value for state in State]].sum(axis=1)
    return bytes(counts[list(TOTAL_COLUMNS)].to_csv(index=False, lineterminator="\n").encode("utf-8"))
