"""Count what nianbao survives: the table of ``docs/reliability.md``.

    python benchmarks/reliability.py fuzz [--slices 20]     damaged originals, SLICE of them a slice
    python benchmarks/reliability.py kills [--number 50]    builds killed at a random moment
    python benchmarks/reliability.py tests                  the tests that inject failures and hostile input, counted
    python benchmarks/reliability.py table                  write the table of the counts so far

Each run continues where the one before ended; the counts are kept in ``benchmarks/reliability.json``. The number of a
file or a kill is its seed."""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from fuzz import FAULTS, copies  # type: ignore[import-not-found]  # beside this script

import build_scripts.commands.build  # noqa: F401  what is forked has it
from build_scripts import cli, versions
from build_scripts.model import Refusal
from build_scripts.workers import sandbox

ROOT = Path(__file__).resolve().parent.parent
COUNTED = Path(__file__).with_suffix(".json")
PAGE = ROOT / "docs/reliability.md"
ORIGINALS = ROOT / "tests/fixtures/reports"
SLICE = 50
LIMIT = 600.0  # seconds for one file, generous for a busy machine; a build allows 120
PAGE_SIZE = 4096  # bytes; on a memory disk a file uses whole pages
SETTINGS = ("first build", "later build", "second build beside", "disk full")
DAY = "1790000000"  # the date of every build, because the kills continue beyond midnight
DISK = 3_000_000  # bytes: enough for the archive and part of what a build writes


def counted() -> dict[str, Any]:
    return json.loads(COUNTED.read_text(encoding="utf-8")) if COUNTED.is_file() else {}


def count(kind: str, name: str, value: object) -> None:
    """Save a count at once, because a run may end at any time."""
    known = counted()
    known.setdefault(kind, {})[name] = value
    COUNTED.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


# --------------------------------------------------------------------------- damaged originals


def fuzz(slices: int) -> None:
    for _ in range(slices):
        known = counted().get("fuzz", {})
        number = next(
            n for n in itertools.count() if f"{n:03d}" not in known
        )  # also a test that was selected to run again
        codes: dict[str, int] = {}
        with tempfile.TemporaryDirectory() as folder:
            for name, data in copies(ORIGINALS, SLICE, 1, number * SLICE):
                (Path(folder) / name).write_bytes(data)
            paths = [(path.name, path) for path in sorted(Path(folder).iterdir())]
            for name, path, result in sandbox.read_all(paths, 2, seconds=LIMIT):
                code = result.code if isinstance(result, Refusal) else "read"
                codes[code] = codes.get(code, 0) + 1
                if code in FAULTS:
                    kept = ROOT / "build/fuzz" / name
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, kept)
                    print(f"{kept}: {code}", flush=True)
        count("fuzz", f"{number:03d}", codes | {"version": versions.version("read")[:12]})


# --------------------------------------------------------------------------- kills


