"""Extract table 2 (主动公开政府信息情况) from its lines. Each block has its own header, which shows its form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from build_scripts.extraction.alignment import CERTAIN, PrintedRow, align
from build_scripts.extraction.columns import AMBIGUOUS_BLANKS, Split, cells_below, split_glued_figure
from build_scripts.extraction.header_words import column_likeness, is_article, is_part_of_column
from build_scripts.extraction.headers import ASSUMED_ORDER, order_finding
from build_scripts.extraction.labels import best_row, row_likeness
from build_scripts.extraction.lines import Line
from build_scripts.extraction.numbering import NUMBER_COLUMN
from build_scripts.extraction.placing import Reading, place_in_columns, readings
from build_scripts.extraction.spelling import normalize
from build_scripts.extraction.tables import Aligned, build_table
from build_scripts.forms import FORM_IDS, FormRow, block_of, form, mixed
from build_scripts.model import Finding, GridCell, GridKind
from build_scripts.wording import MONEY, fold, is_value, unit_differs

UNITS = frozenset(["件", "项", "条", "个", "元", "万元"])  # 件 in a separate column 单位
# minimum likeness of a header to a column name; 本年制发件数 and 本年废止件数 have a likeness of 0.57
MIN_LIKENESS = 0.75
# the header above the labels; 项目 is also a part of 上一年项目数量
_STUBS = re.compile("(?:政府|公开)?(?:信息)?(?:内容|类别|类型|名称|项目|事项|分类)")
_COUNTS = re.compile("(?:本年度?)?(?:处理|办理|决定)*(?:数量?|件数)")  # above the only column
_ROWS = form("2019").proactive.rows  # all rows of both forms; the wordings of both forms name them
_ANY_UNIT = "如所印"  # the unit of an amount for which the form names none
_ROWS_OF_ANY_UNIT = tuple(row for row in _ROWS if any(column.unit == _ANY_UNIT for column in row.columns))


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of figures and the header words above it, by column (by their order if the text has no columns).

    ``has_header``: the words stand below the article of its block, if one is printed."""

    line: Line
    words: Mapping[int, str]
    stub: int
    has_header: bool


def proactive(lines: Sequence[Line], year: int = 0) -> Aligned:
    """Extract table 2 from its lines: align the rows with those of both forms, then read each block by its header.

    ``year``: the report's own, which headers may name (2025年处理决定数量); 0 if it is unknown."""
    printed = list(_under_headers([_amount_with_unit(line) for line in lines], str(year or "")))
    items = [PrintedRow(p.line, _label_and_run(p.line)) for p in printed]
    _, matches = align(items, _ROWS)
    heads = {_ROWS[m.row].key: printed[i] for m in matches for i in m.items if items[i].filled or len(m.items) == 1}
    blocks = _forms_of_blocks(heads)
    form_id = mixed(blocks)
    shape = form(form_id).proactive
    kept = []
    findings: dict[str, Finding] = {}
    rows = {i: shape.row(name) for m in matches if shape.has(name := _ROWS[m.row].key) for i in m.items}
    moved = _moved_lines(printed, rows, shape.rows)
    is_form_printed = any(len(_columns(p.words, shape.row(name))) > 1 for name, p in heads.items() if shape.has(name))
    for match in matches:
        name = _ROWS[match.row].key
        at = next((i for i, row in enumerate(shape.rows) if row.key == name), None)
        if at is None:
            continue
        kept.append(replace(match, row=at))
        for i in match.items:
            items[i], order = _place_figures(printed[i], items[i], shape.rows[at], is_form_printed)
            if i in moved and not items[i].split.doubt:
                items[i] = PrintedRow(items[i].line, replace(items[i].split, doubt=AMBIGUOUS_BLANKS))
            if list(order) != sorted(order):
                names = [column.name for column in shape.rows[at].columns]
                findings.setdefault(block_of(name), order_finding("proactive", order, names, name))
    for i in _below_lost_names(printed, items, rows):
        items[i] = PrintedRow(items[i].line, replace(items[i].split, doubt=items[i].split.doubt or AMBIGUOUS_BLANKS))
    aligned = build_table(shape, form_id, items, kept, None)
    return replace(aligned, findings=(*findings.values(), *aligned.findings))


# --------------------------------------------------------------------------- headers


