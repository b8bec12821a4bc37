"""Blocks to lines of the statutory tables: which row of which grid belongs to table 2, 3 or 4.

Tables are found by their own words, never by the heading before them: seed004 prints half of table 3's
head before heading 二 and the rest, without a heading, after table 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from build_scripts.extraction.headings import heading
from build_scripts.extraction.labels import (
    APPLICANTS,
    applicant,
    best_row,
    head_words,
    is_head,
    key,
    names_group,
    unjoined,
)
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph
from build_scripts.readers.objects import content, signed
from build_scripts.wording import OBJECT, is_value, squeeze

TABLES = ("proactive", "requests", "review")
_NAMED = 0.95  # likeness of a row's name on a line of its own: its very words, but for signs
_ROW_NAMED = 0.9  # likeness of a label to a row, with figures beside it: no head, whatever else stands in the line
_REACH = 60  # rows without a sign that follow one with it: table 3, the longest, has 28
_ABOVE = 5  # paragraphs above figures among which their heading is looked for: 单位：件 or a caption stand between
_GOES_ON = 5  # figures of a group of table 4; table 3 has seven, a page number one
_LABEL = 4  # letters of the label of a row; 项目, 件数 and 本年度 may stand before the row of table 4
_SPREAD = 12  # tokens that may spell one word
_HEAD = 12  # letters of the head of a column of the agency's own: 上年末件数, 本年度上级转办件数
_ODD = 8  # letters of what stands in the place of a figure: 详见网站, 未统计, #REF!
_SENTENCE = re.compile("[。，；：]")
_UNIT = re.compile("[（(]?((计量)?单位[:：]?)?(万?元|件|项|条)[)）]?")
GLUED = "标签与数字连在一起，按位数拆开"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a statutory table as printed. ``block`` is the index of its block in the document.

    ``head``: it holds words of the table's head. ``stream``: made of ``span`` paragraphs, one cell each."""

    cells: tuple[GridCell | None, ...]
    kind: GridKind
    block: int
    row: int
    table: str = ""
    head: bool = False
    stream: bool = False
    span: int = 1

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells if cell and cell.text)


def lines_of(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """All lines of statutory tables in document order, tagged with their table."""
    found: list[Line] = []
    current = ""
    at = 0
    barren = 0  # up to there no table of one cell a line begins
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Grid):
            before = found[-1] if found else None
            tagged, current = _tag(_rows(block, at), current, _heading_above(blocks, at, before), before)
            found.extend(tagged)
            at += 1
            continue
        before = found[-1] if found and found[-1].table and _next(found[-1]) == at else None
        reach, is_stream = _stream_end(blocks, at, before) if at >= barren else (barren, False)
        barren = reach
        if is_stream:
            tagged, current = _tag(list(_stream_lines(blocks, at, reach)), current)
            found.extend(line for line in tagged if line.table)
            at = reach
            continue
        if table := _lone_head(blocks, at):
            current = table
            found.append(_of_labels(block, at, table, head=True))
        elif found and _own_head(blocks, at, found[-1]):
            place = GridCell(block.text, block.place, block.doubt)
            found.append(Line((place,), GridKind.PACKED, at, 0, current, head=True, stream=True, span=0))
        elif _lone_label(blocks, at, current):
            found.append(_of_labels(block, at, current, head=False))
        at += 1
    return tuple(found)


def _of_labels(block: Paragraph, at: int, table: str, head: bool) -> Line:
    """A paragraph of labels alone as a line."""
    cells = _cells(signed(block))
    assert cells is not None
    made = tuple(GridCell(text, block.place, block.doubt) for text in cells[0])
    return Line(made, GridKind.PACKED, at, 0, table, head=head, stream=True)


def _rows(grid: Grid, block: int) -> list[Line]:
    return [Line(cells, grid.kind, block, row) for row, cells in enumerate(grid.rows)]


def _sign(line: Line) -> tuple[str, bool]:
    """(table, is it a head line) that the words of one line show, ("", False) when they show none."""
    words = [key(text) for text in line.texts if not is_value(text)]
    joined = "".join(words)
    heads = {t: sum(is_head(t, w) for w in words) for t in TABLES}
    if heads["requests"] and "行政复议" not in joined:
        row = len(words) < len(line.texts) and any(best_row("requests", w)[0] >= _ROW_NAMED for w in words)
        return "requests", not row  # （七）总计 with figures is a row, though 自然人 stand beside it
    if heads["review"] and (heads["review"] > 1 or "行政复议" in joined or "行政诉讼" in joined):
        return "review", True
    if heads["proactive"]:  # the article may stand in a column before each row
        return "proactive", not any(best_row("proactive", w)[0] >= _ROW_NAMED for w in words)
    best = ("", 0.0)
    for word in words:
        if len(word) < 2:
            continue
        for table in ("proactive", "requests"):
            score = best_row(table, word)[0]
            if score > best[1]:
                best = (table, score)
        if best[1] < 0.9 and names_group(word, 0.9):
            best = ("requests", 0.9)
    if best[1] >= 0.75:
        return best[0], False
    if heads["review"]:
        return "review", True
    return "", False


