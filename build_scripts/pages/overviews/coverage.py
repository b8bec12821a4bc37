"""Show what the archive has and what it lacks: agencies × years, and the refused files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.content.divisions import Division
from build_scripts.model import Agency
from build_scripts.pages.counts import AgencyLine
from build_scripts.pages.overviews.parts import (
    LEGEND,
    YEAR_LIMIT,
    crumbs,
    grid_columns,
    grid_rows,
    grid_years,
    number,
    page,
)
from build_scripts.pages.tiles import coverage_tile, province_tiles
from build_scripts.render.blocks import Block, DataCell, DataColumn, DataTable, Group, Heading, Link, Page, Para

TITLE = "未能收录的文件"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was handed in and could not be published.

    ``file`` is its path under ``content/reports``; ``agency`` and ``year`` come from its name (``None`` and 0 if the
    name does not tell)."""

    file: str
    cause: str
    agency: Agency | None = None
    year: int = 0


def coverage_page(
    provinces: Sequence[tuple[Division | None, int, Mapping[int, int]]],
    lines: Sequence[AgencyLine],
    years: Sequence[int],
) -> Page:
    """Return the coverage page. ``provinces`` are (place, registered agencies, year → agencies with a report), with
    ``None`` for the unknown place; ``lines`` are all registered agencies when they are few, else empty (the place pages
    show the same grid)."""
    shown = years[:YEAR_LIMIT]
    columns = (
        DataColumn("地区"),
        DataColumn("登记的机关", True, "个"),
        *(DataColumn(f"{year} 年", True, "已收录") for year in shown),
    )
    rows = tuple(
        (
            DataCell((Link(d.name, d.address) if d else Link("所在地未定", "places/unresolved/"),)),
            number(registered),
            *(DataCell((f"{counts.get(year, 0):,} / {registered:,}",)) for year in shown),
        )
        for d, registered, counts in provinces
    )
    blocks: list[Block] = [
        crumbs(("数据质量", "quality/")),
        Para(
            (
                "登记簿里有的机关，本馆有没有它这一年的报告。“未收录”只表示本馆没有这份报告，不表示机关没有公布；"
                "应当公布报告的机关也不一定都登记了，登记的机关里也有那一年还没有设立或者已经撤并的。",
            )
        ),
        LEGEND,
        Heading(2, "各地", "places"),
        *_tiles(provinces, years),
        DataTable("各地登记的机关，和有报告的机关", columns, rows),
    ]
    if lines:
        columns = grid_columns(grid_years(lines, years))
        blocks += [
            Heading(2, "机关与年度", "grid"),
            DataTable("机关与年度", columns, grid_rows(lines, grid_years(lines, years))),
        ]
    else:
        blocks.append(Para(("机关很多，逐个机关的情况见各省、市、县的页面。",)))
    return page("quality/coverage/", "quality", "收录情况", "各机关各年度的报告：已收录、未填报、未能收录、未收录。", *blocks)  # fmt: skip


def _tiles(provinces: Sequence[tuple[Division | None, int, Mapping[int, int]]], years: Sequence[int]) -> list[Block]:
    """Return the coverage of the newest year as a chart of provinces."""
    if not years:
        return []
    year = years[0]
    tiles = {d.code: coverage_tile(d, n, held.get(year, 0), year) for d, n, held in provinces if d}
    chart = province_tiles(f"{year} 年度有报告的机关和登记的机关", tiles, "quality/coverage/")
    return [Group("charts", (chart,))]


def refused_page(refused: Sequence[Refused], others: int) -> Page:
    """Return the page that tells readers which reports are missing although a file was handed in, and why. ``others``
    counts files that are no annual reports or are duplicates; these are no failures."""
    columns = (DataColumn("机关"), DataColumn("年度"), DataColumn("文件"), DataColumn("没有收录的原因"))
    rows = tuple(
        (
            DataCell((Link(r.agency.name, f"agencies/{r.agency.agency_id}/"),) if r.agency else ("不能确定",)),
            DataCell((f"{r.year} 年",) if r.year else ("不能确定",)),
            DataCell((r.file.rsplit("/", 1)[-1],)),
            DataCell((r.cause,)),
        )
        for r in refused
    )
    return page(
        "quality/refused/",
        "quality",
        TITLE,
        "已经送到本馆、但未能收录的文件和原因。",
        crumbs(("数据质量", "quality/")),
        Para(
            (
                "下面的文件已经送到本馆，但读不出来，或不能确定是哪个机关、哪一年的报告，所以没有收录。这不表示机关没有公布："
                "要看内容，请查阅公布它的机关网站。本馆得到能读的文件后会补上；机关历年的收录情况见",
                Link("收录情况", "quality/coverage/"),
                "。",
            )
        ),
        DataTable(TITLE, columns, rows) if rows else Para(("目前没有这样的文件。",)),
        Para((f"另有 {others:,} 个文件不是年度报告，或与已收录的报告重复，不在此列。",)) if others else None,
    )
