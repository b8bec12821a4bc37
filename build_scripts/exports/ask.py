"""Make 查数据: queries over cells by place, year, row, column, state and finding.

The browser answers them from static slices:

- ``data/ask.json``: the choices: years with their parts, places, rows and columns, states, findings.
- ``data/<year>/ask-<code>.json``: all cells of one part in one year, about 0.8 KB a report. A query fetches only the
  parts of its place for its years: a city in three years is three files, whatever the size of the archive."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from build_scripts.exports.cell_values import CellValues
from build_scripts.exports.cells import original_text
from build_scripts.exports.columns import REPORT_COLUMNS, form_cells
from build_scripts.exports.dictionary import state_rows
from build_scripts.findings import catalogue
from build_scripts.render import scripts
from build_scripts.render.blocks import Bullets, Link, Page, Para, Widget


def ask_page() -> Page:
    """Return the page, whose content the script builds; without the script it links to the same data."""
    fallback = (
        Para(("这一页要通过网站打开，并且浏览器支持 JavaScript：筛选在您自己的浏览器里进行，只取所选地区和年度的文件。不用它也能得到同样的数字：",)),
        Bullets(
            (
                (Link("数据下载", "data/"), "：各年度、各市的文件，可以用 Excel 打开；有写好的例子"),
                (Link("比较", "compare/"), "：一个县、市、省的全部机关，一年一页"),
                (Link("nianbao.sqlite", "data/#datasette"), "：全部数字一个数据库，可用 Datasette 打开"),
            )
        ),
    )  # fmt: skip
    return Page(
        "data/ask/",
        "查数据",
        "data",
        "按地区、年度、项目、状态和核验提示查表格里的每一格，下载查到的表。",
        (
            Para((Link("首页", ""), " › ", Link("数据下载", "data/")), "crumbs"),
            Para(
                (
                    "选地区、年度、项目，查每一格印的是什么。网址里就是全部条件，复制给别人，打开是同样的表；下载的 CSV 就是看到的表。",
                    Link("代号的含义", "data/dictionary/"),
                )
            ),
            Widget("ask", {}, fallback),
        ),
        scripts=(scripts.ASK,),
    )


# --------------------------------------------------------------------------- slices


def choices(parts: Mapping[int, Mapping[str, int]], paths: Mapping[str, Sequence[tuple[str, str]]]) -> bytes:
    """Return the choices. ``parts``: year → code of a part → number of reports; ``paths``: code of a part → (code,
    name) of the places down to it."""
    cells = form_cells()
    rows: dict[tuple[str, str], str] = {}
    columns: dict[tuple[str, str], str] = {}
    for c in cells:
        rows.setdefault((c.table.key, c.row.key), c.row.path)
        name = f"{c.column.group} {c.column.name}".strip()
        before = columns.setdefault((c.table.key, c.column.key), name)
        if before != name:
            columns[c.table.key, c.column.key] = min(before, name, key=len)
    return _json(
        {
            "years": {str(year): dict(sorted(found.items())) for year, found in sorted(parts.items(), reverse=True)},
            "paths": {code: [list(place) for place in paths[code]] for code in sorted(paths)},
            "tables": [
                {
                    "key": table,
                    "name": f"表{number} {title}",
                    "rows": [[row, name] for (key, row), name in rows.items() if key == table],
                    "columns": [[column, name] for (key, column), name in columns.items() if key == table],
                }
                for table, number, title in dict.fromkeys((c.table.key, c.table.number, c.table.title) for c in cells)
            ],
            "units": {c.key: c.column.unit for c in cells},
            "states": {state: name for state, name, *_ in state_rows()},
            "codes": {kind.code: kind.title for kind in catalogue().values()},
        }
    )


def slice_of(reports: Iterable[tuple[str, str, CellValues]]) -> bytes:
    """Return one slice. ``reports`` are (code of the county, line of ``reports.csv``, values of the cells).

    ``cells`` holds, for each ``table.row.column``, one value for each report, null where the report's form has no such
    cell. ``doubts`` is keyed by cell and index of the report."""
    found: list[list[str]] = []
    cells: dict[str, list[str]] = {}
    doubts: dict[str, dict[str, str]] = {}
    for at, (county, line, own) in enumerate(reports):
        row = dict(zip(REPORT_COLUMNS, map(original_text, next(csv.reader([line]))), strict=True))
        found.append([row["report"], row["agency"], county, row["county"], row["city"]])
        for key, value in zip(own.keys, own.values, strict=True):
            column = cells.setdefault(key, [])
            if len(column) < at:
                column += ["null"] * (at - len(column))
            column.append(value)
        for key, codes in own.doubts.items():
            doubts.setdefault(key, {})[str(at)] = codes
    for column in cells.values():
        column += ["null"] * (len(found) - len(column))
    columns = ",".join(f"{_text(key)}:[{','.join(column)}]" for key, column in cells.items())
    return f'{{"reports":{_text(found)},"cells":{{{columns}}},"doubts":{_text(doubts)}}}\n'.encode()


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _json(data: Any) -> bytes:
    return f"{_text(data)}\n".encode()
