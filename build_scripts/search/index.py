"""Contributions of all reports to the files that the browser fetches. Deterministic: sorted, no time, no chance."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from build_scripts.search.terms import figures

BLOCK = 64
SHARD_BYTES = 12_000  # raw size that a shard should have: few bytes a query, few files


@dataclass(frozen=True, slots=True)
class Entry:
    """One report: what a hit shows, what it can be narrowed by, and its contribution."""

    address: str
    title: str
    agency: str
    province: str
    city: str
    county: str
    kind: str
    year: int
    form: str
    findings: int
    contribution: dict[str, Any]


def fnv1a(text: str) -> int:
    """32-bit FNV-1a over UTF-8: the same few lines in ``engine.js``."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _gaps(numbers: Sequence[int]) -> list[int]:
    return [numbers[0], *(b - a for a, b in pairwise(numbers))] if numbers else []


def _posting(numbers: Sequence[int], total: int) -> list[int] | str:
    """Gaps, or a bitmap in base64 when that is shorter."""
    if len(numbers) * 8 <= total or total < 64:
        return _gaps(numbers)
    bits = bytearray((total + 7) // 8)
    for n in numbers:
        bits[n >> 3] |= 1 << (n & 7)
    return base64.b64encode(bytes(bits)).decode("ascii")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _deflated(value: object) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(_json(value)) + squeeze.flush()


def write_index(entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """(site address, bytes) of every file of the index; ``current.json`` comes last. Entries come in their order."""
    held = list(entries)
    total = len(held)
    postings: dict[str, list[int]] = {}
    numbers: list[dict[int, str]] = [{} for _ in figures()]
    facets: dict[str, dict[str, list[int]]] = {name: {} for name in ("year", "region", "kind", "form", "findings")}
    for n, entry in enumerate(held):
        for term in entry.contribution["terms"]:
            postings.setdefault(term, []).append(n)
        for at, number in entry.contribution["figures"].items():
            numbers[int(at)][n] = number
        places = [entry.province, entry.city, entry.county]
        regions = ["/".join(p for p in places[: i + 1] if p) for i, p in enumerate(places) if p]
        for name, values in (
            ("year", [str(entry.year)]),
            ("region", regions),
            ("kind", [entry.kind] if entry.kind else []),
            ("form", [entry.form]),
            ("findings", ["有" if entry.findings else "无"]),
        ):
            for value in values:
                facets[name].setdefault(value, []).append(n)
    files = dict(_files(held, postings, numbers, facets, total))
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(name.encode() + data)
    folder = digest.hexdigest()[:16]
    for name, data in sorted(files.items()):
        yield f"search/{folder}/{name}", data
    yield "search/current.json", _json({"folder": folder})


def _files(
    held: Sequence[Entry],
    postings: dict[str, list[int]],
    numbers: Sequence[dict[int, str]],
    facets: dict[str, dict[str, list[int]]],
    total: int,
) -> Iterator[tuple[str, bytes]]:
    packed = {term: _posting(numbers_of, total) for term, numbers_of in sorted(postings.items())}
    size = sum(len(term) * 3 + 6 + (len(p) if isinstance(p, str) else 3 * len(p)) for term, p in packed.items())
    shards = max(1, size // SHARD_BYTES)
    parts: list[dict[str, Any]] = [{} for _ in range(shards)]
    for term, posting in packed.items():
        parts[fnv1a(term) % shards][term] = posting
    for n, part in enumerate(parts):
        yield f"t{n}.bin", _deflated(part)
    for at in range(0, total, BLOCK):
        rows = [
            [e.address, e.title, e.agency, " ".join(p for p in (e.province, e.city, e.county) if p), e.year, e.findings]
            for e in held[at : at + BLOCK]
        ]
        yield f"d{at // BLOCK}.json", _json(rows)
    labels = []
    for n, (label, table, row, _column) in enumerate(figures()):
        labels.append([label, f"{table}-{row}"])
        docs = sorted(numbers[n])
        yield f"f{n}.json", _json([_gaps(docs), [numbers[n][d] for d in docs]])
    yield "names.json", _json(sorted({e.agency for e in held}))
    order = {name: sorted(values, reverse=name == "year") for name, values in facets.items()}
    yield (
        "manifest.json",
        _json(
            {
                "total": total,
                "shards": shards,
                "block": BLOCK,
                "figures": labels,
                "facets": {name: [[v, _posting(facets[name][v], total)] for v in order[name]] for name in facets},
            }
        ),
    )
