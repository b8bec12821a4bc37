"""Separate tables of another year from those of the report's year: side by side under year headers, or one after the
other. Separate tables of the agency's own that print some rows of a statutory table again.

Only the report's own year, stated in its title, is read. Figures of another year and of such tables remain visible and
enter no cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from build_scripts.extraction.evidence import years_in
from build_scripts.extraction.header_words import is_any_header_word, is_article, is_header_word
from build_scripts.extraction.labels import best_row, is_row_label, split_merged_labels
from build_scripts.extraction.lines import Line
from build_scripts.extraction.review_words import group_of, words_of
from build_scripts.extraction.spelling import APPLICANTS, GROUPS, normalize
from build_scripts.extraction.titles import is_title
from build_scripts.forms import form, forms
from build_scripts.model import Block, Finding, Grid, GridCell, Paragraph, Table, finding
from build_scripts.wording import is_value, squeeze

_CAPTION = 60  # maximum letters of a caption above a table; longer lines are sentences
_YEAR = re.compile(r"(20\d\d)年?度?(?:数据|情况|数|件数)?")
_YEAR_COLUMN = re.compile("(?:统计|报告)?年[度份]")  # the header of a year column
_EARLIER = re.compile("上一?年度?|去年|往年")
_NOTE_OF_LABEL = re.compile("[（(][^（()）]*[)）]$")  # 规章（地方政府规章）
_MIN_LIKENESS = 0.8  # minimum likeness of a row to a form row when comparing the rows of two tables
# each table of the forms has one of these words; the tables that agencies made before them have none
_WORDS_OF_FORMS = ("第二十条第", "本年新制作", "本年制发", *APPLICANTS[3:5], "复议后起诉", "复议直接起诉")
_Row = tuple[GridCell | None, ...]


def own_year(blocks: Sequence[Block], hint: str) -> int:
    """Return the year in the title, 0 if there is none."""
    titles = [b.text for b in blocks if isinstance(b, Paragraph) and len(b.text) <= _CAPTION and is_title(b.text)]
    return next((years[0] for text in (*titles, hint) if (years := years_in(text))), 0)


def is_before_forms(year: int, lines: Sequence[Line]) -> bool:
    """Return True for a report of a year before the first form without a word that only the forms have: a table with
    rows 规章, 行政许可, 政府集中采购 counts the documents that the agency published."""
    first = min(f.first_year for f in forms())
    words = "".join(squeeze(text) for line in lines for text in line.texts if line.table)
    return 0 < year < first and not any(word in words for word in _WORDS_OF_FORMS)


# --------------------------------------------------------------------------- years side by side


def split_years(blocks: Sequence[Block], year: int) -> tuple[list[Block], list[Grid]]:
    """Return the blocks with only the columns of the report's own year, and separately the columns of other years."""
    kept: list[Block] = []
    others: list[Grid] = []
    for block in (part for whole in blocks for part in _at_year_header(whole, year)):
        spans = _year_columns(block) if isinstance(block, Grid) and year else {}
        if not isinstance(block, Grid) or {year} >= set(spans.values()) or year not in spans.values():
            kept.append(block)
            continue
        head = next(at for at, row in enumerate(block.rows) if _years(row))
        first = min(spans)
        own = [at for at in range(_width(block)) if at < first or spans.get(at) == year]
        rest = [at for at in range(_width(block)) if at < first or spans.get(at, year) != year]
        rows = _repeat_headers(block.rows, head)
        named = [_other_headers(rows[head], first)] if any(_other_headers(rows[head], first)) else []
        own_rows = (*rows[:head], *named, *rows[head + 1 :])
        kept.append(replace(block, rows=tuple(_columns(row, own) for row in own_rows)))
        others.append(replace(block, rows=tuple(_columns(row, rest) for row in rows)))
    return kept, others


def _at_year_header(block: Block, year: int) -> list[Block]:
    """Split a grid above the header that names years and below its last row: a sheet holds a table by years and the
    statutory table beside it in one grid."""
    rows = block.rows if isinstance(block, Grid) else ()
    head = next((at for at, row in enumerate(rows) if _years(row)), None)
    if head is None or not isinstance(block, Grid) or year not in _years(rows[head]).values():
        return [block]
    top = next((at for at in range(head, 0, -1) if _has_figures(rows[at - 1])), 0)
    first = next((at for at in range(head + 1, len(rows)) if _has_figures(rows[at])), len(rows))
    end = next((at for at in range(first, len(rows)) if _begins_table(rows, top, at)), len(rows))
    return [replace(block, rows=part) for part in (rows[:top], rows[top:end], rows[end:]) if part]


def _has_figures(row: _Row) -> bool:
    return any(cell and is_value(cell.text) and not _YEAR.fullmatch(normalize(cell.text)) for cell in row)


