"""The text against the tables: figures stated in sentences, held only where they can mean nothing else.

Precision before recall. A figure counts when its words name one cell and nothing before it narrows the subject:
全市备案行政复议案件134件 is not this agency's, 其中网上申请 12 件 is a part. Different populations exist, so nothing
found here is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.checks.history import History
from build_scripts.checks.phrases import phrase
from build_scripts.findings import finding
from build_scripts.forms.names import cell_name
from build_scripts.model import Finding, Place, Report

_UNIT = "(?:件次|件|份|宗|条)"
_APPLICATIONS = "(?:政府)?(?:信息)?(?:公开)?(?:的)?申请(?:共|总数|数量|为|共计)?"
# (what it says, table, rows whose totals it names, pattern on folded text with one number)
_PATTERNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("requests", ("1",), re.compile(rf"新收(?:到)?{_APPLICATIONS}(\d+){_UNIT}")),
    (
        "requests",
        ("1",),
        re.compile(
            rf"(?:年度?|全年|本年|年内|我[镇乡县区市局街道]+|本机关)共?(?:收到|受理|接收){_APPLICATIONS}(\d+){_UNIT}(?![,，]?含)"
        ),
    ),
    ("requests", ("2",), re.compile(rf"上年度?结转(?:{_APPLICATIONS})?(\d+){_UNIT}")),
    ("requests", ("4",), re.compile(rf"结转(?:至|到)?下一?年度?(?:继续办理)?(?:{_APPLICATIONS})?(\d+){_UNIT}")),
    ("requests", ("3.1",), re.compile(rf"(?:答复|结果)[^。;]{{0,20}}?[,:、]予以公开(\d+){_UNIT}")),
    (
        "review",
        ("reconsideration",),
        re.compile(rf"(?:因|涉及)政府信息公开(?:工作)?(?:被申请|引发|提起|产生)?的?行政复议(?:案件)?(\d+){_UNIT}"),
    ),
    (
        "review",
        ("direct_suit", "suit_after_review"),
        re.compile(rf"(?:因|涉及)政府信息公开(?:工作)?(?:被提起|引发|提起|产生)?的?行政诉讼(?:案件)?(\d+){_UNIT}"),
    ),
)
_NONE_RECEIVED = re.compile(
    r"(?:年度?|全年|我[镇乡县区市局]|本机关|[镇乡县区市局])[,]?(?:未|没有)(?:收到|接到|受理)(?:过)?(?:任何)?(?:政府)?信息公开申请"
)
_NARROWED = re.compile(
    r"其中|网上|线上|网络|平台|邮件|信函|当面|现场|传真|全市|全县|全区|全省|各部门|各单位|备案|办结|累计|截至|上一年|去年|(?:19|20)\d\d年以来"
)
_TOTAL = re.compile(r"(?:主动公开|公开|发布)[^。;,\d]{0,16}?信息(?:共|共计|总计)?(\d+)(条|件|篇|份)(?=[,:;(])")
_OPEN_LIST = re.compile(r"等|主要|包括但|约|多条|余条|以上")


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure stated in the text: quoted, with the cells it names and their sum (``None``: no number there)."""

    quote: str
    table: str
    rows: tuple[str, ...]
    said: Decimal
    printed: Decimal | None
    place: Place | None
    section: str


def statements(report: Report) -> tuple[Statement, ...]:
    """Every statement of the text that can be held against a table."""
    return tuple(_statements(report))


def _statements(report: Report) -> Iterator[Statement]:
    tables = {t.key: t for t in report.tables}
    for section in report.sections:
        for paragraph in section.paragraphs:
            text = phrase(paragraph.text)
            for begin, end in text.sentences("[。;]"):
                for table, rows, match in _said(text.text, begin, end):
                    cells = [tables[table].row(row).cells[-1] for row in rows]
                    numbers = [c.number for c in cells if c.number is not None]
                    printed = sum(numbers, Decimal(0)) if len(numbers) == len(cells) else None
                    quote = text.quote(*match.span())
                    number = Decimal(match[1] if match.re.groups else 0)
                    yield Statement(quote, table, rows, number, printed, paragraph.place, section.key)


def _said(text: str, begin: int, end: int) -> Iterator[tuple[str, tuple[str, ...], re.Match[str]]]:
    """(table, rows, match) of every figure in the sentence that can mean nothing but the total of those rows."""
    for table, rows, pattern in _PATTERNS:
        for match in pattern.finditer(text, begin, end):
            clause = re.split("[,:]", text[begin : match.start()])[-1]
            if not _NARROWED.search(clause + match[0]):
                yield table, rows, match
    none = _NONE_RECEIVED.search(text, begin, end)
    if none and not _NARROWED.search(text, begin, none.end()):
        yield "requests", ("1",), none


def prose_tables(report: Report, _: History) -> Iterator[Finding]:
    """Statements that the table contradicts, quoted beside the cell."""
    for said in statements(report):
        if said.printed is None or said.printed == said.said:
            continue
        shape_form = report.requests.form if said.table == "requests" else report.review.form
        yield finding(
            "prose.table",
            table=said.table,
            row=said.rows[0],
            column="total",
            numbers=(f"{said.said:f}", f"{said.printed:f}"),
            place=said.place,
            quote=said.quote,
            label="＋".join(cell_name(shape_form, said.table, row, "total") for row in said.rows),
            right=f"{said.printed:f}",
        )


def prose_sums(report: Report, _: History) -> Iterator[Finding]:
    """主动公开 N 条 and its parts in one sentence (425 = 95 + 112 + 129 + 89)."""
    for section in report.sections:
        for paragraph in section.paragraphs:
            text = phrase(paragraph.text)
            for begin, end in text.sentences("。"):
                match = _TOTAL.search(text.text, begin, end)
                if match and (parts := _parts(text.text[match.end() : end], int(match[1]), match[2])):
                    yield finding(
                        "prose.sum",
                        section=section.key,
                        numbers=(match[1], str(sum(parts))),
                        place=paragraph.place,
                        quote=f"{text.quote(*match.span())}…",
                        left=match[1],
                        right=f"{'＋'.join(map(str, parts))}＝{sum(parts)}",
                    )


def _parts(rest: str, total: int, unit: str) -> list[int]:
    """The numbers after a total that claim to be its parts and are not; empty when they are, or cannot be told."""
    parts = [int(n) for n in re.findall(rf"(\d+){unit}", rest)]
    if len(parts) < 2 or sum(parts) == total:
        return []
    if sum(parts) < total and (len(parts) < 3 or _OPEN_LIST.search(rest)):
        return []
    # A list that ended earlier: what follows is another count.
    return [] if any(sum(parts[:n]) == total for n in range(2, len(parts))) else parts
