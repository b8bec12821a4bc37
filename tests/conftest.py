"""What every test file shares: a real browser and a static server (``browser.py``), and ``--quick``."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from build_scripts.findings import catalogue
from build_scripts.indicators import indicator, indicators
from build_scripts.model import Refusal
from build_scripts.readers.pdf import ocr
from build_scripts.site import layout_cache
from build_scripts.site.layout import Site, load_site
from build_scripts.site.routes import indicators as indicator_pages
from build_scripts.site.routes.overviews import quality as quality_pages
from build_scripts.workers import sandbox

pytest_plugins = ("browser",)
# An extra that staff choose to install is not forced on who changes the code; ``.ci/run`` installs it and runs these too.
collect_ignore = [] if ocr.name() else ["test_scan.py"]
MEMORY = Path("/dev/shm")
ENOUGH = 8 * 2**30  # what stands at once is below 1 GB; the rest is for the programs
FEW = ("received", "granted-rate", "refused-third-party", "suits", "fee")  # of each topic and unit, a count and a rate
FEW_CODES = ("requests.flow", "requests.row-total", "table.blank", "value.low-confidence", "report.reused-text")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="everything that needs no browser")


def pytest_configure(config: pytest.Config) -> None:
    """The tests write some 300,000 files. Where Linux lends memory as a disk and there is plenty, they never reach one, which
    takes a fifth off each build and half off its time by the clock."""
    if not config.getoption("basetemp") and MEMORY.is_dir() and _available() > ENOUGH and os.access(MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        os.environ.setdefault("TMPDIR", str(MEMORY))


def _available() -> int:
    """Bytes of memory that programs may still take, or of the memory disk when that is less."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    [free] = (int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    return min(free, shutil.disk_usage(MEMORY).free)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--quick"):
        browsing = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=browsing)
        items[:] = [item for item in items if item not in browsing]


@pytest.fixture(autouse=True, scope="session")
def _layouts_are_rendered_once() -> Iterator[None]:
    """Hundreds of archives are built here with the same configuration and theme: what the store of one keeps serves all."""
    known: dict[str, Site] = {}

    def once(root: Path) -> Site:
        digest = layout_cache.made_of(root)
        if not digest or digest not in known:
            known[digest] = load_site(root)
        return known[digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout_cache, "load_site", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _an_original_is_read_once() -> Iterator[None]:
    """What the reader makes of some bytes serves every archive that is built here with a file of them: reading is a
    function of the bytes alone, and the process that is made for it is half of what a small archive costs.

    Whoever changes how files are read, or what reading may take, gets the real thing."""
    known: dict[str, bytes] = {}
    read_file, read_all = sandbox.read_file, sandbox.read_all

    def once(items: Iterable[tuple[str, Path]], *how: Any, **named: Any) -> Iterator[tuple[str, Path, bytes | Refusal]]:
        wanted = list(items)
        if len(how) + len(named) > 1 or sandbox.read_file is not read_file:
            yield from read_all(wanted, *how, **named)
            return
        digests = [key or _digest(path) for key, path in wanted]
        new = [item for item, digest in zip(wanted, digests, strict=True) if digest not in known]
        fresh = read_all(new, *how, **named)
        for (key, path), digest in zip(wanted, digests, strict=True):
            if digest in known:
                yield key, path, known[digest]
                continue
            *_, result = next(fresh)
            if digest and isinstance(result, bytes):
                known[digest] = result
            yield key, path, result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "read_all", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _few_indicators_and_codes_have_pages() -> Iterator[None]:
    """The same functions make the pages of each of the 39 indicators and 51 codes of findings, which were two thirds of the
    files of a small site. Where a process that shares the work does not inherit this, all are made."""
    if multiprocessing.get_start_method() != "fork":
        yield
        return
    few = tuple(map(indicator, FEW))
    codes = {code: catalogue()[code] for code in FEW_CODES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indicator_pages, "indicators", lambda: few)
        patch.setattr(quality_pages, "catalogue", lambda: codes)
        yield


@pytest.fixture(scope="module")
def every_page() -> Iterator[None]:
    """For tests of these pages, of links to them, and of sites that another process builds too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indicator_pages, "indicators", indicators)
        patch.setattr(quality_pages, "catalogue", catalogue)
        yield


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
