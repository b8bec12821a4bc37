"""Read the open data back: every cell with its state, exact numbers, nothing that a spreadsheet would execute."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from archives import project
from made_up import agency, report, table_from_print, with_tables

from build_scripts.archive.store import Store
from build_scripts.build import build
from build_scripts.exports.cell_values import CellValues, packed_values, unpacked_values
from build_scripts.exports.cells import original_text, spreadsheet_safe
from build_scripts.exports.columns import FILES, form_cells, wide_columns
from build_scripts.exports.rows import agencies_csv, cells_file, report_rows, reports_file, table_file
from build_scripts.exports.totals import totals_csv
from build_scripts.forms import form, forms
from build_scripts.model import Agency, Report, State, finding
from build_scripts.progress import Progress

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "reports"
KINDS: dict[str, list[str | None]] = {
    # 自然人 0, 商业企业 blank, 科研机构 slash, 社会公益组织 absent, 法律服务机构 unreadable, 其他 a number with a comma, 总计
    "1": ["0", "", "/", None, "=HYPERLINK(1)", "1,234", "007"],
}


def of_all_kinds() -> Report:
    """Return a report whose first row of table 3 holds one cell of every state, and whose fee has decimals."""
    item = report(0)
    requests = table_from_print(form("2021").requests, "2021", KINDS)
    fees = table_from_print(form("2021").proactive, "2021", {"8.fee": ["103.3879万元"], "6.penalty": ["-4"]})
    return replace(item, requests=requests, proactive=fees)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells_csv(item: Report, address: str) -> bytes:
    return cells_file([report_rows(item, agency(0), address, "original.txt").cells])


def cells_of(item: Report, who: Agency) -> list[dict[str, str]]:
    return rows(cells_csv(item, f"reports/{who.agency_id}/{item.year}/"))


# --------------------------------------------------------------------------- cells


def test_every_kind_of_cell_comes_back_as_it_was() -> None:
    found = [(r["state"], r["value"], r["raw"]) for r in cells_of(of_all_kinds(), agency(0)) if r["row"] == "1"]
    assert found == [
        ("stated", "0", "0"),
        ("blank", "", ""),
        ("slash", "", "/"),
        ("absent", "", ""),
        ("unreadable", "", "'=HYPERLINK(1)"),
        ("stated", "1234", "1,234"),
        ("stated", "7", "'007"),
    ]


def test_a_field_of_a_csv_gives_back_the_exact_print_and_no_spreadsheet_shows_another() -> None:
    pairs = json.loads((Path(__file__).parent / "js/spreadsheet.json").read_text(encoding="utf-8"))
    assert [[text, spreadsheet_safe(text)] for text, _ in pairs] == pairs
    assert all(original_text(field) == text for text, field in pairs)


def test_decimals_are_exact_and_units_stay_in_the_print() -> None:
    fee = next(r for r in cells_of(of_all_kinds(), agency(0)) if r["row"] == "8.fee")
    assert (fee["value"], fee["raw"]) == ("103.3879", "103.3879万元")
    negative = next(r for r in cells_of(of_all_kinds(), agency(0)) if r["row"] == "6.penalty")
    assert (negative["value"], negative["raw"]) == ("-4", "-4")  # a number, not a formula


@pytest.mark.parametrize("form_id", ["2021", "2019"])
def test_every_cell_of_the_form_has_its_line(form_id: str) -> None:
    shape = form(form_id)
    item = with_tables(replace(report(0), form=form_id), *(table_from_print(t, form_id, {}) for t in shape.tables))
    found = {(r["table"], r["row"], r["column"]) for r in cells_of(item, agency(0))}
    assert found == {(t.key, row.key, c.key) for t in shape.tables for row in t.rows for c in row.columns}


def test_pandas_reads_the_cells_without_turning_a_blank_into_zero() -> None:
    data = cells_csv(of_all_kinds(), "reports/a/2024/")
    frame = pd.read_csv(io.BytesIO(data), dtype={"value": "string"}, keep_default_na=False)
    first = frame[frame["row"] == "1"]
    assert pd.to_numeric(first["value"]).astype("Int64").tolist() == [0, pd.NA, pd.NA, pd.NA, pd.NA, 1234, 7]


# --------------------------------------------------------------------------- the wide table


def wide(item: Report, who: Agency) -> dict[str, str]:
    part = report_rows(item, who, f"reports/{who.agency_id}/{item.year}/", "original.txt")
    return rows(table_file([part.table]))[0]


def test_the_wide_table_says_in_words_what_kind_of_nothing_a_cell_is() -> None:
    row = wide(of_all_kinds(), agency(0))
    heads = {c.key: c.heading for c in form_cells()}
    shown = [row[heads[f"requests.1.{c.key}"]] for c in form("2021").requests.rows[0].columns]
    assert shown == ["0", "（空白）", "/", "（无此格）", "（读不成数字）=HYPERLINK(1)", "1234", "7"]
    assert row[heads["requests.3.6.total"]] == ""  # the form of 2021 has no such row


def test_the_wide_table_opens_in_excel_as_chinese_and_has_one_head_for_each_cell() -> None:
    assert table_file([]).startswith(b"\xef\xbb\xbf")
    heads = wide_columns()
    assert len(set(heads)) == len(heads)
    cells = {(t.key, row.key, c.key) for f in forms() for t in f.tables for row in t.rows for c in row.columns}
    assert {(c.table.key, c.row.key, c.column.key) for c in form_cells()} == cells


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_csv_starts_a_field_with_a_formula(sign: str) -> None:
    evil = f"{sign}cmd|'/c calc'!A1"
    who = replace(agency(0), name=evil, aliases=(evil,), basis=evil, county=evil, kind=evil)
    item = replace(of_all_kinds(), title=evil)
    part = report_rows(item, who, "reports/a/2024/", "original.txt")
    files = (
        table_file([part.table]),
        reports_file([part.report]),
        cells_file([part.cells]),
        agencies_csv([who]),
    )
    for data in files:
        for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            for field in line:
                assert not field.startswith(sign) or re.fullmatch(r"[-+]\d+", field), field


def test_lines_end_alike_everywhere_and_hold_no_carriage_return() -> None:
    part = report_rows(report(1), agency(1), "reports/a/2024/", "original.txt")
    for text in (part.report, part.findings, part.table, part.cells, part.manifest):
        assert "\r" not in text and (not text or text.endswith("\n"))


# --------------------------------------------------------------------------- totals


def own(cells: str) -> CellValues:
    return unpacked_values(packed_values(cells))


def test_totals_add_only_what_is_stated_and_count_the_rest() -> None:
    items = [(report(n), agency(n)) for n in range(3)] + [(of_all_kinds(), agency(200))]
    parts = [report_rows(r, a, f"reports/{a.agency_id}/{r.year}/", "o.txt") for r, a in items]
    found = rows(totals_csv((a.division_code[:6], own(p.cells)) for (_, a), p in zip(items, parts, strict=True)))

    def key(r: dict[str, str]) -> tuple[str, str, str, str]:
        return (r["place"], r["table"], r["row"], r["column"])

    totals = {key(r): r for r in found}
    all_of = totals["all", "requests", "1", "commercial"]
    stated = [c for r, _ in items if (c := r.requests.row("1").cells[1]).state is State.STATED]
    assert all_of["sum"] == str(sum(c.number for c in stated if c.number is not None))
    assert (all_of["stated"], all_of["blank"], all_of["reports"]) == ("3", "1", "4")
    lonely = totals[agency(200).division_code[:6], "requests", "1", "research"]
    assert (lonely["sum"], lonely["stated"], lonely["slash"], lonely["reports"]) == ("", "0", "1", "1")
    fee = totals[agency(200).division_code[:6], "proactive", "8.fee", "fee"]
    assert Decimal(fee["sum"]) == Decimal("103.3879")
    assert sum(int(r["doubted"]) for r in found) == 0
    wrong = finding(
        "requests.row-total",
        table="requests",
        row="1",
        column="total",
        heading="",
        label="新收",
        left=1,
        right=2,
        cause="",
    )
    doubted = report_rows(replace(items[0][0], findings=(wrong,)), agency(0), "reports/x/2024/", "o.txt").cells
    told = {key(r): r["doubted"] for r in rows(totals_csv([("", own(doubted))]))}
    assert told["all", "requests", "1", "total"] == "1" and sum(map(int, told.values())) == 1
    kinds = ("stated", "blank", "slash", "absent", "unreadable")
    assert all(sum(int(r[k]) for k in kinds) == int(r["reports"]) for r in found)


def test_totals_equal_the_model_for_every_cell() -> None:
    items = [(report(n), agency(n)) for n in range(12)]
    parts = [report_rows(r, a, f"reports/{a.agency_id}/{r.year}/", "o.txt") for r, a in items]
    for row in rows(totals_csv(("", own(p.cells)) for p in parts)):
        at = [c.key for c in form("2021").table(row["table"]).row(row["row"]).columns].index(row["column"])
        tables = [next(t for t in r.tables if t.key == row["table"]) for r, _ in items]
        numbers = [t.row(row["row"]).cells[at].number for t in tables]
        assert Decimal(row["sum"]) == sum((n for n in numbers if n is not None), Decimal(0))


# --------------------------------------------------------------------------- the published folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the five holdings, a report mixed with the form of 2019, and an agency of unknown place."""
    folder = project(tmp_path_factory.mktemp("archive"))
    (folder / "content/reports/2023").mkdir()
    shutil.copy(FIXTURES / "o01_office_suite.pdf", folder / "content/reports/2023/庚区人民政府.pdf")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", folder / "content/reports/2024/示例县己乡.txt")
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


