"""Fixtures that several test files share: a real browser and a static server (``browser.py``)."""

pytest_plugins = ("browser",)
