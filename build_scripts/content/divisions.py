"""行政区划: provinces, cities and counties with their six-digit codes, and the place of an agency among them.

``divisions.csv`` has the codes that the National Bureau of Statistics used on 2023-06-30. Every year, codes are
re-issued and counties renamed. Therefore the table only *names* places and never rejects one: a code that is not in the
table takes its names from the register."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from build_scripts.model import Agency
from build_scripts.wording import fold

UNRESOLVED = "unresolved"  # used in place of a code when the place is unknown
AS_OF = "2023-06-30"

# Rows that exist only for the code scheme: 北京市 › 市辖区 › 东城区 becomes 北京市 › 东城区.
_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

_OF_A_PLACE = re.compile("(?:人民)?政府|管理?委(?:员会)?|(?:分局|办事处|指挥部)$")  # not a name without the place
_PEOPLES = (
    "蒙古族 回族 藏族 维吾尔族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 "
    "畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 柯尔克孜 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 锡伯 阿昌族 "
    "普米族 塔吉克族 塔吉克 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 "
    "蒙古 各族 民族"
)
_LONGEST_NAME = 15  # characters; 双江拉祜族佤族布朗族傣族自治县
_ENDINGS = frozenset("省市县区旗州盟")
_SUFFIXES = (
    *("特别行政区", "自治区", "自治州", "自治县", "自治旗", "林区", "特区", "新区", "地区"),
    *("省", "市", "州", "盟", "县", "区", "旗"),
)


@dataclass(frozen=True, slots=True)
class Division:
    """A province (省), city (市) or county (县).

    ``code`` has six digits; ``parent`` is "" for a province. ``pinyin`` is that of the name as one word, for the A–Z
    lists; it is "" for a place that is not in the table (see ``pinyin``)."""

    code: str
    name: str
    parent: str
    pinyin: str = ""

    @property
    def level(self) -> str:
        return "省" if self.code.endswith("0000") else "市" if self.code.endswith("00") else "县"

    @property
    def address(self) -> str:
        """The permanent address of the place's page."""
        return f"places/{self.code}/"


