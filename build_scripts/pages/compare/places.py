"""Compare all agencies of one place in one year: one table of indicators for each topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.content.divisions import Division, name_within, path_of
from build_scripts.indicators import Indicator, by_topic
from build_scripts.model import Agency
from build_scripts.pages.compare import outcomes
from build_scripts.pages.compare.choose import CHOICE, choice
from build_scripts.pages.compare.outcomes import Figures
from build_scripts.pages.compare.values import HOW_TO_READ, columns, scroll_box, total, value_cell
from build_scripts.render import scripts
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Group,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
)

LIMIT = 200  # number of agencies on one page; above it a province or city is shown by its parts

Rows = tuple[tuple[DataCell, Sequence[int]], ...]
"""What stands first in a row, and which of the page's reports it shows (one agency, or all of a part)."""


@dataclass(frozen=True, slots=True)
class Member:
    """One agency of a place: its report of the year, the number of its 核验提示, its indicators."""

    agency: Agency
    address: str
    findings: int
    figures: Figures


def place_year_page(path: Sequence[Division], year: int, members: Sequence[Member]) -> Page:
    """Return the page. The last of ``path`` is the place; ``members`` are all agencies with a report of that year,
    including those of places below."""
    place = path[-1]
    figures = [m.figures for m in members]
    addresses = [m.address for m in members]
    parts = len(members) > LIMIT and place.level != "县"
    rows = _by_part(path, year, members) if parts else _by_agency(members, place)
    blocks: list[Block] = [
        _toolbar(path, year, members),
        Para(
            (
                f"{place.name}有 {len(members):,} 个机关 {year} 年度的报告。合计只加有数字的机关，括号里是有数字的机关数和全部机关数。",
                "机关较多，按下辖地区合计；点地区的名字看它的各个机关。" if parts else "",
            )
        ),
        HOW_TO_READ,
    ]
    for topic, chosen in by_topic():
        blocks.append(Heading(2, topic.name, topic.key))
        caption = f"{place.name} {year} 年度：{topic.name}"
        table = _table(caption, rows, chosen, figures, addresses, members if topic.key == "requests" else (), parts)
        blocks.append(scroll_box(table))
        if topic.key == "requests":
            blocks += _chart(place.name, f"compare/places/{place.code}/{year}/", figures)
    return Page(
        f"compare/places/{place.code}/{year}/",
        f"{place.name} {year} 年度各机关比较",
        "compare",
        f"{''.join(d.name for d in path)}各机关 {year} 年度政府信息公开主要数字比较。",
        tuple(blocks),
        scripts=(scripts.TABLE,),
    )


def _toolbar(path: Sequence[Division], year: int, members: Sequence[Member]) -> Block:
    place = path[-1]
    links: list[Inlines] = [(Link(place.name, place.address),), (Link(f"{year} 年度", f"years/{year}/"),)]
    if len(path) > 1:
        links.append((Link(f"{path[-2].name}各机关比较", f"compare/places/{path[-2].code}/{year}/"),))
    if len(members) <= CHOICE:
        links.append((Link("放进自选比较", choice([m.agency.agency_id for m in members], [year])),))
    return Bullets(tuple(links), kind="toolbar")


def _by_agency(members: Sequence[Member], place: Division, which: Sequence[int] | None = None) -> Rows:
    chosen = range(len(members)) if which is None else which
    named = [(at, name_within(members[at].agency.name, place)) for at in chosen]
    return tuple((DataCell((Link(name, members[at].address),)), (at,)) for at, name in named)


def _by_part(path: Sequence[Division], year: int, members: Sequence[Member]) -> Rows:
    """Return one row for each place directly below, with all its agencies; then the place's own agencies one by one."""
    above = {division.code for division in path}
    below: dict[str, tuple[Division, list[int]]] = {}
    own: list[int] = []
    for at, one in enumerate(members):
        deeper = next((d for d in path_of(one.agency) if d.code not in above), None)
        if deeper:
            below.setdefault(deeper.code, (deeper, []))[1].append(at)
        else:
            own.append(at)
    rows = [
        (DataCell((_comparison_link(d, year, [members[at] for at in found]), f"（{len(found)} 个机关）")), found)
        for d, found in (below[code] for code in sorted(below))
    ]
    return (*rows, *_by_agency(members, path[-1], own[:LIMIT]))


def _comparison_link(place: Division, year: int, members: Sequence[Member]) -> Link:
    """Link to the comparison of a place; if it has only one agency, link to the report of this agency."""
    return Link(place.name, members[0].address if len(members) == 1 else f"compare/places/{place.code}/{year}/")


def _table(
    caption: str,
    rows: Rows,
    chosen: Sequence[Indicator],
    figures: Sequence[Figures],
    addresses: Sequence[str],
    with_findings: Sequence[Member],
    parts: bool,
) -> DataTable:
    """Return the table of one topic. ``with_findings`` are the reports whose 核验提示 are counted in a last column; empty
    for no such column."""

    def cells(which: Sequence[int], one: bool) -> Iterator[DataCell]:
        for item in chosen:
            values_of = [figures[at][item.key] for at in which]
            yield value_cell(values_of[0], addresses[which[0]]) if one else total(values_of, item)
        if with_findings:
            yield _findings([with_findings[at] for at in which])

    body = tuple((head, *cells(which, len(which) == 1)) for head, which in rows)
    foot = (DataCell(("合计",)), *cells(range(len(figures)), False))
    heads = columns("地区" if parts else "机关", chosen)
    return DataTable(
        caption, (*heads, DataColumn("核验提示", True, "条")) if with_findings else heads, body, True, (foot,)
    )


def _findings(members: Sequence[Member]) -> DataCell:
    """Return the number of findings, linked to the report's findings if it is a single report."""
    n = sum(m.findings for m in members)
    if n and len(members) == 1:
        return DataCell((Link(str(n), f"{members[0].address}#findings"),))
    return DataCell((str(n),))


def _chart(name: str, address: str, figures: Sequence[Figures]) -> list[Block]:
    chart, n = outcomes.of_place(name, address, figures)
    if chart:
        return [
            Group("charts", (chart,)),
            Para((f"图中是六类结果都有数字的 {n}/{len(figures)} 个机关的合计。",), "meaning"),
        ]
    word = "填写了办理结果的机关，各类结果都是零" if n else "没有机关填全办理结果"
    return [Para((f"{word}，不画图。",), "meaning")]
