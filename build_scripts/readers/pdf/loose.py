"""Tables without rules: words to columns by position. Everything found so is of low confidence.

A value column is where figures, or the words of the head (自然人 … 总计), lie above one another; rows are the
baselines, and a label that wraps around its figures is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.ink import Apart, Piece, quotes
from build_scripts.readers.pdf.apart import PICTURE
from build_scripts.readers.pdf.lines import TextLine, Word
from build_scripts.readers.pdf.marks import Box
from build_scripts.readers.pdf.tables import VALUE
from build_scripts.wording import squeeze

DOUBT = "原件的表格没有完整的框线，按位置识别"
_STARTS = (
    (
        "requests",
        re.compile("勾稽关系|申请人情况|自然人?.*商业|本年新收政府信息公开申请"),
        re.compile("^四、政府信息公开行政复议|^行政复议|^五、存在|结果维"),
    ),
    ("proactive", re.compile("^第二十条第?[（(]|^信息内容"), re.compile("^三、收到|勾稽关系|申请人情况|^四、政府信息")),
    (
        "review",
        re.compile("^行政复议.*行政诉讼|结果维.*结果纠|未经复议直接起诉"),
        re.compile("^五、|^六、|存在的主要问题"),
    ),
)
_PRESENT = {"requests": "本年新收政府信息公开申请", "proactive": "行政处罚", "review": "结果维持"}
_HEADS = {
    "requests": (
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "社会公益机构",
        "法律服务机构",
        "其他",
        "总计",
        "合计",
    ),
    "proactive": ("本年制发件数", "本年废止件数", "现行有效件数", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "review": ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "合计"),
}
_SPANNING = re.compile("[（(]本列数据|申请人情况|法人或其他组织|行政复议|行政诉讼|未经复议|复议后起诉")
_ITEM = re.compile(r"^\d\.$")  # 1. 属于国家秘密: the number of an item is no figure
FEWEST = 3  # figures and heads of columns: a table of blanks and one figure has its heads
_Span = tuple[float, float]


def loose_grids(
    lines: Sequence[TextLine], ruled: str, tables: int, pictures: Mapping[int, Sequence[Box]]
) -> tuple[list[tuple[int, float, Grid]], set[TextLine]]:
    """(page, top, grid) of each table that no rules show, and the lines that went into them.

    ``ruled`` is the text of all ruled tables: a table that stands there is not looked for again. ``pictures`` by page
    may hold figures."""
    grids: list[tuple[int, float, Grid]] = []
    used: set[TextLine] = set()
    for key, start, end in _STARTS:
        if _PRESENT[key] in ruled:
            continue
        zone: list[TextLine] = []
        for line in lines:
            text = squeeze(line.text)
            if line in used:
                continue
            if not zone and start.search(text):
                zone = _head_above(lines, line, key)
            elif zone and end.search(text) and not start.search(text):
                break
            elif zone:
                zone.append(line)
        while zone and len(zone[-1].text) > 30 and not any(VALUE.match(w) for _, _, w in zone[-1].words):
            zone.pop()
        figures = sum(bool(VALUE.match(w)) for line in zone for _, _, w in line.words)
        heads = sum(_of_head(w, key) for line in zone for w in line.words)
        if not figures or figures + heads < FEWEST:  # prose that names a row, not its table
            continue
        used.update(zone)
        for page in dict.fromkeys(line.page for line in zone):
            tables += 1
            part = [line for line in zone if line.page == page]
            columns = _columns(zone, key)
            rows = _rows(part, columns, key, pictures.get(page, ()))
            grids.append((page, part[0].top, _grid(rows, columns, page, tables)))
    return grids, used


def _head_above(lines: Sequence[TextLine], first: TextLine, key: str) -> list[TextLine]:
    """The line that shows a table, with the lines of its head right above it."""
    at = lines.index(first)
    start = at
    while start and start > at - 6:
        line = lines[start - 1]
        if line.page != first.page or lines[start].top - line.bottom > 1.5 * line.height:
            break
        if not any(_of_head(word, key) or _SPANNING.match(squeeze(word[2])) for word in line.words):
            break
        start -= 1
    return list(lines[start : at + 1])


def _of_head(word: Word, key: str) -> bool:
    """A word of the table's head, or a piece of one that wraps in its narrow column (商业企 | 业)."""
    text = squeeze(word[2])
    return bool(text) and any(text in head for head in _HEADS[key])


def _columns(zone: Sequence[TextLine], key: str) -> list[_Span]:
    """Where the value columns lie, left to right: where figures overlap, and where a head stands over blanks alone."""
    values = [w for line in zone for w in line.words if VALUE.match(w[2]) and not _ITEM.match(w[2])]
    columns = _spans(values)
    heads = _spans([w for line in _head_lines(zone, key) for w in line.words if _of_head(w, key)])
    # Figures set to the left may stand beside their head, not under it: a head is spare when no figures are nearest.
    taken = {min(heads, key=lambda head: abs(sum(head) - sum(column))) for column in columns if heads}
    spare = [head for head in heads if head not in taken and not any(_overlap(head, column) for column in columns)]
    return sorted(columns + spare)


def _head_lines(zone: Sequence[TextLine], key: str) -> list[TextLine]:
    """Lines above the first figures; table 2 has a head for each of its blocks."""
    with_figures = [any(VALUE.match(word) for _, _, word in line.words) for line in zone]
    if key == "proactive":
        return [line for line, figures in zip(zone, with_figures, strict=True) if not figures]
    return list(zone[: with_figures.index(True)]) if True in with_figures else []


