"""The data files of the plan: one folder a year, in it the files of the whole year and the parts of each city.

A part is a city (a province where there is none between, ``unresolved`` where the place is unknown), so that no file
grows beyond what one city hands in. Fragments are kept in the store: adding a report computes its own and joins the
others as they are.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from build_scripts import exports
from build_scripts.contract import from_json
from build_scripts.divisions import path_of
from build_scripts.exports.package import YearData
from build_scripts.exports.page import data_page, dictionary_page, rows_table
from build_scripts.model import Agency, Report
from build_scripts.page import Page
from build_scripts.store import Store, agency_of, unpack

EXTENSIONS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    # As text: the bytes are the same, but a server that knows files by their ending must not run the scripts of a saved
    # web page on this site, nor MkDocs take a Markdown original for a page.
    "text/html": "html.txt",
    "text/markdown": "md.txt",
    "text/plain": "txt",
    "application/msword": "doc",
    "application/rtf": "rtf",
}
UNRESOLVED = "unresolved"
_PART = f"case when city <> '' then city when province <> '' then province else '{UNRESOLVED}' end"

Files = Iterator[tuple[str, bytes | None]]


def original_of(address: str, media_type: str) -> str:
    """The address of the original beside its page."""
    return f"{address}original.{EXTENSIONS.get(media_type, 'bin')}"


def keys_of(year: int, agency: Agency) -> tuple[str, str]:
    """The keys of the data files that a report of that agency and year is in. They sort after the reports', whose
    pages leave their fragments behind."""
    path = path_of(agency)
    part = next((d.code for d in path if d.level == "市"), path[0].code if path else UNRESOLVED)
    return f"year-data|{year}", f"year-part|{year}|{part}"


# --------------------------------------------------------------------------- fragments


@cache
def _version() -> str:
    """Changes when our own code or a form does: fragments of another version are made again."""
    digest = hashlib.sha256()
    for folder in ("exports", "forms"):
        for path in sorted((Path(__file__).parent / folder).glob("*.*")):
            digest.update(path.read_bytes())
    for name in ("contract.py", "model.py", "wording.py", "divisions.csv"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:12]


class Kept(NamedTuple):
    """A fragment as the store keeps it."""

    address: str
    mark: str
    report: str
    findings: str
    wide: str
    manifest: str
    cells: bytes


def report_csv(store: Store, report: Report, agency: Agency, address: str, main: bool) -> bytes:
    """``report.csv``; what it says is kept for the files of the city and the year."""
    made = exports.fragment(report, agency, address, original_of(address, report.source.media_type))
    if main:
        for (digest,) in store.rows("select digest from holdings where address = ?", (address,)):
            store.keep_fragments([_kept(made, address, digest)])
    return exports.cells_file([made.cells])


def _kept(made: exports.Fragment, address: str, digest: str) -> Kept:
    cells = zlib.compress(made.cells.encode("utf-8"), 1)
    return Kept(address, digest + _version(), made.report, made.findings, made.table, made.manifest, cells)


def _fragments(store: Store, where: str, values: tuple[object, ...], columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """(address, county, then those columns of ``Kept``) of the reports that meet a condition, in the order of the
    files. What is missing or out of date is made now: no page of the report was written in this build."""
    joined = f"from holdings h left join fragments f on f.address = h.address where h.main = 1 and {where}"
    stale = f"select h.address, h.digest, h.agency, h.record {joined} and (f.mark is null or f.mark <> h.digest || ?)"
    fresh: dict[str, Kept] = {}
    for address, digest, packed, record in list(store.rows(stale, (*values, _version()))):
        report = from_json(unpack(record))
        original = original_of(address, report.source.media_type)
        fresh[address] = _kept(exports.fragment(report, agency_of(packed), address, original), address, digest)
    store.keep_fragments(fresh.values())
    names = ", ".join(f"f.{column}" for column in columns)
    query = (
        f"select h.address, h.county, {names} {joined} order by h.province, h.city, h.county, h.agency_id, h.address"
    )
    return [
        (address, county, *(kept if address not in fresh else (getattr(fresh[address], c) for c in columns)))
        for address, county, *kept in store.rows(query, values)
    ]


# --------------------------------------------------------------------------- one year


def year_files(store: Store, year: str) -> Files:
    """The files of the whole year."""
    makers = {
        "report": ("reports.csv", exports.reports_file),
        "findings": ("findings.csv", exports.findings_file),
        "wide": ("table.csv", exports.table_file),
        "manifest": ("manifest-sha256.txt", exports.manifest_file),
    }
    rows = _fragments(store, "h.year = ?", (int(year),), tuple(makers))
    for at, (name, make) in enumerate(makers.values(), 2):
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
    rows = _fragments(store, where, values, ("cells",))
    names = (f"data/{year}/cells-{code}.csv", f"data/{year}/totals-{code}.csv", f"data/{year}/reports-{code}.jsonl")
    if not rows:
        yield from ((name, None) for name in names)
        return
    cells = exports.cells_file(zlib.decompress(packed).decode("utf-8") for _, _, packed in rows)
    yield names[0], cells
    yield names[1], exports.totals_csv(cells, {address: county for address, county, _ in rows})
    query = f"select h.record from holdings h where h.main = 1 and {where} order by h.province, h.city, h.county, h.agency_id, h.address"
    yield names[2], exports.jsonl_file(zlib.decompress(record) for (record,) in store.rows(query, values))


# --------------------------------------------------------------------------- the whole archive


def years_data(store: Store) -> list[YearData]:
    """Every year with its parts, newest first."""
    found: dict[int, list[tuple[str, str, int]]] = {}
    query = f"select year, {_PART} as part, count(*), min(address) from holdings where main = 1 group by 1, 2 order by 1 desc, 2"
    for year, code, n, address in store.rows(query):
        found.setdefault(year, []).append((code, _name(store, code, address), n))
    return [YearData(year, sum(n for *_, n in parts), tuple(parts)) for year, parts in found.items()]


def _name(store: Store, code: str, address: str) -> str:
    if code == UNRESOLVED:
        return "所在地未定"
    (packed,) = next(store.rows("select agency from holdings where address = ?", (address,)))
    path = path_of(agency_of(packed))
    return " ".join(d.name for d in path[: next(i for i, d in enumerate(path) if d.code == code) + 1])


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
    "year-data": year_files,
    "year-part": part_files,
    "register": lambda store, _: agencies_file(store),
}
