"""Nothing in ``content/`` is passed over without a word, but for what systems leave there."""

from __future__ import annotations

from pathlib import Path

from build_scripts.archive.add import files_of
from build_scripts.archive.intake import scan
from build_scripts.archive.overlooked import overlooked
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


def test_marks_of_direction_do_not_survive_in_the_register(tmp_path: Path) -> None:
    row = {"agency_id": "jia", "name": "甲县\u202e府政民人\u2066"}
    file = tmp_path / "agencies.csv"
    file.write_text(",".join(COLUMNS) + "\n" + ",".join(row.get(c, "") for c in COLUMNS) + "\n", encoding="utf-8")
    assert read_registry(file).agencies[0].name == "甲县府政民人"
