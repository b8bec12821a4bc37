"""Possible causes of a difference between two sums. A message adds one likely cause, or "" when none fits.

A cause is a hint for the person who opens the original, never a repair. The first cause that fits is given, the most
specific first. A cause must explain the whole difference, so most contradictions get none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from build_scripts.model import Cell


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell of a sum and its name in the message."""

    name: str
    cell: Cell

    @property
    def digits(self) -> str:
        """The print if it consists only of digits, else ""."""
        raw = self.cell.raw or ""
        return raw if raw.isdecimal() else ""


def cause(printed: Decimal, expected: Decimal, operands: Sequence[Operand], last_year: Decimal | None = None) -> str:
    """Return the cause for a ``printed`` total that differs from ``expected``, the sum of the operands.

    ``last_year`` is the same total in the report of the previous year, if archived."""
    if printed == 0:
        return "；总计可能没有填写"
    if last_year == printed:
        return "；这个总计与上一年报告的相同，可能沿用了上一年的数字"
    if printed == 10 * expected or expected == 10 * printed:
        return "；正好相差十倍，可能多写或少写了一位"
    return miscounted_operand(abs(printed - expected), operands) or _digits(printed, expected, operands)


def miscounted_operand(difference: Decimal, operands: Sequence[Operand]) -> str:
    """Return a cause if the difference equals the number of exactly one operand."""
    same = [o for o in operands if o.cell.number == difference]
    if len(same) != 1:
        return ""
    return f"；相差 {difference:f}，正好等于「{same[0].name}」的数字，可能漏加或多加了这一格"


def _digits(printed: Decimal, expected: Decimal, operands: Sequence[Operand]) -> str:
    """Return a cause if digits are transposed, a number is split over two cells, or two numbers are joined."""
    if sorted(f"{printed:f}") == sorted(f"{expected:f}"):
        return "；两个数的数字相同而次序不同，可能写颠倒了"
    for first, second in pairwise(operands):
        a, b = first.digits, second.digits
        if a and b and len(a) + len(b) <= 6:
            joined = int(a + b)
            if expected - int(a) - int(b) + joined == printed:
                return (
                    f"；「{first.name}」和「{second.name}」的 {a}、{b} 连成 {joined} 时正好相符，可能一个数被拆成了两格"
                )
    for operand in operands:
        raw = operand.digits
        for at in range(1, len(raw)):
            if int(raw[at]) and expected - int(raw) + int(raw[:at]) + int(raw[at:]) == printed:
                return (
                    f"；「{operand.name}」的 {raw} 拆成 {raw[:at]} 和 {raw[at:]} 时正好相符，可能两格的数字连在了一起"
                )
    return ""


def shifted(cells: Sequence[Cell]) -> str:
    """Return a cause if a row is shifted by one cell: the last but one cell is the sum of the cells before it."""
    numbers = [cell.number for cell in cells]
    parts, moved = numbers[:-2], numbers[-2]
    if moved and moved > 1 and sum((n for n in parts if n is not None), Decimal(0)) == moved:
        return "；倒数第二格正好等于它前面各格之和，这一行可能整行错了一格"
    return ""
