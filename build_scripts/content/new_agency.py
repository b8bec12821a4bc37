"""Propose the register row of a new agency: place, level and kind as its name states them.

Nothing is guessed. A county is filled in only when the name states it and the county name is unique in the country (or
the province or city in the name decides). All other cells are left blank for staff."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from build_scripts.content import csv_files, divisions
from build_scripts.content.registry import COLUMNS, Registry, propose_id
from build_scripts.model import Agency
from build_scripts.wording import squeeze

_TOWN = re.compile(r"(?:街道办事处|街道|镇|乡|苏木)(?:人民政府)?$")
_GOVERNMENT = re.compile(r"(?P<place>.*(?:省|市|县|区|旗|州|盟))(?:人民政府|行政公署)?(?:办公[厅室])?$")
# The level of a place that is in no list, by the end of its name. 自治区 and 地区 end like 区.
_LEVELS = (("省", "省"), ("自治区", "省"), (("市", "州", "盟", "地区"), "市"), (("县", "区", "旗"), "县"))
_KINDS = {"省": "省", "市": "市", "县": "县区", "乡": "乡镇街道"}
# what precedes the place in the names of bodies of the central government: 国家税务总局示例市甲区税务局
_NATIONAL = re.compile("^(?:中华人民共和国|中国人民银行|国家[^省市县区旗州盟]{2,10}?总?局)(?=..)")
UNKNOWN_PLACE = "原件没有写明所属的县、市，地点待核实。"
UNLISTED_PLACE = "名称里写着“{place}”，行政区划表里没有，或与前面写的上级对不上，地点待核实。"
SHARED_PLACE = "名称里写着“{place}”，全国有 {count} 处叫这个名称，没有写明是哪一处，地点待核实。"
# A place at the beginning of a name. The beginnings of 城市管理局, 市场监督管理局, 社区, 开发区 and 园区 are not
# places.
_WRITTEN = re.compile(
    r"^\w{1,6}?(?:省|自治[区州县旗]|地区|盟|(?<!城)市(?!场)|县|(?<![治地社发园校景])(?<!^城)区|旗)(?=\w\w)"
)


def propose_agency(
    name: str, registry: Registry, taken: Sequence[Agency] = (), used_ids: Collection[str] = ()
) -> Agency:
    """Return the register row for an agency that is not registered. Ids in ``used_ids`` were assigned before and are
    never reused."""
    name = squeeze(name)
    path, _ = divisions.stated_path(_NATIONAL.sub("", name))
    names = {division.level: division.name for division in path}
    level = _level(name, path)
    county = names.get("县", "")
    ids = {agency.agency_id for agency in (*registry.agencies, *taken)} | set(used_ids)
    return Agency(
        agency_id=propose_id(name, county, ids),
        name=name,
        province=names.get("省", ""),
        city=names.get("市", ""),
        county=county,
        division_code=path[-1].code if path else "",
        level=level,
        kind=_KINDS.get(level, "部门"),
        basis="" if path else _why_unknown(name) + _relatives_note(registry.relatives(name)),
    )


def _level(name: str, path: Sequence[divisions.Division]) -> str:
    """Return the level of a government, "" for any other body. 上海市 is a province, 义马市 a county: the list of
    divisions decides, where it has the place."""
    if _TOWN.search(name):
        return "乡"
    match = _GOVERNMENT.fullmatch(name)
    if match is None:
        return ""
    if path and match["place"].endswith(path[-1].name):
        return path[-1].level
    return next(level for ending, level in _LEVELS if match["place"].endswith(ending))


def _why_unknown(name: str) -> str:
    """Return why the name determines no place: it contains none, an unlisted one or an ambiguous one."""
    written = _WRITTEN.match(_NATIONAL.sub("", name))
    if written is None:
        return UNKNOWN_PLACE
    found = divisions.named(written[0])
    if len(found) > 1:
        return SHARED_PLACE.format(place=written[0], count=len(found))
    return UNLISTED_PLACE.format(place=written[0])


def _relatives_note(relatives: Sequence[Agency]) -> str:
    """Return a note for staff: the name alone does not show whether it is one of these agencies."""
    if not relatives:
        return ""
    names = "、".join(f"{a.name}（{a.agency_id}）" for a in relatives[:4])
    return f"登记簿里名称相近的有{names}{'等' if len(relatives) > 4 else ''}，不能只凭名称认定是同一机关。"


def append_agencies(path: Path, agencies: Sequence[Agency]) -> None:
    """Append rows to the register. Existing content, line endings and encoding are preserved."""
    rows = [
        {name: getattr(agency, name) for name in COLUMNS} | {"aliases": "；".join(agency.aliases)}
        for agency in agencies
    ]
    csv_files.append(path, COLUMNS, rows)
