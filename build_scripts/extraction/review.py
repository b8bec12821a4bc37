"""Table 4 (行政复议、行政诉讼情况): fifteen values in one line, five a line by group, or one a line (transposed)."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.extraction.alignment import Aligned
from build_scripts.extraction.columns import (
    REVIEW_NAMES,
    cells_of,
    value_columns,
)
from build_scripts.extraction.labels import (
    GROUPS,
    OUTCOMES,
    key,
)
from build_scripts.extraction.lines import Line
from build_scripts.findings import finding
from build_scripts.forms import form
from build_scripts.model import Finding, GridCell, GridKind, Row, Table
from build_scripts.serialize import empty_table
from build_scripts.wording import is_value


def review(lines: Sequence[Line]) -> Aligned:
    """Table 4: fifteen values in one line, five a line by group, or one a line (transposed)."""
    shape = form("2021").review
    if not lines:
        return Aligned(empty_table(shape, "2021"))
    count = len(REVIEW_NAMES)
    found: list[tuple[Line, list[GridCell | None]]] = []
    doubt = ""
    for block in dict.fromkeys(line.block for line in lines):
        group = [line for line in lines if line.block == block]
        ruled = group[0].kind is not GridKind.PACKED
        columns = value_columns(group, REVIEW_NAMES) if ruled else None
        for line in group:
            cells = _review_values(line, columns if columns and len(columns) == count else None)
            if cells is not None:
                found.append((line, cells))
    if sum(len(cells) for _, cells in found) > count:  # rows left empty between the head and the figures
        found = [(line, cells) for line, cells in found if line.texts] or found
    values: list[GridCell | None] = []
    used: list[Line] = []
    for line, cells in found:
        if len(values) < count:
            values += cells
            used.append(line)
    if values and not any(v and v.text for v in values) and not any(line.kind is GridKind.RULED for line in used):
        values = []
    if len(values) > count:
        surplus = [v for v in values[count:] if v and v.text]
        if surplus:
            doubt = "数据行的格数多于十五格"
        values = values[:count]
    elif values and len(values) < count:
        doubt = "数据行不足十五格，从左向右填入"
        values += [None] * (count - len(values))
    if not values:
        values = [None] * count
    findings: list[Finding] = []
    rows = []
    for at, row in enumerate(shape.rows):
        typed = cells_of(values[at * 5 : at * 5 + 5], total=4)
        reasons = {d for _, d in typed if d} | ({doubt} if doubt else set())
        place = next((v.place for v in values[at * 5 : at * 5 + 5] if v), None)
        for reason in sorted(reasons):
            findings.append(
                finding(
                    "value.low-confidence",
                    table="review",
                    row=row.key,
                    group=row.key,
                    place=place,
                    reason=reason,
                    label=row.label,
                )
            )
        rows.append(Row(row.key, row.label, tuple(cell for cell, _ in typed), place))
    leftover = tuple(
        line for line in lines if line not in used and not line.head and any(is_value(t) for t in line.texts)
    )
    return Aligned(Table("review", "2021", True, tuple(rows)), tuple(findings), leftover)


def _review_values(line: Line, columns: Sequence[int | None] | None) -> list[GridCell | None] | None:
    """The values of a data line of table 4; ``None`` for a head line."""
    words = [c for c in line.cells if c and c.text and not is_value(c.text)]
    labels = [key(c.text) for c in words]
    numbers = [c for c in line.cells if c and c.text and is_value(c.text)]
    after = line.cells[max((at for at, c in enumerate(line.cells) if c in words), default=-1) + 1 :]
    rows: Sequence[str] = {1: OUTCOMES, 5: GROUPS}.get(len(after), ())
    if labels and labels[-1] in rows and len(labels) <= 2 and all(after):
        return list(after)  # an outcome or a group a row, whether figures stand in it or not
    if labels and not numbers:
        return None
    known = [w for w in labels if w in GROUPS or w in OUTCOMES or w == "行政诉讼"]
    if known and len(numbers) in (1, 5) and not line.stream:
        return list(numbers)
    if line.stream or line.kind is not GridKind.RULED:
        cells = [c for c in line.cells if c is not None and c not in words]
        while len(cells) > len(REVIEW_NAMES) and not cells[-1].text:
            cells.pop()
        while len(cells) > len(REVIEW_NAMES) and not cells[0].text:
            cells.pop(0)
        return list(cells)
    if columns:
        return [line.cells[at] if at is not None and at < len(line.cells) else None for at in columns]
    return [c for c in line.cells if c is not None and c not in words]
