"""Lines to statutory tables: label by label against the form, in order.

A monotone alignment: each printed row is matched with a row of the form, both may be skipped, and up to
three printed lines may make one row (a label cut by a page break: ``3.补正`` + ``后申请内容仍不明确``).
Leaving out a line that holds numbers is dear, leaving out one without is free.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from build_scripts.columns import (
    REQUEST_NAMES,
    REVIEW_NAMES,
    Split,
    cells_of,
    split_by_columns,
    split_packed,
    usual_starts,
    value_columns,
)
from build_scripts.contract import empty_table
from build_scripts.findings import finding
from build_scripts.forms import FormRow, FormTable, form, forms
from build_scripts.labels import (
    GROUPS,
    OUTCOMES,
    PROACTIVE_HEAD,
    best_row,
    group_likeness,
    key,
    likeness,
    row_likeness,
    unjoined,
)
from build_scripts.lines import GLUED, Line
from build_scripts.model import ABSENT, Cell, Finding, GridCell, GridKind, Place, Refusal, Row, State, Table
from build_scripts.wording import fold, is_value, number

CERTAIN = 0.8  # a label that names one row so well names no other
LOST_LINE = 1.0  # cost of leaving out a printed line that holds numbers
EMPTY_LABEL = 0.35  # likeness of a missing label: position alone decides
GROUP_BONUS = 0.3
_ALL_HEADS = 4  # words of table 2's head in one line: more than any block of the form has
UNITS = frozenset(["件", "项", "条", "个", "元", "万元"])  # 件 in a column 单位 of its own


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table, what is to be said about its reading, and the lines that found no row."""

    table: Table
    findings: tuple[Finding, ...] = ()
    unclaimed: tuple[Line, ...] = ()


@dataclass(slots=True)
class _Item:
    """One printed line on its way to a row."""

    line: Line
    split: Split
    label: str = field(init=False)
    groups: tuple[tuple[str, bool], ...] = field(init=False)  # merged labels, and whether one may be a row's own label
    filled: bool = field(init=False)

    def __post_init__(self) -> None:
        self.label = key(self.split.label)
        words = [key(group) for group in self.split.groups]
        self.groups = tuple((word, best_row("requests", word)[0] >= 0.6) for word in words)
        self.filled = any(v and v.text for v in self.split.values) or bool(self.split.surplus)


@dataclass(frozen=True, slots=True)
class _Match:
    """``moved``: the line stands out of the form's order and was placed by its label alone."""

    items: tuple[int, ...]
    row: int
    likeness: float
    moved: bool = False


# --------------------------------------------------------------------------- the alignment


def _gains(items: Sequence[_Item], rows: Sequence[FormRow]) -> list[tuple[float, float]]:
    """(gain, likeness) of making these lines one row of the form, for each row."""
    label = "".join(item.label for item in items)
    groups = [group for item in items for group in item.groups]
    found = []
    likes = [row_likeness(label, row) if label else EMPTY_LABEL for row in rows]
    top = max(likes)
    for row, alike in zip(rows, likes, strict=True):
        if top >= CERTAIN and alike < top - 0.3:
            found.append((0.0, 0.0))
            continue
        gain = 2 * alike - 0.6 - 0.05 * (len(items) - 1)
        for word, own in groups if row.groups else ():
            if group_likeness(word, row) > 0.6:
                gain += GROUP_BONUS
            elif not own:
                gain -= GROUP_BONUS / 3
        found.append((gain, alike))
    return found


def _parts(items: Sequence[_Item], end: int, rows: Sequence[FormRow]) -> list[tuple[int, list[tuple[float, float]]]]:
    """The lines before ``end`` that may be one row, one to three of them: how many, and what each row gains."""
    found = []
    for size in range(1, min(3, end) + 1):
        part = items[end - size : end]
        if sum(item.filled for item in part) > 1 or (size > 1 and not all(item.label for item in part)):
            break
        if size > 1 or part[0].label or part[0].filled:
            found.append((size, _gains(part, rows)))
    return found


