"""Evaluate style sheets rule by rule for a desktop screen: conditions are decided, nested rules are flattened, imported
sheets (``@import`` of a data: address) are inserted. Parsed by tinycss2; nothing is loaded from the network."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

import tinycss2

MAX_NESTING = 8  # maximum nesting of rules
_DESKTOP_WIDTH = 1280  # px: window width of a desktop screen

Declarations = tuple[tuple[str, str], ...]  # (property, value in lower case; the value of ``content`` as written)
Rule = tuple[str, Declarations, Declarations]  # selectors, normal declarations, !important declarations

_DIGITS = re.compile(r"(\d{300})\d+")
_DATA = re.compile(r"url\(\s*(?:\"data:[^\"]*\"|'data:[^']*'|data:[^)]*)\s*\)", re.I)
_WIDER = re.compile(r"width\s*([<>]=?)\s*([\d.]+)(px|em|rem)?")  # (width >= 600px)
_NARROWER = re.compile(r"([\d.]+)(px|em|rem)?\s*([<>]=?)\s*width")  # (600px <= width)
_IMPORT = re.compile(
    r"@import\s+(?:url\(\s*)?(?:\"(data:[^\"]*)\"|'(data:[^']*)'|(data:[^)\s]*))\s*\)?([^;{}]*);?", re.I
)
_SCOPE = re.compile(r"\s*\(([^)]*)\)")
FRAMES = "@keyframes "  # prefix of a name used in place of selectors: the last frame of an animation
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_PROPERTIES = (
    "display visibility content-visibility opacity color -webkit-text-fill-color background background-color "
    "background-image font font-size vertical-align text-decoration text-decoration-line text-indent text-shadow "
    "position left top right bottom clip clip-path overflow width height max-width max-height margin-left transform "
    "content mso-hide list-style list-style-type filter zoom translate font-variant-position direction unicode-bidi "
    "rotate scale mask mask-image -webkit-mask -webkit-mask-image letter-spacing line-height font-family float order "
    "flex-direction -webkit-text-security font-feature-settings font-variant animation animation-name "
    "animation-fill-mode mso-text-raise border border-top border-bottom inset z-index box-shadow overflow-x "
    "grid grid-template grid-template-columns grid-auto-flow grid-area grid-column grid-column-start grid-column-end "
    "grid-row grid-row-start grid-row-end"
)
_RELEVANT = frozenset(_PROPERTIES.split())


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declarations, Declarations]:
    """Return the normal and the ``!important`` declarations of a ``style`` attribute that affect visibility."""
    return _by_importance(tinycss2.parse_blocks_contents(_shortened(style), skip_comments=True, skip_whitespace=True))


def _by_importance(nodes: list[Any]) -> tuple[Declarations, Declarations]:
    plain: list[tuple[str, str]] = []
    important: list[tuple[str, str]] = []
    for node in nodes:
        if node.type == "declaration" and (node.lower_name in _RELEVANT or node.name.startswith("--")):
            value = tinycss2.serialize(node.value).strip()
            value = value if node.lower_name == "content" else value.lower()
            name = node.name if node.name.startswith("--") else node.lower_name
            (important if node.important else plain).append((name, value))
    return tuple(plain), tuple(important)


# --------------------------------------------------------------------------- sheets


@lru_cache(maxsize=64)
def rules(sheet: str) -> tuple[Rule, ...]:
    """Return the rules for a desktop screen, in order. Cached, because the pages of one portal share their sheets."""
    first = [m for m in _IMPORT.finditer(sheet) if matches_desktop(m[4])] if "@import" in sheet.lower() else ()
    within = "\n".join(_DATA.sub("", data_sheet(m[1] or m[2] or m[3])) for m in first)
    text = re.sub(r"<!--|-->", " ", _shortened(within + _IMPORT.sub("", sheet)))
    return tuple(_walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), 0))


def _shortened(css: str) -> str:
    """Return the style sheet without embedded pictures, and numbers with at most 300 digits: ``int`` in tinycss2 raises
    an error at thousands of digits."""
    return _DIGITS.sub(r"\1", _DATA.sub("url(data)", css))


def data_sheet(address: str) -> str:
    """Return the style sheet in a data: address; "" for any other or invalid address."""
    head, comma, body = address.strip().partition(",")
    if not comma or not head.lower().startswith(("data:text/css", "data:,", "data:;")):
        return ""
    data = unquote_to_bytes(body)
    try:
        return (base64.b64decode(data) if head.lower().endswith(";base64") else data).decode("utf-8")
    except ValueError:
        return ""


def _nested(selectors: str, within: str) -> str:
    """Return the selectors of a nested rule inside its parent rule: ``table { td { .p { … } } }``, ``& > .p``."""
    if not within:
        return selectors
    whole = f":is({within})"
    parts = (part.strip() for part in selectors.split(","))
    return ", ".join(part.replace("&", whole) if "&" in part else f"{whole} {part}" for part in parts)


def _walk(nodes: list[Any], depth: int, within: str = "") -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule" and depth < MAX_NESTING:
            content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            plain, important = _by_importance(content)
            selectors = _nested(tinycss2.serialize(node.prelude).strip(), within)
            if plain or important:
                yield selectors, plain, important
            yield from _walk([inner for inner in content if inner.type != "declaration"], depth + 1, selectors)
        elif node.type == "at-rule" and node.content and depth < MAX_NESTING:
            inner = tinycss2.parse_blocks_contents if within else tinycss2.parse_rule_list
            keyword, condition = node.lower_at_keyword, tinycss2.serialize(node.prelude).strip()
            if keyword.endswith("keyframes"):
                yield from _last_frame(node, condition)
            elif keyword == "scope":
                root = _nested(match[1] if (match := _SCOPE.match(condition)) else ":root", within)
                for selectors, plain, important in _walk(
                    inner(node.content, skip_comments=True, skip_whitespace=True), depth + 1
                ):
                    yield _nested(selectors.replace(":scope", "&"), root), plain, important
            elif _applies(keyword, condition):
                yield from _walk(inner(node.content, skip_comments=True, skip_whitespace=True), depth + 1, within)


def _applies(keyword: str, condition: str) -> bool:
    """Return whether the rules inside an at-rule apply. A container is assumed to be as wide as the window, and a
    browser to support every queried feature."""
    if keyword == "container":
        return matches_desktop(re.sub(r"^[\w-]+(?=\s*\()", "", condition))
    if keyword == "supports":
        return not condition.startswith("not")
    return keyword == "layer" or (keyword == "media" and matches_desktop(condition))


def _last_frame(node: Any, name: str) -> Iterator[Rule]:
    for frame in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
        if frame.type == "qualified-rule" and re.search(r"\bto\b|100%", tinycss2.serialize(frame.prelude)):
            plain, _ = _by_importance(
                tinycss2.parse_blocks_contents(frame.content, skip_comments=True, skip_whitespace=True)
            )
            yield FRAMES + name, plain, ()


def matches_desktop(media: str) -> bool:
    """Return whether a list of media queries matches a wide light screen: not print, not a phone, not dark mode."""
    return not media.strip() or any(map(_matches_query, media.lower().split(",")))


def _matches_query(query: str) -> bool:
    words = re.findall(r"\([^)]*\)|[a-z-]+", query)
    negated = "not" in words
    return negated != all(_matches_feature(word) for word in words if word not in ("not", "and", "only"))


def _matches_feature(word: str) -> bool:
    if width := re.match(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)(px|em|rem)?", word):
        return _fits("<=" if width[1] == "min" else ">=", width[2], width[3])
    if ranges := [
        *((_MIRRORED[sign], size, unit) for sign, size, unit in _WIDER.findall(word)),
        *((sign, size, unit) for size, unit, sign in _NARROWER.findall(word)),
    ]:
        return all(_fits(*bounds) for bounds in ranges)
    if "(" in word:
        return bool(re.search(r"orientation\s*:\s*landscape|scheme\s*:\s*light|hover|min-|\(\s*color\s*\)", word))
    return word in ("all", "screen")


def _fits(sign: str, size: str, unit: str | None) -> bool:
    """Return whether the window satisfies a width bound; ``<=``: the width is a minimum."""
    pixels = float(size) * (1 if unit in (None, "", "px") else 16)
    return pixels <= _DESKTOP_WIDTH if "<" in sign else pixels >= _DESKTOP_WIDTH


def count_tracks(value: str) -> int | None:
    """Return the number of columns in ``grid-template-columns``; ``None`` if it depends on the available space."""
    return _count(tinycss2.parse_component_value_list(value, skip_comments=True))


def _count(tokens: Sequence[Any]) -> int | None:
    count = 0
    for token in tokens:
        if token.type == "function" and token.lower_name == "repeat":
            times, inner = token.arguments[:1], _count(token.arguments[2:])
            if inner is None or not times or times[0].type != "number" or not times[0].is_integer:
                return None
            count += int(times[0].int_value) * inner
        elif token.type in ("dimension", "percentage", "number", "function", "ident"):
            count += token.type != "ident" or token.lower_value != "none"
    return count
