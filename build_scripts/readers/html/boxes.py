"""Parse boxes of web pages that are laid out as a table: rows of boxes, and CSS grids.

In a CSS grid, the style sheet proves the position of each box: the number of columns, and how many columns each box
spans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.model import GridCell, GridKind, Place
from build_scripts.readers.html.page import Page
from build_scripts.readers.html.rules import count_tracks
from build_scripts.readers.pieces import build_cell
from build_scripts.readers.recognition import TABLE_WORDS
from build_scripts.wording import squeeze

Rows = list[tuple[GridCell | None, ...]]
_ROWS = frozenset(["div", "ul", "ol", "li", "section", "dl"])
_CELLS = frozenset(["div", "span", "li", "p", "dt", "dd", "label"])
_TABLE_ROLES = frozenset(["table", "grid"])
_CELL_ROLES = frozenset(["cell", "gridcell", "columnheader", "rowheader"])
_MAX_LABEL = 80  # maximum letters of a label; longer text is prose
_MAX_TRACKS = 100  # maximum columns of a grid and rows spanned by one box; the form has 15 and 24
_GRIDS = ("grid", "inline-grid")
_LINE = re.compile(r"(?:(span)\s+)?(-?\d{1,3})|(\d{1,3})\s+span|auto")


def box_table(element: Any, number: int, page: Page, continues: bool) -> tuple[Rows, GridKind]:
    """Return the rows of boxes that a style sheet lays out as a table; [] for any other element. ``continues``: the
    previous table has the same class and style, and this element may continue it."""
    if rows := _named_rows(element, number, page):
        return rows, GridKind.RULED if len({len(row) for row in rows}) == 1 else GridKind.PACKED
    if not continues and not TABLE_WORDS.search(squeeze("".join(element.itertext()))):
        return [], GridKind.PACKED
    if rows := _grid(element, number, page):
        return rows, GridKind.RULED
    rows = _rows_of_boxes(element, number, page)
    return rows, GridKind.RULED if len({len(row) for row in rows}) == 1 else GridKind.PACKED


# --------------------------------------------------------------------------- rows of boxes


def _named_rows(element: Any, number: int, page: Page) -> Rows:
    """Recognize a table of boxes whose roles name it, its rows and its cells, even if it has one row, or words of no
    form: its spans have nothing between them, and their figures would be glued (3.其他 | 0 | 2 | 0)."""
    if element.get("role") not in _TABLE_ROLES:
        return []
    rows = [row for row in element.iter() if row.get("role") == "row" and not page.styles[row].removed]
    boxes = [[box for box in row if isinstance(box.tag, str) and not page.styles[box].removed] for row in rows]
    cells = [box for row in boxes for box in row]
    if any(box.get("role") not in _CELL_ROLES or any(_spans(box)) or not _is_box(box) for box in cells):
        return []
    if sum(map(_letters, cells)) != _letters(element):
        return []
    return [
        tuple(build_cell(page.pieces(box), Place(table=number, row=r, column=c)) for c, box in enumerate(row, 1))
        for r, row in enumerate(boxes, 1)
    ]


def _spans(box: Any) -> list[str]:
    return [span for name in ("aria-colspan", "aria-rowspan") if (span := box.get(name, "1")) != "1"]


def _letters(element: Any) -> int:
    return len(squeeze("".join(element.itertext())))


def _rows_of_boxes(element: Any, number: int, page: Page) -> Rows:
    """Recognize rows of boxes by their structure, not by their names (``role="row"``, ``class="tr"``): every child is a
    row, and at least one row has two cells."""
    children = [child for child in element if isinstance(child.tag, str) and _has_text(child)]
    rows = [[box for box in child if isinstance(box.tag, str) and not page.styles[box].removed] for child in children]
    between = (element.text, *(child.tail for child in element))
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(text and text.strip() for text in between):
        return []
    if not all(_is_row(child, boxes) for child, boxes in zip(children, rows, strict=True)):
        return []
    return [
        tuple(build_cell(page.pieces(box), Place(table=number, row=r, column=c)) for c, box in enumerate(boxes, 1))
        for r, boxes in enumerate(rows, 1)
    ]


def _has_text(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def _is_row(child: Any, boxes: list[Any]) -> bool:
    """Return True for a box that holds only short cells without nested boxes."""
    if child.tag.lower() not in _ROWS or not boxes or (child.text or "").strip():
        return False
    return all(
        box.tag.lower() in _CELLS
        and not (box.tail or "").strip()
        and _is_short(box)
        and not any(isinstance(c.tag, str) and c.tag.lower() in ("div", "ul", "table") for c in box)
        for box in boxes
    )


def _is_short(box: Any) -> bool:
    return sum(map(len, box.itertext())) <= _MAX_LABEL


# --------------------------------------------------------------------------- grids


@dataclass(frozen=True, slots=True)
class _Area:
    """The area of a box; ``row`` and ``column`` are ``None`` if the box takes the next free position."""

    row: int | None
    column: int | None
    tall: int
    wide: int


class _Unknown(Exception):
    """The position of a box cannot be determined without a browser."""


def _grid(element: Any, number: int, page: Page) -> Rows:
    """Return the boxes by row and column, of one grid or of stacked grids with equal numbers of columns."""
    try:
        placed = _placed(element, page, 0)
    except _Unknown:
        return []
    rows: list[dict[int, GridCell]] = [{} for _ in range(1 + max((r for r, _ in placed), default=-1))]
    for (r, c), box in placed.items():
        if box is not None:
            rows[r][c] = build_cell(page.pieces(box), Place(table=number, row=r + 1, column=c + 1))
    ends = [1 + max((c for r, c in placed if r == at), default=-1) for at in range(len(rows))]
    return [tuple(row.get(c) for c in range(end)) for row, end in zip(rows, ends, strict=True) if row]


def _placed(element: Any, page: Page, columns: int) -> dict[tuple[int, int], Any]:
    """Return (row, column) → the box that begins there, ``None`` if another box covers the position. ``columns``:
    column count of the enclosing grid."""
    items = list(_items(element, page))
    own = _columns(page.layouts.get(element, {}), columns)
    inner = [_columns(page.layouts.get(item, {}), own) for item in items]
    if len(items) > 1 and inner[0] > 1 and set(inner) == {inner[0]} and own in (0, 1, inner[0]):
        found: dict[tuple[int, int], Any] = {}
        for item in items:
            below = 1 + max((r for r, _ in found), default=-1)
            found |= {(below + r, c): box for (r, c), box in _placed(item, page, own).items()}
        return found
    if own < 2 or any(inner) or not items or not all(map(_is_box, items)):
        raise _Unknown
    areas = [_area(page.layouts.get(item, {}), own) for item in items]
    return _auto_placed(items, areas, own)


def _items(element: Any, page: Page) -> Any:
    """Yield the visible boxes of an element; a ``display: contents`` element has no box, only its children."""
    texts = [element.text, *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        raise _Unknown
    for child in element:
        if not isinstance(child.tag, str) or page.styles[child].removed:
            continue
        if page.layouts.get(child, {}).get("display") == "contents":
            yield from _items(child, page)
        else:
            yield child


def _is_box(item: Any) -> bool:
    return _is_short(item) and next(item.iter("table", "ul", "ol"), None) is None


def _columns(laid: Mapping[str, str], above: int) -> int:
    """Return the number of columns that the style sheet gives the element, 0 if it is no grid."""
    if laid.get("display") not in _GRIDS:
        return 0
    if laid.get("grid-auto-flow", "row") != "row":
        raise _Unknown
    short = laid.get("grid-template", laid.get("grid", ""))
    tracks = laid.get("grid-template-columns", short.partition("/")[2]).strip()
    if tracks == "subgrid":
        return above
    count = count_tracks(tracks)
    if count is None or count > _MAX_TRACKS:
        raise _Unknown
    return count


def _area(laid: Mapping[str, str], columns: int) -> _Area:
    if laid.get("order", "0") != "0" or laid.get("position") in ("absolute", "fixed"):
        raise _Unknown
    area = [*(part.strip() for part in laid.get("grid-area", "auto").split("/")), *["auto"] * 3]
    ends = []
    for axis, name in enumerate(("row", "column")):
        short = [*(part.strip() for part in laid.get(f"grid-{name}", "").split("/")), ""]
        start = laid.get(f"grid-{name}-start") or short[0] or area[axis]
        end = laid.get(f"grid-{name}-end") or short[1] or area[axis + 2]
        ends.append(_span(start, end, columns if name == "column" else 0))
    (row, tall), (column, wide) = ends
    if wide > columns or tall > _MAX_TRACKS or (column is not None and column + wide > columns):
        raise _Unknown
    return _Area(row, column, tall, wide)


def _span(start: str, end: str, count: int) -> tuple[int | None, int]:
    """Return start (``None`` if not given) and span of a box on one axis. ``count``: number of tracks, 0 if unknown."""
    (first, covers), (last, also) = _line(start, count), _line(end, count)
    if first is not None and last is not None:
        first, last = min(first, last), max(first, last)
        return first, max(last - first, 1)
    if last is not None:
        if last < covers:
            raise _Unknown
        return last - covers, covers
    return first, also if first is not None or covers == 1 else covers


def _line(text: str, count: int) -> tuple[int | None, int]:
    """Return (line, 1) for a line number, (``None``, n) for ``span n``."""
    match = _LINE.fullmatch(text)
    if match is None:
        raise _Unknown  # a named line
    if match[1] or match[3]:
        return None, max(int(match[2] or match[3]), 1)
    if not match[2]:
        return None, 1
    line = int(match[2])
    if line == 0 or (line < 0 and not count):
        raise _Unknown
    return (line - 1 if line > 0 else count + 1 + line), 1


def _auto_placed(items: Sequence[Any], areas: Sequence[_Area], columns: int) -> dict[tuple[int, int], Any]:
    """Place the boxes as browsers fill a grid: first those with a given position, then each after the previous one."""
    found: dict[tuple[int, int], Any] = {}

    def places(r: int, c: int, area: _Area) -> list[tuple[int, int]]:
        return [(r + dr, c + dc) for dr in range(area.tall) for dc in range(area.wide)]

    def occupy(r: int, c: int, area: _Area, item: Any) -> None:
        if any(place in found for place in places(r, c, area)):
            raise _Unknown  # boxes overlap
        found.update(dict.fromkeys(places(r, c, area)))
        found[r, c] = item

    free = [(item, area) for item, area in zip(items, areas, strict=True) if area.row is None]
    for item, area in zip(items, areas, strict=True):
        if area.row is not None:
            if area.column is None:
                raise _Unknown
            occupy(area.row, area.column, area, item)
    r = c = 0
    for item, area in free:
        if area.column is not None:
            r, c = r + (area.column < c), area.column
        while c + area.wide > columns or any(place in found for place in places(r, c, area)):
            r, c = (r + 1, area.column) if area.column is not None else (r, c + 1) if c + 1 < columns else (r + 1, 0)
        occupy(r, c, area, item)
    return found
