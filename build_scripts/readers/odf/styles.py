"""Resolve the styles of an OpenDocument file with their parent styles, and its list numbering formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from build_scripts.readers.colours import MIN_OPACITY, Colour, from_hex
from build_scripts.readers.odf.names import FO, LO, NUMBER, STYLE, TABLE, TEXT, percent, points
from build_scripts.readers.sheets.number_format import UNKNOWN
from build_scripts.readers.word.numbers import series_number
from build_scripts.readers.word.styles import DRAWN, NARROW, NO_FORMAT, TextFormat

_CHAIN = 12  # maximum length of a chain of parent styles
_RAISED = 15  # % of the line height; letters of mixed fonts are shifted by 5 or 10 for alignment


@dataclass(frozen=True, slots=True)
class ResolvedStyle:
    """A style resolved with its parents. ``background``: background of a paragraph or a cell, ``None`` if not set.
    ``numbers``: list style. ``code``: number format, as Excel writes it. ``maps``: (condition, style) pairs; a cell takes the style if the condition holds."""

    text_format: TextFormat = NO_FORMAT
    background: Colour | None = None
    centred: bool = False
    shown: bool = True
    numbers: str = ""
    code: str = ""
    maps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """``depth``: number of levels displayed in the number of a list item."""

    form: str
    before: str
    after: str
    start: int
    depth: int

    def written(self, number: int) -> str:
        return series_number(self.form[0], number) if self.form else ""


class Styles:
    """The styles of one file by family and name; styles in the body override those of ``styles.xml``."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self._made: dict[tuple[str, str], Any] = {}
        self._resolved: dict[tuple[str, str], ResolvedStyle] = {}
        self._formats: dict[str, Any] = {}
        self.levels: dict[str, Mapping[int, Level]] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style", f"{STYLE}default-style"):
                self._made[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
            for made in root.iter(f"{NUMBER}number-style", f"{NUMBER}currency-style"):
                self._formats[made.get(f"{STYLE}name", "")] = made
            for numbers in root.iter(f"{TEXT}list-style"):
                numbered = numbers.iterchildren(f"{TEXT}list-level-style-number")
                self.levels[numbers.get(f"{STYLE}name", "")] = dict(map(_level, numbered))
            for numbers in root.iter(f"{TEXT}outline-style"):
                self.levels[""] = dict(map(_level, numbers))

    def get(self, family: str, name: str) -> ResolvedStyle:
        """Return the style of that name; "" is the default style."""
        if (family, name) not in self._resolved:
            self._resolved[family, name] = self._resolve(family, name)
        return self._resolved[family, name]

    def _resolve(self, family: str, name: str) -> ResolvedStyle:
        declared: dict[str, str] = {}
        scale, numbers, format_name = 1.0, "", ""
        maps: tuple[tuple[str, str], ...] = ()
        for _ in range(_CHAIN):
            style = self._made.get((family, name)) if name else None
            if style is None:
                break
            numbers = numbers or style.get(f"{STYLE}list-style-name", "")
            format_name = format_name or style.get(f"{STYLE}data-style-name", "")
            maps = maps or tuple(
                (found.get(f"{STYLE}condition", ""), found.get(f"{STYLE}apply-style-name", ""))
                for found in style.iterfind(f"{STYLE}map")
            )
            scale = _add(declared, style, scale)
            name = style.get(f"{STYLE}parent-style-name", "")
        shown = self._formats.get(format_name)
        if shown is not None and shown.find(f"{STYLE}map") is None:
            declared |= _colour(shown.find(f"{STYLE}text-properties"))  # [White]0
        default = self._made.get((family, ""))
        if default is not None:
            _add(declared, default, scale)
        background = from_hex(declared.get(f"background {FO}background-color", ""))
        return ResolvedStyle(
            _text_format(declared),
            background,
            declared.get(f"{FO}text-align") == "center",
            declared.get(f"{TABLE}display") != "false",
            numbers,
            _code(shown) if shown is not None else "",
            maps,
        )


def _add(declared: dict[str, str], style: Any, scale: float) -> float:
    """Add the properties that no earlier style has set. A percentage font size refers to the parent style."""
    for properties in style:
        text_format = properties.tag == f"{STYLE}text-properties"
        for key, value in properties.attrib.items():
            if key == f"{FO}background-color" and not text_format:
                key = f"background {key}"
            if key == f"{FO}font-size" and (share := percent(value)) is not None:
                scale *= share / 100 if key not in declared else 1
                continue
            if key == f"{FO}font-size" and key not in declared and (size := points(value)) is not None:
                value = f"{size * scale}pt"
            declared.setdefault(key, value)
        if text_format and "colour" not in declared:
            declared |= _colour(properties)
    return scale


def _code(shown: Any) -> str:
    """Return a number format as Excel writes it; ``UNKNOWN`` for one that depends on the figure."""
    if shown.find(f"{STYLE}map") is not None:
        return UNKNOWN
    code = ""
    for child in shown:
        if child.tag == f"{NUMBER}text":
            code += f'"{child.text or ""}"'
        elif child.tag == f"{NUMBER}number":
            places = child.get(f"{NUMBER}decimal-places", "")
            thousands = len(child.get(f"{NUMBER}display-factor", "1")) // 3
            code += f"0.{int(places) * '0'}".rstrip(".") + "," * thousands if places else "General"
    return code


def _colour(properties: Any) -> dict[str, str]:
    """Return the colour set by the style itself. LibreOffice writes 0% as opacity for the automatic colour, which is
    visible on any background."""
    if properties is None:
        return {}
    if properties.get(f"{STYLE}use-window-font-color") == "true":
        return {"colour": "auto", "opacity": "100%"}
    colour = properties.get(f"{FO}color")
    return {"colour": colour, "opacity": properties.get(f"{LO}opacity", "100%")} if colour else {}


def _text_format(declared: Mapping[str, str]) -> TextFormat:
    found: dict[str, Any] = {}
    position = declared.get(f"{STYLE}text-position", "").split()
    if position:
        moved = percent(position[0])
        raised = position[0] in ("super", "sub") if moved is None else abs(moved) >= _RAISED
        found["align"] = (
            "baseline" if not raised else "subscript" if position[0].startswith(("sub", "-")) else "superscript"
        )
    lines = [value for kind in ("style", "type") if (value := declared.get(f"{STYLE}text-line-through-{kind}"))]
    if lines:
        found["struck"] = any(value != "none" for value in lines)
    if display := declared.get(f"{TEXT}display"):
        found["hidden"] = display == "none"
    if (size := points(declared.get(f"{FO}font-size", ""))) is not None:
        found["size"] = round(2 * size)
    if colour := declared.get("colour"):
        found["colour"] = from_hex(colour) or "auto"
    if background := from_hex(declared.get(f"{FO}background-color", "")):
        found["background"] = background
    narrow, opacity = percent(declared.get(f"{STYLE}text-scale", "")), percent(declared.get("opacity", ""))
    if narrow is not None or opacity is not None:
        found["clear"] = (narrow or 100) < NARROW or (opacity is not None and opacity < MIN_OPACITY * 100)
    if font := declared.get(f"{STYLE}font-name") or declared.get(f"{FO}font-family"):
        found["drawn"] = DRAWN.search(font) is not None
    return TextFormat(**found)


def _level(element: Any) -> tuple[int, Level]:
    start = element.get(f"{TEXT}start-value", "1")
    return int(element.get(f"{TEXT}level", "1")), Level(
        element.get(f"{STYLE}num-format", ""),
        element.get(f"{STYLE}num-prefix", ""),
        element.get(f"{STYLE}num-suffix", ""),
        int(start) if start.isdigit() else 1,
        int(element.get(f"{TEXT}display-levels", "1")),
    )
