"""Portable file names: ``content/`` moves between Linux, Windows and macOS by git, sync clients and USB sticks.

Windows has reserved names, forbids some characters, and forbids a dot or a space at the end. Windows and macOS treat
``A.pdf`` and ``a.pdf`` as one file, and macOS also ``é`` and ``e`` with a combining mark. None of this affects the
addresses of the site, which are ASCII and assigned by the program."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)", re.IGNORECASE)
_MAX_NAME = 58  # characters of a name made here: at most 232 bytes, so a version mark and an extension fit
_MAX_PATH = 200  # characters of a path in content/reports: Windows allows 259 with the folder of the archive


def safe(name: str) -> str:
    """Return a portable file name without its extension."""
    clean = _FORBIDDEN.sub("_", name)[:_MAX_NAME].strip(" .") or "报告"
    return f"_{clean}" if _RESERVED.match(clean) else clean


def is_portable(path: str) -> bool:
    """Return whether Windows can store a path (with ``/``)."""
    parts = path.split("/")
    held = (not (_FORBIDDEN.search(part) or _RESERVED.match(part) or part[-1:] in (" ", ".")) for part in parts)
    return len(path) <= _MAX_PATH and all(held)


def colliding(paths: Iterable[str]) -> list[str]:
    """Return the paths that are the same file where case or Unicode normalization of names does not matter."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(unicodedata.normalize("NFC", path).casefold(), []).append(path)
    return [path for same in found.values() if len(same) > 1 for path in same]