def _tag(lines: list[Line], current: str, section: str = "", before: Line | None = None) -> tuple[list[Line], str]:
    """Tag the lines of one grid. Lines without a sign follow the line before (60,000 rows below a table are not its own);
    those before the first sign follow the table that the page before ended with; a grid without any sign is nobody's, unless
    it holds values alone (it goes on with the table before, or is table 4, whose data row has no label at all: the heading
    of the ``section`` above it tells) or goes on with the label that the line ``before`` it began."""
    signs = [_sign(line) for line in lines]
    if not any(table for table, _ in signs):
        table = {"review": "review", "problems": "", "other_matters": ""}.get(section, current)
        goes_on = all(is_value(text) for line in lines for text in line.texts) or _is_rest(before, lines[0])
        if table and goes_on and any(line.texts for line in lines):
            return [replace(line, table=table) for line in lines], table
        return lines, current
    tagged = []
    since = 0
    for line, (table, head) in zip(lines, signs, strict=True):
        since = 0 if table else since + 1
        if not table and current == "review" and _is_other_row(line):
            current = ""
        if table and not (current == "requests" and table == "proactive" and not head):
            current = table
        tagged.append(replace(line, table=current if since <= _REACH else "", head=head and table == current))
    return tagged, current


def _is_rest(before: Line | None, line: Line) -> bool:
    """业性收费 below 行政事, where a page ends: together they name a row."""
    labels = [[text for text in one.texts if not is_value(text)][-1:] for one in (before, line) if one]
    word = key("".join(text for label in labels for text in label))
    return sum(map(len, labels)) == 2 and any(best_row(table, word)[0] >= _NAMED for table in TABLES[:2])


def _heading_above(blocks: Sequence[Block], at: int, before: Line | None) -> str:
    """The section that begins between the last line of a table and grid ``at``, "" when none does."""
    last = max(_next(before) if before else 0, at - _ABOVE)
    above = (block for block in blocks[last:at] if isinstance(block, Paragraph))
    sections = [section[0].key for block in above if (section := heading(block.text, block.level))]
    return sections[-1] if sections else ""


def _is_other_row(line: Line) -> bool:
    """信息处理费 12, 培训次数 3: behind table 4, whose rows have many figures, and no labels but of its own words or years."""
    labels = [
        word for text in line.texts if not is_value(text) and len(word := key(text)) >= _LABEL and "年" not in word
    ]
    return len(labels) == 1 and len(labels) < len(line.texts) <= _GOES_ON


# --------------------------------------------------------------------------- one cell a line


def _next(line: Line) -> int:
    """The block after a line; one of ``span`` 0 is a paragraph that stays in the text."""
    return line.block + max(line.span, 1)


def _stream_end(blocks: Sequence[Block], at: int, before: Line | None) -> tuple[int, bool]:
    """The end of the cells (or rows) that stand one a line from paragraph ``at``, and whether they are a table; if not,
    what begins among them is none either. Right behind a line of a table (``before``) one row, or its figures alone, go on
    with it, and behind a head a label with one figure below it."""
    end, labels, values, rows = at, 0, 0, 0
    while end < len(blocks):
        block = blocks[end]
        if not isinstance(block, Paragraph) or (cells := _cells(signed(block))) is None:
            break
        labels += bool(cells[0])
        values += len(cells[1])
        rows += bool(cells[0] and cells[1])
        end += 1
    if before and (rows or values >= _GOES_ON or (before.head and labels and values)):
        return end, True
    return end, labels >= 2 and bool(values >= 2 or rows)


_Cells = tuple[tuple[str, ...], tuple[str, ...], bool]  # labels, values, whether no white space parted them


def _cells(text: str) -> _Cells | None:
    """The labels and values of one line, ``None`` when it holds anything else."""
    if glued := _glued(text):
        return (glued[0],), (glued[1],), True
    tokens = text.split()
    labels, end = _labels(tokens)
    values = tuple(tokens[end:])
    if (labels or values) and (all(map(is_value, values)) or (labels and _are_figures(labels[-1], values))):
        return labels, values, False
    return None


