"""Convert blocks into lines of the statutory tables: assign each grid row to table 2, 3 or 4.

Tables are recognized by their own words, never by the heading before them: seed004 prints half of the header of table 3
before heading 二 and the other half, without a heading, after table 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.extraction.header_pieces import MAX_PIECES, is_in_pieces, pieces
from build_scripts.extraction.header_words import header_words, is_header_word
from build_scripts.extraction.headings import heading
from build_scripts.extraction.labels import EXACT, best_row, names_group, row_name_likeness
from build_scripts.extraction.line_cells import (
    MIN_ROW_LIKENESS,
    SENTENCE_SIGN,
    LineCells,
    line_cells,
    paragraph_cells,
)
from build_scripts.extraction.spelling import APPLICANTS, NUMBERING, applicant, normalize
from build_scripts.forms import TABLES
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph
from build_scripts.readers.objects import resolve_objects
from build_scripts.wording import OBJECT, is_value, squeeze

_MIN_LONE_LIKENESS = 0.95  # minimum likeness of a row name on a line of its own: exact wording, punctuation aside
_MIN_ROW_PART = 0.75  # minimum likeness of the label below a header, which may go on on the next line
_MIN_OWN_WORDING = 0.5  # the same in other words, above figures; words of an agency's own lists have up to 0.33
_MAX_LABELS = 3  # labels beside each other in a row: 三、本年度办理结果, （三）不予公开, 1.属于国家秘密
_MAX_UNRECOGNIZED = 60  # maximum number of unrecognized rows after a recognized row: table 3, the longest, has 28
# number of paragraphs above figures searched for their heading: 单位：件 or a caption may stand between
_PARAGRAPHS_ABOVE = 5
_GROUP_FIGURES = 5  # figures of a group of table 4; table 3 has seven, a page number has one
_MAX_OTHER_WORDS = 1  # maximum number of other words in a header line of table 4 with a single word of the form
_MIN_LABEL = 4  # minimum letters of a row label; 项目, 件数 and 本年度 may precede the row of table 4
_MAX_HEADER = 12  # maximum letters of the header of an agency-defined column: 上年末件数, 本年度上级转办件数
_MAX_UNKNOWN_LABEL = 40  # maximum letters of a label of table 3 in other words: the longest of the form has 38
_MAX_CAPTION = 30  # maximum letters of a caption: （二）政府信息公开行政诉讼情况（未经复议直接起诉）
_GROUP_WORD = re.compile("复议|诉讼|起诉")
_UNIT = re.compile("[（(]?((计量)?单位[:：]?)?(万?元|件|项|条)[)）]?")
_UNITS_OF_MONEY = ("万元", "元")
# 6 414 in the place of one cell: one number, or two cells
_SPACED_THOUSANDS = re.compile(r"\d{1,3}( \d{3})+")
_SPACED_VALUES = 2  # figures on one line, where each other line of the row holds one: 8 5 may be 85
_NUMBERED_DOUBT = "表头另有编号一栏，这些数里可能有下一行的编号"
_SPACED_DOUBT = "这一行是几个数，还是数字里有空格的一个数，看不出来"
GLUED_DOUBT = "标签与数字连在一起，按位数拆开"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row of a statutory table. ``block`` is the index of its block in the document.

    ``is_header``: the line holds header words of the table. ``stream``: the line is made of ``span`` paragraphs, one
    cell each."""

    cells: tuple[GridCell | None, ...]
    kind: GridKind
    block: int
    row: int
    table: str = ""
    is_header: bool = False
    stream: bool = False
    span: int = 1

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells if cell and cell.text)


