"""Compare two years of one agency side by side: the text with kept, dropped and added parts, then the tables."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.findings import doubts
from build_scripts.forms import TABLES, form
from build_scripts.model import Agency, Grid, Paragraph, Report
from build_scripts.model import Block as Printed
from build_scripts.pages.compare.pair_tables import Side, table_blocks
from build_scripts.pages.compare.values import HOW_TO_READ
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Facts,
    Group,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)
from build_scripts.textdiff.diff import DEFINITION, Comparison, Parts, compare

MARKS: Inlines = (
    "没有标记的文字两年相同；",
    Span("加删除线", "dropped"),
    "的只在前一年有；",
    Span("加下划线", "added"),
    "的只在后一年有；",
    Span("加点线", "moved"),
    "的句子两年都有，但挪了地方。",
)
MOVED = "挪动过的句子"


def pair_page(agency: Agency, older: Report, newer: Report, addresses: tuple[str, str], address: str) -> Page:
    """Return the comparison page. ``addresses`` are those of the two reports, ``address`` that of this page."""
    sections = [
        (key, name, compare(texts(a), texts(b)), _grids(a) + _grids(b)) for key, name, a, b in matched(older, newer)
    ]
    kept, total = sum(c.repeated for _, _, c, _ in sections), sum(c.total for _, _, c, _ in sections)
    shares: list[tuple[str, Inlines]] = [("全文", (_share(kept, total),))]
    shares += [(name, (_share(c.repeated, c.total),)) for _, name, c, _ in sections if c.total]
    blocks: list[Block] = [
        _toolbar(agency, older, newer, addresses),
        *_missing_years(older, newer),
        Heading(2, "重复的文字", "repeated"),
        Facts(tuple(shares)),
        Para((DEFINITION,), "meaning"),
        Para(MARKS, "meaning"),
        HOW_TO_READ,
    ]
    tables = {
        a.key: tuple(
            Side(table, report.year, doubts(report.findings), where)
            for table, report, where in zip((a, b), (older, newer), addresses, strict=True)
        )
        for a, b in zip(older.tables, newer.tables, strict=True)
    }
    for key, name, compared, grids in sections:
        if key not in TABLES and not compared.rows and not grids:
            continue
        blocks.append(Heading(2, name, key))
        blocks += text_blocks(compared, f"{older.year} 年", f"{newer.year} 年")
        if grids:
            blocks.append(Para((f"两年的原件在这一部分另有 {grids} 张自己的表格，请看各年的报告。",), "meaning"))
        if key in TABLES:
            blocks += table_blocks(*tables[key])
    return Page(
        address,
        f"{agency.name}：{older.year} 年与 {newer.year} 年对比",
        "compare",
        f"{agency.name} {older.year} 年与 {newer.year} 年报告逐项对比，文字重复 {_share(kept, total)}。",
        tuple(blocks),
    )


def _toolbar(agency: Agency, older: Report, newer: Report, addresses: tuple[str, str]) -> Block:
    return Bullets(
        (
            (Link(f"{older.year} 年报告", addresses[0]),),
            (Link(f"{newer.year} 年报告", addresses[1]),),
            (Link("历年比较", f"compare/agencies/{agency.agency_id}/"),),
        ),
        kind="toolbar",
    )


def _missing_years(older: Report, newer: Report) -> list[Block]:
    years = newer.year - older.year - 1
    if not years:
        return []
    return [Para((f"本馆没有收录这两份报告之间 {years} 个年度的报告，所以结转和存量不作核对。",), "missing")]


Matched = tuple[str, str, Sequence[Printed], Sequence[Printed]]


def matched(older: Report, newer: Report) -> list[Matched]:
    """Return (key, name, blocks of either year) in statutory order; content without a section is appended."""
    names = {"preamble": "引言"} | {s.key: s.heading for s in form("2021").sections}
    before, after = ({s.key: s.blocks for s in report.sections} for report in (older, newer))
    matched: list[Matched] = [(key, name, before.get(key, ()), after.get(key, ())) for key, name in names.items()]
    if older.unplaced or newer.unplaced:
        matched.append(("unplaced", "未能归位的内容", older.unplaced, newer.unplaced))
    return matched


def texts(blocks: Sequence[Printed]) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def _grids(blocks: Sequence[Printed]) -> int:
    return sum(isinstance(b, Grid) for b in blocks)


def text_blocks(compared: Comparison, before: str, after: str) -> list[Block]:
    """Return one pair of boxes for each paragraph, so that corresponding paragraphs stay together on any screen.
    ``before`` and ``after`` name the two sides."""
    if not compared.rows:
        return []
    blocks: list[Block] = [Group("columns", (Para((before,), "year"), Para((after,), "year")))]
    for old, new in ((_inlines(a), _inlines(b)) for a, b in compared.rows):
        blocks.append(
            Group("columns", (Group("older", (_paragraph(old, before),)), Group("newer", (_paragraph(new, after),))))
        )
    return [Group("pair", tuple(blocks))]


def _inlines(parts: Parts) -> Inlines:
    return tuple(Span(p.text, p.kind, MOVED if p.kind == "moved" else "") if p.kind else p.text for p in parts)


def _paragraph(content: Inlines, side: str) -> Para:
    """Put the name of the side before each paragraph, for phones (where both are stacked) and screen readers."""
    return Para((Span(side, "when"), *content)) if content else Para((f"（{side}没有这一段）",), "missing")


def _share(kept: int, total: int) -> str:
    return f"{100 * kept / total:.0f}%（{kept}/{total} 字）" if total else "没有可比的文字"
