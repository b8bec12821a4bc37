"""Test that the site proves its own integrity, and that manual changes in it do not persist."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from archives import copy_archive, digests, small_built_project
from test_permanence import TEXT

from build_scripts import __version__, cli
from build_scripts.site.verify import verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_built_project(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def archive(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_archive(whole, tmp_path / "a")
    monkeypatch.chdir(tmp_path / "a")
    return tmp_path / "a"


def test_the_manifest_covers_the_site_in_the_format_of_sha256sum(whole: Path) -> None:
    site = whole / "site"
    lines = (site / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert {line.split("  ", 1)[1] for line in lines} == digests(site).keys() - {"manifest-sha256.txt"}
    assert {line.split("  ", 1)[1]: line[:64] for line in lines}.items() <= digests(site).items()
    if shutil.which("sha256sum"):
        command = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
        assert subprocess.run(command, cwd=site, check=False).returncode == 0
    assert json.loads((site / "nianbao.json").read_text(encoding="utf-8"))["version"] == __version__
    assert verify(whole, site) == []


def test_what_is_edited_in_the_site_is_named_and_never_lasts(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(archive / "site")
    with (archive / "site/reports/xiaopu/2024/index.html").open("r+b") as page:  # in place, as an editor writes
        page.seek(0, 2)
        page.write(b"<!-- 503 -->")
    (archive / "site/data/2024/reports.csv").unlink()
    (archive / "site/extra.html").write_text("x", encoding="utf-8")
    assert cli.main(["verify"]) == 1
    said = capsys.readouterr().out
    for words in (
        "改动：网站里的 reports/xiaopu/2024/index.html",
        "缺少：网站里没有 data/2024/reports.csv",
        "多出：网站里的 extra.html",
    ):
        assert words in said
    assert cli.main(["package"]) == 2
    assert not (archive / "build/nianbao.zip").exists()
    assert cli.main(["build", "--quiet"]) == 0
    assert "reports/xiaopu/2024/index.html" in capsys.readouterr().err
    assert digests(archive / "site") == before
    assert cli.main(["verify"]) == 0
    assert cli.main(["undo"]) == 2, "the edited generation is not kept either"
    (archive / "site/extra.html").write_text("x", encoding="utf-8")
    assert cli.main(["package"]) == 0
    assert "extra.html" not in zipfile.ZipFile(archive / "build/nianbao.zip").namelist()


def test_an_edit_reaches_neither_generation(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unchanged file is one file under two names, in ``site`` and in ``site.previous``."""
    shutil.rmtree(archive / "site.previous")  # a copied folder has no hard links; a build restores them
    (archive / "content/reports/2024/新乡.txt").write_text(TEXT, encoding="utf-8")
    assert cli.main(["build", "--quiet"]) == 0
    new = digests(archive / "site")
    assert cli.main(["undo"]) == 0
    old = digests(archive / "site")
    assert old != new
    same = archive / "site/reports/xiaopu/2024/report.csv"
    assert same.samefile(archive / "site.previous/reports/xiaopu/2024/report.csv")
    with same.open("ab") as file:
        file.write(b"edited")
    assert cli.main(["verify"]) == 1
    assert cli.main(["undo"]) == 2, "an edited generation is not brought back"
    assert "reports/xiaopu/2024/report.csv" in capsys.readouterr().err
    assert cli.main(["build", "--quiet", "--publish"]) == 0
    assert digests(archive / "site") == new
    assert b"edited" not in b"".join(p.read_bytes() for p in archive.glob("site*/reports/xiaopu/2024/report.csv"))


def test_outside_an_archive_it_is_said_what_was_looked_at(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "外"
    outside.mkdir()
    (outside / "1.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(outside)
    for command in (["check"], ["verify"]):
        assert cli.main(command) == 2
        assert "不是年报馆的文件夹" in capsys.readouterr().err
    for command in (["check", "1.txt"], ["convert", "1.txt"]):
        assert cli.main(command) == 0
        assert "没有登记簿" in capsys.readouterr().err
    assert cli.main(["verify", str(archive / "site")]) == 0
    assert "没有核对原件" in capsys.readouterr().err
    assert [p.name for p in outside.iterdir()] == ["1.txt"], "nothing is made here"


def test_originals_ledger_and_register_are_held_against_the_site(archive: Path) -> None:
    reports = archive / "content/reports/2024"
    (reports / "小铺乡.txt").write_bytes((reports / "小铺乡.txt").read_bytes() + b"\n")
    (reports / "海原县海城镇人民政府.txt").unlink()
    (reports / "新.txt").write_text("x", encoding="utf-8")
    if os.name == "posix" and sys.platform != "darwin":
        (reports / os.fsdecode("名.txt".encode("gbk"))).write_text("x", encoding="utf-8")
    shutil.rmtree(archive / "site/reports/xiaopu/2024")
    found = verify(archive, archive / "site")
    for words in (
        "改动：content/reports/2024/小铺乡.txt",
        "缺少：台账里的 content/reports/2024/海原县海城镇人民政府.txt",
        "多出：content/reports/2024/新.txt",
        "缺少：网站里没有 reports/xiaopu/2024/",
    ):
        assert any(line.startswith(words) for line in found), words
    assert all(line.isprintable() for line in found)


def test_a_copied_site_is_not_taken_for_an_edited_one(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = digests(archive / "site")
    for path in (archive / "site").rglob("*"):
        path.touch()
    assert cli.main(["build", "--quiet"]) == 0
    assert "直接改过" not in capsys.readouterr().err
    assert digests(archive / "site") == before
