"""Test Ctrl-C in the middle of a build, sent as by a terminal to the command and all its subprocesses."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from threading import Condition, Thread, Timer, current_thread, main_thread

import pytest
from archives import FIXTURES, ROOT, digests, make, small_built_project, small_project

from build_scripts.interrupts import deferring_interrupts, recording_interrupts, result_of
from build_scripts.progress import Progress

HOLDINGS = 2
REPORTS = 6
# Two processes read for half a second, however fast the machine is.
PROGRAM = """
import sys
import time

from archives import make_few_pages

from build_scripts import cli
from build_scripts.workers import sandbox

def read_slowly(path, read=sandbox.read_file):
    time.sleep(0.2)
    return read(path)

sandbox.read_file = read_slowly
make_few_pages()
sys.exit(cli.main(["build", "--jobs", "2"]))
"""


def archive(folder: Path) -> Path:
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    (folder / "content/reports/2024/第二批").mkdir()
    for n in range(REPORTS):
        name = f"示例县{chr(0x4E00 + 3 * n)}山乡人民政府"
        (folder / f"content/reports/2024/第二批/{name}.txt").write_text(
            text.replace("示例县己乡人民政府", name), encoding="utf-8"
        )
    return folder


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=folder, env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        stderr=subprocess.PIPE, encoding="utf-8",
        start_new_session=os.name != "nt",
        preexec_fn=None if os.name == "nt" else _heeds_interrupts,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip


def _heeds_interrupts() -> None:
    """Restore the handler: a background job of a shell, as tests may be, starts with Ctrl-C ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupt(running: subprocess.Popen[str]) -> None:
    if os.name == "nt":  # the only such signal that Windows can send to a process group
        running.send_signal(signal.CTRL_BREAK_EVENT)  # type: ignore[attr-defined]
    else:
        os.killpg(running.pid, signal.SIGINT)


def nobody_left(group: int) -> bool:
    """Return whether every process that the command started has ended."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def at_once(folder: Path) -> bool:
    return True


def one_is_read(folder: Path) -> bool:
    with closing(sqlite3.connect(f"{(folder / 'build/store.sqlite').as_uri()}?mode=ro", uri=True)) as store:
        return bool(store.execute("select count(*) from readings").fetchone()[0] > HOLDINGS)


def a_page_is_made(folder: Path) -> bool:
    return any((folder / "site.previous/agencies").glob("shilixian*/index.html"))


def read_by(said: str) -> int:
    """Return how many originals this run had to read."""
    found = re.search(r"读取原件…（(\d+)）", said)
    return int(found[1]) if found else 0


def test_ctrl_c_leaves_the_site_whole_and_the_next_build_goes_on(tmp_path: Path) -> None:
    """Interrupt repeatedly, each time later: finished work is not repeated, and the result equals an uninterrupted
    build."""
    folder = archive(small_built_project(tmp_path / "a"))
    before = digests(folder / "site")
    moments: tuple[tuple[str, Callable[[Path], bool]], ...] = (
        ("查看原件", at_once), ("读取原件", one_is_read), ("生成网页", at_once), ("生成网页", a_page_is_made),
    )  # fmt: skip
    told: list[str] = []
    for stage, sign in moments:
        running = start(folder)
        assert running.stderr is not None
        lines: list[str] = []
        for line in running.stderr:
            lines.append(line)
            if line.startswith(stage):
                break
        while running.poll() is None and not sign(folder):  # a slow machine reaches this point late, a fast one soon
            time.sleep(0.01)
        interrupt(running)
        lines.append(running.stderr.read())
        told.append("".join(lines))
        assert running.wait() == 130 and "已中断" in told[-1], told[-1]
        assert "Traceback" not in told[-1], told[-1]
        assert os.name == "nt" or nobody_left(running.pid)
        assert digests(folder / "site") == before

    running = start(folder)
    _, said = running.communicate()
    assert running.returncode == 0, said
    _, first, second, third = map(read_by, told)
    assert first == REPORTS and 0 < second < REPORTS and third == read_by(said) == 0, "what was read is kept"
    assert digests(folder / "site") == make(archive(small_project(tmp_path / "b")))


LARGE = """
from build_scripts.workers.processes import map_in_batches, workers

def nothing(): pass
def large(_): return bytes(3_000_000)  # far more than a pipe takes at once: a process is nearly always handing one over

if __name__ == "__main__":
    try:
        with workers(nothing) as pool:
            for at, _ in enumerate(map_in_batches(pool, large, range(4000), 1)):
                print(at, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_ctrl_c_while_a_result_is_handed_over_ends_the_command(tmp_path: Path) -> None:
    """A build was seen to wait for ever: a process that died while sending a result left half of it in the pipe."""
    script = tmp_path / "large.py"
    script.write_text(LARGE, encoding="utf-8")
    for _ in range(4):
        running = subprocess.Popen(
            [sys.executable, script], env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
            encoding="utf-8", start_new_session=os.name != "nt",
            preexec_fn=None if os.name == "nt" else _heeds_interrupts,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )  # fmt: skip
        assert running.stdout is not None and running.stdout.readline()
        interrupt(running)
        try:
            said, _ = running.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
        assert said.endswith("interrupted\n") and (os.name == "nt" or nobody_left(running.pid))


@pytest.fixture
def heeding() -> Iterator[None]:
    """Heed Ctrl-C, which a background process ignores."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TakenDown:
    """An object that is being destroyed when Ctrl-C arrives, or when something else happens."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def __del__(self) -> None:
        if self.error:
            raise self.error
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("heeding")
def test_ctrl_c_that_python_drops_is_heeded_at_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build was seen to continue, with a traceback: ``Exception ignored in ZipFile.__del__``."""
    printed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda dropped: printed.append(dropped.exc_type))
    progress = Progress(quiet=True)
    with recording_interrupts():
        progress.step("nothing happened yet")
        TakenDown()
        TakenDown(ValueError())
        with pytest.raises(KeyboardInterrupt):
            progress.step("the next")
    progress.stage("another command")
    assert printed == [ValueError]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class Interrupted(Condition):
    """The lock of a result; Ctrl-C is pressed just when it is taken."""

    def __enter__(self) -> bool:
        taken = super().__enter__()
        if current_thread() is main_thread():
            signal.raise_signal(signal.SIGINT)
        return taken


@pytest.mark.usefixtures("heeding")
def test_ctrl_c_leaves_no_lock_of_a_result_locked() -> None:
    """Seen: Ctrl-C between two steps of ``Future.result`` left its lock, for which a thread of the pool waited without
    end; or it became "cannot release un-acquired lock"."""
    future: Future[int] = Future()
    vars(future)["_condition"] = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        result_of(future)
    pool = Thread(target=future.set_result, args=(1,), daemon=True)
    pool.start()
    pool.join(30)
    assert not pool.is_alive()


@pytest.mark.usefixtures("heeding")
def test_ctrl_c_waits_for_the_end_of_the_innermost_and_the_outermost_block() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt), deferring_interrupts():
        with deferring_interrupts():
            signal.raise_signal(signal.SIGINT)
            steps.append("inner")
        steps.append("outer")
    assert steps == ["inner", "outer"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_result_is_waited_for_until_it_comes_fails_or_takes_too_long() -> None:
    late: Future[int] = Future()
    Timer(0.2, late.set_result, (7,)).start()
    assert result_of(late) == 7 == result_of(late, 0)
    failed: Future[int] = Future()
    failed.set_exception(ValueError("its own"))
    with pytest.raises(ValueError, match="its own"):
        result_of(failed)
    with pytest.raises(TimeoutError):
        result_of(Future(), 0.15)
