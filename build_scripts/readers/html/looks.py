"""How the text of a page looks to its reader: whether it is seen at all, struck out, raised, small.

``look`` derives the look of an element from that of its parent, its tag and the declarations that hold for it, as a
browser would; only what decides whether a letter is a digit of the number beside it is computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tinycss2 import color4

from build_scripts.readers.colours import BLACK, CLEAREST, WHITE, Colour, is_lost, over
from build_scripts.readers.html.css import Declarations

TINIEST = 2.0  # px; smaller letters are dots (Word and CMS write 0 or 1 to hide text)
FAR = 100.0  # px to the left or above: off the page (real pages write −999 and −9999)
_RAISED = 0.1  # em; less moves no letter visibly out of its line
_LINK: Colour = (0.0, 0.0, 238 / 255, 1.0)
_SIZES = {
    "xx-small": 9,
    "x-small": 10,
    "small": 13,
    "medium": 16,
    "large": 18,
    "x-large": 24,
    "xx-large": 32,
    "xxx-large": 48,
}
_FONT_SIZES = (0, 10, 13, 16, 18, 24, 32, 48)  # <font size=1> … 7
_UNITS = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "rem": 16, "": 1, "vw": 12.8, "vh": 7.2}
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*([a-z%]*)")
_FONT = re.compile(rf"(?:^|\s)((?:\d+\.?\d*|\.\d+)[a-z%]*|{'|'.join(_SIZES)}|smaller|larger)(?:\s*/\s*\S+)?\s+\S")
_TURN = re.compile(r"scalex?\(\s*-|rotate[xyz]?\(\s*-?(?:180deg|0?\.5turn)|matrix\(\s*-")
_SHIFT = re.compile(r"translatey\(\s*(-?[\d.]+[a-z%]*)|translate\([^,)]*,\s*(-?[\d.]+[a-z%]*)")
_CELLS = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"])
_LINES = _CELLS | {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "body"}
_CONTROLS = frozenset(["input", "select", "textarea", "button"])
_ACTING = _CONTROLS | {"sup", "sub", "small", "big", "rt", "del", "s", "strike", "mark"}  # looks of their own


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: ``look`` makes the same one only once
class Look:
    """How text looks. ``removed``: takes no place on the page; ``covered``: takes one, but nothing in it is seen;
    ``hidden``: the same by ``visibility``, which what is inside may take back; ``unseen``: any of these, or lost on
    its ground, or tiny. ``raised``: 1 above its line, −1 below; ``lifted``: out of the line altogether; ``turned``: shown
    from right to left or upside down, so that 12 looks like another number."""

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


PLAIN = Look()
_PAGE = ("html", "body")
_OF_INK = ("background", "color", "font")


def look(parent: Look, tag: str, attributes: Declarations, declared: Declarations) -> Look:
    """The look of an element. ``attributes``: those that tell of looks (``bgcolor``, ``color``, ``size``, ``hidden``,
    ``href``); ``declared`` in the order of the cascade, the last wins."""
    if tag in _PAGE:  # a page that hides itself until its script has run is no empty page
        attributes = tuple((name, value) for name, value in attributes if name != "hidden")
        declared = tuple((name, value) for name, value in declared if name.startswith(_OF_INK))
    if not attributes and not declared and tag not in _ACTING and not parent.raised and not parent.lifted:
        return parent
    return _look(parent, tag, attributes, declared)


@lru_cache(maxsize=8192)
def _look(parent: Look, tag: str, attributes: Declarations, declared: Declarations) -> Look:
    given = dict(attributes)
    css: dict[str, str] = {}
    for name, value in declared:  # in the order in which the last of each name was declared
        css.pop(name, None)
        css[name] = value
    size = _size(parent.size, tag, given, css)
    colour, back, shadow = _colours(parent, tag, given, css)
    gone = css.get("display", "none" if "hidden" in given else "") == "none" or css.get("mso-hide") == "all"
    collapsed = css.get("visibility") == "collapse" and tag in _CELLS
    visibility = css.get("visibility", "inherit")
    made = Look(
        removed=parent.removed or gone or collapsed,
        covered=parent.covered or _is_covered(tag, css, size),
        hidden=parent.hidden if visibility == "inherit" else visibility in ("hidden", "collapse"),
        struck=parent.struck or tag in ("del", "s", "strike") or "line-through" in _decoration(css),
        raised=0 if tag in _LINES else _raised(tag, css, size) or parent.raised,
        lifted=tag not in _LINES and (parent.lifted or css.get("position") in ("absolute", "fixed")),
        size=size,
        colour=colour,
        back=back,
        shadow=shadow,
        unnumbered=_is_unnumbered(parent.unnumbered, css),
        turned=parent.turned or _is_turned(tag, given, css),
    )
    lost = not shadow and is_lost(colour, back)
    return replace(made, unseen=made.removed or made.covered or made.hidden or lost or size < TINIEST)


def _decoration(css: dict[str, str]) -> str:
    return css.get("text-decoration", "") + " " + css.get("text-decoration-line", "")


def _is_unnumbered(parent: bool, css: dict[str, str]) -> bool:
    style = css.get("list-style-type") or css.get("list-style")
    return parent if style is None else "none" in style


def _is_turned(tag: str, given: dict[str, str], css: dict[str, str]) -> bool:
    if _TURN.search(css.get("transform", "")):
        return True
    overridden = tag == "bdo" or "override" in css.get("unicode-bidi", "")
    return overridden and css.get("direction", given.get("dir", "")).lower() == "rtl"


# --------------------------------------------------------------------------- sizes and places


def _length(text: str, size: float) -> float | None:
    """In px; ``None`` for what is no length (``auto``). Percentages are of the size of the letters."""
    match = _LENGTH.match(text.strip())
    if not match:
        return None
    unit = match[2]
    if unit in ("em", "%", "ex", "ch"):
        return float(match[1]) * size * {"em": 1.0, "%": 0.01}.get(unit, 0.5)
    return float(match[1]) * _UNITS[unit] if unit in _UNITS else None


def _size(parent: float, tag: str, given: dict[str, str], css: dict[str, str]) -> float:
    text = ""
    for name, value in css.items():
        if name == "font-size":
            text = value
        elif name == "font" and (font := _FONT.search(value)):
            text = font[1]
    if not text and tag == "font" and (number := re.match(r"\s*([+-]?)(\d)", given.get("size", ""))):
        steps = int(number[2]) * {"": 0, "+": 1, "-": -1}[number[1]]
        return float(_FONT_SIZES[min(max(3 + steps if number[1] else int(number[2]), 1), 7)])
    if not text:
        factor = {"small": 5 / 6, "sub": 5 / 6, "sup": 5 / 6, "rt": 0.5, "big": 1.2}
        return parent * factor.get(tag, 1.0)
    if text in _SIZES:
        return float(_SIZES[text])
    if text in ("smaller", "larger"):
        return parent * (5 / 6 if text == "smaller" else 1.2)
    found = _length(text, parent)
    return parent if found is None else found


def _raised(tag: str, css: dict[str, str], size: float) -> int:
    """1 above the line of the letters beside it, −1 below, 0 in it."""
    align = css.get("vertical-align", "")
    by = {"super": size, "sub": -size}.get(align) or _length(align, size) or 0.0
    if css.get("position") == "relative":
        by -= _length(css.get("top", ""), size) or -(_length(css.get("bottom", ""), size) or 0.0)
    if shift := _SHIFT.search(css.get("transform", "")):
        by -= _length(shift[1] or shift[2], size) or 0.0
    if shifts := css.get("translate", "").split()[1:]:
        by -= _length(shifts[0], size) or 0.0
    if abs(by) > _RAISED * size:
        return 1 if by > 0 else -1
    return {"sup": 1, "sub": -1, "super": 1}.get(css.get("font-variant-position", tag), 0)


def _is_covered(tag: str, css: dict[str, str], size: float) -> bool:
    """Clipped, moved off the page, or let through by the light."""

    def px(name: str) -> float | None:
        return _length(css.get(name, ""), size)

    opacity = re.match(r"(\d*\.?\d+)(%?)", css.get("opacity", ""))
    if opacity and float(opacity[1]) / (100 if opacity[2] else 1) < CLEAREST:
        return True
    if re.search(r"opacity\(\s*0*\.?0*%?\s*\)", css.get("filter", "")) or re.fullmatch(
        "0(?:%|\\.0*)?", css.get("zoom", "")
    ):
        return True
    if (
        css.get("content-visibility") == "hidden"
        or (px("text-indent") or 0) <= -FAR
        or (px("margin-left") or 0) <= -FAR
    ):
        return True
    lifted = css.get("position") in ("absolute", "fixed")
    moved = lifted or css.get("position") == "relative"
    if moved and any((px(side) or 0) <= -FAR for side in ("left", "top", "right", "bottom")):
        return True
    if lifted and re.match(
        r"rect\(\s*[01]?(?:px)?[\s,]+[01]?(?:px)?[\s,]+[01]?(?:px)?[\s,]+[01]?(?:px)?\s*\)", css.get("clip", "")
    ):
        return True
    if re.match(r"inset\(\s*(?:50|100)%|circle\(\s*0", css.get("clip-path", "")):
        return True
    if re.search(r"scale[xy]?\(\s*0\s*[,)]|translate[xy]?\(\s*-\d{3,}", css.get("transform", "")):
        return True
    boxed = tag in _LINES - _CELLS or lifted or css.get("display") in ("block", "inline-block", "flex")
    clips = css.get("overflow", "").split(" ")[0] in ("hidden", "clip")
    sizes = (px(name) for name in ("width", "height", "max-width", "max-height"))
    return boxed and clips and any(length is not None and length <= 1 for length in sizes)


# --------------------------------------------------------------------------- colours


def _colours(parent: Look, tag: str, given: dict[str, str], css: dict[str, str]) -> tuple[Colour, Colour | None, bool]:
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
                back = over(found, back or WHITE)
    shadow = css.get("text-shadow", "none" if not parent.shadow else "") != "none"
    return colour, back, shadow


@lru_cache(maxsize=4096)
def parse_colour(text: str, current: Colour) -> Colour | None:
    """A colour of CSS, or as old pages write it (``FFFFFF``); ``None`` for what is none or is not known."""
    text = text.strip().lower()
    if re.fullmatch("[0-9a-f]{6}|[0-9a-f]{3}", text):
        text = f"#{text}"
    if text == "inherit":
        return None
    try:
        found = color4.parse_color(text)
        if found == "currentcolor" or found is None:
            return current if found else None
        red, green, blue = found.to("srgb").coordinates
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        return None
    return float(red or 0), float(green or 0), float(blue or 0), float(found.alpha)
