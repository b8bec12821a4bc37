"""RTF, as Word, WPS and WordPad save it: paragraphs, and tables with their merged cells, by a small tokenizer of our own.

The libraries that read RTF give its text without the tables. Nothing in the file is run or fetched; what is raised,
struck out, deleted or hidden is kept apart from the figure beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.readers.ink import Apart, Piece, cell, lines, pictured
from build_scripts.readers.objects import with_spots
from build_scripts.wording import printed

MAX_GROUPS = 200  # groups in groups; Word writes about ten
MAX_CELLS = 60_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
# Groups that are no text of the document.
_APART = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf listtable"
    b" listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping datastore latentstyles fldinst"
    b" pgdsctbl revtbl annotation atnid atnauthor bkmkstart bkmkend nonshppict shpinst picprop".split()
)
_CHARSETS = {0: "cp1252", 134: "gb18030", 136: "big5", 128: "cp932"}
_WORDS = {b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
          b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " "}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group and ends with it."""

    skipped: bool = False
    destination: bytes = b""
    encoding: str = "gb18030"
    after: int = 1  # characters that stand for a \\u escape where it is not known
    apart: Apart | None = None
    in_table: bool = False
    centred: bool = False


@dataclass(slots=True)
class _CellLook:
    """A cell as its row defines it: its right edge in twips, and whether it is merged into the one above or before."""

    edge: int = 0
    above: bool = False
    before: bool = False


