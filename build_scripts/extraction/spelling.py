"""Compare printed words with words of the form: normalized strings, their likeness, names of columns and groups."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from build_scripts.wording import fold

_SIGNS = re.compile(r"[^0-9a-z\u3400-\u9fff%]")
_LETTERS, _HAN = re.compile("[a-z]+"), re.compile("[\u3400-\u9fff]")
UNIT_SUFFIX = re.compile("(?:单位)?(?:件数|数量|人次|件|个|数|万元|元)$")  # 自然人（件）, 现行有效数量
_NOTED = re.compile(
    r"^\d{1,2}(?=\D)|(?<!\d)(?:20\d\d年?|上年度?|去年|其中|共)?\d+[家人户]?$"
)  # 1.自然人, 商业企业（12家）, 总计（上年41）; looked for once a number, not once a digit
_OTHER_NAMES = {
    "合计": "总计",
    "共计": "总计",
    "企业": "商业企业",
    "公民": "自然人",
    "个人": "自然人",
    "自然人公民": "自然人",
    "法律服务": "法律服务机构",
}
# the names of the organisations with another general word: 法律服务组织, 社会公益性组织, 科研院所, 工商企业
_GENERAL = "(?:性质?|类)?(?:社会)?(?:组织|机构|单位|团体|院所)"
_OTHER_WORDINGS = {
    "商业企业": re.compile(f"工商业?企业|商业性企业|(?:商业)?企业(?:单位|组织)|商业{_GENERAL}"),
    "科研机构": re.compile(f"(?:科研|科学研究){_GENERAL}"),
    "社会公益组织": re.compile(f"(?:社会)?公益{_GENERAL}"),
    "法律服务机构": re.compile(f"法律(?:服务)?{_GENERAL}"),
}
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
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
# headers of lines and columns that only number a table
NUMBERING = frozenset(["栏次", "列次", "列号", "栏号", "栏目", "序号", "编号", "行次", "项次"])


@lru_cache(maxsize=1 << 14)  # the same words and figures are compared very often
def normalize(text: str) -> str:
    """Return the normalized form of a label: Han characters, digits and letters, without signs and spaces. Letters
    beside Han characters (总计 Total) are a translation. Other spellings of words of the form become its own."""
    word = _SIGNS.sub("", fold(text))
    for other, own in _SPELLINGS:
        word = word.replace(other, own)
    return _LETTERS.sub("", word) if _HAN.search(word) else word


@lru_cache(maxsize=4096)
def letter_pairs(text: str) -> Counter[str]:
    framed = f"^{text}$"
    return Counter(framed[i : i + 2] for i in range(len(framed) - 1))


def pair_likeness(left: str, right: str) -> float:
    a, b = letter_pairs(left), letter_pairs(right)
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
    dice = pair_likeness(left, right)
    # Instructions inside a label (只计这一情形 …) and labels cut by a page break: one string contains the other.
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= 4 and shorter in longer:
        dice = max(dice, 0.8 if longer.startswith(shorter) else 0.7)
    return min(dice, 0.99)


@lru_cache(maxsize=65536)
def applicant(text: str) -> str:
    """Return the form's name of a table 3 column for a normalized string: 总计 for 合计（件）. Others are unchanged."""
    word = UNIT_SUFFIX.sub("", text) or text
    word = UNIT_SUFFIX.sub("", _NOTED.sub("", word)) or word
    name = _OTHER_NAMES.get(word) or next((n for n, other in _OTHER_WORDINGS.items() if other.fullmatch(word)), word)
    return name if name in APPLICANTS else text
