"""The page of one report: who, when, figures, text, findings beside what they concern, the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from build_scripts import divisions
from build_scripts.findings import catalogue
from build_scripts.forms import form
from build_scripts.model import Agency, Finding, Grid, Paragraph, Report, Section
from build_scripts.page import (
    Block,
    Bullets,
    Facts,
    Fold,
    Group,
    Heading,
    Inline,
    Inlines,
    Link,
    Notice,
    OwnTable,
    Page,
    Para,
    Span,
    Statutory,
)
from build_scripts.summary import sentences

SITE_NAME = "年报馆"
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What the page says beyond the report itself. Addresses are site addresses; ``None``/empty: there is none."""

    address: str
    original: str
    previous: tuple[int, str] | None = None
    following: tuple[int, str] | None = None
    neighbours: tuple[tuple[str, str], ...] = ()
    revisions: tuple[tuple[str, str], ...] = ()
    comparison: str = ""
    site_url: str = ""
    corrections: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


def report_page(report: Report, agency: Agency, context: ReportContext) -> Page:
    """The page at ``reports/<agency_id>/<year>/``."""
    numbered = sorted(report.findings, key=lambda f: _ORDER[f.severity.value])
    ids = {at: f"f{at + 1}" for at in range(len(numbered))}
    blocks: list[Block] = [
        _who(report, agency, context),
        Group("summary", tuple(Para((line,)) for line in sentences(report))),
        _toolbar(report, agency, context),
    ]
    general = [(ids[at], f) for at, f in enumerate(numbered) if not f.table and not f.section]
    blocks += [_notice(i, f) for i, f in general]
    blocks += _sections(report, numbered, ids, context)
    blocks += _unplaced(report)
    blocks += _finding_list(numbered, ids)
    blocks += _source(report, agency, context)
    return Page(
        address=context.address,
        title=report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告",
        kind="report",
        description=f"{agency.name}{report.year}年政府信息公开工作年度报告：{''.join(sentences(report)[:2])}",
        blocks=tuple(blocks),
        meta=_meta(report, agency, context),
    )


# --------------------------------------------------------------------------- head


def _who(report: Report, agency: Agency, context: ReportContext) -> Facts:
    place = divisions.path_of(agency)
    where: list[Inline] = []
    for division in place:
        where += [Link(division.name, division.address), " "]
    if not where:
        where = [Span("未定", "unknown")]
    if agency.basis:
        where.append(Span("推断", "inferred", "不是原件写明的"))
        where.append(f" {agency.basis}")
    pairs: list[tuple[str, Inlines]] = [
        ("机关", (Link(agency.name, f"agencies/{agency.agency_id}/"), *_as_printed(report, agency))),
        ("年度", (Link(f"{report.year} 年", f"years/{report.year}/"),)),
        ("所在地", tuple(where)),
        ("公布日期", (report.published.isoformat() if report.published else Span("原件没有写明", "unknown"),)),
        ("表格格式", (_form_name(report),)),
    ]
    return Facts(tuple(pairs))


def _as_printed(report: Report, agency: Agency) -> Inlines:
    return () if report.agency == agency.name else (f"（原件写作“{report.agency}”）",)


def _form_name(report: Report) -> str:
    if report.form == "free":
        return "2019 年以前没有统一格式"
    f = form(report.form)
    return f"{f.name}（{f.document}）"


def _toolbar(report: Report, agency: Agency, context: ReportContext) -> Block:
    links: list[Inlines] = [(Link("下载原件", context.original, download=True),)]
    if context.previous:
        links.append((Link(f"← {context.previous[0]} 年", context.previous[1]),))
    if context.following:
        links.append((Link(f"{context.following[0]} 年 →", context.following[1]),))
    if context.comparison:
        links.append((Link("与上一年对比", context.comparison),))
    links.append((Link("历年", f"agencies/{agency.agency_id}/"),))
    if path := divisions.path_of(agency):
        links.append((Link(f"{path[-1].name}各机关比较", f"compare/places/{path[-1].code}/{report.year}/"),))
    return Bullets(tuple(links), kind="toolbar")


# --------------------------------------------------------------------------- body


def _sections(
    report: Report, findings: Sequence[Finding], ids: Mapping[int, str], context: ReportContext
) -> list[Block]:
    blocks: list[Block] = []
    names = {s.key: s for s in form("2021").sections}
    for section in report.sections:
        if section.key == "preamble":
            if section.blocks:
                blocks.append(Heading(2, "引言", "preamble"))
                blocks += _narrative(section)
            continue
        if section.key == "signature":
            if section.blocks:
                blocks.append(Group("signature", tuple(_narrative(section))))
            continue
        if report.form == "free" and not section.heading:
            continue
        blocks.append(Heading(2, names[section.key].heading, section.key))
        if not section.heading:
            blocks.append(Para(("原件没有这一部分的标题。",), "missing"))
        elif section.heading.replace(" ", "") != names[section.key].heading:
            blocks.append(Para((f"原件标题：{section.heading}",), "printed"))
        blocks += [_notice(ids[at], f) for at, f in enumerate(findings) if f.section == section.key and not f.table]
        blocks += _narrative(section)
        if section.key in ("proactive", "requests", "review"):
            blocks += _table(report, section.key, findings, ids, context)
    return blocks


