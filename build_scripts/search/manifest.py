"""Write the other files that the browser needs: the state of the index, the kit, and the places of the agencies.

- ``search/current.json``: the only file with a fixed name. It holds the numbers of reports, shards and register rows,
  the reports of each year, and the names of all files below.
- ``search/kit-<hash>.bin``: traditional → simplified characters, the names of the figures; deflated JSON.
- ``search/window-<hash>.bin``: the preset dictionary, see ``dictionary``.
- ``search/places-<hash>.bin``: the places (codes and names, outermost first) and for each row of the register the
  number of its place; deflated JSON. It is only loaded to count reports by place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from build_scripts import versions
from build_scripts.search.dictionary import dictionary, published_dictionary
from build_scripts.search.figures import browser_figures
from build_scripts.search.normalize import simplified
from build_scripts.search.shards import deflated, hashed, inflated

FORMAT = "6"  # version of these files, for other programs that read them
CURRENT = "search/current.json"

Path = tuple[tuple[str, str], ...]  # (code, name) of province, city and county as far as known


def to_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def named(stem: str, data: bytes) -> tuple[str, bytes]:
    """Return (address, bytes) of a file with its hash in its name."""
    return f"search/{stem}-{hashed(data).hex()}.bin", data


@cache
def static_files() -> tuple[tuple[str, bytes], ...]:
    """Return the files that do not depend on any report: the kit and the window."""
    pairs = sorted(simplified().items())
    codes = [ord(a) for a, _ in pairs]
    kit = {
        "traditional": [b - a for a, b in pairwise([0, *codes])],
        "simplified": "".join(b for _, b in pairs),
        **browser_figures(),
    }
    return (named("kit", deflated(to_json(kit))), named("window", published_dictionary()))


# --------------------------------------------------------------------------- places


def pack_places(paths: Mapping[int, Path], rows: int) -> bytes:
    """Pack the places. ``paths`` maps rows to places; rows without a report are left out."""
    listed = sorted({path for path in paths.values() if path})
    numbers = {path: n for n, path in enumerate(listed, 1)}
    last = max(paths, default=-1)
    column = [numbers.get(paths.get(row, ()), 0) for row in range(min(rows, last + 1))]
    # Neighbouring rows of the register mostly have the same place, so the differences deflate to almost nothing.
    steps = [b - a for a, b in zip([0, *column], column, strict=False)]
    known = bytearray((last + 8) // 8)
    for row in paths:
        known[row >> 3] |= 1 << (row & 7)
    return deflated(to_json({"paths": listed, "steps": steps, "known": known.hex()}))


def unpack_places(data: bytes) -> dict[int, Path]:
    """Return row → place of every agency that has a report."""
    held: dict[str, Any] = json.loads(inflated(data))
    listed: list[Path] = [(), *(tuple((code, name) for code, name in path) for path in held["paths"])]
    known = bytes.fromhex(held["known"])
    paths, number = {}, 0
    for row, step in enumerate(held["steps"]):
        number += step
        if known[row >> 3] >> (row & 7) & 1:
            paths[row] = listed[number]
    return paths


# --------------------------------------------------------------------------- the state


@dataclass(frozen=True, slots=True)
class State:
    """The content of ``current.json``. ``groups``, ``places`` and ``small`` are addresses; ``small`` is the index of
    the ``newest`` reports (year, row). ``rows`` and ``register`` are the number of agencies in the register and a
    digest of their ids."""

    years: Mapping[int, int]
    shards: int
    groups: Sequence[str]
    newest: Sequence[tuple[int, int]]
    small: Sequence[str]
    places: str
    rows: int
    register: str

    @property
    def reports(self) -> int:
        return sum(self.years.values())


def pack_state(state: State) -> bytes:
    kit, window_file = (address for address, _ in static_files())
    return to_json(
        {
            "version": FORMAT,
            "made": _made_by(),
            "reports": state.reports,
            "years": sorted(state.years.items(), reverse=True),
            "rows": state.rows,
            "shards": state.shards,
            "groups": state.groups,
            "newest": state.newest,
            "small": state.small,
            "places": state.places,
            "kit": kit,
            "window": [window_file, len(dictionary())],
            "register": state.register,
        }
    )


def unpack_state(data: bytes) -> State | None:
    """Parse the state; return ``None`` for another format or another version of this package.

    Another version may make other terms from the same lines."""
    try:
        held: dict[str, Any] = json.loads(data)
    except ValueError:
        return None
    if (held.get("version"), held.get("made")) != (FORMAT, _made_by()):
        return None
    return State(
        years=dict(held["years"]),
        newest=[(year, row) for year, row in held["newest"]],
        **{name: held[name] for name in ("shards", "groups", "small", "places", "rows", "register")},
    )


@cache
def _made_by() -> str:
    return versions.version_of(("search.build",))


def register_digest(agency_ids: Sequence[str]) -> str:
    """Return a digest of the order of the register. The digest of the existing rows does not change when rows are
    appended."""
    return hashlib.sha256("\n".join(agency_ids).encode("utf-8")).hexdigest()[:16]
