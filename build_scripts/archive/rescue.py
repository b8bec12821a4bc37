"""Restore from the public site a version that somebody overwrote in place.

The version was published with its address, its files and its rows in the data, and nobody permitted their removal: a
report is withdrawn by ``nianbao withdraw``, never by saving another file over it. The site has the original byte for
byte, so it is filed again beside the file that replaced it. Where no site exists, only the guard and the notice at the
address remain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from build_scripts import project
from build_scripts.archive.identity import VERSION_MARK
from build_scripts.content import durable
from build_scripts.content.ledger import Entry

_MAX_NAME_BYTES = 255  # bytes of a file name on every common system


def rescue(root: Path, overwritten: Mapping[str, Entry]) -> list[tuple[str, str, Entry]]:
    """File the overwritten originals again if they can be found. ``overwritten``: path → entry. Return (path, new path,
    entry) of each."""
    found = []
    for path, entry in overwritten.items():
        data = _published_bytes(root, entry)
        if data is not None:
            place = _free_path(root, path, entry)
            durable.write(root / project.REPORTS / place, data)
            found.append((path, place, entry))
    return found


def _published_bytes(root: Path, entry: Entry) -> bytes | None:
    year = f"reports/{entry.agency_id}/{entry.year}/"
    for site in (project.SITE, project.PREVIOUS):
        for address in (entry.address, year):
            for path in sorted((root / site / address).glob("original.*")):
                data = path.read_bytes()
                if hashlib.sha256(data).hexdigest() == entry.sha256:
                    return data
    return None


def _free_path(root: Path, path: str, entry: Entry) -> str:
    """Return a free path beside the old one: ``2024/某镇（第1版）.pdf`` for ``2024/某镇.pdf``; the digits of the
    SHA-256 when that path exists or is too long."""
    old = PurePosixPath(path)
    name = f"{VERSION_MARK.sub('', old.stem)}（第{entry.version}版）{old.suffix}"
    if len(name.encode()) > _MAX_NAME_BYTES or (root / project.REPORTS / old.with_name(name)).exists():
        name = f"{entry.sha256[:12]}{old.suffix}"
    return old.with_name(name).as_posix()
