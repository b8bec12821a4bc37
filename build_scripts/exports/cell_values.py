"""Compact values of a report's cells, cached in the store. The files of a city contain all of its reports; with these
values they are joined and summed without parsing every line of ``cells.csv`` again whenever a report is added."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from build_scripts.exports.cells import original_text
from build_scripts.exports.columns import CELL_COLUMNS
from build_scripts.model import State

_LONGEST = 15  # number of digits that a JavaScript number keeps exactly
_FIELDS = tuple(CELL_COLUMNS)
_KEY = itemgetter(*map(_FIELDS.index, ("table", "row", "column")))
_VALUE_FIELDS = itemgetter(*map(_FIELDS.index, ("state", "value", "raw", "unit")))
_DOUBTS = _FIELDS.index("doubts")


class CellValues(NamedTuple):
    """The cells of a report, keyed by ``table.row.column``. ``values`` holds the JSON of each value: a number; "" for a
    blank; [state, raw]; or [state, raw, number, unit] for a number that is not printed plainly. ``doubts`` maps a key
    to the codes that doubt the cell."""

    keys: Sequence[str]
    values: Sequence[str]
    doubts: Mapping[str, str]


def packed_values(cells: str) -> str:
    """Pack one report's lines of ``cells.csv`` into three lines: keys, values, doubts."""
    rows = list(csv.reader(io.StringIO(cells, newline="")))
    keys = [".".join(_KEY(row)) for row in rows]
    doubts = {key: row[_DOUBTS] for key, row in zip(keys, rows, strict=True) if row[_DOUBTS]}
    return "\n".join(("\t".join(keys), "\t".join(_value(*_VALUE_FIELDS(row)) for row in rows), _json(doubts)))


def unpacked_values(packed: str) -> CellValues:
    keys, values, doubts = packed.split("\n")
    return CellValues(keys.split("\t") if keys else (), values.split("\t") if values else (), json.loads(doubts))


@lru_cache(maxsize=4096)  # most values are 0
def _value(state: str, value: str, raw: str, unit: str) -> str:
    raw = original_text(raw)
    if state == State.BLANK:
        return '""'
    if state != State.STATED:
        return _json([state, raw])
    plain = raw == value and value.isascii() and value.isdigit() and len(value) <= _LONGEST
    return str(int(value)) if plain else _json([state, raw, value, unit])


@lru_cache(maxsize=4096)
def state_of(value: str) -> tuple[str, Decimal | None]:
    """Return state and number from the JSON of a value."""
    found = json.loads(value)
    if isinstance(found, list):
        state, _, *number = found
        return state, Decimal(number[0]) if number else None
    return (State.BLANK.value, None) if found == "" else (State.STATED.value, Decimal(value))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
