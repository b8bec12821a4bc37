"""Test files that are no report or cannot be opened: they get a Chinese message, never a program fault."""

from __future__ import annotations

import gzip
import re
import warnings
import zipfile
from base64 import encodebytes
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from made_files import zipped

from build_scripts import messages, readers
from build_scripts.extraction.extract import read
from build_scripts.model import Refusal
from build_scripts.readers.markdown import read_markdown
from build_scripts.workers import sandbox

REPORTS = Path(__file__).parent / "fixtures/reports"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def archive(members: dict[str, str]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return written.getvalue()


def twins() -> bytes:
    """Write an archive with two members of the same name: Word shows one, a program that looks up the name gets the
    other."""
    written = BytesIO(archive({"word/document.xml": word(paragraph("一"))}))
    with zipfile.ZipFile(written, "a") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.writestr("word/document.xml", word(paragraph("二")))
    return written.getvalue()


def workbook_of_one_sheet(tabs: int) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, tabs + 1))
    return archive(
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
            f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>7</v></c></row>'
            "</sheetData></worksheet>",
        }
    )


def word(body: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def page(title: str, body: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


ENTITIES = "<!DOCTYPE x [" + '<!ENTITY a "aaaaaaaaaa">' + '<!ENTITY b "&a;&a;&a;&a;&a;&a;">' * 9 + "]>"
FOREIGN = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SIX = "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
YEARS = "".join(f"<li><a href=/{y}.html>示例县{y}年政府信息公开工作年度报告</a></li>" for y in range(2008, 2025))

BAD: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "nothing": ("empty", b""),
    "white space": ("empty", "\ufeff \n\t\n".encode()),
    "half a PDF": ("truncated", (REPORTS / "l01_lo_official.pdf").read_bytes()[:80_000]),
    "the head of a PDF": ("truncated", b"%PDF-1.7\n"),
    "a PDF without objects": ("damaged", b"%PDF-1.7\n%%EOF"),
    "a PDF with a page of no size": (
        "damaged",
        (REPORTS / "l01_lo_official.pdf").read_bytes().replace(b"/MediaBox[0 0 595.3", b"/MediaBox[0 0 /9.5"),
    ),
    "a PDF with a page of two numbers": (
        "damaged",
        re.sub(
            rb"/MediaBox\[0 0 [^]]*\]",
            lambda found: b"/MediaBox[0 0]".ljust(len(found[0])),
            (REPORTS / "l01_lo_official.pdf").read_bytes(),
        ),
    ),
    "Word under a password": ("encrypted", OLE + "EncryptedPackage".encode("utf-16-le")),
    "Word without a body": ("damaged", archive({"[Content_Types].xml": "<Types/>"})),
    "Word of ninety megabytes": (
        "inflating",
        lambda: archive({"word/document.xml": word(paragraph("0" * 90_000_000))}),
    ),
    "Word with entities": ("damaged", archive({"word/document.xml": word(paragraph("&b;"), ENTITIES)})),
    "Word that asks for a file": ("damaged", archive({"word/document.xml": word(paragraph("&x;"), FOREIGN)})),
    "Word with two bodies of one name": ("damaged", twins()),
    "Word with a path": ("not-a-report", archive({"../x.txt": "x", "word/document.xml": word(paragraph("你好"))})),
    "Excel without a sheet": ("not-a-report", archive({"xl/workbook.xml": "<a/>"})),
    "Excel that shows one sheet many times": ("damaged", workbook_of_one_sheet(3)),
    "a page of cells that cover everything": (
        "too-large",
        page("x", "<table>" + "<tr><td rowspan=999999999 colspan=999999999>7</td></tr>" * 200 + "</table>"),
    ),
    "Excel with entities": ("damaged", archive({"xl/workbook.xml": FOREIGN + "<a>&x;</a>"})),
    "slides": ("kind", archive({"ppt/presentation.xml": "<a/>"})),
    "OFD without pages": ("damaged", archive({"OFD.xml": "<a/>"})),
    "an archive of something else": ("not-a-report", archive({"报告.txt": "x"})),
    "an archive in an archive": ("nested", zipped({"a.zip": archive({"报告.txt": "x"})})),
    "RAR": ("packed", b"Rar!\x1a\x07\x01\0"),
    "a shortcut": ("shortcut", b"L\0\0\0\x01\x14\x02\0" + bytes(99)),
    "the address of a page": ("shortcut", b"[InternetShortcut]\r\nURL=http://example.com/\r\n"),
    "a text packed by gzip": ("packed", gzip.compress(SIX.encode())),
    "GIF": ("kind", b"GIF89a" + b"\0" * 50),
    "a film": ("binary", b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 9),
    "a program": ("binary", b"MZ\x90\0\3" + bytes(range(256)) * 9),
    "text full of zeros": ("binary", "政府信息公开\0\0工作年度报告".encode() * 50),
    "a page that is not there": ("not-a-report", page("404 Not Found", "<h1>404</h1><p>您访问的页面不存在</p>")),
    "a page to log in": ("not-a-report", page("统一身份认证平台", "<form>用户名<input name=u></form>")),
    "a page nested too deep to be read to its end": (
        "damaged",
        (REPORTS / "h13_html_plain.html").read_bytes().replace(b"</body>", b"<div>" * 300 + "<p>附：说明</p>".encode()),
    ),
    "Markdown nested too deep to be read to its end": (
        "damaged",
        (REPORTS / "m01_md_pipe.md").read_bytes() + b"\n\n" + b">" * 2000 + "附：说明\n".encode(),
    ),
    "a page with a tag of ten thousand attributes": (
        "too-large",
        page("x", f"<p {' '.join(f'a{n}' for n in range(10_000))}>"),
    ),
    "a list of reports": ("report-list", page("政府信息公开年报", f"<ul>{YEARS}</ul>")),
    "a page that frames the report": (
        "no-text",
        page("示例县2024年政府信息公开工作年度报告", "<h1>示例县2024年政府信息公开工作年度报告</h1><iframe src=a.pdf>"),
    ),
    "a page that frames a report of old": (
        "no-text",
        page("示例县2010年政府信息公开工作年度报告", "<h1>示例县2010年政府信息公开工作年度报告</h1><iframe src=a.pdf>"),
    ),
    "a notice about reports": (
        "other-document",
        f"关于做好2024年政府信息公开工作年度报告编制工作的通知\n各乡镇：\n{SIX}示例县\n2025年1月3日".encode(),
    ),
    "a budget": (
        "other-document",
        "示例县2024年部门预算公开\n一、部门概况\n二、预算情况说明\n收入总计\t100\n".encode(),
    ),
    "the work report": (
        "other-document",
        "示例县2024年政府工作报告\n一、2023年工作回顾\n二、2024年工作安排\n".encode(),
    ),
    "another annual report": (
        "other-document",
        "示例县2024年法治政府建设工作年度报告\n一、总体情况\n二、行政复议、行政诉讼情况\n三、存在的主要问题\n".encode(),
    ),
    "a guide": ("other-document", "示例县政府信息公开指南\n一、主动公开\n二、依申请公开\n三、监督保障\n".encode()),
    "an explanation": ("other-document", f"《示例县2024年政府信息公开工作年度报告》解读\n年报分为\n{SIX}".encode()),
    "a thousand reports": ("too-large", "1.属于国家秘密\t1\t0\t0\t0\t0\t0\t1\n".encode() * 2100),
    "a pointer to a large file": ("not-a-report", b"version https://git-lfs.github.com/spec/v1\nsize 12345\n"),
}


@pytest.mark.parametrize("name", BAD)
def test_is_refused_with_cause_and_advice(name: str, tmp_path: Path) -> None:
    code, data = BAD[name]
    (tmp_path / "原件").write_bytes(data if isinstance(data, bytes) else data())
    result = sandbox.read_file(tmp_path / "原件")
    assert isinstance(result, Refusal) and result.code == code, getattr(result, "code", "read")
    assert messages.of(result).count("。") >= 2


def test_what_is_nested_deeper_than_python_follows_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def deeper(data: bytes) -> object:
        return deeper(data)

    monkeypatch.setattr(sandbox, "read", deeper)
    result = sandbox.read_bytes(b"x")
    assert isinstance(result, Refusal) and result.code == "damaged"


def test_a_list_of_twelve_levels_is_read_to_its_end() -> None:
    """The library drops content below ten levels."""
    levels = "".join(f"{'  ' * n}- 第{n}层\n" for n in range(12))
    assert "第11层" in repr(read_markdown((REPORTS / "m01_md_pipe.md").read_text(encoding="utf-8") + "\n\n" + levels))


@pytest.mark.parametrize("damage", [b"\x78\x9c\xff\xff", b"\xff" * 40])
def test_word_damaged_inside_its_compression_is_damaged(damage: bytes) -> None:
    """Found by ``benchmarks/fuzz.py``: zlib has its own exception class, and zipfile seeks to a negative offset."""
    data = bytearray((REPORTS / "d01_docx_official.docx").read_bytes())
    for at in range(60, len(data) - len(damage), len(data) // 12):
        broken = bytes(data[:at]) + damage + bytes(data[at + len(damage) :])
        try:
            read(broken)
        except Refusal as refusal:
            assert refusal.code in ("damaged", "kind", "encrypted", "inflating")
    with pytest.raises(Refusal):
        read(bytes(data[5000:]))


def test_a_page_saved_with_everything_in_one_file_is_read_as_the_page() -> None:
    saved = (REPORTS / "h13_html_plain.html").read_bytes()
    mht = (
        b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + encodebytes(saved) + b"\n--x--\n"
    )
    assert readers.read(mht).blocks == readers.read(saved).blocks
    assert readers.media_type(mht) == "multipart/related"


def test_a_text_that_ends_within_a_letter_is_incomplete_and_no_matter_of_its_encoding() -> None:
    """The advice was to save the file as UTF-8, which it is."""
    whole = (REPORTS / "m01_md_pipe.md").read_text(encoding="utf-8").encode()
    ends = [cut for cut in range(len(whole) - 40, len(whole)) if whole[cut] & 0xC0 == 0x80]
    assert ends
    for cut in ends:
        with pytest.raises(Refusal) as refused:
            read(whole[:cut])
        assert "不完整" in messages.of(refused.value) and "重新下载" in messages.of(refused.value)
    assert read(whole.decode().encode("gb18030")).title