def test_every_table_keeps_its_schema(published: Path) -> None:
    data = published / "data"
    packages = [(p.parent, r) for p in data.rglob("datapackage.json") for r in json.loads(p.read_bytes())["resources"]]
    for folder, resource in packages:
        if "schema" not in resource:
            continue
        path = folder / resource["path"]
        schema = json.loads((folder / resource["schema"]).read_bytes())
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            reader = csv.DictReader(file)
            assert reader.fieldnames == [field["name"] for field in schema["fields"]]
            found = list(reader)
        for row in found:
            for field in schema["fields"]:
                assert fits(row[field["name"]], field), (resource["path"], field["name"], row)
        key = schema.get("primaryKey", [])
        assert not key or len({tuple(row[name] for name in key) for row in found}) == len(found)


def fits(value: str, field: dict[str, Any]) -> bool:
    if value == "":
        return True
    pattern = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d\d-\d\d"}.get(
        field["type"], r"(?s).*"
    )
    allowed = field.get("constraints", {}).get("enum")
    return bool(re.fullmatch(pattern, value)) and (allowed is None or value in allowed)


def test_every_csv_opens_in_a_spreadsheet_as_chinese(published: Path) -> None:
    """People open CSV files with a double click and need the byte order mark; gzipped files are for programs, which
    fail on it."""
    plain = list(published.rglob("*.csv"))
    assert {p.name.split("-")[0] for p in plain} >= {"cells", "totals", "table.csv", "report.csv", "dictionary.csv"}
    assert [p for p in plain if not p.read_bytes().startswith(codecs.BOM_UTF8)] == []
    for path in published.rglob("*.csv.gz"):
        assert not gzip.decompress(path.read_bytes()).startswith(codecs.BOM_UTF8)


