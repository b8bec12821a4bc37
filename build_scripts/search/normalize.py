"""Text as search compares it, the same in Python and in ``overrides/assets/search/terms.js``.

One character at a time: NFKC, lower case, common traditional forms simplified; what is neither letter, digit nor white
space becomes one ``·``. Then, over the whole text: no comma inside a number (``1,234``), a point only between digits, no
white space beside a Han character (sources print ``自 然 人`` and ``2024 年``). A line break parts, whatever stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from build_scripts.wording import printed

# 〇 is a numeral to Unicode and a character to whoever writes 二〇二四年.
HAN = "\u4e00-\u9fff〇\u3400-\u4dbf\uf900-\ufaff\U00020000-\U000323af"
# Each begins with the character that it looks for: what does so is found ten times as fast.
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9]{3}(?![0-9]))")
_POINT = re.compile(r"\.(?:(?<![0-9]\.)|(?![0-9]))")
_MARKS = re.compile("·[ ·]+| +·[ ·]*")
_BESIDE_HAN = re.compile(f" (?: *(?=[{HAN}])|(?<=[{HAN}] ) *)")
_SPACES = re.compile("  +")
_ZEROS = "○◯"  # 二○二四年


@cache
def simplified() -> dict[str, str]:
    """Traditional → simplified, and the radicals that PDF fonts leave in a text → the characters they look like."""
    text = resources.files("build_scripts.search").joinpath("traditional.txt").read_text(encoding="utf-8")
    pairs = {pair[0]: pair[1] for pair in text.split()}
    radicals = {chr(c): printed(chr(c)) for c in range(0x2E80, 0x2F00)}
    return {a: b for a, b in (pairs | radicals | dict.fromkeys(_ZEROS, "〇")).items() if a != b}


def normalize_character(character: str) -> str:
    """One character folded; "" when it is invisible, ``·`` when it is a mark, "," and "." still as they are."""
    folded = "".join(simplified().get(c, c) for c in unicodedata.normalize("NFKC", character).lower())
    return "".join(_comparable(c) for c in folded)


def _comparable(character: str) -> str:
    if character in "\n,.":
        return character
    kind = unicodedata.category(character)
    if character.isspace() or kind[0] == "Z":
        return " "
    if kind in ("Cc", "Cf"):
        return ""
    return character if kind[0] in "LNM" else "·"


class _Table(dict[int, str]):
    """For ``str.translate``: every character is folded once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = normalize_character(chr(code))
        return folded


_TABLE = _Table()


def normalize(text: str) -> str:
    """The text as both the index and a query are cut from."""
    folded = _THOUSANDS.sub("", text.translate(_TABLE)).replace(",", "·")
    folded = _MARKS.sub("·", _POINT.sub("·", folded))
    return _SPACES.sub(" ", _BESIDE_HAN.sub("", folded))
