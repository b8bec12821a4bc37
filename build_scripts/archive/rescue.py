"""A version that somebody overwrote in place comes back from the public site.

Its address, its files and its line in the data were published, and nobody has said that they may go: a report is taken from
the public by a withdrawal, never by saving another file over it. The original is public byte for byte, so it is filed again
beside the one that took its place. Where no site is at hand, the guard and the notice at its address are what is left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from build_scripts import project
from build_scripts.archive.identity import VERSION_MARK
from build_scripts.content import durable
from build_scripts.content.ledger import Entry

_LONGEST = 255  # bytes of a file name on every common system


def rescue(root: Path, overwritten: Mapping[str, Entry]) -> list[tuple[str, str, Entry]]:
    """File again what can be found of the entries, which were ``overwritten`` at these paths: (path, where it is now, entry)."""
    found = []
    for path, entry in overwritten.items():
        data = _public(root, entry)
        if data is not None:
            place = _sibling(root, path, entry)
            durable.write(root / project.REPORTS / place, data)
            found.append((path, place, entry))
    return found


def _public(root: Path, entry: Entry) -> bytes | None:
    year = f"reports/{entry.agency_id}/{entry.year}/"
    for site in (project.SITE, project.PREVIOUS):
        for address in (entry.address, year):
            for path in sorted((root / site / address).glob("original.*")):
                data = path.read_bytes()
                if hashlib.sha256(data).hexdigest() == entry.sha256:
                    return data
    return None


def _sibling(root: Path, path: str, entry: Entry) -> str:
    """``2024/某镇（第1版）.pdf`` beside ``2024/某镇.pdf``, or its digits when that is taken or too long."""
    old = PurePosixPath(path)
    name = f"{VERSION_MARK.sub('', old.stem)}（第{entry.version}版）{old.suffix}"
    if len(name.encode()) > _LONGEST or (root / project.REPORTS / old.with_name(name)).exists():
        name = f"{entry.sha256[:12]}{old.suffix}"
    return old.with_name(name).as_posix()
