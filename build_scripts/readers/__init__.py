"""Readers: parse the bytes of an original into a neutral Document. The content decides the format, never the file name.

A format is one function and one row of ``FORMATS``: how the format is recognized, its name for users, its media type,
its file suffixes, and its reader. All other code looks formats up in this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from build_scripts.model import Block, Document, Grid, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.recognition import (
    OFD_ROOT,
    OLE,
    OPEN_DOCUMENT,
    WORKBOOK,
    Recognizer,
    contains,
    is_active_pdf,
    is_csv,
    is_html,
    is_mail,
    is_markdown,
    is_mhtml,
    is_pdf,
    main_part,
    odf_package,
    ole_with,
    starts_with,
    zip_with,
    zip_with_member,
)
from build_scripts.readers.tabbed import with_tab_tables
from build_scripts.readers.text import read_text

_ZIP, _MAIL = "application/zip", "message/rfc822"
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    ``name`` is the Chinese name for users. ``suffix`` is the suffix under which ``add`` files the original.
    ``published`` is the suffix (without the dot) of the published original beside its page. Many servers derive the
    media type from the suffix, so it must be one that no browser executes or renders as a page. Markup is published as
    text; the link on the page offers it for download under its own name. A format that is recognized only to be refused
    has neither suffix.
    """

    name: str
    media_type: str
    suffix: str
    published: str
    recognizes: Recognizer  # tests the first bytes, the members of an archive, or the whole text
    read: Callable[[bytes], Document]


def _refused_format(name: str, recognizes: Recognizer, why: Callable[[], Refusal] | None = None) -> Format:
    def read_nothing(_: bytes) -> Document:
        raise why() if why else Refusal("kind", kind=name)

    return Format(name, "", "", "", recognizes, read_nothing)


# --------------------------------------------------------------------------- readers, imported on first use


def _read_pdf(data: bytes) -> Document:
    from build_scripts.readers.pdf.document import read_pdf

    return read_pdf(data)


def _read_picture(data: bytes) -> Document:
    from build_scripts.readers.pdf.picture import read_picture

    return read_picture(data)


def _read_docx(data: bytes) -> Document:
    from build_scripts.readers.word.docx import read_docx

    return read_docx(data)


def _read_legacy(data: bytes) -> Document:
    from build_scripts.readers.word.legacy import read_legacy

    return read_legacy(data)


def _read_legacy_sheet(data: bytes) -> Document:
    from build_scripts.readers.word.legacy import read_legacy

    return read_legacy(data, "xlsx")


def _read_rtf(data: bytes) -> Document:
    from build_scripts.readers.word.rtf import read_rtf

    return read_rtf(data)


def _read_xlsx(data: bytes) -> Document:
    from build_scripts.readers.sheets.xlsx import read_xlsx

    return read_xlsx(data)


def _read_xls(data: bytes) -> Document:
    from build_scripts.readers.sheets.xls import read_xls

    return read_xls(data)


def _read_odf(data: bytes) -> Document:
    from build_scripts.readers.odf.document import read_odf

    return read_odf(data)


def _read_ofd(data: bytes) -> Document:
    from build_scripts.readers.ofd import read_ofd

    return read_ofd(data)


def _read_html(data: bytes) -> Document:
    from build_scripts.readers.html.document import read_html

    return read_html(data)


def _read_mhtml(data: bytes) -> Document:
    from build_scripts.readers.html.mhtml import read_mhtml

    return read_mhtml(data)


def _read_flat_docx(data: bytes) -> Document:
    from build_scripts.readers.opc import zip_from_flat

    return _read_docx(zip_from_flat(data))


def _read_markdown(data: bytes) -> Document:
    from build_scripts.readers.markdown import read_markdown

    return read_markdown(decode(data))


def _read_csv(data: bytes) -> Document:
    from build_scripts.readers.sheets.csv_table import read_csv

    return read_csv(decode(data))


def _read_zip(data: bytes) -> Document:
    from build_scripts.readers.containers import read_zip

    return read_zip(data, _member_reader())


def _read_mail(data: bytes) -> Document:
    from build_scripts.readers.containers import read_mail

    return read_mail(data, _member_reader(_ZIP))


# --------------------------------------------------------------------------- the table of formats

_OFFICE = "application/vnd.openxmlformats-officedocument."

_PHOTOS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"WEBP")  # what an ftyp box or a RIFF header names

