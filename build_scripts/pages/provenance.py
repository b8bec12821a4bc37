"""Show where a report comes from, and describe it to machines: original, places, evidence, citation, page tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build_scripts import __version__, readers
from build_scripts.content import divisions
from build_scripts.content.ledger import Entry
from build_scripts.forms import form
from build_scripts.model import Agency, Evidence, Place, Report, Table
from build_scripts.pages.citation import FILES, citation
from build_scripts.pages.versions import version_facts
from build_scripts.render.blocks import (
    ROOT,
    Block,
    Bullets,
    Facts,
    Fold,
    Heading,
    Inline,
    Inlines,
    Link,
    Para,
    Span,
    breadcrumbs,
)

EVIDENCE_OF = {"agency": "机关", "year": "年度", "published": "公布日期", "place": "所在地"}


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What a report page shows beyond the report itself. Addresses are site addresses; ``None`` or empty means that
    there is none.

    ``previous`` and ``following`` are (year, address); ``neighbours`` are (text, address); ``revisions`` is the list of
    versions; ``entry`` is the ledger entry of this version; ``now`` is the agency as it is today; ``pictures`` maps the
    names of the original's pictures to (width, height, pixels per point)."""

    address: str
    original: str
    previous: tuple[int, str] | None = None
    following: tuple[int, str] | None = None
    neighbours: tuple[tuple[str, str], ...] = ()
    revisions: tuple[Block, ...] = ()
    entry: Entry | None = None
    now: Agency | None = None
    comparison: str = ""
    site_url: str = ""
    pictures: Mapping[str, tuple[int, int, float]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return the full URL if the site's own URL is configured, else the address within the site."""
        return (self.site_url.rstrip("/") + "/" if self.site_url else "") + self.address


# --------------------------------------------------------------------------- on the page


def crumbs(agency: Agency, *below: tuple[str, str]) -> Para:
    """Return the breadcrumb from the home page to a page below an agency."""
    links = [("首页", ""), ("按地区", "places/"), *((d.name, d.address) for d in divisions.path_of(agency))]
    parts: list[Inline] = []
    for text, address in (*links, (agency.name, f"agencies/{agency.agency_id}/"), *below):
        parts += [Link(text, address), " › "]
    return Para(tuple(parts[:-1]), "crumbs")


def source_blocks(report: Report, agency: Agency, context: ReportContext) -> list[Block]:
    """Return the part 原件与数据."""
    source = report.source
    file_name = source.name.rsplit("/", 1)[-1]
    data: Inlines = (
        Link("report.json", f"{context.address}report.json"),
        "　",
        Link("report.csv", f"{context.address}report.csv"),
        "　每一格都写明状态和在原件中的位置",
    )
    facts: list[tuple[str, Inlines]] = [
        (
            "原件",
            (
                Link(file_name, context.original, True, file_name),
                f"（{readers.format_of(source.media_type).name}，{source.size:,} 字节）",
            ),
        ),
        ("SHA-256", (Span(source.sha256, "code"),)),
        *(version_facts(context.entry) if context.entry else ()),
        ("数据", data),
        ("读法", (f"{_form_name(report)}；nianbao {__version__}",)),
    ]
    blocks: list[Block] = [Heading(2, "原件与数据", "source"), Facts(tuple(facts))]
    where = [
        (f"{_name(t)}：", _whereabouts(_places(t), context.original))
        for t in report.tables
        if t.present and any(_places(t))
    ]
    if where:
        blocks.append(Fold("数字在原件中的位置", (Bullets(tuple(where)),)))
    evidence = [
        (
            f"{EVIDENCE_OF[e.about]}：{e.value}（{e.source}{_quoted(e, report.title)}）",
            *_printed_at(e, context.original),
        )
        for e in report.evidence
    ]
    if evidence:
        blocks.append(Fold("机关、年度和日期的依据", (Bullets(tuple(evidence)),)))
    return blocks


def cite_blocks(report: Report, agency: Agency, context: ReportContext) -> list[Block]:
    """Return the part 引用本页 and a line for print."""
    return [
        Heading(2, "引用本页", "cite"),
        Para(citation(report, agency, context.url), "cite"),
        Para(_parted([Link(word, f"{context.address}{name}", True) for name, word in FILES.items()]), "cite-files"),
        Para(("网址 ", Span(context.url, "here"), f"　原件 SHA-256 {report.source.sha256}"), "print"),
    ]


def _form_name(report: Report) -> str:
    return "没有统一格式" if report.form in ("free", "") else form(report.form).name  # "" while its year is unknown


def _parted(links: Sequence[Link]) -> Inlines:
    return tuple(item for link in links for item in (link, "　"))[:-1]


def _quoted(evidence: Evidence, title: str) -> str:
    return f"：“{evidence.quote}”" if evidence.quote not in ("", evidence.value, title) else ""


def _printed_at(evidence: Evidence, original: str) -> Inlines:
    return ("　", _whereabouts([evidence.place], original)) if evidence.place else ()


def _name(table: Table) -> str:
    shape = form(table.form).table(table.key)
    return f"表{shape.number}"


def _places(table: Table) -> list[Place]:
    return [c.place for row in table.rows for c in row.cells if c.place] or [r.place for r in table.rows if r.place]


def first_page(report: Report, original: str) -> str:
    """Return the address of a paged original, opened at the page where its tables begin."""
    pages = [p.page for t in report.tables if t.present for p in _places(t) if p.page]
    return f"{original}#page={min(pages)}" if pages else original


def _whereabouts(places: Sequence[Place], original: str) -> str | Link:
    """Return ``whereabouts`` as a link where a browser can open the original at a page."""
    pages = [p.page for p in places if p.page]
    if pages and original.endswith(".pdf"):
        return Link(whereabouts(places), f"{original}#page={min(pages)}")
    return whereabouts(places)


def whereabouts(places: Iterable[Place]) -> str:
    """Return places in words, with consecutive numbers joined: ``第 3—4 页第 2、3 张表`` or ``第 38—64 行``."""
    places = list(places)
    pages = _runs(sorted({p.page for p in places if p.page is not None}))
    lines = _runs(sorted({p.line for p in places if p.line is not None}))
    tables = _runs(sorted({p.table for p in places if p.table is not None}))
    if pages:
        return f"第 {pages} 页" + (f"，原件第 {tables} 张表" if tables else "")
    return f"第 {lines} 行" if lines else f"原件第 {tables} 张表" if tables else "没有记下"


def _runs(numbers: Sequence[int]) -> str:
    if len(numbers) < 2:  # the usual case: the place of one row
        return "".join(map(str, numbers))

    def parts() -> Iterator[str]:
        at = 0
        while at < len(numbers):
            end = at
            while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
                end += 1
            yield str(numbers[at]) if end == at else f"{numbers[at]}—{numbers[end]}"
            at = end + 1

    return "、".join(parts())


# --------------------------------------------------------------------------- for machines


def page_tags(report: Report, agency: Agency, context: ReportContext) -> tuple[tuple[str, str], ...]:
    """Return the page tags of 《政府网站发展指引》 (国办发〔2017〕47号). The column (栏目) is the one that the page belongs to.

    ``Description`` is left out: tag names are case-insensitive, and every page already has one."""
    tags = [
        ("ColumnName", agency.name),
        ("ColumnType", "政府信息公开年报"),
        ("ArticleTitle", report.title),
        ("ContentSource", agency.name),
        ("Keywords", f"政府信息公开,年度报告,{report.year}年,{agency.name}"),
    ]
    if report.published:
        tags.insert(3, ("PubDate", report.published.isoformat()))
    if context.site_url:
        tags.append(("Url", context.url))
    return tuple(tags)


def structured(report: Report, agency: Agency, context: ReportContext) -> str:
    """Return report, figures and breadcrumb as schema.org JSON-LD. Unknown fields are left out."""
    here = ROOT + context.address
    organ = {"@type": "GovernmentOrganization", "@id": f"{ROOT}agencies/{agency.agency_id}/", "name": agency.name}
    path = divisions.path_of(agency)
    steps = [("首页", ""), ("按地区", "places/"), *((d.name, d.address) for d in path)]
    common = {
        "inLanguage": "zh-CN",
        "publisher": {"@id": organ["@id"]},
        "license": f"{ROOT}about/#licence",
        "temporalCoverage": str(report.year) if report.year else "",
        "spatialCoverage": "".join(d.name for d in path),
        "datePublished": report.published.isoformat() if report.published else "",
        "isAccessibleForFree": True,
    }
    original = {
        "@type": "MediaObject",
        "contentUrl": ROOT + context.original,
        "encodingFormat": report.source.media_type,
        "contentSize": str(report.source.size),
        "sha256": report.source.sha256,
    }
    downloads = [
        {"@type": "DataDownload", "contentUrl": ROOT + address, "encodingFormat": media_type}
        for media_type, address in alternates(context)
    ]
    graph: list[dict[str, Any]] = [
        {
            "@type": "Report",
            "@id": here,
            "url": here,
            "name": report.title,
            "author": organ,
            **common,
            "encoding": original,
        },
        {
            "@type": "Dataset",
            "@id": f"{here}#source",
            "name": f"{report.title}（各表数字）",
            "description": "报告的每一格，带状态和在原件中的位置。",
            "isBasedOn": {"@id": here},
            **common,
            "distribution": downloads,
        },
        breadcrumbs([*steps, (agency.name, f"agencies/{agency.agency_id}/"), (report.title, context.address)]),
    ]
    known = [{k: v for k, v in item.items() if v} for item in graph]
    data = {"@context": "https://schema.org", "@graph": known}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def alternates(context: ReportContext) -> tuple[tuple[str, str], ...]:
    """Return the same report as data: (media type, site address)."""
    return (
        ("application/json", f"{context.address}report.json"),
        ("text/csv", f"{context.address}report.csv"),
    )
