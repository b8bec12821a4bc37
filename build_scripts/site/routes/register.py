"""Keep the store's copy of the register, and find agencies without reports and files that could not be read.

Both appear in the grids (agency × year) although no report stands for them. The copy of the register shows a build
which rows changed and which pages show them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from build_scripts import messages, project, versions
from build_scripts.archive.store import ALL, Selection, Store
from build_scripts.content.divisions import own_name, path_of, pinyin
from build_scripts.content.registry import Registry, core_of
from build_scripts.model import Agency
from build_scripts.pages.counts import AgencyLine, Coverage, coverage_of
from build_scripts.pages.overviews.coverage import Refused
from build_scripts.search.name_terms import name_terms


def update(root: Path, store: Store, registry: Registry) -> tuple[bool, tuple[Agency, ...]]:
    """Bring the store's copy of the register up to date. Return whether it changed, and the agencies whose row changed,
    in their old and new state."""
    # This module imports the code that decides the places and the pinyin of the copy.
    made_by = versions.version_of(("search.name_terms",))
    digest = hashlib.sha256(made_by.encode() + (root / project.REGISTRY).read_bytes()).hexdigest()
    if digest == store.meta("register"):
        return False, ()
    if made_by != store.meta("register made by"):
        store.forget_agencies()
        store.set_meta("register made by", made_by)
    known = store.agency_rows()
    changed: list[Agency] = []
    for row, agency in enumerate(registry.agencies):
        before, row_before = known.pop(agency.agency_id, (None, row))
        if row_before != row:
            store.move_agency(agency.agency_id, row)
        if before == agency:
            continue
        changed += [agency, *([before] if before else [])]
        path = path_of(agency)
        codes = {d.level: d.code for d in path}
        names = dict.fromkeys(core_of(name) for name in (agency.name, *agency.aliases))
        places = tuple(codes.get(level, "") for level in ("省", "市", "县"))
        inside = [(d.code, d.name) for d in path]
        heard = json.dumps([agency.name, inside, *name_terms(agency.name, inside)], ensure_ascii=False)
        store.save_agency(agency, places, tuple(names), _own_pinyin(agency), heard, row)
    for agency_id, (before, _) in known.items():
        changed.append(before)
        store.remove_agency(agency_id)
    store.set_meta("register", digest)
    # A remark contains a line number, which can change although no row changes.
    store.set_meta("remarks", json.dumps(registry.remarks, ensure_ascii=False))
    return True, tuple(changed)


def _own_pinyin(agency: Agency) -> str:
    """Return the pinyin of an agency's name without its place, for look-up within the place: 中卫市教育局 → 教育局."""
    path = path_of(agency)
    return pinyin(own_name(agency.name, path[-1]) if path else agency.name)


def newly_refused(store: Store) -> tuple[Agency, ...]:
    """Return the agencies whose grid gained or lost a refused file since the last build."""
    now = sorted(
        [agency_id, year, path] for agency_id, items in refused_by_agency(store).items() for year, path in items
    )
    before = json.loads(store.meta("refused-grid") or "[]")
    store.set_meta("refused-grid", json.dumps(now, ensure_ascii=False))
    changed = dict.fromkeys(item[0] for item in (*now, *before) if (item in now) != (item in before))
    return tuple(agency for agency_id in changed if (agency := store.agency(agency_id)))


# --------------------------------------------------------------------------- refused files

# Refusals of files that are no annual report of one body, or that duplicate an archived report.
NO_REPORT = frozenset({"not-a-report", "report-list", "other-document", "not-annual", "duplicate"})
_YEAR = re.compile(r"(20\d\d)\s*年?度?")
_TITLE = re.compile(r"(?:政府)?信息公开.*$|年度报告.*$|年报.*$")
_COPY = re.compile(r"[（(][^（）()]*[)）]|[\s_\-—.·]+")


def refused_by_agency(store: Store) -> dict[str, list[tuple[int, str]]]:
    """Return agency_id → (year, path) of the files that belong to the agency and could not be read.

    Such a file yields no content, only its name and folder. It is attributed only when its name belongs to exactly one
    agency (``2023/海城镇人民政府.pdf``). Duplicates of archived reports and files that are no annual report are left out: no
    report is missing because of them."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path, code, _message in store.refused():
        stem = Path(path).stem
        years = _YEAR.findall(path.split("/")[0]) or _YEAR.findall(stem)
        name = core_of(_COPY.sub("", _TITLE.sub("", _YEAR.sub("", stem))))
        if code in NO_REPORT or not years or not name:
            continue
        ids = store.agencies_named(name)
        if len(ids) == 1:
            found.setdefault(ids[0], []).append((int(years[0]), path))
    return found


def refused_files(store: Store) -> tuple[list[Refused], int]:
    """Return the refused files that may be reports, and the number of files that are no reports. The cause of each is
    given without the advice to staff that ``messages`` appended."""
    owners = {path: (agency, year) for agency, items in refused_by_agency(store).items() for year, path in items}
    files = []
    others = 0
    for path, code, message in store.refused():
        if code in NO_REPORT:
            others += 1
            continue
        agency_id, year = owners.get(path, ("", 0))
        agency = store.agency(agency_id) if agency_id else None
        files.append(Refused(path, messages.cause(code, message), agency, year))
    return files, others


def remarks(store: Store) -> tuple[str, ...]:
    """Return what staff should check in the register."""
    return tuple(json.loads(store.meta("remarks") or "[]"))


# --------------------------------------------------------------------------- lines of a grid


def grid_lines(store: Store, selection: Selection = ALL) -> tuple[AgencyLine, ...]:
    """Return the registered agencies of a selection with their coverage by year.

    They are ordered by place and, within a place, by the pinyin of their own names. An agency that now lies in another
    place comes last."""
    grid: dict[str, dict[int, Coverage]] = {}
    for agency_id, year, address, findings in store.blank_tables(selection):
        grid.setdefault(agency_id, {})[year] = coverage_of(address, findings)
    refused = refused_by_agency(store) if store.refused() else {}
    result = []
    listed = list(store.agencies_by_name(selection))
    for agency_id in sorted(grid.keys() - {agency.agency_id for agency, _ in listed}):
        if moved := store.agency(agency_id):
            listed.append((moved, _own_pinyin(moved)))
    for agency, word in listed:
        years = {year: Coverage("refused") for year, _ in refused.get(agency.agency_id, ())}
        result.append(AgencyLine(agency, years | grid.get(agency.agency_id, {}), word))
    return tuple(result)
