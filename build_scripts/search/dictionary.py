"""Compress lines with deflate and a preset dictionary (the window) of texts that nearly every report contains.

A raw deflate stream may refer to previously decompressed data. The window, itself such a stream without an end, is
published once; the browser puts it before the bytes of a report and decompresses both as one stream. Ten texts become a
fifth smaller that way. The text is encoded as GBK (two bytes a character where UTF-8 takes three) after the letter
``g``, or as UTF-8 after the letter ``u`` when GBK lacks a character."""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources

from build_scripts.forms import form
from build_scripts.search.document import frame


@cache
def dictionary() -> bytes:
    """Return the preset dictionary: common sentences, then the tables of a 2021 report without requests."""
    usual = resources.files("build_scripts.search").joinpath("dictionary.txt").read_text(encoding="utf-8")
    lines = [usual]
    for shape in form("2021").tables:
        lines.append(f"h{shape.key}\t{shape.title}\nf\t{frame('2021', shape.key)}")
        for row in shape.rows:
            lines.append("\t".join((f"n{shape.key}-{row.key}", row.label, *("0" for _ in row.columns))))
    return "\n".join(lines).encode("gbk")


@cache
def published_dictionary() -> bytes:
    """Return the window for the browser: a deflate stream flushed to a byte boundary, without an end."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return compressor.compress(dictionary()) + compressor.flush(zlib.Z_SYNC_FLUSH)


def pack(lines: str) -> bytes:
    """Return the published bytes of a report's lines."""
    try:
        data = b"g" + lines.encode("gbk")
    except UnicodeEncodeError:
        data = b"u" + lines.encode("utf-8")
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary())
    return compressor.compress(data) + compressor.flush()


def unpack(data: bytes) -> str:
    """Return the lines in published bytes. Raises ``zlib.error`` for invalid bytes."""
    plain = zlib.decompressobj(-15, dictionary()).decompress(data)
    return plain[1:].decode("gbk" if plain[:1] == b"g" else "utf-8")
