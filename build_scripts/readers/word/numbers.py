"""Compute the automatic numbers of Word paragraphs, which are not in the text (一、 of a heading, 1 in an empty
cell)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from build_scripts.readers.opc import W, part, val

_HAN = "〇一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
# beginning of the name of a number format → its first number
_FIRST = (
    ("decimalEnclosedCircle", "①"),
    ("ideographEnclosedCircle", "①"),
    ("decimalEnclosedParen", "⑴"),
    ("decimalEnclosedFullstop", "⒈"),
    ("decimalFullWidth", "１"),
    ("chineseLegal", "壹"),
    ("ideographLegal", "壹"),
    ("ideographTraditional", "甲"),
    ("ideographZodiac", "子"),
    ("upperLetter", "A"),
    ("lowerLetter", "a"),
    ("upperRoman", "I"),
    ("lowerRoman", "i"),
    *((name, "一") for name in ("chinese", "japaneseCounting", "ideograph", "taiwanese")),
)


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbers:
    """Counters of list numbers, advanced while the document is read. ``levels``: numId → level → number format."""

    levels: dict[str, dict[int, _Level]]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, num: tuple[str, int] | None) -> str:
        """Return the number of the next paragraph of that list and level; "" for bullets and unknown lists."""
        ident, depth = num or ("", 0)
        levels = self.levels.get(ident, {})
        if depth not in levels:
            return ""
        counts = self.counters.setdefault(ident, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def filled(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return _written(form, counts.get(at, levels[at].start if at in levels else 1))

        return "" if levels[depth].form == "bullet" else re.sub(r"%(\d)", filled, levels[depth].text)


def numbers_of(archive: zipfile.ZipFile) -> Numbers:
    if "word/numbering.xml" not in archive.namelist():
        return Numbers({})
    root = part(archive, "word/numbering.xml")
    abstract = {}
    for item in root.iter(f"{W}abstractNum"):
        levels = {}
        for level in item.iter(f"{W}lvl"):
            start = val(level, f"{W}start")
            levels[int(level.get(f"{W}ilvl", 0))] = _Level(
                val(level, f"{W}numFmt"), val(level, f"{W}lvlText"), int(start) if start.isdigit() else 1
            )
        abstract[item.get(f"{W}abstractNumId")] = levels
    return Numbers(
        {num.get(f"{W}numId"): abstract.get(val(num, f"{W}abstractNumId"), {}) for num in root.iter(f"{W}num")}
    )


def han_number(n: int) -> str:
    """Convert 1 … 99 to 一 … 九十九; larger numbers to digits."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")


def _written(form: str, n: int) -> str:
    if form in ("bullet", "none"):
        return ""
    return series_number(next((first for name, first in _FIRST if form.startswith(name)), "1"), n)


def series_number(first: str, n: int) -> str:
    """Return the number ``n`` of a list whose first number is ``first``; digits beyond the end of the series."""
    if first in ("一", "壹"):
        return han_number(n) if first == "一" else han_number(n).translate(_LEGAL)
    series = {"甲": _STEMS, "子": _BRANCHES}.get(first, "")
    if first in ("①", "⑴", "⒈", "a", "A") and 0 < n <= (26 if first in "aA" else 20):
        return chr(ord(first) - 1 + n)
    if first in ("I", "i") and 0 < n < 40:
        roman = "X" * (n // 10) + _ROMAN[n % 10]
        return roman if first == "I" else roman.lower()
    if first == "１":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(n))
    return series[n - 1] if 0 < n <= len(series) else str(n)
