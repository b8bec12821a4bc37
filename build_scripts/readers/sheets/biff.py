"""Parse the records of an Excel 97–2003 workbook that xlrd ignores: conditional formats, pictures, text boxes,
comments.

A record is a number, a length and that many bytes. The records of a sheet stand between its BOF and its EOF; the
BOUNDSHEET records give the name and the start of each sheet. Unknown records are skipped, because they say nothing
about a cell.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from xlrd.compdoc import CompDoc, CompDocError

from build_scripts.readers.colours import Colour
from build_scripts.readers.sheets.cells import Area
from build_scripts.readers.sheets.conditions import Change, Condition
from build_scripts.readers.sheets.number_format import BUILT_IN

_BOUND, _BOF, _EOF, _CONTINUE = 0x0085, 0x0809, 0x000A, 0x003C
_AREAS, _RULE, _DRAWING, _OBJECT, _TEXT = 0x01B0, 0x01B1, 0x00EC, 0x005D, 0x01B6
_ANCHOR = 0xF010  # record of a drawing: the cells under it
_PICTURE, _NOTE = 8, 0x19  # object kinds
_OPERATORS = ("", "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual",
              "lessThanOrEqual")  # fmt: skip
# flag bits: parts of a differential format
_NUMBER, _LETTERS, _ALIGNED, _BORDERED, _FILLED = (1 << bit for bit in range(25, 30))
_SHEET = 0  # sheet type in BOUNDSHEET of a worksheet (no chart, no macro sheet)

ColourOf = Callable[[int], Colour | None]


@dataclass(slots=True)
class SheetExtras:
    """Content of one sheet besides its cells."""

    conditions: list[Condition] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def extras_of(data: bytes, colour_of: ColourOf) -> dict[str, SheetExtras]:
    """Return the extras of each sheet by name; {} for an Excel 95 file or an unreadable file."""
    try:
        stream, base, size = CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    except (CompDocError, struct.error, LookupError, ValueError):
        return {}
    if stream is None:
        return {}
    book = bytes(stream[base : base + size])
    found = {}
    for name, at in _sheets(book):
        try:
            found[name] = _extras(book, at, colour_of)
        except (struct.error, LookupError, ValueError):
            continue
    return found


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    """Yield (name, start offset) of each worksheet."""
    for kind, body in _records(book, 0):
        if kind == _EOF:
            return
        if kind == _BOUND and len(body) > 8 and body[5] == _SHEET:
            wide, letters = body[7] & 1, body[8:]
            yield (
                letters[: body[6] << wide].decode("utf-16-le" if wide else "latin-1"),
                struct.unpack_from("<I", body)[0],
            )


def _extras(book: bytes, at: int, colour_of: ColourOf) -> SheetExtras:
    found = SheetExtras()
    areas: tuple[Area, ...] = ()
    anchor: Area | None = None
    kind_of_object, depth, texts = 0, 0, False
    for kind, body in _records(book, at):
        if kind in (_BOF, _EOF):  # an embedded chart has its own BOF and EOF
            depth += 1 if kind == _BOF else -1
            if depth == 0:
                break
        elif depth > 1:
            continue
        elif kind == _AREAS:
            count = struct.unpack_from("<H", body, 12)[0]
            corners = (struct.unpack_from("<4H", body, 14 + 8 * n) for n in range(count))
            areas = tuple((r0 + 1, c0 + 1, r1 + 1, c1 + 1) for r0, r1, c0, c1 in corners)
        elif kind == _RULE:
            condition = _condition(body, areas, colour_of)
            found.conditions += [condition] if condition.change != Change() else []
        elif kind == _DRAWING:
            anchor = _anchored(body) or anchor
        elif kind == _OBJECT and len(body) > 6:
            kind_of_object = struct.unpack_from("<H", body, 4)[0]
            if kind_of_object == _PICTURE and anchor:
                found.pictures.append(anchor)
        elif kind == _CONTINUE and texts:
            texts_of_kind = found.comments if kind_of_object == _NOTE else found.boxes
            texts_of_kind.append(body[1:].decode("utf-16-le" if body[:1] == b"\1" else "latin-1"))
        texts = kind == _TEXT and len(body) > 11 and struct.unpack_from("<H", body, 10)[0] > 0
    return found


def _anchored(body: bytes) -> Area | None:
    at, found = 0, None
    while at + 8 <= len(body):
        version, kind, size = struct.unpack_from("<HHI", body, at)
        at += 8
        if version & 0xF == 0xF:
            continue  # a container: its content follows
        if kind == _ANCHOR and size >= 18:
            c0, _, r0, _, c1, _, r1, _ = struct.unpack_from("<8H", body, at + 2)
            found = (r0 + 1, c0 + 1, r1 + 1, c1 + 1)
        at += size
    return found


def _condition(body: bytes, areas: tuple[Area, ...], colour_of: ColourOf) -> Condition:
    kind, operator, first, second = struct.unpack_from("<BBHH", body)
    change = _change(body[6 : len(body) - first - second], colour_of)
    rest = body[len(body) - first - second :]
    values = [_value(rest[:first]), _value(rest[first:])] if second else [_value(rest)]
    known = kind == 1 and None not in values and operator < len(_OPERATORS)
    formulas = tuple(value for value in values if value is not None)
    return Condition(
        areas, change, "cellIs" if known else "expression", _OPERATORS[operator] if known else "", formulas
    )


def _value(formula: bytes) -> str | None:
    """Return the number in a constant formula; ``None`` for a formula that needs computation."""
    if len(formula) == 3 and formula[0] == 0x1E:
        return str(struct.unpack_from("<H", formula, 1)[0])
    if len(formula) == 9 and formula[0] == 0x1F:
        return repr(struct.unpack_from("<d", formula, 1)[0])
    return None


def _change(body: bytes, colour_of: ColourOf) -> Change:
    """Parse a differential format."""
    flags, more = struct.unpack_from("<IH", body)
    at = 6
    code, colour, background, struck = "", None, None, False
    if flags & _NUMBER:
        if more & 1:
            size = struct.unpack_from("<H", body, at)[0]
            code = body[at + 5 : at + size].decode("utf-16-le" if body[at + 4] & 1 else "latin-1")
            at += size
        else:
            code = BUILT_IN.get(body[at + 1], "")
            at += 2
    if flags & _LETTERS:
        style, known = (struct.unpack_from("<I", body, at + offset)[0] for offset in (68, 88))
        struck = bool(style & 0x80) and not known & 0x80
        index = struct.unpack_from("<I", body, at + 80)[0]
        colour = colour_of(index) if index < 0xFF else None
        at += 118
    at += 8 * (bool(flags & _ALIGNED) + bool(flags & _BORDERED))
    if flags & _FILLED:
        colours = struct.unpack_from("<H", body, at + 2)[0]
        background = colour_of(colours >> 7 & 0x7F)
    return Change(colour, background, struck, code)
