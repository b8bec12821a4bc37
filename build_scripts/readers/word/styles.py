"""Resolve the look of letters in a Word file: styles with their parent styles, table styles, theme."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from build_scripts.readers.colours import BLACK, WHITE, Colour, blend, from_hex, is_invisible
from build_scripts.readers.opc import W, part, val
from build_scripts.readers.pieces import Exclusion

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RAISED = 3  # half points; Word raises by 6, and authors shift letters of mixed fonts by 1 or 2 for alignment
TINIEST = 3  # half points; smaller letters are dots
NARROW = 10  # % of the normal width: narrower letters are strokes
_TIGHT = -80  # twips of letter spacing, 4 pt: letters overlap
DRAWN = re.compile("wingdings|webdings|zapf ?dingbats", re.IGNORECASE)
_CLEAR = 95_000  # of 100,000: minimum transparency of an invisible letter
_CHAIN = 12  # maximum length of a chain of parent styles
_THEME = {
    "dark1": "dk1",
    "text1": "dk1",
    "light1": "lt1",
    "background1": "lt1",
    "dark2": "dk2",
    "text2": "dk2",
    "light2": "lt2",
    "background2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
    "tx1": "dk1",
    "bg1": "lt1",
    "tx2": "dk2",
    "bg2": "lt2",
}
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}


class TextFormat(NamedTuple):
    """The letter properties set by a style or a run; ``None`` if not set. ``colour`` may be ``"auto"``, which is
    visible on any background. ``drawn``: in a symbol font, whose digits are pictures."""

    hidden: bool | None = None
    struck: bool | None = None
    align: str | None = None
    position: int | None = None
    size: int | None = None
    colour: Colour | str | None = None
    background: Colour | None = None
    clear: bool | None = None
    drawn: bool | None = None

    def based_on(self, base: TextFormat) -> TextFormat:
        if self is NO_FORMAT or base is NO_FORMAT:
            return base if self is NO_FORMAT else self
        return TextFormat._make(theirs if own is None else own for own, theirs in zip(self, base, strict=True))


NO_FORMAT = TextFormat()


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph, character or table style. ``parts``: formats of table parts (first row, …)."""

    level: int = 0
    num: tuple[str, int] | None = None
    centred: bool = False
    text_format: TextFormat = NO_FORMAT
    background: Colour | None = None
    parts: dict[str, tuple[Colour | None, TextFormat]] = field(default_factory=dict)
    based_on: str = ""


def exclusion_of(text_format: TextFormat, background: Colour) -> Exclusion | None:
    """Return why such letters on that background are not part of the adjacent figure, ``None`` if they are."""
    if text_format.hidden or text_format.clear or (text_format.size is not None and text_format.size < TINIEST):
        return Exclusion.INVISIBLE
    if isinstance(text_format.colour, tuple) and is_invisible(text_format.colour, text_format.background or background):
        return Exclusion.INVISIBLE
    if text_format.struck:
        return Exclusion.STRUCK
    if text_format.align in ("superscript", "subscript") or abs(text_format.position or 0) >= RAISED:
        return Exclusion.RAISED
    return None


