"""Shared configuration of all tests: the fixtures of ``browser.py`` (a browser and a static server), and ``--quick``."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from archives import make_few_pages

from build_scripts.cli import NEW_OBJECTS
from build_scripts.extraction.extract import read
from build_scripts.findings import catalogue
from build_scripts.indicators import indicators
from build_scripts.model import Refusal
from build_scripts.readers.pdf import ocr
from build_scripts.site import layout_cache
from build_scripts.site.layout import Site, load_site
from build_scripts.site.routes import indicators as indicator_pages
from build_scripts.site.routes.overviews import quality as quality_pages
from build_scripts.workers import sandbox

pytest_plugins = ("browser",)
# The OCR extra is optional for developers, too; ``.ci/run`` installs it and runs these tests.
collect_ignore = [] if ocr.name() else ["test_scan.py"]
MEMORY_DISK = Path("/dev/shm")
# minimum bytes; the files of the tests need about 1 GB at a time, the rest is for the programs
MIN_MEMORY = 8 * 2**30


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="everything that needs no browser")


def pytest_configure(config: pytest.Config) -> None:
    """Put temporary files into memory where Linux offers a memory disk with enough space. The tests write about 300,000
    files; this takes a fifth off the processor time of each build and half off its wall-clock time. Builds that tests
    kill leave temporary folders behind, which would fill the memory: they are removed at the end. Garbage is collected as
    seldom as in a command."""
    gc.set_threshold(NEW_OBJECTS, 20)
    if (
        not config.getoption("basetemp")
        and MEMORY_DISK.is_dir()
        and _available() > MIN_MEMORY
        and os.access(MEMORY_DISK, os.W_OK)
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY_DISK))
        if "TMPDIR" not in os.environ:  # the processes of pytest-xdist inherit it
            os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="nianbao-tests-", dir=MEMORY_DISK)
            config.add_cleanup(partial(shutil.rmtree, os.environ["TMPDIR"], ignore_errors=True))


def _available() -> int:
    """Return the bytes of memory available to programs, or the free space of the memory disk if that is less."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    [free] = (int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    return min(free, shutil.disk_usage(MEMORY_DISK).free)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--quick"):
        browsing = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=browsing)
        items[:] = [item for item in items if item not in browsing]


def pytest_collection_finish() -> None:
    """Exempt the collected tests and modules from garbage collection: they stay, and are traversed in every full one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _layouts_are_rendered_once() -> Iterator[None]:
    """Share the rendered layouts: the tests build hundreds of archives with the same configuration and theme."""
    known: dict[str, Site] = {}

    def load_once(root: Path) -> Site:
        digest = layout_cache.inputs_digest(root)
        if not digest or digest not in known:
            known[digest] = load_site(root)
        return known[digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout_cache, "load_site", load_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _an_original_is_read_once() -> Iterator[None]:
    """Share what the reader extracts from the same bytes between all archives of a test process.

    Reading is a function of the bytes alone. It happens in this process: forking a test process takes longer than
    reading a small file. Tests that change how files are read, or the limits of reading, use the real functions."""
    known: dict[str, bytes] = {}
    read_file, read_all = sandbox.read_file, sandbox.read_all

    def read_once(
        items: Iterable[tuple[str, Path]], *how: Any, **named: Any
    ) -> Iterator[tuple[str, Path, bytes | Refusal]]:
        wanted = list(items)
        if len(how) + len(named) > 1 or (vars(sandbox)["read"], sandbox.read_file) != (read, read_file):
            yield from read_all(wanted, *how, **named)
            return
        for key, path in wanted:
            digest = key or _digest(path)
            result = known[digest] if digest in known else read_file(path)
            if digest and isinstance(result, bytes):
                known[digest] = result
            yield key, path, result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "read_all", read_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _limit_generated_pages() -> Iterator[None]:
    """Make pages for only a few of the 39 indicators and 51 codes of findings (``archives.make_few_pages``)."""
    with pytest.MonkeyPatch.context() as patch:
        make_few_pages(patch.setattr)
        yield


@pytest.fixture(scope="module")
def every_page() -> Iterator[None]:
    """Restore all pages, for tests of these pages, of links to them, and of sites that another process builds too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indicator_pages, "indicators", indicators)
        patch.setattr(quality_pages, "catalogue", catalogue)
        yield


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
