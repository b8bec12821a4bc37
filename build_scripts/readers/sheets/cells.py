"""Convert worksheets to paragraphs and grids: the part common to XLSX, XLS, ODS and CSV.

A sheet is a plane of cells. Regions are runs of rows with content, separated by empty rows. In a region, the rows from
the first to the last row with two filled columns are a table; single cells above and below it are text. Hidden rows,
columns and sheets never replace visible ones: their content is reported separately.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.readers.set_aside import comment_doubts
from build_scripts.wording import printed, squeeze

MAX_AREA = 200_000  # cells of one table, including blanks; the longest report has about 500
MAX_CELLS = 500_000  # maximum number of cells in a file
QUOTED = 120  # maximum characters of hidden text quoted in the finding
LABEL = 45  # characters: the longest label of the forms has 36; longer text alone in its row is prose
CUT_SHORT = "这一行在表格里比别的行少写了格，按各格所在的列识别"
UNSEEN = "格内文字与底色相同，看不见"
ZERO_HIDDEN = "格内存的是 0，这张工作表不显示 0"
_LARGE = 20  # maximum cells under a picture that represents figures; a larger picture is an ornament
# one row in ten (three of a table of 30 rows) may be cut short; more such rows are a normal way of writing
_FEW_ROWS = 10
_PROSE = re.compile(r"[。；：:]$|^[（(]?(?:计量)?单位[:：]")

Corner = tuple[int, int]  # row, column; both from 1
Area = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell as displayed; ``doubt`` and ``opaque`` as in ``GridCell``. An empty cell may have a border or a format."""

    text: str = ""
    doubt: str = ""
    opaque: str = ""

    @property
    def holds(self) -> bool:
        return bool(self.text.strip() or self.opaque or self.doubt)


EMPTY = SheetCell()


