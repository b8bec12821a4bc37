"""CSV files that people edit with Excel or WPS: robust reading, and writing that preserves unknown content.

Unknown columns are notes of staff and are preserved, and so are line endings, encoding and the order of rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from build_scripts.content import durable
from build_scripts.model import Refusal

MAX_COINCIDENCE = 4  # characters
_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")  # conflict markers of git


def decoded(data: bytes, file: str) -> tuple[str, str]:
    """Return (text, encoding): UTF-8 with or without BOM, or GB18030, as Excel on a Chinese Windows writes it; never a
    guess.

    Raises ``ValueError`` for any other encoding, and ``Refusal`` when the rows mix both encodings."""
    if b"\0" not in data:
        for encoding in ("utf-8", "gb18030"):
            try:
                return data.decode(encoding).removeprefix("\ufeff"), encoding
            except UnicodeDecodeError:
                _refuse_mixed(data, file)
    raise ValueError("neither UTF-8 nor GB18030")


def _refuse_mixed(data: bytes, file: str) -> None:
    """Raise ``Refusal`` when a file that is not UTF-8 has a UTF-8 row: one person saved it as GBK, and git merged both.

    Among rows with exactly four GBK characters, about one in some thousand is valid UTF-8 by chance; longer rows never
    are."""
    for number, line in enumerate(data.splitlines(), 1):
        if line.startswith(codecs.BOM_UTF8) or len(_as_utf8(line)) > MAX_COINCIDENCE:
            raise Refusal("mixed-encoding", file=file, line=number)


def _as_utf8(line: bytes) -> str:
    """Return the non-ASCII characters of a row, or "" if it is not UTF-8."""
    try:
        return "".join(sign for sign in line.decode() if not sign.isascii())
    except UnicodeDecodeError:
        return ""


def refuse_conflict(text: str, file: str) -> None:
    """Raise ``Refusal`` when git left conflict markers in the file: both people's rows must stay, the markers must
    go."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_MARKS):
            raise Refusal("conflict-marks", file=file, line=number)


def read(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, column → stripped value) of every row, with column names in lower case. A row that ends early has ""
    in the columns that it lacks.

    Raises ``Refusal`` when the file is invalid. Yields nothing when the file does not exist."""
    if not path.is_file():
        return
    try:
        text, _ = decoded(path.read_bytes(), path.name)
    except ValueError:
        raise Refusal("table-encoding", file=path.name) from None
    refuse_conflict(text, path.name)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        for values in rows:
            cells = [value.strip() for value in values]
            if not any(cells):
                continue
            names = [cell.lower() for cell in cells]
            if not header or names == header:  # a merge in git may duplicate the header
                header = names
                if missing := [name for name in needed if name not in header]:
                    raise Refusal("table-columns", file=path.name, columns="、".join(missing))
                continue
            padding = [""] * (len(header) - len(cells))
            yield rows.line_num, dict(zip(header, [*cells, *padding], strict=False))
    except csv.Error as error:
        raise Refusal("table-quotes", file=path.name, line=rows.line_num) from error


def append(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Append rows; a new file gets ``columns`` as its header."""
    before = path.read_bytes() if path.is_file() else b""
    text, encoding = decoded(before, path.name)
    header = next(csv.reader(io.StringIO(text)), [])
    end = "\r\n" if b"\r\n" in before else "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    if not header:
        out.write("\ufeff")  # without this BOM, Excel decodes the file as GBK
        header = list(columns)
        writer.writerow(header)
    writer.writerows([row.get(name.strip().lower(), "") for name in header] for row in rows)
    joint = b"" if not before or before.endswith(b"\n") else end.encode()
    durable.write(path, before + joint + out.getvalue().encode(encoding))


def update_cells(path: Path, key: str, values: Mapping[str, Mapping[str, str]], without: Collection[str] = ()) -> None:
    """Fill cells: (value of the column ``key``) → column → new value. Rows whose key is in ``without`` are removed.

    A missing column is added at the right. All other rows keep their bytes as far as CSV allows."""
    before = path.read_bytes()
    text, encoding = decoded(before, path.name)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [name.strip().lower() for name in rows[0]]
    new = [name for name in dict.fromkeys(n for cells in values.values() for n in cells) if name not in header]
    rows[0] += new
    header += new
    at = header.index(key)
    for row in rows[1:]:
        cells = values.get(row[at].strip()) if len(row) > at else None
        if cells:
            row += [""] * (len(header) - len(row))
            for name, value in cells.items():
                row[header.index(name)] = value
    rows = [row for row in rows if len(row) <= at or row[at].strip() not in without]
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if b"\r\n" in before else "\n").writerows(rows)
    mark = "\ufeff" if before.startswith(b"\xef\xbb\xbf") else ""
    data = (mark + out.getvalue()).encode(encoding)
    if data != before:
        durable.write(path, data)
