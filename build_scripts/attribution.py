"""Who and when: evidence from the original, weighed in a fixed order, never a silent guess.

Year: title, then the period the report says it covers, page tags, file name, date of signature less one.
Agency: title and signature, the fuller of the two when one contains the other; then page tags; then the
registry kept by staff. Every piece of evidence is published beside the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from build_scripts.findings import finding
from build_scripts.model import Agency, Evidence, Finding, Hints, Paragraph
from build_scripts.registry import Registry
from build_scripts.sections import Outline, organ_name, title_agency
from build_scripts.wording import chinese_number, chinese_year, fold, squeeze

_YEAR = re.compile(r"(?<![\d〔【\[(（])((?:19|20)\d\d)(?=年|度|$|\D)")
_CHINESE_YEAR = re.compile(r"(二[〇○零０Ｏo][〇○零０Ｏo一二][〇○零０Ｏo一二三四五六七八九])年")
_PERIOD = re.compile(r"(?:统计|数据|时限|期限|周期|时间)[^。]{0,24}?(20\d\d)年1月1日")
_DATE = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")
_BARE_DATE = re.compile(r"^\(?[\d二〇○零o一三四五六七八九十]{4}[年.\-/][^。，,]{1,8}\)?$")  # printed under the title
_CHINESE_DATE = re.compile(r"(二[〇○零０Ｏo]..)年([一二三四五六七八九十]{1,3}|[元正])月([一二三四五六七八九十]{1,3})日")


@dataclass(frozen=True, slots=True)
class Attribution:
    """``agency`` is the name as the original gives it, ``registered`` the registry's row or ``None``."""

    agency: str
    registered: Agency | None
    year: int
    published: date | None
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def collect(outline: Outline, hints: Hints) -> tuple[Evidence, ...]:
    """Everything the original says about who and when. Depends on its bytes alone, so it is kept."""
    found = [
        Evidence("published", p.text, "落款", p.text) for p in _paragraphs(outline, "signature") if parse_date(p.text)
    ]
    found += [
        Evidence("published", p.text, "标题", p.text)
        for p in _paragraphs(outline, "preamble")
        if _BARE_DATE.match(fold(p.text)) and parse_date(p.text)
    ]
    if hints.published and parse_date(hints.published):
        found.append(Evidence("published", hints.published, "网页标签", hints.published))
    found += [Evidence("year", str(y), "标题", outline.title) for y in _years(outline.title)[:1]]
    for name in ("preamble", "overview"):
        for paragraph in _paragraphs(outline, name):
            if match := _PERIOD.search(fold(paragraph.text)):
                found.append(Evidence("year", match[1], "统计期限", match[0]))
    tag = hints.year or hints.title
    found += [Evidence("year", str(y), "网页标签", tag) for y in _years(tag)[:1]]
    for first in _paragraphs(outline, "overview")[:1]:
        found += [Evidence("year", str(y), "正文", first.text[:30]) for y in _years(first.text[:30])[:1]]
    if title := title_agency(outline.title):
        found.append(Evidence("agency", title, "标题", outline.title))
    for paragraph in _paragraphs(outline, "signature"):
        word = organ_name(paragraph.text)
        if len(word) >= 3 and not parse_date(word):
            found.append(Evidence("agency", word, "落款", paragraph.text))
    if hints.agency:
        found.append(Evidence("agency", squeeze(hints.agency), "网页标签", hints.agency))
    return tuple(found)


def weigh(collected: tuple[Evidence, ...], file_name: str, registry: Registry) -> Attribution:
    """Decide who and when; contradictions become findings (``year.conflict``, ``agency.*``)."""
    named = tuple(Evidence("year", str(y), "文件名", file_name) for y in _years(PurePath(file_name).stem)[:1])
    evidence = (*collected, *named)
    findings: list[Finding] = []
    published = next((parse_date(e.value) for e in evidence if e.about == "published"), None)
    year = _year([e for e in evidence if e.about == "year"], published, findings)
    name = _agency([e for e in evidence if e.about == "agency"], findings)
    registered = _registered(name, registry, findings)
    if registered:
        place = "".join((registered.province, registered.city, registered.county))
        evidence = (*evidence, Evidence("place", place, "登记簿", registered.basis or registered.name))
    return Attribution(name, registered, year, published, evidence, tuple(findings))