def _under_headers(lines: Sequence[Line], year: str) -> list[_Printed]:
    """Return each line of figures with its header: the last header words printed before it. ``year`` in a header is
    本年, any other year is not."""
    found: list[_Printed] = []
    words: dict[int, str] = {}
    stub, fresh, below_article = 0, True, False
    for line in lines:
        if not line.is_header:
            found.append(_Printed(line, dict(words), stub, not below_article))
            fresh = False
            continue
        texts = [(at, _of_this_year(normalize(c.text), year)) for at, c in enumerate(line.cells) if c and c.text]
        names = [(at, word) for at, word in texts if not _caption(word) and not is_value(word)]
        # an article begins a block: words above it (现行有效 of a list of documents) are no header of the rows below
        is_article_line = any(_caption(word) for _, word in texts)
        fresh = fresh and not is_article_line
        below_article = below_article or is_article_line
        if not names:
            continue
        if not fresh:
            words, fresh = {}, True
        for at, word in names:
            if "信息内容" in word or (at == texts[0][0] and at not in words and _STUBS.fullmatch(word)):
                stub = at
                continue
            where = at if not line.stream else max(len(words) - bool(_is_unit(word)), 0)
            words[where] = words.get(where, "") + word
            below_article = False
    return found


def _of_this_year(word: str, year: str) -> str:
    return re.sub(f"^{year}年度?", "本年", word) if year else word


def _caption(word: str) -> bool:
    return is_article(word)


def _is_unit(word: str) -> bool:
    """Return True for a unit on a line of its own (（单位：万元）), which belongs to the header above it."""
    return re.sub("[()（）:：]|^计量|单位", "", word) in UNITS


def _columns(words: Mapping[int, str], row: FormRow) -> dict[int, int]:
    """Return column index of the row → header position. Each header names the most similar column, first those in the
    words of the form; two names in one cell (本年废止件数 现行有效件数, in text whose columns ran together) name none."""
    found: dict[int, int] = {}
    names = {normalize(name) for column in row.columns for name in (column.name, *column.aliases)}
    for at, word in sorted(words.items(), key=lambda item: item[1] not in names):
        if sum(normalize(column.name) in word for column in row.columns) > 1:
            continue
        scores = [max(column_likeness(word, name) for name in (c.name, *c.aliases)) for c in row.columns]
        parts = [is_part_of_column(word, c.name) for c in row.columns]
        if max(scores) < MIN_LIKENESS and parts.count(True) == 1:
            scores[parts.index(True)] = MIN_LIKENESS
        best = max(range(len(scores)), key=lambda i: scores[i])
        if scores[best] >= MIN_LIKENESS and best not in found:
            found[best] = at
    return {**found, **_cut_short(words, row, found)}


def _cut_short(words: Mapping[int, str], row: FormRow, found: Mapping[int, int]) -> dict[int, int]:
    """Return the other columns if a converter cut the words above them (本年新, 本年新, 对外公开总数量): each word is the
    beginning of the name that the order of the form gives it."""
    free = [index for index in range(len(row.columns)) if index not in found]
    cut = dict(zip(free, sorted(at for at in words if at not in found.values()), strict=False))
    ordered = sorted({**found, **cut}.items())
    fits = all(len(words[at]) > 1 and normalize(row.columns[i].name).startswith(words[at]) for i, at in cut.items())
    is_complete = found and len(cut) == len(free) == len(words) - len(found)
    return cut if is_complete and fits and ordered == sorted(ordered, key=lambda pair: pair[1]) else {}


def _forms_of_blocks(heads: Mapping[str, _Printed]) -> dict[str, str]:
    """Return the form of each printed block according to its header; without header words, that of most other
    blocks."""
    scores: dict[str, dict[str, int]] = {}
    for name, printed in heads.items():
        for form_id in FORM_IDS:
            shape = form(form_id).proactive
            if not shape.has(name):
                continue
            row = shape.row(name)
            have = len(_columns(printed.words, row))
            best = scores.setdefault(block_of(name), {})
            # Columns of the form missing in the header and header columns unknown to the form count equally against the
            # form: 本年增/减 beside 处理决定数量 is the 2019 form with a lost column, not the 2021 form with an extra
            # column.
            fit = 2 * have - len(row.columns) - (len(printed.words) - have)
            best[form_id] = max(best.get(form_id, -9), fit if have else -9)
    known = {block: max(FORM_IDS, key=lambda f: s.get(f, -99)) for block, s in scores.items() if max(s.values()) > -9}
    older = any(name in ("5.services", "9.procurement") for name in heads)
    usual = mixed(known).partition("+")[0] if known else FORM_IDS[older]
    blocks = {block: known.get(block, usual) for block in scores}
    if "5.services" in heads:
        blocks["5"] = "2019"
    if "9.procurement" in heads:
        blocks["9"] = "2019"
    return blocks or {"1": usual}


# --------------------------------------------------------------------------- figures


