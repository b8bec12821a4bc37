"""Which unit of the older text belongs to which of the newer one: paragraphs to paragraphs, sentences to sentences.

Units share pieces of two characters, an index proposes a few partners for each unit, and the heaviest chain that
keeps the order of both wins: linear in the text but for sorting.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import add

from build_scripts.wording import fold

_NUMBER = re.compile(r"\d+")
COMMON = 12  # a piece that stands in more units than this does not tell which belongs to which


def _pieces(unit: str) -> set[str]:
    """Overlapping pairs of characters of a folded unit, every digit alike: a sentence with another number is the same
    sentence."""
    text = _NUMBER.sub("0", f"^{unit}$")
    return set(map(add, text, text[1:]))


def pairs(older: Sequence[str], newer: Sequence[str], least: float) -> list[tuple[int, int]]:
    """Index pairs in order, the heaviest chain of partners at least that alike (0 … 1, Dice over pieces)."""
    left, right = [fold(u) for u in older], [fold(u) for u in newer]
    a, b = [_pieces(u) for u in left], [_pieces(u) for u in right]
    index = _index(a) if len(a) > COMMON else {}
    same: dict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(left):
        same[unit].append(i)
    seen: Counter[str] = Counter()
    partners: list[tuple[int, int, int]] = []  # (newer, older, weight)
    for j, pieces in enumerate(b):
        text = right[j]
        if seen[text] < len(same.get(text, ())):  # the second 无。 belongs to the second 无。
            candidates = [same[text][seen[text]]]
            seen[text] += 1
        else:
            shared = _shared(pieces, a, index)
            candidates = sorted(shared, key=lambda i: (-shared[i], i))[:3]
        for i in sorted(candidates, reverse=True):
            weight = len(a[i] & pieces)
            if 2 * weight >= least * (len(a[i]) + len(pieces)):
                partners.append((j, i, weight + len(pieces) * (left[i] == text)))
    return _heaviest(partners)


def _index(units: Sequence[set[str]]) -> dict[str, list[int]]:
    """Piece → the units in which it stands, but for pieces that tell nothing."""
    index: dict[str, list[int]] = defaultdict(list)
    for i, pieces in enumerate(units):
        for piece in pieces:
            index[piece].append(i)
    return {piece: found for piece, found in index.items() if len(found) <= COMMON}


def _shared(pieces: set[str], units: Sequence[set[str]], index: Mapping[str, Sequence[int]]) -> Mapping[int, int]:
    """How many pieces each of the units has in common with these; of few units no piece is in too many."""
    if len(units) > COMMON:
        return Counter(chain.from_iterable(index[piece] for piece in pieces & index.keys()))
    return {i: count for i, unit in enumerate(units) if (count := len(unit & pieces))}


def _heaviest(partners: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The chain of largest weight, both indexes rising. ``partners`` by newer index, older index falling."""
    ends: list[int] = []  # older index at the end of the best chains, rising, and so are their weights
    best: list[tuple[int, int]] = []  # (weight, place in ``links``)
    links: list[tuple[int, int, int]] = []  # (newer, older, place of the link before)
    for j, i, weight in partners:
        at = bisect_right(ends, i - 1)
        total, link = (best[at - 1][0] + weight, best[at - 1][1]) if at else (weight, -1)
        links.append((j, i, link))
        if at < len(ends) and ends[at] == i and best[at][0] >= total:
            continue
        stop = at
        while stop < len(ends) and best[stop][0] <= total:
            stop += 1
        ends[at:stop] = [i]
        best[at:stop] = [(total, len(links) - 1)]
    steps = []
    at = best[-1][1] if best else -1
    while at >= 0:
        j, i, at = links[at]
        steps.append((i, j))
    return steps[::-1]
