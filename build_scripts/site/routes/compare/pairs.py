"""Make the comparison of two consecutive reports of one agency."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from build_scripts.archive.store import Store
from build_scripts.pages.compare.pairs import pair_page
from build_scripts.site.routes.compare.pair_keys import PairPage, pairs_of_change
from build_scripts.site.routes.keys import Context, Key, Kind, Pages


def _other_keys(store: Store) -> Iterator[Key]:
    mains = (facts for facts in store.page_facts() if facts.is_current)
    for older, newer in pairwise(mains):
        if older.agency.agency_id == newer.agency.agency_id:
            yield PairPage(older.agency.agency_id, older.year, newer.year)


def _pages(context: Context, key: PairPage) -> Pages:
    store = context.store
    held = dict(store.years(key.agency_id))
    if (key.older, key.newer) not in set(pairwise(held)):
        yield key.address, None
        return
    addresses = (held[key.older], held[key.newer])
    (before, after), newer = (store.report(address) for address in addresses), store.held_at(addresses[1])
    assert before and after and newer
    yield key.address, pair_page(newer.agency, before, after, addresses, key.address)


KINDS = (Kind(PairPage, _pages, of_change=pairs_of_change, other_keys=_other_keys),)
