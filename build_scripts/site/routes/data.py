"""Make the data files: one folder for each year, with the files of the whole year and the parts of each city.

A part is a city (a province where there is no city between, ``unresolved`` where the place is unknown), so that no file
grows beyond the reports of one city. The rows of each report are cached in the store: adding a report computes only its
own rows and joins the cached rows of the others. Files of the whole archive (``whole``) and files that describe data
files (``descriptions``) have their own modules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build_scripts.archive.store import ExportedReport, Store
from build_scripts.content.divisions import UNRESOLVED, part_of
from build_scripts.content.ledger import Redirect
from build_scripts.exports import database
from build_scripts.exports.ask import ask_page, choices, slice_of
from build_scripts.exports.cell_values import unpacked_values
from build_scripts.exports.columns import schemas
from build_scripts.exports.dictionary import dictionary_csv, dictionary_page
from build_scripts.exports.page import MAKE_SQLITE, WHOLE, YearData, data_page, year_data_page
from build_scripts.exports.readme import citation, readme
from build_scripts.exports.report_schema import report_schema
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
from build_scripts.site.routes.counts import by_year, place_years
from build_scripts.site.routes.divisions import division_path
from build_scripts.site.routes.documents import document_of
from build_scripts.site.routes.keys import Context, Files, Key, Kind, Pages
from build_scripts.site.routes.versions import Versions
from build_scripts.site.routes.whole import whole_names

_YEAR = re.compile(r"data/(\d{4})/$")
_PART = re.compile(r"data/(?P<year>\d{4})/(?:cells|totals|reports|ask)-(?P<part>\w+)\.\w+$")


@dataclass(frozen=True, slots=True, order=True)
class DataPages(Key):
    """The page ``data/`` and the choices of the query page (``data/ask.json``)."""


@dataclass(frozen=True, slots=True, order=True)
class DataGuide(Key):
    """Pages and files that depend on no report: ``data/ask/``, the dictionary, the schemas, README and citation."""


@dataclass(frozen=True, slots=True, order=True)
class YearFiles(Key):
    """The page and the files of one year, with current versions only."""

    year: int


@dataclass(frozen=True, slots=True, order=True)
class PartFiles(Key):
    """The files of one part in one year."""

    year: int
    part: str


@dataclass(frozen=True, slots=True, order=True)
class RegisterFile(Key):
    """The register as a data file."""


# --------------------------------------------------------------------------- one year


def _year_pages(context: Context, key: YearFiles) -> Pages:
    found = next((item for item in _years(context.store) if item.year == key.year), None)
    names = [name for name in WHOLE if name in whole_names()]
    yield f"data/{key.year}/", year_data_page(found, names) if found else None


def _year_files(context: Context, key: YearFiles) -> Files:
    rows = context.store.export_rows(key.year)
    made = list(_of_year(key.year, rows))
    yield from made if rows else ((name, None) for name, _ in made)


def _of_year(year: int, rows: Sequence[tuple[str, str, str, str]]) -> Iterator[tuple[str, bytes]]:
    makers = {
        "reports.csv": reports_file,
        "findings.csv": findings_file,
        "table.csv": table_file,
        "manifest-sha256.txt": manifest_file,
    }
    for at, (name, make) in enumerate(makers.items()):
        yield f"data/{year}/{name}", make(row[at] for row in rows)
    # Each year has its own copy, because a data package must not refer to files outside its folder.
    for name, schema in _schemas():
        yield f"data/{year}/schema/{name}", schema


def _part_files(context: Context, key: PartFiles) -> Files:
    found = list(context.store.exported(key.year, key.part))
    made = list(_of_part(key.year, key.part, found))
    yield from made if found else ((name, None) for name, _ in made)


def _of_part(year: int, part: str, found: Sequence[ExportedReport]) -> Iterator[tuple[str, bytes]]:
    values = [unpacked_values(item.cell_values) for item in found]
    yield f"data/{year}/cells-{part}.csv", cells_file(item.cells for item in found)
    yield f"data/{year}/totals-{part}.csv", totals_csv(zip((item.county for item in found), values, strict=True))
    yield f"data/{year}/reports-{part}.jsonl", jsonl_file(document_of(item) for item in found)
    yield (
        f"data/{year}/ask-{part}.json",
        slice_of((item.county, item.report, own) for item, own in zip(found, values, strict=True)),
    )


def _empty_part(context: Context, address: str, _: Redirect) -> Files:
    """Return the file of a city and year with its header and no rows."""
    if (match := _PART.match(address)) and not any(context.store.exported(int(match["year"]), match["part"])):
        yield from (file for file in _of_part(int(match["year"]), match["part"], ()) if file[0] == address)


def _empty_year(_: Context, address: str, __: Redirect) -> Files:
    """Return the files beside the page of a year, each with its header and no rows."""
    if match := _YEAR.match(address):
        yield from _of_year(int(match[1]), ())


# --------------------------------------------------------------------------- the whole archive


def _years(store: Store) -> list[YearData]:
    """Return every year with its parts, newest first."""
    found: dict[int, dict[str, int]] = {}
    for item in place_years(store):
        parts = found.setdefault(item.year, {})
        province, city, county = item.place
        part = city or province or county or UNRESOLVED
        parts[part] = parts.get(part, 0) + item.reports
    names = part_names(store)
    years = sorted(found.items(), reverse=True)
    return [YearData(y, sum(p.values()), tuple((c, names[c], p[c]) for c in sorted(p))) for y, p in years]


def part_names(store: Store) -> dict[str, str]:
    """Return code → name of every part that holds reports."""
    places = (item.place for item in place_years(store))
    parts = {city or province or county or UNRESOLVED for province, city, county in places}
    return {part: _name(store, part) for part in parts}


def _name(store: Store, part: str) -> str:
    if part == UNRESOLVED:
        return "所在地未定"
    return " ".join(division.name for division in division_path(store, part))


def _province(store: Store) -> str:
    """Return the name of the province with the most reports (the lowest code of equals), for the page's example."""
    found: dict[str, int] = {}
    for item in place_years(store):
        if item.place[0]:
            found[item.place[0]] = found.get(item.place[0], 0) + item.reports
    best = min(found, key=lambda code: (-found[code], code), default="")
    return _name(store, best) if best else "宁夏回族自治区"


