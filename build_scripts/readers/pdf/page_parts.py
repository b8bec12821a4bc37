"""The parsed parts of a page (tables and lines), and the removal of running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from build_scripts.model import Grid
from build_scripts.readers.pdf.lines import TextLine
from build_scripts.readers.pdf.marks import Box, Rule
from build_scripts.wording import squeeze

# 3 · — 3 — · 第 3 页 · 第3页，共6页 · 3/6 页 · -3/6-
_PAGE_NUMBER = re.compile(
    r"^[-—–·\s]*\d{1,3}[-—–·\s]*$|^[-第]?\s*\d{1,3}\s*页?\s*(?:[/，,共]\s*)+\d{1,3}\s*(?:页|-)?$|^第?\s*\d{1,3}\s*页$"
)
# share of the page height: text repeated there on several pages is a running head; Word leaves 0.06 to 0.09
MARGIN = 0.09
HEAD = 60.0  # points: also for a landscape page, where Word leaves 54 to 58
# Share of the page height, from the upper and the lower edge: page numbers stand within. Five real reports: 0.04 to
# 0.06; Word's footer of 1.75 cm below a margin of 2.54 cm on landscape A4: 0.12.
FOLIO = 0.12, 0.15
# ratio to its height: minimum distance of a page number from the text; the second line of a figure is closer
ALONE = 0.8


@dataclass(frozen=True, slots=True)
class PageParts:
    width: float
    height: float
    grids: tuple[tuple[float, Grid], ...]  # (top, grid)
    lines: tuple[TextLine, ...]
    han: int
    odd: int
    characters: int
    subject: bool  # whether the text contains the subject of such reports
    sheet: int = 0  # number of the sheet, from 1: a sheet may show two pages
    turn: float = 0.0  # as in ``Place``
    scale: float = 1.0  # ratio of lengths here to lengths on the page
    shift: tuple[float, float] = (0.0, 0.0)  # from the corner of the rotated sheet to that of the part that was read
    pictures: tuple[Box, ...] = ()  # pictures that may hold figures
    rules: tuple[Rule, ...] = ()  # horizontal rules, which separate rows
    columns: tuple[float, ...] = ()  # column sides of the last ruled table
    hidden: tuple[str, ...] = ()  # rows of tables of which no letter is visible
    margins: tuple[TextLine, ...] = ()  # running heads and page numbers
    doubtful: tuple[Box, ...] = ()  # marks that may be a figure or part of one but are not read as such


def _running_heads(pages: Sequence[PageParts]) -> set[str]:
    """Return the texts in the margin of at least three pages, or of both pages of two; ``#`` stands for a number."""
    seen: Counter[str] = Counter()
    for p in pages:
        edge = {squeeze(line.text) for line in p.lines if min(line.bottom, p.height - line.top) < _margin(p)}
        seen.update(re.sub(r"\d+", "#", text) for text in edge)
    return {text for text, n in seen.items() if n >= max(2, min(3, len(pages)))}


def _margin(page: PageParts) -> float:
    return max(MARGIN * page.height, HEAD)


def without_margins(pages: Sequence[PageParts]) -> list[PageParts]:
    """Return the pages with running heads and page numbers outside of the text as their ``margins``."""
    repeated = _running_heads(pages)
    return [_without_margins(page, repeated) for page in pages]


def _without_margins(page: PageParts, repeated: set[str]) -> PageParts:
    lines = sorted(page.lines, key=lambda line: line.top)
    first, end = 0, len(lines)
    while first < end and _is_furniture(lines[first], page, repeated, lines[first + 1 : end][:1], down=False):
        first += 1
    while first < end and _is_furniture(lines[end - 1], page, repeated, lines[first : end - 1][-1:], down=True):
        end -= 1
    kept = set(map(id, lines[first:end]))
    margins = (*lines[:first], *lines[end:])
    return replace(page, lines=tuple(line for line in page.lines if id(line) in kept), margins=margins)


def _is_furniture(
    line: TextLine, page: PageParts, repeated: set[str], neighbours: Sequence[TextLine], down: bool
) -> bool:
    reach = page.height - line.top if down else line.bottom
    text = re.sub(r"\d+", "#", squeeze(line.text))
    if reach < _margin(page) and text in repeated and text != "#":
        return True
    if reach > FOLIO[down] * page.height or not _PAGE_NUMBER.match(line.text):
        return False
    spans = [(other.top, other.bottom) for other in neighbours]
    spans += [(grid.place.box[1], grid.place.box[3]) for _, grid in page.grids if grid.place.box]
    gaps = (line.top - bottom if down else top - line.bottom for top, bottom in spans)
    return min(gaps, default=page.height) >= ALONE * line.height
