"""Read OpenDocument text and sheets (.odt, .ods, and the flat .fodt, .fods) from their XML.

Sheets of this format store the displayed text of each cell. Deleted, raised, struck-out or invisible text in a cell is
not part of the figure beside it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.readers.margins import margins_of
from build_scripts.readers.objects import split_spots
from build_scripts.readers.odf.lists import Lists
from build_scripts.readers.odf.names import CONFIG, LO, OFFICE, STYLE, TABLE, TEXT, repeats, rows_of
from build_scripts.readers.odf.pieces import SKIPPED, PieceReader, controls, deletions
from build_scripts.readers.odf.styles import Styles
from build_scripts.readers.odf.tables import Tables, is_frame
from build_scripts.readers.opc import parsed, part
from build_scripts.readers.pieces import build_lines, opaque_kinds
from build_scripts.readers.set_aside import comment_doubts
from build_scripts.readers.sheets.cells import MAX_AREA, Sheet, SheetCell, document_of
from build_scripts.readers.word.pieces import Context
from build_scripts.wording import printed, squeeze

_QUOTED = 120  # maximum quoted letters of each invisible text


def read_odf(data: bytes) -> Document:
    """Read text or sheets, from package or flat file. Raises ``Refusal``: encrypted, damaged, inflating, too-large."""
    try:
        if data.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Refusal("encrypted")
            root = part(archive, "content.xml")
            others = [part(archive, name) for name in ("styles.xml", "settings.xml") if name in names]
        else:
            root, others = parsed(data), []
        _rename_shape_tables(root)
        styles = Styles([*others, root])
        lists = Lists(styles)
        body = root.find(f"{OFFICE}body")
        sheets = body.find(f"{OFFICE}spreadsheet") if body is not None else None
        text = body.find(f"{OFFICE}text") if body is not None else None
        piece_reader = PieceReader(styles, deletions(root), controls(root), sheets is not None)
        if sheets is not None:
            tables = Tables(styles, piece_reader, lists, every=False, zeros=_shows_zeros([*others, root]))
            workbook = document_of([tables.sheet(t) for t in sheets.iterchildren(f"{TABLE}table")], "ods")
            return replace(workbook, doubts=(*workbook.doubts, *comment_doubts(_comments(body))))
        if text is None:
            raise Refusal("kind", kind="OpenDocument 的图形或幻灯片")
        reader = _Reader(styles, piece_reader, lists, Tables(styles, piece_reader, lists, every=True))
        reader.read(text)
        reader.doubts += comment_doubts(_comments(body))
        margins = replace(reader, blocks=[])
        for margin in (m for tree in (*others, root) for n in ("header", "footer") for m in tree.iter(f"{STYLE}{n}")):
            margins.blocks_of(margin)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="OpenDocument 文件结构损坏") from error
    return Document(tuple(reader.blocks), "odt", doubts=tuple(reader.doubts), margins=tuple(margins_of(margins.blocks)))


def _shows_zeros(trees: Iterable[Any]) -> bool:
    """Return False if a view of the sheets does not show zeros."""
    settings = (item for tree in trees for item in tree.iter(f"{CONFIG}config-item"))
    return not any(i.get(f"{CONFIG}name") == "ShowZeroValues" and i.text == "false" for i in settings)


def _rename_shape_tables(root: Any) -> None:
    """Give the parts of a table in a shape the names of other tables: LibreOffice writes ``loext:table-row`` there."""
    for name in ("table", "table-column", "table-header-rows", "table-row", "table-cell", "covered-table-cell"):
        for element in root.iter(f"{LO}{name}"):
            element.tag = f"{TABLE}{name}"


def _comments(body: Any) -> Iterator[str]:
    """Yield the texts of comments, without author and date."""
    for comment in body.iter(f"{OFFICE}annotation"):
        yield "".join("".join(paragraph.itertext()) for paragraph in comment.iter(f"{TEXT}p"))


@dataclass(slots=True)
class _Reader:
    styles: Styles
    piece_reader: PieceReader
    lists: Lists
    tables: Tables
    blocks: list[Block] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    made: int = 0  # number of tables so far

    def read(self, body: Any) -> None:
        """Read the body, then its notes."""
        self.blocks_of(body)
        for note in self.piece_reader.notes:
            self.blocks_of(note)

    def blocks_of(self, parent: Any) -> None:
        """Read paragraphs, lists and tables in order."""
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in SKIPPED:
                continue
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                self.paragraph(child, "")
            elif child.tag == f"{TEXT}list":
                for paragraph, number in self.lists.items(child, 1, ""):
                    if paragraph.tag in (f"{TEXT}p", f"{TEXT}h"):
                        self.paragraph(paragraph, number)
                    else:
                        self.blocks_of([paragraph])
            elif child.tag == f"{TABLE}table":
                self.table(child)
            elif child.get(f"{TEXT}display") == "none":  # a hidden section
                self.unseen("文字里有隐藏的一节，其中有", "".join(child.itertext()))
            else:
                self.blocks_of(child)

    def unseen(self, where: str, text: str) -> None:
        if words := squeeze(text):
            self.doubts.append(("source.hidden", f"{where}“{words[:_QUOTED]}”"))

    def paragraph(self, element: Any, number: str) -> None:
        style = self.styles.get("paragraph", element.get(f"{TEXT}style-name", ""))
        pieces = self.piece_reader.of(element, Context())
        level = int(element.get(f"{TEXT}outline-level", "0") or 0) if element.tag == f"{TEXT}h" else 0
        made = [(*split_spots(printed(words)), doubt) for words, doubt in build_lines(pieces)]
        found = [(text, spots, doubt) for text, spots, doubt in made if text.strip()]
        if not found:
            self.unseen("文字里有看不见的段落", "".join(p.text for p in pieces if p.exclusion is not None))
        elif not number and level and element.get(f"{TEXT}is-list-header") != "true":
            number = self.lists.number("", level, False)
        opaque = opaque_kinds(pieces)
        for text, spots, doubt in found:
            place, shown = Place(line=len(self.blocks) + 1), opaque if spots else ""
            spots = tuple(at + len(number) for at in spots)
            centred = style.centred
            self.blocks.append(Paragraph(number + text, place, min(level, 6), False, centred, doubt, shown, spots))
            number = ""
        boxes, self.piece_reader.boxes = self.piece_reader.boxes, []
        for box in boxes:
            self.blocks_of(box)

    # ------------------------------------------------------------------- tables

    def table(self, element: Any) -> None:
        """Read a table of a text document. Tables nested in its cells follow as separate tables."""
        self.made += 1
        number, sheet = self.made, self.tables.sheet(element)
        lines, row = [], 1
        for line in rows_of(element):
            lines.append(row)  # repeated empty rows count, but appear once
            row += repeats(line, "rows")
        unseen = [at for at in lines if at in sheet.hidden_rows or _is_unseen(sheet, at)]
        texts = [cell.text or cell.doubt for (r, _), cell in sorted(sheet.cells.items()) if r in unseen]
        self.unseen("表格里有隐藏的行，其中有", "、".join(filter(None, texts)))
        lines = [at for at in lines if at not in unseen]
        width = max((c for _, c in sheet.cells), default=0)
        if len(lines) * max(width, len(sheet.merged)) > MAX_AREA:
            raise Refusal("too-large")
        covered = {
            (r, c)
            for r0, c0, r1, c1 in sheet.merged
            for r in lines
            for c in range(c0, min(c1, width) + 1)
            if r0 <= r <= r1 and (r, c) != (r0, c0)
        }
        at = Place(line=len(self.blocks) + 1, table=number)
        rows = [
            tuple(
                None
                if (r, c) in covered
                else GridCell(cell.text, Place(None, at.line, number, r, c), cell.doubt, cell.opaque)
                for c in range(1, width + 1)
                for cell in [sheet.cells.get((r, c), SheetCell())]
            )
            for r in lines
        ]
        if any(cell and (cell.text or cell.opaque) for row in rows for cell in row):
            self.blocks.append(Grid(tuple(rows), GridKind.RULED, at))
        for inner in element.iter(f"{TABLE}table"):
            if inner is element or next(inner.iterancestors(f"{TABLE}table")) is not element:
                continue
            if not is_frame(inner):
                self.table(inner)


def _is_unseen(sheet: Sheet, row: int) -> bool:
    """Return True if a row has only invisible content."""
    cells = [cell for (r, _), cell in sheet.cells.items() if r == row]
    return any(cell.doubt for cell in cells) and not any(cell.text or cell.opaque for cell in cells)
