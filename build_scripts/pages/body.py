"""The body of a report page: the six sections, their tables and remarks, and what found no place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from build_scripts.content.amendments import as_read, words
from build_scripts.forms import form
from build_scripts.model import Block as Printed
from build_scripts.model import Grid, Report, Section, State, Table
from build_scripts.pages.findings import Numbered
from build_scripts.pages.provenance import ReportContext
from build_scripts.render.blocks import Block, Fold, Group, Heading, Inline, OwnTable, Para, Span, Statutory

_FEW = 3  # findings under a table that stand open; more are folded together


def sections(report: Report, numbered: Sequence[Numbered], context: ReportContext) -> Iterator[Block]:
    """In statutory order; that the original has another order is a finding at the head of the page."""
    names = {s.key: s.heading for s in form("2021").sections}
    free = report.form == "free"
    for section in report.sections:
        if section.key == "signature":
            if section.blocks:
                yield Group("signature", tuple(_narrative(section.blocks)))
            continue
        if section.key == "preamble" or (free and not section.heading):
            if section.blocks:
                yield Heading(2, "正文" if free else "引言", section.key)
                yield from _narrative(section.blocks)
            if section.key != "preamble":
                yield from _table(report, section.key, numbered, context)
            continue
        yield Heading(2, names[section.key], section.key)
        yield from _printed_heading(section, names[section.key])
        yield from (n.notice for n in numbered if n.finding.section == section.key and not n.finding.table)
        yield from _narrative(section.blocks)
        yield from _table(report, section.key, numbered, context)


def _printed_heading(section: Section, name: str) -> Iterator[Block]:
    if not section.heading:
        yield Para(("原件没有这一部分的标题。",), "missing")
    elif section.heading.replace(" ", "") != name:
        yield Para((f"原件标题：{section.heading}",), "printed")


def _table(report: Report, key: str, numbered: Sequence[Numbered], context: ReportContext) -> Iterator[Block]:
    table = next((t for t in report.tables if t.key == key), None)
    if table is None:
        return
    found = [n for n in numbered if n.finding.table == key]
    if table.present:
        amended = [c for c in report.corrections if c.table == key]
        was = as_read(table, amended)
        yield Statutory(was, _marks(found), {(c.row, c.column): words(c.now) for c in amended})
        yield from _legend(was, bool(amended))
    elif report.form != "free":
        yield Para(("原件中没有这张表，本馆不填任何数字。",), "missing")
    notices = tuple(n.notice for n in found)
    yield from notices if len(notices) <= _FEW else (Fold(f"核验提示 {len(notices)} 条", notices, open=True),)


def _marks(found: Sequence[Numbered]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    for n in found:
        if row := n.finding.row or n.finding.group:
            marks[row, n.finding.column] = (*marks.get((row, n.finding.column), ()), n.id)
    return marks


def _legend(table: Table, corrected: bool) -> Iterator[Block]:
    """The words that stand in this table instead of numbers, for those who meet them here first."""
    states = {cell.state for row in table.rows for cell in row.cells}
    words = {
        State.BLANK: "空白：原件有这一格，没有填",
        State.SLASH: "/：原件印着斜线、横线或“无”",
        State.ABSENT: "无此格：原件没有这一格",
        State.UNREADABLE: "存疑：原件印的不能确认是哪个数",
    }
    said = [word for state, word in words.items() if state in states]
    if corrected:
        said.append("划去的是先前读错的，后面是对照原件后的更正")
    if said:
        yield Para(("；".join(said) + "。",), "legend")


def _narrative(blocks: Sequence[Printed]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Grid):
            yield OwnTable(block.caption, tuple(tuple(c.text if c else None for c in row) for row in block.rows))
            continue
        text: Inline = Span(block.text, "strong") if block.level and len(block.text) < 60 else block.text
        yield Para((text, Span("存疑", "doubt", block.doubt)) if block.doubt else (text,))


def unplaced(report: Report) -> list[Block]:
    if not report.unplaced:
        return []
    remark = Para(("原件里的这些内容不属于任何规定部分，照原样列出。",))
    return [Heading(2, "未能归位的内容", "unplaced"), remark, *_narrative(report.unplaced)]
