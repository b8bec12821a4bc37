"""Make the pages by place: province, city, county, each with its own agencies and all their years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import Division
from build_scripts.pages.compare.choose import CHOICE, choice
from build_scripts.pages.counts import AgencyLine, Tally
from build_scripts.pages.indicators.places import QUESTIONS
from build_scripts.pages.overviews.parts import (
    LEGEND,
    YEAR_LIMIT,
    crumbs,
    division_table,
    grid_columns,
    grid_rows,
    grid_years,
    numbered,
    page,
    part_links,
    place_crumbs,
    split,
)
from build_scripts.pages.tiles import Tile, place_tiles
from build_scripts.pages.updates import Scope
from build_scripts.render import scripts
from build_scripts.render.blocks import Block, Bullets, DataTable, Heading, Inline, Inlines, Link, Page, Para, Span

CHOSEN_YEARS = 4  # years preselected in the link to the reader's own choice; more are one click away


def places_index(
    provinces: Sequence[tuple[Division, Tally]],
    tree: Mapping[str, Sequence[Sequence[tuple[Division, Tally]]]],
    unresolved: int,
) -> Page:
    """Return the entry page. ``tree`` maps a province code to its branches, each a city followed by its counties (or
    one county without a city); empty when they are too many for one page. ``unresolved`` counts agencies whose place is
    unknown."""
    blocks: list[Block] = [
        Para(("先选省（自治区、直辖市），再到市、县。乡镇、街道和部门列在所属的县、市之下。",)),
        division_table("各省（自治区、直辖市）的报告", provinces),
    ]
    if tree:
        blocks.append(Heading(2, "到市、县", "counties"))
        for province, _ in provinces:
            branches = tuple(_branch(branch) for branch in tree.get(province.code, ()))
            blocks += [Heading(3, province.name, f"p{province.code}"), Bullets(branches)]
    if unresolved:
        blocks.append(Para((Link(f"所在地未定的机关（{unresolved:,} 个）", "places/unresolved/"),)))
    return page("places/", "place", "按地区查找", "按省、市、县列出本馆收录的报告。", *blocks)


def _branch(branch: Sequence[tuple[Division, Tally]]) -> Inlines:
    """Return one branch: ``中卫市：海原县 12　中宁县 8``."""
    (city, tally), *counties = branch
    parts: list[Inline] = [Link(city.name, city.address)]
    if not counties:
        return (*parts, Span(f"{tally.reports:,}", "count"))
    parts.append("：")
    for county, count in counties:
        parts += [Link(county.name, county.address), Span(f"{count.reports:,}", "count"), "　"]
    return tuple(parts[:-1])


def place_pages(
    path: Sequence[Division],
    total: Tally,
    children: Sequence[tuple[Division, Tally]],
    lines: Sequence[AgencyLine],
    years: Sequence[int],
    compared: Sequence[int] = (),
    news: Scope | None = None,
    counties: Sequence[Tile] = (),
) -> tuple[Page, ...]:
    """Return the page of the last place in ``path``, and numbered pages after it when its agencies are very many.

    ``children`` are the places directly below; ``lines`` are the agencies of exactly this place (the page of a county
    shows its towns and departments, that of a city the agencies of the city itself); ``years`` are the years in which
    the place has reports, newest first; ``compared`` are those with several reports; ``news`` is given when there are
    any; ``counties`` are the coverage tiles of a province's counties in the newest year."""
    place = path[-1]
    full = "".join(d.name for d in path)
    shown = grid_years(lines, years)
    inferred = [line.agency.name for line in lines if line.agency.basis]
    parts = split(grid_rows(lines, shown, place))
    pages = []
    for at, rows in enumerate(parts, 1):
        blocks: list[Block | None] = [crumbs(*place_crumbs(path[:-1]))]
        if at == 1:
            blocks += [_sentence(place, total), _links(place, total, lines, years, news), _compared(place, compared)]
            if children:
                blocks += [
                    Heading(2, "下辖地区", "children"),
                    division_table(f"{place.name}下辖各地的报告", children),
                ]
            if counties and years:
                words = f"方块里是 {years[0]} 年度有报告的机关数，下面是登记的机关数。"
                blocks += [Heading(2, "各县收录情况", "coverage"), Para((words,), "meaning"), place_tiles(counties)]
        if lines:
            blocks += [
                Heading(2, f"{place.name}的机关" if not children else f"{place.name}本级的机关", "agencies"),
                _inferred(inferred) if at == 1 else None,
                DataTable(f"{place.name}的机关与年度", grid_columns(shown), tuple(rows), True),
                part_links(place.address, at, len(parts)),
                LEGEND,
            ]
            if len(shown) == YEAR_LIMIT:
                blocks.append(Para((f"这里只列最近 {YEAR_LIMIT} 个年度，更早的见各机关的页面。",)))
        title = place.name if at == 1 else f"{place.name}（第 {at} 页）"
        pages.append(
            page(
                numbered(place.address, at),
                "place",
                title,
                f"{full}各机关的政府信息公开工作年度报告。",
                *blocks,
                scripts=(scripts.TABLE,),
                alternates=news.alternates if news else (),
            )
        )
    return tuple(pages)


