"""Readers: the bytes of an original to a neutral Document. The content decides, never the file name.

Adding a format is one function and one row of ``FORMATS``: how it is recognised, what people call it, its media type,
the endings under which it is filed and published, and who reads it. Whatever else speaks of formats asks this table.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from build_scripts.model import Document, Refusal
from build_scripts.readers.containers import is_mail, read_mail, read_zip
from build_scripts.readers.decode import decode
from build_scripts.readers.html.document import read_html
from build_scripts.readers.html.mhtml import is_mhtml, read_mhtml
from build_scripts.readers.markdown import is_markdown, read_markdown
from build_scripts.readers.odf import read_odf
from build_scripts.readers.ofd import ROOT, read_ofd
from build_scripts.readers.opc import main_part, part_bytes, unfolded
from build_scripts.readers.pdf.document import read_pdf
from build_scripts.readers.pdf.picture import read_picture
from build_scripts.readers.sheets.csv_table import is_csv, read_csv
from build_scripts.readers.sheets.xls import read_xls
from build_scripts.readers.sheets.xlsx import WORKBOOK, read_xlsx
from build_scripts.readers.text import read_text
from build_scripts.readers.word.docx import read_docx
from build_scripts.readers.word.legacy import read_legacy
from build_scripts.readers.word.rtf import read_rtf

_ZIP, _MAIL = "application/zip", "message/rfc822"
_OPEN = "application/vnd.oasis.opendocument."
_OLE = b"\xd0\xcf\x11\xe0"
MAX_BYTES = 64 * 1024 * 1024
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    ``name`` is what people call it, in Chinese. ``suffix`` is the ending under which ``add`` files it. ``published`` is the
    ending (without the dot) under which it stands beside its page, where anybody's server tells browsers what a file is
    by its ending: one that no browser runs or renders as a page. What is markup is published as text; the link on the
    page offers it for saving under its own name. A format that is only known to be refused has neither.
    """

    name: str
    media_type: str
    suffix: str
    published: str
    knows: Callable[[bytes], bool]  # the first bytes, the members of an archive, or the whole text
    read: Callable[[bytes], Document]


def _refused(name: str, knows: Callable[[bytes], bool]) -> Format:
    def read_nothing(_: bytes) -> Document:
        raise Refusal("kind", kind=name)

    return Format(name, "", "", "", knows, read_nothing)


def _zip_with(has: Callable[[zipfile.ZipFile], object]) -> Callable[[bytes], bool]:
    def knows(data: bytes) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return False
        try:
            return bool(has(zipfile.ZipFile(io.BytesIO(data))))
        except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError) as error:
            raise Refusal("damaged", why="压缩包结构损坏") from error

    return knows


def _member(name: str) -> Callable[[bytes], bool]:
    return _zip_with(lambda archive: name in archive.namelist())


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _ole_with(*streams: str) -> Callable[[bytes], bool]:
    """An OLE file whose directory names one of the streams: an entry has 128 bytes and begins with its name."""
    names = tuple(f"{stream}\0".encode("utf-16-le") for stream in streams)

    def knows(data: bytes) -> bool:
        if not data.startswith(_OLE):
            return False
        found = (at for name in names for at in _all(data, name))
        return any(at % 128 == 0 for at in found)

    return knows


