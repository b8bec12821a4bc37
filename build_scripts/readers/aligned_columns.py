"""Parse tables whose columns are aligned with spaces: in a terminal, in a text editor, by a program that writes text.

A column is proven by its sides: on no line does a text stand in the space between two columns, and no line has two
texts in one column of figures. Blank cells then have a place. Programs draw an ideograph one or two letters wide, and
differ about “ and —: the width for which the columns are most even is the one that the author saw.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.text_tables import PADDED, StripMarks
from build_scripts.wording import is_value, printed

_WIDTHS = ("WF", "WFA", "")  # East Asian widths that take two columns
# 2  .其他法律行政法规禁止公开 and 2.  其他法律行政法规禁止公开 are one text
_GAP = re.compile(r"(?<!\d[.．、])[ \u3000\xa0]{2,}(?!\.\D|[ \u3000\xa0．、）)])")
# Letters of one word separated by equal blanks, the item number joined to the first letter: 行 政 处 罚, 一、本 年 新
# 收. Numerals and 无 may be separate cells.
_LETTER = "(?![无零〇一二三四五六七八九十百])[一-鿿“”（）、]"
_NUMBERED = r"(?:[一二三四五六七][、.．]|[（(][一二三四五六七][)）]|[1-8][.．、])?"
_SPACED_WORD = re.compile(
    rf"(?<![^ \u3000\xa0]){_NUMBERED}{_LETTER}(?P<gap>[ \u3000\xa0]{{2,}}){_LETTER}(?:(?P=gap){_LETTER})*(?![^ \u3000\xa0])"
)
_PROSE = re.compile(r"[。：:]|^[一二三四五六][、.．](?!本年|上年|结转下年)")
_INDENT = re.compile(r"[ \u3000\xa0]{6}")  # a paragraph is indented by two ideographs at most
_MIN_ROWS = 2  # minimum lines with figures, without a header; fewer show no column
_MAX_LINES = 400  # maximum lines of a table: table 3 has 28 rows with up to 12 lines each
_MAX_PARTS = 40  # maximum number of blocks of lines of a table; some programs write a blank line after each row
_MAX_HEADERS = 6  # maximum number of them above the first figures
_MAX_BLANK = 3  # maximum number of blank lines between two of them
_NEAR = 200  # lines above and below a table that show the width of letters
_GAP_WIDTH = 2  # minimum width of the space between two columns
_JOINED = 100  # cost of two words in one cell, higher than that of uneven sides

_Span = tuple[int, int]
_Field = tuple[int, int, str]  # start, end (exclusive) in display columns, text
_Rows = tuple[int, str, list[list[str]]]  # unevenness, widths, cells


def aligned_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse such a table at line ``at``. Return the grid and the end (exclusive) of its lines; ``None`` and the next
    line at which such a table may begin if there is no table."""
    end = _end(lines, at)
    if end == at or not _begins(lines[at]) or end > at + _MAX_LINES:
        return None, max(end, at + 1)
    last = max(i for i in range(at, end) if _begins(lines[i])) + 1
    # a signature below the table is wider than its labels
    ends = [(to, found) for to in (end, last) if (found := _ways(lines[at:to]))]
    end, ways = min(ends, key=lambda made: min(made[1])[0] // _JOINED, default=(end, []))
    reach = end
    for part in range(_MAX_PARTS):
        begin = next((i for i in range(reach, min(reach + _MAX_BLANK + 1, len(lines))) if lines[i].strip()), reach)
        reach = _end(lines, begin)
        if begin == reach or reach > at + _MAX_LINES:
            break
        if any(_GAP.search(line.strip()) for line in lines[begin:reach]):
            longer = _ways(lines[at:reach])
            if not longer and (ways or part > _MAX_HEADERS):
                break
            end, ways = (reach, longer) if longer else (end, ways)
    if not ways:
        return None, end
    alike = _best(ways, lines[max(at - _NEAR, 0) : at + _NEAR])
    best = alike[0]
    headless = not any(_names_columns(list(filter(None, row))) for row in best)
    unsure = {row for row in range(len(best)) if headless or any(other[row] != best[row] for other in alike)}
    cells = tuple(
        tuple(
            GridCell(
                strip_marks(printed(text)),
                Place(line=first_line + at + row, table=table, row=row + 1, column=column),
                PADDED if row in unsure else "",
            )
            for column, text in enumerate(texts, 1)
        )
        for row, texts in enumerate(best)
        if any(texts)
    )
    return Grid(cells, GridKind.RULED, Place(line=first_line + at, table=table)), end


def close_up(line: str, behind: int = 0) -> str:
    """Return the line with the letters of each spaced word moved together. ``behind``: with 1, the removed blanks are
    put behind the word, so that the following text keeps its position."""

    def closed(word: re.Match[str]) -> str:
        short = " ".join(word[0].split())
        return short + word["gap"][0] * (len(word[0]) - len(short)) * behind

    return _SPACED_WORD.sub(closed, line)


def _end(lines: Sequence[str], at: int) -> int:
    """Return the end (exclusive) of the lines from ``at`` that may be rows; ``at`` if that line is none."""
    while at < len(lines) and _may_be_row(lines[at]):
        at += 1
    return at


def _begins(line: str) -> bool:
    """Return True for the first line of a table: several fields, or a header far from the left side."""
    return bool(_INDENT.match(line) or _GAP.search(line.strip()))


def _may_be_row(line: str) -> bool:
    """Return True for a line of several fields, or a short text that is no sentence and no heading."""
    text = line.strip()
    return bool(text) and bool(_begins(line) or not _PROSE.search(text))


def _ways(lines: Sequence[str]) -> list[_Rows]:
    """Return the rows of the lines, once for each width of ideographs that proves the columns."""
    texts = [_GAP.split(line.strip()) for line in lines]
    with_figures = [any(map(is_value, row[1:])) for row in texts]
    figures = sum(with_figures)
    # 自  然  人  商  业  企  业 above the figures: the space between two names may be that between their letters
    lines = [close_up(line, behind=1) if yes else line for line, yes in zip(lines, with_figures, strict=True)]
    if figures < (1 if any(map(_names_columns, texts)) else _MIN_ROWS):
        return []
    drawn = ([list(_fields(line, wide)) for line in lines] for wide in _WIDTHS)
    found = ((wide, _rows(fields)) for wide, fields in zip(_WIDTHS, drawn, strict=True))
    return [(rows[0], wide, rows[1]) for wide, rows in found if rows]


def _best(ways: Sequence[_Rows], others: Sequence[str]) -> list[list[list[str]]]:
    """Return the rows of the width for which the columns are most even, in this table and, if that leaves several, in
    the ``others`` near it; those of several widths if all tables are as even with each."""
    for _ in range(2):
        least = min(cost for cost, _, _ in ways)
        ways = [way for way in ways if way[0] == least]
        if all(rows == ways[0][2] for _, _, rows in ways):
            break
        found = [{wide: cost for cost, wide, _ in _ways(part)} for part in _tables(others)]
        ways = [(sum(costs.get(wide, _JOINED) for costs in found), wide, rows) for _, wide, rows in ways]
    return [rows for _, _, rows in ways]


def _tables(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end > at:
            yield lines[at:end]
        at = max(end, at + 1)


def _names_columns(texts: Sequence[str]) -> bool:
    """Return True for the texts of a header: the names of two columns, beside the name of the column of the labels."""
    return len(texts) > 2 and not any(map(is_value, texts))


def _fields(line: str, wide: str) -> Iterator[_Field]:
    """Yield the fields of a line by display columns; characters of the widths ``wide`` take two columns."""
    position = 0
    for part in re.split(f"({_GAP.pattern})", line.rstrip()):
        width = sum(1 + (unicodedata.east_asian_width(char) in wide) for char in part) if wide else len(part)
        if part.strip():
            yield position, position + width, part.strip()
        position += width


def _rows(lines: Sequence[Sequence[_Field]]) -> tuple[int, list[list[str]]] | None:
    """Return the cells of each line by column; ``None`` if a line has two texts in one column of figures."""
    columns = _columns(lines)
    places = [[next(k for k, (_, end) in enumerate(columns) if start < end) for start, _, _ in line] for line in lines]
    inside: list[list[_Field]] = [[] for _ in columns]
    rows, joined = [], set[int]()
    for line, at in zip(lines, places, strict=True):
        cells = [""] * len(columns)
        for field, column in zip(line, at, strict=True):
            joined |= {column} if cells[column] else set()  # （三）不予公  开
            cells[column] += f" {field[2]}" if cells[column] else field[2]
            inside[column].append(field)
        rows.append(cells)
    if len(columns) < 2 or any(is_value(text) for column in joined for _, _, text in inside[column]):
        return None
    return _JOINED * len(joined) + sum(map(_unevenness, inside)), rows


def _unevenness(column: Sequence[_Field]) -> int:
    """Return how many sides a column has: its figures, and its words, begin below each other, or end so, or have one
    middle, where the width of a letter is the one that the author saw."""
    kinds = [[(start, end) for start, end, text in column if is_value(text) is kind] for kind in (True, False)]
    sides = [(*zip(*spans, strict=True), [(a + b) // 2 for a, b in spans]) for spans in kinds if spans]
    return sum(min(len(set(side)) for side in some) for some in sides)


def _columns(lines: Sequence[Sequence[_Field]]) -> list[_Span]:
    """Return the columns: fields that stand above one another, or closer than two columns ever are."""
    columns: list[_Span] = []
    for start, end, _ in sorted(field for fields in lines for field in fields):
        if columns and start < columns[-1][1] + _GAP_WIDTH:
            columns[-1] = columns[-1][0], max(columns[-1][1], end)
        else:
            columns.append((start, end))
    return columns
