"""The terms under which a report is found, from its lines.

- plain terms of every line;
- ``^…``: of the head alone (title, agency, place), also single characters: what stands there ranks first;
- ``=…``: figures of the tables;
- ``~海*镇``: names of places with one character left out, for readers who mistype one;
- ``:…``: facets (``:all``, ``:kind=…``, ``:form=…``, ``:findings``), and ``@640522`` for each place that it lies in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from build_scripts.content.divisions import stem
from build_scripts.search.document import HEAD_LINES, Head, head_of
from build_scripts.search.figures import figure_terms
from build_scripts.search.normalize import HAN, normalize
from build_scripts.search.terms import terms_of

_CHARACTER = re.compile(f"[{HAN}]")
_NOT_A_NAME = re.compile("人民政府|办事处|办公室")
LONGEST_NAME = 8


def document_terms(lines: str) -> set[str]:
    """All terms of one report."""
    head = head_of(lines)
    *_, body = lines.split("\n", HEAD_LINES)
    rows = [row.partition("\t") for row in body.split("\n")]
    top = normalize("\n".join((head.title, head.agency, head.aliases, *(name for _, name in head.places))))
    top_terms = terms_of(top)
    found = terms_of(normalize("\n".join(text for tag, _, text in rows if tag[:1] in "hp"))) | top_terms
    found.update(*(_row_terms(text) for tag, _, text in rows if tag[:1] not in "hp"))
    found.update(f"^{term}" for term in top_terms)
    found.update(f"^{character}" for character in set(_CHARACTER.findall(top)))
    for tag, _, text in rows:
        if tag[:1] == "n" and not text.endswith("\t0"):
            found.update(figure_terms(tag[1:], text.rpartition("\t")[2]))
    found.update(facet_terms(head))
    found.update(spelling_terms(head))
    return found


@lru_cache(maxsize=8192)
def _row_terms(text: str) -> frozenset[str]:
    """The terms of a row of a statutory table: most reports print the same zeros beside the same words."""
    return frozenset(terms_of(normalize(text)))


def facet_terms(head: Head) -> Iterator[str]:
    yield ":all"
    yield f":form={head.form}"
    if head.kind:
        yield f":kind={head.kind}"
    if head.findings:
        yield ":findings"
    yield from (f"@{code}" for code, _ in head.places)


def spelling_terms(head: Head) -> Iterator[str]:
    """Each name of the report's place with one character left out; its last one, 镇 or 县, is not what people mistype."""
    for name in _names(head):
        if 3 <= len(name) <= LONGEST_NAME:
            yield from (f"~{name[:i]}*{name[i + 1 :]}" for i in range(len(name) - 1))


def _names(head: Head) -> Iterator[str]:
    own = normalize(head.agency)
    for _, name in head.places:
        place = normalize(name)
        yield place
        own = own.removeprefix(place) if own.startswith(place) else own.removeprefix(normalize(stem(name)))
    yield _NOT_A_NAME.sub("", own)
