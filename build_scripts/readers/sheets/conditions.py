"""Evaluate conditional formats that hide or strike out cell content: white text for each 0, an empty number format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.readers.colours import Colour, is_invisible
from build_scripts.readers.sheets.cells import UNSEEN, Area, Corner

MAY_HIDE = "格内的字套用了条件格式，可能看不见"
STRUCK = "格内的字套用了条件格式，带删除线"
_NOTHING = ";"  # a number format that displays nothing consists only of these signs
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
    """The changes that a conditional format makes to a cell; ``None``: no change."""

    colour: Colour | None = None
    background: Colour | None = None
    struck: bool = False
    nothing: bool = False


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
        lost = self.change.nothing or is_invisible(self.change.colour or colour, self.change.background or background)
        if not (lost or self.change.struck):
            return ""
        holds = self._holds(text)
        if holds is None:
            return MAY_HIDE if lost else ""
        return (UNSEEN if lost else STRUCK) if holds else ""

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


def conditions_of(root: Any, changes: Sequence[Change], area_of: Callable[[str], Area]) -> Iterator[Condition]:
    """Yield the conditions of a sheet in order of priority."""
    for formatting in root.iterfind("{*}conditionalFormatting"):
        areas = tuple(area_of(reference) for reference in formatting.get("sqref", "").split())
        for rule in formatting.iterfind("{*}cfRule"):
            at = int(rule.get("dxfId", -1))
            if 0 <= at < len(changes) and changes[at] != Change():
                formulas = tuple(formula.text or "" for formula in rule.iterfind("{*}formula"))
                yield Condition(areas, changes[at], rule.get("type", ""), rule.get("operator", ""), formulas)


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
        code is not None and not code.get("formatCode", "0").strip(_NOTHING + ' "'),
    )