def _all(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def _contains(mark: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and mark in data[:4096]


def _odf(*kinds: str) -> Callable[[bytes], bool]:
    """The member ``mimetype`` of an OpenDocument package names one of the kinds."""

    def has(archive: zipfile.ZipFile) -> bool:
        kind = part_bytes(archive, "mimetype").decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
        return kind.strip().removeprefix(_OPEN).removesuffix("-template") in kinds

    return _zip_with(has)


def _is_html(data: bytes) -> bool:
    sample = data[:65536]
    return bool(_HTML.search(sample.replace(b"\0", b""))) and not re.match(rb"^\s*#{1,6}\s", data[:200])


_OFFICE = "application/vnd.openxmlformats-officedocument."

# The first row that knows a file has it: archives of known content before plain ones, text last.
FORMATS: tuple[Format, ...] = (
    Format("PDF", "application/pdf", ".pdf", "pdf", lambda data: b"%PDF-" in data[:1024], read_pdf),
    Format("Word", f"{_OFFICE}wordprocessingml.document", ".docx", "docx", _zip_with(main_part), read_docx),
    Format("Excel", f"{_OFFICE}spreadsheetml.sheet", ".xlsx", "xlsx", _member(WORKBOOK), read_xlsx),
    _refused("幻灯片", _member("ppt/presentation.xml")),
    Format("Word", "application/x-office", ".docx", "bin", _member("[Content_Types].xml"), read_docx),
    Format("OFD", "application/ofd", ".ofd", "ofd", _member(ROOT), read_ofd),
    Format("ODT", f"{_OPEN}text", ".odt", "odt", _odf("text", "text-master"), read_odf),
    Format("ODS", f"{_OPEN}spreadsheet", ".ods", "ods", _odf("spreadsheet"), read_odf),
    Format("ODT", f"{_OPEN}text-flat-xml", ".fodt", "xml.txt", _contains(b"<office:document"), read_odf),
    Format("ZIP 压缩包", _ZIP, ".zip", "zip", _starts(b"PK\x03\x04", b"PK\x05\x06"), lambda d: read_zip(d, _inside())),
    _refused("RAR 或 7z 压缩包", _starts(b"Rar!", b"7z\xbc\xaf")),
    Format("图片", "image/png", ".png", "png", _starts(b"\x89PNG"), read_picture),
    Format("图片", "image/jpeg", ".jpg", "jpg", _starts(b"\xff\xd8\xff"), read_picture),
    Format("图片", "image/tiff", ".tif", "tif", _starts(b"II*\0", b"MM\0*"), read_picture),
    _refused("图片", _starts(b"GIF8", b"BM")),
    Format("Excel", "application/vnd.ms-excel", ".xls", "xls", _ole_with("Workbook", "Book"), read_xls),
    _refused("幻灯片", _ole_with("PowerPoint Document")),
    Format("旧版 Word、WPS", "application/msword", ".doc", "doc", _starts(_OLE), read_legacy),
    Format("RTF", "application/rtf", ".rtf", "rtf", _starts(b"{\\rtf"), read_rtf),
    Format(
        "Word",
        "application/vnd.ms-word.xml",
        ".xml",
        "xml.txt",
        _contains(b"<pkg:package"),
        lambda data: read_docx(unfolded(data)),
    ),
    Format(
        "旧版 Word、WPS",
        "application/vnd.ms-word.2003.xml",
        ".xml",
        "xml.txt",
        _contains(b"<w:wordDocument"),
        read_legacy,
    ),
    Format("邮件", _MAIL, ".eml", "eml.txt", is_mail, lambda data: read_mail(data, _inside(_ZIP))),
    Format("网页", "multipart/related", ".mht", "mht.txt", is_mhtml, read_mhtml),
    Format("网页", "text/html", ".html", "html.txt", _is_html, read_html),
    Format(
        "Markdown",
        "text/markdown",
        ".md",
        "md.txt",  # MkDocs would take another ending for a page
        lambda data: is_markdown(decode(data)),
        lambda data: read_markdown(decode(data)),
    ),
    # Such files stood as original.txt when they were taken for text: an address does not change.
    Format("CSV", "text/csv", ".csv", "txt", lambda data: is_csv(decode(data)), lambda data: read_csv(decode(data))),
    Format("文本", "text/plain", ".txt", "txt", lambda _: True, lambda data: read_text(decode(data))),
)
_FORMER = ("mht", "xml")  # endings under which originals stood before: taken away where a site still has them


def _format(data: bytes) -> Format:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise Refusal("empty")
    if len(data) > MAX_BYTES:
        raise Refusal("too-large")
    return next(f for f in FORMATS if f.knows(data))


def _inside(*containers: str) -> Callable[[bytes], Document]:
    """Reads a member of an archive or a mail, which itself may be one of the ``containers`` and no other."""

    def read_member(data: bytes) -> Document:
        found = _format(data)
        if found.media_type in (_ZIP, _MAIL):
            if found.media_type not in containers:
                raise Refusal("nested")
            return read_zip(data, _inside())
        return found.read(data)

    return read_member


def read(data: bytes) -> Document:
    """Read an original. Raises ``Refusal``: empty, too large, damaged, encrypted, or of a kind that holds no report."""
    return _format(data).read(data)


def media_type(data: bytes) -> str:
    """The media type that the content shows. Raises ``Refusal`` as ``read`` does."""
    return _format(data).media_type


def format_of(media_type: str) -> Format:
    """The format of a file that was read as this media type; ``KeyError`` when no row has it."""
    for row in FORMATS:
        if row.media_type == media_type:
            return row
    raise KeyError(media_type)


def names() -> tuple[str, ...]:
    """What can be read, in the words of people, each once."""
    return tuple(dict.fromkeys(row.name for row in FORMATS if row.media_type))


def published_endings() -> frozenset[str]:
    """Every ending under which an original may stand on a site."""
    return frozenset((*(row.published for row in FORMATS if row.media_type), *_FORMER))
