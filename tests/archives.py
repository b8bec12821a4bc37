"""Archives to try things on: the five holdings as they are checked in, or built already; how to build one and compare sites."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

from build_scripts import cli
from build_scripts.build import build
from build_scripts.progress import Progress
from build_scripts.site.routes import indicators

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "reports"


def project(folder: Path) -> Path:
    """A copy of the project with the five holdings, not built yet."""
    return anew_of(ROOT, folder)


def anew_of(folder: Path, other: Path) -> Path:
    """A new computer, which has only what people wrote in ``folder``."""
    other.mkdir(parents=True, exist_ok=True)
    for name in ("mkdocs.yml", "content", "overrides"):
        source = folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, other / name)
    return other


def built_project(folder: Path) -> Path:
    """The same, with its store and its site: a copy of what this process built once, for tests of what comes afterwards."""
    shutil.copytree(_holdings(vars(indicators)["indicators"]), folder, symlinks=True, dirs_exist_ok=True)
    return folder


@cache
def _holdings(with_pages: Callable[[], object]) -> Path:
    """One for each choice of the indicators that have pages (``conftest.every_page``)."""
    home = tempfile.mkdtemp(prefix="nianbao-holdings-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = project(Path(home) / "p")
    make(folder)
    return folder


def make(folder: Path) -> dict[str, str]:
    """Build; the digest of each file of the site."""
    build(folder, Progress(quiet=True), jobs=1, allow_removal=True)
    return digests(folder / "site")


def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """A command as staff give it in that folder, in this process: starting Python takes longer than most of them."""
    with chdir(folder), redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        status = cli.main(list(arguments))
    return CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 by the path inside the folder."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }
