"""Test 双层 PDF: pages that are pictures with a text layer from the scanner's OCR beneath."""

from __future__ import annotations

import json
from typing import Any

import pytest
from made_office import PAIR, pages
from made_pdf import Sheet, pdf

from build_scripts.extraction.extract import read
from build_scripts.findings import message
from build_scripts.model import Refusal, State

SHOWN, UNDER = " 0 Tr ", " 3 Tr "


def layered(*, picture: bool = True, hidden: bool = True, above: bool = False) -> bytes:
    """Return the report of an office suite as a scanner delivers it; ``above`` paints the picture over the text."""
    sheets = pages()
    for sheet in sheets:
        marks = [mark for mark in sheet.marks if " Tr " in mark]
        words = [mark.replace(SHOWN, UNDER if hidden else SHOWN) for mark in marks]
        scan = Sheet()
        scan.picture(0, 0, sheet.width, sheet.height)
        sheet.marks = [*words, *scan.marks] if above else [*(scan.marks if picture else ()), *words]
    return pdf(*sheets)


@pytest.mark.parametrize("how", [{}, {"hidden": False, "above": True}], ids=["invisible", "under the picture"])
def test_the_layer_is_read_as_a_draft(how: dict[str, Any]) -> None:
    report = read(layered(**how))
    [draft] = [f for f in report.findings if f.code == "source.scan"]
    assert "第 1–5 页是图片" in message(draft) and "看不见的文字" in message(draft)
    doubted = {(f.table, f.row) for f in report.findings if f.code == "value.low-confidence"}
    assert doubted >= {(table.key, row.key) for table in report.tables for row in table.rows if row.label}
    assert {f.section for f in report.findings if f.code == "value.low-confidence"} >= {"overview", "problems"}
    truth = json.loads(PAIR.with_suffix(".json").read_text(encoding="utf-8"))
    for row in report.requests.rows:
        if row.cells[0].state is not State.ABSENT:
            assert [cell.raw for cell in row.cells] == truth["table3"][row.key]


def test_invisible_text_without_a_picture_is_no_report() -> None:
    with pytest.raises(Refusal, match="scanned"):
        read(layered(picture=False))
