"""What goes wrong around the program, in words for staff; and what nobody foresaw, kept for whoever maintains it.

Everything that ends a command or sets one report aside becomes a ``Refusal`` here: no traceback reaches staff.
"""

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
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# How the messages of ``tomllib`` begin → what staff did.
_TOML = (
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

# Of one file, and perhaps gone the next time: tried again at each build.
PASSING = frozenset(
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


def visible(text: str) -> str:
    """Text of strangers that a terminal would obey, as signs: a name that colours the lines below it or turns them round."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printable(name: str | bytes | os.PathLike[str]) -> str:
    """A file name that can be printed in one line: of one that is not UTF-8 (a ZIP from Chinese Windows, unpacked on Linux)
    what it most likely was."""
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(data.decode(encoding)).replace("\n", "\\n")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "backslashreplace")


def is_printable(name: str) -> bool:
    """False for a file name that is not UTF-8: nothing can be written of it into a table or a page."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def of_environment(error: BaseException) -> Refusal | None:
    """What to say of a fault of the environment: a file, a folder, the disk, the memory; ``None`` for any other."""
    if isinstance(error, MemoryError):
        return Refusal("memory")
    if not isinstance(error, OSError) or error.errno is None:  # libraries raise their own in its name
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
    """As it lies in the folder of the project, when it does."""
    try:
        return Path(file).relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return file


def toml_cause(error: tomllib.TOMLDecodeError) -> str:
    """Line and cause of a TOML file that cannot be read, in Chinese."""
    text = str(error)
    cause = next((cause for begin, cause in _TOML if text.startswith(begin)), "写法不对")
    at = _AT.search(text)
    where = f"第 {at[1]} 行第 {at[2]} 列" if at and at[1] else "文件末尾"
    return f"{where}：{cause}"


# --------------------------------------------------------------------------- what nobody foresaw


def trace_of(error: BaseException) -> str:
    import traceback  # few commands fail

    return "".join(traceback.format_exception(error))


def logged(root: Path, trace: str) -> str:
    """The path of the file that keeps this traceback, named by what is in it: the same fault is kept once."""
    import tempfile

    name = f"{hashlib.sha256(trace.encode('utf-8', 'backslashreplace')).hexdigest()[:12]}.txt"
    for folder in (root / LOG, Path(tempfile.gettempdir()) / "nianbao-log"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(trace, encoding="utf-8", errors="backslashreplace")
        except OSError:  # the disk may be what is wrong
            continue
        return (LOG / name).as_posix() if folder == root / LOG else str(folder / name)
    return "（磁盘写不进，没有记下）"


def refusal_of(root: Path, error: BaseException) -> Refusal:
    """What to say of any fault that ends a command."""
    if isinstance(error, Refusal):
        return error
    return of_environment(error) or Refusal("program-fault", log=logged(root, trace_of(error)))


def isolated(work: Callable[[], T]) -> T | Refusal:
    """What ``work`` does for one report, or why it could not be done: nothing that one report does stops the others.

    A fault of the program carries its traceback (``trace``) to whoever lists it: see ``listed``."""
    try:
        return work()
    except Refusal as refusal:
        return refusal
    except MemoryError:
        return Refusal("memory")
    except Exception as error:
        return of_environment(error) or Refusal("report-fault", trace=trace_of(error))


def with_log(root: Path, refusal: Refusal) -> Refusal:
    """The refusal with its traceback in a file whose path it names."""
    if "trace" not in refusal.values:
        return refusal
    values = dict(refusal.values)
    return Refusal(refusal.code, log=logged(root, str(values.pop("trace"))), **values)
