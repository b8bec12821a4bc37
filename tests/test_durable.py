"""A full disk at any moment leaves the register, the ledger and the site whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from archives import ROOT, digests
from test_permanence import JIA, make, office, put, text_of

from build_scripts import cli
from build_scripts.content.ledger import read_ledger
from build_scripts.content.registry import read_registry

LIMITED = """
import sys
sys.dont_write_bytecode = True  # Python 3.11 keeps half of a compiled module that it could not write whole
import resource
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from build_scripts import cli
sys.exit(cli.main(sys.argv[1:]))
"""


def run(folder: Path, limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that can write no file longer than ``limit`` bytes."""
    command = [sys.executable, "-c", LIMITED, str(limit), *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def run_here(folder: Path, *arguments: str) -> tuple[int, str]:
    """The same without a limit, in this process; its status and what it says."""
    with chdir(folder), redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
        return cli.main(list(arguments)), said.getvalue()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """The folder on a disk of that many bytes; false where nobody may mount one."""
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


def test_what_cannot_be_written_whole_is_not_written(tmp_path: Path) -> None:
    folder = office(tmp_path / "a", JIA, *(f"id-{n},示例甲县第{n}镇人民政府,,,,,,乡,乡镇街道," for n in range(400)))
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
        done = run(folder, limit, "add", "--yes", str(new))
        assert done.returncode == 2 and "磁盘空间不足" in done.stderr, done.stderr
        assert (folder / "content/agencies.csv").read_bytes() == before[1]
        assert digests(folder / "content/ledger") == before[2]
        done = run(folder, limit, "build", "--quiet")
        assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
        assert digests(folder / "site") == before[0]
    assert not [p for p in (folder / "content").rglob(".*") if p.is_file()], "no half of a file is left"
    assert run_here(folder, "add", "--yes", str(new))[0] == 0
    assert len(read_registry(folder / "content/agencies.csv").agencies) == 402
    assert len(make(folder)) == 2


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
        if small or n < 3:
            status, said = run_here(folder, "add", "--yes", str(new))
        else:
            done = run(folder, len((content / "agencies.csv").read_bytes()) + 40, "add", "--yes", str(new))
            status, said = done.returncode, done.stderr
        assert status in (0, 2) and "Traceback" not in said, said
        register, ledger = read_registry(content / "agencies.csv"), read_ledger(folder)
        assert ledger.agency_ids() <= {agency.agency_id for agency in register.agencies}
        for path, shas in ledger.paths.items():
            assert (content / "reports" / path).stat().st_size == ledger.entries[shas[0]].size
    assert status == 2 and "磁盘空间不足" in said
