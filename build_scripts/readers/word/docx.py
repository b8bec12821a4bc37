"""Read Word files from their XML: merged and nested tables, tracked changes, content controls, numbering, text boxes.

Common libraries lose such data silently. Nothing is extracted to disk, no entity is resolved, no macro runs.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Hints, Paragraph, Place, Refusal
from build_scripts.readers.colours import WHITE, Colour, from_hex
from build_scripts.readers.html.document import read_html
from build_scripts.readers.html.mhtml import read_mhtml
from build_scripts.readers.margins import margins_of
from build_scripts.readers.objects import split_spots
from build_scripts.readers.opc import W, is_on, part, part_bytes, relationships, val
from build_scripts.readers.pieces import Piece, build_cell, build_lines, number_pieces, opaque_kinds
from build_scripts.readers.recognition import is_mhtml, main_part
from build_scripts.readers.set_aside import comment_doubts, paragraph_doubts, quoted
from build_scripts.readers.word.numbers import Numbers, numbers_of
from build_scripts.readers.word.pieces import MC, Context, PieceReader, R, branch
from build_scripts.readers.word.styles import NO_FORMAT, Style, Styles, TableLook, TextFormat, table_look
from build_scripts.wording import printed, squeeze

_FLAT = 20  # twips, 1 pt; a row of at most this exact height shows nothing


def read_docx(data: bytes) -> Document:
    """Read the body of ``word/document.xml`` in order; notes follow at the end. Raises ``Refusal``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        name = main_part(archive)
        root = part(archive, name)
        body = root.find(f"{W}body")
        styles = Styles(archive)
        reader = _Reader(
            styles, PieceReader(styles), numbers_of(archive), _chunks(archive, name), _background(archive, root)
        )
        if body is None:
            raise Refusal("damaged", why="文件里没有正文")
        reader.blocks_of(body)
        for note in _notes(archive):
            reader.blocks_of(note)
        margins = [
            block for margin in _margins(archive, name, root) for block in replace(reader, blocks=[]).read(margin)
        ]
        comments = comment_doubts(_comments(archive))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="Word 文件结构损坏") from error
    hidden = (("source.hidden", text) for text in reader.doubts)
    doubts = (*hidden, *paragraph_doubts(reader.unseen), *comments)
    return Document(tuple(reader.blocks), "docx", Hints(), doubts, margins=tuple(margins_of(margins)))


def _background(archive: zipfile.ZipFile, root: Any) -> Colour:
    """Return the page background if Word is set to display it, else white."""
    background = root.find(f"{W}background")
    colour = from_hex(background.get(f"{W}color", "")) if background is not None else None
    if colour is None or "word/settings.xml" not in archive.namelist():
        return WHITE
    return colour if is_on(part(archive, "word/settings.xml"), f"{W}displayBackgroundShape") else WHITE


def _notes(archive: zipfile.ZipFile) -> Iterator[Any]:
    """Yield footnotes, then endnotes."""
    for kind in ("footnote", "endnote"):
        if f"word/{kind}s.xml" in archive.namelist():
            for note in part(archive, f"word/{kind}s.xml").iter(f"{W}{kind}"):
                if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    yield note


def _margins(archive: zipfile.ZipFile, source: str, root: Any) -> Iterator[Any]:
    """Yield the headers and footers that pages show. Word keeps those of first or even pages when they are off."""
    parts = relationships(archive, source)
    names = archive.namelist()
    settings = part(archive, "word/settings.xml") if "word/settings.xml" in names else None
    even = settings is not None and bool(is_on(settings, f"{W}evenAndOddHeaders"))
    shown: dict[str, None] = {}
    for section in root.iter(f"{W}sectPr"):
        kinds = {"default", *(["first"] if is_on(section, f"{W}titlePg") else []), *(["even"] if even else [])}
        for reference in section.iterfind("*"):
            if reference.tag in (f"{W}headerReference", f"{W}footerReference") and reference.get(f"{W}type") in kinds:
                shown[parts.get(reference.get(f"{R}id", ""), "")] = None
    yield from (part(archive, name) for name in shown if name in names)


