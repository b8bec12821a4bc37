"""Text to terms, the same in Python and in ``terms.js``: one fixture holds the two together.

Normalised: NFKC, lower case, common traditional characters simplified, white space dropped beside Han characters
(sources print ``自 然 人`` and ``2024 年``). Terms: overlapping pairs inside a run of Han characters; whole runs of
digits and Latin letters; the pair where the two meet (``条425``, ``425条``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources

from build_scripts.forms import form
from build_scripts.model import Agency, Paragraph, Report
from build_scripts.wording import printed

SEARCH_VERSION = "1"
TITLE = "^"  # a term of title, agency or place: found first
HAN = "\u3400-\u9fff"
_TOKEN = re.compile(f"[{HAN}]+|[0-9]+|[a-z]+")
_SPACE = re.compile(rf"\s+(?=[{HAN}])|(?<=[{HAN}])\s+")


@cache
def _simplified() -> dict[int, str]:
    text = resources.files("build_scripts.search").joinpath("traditional.txt").read_text(encoding="utf-8")
    pairs = "".join(text.split())
    return {ord(a): b for a, b in zip(pairs[::2], pairs[1::2], strict=True)}


def normalise(text: str) -> str:
    """What both the index and a query are cut from."""
    folded = unicodedata.normalize("NFKC", printed(text)).lower().translate(_simplified())
    return _SPACE.sub("", folded)


def terms(text: str) -> Iterator[str]:
    """The terms of a text, with repetition, in order."""
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(normalise(text)):
        word = match[0]
        han = word[0] >= "\u3400"
        if before is not None and before.end() == match.start():
            last = before[0]
            if han and last.isdigit():
                yield last + word[0]
            elif word.isdigit() and last[0] >= "\u3400":
                yield last[-1] + word
        if not han or len(word) == 1:
            yield word
        else:
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        before = match


# --------------------------------------------------------------------------- one report


def figures() -> tuple[tuple[str, str, str, str], ...]:
    """(label, table, row, column) of every figure that can be asked for: 行政处罚=8, 新收申请>=1."""
    f = form("2021")
    found = []
    short = {
        "1": "新收申请",
        "2": "上年结转",
        "3.1": "予以公开",
        "3.2": "部分公开",
        "3.7": "办理总计",
        "4": "结转下年度",
    }
    for row in f.proactive.rows:
        column = row.columns[-1].key
        found.append((row.label, "proactive", row.key, column))
    for row in f.requests.rows:
        label = short.get(row.key) or re.sub(r"^[（(].[)）]|^\d\.", "", row.label)
        found.append((label, "requests", row.key, "total"))
    for row in f.review.rows:
        found.append((row.label, "review", row.key, "total"))
    return tuple(found)


def contribution(report: Report, agency: Agency) -> dict[str, object]:
    """What one report adds: its terms and its figures above zero. Depends on nothing else."""
    top = " ".join((report.title, agency.name, *agency.aliases, agency.province, agency.city, agency.county))
    found = {TITLE + term for term in terms(top)}
    texts = [top]
    for section in report.sections:
        texts += [section.heading, *(p.text for p in section.blocks if isinstance(p, Paragraph))]
    texts += [b.text for b in report.unplaced if isinstance(b, Paragraph)]
    for text in texts:
        found.update(terms(text))
    numbers: dict[str, str] = {}
    tables = {t.key: t for t in report.tables}
    for at, (_, table, row, column) in enumerate(figures()):
        shape = form(tables[table].form).table(table)
        if not shape.has(row):
            continue
        keys = [c.key for c in shape.row(row).columns]
        if column in keys:
            number = tables[table].row(row).cells[keys.index(column)].number
            if number:
                numbers[str(at)] = f"{number:f}"
    return {"terms": sorted(found), "figures": numbers}
