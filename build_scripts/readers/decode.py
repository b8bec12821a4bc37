"""Bytes to text: byte order mark, strict UTF-8 over a declared charset, UTF-16 by its zeros, strict GB18030; never a guess.

GB18030 accepts nearly any bytes, so its result must look like Chinese prose to count.
"""

from __future__ import annotations

import codecs
import re

from build_scripts.model import Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_CHINESE_NAMES = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312"}
_COMMON = re.compile("[的一是在不了有和人这中大为上个国我以要公开政府信息年度报告工作]")


def decode(data: bytes, declared: bool = False, header: str = "") -> str:
    """The text of a file. ``declared``: the format may declare a charset in its first bytes (HTML, XML); ``header``:
    the charset that a message says its part is in."""
    for mark, encoding in _MARKS:
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
            pass  # the declaration lies: decide by the bytes
    if encoding := _wide(data):
        return _strict(data, encoding)
    if b"\0" in data:
        raise Refusal("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = _strict(data, "gb18030")
    if not _plausible(text):
        raise Refusal("encoding")
    return text


def _is_utf8(data: bytes) -> bool:
    """Chinese text that is valid UTF-8 is UTF-8, whatever the page declares: by chance that does not happen."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("encoding") from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends and digits leave zeros on one side."""
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
    """At least one character in fifty is among the commonest of such reports, and few are private or rare. Markup says
    nothing: what is pasted from WPS has a hundred letters of style around each word."""
    sample = re.sub(r"[\0-\x7f\s]", "", text)[:4000]
    odd = len(re.findall("[\ue000-\uf8ff\U00020000-\U0010ffff\ufffd]", sample))
    return bool(sample) and len(_COMMON.findall(sample)) * 50 >= len(sample) and odd * 50 <= len(sample)
