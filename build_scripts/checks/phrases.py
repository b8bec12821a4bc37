"""A paragraph folded for the checks of the text, with a mapping back to the print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from build_scripts.wording import printed

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # 3,511; but not the Chinese comma of 上年结转3，100件是…
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−─－", "-"))


@cache
def _folded(character: str) -> str:
    return "".join(unicodedata.normalize("NFKC", printed(character)).translate(_DASHES).split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """A folded paragraph: no white space, half-width digits and brackets, ``,`` for the Chinese comma.

    ``where`` maps each character of ``text`` to its position in the paragraph (``source``)."""

    source: str
    text: str
    where: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """Return the print between two positions of ``text``."""
        return self.source[self.where[start] : self.where[end - 1] + 1]

    def sentences(self, ends: str) -> Iterator[tuple[int, int]]:
        """Yield (begin, end) of the sentences of ``text``, without the text that the pattern ``ends`` matches."""
        begin = 0
        for match in re.finditer(ends, self.text):
            yield begin, match.start()
            begin = match.end()
        yield begin, len(self.text)


@lru_cache(maxsize=4096)  # several checks read the same paragraph
def phrase(paragraph: str) -> Phrase:
    """Return the folded paragraph without commas that group digits."""
    text: list[str] = []
    where: list[int] = []
    dropped = {m.start() for m in _THOUSANDS.finditer(paragraph)}
    for at, character in enumerate(paragraph):
        if at in dropped:
            continue
        for folded in _folded(character):
            text.append(folded)
            where.append(at)
    return Phrase(paragraph, "".join(text), tuple(where))
