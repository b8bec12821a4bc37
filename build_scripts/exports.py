"""Open data: every printed cell with its state and its place, per report and per year and province.

``cells`` is canonical and tidy: one line a cell, UTF-8 without mark. ``table`` is the same turned wide for Excel,
UTF-8 with mark. Text that a spreadsheet could take for a formula is led by an apostrophe in the wide file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from build_scripts.contract import to_json
from build_scripts.forms import FORM_IDS, forms
from build_scripts.model import Cell, Holding, Paragraph, Place, Report, State, Table
from build_scripts.page import DataCell, DataColumn, DataTable, Facts, Heading, Inlines, Link, Page, Para, Span

CELL_COLUMNS = {
    "report": "报告的网址（相对于本站）",
    "agency_id": "机关的登记号，永不改变",
    "year": "报告年度",
    "form": "这张表所用的格式：2021 或 2019",
    "table": "proactive（表2）、requests（表3）、review（表4）",
    "row": "行的代号，见“怎样读这些表”",
    "column": "列的代号",
    "state": "stated 有数字；blank 空白；slash 斜线、短横或“无”；absent 原件无此格；unreadable 读不成数字",
    "value": "数字，只在 state 为 stated 时有；单位照该列",
    "raw": "原件所印，去掉空格；absent 时为空",
}
PLACE_COLUMNS = {
    "page": "原件的页码",
    "line": "原件的行号",
    "grid": "原件中第几张表",
    "grid_row": "表中第几行",
    "grid_column": "表中第几列",
}
REPORT_COLUMNS = {
    "report": "报告的网址（相对于本站）",
    "agency_id": "机关的登记号",
    "agency": "机关名称",
    "province": "省",
    "city": "市",
    "county": "县",
    "division_code": "区划代码",
    "place_basis": "所在地是推断时的依据；空白表示已确认",
    "year": "年度",
    "title": "标题",
    "form": "格式",
    "published": "公布日期",
    "findings": "核验提示条数",
    "original": "原件的网址（相对于本站）",
    "sha256": "原件的 SHA-256",
    "bytes": "原件的字节数",
}


def _csv(header: Iterable[str], rows: Iterable[Sequence[object]], mark: bool = False) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def _number(cell: Cell) -> str:
    """The number as plain digits, exactly as stated: no float ever touches it."""
    return f"{cell.number:f}" if cell.number is not None else ""


def _cells(tables: Iterable[Table]) -> Iterator[tuple[Table, str, str, Cell]]:
    shapes = {f.id: f for f in forms()}
    for table in tables:
        shape = shapes[table.form].table(table.key)
        for row, spec in zip(table.rows, shape.rows, strict=True):
            for cell, column in zip(row.cells, spec.columns, strict=True):
                yield table, row.key, column.key, cell


# --------------------------------------------------------------------------- one report


def report_json(report: Report) -> bytes:
    """``report.json``: the contract of ``nianbao convert --json``, with the texts that found no place.

    Where each number was printed stands in ``report.csv``; the search reads this file, so it stays small."""
    data = to_json(report)
    del data["detail"]
    data["unplaced"] = [block.text for block in report.unplaced if isinstance(block, Paragraph)]
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def report_csv(report: Report, address: str) -> bytes:
    """``report.csv``: the cells of one report with their place in the original."""
    rows = []
    for table, row, column, cell in _cells(report.tables):
        place = cell.place or Place()
        rows.append(
            [
                *(address, report.agency_id, report.year, table.form, table.key, row, column),
                *(cell.state.value, _number(cell), cell.raw or ""),
                *("" if v is None else v for v in (place.page, place.line, place.table, place.row, place.column)),
            ]
        )
    return _csv((*CELL_COLUMNS, *PLACE_COLUMNS), rows)


# --------------------------------------------------------------------------- one year, one province


def cells_csv(holdings: Sequence[Holding]) -> bytes:
    rows = (
        [h.address, h.agency.agency_id, h.year, t.form, t.key, row, column, c.state.value, _number(c), c.raw or ""]
        for h in holdings
        for t, row, column, c in _cells(h.tables)
    )
    return _csv(CELL_COLUMNS, rows)


def reports_csv(holdings: Sequence[Holding], originals: dict[str, str]) -> bytes:
    """``originals``: report address → address of its original."""
    rows = (
        [
            *(h.address, h.agency.agency_id, h.agency.name, h.agency.province, h.agency.city, h.agency.county),
            *(h.agency.division_code, h.agency.basis, h.year, h.title, h.form),
            *(h.published.isoformat() if h.published else "", len(h.findings)),
            *(originals[h.address], h.source.sha256, h.source.size),
        ]
        for h in holdings
    )
    return _csv(REPORT_COLUMNS, rows)


def findings_csv(holdings: Sequence[Holding]) -> bytes:
    header = ("report", "code", "severity", "table", "row", "column", "section", "message")
    rows = (
        [h.address, f.code, f.severity.value, f.table, f.row or f.group, f.column, f.section, f.message]
        for h in holdings
        for f in h.findings
    )
    return _csv(header, rows)


def manifest(holdings: Sequence[Holding], originals: dict[str, str], folder: str) -> bytes:
    """``sha256sum -c`` accepts this when run in ``folder`` (an address such as ``data/2024/``)."""
    up = "../" * folder.count("/")
    lines = sorted(f"{h.source.sha256}  {up}{originals[h.address]}\n" for h in holdings)
    return "".join(lines).encode()


def wide_csv(holdings: Sequence[Holding]) -> bytes:
    """One line a report, one column a cell, for Excel: a number, a word for what kind of nothing, or the print."""
    import pandas as pd

    words = {State.BLANK: "（空白）", State.ABSENT: "（无此格）"}
    records = []
    for h in holdings:
        record: dict[str, str] = {
            "机关": _inert(h.agency.name),
            "年度": str(h.year),
            "标题": _inert(h.title),
            "网址": h.address,
        }
        for table, row, column, cell in _cells(h.tables):
            key = f"{table.key}.{row}.{column}"
            record[key] = _number(cell) if cell.state is State.STATED else words.get(cell.state, _inert(cell.raw or ""))
        records.append(record)
    columns = ["机关", "年度", "标题", "网址", *_wide_columns()]
    frame = pd.DataFrame.from_records(records, columns=columns).astype("string")
    return frame.to_csv(index=False, lineterminator="\n", na_rep="").encode("utf-8-sig")


def _wide_columns() -> list[str]:
    names: dict[str, None] = {}
    for f in forms():
        for table in f.tables:
            for row in table.rows:
                names |= dict.fromkeys(f"{table.key}.{row.key}.{column.key}" for column in row.columns)
    return list(names)


def _inert(text: str) -> str:
    """Text that Excel would take for a formula is led by an apostrophe."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