def _begins_table(rows: Sequence[_Row], top: int, at: int) -> bool:
    """Return True if row ``at`` is the header of a statutory table of which nothing stands from row ``top`` on. Tables 3
    and 4 would repeat the years below a header; table 2 has a header for each article, below one for all years."""
    words = [normalize(cell.text) for cell in rows[at] if cell]
    if any(map(_years, rows[at : at + 3])) or _has_figures(rows[at]):
        return False
    if any(map(is_article, words)):
        return not any(is_article(normalize(cell.text)) for row in rows[top:at] for cell in row if cell)
    return any(is_header_word(table, word) for table in ("requests", "review") for word in words)


def _other_headers(row: _Row, first: int) -> _Row:
    """Return the row that names the years with only its other headers, from column ``first`` on: 2023, 2024, 增减."""
    years = _years(row)
    return tuple(
        cell if cell and cell.text and at >= first and at not in years else None for at, cell in enumerate(row)
    )


def _width(grid: Grid) -> int:
    return max(len(row) for row in grid.rows)


def _years(row: _Row) -> dict[int, int]:
    """Return column → year if a row names two or more years. A row with other figures does not: （七）总计 1341 2019 2024."""
    found = {at: int(m[1]) for at, c in enumerate(row) if c and (m := _YEAR.fullmatch(normalize(c.text)))}
    return found if len(set(found.values())) > 1 and not _has_figures(row) else {}


def _year_columns(grid: Grid) -> dict[int, int]:
    """Return column → year above it. A year header extends to the next year header."""
    named = next((years for row in grid.rows if (years := _years(row))), {})
    spans: dict[int, int] = {}
    if named:
        year = 0
        for at in range(min(named), _width(grid)):
            year = named.get(at, year)
            spans[at] = year
    return spans


def _repeat_headers(rows: Sequence[_Row], head: int) -> list[_Row]:
    """Repeat merged headers above the years in each of their columns."""
    made: list[_Row] = []
    for at, row in enumerate(rows):
        cells = list(row)
        for column in range(1, len(cells) if at < head else 0):
            cells[column] = cells[column] or cells[column - 1]
        made.append(tuple(cells))
    return made


def _columns(row: _Row, columns: Sequence[int]) -> _Row:
    return tuple(row[at] for at in columns if at < len(row))


def years_of_rows(lines: Sequence[Line]) -> dict[int, int]:
    """Return id of a figure line → its year, printed in a year column (年度) or in a cell with a unit (2023年)."""
    found = {}
    columns = {
        (line.block, at)
        for line in lines
        for at, cell in enumerate(line.cells)
        if line.is_header and cell and _YEAR_COLUMN.fullmatch(normalize(cell.text))
    }
    for line in (line for line in lines if line.table and not line.is_header):
        for at, cell in enumerate(line.cells):
            match = _YEAR.fullmatch(normalize(cell.text)) if cell else None
            if match and ((line.block, at) in columns or not match[0].isdigit()):
                found[id(line)] = int(match[1])
    return found


def rows_of_another_year(
    tables: Sequence[Table], lines: Sequence[Line], years: Mapping[int, int], year: int
) -> Iterator[Finding]:
    """Yield a finding for each row printed beside another year than the report's. ``years``: see ``years_of_rows``."""
    printed = {c.place: y for line in lines if (y := years.get(id(line), year)) != year for c in line.cells if c}
    for table in tables:
        for row in table.rows:
            if other := next((printed[c.place] for c in row.cells if c.place in printed), 0):
                label = form(table.form).table(table.key).row(row.key).label
                group = row.key if table.key == "review" else ""
                spot = {"table": table.key, "row": row.key, "group": group}
                reason = f"表中这一行标的年度是 {other} 年，报告是 {year} 年的"
                yield finding("value.low-confidence", **spot, place=row.place, reason=reason, label=label)  # type: ignore[arg-type]


# --------------------------------------------------------------------------- tables one after the other


def split_at_captions(blocks: Sequence[Block], year: int) -> list[Block]:
    """Split a grid at each row that names a table of another year below it, and then at rows that name one of the report's
    year: a sheet holds all tables of a file in one grid (附：2023年收到和处理政府信息公开申请情况, then another header)."""
    found: list[Block] = []
    for block in blocks:
        is_split = False
        while isinstance(block, Grid) and year and (at := _caption_row(block, year, is_split)) is not None:
            caption = next(cell for cell in block.rows[at] if cell and cell.text)
            found += [replace(block, rows=block.rows[:at])] if at else []
            found.append(Paragraph(caption.text, caption.place, doubt=caption.doubt))
            block, is_split = replace(block, rows=block.rows[at + 1 :]), True
        found.append(block)
    return found


def _caption_row(grid: Grid, year: int, own: bool) -> int | None:
    """Return the row that names a table of another year (or, if ``own``, of any), ``None`` if there is none."""
    for at, row in enumerate(grid.rows[:-1]):
        texts = {cell.text for cell in row if cell and cell.text}
        caption = next(iter(texts), "")
        if len(texts) == 1 and (
            _is_other_year_caption(caption, year) or (own and _is_caption(caption) and year in years_in(caption))
        ):
            below = [normalize(cell.text) for cell in grid.rows[at + 1] if cell]
            if any(map(is_any_header_word, below)):
                return at
    return None


