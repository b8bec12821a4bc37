"""Where everything of a project lies, relative to its root folder: what people write, what a build keeps, what it makes.

``content/`` is the only input, ``build/`` can be thrown away, ``site/`` is what is published.
"""

from __future__ import annotations

from pathlib import Path

CONFIG = Path("mkdocs.yml")

# What comes with the program: in the wheel a folder of the package (setup.py puts it there), else the repository.
_PACKED = Path(__file__).parent / "house"
HOUSE = _PACKED if _PACKED.is_dir() else Path(__file__).parent.parent
THEME = HOUSE / "overrides"  # of an archive that ``nianbao init`` made: mkdocs.yml names it by this variable
THEME_VARIABLE = "NIANBAO_THEME"
HOSTING = Path("hosting")

# What people write
CONTENT = Path("content")
REPORTS = CONTENT / "reports"
REGISTRY = CONTENT / "agencies.csv"
LEDGER = CONTENT / "ledger"
ORIGINALS = CONTENT / "originals.csv"  # (path, SHA-256) alone: what was kept before there was a ledger
HELD = CONTENT / "taken-back.txt"  # there while the site is taken back, on every computer that has content/
CORRECTIONS = CONTENT / "corrections"
ANSWERS = CONTENT / "answers"

# What a build keeps for the next one
BUILD = Path("build")
STORE = BUILD / "store.sqlite"
PICTURES = BUILD / "pictures"  # of originals: a file each, by SHA-256
LOCK = BUILD / "lock"
PUBLICATION = BUILD / "publication.json"  # the state of site/ and site.previous/
PACKAGED = BUILD / "packaged.json"  # what the last ZIP of changes held

# What it tells
SUMMARY = BUILD / "report.json"
CHANGED = BUILD / "changed.txt"
LOG = BUILD / "log"  # tracebacks of faults that nobody foresaw

# What it makes
DOCS = BUILD / "docs"
SITE = Path("site")
PREVIOUS = Path("site.previous")
PARKED = Path("site.swap")  # for a moment, where two folders cannot change names in one step
ZIPS = {
    "whole": BUILD / "nianbao.zip",
    "changed": BUILD / "nianbao-changed-{}.zip",
    "offline": BUILD / "nianbao-offline.zip",
}
