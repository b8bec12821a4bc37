"""Make the index of all indicators, and the pages of one indicator through the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import Division
from build_scripts.indicators import Indicator, by_topic
from build_scripts.model import Agency
from build_scripts.pages.compare.values import HOW_TO_READ, coverage_text, scroll_box, sum_cell, sum_text
from build_scripts.pages.indicators.parts import (
    FILE,
    UNKNOWN_PLACE,
    AgencyValue,
    PlaceSum,
    Years,
    agency_cell,
    agency_value_or_absence,
    as_file,
    meaning,
    tiles_note,
    tiles_of,
    year_address,
    years_address,
)
from build_scripts.pages.overviews.parts import YEAR_LIMIT, crumbs, page
from build_scripts.pages.tiles import province_tiles
from build_scripts.render import scripts
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Group,
    Heading,
    Link,
    Page,
    Para,
)
from build_scripts.sums import EMPTY_SUM, Sum


def index_page(totals: Mapping[int, Mapping[str, Sum]]) -> Page:
    """Return every indicator with its sum over the whole archive in each year. ``totals`` is year → key → sum."""
    years = sorted(totals, reverse=True)[:YEAR_LIMIT]
    blocks: list[Block] = [
        Para(
            (
                "挑一项指标、一个年度，看各省、各市、各县和各机关的数字。合计只加有数字的机关，括号里是有数字的机关数和有报告的机关数，“※”后面是其中有核验提示的。",
                Link("各项指标的含义", "about/indicators/"),
            )
        )
    ]
    heads = (DataColumn("指标"), *(DataColumn(f"{year} 年", True) for year in years))
    for topic, chosen in by_topic():
        rows = tuple(
            (_name(item, years), *(_cell(item, year, totals[year][item.key]) for year in years)) for item in chosen
        )
        blocks += [Heading(2, topic.name, topic.key), DataTable(f"全部机关合计：{topic.name}", heads, rows)]
    return page("indicators/", "compare", "按指标查找", "各项指标的各年度数字，到省、市、县和机关。", *blocks)  # fmt: skip


def _name(item: Indicator, years: Sequence[int]) -> DataCell:
    """Link to the page through the years when there are several years, else to the page of the only year."""
    name = f"{item.name}（{item.unit}）"
    if not years:
        return DataCell((name,))
    return DataCell((Link(name, years_address(item) if len(years) > 1 else year_address(item, years[0])),))


def _cell(item: Indicator, year: int, made: Sum) -> DataCell:
    return DataCell((Link(sum_text(made, item), year_address(item, year)), f" （{coverage_text(made)}）"))


# --------------------------------------------------------------------------- one indicator


def years_page(
    item: Indicator,
    years: Sequence[int],
    totals: Years,
    provinces: Sequence[tuple[Division | None, Years]],
    agencies: Sequence[tuple[Agency, Mapping[int, AgencyValue]]],
    latest: Sequence[PlaceSum],
) -> Page:
    """Return the page of one indicator. ``years`` are sorted newest first; ``agencies`` are all agencies with a report
    when they are few, else empty; ``latest`` are the provinces in the newest year."""
    address = years_address(item)
    shown_years = years[:YEAR_LIMIT]
    blocks: list[Block] = [crumbs(("按指标", "indicators/")), meaning(item)]
    if not years:
        blocks.append(Para(("本馆还没有报告。",)))
        return page(address, "compare", f"{item.name}历年", f"历年各地、各机关{item.name}。", *blocks)
    newest = years[0]
    heads = tuple(DataColumn(f"{year} 年", True, item.unit) for year in shown_years)
    rows = tuple(
        (_place(place, item, newest), *(sum_cell(found.get(year, EMPTY_SUM), item) for year in shown_years))
        for place, found in provinces
    )
    foot = (DataCell(("合计",)), *(sum_cell(totals.get(year, EMPTY_SUM), item) for year in shown_years))
    links = [(Link(f"{year} 年", year_address(item, year)),) for year in shown_years]
    links.append((Link("下载（CSV）", f"{address}{FILE}", True, f"{item.key}.csv"),))
    caption = f"{item.name} {newest} 年度（{item.unit}）"
    blocks += [
        Bullets(tuple(links), kind="toolbar"),
        Heading(2, "各省（自治区、直辖市）", "provinces"),
        DataTable(f"历年各省{item.name}", (DataColumn("地区"), *heads), rows, True, (foot,)),
        Heading(2, f"{newest} 年度", "newest"),
        tiles_note("方块里的数字是合计，"),
        Group("charts", (province_tiles(caption, tiles_of(item, latest, newest), address),)),
    ]
    if agencies:
        listed = tuple(
            (
                agency_cell(agency, f"agencies/{agency.agency_id}/"),
                *(agency_value_or_absence(item, found.get(year), agency, year) for year in shown_years),
            )
            for agency, found in agencies
        )
        table = DataTable(f"历年各机关{item.name}", (DataColumn("机关"), *heads), listed, True)
        blocks += [Heading(2, "各机关", "agencies"), HOW_TO_READ, scroll_box(table)]
    return page(
        address,
        "compare",
        f"{item.name}历年",
        f"历年各地、各机关{item.name}（{item.unit}），只加有数字的机关。",
        *blocks,
        scripts=(scripts.TABLE,),
        alternates=as_file(address),
    )


def _place(place: Division | None, item: Indicator, year: int) -> DataCell:
    if place is None:
        return DataCell((Link(UNKNOWN_PLACE, "places/unresolved/"),))
    return DataCell((Link(place.name, place.address),))
