"""Make ``nianbao.sqlite``, the whole archive as one database, from its published data files. This file itself is
published:

    python make_sqlite.py https://…/data        (or a folder: python make_sqlite.py site/data)

It needs only Python 3.11. The same data give the same bytes with the same version of SQLite. Cells refer to their form
cell and their report by number, which makes the file a third of the size that names would need. The view ``figures``
restores the names and contains only current versions, so that no report is counted twice."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

DATABASE = "nianbao.sqlite"
# Maximum number of report versions for which a build makes the database; 200 take 0.7 s of processor time, 10,000 half
# a minute.
BUILT = 300
_TYPES = {"integer": "integer", "number": "numeric"}
_WRITTEN_BY = 96  # offset in the header of the version of SQLite that wrote the file; not content
_OLDEST = 3_034_000  # the first version with the trigram tokenizer

# Trigrams find any substring of three or more characters, which Chinese needs because it has no word separators.
_LAYOUT = """
create table about (key text primary key, value text not null) without rowid;
create table states (state text primary key, name text not null, meaning text not null, meaning_en text not null) without rowid;
create table form_cells (
    id integer primary key, "table" text not null, "row" text not null, "column" text not null, name text not null,
    row_label text not null, column_label text not null, unit text, article text, forms text not null,
    comparable text not null, unique ("table", "row", "column")
);
create table finding_codes (
    code text primary key, severity text not null, title text not null, title_en text not null, meaning text not null
) without rowid;
create table agencies ({agencies}, primary key (agency_id)) without rowid;
create table reports (
    id integer primary key, {reports}, unique (report), foreign key (agency_id) references agencies (agency_id)
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
_ANSWER = {"verdict": "verdict", "answer": "text", "answered_by": "who", "answered_on": "when"}


def read(base: str, name: str) -> bytes:
    """Return a file below ``data/``, decompressed if it is gzipped."""
    if base.startswith(("https://", "http://")):
        from urllib.request import urlopen  # only needed for a URL; a build makes no network request

        with urlopen(f"{base.rstrip('/')}/{name}") as answer:
            data: bytes = answer.read()
    else:
        data = (Path(base) / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def write(base: str, path: Path) -> None:
    """Write the database of the data files at ``base`` to ``path``."""
    package = json.loads(read(base, "datapackage.json"))
    found = (re.fullmatch(r"(\d{4})/datapackage\.json", item["path"]) for item in package["resources"])
    years = sorted((match[1] for match in found if match), reverse=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off;")
        names = ("agencies", "reports", "versions", "findings")
        columns = {name: json.loads(read(base, f"schema/{name}.json"))["fields"] for name in names}
        del columns["findings"][0]  # the report, which is referred to by number
        db.executescript(_LAYOUT.format(**{name: _columns(fields) for name, fields in columns.items()}))
        db.execute("begin")
        about = ("title", "version", "created", "homepage", "description", "citation")
        _insert(db, "about", [(key, package[key]) for key in about if package.get(key)])
        _insert(db, "about", [("software", " ".join(package["software"].values()))])
        cells = _dictionary(db, _lines(read(base, "dictionary.csv")))
        _insert(db, "agencies", _lines(read(base, "agencies.csv")))
        for year in sorted(years):
            _insert(db, "versions", _lines(read(base, f"{year}/versions.csv")))
        fields = [field["name"] for field in columns["findings"]]
        for year in years:
            if _has_reports(base, year):
                _year(db, base, year, cells, fields)
        db.execute("commit")
        db.executescript(_INDEXES)
    _mark(path)


def write_pointer(path: Path) -> None:
    """Write the file that replaces the database of a large archive: a table ``about`` that says how to make it."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(
            "pragma page_size = 4096; create table about (key text primary key, value text not null) without rowid;"
        )
        _insert(db, "about", [("how", f"python make_sqlite.py data-folder-or-address → {DATABASE}")])
    _mark(path)


def _mark(path: Path) -> None:
    with path.open("r+b") as written:
        written.seek(_WRITTEN_BY)
        written.write(_OLDEST.to_bytes(4, "big"))


def _columns(fields: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f'"{field["name"]}" {_TYPES.get(field["type"], "text")}' for field in fields)


def _fields(data: bytes) -> Iterator[list[str]]:
    """Return the lines of a CSV file after its header, unchanged."""
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    next(lines)
    return lines


def _original_text(field: str) -> str:
    """Return the original text of a field, without the apostrophe added for spreadsheets."""
    return field.removeprefix("'")


def _lines(data: bytes) -> Iterator[list[str]]:
    """Return the original texts of a CSV file after its header."""
    return ([_original_text(field) for field in line] for line in _fields(data))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Insert rows; an empty CSV field becomes null."""
    for row in rows:
        marks = ",".join("?" * len(row))
        db.execute(f"insert into {table} values ({marks})", [None if value == "" else value for value in row])


def _dictionary(db: sqlite3.Connection, lines: Iterable[Sequence[str]]) -> dict[tuple[str, str, str], int]:
    """Insert the dictionary and return (table, row, column) → number of the cell."""
    entries = {(kind, of, key): rest for kind, of, key, *rest in lines}
    numbers: dict[tuple[str, str, str], int] = {}
    for (kind, of, key), (name, name_en, meaning, *rest) in entries.items():
        if kind == "state":
            _insert(db, "states", [(key, name, meaning, name_en)])
        elif kind == "finding":
            _insert(db, "finding_codes", [(key, of, name, name_en, meaning)])
        elif kind == "cell":
            row, _, column = key.removeprefix(f"{of}.").rpartition(".")
            number = numbers[of, row, column] = len(numbers) + 1
            labels = (entries["row", of, row][0], entries["column", of, column][0])
            _insert(db, "form_cells", [(number, of, row, column, name, *labels, *rest)])
    return numbers


def _has_reports(base: str, year: str) -> bool:
    """Return False for a year with versions in the ledger but no report left."""
    package = json.loads(read(base, f"{year}/datapackage.json"))
    return any(item["path"] == "reports.csv.gz" for item in package["resources"])


def _year(
    db: sqlite3.Connection, base: str, year: str, numbers: Mapping[tuple[str, str, str], int], fields: Sequence[str]
) -> None:
    (first,) = db.execute("select count(*) + 1 from reports").fetchone()
    reports: dict[str, int] = {}
    for number, row in enumerate(_lines(read(base, f"{year}/reports.csv.gz")), first):
        reports[row[0]] = number
        _insert(db, "reports", [(number, *row)])
    marks = ",".join("?" * 15)
    cells = (_cell(row, reports, numbers) for row in _fields(read(base, f"{year}/cells.csv.gz")))
    db.executemany(f"insert into cells values ({marks})", cells)
    for line in io.BytesIO(read(base, f"{year}/reports.jsonl.gz")):
        item = json.loads(line)
        number = reports[item["address"]]
        known = {"agency_id": item["agency_id"], "year": item["year"], "current": int(item["current"])}
        _insert(db, "findings", ((None, number, *_finding(f | known, fields)) for f in item["findings"]))
        _insert(db, "narratives", ((None, number, *row) for row in _paragraphs(item["detail"])))


def _cell(row: Sequence[str], reports: Mapping[str, int], numbers: Mapping[tuple[str, str, str], int]) -> list[object]:
    """Convert a line of ``cells.csv``. The printed text of a blank cell is "", that of an absent cell null; the same
    holds for the reading before a correction."""
    report, _, _, form, table, key, column, state, value, raw, *places = row
    read_state, read_raw, unit, doubts, _ = places[5:]
    lead = (reports[report], numbers[table, key, column], state, value or None, unit or None, _print(state, raw))
    where = (place or None for place in places[:5])
    return [*lead, form, *where, read_state or None, _print(read_state, read_raw), doubts or None]


def _print(state: str, field: str) -> str | None:
    return None if state in ("", "absent") else _original_text(field)


def _finding(item: Mapping[str, Any], fields: Sequence[str]) -> Iterator[object]:
    """Yield the fields of ``findings.csv`` for a finding, in column order."""
    place = dict(zip(("page", "line"), item.get("place") or (), strict=False))
    answer = item.get("answer") or {}
    for name in fields:
        if name in _ANSWER:
            yield answer.get(_ANSWER[name])
        elif name == "numbers":
            yield "；".join(item.get(name, ()))
        else:
            yield place[name] if name in place else item.get(name)


def _paragraphs(detail: Mapping[str, Any]) -> Iterator[tuple[str, str, int, str]]:
    """Yield (section, heading, number within it, text) of every paragraph; unplaced paragraphs come last."""
    parts = [(s["key"], s["heading"], s["blocks"]) for s in detail["sections"]]
    for key, heading, blocks in (*parts, ("unplaced", "", detail["unplaced"])):
        texts = (block["text"] for block in blocks if block.get("text"))
        yield from ((key, heading, n, text) for n, text in enumerate(texts, 1))


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else ".", Path(DATABASE))
