"""The page of one report: who, when, figures, text, findings beside what they concern, the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from build_scripts import divisions
from build_scripts.findings import catalogue
from build_scripts.forms import form
from build_scripts.model import Agency, Finding, Grid, Report, Section, Severity, State, Table
from build_scripts.model import Block as Printed
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
from build_scripts.provenance import ReportContext as ReportContext
from build_scripts.provenance import page_tags, source_blocks, structured
from build_scripts.summary import key_figures, say, sentences

_ORDER = {"error": 0, "warning": 1, "note": 2}
SEVERITIES = {Severity.ERROR: "必须核对", Severity.WARNING: "请留意", Severity.NOTE: "供参考"}
_FEW = 3  # findings under a table that stand open; more are folded together


def report_page(report: Report, agency: Agency, context: ReportContext) -> Page:
    """The page at ``reports/<agency_id>/<year>/``."""
    numbered = _number(report.findings)
    title = report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告"
    description = f"{agency.name}{report.year}年政府信息公开工作年度报告：{''.join(sentences(report)[:2])}"
    return Page(
        address=context.address,
        title=title,
        kind="report",
        description=description,
        blocks=(
            _crumbs(agency),
            _who(report, agency),
            *_summary(report),
            _toolbar(report, agency, context),
            *_revisions(context),
            *(n.notice for n in numbered if not n.finding.table and not n.finding.section),
            *_sections(report, numbered, context),
            *_unplaced(report),
            *_finding_list(numbered),
            *source_blocks(report, agency, context),
            *_neighbours(context),
        ),
        meta=page_tags(report, agency, context),
        structured=structured(report, agency, context),
    )


# --------------------------------------------------------------------------- findings


class _Numbered:
    """A finding with its number on the page, its anchor and its remark."""

    __slots__ = ("finding", "id", "notice", "number")

    def __init__(self, number: int, finding: Finding, explained: bool) -> None:
        kind = catalogue()[finding.code]
        self.number, self.finding, self.id = number, finding, f"f{number}"
        text: list[Block] = [Para((finding.message,))]
        if explained:
            text.append(
                Para((kind.meaning, " ", Link("这条规则", f"quality/codes/#{anchor(finding.code)}")), "meaning")
            )
        self.notice = Notice(finding.severity.value, f"{number} {kind.title}", tuple(text), self.id)


def _number(findings: Sequence[Finding]) -> list[_Numbered]:
    """The gravest first. A rule is explained once, where it first speaks: twenty columns can break the same one."""
    numbered = []
    seen: set[str] = set()
    for number, finding in enumerate(sorted(findings, key=lambda f: _ORDER[f.severity.value]), 1):
        numbered.append(_Numbered(number, finding, finding.code not in seen))
        seen.add(finding.code)
    return numbered


def anchor(code: str) -> str:
    """The anchor of a code on the page of all codes: dots would need escaping in style sheets."""
    return code.replace(".", "-")


def _finding_list(numbered: Sequence[_Numbered]) -> list[Block]:
    heading = Heading(2, "核验提示", "findings")
    if not numbered:
        return [heading, Para(("按现有规则核对，没有需要提示的地方。",))]
    items: list[Inlines] = [
        (SEVERITIES[n.finding.severity], "：", Link(n.notice.title, f"#{n.id}"), _where(n.finding)) for n in numbered
    ]
    return [
        heading,
        Para((f"共 {len(numbered)} 条。提示只说明数字之间、文字之间的关系，不改动任何数字。",)),
        Bullets(tuple(items)),
    ]


def _where(finding: Finding) -> str:
    if finding.table:
        shape = form("2021").table(finding.table)
        return f"（表{shape.number}）"
    return next((f"（{s.heading}）" for s in form("2021").sections if s.key == finding.section), "")


# --------------------------------------------------------------------------- head


def _crumbs(agency: Agency) -> Para:
    links = [("首页", ""), ("按地区", "places/"), *((d.name, d.address) for d in divisions.path_of(agency))]
    parts: list[Inline] = []
    for text, address in (*links, (agency.name, f"agencies/{agency.agency_id}/")):
        parts += [Link(text, address), " › "]
    return Para(tuple(parts[:-1]), "crumbs")


def _who(report: Report, agency: Agency) -> Facts:
    place = "".join(d.name for d in divisions.path_of(agency))
    where: list[Inline] = [place] if place else [Span("未定", "unknown")]
    if agency.basis:
        where += [" ", Span("推断", "inferred", "不是原件写明的"), agency.basis]
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


def _summary(report: Report) -> Iterator[Block]:
    figures = key_figures(report)
    if figures:
        pairs: list[tuple[str, Inlines]] = []
        for label, cell in figures:
            stated = cell is not None and cell.state is State.STATED
            pairs.append((label, (say(cell, "件"),) if stated else (Span(say(cell, "件"), "none"),)))
        yield Group("figures", (Facts(tuple(pairs)),))
    yield Group("summary", tuple(Para((line,)) for line in sentences(report)[1 if figures else 0 :]))


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


def _revisions(context: ReportContext) -> list[Block]:
    if not context.revisions:
        return []
    items = tuple((Link(text, address),) for text, address in context.revisions)
    return [Notice("info", "这一年度还有别的版本", (Bullets(items),), "revisions")]


def _neighbours(context: ReportContext) -> list[Block]:
    if not context.neighbours:
        return []
    items = tuple((Link(name, address),) for name, address in context.neighbours)
    return [Heading(2, "同地其他机关", "neighbours"), Bullets(items, kind="toolbar")]


# --------------------------------------------------------------------------- body


def _sections(report: Report, numbered: Sequence[_Numbered], context: ReportContext) -> Iterator[Block]:
    """In statutory order; that the original has another order is a finding at the head of the page."""
    names = {s.key: s.heading for s in form("2021").sections}
    free = report.form == "free"
    for section in report.sections:
        if section.key == "signature":
            if section.blocks:
                yield Group("signature", tuple(_narrative(section.blocks)))
            continue
        if section.key == "preamble" or (free and not section.heading):
            if section.blocks:
                yield Heading(2, "正文" if free else "引言", section.key)
                yield from _narrative(section.blocks)
            if section.key != "preamble":
                yield from _table(report, section.key, numbered, context)
            continue
        yield Heading(2, names[section.key], section.key)
        yield from _printed_heading(section, names[section.key])
        yield from (n.notice for n in numbered if n.finding.section == section.key and not n.finding.table)
        yield from _narrative(section.blocks)
        yield from _table(report, section.key, numbered, context)


def _printed_heading(section: Section, name: str) -> Iterator[Block]:
    if not section.heading:
        yield Para(("原件没有这一部分的标题。",), "missing")
    elif section.heading.replace(" ", "") != name:
        yield Para((f"原件标题：{section.heading}",), "printed")


def _table(report: Report, key: str, numbered: Sequence[_Numbered], context: ReportContext) -> Iterator[Block]:
    table = next((t for t in report.tables if t.key == key), None)
    if table is None:
        return
    found = [n for n in numbered if n.finding.table == key]
    if table.present:
        corrections = {(row, column): v for (t, row, column), v in context.corrections.items() if t == key}
        yield Statutory(table, _marks(found), corrections)
        yield from _legend(table, bool(corrections))
    elif report.form != "free":
        yield Para(("原件中没有这张表，本馆不填任何数字。",), "missing")
    notices = tuple(n.notice for n in found)
    yield from notices if len(notices) <= _FEW else (Fold(f"核验提示 {len(notices)} 条", notices, open=True),)


def _marks(found: Sequence[_Numbered]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    for n in found:
        if row := n.finding.row or n.finding.group:
            marks[row, n.finding.column] = (*marks.get((row, n.finding.column), ()), n.id)
    return marks


def _legend(table: Table, corrected: bool) -> Iterator[Block]:
    """The words that stand in this table instead of numbers, for those who meet them here first."""
    states = {cell.state for row in table.rows for cell in row.cells}
    words = {
        State.BLANK: "空白：原件有这一格，没有填",
        State.SLASH: "/：原件印着斜线、横线或“无”",
        State.ABSENT: "无此格：原件没有这一格",
        State.UNREADABLE: "存疑：原件印的不能确认是哪个数",
    }
    said = [word for state, word in words.items() if state in states]
    if corrected:
        said.append("划去的是原件所印，后面是本馆改正后的读法")
    if said:
        yield Para(("；".join(said) + "。",), "legend")


def _narrative(blocks: Sequence[Printed]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Grid):
            yield OwnTable(block.caption, tuple(tuple(c.text if c else None for c in row) for row in block.rows))
            continue
        text: Inline = Span(block.text, "strong") if block.level and len(block.text) < 60 else block.text
        yield Para((text, Span("存疑", "doubt", block.doubt)) if block.doubt else (text,))


def _unplaced(report: Report) -> list[Block]:
    if not report.unplaced:
        return []
    remark = Para(("原件里的这些内容不属于任何规定部分，照原样列出。",))
    return [Heading(2, "未能归位的内容", "unplaced"), remark, *_narrative(report.unplaced)]
