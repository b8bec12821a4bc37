"""OpenDocument text and sheets (.odt, .ods, and the flat .fodt, .fods), read from their XML.

Sheets of this format keep the text of each cell as it was shown. Deleted text lies apart in ``text:tracked-changes`` and
is left there; what is raised, struck out or hidden in a cell is no digit of the figure beside it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.readers.objects import with_spots
from build_scripts.readers.opc import parsed, part
from build_scripts.readers.sheets.cells import MAX_AREA, MAX_CELLS, Sheet, SheetCell, document_of
from build_scripts.readers.sheets.number_format import general, number_of
from build_scripts.readers.word.numbers import han_number
from build_scripts.wording import OBJECT, besides, printed, squeeze

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style"))
FO = f"{{{_NS}xsl-fo-compatible:1.0}}"
_BLANKS = 64  # a longer run of empty cells is the rest of the row, up to the sheet's edge
_SPACES = 100
_SKIPPED = frozenset(
    [
        *(f"{OFFICE}{n}" for n in ("annotation", "annotation-end", "forms", "event-listeners", "meta")),
        *(f"{TEXT}{n}" for n in ("tracked-changes", "note", "ruby-text", "hidden-text", "sequence-decls")),
        f"{TABLE}tracked-changes",
        f"{DRAW}object",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    ]
)
_OPAQUE = {f"{DRAW}image": "图片", f"{DRAW}object": "公式或对象", f"{DRAW}object-ole": "对象", f"{DRAW}control": "控件"}
_ROWS = frozenset(f"{TABLE}{n}" for n in ("table-header-rows", "table-row-group", "table-rows"))


@dataclass(frozen=True, slots=True)
class _Style:
    apart: bool = False  # raised, lowered or struck out
    hidden: bool = False
    centred: bool = False
    shown: bool = True  # of a sheet
    numbers: str = ""  # its list style


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    before: str
    after: str
    start: int
    depth: int  # how many levels its number shows


def read_odf(data: bytes) -> Document:
    """Text or sheets, from the package or the flat file. Raises ``Refusal``: encrypted, damaged, inflating, too-large."""
    try:
        if data.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(data))
            names = archive.namelist()
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Refusal("encrypted")
            root = part(archive, "content.xml")
            others = [part(archive, "styles.xml")] if "styles.xml" in names else []
        else:
            root, others = parsed(data), []
        styles, levels = _styles([*others, root])
        body = root.find(f"{OFFICE}body")
        sheets = body.find(f"{OFFICE}spreadsheet") if body is not None else None
        text = body.find(f"{OFFICE}text") if body is not None else None
        reader = _Reader(styles, levels)
        if sheets is not None:
            return document_of([reader.sheet(t) for t in sheets.iterchildren(f"{TABLE}table")], "ods")
        if text is None:
            raise Refusal("kind", kind="OpenDocument 的图形或幻灯片")
        reader.read(text)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="OpenDocument 文件结构损坏") from error
    return Document(tuple(reader.blocks), "odt", doubts=tuple(reader.doubts))


# --------------------------------------------------------------------------- styles


def _styles(roots: list[Any]) -> tuple[dict[str, _Style], dict[str, dict[int, _Level]]]:
    made: dict[str, Any] = {}
    levels: dict[str, dict[int, _Level]] = {}
    for root in roots:
        for style in root.iter(f"{STYLE}style"):
            made[style.get(f"{STYLE}name", "")] = style
        for numbers in root.iter(f"{TEXT}list-style"):
            levels[numbers.get(f"{STYLE}name", "")] = dict(
                map(_level, numbers.iterchildren(f"{TEXT}list-level-style-number"))
            )
        for numbers in root.iter(f"{TEXT}outline-style"):
            levels[""] = dict(map(_level, numbers))
    return {name: _style(name, made) for name in made}, levels


def _style(name: str, made: dict[str, Any]) -> _Style:
    """What a style says itself, else what that says on which it is based."""
    found: dict[str, str] = {}
    numbers = ""
    for _ in range(12):
        style = made.get(name)
        if style is None:
            break
        numbers = numbers or style.get(f"{STYLE}list-style-name", "")
        for properties in style:
            for key, value in properties.attrib.items():
                found.setdefault(key, value)
        name = style.get(f"{STYLE}parent-style-name", "")
    position = found.get(f"{STYLE}text-position", "").split()
    raised = bool(position) and position[0] not in ("0%", "0") and len(position[0]) > 0
    struck = any(found.get(f"{STYLE}text-line-through-{kind}", "none") != "none" for kind in ("style", "type"))
    return _Style(
        raised or struck,
        found.get(f"{TEXT}display") == "none",
        found.get(f"{FO}text-align") == "center",
        found.get(f"{TABLE}display") != "false",
        numbers,
    )


def _level(element: Any) -> tuple[int, _Level]:
    start = element.get(f"{TEXT}start-value", "1")
    return int(element.get(f"{TEXT}level", "1")), _Level(
        element.get(f"{STYLE}num-format", ""),
        element.get(f"{STYLE}num-prefix", ""),
        element.get(f"{STYLE}num-suffix", ""),
        int(start) if start.isdigit() else 1,
        int(element.get(f"{TEXT}display-levels", "1")),
    )


def _written(form: str, number: int) -> str:
    if form.startswith("一"):
        return han_number(number)
    if form.startswith("①") and 0 < number <= 20:
        return chr(0x245F + number)
    if form in ("a", "A") and 0 < number <= 26:
        return chr(ord(form) - 1 + number)
    return str(number) if form else ""


# --------------------------------------------------------------------------- blocks


@dataclass(slots=True)
class _Inside:
    """What is found inside paragraphs beside their words."""

    aside: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)

    @property
    def doubt(self) -> str:
        unseen = "、".join(text for part in self.hidden if (text := squeeze(part)))
        return "；".join(filter(None, (besides(self.aside), f"格内另有隐藏的“{unseen}”，没有算进去" if unseen else "")))

    @property
    def in_prose(self) -> str:
        """The doubt about a paragraph; the mark of a note says nothing there, the note itself follows."""
        marks = {note.getparent().findtext(f"{TEXT}note-citation") for note in self.notes}
        beside = replace(self, aside=[text for text in self.aside if text not in marks])
        return beside.doubt.replace("格内", "文中")


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    levels: dict[str, dict[int, _Level]]
    blocks: list[Block] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    notes: list[Any] = field(default_factory=list)
    tables: int = 0

    def read(self, body: Any) -> None:
        """The body, then its notes."""
        self.blocks_of(body)
        for note in self.notes:
            self.blocks_of(note)

    def style(self, element: Any, kind: str = TEXT) -> _Style:
        return self.styles.get(element.get(f"{kind}style-name", ""), _Style())

    def blocks_of(self, parent: Any, number: str = "") -> None:
        """Paragraphs, lists and tables in order; ``number`` is that of the list item whose first paragraph comes."""
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                continue
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                self.paragraph(child, number)
                number = ""
            elif child.tag == f"{TEXT}list":
                self.items(child, 1, "")
            elif child.tag == f"{TABLE}table":
                self.table(child)
            elif child.get(f"{TEXT}display") == "none":  # a section that is not shown
                unseen = squeeze("".join(child.itertext()))
                self.doubts.append(("source.hidden", f"文字里有隐藏的一节，其中有“{unseen[:120]}”"))
            else:
                self.blocks_of(child)

    def paragraph(self, element: Any, number: str) -> None:
        style, inside = self.style(element), _Inside()
        text = self.text(element, inside)
        level = int(element.get(f"{TEXT}outline-level", "0") or 0) if element.tag == f"{TEXT}h" else 0
        if not number and level and text.strip() and element.get(f"{TEXT}is-list-header") != "true":
            number = self.number("", level, False)
        if style.hidden:
            if text.strip():
                self.doubts.append(("source.hidden", f"文字里有隐藏的段落“{squeeze(text)[:120]}”"))
            text = ""
        for line in printed((number if text.strip() else "") + text).split("\n"):
            text, spots = with_spots(line)
            if text.strip():
                place, opaque = (
                    Place(line=len(self.blocks) + 1),
                    "、".join(dict.fromkeys(inside.opaque)) if spots else "",
                )
                self.blocks.append(
                    Paragraph(text, place, min(level, 6), False, style.centred, inside.in_prose, opaque, spots)
                )
        for box in inside.boxes:
            self.blocks_of(box)
        self.notes += inside.notes

    def items(self, element: Any, depth: int, name: str) -> None:
        """A list and those inside it. A list counts from its start, unless it goes on with the one before."""
        name = element.get(f"{TEXT}style-name", name)
        if (
            depth == 1
            and element.get(f"{TEXT}continue-numbering") != "true"
            and not element.get(f"{TEXT}continue-list")
        ):
            self.counters.pop(name, None)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            start = item.get(f"{TEXT}start-value", "")
            if start.isdigit():
                self.counters.setdefault(name, {})[depth] = int(start) - 1
            numbered = item.tag == f"{TEXT}list-item" and any(c.tag in (f"{TEXT}p", f"{TEXT}h") for c in item)
            number = self.number(name, depth, True) if numbered else ""
            for child in item:
                if child.tag == f"{TEXT}list":
                    self.items(child, depth + 1, name)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    self.paragraph(child, number)
                    number = ""
                elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                    self.blocks_of([child])

    def number(self, name: str, depth: int, always: bool) -> str:
        """Automatic numbers are not in the text: 一、 would be lost from headings without this."""
        levels = self.levels.get(name, {})
        level = levels.get(depth)
        if level is None or (not level.form and not always):
            return ""
        counts = self.counters.setdefault(name, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if not level.form:
            return ""
        shown = range(max(depth - level.depth + 1, 1), depth + 1)
        parts = [_written(levels[d].form, counts.get(d, levels[d].start)) for d in shown if d in levels]
        return f"{level.before}{'.'.join(filter(None, parts))}{level.after}"

    # ------------------------------------------------------------------- words

    def text(self, element: Any, inside: _Inside) -> str:
        """The words of a paragraph; what is raised, struck out or hidden goes to ``inside``."""
        parts: list[str] = []
        self.words(element, parts, inside)
        return "".join(parts)

    def words(self, element: Any, parts: list[str], inside: _Inside) -> None:
        parts.append(_white(element.text))
        for child in element:
            self.word(child, parts, inside)
            parts.append(_white(child.tail))

    def word(self, child: Any, parts: list[str], inside: _Inside) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == f"{TEXT}s":
            parts.append(" " * min(int(child.get(f"{TEXT}c", "1")), _SPACES))
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            parts.append("\t" if tag == f"{TEXT}tab" else "\n")
        elif tag == f"{TEXT}note":
            inside.aside.append(child.findtext(f"{TEXT}note-citation") or "")
            inside.notes += child.iterchildren(f"{TEXT}note-body")
        elif tag == f"{TEXT}hidden-text" or (tag == f"{TEXT}hidden-paragraph"):
            inside.hidden.append("".join(child.itertext()) or child.get(f"{TEXT}string-value", ""))
        elif tag in _OPAQUE:
            inside.opaque.append(_OPAQUE[tag])
            parts.append(OBJECT)
        elif not tag or tag in _SKIPPED:
            return
        elif tag == f"{DRAW}text-box" or (tag.startswith(DRAW) and child.find(f"{TEXT}p") is not None):
            inside.boxes.append(child)
        elif tag == f"{TEXT}span" and (style := self.style(child)) and (style.apart or style.hidden):
            other: list[str] = []
            self.words(child, other, inside)
            (inside.hidden if style.hidden else inside.aside).append("".join(other).replace(OBJECT, ""))
        else:
            self.words(child, parts, inside)

    # ------------------------------------------------------------------- tables

    def sheet(self, element: Any, every: bool = False) -> Sheet:
        """The cells of a table, with what is merged and what is hidden; ``every``: each cell counts, not only those that
        hold something or have a look of their own."""
        sheet = Sheet(element.get(f"{TABLE}name", ""), hidden=not self.style(element, TABLE).shown)
        column = 1
        for made in element.iter(f"{TABLE}table-column"):
            if next(made.iterancestors(f"{TABLE}table")) is not element:
                continue
            wide = _repeats(made, "columns")
            if made.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_columns.append(range(column, column + wide))
            column += wide
        row = 1
        for line in _table_rows(element):
            again = _repeats(line, "rows")
            cells = list(self.cells(line, sheet, row, every))
            held = any(cell.holds for _, cell in cells)
            if len(cells) * again + len(sheet.cells) > MAX_CELLS and held:
                raise Refusal("too-large")
            for copy in range(again if held else 1):
                for at, cell in cells:
                    sheet.cells[row + copy, at] = cell
            if line.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.update(range(row, row + (again if held else 1)))
            row += again
        shapes = element.find(f"{TABLE}shapes")
        if shapes is not None:
            sheet.boxes += ("\n".join("".join(p.itertext()) for p in box.iter(f"{TEXT}p")) for box in shapes)
        return sheet

    def cells(self, line: Any, sheet: Sheet, row: int, every: bool) -> Iterator[tuple[int, SheetCell]]:
        """(column, cell) of those that count."""
        column = 1
        for element in line:
            if element.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            again = _repeats(element, "columns")
            high, wide = (int(element.get(f"{TABLE}number-{n}-spanned", "1") or 1) for n in ("rows", "columns"))
            if element.tag == f"{TABLE}table-cell":
                cell = self.cell(element)
                if max(high, wide) > 1:
                    sheet.merged.append((row, column, row + max(high, 1) - 1, column + max(wide, 1) - 1))
                if again > _BLANKS and cell.holds and again > MAX_CELLS:
                    raise Refusal("too-large")
                if cell.holds or (again <= _BLANKS and (every or element.get(f"{TABLE}style-name"))):
                    yield from ((column + copy, cell) for copy in range(again))
            column += again

    def cell(self, element: Any) -> SheetCell:
        inside = _Inside()
        texts: list[str] = []
        for child in element:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                hidden = self.style(child).hidden
                words = self.text(child, inside).replace(OBJECT, "")
                (inside.hidden if hidden else texts).append(words)
            elif isinstance(child.tag, str) and child.tag != f"{TABLE}table":
                self.word(child, [], inside)
                texts += ("".join(p.itertext()) for p in child.iter(f"{TEXT}p") if child.tag == f"{TEXT}list")
        texts += ("".join(p.itertext()) for box in inside.boxes for p in box.iter(f"{TEXT}p"))
        text = "\n".join(line for t in texts if (line := printed(t).strip()))
        if not text and any(map(squeeze, inside.aside)):
            text = "".join(inside.aside)  # all of it is raised or struck out: that is the print
        if not text and not inside.hidden and (stored := element.get(f"{OFFICE}value")):
            text = general(number_of(stored))
        self.notes += inside.notes
        return SheetCell(text, inside.doubt, inside.opaque[0] if inside.opaque and not text else "")

    def table(self, element: Any) -> None:
        """A table of a text; tables inside its cells follow as tables of their own."""
        self.tables += 1
        number, sheet = self.tables, self.sheet(element, every=True)
        visible = {c: cell for c, cell in sheet.cells.items() if c[0] not in sheet.hidden_rows}
        unseen = [cell.text for c, cell in sheet.cells.items() if c not in visible and cell.text]
        if unseen:
            self.doubts.append(("source.hidden", f"表格里有隐藏的行，其中有“{squeeze('、'.join(unseen))[:120]}”"))
        lines = [at for at, _ in _numbered_rows(element) if at not in sheet.hidden_rows]
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
                for cell in [visible.get((r, c), SheetCell())]
            )
            for r in lines
        ]
        if any(cell and (cell.text or cell.opaque) for row in rows for cell in row):
            self.blocks.append(Grid(tuple(rows), GridKind.RULED, at))
        for inner in element.iter(f"{TABLE}table"):
            if inner is not element and next(inner.iterancestors(f"{TABLE}table")) is element:
                self.table(inner)


def _white(text: str | None) -> str:
    """White space of the file is one space; those that are meant are elements."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _repeats(element: Any, what: str) -> int:
    return max(int(element.get(f"{TABLE}number-{what}-repeated", "1") or 1), 1)


def _table_rows(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from _table_rows(child)


def _numbered_rows(element: Any) -> Iterator[tuple[int, Any]]:
    """(number, row); empty rows that repeat count, and are given once."""
    row = 1
    for line in _table_rows(element):
        yield row, line
        row += _repeats(line, "rows")
