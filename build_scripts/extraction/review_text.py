"""Extract table 4 from text without columns: the header words give the order of the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from build_scripts.extraction.headers import ASSUMED_ORDER, UNPROVEN_ORDER
from build_scripts.extraction.lines import Line
from build_scripts.extraction.review_words import (
    ALL_CELLS,
    LITIGATION,
    MIN_LABEL_COLUMN,
    UNNAMED_LITIGATION,
    Name,
    ReviewCells,
    group_of,
    is_note,
    is_sum,
    outcome_of,
    without_groups,
    words_of,
)
from build_scripts.extraction.spelling import OUTCOMES
from build_scripts.model import GridCell
from build_scripts.wording import is_value

_MIN_LETTERS = 2  # minimum letters of an outcome cut by a narrow column


def assign_outcome_lines(lines: Sequence[Line], found: ReviewCells) -> bool:
    """Assign the figures of lines that each name one outcome and hold at most one figure; the group is named in the
    line or in a line above. Return False and assign nothing if the lines have another shape. This includes a group
    without its own outcomes that stands beside the next group: a single figure may belong to either group because blank
    cells left no trace."""
    named_groups: set[int] = set()
    placed: dict[Name, tuple[GridCell | None, Line]] = {}
    group: int | None = None
    for line in lines:
        words = _labels(line)
        named = [g for _, word in words if (g := group_of(word)) is not None and g != LITIGATION]
        outcomes = [o for _, word in words if (o := outcome_of(without_groups(word))) is not None]
        figures = [cell for cell in line.cells if cell and is_value(cell.text)]
        group = named[-1] if named else group
        named_groups.update(named)
        if not figures and not outcomes:
            continue
        if group is None or len(named) > 1 or len(outcomes) != 1 or len(figures) > 1 or (group, outcomes[0]) in placed:
            return False
        behind = [cell for cell in line.cells[words[-1][0] + 1 :] if cell]
        placed[group, outcomes[0]] = ((*figures, *behind, None)[0], line)
    if len(placed) < MIN_LABEL_COLUMN or named_groups - {name[0] for name in placed}:
        return False
    for name, (cell, line) in placed.items():
        found.add_cell(name, cell, line)
    return True


def assign_in_sequence(lines: Sequence[Line], found: ReviewCells) -> tuple[Name, ...]:
    """Assign the figures of packed text in the order given by the header words. Return this order."""
    heads = [line for line in lines if line.stream or not any(is_value(text) for text in line.texts)]
    heads, grand = _without_grand_total(heads)
    groups, chunks, unnamed = _header_order(heads)
    scattered = groups != sorted(groups) and _is_scattered(heads)
    groups = sorted(groups) if scattered else groups
    last_words = [words[-1][1] for line in heads if (words := words_of(line))]
    has_remark = any(group_of(word) is None and outcome_of(word) is None for word in last_words[-1:])
    outcomes = max(chunks, key=len, default=())
    order: tuple[Name, ...] = ()
    if len(chunks) == len(groups):
        order = tuple((group, outcome) for group, chunk in zip(groups, chunks, strict=True) for outcome in chunk)
    figured = [line for line in lines if any(is_value(text) for text in line.texts)]
    only = figured[0] if len(figured) == 1 else None
    # in this case a row may be blank: 复议后起诉⇥⇥⇥⇥⇥
    by_group = any(_row_group(words_of(line)) is not None for line in figured)
    carried: int | None = None
    for line in lines:
        words = _labels(line)
        run = [c for at, c in enumerate(line.cells) if c and at > max((at for at, _ in words), default=-1)]
        if all(is_note(c.text) for c in run if c.text) and any(c.text for c in run):
            continue
        if by_group and words and all(is_sum(word) for _, word in words):  # 合计 below the groups
            continue
        if not any(c.text for c in run):
            if by_group and (own := _row_group(words)) is not None and len(run) >= len(OUTCOMES):
                for place, cell in zip(outcomes or range(5), run, strict=False):
                    found.add_cell((own, place), cell, line)
            continue
        group = next((g for _, w in words if (g := group_of(w)) is not None and g != LITIGATION), None)
        outcome = next((o for _, w in words if group_of(w) is None and (o := outcome_of(w)) is not None), None)
        if group is None and outcome is not None and len([c for c in run if c.text]) == 1 < len(groups):
            group = carried  # 行政复议 stands before the first of its five rows
        carried = group
        names = _names(group, outcome, groups, outcomes)
        if not names or (line.stream and line is only):  # one line holds the last header word and all figures
            names = list(order or ALL_CELLS)
            reason = UNNAMED_LITIGATION if unnamed and order else ASSUMED_ORDER if not order else ""
            reason = reason or (UNPROVEN_ORDER if scattered else "")
            found.doubts.update({g: reason for g, _ in names if reason and (g or reason == ASSUMED_ORDER)})
        run = _trimmed(run, len(names), grand, has_remark)
        if len(run) == len(names):
            for name, cell in zip(names, run, strict=True):
                found.add_cell(name, cell, line)
        else:
            found.add_ambiguous(run, line, sorted({g for g, _ in names}))
    return order


def _names(group: int | None, outcome: int | None, groups: Sequence[int], outcomes: Sequence[int]) -> list[Name]:
    """Return the cells of a line with these labels: one cell, a row or a column; none without a label."""
    if group is not None:
        return [(group, outcome)] if outcome is not None else [(group, o) for o in outcomes or range(5)]
    return [(g, outcome) for g in groups] if outcome is not None else []


def _trimmed(run: list[GridCell], count: int, grand: int, has_remark: bool) -> list[GridCell]:
    """Return the cells of a line without surplus blank cells at its ends and without the grand total. The grand total
    is shown beside the table under its header. If blank cells at both ends may be the surplus, or a blank cell before
    and a remark behind (⇥0⇥⇥0⇥⇥⇥⇥⇥⇥⇥⇥⇥⇥⇥0⇥见官网, or 无 under 备注), the line keeps them."""
    filled = [at for at, cell in enumerate(run) if cell.text]
    if has_remark and filled[-1] == count == len(run) - 1 and is_note(run[-1].text):
        return run[:-1]
    has_grand = bool(grand) and count == len(ALL_CELLS) < len(run)
    count += has_grand
    if filled[0] > 0 and len(run) > count and (has_remark or not is_value(run[filled[-1]].text)):
        return run
    if max(filled[-1] + 1 - count, 0) < min(filled[0], len(run) - count):
        return run
    while len(run) > count and not run[-1].text:
        run.pop()
    while len(run) > count and not run[0].text:
        run.pop(0)
    if has_grand and len(run) == count:
        run.pop(0 if grand < 0 else -1)
    return run


def _labels(line: Line) -> list[tuple[int, str]]:
    """Return the words before the first figure; a later word stands in place of a figure (详见网站)."""
    first = next((at for at, c in enumerate(line.cells) if c and is_value(c.text)), len(line.cells))
    return [(at, word) for at, word in words_of(line) if at < first]


def _without_grand_total(heads: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the headers without a grand total (合计 beside the groups, above no outcome), and the position of its
    figure: −1 first, 1 last, 0 no grand total."""
    for at, line in enumerate(heads):
        words = words_of(line)
        totals = [
            place for place, word in words if outcome_of(word) == OUTCOMES.index("总计") and group_of(word) is None
        ]
        groups = [place for place, word in words if group_of(word) is not None]
        if len(totals) == 1 and groups and len(totals) + len(groups) == len(words):
            before, after = totals[0] < min(groups), totals[0] > max(groups)
            if before or after:
                cells = tuple(None if place == totals[0] else cell for place, cell in enumerate(line.cells))
                return [*heads[:at], replace(line, cells=cells), *heads[at + 1 :]], -1 if before else 1
    return list(heads), 0