def _table(
    report: Report, key: str, findings: Sequence[Finding], ids: Mapping[int, str], context: ReportContext
) -> list[Block]:
    table = {t.key: t for t in report.tables}[key]
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    notices = []
    for at, f in enumerate(findings):
        if f.table != key:
            continue
        notices.append(_notice(ids[at], f))
        row = f.row or f.group
        if row:
            marks[row, f.column] = (*marks.get((row, f.column), ()), ids[at])
    if not table.present:
        return [Para(("原件中没有这张表，本馆不填任何数字。",), "missing"), *notices]
    corrections = {(row, column): v for (t, row, column), v in context.corrections.items() if t == key}
    few = notices if len(notices) <= 3 else [Fold(f"核验提示 {len(notices)} 条", tuple(notices), open=True)]
    return [Statutory(table, marks, corrections), *few]


def _narrative(section: Section) -> list[Block]:
    blocks: list[Block] = []
    for block in section.blocks:
        blocks.append(Para((block.text,)) if isinstance(block, Paragraph) else _own(block))
    return blocks


def _own(grid: Grid) -> OwnTable:
    return OwnTable(grid.caption, tuple(tuple(c.text if c else None for c in row) for row in grid.rows))


def _unplaced(report: Report) -> list[Block]:
    if not report.unplaced:
        return []
    blocks: list[Block] = [
        Heading(2, "未能归位的内容", "unplaced"),
        Para(("原件里的这些内容不属于任何规定部分，照原样列出。",)),
    ]
    for block in report.unplaced:
        blocks.append(Para((block.text,)) if isinstance(block, Paragraph) else _own(block))
    return blocks


# --------------------------------------------------------------------------- findings, source


def _notice(mark: str, finding: Finding) -> Notice:
    kind = catalogue()[finding.code]
    more = Para((kind.meaning, " ", Link("这条规则", f"quality/codes/#{anchor(finding.code)}")), "meaning")
    return Notice(finding.severity.value, f"{mark[1:]} {kind.title}", (Para((finding.message,)), more), mark)


def anchor(code: str) -> str:
    """The anchor of a code on the page of all codes: dots would need escaping in style sheets."""
    return code.replace(".", "-")


def _finding_list(findings: Sequence[Finding], ids: Mapping[int, str]) -> list[Block]:
    heading = Heading(2, "核验提示", "findings")
    if not findings:
        return [heading, Para(("按现有规则核对，没有需要提示的地方。",))]
    items: list[Inlines] = [
        (Link(f"{ids[at][1:]} {catalogue()[f.code].title}", f"#{ids[at]}"), f"：{f.message}")
        for at, f in enumerate(findings)
    ]
    return [
        heading,
        Para((f"共 {len(findings)} 条。提示只说明数字之间的关系，不改动任何数字。",)),
        Bullets(tuple(items)),
    ]


def _source(report: Report, agency: Agency, context: ReportContext) -> list[Block]:
    source = report.source
    date = f"({report.published.isoformat()})" if report.published else ""
    where = (context.site_url.rstrip("/") + "/" if context.site_url else "") + context.address
    citation = f"{agency.name}. {report.title}[R/OL]. {date}[引用日期]. {where}."
    evidence = tuple(
        (
            f"{ {'agency': '机关', 'year': '年度', 'published': '公布日期', 'place': '所在地'}[e.about] }：{e.value}（{e.source}）",
        )
        for e in report.evidence
    )
    return [
        Heading(2, "原件与数据", "source"),
        Facts(
            (
                (
                    "原件",
                    (
                        Link(source.name.rsplit("/", 1)[-1], context.original, download=True),
                        f"（{source.size:,} 字节）",
                    ),
                ),
                ("SHA-256", (Span(source.sha256, "code"),)),
                (
                    "数据",
                    (
                        Link("report.json", f"{context.address}report.json"),
                        "　",
                        Link("report.csv", f"{context.address}report.csv"),
                    ),
                ),
            )
        ),
        *([Bullets(tuple((Link(text, address),) for text, address in context.revisions))] if context.revisions else []),
        Fold("年度、机关和日期的依据", (Bullets(evidence),)) if evidence else Para(("没有依据。",)),
        Heading(2, "引用本页", "cite"),
        Para((citation,), "cite"),
        *_neighbours(context),
    ]


def _neighbours(context: ReportContext) -> list[Block]:
    if not context.neighbours:
        return []
    return [Heading(2, "同地其他机关", "neighbours"), Bullets(tuple((Link(n, a),) for n, a in context.neighbours))]


def _meta(report: Report, agency: Agency, context: ReportContext) -> tuple[tuple[str, str], ...]:
    """Page tags of 《政府网站发展指引》 (国办发〔2017〕47号)."""
    tags = [
        ("SiteName", SITE_NAME),
        ("ColumnName", "政府信息公开工作年度报告"),
        ("ColumnType", "政府信息公开年报"),
        ("ArticleTitle", report.title),
        ("ContentSource", agency.name),
        ("Keywords", f"政府信息公开,年度报告,{report.year}年,{agency.name}"),
    ]
    if report.published:
        tags.insert(4, ("PubDate", f"{report.published.isoformat()} 00:00"))
    if context.site_url:
        tags.append(("Url", context.site_url.rstrip("/") + "/" + context.address))
    return tuple(tags)
