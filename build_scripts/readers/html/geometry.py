"""Compute sizes and positions from CSS: letter size, raised letters, content outside of the page."""

from __future__ import annotations

import re

from build_scripts.readers.colours import MIN_OPACITY

OFF_PAGE = 100.0  # px to the left or above: outside the page (real pages write −999 and −9999)
_RAISED = 0.1  # em; a smaller shift moves no letter visibly out of its line
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
_FIRST_ARGUMENT = re.compile(r"(?:calc|min|max)\(\s*([^,()*/+]+?)\s*[,)]|clamp\([^,]*,\s*([^,]+)")
_SCALED = re.compile(r"scale[xy]?\(\s*(\d*\.?\d+)\s*[,)]")
_SIDES = ("top", "bottom", "left", "right")
_EDGE_ON = re.compile(r"rotate[xy]\(\s*-?90deg|^[xy]\s+-?90deg")  # seen from the edge
_TRANSPARENT = re.compile(r"transparent|rgba\([^)]*[,/]\s*0?\.?0*%?\s*\)")
_STOP = re.compile(r"(\d+(?:\.\d+)?)%")
_MIN_SHIFT = 0.4  # em; a digit is half an em wide
_MIN_SCALE = 0.1  # scale factor below which text is a dot
_MAX_BLUR = 3.0  # px
_OVERLAPPING = -0.5  # em of letter spacing: letters overlap
_MIDDLE_BAND = (
    30,
    70,
)  # % of the line height: a colour band within this range strikes the text out; a lower band marks or underlines
_MAX_LINE = 3.0  # px; a thinner box is a line beside the letters and hides none
_DIGIT_WIDTH = 0.5  # em: the width of a digit
_SHADOW = re.compile(r"inset\s+0\w*\s+-?(\d*\.?\d+)em\s+0\w*\s+-(\d*\.?\d+)em")
_SHADOWS = re.compile(r",(?![^(]*\))")  # commas between shadows, not within a colour
_WORDS = re.compile(r"[a-z-]+\([^)]*\)|\S+")
_FULL_SHADOW = 0.6  # em: an inset shadow of this size meets the opposite one in the middle of a line
_TRANSPARENT_BACKGROUND = re.compile(
    r"^(?:none|transparent|inherit|initial|unset|0)?$|rgba\([^)]*[,/]\s*0?\.?[0-4]?\d?%?\s*\)|url\("
)
TABLE_TAGS = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup"])
BLOCK_TAGS = TABLE_TAGS | {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "body"}


def length(text: str, size: float) -> float | None:
    """Return a length in px; ``None`` if the text is no length (``auto``). Percentages refer to the letter size."""
    if "(" in text and (one := _FIRST_ARGUMENT.search(text)):
        text = one[1] or one[2]
    match = _LENGTH.match(text.strip())
    if not match:
        return None
    unit = match[2]
    if unit in ("em", "%", "ex", "ch"):
        return float(match[1]) * size * {"em": 1.0, "%": 0.01}.get(unit, 0.5)
    return float(match[1]) * _UNITS[unit] if unit in _UNITS else None


def font_size(parent: float, tag: str, given: dict[str, str], css: dict[str, str]) -> float:
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
    found = length(text, parent)
    return parent if found is None else found


