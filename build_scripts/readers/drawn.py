"""Tables drawn with signs in plain text: ``|`` and box lines, with or without rules between the rows, and commas.

Pipe tables without the rule line that Markdown asks for, tables that pandoc or a terminal drew, rows copied out of
a CSV file: the signs part the cells, so the columns are true ones wherever every line has as many.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.wording import is_value, printed

_BARS = re.compile(r"(?<!\\)[|｜│┃║┆┊]")
_RULE = re.compile(r"^(?=.*[-=─━═_])[\s+|｜:\-=_\u2500-\u257f]{3,}$")
_NUMBER = re.compile(r"^[\d０-９][\d０-９.,，．]*$")
_FEWEST = 3  # cells of a line of commas; prose has as many now and then, but not line after line

Bold = Callable[[str], str]  # takes the marks off a text


def bar_table(lines: Sequence[str], at: int, first_line: int, table: int, plain: Bold) -> tuple[Grid | None, int]:
    """The table of bars that begins at line ``at`` and the end (exclusive) of its lines; ``None`` when none begins there,
    with the next line at which one may begin."""
    end = at
    while end < len(lines) and (_is_rule(lines[end]) or _BARS.search(lines[end])):
        end += 1
    if end == at:
        return None, at + 1
    rows = list(_drawn_rows(lines[at:end]))
    wide = [len(cells) > 1 for _, cells in rows]
    open_ended = [i for i in range(at, end) if not (_is_rule(lines[i]) or _BARS.match(lines[i].strip()[-1:]))]
    several = len(rows) >= 2 and (
        all(wide[1:]) or (not open_ended and sum(wide) >= 2)
    )  # 第二十条第（一）项 | may be all of a row
    if several or (len(rows) == 1 and any(map(is_row, lines[at:end]))):
        return _grid(rows, at, first_line, table, plain), end
    # With fewer lines no narrow row becomes a wide one: what hinders has to be left behind, and nothing else helps.
    narrow = [at + line for (line, _), is_wide in zip(rows, wide, strict=True) if not is_wide][-1:]
    while narrow and narrow[0] - 1 > at and _is_rule(lines[narrow[0] - 1]):
        narrow[0] -= 1
    rules = [i for i in range(at, end) if _is_rule(lines[i])]
    starts = (*narrow, *(i + 1 for i in open_ended[-1:]), *(i + 1 for i in rules[-3:-2]))
    return None, min((start for start in starts if start > at), default=end)


def comma_table(lines: Sequence[str], at: int, first_line: int, table: int, plain: Bold) -> tuple[Grid | None, int]:
    """The same for rows copied out of a CSV file."""
    fields = list(_commas(lines, at))
    end = at + len(fields)
    if len(fields) >= 3 and any(_NUMBER.match(cell) for row in fields for cell in row):
        return _grid(list(enumerate(fields)), at, first_line, table, plain), end
    return None, max(end, at + 1)


def is_row(line: str) -> bool:
    """True for a line that can be nothing but the row of a table, whatever stands around it: bars at both ends, and values
    in every cell but the first, which may be a label (tools that take a PDF apart leave ``| 119 | 25 | 91 |`` of table 4)."""
    text = line.strip()
    if len(text) < 2 or not _BARS.match(text[0]) or not _BARS.match(text[-1]):
        return False
    values = [cell for cell in _cells(text, True, True)[1:] if cell]
    return bool(values) and all(map(is_value, values))


def _is_rule(line: str) -> bool:
    return bool(_RULE.match(line))


def _drawn_rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row. Where rules stand between the rows, the lines between two of them are one row."""
    rules = sum(map(_is_rule, lines))
    texts = [line.strip() for line in lines if not _is_rule(line)]
    edges = all(_BARS.match(text) for text in texts), all(_BARS.match(text[-1:]) for text in texts)
    group: list[tuple[int, list[str]]] = []
    for at, line in enumerate([*lines, "---"]):
        if not _is_rule(line):
            group.append((at, _cells(line.strip(), *edges)))
            continue
        if rules > 2 and _wrapped([cells for _, cells in group]):
            columns = zip(*(cells for _, cells in group), strict=True)
            yield group[0][0], ["\n".join(filter(None, column)) for column in columns]
        else:
            yield from group
        group = []


def _wrapped(group: Sequence[Sequence[str]]) -> bool:
    """Lines of one row: as many cells each, and a column that holds a figure holds nothing else. Where rules stand around
    the head alone (psql, Org), 结果维持 stands above its figure."""
    if len(group) < 2 or len({len(cells) for cells in group}) > 1:
        return False
    filled = (list(filter(None, column)) for column in zip(*group, strict=True))
    return not any(len(texts) > 1 and any(map(is_value, texts)) for texts in filled)


def _cells(line: str, left: bool, right: bool) -> list[str]:
    """The cells of one line; signs at an end are the edge of the table when every line has one there."""
    cells = [cell.strip().replace("\\|", "|") for cell in _BARS.split(line)]
    return cells[left : len(cells) - right]


def _commas(lines: Sequence[str], at: int) -> Iterator[list[str]]:
    """The fields of consecutive lines with as many commas as the first, none of them a sentence."""
    count = 0
    for line in (lines[i] for i in range(at, len(lines))):
        if line.count(",") + 1 < _FEWEST or "。" in line or line.count('"') % 2:
            return
        fields = [field.strip() for field in next(csv.reader([line.strip("\r\n")]))]
        count = count or len(fields)
        if len(fields) != count or count < _FEWEST:
            return
        yield fields


def _grid(rows: Sequence[tuple[int, list[str]]], at: int, first_line: int, table: int, plain: Bold) -> Grid:
    width = {len(cells) for _, cells in rows}
    cells = tuple(
        tuple(
            GridCell(plain(printed(text)), Place(line=first_line + at + line, table=table, row=row, column=column))
            for column, text in enumerate(texts, 1)
        )
        for row, (line, texts) in enumerate(rows, 1)
    )
    kind = GridKind.RULED if len(width) == 1 else GridKind.PACKED  # cells that a merged head left out
    return Grid(cells, kind, Place(line=first_line + at, table=table))
