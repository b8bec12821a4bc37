"""Test which columns a header of table 3 names in other words than the form's, however its columns are arranged.

A word names a column only where it cannot mean another one: in any permutation, with a column left out or one of the
agency's own put in, a figure is in the column of its own header, or in none, or in doubt."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

import pytest

from build_scripts.extraction.extract import read
from build_scripts.extraction.spelling import APPLICANTS
from build_scripts.findings import doubts, message
from build_scripts.forms import form
from build_scripts.model import Report

ROWS = form("2021").requests.rows
COLUMNS = [column.key for column in ROWS[0].columns]
OTHER_WORDS = {
    "自然人": ("公民", "自然人（公民）"),
    "商业企业": ("企业", "工商企业", "企业单位"),
    "科研机构": ("科研单位", "科研院所", "科学研究机构"),
    "社会公益组织": ("公益组织", "社会公益机构", "社会公益性组织", "社会公益团体"),
    "法律服务机构": ("法律服务组织", "法律机构", "法律服务类机构"),
    "其他": ("其它", "其他组织"),
    "总计": ("合计", "共计"),
}
# words that are like one name only, and say something else
LIKE_WORDS = {
    "商业企业": ("国有企业", "民营企业"),
    "社会公益组织": ("社会组织", "社会团体"),
    "法律服务机构": ("法律顾问单位",),
}
OWN_WORDS = ("小计", "上年总计", "事业单位", "行政机关", "中介组织", "去年同期", "占比")
Column = tuple[str, str]  # header, and the applicant whose figures stand below it ("" for none)
Figures = dict[str, dict[str, int]]


def figures(dice: random.Random) -> Figures:
    made = {row.key: dict.fromkeys(APPLICANTS, 0) for row in ROWS}
    for row in made.values():
        row |= {name: dice.choice([0, 0, 1, 2, 3, 5, 8, 13, 40]) for name in APPLICANTS[:-1]}
        row[APPLICANTS[-1]] = sum(row.values())
    return made


def printed(columns: Sequence[Column], made: Figures, dice: random.Random) -> Iterator[tuple[str, list[str]]]:
    for row in ROWS:
        yield row.label, [str(made[row.key][name] if name else dice.choice([0, 1, 4, 30])) for _, name in columns]


def lines(columns: Sequence[Column], made: Figures, dice: random.Random) -> str:
    head = " ".join(word for word, _ in columns)
    return "\n".join(["申请人情况", head, *(" ".join([label, *row]) for label, row in printed(columns, made, dice))])


def tabs(columns: Sequence[Column], made: Figures, dice: random.Random) -> str:
    head = "\t".join(["", *(word for word, _ in columns)])
    return "\n".join(["\t申请人情况", head, *("\t".join([label, *row]) for label, row in printed(columns, made, dice))])


def cells(columns: Sequence[Column], made: Figures, dice: random.Random) -> str:
    return lines(columns, made, dice).replace(" ", "\n")


def ruled(columns: Sequence[Column], made: Figures, dice: random.Random) -> str:
    head = "".join(f"<td>{word}</td>" for word, _ in columns)
    rows = [f"<td>{label}</td>" + "".join(f"<td>{n}</td>" for n in row) for label, row in printed(columns, made, dice)]
    top = f'<td rowspan="2">项目</td><td colspan="{len(columns)}">申请人情况</td>'
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in (top, head, *rows)) + "</table>"


def report(body: str) -> Report:
    above = ["示例县人民政府2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    if body.startswith("<"):
        return read(("".join(f"<p>{text}</p>" for text in above) + body).encode())
    return read("\n".join([*above, body]).encode())


def arranged(dice: random.Random, others: int, change: str) -> list[Column]:
    """Return the seven columns, ``others`` of them in other words, arranged in another way."""
    renamed = set(dice.sample(APPLICANTS, others))
    words = {name: (*some, *LIKE_WORDS.get(name, ())) for name, some in OTHER_WORDS.items()}
    columns = [(dice.choice(words[name]) if name in renamed else name, name) for name in APPLICANTS]
    if change == "exchanged":
        one, other = dice.sample(range(len(columns)), 2)
        columns[one], columns[other] = columns[other], columns[one]
    elif change == "shuffled":
        dice.shuffle(columns)
    like = [word for some in LIKE_WORDS.values() for word in some]
    if change in ("left out", "replaced elsewhere"):
        columns.pop(dice.randrange(len(columns) - 1))
    if change in ("put in", "replaced elsewhere"):
        columns.insert(dice.randint(0, len(columns)), (dice.choice([*OWN_WORDS, *like]), ""))
    if change == "replaced":
        columns[dice.randrange(len(columns) - 1)] = (dice.choice([*OWN_WORDS, *like]), "")
    return columns


def wrong(found: Report, columns: Sequence[Column], made: Figures) -> list[tuple[str, str, str]]:
    """Return the figures that are in a column of another header, without a doubt beside them."""
    doubted = doubts(found.findings)
    names = {name for _, name in columns}
    return [
        (row.key, key, cell.raw)
        for row in found.requests.rows
        for name, key, cell in zip(APPLICANTS, COLUMNS, row.cells, strict=True)
        if cell.raw
        and (name not in names or cell.raw != str(made[row.key][name]))
        and not doubted.of("requests", row.key, key)
    ]


@pytest.mark.parametrize("write", [lines, tabs, cells, ruled])
@pytest.mark.parametrize("name", APPLICANTS)
def test_another_wording_of_a_column_is_no_doubt(write: Callable[..., str], name: str) -> None:
    """科研院所, 法律服务组织, 工商企业, 公民: all rows were in doubt, or no figure of 自然人 had a column."""
    for word in OTHER_WORDS[name]:
        dice = random.Random(word)
        made = figures(dice)
        found = report(write([(word if own == name else own, own) for own in APPLICANTS], made, dice))
        assert {row.key: [cell.raw for cell in row.cells] for row in found.requests.rows} == {
            key: [str(row[own]) for own in APPLICANTS] for key, row in made.items()
        }, word
        assert not [f for f in found.findings if f.code in ("value.low-confidence", "row.unplaced", "row.surplus")], (
            word
        )


@pytest.mark.parametrize("write", [lines, tabs, cells, ruled])
@pytest.mark.parametrize("change", ["exchanged", "shuffled", "left out", "put in", "replaced", "replaced elsewhere"])
def test_a_figure_is_never_in_the_column_of_another_header(write: Callable[..., str], change: str) -> None:
    for seed in range(24):
        dice = random.Random(f"{change} {seed}")
        made = figures(dice)
        columns = arranged(dice, dice.choice([1, 2, 7]), change)
        assert not wrong(report(write(columns, made, dice)), columns, made), (seed, columns)


@pytest.mark.parametrize("write", [tabs, ruled])
@pytest.mark.parametrize("name", LIKE_WORDS)
def test_a_word_that_is_like_one_name_only_doubts_its_column(write: Callable[..., str], name: str) -> None:
    """国有企业 where the form has 商业企业: all rows were in doubt, in all columns."""
    for word in LIKE_WORDS[name]:
        dice = random.Random(word)
        made = figures(dice)
        found = report(write([(word if own == name else own, own) for own in APPLICANTS], made, dice))
        assert [cell.raw for cell in found.requests.row("1").cells] == [str(made["1"][own]) for own in APPLICANTS]
        doubted = [f for f in found.findings if f.code == "value.low-confidence"]
        assert [(f.row, f.column) for f in doubted] == [("", COLUMNS[APPLICANTS.index(name)])]
        assert word in message(doubted[0])


@pytest.mark.parametrize("write", [lines, tabs, ruled])
def test_two_words_like_one_name_are_neither(write: Callable[..., str]) -> None:
    dice = random.Random(7)
    made = figures(dice)
    columns = [(name, name) for name in APPLICANTS]
    columns[1:2] = [("国有企业", ""), ("民营企业", "")]
    found = report(write(columns, made, dice))
    assert not wrong(found, columns, made)
    assert {"1", "2", "3.1"} <= {f.row for f in found.findings}
