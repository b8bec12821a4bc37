"""Who and when: evidence from the original, weighed in a fixed order, never a silent guess.

Year: title, then the period the report says it covers, page tags, file name, date of signature less one.
Agency: title and signature, the fuller of the two when one contains the other; then page tags; then the
registry kept by staff. Every piece of evidence is published beside the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from build_scripts.content.registry import Registry
from build_scripts.extraction.evidence import parse_date, years_in
from build_scripts.findings import finding
from build_scripts.model import Agency, Evidence, Finding


@dataclass(frozen=True, slots=True)
class Attribution:
    """``agency`` is the name as the original gives it, ``registered`` the registry's row or ``None``."""

    agency: str
    registered: Agency | None
    year: int
    published: date | None
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def weigh(collected: tuple[Evidence, ...], file_name: str, registry: Registry) -> Attribution:
    """Decide who and when; contradictions become findings (``year.conflict``, ``agency.*``)."""
    named = tuple(Evidence("year", str(y), "文件名", file_name) for y in years_in(PurePath(file_name).stem)[:1])
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
