"""Parse tables whose cells stand one below the other, separated by bars.

Tools that save web pages as text write them (trafilatura, for example): a cell that holds paragraphs has line ends
around its text, so that a row becomes ``规章 | ⏎ 0 | ⏎ 0 | ⏎ | ⏎``, or ``规章 ⏎ | ⏎ 0 ⏎ | ⏎ 0 ⏎ | ⏎ |``. A bar ends a
cell; a line end does not. Some tools print a bar before each row too (``| 规章 ⏎ | ⏎ 0 ⏎ |``), or only before each cell
(``|规章 ⏎ |0``). Two bars on lines of their own enclose a blank cell. The rest of merged cells are bars behind the last
cell of their row: several on one line, or a single one, which may also be a blank cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.text_tables import StripMarks
from build_scripts.wording import is_value, printed

_BAR = re.compile(r"(?<!\\)[|｜]")
_FIRST_CELL = re.compile(r"\s*[|｜][^|｜]*[^|｜\s][^|｜]*")
_MIN_CELLS = 8  # minimum cells of such a table; table 4 has fifteen figures
_MIN_VALUES = 2  # minimum cells with a value; a menu (首页 | 政务公开 | 互动交流) has none
_MAX_CELL_LINES = 4  # maximum lines of one cell; 社会⏎公益⏎组织 has three
_MAX_CELL = 50  # maximum letters of a cell of several lines; the longest label of table 3 has 40
_SENTENCE = re.compile("[。：；:;]$")
_SECTION = re.compile("[一二三四五六七]、.*(?:情况|事项)$")  # a heading; 一、本年新收政府信息公开申请数量 is a label


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int  # index of the line on which the text begins, or of its bar if the cell is blank


def bar_cells(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse such a table at line ``at``. Return a grid with one cell in each row, and the end (exclusive) of its lines;
    ``None`` and the next line at which such a table may begin if there is no table."""
    if not lines[at].strip():
        return None, at + 1  # no table begins with a blank line, and 60,000 of them are not scanned from each
    cells, end = _led_by_bars(lines, at)
    if len(cells) < _MIN_CELLS:
        cells, end = _cells(lines, at)
    if len(cells) < _MIN_CELLS or sum(is_value(cell.text) for cell in cells) < _MIN_VALUES:
        return None, max(end, at + 1)
    rows = tuple(
        (GridCell(strip_marks(printed(cell.text)), Place(line=first_line + cell.line, table=table, row=row, column=1)),)
        for row, cell in enumerate(cells, 1)
    )
    return Grid(rows, GridKind.PACKED, Place(line=first_line + at, table=table)), end


def _cells(lines: Sequence[str], at: int) -> tuple[list[_Cell], int]:
    """Return the cells from line ``at``, and the end (exclusive) of the lines whose text ends at a bar."""
    cells: list[_Cell] = []
    end = at
    while (block := _to_next_bar(lines, end)) and not (cells and _is_prose(lines, block)):
        texts = [i for i in block if _BAR.sub("", lines[i]).strip()]
        if not cells and len(texts) > 1:
            return [], texts[-1]  # the text above the first cell is no part of it
        last = lines[block[-1]]
        head, *rest = (part.strip() for part in _BAR.split(last))
        if any(rest):
            break  # a row of a table whose rows have lines of their own
        words = [*(_BAR.sub("", lines[i]).strip() for i in block[:-1]), head]
        if any(words) or len(rest) == 1:  # more bars than one on a line are the rest of a merged cell
            cells.append(_Cell("\n".join(filter(None, words)), block[0]))
        end = block[-1] + 1
    return cells, end


def _led_by_bars(lines: Sequence[str], at: int) -> tuple[list[_Cell], int]:
    """Return the cells from line ``at``, one a line, each behind a bar (``|规章 ⏎ |0``), and the end (exclusive)."""
    cells: list[_Cell] = []
    for i in range(at, len(lines)):
        first, *rest = _BAR.split(lines[i].strip())
        if first or len(rest) != 1 or not rest[0].strip():
            break
        cells.append(_Cell(rest[0].strip(), i))
    return cells, at + len(cells)


def _to_next_bar(lines: Sequence[str], at: int) -> list[int]:
    """Return the lines with text from ``at`` to the next line with a bar; [] if that is too far."""
    found: list[int] = []
    for i in range(at, len(lines)):
        if lines[i].strip():
            found.append(i)
            if _BAR.search(lines[i]) and not _begins_row(lines, i):
                return found
            if len(found) > _MAX_CELL_LINES:
                break
    return []


def _begins_row(lines: Sequence[str], at: int) -> bool:
    """Return True for a bar and the first cell of a row, whose own bar begins the next line with text."""
    if not _FIRST_CELL.fullmatch(lines[at]):
        return False
    below = next((line for line in lines[at + 1 : at + 1 + _MAX_CELL_LINES] if line.strip()), "")
    return bool(_BAR.match(below.lstrip()))


def _is_prose(lines: Sequence[str], block: Sequence[int]) -> bool:
    """Return True if the lines above the last text are no part of its cell: a heading or a sentence between tables."""
    words = [text for i in block if (text := _BAR.sub("", lines[i]).strip())]
    above = words[:-1]
    return any(_SENTENCE.search(text) or _SECTION.fullmatch(text) for text in above) or (
        bool(above) and sum(map(len, words)) > _MAX_CELL
    )
