"""Compare figures stated in sentences with the tables, only where the meaning is unambiguous.

Precision comes before recall. A figure counts when its words name one cell and no word before it narrows the subject:
全市备案行政复议案件134件 does not belong to this agency, and 其中网上申请 12 件 is a part. Different populations exist,
so no finding here is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.checks.history import History
from build_scripts.checks.phrases import phrase
from build_scripts.forms.names import cell_name
from build_scripts.model import Finding, Place, Report, finding

_UNIT = "(?:件次|件|份|宗|条)"
_APPLICATIONS = "(?:(?:政府)?(?:信息)?(?:公开)?(?:的)?申请|依申请公开(?:政府信息)?(?:的)?(?:申请|事项|信息)?)(?:共计?|总数|数量)?为?"
# (table, rows whose totals the sentence states, pattern on folded text with one number)
_PATTERNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("requests", ("1",), re.compile(rf"新收(?:到)?{_APPLICATIONS}(\d+){_UNIT}")),
    (
        "requests",
        ("1",),
        re.compile(
            rf"(?:年度?|全年|本年|年内|我[镇乡县区市局委办厅街道]+|本机关)共?(?:收到|受理|接收){_APPLICATIONS}(\d+){_UNIT}"
            rf"(?![^。;]*(?:上年度?|往年|去年)结转|[^。;]*新收|[,(]?(?:包?含|包括|连同|加上))"
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
    r"(?!的?(?:行政)?(?:复议|诉讼|投诉|举报|案件|收费|引发|所|而|转办))"
)
_NARROWED = re.compile(
    r"其中|网上|线上|网络|平台|邮件|信函|当面|现场|传真|全市|全县|全区|全省|全州|全旗|所属|下属|各部门|各单位|各[镇乡县区市局街科]|"
    r"备案|办结|累计|截至|截止|上一年|上年(?!度?结转)|去年|往年|"
    r"上半年|下半年|季度|\d月|(?:19|20)\d\d年以来"
)
_OTHER_MATTER = re.compile("复议|诉讼|案件|提案|建议|信访|投诉|举报|咨询|留言|来信|热线")  # …10件（上年结转3件）
_AS_JUDGE = re.compile(
    "收到|受理|审理|办理|审结|收案|立案|复议机关"
)  # a justice bureau decides cases against other agencies
_YEAR = re.compile(r"((?:19|20)\d\d)年")


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure stated in the text: the quotation, the cells that it names, and their sum (``None``: a cell has no
    number)."""

    quote: str
    table: str
    rows: tuple[str, ...]
    stated: Decimal
    printed: Decimal | None
    place: Place | None
    section: str


def statements(report: Report) -> tuple[Statement, ...]:
    """Return every statement of the text that can be compared with a table."""
    return tuple(_statements(report))


def _statements(report: Report) -> Iterator[Statement]:
    tables = {t.key: t for t in report.tables}
    for section in report.sections:
        for paragraph in section.paragraphs:
            text = phrase(paragraph.text)
            for begin, end in text.sentences("[。;]"):
                for table, rows, match in _figures_in(text.text, begin, end, report.year):
                    cells = [tables[table].row(row).cells[-1] for row in rows]
                    numbers = [c.number for c in cells if c.number is not None]
                    printed = sum(numbers, Decimal(0)) if len(numbers) == len(cells) else None
                    quote = text.quote(*match.span())
                    number = Decimal(match[1] if match.re.groups else 0)
                    yield Statement(quote, table, rows, number, printed, paragraph.place, section.key)


def _figures_in(text: str, begin: int, end: int, year: int) -> Iterator[tuple[str, tuple[str, ...], re.Match[str]]]:
    """Yield (table, rows, match) of every figure in the sentence that can only mean the total of those rows."""
    for table, rows, pattern in _PATTERNS:
        for match in pattern.finditer(text, begin, end):
            clause = re.split("[,:(]", text[begin : match.start()])[-1]
            if _NARROWED.search(clause + match[0]) or _of_another_year(text[begin : match.end()], year):
                continue
            if not (
                _AS_JUDGE.search(clause) if table == "review" else _OTHER_MATTER.search(text, begin, match.start())
            ):
                yield table, rows, match
    none = _NONE_RECEIVED.search(text, begin, end)
    if none and not _NARROWED.search(text, begin, none.end()) and not _of_another_year(text[begin : none.end()], year):
        yield "requests", ("1",), none


def _of_another_year(words: str, year: int) -> bool:
    """Return whether the last year named differs from the report's: 2023年收到申请12件，2024年收到95件."""
    named = _YEAR.findall(words)
    return bool(named) and year > 0 and int(named[-1]) != year


def prose_tables(report: Report, _: History) -> Iterator[Finding]:
    """Find statements that contradict the table; the finding quotes them beside the cell."""
    for statement in statements(report):
        if statement.printed is None or statement.printed == statement.stated:
            continue
        shape_form = report.requests.form if statement.table == "requests" else report.review.form
        yield finding(
            "prose.table",
            table=statement.table,
            row=statement.rows[0],
            column="total",
            numbers=(f"{statement.stated:f}", f"{statement.printed:f}"),
            place=statement.place,
            quote=statement.quote,
            label="＋".join(cell_name(shape_form, statement.table, row, "total") for row in statement.rows),
            right=f"{statement.printed:f}",
        )
