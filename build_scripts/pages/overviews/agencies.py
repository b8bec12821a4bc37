"""By agency: the A–Z lists, and the page of one agency with all its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import AS_OF, Division, path_of
from build_scripts.model import Agency, Holding
from build_scripts.pages.counts import AgencyLine, Tally
from build_scripts.pages.history import history_facts
from build_scripts.pages.overviews.parts import (
    FIGURES,
    LEGEND,
    crumbs,
    division_table,
    figure_cells,
    grid_columns,
    grid_rows,
    grid_years,
    inferred_mark,
    number,
    page,
    place_crumbs,
    place_links,
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

NO_LETTER = "0"  # the list of places and agencies whose name begins with no letter of the pinyin alphabet


def letter_of(word: str) -> str:
    """The A–Z list that a pinyin word or an agency id belongs to: ``a`` … ``z`` or ``0``."""
    return word[:1] if word[:1].isascii() and word[:1].isalpha() else NO_LETTER


def agencies_index(
    total: int, lines: Sequence[AgencyLine], years: Sequence[int], letters: Mapping[str, int], unresolved: int
) -> Page:
    """``lines``: every registered agency when they are few, else empty; ``letters``: list → places with agencies of
    their own; ``unresolved``: agencies whose place is unknown."""
    blocks: list[Block] = [
        Para((f"本馆登记了 {total:,} 个机关，下面按所在地名称的拼音排列；也可以", Link("按地区", "places/"), "查找。")),
        Bullets(
            tuple(
                (Link(_letter(letter), f"agencies/az/{letter}/"), Span(f"{n:,}", "count"))
                for letter, n in letters.items()
            ),
            kind="chips",
        ),
    ]
    if unresolved:
        blocks.append(Para((Link(f"所在地未定的机关（{unresolved:,} 个）", "places/unresolved/"),)))
    if lines:
        shown = grid_years(lines, years)
        blocks += [DataTable("全部机关与年度", grid_columns(shown), grid_rows(lines, shown)), LEGEND]
    return page("agencies/", "agency", "按机关查找", "本馆登记的机关及其报告年度。", *blocks)


def letter_page(letter: str, places: Sequence[tuple[Division, Tally]]) -> Page:
    """The places whose pinyin begins with that letter and that have agencies of their own; an agency stands on the
    page of its place."""
    return page(
        f"agencies/az/{letter}/",
        "agency",
        f"机关名录：{_letter(letter)}",
        f"地名拼音以 {_letter(letter)} 开头的地区和它们的机关。",
        crumbs(("按机关", "agencies/")),
        division_table(f"拼音 {_letter(letter)} 开头的地区", "地区", places),
    )


def _letter(letter: str) -> str:
    return "其他" if letter == NO_LETTER else letter.upper()


# --------------------------------------------------------------------------- one agency


def agency_page(
    agency: Agency,
    holdings: Sequence[Holding],
    others: Sequence[tuple[str, str]] = (),
    refused: Sequence[tuple[int, str]] = (),
    names: Mapping[str, str] | None = None,
    gone: Sequence[tuple[str, str]] = (),
) -> Page:
    """One agency. ``holdings``: one for each year, newest first; ``others``: further versions as (text, address);
    ``refused``: (year, file) that came and could not be read; ``names``: id → name of the agencies that its history names;
    ``gone``: (text, address) of reports that were withdrawn or are no longer there."""
    path = path_of(agency)
    blocks: list[Block] = [crumbs(*place_crumbs(path)), _facts(agency, path, names or {})]
    if holdings:
        columns = (
            DataColumn("年度"),
            *(DataColumn(name, True, "件") for *_, name in FIGURES),
            DataColumn("核验提示", True, "条"),
        )
        rows = tuple(
            (DataCell((Link(f"{h.year} 年", h.address),)), *figure_cells(h), number(len(h.findings))) for h in holdings
        )
        blocks += [
            Heading(2, "历年报告", "years"),
            DataTable(f"{agency.name}历年主要数字", columns, rows, len(rows) > 1),
            Para(
                (
                    "数字照原件所印。“空白”是没有填写，“无此格”是原件缺了这一格，都不等于 0。各列的含义见",
                    Link("怎样读这些表", "about/forms/"),
                    "。",
                ),
                "meaning",
            ),
        ]
        if ways := _ways(agency, holdings, path):
            blocks.append(Bullets(ways, kind="toolbar"))
    else:
        blocks.append(Para(("本馆还没有这个机关的报告。这不表示它没有公布。",)))
    if refused:
        items = tuple((f"{year} 年：{file}　", Link("原因", "quality/refused/")) for year, file in refused)
        blocks += [Heading(2, "送来但未能收录", "refused"), Bullets(items)]
    if gone:
        notices = tuple((Link(text, address),) for text, address in gone)
        blocks += [Heading(2, "不再提供的报告", "gone"), Bullets(notices)]
    if others:
        versions = tuple((Link(text, address),) for text, address in others)
        blocks += [Heading(2, "其他版本", "revisions"), Bullets(versions)]
    return page(
        f"agencies/{agency.agency_id}/",
        "agency",
        agency.name,
        f"{agency.name}历年政府信息公开工作年度报告和主要数字。",
        *blocks,
    )


def _facts(agency: Agency, path: Sequence[Division], names: Mapping[str, str]) -> Facts:
    pairs: list[tuple[str, Inlines]] = [("所在地", place_links(agency))]
    if agency.basis:
        label = "推断的依据" if path else "说明"
        pairs.append((label, ((inferred_mark(), " ", agency.basis) if path else (agency.basis,))))
    if agency.division_code:
        pairs.append(("区划代码", (Span(agency.division_code, "code"), *_code_note(agency))))
    if agency.kind or agency.level:
        level = f"（{agency.level}级）" if agency.level else ""
        pairs.append(("类别", (f"{agency.kind or '未分类'}{level}",)))
    for label, content in history_facts(agency, names):
        pairs.append((label, content))
    if agency.aliases:
        pairs.append(("又写作", ("、".join(agency.aliases),)))
    pairs.append(("登记号", (Span(agency.agency_id, "code"), " 永久不变，用在网址里")))
    return Facts(tuple(pairs))


def _code_note(agency: Agency) -> Inlines:
    """A town with the six digits of its county: the table of towns does not list it (叶城县河园镇)."""
    if agency.level == "乡" and len(agency.division_code) == 6:
        return (f" 这是所属县（市、区）的代码；截至 {AS_OF[:4]} 年的统计用区划代码表没有列出这个乡镇（街道）",)
    return ()


def _ways(agency: Agency, holdings: Sequence[Holding], path: Sequence[Division]) -> tuple[Inlines, ...]:
    links: list[Inlines] = []
    if len(holdings) > 1:
        links.append((Link("历年走势和逐年对比", f"compare/agencies/{agency.agency_id}/"),))
    if path:
        place, year = path[-1], holdings[0].year
        links.append((Link(f"{place.name}各机关 {year} 年比较", f"compare/places/{place.code}/{year}/"),))
        links.append((Link(f"{place.name}的全部机关", place.address),))
    return tuple(links)
