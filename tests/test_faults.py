"""Test that on any failure staff get a Chinese message, other reports are published, and the public site stays."""

from __future__ import annotations

import builtins
import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from archives import copy_archive, digests, small_built_project, small_project

from build_scripts import checks, cli, commands, faults, messages
from build_scripts.archive import export_cache, identity, resolve, search_cache
from build_scripts.commands import build as building
from build_scripts.exports import database
from build_scripts.extraction.identify import identify
from build_scripts.model import Refusal
from build_scripts.site import configuration, write

ROOT = Path(__file__).parent.parent
BAD = "小铺乡"  # the report for which a stage fails
CORRECTION = '[[correction]]\ncell = "requests/1/total"\nis = 50\nwhy = "甲"\nwho = "乙"\nwhen = 2026-02-01\n'
ADDRESS = "reports/xiaopu/2024/"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that was built once."""
    return small_built_project(tmp_path_factory.mktemp("faults") / "p")


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    return copy_archive(once, tmp_path / "p")


def run(folder: Path, *arguments: str) -> int:
    before = Path.cwd()
    os.chdir(folder)
    try:
        return cli.main(list(arguments))
    finally:
        os.chdir(before)


def is_for_staff(text: str) -> bool:
    """Check that a message is Chinese, without a traceback or English text of a library."""
    return bool(re.search("[\u4e00-\u9fff]", text)) and not re.search(
        r"Traceback|File \"|Error\b|Errno|No such|denied|invalid|Expected|\(at line", text
    )


# --------------------------------------------------------------------------- words


def test_every_fault_of_a_file_is_worded_in_chinese() -> None:
    for number in errno.errorcode:
        refusal = faults.environment_refusal(OSError(number, os.strerror(number), "content/某.docx"))
        assert refusal and is_for_staff(messages.of(refusal)), number
    assert faults.environment_refusal(OSError("a library's own")) is None


@pytest.mark.parametrize(
    "text",
    ["a = ", "a = x", "a", 'a = "x', "a = 1\na = 2", "a = [1", 'a = "\\q"', "a = 2026-13-41", 'a = "x" y', "[[a]\n"],
)
def test_every_fault_of_a_toml_file_has_its_line_and_a_chinese_cause(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    said = faults.toml_cause(caught.value)
    assert re.match("第 .+ 行第 .+ 列：|文件末尾：", said) and is_for_staff(said), said


@pytest.mark.parametrize(
    "arguments", [["build"], ["add", "没有.docx"], ["check"], ["convert", "没有.docx"], ["package"], ["undo"]]
)
def test_another_folder_is_told_and_nothing_is_made_there(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(tmp_path, *arguments)
    said = capsys.readouterr()
    assert status in (0, 2, 3) and is_for_staff(said.err + said.out + "无")
    assert not (tmp_path / "site").exists()


def test_a_command_that_cannot_be_understood_is_answered_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["build", "--no-such-thing"])
    assert caught.value.code == 2 and is_for_staff(capsys.readouterr().err)


def test_a_reader_of_the_output_that_leaves_is_no_fault(folder: Path) -> None:
    command = f"{sys.executable} -m build_scripts convert content/reports/2024/{BAD}.txt | head -1"
    done = subprocess.run(
        command, shell=True, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.stdout.strip() == b"{" and not done.stderr


# --------------------------------------------------------------------------- one report

STAGES: dict[str, tuple[Any, str]] = {
    "identify": (identity, "_identified"),
    "resolve": (resolve, "identify"),
    "check": (checks, "check"),
    "export": (export_cache, "report_rows"),
    "search": (search_cache, "lines_of"),
    "pages": (write, "_make"),
}


def is_bad(argument: Any) -> bool:
    """Return whether the input of a stage is the failing report, its path or its page key."""
    words = argument if isinstance(argument, str) else getattr(argument, "title", getattr(argument, "address", ""))
    return isinstance(words, str) and (BAD in words or "xiaopu" in words)


@pytest.mark.parametrize("stage", STAGES)
def test_a_report_at_which_a_stage_fails_is_listed_and_the_others_are_published(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_project(tmp_path / "p")
    shutil.rmtree(folder / "content/ledger")  # no original has been identified yet
    module, name = STAGES[stage]
    works: Callable[..., Any] = getattr(module, name)

    def fails(*arguments: Any, **named: Any) -> Any:
        if any(map(is_bad, arguments)):
            raise ZeroDivisionError("nobody foresaw this")
        return works(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(module, name, fails)
        assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    said = capsys.readouterr().err
    assert is_for_staff(said) and f"2024/{BAD}.txt" in said
    logs = re.findall(r"build/log/\w+\.txt", said)
    assert logs and all("nobody foresaw this" in (folder / log).read_text(encoding="utf-8") for log in logs)
    assert (folder / "site/reports/haiyuan-haicheng/2024/report.json").is_file()
    assert run(folder, "build", "--quiet", "--jobs", "1") == 0, "tried again at the next build"
    assert (folder / "site" / ADDRESS / "report.json").is_file()


def test_a_report_that_the_database_cannot_take_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_project(tmp_path / "p")

    def no_text(detail: dict[str, Any]) -> list[tuple[str, str, int, None]]:
        return [("situation", "", 1, None)] if BAD in str(detail) else []

    with monkeypatch.context() as patched:
        patched.setattr(database, "_paragraphs", no_text)
        assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
        said = capsys.readouterr().err
        assert is_for_staff(said) and "data/nianbao.sqlite" in said
        (log,) = re.findall(r"build/log/\w+\.txt", said)
        assert "NOT NULL constraint" in (folder / log).read_text(encoding="utf-8")
    assert (folder / "site" / ADDRESS / "report.json").is_file()
    with closing(sqlite3.connect(folder / "site/data/nianbao.sqlite")) as db:
        assert db.execute("select key from about").fetchall() == [("how",)]
    assert run(folder, "verify") == 0
    correction = folder / "content/corrections/xiaopu/2024.toml"
    correction.parent.mkdir(parents=True)
    correction.write_text(CORRECTION.replace("50", '"50"'), encoding="utf-8")
    assert run(folder, "build", "--quiet", "--jobs", "1") == 0
    with closing(sqlite3.connect(folder / "site/data/nianbao.sqlite")) as db:
        assert db.execute("select count(*) from reports").fetchone() == (2,)


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "identify"])  # the identification remains
def test_what_is_public_of_a_report_stays_when_a_stage_fails_at_it(
    stage: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(folder / "site" / ADDRESS)
    correction = folder / "content/corrections/xiaopu/2024.toml"
    correction.parent.mkdir(parents=True)
    correction.write_text(CORRECTION.replace("50", '"50"'), encoding="utf-8")
    module, name = STAGES[stage]
    works: Callable[..., Any] = getattr(module, name)

    def fails(*arguments: Any, **named: Any) -> Any:
        if any(map(is_bad, arguments)):
            raise ZeroDivisionError
        return works(*arguments, **named)

    monkeypatch.setattr(module, name, fails)
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    assert digests(folder / "site" / ADDRESS) == before


def test_a_correction_that_is_not_quoted_names_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "content/corrections/xiaopu/2024.toml"
    file.parent.mkdir(parents=True)
    file.write_text(CORRECTION, encoding="utf-8")
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    said = capsys.readouterr().err
    assert "corrections/xiaopu/2024.toml" in said and "is 的内容要放在引号里" in said and is_for_staff(said)


MISTAKES: dict[str, tuple[str, str, str]] = {  # in mkdocs.yml: what was there, what staff write, what is said
    "colon of Chinese text": ("# site_url: https:", "site_url：https:", "第 16 行附近"),
    "no blank after the colon": ("# site_url: https:", "site_url:https:", "第 16 行附近"),
    "no scheme": ("# site_url: https://", "site_url: ", "site_url 一项不对"),
    "a child alone": ("#   organizer", "  organizer", "第 8 行附近"),
    "a child at the left": ("#   organizer:", "organizer:", "organizer 应当写在 extra: 下面"),
    "a parent alone": ("# extra:", "extra:", "extra 一项不对"),
    "no navigation": ("nav:\n", "other:\n", "nav 下面的每一行"),
    "a nested navigation": ("  - 首页: index.md", "  - 首页:\n    - 甲: index.md", "nav 下面的每一行"),
    "another theme": ("name: material", "name: mkdocs", "theme 下面要有"),
    "a control character": ("年报馆", "年报\x08馆", "看不见的控制字符"),
    "no mapping": ("", "- 年报馆\n", "mkdocs.yml"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_configuration_is_named_with_its_line(
    mistake: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digests(folder / "site")
    file = folder / "mkdocs.yml"
    printed, written, said = MISTAKES[mistake]
    text = file.read_text(encoding="utf-8")
    assert printed in text
    file.write_text(text.replace(printed, written, 1) if printed else written, encoding="utf-8")
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.REFUSED
    words = capsys.readouterr().err
    assert "网站的设置读不出来：mkdocs.yml" in words and said in words and "build/log" not in words
    assert digests(folder / "site") == before


def test_every_setting_below_extra_is_known_by_name() -> None:
    commented = re.findall(r"^#   (\w+):", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    assert tuple(commented) == configuration.EXTRA


def test_a_row_of_the_ledger_that_ends_early_stops_nothing(folder: Path) -> None:
    file = folder / "content/ledger/agencies.csv"
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join((header, *(row.split(",")[0] for row in rows))) + "\n", encoding="utf-8")
    before = digests(folder / "site/reports")
    assert run(folder, "build", "--quiet", "--jobs", "1") == 0
    assert digests(folder / "site/reports") == before


def test_a_file_name_that_is_not_utf8_is_listed_by_what_it_most_likely_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder / f"content/reports/2024/{BAD}.txt"
    shutil.copy(source, source.with_name(os.fsdecode("新收的报告.txt".encode("gbk"))))
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    said = capsys.readouterr().err
    assert "新收的报告.txt" in said and "文件名的编码不对" in said and is_for_staff(said)


def test_a_name_that_a_terminal_would_obey_is_printed_as_signs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a\x1b[31m\n网站在 site。.txt", "\u202etxt.exe"):
        (folder / "content/reports/2024" / name).write_text("\x1b[2J不是报告", encoding="utf-8")
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    said = capsys.readouterr().err
    assert not re.search("[\x1b\u202e]", said) and "2024/a\\u001b[31m\\n网站" in said and "\\u202etxt.exe" in said


def test_a_file_of_brackets_in_brackets_stops_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("answers", "corrections"):
        file = folder / f"content/{kind}/xiaopu/2024.toml"
        file.parent.mkdir(parents=True)
        file.write_text("a = " + "[" * 5000, encoding="utf-8")
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY
    said = capsys.readouterr().err
    assert said.count("括号套得太深") == 2 and "build/log" not in said


def test_add_takes_a_file_whose_name_is_not_utf8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_project(tmp_path / "p")
    data = (folder / f"content/reports/2024/{BAD}.txt").read_bytes().replace(b"2024", b"2022")
    odd = tmp_path / os.fsdecode("小铺乡2022年报告.txt".encode("gbk"))
    odd.write_bytes(data)
    assert run(folder, "add", "--yes", str(odd)) == 0
    assert is_for_staff(capsys.readouterr().out)
    assert list((folder / "content/reports/2022").glob("*.txt"))


# --------------------------------------------------------------------------- the store


@pytest.mark.parametrize("at", range(8))
def test_a_store_with_flipped_bytes_is_put_aside_and_made_again(
    at: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, before = folder / "build/store.sqlite", digests(folder / "site")
    data = bytearray(store.read_bytes())
    step = len(data) // 8
    for offset in range(at * step + 7, (at + 1) * step, 211):
        data[offset] ^= 0x5A
    store.write_bytes(bytes(data))
    path = folder / f"content/reports/2024/{BAD}.txt"
    path.write_bytes(path.read_bytes())  # the new modification time makes a build check it
    status = run(folder, "build", "--quiet", "--jobs", "1")
    said = capsys.readouterr().err
    assert status == 0 and is_for_staff(said), said
    assert digests(folder / "site") == before


# --------------------------------------------------------------------------- every operation on files


class Breaks:
    """Make the ``at``-th call of an operation on a file below ``folder`` fail."""

    def __init__(self, works: Callable[..., Any], number: int, at: int, folder: Path) -> None:
        self.works, self.number, self.at, self.folder, self.seen = works, number, at, str(folder), 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        name = str(arguments[0]) if arguments else ""
        writes = self.works not in (builtins.open,) or any(m in str(arguments[1:2]) for m in "wax+")
        if writes and name.startswith((self.folder, "content", "build", "site")):
            self.seen += 1
            if self.seen == self.at:
                raise OSError(self.number, os.strerror(self.number), name)
        return self.works(*arguments, **named)

    def as_method(self) -> Callable[..., Any]:
        return lambda *arguments, **named: self(*arguments, **named)


OPERATIONS: tuple[tuple[Any, str], ...] = (
    (builtins, "open"),
    (os, "replace"),
    (os, "rename"),
    (os, "mkdir"),
    (os, "unlink"),
    (os, "link"),
    (os, "scandir"),
    (Path, "write_bytes"),
    (Path, "write_text"),
    (Path, "read_bytes"),
    (Path, "replace"),
    (Path, "rename"),
)


FAILURES = [(errno.ENOSPC, 1), (errno.EACCES, 4)]


@pytest.mark.parametrize(("module", "name"), OPERATIONS)
def test_an_operation_on_a_file_that_fails_leaves_everything_as_it_was(
    module: Any, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Simulate a full disk and a locked file, early and late in a build that has new work each time."""
    shutil.copy(folder / f"content/reports/2024/{BAD}.txt", folder / "content/reports/2024/另一份.pdf")
    for number, at in FAILURES:
        public = digests(folder / "site")
        with (folder / "content/agencies.csv").open("a", encoding="utf-8") as file:
            file.write(f"nowhere-{number}-{at},某某{number}{at}局,,,,,,,,\n")
        content = {p: d for p, d in digests(folder / "content").items() if not p.startswith("ledger")}
        breaks = Breaks(getattr(module, name), number, at, folder)
        with monkeypatch.context() as patched:
            patched.setattr(module, name, breaks.as_method() if module is Path else breaks)
            status = run(folder, "build", "--quiet", "--jobs", "1")
        said = capsys.readouterr().err
        assert is_for_staff(said), said
        assert {p: d for p, d in digests(folder / "content").items() if not p.startswith("ledger")} == content
        if status not in (0, commands.PARTLY):
            assert digests(folder / "site") == public
    assert run(folder, "build", "--quiet", "--jobs", "1") == commands.PARTLY  # 另一份.pdf was handed in twice
    assert {f"agencies/nowhere-{number}-{at}/index.html" for number, at in FAILURES} <= digests(folder / "site").keys()


def test_a_fault_that_nobody_foresaw_is_kept_in_a_file_whose_path_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(building, "build", fails)
    assert run(folder, "build") == commands.REFUSED
    said = capsys.readouterr().err
    assert is_for_staff(said)
    [log] = re.findall(r"build/log/\w+\.txt", said)
    assert "deep inside" in (folder / log).read_text(encoding="utf-8")


def test_a_refusal_inside_is_handed_on() -> None:
    assert isinstance(faults.isolated(lambda: [][0]), Refusal)
    assert identify is vars(resolve)["identify"]