def lines_of(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Return all lines of statutory tables in document order, each tagged with its table."""
    found: list[Line] = []
    current = ""
    at = 0
    no_table_before = 0  # no table with one cell per line begins before this index
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Grid):
            before = found[-1] if found else None
            rows = _grid_stream(block, at) or _rows(block, at)
            tagged, current = _tag(rows, current, _heading_above(blocks, at, before), before)
            found.extend(tagged)
            at += 1
            continue
        if (end := _end_of_pieces(blocks, at)) > at:
            current = "requests"
            found.extend(_header_line(blocks, i) for i in range(at, end))
            at = end
            continue
        before = found[-1] if found and found[-1].table and _block_after(found[-1]) == at else None
        reach, is_stream = _stream_end(blocks, at, before) if at >= no_table_before else (no_table_before, False)
        no_table_before = reach
        if is_stream:
            tagged, current = _tag(list(_stream_lines(blocks, at, reach)), current)
            found.extend(line for line in tagged if line.table)
            at = reach
            continue
        if table := _lone_header(blocks, at):
            current = table
            found.append(_label_line(block, at, table, is_header=True))
        elif found and _is_agency_column(blocks, at, found[-1]):
            found.append(_text_line(block, at, current))
        elif _is_group_caption(blocks, at):
            found.append(_text_line(block, at, "review"))
        elif current == "requests" and (row := _unknown_row(block, at)):
            found.append(row)
        elif _is_lone_label(blocks, at, current) or _begins_label(blocks, at):
            found.append(_label_line(block, at, current, is_header=False))
        at += 1
    return tuple(found)


def _unknown_row(block: Paragraph, at: int) -> Line | None:
    """Return the line of text that ends in as many figures as table 3 has columns, behind words of which none are of
    the form: the rest of a label in other words (得的信息 5 0 0 0 0 0 5). As text, its row would be absent."""
    *words, last = tokens if (tokens := block.text.split()) else [""]
    values = [*words[1 - len(APPLICANTS) :], last]
    label = "".join(words[: 1 - len(APPLICANTS)])
    is_row = len(values) == len(APPLICANTS) and all(map(is_value, values)) and not is_value(label)
    if not is_row or not normalize(label) or len(label) > _MAX_UNKNOWN_LABEL or SENTENCE_SIGN.search(label):
        return None
    cells = tuple(GridCell(text, block.place, block.doubt) for text in (label, *values))
    return Line(cells, GridKind.PACKED, at, 0, "requests", stream=True)


def _label_line(block: Paragraph, at: int, table: str, is_header: bool) -> Line:
    """Convert a paragraph that holds only labels into a line."""
    cells = paragraph_cells(block)
    assert cells is not None
    made = tuple(GridCell(text, block.place, block.doubt) for text in cells.labels)
    return Line(made, GridKind.PACKED, at, 0, table, is_header=is_header, stream=True)


def _end_of_pieces(blocks: Sequence[Block], at: int) -> int:
    """Return the end (exclusive) of the paragraphs from ``at`` that are the header of table 3 in pieces, above a row;
    ``at`` if there is none. Another piece above would be left over."""
    if at and _pieces(blocks[at - 1]):
        return at
    end = at
    while end < min(at + MAX_PIECES, len(blocks)) and _pieces(blocks[end]):
        end += 1
    below = blocks[end] if at < end < len(blocks) else None
    cells = paragraph_cells(below) if isinstance(below, Paragraph) else None
    likeness, _ = best_row("requests", normalize(cells.labels[-1])) if cells and cells.labels else (0.0, "")
    return end if likeness >= _MIN_ROW_PART and is_in_pieces([_pieces(block) for block in blocks[at:end]]) else at


def _pieces(block: Block) -> tuple[str, ...]:
    is_plain = isinstance(block, Paragraph) and not (block.level or block.opaque or block.doubt)
    return pieces(block.text) if is_plain and isinstance(block, Paragraph) else ()


def _header_line(blocks: Sequence[Block], at: int) -> Line:
    """Convert a paragraph that holds pieces of header words into a line."""
    block = blocks[at]
    assert isinstance(block, Paragraph)
    cells = tuple(GridCell(text, block.place) for text in block.text.split() if normalize(text))
    return Line(cells, GridKind.PACKED, at, 0, "requests", is_header=True, stream=True)


def _rows(grid: Grid, block: int) -> list[Line]:
    return [Line(cells, grid.kind, block, row) for row, cells in enumerate(grid.rows)]


def _text_line(block: Paragraph, at: int, table: str) -> Line:
    """Convert a paragraph that stays in the text into a header line."""
    cell = GridCell(block.text, block.place, block.doubt)
    return Line((cell,), GridKind.PACKED, at, 0, table, is_header=True, stream=True, span=0)


def _grid_stream(grid: Grid, block: int) -> list[Line]:
    """Return the lines of a grid whose rows are the cells of a table, one below the other (``readers.bar_cells``).
    Return [] for any other grid. A blank cell is a blank value of the label above it."""
    cells = [row[0] for row in grid.rows if len(row) == 1 and row[0]]
    read = [(cell, line_cells(cell.text) if cell.text else LineCells((), ("",))) for cell in cells]
    labels = sum(bool(found and found.labels) for _, found in read)
    values = sum(len([text for text in found.values if text]) for _, found in read if found)
    if len(cells) < len(grid.rows) or labels < 2 or values < 2:
        return []
    lines: list[list[tuple[int, GridCell]]] = []
    for row, (cell, found) in enumerate(read):
        if not lines or not found or found.labels:
            lines.append([])
        texts = (*found.labels, *found.values) if found else (cell.text,)
        lines[-1] += [(row, replace(cell, text=text)) for text in texts]
    made = [Line(tuple(cell for _, cell in line), GridKind.PACKED, block, line[0][0], stream=True) for line in lines]
    return _without_row_bars(made)


def _without_row_bars(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the blank cells behind the seven cells of rows of table 3, if its last row has seven.

    Where a bar stands before each row, it is a blank cell behind the row above; nothing follows the last row. Its label
    is as wide as any: without a blank cell beside it, no other label has one."""
    last = lines[-1]
    label, figure = (cell.text if cell else "" for cell in (last.cells[0], last.cells[-1]))
    if best_row("requests", normalize(label))[1] != "4" or len(last.cells) != 1 + len(APPLICANTS) or not figure:
        return list(lines)
    return [_without_blanks_behind(line) for line in lines]


def _without_blanks_behind(line: Line) -> Line:
    labels = [at for at, cell in enumerate(line.cells) if cell and cell.text and not is_value(cell.text)]
    end = labels[-1] + 1 + len(APPLICANTS) if labels else len(line.cells)
    behind = any(cell and cell.text for cell in line.cells[end:])
    is_row = bool(labels) and best_row("requests", normalize(line.texts[len(labels) - 1]))[0] >= MIN_ROW_LIKENESS
    return line if behind or not is_row else replace(line, cells=line.cells[:end])


def _classify(line: Line) -> tuple[str, bool]:
    """Return (table, is it a header line) according to the words of one line; ("", False) if unrecognized."""
    words = [normalize(text) for text in line.texts if not is_value(text)]
    joined = "".join(words)
    heads = {t: sum(is_header_word(t, w) for w in words) for t in TABLES}
    if heads["review"] == 1 and len(words) > 1 + _MAX_OTHER_WORDS:
        heads["review"] = 0  # 年度, 新收申请, 办结, 行政复议: the header of a table of the agency's own
    if heads["requests"] and "行政复议" not in joined:
        row = len(words) < len(line.texts) and any(best_row("requests", w)[0] >= MIN_ROW_LIKENESS for w in words)
        return "requests", not row  # （七）总计 with figures is a row even if 自然人 is in the same line
    if heads["review"] and (heads["review"] > 1 or "行政复议" in joined or "行政诉讼" in joined):
        return "review", True
    if heads["proactive"]:  # the article may stand in a column before each row
        return "proactive", not any(best_row("proactive", w)[0] >= MIN_ROW_LIKENESS for w in words)
    if len(words) == len(line.texts) and _names_several_rows(words):
        return "requests", True  # the cases across the top of a turned table
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


def _names_several_rows(words: Sequence[str]) -> bool:
    """Return True if the words name more rows of table 3 than the label and the merged labels of one row do."""
    named = (best_row("requests", word) for word in dict.fromkeys(words))
    return len({row for likeness, row in named if likeness >= EXACT}) > _MAX_LABELS


def _tag(lines: list[Line], current: str, section: str = "", before: Line | None = None) -> tuple[list[Line], str]:
    """Tag the lines of one grid with their table. Return the lines and the current table.

    A line without a recognizable word continues the line before, for at most ``_MAX_UNRECOGNIZED`` lines (60,000 rows
    below a table do not belong to it). Lines before the first recognizable line continue the table at the end of the
    previous page. A grid without any recognizable line belongs to a table only in two cases: the grid holds only values
    (it continues the table before, or it is table 4, whose data row has no label; the ``section`` heading above
    decides), or it continues the label begun in the line ``before``."""
    classified = [_classify(line) for line in lines]
    above = next((at for at, line in enumerate(lines) if any(map(is_value, line.texts))), 0)
    if is_in_pieces([[normalize(text) for text in line.texts] for line in lines[:above]]):
        classified[:above] = [("requests", True)] * above
    first = next((at for at, (table, _) in enumerate(classified) if table), 0)
    if classified[first : first + 1] == [("requests", False)]:
        classified[:first] = [
            ("requests", True) if _names_total(line) else sign
            for line, sign in zip(lines, classified[:first], strict=False)
        ]
    if not any(table for table, _ in classified):
        table = {"review": "review", "problems": "", "other_matters": ""}.get(section, current)
        goes_on = all(map(_holds_figures, lines)) or _completes_label(before, lines[0])
        if table and goes_on and any(line.texts for line in lines):
            return [replace(line, table=table) for line in lines], table
        return lines, current
    tagged = []
    since = 0
    for line, (table, head) in zip(lines, classified, strict=True):
        since = 0 if table else since + 1
        if not table and current == "review" and _is_other_row(line):
            current = ""
        if table and not (current == "requests" and table == "proactive" and not head):
            current = table
        tagged.append(
            replace(line, table=current if since <= _MAX_UNRECOGNIZED else "", is_header=head and table == current)
        )
    return tagged, current


def _holds_figures(line: Line) -> bool:
    """Return True if the line holds only figures, or all figures of table 4 behind a word (数量（件）)."""
    texts = line.texts[1:] if len(line.texts) == 1 + 3 * _GROUP_FIGURES else line.texts
    return all(map(is_value, texts))


def _names_total(line: Line) -> bool:
    """Return True for the header of a table 3 without applicants (项目 | 总计). A row named 总计 has only its label."""
    words = [squeeze(text) for text in line.texts]
    return len(words) > 1 and applicant(words[-1]) == "总计" and not any(map(is_value, words))


def _completes_label(before: Line | None, line: Line) -> bool:
    """Return True if the labels of two lines cut by a page break together name a row: 业性收费 below 行政事."""
    labels = [[text for text in one.texts if not is_value(text)][-1:] for one in (before, line) if one]
    word = normalize("".join(text for label in labels for text in label))
    return sum(map(len, labels)) == 2 and row_name_likeness(word) >= _MIN_LONE_LIKENESS


def _heading_above(blocks: Sequence[Block], at: int, before: Line | None) -> str:
    """Return the section whose heading stands between the last table line and grid ``at``, "" if there is none."""
    last = max(_block_after(before) if before else 0, at - _PARAGRAPHS_ABOVE)
    above = (block for block in blocks[last:at] if isinstance(block, Paragraph))
    sections = [section[0].key for block in above if (section := heading(block.text, block.level))]
    return sections[-1] if sections else ""


def _is_other_row(line: Line) -> bool:
    """Return True for an unrelated row after table 4 (信息处理费 12, 培训次数 3). Rows of table 4 have many figures and
    only labels from the form or years."""
    labels = [
        word
        for text in line.texts
        if not is_value(text) and len(word := normalize(text)) >= _MIN_LABEL and "年" not in word
    ]
    is_own = len(labels) == 1 and not is_header_word("review", labels[0])
    return is_own and len(labels) < len(line.texts) <= _GROUP_FIGURES and not is_value(line.texts[0])


# --------------------------------------------------------------------------- tables with one cell per line


def _block_after(line: Line) -> int:
    """Return the index of the block after a line. A line with ``span`` 0 is a paragraph that stays in the text."""
    return line.block + max(line.span, 1)


def _stream_end(blocks: Sequence[Block], at: int, before: Line | None) -> tuple[int, bool]:
    """Return the end of the run of cells (or rows), one per paragraph, that begins at ``at``, and whether the run is a
    table. If the run is no table, no table begins inside it. Directly after a table line (``before``), one row or its
    figures alone continue the table; after a header line, a label and one figure below it are enough. A whole row of
    table 3 stands for itself."""
    end, labels, values, rows, whole = at, 0, 0, 0, False
    while end < len(blocks):
        if end > at and _is_unit_behind(blocks, end):
            end += 1
            continue
        cells = _cells_in_stream(blocks, end, at)
        if cells is None:
            break
        labels += bool(cells.labels)
        values += len(cells.values)
        rows += bool(cells.labels and cells.values)
        whole = whole or (len(cells.values) == len(APPLICANTS) and _names_row_exactly(cells.labels))
        end += 1
    if before and (rows or values >= _GROUP_FIGURES or (before.is_header and labels and values)):
        return end, True
    return end, whole or (labels >= 2 and bool(values >= 2 or rows))


def _names_row_exactly(labels: Sequence[str]) -> bool:
    return bool(labels) and best_row("requests", normalize(labels[-1]))[0] >= EXACT


def _cells_in_stream(blocks: Sequence[Block], at: int, start: int) -> LineCells | None:
    """Return the cells of paragraph ``at`` in a run of cells that begins at ``start``, ``None`` if the run ends before it.

    A label in other words than the form's (四、结转2025年继续办理, 行政性收费) is one cell above the figures of its row;
    without it, they were only text, and the row was absent."""
    block = blocks[at]
    cells = paragraph_cells(block) if isinstance(block, Paragraph) else None
    if cells or at == start or not isinstance(block, Paragraph) or SENTENCE_SIGN.search(block.text):
        return cells
    if heading(block.text, block.level):
        return None
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    figure = paragraph_cells(below) if isinstance(below, Paragraph) else None
    is_above_figures = figure is not None and bool(figure.values) and not figure.labels
    is_label = is_above_figures and row_name_likeness(normalize(block.text)) >= _MIN_OWN_WORDING
    return LineCells((block.text,), ()) if is_label else None


def _is_unit_behind(blocks: Sequence[Block], at: int) -> bool:
    """Return True for a unit of money behind or below its figure, in another font and so a text of its own (54.2 and 万元
    in the HTML of pdftohtml): without it, the figure says something else."""
    unit, figure = blocks[at], blocks[at - 1]
    if not (isinstance(unit, Paragraph) and isinstance(figure, Paragraph)) or unit.text.strip() not in _UNITS_OF_MONEY:
        return False
    cells = paragraph_cells(figure)
    return cells is not None and bool(cells.values)


def _lone_header(blocks: Sequence[Block], at: int) -> str:
    """Return the table of a header word (第二十条第（一）项) alone at paragraph ``at`` beside a grid or another such
    word."""
    block = blocks[at]
    assert isinstance(block, Paragraph)
    cells = paragraph_cells(block)
    if cells is None or cells.values or not cells.labels:
        return ""
    neighbours = [blocks[i] for i in (at - 1, at + 1) if 0 <= i < len(blocks)]
    if not any(isinstance(b, Grid) or paragraph_cells(b) for b in neighbours):
        return ""
    words = [normalize(label) for label in cells.labels]
    for table in TABLES:
        if any(is_header_word(table, word) for word in words) and all(
            is_header_word(table, w) or w in header_words() for w in words
        ):
            return table
    return ""


def _is_agency_column(blocks: Sequence[Block], at: int, before: Line) -> bool:
    """Return True for a word between the headers of table 2, printed one below the other, that is not in the form: an
    agency-defined column (上年末件数) with a figure in each row, or the unit of the header above. The paragraph stays
    in the text."""
    block, after = blocks[at], blocks[at + 1 : at + 2]
    if not (before.is_header and before.stream and before.table == "proactive" and isinstance(block, Paragraph)):
        return False
    is_word = 1 < len(normalize(block.text)) <= _MAX_HEADER and not SENTENCE_SIGN.search(block.text)
    if _block_after(before) != at or not (is_word or _UNIT.fullmatch(squeeze(block.text))):
        return False
    return bool(after) and isinstance(after[0], Paragraph) and paragraph_cells(after[0]) is not None


def _is_group_caption(blocks: Sequence[Block], at: int) -> bool:
    """Return True for a caption directly above a grid of table 4 that names the group, which the grid does not name
    (（一）行政复议情况 above a table of the five outcomes). The paragraph stays in the text."""
    block, below = blocks[at], blocks[at + 1 : at + 2]
    if not (below and isinstance(below[0], Grid) and isinstance(block, Paragraph)):
        return False
    if len(block.text) > _MAX_CAPTION or SENTENCE_SIGN.search(block.text) or heading(block.text, block.level):
        return False
    texts = [block.text, *(cell.text for row in below[0].rows for cell in row if cell)]
    named = [bool(_GROUP_WORD.search(squeeze(text))) for text in texts]
    return named[0] and not any(named[1:]) and _classify(_rows(below[0], at)[0])[0] == "review"


def _is_lone_label(blocks: Sequence[Block], at: int, table: str) -> bool:
    """Return True for a lone row name of ``table`` beside a grid that holds its figures without a label, or none."""
    block = blocks[at]
    cells = paragraph_cells(block) if isinstance(block, Paragraph) and not block.level else None
    if table not in ("proactive", "requests") or cells is None or cells.values or not cells.labels:
        return False
    words = [normalize(label) for label in cells.labels]
    named = best_row(table, words[-1])[0] >= _MIN_LONE_LIKENESS and words[-1] not in header_words()
    return named and any(isinstance(b, Grid) for b in (*blocks[max(at - 1, 0) : at], *blocks[at + 1 : at + 2]))


def _begins_label(blocks: Sequence[Block], at: int) -> bool:
    """Return True for the first part of a label that a line end cut in text with tabs: the first line of the grid below
    holds the other part and the figures."""
    block, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if not (isinstance(block, Paragraph) and isinstance(below, Grid) and below.kind is GridKind.PACKED):
        return False
    if paragraph_cells(block) is None:
        return False
    part = GridCell(block.text, block.place)
    return not block.level and _completes_label(Line((part,), GridKind.PACKED, at, 0), _rows(below, at + 1)[0])


def _stream_lines(blocks: Sequence[Block], at: int, end: int) -> Iterator[Line]:
    """Yield lines of labels and the values after them. A new paragraph with labels begins a new line."""
    labels: list[GridCell] = []
    values: list[GridCell] = []
    start = at
    above = blocks[at - 1] if at else None
    is_numbered = isinstance(above, Paragraph) and normalize(above.text) in NUMBERING

    figured: list[tuple[int, int]] = []  # (first value, number of values) of each paragraph that holds values alone

    def line(end: int) -> Line:
        spaced = [at for at, count in figured if count == _SPACED_VALUES]
        if len(spaced) == 1 and all(count == 1 for at, count in figured if at not in spaced) and len(figured) > 1:
            for at in range(spaced[0], spaced[0] + _SPACED_VALUES):
                values[at] = replace(values[at], doubt=values[at].doubt or _SPACED_DOUBT)
        return Line((*labels, *values), GridKind.PACKED, start, 0, stream=True, span=end - start)

    for i in range(at, end):
        block = blocks[i]
        assert isinstance(block, Paragraph)
        if values and _is_unit_behind(blocks, i):
            values[-1] = replace(values[-1], text=values[-1].text + block.text.strip())
            continue
        cells = _cells_in_stream(blocks, i, at)
        assert cells is not None
        doubt = GLUED_DOUBT if cells.is_glued else block.doubt
        has_object = any(OBJECT in label for label in cells.labels)
        if has_object:  # 行政许可 and a picture: the row is not blank
            doubt = f"行中另有{block.opaque}，读不出其中的内容"
        if cells.labels:
            if labels or values:
                yield line(i)
            texts = (text.replace(OBJECT, "") for text in cells.labels)
            labels, values, start = [GridCell(text, block.place, doubt) for text in texts], [], i
            figured.clear()
        elif labels and not values and is_header_word("proactive", normalize(labels[-1].text)):
            yield line(i)  # 0 below 现行有效件数: the label of its row is not printed
            labels, start = [GridCell("", block.place)], i
        doubt = doubt or (_NUMBERED_DOUBT if is_numbered else "")
        if not cells.labels and _SPACED_THOUSANDS.fullmatch(block.text):
            doubt = _SPACED_DOUBT
        if not cells.labels:
            figured.append((len(values), len(cells.values)))
        values += [resolve_objects(GridCell(text, block.place, doubt), block.opaque) for text in cells.values]
        if has_object and not cells.values:
            values.append(GridCell("", block.place, doubt, block.opaque))
    if labels or values:
        yield line(end)
