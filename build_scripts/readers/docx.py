"""Word files read from their XML: merged and nested tables, tracked changes, content controls, numbering, text boxes.

The usual library views lose such data silently. Nothing is extracted to disk, no entity is resolved, no macro runs.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Hints, Paragraph, Place, Refusal
from build_scripts.readers.html import read_html
from build_scripts.readers.mhtml import is_mhtml, read_mhtml
from build_scripts.readers.opc import W, main_part, part, part_bytes, related
from build_scripts.wording import besides, printed, squeeze

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{W}{n}" for n in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "fldData", "footnoteReference")
}
_HAN = "〇一二三四五六七八九"


def read_docx(data: bytes) -> Document:
    """The body of ``word/document.xml`` in order; notes follow at the end. Raises ``Refusal``."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        name = main_part(archive)
        body = part(archive, name).find(f"{W}body")
        reader = _Reader(_styles(archive), _numbering(archive), _chunks(archive, name))
        if body is None:
            raise Refusal("damaged", why="文件里没有正文")
        reader.blocks_of(body)
        for note in _notes(archive):
            reader.blocks_of(note)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError) as error:
        raise Refusal("damaged", why="Word 文件结构损坏") from error
    return Document(tuple(reader.blocks), "docx", Hints())


# --------------------------------------------------------------------------- styles and numbers


@dataclass(slots=True)
class _Style:
    level: int = 0
    num: tuple[str, int] | None = None
    centred: bool = False
    hidden: bool = False
    based_on: str = ""


def _val(element: Any, path: str) -> str:
    found = element.find(path)
    return found.get(f"{W}val", "") if found is not None else ""


def _is_on(element: Any, path: str) -> bool | None:
    """Whether a switch (``w:vanish``, ``w:strike``) is on, off (``w:val="0"``), or not there."""
    found = element.find(path)
    return None if found is None else found.get(f"{W}val") not in ("0", "false", "off")


def _styles(archive: zipfile.ZipFile) -> dict[str, _Style]:
    if "word/styles.xml" not in archive.namelist():
        return {}
    styles = {}
    for style in part(archive, "word/styles.xml").iter(f"{W}style"):
        made = _Style(based_on=_val(style, f"{W}basedOn"), centred=_val(style, f"{W}pPr/{W}jc") == "center")
        made.hidden = _is_on(style, f"{W}rPr/{W}vanish") or False
        level = _val(style, f"{W}pPr/{W}outlineLvl")
        made.level = int(level) + 1 if level.isdigit() and int(level) < 6 else 0
        if number := _val(style, f"{W}pPr/{W}numPr/{W}numId"):
            made.num = (number, int(_val(style, f"{W}pPr/{W}numPr/{W}ilvl") or 0))
        styles[style.get(f"{W}styleId", "")] = made
    return styles


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int


def _numbering(archive: zipfile.ZipFile) -> dict[str, dict[int, _Level]]:
    """numId → level → how its number is written."""
    if "word/numbering.xml" not in archive.namelist():
        return {}
    root = part(archive, "word/numbering.xml")
    abstract = {}
    for item in root.iter(f"{W}abstractNum"):
        levels = {}
        for level in item.iter(f"{W}lvl"):
            start = _val(level, f"{W}start")
            levels[int(level.get(f"{W}ilvl", 0))] = _Level(
                _val(level, f"{W}numFmt"), _val(level, f"{W}lvlText"), int(start) if start.isdigit() else 1
            )
        abstract[item.get(f"{W}abstractNumId")] = levels
    return {num.get(f"{W}numId"): abstract.get(_val(num, f"{W}abstractNumId"), {}) for num in root.iter(f"{W}num")}


def _notes(archive: zipfile.ZipFile) -> Iterator[Any]:
    """Footnotes, then endnotes."""
    for kind in ("footnote", "endnote"):
        if f"word/{kind}s.xml" in archive.namelist():
            for note in part(archive, f"word/{kind}s.xml").iter(f"{W}{kind}"):
                if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    yield note


def _chunks(archive: zipfile.ZipFile, source: str) -> dict[str, bytes]:
    """Relationship id → what ``w:altChunk`` brings in: whole web pages that some office systems leave unconverted."""
    parts = related(archive, source)
    names = {i: n for i, n in parts.items() if re.search(r"\.(?:x?html?|mht(?:ml)?)$", n) and n in archive.namelist()}
    return {ident: part_bytes(archive, name) for ident, name in names.items()}