def _align(items: Sequence[_Item], rows: Sequence[FormRow]) -> tuple[float, tuple[_Match, ...]]:
    """The best monotone alignment: its score and the matched rows in order."""
    n, m = len(items), len(rows)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    step: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        parts = _parts(items, i, rows)
        for j in range(m + 1):
            if not i and not j:
                continue
            score, move = -math.inf, (0, 0, 0.0)
            if i:
                score, move = best[i - 1][j] - (LOST_LINE if items[i - 1].filled else 0.0), (1, 0, 0.0)
            if j and best[i][j - 1] > score:
                score, move = best[i][j - 1], (0, 1, 0.0)
            for size, gains in parts if j else ():
                gain, alike = gains[j - 1]
                if alike >= EMPTY_LABEL and best[i - size][j - 1] + gain > score:
                    score, move = best[i - size][j - 1] + gain, (size, 1, alike)
            best[i][j], step[i][j] = score, move
    matches: list[_Match] = []
    i, j = n, m
    while i or j:
        di, dj, alike = step[i][j]
        if di and dj:
            matches.append(_Match(tuple(range(i - di, i)), j - 1, alike))
        i, j = i - di, j - dj
    matches += _moved(items, rows, matches)
    return best[n][m], tuple(sorted(matches, key=lambda match: match.row))


def _moved(items: Sequence[_Item], rows: Sequence[FormRow], matches: Sequence[_Match]) -> Iterator[_Match]:
    """Lines with figures that stand out of the form's order (上年结转 before 新收): to the row that they name and
    that no other line took."""
    used = {i for match in matches for i in match.items}
    taken = {match.row for match in matches}
    for i, item in enumerate(items):
        if i in used or not item.filled or not item.label:
            continue
        gain, alike, row = max((gain, alike, -at) for at, (gain, alike) in enumerate(_gains([item], rows)))
        if alike >= CERTAIN and gain > 0 and -row not in taken:
            taken.add(-row)
            yield _Match((i,), -row, alike, moved=True)


# --------------------------------------------------------------------------- table 3


def requests(lines: Sequence[Line]) -> Aligned:
    """Table 3 from its lines; form "2021" or "2019" by the rows of （六）其他处理."""
    if not lines:
        return Aligned(empty_table(form("2021").requests, "2021"))
    items = [_Item(line, _unjoined(split)) for line, split in _request_splits(lines) if not line.head]
    _refuse_two(items)
    scored = [(*_align(items, f.requests.rows), f) for f in forms()]
    _, matches, chosen = max(scored, key=lambda s: s[0])
    return _table(chosen.requests, chosen.id, items, matches, total=len(REQUEST_NAMES) - 1)


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


def _refuse_two(items: Sequence[_Item]) -> None:
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


# --------------------------------------------------------------------------- table 2


def proactive(lines: Sequence[Line]) -> Aligned:
    """Table 2 from its lines; the form is the one whose rows and head words are printed."""
    if not lines:
        return Aligned(empty_table(form("2021").proactive, "2021"))
    words = [key(text) for line in lines for text in line.texts]
    scored = []
    for f in forms():
        items = [_proactive_item(line) for line in lines if not line.head]
        score, matches = _align(items, f.proactive.rows)
        heads = sum(any(likeness(word, head) >= 0.8 for word in words) for head in PROACTIVE_HEAD[f.id])
        scored.append((score + heads, f.id, items, matches))
    _, form_id, items, matches = max(scored, key=lambda s: s[0])
    shape = form(form_id).proactive
    if heads_at := _one_head(lines, shape):
        for match in matches:
            for i in match.items:
                items[i] = _under_one_head(items[i], shape.rows[match.row], heads_at)
    return _table(shape, form_id, items, matches, total=None)


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


def _under_one_head(item: _Item, row: FormRow, heads_at: Mapping[str, int]) -> _Item:
    """The row's own columns first; whatever figures stand under other heads come after them and are said."""
    cells = item.line.cells
    own = [heads_at.get(key(column.name)) for column in row.columns]
    other = [at for at in sorted(set(heads_at.values()) - set(own)) if at < len(cells)]
    values = [cells[at] if at is not None and at < len(cells) else None for at in own]
    beside = [cell for at in other if (cell := cells[at]) and is_value(cell.text) and number(cell.text) is not None]
    return _Item(item.line, replace(item.split, values=(*values, *beside)))


def _proactive_item(line: Line) -> _Item:
    """The label is the cell that names a row best; what follows it are values, however many, but for a unit alone."""
    scores = [
        (best_row("proactive", key(c.text))[0], -at)
        for at, c in enumerate(line.cells)
        if c and c.text and not is_value(c.text)
    ]
    if not scores:
        return _Item(line, Split((), "", tuple(c for c in line.cells if c)))
    at = -max(scores)[1]
    label = line.cells[at]
    assert label is not None
    values = (c for c in line.cells[at + 1 :] if c is not None and fold(c.text) not in UNITS)
    return _Item(line, Split((), label.text, tuple(values)))


