"""Compare the text of two years: paragraphs are paired first, then sentences, then the characters of changed sentences.

Only paired sentences are compared character by character, and their length is limited. The work therefore grows
linearly with the text, not quadratically.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby, zip_longest

from build_scripts.textdiff.alignment import align
from build_scripts.wording import fold, folded_characters

DEFINITION = (
    "重复文字的比例＝本年文字中上一年也有的字数÷本年字数。先逐段、逐句对应，再在有改动的句子里逐字比较；连续不到三个字相同不算重复，"
    "整句挪到同一部分别处的仍算重复。标点、数字和空格不计；法规名称、文号、统计期限、规定标题等各机关都要写的话不计；表格另行统计。"
)
MAX_SENTENCE = 240  # characters of a sentence; a longer one is cut at commas, or anywhere
MIN_RUN = 3  # a shorter run of equal letters is coincidence: 的, 工作
MIN_MOVED = 8  # minimum letters of a whole sentence found elsewhere that counts as moved, not as added
# maximum equal letter pairs examined in one comparison; beyond it, sentences are replaced as a whole
MAX_EFFORT = 2_000_000

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]?[”’」』）)]*")
_CLAUSE = re.compile(r"[^，、：,:]*[，、：,:]?")
_TOKEN = re.compile(r"(?:\d[\d,.]*\d|\d|[A-Za-z]+|\S)\s*|\s+")  # a number or word changes as a whole: 2023 → 2024
_LETTER = re.compile(r"[^\W\d_]")
_SOLID = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paragraph: ``kind`` is "" for repeated text, else ``dropped``, ``added`` or ``moved``."""

    text: str
    kind: str = ""


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``rows``: pairs of paragraphs (older, newer), ``()`` if one year has none. The parts of each side together are
    the complete paragraph. ``repeated`` and ``total`` count letters of the newer text as defined in ``DEFINITION``."""

    rows: tuple[tuple[Parts, Parts], ...]
    repeated: int
    total: int


@dataclass(slots=True)
class _PartDraft:
    """A part under construction. ``key`` is set for a whole sentence without a partner: it may have been moved."""

    text: str
    kind: str
    key: str = ""


Drafts = list[_PartDraft]


def compare(older: Sequence[str], newer: Sequence[str]) -> Comparison:
    """Compare two lists of paragraphs. The time grows linearly with their length."""
    left, right = [p for p in older if p], [p for p in newer if p]
    effort = [MAX_EFFORT]
    rows: list[tuple[Drafts, Drafts]] = []
    i = j = 0
    for a, b in (*align(left, right, 0.25), (len(left), len(right))):
        for old, new in zip_longest(left[i:a], right[j:b], fillvalue=""):
            rows.append((_unpaired(old, "dropped"), _unpaired(new, "added")))
        if a < len(left):
            rows.append(_compare_paragraphs(left[a], right[b], effort))
        i, j = a + 1, b + 1
    _find_moved(rows)
    counts = [_count_repeated(parts) for _, parts in rows]
    return Comparison(
        tuple((_joined(a), _joined(b)) for a, b in rows), sum(k for k, _ in counts), sum(t for _, t in counts)
    )


# --------------------------------------------------------------------------- paragraphs and sentences


def _sentences(paragraph: str) -> list[str]:
    """Split the paragraph into pieces of limited length; joined they are the paragraph."""
    return [piece for sentence in _SENTENCE.findall(paragraph) for piece in _cut_long(sentence)]


def _cut_long(sentence: str) -> Iterator[str]:
    if len(sentence) <= MAX_SENTENCE:
        if sentence:
            yield sentence
        return
    gathered = ""
    for clause in _CLAUSE.findall(sentence):
        if len(gathered) + len(clause) > MAX_SENTENCE and gathered:
            yield gathered
            gathered = ""
        while len(clause) > MAX_SENTENCE:
            yield clause[:MAX_SENTENCE]
            clause = clause[MAX_SENTENCE:]
        gathered += clause
    if gathered:
        yield gathered


def _unpaired(paragraph: str, kind: str) -> Drafts:
    return [_PartDraft(s, kind, fold(s)) for s in _sentences(paragraph)]


def _compare_paragraphs(old: str, new: str, effort: list[int]) -> tuple[Drafts, Drafts]:
    """Compare two paired paragraphs sentence by sentence."""
    if fold(old) == fold(new):
        return [_PartDraft(old, "")], [_PartDraft(new, "")]
    a, b = _sentences(old), _sentences(new)
    left: Drafts = []
    right: Drafts = []
    i = j = 0
    for m, n in (*align(a, b, 0.4), (len(a), len(b))):
        left += [_PartDraft(s, "dropped", fold(s)) for s in a[i:m]]
        right += [_PartDraft(s, "added", fold(s)) for s in b[j:n]]
        if m < len(a):
            _compare_sentences(a[m], b[n], left, right, effort)
        i, j = m + 1, n + 1
    return left, right


def _find_moved(rows: Sequence[tuple[Drafts, Drafts]]) -> None:
    """Mark whole sentences that are dropped in one place and added in another as moved."""
    dropped = Counter(p.key for a, _ in rows for p in a if p.key and _letters(p.text) >= MIN_MOVED)
    added = Counter(p.key for _, b in rows for p in b if p.key)
    for side in (0, 1):
        both = dropped & added
        for row in rows:
            for part in row[side]:
                if both[part.key] > 0:
                    both[part.key] -= 1
                    part.kind = "moved"


# --------------------------------------------------------------------------- characters


@lru_cache(maxsize=1 << 14)
def _folded_token(token: str) -> str:
    return fold(token)


def _compare_sentences(old: str, new: str, left: Drafts, right: Drafts, effort: list[int]) -> None:
    """Compare two paired sentences character by character; numbers and Latin words change as a whole."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    keys = [_folded_token(t) for t in a], [_folded_token(t) for t in b]
    if keys[0] == keys[1]:
        left.append(_PartDraft(old, ""))
        right.append(_PartDraft(new, ""))
        return
    counts = Counter(keys[0]), Counter(keys[1])
    effort[0] -= sum(n * counts[1][k] for k, n in counts[0].items())
    if effort[0] < 0:
        left.append(_PartDraft(old, "dropped"))
        right.append(_PartDraft(new, "added"))
        return
    codes = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    for at, (tag, i1, i2, j1, j2) in enumerate(codes):
        before, after = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "equal" and (len(_SOLID.findall(after)) >= MIN_RUN or _between_numbers(codes, at, *keys)):
            left.append(_PartDraft(before, ""))
            right.append(_PartDraft(after, ""))
            continue
        left += _changed(before, "dropped")
        right += _changed(after, "added")


