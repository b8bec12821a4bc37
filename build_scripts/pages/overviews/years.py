"""Make the pages by year: the index of years, the page of a year, and the page of one province in a year."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.content.divisions import Division
from build_scripts.model import Holding
from build_scripts.pages.counts import Tally
from build_scripts.pages.overviews.parts import (
    FIGURES_AS_PRINTED,
    LIST_LIMIT,
    crumbs,
    division_table,
    number,
    page,
    report_table,
)
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
)


def years_index(years: Sequence[tuple[int, Tally]]) -> Page:
    """Return the index of years; ``years`` are sorted newest first."""
    columns = (
        DataColumn("年度"),
        DataColumn("机关", True, "个"),
        DataColumn("报告", True, "份"),
        DataColumn("有表未填报", True, "份"),
        DataColumn("核验提示", True, "条"),
    )
    rows = tuple(
        (
            DataCell((Link(f"{year} 年", f"years/{year}/"),)),
            *(number(n) for n in (t.agencies, t.reports, t.unfilled, t.findings)),
        )
        for year, t in years
    )
    return page(
        "years/",
        "year",
        "按年份查找",
        "按年度列出本馆收录的政府信息公开工作年度报告。",
        Para(("年度是报告所说的那一年；报告通常在第二年一月公布。",)),
        DataTable("各年度的报告", columns, rows),
    )


def year_page(
    year: int,
    total: Tally,
    provinces: Sequence[tuple[Division, Tally]],
    holdings: Sequence[Holding],
    unresolved: int,
    neighbours: Sequence[int] = (),
) -> Page:
    """Return the page of one year. ``holdings`` are all reports of the year when they are at most ``LIST_LIMIT``, else
    empty; ``unresolved`` counts the reports whose place is unknown; ``neighbours`` are the years before and after that
    have reports."""
    blocks: list[Block] = [crumbs(("按年份", "years/")), _sentence(f"{year} 年度", total)]
    if neighbours:
        blocks.append(Bullets(tuple((Link(f"{y} 年", f"years/{y}/"),) for y in neighbours), kind="toolbar"))
    if holdings:
        blocks += [
            Heading(2, "全部报告", "reports"),
            report_table(f"{year} 年度的报告", holdings),
            FIGURES_AS_PRINTED,
        ]
    if provinces:
        blocks += [
            Heading(2, "各地", "places"),
            division_table(f"{year} 年度各地的报告", provinces, f"years/{year}/{{code}}/"),
        ]
    if unresolved:
        blocks.append(Para((Link(f"所在地未定的报告（{unresolved:,} 份）", "places/unresolved/"),)))
    return page(
        f"years/{year}/",
        "year",
        f"{year} 年度的报告",
        f"{year} 年度政府信息公开工作年度报告，共 {total.reports} 份。",
        *blocks,
        alternates=_data(year),
    )


def year_place_page(
    year: int,
    place: Division,
    total: Tally,
    children: Sequence[tuple[Division, Tally]],
    holdings: Sequence[Holding],
) -> Page:
    """Return the page of one province in one year. ``children`` are all its cities and counties, given when there are
    too many reports to list."""
    whole = Link(f"{place.name}各机关比较", f"compare/places/{place.code}/{year}/")
    compared: tuple[Inlines, ...] = ((whole,),) if total.reports > 1 else ()
    blocks: list[Block] = [
        crumbs(("按年份", "years/"), (f"{year} 年", f"years/{year}/")),
        _sentence(f"{place.name} {year} 年度", total),
        Bullets((*compared, (Link(f"{place.name}历年", place.address),)), kind="toolbar"),
    ]
    if holdings:
        blocks += [report_table(f"{place.name} {year} 年度的报告", holdings), FIGURES_AS_PRINTED]
    else:
        blocks.append(Para((f"报告多于 {LIST_LIMIT} 份，请按市、县查看；点开后是该地各机关 {year} 年度的比较。",)))
        blocks.append(
            division_table(
                f"{place.name}各市、县 {year} 年度的报告",
                children,
                f"compare/places/{{code}}/{year}/",
                alone="places/{code}/",
            )
        )
    return page(
        f"years/{year}/{place.code}/",
        "year",
        f"{place.name} {year} 年度的报告",
        f"{place.name}各机关 {year} 年度政府信息公开工作年度报告，共 {total.reports} 份。",
        *blocks,
        alternates=_data(year),
    )


def _data(year: int) -> tuple[tuple[str, str], ...]:
    """Return the links to the data of the year."""
    package = ("application/json", f"data/{year}/datapackage.json")
    return (package, ("application/gzip", f"data/{year}/cells.csv.gz"))


def _sentence(subject: str, total: Tally) -> Para:
    """Return ``… 的报告共 5 份，其中 1 份有表未填报。`` It contains only counts, no figure of a report."""
    words: Inlines = (f"{subject}的报告共 {total.reports:,} 份，来自 {total.agencies:,} 个机关",)
    if total.unfilled:
        words += (f"；其中 {total.unfilled:,} 份有法定表格整张未填报（未填报不等于零）",)
    return Para((*words, "。"))
