"""Test what the lines of a header of table 3 prove of the order of its columns, in text without cells."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

import pytest

from build_scripts.extraction import extract
from build_scripts.extraction.header_pieces import is_in_pieces
from build_scripts.extraction.headers import ASSUMED_ORDER, UNPROVEN_ORDER
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.requests import requests
from build_scripts.extraction.spelling import APPLICANTS, normalize
from build_scripts.extraction.tables import Aligned
from build_scripts.model import Finding, Paragraph, Place

LABELS = {
    "1": "一、本年新收政府信息公开申请数量",
    "2": "二、上年结转政府信息公开申请数量",
    "3.1": "（一）予以公开",
    "3.7": "（七）总计",
    "4": "四、结转下年度继续办理",
}
FIGURES = ("11", "2", "3", "4", "5", "6", "31")
DOUBTS = ("value.low-confidence", "value.unreadable", "row.unplaced")

# The text of a PDF (pdftotext), of its layout, and one column after the other
CUT_BESIDE_THE_INSTRUCTION = """申请人情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项 自然
法人或其他组织
加第四项之和）
科研 社会公 法律服 其 总计
人 商业
企业 机构 益组织 务机构 他"""
IN_LAYOUT = """申请人情况
（本列数据的勾稽关系为：第一项加第二项之和， 等于第三项 自然  法人或其他组织
加第四项之和） 人 商业  科研 社会公 法律服 其 总计
企业 机构 益组织 务机构 他"""
ALTERNATING = """申请人情况
自然 商业 科研 社会公 法律服
人 企业 机构 益组织 务机构 其他 总计"""
BESIDE_A_MERGED_WORD = """申请人情况
自然 法人或其他组织 总计
人
商业 科研 社会 法律 其他
企业 机构 公益 服务
组织 机构"""
IN_LETTERS = """自 法人或其他组织 总
然 商 科 社 法 其 计
人 业 研 会 律 他
企 机 公 服
业 构 益 务
组 机
织 构"""
CELL_BY_CELL = """（本列数据的勾稽关系为：第一项加第二项之和，等于第三项
加第四项之和）
申请人情况
自然
人
法人或其他组织 总
计
商业
企业
科研
机构
社会公
益组织
法律服
务机构
其
他"""
MERGED_WORD_IN_A_LINE_BELOW = """自然 法人或其
人 商业 科研 他组织 社会公 法律服 其 总计
企业 机构 益组织 务机构 他"""
PROVEN = (
    MERGED_WORD_IN_A_LINE_BELOW,
    CELL_BY_CELL,
    CUT_BESIDE_THE_INSTRUCTION,
    IN_LAYOUT,
    ALTERNATING,
    BESIDE_A_MERGED_WORD,
    IN_LETTERS,
)


def aligned(head: str, order: Sequence[str] = APPLICANTS, count: int = 7) -> Aligned:
    """Return table 3 below this header, with ``count`` figures of each row, printed in this order."""
    printed = [FIGURES[APPLICANTS.index(name)] for name in order][:count]
    text = [*head.split("\n"), *(" ".join([label, *printed]) for label in LABELS.values())]
    blocks = [Paragraph(line, Place(line=at)) for at, line in enumerate(text)]
    return requests([line for line in lines_of(blocks) if line.table == "requests"])


def reasons(found: Sequence[Finding]) -> set[str]:
    return {dict(f.values)["reason"] for f in found if f.code == "value.low-confidence"}


def is_right(made: Aligned, row: str) -> bool:
    return tuple(cell.raw for cell in made.table.row(row).cells) == FIGURES


@pytest.mark.parametrize("head", PROVEN)
def test_pieces_that_spell_the_header_of_the_form_prove_its_order(head: str) -> None:
    """自然 / 人 over two lines: each row was in doubt."""
    made = aligned(head)
    assert all(is_right(made, row) for row in LABELS)
    assert not [f for f in made.findings if f.code in DOUBTS]
    assert {f.row for f in aligned(head, count=6).findings if f.code in DOUBTS} == set(LABELS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("务机构", "务 构"),
        ("务机构", "务机"),
        ("法律服", "法服律"),
        ("他", "也"),
        ("人 ", "人 人 "),
        ("加第四项之和", "加第四项"),
        ("科研 社会公", "社会公 科研"),
    ],
)
def test_pieces_that_spell_anything_else_prove_nothing(old: str, new: str) -> None:
    head = CUT_BESIDE_THE_INSTRUCTION.replace(old, new, 1)
    assert head != CUT_BESIDE_THE_INSTRUCTION
    assert reasons(aligned(head).findings) == {ASSUMED_ORDER}


def test_a_piece_above_the_header_is_left_over() -> None:
    assert reasons(aligned("其\n" + ALTERNATING).findings) == {ASSUMED_ORDER}
    assert not reasons(aligned("（单位：件）\n" + ALTERNATING).findings)


def test_pieces_without_a_line_in_common_do_not_prove_their_order() -> None:
    """社会 and 法律 are on lines of their own, above 商业 and 科研: any of them may be on the left."""
    head = "申请人情况\n法人或其他组织\n自然人\n社会 法律\n商业 科研\n公益 服务 其他\n企业 机构\n组织 机构\n总计"
    assert reasons(aligned(head).findings) == {ASSUMED_ORDER}


def test_pieces_cell_by_cell_in_another_order_prove_nothing() -> None:
    for words in (("总\n计", *APPLICANTS[:6]), ("自然\n人", "总计", "法人或其他组织", *APPLICANTS[1:6])):
        assert reasons(aligned("\n".join(words)).findings)
    assert not reasons(aligned("\n".join(("自然\n人", *APPLICANTS[1:]))).findings)


def test_the_rules_of_a_drawing_are_no_pieces_of_a_header() -> None:
    """Each | of an ASCII table fitted each of the texts: thirty of them took longer than a day."""
    lines = [[normalize(word) for word in (*line.split(), *"|" * 9)] for line in ALTERNATING.split("\n")]
    assert is_in_pieces(lines)


def test_a_table_drawn_with_characters_has_a_header_in_pieces() -> None:
    """w3m draws the cells of a web page: each line of a narrow header is a row of the table."""
    head = [
        "│ │ │法人或其他组织│ │",
        "│自 │商业│科研│社会公│法律服│ │总 │",
        "│然 │企业│机构│益组织│务机构│其│计 │",
        "│人 │ │ │ │ │他│ │",
    ]
    rows = [f"│{'│'.join([label, *FIGURES])}│" for label in LABELS.values()]
    title = ["示例县人民政府2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    for lines, doubted in ((head, set()), ([line.replace("研", "学") for line in head], set(LABELS))):
        report = extract.read(
            "\n".join([*title, *lines, *rows, "五、存在的主要问题及改进情况", "平稳。" * 99]).encode()
        )
        assert {f.row for f in report.findings if f.code in DOUBTS} == doubted
        assert [c.raw for c in report.requests.row("1").cells] == list(FIGURES)


@pytest.mark.parametrize(
    "head",
    [
        "法人或其他组织\n自然人 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他",
        "法人或其他组织\n自然人\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n总计",
        "\n".join(("法人或其他组织", *APPLICANTS)),
    ],
)
def test_a_word_below_the_merged_word_beside_it_may_be_on_either_side(head: str) -> None:
    """自然人 in the middle of a cell of two rows: its figures were published as those of 总计's neighbour."""
    made = aligned(head)
    assert all(is_right(made, row) for row in LABELS)
    assert reasons(made.findings) == {UNPROVEN_ORDER}


