"""Collect evidence for agency and year from the title, the text, the signature and the page tags of an original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise

from build_scripts.content.organs import is_organ_name
from build_scripts.extraction.outline import Outline, organ_name
from build_scripts.extraction.titles import SIGNED, title_agency
from build_scripts.model import Evidence, Hints, Paragraph, Place
from build_scripts.wording import chinese_number, chinese_year, fold, squeeze

_DOCUMENT_NUMBER = re.compile(r"[〔\[(【]\d{4}[〕\])】]第?\d+号?")  # 国办公开办函〔2021〕30号 does not state a year
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_CHINESE_YEAR = re.compile(r"(二[〇○零０ＯOo][〇○零０ＯOo一二][〇○零０ＯOo一二三四五六七八九])年")
_YEAR_SPAN = re.compile(r"(20\d\d)年?度?[-—–－~～至到、和/]+(20\d\d)年?")  # a title that covers two years
_PERIOD = re.compile(r"(?:统计|数据|时限|期限|周期|时间)[^。]{0,24}?(20\d\d)年1月1日")
_DATE = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")
# 现公布示例县教育局2024年政府信息公开工作年度报告; but not the titles of notices (…年度报告编制工作的通知, …报告格式)
_ANNOUNCED = re.compile(
    r"(?:公布|发布|向社会公开|编制|编写|撰写|形成|将)(?:了|完成)?《?([^，,。；;：:《》]{4,60}?信息公开(?:工作)?(?:20\d\d年?度?)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报))"
    r"(?=[》。，,；;：:（(]|如下|$)"
)
# 示例街道2025年政府信息公开工作年度报告是根据《条例》…编制的, at the beginning of a text without its title
_INTRODUCED = re.compile(
    r"([^，,。；;：:《》]{4,60}?信息公开(?:工作)?(?:20\d\d年?度?)?(?:年度)?(?:工作)?(?:报告|年报))(?:是|系|由|根据|依据|按照|依照)"
)
# 由示例县公安局编制; an office that compiles the report of its government does not name the government
_COMPILED = re.compile(r"由(?!国务院办公厅)([^，,。；;：:《》由]{4,40}?)(?:负责|牵头|组织)?(?:编制|编写|撰写)")
_INNER_OFFICE = re.compile("(?:办公[室厅]|办|中心|小组|[科股处])$")
_SHORT_NAME = re.compile("[（(](?:以下)?简称[^（()）]*[)）]")
_BEGINS_WITH_YEAR = re.compile(r"20\d\d年(?:度|以?来)?[，,]")  # 2022年，示例乡人民政府坚持…
# 汇报我镇2023年政府信息公开工作, anywhere in the first paragraph
_YEAR_OF_WORK = re.compile(r"20\d\d年(?=度?(?:的)?(?:政府|政务)?信息公开工作)")
_FIRST_CHARACTERS = 30  # number of characters at the start of the text that may name its year
# a date printed under the title
_BARE_DATE = re.compile(r"^\(?[\d二〇○零o一三四五六七八九十]{4}[年.\-/][^。，,]{1,8}\)?$")
_LABELLED = re.compile(
    rf"(?:{SIGNED}|发文|发表)(?:日期|时间)[:：]?\s*([\d二〇○零一三四五六七八九十元正年月日.\-/]{{8,16}})"
)
# 时间：2019-01-18 点击数：- beside the title; 更新时间 and 成文日期 are other dates.
_LABELLED_BARELY = re.compile(r"(?<![一-鿿])(?:日期|时间)[:：]\s*([\d年月日.\-/]{8,16})")
# 2025-01-20 09:30 来源：…, a stamp without a label. A stamp with a label (更新时间：) is another date.
_STAMP = re.compile(
    r"(?<![\d:：间期])(?<![:：间期]\s)(20\d\d[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?)"
    r"(?=\s*\d{1,2}[:：]\d\d|[\s|｜]*(?:(?:信息|文章)?来源|作者|编辑|浏览|阅读|点击|字[体号]|【))"
)
_ISSUED_BY = re.compile(
    rf"(?:{SIGNED}|发文)(?:机关|单位|机构|部门)(?:名称)?(?:[（(]盖?章[)）])?[:：]\s*([一-鿿]{{3,40}})"
)
_CHINESE_DATE = re.compile(
    r"(二[〇○零０ＯOo0]..)年([一二三四五六七八九十]{1,3}|[元正])月([一二三四五六七八九十]{1,3})日"
)


def collect(outline: Outline, hints: Hints) -> tuple[Evidence, ...]:
    """Return all evidence for agency and year. The result depends only on the bytes, so it is cached."""
    found = [
        Evidence("published", p.text, "落款", p.text, p.place)
        for p in _paragraphs(outline, "signature")
        if parse_date(p.text)
    ]
    found += [
        Evidence("published", p.text, "标题", p.text, p.place)
        for p in _paragraphs(outline, "preamble")
        if _BARE_DATE.match(fold(p.text)) and parse_date(p.text)
    ]
    found += _labelled(outline.above)
    found += [
        Evidence("published", line, "标题旁", line, place)
        for (name, _), (line, place) in pairwise(outline.above)
        if _BARE_DATE.match(fold(line)) and parse_date(line) and is_organ_name(squeeze(name))
    ]
    if hints.published and parse_date(hints.published):
        found.append(Evidence("published", hints.published, "网页标签", hints.published))
    found += [Evidence("year", str(y), "标题", outline.title, outline.title_place) for y in _years_of(outline.title)]
    for name in ("preamble", "overview"):
        for paragraph in _paragraphs(outline, name):
            if match := _PERIOD.search(fold(paragraph.text)):
                found.append(Evidence("year", match[1], "统计期限", match[0], paragraph.place))
    announced = [
        (match[1], p) for p in _opening(outline) for match in _ANNOUNCED.finditer(_without_short_names(p.text))
    ]
    introduced = ((_INTRODUCED.match(_without_short_names(p.text)), p) for p in _opening(outline)[:1])
    announced += [(match[1], p) for match, p in introduced if match]
    found += [Evidence("year", str(y), "前言", text, p.place) for text, p in announced for y in _years_of(text)]
    tag = hints.year or hints.title
    found += [Evidence("year", str(y), "网页标签", tag) for y in years_in(tag)[:1]]
    found += _years_of_work(_paragraphs(outline, "overview"))
    for first in _paragraphs(outline, "preamble")[:1]:
        if match := _BEGINS_WITH_YEAR.match(fold(first.text)):
            found += [Evidence("year", str(y), "正文", match[0], first.place) for y in years_in(match[0])]
    if title := title_agency(outline.title):
        found.append(Evidence("agency", title, "标题", outline.title, outline.title_place))
    names = [(name, text, p) for text, p in announced if is_organ_name(name := title_agency(text))]
    names += [
        (match[1], match[0], p)
        for p in _opening(outline)
        for match in _COMPILED.finditer(_without_short_names(p.text))
        if is_organ_name(match[1]) and not _INNER_OFFICE.search(match[1])
    ]
    found += [Evidence("agency", name, "前言", text, p.place) for name, text, p in names]
    for paragraph in _paragraphs(outline, "signature"):
        word = organ_name(paragraph.text)
        if len(word) >= 3 and not parse_date(word):
            found.append(Evidence("agency", word, "落款", paragraph.text, paragraph.place))
    if hints.agency:
        found.append(Evidence("agency", squeeze(hints.agency), "网页标签", hints.agency))
    return tuple(found)


def _years_of_work(paragraphs: Sequence[Paragraph]) -> list[Evidence]:
    """Return the year that the first words of section 一 name, or else the work of which year it reports, or else the
    year with which a later paragraph begins: 2019年，我局按照条例…."""
    for first in paragraphs[:1]:
        begins = first.text[:_FIRST_CHARACTERS]
        if not years_in(begins) and (work := _YEAR_OF_WORK.search(fold(first.text))):
            begins = work[0]
        if years := years_in(begins):
            return [Evidence("year", str(years[0]), "正文", begins, first.place)]
    begun = ((_BEGINS_WITH_YEAR.match(fold(p.text)), p) for p in paragraphs[1:])
    return [Evidence("year", match[0][:4], "正文", match[0], p.place) for match, p in begun if match][:1]


def announces_report(outline: Outline) -> bool:
    """Return True if the first paragraphs say that an annual report follows: 现将我局2014年政府信息公开情况报告如下."""
    return any(_ANNOUNCED.search(_without_short_names(p.text)) for p in _opening(outline))


def _years_of(title: str) -> list[int]:
    """Return the first year named in a title, or both years of a span: 2023—2024年度."""
    if span := _YEAR_SPAN.search(fold(title)):
        return [int(span[1]), int(span[2])]
    return years_in(title)[:1]


def _labelled(above: Sequence[tuple[str, Place]]) -> Iterator[Evidence]:
    """Yield evidence with labels (发布日期, 填报单位, …) from the lines above the text. A label may end a line
    earlier."""
    starts = list(accumulate((len(line) + 1 for line, _ in above), initial=0))
    text = " ".join(line for line, _ in above)
    for pattern, about in (
        (_LABELLED, "published"),
        (_LABELLED_BARELY, "published"),
        (_STAMP, "published"),
        (_ISSUED_BY, "agency"),
    ):
        for match in pattern.finditer(text):
            if about == "agency" or parse_date(match[1]):
                place = above[bisect_right(starts, match.start(1)) - 1][1]
                yield Evidence(about, match[1], "标题旁", match[0], place)


def parse_date(text: str) -> date | None:
    """Return the first date in ``text`` (``2025年1月3日``, ``2025-01-03``, ``二〇二五年一月三日``), ``None`` if
    invalid."""
    folded = fold(text).replace("年元月", "年1月")
    if match := _DATE.search(folded):
        parts: tuple[int | None, int | None, int | None] = (int(match[1]), int(match[2]), int(match[3]))
    elif match := _CHINESE_DATE.search(squeeze(text)):
        parts = (
            chinese_year(match[1]),
            1 if match[2] in "元正" else chinese_number(match[2]),
            chinese_number(match[3]),
        )
    else:
        return None
    if None in parts:
        return None
    try:
        return date(*(p or 0 for p in parts))
    except ValueError:
        return None


def years_in(text: str) -> list[int]:
    word = _DOCUMENT_NUMBER.sub("", fold(text))
    years = [int(match[1]) for match in _YEAR.finditer(word)]
    return years + [y for m in _CHINESE_YEAR.finditer(squeeze(text)) if (y := chinese_year(m[1]))]


def _without_short_names(text: str) -> str:
    return _SHORT_NAME.sub("", squeeze(text))


def _opening(outline: Outline) -> Sequence[Paragraph]:
    """Return the paragraphs in which a report says what it is: the preamble, or the first one of section 一."""
    return (*_paragraphs(outline, "preamble"), *_paragraphs(outline, "overview")[:1])


def _paragraphs(outline: Outline, name: str) -> Sequence[Paragraph]:
    return next((s.paragraphs for s in outline.sections if s.key == name), ())
