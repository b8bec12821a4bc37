"""Test the open data as external users use it: with their own tools, from the published folder alone.

The results must equal the numbers of the pages."""

from __future__ import annotations

import asyncio
import csv
import gzip
import hashlib
import io
import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import bagit
import duckdb
import jsonschema
import made_states
import pyarrow.parquet
import pytest
from browser import Served
from made_files import content, html
from made_up import agency, enrol
from made_up_years import with_cells, year_of
from openpyxl import load_workbook

from build_scripts import __version__
from build_scripts.build import build
from build_scripts.content import file_names
from build_scripts.exports import compressed, database
from build_scripts.exports.cells import original_text
from build_scripts.exports.columns import FILES, FORMAT, form_cells
from build_scripts.exports.commands import (
    CELL,
    Example,
    duckdb_command,
    excel_formulas,
    pandas_command,
    r_command,
    sqlite_query,
)
from build_scripts.exports.dictionary import entries
from build_scripts.exports.page import data_page
from build_scripts.findings import catalogue
from build_scripts.forms import forms
from build_scripts.model import State
from build_scripts.progress import Progress
from build_scripts.render.html import to_html

ROOT = Path(__file__).parent.parent
FULL = (2020, 2023, 2024)
YEARS = tuple(sorted((*FULL, made_states.YEAR)))
NUMBERS = (0, 1, 3, 4, 5, 6, 7, 40, 41)  # two counties, with all kinds of ``made_up_years.kind_of``
PROVINCE = agency(0).province
ODD = ["1-2", "007", "=1+1", "(5)", "'3", "1e5", "--2"]  # text that a spreadsheet executes or displays differently


