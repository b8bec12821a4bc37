"""``nianbao.sqlite``: the whole archive as one database that any SQLite (Datasette, DB Browser, pandas, R) opens.

Written in one pass, report by report, in a fixed order: the same archive gives the same bytes with the same SQLite. What did
not change since the database before is copied out of it, which gives these bytes too and takes a tenth of the time. Cells
point to their form and their report by number, which makes the file a third of what names would; the view ``figures`` puts
the names back and holds only current versions, so that nobody counts a report twice.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from build_scripts.exports.columns import AGENCY_COLUMNS, FINDING_COLUMNS, REPORT_COLUMNS, VERSION_COLUMNS
from build_scripts.exports.dictionary import cell_rows, finding_rows, state_rows
from build_scripts.model import State

_TYPES = {"integer": "integer", "number": "numeric"}
_CELLS = (
    "insert into cells values (?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), "
    "nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''), nullif(?, ''))"
)
_OTHERS = {
    "reports": [*REPORT_COLUMNS, "digest"],
    "cells": [
        *("cell", "state", "value", "unit", "raw", "form", "page", "line", "grid", "grid_row", "grid_column"),
        *("read_state", "read_raw", "doubts"),
    ],
    "findings": [name for name in FINDING_COLUMNS if name != "report"],
    "narratives": ["section", "heading", "paragraph", "text"],
}
_NAMED = {table: ", ".join(f'"{name}"' for name in names) for table, names in _OTHERS.items()}
_COPIED = (
    f"insert into reports select ?, {_NAMED['reports']} from old.reports where id = ?",
    f"insert into cells select ?, {_NAMED['cells']} from old.cells where report = ? order by cell",
)
_COPIED_ON = {
    table: f"insert into {table} select id + ?, ?, {_NAMED[table]} from old.{table} where report = ? order by id"
    for table in ("findings", "narratives")
}
_WRITTEN_BY = 96  # where the header tells which SQLite wrote the file: no content
_OLDEST = 3_034_000  # the first with the trigram tokenizer

# Trigrams find any run of three or more characters, which is what Chinese without word marks needs.
_LAYOUT = """
create table about (key text primary key, value text not null) without rowid;
create table states (state text primary key, name text not null, meaning text not null, meaning_en text not null) without rowid;
create table form_cells (
    id integer primary key, "table" text not null, "row" text not null, "column" text not null, name text not null,
    row_label text not null, column_label text not null, unit text not null, article text, forms text not null,
    comparable text not null, unique ("table", "row", "column")
);
create table finding_codes (
    code text primary key, severity text not null, title text not null, meaning text not null, advice text not null
) without rowid;
create table agencies ({agencies}, primary key (agency_id)) without rowid;
create table reports (
    id integer primary key, {reports}, digest text, unique (report), foreign key (agency_id) references agencies (agency_id)
);
create table versions ({versions}, primary key (sha256)) without rowid;
create table cells (
    report integer not null references reports (id), cell integer not null references form_cells (id),
    state text not null references states (state), value numeric, unit text, raw text, form text not null,
    page integer, line integer, grid integer, grid_row integer, grid_column integer,
    read_state text, read_raw text, doubts text, primary key (report, cell)
) without rowid;
create table findings (
    id integer primary key, report integer not null references reports (id), {findings},
    foreign key (code) references finding_codes (code)
);
create table narratives (
    id integer primary key, report integer not null references reports (id), section text not null, heading text,
    paragraph integer not null, text text not null
);
create virtual table narratives_fts using fts5 (text, content="narratives", content_rowid='id', tokenize='trigram');
"""
_INDEXES = """
create index reports_agency on reports (agency_id, year);
create index reports_place on reports (province, city, county, year);
create index reports_year on reports (year);
create index versions_agency on versions (agency_id, year);
create index cells_cell on cells (cell, state);
create index findings_report on findings (report);
create index findings_code on findings (code);
create index narratives_report on narratives (report);
create view figures as
    select r.year, r.province, r.city, r.county, r.agency, f.name, c.state, c.value, c.unit, c.raw, c.doubts,
        f."table", f."row", f."column", r.agency_id, r.division_code, r.report as address
    from cells c join reports r on r.id = c.report join form_cells f on f.id = c.cell where r.current = 1;
