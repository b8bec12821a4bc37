"""Extract table 3 (收到和处理政府信息公开申请情况) from its lines. The rows of （六）其他处理 show whether the form is
"2021" or "2019"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from build_scripts.extraction.alignment import CERTAIN, PrintedRow, align
from build_scripts.extraction.columns import (
    ODD_TEXT,
    Split,
    common_width,
    keeps_blanks,
    label_end,
    split_by_columns,
    split_packed,
    usual_ends,
    usual_starts,
)
from build_scripts.extraction.confirmed import confirmed
from build_scripts.extraction.headers import (
    ASSUMED_ORDER,
    OTHER_NAME,
    UNPROVEN_ORDER,
    TableHeader,
    applicants_in_sequence,
    header_by_position,
    order_finding,
    request_header,
    with_extra_columns,
    with_likely_names,
)
from build_scripts.extraction.labels import (
    best_row,
    group_likeness,
    row_likeness,
    row_name_likeness,
    split_merged_labels,
)
from build_scripts.extraction.lines import Line
from build_scripts.extraction.placing import adds_up, place_in_columns
from build_scripts.extraction.proactive import UNITS
from build_scripts.extraction.spelling import APPLICANTS, applicant, normalize
from build_scripts.extraction.tables import Aligned, build_table
from build_scripts.forms import form, forms
from build_scripts.model import Finding, GridCell, GridKind, Refusal, finding
from build_scripts.wording import fold, is_value, number

COUNT = len(APPLICANTS)
TOTAL = COUNT - 1
# minimum number of lines that show whether a text kept its tabs; with fewer lines, all packed lines of the table are
# used
_MIN_LINES = 4
_SEVERAL_ORDERS = "这一部分没有表头，前面的表头次序不一，看不出照哪一个归列"


def requests(lines: Sequence[Line]) -> Aligned:
    """Extract table 3 from its lines. The rows of （六）其他处理 show whether the form is "2021" or "2019"."""
    splits, heads, others = _request_splits(list(_with_short_headers(_without_units(lines))))
    items = list(
        _detach_group_labels([PrintedRow(line, _split_labels(split)) for line, split in splits if not line.is_header])
    )
    _refuse_two_reports(items, lines)
    scored = [(*align(items, f.requests.rows), f) for f in forms()]
    _, matches, found = max(scored, key=lambda s: s[0])
    aligned = build_table(found.requests, found.id, items, matches, TOTAL, found.identities)
    of_order: list[Finding] = [order_finding("requests", h.order, APPLICANTS) for h in heads if h.contradicts][:1]
    findings = (*of_order, *_other_names(others), *aligned.findings)
    return confirmed(replace(aligned, findings=findings), found.identities, TOTAL)


def _other_names(others: Mapping[int, GridCell]) -> Iterator[Finding]:
    """Yield a finding for each column of which the header prints another name than the form: 国有企业 for 商业企业."""
    for index, cell in sorted(others.items()):
        column = form("2021").requests.rows[0].columns[index]
        reason = OTHER_NAME.format(word=cell.text)
        yield finding(
            "value.low-confidence",
            table="requests",
            column=column.key,
            place=cell.place,
            reason=reason,
            label=column.name,
        )


def _without_units(lines: Sequence[Line]) -> Sequence[Line]:
    """Blank the cells of a column 计量单位 between label and figures (件 in most rows): a unit is no part of the
    label."""
    places = [_unit_cell(line) for line in lines]
    if sum(at >= 0 for at in places) <= sum(bool(line.texts) and not line.is_header for line in lines) / 2:
        return lines
    usual = max(places, key=places.count)
    places = [usual if at < 0 and _is_unit(line, usual) else at for line, at in zip(lines, places, strict=True)]
    return [
        line if at < 0 else replace(line, cells=(*line.cells[:at], _blank(line.cells[at]), *line.cells[at + 1 :]))
        for line, at in zip(lines, places, strict=True)
    ]


def _is_unit(line: Line, at: int) -> bool:
    """Return whether the cell at this index is a unit, with or without a label before it."""
    cell = line.cells[at] if 0 <= at < len(line.cells) else None
    return not line.is_header and cell is not None and fold(cell.text) in UNITS


def _blank(cell: GridCell | None) -> GridCell | None:
    return replace(cell, text="") if cell else None


def _unit_cell(line: Line) -> int:
    """Return the index of a lone unit after the label of the line, -1 without one."""
    filled = [(at, cell.text) for at, cell in enumerate(line.cells) if cell and cell.text]
    words = [(at, text) for at, text in filled if not is_value(text)]
    if line.is_header or len(words) < 2 or words != filled[: len(words)] or fold(words[-1][1]) not in UNITS:
        return -1
    return words[-1][0]


def _with_short_headers(lines: Sequence[Line]) -> Iterator[Line]:
    """Treat 总计, 公民 and 其他 on lines of their own, among other header words, as column headers and not as rows."""
    above = False
    for line in lines:
        names = [applicant(normalize(text)) for text in line.texts]
        above = (above and all(name in (*APPLICANTS, "其他组织") for name in names)) or line.is_header
        yield replace(line, is_header=True) if above else line


def _split_labels(split: Split) -> Split:
    """Split merged labels from the label in the same cell: （六）其他处理3.其他."""
    *groups, label = split_merged_labels(split.label)
    return replace(split, groups=(*split.groups, *groups), label=label) if groups else split


def _detach_group_labels(items: Sequence[PrintedRow]) -> Iterator[PrintedRow]:
    """Yield the items; figures that a page break parted from the label of their row stand beside no label.

    The merged label beside them (（六）其他处理) is not their own if the row next to them in another grid, one of that
    group, has a label and no figures."""
    for at, item in enumerate(items):
        beside = [items[i] for i in (at - 1, at + 1) if 0 <= i < len(items) and items[i].line.block != item.line.block]
        if item.filled and item.label and any(_is_below(item.label, other) for other in beside):
            groups = (*item.split.groups, item.split.label)
            yield PrintedRow(item.line, replace(item.split, groups=groups, label=""))
        else:
            yield item


def _is_below(group: str, item: PrintedRow) -> bool:
    """Return whether the item has no figures, and a label of a row in the group with this merged label."""
    if item.filled or best_row("requests", item.label)[0] < CERTAIN:
        return False
    rows = (row for f in forms() for row in f.requests.rows if row_likeness(item.label, row) >= CERTAIN)
    return any(group_likeness(group, row) >= CERTAIN for row in rows)


def _request_splits(
    lines: Sequence[Line],
) -> tuple[list[tuple[Line, Split]], list[TableHeader], dict[int, GridCell]]:
    """Split the lines of table 3. Return the split lines, the headers used, and their words that are read as the name of
    an applicant.

    A header may be split over two grids. A grid without a header continues under the last header; if another header
    above has another order, its rows are in doubt: a part that is repeated at each page has either order.
    """
    packed = [line for line in lines if line.kind is GridKind.PACKED and not line.stream and not line.is_header]
    run = max((_figure_span(line) for line in lines if not line.is_header), default=0)
    words: list[Line] = []
    head: TableHeader | None = None
    heads: list[TableHeader] = []
    others: dict[int, GridCell] = {}
    found: list[tuple[Line, Split]] = []
    under = False  # figures followed the header words: the next header words begin another header
    for group in _under_headers(lines):
        block = group[0].block
        width = _width(group)
        if own := _first_header(group):
            words = [*([] if under else words), *own]
            under = False
        if all(line.is_header for line in group):
            continue
        if not under and words:
            across = width if words[-1].block == block else _width(words)
            words, head, named = _header_and_names(words, across, run, _used_columns(group))
            others |= named
            head = head and _with_proven_total(head, lines)
            heads += [head] if head else []
        under = True
        here = head or _assumed_header(group, width)
        if group[0].kind is not GridKind.PACKED and here.columns and here.width != width:
            # a page may lack label columns on the left, or have more columns on the right
            moved = here.moved(width)
            data = [line for line in group if not line.is_header]
            here = replace(here, width=width) if _covers(here, data) and not _covers(moved, data) else moved
        is_packed = group[0].kind is GridKind.PACKED
        placed = here if here.columns else None
        if is_packed:
            placed = header_of_tabbed_text(words, group, width) if head else _short_header(words, group, width)
        if placed:
            placed = placed if is_packed else with_extra_columns(placed, words, group)
            ends = usual_ends(group, placed)
            made = [(line, split_by_columns(line, placed, COUNT, ends)) for line in group]
        else:
            alike = packed if is_packed else [line for line in group if not line.is_header]
            starts = usual_starts(alike, len(here.order))
            usual_width = common_width(group if len(group) >= _MIN_LINES else packed or group)
            blanks_kept = keeps_blanks(alike)
            made = [(line, split_packed(line, starts, here, COUNT, usual_width, blanks_kept)) for line in group]
        if not own and len({header.order for header in heads}) > 1:
            made = [(line, replace(s, doubt=s.doubt or _SEVERAL_ORDERS) if s.filled else s) for line, s in made]
        found += made
        if own and not any(map(_names_row, group)):
            head = None  # 年度 | 自然人 | …: a table of the agency's own says nothing of the columns of the next grid
    return found, heads, others


def _header_and_names(
    words: list[Line], width: int, run: int, used: int
) -> tuple[list[Line], TableHeader | None, dict[int, GridCell]]:
    """Return the header lines, their header, and the words in them that are read as a name: see ``with_likely_names``."""
    head = request_header(words, width, run, used)
    likely, named = with_likely_names(words)
    if named and (not head or head.doubt) and (renamed := request_header(likely, width, run, used)):
        return likely, renamed, named
    return words, head, {}


def _names_row(line: Line) -> bool:
    return any(row_name_likeness(normalize(split_merged_labels(text)[-1])) >= ODD_TEXT for text in line.texts)


def _with_proven_total(head: TableHeader, lines: Sequence[Line]) -> TableHeader:
    """Return the header in sequence with 总计 where the sums of the rows prove it: read between 申请人情况 and 自然人, it is
    on their left, or beside 申请人情况 on the right of them all."""
    if head.columns or head.order[0] != TOTAL:
        return head
    first, last = head.order, (*head.order[1:], TOTAL)
    runs = [[cell for cell in line.cells[label_end(line) + 1 :] if cell] for line in lines if not line.is_header]
    whole = [run for run in runs if len(run) == len(first)]
    left, right = (sum(adds_up(place_in_columns(run, o, COUNT), TOTAL) for run in whole) for o in (first, last))
    if left == right and any(len({cell.text for cell in run}) > 1 for run in whole):
        return replace(head, doubt=head.doubt or UNPROVEN_ORDER)
    return replace(head, order=last) if left < right else head


def _under_headers(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each grid. A header inside a grid that names all applicants in another order than the header
    above it begins another part."""
    for block in dict.fromkeys(line.block for line in lines):
        group: list[Line] = []
        order: tuple[int, ...] = ()
        for is_header, run in groupby((line for line in lines if line.block == block), lambda line: line.is_header):
            part = list(run)
            named = applicants_in_sequence(part) if is_header else ()
            if group and order and len(named) == COUNT and named != order:
                yield group
                group = []
            order = named if len(named) == COUNT else order
            group += part
        yield group


