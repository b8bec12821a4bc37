"""Draw places as tiles that contain their numbers: no map, no borders, every province the same size.

The provinces are placed approximately as on a map, as inline SVG. The counties of a province are a list that wraps to
the available width. A place without a number is drawn empty, with the word for its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from build_scripts.content.divisions import Division, stem
from build_scripts.content.divisions import table as divisions
from build_scripts.render.blocks import Bar, Bullets, Chart, Inlines, Link, Span
from build_scripts.render.html import relative

SIDE, GAP, COLUMNS = 42, 2, 8  # 350 units for eight tiles: the width of a phone
MAX_OPACITY = 0.32  # opacity of the fill; the numbers on it keep a contrast well above 4.5
TEXT_WIDTH = SIDE - 4  # width of a line of text in a tile
DIGIT, NONE = 6.4, "—"
# Province code → (column, row).
_GRID_POSITION = {
    **{"230000": (7, 0), "150000": (5, 1), "210000": (6, 1), "220000": (7, 1), "650000": (0, 2), "620000": (2, 2)},
    **{"640000": (3, 2), "140000": (4, 2), "130000": (5, 2), "110000": (6, 2), "120000": (7, 2), "630000": (1, 3)},
    **{"610000": (3, 3), "410000": (4, 3), "370000": (5, 3), "540000": (0, 4), "510000": (2, 4), "500000": (3, 4)},
    **{"420000": (4, 4), "340000": (5, 4), "320000": (6, 4), "310000": (7, 4), "520000": (3, 5), "430000": (4, 5)},
    **{"360000": (5, 5), "330000": (6, 5), "530000": (2, 6), "450000": (3, 6), "440000": (4, 6), "350000": (5, 6)},
    **{"710000": (6, 6), "460000": (3, 7), "820000": (4, 7), "810000": (5, 7)},
}
_UNLISTED = {"710000": "台湾", "810000": "香港", "820000": "澳门"}  # not in the table of statistical codes


@dataclass(frozen=True, slots=True)
class Tile:
    """One place. ``number`` is the printed text, "" for none; ``total`` is the total it refers to (``3/4``); ``share``
    is the percentage of the largest value and sets the opacity; ``label`` is the sentence for screen readers."""

    name: str
    href: str
    number: str
    total: str
    share: int
    label: str
    doubted: bool = False


def province_tiles(caption: str, found: Mapping[str, Tile], page: str) -> Chart:
    """Return the chart of all provinces. ``found`` is keyed by province code; ``page`` is the address of the page."""
    at = dict(_GRID_POSITION)
    for n, code in enumerate(code for code in found if code not in _GRID_POSITION):
        at[code] = (n % COLUMNS, 8 + n // COLUMNS)
    drawn = _empty(frozenset(at.keys() - found.keys()))
    drawn += "".join(_tile(*at[code], found[code], page) for code in at if code in found)
    wide = COLUMNS * (SIDE + GAP) - GAP
    tall = (max(row for _, row in at.values()) + 1) * (SIDE + GAP) - GAP
    return Chart(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{escape(caption)}" width="{wide}" '
        f'height="{tall}" viewBox="0 0 {wide} {tall}" font-size="11" text-anchor="middle" fill="currentColor">{drawn}</svg>',
        caption,
    )


@lru_cache
def _empty(codes: frozenset[str]) -> str:
    """Return the provinces without data as one path of squares: in most archives nearly all provinces are empty."""
    if not codes:
        return ""
    squares, words = "", ""
    for code, (column, row) in _GRID_POSITION.items():
        if code in codes:
            x, y = column * (SIDE + GAP), row * (SIDE + GAP)
            squares += f"M{x}.5 {y}.5h{SIDE - 1}v{SIDE - 1}h-{SIDE - 1}z"
            name = _UNLISTED.get(code) or stem(divisions()[code].name)
            words += _text(x + SIDE // 2, y + 15, name) + _text(x + SIDE // 2, y + 29, NONE)
    return f'<path d="{squares}" fill="none" stroke="currentColor" stroke-opacity=".4" stroke-dasharray="2 2"/>{words}'


def _tile(column: int, row: int, tile: Tile, page: str) -> str:
    x, y = column * (SIDE + GAP), row * (SIDE + GAP)
    opacity = f"{MAX_OPACITY * tile.share / 100:.2f}" if tile.number else "0"
    edge = "" if tile.number else ' stroke-dasharray="2 2"'
    square = (
        f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{SIDE - 1}" height="{SIDE - 1}" fill="currentColor" '
        f'fill-opacity="{opacity}" stroke="currentColor" stroke-opacity=".4"{edge}/>'
    )
    middle = x + SIDE // 2
    words = _text(middle, y + 13, stem(tile.name) + ("※" if tile.doubted else ""))
    words += _text(middle, y + 26, tile.number or NONE) + _text(middle, y + 38, tile.total, 9)
    link = escape(relative(page, tile.href))
    return f'<a href="{link}" aria-label="{escape(tile.label)}">{square}{words}</a>'


def _text(x: int, y: int, text: str, size: int = 0) -> str:
    """Return a text that is compressed to the width of the tile if it is wider, never cut off."""
    wide = sum(DIGIT if c.isascii() else 11 for c in text) * (size or 11) / 11
    compressed = f' textLength="{TEXT_WIDTH}" lengthAdjust="spacingAndGlyphs"' if wide > TEXT_WIDTH else ""
    small = f' font-size="{size}"' if size else ""
    return f'<text x="{x}" y="{y}"{small}{compressed}>{escape(text)}</text>'


def coverage_tile(place: Division, registered: int, held: int, year: int) -> Tile:
    """Return a tile with the number of registered agencies of a place that have an archived report of that year."""
    label = f"{place.name} {year} 年收录 {held} 个机关的报告，登记了 {registered} 个机关"
    share = 100 * held // registered if registered else 0
    return Tile(stem(place.name), place.address, f"{held:,}", f"共 {registered:,}", min(share, 100), label)


def place_tiles(tiles: Sequence[Tile]) -> Bullets:
    """Return the tiles of counties in the given order."""
    return Bullets(tuple(_item(tile) for tile in tiles), kind="tiles")


def _item(tile: Tile) -> Inlines:
    number = f"{tile.number}{'※' if tile.doubted else ''}" if tile.number else NONE
    content: Inlines = (Link(tile.name, tile.href), Span(number, "strong"), Span(tile.total, "small"))
    return (*content, Bar(tile.share)) if tile.number else content
