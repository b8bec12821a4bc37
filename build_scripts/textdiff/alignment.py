"""Align the units of two texts: paragraphs with paragraphs, sentences with sentences.

Units are compared by shared character pairs. An index proposes a few partners for each unit, and the heaviest chain of
partners that keeps the order of both texts wins. The time is linear in the text except for sorting.
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
COMMON = 12  # a bigram in more units than this is not distinctive


def _bigrams(unit: str) -> set[str]:
    """Return the overlapping character pairs of a folded unit; digits count as equal, because numbers change."""
    text = _NUMBER.sub("0", f"^{unit}$")
    return set(map(add, text, text[1:]))


def align(older: Sequence[str], newer: Sequence[str], min_similarity: float) -> list[tuple[int, int]]:
    """Return index pairs in order: the heaviest chain of partners with at least that similarity (0 … 1, Dice over
    bigrams)."""
    left, right = [fold(u) for u in older], [fold(u) for u in newer]
    a, b = [_bigrams(u) for u in left], [_bigrams(u) for u in right]
    index = _index(a) if len(a) > COMMON else {}
    same: dict[str, list[int]] = defaultdict(list)
    for i, unit in enumerate(left):
        same[unit].append(i)
    seen: Counter[str] = Counter()
    partners: list[tuple[int, int, int]] = []  # (newer, older, weight)
    for j, bigrams in enumerate(b):
        text = right[j]
        if seen[text] < len(same.get(text, ())):  # the second 无。 is paired with the second 无。
            candidates = [same[text][seen[text]]]
            seen[text] += 1
        else:
            shared = _shared_counts(bigrams, a, index)
            candidates = sorted(shared, key=lambda i: (-shared[i], i))[:3]
        for i in sorted(candidates, reverse=True):
            weight = len(a[i] & bigrams)
            if 2 * weight >= min_similarity * (len(a[i]) + len(bigrams)):
                partners.append((j, i, weight + len(bigrams) * (left[i] == text)))
    return _heaviest_chain(partners)


def _index(units: Sequence[set[str]]) -> dict[str, list[int]]:
    """Return bigram → the units that contain it, without bigrams that are not distinctive."""
    index: dict[str, list[int]] = defaultdict(list)
    for i, bigrams in enumerate(units):
        for bigram in bigrams:
            index[bigram].append(i)
    return {bigram: found for bigram, found in index.items() if len(found) <= COMMON}


def _shared_counts(
    bigrams: set[str], units: Sequence[set[str]], index: Mapping[str, Sequence[int]]
) -> Mapping[int, int]:
    """Return the number of shared bigrams for each unit. In a text of few units, all bigrams count."""
    if len(units) > COMMON:
        return Counter(chain.from_iterable(index[bigram] for bigram in bigrams & index.keys()))
    return {i: count for i, unit in enumerate(units) if (count := len(unit & bigrams))}


def _heaviest_chain(partners: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return the chain of largest weight with both indices increasing. ``partners`` are sorted by newer index, ties by
    decreasing older index."""
    ends: list[int] = []  # older index at the end of the best chains, increasing like their weights
    best: list[tuple[int, int]] = []  # (weight, index in ``links``)
    links: list[tuple[int, int, int]] = []  # (newer, older, index of the previous link)
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