# The first matching row wins: archives with known content stand before plain archives, text comes last.
FORMATS: tuple[Format, ...] = (
    # A browser's PDF viewer may run the scripts of the file: such a file is published for download only.
    Format(
        "PDF",
        "application/x-pdf-with-actions",
        ".pdf",
        "bin",
        lambda data: is_pdf(data) and is_active_pdf(data),
        _read_pdf,
    ),
    Format("PDF", "application/pdf", ".pdf", "pdf", is_pdf, _read_pdf),
    Format("Word", f"{_OFFICE}wordprocessingml.document", ".docx", "docx", zip_with(main_part), _read_docx),
    Format("Excel", f"{_OFFICE}spreadsheetml.sheet", ".xlsx", "xlsx", zip_with_member(WORKBOOK), _read_xlsx),
    _refused_format("幻灯片", zip_with_member("ppt/presentation.xml")),
    Format("Word", "application/x-office", ".docx", "bin", zip_with_member("[Content_Types].xml"), _read_docx),
    Format("OFD", "application/ofd", ".ofd", "ofd", zip_with_member(OFD_ROOT), _read_ofd),
    Format("ODT", f"{OPEN_DOCUMENT}text", ".odt", "odt", odf_package("text", "text-master"), _read_odf),
    Format("ODS", f"{OPEN_DOCUMENT}spreadsheet", ".ods", "ods", odf_package("spreadsheet"), _read_odf),
    Format("ODT", f"{OPEN_DOCUMENT}text-flat-xml", ".fodt", "xml.txt", contains(b"<office:document"), _read_odf),
    Format("ZIP 压缩包", _ZIP, ".zip", "zip", starts_with(b"PK\x03\x04", b"PK\x05\x06"), _read_zip),
    _refused_format(
        "RAR、7z 或 gz 压缩包", starts_with(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), lambda: Refusal("packed")
    ),
    _refused_format(
        "快捷方式", starts_with(b"L\0\0\0\x01\x14\x02\0", b"[InternetShortcut]"), lambda: Refusal("shortcut")
    ),
    Format("图片", "image/png", ".png", "png", starts_with(b"\x89PNG"), _read_picture),
    Format("图片", "image/jpeg", ".jpg", "jpg", starts_with(b"\xff\xd8\xff"), _read_picture),
    Format("图片", "image/tiff", ".tif", "tif", starts_with(b"II*\0", b"MM\0*"), _read_picture),
    _refused_format("图片", starts_with(b"GIF8", b"BM")),
    _refused_format("手机照片（HEIC、WebP）", lambda data: data[8:12] in _PHOTOS),
    Format("Excel", "application/vnd.ms-excel", ".xls", "xls", ole_with("Workbook", "Book"), _read_xls),
    _refused_format("幻灯片", ole_with("PowerPoint Document")),
    Format("旧版 Word、WPS", "application/msword", ".doc", "doc", starts_with(OLE), _read_legacy),
    Format("RTF", "application/rtf", ".rtf", "rtf", starts_with(b"{\\rtf"), _read_rtf),
    Format(
        "Word",
        "application/vnd.ms-word.xml",
        ".xml",
        "xml.txt",
        contains(b"<pkg:package"),
        _read_flat_docx,
    ),
    Format(
        "旧版 Word、WPS",
        "application/vnd.ms-word.2003.xml",
        ".xml",
        "xml.txt",
        contains(b"<w:wordDocument"),
        _read_legacy,
    ),
    Format(
        "Excel",
        "application/vnd.ms-excel.2003.xml",
        ".xml",
        "xml.txt",
        contains(b"urn:schemas-microsoft-com:office:spreadsheet"),
        _read_legacy_sheet,
    ),
    Format("邮件", _MAIL, ".eml", "eml.txt", is_mail, _read_mail),
    Format("网页", "multipart/related", ".mht", "mht.txt", is_mhtml, _read_mhtml),
    Format("网页", "text/html", ".html", "html.txt", is_html, _read_html),
    Format(
        "Markdown",
        "text/markdown",
        ".md",
        "md.txt",  # MkDocs would treat another suffix as a page
        lambda data: is_markdown(decode(data)),
        _read_markdown,
    ),
    # CSV files were published as original.txt while they were read as text; an address never changes.
    Format("CSV", "text/csv", ".csv", "txt", lambda data: is_csv(decode(data)), _read_csv),
    Format("文本", "text/plain", ".txt", "txt", lambda _: True, lambda data: read_text(decode(data))),
)
_FORMER_SUFFIXES = ("mht", "xml")  # former suffixes of published originals: such files are removed from existing sites


def _format(data: bytes) -> Format:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise Refusal("empty")
    if len(data) > MAX_BYTES:
        raise Refusal("too-large")
    return next(f for f in FORMATS if f.recognizes(data))


def _member_reader(*containers: str) -> Callable[[bytes], Document]:
    """Return a reader for a member of an archive or mail. The member may be a container only of the given kinds."""

    def read_member(data: bytes) -> Document:
        found = _format(data)
        if found.media_type in (_ZIP, _MAIL):
            if found.media_type not in containers:
                raise Refusal("nested")
            return _read_zip(data)
        return found.read(data)

    return read_member


def read(data: bytes) -> Document:
    """Read an original. Raises ``Refusal``: empty, too large, damaged, encrypted, or a format without reports."""
    document = _format(data).read(data)
    return replace(document, blocks=with_tab_tables(tuple(filter(_has_content, document.blocks))))


def _has_content(block: Block) -> bool:
    """Return False for a paragraph of nothing: a line of invisible signs (U+200B) in text copied from a web page."""
    return isinstance(block, Grid) or bool(block.text or block.opaque or block.doubt)


def media_type(data: bytes) -> str:
    """Return the media type of the content. Raises ``Refusal`` like ``read``."""
    return _format(data).media_type


def format_of(media_type: str) -> Format:
    """Return the format with this media type; ``KeyError`` if there is none."""
    for row in FORMATS:
        if row.media_type == media_type:
            return row
    raise KeyError(media_type)


def names() -> tuple[str, ...]:
    """Return the names of all readable formats for users, without duplicates."""
    return tuple(dict.fromkeys(row.name for row in FORMATS if row.media_type))


def published_suffixes() -> frozenset[str]:
    """Return all suffixes that a published original may have."""
    return frozenset((*(row.published for row in FORMATS if row.media_type), *_FORMER_SUFFIXES))
