"""Test pages that are pictures, without OCR: refused with advice, or reported when they contain no report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from scans import FIXTURE, with_cover
from test_permanence import make, office, page
from trees import tree_of

from build_scripts.extraction.extract import read
from build_scripts.findings import message
from build_scripts.model import Refusal, State
from build_scripts.readers.pdf import ocr

REPORTS = Path(__file__).parent / "fixtures/reports"


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "name", lambda: "")


def test_without_recognition_a_scan_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refusal) as refused:
        read(FIXTURE.read_bytes())
    assert refused.value.code == "scanned" and refused.value.values == {"pages": "第 1–3 页"}


def test_a_cover_is_told_and_hides_no_report() -> None:
    pdf = (REPORTS / "l01_lo_official.pdf").read_bytes()
    report = read(with_cover(pdf))
    assert [message(f)[:10] for f in report.findings if f.code == "source.picture"] == ["原件第 1 页是图片"]
    assert [t.rows for t in report.tables if t.rows[0].cells[0].state is State.ABSENT] == []


def test_a_page_that_was_not_read_is_shown_beside_what_says_so(tmp_path: Path) -> None:
    folder = office(tmp_path / "a")
    pdf = with_cover((REPORTS / "l01_lo_official.pdf").read_bytes())
    (folder / "content/reports/2024/甲.pdf").write_bytes(pdf)
    [address] = make(folder)
    html = tree_of(page(folder, address))
    [notice] = [
        n for n in html.xpath("//*[starts-with(@id, 'f')]") if "是图片" in n.text_content() and n.xpath(".//img")
    ]
    [image] = notice.xpath(".//img")
    assert image.get("alt") == "原件没有读出的一页的图。" and "原件第 1 页，没有读出的一页。" in notice.text_content()
    with Image.open(folder / "site" / address / image.get("src")) as drawn:
        assert drawn.size == (int(image.get("width")), int(image.get("height")))


def test_half_a_report_is_never_published() -> None:
    pdf = (REPORTS / "l01_lo_official.pdf").read_bytes()
    with pytest.raises(Refusal) as refused:
        read(with_cover(pdf, without=2))
    assert refused.value.code == "scanned" and refused.value.values == {"pages": "第 3 页"}
