"""Test that any sequence of changes to an archive results in the site that a full build gives."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archives import FIXTURES, built_project, digests, fresh_clone, make, small_built_project, small_project

from build_scripts.archive.store import Store
from build_scripts.build import build
from build_scripts.progress import Progress
from build_scripts.site import write
from build_scripts.workers import processes, sandbox


def shared(folder: Path) -> dict[str, str]:
    """Build as an archive is built that is large enough for several processes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "SHARING_THRESHOLD", 1)
        return make(folder)


def test_changes_end_in_the_same_site_as_a_full_build(tmp_path: Path) -> None:
    """Add, change, rename, remove, in turns with several processes and with one: after each step the site equals one
    built from scratch."""
    step = small_built_project(tmp_path / "step")
    reports = step / "content/reports"

    def full(name: str) -> dict[str, str]:
        return make(fresh_clone(step, tmp_path / name))

    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    (reports / "2024/己乡.txt").write_text(text, encoding="utf-8")
    (reports / "2023").mkdir()
    (reports / "2023/己乡.txt").write_text(text.replace("2024", "2023").replace("2025", "2024"), encoding="utf-8")
    assert shared(step) == full("added")
    (reports / "2024/己乡.txt").write_text(text.replace("625条", "626条"), encoding="utf-8")
    assert make(step) == full("changed")
    (reports / "2024/己乡.txt").rename(reports / "2024/改名.txt")
    assert shared(step) == full("renamed")
    (reports / "2024/第二份（第2版）.txt").write_text(text.replace("4532", "4533"), encoding="utf-8")
    assert make(step) == full("revised")
    for year in (2020, 2021, 2022):
        (reports / str(year)).mkdir()
        older = text.replace("2024", str(year)).replace("2025", str(year + 1))
        (reports / f"{year}/己乡.txt").write_text(older, encoding="utf-8")
    assert shared(step) == full("five years")
    (reports / "2022/己乡.txt").unlink()
    assert make(step) == full("a year less")
    (reports / "2022/己乡.txt").write_text(older, encoding="utf-8")
    for year in (2020, 2021):
        (reports / f"{year}/己乡.txt").unlink()
    assert make(step) == full("other years less")
    (reports / "2022/己乡.txt").unlink()
    for path in ("2024/改名.txt", "2024/己乡（第1版）.txt", "2024/第二份（第2版）.txt", "2023/己乡.txt"):
        (reports / path).unlink()
    after = shared(step)
    assert after == full("removed")
    # The register keeps the agency and its permanent address. Of its reports only the notices at their addresses and
    # the news of the removal remain.
    left = {path for path in after if "shili" in path}
    assert {path.rpartition("/")[2] for path in left if "/updates/" not in path} == {"index.html", "figures.json"}
    figures = json.loads((step / "site/compare/agencies/shilixianji/figures.json").read_bytes())
    assert figures["years"] == figures["doubts"] == {}, "what was published stays, empty"
    assert {f"reports/shilixianji/{year}/index.html" for year in range(2020, 2025)} < left
    assert "不在馆内" in (step / "site/reports/shilixianji/2024/index.html").read_text(encoding="utf-8")
    empty = [
        p for part in ("site", "build/docs") for p in (step / part).rglob("*") if p.is_dir() and not any(p.iterdir())
    ]
    assert not empty


def test_a_text_shared_with_another_agency_is_noted_on_both_as_long_as_both_are_there(
    tmp_path: Path,
) -> None:
    folder = small_built_project(tmp_path / "step")
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    reports = folder / "content/reports/2024"
    (reports / "己乡.txt").write_text(text, encoding="utf-8")
    alone = make(folder)

    def noted(name: str) -> bool:
        page = (folder / f"site/reports/{name}/2024/index.html").read_text(encoding="utf-8")
        return "同一年度的报告相同" in page

    assert not noted("shilixianji")
    (reports / "庚乡.txt").write_text(text.replace("己乡", "庚乡"), encoding="utf-8")
    both = shared(folder)
    assert noted("shilixianji") and noted("shilixiangeng")
    assert make(fresh_clone(folder, tmp_path / "full")) == both
    (reports / "庚乡.txt").unlink()
    assert make(folder).items() >= {a: d for a, d in alone.items() if "shilixianji/2024" in a}.items()


