"""Fixtures that several test files share: a real browser and a static server (``browser.py``)."""

from build_scripts.readers import ocr

pytest_plugins = ("browser",)
# An extra that staff choose to install is not forced on who changes the code; ``.ci/run`` installs it and runs these too.
collect_ignore = [] if ocr.name() else ["test_scan.py"]
