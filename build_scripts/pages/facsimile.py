"""Make the page 对照原件: pictures of the original's pages with tables, beside the rows extracted from them.

Pictures and rows link to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from build_scripts.content.amendments import print_in_words
from build_scripts.facsimile.picture_plan import page_name, table_pages
from build_scripts.forms.names import cell_name
from build_scripts.model import Agency, Report, Row, Table
from build_scripts.pages.findings import FindingNotice, notices
from build_scripts.pages.originals import printed
from build_scripts.pages.provenance import ReportContext, crumbs
from build_scripts.readers.cell_boxes import Box, bounding_box
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Figure,
    Group,
    Heading,
    Inline,
    Inlines,
    Link,
    Mark,
    Page,
    Para,
    Region,
    Rows,
)
from build_scripts.render.statutory import anchor

PAD = 2  # pixels around a row


def facsimile_page(report: Report, agency: Agency, context: ReportContext) -> Page | None:
    """Return the page at ``original/`` below the report; ``None`` when no page of the original has a picture."""
    pages = {
        number: (name, *context.pictures[name])
        for number, turn in table_pages(report).items()
        if (name := page_name(report, number, turn)) in context.pictures
    }
    if not pages:
        return None
    noted = notices(report.findings)
    title = report.title or f"{agency.name}{report.year}年政府信息公开工作年度报告"
    blocks: list[Block] = [
        crumbs(agency, (title, context.address)),
        Para(
            (
                "左边（手机上是上面）是原件的页面，右边是本馆从中读到的每一行。点图上的一行，到读到的数字；点一行的名称，到图上。",
            )
        ),
        Bullets(
            (
                (Link("回到报告", context.address),),
                (Link("下载原件", context.original, True, report.source.name.rpartition("/")[2]),),
                *((Link(f"第 {number} 页", f"#page-{number}"),) for number in pages),
            ),
            kind="toolbar",
        ),
    ]
    for number, picture in pages.items():
        blocks.append(Heading(2, f"第 {number} 页", f"page-{number}"))
        blocks.append(Group("beside", tuple(_page_and_rows(report, number, picture, noted, context))))
    return Page(
        address=f"{context.address}original/",
        title=f"对照原件：{title}",
        kind="facsimile",
        description=f"{title}：原件页面的图，和从中读到的各行并列。",
        blocks=tuple(blocks),
    )


def _page_and_rows(
    report: Report,
    number: int,
    picture: tuple[str, int, int, float],
    noted: Sequence[FindingNotice],
    context: ReportContext,
) -> Iterator[Block]:
    rows = [(t, r) for t in report.tables for r in t.rows if r.place and r.place.page == number]
    name, width, height, scale = picture
    regions = tuple(
        Region(
            f"on-{anchor(table.key, row.key)}",
            f"#at-{anchor(table.key, row.key)}",
            f"{cell_name(table.form, table.key, row.key, '')}：{'、'.join(print_in_words(c.raw) for c in row.cells)}",
            _region(frame, scale),
        )
        for table, row in rows
        if (frame := _frame(table, row))
    )
    yield Figure(f"{context.address}original/{name}", width, height, f"原件第 {number} 页", (), regions)
    marks: dict[tuple[str, str], list[str]] = {}
    for n in noted:
        if n.finding.table:
            marks.setdefault((n.finding.table, n.finding.row or n.finding.group), []).append(n.id)
    yield Rows(tuple(_row(table, row, marks, context) for table, row in rows))


def _row(
    table: Table, row: Row, marks: Mapping[tuple[str, str], list[str]], context: ReportContext
) -> tuple[str, Inlines]:
    """Return the anchor and the content of one row: name linked to the picture, cells, findings, link to the report."""
    name = anchor(table.key, row.key)
    parts: list[Inline] = [Link(cell_name(table.form, table.key, row.key, ""), f"#on-{name}"), " "]
    parts += printed(tuple(print_in_words(cell.raw) for cell in row.cells))
    parts += [Mark(id_[1:], f"{context.address}#{id_}") for id_ in marks.get((table.key, row.key), ())]
    return f"at-{name}", (*parts, " ", Link("报告", f"{context.address}#{name}"))


def _frame(table: Table, row: Row) -> Box | None:
    """Return the box of a row; in table 4, where three groups share one printed row, the box of the group's cells."""
    if row.place is None or row.place.box is None:
        return None
    page = row.place.page
    own = [c.place.box for c in row.cells if c.place and c.place.box and c.place.page == page]
    return bounding_box(own) if own and table.key == "review" else row.place.box


def _region(frame: Box, scale: float) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (round(edge * scale) for edge in frame)
    return x0 - PAD, top - PAD, x1 - x0 + 2 * PAD, bottom - top + 2 * PAD
