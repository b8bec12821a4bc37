"""Compute how text appears: whether it is visible, struck out, raised, small.

``look`` derives the look of an element from the look of its parent, its tag and its declarations, like a browser. Only
the properties that decide whether a character is a digit of the adjacent number are computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tinycss2 import color4

from build_scripts.readers.colours import BLACK, WHITE, Colour, blend, is_invisible
from build_scripts.readers.html import places
from build_scripts.readers.html.rules import Declarations

TINIEST = 2.0  # px; maximum size of invisible letters (Word and CMS write 0 or 1 to hide text)
_DRAWN = re.compile("wingdings|webdings|zapf ?dingbats", re.I)
_LINK: Colour = (0.0, 0.0, 238 / 255, 1.0)
_CONTROLS = frozenset(["input", "select", "textarea", "button"])
# tags with a look of their own
_ACTING = _CONTROLS | {"sup", "sub", "small", "big", "rt", "del", "s", "strike", "mark"}


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: ``look`` creates equal looks only once
class Look:
    """The appearance of text. ``removed``: takes no space on the page. ``covered``: takes space, but its content is
    invisible. ``hidden``: invisible by ``visibility``, which descendants may override. ``unseen``: any of these, or no
    contrast with the background, or tiny. ``raised``: 1 above the line, −1 below. ``lifted``: positioned outside the
    line. ``turned``: displayed from right to left or upside down, so that 12 looks like another number. ``drawn``: in a
    symbol font, whose digits are pictures."""

    removed: bool = False
    covered: bool = False
    hidden: bool = False
    unseen: bool = False
    struck: bool = False
    raised: int = 0
    lifted: bool = False
    size: float = 16.0
    colour: Colour = BLACK
    back: Colour | None = WHITE
    shadow: bool = False
    unnumbered: bool = False
    turned: bool = False
    drawn: bool = False


PLAIN = Look()
_EITHER = re.compile(r"light-dark\((.+?),[^,]*\)")
_MIXED = re.compile(r"color-mix\(in [\w -]+,\s*(.+?)\s*([\d.]+)?%?\s*,\s*([^,]+?)\s*(?:([\d.]+)%)?\s*\)")
_LIGHTNESS = re.compile(r"(ok)?l(?:ab|ch)\(\s*([\d.]+)(%?)")
_PAGE = ("html", "body")
_OF_INK = ("background", "color", "font")


def look(parent: Look, tag: str, attributes: Declarations, declared: Declarations) -> Look:
    """Return the look of an element. ``attributes``: presentational attributes (``bgcolor``, ``color``, ``size``,
    ``hidden``, ``href``). ``declared``: in cascade order, the last declaration wins."""
    if tag in _PAGE:  # a page that hides itself until its script has run is not empty
        attributes = tuple((name, value) for name, value in attributes if name != "hidden")
        declared = tuple((name, value) for name, value in declared if name.startswith(_OF_INK))
    if not attributes and not declared and tag not in _ACTING and not parent.raised and not parent.lifted:
        return parent
    return _look(parent, tag, attributes, declared)


@lru_cache(maxsize=8192)
def _look(parent: Look, tag: str, attributes: Declarations, declared: Declarations) -> Look:
    given = dict(attributes)
    css: dict[str, str] = {}
    for name, value in declared:  # order by the last declaration of each property
        css.pop(name, None)
        css[name] = value
    size = places.size(parent.size, tag, given, css)
    colour, back, shadow = _colours(parent, tag, given, css, size)
    gone = css.get("display", "none" if "hidden" in given else "") == "none" or css.get("mso-hide") == "all"
    collapsed = css.get("visibility") == "collapse" and tag in places.CELLS
    visibility = css.get("visibility", "inherit")
    made = Look(
        removed=parent.removed or gone or collapsed,
        covered=parent.covered or places.is_covered(tag, css, size),
        hidden=parent.hidden if visibility == "inherit" else visibility in ("hidden", "collapse"),
        struck=parent.struck or tag in ("del", "s", "strike") or places.is_struck(css),
        raised=0 if tag in places.LINES else places.raised(tag, css, size) or parent.raised,
        lifted=tag not in places.LINES and (parent.lifted or css.get("position") in ("absolute", "fixed")),
        size=size,
        colour=colour,
        back=back,
        shadow=shadow,
        unnumbered=_is_unnumbered(parent.unnumbered, css),
        turned=parent.turned or places.is_turned(tag, given, css),
        drawn=bool(_DRAWN.search(font)) if (font := _font(given, css)) else parent.drawn,
    )
    lost = not shadow and is_invisible(colour, back)
    return replace(made, unseen=made.removed or made.covered or made.hidden or lost or size < TINIEST)


def _font(given: dict[str, str], css: dict[str, str]) -> str:
    return css.get("font-family") or css.get("font") or given.get("face", "")


def _is_unnumbered(parent: bool, css: dict[str, str]) -> bool:
    style = css.get("list-style-type") or css.get("list-style")
    return parent if style is None else "none" in style


# --------------------------------------------------------------------------- colours


def _colours(
    parent: Look, tag: str, given: dict[str, str], css: dict[str, str], size: float
) -> tuple[Colour, Colour | None, bool]:
    colour, back = parent.colour, parent.back
    if tag in _CONTROLS:
        colour, back = BLACK, WHITE
    elif tag == "mark":
        colour, back = BLACK, (1.0, 1.0, 0.0, 1.0)
    elif tag == "a" and "href" in given:
        colour = _LINK
    name = given.get("text" if tag == "body" else "color", "")
    named = css.get("-webkit-text-fill-color") or css.get("color") or name
    colour = parse_colour(named, parent.colour) or colour
    ground = given.get("bgcolor", "")
    for key, value in css.items():
        ground = value if key in ("background", "background-color") else ground
    picture = css.get("background-image") or css.get("background", "") or f"url({given.get('background', '')})"
    if re.search(r"gradient\(|url\(\s*[^)\s]", picture):
        back = None
    elif ground:
        for word in re.findall(r"[a-z-]+\([^)]*\)|[^\s(]+", ground):
            found = parse_colour(word, colour)
            if found is not None and (back is not None or found[3] == 1):
                back = blend(found, back or WHITE)
    if inked := parse_colour(places.filled(css, size), colour):
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
    if lighter := _EITHER.fullmatch(text):
        return parse_colour(lighter[1], current)
    if mixed := _MIXED.fullmatch(text):
        return _mixed(mixed, current)
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


def _mixed(match: re.Match[str], current: Colour) -> Colour | None:
    """Evaluate ``color-mix``: the given share of one colour and the rest of the other."""
    first, second = parse_colour(match[1], current), parse_colour(match[3], current)
    if first is None or second is None:
        return None
    share = float(match[2]) / 100 if match[2] else 1 - float(match[4]) / 100 if match[4] else 0.5
    red, green, blue, alpha = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return red, green, blue, alpha
