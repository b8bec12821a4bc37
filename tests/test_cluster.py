"""Reading on other machines: a real Dask scheduler and two workers on this one, one of which dies in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import FIXTURES, digests, project

from build_scripts import messages
from build_scripts.build import build
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.workers import dask, sandbox

ROOT = Path(__file__).parent.parent


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """(address of the scheduler, its two workers)."""
    said = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(said), "--no-dashboard"]
    started = [_start("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
    for _ in range(200):
        if said.exists():
            break
        time.sleep(0.1)
    workers = [_start("worker", "--nthreads", "1", "--no-nanny", *common) for _ in range(2)]
    started += workers
    yield json.loads(said.read_text(encoding="utf-8"))["address"], workers
    for process in started:
        process.kill()
        process.wait()


def _start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class _Killer(Progress):
    """Kills a worker once some originals were read."""

    def __init__(self, victim: subprocess.Popen[bytes]) -> None:
        super().__init__(quiet=True)
        self.victim, self.read = victim, 0

    def step(self, name: str) -> None:
        self.read += name.endswith((".txt", ".pdf"))
        if self.read == 5 and self.victim.poll() is None:
            self.victim.kill()
            self.victim.wait()


def test_a_machine_that_dies_changes_nothing(
    tmp_path: Path, machines: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = machines
    folders = [project(tmp_path / name) for name in ("here", "elsewhere")]
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    for folder in folders:
        (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
        for n, name in enumerate("甲乙丙丁戊庚辛壬癸子丑寅卯辰巳午未申酉戌"):
            town = text.replace("己乡", f"{name}乡").replace("125\t8", f"{125 + n}\t8")
            (folder / f"content/reports/2024/{name}乡.txt").write_text(town, encoding="utf-8")
    build(folders[0], Progress(quiet=True), jobs=1)
    killer = _Killer(workers[0])
    outcome = build(folders[1], killer, scheduler=address)
    assert killer.victim.poll() is not None and workers[1].poll() is None
    assert [code for _, code, _ in outcome.refused] == ["truncated"]
    assert digests(folders[1] / "site") == digests(folders[0] / "site")


def test_what_travels_gives_the_records_that_are_read_here(machines: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    items = [
        (path.name, path) for path in sorted(FIXTURES.iterdir()) if path.suffix in (".txt", ".md", ".html", ".docx")
    ]
    here = list(sandbox.read_all(items, 2))
    there = list(dask.read_all(items, machines[0]))
    assert [(key, path) for key, path, _ in there] == items
    assert [found for *_, found in there if isinstance(found, bytes)] == [
        found for *_, found in here if isinstance(found, bytes)
    ]


def test_no_scheduler_is_said_in_chinese() -> None:
    with pytest.raises(Refusal) as refused:
        list(dask.read_all([("a", FIXTURES / "t08_text_interleaved.txt")], "tcp://127.0.0.1:9"))
    assert "调度器没有应答" in messages.of(refused.value)
