"""Find rows of an incompletely ruled table whose figures stand so clearly under their headers that their columns are
certain.

Conditions: the header words name every column, each above its own column; the figures of a row are on one line, at most
one under each header, beside a label. If the sums of such a row also hold, its doubt is removed
(``extraction.confirmed``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from build_scripts.readers.pdf.bands import Span, WordLine, overlap
from build_scripts.readers.pdf.contents import EDGE
from build_scripts.readers.pdf.exclusions import SHADED
from build_scripts.readers.pdf.lines import SMALLER, VALUE, Word, overprinted, rows_of
from build_scripts.readers.pdf.marks import UPRIGHT, Box, Glyph, Marks
from build_scripts.readers.pdf.missing_rules import HEADERS
from build_scripts.wording import squeeze

UNDER_HEADERS = "原件的表格没有完整的框线，按表头下的位置识别"
INSIDE = 0.2  # ratio to the row height: lines below the words or at the edge of the row are ignored
_SAME = {"合计": "总计", "社会公益机构": "社会公益组织"}
_GROUPS = {"requests": 1, "review": 3}  # occurrences of each name in the header; table 2 has a header for each block


def names_all_columns(heads: Sequence[tuple[int, Word]], columns: Sequence[Span], key: str) -> bool:
    """Return True if the header words, grouped by column, name every column once (in table 4 once per group) and each
    word stands only above its own column."""
    if key not in _GROUPS or any(sum(overlap(word, column) for column in columns) != 1 for _, word in heads):
        return False
    texts = ["".join(squeeze(word[2]) for at, word in heads if at == k) for k in range(len(columns))]
    names = [_SAME.get(text, text) for text in texts]
    known = {_SAME.get(name, name) for name in HEADERS[key]}
    return sorted(names) == sorted([*known] * _GROUPS[key])


def is_under_headers(band: Sequence[WordLine], columns: Sequence[Span], others: Sequence[Box]) -> bool:
    """Return True if the figures of a row are on one line, each within its own column, beside the label or between its
    lines, and none of the ``others`` among the columns may be a figure or part of one."""
    figures = [level for level in band if level.values]
    if len(figures) != 1 or any(level.excluded or level.pictures for level in band):
        return False
    top, bottom = min(level.box[1] for level in band), max(level.box[3] for level in band)
    margin = INSIDE * (figures[0].box[3] - figures[0].box[1])
    if any(b[2] > columns[0][0] and b[1] < bottom - margin and b[3] > top + margin for b in others):
        return False
    places = [at for at, _ in figures[0].values]
    inside = all(
        VALUE.match(word[2]) and columns[at][0] <= word[0] and word[1] <= columns[at][1]
        for at, word in figures[0].values
    )
    labels = [level.middle for level in band if level.labels]
    labelled = not labels or min(labels) <= figures[0].middle <= max(labels)
    return len(set(places)) == len(places) and inside and labelled


def doubtful_boxes(marks: Marks, glyphs: Sequence[Glyph]) -> tuple[Box, ...]:
    """Return the boxes on a page that may hold a figure or change one: invisible, struck-out or form field text, text
    turned sideways, overprinted text, text smaller or paler than the rest of its line, text cut by the paper edge,
    drawings and pictures; also horizontal rules, because a short one may be a sign."""
    typed = (g for g in glyphs if marks.typed is not None and g.order >= marks.typed)
    turned = (g for g in glyphs if g.turn != UPRIGHT)
    odd = [*marks.invisible, *marks.struck, *marks.crossed, *typed, *turned, *_uneven(marks, glyphs)]
    rules = [(rule.start, rule.at, rule.end, rule.at) for rule in marks.rules if rule.horizontal]
    return (*(g[:4] for g in odd if not g.text.isspace()), *(p.box for p in (*marks.drawings, *marks.pictures)), *rules)


def _uneven(marks: Marks, glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    left, right = marks.shown
    for line in rows_of(g for g in glyphs if g.turn == UPRIGHT):
        size, tone = median(g.size for g in line), median(g.tone for g in line)
        over = overprinted(line)
        for glyph in line:
            least = EDGE * glyph.size
            cut = not left + least < (glyph.x0 + glyph.x1) / 2 < right - least
            if over or cut or glyph.size < SMALLER * size or abs(glyph.tone - tone) > SHADED:
                yield glyph
