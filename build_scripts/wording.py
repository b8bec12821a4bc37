"""Characters, white space and numbers: how print becomes comparable without being changed.

Two uses are kept apart. ``printed`` is what the archive stores: only code points that *look* the same
and are a by-product of PDF fonts (radicals) are mapped, nothing else. ``fold`` is for matching alone:
it also folds full-width forms, dashes and white space, and its result is never published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from build_scripts.model import ABSENT, Cell, Place, State

# Chromium's PDFs come out of pdfminer with radicals: 人⺠政府. NFKC knows the Kangxi block (U+2F00) but
# not the supplement (U+2E80), and turns ⼾ into 戶, which no mainland report prints.
_SUPPLEMENT_PAIRS = (
    "⺁厂⺄乚⺅亻⺈刀⺉刂⺌小⺍小⺏兀⺐尢⺒巳⺓幺⺔彑⺖忄⺗心⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢水⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王"
    "⺪疋⺫目⺬示⺭礻⺮竹⺯纟⺰纟⺱罒⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺻聿⺼月⺽臼⺾艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝"
    "⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄"
    "⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_SUPPLEMENT = dict(zip(_SUPPLEMENT_PAIRS[::2], _SUPPLEMENT_PAIRS[1::2], strict=True))
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
# NFKC gives the traditional form for these; mainland reports print the simplified one.
_KANGXI |= {"⼾": "户", "⾒": "见", "⻉": "贝"}
_RADICALS = str.maketrans(_SUPPLEMENT | _KANGXI)

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufffe]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−─－", "-"))


def printed(text: str) -> str:
    """The text as stored and published: radicals mapped, invisible and control characters removed."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text.translate(_RADICALS)))


def besides(aside: Sequence[str]) -> str:
    """The doubt about a cell beside whose text something is raised (the mark of a note) or struck out: it is left out
    of the text, and said."""
    texts = [text for part in aside if (text := squeeze(part))]
    return f"格内另有上标或划去的“{'、'.join(texts)}”，没有算进去" if texts else ""


def squeeze(text: str) -> str:
    """``printed`` text with all white space removed: the form of labels, titles and cells."""
    return _SPACE.sub("", printed(text))


def fold(text: str) -> str:
    """For matching only: NFKC, no white space, one dash, lower case. ``（一）`` becomes ``(一)``."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """For ``str.translate``: each character is folded once, which is several times faster than text by text."""

    def __missing__(self, code: int) -> str:
        character = unicodedata.normalize("NFKC", printed(chr(code)))
        self[code] = folded = _SPACE.sub("", character).translate(_DASHES).lower()
        return folded


_FOLDED = _Folded()


# --------------------------------------------------------------------------- numbers in cells

_UNIT = "(?:万元|亿元|元|件|条|项|个|人|次|宗|份|起|%)"
_NUMBER = re.compile(
    rf"^[¥￥]?(?P<sign>[+\-]|--|增加?|减少?)?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?{_UNIT}?$"
)
_NOTHING = re.compile(r"^(?:[/／\\]+|-+|\*+|无|没有|不涉及|暂无|未发生|不适用|n/?a)$")
_VALUE = re.compile(
    r"^(?:[¥￥]?[+\-]{0,2}(?:增加?|减少?)?\d[\d,.]*(?:万元|亿元|元|件|条|项|个|%)?|[/\\]+|-+|无|不涉及|\*+)$"
)
NEGATIVE = ("-", "--", "减", "减少")


def number(raw: str) -> Decimal | None:
    """The number that a printed cell states, or ``None``.

    Accepts what published reports print: ``1,234`` ``12件`` ``0万元`` ``103.3879万元`` ``+3`` ``--253`` ``减4``
    ``增4`` and full-width digits. The unit is not converted: 万元 stays 万元, as the column says.
    """
    match = _NUMBER.match(fold(raw))
    if not match:
        return None
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    return -value if match["sign"] in NEGATIVE else value


def is_value(text: str) -> bool:
    """True for what a value cell usually holds: a number with or without sign and unit, a slash, a dash."""
    return bool(_VALUE.match(fold(text)))


def cell(text: str | None, place: Place | None = None) -> Cell:
    """Type one printed cell; ``None`` means that the original has no such cell.

    Digits parted by a space (``1 2``) are never joined silently: such a cell is unreadable. A line
    break inside a narrow cell is not decided here (``align`` weighs it against the row's total).
    """
    if text is None:
        return ABSENT
    raw, value, state = _typed(text)
    return Cell(raw, value, state, place)


@lru_cache(maxsize=65536)
def _typed(text: str) -> tuple[str, Decimal | None, State]:
    raw = squeeze(text)
    if not raw:
        return "", None, State.BLANK
    if _NOTHING.match(fold(raw)):
        return raw, None, State.SLASH
    value = number(raw)
    if value is None or split_digits(text):
        return raw, None, State.UNREADABLE
    return raw, value, State.STATED


def split_digits(text: str) -> bool:
    """True when white space stands between two digits: one number torn, or two numbers in one cell."""
    return bool(re.search(r"\d\s+\d", unicodedata.normalize("NFKC", printed(text)).strip()))


# --------------------------------------------------------------------------- words of dates

_CHINESE_DIGITS = dict(zip("〇零○０Ｏo一二三四五六七八九", [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True))


def chinese_year(text: str) -> int | None:
    """``二〇二四`` or ``二○二四`` as 2024; ``None`` when the four characters are no year."""
    if len(text) != 4 or any(c not in _CHINESE_DIGITS for c in text):
        return None
    return int("".join(str(_CHINESE_DIGITS[c]) for c in text))


def chinese_number(text: str) -> int | None:
    """``十五`` as 15, ``二十`` as 20, ``三十一`` as 31; up to 99, ``None`` for anything else."""
    tens, ten, ones = text.rpartition("十")
    if not text or any(c not in _CHINESE_DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    if not ten:
        return _CHINESE_DIGITS[ones]
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)
