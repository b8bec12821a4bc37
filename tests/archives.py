"""Archives for tests: the five holdings as checked in or already built, and functions that build and compare sites."""

from __future__ import annotations

import atexit
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from build_scripts import cli
from build_scripts.build import build
from build_scripts.findings import catalogue
from build_scripts.indicators import indicator
from build_scripts.progress import Progress
from build_scripts.site.routes import indicators
from build_scripts.site.routes.overviews import quality

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "reports"
FEW_INDICATORS = (
    "received",
    "granted-rate",
    "refused-third-party",
    "suits",
    "fee",
)  # one count or rate for each topic and unit
FEW_CODES = ("requests.flow", "requests.row-total", "table.blank", "value.low-confidence", "report.reused-text")


def project(folder: Path) -> Path:
    """Return a copy of the project with the five holdings, not built yet."""
    return fresh_clone(ROOT, folder)


def fresh_clone(folder: Path, other: Path) -> Path:
    """Simulate a new computer: copy only what people wrote in ``folder``."""
    other.mkdir(parents=True, exist_ok=True)
    for name in ("mkdocs.yml", "content", "overrides"):
        source = folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, other / name)
    return other


def small_project(folder: Path) -> Path:
    """Return a project with two of the five holdings, not built yet: building it takes half."""
    project(folder)
    for path in (folder / "content").rglob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join((header, *(row for row in rows if any(map(row.count, TWO))))), encoding="utf-8")
    for path in (folder / "content/reports/2024").iterdir():
        if path.stem not in TWO.values():
            path.unlink()
    return folder


TWO = {"haiyuan-haicheng": "海原县海城镇人民政府", "xiaopu": "小铺乡"}


def built_project(folder: Path) -> Path:
    """Return the project with its store and site, copied from one that this process built once."""
    return _copied(project, folder)


def small_built_project(folder: Path) -> Path:
    return _copied(small_project, folder)


def _copied(start: Callable[[Path], Path], folder: Path) -> Path:
    return copy_archive(_built(start, vars(indicators)["indicators"]), folder)


def copy_archive(source: Path, folder: Path) -> Path:
    """Copy an archive with its store and site, with the times and links of its files; ``cp`` takes half of the time of
    ``copytree``, and there are a hundred copies."""
    if os.name == "nt":
        shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", f"{source}/.", folder], check=True)
    return folder


@cache
def _built(start: Callable[[Path], Path], with_pages: Callable[[], object]) -> Path:
    """Build once for each set of indicators that have pages (``conftest.every_page``)."""
    home = tempfile.mkdtemp(prefix="nianbao-holdings-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = start(Path(home) / "p")
    make(folder)
    return folder


def make(folder: Path) -> dict[str, str]:
    """Build the archive; return the digest of each file of the site."""
    build(folder, Progress(quiet=True), jobs=1, allow_removal=True)
    return digests(folder / "site")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a ``nianbao`` command in that folder in this process: starting Python takes longer than most commands."""
    with chdir(folder), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = cli.main(list(arguments))
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def digests(folder: Path) -> dict[str, str]:
    """Return path → SHA-256 of the files in a folder. Hundreds of sites are compared, and ``Path.rglob`` takes as long as
    reading the files."""
    start = len(f"{folder}{os.sep}")
    files = [f"{inside}{os.sep}{name}" for inside, _, names in os.walk(folder) for name in names]
    return {file[start:].replace(os.sep, "/"): hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in files}


def make_few_pages(replace: Callable[[object, str, object], None] = setattr) -> None:
    """Make pages for only a few indicators and codes of findings: the same functions make all of them, and they were two
    thirds of the files of a small site. Where worker processes do not inherit this, all pages are made."""
    if multiprocessing.get_start_method() == "fork":
        few = tuple(map(indicator, FEW_INDICATORS))
        codes = {code: catalogue()[code] for code in FEW_CODES}
        replace(indicators, "indicators", lambda: few)
        replace(quality, "catalogue", lambda: codes)
