"""Test that copied text and text parsed from the HTML contain the figures as printed, without any added text."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from browser import Served
from made_up import report as made_up
from playwright.sync_api import Page

from build_scripts.checks import check
from build_scripts.model import Cell, Finding, Report, State
from build_scripts.pages.findings import notices
from build_scripts.render.blocks import Statutory
from build_scripts.render.statutory import statutory_table
from build_scripts.render.tables import text_of
from build_scripts.wording import cell

STYLE = Path(__file__).parent.parent / "overrides/assets/nianbao.css"


def wrong_total() -> Report:
    """Return a report whose row （一）予以公开 does not add up: nearly every cell of that row and column has a mark."""
    whole = made_up(3)
    rows = tuple(
        replace(row, cells=(*row.cells[:-1], cell("82"))) if row.key in ("3.1", "3.7") else row
        for row in whole.requests.rows
    )
    return check(replace(whole, requests=replace(whole.requests, rows=rows)))


def table_of(report: Report) -> Statutory:
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    for found in notices(report.findings):
        finding: Finding = found.finding
        if finding.table == "requests":
            place = (finding.row, finding.column)
            marks[place] = (*marks.get(place, ()), found.id)
    assert any(column for _, column in marks), "cells carry marks"
    return Statutory(report.requests, marks)


def shown(value: Cell) -> str:
    assert value.state in (State.STATED, State.BLANK, State.SLASH, State.ABSENT)
    return text_of(value)


def as_read(block: Statutory) -> pd.DataFrame:
    """Return the table as pandas parses it from the page, each cell as text."""
    text = io.StringIO(statutory_table(block))
    (read,) = pd.read_html(text, converters=dict.fromkeys(range(10), str), thousands=None)  # type: ignore[arg-type]
    return read


def test_a_program_reads_the_figures_as_printed() -> None:
    report = wrong_total()
    read = as_read(table_of(report))
    body = read.iloc[:, -7:].to_numpy().tolist()
    assert body == [[shown(value) for value in row.cells] for row in report.requests.rows]


def test_a_selection_copies_the_figures_as_printed(page: Page, serve: Callable[..., Served], tmp_path: Path) -> None:
    report = wrong_total()
    (tmp_path / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><style>{STYLE.read_text(encoding="utf-8")}</style>'
        f'<body class="md-typeset">{statutory_table(table_of(report))}',
        encoding="utf-8",
    )
    page.goto(serve(tmp_path).url)
    lines = page.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("tbody"));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return getSelection().toString().split("\\n");
    }""")
    copied = [line.split("\t")[-7:] for line in lines if line.strip()]
    assert copied == [[shown(value) for value in row.cells] for row in report.requests.rows]
    mark = page.locator("a.nb-mark").first
    assert mark.get_attribute("aria-label", timeout=5_000)
    drawn = mark.evaluate("mark => getComputedStyle(mark, '::before').content")
    assert drawn.strip('"') == (mark.get_attribute("href") or "").removeprefix("#f"), "and readers still see its number"


@pytest.mark.parametrize("text", ["82", "0", "1,234", "/"])
def test_a_mark_adds_no_text(text: str) -> None:
    report = made_up(3)
    first = report.requests.rows[0]
    rows = (replace(first, cells=(cell(text), *first.cells[1:])), *report.requests.rows[1:])
    block = Statutory(replace(report.requests, rows=rows), {("1", "natural_person"): ("f6", "f12")})
    read = as_read(block)
    assert read.iloc[0, -7] == text
