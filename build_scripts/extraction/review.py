"""Table 4 (行政复议、行政诉讼情况): three groups of five outcomes, across or down the table, in whatever order.

In a true grid each figure takes its names from the words over it and before it. In text without columns the words
tell the order of the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from build_scripts.extraction.alignment import Aligned, PrintedRow, RowMatch, made_row, without_total
from build_scripts.extraction.columns import Split
from build_scripts.extraction.heads import ASSUMED, order_finding
from build_scripts.extraction.labels import GROUPS, OUTCOMES, key
from build_scripts.extraction.lines import Line
from build_scripts.extraction.placing import Reading
from build_scripts.forms import form
from build_scripts.model import Finding, GridCell, GridKind, Row, Table, finding
from build_scripts.serialize import empty_table
from build_scripts.wording import is_value

Name = tuple[int, int]  # (group, outcome) of a cell
ALL: tuple[Name, ...] = tuple((group, outcome) for group in range(3) for outcome in range(5))
TOTAL = 4  # 总计, the outcome that sums the others
SUITS = 9  # 行政诉讼, the head over two groups
UNNAMED_SUITS = "表头没有写明“未经复议直接起诉”和“复议后起诉”，按格式的次序识别"
SLID_BESIDE = "同一行里有一组缺总计或与总计不符，行中又有空白，数字可能移了位"
_NOTE = 5  # letters of a note below the table; 项目, 类别, 件数 and 本年度 are heads and labels
_LEAST = 2  # letters of an outcome that a narrow column cut
_DOWN = 3  # outcomes in one column that make it a column of labels; two groups do
_YEARLY = re.compile("20\\d\\d|本年|上一?年|去年|同期")  # 2024年, 去年同期
_OUTCOME_WORDS = (("维持",), ("纠正",), ("其他",), ("审结",), ("总计", "合计"))


@dataclass(slots=True)
class _Found:
    """Cells by name, the lines that found no place, and what is to be said about each group."""

    cells: dict[Name, GridCell] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)
    open: dict[int, list[GridCell]] = field(default_factory=dict)
    used: list[Line] = field(default_factory=list)
    order: tuple[Name, ...] = ()
    rows: dict[Name, Line] = field(default_factory=dict)  # the printed line that each cell comes from

    def put(self, name: Name, cell: GridCell | None, line: Line) -> None:
        """A filled cell before a blank one (rows left empty under the head); two filled ones leave the group open, and so
        does one in a row with another label (2023年, below a blank row 2024年)."""
        if cell is None:
            return
        held = self.cells.get(name)
        if held and cell.text and (held.text or _labelled_apart(self.rows[name], line)):
            self.open.setdefault(name[0], []).append(cell)
        elif held is None or cell.text:
            self.cells[name], self.rows[name] = cell, line
        if cell.text:
            self.used.append(line)

    def leave_open(self, cells: Sequence[GridCell | None], line: Line, groups: Sequence[int] = (0, 1, 2)) -> None:
        for group in groups:
            self.open.setdefault(group, []).extend(cell for cell in cells if cell and cell.text)
        self.used.append(line)


def review(lines: Sequence[Line]) -> Aligned:
    """Table 4 from its lines."""
    shape = form("2021").review
    if not lines:
        return Aligned(empty_table(shape, "2021"))
    found = _Found()
    columns: dict[int, Name] = {}
    order: tuple[Name, ...] = ()
    ragged: set[int] = set()
    blocks: dict[int, list[Line]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line)
    named = {block: _groups_in(group) for block, group in blocks.items()}
    often = Counter(group for groups in named.values() for group in groups)
    for block, group in blocks.items():
        if _ragged(group):
            ragged.add(block)
        elif group[0].kind is not GridKind.PACKED:
            elsewhere = {g for g, times in often.items() if times > (g in named[block])}
            columns = _by_words(group, columns, found, elsewhere)
    packed = [line for line in lines if line.kind is GridKind.PACKED or line.block in ragged]
    if packed and not _down_the_side(packed, found):
        order = _in_sequence(packed, found)
    found.order = found.order or order
    ruled = any(line.kind is not GridKind.PACKED for line in lines)
    if not ruled and not any(cell.text for cell in found.cells.values()):
        found.cells.clear()  # text that prints the head alone: seed000 has no row of figures
    return _table(found, lines)


def _ragged(lines: Sequence[Line]) -> bool:
    """Heads that are shorter than the figures below them: merged cells lost their span, words stand over other columns."""
    words = [len(line.cells) for line in lines if _words(line) and not any(is_value(text) for text in line.texts)]
    return lines[0].kind is not GridKind.PACKED and bool(words) and min(words) < max(len(line.cells) for line in lines)


def _table(found: _Found, lines: Sequence[Line]) -> Aligned:
    shape = form("2021").review
    findings: list[Finding] = []
    apart: list[Line] = []
    rows: list[Row] = []
    if found.order and list(found.order) != sorted(found.order):
        names = [f"{GROUPS[g]}·{OUTCOMES[o]}" for g, o in ALL]
        findings.append(order_finding("review", [ALL.index(name) for name in found.order], names))
    for group, row in enumerate(shape.rows):
        values = tuple(found.cells.get((group, outcome)) for outcome in range(len(OUTCOMES)))
        opened = [*(c for c in values if c and c.text), *found.open[group]] if group in found.open else None
        reading = Reading(tuple(opened) if opened else values)
        cells = next((line.cells for line in found.used if opened and opened[-1] in line.cells), reading.values)
        split = Split((), row.label, (reading,), found.doubts.get(group, ""))
        part = PrintedRow(Line(cells, GridKind.RULED, lines[0].block, 0, "review"), split)
        made = made_row(shape, row, [part], RowMatch((0,), group, 1.0), (None if opened else reading, ""), TOTAL)
        rows.append(made.row)
        findings += made.findings
        several = set(opened or ())  # ten thousand lines of one group: each is looked up, not compared with all
        apart += [line for line in found.used if not several.isdisjoint(line.cells)]
    lacking = list(without_total(shape, rows, TOTAL))
    findings += [*lacking, *_beside_moved(found, rows, {f.row for f in lacking})]
    own = list(_of_its_own(found, lines))
    told = tuple(line for line in own if any(character.isdigit() for text in line.texts for character in text))
    apart += [line for line in own if line not in told]
    return Aligned(Table("review", "2021", True, tuple(rows)), tuple(findings), told, tuple(dict.fromkeys(apart)))


def _of_its_own(found: _Found, lines: Sequence[Line]) -> Iterator[Line]:
    """What the lines print beside the figures and the words of the form: notes, remarks, lines without a place."""
    placed = {id(cell) for cell in found.cells.values()} | {id(cell) for cells in found.open.values() for cell in cells}
    for line in lines:
        figures = any(id(cell) in placed for cell in line.cells)
        rest = tuple(c for c in line.cells if c and c.text and id(c) not in placed and not _of_form(key(c.text)))
        if rest and (figures or all(is_value(cell.text) or len(key(cell.text)) >= _NOTE for cell in rest)):
            yield line if not figures else replace(line, cells=rest)


def _of_form(word: str) -> bool:
    return _group(word) is not None or _outcome(word) is not None or any(name.startswith(word) for name in OUTCOMES)


def _beside_moved(found: _Found, rows: Sequence[Row], lacking: set[str]) -> Iterator[Finding]:
    """One printed line holds several groups. Where one of them has no total, or not the sum of its parts beside blank
    cells, the figures of the line may have slid: the groups beside it, blank or not, are in doubt as well."""
    moved = [at for at, row in enumerate(rows) if row.key in lacking or _breaks(row)]
    doubted: set[int] = set()
    for line in {id(line): line for line in found.rows.values()}.values():
        names = [name for name, own in found.rows.items() if own is line]
        groups = {group for group, _ in names}
        if groups & set(moved) and not all(found.cells[name].text for name in names):
            doubted |= {group for group in groups if rows[group].key not in lacking}
    for group in sorted(doubted):
        row = rows[group]
        yield finding(
            "value.low-confidence",
            table="review",
            row=row.key,
            group=row.key,
            place=row.place,
            reason=SLID_BESIDE,
            label=GROUPS[group],
        )


def _breaks(row: Row) -> bool:
    """The total is printed and is not the sum of its parts."""
    *parts, total = (cell.number for cell in row.cells)
    return total is not None and sum(part or 0 for part in parts) != total


# --------------------------------------------------------------------------- words


def _group(word: str) -> int | None:
    """The group that a head names; ``SUITS`` for 行政诉讼 alone."""
    if "未经复议" in word or "直接起诉" in word:
        return 1
    if "复议后" in word:
        return 2
    if "行政复议" in word and "诉讼" not in word:
        return 0
    return SUITS if "行政诉讼" in word and "行政复议" not in word else None


def _outcome(word: str) -> int | None:
    """The outcome that a head spells, whole or as far as a narrow column let it (结果, 维持 over two lines)."""
    return next((i for i, parts in enumerate(_OUTCOME_WORDS) if any(part in word for part in parts)), None)


def _labelled_apart(one: Line, other: Line) -> bool:
    """Two rows that are labelled with years, and not with the same."""
    words, others = ("".join(word for _, word in _words(line)) for line in (one, other))
    return words != others and bool(_YEARLY.search(words) and _YEARLY.search(others))


def _rest(word: str) -> str:
    """A head without the groups that one cell prints together with the outcome (行政复议结果维持)."""
    for name in (*GROUPS, "行政诉讼"):
        word = word.replace(name, "")
    return word


def _words(line: Line) -> list[tuple[int, str]]:
    return [(at, key(c.text)) for at, c in enumerate(line.cells) if c and c.text and not is_value(c.text)]


# --------------------------------------------------------------------------- true grids


def _groups_in(lines: Sequence[Line]) -> set[int]:
    return {group for line in lines for _, word in _words(line) if (group := _group(word)) is not None}


def _by_words(lines: Sequence[Line], before: Mapping[int, Name], found: _Found, elsewhere: set[int]) -> dict[int, Name]:
    """Put the figures of one grid under the names that its words give them; the names of its columns, which the next
    grid inherits when it has no words of its own. ``elsewhere``: groups that other grids of the table name."""
    outcomes = _label_column(lines, _outcome, _DOWN)
    groups = _label_column(lines, lambda word: None if _group(word) == SUITS else _group(word), 2)
    stub = max(-1 if outcomes is None else outcomes, -1 if groups is None else groups)
    heads = _heads(lines, stub, outcomes if outcomes is not None else groups)
    data = [line for line in lines if line not in heads]
    across_outcome = {} if outcomes is not None else _across(heads, stub)
    across_group = {} if groups is not None else _groups_across(heads, stub, max(len(line.cells) for line in lines))
    columns = _names(across_outcome, across_group, found, elsewhere) if outcomes is None and groups is None else {}
    if outcomes is None and groups is None:
        columns = columns or dict(before)
        for line in data:
            _row_of_all(line, columns, found)
        return columns
    group = None
    for line in data:
        if groups is not None and (
            named := [g for at in range(stub + 1) if (g := _group(_word(line, at))) is not None]
        ):
            group = named[-1] if named[-1] != SUITS else None
        outcome = _outcome(_word(line, outcomes)) if outcomes is not None else None
        if outcomes is not None and outcome is None:
            continue
        if groups is not None and group is None:
            continue
        _labelled_row(line, stub, (group, outcome), across_group if outcomes is not None else across_outcome, found)
    return {}


def _label_column(lines: Sequence[Line], named: Callable[[str], int | None], least: int) -> int | None:
    """The column whose words name ``least`` different things down the table."""
    width = max(len(line.cells) for line in lines)
    for at in range(width):
        seen = {
            named(key(c.text))
            for line in lines
            if at < len(line.cells) and (c := line.cells[at]) and c.text and not is_value(c.text)
        }
        if len(seen - {None}) >= least:
            return at
    return None


def _heads(lines: Sequence[Line], stub: int, label: int | None) -> list[Line]:
    """The lines that name columns: words and no figures, but for the labels of rows, which end at ``stub``."""
    heads = []
    for line in lines:
        words = [word for at, word in _words(line) if at > stub]
        named = any(_outcome(word) is not None or _group(word) is not None for word in words)
        bare = line.head and not words and bool(_words(line))
        if (named or bare) and (label is None or words or not _named(line, label)):
            heads.append(line)
    return heads


def _named(line: Line, at: int) -> bool:
    word = _word(line, at)
    return _outcome(word) is not None or _group(word) is not None


def _word(line: Line, at: int) -> str:
    cell = line.cells[at] if at < len(line.cells) else None
    return key(cell.text) if cell and cell.text else ""


def _across(heads: Sequence[Line], stub: int) -> dict[int, int]:
    """Column → outcome, from the words collected over it."""
    text: dict[int, str] = {}
    for line in heads:
        for at, word in _words(line):
            if at > stub:
                text[at] = text.get(at, "") + _rest(word)
    return {at: outcome for at, word in sorted(text.items()) if (outcome := _outcome(word)) is not None}


def _groups_across(heads: Sequence[Line], stub: int, width: int) -> dict[int, int]:
    """Column → group: the last head over it that names one; a merged head reaches to the next word of its line."""
    found: dict[int, int] = {}
    for line in heads:
        over: int | None = None
        for at in range(stub + 1, width):
            word = _word(line, at)
            if word:
                over = _group(word)
            if over is not None:
                found[at] = over
    return found


def _names(
    outcomes: Mapping[int, int], groups: Mapping[int, int], found: _Found, elsewhere: set[int]
) -> dict[int, Name]:
    """The name of each column. Outcomes under no group of their own belong to the groups that are not named, here or in
    another grid of the table, in the order of the form: to the only one left without a doubt."""
    unnamed = [group for group in range(3) if group not in groups.values()]
    left = [group for group in unnamed if group not in elsewhere] or unnamed
    suits = [group for group in left if group in (1, 2)]
    plain = [group for group in left if group not in suits or SUITS not in groups.values()]
    names: dict[int, Name] = {}
    for at, outcome in sorted(outcomes.items()):
        own = groups.get(at)
        open_groups = suits if own == SUITS else plain if own is None else [own]
        name = next(((g, outcome) for g in open_groups if (g, outcome) not in names.values()), None)
        if name is not None:
            names[at] = name
            if len(open_groups) > 1:
                found.doubts.update(dict.fromkeys(open_groups, UNNAMED_SUITS if own == SUITS else ASSUMED))
    if len(names) > len(OUTCOMES):
        found.order = tuple(names.values())
    return names


def _row_of_all(line: Line, columns: Mapping[int, Name], found: _Found) -> None:
    """A row with a figure for each column of the table."""
    run = [cell for cell in line.cells if cell is not None and not (cell.text and not is_value(cell.text))]
    yearly = any(_YEARLY.search(word) for _, word in _words(line))
    if not any(cell.text for cell in run) and len(set(line.texts)) == 1 and not yearly:
        return  # a note across the table
    if columns and len(line.cells) > max(columns) and all(line.cells[at] is not None for at in columns):
        stray = [c for at, c in enumerate(line.cells) if at not in columns and c and c.text and is_value(c.text)]
        if not stray:
            for at, name in columns.items():
                found.put(name, line.cells[at], line)
            return
    order = tuple(columns[at] for at in sorted(columns)) or ALL
    if len(run) == len(order):
        if not columns:
            found.doubts.update(dict.fromkeys(range(3), ASSUMED))
        for name, cell in zip(order, run, strict=True):
            found.put(name, cell, line)
    elif any(cell.text for cell in run):
        found.leave_open(run, line)


def _labelled_row(
    line: Line, stub: int, own: tuple[int | None, int | None], across: Mapping[int, int], found: _Found
) -> None:
    """A row whose label names its group, its outcome, or both."""
    group, outcome = own
    cells = [(at, c) for at, c in enumerate(line.cells) if at > stub and c is not None]
    if group is not None and outcome is not None:
        if len([c for _, c in cells if c.text]) > 1:
            found.leave_open([c for _, c in cells], line, (group,))
        for _, cell in sorted(cells, key=lambda item: not item[1].text)[:1]:
            found.put((group, outcome), cell, line)
        return
    names = {
        at: (group, i) if group is not None else (i, outcome or 0)
        for at, i in across.items()
        if group is not None or i != SUITS
    }
    groups = (group,) if group is not None else tuple(i for i in across.values() if i != SUITS)
    if not names:
        names = dict(
            enumerate(
                ((group, i) for i in range(5)) if group is not None else ((i, outcome or 0) for i in range(3)), stub + 1
            )
        )
        groups = (group,) if group is not None else (0, 1, 2)
        found.doubts.update(dict.fromkeys((g for g in groups if g is not None), ASSUMED))
    stray = [c for at, c in cells if at not in names and c.text and is_value(c.text)]
    if len(line.cells) > max(names) and not stray:
        for at, name in names.items():
            found.put((name[0] or 0, name[1]), line.cells[at], line)
    elif len(cells) == len(names):
        for (_, cell), at in zip(cells, sorted(names), strict=True):
            found.put((names[at][0] or 0, names[at][1]), cell, line)
    elif any(c.text for _, c in cells):
        found.leave_open([c for _, c in cells], line, tuple(g for g in groups if g is not None))


# --------------------------------------------------------------------------- text without columns


def _down_the_side(lines: Sequence[Line], found: _Found) -> bool:
    """Put the figures of lines that each name one outcome and hold one figure at most, below the group that the line or
    one above it names. False, and nothing put, where the lines are of another shape."""
    placed: dict[Name, tuple[GridCell | None, Line]] = {}
    group: int | None = None
    for line in lines:
        words = _labels(line)
        named = [g for _, word in words if (g := _group(word)) is not None and g != SUITS]
        outcomes = [o for _, word in words if _group(word) is None and (o := _outcome(word)) is not None]
        figures = [cell for cell in line.cells if cell and cell.text and is_value(cell.text)]
        group = named[-1] if named else group
        if not figures and not outcomes:
            continue
        if group is None or len(named) > 1 or len(outcomes) != 1 or len(figures) > 1 or (group, outcomes[0]) in placed:
            return False
        behind = [cell for cell in line.cells[words[-1][0] + 1 :] if cell]
        placed[group, outcomes[0]] = ((*figures, *behind, None)[0], line)
    if len(placed) < _DOWN:
        return False
    for name, (cell, line) in placed.items():
        found.put(name, cell, line)
    return True


def _in_sequence(lines: Sequence[Line], found: _Found) -> tuple[Name, ...]:
    """Put the figures of packed text in the order that the words of the head tell, and say that order."""
    heads = [line for line in lines if line.stream or not any(is_value(text) for text in line.texts)]
    groups, chunks, unnamed = _told(heads)
    outcomes = max(chunks, key=len, default=())
    order: tuple[Name, ...] = ()
    if len(chunks) == len(groups):
        order = tuple((group, outcome) for group, chunk in zip(groups, chunks, strict=True) for outcome in chunk)
    figured = [line for line in lines if any(is_value(text) for text in line.texts)]
    only = figured[0] if len(figured) == 1 else None
    by_group = any(_own_group(_words(line)) is not None for line in figured)  # then a row may be blank: 复议后起诉⇥⇥⇥⇥⇥
    carried: int | None = None
    for line in lines:
        words = _labels(line)
        run = [c for at, c in enumerate(line.cells) if c and at > max((at for at, _ in words), default=-1)]
        if not any(c.text for c in run):
            if by_group and (own := _own_group(words)) is not None and len(run) >= len(OUTCOMES):
                for place, cell in zip(outcomes or range(5), run, strict=False):
                    found.put((own, place), cell, line)
            continue
        group = next((g for _, w in words if (g := _group(w)) is not None and g != SUITS), None)
        outcome = next((o for _, w in words if _group(w) is None and (o := _outcome(w)) is not None), None)
        if group is None and outcome is not None and len([c for c in run if c.text]) == 1 < len(groups):
            group = carried  # 行政复议 stands before the first of its five rows
        carried = group
        names: list[Name] = []
        if group is not None and outcome is not None:
            names = [(group, outcome)]
        elif group is not None:
            names = [(group, o) for o in outcomes or range(5)]
        elif outcome is not None:
            names = [(g, outcome) for g in groups]
        if not names or (line.stream and line is only):  # the last word of the head and all the figures
            names = list(order or ALL)
            reason = UNNAMED_SUITS if unnamed and order else ASSUMED if not order else ""
            found.doubts.update({g: reason for g, _ in names if reason and (g or reason == ASSUMED)})
        while len(run) > len(names) and not run[-1].text:
            run.pop()
        while len(run) > len(names) and not run[0].text:
            run.pop(0)
        if len(run) == len(names):
            for name, cell in zip(names, run, strict=True):
                found.put(name, cell, line)
        else:
            found.leave_open(run, line, sorted({g for g, _ in names}))
    return order


def _labels(line: Line) -> list[tuple[int, str]]:
    """The words before the first figure; a word after it stands in the place of one (详见网站)."""
    first = next((at for at, c in enumerate(line.cells) if c and c.text and is_value(c.text)), len(line.cells))
    return [(at, word) for at, word in _words(line) if at < first]


def _own_group(words: Sequence[tuple[int, str]]) -> int | None:
    """The group that a row is labelled with, by the only word of its line."""
    group = _group(words[0][1]) if len(words) == 1 else None
    return None if group == SUITS else group


def _whole(heads: Sequence[Line]) -> list[dict[int, str]]:
    """The words of each line by column; a line that goes on with the words above it (结果, 维持) is one with them."""
    found: list[dict[int, str]] = []
    for line in heads:
        words = dict(_words(line))
        above = found[-1] if found and not line.stream else {}
        if words and all(
            at in above and _group(above[at]) is None and _outcome(word) != 4 for at, word in words.items()
        ):
            above.update({at: above[at] + word for at, word in words.items()})
        else:
            found.append(words)
    return found


def _told(heads: Sequence[Line]) -> tuple[list[int], list[tuple[int, ...]], bool]:
    """(the groups in their order, the outcomes of each, whether the two groups of 行政诉讼 go unnamed). Outcomes in one
    line with the groups below 行政诉讼 are those of 行政复议, which has no head of its own there."""
    tokens = [(at, word) for at, words in enumerate(_whole(heads)) for _, word in sorted(words.items())]
    named = [(at, group) for at, word in tokens if (group := _group(word)) is not None]
    own = [group for _, group in named if group in (1, 2)]
    groups: list[int] = []
    for _, group in named:
        below = (list(dict.fromkeys(own)) or [1, 2]) if group == SUITS else [group]
        groups += [g for g in below if g not in groups]
    chunks: list[tuple[int, list[int]]] = []
    for at, word in tokens:
        word = _rest(word)
        outcome = _outcome(word)
        if outcome is None and len(word) >= _LEAST:  # 结果 of 结果维持: the next that begins so
            held = chunks[-1][1] if chunks and len(chunks[-1][1]) < len(OUTCOMES) else []
            outcome = next((i for i, name in enumerate(OUTCOMES) if name.startswith(word) and i not in held), None)
        if outcome is None:
            continue
        if not chunks or outcome in chunks[-1][1]:
            chunks.append((at, []))
        chunks[-1][1].append(outcome)
    beside = {at for at, group in named if group in (1, 2)}
    if len(chunks) == len(groups) == 3 and groups[0] != 0:
        first = [c for c in chunks if c[0] in beside]
        chunks = [*(c for c in chunks if c not in first), *first] if len(first) == 1 else chunks
    return groups, [tuple(outcomes) for _, outcomes in chunks], not own