def _amount_with_unit(line: Line) -> Line:
    """Return the line of a row whose amount has the unit that is printed (政府集中采购 | 2 | 0.9 | 万元), with a unit in a cell
    of its own joined to the amount."""
    words = [normalize(c.text) for c in line.cells if c and c.text and not is_value(c.text)]
    if not any(row_likeness(word, row) >= CERTAIN for word in words for row in _ROWS_OF_ANY_UNIT):
        return line
    cells = list(line.cells)
    for at, (amount, unit) in enumerate(pairwise(line.cells)):
        if amount and unit and is_value(amount.text) and amount.text[-1:].isdigit() and fold(unit.text) in MONEY:
            cells[at : at + 2] = replace(amount, text=amount.text + unit.text), replace(unit, text="")
    return replace(line, cells=tuple(cells))


def _label_and_run(line: Line) -> Split:
    """Split a line: the label is the cell most similar to a row name; the cells after it are figures, except a lone
    unit."""
    scores = [
        (best_row("proactive", normalize(c.text))[0], -at)
        for at, c in enumerate(line.cells)
        if c and c.text and not is_value(c.text)
    ]
    at = -max(scores)[1] if scores else -1
    label = line.cells[at] if scores else None
    run = [c for c in line.cells[at + 1 :] if c is not None and fold(c.text) not in UNITS]
    return Split((), label.text if label else "", (Reading(tuple(run)),))


def _place_figures(
    printed: _Printed, item: PrintedRow, row: FormRow, is_form_printed: bool
) -> tuple[PrintedRow, tuple[int, ...]]:
    """Return the row with its figures under their headers, and the order in which the header prints the columns.

    ``is_form_printed``: the header of another block shows the form. Without a header of its own, the only figure of a
    row with one column is that column's, and so it is below 数量, unless the header is to show its unit."""
    line, count = printed.line, len(row.columns)
    columns = _columns(printed.words, row)
    order = tuple(sorted(columns, key=lambda index: columns[index]))
    label = next((at for at, c in enumerate(line.cells) if c and c.text == item.split.label and c.text), -1)
    run = split_glued_figure(item.split.readings[0].values, count)
    split = replace(item.split, units={**_unit_cells(line, row), **_other_units(printed.words, columns, row)})
    if not order:
        found, doubt = _trimmed(run, tuple(range(count)), count), ASSUMED_ORDER
        is_only = count == 1 and sum(bool(cell and cell.text) for cell in run) == 1
        says_nothing = not printed.has_header or all(map(_COUNTS.fullmatch, printed.words.values()))
        is_certain = is_only and is_form_printed and says_nothing and row.columns[0].unit not in MONEY
        doubt = doubt if any(r.filled for r in found) else ""
        return PrintedRow(line, replace(split, readings=found, doubt="" if is_certain else doubt)), tuple(range(count))
    at = [columns[index] for index in order]
    below = [at[i] < len(line.cells) for i in range(len(at))]
    drawn = cells_below(line, label, at) if set(at) == set(printed.words) and label >= 0 else ()
    if drawn and not (all(below) and all(line.cells[place] for place in at)):
        reading = Reading(place_in_columns(drawn, order, count))
        return PrintedRow(line, replace(split, readings=(reading,))), order
    if not line.stream and (label == printed.stub or line.kind is not GridKind.PACKED) and all(below) and label < at[0]:
        cells = [line.cells[place] for place in at]
        rest = [(p, c) for p, c in enumerate(line.cells) if p > label and p not in at and c and c.text]
        stray = [c for p, c in rest if p not in printed.words and fold(c.text) not in UNITS]
        own = [(NUMBER_COLUMN.search(printed.words.get(p, "")), c) for p, c in rest if c not in stray]
        extra_cells = tuple(c for numbered, c in own if not numbered and fold(c.text) not in UNITS)
        copies = {id(c) for p, c in rest if _is_copy(line, printed.words, p)}
        extra_cells = tuple(c for c in extra_cells if id(c) not in copies)
        numbering = tuple(c for numbered, c in own if numbered or id(c) in copies)
        if not stray and not (any(c is None for c in cells) and any(c and c.text for c in cells)):
            reading = Reading(place_in_columns(cells, order, count))
            # 规范性文件 | | 3 | 2 | 见官网 | | below 第（一）项 | 信息内容 | … | 备注: the first cell of the row is lost
            lost = 0 <= label < printed.stub and line.cells[printed.stub] and not _text(line, max(printed.words))
            split = replace(split, readings=(reading,), extra_cells=extra_cells, numbering=numbering)
            return PrintedRow(line, replace(split, doubt=AMBIGUOUS_BLANKS) if lost else split), order
    others = _agency_columns(printed.words, columns) if line.stream else ()
    places = sorted((*at, *others))
    if others and len(run) == len(places):
        cells = [run[places.index(place)] for place in at]
        extra_cells = tuple(c for place in others if (c := run[places.index(place)]) and c.text)
        return PrintedRow(
            line, replace(split, readings=(Reading(place_in_columns(cells, order, count)),), extra_cells=extra_cells)
        ), order
    found = _trimmed(run, order, count)
    certain = len(found) > 1 or not found[0].filled or (line.stream and not others)
    doubt = "" if certain else "本行的格数与表头不符，按顺序识别"
    return PrintedRow(line, replace(split, readings=found, doubt=doubt)), order