def _spans(words: Sequence[Word]) -> list[_Span]:
    spans: list[_Span] = []
    for x0, x1, _ in sorted(words):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


@dataclass(slots=True)
class _Row:
    box: Box  # of all its lines
    labels: list[str]
    values: list[str]
    aside: list[list[Piece]]  # of each column: note marks, what is struck out
    pictures: list[bool]


def _rows(lines: Sequence[TextLine], columns: Sequence[_Span], key: str, pictures: Sequence[Box]) -> list[_Row]:
    """The lines by column; those of a wrapped head make one row."""
    first = columns[0][0] if columns else 0.0
    rows: list[_Row] = []
    heads = [""] * len(columns)
    for line in lines:
        box = line.x0, line.top, line.x1, line.bottom
        row = _Row(box, [], [""] * len(columns), [[] for _ in columns], [False] * len(columns))
        for word in line.words:
            x0, x1, text = word
            at = _nearest(columns, x0 + x1)
            if at is None or x1 <= first:
                row.labels.append(text)
            elif key != "proactive" and _of_head(word, key) and _overlap(word, columns[at]):
                heads[at] += text
            else:
                row.values[at] = f"{row.values[at]}\n{text}" if row.values[at] else text
        for words, why in ((line.marks, Apart.RAISED), (line.struck, Apart.STRUCK)):
            for x0, x1, text in words:
                if x1 > first and (at := _nearest(columns, x0 + x1)) is not None:
                    row.aside[at].append(Piece(text, why))
        for x0, top, x1, bottom in pictures:
            if x0 > first and line.top <= (top + bottom) / 2 <= line.bottom:
                row.pictures = [
                    held or _overlap((x0, x1), column) for held, column in zip(row.pictures, columns, strict=True)
                ]
        if row.labels or any(row.values) or any(row.aside):
            rows.append(row)
    rows = _rejoined(rows)
    if any(heads):
        begin = next((k for k, row in enumerate(rows) if any(VALUE.match(v) for v in row.values)), len(rows))
        above = [line for line in lines if line.top < rows[begin].box[1]] if begin < len(rows) else lines
        box = _around([(line.x0, line.top, line.x1, line.bottom) for line in above])
        rows[:begin] = [_above_heads(rows[:begin], len(columns), box), _row(box, [], heads)]
    return rows


def _row(box: Box, labels: list[str], values: list[str]) -> _Row:
    return _Row(box, labels, values, [[] for _ in values], [False] * len(values))


def _around(boxes: Sequence[Box]) -> Box:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _nearest(columns: Sequence[_Span], middle: float) -> int | None:
    """The column nearest to a word; ``middle`` counts twice."""
    return min(range(len(columns)), key=lambda at: abs(columns[at][0] + columns[at][1] - middle), default=None)


def _grid(rows: Sequence[_Row], columns: Sequence[_Span], page: int, table: int) -> Grid:
    """Two label columns and one column for each span. The box of a cell is as high as its row, as wide as its column."""
    cells = []
    for r, row in enumerate(rows, 1):
        labels = ["".join(row.labels[:-1]), row.labels[-1] if row.labels else ""]
        left, top, right, bottom = (round(edge, 1) for edge in row.box)
        stub = left, min(right, round(columns[0][0], 1)) if columns else right

        def place(column: int, span: _Span, r: int = r, top: float = top, bottom: float = bottom) -> Place:
            box = round(span[0], 1), top, round(span[1], 1), bottom
            return Place(page=page, table=table, row=r, column=column, box=box)

        made = [GridCell(text, place(k, stub), DOUBT) for k, text in enumerate(labels, 1)]
        for k, (text, aside, pictured) in enumerate(zip(row.values, row.aside, row.pictures, strict=True), 3):
            doubt = "；".join((DOUBT, *quotes(aside, "格内", "没有并入")))
            opaque = PICTURE if pictured and not text else ""
            made.append(GridCell(text, place(k, columns[k - 3]), doubt, opaque))
        cells.append(tuple(made))
    return Grid(tuple(cells), GridKind.LOOSE, Place(page=page, table=table))


def _above_heads(rows: Sequence[_Row], columns: int, box: Box) -> _Row:
    """The lines of a wrapped note (本列数据的勾稽关系为 …) and the words that stand over several heads, in one row."""
    values = ["\n".join(row.values[c] for row in rows if row.values[c]) for c in range(columns)]
    return _row(box, ["".join(word for row in rows for word in row.labels)], values)


def _overlap(a: Word | _Span, b: _Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _rejoined(rows: list[_Row]) -> list[_Row]:
    """Numbers that stand between two lines of their wrapped label: the three make one row."""
    made: list[_Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        alone = any(row.values) and not row.labels
        if alone and made and _only_label(made[-1]) and at + 1 < len(rows) and _only_label(rows[at + 1]):
            above, below = made.pop(), rows[at + 1]
            labels = [*above.labels[:-1], above.labels[-1] + "".join(below.labels)]
            made.append(replace(row, labels=labels, box=_around([above.box, row.box, below.box])))
            at += 2
            continue
        made.append(row)
        at += 1
    return made


def _only_label(row: _Row) -> bool:
    return bool(row.labels) and not any(row.values)
