"""Define the columns of every data file; CSV headers, schemas and documentation derive from this module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from build_scripts.findings import catalogue
from build_scripts.forms import FORM_IDS, Column, Form, FormRow, FormTable, forms
from build_scripts.model import State

FORMAT = "1.1"  # version of all data files; docs/data-format.md says what may change within it
REPORT = "报告的网址（相对于本站），也是报告的代号"
VERSION = "第几版：原件 SHA-256 的前 12 位，也是这一版永久网址的末段"
CURRENT = "1 现行版本，年度网址显示的是它；0 被别的版本代替了的"

# column → (type of the Table Schema, meaning)
CELL_COLUMNS: Mapping[str, tuple[str, str]] = {
    "report": ("string", REPORT),
    "agency_id": ("string", "机关的登记号，永不改变"),
    "year": ("integer", "报告年度"),
    "form": ("string", "这一行所用的格式：2021 或 2019（表2各项所用的格式可以不同）"),
    "table": ("string", "proactive（表2）、requests（表3）、review（表4）"),
    "row": ("string", "行的代号，见数据字典"),
    "column": ("string", "列的代号，见数据字典"),
    "state": ("string", "stated 有数字；blank 空白；slash 斜线、短横或“无”；absent 原件无此格；unreadable 读不成数字"),
    "value": ("number", "数字，只在 state 为 stated 时有；单位照该列"),
    "raw": ("string", "原件所印，去掉空格；absent 时为空"),
    "page": ("integer", "原件的页码"),
    "line": ("integer", "原件的行号（Word 和网页是段落的序号）"),
    "grid": ("integer", "原件中第几张表"),
    "grid_row": ("integer", "表中第几行"),
    "grid_column": ("integer", "表中第几列"),
    "read_state": ("string", "只在本馆更正过读法的格子里有：更正前的 state"),
    "read_raw": ("string", "更正前读作什么；理由、更正人和日期见 findings.csv 的 value.corrected"),
    "unit": (
        "string",
        "value 的单位；表头没有规定单位的列（2019 年格式的采购总金额）是原件在数字后面印的，没有印时为空",
    ),
    "doubts": ("string", "使这一格存疑的核验提示的代码，用空格分隔"),
    "current": ("integer", CURRENT),
}
REPORT_COLUMNS: Mapping[str, tuple[str, str]] = {
    "report": ("string", REPORT),
    "agency_id": ("string", "机关的登记号"),
    "agency": ("string", "机关名称"),
    "province": ("string", "省（自治区、直辖市）"),
    "city": ("string", "市（州、盟）"),
    "county": ("string", "县（市、区、旗）"),
    "division_code": ("string", "区划代码，6 位或 9 位"),
    "place_state": ("string", "confirmed 已确认；inferred 推断；unresolved 未定"),
    "place_basis": ("string", "推断或未定的说明"),
    "year": ("integer", "年度"),
    "title": ("string", "标题"),
    "form": ("string", "格式：2021、2019，或 free（2019 年以前没有统一格式）"),
    "published": ("date", "公布日期；原件没有写明时为空"),
    "findings": ("integer", "核验提示的条数"),
    "statements": ("integer", "正文里与表格对照过的数字有几处"),
    "original": ("string", "原件的网址（相对于本站）"),
    "media_type": ("string", "原件的类型"),
    "sha256": ("string", "原件的 SHA-256"),
    "bytes": ("integer", "原件的字节数"),
    "version": ("string", VERSION),
    "current": ("integer", CURRENT),
}
VERSION_COLUMNS: Mapping[str, tuple[str, str]] = {
    "agency_id": ("string", "机关的登记号"),
    "year": ("integer", "年度"),
    "version": ("integer", "第几版，按入藏的先后"),
    "current": ("integer", CURRENT),
    "state": ("string", "held 在馆；withdrawn 已撤回；removed 原件已不在馆内"),
    "report": ("string", REPORT),
    "address": ("string", "这一版自己的永久网址"),
    "sha256": ("string", "原件的 SHA-256"),
    "bytes": ("integer", "原件的字节数；台账没有记时为空"),
    "published": ("date", "公布日期；原件没有写明时为空"),
    "archived": ("date", "入藏日期；台账以前的为空"),
    "source_url": ("string", "原件取自哪个网址；不知道时为空"),
    "retrieved": ("date", "取得的日期"),
    "gone": ("date", "撤回或不在馆内的日期"),
}
FINDING_COLUMNS: Mapping[str, tuple[str, str]] = {
    "report": ("string", REPORT),
    "agency_id": ("string", "机关的登记号"),
    "year": ("integer", "年度"),
    "code": ("string", "核验规则的代码，永不改变"),
    "severity": ("string", "error 数字不相符、读不成数字、单位不符、原件有改动；warning 请留意；note 供参考"),
    "table": ("string", "表"),
    "row": ("string", "行的代号"),
    "column": ("string", "列的代号"),
    "group": ("string", "表4的组"),
    "section": ("string", "部分"),
    "numbers": ("string", "提示所说的、原件印出的数字，用分号隔开"),
    "message": ("string", "提示的全文"),
    "page": ("integer", "原件的页码"),
    "line": ("integer", "原件的行号"),
    "verdict": ("string", "有人答复过的：confirmed 原件如此；explained 有说明；false-alarm 误报"),
    "answer": ("string", "答复的内容"),
    "answered_by": ("string", "答复人"),
    "answered_on": ("date", "答复的日期"),
    "current": ("integer", CURRENT),
}
AGENCY_COLUMNS: Mapping[str, tuple[str, str]] = {
    "agency_id": ("string", "机关的登记号，永不改变，不再使用的也保留"),
    "name": ("string", "机关名称"),
    "aliases": ("string", "又写作，用分号隔开"),
    "province": ("string", "省（自治区、直辖市）"),
    "city": ("string", "市（州、盟）"),
    "county": ("string", "县（市、区、旗）"),
    "division_code": ("string", "区划代码，6 位或 9 位"),
    "level": ("string", "省、市、县、乡"),
    "kind": ("string", "类别"),
    "place_state": ("string", "confirmed 已确认；inferred 推断；unresolved 未定"),
    "place_basis": ("string", "推断或未定的说明"),
    "history": ("string", "沿革：改名、改属、合并、并入、接收、分设、撤销，各有日期；别的机关写登记号"),
}
TOTAL_COLUMNS: Mapping[str, tuple[str, str]] = {
    "place": ("string", "地区的代码（6 位）；all 是本文件的全部报告"),
    "table": ("string", "表"),
    "row": ("string", "行的代号"),
    "column": ("string", "列的代号"),
    "sum": ("number", "印有数字的各份之和；一份也没有时，或者这一列没有规定单位、各份单位可能不同时，为空"),
    "stated": ("integer", "印有数字的份数"),
    "blank": ("integer", "空白的份数"),
    "slash": ("integer", "印有斜线、短横或“无”的份数"),
    "absent": ("integer", "原件无此格的份数"),
    "unreadable": ("integer", "读不成数字的份数"),
    "reports": ("integer", "格式里有这一格的报告份数，即以上各种之和"),
    "doubted": ("integer", "印有数字的份数里，这个数字有核验提示的份数"),
}

DICTIONARY: Mapping[str, str] = {
    "kind": "table 表；row 行；column 列；cell 格；state 状态；finding 核验提示；file 数据文件；field 数据文件的列",
    "of": "行、列、格属于哪张表，核验提示属于哪一类，数据文件的列属于哪个文件",
    "key": "代号，永不改变",
    "name": "名称",
    "name_en": "English",
    "meaning": "含义",
    "unit": "单位；数据文件的列是它的类型",
    "article": "《政府信息公开条例》中的条款；表2的照格式所印，其他由本馆注明",
    "forms": "有它的格式",
    "comparable": "两种格式之间能不能比较",
}

# file (``*`` stands for the code of the city) → (columns, description)
FILES: Mapping[str, tuple[Mapping[str, tuple[str, str]], str]] = {
    "reports.csv": (REPORT_COLUMNS, "报告目录：每份报告一行"),
    "versions.csv": (VERSION_COLUMNS, "版本目录：每份原件一行，包括不是现行的和已撤回的"),
    "findings.csv": (FINDING_COLUMNS, "核验提示：每条一行"),
    "cells-*.csv": (CELL_COLUMNS, "全部表格：每格一行，分市存放"),
    "totals-*.csv": (TOTAL_COLUMNS, "各县和全市合计：只加有数字的，写明几份有数字、几份空白"),
    "agencies.csv": (AGENCY_COLUMNS, "机关登记簿"),
}


# --------------------------------------------------------------------------- the cells of the forms


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of the forms: its keys, and the ids of the forms that contain it."""

    table: FormTable
    row: FormRow
    column: Column
    forms: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the key, such as ``requests.3.3.1.total``."""
        return f"{self.table.key}.{self.row.key}.{self.column.key}"

    @property
    def heading(self) -> str:
        """Return the column header in the wide table: ``表3｜三、本年度办理结果｜（一）予以公开｜自然人``."""
        parts = [f"表{self.table.number}", *self.row.groups, self.row.label, self.column.name]
        return "｜".join(parts) + ("" if FORM_IDS[0] in self.forms else "（2019年格式）")


@cache
def form_cells() -> tuple[FormCell, ...]:
    """Return every cell of every form once, in the order of the newest form, then of the older ones."""

    def walk(form: Form) -> Iterator[tuple[FormTable, FormRow, Column]]:
        for table in form.tables:
            for row in table.rows:
                for column in row.columns:
                    yield table, row, column

    ids: dict[tuple[str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str], tuple[FormTable, FormRow, Column]] = {}
    for form in forms():
        for table, row, column in walk(form):
            key = (table.key, row.key, column.key)
            first.setdefault(key, (table, row, column))
            ids.setdefault(key, []).append(form.id)
    return tuple(FormCell(*first[key], tuple(ids[key])) for key in first)


# header → meaning
WIDE_LEAD: Mapping[str, str] = {
    "报告": REPORT,
    "机关": "机关名称",
    "所在地": "省 市 县；推断的写明“推断”",
    "年度": "报告年度",
    "标题": "标题",
    "公布日期": "原件没有写明时为空",
    "登记号": "机关的登记号，永不改变",
    "区划代码": "6 位或 9 位",
    "格式": "2021、2019，或 free（2019 年以前没有统一格式）",
    "版本": VERSION,
    "核验提示（条）": "这份报告有几条核验提示",
    "存疑的格": "有核验提示的格所在各列的列名，用分号隔开；各条提示见 findings.csv",
}
AS_PRINTED = "如所印"  # the unit of a column whose header names none


@cache
def wide_columns() -> tuple[str, ...]:
    """Return the headers of the wide table."""
    return (*WIDE_LEAD, *(cell.heading for cell in form_cells()))


# --------------------------------------------------------------------------- schemas


def schemas() -> dict[str, dict[str, Any]]:
    """Return the Table Schemas (Frictionless v2) by name: cells, reports, findings, agencies, totals, table."""
    cells = form_cells()
    known: dict[str, dict[str, list[str]]] = {
        "cells": {
            "form": list(FORM_IDS),
            "table": list(dict.fromkeys(c.table.key for c in cells)),
            "row": list(dict.fromkeys(c.row.key for c in cells)),
            "column": list(dict.fromkeys(c.column.key for c in cells)),
            "state": [state.value for state in State],
        },
        "findings": {"code": list(catalogue()), "severity": ["error", "warning", "note"]},
        "reports": {"place_state": ["confirmed", "inferred", "unresolved"]},
        "agencies": {"place_state": ["confirmed", "inferred", "unresolved"]},
    }
    keys = {
        "cells": ["report", "table", "row", "column"],
        "reports": ["report"],
        "agencies": ["agency_id"],
        "totals": ["place", "table", "row", "column"],
    }
    made: dict[str, dict[str, Any]] = {}
    for file, (columns, _) in FILES.items():
        name = file.removesuffix(".csv").removesuffix("-*")
        fields = []
        for column, (kind, meaning) in columns.items():
            field: dict[str, Any] = {"name": column, "type": kind, "description": meaning}
            if allowed := known.get(name, {}).get(column):
                field["constraints"] = {"enum": allowed}
            fields.append(field)
        made[name] = {"fields": fields, "missingValues": [""]}
        if name in keys:
            made[name]["primaryKey"] = keys[name]
    made["dictionary"] = {
        "fields": [{"name": name, "type": "string", "description": meaning} for name, meaning in DICTIONARY.items()],
        "missingValues": [""],
    }
    # A cell of the wide table holds a number or a word for its state, so its type is string.
    made["table"] = {
        "fields": [
            *({"name": name, "type": "string", "description": meaning} for name, meaning in WIDE_LEAD.items()),
            *({"name": c.heading, "type": "string", "description": f"{c.key}，{c.column.unit}"} for c in cells),
        ],
        "missingValues": [""],
    }
    return made