YEAR_SOURCES = ("标题", "统计期限", "网页标签", "文件名", "正文")  # the strongest first

# --------------------------------------------------------------------------- when


def parse_date(text: str) -> date | None:
    """The first date in ``text`` (``2025年1月3日``, ``2025-01-03``, ``二〇二五年一月三日``), ``None`` when impossible."""
    folded = fold(text)
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


def _years(text: str) -> list[int]:
    word = fold(text)
    years = [int(match[1]) for match in _YEAR.finditer(word)]
    return years + [y for m in _CHINESE_YEAR.finditer(squeeze(text)) if (y := chinese_year(m[1]))]


def _year(evidence: Sequence[Evidence], published: date | None, findings: list[Finding]) -> int:
    """The year of the strongest evidence; 0 when nothing tells. 正文 counts only when nothing else does."""
    ranked = [(int(e.value), e.source) for s in YEAR_SOURCES for e in evidence if e.source == s]
    strong = [(y, s) for y, s in ranked if s != "正文"]
    if not ranked:
        if published is None:
            return 0
        year = published.year - 1
        findings.append(
            finding("year.conflict", reason=f"标题没有写明年份，按公布日期 {published} 的上一年推定为 {year} 年")
        )
        return year
    year, source = (strong or ranked)[0]
    others = sorted({f"{s}写 {y} 年" for y, s in strong[1:] if y != year})
    if others:
        findings.append(
            finding("year.conflict", reason=f"{source}写 {year} 年，{'，'.join(others)}；按{source}归入 {year} 年")
        )
    elif source not in ("标题", "统计期限"):
        findings.append(finding("year.conflict", reason=f"标题没有写明年份，按{source}推定为 {year} 年"))
    if published and published.year < year:
        findings.append(
            finding("year.conflict", reason=f"{source}写 {year} 年，而公布日期是 {published}，早于年度结束")
        )
    return year


# --------------------------------------------------------------------------- who


def _agency(evidence: Sequence[Evidence], findings: list[Finding]) -> str:
    said = {e.source: e.value for e in reversed(evidence)}
    title, signature, tag = (said.get(s, "") for s in ("标题", "落款", "网页标签"))
    if title and signature:
        short, long = sorted((title, signature), key=len)
        if short.removesuffix("人民政府") in long:
            return long
        findings.append(finding("agency.inferred", reason=f"标题写“{title}”，落款写“{signature}”，按标题归属"))
    if not title and (signature or tag):
        source = "落款" if signature else "网页标签"
        findings.append(finding("agency.inferred", reason=f"标题没有写明机关，按{source}归属“{signature or tag}”"))
    return title or signature or tag


def _registered(name: str, registry: Registry, findings: list[Finding]) -> Agency | None:
    candidates = registry.find(name) if name else ()
    if len(candidates) == 1:
        if candidates[0].basis:
            findings.append(finding("agency.inferred", reason=candidates[0].basis))
        return candidates[0]
    if not name:
        reason = "原件没有写明是哪个机关"
    elif not candidates:
        reason = f"登记簿里没有“{name}”"
    else:
        names = "、".join(a.name for a in candidates[:4])
        reason = f"“{name}”在登记簿里有 {len(candidates)} 个同名机关（{names}），无法确定是哪一个"
    findings.append(finding("agency.unresolved", reason=reason))
    return None


def _paragraphs(outline: Outline, name: str) -> Sequence[Paragraph]:
    return next((s.paragraphs for s in outline.sections if s.key == name), ())
