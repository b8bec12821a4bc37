"""Determine which columns of the form a table header names and in which order.

A header is read in two ways: by position (the words above each column of the grid) and in sequence (the words in
reading order; a merged header cell represents the cells below it). Ruled columns need the first way; text packed to the
left allows only the second way. If merged cells lost their span, only the second way is correct.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise

from build_scripts.extraction.header_pieces import ORGANISATIONS, is_in_pieces, proven_pairs
from build_scripts.extraction.lines import Line
from build_scripts.extraction.numbering import NUMBER_COLUMN
from build_scripts.extraction.spelling import APPLICANTS, applicant, normalize
from build_scripts.forms import form
from build_scripts.model import Finding, GridCell, GridKind, finding
from build_scripts.wording import is_value

ASSUMED_ORDER = "没有可以辨认的表头，各列按格式的次序识别"
OTHER_NAME = "表头印的是“{word}”，按字面归入这一列"
UNPROVEN_ORDER = "表头的字不在同一行，看不出各列的次序，各列按格式的次序识别"
_MIN_LETTERS = 2  # minimum characters of a word cut by a narrow column: 自然 of 自然人
# letters of a name in other words: shorter words are cut, or of many tables, and longer ones are captions
_MIN_NAME, _MAX_NAME = 4, 8
_OTHER_YEAR = re.compile("上一?年|去年|同期")
_MERGED = (ORGANISATIONS, "申请人情况", "其他法人")

_A_COLUMN_LESS = "这一页的列数与表头不同，看不出少了（多了）的是哪一列"


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The header of a table. ``order``: indices of the form columns, left to right as printed; missing columns were
    lost.

    ``columns``: the grid column of each entry of ``order``, () if the words do not stand above the figures.
    ``extra_columns``: columns whose header is not in the form (备注); ``numbering``: those extra columns that number the
    rows (行次). ``has_other_words``: packed text whose header names another column (同比增减), it is unknown where.
    ``doubt``: applies to every row below the header.
    """

    order: tuple[int, ...]
    columns: tuple[int, ...] = ()
    width: int = 0
    extra_columns: frozenset[int] = frozenset()
    numbering: frozenset[int] = frozenset()
    has_other_words: bool = False
    doubt: str = ""

    @property
    def contradicts(self) -> bool:
        """True if the columns are printed in another order than in the form."""
        return list(self.order) != sorted(self.order)

    def moved(self, width: int) -> TableHeader:
        """Return the header for the grid of another page; label columns on the left may be missing on that page, or a
        column of the agency's own beside the figures (小计), which leaves the header in doubt."""
        by = self.width - width
        doubt = self.doubt or (_A_COLUMN_LESS if max(self.extra_columns, default=-1) > min(self.columns) else "")
        columns = tuple(column - by for column in self.columns)
        extra_columns = frozenset(column - by for column in self.extra_columns)
        numbering = frozenset(column - by for column in self.numbering)
        columns = columns if min(columns) >= 0 else ()
        return replace(
            self, columns=columns, width=width, extra_columns=extra_columns, numbering=numbering, doubt=doubt
        )


def request_header(words: Sequence[Line], width: int, run: int, used: int | None = None) -> TableHeader | None:
    """Return the header of table 3 from its lines ``words``, ``None`` if it cannot be determined. The grid has
    ``width`` columns and its rows have ``run`` figures. All figures stand within the first ``used`` columns (default:
    all columns)."""
    if words[-1].kind is not GridKind.PACKED:
        last = words[-1].block
        for some in (_shifted(words, width), [word for word in words if word.block == last]):
            if not _is_ragged(some, width) and (head := header_by_position(some, width, used, run)):
                return head
        if not _is_ragged(words, width):
            return None
    return _header_in_sequence(words, width, run)


