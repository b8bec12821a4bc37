"""Make the terms of a report from its lines.

- plain terms of every line;
- ``^…``: terms of the head only (title, agency, place), including single characters: hits in the head rank first;
- ``=…``: figures of the tables;
- ``~…`` and ``'…``: names for mistyped and phonetic queries (``name_terms``);
- ``:…``: facets (``:all``, ``:kind=…``, ``:form=…``, ``:findings``), and ``@640522`` for each place that contains the
  agency."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from build_scripts.search.document import HEAD_LINES, DocumentHead, head_of
from build_scripts.search.figures import figure_terms
from build_scripts.search.name_terms import name_terms
from build_scripts.search.normalize import HAN, normalize
from build_scripts.search.terms import terms_of

Names = Callable[[DocumentHead], Iterable[str]]

_CHARACTER = re.compile(f"[{HAN}]")


def names_in(head: DocumentHead) -> Iterable[str]:
    """Return the terms of the names in a head."""
    return name_terms(head.agency, head.places)


def document_terms(lines: str, names: Names = names_in) -> set[str]:
    """Return all terms of one report. ``names`` is ``names_in``, or a function that returns the same terms from a
    cache."""
    head = head_of(lines)
    *_, body = lines.split("\n", HEAD_LINES)
    rows = [row.partition("\t") for row in body.split("\n")]
    top = normalize("\n".join((head.title, head.agency, head.aliases, *(name for _, name in head.places))))
    top_terms = terms_of(top)
    found = terms_of(normalize("\n".join(text for tag, _, text in rows if tag[:1] in "hp"))) | top_terms
    found.update(*(_row_terms(text) for tag, _, text in rows if tag[:1] not in "hp"))
    found.update(f"^{term}" for term in top_terms)
    found.update(f"^{character}" for character in set(_CHARACTER.findall(top)))
    found.update(figure_terms({tag[1:]: tuple(text.split("\t")[1:]) for tag, _, text in rows if tag[:1] == "n"}))
    found.update(facet_terms(head))
    found.update(names(head))
    return found


@lru_cache(maxsize=8192)
def _row_terms(text: str) -> frozenset[str]:
    """Return the terms of a row of a statutory table, cached because most reports print the same rows of zeros."""
    return frozenset(terms_of(normalize(text)))


def facet_terms(head: DocumentHead) -> Iterator[str]:
    yield ":all"
    yield f":form={head.form}"
    if head.kind:
        yield f":kind={head.kind}"
    if head.findings:
        yield ":findings"
    yield from (f"@{code}" for code, _ in head.places)
