"""Compute how text appears: whether it is visible, struck out, raised, small.

``compute_style`` derives the style of an element from the style of its parent, its tag and its declarations, like a
browser. Only the properties that decide whether a character is a digit of the adjacent number are computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tinycss2 import color4

from build_scripts.readers.colours import BLACK, WHITE, Colour, blend, is_invisible
from build_scripts.readers.html import geometry
from build_scripts.readers.html.rules import Declarations

MIN_SIZE = 2.0  # px; maximum size of invisible letters (Word and CMS write 0 or 1 to hide text)
_SYMBOL_FONTS = re.compile("wingdings|webdings|zapf ?dingbats", re.I)
_LINK: Colour = (0.0, 0.0, 238 / 255, 1.0)
_CONTROLS = frozenset(["input", "select", "textarea", "button"])
# tags with a style of their own
_STYLED_TAGS = _CONTROLS | {"sup", "sub", "small", "big", "rt", "del", "s", "strike", "mark"}


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: equal styles are created only once
class ComputedStyle:
    """The appearance of text. ``removed``: takes no space on the page. ``covered``: takes space, but its content is
    invisible. ``hidden``: invisible by ``visibility``, which descendants may override. ``invisible``: any of these, or
    no contrast with the background, or tiny. ``raised``: 1 above the line, −1 below. ``positioned``: outside the line.
    ``distorted``: displayed from right to left or upside down, so that 12 looks like another number. ``symbol_font``:
    digits in this font are pictures."""

    removed: bool = False
    covered: bool = False
    hidden: bool = False
    invisible: bool = False
    struck: bool = False
    raised: int = 0
    positioned: bool = False
    size: float = 16.0
    colour: Colour = BLACK
    background: Colour | None = WHITE
    shadow: bool = False
    unnumbered: bool = False
    distorted: bool = False
    symbol_font: bool = False


PLAIN = ComputedStyle()
_LIGHT_DARK = re.compile(r"light-dark\((.+?),[^,]*\)")
_COLOR_MIX = re.compile(r"color-mix\(in [\w -]+,\s*(.+?)\s*([\d.]+)?%?\s*,\s*([^,]+?)\s*(?:([\d.]+)%)?\s*\)")
_LIGHTNESS = re.compile(r"(ok)?l(?:ab|ch)\(\s*([\d.]+)(%?)")
_PAGE = ("html", "body")
_COLOUR_PROPERTIES = ("background", "color", "font")


def compute_style(parent: ComputedStyle, tag: str, attributes: Declarations, declared: Declarations) -> ComputedStyle:
    """Return the computed style of an element.

    ``attributes``: presentational attributes (``bgcolor``, ``color``, ``size``, ``hidden``, ``href``). ``declared``: in
    cascade order, the last declaration wins."""
    if tag in _PAGE:  # a page that hides itself until its script has run is not empty
        attributes = tuple((name, value) for name, value in attributes if name != "hidden")
        declared = tuple((name, value) for name, value in declared if name.startswith(_COLOUR_PROPERTIES))
    if not attributes and not declared and tag not in _STYLED_TAGS and not parent.raised and not parent.positioned:
        return parent
    return _compute_style(parent, tag, attributes, declared)


@lru_cache(maxsize=8192)
def _compute_style(parent: ComputedStyle, tag: str, attributes: Declarations, declared: Declarations) -> ComputedStyle:
    given = dict(attributes)
    css: dict[str, str] = {}
    for name, value in declared:  # order by the last declaration of each property
        css.pop(name, None)
        css[name] = value
    size = geometry.font_size(parent.size, tag, given, css)
    colour, back, shadow = _colours(parent, tag, given, css, size)
    not_displayed = css.get("display", "none" if "hidden" in given else "") == "none" or css.get("mso-hide") == "all"
    collapsed = css.get("visibility") == "collapse" and tag in geometry.TABLE_TAGS
    visibility = css.get("visibility", "inherit")
    made = ComputedStyle(
        removed=parent.removed or not_displayed or collapsed,
        covered=parent.covered or geometry.is_covered(tag, css, size),
        hidden=parent.hidden if visibility == "inherit" else visibility in ("hidden", "collapse"),
        struck=parent.struck or tag in ("del", "s", "strike") or geometry.is_struck(css),
        raised=0 if tag in geometry.BLOCK_TAGS else geometry.raised_by(tag, css, size) or parent.raised,
        positioned=tag not in geometry.BLOCK_TAGS
        and (parent.positioned or css.get("position") in ("absolute", "fixed")),
        size=size,
        colour=colour,
        background=back,
        shadow=shadow,
        unnumbered=_is_unnumbered(parent.unnumbered, css),
        distorted=parent.distorted or geometry.is_mirrored(tag, given, css),
        symbol_font=bool(_SYMBOL_FONTS.search(font)) if (font := _font(given, css)) else parent.symbol_font,
    )
    no_contrast = not shadow and is_invisible(colour, back)
    return replace(made, invisible=made.removed or made.covered or made.hidden or no_contrast or size < MIN_SIZE)


def _font(given: dict[str, str], css: dict[str, str]) -> str:
    return css.get("font-family") or css.get("font") or given.get("face", "")


def _is_unnumbered(parent: bool, css: dict[str, str]) -> bool:
    style = css.get("list-style-type") or css.get("list-style")
    return parent if style is None else "none" in style


# --------------------------------------------------------------------------- colours


def _colours(
    parent: ComputedStyle, tag: str, given: dict[str, str], css: dict[str, str], size: float
) -> tuple[Colour, Colour | None, bool]:
    colour, back = parent.colour, parent.background
    if tag in _CONTROLS:
        colour, back = BLACK, WHITE
    elif tag == "mark":
        colour, back = BLACK, (1.0, 1.0, 0.0, 1.0)
    elif tag == "a" and "href" in given:
        colour = _LINK
    name = given.get("text" if tag == "body" else "color", "")
    named = css.get("-webkit-text-fill-color") or css.get("color") or name
    colour = parse_colour(named, parent.colour) or colour
    background = given.get("bgcolor", "")
    for key, value in css.items():
        background = value if key in ("background", "background-color") else background
    picture = css.get("background-image") or css.get("background", "") or f"url({given.get('background', '')})"
    if re.search(r"gradient\(|url\(\s*[^)\s]", picture):
        back = None
    elif background:
        for word in re.findall(r"[a-z-]+\([^)]*\)|[^\s(]+", background):
            found = parse_colour(word, colour)
            if found is not None and (back is not None or found[3] == 1):
                back = blend(found, back or WHITE)
    if inked := parse_colour(geometry.inset_shadow_colour(css, size), colour):
        back = blend(inked, back or WHITE)
    shadow = css.get("text-shadow", "none" if not parent.shadow else "") != "none"
    return colour, back, shadow


@lru_cache(maxsize=4096)
def parse_colour(text: str, current: Colour) -> Colour | None:
    """Parse a CSS colour, also in the notation of old pages (``FFFFFF``); ``None`` if it is invalid or unknown."""
    text = text.strip().lower()
    if re.fullmatch("[0-9a-f]{6}|[0-9a-f]{3}", text):
        text = f"#{text}"
    if text == "inherit":
        return None
    if lighter := _LIGHT_DARK.fullmatch(text):
        return parse_colour(lighter[1], current)
    if mixed := _COLOR_MIX.fullmatch(text):
        return _color_mix(mixed, current)
    # of lab and similar colours only the lightness is used: near white is near white
    if absolute := _LIGHTNESS.match(text):
        light = float(absolute[2]) / (100 if absolute[3] or not absolute[1] else 1)
        return (*(min(max(light, 0.0), 1.0),) * 3, 1.0)
    try:
        found = color4.parse_color(text)
        if found == "currentcolor" or found is None:
            return current if found else None
        red, green, blue = found.to("srgb").coordinates
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        return None
    return float(red or 0), float(green or 0), float(blue or 0), float(found.alpha)


def _color_mix(match: re.Match[str], current: Colour) -> Colour | None:
    """Evaluate ``color-mix``: the given share of one colour and the rest of the other."""
    first, second = parse_colour(match[1], current), parse_colour(match[3], current)
    if first is None or second is None:
        return None
    share = float(match[2]) / 100 if match[2] else 1 - float(match[4]) / 100 if match[4] else 0.5
    red, green, blue, alpha = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return red, green, blue, alpha
