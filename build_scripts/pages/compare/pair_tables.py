"""Compare a statutory table of two years: values and differences, and the figures that must agree between the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.findings import Doubts
from build_scripts.forms import Column, FormRow, form
from build_scripts.forms.figures import figure
from build_scripts.indicators import add, addresses, comparable, indicators, value, with_doubts
from build_scripts.model import Cell, State, Table
from build_scripts.pages.compare.values import difference, inline_cell, marks, printed, state_word, value_cell
from build_scripts.render.blocks import Block, DataCell, DataColumn, DataTable, Fold, Inlines, Mark, Notice, Para, Span


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two years: the table, its year, the doubts about its cells, the address of the page with findings."""

    table: Table
    year: int
    doubts: Doubts
    address: str

    def marks(self, row: str, column: str) -> tuple[Mark, ...]:
        """Return a mark that links to the most severe finding about a cell, if there is one."""
        if not self.doubts.numbers:  # the usual case
            return ()
        return marks(self.doubts.of(self.table.key, row, column), self.address)


@dataclass(frozen=True, slots=True)
class _ComparableCell:
    """A cell with the same meaning in both forms, and the marks of either year."""

    row: FormRow
    column: Column
    old: Cell
    new: Cell
    marked: tuple[tuple[Mark, ...], tuple[Mark, ...]]


def table_blocks(one: Side, other: Side) -> list[Block]:
    """Return the comparison of one table; ``one`` is the older year."""
    older, newer, before, after = one.table, other.table, one.year, other.year
    shape = form(newer.form).table(newer.key)
    title = f"表{shape.number} {shape.title}"
    missing = [f"{year} 年" for table, year in ((older, before), (newer, after)) if not table.present]
    if len(missing) == 2:
        return [Para((f"{title}：两年的原件中都没有这张表。",), "missing")]
    shared_cells = _comparable_cells(one, other)
    main = [c for c in shared_cells if newer.key != "requests" or c.column.key == "total"]
    rows = [*(_row(c, newer.key) for c in main), *_comparable_sums(one, other)]
    heads = (
        DataColumn("项目"),
        DataColumn(f"{before} 年", True),
        DataColumn(f"{after} 年", True),
        DataColumn("差", True),
    )
    blocks: list[Block] = [Para((f"{'、'.join(missing)}的原件中没有{title}。",), "missing")] if missing else []
    blocks.append(DataTable(f"{title}{'（总计列）' if newer.key == 'requests' else ''}", heads, tuple(rows)))
    if newer.key == "requests":
        blocks.append(Fold("各类申请人的数字", (_by_applicant(shared_cells, f"{title}（各类申请人）", before, after),)))
    if not missing:
        blocks.append(Para((_repetition_sentence(shared_cells),), "meaning"))
    blocks += _not_comparable(one, other)
    if after == before + 1 and not missing:
        blocks += _check_carry_over(one, other) if newer.key == "requests" else []
        blocks += _check_stock(one, other) if newer.key == "proactive" else []
    return blocks


def _comparable_cells(older: Side, newer: Side) -> list[_ComparableCell]:
    found = []
    for row in form(newer.table.form).table(newer.table.key).rows:
        for column in row.columns:
            old, new = (figure(side.table, row.key, column.key) for side in (older, newer))
            if old is not None and new is not None:
                marked = (older.marks(row.key, column.key), newer.marks(row.key, column.key))
                found.append(_ComparableCell(row, column, old, new, marked))
    return found


def _row(c: _ComparableCell, table: str) -> tuple[DataCell, ...]:
    label = c.row.path if table == "requests" else f"{c.row.path} {c.column.name}"
    old, new = printed(c.old, c.marked[0]), printed(c.new, c.marked[1])
    by = difference(c.old, c.new, c.column.unit)
    marked = _single_mark(*c.marked) if isinstance(by[0], str) else ()  # a text instead of a difference carries no mark
    return (DataCell((label,)), old, new, DataCell((*by, *marked)))


