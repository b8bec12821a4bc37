"""Report figures that match no row, beside the rows without figures to which they may belong.

A row printed blank must not be published as blank if its figures stand under half of its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from build_scripts.extraction.header_words import is_header_word, letters_beyond_form
from build_scripts.extraction.labels import figures_in_label, row_likeness
from build_scripts.extraction.lines import Line
from build_scripts.extraction.numbering import counts_up
from build_scripts.extraction.spelling import normalize
from build_scripts.forms import TABLES, FormRow, FormTable, form
from build_scripts.model import Finding, GridCell, Row, State, Table, finding
from build_scripts.wording import fold, is_value, serial_number, squeeze

_MIN_NOTE = 3  # minimum letters beside words of the form that are a note: 备注：无; the cells of a header are parts of its words
_YEAR = re.compile(r"(?:19|20)\d\d")  # the header of a column of that year
_MAX_QUOTED = 15  # maximum number of texts quoted in a finding: table 4 has fifteen figures
_MIN_LETTERS = 2  # minimum letters that name a row without its number: 无 alone occurs in several labels


def doubt_blank_rows(shape: FormTable, rows: Sequence[Row], labels: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each row without figures that may own an unplaced line with one of these ``labels``."""
    for row, spec in zip(rows, shape.rows, strict=True):
        if any(cell.state not in (State.BLANK, State.ABSENT) for cell in row.cells):
            continue
        if found := [label for label in labels if _may_own(label, spec) or _is_other_half(label, row.label, spec)]:
            quoted = "、".join(f"“{squeeze(label)}”" if label else "没有标签" for label in found)
            reason = f"这一行没有数字，而另有带数字的行（{quoted}）没有找到所属的行，数字可能是这一行的"
            yield finding(
                "value.low-confidence", table=shape.key, row=row.key, place=row.place, reason=reason, label=spec.label
            )


