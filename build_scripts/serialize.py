"""A report as JSON and back: the format of ``nianbao convert --json``, of ``report.json`` and of the store.

``from_json(to_json(report)) == report`` holds for every report (a test checks it). A cell is its print without white
space: ``""`` is blank, then ``"/"`` or ``"0"``, and ``null`` where the original has no such cell. The keys ``title`` …
``table4`` and ``findings`` are the public format; ``detail`` holds data that only the archive needs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from build_scripts.forms import FormTable, form
from build_scripts.model import (
    ABSENT,
    Answer,
    Block,
    Cell,
    Correction,
    Evidence,
    Finding,
    Grid,
    GridCell,
    GridKind,
    Paragraph,
    Place,
    Report,
    Row,
    Section,
    Source,
    State,
    Table,
)
from build_scripts.wording import cell as typed

# Numbers of the sections in the JSON format.
NARRATIVE = {
    "preamble": "0",
    "overview": "1",
    "proactive": "2",
    "requests": "3",
    "review": "4",
    "problems": "5",
    "other_matters": "6",
    "signature": "7",
}
_LOCATION_FIELDS = ("table", "row", "column", "group", "section")  # location fields of a finding
TABLE_NAMES = {"proactive": "table2", "requests": "table3", "review": "table4"}


def to_json(report: Report, convert_finding: Callable[[Finding], dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the report as plain JSON values, keys in a fixed order. ``convert_finding``
    converts a finding; the default is ``finding_to_json``."""
    return {
        "title": report.title,
        "agency": report.agency,
        "agency_id": report.agency_id,
        "year": report.year or None,
        "published_date": report.published.isoformat() if report.published else None,
        "form": report.form,
        "narrative": {
            NARRATIVE[section.key]: [p.text for p in section.paragraphs]
            for section in report.sections
            if section.paragraphs and section.key != "signature"
        },
        "table2": {row.key: [cell.raw for cell in row.cells] for row in report.proactive.rows},
        "table3": {row.key: [cell.raw for cell in row.cells] for row in report.requests.rows},
        "table4": [cell.raw for row in report.review.rows for cell in row.cells],
        "findings": [(convert_finding or finding_to_json)(finding) for finding in report.findings],
        "statements": report.statements,
        **({"corrections": [_as_dict(c) for c in report.corrections]} if report.corrections else {}),
        "source": {
            "name": report.source.name,
            "sha256": report.source.sha256,
            "size": report.source.size,
            "media_type": report.source.media_type,
            "reader": report.source.reader,
        },
        "evidence": [
            {"about": e.about, "value": e.value, "source": e.source, "quote": e.quote, **_optional_place(e.place)}
            for e in report.evidence
        ],
        "detail": {
            **_optional_place(report.title_place, "titled"),
            "sections": [
                {
                    "key": s.key,
                    "heading": s.heading,
                    "order": s.heading_position,
                    "blocks": [_block_to_json(b) for b in s.blocks],
                    **_optional_place(s.place),
                }
                for s in report.sections
            ],
            "unplaced": [_block_to_json(block) for block in report.unplaced],
            "tables": [_table_to_json(table) for table in report.tables],
        },
    }


def from_json(data: Mapping[str, Any]) -> Report:
    """Return the report that ``to_json`` wrote. Raises ``KeyError`` when the format differs."""
    detail = data["detail"]
    proactive, requests, review = (_table_from_json(item, data) for item in detail["tables"])
    return Report(
        title=data["title"],
        agency=data["agency"],
        agency_id=data["agency_id"],
        year=data["year"] or 0,
        published=date.fromisoformat(data["published_date"]) if data["published_date"] else None,
        form=data["form"],
        sections=tuple(
            Section(
                s["key"],
                s["heading"],
                s["order"],
                tuple(_block_from_json(b) for b in s["blocks"]),
                _place_from_json(s.get("place")),
            )
            for s in detail["sections"]
        ),
        proactive=proactive,
        requests=requests,
        review=review,
        unplaced=tuple(_block_from_json(block) for block in detail["unplaced"]),
        source=Source(**data["source"]),
        evidence=evidence_from_json(data),
        findings=tuple(finding_from_json(item) for item in data["findings"]),
        corrections=tuple(Correction(**item) for item in data.get("corrections", ())),
        statements=data["statements"],
        title_place=_place_from_json(detail.get("titled")),
    )


