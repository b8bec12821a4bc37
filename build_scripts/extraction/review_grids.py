"""Extract table 4 from a ruled grid: each figure gets its names from the words above it and before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from build_scripts.extraction.headers import ASSUMED_ORDER
from build_scripts.extraction.lines import Line
from build_scripts.extraction.numbering import NUMBER_COLUMN, counts_rows
from build_scripts.extraction.review_words import (
    ALL_CELLS,
    LITIGATION,
    MIN_LABEL_COLUMN,
    MIN_NOTE,
    TOTAL,
    UNNAMED_LITIGATION,
    YEAR_WORDS,
    Name,
    ReviewCells,
    group_of,
    is_sum,
    outcome_of,
    without_groups,
    word_in,
    words_of,
)
from build_scripts.extraction.spelling import OUTCOMES, normalize
from build_scripts.model import GridCell
from build_scripts.wording import is_value, number

UNNAMED_COLUMN = "表头有的列看不出属于哪一类，其余各列按上方的字识别"
BESIDE_THE_FIGURES = "这一格的内容不在数字那一列，可能是备注"


def groups_in(lines: Sequence[Line]) -> set[int]:
    return {group for line in lines for _, word in words_of(line) if (group := group_of(word)) is not None}


def assign_by_words(
    lines: Sequence[Line], before: Mapping[int, Name], found: ReviewCells, elsewhere: set[int]
) -> dict[int, Name]:
    """Assign the figures of one grid to the names given by the words of the grid. Return the names of its columns,
    which the next grid inherits if it has no words. ``elsewhere``: groups named by other grids of the table."""
    outcomes = _label_column(lines, outcome_of, MIN_LABEL_COLUMN)
    groups = _label_column(lines, lambda word: None if group_of(word) == LITIGATION else group_of(word), 2)
    stub = max(-1 if outcomes is None else outcomes, -1 if groups is None else groups)
    heads = _header_lines(lines, stub, outcomes if outcomes is not None else groups)
    data = [line for line in lines if line not in heads]
    outcome_columns = {} if outcomes is not None else _outcome_columns(heads, stub)
    group_columns = {} if groups is not None else _group_columns(heads, stub, max(len(line.cells) for line in lines))
    columns: dict[int, Name] = {}
    in_form_order = _groups_in_order(heads)
    if stub < 0:
        columns = _name_columns(outcome_columns, group_columns, in_form_order, found, elsewhere)
    named: Mapping[int, object] = columns if stub < 0 else outcome_columns or group_columns
    labels = {at for at in (outcomes, groups) if at is not None}
    extra_columns = _extra_columns(heads, data, {*named, *labels}, found) if _are_all(named.values()) else frozenset()
    if stub < 0:
        columns = columns or dict(before)
        for line in data:
            if not _is_note(line, found):
                cells = [(at, c) for at, c in enumerate(line.cells) if c and (not c.text or is_value(c.text))]
                _assign_row(line, columns, ALL_CELLS, cells, extra_columns, found, in_form_order)
        return columns
    group = None
    usual = _usual_column(data, stub, extra_columns)
    for line in data:
        if groups is not None:
            words = [_word(line, at) for at in range(stub + 1)]
            own = [g for word in words if (g := group_of(word)) is not None]
            if own or (outcomes is None and any(map(is_sum, words))):  # 合计 below the groups, 小计 below 行政诉讼
                group = own[-1] if own and own[-1] != LITIGATION else None
        outcome = outcome_of(_word(line, outcomes)) if outcomes is not None else None
        cells = [(at, c) for at, c in enumerate(line.cells) if at > stub and c]
        if groups is None and outcome is not None:
            across = {at: (g, outcome) for at, g in group_columns.items() if g != LITIGATION}
            _assign_row(line, across, [(g, outcome) for g in range(3)], cells, extra_columns, found)
        elif group is not None and outcomes is None:
            across = {at: (group, o) for at, o in outcome_columns.items()}
            _assign_row(line, across, [(group, o) for o in range(5)], cells, extra_columns, found)
        elif group is not None and outcome is not None:
            filled = [(at, c) for at, c in cells if c.text and at not in extra_columns] or cells[:1]
            if (places := {at for at, c in filled if c.text}) and usual not in places:
                found.doubts[group] = BESIDE_THE_FIGURES
            _assign_row(line, {stub + 1: (group, outcome)}, [(group, outcome)], filled, extra_columns, found)
    return {}


def _usual_column(data: Sequence[Line], stub: int, extra_columns: Collection[int]) -> int:
    """Return the column in which most rows of a table with a figure a row have it."""
    filled = [at for line in data for at, c in enumerate(line.cells) if c and c.text and is_value(c.text)]
    return max((at for at in filled if at > stub and at not in extra_columns), key=filled.count, default=-1)


def _are_all(names: Collection[object]) -> bool:
    """Return True if these are the names of all columns, or of all columns of a table with row labels."""
    return set(names) in (set(ALL_CELLS), set(range(len(OUTCOMES)))) or {0, 1, 2} <= set(names) <= {0, 1, 2, LITIGATION}


def _extra_columns(
    heads: Sequence[Line], data: Sequence[Line], taken: Collection[int], found: ReviewCells
) -> frozenset[int]:
    """Return the columns whose header is not in the form (序号, 年度, 备注, 合计) and the columns without a header that
    number the rows. Their cells are not figures of the form."""
    over = {at: cell for line in heads for at, cell in enumerate(line.cells) if cell and cell.text and at not in taken}
    # 复议后起诉 over its five columns may begin beside the first of them, in a table that was drawn by hand
    over = {at: cell for at, cell in over.items() if group_of(word_in(cell.text)) is None}
    columns = set(over)
    for at in range(max(len(line.cells) for line in (*heads, *data))):
        below = [cell for line in data if at < len(line.cells) and (cell := line.cells[at]) and cell.text]
        counted = at not in taken and at < min(taken) and counts_rows(cell.text for cell in below)
        if counted or (at in over and NUMBER_COLUMN.search(normalize(over[at].text))):
            found.numbering += below
            columns.add(at)
        elif at in over:
            found.header_above.update((id(cell), over[at]) for cell in below)
    return frozenset(columns)


def _label_column(lines: Sequence[Line], named: Callable[[str], int | None], least: int) -> int | None:
    """Return the column whose words name at least ``least`` different groups or outcomes down the table."""
    width = max(len(line.cells) for line in lines)
    for at in range(width):
        seen = {named(_word(line, at)) for line in lines}  # blank cells and figures name nothing
        if len(seen - {None}) >= least:
            return at
    return None


def _header_lines(lines: Sequence[Line], stub: int, label: int | None) -> list[Line]:
    """Return the lines that name columns: words without figures, except row labels, which end at ``stub``. A line
    without figures between two header lines holds pieces of header words: 结 | 其 above 果维持 | 他结果 where a page
    ends."""
    heads = []
    between: list[Line] = []
    for line in lines:
        words = [word for at, word in words_of(line) if at > stub]
        named = any(outcome_of(word) is not None or group_of(word) is not None for word in words)
        bare = line.is_header and not words and bool(words_of(line))
        row = any(_names_cell(line, at) for at in range(stub + 1))  # 行政复议 may be merged over two label columns
        if (named or bare) and (label is None or words or not row):
            heads += [*between, line]
            between = []
        elif heads:
            between = [*between, line] if words and not any(is_value(text) for text in line.texts) else []
    return heads


def _names_cell(line: Line, at: int) -> bool:
    word = _word(line, at)
    return outcome_of(word) is not None or group_of(word) is not None


def _word(line: Line, at: int) -> str:
    cell = line.cells[at] if at < len(line.cells) else None
    return word_in(cell.text) if cell else ""


def _outcome_columns(heads: Sequence[Line], stub: int) -> dict[int, int]:
    """Return column → outcome, from all header words above the column."""
    text: dict[int, str] = {}
    for line in heads:
        for at, word in words_of(line):
            if at > stub:
                text[at] = text.get(at, "") + without_groups(word)
    return {at: outcome for at, word in sorted(text.items()) if (outcome := outcome_of(word)) is not None}


def _group_columns(heads: Sequence[Line], stub: int, width: int) -> dict[int, int]:
    """Return column → group by the last header above it. A merged header extends to the next word of its line."""
    found: dict[int, int] = {}
    for line in heads:
        over: int | None = None
        for at in range(stub + 1, width):
            word = _word(line, at)
            if word:
                over = group_of(word)
            if over is not None:
                found[at] = over
    return found


def _groups_in_order(heads: Sequence[Line]) -> bool:
    """Return True if the header names the three groups in the order of the form, even if other words are lost."""
    places: dict[int, int] = {}
    for line in heads:
        for at, word in words_of(line):
            if (group := group_of(word)) is not None:
                places.setdefault(group, at)
    return -1 < places.get(0, -1) < places.get(1, -1) < places.get(2, -1)


def _name_columns(
    outcomes: Mapping[int, int],
    groups: Mapping[int, int],
    in_form_order: bool,
    found: ReviewCells,
    elsewhere: set[int],
) -> dict[int, Name]:
    """Return the name of each column. A table with all outcomes of all groups, both in the order of the form, has its
    columns, also where a group ends beside its last outcome (a table drawn by hand). Outcomes without a group belong to
    the groups that neither this header nor another grid names, in the order of the form. No doubt arises if only one
    such group is left."""
    columns = sorted(outcomes)
    if in_form_order and [outcomes[at] for at in columns] == [outcome for _, outcome in ALL_CELLS]:
        return dict(zip(columns, ALL_CELLS, strict=True))
    unnamed = [group for group in range(3) if group not in groups.values()]
    left = [group for group in unnamed if group not in elsewhere] or unnamed
    suits = [group for group in left if group in (1, 2)]
    plain = [group for group in left if group not in suits or LITIGATION not in groups.values()]
    names: dict[int, Name] = {}
    for at, outcome in sorted(outcomes.items()):
        own = groups.get(at)
        open_groups = suits if own == LITIGATION else plain if own is None else [own]
        name = next(((g, outcome) for g in open_groups if (g, outcome) not in names.values()), None)
        if name is not None:
            names[at] = name
            if len(open_groups) > 1:
                found.doubts.update(
                    dict.fromkeys(open_groups, UNNAMED_LITIGATION if own == LITIGATION else ASSUMED_ORDER)
                )
        elif outcome != TOTAL:  # 合计 of all groups has no name either; merged cells that lost their span leave others
            found.doubts.update(dict.fromkeys(range(3), UNNAMED_COLUMN))
    if len(names) > len(OUTCOMES):
        found.order = tuple(names.values())
    return names


def _is_note(line: Line, found: ReviewCells) -> bool:
    """Return True for a line without figures across the table: a note, or the header of another table below. A row of
    blank cells that names its year is no note."""
    if any(is_value(text) for text in line.texts) or any(YEAR_WORDS.search(text) for text in line.texts):
        return False
    note = len(set(line.texts)) == 1 and len(normalize(line.texts[0])) >= MIN_NOTE
    return note or any(cell.text for cell in found.cells.values())


def _assign_row(
    line: Line,
    columns: Mapping[int, Name],
    assumed: Sequence[Name],
    cells: Sequence[tuple[int, GridCell]],
    extra_columns: Collection[int],
    found: ReviewCells,
    in_form_order: bool = False,
) -> None:
    """Assign the figures of a row: by the columns named above them, or in order if there are as many figures as
    columns. ``assumed``: the names of the row if no column is named. ``extra_columns``: columns not in the form (合计 of
    all groups). ``in_form_order``: the groups are in the order of the form. If the header words are unreadable, fifteen
    figures are then assigned by their order, provided that each fifth figure is the sum of the four before it."""
    cells = [(at, cell) for at, cell in cells if at not in extra_columns]
    filled = [cell for _, cell in cells if cell.text]
    names = [columns[at] for at in sorted(columns)] or list(assumed)
    doubted = not columns
    stray = any(at not in columns and is_value(cell.text) for at, cell in cells)
    under = [line.cells[at] for at in sorted(columns) if at < len(line.cells)]
    labelled = len(assumed) < len(ALL_CELLS)  # a header may extend over columns in which a labelled row has no cell
    run: Sequence[GridCell | None]
    if columns and len(under) == len(columns) and not stray and (labelled or None not in under):
        run = under
    elif len(cells) == len(names):
        run = [cell for _, cell in cells]
    elif in_form_order and _add_up(filled):
        run, names, doubted = filled, list(ALL_CELLS), True
    else:
        if filled:
            found.add_ambiguous(filled, line, sorted({group for group, _ in assumed}))
        return
    if doubted:
        found.doubts.update(dict.fromkeys((group for group, _ in names), ASSUMED_ORDER))
    for name, cell in zip(names, run, strict=True):
        found.add_cell(name, cell, line)


def _add_up(cells: Sequence[GridCell]) -> bool:
    numbers = [number(cell.text) for cell in cells]
    groups = [numbers[at : at + len(OUTCOMES)] for at in range(0, len(ALL_CELLS), len(OUTCOMES))]
    stated = len(numbers) == len(ALL_CELLS) and None not in numbers
    return stated and all(sum(n or 0 for n in parts) == total for *parts, total in groups)
