"""The tables of the store, and how its database is opened."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists files (
    path text primary key, size integer not null, mtime_ns integer not null, changed_ns integer not null, sha256 text not null
) without rowid;
create table if not exists readings (
    sha256 text not null, version text not null, record blob, refusal text, primary key (sha256, version)
) without rowid;
create table if not exists holdings (
    address text primary key, path text not null unique, sha256 text not null, digest text not null,
    agency_id text not null, year integer not null, main integer not null,
    province text not null, city text not null, county text not null,
    agency text not null, source text not null, title text not null, form text not null, published text,
    figures text not null, compared text not null, findings text not null, statements integer not null, record blob not null
);
create index if not exists holdings_agency on holdings (agency_id, year);
create index if not exists holdings_sha256 on holdings (sha256);
create index if not exists holdings_year on holdings (year);
create index if not exists holdings_county on holdings (county, year, agency_id);
create index if not exists holdings_city on holdings (city, year, agency_id);
create index if not exists holdings_province on holdings (province, year, agency_id);
create index if not exists holdings_shelf on holdings (main, year, province, city, county, agency_id);
create index if not exists holdings_shown on holdings (address, main, year, province, city, county);
create index if not exists holdings_statements on holdings (main, statements);
create index if not exists holdings_published on holdings (main, published, address);
create table if not exists findings (address text not null, code text not null);
create index if not exists findings_code on findings (code);
create index if not exists findings_address on findings (address, code);
create table if not exists sums (
    year integer not null, province text not null, city text not null, county text not null, sums text not null,
    primary key (year, province, city, county)
) without rowid;
create table if not exists export_rows (
    address text primary key, report text not null, findings text not null, wide text not null,
    manifest text not null, tables text not null, cells blob not null, document blob not null, cell_values blob not null
);
create table if not exists search_lines (address text primary key, lines blob not null);
create table if not exists sentences (
    year integer not null, hash integer not null, agency_id text not null, letters integer not null,
    primary key (year, hash, agency_id)
) without rowid;
create index if not exists sentences_agency on sentences (agency_id, year, hash, letters);
create table if not exists alike (
    agency_id text not null, year integer not null, other text not null, shared integer not null, total integer not null,
    primary key (agency_id, year)
) without rowid;
create table if not exists agencies (
    agency_id text primary key, agency text not null, province text not null, city text not null, county text not null,
    pinyin text not null, heard text not null, row integer not null
) without rowid;
create index if not exists agencies_place on agencies (province, city, county);
create index if not exists agencies_city on agencies (city);
create index if not exists agencies_county on agencies (county);
create table if not exists agency_names (name text not null, agency_id text not null, primary key (name, agency_id)) without rowid;
create table if not exists ledger (
    sha256 text primary key, agency_id text not null, year integer not null, day text not null, entry text not null
) without rowid;
create index if not exists ledger_day on ledger (day, agency_id);
create index if not exists ledger_agency on ledger (agency_id, year);
create index if not exists ledger_year on ledger (year);
create table if not exists refused (path text primary key, sha256 text not null, code text not null, message text not null);
create table if not exists pages (
    address text primary key, key text not null, version text not null, ready blob not null, markdown blob not null
);
create index if not exists pages_key on pages (key);
create table if not exists site_files (
    address text primary key, size integer not null, mtime_ns integer not null, sha256 text not null
) without rowid;
create table if not exists dirty (key text primary key) without rowid;
"""


class Database:
    """The connection that the query classes of the store share."""

    db: sqlite3.Connection


def opened(path: Path) -> sqlite3.Connection:
    """Open the database at that path.

    When another version of the program made its tables, only the extracted reports are kept: parsing a large archive
    takes hours, and everything else is made again from them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = _with_current_schema(path)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.executescript(SCHEMA)
    return db


def _with_current_schema(path: Path) -> sqlite3.Connection:
    version = zlib.crc32(SCHEMA.encode()) & 0x7FFFFFFF
    db = sqlite3.connect(path)
    try:
        (known,) = db.execute("pragma user_version").fetchone()
        if known == version:
            return db
        if known:
            for (table,) in _outdated_tables(db):
                db.execute(f'drop table "{table}"')
            db.execute(f"pragma user_version = {version}")
            return db
        db.execute(f"pragma user_version = {version}")
    except BaseException:
        db.close()
        raise
    return db


def _outdated_tables(db: sqlite3.Connection) -> list[tuple[str]]:
    """Return all tables except ``readings``, if that table has the current layout."""
    with closing(sqlite3.connect(":memory:")) as ours:
        ours.executescript(SCHEMA)
        ((layout,),) = ours.execute("select sql from sqlite_master where name = 'readings'")
    return db.execute("select name from sqlite_master where type = 'table' and sql <> ?", (layout,)).fetchall()
