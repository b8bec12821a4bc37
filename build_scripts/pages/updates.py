"""List changes of the archive (reports added, revised, corrected, withdrawn), dated by ledger and corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.content.amendments import NO_REASON, print_in_words
from build_scripts.content.divisions import Division, path_of
from build_scripts.content.ledger import Entry
from build_scripts.exports.atom import MEDIA_TYPE, NAME, Item, atom
from build_scripts.findings import doubts
from build_scripts.forms.names import cell_name
from build_scripts.model import Agency, Report
from build_scripts.pages.overviews.parts import LIST_LIMIT, crumbs, page, place_crumbs, place_words
from build_scripts.render import scripts
from build_scripts.render.blocks import Block, Bullets, DataCell, DataColumn, DataTable, Inlines, Link, Page, Para, Span

FALLBACK_DAY = "2000-01-01"  # an Atom feed needs a date; this one stands in when the row of the redirect has none
MAX_FEED_EVENTS = 50  # number of events in a feed; programs fetch it every hour
WORDS = {"added": "新增", "revised": "新版", "corrected": "更正", "withdrawn": "撤回", "removed": "不再提供"}


@dataclass(frozen=True, slots=True)
class Event:
    """One change. ``key`` identifies it permanently; ``href`` is "" where no page exists any more."""

    key: str
    day: str
    kind: str
    agency: Agency
    year: int
    text: str
    href: str

    @property
    def report(self) -> str:
        return f"{self.agency.name} {self.year} 年"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the news are about: the whole archive (neither field set), a place (the last of ``path``) or an agency."""

    path: tuple[Division, ...] = ()
    agency: Agency | None = None

    @property
    def address(self) -> str:
        if self.agency:
            return f"agencies/{self.agency.agency_id}/updates/"
        return f"{self.path[-1].address if self.path else ''}updates/"

    @property
    def title(self) -> str:
        name = self.agency.name if self.agency else self.path[-1].name if self.path else ""
        return f"{name}最近变动"

    @property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """Return the link to the feed, for the heads of the pages that link here."""
        return ((MEDIA_TYPE, f"{self.address}{NAME}"),)


def of_entry(entry: Entry, agency: Agency, href: str) -> Iterator[Event]:
    """Yield the events of one ledger entry. ``href`` is the page of the report, "" when there is none."""
    key = entry.sha256
    if entry.archived:
        first = entry.version <= 1
        text = "原件入藏。" if first else f"原件入藏，是这一年度的第 {entry.version} 版。"
        kind = "added" if first else "revised"
        yield Event(f"{key}/archived", entry.archived, kind, agency, entry.year, text, href)
    if entry.withdrawn:
        text = f"第 {entry.version} 版撤回：{entry.withdrawn_why or '没有写明原因'}。"
        yield Event(f"{key}/withdrawn", entry.withdrawn, "withdrawn", agency, entry.year, text, entry.address)
    elif entry.removed:
        text = f"第 {entry.version} 版的原件已不在馆内。"
        yield Event(f"{key}/removed", entry.removed, "removed", agency, entry.year, text, entry.address)


def of_corrections(report: Report, agency: Agency, address: str) -> Iterator[Event]:
    """Yield an event for each correction of a cell that was read wrongly."""
    doubted = doubts(report.findings)
    for c in report.corrections:
        form_id = next(table.form for table in report.tables if table.key == c.table)
        name = cell_name(form_id, c.table, c.row, c.column)
        marked = "（这一格有核验提示）" if doubted.of(c.table, c.row, c.column) else ""
        text = f"{name}：先前读作 {print_in_words(c.was)}，更正为 {print_in_words(c.now)}{marked}。{c.why or NO_REASON}"
        key = f"{report.source.sha256}/{c.table}/{c.row}/{c.column}/{c.when}/{c.now}"
        yield Event(key, c.when, "corrected", agency, report.year, text, f"{address}#{c.table}-{c.row}")


def newest(events: Sequence[Event]) -> list[Event]:
    """Sort events by day, newest first; events of one day by agency and year."""
    by_name = sorted(events, key=lambda e: (e.agency.agency_id, -e.year, e.key))
    return sorted(by_name, key=lambda e: e.day, reverse=True)


def updates_page(scope: Scope, events: Sequence[Event]) -> Page:
    """Return the page of news. ``events`` are sorted newest first."""
    shown = events[:LIST_LIMIT]
    rows = tuple(
        (_report(event), DataCell((Span(event.day, "day"),)), DataCell((WORDS[event.kind],)), DataCell((event.text,)))
        for event in shown
    )
    heads = (DataColumn("报告"), DataColumn("日期"), DataColumn("变动"), DataColumn("说明"))
    links: list[Inlines] = [(Link("订阅（Atom）", f"{scope.address}{NAME}"),)]
    if scope.agency:
        links.append((Link(scope.agency.name, f"agencies/{scope.agency.agency_id}/"),))
    if scope.path or scope.agency:
        links.append((Link("全馆最近变动", "updates/"),))
    blocks: list[Block] = [
        crumbs(*(place_crumbs(path) if (path := _path(scope)) else ())),
        Para(("新增、换了新版、更正了读法、撤回的报告，最近的在前。日期是入藏、更正、撤回的那一天，不是机关公布的那一天。",)),
        Bullets(tuple(links), kind="toolbar"),
        DataTable(f"{scope.title}：{len(shown)} 项", heads, rows, True),
    ]  # fmt: skip
    if len(events) >= LIST_LIMIT:
        more = Link("data/", "data/")
        blocks.append(Para((f"这里只列最近 {LIST_LIMIT} 项；每个年度的全部版本见 ", more, " 里的 versions.csv。")))
    description = f"{scope.title}：新增、新版、更正和撤回的报告。"
    return page(
        scope.address,
        "quality",
        scope.title,
        description,
        *blocks,
        scripts=(scripts.TABLE,),
        alternates=scope.alternates,
    )


def _path(scope: Scope) -> Sequence[Division]:
    return path_of(scope.agency) if scope.agency else scope.path


def _report(event: Event) -> DataCell:
    name = Link(event.report, event.href) if event.href else event.report
    return DataCell((name, *place_words(event.agency)))


def updates_feed(scope: Scope, events: Sequence[Event], site_url: str) -> bytes:
    """Return the Atom feed. ``events`` are sorted newest first and not empty."""
    items = [
        Item(e.key, e.day, f"{WORDS[e.kind]}：{e.report}", e.text, e.kind, e.href) for e in events[:MAX_FEED_EVENTS]
    ]  # fmt: skip
    return atom(scope.address, f"年报馆：{scope.title}", scope.address, site_url, items)


def closed_feed(address: str, target: str, day: str, site_url: str) -> bytes:
    """Return the feed at an address that has no more news: its only entry links to the page that replaces it."""
    notice = "这里没有报告了：机关已撤并、改属别处，或者报告已经撤回。原来的报告仍在原网址，以后的变动请到这里指向的页面查看。"
    last = Item(f"{address}closed", day or FALLBACK_DAY, "这一订阅不再更新", notice, "closed", target)
    return atom(address, "年报馆：最近变动（不再更新）", address, site_url, [last])
