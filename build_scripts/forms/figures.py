"""Look up one cell of a table by its keys."""

from __future__ import annotations

from functools import cache

from build_scripts.forms import form
from build_scripts.model import Cell, Table


def figure(table: Table, row: str, column: str) -> Cell | None:
    """Return the cell at (row key, column key); ``None`` when the table's form has no such cell."""
    at = _index(table.form, table.key, row, column)
    return table.rows[at[0]].cells[at[1]] if at else None


@cache
def _index(form_id: str, key: str, row: str, column: str) -> tuple[int, int] | None:
    for r, spec in enumerate(form(form_id).table(key).rows):
        keys = [c.key for c in spec.columns]
        if spec.key == row and column in keys:
            return r, keys.index(column)
    return None
