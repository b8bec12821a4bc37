"""Show the original on the page of its report: pictures or quotations beside findings, and the place of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from build_scripts.content.amendments import print_in_words
from build_scripts.facsimile.origin import Origin, Part, printed_cells, public_origins
from build_scripts.facsimile.picture_plan import page_name, picture_name, table_pages
from build_scripts.forms import form
from build_scripts.forms.names import cell_name, column_name, row_name
from build_scripts.model import Finding, Report, Row, Table
from build_scripts.pages.provenance import ReportContext, whereabouts
from build_scripts.render.blocks import Block, Figure, Heading, Inline, Inlines, Link, Para, Rows, Span
from build_scripts.render.statutory import anchor

IN_CELLS = (Part.ROW, Part.COLUMN, Part.TABLE)


def evidence(report: Report, finding: Finding, context: ReportContext) -> tuple[Block, ...]:
    """Return what the original prints at the place of a finding: a picture where there is one, else a quotation."""
    return tuple(
        block
        for origin in public_origins(report, finding)
        for block in _figure_or_quotation(report, finding, origin, context)
    )


def _figure_or_quotation(report: Report, finding: Finding, origin: Origin, context: ReportContext) -> Iterator[Block]:
    name = picture_name(report, origin)
    if size := context.pictures.get(name):
        read = _read(report, finding, origin)
        caption = f"原件{whereabouts([origin.row])}，{origin.part}。{read if origin.part is Part.ROW else ''}"
        folder = "original/" if origin.part is Part.PAGE else ""
        yield Figure(f"{context.address}{folder}{name}", *size[:2], f"原件{origin.part}的图。{read}", (caption,))
    elif origin.part in IN_CELLS:
        for at, line in enumerate(printed_cells(origin)):
            yield Para((*((f"原件{origin.part}：",) if not at else ()), *printed(line)), "quoted")
    elif origin.printed:
        yield Para((f"原件{origin.part}：{''.join(map(''.join, printed_cells(origin)))}",), "quoted")


def _read(report: Report, finding: Finding, origin: Origin) -> str:
    if origin.part is Part.TABLE or not origin.printed:
        return ""
    table = next((t for t in report.tables if t.key == finding.table), None)
    key = finding.row or finding.group
    if origin.part is Part.ROW and table and key:
        cells = "、".join(print_in_words(cell.raw) for cell in table.row(key).cells)
        return f"{cell_name(table.form, table.key, key, '')}本馆读作：{cells}"
    if origin.part is Part.COLUMN and table:
        return (
            f"{column_name(table.form, table.key, key, finding.column)}本馆读作：{_down(table, finding.column, origin)}"
        )
    return f"本馆读作：{'；'.join('、'.join(text or '空白' for text in line) for line in printed_cells(origin))}"


def _down(table: Table, column: str, origin: Origin) -> str:
    """Return the rows of a column with their values as read: ``一、本年新收政府信息公开申请数量 12；二、…``"""
    rows = [row for row in table.rows if row.printed in origin.printed]
    at = [c.key for c in form(table.form).table(table.key).row(rows[0].key).columns].index(column)
    return "；".join(f"{row_name(table.form, table.key, row.key)} {print_in_words(row.cells[at].raw)}" for row in rows)


def printed(cells: tuple[str, ...]) -> Inlines:
    """Return cells as separate spans, with blanks made visible."""
    parts: list[Inline] = []
    for text in cells:
        parts += [_cell(text), " "]
    return tuple(parts[:-1])


@lru_cache(maxsize=4096)  # most cells repeat the text of others
def _cell(text: str) -> Span:
    return Span(text, "cell") if text.strip() else Span("空白", "cell-blank")


def is_pictured(report: Report, context: ReportContext) -> bool:
    """Return whether the report has a page 对照原件."""
    return any(page_name(report, *page) in context.pictures for page in table_pages(report).items())


# --------------------------------------------------------------------------- from a row to its place


def places(report: Report, table: Table, context: ReportContext) -> Mapping[str, str]:
    """Return row key → address of the row in the original: a PDF page, the picture of its page, or the quoted row."""
    found = {row.key: _place(report, table, row, context) for row in table.rows}
    return {key: place for key, place in found.items() if place}


def _place(report: Report, table: Table, row: Row, context: ReportContext) -> str:
    if row.place is None:
        return ""
    page = row.place.page
    if page and context.original.endswith(".pdf"):
        return f"{context.original}#page={page}"
    here = f"at-{anchor(table.key, row.key)}"
    if page and page_name(report, page, table_pages(report).get(page, 0.0)) in context.pictures:
        return f"{context.address}original/#{here}"
    return f"#{here}" if row.printed else ""


def quoted_rows(report: Report, context: ReportContext) -> list[Block]:
    """Return the rows of the tables quoted from an original whose pages cannot be shown."""
    rows = tuple(_quoted(report, context))
    if not rows:
        return []
    remark = Para(("原件不是分页的图，下面照原样引出各行：格与格分开，空格写“空白”。",))
    return [Heading(2, "原件中的各行", "rows"), remark, Rows(rows)]


def _quoted(report: Report, context: ReportContext) -> Iterator[tuple[str, Inlines]]:
    for table in report.tables:
        for row in table.rows:
            place = _place(report, table, row, context)
            if place.startswith("#") and row.place:
                name = cell_name(table.form, table.key, row.key, "")
                link = Link(name, f"#{anchor(table.key, row.key)}")
                where = Span(whereabouts([row.place]), "small")
                for _, line in (header for header in table.header_rows if header[0] == row.key):
                    yield "", ("表头 ", *printed(tuple(text for text in line if text and text.strip())))
                yield (
                    place[1:],
                    (link, " ", where, " ", *printed(tuple(text for text in row.printed if text is not None))),
                )
