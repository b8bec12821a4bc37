"""Join the lines of a row whose label takes several lines, in a table whose columns are aligned with spaces.

A numbered label begins a row; lines below it without a number continue its label, and its figures stand beside any of
its lines (in the middle of them, or beside the first)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from build_scripts.wording import is_value

Span = tuple[int, int]
Field = tuple[int, int, str]  # start, end (exclusive) in display columns, text

GAP_WIDTH = 2  # minimum width of the space between two columns
_NUMBERED = re.compile(r"[一二三四]、|[（(][一二三四五六七][)）]|[1-8][.．、]")
_MIN_NUMBERED = 3  # minimum rows with numbered labels that show where rows begin
_ROOM = 4  # minimum room at the end of a label that did not have to wrap: two ideographs


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A row with its line in the table; ``joined`` from several lines."""

    line: int
    cells: list[str]
    joined: bool = False


def overlap(one: Span | Field, other: Span | Field) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def columns_of(fields: Sequence[Field], gap: int = GAP_WIDTH) -> list[Span]:
    """Return the columns: fields that stand above one another, or closer than two columns ever are."""
    columns: list[Span] = []
    for start, end, _ in sorted(fields):
        if columns and start < columns[-1][1] + gap:
            columns[-1] = columns[-1][0], max(columns[-1][1], end)
        else:
            columns.append((start, end))
    return columns


def column_of(field: Field, columns: Sequence[Span]) -> int:
    """Return the first column below or above the field, or else the nearest one."""
    places = range(len(columns))
    own = next((at for at in places if overlap(field, columns[at])), None)
    return own if own is not None else min(places, key=lambda at: abs(sum(columns[at]) - field[0] - field[1]))


def whole_rows(rows: list[AlignedRow], words: Sequence[Sequence[Field]], columns: Sequence[Span]) -> list[AlignedRow]:
    """Return the rows, those of several lines joined; the lines as they are if a row had two lines of figures.
    ``words``: the words of each line of the table."""
    stub = next((k for k in range(len(columns)) if any(is_value(row.cells[k]) for row in rows)), 0)
    bands: list[list[AlignedRow]] = []
    for row in rows:
        if not (bands and _continues(bands[-1], row, stub, words, columns)):
            bands.append([])
        bands[-1].append(row)
    numbered = [band for band in bands if _is_numbered(band[0], stub)]
    if any(sum(_has_figures(row, stub) for row in band) > 1 for band in bands) or len(numbered) < _MIN_NUMBERED:
        return rows
    return [band[0] if len(band) == 1 else _joined(band, stub, words, columns) for band in bands]


def _continues(
    band: Sequence[AlignedRow], row: AlignedRow, stub: int, words: Sequence[Sequence[Field]], columns: Sequence[Span]
) -> bool:
    """Return True if the label above is numbered, has no room for more, and goes on in this line, which has no number."""
    if not _is_numbered(band[0], stub) or _is_numbered(row, stub):
        return False
    if any(row.cells[stub:]) and not _has_figures(row, stub):
        return False  # a header repeated inside the table
    labels = [word for line in words for word in line if word[1] <= columns[stub][0]]
    inner = max((word for one in band for word in words[one.line] if word in labels), default=None)
    if inner is None or not any(overlap(word, inner) for word in words[row.line]):
        return True  # a piece of a label that spans several rows, or none
    above = [word for one in band for word in words[one.line] if overlap(word, inner)][-1]
    return above[1] > max(word[1] for word in labels if overlap(word, inner)) - _ROOM


def _is_numbered(row: AlignedRow, stub: int) -> bool:
    label = " ".join(filter(None, row.cells[:stub])).split()
    return any(map(_NUMBERED.match, (*label[1:2], *label[-1:])))  # 予处理 4.无正当理由大量反复 申请


def _has_figures(row: AlignedRow, stub: int) -> bool:
    return any(map(is_value, row.cells[stub:]))


def _joined(
    band: Sequence[AlignedRow], stub: int, words: Sequence[Sequence[Field]], columns: Sequence[Span]
) -> AlignedRow:
    pieces = [word for row in band for word in words[row.line] if word[1] <= columns[stub][0]]
    sides = columns_of(pieces, 1)
    texts = ["".join(piece[2] for piece in pieces if column_of(piece, sides) == at) for at in range(len(sides))]
    spare = max(len(texts) - stub + 1, 1)
    labels = ["".join(texts[:spare]), *texts[spare:]] if len(texts) > stub else texts
    figures = next((row.cells[stub:] for row in band if _has_figures(row, stub)), [""] * (len(columns) - stub))
    return AlignedRow(band[0].line, [*[""] * (stub - len(labels)), *labels, *figures], joined=True)