def _first_header(lines: Sequence[Line]) -> list[Line]:
    """Return the header lines above the first figures of a grid. The header may be repeated inside the grid."""
    first = next((at for at, line in enumerate(lines) if not line.is_header), len(lines))
    return list(lines[:first]) or [line for line in lines if line.is_header]


def _width(lines: Sequence[Line]) -> int:
    """Return the number of columns of a grid: the width of most figure rows, despite single rows with an extra cell."""
    widths = Counter(len(line.cells) for line in lines if not line.is_header) or Counter(
        len(line.cells) for line in lines
    )
    return max(widths, key=lambda width: (widths[width], width))


def _used_columns(lines: Sequence[Line]) -> int:
    """Return the number of columns of a grid up to the last column with content."""
    return max((at + 1 for line in lines for at, c in enumerate(line.cells) if c and (c.text or c.opaque)), default=0)


def header_of_tabbed_text(
    words: Sequence[Line], lines: Sequence[Line], width: int, run: int | None = None
) -> TableHeader | None:
    """Return the header of text with tabs by position if all figures and no label stand below header words. The columns
    of such text are reliable, unless the header names more applicants than have a column of their own: blank cells were
    dropped (自然人⇥法人或其他组织⇥总计 above 商业企业⇥科研机构…). Otherwise return ``None``. ``run``: see
    ``header_by_position``."""
    head = header_by_position([word for word in words if not word.stream], width, run=run)
    data = [line for line in lines if not line.is_header]
    if head is None or not data or any(line.stream for line in data):
        return None
    if len(applicants_in_sequence(words)) > len(head.columns):
        return None
    return head if _covers(head, data) else None


