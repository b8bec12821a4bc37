"""Plain text: pasted reports whose tables are lines with tabs, padded columns, or one cell a line.

Some of these files carry Markdown headings and bold runs (seed003, seed004 of the corpus) although their
tables are tab lines; both are read here. A table that is one cell a line stays paragraphs: only the
form can tell a cell from a sentence, see ``align``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place
from build_scripts.wording import printed

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_VALUE = re.compile(r"^[\d０-９.,/／\-—–]+$")
PADDED = "表格没有分隔符，按空格对齐的位置识别"


def read_text(text: str) -> Document:
    """A text file as paragraphs and grids, every one with its line (1-based)."""
    return Document(tuple(blocks_of_lines(text.splitlines(), 1)), "text")


def blocks_of_lines(lines: Sequence[str], first_line: int) -> Iterator[Block]:
    """Blocks of consecutive lines; ``first_line`` is the number of the first one in the original."""
    at, tables = 0, 0
    while at < len(lines):
        reach = _run(lines, at, lambda line: "\t" in line.strip("\r\n"))
        if reach > at:
            tables += 1
            yield _tabs(lines[at:reach], first_line + at, tables)
            at = reach
            continue
        reach = _run(lines, at, _is_padded)
        if reach > at + 1:
            tables += 1
            yield _padded(lines[at:reach], first_line + at, tables)
            at = reach
            continue
        if lines[at].strip():
            yield _paragraph(lines, at, first_line + at)
        at += 1


def _run(lines: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    """The end (exclusive) of the run of lines from ``at`` that belong together; ``at`` when none does."""
    while at < len(lines) and belongs(lines[at]):
        at += 1
    return at


def _paragraph(lines: Sequence[str], at: int, line: int) -> Paragraph:
    text = printed(lines[at]).strip()
    level = 0
    if match := _HEADING.match(text):
        level, text = len(match[1]), match[2]
    text = _BOLD.sub(r"\2", text)
    blank_follows = at + 1 >= len(lines) or not lines[at + 1].strip()
    return Paragraph(text, Place(line=line), level=level, breaks=blank_follows or not level)


def _tabs(lines: Sequence[str], first_line: int, table: int) -> Grid:
    rows = []
    for row, line in enumerate(lines, 1):
        rows.append(
            tuple(
                GridCell(
                    _BOLD.sub(r"\2", printed(text)).strip(),
                    Place(line=first_line + row - 1, table=table, row=row, column=column),
                )
                for column, text in enumerate(line.strip("\r\n").split("\t"), 1)
            )
        )
    return Grid(tuple(rows), GridKind.PACKED, Place(line=first_line, table=table))


# --------------------------------------------------------------------------- padded columns


def _is_padded(line: str) -> bool:
    """A label and at least one value, or several short fields, parted by two spaces or more."""
    fields = _GAP.split(line.strip())
    if len(fields) < 2 or any(len(field) > 45 for field in fields):
        return False
    return any(_VALUE.match(field) for field in fields[1:]) or len(fields) > 3


def _fields(line: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of each field in display columns: a Han character is two wide."""
    position, start, text, gap = 0, 0, "", 0
    for char in [*line, "\n"]:
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if char in " \u3000\xa0\n":
            gap += 1 if char != "\n" else 2
        else:
            if gap >= 2 and text:
                yield start, position - gap, text
                text = ""
            if not text:
                start = position
            elif gap:
                text += " "
            text += char
            gap = 0
        if char == "\n" and text:
            yield start, position - gap + 2, text
        position += width if char != "\n" else 0


def _padded(lines: Sequence[str], first_line: int, table: int) -> Grid:
    """Fields to columns by position: overlapping spans of value fields over all lines are one column."""
    fields = [list(_fields(line.rstrip("\r\n"))) for line in lines]
    spans = sorted((s, e) for row in fields for s, e, text in row if _VALUE.match(text))
    columns: list[list[int]] = []
    for start, end in spans:
        if columns and start <= columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], end)
        else:
            columns.append([start, end])
    rows = []
    for row, items in enumerate(fields, 1):
        place = first_line + row - 1
        labels = [text for _, _, text in items if not _VALUE.match(text)]
        values = [""] * len(columns)
        for start, end, text in items:
            if _VALUE.match(text):
                at = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) - start - end))
                values[at] = (values[at] + "\n" + text).strip()
        cells = ["".join(labels[:-1]), labels[-1] if labels else "", *values]
        if not any(values):
            cells = [text for _, _, text in items]
        rows.append(
            tuple(
                GridCell(printed(text), Place(line=place, table=table, row=row, column=i), PADDED)
                for i, text in enumerate(cells, 1)
            )
        )
    return Grid(tuple(rows), GridKind.LOOSE, Place(line=first_line, table=table))
