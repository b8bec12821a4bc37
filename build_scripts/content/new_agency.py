"""A new agency: what its name tells about place, level and kind, and the row it gets in the registry.

Nothing is guessed: a county is filled in only when the name states it and only one county in the country
is called so (or the province or city before it decides). Everything else is left blank for staff.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from build_scripts.content import divisions
from build_scripts.content.registry import COLUMNS, Registry, propose_id
from build_scripts.model import Agency
from build_scripts.wording import squeeze

_KINDS = (
    (re.compile(r"(?:街道办事处|街道|镇|乡|苏木)(?:人民政府)?$"), "乡", "乡镇街道"),
    (re.compile(r"(?:县|区|旗)(?:人民政府)?(?:办公室)?$"), "县", "县区"),
    (re.compile(r"市(?:人民政府)?(?:办公[室厅])?$"), "市", "市"),
    (re.compile(r"(?:省|自治区)(?:人民政府)?(?:办公厅)?$"), "省", "省"),
)
UNKNOWN_PLACE = "原件没有写明所属的县、市，地点待核实。"


def propose_agency(name: str, registry: Registry, taken: Sequence[Agency] = ()) -> Agency:
    """The registry row for an agency called ``name`` that nobody has registered yet."""
    name = squeeze(name)
    path = _stated_path(name)
    names = {division.level: division.name for division in path}
    level, kind = next(((lv, k) for pattern, lv, k in _KINDS if pattern.search(name)), ("", "部门"))
    county = names.get("县", "")
    ids = {agency.agency_id for agency in (*registry.agencies, *taken)}
    return Agency(
        agency_id=propose_id(name, county, ids),
        name=name,
        province=names.get("省", ""),
        city=names.get("市", ""),
        county=county,
        division_code=path[-1].code if path else "",
        level=level,
        kind=kind,
        basis="" if path else UNKNOWN_PLACE,
    )


def _stated_path(name: str) -> tuple[divisions.Division, ...]:
    """Province, city, county as the beginning of the name states them; empty unless that is unambiguous."""
    stated: list[tuple[divisions.Division, ...]] = []
    at = 0
    while at < len(name):
        for end in range(min(len(name), at + 15), at + 1, -1):
            if found := divisions.named(name[at:end]):
                if not name[at:end].endswith(("省", "市", "县", "区", "旗", "州", "盟")):
                    continue
                stated.append(found)
                at = end
                break
        else:
            break
    if not stated:
        return ()
    fitting = []
    for last in stated[-1]:
        path = divisions.ancestors(last.code)
        if all(any(d in path for d in choices) for choices in stated):
            fitting.append(path)
    return fitting[0] if len(fitting) == 1 else ()


def append_agencies(path: Path, agencies: Sequence[Agency]) -> None:
    """Add rows at the end of the registry; what stands there is not touched, line ends and encoding kept."""
    before = path.read_bytes()
    encoding = "gb18030" if _is_gb18030(before) else "utf-8"
    header = next(csv.reader(io.StringIO(before.decode("gb18030" if encoding == "gb18030" else "utf-8-sig"))))
    end = "\r\n" if b"\r\n" in before else "\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    for agency in agencies:
        values = {column: getattr(agency, column) for column in COLUMNS} | {"aliases": "；".join(agency.aliases)}
        writer.writerow([values.get(column.strip().lower(), "") for column in header])
    joint = b"" if before.endswith(b"\n") else end.encode()
    path.write_bytes(before + joint + text.getvalue().encode(encoding))


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
