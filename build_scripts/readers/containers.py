"""Read container files: a mail with attachments, a ZIP archive. Nothing is extracted to disk.

A single report inside is read like a separate file. Several reports are refused with their names, because only a person
knows which one is meant. ``read`` reads a member and opens no further archive.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default

from build_scripts.model import Document, Refusal
from build_scripts.readers.decode import decode
from build_scripts.readers.opc import part_bytes

MAX_MEMBERS = 200  # maximum number of members of an archive with a report
LONGEST = 40  # maximum characters of a name in a message
SHORTEST = 150  # minimum characters of a mail body that may itself be a report
_LITTER = re.compile(r"(?:^|/)(?:\.(?!\.?/)|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX/)", re.IGNORECASE)
_REPORT = re.compile(r"信息公开.{0,12}(?:年度报告|年报)")
_TABLES = re.compile("申请人情况|新收政府信息公开申请|信息内容|结果维持")

Read = Callable[[bytes], Document]


def _only_report(members: Sequence[tuple[str, bytes]], read: Read, kind: str) -> Document:
    """Return the only member that is a report. Raises the ``Refusal`` of the member if it is the only one."""
    readable: list[tuple[str, Document]] = []
    refused: list[Refusal] = []
    for name, data in members:
        try:
            readable.append((name, read(data)))
        except Refusal as refusal:
            refused.append(refusal)
    reports = [item for item in readable if _is_report(item[1])]
    if len(reports) > 1:
        names = "、".join(f"“{name[:LONGEST]}”" for name, _ in reports[:5])
        raise Refusal("several-inside", kind=kind, count=len(reports), names=names)
    if reports:
        return reports[0][1]
    if len(members) == 1 and refused:
        raise refused[0]
    if len(readable) == 1:
        return readable[0][1]  # may be no report: the caller checks this and says what is missing
    names = "、".join(f"“{name[:LONGEST]}”" for name, _ in members[:5])
    raise Refusal("none-inside", kind=kind, names=names or "没有文件")


def _is_report(document: Document) -> bool:
    text = "".join(getattr(block, "text", "") for block in document.blocks)
    cells = "".join(c.text for b in document.blocks for row in getattr(b, "rows", ()) for c in row if c)
    return bool(_TABLES.search(re.sub(r"\s", "", text + cells))) or bool(_REPORT.search(text) and len(text) >= SHORTEST)


# --------------------------------------------------------------------------- archives


def read_zip(data: bytes, read: Read) -> Document:
    """Return the report in a ZIP archive. Raises ``Refusal``: encrypted, inflating, several-inside, none-inside, or the
    refusal of the only member."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir() and not _LITTER.search(info.filename)]
        if len(infos) > MAX_MEMBERS:
            raise Refusal("too-large")
        members = []
        total = 0
        for info in infos:
            content = part_bytes(archive, info.filename)
            total += len(content)
            if total > 4 * len(data) + 64 * 1024 * 1024:
                raise Refusal("inflating")
            members.append((_member_name(info), content))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="压缩包结构损坏") from error
    return _only_report(members, read, "压缩包")


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return the name without folders. Windows writes GBK names without declaring it; zipfile decodes them as CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gb18030")
    return re.split(r"[/\\]", name)[-1]


# --------------------------------------------------------------------------- mails


def read_mail(data: bytes, read: Read) -> Document:
    """Return the attached report, or the body if there is none. Raises ``Refusal``: several-inside, or the refusal of
    the attachment or the body."""
    try:
        message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf \r\n"), policy=default)
        attached = []
        for at, part in enumerate(message.walk()):
            if at > MAX_MEMBERS:
                raise Refusal("too-large")
            if part.get_content_type() == "message/rfc822":  # a mail forwarded as an attachment
                forwarded = part.get_content()
                if inner := _body(forwarded):
                    attached.append((str(forwarded["Subject"] or part.get_content_type()), inner))
                continue
            if part.is_multipart() or not _is_attachment(part):
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                attached.append((part.get_filename("") or part.get_content_type(), content))
        text = _body(message)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refusal("damaged", why="邮件结构损坏") from error
    refused: Refusal | None = None
    if attached:
        try:
            found = _only_report(attached, read, "邮件")
            if _is_report(found) or not text:
                return found
        except Refusal as refusal:
            if refusal.code == "several-inside":
                raise
            refused = refusal
    if text:
        inside = read(text)
        if not refused or _is_report(inside):
            return inside
    raise refused or Refusal("none-inside", kind="邮件", names="没有附件")


def _body(message: EmailMessage) -> bytes:
    """Return the text of a mail as UTF-8, the web page if it has one; b"" without a text."""
    body = message.get_body(("html", "plain"))
    text = body.get_payload(decode=True) if body is not None else None
    if body is None or not isinstance(text, bytes) or not text.strip():
        return b""
    html = body.get_content_type() == "text/html"
    return decode(text, declared=html, header=body.get_content_charset("")).encode("utf-8")


def _is_attachment(part: EmailMessage) -> bool:
    """Return True for an attached file; False for pictures and style sheets embedded in the body."""
    if part.get_content_disposition() == "attachment":
        return True
    return bool(part.get_filename()) and part.get_content_maintype() not in ("image", "text")