def with_likely_names(words: Sequence[Line]) -> tuple[list[Line], dict[int, GridCell]]:
    """Return header lines with the form's names in place of words that can only mean them, and index of the applicant →
    printed word.

    国有企业 is 商业企业 if no other word names 商业企业, no other unknown word is like it, and the word is like no other
    name. Where it stands is not considered: the columns are read by the names as any others."""
    cells = [cell for line in words for cell in line.cells if cell and cell.text]
    by_word = {normalize(cell.text): cell for cell in reversed(cells)}
    named = {i for word in by_word if (i := _index_by_position(word)) is not None}
    likely: dict[int, list[str]] = {}
    for word in by_word:
        if _MIN_NAME <= len(word) <= _MAX_NAME and _index_by_position(word) is None and word not in _MERGED:
            alike = [i for i in range(len(APPLICANTS)) if not _pairs(word).isdisjoint(_own_pairs(i))]
            if len(alike) == 1 and alike[0] not in named:
                likely.setdefault(alike[0], []).append(word)
    found = {i: by_word[some[0]] for i, some in likely.items() if len(some) == 1}
    names = {normalize(cell.text): APPLICANTS[i] for i, cell in found.items()}

    def renamed(cell: GridCell | None) -> GridCell | None:
        name = names.get(normalize(cell.text)) if cell else None
        return replace(cell, text=name) if cell and name else cell

    return [replace(line, cells=tuple(map(renamed, line.cells))) for line in words], found


def _pairs(word: str) -> set[str]:
    return {a + b for a, b in pairwise(word)}


@cache
def _own_pairs(index: int) -> frozenset[str]:
    """Return the pairs of letters of an applicant that stand in no other name of the header: 公益 but not 组织."""
    others = (*APPLICANTS[:index], *APPLICANTS[index + 1 :], *_MERGED)
    return frozenset(_pairs(APPLICANTS[index]) - {pair for name in others for pair in _pairs(name)})


def _shifted(words: Sequence[Line], width: int) -> list[Line]:
    """Return the header lines shifted to the columns of the last grid. A header on the previous page has fewer label
    columns where only the header separates them."""
    last = words[-1].block
    widths: dict[int, set[int]] = {}
    for word in words:
        widths.setdefault(word.block, set()).add(len(word.cells))

    def moved(word: Line) -> Line:
        by = width - len(word.cells)
        even = word.block != last and word.kind is GridKind.RULED and len(widths[word.block]) == 1
        return replace(word, cells=(*[None] * by, *word.cells)) if even else word

    return [moved(word) for word in words]


def _is_ragged(words: Sequence[Line], width: int) -> bool:
    """Return True if merged headers lost their span, so that words stand above wrong columns."""
    return any(len(line.cells) < width for line in words) and len(applicants_in_sequence(words)) >= len(
        applicant_columns(words)
    )


def header_by_position(
    words: Sequence[Line], width: int, used: int | None = None, run: int | None = None
) -> TableHeader | None:
    """Return the header by position. A sheet is as wide as its widest table: columns beyond both the last of ``used``
    and the last word do not belong to this table. ``run``: the maximum number of figures in a row, if known."""
    text = _column_texts(words)
    ends = width if used is None else max((used, *(at + 1 for at in text)))
    by_applicant = _complete(applicant_columns(words), text, min(ends, width), run)
    if by_applicant is None:
        return None
    order = sorted(by_applicant, key=lambda index: by_applicant[index])
    columns = tuple(by_applicant[index] for index in order)
    numbering = frozenset(c for c, word in text.items() if c not in columns and NUMBER_COLUMN.search(word))
    # 法人或其他组织 over its five columns may begin beside the first of them, in a table that was drawn by hand
    merged = _MERGED if order == list(range(len(APPLICANTS))) else ()
    others = {c for c in text if c not in columns and c > min(columns) and text[c] not in merged}
    extra_columns = frozenset(others) | numbering
    return TableHeader(tuple(order), columns, width, extra_columns, numbering)


def with_extra_columns(head: TableHeader, words: Sequence[Line], lines: Sequence[Line]) -> TableHeader:
    """Return the header extended by the columns before its first column that have their own header and hold only
    figures (去年同期)."""
    text = _column_texts(words)
    rows = [line.cells for line in lines if not line.is_header]
    below = {c: [row[c] for row in rows if c < len(row) and row[c]] for c in text if c < min(head.columns)}
    prints = {c: [cell.text for cell in cells if cell and cell.text] for c, cells in below.items()}
    extra_columns = {c for c, texts in prints.items() if texts and all(map(is_value, texts))}
    return replace(head, extra_columns=head.extra_columns | extra_columns)