@dataclass(slots=True)
class _Reader:
    data: bytes
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    waiting: bytes = b""  # bytes of a character that is not complete
    left_out: int = 0
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    usual: str = "gb18030"
    row: list[list[Piece]] = field(default_factory=list)
    looks: list[_CellLook] = field(default_factory=list)
    look: _CellLook = field(default_factory=_CellLook)
    rows: list[tuple[list[list[Piece]], list[_CellLook]]] = field(default_factory=list)
    cells: int = 0
    tables: int = 0
    fresh: bool = False  # a group has just begun: its first word names it

    def read(self) -> None:
        for match in _TOKEN.finditer(self.data):
            word, number, byte, symbol, brace, text = match.groups()
            if byte is not None:
                self.byte(bytes([int(byte, 16)]))
            elif text is not None:
                self.byte(text)
            else:
                self.decode()
                if brace is not None:
                    self.brace(brace)
                elif symbol is not None:
                    self.symbol(symbol)
                elif word is not None:
                    self.word(word, int(number) if number is not None else None)
            self.fresh = brace == b"{" or (self.fresh and symbol == b"*")
        self.decode()
        self.end_paragraph()
        self.end_table()

    # ------------------------------------------------------------------- characters

    def byte(self, data: bytes) -> None:
        while self.left_out and data:
            self.left_out, data = self.left_out - 1, data[1:]
        if not self.state.skipped:
            self.waiting += data

    def decode(self) -> None:
        if self.waiting:
            data, self.waiting = self.waiting, b""
            try:
                self.put(data.decode(self.state.encoding))
            except UnicodeDecodeError as error:
                raise Refusal("encoding") from error

    def put(self, text: str) -> None:
        if not self.state.skipped:
            self.pieces.append(Piece(text, self.state.apart))

    def brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.groups) >= MAX_GROUPS:
                raise Refusal("damaged", why="RTF 里的花括号套得太深")
            self.groups.append(self.state)
        elif self.groups:
            self.state = self.groups.pop()
        self.left_out = 0

    def symbol(self, symbol: bytes) -> None:
        if symbol == b"*" and self.fresh:
            self.state = replace(self.state, skipped=True)  # a group for those who know its name
        elif symbol in (b"\n", b"\r"):
            self.end_paragraph()
        elif symbol in _SYMBOLS:
            self.put(_SYMBOLS[symbol])

    # ------------------------------------------------------------------- words

    def word(self, word: bytes, number: int | None) -> None:
        on = number != 0
        if self.fresh and word in _APART:
            self.state = replace(self.state, skipped=True, destination=word)
        elif self.fresh and word == b"shptxt":
            self.state = replace(self.state, skipped=False)  # the words of a text box
        elif word == b"ansicpg" and number:
            self.usual = "gb18030" if number in (936, 54936) else f"cp{number}"
            self.state = replace(self.state, encoding=self.usual)
        elif word == b"f" and number is not None:
            self.font = number
            self.state = replace(self.state, encoding=self.fonts.get(number, self.usual))
        elif word == b"fcharset" and self.state.destination == b"fonttbl":
            self.fonts[self.font] = _CHARSETS.get(number or 0, self.usual) if number else self.usual
        elif word == b"uc":
            self.state = replace(self.state, after=max(number or 0, 0))
        elif word == b"u" and number is not None:
            self.put(chr(number % 65536))
            self.left_out = self.state.after
        elif word == b"plain":
            self.state = replace(self.state, apart=None)
        elif word in (b"super", b"sub", b"up", b"dn"):
            self.set_apart(Apart.RAISED, on)
        elif word == b"nosupersub":
            self.set_apart(Apart.RAISED, False)
        elif word in (b"strike", b"striked"):
            self.set_apart(Apart.STRUCK, on)
        elif word in (b"deleted", b"v"):
            self.set_apart(Apart.DELETED if word == b"deleted" else Apart.UNSEEN, on)
        elif word == b"bin" and number:
            self.left_out = number
        elif word in _WORDS:
            self.put(_WORDS[word])
        elif not self.state.skipped:
            self.layout(word, number)

    def set_apart(self, apart: Apart, on: bool) -> None:
        if on or self.state.apart is apart:
            self.state = replace(self.state, apart=apart if on else None)

    def layout(self, word: bytes, number: int | None) -> None:
        if word in (b"par", b"sect", b"page"):
            self.end_paragraph()
        elif word == b"pard":
            self.state = replace(self.state, in_table=False, centred=False)
        elif word == b"intbl":
            self.state = replace(self.state, in_table=True)
        elif word == b"qc":
            self.state = replace(self.state, centred=True)
        elif word in (b"cell", b"nestcell"):
            self.cells += 1
            if self.cells > MAX_CELLS:
                raise Refusal("too-large")
            self.row.append(self.pieces)
            self.pieces = []
        elif word == b"trowd":
            self.looks, self.look = [], _CellLook()
        elif word == b"clvmrg":
            self.look.above = True
        elif word == b"clmrg":
            self.look.before = True
        elif word == b"cellx" and number is not None:
            self.look.edge = number
            self.looks.append(self.look)
            self.look = _CellLook()
        elif word in (b"row", b"nestrow"):
            self.rows.append((self.row, self.looks))
            self.row = []

    # ------------------------------------------------------------------- blocks

    def end_paragraph(self) -> None:
        if self.state.in_table or self.row:
            self.pieces.append(Piece("\n"))
            return
        pieces, self.pieces = self.pieces, []
        self.end_table()
        for words, doubt in lines(pieces):
            text, spots = with_spots(printed(words))
            if text.strip():
                place, opaque = Place(line=len(self.blocks) + 1), pictured(pieces) if spots else ""
                centred = self.state.centred
                self.blocks.append(Paragraph(text, place, centred=centred, doubt=doubt, opaque=opaque, spots=spots))

    def end_table(self) -> None:
        """Rows so far as one grid. Edges of cells that are nearly one are one; a cell spans the edges that it passes."""
        rows, self.rows = self.rows, []
        if not rows:
            return
        self.tables += 1
        edges = _edges(look.edge for _, looks in rows for look in looks)
        at = Place(line=len(self.blocks) + 1, table=self.tables)
        made = []
        for r, (cells, looks) in enumerate(rows, 1):
            line: list[GridCell | None] = []
            for n, pieces in enumerate(cells):
                look = looks[n] if n < len(looks) else _CellLook(edge=-1)
                place = replace(at, row=r, column=len(line) + 1)
                found = cell(pieces, place)
                merged = (look.above or look.before) and not found.text and not found.opaque
                line.append(None if merged else found)
                end = edges.get(look.edge, 0)
                line += [None] * max(end - len(line), 0)
            made.append(line)
        width = max(map(len, made))
        grid = tuple(tuple(line + [None] * (width - len(line))) for line in made)
        if any(c and (c.text or c.opaque) for line in grid for c in line):
            self.blocks.append(Grid(grid, GridKind.RULED, at))


def _edges(found: Iterator[int]) -> dict[int, int]:
    """Right edge in twips → number of the column that ends there; edges within 60 twips (1 mm) are one."""
    columns: dict[int, int] = {}
    before, count = None, 0
    for edge in sorted(set(found)):
        if before is None or edge - before > 60:
            count += 1
            before = edge
        columns[edge] = count
    return columns


def read_rtf(data: bytes) -> Document:
    """Paragraphs and tables in order. Raises ``Refusal``: damaged, encoding, too-large."""
    reader = _Reader(data)
    try:
        reader.read()
    except (ValueError, LookupError, OverflowError) as error:
        raise Refusal("damaged", why="RTF 文件结构损坏") from error
    return Document(tuple(reader.blocks), "rtf")