def kills(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        first = archive(base / "first")
        assert build(first) == 0
        later = base / "later"
        shutil.copytree(first, later)
        more(later)
        after = base / "after"
        shutil.copytree(later, after)
        began = time.monotonic()
        assert build(after) == 0
        took = time.monotonic() - began
        states = {"first build": digest(first), "later build": digest(after)}
        for _ in range(number):
            at = len(counted().get("kills", {}))
            setting = SETTINGS[at % len(SETTINGS)]
            dice = random.Random(at)
            fault = killed(base / "tried", first, later, states, setting, dice, took)
            count("kills", f"{at:04d}", {"setting": setting, "fault": fault})
            if fault:
                print(f"{at}: {setting}: {fault}", flush=True)


def killed(
    folder: Path, first: Path, later: Path, states: dict[str, str], setting: str, dice: random.Random, took: float
) -> str:
    """Kill a build at a random moment; return "" when the site is intact and the next build gives the right result."""
    with disk(folder, setting) as is_small:
        if setting == "first build":
            archive(folder)
            allowed, wanted = {"", states["first build"]}, states["first build"]
        else:
            shutil.copytree(later, folder, dirs_exist_ok=True)
            allowed, wanted = {states["first build"], states["later build"]}, states["later build"]
        others = [start(folder)] if setting == "second build beside" else []
        running = start(folder)
        time.sleep(dice.random() * took * 1.1)
        with suppress(ProcessLookupError):  # the build had finished
            dice.choice((os.kill, os.killpg))(running, signal.SIGKILL)  # alone, or with its whole process group
        for process in (running, *others):
            os.waitpid(process, 0)
        if digest(folder) not in allowed:
            return "the site is no whole generation"
        if is_small:
            build(folder)
            if digest(folder) not in allowed or "Traceback" in log_of(folder).read_text(encoding="utf-8"):
                return "a full disk tore the site"
            whole = folder.with_name("elsewhere")
            shutil.rmtree(whole, ignore_errors=True)
            shutil.copytree(folder, whole)
            folder = whole
        if status := build(folder):
            return f"the next build ends with {status}"
        return "" if digest(folder) == wanted else "the next build makes another site"


@contextmanager
def disk(folder: Path, setting: str) -> Iterator[bool]:
    """Return an empty folder, on a small disk if this is the setting and mounting is permitted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    mounted = setting == "disk full"
    if mounted:
        held = sum(-(-p.stat().st_size // PAGE_SIZE) for p in folder.with_name("later").rglob("*") if p.is_file())
        size = f"size={held * PAGE_SIZE + DISK}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)


def archive(folder: Path) -> Path:
    """Return an archive of one report; five reports take half a minute on a busy machine and test nothing more."""
    folder.mkdir(exist_ok=True)
    for name in ("mkdocs.yml", "content", "overrides"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, dirs_exist_ok=True)
        else:
            shutil.copy(source, folder / name)
    for path in sorted((folder / "content/reports/2024").iterdir())[1:]:
        path.unlink()
    shutil.rmtree(folder / "content/ledger", ignore_errors=True)
    return folder


def more(folder: Path) -> None:
    text = (ORIGINALS / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    (folder / "content/reports/2024/示例县己乡人民政府.txt").write_text(text, encoding="utf-8")


def digest(folder: Path) -> str:
    """Return the digest of the whole site; "" without a site."""
    site = folder / "site"
    files = sorted(p for p in site.rglob("*") if p.is_file()) if site.is_dir() else []
    made = hashlib.sha256()
    for path in files:
        made.update(path.relative_to(site).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest() if files else ""


def start(folder: Path) -> int:
    """Start a build in a session of its own; return its process id. It is forked from this process, which has loaded
    all modules: starting Python takes as long as half the build. Its output is kept beside the folder."""
    process = os.fork()
    if process:
        return process
    os.setsid()
    os.chdir(folder)
    os.environ["SOURCE_DATE_EPOCH"] = DAY
    log = os.open(log_of(folder), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    status = 1
    try:
        status = cli.main(["build", "--quiet", "--jobs", "1"])
    finally:
        sys.stderr.flush()
        os._exit(status)


def log_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.txt")


def build(folder: Path) -> int:
    """Run a build that is not killed; return its exit status."""
    _, status = os.waitpid(start(folder), 0)
    return os.waitstatus_to_exitcode(status)


# --------------------------------------------------------------------------- the table


def table(_: int) -> None:
    known = counted()
    rows = [*_fuzzed(known.get("fuzz", {})), *_killed(known.get("kills", {})), *_tested(known.get("tests", {}))]
    lines = ["| what | how many | faults |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    text = PAGE.read_text(encoding="utf-8")
    note = f"(counted until {date.today()}; wanted were 10,000 files and 200 kills)"
    made = f"<!-- table -->\n{chr(10).join(lines)}\n\n{note}\n<!-- end -->"
    PAGE.write_text(re.sub("<!-- table -->.*<!-- end -->", lambda _: made, text, flags=re.S), encoding="utf-8")


def _fuzzed(slices: dict[str, dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    codes = [{k: v for k, v in one.items() if k != "version"} for one in slices.values()]
    faults = sum(n for one in codes for code, n in one.items() if code in FAULTS)
    yield "originals damaged at random (fuzz)", sum(n for one in codes for n in one.values()), faults


def _killed(tries: dict[str, dict[str, str]]) -> Iterator[tuple[str, int, int]]:
    for setting in SETTINGS:
        own = [one["fault"] for one in tries.values() if one["setting"] == setting]
        yield f"builds killed: {setting}", len(own), sum(map(bool, own))


def _tested(counts: dict[str, list[int]]) -> Iterator[tuple[str, int, int]]:
    yield from ((name, *counts[name]) for name in TESTS if name in counts)  # type: ignore[misc]


# --------------------------------------------------------------------------- what tests do

TESTS = {
    "stages and operations on files × injected failures": "test_faults.py",
    "hostile tricks × pages × browser": "test_hostile.py",
    "kinds of original opened in a browser": "test_originals.py",
}


def tests(_: int) -> None:
    """Run the tests that inject failures, and those that open hostile archives in a browser."""
    for name, file in TESTS.items():
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", f"tests/{file}"], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        passed, failed = (re.search(rf"(\d+) {word}", ran.stdout) for word in ("passed", "failed"))
        wrong = int(failed[1]) if failed else 0
        count("tests", name, [(int(passed[1]) if passed else 0) + wrong, wrong])


COMMANDS: dict[str, tuple[Callable[[int], None], int]] = {
    "fuzz": (fuzz, 20),
    "kills": (kills, 50),
    "tests": (tests, 0),
    "table": (table, 0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--number", "--slices", type=int, default=0)
    args = parser.parse_args()
    work, usual = COMMANDS[args.command]
    work(args.number or usual)
    return 0


if __name__ == "__main__":
    sys.exit(main())
