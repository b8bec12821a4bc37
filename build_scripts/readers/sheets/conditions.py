"""Evaluate conditional formats that hide, change or strike out cell content: white text for each 0, a number format that
shows “无”."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.readers.colours import Colour, is_invisible
from build_scripts.readers.sheets.cells import UNSEEN, Area, Corner
from build_scripts.readers.sheets.number_format import formatted, formatted_text
from build_scripts.wording import number

MAY_HIDE = "格内的字套用了条件格式，可能看不见"
STRUCK = "格内的字套用了条件格式，带删除线"
CHANGED = "格内的字套用了条件格式，显示的与存储的不同"
_COMPARED: Mapping[str, Callable[[float, Sequence[float]], bool]] = {
    "equal": lambda value, to: value == to[0],
    "notEqual": lambda value, to: value != to[0],
    "greaterThan": lambda value, to: value > to[0],
    "greaterThanOrEqual": lambda value, to: value >= to[0],
    "lessThan": lambda value, to: value < to[0],
    "lessThanOrEqual": lambda value, to: value <= to[0],
    "between": lambda value, to: to[0] <= value <= to[-1],
    "notBetween": lambda value, to: not to[0] <= value <= to[-1],
}


@dataclass(frozen=True, slots=True)
class Change:
    """The changes that a conditional format makes to a cell; ``None``: no change. ``code``: a number format."""

    colour: Colour | None = None
    background: Colour | None = None
    struck: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    areas: tuple[Area, ...]
    change: Change
    kind: str
    operator: str
    formulas: tuple[str, ...]

    def doubt(self, at: Corner, text: str, colour: Colour, background: Colour | None) -> str:
        """Return the doubt on a cell with ``text``; "" if the format does not apply or hides nothing."""
        if not any(top <= at[0] <= bottom and left <= at[1] <= right for top, left, bottom, right in self.areas):
            return ""
        unseen = is_invisible(self.change.colour or colour, self.change.background or background)
        changed = _is_changed(text, self.change.code) if self.change.code else False
        if not (unseen or changed or self.change.struck):
            return ""
        holds = self._holds(text)
        if holds is None:
            return MAY_HIDE if unseen or changed else ""
        return (UNSEEN if unseen else CHANGED if changed else STRUCK) if holds else ""

    def _holds(self, text: str) -> bool | None:
        """Return whether the condition applies; ``None`` if only the original program can evaluate it."""
        if self.kind in ("containsBlanks", "notContainsBlanks", "containsErrors"):
            return self.kind == "notContainsBlanks"
        if self.kind != "cellIs" or self.operator not in _COMPARED or not self.formulas:
            return None
        try:
            value, to = float(text.replace(",", "")), [float(formula) for formula in self.formulas]
        except ValueError:
            return None
        return _COMPARED[self.operator](value, to)


def _is_changed(text: str, code: str) -> bool:
    """Return True if a number format shows a cell as something else: 0 as “无”, 12,345 as 12."""
    try:
        shown, doubt = formatted(text.replace(",", ""), code)
    except ValueError:
        shown, doubt = formatted_text(text, code)
    return bool(doubt) or number(shown) != number(text)


def conditions_of(
    root: Any, changes: Sequence[Change], area_of: Callable[[str], Area], colour_of: Callable[[Any], Colour | None]
) -> Iterator[Condition]:
    """Yield the conditions of a sheet in order of priority. A rule that mentions another sheet stands in an extension
    and holds its own ``dxf``; a bar or an icon may stand in place of the figure."""
    extended = root.iterfind("{*}extLst//{*}conditionalFormatting")
    for formatting in (*root.iterfind("{*}conditionalFormatting"), *extended):
        references = formatting.get("sqref") or formatting.findtext("{*}sqref") or ""
        areas = tuple(area_of(reference) for reference in references.split())
        for rule in formatting.iterfind("{*}cfRule"):
            at, own = int(rule.get("dxfId", -1)), rule.find("{*}dxf")
            change = changes[at] if 0 <= at < len(changes) else Change()
            if own is not None:
                change = change_of(own, colour_of)
            if any(shape.get("showValue") in ("0", "false") for shape in rule):
                change = Change(code=";;;")
            if change != Change():
                formulas = tuple(
                    found.text or "" for name in ("formula", "f") for found in rule.iterfind(f"{{*}}{name}")
                )
                yield Condition(areas, change, rule.get("type", ""), rule.get("operator", ""), formulas)


def change_of(dxf: Any, colour_of: Callable[[Any], Colour | None]) -> Change:
    """Return the change described by a ``dxf`` element."""
    font, fill, code = (dxf.find(f"{{*}}{name}") for name in ("font", "fill/{*}patternFill", "numFmt"))
    strike = font.find("{*}strike") if font is not None else None
    colour = font.find("{*}color") if font is not None else None
    # in a dxf, bgColor is the colour of a solid fill
    background = fill.find("{*}bgColor") if fill is not None else None
    return Change(
        colour_of(colour) if colour is not None else None,
        colour_of(background) if background is not None else None,
        strike is not None and strike.get("val", "1") in ("1", "true"),
        code.get("formatCode", "") if code is not None else "",
    )
