"""Make the page of one agency with all its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import AS_OF, Division, path_of
from build_scripts.model import Agency, Holding
from build_scripts.pages.history import history_facts
from build_scripts.pages.overviews.parts import (
    FIGURES,
    FIGURES_AS_PRINTED,
    crumbs,
    figure_cell,
    inferred_mark,
    number,
    page,
    place_crumbs,
    place_links,
)
from build_scripts.pages.updates import Scope
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)


def agency_page(
    agency: Agency,
    holdings: Sequence[Holding],
    others: Sequence[tuple[str, str]] = (),
    refused: Sequence[tuple[int, str]] = (),
    names: Mapping[str, str] | None = None,
    gone: Sequence[tuple[str, str]] = (),
    neighbours: int = 0,
    news: Scope | None = None,
) -> Page:
    """Return the page of one agency.

    ``holdings`` has one report for each year, newest first; ``others`` are further versions as (text, address);
    ``refused`` are (year, file) of files that could not be read; ``names`` maps the ids in the agency's history to
    names; ``gone`` are (text, address) of reports that were withdrawn or removed; ``neighbours`` is the number of other
    agencies of its place with a report of the newest year; ``news`` is given when there are any."""
    path = path_of(agency)
    blocks: list[Block] = [crumbs(*place_crumbs(path)), *_place_and_history(agency, path, names or {})]
    if holdings:
        blocks += _years(agency, holdings)
    else:
        blocks.append(Para(("本馆还没有这个机关的报告。这不表示它没有公布。",)))
    if links := _links(agency, holdings, path, neighbours, news):
        blocks.append(Bullets(links, kind="toolbar"))
    if refused:
        items = tuple((f"{year} 年：{file}　", Link("原因", "quality/refused/")) for year, file in refused)
        blocks += [Heading(2, "送来但未能收录", "refused"), Bullets(items)]
    if gone:
        notices = tuple((Link(text, address),) for text, address in gone)
        blocks += [Heading(2, "不再提供的报告", "gone"), Bullets(notices)]
    if others:
        versions = tuple((Link(text, address),) for text, address in others)
        blocks += [Heading(2, "其他版本", "revisions"), Bullets(versions)]
    blocks += [Heading(2, "登记信息", "register"), _registered(agency)]
    return page(
        f"agencies/{agency.agency_id}/",
        "agency",
        agency.name,
        f"{agency.name}历年政府信息公开工作年度报告和主要数字。",
        *blocks,
        alternates=news.alternates if news else (),
    )


def _years(agency: Agency, holdings: Sequence[Holding]) -> list[Block]:
    columns = (
        DataColumn("年度"),
        *(DataColumn(item.name, True, item.unit) for item in FIGURES),
        DataColumn("核验提示", True, "条"),
    )
    rows = tuple(
        (
            DataCell((Link(f"{h.year} 年", h.address),)),
            *(figure_cell(h, item) for item in FIGURES),
            number(len(h.findings)),
        )
        for h in holdings
    )
    return [
        Heading(2, "历年报告", "years"),
        DataTable(f"{agency.name}历年主要数字", columns, rows, len(rows) > 1),
        _sums_and_reasons(agency, holdings),
        FIGURES_AS_PRINTED,
        *_years_between(holdings),
    ]


def _sums_and_reasons(agency: Agency, holdings: Sequence[Holding]) -> Para:
    """Say which columns are sums, and link to the rows of table 3 that they are made of."""
    rows = f"compare/agencies/{agency.agency_id}/#reasons" if len(holdings) > 1 else holdings[0].address
    reasons = Link("没有公开的原因", rows)
    return Para(
        ("不予公开、无法提供、不予处理由本馆按表3各项相加，各项见", reasons, "；行政诉讼由两类相加。"), "meaning"
    )


def _years_between(holdings: Sequence[Holding]) -> list[Block]:
    """Name the years without a report between those of the reports."""
    held = {holding.year for holding in holdings}
    lacking = [f"{year} 年" for year in range(min(held), max(held)) if year not in held]
    return [Para((f"{'、'.join(lacking)}未收录。这只表示本馆没有报告，不表示没有公布。",))] if lacking else []


def _place_and_history(agency: Agency, path: Sequence[Division], names: Mapping[str, str]) -> list[Block]:
    """Return what a reader must know before the figures: a place that is inferred or unknown, and what became of the
    agency. Nothing for most agencies: the breadcrumb names their place."""
    pairs: list[tuple[str, Inlines]] = []
    if agency.basis or not path:
        pairs.append(("所在地", place_links(agency)))
    if agency.basis:
        label = "推断的依据" if path else "说明"
        pairs.append((label, ((inferred_mark(), " ", agency.basis) if path else (agency.basis,))))
    pairs += history_facts(agency, names)
    return [Facts(tuple(pairs))] if pairs else []


def _registered(agency: Agency) -> Facts:
    pairs: list[tuple[str, Inlines]] = []
    if agency.division_code:
        pairs.append(("区划代码", (Span(agency.division_code, "code"), *_code_note(agency))))
    if agency.kind or agency.level:
        level = f"（{agency.level}级）" if agency.level else ""
        pairs.append(("类别", (f"{agency.kind or '未分类'}{level}",)))
    if agency.aliases:
        pairs.append(("又写作", ("、".join(agency.aliases),)))
    pairs.append(("登记号", (Span(agency.agency_id, "code"), " 永久不变，用在网址里")))
    return Facts(tuple(pairs))


def _code_note(agency: Agency) -> Inlines:
    """Explain a town's six-digit code: it is that of the county, because the table of towns lacks the town (叶城县河园镇)."""
    if agency.level == "乡" and len(agency.division_code) == 6:
        return (f" 这是所属县（市、区）的代码；截至 {AS_OF[:4]} 年的统计用区划代码表没有列出这个乡镇（街道）",)
    return ()


def _links(
    agency: Agency, holdings: Sequence[Holding], path: Sequence[Division], neighbours: int, news: Scope | None
) -> tuple[Inlines, ...]:
    """Return links to comparisons and news; comparisons that would show only one agency or one year are left out."""
    links: list[Inlines] = []
    if len(holdings) > 1:
        links.append((Link("历年走势和逐年对比", f"compare/agencies/{agency.agency_id}/"),))
    if path and holdings:
        place, year = path[-1], holdings[0].year
        if neighbours:
            links.append((Link(f"{place.name}各机关 {year} 年比较", f"compare/places/{place.code}/{year}/"),))
        links.append((Link(f"{place.name}的全部机关", place.address),))
    if news:
        links.append((Link("最近变动", news.address),))
    return tuple(links)
