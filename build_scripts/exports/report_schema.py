"""Generate the JSON Schema of ``report.json`` and the lines of ``reports-*.jsonl`` from the forms and the findings."""

from __future__ import annotations

from typing import Any

from build_scripts.exports.cells import PLACE
from build_scripts.exports.columns import FORMAT, form_cells
from build_scripts.findings import catalogue
from build_scripts.model import GridKind, Severity, State
from build_scripts.serialize import NARRATIVE

_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
_TEXT = {"type": "string"}
_COUNT = {"type": ["integer", "null"], "minimum": 1}
_TURN = {"type": "number", "description": "页面逆时针转多少度以后，box 才是它上面的位置"}
_BOX = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(description: str, required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the schema of an object. Other members are allowed, because members may be added within a format
    (``docs/data-format.md``)."""
    properties = required | (optional or {})
    return {"type": "object", "description": description, "required": list(required), "properties": properties}


def _list(items: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def report_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    cells = form_cells()
    tables = list(dict.fromkeys(c.table.key for c in cells))
    rows, columns = (list(dict.fromkeys(keys)) for keys in ((c.row.key for c in cells), (c.column.key for c in cells)))
    raws = _list({"type": ["string", "null"]}, '原件所印，去掉空格；空白为 ""，原件无此格为 null')
    cell = _object(
        "一格",
        {
            "table": {"enum": tables},
            "row": {"enum": rows},
            "column": {"enum": columns},
            "form": {"enum": sorted({f for c in cells for f in c.forms})},
            "state": {"enum": [state.value for state in State]},
            "value": {"type": ["number", "null"], "description": "数字，只在 state 为 stated 时有"},
            "raw": {"type": ["string", "null"], "description": "原件所印；原件无此格为 null"},
            "unit": {"type": ["string", "null"], "description": "value 的单位"},
            "place": {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]},
            "findings": _list(
                _object(
                    "使这一格存疑的核验提示",
                    {"number": {"type": "integer", "minimum": 1}, "code": {"$ref": "#/$defs/code"}},
                ),
                "number 是报告页上的编号（#f1 …）",
            ),
        },
        {"correction": _correction()},
    )
    cell["allOf"] = [
        {
            "if": {"properties": {"state": {"const": "stated"}}},
            "then": {"properties": {"value": {"type": "number"}, "raw": {"type": "string", "minLength": 1}}},
            "else": {"properties": {"value": {"type": "null"}}},
        },
        {
            "if": {"properties": {"state": {"const": "absent"}}},
            "then": {"properties": {"raw": {"type": "null"}}},
            "else": {"properties": {"raw": {"type": "string"}}},
        },
        {"if": {"properties": {"state": {"const": "blank"}}}, "then": {"properties": {"raw": {"const": ""}}}},
    ]
    required = {
        "data_format": {"type": "string", "pattern": rf"^{FORMAT.partition('.')[0]}\.\d+$", "description": "数据格式的版本"},
        "address": {"type": "string", "pattern": "^reports/[a-z0-9-]+/\\d{4}/([0-9a-f]{12}/)?$"},
        "current": {"type": "boolean", "description": "是不是现行版本"},
        "provenance": _provenance(),
        "licence": _object("使用条件", {"data": _TEXT, "terms": _TEXT}),
        "title": _TEXT,
        "agency": _TEXT,
        "agency_id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        "year": {"type": ["integer", "null"]},
        "published_date": _or_null(_DAY),
        "form": {"type": "string", "pattern": r"^(free|(2021|2019)(\+[0-9]=(2021|2019))*)$"},
        "narrative": {
            "type": "object",
            "description": "各部分的文字，一段一项",
            "propertyNames": {"enum": [*NARRATIVE.values()]},
            "additionalProperties": _list(_TEXT),
        },
        "table2": {"type": "object", "additionalProperties": raws},
        "table3": {"type": "object", "additionalProperties": raws},
        "table4": raws | {"minItems": 15, "maxItems": 15},
        "findings": _list({"$ref": "#/$defs/finding"}),
        "statements": {"type": "integer", "minimum": 0},
        "source": _object(
            "原件",
            {
                "name": _TEXT,
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "size": {"type": "integer", "minimum": 1},
                "media_type": _TEXT,
                "reader": _TEXT,
            },
        ),
        "evidence": _list(
            _object(
                "依据", {"about": _TEXT, "value": _TEXT, "source": _TEXT, "quote": _TEXT}, {"place": _packed()}
            )
        ),
        "detail": _detail(),
        "cells": _list(cell, "格式里的每一格"),
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "年报馆的一份报告（report.json）",
        **_object("", required, {"corrections": _list(_correction(full=True)), "schema": _TEXT, "cite": {"type": "object"}}),
        "$defs": {"code": {"enum": list(catalogue())}, "place": _place(), "finding": _finding(tables)},
    }  # fmt: skip


def _place() -> dict[str, Any]:
    description = "在原件中的位置：页、行（Word 和网页是段落的序号）、第几张表、第几行、第几列；box 是页上的左、上、右、下，单位磅（1/72 英寸）"
    return _object(description, dict.fromkeys(PLACE, _COUNT) | {"box": _or_null(_BOX)}, {"turn": _TURN})


def _provenance() -> dict[str, Any]:
    software = _object("读取和生成的软件", {"name": _TEXT, "version": _TEXT})
    return _object(
        "来历",
        {
            "original": _TEXT,
            "source_url": {"type": ["string", "null"], "description": "原件取自哪个网址"},
            "retrieved": _or_null(_DAY),
            "archived": _or_null(_DAY),
            "version": {"type": ["integer", "null"], "description": "第几版，按入藏的先后"},
            "version_address": {"type": ["string", "null"], "description": "这一版的永久网址"},
            "software": software,
        },
    )


def _correction(full: bool = False) -> dict[str, Any]:
    spot: dict[str, Any] = {"table": _TEXT, "row": _TEXT, "column": _TEXT} if full else {}
    raw = {"type": ["string", "null"]}
    return _object(
        "更正：was 先前读作，now 原件所印", spot | {"was": raw, "now": raw, "why": _TEXT, "who": _TEXT, "when": _DAY}
    )


def _finding(tables: list[str]) -> dict[str, Any]:
    answer = _object(
        "答复",
        {"verdict": {"enum": ["confirmed", "explained", "false-alarm"]}, "text": _TEXT, "who": _TEXT, "when": _DAY},
    )
    return _object(
        "核验提示",
        {"code": {"$ref": "#/$defs/code"}, "severity": {"enum": [s.value for s in Severity]}, "message": _TEXT},
        {
            "table": {"enum": tables},
            **dict.fromkeys(("row", "column", "group", "section"), _TEXT),
            "values": {"type": "object", "additionalProperties": _TEXT, "description": "填进 message 的字词和数字"},
            "numbers": _list(_TEXT),
            "place": _packed(),
            "answer": answer,
        },
    )


def _packed() -> dict[str, Any]:
    """Return the schema of a place as a list: page, line, table, row, column; box and turn if known."""
    return {"type": "array", "minItems": 5, "maxItems": 7, "prefixItems": [_COUNT] * 5 + [_BOX, _TURN]}


def _detail() -> dict[str, Any]:
    block = _object(
        "段落（text）或机关自己的表格（grid）",
        {"place": _or_null(_packed())},
        {
            "text": _TEXT,
            "torn": _list(_packed(), "被分页切开的段落，后面各页上的部分在哪里"),
            "grid": {"type": "array"},
            "kind": {"enum": [k.value for k in GridKind]},
            "caption": _TEXT,
        },
    )
    section = _object(
        "一个部分",
        {"key": {"enum": list(NARRATIVE)}, "heading": _TEXT, "order": {"type": "integer"}, "blocks": _list(block)},
        {"place": _packed()},
    )
    table = _object(
        "一张法定表格的行名和位置",
        {"key": _TEXT, "form": _TEXT, "present": {"type": "boolean"}, "rows": {"type": "array"}},
        {"head": _list({"type": "array", "items": {"type": ["string", "null"]}}, "第一行上面的表头，照印的样子")},
    )
    description = "归不了位的也在这里：没有一段文字不在文件里"
    required = {"sections": _list(section), "unplaced": _list(block), "tables": _list(table)}
    return _object(description, required, {"titled": _packed() | {"description": "标题在原件中的位置"}})