def project(folder: Path) -> Path:
    """Return nine agencies of two counties in three years on two forms, one report of them in two versions.

    In a fourth year there is a tenth agency with every state of a cell."""
    for name in ("mkdocs.yml", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    reports = folder / "content/reports"
    (folder / "content").mkdir()
    enrol(folder / "content/agencies.csv", (*NUMBERS, made_states.NUMBER, made_states.GONE))
    made_states.write(folder)
    for year in FULL:
        (reports / str(year)).mkdir(parents=True)
        for number in NUMBERS:
            item = year_of(number, year)
            if number == 41:
                item = with_cells(item, "requests", {"2": ODD}, item.requests.form)
            if number == 41 and item.proactive.form == "2021":
                item = with_cells(item, "proactive", {"8.fee": ["103.387912"]})
            (reports / str(year) / f"{agency(number).name}.html").write_bytes(html(content(item)))
    other = with_cells(year_of(0, 2024), "requests", {"1": ["9"] * 6 + ["54"]})
    other = replace(other, title=f"{other.title}（修订）")
    (reports / "2024" / f"{agency(0).name}修订.html").write_bytes(html(content(other)))
    return folder


@cache  # shared by all test files that use it
def built(temporary: Path) -> Path:
    folder = temporary / "open-data"
    folder.mkdir()
    build(project(folder), Progress(quiet=True), jobs=1)
    return folder / "site"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def made(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the database as an external user does: with the published program from the published files."""
    folder = tmp_path_factory.mktemp("stranger")
    subprocess.run(
        [sys.executable, "-I", published / "data/make_sqlite.py", published / "data"], cwd=folder, check=True
    )
    return folder / "nianbao.sqlite"


def test_every_address_is_one_that_every_disk_and_server_can_hold(published: Path) -> None:
    """Windows and macOS are case-insensitive, and Windows reserves some names; a copy of the site on such a disk must
    be complete."""
    found = [p.relative_to(published).as_posix() for p in published.rglob("*")]
    assert not [a for a in found if not re.fullmatch(r"[A-Za-z0-9._/-]+", a) or not file_names.is_portable(a)]
    assert len({a.casefold() for a in found}) == len(found)


def test_a_small_archive_publishes_its_database(published: Path, made: Path) -> None:
    assert (published / "data/nianbao.sqlite").read_bytes() == made.read_bytes()
    with closing(sqlite3.connect(made)) as db:
        assert ("software", f"nianbao {__version__}") in db.execute("select key, value from about").fetchall()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def whole(published: Path, name: str) -> list[dict[str, str]]:
    """Return the lines of one gzipped file of every year."""
    return [
        row
        for path in sorted(published.glob(f"data/*/{name}.csv.gz"))
        for row in rows(gzip.decompress(path.read_bytes()))
    ]


def documents(published: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(published.glob("reports/**/report.json")):
        yield json.loads(path.read_bytes())


# --------------------------------------------------------------------------- the question


Answer = dict[tuple[int, str], tuple[int, int, int]]  # (year, county) → received, stated, blank


@pytest.fixture(scope="module")
def answer(published: Path) -> Answer:
    """Count on the reports themselves, as their pages show them."""
    found: Answer = {}
    counted: set[tuple[str, int]] = set()
    for item in documents(published):
        if not item["current"] or (item["agency_id"], item["year"]) in counted:
            continue  # the current version is also at its own address
        counted.add((item["agency_id"], item["year"]))
        cell = next(c for c in item["cells"] if (c["table"], c["row"], c["column"]) == CELL)
        county = f"示例{'甲乙'[item['agency_id'].split('-')[1] == '1']}县"
        received, stated, blank = found.get((item["year"], county), (0, 0, 0))
        is_stated = cell["state"] == "stated"
        found[item["year"], county] = (
            received + (cell["value"] if is_stated else 0),
            stated + is_stated,
            blank + (cell["state"] == "blank"),
        )
    assert len(found) == len(FULL) * 2 + 1
    assert any(blank for *_, blank in found.values())
    return found


def example(published: Path) -> Example:
    return Example(str(published), YEARS, PROVINCE)


def test_pandas_answers_with_the_command_of_the_page(
    published: Path, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(pandas_command(example(published)), {})
    printed = capsys.readouterr().out.splitlines()[2:]
    found, year = {}, 0
    for line in printed:
        *lead, received, stated, blank = line.split()
        year = int(lead[0]) if lead[0].isdigit() else year
        found[year, lead[-1]] = (int(float(received)), int(stated), int(blank))
    assert found == answer


def test_r_answers_with_the_command_of_the_page(
    published: Path, answer: Answer, serve: Callable[[Path], Served], tmp_path: Path
) -> None:
    """Run the command over HTTP with R alone; without R, check that the command contains the same names as the others."""
    command = r_command(replace(example(published), site=serve(published).url))
    assert all(f'"{word}"' in command for word in (PROVINCE, *CELL, "blank", "stated"))
    if r := shutil.which("Rscript"):
        script = tmp_path / "command.R"
        script.write_text(f"options(width = 200)\n{command}", encoding="utf-8")
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        done = subprocess.run([r, script], capture_output=True, encoding="utf-8", env=environment, check=True)
        lines = [line.split()[1:] for line in done.stdout.splitlines()[1:]]
        assert {(int(y), county): (int(n), int(s), int(b)) for y, _, county, n, s, b in lines} == answer


def test_duckdb_answers_with_the_command_of_the_page(published: Path, answer: Answer) -> None:
    found = duckdb.sql(duckdb_command(example(published)).rstrip(";"))
    assert found
    lines = found.fetchall()
    assert {(year, county): (int(n), s, b) for year, _, county, n, s, b in lines} == answer


def test_datasette_opens_the_database_and_answers_three_questions(published: Path, made: Path, answer: Answer) -> None:
    from datasette.app import Datasette

    async def ask() -> None:
        house = Datasette([str(made)])
        await house.invoke_startup()
        get = house.client.get
        query = {"sql": sqlite_query(example(published)), "_shape": "arrays"}
        lines = (await get("/nianbao.json", params=query)).json()["rows"]
        assert {(year, county): (n, s, b) for year, _, county, n, s, b in lines} == answer
        facets = (await get("/nianbao/figures.json?_facet=state&_size=0&year=2024")).json()["facet_results"]["state"]
        counted = {item["value"]: item["count"] for item in facets["results"]}
        cells = [row for row in whole(published, "cells") if row["year"] == "2024" and row["current"] == "1"]
        assert counted == {s: n for s in {r["state"] for r in cells} if (n := sum(r["state"] == s for r in cells))}
        hits = (await get("/nianbao/narratives.json?_search=主动公开&_shape=array")).json()
        assert hits and all("主动公开" in hit["text"] for hit in hits)

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps an event loop running in this thread
        apart.submit(asyncio.run, ask()).result()


def test_a_spreadsheet_answers_with_the_formulas_of_the_page(published: Path, answer: Answer, tmp_path: Path) -> None:
    """This test imitates SUMIFS and COUNTIFS: text is never added, ``*`` matches anything. Where LibreOffice is
    installed, it opens the same files and gives the same results."""
    formulas = [formula for _, formula in excel_formulas(example(published))]
    figures, place = re.match(r"=SUMIFS\((\w+):\w+,(\w+):", formulas[0]).groups()  # type: ignore[union-attr]
    assert f'{place}:{place},"*{PROVINCE}*"' in formulas[1] and f"{figures}:{figures}" in formulas[1]

    def at(letters: str) -> int:
        n = 0
        for letter in letters:
            n = n * 26 + ord(letter) - 64
        return n - 1

    counted: dict[int, tuple[int, int]] = {}
    for year in YEARS:
        text = (published / f"data/{year}/table.csv").read_text(encoding="utf-8-sig")
        lines = [line for line in csv.reader(text.splitlines()) if PROVINCE in line[at(place)]]
        values = [line[at(figures)] for line in lines]
        of_year = [found for (y, _), found in answer.items() if y == year]
        counted[year] = (sum(int(v) for v in values if v.isdigit()), sum(v == "（空白）" for v in values))
        assert counted[year] == (sum(n for n, *_ in of_year), sum(blank for *_, blank in of_year))
    if office := shutil.which("soffice"):
        assert in_spreadsheet(office, published, formulas, tmp_path) == counted


def in_spreadsheet(office: str, published: Path, formulas: list[str], folder: Path) -> dict[int, tuple[int, ...]]:
    """Return year → results of the formulas in ``table.csv``, opened as with a double click in China.

    Every field that looks like a date or a number is converted."""

    def convert(to: str, files: list[Path], *options: str) -> list[Path]:
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command: list[str | Path] = [
            office,
            home,
            "--headless",
            *options,
            "--convert-to",
            to,
            "--outdir",
            folder,
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True)
        return [folder / f"{file.stem}.{to}" for file in files]

    tables = [Path(shutil.copy(published / f"data/{year}/table.csv", folder / f"{year}.csv")) for year in YEARS]
    opened = convert("xlsx", tables, "--infilter=CSV:44,34,UTF-8,1,,2052,false,true")
    for path in opened:
        book = load_workbook(path)
        lines = csv.reader((folder / f"{path.stem}.csv").read_text(encoding="utf-8-sig").splitlines())
        for row, line in zip(book.active.iter_rows(), lines, strict=True):
            for cell, field in zip(row, line, strict=True):
                number = isinstance(cell.value, int | float) and cell.value == float(field)
                day = isinstance(cell.value, datetime) and f"{cell.value:%Y-%m-%d}" == field and cell.column == 6
                assert number or day or (cell.value or "") == field, "opened as another than it was printed"
        free = book.active.max_column + 2
        for at, formula in enumerate(formulas):
            book.active.cell(1, free + at).value = formula
        book.save(path)
    ends = [next(csv.reader(path.read_text("ascii", "replace").splitlines())) for path in convert("csv", opened)]
    return {year: tuple(map(int, line[-2:])) for year, line in zip(YEARS, ends, strict=True)}


# --------------------------------------------------------------------------- contracts


def test_every_resource_of_every_package_is_valid(published: Path) -> None:
    # Imported here, because loading it and Datasette takes as long as collecting all tests.
    from frictionless import Package

    logging.disable(logging.CRITICAL)
    for path in ("data/datapackage.json", *(f"data/{year}/datapackage.json" for year in YEARS)):
        report = Package(str(published / path)).validate()
        assert report.valid, report.flatten(["path", "message"])
    logging.disable(logging.NOTSET)


def test_the_packages_describe_every_file_that_is_there(published: Path) -> None:
    described = set()
    for path in published.glob("data/**/datapackage.json"):
        package = json.loads(path.read_bytes())
        assert package["version"] == FORMAT and package["licenses"] and package["sources"] and package["contributors"]
        assert len({r["name"] for r in package["resources"]}) == len(package["resources"])
        for resource in package["resources"]:
            file = path.parent / resource["path"]
            described.add(file)
            assert re.fullmatch(r"[a-z0-9._-]+", resource["name"]) and ".." not in resource.get("schema", "")
            assert resource["bytes"] == file.stat().st_size
            assert resource["hash"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    kinds = (".csv", ".jsonl", ".gz", ".parquet", ".py")
    assert {p for p in (published / "data").rglob("*") if p.suffix in kinds} <= described


def test_the_index_and_the_data_page_do_not_grow_with_the_cities(published: Path) -> None:
    for name in ("datapackage.json", "index.html", "catalog.jsonld"):
        assert not re.search(r"(?:cells|totals|reports)-\d{6}", (published / "data" / name).read_text(encoding="utf-8"))
    assert "cells-990100.csv" in (published / "data/2024/index.html").read_text(encoding="utf-8")


def test_every_report_keeps_the_schema(published: Path) -> None:
    schema = json.loads((published / "data/schema/report.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    alone = {item["source"]["sha256"]: item for item in documents(published)}
    lines = [
        json.loads(line)
        for path in published.glob("data/*/reports.jsonl.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert {item["source"]["sha256"]: item for item in lines} == alone
    for item in lines:
        assert not [f"{e.json_path}: {e.message}" for e in check.iter_errors(item)]
    broken = next(item for item in lines if any(c["state"] == "blank" for c in item["cells"]))
    next(c for c in broken["cells"] if c["state"] == "blank")["value"] = 0
    assert not check.is_valid(broken), "a blank is never a zero"


def test_the_bag_is_valid_and_says_when_it_is_not(published: Path, tmp_path: Path) -> None:
    logging.disable(logging.CRITICAL)
    bagit.Bag(str(published / "data")).validate()
    copy = tmp_path / "data"
    shutil.copytree(published / "data", copy)
    file = copy / "2024/cells.csv.gz"
    file.write_bytes(file.read_bytes()[:-1])
    assert not bagit.Bag(str(copy)).is_valid()
    logging.disable(logging.NOTSET)


def test_the_catalogue_names_every_whole_file_with_its_digest(published: Path) -> None:
    catalogue_ = json.loads((published / "data/catalog.jsonld").read_bytes())
    found = [d for item in catalogue_["dataset"] for d in item["distribution"]]
    for item in found:
        file = published / "data" / item["downloadURL"]
        assert item["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert {f"{year}/cells.csv.gz" for year in YEARS} | {"make_sqlite.py"} <= {d["downloadURL"] for d in found}


# --------------------------------------------------------------------------- nothing is lost, nothing twice


def test_the_database_is_sound_and_holds_every_version_once(published: Path, made: Path) -> None:
    with closing(sqlite3.connect(made)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
        query = (
            'select r.report, f."table", f."row", f."column", c.state, c.raw, r.current from cells c '
            "join reports r on r.id = c.report join form_cells f on f.id = c.cell"
        )
        found = {tuple(row[:4]): row[4:] for row in db.execute(query)}
        lines = whole(published, "cells")
        wanted = {(r["report"], r["table"], r["row"], r["column"]): r for r in lines}
        assert len(wanted) == len(lines) == len(found)
        for key, (state, raw, current) in found.items():
            row = wanted[key]
            assert (state, raw or "", str(current)) == (row["state"], original_text(row["raw"]), row["current"])
            assert (raw is None) == (state == "absent")
        count = "select count(*), count(value), sum(value) from figures"
        stated = [r for r in lines if r["current"] == "1" and r["state"] == "stated"]
        total = sum(float(r["value"]) for r in stated)
        cells, numbers, added = db.execute(count).fetchone()
        assert (cells, numbers) == (sum(r["current"] == "1" for r in lines), len(stated))
        assert added == pytest.approx(total)


def test_every_version_is_there_and_says_whether_it_is_the_current_one(published: Path) -> None:
    reports = whole(published, "reports")
    versions = [row for path in sorted(published.glob("data/*/versions.csv")) for row in rows(path.read_bytes())]
    held = [v for v in versions if v["state"] == "held"]
    assert {(r["sha256"], r["current"]) for r in reports} == {(v["sha256"], v["current"]) for v in held}
    assert sorted(r["current"] for r in reports).count("0") == 2
    assert {r["sha256"] for r in rows((published / "data/data/originals.csv").read_bytes())} == {
        v["sha256"] for v in versions
    }


def test_the_whole_of_a_year_is_the_cities_together(published: Path) -> None:
    for year in YEARS:
        cells = [
            r
            for r in rows(gzip.decompress((published / f"data/{year}/cells.csv.gz").read_bytes()))
            if r["current"] == "1"
        ]
        parts = [row for path in published.glob(f"data/{year}/cells-*.csv") for row in rows(path.read_bytes())]
        assert sorted(tuple(item.values()) for item in cells) == sorted(tuple(item.values()) for item in parts)


def test_files_that_have_a_place_for_it_name_the_software(published: Path) -> None:
    """A CSV has no such place: the datapackage.json beside it names the software."""
    said = f"nianbao {__version__}".encode()
    for table in ("cells", "reports"):
        metadata = pyarrow.parquet.read_schema(published / f"data/2024/{table}.parquet").metadata
        assert metadata[b"software"] == said
    feed = (published / "updates/atom.xml").read_bytes()
    assert f'<generator version="{__version__}">nianbao</generator>'.encode() in feed


def test_parquet_says_what_the_csv_says(published: Path) -> None:
    table = pyarrow.parquet.read_table(published / "data/2024/cells.parquet").to_pylist()
    lines = rows(gzip.decompress((published / "data/2024/cells.csv.gz").read_bytes()))
    shown = [(r["report"], r["row"], r["state"], r["raw"], r["value"]) for r in table]
    assert shown == [
        (r["report"], r["row"], r["state"], original_text(r["raw"]), Decimal(r["value"]) if r["value"] else None)
        for r in lines
    ]
    assert Decimal("103.387912") in {value for *_, value in shown}, "six places: 元 as 万元"


def test_a_print_that_a_spreadsheet_would_change_is_exact_in_every_file(published: Path, made: Path) -> None:
    address, spot = f"reports/{agency(41).agency_id}/2024/", ("requests", "2")
    document = json.loads((published / address / "report.json").read_bytes())
    prints = {c["column"]: c["raw"] for c in document["cells"] if (c["table"], c["row"]) == spot}
    assert list(prints.values()) == ODD
    fields = {
        r["column"]: r["raw"]
        for r in rows((published / address / "report.csv").read_bytes())
        if (r["table"], r["row"]) == spot
    }
    assert list(fields.values()) == [f"'{text}" for text in ODD] and list(map(original_text, fields.values())) == ODD
    query = (
        'select f."column", c.raw from cells c join reports r on r.id = c.report join form_cells f on f.id = c.cell '
        'where r.report = ? and f."table" = ? and f."row" = ?'
    )
    with closing(sqlite3.connect(made)) as db:
        assert dict(db.execute(query, (address, *spot))) == prints
    table = pyarrow.parquet.read_table(published / "data/2024/cells.parquet").to_pylist()
    found = {r["column"]: r["raw"] for r in table if (r["report"], r["table"], r["row"]) == (address, *spot)}
    assert found == prints
    slice_ = json.loads((published / "data/2024/ask-990100.json").read_bytes())
    at = next(n for n, report in enumerate(slice_["reports"]) if report[0] == address)
    assert [slice_["cells"][f"requests.2.{column}"][at][1] for column in prints] == ODD


def test_an_amount_without_a_unit_of_its_column_says_what_the_original_prints(published: Path) -> None:
    """251000元 and 25.1万元 are in one column of the form of 2019: they are never added, and the wide table shows them as
    printed."""
    amounts = [r for r in whole(published, "cells") if r["column"] == "amount" and r["state"] == "stated"]
    assert amounts and all(r["unit"] == "元" for r in amounts)
    totals = [row for path in published.glob("data/2020/totals-*.csv") for row in rows(path.read_bytes())]
    assert {r["sum"] for r in totals if r["column"] == "amount"} == {""}
    heading = next(c.heading for c in form_cells() if c.column.key == "amount")
    assert {r[heading] for r in rows((published / "data/2020/table.csv").read_bytes())} == {r["raw"] for r in amounts}


def test_the_wide_table_says_whose_which_version_and_how_many_findings(published: Path) -> None:
    catalogued = {r["report"]: r for r in rows((published / "data/2024/reports.csv").read_bytes())}
    for row in rows((published / "data/2024/table.csv").read_bytes()):
        of = catalogued[row["报告"]]
        shown = (row["登记号"], row["区划代码"], row["格式"], row["版本"], row["核验提示（条）"])
        assert shown == (of["agency_id"], of["division_code"], of["form"], of["version"], of["findings"])
        for value in row.values():
            assert not re.fullmatch(r"\d+[.,]\d*", value) or re.fullmatch(r"\d+\.\d+", value), "no number"


# --------------------------------------------------------------------------- the dictionary


def test_the_dictionary_explains_every_code_in_two_languages(published: Path) -> None:
    listed = {(r["kind"], r["of"], r["key"]): r for r in rows((published / "data/dictionary.csv").read_bytes())}
    for form in forms():
        for table in form.tables:
            for row in table.rows:
                assert ("row", table.key, row.key) in listed
                for column in row.columns:
                    assert ("column", table.key, column.key) in listed
                    assert form.id in listed["cell", table.key, f"{table.key}.{row.key}.{column.key}"]["forms"]
    assert {entry["forms"] for entry in listed.values()} == {"", "2021", "2019", "2021 2019"}, "no apostrophe"
    assert {key for kind, _, key in listed if kind == "state"} == {state.value for state in State}
    assert {key for kind, _, key in listed if kind == "finding"} == set(catalogue())
    assert {(of, key) for kind, of, key in listed if kind == "field"} == {
        (f, c) for f, (cs, _) in FILES.items() for c in cs
    }
    assert all(entry[3] and entry[4] for entry in entries())
    page = (published / "data/dictionary/index.html").read_text(encoding="utf-8")
    assert "Requests received this year" in page and "第二十条第（六）项" in page
    # The two forms count the documents of a row in different columns; of the penalties only the decisions are
    # comparable.
    assert listed["row", "proactive", "1.docs"]["comparable"].startswith("不能比较")
    assert listed["row", "proactive", "6.penalty"]["comparable"].startswith("只有“本年处理决定数量”可以比较")
    assert "3.6" in listed["row", "requests", "3.6.1"]["comparable"]


# --------------------------------------------------------------------------- the same bytes


def test_only_the_year_that_is_touched_is_made_again(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that has grown too large explains at the address of the database how to make it."""
    monkeypatch.setattr(database, "BUILT", 0)
    folder = Path(shutil.copytree(published.parent, tmp_path / "archive", symlinks=True))
    site = folder / "site"
    data = {p.relative_to(site): p for p in site.glob("data/**/*") if p.is_file()}
    before = {name: path.read_bytes() for name, path in data.items()}
    ledger = next((folder / "content/ledger").glob("2*.csv"))
    text = ledger.read_text(encoding="utf-8-sig").splitlines()
    at = text[0].split(",").index("source_url")
    line = next(n for n, row in enumerate(text) if "/2024/" in row or row.startswith("2024/"))
    cells = next(csv.reader([text[line]]))
    cells[at] = "http://www.shili.gov.cn/1.html"
    text[line] = ",".join(cells)
    ledger.write_text("\n".join(text) + "\n", encoding="utf-8")
    build(folder, Progress(quiet=True), jobs=1)
    changed = {str(name) for name, old in before.items() if (site / name).read_bytes() != old}
    assert {
        "data/2024/reports.jsonl.gz",
        "data/2024/versions.csv",
        "data/2024/datapackage.json",
    } <= changed
    assert not [name for name in changed if name.startswith(("data/2020/", "data/2023/"))]
    assert "data/2024/cells.csv.gz" not in changed
    with closing(sqlite3.connect(site / "data/nianbao.sqlite")) as db:
        assert "make_sqlite.py" in dict(db.execute("select key, value from about"))["how"]
    shown = [
        json.loads(line) for line in gzip.decompress((site / "data/2024/reports.jsonl.gz").read_bytes()).splitlines()
    ]
    assert [i["provenance"]["source_url"] for i in shown if i["provenance"]["source_url"]] == [cells[at]]


def test_a_gzip_copies_what_stands_and_packs_what_is_new() -> None:
    def never() -> list[bytes]:
        raise AssertionError("packed again")

    one, two, three = ("1" * 64, lambda: [b"a", b"b"]), ("2" * 64, lambda: [b"c"]), ("3" * 64, lambda: [b"d"])
    before = compressed.gzipped([one, three])
    after = compressed.gzipped([one, two, three])
    assert compressed.gzipped([(one[0], never), two, (three[0], never)], before) == after
    assert gzip.decompress(after) == b"abcd" and after[4:8] == bytes(4), "no time"
    for damaged in (before[1:], before[:60], before[:12] + b"x" * 40, b"no gzip"):
        assert compressed.gzipped([one, two, three], damaged) == after


# --------------------------------------------------------------------------- the page


def test_the_commands_name_the_site_where_it_knows_itself() -> None:
    here = to_html(data_page([(2024, 3)], "示例省", "https://nianbao.example/"))
    assert "https://nianbao.example/data/make_sqlite.py" in here and "<pre" in here
    assert "https://本站网址/data" in to_html(data_page([(2024, 3)], "示例省", ""))


def test_what_stands_beside_a_page_is_named_in_it(published: Path) -> None:
    counted: dict[str, int] = defaultdict(int)
    for page, name in (("data", "catalog.jsonld"), ("data/2024", "datapackage.json"), ("years/2024", "cells.csv.gz")):
        text = (published / page / "index.html").read_text(encoding="utf-8")
        links = re.findall(r'<link rel="alternate"[^>]*href="([^"]+)"', text)
        counted[page] = sum(link.endswith(name) and (published / page / link).is_file() for link in links)
    assert counted == {"data": 1, "data/2024": 1, "years/2024": 1}