def _is_caption(text: str) -> bool:
    return len(text) <= _CAPTION and not text.rstrip().endswith("。")


def _is_other_year_caption(text: str, year: int) -> bool:
    return _is_caption(text) and _is_of_other_year(text, year)


def other_years(blocks: Sequence[Block], lines: Sequence[Line], year: int) -> set[int]:
    """Return the indices of grids under a caption of other years, and of grids that continue them, but only if their
    rows also occur in another grid."""
    named = _named_rows(lines)
    found: set[int] = set()
    for at, rows in named.items():
        if not year or not isinstance(blocks[at], Grid) or not rows:
            continue
        elsewhere = set().union(*(other for block, other in named.items() if block != at and block not in found))
        caption = _caption(blocks, at)
        goes_on = at - 1 in found and year not in years_in(caption)
        if (goes_on or _is_other_year_caption(caption, year)) and rows <= elsewhere:
            found.add(at)
    return found


def _named_rows(lines: Sequence[Line]) -> dict[int, set[tuple[str, str]]]:
    """Return index of a block → (table, row) of each row of the forms that its lines name."""
    named: dict[int, set[tuple[str, str]]] = {}
    for line in lines:
        rows = named.setdefault(line.block, set())
        if line.table == "review":
            rows |= {("review", str(group)) for _, word in words_of(line) if (group := group_of(word)) is not None}
        if line.table in ("proactive", "requests") and not line.is_header:
            labels = [split_merged_labels(text)[-1] for text in line.texts]
            labels += [_NOTE_OF_LABEL.sub("", label) for label in labels]
            best = (best_row(line.table, normalize(label)) for label in labels)
            rows |= {(line.table, row) for s, row in best if s >= _MIN_LIKENESS}
    return named


def summaries(blocks: Sequence[Block], lines: Sequence[Line]) -> set[int]:
    """Return the indices of grids of the agency's own that print some rows of a statutory table again: of table 2 or 3
    without its header (新收申请 32 | 41 | +9 in the text of section 一). The table itself is another grid, with the header,
    with all these rows, and filled. Text stands between, or the grid has a header of its own: the parts of a table that
    a page break cut have neither."""
    named = _named_rows(lines)
    filled = {line.block for line in lines if not line.is_header and any(map(is_value, line.texts))}
    words = [(line, normalize(text)) for line in lines if line.is_header for text in line.texts]
    articles = {line.block for line, word in words if is_article(word)}
    headed = {line.block for line, word in words if is_any_header_word(word)}
    found: set[int] = set()
    for at, rows in named.items():
        grid, heads = blocks[at], articles if articles and {table for table, _ in rows} == {"proactive"} else headed
        statutory = [block for block in heads & filled if rows < named[block]]
        if rows and at not in heads and isinstance(grid, Grid) and statutory:
            between = (blocks[min(at, block) + 1 : max(at, block)] for block in statutory)
            if _has_own_header(grid) or all(any(isinstance(b, Paragraph) for b in some) for some in between):
                found.add(at)
    return found | _summaries_of_table_4(blocks, lines, named, filled)


def _summaries_of_table_4(
    blocks: Sequence[Block], lines: Sequence[Line], named: Mapping[int, set[tuple[str, str]]], filled: set[int]
) -> set[int]:
    """Return the indices of grids with words of table 4 (outcomes by department) that do not name its three groups,
    beside a grid that names all and has figures."""
    tables: dict[int, set[str]] = {}
    for line in lines:
        tables.setdefault(line.block, set()).add(line.table)
    review = {at for at, names in tables.items() if names - {""} == {"review"}}
    groups = {("review", str(group)) for group in range(len(GROUPS))}
    whole = {at for at in review & filled if groups <= named[at]}
    worded = {line.block for line in lines if not all(map(is_value, line.texts))}
    return {at for at in (review & worded) - whole if whole and isinstance(blocks[at], Grid)}


def _has_own_header(grid: Grid) -> bool:
    """Return True if the first row has words and none of the form: 项目 | 一季度 | 二季度."""
    words = [normalize(cell.text) for cell in grid.rows[0] if cell and cell.text]
    own = [not any(is_row_label(table, word) for table in ("proactive", "requests")) for word in words]
    return len(words) > 1 and all(own) and not any(map(is_value, words)) and not any(map(is_any_header_word, words))


def _caption(blocks: Sequence[Block], at: int) -> str:
    """Return the text directly above a grid, or alone in its first row: a sheet has no text beside its grids."""
    before, grid = blocks[at - 1] if at else None, blocks[at]
    if isinstance(before, Paragraph):
        return before.text
    top = {cell.text for cell in grid.rows[0] if cell and cell.text} if isinstance(grid, Grid) else set()
    return top.pop() if len(top) == 1 else ""


def _is_of_other_year(caption: str, year: int) -> bool:
    years = years_in(caption)
    return year not in years if years else bool(_EARLIER.search(caption)) and "结转" not in caption
