"""Test that every numeral printed in a table appears in a cell, in a label, in the text, or in the unplaced content."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from made_up import report as made_up
from styles import PROACTIVE_STYLES, REQUEST_STYLES, REVIEW_STYLES, grid, request_rows

from benchmarks.styles.catalogue import Style, made, styles
from build_scripts import readers
from build_scripts.extraction import proactive, requests, review
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.lines import lines_of
from build_scripts.model import Block, Grid, Paragraph, Report
from build_scripts.wording import is_value, squeeze

REPORTS = Path(__file__).parent / "fixtures" / "reports"
BUSY = next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells))


def numerals(texts: Iterable[str]) -> Counter[str]:
    return Counter(found for text in texts for found in re.findall(r"[0-9０-９][0-9０-９,.]*", squeeze(text)))


def in_tables(blocks: Iterable[Block]) -> Iterator[str]:
    return (c.text for b in blocks if isinstance(b, Grid) for row in b.rows for c in row if c)


def shown(report: Report) -> Iterator[str]:
    yield report.title
    for table in report.tables:
        for row in table.rows:
            yield row.label
            yield from (cell.raw or "" for cell in row.cells)
    for section in report.sections:
        yield section.heading
        yield from texts_of(section.blocks)
    yield from texts_of(report.unplaced)


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from in_tables([block])


def parsed(data: bytes) -> tuple[tuple[Block, ...], Report]:
    """Return what a file contains and the report that is made of it; the file is parsed once."""
    document = readers.read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "read", lambda _: document)
        return document.blocks, read(data)


@pytest.mark.parametrize("path", sorted(p for p in REPORTS.iterdir() if p.suffix in (".txt", ".md", ".html", ".docx")))
def test_of_a_whole_file(path: Path) -> None:
    blocks, report = parsed(path.read_bytes())
    assert not numerals(in_tables(blocks)) - numerals(shown(report))


MADE = [
    style
    for style in styles(everything=True)
    if not style.name.startswith("pdf") and not any(edit.refused for edit in style.edits)
]


@pytest.mark.parametrize("style", random.Random("accounted").sample(MADE, 80), ids=lambda style: style.name)
def test_of_a_made_up_style(style: Style) -> None:
    """``python -m benchmarks.styles`` counts the same over all styles (columns lost and unreported)."""
    profile = random.Random(style.name).choice(style.profiles)
    blocks, report = parsed(made(style, profile, "accounted")[1])
    figures = (text for text in in_tables(blocks) if is_value(text))
    assert not numerals(figures) - numerals(shown(report))


def lost(blocks: list[Block], key: str) -> Counter[str]:
    lines = [line for line in lines_of(repair_grids(blocks)) if line.table == key]
    made = {"proactive": proactive.proactive, "requests": requests.requests, "review": review.review}[key](lines)
    kept = [text for row in made.table.rows for text in (row.label, *(c.raw or "" for c in row.cells))]
    kept += [text for line in (*made.unclaimed, *made.partly_unplaced) for text in line.texts]
    return numerals(text for line in lines for text in line.texts) - numerals(kept)


@pytest.mark.parametrize(
    ("key", "style"),
    [
        *(("proactive", style) for style in PROACTIVE_STYLES),
        *(("requests", style) for style in REQUEST_STYLES if style != "printed twice"),
        *(("review", style) for style in REVIEW_STYLES),
    ],
)
def test_of_every_style(key: str, style: str) -> None:
    styles = {"proactive": PROACTIVE_STYLES, "requests": REQUEST_STYLES, "review": REVIEW_STYLES}[key]
    assert not lost(list(styles[style](made_up(BUSY))), key)


@pytest.mark.parametrize("column", range(3, 10))
def test_of_a_table_that_lost_a_cell_in_each_row(column: int) -> None:
    rows = [
        [c or "" for at, c in enumerate(row) if at != column or n < 3]
        for n, row in enumerate(request_rows(made_up(BUSY)))
    ]
    assert not lost([grid(rows)], "requests")
