"""Split a Word paragraph into pieces: formatted runs, and non-text content between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.readers.colours import WHITE, Colour
from build_scripts.readers.opc import W, val
from build_scripts.readers.pieces import Exclusion, Piece
from build_scripts.readers.word.fields import BUTTON, CHOSEN, Fields, field_piece, fields_of
from build_scripts.readers.word.styles import NO_FORMAT, Styles, TextFormat, exclusion_of
from build_scripts.wording import is_value, squeeze

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
TINY = 28_575  # EMU, 3 px; smaller pictures are spacers
_PASSED = {
    f"{W}{n}" for n in ("instrText", "delInstrText", "rPr", "pPr", "fldData", "tbl", "rubyPr", "sdtPr", "sdtEndPr")
}
_DELETED = (f"{W}del", f"{W}moveFrom")
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_OTHERWISE = "显示得与文字不一样的内容"
_DIGIT = re.compile("[0-9０-９]")
# namespace prefixes that Word supports
_KNOWN = re.compile(r"(?:w|wp|a|o|x|p|cx|am|aink|v|m|r|mc|pic|c|dgm|oel|sl|wne)\d*\w{0,12}")
_BOX = "文本框"  # outside of cells a text box is a separate block
_KINDS = {"picture": "图片", "chart": "图表", "diagram": "图示"}
_SCRIPTS = {f"{M}{n}" for n in ("sSup", "sSub", "sSubSup", "sPre")}
_BUILT = {
    f"{M}{n}"
    for n in ("f", "rad", "nary", "m", "eqArr", "acc", "bar", "groupChr", "limLow", "limUpp", "borderBox", "func")
}


@dataclass(frozen=True, slots=True)
class Context:
    """Inherited properties inside an element: background, text format, the reason why text is set apart, its source."""

    background: Colour = WHITE
    text_format: TextFormat = NO_FORMAT
    in_cell: bool = False
    exclusion: Exclusion | None = None
    source: str = ""
    link: str = ""


@dataclass(slots=True)
class PieceReader:
    """Reads runs with the styles of one file; counts note marks."""

    styles: Styles
    notes: dict[str, int] = field(default_factory=dict)
    fields: Fields = field(default_factory=Fields)  # of the current paragraph

    def of(self, paragraph: Any, context: Context) -> list[Piece]:
        """Return the pieces of a paragraph in order, with insertions and one branch of each alternative."""
        if context.in_cell:
            for control in paragraph.iterancestors(f"{W}sdt", f"{W}tc"):
                if control.tag == f"{W}tc":
                    break
                context = self.inside(control, context)
        pieces: list[Piece] = []
        self.fields = fields_of(paragraph)
        self._walk(paragraph, context, pieces)
        return pieces

    def _walk(self, parent: Any, context: Context, pieces: list[Piece]) -> None:
        for node in parent:
            self._read(node, context, pieces)

    def _read(self, node: Any, context: Context, pieces: list[Piece]) -> None:
        tag = node.tag
        if tag in _PASSED:
            return
        if tag == f"{W}r":
            self._walk(node, self._text_format(node, context), pieces)
        elif tag in (f"{W}t", f"{M}t", f"{W}delText"):  # WPS writes a number typed in an equation as an equation
            if node not in self.fields.passed:
                pieces.append(self._text(node.text or "", context))
        elif tag in (f"{W}br", f"{W}cr"):
            pieces.append(self._piece("\n" if node.get(f"{W}type") not in ("page", "column") else "", context))
        elif tag in (f"{W}tab", f"{W}ptab"):
            pieces.append(self._piece("\t", context))
        elif tag == f"{W}noBreakHyphen":
            pieces.append(self._piece("-", context))
        elif tag == f"{W}sym":
            text = _symbol(node, context.in_cell)
            pieces.append(self._piece(text, context) if text else Piece("", opaque="符号"))
        elif tag in _DELETED:
            self._walk(node, replace(context, exclusion=Exclusion.DELETED), pieces)
        elif tag == f"{W}rt":
            self._walk(node, replace(context, exclusion=Exclusion.RUBY), pieces)
        elif tag == f"{MC}AlternateContent":
            self._walk(branch(node), context, pieces)
        elif tag == f"{W}hyperlink":
            link = "#" if node.get(f"{W}anchor") and not node.get(f"{R}id") else "to"
            self._walk(node, replace(context, link=link), pieces)
        elif tag == f"{W}sdt":
            self._walk(node, self.inside(node, context), pieces)
        elif tag == f"{M}oMath" and context.in_cell:
            pieces += self._equation(node, context)
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{W}control", f"{W}txbxContent"):
            pieces += (p for p in self._drawn(node, context) if context.in_cell or p.opaque != _BOX)
        elif tag in _NOTES:
            self.notes[tag] = self.notes.get(tag, 0) + 1
            if context.in_cell and not node.get(f"{W}customMarkFollows"):
                pieces.append(Piece(str(self.notes[tag]), Exclusion.NOTE))
        elif tag == f"{W}bdo":
            pieces += self._turned(node, context)
        elif tag in (f"{W}fldChar", f"{W}fldSimple", f"{W}subDoc"):
            pieces += self._field(node, context)
        else:
            self._walk(node, context, pieces)

    def _turned(self, node: Any, context: Context) -> list[Piece]:
        """Return the pieces of text with overridden direction: from right to left 12 looks like 21."""
        pieces: list[Piece] = []
        self._walk(node, context, pieces)
        text = squeeze("".join(piece.text for piece in pieces))
        if node.get(f"{W}val") != "rtl" or not text:
            return pieces
        return [Piece("", opaque=_OTHERWISE, quoted=text, always_reported=True)]

    def _field(self, node: Any, context: Context) -> list[Piece]:
        """Return what a field or an embedded document displays."""
        pieces: list[Piece] = []
        self._walk(node, context, pieces)  # the result of a simple field
        if pieces:
            return pieces
        if node.tag == f"{W}subDoc":
            shown: Piece | None = Piece("", opaque="嵌入的对象", always_reported=True)
        else:
            shown = self.fields.shown.get(node) or field_piece(node.get(f"{W}instr", ""))
        found = (shown,) if shown else _form_field(node.find(f"{W}ffData"))
        return [p for p in found if context.in_cell or p.source in (CHOSEN, BUTTON)]

    def _text(self, text: str, context: Context) -> Piece:
        if context.text_format.drawn and context.exclusion is None and _DIGIT.search(text):
            return Piece("", opaque="用图形字体显示的内容", quoted=squeeze(text), always_reported=True)
        return self._piece(text, context)

    def _piece(self, text: str, context: Context) -> Piece:
        lowered = context.text_format.align == "subscript" or (context.text_format.position or 0) < 0
        size = float(context.text_format.size or 20)  # Word's default is 10 pt
        return Piece(
            text,
            context.exclusion if text.strip() else None,
            context.source,
            link=context.link,
            size=size,
            lowered=lowered,
        )

    def _text_format(self, run: Any, context: Context) -> Context:
        """Return the look of a run: direct formatting, then character style, then paragraph."""
        properties = run.find(f"{W}rPr")
        text_format = context.text_format
        if properties is not None:
            if name := val(properties, f"{W}rStyle"):
                text_format = self.styles.get(name).text_format.based_on(text_format)
            text_format = self.styles.text_format_of(properties).based_on(text_format)
        exclusion = context.exclusion or exclusion_of(text_format, context.background)
        # a plain constructor call, because this runs for every run
        return Context(context.background, text_format, context.in_cell, exclusion, context.source, context.link)

    def inside(self, control: Any, context: Context) -> Context:
        """Return the properties that a content control sets for its text."""
        properties = control.find(f"{W}sdtPr")
        if properties is None:
            return context
        if properties.find(f"{W}showingPlcHdr") is not None:
            return replace(context, exclusion=context.exclusion or Exclusion.HINT)
        if any(properties.find(f"{W}{kind}") is not None for kind in ("dropDownList", "comboBox")):
            return replace(context, source=CHOSEN)
        return context

    # ------------------------------------------------------------------- non-text content

    def _equation(self, node: Any, context: Context) -> Iterator[Piece]:
        """Yield the pieces of an equation: rows of signs are text, exponents are raised, other constructs are no
        number."""
        for child in node:
            if child.tag in _BUILT:
                words = " ".join(text for t in child.iter(f"{M}t") if (text := (t.text or "").strip()))
                yield Piece("", opaque="公式", quoted=words, always_reported=True)
            elif child.tag in _SCRIPTS:
                for part in child:
                    inner = context if part.tag == f"{M}e" else replace(context, exclusion=Exclusion.RAISED)
                    yield from self._equation(part, inner)
            elif child.tag == f"{M}t":
                yield Piece(child.text or "", context.exclusion, source="公式")
            elif child.tag == f"{M}r":
                yield from self._equation(child, self._text_format(child, context))
            else:
                yield from self._equation(child, context)

    def _drawn(self, node: Any, context: Context) -> Iterator[Piece]:
        """Yield the piece for a drawn object: a picture with its stated number, a text box, other drawings."""
        sizes = [
            int(e.get(side, "")) for e in node.iter(f"{WP}extent") for side in ("cx", "cy") if e.get(side, "").isdigit()
        ]
        if sizes and min(sizes) <= TINY:
            return
        box = next(node.iter(f"{W}txbxContent"), None)
        if box is not None:
            texts: list[Piece] = []
            for paragraph in box.iter(f"{W}p"):
                self._walk(paragraph, replace(context, source=""), texts)
            yield Piece("".join(p.text for p in texts if p.exclusion is None), opaque=_BOX)
            return
        description = next((e.get("descr", "").strip() for e in node.iter(f"{WP}docPr")), "")
        text = description if is_value(description) and re.search(r"\d", description) else ""
        if node.tag in (f"{W}object", f"{W}control"):
            yield Piece("", opaque="嵌入的对象" if node.tag == f"{W}object" else "控件", always_reported=True)
            return
        kinds = (e.get("uri", "").rpartition("/")[2] for e in node.iter("{*}graphicData"))
        other = "图片" if node.tag == f"{W}drawing" or next(node.iter("{*}imagedata"), None) is not None else "图形"
        yield Piece(text, opaque=next((_KINDS.get(kind, "图形") for kind in kinds), other))


def branch(alternatives: Any) -> Any:
    """Return one branch of an alternative: the first choice that is fully supported, else the fallback; never both."""
    choices = alternatives.iterfind(f"{MC}Choice")
    choice = next((c for c in choices if all(map(_KNOWN.fullmatch, c.get("Requires", "").split()))), None)
    fallback = alternatives.find(f"{MC}Fallback")
    return choice if choice is not None else fallback if fallback is not None else ()


def _symbol(node: Any, in_cell: bool) -> str:
    code = int(node.get(f"{W}char", "0"), 16)
    if node.get(f"{W}font") == "Symbol" and 0xF020 <= code <= 0xF07E:
        code -= 0xF000  # Symbol stores ASCII in the private use area; other fonts have pictures there
    return chr(code) if 0x20 <= code < 0xE000 else "\ufffd" if in_cell else ""


def _form_field(data: Any) -> tuple[Piece, ...]:
    """Return the piece of a legacy form field: selected list entry or checkbox. Typed text is normal text."""
    if data is None:
        return ()
    chosen, box = data.find(f"{W}ddList"), data.find(f"{W}checkBox")
    if chosen is not None:
        entries = [entry.get(f"{W}val", "") for entry in chosen.iterfind(f"{W}listEntry")]
        at = val(chosen, f"{W}result") or val(chosen, f"{W}default") or "0"
        return (Piece(entries[int(at)], source=CHOSEN),) if at.isdigit() and int(at) < len(entries) else ()
    if box is not None:
        marks = [mark for name in ("checked", "default") if (mark := box.find(f"{W}{name}")) is not None]
        ticked = bool(marks) and marks[0].get(f"{W}val") not in ("0", "false", "off")
        return (Piece("☑" if ticked else "☐", source="勾选框"),)
    return ()
