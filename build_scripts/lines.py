"""Blocks to lines of the statutory tables: which row of which grid belongs to table 2, 3 or 4.

Tables are found by their own words, never by the heading before them: seed004 prints half of table 3's
head before heading 二 and the rest, without a heading, after table 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.labels import best_row, group_words, is_head, key, likeness
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph
from build_scripts.wording import fold

TABLES = ("proactive", "requests", "review")
_VALUE = re.compile(
    r"^(?:[¥￥]?[+\-]{0,2}(?:增加?|减少?)?\d[\d,.]*(?:万元|亿元|元|件|条|项|个|%)?|[/\\]+|-+|无|不涉及|\*+)$"
)
GLUED = "标签与数字连在一起，按位数拆开"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a statutory table as printed. ``block`` is the index of its block in the document.

    ``head``: it holds words of the table's head. ``stream``: made of ``span`` paragraphs, one cell each."""

    cells: tuple[GridCell | None, ...]
    kind: GridKind
    block: int
    row: int
    table: str = ""
    head: bool = False
    stream: bool = False
    span: int = 1

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells if cell and cell.text)


def is_value(text: str) -> bool:
    """True for what a value cell usually holds: a number with or without sign and unit, a slash, a dash."""
    return bool(_VALUE.match(fold(text)))


def lines_of(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """All lines of statutory tables in document order, tagged with their table."""
    found: list[Line] = []
    current = ""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Grid):
            tagged, current = _tag(_rows(block, at), current)
            found.extend(tagged)
            at += 1
            continue
        reach = _stream_end(blocks, at)
        if reach:
            tagged, current = _tag(list(_stream_lines(blocks, at, reach)), current)
            found.extend(line for line in tagged if line.table)
            at = reach
        else:
            at += 1
    return tuple(found)


def _rows(grid: Grid, block: int) -> list[Line]:
    return [Line(cells, grid.kind, block, row) for row, cells in enumerate(grid.rows)]


def _sign(line: Line) -> tuple[str, bool]:
    """(table, is it a head line) that the words of one line show, ("", False) when they show none."""
    words = [key(text) for text in line.texts if not is_value(text)]
    joined = "".join(words)
    heads = {t: sum(is_head(t, w) for w in words) for t in TABLES}
    if heads["requests"] and "行政复议" not in joined:
        return "requests", True
    if heads["review"] and (heads["review"] > 1 or "行政复议" in joined or "行政诉讼" in joined):
        return "review", True
    if heads["proactive"]:
        return "proactive", True
    best = ("", 0.0)
    for word in words:
        if len(word) < 2:
            continue
        for table in ("proactive", "requests"):
            score = best_row(table, word)[0]
            if score > best[1]:
                best = (table, score)
        if any(likeness(word, group) > 0.9 for group in group_words()) and best[1] < 0.9:
            best = ("requests", 0.9)
    if best[1] >= 0.75:
        return best[0], False
    if heads["review"]:
        return "review", True
    return "", False


def _tag(lines: list[Line], current: str) -> tuple[list[Line], str]:
    """Tag the lines of one grid. Lines without a sign follow the line before; those before the first
    sign follow the table that the page before ended with; a grid without any sign is nobody's, unless
    it continues table 4, whose data row has no label at all."""
    signs = [_sign(line) for line in lines]
    if not any(table for table, _ in signs):
        only_values = all(is_value(text) for line in lines for text in line.texts)
        if current and only_values and any(line.texts for line in lines):
            return [replace(line, table=current) for line in lines], current
        return lines, current
    tagged = []
    for line, (table, head) in zip(lines, signs, strict=True):
        if table and not (current == "requests" and table == "proactive" and not head):
            current = table
        tagged.append(replace(line, table=current, head=head and table == current))
    return tagged, current


# --------------------------------------------------------------------------- one cell a line


def _stream_end(blocks: Sequence[Block], at: int) -> int:
    """The end of a table printed as one cell a line that begins at paragraph ``at``, or 0."""
    end, labels, values = at, 0, 0
    while end < len(blocks):
        block = blocks[end]
        if not isinstance(block, Paragraph):
            break
        if is_value(block.text):
            values += 1
        elif _is_form_word(block.text):
            labels += 1
            values += bool(_glued(block.text))
        else:
            break
        end += 1
    return end if labels >= 2 and values >= 2 else 0


def _is_form_word(text: str) -> bool:
    word = key((_glued(text) or (text, ""))[0])
    if not word or len(word) > 60:
        return False
    if any(is_head(table, word) for table in TABLES) or word in ("行政复议", "总计", "其他", "其他组织"):
        return True
    if any(likeness(word, group) > 0.85 for group in group_words()):
        return True
    return max(best_row(table, word)[0] for table in ("proactive", "requests")) >= 0.75


def _glued(text: str) -> tuple[str, str] | None:
    """``规章000`` or ``行政许可 12`` as (label, rest) when the label is a row of the form."""
    match = re.match(r"^(.*[^\d\s.,/+\-])\s*([\d\s.,/+\-]*\d)$", text.strip())
    if not match:
        return None
    best = max(best_row(table, key(match[1]))[0] for table in ("proactive", "requests"))
    return (match[1], match[2]) if best >= 0.9 else None


def _stream_lines(blocks: Sequence[Block], at: int, end: int) -> Iterator[Line]:
    """Labels and the values after them as lines; every label but the last stands on a line of its own."""
    label: list[GridCell] = []
    values: list[GridCell] = []
    start = at

    def line(end: int) -> Line:
        return Line((*label, *values), GridKind.PACKED, start, 0, stream=True, span=end - start)

    for i in range(at, end):
        block = blocks[i]
        assert isinstance(block, Paragraph)
        if is_value(block.text) and (label or values):
            values.append(GridCell(block.text, block.place))
            continue
        if label or values:
            yield line(i)
        label, values, start = [GridCell(block.text, block.place)], [], i
        if parts := _glued(block.text):
            label = [GridCell(parts[0], block.place, GLUED)]
            tokens = parts[1].split() if " " in parts[1].strip() or "\u3000" in parts[1] else [parts[1]]
            values = [GridCell(token, block.place, GLUED) for token in tokens]
    if label or values:
        yield line(end)
