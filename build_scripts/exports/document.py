"""Write ``report.json``, the contract with programs that read a report as data.

It consists of three parts: the data that only the archive knows (address, version, provenance), the record that
``serialize`` writes of a report, and ``cells``: each cell of the form with its value, printed text, state, place,
doubts and correction. The parts are joined as text, because the record is in the store already and the cells are
computed once (``cells.cells_json``). ``docs/data-format.md`` says what may change; ``report_schema`` is the
machine-readable version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from build_scripts import __version__
from build_scripts.content.ledger import Entry
from build_scripts.exports.cells import current_at
from build_scripts.exports.columns import FORMAT

SCHEMA = "data/schema/report.schema.json"
LICENCE = "CC0-1.0"
TERMS = "about/citation/#licence"


def software() -> dict[str, str]:
    """Return the release that made the data. A digest of the code is not included, so that a change of code that
    changes no figure changes no file."""
    return {"name": "nianbao", "version": __version__}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a report's document.

    ``address`` is that of the report, ``original`` that of its original; ``record`` is written by ``serialize``,
    ``cells`` by ``cells_json``."""

    address: str
    original: str
    record: bytes
    cells: str


def document(parts: Parts, entry: Entry | None) -> bytes:
    """Return one line of JSON; ``entry`` is the ledger entry of the original."""
    head = {
        "data_format": FORMAT,
        "schema": SCHEMA,
        "address": parts.address,
        "current": bool(current_at(parts.address)),
        "provenance": {
            "original": parts.original,
            "source_url": (entry.source_url if entry else "") or None,
            "retrieved": (entry.retrieved if entry else "") or None,
            "archived": (entry.archived if entry else "") or None,
            "version": entry.version if entry else None,
            "version_address": entry.address if entry else None,
            "software": software(),
        },
        "licence": {"data": LICENCE, "terms": TERMS},
        "cite": {kind: f"{parts.address}cite.{kind}" for kind in ("bib", "ris", "json")},
    }
    body = parts.record.strip()[1:-1]
    return b"%s,%s,%s}" % (_compact(head).encode()[:-1], body, f'"cells":{parts.cells}'.encode())
