"""Build all files of the index from all documents. The output is deterministic: sorted, without time or randomness."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from build_scripts.search import manifest
from build_scripts.search.dictionary import unpack
from build_scripts.search.document import head_of
from build_scripts.search.document_terms import Names, document_terms, names_in
from build_scripts.search.newest import newest_files
from build_scripts.search.postings import board_of, board_part
from build_scripts.search.shards import (
    GROUP,
    OVERFLOW,
    deflated,
    group_name,
    hashed,
    list_name,
    overflow,
    overflow_digest,
    pack_shard,
    shard_count,
    shard_name,
    shard_of,
)

Files = Iterator[tuple[str, bytes]]
At = tuple[int, int]  # (year, row of the agency)


@dataclass(frozen=True, slots=True)
class Document:
    """One report: its year, the row of its agency in the register (from 0), its packed lines (``None``: no report)."""

    year: int
    row: int
    data: bytes | None

    @property
    def at(self) -> At:
        return self.year, self.row


def text_name(year: int, row: int) -> str:
    """Return the address of a report's lines."""
    return f"search/text/{year}/{row >> 10}/{row}.bin"


def build(
    entries: Iterable[Document], agency_ids: Sequence[str], newest: Collection[At] = (), names: Names = names_in
) -> Files:
    """Yield (site address, bytes) of every file, ``current.json`` last.

    ``entries`` are sorted by year (newest first), then by row. The ``newest`` reports get a separate index. ``names``:
    see ``document_terms``."""
    lists: dict[str, bytearray] = defaultdict(bytearray)
    years: Counter[int] = Counter()
    paths: dict[int, manifest.Path] = {}
    new: dict[At, set[str]] = {}
    for board, members in groupby(entries, key=lambda e: board_of(e.year, e.row)[0]):
        local: dict[str, list[int]] = defaultdict(list)
        for entry in members:
            assert entry.data is not None
            yield text_name(entry.year, entry.row), entry.data
            lines = unpack(entry.data)
            years[entry.year] += 1
            # The place in its newest report, because a town may have moved.
            paths.setdefault(entry.row, head_of(lines).places)
            if entry.at in newest:
                new[entry.at] = document_terms(lines, names)
                continue
            row = board_of(entry.year, entry.row)[1]
            for term in document_terms(lines, names):
                local[term].append(row)
        for term, rows in local.items():
            lists[term] += board_part(board, rows)
    places, data = manifest.named("places", manifest.pack_places(paths, len(agency_ids)))
    yield places, data
    yield from manifest.static_files()
    shards = shard_count(years.total() - len(new))
    by_shard: list[list[str]] = [[] for _ in range(shards)]
    for term in lists:
        by_shard[shard_of(term, shards)].append(term)
    digests: list[bytes] = []
    for shard, terms in enumerate(by_shard):
        files, digest = shard_files(shard, {term: bytes(lists.pop(term)) for term in terms})
        digests.append(digest)
        yield from files
    groups = group_files(digests)
    yield from groups
    small = newest_files((*at, terms) for at, terms in new.items())
    yield from small
    state = manifest.State(
        years=years,
        shards=shards,
        groups=[address for address, _ in groups],
        newest=sorted(new),
        small=[address for address, _ in small],
        places=places,
        rows=len(agency_ids),
        register=manifest.register_digest(agency_ids),
    )
    yield manifest.CURRENT, manifest.pack_state(state)


def group_files(digests: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Return the digests of all shards as files of one group each."""
    parts = (b"".join(digests[at : at + GROUP]) for at in range(0, len(digests), GROUP))
    return [(group_name(hashed(data)), data) for data in parts]


def shard_files(shard: int, lists: Mapping[str, bytes]) -> tuple[list[tuple[str, bytes]], bytes]:
    """Return the files of a shard and the digest in the shard's name; lists that are too long get their own files.

    A list given in the form of ``overflow`` already has its file."""
    files: list[tuple[str, bytes]] = []
    held: dict[str, bytes] = {}
    for term, data in lists.items():
        held[term] = data
        if len(data) > OVERFLOW and not overflow_digest(data):
            own = deflated(data)
            files.append((list_name(term, shard, hashed(own)), own))
            held[term] = overflow(data, hashed(own))
    packed = pack_shard(held)
    return [*sorted(files), (shard_name(shard, hashed(packed)), packed)], hashed(packed)
