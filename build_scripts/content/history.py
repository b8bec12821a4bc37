"""沿革: the history of an agency, as a person writes it into the column ``history`` of the register.

A cell holds entries separated by ``；`` or a line break. Each entry is a day and an event::

    2020-05-01 原名 海城乡人民政府；2021-03-01 原属 同心县 640324
    2020-05-01 由 甲乡人民政府、乙乡人民政府 合并
    2020-05-01 并入 丙镇人民政府
    2020-05-01 接收 戊乡人民政府
    2020-05-01 由 丁镇人民政府 分设
    2020-05-01 撤销

Other agencies are referred to by official name or id. A report keeps the name and the place that its agency had at the
end of its year. It is enough to record a merger or split in one of the agencies; the other agencies get the reverse
entry. An agency that others were merged into (并入) may have existed before: its reverse entry is 接收, not 合并."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from build_scripts.content import divisions
from build_scripts.model import Agency

RENAMED, MOVED, MERGED_FROM, MERGED_INTO, ABSORBED, SPLIT_FROM, SPLIT_OFF, ENDED = (
    "原名", "原属", "合并", "并入", "接收", "分设", "分出", "撤销",
)  # fmt: skip
_REVERSE = {
    MERGED_FROM: MERGED_INTO, MERGED_INTO: ABSORBED, ABSORBED: MERGED_INTO,
    SPLIT_FROM: SPLIT_OFF, SPLIT_OFF: SPLIT_FROM,
}  # fmt: skip
_ENTRY = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*"
    r"(?:(原名|原属|并入|接收|分出)\s*(\S.*)|由\s*(\S.*?)\s*(合并|分设)(?:而来|设立)?|(撤销))$"
)
_PLACE = re.compile(
    r"^(?P<province>.{2,}?(?:省|自治区))?(?P<city>.{2,}?(?:市|自治州|盟|地区))?(?P<county>.+?(?:县|区|旗|市))?\s*(?P<code>\d{6})?$"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One event. ``day`` is an ISO date; ``value`` a name or a place; ``others`` ids of agencies."""

    day: str
    kind: str
    value: str = ""
    others: tuple[str, ...] = ()

    def text(self) -> str:
        if self.kind in (MERGED_FROM, SPLIT_FROM):
            return f"{self.day} 由 {'、'.join(self.others)} {self.kind}"
        return f"{self.day} {self.kind} {self.value or '、'.join(self.others)}".strip()


@lru_cache(maxsize=4096)
def changes(history: str) -> tuple[Change, ...]:
    """Return the entries of a cell by day. Raises ``ValueError`` with the first invalid entry."""
    found = []
    for written in re.split(r"[；;\n]", history):
        entry = written.strip().rstrip("。")
        if not entry:
            continue
        match = _ENTRY.match(entry)
        if match is None:
            raise ValueError(entry)
        try:
            day = date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            raise ValueError(entry) from None
        kind = match[4] or match[7] or match[8]
        value = match[5] or match[6] or ""
        if kind == MOVED and not _PLACE.match(value):
            raise ValueError(entry)
        plain = kind in (RENAMED, MOVED, ENDED)
        others = () if plain else tuple(dict.fromkeys(filter(None, re.split(r"[、，,\s]+|和", value))))
        found.append(Change(day, kind, value if plain else "", others))
    return tuple(sorted(found, key=lambda c: (c.day, c.kind)))


def as_of(agency: Agency, year: int) -> Agency:
    """Return the agency with the name and the place that it had at the end of that year."""
    for change in reversed(changes(agency.history)):
        if change.day <= f"{year}-12-31":
            break
        if change.kind == RENAMED:
            agency = replace(agency, name=change.value)
        elif change.kind == MOVED:
            agency = replace(agency, **_place(change.value))  # type: ignore[arg-type]
    return agency


def _place(value: str) -> dict[str, str]:
    match = _PLACE.match(value)
    assert match is not None
    code = match["code"] or ""
    names = {name: match[name] or "" for name in ("province", "city", "county")}
    for division in divisions.ancestors(code):
        names[{"省": "province", "市": "city", "县": "county"}[division.level]] = division.name
    return names | {"division_code": code}


def ended_by(agency: Agency, year: int) -> Change | None:
    """Return the merger into another agency, or the abolition, that ended the agency by the end of that year."""
    ends = [c for c in changes(agency.history) if c.kind in (MERGED_INTO, ENDED) and c.day <= f"{year}-12-31"]
    return max(ends, key=lambda c: (c.kind == MERGED_INTO, c.day), default=None)


def existed(agency: Agency, year: int) -> bool:
    """Return whether a name of that year may be that of the agency: not merged or abolished by the end of that year, and
    not made from others later. Of two agencies with one name, the one that was merged into the other bore it before."""
    made = [c.day for c in changes(agency.history) if c.kind in (MERGED_FROM, ABSORBED, SPLIT_FROM)]
    return ended_by(agency, year) is None and (not made or min(made) <= f"{year}-12-31")


def created_by(agency: Agency) -> Change | None:
    """Return the merger or split that created the agency; ``None`` if the register tells of none.

    An agency to which anything happened earlier, or that was merged from one other agency alone, existed before."""
    known = changes(agency.history)
    first = [change for change in known if change.day == known[0].day]
    made = (c for c in first if c.kind == SPLIT_FROM or (c.kind == MERGED_FROM and len(c.others) > 1))
    return next(made, None)


def former_names(agency: Agency) -> tuple[str, ...]:
    return tuple(change.value for change in changes(agency.history) if change.kind == RENAMED)


def recorded_on_both_sides(agencies: Iterable[Agency]) -> list[Agency]:
    """Add to each agency's history the reverse of the entries in other agencies' histories; other agencies are given by
    id.

    Raises ``ValueError`` (id, word) for a name that belongs to no agency or to several."""
    rows = list(agencies)
    ids = {agency.agency_id for agency in rows}
    named: dict[str, list[str]] = {}
    for agency in rows:
        named.setdefault(agency.name, []).append(agency.agency_id)
    all_of: dict[str, dict[tuple[str, str, str], list[str]]] = {agency.agency_id: {} for agency in rows}
    for agency in rows:
        for change in changes(agency.history):
            mine = all_of[agency.agency_id].setdefault((change.day, change.kind, change.value), [])
            mine += _ids_of(agency, change, ids, named)
    written = [(me, key, tuple(others)) for me, entries in all_of.items() for key, others in entries.items()]
    for me, (day, kind, _), others in written:
        for other in others:
            merged = all_of[other].get((day, MERGED_FROM, ""), ())
            if kind == MERGED_INTO and me in merged:
                continue  # the other agency says itself what became of this one
            all_of[other].setdefault((day, _REVERSE[kind], ""), []).append(me)
    return [replace(agency, history=_written(all_of[agency.agency_id])) for agency in rows]


def _ids_of(agency: Agency, change: Change, ids: set[str], named: Mapping[str, list[str]]) -> Iterator[str]:
    for word in change.others:
        found = [word] if word in ids else named.get(word, [])
        if len(found) != 1 or found[0] == agency.agency_id:
            raise ValueError(agency.agency_id, word)
        yield found[0]


def _written(found: Mapping[tuple[str, str, str], list[str]]) -> str:
    entries = (Change(*key, tuple(dict.fromkeys(others))) for key, others in sorted(found.items()))
    return "；".join(entry.text() for entry in entries)
