"""Show the changes between two versions of one report: the cells with different printed text, then the paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.forms import form
from build_scripts.forms.names import cell_name
from build_scripts.model import Agency, Cell, Report
from build_scripts.pages.compare.pairs import matched, text_blocks, texts
from build_scripts.pages.compare.values import printed
from build_scripts.render.blocks import Block, Bullets, DataCell, DataColumn, DataTable, Heading, Link, Page, Para
from build_scripts.textdiff.diff import compare

Version = tuple[str, Report, str]  # (第 1 版, the report, its address)


def changes_page(agency: Agency, older: Version, newer: Version, address: str) -> Page:
    """Return the page of changes at ``address``."""
    (before, old, _), (after, new, _) = older, newer
    cells = tuple(_changed_cells(old, new))
    blocks: list[Block] = [Bullets(tuple((Link(name, at),) for name, _, at in (older, newer)), kind="toolbar")]
    blocks.append(Heading(2, "改动的格", "cells"))
    if cells:
        heads = (DataColumn("项目"), DataColumn(before, True), DataColumn(after, True))
        blocks.append(DataTable(f"两版所印不同的 {len(cells)} 格", heads, cells))
    else:
        blocks.append(Para(("三张表逐格相同。",)))
    blocks.append(Heading(2, "改动的文字", "text"))
    at = len(blocks)
    for key, name, a, b in matched(old, new):
        if texts(a) != texts(b):
            blocks += [Heading(3, name, f"text-{key}"), *text_blocks(compare(texts(a), texts(b)), before, after)]
    if len(blocks) == at:
        blocks.append(Para(("正文逐段相同。",)))
    title = f"{agency.name} {new.year} 年：{before}与{after}的不同"
    return Page(address, title, "compare", f"{title}：{len(cells)} 格改动。", tuple(blocks))


def _changed_cells(old: Report, new: Report) -> Iterator[tuple[DataCell, ...]]:
    for before, after in zip(old.tables, new.tables, strict=True):
        cells: dict[str, list[Cell | None]] = {}
        for side, table in enumerate((before, after)):
            shape = form(table.form).table(table.key)
            for row in table.rows:
                for cell, column in zip(row.cells, shape.row(row.key).columns, strict=True):
                    name = cell_name(table.form, table.key, row.key, column.key)
                    cells.setdefault(name, [None, None])[side] = cell
        for name, (a, b) in cells.items():
            if (a and (a.raw, a.state)) != (b and (b.raw, b.state)):
                yield DataCell((name,)), printed(a), printed(b)