@cache
def table() -> Mapping[str, Division]:
    """Return every division by code, in the order of the codes."""
    text = resources.files(__package__).joinpath("divisions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: Division(**row) for row in rows}


@cache
def _by_name() -> Mapping[str, tuple[Division, ...]]:
    names: dict[str, tuple[Division, ...]] = {}
    for division in table().values():
        short = stem(division.name)
        usual = f"{short}州" if division.name.endswith("自治州") else short  # 甘南州 for 甘南藏族自治州
        for key in {fold(division.name), fold(short), fold(usual)}:
            names[key] = (*names.get(key, ()), division)
    return names


@cache
def _beginnings() -> frozenset[str]:
    """Return the first two characters of all names and stems: few agencies' names have them behind their place."""
    return frozenset(name[:2] for name in _by_name())


def stem(name: str) -> str:
    """Return the name without its kind: 海原县 → 海原, 融水苗族自治县 → 融水, 内蒙古自治区 → 内蒙古; 滑县 stays 滑县.

    A stem has at least two characters, because nobody calls 滑县 "滑"."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            rest = name.removesuffix(suffix)
            if suffix.startswith("自治") and name not in ("内蒙古自治区", "西藏自治区"):
                rest = without_peoples(rest)
            return rest if len(rest) >= 2 else name
    return name


def without_peoples(name: str) -> str:
    """Return the name without the names of peoples at its end: 古城回族 → 古城, 黔南布依族苗族 → 黔南. At least two
    characters stay."""
    changed = True
    while changed:
        changed = False
        for people in _PEOPLES.split():
            if name.endswith(people) and len(name) - len(people) >= 2:
                name, changed = name.removesuffix(people), True
                break
    return name


def name_within(name: str, place: Division) -> str:
    """Return an agency's name for a page of its county, without the county where possible: 海城镇人民政府, but
    海原县人民政府."""
    return own_name(name, place) if place.level == "县" else name


def own_name(name: str, place: Division) -> str:
    """Return an agency's name without its place and the surrounding places if the rest is still a name: 教育局, but
    海原县人民政府."""
    rest = name
    for outer in ancestors(place.code)[:-1]:
        rest = rest.removeprefix(outer.name)
    own = rest.removeprefix(place.name)
    return own if own not in ("", rest) and not _OF_A_PLACE.match(own) else name


def named(name: str, level: str = "") -> tuple[Division, ...]:
    """Return the divisions with this name, in full or as a stem (海原县, 海原; 甘南州), of that level or of any level."""
    return tuple(d for d in _by_name().get(fold(name), ()) if d.name not in _FILLERS and level in ("", d.level))


def stated_path(name: str) -> tuple[tuple[Division, ...], str]:
    """Return province, city and county as the beginning of an agency's name states them, and the rest of the name.

    The path is empty when the name states no place, or when several places have that name. 洪泽区人民政府 → (江苏省, 淮安市,
    洪泽区), 人民政府: the country has one 洪泽区. Places are stated in full; a province or city before them may be short:
    内蒙古呼和浩特市, 广西南宁市兴宁区."""
    stated: list[tuple[Division, ...]] = []
    at = 0
    while name[at : at + 2] in _beginnings() and (place := _place_at(name, at) or _short_place_at(name, at)):
        stated.append(place[0])
        at = place[1] - _is_shared(name, *place)
    last = stated[-1] if stated else ()
    paths = (ancestors(division.code) for division in last)
    fitting = [path for path in paths if all(any(d in path for d in choices) for choices in stated)]
    path = min(fitting, key=len, default=())
    is_one = all(other[: len(path)] == path for other in fitting)  # 嘉峪关市 has one county of its own name
    return (path if is_one else ()), name[at:]


def _is_shared(name: str, places: Sequence[Division], end: int) -> bool:
    """Return True if 市 at the end of a place begins the name of its county, too: 济南市中区 is 市中区 in 济南市."""
    county = _place_at(name, end - 1) if name[end - 1] == "市" and not _place_at(name, end) else None
    return county is not None and any(set(ancestors(d.code)[:-1]) & set(places) for d in county[0])


def _place_at(name: str, at: int) -> tuple[tuple[Division, ...], int] | None:
    """Return the places with the longest full name that begins there, and its end."""
    for end in range(min(len(name), at + _LONGEST_NAME), at + 1, -1):
        if name[end - 1] in _ENDINGS and (places := named(name[at:end])):
            return places, end
    return None


def _short_place_at(name: str, at: int) -> tuple[tuple[Division, ...], int] | None:
    """Return the provinces and cities with the longest short name that begins there, before a full name or another of
    these: 宁夏中卫海原县."""
    for end in range(min(len(name), at + _LONGEST_NAME), at + 1, -1):
        outer = tuple(d for d in named(name[at:end]) if d.level != "县")
        if outer and (_place_at(name, end) or _short_place_at(name, end)):
            return outer, end
    return None


def ancestors(code: str) -> tuple[Division, ...]:
    """Return province, city and county of a six- or nine-digit code, outermost first; only those in the table."""
    return _ancestors(code[:6])


@lru_cache(maxsize=4096)
def _ancestors(county: str) -> tuple[Division, ...]:
    codes = dict.fromkeys((f"{county[:2]}0000", f"{county[:4]}00", county))
    listed = (table().get(item) for item in codes)
    return tuple(division for division in listed if division and division.name not in _FILLERS)


def path_of(agency: Agency) -> tuple[Division, ...]:
    """Return the places of an agency, outermost first, from its code or else from its place names; empty when unknown.

    A level that neither the table nor the register names is left out: nothing is guessed."""
    if agency.division_code:
        return _path_of_code(agency.division_code[:6], agency.province, agency.city, agency.county)
    for name, level in ((agency.county, "县"), (agency.city, "市"), (agency.province, "省")):
        if not name:
            continue
        found = [d for d in named(name, level) if _agrees(agency, d)]
        if len(found) != 1:
            return ()
        return _path_of_code(found[0].code[:6], agency.province, agency.city, agency.county)
    return ()


def part_of(agency: Agency) -> str:
    """Return the code of the part of the archive to which an agency belongs: its city, else the outermost known place,
    else ``UNRESOLVED``.

    Parts keep data files small: no part grows beyond the reports of one city."""
    path = path_of(agency)
    city = next((division for division in path if division.level == "市"), None)
    return city.code if city else path[0].code if path else UNRESOLVED


@lru_cache(maxsize=4096)  # shared by the agencies of a county, and requested for each line of each list
def _path_of_code(code: str, province: str, city: str, county: str) -> tuple[Division, ...]:
    path: list[Division] = []
    given = {"省": province, "市": city, "县": county}
    for item in dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code)):
        listed = table().get(item)
        if listed and listed.name in _FILLERS:
            continue
        division = Division(item, listed.name if listed else "", path[-1].code if path else "")
        name = division.name or given[division.level]
        if name:
            path.append(Division(item, name, division.parent, listed.pinyin if listed else ""))
    return tuple(path)


def _agrees(agency: Agency, division: Division) -> bool:
    names = {stem(d.name) for d in ancestors(division.code)}
    return all(stem(name) in names for name in (agency.province, agency.city) if name)


# --------------------------------------------------------------------------- pinyin of place names

# pypinyin reads 长武 as "zhangwu" and 武都 as "wudou". In place names these characters have one reading, except in the
# names that are listed here in full.
_READINGS = {
    **{
        "长子": "zhang zi",
        "单县": "shan xian",
        "浚县": "xun xian",
        "涡阳": "guo yang",
        "宕昌": "tan chang",
        "南乐": "nan le",
    },
    **{"珲春": "hun chun", "什邡": "shi fang", "洪洞": "hong tong", "覃塘": "qin tang", "民乐": "min le"},
    **{"六合": "lu he", "荥经": "ying jing", "繁峙": "fan shi", "筠连": "jun lian"},
    **{"长": "chang", "都": "du", "曾": "zeng", "重": "chong"},
}


def syllables(name: str) -> tuple[str, ...]:
    """Return the name in pinyin without tones: 海原 → ``hai yuan``, 长武 → ``chang wu``, 吕梁 → ``lv liang``."""
    from pypinyin import lazy_pinyin  # a large dictionary, needed only for names that are not in the table

    parts = re.split("(" + "|".join(_READINGS) + ")", name)
    words = [s for part in parts for s in (_READINGS[part].split() if part in _READINGS else lazy_pinyin(part))]
    plain = (re.sub("[^a-z0-9]", "", w.lower().replace("lve", "lue").replace("nve", "nue")) for w in words)
    return tuple(word for word in plain if word)


def pinyin(name: str) -> str:
    """Return the name in pinyin as one ASCII word: 海原 → ``haiyuan``."""
    return "".join(syllables(name))


@lru_cache(maxsize=1 << 14)
def pinyin_of(division: Division) -> str:
    """Return the pinyin of a place from the table, or from its name for a place that is not in the table."""
    return division.pinyin or pinyin(division.name)
