"""Headers and footers of pages are listed once with the content that belongs to no section, without page numbers."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.shared import Cm
from made_files import open_document
from made_pdf import Sheet, pdf

from build_scripts import readers
from build_scripts.extraction.extract import read
from build_scripts.model import Grid, Paragraph, Report

TITLE = "海城镇人民政府2024年政府信息公开工作年度报告"
HEAD, FOOT = "海城镇人民政府文件", "本报告由党政办公室负责解释"
BODY = (
    TITLE,
    "一、总体情况",
    "本年度收到政府信息公开申请 3 件，均已在法定期限内答复，没有结转到下一年度的申请。",
    "二、主动公开政府信息情况",
    "本年度主动公开信息 120 条。",
    "五、存在的主要问题及改进情况",
    "公开的形式不够多样，下一年度加以改进。",
    "六、其他需要报告的事项",
    "没有其他需要报告的事项。",
)


def word() -> bytes:
    document = docx.Document()
    for text in BODY:
        document.add_paragraph(text)
    section = document.sections[0]
    section.header.paragraphs[0].text = HEAD
    section.header.add_paragraph(TITLE)
    table = section.footer.add_table(1, 2, Cm(16))
    table.cell(0, 0).text, table.cell(0, 1).text = FOOT, "第 1 页"
    section.footer.add_paragraph("— 1 —")
    return saved(document.save)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for text in BODY:
        sheet.append([text])
    sheet.oddHeader.center.text = f"{HEAD}&D"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = FOOT, "Page &P of &N"
    return saved(book.save)


def open_text() -> bytes:
    margins = f"<style:header><text:p>{HEAD}</text:p><text:p>{TITLE}</text:p></style:header>"
    margins += f"<style:footer><text:p>{FOOT}</text:p><text:p>3</text:p></style:footer>"
    return open_document(
        "text",
        "".join(f"<text:p>{text}</text:p>" for text in BODY),
        f"<style:master-page>{margins}</style:master-page>",
    )


def rich_text() -> bytes:
    def coded(text: str) -> str:
        return "".join(f"\\u{ord(char)}?" for char in text)

    row = rf"\trowd\cellx900\pard\intbl {coded(FOOT)}\cell\row"
    margins = rf"{{\header\pard {coded(HEAD)}\par {coded(TITLE)}\par}}{{\footerr {row}\pard\chpgn\par}}"
    return rf"{{\rtf1\ansi{margins}{''.join(coded(text) + chr(92) + 'par ' for text in BODY)}}}".encode()


def printed_pages() -> bytes:
    sheets = []
    for number in (1, 2, 3):
        sheet = Sheet()
        sheet.text(60, 40, HEAD)
        for at, text in enumerate(BODY[3 * number - 3 : 3 * number]):
            sheet.text(60, 120 + 40 * at, text)
        sheet.text(60, 790, FOOT)
        sheet.text(300, 805, f"- {number} -")
        sheets.append(sheet)
    return pdf(*sheets)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def unplaced(report: Report) -> list[str]:
    return [b.text for b in report.unplaced if isinstance(b, Paragraph)] + [
        "table" for b in report.unplaced if isinstance(b, Grid)
    ]


@pytest.mark.parametrize("original", [word, workbook, open_text, rich_text, printed_pages])
def test_headers_and_footers_are_listed_once(original: Callable[[], bytes]) -> None:
    report = read(original())
    assert [text.replace("第 1 页", "").strip() for text in unplaced(report)] == [HEAD, FOOT]
    assert report.title == TITLE
    sections = {
        section.key: [b.text for b in section.blocks if isinstance(b, Paragraph)] for section in report.sections
    }
    assert BODY[2] in sections["overview"]


def test_a_number_in_a_running_head_is_listed_with_its_first_page() -> None:
    sheets = [Sheet() for _ in range(3)]
    for number, sheet in enumerate(sheets, 1):
        sheet.text(60, 40, f"海城镇年报 {number}/3")
        for at, text in enumerate(BODY[3 * number - 3 : 3 * number]):
            sheet.text(60, 120 + 40 * at, text)
    (head,) = [b for b in read(pdf(*sheets)).unplaced if isinstance(b, Paragraph)]
    assert head.text == "海城镇年报 1/3" and head.place.page == 1 and head.place.box


def test_a_table_in_a_header_of_rich_text_leaves_the_tables_of_the_body_alone() -> None:
    row = r"\trowd\cellx900\cellx1800\pard\intbl A\cell "
    data = rf"{{\rtf1\ansi{row}{{\header\trowd\cellx500\pard\intbl Head\cell\row}}1\cell\row}}".encode()
    document = readers.read(data)
    (grid,) = [b for b in document.blocks if isinstance(b, Grid)]
    assert [[c and c.text for c in cells] for cells in grid.rows] == [["A", "1"]]
    assert [p.text.strip() for p in document.margins] == ["Head"]


def test_a_header_of_first_or_even_pages_counts_only_where_it_is_on() -> None:
    """Word keeps the text of a header that was switched off; no page shows it."""

    def listed(first: bool, even: bool) -> list[str]:
        document = docx.Document()
        for text in BODY:
            document.add_paragraph(text)
        section = document.sections[0]
        section.first_page_header.paragraphs[0].text = "内部资料"
        section.even_page_header.paragraphs[0].text = HEAD
        section.different_first_page_header_footer = first
        document.settings.odd_and_even_pages_header_footer = even
        return unplaced(read(saved(document.save)))

    assert listed(False, False) == []
    assert sorted(listed(True, False)) == ["内部资料"]
    assert sorted(listed(True, True)) == sorted(["内部资料", HEAD])


def test_hundreds_of_different_headers_are_all_listed() -> None:
    document = docx.Document()
    for text in BODY:
        document.add_paragraph(text)
    for number in range(250):
        document.sections[0].header.add_paragraph(HEAD + "甲乙"[number % 2] * (number // 2))
    listed = unplaced(read(saved(document.save)))
    assert len(listed) == len(set(listed)) == 249
