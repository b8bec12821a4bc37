"""Which unit of the older text belongs to which of the newer one: paragraphs to paragraphs, sentences to sentences.

Units share pieces of two characters, an index proposes a few partners for each unit, and the heaviest chain that
keeps the order of both wins: linear in the text but for sorting.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from build_scripts.wording import fold

COMMON = 12  # a piece that stands in more units than this does not tell which belongs to which


def _pieces(unit: str) -> set[str]:
    """Overlapping pairs of characters, every digit alike: a sentence with another number is the same sentence."""
    text = re.sub(r"\d+", "0", f"^{fold(unit)}$")
    return {text[i : i + 2] for i in range(len(text) - 1)}


def pairs(older: Sequence[str], newer: Sequence[str], least: float) -> list[tuple[int, int]]:
    """Index pairs in order, the heaviest chain of partners at least that alike (0 … 1, Dice over pieces)."""
    a, b = [_pieces(u) for u in older], [_pieces(u) for u in newer]
    index: dict[str, list[int]] = defaultdict(list)
    same: dict[str, list[int]] = defaultdict(list)
    for i, pieces in enumerate(a):
        same[fold(older[i])].append(i)
        for piece in pieces:
            index[piece].append(i)
    seen: Counter[str] = Counter()
    partners: list[tuple[int, int, int]] = []  # (newer, older, weight)
    for j, pieces in enumerate(b):
        text = fold(newer[j])
        if seen[text] < len(same.get(text, ())):  # the second 无。 belongs to the second 无。
            candidates = [same[text][seen[text]]]
            seen[text] += 1
        else:
            lists = (index.get(piece, ()) for piece in pieces)
            shared = Counter(chain.from_iterable(found for found in lists if len(found) <= COMMON))
            candidates = [i for i, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:3]]
        for i in sorted(candidates, reverse=True):
            weight = len(a[i] & pieces)
            if 2 * weight >= least * (len(a[i]) + len(pieces)):
                partners.append((j, i, weight + len(pieces) * (fold(older[i]) == text)))
    return _heaviest(partners)


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
