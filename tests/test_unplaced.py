"""Test which figures without a row or column are reported, and which blank rows and columns they put in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from made_up import table_from_print

from build_scripts.extraction.lines import Line
from build_scripts.extraction.unplaced import (
    doubt_blank_columns,
    doubt_blank_groups,
    doubt_blank_rows,
    unplaced_figures,
)
from build_scripts.forms import form
from build_scripts.model import GridCell, GridKind, Place, Row, Table

SHAPE = form("2021").requests
ZEROS = ["0"] * 7


def table(**rows: Sequence[str | None]) -> Table:
    """Return table 3, all zero but for these rows (``r3_5_4`` for 3.5.4)."""
    given = {name[1:].replace("_", "."): cells for name, cells in rows.items()}
    return table_from_print(SHAPE, "2021", {row.key: given.get(row.key, ZEROS) for row in SHAPE.rows})


def line(*texts: str | None, row: int = 1, head: bool = False, of: str = "requests", block: int = 0) -> Line:
    cells = tuple(
        None if text is None else GridCell(text, Place(table=block + 1, row=row, column=at))
        for at, text in enumerate(texts, 1)
    )
    return Line(cells, GridKind.RULED, block, row, of, head)


# --------------------------------------------------------------------------- blank rows


def doubted(labels: Sequence[str], printed: Table | None = None, **words: str) -> dict[str, str]:
    """Return the doubted rows and their reasons; ``words``: the printed label of a row."""
    made = printed or table(r3_5_4=[""] * 7, r3_4_3=[None] * 7)
    names = {name[1:].replace("_", "."): word for name, word in words.items()}
    rows = [Row(row.key, names.get(row.key, row.label), row.cells) for row in made.rows]
    return {f.row: dict(f.values)["reason"] for f in doubt_blank_rows(SHAPE, rows, labels)}


@pytest.mark.parametrize(
    ("label", "rows"),
    [
        ("4. 无", {"3.5.4"}),  # the beginning of 4.无正当理由大量反复申请, cut by a page break
        ("大量反复", {"3.5.4"}),
        ("无", set()),  # a letter of several labels
        ("", {"3.5.4", "3.4.3"}),
        ("仍不明确", {"3.4.3"}),
        ("明确", {"3.4.3"}),
        ("4.", {"3.5.4"}),
        ("其他主动公开文件", set()),
        ("当事人申请", set()),
    ],
)
def test_a_blank_row_is_doubted_where_figures_stand_beside_a_part_of_its_label(label: str, rows: set[str]) -> None:
    found = doubted([label])
    assert set(found) == rows
    assert all(
        ("“4.无”" if label == "4. 无" else f"“{label}”" if label else "没有标签") in why for why in found.values()
    )


def test_the_other_half_of_a_label_owns_the_figures() -> None:
    """3.补正 with blanks at the foot of a page, 后申请内容仍旧不明确 with figures at the head of the next."""
    assert set(doubted(["后申请内容仍旧不明确"], r3_4_3="3.补正")) == {"3.4.3"}
    assert set(doubted(["3.补 正后申请"], r3_4_3="内容仍不明确")) == {"3.4.3"}
    assert not doubted(["后申请内容仍旧不明确"], r3_4_3="3.补正后申请内容仍不明确")
    assert not doubted(["我乡的其他工作"], r3_4_3="3.补正")
    assert not doubted(["我乡的其他工作"], r3_4_3="")
    assert set(doubted(["一"], table(r1=[""] * 7))) == {"1"}, "the first letter of a label"


def test_a_row_with_one_figure_is_not_blank() -> None:
    assert not doubted(["4.无"], table(r3_5_4=["", "", "", "", "", "", "3"]))
    assert not doubted(["4.无"], table(r3_5_4=["/", *[""] * 6]))
    assert doubted(["4.无"], table(r3_5_4=[None, *[""] * 6]))
    assert not doubted([])


# --------------------------------------------------------------------------- blank columns


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (("商业", "3", "4"), ["business"]),
        (("企业 ", "3"), ["business"]),
        (("商业",), []),
        (("企", "3"), []),
        (("社会团体", "3"), []),
        (("商业", "企业", "3"), ["business"]),
    ],
)
def test_a_blank_column_is_doubted_where_figures_stand_beside_a_part_of_its_name(
    words: tuple[str, ...], columns: list[str]
) -> None:
    made = table(**{f"r{row.key.replace('.', '_')}": ["0", "", "0", "0", "0", "0", "0"] for row in SHAPE.rows})
    found = list(doubt_blank_columns(made, [line(*words)]))
    names = [column.key for column in SHAPE.rows[0].columns]
    assert [names.index(f.column) for f in found] == [1] * len(columns)
    assert all(f"“{words[0].strip()}" in dict(f.values)["reason"] for f in found)
    one = table(**{f"r{row.key.replace('.', '_')}": ["0", "", "0", "0", "0", "0", "0"] for row in SHAPE.rows[1:]})
    assert not list(doubt_blank_columns(one, [line(*words)])), "a column with a figure is not blank"


@pytest.mark.parametrize(
    ("words", "doubted"),
    [
        (("结果维持\n83", "结果纠正\n66"), ["reconsideration", "suit_after_review"]),
        (("小计", "7", "0"), ["reconsideration", "suit_after_review"]),
        (("结果维持", "结果纠正"), []),
    ],
)
def test_a_blank_group_is_doubted_where_figures_of_table_4_are_unplaced(
    words: tuple[str, ...], doubted: list[str]
) -> None:
    """Two pages on a sheet: the rule below the header was too close to the figures, and all of table 4 was blank."""
    shape = form("2021").review
    printed = {"reconsideration": [""] * 5, "direct_suit": ["1", "", "", "", "1"], "suit_after_review": [""] * 5}
    found = list(doubt_blank_groups(table_from_print(shape, "2021", printed), [line(*words, of="review")]))
    assert [(f.row, f.group) for f in found] == [(key, key) for key in doubted]


# --------------------------------------------------------------------------- figures without a cell


def figures(
    lines: Sequence[Line], listed: Sequence[Line] = (), placed: Sequence[GridCell | None] = ()
) -> list[tuple[str, ...]]:
    made = table()
    cells = tuple(replace(c, place=p.place) for c, p in zip(made.rows[0].cells, placed, strict=False) if p)
    rows = (replace(made.rows[0], cells=(*cells, *made.rows[0].cells[len(cells) :])), *made.rows[1:])
    return [found.texts for found in unplaced_figures(lines, [replace(made, rows=rows)], listed)]


def test_a_figure_that_is_in_no_cell_is_listed_with_the_words_of_its_line() -> None:
    own = line("（一）予以公开", "3", "", "/", None, "12")
    assert figures([own]) == [("（一）予以公开", "3", "12")]
    assert figures([own], placed=own.cells[1:2]) == [("（一）予以公开", "12")]
    assert figures([own], placed=(own.cells[1], own.cells[5])) == []
    assert figures([own], listed=[own]) == []
    assert figures([replace(own, table="")]) == []
    assert figures([line("（一）予以公开", "", "无")]) == []


def test_a_figure_within_a_header_word_is_listed() -> None:
    head = line("信息内容", "本年制发件数（3件）", "本年废止件数", head=True, of="proactive")
    assert figures([head]) == [("信息内容", "本年制发件数（3件）", "本年废止件数")]
    assert figures([head], listed=[head]) == []
    assert figures([replace(head, is_header=False)]) == []
    sums = line("信息内容", "勾稽关系：1=2+3", head=True, of="proactive")
    assert figures([sums]) == []
    other = line("自然人", "总计（5件）", head=True)
    assert figures([head, other]) == [head.texts, other.texts]


def test_numbers_that_count_the_columns_are_no_figures() -> None:
    names = ("自然人1", "商业企业2", "科研机构3", "社会公益组织4", "法律服务机构5")
    assert figures([line(*names, head=True)]) == []
    assert figures([line(*names[:4], head=True)]) == [names[:4]], "four numbers may be figures"
    assert figures([line(*names[:4], "法律服务机构7", head=True)]) != []
    assert figures([line(*names, head=True), line("信息内容", "本年制发件数（3件）", head=True, of="proactive")]) == [
        ("信息内容", "本年制发件数（3件）")
    ]


def test_numbers_that_count_the_rows_are_no_figures_of_a_header() -> None:
    """A column of 序号 beside the labels: 1 before the header words, 2 before the first row."""
    head, below = line("1", "自然人", "总计", row=1, head=True), line("2", "本年新收", row=2)
    assert figures([head, below]) == [("2", "本年新收")]
    assert figures([head, replace(below, block=1)]) == [("1", "自然人", "总计"), ("2", "本年新收")]
    assert figures([replace(head, is_header=False), below]) == [("1", "自然人", "总计"), ("2", "本年新收")]
    assert figures([line("5", "自然人", "总计", head=True), below]) == [("5", "自然人", "总计"), ("2", "本年新收")]
    assert figures([line("①", "自然人", None, "总计", head=True), line("②", "本年新收", row=2)]) == [("②", "本年新收")]
    zero = line("0", "自然人", "总计", row=1, head=True)
    assert figures([zero, line("1", "本年新收", row=2)]) == [("0", "自然人", "总计"), ("1", "本年新收")]
