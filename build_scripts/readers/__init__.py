"""Readers: the bytes of an original to a neutral Document. The content decides, never the file name.

Adding a format is adding one function and one row of ``FORMATS``.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from build_scripts.model import Document, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.docx import read_docx
from build_scripts.readers.html import read_html
from build_scripts.readers.legacy import read_legacy
from build_scripts.readers.markdown import is_markdown, read_markdown
from build_scripts.readers.mhtml import is_mhtml, read_mhtml
from build_scripts.readers.opc import main_part, part_bytes, unfolded
from build_scripts.readers.pdf import read_pdf
from build_scripts.readers.picture import read_picture
from build_scripts.readers.text import read_text

MAX_BYTES = 64 * 1024 * 1024
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is known by its first bytes (or its whole text), and who reads it."""

    media_type: str
    knows: Callable[[bytes], bool]
    read: Callable[[bytes], Document]


def _zip_with(has: Callable[[zipfile.ZipFile], object]) -> Callable[[bytes], bool]:
    def knows(data: bytes) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return False
        try:
            return bool(has(zipfile.ZipFile(io.BytesIO(data))))
        except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError) as error:
            raise Refusal("damaged", why="压缩包结构损坏") from error

    return knows


def _refuses(kind: str) -> Callable[[bytes], Document]:
    def read_nothing(_: bytes) -> Document:
        raise Refusal("kind", kind=kind)

    return read_nothing


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _contains(mark: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and mark in data[:4096]


def _is_odt(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    return "mimetype" in names and part_bytes(archive, "mimetype").startswith(
        b"application/vnd.oasis.opendocument.text"
    )


def _read_odt(data: bytes) -> Document:
    """Looked at before LibreOffice inflates it: a locked or swollen file is refused by its cause."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        if name.endswith(".xml") and b"encryption-data" in part_bytes(archive, name):
            raise Refusal("encrypted")
    return read_legacy(data)


def _is_html(data: bytes) -> bool:
    sample = data[:65536]
    return bool(_HTML.search(sample.replace(b"\0", b""))) and not re.match(rb"^\s*#{1,6}\s", data[:200])


FORMATS: tuple[Format, ...] = (
    Format("application/pdf", lambda data: b"%PDF-" in data[:1024], read_pdf),
    Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _zip_with(main_part),
        read_docx,
    ),
    Format("application/x-spreadsheet", _zip_with(lambda z: "xl/workbook.xml" in z.namelist()), _refuses("Excel 表格")),
    Format(
        "application/x-presentation", _zip_with(lambda z: "ppt/presentation.xml" in z.namelist()), _refuses("幻灯片")
    ),
    Format("application/x-office", _zip_with(lambda z: "[Content_Types].xml" in z.namelist()), read_docx),
    Format("application/ofd", _zip_with(lambda z: "OFD.xml" in z.namelist()), _refuses("OFD 版式文件")),
    Format("application/vnd.oasis.opendocument.text", _zip_with(_is_odt), _read_odt),
    Format("application/zip", _starts(b"PK\x03\x04", b"PK\x05\x06"), _refuses("压缩包")),
    Format("application/vnd.rar", _starts(b"Rar!", b"7z\xbc\xaf"), _refuses("压缩包")),
    Format("image/png", _starts(b"\x89PNG"), read_picture),
    Format("image/jpeg", _starts(b"\xff\xd8\xff"), read_picture),
    Format("image/tiff", _starts(b"II*\0", b"MM\0*"), read_picture),
    Format("image/any", _starts(b"GIF8", b"BM"), _refuses("图片")),
    Format("application/msword", _starts(b"\xd0\xcf\x11\xe0"), read_legacy),
    Format("application/rtf", _starts(b"{\\rtf"), read_legacy),
    Format("application/vnd.ms-word.xml", _contains(b"<pkg:package"), lambda data: read_docx(unfolded(data))),
    Format("application/vnd.ms-word.2003.xml", _contains(b"<w:wordDocument"), read_legacy),
    Format("multipart/related", is_mhtml, read_mhtml),
    Format("text/html", _is_html, read_html),
    Format("text/markdown", lambda data: is_markdown(decode(data)), lambda data: read_markdown(decode(data))),
    Format("text/plain", lambda _: True, lambda data: read_text(decode(data))),
)


def _format(data: bytes) -> Format:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise Refusal("empty")
    if len(data) > MAX_BYTES:
        raise Refusal("too-large")
    return next(f for f in FORMATS if f.knows(data))


def read(data: bytes) -> Document:
    """Read an original. Raises ``Refusal``: empty, too large, damaged, encrypted, or of a kind that holds no report."""
    return _format(data).read(data)


def media_type(data: bytes) -> str:
    """The media type that the content shows. Raises ``Refusal`` as ``read`` does."""
    return _format(data).media_type