class Styles:
    """The styles of one file, resolved with their parents on first use."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.elements: dict[str, Any] = {}
        self.default = ""  # style of paragraphs without a style name
        self.text_format = NO_FORMAT  # default of all text
        self._whole: dict[str, Style] = {}
        if "word/styles.xml" in archive.namelist():
            root = part(archive, "word/styles.xml")
            self.text_format = self.text_format_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            for element in root.iter(f"{W}style"):
                ident = element.get(f"{W}styleId", "")
                self.elements[ident] = element
                if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true", "on"):
                    self.default = ident

    @cached_property
    def theme(self) -> dict[str, Colour]:
        """The colours of the theme by name."""
        names = (name for name in self.archive.namelist() if re.fullmatch(r"word/theme/theme\d*\.xml", name))
        name = min(names, default="")
        return _theme(part(self.archive, name)) if name else {}

    def _style(self, element: Any) -> Style:
        level = val(element, f"{W}pPr/{W}outlineLvl")
        number = val(element, f"{W}pPr/{W}numPr/{W}numId")
        text_format = self.text_format_of(element.find(f"{W}rPr"))
        parts = {}
        if element.get(f"{W}type") == "table":
            whole = self.shade(element.find(f"{W}tcPr/{W}shd")) or self.shade(element.find(f"{W}tblPr/{W}shd"))
            parts["wholeTable"] = whole, text_format
            for item in element.iter(f"{W}tblStylePr"):
                shade = self.shade(item.find(f"{W}tcPr/{W}shd"))
                parts[item.get(f"{W}type", "")] = shade, self.text_format_of(item.find(f"{W}rPr"))
        return Style(
            level=int(level) + 1 if level.isdigit() and int(level) < 6 else 0,
            num=(number, int(val(element, f"{W}pPr/{W}numPr/{W}ilvl") or 0)) if number else None,
            centred=val(element, f"{W}pPr/{W}jc") == "center",
            text_format=text_format,
            background=self.shade(element.find(f"{W}pPr/{W}shd")),
            parts=parts,
            based_on=val(element, f"{W}basedOn"),
        )

    def get(self, name: str) -> Style:
        """Return the style resolved with its parents."""
        if name not in self._whole:
            made, at = Style(), name
            for _ in range(_CHAIN):
                if at not in self.elements:
                    break
                style = self._style(self.elements[at])
                made = Style(
                    made.level or style.level,
                    made.num or style.num,
                    made.centred or style.centred,
                    made.text_format.based_on(style.text_format),
                    made.background or style.background,
                    {
                        key: (here[0] or base[0], here[1].based_on(base[1]))
                        for key in style.parts | made.parts
                        for here in (made.parts.get(key, (None, NO_FORMAT)),)
                        for base in (style.parts.get(key, (None, NO_FORMAT)),)
                    },
                )
                at = style.based_on
            self._whole[name] = made
        return self._whole[name]

    # ------------------------------------------------------------------- letters and colours

    def text_format_of(self, properties: Any) -> TextFormat:
        """Parse ``w:rPr``."""
        if properties is None or not len(properties):
            return NO_FORMAT
        declared: dict[str, Any] = {}
        for item in properties:
            name, value = item.tag, item.get(f"{W}val", "")
            if name in (f"{W}vanish", f"{W}specVanish", f"{W}strike", f"{W}dstrike"):
                key = "hidden" if name.lower().endswith("vanish") else "struck"
                declared[key] = declared.get(key) or value not in ("0", "false", "off")
            elif name == f"{W}vertAlign":
                declared["align"] = value
            elif name in (f"{W}position", f"{W}sz") and re.fullmatch(r"-?\d{1,5}", value):
                declared["size" if name == f"{W}sz" else "position"] = int(value)
            elif name == f"{W}color":
                declared["colour"] = self._colour(item) or "auto"
            elif name in (f"{W}shd", f"{W}highlight"):
                shade = from_hex(_HIGHLIGHTS.get(value, "")) if name == f"{W}highlight" else self.shade(item)
                declared["background"] = shade or declared.get("background")
            elif name == f"{W}rFonts" and (font := item.get(f"{W}ascii") or item.get(f"{W}hAnsi")):
                declared["drawn"] = DRAWN.search(font) is not None
            elif name in (f"{W}w", f"{W}spacing") and re.fullmatch(r"-?\d{1,5}", value):
                declared["clear"] = declared.get("clear") or int(value) < (NARROW if name == f"{W}w" else _TIGHT)
            elif name == f"{W14}textFill":
                declared |= self._fill(item)
        return TextFormat(**declared)

    def _colour(self, item: Any) -> Colour | None:
        colour = self._themed(item, "themeColor", "themeTint", "themeShade")
        return colour or from_hex(item.get(f"{W}val", ""))

    def _fill(self, item: Any) -> dict[str, Any]:
        if item.find(f"{W14}noFill") is not None:
            return {"clear": True}
        for colour in item.iterfind(f"{W14}solidFill/*"):
            alpha = colour.find(f"{W14}alpha")
            if alpha is not None and alpha.get(f"{W14}val", "0").isdigit() and int(alpha.get(f"{W14}val")) >= _CLEAR:
                return {"clear": True}
            name = colour.get(f"{W14}val", "")
            if found := from_hex(name) or self.theme.get(_THEME.get(name, name)):
                return {"colour": found}
        return {}

    def _themed(self, item: Any, name: str, tint: str, shade: str) -> Colour | None:
        key = item.get(f"{W}{name}", "")
        if not key:
            return None
        colour = self.theme.get(_THEME.get(key, key))
        for attribute, target in ((tint, WHITE), (shade, BLACK)):
            share = item.get(f"{W}{attribute}", "")
            if colour and re.fullmatch("[0-9A-Fa-f]{2}", share):
                colour = blend((*colour[:3], int(share, 16) / 255), target)
        return colour

    def shade(self, item: Any) -> Colour | None:
        """Return the background set by ``w:shd``; ``None`` if not set."""
        if item is None or item.get(f"{W}val") == "nil":
            return None
        fill = self._themed(item, "themeFill", "themeFillTint", "themeFillShade") or from_hex(item.get(f"{W}fill", ""))
        pattern = item.get(f"{W}val", "clear")
        if pattern == "clear":
            return fill
        ink = (
            self._themed(item, "themeColor", "themeTint", "themeShade") or from_hex(item.get(f"{W}color", "")) or BLACK
        )
        if pattern == "solid":
            return ink
        if share := re.fullmatch(r"pct(\d+)", pattern):
            return blend((*ink[:3], int(share[1]) / 100), fill or WHITE)
        return fill


def _theme(root: Any) -> dict[str, Colour]:
    found = {}
    for scheme in root.iter(f"{A}clrScheme"):
        for item in scheme:
            for colour in item:
                value = from_hex(colour.get("lastClr") or colour.get("val") or "")
                if value:
                    found[item.tag.removeprefix(A)] = value
    return found


# --------------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class TableLook:
    """Format of the cells of a table by their position. ``flags``: the enabled parts of the table style."""

    style: Style
    background: Colour | None
    flags: frozenset[str]
    rows: int
    columns: int

    def of(self, row: int, column: int, span: int) -> tuple[Colour | None, TextFormat]:
        """Return (background, text format) of the cell that begins at ``column``; row and column count from 0."""
        background, text_format = self.background, NO_FORMAT
        for name in self._parts(row, column, span):
            if name in self.style.parts:
                shade, own = self.style.parts[name]
                background, text_format = shade or background, own.based_on(text_format)
        return background, text_format

    def _parts(self, row: int, column: int, span: int) -> Iterator[str]:
        """Yield the style parts that apply to a cell; later parts have priority."""
        yield "wholeTable"
        first, last = row == 0 and "firstRow" in self.flags, row + 1 == self.rows and "lastRow" in self.flags
        left, right = (
            column == 0 and "firstColumn" in self.flags,
            column + span >= self.columns and "lastColumn" in self.flags,
        )
        if "noVBand" not in self.flags:
            yield "band2Vert" if (column - ("firstColumn" in self.flags)) % 2 else "band1Vert"
        if "noHBand" not in self.flags:
            yield "band2Horz" if (row - ("firstRow" in self.flags)) % 2 else "band1Horz"
        yield from (
            name
            for name, holds in (("firstCol", left), ("lastCol", right), ("firstRow", first), ("lastRow", last))
            if holds
        )
        for name, holds in (
            ("nwCell", first and left),
            ("neCell", first and right),
            ("swCell", last and left),
            ("seCell", last and right),
        ):
            if holds:
                yield name


_FLAGS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}


def table_look(table: Any, styles: Styles, rows: int) -> TableLook:
    """Return the table format defined by ``w:tblPr``."""
    properties = table.find(f"{W}tblPr")
    look = properties.find(f"{W}tblLook") if properties is not None else None
    flags = set()
    if look is not None:
        value = look.get(f"{W}val", "")
        bits = int(value, 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", value) else 0
        for name, bit in _FLAGS.items():
            stated = look.get(f"{W}{name}")
            if bits & bit if stated is None else stated in ("1", "true", "on"):
                flags.add(name)
    name = val(properties, f"{W}tblStyle") if properties is not None else ""
    background = styles.shade(properties.find(f"{W}shd")) if properties is not None else None
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    return TableLook(styles.get(name), background, frozenset(flags), rows, columns)
