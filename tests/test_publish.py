"""Test that the public site is always one complete generation: killed builds, full disk, concurrent builds, undo."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from archives import digests, make, small_built_project

from build_scripts.build import build
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import publish

ROOT = Path(__file__).parent.parent


def write(root: Path, files: dict[str, bytes | None]) -> None:
    with publish.publish(root) as publication:
        for address, data in files.items():
            if data is None:
                publication.remove(address)
            else:
                publication.write(address, data)


def shown(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root / "site").as_posix(): p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()}


def test_generations_follow_each_other_and_undo_goes_back_and_forth(tmp_path: Path) -> None:
    write(tmp_path, {"a/index.html": b"1", "b/index.html": b"1"})
    write(tmp_path, {"a/index.html": b"2", "c/index.html": b"2"})
    write(tmp_path, {"b/index.html": None})
    assert shown(tmp_path) == {"a/index.html": b"2", "c/index.html": b"2"}
    assert not (tmp_path / "site/b").exists()
    publish.undo(tmp_path)
    assert shown(tmp_path) == {"a/index.html": b"2", "b/index.html": b"1", "c/index.html": b"2"}
    publish.undo(tmp_path)
    assert shown(tmp_path) == {"a/index.html": b"2", "c/index.html": b"2"}
    publish.undo(tmp_path)
    write(tmp_path, {"d/index.html": b"4"})  # the undone generation is published again with the next one
    assert shown(tmp_path) == {"a/index.html": b"2", "c/index.html": b"2", "d/index.html": b"4"}


def test_what_was_taken_back_stays_so_when_build_is_thrown_away(tmp_path: Path) -> None:
    write(tmp_path, {"a/index.html": b"1"})
    write(tmp_path, {"a/index.html": b"2"})
    publish.undo(tmp_path)
    shutil.rmtree(tmp_path / "build")
    assert publish.is_undone(tmp_path)
    with pytest.raises(Refusal, match="undone-already"):
        publish.undo(tmp_path)
    write(tmp_path, {"a/index.html": b"3"})
    assert not publish.is_undone(tmp_path) and shown(tmp_path) == {"a/index.html": b"3"}


def test_a_hold_of_an_earlier_version_moves_into_content(tmp_path: Path) -> None:
    write(tmp_path, {"a/index.html": b"1"})
    (tmp_path / "site.held").write_text("已退回上一版网站", encoding="utf-8")
    with publish.build_lock(tmp_path):
        assert publish.is_undone(tmp_path)
    assert (tmp_path / "content/taken-back.txt").is_file() and not (tmp_path / "site.held").exists()


def test_before_the_first_generation_there_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"a/index.html": b"1"})
    write(tmp_path, {"a/index.html": b"1"})
    with pytest.raises(Refusal, match="nothing-to-undo"):
        publish.undo(tmp_path)
    write(tmp_path, {"a/index.html": b"2"})
    publish.undo(tmp_path)
    assert shown(tmp_path) == {"a/index.html": b"1"}


def test_a_build_without_changes_keeps_what_undo_brings_back(tmp_path: Path) -> None:
    folder = small_built_project(tmp_path)
    before = digests(folder / "site")
    (folder / "content/reports/2024/小铺乡.txt").unlink()
    after = make(folder)
    assert make(folder) == after != before
    publish.undo(folder)
    assert digests(folder / "site") == before
    assert make(folder) == before, "what somebody took back stays taken back"
    assert build(folder, Progress(quiet=True), allow_removal=True).pending_addresses == ("reports/xiaopu/2024/",)
    assert digests(folder / "site") == before
    build(folder, Progress(quiet=True), allow_removal=True, publish_again=True)
    assert digests(folder / "site") == after, "until somebody says otherwise"


def test_a_failure_while_writing_changes_nothing_public(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": b"1"})
    with pytest.raises(RuntimeError), publish.publish(tmp_path) as publication:
        publication.write("a.html", b"2")
        raise RuntimeError
    assert shown(tmp_path) == {"a.html": b"1"}
    write(tmp_path, {"b.html": b"3"})
    assert shown(tmp_path) == {"a.html": b"1", "b.html": b"3"}


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": b"1"})
    with pytest.raises(Refusal, match="disk-full"), publish.publish(tmp_path):
        raise OSError(errno.ENOSPC, "no space")
    assert shown(tmp_path) == {"a.html": b"1"}


def test_names_change_in_three_steps_where_no_exchange_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda a, b: False)
    write(tmp_path, {"a.html": b"1"})
    write(tmp_path, {"a.html": b"2"})
    assert shown(tmp_path) == {"a.html": b"2"}
    (tmp_path / "site").rename(tmp_path / "site.swap")  # killed after the first of the three steps
    publish.recover(tmp_path)
    assert shown(tmp_path) == {"a.html": b"2"}


def test_no_address_leaves_the_site(tmp_path: Path) -> None:
    for address in ("../x", "/etc/x", "a/../../x", "C:\\x", ""):
        with pytest.raises(ValueError, match="not a site address"), publish.publish(tmp_path) as publication:
            publication.write(address, b"")


def test_two_builds_exclude_each_other(tmp_path: Path) -> None:
    with publish.build_lock(tmp_path):
        code = "from pathlib import Path; from build_scripts.site.publish import build_lock; build_lock(Path()).__enter__()"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert "busy" in done.stderr
    with publish.build_lock(tmp_path):
        pass


def test_killed_at_any_moment_the_site_is_old_or_new(tmp_path: Path) -> None:
    """Kill one build after the other, each later, until one completes."""
    folder = small_built_project(tmp_path)
    old = digests(folder / "site")
    report = folder / "content/reports/2024/小铺乡.txt"
    report.write_text(report.read_text(encoding="utf-8").replace("503 条", "504 条"), encoding="utf-8")
    left = []
    moment, done = 0.02, False
    while not done:
        running = multiprocessing.Process(target=make, args=(folder,))
        running.start()
        running.join(moment)
        running.kill()
        running.join()
        left.append(digests(folder / "site"))
        assert running.exitcode in (0, -signal.SIGKILL)
        moment, done = 1.3 * moment, running.exitcode == 0
    new = make(folder)
    assert new != old
    assert all(site in (old, new) for site in left)