def _moved_lines(printed: Sequence[_Printed], rows: Mapping[int, FormRow], all_rows: Sequence[FormRow]) -> set[int]:
    """Return the lines, of those that are these ``rows`` of the table, whose figures may stand beside their columns,
    because blank cells were dropped under a header that names the columns of several rows.

    In a column that is not of the row stands nothing, or the same sign in each row (/). A row that lacks the sign in
    such a column, but has one elsewhere, lost a blank cell. So did a row whose only figures are in such columns, and
    then any row with a blank cell may have lost it."""
    under: dict[tuple[tuple[int, str], ...], list[int]] = {}
    for i in rows:
        if not printed[i].line.stream:
            under.setdefault(tuple(sorted(printed[i].words.items())), []).append(i)
    moved: set[int] = set()
    for words, lines in under.items():
        named = {at for at, word in words if any(_columns({at: word}, row) for row in all_rows)}
        own = {i: set(_columns(dict(words), rows[i]).values()) for i in lines}
        texts = {i: {at: _text(printed[i].line, at) for at, _ in words} for i in lines}
        others = {i: [texts[i][at] for at in named - own[i]] for i in lines}
        signs = {text for i in lines for text in others[i] if text and not any(map(str.isdigit, text))}
        blank = {i for i in lines if not all(texts[i][at] for at in own[i])}
        for i in lines:
            if "" in others[i] and not signs.isdisjoint(texts[i].values()):
                moved.add(i)
            figures = any(any(map(str.isdigit, text)) for text in others[i])
            if figures and not any(texts[i][at] for at in own[i]):
                moved |= blank
    return moved


def _below_lost_names(printed: Sequence[_Printed], items: Sequence[PrintedRow], rows: Iterable[int]) -> Iterator[int]:
    """Yield the lines of text whose figures are as many as the names of the header, where a line below the same header
    has more figures: a name is lost, and any column may be that of a figure."""
    crowded = [
        printed[i].words
        for i in rows
        if printed[i].line.kind is GridKind.PACKED and any(reading.surplus for reading in items[i].split.readings)
    ]
    yield from (i for i in rows if items[i].filled and printed[i].words in crowded)


def _text(line: Line, at: int) -> str:
    cell = line.cells[at] if at < len(line.cells) else None
    return cell.text if cell else ""


def _agency_columns(words: Mapping[int, str], columns: Mapping[int, int]) -> tuple[int, ...]:
    """Return the positions of agency-defined columns (上年末件数) among header words printed one below the other."""
    return tuple(at for at in words if at not in columns.values())


def _is_copy(line: Line, words: Mapping[int, str], at: int) -> bool:
    """Return True if cell and header repeat those before: a merged cell written into each of its columns."""
    cell, before = line.cells[at], line.cells[at - 1]
    return words.get(at, "") == words.get(at - 1) != "" and bool(cell and before and cell.text == before.text)


def _trimmed(run: Sequence[GridCell | None], order: tuple[int, ...], count: int) -> tuple[Reading, ...]:
    """Remove blank cells that only pad the row to the width of a wider block."""
    cells = [cell for cell in run if cell is not None]
    while len(cells) > len(order) and not cells[-1].text:
        cells.pop()
    while len(cells) > len(order) and not cells[0].text:
        cells.pop(0)
    return readings(cells, order, count)


def _unit_cells(line: Line, row: FormRow) -> dict[int, str]:
    """Return the columns of money for which a cell of the row prints another unit than the form (3000 | 元)."""
    beside = {unit for cell in line.cells if cell and (unit := fold(cell.text)) in UNITS and unit in MONEY}
    money = [at for at, column in enumerate(row.columns) if column.unit in MONEY]
    return {at: unit for unit in sorted(beside) for at in money if unit_differs(unit, row.columns[at].unit)}


def _other_units(words: Mapping[int, str], columns: Mapping[int, int], row: FormRow) -> dict[int, str]:
    """Return the columns whose header prints another unit (单位：元) than the form."""
    found = {}
    for index, at in columns.items():
        unit = next((m for m in sorted(MONEY, key=len, reverse=True) if words[at].endswith(m)), "")
        if unit_differs(unit, row.columns[index].unit):
            found[index] = unit
    return found
