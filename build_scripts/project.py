"""Every path of a project, relative to its root folder.

``content/`` is the only input, ``build/`` can be deleted at any time, ``site/`` is the published site."""

from __future__ import annotations

from pathlib import Path

CONFIG = Path("mkdocs.yml")

# Files that ship with the program: in a wheel they are in a folder of the package (setup.py copies them there),
# otherwise in the repository.
_INSTALLED_RESOURCES = Path(__file__).parent / "house"
RESOURCES = _INSTALLED_RESOURCES if _INSTALLED_RESOURCES.is_dir() else Path(__file__).parent.parent
THEME = RESOURCES / "overrides"  # the mkdocs.yml of an archive made by ``nianbao init`` refers to it by this variable
THEME_VARIABLE = "NIANBAO_THEME"
HOSTING = Path("hosting")

# Input written by people
CONTENT = Path("content")
REPORTS = CONTENT / "reports"
REGISTRY = CONTENT / "agencies.csv"
LEDGER = CONTENT / "ledger"
ORIGINALS = CONTENT / "originals.csv"  # only (path, SHA-256): the list of originals from before the ledger
ROLLBACK_MARK = CONTENT / "taken-back.txt"  # exists while the site is rolled back, on every computer that has content/
CORRECTIONS = CONTENT / "corrections"
ANSWERS = CONTENT / "answers"

# State that a build stores for the next build
BUILD = Path("build")
STORE = BUILD / "store.sqlite"
PICTURES = BUILD / "pictures"  # of originals; one file per image, named by SHA-256
LOCK = BUILD / "lock"
PUBLICATION = BUILD / "publication.json"  # the state of site/ and site.previous/
PACKAGED = BUILD / "packaged.json"  # the content of the last ZIP of changes

# Reports of a build
SUMMARY = BUILD / "report.json"
CHANGED = BUILD / "changed.txt"
LOG = BUILD / "log"  # tracebacks of unexpected errors

# Output
DOCS = BUILD / "docs"
SITE = Path("site")
PREVIOUS = Path("site.previous")
SWAP = Path("site.swap")  # used for a moment where the system cannot swap two folders in one step
ZIPS = {
    "whole": BUILD / "nianbao.zip",
    "changed": BUILD / "nianbao-changed-{}.zip",
    "offline": BUILD / "nianbao-offline.zip",
}
