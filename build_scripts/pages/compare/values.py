"""Format a value for a comparison table: a number, or the words for its state."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from build_scripts.indicators import (
    NOT_COMPARABLE,
    OTHER_UNIT,
    WITHHELD,
    Indicator,
    IndicatorValue,
    add,
    has_other_unit,
    rate,
)
from build_scripts.model import Cell, State
from build_scripts.render.blocks import (
    Block,
    DataCell,
    DataColumn,
    DataTable,
    Fold,
    Group,
    Inlines,
    Link,
    Mark,
    Para,
    Span,
)
from build_scripts.render.tables import text_of
from build_scripts.sums import Sum, sum_of
from build_scripts.wording import printed_unit

# (displayed text, additional text for screen readers). Blank and absent are already words.
WORDS: dict[str, tuple[str, str]] = {
    State.BLANK.value: ("空白", ""),
    State.ABSENT.value: ("无此格", ""),
    State.SLASH.value: ("/", "原件印为斜线、横线或“无”"),
    State.UNREADABLE.value: ("读不成数字", "原件印的不是数字"),
    NOT_COMPARABLE: ("不可比", "这一年的表格没有含义相同的一格"),
    OTHER_UNIT: ("单位不同", "原件印的单位与表头不同"),
    WITHHELD: ("件数太少", "不计算比例"),
}
_TYPED = (State.BLANK, State.ABSENT)  # the table has its own style for these two states

READING: Inlines = (
    "0 是原件印着零；“空白”是有格没有填；“/”是原件印着斜线、横线或“无”；“无此格”是原件没有这一格；“不可比”是这一年的表格没有含义相同的一格。"
    "没有数字的都不当作零：不相加，不画图，排序时总在最后。带“※”的在原报告里有核验提示，点开就到那一条；合计里的“※2”是其中 2 个有。",
    Link("各项指标的含义", "about/indicators/"),
)
# Folded because it would fill the first screen of a phone.
HOW_TO_READ = Fold("怎样读这些数字和记号", (Para(READING, "meaning"),))


def state_word(state: str) -> str:
    """Return the displayed text for a state without a number."""
    return WORDS[state][0]


DOUBTED = "※"
LONG = 25  # number of rows above which a table scrolls in its own box
NOT_HELD = DataCell((Span("未收录", "none", "本馆没有这一年的报告"),))


def value_cell(v: IndicatorValue, address: str, row: str = "") -> DataCell:
    """Return a number, a rate with both its parts, or the words for its state.

    A mark links to the most severe finding about it in the report at ``address``. With ``row`` a number links to its
    row in the report."""
    marked = marks(v.doubts, address)
    if v.number is not None:
        text = f"{v.number}%{_parts(v)}" if v.denominator is not None else f"{v.number:f}"
        return DataCell((Link(text, f"{address}#{row}") if row else text, *marked))
    if v.state in _TYPED:
        return DataCell((state_word(v.state), *marked), v.state)
    return DataCell((Span(state_word(v.state), v.state, WORDS[v.state][1]), _parts(v), *marked))


def _parts(v: IndicatorValue) -> str:
    """Return （12/40）: every rate shows its numerator and denominator, even when the rate is withheld. A line may break
    before it."""
    return f" （{v.numerator:f}/{v.denominator:f}）" if v.numerator is not None and v.denominator is not None else ""


def marks(numbers: Sequence[int], address: str) -> tuple[Mark, ...]:
    """Return a mark that links to the first (most severe) of these findings on the page at ``address``."""
    return tuple(Mark(DOUBTED, f"{address}#f{number}") for number in numbers[:1])


def printed(cell: Cell | None, marked: tuple[Mark, ...] = ()) -> DataCell:
    """Return a statutory cell as printed; ``None`` means that the form of that year has no such cell."""
    if cell is None:
        return DataCell((Span("—", "none", "该格式没有这一格"),))
    if cell.state in _TYPED:
        return DataCell((text_of(cell), *marked), cell.state)
    return DataCell((*inline_cell(cell), *marked))


def inline_cell(cell: Cell) -> Inlines:
    """Return the printed text for use within a sentence, with the text for screen readers."""
    if cell.state is State.STATED:
        return (cell.raw or "",)
    return (Span(text_of(cell), cell.state, WORDS[cell.state][1]),)


def scroll_box(table: DataTable) -> Block:
    """Put a long table into a scrolling box that keeps its header visible."""
    return Group("long", (table,)) if len(table.rows) > LONG else table


def columns(first: str, chosen: Sequence[Indicator]) -> tuple[DataColumn, ...]:
    return (DataColumn(first), *(DataColumn(i.name, True, i.unit) for i in chosen))


def total(values: Sequence[IndicatorValue], item: Indicator) -> DataCell:
    """Return the sum over the agencies that state a figure, with "n of m"; without any number there is no sum."""
    return sum_cell(sum_of(values, item), item)


def sum_cell(made: Sum, item: Indicator) -> DataCell:
    """Return a precomputed sum as a cell. A sum that includes doubted figures states their number: ``，※2``."""
    if not made.reports:
        return NOT_HELD
    if not made.stated:
        return DataCell((f"— （0/{made.reports}）",))
    if not item.of:
        return DataCell((f"{made.above:f} （{coverage_text(made)}）",))
    return DataCell((f"{sum_text(made, item)} （{made.above:f}/{made.below:f}；{coverage_text(made)}）",))


def coverage_text(made: Sum) -> str:
    """Return how many reports state the figure, of how many, and how many of these figures are in doubt: ``6/8，※2``."""
    return f"{made.stated}/{made.reports}" + (f"，{DOUBTED}{made.doubted}" if made.doubted else "")


def sum_text(made: Sum, item: Indicator) -> str:
    """Return only the sum: ``12``, ``30.5%``, or why there is none."""
    if not made.stated:
        return "—"
    if not item.of:
        return f"{made.above:f}"
    result = rate(item, made.above, made.below)
    return f"{result.number}%" if result.number is not None else state_word(WITHHELD)


def difference(old: Cell, new: Cell, unit: str) -> Inlines:
    """Return ``+3``, ``-2``, ``0``; words when either value is no number or the units differ."""
    # 采购总金额 of 2019 has no fixed unit: 251000元 and 25万元 are printed side by side and not subtracted.
    if has_other_unit(old, unit) or has_other_unit(new, unit) or (unit == "如所印" and unit_of(old) != unit_of(new)):
        return (Span("单位不同，不相减", "none"),)
    if old.number is None or new.number is None:
        return (Span("不能相减", "none"),)
    by = add((new.number, old.number.copy_negate()))
    return (f"{by:+f}" if by else "0",)


def unit_of(cell: Cell) -> str:
    return printed_unit(cell.raw or "")


def numbers(values: Sequence[IndicatorValue]) -> tuple[Decimal, ...] | None:
    """Return all numbers, or ``None`` when one is missing: shares of a whole need every part."""
    found = tuple(v.number for v in values if v.number is not None)
    return found if len(found) == len(values) else None