def doubt_blank_columns(table: Table, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield a finding for each column of table 3 without figures that may own one of the unplaced ``lines``.

    In a table with an applicant in each row, a page break may cut such a row: 商业 with figures, 企业 without."""
    words = [normalize(text) for line in lines if any(map(is_value, line.texts)) for text in line.texts]
    for at, column in enumerate(form(table.form).table(table.key).rows[0].columns):
        if any(row.cells[at].state not in (State.BLANK, State.ABSENT) for row in table.rows):
            continue
        found = [word for word in words if len(word) >= _MIN_LETTERS and word in normalize(column.name)]
        if found:
            reason = f"这一列没有数字，而另有带数字的行（“{'”、“'.join(found)}”）没有找到所属的列，数字可能是这一列的"
            yield finding("value.low-confidence", table=table.key, column=column.key, reason=reason, label=column.name)


def doubt_blank_groups(table: Table, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield a finding for each group of table 4 printed blank that may own the figures of the unplaced ``lines``: 83 in
    the cell of 结果维持, where the rule between is too close to be seen."""
    texts = [text for line in lines for text in line.texts if is_value(text) or figures_in_label(text)]
    for row in table.rows if texts else ():
        if all(cell.state in (State.BLANK, State.ABSENT) for cell in row.cells):
            quoted = "、".join(f"“{squeeze(text)}”" for text in texts[:_MAX_QUOTED])
            reason = f"这一组没有数字，而表4另有数字（{quoted}）没有归列，可能是这一组的"
            label = form(table.form).table(table.key).row(row.key).label
            yield finding(
                "value.low-confidence",
                table=table.key,
                row=row.key,
                group=row.key,
                place=row.place,
                reason=reason,
                label=label,
            )


def _may_own(label: str, spec: FormRow) -> bool:
    """Return True if the label is missing, is the beginning or a part of the row's label (4.无 of
    4.无正当理由大量反复申请), or adds to it: 规章（件）, below a blank 规章 of a template. The name of a column beside
    figures (本年制发件数 3 0) shows that a table is turned."""
    words = normalize(label)
    return (
        not words
        or any(words in (normalize(name) for name in (c.name, *c.aliases)) for c in spec.columns)
        or words.startswith(normalize(spec.label))
        or fold(spec.label).startswith(fold(label))
        or (len(words) >= _MIN_LETTERS and words in normalize(spec.label))
    )


def _is_other_half(label: str, printed: str, spec: FormRow) -> bool:
    """Return True if the label, joined before or after the printed label of the row, makes it more similar to the form.
    An agency's own words do not do so."""
    alone, words = normalize(printed), normalize(label)
    likeness = row_likeness(alone, spec) if alone else 1.0
    return max(row_likeness(words + alone, spec), row_likeness(alone + words, spec)) > likeness


def unplaced_figures(lines: Sequence[Line], tables: Iterable[Table], listed: Iterable[Line]) -> Iterator[Line]:
    """Yield lines of statutory tables with figures that are in no cell of ``tables`` and in none of the ``listed``
    lines. Each line is reduced to its words and these figures. This shows all figures that a parser skipped (figures
    within a header, a rotated table) and figures printed inside a header word (本年制发件数（3件）)."""
    placed = {cell.place for table in tables for row in table.rows for cell in row.cells}
    numbered = [table for table in TABLES if counts_up(f for _, f in _figures_in_headers(lines, table))]
    known = {id(cell) for line in listed for cell in line.cells}
    noted = {id(c) for table in TABLES if table not in numbered for c, _ in _figures_in_headers(lines, table)} - known
    numbers = {(line.block, line.row): _row_number(line) for line in lines}
    for line in (line for line in lines if line.table):
        words = [bool(cell and cell.text and not is_value(cell.text)) for cell in line.cells]
        number = numbers[line.block, line.row]
        beside = [n - step for step in (-1, 1) if (n := numbers.get((line.block, line.row + step)))]
        first = int(line.is_header and number > 0 and number in beside)  # a number before header words counts the rows
        lost = [c for c in line.cells[first:] if _is_figure(c) and c.place not in placed and id(c) not in known]
        lost += [c for c in line.cells if c and id(c) in noted]
        if lost:
            own = {id(cell) for cell in lost}
            cells = (c for c, word in zip(line.cells, words, strict=True) if word or id(c) in own)
            yield replace(line, cells=tuple(cells))


def unplaced_notes(lines: Iterable[Line], tables: Sequence[Table], listed: Iterable[Line]) -> Iterator[Line]:
    """Yield lines of statutory tables with words or figures, not of the form, which are in no row or header of ``tables`` and
    in none of the ``listed`` lines: 备注：无 below the figures of table 4, or the rows of a list of documents (关于印发…的通知,
    现行有效) below table 2."""
    shown = _shown(tables, listed)
    for line in (line for line in lines if line.table and line.span):
        words = [text for text in line.texts if text not in shown and not is_value(text)]
        is_head = line.is_header and len(set(line.texts)) > 1 and not any(map(is_value, line.texts))
        if not is_head and any(letters_beyond_form(word) >= _MIN_NOTE or _has_figure(word, line) for word in words):
            yield line


def unplaced_headers(
    lines: Sequence[Line], tables: Sequence[Table], own: Sequence[Line], parts: Sequence[Line]
) -> list[Line]:
    """Return the header lines with words that are nowhere else. Above ``own`` rows any word counts (部门, above 公安局 4767 below
    table 2); above rows of the form with figures beside the form (``parts``), and above others, words beyond the form
    (信息类别 in each block of table 2)."""
    shown = _shown(tables, [*own, *parts])
    above_own = {(line.block, line.row - 1) for line in own}
    above = above_own | {(line.block, line.row - 1) for line in parts}
    found = []
    for line in reversed([line for line in lines if line.table and line.span]):
        at = (line.block, line.row)
        words = [text for text in line.texts if text not in shown and not is_value(text)]
        if at not in above_own:
            words = [text for text in words if _names_year(text) or not is_header_word(line.table, normalize(text))]
        figures = [text for text in line.texts if is_value(text) and not _YEAR.fullmatch(text)]
        beyond = line.is_header and any(letters_beyond_form(word) >= _MIN_NOTE or _names_year(word) for word in words)
        if words and not figures and (beyond or at in above):
            above_own.add((line.block, line.row - 1))
            found.append(line)
    return found[::-1]


def _names_year(text: str) -> bool:
    return bool(re.search("20\\d\\d年", fold(text)))


def _shown(tables: Sequence[Table], listed: Iterable[Line]) -> set[str | None]:
    shown: set[str | None] = {text for table in tables for row in table.rows for text in (row.label, *row.printed)}
    shown |= {text for table in tables for _, line in table.header_rows for text in line}
    return shown | {text for line in listed for text in line.texts}


def _has_figure(word: str, line: Line) -> bool:
    """Return True for a text alone in its row that states a figure: 行政复议：372件."""
    return len(line.texts) == 1 and not line.is_header and bool(figures_in_label(word))


def _row_number(line: Line) -> int:
    """Return the number in the first cell of a line, 0 if there is none."""
    return serial_number(fold(cell.text)) if line.cells and (cell := line.cells[0]) else 0


def _figures_in_headers(lines: Sequence[Line], table: str) -> Iterator[tuple[GridCell, str]]:
    """Yield the figures printed inside the header words of the table, each with its cell."""
    heads = (cell for line in lines if line.is_header and line.table == table for cell in line.cells)
    words = (c for c in heads if c and c.text and not is_value(c.text) and "勾稽" not in c.text)
    return ((c, figure) for c in words for figure in figures_in_label(c.text))


def _is_figure(cell: GridCell | None) -> TypeGuard[GridCell]:
    return cell is not None and is_value(cell.text) and any(letter.isdigit() for letter in cell.text)
