"""Totals of a city and its counties: sums of what is stated, and beside each how many stated it.

A blank is not zero and is not summed as zero: every sum says over how many reports it was taken and what the others
hold instead.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

from build_scripts.exports.columns import TOTAL_COLUMNS, form_cells
from build_scripts.model import State

ALL = "all"


def totals_csv(cells: bytes, places: Mapping[str, str]) -> bytes:
    """``cells``: a file of ``cells_file``; ``places``: report → code of its county, "" for the city's own reports.

    Rows in the order of the places (``all`` first) and of the form; sums are exact decimals."""
    import pandas as pd  # takes a third of a second to load, and only changed cities need it

    columns = ["report", "table", "row", "column", "state", "value"]
    frame = pd.read_csv(io.BytesIO(cells), usecols=columns, dtype="string", keep_default_na=False)
    frame["place"] = [places.get(report, "") for report in frame["report"]]
    keys = ["place", "table", "row", "column"]
    everywhere = frame.assign(place=ALL)
    both = pd.concat([everywhere, frame[frame["place"] != ""]], ignore_index=True)
    counts = both.groupby([*keys, "state"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[state.value for state in State], fill_value=0)
    # Zeros need no adding: most cells are zero, and exact decimals are slow.
    added = both[(both["state"] == State.STATED.value) & (both["value"] != "0")]
    sums: dict[tuple[str, ...], Decimal] = {}
    for *key, value in added[[*keys, "value"]].itertuples(index=False, name=None):
        sums[tuple(key)] = sums.get(tuple(key), Decimal(0)) + Decimal(value)
    order = {(c.table.key, c.row.key, c.column.key): at for at, c in enumerate(form_cells())}
    index = sorted(counts.index, key=lambda key: (key[0] != ALL, key[0], order[key[1:]]))
    counts = counts.loc[index].astype("Int64").reset_index()
    stated = zip(index, counts[State.STATED.value], strict=True)
    counts["sum"] = [f"{sums.get(tuple(key), Decimal(0)):f}" if n else "" for key, n in stated]
    counts["reports"] = counts[[state.value for state in State]].sum(axis=1)
    return bytes(counts[list(TOTAL_COLUMNS)].to_csv(index=False, lineterminator="\n").encode("utf-8"))
