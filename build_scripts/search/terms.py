"""Cut normalized text into terms, identically in Python and in ``terms.js``; one fixture tests both.

- A run of Han characters gives overlapping pairs (海城镇 → 海城 城镇), as does a run of other letters (gov → go ov).
- Punctuation gives terms of both its sides (度·全, 函·2020, 2020·109), and with three characters to the right (度·全年新). A
  document number or a sentence copied across its full stop is therefore found as fast as a word: nearly every report
  contains “公开。” and “二是主动公开” somewhere, but few contain one after the other.
- A run of digits gives itself (425); a short run also gives terms with the adjacent Han character (条425, 425条), so that
  ``8件`` is found without reading every report that contains an 8.

A single character is no term, because it could not be found inside a longer run."""

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
SHORT = 4  # digits; a longer number is rare enough without its neighbours


def terms_of(folded: str) -> set[str]:
    """Return the terms of a normalized text."""
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
