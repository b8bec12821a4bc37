"""The data files: one folder a year, in it the files of the whole year and the parts of each city.

A part is a city (a province where there is none between, ``unresolved`` where the place is unknown), so that no file
grows beyond what one city hands in. What a report adds is kept in the store: adding one computes its own rows and joins
the others as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from build_scripts.archive.store import Store
from build_scripts.content.divisions import UNRESOLVED, part_of
from build_scripts.exports.columns import schemas
from build_scripts.exports.datapackage import YearData, citation, datapackage, readme
from build_scripts.exports.page import data_page, dictionary_page, rows_table
from build_scripts.exports.rows import (
    agencies_csv,
    cells_file,
    findings_file,
    jsonl_file,
    manifest_file,
    reports_file,
    table_file,
)
from build_scripts.exports.totals import totals_csv
from build_scripts.site.routes.counts import shelves
from build_scripts.site.routes.divisions import division_path
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages


@dataclass(frozen=True, slots=True, order=True)
class DataPages(Key):
    """The pages ``data/``, and what describes the data."""


@dataclass(frozen=True, slots=True, order=True)
class YearFiles(Key):
    """The files of a whole year."""

    year: int


@dataclass(frozen=True, slots=True, order=True)
class PartFiles(Key):
    """The files of one part in one year."""

    year: int
    part: str


@dataclass(frozen=True, slots=True, order=True)
class RegisterFile(Key):
    """The register."""


# --------------------------------------------------------------------------- one year


def _year_files(context: Context, key: YearFiles) -> Files:
    makers = {
        "reports.csv": reports_file,
        "findings.csv": findings_file,
        "table.csv": table_file,
        "manifest-sha256.txt": manifest_file,
    }
    rows = context.store.export_rows(key.year)
    for at, (name, make) in enumerate(makers.items()):
        yield f"data/{key.year}/{name}", make(row[at] for row in rows) if rows else None


def _part_files(context: Context, key: PartFiles) -> Files:
    rows = context.store.part_rows(key.year, key.part)
    names = (f"cells-{key.part}.csv", f"totals-{key.part}.csv", f"reports-{key.part}.jsonl")
    cells_name, totals_name, reports_name = (f"data/{key.year}/{name}" for name in names)
    if not rows:
        yield from ((name, None) for name in (cells_name, totals_name, reports_name))
        return
    cells = cells_file(lines for *_, lines in rows)
    yield cells_name, cells
    yield totals_name, totals_csv(cells, {address: county for address, county, *_ in rows})
    yield reports_name, jsonl_file(record for _, _, record, _ in rows)


# --------------------------------------------------------------------------- the whole archive


def _years(store: Store) -> list[YearData]:
    """Every year with its parts, newest first."""
    found: dict[int, dict[str, int]] = {}
    for shelf in shelves(store):
        parts = found.setdefault(shelf.year, {})
        province, city, county = shelf.place
        part = city or province or county or UNRESOLVED
        parts[part] = parts.get(part, 0) + shelf.reports
    names = {part: _name(store, part) for parts in found.values() for part in parts}
    years = sorted(found.items(), reverse=True)
    return [YearData(y, sum(p.values()), tuple((c, names[c], p[c]) for c in sorted(p))) for y, p in years]


def _name(store: Store, part: str) -> str:
    if part == UNRESOLVED:
        return "所在地未定"
    return " ".join(division.name for division in division_path(store, part))


def _pages(context: Context, _: DataPages) -> Pages:
    yield from ((page.address, page) for page in (data_page(_years(context.store)), dictionary_page()))


def _described(context: Context, _: DataPages) -> Files:
    yield "data/datapackage.json", datapackage(_years(context.store))
    yield "data/README.txt", readme(rows_table())
    yield "data/CITATION.cff", citation()
    for name, schema in schemas().items():
        yield f"data/schema/{name}.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def _register(context: Context, _: RegisterFile) -> Files:
    yield "data/agencies.csv", agencies_csv(context.store.agencies())


KINDS = (
    Kind(DataPages, _pages, _described, every=lambda _: [DataPages()], on_reports=True, below=("export rows",)),
    Kind(YearFiles, files=_year_files, of_report=lambda shown: [YearFiles(shown.year)], below=("export rows",)),
    Kind(
        PartFiles,
        files=_part_files,
        of_report=lambda shown: [PartFiles(shown.year, part_of(shown.agency))],
        below=("export rows",),
    ),
    Kind(RegisterFile, files=_register, every=lambda _: [RegisterFile()], on_register=True, below=("export rows",)),
)
