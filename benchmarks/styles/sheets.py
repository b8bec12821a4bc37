"""Model a report before it is written to a file: paragraphs, and tables whose cells have roles.

A table is a matrix in which a merged cell occurs at every position that it covers, so that rows and columns can be
removed, moved and added without handling spans; ``boxes`` computes the remaining spans at the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.styles.figures import Figures
from build_scripts.forms import form


@dataclass(eq=False)
class Cell:
    """A cell. ``marks`` are additions to the text that are not part of the figure, as (kind, text); the kinds are
    ``sup``, ``sub``, ``hidden``, ``struck``, ``note`` (a link to a footnote) and, instead of text, ``picture``,
    ``control``."""

    text: str
    role: str = "label"  # head, label, value or other
    marks: tuple[tuple[str, str], ...] = ()
    slot: tuple[list[str | None], int] | None = None  # position of the figure in the truth

    def reprint(self, text: str) -> None:
        """Replace the printed figure in the file and in the truth."""
        self.text = text
        if self.slot:
            self.slot[0][self.slot[1]] = text


Rows = list[list[Cell]]


@dataclass(eq=False)
class Table:
    """A table. ``head`` is the number of header rows; ``stub`` is the number of columns before the values."""

    name: str
    rows: Rows
    head: int
    stub: int
    hidden_rows: set[int] = field(default_factory=set)

    @property
    def body(self) -> Rows:
        return self.rows[self.head :]

    def part(self, start: int, end: int | None = None) -> Table:
        """Return some rows as a separate table; cells merged across the cut are blank in the second part."""
        rows = [list(row) for row in self.rows[start:end]]
        above = {id(cell) for row in self.rows[:start] for cell in row}
        blank: dict[int, Cell] = {}
        for row in rows:
            for at, cell in enumerate(row):
                if id(cell) in above:
                    row[at] = blank.setdefault(id(cell), Cell("", cell.role))
        return Table(self.name, rows, max(0, min(self.head - start, len(rows))), self.stub)


@dataclass(eq=False)
class Para:
    text: str
    role: str = "text"  # title, heading, text, sign, note, page


Block = Para | Table


@dataclass
class Job:
    """One file under construction. ``truth`` has the format of a golden pair's JSON; an edit that removes content from
    the source removes it from the truth as well."""

    blocks: list[Block]
    figures: Figures
    truth: dict[str, Any]
    dice: random.Random
    expected: set[str] = field(default_factory=set)  # codes of findings that become true by the edit

    def tables(self, name: str) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table) and block.name == name]

    def replace(self, old: Block, *new: Block) -> None:
        at = next(i for i, block in enumerate(self.blocks) if block is old)
        self.blocks[at : at + 1] = new


def boxes(rows: Rows) -> Iterator[tuple[int, int, Cell, int, int]]:
    """Yield (row, column, cell, row span, column span) of each cell at its first position, row by row."""
    seen: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if (r, c) in seen:
                continue
            wide = 1
            while c + wide < len(row) and row[c + wide] is cell and (r, c + wide) not in seen:
                wide += 1
            high = 1
            while r + high < len(rows) and all(
                c + k < len(rows[r + high]) and rows[r + high][c + k] is cell for k in range(wide)
            ):
                high += 1
            seen.update((r + i, c + k) for i in range(high) for k in range(wide))
            yield r, c, cell, high, wide


# --------------------------------------------------------------------------- the tables as the form prints them

NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def values(row: list[str | None]) -> list[Cell]:
    return [Cell(text or "", "value", slot=(row, at)) for at, text in enumerate(row)]


def requests_table(given: Figures) -> Table:
    note, who, firms, total = (Cell(t, "head") for t in (NOTE, "申请人情况", "法人或其他组织", "总计"))
    natural = Cell("自然人", "head")
    rows: Rows = [
        [note, note, note, *[who] * 7],
        [note, note, note, natural, *[firms] * 5, total],
        [note, note, note, natural, *(Cell(name, "head") for name in NAMES[1:6]), total],
    ]
    groups: dict[str, Cell] = {}
    for row in form(given.requests_form).requests.rows:
        label = Cell(row.label)
        before = [groups.setdefault(name, Cell(name)) for name in row.groups]
        rows.append([*before, *[label] * (3 - len(before)), *values(given.requests[row.key])])
    return Table("requests", rows, 3, 3)


def proactive_table(given: Figures) -> Table:
    shape = form(given.proactive_form).proactive
    width = max(len(row.columns) for row in shape.rows)
    rows: Rows = []
    block = ""
    for row in shape.rows:
        spread = [width // len(row.columns)] * len(row.columns)
        spread[-1] += width - sum(spread)
        if row.block != block:
            block = row.block
            rows.append([Cell(block, "head")] * (width + 1))
            names = [Cell(column.name, "head") for column in row.columns]
            rows.append([Cell("信息内容", "head"), *(c for c, n in zip(names, spread, strict=True) for _ in range(n))])
        cells = zip(values(given.proactive[row.key]), spread, strict=True)
        rows.append([Cell(row.label), *(c for c, n in cells for _ in range(n))])
    return Table("proactive", rows, 0, 1)


def review_table(given: Figures) -> Table:
    review, suits, direct, after = (Cell(t, "head") for t in ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"))
    first = [Cell(name, "head") for name in OUTCOMES]
    rows: Rows = [
        [review] * 5 + [suits] * 10,
        [*first, *[direct] * 5, *[after] * 5],
        [*first, *(Cell(name, "head") for name in OUTCOMES * 2)],
        [cell for row in given.review.values() for cell in values(row)],
    ]
    return Table("review", rows, 3, 0)
