"""Some reports changed: only the files that hold them are written again, and they come out as ``build`` would make them.

Nothing is remembered between builds beside the published index itself: the lines of a report as they were are
the ones published, so the terms to take out are known from them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from build_scripts.search import kit
from build_scripts.search.build import Entry, shard_files, text_name
from build_scripts.search.entry import entry_terms
from build_scripts.search.layout import (
    APART,
    GROUP,
    HASH,
    apart_digest,
    group_name,
    hashed,
    inflated,
    list_name,
    shard_count,
    shard_name,
    shard_of,
    unpack_shard,
)
from build_scripts.search.pack import unpack
from build_scripts.search.postings import board_of, patched
from build_scripts.search.record import head_of

Read = Callable[[str], bytes | None]  # site address → the published bytes, ``None`` where nothing is published
Written = tuple[str, bytes | None]  # site address, new bytes; ``None`` = the file is no more
TOO_MANY = 10  # when more than a tenth of the reports changed, a full build is as fast


@dataclass(slots=True)
class _Change:
    """Rows of one term that come and go, by board."""

    added: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    removed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def update(read: Read, entries: Iterable[Entry], agency_ids: Sequence[str]) -> list[Written] | None:
    """The files that change with these reports (unchanged ones among them do no harm); ``None`` = make all again.

    ``read`` gives the published index that the reports are to be brought into.
    """
    state = kit.unpack_state(read(kit.CURRENT) or b"")
    if state is None or state.rows > len(agency_ids):
        return None
    if kit.register_digest(agency_ids[: state.rows]) != state.register:
        return None  # rows of the register moved, and with them the places of reports in every list
    changed = [(e, before) for e in entries if (before := read(text_name(e.year, e.row))) != e.data]
    if len(changed) * TOO_MANY > max(state.reports, 200):
        return None
    if not changed and state.rows == len(agency_ids):
        return []
    years = Counter(state.years)
    changes: dict[str, _Change] = defaultdict(_Change)
    files: list[Written] = []
    for entry, before in changed:
        files.append((text_name(entry.year, entry.row), entry.data))
        years[entry.year] += (entry.data is not None) - (before is not None)
        _note(changes, entry, before)
    years = +years
    places = _places(read, state, changed, years, len(agency_ids))
    files += [(places[0], places[1])]
    if places[0] != state.places:
        files.append((state.places, None))
    lists, digests = _Shards(read, state), dict(enumerate(_digests(read, state)))
    shards = shard_count(years.total())
    moved = _moved(state.shards, shards)
    touched = {shard_of(term, shards) for term in changes} | {s for s in moved if s < shards}
    sources = {shard_of(term, state.shards) for term in changes} | {s for s in moved if s < state.shards}
    pool = lists.taken(sources, digests, changes)
    for term, change in changes.items():
        data = pool.get(term, b"")
        for board in {*change.added, *change.removed}:
            data = patched(data, board, change.added.get(board, ()), change.removed.get(board, ()))
        pool[term] = data
    by_shard: dict[int, dict[str, bytes]] = {shard: {} for shard in touched}
    for term, data in pool.items():
        if data:
            by_shard[shard_of(term, shards)][term] = data
    new: dict[str, bytes] = {}
    for shard, held in sorted(by_shard.items()):
        made, digests[shard] = shard_files(shard, held)
        new.update(made)
    groups = _groups(new, [digests[shard] for shard in range(shards)])
    files += [(address, None) for address in (*lists.old, *map(group_name, state.groups)) if address not in new]
    files += new.items()
    after = kit.State(years, shards, groups, places[0], len(agency_ids), kit.register_digest(agency_ids))
    files.append((kit.CURRENT, kit.pack_state(after)))
    return files
