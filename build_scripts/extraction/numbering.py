"""Detect lines and columns that only number a table: 栏次 1 2 3 … under a header, 序号 beside the labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from build_scripts.extraction.lines import Line
from build_scripts.extraction.spelling import NUMBERING, normalize
from build_scripts.forms import TABLES
from build_scripts.wording import fold, is_value, serial_number

NUMBER_COLUMN = re.compile(
    "序号|编号|代码|编码|行次|单位$|^(?:统计|报告)?年[度份]$"
)  # headers of columns that number or name the rows; 上年度 is a header of figures
_STUB = re.compile("[甲乙丙丁戊a-d]")  # 甲 乙 1 2 3: letters above the label columns
_NUMBER = re.compile(r"[(\[]?(\d{1,2})[)\]]?(?:=.*)?")  # （1）, ①, 7=1+2+3+4+5+6
# minimum count of numbers without a word before them, above figures without labels: table 4 has at least five columns
_MIN_RUN = 5


def column_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that number the columns of statutory tables."""
    found: list[Line] = []
    for table in TABLES:
        below = False
        for line, following in pairwise(line for line in lines if line.table == table):
            if _is_number_line(line, below, following):
                found.append(line)
            below = line.is_header
    return found


def counts_rows(texts: Iterable[str]) -> bool:
    """Return True if a column counts 1 2 3 from top to bottom."""
    printed = [fold(text) for text in texts]
    return len(printed) > 1 and printed == [str(at) for at in range(1, len(printed) + 1)]


def counts_up(figures: Iterable[str]) -> bool:
    """Return True if the numbers beside header words form 1 2 3 …, in any order."""
    numbers = sorted(map(serial_number, figures))
    return len(numbers) >= _MIN_RUN and numbers == list(range(1, len(numbers) + 1))


def _is_number_line(line: Line, below: bool, following: Line) -> bool:
    """Return True if the figures of a line count its columns: the words of the line say so, or no row of figures can
    stand there (``below`` a header, above another row)."""
    words = [fold(text) for text in line.texts]
    figures = [match for word in words if (match := _NUMBER.fullmatch(word))]
    names = [word for word in words if not _NUMBER.fullmatch(word)]
    numbers = [int(match[1]) for match in figures]
    if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    if any(normalize(name) in NUMBERING for name in names):
        return all(normalize(name) in NUMBERING or _STUB.fullmatch(name) for name in names)
    if not below or not all(map(_STUB.fullmatch, names)):
        return False
    labelled = len({*map(is_value, following.texts)}) > 1
    return bool(names) or (numbers[0] == 1 and (labelled or len(numbers) >= _MIN_RUN))
