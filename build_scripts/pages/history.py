"""Show the history (沿革) of an agency on pages: former names and places, mergers, splits and its end."""

from __future__ import annotations

from collections.abc import Mapping

from build_scripts.content import divisions
from build_scripts.content.history import (
    ABSORBED,
    ENDED,
    MERGED_FROM,
    MERGED_INTO,
    MOVED,
    RENAMED,
    SPLIT_FROM,
    SPLIT_OFF,
    Change,
    as_of,
    changes,
    created_by,
    ended_by,
)
from build_scripts.model import Agency
from build_scripts.render.blocks import Inline, Inlines, Link

_WORDS = {
    RENAMED: ("原名", "{value}（{day} 改名）"),
    MOVED: ("原属", "{value}（{day} 起改属现在的地区）"),
    MERGED_FROM: ("合并", "{day} 由 … 合并而来"),
    MERGED_INTO: ("撤并", "{day} 撤销，并入 …"),
    ABSORBED: ("撤并", "{day} 接收并入的 …"),
    SPLIT_FROM: ("分设", "{day} 由 … 分设"),
    SPLIT_OFF: ("分设", "{day} 分出 …"),
}
NOT_HELD = "未收录"
_ENDED = {MERGED_INTO: "已并入其他机关", ENDED: "已撤销"}
_NOT_YET = {MERGED_FROM: "尚未合并设立", SPLIT_FROM: "尚未分设"}


def history_facts(agency: Agency, names: Mapping[str, str]) -> list[tuple[str, Inlines]]:
    """Return label and text of each history entry. ``names`` maps the ids of the other agencies to their names."""
    return [_fact(change, names) for change in changes(agency.history)]


def _fact(change: Change, names: Mapping[str, str]) -> tuple[str, Inlines]:
    label, words = _WORDS.get(change.kind, (change.kind, "{day}"))
    before, _, after = words.format(day=change.day, value=change.value).partition("…")
    links: list[Inline] = []
    for other in change.others:
        links += [Link(names.get(other, other), f"agencies/{other}/"), "、"]
    return label, tuple(part for part in (before, *links[:-1], after) if part)


def absence_text(agency: Agency, year: int) -> Link | None:
    """Return the text for a year without a report before the agency was created or after it ceased to exist; ``None``
    while it existed. The text names no other agency: the agency page does, with the other's current name."""
    created = created_of_agency(agency)
    if created and year < created[0]:
        return Link(created[1], f"agencies/{agency.agency_id}/")
    end = ended_by(agency, year)
    if end is None:
        return None
    merged = end.kind == MERGED_INTO and len(end.others) == 1
    return Link(_ENDED[end.kind], f"agencies/{end.others[0] if merged else agency.agency_id}/")


def absence_word(agency: Agency, year: int) -> str:
    """Return the word for a year without a report, for a chart."""
    gone = absence_text(agency, year)
    return gone.text if gone else NOT_HELD


def other_place_text(agency: Agency, year: int, place: divisions.Division | None) -> Inline | None:
    """Return the text for a year in which the agency did not belong to ``place``; ``None`` while it did.

    Its report is listed under another place. ``agency`` is as registered today."""
    if place is None or place.code in {division.code for division in divisions.path_of(as_of(agency, year))}:
        return None
    return Link("这一年属其他地区", f"agencies/{agency.agency_id}/")


def created_of_agency(agency: Agency) -> tuple[int, str] | None:
    """Return the year in which the register says that the agency was created, and the words for the years before."""
    made = created_by(agency)
    return (int(made.day[:4]), _NOT_YET[made.kind]) if made else None


def end_of_agency(agency: Agency) -> tuple[int, str] | None:
    """Return the first year in which the agency no longer existed at its end, and the words for the years from then;
    ``None`` for an existing agency."""
    ends = [change for change in changes(agency.history) if change.kind in _ENDED]
    return (int(ends[0].day[:4]), _ENDED[end.kind]) if ends and (end := ended_by(agency, 9999)) else None


def since_then(then: Agency, now: Agency | None) -> Inlines:
    """Return the current name and place of an agency of a past year; empty when both are unchanged."""
    if now is None:
        return ()
    parts: list[Inline] = []
    if now.name != then.name:
        parts += ["现名 ", Link(now.name, f"agencies/{now.agency_id}/")]
    here, there = (divisions.path_of(agency) for agency in (now, then))
    if here != there and here:
        parts.append(f"{'，' if parts else ''}现属{''.join(division.name for division in here)}")
    ended = next((c for c in changes(now.history) if c.kind == MERGED_INTO), None)
    if ended and ended.others:
        parts += [f"{'，' if parts else ''}{ended.day} 撤并，见", Link("机关沿革", f"agencies/{now.agency_id}/")]
    former = [c.value for c in changes(now.history) if c.kind == RENAMED and now.name == then.name]
    if former:
        parts.append(f"{'，' if parts else ''}原名 {'、'.join(former)}")
    return tuple(parts)