def test_another_look_gives_the_site_that_a_full_build_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This also holds when a report is added at the same time, when the site is lost, and when the plain pages are lost
    as well. The content of the pages is ready in the store: no page is made again."""
    step = small_built_project(tmp_path / "step")
    page = (step / "site/reports/xiaopu/2024/index.html").read_bytes()
    assert make(step) == digests(step / "site")

    def full(name: str) -> dict[str, str]:
        return make(fresh_clone(step, tmp_path / name))

    with (step / "overrides/assets/nianbao.css").open("a", encoding="utf-8", newline="\n") as style:
        style.write(".nb-footnote { color: green; }\n")
    footer = step / "overrides/partials/footer.html"
    footer.write_text(footer.read_text(encoding="utf-8") + "<p>又一个页脚</p>\n", encoding="utf-8", newline="\n")
    with monkeypatch.context() as made:
        made.setattr(write, "prepare", lambda page: pytest.fail(page.address))
        shown = make(step)
    assert shown == full("look")
    assert (step / "site/reports/xiaopu/2024/index.html").read_bytes() != page
    words = footer.read_text(encoding="utf-8")
    footer.write_text(words + "<p>再一个页脚</p>\n", encoding="utf-8", newline="\n")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", step / "content/reports/2024/己乡.txt")
    assert make(step) == full("look and report")
    footer.write_text(words, encoding="utf-8", newline="\n")
    full("report")
    for name, lost in (
        ("report", ("site", "site.previous")),
        ("look and report", ("site", "build/docs")),
        ("report", ("build/docs/reports",)),
    ):
        for part in lost:
            shutil.rmtree(step / part)
        shutil.copy(tmp_path / name / "overrides/partials/footer.html", footer)
        assert make(step) == digests(tmp_path / name / "site")
        assert digests(step / "build/docs") == digests(tmp_path / name / "build/docs")


def test_one_bad_file_stops_nobody_and_is_named(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
    outcome = build(folder, Progress(quiet=True), jobs=1)
    assert [(path, code) for path, code, _ in outcome.refused] == [("2024/坏文件.pdf", "truncated")]
    assert "坏文件.pdf" in (folder / "site/quality/refused/index.html").read_text(encoding="utf-8")
    assert (folder / "site/reports/haiyuan-haicheng/2024/index.html").is_file()


def test_strict_publishes_nothing_when_a_file_is_refused(tmp_path: Path) -> None:
    folder = small_built_project(tmp_path)
    before = digests(folder / "site")
    (folder / "content/reports/2024/坏文件.pdf").write_bytes(b"%PDF-1.7\n broken")
    (folder / "content/reports/2024/小铺乡.txt").unlink()
    build(folder, Progress(quiet=True), strict=True, jobs=1, allow_removal=True)
    assert digests(folder / "site") == before
    (folder / "content/reports/2024/坏文件.pdf").unlink()
    assert "reports/xiaopu/2024/report.json" not in make(folder)


def test_hostile_reports_come_out_as_text(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    hostile = (
        "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}[点我](javascript:window.pwned=1)"
    )
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8").replace("明确专人负责", hostile)
    (folder / "content/reports/2024/'\"><img src=x onerror=alert(1)>.txt").write_text(text, encoding="utf-8")
    make(folder)
    page = next((folder / "site/reports").glob("shili*/2024/index.html")).read_text(encoding="utf-8")
    assert "&lt;script&gt;window.pwned=1&lt;/script&gt;" in page
    assert "{{7*7}}" in page and "[点我](javascript:window.pwned=1)" in page
    assert "<img" not in page and 'href="javascript' not in page


def test_a_changed_a_repeated_and_a_second_original_are_named(tmp_path: Path) -> None:
    folder = built_project(tmp_path)
    reports = folder / "content/reports/2024"
    changed = reports / "叶城县河园镇人民政府.txt"
    changed.write_bytes(changed.read_bytes().replace("无".encode(), "没有".encode(), 1) + b"\n")
    shutil.copy(reports / "小铺乡.txt", reports / "小铺乡的副本.txt")
    second = (reports / "海原县海城镇人民政府.txt").read_text(encoding="utf-8").replace("425 条", "426 条")
    (reports / "海原县海城镇人民政府（第2版）.txt").write_text(second, encoding="utf-8")
    make(folder)

    def page(name: str) -> str:
        return (folder / f"site/reports/{name}/2024/index.html").read_text(encoding="utf-8")

    assert "原件被改动过" in page("yecheng-heyuan")
    assert "小铺乡的副本.txt" in page("xiaopu")
    assert "426 条" in page("haiyuan-haicheng") and "同一机关同一年度有不同的原件" in page("haiyuan-haicheng")
    versions = (folder / "site/reports/haiyuan-haicheng/2024").glob("*/index.html")
    assert sum("425 条" in version.read_text(encoding="utf-8") for version in versions) == 1, (
        "the older stands by itself"
    )


def test_a_saved_web_page_never_runs_on_the_site(tmp_path: Path) -> None:
    """Its bytes are published unchanged under a name that no server sends as HTML."""
    folder = small_project(tmp_path)
    page = (FIXTURES / "h13_html_plain.html").read_bytes().replace(b"<body>", b"<body><script>window.pwned=1</script>")
    (folder / "content/reports/2024/web.html").write_bytes(page)
    shutil.copy(FIXTURES / "m01_md_pipe.md", folder / "content/reports/2024/page.md")
    make(folder)
    originals = [p for p in (folder / "site/reports").rglob("original.*") if p.name.endswith(("html.txt", "md.txt"))]
    assert {p.name for p in originals} == {"original.html.txt", "original.md.txt"}
    assert page in [p.read_bytes() for p in originals]
    assert not any(p.suffix == ".html" and p.name != "index.html" for p in (folder / "site/reports").rglob("*.html"))


def test_the_store_alone_is_enough_in_a_new_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate a CI job that keeps the store and checks out everything else anew: no original is read, no page is made,
    no report is checked again."""
    before = make(small_project(tmp_path / "here"))
    there = small_project(tmp_path / "there")
    for path in (there / "content").rglob("*.txt"):
        os.utime(path, (1, 1))
    (there / "build").mkdir()
    shutil.copy(tmp_path / "here/build/store.sqlite", there / "build")
    monkeypatch.setattr(sandbox, "read_all", lambda items, jobs: pytest.fail(str(items)) if items else iter(()))
    monkeypatch.setattr(write, "prepare", lambda page: pytest.fail(page.address))
    monkeypatch.setattr(Store, "report", lambda _, address: pytest.fail(address))
    assert make(there) == before
    assert digests(there / "build/docs") == digests(tmp_path / "here/build/docs")


def test_a_store_of_another_layout_keeps_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of nianbao makes all pages again, but reading a large archive again would take hours."""
    folder = small_built_project(tmp_path)
    before = digests(folder / "site")
    with closing(sqlite3.connect(folder / "build/store.sqlite")) as db:
        db.execute("drop table agencies")
        db.execute("create table left_over (text)")
        db.execute("pragma user_version = 1")
    monkeypatch.setattr(sandbox, "read_all", lambda items, jobs: pytest.fail(str(items)) if items else iter(()))
    assert make(folder) == before


@pytest.mark.parametrize("leftover", [b"not a database at all", b"SQLite format 3\0" + b"\0" * 500])
def test_a_damaged_or_foreign_store_is_made_again(tmp_path: Path, leftover: bytes) -> None:
    folder = small_built_project(tmp_path)
    before = digests(folder / "site")
    (folder / "build/store.sqlite").write_bytes(leftover)
    assert make(folder) == before
