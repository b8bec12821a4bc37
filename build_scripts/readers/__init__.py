"""Readers: the bytes of an original to a neutral Document. The content decides, never the file name."""

from __future__ import annotations

from build_scripts.model import Document, Refusal
from build_scripts.readers.text import read_text


def media_type(data: bytes) -> str:
    return "text/plain"


def read(data: bytes) -> Document:
    if not data.strip():
        raise Refusal("empty")
    return read_text(data.decode("utf-8-sig"))
