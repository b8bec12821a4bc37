"""Two years' text side by side: what was kept, dropped, added, sentence by sentence and then by character.

Share of repeated text: characters of this year's text that stand in the same order in last year's, over all
characters of this year's, punctuation, digits and white space left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from build_scripts.page import Inline, Span

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
_COUNTED = re.compile(r"[^\W\d_]")
DEFINITION = "重复文字的比例：本年文字中与上一年相同且次序相同的字数，除以本年总字数；标点、数字和空格不计，表格不计。"


@dataclass(frozen=True, slots=True)
class Compared:
    """``older``/``newer`` with marks; ``kept`` and ``total`` count this year's letters."""

    older: tuple[Inline, ...]
    newer: tuple[Inline, ...]
    kept: int
    total: int

    @property
    def share(self) -> float | None:
        """Repeated share 0 … 1, ``None`` when this year has no text."""
        return self.kept / self.total if self.total else None


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    return [s for text in paragraphs for s in _SENTENCE.findall(text) if s.strip()]


def letters(text: str) -> int:
    return len(_COUNTED.findall(text))


def compare(older: Sequence[str], newer: Sequence[str]) -> Compared:
    """Align sentences first, then characters inside replaced ones: linear in practice for long texts."""
    a, b = _sentences(older), _sentences(newer)
    left: list[Inline] = []
    right: list[Inline] = []
    kept = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        old, new = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "equal":
            left.append(old)
            right.append(new)
            kept += letters(new)
        elif tag == "replace" and len(old) < 4000 and len(new) < 4000:
            kept += _characters(old, new, left, right)
        else:
            if old:
                left.append(Span(old, "dropped"))
            if new:
                right.append(Span(new, "added"))
    return Compared(tuple(left), tuple(right), kept, sum(letters(s) for s in b))


def _characters(old: str, new: str, left: list[Inline], right: list[Inline]) -> int:
    """Characters inside a changed stretch; shreds of less than three equal letters count as changed."""
    kept = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and i2 - i1 >= 3:
            left.append(old[i1:i2])
            right.append(new[j1:j2])
            kept += letters(new[j1:j2])
            continue
        if i2 > i1:
            left.append(Span(old[i1:i2], "dropped"))
        if j2 > j1:
            right.append(Span(new[j1:j2], "added"))
    return kept
