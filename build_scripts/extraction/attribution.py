"""Decide the agency and the year of a report from evidence in a fixed order of priority. A decision from weak evidence
always produces a finding.

Year: title, then the statistical period stated in the report, the report that the preamble announces (现公布…), page
tags, file name, the first words of the text. If none of these gives a year: the folder name, then the year before the
date of signature. Agency: title, then signature, the lines beside the title, the preamble, page tags, file name. A name
counts only if it looks like the name of an organ or is in the register, because an address is permanent. The fuller form
of the same name wins. All evidence is published with the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from build_scripts.content import divisions, history
from build_scripts.content.organs import is_organ_name
from build_scripts.content.registry import Registry, core_of
from build_scripts.extraction.evidence import parse_date, years_in
from build_scripts.extraction.titles import is_title, title_agency
from build_scripts.model import Agency, Evidence, Finding, finding
from build_scripts.wording import squeeze


@dataclass(frozen=True, slots=True)
class Attribution:
    """The result. ``agency`` is the name printed in the original; ``registered`` is the register's row or ``None``."""

    agency: str
    registered: Agency | None
    year: int
    published: date | None
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def decide_attribution(
    collected: tuple[Evidence, ...],
    file_name: str,
    registry: Registry,
    decided: Agency | None = None,
    decided_year: int = 0,
) -> Attribution:
    """Decide the agency and the year. Contradictions become findings (``year.conflict``, ``agency.*``).

    ``decided`` and ``decided_year`` are the decision recorded in the ledger for this original. A published address
    depends on this decision: contrary evidence produces a finding and changes nothing.
    """
    stem = _VERSION_MARK.sub("", PurePath(file_name).stem)
    evidence = (*collected, *(Evidence("year", str(y), "文件名", file_name) for y in years_in(stem)[:1]))
    folder = PurePath(file_name).parent.name
    if not any(e.about == "year" for e in evidence) and _YEAR_FOLDER.fullmatch(folder):
        evidence = (*evidence, Evidence("year", folder, "文件夹", file_name))
    if not _names(evidence, registry) and (filed := _names([_file_evidence(stem, file_name)], registry)):
        evidence = (*evidence, Evidence("agency", filed[0][1], "文件名", file_name))
    findings: list[Finding] = []
    published = next((parse_date(e.value) for e in evidence if e.about == "published"), None)
    year = _year([e for e in evidence if e.about == "year"], published, findings)
    name = _agency(evidence, registry, findings)
    if decided_year and year != decided_year:
        reason = f"台账把这份原件归入 {decided_year} 年，按原件应是 {year or '未写明的'} 年；网址不变，请核对台账"
        findings.append(finding("year.conflict", reason=reason))
        year = decided_year
    if decided and (other := _contradicting_agency(evidence, decided, year, registry)):
        findings.append(finding("agency.conflict", name=other[0], other=other[1].name, decided=decided.name))
    registered = decided or _registered(name, year, registry, findings)
    if registered and registered.basis:
        placed = registered.province or registered.city or registered.county or registered.division_code
        findings.append(finding("agency.inferred" if placed else "agency.unresolved", reason=registered.basis))
    if registered:
        findings.extend(_inferred_from_register(name, registered, year))
        findings.extend(_against_history(registered, year))
        place = "".join((registered.province, registered.city, registered.county))
        evidence = (*evidence, Evidence("place", place, "登记簿", registered.basis or registered.name))
    spots = {e.about: e.place for e in reversed(evidence) if e.place}
    with_places = (replace(f, place=spots.get(f.code.partition(".")[0])) for f in findings)  # agency.…, year.…
    return Attribution(name, registered, year, published, evidence, tuple(with_places))


