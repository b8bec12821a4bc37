"""Comments (批注) beside the text are quoted in a finding, in every format that has them, and are no part of the report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from made_files import open_document
from made_pdf import Sheet, pdf
from openpyxl.comments import Comment

from build_scripts import readers
from build_scripts.model import Grid, Paragraph

REMARK = "应改为12件"


def word() -> bytes:
    document = docx.Document()
    document.add_comment(document.add_paragraph("新收申请 11 件").runs, text=REMARK, author="李明")
    return saved(document.save)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["新收申请", 11])
    sheet["B1"].comment = Comment(REMARK, "李明")
    return saved(book.save)


def threaded() -> bytes:
    """Excel 365 keeps a comment twice: as written, and under a sentence for older versions."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml.rels"):
                link = (
                    b'<Relationship Type="threadedComment" Target="/xl/threadedComments/threadedComment1.xml" Id="t"/>'
                )
                data = data.replace(b"</Relationships>", link + b"</Relationships>")
            archive.writestr(name, data.replace(REMARK.encode(), b"[Threaded comment]"))
        thread = f"<ThreadedComments><threadedComment><text>{REMARK}</text></threadedComment></ThreadedComments>"
        archive.writestr("xl/threadedComments/threadedComment1.xml", thread)
    return out.getvalue()


def open_text() -> bytes:
    remark = f"<office:annotation><office:creator>李明</office:creator><text:p>{REMARK}</text:p></office:annotation>"
    return open_document("text", f"<text:p>新收申请 11 件{remark}</text:p>")


def open_sheet() -> bytes:
    remark = f"<office:annotation><text:p>{REMARK}</text:p></office:annotation>"
    cells = "<table:table-cell><text:p>新收申请</text:p></table:table-cell>"
    cells += f"<table:table-cell>{remark}<text:p>11</text:p></table:table-cell>"
    return open_document("spreadsheet", f"<table:table><table:table-row>{cells}</table:table-row></table:table>")


def rich_text() -> bytes:
    coded = "".join(f"\\u{ord(char)}?" for char in REMARK)
    remark = rf"{{\*\atnid 1}}{{\*\atnauthor L}}\chatn{{\*\annotation{{\*\atndate 1}}\pard\chatn {coded}\par}}"
    return rf"{{\rtf1\ansi\trowd\cellx900\cellx1800\pard\intbl A\cell 11{remark}\cell\row}}".encode()


def printed_page(keys: str = "") -> bytes:
    sheet = Sheet()
    sheet.prose(["新收申请 11 件", "本年度没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况"])
    sheet.note(
        60, 100, "", f"/Subtype/Text/Contents<{(chr(0xFEFF) + REMARK).encode('utf-16-be').hex()}>{keys}", look=False
    )
    return pdf(sheet)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


@pytest.mark.parametrize("original", [word, workbook, threaded, open_text, open_sheet, rich_text, printed_page])
def test_a_comment_is_quoted_and_is_no_text_of_the_report(original: Callable[[], bytes]) -> None:
    document = readers.read(original())
    assert document.doubts == (("source.comments", f"“{REMARK}”"),)
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    texts += [
        cell.text for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row if cell
    ]
    assert any("11" in text for text in texts) and not any("12" in text for text in texts)


def test_a_comment_that_viewers_do_not_offer_is_none() -> None:
    assert not readers.read(printed_page("/F 2")).doubts


def test_many_comments_are_counted_and_blank_ones_are_none() -> None:
    document = docx.Document()
    for number in range(22):
        document.add_comment(document.add_paragraph("正文。").runs, text=f"{number}改" if number else " ")
    ((_, words),) = readers.read(saved(document.save)).doubts
    assert words.startswith("“1改”“2改”") and words.endswith("“20改”等 21 处")


def test_an_invisible_paragraph_of_rich_text_is_quoted() -> None:
    document = readers.read(rb"{\rtf1\ansi One\par {\v 17 received\par}Two\par\par}")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["One", "Two"]
    assert document.doubts == (("source.hidden", "正文里看不见的“17received”"),)
