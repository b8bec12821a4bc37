"""Layers of a PDF (optional content): which of them the file itself switches off. Nobody sees what stands on those."""

from __future__ import annotations

import re
import zlib
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral, literal_name

_BUNDLE = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)  # objects packed into one stream


def has_layers(data: bytes) -> bool:
    """Whether a file speaks of layers at all; without asking a parser, because most do not."""
    if b"/OCProperties" in data:
        return True
    for bundle in _BUNDLE.finditer(data):
        try:
            if b"/OCProperties" in zlib.decompressobj().decompress(data[bundle.end() :], 1 << 24):
                return True
        except zlib.error:
            return True  # packed otherwise: nobody can tell
    return False


def off_layers(catalog: Any) -> frozenset[int]:
    """The numbers of the layers that are off when the file is opened."""
    properties = resolve1(catalog.get("OCProperties"))
    if not isinstance(properties, dict):
        return frozenset()
    usual = resolve1(properties.get("D")) or {}
    base = resolve1(usual.get("BaseState"))
    off = _numbers(usual.get("OFF"))
    if isinstance(base, PSLiteral) and literal_name(base) == "OFF":
        off |= _numbers(properties.get("OCGs")) - _numbers(usual.get("ON"))
    return frozenset(off)


def is_off(entry: Any, off: frozenset[int]) -> bool:
    """Whether a layer, or a choice among several (``/OCMD``), is off."""
    if isinstance(entry, PDFObjRef) and entry.objid in off:
        return True
    found = resolve1(entry)
    if not off or not isinstance(found, dict) or "OCGs" not in found:
        return False
    policy = resolve1(found.get("P"))
    name = literal_name(policy) if isinstance(policy, PSLiteral) else "AnyOn"
    given = found["OCGs"]
    held = _numbers([given]) if isinstance(resolve1(given), dict) else _numbers(given)
    among = any if name.startswith("Any") else all
    return bool(held) and not among((number in off) == name.endswith("Off") for number in held)


def _numbers(array: Any) -> set[int]:
    given = array if isinstance(array, list) else resolve1(array)
    return {item.objid for item in given if isinstance(item, PDFObjRef)} if isinstance(given, list) else set()
