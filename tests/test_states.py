"""Test every state of a cell in every file that the site offers, against one table written by hand."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import made_states
import pyarrow.parquet
import pytest
from browser import Served
from made_states import ID, TRUTH, YEAR
from made_up import agency
from playwright.sync_api import Page, expect
from test_open_data import published, rows

from build_scripts.exports.cells import original_text
from build_scripts.exports.columns import form_cells
from build_scripts.exports.dictionary import state_rows
from build_scripts.exports.verify_tables import differences

__all__ = ["published"]
ADDRESS = f"reports/{ID}/{YEAR}/"
Key = tuple[str, str, str]
Cells = dict[Key, dict[str, str | None]]


def of_csv(lines: Iterable[Mapping[str, str]]) -> Cells:
    """Return the cells of the current version; the printed text of an absent cell is ``None``."""
    return {
        (r["table"], r["row"], r["column"]): {
            **{name: r[name] for name in ("state", "value", "unit", "read_state")},
            "raw": None if r["state"] == "absent" else original_text(r["raw"]),
            "read_raw": None if r["read_state"] in ("", "absent") else original_text(r["read_raw"]),
        }
        for r in lines
        if r["report"] == ADDRESS
    }


def of_json(document: Mapping[str, Any]) -> Cells:
    found: Cells = {}
    for c in document["cells"]:
        value = "" if c["value"] is None else str(c["value"])
        said: dict[str, str | None] = {"state": c["state"], "value": value, "raw": c["raw"], "unit": c["unit"] or ""}
        if "correction" in c:
            assert c["correction"]["now"] == c["raw"]
        found[c["table"], c["row"], c["column"]] = said | {"read_raw": c.get("correction", {}).get("was")}
    return found


def of_lines(data: bytes) -> Cells:
    return of_json(next(item for item in map(json.loads, data.splitlines()) if item["address"] == ADDRESS))


def of_database(site: Path, query: str, *names: str) -> Cells:
    with closing(sqlite3.connect(site / "data/nianbao.sqlite")) as db:
        lines = [tuple(row) for row in db.execute(query, (ADDRESS,))]
    return {
        (t, r, c): dict(
            zip(
                names,
                (v if n in ("raw", "read_raw") else _text(v) for n, v in zip(names, rest, strict=True)),
                strict=True,
            )
        )
        for t, r, c, *rest in lines
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def of_parquet(site: Path) -> Cells:
    lines = pyarrow.parquet.read_table(site / f"data/{YEAR}/cells.parquet").to_pylist()
    texts = (
        {k: _text(v) if k != "value" or v is None else f"{v:f}".rstrip("0").rstrip(".") for k, v in r.items()}
        for r in lines
    )
    found = of_csv(texts)
    raws = {(r["table"], r["row"], r["column"]): r["raw"] for r in lines if r["report"] == ADDRESS}
    return {key: cell | {"raw": None if cell["state"] == "absent" else raws[key] or ""} for key, cell in found.items()}


def of_slice(site: Path) -> Cells:
    """Return the cells as 查数据 gets them."""
    asked = json.loads((site / f"data/{YEAR}/ask-990100.json").read_bytes())
    units = json.loads((site / "data/ask.json").read_bytes())["units"]
    at = [report[0] for report in asked["reports"]].index(ADDRESS)
    found: Cells = {}
    for key, column in asked["cells"].items():
        table, _, row = key.partition(".")
        row, _, name = row.rpartition(".")
        cell = column[at]
        if cell is None:
            continue
        if not isinstance(cell, list):
            cell = ["blank", "", "", ""] if cell == "" else ["stated", str(cell), str(cell), units[key]]
        state, raw, value, unit = [*cell, "", ""][:4]
        found[table, row, name] = {
            "state": state,
            "value": value,
            "unit": unit,
            "raw": None if state == "absent" else raw,
        }
    return found


def of_wide(site: Path) -> Cells:
    line = next(r for r in rows((site / f"data/{YEAR}/table.csv").read_bytes()) if r["报告"] == ADDRESS)
    words: dict[str, tuple[str, str | None]] = {"（空白）": ("blank", ""), "（无此格）": ("absent", None)}
    found: Cells = {}
    for cell in form_cells():
        field = line[cell.heading]
        state, raw = words.get(field, ("", field))
        if field.startswith("（读不成数字）"):
            state, raw = "unreadable", field.removeprefix("（读不成数字）")
        if field in ("/", "无"):
            state = "slash"
        shown: dict[str, str | None] = {"state": state or "stated", "value": "" if state else field}
        found[cell.table.key, cell.row.key, cell.column.key] = shown | ({"raw": raw} if state else {})
    return found


def of_totals(site: Path) -> Cells:
    """Return the totals of the county, which has only this report."""
    found: Cells = {}
    for r in rows((site / f"data/{YEAR}/totals-990100.csv").read_bytes()):
        if r["place"] == agency(made_states.NUMBER).division_code[:6]:
            states = [state for state in STATES if r[state] == "1"]
            assert (len(states), r["reports"]) == (1, "1")
            found[r["table"], r["row"], r["column"]] = {"state": states[0], "value": r["sum"]}
    return found


STATES = [state for state, *_ in state_rows()]
_CELLS = (
    'select f."table", f."row", f."column", c.state, c.value, c.raw, c.unit, c.read_state, c.read_raw from cells c '
    "join reports r on r.id = c.report join form_cells f on f.id = c.cell where r.report = ?"
)
_FIGURES = 'select "table", "row", "column", state, value, raw, unit from figures where address = ?'
OUTLETS: dict[str, Callable[[Path], Cells]] = {
    "report.csv": lambda site: of_csv(rows((site / ADDRESS / "report.csv").read_bytes())),
    "cells-990100.csv": lambda site: of_csv(rows((site / f"data/{YEAR}/cells-990100.csv").read_bytes())),
    "cells.csv.gz": lambda site: of_csv(rows(gzip.decompress((site / f"data/{YEAR}/cells.csv.gz").read_bytes()))),
    "cells.parquet": of_parquet,
    "report.json": lambda site: of_json(json.loads((site / ADDRESS / "report.json").read_bytes())),
    "reports-990100.jsonl": lambda site: of_lines((site / f"data/{YEAR}/reports-990100.jsonl").read_bytes()),
    "reports.jsonl.gz": lambda site: of_lines(gzip.decompress((site / f"data/{YEAR}/reports.jsonl.gz").read_bytes())),
    "cells of the database": lambda site: of_database(
        site, _CELLS, "state", "value", "raw", "unit", "read_state", "read_raw"
    ),
    "figures of the database": lambda site: of_database(site, _FIGURES, "state", "value", "raw", "unit"),
    "ask-990100.json": of_slice,
    "table.csv": of_wide,
    "totals-990100.csv": of_totals,
}


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_state_is_in_every_file_what_it_is(published: Path, outlet: str) -> None:
    found = OUTLETS[outlet](published)
    for truth in TRUTH:
        read_state, read_raw = truth.read or ("", None)
        wanted = {"state": truth.state, "value": truth.value, "raw": truth.raw, "unit": truth.unit}
        wanted |= {"read_state": read_state, "read_raw": read_raw}
        cell = found[truth[:3]]
        assert cell == {name: wanted[name] for name in cell}, truth
    assert {"state", "value"} <= set.intersection(*(set(cell) for cell in found.values()))
    assert set(STATES) == {truth.state for truth in TRUTH}


def test_what_was_withdrawn_or_replaced_is_said_and_stands_in_no_figure(published: Path) -> None:
    gone = agency(made_states.GONE).agency_id
    versions = {r["address"]: r for r in rows((published / f"data/{YEAR}/versions.csv").read_bytes())}
    states = {(r["agency_id"], r["state"], r["current"], r["gone"]) for r in versions.values()}
    assert states == {(ID, "held", "1", ""), (ID, "held", "0", ""), (gone, "withdrawn", "0", "2026-01-03")}
    for name in ("cells", "reports"):
        lines = rows(gzip.decompress((published / f"data/{YEAR}/{name}.csv.gz").read_bytes()))
        assert {(r["agency_id"], r["current"]) for r in lines} == {(ID, "1"), (ID, "0")}
        parquet = pyarrow.parquet.read_table(published / f"data/{YEAR}/{name}.parquet").to_pylist()
        assert [(r["report"], r["current"]) for r in parquet] == [(r["report"], int(r["current"])) for r in lines]
    before = next(a for a, r in versions.items() if (r["agency_id"], r["current"]) == (ID, "0"))
    document = json.loads((published / before / "report.json").read_bytes())
    first = {c["column"]: c["value"] for c in document["cells"] if (c["table"], c["row"]) == ("requests", "1")}
    assert (document["current"], list(first.values())) == (False, [1] * 6 + [6])
    with closing(sqlite3.connect(published / "data/nianbao.sqlite")) as db:
        known = db.execute("select report, current from reports where year = ?", (YEAR,)).fetchall()
        assert dict(known) == {ADDRESS: 1, before: 0}
        assert db.execute("select distinct address from figures where year = ?", (YEAR,)).fetchall() == [(ADDRESS,)]
        assert db.execute("select state from versions where agency_id = ?", (gone,)).fetchall() == [("withdrawn",)]
    for name in ("reports.csv", "table.csv", "cells-990100.csv", "findings.csv"):
        field = "报告" if name == "table.csv" else "report"
        assert {r[field] for r in rows((published / f"data/{YEAR}/{name}").read_bytes())} == {ADDRESS}


def test_what_a_person_said_and_which_form_a_block_follows_is_in_every_file(published: Path) -> None:
    place = ("value.unreadable", "requests", "1", made_states.COLUMNS[4])
    answer = ("confirmed", "=原件如此", "李明", "2026-02-02")
    document = json.loads((published / ADDRESS / "report.json").read_bytes())
    shown = next(f for f in document["findings"] if (f["code"], *map(f.get, ("table", "row", "column"))) == place)
    assert tuple(shown["answer"][name] for name in ("verdict", "text", "who", "when")) == answer
    names = ("verdict", "answer", "answered_by", "answered_on")
    line = next(
        r
        for r in rows((published / f"data/{YEAR}/findings.csv").read_bytes())
        if (r["code"], r["table"], r["row"], r["column"]) == place
    )
    assert tuple(original_text(line[name]) for name in names) == answer and line["answer"] == "'=原件如此"
    query = "select verdict, answer, answered_by, answered_on from findings where answer is not null"
    with closing(sqlite3.connect(published / "data/nianbao.sqlite")) as db:
        assert db.execute(query).fetchall() == [answer]
        forms = db.execute(_CELLS.replace("c.state, c.value, c.raw", "c.form, null, null"), (ADDRESS,)).fetchall()
    of_block = {(row.partition(".")[0], form) for table, row, _, form, *_ in forms if table == "proactive"}
    assert of_block == {("1", "2019"), ("5", "2021"), ("6", "2021"), ("8", "2021")}
    cells = rows((published / ADDRESS / "report.csv").read_bytes())
    assert {(r["row"].partition(".")[0], r["form"]) for r in cells if r["table"] == "proactive"} == of_block


def test_tables_read_back_with_pandas_are_held_against_the_reports(published: Path, tmp_path: Path) -> None:
    assert list(differences(published)) == []
    for part in (f"data/{YEAR}", f"reports/{ID}"):
        shutil.copytree(published / part, tmp_path / part)

    def change(name: str, before: str, after: str) -> None:
        path = tmp_path / name
        data = path.read_bytes()
        text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        assert before in text
        changed = text.replace(before, after, 1).encode()
        path.write_bytes(gzip.compress(changed) if name.endswith(".gz") else changed)

    natural = f"requests,1,{made_states.COLUMNS[0]}"
    year, lead = f"data/{YEAR}/", f"{ADDRESS},{ID},{YEAR},2021,{natural}"
    change(f"{year}cells-990100.csv", f"{natural},stated,0,0", f"{natural},blank,,")
    change(f"{year}cells.csv.gz", lead, f"{lead}\n{lead}")
    change(f"{ADDRESS}report.csv", ",2,commercial,stated,7,'007", ",2,commercial,stated,7,7")
    change(f"{year}table.csv", "（读不成数字）约十件", "10")
    change(f"{year}totals-990100.csv", "all,requests,2,commercial,7,", "all,requests,2,commercial,8,")
    said = "\n".join(differences(tmp_path))
    for words in (
        f"不同：{year}cells-990100.csv 第 ",
        "行的 state 是“blank”，report.json 里是“stated”",
        f"多出：{year}cells.csv.gz 第 ",
        f"不同：{ADDRESS}report.csv 第 ",
        "行的 raw 是“7”，report.json 里是“007”",
        f"不同：{year}table.csv 第 2 行的 field 是“10.0”，report.json 里是“（读不成数字）约十件”",
        f"不同：{year}totals-990100.csv 第 ",
        "行的 sum 是“8.0”，report.json 里是“7.0”",
    ):
        assert words in said, said
    (tmp_path / ADDRESS / "report.csv").unlink()
    assert f"缺少：report.csv 里没有 {ADDRESS}" in "\n".join(differences(tmp_path))


def test_the_pages_that_ask_and_compare_download_the_same_states(
    published: Path, page: Page, serve: Callable[[Path], Served], tmp_path: Path
) -> None:
    served = serve(published)

    def downloaded(address: str) -> list[dict[str, str]]:
        page.goto(served.url + address)
        expect(page.locator(".nb-result table")).to_be_visible()
        with page.expect_download() as saved:
            page.locator("a.nb-save").click()
        saved.value.save_as(tmp_path / "saved.csv")
        with (tmp_path / "saved.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    asked = downloaded(f"data/ask/?y={YEAR}&t=requests")
    found = {(r["table"], r["row"], r["column"]): r for r in asked}
    for truth in TRUTH:
        if truth.table == "requests":
            r = found[truth[:3]]
            assert (r["state"], r["value"], original_text(r["raw"]), r["unit"]) == (
                truth.state,
                truth.value,
                truth.raw or "",
                truth.unit,
            )
    chosen = downloaded(
        f"compare/choose/?a={ID}&y={YEAR},2019&i=received,carried-in,carried-out,fee,documents-in-force"
    )
    said = {(r["year"], r["indicator"]): (r["state"], r["value"]) for r in chosen}
    assert {key: value for key, value in said.items() if key[0] == str(YEAR)} == {
        (str(YEAR), "received"): ("unreadable", ""),
        (str(YEAR), "carried-in"): ("stated", "1234"),
        (str(YEAR), "carried-out"): ("absent", ""),
        (str(YEAR), "fee"): ("other-unit", ""),
        (str(YEAR), "documents-in-force"): ("not-comparable", ""),
    }
    for (year, key), state in said.items():
        file = published / f"indicators/{key}/{year}/figures.csv"
        if file.is_file():
            line = next(r for r in rows(file.read_bytes()) if r["id"] == ID)
            assert (line["state"], line["value"]) == state
