"""What every test file shares: a real browser and a static server (``browser.py``), and ``--quick``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build_scripts.readers.pdf import ocr
from build_scripts.site import kept
from build_scripts.site.layout import Site, load_site

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
        digest = kept.made_of(root)
        if not digest or digest not in known:
            known[digest] = load_site(root)
        return known[digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "load_site", once)
        yield
