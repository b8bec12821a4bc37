"""Find, for each report, the report of another agency with most of the same sentences, by an index of sentences in the
store.

Every whole sentence of a current report is indexed by year and hash. Sentences of more than ``COMMON`` agencies are
ignored, so each look-up is bounded and the work grows linearly with the number of reports. The result for a report
depends on all others of its year: a change affects only the reports that share a sentence with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from build_scripts.archive.store import Store
from build_scripts.checks.reuse import COMMON, SimilarReport, closest
from build_scripts.content.registry import Registry

Key = tuple[str, int]  # agency id, year
TOTAL = 0  # the key for the number of characters of the whole report


def update_sentences(store: Store, key: Key, now: Mapping[int, int]) -> set[Key]:
    """Store the sentences (``now``) of an agency's current report of a year. Return the reports whose similarity may
    change."""
    year = key[1]
    before = store.sentences(*key)
    if before == now:
        return set()
    store.save_sentences(*key, now)
    affected = {key}
    for sentence in before.keys() ^ now.keys():
        if sentence != TOTAL and len(held := store.agencies_that_print(sentence, year, COMMON + 2)) <= COMMON + 1:
            affected.update((other, year) for other in held)
    return affected


def update_similar(store: Store, keys: Iterable[Key]) -> list[Key]:
    """Store the most similar report for each key, and return the keys whose result changed."""
    found = []
    printed = cache(partial(store.agencies_that_print, limit=COMMON + 1))  # neighbours share most of their sentences
    for key in sorted(keys):
        now = _closest(store, key, printed)
        if now != store.most_similar(*key):
            store.save_most_similar(*key, now)
            found.append(key)
    return found


def _closest(store: Store, key: Key, printed: Callable[[int, int], list[str]]) -> tuple[str, int, int] | None:
    """Return (agency, characters shared, characters of the report)."""
    agency_id, year = key
    own = store.sentences(agency_id, year)
    total = own.pop(TOTAL, 0)
    shared: Counter[str] = Counter()
    for sentence, letters in own.items():
        held = printed(sentence, year)
        if len(held) <= COMMON:
            shared.update(dict.fromkeys(held, letters))
    del shared[agency_id]
    found = closest(shared, total)
    return (*found, total) if found else None


def similar_report(store: Store, key: Key, registry: Registry) -> SimilarReport | None:
    """Return the stored similarity of one report."""
    kept = store.most_similar(*key)
    other = registry.get(kept[0]) if kept else None
    return SimilarReport(other.name, kept[1], kept[2]) if kept and other else None
