"""Update the index for a few changed reports, with the same bytes that ``build`` would write.

Only the affected files are written. Nothing is kept between builds besides the published index itself. The previous
lines of a report are the published ones, from which the terms to remove are computed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from build_scripts.search import manifest
from build_scripts.search.build import At, Document, group_files, shard_files, text_name
from build_scripts.search.dictionary import unpack
from build_scripts.search.document import head_of
from build_scripts.search.document_terms import Names, document_terms, names_in
from build_scripts.search.newest import newest_files
from build_scripts.search.postings import board_of, patched
from build_scripts.search.shards import (
    HASH,
    inflated,
    list_name,
    overflow_digest,
    shard_count,
    shard_name,
    shard_of,
    unpack_shard,
)

Read = Callable[[str], bytes | None]  # site address → the published bytes, ``None`` where nothing is published
Written = tuple[str, bytes | None]  # (site address, new bytes); ``None`` removes the file
TOO_MANY = 10  # when more than a tenth of the reports changed, a full build is as fast


def update(
    read: Read,
    entries: Iterable[Document],
    agency_ids: Sequence[str],
    newest: Collection[At] = (),
    names: Names = names_in,
) -> list[Written] | None:
    """Return the files that these reports or a change of ``newest`` affect; ``None`` if the index must be rebuilt.

    Unchanged reports may be included. ``read`` returns files of the published index that is to be updated; ``names`` is
    the function that ``document_terms`` takes."""
    state = manifest.unpack_state(read(manifest.CURRENT) or b"")
    if state is None or state.rows > len(agency_ids):
        return None
    if manifest.register_digest(agency_ids[: state.rows]) != state.register:
        return None  # rows of the register moved, which changes the positions of reports in every list
    changed = [(e, before) for e in entries if (before := read(text_name(e.year, e.row))) != e.data]
    if len(changed) * TOO_MANY > max(state.reports, 200):
        return None
    years = Counter(state.years)
    for entry, before in changed:
        years[entry.year] += (entry.data is not None) - (before is not None)
    years = +years
    now = {e.at: e.data for e, _ in changed}
    texts = {at: now[at] if at in now else read(text_name(*at)) for at in sorted({*newest, *state.newest})}
    new = {at: document_terms(unpack(data), names) for at, data in texts.items() if data and at in newest}
    small = newest_files((*at, terms) for at, terms in new.items())
    try:
        places = manifest.named("places", manifest.pack_places(_paths(read, state, changed), len(agency_ids)))
        changes = _changes(_changed_in_large(changed, texts, state.newest, new), names)
        lists, digests = _lists(read, state, changes, shard_count(years.total() - len(new)))
    except LookupError:
        return None  # files of the index were deleted
    groups = group_files(digests)
    after = manifest.State(
        years=years,
        shards=len(digests),
        groups=[address for address, _ in groups],
        newest=sorted(new),
        small=[address for address, _ in small],
        places=places[0],
        rows=len(agency_ids),
        register=manifest.register_digest(agency_ids),
    )
    published = [(text_name(*entry.at), entry.data) for entry, _ in changed]
    kept = {places[0], *after.groups, *after.small}
    old = [(address, None) for address in (state.places, *state.groups, *state.small) if address not in kept]
    return [*published, *lists, *old, places, *groups, *small, (manifest.CURRENT, manifest.pack_state(after))]


Changed = Sequence[tuple[Document, bytes | None]]  # with the published bytes
Changes = Mapping[str, Mapping[int, tuple[set[int], set[int]]]]  # term → board → (rows to add, rows to remove)


def _changed_in_large(
    changed: Changed, texts: Mapping[At, bytes | None], before: Collection[At], now: Collection[At]
) -> Iterator[tuple[At, bytes | None, bytes | None]]:
    """Yield (position, lines before, lines now) in the large index, without former and present newest reports."""
    ends = {entry.at: (old, entry.data) for entry, old in changed}
    for at in {*ends, *before, *now}:
        former, is_now = ends.get(at) or (texts[at], texts[at])
        former, is_now = None if at in before else former, None if at in now else is_now
        if former != is_now:
            yield at, former, is_now


def _changes(changed: Iterable[tuple[At, bytes | None, bytes | None]], names: Names) -> Changes:
    changes: dict[str, dict[int, tuple[set[int], set[int]]]] = defaultdict(lambda: defaultdict(lambda: (set(), set())))
    for at, before, after in changed:
        board, row = board_of(*at)
        old = document_terms(unpack(before), names) if before else set()
        now = document_terms(unpack(after), names) if after else set()
        for term in now - old:
            changes[term][board][0].add(row)
        for term in old - now:
            changes[term][board][1].add(row)
    return changes


def _paths(read: Read, state: manifest.State, changed: Changed) -> dict[int, manifest.Path]:
    """Return row → the place of its newest report; a row whose last report is gone is left out."""
    paths = manifest.unpack_places(_published(read, state.places))
    now = {(entry.year, entry.row): entry.data for entry, _ in changed}
    years = sorted({*state.years, *(year for year, _ in now)}, reverse=True)
    for row in {entry.row for entry, _ in changed}:
        texts = (now[y, row] if (y, row) in now else read(text_name(y, row)) for y in years)
        newest = next((data for data in texts if data is not None), None)
        if newest is None:
            paths.pop(row, None)
        else:
            paths[row] = head_of(unpack(newest)).places
    return paths


def _lists(read: Read, state: manifest.State, changes: Changes, shards: int) -> tuple[list[Written], list[bytes]]:
    """Return the changed files of shards and long lists, and the digests of all shards."""
    digests = [d for name in state.groups for d in _split(_published(read, name))]
    reshuffled = _reshuffled_shards(state.shards, shards)
    old: dict[str, bytes | None] = {}
    pool: dict[str, bytes] = {}
    for shard in {*(shard_of(term, state.shards) for term in changes), *(s for s in reshuffled if s < state.shards)}:
        address = shard_name(shard, digests[shard])
        old[address] = None
        for term, data in unpack_shard(_published(read, address)).items():
            own = overflow_digest(data)
            if own and (term in changes or shard in reshuffled):
                address = list_name(term, shard, own)
                old[address] = None
                pool[term] = inflated(_published(read, address))
            else:
                pool[term] = data
    for term, boards in changes.items():
        data = pool.get(term, b"")
        for board, (added, removed) in boards.items():
            data = patched(data, board, added, removed)
        pool[term] = data
    by_shard: dict[int, dict[str, bytes]] = {shard: {} for shard in reshuffled if shard < shards}
    for term, data in pool.items():
        held = by_shard.setdefault(shard_of(term, shards), {})
        if data:
            held[term] = data
    digests = [*digests, *(b"" for _ in range(len(digests), shards))][:shards]
    new: dict[str, bytes | None] = {}
    for shard, held in sorted(by_shard.items()):
        made, digests[shard] = shard_files(shard, held)
        new.update(made)
    return list((old | new).items()), digests


def _published(read: Read, address: str) -> bytes:
    data = read(address)
    if data is None:
        raise LookupError(address)
    return data


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def _reshuffled_shards(before: int, after: int) -> set[int]:
    """Return the shards that give or take terms when their number changes: each new shard and the one it splits."""
    few, many = sorted((before, after))
    found: set[int] = set()
    for shard in range(few, many):
        found.add(shard)
        while shard >= few:
            shard -= 1 << shard.bit_length() - 1
        found.add(shard)
    return found