def han_number(n: int) -> str:
    """1 … 99 as 一 … 九十九; larger ones in digits."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")


def _written(form: str, n: int) -> str:
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")) and form != "ideographEnclosedCircle":
        return han_number(n)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle") and 0 < n <= 20:
        return chr(0x245F + n)
    if form in ("upperLetter", "lowerLetter") and 0 < n <= 26:
        return chr((64 if form == "upperLetter" else 96) + n)
    if form in ("bullet", "none"):
        return ""
    return str(n)


# --------------------------------------------------------------------------- blocks


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    numbering: dict[str, dict[int, _Level]]
    chunks: dict[str, bytes]
    blocks: list[Block] = field(default_factory=list)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    tables: int = 0

    def blocks_of(self, parent: Any) -> None:
        """Paragraphs and tables of a body, a content control or a text box, in order."""
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
                self.blocks_of(child)
            elif child.tag == f"{MC}AlternateContent":
                self.blocks_of(_branch(child))
            elif child.tag == f"{W}altChunk" and (page := self.chunks.get(child.get(f"{R}id", ""))):
                self.blocks += (read_mhtml if is_mhtml(page) else read_html)(page).blocks

    def paragraph(self, element: Any) -> None:
        style = self.style_of(element)
        text = self.number(element, style) + self.text(element)
        for line in text.split("\n"):
            if line.strip():
                jc = _val(element, f"{W}pPr/{W}jc")
                centred = jc == "center" or (not jc and style.centred)
                self.blocks.append(
                    Paragraph(printed(line).strip(), Place(line=len(self.blocks) + 1), style.level, centred=centred)
                )
        for box in element.iter(f"{W}txbxContent"):
            if not any(a.tag == f"{MC}Fallback" for a in box.iterancestors()) and _nearest(box, f"{W}p") is element:
                self.blocks_of(box)

    def style_of(self, element: Any) -> _Style:
        """The paragraph's own level and number over those of its style and what that is based on."""
        name, made = _val(element, f"{W}pPr/{W}pStyle"), _Style()
        for _ in range(12):
            style = self.styles.get(name)
            if style is None:
                break
            made = _Style(
                made.level or style.level,
                made.num or style.num,
                made.centred or style.centred,
                made.hidden or style.hidden,
            )
            name = style.based_on
        level = _val(element, f"{W}pPr/{W}outlineLvl")
        if level.isdigit() and int(level) < 6:
            made.level = int(level) + 1
        numbered = element.find(f"{W}pPr/{W}numPr")
        if numbered is not None:
            ident = _val(numbered, f"{W}numId")
            made.num = (ident, int(_val(numbered, f"{W}ilvl") or 0)) if ident and ident != "0" else None
        return made

    def number(self, element: Any, style: _Style) -> str:
        """Automatic numbering is not in the text: 一、 would be lost from headings without this."""
        if style.num is None or not self.text(element).strip():
            return ""
        ident, depth = style.num
        levels = self.numbering.get(ident, {})
        if depth not in levels:
            return ""
        counts = self.counters.setdefault(ident, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def filled(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return _written(form, counts.get(at, levels[at].start if at in levels else 1))

        if levels[depth].form == "bullet":
            return ""
        return re.sub(r"%(\d)", filled, levels[depth].text)

    def text(self, element: Any, aside: list[str] | None = None) -> str:
        """The visible text of runs: insertions in, deletions and hidden runs out, one branch of alternatives.

        In a cell what is raised or struck out goes to ``aside``: it is no digit of the number beside it."""
        parts: list[str] = []
        hidden = self.style_of(element).hidden
        stack = list(reversed(element))
        while stack:
            node = stack.pop()
            tag = node.tag
            if tag in _SKIPPED or tag in (f"{W}txbxContent", f"{W}tbl"):
                continue
            if tag == f"{W}r":
                if self.is_hidden(node, hidden):
                    continue
                if aside is not None and _is_beside(node):
                    aside.append("".join(t.text or "" for t in node.iter(f"{W}t")))
                    continue
            if tag == f"{MC}AlternateContent":
                stack += reversed(list(_branch(node)))
                continue
            if tag in (f"{W}t", f"{M}t"):  # WPS writes a number typed in an equation as one
                parts.append(node.text or "")
            elif tag in (f"{W}br", f"{W}cr"):
                parts.append("\n" if node.get(f"{W}type") not in ("page", "column") else "")
            elif tag == f"{W}tab":
                parts.append("\t")
            elif tag == f"{W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{W}sym":
                code = int(node.get(f"{W}char", "0"), 16)
                if node.get(f"{W}font") == "Symbol" and 0xF020 <= code <= 0xF07E:
                    code -= 0xF000  # its ASCII stands in the private area; in other fonts there are pictures
                parts.append(chr(code) if 0x20 <= code < 0xE000 else "" if aside is None else "\ufffd")
            else:
                stack += reversed(list(node))
        return "".join(parts)

    # ------------------------------------------------------------------- tables

    def table(self, element: Any) -> None:
        """A table with merged cells expanded to ``None``; tables inside its cells follow as tables of their own."""
        self.tables += 1
        number = self.tables
        rows: list[tuple[GridCell | None, ...]] = []
        inner: list[Any] = []
        for r, tr in enumerate(_parts(element, f"{W}tr"), 1):
            if tr.find(f"{W}trPr/{W}del") is not None:
                continue
            row: list[GridCell | None] = [None] * int(_val(tr, f"{W}trPr/{W}gridBefore") or 0)
            for cell in _parts(tr, f"{W}tc"):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                covered = merge is not None and merge.get(f"{W}val") != "restart"
                text, doubt, nested = self.cell(cell)
                inner += nested
                place = Place(line=len(self.blocks) + 1, table=number, row=r, column=len(row) + 1)
                row.append(None if covered and not text else GridCell(text, place, doubt))
                span = _val(cell, f"{W}tcPr/{W}gridSpan")
                row += [None] * (min(int(span), 100) - 1 if span.isdigit() else 0)
            rows.append(tuple(row))
        width = max((len(row) for row in rows), default=0)
        if any(cell and cell.text for row in rows for cell in row):
            grid = Grid(
                tuple(row + (None,) * (width - len(row)) for row in rows),
                GridKind.RULED,
                Place(line=len(self.blocks) + 1, table=number),
            )
            self.blocks.append(grid)
        for table in inner:
            self.table(table)

    def cell(self, cell: Any) -> tuple[str, str, list[Any]]:
        """(text with a line break between paragraphs, doubt about it, nested tables)."""
        lines, nested = [], []
        aside: list[str] = []
        for child in cell.iter(f"{W}p", f"{W}tbl"):
            if _nearest(child, f"{W}tc") is not cell:
                continue
            if child.tag == f"{W}tbl":
                nested.append(child)
                continue
            text = self.number(child, self.style_of(child)) + self.text(child, aside)
            if text.strip():
                lines.append(printed(text).strip())
        if not lines and any(map(squeeze, aside)):  # all of it is raised or struck out: that is the print
            return "\n".join(aside), besides(aside), nested
        return "\n".join(lines), besides(aside), nested

    def is_hidden(self, run: Any, hidden: bool) -> bool:
        """By the run's own mark, else by its character style, else as its paragraph is."""
        own = _is_on(run, f"{W}rPr/{W}vanish")
        if own is not None:
            return own
        style = self.styles.get(_val(run, f"{W}rPr/{W}rStyle"))
        return hidden or (style is not None and style.hidden)


def _branch(alternatives: Any) -> Any:
    """One branch of an alternative: the first choice, else the fallback; never both."""
    choice = alternatives.find(f"{MC}Choice")
    return (
        choice
        if choice is not None
        else alternatives.find(f"{MC}Fallback")
        if alternatives.find(f"{MC}Fallback") is not None
        else ()
    )


def _is_beside(run: Any) -> bool:
    """Raised (the mark of a note) or struck out."""
    if _val(run, f"{W}rPr/{W}vertAlign") == "superscript":
        return True
    return bool(_is_on(run, f"{W}rPr/{W}strike") or _is_on(run, f"{W}rPr/{W}dstrike"))


def _nearest(element: Any, tag: str) -> Any:
    return next((a for a in element.iterancestors() if a.tag == tag), None)


def _parts(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, through content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _parts(child, tag)
