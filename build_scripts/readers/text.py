"""Read plain text: pasted reports whose tables are tab lines, padded columns, or one cell per line.

Some of these files have Markdown headings and bold runs (seed003, seed004 of the corpus) although their tables are tab
lines; both are read here. A table with one cell per line stays a run of paragraphs: only the form can distinguish a
cell from a sentence, see ``extraction.lines``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place
from build_scripts.readers.aligned_columns import aligned_table, close_up
from build_scripts.readers.bar_cells import bar_cells
from build_scripts.readers.text_tables import PADDED, bar_table, colon_table, column_table, comma_table
from build_scripts.wording import is_value, printed

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
# The maximum length limits the scan of a run that is never closed; the longest bold paragraph is shorter.
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1")
# a cell in bold, and a bold blank: between bars, tabs or the blanks of columns
_BOLD_CELL = re.compile(r"(?<![^\s|｜])\*\*[^*|\s](?:[^*|\n]*[^*|\s])?\*\*(?![^\s|｜])")
_EMPTY_BOLD = re.compile(r"(?<![^\s|｜])(?:\*{4}|\*\*[^\S\n]+\*\*)(?![^\s|｜])")
# Attributes written by pandoc: [353]{.underline}, [0]{lang="EN-US"}; [** **]{lang="EN-US"} is a bold blank.
_ATTRIBUTE = r"(?:[.#][\w-]+|[\w-]+=\"[^\"{}\n]*\")"
_SPAN = re.compile(rf"\[(?:\*\*\s*\*\*)?([^\[\]\n]*)\]\{{{_ATTRIBUTE}(?: {_ATTRIBUTE})*\}}")
_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_TABS = re.compile(r"(?<=[^\t\n\r])\t+")
_MIN_DOUBLE_TABS = 8  # minimum gaps of two tabs, and none of one, that separate cells; table 4 has fourteen a row
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*\w*\s*$")  # around a table of tab lines in a file without other Markdown
# A field between tabs. A quoted field may hold line ends and doubled quotes, but must end before a tab or at the end.
_FIELD = re.compile(r'(?:(?<=\t)|\A)("(?:[^"\t]|"")*\n(?:[^"\t]|"")*"(?=\t|\Z)|[^\t]*)')
_OPEN_QUOTE = re.compile(r'(?:\t|\A)"(?:[^"\t]|"")*\Z')
_QUOTED_FIELD = re.compile(r'\t?"(?:[^"\t]|"")*"(?:\t|\Z)')
_MAX_QUOTED_LINES = 12  # maximum lines of one record; 社会公益组织 takes three
_MAX_BARE_ROWS = 3  # maximum number of consecutive rows without a value inside a padded table
# minimum share of gaps of two spaces (0.9 and more if they replace tabs, 0.1 in padded columns of the test styles)
_MIN_DOUBLE_SHARE = 0.5


def read_text(text: str) -> Document:
    """Return a text file as paragraphs and grids, each with its line (1-based)."""
    text = _with_single_tabs(_without_outer_tabs(without_empty_bold(text)))
    return Document(tuple(blocks_of_lines(text.splitlines(), 1)), "text")


def _without_outer_tabs(text: str) -> str:
    """Return the text without the tabs at the ends of its lines if none stands between two cells: each line is a cell
    (⇥规章⇥), or a paragraph indented with a tab."""
    lines = text.splitlines()
    return text if any("\t" in line.strip() for line in lines) else "\n".join(line.strip("\t") for line in lines)


def _with_single_tabs(text: str) -> str:
    """Return the text with one tab between two cells where all its cells are two tabs apart, as resiliparse writes them."""
    gaps = _TABS.findall(text)
    is_doubled = len(gaps) >= _MIN_DOUBLE_TABS and all(len(gap) % 2 == 0 for gap in gaps)
    return text.replace("\t\t", "\t") if is_doubled else text


def blocks_of_lines(lines: Sequence[str], first_line: int) -> Iterator[Block]:
    """Yield the blocks of consecutive lines; ``first_line`` is the original number of the first line."""
    at, tables = 0, 0
    # the next line at which such a table may begin
    next_starts = {bar_cells: 0, bar_table: 0, comma_table: 0, colon_table: 0, column_table: 0, aligned_table: 0}
    while at < len(lines):
        records = list(_records(lines, at))
        if records:
            tables += 1
            yield _tab_grid(records, first_line, tables)
            at = records[-1].end
            continue
        found = None
        for parse in (kind for kind, start in next_starts.items() if found is None and at >= start):
            found, next_starts[parse] = parse(lines, at, first_line, tables + 1, _plain)
        if found is not None:
            tables += 1
            at = next_starts[parse]
            yield found
            continue
        reach = _padded_end(lines, at)
        closed = [close_up(line) for line in lines[at:reach]]
        if reach > at + 1 and _delimited(closed):
            tables += 1
            yield _split_at_double_spaces(closed, first_line + at, tables)
            at = reach
            continue
        if lines[at].strip() and not _FENCE.match(lines[at]):
            yield _paragraph(lines, at, first_line + at)
        at += 1


def _run_end(lines: Sequence[str], at: int, belongs: Callable[[str], bool]) -> int:
    """Return the end (exclusive) of the run of matching lines from ``at``; ``at`` if there is none."""
    while at < len(lines) and belongs(lines[at]):
        at += 1
    return at


def _paragraph(lines: Sequence[str], at: int, line: int) -> Paragraph:
    text = printed(lines[at]).strip()
    level = 0
    if match := _HEADING.match(text):
        level, text = len(match[1]), match[2]
    text = _plain(text)
    blank_follows = at + 1 >= len(lines) or not lines[at + 1].strip()
    return Paragraph(text, Place(line=line), level=level, breaks=blank_follows or not level)


def _plain(text: str) -> str:
    """Return the text without bold marks and pandoc attributes."""
    return _BOLD.sub(r"\2", without_attributes(text))


def without_empty_bold(text: str) -> str:
    """Return the text with blanks for the stars of a bold blank (| **3** | **** |) if other cells are bold; **** alone
    may be what the agency prints in a cell, and on a line of its own it is a rule."""
    if "**" not in text or not _BOLD_CELL.search(text):
        return text
    lines = text.split("\n")
    return "\n".join(line if set(line) <= {"*", " "} else _EMPTY_BOLD.sub(_blanks, line) for line in lines)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])  # the columns of a table without bars stay where they are


def without_attributes(text: str) -> str:
    """Return the text without pandoc attributes."""
    return _SPAN.sub(r"\1", text)


@dataclass(frozen=True, slots=True)
class _Record:
    """A line of fields, or the lines of a quoted field: ``start`` … ``end`` (exclusive)."""

    start: int
    end: int
    fields: tuple[str, ...]


def _records(lines: Sequence[str], at: int) -> Iterator[_Record]:
    """Yield the lines with tabs from ``at``. A spreadsheet quotes a copied cell with two lines: such a record spans
    lines."""
    while at < len(lines):
        end, text = at + 1, lines[at]
        while (opened := _OPEN_QUOTE.search(text)) and end < min(at + _MAX_QUOTED_LINES, len(lines)):
            for more in range(end + 1, min(at + _MAX_QUOTED_LINES, len(lines)) + 1):
                whole = "\n".join(lines[at:more])
                if _QUOTED_FIELD.match(whole, opened.start()):
                    end, text = more, whole
                    break
            else:
                break
        if "\t" not in text:
            return
        yield _Record(at, end, tuple(_unquoted(field) for field in _FIELD.findall(text)))
        at = end


def _unquoted(field: str) -> str:
    return field[1:-1].replace('""', '"') if "\n" in field else field


def _tab_grid(records: Sequence[_Record], first_line: int, table: int) -> Grid:
    rows = []
    for row, record in enumerate(records, 1):
        line = first_line + record.start
        rows.append(
            tuple(
                GridCell(_plain(printed(text)).strip(), Place(line=line, table=table, row=row, column=column))
                for column, text in enumerate(record.fields, 1)
            )
        )
    return Grid(tuple(rows), GridKind.PACKED, Place(line=first_line + records[0].start, table=table))


# --------------------------------------------------------------------------- padded columns


def _is_padded(line: str) -> bool:
    """Return True for a label and at least one value, or several short fields, separated by two or more spaces."""
    fields = _GAP.split(close_up(line).strip())
    if len(fields) < 2 or any(len(field) > 45 for field in fields):
        return False
    return any(is_value(field) for field in fields[1:]) or len(fields) > 3


def _padded_end(lines: Sequence[str], at: int) -> int:
    """Return the end of the padded lines from ``at``. Between padded lines a few rows may hold only a label (all cells
    blank)."""
    end = _run_end(lines, at, _is_padded)
    while at < end:
        bare = _run_end(lines, end, _is_bare)
        next_end = _run_end(lines, bare, _is_padded)
        if next_end == bare or bare > end + _MAX_BARE_ROWS:
            break
        end = next_end
    return end


def _is_bare(line: str) -> bool:
    """Return True for short words that are no row with values, no sentence and no section number."""
    fields = _GAP.split(close_up(line).strip())
    return not _is_padded(line) and all(
        0 < len(field) <= 45 and not re.search("[。：:]|^[一二三四五六][、.]", field) for field in fields
    )


def _delimited(lines: Sequence[str]) -> bool:
    """Return True if two spaces replace each tab, so columns are not aligned. Padded columns have gaps of any
    length."""
    gaps = [len(gap) for line in lines for gap in _GAP.findall(line.rstrip())]
    return all(gap % 2 == 0 for gap in gaps) and sum(gap == 2 for gap in gaps) >= _MIN_DOUBLE_SHARE * len(gaps)


def _split_at_double_spaces(lines: Sequence[str], first_line: int, table: int) -> Grid:
    rows = tuple(
        tuple(
            GridCell(printed(text).strip(), Place(line=first_line + row - 1, table=table, row=row, column=i), PADDED)
            for i, text in enumerate(re.split(r"[ \u3000\xa0]{2}", line), 1)
        )
        for row, line in enumerate(lines, 1)
    )
    return Grid(rows, GridKind.PACKED, Place(line=first_line, table=table))
