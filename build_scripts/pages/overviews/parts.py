"""Shared parts of the index pages: counts, rows of lists, and cells with figures.

A count of reports is computed by the archive; a figure of a report is a printed cell and keeps its state. The two are
never mixed: this module adds no cells up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from build_scripts.content.divisions import Division, name_within, path_of, stem
from build_scripts.findings import doubts
from build_scripts.forms.figures import figure
from build_scripts.indicators import Indicator, indicator, value, with_doubts
from build_scripts.model import Agency, Cell, Holding, State
from build_scripts.pages.compare.values import marks, value_cell
from build_scripts.pages.counts import TABLE_NAMES, AgencyLine, Coverage, Tally
from build_scripts.pages.history import absence_text, other_place_text
from build_scripts.render.blocks import (
    Block,
    DataCell,
    DataColumn,
    DataTable,
    Group,
    Inline,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)
from build_scripts.render.tables import DOUBT, text_of

T = TypeVar("T")

LIST_LIMIT = 400  # maximum number of rows in a list; a longer list is split by place, or else into numbered pages
YEAR_LIMIT = 12  # maximum number of year columns in a grid; older years are on the pages of the agencies

# The most requested figures, by the keys of their indicators. All have the same meaning in both forms. A report that
# refuses a request counts it in one of sixteen rows: without their sums the table had no answer to "how often refused".
FIGURES = tuple(
    map(
        indicator,
        (
            *("received", "granted", "granted-in-part", "refused", "unavailable", "not-processed"),
            *("reconsideration", "suits", "permits", "penalties"),
        ),
    )
)


# --------------------------------------------------------------------------- pages


def page(
    address: str,
    kind: str,
    title: str,
    description: str,
    *blocks: Block | None,
    scripts: tuple[str, ...] = (),
    alternates: tuple[tuple[str, str], ...] = (),
) -> Page:
    """Return a page of the given blocks without those that are ``None``."""
    there = tuple(b for b in blocks if b is not None)
    return Page(address, title, kind, description, there, scripts=scripts, alternates=alternates)


def crumbs(*links: tuple[str, str]) -> Para:
    """Return the breadcrumb from the home page: (text, address), outermost first, without the current page. A page in
    the menu needs none."""
    parts: list[Inline] = []
    for text, address in (("首页", ""), *links):
        parts += [Link(text, address), " › "]
    return Para(tuple(parts[:-1]), "crumbs")


def place_crumbs(path: Sequence[Division]) -> tuple[tuple[str, str], ...]:
    """Return the links of ``crumbs`` for the places in ``path``."""
    return (("按地区", "places/"), *((d.name, d.address) for d in path))


def figures_row(*pairs: tuple[str, str]) -> Group:
    """Return large numbers with their words: (number, words)."""
    return Group("figures", tuple(Para((Span(number, "figure"), f" {words}")) for number, words in pairs))


def split(rows: Sequence[T], limit: int = LIST_LIMIT) -> list[Sequence[T]]:
    """Split the rows of a list into pages; one empty page when there are no rows."""
    return [rows[at : at + limit] for at in range(0, len(rows), limit)] or [rows]


def numbered(address: str, part: int) -> str:
    """Return the address of one part of a list, counted from 1: ``places/640522/``, then ``places/640522/2/``."""
    return address if part == 1 else f"{address}{part}/"


def part_links(address: str, part: int, parts: int, names: Sequence[str] = ()) -> Para | None:
    """Return links to the other parts of a list; ``names`` describe the parts."""
    if parts == 1:
        return None
    links: list[Inline] = ["分页："]
    for number in range(1, parts + 1):
        name = names[number - 1] if names else str(number)
        links += [Span(name, "strong") if number == part else Link(name, numbered(address, number)), " "]
    return Para(tuple(links[:-1]), "parts")


def number(n: int) -> DataCell:
    """Return the cell of a count."""
    return DataCell((f"{n:,}",))


# --------------------------------------------------------------------------- lists


def place_links(agency: Agency) -> Inlines:
    """Return the place of an agency as links; an inferred place is marked, an unknown place is named as such."""
    path = path_of(agency)
    if not path:
        return (Span("未定", "unknown"),)
    parts: list[Inline] = [inferred_mark(), " "] if agency.basis else []
    for division in path:
        parts += [Link(division.name, division.address), " "]
    return tuple(parts[:-1])


def place_words(agency: Agency) -> Inlines:
    """Return the place in short form below a name: ``宁夏 海原县``."""
    path = path_of(agency)
    if not path:
        return (Span("所在地未定", "words"),)
    words = " ".join(dict.fromkeys((stem(path[0].name), path[-1].name)))
    return (" ", inferred_mark(), Span(words, "words")) if agency.basis else (Span(words, "words"),)


def inferred_mark() -> Span:
    return Span("推断", "inferred", "不是原件写明的，依据见机关页")


def agency_link(agency: Agency, place: Division | None) -> DataCell:
    """Return the name of an agency as a row header, marked when its place is inferred."""
    name = name_within(agency.name, place) if place else agency.name
    link = Link(name, f"agencies/{agency.agency_id}/")
    return DataCell((link, " ", inferred_mark()) if agency.basis and path_of(agency) else (link,))


def cell_of(cell: Cell | None) -> DataCell:
    """Return a statutory cell: the printed text, or the words for its state. ``None`` means that the form has no such
    cell."""
    if cell is None:
        return DataCell(("本格式无此项",))
    if cell.state is State.UNREADABLE:
        # without print: the figures of the row are on the page but could not be assigned to columns (row.unplaced)
        return DataCell((f"“{cell.raw}”读不成数字" if cell.raw else DOUBT,))
    if cell.state is State.STATED:
        return DataCell((text_of(cell),))
    return DataCell((text_of(cell),), cell.state.value)


FIGURES_AS_PRINTED = Para(
    (
        "数字照原件所印。“空白”是没有填写，“无此格”是原件缺了这一格，都不等于 0；带“※”的有核验提示，点开就到那一条。各列的含义见",
        Link("怎样读这些表", "about/forms/"),
        "。",
    ),
    "meaning",
)


def report_table(caption: str, holdings: Sequence[Holding]) -> DataTable:
    """Return a table of reports with place and first figures, sortable where the browser runs scripts."""
    chosen = FIGURES[:2]
    columns = (
        DataColumn("报告"),
        *(DataColumn(item.name, True, item.unit) for item in chosen),
        DataColumn("核验提示", True, "条"),
    )
    rows = tuple(
        (
            # The place is below the name: as a separate column it would be one character wide on a phone.
            DataCell((Link(f"{h.agency.name} {h.year}\N{NO-BREAK SPACE}年", h.address), *place_words(h.agency))),
            *(figure_cell(h, item) for item in chosen),
            number(len(h.findings)),
        )
        for h in holdings
    )
    return DataTable(caption, columns, rows, sortable=True)


def figure_cell(holding: Holding, item: Indicator) -> DataCell:
    """Return a figure of one report, with a mark that links to its most severe finding: a single cell as printed, a sum
    of cells as on the pages of comparison."""
    found = with_doubts(value(holding, item), doubts(holding.findings))
    if len(found.cells) > 1:
        return value_cell(found, holding.address)
    table, _, rest = item.cells[0].partition(".")
    row, _, column = rest.rpartition(".")
    cell = cell_of(figure(next(t for t in holding.tables if t.key == table), row, column))
    return replace(cell, content=(*cell.content, *marks(found.doubts, holding.address)))


def division_table(
    caption: str,
    places: Iterable[tuple[Division, Tally]],
    address: str = "places/{code}/",
    sortable: bool = True,
    alone: str = "",
) -> DataTable:
    """Return a table of places with their counts, ordered by code. Tables of findings are not sortable, so that none
    becomes a ranking. ``alone`` replaces the link for a place with a single report."""
    columns = (
        DataColumn("地区"),
        DataColumn("机关", True, "个"),
        DataColumn("报告", True, "份"),
        DataColumn("有表未填报", True, "份"),
        DataColumn("核验提示", True, "条"),
    )
    rows = tuple(
        (
            DataCell((Link(d.name, (alone if alone and t.reports < 2 else address).format(code=d.code)),)),
            *(number(n) for n in (t.agencies, t.reports, t.unfilled, t.findings)),
        )
        for d, t in places
    )
    return DataTable(caption, columns, rows, sortable)


def grid_cell(seen: Coverage | None, agency: Agency, year: int, place: Division | None) -> DataCell:
    """Return one agency and year in one of its states, told by words and not by colour alone."""
    if seen is None:
        words = absence_text(agency, year) or other_place_text(agency, year, place) or "未收录"
        return DataCell((words,), State.ABSENT.value)
    if seen.state == "refused":
        return DataCell((Link("未能收录", "quality/refused/"),))
    if seen.state == "blank":
        return DataCell((Link("未填报", seen.address),))
    if seen.unfilled:
        names = "、".join(TABLE_NAMES[key] for key in seen.unfilled)
        return DataCell((Link("已收录", seen.address), f"（{names}未填报）"))
    return DataCell((Link("已收录", seen.address),))


LEGEND = Para(
    (
        Span("已收录", "strong"),
        "：原件在本馆，点开阅读。",
        Span("未填报", "strong"),
        "：原件在本馆，但法定表格没有填写，不等于零。",
        Span("未能收录", "strong"),
        "：文件送来了，未能收录，原因见“未能收录的文件”。",
        Span("未收录", "strong"),
        "：本馆没有这份报告，不等于机关没有公布。",
        Span("已并入其他机关、已撤销", "strong"),
        "：这一年机关已经不在；",
        Span("尚未合并设立、尚未分设", "strong"),
        "：登记簿写明，机关在这一年以后才设立；",
        Span("这一年属其他地区", "strong"),
        "：报告列在那个地区，点开看机关的各个年度。",
    ),
    "meaning",
)


def grid_years(lines: Iterable[AgencyLine], years: Iterable[int]) -> list[int]:
    """Return the columns of a grid, newest first: the years with a report or with an unreadable file."""
    found = {*years, *(year for line in lines for year in line.years)}
    return sorted(found, reverse=True)[:YEAR_LIMIT]


def grid_rows(
    lines: Iterable[AgencyLine], years: Sequence[int], place: Division | None = None
) -> tuple[tuple[DataCell, ...], ...]:
    """Return the rows of a grid. ``place`` is the place whose page shows it."""
    return tuple(
        (
            agency_link(line.agency, place),
            *(grid_cell(line.years.get(year), line.agency, year, place) for year in years),
        )
        for line in lines
    )


def grid_columns(years: Sequence[int]) -> tuple[DataColumn, ...]:
    return (DataColumn("机关"), *(DataColumn(f"{year} 年") for year in years))