insert into narratives_fts (narratives_fts) values ('rebuild');
"""


@dataclass(frozen=True, slots=True)
class Lines:
    """Of a version of a report: its line of ``reports.csv``, its lines of ``findings.csv`` and ``cells.csv``, its record."""

    report: str
    findings: str
    cells: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """A version of a report: its address, a digest of all that is known of it, and what is read when that is new."""

    address: str
    digest: str
    load: Callable[[], Lines]


def write_database(
    path: Path,
    before: Path,
    about: Mapping[str, str],
    agencies: bytes,
    versions: Iterable[bytes],
    items: Iterable[Item],
) -> None:
    """Write the database to a new file. ``before`` is where one that was written earlier may stand; ``agencies`` and
    ``versions`` are the CSV files of that name."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        db.executescript("pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off;")
        db.executescript(
            _LAYOUT.format(
                agencies=_columns(AGENCY_COLUMNS),
                reports=_columns(REPORT_COLUMNS),
                versions=_columns(VERSION_COLUMNS),
                findings=_columns({k: v for k, v in FINDING_COLUMNS.items() if k != "report"}),
            )
        )
        known = _known(db, before, about.get("made_by", ""))
        db.execute("begin")
        _insert(db, "about", [item for item in about.items() if item[1]])
        _insert(db, "states", state_rows())
        cells = cell_rows()
        _insert(db, "form_cells", ((number, *row) for number, (_, row) in enumerate(cells, 1)))
        _insert(db, "finding_codes", finding_rows())
        _insert(db, "agencies", _lines(agencies.decode("utf-8-sig"))[1:])
        for file in versions:
            _insert(db, "versions", _lines(file.decode("utf-8-sig"))[1:])
        _fill(db, items, {key: number for number, (key, _) in enumerate(cells, 1)}, known)
        db.execute("commit")
        db.executescript(_INDEXES)
    with path.open("r+b") as written:
        written.seek(_WRITTEN_BY)
        written.write(_OLDEST.to_bytes(4, "big"))


def _known(db: sqlite3.Connection, before: Path, made_by: str) -> dict[tuple[str, str], int]:
    """(address, digest) → number of the reports in the database before, when the same code wrote it; it is attached then."""
    if not before.is_file():
        return {}
    try:
        db.execute("attach ? as old", (f"{before.resolve().as_uri()}?mode=ro&immutable=1",))
        if db.execute("select value from old.about where key = 'made_by'").fetchall() != [(made_by,)]:
            return {}
        return {(report, digest): n for report, digest, n in db.execute("select report, digest, id from old.reports")}
    except sqlite3.DatabaseError:  # of another layout, or no database
        return {}


def _columns(columns: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(f'"{name}" {_TYPES.get(kind, "text")}' for name, (kind, _) in columns.items())


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """What a CSV leaves empty because there is nothing becomes null; text that is empty is told by its column."""
    filled = ([None if value == "" else value for value in row] for row in rows)
    first = next(filled, None)
    if first is not None:
        marks = ",".join("?" * len(first))
        db.executemany(f"insert into {table} values ({marks})", chain([first], filled))


def _lines(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(keepends=True)))


def _fill(
    db: sqlite3.Connection,
    items: Iterable[Item],
    numbers: Mapping[tuple[str, str, str], int],
    known: Mapping[tuple[str, str], int],
) -> None:
    ends = {"findings": 0, "narratives": 0}  # the last number given
    for report, item in enumerate(items, 1):
        if old := known.get((item.address, item.digest)):
            _copy(db, old, report, ends)
            continue
        lines = item.load()
        _insert(db, "reports", ([report, *row, item.digest] for row in _lines(lines.report)))
        db.executemany(_CELLS, (_cell(report, row, numbers) for row in _lines(lines.cells)))
        for table, rows in (
            ("findings", [row[1:] for row in _lines(lines.findings)]),
            ("narratives", list(_paragraphs(lines.record))),
        ):
            _insert(db, table, ([ends[table] + n, report, *row] for n, row in enumerate(rows, 1)))
            ends[table] += len(rows)


def _copy(db: sqlite3.Connection, old: int, report: int, ends: dict[str, int]) -> None:
    """A report as it stands in the database before, under its number of today."""
    for statement in _COPIED:
        db.execute(statement, (report, old))
    for table, statement in _COPIED_ON.items():
        first, count = db.execute(f"select min(id), count(*) from old.{table} where report = ?", (old,)).fetchone()
        if count:
            db.execute(statement, (ends[table] + 1 - first, report, old))
            ends[table] += count


def _cell(report: int, row: Sequence[str], numbers: Mapping[tuple[str, str, str], int]) -> list[object]:
    """A line of ``cells.csv``. The print of a blank cell is "", that of an absent one null."""
    _, _, _, form, table, key, column, state, value, raw, page, line, grid, grid_row, grid_column, *rest = row
    read_state, read_raw, unit, doubts, _ = rest
    places = (page, line, grid, grid_row, grid_column)
    printed = None if state == State.ABSENT else raw
    return [
        report,
        numbers[table, key, column],
        state,
        value,
        unit,
        printed,
        form,
        *places,
        read_state,
        read_raw,
        doubts,
    ]


def _paragraphs(record: bytes) -> Iterator[tuple[str, str, int, str]]:
    """(section, heading, number in it, text) of every paragraph, those that belong nowhere last."""
    detail: dict[str, Any] = json.loads(record)["detail"]
    parts = [(s["key"], s["heading"], s["blocks"]) for s in detail["sections"]]
    for key, heading, blocks in (*parts, ("unplaced", "", detail["unplaced"])):
        texts = (block["text"] for block in blocks if "text" in block)
        yield from ((key, heading, n, text) for n, text in enumerate(texts, 1))
