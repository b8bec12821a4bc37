"""Test that a full disk at any moment leaves the register, the ledger and the site intact."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from archives import ROOT, digests, run
from test_permanence import JIA, make, office, put, text_of

from build_scripts.content.ledger import read_ledger
from build_scripts.content.registry import read_registry


@contextmanager
def writing_at_most(size: int) -> Iterator[None]:
    """Limit the size of files that this process and its subprocesses can write to ``size`` bytes. Python 3.11 would keep
    the first bytes of a module that it compiles meanwhile, and fail with ``EOFError`` at each later import."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a disk of that many bytes at the folder; return False where mounting is not permitted."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        done = False
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "-l", str(folder)], check=False)


LONG = "根据民政部门的名录推断，尚待核实。" * 6  # so that the register has more than 20 KB


def test_what_cannot_be_written_whole_is_not_written(tmp_path: Path) -> None:
    folder = office(
        tmp_path / "a", JIA, *(f"id-{n},示例甲县第{n}镇人民政府,,,,,,乡,乡镇街道,{LONG}" for n in range(80))
    )
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    make(folder)
    new = tmp_path / "新.txt"
    new.write_text(text_of("示例丁县城关镇人民政府"), encoding="utf-8")
    before = (
        digests(folder / "site"),
        (folder / "content/agencies.csv").read_bytes(),
        digests(folder / "content/ledger"),
    )
    for limit in (1000, 9000, 20001, len(before[1]) + 2):
        with writing_at_most(limit):
            done = run(folder, "add", "--yes", str(new))
        assert done.returncode == 2 and "磁盘空间不足" in done.stderr, done.stderr
        assert (folder / "content/agencies.csv").read_bytes() == before[1]
        assert digests(folder / "content/ledger") == before[2]
        with writing_at_most(limit):
            done = run(folder, "build", "--quiet")
        assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
        assert digests(folder / "site") == before[0]
    assert not [p for p in (folder / "content").rglob(".*") if p.is_file()], "no half of a file is left"
    assert run(folder, "add", "--yes", str(new)).returncode == 0
    assert len(read_registry(folder / "content/agencies.csv").agencies) == 82
    assert len(make(folder)) == 2


def test_a_module_that_was_compiled_on_a_full_disk_is_compiled_again(tmp_path: Path) -> None:
    apart = dict(os.environ, PYTHONPYCACHEPREFIX=str(tmp_path / "compiled"), PYTHONPATH=str(ROOT))
    apart.pop("PYTHONDONTWRITEBYTECODE", None)

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "build_scripts", "check", "--help"]
        return subprocess.run(command, cwd=tmp_path, env=apart, capture_output=True, encoding="utf-8", check=False)

    assert check().returncode == 0
    [compiled] = (tmp_path / "compiled").glob("**/commands/check.*.pyc")
    compiled.write_bytes(compiled.read_bytes()[:1000])
    assert check().returncode == 2
    assert check().returncode == 0


def test_a_disk_of_48_kilobytes_that_fills_up_tears_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "content").mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    with small_disk(folder / "content", 48 * 1024) as small:
        (folder / "content").rmdir() if not small else None
        _fill(folder, tmp_path, small)


def _fill(folder: Path, tmp_path: Path, small: bool) -> None:
    content = folder / "content"
    (content / "reports").mkdir(parents=True, exist_ok=True)
    (content / "agencies.csv").write_bytes((ROOT / "content/agencies.csv").read_bytes())
    for n in range(12):  # three or four of them fit
        new = tmp_path / f"{n}.txt"
        new.write_text(text_of(f"示例甲县{chr(0x4E00 + 3 * n)}山乡人民政府"), encoding="utf-8")
        full = not small and n >= 3
        with writing_at_most((content / "agencies.csv").stat().st_size + 40) if full else nullcontext():
            done = run(folder, "add", "--yes", str(new))
        assert done.returncode in (0, 2) and "Traceback" not in done.stderr, done.stderr
        register, ledger = read_registry(content / "agencies.csv"), read_ledger(folder)
        assert ledger.agency_ids() <= {agency.agency_id for agency in register.agencies}
        for path, shas in ledger.paths.items():
            assert (content / "reports" / path).stat().st_size == ledger.entries[shas[0]].size
    assert done.returncode == 2 and "磁盘空间不足" in done.stderr
