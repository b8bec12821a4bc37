"""The record store: what was read, who it is, and what overviews need, in one SQLite file under ``build/``.

Readings are keyed by the SHA-256 of the original and the reader version, so an original is parsed once,
until either changes. Everything here can be deleted and is made again from ``content/``.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts.model import Agency, Finding, Holding, Report, Shown, Source
from build_scripts.serialize import figures_from, figures_to, finding_from, finding_to, from_json

_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists files (
    path text primary key, size integer not null, mtime_ns integer not null, sha256 text not null
) without rowid;
create table if not exists readings (
    sha256 text not null, version text not null, record blob, refusal text, primary key (sha256, version)
) without rowid;
create table if not exists holdings (
    address text primary key, path text not null unique, sha256 text not null, digest text not null,
    agency_id text not null, year integer not null, main integer not null,
    province text not null, city text not null, county text not null,
    agency text not null, source text not null, title text not null, form text not null, published text,
    figures text not null, compared text not null, findings text not null, statements integer not null, record blob not null, search blob not null
);
create index if not exists holdings_agency on holdings (agency_id, year);
create index if not exists holdings_year on holdings (year);
create index if not exists holdings_county on holdings (county, year);
create index if not exists holdings_city on holdings (city, year);
create index if not exists holdings_province on holdings (province, year);
create table if not exists findings (address text not null, code text not null);
create index if not exists findings_code on findings (code);
create index if not exists findings_address on findings (address, code);
create index if not exists holdings_shelf on holdings (main, year, province, city, county, agency_id);
create index if not exists holdings_shown on holdings (address, main, year, province, city, county);
create index if not exists holdings_statements on holdings (main, statements);
create index if not exists holdings_published on holdings (main, published, address);
create table if not exists agencies (
    agency_id text primary key, agency text not null, province text not null, city text not null, county text not null,
    row integer not null
) without rowid;
create index if not exists agencies_place on agencies (province, city, county);
create index if not exists agencies_city on agencies (city);
create index if not exists agencies_county on agencies (county);
create table if not exists agency_names (name text not null, agency_id text not null, primary key (name, agency_id)) without rowid;
create table if not exists sentences (
    year integer not null, hash integer not null, agency_id text not null, letters integer not null,
    primary key (year, hash, agency_id)
) without rowid;
create index if not exists sentences_agency on sentences (agency_id, year, hash, letters);
create table if not exists alike (
    agency_id text not null, year integer not null, other text not null, shared integer not null, total integer not null,
    primary key (agency_id, year)
) without rowid;
create table if not exists fragments (
    address text primary key, report text not null, findings text not null, wide text not null,
    manifest text not null, cells blob not null
);
create table if not exists refused (path text primary key, sha256 text not null, code text not null, message text not null);
create table if not exists pages (address text primary key, key text not null, ready blob not null, markdown blob not null);
create index if not exists pages_key on pages (key);
create table if not exists dirty (key text primary key) without rowid;
"""
_ORDER = "year desc, province, city, county, agency_id, address"
_HOLDING = "address, agency, year, title, form, published, source, figures, findings, statements"


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was last seen: size in bytes, modification time in nanoseconds, SHA-256."""

    size: int
    mtime_ns: int
    sha256: str


class HoldingRow(NamedTuple):
    """One report as the table ``holdings`` keeps it."""

    address: str
    path: str
    sha256: str
    digest: str
    agency_id: str
    year: int
    main: int
    province: str
    city: str
    county: str
    agency: str
    source: str
    title: str
    form: str
    published: str | None
    figures: str
    compared: str
    findings: str
    statements: int
    record: bytes
    search: bytes


def holding_row(
    holding: Holding,
    path: str,
    main: bool,
    places: tuple[str, str, str],
    record: bytes,
    digest: str,
    search: bytes,
    compared: Sequence[object],
) -> HoldingRow:
    """``places`` are the codes of province, city and county, "" where unknown; ``record`` is a packed report, ``search``
    its packed lines, ``compared`` its packed indicators."""
    return HoldingRow(
        holding.address,
        path,
        holding.source.sha256,
        digest,
        holding.agency.agency_id,
        holding.year,
        int(main),
        *places,
        packed_agency(holding.agency),
        json.dumps([getattr(holding.source, name) for name in Source.__slots__], ensure_ascii=False),
        holding.title,
        holding.form,
        holding.published.isoformat() if holding.published else None,
        json.dumps(figures_to(holding.tables), ensure_ascii=False, separators=(",", ":")),
        json.dumps(compared, ensure_ascii=False, separators=(",", ":")),
        json.dumps([finding_to(f) for f in holding.findings], ensure_ascii=False, separators=(",", ":")),
        holding.statements,
        record,
        search,
    )


class Store:
    """A thin hand on the database: one method for each question that the pipeline asks."""

    def __init__(self, path: Path, readonly: bool = False) -> None:
        self.path = path
        if readonly:
            self.db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = _made_for_this_schema(path)
            self.db.execute("pragma journal_mode=wal")
            self.db.execute("pragma synchronous=normal")
            self.db.executescript(_SCHEMA)
        self.db.execute("pragma cache_size = -65536")  # KB: a large archive is looked up all over

    def close(self) -> None:
        self.db.close()

    def commit(self) -> None:
        self.db.commit()

    def meta(self, key: str) -> str:
        row = self.db.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute("insert or replace into meta values (?, ?)", (key, value))

    # ------------------------------------------------------------------- files and readings

    def files(self) -> dict[str, Known]:
        return {path: Known(*rest) for path, *rest in self.db.execute("select path, size, mtime_ns, sha256 from files")}

    def see_file(self, path: str, known: Known) -> None:
        self.db.execute(
            "insert or replace into files values (?, ?, ?, ?)", (path, known.size, known.mtime_ns, known.sha256)
        )

    def forget_file(self, path: str) -> None:
        self.db.execute("delete from files where path = ?", (path,))

    def reading(self, sha256: str, version: str) -> tuple[bytes | None, str] | None:
        """(record, refusal as JSON) of an original, ``None`` when it was never read with this version."""
        row = self.db.execute(
            "select record, refusal from readings where sha256 = ? and version = ?", (sha256, version)
        ).fetchone()
        return (row[0], row[1] or "") if row else None

    def keep_reading(self, sha256: str, version: str, record: bytes | None, refusal: str) -> None:
        self.db.execute(
            "insert or replace into readings values (?, ?, ?, ?)", (sha256, version, record, refusal or None)
        )

    # ------------------------------------------------------------------- refused files

    def refuse(self, path: str, sha256: str, code: str, message: str) -> None:
        self.db.execute("insert or replace into refused values (?, ?, ?, ?)", (path, sha256, code, message))

    def accept(self, path: str) -> None:
        self.db.execute("delete from refused where path = ?", (path,))

    def refused(self) -> tuple[tuple[str, str, str], ...]:
        """(path, code, message) of every file that could not be published."""
        return tuple(self.db.execute("select path, code, message from refused order by path"))

    # ------------------------------------------------------------------- the register

    def put_agency(self, agency: Agency, places: Sequence[str], names: Sequence[str], row: int) -> None:
        """A row of the register, counted from 0; ``places`` as in ``put``, ``names`` those that files about it may bear,
        folded."""
        self.remove_agency(agency.agency_id)
        self.db.execute(
            "insert into agencies values (?, ?, ?, ?, ?, ?)", (agency.agency_id, packed_agency(agency), *places, row)
        )
        self.db.executemany("insert into agency_names values (?, ?)", ((name, agency.agency_id) for name in names))

    def move_agency(self, agency_id: str, row: int) -> None:
        self.db.execute("update agencies set row = ? where agency_id = ?", (row, agency_id))

    def remove_agency(self, agency_id: str) -> None:
        self.db.execute("delete from agencies where agency_id = ?", (agency_id,))
        self.db.execute("delete from agency_names where agency_id = ?", (agency_id,))

    # ------------------------------------------------------------------- holdings

    def put(self, holding: HoldingRow, codes: Iterable[str]) -> None:
        """Keep one report; ``codes`` are those of its findings, each as often as it was found."""
        self.remove(holding.path)
        self.db.execute("delete from holdings where address = ?", (holding.address,))
        self.db.execute("delete from findings where address = ?", (holding.address,))
        self.db.execute(f"insert into holdings values ({','.join('?' * len(holding))})", holding)
        self.db.executemany("insert into findings values (?, ?)", ((holding.address, code) for code in codes))

    def remove(self, path: str) -> None:
        for table in ("findings", "fragments"):
            self.db.execute(
                f"delete from {table} where address in (select address from holdings where path = ?)", (path,)
            )
        self.db.execute("delete from holdings where path = ?", (path,))

    def held(self, paths: Iterable[str]) -> set[str]:
        """Those of the paths that are holdings."""
        query = "select 1 from holdings where path = ?"
        return {path for path in paths if self.db.execute(query, (path,)).fetchone()}

    def holding_key(self, path: str) -> tuple[str, str] | None:
        row = self.db.execute("select address, digest from holdings where path = ?", (path,)).fetchone()
        return (row[0], row[1]) if row else None

    def holdings(
        self, where: str = "main = 1", values: Iterable[object] = (), order: str = _ORDER, limit: int = -1
    ) -> tuple[Holding, ...]:
        """Holdings that meet a condition on the columns; by default by year (newest first), place, agency."""
        query = f"select {_HOLDING} from holdings where {where} order by {order} limit {limit}"
        rows = self.db.execute(query, tuple(values))
        return tuple(_holding(row) for row in rows)

    def compared(self, where: str, values: Iterable[object]) -> Iterator[tuple[str, str, int, str]]:
        """(address, packed agency, number of findings, packed indicators) of the present versions that meet a condition,
        in the order of ``holdings``: a comparison of thousands needs no tables."""
        columns = "address, agency, json_array_length(findings), compared"
        yield from self.db.execute(
            f"select {columns} from holdings where main = 1 and {where} order by {_ORDER}", tuple(values)
        )

    def shown(self, where: str = "1", values: Iterable[object] = ()) -> Iterator[Shown]:
        """Every holding that meets a condition, by agency and year."""
        query = f"select address, agency, year, main, findings from holdings where {where} order by agency_id, year, address"
        for address, agency, year, main, findings in self.db.execute(query, tuple(values)):
            codes = tuple(dict.fromkeys(item["code"] for item in json.loads(findings)))
            yield Shown(address, agency_of(agency), year, bool(main), codes)

    def rows(self, query: str, values: Iterable[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Plain rows, for counts and for lists of names."""
        yield from self.db.execute(query, tuple(values))

    def record(self, address: str) -> bytes | None:
        """The report at a site address as compact JSON (UTF-8), ``None`` when nothing is held there."""
        row = self.db.execute("select record from holdings where address = ?", (address,)).fetchone()
        return zlib.decompress(row[0]) if row else None

    def report(self, address: str) -> Report | None:
        """The whole report at a site address, ``None`` when nothing is held there."""
        record = self.record(address)
        return _report_of(record) if record else None

    def keep_fragment(self, fragment: tuple[str, str, str, str, str, bytes]) -> None:
        """What a report adds to the data files: address, the lines of ``reports.csv``, ``findings.csv``, ``table.csv`` and
        the manifest, and the packed lines of ``cells``."""
        self.db.execute("insert or replace into fragments values (?, ?, ?, ?, ?, ?)", fragment)

    # ------------------------------------------------------------------- pages, ready but for the shell

    def keep_page(self, address: str, key: str, ready: bytes, markdown: bytes) -> None:
        """``ready`` and ``markdown`` packed, as ``site`` and ``writing`` give them."""
        self.db.execute("insert or replace into pages values (?, ?, ?, ?)", (address, key, ready, markdown))

    def ready(self, key: str) -> Iterator[tuple[bytes, bytes]]:
        """(ready, markdown) of the pages of a key: none when it is marked, or they were never made."""
        yield from self.db.execute("select ready, markdown from pages where key = ? order by address", (key,))

    def pages(self) -> list[str]:
        """The addresses of all pages that stand ready."""
        return [address for (address,) in self.db.execute("select address from pages order by address")]

    def page(self, address: str) -> bytes:
        """One of them."""
        row = self.db.execute("select ready from pages where address = ?", (address,)).fetchone()
        return bytes(row[0])

    def forget_page(self, address: str) -> None:
        self.db.execute("delete from pages where address = ?", (address,))

    def forget_pages(self) -> None:
        self.db.execute("delete from pages")

    # ------------------------------------------------------------------- pages to be made again

    def mark(self, keys: Iterable[str]) -> None:
        """Marked in the same transaction as the change, so that an interrupted build is finished later."""
        self.db.executemany("insert or ignore into dirty values (?)", ((key,) for key in keys))

    def forget_marked(self) -> None:
        """The pages of marked keys stand ready no more."""
        self.db.execute("delete from pages where key in (select key from dirty)")

    def marked(self) -> Iterator[str]:
        for (key,) in self.db.execute("select key from dirty"):
            yield key

    def unmark(self) -> None:
        self.db.execute("delete from dirty")


