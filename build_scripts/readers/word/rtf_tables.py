"""Build tables from RTF: each row defines the right edges of its cells in twips, and which cells are merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.readers.colours import BLACK, WHITE, Colour, blend
from build_scripts.readers.pieces import Exclusion, Piece, build_cell, number_pieces
from build_scripts.readers.word.styles import NO_FORMAT, TextFormat, exclusion_of
from build_scripts.wording import squeeze

_NEAR = 60  # twips, 1 mm: edges of two rows within this distance are equal; dragging in Word makes smaller shifts


@dataclass(frozen=True, slots=True)
class Run:
    """A piece with its text format. The background is known only when the row of the cell ends."""

    piece: Piece
    text_format: TextFormat = NO_FORMAT


@dataclass(slots=True)
class CellLook:
    """A cell definition of a row: right edge, merged with the cell above or before, shading."""

    edge: int = 0
    above: bool = False
    before: bool = False
    fill: Colour | None = None
    ink: Colour | None = None
    share: int = 0  # share of the ink in hundredths of a percent

    @property
    def background(self) -> Colour:
        fill = self.fill or WHITE
        return blend((*(self.ink or BLACK)[:3], min(self.share, 10_000) / 10_000), fill) if self.share else fill


@dataclass(slots=True)
class RowLook:
    left: int | None = None
    cells: list[CellLook] = field(default_factory=list)
    next: CellLook = field(default_factory=CellLook)


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Sequence[Run]]
    look: RowLook


@dataclass(slots=True)
class Tables:
    """The rows of the current table, and those of tables nested in its cells."""

    row: list[list[Run]] = field(default_factory=list)
    look: RowLook = field(default_factory=RowLook)
    rows: list[Row] = field(default_factory=list)
    inner_row: list[list[Run]] = field(default_factory=list)
    inner_look: RowLook = field(default_factory=RowLook)
    inner_rows: list[Row] = field(default_factory=list)
    before_inner: list[Run] = field(default_factory=list)  # content of the cell before its nested table
    inner: list[list[Row]] = field(default_factory=list)
    depth: int = 1  # 2: in a nested table

    def into(self, depth: int, before: list[Run]) -> None:
        """Begin a paragraph at that depth; cell content before a nested table is stored."""
        if depth > self.depth == 1:
            self.before_inner += before
            before.clear()
        self.depth = depth

    def end_cell(self, runs: list[Run]) -> None:
        """End a cell of the outer table. A nested table with only one text is only a frame."""
        runs, rows = [*self.before_inner, *runs], self.inner_rows
        self.before_inner, self.inner_rows, self.depth = [], [], 1
        texts = [inside for row in rows for inside in row.cells if any(squeeze(r.piece.text) for r in inside)]
        if len(texts) == 1:
            runs += texts[0]
        elif texts:
            self.inner.append(rows)
        self.row.append(runs)

    def begin_row(self, inner: bool) -> None:
        if inner:
            self.inner_look = RowLook()
        else:
            self.look = RowLook()

    def end_row(self, inner: bool) -> None:
        if inner:
            self.inner_rows.append(Row(self.inner_row, self.inner_look))
            self.inner_row = []
        else:
            self.rows.append(Row(self.row, self.look))
            self.row = []

    def shape(
        self, inner: bool, word: bytes, number: int | None, colour: Callable[[int | None], Colour | None]
    ) -> None:
        """Apply a control word to the row or to its next cell."""
        look = self.inner_look if inner else self.look
        if word == b"trleft" and number is not None:
            look.left = number
        elif word == b"clvmrg":
            look.next.above = True
        elif word == b"clmrg":
            look.next.before = True
        elif word == b"clcbpat":
            look.next.fill = colour(number)
        elif word == b"clcfpat":
            look.next.ink = colour(number)
        elif word == b"clshdng":
            look.next.share = number or 0
        elif word == b"cellx" and number is not None:
            look.next.edge = number
            look.cells.append(look.next)
            look.next = CellLook()

    def taken(self) -> Iterator[list[Row]]:
        """Yield the current table, then those nested in its cells."""
        tables = [self.rows, *self.inner]
        self.rows, self.inner = [], []
        yield from filter(None, tables)


def with_exclusions(runs: Iterable[Run], background: Colour = WHITE) -> list[Piece]:
    """Return the pieces, each with the reason why it is set apart on that background."""
    made = []
    for run in runs:
        piece, text_format = run.piece, run.text_format
        lowered = text_format.align == "subscript" or (text_format.position or 0) < 0
        why = piece.exclusion or (exclusion_of(text_format, background) if piece.text.strip() else None)
        made.append(replace(piece, exclusion=why, size=float(text_format.size or 24), lowered=lowered))
    return made


def grid_of(rows: Sequence[Row], at: Place) -> Grid | None:
    """Return the rows as one grid; a cell spans all column edges that it crosses. ``None`` without content."""
    lefts = [row.look.left for row in rows if row.look.left is not None]
    outer = min(lefts, default=0)
    columns = _columns([outer, *lefts, *(look.edge for row in rows for look in row.look.cells)])
    made = []
    for r, row in enumerate(rows, 1):
        left = outer if row.look.left is None else row.look.left
        line: list[GridCell | None] = [None] * columns[left]
        for n, runs in enumerate(row.cells):
            look = row.look.cells[n] if n < len(row.look.cells) else CellLook(edge=outer)
            found = build_cell(
                _numbered(with_exclusions(runs, look.background)), replace(at, row=r, column=len(line) + 1)
            )
            merged = (look.above or look.before) and not found.text and not found.opaque
            line.append(None if merged else found)
            line += [None] * max(columns[look.edge] - len(line), 0)
        made.append(line)
    width = max(map(len, made))
    cells = tuple(tuple(line + [None] * (width - len(line))) for line in made)
    if not any(c and (c.text or c.opaque or c.doubt) for line in cells for c in line):
        return None
    return Grid(cells, GridKind.RULED, at)


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """Separate the automatic number at the start of the pieces from typed text."""
    number = "".join(p.text for p in pieces if p.exclusion is Exclusion.NUMBER)
    others = [p for p in pieces if p.exclusion is not Exclusion.NUMBER]
    return [*number_pieces(number, others), *others]


def _columns(edges: Iterable[int]) -> dict[int, int]:
    """Return edge → index of the column that begins at this edge."""
    columns: dict[int, int] = {}
    before, count = None, -1
    for edge in sorted(set(edges)):
        if before is None or edge - before > _NEAR:
            count += 1
            before = edge
        columns[edge] = count
    return columns
