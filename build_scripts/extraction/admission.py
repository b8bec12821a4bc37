"""Decide which documents the archive accepts: an annual report of one administrative organ on government information.
Any other document is refused with a message that says what was found and what is missing.

Public bodies (医院, 学校, 水务公司) report under separate rules (《条例》第五十五条). Their reports are accepted only
if they use the statutory tables, because the archive compares these tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from build_scripts.content.organs import kind_of
from build_scripts.extraction.evidence import announces_report, years_in
from build_scripts.extraction.outline import Outline
from build_scripts.extraction.tables import Aligned
from build_scripts.extraction.titles import is_title, title_agency
from build_scripts.forms import form
from build_scripts.model import Document, Refusal, State
from build_scripts.wording import squeeze

MIN_LENGTH = 150  # minimum number of characters of a free-text report; a shorter text is a page about a report
_MIN_ROWS = 5  # minimum number of matched form rows of a report; an explanation of the form may quote one or two
# minimum number of the six section headings: with a report title, without one, without one but announced (现将…报告如下)
_HEADINGS, _HEADINGS_UNTITLED, _HEADINGS_ANNOUNCED = 2, 5, 3
# number of lines above the text searched for another document's title; maximum length of a title
_HEAD_LINES, _TITLE = 8, 60

_NOT_ANNUAL = re.compile(
    r"上半年|下半年|半年度?|季度|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份|月报|\d{1,2}月?[-—–至]\d{1,2}月"
)
_OTHER_DOCUMENTS = (
    ("法治政府建设年度报告", re.compile("法治政府建设.*(?:报告|总结)$|依法行政.*(?:报告|总结)$")),
    ("人民法院、人民检察院的报告", re.compile("(?:法院|检察院).*(?:报告|总结)$")),
    ("高等学校信息公开年度报告", re.compile("(?:大学|学院|学年).*信息公开.*(?:报告|总结)$")),
    (
        "党务、村务、厂务、校务、警务公开一类的报告",
        re.compile("(?:[党村居厂校院警检]务|司法)公开.*(?:报告|年报|总结)$"),
    ),
    ("政府工作报告", re.compile("政府工作报告$")),
    ("通知、办法一类的文件", re.compile("(?:通知|通报|通告|公告|函|意见|方案|办法|规定|细则|要点|计划|报告格式)$")),
    ("对年度报告的解读", re.compile("(?:解读|图解|说明)$|^(?:图解|一图读懂)")),
    ("政府信息公开指南或目录", re.compile("信息公开(?:指南|目录|制度)$")),
    ("预算、决算文件", re.compile("(?:预算|决算)(?:公开)?(?:情况)?(?:说明|报告)?$")),
)
_KINDS = {
    "court": "人民法院、人民检察院的报告",
    "university": "高等学校信息公开年度报告",
    "public-body": "公共企事业单位的报告，没有使用法定表格",
}


def refuse_other_documents(parts: Outline, aligned: Sequence[Aligned]) -> None:
    """Refuse a document that is not an annual report of an administrative organ, or that holds more than one report."""
    rows = sum(1 for a in aligned for row in a.table.rows if row.label)
    _refuse_kind(parts, rows)
    headings = sum(1 for s in parts.sections if s.heading)
    texts = [p.text for s in parts.sections for p in s.paragraphs]
    letters = sum(len(squeeze(text)) for text in texts)
    if rows < _MIN_ROWS:
        listed = _titles([*(line for line, _ in parts.above), *texts]) | {parts.title} - {""}
        if len(listed) > 2:
            raise Refusal("report-list", count=len(listed), title=min(listed))
        if parts.title and headings < _HEADINGS and not (_is_before_2019_form(parts) and letters >= MIN_LENGTH):
            raise Refusal("no-text", title=parts.title, rows=rows, headings=headings, letters=letters)
        least = _HEADINGS_ANNOUNCED if announces_report(parts) else _HEADINGS_UNTITLED
        if not parts.title and (headings < least or letters < MIN_LENGTH):
            raise Refusal("not-a-report", title=_first_words(parts), rows=rows, headings=headings)
    # the head of each page, without agency and year, is no title of another report
    own = squeeze(parts.title)
    others = {title for title in _titles(texts) if not own or not (title in own or own in title)}
    if parts.repeated >= 2 and others:
        raise Refusal("two-titles", title=min(others))


def refuse_unread_pages(document: Document, aligned: Sequence[Aligned]) -> None:
    """Refuse a document with unread picture pages unless all three tables are complete on the other pages."""
    unread = next((reason for code, reason in document.doubts if code == "source.picture"), "")
    cells = [cell for a in aligned for row in a.table.rows for cell in row.cells]
    if unread and (not all(a.table.present for a in aligned) or any(cell.state is State.ABSENT for cell in cells)):
        raise Refusal("scanned", pages=unread)


def _refuse_kind(parts: Outline, rows: int) -> None:
    """Refuse a document whose title, or without one whose first title-like lines, name another kind of document."""
    if parts.title:
        lines = [parts.title]
        kind = kind_of(title_agency(parts.title))
        if kind and (kind != "public-body" or rows < _MIN_ROWS):
            raise Refusal("other-document", title=parts.title, kind=_KINDS[kind])
        if re.search("学年", parts.title):
            raise Refusal("other-document", title=parts.title, kind=_KINDS["university"])
    else:
        lines = [squeeze(line) for line, _ in parts.above[:_HEAD_LINES]]
        lines = [line for line in lines if len(line) <= _TITLE and not re.search("[。，,]", line)]
    for line in lines:
        if "信息公开" in line and _NOT_ANNUAL.search(line):
            raise Refusal("not-annual", title=line)
    for line in () if parts.title else lines:
        if other := next((name for name, pattern in _OTHER_DOCUMENTS if pattern.search(line)), ""):
            raise Refusal("other-document", title=line, kind=other)


def _titles(texts: Iterable[str]) -> set[str]:
    return {squeeze(text) for text in texts if len(text) < _TITLE and is_title(text)}


def _is_before_2019_form(parts: Outline) -> bool:
    """Return True if the title, or else the first words of the text, state a year before the 2019 form (free text)."""
    years = years_in(parts.title) or years_in(_first_words(parts))
    return bool(years) and years[0] < form("2019").first_year


def _first_words(parts: Outline) -> str:
    for section in parts.sections:
        for paragraph in section.paragraphs:
            return squeeze(paragraph.text)[:30]
    return ""
