"""Write text and Markdown as copy-paste, mail programs, converters and extractors leave a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.styles.sheets import Cell, Job, Para, Table, boxes

Lines = list[str]


def matrix(table: Table, merged: str = "blank") -> list[list[str]]:
    """Return texts by row and column. ``merged`` is the content of the further positions of a merged cell: ``blank``,
    ``copy``, ``gone``, or ``across`` (gone to the right, blank below)."""
    begin = {(r, c): cell for r, c, cell, _, _ in boxes(table.rows)}
    left = {
        (r, c + k): k > 0 for r, c, _, high, wide in boxes(table.rows) for r in range(r, r + high) for k in range(wide)
    }
    rows = []
    for r, row in enumerate(table.rows):
        texts = []
        for c, cell in enumerate(row):
            if (r, c) in begin or merged == "copy":
                texts.append(flat(cell))
            elif merged == "blank" or (merged == "across" and not left[r, c]):
                texts.append("")
        rows.append(texts)
    return rows


def flat(cell: Cell) -> str:
    return cell.text.replace("\\n", "").replace("\n", "")


def wide(text: str) -> int:
    return sum(2 if char >= "\u1100" else 1 for char in text)


# --------------------------------------------------------------------------- tables as lines


def tabs(table: Table) -> Lines:
    """Write every position of the grid, as copied from a spreadsheet."""
    return ["\t".join(row) for row in matrix(table)]


def tabs_packed(table: Table) -> Lines:
    """Drop merged positions to the right and pad rows at the end, as in the five real reports."""
    rows = matrix(table, "across")
    width = max(map(len, rows))
    return ["\t".join([*row, *[""] * (width - len(row))]) for row in rows]


def tabs_stripped(table: Table) -> Lines:
    return ["\t".join(row).rstrip("\t") for row in matrix(table)]


def tabs_trimmed(table: Table) -> Lines:
    """Trim lines on both sides, as a form field does."""
    return ["\t".join(row).strip("\t") for row in matrix(table)]


def tabs_gone(table: Table) -> Lines:
    """Drop merged positions; real blank cells keep their tab."""
    return ["\t".join(row) for row in matrix(table, "gone")]


def tabs_gone_trimmed(table: Table) -> Lines:
    return ["\t".join(row).strip("\t") for row in matrix(table, "gone")]


def tabs_collapsed(table: Table) -> Lines:
    """Collapse runs of tabs to one."""
    return ["\t".join(text for text in row if text) for row in matrix(table)]


def tabs_copies(table: Table) -> Lines:
    return ["\t".join(row) for row in matrix(table, "copy")]


def two_spaces(table: Table) -> Lines:
    return ["  ".join(text for text in row if text) for row in matrix(table, "gone")]


def one_space(table: Table) -> Lines:
    return [" ".join(text for text in row if text) for row in matrix(table, "gone")]


def _padded(rows: list[list[str]]) -> list[list[str]]:
    columns = max(map(len, rows))
    rows = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = [max(wide(row[c]) for row in rows) for c in range(columns)]
    return [[text + " " * (widths[c] - wide(text)) for c, text in enumerate(row)] for row in rows]


def aligned(table: Table) -> Lines:
    """Align columns with spaces, as ``pdftotext -layout``."""
    return ["  ".join(row).rstrip() for row in _padded(matrix(table))]


def aligned_right(table: Table) -> Lines:
    rows = _padded(matrix(table))
    return [
        "   ".join(text.strip().rjust(len(text)) if text.strip()[:1].isdigit() else text for text in row).rstrip()
        for row in rows
    ]


def a_cell_a_line(table: Table) -> Lines:
    return [text for row in matrix(table, "gone") for text in row if text]


def a_cell_a_line_blanks(table: Table) -> Lines:
    """Write one cell a line; blank cells leave an empty line."""
    return [text for row in matrix(table, "gone") for text in row]


def a_cell_a_line_spaced(table: Table) -> Lines:
    """Write an empty line after every cell."""
    return [line for row in matrix(table, "gone") for text in row if text for line in (text, "")]


def pipes(table: Table) -> Lines:
    return ["| " + " | ".join(row) + " |" for row in matrix(table)]


def pipes_inner(table: Table) -> Lines:
    return [" | ".join(row) for row in matrix(table)]


def pipes_trailing(table: Table) -> Lines:
    """Drop merged positions and write a pipe after each cell, as web extractors do."""
    return ["".join(f"{text} | " for text in row).rstrip() for row in matrix(table, "gone")]


def pipes_gone(table: Table) -> Lines:
    return ["| " + " | ".join(row) + " |" for row in matrix(table, "gone")]


def boxed(table: Table) -> Lines:
    """Draw the table with box characters."""
    rows = _padded(matrix(table))
    rule = ["─" * max(1, (wide(text) + 1) // 1) for text in rows[0]]
    lines = ["┌" + "┬".join(rule) + "┐"]
    for row in rows:
        lines += ["│" + "│".join(f"{text} " for text in row) + "│", "├" + "┼".join(rule) + "┤"]
    lines[-1] = "└" + "┴".join(rule) + "┘"
    return lines


def plus_grid(table: Table) -> Lines:
    """Draw a grid of +---+ as pandoc does."""
    rows = _padded(matrix(table))
    rule = "+" + "+".join("-" * (wide(text) + 2) for text in rows[0]) + "+"
    lines = [rule]
    for row in rows:
        lines += ["|" + "|".join(f" {text} " for text in row) + "|", rule]
    return lines


def tabs_spaced(table: Table) -> Lines:
    return ["\t".join(f" {text} " for text in row) for row in matrix(table)]


def tabs_quoted(table: Table) -> Lines:
    """Quote cells with line breaks, as copied from a spreadsheet."""
    return ["\t".join(f'"{text}"' if len(text) > 20 else text for text in row) for row in matrix(table)]


def boxed_double(table: Table) -> Lines:
    rows = _padded(matrix(table))
    rule = ["═" * max(1, wide(text)) for text in rows[0]]
    lines = ["╔" + "╦".join(rule) + "╗"]
    for row in rows:
        lines += ["║" + "║".join(row) + "║", "╠" + "╬".join(rule) + "╣"]
    lines[-1] = "╚" + "╩".join(rule) + "╝"
    return lines


def ascii_rules(table: Table) -> Lines:
    """Align columns and draw a rule of dashes under the header."""
    rows = _padded(matrix(table))
    rule = "  ".join("-" * max(1, wide(text)) for text in rows[0])
    return [rule, *("  ".join(row).rstrip() for row in rows), rule]


def pipes_ragged(table: Table) -> Lines:
    """Drop the last blank cells of a row without a trace."""
    return [("| " + " | ".join(row)).rstrip(" |") + " |" for row in matrix(table)]


def commas(table: Table) -> Lines:
    return [",".join(f'"{text}"' if "," in text else text for text in row) for row in matrix(table)]


def full_bars(table: Table) -> Lines:
    return ["｜" + "｜".join(row) + "｜" for row in matrix(table)]


def colons(table: Table) -> Lines:
    """Write label, colon, figures."""
    return [
        f"{' '.join(row[: table.stub])}：{'、'.join(row[table.stub :])}"
        if at >= table.head
        else " ".join(filter(None, row))
        for at, row in enumerate(matrix(table))
    ]


# --------------------------------------------------------------------------- Markdown tables


def md_escaped(table: Table) -> Lines:
    return md_rows([[text.replace(".", "\\.").replace("-", "\\-") for text in row] for row in matrix(table)])


def md_breaks(table: Table) -> Lines:
    return md_rows([[text + "<br>" if text else text for text in row] for row in matrix(table)])


def md_first_missing(table: Table) -> Lines:
    """Begin some rows without their pipe."""
    return [line[2:] if at % 3 == 2 else line for at, line in enumerate(md(table))]


def md_wide(table: Table) -> Lines:
    return [re.sub(r" *\| *", "   |   ", line).strip() for line in md(table)]


def md_nbsp(table: Table) -> Lines:
    return md_rows([[text or "&nbsp;" for text in row] for row in matrix(table)])


def md_rows(rows: list[list[str]], *, lead: str = "| ", trail: str = " |", head: int = 1) -> Lines:
    lines = [lead + " | ".join(row) + trail for row in rows]
    width = max(map(len, rows))
    lines.insert(min(head, len(lines)), lead.replace(" ", "") + "|".join(["---"] * width) + trail.replace(" ", ""))
    return lines


def md(table: Table) -> Lines:
    return md_rows(matrix(table))


def md_copies(table: Table) -> Lines:
    return md_rows(matrix(table, "copy"))


def md_gone(table: Table) -> Lines:
    """Drop merged positions together with their pipes: rows have different lengths."""
    return md_rows(matrix(table, "gone"))


def md_no_lead(table: Table) -> Lines:
    return md_rows(matrix(table), lead="", trail="")


def md_head_last(table: Table) -> Lines:
    """Put the separator line under the last header row."""
    return md_rows(matrix(table), head=max(1, table.head))


def md_bold(table: Table) -> Lines:
    return md_rows([[f"**{text}**" if text.strip("*\\") else text for text in row] for row in matrix(table)])


def md_empty_head(table: Table) -> Lines:
    rows = matrix(table)
    return md_rows([[""] * len(rows[0]), *rows])


def md_aligned(table: Table) -> Lines:
    return [line.replace("---", ":---:") for line in md_rows(_padded(matrix(table)))]


def md_rules_repeated(table: Table) -> Lines:
    """Put a separator line after the first row, and another in the middle."""
    lines = md(table)
    if len(lines) > 8:
        lines.insert(len(lines) // 2, lines[1])
    return lines


# --------------------------------------------------------------------------- whole files


@dataclass(frozen=True)
class Text:
    """A writer of text. ``proves`` means that the file proves the position of every figure."""

    table: Callable[[Table], Lines]
    proves: bool = False
    encoding: str = "utf-8"
    newline: str = "\n"
    spaced: bool = True  # an empty line between paragraphs
    marks: bool = False  # Markdown headings
    suffix: str = ".txt"

    def __call__(self, job: Job) -> bytes:
        lines: Lines = []
        for block in job.blocks:
            made = self.table(block) if isinstance(block, Table) else [self._line(block)]
            if lines and (self.spaced or (self.suffix == ".md")):
                lines.append("")
            lines += made
        return self.newline.join([*lines, ""]).encode(self.encoding)

    def _line(self, para: Para) -> str:
        mark = {"title": "# ", "heading": "## "}.get(para.role, "") if self.marks else ""
        return mark + para.text


WRITERS: dict[str, Text] = {
    "txt tabs": Text(tabs, proves=True),
    "txt tabs, gb18030, CRLF": Text(tabs, proves=True, encoding="gb18030", newline="\r\n"),
    "txt tabs, no empty lines": Text(tabs, proves=True, spaced=False),
    "txt tabs, packed": Text(tabs_packed),
    "txt tabs, packed, BOM": Text(tabs_packed, encoding="utf-8-sig", newline="\r\n", marks=True),
    "txt tabs, end stripped": Text(tabs_stripped),
    "txt tabs, trimmed": Text(tabs_trimmed),
    "txt tabs, merged gone": Text(tabs_gone),
    "txt tabs, merged gone, trimmed": Text(tabs_gone_trimmed),
    "txt tabs, collapsed": Text(tabs_collapsed),
    "txt tabs, merged copied": Text(tabs_copies),
    "txt two spaces": Text(two_spaces),
    "txt one space": Text(one_space),
    "txt aligned": Text(aligned),
    "txt aligned right": Text(aligned_right),
    "txt a cell a line": Text(a_cell_a_line),
    "txt a cell a line, no empty lines": Text(a_cell_a_line, spaced=False),
    "txt a cell a line, blanks kept": Text(a_cell_a_line_blanks),
    "txt a cell a line, spaced": Text(a_cell_a_line_spaced),
    "txt pipes": Text(pipes, proves=True),
    "txt pipes inside": Text(pipes_inner, proves=True),
    "txt pipes after": Text(pipes_trailing),
    "txt pipes, merged gone": Text(pipes_gone),
    "txt boxes": Text(boxed),
    "txt plus grid": Text(plus_grid),
    "txt tabs, spaces around": Text(tabs_spaced, proves=True),
    "txt tabs, quoted": Text(tabs_quoted, proves=True),
    "txt boxes, double": Text(boxed_double),
    "txt ascii rules": Text(ascii_rules),
    "txt pipes, ragged": Text(pipes_ragged),
    "txt commas": Text(commas),
    "txt full-width bars": Text(full_bars),
    "txt label, colon": Text(colons),
    "md, escaped": Text(md_escaped, proves=True, marks=True, suffix=".md"),
    "md, breaks in cells": Text(md_breaks, proves=True, marks=True, suffix=".md"),
    "md, missing first pipes": Text(md_first_missing, marks=True, suffix=".md"),
    "md, wide pipes": Text(md_wide, proves=True, marks=True, suffix=".md"),
    "md, nbsp": Text(md_nbsp, proves=True, marks=True, suffix=".md"),
    "md": Text(md, proves=True, marks=True, suffix=".md"),
    "md, merged copied": Text(md_copies, marks=True, suffix=".md"),
    "md, merged gone": Text(md_gone, marks=True, suffix=".md"),
    "md, no outer pipes": Text(md_no_lead, marks=True, suffix=".md"),
    "md, rule under the head": Text(md_head_last, marks=True, suffix=".md"),
    "md, bold": Text(md_bold, proves=True, marks=True, suffix=".md"),
    "md, empty head": Text(md_empty_head, proves=True, marks=True, suffix=".md"),
    "md, aligned": Text(md_aligned, proves=True, marks=True, suffix=".md"),
    "md, rules repeated": Text(md_rules_repeated, marks=True, suffix=".md"),
    "md, no headings": Text(md, proves=True, suffix=".md"),
    "md, plus grid": Text(plus_grid, marks=True, suffix=".md"),
}
