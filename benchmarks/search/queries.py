"""Queries with known truth on a synthetic archive: the query, and the reports that really contain it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from corpus import Made, made

from build_scripts.model import Paragraph

COMMON = (
    "三审三校", "政务公开领导小组", "国办函〔2020〕109号", "行政处罚", "规范性文件 清理", "乡村振兴", "微信公众号",
    "依申请公开 0件", "“公开为常态”", "信息公开条例 第五十条", "人员变动", "財政預算", "督查", "网站 公示栏",
)  # fmt: skip
FIGURES = (
    ("行政处罚=8", "proactive", "6.penalty", lambda n: n == 8),
    ("行政强制>=1", "proactive", "6.coercion", lambda n: n >= 1),
    ("新收申请>=100", "requests", "1", lambda n: n >= 100),
)  # fmt: skip
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    meets: Callable[[Made, str], bool]  # the report, and its text as returned by ``plain``


def plain(text: str) -> str:
    """Return text without differences that people do not type: width, case, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)
    return "".join(c if c.isalnum() or c == "\n" else "" if c.isspace() else "·" for c in folded)


def text_of(item: Made) -> str:
    """Return the complete visible text of a report, one line for every paragraph and row."""
    who = item.agency
    lines = [item.report.title, who.name, who.province, who.city, who.county, *who.aliases]
    for section in item.report.sections:
        lines += [section.heading, *(b.text for b in section.blocks if isinstance(b, Paragraph))]
    for table in item.report.tables:
        lines += ["".join((row.label, *(c.raw or "" for c in row.cells))) for row in table.rows]
    return plain("\n".join(lines))


def _holds(words: list[str]) -> Callable[[Made, str], bool]:
    patterns = []
    for word in words:
        begin = r"(?<![0-9.])" if word[0].isdigit() else ""
        end = r"(?![0-9.])" if word[-1].isdigit() else ""
        patterns.append(re.compile(begin + re.escape(word).replace("·", "·+") + end))
    return lambda _, text: all(pattern.search(text) for pattern in patterns)


def _figure(table: str, row: str, met: Callable[[int], bool]) -> Callable[[Made, str], bool]:
    def meets(item: Made, _: str) -> bool:
        cells = {t.key: t for t in item.report.tables}[table].row(row).cells
        return (cells[-1].raw or "").isdigit() and met(int(cells[-1].raw or ""))

    return meets


def word_query(text: str) -> Query:
    words = [plain(w.strip("“”")).strip("·") for w in text.replace("財政預算", "财政预算").split()]
    return Query(text, _holds(words))


def queries(total: int) -> list[Query]:
    """Return at least forty queries: words that many reports contain, and substrings cut from some of the reports."""
    dice = random.Random(f"queries {total}")
    found = [word_query(text) for text in COMMON]
    found += [Query(text, _figure(table, row, met)) for text, table, row, met in FIGURES]
    for n in range(26):
        item = made(dice.randrange(total), total)
        if n % 4 == 0:
            text = item.agency.aliases[0] if n % 8 else f"{item.agency.county} {item.year}"
        else:
            paragraphs = [b.text for s in item.report.sections for b in s.blocks if isinstance(b, Paragraph)]
            line = _SPACE.sub("", dice.choice([p for p in paragraphs if len(p) > 30]))
            size = dice.randint(3, 12)
            at = dice.randrange(len(line) - size)
            text = line[at : at + size].strip("“”")
            if re.search(r'["“”=<>≥≤]', text):
                continue
            # Numbers match only completely: a number that the cut splits is left out.
            text = re.sub(r"^[\d.,]+|[\d.,]+$", "", text).strip("，。、；：（）〔〕·-—")
        if len(text) >= 2:
            found.append(word_query(text))
    return found
