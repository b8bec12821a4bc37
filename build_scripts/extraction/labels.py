"""Compare printed labels with the wording of the form, and list the words of the form."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import combinations, takewhile
from string import digits

from build_scripts.forms import TABLES, FormRow, forms
from build_scripts.wording import fold, squeeze

EXACT = 0.95  # minimum likeness of the exact wording of the form, punctuation aside
_SIGNS = re.compile(r"[^0-9a-z\u3400-\u9fff%]")
_LETTERS, _HAN = re.compile("[a-z]+"), re.compile("[\u3400-\u9fff]")
_SHORTENED = 0.5  # likeness of a label that leaves out words of the form
_ABBREVIATED = 0.45  # likeness of an abbreviation that fits one row of the forms: matched, and in doubt
_MIN_ABBREVIATION = 4  # minimum letters of an abbreviation
_MIN_VARIANT = 0.6  # minimum likeness of a part or a variant of a label
_MIN_BEGINNING = 3  # minimum letters of the beginning that two headers share
_MAX_EXTRA_LETTERS = 4  # letters by which a variant of a label may be longer than the form's wording
_UNNUMBERED = 0.85  # likeness of a label without its item number: a certain variant
_NUMBER = re.compile(r"^[（(]?[一二三四五六七]?\d?[)）]?[、.．]?")
# 第二十条第: what is left where a converter dropped the bracketed number of the item
_ARTICLE = re.compile(
    "^(?:(?:中华人民共和国)?政府信息公开)?(?:条例)?第?二十条(?:第[一1]款)?(?:第?[一二三四五六七八九1-9](?:[项款]|$)|第$)"
)
_UNIT_SUFFIX = re.compile("(?:单位)?(?:件数|数量|人次|件|个|数|万元|元)$")  # 自然人（件）, 现行有效数量
_NOTED = re.compile(
    r"^\d{1,2}(?=\D)|(?<!\d)(?:20\d\d年?|上年度?|去年|其中|共)?\d+[家人户]?$"
)  # 1.自然人, 商业企业（12家）, 总计（上年41）; looked for once a number, not once a digit
_YEARLY = re.compile("^(?:本年度?|今年|全年)")  # 制发件数 for 本年制发件数
# 本年制定件数, 目前有效件数
_OTHER_COLUMNS = {"制定": "制发", "制订": "制发", "印发": "制发", "目前有效": "现行有效", "现有有效": "现行有效"}
_OF_A_YEAR = re.compile("^20\\d\\d年度?")  # 2025年处理决定数量
_OTHER_NAMES = {
    "合计": "总计",
    "共计": "总计",
    "企业": "商业企业",
    "公民": "自然人",
    "个人": "自然人",
    "自然人公民": "自然人",
    "法律服务": "法律服务机构",
}
_OF_ANY_TABLE = ("公民", "个人")  # words of many tables, which alone are no header of table 3
# the names of the organisations with another general word: 法律服务组织, 社会公益性组织, 科研院所, 工商企业
_GENERAL = "(?:性质?|类)?(?:社会)?(?:组织|机构|单位|团体|院所)"
_OTHER_WORDINGS = {
    "商业企业": re.compile(f"工商业?企业|商业性企业|(?:商业)?企业(?:单位|组织)|商业{_GENERAL}"),
    "科研机构": re.compile(f"(?:科研|科学研究){_GENERAL}"),
    "社会公益组织": re.compile(f"(?:社会)?公益{_GENERAL}"),
    "法律服务机构": re.compile(f"法律(?:服务)?{_GENERAL}"),
}
# words of table 4, which wrap in narrow columns
_REVIEW_WORDS = (
    "结果维", "结果纠", "其他结", "尚未审", "未审结", "未经复议", "直接起诉", "复议后", "经复议后",
)  # fmt: skip
# the same in another wording: 维持结果, 结果被纠正, 其他处理结果, 尚未结案, 未复议直接起诉, 经复议起诉
_REVIEW_WORDING = re.compile(
    "(?:结果)?(?:为|被|予以)?(?:维持|纠正)(?:原?结果)?的?|结果(?:更正|纠错)|其他(?:处理|审理|复议)结果|(?:尚未|未|正在)(?:审理|结案)|"
    "未复议直接(?:起诉|诉讼)|直接诉讼|经(?:行政)?复议(?:再)?(?:起诉|诉讼)"
)
_ITEM_NUMBER = re.compile(r"^\W*[0-9０-９]{1,2}(?![0-9０-９])")  # the item number in any style: 1. （1） ［1］
_NOTE_MARK = re.compile(
    "[（(［\\[〔【](?:[0-9０-９]{1,2}|20[0-9]{2})[）)］\\]〕】]"
)  # a mark of a note, 第（5）项, 国办函〔2021〕30号
_FIGURE = re.compile(
    r"(?<![0-9０-９.．第注表条])(?<!附件)(?<!如[-－—])[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?"
    r"(?![0-9０-９]*[、.．年月日号条款项\-—－~～至])"
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]?")
_EXPLANATION = re.compile(r"(?<=\S)\s*[:：(（]\s*(?!其中)\S.*", re.DOTALL)
_DIGITS = re.compile("[0-9]+")
_MAX_LABEL = 200  # characters of a longer text are not compared with the form: its longest label has 40
_MAX_BEYOND = 6  # maximum letters of a label beside words of the form: 申请人情况统计表, 按申请人情况分类
_MIN_WORDING = 0.7  # minimum likeness, by pairs of letters alone, of a label in an agency's own wording
_INSTRUCTION = re.compile(r"\(区分处理的.*?(?:\)|$)|\(本列数据.*?(?:\)|$)")
# maximum printed characters per title character: （ 一 ） spaced out over a line has 3; 10^5 signs are no title
_MAX_SPACING = 8
# 第20条第5项, 其它, （七）合计; the Regulations write 法人和其他组织 (article 1) and 法人或者其他组织 (article 27), the Civil
# Code 法人和非法人组织
_SPELLINGS = (
    ("第20条", "第二十条"),
    ("其它", "其他"),
    *((f"法人{word}其他", "法人或其他") for word in ("或者", "和", "及", "与", "以及")),
    *((f"法人{word}组织", "法人或其他组织") for word in ("其他", "或非法人", "或者非法人", "和非法人")),
    *((f"申请人{word}", "申请人情况") for word in ("类型", "类别", "分类", "性质", "身份", "信息")),
    ("申请者情况", "申请人情况"),
    ("七合计", "七总计"),
    ("上年度结转", "上年结转"),
    ("上一年度结转", "上年结转"),
    ("本年度新收", "本年新收"),
    ("未经行政复议", "未经复议"),
    ("行政复议后起诉", "复议后起诉"),
)


@lru_cache(maxsize=1 << 14)  # the same words and figures are compared very often
def normalize(text: str) -> str:
    """Return the normalized form of a label: Han characters, digits and letters, without signs and spaces. Letters
    beside Han characters (总计 Total) are a translation. Other spellings of words of the form become its own."""
    word = _SIGNS.sub("", fold(text))
    for other, own in _SPELLINGS:
        word = word.replace(other, own)
    return _LETTERS.sub("", word) if _HAN.search(word) else word


@lru_cache(maxsize=4096)
def _grams(text: str) -> Counter[str]:
    framed = f"^{text}$"
    return Counter(framed[i : i + 2] for i in range(len(framed) - 1))


def _dice(left: str, right: str) -> float:
    a, b = _grams(left), _grams(right)
    return 2 * sum(min(times, b[pair]) for pair, times in a.items() if pair in b) / (a.total() + b.total())


@lru_cache(maxsize=65536)
def likeness(left: str, right: str) -> float:
    """Return the similarity of two normalized strings, 0 … 1 (Dice coefficient of character pairs; 1 only if equal)."""
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    if set(left).isdisjoint(right):  # most comparisons: without a common letter there is no common pair
        return 0.0
    dice = _dice(left, right)
    # Instructions inside a label (只计这一情形 …) and labels cut by a page break: one string contains the other.
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= 4 and shorter in longer:
        dice = max(dice, 0.8 if longer.startswith(shorter) else 0.7)
    return min(dice, 0.99)


def without_instruction(text: str) -> str:
    """Return the folded text without the instruction that the form prints in a label: （区分处理的，只计这一情形…）."""
    return _INSTRUCTION.sub("", fold(text))


@cache
def wordings(row: FormRow) -> tuple[str, ...]:
    """Return the normalized forms of a row: its label, its aliases, and the label without its instruction."""
    texts = [row.label, *row.aliases, without_instruction(row.label)]
    return tuple(dict.fromkeys(normalize(text) for text in texts))


@cache
def _unnumbered(row: FormRow) -> tuple[str, ...]:
    """Return the wordings without their item number (予以公开), except words that head a column (总计, 其他)."""
    texts = [_NUMBER.sub("", text) for text in (row.label, without_instruction(row.label))]
    return tuple(word for word in dict.fromkeys(normalize(text) for text in texts) if word not in APPLICANTS)


@lru_cache(maxsize=65536)
def row_likeness(label: str, row: FormRow) -> float:
    """Return how well a printed label (a normalized string) names a row of the form, 0 … 1."""
    best = max(likeness(name, wording) for name in {label, applicant(label)} for wording in wordings(row))
    # 重复申请, or 13.重复申请 where all items are numbered
    if best < _UNNUMBERED and label.lstrip(digits) in _unnumbered(row):
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
    for group in (*group_words(), *_groups_unnumbered()):
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


# --------------------------------------------------------------------------- words of the form

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
# headers of lines and columns that only number a table
NUMBERING = frozenset(["栏次", "列次", "列号", "栏号", "栏目", "序号", "编号", "行次", "项次"])


@lru_cache(maxsize=65536)
def applicant(text: str) -> str:
    """Return the form's name of a table 3 column for a normalized string: 总计 for 合计（件）. Others are unchanged."""
    word = _UNIT_SUFFIX.sub("", text) or text
    word = _UNIT_SUFFIX.sub("", _NOTED.sub("", word)) or word
    name = _OTHER_NAMES.get(word) or next((n for n, other in _OTHER_WORDINGS.items() if other.fullmatch(word)), word)
    return name if name in APPLICANTS else text


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
    word = _UNIT_SUFFIX.sub("", _YEARLY.sub("", text))
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
    return tuple(dict.fromkeys(word for word in words if len(word) >= _MIN_BEGINNING))


