"""Test that agencies, addresses and versions are permanent, whatever is added, edited, re-ordered, lost or rebuilt."""

from __future__ import annotations

import atexit
import csv
import gzip
import hashlib
import io
import json
import random
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import chdir, closing, suppress
from functools import cache
from pathlib import Path

import pytest
from archives import FIXTURES, ROOT, copy_archive, digests, fresh_clone

from build_scripts import cli, messages
from build_scripts.archive.identity import updated_ledger
from build_scripts.archive.withdraw import withdraw
from build_scripts.build import build
from build_scripts.content.amendments import read_amendments
from build_scripts.content.csv_files import update_cells
from build_scripts.content.ledger import Entry, read_ledger, today, write_rows
from build_scripts.content.registry import COLUMNS
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.site import init
from build_scripts.site.verify import verify
from build_scripts.workers import sandbox

TEXT = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
NAME = "示例县己乡人民政府"
HEADER = ",".join(COLUMNS)


def office(folder: Path, *rows: str) -> Path:
    """Return an archive with these rows of the register and no report."""
    (folder / "content/reports/2024").mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    (folder / "content/agencies.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return folder


def text_of(name: str, year: int = 2024, more: str = "") -> str:
    return TEXT.replace(NAME, name).replace("2025", str(year + 1)).replace("2024", str(year)) + more


def put(folder: Path, path: str, text: str) -> Path:
    file = folder / "content/reports" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def make(folder: Path, allow_removal: bool = False) -> set[str]:
    """Build; return the addresses of the reports of each year."""
    build(folder, Progress(quiet=True), jobs=1, allow_removal=allow_removal)
    return addresses(folder)


def built(folder: Path, *rows: str, **names: str) -> Path:
    """Return an archive with these rows and these reports of 2024 (file name → agency), as it stands after its first build,
    which this process makes once."""
    return copy_archive(_built(rows, tuple(names.items())), folder)


@cache
def _built(rows: tuple[str, ...], names: tuple[tuple[str, str], ...]) -> Path:
    home = tempfile.mkdtemp(prefix="nianbao-published-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder = office(Path(home) / "a", *rows)
    for file, name in names:
        put(folder, f"2024/{file}.txt", text_of(name))
    make(folder)
    return folder


def addresses(folder: Path) -> set[str]:
    found = (
        p.parent.relative_to(folder / "site").as_posix() + "/" for p in folder.glob("site/reports/*/*/report.json")
    )
    return {address for address in found if 'http-equiv="refresh"' not in page(folder, address)}


def files_of_reports(folder: Path) -> set[str]:
    """Return the addresses of originals and data files of reports."""
    found = (p for p in (folder / "site/reports").rglob("*") if p.is_file() and p.suffix not in (".html", ".webp"))
    return {p.relative_to(folder / "site").as_posix() for p in found}


def page(folder: Path, address: str) -> str:
    return (folder / "site" / address / "index.html").read_text(encoding="utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


JIA = "jia-chengguan,示例甲县城关镇人民政府,,示例省,示例市,示例甲县,990121100,乡,乡镇街道,"
YI = "yi-chengguan,示例乙县城关镇人民政府,,示例省,示例市,示例乙县,990122100,乡,乡镇街道,"


# --------------------------------------------------------------------------- identity


def test_a_bare_name_in_the_register_takes_nothing_from_those_of_stated_places(tmp_path: Path) -> None:
    folder = built(tmp_path, JIA, 甲="示例甲县城关镇人民政府")
    assert addresses(folder) == {"reports/jia-chengguan/2024/"}
    register = folder / "content/agencies.csv"
    register.write_text(register.read_text(encoding="utf-8") + "chengguan,城关镇人民政府,,,,,,,,\n", encoding="utf-8")
    put(folder, "2023/甲.txt", text_of("示例甲县城关镇人民政府", 2023))
    put(folder, "2023/丙.txt", text_of("示例丙县城关镇人民政府", 2023))
    found = make(folder)
    assert {"reports/jia-chengguan/2024/", "reports/jia-chengguan/2023/"} < found
    assert not any(a.startswith("reports/chengguan/") for a in found)
    assert len(rows(register)) == 3, "丙县城关镇 is an agency of its own"


def test_a_name_without_a_place_is_given_to_no_county(tmp_path: Path) -> None:
    folder = office(tmp_path, JIA, YI)
    put(folder, "2024/城关镇.txt", text_of("城关镇人民政府"))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府", more="\n"))
    assert make(folder) == {"reports/chengguan/2024/", "reports/yi-chengguan/2024/"}
    shown = page(folder, "reports/chengguan/2024/")
    assert "机关或所在地未定" in shown and "jia-chengguan" in shown
    put(folder, "2023/城关镇.txt", text_of("城关镇人民政府", 2023))
    assert "reports/chengguan/2023/" in make(folder), "the same bare name is the same agency, still of no place"


def test_an_edit_of_the_register_moves_nothing_and_a_fresh_build_is_the_same(tmp_path: Path) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/丁.txt", text_of("示例丁县城关镇人民政府"))
    first = make(folder)
    register = folder / "content/agencies.csv"
    header, *lines = register.read_text(encoding="utf-8").splitlines()
    edited = [
        line.replace("示例甲县城关镇人民政府,", "示例甲县老城镇人民政府,城关镇；示例丁县城关镇人民政府")
        for line in lines
    ]
    register.write_text("\n".join((header, *reversed(edited))) + "\n", encoding="utf-8")
    assert make(folder) == first
    fresh = fresh_clone(folder, tmp_path / "b")
    assert make(fresh) == first
    assert digests(fresh / "site") == digests(folder / "site")


def test_add_and_build_agree_on_the_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = office(tmp_path / "a", JIA)
    monkeypatch.chdir(folder)
    new = tmp_path / "新.txt"
    new.write_text(text_of("示例丁县城关镇"), encoding="utf-8")
    assert cli.main(["add", "--yes", "--source", "https://example.gov.cn/1.html", str(new)]) == 0
    ids = [row["agency_id"] for row in rows(folder / "content/agencies.csv")]
    found = make(folder)
    assert [row["agency_id"] for row in rows(folder / "content/agencies.csv")] == ids
    [entry] = read_ledger(folder).entries.values()
    assert found == {f"reports/{entry.agency_id}/2024/"} and entry.agency_id in ids
    assert "https://example.gov.cn/1.html" in page(folder, f"reports/{entry.agency_id}/2024/")
    assert "places/unresolved/" in page(folder, "indicators/received/2024/"), (
        "its place is in no table, its figures count"
    )


def test_add_asks_whose_a_bare_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    monkeypatch.chdir(folder)
    new = tmp_path / "新.txt"
    new.write_text(text_of("城关镇人民政府"), encoding="utf-8")
    monkeypatch.setattr("builtins.input", lambda _: "2")
    assert cli.main(["add", str(new)]) == 0
    assert "示例甲县城关镇人民政府（jia-chengguan）" in capsys.readouterr().out
    assert make(folder) == {"reports/yi-chengguan/2024/"}


# --------------------------------------------------------------------------- nothing goes without a word


def test_a_lost_folder_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = built(tmp_path, JIA, 甲="示例甲县城关镇人民政府")
    before = digests(folder / "site"), digests(folder / "content")
    monkeypatch.chdir(folder)
    for lost in ("reports", "reports/2024"):
        (folder / "content" / lost).rename(folder / "改名")
        assert cli.main(["build", "--quiet"]) == 4
        assert "reports/jia-chengguan/2024/" in capsys.readouterr().err
        (folder / "改名").rename(folder / "content" / lost)
        assert (digests(folder / "site"), digests(folder / "content")) == before
    assert cli.main(["build", "--quiet"]) == 0


def test_an_original_that_may_go_leaves_a_notice_and_comes_back(tmp_path: Path) -> None:
    folder = built(tmp_path, JIA, 甲="示例甲县城关镇人民政府")
    file = folder / "content/reports/2024/甲.txt"
    data = file.read_bytes()
    file.unlink()
    with pytest.raises(Refusal, match="removal"):
        make(folder)
    assert make(folder, allow_removal=True) == set()
    assert "原件已不在馆内" in page(folder, "reports/jia-chengguan/2024/")
    register = folder / "content/agencies.csv"
    moved = JIA.replace("示例甲县,990121100", "示例乙县,990122100").replace("城关镇", "新城镇")
    register.write_text(f"{HEADER}\n{moved},2024-05-01 原名 示例甲县城关镇人民政府\n", encoding="utf-8")
    assert make(folder) == set(), "what was allowed once need not be allowed again"
    shown = page(folder, "reports/jia-chengguan/2024/")
    assert "<h1" in shown and "示例甲县新城镇人民政府 2024 年" in shown and "places/990122/" in shown
    file.write_bytes(data)
    assert make(folder) == {"reports/jia-chengguan/2024/"}
    assert [e.removed for e in read_ledger(folder).entries.values()] == [""]


def test_a_published_original_that_was_damaged_is_named_with_the_cause_and_stops_nobody(tmp_path: Path) -> None:
    """The published copy is restored from the site. Without a site, nothing is published until a person restores the
    original."""
    folder = office(tmp_path / "a", JIA, YI)
    original = folder / "content/reports/2024/甲.pdf"
    shutil.copy(FIXTURES / "o01_office_suite.pdf", original)
    whole = original.read_bytes()
    (before,) = make(folder)
    new = fresh_clone(folder, tmp_path / "b")
    for archive in (folder, new):
        (archive / "content/reports/2024/甲.pdf").write_bytes(whole[:30000])
        put(archive, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    outcome = build(folder, Progress(quiet=True), jobs=1)
    assert [(path, code) for path, code, _ in outcome.refused] == [("2024/甲.pdf", "truncated")]
    assert addresses(folder) == {before, "reports/yi-chengguan/2024/"}
    assert (folder / "content/reports/2024/甲（第1版）.pdf").read_bytes() == whole
    assert any("甲（第1版）.pdf" in remark for remark in outcome.changes.remarks)
    assert make(folder) == {before, "reports/yi-chengguan/2024/"}
    with pytest.raises(Refusal, match="removal") as refused:
        make(new)
    assert "甲.pdf：PDF 文件不完整" in messages.of(refused.value)


def test_a_published_original_that_cannot_be_read_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a new computer, or with a new store, one of the originals cannot be read: the others are published."""
    folder = built(tmp_path / "a", JIA, YI, 甲="示例甲县城关镇人民政府", 乙="示例乙县城关镇人民政府")
    before = page(folder, "reports/jia-chengguan/2024/")
    reads = sandbox.read_file
    monkeypatch.setattr(sandbox, "read_file", lambda p: Refusal("reading-memory") if "甲" in p.name else reads(p))
    new = fresh_clone(folder, tmp_path / "b")
    shutil.rmtree(folder / "build")
    for archive in (folder, new):
        monkeypatch.chdir(archive)
        assert cli.main(["build", "--quiet", "--jobs", "1"]) == 3
        assert "甲.txt" in capsys.readouterr().err
        assert (archive / "site/reports/yi-chengguan/2024/report.json").is_file()
    assert page(folder, "reports/jia-chengguan/2024/") == before, "what was public stays"
    assert "原件暂时没有读出" in page(new, "reports/jia-chengguan/2024/")
    monkeypatch.setattr(sandbox, "read_file", reads)
    shutil.rmtree(folder / "build")
    for archive in (folder, new):
        monkeypatch.chdir(archive)
        shutil.rmtree(archive / "build", ignore_errors=True)
        assert cli.main(["build", "--quiet"]) == 0
    assert digests(folder / "site") == digests(new / "site")


def test_an_original_that_changes_while_it_is_read_is_read_at_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Content read from other bytes must not be stored under the SHA-256 of the bytes hashed first."""
    folder = office(tmp_path, JIA, YI)
    file = put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    first = file.read_bytes()

    def saved_meanwhile(path: Path) -> object:
        if path == file:
            file.write_bytes(first.replace(b"4532", b"4533"))
        return reads(path)

    reads = sandbox.read_file
    monkeypatch.setattr(sandbox, "read_file", saved_meanwhile)
    monkeypatch.chdir(folder)
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 3
    said = capsys.readouterr().err
    assert "甲.txt" in said and "正在改动" in said
    monkeypatch.setattr(sandbox, "read_file", reads)
    file.write_bytes(first)  # the change is reverted: the same bytes as at the beginning
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert "4532" in page(folder, "reports/jia-chengguan/2024/")
    assert "4533" not in page(folder, "reports/jia-chengguan/2024/")


def test_files_that_change_names_or_come_twice_move_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    put(folder, "2024/jia.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/yi.txt", text_of("示例乙县城关镇人民政府", more="\n"))
    first, reports = make(folder), folder / "content/reports"
    (reports / "2024/jia.txt").rename(reports / "x")
    (reports / "2024/yi.txt").rename(reports / "2024/jia.txt")
    (reports / "x").rename(reports / "2024/YI.TXT")  # as on a case-insensitive disk
    assert make(folder) == first
    put(folder, "2024/jia.txt", text_of("示例乙县城关镇人民政府", more="\n更正"))
    shutil.copy(reports / "2024/YI.TXT", reports / "2024/另存.txt")
    monkeypatch.chdir(folder)
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 3
    assert "2024/另存.txt：与 2024/YI.TXT 的内容完全相同" in capsys.readouterr().err
    assert "同一年度还有不同的原件：2024/jia（第1版）.txt" in page(folder, "reports/yi-chengguan/2024")
    shown = page(folder, "reports/jia-chengguan/2024")
    assert "原件的 SHA-256 与登记的不同" not in shown, "that path held another agency's report"
    (reports / "2024/YI.TXT").unlink()
    update_cells(
        next((folder / "content/ledger").glob("2*.csv")), "path", {"2024/jia.txt": {"superseded_by": "1.23E+11"}}
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    assert "superseded_by 写的是“1.23E+11”" in said and "电脑的日期是 1970-01-01，早于台账里的" in said
    assert "另存.txt" in page(folder, "reports/jia-chengguan/2024")
    assert make(fresh_clone(folder, tmp_path / "b")) == first
    assert digests(tmp_path / "b/site") == digests(folder / "site")


def test_an_original_that_was_overwritten_is_a_new_version_and_every_file_of_both_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Staff replace the old report by the corrected one, and back: the published original is restored from the site."""
    folder = built(tmp_path / "a", JIA, 甲="示例甲县城关镇人民政府")
    file = folder / "content/reports/2024/甲.txt"
    [first] = read_ledger(folder).entries.values()
    before, files = file.read_bytes(), files_of_reports(folder)
    monkeypatch.chdir(folder)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府", more="\n附：更正后的全文。\n"))
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    said = capsys.readouterr().err
    assert "content/reports/2024/甲.txt 换成了另一份内容" in said and "2024/甲（第1版）.txt，网址不变" in said
    assert "更正后的全文" in page(folder, "reports/jia-chengguan/2024/")
    assert (folder / "site" / first.address / "original.txt").read_bytes() == before
    files |= files_of_reports(folder)
    (folder / "content/reports/2024/甲（第1版）.txt").unlink()
    file.write_bytes(before)
    make(folder)
    assert "更正后的全文" in (folder / "content/reports/2024/甲（第2版）.txt").read_text(encoding="utf-8")
    assert not {a for a in files if not (folder / "site" / a).is_file()}, "every file that was published answers"
    make(fresh_clone(folder, tmp_path / "b"))
    assert digests(tmp_path / "b/site") == digests(folder / "site")


def test_an_overwritten_original_that_no_site_holds_leaves_a_notice_and_stops_nothing(tmp_path: Path) -> None:
    folder = office(tmp_path)
    put(folder, "2024/己乡.txt", text_of(NAME))
    make(folder)
    [old] = read_ledger(folder).entries.values()
    put(folder, "2024/己乡.txt", text_of(NAME, more="\n附：更正后的全文。\n"))
    for site in ("site", "site.previous"):
        shutil.rmtree(folder / site, ignore_errors=True)
    make(folder)
    shown = page(folder, f"reports/{old.agency_id}/2024/")
    assert "更正后的全文" in shown and "原件的 SHA-256 与登记的不同" in shown
    assert "原件已不在馆内" in page(folder, old.address)


def test_an_id_that_is_edited_in_the_register_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office(tmp_path, JIA, YI)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    make(folder)
    before = digests(folder / "site")
    monkeypatch.chdir(folder)
    register = folder / "content/agencies.csv"
    text = register.read_text(encoding="utf-8")
    # An agency with a report, and one without.
    for gone, name in (("jia-chengguan", "jia-xin"), ("yi-chengguan", "yi-xin")):
        register.write_text(text.replace(gone, name), encoding="utf-8")
        assert cli.main(["build", "--quiet"]) == 4
        assert gone in capsys.readouterr().err
        assert digests(folder / "site") == before
    register.write_text(text, encoding="utf-8")
    assert cli.main(["build", "--quiet"]) == 0


def test_a_name_with_and_without_the_city_is_one_agency_whether_they_come_together_or_not(tmp_path: Path) -> None:
    """Seen: the reports of 洪泽区人民政府 (2023) and 淮安市洪泽区人民政府 (2024) came in one build and were two agencies for
    ever; one after the other they were one. 鼓楼区 is the name of four places."""
    names = ("海原县司法局", "中卫市海原县司法局", "宁夏海原县司法局", "鼓楼区司法局", "南京市鼓楼区司法局")
    texts = [(f"202{n}/{name}.txt", text_of(name, 2020 + n)) for n, name in enumerate(names)]
    found: list[set[str]] = []
    for order in (texts, texts[::-1]):
        folder = office(tmp_path / str(len(found)))
        for path, text in order:
            put(folder, path, text)
            if folder.name == "1":
                make(folder)
        found.append(make(folder))
    together, apart = ({address.split("/")[1]: address.split("/")[2] for address in sorted(each)} for each in found)
    assert len(together) == 3 and together["haiyuan-sifaju"] == "2022" == apart["haiyuan-sifaju"]
    added = office(tmp_path / "added")
    for path, text in texts:
        put(tmp_path, f"inbox/{path}", text)
    with chdir(added):
        assert cli.main(["add", "--yes", str(tmp_path / "content/reports/inbox")]) == 0
    assert len(rows(added / "content/agencies.csv")) == 3


def test_a_report_given_to_another_agency_leaves_a_page_that_leads_there(tmp_path: Path) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    for n in range(9):  # one report in ten may move without a question
        put(folder, f"2024/{n}.txt", text_of(f"示例甲县{chr(0x4E00 + 3 * n)}山乡人民政府"))
    put(folder, "2024/城关镇.txt", text_of("城关镇人民政府"))
    make(folder)
    [ledger] = (folder / "content/ledger").glob("2*.csv")
    text = ledger.read_text(encoding="utf-8-sig")
    ledger.write_text(text.replace(",chengguan,", ",yi-chengguan,"), encoding="utf-8")
    found = make(folder)
    assert "reports/yi-chengguan/2024/" in found and "reports/chengguan/2024/" not in found
    old = page(folder, "reports/chengguan/2024/")
    for name in ("original.txt", "report.json", "report.csv"):  # a file cannot redirect: it stays at both addresses
        new = (folder / "site/reports/yi-chengguan/2024" / name).read_bytes()
        assert (folder / "site/reports/chengguan/2024" / name).read_bytes() == new
    assert '<link rel="canonical" href="../../yi-chengguan/2024/">' in old and "<script" not in old
    assert verify(folder, folder / "site") == [], "the copies at the old address are no report of their own"
    fresh = fresh_clone(folder, tmp_path / "b")
    make(fresh)
    assert digests(fresh / "site") == digests(folder / "site")


# --------------------------------------------------------------------------- versions


def test_the_newest_publication_is_shown_whatever_the_files_are_called(tmp_path: Path) -> None:
    folder = built(tmp_path / "a", JIA, 甲="示例甲县城关镇人民政府")
    text = text_of("示例甲县城关镇人民政府")
    files = files_of_reports(folder)
    [first] = read_ledger(folder).entries.values()
    own = page(folder, first.address)
    assert 'rel="canonical" href="../"' in own
    put(folder, "2024/更正.md", text.replace("2025年1月", "2025年2月").replace("625条", "626条"))
    make(folder)
    shown = page(folder, "reports/jia-chengguan/2024/")
    assert "626条" in shown and "这一年度的报告有 2 版" in shown
    assert "625条" in page(folder, first.address)
    second = next(e for e in read_ledger(folder).entries.values() if e.version == 2)
    changed = page(folder, f"{second.address}changes/")
    assert "第 1 版" in changed and "<del>" in changed
    files |= files_of_reports(folder)
    ledger = next((folder / "content/ledger").glob("2*.csv"))
    lines = ledger.read_text(encoding="utf-8-sig").splitlines()
    at = lines[0].split(",").index("superseded_by")
    table = [line.split(",") for line in lines]
    next(row for row in table if row[1] == second.sha256)[at] = first.sha256
    ledger.write_text("\n".join(",".join(row) for row in table) + "\n", encoding="utf-8")
    make(folder)
    assert "625条" in page(folder, "reports/jia-chengguan/2024/"), "a person's word comes first"
    assert "626条" in page(folder, second.address)
    gone = {a for a in files if not (folder / "site" / a).is_file()}
    assert not gone, "every file that was published answers"
    fresh = fresh_clone(folder, tmp_path / "b")
    make(fresh)
    assert digests(fresh / "site") == digests(folder / "site")


def test_two_branches_that_each_added_a_version_are_numbered_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two people add a corrected report each; git joins the lines of both ledgers (``merge=union``)."""
    text = text_of("示例甲县城关镇人民政府")
    base = built(tmp_path / "base", JIA, 甲="示例甲县城关镇人民政府")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, more in ((ours, "\n更正一。\n"), (theirs, "\n更正二。\n")):
        shutil.copytree(base, folder)
        put(folder, f"2024/{folder.name}.txt", text + more)
        make(folder)
    published = {e.address for f in (ours, theirs) for e in read_ledger(f).entries.values()}
    [mine], [other] = (list((f / "content/ledger").glob("2*.csv")) for f in (ours, theirs))
    lines = mine.read_text(encoding="utf-8-sig").splitlines()
    lines += [line for line in other.read_text(encoding="utf-8-sig").splitlines() if line not in lines]
    mine.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(theirs / "content/reports/2024/theirs.txt", ours / "content/reports/2024")
    shutil.rmtree(ours / "build")
    fresh = fresh_clone(ours, tmp_path / "fresh")
    monkeypatch.chdir(ours)
    assert cli.main(["build", "--quiet"]) == 0
    assert "都是第 2 版" in capsys.readouterr().err
    entries = sorted(read_ledger(ours).entries.values(), key=lambda e: e.version)
    assert [e.version for e in entries] == [1, 2, 3] and entries[1].sha256 < entries[2].sha256
    assert {e.address for e in entries} == published
    assert all((ours / "site" / a / "index.html").is_file() for a in published)
    assert cli.main(["build", "--quiet"]) == 0
    assert "都是第 2 版" not in capsys.readouterr().err, "told once"
    make(fresh)
    assert digests(fresh / "site") == digests(ours / "site")


def test_git_is_told_what_to_do_with_content_in_every_archive(tmp_path: Path) -> None:
    init.make(tmp_path / "archive")
    assert (tmp_path / "archive/.gitattributes").read_text("utf-8") == init.ATTRIBUTES
    assert (ROOT / ".gitattributes").read_text("utf-8").endswith(init.ATTRIBUTES)


def test_a_mark_of_a_git_conflict_is_named(tmp_path: Path) -> None:
    folder = office(tmp_path, JIA)
    register = folder / "content/agencies.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text + f"<<<<<<< HEAD\n{YI}\n=======\n>>>>>>> x\n", encoding="utf-8")
    with pytest.raises(Refusal, match="conflict-marks") as caught:
        make(folder)
    assert caught.value.values == {"file": "agencies.csv", "line": 3}
    answers = folder / "content/answers/jia-chengguan/2024.toml"
    answers.parent.mkdir(parents=True)
    answers.write_text("<<<<<<< HEAD\n=======\n>>>>>>> x\n", encoding="utf-8")
    assert [refusal.code for refusal in read_amendments(folder)[1].values()] == ["conflict-marks"]


def test_the_ledger_that_a_build_holds_is_the_one_that_the_next_build_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random rows of few originals at few paths, with days that a wrong clock sets back, and cells filled in later."""
    for seed in range(40):
        dice, root = random.Random(seed), tmp_path / str(seed)
        ledger = read_ledger(root)
        for _ in range(4):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(dice.randrange(4) * 86_400))
            shas = ["abcd"[dice.randrange(4)] * 64 for _ in range(2)]
            new = [Entry(f"2024/{dice.randrange(3)}.txt", s, 1, today(), f"id-{s[0]}", 2024, 1) for s in shas]
            filled = {dice.choice(list(ledger.entries)): {"removed": today()}} if ledger.entries else {}
            write_rows(root, new, filled)
            ledger = updated_ledger(ledger, new, filled)
            assert ledger.entries == (read := read_ledger(root)).entries, seed
            assert {p: set(s) for p, s in ledger.paths.items()} == {p: set(s) for p, s in read.paths.items()}, seed


# --------------------------------------------------------------------------- withdrawal


def insides(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file, and of everything packed in it: ZIP, gzip, zlib, cells of a SQLite file."""
    yield data
    packed: Iterable[bytes] = ()
    if data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            packed = [file.read(name) for name in file.namelist()]
    elif data.startswith(b"\x1f\x8b"):
        packed = [gzip.decompress(data)]
    elif data.startswith(b"SQLite format 3\0"):
        packed = cells_of(data)
    elif data[:1] == b"\x78":
        with suppress(zlib.error):
            packed = [zlib.decompress(data)]
    for inner in packed:
        yield from insides(inner)


def cells_of(data: bytes) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as store:
            for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in store.execute(f'SELECT * FROM "{table}"'):
                    yield from (cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


def holding(folder: Path, needles: Collection[bytes]) -> list[str]:
    """Return the files that contain one of these anywhere, packed or not."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [p.as_posix() for p in files if any(n in part for part in insides(p.read_bytes()) for n in needles)]


def test_of_a_withdrawn_pdf_no_picture_stays_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    original = folder / "content/reports/2024/某.pdf"
    shutil.copy(next(FIXTURES.glob("*.pdf")), original)
    make(folder)
    monkeypatch.chdir(folder)
    data = original.read_bytes()
    entry = next(e for e in read_ledger(folder).entries.values() if e.path == "2024/某.pdf")
    needles = {data, *(p.read_bytes() for p in folder.glob(f"site/reports/{entry.agency_id}/**/*.webp"))}
    assert len(needles) > 1 and len(holding(folder, needles)) > 2
    assert cli.main(["withdraw", f"reports/{entry.agency_id}/{entry.year}/", "--why", "隐私", "--who", "办公室"]) == 0
    assert holding(folder, needles) == []


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        ("reports/a/2024/", ["2024/1.txt", "2024/2.txt"]),
        ("https://example.gov.cn/reports/a/2024/index.html", ["2024/1.txt", "2024/2.txt"]),
        ("reports/a/2024/{two:.12}/", ["2024/2.txt"]),
        ("content/reports/2024/2.txt", ["2024/2.txt"]),
        ("{two:.8}", ["2024/2.txt"]),
        ("reports/a/2022/", []),
    ],
)
def test_what_is_named_is_withdrawn_and_nothing_else(tmp_path: Path, named: str, gone: list[str]) -> None:
    """The archive has two versions of one year, and the report of the year before."""
    held = {path: hashlib.sha256(path.encode()).hexdigest() for path in ("2023/1.txt", "2024/1.txt", "2024/2.txt")}
    for path in held:
        put(tmp_path, path, path)
    years = [(path, sha256, int(path[:4])) for path, sha256 in held.items()]
    write_rows(
        tmp_path, [Entry(p, s, archived="2026-01-01", agency_id="a", year=y, version=1) for p, s, y in years], {}
    )
    report = named.format(two=held["2024/2.txt"])
    if gone:
        withdraw(tmp_path, report, "隐私投诉", "县政务公开办")
    else:
        with pytest.raises(Refusal, match="withdraw-unknown"):
            withdraw(tmp_path, report, "隐私投诉", "县政务公开办")
    entries = read_ledger(tmp_path).entries
    assert [path for path, sha256 in held.items() if entries[sha256].withdrawn] == gone
    assert [path for path in held if not (tmp_path / "content/reports" / path).exists()] == gone


def test_a_withdrawn_report_leaves_a_notice_and_is_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    secret = "身份证号码一一零一零一"
    text = text_of("示例甲县城关镇人民政府").replace("坚持以人民为中心", secret)
    put(folder, "2024/甲.txt", text)
    put(folder, "2023/甲.txt", text_of("示例甲县城关镇人民政府", 2023))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    make(folder)
    put(folder, "2023/乙.txt", text_of("示例乙县城关镇人民政府", 2023))
    make(folder)
    monkeypatch.chdir(folder)
    assert cli.main(["package"]) == 0
    needles = {secret.encode(), json.dumps(secret)[1:-1].encode()}
    found = "".join(holding(folder, needles))
    for name in ("nianbao.zip", "store.sqlite", "site/data/nianbao.sqlite", "reports.jsonl.gz", "site.previous/"):
        assert name in found, f"the test looks into {name}"
    (folder / "build/nianbao.zip").unlink()
    assert cli.main(["withdraw", "reports/jia-chengguan/2024/", "--why", "隐私投诉", "--who", "县政务公开办"]) == 0
    assert holding(folder, needles) == []
    notice = page(folder, "reports/jia-chengguan/2024/")
    assert "已撤回" in notice and "隐私投诉" in notice and "县政务公开办" in notice
    assert not (folder / "content/reports/2024/甲.txt").exists()
    assert addresses(folder) == {
        f"reports/{a}/{y}/" for a, y in (("jia-chengguan", 2023), ("yi-chengguan", 2023), ("yi-chengguan", 2024))
    }
    assert cli.main(["undo"]) == 2, "there is no way back"
    assert cli.main(["package"]) == 0
    assert holding(folder, needles) == []
    entry = next(e for e in read_ledger(folder).entries.values() if e.withdrawn)
    assert entry.sha256 and "compare" in page(folder, "compare/agencies/jia-chengguan/2023-2024")
    again = tmp_path / "again.txt"
    again.write_text(text, encoding="utf-8")
    assert cli.main(["add", "--yes", str(again)]) == 3, "the same bytes are not taken in again"
    put(folder, "2024/又.txt", text)  # a person puts the file back by hand
    make(folder)
    assert addresses(folder) == {
        f"reports/{a}/{y}/" for a, y in (("jia-chengguan", 2023), ("yi-chengguan", 2023), ("yi-chengguan", 2024))
    }
    (folder / "content/reports/2024/又.txt").unlink()
    make(folder)
    fresh = fresh_clone(folder, tmp_path / "b")
    make(fresh)
    assert digests(fresh / "site") == digests(folder / "site")


# --------------------------------------------------------------------------- neighbours


def test_a_report_that_comes_changes_the_pages_of_its_neighbours_and_no_others(tmp_path: Path) -> None:
    """A page names three reports before it and three after it in the same place; the neighbours of a city agency come
    from the whole city."""
    towns = [f"海原县{n}乡人民政府" for n in "甲乙丙丁戊己庚辛壬癸"]
    rows = [f"t{at},{name},,宁夏回族自治区,中卫市,海原县,6405221{at:02},乡,乡镇街道" for at, name in enumerate(towns)]
    archive = office(tmp_path, *rows, "t45,中卫市人民政府,,宁夏回族自治区,中卫市,,640500,市,政府")

    def unlike(name: str) -> str:  # identical texts would cause a finding, and thus change every page with it
        lines = text_of(name).split("\n")
        return "\n".join(x if "\t" in x or len(x) < 25 else f"{x[:9]}{name}{at}" for at, x in enumerate(lines))

    for name in (*towns[:5], *towns[6:], "中卫市人民政府"):
        put(archive, f"2024/{name}.txt", unlike(name))
    make(archive)
    before = {path: path.stat().st_mtime_ns for path in archive.glob("site/reports/*/2024/index.html")}
    put(archive, f"2024/{towns[5]}.txt", unlike(towns[5]))
    make(archive)
    assert "海原县己乡" in page(archive, "reports/t45/2024/") and "海原县己乡" in page(archive, "reports/t2/2024/")
    anew = {path.parent.parent.name for path, time in before.items() if path.stat().st_mtime_ns != time}
    assert anew == {"t2", "t3", "t4", "t6", "t7", "t8", "t45"}
    step = digests(archive / "site")
    for name in ("build", "site", "site.previous"):
        shutil.rmtree(archive / name)
    make(archive)
    assert digests(archive / "site") == step


# --------------------------------------------------------------------------- data files


def test_a_year_of_which_only_the_ledger_knows_stops_no_build(tmp_path: Path) -> None:
    """A computer has only ``content/``, without the originals of one year, whose removal was allowed."""
    folder = office(tmp_path / "a", JIA, YI)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2023/乙.txt", text_of("示例乙县城关镇人民政府", 2023))
    make(folder)
    fresh = fresh_clone(folder, tmp_path / "b")
    (fresh / "content/reports/2023/乙.txt").unlink()
    assert make(fresh, allow_removal=True) == {"reports/jia-chengguan/2024/"}
    with closing(sqlite3.connect(fresh / "site/data/nianbao.sqlite")) as db:
        assert db.execute("select count(*) from versions").fetchone() == (2,)
        assert db.execute("select agency_id from reports").fetchall() == [("jia-chengguan",)]
    made = digests(fresh / "site")
    make(fresh)
    assert digests(fresh / "site") == made


def test_a_data_file_of_which_nothing_is_left_keeps_its_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that reads the figures of a city every night finds no data, but not a missing address."""
    other = YI.replace("示例省,示例市,示例乙县,990122100", "另例省,另例市,示例乙县,980122100")
    folder = office(tmp_path / "a", JIA, other)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    put(folder, "2023/乙.txt", text_of("示例乙县城关镇人民政府", 2023))
    make(folder)
    files = {a for a in digests(folder / "site") if a.startswith(("data/", "indicators/")) and "/ask-" not in a}
    full = (folder / "site/data/2024/cells-980100.csv").read_bytes()
    monkeypatch.chdir(folder)
    for year in (2023, 2024):  # all of a year, and all of a city
        address = f"reports/yi-chengguan/{year}/"
        assert cli.main(["withdraw", address, "--why", "隐私", "--who", "办公室"]) == 0
    register = folder / "content/agencies.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(
        text.replace("示例省,示例市,示例甲县,990121100", "示例省,某市,示例甲县,990321100"), encoding="utf-8"
    )
    make(folder)
    assert files <= digests(folder / "site").keys()
    for year in (2023, 2024):
        for name in (f"{year}/cells-980100.csv", f"{year}/totals-980100.csv"):
            (head,) = (folder / "site/data" / name).read_text(encoding="utf-8").splitlines()
            assert head.split(",")[1] in ("agency_id", "table"), "the head, and no rows"
        assert (folder / f"site/data/{year}/reports-980100.jsonl").read_bytes() == b""
    for name in ("cells", "reports"):
        packed = gzip.decompress((folder / f"site/data/2023/{name}.csv.gz").read_bytes())
        assert packed.startswith(b"report,") and packed.count(b"\n") == 1
    described = json.loads((folder / "site/data/2023/datapackage.json").read_text(encoding="utf-8"))
    assert "cells-980100.csv" in str(described)
    assert cli.main(["verify"]) == 0
    fresh = fresh_clone(folder, tmp_path / "b")
    make(fresh)
    assert digests(fresh / "site") == digests(folder / "site")
    put(folder, "2024/又.txt", text_of("示例乙县城关镇人民政府", more="\n"))  # a report of that city is added again
    make(folder)
    again = (folder / "site/data/2024/cells-980100.csv").read_bytes()
    assert again.count(b"\n") == full.count(b"\n")