def test_the_manifest_lists_every_original_and_is_accepted(published: Path) -> None:
    listed = set()
    for manifest in sorted(published.glob("data/*/manifest-sha256.txt")):
        for line in manifest.read_text(encoding="utf-8").splitlines():
            digest, name = line.split("  ", 1)
            original = (manifest.parent / name).resolve()
            assert hashlib.sha256(original.read_bytes()).hexdigest() == digest
            listed.add(original)
        if tool := shutil.which("sha256sum"):
            subprocess.run([tool, "-c", "--strict", "--quiet", manifest.name], cwd=manifest.parent, check=True)
    assert listed == {p.resolve() for p in published.glob("reports/*/*/original.*")}


def test_the_files_of_a_city_are_those_of_its_reports_put_together(published: Path) -> None:
    everything: list[dict[str, str]] = []
    for path in sorted(published.glob("data/*/cells-*.csv")):
        everything += rows(path.read_bytes())
    single = [row for path in published.glob("reports/*/*/report.csv") for row in rows(path.read_bytes())]
    assert sorted(tuple(row.items()) for row in everything) == sorted(tuple(row.items()) for row in single)
    full = [json.loads(line) for p in published.glob("data/*/reports-*.jsonl") for line in p.read_bytes().splitlines()]
    alone = [json.loads(p.read_bytes()) for p in published.glob("reports/*/*/report.json")]
    assert {r["source"]["sha256"]: r for r in full} == {r["source"]["sha256"]: r for r in alone}
    assert len(full) == len(alone)


def test_what_the_five_reports_print_stands_in_the_open_data(published: Path) -> None:
    found = {
        (r["agency_id"], r["table"], r["row"], r["column"]): (r["state"], r["value"])
        for r in rows((published / "data/2024/cells-640500.csv").read_bytes())
    }
    # 海城镇: the column 总计 is lost, eight penalties, one lawsuit corrected.
    assert found["haiyuan-haicheng", "requests", "1", "total"] == ("absent", "")
    assert found["haiyuan-haicheng", "proactive", "6.penalty", "decisions"] == ("stated", "8")
    assert found["haiyuan-haicheng", "review", "direct_suit", "other_result"] == ("stated", "1")
    blank = rows((published / "data/2024/cells-630100.csv").read_bytes())
    assert {r["state"] for r in blank} == {"blank", "absent"}  # 上新庄镇 left everything blank
    catalogue = rows((published / "data/2024/reports.csv").read_bytes())
    states = {r["agency_id"]: r["place_state"] for r in catalogue}
    assert (states["xiaopu"], states["haiyuan-haicheng"]) == ("inferred", "confirmed")


def test_export_rows_of_older_code_are_made_again(published: Path) -> None:
    def data() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in published.glob("data/*/*") if p.is_file()}

    before = data()
    with closing(Store(published.parent / "build/store.sqlite")) as store:
        store.db.execute("update export_rows set report = 'stale', cells = x''")
        store.set_meta("export rows", "an older version")
        store.commit()
    build(published.parent, Progress(quiet=True), jobs=1)
    assert data() == before


def test_a_person_with_only_the_folder_finds_every_column_explained(published: Path) -> None:
    text = (published / "data/README.txt").read_text(encoding="utf-8")
    for columns, _ in FILES.values():
        assert all(re.search(rf"^  {name} ", text, re.MULTILINE) for name in columns)
    assert all(f"  {cell.row.key}　" in text for cell in form_cells())
    assert (published / "data/CITATION.cff").read_text(encoding="utf-8").startswith("cff-version: 1.2.0\n")
