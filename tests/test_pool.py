"""Test that one bad file stops no other: readers that hang, crash or need too much memory are stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from build_scripts import cli
from build_scripts.model import Refusal
from build_scripts.workers import sandbox

ROOT = Path(__file__).parent.parent
HOLDINGS = ROOT / "content/reports/2024"


def misbehave(path: Path) -> bytes | Refusal:
    if "hangs" in path.name:
        time.sleep(600)
    if "crashes" in path.name:
        os._exit(9)
    return reads(path)


reads = sandbox.read_file


def test_hanging_and_crashing_files_are_refused_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = next(HOLDINGS.glob("小铺乡.txt"))
    names = ("1.txt", "2 hangs.txt", "3.txt", "4 crashes.txt", "5.txt")
    for name in names:
        shutil.copy(source, tmp_path / name)
    monkeypatch.setattr(sandbox, "read_file", misbehave)
    results = {
        path.name: result for _, path, result in sandbox.read_all([(n, tmp_path / n) for n in names], 2, seconds=5)
    }
    codes = {name: result.code if isinstance(result, Refusal) else "read" for name, result in results.items()}
    assert codes == {
        "1.txt": "read",
        "2 hangs.txt": "reading-timeout",
        "3.txt": "read",
        "4 crashes.txt": "reading-crash",
        "5.txt": "read",
    }


def test_a_program_fault_is_an_answer_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: bytes) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(sandbox, "read", fails)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    result = sandbox.read_file(tmp_path / "a.txt")
    assert isinstance(result, Refusal) and result.code == "report-fault"


def test_every_command_that_reads_survives_a_crash_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sandbox, "read_file", misbehave)
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "1 crashes.txt").write_text("x", encoding="utf-8")
    assert [cli.main([name, "1 crashes.txt"]) for name in ("convert", "check", "add")] == [2, 2, 3]
    assert "".join(capfd.readouterr()).count("程序意外退出") == 3


def test_memory_is_limited_for_the_reader_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "read", lambda data: bytearray(3 * 1024**3))
    (tmp_path / "1.txt").write_text("x", encoding="utf-8")
    [result] = sandbox.reports([tmp_path / "1.txt"])
    assert isinstance(result, Refusal) and result.code == "reading-memory"


SPIN = """
import os
from pathlib import Path
from build_scripts.workers import limits, sandbox

def spin(data):
    Path("pid").write_text(str(os.getpid()))
    while True:
        pass

limit_cpu_time = limits.limit_cpu_time
limits.limit_cpu_time = lambda seconds: limit_cpu_time({cpu})
sandbox.read = spin
print(next(sandbox.read_all([("", Path("1.txt"))], 1, seconds=600))[2].code)
"""


def spinning(folder: Path, cpu: int) -> subprocess.Popen[str]:
    """Start a command whose reader never ends; its processor limit is ``cpu`` seconds, the parent's deadline is far."""
    (folder / "1.txt").write_text("x", encoding="utf-8")
    code = SPIN.replace("{cpu}", str(cpu))
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=-1, text=True
    )


def running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def until(met: Callable[[], bool], seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.05)
    return met()


if sys.platform == "linux":  # the kernel can end a process with its parent

    def test_a_reader_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
        """After ``kill -9`` of a build its reader ran on for 21 minutes."""
        parent = spinning(tmp_path, cpu=600)
        note = tmp_path / "pid"
        assert until(lambda: note.exists() and note.read_text().isdigit())
        child = int(note.read_text())
        assert running(child)
        parent.kill()
        parent.wait()
        assert until(lambda: not running(child))


if sys.platform != "win32":  # Windows has no limit of processor time

    def test_the_kernel_ends_a_reader_that_takes_too_long(tmp_path: Path) -> None:
        said, _ = spinning(tmp_path, cpu=0).communicate()
        assert said.strip() == "reading-crash"
