"""What the cells of a report say, in the fewest words: kept in the store, so that the files of a city, which hold all of its
reports, are joined and added up without reading each line of ``cells.csv`` again whenever one report comes in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from build_scripts.exports.cells import exact
from build_scripts.exports.columns import CELL_COLUMNS
from build_scripts.model import State

_LONGEST = 15  # digits that a number of JavaScript keeps
_FIELDS = tuple(CELL_COLUMNS)
_KEY = itemgetter(*map(_FIELDS.index, ("table", "row", "column")))
_VALUE_FIELDS = itemgetter(*map(_FIELDS.index, ("state", "value", "raw", "unit")))
_DOUBTS = _FIELDS.index("doubts")


class CellValues(NamedTuple):
    """The cells of a report by ``table.row.column``; of each the JSON of its value: a number; "" blank; [state, raw], for a
    number not printed plainly [state, raw, number, unit]. ``doubts``: the codes that doubt a cell, by its key."""

    keys: Sequence[str]
    values: Sequence[str]
    doubts: Mapping[str, str]


def packed_values(cells: str) -> str:
    """Three lines: keys, values, doubts; of the lines of ``cells.csv`` of one report."""
    rows = list(csv.reader(io.StringIO(cells, newline="")))
    keys = [".".join(_KEY(row)) for row in rows]
    doubts = {key: row[_DOUBTS] for key, row in zip(keys, rows, strict=True) if row[_DOUBTS]}
    return "\n".join(("\t".join(keys), "\t".join(_value(*_VALUE_FIELDS(row)) for row in rows), _json(doubts)))


def unpacked_values(packed: str) -> CellValues:
    keys, values, doubts = packed.split("\n")
    return CellValues(keys.split("\t") if keys else (), values.split("\t") if values else (), json.loads(doubts))


@lru_cache(maxsize=4096)  # most cells say 0
def _value(state: str, value: str, raw: str, unit: str) -> str:
    raw = exact(raw)
    if state == State.BLANK:
        return '""'
    if state != State.STATED:
        return _json([state, raw])
    plain = raw == value and value.isascii() and value.isdigit() and len(value) <= _LONGEST
    return str(int(value)) if plain else _json([state, raw, value, unit])


@lru_cache(maxsize=4096)
def state_of(value: str) -> tuple[str, Decimal | None]:
    """State and number of the JSON of a value."""
    found = json.loads(value)
    if isinstance(found, list):
        state, _, *number = found
        return state, Decimal(number[0]) if number else None
    return (State.BLANK.value, None) if found == "" else (State.STATED.value, Decimal(value))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