def packed_agency(agency: Agency) -> str:
    """The agency as it stands in a row."""
    return json.dumps([getattr(agency, name) for name in Agency.__slots__], ensure_ascii=False)


def findings_of(packed: str) -> tuple[Finding, ...]:
    """The findings in a row's ``findings`` column."""
    return tuple(finding_from(item) for item in json.loads(packed))


def _made_for_this_schema(path: Path) -> sqlite3.Connection:
    """The database. Of one that another version laid out, only the readings are kept: to read a large archive takes
    hours, all else is made again from them. A damaged one is thrown away."""
    version = zlib.crc32(_SCHEMA.encode()) & 0x7FFFFFFF
    db = sqlite3.connect(path)
    try:
        (known,) = db.execute("pragma user_version").fetchone()
        if known == version:
            return db
        if known:
            for (table,) in _foreign_tables(db):
                db.execute(f'drop table "{table}"')
            db.execute(f"pragma user_version = {version}")
            return db
    except sqlite3.DatabaseError:
        pass
    db.close()
    for part in ("", "-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute(f"pragma user_version = {version}")
    return db


def _foreign_tables(db: sqlite3.Connection) -> list[tuple[str]]:
    """All tables but that of the readings, when it is laid out as ours."""
    with closing(sqlite3.connect(":memory:")) as ours:
        ours.executescript(_SCHEMA)
        ((layout,),) = ours.execute("select sql from sqlite_master where name = 'readings'")
    return db.execute("select name from sqlite_master where type = 'table' and sql <> ?", (layout,)).fetchall()


def agency_of(packed: str) -> Agency:
    """The agency in a row's ``agency`` column."""
    fields = json.loads(packed)
    fields[2] = tuple(fields[2])  # aliases
    return Agency(*fields)


@lru_cache(maxsize=4)
def _report_of(record: bytes) -> Report:
    """Pages of one agency are made one after another: its report, and the pairs in which it stands."""
    return from_json(json.loads(record))


def source_of(packed: str) -> Source:
    """The source in a row's ``source`` column."""
    return Source(*json.loads(packed))


def _holding(row: tuple[Any, ...]) -> Holding:
    address, agency, year, title, form, published, source, figures, findings, statements = row
    proactive, requests, review = figures_from(json.loads(figures))
    return Holding(
        address=address,
        agency=agency_of(agency),
        year=year,
        title=title,
        form=form,
        published=date.fromisoformat(published) if published else None,
        source=source_of(source),
        proactive=proactive,
        requests=requests,
        review=review,
        findings=findings_of(findings),
        statements=statements,
    )
