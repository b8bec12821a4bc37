"""Parse tables drawn with characters in plain text: ``|`` and box characters, with or without rules between rows;
commas; rules alone that mark the columns.

Sources are pipe tables without the rule line that Markdown requires, tables from pandoc or a terminal, and rows copied
from a CSV file. The characters separate the cells, so the columns are reliable if all lines have the same number of
cells.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.wording import is_value, printed

_BARS = re.compile(r"(?<!\\)[|｜│┃║┆┊]")
# A hyphen with spaces on both sides is no rule: | - | - | - | are three figures that do not apply.
_RULE = re.compile(r"^(?=.*(?:[─━═]|[-=_][-=_+|｜:]|[+|｜:][-=_]))[\s+|｜:\-=_\u2500-\u257f]{3,}$")
_NUMBER = re.compile(r"^[\d０-９][\d０-９.,，．]*$")
# --------- ------ ---- above, below and within tables that pandoc writes from Word files (``=`` in reStructuredText).
_COLUMN_RULE = re.compile(r"\s*+(?:-{2,}+|={2,}+)(?: ++(?:-{2,}+|={2,}+))++\s*+")
_FULL_WIDTH_RULE = re.compile(r"\s*+(?:-{4,}+|={4,}+)\s*+")  # a rule across the table
_RUNS = re.compile("-{2,}|={2,}")
_WIDTHS = ("WF", "WFA")  # East Asian widths that take two columns; programs differ about “ and —
_MAX_COLUMNS = 64  # maximum number of columns; table 4 has fifteen and a label
# maximum lines above the rule that marks the columns; a narrow column header may have one or two letters per line
_HEAD_LINES = 12
# maximum lines below that rule; table 3 has 28 rows: with up to 12 lines each and blank lines between, 400 lines
_BODY_LINES = 1_000
_LISTED = re.compile("([^：:。]*)[：:]((?:[^：:。；，（(]|[（(][^（()）]*[)）])*)")  # a label and its list
_MAX_ITEM = 16  # maximum letters of an item: 本年收费金额（单位：万元）
_MIN_LISTED = 3  # minimum lines of such a table, of which one lists several figures
_GROUP = 5  # minimum figures of a line that is such a table alone: table 4
_MAX_LABELS = 3  # maximum labels of a row: 三、本年度办理结果, （三）不予公开, 1.属于国家秘密
_MIN_FIELDS = 3  # minimum cells of a comma line; prose sometimes has three, but not in consecutive lines
PADDED = "表格没有分隔符，按空格对齐的位置识别"

StripMarks = Callable[[str], str]  # removes inline marks from a text


def bar_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse the bar table at line ``at``. Return the grid and the end (exclusive) of its lines; ``None`` and the next
    line at which a table may begin if there is no table."""
    end = at
    while end < len(lines) and (_is_rule(lines[end]) or _BARS.search(lines[end])):
        end += 1
    if end == at:
        return None, at + 1
    rows = list(_bar_rows(lines[at:end]))
    wide = [len(cells) > 1 for _, cells in rows]
    open_ended = [i for i in range(at, end) if not (_is_rule(lines[i]) or _BARS.match(lines[i].strip()[-1:]))]
    several = len(rows) >= 2 and (
        all(wide[1:]) or (not open_ended and sum(wide) >= 2)
    )  # 第二十条第（一）项 | may be a complete row
    if several or (len(rows) == 1 and any(map(is_row, lines[at:end]))):
        return _grid(rows, at, first_line, table, strip_marks), end
    # Fewer lines cannot turn a narrow row into a wide one: the search must continue after the obstacle.
    narrow = [at + line for (line, _), is_wide in zip(rows, wide, strict=True) if not is_wide][-1:]
    while narrow and narrow[0] - 1 > at and _is_rule(lines[narrow[0] - 1]):
        narrow[0] -= 1
    rules = [i for i in range(at, end) if _is_rule(lines[i])]
    starts = (*narrow, *(i + 1 for i in open_ended[-1:]), *(i + 1 for i in rules[-3:-2]))
    return None, min((start for start in starts if start > at), default=end)


