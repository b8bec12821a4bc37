"""The data files of the plan: one folder a year, in it the files of the whole year and the parts of each city.

A part is a city (a province where there is none between, ``unresolved`` where the place is unknown), so that no file
grows beyond what one city hands in. Fragments are kept in the store: adding a report computes its own and joins the
others as they are.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from build_scripts import exports
from build_scripts.archive.store import Store, agency_of
from build_scripts.content.divisions import path_of
from build_scripts.exports.datapackage import YearData
from build_scripts.exports.page import data_page, dictionary_page, rows_table
from build_scripts.model import Agency
from build_scripts.render.blocks import Page
from build_scripts.site.routes.counts import shelves
from build_scripts.site.routes.overviews import division_path

UNRESOLVED = "unresolved"

Files = Iterator[tuple[str, bytes | None]]


def keys_of(year: int, agency: Agency) -> tuple[str, str]:
    """The keys of the data files that a report of that agency and year is in."""
    path = path_of(agency)
    part = next((d.code for d in path if d.level == "市"), path[0].code if path else UNRESOLVED)
    return f"year-data|{year}", f"year-part|{year}|{part}"


# --------------------------------------------------------------------------- fragments


def report_csv(store: Store, address: str) -> bytes:
    """``report.csv``: the cells of one report with their places in the original."""
    rows = store.rows("select cells from fragments where address = ?", (address,))
    return exports.cells_file(zlib.decompress(cells).decode("utf-8") for (cells,) in rows)


def _fragments(store: Store, where: str, values: tuple[object, ...], columns: str) -> list[tuple[Any, ...]]:
    """(address, county, then those columns) of the reports that meet a condition, in the order of the files."""
    query = (
        f"select h.address, h.county, {columns} from holdings h join fragments f on f.address = h.address "
        f"where +h.main = 1 and {where} order by h.province, h.city, h.county, h.agency_id, h.address"
    )
    return list(store.rows(query, values))


# --------------------------------------------------------------------------- one year


def year_files(store: Store, year: str) -> Files:
    """The files of the whole year."""
    makers = {
        "report": ("reports.csv", exports.reports_file),
        "findings": ("findings.csv", exports.findings_file),
        "wide": ("table.csv", exports.table_file),
        "manifest": ("manifest-sha256.txt", exports.manifest_file),
    }
    # The address follows from agency and year: an index tells both and the order, and no report is looked at.
    query = (
        f"select {', '.join(f'f.{column}' for column in makers)} from holdings h "
        "join fragments f on f.address = 'reports/' || h.agency_id || '/' || h.year || '/' "
        "where h.main = 1 and h.year = ? order by h.province, h.city, h.county, h.agency_id"
    )
    rows = list(store.rows(query, (int(year),)))
    for at, (name, make) in enumerate(makers.values()):
        yield f"data/{year}/{name}", make(row[at] for row in rows) if rows else None


def part_files(store: Store, year: str, code: str) -> Files:
    """The files of one city in one year."""
    values: tuple[object, ...]
    if code == UNRESOLVED:
        where, values = "h.year = ? and h.province = ''", (int(year),)
    elif code.endswith("0000"):
        where, values = "h.year = ? and h.province = ? and h.city = ''", (int(year), code)
    else:
        where, values = "h.year = ? and h.city = ?", (int(year), code)
    rows = _fragments(store, where, values, "h.record, f.cells")
    names = (f"data/{year}/cells-{code}.csv", f"data/{year}/totals-{code}.csv", f"data/{year}/reports-{code}.jsonl")
    if not rows:
        yield from ((name, None) for name in names)
        return
    cells = exports.cells_file(zlib.decompress(packed).decode("utf-8") for *_, packed in rows)
    yield names[0], cells
    yield names[1], exports.totals_csv(cells, {address: county for address, county, *_ in rows})
    yield names[2], exports.jsonl_file(zlib.decompress(record) for _, _, record, _ in rows)


# --------------------------------------------------------------------------- the whole archive


def years_data(store: Store) -> list[YearData]:
    """Every year with its parts, newest first."""
    found: dict[int, dict[str, int]] = {}
    for shelf in shelves(store):
        province, city, _ = shelf.place
        parts = found.setdefault(shelf.year, {})
        part = city or province or UNRESOLVED
        parts[part] = parts.get(part, 0) + shelf.reports
    names = {part: _name(store, part) for parts in found.values() for part in parts}
    years = sorted(found.items(), reverse=True)
    return [YearData(y, sum(p.values()), tuple((c, names[c], p[c]) for c in sorted(p))) for y, p in years]


def _name(store: Store, part: str) -> str:
    if part == UNRESOLVED:
        return "所在地未定"
    return " ".join(division.name for division in division_path(store, part))


def pages(store: Store) -> tuple[Page, ...]:
    return data_page(years_data(store)), dictionary_page()


def standing_files(store: Store) -> Files:
    """Beside the page ``data/``: what describes the data."""
    yield "data/datapackage.json", exports.datapackage(years_data(store))
    yield "data/README.txt", exports.readme(rows_table())
    yield "data/CITATION.cff", exports.citation()
    for name, schema in exports.schemas().items():
        yield f"data/schema/{name}.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def agencies_file(store: Store) -> Files:
    """The register; written again only when it changes."""
    agencies = (agency_of(packed) for (packed,) in store.rows("select agency from agencies order by agency_id"))
    yield "data/agencies.csv", exports.agencies_csv(agencies)


FILES: dict[str, Callable[..., Files]] = {
    "data": lambda store, _: standing_files(store),
    "year-data": year_files,
    "year-part": part_files,
    "register": lambda store, _: agencies_file(store),
}