def _inferred_from_register(name: str, agency: Agency, year: int) -> Iterator[Finding]:
    """Yield a finding if the name states a place whose name several places have, and only the register says which one:
    鼓楼区司法局, where the register has 南京市鼓楼区司法局. An alias in its row is the word of a person."""
    names = (agency.name, *agency.aliases, *history.former_names(agency), history.as_of(agency, year).name)
    path, rest = divisions.stated_path(squeeze(name))
    if rest != squeeze(name) and not path and core_of(name) not in map(core_of, names):
        reason = f"原件只写“{name}”，叫这个名称的地方全国不止一处，按登记簿里的“{agency.name}”归属"
        yield finding("agency.inferred", reason=reason)


def _against_history(agency: Agency, year: int) -> Iterator[Finding]:
    """Yield what the register tells of the agency that a report of that year contradicts: made later, or ended before
    the year began."""
    made, ended = history.created_by(agency), history.ended_by(agency, year - 1)
    if made and made.day > f"{year}-12-31":
        yield finding("agency.history", event=f"{made.day} {made.kind}设立", year=year)
    elif ended:
        yield finding("agency.history", event=f"{ended.day} {ended.kind}", year=year)


YEAR_SOURCES = ("标题", "统计期限", "前言", "网页标签", "文件名", "正文", "文件夹")  # strongest first
_YEAR_FOLDER = re.compile(r"20\d\d")  # content/reports/2024/: staff file originals without a stated year by folder

_LAST_MONTH = 12  # December of the reported year: some organs publish the report before the year ends

# --------------------------------------------------------------------------- year


def _year(evidence: Sequence[Evidence], published: date | None, findings: list[Finding]) -> int:
    """Return the year of the strongest evidence, 0 without evidence. 正文 counts only if no other source has a year."""
    ranked = [(int(e.value), e.source) for s in YEAR_SOURCES for e in evidence if e.source == s]
    strong = [(y, s) for y, s in ranked if s != "正文"]
    if not ranked:
        if published is None:
            return 0
        year = published.year - 1
        findings.append(
            finding("year.conflict", reason=f"没有写明年份的标题，按公布日期 {published} 的上一年推定为 {year} 年")
        )
        return year
    year, source = (strong or ranked)[0]
    others = sorted({f"{s}{'还' if s == source else ''}写 {y} 年" for y, s in strong[1:] if y != year})
    if others:
        findings.append(
            finding("year.conflict", reason=f"{source}写 {year} 年，{'，'.join(others)}；按{source}归入 {year} 年")
        )
    elif source not in ("标题", "统计期限", "前言"):
        findings.append(finding("year.conflict", reason=f"没有写明年份的标题，按{source}推定为 {year} 年"))
    if published and published < date(year, _LAST_MONTH, 1):
        findings.append(
            finding("year.conflict", reason=f"{source}写 {year} 年，而公布日期是 {published}，早于年度结束")
        )
    return year


# --------------------------------------------------------------------------- agency

AGENCY_SOURCES = ("标题", "落款", "标题旁", "前言", "网页标签", "文件名")  # strongest first
_OFFICE = re.compile("(?:人民政府|政府)?办公[室厅]$")
_KIND = re.compile("(?:年度)?(?:工作)?(?:年报|报告)$")  # 示例县教育局2024年报.pdf
_VERSION_MARK = re.compile(r"[（(]第\d+版[)）]$")
# Marks that people add to file names: （最终版）, (1), -终稿, 【盖章件】.
_FILED = re.compile(
    r"[（(【\[](?:\d{1,2}|[一-鿿]{0,4}[稿版本件章])[)）】\]]|[-_—]*(?:最?终|定|修[订改]|正式|公开|上报|盖章)[稿版件]\d{0,2}$"
)