def comma_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse rows copied from a CSV file at line ``at``; return values as in ``bar_table``."""
    fields = list(_comma_fields(lines, at))
    end = at + len(fields)
    if len(fields) >= 3 and any(_NUMBER.match(cell) for row in fields for cell in row):
        return _grid(list(enumerate(fields)), at, first_line, table, strip_marks), end
    return None, max(end, at + 1)


def colon_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse rows that are lists at line ``at``, 规章：0、0、3 or 行政许可：17、、; return values as in ``bar_table``."""
    rows: list[tuple[int, list[str]]] = []
    for i in range(at, min(len(lines), at + _BODY_LINES)):
        found = _LISTED.fullmatch(lines[i].strip())
        items = [item.strip() for item in found[2].split("、")] if found else []
        if not found or any(len(item) > _MAX_ITEM for item in items):
            break
        rows.append((len(rows), [found[1].strip(), *items]))
    figures = [sum(map(is_value, cells[1:])) for _, cells in rows if not any(map(_is_prose, cells[1:]))]
    most = max(figures, default=0)
    if most < (2 if len(rows) >= _MIN_LISTED else _GROUP):
        return None, at + max(len(rows), 1)
    if not any(cells[0] for _, cells in rows):  # table 4, whose header stands in lines of its own
        rows = [(row, cells[1:]) for row, cells in rows]
        return replace(_grid(rows, at, first_line, table, strip_marks), kind=GridKind.PACKED), at + len(rows)
    return _grid(rows, at, first_line, table, strip_marks), at + len(rows)


def _is_prose(item: str) -> bool:
    return bool(item) and not is_value(item)


def column_table(
    lines: Sequence[str], at: int, first_line: int, table: int, strip_marks: StripMarks
) -> tuple[Grid | None, int]:
    """Parse a table whose columns are marked only by rules at line ``at``; return values as in ``bar_table``."""
    ways, end = _ruled_rows(lines, at)
    if not ways:
        return None, at + 1
    unsure = {line for (line, cells), (_, others) in zip(ways[0], ways[-1], strict=True) if cells != others}
    return _grid(ways[0], at, first_line, table, strip_marks, unsure), end


def ruled_columns_end(lines: Sequence[str], at: int) -> int:
    """Return the end (exclusive) of such a table at line ``at``; ``at`` if no table begins there."""
    ways, end = _ruled_rows(lines, at)
    return end if ways else at


_Rows = list[tuple[int, list[str]]]  # (line of the table, cells)


def _ruled_rows(lines: Sequence[str], at: int) -> tuple[list[_Rows], int]:
    """Return the rows of the table at line ``at``, once for each width of “ and — for which all texts fit the columns,
    and the end (exclusive) of the table. Return no rows if there is no table."""
    head = range(at, min(at + _HEAD_LINES, len(lines)))
    rule = next((i for i in head if not lines[i].strip() or _COLUMN_RULE.fullmatch(lines[i])), at)
    spans = [match.span() for match in _RUNS.finditer(lines[rule])] if _COLUMN_RULE.fullmatch(lines[rule]) else []
    is_first = at == rule or not (at and lines[at - 1].strip())  # a header stands below a blank line
    if not (
        is_first
        and 0 < len(spans) <= _MAX_COLUMNS
        and rule + 1 < len(lines)
        and _is_row_of(spans, lines[rule], lines[rule + 1])
    ):
        return [], at
    end, is_spaced = _end_of_rules(lines, at, rule, spans)
    made = [_cut_rows(lines[at:end], lines[rule], spans, is_spaced, wide) for wide in _WIDTHS]
    kept = [rows for rows in made if rows and all(cells for _, cells in rows)]
    return kept, end if kept else at


def _end_of_rules(lines: Sequence[str], at: int, rule: int, spans: Sequence[tuple[int, int]]) -> tuple[int, bool]:
    """Return the end (exclusive) of the table whose columns line ``rule`` marks, and whether blank lines separate its
    rows. The search ends at the first line that does not fit the columns, so that no line is scanned repeatedly."""
    last = rule + 1
    while last < min(rule + _BODY_LINES, len(lines)) and _fits_columns(spans, lines[rule], lines[last]):
        last += 1
    blank = next((i for i in range(rule + 1, last) if not lines[i].strip()), last)
    closing = [i for i in range(rule + 1, blank) if _is_edge(lines[rule], lines[i])]
    if closing:
        return closing[-1] + 1, False
    far = next((i for i in range(blank, last) if _is_edge(lines[rule], lines[i])), None)
    if far is not None:
        return far + 1, True
    return (at if _is_edge(lines[rule], lines[at]) else blank), False  # without a rule below, a header stands above


