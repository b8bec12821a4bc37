"""Test that one change in a source changes exactly that in the extracted data, or that a finding covers the rest.

A made-up report is written in several formats. In each table at a time a cell is blanked, a figure is changed, a row is
removed, two columns are swapped with their headers and without. No ground truth is needed: the data before the change is compared with the
data after it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from benchmarks.styles.catalogue import ALL_WRITERS
from benchmarks.styles.documents import job
from benchmarks.styles.sheets import Cell, Job, Table
from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.forms import form
from build_scripts.model import Report

Where = tuple[str, str, int]  # table, row, column
PROVED = (
    "txt tabs",
    "txt pipes",
    "md",
    "html",
    "docx",
    "csv",
    "xlsx",
    "pdf, drawn",
)  # each figure in a cell of its own
HALF_RULED = "pdf, drawn, rows grow, rules across"  # not in separate cells, but without a doubt when all sums hold
GUESSED = ("txt tabs, packed", "txt aligned", "md, merged gone", "html, spans lost", "txt pipes after", HALF_RULED)
TRIES = {"pdf, drawn": 1, "docx": 2, "xlsx": 2, HALF_RULED: 1}  # files for each profile, otherwise 2 or 3
PROFILES = ("dense", "sparse", "blanks")


def cells(report: Report) -> dict[Where, str | None]:
    return {
        (table.key, row.key, at): cell.raw
        for table in report.tables
        for row in table.rows
        for at, cell in enumerate(row.cells)
    }


def written(item: Job, name: str) -> Report:
    return read(ALL_WRITERS[name](item))


def checked(report: Report, name: str) -> Report:
    return check(identify(report, f"report{ALL_WRITERS[name].suffix}", registry(())))


@cache
def before(name: str, profile: str) -> Report:
    return written(job(profile, "metamorphic"), name)


def doubted(report: Report, where: Where, raw: str | None) -> bool:
    table, row, column = where
    names = [c.key for c in form("2021").table(table).rows[0].columns]
    return any(
        f.table == table
        and f.code != "label.variant"
        and ((f.row or f.group) == row if f.row or f.group else f.column in names[column : column + 1] or raw is None)
        for f in report.findings
    )


def placed(item: Job) -> Iterator[tuple[Where, Table, int, Cell]]:
    """Return every figure of the report by its position: table, row, cell."""
    for table in (t for t in item.blocks if isinstance(t, Table)):
        shape = form(item.figures.requests_form if table.name == "requests" else "2021").table(table.name)
        keys = iter([(row.key, at) for row in shape.rows for at in range(len(row.columns))])
        seen: set[int] = set()
        for r, row in enumerate(table.rows):
            for cell in row:
                if cell.role == "value" and id(cell) not in seen:
                    seen.add(id(cell))
                    yield (table.name, *next(keys)), table, r, cell


def held(name: str, profile: str, item: Job, changed: dict[Where, str | None], *, exact: bool) -> Report:
    """Return the report after that change, compared with the one before."""
    old, new = before(name, profile), written(item, name)
    want, got = cells(old) | changed, cells(new)
    off = {where: (want[where], got[where]) for where in want if want[where] != got[where]}
    if off and not exact:
        new = checked(new, name)
    silent = {where: pair for where, pair in off.items() if exact or not doubted(new, where, pair[1])}
    assert not silent, (name, profile, changed)
    return new


def one_of_each_table(item: Job, dice: Random) -> Iterator[tuple[Where, Cell]]:
    """Return a stated figure of each table. What happens in one table explains no doubt in another."""
    stated = [(where, cell) for where, _, _, cell in placed(item) if cell.text]
    for name in sorted({where[0] for where, _ in stated}):
        yield dice.choice([(where, cell) for where, cell in stated if where[0] == name])


@pytest.mark.parametrize("name", (*PROVED, *GUESSED))
def test_a_cell_that_is_blanked_is_blank(name: str) -> None:
    dice = Random(name)
    for profile in ("dense", "sparse"):
        for _ in range(TRIES.get(name, 3)):
            item = job(profile, "metamorphic")
            changed: dict[Where, str | None] = {}
            for where, cell in one_of_each_table(item, dice):
                changed[where] = cell.text = ""
            held(name, profile, item, changed, exact=False)


@pytest.mark.parametrize("name", (*PROVED, *GUESSED))
def test_a_figure_that_is_changed_is_changed_alone(name: str) -> None:
    dice = Random(name)
    for profile in ("dense", "blanks"):
        for _ in range(TRIES.get(name, 3)):
            item = job(profile, "metamorphic")
            changed: dict[Where, str | None] = {}
            for where, cell in one_of_each_table(item, dice):
                changed[where] = cell.text = str(dice.randint(2, 99))
            held(name, profile, item, changed, exact=name in PROVED)


@pytest.mark.parametrize("name", (*PROVED, *GUESSED))
def test_a_row_that_is_taken_out_is_absent_and_said_to_be(name: str) -> None:
    """Take a row out of table 1 and another out of table 2."""
    dice = Random(name)
    for profile in ("dense", "blanks"):
        for _ in range(TRIES.get(name, 3)):
            item = job(profile, "metamorphic")
            gone: dict[Where, str | None] = {}
            for key in ("requests", "proactive"):
                (_, row, _), table, at, _ = dice.choice([p for p in placed(item) if p[0][0] == key])
                del table.rows[at]
                gone |= {where: None for where in cells(before(name, profile)) if where[:2] == (key, row)}
            new = checked(held(name, profile, item, gone, exact=False), name)
            assert all(doubted(new, where, None) for where in gone), (name, profile, *gone)


def columns_of(table: Table, dice: Random) -> tuple[int, int]:
    """Return two columns whose headers have names of their own."""
    if table.name == "proactive":
        return (1, 2) if dice.random() < 0.5 else (2, 3)
    first = table.stub + 1 if table.name == "requests" else dice.choice((0, 5, 10))
    a, b = dice.sample(range(first, first + 5), 2)
    return a, b


def swapped(table: Table, a: int, b: int, *, heads: bool) -> None:
    for row in table.rows:
        single = len({id(cell) for cell in row}) == len(row) or table.name != "proactive"
        value = any(cell.role == "value" for cell in row)
        if single and (value or (heads and row[a] is not row[b])):
            row[a], row[b] = row[b], row[a]


@pytest.mark.parametrize("heads", [True, False], ids=["with their heads", "without"])
@pytest.mark.parametrize("name", (*PROVED, *GUESSED))
def test_columns_that_change_places(name: str, heads: bool) -> None:
    """With their headers nothing changes; without, every figure is under the other name, as printed."""
    dice = Random(name)
    for _ in range(TRIES.get(name, 2)):
        item = job("dense", "metamorphic")
        old = {where: cell for where, _, _, cell in placed(item)}
        for table in (t for t in item.blocks if isinstance(t, Table)):
            swapped(table, *columns_of(table, dice), heads=heads)
        new = {where: cell for where, _, _, cell in placed(item)}
        moved: dict[Where, str | None] = {where: cell.text for where, cell in new.items() if cell is not old[where]}
        assert len({table for table, _, _ in moved}) == 3
        held(name, "dense", item, {} if heads else moved, exact=False)


def test_the_change_that_a_test_makes_is_seen() -> None:
    """Test the comparison itself: it detects a figure that changed unexpectedly."""
    item = job("dense", "metamorphic")
    where, _, _, cell = next(placed(item))
    cell.text = "4321"
    with pytest.raises(AssertionError):
        held("html", "dense", item, {}, exact=False)
    held("html", "dense", item, {where: "4321"}, exact=True)
