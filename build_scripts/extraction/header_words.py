"""Compare printed headers with those of the form: columns of table 2, articles, words of any header."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import combinations, takewhile

from build_scripts.extraction.labels import (
    MIN_BEGINNING,
    each_word,
    group_words,
    groups_unnumbered,
    sharing_pairs,
    unnumbered,
    wordings,
)
from build_scripts.extraction.spelling import (
    APPLICANTS,
    GROUPS,
    OUTCOMES,
    UNIT_SUFFIX,
    applicant,
    likeness,
    normalize,
    pair_likeness,
)
from build_scripts.forms import TABLES, forms

# 第二十条第: what is left where a converter dropped the bracketed number of the item
_ARTICLE = re.compile(
    "^(?:(?:中华人民共和国)?政府信息公开)?(?:条例)?第?二十条(?:第[一1]款)?(?:第?[一二三四五六七八九1-9](?:[项款]|$)|第$)"
)
_YEARLY = re.compile("^(?:本年度?|今年|全年)")  # 制发件数 for 本年制发件数
# 本年制定件数, 目前有效件数
_OTHER_COLUMNS = {"制定": "制发", "制订": "制发", "印发": "制发", "目前有效": "现行有效", "现有有效": "现行有效"}
_OF_A_YEAR = re.compile("^20\\d\\d年度?")  # 2025年处理决定数量
_OF_ANY_TABLE = ("公民", "个人")  # words of many tables, which alone are no header of table 3
# words of table 4, which wrap in narrow columns
_REVIEW_WORDS = (
    "结果维", "结果纠", "其他结", "尚未审", "未审结", "未经复议", "直接起诉", "复议后", "经复议后",
)  # fmt: skip
# the same in another wording: 维持结果, 结果被纠正, 其他处理结果, 尚未结案, 未复议直接起诉, 经复议起诉
_REVIEW_WORDING = re.compile(
    "(?:结果)?(?:为|被|予以)?(?:维持|纠正)(?:原?结果)?的?|结果(?:更正|纠错)|其他(?:处理|审理|复议)结果|(?:尚未|未|正在)(?:审理|结案)|"
    "未复议直接(?:起诉|诉讼)|直接诉讼|经(?:行政)?复议(?:再)?(?:起诉|诉讼)"
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]?")
_DIGITS = re.compile("[0-9]+")
_MAX_LABEL = 200  # characters of a longer text are not compared with the form: its longest label has 40
_MAX_BEYOND = 6  # maximum letters of a label beside words of the form: 申请人情况统计表, 按申请人情况分类
_MIN_WORDING = 0.7  # minimum likeness, by pairs of letters alone, of a label in an agency's own wording


@lru_cache(maxsize=65536)
def column_likeness(text: str, name: str) -> float:
    """Return how well a column header of table 2 (a normalized string) matches ``name``: the whole string, or the
    string without year and unit (本年度制发件数, 现行有效数量)."""
    name = normalize(name)
    bare, bare_name = _without_year_and_unit(text), _without_year_and_unit(name)
    return max(likeness(text, name), likeness(bare, bare_name) if len(bare) >= 2 else 0.0)


def is_part_of_column(text: str, name: str) -> bool:
    """Return True if a column header of table 2 (a normalized string) is a part of ``name``, without year and unit: 有效
    of 现行有效件数."""
    bare = _without_year_and_unit(text)
    return len(bare) >= 2 and bare in _without_year_and_unit(normalize(name))


@lru_cache(maxsize=4096)
def _without_year_and_unit(text: str) -> str:
    word = UNIT_SUFFIX.sub("", _YEARLY.sub("", text))
    return _OTHER_COLUMNS.get(word, word)


@cache
def _proactive_columns() -> tuple[str, ...]:
    columns = [column for form in forms() for row in form.proactive.rows for column in row.columns]
    return tuple(dict.fromkeys(normalize(name) for column in columns for name in (column.name, *column.aliases)))


@cache
def _proactive_bare() -> frozenset[str]:
    return frozenset(word for name in _proactive_columns() if len(word := _without_year_and_unit(name)) >= 2)


@cache
def _proactive_words() -> tuple[str, ...]:
    return ("信息内容", *_proactive_columns(), *_shared_beginnings())


@cache
def _shared_beginnings() -> tuple[str, ...]:
    """Return the words that two headers of a row begin with: 本年新, which is all that some converters leave of both."""
    names = [[normalize(c.name) for c in row.columns] for form in forms() for row in form.proactive.rows]
    pairs = (zip(a, b, strict=False) for row in names for a, b in combinations(row, 2))
    words = ("".join(letter for letter, _ in takewhile(lambda two: two[0] == two[1], pair)) for pair in pairs)
    return tuple(dict.fromkeys(word for word in words if len(word) >= MIN_BEGINNING))


@cache
def header_words() -> frozenset[str]:
    """Return all header words of the forms as normalized strings."""
    return frozenset((*_proactive_columns(), *APPLICANTS, *OUTCOMES, *GROUPS))


@cache
def _form_words() -> tuple[str, ...]:
    """Return all words of the forms as normalized strings, the longest first."""
    rows = [row for form in forms() for row in (*form.proactive.rows, *form.requests.rows)]
    words = {word for row in rows for word in (*wordings(row), *unnumbered(row))}
    words |= {*header_words(), *group_words(), *groups_unnumbered(), *_REVIEW_WORDS}
    words |= {*(normalize(form.requests.note) for form in forms()), "信息内容", "申请人情况", "法人或其他组织"}
    words |= {"第二十条第项", "行政复议", "行政诉讼"}  # 第二十条第（一）项 without its bracket
    return tuple(sorted(words, key=len, reverse=True))


@cache
def _form_word() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _form_words())))


@lru_cache(maxsize=1 << 14)
def letters_beyond_form(text: str) -> int:
    """Return the number of letters beside the words of the form, 0 for a part or a variant of one. What stands in
    brackets (a unit, an instruction) and figures are not counted."""
    if len(text) > _MAX_LABEL:
        return len(text)
    word = _DIGITS.sub("", normalize(_BRACKETS.sub("", text)))
    rest = _ARTICLE.sub("", _form_word().sub("", word))
    if not rest or applicant(word) in APPLICANTS:
        return 0
    is_variant = any(word in known or pair_likeness(word, known) >= _MIN_WORDING for known in _form_words())
    return 0 if is_variant else len(rest)


def is_beyond_form(text: str) -> bool:
    """Return True for printed words that begin like a word of the form, or contain one, and say more: 行政许可决定已在网上公示,
    未收到公民、法人或其他组织的申请."""
    return letters_beyond_form(text) > _MAX_BEYOND


def is_article(text: str) -> bool:
    """Return True if a normalized string names an article of the Regulations: 第二十条第（一）项,
    《条例》第二十条第（一）项."""
    return bool(_ARTICLE.match(text)) or text.startswith(("第二十条", "二十条"))


@lru_cache(maxsize=65536)
def is_header_word(table: str, text: str) -> bool:
    """Return True if a normalized string is a header word of that table (never a row label)."""
    if table == "proactive":
        text = _OF_A_YEAR.sub("本年", text)
        if _without_year_and_unit(text) in _proactive_bare() or (_ARTICLE.match(text) and not is_beyond_form(text)):
            return True
        words = _proactive_words()
        return any(likeness(text, words[at]) >= 0.8 for at in sharing_pairs(text, each_word(words)))
    if table == "requests":
        if "勾稽关系" in text or "申请人情况" in text or "法人或其他组织" in text:
            return not is_beyond_form(text)
        return text not in _OF_ANY_TABLE and applicant(text) in APPLICANTS[:-2]
    rests = [text.removeprefix(group) for group in ("行政诉讼", "行政复议")]
    if any(rest.startswith(_REVIEW_WORDS) or (rest != text and applicant(rest) == "总计") for rest in rests):
        return True
    if any(map(_REVIEW_WORDING.fullmatch, rests)):
        return True
    return text in ("行政复议", "行政诉讼", "行政复议行政诉讼", "结果", "维持", "纠正", "审结", "尚未")


def is_any_header_word(text: str) -> bool:
    """Return True if a normalized string is a header word of one of the three tables."""
    return any(is_header_word(table, text) for table in TABLES)
