"""Make terms of the names of a report's places and agency for mistyped and phonetic queries.

- ``~海*镇``: a name with one character replaced, for a query with one wrong or missing character;
- ``~原县海``: the characters of a name in code order, for transposed characters, and to recognize a name;
- ``'haiyuan``, ``'hyx``: the pinyin and its initials, with and without the kind (县, 镇), and of county and town
  together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from build_scripts.content.divisions import stem, syllables, table
from build_scripts.search.normalize import normalize

MAX_NAME = 10  # maximum length of a name; longer names are not typed
_NOT_A_NAME = re.compile("人民政府|办事处|办公室")
_KIND = re.compile("(?<=..)(?:街道|[乡镇])$")


Places = Iterable[tuple[str, str]]  # (code, name) of province, city and county


def name_terms(agency: str, inside: Places) -> Iterator[str]:
    """Yield the terms of the names of an agency and of the places that contain it."""
    places = [(code, normalize(name)) for code, name in inside]
    own = _own_name(agency, [name for _, name in places])
    for name in (*(name for _, name in places), own):
        yield from _spellings(name)
    for code, name in places:
        yield from _pinyin_terms(name, stem(name))
        if code in table() and table()[code].name == name:
            yield f"'{table()[code].pinyin}"
    short = _KIND.sub("", own)
    yield from _pinyin_terms(own, short)
    if places:
        parent = places[-1][1]
        yield from _pinyin_terms(parent + own, stem(parent) + short)


def _own_name(agency: str, places: Sequence[str]) -> str:
    """Return the agency's name without its places and without generic words."""
    own = normalize(agency)
    for at, place in enumerate(places):
        if own.startswith(place):
            own = own.removeprefix(place)
        elif not any(own.startswith(inner) for inner in places[at:]):  # 黄山区河贡镇 lies in 黄山市
            own = own.removeprefix(stem(place))
    return _NOT_A_NAME.sub("", own)


@lru_cache(maxsize=1 << 14)
def _spellings(name: str) -> tuple[str, ...]:
    if not 3 <= len(name) <= MAX_NAME:
        return ()
    return (*(f"~{name[:i]}*{name[i + 1 :]}" for i in range(len(name))), "~" + "".join(sorted(name)))


@lru_cache(maxsize=1 << 14)
def _pinyin_terms(*names: str) -> tuple[str, ...]:
    found = []
    for name in names:
        pinyin = syllables(name)
        if len(pinyin) > 1:
            found += ["'" + "".join(pinyin), "'" + "".join(syllable[0] for syllable in pinyin)]
    return tuple(dict.fromkeys(found))
