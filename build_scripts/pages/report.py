"""Make the page of one report: agency and year, figures, text, findings beside their subjects, the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from build_scripts.content import divisions
from build_scripts.content.amendments import as_extracted, print_in_words
from build_scripts.exports import own_tables
from build_scripts.findings import by_severity, catalogue, is_cleared, message
from build_scripts.forms import form
from build_scripts.model import Agency, Finding, Grid, Report, Section, State, Table
from build_scripts.model import Block as Printed
from build_scripts.pages.findings import FindingNotice, finding_list, merged, notices
from build_scripts.pages.history import since_then
from build_scripts.pages.originals import evidence, is_pictured, places, quoted_rows
from build_scripts.pages.provenance import (
    ReportContext,
    alternates,
    cite_blocks,
    crumbs,
    first_page,
    page_tags,
    source_blocks,
    structured,
)
from build_scripts.pages.summary import description, summary
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Facts,
    Fold,
    Group,
    Heading,
    Inline,
    Inlines,
    Link,
    OwnTable,
    Page,
    Para,
    Span,
    Statutory,
)

SHOWN_FINDINGS = 3  # number of findings shown under a table; more are folded
DOUBT = "value.low-confidence"
DRAFT = "source.scan"  # shown above the figures, so that readers see it before they quote them


def report_page(report: Report, agency: Agency, context: ReportContext) -> Page:
    """Return the page at ``reports/<agency_id>/<year>/``."""
    finding_notices = notices(report.findings, lambda finding: evidence(report, finding, context))
    title = report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告"
    return Page(
        address=context.address,
        title=title,
        kind="report",
        description=f"{agency.name}{report.year}年政府信息公开工作年度报告：{description(report)}",
        blocks=(
            crumbs(agency),
            _who(report, agency, finding_notices, context.now),
            *(n.notice for n in finding_notices if n.finding.code == DRAFT),
            *summary(report),
            _toolbar(report, agency, context),
            *context.revisions,
            *(
                n.notice
                for n in finding_notices
                if not (n.finding.table or n.finding.section or n.finding.code == DRAFT)
            ),
            *_sections(report, finding_notices, context),
            *_unplaced(report, context.address),
            *finding_list(finding_notices, report.statements),
            *source_blocks(report, agency, context),
            *quoted_rows(report, context),
            *cite_blocks(report, agency, context),
            *_neighbours(context),
        ),
        meta=page_tags(report, agency, context),
        structured=structured(report, agency, context),
        alternates=alternates(context),
        concerning=f"{title}\n网址：{context.url}\n原件 SHA-256：{report.source.sha256}\n所在行和错误：",
    )


# --------------------------------------------------------------------------- head


def _who(report: Report, agency: Agency, finding_notices: Sequence[FindingNotice], now: Agency | None) -> Facts:
    place = "".join(d.name for d in divisions.path_of(agency))
    where: list[Inline] = [place] if place else [Span("未定", "unknown")]
    if agency.basis:
        notice = next((n for n in finding_notices if message(n.finding) == agency.basis), None)
        where += [" ", Span("推断", "inferred", "不是原件写明的")] if place else [" "]
        where.append(Link("依据", f"#{notice.id}") if notice else agency.basis)
    printed = "" if report.agency == agency.name or not report.agency else f"（原件写作“{report.agency}”）"
    unknown = Span("原件没有写明", "unknown")
    since = since_then(agency, now)
    return Facts(
        (
            ("机关", (agency.name, printed)),
            *((("沿革", since),) if since else ()),
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
    counts = Counter(catalogue()[f.code].severity_name for f in by_severity(findings))
    parts = "，".join(f"{word} {n} 条" for word, n in counts.items())
    return (Link(parts, "#findings"),)


def _toolbar(report: Report, agency: Agency, context: ReportContext) -> Block:
    file_name = report.source.name.rsplit("/", 1)[-1]
    links = [Link("下载原件", context.original, True, file_name)]
    # Every browser opens a PDF at a page; other files it would download or execute.
    if context.original.endswith(".pdf"):
        links.append(Link("查看原件", first_page(report, context.original)))
    if is_pictured(report, context):
        links.append(Link("对照原件", f"{context.address}original/"))
    if context.previous:
        links.append(Link(f"← {context.previous[0]} 年", context.previous[1]))
    if context.following:
        links.append(Link(f"{context.following[0]} 年 →", context.following[1]))
    if context.comparison:
        links.append(Link("与上一年对比", context.comparison))
    links.append(Link("历年", f"agencies/{agency.agency_id}/"))
    if context.neighbours and (path := divisions.path_of(agency)):
        links.append(Link(f"{path[-1].name}各机关比较", f"compare/places/{path[-1].code}/{report.year}/"))
    return Bullets(tuple((link,) for link in links), kind="toolbar")


def _neighbours(context: ReportContext) -> list[Block]:
    if not context.neighbours:
        return []
    items = tuple((Link(name, address),) for name, address in context.neighbours)
    return [Heading(2, "同地其他机关", "neighbours"), Bullets(items, kind="toolbar")]


# --------------------------------------------------------------------------- sections


def _sections(report: Report, finding_notices: Sequence[FindingNotice], context: ReportContext) -> Iterator[Block]:
    """Yield the sections in statutory order; a different order in the original is a finding at the top of the page."""
    names = {s.key: s.heading for s in form("2021").sections}
    free = report.form == "free"
    for section in report.sections:
        confirmed = _confirmed(report.findings, section.key)
        if section.key == "signature":
            if section.blocks:
                yield Group("signature", tuple(_narrative(section.blocks, context.address, confirmed)))
            continue
        if section.key == "preamble" or (free and not section.heading):
            if section.blocks:
                yield Heading(2, "正文" if free else "引言", section.key)
                yield from _narrative(section.blocks, context.address, confirmed)
            if section.key != "preamble":
                yield from _table(report, section.key, finding_notices, context)
            continue
        yield Heading(2, names[section.key], section.key)
        yield from _printed_heading(section, names[section.key])
        yield from (n.notice for n in finding_notices if n.finding.section == section.key and not n.finding.table)
        yield from _narrative(section.blocks, context.address, confirmed)
        yield from _table(report, section.key, finding_notices, context)


def _printed_heading(section: Section, name: str) -> Iterator[Block]:
    if not section.heading:
        yield Para(("原件没有这一部分的标题。",), "missing")
    elif section.heading.replace(" ", "") != name:
        yield Para((f"原件标题：{section.heading}",), "printed")


def _table(
    report: Report, key: str, finding_notices: Sequence[FindingNotice], context: ReportContext
) -> Iterator[Block]:
    table = next((t for t in report.tables if t.key == key), None)
    if table is None:
        return
    found = [n for n in finding_notices if n.finding.table == key]
    if table.present:
        amended = [c for c in report.corrections if c.table == key]
        before = as_extracted(table, amended)
        corrections = {(c.row, c.column): print_in_words(c.now) for c in amended}
        yield Statutory(before, _marks(found), corrections, places(report, table, context))
        yield from _legend(before, bool(amended))
    elif report.form != "free":
        yield Para(("原件中没有这张表，本馆不填任何数字。",), "missing")
    shown = tuple(n.notice for n in merged(found))
    yield from shown if len(shown) <= SHOWN_FINDINGS else (Fold(f"核验提示 {len(found)} 条", shown, open=True),)


def _marks(found: Sequence[FindingNotice]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    for n in found:
        if (row := n.finding.row or n.finding.group) and not is_cleared(n.finding):
            marks[row, n.finding.column] = (*marks.get((row, n.finding.column), ()), n.id)
    return marks


def _legend(table: Table, corrected: bool) -> Iterator[Block]:
    """Yield an explanation of the words that stand in this table instead of numbers, for first-time readers."""
    states = {cell.state for row in table.rows for cell in row.cells}
    words = {
        State.BLANK: "空白：原件有这一格，没有填",
        State.SLASH: "/：原件印着斜线、横线或“无”",
        State.ABSENT: "无此格：原件没有这一格",
        State.UNREADABLE: "存疑：原件印的不能确认是哪个数",
    }
    legend = [word for state, word in words.items() if state in states]
    if corrected:
        legend.append("划去的是先前读错的，后面是对照原件后的更正")
    if legend:
        yield Para(("；".join(legend) + "。",), "legend")


def _confirmed(findings: Sequence[Finding], section: str) -> bool:
    """Return whether a person has confirmed the text of the section against the original."""
    own = [f for f in findings if f.code == DOUBT and not f.table and section and f.section == section]
    doubts = own or [f for f in findings if f.code == DRAFT]
    return bool(doubts) and all(is_cleared(f) for f in doubts)


def _narrative(blocks: Sequence[Printed], address: str, confirmed: bool) -> Iterator[Block]:
    """Yield the paragraphs and own tables of a section. ``confirmed`` means that a person has confirmed the doubted
    reading."""
    for block in blocks:
        if isinstance(block, Grid):
            rows = block.rows[: own_tables.SHOWN]
            yield OwnTable(block.caption, tuple(tuple(c.text if c else None for c in row) for row in rows))
            if len(rows) < len(block.rows):
                cut = f"这张表共 {len(block.rows):,} 行，这里列出前 {len(rows)} 行，全表见 "
                yield Para((cut, Link(own_tables.FILE, address + own_tables.FILE), "。"), "legend")
            continue
        text: Inline = Span(block.text, "strong") if block.level and len(block.text) < 60 else block.text
        yield Para((text, Span("存疑", "doubt", block.doubt)) if block.doubt and not confirmed else (text,))


def _unplaced(report: Report, address: str) -> list[Block]:
    if not report.unplaced:
        return []
    remark = Para(("原件里的这些内容不属于任何规定部分，照原样列出。",))
    return [
        Heading(2, "未能归位的内容", "unplaced"),
        remark,
        *_narrative(report.unplaced, address, _confirmed(report.findings, "")),
    ]
