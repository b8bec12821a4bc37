"""Test work on other machines with a real Dask scheduler and workers on this machine.

One worker dies in the middle of each stage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from archives import FIXTURES, digests, small_project

from build_scripts import messages
from build_scripts.build import build
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site.routes import dispatch
from build_scripts.site.routes.keys import Context, Key, Pages
from build_scripts.workers import dask, remote_worker, sandbox

pytestmark = pytest.mark.usefixtures("every_page")

ROOT = Path(__file__).parent.parent


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Return (address of the scheduler, its workers): one worker for each stage in which one dies, and one more."""
    said = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(said), "--no-dashboard"]
    started = [_start("scheduler", "--host", "127.0.0.1", "--port", "0", *common)]
    for _ in range(200):
        if said.exists():
            break
        time.sleep(0.1)
    workers = [_start("worker", "--nthreads", "1", "--no-nanny", *common) for _ in range(4)]
    started += workers
    yield json.loads(said.read_text(encoding="utf-8"))["address"], workers
    for process in started:
        process.kill()
        process.wait()


def _start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class _Killer(Progress):
    """Kill a worker in each distributed stage after part of its work."""

    def __init__(self, victims: Sequence[subprocess.Popen[bytes]]) -> None:
        super().__init__(quiet=True)
        self.victims, self.done, self.steps = [*victims], dict[str, int](), 0

    def stage(self, name: str, total: int | None = None) -> None:
        super().stage(name, total)
        self.name, self.steps = name, 0

    def step(self, name: str) -> None:
        self.steps += 1
        if self.name in ("读取原件", "归档与核验", "分给别的机器") and self.steps == 5:
            victim = self.victims.pop()
            assert victim.poll() is None
            victim.kill()
            victim.wait()


def test_a_machine_that_dies_changes_nothing(
    tmp_path: Path, machines: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is byte for byte that of one computer, including pages that this computer did not make."""
    address, workers = machines
    folders = [small_project(tmp_path / name) for name in ("here", "elsewhere")]
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    for folder in folders:
        (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
        for n, name in enumerate("甲乙丙丁戊庚辛壬癸子"):
            town = text.replace("己乡", f"{name}乡").replace("125\t8", f"{125 + n}\t8")
            (folder / f"content/reports/2024/{name}乡.txt").write_text(town, encoding="utf-8")
    build(folders[0], Progress(quiet=True), jobs=1)
    killer = _Killer(workers[1:])
    made_here: list[str] = []
    pages = dispatch.pages

    def watched(key: Key, context: Context) -> Pages:
        for address, page in pages(key, context):
            made_here.extend([address] if page else [])
            yield address, page

    monkeypatch.setattr(dispatch, "pages", watched)
    monkeypatch.setattr(dask.Machines, "worth_sharing", lambda *_: True)
    monkeypatch.setattr(dask, "BATCH", 3)  # so that every worker has originals to read
    outcome = build(folders[1], killer, scheduler=address)
    assert not killer.victims and workers[0].poll() is None
    assert made_here == [], "all pages were made elsewhere"
    assert [code for _, code, _ in outcome.refused] == ["truncated"]
    assert digests(folders[1] / "site") == digests(folders[0] / "site")
    for folder, scheduler in zip(folders, ("", address), strict=True):
        (folder / "content/reports/2024/甲乡.txt").unlink()
        build(folder, Progress(quiet=True), jobs=1, scheduler=scheduler, allow_removal=True)
    assert digests(folders[1] / "site") == digests(folders[0] / "site"), "pages that are no more"
    items = [
        (path.name, path) for path in sorted(FIXTURES.iterdir()) if path.suffix in (".txt", ".md", ".html", ".docx")
    ]
    with dask.machines(address) as others:
        there = list(others.read_all(items))
    here = list(sandbox.read_all(items, 2))
    assert there == here, "other formats than those that are built"


def test_a_machine_that_dies_while_it_receives_the_store_stops_nothing(
    tmp_path: Path, machines: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """Seen once in a hundred builds with a worker that died: the build waited for ever."""
    address, workers = machines
    answers: list[int] = []

    def stage() -> None:
        with dask.machines(address) as others:
            for victim in [psutil.Process(worker.pid) for worker in workers[1:]]:
                victim.suspend()  # it receives nothing more
                threading.Timer(0.5, victim.kill).start()
            with others.workers(print, _Store(tmp_path / "store")) as pool:
                answers.append(pool.submit(len, "abc").result())

    work = threading.Thread(target=stage, daemon=True)
    work.start()
    work.join(30)
    assert answers == [3]


class _Store:
    """A record store that takes a while to send."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def snapshot(self, to: Path) -> None:
        to.write_bytes(os.urandom(3_000_000))


def test_no_scheduler_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 0.5)
    with pytest.raises(Refusal) as refused, dask.machines("tcp://127.0.0.1:9"):
        pass
    assert "调度器没有应答" in messages.of(refused.value)


def test_what_dies_or_fails_elsewhere_is_done_here() -> None:
    copy, stage = [b"co", b"py"], remote_worker.Stage("s", shown, ())
    assert remote_worker.run(stage, copy, os._exit, 3) is None, "the process is gone, the worker is not"
    assert remote_worker.run(stage, copy, int, "x") is None
    assert remote_worker.run(stage, copy, sorted, "ba") == (["a", "b"],)
    begun: list[int] = []
    pool = dask._RemotePool(dask.Machines(None, None, 1), None, (), lambda: begun.append(1))  # type: ignore[arg-type]
    for found in (None, (7,), None):
        future: Future[tuple[int] | None] = Future()
        future.set_result(found)
        assert dask._RemoteResult(pool, future, lambda: 5).result() == (found[0] if found else 5)
    assert begun == [1]


def test_machines_that_give_no_answer_are_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen once: each task of a stage waited ten minutes for machines that had lost it."""
    waits: list[float] = []

    def lost(_: Future[tuple[int] | None], seconds: float) -> None:
        waits.append(seconds)
        raise TimeoutError

    monkeypatch.setattr(dask, "result_of", lost)
    pool = dask._RemotePool(dask.Machines(None, None, 1), None, (), lambda: None)  # type: ignore[arg-type]
    assert [dask._RemoteResult(pool, Future(), partial(int, n)).result() for n in range(3)] == [0, 1, 2]
    assert waits == [dask.TIMEOUT, 0, 0]


def shown(copy: Path) -> None:
    """Return the first task of each process."""
    assert copy.read_bytes() == b"copy"
