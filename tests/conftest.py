"""What every test file shares: a real browser and a static server (``browser.py``), and ``--quick``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from build_scripts.indicators import indicators
from build_scripts.model import Refusal
from build_scripts.readers.pdf import ocr
from build_scripts.site import layout_cache
from build_scripts.site.layout import Site, load_site
from build_scripts.site.routes import indicators as routes
from build_scripts.workers import sandbox

pytest_plugins = ("browser",)
# An extra that staff choose to install is not forced on who changes the code; ``.ci/run`` installs it and runs these too.
collect_ignore = [] if ocr.name() else ["test_scan.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="everything that needs no browser")


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


FEW = {"received", "granted-rate", "refused-third-party", "suits", "fee"}  # of each topic and unit, a count and a rate


@pytest.fixture(autouse=True, scope="session")
def _few_indicators_have_pages() -> Iterator[None]:
    """The pages of the 39 indicators are made by the same functions, and they were half of the files of a small site."""
    few = tuple(item for item in indicators() if item.key in FEW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "indicators", lambda: few)
        yield


@pytest.fixture(scope="module")
def every_indicator() -> Iterator[None]:
    """For tests of these pages, of links to them, and of sites that another process builds too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "indicators", indicators)
        yield


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
