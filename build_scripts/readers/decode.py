"""Decode bytes: byte order mark, valid UTF-8 before a declared charset, UTF-16 recognized by its zero bytes, strict
GB18030; no guessing.

GB18030 accepts nearly any bytes, so its result counts only if it looks like Chinese prose.
"""

from __future__ import annotations

import codecs
import re

from build_scripts.model import Refusal

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_CHINESE_NAMES = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312"}
_LINE_END = re.compile("\r\n?")
_COMMON = re.compile("[的一是在不了有和人这中大为上个国我以要公开政府信息年度报告工作]")


def decode(data: bytes, declared: bool = False, header: str = "") -> str:
    """Return the text of a file with ``\\n`` as line end. ``declared``: the format may declare a charset in its first
    bytes (HTML, XML). ``header``: the charset declared for this part by the mail."""
    return _LINE_END.sub("\n", _decoded(data, declared, header))


def _decoded(data: bytes, declared: bool, header: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    match = _DECLARED.search(data[:4096]) if declared else None
    if (match or header) and not _is_utf8(data):
        name = (match[1].decode("ascii") if match else header).lower()
        try:
            text = data.decode("gb18030" if name in _CHINESE_NAMES else name)
            if "\0" not in text:
                return text
        except (UnicodeDecodeError, LookupError):
            pass  # wrong declaration: decide by the bytes
    if encoding := _utf16_encoding(data):
        return _strict(data, encoding)
    if b"\0" in data:
        raise Refusal("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and _is_utf8(data[: error.start]):
            raise Refusal("damaged", why="末尾的字只有一半，可能没有下载完") from error
    text = _strict(data, "gb18030")
    if not _plausible(text):
        raise Refusal("encoding")
    return text


def _is_utf8(data: bytes) -> bool:
    """Return True for non-ASCII text in valid UTF-8. Other encodings do not form valid UTF-8 by chance, so a
    declaration is ignored."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("encoding") from error


def _utf16_encoding(data: bytes) -> str:
    """Detect UTF-16 without a byte order mark: line ends and digits have zero bytes on one side."""
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) / 200 + 1 or len(data) % 2:
        return ""
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    try:
        return encoding if _plausible(data.decode(encoding)) else ""
    except UnicodeDecodeError:
        return ""


def _plausible(text: str) -> bool:
    """Return True if at least one character in fifty is common in annual reports and at most one in fifty is rare or
    private use. Markup (ASCII) is ignored: HTML pasted from WPS has a hundred characters of style around each word."""
    sample = re.sub(r"[\0-\x7f\s]", "", text)[:4000]
    odd = len(re.findall("[\ue000-\uf8ff\U00020000-\U0010ffff\ufffd]", sample))
    return bool(sample) and len(_COMMON.findall(sample)) * 50 >= len(sample) and odd * 50 <= len(sample)
