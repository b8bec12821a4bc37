"""Pages that are pictures, where nothing recognises text: refused with the way out, or told when they hold no report."""

from __future__ import annotations

from pathlib import Path

import pytest
from scans import FIXTURE, with_cover

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


def test_half_a_report_is_never_published() -> None:
    pdf = (REPORTS / "l01_lo_official.pdf").read_bytes()
    with pytest.raises(Refusal) as refused:
        read(with_cover(pdf, without=2))
    assert refused.value.code == "scanned" and refused.value.values == {"pages": "第 3 页"}
