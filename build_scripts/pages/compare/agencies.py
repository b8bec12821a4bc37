"""Make the page of one agency through the years: a table for each topic, and charts of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from build_scripts.indicators import Indicator, anchor, by_topic
from build_scripts.model import Agency
from build_scripts.pages.charts import ChartInfo, Point, year_chart
from build_scripts.pages.compare import outcomes
from build_scripts.pages.compare.choose import choice
from build_scripts.pages.compare.outcomes import Figures, YearFigures
from build_scripts.pages.compare.values import DOUBTED, HOW_TO_READ, NOT_HELD, state_word, value_cell
from build_scripts.pages.history import absence_text, absence_word
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Chart,
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


def agency_page(agency: Agency, years: Mapping[int, Figures]) -> Page:
    """Return the page with the indicators of each year from the first to the last report; a year without a report is
    named, so that no line of a chart runs across it."""
    held = sorted(years)
    figures = [(year, years.get(year)) for year in range(held[0], held[-1] + 1)]
    own = f"compare/agencies/{agency.agency_id}/"
    links: list[Inlines] = [(Link(agency.name, f"agencies/{agency.agency_id}/"),)]
    links += [(Link(f"{a} 与 {b} 年对比", f"{own}{a}-{b}/"),) for a, b in pairwise(held)]
    links.append((Link("与别的机关比较", choice([agency.agency_id], held)),))
    blocks: list[Block] = [Bullets(tuple(links), kind="toolbar"), HOW_TO_READ]
    if len(held) == 1:
        blocks.append(Para((f"本馆只有这个机关 {held[0]} 年度的报告，还看不出变化。",)))
    for topic, chosen in by_topic():
        blocks += [Heading(2, topic.name, topic.key), _table(agency, topic.name, figures, chosen)]
        if len(held) > 1:
            blocks += _charts(agency, own, figures, chosen)
    return Page(
        own,
        f"{agency.name}历年比较",
        "compare",
        f"{agency.name}历年政府信息公开主要数字。",
        tuple(blocks),
    )


def _table(agency: Agency, topic: str, years: Sequence[YearFigures], chosen: Sequence[Indicator]) -> DataTable:
    heads = (DataColumn("指标"), *(DataColumn(f"{year} 年", True) for year, _ in years))
    rows = tuple(
        (DataCell((f"{i.name}（{i.unit}）",)), *(_cell(agency, year, figures, i) for year, figures in years))
        for i in chosen
    )
    return DataTable(f"{agency.name}历年：{topic}", heads, rows)


def _cell(agency: Agency, year: int, figures: Figures | None, item: Indicator) -> DataCell:
    if figures is not None:
        return value_cell(figures[item.key], f"reports/{agency.agency_id}/{year}/", anchor(item))
    gone = absence_text(agency, year)
    return DataCell((gone,)) if gone else NOT_HELD


def _charts(agency: Agency, address: str, years: Sequence[YearFigures], chosen: Sequence[Indicator]) -> list[Block]:
    """Return charts of the main indicators of a topic; indicators with nothing to draw are listed in words."""
    drawn: list[Chart] = []
    flat: list[str] = []
    for item in (i for i in chosen if i.main):
        points = [_point(agency, year, figures, item) for year, figures in years]
        if chart := year_chart(ChartInfo(agency.name, item.name, item.unit, address), points):
            drawn.append(chart)
        else:
            flat.append(item.name)
    if chosen[0].topic == "requests" and (chart := outcomes.by_year(agency, address, years)):
        drawn.append(chart)
    blocks: list[Block] = [Group("charts", tuple(drawn))] if drawn else []
    if flat:
        blocks.append(Para((f"{'、'.join(flat)}：各年都是零或没有数字，不画图。",), "meaning"))
    return blocks


def _point(agency: Agency, year: int, figures: Figures | None, item: Indicator) -> Point:
    if figures is None:
        return f"{year} 年", None, absence_word(agency, year)
    value = figures[item.key]
    word = "" if value.number is not None else state_word(value.state)
    return f"{year} 年{DOUBTED if value.doubts else ''}", value.number, word