def evidence_from_json(data: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """Return only the evidence of a report that ``to_json`` wrote: identification does not need the figures."""
    return tuple(Evidence(**(item | {"place": _place_from_json(item.get("place"))})) for item in data["evidence"])


# --------------------------------------------------------------------------- parts


def _place_to_json(place: Place | None) -> list[Any] | None:
    if not place:
        return None
    where = [place.page, place.line, place.table, place.row, place.column]
    if not place.box:
        return where
    return [*where, list(place.box), *([place.turn] if place.turn else [])]


def _place_from_json(item: list[Any] | None) -> Place | None:
    """Return the place that ``_place_to_json`` wrote: the box is the sixth item, the rotation of the page the
    seventh."""
    if not item:
        return None
    if len(item) == 5:
        return _plain_place(*item)
    page, line, table, row, column, box, *turn = item
    return Place(page, line, table, row, column, tuple(box), *turn)


@lru_cache(maxsize=4096)  # the cells of one line of text share their place
def _plain_place(page: int | None, line: int | None, table: int | None, row: int | None, column: int | None) -> Place:
    return Place(page, line, table, row, column)


def _optional_place(place: Place | None, name: str = "place") -> dict[str, Any]:
    """Return ``{name: place}``, or an empty dictionary when there is no place."""
    return {name: _place_to_json(place)} if place else {}


def _as_dict(item: Answer | Correction) -> dict[str, str | None]:
    return {name: getattr(item, name) for name in item.__slots__}


def finding_to_json(finding: Finding) -> dict[str, Any]:
    item: dict[str, Any] = {"code": finding.code}
    if finding.values:
        item["values"] = dict(finding.values)
    for name in _LOCATION_FIELDS:
        if value := getattr(finding, name):
            item[name] = value
    if finding.numbers:
        item["numbers"] = list(finding.numbers)
    if finding.place:
        item["place"] = _place_to_json(finding.place)
    if finding.answer:
        item["answer"] = _as_dict(finding.answer)
    return item


def finding_from_json(item: Mapping[str, Any]) -> Finding:
    """Return the finding that ``finding_to_json`` wrote, with or without the texts of
    ``findings.finding_with_message``."""
    location = {name: item[name] for name in _LOCATION_FIELDS if name in item}
    return Finding(
        item["code"],
        tuple(item.get("values", {}).items()),
        **location,
        numbers=tuple(item.get("numbers", ())),
        place=_place_from_json(item.get("place")),
        answer=Answer(**item["answer"]) if "answer" in item else None,
    )


def _block_to_json(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        item: dict[str, Any] = {"text": block.text, "place": _place_to_json(block.place)}
        for name in ("level", "breaks", "centred", "doubt", "opaque"):
            if value := getattr(block, name):
                item[name] = value
        if block.continuation_places:
            item["torn"] = [_place_to_json(place) for place in block.continuation_places]
        return item
    return {
        "grid": [
            [[c.text, _place_to_json(c.place), c.doubt, *filter(None, [c.opaque])] if c else None for c in row]
            for row in block.rows
        ],
        "kind": block.kind.value,
        "place": _place_to_json(block.place),
        "caption": block.caption,
    }


def _block_from_json(item: Mapping[str, Any]) -> Block:
    place = _place_from_json(item["place"]) or Place()
    if "text" in item:
        others = {name: value for name, value in item.items() if name not in ("place", "torn")}
        torn = tuple(_place_from_json(rest) or Place() for rest in item.get("torn", ()))
        return Paragraph(**others, place=place, continuation_places=torn)
    rows = tuple(
        tuple(GridCell(c[0], _place_from_json(c[1]) or Place(), *c[2:]) if c else None for c in row)
        for row in item["grid"]
    )
    return Grid(rows, GridKind(item["kind"]), place, item["caption"])


def _table_to_json(table: Table) -> dict[str, Any]:
    """Return labels, places and the rare states that do not follow from the print alone (a number split in two)."""
    rows = []
    for row in table.rows:
        item: dict[str, Any] = {"label": row.label, "place": _place_to_json(row.place)}
        item["cells"] = [_place_to_json(cell.place) for cell in row.cells]
        if above := [list(line) for key, line in table.header_rows if key == row.key]:
            item["above"] = above
        if row.printed:
            item["printed"] = list(row.printed)
        if row.header_place:
            item["head"] = _place_to_json(row.header_place)
        if odd := {str(i): c.state.value for i, c in enumerate(row.cells) if typed(c.raw).state is not c.state}:
            item["states"] = odd
        rows.append(item)
    # readers of report.json had the header above the first row here before every header stood with its row
    first = next((key for key, _ in table.header_rows), "")
    head = {"head": [list(line) for key, line in table.header_rows if key == first]} if first else {}
    return {"key": table.key, "form": table.form, "present": table.present, **head, "rows": rows}


def _table_from_json(item: Mapping[str, Any], data: Mapping[str, Any]) -> Table:
    shape = form(item["form"]).table(item["key"])
    printed = data[TABLE_NAMES[shape.key]]
    rows = []
    headers: list[tuple[str, tuple[str | None, ...]]] = []
    for at, (row, detail) in enumerate(zip(shape.rows, item["rows"], strict=True)):
        raws = printed[at * 5 : at * 5 + 5] if shape.key == "review" else printed[row.key]
        cells = [typed(raw, _place_from_json(place)) for raw, place in zip(raws, detail["cells"], strict=True)]
        for i, state in detail.get("states", {}).items():
            cells[int(i)] = Cell(raws[int(i)], None, State(state), _place_from_json(detail["cells"][int(i)]))
        place, head = _place_from_json(detail["place"]), _place_from_json(detail.get("head"))
        headers += [(row.key, tuple(line)) for line in detail.get("above", ())]
        rows.append(Row(row.key, detail["label"], tuple(cells), place, tuple(detail.get("printed", ())), head))
    return Table(item["key"], item["form"], item["present"], tuple(rows), tuple(headers))


# --------------------------------------------------------------------------- empty tables


def empty_table(shape: FormTable, form_id: str) -> Table:
    """Return the table of that shape with every cell absent, for an original without the table."""
    return Table(
        shape.key, form_id, False, tuple(Row(row.key, "", tuple(ABSENT for _ in row.columns)) for row in shape.rows)
    )


# --------------------------------------------------------------------------- figures without text


def figures_to_json(tables: tuple[Table, Table, Table]) -> list[Any]:
    """Return the printed cells alone, in a compact form: overviews need thousands of reports at once."""
    return [
        [
            table.form,
            table.present,
            [[cell.raw for cell in row.cells] for row in table.rows],
            {
                f"{r}.{c}": cell.state.value
                for r, row in enumerate(table.rows)
                for c, cell in enumerate(row.cells)
                if _state_of_print(cell.raw) is not cell.state
            },
        ]
        for table in tables
    ]


def figures_from_json(items: list[Any]) -> tuple[Table, Table, Table]:
    """Return the tables that ``figures_to_json`` wrote, with the labels of the form and without places."""
    proactive, requests, review = (
        _table_from_figures(key, *item) for key, item in zip(TABLE_NAMES, items, strict=True)
    )
    return (proactive, requests, review)


def _table_from_figures(
    key: str, form_id: str, present: bool, raws: list[list[str | None]], states: dict[str, str]
) -> Table:
    shape = form(form_id).table(key)
    rows = []
    for r, (row, printed) in enumerate(zip(shape.rows, raws, strict=True)):
        cells = tuple(_plain(raw, states.get(f"{r}.{c}", "")) for c, raw in enumerate(printed))
        rows.append(Row(row.key, row.label if present else "", cells))
    return Table(key, form_id, present, tuple(rows))


@lru_cache(maxsize=65536)
def _plain(raw: str | None, state: str) -> Cell:
    return Cell(raw, None, State(state)) if state else typed(raw)


@lru_cache(maxsize=65536)
def _state_of_print(raw: str | None) -> State:
    return typed(raw).state


# --------------------------------------------------------------------------- records


def pack(value: object) -> bytes:
    """Return the value as compressed JSON, the format of every record of the store."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6)


def unpack(blob: bytes) -> Any:
    return json.loads(zlib.decompress(blob))
