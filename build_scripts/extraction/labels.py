"""Compare printed row labels with the wording of the form."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from string import digits

from build_scripts.extraction.spelling import APPLICANTS, applicant, letter_pairs, likeness, normalize
from build_scripts.forms import FormRow, forms
from build_scripts.wording import fold, squeeze

EXACT = 0.95  # minimum likeness of the exact wording of the form, punctuation aside
_SHORTENED = 0.5  # likeness of a label that leaves out words of the form
_ABBREVIATED = 0.45  # likeness of an abbreviation that fits one row of the forms: matched, and in doubt
_MIN_ABBREVIATION = 4  # minimum letters of an abbreviation
_MIN_VARIANT = 0.6  # minimum likeness of a part or a variant of a label
MIN_BEGINNING = 3  # minimum letters of the beginning that two headers share
_MAX_EXTRA_LETTERS = 4  # letters by which a variant of a label may be longer than the form's wording
_UNNUMBERED = 0.85  # likeness of a label without its item number: a certain variant
_NUMBER = re.compile(r"^[（(]?[一二三四五六七]?\d?[)）]?[、.．]?")
_ITEM_NUMBER = re.compile(r"^\W*[0-9０-９]{1,2}(?![0-9０-９])")  # the item number in any style: 1. （1） ［1］
_NOTE_MARK = re.compile(
    "[（(［\\[〔【](?:[0-9０-９]{1,2}|20[0-9]{2})[）)］\\]〕】]"
)  # a mark of a note, 第（5）项, 国办函〔2021〕30号
_FIGURE = re.compile(
    r"(?<![0-9０-９.．第注表条])(?<!附件)(?<!如[-－—])[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?"
    r"(?![0-9０-９]*[、.．年月日号条款项\-—－~～至])"
)
_EXPLANATION = re.compile(r"(?<=\S)\s*[:：(（]\s*(?!其中)\S.*", re.DOTALL)
_INSTRUCTION = re.compile(r"\(区分处理的.*?(?:\)|$)|\(本列数据.*?(?:\)|$)")
# maximum printed characters per title character: （ 一 ） spaced out over a line has 3; 10^5 signs are no title
_MAX_SPACING = 8


def without_instruction(text: str) -> str:
    """Return the folded text without the instruction that the form prints in a label: （区分处理的，只计这一情形…）."""
    return _INSTRUCTION.sub("", fold(text))


@cache
def wordings(row: FormRow) -> tuple[str, ...]:
    """Return the normalized forms of a row: its label, its aliases, and the label without its instruction."""
    texts = [row.label, *row.aliases, without_instruction(row.label)]
    return tuple(dict.fromkeys(normalize(text) for text in texts))


@cache
def unnumbered(row: FormRow) -> tuple[str, ...]:
    """Return the wordings without their item number (予以公开), except words that head a column (总计, 其他)."""
    texts = [_NUMBER.sub("", text) for text in (row.label, without_instruction(row.label))]
    return tuple(word for word in dict.fromkeys(normalize(text) for text in texts) if word not in APPLICANTS)


@lru_cache(maxsize=65536)
def row_likeness(label: str, row: FormRow) -> float:
    """Return how well a printed label (a normalized string) names a row of the form, 0 … 1."""
    best = max(likeness(name, wording) for name in {label, applicant(label)} for wording in wordings(row))
    # 重复申请, or 13.重复申请 where all items are numbered
    if best < _UNNUMBERED and label.lstrip(digits) in unnumbered(row):
        return _UNNUMBERED
    if best < _SHORTENED and any(_is_shortened(label, wording) for wording in wordings(row)):
        return _SHORTENED
    return max(best, _ABBREVIATED) if best < _ABBREVIATED and _abbreviates(label) == row.key else best


@lru_cache(maxsize=4096)
def without_explanation(text: str) -> str:
    """Return a printed label without what explains it, if the words before are those of a row and the whole does not
    name it: 规章：指省级人民政府…制定的规范性文件, 3.其他（申请人撤回）."""
    name = _EXPLANATION.sub("", text)
    for table in ("proactive", "requests") if name != text else ():
        likeness_to_row, key = best_row(table, normalize(name))
        whole = best_row(table, normalize(text))
        if likeness_to_row == 1 and not (whole[1] == key and whole[0] >= _MIN_VARIANT):
            return name
    return text


def contains_wording(label: str, row: FormRow) -> bool:
    """Return True if a printed label (a normalized string) has the wording of the row with its number in it: 3其他."""
    return any(wording in label for wording in wordings(row) if wording.lstrip(digits) != wording)


def _is_shortened(label: str, wording: str) -> bool:
    """Return True for a shortened label: the same words in the same order with some left out (1.逾期不补正 for
    1.申请人无正当理由 逾期不补正…)."""
    return len(label) >= 5 and label[0] == wording[0] and _has_letters(label, wording)


def _has_letters(label: str, wording: str) -> bool:
    """Return True if the wording has all letters of the label in their order."""
    rest = iter(wording)
    return all(letter in rest for letter in label)


@lru_cache(maxsize=65536)
def _abbreviates(label: str) -> str:
    """Return the key of the only row of the forms whose wording has all letters of the label in their order (新收申请,
    信访投诉), "" without one."""
    rows = [row for form in forms() for table in ("proactive", "requests") for row in form.table(table).rows]
    found = {row.key for row in rows if any(_has_letters(label, wording) for wording in wordings(row))}
    return found.pop() if len(found) == 1 and len(label) >= _MIN_ABBREVIATION else ""


@lru_cache(maxsize=65536)
def group_likeness(word: str, row: FormRow) -> float:
    """Return how well a printed merged label (a normalized string) matches a merged label of the row, 0 … 1."""
    return max((likeness(word, normalize(group)) for group in row.groups), default=0.0)


def figures_in_label(text: str) -> list[str]:
    """Return the figures inside a label, except item numbers, numbers of notes or articles, and dates: 30 of 行政许可
    30, where a converter replaced a tab with a space."""
    return _FIGURE.findall(_NOTE_MARK.sub("", _ITEM_NUMBER.sub("", squeeze(text), count=1)))


def prefix_length(text: str, title: str) -> int:
    """Return the length of the beginning of ``text`` that spells ``title`` (ignoring spaces and signs), or 0."""
    want, at = normalize(title), 0
    for end, char in enumerate(text[: _MAX_SPACING * len(title)], 1):
        part = normalize(char)
        if not part:
            continue
        if not want.startswith(part, at):
            return 0
        at += len(part)
        if at == len(want):
            return end
    return 0


@lru_cache(maxsize=4096)
def split_merged_labels(text: str) -> tuple[str, ...]:
    """Split merged labels from the label printed after them in one cell: ``（六）其他处理`` and ``3.其他`` of
    ``（六）其他处理3.其他``. Return the text alone if the rest names no row."""
    for group in (*group_words(), *groups_unnumbered()):
        end = prefix_length(text, group)
        rest = text[end:].lstrip(" 　\n:：-—–·、>›/")
        if not end or not rest:
            continue
        parts = split_merged_labels(rest)
        word, below = normalize(rest), _labels_under(_NUMBER.sub("", normalize(group)))
        bare = word.lstrip(digits)
        named = best_row("requests", word)[0] >= 0.9 or any(likeness(bare, item) > 0.75 for item in below)
        if named or len(parts) > 1:
            return (text[:end], *parts)
    return (text,)


@cache
def _labels_under(group: str) -> frozenset[str]:
    """Return the unnumbered labels of the rows under a merged label (a normalized string without number): 其他 under
    其他处理."""
    rows = [row for form in forms() for row in form.requests.rows]
    below = (row for row in rows if row.groups and _NUMBER.sub("", normalize(row.groups[-1])) == group)
    return frozenset(_NUMBER.sub("", normalize(text)) for row in below for text in (row.label, *row.aliases))


@lru_cache(maxsize=65536)
def best_row(table: str, text: str) -> tuple[float, str]:
    """Return (likeness, row key) of the row, in any form, that best matches a normalized string."""
    rows, spelt = _rows(table)
    best = (0.0, "")
    for at in sharing_pairs(text, spelt):
        score = row_likeness(text, rows[at])
        if score > best[0]:
            best = (score, rows[at].key)
    return best


def row_name_likeness(text: str) -> float:
    """Return the likeness of a normalized string to the most similar row of tables 2 and 3; table 4 has no rows."""
    return max(best_row(table, text)[0] for table in ("proactive", "requests"))


def is_row_label(table: str, text: str) -> bool:
    """Return True for a normalized string that is a label of a row, or a part or a variant of one.

    False for a longer sentence that contains the label (注：行政许可含委托的数量)."""
    score, name = best_row(table, text)
    rows, spelt = _rows(table)
    longest = max(
        (len(word) for row, words in zip(rows, spelt, strict=True) if row.key == name for word in words), default=0
    )
    return score >= _MIN_VARIANT and len(text) <= longest + _MAX_EXTRA_LETTERS


@cache
def row_wordings() -> frozenset[str]:
    """Return the wordings of all rows of tables 2 and 3 as normalized strings, with their item numbers."""
    return frozenset(word for table in ("proactive", "requests") for row in _rows(table)[0] for word in wordings(row))


@cache
def row_beginnings() -> frozenset[str]:
    """Return what a line end can leave of the wording of a row: its beginnings, of ``MIN_BEGINNING`` letters and more."""
    return frozenset(word[:end] for word in row_wordings() for end in range(MIN_BEGINNING, len(word)))


@cache
def _rows(table: str) -> tuple[tuple[FormRow, ...], tuple[tuple[str, ...], ...]]:
    """Return the rows of that table in all forms, and the wordings of each row."""
    rows = tuple(row for form in forms() for row in form.table(table).rows)
    return rows, tuple((*wordings(row), *unnumbered(row)) for row in rows)


def sharing_pairs(text: str, spelt: tuple[tuple[str, ...], ...]) -> list[int]:
    """Return the indices of the word tuples in ``spelt`` that share a character pair with a normalized string; all
    other tuples have likeness 0. Without this index, an unrelated table of 60,000 rows took a minute."""
    things = _by_pair(spelt)
    return sorted({at for pair in letter_pairs(text) for at in things.get(pair, ())})


@cache
def _by_pair(spelt: tuple[tuple[str, ...], ...]) -> dict[str, set[int]]:
    things: dict[str, set[int]] = {}
    for at, words in enumerate(spelt):
        for pair in (pair for word in words for pair in letter_pairs(word)):
            things.setdefault(pair, set()).add(at)
    return things


def names_group(text: str, above: float) -> bool:
    """Return True if the likeness of a normalized string to a merged label of table 3 is greater than ``above``."""
    words = group_words()
    return any(likeness(text, words[at]) > above for at in sharing_pairs(text, each_word(words)))


@cache
def each_word(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((word,) for word in words)


@cache
def groups_unnumbered() -> tuple[str, ...]:
    """Return the merged labels of table 3 without their numbers: 本年度办理结果, 不予公开."""
    return tuple(
        dict.fromkeys(_NUMBER.sub("", g) for form in forms() for row in form.requests.rows for g in row.groups)
    )


@cache
def group_words() -> tuple[str, ...]:
    """Return the normalized forms of the merged labels of table 3: 三、本年度办理结果, （三）不予公开 …"""
    return tuple(dict.fromkeys(normalize(g) for form in forms() for row in form.requests.rows for g in row.groups))
