"""One place, one year: all its agencies on the indicators, in one table for each topic."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.compare import outcomes
from build_scripts.compare.show import READING, columns, shown, total
from build_scripts.divisions import Division, path_of
from build_scripts.indicators import Indicator, by_topic, value
from build_scripts.model import Holding
from build_scripts.page import (
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

SCRIPTS = ("assets/compare/table.js",)
LIMIT = 600  # agencies on one page; with more, a province or city is shown by its parts
LONG = 25  # rows from which a table scrolls in a box of its own
CHOICE = 20  # agencies that a link to the reader's own choice names at most

Rows = tuple[tuple[DataCell, Sequence[Holding]], ...]
"""What stands first in a row, and the reports whose values the row shows (one agency, or all of a part)."""


def place_year_page(path: Sequence[Division], year: int, holdings: Sequence[Holding]) -> Page:
    """``path`` ends with the place; ``holdings`` are all its reports of that year, those of its parts included."""
    place = path[-1]
    parts = len(holdings) > LIMIT and place.level != "县"
    rows = _by_part(path, year, holdings) if parts else _by_agency(holdings)
    blocks: list[Block] = [
        _toolbar(path, year, holdings),
        Para(
            (
                f"{place.name}有 {len(holdings):,} 个机关 {year} 年度的报告。合计只加有数字的机关，括号里是有数字的机关数和全部机关数。",
                "机关较多，按下辖地区合计；点地区的名字看它的各个机关。" if parts else "",
            )
        ),
        Para(READING, "meaning"),
    ]
    for topic, chosen in by_topic():
        blocks.append(Heading(2, topic.name, topic.key))
        table = _table(f"{place.name} {year} 年度：{topic.name}", rows, chosen, holdings, parts)
        blocks.append(Group("long", (table,)) if len(rows) > LONG else table)
        if topic.key == "requests":
            blocks += _chart(place.name, holdings)
    return Page(
        f"compare/places/{place.code}/{year}/",
        f"{place.name} {year} 年度各机关比较",
        "compare",
        f"{''.join(d.name for d in path)}各机关 {year} 年度政府信息公开主要数字比较。",
        tuple(blocks),
        scripts=SCRIPTS,
    )


def _toolbar(path: Sequence[Division], year: int, holdings: Sequence[Holding]) -> Block:
    place = path[-1]
    links: list[Inlines] = [(Link(place.name, place.address),), (Link(f"{year} 年度", f"years/{year}/"),)]
    if len(path) > 1:
        links.append((Link(f"{path[-2].name}各机关比较", f"compare/places/{path[-2].code}/{year}/"),))
    if len(holdings) <= CHOICE:
        ids = ",".join(h.agency.agency_id for h in holdings)
        links.append((Link("放进自选比较", f"compare/choose/?a={ids}&y={year}"),))
    return Bullets(tuple(links), kind="toolbar")


def _by_agency(holdings: Sequence[Holding]) -> Rows:
    return tuple((DataCell((Link(h.agency.name, h.address),)), (h,)) for h in holdings)


def _by_part(path: Sequence[Division], year: int, holdings: Sequence[Holding]) -> Rows:
    """The places directly below, each with its agencies; the place's own agencies follow one by one."""
    below: dict[str, tuple[Division, list[Holding]]] = {}
    own: list[Holding] = []
    for h in holdings:
        deeper = [d for d in path_of(h.agency) if d.code not in {p.code for p in path}]
        if deeper:
            below.setdefault(deeper[0].code, (deeper[0], []))[1].append(h)
        else:
            own.append(h)
    rows = [
        (DataCell((Link(d.name, f"compare/places/{d.code}/{year}/"), f"（{len(found)} 个机关）")), found)
        for d, found in (below[code] for code in sorted(below))
    ]
    return (*rows, *_by_agency(own[:LIMIT]))


def _table(
    caption: str, rows: Rows, chosen: Sequence[Indicator], holdings: Sequence[Holding], parts: bool
) -> DataTable:
    findings = chosen[0].topic == "requests" and not parts
    body = tuple(
        (
            head,
            *(shown(value(found[0], i)) if len(found) == 1 else total(found, i) for i in chosen),
            *((_findings(found[0]),) if findings else ()),
        )
        for head, found in rows
    )
    foot = (
        DataCell(("合计",)),
        *(total(holdings, i) for i in chosen),
        *((DataCell((str(sum(len(h.findings) for h in holdings)),)),) if findings else ()),
    )
    heads = columns("地区" if parts else "机关", chosen)
    return DataTable(caption, (*heads, DataColumn("核验提示", True, "条")) if findings else heads, body, True, (foot,))


def _findings(holding: Holding) -> DataCell:
    """A figure that does not add up is not hidden: the remark is one step away."""
    n = len(holding.findings)
    return DataCell((Link(str(n), f"{holding.address}#findings"),) if n else ("0",))


def _chart(name: str, holdings: Sequence[Holding]) -> list[Block]:
    chart, n = outcomes.of_place(name, holdings)
    if chart:
        return [
            Group("charts", (chart,)),
            Para((f"图中是六类结果都有数字的 {n}/{len(holdings)} 个机关的合计。",), "meaning"),
        ]
    word = "填写了办理结果的机关，各类结果都是零" if n else "没有机关填全办理结果"
    return [Para((f"{word}，不画图。",), "meaning")]
