"""Extract table 4 (行政复议、行政诉讼情况): three groups of five outcomes, across or down the table, in any order.

The lines are split into pieces, one for each grid or header. A ruled piece is read by its columns (``review_grids``).
A packed piece, and a ruled one whose merged cells lost their span, has no columns: it is read by the labels of its
lines, or else by the order of its words (``review_text``). Both put what they find into one ``ReviewCells``, from which
``_build_table`` makes the rows, the findings and the list of what stays unplaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from build_scripts.extraction.alignment import PrintedRow, RowMatch
from build_scripts.extraction.columns import Split
from build_scripts.extraction.confirmed import confirmed
from build_scripts.extraction.headers import order_finding
from build_scripts.extraction.lines import Line
from build_scripts.extraction.placing import Reading
from build_scripts.extraction.review_grids import assign_by_words, groups_in
from build_scripts.extraction.review_text import assign_in_sequence, assign_outcome_lines
from build_scripts.extraction.review_words import (
    ALL_CELLS,
    LITIGATION,
    MIN_NOTE,
    TOTAL,
    Name,
    ReviewCells,
    group_of,
    is_header_text,
    outcome_of,
    words_of,
)
from build_scripts.extraction.spelling import GROUPS, OUTCOMES, normalize
from build_scripts.extraction.tables import Aligned, build_row, without_total
from build_scripts.forms import form
from build_scripts.model import Finding, GridKind, Row, Table, finding
from build_scripts.serialize import empty_table
from build_scripts.wording import is_value

SHIFTED_BESIDE = "同一行里有一组缺总计或与总计不符，行中又有空白，数字可能移了位"


def review(lines: Sequence[Line], other_table_keeps_blanks: bool = False) -> Aligned:
    """Extract table 4 from its lines. ``other_table_keeps_blanks``: another table of the file prints blank cells in
    their place."""
    shape = form("2021").review
    if not lines:
        return Aligned(empty_table(shape, "2021"))
    found = ReviewCells()
    columns: dict[int, Name] = {}
    order: tuple[Name, ...] = ()
    pieces = _with_captions(_pieces(lines))
    named = [groups_in(piece) for piece in pieces]
    often = Counter(group for groups in named for group in groups)
    packed: list[list[Line]] = []
    for piece, groups in zip(pieces, named, strict=True):
        if piece[0].kind is GridKind.PACKED or _is_ragged(piece):
            packed.append(piece)
        else:
            columns = assign_by_words(piece, columns, found, {g for g, times in often.items() if times > (g in groups)})
    of_packed = [g for piece in packed for g in groups_in(piece) - {LITIGATION}]
    if len(set(of_packed)) < len(of_packed) or not all(groups_in(piece) for piece in packed):
        packed = _split_by_headers([line for piece in packed for line in piece])
    for piece in packed:
        if piece and not assign_outcome_lines(piece, found):
            order = (*order, *assign_in_sequence(piece, found))
    found.order = found.order or order
    ruled = any(line.kind is not GridKind.PACKED for line in lines)
    if not ruled and not any(cell.text for cell in found.cells.values()):
        found.cells.clear()  # text with the header only: seed000 has no row of figures
    return _build_table(found, lines, other_table_keeps_blanks)


def _pieces(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each grid. Several tables in one grid with nothing between (a sheet with 行政复议 above
    行政诉讼) are split: a header below a row of unlabelled figures begins a new table."""
    pieces: list[list[Line]] = []
    closed = False
    for line in lines:
        words = [word for _, word in words_of(line)]
        head = any(group_of(word) is not None or outcome_of(word) is not None for word in words)
        figures = any(is_value(text) for text in line.texts)
        torn = bool(pieces) and line.block != pieces[-1][-1].block and not _continues_header(pieces[-1], line)
        if not pieces or torn or (closed and head and not figures):
            pieces.append([])
            closed = False
        pieces[-1].append(line)
        closed = (closed or (figures and not words)) and not line.stream
    return pieces


def _with_captions(pieces: Sequence[list[Line]]) -> list[list[Line]]:
    """Return the pieces with each caption that names a group (（一）行政复议 above a table of five outcomes) as the first
    header of the grid directly below it, if the grid names no group."""
    joined: list[list[Line]] = []
    for piece in pieces:
        above = joined[-1] if joined else []
        if _is_caption(above, piece[0]) and not groups_in(piece):
            width = max(len(line.cells) for line in piece)
            joined[-1] = [replace(above[0], cells=above[0].cells * width, kind=piece[0].kind), *piece]
        else:
            joined.append(piece)
    return joined


def _is_caption(above: Sequence[Line], line: Line) -> bool:
    """Return True if the lines are one word that names a group, directly above the grid of ``line``."""
    lone = len(above) == 1 and above[0].stream and len(above[0].cells) == 1 and bool(groups_in(above))
    return lone and line.kind is not GridKind.PACKED and line.block == above[0].block + 1


def _split_by_headers(lines: list[Line]) -> list[list[Line]]:
    """Return the lines under each header if every header names different groups (行政复议 in a line above its outcomes,
    行政诉讼 below the figures). Otherwise return all lines as one part, whose headers are read together."""
    parts: list[list[Line]] = []
    closed = True
    for line in lines:
        figures = any(is_value(text) for text in line.texts)
        if closed and not figures:
            parts.append([])
        closed = figures
        parts = parts or [[]]
        parts[-1].append(line)
    named = [group for part in parts for group in groups_in(part) - {LITIGATION}]
    return parts if len(set(named)) == len(named) and all(groups_in(part) - {LITIGATION} for part in parts) else [lines]


