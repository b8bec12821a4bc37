"""Determine which reports of an agency are compared side by side; the pages of reports link to these comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_scripts.archive.store import Store
from build_scripts.model import PageFacts
from build_scripts.site.routes.keys import Key


@dataclass(frozen=True, slots=True, order=True)
class PairPage(Key):
    agency_id: str
    older: int
    newer: int

    @property
    def address(self) -> str:
        return f"compare/agencies/{self.agency_id}/{self.older}-{self.newer}/"


def pairs_of_change(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[PairPage]:
    """Yield the pairs that contain a changed report, and the pairs that a change created or dissolved."""
    changed: dict[str, set[int]] = {}
    gone: dict[str, set[int]] = {}
    came: dict[str, set[int]] = {}
    for years, items in ((gone, before), (came, after)):
        for facts in items:
            changed.setdefault(facts.agency.agency_id, set()).add(facts.year)
            if facts.is_current:
                years.setdefault(facts.agency.agency_id, set()).add(facts.year)
    for agency_id, years_changed in changed.items():
        held = {year for year, _ in store.years(agency_id)}
        now = set(pairwise(sorted(held)))
        then = set(pairwise(sorted((held - came.get(agency_id, set())) | gone.get(agency_id, set()))))
        for pair in now | then:
            if pair in now ^ then or years_changed & {*pair}:
                yield PairPage(agency_id, *pair)