@cache
def header_words() -> frozenset[str]:
    """Return all header words of the forms as normalized strings."""
    return frozenset((*_proactive_columns(), *APPLICANTS, *OUTCOMES, *GROUPS))


@cache
def _form_words() -> tuple[str, ...]:
    """Return all words of the forms as normalized strings, the longest first."""
    rows = [row for form in forms() for row in (*form.proactive.rows, *form.requests.rows)]
    words = {word for row in rows for word in (*wordings(row), *_unnumbered(row))}
    words |= {*header_words(), *group_words(), *_groups_unnumbered(), *_REVIEW_WORDS}
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
    is_variant = any(word in known or _dice(word, known) >= _MIN_WORDING for known in _form_words())
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
        return any(likeness(text, words[at]) >= 0.8 for at in sharing_pairs(text, _each(words)))
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
    """Return what a line end can leave of the wording of a row: its beginnings, of ``_MIN_BEGINNING`` letters and more."""
    return frozenset(word[:end] for word in row_wordings() for end in range(_MIN_BEGINNING, len(word)))


@cache
def _rows(table: str) -> tuple[tuple[FormRow, ...], tuple[tuple[str, ...], ...]]:
    """Return the rows of that table in all forms, and the wordings of each row."""
    rows = tuple(row for form in forms() for row in form.table(table).rows)
    return rows, tuple((*wordings(row), *_unnumbered(row)) for row in rows)


