"""The files of the whole: one year gzipped, the archive as one database, the register of all originals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from build_scripts import versions
from build_scripts.archive.store import Exported, Store
from build_scripts.exports import parquet
from build_scripts.exports.columns import FORMAT
from build_scripts.exports.compressed import gzipped
from build_scripts.exports.database import Item, Lines, write_database
from build_scripts.exports.document import LICENCE, software
from build_scripts.exports.page import DATABASE, WHOLE
from build_scripts.exports.rows import agencies_csv, cells_file, reports_file
from build_scripts.exports.versions import versions_file
from build_scripts.project import BUILD, SITE
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Files, Key, Kind
from build_scripts.site.routes.versions import Versions

_DATABASE = BUILD / "nianbao.sqlite.new"


@dataclass(frozen=True, slots=True, order=True)
class WholeYear(Key):
    """Every version of the reports of a year: cells, catalogue, full text."""

    year: int


@dataclass(frozen=True, slots=True, order=True)
class Database(Key):
    """The archive as one database."""


@dataclass(frozen=True, slots=True, order=True)
class Originals(Key):
    """The register of all originals."""


def whole_names() -> list[str]:
    """The files of a whole year; Parquet only where its library is installed."""
    return [name for name in WHOLE if parquet.is_here() or not name.endswith(".parquet")]


def _year(context: Context, key: WholeYear) -> Files:
    def found() -> Iterator[Exported]:
        return context.store.exported(key.year)

    folder = f"data/{key.year}/"
    if next(found(), None) is None:
        yield from ((folder + name, None) for name in WHOLE if name.endswith((".gz", ".parquet")))
        return
    cells = gzipped(_file(cells_file([]), (item.cells for item in found())))
    reports = gzipped(_file(reports_file([]), (item.report for item in found())))
    yield f"{folder}cells.csv.gz", cells
    yield f"{folder}reports.csv.gz", reports
    yield f"{folder}reports.jsonl.gz", gzipped(document_of(item) + b"\n" for item in found())
    for name, table, data in (("cells", "cells", cells), ("reports", "reports", reports)):
        yield f"{folder}{name}.parquet", parquet.of_csv(data, table) if parquet.is_here() else None


def _file(head: bytes, lines: Iterable[str]) -> Iterator[bytes]:
    yield head
    yield from (text.encode("utf-8") for text in lines)


def _versions(store: Store, year: int) -> bytes:
    return versions_file(store.versions_of(year), store.held_in(year))


def _originals(context: Context, _: Originals) -> Files:
    """One head, then the lines of every year."""
    files = [_versions(context.store, year) for year in context.store.ledger_years()]
    yield "data/data/originals.csv", versions_file((), {}) + b"".join(f.partition(b"\n")[2] for f in files)


def _database(context: Context, _: Database) -> Files:
    store, path = context.store, context.root / _DATABASE
    made = software()
    about = {
        "title": "年报馆：政府信息公开工作年度报告数据",
        "data_format": FORMAT,
        "licence": LICENCE,
        "terms": "数字和事实可以自由使用，请注明公布报告的机关和年度",
        "cite": "年报馆. 政府信息公开工作年度报告数据[DB/OL]. [引用日期]. 获取路径.",
        "site": context.site_url,
        "changed": max(store.changed_in().values(), default=""),
        "software": f"{made['name']} {made['version']}",
        "reading": made["reading"],
        "made_by": versions.version_of(("exports.database",), ("export rows",)),
    }
    items = (Item(address, digest, partial(_lines, store, address)) for address, digest in store.export_digests())
    files = (_versions(store, year) for year in store.ledger_years())
    write_database(path, context.root / SITE / DATABASE, about, agencies_csv(store.agencies()), files, items)
    yield DATABASE, path


def _lines(store: Store, address: str) -> Lines:
    item = store.exported_at(address)
    assert item is not None
    return Lines(item.report, item.findings, item.cells, item.record)


def of_versions(changed: Versions) -> Iterator[Key]:
    """What names source and versions of these."""
    if changed:
        yield from (Database(), Originals())
    yield from (WholeYear(year) for _, year, _ in changed)


KINDS = (
    Kind(WholeYear, files=_year, of_report=lambda shown: [WholeYear(shown.year)], below=("export rows",)),
    Kind(
        Database,
        files=_database,
        every=lambda _: [Database()],
        on_reports=True,
        on_register=True,
        below=("export rows",),
    ),
    Kind(Originals, files=_originals, every=lambda _: [Originals()], on_reports=True, below=("export rows",)),
)
