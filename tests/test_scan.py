"""Test scans read by the extra ``nianbao[ocr]``: every figure is in doubt until a person confirms it.

Collected only where the extra is installed (``conftest.py``); ``test_pictures.py`` tests the behaviour without it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from scans import FIXTURE, cover, pictures, pictures_to_pdf, printed

from build_scripts import readers
from build_scripts.content.amendments import Amendments, answered
from build_scripts.extraction.extract import read
from build_scripts.findings import message
from build_scripts.model import Answer, Grid, Refusal, Report
from build_scripts.serialize import from_json, unpack
from build_scripts.wording import fold, squeeze
from build_scripts.workers import sandbox


@pytest.fixture(scope="module")
def scan() -> Report:
    """Read the scan as ``build`` does: in a subprocess, within the memory limit."""
    [(_, _, result)] = sandbox.read_all([("scan", FIXTURE)], 1)
    assert not isinstance(result, Refusal), result.code
    return from_json(unpack(result))


def test_a_scan_askew_and_on_its_side_is_read_cell_by_cell(scan: Report) -> None:
    for found, wanted in zip(scan.tables, printed().tables, strict=True):
        assert [[c.raw for c in row.cells] for row in found.rows] == [[c.raw for c in row.cells] for row in wanted.rows]


def test_the_text_of_a_scan_is_read_in_its_sections(scan: Report) -> None:
    assert scan.title == printed().title
    for wanted in printed().sections:
        found = [fold(squeeze(p.text)) for p in scan.section(wanted.key).paragraphs]
        assert found == [fold(squeeze(p.text)) for p in wanted.paragraphs]


def test_the_draft_and_every_row_of_it_are_marked(scan: Report) -> None:
    [draft] = [f for f in scan.findings if f.code == "source.scan"]
    assert "第 1–3 页" in message(draft) and draft.location == ""
    marked = {(f.table, f.row) for f in scan.findings if f.code == "value.low-confidence"}
    assert marked >= {(table.key, row.key) for table in scan.tables for row in table.rows}
    assert {f.section for f in scan.findings if f.code == "value.low-confidence"} >= {"overview", "problems"}
    assert scan.source.reader.startswith("pdf+rapidocr-")


def test_who_confirms_the_scan_answers_every_doubt_of_the_reading(scan: Report) -> None:
    answer = Answer("confirmed", "已逐格核对", "李明", "2026-02-01")
    said = Amendments(answers={(scan.source.sha256, "source.scan", ""): answer})
    findings = answered(scan, said).findings
    assert all(f.answer == answer for f in findings if f.code in ("source.scan", "value.low-confidence"))
    assert not any(f.answer for f in findings if f.code not in ("source.scan", "value.low-confidence"))
    explained = Amendments(answers={(scan.source.sha256, "source.scan", ""): replace(answer, verdict="explained")})
    assert [f.code for f in answered(scan, explained).findings if f.answer] == ["source.scan"]


def test_a_picture_file_is_a_scan_of_one_page() -> None:
    page = pictures(FIXTURE.read_bytes())[1]
    written = BytesIO()
    page.save(written, "PNG")
    document = readers.read(written.getvalue())
    assert document.reader.startswith("picture+rapidocr-") and document.doubts[0][0] == "source.scan"
    texts = [c.text for block in document.blocks if isinstance(block, Grid) for row in block.rows for c in row if c]
    assert {c.raw for row in printed().requests.rows for c in row.cells} <= set(texts)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n broken", b"\xff\xd8\xff\xe0 broken"])
def test_a_broken_picture_is_damaged(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        readers.read(data)
    assert refused.value.code == "damaged"


def test_pages_without_a_word_are_no_report() -> None:
    with pytest.raises(Refusal) as refused:
        read(pictures_to_pdf([cover()]))
    assert refused.value.code == "unrecognised"