def sharing_pairs(text: str, spelt: tuple[tuple[str, ...], ...]) -> list[int]:
    """Return the indices of the word tuples in ``spelt`` that share a character pair with a normalized string; all
    other tuples have likeness 0. Without this index, an unrelated table of 60,000 rows took a minute."""
    things = _by_pair(spelt)
    return sorted({at for pair in _grams(text) for at in things.get(pair, ())})


@cache
def _by_pair(spelt: tuple[tuple[str, ...], ...]) -> dict[str, set[int]]:
    things: dict[str, set[int]] = {}
    for at, words in enumerate(spelt):
        for pair in (pair for word in words for pair in _grams(word)):
            things.setdefault(pair, set()).add(at)
    return things


def names_group(text: str, above: float) -> bool:
    """Return True if the likeness of a normalized string to a merged label of table 3 is greater than ``above``."""
    words = group_words()
    return any(likeness(text, words[at]) > above for at in sharing_pairs(text, _each(words)))


@cache
def _each(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((word,) for word in words)


@cache
def _groups_unnumbered() -> tuple[str, ...]:
    """Return the merged labels of table 3 without their numbers: 本年度办理结果, 不予公开."""
    return tuple(
        dict.fromkeys(_NUMBER.sub("", g) for form in forms() for row in form.requests.rows for g in row.groups)
    )


@cache
def group_words() -> tuple[str, ...]:
    """Return the normalized forms of the merged labels of table 3: 三、本年度办理结果, （三）不予公开 …"""
    return tuple(dict.fromkeys(normalize(g) for form in forms() for row in form.requests.rows for g in row.groups))
