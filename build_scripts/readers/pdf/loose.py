"""Build tables without rules: assign words to columns by position. All such results have low confidence.

A value column is a position where figures, or header words (自然人 … 总计), stand above one another. Rows are separated
by rules or grouped by distance (``pdf.bands``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.pdf.bands import Span, WordLine, bands, labels_of, overlap, row_rules
from build_scripts.readers.pdf.confidence import UNDER_HEADERS, is_under_headers, names_all_columns
from build_scripts.readers.pdf.exclusions import PICTURE
from build_scripts.readers.pdf.lines import VALUE, TextLine, Word, extents
from build_scripts.readers.pdf.marks import Box
from build_scripts.readers.pdf.missing_rules import HEADERS
from build_scripts.readers.pdf.page_parts import PageParts
from build_scripts.readers.pieces import Exclusion, Piece, exclusion_doubts
from build_scripts.wording import squeeze

DOUBT = "原件的表格没有完整的框线，按位置识别"
_STARTS = (
    (
        "requests",
        re.compile("勾稽关系|申请人情况|自然人?.*商业|本年新收政府信息公开申请"),
        re.compile("^四、政府信息公开行政复议|^行政复议|^五、存在|结果维"),
    ),
    ("proactive", re.compile("^第二十条第?[（(]|^信息内容"), re.compile("^三、收到|勾稽关系|申请人情况|^四、政府信息")),
    (
        "review",
        re.compile("^行政复议.*行政诉讼|结果维.*结果纠|未经复议直接起诉"),
        re.compile("^五、|^六、|存在的主要问题"),
    ),
)
_PRESENT = {"requests": "本年新收政府信息公开申请", "proactive": "行政处罚", "review": "结果维持"}
_SPANNING = re.compile("[（(]本列数据|申请人情况|法人或其他组织|行政复议|行政诉讼|未经复议|复议后起诉")
_ITEM = re.compile(r"^\d\.$")  # 1. 属于国家秘密: an item number is no figure
FEWEST = 3  # minimum count of figures and column headers: a table with one figure still has its headers
_GROUP = re.compile("行政复议|行政诉讼|未经复议|复议后起诉")
_REVIEW = re.compile("行政复议(?!.*诉讼)")
_SUITS = "行政诉讼"


def loose_grids(
    lines: Sequence[TextLine],
    ruled: str,
    tables: int,
    pages: Mapping[int, PageParts],
) -> tuple[list[tuple[int, float, Grid]], set[TextLine]]:
    """Return (page, top, grid) of each table without rules, and the lines used for these tables.

    ``ruled`` is the text of all ruled tables: a table that occurs there is not searched again. On ``pages``, pictures
    may hold figures, and horizontal rules separate rows.
    """
    grids: list[tuple[int, float, Grid]] = []
    used: set[TextLine] = set()
    for key, start, end in _STARTS:
        if _PRESENT[key] in ruled:
            continue
        zone: list[TextLine] = []
        for line in lines:
            text = squeeze(line.text)
            if line in used:
                if zone:
                    break
                continue
            if not zone and start.search(text):
                zone = _with_header_above(lines, line, key)
            elif zone and end.search(text) and not start.search(text):
                break
            elif zone:
                zone.append(line)
        while zone and len(zone[-1].text) > 30 and not any(VALUE.match(w) for _, _, w in zone[-1].words):
            zone.pop()
        figures = sum(bool(VALUE.match(w)) for line in zone for _, _, w in line.words)
        heads = sum(_is_header_word(w, key) for line in zone for w in line.words)
        if not figures or figures + heads < FEWEST:  # prose that names a row, not its table
            continue
        used.update(zone)
        named = False  # the header of a previous page also applies to the columns
        for part in _parts(zone, key):
            tables += 1
            page = part[0].page
            columns = _columns(zone, key)
            levels = [_level(line, columns, pages[page].pictures, key) for line in part]
            found = bands(levels, row_rules(pages[page].rules, columns))
            above = _heads(found, columns, key)
            named = names_all_columns(above, columns, key) if above else named
            certain = {id(band) for band in found if named and is_under_headers(band, columns, pages[page].doubtful)}
            rows = _rows(found, columns, key, certain)
            grids.append((page, part[0].top, _grid(rows, columns, page, tables)))
    return grids, used


def _parts(zone: Sequence[TextLine], key: str) -> list[list[TextLine]]:
    """Split the lines by page. Table 3 split down the middle is split by side as well: the header of the other columns
    follows the figures of the first side."""
    parts: list[list[TextLine]] = []
    figures = False
    for line in zone:
        is_head = sum(_is_header_word(word, key) or bool(_SPANNING.match(squeeze(word[2]))) for word in line.words)
        values = any(VALUE.match(word) and not _ITEM.match(word) for _, _, word in line.words)
        if not parts or parts[-1][-1].page != line.page or (key == "requests" and figures and is_head and not values):
            parts.append([])
            figures = False
        parts[-1].append(line)
        figures = figures or values
    return parts


def _with_header_above(lines: Sequence[TextLine], first: TextLine, key: str) -> list[TextLine]:
    """Return the line that indicates a table, with the header lines directly above it."""
    at = lines.index(first)
    start = at
    while start and start > at - 6:
        line = lines[start - 1]
        if line.page != first.page or lines[start].top - line.bottom > 1.5 * line.height:
            break
        if not any(_is_header_word(word, key) or _SPANNING.match(squeeze(word[2])) for word in line.words):
            break
        start -= 1
    return list(lines[start : at + 1])


def _is_header_word(word: Word, key: str) -> bool:
    """Return True for a header word of the table, or a piece of one that wraps in its narrow column (商业企 | 业)."""
    text = squeeze(word[2])
    return bool(text) and any(text in head for head in HEADERS[key])


def _columns(zone: Sequence[TextLine], key: str) -> list[Span]:
    """Return the value columns, left to right: where figures overlap, or where a header stands above blanks only."""
    values = [w for line in zone for w in line.words if VALUE.match(w[2]) and not _ITEM.match(w[2])]
    columns = extents(values)
    heads = extents([w for line in _head_lines(zone, key) for w in line.words if _is_header_word(w, key)])
    # Left-aligned figures may stand beside their header: a header is spare if no figures are nearest to it.
    taken = {min(heads, key=lambda head: abs(sum(head) - sum(column))) for column in columns if heads}
    spare = [head for head in heads if head not in taken and not any(overlap(head, column) for column in columns)]
    return sorted(columns + spare)


def _head_lines(zone: Sequence[TextLine], key: str) -> list[TextLine]:
    """Return the lines above the first figures; table 2 has a header for each block."""
    with_figures = [any(VALUE.match(word) for _, _, word in line.words) for line in zone]
    if key == "proactive":
        return [line for line, figures in zip(zone, with_figures, strict=True) if not figures]
    return list(zone[: with_figures.index(True)]) if True in with_figures else []


@dataclass(slots=True)
class _Row:
    box: Box  # around all its lines
    labels: list[str]
    values: list[str]
    excluded: list[list[Piece]]  # for each column: note marks, struck-out text
    pictures: list[bool]
    certain: bool = False  # its figures stand clearly under headers that name every column


def _level(line: TextLine, columns: Sequence[Span], pictures: Sequence[Box], key: str) -> WordLine:
    """Build one line by column, with the pictures beside it."""
    first = columns[0][0] if columns else 0.0
    level = WordLine((line.x0, line.top, line.x1, line.bottom), line.height)
    for word in line.words:
        at = None if word[1] <= first else _nearest(columns, word)
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
        and not _SPANNING.match(text)
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


def _heads(found: Sequence[Sequence[WordLine]], columns: Sequence[Span], key: str) -> list[tuple[int, Word]]:
    """Return the header words above the first figures, by column."""
    words = [pair for band in found[: _first_figures(found, key)] for level in band for pair in level.values]
    return [(at, word) for at, word in words if _is_header_word(word, key) and overlap(word, columns[at])]


def _rows(found: Sequence[Sequence[WordLine]], columns: Sequence[Span], key: str, certain: set[int]) -> list[_Row]:
    """Convert the bands of a table into rows. The bands of a wrapped header form one row, below the words that span
    several headers. ``certain``: ids of the bands that stand clearly under headers that name every column."""
    begin = _first_figures(found, key)
    rows = [_row(band, len(columns), id(band) in certain) for band in found[begin:]]
    words = [(at, word) for band in found[:begin] for level in band for at, word in level.values]
    heads = [""] * len(columns)
    over: list[tuple[int, Word]] = []
    for at, word in words:
        if _is_header_word(word, key) and overlap(word, columns[at]):
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


def _grid(rows: Sequence[_Row], columns: Sequence[Span], page: int, table: int) -> Grid:
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
