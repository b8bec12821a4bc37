"""Even out the sides of a table 3 printed in several tables, where the cells that a merge covers were left out.

A row is then as long as its own labels and figures, and no header word stands above its figures. Only the number of
figures shows the columns: each row must end in as many cells as the header names applicants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.extraction.header_pieces import ORGANISATIONS
from build_scripts.extraction.labels import EXACT, best_row
from build_scripts.extraction.spelling import APPLICANTS, applicant, normalize
from build_scripts.model import Grid, GridCell
from build_scripts.wording import is_value

_Row = tuple[GridCell | None, ...]
_MAX_HEADER_ROWS = 4  # 申请人情况, 法人或其他组织, the applicants, and a caption
_FIRST_ROW = "1"  # 一、本年新收政府信息公开申请数量


def even_out_side(grid: Grid) -> Grid:
    """Return a side with its labels, its figures and the names of its columns below each other. Return any other grid
    unchanged: one whose rows are even, that names all applicants or none, or that has a row with fewer cells."""
    start = next((at for at, row in enumerate(grid.rows) if _begins(row)), 0)
    if not 0 < start <= _MAX_HEADER_ROWS:
        return grid
    names = _names(grid.rows[:start])
    if not 0 < len(names) < len(APPLICANTS):
        return grid
    rows = [row for row in map(_without_covered_end, grid.rows[start:]) if row]  # the first one has a label
    counts = {len(row) - len(names) for row in rows}
    stub = max(counts)
    above = [[c for c in row if c and c.text and c not in names] for row in grid.rows[:start]]
    if len(counts) == 1 or min(counts) < 1 or max(map(len, above)) > stub:
        return grid
    if not all(_is_label_and_figures(row, len(names)) for row in rows):
        return grid
    head: list[_Row] = [(*words, *[None] * (stub + len(names) - len(words))) for words in above if words]
    even = [(*[None] * (stub + len(names) - len(row)), *row) for row in rows]
    return replace(grid, rows=(*head, (*[None] * stub, *names), *even))


def _begins(row: _Row) -> bool:
    first = next((cell.text for cell in row if cell and cell.text), "")
    likeness, key = best_row("requests", normalize(first))
    return likeness >= EXACT and key == _FIRST_ROW


def _without_covered_end(row: _Row) -> _Row:
    """Return the row without the places behind its last cell; a blank cell is a cell."""
    return row[: max((at + 1 for at, cell in enumerate(row) if cell), default=0)]


def _is_label_and_figures(row: _Row, count: int) -> bool:
    labels, figures = row[:-count], row[-count:]
    named = all(cell and cell.text and not is_value(cell.text) for cell in labels)
    return named and all(cell and (not cell.text or is_value(cell.text)) for cell in figures)


def _names(rows: Sequence[_Row]) -> list[GridCell]:
    """Return the cells of the header that name applicants, those below 法人或其他组织 in its place, if they are
    successive applicants of the form; [] otherwise."""
    found: list[GridCell] = []
    place = 0  # of the applicants below 法人或其他组织
    for row in rows:
        at = place
        for cell in (cell for cell in row if cell):
            word = applicant(normalize(cell.text))
            if word in APPLICANTS:
                found.insert(at, cell)
                at += 1
            elif word == ORGANISATIONS:
                place = at
    words = [APPLICANTS.index(applicant(normalize(cell.text))) for cell in found]
    return found if words and words == list(range(words[0], words[0] + len(words))) else []