def _fit(
    values: Sequence[GridCell | None], count: int
) -> tuple[tuple[GridCell | None, ...], str, tuple[GridCell, ...]]:
    """Exactly ``count`` values of a row of table 2: the first ones, unless only later ones are filled."""
    filled = [v for v in values if v and v.text]
    if len(filled) == 1 and count > 1 and filled[0].doubt == GLUED and filled[0].text.isdigit():
        if len(filled[0].text) == count:
            return tuple(GridCell(d, filled[0].place, filled[0].doubt) for d in filled[0].text), "", ()
        return (*filled, *(None,) * (count - 1)), "标签与数字连在一起，无法分开", ()
    first = tuple(values[:count]) + (None,) * (count - len(values))
    rest = tuple(v for v in values[count:] if v and v.text)
    if not rest:
        return first, "", ()
    if len(filled) == count:
        return tuple(filled), "本行的格数与表头不符，按顺序识别", ()
    return first, "本行的格数多于表头，多出的内容未采用", rest


# --------------------------------------------------------------------------- rows to a table


def _table(
    shape: FormTable, form_id: str, items: Sequence[_Item], matches: Sequence[_Match], total: int | None
) -> Aligned:
    """The table with every row of the form in order; doubts become findings beside their row."""
    findings: list[Finding] = []
    by_row = {match.row: match for match in matches}
    rows = []
    for at, row in enumerate(shape.rows):
        match = by_row.get(at)
        if match is None:
            rows.append(Row(row.key, "", tuple(ABSENT for _ in row.columns)))
            continue
        parts = [items[i] for i in match.items]
        rows.append(_row(shape, row, parts, match, total, findings))
    used = {i for match in matches for i in match.items}
    unclaimed = tuple(item.line for i, item in enumerate(items) if i not in used and (item.filled or _own_label(item)))
    return Aligned(Table(shape.key, form_id, bool(matches), tuple(rows)), tuple(findings), unclaimed)


def _own_label(item: _Item) -> bool:
    """A label that is neither a row nor a merged label of the form: text that must not vanish."""
    if item.line.stream or not item.label:
        return False
    return all(best_row(table, item.label)[0] < 0.6 for table in ("proactive", "requests")) and len(item.label) > 1


def _row(
    shape: FormTable, row: FormRow, parts: Sequence[_Item], match: _Match, total: int | None, findings: list[Finding]
) -> Row:
    count = len(row.columns)
    main = next((part for part in parts if part.filled), parts[0])
    values, doubt, surplus = main.split.values, main.split.doubt, main.split.surplus
    if total is None:
        values, doubt, surplus = _fit(values, count)
    typed = cells_of(values, total)
    label = "".join(part.split.label for part in parts)
    place = next((c.place for part in parts for c in part.line.cells if c), None)

    def doubtful(reason: str, column: str = "", at: Place | None = None) -> None:
        findings.append(
            finding(
                "value.low-confidence",
                table=shape.key,
                row=row.key,
                column=column,
                place=at or place,
                reason=reason,
                label=row.label,
            )
        )

    reasons = [doubt] if doubt else []
    if len(parts) > 1:
        reasons.append("这一行的标签被分页拆成几段，已接回")
    if match.moved:
        reasons.append("这一行的次序与格式不同，按标签归位")
    if not label:
        reasons.append("这一行没有标签，按所在位置识别")
    elif match.likeness < 0.5:
        reasons.append(f"标签“{label}”与格式中的名称相差较大")
    elif match.likeness < 0.9:
        findings.append(
            finding("label.variant", table=shape.key, row=row.key, place=place, printed=label, label=row.label)
        )
    for reason in reasons:
        doubtful(reason)
    by_reason: dict[str, list[int]] = {}
    for at, (_, cell_doubt) in enumerate(typed):
        if cell_doubt:
            by_reason.setdefault(cell_doubt, []).append(at)
    for reason, places in by_reason.items():
        if len(places) == 1:
            doubtful(reason, row.columns[places[0]].key, typed[places[0]][0].place)
        else:
            doubtful(reason)
    for cell in surplus:
        findings.append(
            finding(
                "value.unreadable",
                table=shape.key,
                row=row.key,
                place=cell.place,
                raw=cell.text,
                label=row.label,
                cause="，它落在表头以外的列",
            )
        )
    return Row(row.key, label, tuple(cell for cell, _ in typed), place)


# --------------------------------------------------------------------------- table 4


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


def blank(table: Table) -> bool:
    """True when no cell of a present table holds anything (未填报)."""
    cells = [cell for row in table.rows for cell in row.cells]
    return table.present and all(c.state in (State.BLANK, State.ABSENT) for c in cells)


def absent_cells(table: Table) -> tuple[tuple[str, int, Cell], ...]:
    """(row key, column index, cell) of every cell that the original does not have."""
    return tuple((r.key, i, c) for r in table.rows for i, c in enumerate(r.cells) if c.state is State.ABSENT)
