"""Read the published tables back with pandas, as the data page advises, and compare them with ``report.json``.

The check covers each cell of the files of a year, of a city and of a report, of the wide table, and the sums of a city.
An error of writing, quoting or adding would otherwise stay in figures that people do not look at one by one. Reports
are read in batches, so a year may have any size."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from build_scripts.exports.cells import original_text
from build_scripts.exports.columns import AS_PRINTED, form_cells
from build_scripts.exports.rows import WIDE_UNREADABLE, WIDE_WORDS
from build_scripts.exports.totals import ALL, KEYS
from build_scripts.model import State

BATCH_ROWS = 100_000  # lines in memory at once: about 200 MB as text
BATCH_FILES = 400  # files of single reports read at once: about as many lines
MAX_LISTED = 20  # maximum number of differences listed for one batch; the rest are counted
_CELL_KEY = ["report", "table", "row", "column"]
_COMPARED = [
    "form",
    "state",
    "value",
    "raw",
    "unit",
    "page",
    "line",
    "grid",
    "grid_row",
    "grid_column",
    "read_raw",
    "doubts",
]
_PLACE = ("page", "line", "table", "row", "column")  # the names in ``report.json`` of page … grid_column
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_STATES = [state.value for state in State]


def differences(site: Path) -> Iterator[str]:
    """Yield the differences between tables and ``report.json`` as Chinese sentences with file, line and both values."""
    years: dict[str, set[str]] = {}
    for path in site.glob("reports/*/*/**/report.json"):
        address = path.parent.relative_to(site).as_posix() + "/"
        # The current version has its file at the address of the year, too; a report that was given to another agency has
        # one at its old address. All of them name the address of the report.
        if _document(site, address)["address"] == address:
            years.setdefault(address.split("/")[2], set()).add(address)
    for year, every in sorted(years.items()):
        folder = site / "data" / year
        current = {address for address in every if address.count("/") == 3}
        parts = sorted(folder.glob("cells-*.csv"))
        yield from _cells(site, _of_files(site, [folder / "cells.csv.gz"]), every, f"data/{year}/cells.csv.gz")
        yield from _cells(site, _of_files(site, parts), current, f"data/{year}/cells-*.csv")
        yield from _cells(site, _of_reports(site, sorted(current)), current, "report.csv")
        yield from _wide(site, folder / "table.csv", current)
        for part in parts:
            yield from _totals(site, part)


# --------------------------------------------------------------------------- reading


def _read(file: Path | io.BytesIO, size: int | None = None) -> Any:
    """Read everything as text, so that no blank becomes a number and no number changes its digits."""
    return pd.read_csv(file, dtype=str, keep_default_na=False, chunksize=size)


def _parts(path: Path, size: int) -> Iterator[Any]:
    """Yield the lines of a table in batches; nothing for a table with only a header."""
    yield from (part for part in _read(path, size) if len(part)) if path.is_file() else ()


def _of_files(site: Path, files: Iterable[Path]) -> Iterator[pd.DataFrame]:
    """Yield batches of complete reports; ``file`` and ``at`` are the position of each line as a spreadsheet counts."""
    for path in files:
        rest: list[pd.DataFrame] = []
        for part in _parts(path, BATCH_ROWS):
            lines = pd.concat([*rest, part.assign(file=path.relative_to(site).as_posix(), at=part.index + 2)])
            last = lines["report"] == lines["report"].iloc[-1]
            rest = [lines[last]]
            yield lines[~last]
        yield from rest


def _of_reports(site: Path, addresses: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Yield the same batches from the files of single reports."""
    for first in range(0, len(addresses), BATCH_FILES):
        found = [(a, site / a / "report.csv") for a in addresses[first : first + BATCH_FILES]]
        data = [(a, path.read_bytes()) for a, path in found if path.is_file()]
        if data:
            body = b"".join(text.partition(b"\n")[2] for _, text in data)
            lines = _read(io.BytesIO(data[0][1].partition(b"\n")[0] + b"\n" + body))
            yield lines.assign(file=lines["report"] + "report.csv", at=lines.groupby("report").cumcount() + 2)


def _document(site: Path, address: str) -> dict[str, Any]:
    path = site / address / "report.json"
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {"cells": []}
    return found


def _number(text: str) -> str:
    """Normalize a number: 2.50 becomes 2.5. Other text stays unchanged."""
    return repr(float(text)) if _NUMBER.fullmatch(text) else text