def is_struck(css: dict[str, str]) -> bool:
    """Return True if the text is struck out by a line or by a colour band through the middle of the letters."""
    if any("line-through" in css.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return True
    if (shadow := _SHADOW.search(css.get("box-shadow", ""))) and float(shadow[2]) > float(shadow[1]) / 2:
        return _MIDDLE_BAND[0] <= 100 * float(shadow[1]) <= _MIDDLE_BAND[1]  # the edge of an inset shadow: a thin line
    picture = css.get("background-image") or css.get("background", "")
    if "gradient(" not in picture:
        return False
    stops = [float(stop) for stop in _STOP.findall(picture)]
    if picture.count("transparent") > 1 and stops:
        return _MIDDLE_BAND[0] <= min(stops) and max(stops) <= _MIDDLE_BAND[1]
    return bool(re.search(r"(?:center|50%)\s*/\s*[\d.]+[a-z%]*\s+[0-3](?:\.\d+)?px", picture))


def inset_shadow_colour(css: dict[str, str], size: float) -> str:
    """Return the colour of an inset shadow that covers the whole background of the letters, "" if there is none. Such a
    shadow lies above the background and below the text."""
    for shadow in _SHADOWS.split(css.get("box-shadow", "")):
        words = _WORDS.findall(shadow)
        lengths = [found for word in words if (found := length(word, size)) is not None]
        if "inset" not in words or len(lengths) < 2:
            continue
        _, down, _, spread = (*lengths, 0.0, 0.0)[:4]
        if spread >= _FULL_SHADOW * size or abs(down) >= 2 * _FULL_SHADOW * size:
            colours = (word for word in words if word != "inset" and length(word, size) is None)
            return next(colours, "currentcolor")
    return ""


def is_strike_line(css: dict[str, str]) -> bool:
    """Return True for a generated line across the middle of an element."""
    laid = css.get("position") == "absolute" and any(
        (at := _STOP.match(css.get(side, ""))) and _MIDDLE_BAND[0] <= float(at[1]) <= _MIDDLE_BAND[1]
        for side in ("top", "bottom")
    )
    drawn = any(css.get(name, "none") not in ("none", "0") for name in ("border", "border-top", "border-bottom"))
    return laid and (drawn or any(name.startswith("background") for name in css))


def is_cover(css: dict[str, str], size: float) -> bool:
    """Return True for an empty coloured box above the text of its parent element."""
    grounds = [value for name, value in css.items() if name in ("background", "background-color")]
    if css.get("position") not in ("absolute", "fixed") or not grounds or _TRANSPARENT_BACKGROUND.search(grounds[-1]):
        return False
    if css.get("z-index", "").startswith("-") or any(_is_outside(css.get(side, "")) for side in _SIDES):
        return False
    return all(_is_thick(css, *names, size) for names in (("height", "top", "bottom"), ("width", "left", "right")))


def _is_thick(css: dict[str, str], name: str, start: str, end: str, size: float) -> bool:
    if name in css:
        return css[name].endswith("%") or (length(css[name], size) or 0) > _MAX_LINE
    return "inset" in css or (start in css and end in css)


def _is_outside(side: str) -> bool:
    return side.startswith("-") or side == "100%"


def clips_figure(tag: str, css: dict[str, str], size: float, letters: int) -> bool:
    """Return True for a box that is too narrow for a figure of ``letters`` letters and clips its content."""
    if css.get("overflow", css.get("overflow-x", "")).split(" ")[0] not in ("hidden", "clip"):
        return False
    widths = (
        length(css[name], size) for name in ("max-width", *(() if tag in TABLE_TAGS else ("width",))) if name in css
    )
    given = [width for width in widths if width is not None and "%" not in css.get("width", "")]
    return bool(given) and min(given) < letters * _DIGIT_WIDTH * size


def is_mirrored(tag: str, given: dict[str, str], css: dict[str, str]) -> bool:
    if _TURN.search(css.get("transform", "")) or _TURN.search(f"rotate({css.get('rotate', '')})"):
        return True
    if css.get("scale", "").startswith("-"):
        return True
    overridden = tag == "bdo" or "override" in css.get("unicode-bidi", "")
    return overridden and css.get("direction", given.get("dir", "")).lower() == "rtl"


def raised_by(tag: str, css: dict[str, str], size: float) -> int:
    """Return 1 for text above the line of its neighbours, −1 below, 0 in the line."""
    align = css.get("vertical-align", "")
    by = {"super": size, "sub": -size}.get(align) or length(align, size) or 0.0
    if css.get("position") == "relative":
        by -= length(css.get("top", ""), size) or -(length(css.get("bottom", ""), size) or 0.0)
    elif "mso-text-raise" in css and not align:
        by += length(css["mso-text-raise"], size) or 0.0
    if shift := _SHIFT.search(css.get("transform", "")):
        by -= length(shift[1] or shift[2], size) or 0.0
    if shifts := css.get("translate", "").split()[1:]:
        by -= length(shifts[0], size) or 0.0
    if abs(by) > _RAISED * size:
        return 1 if by > 0 else -1
    features = css.get("font-feature-settings", "") + css.get("font-variant", "")
    variant = next((word for word in ("sup", "sub") if word in features), tag)
    return {"sup": 1, "sub": -1, "super": 1}.get(css.get("font-variant-position", variant), 0)


def is_covered(tag: str, css: dict[str, str], size: float) -> bool:
    """Return True if the text is clipped, moved off the page, or transparent."""

    def px(name: str) -> float | None:
        return length(css.get(name, ""), size)

    opacity = re.match(r"(?:calc\()?(\d*\.?\d+)(%?)", css.get("opacity", ""))
    if opacity and float(opacity[1]) / (100 if opacity[2] else 1) < MIN_OPACITY:
        return True
    if re.search(r"opacity\(\s*0*\.?0*%?\s*\)", css.get("filter", "")):
        return True
    if (zoom := re.fullmatch(r"(\d*\.?\d+)(%?)", css.get("zoom", ""))) and float(zoom[1]) < _MIN_SCALE * (
        100 if zoom[2] else 1
    ):
        return True
    if (
        css.get("content-visibility") == "hidden"
        or (px("text-indent") or 0) <= -OFF_PAGE
        or (px("margin-left") or 0) <= -OFF_PAGE
    ):
        return True
    positioned = css.get("position") in ("absolute", "fixed")
    moved = positioned or css.get("position") == "relative"
    if moved and any((px(side) or 0) <= -OFF_PAGE for side in ("left", "top", "right", "bottom")):
        return True
    if positioned and re.match(
        r"rect\(\s*[01]?(?:px)?[\s,]+[01]?(?:px)?[\s,]+[01]?(?:px)?[\s,]+[01]?(?:px)?\s*\)", css.get("clip", "")
    ):
        return True
    if re.match(r"inset\([^)]*(?:\b50|100)%|circle\(\s*0|polygon\((?:\s*0[a-z%]*[\s,]*)+\)", css.get("clip-path", "")):
        return True
    if _is_made_small(css) or re.search(r"translate[xy]?\(\s*-\d{3,}", css.get("transform", "")):
        return True
    if any(_EDGE_ON.search(css.get(name, "")) for name in ("transform", "rotate")) or _is_masked(css):
        return True
    if (px("letter-spacing") or 0) <= _OVERLAPPING * size or "-webkit-text-security" in css:
        return True
    if blurred := re.search(r"blur\(\s*([\d.]+)px", css.get("filter", "")):
        return float(blurred[1]) >= _MAX_BLUR
    boxed = tag in BLOCK_TAGS - TABLE_TAGS or positioned or css.get("display") in ("block", "inline-block", "flex")
    clips = css.get("overflow", "").split(" ")[0] in ("hidden", "clip")
    sizes = (px(name) for name in ("width", "height", "max-width", "max-height", "line-height"))
    return boxed and clips and any(length is not None and length <= 1 for length in sizes)


def _is_made_small(css: dict[str, str]) -> bool:
    scaled = [*_SCALED.findall(css.get("transform", "")), *re.findall(r"^\d*\.?\d+", css.get("scale", ""))]
    return any(float(factor) < _MIN_SCALE for factor in scaled)


def _is_masked(css: dict[str, str]) -> bool:
    """Return True if a mask hides everything because all its colours are transparent."""
    gradient = next((mask for mask in _masks(css) if "gradient(" in mask), "")
    left = _TRANSPARENT.sub("", gradient)
    return bool(gradient) and not re.search(r"#|rgb|hsl|\b(?:black|white|red|currentcolor)\b", left)


def _masks(css: dict[str, str]) -> list[str]:
    return [css.get(name, "") for name in ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image")]


def is_masked_by_picture(css: dict[str, str]) -> bool:
    """Return True for a mask with a picture: only a browser with the picture could show the result."""
    return any("url(" in mask for mask in _masks(css))


def is_moved(css: dict[str, str], size: float) -> bool:
    """Return True if a letter is moved sideways to another position in its number or onto another letter."""
    sides = [css["margin-left"]] if css.get("margin-left", "").startswith("-") else []
    if css.get("position") == "relative":
        sides += [css[side] for side in ("left", "right") if side in css]
    return any(abs(length(side, size) or 0) >= _MIN_SHIFT * size for side in sides)