@pytest.mark.parametrize(
    ("head", "order"),
    [
        ("法人或其他组织\n" + " ".join(APPLICANTS), APPLICANTS),
        ("申请人情况 自然人 法人或其他组织 总计\n" + " ".join(APPLICANTS[1:6]), APPLICANTS),
        ("法人或其他组织\n" + " ".join(APPLICANTS[::-1]), APPLICANTS[::-1]),
        ("法人或其他组织 自然人 总计\n" + " ".join(APPLICANTS[1:6]), (*APPLICANTS[1:6], "自然人", "总计")),
        ("\n".join(("申请人情况", "总计", "自然人", "法人或其他组织", *APPLICANTS[1:6])), ("总计", *APPLICANTS[:6])),
        ("总计 自然人 法人或其他组织\n" + " ".join(APPLICANTS[1:6]), ("总计", *APPLICANTS[:6])),
    ],
)
def test_words_on_one_line_stand_in_the_order_of_their_columns(head: str, order: Sequence[str]) -> None:
    made = aligned(head, order)
    assert all(is_right(made, row) for row in LABELS)
    assert not [f for f in made.findings if f.code in DOUBTS]


def test_the_pieces_of_the_header_are_no_text_of_the_section() -> None:
    rows = [" ".join([label, *FIGURES]) for label in LABELS.values()]
    title = ["示例县人民政府2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    text = "\n".join([*title, CUT_BESIDE_THE_INSTRUCTION, *rows, "五、存在的主要问题及改进情况", "平稳。" * 99])
    report = extract.read(text.encode())
    assert not report.section("requests").paragraphs and not report.unplaced
    assert [c.raw for c in report.requests.row("1").cells] == list(FIGURES)


# --------------------------------------------------------------------------- headers drawn in any way


def drawn(dice: random.Random) -> tuple[tuple[str, ...], str]:
    """Return the order of the columns of a header drawn at random, and its lines. Its columns are as narrow as chance
    has it; 自然人 and 总计 are as high as both rows of the header, and stand at the top, in the middle or below."""
    groups, inner = [("自然人",), APPLICANTS[1:6], ("总计",)], list(APPLICANTS[1:6])
    if dice.random() < 0.6:
        dice.shuffle(groups)
        dice.shuffle(inner)
    order = tuple(name for group in groups for name in (inner if len(group) > 1 else group))
    whole, side = dice.choice((0, 0.5, 0.8, 1)), dice.choice((0, 1, 2))
    parts = {name: _cut(name, len(name) if dice.random() < whole else dice.randint(1, 4)) for name in APPLICANTS}
    merged = _cut("法人或其他组织", dice.choice((4, 7)))
    height = max(len(parts[name]) for name in inner)
    if dice.random() < 0.3:
        return order, _cell_by_cell(groups, inner, parts, merged)
    lines: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for at, name in enumerate(order):
        top, room = (len(merged), height) if name in inner else (0, len(merged) + height)
        for row, part in enumerate(parts[name]):
            lines[2 * top + side * (room - len(parts[name])) + 2 * row].append((at, part))
    middle = sum(order.index(name) for name in inner) / len(inner)
    for row, part in enumerate(merged):
        lines[2 * row].append((middle + 0.5, part))
    return order, "\n".join(" ".join(part for _, part in sorted(lines[y])) for y in sorted(lines))


def _cell_by_cell(
    groups: Sequence[Sequence[str]], inner: Sequence[str], parts: dict[str, list[str]], merged: list[str]
) -> str:
    """Return the pieces of one cell after the other, row by row."""
    upper = [parts[group[0]] if len(group) == 1 else merged for group in groups]
    return "\n".join(part for cell in (*upper, *(parts[name] for name in inner)) for part in cell)


def _cut(name: str, size: int) -> list[str]:
    return [name[at : at + size] for at in range(0, len(name), size)]


def test_no_header_proves_an_order_that_it_does_not_have() -> None:
    dice = random.Random("header lines")
    sure = 0
    for _ in range(400):
        order, head = drawn(dice)
        made = aligned(head, order)
        doubted = {f.row for f in made.findings if f.code in DOUBTS}
        wrong = {row for row in LABELS if not is_right(made, row)}
        assert wrong <= doubted, (order, head)
        sure += not wrong and not doubted
    assert sure > 100
