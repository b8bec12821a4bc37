"""Parse tables whose columns are aligned with spaces: in a terminal, in a text editor, by a program that writes text.

A column is proven by its sides: on no line does a text stand in the space between two columns, and no line has two
texts in one column of figures. Blank cells then have a place. Programs draw an ideograph one or two letters wide, and
differ about “ and —: the width for which the columns are most even is the one that the author saw.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.aligned_rows import (
    GAP_WIDTH,
    AlignedRow,
    Field,
    Span,
    column_of,
    columns_of,
    overlap,
    whole_rows,
)
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
_PAGE_MARK = re.compile(r"[-—–·\s]+\d{1,3}[-—–·\s]+|第\s*\d{1,3}\s*页.{0,9}")
_RULE = re.compile(r"(?=.*(?:--|==|──|━━|══))[-=─━═\s]+")  # a rule above, below or in the table is a blank line
_SEVERAL = re.compile(r"[\d,.]*\d[\d,.]*(?: [\d,.]*\d[\d,.]*)+")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
_MIN_ROWS = 2  # minimum lines with figures, without a header; fewer show no column
_MAX_LINES = 400  # maximum lines of a table: table 3 has 28 rows with up to 12 lines each
_MAX_COLUMNS = 64  # maximum number of columns; table 4 has fifteen and a label
_MAX_PARTS = 40  # maximum number of blocks of lines of a table; some programs write a blank line after each row
_MAX_BLANK = 3  # maximum number of blank lines between two of them
_NEAR = 100  # lines above and below a table that show the width of letters
_JOINED = 100  # cost of two words in one cell, higher than that of uneven sides


@dataclass(frozen=True, slots=True)
class _Way:
    """The rows of a table for one width of ideographs: see ``AlignedRow``. ``cost``: how uneven the columns are.
    ``proven``: each column of figures stands below words of its own, or no word stands above several columns."""

    wide: str
    cost: int
    rows: list[AlignedRow]
    proven: bool


def aligned_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse such a table at line ``at``. Return the grid and the end (exclusive) of its lines; ``None`` and the next
    line at which such a table may begin if there is no table."""
    if not _begins(lines[at]) or (end := _end(lines, at)) == at:
        return None, at + 1
    if end > at + _MAX_LINES:
        return None, end
    last = max(i for i in range(at, end) if _begins(lines[i])) + 1
    # a signature below the table is wider than its labels
    whole = [(to, found) for to in (end, last) if (found := _ways(lines[at:to]))]
    end, ways = min(whole, key=lambda made: min(way.cost for way in made[1]) // _JOINED, default=(end, []))
    ends = _ends_of_parts(lines, at, end)
    if not any(map(is_value, (text for line in lines[at : (end, *ends)[-1]] for text in _GAP.split(line.strip())))):
        return None, (end, *ends)[-1]
    step = 0
    while step < len(ends):  # first twice as many parts each time, then one more each time up to the first that is none
        further = ends[min(2 * step, len(ends) - 1)]
        longer = _further(_ways(lines[at:further]), ways)
        if not longer and ways and further != ends[step]:
            further = ends[step]
            longer = _further(_ways(lines[at:further]), ways)
        if not longer and ways:
            break
        end, ways = (further, longer) if longer else (end, ways)
        step = ends.index(further) + 1
    if not ways:
        return None, end
    alike = _best(ways, lines[max(at - _NEAR, 0) : at + _NEAR])
    best = alike[0]
    headless = not any(_names_columns([text for text in row.cells if text]) for row in best.rows)
    figured = [any(map(is_value, row.cells)) for row in best.rows]
    # 规章      4 below a header, and the next row (行政规范性文件  1  6  3) in other columns: 4 is below 制发 by chance
    alone = step < len(ends) and figured.count(True) == 1
    open_columns = headless or not best.proven
    unsure = {
        k
        for k, row in enumerate(best.rows)
        if open_columns
        or row.joined
        or (alone and figured[k] and not all(row.cells[1:]))
        or _has_invisible_signs(lines[at + row.line])
        or any(other.rows[k:][:1] != [row] for other in alike)
    }
    cells = tuple(
        tuple(
            GridCell(
                strip_marks(printed(text)),
                Place(line=first_line + at + made.line, table=table, row=row + 1, column=column),
                PADDED if row in unsure else "",
            )
            for column, text in enumerate(made.cells, 1)
        )
        for row, made in enumerate(best.rows)
    )
    return Grid(cells, GridKind.RULED, Place(line=first_line + at, table=table)), end


def _has_invisible_signs(line: str) -> bool:
    """Return True for a line with signs that some programs draw without a width (U+200B) and others count."""
    return any(unicodedata.category(sign) in ("Cf", "Mn", "Me") for sign in line)


def _ends_of_parts(lines: Sequence[str], at: int, end: int) -> list[int]:
    """Return the ends (exclusive) of the table at line ``at`` if it goes on below the blank lines at ``end``: below
    each of the next blocks of lines that has a line with several fields."""
    found: list[int] = []
    reach = end
    for _ in range(_MAX_PARTS):
        begin = next(
            (i for i in range(reach, min(reach + _MAX_BLANK + 1, len(lines))) if not _is_blank(lines[i])), reach
        )
        reach = _end(lines, begin, at + _MAX_LINES)
        if begin == reach:
            break
        found += [reach] if any(_GAP.search(line.strip()) for line in lines[begin:reach]) else []
    return found


def _further(longer: list[_Way], ways: Sequence[_Way]) -> list[_Way]:
    """Return the ways to read a longer table that agree with the best one to read its beginning."""
    best = min(ways, key=lambda way: way.cost, default=None)
    return [way for way in longer if best is None or (way.wide == best.wide and way.proven == best.proven)]


def close_up(line: str, behind: int = 0) -> str:
    """Return the line with the letters of each spaced word moved together. ``behind``: with 1, the removed blanks are
    put behind the word, so that the following text keeps its position."""

    def closed(word: re.Match[str]) -> str:
        short = " ".join(word[0].split())
        return short + word["gap"][0] * (len(word[0]) - len(short)) * behind

    return _SPACED_WORD.sub(closed, line)


def _end(lines: Sequence[str], at: int, most: int = 10**9) -> int:
    """Return the end (exclusive, at most ``most``) of the lines from ``at`` that may be rows; ``at`` if that line is
    none."""
    while at < min(len(lines), most) and _may_be_row(lines[at]):
        at += 1
    return at


def _is_blank(line: str) -> bool:
    return not line.strip() or bool(_RULE.fullmatch(line))


def _begins(line: str) -> bool:
    """Return True for the first line of a table: several fields, or a header far from the left side."""
    return bool(_INDENT.match(line) or _GAP.search(line.strip()))


def _may_be_row(line: str) -> bool:
    """Return True for a line of several fields, or a short text that is no sentence and no heading."""
    text = line.strip()
    return not _is_blank(line) and not _PAGE_MARK.fullmatch(text) and bool(_begins(line) or not _PROSE.search(text))


def _ways(lines: Sequence[str]) -> list[_Way]:
    """Return the rows of the lines, once for each width of ideographs that proves the columns."""
    lines = ["" if _is_blank(line) else line for line in lines]
    texts = [_GAP.split(line.strip()) for line in lines]
    with_figures = [any(map(is_value, row[1:])) for row in texts]
    if sum(with_figures) < (1 if any(map(_names_columns, texts)) else _MIN_ROWS):
        return []
    # 自  然  人  商  业  企  业 above the figures: the space between two names may be that between their letters
    lines = [close_up(line, behind=1) if yes else line for line, yes in zip(lines, with_figures, strict=True)]
    drawn = [(wide, [list(_fields(line, wide)) for line in lines]) for wide in _WIDTHS]
    tight = any(map(_are_several_columns, _texts_by_column(drawn[0][1])))
    if tight:
        drawn = [(wide, [[p for field in line for p in _figures(field)] for line in fields]) for wide, fields in drawn]
    # first as if no name stood above several columns, then with those names set apart
    for heads in (0, with_figures.index(True)):
        found = (_way(wide, fields, heads, 1 if tight else GAP_WIDTH) for wide, fields in drawn)
        if ways := [way for way in found if way and (way.proven or sum(with_figures) >= _MIN_ROWS)]:
            return ways
    return []


def _texts_by_column(lines: Sequence[Sequence[Field]]) -> list[list[str]]:
    fields = [field for line in lines for field in line]
    columns = columns_of(fields)
    return [[field[2] for field in fields if start <= field[0] < end] for start, end in columns]


def _are_several_columns(texts: Sequence[str]) -> bool:
    """Return True for the texts of columns with a single space between: 自然 商业 above 41 3. Without such a header,
    41 3 is what one cell holds."""
    several = any(_SEVERAL.fullmatch(text) and not _THOUSANDS.fullmatch(text) for text in texts)
    return several and any(" " in text and not is_value(text) for text in texts)


def _figures(field: Field) -> Iterator[Field]:
    """Yield the figures of a text that holds several, and any other text as it is."""
    start, _, text = field
    if not _SEVERAL.fullmatch(text):
        yield field
        return
    for match in re.finditer(r"\S+", text):
        yield start + match.start(), start + match.end(), match[0]


def _best(ways: Sequence[_Way], others: Sequence[str]) -> list[_Way]:
    """Return the way for which the columns are most even, in this table and, if that leaves several, in the ``others``
    near it; several ways if all tables are as even with each."""
    for _ in range(2):
        least = min(way.cost for way in ways)
        ways = [way for way in ways if way.cost == least]
        if all(way.rows == ways[0].rows for way in ways):
            break
        found = [{way.wide: way.cost for way in _ways(part)} for part in _tables(others)]
        ways = [replace(way, cost=sum(costs.get(way.wide, _JOINED) for costs in found)) for way in ways]
    return list(ways)


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


def _fields(line: str, wide: str) -> Iterator[Field]:
    """Yield the fields of a line by display columns; characters of the widths ``wide`` take two columns."""
    position = 0
    for part in re.split(f"({_GAP.pattern})", line.rstrip()):
        width = sum(1 + (unicodedata.east_asian_width(char) in wide) for char in part) if wide else len(part)
        if part.strip():
            yield position, position + width, part.strip()
        position += width


def _way(wide: str, lines: Sequence[Sequence[Field]], heads: int, gap: int) -> _Way | None:
    """Return the rows of the lines; ``None`` if a line has two texts in one column of figures. Names in the first
    ``heads`` lines may stand above several columns."""
    columns, proven = columns_of([field for line in lines[heads:] for field in line], gap), True
    if len(columns) > _MAX_COLUMNS:
        return None
    if heads:
        columns, proven = _with_headers(columns, lines, heads)
    columns, is_even = _without_uneven(columns, lines)
    inside: list[list[Field]] = [[] for _ in columns]
    rows, joined = [], set[int]()
    for at, line in enumerate(lines):
        cells = [""] * len(columns)
        for field in line:
            column = column_of(field, columns)
            joined |= {column} if cells[column] and at >= heads else set()  # （三）不予公  开
            cells[column] += f" {field[2]}" if cells[column] else field[2]
            inside[column].append(field)
        rows += [AlignedRow(at, cells)] if line else []
    if len(columns) < 2 or any(is_value(text) for column in joined for _, _, text in inside[column]):
        return None
    words = [[field for field in line if not is_value(field[2])] for line in lines]
    cost = _JOINED * len(joined) + sum(map(_unevenness, inside))
    return _Way(wide, cost, whole_rows(rows, words, columns), proven and is_even)


def _with_headers(columns: list[Span], lines: Sequence[Sequence[Field]], heads: int) -> tuple[list[Span], bool]:
    """Return the columns, with those whose cells are all blank, and whether each column of figures stands below a name
    of its own."""
    figures = [
        span
        for span in columns
        if any(is_value(text) and span[0] <= start < span[1] for line in lines[heads:] for start, _, text in line)
    ]
    first = figures[0][0]
    words = [field for line in lines[:heads] for field in line if field[1] > first]
    names = columns_of([word for word in words if sum(overlap(word, span) for span in columns) < 2])
    named = {min(names, key=lambda name: abs(sum(name) - sum(span))) for span in figures} if names else set[Span]()
    spare = [name for name in names if name not in named and not any(overlap(name, span) for span in columns)]
    return sorted([*columns, *spare]), all(any(overlap(name, span) for name in names) for span in figures)


def _without_uneven(columns: list[Span], lines: Sequence[Sequence[Field]]) -> tuple[list[Span], bool]:
    """Return the columns, joined where two that no word names and of which no line has figures in both are one: no line
    has as many figures as there are columns. Return whether there are none such."""
    placed = [(k, column_of(field, columns), is_value(field[2])) for k, line in enumerate(lines) for field in line]
    held = [{k for k, at, _ in placed if at == column} for column in range(len(columns))]
    named = [any(at == column and not figure for _, at, figure in placed) for column in range(len(columns))]
    figured = {at for _, at, figure in placed if figure}
    most = max(sum(is_value(text) for _, _, text in line) for line in lines)
    joined = 0
    while len(columns) - min(figured, default=0) > most:
        pairs = [
            (columns[at + 1][0] - columns[at][1], at)
            for at in range(min(figured, default=0), len(columns) - 1)
            if not (named[at] and named[at + 1]) and not held[at] & held[at + 1]
        ]
        if not pairs:
            break
        _, at = min(pairs)
        columns = [*columns[:at], (columns[at][0], columns[at + 1][1]), *columns[at + 2 :]]
        held = [*held[:at], held[at] | held[at + 1], *held[at + 2 :]]
        named = [*named[:at], named[at] or named[at + 1], *named[at + 2 :]]
        joined += 1
    return columns, not joined


def _unevenness(column: Sequence[Field]) -> int:
    """Return how many sides a column has: its figures, and its words, begin below each other, or end so, or have one
    middle, where the width of a letter is the one that the author saw."""
    kinds = [[(start, end) for start, end, text in column if is_value(text) is kind] for kind in (True, False)]
    sides = [(*zip(*spans, strict=True), [(a + b) // 2 for a, b in spans]) for spans in kinds if spans]
    return sum(min(len(set(side)) for side in some) for some in sides)
