"""Prove the order of the columns of table 3 by the lines of its header.

In the text of a PDF, a narrow column cuts its header word (自然 above 人), and the lines of the header are the pieces of
all columns from left to right (``人 商业 科研``). Words on one line stand in the order of their columns; words on
different lines prove nothing about each other. 自然人, in the middle of a cell of two rows, stands on a line below
法人或其他组织 although its column is on the left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

from build_scripts.extraction.spelling import APPLICANTS, normalize

ORGANISATIONS = "法人或其他组织"
_BELOW_ORGANISATIONS = APPLICANTS[1:-1]
# other texts of the header, which have no column of their own
_OTHER_TEXTS = (
    ORGANISATIONS,
    "申请人情况",
    normalize("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
)
# the order of the form, read cell by cell: without the merged cell, row by row, and with 总计 after the cells below it
_CELL_BY_CELL = (
    APPLICANTS,
    ("自然人", ORGANISATIONS, "总计", *_BELOW_ORGANISATIONS),
    ("自然人", ORGANISATIONS, *_BELOW_ORGANISATIONS, "总计"),
)
MAX_PIECES = sum(map(len, (*APPLICANTS, *_OTHER_TEXTS)))  # each letter of the header alone


def pieces(text: str) -> tuple[str, ...]:
    """Return the normalized words of a line if each is a piece of a text of the header, else ()."""
    parts = text.split()
    if any(len(part) > MAX_PIECES for part in parts):
        return ()
    words = tuple(word for part in parts if (word := normalize(part)))
    return words if all(word in _all_pieces() for word in words) else ()


@cache
def _all_pieces() -> frozenset[str]:
    texts = (*APPLICANTS, *_OTHER_TEXTS)
    return frozenset(text[a:b] for text in texts for a, b in combinations(range(len(text) + 1), 2))


def is_in_pieces(lines: Sequence[Sequence[str]]) -> bool:
    """Return True if the normalized words of these lines are exactly the header of the form, cut into pieces, and prove
    the order of the form, by their lines or because each text is read as a whole."""
    lines = [[word for word in line if word] for line in lines]  # a rule of a drawing (|) is no word, and fits any text
    words = [word for line in lines for word in line]
    if not len(APPLICANTS) < len(words) <= MAX_PIECES or set(APPLICANTS) <= set(words):
        return False
    if _texts_in_reading_order("".join(words)) in _CELL_BY_CELL:
        return True
    proven = [pairs for names in _spellings(lines) if (pairs := proven_pairs(names)) is not None]
    return bool(proven) and all(pair in pairs for pairs in proven for pair in pairwise(APPLICANTS))


def _texts_in_reading_order(letters: str) -> tuple[str, ...]:
    """Return the applicants and 法人或其他组织 that these letters spell one after the other, () if they spell anything
    else. Where each cell is read before the next, the pieces of a text are next to each other; line by line, the pieces
    of cells of several lines never are."""
    found: list[str] = []
    while letters:
        text = next((text for text in (*APPLICANTS, *_OTHER_TEXTS) if letters.startswith(text)), "")
        if not text:
            return ()
        found.append(text)
        letters = letters[len(text) :]
    return tuple(text for text in found if text in (*APPLICANTS, ORGANISATIONS))


def proven_pairs(lines: Iterable[Sequence[str]]) -> frozenset[tuple[str, str]] | None:
    """Return the pairs of applicants (left, right) that these lines of names prove, ``None`` if they contradict each
    other. The columns below 法人或其他组织 stand where it stands."""
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        for left, right in combinations(line, 2):
            both = [_BELOW_ORGANISATIONS if name == ORGANISATIONS else (name,) for name in (left, right)]
            inside = set(both[0]) & set(both[1]) or left == right
            pairs |= {(a, b) for a in both[0] for b in both[1] if not inside and {a, b} <= set(APPLICANTS)}
    for middle in APPLICANTS:
        pairs |= {(a, b) for a, to in pairs if to == middle for by, b in pairs if by == middle}
    return None if any(a == b for a, b in pairs) else frozenset(pairs)


def _spellings(lines: Sequence[Sequence[str]]) -> Iterator[list[list[str]]]:
    """Yield each way in which all pieces spell the texts of the header, from the top and from the left: the text of
    each piece, by line."""
    letters = Counter(letter for line in lines for word in line for letter in word)
    words = [(row, word) for row, line in enumerate(lines) for word in line]
    for count in range(len(_OTHER_TEXTS) + 1):
        for others in combinations(_OTHER_TEXTS, count):
            if letters == Counter("".join((*APPLICANTS, *others))):
                yield from _assign(words, dict.fromkeys((*APPLICANTS, *others), 0), [[] for _ in lines])


def _assign(
    words: Sequence[tuple[int, str]], spelt: dict[str, int], named: list[list[str]]
) -> Iterator[list[list[str]]]:
    """Assign each of these words, with their lines, to a text. ``spelt``: text → letters spelt. ``named``: the texts of
    the words before, by line."""
    if not words:
        yield [list(names) for names in named]  # as many letters as the texts have: all are spelt
        return
    (row, word), *rest = words
    for text, length in spelt.items():
        if text.startswith(word, length):
            spelt[text] = length + len(word)
            named[row].append(text)
            yield from _assign(rest, spelt, named)
            named[row].pop()
            spelt[text] = length
