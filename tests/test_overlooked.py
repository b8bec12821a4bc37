"""Test that no file in ``content/`` is ignored silently, except files that operating systems leave there."""

from __future__ import annotations

from pathlib import Path

from build_scripts.archive.add import files_of
from build_scripts.archive.file_changes import scan
from build_scripts.archive.overlooked import other_years, overlooked
from build_scripts.content import durable, file_names
from build_scripts.content.registry import COLUMNS, read_registry

STRANGE = (
    "更正/2024.toml", "报告/甲.docx", "乙.docx", "reports/2024/.丙.docx", "reports/.stversions/丁.docx", "corrections/2024.toml",
    "corrections/jia/2024.toml.txt", "ledger/2026 - 副本.csv",
)  # fmt: skip
KNOWN = ("reports/2024/甲.docx", "reports/Thumbs.db", "reports/2024/~$甲.docx", ".DS_Store", "corrections/jia/2024.toml",
         "agencies.csv", "ledger/2026.csv")  # fmt: skip


def test_what_no_build_looks_at_is_named(tmp_path: Path) -> None:
    for name in (*STRANGE, *KNOWN):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "content/reports/2024/链接.docx").symlink_to(tmp_path / "content/乙.docx")
    said = "\n".join(overlooked(tmp_path))
    for name in (*STRANGE, "reports/2024/链接.docx"):
        named = name.split("/")[0] if name[0] in "更报" else name.removesuffix("/丁.docx")
        assert f"content/{named}" in said, name
    assert [*scan(tmp_path)] == ["2024/甲.docx"]
    assert [p.name for p in files_of([tmp_path / "content/reports"])] == ["甲.docx", "链接.docx"]
    for name in ("Thumbs.db", "~$", ".DS_Store", "content/corrections/jia/2024.toml、"):
        assert name not in said


def test_a_report_in_the_folder_of_another_year_is_told(tmp_path: Path) -> None:
    keys = {
        "2021/甲.pdf": ("jia", 2024),
        "2024年/乙.pdf": ("yi", 2023),
        "2024/丙.pdf": ("bing", 2024),
        "丁.pdf": ("ding", 2024),
    }
    (said,) = other_years([*keys, "2021/扫描件.pdf"], keys)
    assert "content/reports/2021/甲.pdf（2024 年）、content/reports/2024年/乙.pdf（2023 年）。" in said
    assert [*other_years(["2024/丙.pdf"], keys)] == [], "those that lay there before were told before"


PORTABLE = ("2024/甲县.docx", "2024/甲 县（第2版）.PDF", "2024/console.txt", "2024/con甲.txt", "2024/.甲", "2024/é.txt")
UNHELD = (
    "2024/CON.txt", "2024/nul.tar.docx", "aux/甲.txt", "2024/Com1", "2024/lpt².txt", "2024/甲.", "2024/甲 /乙.txt", "2024/甲:乙.txt",
    "2024/甲?.txt", "2024/甲\n乙.txt", "2024/甲\\乙.txt", f"2024/{'很长的名字' * 40}.txt",
)  # fmt: skip


def test_names_that_another_computer_could_not_hold_are_told(tmp_path: Path) -> None:
    assert all(map(file_names.is_portable, PORTABLE)) and not any(map(file_names.is_portable, UNHELD))
    same = ["2024/甲.pdf", "2024/甲.PDF", "2024/e\u0301.txt", "2024/\u00e9.txt", "2024/乙.txt"]
    assert file_names.colliding(same) == same[:4]
    for name in (*UNHELD[:3], *same):
        path = tmp_path / "content/reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    unheld, one = overlooked(tmp_path)
    assert (
        "在 Windows 上放不下：content/reports/2024/CON.txt、content/reports/2024/nul.tar.docx、content/reports/aux"
        in unheld
    )
    assert "content/reports/2024/甲.PDF 等 4 个" in one


def test_the_name_that_an_original_gets_fits_every_computer() -> None:
    long = "很长的名字" * 30
    for name in (
        "甲/乙局",
        "CON",
        "con.局",
        "LPT1",
        "甲局. ",
        "..",
        f"{'甲' * 59} 乙",
        "",
        'a"b\x7f',
        long,
        "\U00020164" * 80,
    ):
        given = file_names.safe(name)
        assert given and file_names.is_portable(f"2024/{given}.txt") and len(f"{given}（第12版）.docx".encode()) <= 255
    assert file_names.safe("甲县乙局") == "甲县乙局"


def test_a_file_with_the_longest_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'示' * 83}ab.txt"  # 255 bytes
    durable.write(path, b"1")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(path.name, b"1")]


def test_marks_of_direction_do_not_survive_in_the_register(tmp_path: Path) -> None:
    row = {"agency_id": "jia", "name": "甲县\u202e府政民人\u2066"}
    file = tmp_path / "agencies.csv"
    file.write_text(",".join(COLUMNS) + "\n" + ",".join(row.get(c, "") for c in COLUMNS) + "\n", encoding="utf-8")
    assert read_registry(file).agencies[0].name == "甲县府政民人"
