"""Make the pages of 核验提示: by rule, by year and by place, each finding with its report; never a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.content.divisions import Division
from build_scripts.findings import CatalogueEntry, catalogue, message
from build_scripts.model import Agency, Finding
from build_scripts.pages.counts import Tally
from build_scripts.pages.findings import anchor
from build_scripts.pages.overviews.parts import (
    LIST_LIMIT,
    YEAR_LIMIT,
    crumbs,
    division_table,
    number,
    numbered,
    page,
    part_links,
    split,
)
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


@dataclass(frozen=True, slots=True)
class FindingOfReport:
    """One finding with its report."""

    agency: Agency
    year: int
    address: str
    finding: Finding


def quality_page(
    total: Tally,
    by_code: Mapping[str, Mapping[int, int]],
    reports: Mapping[str, int],
    years: Sequence[int],
    provinces: Sequence[tuple[Division, Tally]],
    refused: int,
    statements: int,
) -> Page:
    """Return the entry page. ``by_code`` is code → year → findings; ``reports`` is code → reports with it; ``years``
    are sorted newest first."""
    shown = years[:YEAR_LIMIT]
    columns = (
        DataColumn("提示"),
        DataColumn("涉及报告", True, "份"),
        DataColumn("共", True, "条"),
        *(DataColumn(f"{year} 年", True, "条") for year in shown),
    )
    rows = tuple(
        (
            DataCell((Link(kind.title, f"quality/codes/{anchor(code)}/"), Span(kind.severity_name, "words"))),
            number(reports.get(code, 0)),
            number(sum(by_code[code].values())),
            *(number(by_code[code].get(year, 0)) for year in shown),
        )
        for code, kind in catalogue().items()
        if by_code.get(code)
    )
    return page(
        "quality/",
        "quality",
        "数据质量与核验提示",
        "全部核验提示，按规则、年度和地区查看。",
        Para(
            (
                "核验提示说明报告里的数字之间、文字与表格之间、今年与去年之间对不上的地方，写明两边的数字和位置。"
                "它只帮助核对，不作评价，也不排名；原件怎样印，本馆就怎样公布。",
            )
        ),
        Bullets(
            (
                (Link("核验规则：每条提示的含义", "quality/codes/"),),
                (Link("收录情况：机关 × 年度", "quality/coverage/"),),
                (Link(f"未能收录的文件（{refused:,} 个）", "quality/refused/"),),
                (Link("勾稽关系", "about/rules/"),),
            ),
            kind="toolbar",
        ),
        Para((f"{total.reports:,} 份报告，共 {total.findings:,} 条提示；正文里有 {statements:,} 处数字与表格对照过。没有提示，不表示报告没有问题，只表示这些规则没有发现问题。",)),
        Heading(2, "按规则和年度", "codes"),
        DataTable("各类核验提示", columns, rows) if rows else Para(("没有核验提示。",)),
        Heading(2, "按地区", "places") if provinces else None,
        division_table("各地的核验提示", provinces, "quality/places/{code}/", False) if provinces else None,
    )  # fmt: skip


def codes_page() -> Page:
    """Return the meaning of every code, generated from the catalogue, so that no code is undocumented."""
    blocks: list[Block] = [
        crumbs(("数据质量", "quality/")),
        Para(
            (
                Span("数字不相符", "strong"),
                "：两个印出的数字互相矛盾。",
                Span("读不成数字", "strong"),
                "、",
                Span("单位不符", "strong"),
                "、",
                Span("原件有改动", "strong"),
                "：如其名，这一格或这份原件不能照常使用。",
                Span("请留意", "strong"),
                "：有缺漏或疑点，可能有正当的原因。",
                Span("供参考", "strong"),
                "：只是说明一个情况。",
            )
        ),
    ]
    for kind in catalogue().values():
        blocks += [Heading(2, kind.title, anchor(kind.code)), _meaning(kind, link=True)]
    return page("quality/codes/", "quality", "核验规则", "每一条核验提示的级别、含义和办法。", *blocks)


def _meaning(kind: CatalogueEntry, link: bool = False) -> Facts:
    pairs: list[tuple[str, Inlines]] = [
        ("代码", (Span(kind.code, "code"),)),
        ("级别", (kind.severity_name,)),
        ("含义", (kind.meaning,)),
        ("工作人员可以", (kind.advice,)),
    ]
    if link:
        pairs.append(("出现在", (Link("有这条提示的报告", f"quality/codes/{anchor(kind.code)}/"),)))
    return Facts(tuple(pairs))


def code_page(
    kind: CatalogueEntry, total: int, years: Sequence[tuple[int, int]], provinces: Sequence[tuple[Division, int]], findings: Sequence[FindingOfReport]
) -> Page:  # fmt: skip
    """Return one rule with all its findings. ``findings`` is empty when there are more than ``LIST_LIMIT``; the pages
    of places then list them. ``years`` and ``provinces`` hold numbers of findings."""
    blocks: list[Block] = [crumbs(("数据质量", "quality/"), ("核验规则", "quality/codes/")), _meaning(kind)]
    if not total:
        blocks.append(Para(("目前没有报告带有这条提示。",)))
    if years:
        columns = (DataColumn("年度"), DataColumn("提示", True, "条"))
        rows = tuple((DataCell((Link(f"{year} 年", f"years/{year}/"),)), number(n)) for year, n in years)
        blocks += [Heading(2, "按年度", "years"), DataTable("各年度的提示", columns, rows)]
    if provinces:
        columns = (DataColumn("地区"), DataColumn("提示", True, "条"))
        rows = tuple((DataCell((Link(d.name, f"quality/places/{d.code}/"),)), number(n)) for d, n in provinces)
        blocks += [Heading(2, "按地区", "places"), DataTable("各地的提示", columns, rows)]
    if findings:
        blocks += [Heading(2, "全部提示", "remarks"), finding_table(kind.title, findings)]
    elif total:
        blocks.append(Para((f"提示多于 {LIST_LIMIT} 条，请按地区逐级查看，或下载数据。",)))
    return page(f"quality/codes/{anchor(kind.code)}/", "quality", f"核验提示：{kind.title}", f"{kind.meaning}", *blocks)


def finding_table(caption: str, findings: Sequence[FindingOfReport]) -> DataTable:
    """Return the findings of one rule with their reports."""
    rows = tuple((_report_cell(r), DataCell((message(r.finding),))) for r in findings)
    return DataTable(caption, (DataColumn("报告"), DataColumn("说明")), rows)


def _report_cell(r: FindingOfReport) -> DataCell:
    return DataCell((Link(f"{r.agency.name} {r.year}\N{NO-BREAK SPACE}年", r.address),))


def _row_with_rule(r: FindingOfReport) -> tuple[DataCell, ...]:
    kind = catalogue()[r.finding.code]
    named = DataCell((f"{kind.severity_name}：", Link(kind.title, f"quality/codes/{anchor(kind.code)}/")))
    return _report_cell(r), named, DataCell((message(r.finding),))


def quality_place_pages(
    path: Sequence[Division], children: Sequence[tuple[Division, Tally]], findings: Sequence[FindingOfReport]
) -> tuple[Page, ...]:
    """Return the findings of a place: counts of the places below, and every finding on reports of its own agencies."""
    place = path[-1]
    address = f"quality/places/{place.code}/"
    trail = (("数据质量", "quality/"), *((d.name, f"quality/places/{d.code}/") for d in path[:-1]))
    parts = split(tuple(_row_with_rule(r) for r in findings))
    pages = []
    for at, rows in enumerate(parts, 1):
        blocks: list[Block | None] = [
            crumbs(*trail),
            Bullets(((Link(f"{place.name}的机关和报告", place.address),),), kind="toolbar"),
        ]
        if children and at == 1:
            blocks.append(division_table(f"{place.name}下辖各地的核验提示", children, "quality/places/{code}/", False))
        if rows:
            blocks.append(
                DataTable(
                    f"{place.name}各机关的核验提示",
                    (DataColumn("报告"), DataColumn("提示"), DataColumn("说明")),
                    tuple(rows),
                )
            )
            blocks.append(part_links(address, at, len(parts)))
        elif not children:
            blocks.append(Para(("这里的报告没有核验提示。",)))
        title = f"{place.name}的核验提示" + (f"（第 {at} 页）" if at > 1 else "")
        pages.append(page(numbered(address, at), "quality", title, f"{place.name}各机关报告的核验提示。", *blocks))
    return tuple(pages)