def _header_in_sequence(words: Sequence[Line], width: int, run: int) -> TableHeader | None:
    """Return the header in sequence. A missing name is a lost column, unless the rows have a figure for it."""
    if is_in_pieces([[normalize(text) for text in line.texts] for line in words]):
        return TableHeader(tuple(range(len(APPLICANTS))), (), width)
    sequence = applicants_in_sequence(words)
    # Words in paragraphs of their own are only those that were recognized: 总 / 计 and 其 / 他 may stand between them.
    if len(sequence) < len(APPLICANTS) - 1 and all(word.stream for word in words):
        return None
    if len(sequence) <= len(APPLICANTS) // 2:
        return None
    if len(sequence) < min(run, len(APPLICANTS)):
        return (
            TableHeader(tuple(range(len(APPLICANTS))), (), width, doubt=ASSUMED_ORDER)
            if list(sequence) == sorted(sequence)
            else None
        )
    order, doubt = _order_by_lines(sequence, words)
    return TableHeader(order, (), width, has_other_words=_has_other_words(words), doubt=doubt)


def _has_other_words(lines: Sequence[Line]) -> bool:
    """Return True if a line names a column that is not in the form behind a name of the form (申请人情况, 同比增减)."""
    for line in lines:
        names = [normalize(text) for text in line.texts]
        of_form = [
            applicant(name) in APPLICANTS or any(name in word for word in (*APPLICANTS, *_MERGED)) for name in names
        ]
        if True in of_form and False in of_form[of_form.index(True) :]:
            return True
    return False


def _column_texts(lines: Sequence[Line]) -> dict[int, str]:
    """Return column → header text. Headers may be split over lines (自然 / 人); a repeated word (合计, 合计) counts
    once."""
    text: dict[int, str] = {}
    last: dict[int, str] = {}
    for line in lines:
        for at, cell in enumerate(line.cells):
            if cell and cell.text and (word := normalize(cell.text)) != last.get(at):
                text[at] = text.get(at, "") + word
                last[at] = word
    return text


def applicant_columns(lines: Sequence[Line]) -> dict[int, int]:
    """Return index of the applicant → column whose header spells it. A name above several columns is ignored, unless
    one of them alone spells it as the form does: 总计 beside 合计, the sum of the organisations."""
    places: dict[int, list[int]] = {}
    texts = _column_texts(lines)
    for at, word in texts.items():
        index = _index_by_position(word)
        if index is not None:
            places.setdefault(index, []).append(at)
    spelt = {
        index: columns if len(columns) == 1 else [at for at in columns if texts[at] == APPLICANTS[index]]
        for index, columns in places.items()
    }
    return {index: columns[0] for index, columns in spelt.items() if len(columns) == 1}


def _index_by_position(head: str) -> int | None:
    """Return the index of the applicant that a column header spells, alone or below merged headers repeated by an
    export."""
    for merged in _MERGED:
        head = head.replace(merged, "")
    # alone, 其他组织 is the end of 法人或 / 其他组织 over two lines
    head = "其他" if head == "其他组织" else applicant(head)
    exact = [i for i, name in enumerate(APPLICANTS) if head == name]
    is_own_year = not _OTHER_YEAR.search(head)  # 上年总计
    longer = [
        i for i, name in enumerate(APPLICANTS) if head.endswith(name) and len(head) <= len(name) + 4 and is_own_year
    ]
    return next(iter((*exact, *longer)), None)


def _complete(found: Mapping[int, int], text: Mapping[int, str], width: int, run: int | None) -> dict[int, int] | None:
    """Return all existing columns. Unread names are lost columns if the grid ends where the names end, apart from
    columns of the agency's own behind them. Unread names have their form position if exactly their columns remain and
    no other word stands above these columns. A short table (自然人, 法人或其他组织, 总计; 总计 alone) counts only if a word
    stands above each of its ``run`` figures."""
    missing = [index for index in range(len(APPLICANTS)) if index not in found]
    if not missing or not found:
        return dict(found) or None
    known = sorted((*found.values(), *(at for at, word in text.items() if word == ORGANISATIONS)))
    is_few = len(missing) > len(APPLICANTS) // 2
    while not is_few and known[-1] < width - 1 and _is_other_name(text.get(width - 1, ""), missing):
        width -= 1  # 备注, 上年总计
    if known == list(range(known[0], width)) and (not is_few or (run is not None and run <= len(known))):
        return dict(found)
    if is_few:
        return None
    first = min(found[index] - index for index in found)
    filled = {index: first + index for index in range(len(APPLICANTS))}
    if first >= 0 and all(filled[index] == at for index, at in found.items()):
        free = all(_is_part(text.get(filled[index], ""), APPLICANTS[index]) for index in missing)
        if free and first + len(APPLICANTS) <= width:
            return filled
    return None