def _is_scattered(heads: Sequence[Line]) -> bool:
    """Return True if the two groups of 行政诉讼 are named on different lines, one of them among outcomes that are not
    its own: 结果维持 … 总计 复议后起诉 above 未经复议直接起诉, where the text of a page lost the places of its words."""
    lines = [[word for _, word in words_of(line)] for line in heads]
    named = [line for line in lines if any(group_of(word) in (1, 2) for word in line)]
    outcomes = [sum(group_of(word) is None and outcome_of(word) is not None for word in line) for line in named]
    return len(named) > 1 and max(outcomes) > 1


def _row_group(words: Sequence[tuple[int, str]]) -> int | None:
    """Return the group named by the only word of a line, the label of its row."""
    group = group_of(words[0][1]) if len(words) == 1 else None
    return None if group == LITIGATION else group


def _joined_words(heads: Sequence[Line]) -> list[dict[int, str]]:
    """Return the words of each line by column. A line that continues the words above it (结果, 维持) is joined with
    them. A merged header repeated below in the same column counts once."""
    found: list[dict[int, str]] = []
    even = len({len(line.cells) for line in heads}) == 1
    for line in heads:
        before = found if even and not line.stream else []
        words = {at: word for at, word in words_of(line) if not any(above.get(at) == word for above in before)}
        above = found[-1] if found and not line.stream else {}
        if words and all(
            at in above and group_of(above[at]) is None and outcome_of(word) != 4 for at, word in words.items()
        ):
            above.update({at: above[at] + word for at, word in words.items()})
        else:
            found.append(words)
    return found


def _header_order(heads: Sequence[Line]) -> tuple[list[int], list[list[int]], bool]:
    """Return (the groups in order, the outcomes of each group, whether the two groups of 行政诉讼 are unnamed)."""
    tokens = [(at, word) for at, words in enumerate(_joined_words(heads)) for _, word in sorted(words.items())]
    named = [group for _, word in tokens if (group := group_of(word)) is not None]
    own = [group for group in named if group in (1, 2)]
    groups: list[int] = []
    for group in named:
        below = (list(dict.fromkeys(own)) or [1, 2]) if group == LITIGATION else [group]
        groups += [g for g in below if g not in groups]
    chunks: list[list[int]] = []
    spelt = Counter(at for at, word in tokens if outcome_of(word) is not None)
    for at, word in tokens:
        word = without_groups(word)
        if word == "结果" and spelt[at] >= MIN_LABEL_COLUMN:
            continue  # the label of a line that spells its outcomes
        outcome = outcome_of(word)
        if outcome is None and len(word) >= _MIN_LETTERS:  # 结果 of 结果维持: take the next outcome with this beginning
            held = chunks[-1] if chunks and len(chunks[-1]) < len(OUTCOMES) else []
            outcome = next((i for i, name in enumerate(OUTCOMES) if name.startswith(word) and i not in held), None)
        if outcome is None:
            continue
        if not chunks or outcome in chunks[-1]:
            chunks.append([])
        chunks[-1].append(outcome)
    return groups, chunks, not own
