"""Build the rows of a table without rules: each word goes to the column whose middle is nearest.

``pdf.loose`` finds the lines and columns of such a table, ``pdf.bands`` groups its lines into rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.pdf.bands import Span, WordLine, labels_of, overlap
from build_scripts.readers.pdf.confidence import UNDER_HEADERS
from build_scripts.readers.pdf.exclusions import PICTURE
from build_scripts.readers.pdf.lines import VALUE, TextLine, Word
from build_scripts.readers.pdf.marks import Box
from build_scripts.readers.pdf.missing_rules import HEADERS
from build_scripts.readers.pieces import Exclusion, Piece, exclusion_doubts
from build_scripts.wording import squeeze

DOUBT = "原件的表格没有完整的框线，按位置识别"
SPANNING = re.compile("[（(]本列数据|申请人情况|法人(?:或者?|和)其[他它]组织|行政复议|行政诉讼|未经复议|复议后起诉")
_GROUP = re.compile("行政复议|行政诉讼|未经复议|复议后起诉")
_REVIEW = re.compile("行政复议(?!.*诉讼)")
_SUITS = "行政诉讼"


def is_header_word(word: Word, key: str) -> bool:
    """Return True for a header word of the table, or a piece of one that wraps in its narrow column (商业企 | 业)."""
    text = squeeze(word[2])
    return bool(text) and any(text in head for head in HEADERS[key])


@dataclass(slots=True)
class _Row:
    box: Box  # around all its lines
    labels: list[str]
    values: list[str]
    excluded: list[list[Piece]]  # for each column: note marks, struck-out text
    pictures: list[bool]
    certain: bool = False  # its figures stand clearly under headers that name every column


def word_line(line: TextLine, columns: Sequence[Span], pictures: Sequence[Box], key: str, head: bool) -> WordLine:
    """Build one line by column, with the pictures beside it. ``head``: the line stands above the first figures, where a
    header may begin left of its right-aligned figures, nearer to the figures of another column."""
    first = columns[0][0] if columns else 0.0
    names = [word for word in line.words if head and is_header_word(word, key)]
    in_order = dict(zip(names, range(len(columns)), strict=True)) if len(names) == len(columns) else {}
    level = WordLine((line.x0, line.top, line.x1, line.bottom), line.height)
    for word in line.words:
        at = in_order.get(word, None if word[1] <= first and word not in names else _nearest(columns, word))
        if at is None:
            level.labels.append(word)
        else:
            level.values += [(at, word)] if not _joins_headers(word, columns, key) else _cut(word, columns)
    for words, why in ((line.marks, Exclusion.RAISED), (line.struck, Exclusion.STRUCK)):
        for word in words:
            if word[1] > first and (at := _nearest(columns, word)) is not None:
                level.excluded.append((at, Piece(word[2], why)))
    for x0, top, x1, bottom in pictures:
        if x0 > first and line.top <= (top + bottom) / 2 <= line.bottom:
            level.pictures += [at for at, column in enumerate(columns) if overlap((x0, x1), column)]
    return level


def _joins_headers(word: Word, columns: Sequence[Span], key: str) -> bool:
    """Return True for letters of several headers without a gap between them (结果维结果纠: columns of three
    letters)."""
    letters = set("".join(HEADERS[key]))
    text = squeeze(word[2])
    return (
        sum(overlap(word, column) for column in columns) > 1
        and not SPANNING.match(text)
        and not any(text in head for head in HEADERS[key])
        and all(char in letters for char in text)
    )


def _cut(word: Word, columns: Sequence[Span]) -> list[tuple[int, Word]]:
    """Split the letters by column; ideographs have equal widths."""
    x0, x1, text = word
    wide = (x1 - x0) / len(text)
    found: list[tuple[int, Word]] = []
    for k, char in enumerate(text):
        letter = x0 + k * wide, x0 + (k + 1) * wide, char
        at = _nearest(columns, letter) or 0
        if found and found[-1][0] == at:
            found[-1] = at, (found[-1][1][0], letter[1], found[-1][1][2] + char)
        else:
            found.append((at, letter))
    return found


def _first_figures(found: Sequence[Sequence[WordLine]], key: str) -> int:
    """Return the index of the first band with figures; 0 for table 2, which has a header for each block."""
    figures = (any(VALUE.match(w[2]) for level in band for _, w in level.values) for band in found)
    return 0 if key == "proactive" else next((k for k, yes in enumerate(figures) if yes), len(found))


def header_words(found: Sequence[Sequence[WordLine]], columns: Sequence[Span], key: str) -> list[tuple[int, Word]]:
    """Return the header words above the first figures, by column."""
    words = [pair for band in found[: _first_figures(found, key)] for level in band for pair in level.values]
    return [(at, word) for at, word in words if is_header_word(word, key)]


def build_rows(found: Sequence[Sequence[WordLine]], columns: Sequence[Span], key: str, certain: set[int]) -> list[_Row]:
    """Convert the bands of a table into rows. The bands of a wrapped header form one row, below the words that span
    several headers. ``certain``: ids of the bands that stand clearly under headers that name every column."""
    begin = _first_figures(found, key)
    rows = [_row(band, len(columns), id(band) in certain) for band in found[begin:]]
    words = [(at, word) for band in found[:begin] for level in band for at, word in level.values]
    heads = [""] * len(columns)
    over: list[tuple[int, Word]] = []
    for at, word in words:
        if is_header_word(word, key):
            heads[at] += word[2]
        else:
            over.append((at, word))
    if not any(heads):
        return [*(_row(band, len(columns), False) for band in found[:begin]), *rows]
    labels = ["".join(w[2] for band in found[:begin] for level in band for w in level.labels)]
    above = _groups_over(over, columns, heads) if key == "review" else [_words_above(over, len(columns))]
    box = _around([level.box for band in found[:begin] for level in band])
    return [
        _blank(box, labels, above[0]),
        *(_blank(box, [], line) for line in above[1:]),
        _blank(box, [], heads),
        *rows,
    ]


def _row(band: Sequence[WordLine], count: int, certain: bool) -> _Row:
    row = _blank(_around([level.box for level in band]), labels_of(band), [""] * count)
    row.certain = certain
    for level in band:
        for at, (_, _, text) in level.values:
            row.values[at] = f"{row.values[at]}\n{text}" if row.values[at] else text
        for at, piece in level.excluded:
            row.excluded[at].append(piece)
        for at in level.pictures:
            row.pictures[at] = True
    return row


def _around(boxes: Sequence[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _blank(box: Box, labels: list[str], values: list[str]) -> _Row:
    return _Row(box, labels, values, [[] for _ in values], [False] * len(values))


def _words_above(words: Sequence[tuple[int, Word]], count: int) -> list[str]:
    """Return the words above several headers, each in its nearest column."""
    values = [""] * count
    for at, (_, _, text) in words:
        values[at] = f"{values[at]}\n{text}" if values[at] else text
    return values


def _groups_over(words: Sequence[tuple[int, Word]], columns: Sequence[Span], heads: Sequence[str]) -> list[list[str]]:
    """Return the headers that span several columns of table 4 (行政复议; 行政诉讼 above 未经复议直接起诉 and
    复议后起诉), each at its first column: one row, or two rows if one header stands above others."""
    groups = sorted(word for _, word in words if _GROUP.match(squeeze(word[2])))
    suits = [word for word in groups if squeeze(word[2]) == _SUITS]
    leaves = [word for word in groups if word not in suits or len(groups) == len(suits) + 1]
    others = _words_above([(at, word) for at, word in words if word not in groups], len(columns))
    if not 1 < len(leaves) <= len(columns):
        return [_words_above(words, len(columns))]
    starts = _starts(leaves, columns, heads)
    below = list(others)
    upper = [""] * len(columns)
    for word, start in zip(leaves, starts, strict=True):
        (upper if _REVIEW.match(squeeze(word[2])) or word in suits else below)[start] += word[2]
    for word in suits:
        if word not in leaves:
            own = [start for leaf, start in zip(leaves, starts, strict=True) if not _REVIEW.match(squeeze(leaf[2]))]
            upper[min(own, default=0)] += word[2]
    return [upper, below] if any(below) else [upper]


def _starts(words: Sequence[Word], columns: Sequence[Span], heads: Sequence[str]) -> list[int]:
    """Return the first column of each word: where the sequence of headers below restarts (结果维持 … 总计, 结果维持 …),
    else the split that centres the words best above their columns."""
    starts = [0]
    for at, head in enumerate(heads):
        if head in heads[starts[-1] : at]:
            starts.append(at)
    if len(starts) == len(words):
        return starts

    def off(starts: tuple[int, ...]) -> float:
        ends = (*starts[1:], len(columns))
        return sum(
            abs(columns[a][0] + columns[b - 1][1] - word[0] - word[1])
            for word, a, b in zip(words, starts, ends, strict=True)
        )

    choices: list[tuple[int, ...]] = [(0, *rest) for rest in combinations(range(1, len(columns)), len(words) - 1)]
    best = min(choices, key=off)
    return list(best)


def _nearest(columns: Sequence[Span], word: Word) -> int | None:
    return min(
        range(len(columns)), key=lambda at: abs(columns[at][0] + columns[at][1] - word[0] - word[1]), default=None
    )


def build_grid(rows: Sequence[_Row], columns: Sequence[Span], page: int, table: int) -> Grid:
    """Build the grid: two label columns and one column per range. A cell box has the height of its row."""
    cells = []
    for r, row in enumerate(rows, 1):
        labels = ["".join(row.labels[:-1]), row.labels[-1] if row.labels else ""]
        left, top, right, bottom = (round(edge, 1) for edge in row.box)
        stub = left, min(right, round(columns[0][0], 1)) if columns else right

        def place(column: int, span: Span, r: int = r, top: float = top, bottom: float = bottom) -> Place:
            box = round(span[0], 1), top, round(span[1], 1), bottom
            return Place(page=page, table=table, row=r, column=column, box=box)

        guessed = UNDER_HEADERS if row.certain else DOUBT
        made = [GridCell(text, place(k, stub), guessed) for k, text in enumerate(labels, 1)]
        for k, (text, excluded, pictured) in enumerate(zip(row.values, row.excluded, row.pictures, strict=True), 3):
            doubt = "；".join((guessed, *exclusion_doubts(excluded, "格内", "没有并入")))
            opaque = PICTURE if pictured and not text else ""
            made.append(GridCell(text, place(k, columns[k - 3]), doubt, opaque))
        cells.append(tuple(made))
    return Grid(tuple(cells), GridKind.LOOSE, Place(page=page, table=table))
