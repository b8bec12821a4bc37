"""What is in the archive and what is not: agencies × years, and the files that could not be taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.content.divisions import Division
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
from build_scripts.render.blocks import Block, Bullets, DataCell, DataColumn, DataTable, Heading, Link, Page, Para


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that came and could not be published: its path under ``content/reports``, why, and what to do."""

    file: str
    cause: str
    advice: str


def coverage_page(
    provinces: Sequence[tuple[Division | None, int, Mapping[int, int]]],
    lines: Sequence[AgencyLine],
    years: Sequence[int],
) -> Page:
    """``provinces``: (place, registered agencies, year → agencies with a report), ``None`` = unknown place; ``lines``:
    every registered agency when they are few, else empty (the place pages hold the same grid)."""
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
                "应当公布报告的机关也不一定都登记了。",
            )
        ),
        LEGEND,
        Heading(2, "各地", "places"),
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
    return page("quality/coverage/", "quality", "收录情况", "各机关各年度的报告：已收录、未填报、未能读取、未收录。", *blocks)  # fmt: skip


def refused_page(refused: Sequence[Refused], remarks: Sequence[str] = ()) -> Page:
    """For staff: every file that was not taken in, and what to do about it; ``remarks`` are those of the register."""
    rows = tuple((DataCell((r.file,)), DataCell((r.cause,)), DataCell((r.advice,))) for r in refused)
    body: Block = (
        DataTable("没有收进来的文件", (DataColumn("文件"), DataColumn("原因"), DataColumn("怎么办")), rows)
        if rows
        else Para(("目前没有这样的文件，送来的全部收进来了。",))
    )
    return page(
        "quality/refused/",
        "quality",
        "没有收进来的文件",
        "送来但没有收进来的文件、原因和办法。",
        crumbs(("数据质量", "quality/")),
        Para(
            (
                "这些文件已经送来，但没有收进来；其余的报告照常公布。改好之后放回原处，再生成一次即可。另见",
                Link("疑难解答", "about/help/"),
                "。",
            )
        ),
        body,
        Heading(2, "机关登记簿里请核对的行", "register") if remarks else None,
        Bullets(tuple((remark,) for remark in remarks)) if remarks else None,
    )