def _fits_columns(spans: Sequence[tuple[int, int]], rule: str, line: str) -> bool:
    return not line.strip() or _is_edge(rule, line) or _is_row_of(spans, rule, line)


def _is_row_of(spans: Sequence[tuple[int, int]], rule: str, line: str) -> bool:
    return bool(line.strip()) and not _is_edge(rule, line) and any(_cut_line(line, spans, wide) for wide in _WIDTHS)


def _is_edge(rule: str, line: str) -> bool:
    """Return True for the same rule, or a rule across the table. Other dashes are text: pandoc writes — as ``---``."""
    return line.strip() == rule.strip() or bool(_FULL_WIDTH_RULE.fullmatch(line))


def _cut_rows(lines: Sequence[str], rule: str, spans: Sequence[tuple[int, int]], is_spaced: bool, wide: str) -> _Rows:
    """Return the rows; a row whose text does not fit the columns has no cells."""
    rows: _Rows = []
    starts_row = True  # the line begins a new row
    for at, line in enumerate(lines):
        if not line.strip() or _is_edge(rule, line):
            starts_row = True
            continue
        cells = _cut_line(line, spans, wide)
        if starts_row or not is_spaced or not (cells and rows[-1][1]):
            rows.append((at, cells))
        else:
            rows[-1] = rows[-1][0], ["\n".join(filter(None, pair)) for pair in zip(rows[-1][1], cells, strict=True)]
        starts_row = False
    return rows


def _cut_line(text: str, spans: Sequence[tuple[int, int]], wide: str) -> list[str]:
    """Cut a line into cells by the display columns of the rule (characters of the widths ``wide`` take two columns).
    Return [] if a text stands at a gap of the rule."""
    cells, position = [""] * len(spans), 0
    for char in text.rstrip():
        width = 2 if unicodedata.east_asian_width(char) in wide else 1
        at = next((i for i, (start, end) in enumerate(spans) if start <= position and position + width <= end), None)
        if at is not None:
            cells[at] += char
        elif not char.isspace():
            return []
        position += width
    first, *others = (cell.strip() for cell in cells)
    # In reStructuredText \ is a blank cell in the first column, where no text continues the row above. Elsewhere it is
    # printed, as / is.
    return ["" if first == "\\" else first, *others]


def is_row(line: str) -> bool:
    """Return True if the line can only be a table row, in any context: bars at both ends and values in all cells,
    except the first, which may be a label (PDF tools leave ``| 119 | 25 | 91 |`` of table 4), or several labels before
    the figures of a row."""
    text = line.strip()
    if len(text) < 2 or not _BARS.match(text[0]) or not _BARS.match(text[-1]):
        return False
    filled = [cell for cell in _cells(text, True, True) if cell]
    labels = next((at for at, cell in enumerate(filled) if is_value(cell)), len(filled))
    values = filled[max(labels, 1) :]
    return len(values) >= (1 if labels <= 1 else _GROUP) and all(map(is_value, values))


def _is_rule(line: str) -> bool:
    return bool(_RULE.match(line))