def _labels(tokens: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The words of the form that the tokens begin with, the longest first (自 然 人 is one), and where they end. A figure
    may begin a word as the number of its item, and is no part of one otherwise."""
    first = next((at for at, token in enumerate(tokens) if is_value(token)), len(tokens))
    words = [key(token) for token in tokens[:first]]
    if words and all(word in head_words() or any(is_head(table, word) for table in TABLES) for word in words):
        return tuple(tokens[:first]), first
    found: list[str] = []
    at = 0
    while at < len(tokens):
        figure = next((i for i in range(at + 1, len(tokens)) if is_value(tokens[i])), len(tokens))
        ends = range(min(figure, at + _SPREAD), at, -1)
        end = next((end for end in ends if _is_form_word("".join(tokens[at:end]))), None)
        if end is None:
            break
        found += unjoined("".join(tokens[at:end]))
        at = end
    return tuple(found), at


def _are_figures(label: str, texts: Sequence[str]) -> bool:
    """What stands behind the name of a row are its figures, though some are words (见附件) or signs (X)."""
    named = max(best_row(table, key(label))[0] for table in ("proactive", "requests")) >= _ROW_NAMED
    odd = [text for text in texts if not is_value(text)]
    short = all(len(text) <= _ODD and not _SENTENCE.search(text) and not _is_form_word(text) for text in odd)
    return named and short and len(odd) < len(texts)


def _lone_head(blocks: Sequence[Block], at: int) -> str:
    """The table whose head word (第二十条第（一）项) stands alone at paragraph ``at`` beside a grid or another such word."""
    block = blocks[at]
    assert isinstance(block, Paragraph)
    cells = _cells(signed(block))
    if cells is None or cells[1] or not cells[0]:
        return ""
    neighbours = [blocks[i] for i in (at - 1, at + 1) if 0 <= i < len(blocks)]
    if not any(isinstance(b, Grid) or _cells(signed(b)) for b in neighbours):
        return ""
    words = [key(label) for label in cells[0]]
    for table in TABLES:
        if any(is_head(table, word) for word in words) and all(is_head(table, w) or w in head_words() for w in words):
            return table
    return ""


def _own_head(blocks: Sequence[Block], at: int, before: Line) -> bool:
    """A word that is none of the form among heads of table 2 that stand one below the other: a column of the agency's own
    (上年末件数), which has a figure in each row, or the unit of the head above. It stays in the text, where it is read."""
    block, after = blocks[at], blocks[at + 1 : at + 2]
    if not (before.head and before.stream and before.table == "proactive" and isinstance(block, Paragraph)):
        return False
    is_word = 1 < len(key(block.text)) <= _HEAD and not _SENTENCE.search(block.text)
    if _next(before) != at or not (is_word or _UNIT.fullmatch(squeeze(block.text))):
        return False
    return bool(after) and isinstance(after[0], Paragraph) and _cells(signed(after[0])) is not None


def _lone_label(blocks: Sequence[Block], at: int, table: str) -> bool:
    """The name of a row of ``table`` alone beside a grid: its figures stand there without a label, or it has none."""
    block = blocks[at]
    cells = _cells(signed(block)) if isinstance(block, Paragraph) and not block.level else None
    if table not in ("proactive", "requests") or cells is None or cells[1] or not cells[0]:
        return False
    words = [key(label) for label in cells[0]]
    named = best_row(table, words[-1])[0] >= _NAMED and words[-1] not in head_words()
    return named and any(isinstance(b, Grid) for b in (*blocks[max(at - 1, 0) : at], *blocks[at + 1 : at + 2]))


@lru_cache(maxsize=1 << 14)
def _is_form_word(text: str) -> bool:
    word = key(text)
    if not word or len(word) > 60:
        return False
    if (
        any(is_head(table, word) for table in TABLES)
        or applicant(word) in APPLICANTS
        or word in ("行政复议", "其他组织")
    ):
        return True
    if names_group(word, 0.85) or len(unjoined(text)) > 1:
        return True
    return max(best_row(table, word)[0] for table in ("proactive", "requests")) >= 0.75


def _glued(text: str) -> tuple[str, str] | None:
    """``规章000`` as (label, rest) when the label is a row of the form."""
    match = re.match(r"^(\S*[^\d\s.,/+\-])([\d.,/+\-]*\d)$", text.strip())
    if not match:
        return None
    best = max(best_row(table, key(match[1]))[0] for table in ("proactive", "requests"))
    return (match[1], match[2]) if best >= 0.9 else None


def _stream_lines(blocks: Sequence[Block], at: int, end: int) -> Iterator[Line]:
    """Labels and the values after them as lines; every label but the last stands on a line of its own."""
    labels: list[GridCell] = []
    values: list[GridCell] = []
    start = at

    def line(end: int) -> Line:
        return Line((*labels, *values), GridKind.PACKED, start, 0, stream=True, span=end - start)

    for i in range(at, end):
        block = blocks[i]
        assert isinstance(block, Paragraph)
        cells = _cells(signed(block))
        assert cells is not None
        doubt = GLUED if cells[2] else block.doubt
        aside = any(OBJECT in label for label in cells[0])
        if aside:  # 行政许可 and a picture: no blank row
            doubt = f"行中另有{block.opaque}，读不出其中的内容"
        if cells[0]:
            if labels or values:
                yield line(i)
            texts = (text.replace(OBJECT, "") for text in cells[0])
            labels, values, start = [GridCell(text, block.place, doubt) for text in texts], [], i
        values += [content(GridCell(text, block.place, doubt), block.opaque) for text in cells[1]]
        if aside and not cells[1]:
            values.append(GridCell("", block.place, doubt, block.opaque))
    if labels or values:
        yield line(end)
