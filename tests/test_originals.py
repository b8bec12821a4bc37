"""Test that a published original never runs in a browser, even on a host without headers that types by the ending."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from browser import Served
from playwright.sync_api import Browser, Dialog, Error, Page

from build_scripts.extraction.extract import read
from build_scripts.findings import message
from build_scripts.readers import FORMATS, Format, format_of, media_type

ATTACK = (
    "window.pwned=1;localStorage.pwned=1;document.cookie='pwned=1';alert(1);fetch('stolen');"
    "new Image().src='http://evil.invalid/';open('popup');location='elsewhere'"
)
XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{ATTACK}</script></html>'
MARKUP = {
    "xml": f'<?xml version="1.0"?><?xml-stylesheet href="stolen"?><pkg:package xmlns:pkg="p">{XHTML}</pkg:package>',
    "svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{ATTACK}"><script>{ATTACK}</script></svg>',
    "html": f"<!doctype html><meta http-equiv=refresh content='0;url=stolen'><iframe src=stolen></iframe>{XHTML}",
    "mht": f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{XHTML}\n--x--",
}
SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\); app.launchURL\\('http://evil.invalid/'\\)) >>"
PDF = (
    "%PDF-1.7\n"
    "1 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R /AA << /WC 4 0 R >>"
    " /Names << /JavaScript << /Names [(a) 4 0 R] >> /EmbeddedFiles << /Names [(a.html) 5 0 R] >> >> >> endobj\n"
    "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
    "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /AA << /O 4 0 R >> >> endobj\n"
    f"4 0 obj {SCRIPT} endobj\n"
    "5 0 obj << /Type /Filespec /F (a.html) /EF << /F 6 0 R >> >> endobj\n"
    f"6 0 obj << /Type /EmbeddedFile /Length {len(XHTML)} >> stream\n{XHTML}\nendstream endobj\n"
    "trailer << /Root 1 0 R >>\n%%EOF\n"
)


def format_of_bytes(data: bytes) -> Format:
    return format_of(media_type(data))


def packed(objects: str) -> bytes:
    """Return the same PDF with its actions inside an object stream."""
    held = zlib.compress(f"4 0 {objects}".encode())
    lead = f"%PDF-1.7\n7 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(held)} >> stream\n"
    return (
        lead.encode()
        + held
        + b"\nendstream endobj\n"
        + PDF.replace(SCRIPT, "null").replace("/JavaScript", "/Dests").encode()
    )


# Scripts in plain names, in names escaped by numbers, and in object streams; and a file with only a start and a body.
PDFS = (
    PDF.encode(), PDF.replace("/JavaScript", "/Java#53cript").encode(), packed(SCRIPT),
    PDF.replace(SCRIPT, "[3 0 R /Fit]").replace("/JavaScript", "/Dests").encode(),
)  # fmt: skip


def test_a_pdf_that_acts_is_there_to_be_saved() -> None:
    assert [format_of_bytes(data).published for data in PDFS] == ["bin", "bin", "bin", "pdf"]
    assert format_of_bytes(packed("<< /Type /Font >>")).published == "pdf"
    assert {
        format_of_bytes(path.read_bytes()).published for path in (Path(__file__).parent / "fixtures").rglob("*.pdf")
    } == {"pdf"}


def hostile(kind: Format) -> list[bytes]:
    """Return hostile originals of that kind, or files that a type-sniffing browser would take for something else."""
    texts = [text.encode() for text in MARKUP.values()]
    if kind.suffix == ".pdf":
        return [data for data in PDFS if format_of_bytes(data) is kind]
    if kind.published in ("docx", "xlsx", "ofd", "odt", "ods", "zip", "bin"):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as made:
            for name, text in MARKUP.items():
                made.writestr(f"{name}.{name}", text)
        return [packed.getvalue()]
    starts = {"rtf": b"{\\rtf1 ", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "tif": b"II*\0"}
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if kind.published in ("xls", "doc") else b""
    return [starts.get(kind.published, ole) + text for text in texts]


PUBLISHED = [(kind.published, kind) for kind in FORMATS if kind.published]


@pytest.mark.parametrize(("ending", "kind"), PUBLISHED)
def test_an_original_that_is_opened_does_nothing(
    ending: str, kind: Format, tmp_path: Path, serve: Callable[[Path], Served], browser: Browser, full_browser: Browser
) -> None:
    made = hostile(kind)
    for number, data in enumerate(made):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}/original.{ending}").write_bytes(data)
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    served = serve(tmp_path)
    context = (full_browser if ending == "pdf" else browser).new_context(accept_downloads=True)
    wrong: list[str] = []

    def closed(dialog: Dialog) -> None:
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.on("dialog", closed)
    opened: list[Page] = []
    context.on("page", lambda page: opened.append(page))
    shown: list[tuple[Page, str]] = []
    for number in range(len(made)):
        page, address = context.new_page(), f"{served.url}{number}/original.{ending}"
        try:
            page.goto(address)
        except Error as error:  # a browser downloads what it cannot show
            if not re.search("Download is starting|ERR_ABORTED", str(error)):
                raise
            continue
        shown.append((page, address))
    for page, address in shown:  # all of them stand open, so half a second without a request is waited for once
        page.wait_for_load_state("networkidle")
        assert page.url == address and page.evaluate("window.pwned") is None
    assert len(opened) == len(made), "a popup"
    page = context.new_page()
    page.goto(served.url)
    assert page.evaluate("[Object.keys(localStorage).length, document.cookie]") == [0, ""]
    context.close()
    foreign = [path for path in served.requests if path and not re.fullmatch(r"\d+/original\..*|favicon\.ico", path)]
    assert not wrong and not foreign


def test_nothing_is_published_under_an_ending_that_browsers_run() -> None:
    assert not {ending for ending, _ in PUBLISHED} & {
        "html",
        "htm",
        "xhtml",
        "xht",
        "svg",
        "xml",
        "mht",
        "mhtml",
        "js",
        "mjs",
        "eml",
        "xsl",
        "swf",
    }


def test_a_pdf_that_carries_scripts_and_files_says_so() -> None:
    report = (Path(__file__).parent / "fixtures/reports/l01_lo_official.pdf").read_bytes()
    assert not [f for f in read(report).findings if f.code == "source.active"]
    document, saved = pypdfium2.PdfDocument(report), BytesIO()
    document.new_attachment("附表.xls").set_data(XHTML.encode())
    document.save(saved)
    (said,) = (f for f in read(saved.getvalue()).findings if f.code == "source.active")
    assert "1 个附件" in message(said) and "脚本" not in message(said)
    (said,) = (
        f
        for f in read(report + b"\n9004 0 obj " + SCRIPT.encode() + b" endobj\n%%EOF\n").findings
        if f.code == "source.active"
    )
    assert "脚本" in message(said)