def _continues_header(head: Sequence[Line], line: Line) -> bool:
    """Return True if the line of another grid continues a header without figures, with the same columns: the page ends
    inside the header, or each row is a separate table. A header that names the same groups again does not continue it,
    and nothing continues a table that ends with a row of blank cells.
    """
    if any(is_value(text) for above in head for text in above.texts) or not head[-1].texts:
        return False
    ruled = GridKind.PACKED not in (line.kind, head[-1].kind) and len(line.cells) == len(head[-1].cells)
    return ruled and not groups_in([line]) & groups_in(head)


def _is_ragged(lines: Sequence[Line]) -> bool:
    """Return True if headers are shorter than the figures below: merged cells lost their span, so words are
    misplaced."""
    words = [len(line.cells) for line in lines if words_of(line) and not any(is_value(text) for text in line.texts)]
    return lines[0].kind is not GridKind.PACKED and bool(words) and min(words) < max(len(line.cells) for line in lines)


def _build_table(found: ReviewCells, lines: Sequence[Line], other_table_keeps_blanks: bool) -> Aligned:
    shape = form("2021").review
    findings: list[Finding] = []
    partly_unplaced: list[Line] = []
    rows: list[Row] = []
    if found.order and list(found.order) != sorted(found.order):
        names = [f"{GROUPS[g]}·{OUTCOMES[o]}" for g, o in ALL_CELLS]
        findings.append(order_finding("review", [ALL_CELLS.index(name) for name in found.order], names))
    for group, row in enumerate(shape.rows):
        values = tuple(found.cells.get((group, outcome)) for outcome in range(len(OUTCOMES)))
        opened = [*(c for c in values if c and c.text), *found.ambiguous[group]] if group in found.ambiguous else None
        reading = Reading(tuple(opened) if opened else values)
        cells = next((line.cells for line in found.used if opened and opened[-1] in line.cells), reading.values)
        split = Split((), row.label, (reading,), found.doubts.get(group, ""))
        part = PrintedRow(Line(cells, GridKind.RULED, lines[0].block, 0, "review"), split)
        built = build_row(shape, row, [part], RowMatch((0,), group, 1.0), (None if opened else reading, ""), TOTAL)
        rows.append(built.row)
        findings += built.findings
        # ten thousand lines may belong to one group: use set lookups instead of comparing all lines
        several = set(opened or ())
        partly_unplaced += [line for line in found.used if not several.isdisjoint(line.cells)]
    lacking = list(without_total(shape, rows, TOTAL, other_table_keeps_blanks))
    findings += [*lacking, *_doubt_neighbours(found, rows, {f.row for f in lacking})]
    numbering = {id(cell) for cell in found.numbering}
    for line in lines:
        if numbers := tuple(cell for cell in line.cells if id(cell) in numbering):
            partly_unplaced.append(replace(line, cells=numbers))
    own = list(_extra_lines(found, lines, numbering))
    figured = tuple(line for line in own if any(character.isdigit() for text in line.texts for character in text))
    partly_unplaced += [line for line in own if line not in figured]
    table = Table("review", "2021", True, tuple(rows))
    return confirmed(Aligned(table, tuple(findings), figured, tuple(dict.fromkeys(partly_unplaced))), (), TOTAL)


def _extra_lines(found: ReviewCells, lines: Sequence[Line], numbering: set[int]) -> Iterator[Line]:
    """Yield lines with content beside the figures and the words of the form: notes, remarks, unplaced lines. A cell
    under an agency-defined header is shown with this header (合计 4)."""
    placed = {id(cell) for cell in found.cells.values()} | {
        id(cell) for cells in found.ambiguous.values() for cell in cells
    }
    placed |= numbering
    for line in lines:
        figures = any(id(cell) in placed for cell in line.cells)
        rest = tuple(c for c in line.cells if c and c.text and id(c) not in placed and not is_header_text(c.text))
        unplaced = any(is_value(cell.text) for cell in rest)  # a row of its own: 小计 7 0 1 0 8
        if rest and (figures or unplaced or any(len(normalize(cell.text)) >= MIN_NOTE for cell in rest)):
            headed = tuple(cell for c in rest for cell in (found.header_above.get(id(c)), c) if cell)
            yield line if not figures else replace(line, cells=headed)


def _doubt_neighbours(found: ReviewCells, rows: Sequence[Row], lacking: set[str]) -> Iterator[Finding]:
    """Report doubt on the neighbours of a shifted group. One printed line holds several groups. If one group has no
    total, or a total that differs from its sum, and the line has blank cells, the figures of the line may have shifted:
    the other groups of the line, blank or not, are in doubt as well."""
    moved = [at for at, row in enumerate(rows) if row.key in lacking or _contradicts_total(row)]
    doubted: set[int] = set()
    for line in {id(line): line for line in found.rows.values()}.values():
        names = [name for name, own in found.rows.items() if own is line]
        groups = {group for group, _ in names}
        if groups & set(moved) and not all(found.cells[name].text for name in names):
            doubted |= {group for group in groups if rows[group].key not in lacking}
    for group in sorted(doubted):
        row = rows[group]
        yield finding(
            "value.low-confidence",
            table="review",
            row=row.key,
            group=row.key,
            place=row.place,
            reason=SHIFTED_BESIDE,
            label=GROUPS[group],
        )


def _contradicts_total(row: Row) -> bool:
    """Return True if the total is printed and differs from the sum of its parts."""
    *parts, total = (cell.number for cell in row.cells)
    return total is not None and sum(part or 0 for part in parts) != total
