"""A stage runs again when, and only when, something that it is made of is another than before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_layers import imports, modules

from build_scripts import versions


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    package = tmp_path / "build_scripts"
    shutil.copytree(versions.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def test_imports_are_those_of_the_syntax_tree() -> None:
    found = versions.modules(versions.PACKAGE)
    for name, path in modules():
        own = "" if name == "__init__" else name
        ours = {m.removeprefix("build_scripts.") for m in imports(path) if m.startswith("build_scripts.")}
        assert found[own].imports >= ours & found.keys(), name


def test_every_data_file_has_an_owner(copy: Path) -> None:
    """One byte more in it changes the digest of a module."""
    for path in sorted(copy.rglob("*")):
        if path.suffix in (".toml", ".csv", ".txt"):
            before = versions.modules.__wrapped__(copy)
            path.write_bytes(path.read_bytes() + b"\n")
            assert versions.modules.__wrapped__(copy) != before, path
