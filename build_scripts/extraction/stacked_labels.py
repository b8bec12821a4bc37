"""Split labels without rules between them: names of several rows, stacked in one cell beside their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.extraction.labels import EXACT, best_row
from build_scripts.extraction.spelling import normalize
from build_scripts.model import Grid, GridCell

SEVERAL_NAMES = "格内印有几行的名称，不能确定各是哪一行的"
_MAX_LINES = 8  # maximum number of lines of one label in a narrow column
_TABLES = ("proactive", "requests")


def split_stacked_labels(grid: Grid) -> Grid:
    """Return the grid with each label in its own row if the lines of a cell name exactly as many rows as the cell
    covers. If they name several rows, but another number, mark all these rows as in doubt."""
    rows = [list(row) for row in grid.rows]
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell is None or (count := _covered_rows(grid, cell, r, c)) < 2:
                continue
            lines = cell.text.split("\n")
            labels = next((found for table in _TABLES if (found := _split_names(lines, count, table))), [])
            if not labels and any(len(_named_rows(lines, table)) > 1 for table in _TABLES):
                for below in rows[r : r + count]:
                    at, first = next((at, one) for at, one in enumerate(below) if one)
                    below[at] = replace(first, doubt=first.doubt or SEVERAL_NAMES)
            for k, label in enumerate(labels):
                rows[r + k][c] = replace(cell, text=label)
    return replace(grid, rows=tuple(map(tuple, rows)))


def _covered_rows(grid: Grid, cell: GridCell, r: int, c: int) -> int:
    """Return the number of rows, each with its own cell, that the cell in row ``r`` and column ``c`` covers. The box of
    the cell limits them if known, because a label may be merged with the blank cell beside it (（七）总计)."""
    end = r + 1
    while end < len(grid.rows) and c < len(grid.rows[end]) and grid.rows[end][c] is None:
        beside = next((other for other in grid.rows[end] if other), None)
        if beside is None or _is_below(beside, cell):
            break
        end += 1
    return end - r


def _is_below(cell: GridCell, above: GridCell) -> bool:
    own, other = cell.place.box, above.place.box
    return bool(own and other and own[1] > other[3] - 1)


def _split_names(lines: Sequence[str], count: int, table: str) -> list[str]:
    """Split the lines into ``count`` row names of the table, each of one or more lines; [] if impossible."""
    if count == 1:
        label = "".join(lines)
        return [label] if _exact_row(table, label) else []
    for size in range(1, min(_MAX_LINES, len(lines) - count + 1) + 1):
        label = "".join(lines[:size])
        if _exact_row(table, label) and (rest := _split_names(lines[size:], count - 1, table)):
            return [label, *rest]
    return []


def _named_rows(lines: Sequence[str], table: str) -> set[str]:
    """Return the rows named by single lines or by runs of lines."""
    sizes = range(1, _MAX_LINES + 1)
    return {_exact_row(table, "".join(lines[at : at + size])) for at in range(len(lines)) for size in sizes} - {""}


def _exact_row(table: str, label: str) -> str:
    """Return the row whose exact wording the label has, "" if there is none."""
    alike, row = best_row(table, normalize(label))
    return row if alike >= EXACT else ""
