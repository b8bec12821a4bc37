"""Which report of another agency has most of the same sentences: an index of sentences in the store.

Every whole sentence of a shown report stands under its year and hash. A sentence of more than ``COMMON`` agencies tells
nothing, so each look-up is bounded and the work grows with the number of reports. What a report is found to be like
depends on all others of its year: a change asks again those, and only those, with which it shares a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from build_scripts.archive.store import Store
from build_scripts.checks.reuse import COMMON, Alike, closest
from build_scripts.content.registry import Registry

Key = tuple[str, int]  # agency id, year
TOTAL = 0  # the hash under which the letters of the whole report stand


def note(store: Store, key: Key, now: Mapping[int, int]) -> set[Key]:
    """``now``: the sentences of the report that is shown for that agency and year. The reports whose likeness may have
    changed with it."""
    agency_id, year = key
    was: dict[int, int] = dict(
        store.rows("select hash, letters from sentences where agency_id = ? and year = ?", (agency_id, year))
    )
    if was == now:
        return set()
    store.db.execute("delete from sentences where agency_id = ? and year = ?", (agency_id, year))
    store.db.executemany("insert into sentences values (?, ?, ?, ?)", ((year, h, agency_id, n) for h, n in now.items()))
    asked = {key}
    for sentence in was.keys() ^ now.keys():
        if sentence != TOTAL and len(held := _holders(store, year, sentence, COMMON + 2)) <= COMMON + 1:
            asked.update((other, year) for other in held)
    return asked


def _holders(store: Store, year: int, sentence: int, limit: int) -> list[str]:
    query = "select agency_id from sentences where year = ? and hash = ? limit ?"
    return [agency_id for (agency_id,) in store.rows(query, (year, sentence, limit))]


def changed(store: Store, keys: Iterable[Key]) -> list[Key]:
    """Those of the reports that are found to be like another one than before, or no longer; the store knows it now."""
    found = []
    for key in sorted(keys):
        now = _closest(store, key)
        if now != _kept(store, key):
            store.db.execute("delete from alike where agency_id = ? and year = ?", key)
            if now:
                store.db.execute("insert into alike values (?, ?, ?, ?, ?)", (*key, *now))
            found.append(key)
    return found


def _closest(store: Store, key: Key) -> tuple[str, int, int] | None:
    """(agency, letters shared, letters of the report)."""
    agency_id, year = key
    own: dict[int, int] = dict(
        store.rows("select hash, letters from sentences where agency_id = ? and year = ?", (agency_id, year))
    )
    total = own.pop(TOTAL, 0)
    shared: Counter[str] = Counter()
    for sentence, letters in own.items():
        held = _holders(store, year, sentence, COMMON + 1)
        if len(held) <= COMMON:
            shared.update(dict.fromkeys(held, letters))
    del shared[agency_id]
    found = closest(shared, total)
    return (*found, total) if found else None


def _kept(store: Store, key: Key) -> tuple[str, int, int] | None:
    return next(store.rows("select other, shared, total from alike where agency_id = ? and year = ?", key), None)


def likeness(store: Store, key: Key, registry: Registry) -> Alike | None:
    """What the store knows of one report."""
    kept = _kept(store, key)
    other = registry.get(kept[0]) if kept else None
    return Alike(other.name, kept[1], kept[2]) if kept and other else None
