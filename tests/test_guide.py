"""Test that the staff guide is correct: its commands run and print the quoted output; its pictures exist."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import shlex
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest
from archives import ROOT

from build_scripts import cli

STAFF = ROOT / "docs/staff"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_guide", STAFF / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def printed_here(command: str, folder: Path) -> str:
    """Return what a command prints on both streams, run in this process: starting Python takes longer than most."""
    said = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        Path(os.devnull).open(encoding="utf-8") as nobody,
        chdir(folder),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        patch.setattr(sys, "stdin", nobody)
        cli.main(shlex.split(command))
    return said.getvalue()


@pytest.mark.usefixtures("every_page")
def test_every_command_prints_what_the_guide_quotes(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that end run in this process, those that serve run as staff start them."""
    started = maker.output

    def output(command: str, folder: Path) -> str:
        return (started if command in ("serve", "review") else printed_here)(command, folder)

    monkeypatch.setattr(maker, "output", output)
    maker.scene(tmp_path)
    guide = (STAFF / "README.md").read_text(encoding="utf-8")
    assert maker.played(guide, tmp_path) == guide, "run docs/staff/make.py"
    commands = [command.split()[0] for command, _ in maker.BLOCK.findall(guide)]
    assert set(commands) >= {"add", "build", "serve", "package", "undo", "check"}
    assert len(commands) == guide.count("```console")


def test_the_picture_of_the_terminal_is_what_the_guide_quotes(maker: ModuleType) -> None:
    guide = (STAFF / "README.md").read_text(encoding="utf-8")
    printed = dict(maker.BLOCK.findall(guide))["build"]
    assert (STAFF / "build.svg").read_text(encoding="utf-8") == maker.terminal("build", printed)


def test_every_picture_and_every_link_of_the_guide_is_there() -> None:
    guide = (STAFF / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", guide):
        assert target.startswith("http://127.0.0.1") or (STAFF / target).is_file(), target
    pictures = {path.name for path in STAFF.iterdir() if path.suffix in (".png", ".svg")}
    assert pictures == set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", guide))
    assert all((STAFF / name).stat().st_size < 200_000 for name in pictures)
    assert "docs/staff/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")
