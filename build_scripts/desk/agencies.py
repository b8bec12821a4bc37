"""New and doubtful agencies: the proposed row, the evidence for it, and the decision of a person.

An id is part of published addresses and is never changed. When an agency turns out to be another registered agency, its
reports move to that agency, and the old addresses redirect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from build_scripts import project
from build_scripts.content import csv_files, divisions, history
from build_scripts.content.amend import move
from build_scripts.content.ledger import add_redirects, check_ids, today, unchecked_ids, write_rows
from build_scripts.content.registry import LEVELS, core_of
from build_scripts.desk.pictures import WHO, links
from build_scripts.desk.state import Desk
from build_scripts.facsimile.origin import origins_of
from build_scripts.model import Agency, Refusal
from build_scripts.wording import squeeze

ALIAS, RENAMED, MERGED = "alias", "renamed", "merged"
_CODE = re.compile(r"\d{6}(?:\d{3})?")
_ABOUT = {"agency": "机关", "place": "所在地"}


@dataclass(frozen=True, slots=True)
class ReportEvidence:
    """The evidence of one report for agency and place: lines of text, and images of the places (addresses on the
    desk)."""

    address: str
    title: str
    lines: tuple[str, ...]
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """An agency that waits, with the evidence for it."""

    agency: Agency
    evidence: tuple[ReportEvidence, ...] = ()
    relatives: tuple[Agency, ...] = ()


def waiting(desk: Desk) -> list[Agency]:
    """Return the agencies with an uncertain place and those that the program registered, in the order of the
    register."""
    unchecked = unchecked_ids(desk.root)
    return [a for a in desk.registry().agencies if a.basis or a.agency_id in unchecked]


def proposed(desk: Desk, agency_id: str) -> Proposed | None:
    """Return a waiting agency with its evidence; ``None`` when it does not wait."""
    agency = next((a for a in waiting(desk) if a.agency_id == agency_id), None)
    if agency is None:
        return None
    evidence = []
    with desk.store() as store:
        for _, address in store.years(agency_id):
            report = store.report(address)
            if report is not None:
                stated = [e for e in report.evidence if e.about in _ABOUT and e.source != "登记簿"]
                lines = tuple(f"{_ABOUT[e.about]}：{e.source}“{e.quote or e.value}”" for e in stated)
                pictures = links(desk.root, report, address, origins_of(report, WHO))
                evidence.append(ReportEvidence(address, report.title, lines, tuple(filter(None, pictures))))
    others = (a for a in desk.registry().relatives(agency.name) if a.agency_id != agency_id)
    return Proposed(agency, tuple(evidence), tuple(others))


def accept(desk: Desk, agency: Agency, fields: Mapping[str, str], who: str) -> None:
    """Write the row as a person has checked and changed it. A new code also sets the names of the places."""
    name, code = squeeze(fields.get("name", "")), squeeze(fields.get("division_code", ""))
    level, kind = squeeze(fields.get("level", "")), squeeze(fields.get("kind", ""))
    if not who:
        raise Refusal("review-who")
    if not name:
        raise Refusal("review-name")
    if (code and not _CODE.fullmatch(code)) or (level and level not in LEVELS):
        raise Refusal("review-code", value=code or level)
    places = {"province": agency.province, "city": agency.city, "county": agency.county}
    if code and code != agency.division_code:
        listed = {d.level: d.name for d in divisions.ancestors(code)}
        if not listed:
            raise Refusal("review-code", value=code)
        places = dict(zip(places, (listed.get(lv, "") for lv in ("省", "市", "县")), strict=True))
    aliases = agency.aliases
    if core_of(name) != core_of(agency.name):  # originals print the old name
        aliases = (*(a for a in aliases if a != name), agency.name)
    cells = {"name": name, **places, "division_code": code, "level": level, "kind": kind, "basis": ""}
    _amend(desk, agency.agency_id, cells | {"aliases": "；".join(aliases)})
    check_ids(desk.root, {agency.agency_id: f"{today()} {who}"})
    with desk.store() as store:
        desk.touched |= {(agency.agency_id, year) for year, _ in store.years(agency.agency_id)}


def record_relation(desk: Desk, agency: Agency, other_id: str, how: str, day: str, who: str) -> None:
    """Record that ``agency`` and another agency are related.

    ``alias``: it is another name of the other agency. ``renamed``: it is the new name of the other agency since that
    day. ``merged``: the other agency was merged into it on that day; both rows stay."""
    other = desk.registry().get(squeeze(other_id))
    if not who:
        raise Refusal("review-who")
    if other is None or other.agency_id == agency.agency_id:
        raise Refusal("review-other", value=other_id)
    if how in (RENAMED, MERGED):
        _day(day)
    if how == MERGED:
        merger = f"{day} {history.ABSORBED} {other.agency_id}"
        accept(desk, agency, {n: getattr(agency, n) for n in ("name", "division_code", "level", "kind")}, who)
        _amend(desk, agency.agency_id, {"history": _joined(agency.history, merger)})
        return
    names = dict.fromkeys((*other.aliases, agency.name, *agency.aliases))
    if how == RENAMED:
        cells = {"name": agency.name, "history": _joined(other.history, f"{day} {history.RENAMED} {other.name}")}
    else:
        cells = {}
    aliases = [name for name in names if name != cells.get("name", other.name)]
    _move_reports(desk, agency, other)
    check_ids(desk.root, {agency.agency_id: f"{today()} {who}：即 {other.agency_id}"})
    path = desk.root / project.REGISTRY
    csv_files.update_cells(
        path, "agency_id", {other.agency_id: {**cells, "aliases": "；".join(aliases)}}, {agency.agency_id}
    )


def _move_reports(desk: Desk, agency: Agency, other: Agency) -> None:
    """Move all reports of one agency to the other: originals, corrections, answers and addresses."""
    versions = desk.ledger().versions()
    changed: dict[str, dict[str, str]] = {}
    moved = {f"agencies/{agency.agency_id}/": f"agencies/{other.agency_id}/"}
    for (agency_id, year), entries in versions.items():
        if agency_id != agency.agency_id:
            continue
        last = max((e.version for e in versions.get((other.agency_id, year), ())), default=0)
        for number, entry in enumerate(entries, last + 1):
            given = replace(entry, agency_id=other.agency_id, version=number)
            changed[entry.sha256] = {"agency_id": other.agency_id, "version": str(number)}
            moved[entry.address] = given.address
        moved[f"reports/{agency_id}/{year}/"] = f"reports/{other.agency_id}/{year}/"
        move(desk.root, (agency_id, year), (other.agency_id, year))
    write_rows(desk.root, (), changed)
    add_redirects(desk.root, moved)


def _amend(desk: Desk, agency_id: str, cells: Mapping[str, str]) -> None:
    csv_files.update_cells(desk.root / project.REGISTRY, "agency_id", {agency_id: cells})


def _joined(before: str, addition: str) -> str:
    return "；".join(filter(None, (before, addition)))


def _day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refusal("review-day", value=day) from None
