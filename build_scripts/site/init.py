"""Create the folder of an archive outside the repository (``nianbao init``). The program stays where it is installed,
and the folder holds only what people write, so an upgrade changes nothing in it."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from build_scripts import project
from build_scripts.content.registry import COLUMNS
from build_scripts.model import Refusal

_THEME = "custom_dir: overrides"
# Git must neither convert originals nor merge them line by line. Where two people add rows, both rows are kept.
ATTRIBUTES = """content/reports/** -text -merge
content/ledger/*.csv merge=union
content/agencies.csv merge=union
content/taken-back.txt merge=union
"""
_IGNORED = "/build/\n/site/\n/site.previous/\n/site.swap/\n"  # the content of .gitignore


def make(folder: Path) -> None:
    """Fill a new or empty folder. Raises ``Refusal`` when the folder is not empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal("folder-taken", folder=folder)
    (folder / project.REPORTS).mkdir(parents=True)
    (folder / project.REPORTS / ".gitkeep").touch()
    _write(folder / project.REGISTRY, "\ufeff" + ",".join(COLUMNS) + "\n")
    config = (project.RESOURCES / project.CONFIG).read_text(encoding="utf-8")
    theme = f"custom_dir: !ENV [{project.THEME_VARIABLE}, overrides]  # 随程序安装，不用改"
    _write(folder / project.CONFIG, config.replace(_THEME, theme))
    _write(folder / "README.md", resources.files(__package__).joinpath("init.txt").read_text(encoding="utf-8"))
    _write(folder / ".gitignore", _IGNORED)
    _write(folder / ".gitattributes", ATTRIBUTES)
    shutil.copytree(project.RESOURCES / project.HOSTING, folder / project.HOSTING)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