@dataclass(slots=True)
class Sheet:
    """One worksheet. ``hidden_columns`` are ranges, because one attribute can hide sixteen thousand columns. ``boxes``:
    texts that float above the cells. ``margins``: headers and footers of the printed pages. ``ragged``: rows end at
    their last cell, as in CSV; a missing cell is not a blank cell. ``whole``: each row stores all its cells, as in
    OpenDocument; no cell was lost."""

    name: str
    cells: dict[Corner, SheetCell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    hidden: bool = False
    ragged: bool = False
    whole: bool = False

    def cover(self, pictures: Iterable[Area]) -> None:
        """Record that a picture on empty cells is the content of these cells. A large picture is an ornament of the
        sheet; only its first cell counts."""
        for top, left, bottom, right in pictures:
            large = (bottom - top + 1) * (right - left + 1) > _LARGE
            area = [(top, left)] if large else [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            for at in area:
                if not self.cells.get(at, EMPTY).holds and (at == (top, left) or at in self.cells):
                    self.cells[at] = SheetCell(opaque="图片")


def document_of(sheets: Sequence[Sheet], reader: str) -> Document:
    """Return all visible sheets in order. ``Place.table`` is the ordinal of the sheet; row and column are those of the
    sheet.

    Raises ``Refusal``: too-large.
    """
    if sum(len(sheet.cells) for sheet in sheets) > MAX_CELLS:
        raise Refusal("too-large")
    blocks: list[Block] = []
    doubts: list[tuple[str, str]] = []
    for number, sheet in enumerate(sheets, 1):
        if sheet.hidden:
            unseen = [cell.text for _, cell in sorted(sheet.cells.items()) if cell.text.strip()]
            where = f"工作表“{sheet.name}”是隐藏的"
        else:
            visible, unseen = _visible(sheet)
            blocks += _blocks(sheet, visible, number)
            blocks += (Paragraph(t, Place(table=number), breaks=True) for text in sheet.boxes for t in _lines(text))
            where = f"工作表“{sheet.name}”里有隐藏的行或列，或被合并的格盖住的格"
        if unseen:
            doubts.append(("source.hidden", f"{where}，其中有“{_quoted(unseen)}”"))
    doubts += comment_doubts(text for sheet in sheets for text in sheet.comments)
    margins = tuple(Paragraph(text, Place()) for sheet in sheets for text in sheet.margins)
    return Document(tuple(blocks), reader, doubts=tuple(doubts), margins=margins)


def _quoted(texts: Sequence[str]) -> str:
    words = "、".join(map(squeeze, texts))
    return words if len(words) <= QUOTED else f"{words[:QUOTED]}…"


def _lines(text: str) -> Iterator[str]:
    yield from (line.strip() for line in printed(text).split("\n") if line.strip())


def _visible(sheet: Sheet) -> tuple[dict[Corner, SheetCell], list[str]]:
    """Return the visible cells and the texts of hidden cells. A merged cell whose first row or column is hidden moves
    to its first visible position; the other cells of its area may keep content that is not displayed."""
    columns = {c for _, c in sheet.cells}
    unseen_columns = {c for c in columns if any(c in hidden for hidden in sheet.hidden_columns)}
    moved = {}
    for r0, c0, r1, c1 in sheet.merged:
        if (r0, c0) in sheet.cells and (r0 in sheet.hidden_rows or c0 in unseen_columns):
            row = next((r for r in range(r0, r1 + 1) if r not in sheet.hidden_rows), 0)
            column = next((c for c in range(c0, min(c1, c0 + 99) + 1) if not _in(c, sheet.hidden_columns)), 0)
            if row and column:
                moved[r0, c0] = (row, column)
    beneath = {at: first for first, area in _merged(sheet, sheet.cells) for at in area if at != first}
    visible: dict[Corner, SheetCell] = {}
    unseen: list[str] = []
    for corner, cell in sorted(sheet.cells.items()):
        if corner in beneath and cell.holds and not cell.opaque:
            if cell.text.strip() and cell.text != sheet.cells.get(beneath[corner], EMPTY).text:
                unseen.append(cell.text)
            continue
        at = moved.get(corner, corner)
        if at[0] not in sheet.hidden_rows and not _in(at[1], sheet.hidden_columns):
            if cell.holds or at not in visible:
                visible[at] = cell
        elif cell.text.strip():
            unseen.append(cell.text)
    return visible, unseen


def _in(column: int, ranges: Sequence[range]) -> bool:
    return any(column in hidden for hidden in ranges)


# --------------------------------------------------------------------------- regions


def _blocks(sheet: Sheet, cells: Mapping[Corner, SheetCell], number: int) -> Iterator[Block]:
    rows: dict[int, dict[int, SheetCell]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = cell
    covered = _covered(sheet, cells)
    for region in _regions(rows, covered, sheet.hidden_rows):
        first, last = _table(region, rows)
        for at, row in enumerate(region):
            if not first <= at <= last:
                for column, cell in sorted(rows.get(row, {}).items()):
                    place = Place(table=number, row=row, column=column)
                    for line in _lines(cell.text or (f"［{cell.opaque}］" if cell.opaque else "")):
                        yield Paragraph(line, place, breaks=True, doubt=cell.doubt)
            elif at == first:
                yield _grid(region[first : last + 1], rows, covered, sheet, number)


def _merged(sheet: Sheet, cells: Mapping[Corner, SheetCell]) -> Iterator[tuple[Corner, list[Corner]]]:
    """Yield (first corner, corners) of each merged area, limited to the used part of the sheet."""
    held = [corner for corner, cell in cells.items() if cell.holds]
    bottom, right = max((r for r, _ in held), default=0), max((c for _, c in held), default=0)
    area = 0
    for r0, c0, r1, c1 in sheet.merged:
        last_row, last_column = min(r1, bottom), min(c1, right)
        area += max(last_row - r0 + 1, 0) * max(last_column - c0 + 1, 0)
        if area > MAX_AREA:
            raise Refusal("too-large")
        yield (r0, c0), [(r, c) for r in range(r0, last_row + 1) for c in range(c0, last_column + 1)]


def _covered(sheet: Sheet, cells: Mapping[Corner, SheetCell]) -> dict[Corner, Corner]:
    """Return corner → first cell of the merged area that covers it."""
    covered: dict[Corner, Corner] = {}
    for first, area in _merged(sheet, cells):
        anchor = next((at for at in area if cells.get(at, EMPTY).holds), first)
        covered |= {at: anchor for at in area if at != anchor}
    return covered


def _regions(
    rows: Mapping[int, Mapping[int, SheetCell]], covered: Mapping[Corner, Corner], hidden: set[int]
) -> Iterator[list[int]]:
    """Yield runs of rows without an empty row between. A row of empty cells with borders is not empty: all figures of
    table 4 may be blank."""
    held = {row for row, cells in rows.items() if any(cell.holds for cell in cells.values())}
    spelled = {row for row, cells in rows.items() if len(cells) > 1} | {row for row, _ in covered}
    region: list[int] = []
    for row in sorted(held | spelled):
        if row in hidden:
            continue
        gap = region and any(between not in hidden for between in range(region[-1] + 1, row))
        if gap or (region and row not in held and region[-1] not in held):
            if any(r in held for r in region):
                yield region
            region = []
        if region or row in held:
            region.append(row)
    if region:
        yield region


def _table(region: Sequence[int], rows: Mapping[int, Mapping[int, SheetCell]]) -> tuple[int, int]:
    """Return the indices of the first and last row of the region's table; (0, -1) if there is none."""
    held = [[cell for cell in rows.get(row, {}).values() if cell.holds] for row in region]
    wide = [at for at, cells in enumerate(held) if len(cells) > 1]
    if not wide:
        return 0, -1
    first, last = wide[0], wide[-1]
    while first and _may_be_row(held[first - 1]):
        first -= 1
    while last + 1 < len(region) and _may_be_row(held[last + 1]):
        last += 1
    return first, last


def _may_be_row(held: Sequence[SheetCell]) -> bool:
    """Return True for a row with one short text, or none, directly beside a table: a label with blank figures, or a
    header above all columns. The outline code separates headings by their words."""
    text = squeeze(held[0].text) if held else ""
    return len(text) <= LABEL and not _PROSE.search(text)


def _grid(
    region: Sequence[int],
    rows: Mapping[int, Mapping[int, SheetCell]],
    covered: Mapping[Corner, Corner],
    sheet: Sheet,
    number: int,
) -> Grid:
    held = [c for row in region for c, cell in rows.get(row, {}).items() if cell.holds]
    if len(region) * (max(held) - min(held) + 1) > MAX_AREA:
        raise Refusal("too-large")
    columns = [c for c in range(min(held), max(held) + 1) if not _in(c, sheet.hidden_columns)]
    cut = set() if sheet.whole else _short_rows(region, columns, rows, covered)
    made = []
    for row in region:
        cells: list[GridCell | None] = []
        for column in columns:
            cell = rows.get(row, {}).get(column, SheetCell())
            beyond = column > max(rows.get(row, {}), default=0)
            if ((row, column) in covered and not cell.holds) or (sheet.ragged and beyond):
                cells.append(None)
            else:
                text, doubt = "\n".join(_lines(cell.text)), CUT_SHORT if beyond and row in cut else cell.doubt
                cells.append(GridCell(text, Place(table=number, row=row, column=column), doubt, cell.opaque))
        made.append(tuple(cells))
    return Grid(tuple(made), GridKind.RULED, Place(table=number, row=region[0]))


def _short_rows(
    region: Sequence[int],
    columns: Sequence[int],
    rows: Mapping[int, Mapping[int, SheetCell]],
    covered: Mapping[Corner, Corner],
) -> set[int]:
    """Return the rows that end before the others, if nearly all other rows store every cell, including blanks. The
    stored positions are exact, but the author's program may have lost a cell. If blank cells are omitted everywhere, a
    missing cell is a blank."""
    short = set()
    for row in region:
        missing = [c for c in columns if c not in rows.get(row, {}) and (row, c) not in covered]
        if missing and missing != list(columns[-len(missing) :]):
            return set()
        if missing:
            short.add(row)
    return short if len(short) * _FEW_ROWS <= len(region) else set()