def _covers(head: TableHeader, lines: Sequence[Line]) -> bool:
    """Return True if all figures and no label of these lines stand below words of the header."""
    for line in lines if head.columns else ():
        end = label_end(line, min(head.columns))
        filled = {at for at, c in enumerate(line.cells) if at > end and c and c.text}
        if end >= min(head.columns) or not filled <= {*head.columns, *head.extra_columns}:
            return False
    return bool(head.columns)


def _short_header(words: Sequence[Line], lines: Sequence[Line], width: int) -> TableHeader | None:
    """Return the header by position of a short table (自然人, 法人或其他组织, 总计; 总计 alone) in text with tabs, if every
    row of figures ends below its last word. A row that ends before it may have lost a blank, and nothing in so few
    columns shows which."""
    head = header_of_tabbed_text(words, lines, width, max(map(_figure_span, lines), default=0))
    ends = [[at for at, cell in enumerate(line.cells) if cell and cell.text] for line in lines if _figure_span(line)]
    return head if head and all(filled[-1] == max(head.columns) for filled in ends) else None


def _figure_span(line: Line) -> int:
    """Return the number of cells from the first to the last figure."""
    end = label_end(line)
    filled = [at for at, cell in enumerate(line.cells) if at > end and cell and cell.text]
    return filled[-1] - filled[0] + 1 if filled else 0


