"""The page of one report: who, when, figures, text, findings beside what they concern, the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from build_scripts.content import divisions
from build_scripts.forms import form
from build_scripts.model import Agency, Finding, Report
from build_scripts.pages.body import sections, unplaced
from build_scripts.pages.findings import SEVERITIES, Numbered, finding_list, number
from build_scripts.pages.findings import anchor as anchor
from build_scripts.pages.provenance import ReportContext as ReportContext
from build_scripts.pages.provenance import page_tags, source_blocks, structured
from build_scripts.pages.summary import description, summary
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Facts,
    Heading,
    Inline,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)

DRAFT = "source.scan"  # stands above the figures: nobody should quote them before reading it


def report_page(report: Report, agency: Agency, context: ReportContext) -> Page:
    """The page at ``reports/<agency_id>/<year>/``."""
    numbered = number(report.findings)
    title = report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告"
    return Page(
        address=context.address,
        title=title,
        kind="report",
        description=f"{agency.name}{report.year}年政府信息公开工作年度报告：{description(report)}",
        blocks=(
            _crumbs(agency),
            _who(report, agency, numbered),
            *(n.notice for n in numbered if n.finding.code == DRAFT),
            *summary(report),
            _toolbar(report, agency, context),
            *context.revisions,
            *(n.notice for n in numbered if not (n.finding.table or n.finding.section or n.finding.code == DRAFT)),
            *sections(report, numbered, context),
            *unplaced(report),
            *finding_list(numbered, report.statements),
            *source_blocks(report, agency, context),
            *_neighbours(context),
        ),
        meta=page_tags(report, agency, context),
        structured=structured(report, agency, context),
    )


# --------------------------------------------------------------------------- head


def _crumbs(agency: Agency) -> Para:
    links = [("首页", ""), ("按地区", "places/"), *((d.name, d.address) for d in divisions.path_of(agency))]
    parts: list[Inline] = []
    for text, address in (*links, (agency.name, f"agencies/{agency.agency_id}/")):
        parts += [Link(text, address), " › "]
    return Para(tuple(parts[:-1]), "crumbs")


def _who(report: Report, agency: Agency, numbered: Sequence[Numbered]) -> Facts:
    place = "".join(d.name for d in divisions.path_of(agency))
    where: list[Inline] = [place] if place else [Span("未定", "unknown")]
    if agency.basis:
        said = next((n for n in numbered if n.finding.message == agency.basis), None)
        where += [" ", Span("推断", "inferred", "不是原件写明的")] if place else [" "]
        where.append(Link("依据", f"#{said.id}") if said else agency.basis)
    printed = "" if report.agency == agency.name or not report.agency else f"（原件写作“{report.agency}”）"
    unknown = Span("原件没有写明", "unknown")
    return Facts(
        (
            ("机关", (agency.name, printed)),
            ("年度", (Link(f"{report.year} 年", f"years/{report.year}/") if report.year else unknown,)),
            ("所在地", tuple(where)),
            ("公布日期", (report.published.isoformat() if report.published else unknown,)),
            ("表格格式", (_form_name(report),)),
            ("核验提示", _tally(report.findings)),
        )
    )


def _form_name(report: Report) -> str:
    used = {t.form: form(t.form) for t in report.tables if t.present}
    if len(used) > 1:
        return "；".join(
            f"表{form(t.form).table(t.key).number} {form(t.form).name}" for t in report.tables if t.present
        )
    if not used and report.form == "free":
        return "没有统一格式（2019 年以前）"
    f = form(next(iter(used), report.form))
    return f"{f.name}（{f.document}）"


def _tally(findings: Sequence[Finding]) -> Inlines:
    if not findings:
        return ("没有",)
    counts = Counter(f.severity for f in findings)
    parts = "，".join(f"{word} {counts[s]} 条" for s, word in SEVERITIES.items() if counts[s])
    return (Link(parts, "#findings"),)


def _toolbar(report: Report, agency: Agency, context: ReportContext) -> Block:
    file_name = report.source.name.rsplit("/", 1)[-1]
    links = [Link("下载原件", context.original, True, file_name)]
    if context.previous:
        links.append(Link(f"← {context.previous[0]} 年", context.previous[1]))
    if context.following:
        links.append(Link(f"{context.following[0]} 年 →", context.following[1]))
    if context.comparison:
        links.append(Link("与上一年对比", context.comparison))
    links.append(Link("历年", f"agencies/{agency.agency_id}/"))
    if path := divisions.path_of(agency):
        links.append(Link(f"{path[-1].name}各机关比较", f"compare/places/{path[-1].code}/{report.year}/"))
    return Bullets(tuple((link,) for link in links), kind="toolbar")


def _neighbours(context: ReportContext) -> list[Block]:
    if not context.neighbours:
        return []
    items = tuple((Link(name, address),) for name, address in context.neighbours)
    return [Heading(2, "同地其他机关", "neighbours"), Bullets(items, kind="toolbar")]