def _bar_rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) for each row. If rules separate the rows, the lines between two rules are one row."""
    rules = [line.strip() for line in lines if _is_rule(line)]
    texts = [line.strip() for line in lines if not _is_rule(line)]
    edges = all(_BARS.match(text) for text in texts), all(_BARS.match(text[-1:]) for text in texts)
    group: list[tuple[int, list[str]]] = []
    goes_on = any(not _BARS.match(text) and any(map(is_value, _cells(text, *edges))) for text in texts)
    for at, line in enumerate([*lines, "---"]):
        if not _is_rule(line):
            cells = _cells(line.strip(), *edges)
            if goes_on and group and _continues_row(group[-1][1], cells):
                group[-1][1].extend(cells)
            else:
                group.append((at, cells))
            continue
        if len(rules) > 2 and _wrapped([cells for _, cells in group], rules[0]):
            columns = zip(*(cells for _, cells in group), strict=True)
            yield group[0][0], ["\n".join(filter(None, column)) for column in columns]
        else:
            yield from group
        group = []


def _continues_row(above: Sequence[str], cells: Sequence[str]) -> bool:
    """Return True for a line that begins with a bar, in a table whose rows do not, and holds only figures: tools leave a
    line end in a blank cell that holds a paragraph (``2.重复申请 | 1 | ⏎ | ⏎ | 1 |``)."""
    words = sum(bool(cell) and not is_value(cell) for cell in above)
    return cells[:1] == [""] and 0 < words <= _MAX_LABELS and all(not cell or is_value(cell) for cell in cells)


def _wrapped(group: Sequence[Sequence[str]], rule: str) -> bool:
    """Return True if the lines are one row: equal numbers of cells, and a column with a value has no other text.
    Counter-examples: with rules only around the header (psql, Org) or around several rows, 结果维持 stands above its
    figure and figures above other figures. The digits of one figure are split over lines only if the cell is too narrow
    for the next digit (pandoc: +---+)."""
    if len(group) < 2 or len({len(cells) for cells in group}) > 1:
        return False
    rooms = [len(part) - 2 for part in rule.strip("+").split("+")]
    if len(rooms) != len(group[0]):
        rooms = [len(rule)] * len(group[0])
    filled = (list(filter(None, column)) for column in zip(*group, strict=True))
    return not any(
        any(map(is_value, texts)) and any(len(text) < room for text in texts[:-1])
        for texts, room in zip(filled, rooms, strict=True)
    )


def _cells(line: str, left: bool, right: bool) -> list[str]:
    """Return the cells of one line. ``left``, ``right``: every line has a bar at this end, which is the table edge."""
    cells = [cell.strip().replace("\\|", "|") for cell in _BARS.split(line)]
    return cells[left : len(cells) - right]


def _comma_fields(lines: Sequence[str], at: int) -> Iterator[list[str]]:
    """Yield the fields of consecutive lines that are no sentences and have as many commas as the first line."""
    count = 0
    for line in (lines[i] for i in range(at, len(lines))):
        if line.count(",") + 1 < _MIN_FIELDS or "。" in line or line.count('"') % 2:
            return
        fields = [field.strip() for field in next(csv.reader([line]))]
        count = count or len(fields)
        if len(fields) != count or count < _MIN_FIELDS:
            return
        yield fields


def _grid(
    rows: Sequence[tuple[int, list[str]]],
    at: int,
    first_line: int,
    table: int,
    strip_marks: StripMarks,
    unsure: Container[int] = (),
) -> Grid:
    """Return the grid of the rows; the rows on the lines ``unsure`` are marked as doubtful."""
    rows = list(zip((line for line, _ in rows), _without_filling([texts for _, texts in rows]), strict=True))
    width = {len(cells) for _, cells in rows}
    cells = tuple(
        tuple(
            GridCell(
                strip_marks(printed(text)),
                Place(line=first_line + at + line, table=table, row=row, column=column),
                PADDED if line in unsure else "",
            )
            for column, text in enumerate(texts, 1)
        )
        for row, (line, texts) in enumerate(rows, 1)
    )
    kind = GridKind.RULED if len(width) == 1 else GridKind.PACKED  # a merged header left out cells
    return Grid(cells, kind, Place(line=first_line + at, table=table))


def _without_filling(rows: Sequence[list[str]]) -> list[list[str]]:
    """Return the rows without the blanks behind them, if those fill up what merged cells leave: 行政复议 and 行政诉讼 side by
    side above fifteen words. trafilatura writes such tables, most often without the blank cells: if no row has a blank
    before a figure, how many of those behind are cells is unknown, but for a row that has no figure."""
    ends = [max((at for at, text in enumerate(texts, 1) if text), default=0) for texts in rows]
    figured = [any(map(is_value, texts)) for texts in rows]
    first = figured.index(True) if True in figured else len(rows)
    heads = ends[:first]
    is_filled_up = len({len(texts) for texts in rows[:-1]}) == 1  # white space at the end of a table may be gone
    if not is_filled_up or not any(1 < above < below for above, below in pairwise(heads)):
        return list(rows)
    is_dense = [all(texts[:end]) for texts, end in zip(rows, ends, strict=True)]
    if not all(is_dense[:first]):
        return list(rows)
    labels = [next((at for at, text in enumerate(texts) if not text or is_value(text)), len(texts)) for texts in rows]
    size = max(*heads, *(end - label for end, label in zip(ends, labels, strict=True)))
    kept = [label + size for label in labels]
    if all(is_dense):
        kept = [end if has_figures else label for end, label, has_figures in zip(ends, kept, figured, strict=True)]
    return [texts[:end] for texts, end in zip(rows, (*heads, *kept[first:]), strict=True)]