def _assumed_header(lines: Sequence[Line], width: int) -> TableHeader:
    """Return an assumed header if too few header words are readable: the form's columns, up to the column 总计 of a ruled
    grid, else up to its end."""
    totals = {
        at
        for line in lines
        for at, cell in enumerate(line.cells)
        if line.is_header and cell and applicant(normalize(cell.text)) == APPLICANTS[TOTAL]
    }
    end = max(totals) + 1 if len(totals) == 1 and max(totals) >= COUNT else width
    at = tuple(range(end - COUNT, end)) if lines[0].kind is not GridKind.PACKED and end > COUNT else ()
    return TableHeader(tuple(range(COUNT)), at, width, doubt=ASSUMED_ORDER)


def _refuse_two_reports(items: Sequence[PrintedRow], lines: Sequence[Line]) -> None:
    """Refuse a file with two reports, or with two years side by side. A second report prints most rows again; a summary
    prints a few, and their figures are in doubt. Figures with separated digits may give as many cells as two years;
    only a header that names an applicant twice proves two years."""
    first = form("2021").requests.row("1")
    seen = [item for item in items if item.filled and row_likeness(item.label, first) > 0.8]
    printed = Counter(
        row for likeness, row in (best_row("requests", item.label) for item in items) if likeness >= CERTAIN
    )
    if sum(count > 1 for count in printed.values()) * 2 < len(printed):
        seen = seen[:1]
    labelled: list[PrintedRow] = []
    for item in seen:
        if all(_differ(other, item) for other in labelled):
            labelled.append(item)
    if len(labelled) > 1:
        raise Refusal("two-reports", count=len(labelled))
    for item in items if any(map(_names_twice, lines)) else ():
        row = best_row("requests", item.label)
        numbers = [c for c in item.line.cells if c and is_value(c.text)]
        if row[0] > 0.8 and len(numbers) >= 2 * COUNT:
            raise Refusal("two-years", label=item.split.label)


def _names_twice(line: Line) -> bool:
    named = [word for text in line.texts if (word := applicant(normalize(text))) in APPLICANTS]
    return line.is_header and len(set(named)) < len(named)


def _differ(one: PrintedRow, other: PrintedRow) -> bool:
    """Return True if a column holds different figures in the two rows. A blank counts as 0, because a copy may write 0
    for a blank. The two sides of one table do not differ."""
    pairs = zip(one.split.readings[0].values, other.split.readings[0].values, strict=True)
    different = any((number(a.text) or 0) != (number(b.text) or 0) for a, b in pairs if a and b)
    return different and not _are_sides(one.line, other.line)


def _are_sides(left: Line, right: Line) -> bool:
    """Return True if the two lines are the two sides of one table: no column has figures of both, proven by their sum
    (all other figures together equal the last figure)."""
    figures = [number(text) or 0 for line in (left, right) for text in line.texts if is_value(text)]
    return len(figures) <= COUNT and sum(figures[:-1]) == figures[-1]