def _changed(text: str, kind: str) -> Drafts:
    """Return the changed text without its trailing white space, which is unchanged: 2023 年 → 2024 年."""
    solid = text.rstrip()
    return [part for part in (_PartDraft(solid, kind), _PartDraft(text[len(solid) :], "")) if part.text]


def _between_numbers(
    codes: Sequence[tuple[str, int, int, int, int]], at: int, a: Sequence[str], b: Sequence[str]
) -> bool:
    """Keep short words between changed figures: 网站95条；公示栏89条. Keep the final full stop as well."""
    near = [codes[n] for n in (at - 1, at + 1) if 0 <= n < len(codes)]
    numbers = all(i2 - i1 == j2 - j1 == 1 and a[i1][:1].isdigit() and b[j1][:1].isdigit() for _, i1, i2, j1, j2 in near)
    return numbers or (at == len(codes) - 1 and not _SOLID.search("".join(a[codes[at][1] :])))


# --------------------------------------------------------------------------- counting


@cache
def _statutory() -> re.Pattern[str]:
    data = tomllib.loads(resources.files(__package__).joinpath("textdiff.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{p})" for item in data["statutory"] for p in item["patterns"]))


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _counted_characters(paragraph: str) -> list[bool]:
    """Return for each character whether it counts: a letter outside of prescribed wording."""
    folded = folded_characters(paragraph)
    where = [at for at, c in enumerate(folded) for _ in c]
    counted = [c.isalnum() and not c.isdecimal() for c in paragraph]
    for match in _statutory().finditer("".join(folded)):
        if match.end() > match.start():
            for at in range(where[match.start()], where[match.end() - 1] + 1):
                counted[at] = False
    return counted


def counted_sentences(paragraph: str) -> list[str]:
    """Return the counted letters of each sentence: no digits, no punctuation, no prescribed wording."""
    counted = _counted_characters(paragraph)
    found, at = [], 0
    for sentence in _sentences(paragraph):
        found.append("".join(c for c, counts in zip(sentence, counted[at : at + len(sentence)], strict=True) if counts))
        at += len(sentence)
    return found


def _count_repeated(parts: Drafts) -> tuple[int, int]:
    """Return (letters repeated or moved, all letters) of a paragraph of the newer year."""
    counted = _counted_characters("".join(p.text for p in parts))
    repeated = at = 0
    for part in parts:
        if part.kind != "added":
            repeated += sum(counted[at : at + len(part.text)])
        at += len(part.text)
    return repeated, sum(counted)


def _joined(drafts: Drafts) -> Parts:
    """Merge neighbouring parts of the same kind."""
    return tuple(Part("".join(d.text for d in same), kind) for kind, same in groupby(drafts, lambda d: d.kind))
