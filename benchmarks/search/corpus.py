"""Make synthetic archives from the real reports: their sentences with real places, other numbers and other names.

Every report has its own town, its own figures and some sentences of its own with coined names, so that the distribution
of rare and common words is realistic: boilerplate in all reports, phrases in some, names in few. The same number gives
the same report."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from made_up import table_from_print, with_tables

from build_scripts.content import divisions
from build_scripts.extraction.extract import read
from build_scripts.forms import form
from build_scripts.model import Agency, Block, Paragraph, Place, Report

ROOT = Path(__file__).resolve().parent.parent.parent
YEARS = tuple(range(2024, 2014, -1))
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")
_NUMBER = re.compile(r"(?<![\d.])\d{1,4}(?![\d.]|\s*[年月日号〕】])")  # numbers of documents are kept
_LOCAL = (
    "结合{a}实际，打造“{b}”政务公开品牌，覆盖{c}等{n}个村（社区）。",
    "在{a}村、{c}村设立政务公开专区，配备{n}名信息员，全年发布信息{m}条。",
    "围绕{b}项目，通过“{c}”公众号推送解读{n}篇，阅读量{m}次。",
    "组织开展“{b}走进{a}”开放日活动{n}场，{m}人次参加。",
)
# The names of their own places in the real reports: (county, town), by a word of the title.
_PLACES = {
    "海城镇": ("海原县", "海城镇"),
    "上新庄": ("湟中区", "上新庄镇"),
    "古城": ("平安区", "古城回族乡"),
    "小铺乡": ("滑县", "小铺乡"),
    "河园镇": ("叶城县", "河园镇"),
}


@dataclass(frozen=True, slots=True)
class Made:
    number: int
    year: int
    row: int
    report: Report
    agency: Agency

    @property
    def address(self) -> str:
        return f"reports/{self.agency.agency_id}/{self.year}/"


@cache
def real() -> tuple[Report, ...]:
    return tuple(read(p.read_bytes()) for p in sorted((ROOT / "content/reports").rglob("*.txt")))


@cache
def _pool() -> dict[str, tuple[str, ...]]:
    pool: dict[str, list[str]] = {}
    for report in real():
        for section in report.sections:
            for paragraph in section.paragraphs:
                pool.setdefault(section.key, []).extend(_SENTENCE.findall(paragraph.text))
    return {key: tuple(sentences) for key, sentences in pool.items()}


@cache
def _counties() -> tuple[divisions.Division, ...]:
    found = [d for d in divisions.table().values() if d.level == "县" and len(divisions.ancestors(d.code)) == 3]
    return tuple(sorted(found, key=lambda d: d.code))


@cache
def _letters() -> str:
    """Return characters of names, common ones more often."""
    return "".join(divisions.stem(d.name) for d in divisions.table().values()) + "".join(_pool()["overview"])[:8000]


def _name(dice: random.Random, size: int) -> str:
    letters = _letters()
    found = ""
    while len(found) < size:
        c = letters[dice.randrange(len(letters))]
        found += c if "\u4e00" <= c <= "\u9fff" else ""
    return found


@cache
def agency(row: int, towns: int) -> Agency:
    """Return an agency; agencies are in the order of their places, about 30 a county in an archive of 40,000."""
    counties = _counties()
    county = counties[row * len(counties) // towns]
    dice = random.Random(f"agency {row}")
    path = divisions.ancestors(county.code)
    town = _name(dice, dice.choice((2, 2, 2, 2, 3))) + dice.choice("镇镇镇乡")
    kind = "乡镇街道"
    if dice.random() < 0.15:
        town, kind = dice.choice(("教育局", "民政局", "交通运输局", "市场监督管理局", "卫生健康局")), "部门"
    name = f"{path[-1].name}{town}" + ("人民政府" if kind != "部门" else "")
    return Agency(
        f"a{row:06}", name, (town,), path[0].name, path[1].name, path[-1].name, f"{county.code}", "乡", kind
    )  # fmt: skip


def made(number: int, total: int) -> Made:
    """Return report ``number`` of an archive of ``total``: ten years, agencies by place."""
    years = YEARS[: max(1, min(10, total // 20))]
    towns = -(-total // len(years))
    year, row = years[number // towns], number % towns
    who = agency(row, towns)
    dice = random.Random(f"{row}/{year}/{total}")
    base = real()[dice.randrange(len(real()))]
    pool = _pool()
    sections = []
    own = [
        dice.choice(_LOCAL).format(
            a=_name(dice, 2), b=_name(dice, 3), c=_name(dice, 2), n=dice.randint(1, 40), m=dice.randint(10, 9000)
        )
        for _ in range(dice.randint(2, 5))
    ]
    for section in base.sections:
        blocks: list[Block] = []
        for paragraph in section.paragraphs:
            sentences = _SENTENCE.findall(paragraph.text)
            if len(sentences) > 1 and section.key in pool:
                sentences = [s if dice.random() < 0.75 else dice.choice(pool[section.key]) for s in sentences]
                if own and section.key == "overview":
                    sentences.insert(dice.randrange(len(sentences)), own.pop())
            blocks.append(Paragraph(_own("".join(sentences), base, who, year, dice), Place(line=len(blocks))))
        sections.append(replace(section, blocks=tuple(blocks)))
    return Made(number, year, row, replace(_figures(base, dice), title=_title(who, year), agency=who.name,
        agency_id=who.agency_id, year=year, form="2021", sections=tuple(sections)), who)  # fmt: skip


def _title(who: Agency, year: int) -> str:
    return f"{who.name}{year}年政府信息公开工作年度报告"


def _own(text: str, base: Report, who: Agency, year: int, dice: random.Random) -> str:
    county, town = _PLACES[next(name for name in _PLACES if name in base.title)]
    text = text.replace(town, who.aliases[0]).replace(county, who.county)
    text = text.replace("2024", str(year))
    return _NUMBER.sub(lambda m: str(dice.randint(1, max(9, 2 * int(m[0])))), text)


def _figures(base: Report, dice: random.Random) -> Report:
    shape = form("2021")
    quiet = dice.random() < 0.5

    def number() -> str:
        return "0" if quiet or dice.random() < 0.8 else str(dice.choice((1, 2, 3, 5, 8, 13, 40, 120, 900)))

    def cells(table: str) -> dict[str, list[str]]:
        return {row.key: [number() for _ in row.columns] for row in shape.table(table).rows}

    return with_tables(base, *(table_from_print(table, "2021", cells(table.key)) for table in shape.tables))


def corpus(total: int) -> Iterator[Made]:
    """Yield all reports of an archive in the order of its index."""
    return (made(number, total) for number in range(total))
