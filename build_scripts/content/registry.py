"""登记簿: ``content/agencies.csv``, the register of agencies that staff edit by hand.

It decides the identity and the place of an agency. An ``agency_id`` is assigned once and is part of permanent
addresses. So a row can be corrected, but its id is never changed or reused."""

from __future__ import annotations

import bisect
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

from build_scripts import messages
from build_scripts.content import csv_files, divisions, history
from build_scripts.model import Agency, Refusal
from build_scripts.wording import fold, squeeze

COLUMNS = tuple(field.name for field in fields(Agency))
OPTIONAL = ("history",)  # older registers lack this column
LEVELS = ("省", "市", "县", "乡")
_ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # would reverse the text on every page
_CODE = re.compile(r"^\d{6}(?:\d{3})?$")
# "az" is the folder of the A–Z lists; the others are reserved names in Windows.
RESERVED = frozenset({"az", "con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)})


@dataclass(frozen=True, slots=True)
class Registry:
    """All registered agencies, in the order of the file. Create it with ``registry`` or ``read_registry``.

    ``remarks`` are Chinese sentences for staff about usable but suspicious rows."""

    agencies: tuple[Agency, ...]
    remarks: tuple[str, ...]
    _by_id: Mapping[str, Agency]
    _by_name: Mapping[str, Sequence[Agency]]
    _by_core: Mapping[str, Sequence[Agency]]
    _by_place: Mapping[tuple[str, str], Sequence[Agency]]  # code of the place, rest of the name
    _reversed_cores: Sequence[
        str
    ]  # the reversed keys of ``_core``, sorted: a search by suffix becomes a search by prefix

    def get(self, agency_id: str) -> Agency | None:
        return self._by_id.get(agency_id)

    def exact(self, name: str) -> tuple[Agency, ...]:
        """Return the agencies registered under exactly this name or alias, ignoring white space and character width."""
        return tuple(self._by_name.get(fold(name), ()))

    def find(self, name: str, year: int = 0) -> tuple[Agency, ...]:
        """Return the agencies that may be meant by this name in an original; more than one means that the name is
        ambiguous.

        When a name moved from one agency to another, the agencies that had it at the end of ``year`` come first: 城关镇
        of 2018 is the agency that is now called 老城镇, not the one that took the name in 2022. Then an official name
        decides, ignoring white space and 人民政府, before any alias. Then aliases count, and only then relatives:
        宁夏回族自治区海原县海城镇 is 海原县海城镇人民政府, because the prefix is its own province, and so is 宁夏海原县海城镇,
        because it states the same county. A name without a place (城关镇) never means 甲县城关镇 because of its ending
        alone: see ``relatives``."""
        core = core_of(name)
        if len(core) < 2:
            return ()
        registered = [*self.exact(name), *self._by_core.get(core, ())]
        if year and any(agency.history for agency in registered):
            then = (a for a in registered if core_of(history.as_of(a, year).name) == core and history.existed(a, year))
            if bearers := tuple(dict.fromkeys(then)):
                return bearers
        if official := self._official(name, core, registered):
            return official
        relatives = [a for a in (*self._longer(core), *self._shorter(core)) if a not in registered]
        if registered:  # 海城镇 may be an alias of a town in one county, while another county has a 海城镇 too
            bare = () if any(core.startswith(_places_of(a)) for a in registered) else relatives
            return tuple(dict.fromkeys((*registered, *bare)))
        near = (a for a in relatives if core.startswith(_places_of(a)))
        return tuple(dict.fromkeys((*near, *self._by_place.get(agency_key(name), ()))))

    def _official(self, name: str, core: str, registered: Sequence[Agency]) -> tuple[Agency, ...]:
        """Return the agencies with this official name. If one of several has no place, a name without a place means
        that one."""
        exact = [a for a in registered if fold(a.name) == fold(name)]
        found = list(dict.fromkeys(exact or [a for a in registered if core_of(a.name) == core]))
        placeless = [a for a in found if not _places_of(a)]
        return tuple(placeless if len(placeless) == 1 else found)

    def relatives(self, name: str) -> tuple[Agency, ...]:
        """Return the agencies that this name may mean, although nothing confirms it: 城关镇 → 甲县城关镇,
        乙县城关镇."""
        core = core_of(name)
        if len(core) < 2:
            return ()
        found = dict.fromkeys((*self._by_core.get(core, ()), *self._longer(core), *self._shorter(core)))
        return tuple(sorted(found, key=lambda a: a.agency_id))

    def _longer(self, core: str) -> Iterator[Agency]:
        """Yield the agencies whose registered name is ``core`` preceded by names of their own places."""
        turned = core[::-1]
        for at in range(bisect.bisect_right(self._reversed_cores, turned), len(self._reversed_cores)):
            if not self._reversed_cores[at].startswith(turned):
                return
            full = self._reversed_cores[at][::-1]
            for agency in self._by_core[full]:
                if _is_place_of(full.removesuffix(core), agency):
                    yield agency

    def _shorter(self, core: str) -> Iterator[Agency]:
        """Yield the agencies whose registered name is the end of ``core``, when the beginning names their places."""
        for at in range(1, len(core) - 1):
            for agency in self._by_core.get(core[at:], ()):
                if _is_place_of(core[:at], agency):
                    yield agency


def registry(agencies: Sequence[Agency], remarks: Sequence[str] = ()) -> Registry:
    """Return the register of these agencies in their order. Raises ``ValueError`` when two have the same id."""
    by_id = {agency.agency_id: agency for agency in agencies}
    if len(by_id) != len(agencies):
        raise ValueError("two agencies have the same id")
    exact: dict[str, list[Agency]] = {}
    core: dict[str, list[Agency]] = {}
    for agency in by_id.values():
        folded = dict.fromkeys(map(fold, (agency.name, *agency.aliases, *history.former_names(agency))))
        for key in folded:
            exact.setdefault(key, []).append(agency)
        for key in dict.fromkeys(map(_distinctive, folded)):
            core.setdefault(key, []).append(agency)
    reversed_cores = sorted(key[::-1] for key in core)
    return Registry(tuple(by_id.values()), tuple(remarks), by_id, exact, core, _by_place(agencies), reversed_cores)


def _by_place(agencies: Iterable[Agency]) -> dict[tuple[str, str], list[Agency]]:
    """Return the agencies of a known place by the code of the place and the rest of their names: 海原县海城镇人民政府, and
    海城镇 with the code of 海原县."""
    found: dict[tuple[str, str], list[Agency]] = {}
    for agency in agencies:
        stated, rest = agency_key(agency.name)
        if code := stated or agency.division_code[:6]:
            found.setdefault((code, rest), []).append(agency)
    return found


def core_of(name: str) -> str:
    """Return the distinctive part of a name for matching: 叶城县人民政府望京街道办事处 → 叶城县望京街道."""
    return _distinctive(fold(name))


def agency_key(name: str) -> tuple[str, str]:
    """Return what names of the same agency have in common, even if no register has it: 洪泽区人民政府 and
    淮安市洪泽区人民政府, 海城镇 and 海城镇人民政府.

    That is the code of the place at the beginning ("" when that is no place, or several have this name: 鼓楼区司法局 may be
    another agency than 南京市鼓楼区司法局) and the distinctive part of the rest of the name."""
    path, rest = divisions.stated_path(squeeze(name))
    return (path[-1].code, core_of(rest)) if path else ("", core_of(name))


def _distinctive(folded: str) -> str:
    core = folded.replace("人民政府", "")
    return core.removesuffix("办事处") if core.endswith("街道办事处") else core


def _is_place_of(words: str, agency: Agency) -> bool:
    """Return whether ``words`` consists only of the agency's province, city and county, outermost first, each optional.

    In 示例省, 示例甲县 is the county alone, not the stem of the province and a rest."""
    left = {words}
    for names in _place_names(agency.province, agency.city, agency.county):
        left |= {rest.removeprefix(name) for rest in left for name in names if rest.startswith(name)}
    return bool(words) and "" in left


def _places_of(agency: Agency) -> tuple[str, ...]:
    """Return the possible beginnings of a name that states the agency's place."""
    return tuple(word for pair in _place_names(agency.province, agency.city, agency.county) for word in pair)


@lru_cache(maxsize=65536)
def _place_names(*names: str) -> tuple[tuple[str, str], ...]:
    """Return (name, stem) of the non-empty names. It is cached, because hundreds of towns share their places."""
    return tuple((place, divisions.stem(place)) for place in map(fold, names) if place)


# --------------------------------------------------------------------------- reading the file


def read_registry(path: Path) -> Registry:
    """Read the register. Raises ``Refusal`` (codes ``registry-…``) with the row and the problem for staff.

    Unknown columns are notes of staff and are ignored."""
    try:
        text, _ = csv_files.decoded(path.read_bytes(), path.name)
    except ValueError:
        raise Refusal("registry-encoding") from None
    csv_files.refuse_conflict(text, path.name)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    agencies: dict[str, tuple[Agency, int]] = {}
    remarks: list[str] = []
    header: list[str] = []
    try:
        for values in rows:
            if not any(value.strip() for value in values):
                continue
            if not header or _names(values) == header:  # a merge in git may duplicate the header
                header = _header(values)
                continue
            agency = _agency(dict(zip(header, values, strict=False)), rows.line_num)
            before, first = agencies.get(agency.agency_id, (agency, 0))
            if before != agency:
                raise Refusal("registry-duplicate", line=rows.line_num, id=agency.agency_id, first=first)
            if first:
                continue  # the same row, added by two people
            agencies[agency.agency_id] = (agency, rows.line_num)
            remarks.extend(f"第 {rows.line_num} 行（{agency.name}）：{remark}" for remark in _remarks(agency))
    except csv.Error as error:
        raise Refusal("registry-quotes", line=rows.line_num) from error
    if not header:
        raise Refusal("registry-columns", columns="、".join(COLUMNS))
    try:
        known = history.recorded_on_both_sides(agency for agency, _ in agencies.values())
    except ValueError as error:
        agency_id, word = error.args
        raise Refusal("registry-history-name", line=agencies[agency_id][1], id=agency_id, value=word) from error
    made = registry(known, remarks)
    return replace(made, remarks=(*made.remarks, *_same_agency(made, {a: line for a, (_, line) in agencies.items()})))


def _same_agency(made: Registry, lines: Mapping[str, int]) -> Iterator[str]:
    """Yield a remark on each row whose agency has a row above; rows with a history say what became of them."""
    for first, *others in made._by_place.values():
        for agency in others if not first.history else ():
            if not agency.history:
                remark = messages.text("remark", "same-agency", line=lines[first.agency_id], name=first.name)
                yield f"第 {lines[agency.agency_id]} 行（{agency.name}）：{remark}"


def _names(values: Sequence[str]) -> list[str]:
    return [value.strip().lower() for value in values]


def _header(values: Sequence[str]) -> list[str]:
    header = _names(values)
    if missing := [name for name in COLUMNS if name not in (*header, *OPTIONAL)]:
        raise Refusal("registry-columns", columns="、".join(missing))
    return header


def _agency(row: Mapping[str, str], line: int) -> Agency:
    value = {name: _DIRECTION.sub("", row.get(name, "")).strip() for name in COLUMNS}
    agency_id, code, level = value["agency_id"], value["division_code"], value["level"]
    if not _ID.match(agency_id) or len(agency_id) > 60 or agency_id in RESERVED:
        raise Refusal("registry-id", line=line, id=agency_id)
    if not value["name"]:
        raise Refusal("registry-name", line=line, id=agency_id)
    if code and not _CODE.match(code):
        raise Refusal("registry-code", line=line, id=agency_id, value=code)
    if level and level not in LEVELS:
        raise Refusal("registry-level", line=line, id=agency_id, value=level, levels="、".join(LEVELS))
    try:
        history.changes(value["history"])
    except ValueError as error:
        raise Refusal("registry-history", line=line, id=agency_id, value=str(error)) from error
    aliases = tuple(squeeze(alias) for alias in re.split(r"[；;|｜]", value.pop("aliases")) if alias.strip())
    return Agency(aliases=aliases, **value)


def _remarks(agency: Agency) -> Iterator[str]:
    code = agency.division_code
    if not code:
        yield messages.text("remark", "no-code")
        return
    listed = {division.level: division.name for division in divisions.ancestors(code)}
    if code[:6] not in divisions.table():
        yield messages.text("remark", "unlisted-code", code=code[:6], as_of=divisions.AS_OF)
    for level, name in (("省", agency.province), ("市", agency.city), ("县", agency.county)):
        if name and level in listed and divisions.stem(name) != divisions.stem(listed[level]):
            yield messages.text("remark", "other-place", name=name, code=code, listed=listed[level])


# --------------------------------------------------------------------------- a new id

_KINDS = ("街道办事处", "街道", "苏木", "镇", "乡")


def propose_id(name: str, county: str, taken: Collection[str]) -> str:
    """Return a readable id for a new agency: 海原县海城镇人民政府 in 海原县 → ``haiyuan-haicheng``.

    It is the pinyin of the county's stem and of the rest of the name. If it is taken, the kind is added (``…-zhen``),
    then a number. The result depends only on the arguments; ``county`` may be ""."""
    rest = core_of(name)
    if county and fold(county) in rest:
        rest = rest[rest.index(fold(county)) + len(fold(county)) :]
    kind = next((kind for kind in _KINDS if rest.endswith(kind) and len(rest) - len(kind) >= 2), "")
    town = divisions.without_peoples(rest.removesuffix(kind)) if kind else rest
    parts = [divisions.pinyin(part) for part in (divisions.stem(county), town)]
    base = "-".join(part for part in parts if part)[:50].strip("-") or "jiguan"
    yours = set(taken) | RESERVED
    if base in yours and kind:
        base += "-" + divisions.pinyin(kind)
    proposal, number = base, 1
    while proposal in yours:
        number += 1
        proposal = f"{base}-{number}"
    return proposal
