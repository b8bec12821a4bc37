"""Detect content of a file besides its pages: layers, scripts, programs to start, attached files."""

from __future__ import annotations

import re
import zlib

import pypdfium2

from build_scripts.readers.recognition import is_active_pdf

_OBJECT_STREAM = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)  # objects packed into one stream


def has_layers(data: bytes) -> bool:
    """Return whether a file uses layers. Decided without a parser, because most files have none."""
    if b"/OCProperties" in data:
        return True
    for bundle in _OBJECT_STREAM.finditer(data):
        try:
            if b"/OCProperties" in zlib.decompressobj().decompress(data[bundle.end() :], 1 << 24):
                return True
        except zlib.error:
            return True  # other compression: unknown
    return False


def extra_content(data: bytes) -> tuple[str, ...]:
    """Return what the file carries besides its pages: scripts or actions, attached files."""
    found = {"脚本或动作": is_active_pdf(data)}
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return tuple(name for name, there in found.items() if there)
    try:
        if count := max(pypdfium2.raw.FPDFDoc_GetAttachmentCount(document), 0):
            found[f"{count} 个附件"] = True
    finally:
        document.close()
    return tuple(name for name, there in found.items() if there)
