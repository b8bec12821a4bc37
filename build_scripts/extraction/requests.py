"""Table 3 (收到和处理政府信息公开申请情况) from its lines; form "2021" or "2019" by the rows of （六）其他处理."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.extraction.alignment import Aligned, PrintedRow, align, build_table
from build_scripts.extraction.columns import (
    REQUEST_NAMES,
    Split,
    split_by_columns,
    split_packed,
    usual_starts,
    value_columns,
)
from build_scripts.extraction.labels import (
    best_row,
    row_likeness,
    unjoined,
)
from build_scripts.extraction.lines import Line
from build_scripts.forms import form, forms
from build_scripts.model import GridKind, Refusal
from build_scripts.serialize import empty_table
from build_scripts.wording import is_value


def requests(lines: Sequence[Line]) -> Aligned:
    """Table 3 from its lines; form "2021" or "2019" by the rows of （六）其他处理."""
    if not lines:
        return Aligned(empty_table(form("2021").requests, "2021"))
    items = [PrintedRow(line, _unjoined(split)) for line, split in _request_splits(lines) if not line.head]
    _refuse_two(items)
    scored = [(*align(items, f.requests.rows), f) for f in forms()]
    _, matches, chosen = max(scored, key=lambda s: s[0])
    return build_table(chosen.requests, chosen.id, items, matches, total=len(REQUEST_NAMES) - 1)


def _unjoined(split: Split) -> Split:
    """The merged labels that one cell holds together with the label: （六）其他处理3.其他."""
    *groups, label = unjoined(split.label)
    return replace(split, groups=(*split.groups, *groups), label=label) if groups else split


def _request_splits(lines: Sequence[Line]) -> list[tuple[Line, Split]]:
    """Lines of table 3 split; columns are found for each grid by itself, a page's grid inherits the last."""
    count = len(REQUEST_NAMES)
    packed = [line for line in lines if line.kind is GridKind.PACKED]
    starts = usual_starts([line for line in packed if not line.stream], count)
    columns: tuple[int | None, ...] | None = None
    width = 0
    found: list[tuple[Line, Split]] = []
    for block in dict.fromkeys(line.block for line in lines):
        group = [line for line in lines if line.block == block]
        if group[0].kind is GridKind.PACKED:
            found += [(line, split_packed(line, starts, count)) for line in group]
            continue
        here = max(len(line.cells) for line in group)
        own = value_columns(group, REQUEST_NAMES) if any(line.head for line in group) else None
        if own is None and (columns is None or here != width):
            own = value_columns(group, REQUEST_NAMES)
        columns, width = own or columns, here
        if columns:
            found += [(line, split_by_columns(line, columns, count)) for line in group]
        else:
            found += [(line, split_packed(line, starts, count)) for line in group]
    return found


def _refuse_two(items: Sequence[PrintedRow]) -> None:
    """Two reports, or two years side by side, in one file are never mixed."""
    first = form("2021").requests.row("1")
    seen = [item for item in items if item.filled and row_likeness(item.label, first) > 0.8]
    values = {tuple(v.text if v else None for v in item.split.values) for item in seen}
    if len(values) > 1:
        raise Refusal("two-reports", count=len(values))
    for item in items:
        row = best_row("requests", item.label)
        numbers = [c for c in item.line.cells if c and c.text and is_value(c.text)]
        if row[0] > 0.8 and len(numbers) >= 2 * len(REQUEST_NAMES):
            raise Refusal("two-years", label=item.split.label)
