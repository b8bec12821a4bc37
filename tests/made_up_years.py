"""Fictional agencies over six years, with both forms and every kind of "no number"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from made_up import agency, as_holding, report, table_from_print, with_tables

from build_scripts.forms import form
from build_scripts.indicators import Packed, packed, values
from build_scripts.model import Holding, Paragraph, Place, Report, Section
from build_scripts.pages.compare.outcomes import Figures
from build_scripts.pages.compare.places import Member
from build_scripts.serialize import empty_table

YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
Printed = Mapping[str, Sequence[str | None]]


def member(holding: Holding) -> Member:
    """Return the report as a member of its place."""
    return Member(holding.agency, holding.address, len(holding.findings), values(holding))


def printed(item: Report, table: str) -> dict[str, list[str | None]]:
    """Return the printed cells of a table by row key."""
    return {row.key: [c.raw for c in row.cells] for t in item.tables if t.key == table for row in t.rows}


def with_cells(item: Report, table: str, cells: Printed, form_id: str = "") -> Report:
    """Return the report with these rows replaced; a row of ``None`` cells is absent."""
    shape = form(form_id or {t.key: t.form for t in item.tables}[table]).table(table)
    rows = printed(item, table) | {key: list(values) for key, values in cells.items()}
    known = {row.key for row in shape.rows}
    made = table_from_print(shape, form_id or "2021", {k: v for k, v in rows.items() if k in known})
    return with_tables(item, made)


def without(item: Report, table: str) -> Report:
    """Return the report without that table."""
    found = {t.key: t for t in item.tables}[table]
    return with_tables(item, empty_table(form(found.form).table(table), found.form))


def on_form_2019(item: Report) -> Report:
    """Return the same report on the form of 2019: （六）其他处理 in one row, table 2 with other columns."""
    rows = printed(item, "requests")
    other = [str(sum(int(rows[k][i] or 0) for k in ("3.6.1", "3.6.2", "3.6.3"))) for i in range(7)]
    moved = with_cells(item, "requests", {"3.6": other}, "2019")
    table2: Printed = {
        "1.rules": ["0", "0", "0"],
        "1.docs": ["2", "2", "14"],
        "5.permit": ["3", "+1", "812"],
        "5.services": ["2", "0", "40"],
        "6.penalty": ["5", "/", "77"],
        "6.coercion": ["", "", "0"],
        "8.fee": ["0", "0"],
        "9.procurement": ["3", "251000元"],
    }
    return replace(with_cells(moved, "proactive", table2, "2019"), form="2019")


def with_text(item: Report, key: str, paragraphs: Sequence[str]) -> Report:
    """Return the report with other text in that section."""
    blocks = tuple(Paragraph(text, Place(line=at)) for at, text in enumerate(paragraphs, 1))
    sections = tuple(
        Section(s.key, s.heading, s.heading_position, blocks) if s.key == key else s for s in item.sections
    )
    return replace(item, sections=sections)


def kind_of(number: int) -> str:
    """Return the peculiarity of an agency's table 3; most agencies have none."""
    return {3: "blank", 4: "slash", 5: "absent", 6: "unreadable", 7: "zero"}.get(number % 10, "")


def year_of(number: int, year: int) -> Report:
    """Return the report of that agency and year; before 2021 on the older form."""
    kind = kind_of(number)
    item = report(number, year, quiet=1.0 if kind == "zero" else 0.0)
    if year < 2021:
        item = on_form_2019(item)
    rows = printed(item, "requests")
    if kind == "blank":
        rows = {key: [""] * 7 for key in rows}
    elif kind == "slash":
        rows = {key: [*cells[:-1], "/"] for key, cells in rows.items()}
    elif kind == "absent":
        rows = {key: [*cells[:-1], None] for key, cells in rows.items()}
    elif kind == "unreadable":
        rows["1"][-1] = "约十件"
    return with_cells(item, "requests", rows, item.requests.form)


def held(number: int, year: int = 2024) -> Holding:
    return as_holding(year_of(number, year), agency(number))


def history(number: int) -> list[Holding]:
    return [held(number, year) for year in YEARS]


def by_year(holdings: Iterable[Holding]) -> dict[int, Figures]:
    """Return the indicators of one agency by year."""
    return {item.year: values(item) for item in holdings}


def packed_by_year(holdings: Iterable[Holding]) -> dict[int, Packed]:
    """Return the same in the packed form of the store."""
    return {year: packed(figures) for year, figures in by_year(holdings).items()}
