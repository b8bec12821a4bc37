"""Recognize the format of a file by its first bytes, by the members of an archive, or by the words of a text.

This module imports no reader: most commands need only one format, and PDF alone takes half a second to import.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from build_scripts.model import Refusal
from build_scripts.wording import is_value

if TYPE_CHECKING:
    import zipfile

Recognizer = Callable[[bytes], bool]

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OLE = b"\xd0\xcf\x11\xe0"
OFD_ROOT = "OFD.xml"
WORKBOOK = "xl/workbook.xml"
TABLE_WORDS = re.compile("申请人情况|新收政府信息公开申请|信息内容|结果维持|处理决定数量")
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)
_MAIL_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_SNAPSHOT = re.compile(
    rb"^(?:Snapshot-Content-Location:|From:\s*<?\s*(?:Saved by|\xd3\xc9))", re.IGNORECASE | re.MULTILINE
)
_MIME = re.compile(rb"^(?:MIME-Version|Content-Type):", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(rb"^(?:From|Received|Return-Path|Subject|Message-ID|To):", re.IGNORECASE | re.MULTILINE)
_PAGE_HEADERS = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n", re.M)
_PAGE = re.compile(rb"^Content-Type:\s*(?:multipart/(?:related|alternative)|text/html)", re.I | re.M)
# Blanks are matched possessively and within one line: otherwise 1,600 blank lines took half a minute.
FRONT_MATTER = re.compile(r"\A\s*---[^\S\n]*\n(.*?)\n---[^\S\n]*\n", re.S)
_RULE = re.compile(
    r"^[^\S\n]*+(?:>[^\S\n]*+)*+(?:\|[^\S\n]*+)?:?-++:?[^\S\n]*+(?:\|[^\S\n]*+:?-++:?[^\S\n]*+)+(?:\|[^\S\n]*+)?$", re.M
)
_FENCED = re.compile(r"^(?:```|~~~)\s*\w+\s*$", re.M)  # ```csv; a bare fence may enclose tab lines in any text
_MIN_FIELDS = 3  # minimum fields of a table record; prose with one or two commas has fewer
_MIN_RECORDS = 6  # minimum records of that width: table 4 alone has fewer, but a report has more
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DELIMITERS = (",", ";", "\t")
_QUOTED_BY_TABS = '"\t"'  # quotes around the fields, as spreadsheets write them


_ACTION = re.compile(rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia|XFA)\b|/Type\s*/[^\s/<>\[\]()]*#")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a PDF name may encode a letter as its number
_OBJECTS = re.compile(rb"/ObjStm\b(.{0,400}?)stream\r?\n", re.DOTALL)
_MAX_OBJECT_BYTES = 4_000_000  # maximum decompressed bytes of one object stream; reports have some ten thousand


# --------------------------------------------------------------------------- PDF


def is_pdf(data: bytes) -> bool:
    """Return True for a PDF; a few bytes may precede the signature."""
    return b"%PDF-" in data[:1024]


def is_active_pdf(data: bytes) -> bool:
    """Return True for a PDF with scripts or with actions that send or start something, because a browser's viewer may
    run them. Object streams are checked too. If an object stream cannot be decompressed (encrypted), the file counts as
    active."""
    if _ACTION.search(data) or _ACTION.search(_decode_names(data)):
        return True
    for match in _OBJECTS.finditer(data):
        if b"/Predictor" in match[1]:
            return True
        try:
            objects = zlib.decompressobj().decompress(memoryview(data)[match.end() :], _MAX_OBJECT_BYTES)
        except zlib.error:
            return True
        if _ACTION.search(_decode_names(objects)):
            return True
    return False


def _decode_names(data: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)


# --------------------------------------------------------------------------- archives


def zip_with(has: Callable[[zipfile.ZipFile], object]) -> Recognizer:
    """Recognize an archive in which ``has`` finds what it needs. Raises ``Refusal`` if the archive is damaged or
    ambiguous: of two members with the same name, some programs take the first and others the last."""

    def knows(data: bytes) -> bool:
        if not data.startswith(b"PK\x03\x04"):
            return False
        import zipfile  # importing zipfile takes as long as reading a text file

        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            known = bool(has(archive))
        except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError) as error:
            raise Refusal("damaged", why="压缩包结构损坏") from error
        if known and _has_duplicate_names(archive):
            raise Refusal("damaged", why="压缩包里有同名而内容不同的文件，各种软件会显示成不同的样子")
        return known

    return knows


def _has_duplicate_names(archive: zipfile.ZipFile) -> bool:
    first: dict[str, int] = {}
    return any(first.setdefault(info.filename, info.CRC) != info.CRC for info in archive.infolist())


def zip_with_member(name: str) -> Recognizer:
    """Recognize an archive with a member of this name."""
    return zip_with(lambda archive: name in archive.namelist())


def starts_with(*marks: bytes) -> Recognizer:
    """Recognize a file that begins with one of the marks."""
    return lambda data: data.startswith(marks)


def ole_with(*streams: str) -> Recognizer:
    """Recognize an OLE file with one of the streams: a directory entry has 128 bytes and begins with the name."""
    names = tuple(f"{stream}\0".encode("utf-16-le") for stream in streams)

    def knows(data: bytes) -> bool:
        if not data.startswith(OLE):
            return False
        found = (at for name in names for at in _positions(data, name))
        return any(at % 128 == 0 for at in found)

    return knows


def _positions(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + 1)


def contains(mark: bytes) -> Recognizer:
    """Recognize XML with the mark near its beginning."""
    return lambda data: data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and mark in data[:4096]


def odf_package(*kinds: str) -> Recognizer:
    """Recognize an OpenDocument package whose member ``mimetype`` names one of the kinds."""

    def has(archive: zipfile.ZipFile) -> bool:
        from build_scripts.readers.opc import part_bytes

        kind = part_bytes(archive, "mimetype").decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
        return kind.strip().removeprefix(OPEN_DOCUMENT).removesuffix("-template") in kinds

    return zip_with(has)


def main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the main part: ``word/document.xml``, or ``word/document2.xml`` in files from Office on the
    web; "" if none."""
    names = (n for n in archive.namelist() if re.fullmatch(r"word/document\d*\.xml", n))
    return min(names, default="")


