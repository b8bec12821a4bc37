"""Determine which layers of a PDF (optional content) the file switches off; their content is invisible."""

from __future__ import annotations

from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral, literal_name


def off_layers(catalog: Any) -> frozenset[int]:
    """Return the object numbers of the layers that are off when the file is opened."""
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
    """Return whether a layer, or a membership of several layers (``/OCMD``), is off."""
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