def _pages(context: Context, _: DataPages) -> Pages:
    years = [(year, tally.reports) for year, tally in by_year(context.store)]
    small = len(context.store.originals()) <= database.BUILT
    page = data_page(years, _province(context.store), context.site_url, small)
    yield page.address, page


def _files(context: Context, _: DataPages) -> Files:
    parts = {item.year: {code: n for code, _, n in item.parts} for item in _years(context.store)}
    paths = {code: [(d.code, d.name) for d in division_path(context.store, code)] for p in parts.values() for code in p}
    yield "data/ask.json", choices(parts, paths)


def _guide_pages(_: Context, __: DataGuide) -> Pages:
    yield from ((page.address, page) for page in (ask_page(), dictionary_page()))


def _guide_files(_: Context, __: DataGuide) -> Files:
    yield from _guide()


@cache
def _guide() -> tuple[tuple[str, bytes], ...]:
    """Return the files that depend only on the program, not on the archive."""
    return (
        ("data/README.txt", readme()),
        ("data/CITATION.cff", citation()),
        ("data/dictionary.csv", dictionary_csv()),
        (MAKE_SQLITE, Path(database.__file__).read_bytes()),
        ("data/schema/report.schema.json", _json(report_schema())),
        *((f"data/schema/{name}", schema) for name, schema in _schemas()),
    )


@cache
def _schemas() -> tuple[tuple[str, bytes], ...]:
    return tuple((f"{name}.json", _json(schema)) for name, schema in schemas().items())


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _register(context: Context, _: RegisterFile) -> Files:
    yield "data/agencies.csv", agencies_csv(context.store.agencies())


def of_versions(store: Store, changed: Versions) -> Iterator[Key]:
    """Yield the keys of the parts whose full text contains data from these ledger entries."""
    for agency_id, year, _ in changed:
        if held := store.held_at(f"reports/{agency_id}/{year}/"):
            yield PartFiles(year, part_of(held.agency))


KINDS = (
    Kind(DataPages, _pages, _files, other_keys=lambda _: [DataPages()], on_reports=True, input_stages=("export rows",)),
    Kind(DataGuide, _guide_pages, _guide_files, other_keys=lambda _: [DataGuide()], input_stages=("export rows",)),
    Kind(
        YearFiles,
        _year_pages,
        _year_files,
        _empty_year,
        of_report=lambda facts: [YearFiles(facts.year)],
        input_stages=("export rows",),
    ),
    Kind(
        PartFiles,
        files=_part_files,
        empty=_empty_part,
        of_report=lambda facts: [PartFiles(facts.year, part_of(facts.agency))],
        input_stages=("export rows",),
    ),
    Kind(
        RegisterFile,
        files=_register,
        other_keys=lambda _: [RegisterFile()],
        on_register=True,
        input_stages=("export rows",),
    ),
)