# --------------------------------------------------------------------------- documentation


def datapackage(folders: Sequence[tuple[int, str]]) -> bytes:
    """Frictionless Data Package v2; ``folders``: (year, address of its folder)."""
    numbers = {"year", "page", "line", "grid", "grid_row", "grid_column", "findings", "bytes"}

    def schema(columns: dict[str, str]) -> dict[str, Any]:
        def kind(name: str) -> str:
            return (
                "integer"
                if name in numbers
                else "number"
                if name == "value"
                else "date"
                if name == "published"
                else "string"
            )

        return {
            "fields": [{"name": n, "type": kind(n), "description": d} for n, d in columns.items()],
            "missingValues": [""],
        }

    resources = []
    for year, folder in folders:
        base = folder.removeprefix("data/")
        code = base.rstrip("/").split("/")[-1]
        for name, columns in (("cells", CELL_COLUMNS), ("reports", REPORT_COLUMNS)):
            resources.append(
                {
                    "name": f"{name}-{year}-{code}",
                    "path": f"{base}{name}.csv",
                    "format": "csv",
                    "encoding": "utf-8",
                    "schema": schema(columns),
                }
            )
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "nianbao",
        "title": "政府信息公开工作年度报告数据",
        "description": "各级行政机关政府信息公开工作年度报告的全部表格数字，逐格可查到原件位置。",
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def data_page(folders: Sequence[tuple[int, str, str, int]]) -> Page:
    """``folders``: (year, place name, address, reports)."""
    rows = []
    for year, name, folder, n in folders:
        links: list[str | Link | Span] = []
        for file, word in (
            ("cells.csv", "逐格"),
            ("table.csv", "宽表（Excel）"),
            ("reports.csv", "目录"),
            ("findings.csv", "核验提示"),
            ("manifest-sha256.txt", "校验值"),
        ):
            links += [Link(word, folder + file), " "]
        rows.append((DataCell((f"{year} 年 {name}",)), DataCell((str(n),)), DataCell(tuple(links))))
    facts: tuple[tuple[str, Inlines], ...] = tuple((k, (v,)) for k, v in (CELL_COLUMNS | PLACE_COLUMNS).items())
    return Page(
        "data/",
        "数据下载",
        "data",
        "全部表格数字，逐格一行，带状态和原件位置。",
        (
            Para(
                (
                    "数字是事实，可以自由使用，请注明来源。每一份报告旁边另有它自己的 report.json 和 report.csv（带原件位置）。",
                    Link("datapackage.json", "data/datapackage.json"),
                    " 说明全部文件和列。",
                )
            ),
            DataTable(
                "按年度和省份",
                (DataColumn("年度和地区"), DataColumn("报告", True, "份"), DataColumn("文件")),
                tuple(rows),
            ),
            Heading(2, "cells.csv 和 report.csv 的各列", "cells"),
            Facts(facts),
            Heading(2, "reports.csv 的各列", "reports"),
            Facts(tuple((k, (v,)) for k, v in REPORT_COLUMNS.items())),
            Heading(2, "行和列的代号", "keys"),
            _keys_table(),
            Heading(2, "核对原件", "verify"),
            Para(
                ("在解压或下载的文件夹里运行 ", Span("sha256sum -c manifest-sha256.txt", "code"), " 即可核对全部原件。")
            ),
        ),
    )


def _keys_table() -> DataTable:
    rows = []
    for f, form_id in zip(forms(), FORM_IDS, strict=True):
        for table in f.tables:
            if form_id != FORM_IDS[0] and table.key == "review":
                continue
            for row in table.rows:
                if form_id != FORM_IDS[0] and forms()[0].table(table.key).has(row.key) and table.key == "requests":
                    continue
                columns = (
                    "、".join(f"{c.key}（{c.name}）" for c in row.columns) if table.key == "proactive" else "见表头"
                )
                rows.append(
                    (
                        DataCell((f"{table.key}.{row.key}",)),
                        DataCell((form_id,)),
                        DataCell((row.path,)),
                        DataCell((columns,)),
                    )
                )
    return DataTable(
        "行的代号", (DataColumn("代号"), DataColumn("格式"), DataColumn("项目"), DataColumn("列")), tuple(rows)
    )
