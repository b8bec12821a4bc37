"""Lines to statutory tables: label by label against the form, in order.

A monotone alignment: each printed row is matched with a row of the form, both may be skipped, and up to
three printed lines may make one row (a label cut by a page break: ``3.补正`` + ``后申请内容仍不明确``).
Leaving out a line that holds numbers is dear, leaving out one without is free.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from build_scripts.extraction.columns import Split, cells_of
from build_scripts.extraction.labels import (
    EXACT,
    best_row,
    counted,
    group_likeness,
    key,
    names_group,
    row_likeness,
)
from build_scripts.extraction.lines import Line
from build_scripts.extraction.placing import CHOSEN, Reading, chosen, fits_columns
from build_scripts.extraction.strays import stray_figures
from build_scripts.forms import FormRow, FormTable, Identity
from build_scripts.model import ABSENT, Cell, Finding, GridCell, GridKind, Place, Row, State, Table, finding
from build_scripts.wording import is_value, parted, printed_unit, squeeze

CERTAIN = 0.8  # a label that names one row so well names no other
LOST_LINE = 1.0  # cost of leaving out a printed line that holds numbers
EMPTY_LABEL = 0.35  # likeness of a missing label: position alone decides
GROUP_BONUS = 0.3
MIXED = 3  # blank cells before figures in a table that prints both 0 and blanks; made-up ones of that kind have 30
TORN = "标签与数字分在两处，已接回"
_NOTED = re.compile(
    "格内另有(?:上标或下标|注释标记)“(.+)”，没有并入"
)  # beside the very words of a row: no doubt about its figures
_FIGURE = re.compile(r"[^\s\d]\s*\d+[^\d.．、]")  # inside a label, and no number of an item: 予以公开,5,9 of a torn CSV


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table, what is to be said about its reading, the lines that found no row, and ``apart``: the lines of rows some
    of whose figures found no column, which their own findings speak of."""

    table: Table
    findings: tuple[Finding, ...] = ()
    unclaimed: tuple[Line, ...] = ()
    apart: tuple[Line, ...] = ()


@dataclass(slots=True)
class PrintedRow:
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
        self.filled = self.split.filled


@dataclass(frozen=True, slots=True)
class RowMatch:
    """``out_of_order``: the line stands out of the form's order and was placed by its label alone."""

    items: tuple[int, ...]
    row: int
    likeness: float
    out_of_order: bool = False


# --------------------------------------------------------------------------- the alignment


