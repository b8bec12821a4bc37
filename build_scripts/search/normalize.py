"""Normalize text for comparison, identically in Python and in ``overrides/assets/search/terms.js``.

Each character is converted by NFKC, lower-cased, and simplified if it is a common traditional form; anything that is
neither letter, digit nor white space becomes one ``·``. Then, over the whole text: commas inside a number (``1,234``)
are removed, a point stays only between digits, white space beside a Han character is removed (sources print ``自 然 人``
and ``2024 年``). A line break always separates."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

from build_scripts.wording import printed

# Unicode classifies 〇 as a numeral, but people write it as a character in 二〇二四年.
HAN = "\u4e00-\u9fff〇\u3400-\u4dbf\uf900-\ufaff\U00020000-\U000323af"
# Each pattern begins with the character that it searches for, which makes it ten times as fast.
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9]{3}(?![0-9]))")
_POINT = re.compile(r"\.(?:(?<![0-9]\.)|(?![0-9]))")
_MARKS = re.compile("·[ ·]+| +·[ ·]*")
_BESIDE_HAN = re.compile(f" (?: *(?=[{HAN}])|(?<=[{HAN}] ) *)")
_SPACES = re.compile("  +")
_ZEROS = "○◯"  # 二○二四年


@cache
def simplified() -> dict[str, str]:
    """Return traditional → simplified characters, and radicals from PDF fonts → the characters they look like."""
    text = resources.files("build_scripts.search").joinpath("traditional.txt").read_text(encoding="utf-8")
    pairs = {pair[0]: pair[1] for pair in text.split()}
    radicals = {chr(c): printed(chr(c)) for c in range(0x2E80, 0x2F00)}
    return {a: b for a, b in (pairs | radicals | dict.fromkeys(_ZEROS, "〇")).items() if a != b}


def normalize_character(character: str) -> str:
    """Normalize one character; return "" for an invisible one, ``·`` for punctuation; "," and "." stay."""
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
    """A table for ``str.translate`` that normalizes every character once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = normalize_character(chr(code))
        return folded


_TABLE = _Table()


def normalize(text: str) -> str:
    """Return the normalized text, from which the terms of both the index and a query are cut."""
    folded = _THOUSANDS.sub("", text.translate(_TABLE)).replace(",", "·")
    folded = _MARKS.sub("·", _POINT.sub("·", folded))
    return _SPACES.sub(" ", _BESIDE_HAN.sub("", folded))
