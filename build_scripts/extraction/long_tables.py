"""Lay out tables with a figure in each row (一、本年新收 | 自然人 | 5), or with the rows of table 2 across the top, as the
form does: a header and a row for each label.

No cell is created. Names of columns that a header above them prints are left out, and so is 项目 | 申请人 | 数量."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from build_scripts.extraction.header_words import column_likeness
from build_scripts.extraction.labels import EXACT, best_row
from build_scripts.extraction.spelling import APPLICANTS, applicant, normalize
from build_scripts.forms import FormRow, forms
from build_scripts.model import Grid, GridCell
from build_scripts.wording import is_value

_Row = tuple[GridCell | None, ...]
_COLUMNS = 3  # 项目, 申请人, 数量
_MIN_LABELS = 2  # 规章, 规范性文件
_MIN_LIKENESS = 0.75  # minimum likeness of a name to the name of a column of table 2


@dataclass(frozen=True, slots=True)
class _Figure:
    """A row of three cells: the label of a row of the form, the name of a column, and what stands there."""

    label: GridCell
    name: GridCell
    value: GridCell


def lay_out_long_table(grid: Grid) -> Grid:
    """Return the grid with a row for each label if each of its rows, below a header, holds one figure of table 2 or 3,
    and the figures of each label are those of all columns of a row. Return any other grid unchanged."""
    for names in (_names_applicants, _names_columns):
        figures: list[_Figure] = []
        start = next((at for at, row in enumerate(grid.rows) if _figure(row, None)), len(grid.rows))
        for row in grid.rows[start:]:
            figure = _figure(row, figures[-1].label if figures else None)
            if figure is None:
                break
            figures.append(figure)
        else:
            parts = [list(part) for _, part in groupby(figures, lambda figure: id(figure.label))]
            if len(parts) > 1 and max(map(len, parts)) > 1 and all(names(part) for part in parts):
                return replace(grid, rows=(*_without_header(grid.rows[:start]), *_laid_out(parts)))
    return grid


def _figure(row: _Row, above: GridCell | None) -> _Figure | None:
    """Return the figure of a row; its label may be merged with the label ``above``, or repeat it."""
    cells = [cell for cell in row if cell]
    if cells and not cells[0].text:
        cells = cells[1:]
    if len(cells) == _COLUMNS - 1 and above:
        cells = [above, *cells]
    if (
        len(cells) != _COLUMNS
        or is_value(cells[0].text)
        or is_value(cells[1].text)
        or not cells[0].text
        or not cells[1].text
    ):
        return None
    if cells[2].text and not is_value(cells[2].text):
        return None
    label = above if above and above.text == cells[0].text else cells[0]
    return _Figure(label, cells[1], cells[2])


def _names_applicants(part: Sequence[_Figure]) -> bool:
    likeness, _ = best_row("requests", normalize(part[0].label.text))
    return likeness >= EXACT and sorted(applicant(normalize(f.name.text)) for f in part) == sorted(APPLICANTS)


def _names_columns(part: Sequence[_Figure]) -> bool:
    word = normalize(part[0].label.text)
    if best_row("proactive", word)[0] < EXACT:
        return False
    return any(_are_columns(part, row) for form in forms() for row in form.proactive.rows)


def _are_columns(part: Sequence[_Figure], row: FormRow) -> bool:
    named = {key for figure in part for key in _columns_named(figure.name.text, row)}
    return len(part) == len(row.columns) and named == {c.key for c in row.columns}


def _columns_named(text: str, row: FormRow) -> set[str]:
    word = normalize(text)
    return {c.key for c in row.columns if max(column_likeness(word, n) for n in (c.name, *c.aliases)) >= _MIN_LIKENESS}


def _without_header(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows above the figures without the last one, if it is the header of the three columns."""
    return rows[:-1] if rows and len({cell.text for cell in rows[-1] if cell and cell.text}) == _COLUMNS else rows


def _laid_out(parts: Sequence[Sequence[_Figure]]) -> tuple[_Row, ...]:
    width = 1 + max(map(len, parts))
    rows: list[_Row] = []
    above: list[str] = []
    for part in parts:
        names = [figure.name.text for figure in part]
        if names != above:
            rows.append((None, *(figure.name for figure in part), *[None] * (width - 1 - len(part))))
        rows.append((part[0].label, *(figure.value for figure in part), *[None] * (width - 1 - len(part))))
        above = names
    return tuple(rows)


def turn_rows_of_table_2(grid: Grid) -> Grid:
    """Return the grid with 项目 | 规章 | 规范性文件 above 本年制发件数 | 3 | 0 and its other columns turned into the rows of
    the form, one for each label."""
    rows: list[_Row] = list(grid.rows)
    for at, row in enumerate(grid.rows):
        labels = [c for c in row[1:] if c and c.text]
        width = 1 + len(labels)
        if len(labels) < _MIN_LABELS or row[1:width] != tuple(labels) or not all(map(_is_label, labels)):
            continue
        below = grid.rows[at + 1 : at + 1 + _COLUMNS]
        if _are_columns_down(below, width):
            turned = zip(*(one[:width] for one in (row, *below)), strict=True)
            rows[at : at + 1 + _COLUMNS] = [(*one, *[None] * (len(row) - len(one))) for one in turned]
            wide = max(map(len, rows))
            return replace(grid, rows=tuple((*one, *[None] * (wide - len(one))) for one in rows))
    return grid


def _is_label(cell: GridCell) -> bool:
    return best_row("proactive", normalize(cell.text))[0] >= EXACT


def _are_columns_down(rows: Sequence[_Row], width: int) -> bool:
    """Return True if each row is the name of a column and then figures, and the names are those of all columns of a
    row."""
    for row in rows:
        cells = [cell for cell in row if cell and cell.text]
        if (
            not row[0]
            or not row[0].text
            or any(not is_value(c.text) for c in cells[1:])
            or any(c.text for c in row[width:] if c)
        ):
            return False
    names = [row[0].text for row in rows if row[0]]
    shapes = [row for form in forms() for row in form.proactive.rows if len(row.columns) == len(names)]
    return any(
        {key for name in names for key in _columns_named(name, row)} == {c.key for c in row.columns} for row in shapes
    )