# --------------------------------------------------------------------------- text formats


def is_html(data: bytes) -> bool:
    sample = data[:65536]
    return bool(_HTML.search(sample.replace(b"\0", b""))) and not re.match(rb"^\s*#{1,6}\s", data[:200])


def is_mail(data: bytes) -> bool:
    """Return True if the file begins with mail headers and is not a web page saved as a single file."""
    head = _MAIL_HEADERS.match(data[:65536].lstrip(b"\xef\xbb\xbf \r\n"))
    if head is None or _SNAPSHOT.search(head[0]) or not _MIME.search(head[0]):
        return False
    return len(_MAIL.findall(head[0])) >= 2


def is_mhtml(data: bytes) -> bool:
    """Return True if the file begins with the headers of a message that holds a web page."""
    head = _PAGE_HEADERS.match(data[:16384])
    return bool(head and _PAGE.search(head[0]))


def is_markdown(text: str) -> bool:
    """Return True if the text has a pipe table or front matter, or has headings and an HTML table or a fence."""
    tables = "<table" in text.lower() or _FENCED.search(text)
    return bool(FRONT_MATTER.match(text) or _RULE.search(text) or (tables and re.search(r"^#{1,6}\s", text, re.M)))


def is_csv(text: str) -> bool:
    """Return True if nearly the whole text consists of records of a statutory table."""
    return records_of(text) is not None


def records_of(text: str) -> list[list[str]] | None:
    """Return the records for the only delimiter that fits: each record is one field of prose or a row of several
    fields, and no quote is left open. Text with tabs and without quotes has rows of any length."""
    if not TABLE_WORDS.search(text):
        return None
    for delimiter in _DELIMITERS:
        if text.count(delimiter) < _MIN_RECORDS * (_MIN_FIELDS - 1):
            continue
        try:
            records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        parted = [record for record in records if record and _has_delimiter(delimiter.join(record), delimiter)]
        wide = sum(len(record) >= _MIN_FIELDS for record in parted)
        even = len({len(record) for record in parted}) == 1
        prose = sum(len(record) == 2 and not _is_table_record(record) for record in parted)
        quotes = delimiter != "\t" or _QUOTED_BY_TABS in text
        if wide >= _MIN_RECORDS and (even or (quotes and prose * 10 <= wide)):
            return records
    return None


def _is_table_record(record: Sequence[str]) -> bool:
    """Return True if two fields are a row of table 2 or its header (行政许可,127), as written without padding. No prose
    begins with a comma."""
    return not record[0] or is_value(record[1]) or TABLE_WORDS.search(",".join(record)) is not None


def _has_delimiter(line: str, delimiter: str) -> bool:
    """Return False if every comma of a line is a thousands separator: 1,234,567 is one figure in a text file."""
    return delimiter in _THOUSANDS.sub("", line) or delimiter not in line
