"""Names of files that every computer can hold: ``content/`` goes from Linux to Windows and macOS by git, a sync client, a stick.

Windows has names of its own, takes some signs and no dot or blank at the end; it and macOS take ``A.pdf`` and ``a.pdf`` for
one file, and macOS ``é`` and ``e`` with a mark. Nothing of it touches an address of the site: those are ASCII and ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)", re.IGNORECASE)
_LONGEST = 58  # characters of a name that we give: 232 bytes at most, and a mark of its version and an ending fit
_FAR = 200  # characters of a path in content/reports: Windows takes 259 with the folder in which the archive lies


def safe(name: str) -> str:
    """The name for a file of ours, without its ending."""
    clean = _FORBIDDEN.sub("_", name)[:_LONGEST].strip(" .") or "报告"
    return f"_{clean}" if _RESERVED.match(clean) else clean


def is_portable(path: str) -> bool:
    """False for a path, with ``/``, that Windows cannot hold."""
    parts = path.split("/")
    held = (not (_FORBIDDEN.search(part) or _RESERVED.match(part) or part[-1:] in (" ", ".")) for part in parts)
    return len(path) <= _FAR and all(held)


def alike(paths: Iterable[str]) -> list[str]:
    """Those of the paths that are one file where the case of letters, or how a mark is written, makes no difference."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(unicodedata.normalize("NFC", path).casefold(), []).append(path)
    return [path for same in found.values() if len(same) > 1 for path in same]
