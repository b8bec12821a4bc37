"""Test the setup: a moved folder, a machine without a network, files named from elsewhere; and the locked libraries."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
READ_BY = ("pdfplumber", "pdfminer-six", "pypdfium2", "lxml", "markdown-it-py", "pandas")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a ``start.py`` in a folder that was set up before with older requirements, within this environment."""
    for name in ("start.py", "pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    spec = importlib.util.spec_from_file_location("start", tmp_path / "start.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/installed").write_text("of older requirements", encoding="ascii")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(module.venv.EnvBuilder, "create", lambda *_: None)
    return module


def without_network(module: ModuleType, monkeypatch: pytest.MonkeyPatch, program: bool) -> list[list[str]]:
    """Record every command; ``pip`` fails, and so does a program that is not installed."""
    asked: list[list[str]] = []

    def run(command: list[object], **options: object) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        asked.append(words)
        if "pip" in words:
            raise subprocess.CalledProcessError(1, words)
        return subprocess.CompletedProcess(words, 0 if program else 1)

    monkeypatch.setattr(module.subprocess, "run", run)
    return asked


def test_without_a_network_the_older_environment_goes_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = without_network(start, monkeypatch, program=True)
    monkeypatch.setattr(sys, "argv", ["start.py", "check"])
    assert start.main() == 0
    assert asked[-1][-3:] == ["-m", "build_scripts", "check"]
    assert "没有联网" in capsys.readouterr().err
    assert start.ENV.joinpath("installed").read_text(encoding="ascii") == "of older requirements", (
        "asked again next time"
    )


def test_without_a_network_and_without_an_environment_a_person_is_told_what_to_do(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_network(start, monkeypatch, program=False)
    monkeypatch.setattr(sys, "argv", ["start.py", "build"])
    assert start.main() == 1
    assert "能不能上网" in capsys.readouterr().err


def test_a_double_click_on_windows_opens_the_browser(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has never seen a terminal does not type the address either."""
    asked = without_network(start, monkeypatch, program=True)
    monkeypatch.setattr(sys, "argv", ["start.py"])
    assert start.main() == 0
    assert asked[-1][-2:] == ["build_scripts", "serve"]
    keyboard = io.StringIO()
    with monkeypatch.context() as windows:
        windows.setattr(start.os, "name", "nt")
        windows.setattr(sys, "stdin", keyboard)
        assert not start.double_clicked(), "a scheduled task has nobody who presses a key"
        windows.setattr(keyboard, "isatty", lambda: True, raising=False)
        assert start.double_clicked()
    monkeypatch.setattr(start, "double_clicked", lambda: True)
    assert start.main() == 0
    assert asked[-1][-2:] == ["serve", "--open"]


def test_a_moved_folder_is_set_up_again_and_runs_its_own_program(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[Path] = []
    monkeypatch.setattr(start.subprocess, "run", lambda command, **options: installed.append(options["cwd"]))
    start.install("")
    start.install("")
    assert installed == [start.ROOT], "once, and not again"
    elsewhere = start.ROOT / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    monkeypatch.setattr(start, "ROOT", elsewhere)
    start.install("")
    assert installed[1:] == [start.ROOT]
    assert start.environment()["PYTHONPATH"] == str(start.ROOT)


def test_files_are_named_from_where_the_person_stands(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "收到的文件").mkdir()
    assert start.absolute("收到的文件") == str(tmp_path / "收到的文件")
    assert start.absolute("--yes") == "--yes"
    assert start.absolute("http://127.0.0.1") == "http://127.0.0.1"


@pytest.mark.parametrize("name", READ_BY)
def test_the_libraries_that_read_are_those_of_the_lock(name: str) -> None:
    """The fixtures were made with these versions: with others, ``tests/fixtures`` may come out differently."""
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    assert metadata.version(name) == locked[name]