def _float(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else 0.0


# --------------------------------------------------------------------------- cells


def _cells(site: Path, batches: Iterable[pd.DataFrame], expected: set[str], name: str) -> Iterator[str]:
    """Compare the lines of cells; ``expected`` are the reports that must be present."""
    seen: set[str] = set()
    for lines in batches:
        reports = list(lines["report"].unique())
        seen.update(reports)
        for column in ("raw", "read_raw"):
            lines[column] = lines[column].map(original_text)
        lines["value"] = lines["value"].map(_number)
        wanted = [line for address in reports for line in _wanted(site, address)]
        yield from _compared(
            lines, pd.DataFrame(wanted, columns=[*_CELL_KEY, *_COMPARED], dtype=str), _CELL_KEY, _COMPARED
        )
    yield from (f"缺少：{name} 里没有 {address}" for address in sorted(expected - seen))


def _wanted(site: Path, address: str) -> Iterator[list[str]]:
    for cell in _document(site, address)["cells"]:
        place = cell["place"] or {}
        doubts = " ".join(dict.fromkeys(item["code"] for item in cell["findings"]))
        texts = (cell["form"], cell["state"], _number(_text(cell["value"])), cell["raw"], cell["unit"])
        rest = (*(place.get(name) for name in _PLACE), cell.get("correction", {}).get("was"), doubts)
        yield [address, *map(_text, (cell["table"], cell["row"], cell["column"], *texts, *rest))]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _compared(found: pd.DataFrame, wanted: pd.DataFrame, keys: list[str], columns: list[str]) -> Iterator[str]:
    """Compare line by line; the second line of a duplicated cell is reported as surplus."""
    duplicated = found.duplicated(keys)
    both = found[~duplicated].merge(wanted, "outer", on=keys, suffixes=("", " json"), indicator="side")
    lines = [f"多出：{r['file']} 第 {r['at']} 行，这一格已经有一行" for r in _records(found[duplicated])]
    for r in _records(both[both["side"] == "left_only"]):
        lines.append(
            f"多出：{r['file']} 第 {int(r['at'])} 行，report.json 里没有这一格（{'/'.join(r[k] for k in keys)}）"
        )
    for r in _records(both[both["side"] == "right_only"]):
        lines.append(f"缺少：{found['file'].iloc[0]} 里没有 {'/'.join(r[k] for k in keys)}")
    both = both[both["side"] == "both"]
    for name in columns:
        different = both[name] != both[f"{name} json"]
        for r in _records(both[different]) if different.any() else ():
            here, there = r[name], r[f"{name} json"]
            lines.append(f"不同：{r['file']} 第 {int(r['at'])} 行的 {name} 是“{here}”，report.json 里是“{there}”")
    yield from lines[:MAX_LISTED]
    if len(lines) > MAX_LISTED:
        yield f"不同：{found['file'].iloc[0]} 等文件里这样的还有 {len(lines) - MAX_LISTED} 处"


def _records(lines: pd.DataFrame) -> list[dict[Any, Any]]:
    return [] if lines.empty else lines.to_dict("records")  # pandas is slow even for no rows


# --------------------------------------------------------------------------- the wide table, the sums


def _wide(site: Path, path: Path, expected: set[str]) -> Iterator[str]:
    """Compare ``table.csv``, with one line for each of its cells."""
    heads = {cell.heading: cell for cell in form_cells()}
    seen: set[str] = set()
    for part in _parts(path, BATCH_ROWS // len(heads)):
        part = part.rename(columns={"报告": "report"}).assign(at=part.index + 2)
        seen.update(part["report"])
        lines = part.melt(["report", "at"], list(heads), "heading", "field")
        lines["field"] = lines["field"].map(original_text).map(_number)
        lines["file"] = path.relative_to(site).as_posix()
        cells = {(a, c["table"], c["row"], c["column"]): c for a in part["report"] for c in _document(site, a)["cells"]}
        wanted = [
            (a, heading, _field(cells.get((a, of.table.key, of.row.key, of.column.key)), of.column.unit))
            for a in part["report"]
            for heading, of in heads.items()
        ]
        made = pd.DataFrame(wanted, columns=["report", "heading", "field"], dtype=str)
        yield from _compared(lines, made, ["report", "heading"], ["field"])
    yield from (f"缺少：{path.relative_to(site).as_posix()} 里没有 {address}" for address in sorted(expected - seen))


def _field(cell: dict[str, Any] | None, unit: str) -> str:
    if cell is None:
        return ""  # the form of the table has no such cell
    state = State(cell["state"])
    if state is State.STATED and unit != AS_PRINTED:
        return _number(_text(cell["value"]))
    if state is State.UNREADABLE:
        return WIDE_UNREADABLE + str(cell["raw"])
    return WIDE_WORDS.get(state) or _number(str(cell["raw"]))


def _totals(site: Path, part: Path) -> Iterator[str]:
    """Compare the lines of the whole city with sums recomputed from its cells."""
    keys, counts = list(KEYS), [*_STATES, "doubted"]
    made = pd.DataFrame()
    for lines in _of_files(site, [part]):
        stated = (lines["state"] == State.STATED.value).astype(int)
        lines = lines.assign(place=ALL, sum=lines["value"].map(_float), doubted=(lines["doubts"] != "") * stated)
        for state in _STATES:
            lines[state] = (lines["state"] == state).astype(int)
        made = pd.concat([made, lines.groupby(keys)[["sum", *counts]].sum().reset_index()])
    path = part.with_name(part.name.replace("cells-", "totals-"))
    if made.empty or not path.is_file():
        return
    made = made.groupby(keys).sum().reset_index()
    never = {(c.table.key, c.row.key, c.column.key) for c in form_cells() if c.column.unit == AS_PRINTED}
    made["sum"] = [
        "" if not stated or tuple(spot) in never else repr(round(float(value), 6))
        for *spot, value, stated in made[[*keys[1:], "sum", "stated"]].itertuples(index=False, name=None)
    ]
    made[counts] = made[counts].astype(int).astype(str)
    found = _read(path)
    found = found.assign(file=path.relative_to(site).as_posix(), at=found.index + 2)[found["place"] == ALL]
    found["sum"] = found["sum"].map(lambda text: text and repr(round(_float(text), 6)))
    yield from _compared(found, made, keys, ["sum", *counts])
