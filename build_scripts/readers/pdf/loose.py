"""Find tables without rules: their lines, and their columns by position. All such results have low confidence.

A value column is a position where figures, or header words (自然人 … 总计), stand above one another. ``pdf.loose_rows``
builds the rows of such a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.model import Grid
from build_scripts.readers.pdf.bands import Span, bands, overlap, row_rules
from build_scripts.readers.pdf.confidence import is_under_headers, names_all_columns
from build_scripts.readers.pdf.lines import VALUE, TextLine, extents
from build_scripts.readers.pdf.loose_rows import (
    SPANNING,
    build_grid,
    build_rows,
    header_words,
    is_header_word,
    word_line,
)
from build_scripts.readers.pdf.page_parts import PageParts
from build_scripts.wording import squeeze

_STARTS = (
    (
        "requests",
        re.compile("勾稽关系|申请人情况|自然人?.*商业|本年新收政府信息公开申请"),
        re.compile("^四、政府信息公开行政复议|^行政复议|^五、存在|结果维"),
    ),
    (
        "proactive",
        re.compile("^第(?:二十|20)条第?[（(]|^信息内容"),
        re.compile("^三、收到|勾稽关系|申请人情况|^四、政府信息"),
    ),
    (
        "review",
        re.compile("^行政复议.*行政诉讼|结果维.*结果纠|未经复议直接起诉"),
        re.compile("^五、|^六、|存在的主要问题"),
    ),
)
_PRESENT = {"requests": "本年新收政府信息公开申请", "proactive": "行政处罚", "review": "结果维持"}
_ITEM = re.compile(r"^\d\.$")  # 1. 属于国家秘密: an item number is no figure
_COLUMNS = {"requests": 7, "proactive": 3, "review": 15}  # columns of figures in the forms
FEWEST = 3  # minimum count of figures and column headers: a table with one figure still has its headers


def loose_grids(
    lines: Sequence[TextLine],
    ruled: str,
    tables: int,
    pages: Mapping[int, PageParts],
) -> tuple[list[tuple[int, float, Grid]], set[TextLine]]:
    """Return (page, top, grid) of each table without rules, and the lines used for these tables.

    ``ruled`` is the text of all ruled tables: a table that occurs there is not searched again. On ``pages``, pictures
    may hold figures, and horizontal rules separate rows.
    """
    grids: list[tuple[int, float, Grid]] = []
    used: set[TextLine] = set()
    for key, start, end in _STARTS:
        if _PRESENT[key] in ruled:
            continue
        zone: list[TextLine] = []
        for line in lines:
            text = squeeze(line.text)
            if line in used:
                if zone:
                    break
                continue
            if not zone and start.search(text):
                zone = _with_header_above(lines, line, key)
            elif zone and end.search(text) and not start.search(text):
                break
            elif zone:
                zone.append(line)
        while zone and len(zone[-1].text) > 30 and not any(VALUE.match(w) for _, _, w in zone[-1].words):
            zone.pop()
        figures = sum(bool(VALUE.match(w)) for line in zone for _, _, w in line.words)
        heads = sum(is_header_word(w, key) for line in zone for w in line.words)
        if not figures or figures + heads < FEWEST:  # prose that names a row, not its table
            continue
        used.update(zone)
        named = False  # the header of a previous page also applies to the columns
        for part in _parts(zone, key):
            tables += 1
            page = part[0].page
            columns = _columns(zone, key)
            above_figures = _head_lines(zone, key)
            levels = [word_line(line, columns, pages[page].pictures, key, line in above_figures) for line in part]
            found = bands(levels, row_rules(pages[page].rules, columns))
            above = header_words(found, columns, key)
            named = names_all_columns(above, columns, key) if above else named
            certain = {id(band) for band in found if named and is_under_headers(band, columns, pages[page].doubtful)}
            rows = build_rows(found, columns, key, certain)
            grids.append((page, part[0].top, build_grid(rows, columns, page, tables)))
    return grids, used


def _parts(zone: Sequence[TextLine], key: str) -> list[list[TextLine]]:
    """Split the lines by page. Table 3 split down the middle is split by side as well: the header of the other columns
    follows the figures of the first side."""
    parts: list[list[TextLine]] = []
    figures = False
    for line in zone:
        is_head = sum(is_header_word(word, key) or bool(SPANNING.match(squeeze(word[2]))) for word in line.words)
        values = any(VALUE.match(word) and not _ITEM.match(word) for _, _, word in line.words)
        if not parts or parts[-1][-1].page != line.page or (key == "requests" and figures and is_head and not values):
            parts.append([])
            figures = False
        parts[-1].append(line)
        figures = figures or values
    return parts


def _with_header_above(lines: Sequence[TextLine], first: TextLine, key: str) -> list[TextLine]:
    """Return the line that indicates a table, with the header lines directly above it."""
    at = lines.index(first)
    start = at
    while start and start > at - 6:
        line = lines[start - 1]
        if line.page != first.page or lines[start].top - line.bottom > 1.5 * line.height:
            break
        if not any(is_header_word(word, key) or SPANNING.match(squeeze(word[2])) for word in line.words):
            break
        start -= 1
    return list(lines[start : at + 1])


def _columns(zone: Sequence[TextLine], key: str) -> list[Span]:
    """Return the value columns, left to right: where figures overlap, or where a header stands above blanks only."""
    values = [w for line in zone for w in line.words if VALUE.match(w[2]) and not _ITEM.match(w[2])]
    columns = extents(values)
    if len(columns) == _COLUMNS[key]:
        return columns  # right-aligned figures may stand beside their centred headers
    heads = extents([w for line in _head_lines(zone, key) for w in line.words if is_header_word(w, key)])
    # Left-aligned figures may stand beside their header: a header is spare if no figures are nearest to it.
    taken = {min(heads, key=lambda head: abs(sum(head) - sum(column))) for column in columns if heads}
    spare = [head for head in heads if head not in taken and not any(overlap(head, column) for column in columns)]
    return sorted(columns + spare)


def _head_lines(zone: Sequence[TextLine], key: str) -> list[TextLine]:
    """Return the lines above the first figures; table 2 has a header for each block."""
    with_figures = [any(VALUE.match(word) for _, _, word in line.words) for line in zone]
    if key == "proactive":
        return [line for line, figures in zip(zone, with_figures, strict=True) if not figures]
    return list(zone[: with_figures.index(True)]) if True in with_figures else []