def _sentence(place: Division, total: Tally) -> Para:
    if not total.reports:
        return Para((f"本馆还没有{place.name}的报告。这不表示当地没有公布。",))
    words = f"本馆收录{place.name} {total.agencies:,} 个机关的 {total.reports:,} 份报告"
    if total.unfilled:
        words += f"，其中 {total.unfilled:,} 份有法定表格整张未填报（未填报不等于零）"
    return Para((f"{words}。",))


def _links(
    place: Division,
    total: Tally,
    lines: Sequence[AgencyLine],
    years: Sequence[int],
    news: Scope | None,
) -> Bullets | None:
    """Return links to comparisons and news, without those that would show a single agency: its report says the same."""
    links: list[Inlines] = []
    if total.agencies > 1:
        links += [(Link(question.title, question.address(place.code)),) for question in QUESTIONS]
    if 1 < len(lines) <= CHOICE and years:
        links.append((Link("自选比较", choice([line.agency.agency_id for line in lines], years[:CHOSEN_YEARS])),))
    if total.findings:
        links.append((Link(f"核验提示 {total.findings:,} 条", f"quality/places/{place.code}/"),))
    if news:
        links.append((Link("最近变动", news.address),))
    return Bullets(tuple(links), kind="toolbar") if links else None


def _compared(place: Division, years: Sequence[int]) -> Para | None:
    """Return links to the comparisons of the agencies, one for each year, in one line: as buttons with the same words
    they filled the first screen of a phone."""
    if not years:
        return None
    parts: list[Inline] = ["各机关比较："]
    for year in years[:YEAR_LIMIT]:
        parts += [Link(f"{year} 年", f"compare/places/{place.code}/{year}/"), "　"]
    return Para(tuple(parts[:-1]), "parts")


def _inferred(names: Sequence[str]) -> Para | None:
    if not names:
        return None
    shown = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
    return Para(
        (
            Span("推断", "inferred"),
            f" {shown}列在这里是推断：原件没有写明所属的县、市，依据见各机关的页面。",
        )
    )


def unresolved_pages(lines: Sequence[AgencyLine], years: Sequence[int]) -> tuple[Page, ...]:
    """Return the agencies whose place is unknown to reports and register, in numbered pages when they are many."""
    address = "places/unresolved/"
    shown = grid_years(lines, years)
    parts = split(grid_rows(lines, shown))
    return tuple(
        page(
            numbered(address, at),
            "place",
            "所在地未定的机关" if at == 1 else f"所在地未定的机关（第 {at} 页）",
            "原件没有写明、登记簿也没有登记所在地的机关。",
            crumbs(("按地区", "places/")),
            Para(("这些机关的报告没有写明属于哪个县、市，登记簿里也还没有登记。本馆不猜测；查明之后会移到相应地区。",)),
            DataTable("所在地未定的机关与年度", grid_columns(shown), tuple(rows)),
            part_links(address, at, len(parts)),
            LEGEND,
        )
        for at, rows in enumerate(parts, 1)
    )
