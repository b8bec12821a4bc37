"""Read RTF from Word, WPS and WordPad with a small tokenizer: paragraphs, and tables with merged cells.

RTF libraries return text without tables. Nothing in the file is run or loaded. Raised, struck-out, deleted or hidden
text is kept apart from the figure beside it, and non-text content keeps its position.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from build_scripts.model import Block, Document, Paragraph, Place, Refusal
from build_scripts.readers.colours import Colour
from build_scripts.readers.objects import split_spots
from build_scripts.readers.pieces import Exclusion, Piece, build_lines, opaque_kinds
from build_scripts.readers.set_aside import comment_doubts, paragraph_doubts
from build_scripts.readers.word.fields import CHOSEN, field_piece
from build_scripts.readers.word.rtf_tables import Run, Tables, grid_of, with_exclusions
from build_scripts.readers.word.rtf_words import (
    ASIDE,
    BUILT,
    CHARSETS,
    KNOWN,
    MARGINS,
    RAISING,
    SKIPPED,
    SYMBOLS,
    WORDS,
    text_format_after,
)
from build_scripts.readers.word.styles import NO_FORMAT, TextFormat
from build_scripts.wording import printed, squeeze

MAX_GROUPS = 200  # maximum nesting of groups; Word writes about ten
MAX_CELLS = 60_000
_TINY = 45  # twips, 3 px; smaller pictures are spacers
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class _State:
    """The state of a group; it ends with the group."""

    skipped: bool = False
    destination: bytes = b""
    encoding: str = "gb18030"
    fallback_length: int = 1  # number of fallback characters after a \\u escape, to be skipped
    deleted: bool = False
    text_format: TextFormat = NO_FORMAT
    in_table: bool = False
    centred: bool = False


@dataclass(slots=True)
class _Field:
    """A field and its form control: its kind (1 checkbox, 2 list), its entries, the index of the selected one."""

    code: str = ""
    filled: bool = False
    kind: int = 0
    entries: list[str] = field(default_factory=list)
    chosen: int = 0


@dataclass(slots=True)
class _Reader:
    data: bytes
    state: _State = field(default_factory=_State)
    groups: list[_State] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    pending_bytes: bytes = b""  # bytes of an incomplete character
    bytes_to_skip: int = 0  # the fallback of a character, or binary data
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    default_encoding: str = "gb18030"
    colours: list[Colour | None] = field(default_factory=list)
    colour_components: dict[bytes, int] = field(default_factory=dict)  # of the next entry of the colour table
    tables: Tables = field(default_factory=Tables)
    outer_runs: list[list[Run]] = field(default_factory=list)  # runs of the text around a box or a note
    notes: list[list[Run]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)  # texts of invisible paragraphs
    margins: list[Paragraph] = field(default_factory=list)  # headers and footers of the pages
    note_count: int = 0
    fields: list[_Field] = field(default_factory=list)
    shape_has_text: bool = False  # the current shape has text
    picture: dict[bytes, int] = field(default_factory=dict)
    cell_count: int = 0
    table_count: int = 0
    at_group_start: bool = False  # a group has just begun: its first word is its name

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
            self.at_group_start = brace == b"{" or (self.at_group_start and symbol == b"*")
        self.decode()
        self.end_paragraph()
        self.end_table()
        for runs in self.notes:
            self.paragraphs(runs)

    # ------------------------------------------------------------------- characters

    def byte(self, data: bytes) -> None:
        while self.bytes_to_skip and data:
            self.bytes_to_skip, data = self.bytes_to_skip - 1, data[1:]
        if not self.state.skipped or self.state.destination in (b"fldinst", b"ffl", b"colortbl"):
            self.pending_bytes += data

    def decode(self) -> None:
        if self.pending_bytes:
            data, self.pending_bytes = self.pending_bytes, b""
            try:
                self.add_text(data.decode(self.state.encoding))
            except UnicodeDecodeError as error:
                raise Refusal("encoding") from error

    def add_text(self, text: str) -> None:
        state = self.state
        if state.destination == b"colortbl":
            for _ in range(text.count(";")):
                rgb = [self.colour_components.get(name, 0) / 255 for name in (b"red", b"green", b"blue")]
                self.colours.append((rgb[0], rgb[1], rgb[2], 1.0) if self.colour_components else None)
                self.colour_components = {}
        elif state.destination == b"fldinst" and self.fields:
            self.fields[-1].code += text
        elif state.destination == b"ffl" and self.fields:
            self.fields[-1].entries.append(text)
        elif not state.skipped:
            if self.fields and squeeze(text):
                self.fields[-1].filled = True
            numbers = state.destination in (b"listtext", b"pntext")
            why = Exclusion.NUMBER if numbers else Exclusion.DELETED if state.deleted and text.strip() else None
            self.add(Piece(text, why, "公式" if state.destination == b"moMath" else ""))

    def add(self, piece: Piece) -> None:
        if not self.state.skipped:
            self.runs.append(Run(piece, self.state.text_format))

    def brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.groups) >= MAX_GROUPS:
                raise Refusal("damaged", why="RTF 里的花括号套得太深")
            self.groups.append(self.state)
        elif self.groups:
            ended, self.state = self.state.destination, self.groups.pop()
            if ended != self.state.destination:
                self.end_of(ended)
        self.bytes_to_skip = 0

    def symbol(self, symbol: bytes) -> None:
        if symbol == b"*" and self.at_group_start:
            # an optional group, to be skipped by readers that do not know its name
            self.state = replace(self.state, skipped=True)
        elif symbol in (b"\n", b"\r"):
            self.end_paragraph()
        elif symbol in SYMBOLS:
            self.add_text(SYMBOLS[symbol])

    # ------------------------------------------------------------------- groups

    def begin(self, word: bytes) -> None:
        """Begin a named group. A group inside a skipped group is skipped as well, except text boxes and notes."""
        outer = self.groups[-1] if self.groups else _State()
        skipped = word in SKIPPED or (outer.skipped and word not in ASIDE)
        text_format = NO_FORMAT if word in ASIDE else self.state.text_format
        self.state = replace(self.state, skipped=skipped, destination=word, text_format=text_format)
        if word == b"field":
            self.fields.append(_Field())
        elif word == b"shp":
            self.shape_has_text = False
        elif word in ASIDE:
            self.shape_has_text |= word == b"shptxt"
            self.outer_runs.append(self.take_runs())
        elif word == b"pict":
            self.picture = {}

    def end_of(self, name: bytes) -> None:
        if name == b"pict":
            sizes = [
                size * self.picture.get(b"picscale" + side, 100) // 100
                for side in (b"x", b"y")
                if (size := self.picture.get(b"picwgoal" if side == b"x" else b"pichgoal", 0))
            ]
            if min(sizes, default=_TINY + 1) > _TINY:
                self.add(Piece("", opaque="图片"))
        elif name == b"object":
            self.add(Piece("", opaque="嵌入的对象", always_reported=True))
        elif name == b"shp" and not self.shape_has_text:
            self.add(Piece("", opaque="图形"))
        elif name == b"shptxt":
            runs, self.runs = self.runs, self.outer_runs.pop()
            if self.state.in_table or self.tables.row:
                text = "".join(p.text for p in with_exclusions(runs) if p.exclusion is None)
                self.runs.append(Run(Piece(text, opaque="文本框")))
            else:
                self.paragraphs(runs)
        elif name == b"footnote":
            self.notes.append(self.runs)
            self.runs = self.outer_runs.pop()
        elif name in MARGINS:
            lines = build_lines(with_exclusions(self.runs))
            self.margins += (
                Paragraph(text, Place(), doubt=doubt) for words, doubt in lines if (text := printed(words))
            )
            self.runs = self.outer_runs.pop()
        elif name == b"annotation":
            self.comments.append("".join(run.piece.text for run in self.runs))
            self.runs = self.outer_runs.pop()
        elif name == b"field" and self.fields:
            self.end_field(self.fields.pop())

    def end_field(self, ended: _Field) -> None:
        piece = None
        if ended.kind == 2:
            if 0 <= ended.chosen < len(ended.entries):
                piece = Piece(ended.entries[ended.chosen], source=CHOSEN)
        elif ended.kind == 1:
            piece = Piece("☑" if ended.chosen == 1 else "☐", source="勾选框")
        elif not ended.filled:
            shape = Piece("", opaque="图形") if ended.code.split()[:1] == ["SHAPE"] else None
            piece = field_piece(ended.code) or shape
        if piece is not None and (self.state.in_table or piece.source == CHOSEN):
            self.add(piece)
        if self.fields:
            self.fields[-1].filled |= ended.filled

    # ------------------------------------------------------------------- control words

    def word(self, word: bytes, number: int | None) -> None:
        state = self.state
        if self.at_group_start and word in SKIPPED | KNOWN:
            self.begin(word)
        elif word == b"ansicpg" and number:
            self.default_encoding = "gb18030" if number in (936, 54936) else f"cp{number}"
            self.state = replace(state, encoding=self.default_encoding)
        elif word == b"f" and number is not None:
            self.font = number
            self.state = replace(state, encoding=self.fonts.get(number, self.default_encoding))
        elif word == b"fcharset" and state.destination == b"fonttbl":
            self.fonts[self.font] = (
                CHARSETS.get(number or 0, self.default_encoding) if number else self.default_encoding
            )
        elif state.destination == b"colortbl" and number is not None:
            self.colour_components[word] = min(max(number, 0), 255)
        elif state.destination == b"pict" and number is not None:
            self.picture[word] = number
        elif word in (b"fftype", b"ffres", b"ffdefres") and number is not None and self.fields:
            control = self.fields[-1]
            control.kind = number if word == b"fftype" else control.kind
            # 25: nothing was selected
            control.chosen = number if word != b"fftype" and number != 25 else control.chosen
        elif word == b"uc":
            self.state = replace(state, fallback_length=max(number or 0, 0))
        elif word == b"u" and number is not None:
            self.add_text(chr(number % 65536))
            self.bytes_to_skip = state.fallback_length
        elif word == b"bin" and number:
            self.bytes_to_skip = number
        elif word in WORDS:
            self.add_text(WORDS[word])
        elif word == b"chftn":
            self.mark()
        elif state.destination == b"moMath" and (word in BUILT or word in RAISING):
            self.equation(word)
        elif not state.skipped:
            self.change_format(word, number)
            self.layout(word, number)

    def mark(self) -> None:
        """Add the mark of a note; at the beginning of the note itself the mark is ignored."""
        if self.state.destination != b"footnote" and not self.state.skipped:
            self.note_count += 1
            if self.state.in_table:
                self.add(Piece(str(self.note_count), Exclusion.NOTE))

    def equation(self, word: bytes) -> None:
        """Handle an equation word: rows of signs are text, exponents are raised, any other construct is no number."""
        self.state = replace(self.state, skipped=bool(self.groups) and self.groups[-1].skipped)
        if word in BUILT:
            self.add(Piece("", opaque="公式", always_reported=True))
            self.state = replace(self.state, skipped=True)
        else:
            self.state = replace(self.state, text_format=self.state.text_format._replace(align=RAISING[word]))

    def change_format(self, word: bytes, number: int | None) -> None:
        """Apply a control word to the format of the following letters."""
        text_format = text_format_after(word, number, self.state.text_format, self.colour)
        if text_format is not self.state.text_format:
            self.state = replace(self.state, text_format=text_format)
        elif word == b"deleted":
            self.state = replace(self.state, deleted=number != 0)

    def colour(self, number: int | None) -> Colour | None:
        return self.colours[number] if number and 0 <= number < len(self.colours) else None

    def layout(self, word: bytes, number: int | None) -> None:
        if self.state.destination in MARGINS and word not in (b"par", b"line"):
            if word == b"cell":  # a table in a header is text; the tables of the body go on
                self.add_text("\u3000")
            return
        inner = self.state.destination == b"nesttableprops"
        if word in (b"par", b"sect", b"page"):
            self.end_paragraph()
        elif word == b"pard":
            self.state = replace(self.state, in_table=False, centred=False)
        elif word == b"intbl":
            self.state = replace(self.state, in_table=True)
        elif word == b"itap":
            self.tables.into(number or 1, self.runs)
        elif word == b"qc":
            self.state = replace(self.state, centred=True)
        elif word == b"cell":
            self.tables.end_cell(self.take_runs())
        elif word == b"nestcell":
            self.tables.inner_row.append(self.take_runs())
        elif word in (b"row", b"nestrow"):
            self.tables.end_row(word == b"nestrow")
        elif word == b"trowd":
            self.tables.begin_row(inner)
        else:
            self.tables.shape(inner, word, number, self.colour)
        if word in (b"cell", b"nestcell"):
            self.cell_count += 1
            if self.cell_count > MAX_CELLS:
                raise Refusal("too-large")

    def take_runs(self) -> list[Run]:
        runs, self.runs = self.runs, []
        return runs

    # ------------------------------------------------------------------- blocks

    def end_paragraph(self) -> None:
        if self.outer_runs or self.state.in_table or self.tables.row:
            self.runs.append(Run(Piece("\n")))
            return
        runs = self.take_runs()
        self.end_table()
        self.paragraphs(runs)

    def paragraphs(self, runs: list[Run]) -> None:
        pieces = [replace(p, exclusion=None) if p.exclusion is Exclusion.NUMBER else p for p in with_exclusions(runs)]
        before = len(self.blocks)
        for words, doubt in build_lines(pieces):
            text, spots = split_spots(printed(_whole(words)))
            if text.strip():
                place, opaque = Place(line=len(self.blocks) + 1), opaque_kinds(pieces) if spots else ""
                centred = self.state.centred
                self.blocks.append(
                    Paragraph(text, place, centred=centred, doubt=doubt, opaque=opaque, opaque_offsets=spots)
                )
        if len(self.blocks) == before:
            self.unseen.append("".join(p.text for p in pieces if p.exclusion is not None))

    def end_table(self) -> None:
        """Emit the rows so far as one grid, then the tables in its cells."""
        for rows in self.tables.taken():
            self.table_count += 1
            grid = grid_of(rows, Place(line=len(self.blocks) + 1, table=self.table_count))
            if grid is not None:
                self.blocks.append(grid)


def _whole(text: str) -> str:
    """Combine surrogate pairs of characters above U+FFFF."""
    return _HALVES.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def read_rtf(data: bytes) -> Document:
    """Read paragraphs and tables in order. Raises ``Refusal``: damaged, encoding, too-large."""
    reader = _Reader(data)
    try:
        reader.read()
    except (ValueError, LookupError, OverflowError) as error:
        raise Refusal("damaged", why="RTF 文件结构损坏") from error
    return Document(
        tuple(reader.blocks),
        "rtf",
        doubts=(*paragraph_doubts(reader.unseen), *comment_doubts(reader.comments)),
        margins=tuple(reader.margins),
    )
