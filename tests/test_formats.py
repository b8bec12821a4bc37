"""Formats that people hand in: one row of ``FORMATS`` each, and the same report read from every one of them."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path

import pytest
from test_site import make, project

from build_scripts import readers
from build_scripts.archive.add import files_of
from build_scripts.archive.intake import is_litter
from build_scripts.readers import FORMATS, Format, read_text

FIXTURES = Path(__file__).parent / "fixtures" / "reports"
# What a browser runs or shows as a page when a server says so, as servers do by the ending.
RUNNABLE = (
    "html",
    "htm",
    "xhtml",
    "xht",
    "shtml",
    "xml",
    "xsl",
    "svg",
    "svgz",
    "mht",
    "mhtml",
    "eml",
    "js",
    "mjs",
    "wasm",
)
INERT = ("text/plain", "text/csv", "application/", "image/png", "image/jpeg", "image/tiff")


# --------------------------------------------------------------------------- one row


def test_a_new_format_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, filed, published, named on the page and in the method: nothing else has to be told of it."""
    row = Format(
        "示例格式",
        "application/x-shili",
        ".shili",
        "shili",
        lambda data: data.startswith(b"SHILI"),
        lambda data: read_text(data[5:].decode("utf-8")),
    )
    monkeypatch.setattr(readers, "FORMATS", (row, *FORMATS))
    folder = project(tmp_path)
    text = (FIXTURES / "t08_text_interleaved.txt").read_bytes()
    original = folder / "content/reports/2024/示例县己乡.shili"
    original.write_bytes(b"SHILI" + text)
    make(folder)
    published = next((folder / "site").rglob("original.shili"))
    assert published.read_bytes() == original.read_bytes()
    assert "示例格式" in (published.parent / "index.html").read_text(encoding="utf-8")
    assert "示例格式" in (folder / "site/about/method/index.html").read_text(encoding="utf-8")
    original.unlink()
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", original.with_suffix(".txt"))
    make(folder)
    assert not published.exists() and published.with_suffix(".txt").exists()


def test_no_original_stands_under_an_ending_that_a_browser_runs() -> None:
    for row in FORMATS:
        if not row.media_type:
            continue
        assert row.published.rpartition(".")[2] not in RUNNABLE, row
        guessed = mimetypes.guess_type(f"original.{row.published}")[0] or "application/octet-stream"
        assert guessed.startswith(INERT) and "xml" not in guessed.replace("openxmlformats", ""), row
        assert row.name and row.suffix.startswith(".")


def test_addresses_of_safe_kinds_are_the_old_ones() -> None:
    old = {"application/pdf": "pdf", "text/html": "html.txt", "text/markdown": "md.txt", "text/plain": "txt"}
    for media_type, ending in old.items():
        assert readers.format_of(media_type).published == ending
    assert {"docx", "doc", "odt", "rtf", "png", "jpg", "tif"} < readers.published_endings()


def test_what_systems_leave_beside_files_is_passed_over(tmp_path: Path) -> None:
    for name in ("~$年报.docx", "Thumbs.db", ".DS_Store", "desktop.ini", "年报.txt"):
        (tmp_path / name).write_bytes(b"x")
        assert is_litter(name) == (name != "年报.txt")
    assert [p.name for p in files_of([tmp_path])] == ["年报.txt"]
    assert list(files_of([tmp_path / "~$年报.docx"])) == []
