"""The register beside the holdings: agencies that have no report yet, and files that could not be read.

Both stand in the grids (agency × year) although no holding tells of them. The store keeps a copy of the register, so
that a build knows which rows changed and which pages show them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from build_scripts import messages, project
from build_scripts.archive.store import Store, agency_of, findings_of, packed_agency
from build_scripts.content.divisions import path_of, pinyin_of
from build_scripts.content.registry import Registry, core_of
from build_scripts.findings import catalogue
from build_scripts.model import Agency
from build_scripts.pages.overviews import Line, Refused, Seen, letter_of, seen

GRIDS = ("agencies|", "coverage|", "places|", "refused|", "register|")
ROWS = "index||"  # the index numbers reports by the rows of the register


# --------------------------------------------------------------------------- marks


def agency_keys(agency: Agency) -> Iterator[str]:
    """The keys of the pages that name this agency, whether it has reports or not."""
    yield f"agency|{agency.agency_id}"
    path = path_of(agency)
    for division in path:
        yield f"place|{division.code}"
        yield f"quality-place|{division.code}"
    if path:
        yield f"az|{letter_of(pinyin_of(path[-1]))}"
    else:
        yield "unresolved|"


def all_keys(store: Store) -> Iterator[str]:
    """Every key that a full build needs although no holding touches it."""
    for (packed,) in store.rows("select agency from agencies"):
        yield from agency_keys(agency_of(packed))
    yield "register|"
    yield from (f"code|{code}" for code in catalogue())


def register(root: Path, store: Store, registry: Registry) -> tuple[str, ...]:
    """Bring the store's copy of the register up to date: the keys of the pages that show a changed row."""
    digest = hashlib.sha256((root / project.REGISTRY).read_bytes()).hexdigest()
    if digest == store.meta("register"):
        return ()
    known = {i: (packed, row) for i, packed, row in store.rows("select agency_id, agency, row from agencies")}
    keys: dict[str, None] = {}
    for row, agency in enumerate(registry.agencies):
        packed = packed_agency(agency)
        before, row_before = known.pop(agency.agency_id, ("", row))
        if row_before != row:
            store.move_agency(agency.agency_id, row)
        if before == packed:
            continue
        if before:
            keys |= dict.fromkeys(agency_keys(agency_of(before)))
        keys |= dict.fromkeys(agency_keys(agency))
        codes = {d.level: d.code for d in path_of(agency)}
        names = dict.fromkeys(core_of(name) for name in (agency.name, *agency.aliases))
        store.put_agency(agency, tuple(codes.get(level, "") for level in ("省", "市", "县")), tuple(names), row)
    for agency_id, (packed, _) in known.items():
        keys |= dict.fromkeys(agency_keys(agency_of(packed)))
        store.remove_agency(agency_id)
    store.set_meta("register", digest)
    # A remark names a line: it may move although no row changed.
    store.set_meta("remarks", json.dumps(registry.remarks, ensure_ascii=False))
    return (*keys, *GRIDS, ROWS)


def refused_keys(store: Store) -> tuple[str, ...]:
    """The keys of the pages whose grid a refused file entered or left since the last build."""
    now = sorted(
        [agency_id, year, path] for agency_id, items in refused_by_agency(store).items() for year, path in items
    )
    before = json.loads(store.meta("refused-grid") or "[]")
    store.set_meta("refused-grid", json.dumps(now, ensure_ascii=False))
    keys: dict[str, None] = {}
    for agency_id, _year, _path in (item for item in (*now, *before) if (item in now) != (item in before)):
        for (packed,) in store.rows("select agency from agencies where agency_id = ?", (agency_id,)):
            keys |= dict.fromkeys(agency_keys(agency_of(packed)))
    return tuple(keys)


# --------------------------------------------------------------------------- refused files

_YEAR = re.compile(r"(20\d\d)\s*年?度?")
_TITLE = re.compile(r"(?:政府)?信息公开.*$|年度报告.*$|年报.*$")
_COPY = re.compile(r"[（(][^（）()]*[)）]|[\s_\-—.·]+")


def refused_by_agency(store: Store) -> dict[str, list[tuple[int, str]]]:
    """agency_id → (year, path) of the files that came for it and could not be read.

    Such a file says nothing itself: its name and folder are all there is, so only a name that is one agency's and no
    other's counts (``2023/海城镇人民政府.pdf``). A copy of a report that is here already is not missing."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path, code, _message in store.refused():
        stem = Path(path).stem
        years = _YEAR.findall(path.split("/")[0]) or _YEAR.findall(stem)
        name = core_of(_COPY.sub("", _TITLE.sub("", _YEAR.sub("", stem))))
        if code == "duplicate" or not years or not name:
            continue
        ids = [i for (i,) in store.rows("select agency_id from agency_names where name = ?", (name,))]
        if len(ids) == 1:
            found.setdefault(ids[0], []).append((int(years[0]), path))
    return found


def refused_files(store: Store) -> tuple[Refused, ...]:
    """For the page of refused files: cause and advice apart, as ``messages`` joined them."""
    table = messages.catalogue()["refusal"]
    files = []
    for path, code, message in store.refused():
        advice = table.get(code, {}).get("advice", "")
        if advice and "{" not in advice and message.endswith(f"{advice}。"):
            files.append(Refused(path, message.removesuffix(f"{advice}。"), f"{advice}。"))
        else:
            files.append(Refused(path, message, ""))
    return tuple(files)


def remarks(store: Store) -> tuple[str, ...]:
    """What staff should look at in the register."""
    return tuple(json.loads(store.meta("remarks") or "[]"))


# --------------------------------------------------------------------------- lines of a grid


def lines(store: Store, where: str = "1", values: tuple[object, ...] = ()) -> tuple[Line, ...]:
    """Registered agencies that meet a condition on ``agency_id``, ``province``, ``city``, ``county``, in the order of
    their ids, each with what the archive has of it by year."""
    grid: dict[str, dict[int, Seen]] = {}
    query = f"select agency_id, year, address, findings from holdings where +main = 1 and {where}"
    for agency_id, year, address, findings in store.rows(query, values):
        # Most reports have no blank table: their findings need not be parsed for this.
        found = findings_of(findings) if '"table.blank"' in findings else ()
        grid.setdefault(agency_id, {})[year] = seen(address, found)
    refused = refused_by_agency(store) if store.refused() else {}
    result = []
    for agency_id, packed in store.rows(
        f"select agency_id, agency from agencies where {where} order by agency_id", values
    ):
        years = {year: Seen("refused") for year, _ in refused.get(agency_id, ())} | grid.get(agency_id, {})
        result.append(Line(agency_of(packed), years))
    return tuple(result)