def _single_mark(older: tuple[Mark, ...], newer: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the single mark of a value computed from both years: that of the newer year, else that of the older."""
    return newer or older


def _comparable_sums(one: Side, two: Side) -> list[tuple[DataCell, ...]]:
    """Return rows that are comparable only as sums: （六）其他处理 is one row in the form of 2019, three in that of 2021."""
    older, newer = one.table, two.table
    rows: list[tuple[DataCell, ...]] = []
    for item in indicators():
        above = item.cells
        if item.of or above[0].partition(".")[0] != newer.key or not comparable(item):
            continue
        if [a for a, *_ in addresses(above, older.form)] == [a for a, *_ in addresses(above, newer.form)]:
            continue
        old, new = (with_doubts(value((side.table,), item), side.doubts) for side in (one, two))
        by: Inlines = (Span("不能相减", "none"),)
        if old.number is not None and new.number is not None:
            marked = _single_mark(marks(old.doubts, one.address), marks(new.doubts, two.address))
            by = (_signed(add((new.number, old.number.copy_negate()))), *marked)
        rows.append(
            (
                DataCell((f"{item.name}（各项合计）",)),
                value_cell(old, one.address),
                value_cell(new, two.address),
                DataCell(by),
            )
        )
    return rows


def _signed(number: Decimal) -> str:
    return f"{number:+f}" if number else "0"


def _by_applicant(shared_cells: Sequence[_ComparableCell], caption: str, before: int, after: int) -> DataTable:
    """Return a table of six columns for both years: one value where they agree, else ``2023 年 → 2024 年``."""
    rows: dict[str, list[_ComparableCell]] = {}
    for c in shared_cells:
        if c.column.key != "total":
            rows.setdefault(c.row.key, []).append(c)
    heads = (DataColumn("项目"), *(DataColumn(c.column.name) for c in next(iter(rows.values()), [])))
    body = tuple((DataCell((cells[0].row.path,)), *(_change(c) for c in cells)) for cells in rows.values())
    return DataTable(f"{caption}：只印一个的两年相同，箭头左边是 {before} 年，右边是 {after} 年", heads, body)


def _change(c: _ComparableCell) -> DataCell:
    if c.old.raw == c.new.raw and c.old.state is c.new.state:
        return printed(c.new, _single_mark(*c.marked))
    return DataCell((*inline_cell(c.old), *c.marked[0], " → ", *inline_cell(c.new), *c.marked[1]))


def _repetition_sentence(shared_cells: Sequence[_ComparableCell]) -> str:
    """Return a sentence about how many figures repeat. 0 = 0 is no sign of copying, and two blanks are no figures."""
    zero = sum(c.old.number == 0 and c.new.number == 0 for c in shared_cells)
    stated = [c for c in shared_cells if c.old.number is not None and c.new.number is not None]
    same = sum(c.old.number == c.new.number != 0 for c in stated)
    lacking = f"{len(shared_cells) - len(stated)} 格不是两年都有数字，" if len(stated) < len(shared_cells) else ""
    return f"两年可比的 {len(shared_cells)} 格里，{lacking}{zero} 格两年都是零；其余 {len(stated) - zero} 格里 {same} 格数字相同。"


def _not_comparable(one: Side, two: Side) -> list[Block]:
    """List, with their values, the cells that only one of the two forms has, instead of leaving them out."""
    older, newer, before, after = one.table, two.table, one.year, two.year
    if older.form == newer.form:
        return []
    names = tuple(form(t.form).name for t in (older, newer))
    rows = []
    for side, other, first in ((one, newer, True), (two, older, False)):
        table = side.table
        for row, spec in zip(table.rows, form(table.form).table(table.key).rows, strict=True):
            for cell, column in zip(row.cells, spec.columns, strict=True):
                if figure(other, spec.key, column.key) is None and column.key in ("total", *_plain(table)):
                    own = printed(cell, side.marks(spec.key, column.key))
                    values = (own, printed(None)) if first else (printed(None), own)
                    rows.append((DataCell((f"{spec.path} {column.name}",)), *values))
    if not rows:
        return []
    note = Para(
        (
            f"{before} 年用{names[0]}，{after} 年用{names[1]}。只有行和列的含义都相同的格才对比；下表各项只有一种格式有，"
            "或名称相近而口径不同（如“新制作”与“制发”），只列出，不相减。",
        )
    )
    heads = (DataColumn("不能对比的项目"), DataColumn(f"{before} 年", True), DataColumn(f"{after} 年", True))
    return [Notice("info", "两年的表格格式不同", (note, DataTable("不能对比的项目", heads, tuple(rows))))]


def _plain(table: Table) -> tuple[str, ...]:
    """Return the column keys to list for a table without applicants; in table 3 only the total is listed."""
    if table.key == "requests":
        return ()
    return tuple(c.key for row in form(table.form).table(table.key).rows for c in row.columns)


# --------------------------------------------------------------------------- what must meet between two years


def _check_carry_over(one: Side, two: Side) -> list[Block]:
    """Compare 上年结转 of this year with 结转下年度 of last year."""
    different: list[Inlines] = []
    unknown = equal = 0
    for column in form(two.table.form).requests.row("2").columns:
        now, then = figure(two.table, "2", column.key), figure(one.table, "4", column.key)
        if now is None or then is None or now.number is None or then.number is None:
            unknown += 1
        elif now.number == then.number:
            equal += 1
        else:
            before: Inlines = (f"{column.name}：{one.year} 年结转下年度 {then.raw}", *one.marks("4", column.key))
            different.append((*before, f"，{two.year} 年上年结转 {now.raw}", *two.marks("2", column.key), "。"))
    summary = f"{one.year} 年“结转下年度”与 {two.year} 年“上年结转”：{equal} 列相同，{len(different)} 列不同"
    summary += f"，{unknown} 列因为没有数字不能核对。" if unknown else "。"
    if not different:
        return [Para((summary,), "meaning")]
    return [Notice("warning", "两年的结转对不上", (Para((summary,)), *map(Para, different)))]


def _check_stock(one: Side, two: Side) -> list[Block]:
    """Check 现行有效 = last year's + 制发 − 废止 for 规章 and 行政规范性文件; only the form of 2021 has these columns."""
    blocks: list[Block] = []
    for row in form("2021").proactive.rows:
        places = ((one, "in_force"), (two, "issued"), (two, "abolished"), (two, "in_force"))
        found = [figure(side.table, row.key, column) for side, column in places]
        cells = [cell for cell in found if cell is not None]
        if len(cells) < len(places):
            continue
        stated = [cell.number for cell in cells if cell.number is not None]
        if len(stated) < len(cells):
            kinds = "、".join(dict.fromkeys(state_word(c.state.value) for c in cells if c.state is not State.STATED))
            blocks.append(Para((f"{row.label}的存量不能核对：有的格没有数字（{kinds}）。",), "meaning"))
            continue
        before, issued, abolished, now = stated
        expected = add((before, issued, abolished.copy_negate()))
        items: list[Inlines] = [
            (cell.raw or "", *side.marks(row.key, column)) for cell, (side, column) in zip(cells, places, strict=True)
        ]
        then, more, less, printed_now = items
        line: Inlines = (
            *(f"{row.label}：{one.year} 年现行有效 ", *then, f"＋{two.year} 年制发 ", *more, "－废止 ", *less),
            *(f"＝{expected:f}，{two.year} 年印的现行有效是 ", *printed_now),
        )
        if expected == now:
            blocks.append(Para((*line, "，相符。"), "meaning"))
        else:
            why = "清理、修订或口径变化都会造成这种差别。"
            blocks.append(Notice("note", "现行有效件数与上年推算不同", (Para((*line, "。")), Para((why,), "meaning"))))
    return blocks