def _comments(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the texts of the comments in the margin."""
    if "word/comments.xml" in archive.namelist():
        for comment in part(archive, "word/comments.xml").iter(f"{W}comment"):
            yield "".join(text.text or "" for text in comment.iter(f"{W}t"))


def _chunks(archive: zipfile.ZipFile, source: str) -> dict[str, bytes]:
    """Return relationship id → content of ``w:altChunk``: web pages embedded unconverted by some office systems."""
    parts = relationships(archive, source)
    names = {i: n for i, n in parts.items() if re.search(r"\.(?:x?html?|mht(?:ml)?)$", n) and n in archive.namelist()}
    return {ident: part_bytes(archive, name) for ident, name in names.items()}


# --------------------------------------------------------------------------- blocks


@dataclass(slots=True)
class _Reader:
    """``unseen``: texts of invisible paragraphs. ``doubts``: reports on invisible table rows and embedded pages."""

    styles: Styles
    piece_reader: PieceReader
    numbers: Numbers
    chunks: dict[str, bytes]
    background: Colour
    blocks: list[Block] = field(default_factory=list)
    tables: int = 0
    unseen: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def read(self, parent: Any) -> list[Block]:
        """Return the blocks of one part of the file."""
        self.blocks_of(parent)
        return self.blocks

    def blocks_of(self, parent: Any) -> None:
        """Read paragraphs and tables of a body, a content control or a text box, in order."""
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
                self.blocks_of(child)
            elif child.tag == f"{MC}AlternateContent":
                self.blocks_of(branch(child))
            elif child.tag == f"{W}altChunk" and (page := self.chunks.get(child.get(f"{R}id", ""))):
                document = (read_mhtml if is_mhtml(page) else read_html)(page)
                self.blocks += document.blocks
                self.doubts += (text for _, text in document.doubts)

    def paragraph(self, element: Any) -> None:
        style = self.style_of(element)
        pieces = self.piece_reader.of(element, self.inherited(style, element, self.background))
        made = [(*split_spots(printed(words)), doubt) for words, doubt in build_lines(pieces)]
        if found := [(text, spots, doubt) for text, spots, doubt in made if text.strip()]:
            opaque = opaque_kinds(pieces)
            number = self.numbers.next(style.num)
            jc = val(element, f"{W}pPr/{W}jc")
            centred = jc == "center" or (not jc and style.centred)
            for text, spots, doubt in found:
                place, shown = Place(line=len(self.blocks) + 1), opaque if spots else ""
                spots = tuple(at + len(number) for at in spots)
                text = number + text
                self.blocks.append(Paragraph(text, place, style.level, False, centred, doubt, shown, spots))
                number = ""
        elif any(p.exclusion is not None and squeeze(p.text) for p in pieces):
            self.unseen.append("".join(p.text for p in pieces))
        for box in element.iter(f"{W}txbxContent"):
            if not any(a.tag == f"{MC}Fallback" for a in box.iterancestors()) and _nearest(box, f"{W}p") is element:
                self.blocks_of(box)

    def inherited(
        self, style: Style, element: Any, background: Colour, table: TextFormat = NO_FORMAT, in_cell: bool = False
    ) -> Context:
        """Return the inherited look for the runs of a paragraph."""
        text_format = style.text_format.based_on(table).based_on(self.styles.text_format)
        shading = element.find(f"{W}pPr/{W}shd")
        own = self.styles.shade(shading) if shading is not None else style.background
        return Context(own or background, text_format, in_cell)

    def style_of(self, element: Any) -> Style:
        """Return the style of a paragraph with its direct level and number applied."""
        properties = element.find(f"{W}pPr")
        if properties is None:
            return self.styles.get(self.styles.default)
        made = self.styles.get(val(properties, f"{W}pStyle") or self.styles.default)
        level = val(properties, f"{W}outlineLvl")
        if level.isdigit() and int(level) < 6:
            made = replace(made, level=int(level) + 1)
        numbered = properties.find(f"{W}numPr")
        if numbered is not None:
            ident = val(numbered, f"{W}numId")
            made = replace(made, num=(ident, int(val(numbered, f"{W}ilvl") or 0)) if ident and ident != "0" else None)
        return made

    # ------------------------------------------------------------------- tables

    def table(self, element: Any) -> None:
        """Read a table; covered cells are ``None``. Tables nested in its cells follow as separate tables."""
        self.tables += 1
        number = self.tables
        rows: list[tuple[GridCell | None, ...]] = []
        inner: list[Any] = []
        hidden: list[str] = []
        lines = list(_parts(element, f"{W}tr"))
        look = table_look(element, self.styles, len(lines))
        for r, tr in enumerate(lines):
            row: list[GridCell | None] = [None] * int(val(tr, f"{W}trPr/{W}gridBefore") or 0)
            for tc in _parts(tr, f"{W}tc"):
                properties = tc.find(f"{W}tcPr")
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                covered = merge is not None and merge.get(f"{W}val") != "restart"
                place = Place(line=len(self.blocks) + 1, table=number, row=r + 1, column=len(row) + 1)
                span = val(tc, f"{W}tcPr/{W}gridSpan")
                wide = min(int(span), 100) if span.isdigit() and int(span) else 1
                pieces, nested = self.cell(tc, *self.cell_format(tc, look, r, len(row), wide))
                inner += nested
                made = build_cell(pieces, place)
                row.append(None if covered and not (made.text or made.opaque) else made)
                row += [None] * (wide - 1)
            if _is_hidden_row(tr) or (
                any(c and c.doubt for c in row) and not any(c and (c.text or c.opaque) for c in row)
            ):
                hidden.append("".join(t.text or "" for t in tr.iter(f"{W}t", f"{W}delText")))
            else:
                rows.append(tuple(row))
        if words := quoted(hidden):
            self.doubts.append(f"第 {number} 个表格中不显示的行{words}")
        if any(c and c.text for row in rows for c in row):
            self.blocks.append(Grid(tuple(rows), GridKind.RULED, Place(line=len(self.blocks) + 1, table=number)))
        for table in inner:
            self.table(table)

    def cell_format(self, tc: Any, look: TableLook, row: int, column: int, span: int) -> tuple[Colour, TextFormat]:
        """Return the (background, text format) that the table gives a cell."""
        background, text_format = look.of(row, column, span)
        return self.styles.shade(tc.find(f"{W}tcPr/{W}shd")) or background or self.background, text_format

    def cell(self, tc: Any, background: Colour, text_format: TextFormat) -> tuple[list[Piece], list[Any]]:
        """Return (pieces with a line break between paragraphs, nested tables with more than one text)."""
        pieces: list[Piece] = []
        nested = []
        for child in tc.iter(f"{W}p", f"{W}tbl", f"{W}altChunk"):
            owner = _nearest(child, f"{W}tc")
            if child.tag == f"{W}altChunk":
                pieces += [Piece("", opaque="嵌入的对象", always_reported=True)] if owner is tc else []
            elif child.tag == f"{W}tbl":
                nested += [child] if owner is tc and not _is_single(child) else []
            elif (owner is tc or _is_single(_nearest(child, f"{W}tbl"))) and not _is_boxed(child, tc):
                style = self.style_of(child)
                own = self.piece_reader.of(child, self.inherited(style, child, background, text_format, in_cell=True))
                pieces += (Piece("\n"), *number_pieces(self.numbers.next(style.num), own), *own)
        return pieces, nested


def _is_hidden_row(tr: Any) -> bool:
    """Return True for a row that Word does not display: hidden, deleted by tracking, or of nearly zero height."""
    if is_on(tr, f"{W}trPr/{W}hidden") or tr.find(f"{W}trPr/{W}del") is not None:
        return True
    height = tr.find(f"{W}trPr/{W}trHeight")
    if height is None or height.get(f"{W}hRule") != "exact":
        return False
    return height.get(f"{W}val", "").isdigit() and int(height.get(f"{W}val")) <= _FLAT


def _is_single(table: Any) -> bool:
    """Return True for a nested table with only one text: it is only a frame."""
    return sum(any((t.text or "").strip() for t in tc.iter(f"{W}t")) for tc in table.iter(f"{W}tc")) <= 1


def _is_boxed(paragraph: Any, tc: Any) -> bool:
    """Return True for a paragraph in a text box of the cell; it is read at the position of the box."""
    return any(_nearest(box, f"{W}tc") is tc for box in paragraph.iterancestors(f"{W}txbxContent"))


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _parts(parent: Any, tag: str) -> Iterator[Any]:
    """Yield table rows or cells, including those in content controls, tracked insertions and alternatives."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
            yield from _parts(child, tag)
        elif child.tag == f"{MC}AlternateContent":
            yield from _parts(branch(child), tag)
