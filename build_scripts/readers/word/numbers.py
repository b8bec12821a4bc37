"""Compute the automatic numbers of Word paragraphs, which are not in the text (一、 of a heading, 1 in an empty
cell)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from build_scripts.readers.opc import W, part, val

_HAN = "〇一二三四五六七八九"


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
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")) and form != "ideographEnclosedCircle":
        return han_number(n)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle") and 0 < n <= 20:
        return chr(0x245F + n)
    if form in ("upperLetter", "lowerLetter") and 0 < n <= 26:
        return chr((64 if form == "upperLetter" else 96) + n)
    if form in ("bullet", "none"):
        return ""
    return str(n)
