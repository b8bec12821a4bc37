"""Labels that no rule parts: the names of several rows, one below the other in one cell beside the figures of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.extraction.labels import EXACT, best_row, key
from build_scripts.model import Grid, GridCell

SEVERAL = "格内印有几行的名称，不能确定各是哪一行的"
_LINES = 8  # of one label, in a narrow column
_TABLES = ("proactive", "requests")


def labels_apart(grid: Grid) -> Grid:
    """The grid with each label in its row, where the lines of a cell name as many rows as it covers; where they name
    several, and not as many, all of these say so."""
    rows: list[list[GridCell | None]] = []
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None or "\n" not in cell.text or (count := _covered(grid, r, c)) < 2:
                continue
            rows = rows or [list(row) for row in grid.rows]
            lines = [line for line in cell.text.split("\n") if line.strip()]
            labels = next((found for table in _TABLES if (found := _parted(lines, count, table))), [])
            if not labels and any(len(_names(lines, table)) > 1 for table in _TABLES):
                for below in rows[r : r + count]:
                    at, first = next((at, one) for at, one in enumerate(below) if one)
                    below[at] = replace(first, doubt=first.doubt or SEVERAL)
            for k, label in enumerate(labels):
                rows[r + k][c] = replace(cell, text=label)
    return replace(grid, rows=tuple(map(tuple, rows))) if rows else grid


def _covered(grid: Grid, r: int, c: int) -> int:
    """The rows that a cell covers, each with a cell of its own: those within its box, where that is known, since a label
    may be merged with the blank beside it (（七）总计)."""
    end = r + 1
    while end < len(grid.rows) and c < len(grid.rows[end]) and grid.rows[end][c] is None:
        beside = next((cell for cell in grid.rows[end] if cell), None)
        if beside is None or _is_below(beside, grid.rows[r][c]):
            break
        end += 1
    return end - r


def _is_below(cell: GridCell, above: GridCell | None) -> bool:
    own, other = cell.place.box, above.place.box if above else None
    return bool(own and other and own[1] > other[3] - 1)


def _parted(lines: Sequence[str], count: int, table: str) -> list[str]:
    """The lines as ``count`` names of rows of a table, each of which may go on below; none where they are not."""
    if count == 1:
        label = "".join(lines)
        return [label] if len(lines) <= _LINES and _named(table, label) else []
    for size in range(1, min(_LINES, len(lines) - count + 1) + 1):
        label = "".join(lines[:size])
        if _named(table, label) and (rest := _parted(lines[size:], count - 1, table)):
            return [label, *rest]
    return []


def _names(lines: Sequence[str], table: str) -> set[str]:
    """The rows that some of the lines name, one or more together."""
    sizes = range(1, _LINES + 1)
    return {_named(table, "".join(lines[at : at + size])) for at in range(len(lines)) for size in sizes} - {""}


def _named(table: str, label: str) -> str:
    """The row whose very words these are."""
    alike, row = best_row(table, key(label))
    return row if alike >= EXACT else ""
