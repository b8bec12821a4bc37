"""Errors of the environment as messages for staff, and tracebacks of unexpected errors for the maintainer.

Every error that ends a command or fails one report becomes a ``Refusal`` here, so staff never see a traceback."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from build_scripts.model import Refusal
from build_scripts.project import LOG

T = TypeVar("T")
_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Prefix of a message of ``tomllib`` → the mistake in the file, in Chinese.
_TOML_CAUSES = (
    ("Expected '=' after a key", '名称后面要有等号，写成：名称 = "内容"'),
    ("Expected newline or end of document", "内容写完以后还有多余的字，一行只写一项"),
    ("Invalid value", "等号后面的内容写得不对：文字要放在英文双引号里"),
    ("Invalid statement", "这一行不是“名称 = 内容”的样子"),
    ("Unterminated string", "引号没有成对"),
    ("Expected \"'''\"", "引号没有成对"),
    ("Illegal character", "引号没有成对，或有不能用的字符"),
    ("Found invalid character", "有不能用的字符"),
    ("Unescaped '\\'", "文字里的反斜杠要写成两个"),
    ("Invalid date", "日期写得不对，应当像 2026-02-01，不加引号"),
    ("Cannot", "同一项写了两次"),
    ("Duplicate", "同一项写了两次"),
    ("Unclosed array", "方括号没有成对"),
    ("Expected ']", "方括号没有成对"),
)

# Refusals of one file that may not recur: every build tries the file again.
TRANSIENT = frozenset(
    {
        "report-fault",
        "memory",
        "file-missing",
        "file-read-only",
        "file-denied",
        "file-kind",
        "file-many",
        "file-fault",
        "file-changing",
    }
)


def escaped_controls(text: str) -> str:
    """Escape control and direction characters of untrusted text.

    A terminal obeys them: a file name could colour the lines below it or reverse their direction."""
    return _CONTROL_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printable(name: str | bytes | os.PathLike[str]) -> str:
    """Return a file name that can be printed in one line.

    A name that is not UTF-8 (from a ZIP of Chinese Windows, unpacked on Linux) is decoded as GB 18030 if possible."""
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return escaped_controls(data.decode(encoding)).replace("\n", "\\n")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def is_printable(name: str) -> bool:
    """Return whether a file name is valid UTF-8. Other names cannot be written into a table or a page."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def environment_refusal(error: BaseException) -> Refusal | None:
    """Return the refusal for an error of a file, a folder, the disk or the memory; ``None`` for any other error."""
    if isinstance(error, MemoryError):
        return Refusal("memory")
    if not isinstance(error, OSError) or error.errno is None:  # no errno: raised by a library, not by the system
        return None
    name = error.filename if isinstance(error.filename, str | bytes) else ""
    file = _relative(printable(name)) if name else "文件或文件夹"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return Refusal("disk-full")
        case errno.ENOENT:
            return Refusal("file-missing", file=file)
        case errno.EROFS:
            return Refusal("file-read-only", file=file)
        case errno.EACCES | errno.EPERM | errno.EBUSY | errno.ETXTBSY:
            return Refusal("file-denied", file=file)
        case errno.EISDIR | errno.ENOTDIR | errno.EEXIST | errno.ENOTEMPTY:
            return Refusal("file-kind", file=file)
        case errno.ENAMETOOLONG | errno.EINVAL | errno.EILSEQ | errno.ELOOP:
            return Refusal("file-name", file=file)
        case errno.EMFILE | errno.ENFILE:
            return Refusal("file-many")
    return Refusal("file-fault", file=file, number=error.errno)


def _relative(file: str) -> str:
    """Return the path relative to the current folder, or unchanged when it lies elsewhere."""
    try:
        return Path(file).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return file


def toml_cause(error: tomllib.TOMLDecodeError) -> str:
    """Return the position and the cause of a syntax error in a TOML file, in Chinese."""
    text = str(error)
    cause = next((cause for begin, cause in _TOML_CAUSES if text.startswith(begin)), "写法不对")
    at = _AT.search(text)
    where = f"第 {at[1]} 行第 {at[2]} 列" if at and at[1] else "文件末尾"
    return f"{where}：{cause}"


# --------------------------------------------------------------------------- unexpected errors


def trace_of(error: BaseException) -> str:
    import traceback  # few commands fail

    return "".join(traceback.format_exception(error))


def write_log(root: Path, trace: str) -> str:
    """Write a traceback to a log file and return the path of the file.

    The file name is a digest of the content, so the same error is logged once."""
    import tempfile

    name = f"{hashlib.sha256(trace.encode('utf-8', 'backslashreplace')).hexdigest()[:12]}.txt"
    for folder in (root / LOG, Path(tempfile.gettempdir()) / "nianbao-log"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(trace, encoding="utf-8", errors="backslashreplace")
        except OSError:  # the disk itself may be the cause of the error
            continue
        return (LOG / name).as_posix() if folder == root / LOG else str(folder / name)
    return "（磁盘写不进，没有记下）"


def refusal_of(root: Path, error: BaseException) -> Refusal:
    """Return the refusal for an error that ends a command."""
    if isinstance(error, Refusal):
        return error
    return environment_refusal(error) or Refusal("program-fault", log=write_log(root, trace_of(error)))


def isolated(work: Callable[[], T]) -> T | Refusal:
    """Run ``work`` for one report and return its result, or the refusal when it raises: an error in one report never
    stops the others.

    The refusal for an error of the program carries the traceback as the value ``trace``: see ``with_log``."""
    try:
        return work()
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Refusal("memory")
    except Exception as error:
        return environment_refusal(error) or Refusal("report-fault", trace=trace_of(error))


def with_log(root: Path, refusal: Refusal) -> Refusal:
    """Return the refusal with the path of a log file (``log``) in place of its traceback (``trace``)."""
    if "trace" not in refusal.values:
        return refusal
    values = dict(refusal.values)
    return Refusal(refusal.code, log=write_log(root, str(values.pop("trace"))), **values)