def _gains(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> list[tuple[float, float]]:
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


def _parts(
    items: Sequence[PrintedRow], end: int, rows: Sequence[FormRow]
) -> list[tuple[int, list[tuple[float, float]]]]:
    """The lines before ``end`` that may be one row, one to three of them: how many, and what each row gains."""
    found = []
    for size in range(1, min(3, end) + 1):
        part = items[end - size : end]
        if sum(item.filled for item in part) > 1 or (size > 1 and not (all(p.label for p in part) or _torn(part))):
            break
        if size > 1 and part[0].label and any(_spelt(item.label, rows) for item in part[1:]):
            break  # 四、结转下年度 printed below 二、上年结转 is no second half of its label
        if size > 1 and _whole(part[0].label, "".join(item.label for item in part), rows):
            break  # nor is 其中：通过网络申请 below a blank （一）予以公开
        if size > 1 or part[0].label or part[0].filled:
            found.append((size, _gains(part, rows)))
    return found


def _spelt(label: str, rows: Sequence[FormRow]) -> bool:
    """A label of the very words of a row."""
    return bool(label) and max(row_likeness(label, row) for row in rows) >= EXACT


def _whole(label: str, longer: str, rows: Sequence[FormRow]) -> bool:
    """A label that names its row, and names it less well with what stands below it."""
    alone = max(row_likeness(label, row) for row in rows)
    return alone >= CERTAIN and max(row_likeness(longer, row) for row in rows) < alone


def _torn(part: Sequence[PrintedRow]) -> bool:
    """A label and its figures, without a label, on two lines: torn by a page break or by a converter. Inside one grid the
    figures are the very next line; over two grids either may come first."""
    if len(part) != 2:
        return False
    first, second = (item.line for item in part)
    label, figures = part if first.block == second.block else sorted(part, key=lambda item: item.filled)
    if first.block == second.block and second.row != first.row + 1:
        return False
    return bool(label.label) and not label.filled and figures.filled and not figures.label


def _spelt_over_pages(parts: Sequence[PrintedRow], match: RowMatch) -> bool:
    """A label that a page break cuts in two, the figures beside one half: its halves spell the very words of one row, and
    rules around both prove that the figures stand beside them."""
    blocks = [part.line.block for part in parts]
    ruled = all(part.label and part.line.kind is GridKind.RULED for part in parts)
    return match.likeness >= EXACT and ruled and len(set(blocks)) == len(blocks)


def align(items: Sequence[PrintedRow], rows: Sequence[FormRow]) -> tuple[float, tuple[RowMatch, ...]]:
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
    matches: list[RowMatch] = []
    i, j = n, m
    while i or j:
        di, dj, alike = step[i][j]
        if di and dj:
            matches.append(RowMatch(tuple(range(i - di, i)), j - 1, alike))
        i, j = i - di, j - dj
    matches += _out_of_order(items, rows, matches)
    return best[n][m], tuple(sorted(matches, key=lambda match: match.row))


def _out_of_order(
    items: Sequence[PrintedRow], rows: Sequence[FormRow], matches: Sequence[RowMatch]
) -> Iterator[RowMatch]:
    """Lines with figures that stand out of the form's order (上年结转 before 新收): to the row that they name and
    that no other line took."""
    used = {i for match in matches for i in match.items}
    taken = {match.row for match in matches}
    for i, item in enumerate(items):
        if i in used or not item.label:
            continue
        gain, alike, row = max((gain, alike, -at) for at, (gain, alike) in enumerate(_gains([item], rows)))
        if alike >= (CERTAIN if item.filled else EXACT) and gain > 0 and -row not in taken:
            taken.add(-row)
            yield RowMatch((i,), -row, alike, out_of_order=True)


# --------------------------------------------------------------------------- rows to a table


def build_table(
    shape: FormTable,
    form_id: str,
    items: Sequence[PrintedRow],
    matches: Sequence[RowMatch],
    total: int | None,
    identities: Sequence[Identity] = (),
) -> Aligned:
    """The table with every row of the form in order; doubts become findings beside their row."""
    by_row = {shape.rows[match.row].key: match for match in matches}
    mains = {name: _main([items[i] for i in match.items]) for name, match in by_row.items()}
    found = {name: chosen(item.split.readings, total) for name, item in mains.items()}
    _by_columns(found, mains, [i for i in identities if i.table == shape.key and i.each == "column"])
    findings: list[Finding] = []
    apart: list[Line] = []
    rows = []
    for row in shape.rows:
        match = by_row.get(row.key)
        if match is None:
            rows.append(Row(row.key, "", tuple(ABSENT for _ in row.columns)))
            continue
        made = made_row(shape, row, [items[i] for i in match.items], match, found[row.key], total)
        rows.append(made.row)
        findings += made.findings
        apart += made.apart
    findings += without_total(shape, rows, total)
    used = {i for match in matches for i in match.items}
    strays = [item.split.label for i, item in enumerate(items) if i not in used and item.filled]
    findings += stray_figures(shape, rows, strays)
    unclaimed = tuple(item.line for i, item in enumerate(items) if i not in used and (item.filled or _own_label(item)))
    return Aligned(Table(shape.key, form_id, bool(matches), tuple(rows)), tuple(findings), unclaimed, tuple(apart))


def _main(parts: Sequence[PrintedRow]) -> PrintedRow:
    return next((part for part in parts if part.filled), parts[0])


def _by_columns(
    found: dict[str, tuple[Reading | None, str]], mains: dict[str, PrintedRow], identities: Sequence[Identity]
) -> None:
    """Rows that their own total leaves open: the sums down the columns may leave one reading, once all other rows of
    the sum are placed."""
    for name, (reading, _) in list(found.items()):
        if reading is None:
            others = {row: r.values for row, (r, _) in found.items() if r is not None}
            fitting = [r for r in mains[name].split.readings if fits_columns(name, r.values, others, identities)]
            if len(fitting) == 1:
                found[name] = (fitting[0], CHOSEN)


def without_total(shape: FormTable, rows: Sequence[Row], total: int | None, kept: bool = False) -> Iterator[Finding]:
    """Rows with figures and a blank total: such a row may have moved. A table that has no cell for totals says nothing; nor
    does a row of nothing but 0 and blank cells, where the table (or another of the same file: ``kept``) prints both: 0 has
    no other total than 0 or a blank."""
    if total is None:
        return
    filled = [row for row in rows if any(c.number is not None for at, c in enumerate(row.cells) if at != total)]
    if all(row.cells[total].state is State.ABSENT for row in filled):
        return
    printed = [[cell for row in rows for cell in row.cells]] if shape.key == "review" else [row.cells for row in rows]
    mixed = kept or sum(map(_blanks_before, printed)) >= MIXED
    for row in filled:
        nothing = all(cell.state is State.BLANK or cell.number == 0 for cell in row.cells)
        if row.cells[total].state in (State.BLANK, State.ABSENT) and not (mixed and nothing):
            label = shape.row(row.key).label
            group = row.key if shape.key == "review" else ""
            yield finding("row.total-missing", table=shape.key, row=row.key, group=group, place=row.place, label=label)


def _blanks_before(cells: Sequence[Cell]) -> int:
    """Blank cells of a line with a figure behind them: they were printed, none was dropped."""
    last = max((at for at, cell in enumerate(cells) if cell.number is not None), default=0)
    return sum(cell.state is State.BLANK for cell in cells[:last])


def _own_label(item: PrintedRow) -> bool:
    """A label that is neither a row nor a merged label of the form, or holds figures: text that must not vanish."""
    if any(map(counted, item.line.texts)):
        return True
    if item.line.stream or not item.label:
        return bool(_FIGURE.search("".join(item.line.texts)))
    if names_group(item.label, CERTAIN):
        return False
    return all(best_row(table, item.label)[0] < 0.6 for table in ("proactive", "requests")) and len(item.label) > 1


@dataclass(frozen=True, slots=True)
class MadeRow:
    row: Row
    findings: tuple[Finding, ...]
    apart: tuple[Line, ...]


def made_row(
    shape: FormTable,
    row: FormRow,
    parts: Sequence[PrintedRow],
    match: RowMatch,
    found: tuple[Reading | None, str],
    total: int | None,
) -> MadeRow:
    """A row of the form from its printed lines, with all that is to be said of it."""
    reading, why = found
    main = _main(parts)
    label = "".join(part.split.label for part in parts)
    place = next((c.place for part in parts for c in part.line.cells if c), None)
    findings: list[Finding] = []
    apart: list[Line] = []

    def say(code: str, column: str = "", at: Place | None = None, **values: object) -> None:
        group = row.key if shape.key == "review" else ""
        spot = {"table": shape.key, "row": row.key, "column": column, "group": group}
        findings.append(finding(code, **spot, place=at or place, label=row.label, **values))  # type: ignore[arg-type]

    def doubtful(reason: str, column: str = "", at: Place | None = None) -> None:
        say("value.low-confidence", column, at, reason=reason)

    for reason in _reasons(shape, parts, match, label, why):
        doubtful(reason)
    noted = [
        m
        for part in parts
        for c in _words(part, reading)
        if match.likeness >= EXACT and (m := _NOTED.fullmatch(c.doubt))
    ]
    if label and (noted or 0.5 <= match.likeness < 0.9):
        say("label.variant", printed=label + "".join(f"〔{note[1]}〕" for note in noted))
    if reading is None:
        cells = {id(c): c for r in main.split.readings for c in (*r.values, *r.surplus) if c and c.text}
        printed = "、".join(parted(cell.text) for cell in cells.values())
        say("row.unplaced", printed=printed)
        apart.append(main.line)
        unread = tuple(Cell("", None, State.UNREADABLE, place) for _ in row.columns)
        return MadeRow(Row(row.key, label, unread, place), tuple(findings), tuple(apart))
    typed = list(cells_of(reading.values, row.columns, total))
    for at, unit in main.split.units.items():
        cell, cell_doubt = typed[at]
        if cell.number and not printed_unit(cell.raw or ""):  # 251000 under 单位：元 is no number of 万元
            typed[at] = (replace(cell, number=None, state=State.UNREADABLE), cell_doubt)
            column = row.columns[at]
            say("value.unit", column.key, cell.place, raw=cell.raw, printed=unit, unit=column.unit)
    by_reason: dict[str, list[int]] = {}
    for at, (_, cell_doubt) in enumerate(typed):
        if cell_doubt:
            by_reason.setdefault(cell_doubt, []).append(at)
    told = {note[0] for note in noted}
    for words in (c for part in parts for c in _words(part, reading) if c.doubt and c.doubt not in told):
        by_reason.setdefault(words.doubt, [])  # what is struck out or unseen beside the label
    for reason, places in by_reason.items():
        if len(places) == 1:
            doubtful(reason, row.columns[places[0]].key, typed[places[0]][0].place)
        else:
            doubtful(reason)
    if own := _of_its_own(parts, reading):
        surplus = [c for c in (*reading.surplus, *main.split.aside) if c.text]
        if reading.surplus or any(character.isdigit() for cell in main.split.aside for character in cell.text):
            raw = "、".join(parted(cell.text) for cell in surplus)
            say("row.surplus", at=surplus[0].place, raw=raw)
        named = tuple(c for c in main.line.cells if c and c.text and squeeze(c.text) == squeeze(main.split.label))[:1]
        apart.append(replace(main.line, cells=(*named, *own)))
    return MadeRow(Row(row.key, label, tuple(cell for cell, _ in typed), place), tuple(findings), tuple(apart))


def _words(part: PrintedRow, reading: Reading | None) -> Iterator[GridCell]:
    """The cells of a line that hold its labels."""
    placed = {id(cell) for cell in reading.values} if reading else set()
    return (c for c in part.line.cells if c and c.text and id(c) not in placed and not is_value(c.text))


def _of_its_own(parts: Sequence[PrintedRow], reading: Reading) -> tuple[GridCell, ...]:
    """What the row prints beside its label and its figures: its number, a remark, figures under other heads."""
    placed = {id(cell) for cell in reading.values}
    found = []
    for part in parts:
        words = {squeeze(text) for text in (part.split.label, *part.split.groups)}
        cells = part.line.cells
        label = max((at for at, c in enumerate(cells) if c and c.text and squeeze(c.text) in words), default=-1)
        for at, cell in enumerate(cells):
            if cell and cell.text and id(cell) not in placed and (at > label or is_value(cell.text)):
                found.append(cell)
    return tuple(found)


def _reasons(shape: FormTable, parts: Sequence[PrintedRow], match: RowMatch, label: str, why: str) -> Iterator[str]:
    """Why the figures of a row may not be its own."""
    yield from filter(None, (_main(parts).split.doubt, why))
    if len(parts) > 1 and not _spelt_over_pages(parts, match):
        yield TORN if _torn(parts) else "这一行的标签被分页拆成几段，已接回"
    for text in dict.fromkeys(text for part in parts for text in (*part.split.groups, part.split.label)):
        if figures := counted(text):
            may_be = "，可能是这一行的数字" if text == _main(parts).split.label else ""
            yield f"标签“{squeeze(text)}”里另有数字“{'、'.join(figures)}”，没有归列{may_be}"
    if match.out_of_order and match.likeness < EXACT:  # no two rows of a table have the same words
        yield "这一行的次序与格式不同，按标签归位"
    if not label:
        yield "这一行没有标签，按所在位置识别"
    elif match.likeness < 0.5:
        yield f"标签“{label}”与格式中的名称相差较大"
