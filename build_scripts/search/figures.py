"""Figures of the statutory tables as search terms: ``行政处罚=8``, ``新收申请≥1``.

A figure is the last cell of a row (the total, the number in force, the number of decisions). Above zero it gives the
terms ``=<table>-<row>=8`` and, for every step at or below it, ``=<table>-<row>>10``; zero and blank give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from build_scripts.forms import form
from build_scripts.wording import number

# What people type, where the form's own label is a sentence or says too little by itself.
_NAMES = {
    "requests-1": "新收申请",
    "requests-2": "上年结转",
    "requests-3.2": "部分公开",
    "requests-3.6.1": "逾期不补正",
    "requests-3.6.2": "逾期未缴费",
    "requests-3.6.3": "其他处理",
    "requests-3.7": "办理结果总计",
    "requests-4": "结转下年度",
}
_NUMBERING = re.compile(r"^(?:[（(].[)）]|\d\.|[一二三四]、)")


@cache
def names() -> dict[str, str]:
    """Anchor of the row → the name of its figure, in the order of the form."""
    found = {}
    for table in form("2021").tables:
        for row in table.rows:
            anchor = f"{table.key}-{row.key}"
            found[anchor] = _NAMES.get(anchor) or _NUMBERING.sub("", row.label)
    return found


def figure_terms(anchor: str, raw: str) -> Iterator[str]:
    """The terms of one figure as printed."""
    if raw in ("0", "", "/"):
        return
    value = number(raw)
    if value is None or value <= 0:
        return
    yield f"={anchor}={plain(value)}"
    yield f"={anchor}>0"
    step = 10
    while step <= value:
        yield f"={anchor}>{step}"
        step *= 10


def plain(value: Decimal) -> str:
    """Without zeros that say nothing: 8.50 → 8.5, as the browser prints a number."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
