"""Show the versions of a report: the list on its page, and the notice where a report was withdrawn or removed.

All texts come from the ledger, never from the report: a notice is all that remains of a withdrawn report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from build_scripts.content import divisions
from build_scripts.content.ledger import Entry
from build_scripts.model import Agency
from build_scripts.render.blocks import Block, Bullets, Facts, Heading, Inline, Inlines, Link, Notice, Page, Para, Span

UNKNOWN_DAY = "台账以前"  # archived before the archive kept a ledger


def version_facts(entry: Entry) -> list[tuple[str, Inlines]]:
    """Return the ledger's facts about the original that a page was made from."""
    facts: list[tuple[str, Inlines]] = [
        (
            "版本",
            (
                f"第 {entry.version} 版，{entry.archived or UNKNOWN_DAY} 入藏；这一版的永久网址 ",
                Link(entry.address, entry.address),
            ),
        )
    ]
    if entry.source_url:
        taken = f"（{entry.retrieved} 取得）" if entry.retrieved else ""
        facts.append(("来源", (f"{entry.source_url}{taken}",)))
    return facts


def version_list(
    entries: Sequence[Entry], current: str, published: Mapping[str, str], compared: Collection[str], here: str
) -> list[Block]:
    """Return every version with its status, when there is more than one. ``current`` and ``here`` are SHA-256 digests,
    ``published`` maps SHA-256 to ISO date, ``compared`` are the versions that have a page of changes."""
    if len(entries) < 2:
        return []
    items = tuple(tuple(_line(e, e.sha256 == current, published, e.sha256 in compared, here)) for e in entries)
    return [Notice("info", f"这一年度的报告有 {len(entries)} 版", (Bullets(items),), "revisions")]


def _line(entry: Entry, current: bool, published: Mapping[str, str], compared: bool, here: str) -> list[Inline]:
    name = f"第 {entry.version} 版" + ("（现行）" if current else "")
    line: list[Inline] = [Span(f"{name}，本页", "strong") if entry.sha256 == here else Link(name, entry.address)]
    if entry.withdrawn:
        return [*line, f"　{entry.withdrawn} 撤回"]
    day = published.get(entry.sha256, "")
    line.append(f"　公布日期 {day or '没有写明'}；{entry.archived or UNKNOWN_DAY} 入藏；SHA-256 {entry.sha256[:12]}…")
    if entry.removed:
        line.append("；原件已不在馆内")
    if compared:
        line += ["　", Link("与上一版相比的变化", f"{entry.address}changes/")]
    return line


def notice_page(address: str, agency: Agency, year: int, entries: Sequence[Entry], others: Sequence[Entry]) -> Page:
    """Return the page that stays at the address of a report (or version) that is gone: what it was, since when, why.

    ``others`` are versions of the same year that can still be read."""
    withdrawn = any(e.withdrawn for e in entries)
    unread = not withdrawn and not any(e.removed for e in entries)
    word = "已撤回" if withdrawn else "原件暂时没有读出" if unread else "原件已不在馆内"
    name = f"{agency.name} {year} 年政府信息公开工作年度报告"
    path = divisions.path_of(agency)
    crumbs: list[Inline] = [Link("首页", ""), " › ", Link("按地区", "places/")]
    for division in path:
        crumbs += [" › ", Link(division.name, division.address)]
    crumbs += [" › ", Link(agency.name, f"agencies/{agency.agency_id}/")]
    blocks: list[Block] = [
        Para(tuple(crumbs), "crumbs"),
        Notice("info", word, (Para((_notice(withdrawn, unread),)),), "withdrawn"),
    ]
    for entry in entries:
        if len(entries) > 1:
            blocks.append(Heading(2, f"第 {entry.version} 版", f"v{entry.version}-{entry.sha256[:6]}"))
        blocks.append(Facts(tuple(_gone(entry))))
    if others:
        links = tuple((Link(f"第 {e.version} 版", e.address),) for e in others)
        blocks += [Heading(2, "还能查阅的版本", "others"), Bullets(links)]
    return Page(address, f"{name}：{word}", "report", f"{name}：{word}。", tuple(blocks))


def _notice(withdrawn: bool, unread: bool) -> str:
    if withdrawn:
        return "这份报告曾在这里公布，现已撤回。本馆不再提供它的原件、正文和数据，只保留这一页说明。"
    if unread:
        return "这份报告已经入藏，原件在馆内，但这次生成网站时没有读出，所以暂时没有正文和数据。"
    return "这份报告曾在这里公布，它的原件已不在馆内，所以没有正文和数据。"


def _gone(entry: Entry) -> list[tuple[str, Inlines]]:
    facts: list[tuple[str, Inlines]] = [("入藏日期", (entry.archived or UNKNOWN_DAY,))]
    if entry.withdrawn:
        facts.append(("撤回日期", (entry.withdrawn,)))
        facts.append(("撤回原因", (entry.withdrawn_why or "没有写明",)))
        facts.append(("撤回人", (entry.withdrawn_by or "没有写明",)))
    elif entry.removed:
        facts.append(("不在馆内", (f"{entry.removed} 起",)))
    facts.append(("原件 SHA-256", (Span(entry.sha256, "code"),)))
    return facts
