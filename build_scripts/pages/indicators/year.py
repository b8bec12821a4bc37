"""Make the pages of one indicator in one year: the country, and one province."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.content.divisions import Division
from build_scripts.indicators import Indicator
from build_scripts.pages.compare.values import HOW_TO_READ, scroll_box, sum_text
from build_scripts.pages.indicators.parts import (
    AGENCIES,
    FILE,
    AgencyValue,
    PlaceSum,
    agency_table,
    as_file,
    comparison_address,
    meaning,
    place_table,
    tiles_note,
    tiles_of,
    year_address,
    years_address,
)
from build_scripts.pages.overviews.parts import LIST_LIMIT, crumbs, page
from build_scripts.pages.tiles import place_tiles, province_tiles
from build_scripts.render import scripts
from build_scripts.render.blocks import Block, Bullets, Group, Heading, Inlines, Link, Page, Para
from build_scripts.sums import Sum


def year_page(
    item: Indicator,
    year: int,
    total: Sum,
    provinces: Sequence[PlaceSum],
    cities: Sequence[PlaceSum],
    counties: Sequence[PlaceSum],
    members: Sequence[AgencyValue],
    years: Sequence[int],
) -> Page:
    """Return the page of the country. ``members`` are all agencies with a report when they are at most ``AGENCIES``,
    else empty; ``years`` are all archived years."""
    address = year_address(item, year)
    near = [other for other in (year - 1, year + 1) if other in years]
    links: list[Inlines] = [(Link("历年", years_address(item)),)] if len(years) > 1 else []
    links += [(Link(f"{other} 年", year_address(item, other)),) for other in near]
    links.append((Link("下载（CSV）", f"{address}{FILE}", True, f"{item.key}-{year}.csv"),))
    blocks: list[Block] = [
        crumbs(("按指标", "indicators/")),
        meaning(item),
        _sentence(f"{year} 年度", item, total),
        Bullets(tuple(links), kind="toolbar"),
        Heading(2, "各省（自治区、直辖市）", "provinces"),
        tiles_note("方块里的数字是合计，"),
        Group("charts", (province_tiles(f"{item.name} {year} 年度（{item.unit}）", tiles_of(item, provinces, year), address),)),
        place_table(f"{year} 年度各省{item.name}", item, provinces, total),
    ]  # fmt: skip
    if cities and len(cities) <= LIST_LIMIT:
        blocks += [Heading(2, "各市", "cities"), place_table(f"{year} 年度各市{item.name}", item, cities)]
    if counties and len(counties) <= LIST_LIMIT:
        blocks += [Heading(2, "各县", "counties"), place_table(f"{year} 年度各县{item.name}", item, counties)]
    blocks += _members(item, year, members, total.reports)
    name = f"{item.name} {year} 年度"
    description = f"{year} 年度各地、各机关{item.name}（{item.unit}），只加有数字的机关。"
    return page(address, "compare", name, description, *blocks, scripts=(scripts.TABLE,), alternates=as_file(address))


def province_page(
    item: Indicator,
    year: int,
    province: Division,
    total: Sum,
    cities: Sequence[PlaceSum],
    counties: Sequence[PlaceSum],
    members: Sequence[AgencyValue],
) -> Page:
    """Return the page of one province: counties as tiles, cities and counties as tables, agencies when they are few."""
    address = year_address(item, year, province.code)
    tiles = tiles_of(item, counties, year)
    whole = comparison_address(province.code, year, total.reports, item.topic)
    blocks: list[Block] = [
        crumbs(("按指标", "indicators/"), (f"{item.name} {year} 年", year_address(item, year))),
        meaning(item),
        _sentence(f"{province.name} {year} 年度", item, total),
        Bullets(
            (
                (Link(f"{province.name}各项指标", whole),),
                (Link("下载（CSV）", f"{address}{FILE}", True, f"{item.key}-{year}-{province.code}.csv"),),
            ),
            kind="toolbar",
        ),
        Heading(2, "各县（市、区）", "counties"),
        tiles_note("方块里的数字是县内各机关的合计，"),
        place_tiles([tiles[p.division.code] for p in counties if p.division]),
    ]
    if cities:
        blocks += [
            Heading(2, "各市", "cities"),
            place_table(f"{province.name} {year} 年度各市{item.name}", item, cities, total),
        ]
    blocks.append(place_table(f"{province.name} {year} 年度各县{item.name}", item, counties))
    blocks += _members(item, year, members, total.reports)
    return page(
        address,
        "compare",
        f"{province.name}{item.name} {year} 年度",
        f"{province.name}各县、各机关 {year} 年度{item.name}（{item.unit}），只加有数字的机关。",
        *blocks,
        scripts=(scripts.TABLE,),
        alternates=as_file(address),
    )


def _sentence(subject: str, item: Indicator, total: Sum) -> Para:
    if not total.stated:
        return Para((f"{subject}有 {total.reports:,} 份报告，都没有这一项的数字。没有数字不是零。",))
    unit = "" if item.of else f" {item.unit}"
    made = f"（{total.above:f}/{total.below:f}）" if item.of else ""
    lacking = total.reports - total.stated
    rest = f"其余 {lacking:,} 份没有数字，不当作零。" if lacking else ""
    doubted = f"其中 {total.doubted:,} 个数字有核验提示。" if total.doubted else ""
    figure = sum_text(total, item)
    gap = " " if figure[:1].isdigit() else ""  # no space before a word
    return Para(
        (
            f"{subject}有 {total.reports:,} 份报告，{total.stated:,} 份有数字，合计{gap}{figure}{unit}{made}。"
            f"{rest}{doubted}",
        )
    )


def _members(item: Indicator, year: int, members: Sequence[AgencyValue], reports: int) -> list[Block]:
    heading = Heading(2, "各机关", "agencies")
    if not members:
        words = f"有 {reports:,} 个机关，多于 {AGENCIES} 个，不在这里逐个列出：点上面的地区，到它的各县和各机关。"
        return [heading, Para((words,))]
    return [
        heading,
        HOW_TO_READ,
        scroll_box(agency_table(f"{year} 年度各机关{item.name}", item, members)),
    ]
