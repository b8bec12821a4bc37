"""Test the installed wheel with an archive in a folder of its own, without the repository."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest
from archives import FIXTURES, ROOT, digests

from build_scripts import cli

SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "mkdocs.yml", "overrides", "hosting")
REPORT = FIXTURES / "t08_text_interleaved.txt"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the content of the wheel, unpacked as by ``pip install``."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, source / name)
    shutil.copytree(ROOT / "build_scripts", source / "build_scripts", ignore=shutil.ignore_patterns("__pycache__"))
    # What ``pip`` calls to make a wheel; to start ``pip`` itself takes longer.
    code = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, made], cwd=source, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "packages")
    return made / "packages"


def environment(installed: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"}


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "build_scripts", *arguments], cwd=folder, env=environment(installed),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def kept(folder: Path) -> dict[str, str]:
    """Return the files that belong to the people who run the archive."""
    return {p: d for p, d in digests(folder).items() if not p.startswith(("site", "build/"))}


def test_an_archive_lives_in_a_folder_of_its_own(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "init", "我县年报")
    folder = tmp_path / "我县年报"
    assert made.returncode == 0 and "我县年报" in made.stderr
    assert {p.name for p in folder.iterdir()} == {
        "README.md",
        "content",
        "hosting",
        "mkdocs.yml",
        ".gitignore",
        ".gitattributes",
    }
    again = run(installed, tmp_path, "init", "我县年报")
    assert again.returncode == 2 and "已经存在" in again.stderr
    elsewhere = run(installed, tmp_path, "add", str(REPORT))
    assert elsewhere.returncode == 2 and "不是年报馆的文件夹" in elsewhere.stderr and "nianbao init" in elsewhere.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["我县年报"]

    assert run(installed, folder, "build", "--quiet").returncode == 0, "nothing is archived yet"
    assert run(installed, folder, "add", "--yes", str(REPORT)).returncode == 0
    assert run(installed, folder, "build", "--quiet").returncode == 0
    assert run(installed, folder, "verify").returncode == 0
    assert "示例县己乡人民政府" in (folder / "site/index.html").read_text(encoding="utf-8")
    _serves(installed, folder)

    theme = installed / "build_scripts/house/overrides/assets/nianbao.css"
    before = kept(folder)
    theme.write_text(theme.read_text(encoding="utf-8") + "\n.nb-save { color: #123456; }\n", encoding="utf-8")
    assert run(installed, folder, "build", "--quiet").returncode == 0
    assert "#123456" in (folder / "site/assets/nianbao.css").read_text(encoding="utf-8")
    assert kept(folder) == before, "an upgrade changes nothing that people keep"


def _serves(installed: Path, folder: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-u", "-m", "build_scripts", "serve", "--port", "0"], cwd=folder,
        env=environment(installed), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        told = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in serving.stdout)
        address = next(match[0] for match in told if match)
        with urllib.request.urlopen(address) as page:
            assert "年报馆" in page.read().decode()
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait()


def test_a_reader_that_has_seen_enough_is_no_fault(installed: Path, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "build_scripts", "convert", "--places", REPORT], cwd=tmp_path,
        env=environment(installed), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdout is not None and running.stderr is not None
    assert running.stdout.readline() == b"{\n"
    running.stdout.close()
    said = running.stderr.read()
    assert b"Traceback" not in said and b"Broken" not in said, said


def test_help_has_chinese_headings(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["build"], ["add"], ["init"], ["package"]):
        with pytest.raises(SystemExit):
            cli.main([*arguments, "--help"])
        said = capsys.readouterr().out
        assert said.startswith("用法：nianbao") and "选项" in said
        assert not re.search("usage|options|positional|show this|program's|exit", said)
