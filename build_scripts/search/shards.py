"""Distribute terms over shards, groups of shards, and separate files for long lists.

- ``search/p/<group>/<shard>-<hash>.bin``: some hundred terms, deflated: the length of the terms, the terms (UTF-8, one
  a line, sorted), then the length of each list, then the lists (see ``postings``). A list that is too long (*overflow*)
  is replaced by a zero byte, the six bytes of its hash, and the number of its reports.
- ``search/p/<group>/<term in hexadecimal>-<hash>.bin``: a list of more than 4 KB, deflated.
- ``search/g/<hash>.bin``: six bytes for each of 64 shards: the hash in its name.

Every name contains the hash of the content: a cached file is never combined with a newer index, and an update leaves
unchanged files alone. The number of shards follows the number of reports (linear hashing): one more shard takes its
terms from one existing shard, and no other term moves."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from math import isqrt

from build_scripts.search.postings import number_at, size, varint

GROUP = 64
OVERFLOW = 4096  # bytes; a longer list has its own file
HASH = 6  # bytes


def shard_count(reports: int) -> int:
    """Return the number of shards. It grows with the number of reports so that a shard stays at some hundred bytes,
    because a query needs only one term of each shard that it fetches.

    The terms of the form are in every report, so the first few reports bring most of these: five reports have 38 shards
    of 1 KB."""
    return min(16 + 2 * reports, 112) + 6 * isqrt(reports) + reports // 6


def shard_of(term: str, shards: int) -> int:
    """Return the shard of a term.

    All facets (``:``) share a shard. The term of titles (``^``) and the term across punctuation (``度·全``) share the
    shard of the plain term: a query copied without its punctuation needs both."""
    value = zlib.crc32((":" if term[:1] == ":" else term.removeprefix("^").replace("·", "")).encode("utf-8"))
    bits = shards.bit_length()
    wide = value & ((1 << bits) - 1)
    return wide if wide < shards else value & ((1 << bits - 1) - 1)


def deflated(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return squeeze.compress(data) + squeeze.flush()


def inflated(data: bytes) -> bytes:
    return zlib.decompress(data, -15)


def hashed(data: bytes) -> bytes:
    """Return the part of the SHA-256 that is used in a name."""
    return hashlib.sha256(data).digest()[:HASH]


def shard_name(shard: int, digest: bytes) -> str:
    return f"search/p/{shard // GROUP}/{shard}-{digest.hex()}.bin"


def list_name(term: str, shard: int, digest: bytes) -> str:
    return f"search/p/{shard // GROUP}/{term.encode('utf-8').hex()}-{digest.hex()}.bin"


def group_name(digest: bytes) -> str:
    return f"search/g/{digest.hex()}.bin"


def pack_shard(lists: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a shard from its lists by term."""
    terms = sorted(lists)
    text = "\n".join(terms).encode("utf-8")
    sizes = b"".join(varint(len(lists[term])) for term in terms)
    return deflated(varint(len(text)) + text + sizes + b"".join(lists[term] for term in terms))


def unpack_shard(data: bytes) -> dict[str, bytes]:
    """Return the lists by term from the bytes of a shard."""
    plain = inflated(data)
    size, at = number_at(plain, 0)
    if not size:
        return {}
    terms = plain[at : at + size].decode("utf-8").split("\n")
    at += size
    sizes = []
    for _ in terms:
        size, at = number_at(plain, at)
        sizes.append(size)
    lists = {}
    for term, size in zip(terms, sizes, strict=True):
        lists[term] = plain[at : at + size]
        at += size
    return lists


def overflow(data: bytes, digest: bytes) -> bytes:
    """Return the entry in a shard of a list with its own file; no list begins with a zero byte."""
    return b"\0" + digest + varint(size(data))


def overflow_digest(stated: bytes) -> bytes | None:
    """Return the hash in the name of a list's own file; ``None`` for a list in the shard itself."""
    return stated[1 : 1 + HASH] if stated[:1] == b"\0" else None
