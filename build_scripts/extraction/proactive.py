"""Table 2 (主动公开政府信息情况) from its lines; the form is the one whose rows and head words are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from build_scripts.extraction.alignment import Aligned, PrintedRow, align, build_table
from build_scripts.extraction.columns import (
    Split,
)
from build_scripts.extraction.labels import (
    PROACTIVE_HEAD,
    best_row,
    key,
    likeness,
)
from build_scripts.extraction.lines import Line
from build_scripts.forms import FormRow, FormTable, form, forms
from build_scripts.model import GridKind
from build_scripts.serialize import empty_table
from build_scripts.wording import fold, is_value, number

_ALL_HEADS = 4  # words of table 2's head in one line: more than any block of the form has
UNITS = frozenset(["件", "项", "条", "个", "元", "万元"])  # 件 in a column 单位 of its own


def proactive(lines: Sequence[Line]) -> Aligned:
    """Table 2 from its lines; the form is the one whose rows and head words are printed."""
    if not lines:
        return Aligned(empty_table(form("2021").proactive, "2021"))
    words = [key(text) for line in lines for text in line.texts]
    scored = []
    for f in forms():
        items = [_proactive_item(line) for line in lines if not line.head]
        score, matches = align(items, f.proactive.rows)
        heads = sum(any(likeness(word, head) >= 0.8 for word in words) for head in PROACTIVE_HEAD[f.id])
        scored.append((score + heads, f.id, items, matches))
    _, form_id, items, matches = max(scored, key=lambda s: s[0])
    shape = form(form_id).proactive
    if heads_at := _one_head(lines, shape):
        for match in matches:
            for i in match.items:
                items[i] = _under_one_head(items[i], shape.rows[match.row], heads_at)
    return build_table(shape, form_id, items, matches, total=None)


def _one_head(lines: Sequence[Line], shape: FormTable) -> dict[str, int]:
    """Column by head word where one line heads all rows: 规章 and 行政许可 stand under the same seven or five words."""
    names = {key(column.name) for row in shape.rows for column in row.columns}
    for line in lines:
        if line.head and line.kind is GridKind.RULED:
            texts = [(at, key(cell.text)) for at, cell in enumerate(line.cells) if cell and cell.text]
            found = {name: at for name in sorted(names) for at, text in texts if likeness(text, name) >= 0.8}
            if len(set(found.values())) >= _ALL_HEADS:
                return found
    return {}


def _under_one_head(item: PrintedRow, row: FormRow, heads_at: Mapping[str, int]) -> PrintedRow:
    """The row's own columns first; whatever figures stand under other heads come after them and are said."""
    cells = item.line.cells
    own = [heads_at.get(key(column.name)) for column in row.columns]
    other = [at for at in sorted(set(heads_at.values()) - set(own)) if at < len(cells)]
    values = [cells[at] if at is not None and at < len(cells) else None for at in own]
    beside = [cell for at in other if (cell := cells[at]) and is_value(cell.text) and number(cell.text) is not None]
    return PrintedRow(item.line, replace(item.split, values=(*values, *beside)))


def _proactive_item(line: Line) -> PrintedRow:
    """The label is the cell that names a row best; what follows it are values, however many, but for a unit alone."""
    scores = [
        (best_row("proactive", key(c.text))[0], -at)
        for at, c in enumerate(line.cells)
        if c and c.text and not is_value(c.text)
    ]
    if not scores:
        return PrintedRow(line, Split((), "", tuple(c for c in line.cells if c)))
    at = -max(scores)[1]
    label = line.cells[at]
    assert label is not None
    values = (c for c in line.cells[at + 1 :] if c is not None and fold(c.text) not in UNITS)
    return PrintedRow(line, Split((), label.text, tuple(values)))
