"""Test which originals a build opens: those with any sign of a change, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from build_scripts import project
from build_scripts.archive import file_changes
from build_scripts.archive.file_changes import FileChanges, detect_changes

LONG_AGO = 1_000_000_000


def look(root: Path, known: FileChanges | None = None) -> FileChanges:
    return detect_changes(root, known.to_record if known else {})


@pytest.mark.parametrize("tick", [0, file_changes._TICK])
def test_a_file_corrected_to_the_same_size_and_the_same_date_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tick: int
) -> None:
    """A program can keep the dates of a file (a sync client, ``cp -p``, a WPS plug-in): 4532 becomes 4533."""
    monkeypatch.setattr(file_changes, "_TICK", tick)
    path = tmp_path / project.REPORTS / "2024/甲.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes("收入4532元".encode())
    os.utime(path, (LONG_AGO, LONG_AGO))
    first = look(tmp_path)
    assert first.new == ["2024/甲.txt"]
    path.write_bytes("收入4533元".encode())
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert look(tmp_path, first).changed == ["2024/甲.txt"]


def test_what_lies_still_is_not_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / project.REPORTS / "2024/甲.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    monkeypatch.setattr(file_changes, "_TICK", 0)
    known = look(tmp_path)
    monkeypatch.setattr(file_changes, "digest_of", lambda path: pytest.fail(f"{path} was opened"))
    assert look(tmp_path, known) == FileChanges(known.to_record, {}, [], [], [], {})


def test_what_changed_in_the_moment_before_is_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second change within the resolution of the file system's timestamps changes no timestamp."""
    path = tmp_path / project.REPORTS / "2024/甲.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    known = look(tmp_path)
    opened: list[Path] = []

    def digest(path: Path) -> str:
        opened.append(path)
        return known.to_record["2024/甲.txt"].sha256

    monkeypatch.setattr(file_changes, "digest_of", digest)
    assert look(tmp_path, known).changed == []
    assert opened == [path]
