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
from build_scripts.sections import Outline, title_agency
from build_scripts.wording import chinese_number, chinese_year, fold, squeeze

_YEAR = re.compile(r"(?<![\d〔【\[(（])((?:19|20)\d\d)(?=年|度|$|\D)")
_CHINESE_YEAR = re.compile(r"(二[〇○零０Ｏo][〇○零０Ｏo一二][〇○零０Ｏo一二三四五六七八九])年")
_PERIOD = re.compile(r"(?:统计|数据|时限|期限|周期|时间)[^。]{0,24}?(20\d\d)年1月1日")
_DATE = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")
_CHINESE_DATE = re.compile(r"(二[〇○零０Ｏo]..)年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")


@dataclass(frozen=True, slots=True)
class Attribution:
    """``agency`` is the name as the original gives it, ``registered`` the registry's row or ``None``."""

    agency: str
    registered: Agency | None
    year: int
    published: date | None
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def attribute(outline: Outline, hints: Hints, file_name: str, registry: Registry) -> Attribution:
    """Weigh all evidence; contradictions become findings (``year.conflict``, ``agency.*``)."""
    evidence: list[Evidence] = []
    findings: list[Finding] = []
    published = _published(outline, hints, evidence)
    year = _year(outline, hints, file_name, published, evidence, findings)
    name = _agency(outline, hints, evidence, findings)
    registered = _registered(name, registry, evidence, findings)
    return Attribution(name, registered, year, published, tuple(evidence), tuple(findings))


# --------------------------------------------------------------------------- when


def parse_date(text: str) -> date | None:
    """The first date in ``text`` (``2025年1月3日``, ``2025-01-03``, ``二〇二五年一月三日``), ``None`` when impossible."""
    folded = fold(text)
    if match := _DATE.search(folded):
        parts: tuple[int | None, int | None, int | None] = (int(match[1]), int(match[2]), int(match[3]))
    elif match := _CHINESE_DATE.search(squeeze(text)):
        parts = (chinese_year(match[1]), chinese_number(match[2]), chinese_number(match[3]))
    else:
        return None
    if None in parts:
        return None
    try:
        return date(*(p or 0 for p in parts))
    except ValueError:
        return None


def _published(outline: Outline, hints: Hints, evidence: list[Evidence]) -> date | None:
    found: date | None = None
    for paragraph in _paragraphs(outline, "signature"):
        if day := parse_date(paragraph.text):
            evidence.append(Evidence("published", day.isoformat(), "落款", paragraph.text))
            found = day
    if hints.published and (day := parse_date(hints.published)):
        evidence.append(Evidence("published", day.isoformat(), "网页标签", hints.published))
        found = found or day
    return found


def _years(text: str) -> list[int]:
    word = fold(text)
    years = [int(match[1]) for match in _YEAR.finditer(word)]
    return years + [y for m in _CHINESE_YEAR.finditer(squeeze(text)) if (y := chinese_year(m[1]))]


def _year(
    outline: Outline,
    hints: Hints,
    file_name: str,
    published: date | None,
    evidence: list[Evidence],
    findings: list[Finding],
) -> int:
    seen: list[tuple[int, str, str]] = [(y, "标题", outline.title) for y in _years(outline.title)[:1]]
    for name in ("preamble", "overview"):
        for paragraph in _paragraphs(outline, name):
            if match := _PERIOD.search(fold(paragraph.text)):
                seen.append((int(match[1]), "统计期限", match[0]))
    seen += [(y, "网页标签", hints.year or hints.title) for y in (_years(hints.year) or _years(hints.title))[:1]]
    seen += [(y, "文件名", file_name) for y in _years(PurePath(file_name).stem)[:1]]
    for year, source, quote in seen:
        evidence.append(Evidence("year", str(year), source, quote))
    if not seen:
        first = next(iter(_paragraphs(outline, "overview")), None)
        years = _years(first.text[:30]) if first else []
        if years:
            evidence.append(Evidence("year", str(years[0]), "正文", first.text[:30] if first else ""))
            return years[0]
        if published:
            evidence.append(Evidence("year", str(published.year - 1), "落款日期的上一年", published.isoformat()))
            findings.append(
                finding(
                    "year.conflict",
                    reason=f"标题没有写明年份，按落款日期 {published} 的上一年推定为 {published.year - 1} 年",
                )
            )
            return published.year - 1
        return 0
    year, source, _ = seen[0]
    others = sorted({f"{s}写 {y} 年" for y, s, _ in seen[1:] if y != year})
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


def _agency(outline: Outline, hints: Hints, evidence: list[Evidence], findings: list[Finding]) -> str:
    title = title_agency(outline.title) if outline.title else ""
    signature = ""
    for paragraph in _paragraphs(outline, "signature"):
        word = squeeze(re.sub(r"[（(]?\d{4}年.*$", "", squeeze(paragraph.text)))
        if len(word) >= 3 and not parse_date(word):
            signature = word
    if title:
        evidence.append(Evidence("agency", title, "标题", outline.title))
    if signature:
        evidence.append(Evidence("agency", signature, "落款", signature))
    tag = squeeze(hints.agency)
    if tag:
        evidence.append(Evidence("agency", tag, "网页标签", hints.agency))
    if title and signature:
        short, long = sorted((title, signature), key=len)
        if short.removesuffix("人民政府") in long:
            return long
        findings.append(finding("agency.inferred", reason=f"标题写“{title}”，落款写“{signature}”，按标题归属"))
    if not title and (signature or tag):
        findings.append(
            finding(
                "agency.inferred",
                reason=f"标题没有写明机关，按{'落款' if signature else '网页标签'}归属“{signature or tag}”",
            )
        )
    return title or signature or tag


def _registered(name: str, registry: Registry, evidence: list[Evidence], findings: list[Finding]) -> Agency | None:
    candidates = registry.find(name) if name else ()
    if len(candidates) != 1:
        reason = (
            f"登记簿里没有“{name}”"
            if not candidates
            else f"“{name}”在登记簿里有 {len(candidates)} 个同名机关（{'、'.join(a.name for a in candidates[:4])}），无法确定是哪一个"
        )
        findings.append(finding("agency.unresolved", reason=reason if name else "原件没有写明是哪个机关"))
        return None
    agency = candidates[0]
    place = "".join((agency.province, agency.city, agency.county))
    evidence.append(Evidence("place", place, "登记簿", agency.basis or agency.name))
    if agency.basis:
        findings.append(finding("agency.inferred", reason=agency.basis))
    return agency


def _paragraphs(outline: Outline, name: str) -> Sequence[Paragraph]:
    return next((s.paragraphs for s in outline.sections if s.key == name), ())
