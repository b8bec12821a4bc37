"""What every test file shares: a real browser and a static server (``browser.py``), and ``--quick``."""

from __future__ import annotations

import pytest

from build_scripts.readers.pdf import ocr

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
