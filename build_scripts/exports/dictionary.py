"""Make the data dictionary in Chinese and English: ``data/dictionary/`` and ``data/dictionary.csv``.

It derives from the forms, the columns of the files and the catalogue of findings. Only the English texts, which these
lack, are in ``dictionary.toml``."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from build_scripts.exports.cells import spreadsheet_safe
from build_scripts.exports.columns import DICTIONARY, FILES, FormCell, form_cells
from build_scripts.exports.rows import BOM
from build_scripts.findings import catalogue
from build_scripts.forms import FORM_IDS, form, forms
from build_scripts.model import State
from build_scripts.render.blocks import Block, DataCell, DataColumn, DataTable, Heading, Link, Page, Para

Entry = tuple[str, ...]  # fields in the order of ``columns.DICTIONARY``


@cache
def _english() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("dictionary.toml").read_text(encoding="utf-8"))


@cache
def entries() -> tuple[Entry, ...]:
    """Return every code that occurs in the data, each once."""
    return tuple(_entries())


def _entries() -> Iterator[Entry]:
    yield from _tables()
    yield from _rows()
    yield from _columns()
    yield from _cells()
    for state, name, meaning, english in state_rows():
        yield ("state", "", state, name, english, meaning, "", "", "", "")
    for code, severity, title, meaning, _ in finding_rows():
        yield ("finding", severity, code, title, _english()["findings"].get(code, code), meaning, "", "", "", "")
    for file, (columns, title) in FILES.items():
        yield ("file", "", file, title, _english()["files"][file], "", "", "", "", "")
        for name, (kind, meaning) in columns.items():
            yield ("field", file, name, name, _english()["fields"][name], meaning, kind, "", "", "")


def dictionary_csv() -> bytes:
    """Return the dictionary as CSV. Codes get no apostrophe: a key (``3.3.1``) and the forms (``2021 2019``) stay
    unchanged."""
    out = io.StringIO()
    codes = {list(DICTIONARY).index(name) for name in ("kind", "of", "key", "forms")}
    lines = (
        [field if at in codes else spreadsheet_safe(field) for at, field in enumerate(entry)] for entry in entries()
    )
    csv.writer(out, lineterminator="\n").writerows([list(DICTIONARY), *lines])
    return (BOM + out.getvalue()).encode("utf-8")


# --------------------------------------------------------------------------- the forms


def _forms_of(cells: Sequence[FormCell]) -> str:
    return " ".join(f for f in FORM_IDS if any(f in cell.forms for cell in cells))


def _grouped(*fields: str) -> Iterator[list[FormCell]]:
    """Yield the groups of cells that share these keys, in the order of the forms."""
    groups: dict[tuple[str, ...], list[FormCell]] = {}
    for cell in form_cells():
        keys = {"table": cell.table.key, "row": cell.row.key, "column": cell.column.key}
        groups.setdefault(tuple(keys[field] for field in fields), []).append(cell)
    yield from groups.values()


def _tables() -> Iterator[Entry]:
    for cells in _grouped("table"):
        table = cells[0].table
        name = f"表{table.number}　{table.title}"
        documents = "；".join(f"{f.id}：{f.document}" for f in forms())
        english = _english()["tables"][table.key]
        yield ("table", "", table.key, name, english, documents, "", "第五十条", _forms_of(cells), "")


def _rows() -> Iterator[Entry]:
    for cells in _grouped("table", "row"):
        row = cells[0].row
        english, article = _english()["rows"][row.key]
        yield (
            *("row", cells[0].table.key, row.key, row.path, english, row.term, ""),
            *(row.block or article, _forms_of(cells), _comparable_row(cells)),
        )


def _comparable_row(cells: Sequence[FormCell]) -> str:
    table, row = cells[0].table.key, cells[0].row.key
    if all(len(cell.forms) == len(FORM_IDS) for cell in cells):
        return "可以比较"
    columns = {f: [c.column for c in cells if f in c.forms] for f in FORM_IDS}
    if all(columns.values()):
        both = [c.column.name for c in cells if len(c.forms) == len(FORM_IDS)]
        only = (f"{f} 年格式的列是{'、'.join(c.name for c in columns[f])}" for f in FORM_IDS)
        return "；".join([f"只有“{'、'.join(both)}”可以比较" if both else "不能比较", *only])
    lacking = next(f for f in FORM_IDS if not columns[f])
    near = next((r for r in form(lacking).table(table).rows if row.startswith(f"{r.key}.")), None)
    return f"{lacking} 年格式没有这一行" + (f"，合在“{near.label}”一行（{near.key}）里" if near else "")


def _columns() -> Iterator[Entry]:
    for cells in _grouped("table", "column"):
        column = cells[0].column
        name = f"{column.group} › {column.name}" if column.group else column.name
        yield (
            *("column", cells[0].table.key, column.key, name, _english()["columns"][column.key], "", column.unit, ""),
            *(_forms_of(cells), ""),
        )


def _cells() -> Iterator[Entry]:
    for cell in form_cells():
        yield (*("cell", cell.table.key), *cell_entry(cell))


def cell_entry(cell: FormCell) -> tuple[str, ...]:
    """Return key, name, English, meaning, unit, article, forms, comparable."""
    english, article = _english()["rows"][cell.row.key]
    both = len(cell.forms) == len(FORM_IDS)
    comparable = "可以比较" if both else f"只有 {cell.forms[0]} 年格式有"
    name_en = f"{english} | {_english()['columns'][cell.column.key]}"
    return (
        cell.key,
        cell.heading,
        name_en,
        "",
        cell.column.unit,
        cell.row.block or article,
        " ".join(cell.forms),
        comparable,
    )


# --------------------------------------------------------------------------- states and findings


def state_rows() -> list[tuple[str, str, str, str]]:
    """Return state, name, meaning, English."""
    return [(state.value, *_english()["states"][state.value]) for state in State]


def finding_rows() -> list[tuple[str, str, str, str, str]]:
    """Return code, severity, title, meaning, advice."""
    return [(kind.code, kind.severity.value, kind.title, kind.meaning, kind.advice) for kind in catalogue().values()]


# --------------------------------------------------------------------------- the page

HEADINGS = {
    "table": "表 Tables",
    "row": "行 Rows",
    "column": "列 Columns",
    "state": "状态 States",
    "finding": "核验提示 Findings",
    "field": "数据文件的列 Fields",
}
_LABELS = {
    "of": "属于",
    "key": "代号",
    "name": "名称",
    "name_en": "English",
    "meaning": "含义",
    "unit": "单位",
    "article": "条款",
}
_LABELS |= {"forms": "格式", "comparable": "2019 与 2021 年格式的比较"}
# The columns of the CSV that the page shows; single cells (rows × columns) are only in the CSV.
_SHOWN = {
    "table": ("key", "name", "name_en", "article", "meaning", "forms"),
    "row": ("key", "of", "name", "name_en", "article", "forms", "comparable"),
    "column": ("key", "of", "name", "name_en", "unit", "forms"),
    "state": ("key", "name", "meaning", "name_en"),
    "finding": ("key", "name", "name_en", "meaning"),
    "field": ("key", "of", "unit", "meaning", "name_en"),
}


def dictionary_page() -> Page:
    """Return the page of all codes with meaning, English, article and comparability."""
    intro = (
        "数据里每一个代号的含义，由法定格式、数据文件和核验规则生成。同一个代号在两种格式里含义相同，可以比较；含义不同的另有代号。"
        "全部内容（每一格也在内）见 "
    )
    blocks: list[Block] = [
        Para((Link("首页", ""), " › ", Link("数据下载", "data/")), "crumbs"),
        Para((intro, Link("dictionary.csv", "data/dictionary.csv"), "。各行的白话解释见", Link("怎样读这些表", "about/forms/"), "。")),
    ]  # fmt: skip
    for kind, heading in HEADINGS.items():
        blocks += [Heading(2, heading, kind), table_of(kind)]
    return Page(
        "data/dictionary/", "数据字典", "data", "数据里每个代号的含义，中文和英文，由法定格式生成。", tuple(blocks)
    )


def table_of(kind: str) -> DataTable:
    """Return the table of the entries of one kind."""
    at = [list(DICTIONARY).index(name) for name in _SHOWN[kind]]
    rows = tuple(tuple(DataCell((entry[i],)) for i in at) for entry in entries() if entry[0] == kind)
    return DataTable(HEADINGS[kind], tuple(DataColumn(_LABELS[name]) for name in _SHOWN[kind]), rows)
