"""Encode lists of reports as bytes.

A report is identified by (year, row), where row is that of its agency in the register, so that a new report moves no
other. A *board* is 8,192 rows of one year; newer years come first, and the boards of a list are in that order. A list
is a sequence of boards: board number, ``length of the rest × 4 + form``, then the rows of the board in the shortest
form:

- 0 gaps: the first row, then the number of rows skipped before each further one;
- 1 bitmap: bit ``row % 8`` of byte ``row // 8``;
- 2 runs: number of rows skipped and number of rows taken (minus one), alternating.

All numbers are varints: seven bits a byte, the low ones first. One board can be changed without decoding the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise

BOARD = 8192  # rows; a bitmap of one board has at most 1 KB
BOARDS = 64  # boards for each year
_RUN = re.compile("1+")
_LAST_BYTES = bytes(range(128))  # last bytes of varints; their count is the count of numbers
LAST_YEAR = 2199
FIRST_YEAR = 1900


def board_of(year: int, row: int) -> tuple[int, int]:
    """Return (board number, row within the board). Raises ``ValueError`` outside the numbering."""
    if not FIRST_YEAR <= year < LAST_YEAR or not 0 <= row < BOARD * BOARDS:
        raise ValueError(f"no place in the index for year {year}, row {row}")
    return (LAST_YEAR - year) * BOARDS + row // BOARD, row % BOARD


def varint(number: int) -> bytes:
    """Encode a number with seven bits a byte, the low ones first; the high bit says that more bytes follow."""
    if number < 128:
        return bytes((number,))
    parts = bytearray()
    while number >= 128:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def varints(data: bytes) -> Iterator[int]:
    """Decode bytes that contain only varints."""
    number = shift = 0
    for byte in data:
        number |= (byte & 127) << shift
        if byte < 128:
            yield number
            number = shift = 0
        else:
            shift += 7


def _varints(numbers: Sequence[int]) -> bytes:
    return bytes(numbers) if max(numbers) < 128 else b"".join(map(varint, numbers))


def board_part(board: int, rows: Sequence[int]) -> bytes:
    """Encode one board of a list. ``rows`` ascend and are not empty."""
    if len(rows) == 1:
        body = varint(rows[0])
        return varint(board) + varint(len(body) << 2) + body
    if len(rows) > (rows[-1] >> 3) + 1:  # a gap takes at least one byte, so gaps are longer than the bitmap
        return _dense_part(board, _bits(rows))
    gaps = [rows[0], *(b - a - 1 for a, b in pairwise(rows))]
    form, body = 0, _varints(gaps)
    if (rows[-1] >> 3) + 1 < len(body):
        form, body = 1, _bitmap(_bits(rows))
    if gaps.count(0) * 2 > len(rows):
        runs = _varints(_runs(_bits(rows)))
        if len(runs) < len(body):
            form, body = 2, runs
    return varint(board) + varint(len(body) << 2 | form) + body


def _dense_part(board: int, bits: int) -> bytes:
    """Encode a board with more rows than bitmap bytes from the bitmap alone, without a Python step for each row."""
    form, body = 1, _bitmap(bits)
    if ((bits & bits >> 1).bit_count() + (bits & 1)) * 2 > bits.bit_count():
        runs = _varints(_runs(bits))
        if len(runs) < len(body):
            form, body = 2, runs
    return varint(board) + varint(len(body) << 2 | form) + body


def _bits(rows: Sequence[int]) -> int:
    bits = bytearray((rows[-1] >> 3) + 1)
    for row in rows:
        bits[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(bits, "little")


def _bitmap(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) >> 3, "little")


def _runs(bits: int) -> list[int]:
    found: list[int] = []
    at = 0
    for run in _RUN.finditer(f"{bits:b}"[::-1]):
        found += (run.start() - at, run.end() - run.start() - 1)
        at = run.end()
    return found


def _bits_of(form: int, body: bytes) -> int:
    """Return the bitmap of a board in any form."""
    if form == 1:
        return int.from_bytes(body, "little")
    numbers = list(varints(body))
    if form == 0:
        return _bits([row - 1 for row in accumulate(gap + 1 for gap in numbers)])
    bits = at = 0
    for gap, more in zip(numbers[::2], numbers[1::2], strict=True):
        bits |= ((1 << more + 1) - 1) << at + gap
        at += gap + more + 1
    return bits


# --------------------------------------------------------------------------- a whole list


def parts(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield (begin, end, board, form byte and body) of every board of a list."""
    at = 0
    while at < len(data):
        begin = at
        board, at = number_at(data, at)
        head, at = number_at(data, at)
        at += head >> 2
        yield begin, at, board, bytes((head & 3,)) + data[at - (head >> 2) : at]


def number_at(data: bytes, at: int) -> tuple[int, int]:
    """Return (the varint at that offset, the offset after it)."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def size(data: bytes) -> int:
    """Return the number of reports in a list."""
    return sum(_size(body[0], body[1:]) for _, _, _, body in parts(data))


def _size(form: int, body: bytes) -> int:
    if form == 0:
        return len(body) - len(body.translate(None, _LAST_BYTES))
    if form == 1:
        return int.from_bytes(body, "little").bit_count()
    return sum(more + 1 for more in list(varints(body))[1::2])


def patched(data: bytes, board: int, added: Collection[int], removed: Collection[int]) -> bytes:
    """Return the list with rows of one board added and removed; b"" when it becomes empty."""
    begin = end = len(data)
    bits = 0
    for start, stop, number, body in parts(data):
        if number >= board:
            begin, end = start, start
            if number == board:
                end, bits = stop, _bits_of(body[0], body[1:])
            break
    for row in added:
        bits |= 1 << row
    for row in removed:
        bits &= ~(1 << row)
    return data[:begin] + (_board_part_of_bits(board, bits) if bits else b"") + data[end:]


def _board_part_of_bits(board: int, bits: int) -> bytes:
    if bits.bit_count() > (bits.bit_length() + 7) >> 3:
        return _dense_part(board, bits)
    return board_part(
        board, [8 * at + n for at, byte in enumerate(_bitmap(bits)) if byte for n in range(8) if byte >> n & 1]
    )
