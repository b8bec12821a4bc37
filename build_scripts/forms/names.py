"""Names of cells in messages, from the words of the forms."""

from __future__ import annotations

from functools import cache

from build_scripts.forms import form


@cache
def row_name(form_id: str, table: str, row: str) -> str:
    """Return ``（三）不予公开·1.属于国家秘密``: the label of an item needs the heading above it."""
    spec = form(form_id).table(table).row(row)
    group = spec.groups[-1] if spec.groups and not spec.label.startswith("（") else ""
    label = spec.label.partition("（区分")[0]
    return f"{group}·{label}" if group else label


@cache
def column_name(form_id: str, table: str, row: str, column: str) -> str:
    """Return ``总计``. The column ``其他`` of the applicants gets its group, to distinguish it from the row 其他."""
    spec = next(c for c in form(form_id).table(table).row(row).columns if c.key == column)
    return f"{spec.group}·{spec.name}" if spec.group and spec.name == "其他" else spec.name


@cache
def cell_name(form_id: str, table: str, row: str, column: str) -> str:
    """Return ``表3「（一）予以公开」总计``. The column is left out in a row with a single column."""
    shape = form(form_id).table(table)
    name = f"表{shape.number}「{row_name(form_id, table, row)}」"
    if len(shape.row(row).columns) == 1 or not column:
        return name
    return f"{name}{column_name(form_id, table, row, column)}"
