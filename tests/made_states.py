"""One agency whose report prints every state of a cell, with the expected state of each cell written by hand.

There are two versions (the later one is current), corrections of every kind, an answer, a table 2 with one block on the
form of 2019, and a withdrawn report of another agency."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from made_files import content, html
from made_up import agency
from made_up_years import with_cells, year_of

from build_scripts.content import ledger
from build_scripts.forms import form

NUMBER, GONE, YEAR = 8, 9, 2022
ID = agency(NUMBER).agency_id
COLUMNS = tuple(column.key for column in form("2021").requests.rows[0].columns)
PICTURE = "§图§"
CARRIED = "四、结转下年度继续办理"  # the row that is missing in the original
MIXED = "2021+1=2019"
_PIXEL = b'<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" width=60 height=20>'
_BEFORE = ["1", "1", "1", "1", "1", "1", "6"]  # row 1 of the superseded version


class Truth(NamedTuple):
    """The expected content of a cell of the current version. ``raw`` is ``None`` where the original has no such cell;
    ``read`` is the reading before a correction, as (state, raw)."""

    table: str
    row: str
    column: str
    state: str
    raw: str | None
    value: str = ""
    unit: str = ""
    read: tuple[str, str | None] | None = None


def _requests(row: str, *cells: tuple[str, ...]) -> list[Truth]:
    """Return one row of table 3: (state, raw) for each cell, (state, raw, value) for a cell with a number."""
    lines = zip(COLUMNS, cells, strict=True)
    return [
        Truth("requests", row, column, state, raw, "".join(value), "件" if value else "")
        for column, (state, raw, *value) in lines
    ]


TRUTH = [
    *_requests(
        "1",
        ("stated", "0", "0"),
        ("blank", ""),
        ("slash", "/"),
        ("slash", "无"),
        ("unreadable", "约十件"),
        ("unreadable", "10."),
        ("unreadable", ""),  # a picture
    ),
    *_requests(
        "2",
        ("unreadable", "1-2"),
        ("stated", "007", "7"),
        ("unreadable", "=1+1"),
        ("unreadable", "(5)"),
        ("unreadable", "'3"),
        ("unreadable", "1e5"),
        ("stated", "1,234", "1234"),
    ),
    Truth("requests", "3.1", COLUMNS[0], "stated", "71", "71", "件", ("stated", "7")),
    Truth("requests", "3.1", COLUMNS[1], "absent", None, read=("stated", "8")),
    Truth("requests", "3.1", COLUMNS[2], "blank", "", read=("stated", "9")),
    Truth("requests", "3.1", COLUMNS[3], "stated", "4", "4", "件", ("unreadable", "1/2")),
    Truth("requests", "3.1", COLUMNS[4], "unreadable", "约5", read=("blank", "")),
    Truth("requests", "4", COLUMNS[0], "stated", "2", "2", "件", ("absent", None)),
    *(Truth("requests", "4", c, "absent", None) for c in COLUMNS[1:]),
    Truth("proactive", "1.docs", "made", "stated", "2", "2", "件"),
    Truth("proactive", "8.fee", "fee", "unreadable", "251000元"),  # the unit of the column is 万元
]


def _document(title: str, day: str, first: list[str | None], rows: dict[str, list[str | None]]) -> bytes:
    made = year_of(NUMBER, YEAR)
    made = with_cells(made, "requests", {"1": first} | rows)
    block = {"1.rules": ["1", "1", "3"], "1.docs": ["2", "2", "14"]}
    made = with_cells(made, "proactive", {**block, "8.fee": ["251000元"]}, MIXED)
    parts = [*content(replace(made, title=f"{made.title}{title}"))[:-1], day]
    shown = [part if isinstance(part, str) else [row for row in part if row[0] != CARRIED] for part in parts]
    return html(shown).replace(PICTURE.encode("gb18030"), _PIXEL)


def write(root: Path) -> None:
    """Write the originals and all side files into a project that has no ledger yet."""
    folder = root / f"content/reports/{YEAR}"
    folder.mkdir(parents=True)
    rows: dict[str, list[str | None]] = {row: [t.raw for t in TRUTH if t.row == row] for row in ("1", "2")}
    rows["1"][-1] = PICTURE
    read = [t.read[1] for t in TRUTH if t.row == "3.1" and t.read]
    name = agency(NUMBER).name
    later = _document("（修订）", "2023年3月1日", rows["1"], {"2": rows["2"], "3.1": [*read, "6", "30"]})
    (folder / f"{name}.html").write_bytes(_document("", "2023年1月20日", list(_BEFORE), {}))
    (folder / f"{name}修订.html").write_bytes(later)
    _write(root / f"content/corrections/{ID}/{YEAR}.toml", "".join(map(_correction, filter(lambda t: t.read, TRUTH))))
    answer = f"""[[answer]]
sha256 = "{hashlib.sha256(later).hexdigest()}"
code = "value.unreadable"
place = "requests/1/{COLUMNS[4]}"
verdict = "confirmed"
text = "=原件如此"
who = "李明"
when = 2026-02-02
"""
    _write(root / f"content/answers/{ID}/{YEAR}.toml", answer)
    gone = {
        "path": f"{YEAR}/{agency(GONE).name}.html",
        "sha256": hashlib.sha256(b"gone").hexdigest(),
        "size": "4",
        "archived": "2026-01-02",
        "agency_id": agency(GONE).agency_id,
        "year": str(YEAR),
        "version": "1",
        "withdrawn": "2026-01-03",
        "withdrawn_why": "含有个人信息",
        "withdrawn_by": "李明",
    }
    lines = [",".join(ledger.COLUMNS), ",".join(gone.get(name, "") for name in ledger.COLUMNS)]
    _write(root / "content/ledger/2026.csv", "\n".join(lines) + "\n")


def _correction(truth: Truth) -> str:
    assert truth.read
    pairs = (("was", truth.read[1]), ("is", truth.raw))
    said = "".join(f'{name} = "{text}"\n' for name, text in pairs if text is not None)
    cell = "/".join(truth[:3])
    return f'[[correction]]\ncell = "{cell}"\n{said}why = "=原件所印"\nwho = "李明"\nwhen = 2026-02-01\n'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