def _agency(evidence: Sequence[Evidence], registry: Registry, findings: list[Finding]) -> str:
    """Return the name from the strongest evidence that is an acceptable organ name, or "" if there is none."""
    names = _names(evidence, registry)
    by_source = {e.source: e.value for e in reversed(evidence) if e.about == "agency"}
    if not names:
        refused = "、".join(f"{s}写“{by_source[s]}”" for s in AGENCY_SOURCES[:2] if s in by_source)
        reason = f"{refused}，不是一个机关的全称" if refused else "原件没有写明是哪个机关"
        findings.append(finding("agency.unresolved", reason=reason))
        return ""
    (source, name), *others = names
    if source != "标题":
        why = f"标题写“{by_source['标题']}”，不是一个机关的全称" if "标题" in by_source else "标题没有写明机关"
        findings.append(finding("agency.inferred", reason=f"{why}，按{source}归属“{name}”"))
    for other, given in others:
        if _is_fuller(given, name):
            name = given
        elif other == "落款" and not _is_same_agency(given, name):
            findings.append(finding("agency.inferred", reason=f"{source}写“{name}”，落款写“{given}”，按{source}归属"))
    return name


def _names(evidence: Sequence[Evidence], registry: Registry) -> list[tuple[str, str]]:
    """Return (source, name) of all acceptable organ names, strongest first."""
    names = {e.source: e.value for e in reversed(evidence) if e.about == "agency"}
    return [
        (s, names[s]) for s in AGENCY_SOURCES if s in names and (is_organ_name(names[s]) or registry.exact(names[s]))
    ]


def _file_evidence(stem: str, file_name: str) -> Evidence:
    name = _FILED.sub("", squeeze(stem))
    return Evidence("agency", title_agency(name if is_title(name) else _KIND.sub("", name)), "文件名", file_name)


def _is_fuller(long: str, short: str) -> bool:
    """Return True if ``long`` is a fuller form of ``short``: 西宁市湟中区上新庄镇人民政府 for 上新庄镇人民政府,
    小铺乡人民政府 for 小铺乡. 示例县人民政府办公室 is another organ than 示例县人民政府."""
    core = core_of(short)
    return len(long) > len(short) and len(core) > 1 and core_of(long).endswith(core)


def _is_same_agency(given: str, name: str) -> bool:
    """Return True for a shorter form of the name and for the office that signs for its government."""
    return core_of(name).endswith(core_of(given)) or core_of(_OFFICE.sub("", given)) in core_of(name)


def _contradicting_agency(
    evidence: Sequence[Evidence], decided: Agency, year: int, registry: Registry
) -> tuple[str, Agency] | None:
    """Return the name printed in the original (in the title, else in the signature) and the registered agency of that
    name, if this agency differs from the agency decided by a person or by the ledger. Return ``None`` if there is no
    contradiction."""
    name = next((name for source, name in _names(evidence, registry) if source in AGENCY_SOURCES[:2]), "")
    agencies = registry.find(name, year) if name else ()
    if len(agencies) != 1 or agencies[0].agency_id == decided.agency_id:
        return None
    own_names = (decided.name, *decided.aliases, *history.former_names(decided), history.as_of(decided, year).name)
    counties = {decided.county, history.as_of(decided, year).county, ""}
    elsewhere = "" not in {decided.county, agencies[0].county} and agencies[0].county not in counties
    return None if any(_may_be_called(mine, name, elsewhere) for mine in own_names) else (name, agencies[0])


def _may_be_called(name: str, printed: str, elsewhere: bool) -> bool:
    """Return True if the agency ``name`` may print itself as ``printed``: 城关镇 for 示例县城关镇; 示例县城关镇 for
    城关镇, except if ``printed`` belongs to another county (``elsewhere``); the office that signs for its government.
    """
    if core_of(name).endswith(core_of(printed)) or _OFFICE.sub("", name) == _OFFICE.sub("", printed):
        return True
    return not elsewhere and core_of(printed).endswith(core_of(name))


def _registered(name: str, year: int, registry: Registry, findings: list[Finding]) -> Agency | None:
    candidates = registry.find(name, year) if name else ()
    if len(candidates) == 1:
        return candidates[0]
    if not name:
        return None
    if candidates:
        names = "、".join(a.name for a in candidates[:4])
        reason = f"“{name}”在登记簿里有 {len(candidates)} 个同名机关（{names}），无法确定是哪一个"
    else:
        reason = f"登记簿里没有“{name}”"
    findings.append(finding("agency.unresolved", reason=reason))
    return None
