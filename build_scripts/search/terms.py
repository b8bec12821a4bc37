"""Folded text to terms, the same in Python and in ``terms.js``: one fixture holds the two together.

- a run of Han characters: overlapping pairs (海城镇 → 海城 城镇); a run of other letters likewise (gov → go ov);
- what stands on both sides of a mark (度·全, 函·2020, 2020·109), and with three characters to the right (度·全年新): so that a
  document number or a sentence copied over its full stop is found as fast as a word. Nearly every report says “公开。” and
  “二是主动公开” somewhere; few say the one after the other;
- a run of digits: itself (425), and a short one also with the Han character that touches it (条425, 425条), so that
  ``8件`` is found without reading every report that holds an 8.

A character that stands alone is no term: nobody could find it inside a longer run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add

from build_scripts.search.normalize import HAN

_LETTERS = re.compile(f"[{HAN}]{{2,}}|[^{HAN}0-9 ·.\n]{{2,}}")
_RIGHT = f"(?=([{HAN}]|[0-9]+)([{HAN}]{{2}})?)"
_ACROSS = (re.compile(f"·(?<=([{HAN}])·){_RIGHT}"), re.compile(f"([0-9]+)·{_RIGHT}"))
_NUMBER = re.compile(f"([0-9]+)(?=([{HAN}]?))")
_AFTER_HAN = re.compile(f"([0-9](?<=([{HAN}])[0-9])[0-9]*)")
SHORT = 4  # digits: a longer number is rare enough without its neighbours


def terms_of(folded: str) -> set[str]:
    """The terms of a folded text."""
    found: set[str] = set()
    for run in _LETTERS.findall(folded):
        found.update(map(add, run, run[1:]))
    found.update(_across(folded))
    found.update(_numbers(folded))
    return found


def _across(folded: str) -> Iterator[str]:
    for pattern in _ACROSS:
        for left, right, more in set(pattern.findall(folded)):
            yield f"{left}·{right}"
            if more:
                yield f"{left}·{right}{more}"


def _numbers(folded: str) -> Iterator[str]:
    for digits, right in set(_NUMBER.findall(folded)):
        yield digits
        if right and len(digits) <= SHORT:
            yield digits + right
    for digits, left in set(_AFTER_HAN.findall(folded)):
        if len(digits) <= SHORT:
            yield left + digits