def _is_other_name(word: str, missing: Sequence[int]) -> bool:
    """Return True if the word is no part of the names of these applicants: 备注, but not 计, the end of 总计."""
    names = [APPLICANTS[index] for index in missing]
    return bool(word) and not any(word in name or _is_part(word, name) for name in names)


def _is_part(word: str, name: str) -> bool:
    """Return True for a part of a name that a narrow column or a short header leaves: 自然 of 自然人, 公益 of 社会公益组织."""
    for merged in _MERGED:
        word = word.replace(merged, "")
    return not word or (len(word) >= _MIN_LETTERS and word in name)


def applicants_in_sequence(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the applicants in reading order. The five applicants below 法人或其他组织 take the position of this merged
    header. Words beside 申请人情况 in the same line come after all words below it."""
    # (1 if after 申请人情况, position of the word or of the merged header above it, position of the word)
    place: dict[int, tuple[int, int, int]] = {}
    at, above = 0, -1
    for line in _named(lines):
        after = 0
        for name in line:
            at += 1
            after = max(after, int(name == "申请人情况"))
            if name == ORGANISATIONS:
                above = at
            elif name in APPLICANTS:
                below = above >= 0 and name not in ("自然人", "总计")
                place[APPLICANTS.index(name)] = (after, above if below else at, at)
    return tuple(sorted(place, key=lambda index: place[index]))


def _named(lines: Sequence[Line]) -> list[list[str]]:
    """Return the names of the form in each line, and 申请人情况 and 法人或其他组织; an applicant counts once."""
    taken: set[int] = set()
    named: list[list[str]] = []
    for line in lines:
        named.append([])
        for word in map(normalize, line.texts):
            named[-1] += [name for name in ("申请人情况", ORGANISATIONS) if name in word]
            index = _index_in_sequence(word, taken)
            if index is not None:
                taken.add(index)
                named[-1].append(APPLICANTS[index])
    return named


def _order_by_lines(sequence: tuple[int, ...], lines: Sequence[Line]) -> tuple[tuple[int, ...], str]:
    """Return the order of the columns, and the doubt on it. Where the words are not in the order of the form, their
    lines must prove it: 自然人 in the middle of a cell of two rows stands on a line below 法人或其他组织."""
    pairs = proven_pairs(_named(lines)) or frozenset()
    before = {(APPLICANTS.index(left), APPLICANTS.index(right)) for left, right in pairs}
    read = set(combinations(sequence, 2))
    # 总计 is as high as 自然人 or higher: if it is read first, it is on the left
    first = sequence[0] if sequence[0] == APPLICANTS.index("总计") else None
    if {(a, b) for a, b in read if a > b and a != first} <= before and not any((b, a) in before for a, b in read):
        return sequence, ""
    order: list[int] = []
    while rest := [index for index in sorted(sequence) if index not in order]:
        order.append(next(i for i in rest if not any((other, i) in before for other in rest)))
    is_proven = all(pair in before for pair in pairwise(order))
    return tuple(order), "" if is_proven else UNPROVEN_ORDER


def _index_in_sequence(word: str, taken: Collection[int]) -> int | None:
    # before 法律服务机构, 其他组织 may be the end of 法人或 / 其他组织
    last = APPLICANTS.index("法律服务机构") in taken
    word = "其他" if last and word == "其他组织" else applicant(word)
    if word in APPLICANTS:
        return APPLICANTS.index(word) if APPLICANTS.index(word) not in taken else None
    cut = [
        i for i, name in enumerate(APPLICANTS) if len(word) >= _MIN_LETTERS and name.startswith(word) and i not in taken
    ]
    return cut[0] if cut else None


def order_finding(table: str, order: Sequence[int], names: Sequence[str], row: str = "") -> Finding:
    """Report columns printed in another order than in the form; they were assigned by their header words."""
    shape = form("2021").table(table)
    printed = "、".join(names[index] for index in order)
    return finding("table.columns", table=table, row=row, number=shape.number, printed=printed)
